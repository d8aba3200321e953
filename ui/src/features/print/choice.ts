/** Of whom sheets are made, and of whom not, with the reason. */
import type { PrintRow } from '../../generated/commands';

/** Everybody, the people of a unit, one person, or some who were ticked. */
export type Who =
  | { readonly is: 'everybody' }
  | { readonly is: 'unit'; readonly unit: string }
  | { readonly is: 'one'; readonly nip: string }
  | { readonly is: 'some'; readonly nips: ReadonlySet<string> };

export type WhyNot = 'missing' | 'draft' | 'disputed';

export interface LeftOut {
  readonly row: PrintRow;
  readonly why: WhyNot;
}

export interface Picked {
  /** Of these a sheet is made, in walking order. */
  readonly rows: readonly PrintRow[];
  readonly leftOut: readonly LeftOut[];
}

function isMeant(who: Who, row: PrintRow): boolean {
  switch (who.is) {
    case 'everybody':
      return true;
    case 'unit':
      return row.unit_name === who.unit;
    case 'one':
      return row.nip === who.nip;
    case 'some':
      return who.nips.has(row.nip);
  }
}

function whyNot({ standing }: PrintRow, onlyFinal: boolean): WhyNot | undefined {
  switch (standing) {
    case 'missing':
      return 'missing';
    case 'draft':
      return onlyFinal ? 'draft' : undefined;
    case 'disputed':
      return onlyFinal ? 'disputed' : undefined;
    case 'final':
      return undefined;
  }
}

export function pick(all: readonly PrintRow[], who: Who, onlyFinal: boolean): Picked {
  const rows: PrintRow[] = [];
  const leftOut: LeftOut[] = [];
  for (const row of all.filter((each) => isMeant(who, each))) {
    const why = whyNot(row, onlyFinal);
    if (why) leftOut.push({ row, why });
    else rows.push(row);
  }
  return { rows, leftOut };
}

/** The units that have anybody, in walking order. */
export function unitsOf(rows: readonly PrintRow[]): readonly string[] {
  return [...new Set(rows.map(({ unit_name }) => unit_name))].filter((unit) => unit !== '');
}
