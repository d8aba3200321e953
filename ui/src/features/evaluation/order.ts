/** In which order the user rates: by unit, or shuffled against the contrast with a neighbour. */
import type { Session } from '../../app/session.svelte';

const ORDER = 'evaluation/order';

export function ratesShuffled(session: Session): boolean {
  return session.drafts.find<boolean>(ORDER)?.value === true;
}

export function rateShuffled(session: Session, isShuffled: boolean): void {
  session.drafts.keep(ORDER, isShuffled);
}
