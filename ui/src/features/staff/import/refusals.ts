/** Refused cells, grouped by what is wrong, so that what helps all of them is said once. */
import { formatNip } from '../../../components';
import type { Finding } from '../../../generated/commands';
import { count, text } from '../../../i18n/index.svelte';
import { findingText } from '../../../i18n/index.svelte';
import { reasonOf } from './counts';
import { groupBy } from './group';

export interface RefusalGroup {
  readonly key: string;
  readonly title: string;
  /** Sentences that are the same for all of the group. */
  readonly advice: string;
  readonly cells: readonly { readonly finding: Finding; readonly sentence: string }[];
}

const titles = {
  nip_damaged: 'import.problem.nip_damaged',
  nip_invalid: 'import.problem.nip_invalid',
  nip_sex_differs: 'import.problem.nip_invalid',
  nip_missing: 'import.problem.nip_missing',
  nip_twice: 'import.problem.nip_twice',
  name_missing: 'import.problem.name_missing',
  name_too_long: 'import.problem.name_too_long',
  text_too_long: 'import.problem.text_too_long',
  kind_unknown: 'import.problem.kind_unknown',
  rank_unknown: 'import.problem.rank_unknown',
  position_kind_unknown: 'import.problem.position_kind_unknown',
  superior_nip_damaged: 'import.problem.superior',
  superior_nip_invalid: 'import.problem.superior',
} as const;

function titleOf(reason: string, rows: number): string {
  const key = Object.hasOwn(titles, reason) ? titles[reason as keyof typeof titles] : 'import.problem.other';
  return text(key, { count: count(rows) });
}

export function groupRefusals(refused: readonly Finding[]): readonly RefusalGroup[] {
  return groupBy(refused, reasonOf).map(([reason, findings]) => {
    const said = findings.map(findingText).map(listSentences);
    const shared = findings.length > 1 ? countShared(said) : 0;
    return {
      key: reason,
      title: titleOf(reason, findings.length),
      advice: said[0]?.slice(said[0].length - shared).join(' ') ?? '',
      cells: findings.map((finding, at) => ({ finding, sentence: said[at]?.slice(0, (said[at]?.length ?? 0) - shared).join(' ') ?? '' })),
    };
  });
}

function listSentences(words: string): readonly string[] {
  const parts = words.split(/\.\s+(?=\p{Lu})/u);
  return parts.map((part, at) => (at < parts.length - 1 ? `${part}.` : part));
}

/** How many sentences at the end are the same in all, the first one of each left out. */
function countShared(all: readonly (readonly string[])[]): number {
  const most = Math.min(...all.map((sentences) => sentences.length - 1));
  let shared = 0;
  while (shared < most && new Set(all.map((sentences) => sentences.at(-1 - shared))).size === 1) shared += 1;
  return shared;
}

/** How a cell is repaired here: the lost digits of a NIP, one of several rows, one of a few words, or the whole text; nothing where no single cell is meant. */
export type Repair = 'digits' | 'twice' | 'kind' | 'position_kind' | 'text' | 'none';

export function repairOf(finding: Finding): Repair {
  if (finding.column === null) return 'none';
  switch (reasonOf(finding)) {
    case 'nip_damaged':
    case 'superior_nip_damaged':
      return (finding.args['surviving'] ?? '') === '' ? 'text' : 'digits';
    case 'nip_twice':
      return 'twice';
    case 'kind_unknown':
      return 'kind';
    case 'position_kind_unknown':
      return 'position_kind';
    default:
      return 'text';
  }
}

/** The other rows with the same NIP. */
export function otherRows({ args }: Finding): readonly number[] {
  return (args['rows'] ?? '').split(', ').map(Number).filter((row) => row > 0);
}

interface MarkedValue {
  readonly kept: string;
  readonly lost: string;
}

/** A damaged NIP parted after the digits that can still be trusted, in its four groups. */
export function markLost({ value, args }: Finding): MarkedValue {
  const surviving = args['surviving'];
  if (surviving === undefined) return { kept: /^\d{18}$/.test(value) ? formatNip(value) : value, lost: '' };
  let at = 0;
  for (const digit of surviving) {
    while (at < value.length && value[at] !== digit && /\D/.test(value[at] ?? '')) at += 1;
    if (value[at] !== digit) break;
    at += 1;
  }
  return /^\d+$/.test(value) ? partGroups(value, at) : { kept: value.slice(0, at), lost: value.slice(at) };
}

function partGroups(digits: string, at: number): MarkedValue {
  const spaced = (from: number, to: number) =>
    [...digits.slice(from, to)].map((digit, place) => ([8, 14, 15].includes(from + place) ? ` ${digit}` : digit)).join('');
  return { kept: spaced(0, at), lost: spaced(at, digits.length) };
}
