/** What is inside a copy, and when it was made, as a person says it. */
import { dayOf, formatDate, formatTime } from '../../components';
import type { Contents, PeriodContents, SafeCopy } from '../../generated/commands';
import { count, periodText, text } from '../../i18n/index.svelte';

/** 48 pegawai, evaluasi Triwulan III 2026 lengkap: people, and the newest period that somebody was closed or rated in. */
export function contentsText({ people, periods }: Contents): string {
  const newest = periods.at(-1);
  const finished = [...periods].reverse().find(({ closed }) => closed > 0);
  const said = [text('backup.people', { people: count(people) })];
  if (finished) said.push(closedText(finished, people));
  if (newest && newest.closed === 0) said.push(text('backup.period.rated', { period: periodText(newest.period), rated: count(newest.rated) }));
  if (!newest) said.push(text('backup.no_evaluation'));
  return said.join(', ');
}

function closedText({ period, closed }: PeriodContents, people: number): string {
  const facts = { period: periodText(period), closed: count(closed), people: count(people) };
  return text(closed >= people ? 'backup.period.complete' : 'backup.period.partly', facts);
}

/** 22 November 2026, 07.30. */
export function momentText({ made_at, counter }: Pick<SafeCopy, 'made_at' | 'counter'>): string {
  return made_at === null ? String(counter) : `${formatDate(dayOf(made_at))}, ${formatTime(made_at)}`;
}
