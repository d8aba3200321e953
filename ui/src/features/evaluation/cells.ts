/** The table of everybody: its columns, and what stands in a cell, typed or kept. */
import type { EvaluationRow, RatingRow } from '../../generated/commands';
import type { Desk } from './desk.svelte';
import { itemsOf, type Item } from './items';

export type Entered = 'below' | 'meets' | 'above' | 'no_data' | '';

export type Column =
  | { readonly kind: 'result'; readonly at: number }
  | { readonly kind: 'value'; readonly at: number }
  | { readonly kind: 'overall'; readonly of: 'results' | 'behaviour' };

const LEAST_RESULTS = 1;
const MOST_RESULTS = 8;
const VALUES = 7;

/** As many results as the longest plan has; HK after them, the seven values, PK. */
export function columnsOf(rows: readonly RatingRow[]): Column[] {
  const longest = Math.max(LEAST_RESULTS, ...rows.map(({ results }) => results.length));
  const results = Array.from({ length: Math.min(longest, MOST_RESULTS) }, (_, at): Column => ({ kind: 'result', at }));
  const values = Array.from({ length: VALUES }, (_, at): Column => ({ kind: 'value', at }));
  return [...results, { kind: 'overall', of: 'results' }, ...values, { kind: 'overall', of: 'behaviour' }];
}

/** The item of a cell, once the sheet of its person is there. */
export function itemAt(desk: Desk, nip: string, column: Column): Item | undefined {
  const sheet = desk.known(nip)?.sheet;
  if (!sheet) return undefined;
  return itemsOf(sheet).find((item) => {
    if (column.kind === 'result') return item.kind === 'result' && item.number === column.at + 1;
    if (column.kind === 'value') return item.kind === 'value' && item.value.value === sheet.core_values[column.at]?.value;
    return item.kind === 'overall' && item.of === column.of;
  });
}

/** What stands there; nothing at all where the person has no such result. */
export function enteredIn(desk: Desk, row: EvaluationRow, kept: RatingRow | undefined, column: Column): Entered | undefined {
  if (column.kind === 'result' && column.at >= (kept?.results.length ?? 0)) return undefined;
  const work = desk.known(row.nip);
  const item = work?.sheet && itemAt(desk, row.nip, column);
  if (work && item) return work.value(item.rating) as Entered;
  if (column.kind === 'overall') return (column.of === 'results' ? row.result_rating : row.behaviour_rating) ?? '';
  const entry = column.kind === 'result' ? kept?.results[column.at] : kept?.values[column.at];
  return entry === null || entry === undefined || entry === 'withdrawn' ? '' : entry;
}
