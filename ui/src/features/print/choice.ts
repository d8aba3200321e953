/** Of whom sheets are made, and of whom not, with the reason. */
import type { PersonForm, PrintRow, SheetStanding } from '../../generated/commands';
import { isOfAll } from './sheets';

/** Everybody, the people of a unit, one person, or some who were ticked. */
export type Who =
  | { readonly is: 'everybody' }
  | { readonly is: 'unit'; readonly unit: string }
  | { readonly is: 'one'; readonly nip: string }
  | { readonly is: 'some'; readonly nips: ReadonlySet<string> };

/** `unseen`: it is somebody else's to see. */
export type WhyNot = 'missing' | 'draft' | 'disputed' | 'unseen';

export interface LeftOut {
  readonly row: PrintRow;
  readonly form: PersonForm;
  readonly why: WhyNot;
}

export interface Picked {
  /** Of these at least one sheet is made, in walking order. */
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

function whyNot(standing: SheetStanding | null, onlyFinal: boolean): WhyNot | undefined {
  switch (standing) {
    case null:
      return 'unseen';
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

/** Whether somebody is to have a sheet of a form: everybody, or whoever leads or objected. */
const concerns = (form: PersonForm, standing: SheetStanding | null): boolean => isOfAll(form) || (standing !== null && standing !== 'missing');

/** Whom the forms concern. */
export function concernedBy(all: readonly PrintRow[], forms: readonly PersonForm[]): readonly PrintRow[] {
  return all.filter((row) => forms.some((form, at) => concerns(form, row.standings[at] ?? null)));
}

/** Whether there is anything to print of somebody. */
export const hasSheet = ({ standings }: PrintRow): boolean => standings.some((standing) => standing !== null && standing !== 'missing');

/** Of whom sheets are made, with each sheet that is not: the standings of the rows are in the order of the forms. */
export function pick(all: readonly PrintRow[], forms: readonly PersonForm[], who: Who, onlyFinal: boolean): Picked {
  const rows: PrintRow[] = [];
  const leftOut: LeftOut[] = [];
  for (const row of all.filter((each) => isMeant(who, each))) {
    let isMade = false;
    for (const [at, form] of forms.entries()) {
      const standing = row.standings[at] ?? null;
      const why = whyNot(standing, onlyFinal);
      if (!why) isMade = true;
      else if (concerns(form, standing)) leftOut.push({ row, form, why });
    }
    if (isMade) rows.push(row);
  }
  return { rows, leftOut };
}

/** The units that have anybody, in walking order. */
export function unitsOf(rows: readonly PrintRow[]): readonly string[] {
  return [...new Set(rows.map(({ unit_name }) => unit_name))].filter((unit) => unit !== '');
}
