/** Where a version comes from and what it says, in words. */
import { formatDate } from '../../components';
import type { MergedOf, Origin, Shown, VersionsOf } from '../../generated/commands';
import { codeText, count, periodText, text } from '../../i18n/index.svelte';
import { whenText } from '../sending/amounts';

export function originText({ is_here, is_copy, laptop, user, made_at, is_newest }: Origin): string {
  const where = is_here ? text('versions.here') : is_copy ? text('versions.copy') : laptop === '' ? text('versions.first') : laptop;
  return text(is_newest ? 'versions.origin.newest' : 'versions.origin', { laptop: where, user: user || text('versions.unnamed'), when: whenText(made_at) });
}

/** Evaluation of a quarter, plan of a year. */
export function aboutText({ nip, period, year }: VersionsOf | MergedOf): string | undefined {
  if (period) return nip ? text('versions.period', { period: periodText(period) }) : periodText(period);
  return year === null ? undefined : text('versions.year', { year });
}

const kinds = ['JPT_MADYA', 'JPT_PRATAMA', 'ADMINISTRATOR', 'PENGAWAS', 'JF_KEAHLIAN', 'JF_KETERAMPILAN', 'PELAKSANA'] as const;

function wordsText(words: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(words)) return formatDate(words);
  const kind = kinds.find((known) => known === words);
  return kind ? text(`import.kind.${kind}`) : words;
}

export function shownText(shown: Shown): string {
  switch (shown.kind) {
    case 'rating':
      return text(`rating.${shown.rating}`);
    case 'achievement':
      return codeText(`label.${shown.achievement}`);
    case 'words':
      return wordsText(shown.words);
    case 'number':
      return count(shown.number);
    case 'truth':
      return text(shown.is ? 'versions.yes' : 'versions.no');
    case 'nothing':
      return text('versions.nothing');
    case 'other':
      return text('versions.other');
  }
}
