import type { Period } from '../generated/commands';
import type { Route } from './route.svelte';
import type { Session } from './session.svelte';

/** The period that a place is about. An address that names one is ahead of the session by a beat; one that the office does not have does not count. */
export function periodOf(place: Route, session: Session): Period {
  const named = 'period' in place ? place.period : undefined;
  return session.calendar.periods.find(({ period }) => period === named)?.period ?? session.period;
}

/** The year in which a period lies: plans are made by years. */
export function yearOf(period: Period): number {
  return Number(period.slice(0, 4));
}
