/** What stands in the way of a closing: in words, and where it is put right. */
import type { ClosingFinding, Incomplete } from '../../generated/commands';
import type { Failure } from '../../backend';
import { codeText, text } from '../../i18n/index.svelte';
import type { FieldKey } from './fields';
import type { Item } from './items';

export type Aim =
  /** A rating or the words at it. */
  | { readonly kind: 'item'; readonly item: Item; readonly words: boolean }
  | { readonly kind: 'words'; readonly key: FieldKey }
  /** The card of the person, or of the assessor, where it says who assesses. */
  | { readonly kind: 'card'; readonly of: 'person' | 'assessor' }
  /** The person's own plan. */
  | { readonly kind: 'plan' }
  | { readonly kind: 'achievement' }
  | { readonly kind: 'distribution' };

/** The findings that a refused closing carries. */
export function findingsIn(failure: Failure): ClosingFinding[] {
  const found = failure.details['findings'];
  return Array.isArray(found) ? (found as unknown as ClosingFinding[]) : [];
}

function itemOf({ place }: ClosingFinding, items: readonly Item[]): Item | undefined {
  if (place?.kind === 'result') return items.find((item) => item.kind === 'result' && item.number === place.at + 1);
  if (place?.kind === 'value') return items.find((item) => item.kind === 'value' && item.value.value === place.at);
  return undefined;
}

/** What the person's own sheet lacks to be closed: gaps of the whole office are put right once. */
export function ownObstaclesIn(findings: readonly ClosingFinding[]): ClosingFinding[] {
  return obstaclesIn(findings).filter((finding) => !finding.is_office_wide);
}

export function lacksSomething({ failure, findings }: Pick<Incomplete, 'failure' | 'findings'>): boolean {
  return failure !== null || ownObstaclesIn(findings).length > 0;
}

/** What is missing at a result or a value. */
export function atPlaceText({ code }: ClosingFinding, place: string): string {
  return text(code === 'feedback_unfinished' ? 'evaluation.close.unfinished' : 'evaluation.close.words', { place });
}

/** What is missing, and where. */
export function obstacleText(finding: ClosingFinding, items: readonly Item[]): string {
  const item = itemOf(finding, items);
  return item ? atPlaceText(finding, item.label) : codeText(`closing.${finding.code}`);
}

/** What stops the closing. Words at a detail also serve the whole, so what lacks at both is said once; what is left to fill in stands where it stands. */
export function obstaclesIn(findings: readonly ClosingFinding[]): ClosingFinding[] {
  const obstacles = findings.filter(({ severity }) => severity === 'obstacle');
  return obstacles.filter(({ code, place }) => place !== null || code === 'feedback_unfinished' || !obstacles.some((other) => other.code === code && other.place !== null));
}

/** Where a person puts it right; nothing for what is not done here. */
export function aimOf(finding: ClosingFinding, items: readonly Item[]): Aim | undefined {
  const item = itemOf(finding, items);
  if (item) return { kind: 'item', item, words: true };
  const overall = (of: 'results' | 'behaviour'): Aim | undefined => {
    const found = items.find((each) => each.kind === 'overall' && each.of === of);
    return found && { kind: 'item', item: found, words: false };
  };
  switch (finding.code) {
    case 'result_rating_missing':
      return overall('results');
    case 'behaviour_rating_missing':
      return overall('behaviour');
    case 'result_feedback_missing':
    case 'behaviour_feedback_missing':
    case 'feedback_unfinished':
      return { kind: 'words', key: 'overall/feedback' };
    case 'result_reason_missing':
      return overall('results');
    case 'behaviour_reason_missing':
      return overall('behaviour');
    case 'trend_note_missing':
      return { kind: 'words', key: 'overall/note' };
    case 'organisation_achievement_missing':
      return { kind: 'achievement' };
    case 'distribution_reason_missing':
      return { kind: 'distribution' };
    case 'skp_not_agreed':
      return { kind: 'plan' };
    case 'assessor_missing':
    case 'assessor_is_self':
      return { kind: 'card', of: 'person' };
    case 'superior_is_self':
    case 'superior_missing':
    case 'superior_is_assessor':
      return { kind: 'card', of: 'assessor' };
    default:
      return undefined;
  }
}
