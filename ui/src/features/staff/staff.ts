/** What a staff list is searched and ordered by. */
import { fullName } from '../../app/person';
import type { Person, StaffRow } from '../../generated/commands';

export type Kind = '' | 'PNS' | 'PPPK';
/** What somebody lacks, or that somebody left. */
export type Status = '' | 'without' | 'unplanned' | 'left';

export interface Filters {
  readonly unit: string;
  readonly kind: Kind;
  readonly status: Status;
}

/** Whether somebody on the staff passes the filters; who left is no longer on it. */
export function passes(row: StaffRow, { unit, kind, status }: Filters): boolean {
  if (unit !== '' && row.unit_name !== unit) return false;
  if (kind !== '' && row.employment.toUpperCase() !== kind) return false;
  switch (status) {
    case 'without':
      return row.assessor === null;
    case 'unplanned':
      return !row.has_plan;
    case 'left':
      return false;
    case '':
      return true;
  }
}

/** People in whom every word that was typed is found: name, position, unit, and the NIP with or without its spaces. */
export function listMatching<Row extends Person>(people: readonly Row[], typed: string): readonly Row[] {
  const words = squeeze(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return people;
  const digits = words.join('');
  const isNumber = /^\d+$/.test(digits);
  return people.filter((person) => {
    if (isNumber && person.nip.includes(digits)) return true;
    const all = squeeze(`${fullName(person.name)} ${person.nip} ${person.position} ${person.unit_name}`);
    return words.every((word) => all.includes(word));
  });
}

/** Units with how many people each has, by name. */
export function listUnits(people: readonly Person[]): readonly { readonly name: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { unit_name } of people) if (unit_name !== '') counts.set(unit_name, (counts.get(unit_name) ?? 0) + 1);
  const collator = new Intl.Collator('id', { numeric: true });
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => collator.compare(a.name, b.name));
}

const romans: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 };

/** Golongan in its order: I/a before IV/e, IX before X. People without one come last. */
export function rankOrder(rank: string | null): number {
  if (rank === null) return Number.MAX_SAFE_INTEGER;
  const [level = '', room = ''] = rank.split('/');
  const values = [...level].map((letter) => romans[letter] ?? 0);
  const sum = values.reduce((total, value, at) => total + (value < (values[at + 1] ?? 0) ? -value : value), 0);
  return sum * 10 + (room === '' ? 0 : room.charCodeAt(0) - 96);
}

/** Small letters without marks, as people type when they search. */
function squeeze(words: string): string {
  return words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
