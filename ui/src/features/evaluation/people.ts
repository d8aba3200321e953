/** How the screens speak of a person, and who comes next. */
import type { EvaluationRow } from '../../generated/commands';
import { text } from '../../i18n/index.svelte';

/** Bu Siti: the form of address follows from the NIP, whose 15th digit is 2 for women. Of two with the same first name each is said in full. */
export function callName(row: Named, all: readonly Named[]): string {
  const first = firstName(row.name);
  const isShared = all.some((other) => other.nip !== row.nip && firstName(other.name).toLowerCase() === first.toLowerCase());
  return text(row.nip[14] === '2' ? 'evaluation.ms' : 'evaluation.mr', { name: isShared ? untitled(row.name).join(' ') : first });
}

type Named = Pick<EvaluationRow, 'nip' | 'name'>;

function untitled(name: string): string[] {
  const [bare = name] = name.split(',');
  const words = bare.trim().split(/\s+/);
  const left = words.filter((word) => !word.endsWith('.'));
  return left.length > 0 ? left : words;
}

/** The first name without the titles before it. "I Gusti" and "M. Yusuf" are said with the word that follows. */
function firstName(name: string): string {
  const [first = name, second = ''] = untitled(name);
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

/**
 * The next one who is not closed, after this one and then from the beginning. From one's own people it leads to one's own alone: whoever has done with them looks at the list before
 * it goes on with those of other assessors.
 */
export function nextOpen(rows: readonly EvaluationRow[], nip?: string): EvaluationRow | undefined {
  const here = rows.findIndex((row) => row.nip === nip);
  const [after, before] = [rows.slice(here + 1), rows.slice(0, Math.max(here, 0))];
  const isOpen = ({ state }: EvaluationRow) => state !== 'closed';
  const isShared = rows.some(({ is_mine_to_rate }) => is_mine_to_rate) && rows.some(({ is_mine_to_rate }) => !is_mine_to_rate);
  if (!isShared || !rows[here]?.is_mine_to_rate) return [...after, ...before].find(isOpen);
  const own = (row: EvaluationRow) => row.is_mine_to_rate && isOpen(row);
  return after.find(own) ?? before.find((row) => own(row) && !isRated(row));
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
