/** What a plan says in numbers. */
import type { Stroke } from '../../../components';
import type { Finding, ImportReport } from '../../../generated/commands';
import { count, text } from '../../../i18n/index.svelte';

/** The part of a code behind its area: `nip_damaged`. */
export function reasonOf({ code }: Finding): string {
  return code.slice(code.indexOf('.') + 1);
}

interface Counts {
  readonly ready: number;
  /** Refused rows, those with a NIP of another row apart. */
  readonly refused: number;
  readonly twice: number;
}

function countRows(report: ImportReport): Counts {
  const twice = new Set(report.refused.filter((finding) => reasonOf(finding) === 'nip_twice').map(({ row }) => row)).size;
  return { ready: countReady(report), refused: report.refused_rows - twice, twice };
}

/** Rows that are imported: those who left are not. */
export function countReady({ rows }: ImportReport): number {
  return rows.filter(({ change }) => change !== 'left').length;
}

/** 36 siap, 3 perlu diperiksa, 1 ganda. */
export function sayCounts(report: ImportReport): string {
  const { ready, refused, twice } = countRows(report);
  if (ready + refused + twice === 0) return text('import.check.nobody');
  if (refused + twice === 0 && report.same === ready) return text('import.check.same', { count: count(ready) });
  const parts = [
    text('import.check.ready', { count: count(ready) }),
    refused > 0 && text('import.check.refused', { count: count(refused) }),
    twice > 0 && text('import.check.twice', { count: count(twice) }),
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}

/** 2 baru, 5 berubah, 41 tetap; nothing where all are new, or all as they were. */
export function sayChanges({ new: added, updated, same }: ImportReport): string {
  if (updated + same === 0 || added + updated === 0) return '';
  const parts = [
    added > 0 && text('import.check.new', { count: count(added) }),
    updated > 0 && text('import.check.updated', { count: count(updated) }),
    same > 0 && text('import.check.kept', { count: count(same) }),
  ];
  return parts.filter(Boolean).join(', ');
}

/** One stroke a row, in the order of the file. */
export function strokesOfRows({ rows, refused }: ImportReport): readonly Stroke[] {
  const strokes = new Map<number, Stroke>(rows.map(({ row }) => [row, 'done']));
  for (const { row } of refused) strokes.set(row, 'look');
  return [...strokes].sort(([a], [b]) => a - b).map(([, stroke]) => stroke);
}
