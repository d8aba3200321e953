/** Sizes and times of sending, as a person says them. */
import { dayOf, formatDate, formatNumber, formatTime } from '../../components';
import { count, text } from '../../i18n/index.svelte';
import type { ActCount } from '../../generated/commands';

const KILOBYTE = 1024;
const MEGABYTE = 1024 * 1024;

export function sizeText(bytes: number): string {
  if (bytes < MEGABYTE) return text('sending.kilobytes', { size: formatNumber(Math.ceil(bytes / KILOBYTE), 0) });
  return text('sending.megabytes', { size: formatNumber(bytes / MEGABYTE, 1) });
}

export function timeText(seconds: number): string {
  return seconds < 60 ? text('sending.seconds') : text('sending.minutes', { count: count(Math.ceil(seconds / 60)) });
}

/** 22 November 2026, 07.30. */
export function whenText(at: string): string {
  return `${formatDate(dayOf(at))}, ${formatTime(at)}`;
}

const areas = ['person', 'skp', 'evaluation', 'sheet', 'scan', 'objection', 'superior', 'user'] as const;

/** What was done, by area; what few people ask for is one row. */
export function actTexts(acts: readonly ActCount[]): string[] {
  const rows: string[] = [];
  let others = 0;
  for (const { area, count: many } of acts) {
    const known = areas.find((each) => each === area);
    if (known) rows.push(text('sending.area.row', { count: count(many), area: text(`sending.area.${known}`) }));
    else others += many;
  }
  if (others > 0) rows.push(text('sending.area.row', { count: count(others), area: text('sending.area.other') }));
  return rows;
}
