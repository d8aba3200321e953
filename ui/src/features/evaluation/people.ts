/** How the screens speak of a person, and who comes next. */
import type { EvaluationRow } from '../../generated/commands';
import { text } from '../../i18n/index.svelte';

/** Bu Siti: the form of address follows from the NIP, whose 15th digit is 2 for women. */
export function callName({ nip, name }: Pick<EvaluationRow, 'nip' | 'name'>): string {
  const first = firstName(name);
  return text(nip[14] === '2' ? 'evaluation.ms' : 'evaluation.mr', { name: first });
}

/** The first name without the titles before it. "I Gusti" and "M. Yusuf" are said with the word that follows. */
function firstName(name: string): string {
  const [bare = name] = name.split(',');
  const words = bare.trim().split(/\s+/);
  const untitled = words.filter((word) => !word.endsWith('.'));
  const [first = bare, second = ''] = untitled.length > 0 ? untitled : words;
  return first.length < 3 && second ? `${first} ${second}` : first;
}

export function isRated(row: EvaluationRow): boolean {
  return row.state === 'closed' || (row.result_rating !== null && row.behaviour_rating !== null);
}

/** Who is rated next, as the first screen names them: the user's own people first, and nobody whom no one assesses. */
export function nextToRate(rows: readonly EvaluationRow[]): EvaluationRow | undefined {
  const waiting = rows.filter((row) => row.has_assessor && row.state !== 'disputed' && !isRated(row));
  return waiting.find(({ is_mine_to_rate }) => is_mine_to_rate) ?? waiting[0];
}

/** The next one who is not closed, after this one and then from the beginning. */
export function nextOpen(rows: readonly EvaluationRow[], nip?: string): EvaluationRow | undefined {
  const here = rows.findIndex((row) => row.nip === nip);
  return [...rows.slice(here + 1), ...rows.slice(0, Math.max(here, 0))].find((row) => row.state !== 'closed');
}

/** In the place of a NIP in the address: everybody at once, and the closing of everybody. */
export const TABLE = 'tabel';
export const CLOSING = 'tutup';

/** Rows of one unit stand together already. */
export function byUnit(rows: readonly EvaluationRow[], isShuffled = false): { readonly unit: string; readonly rows: readonly EvaluationRow[] }[] {
  if (isShuffled) return rows.length > 0 ? [{ unit: text('evaluation.order.shuffled'), rows }] : [];
  const units: { unit: string; rows: EvaluationRow[] }[] = [];
  for (const row of rows) {
    const last = units.at(-1);
    if (last?.unit === row.unit_name) last.rows.push(row);
    else units.push({ unit: row.unit_name, rows: [row] });
  }
  return units;
}
