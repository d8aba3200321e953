/** Which column of a file holds which field, while a person changes it. A field has one column at most. */
import type { Column, ColumnChoice, ColumnGuess, RosterField } from '../../../generated/commands';

export type Columns = readonly ColumnGuess<RosterField>[];

/** The columns with a field given to one of them, and taken from the one that had it. */
export function giveField(columns: Columns, { column, field }: ColumnChoice): Columns {
  return columns.map((guess) => {
    if (guess.column === column) return { ...guess, field };
    return field !== null && guess.field === field ? { ...guess, field: null } : guess;
  });
}

/** The choices with one more: the last word about a column counts, and later words come later. */
export function addChoice(choices: readonly ColumnChoice[], choice: ColumnChoice): readonly ColumnChoice[] {
  return [...choices.filter(({ column }) => column !== choice.column), choice];
}

/** Fields without which nobody can be read and which no column holds. */
export function listMissing(columns: Columns): readonly RosterField[] {
  const has = (field: RosterField) => columns.some((guess) => guess.field === field);
  if (has('nama_nip')) return [];
  return (['nip', 'nama'] as const).filter((field) => !has(field));
}

/** A first word about a file in which no headings were found: the columns that look like a NIP and a name, else the first two. */
export function guessByHand(columns: Columns): readonly ColumnChoice[] {
  const share = (guess: ColumnGuess<RosterField>, fits: RegExp) => guess.samples.filter((sample) => fits.test(sample.trim())).length;
  const best = (fits: RegExp, but?: Column) =>
    columns.filter(({ column }) => column !== but).sort((a, b) => share(b, fits) - share(a, fits))[0]?.column;
  const nip = best(/^\d[\d\s.]{16,}\d$/) ?? 0;
  const name = best(/^\p{L}[\p{L}.,'\s]{4,}$/u, nip) ?? nip + 1;
  return [
    { column: nip, field: 'nip' },
    { column: name, field: 'nama' },
  ];
}

/** The letter over a column in a spreadsheet: A, Z, AA. */
export function letterOf(column: Column): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letterOf(Math.floor(column / 26) - 1) + last;
}
