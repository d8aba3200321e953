import type { Period } from '../generated/commands';
import type { Route } from './route.svelte';
import type { Session } from './session.svelte';

/** The period that a place is about. An address that names one is ahead of the session by a beat; one that the office does not have does not count. */
export function periodOf(place: Route, session: Session): Period {
  const named = 'period' in place ? place.period : undefined;
  return session.calendar.periods.find(({ period }) => period === named)?.period ?? session.period;
}

/**
 * The other quarter that somebody may look for: the one that runs, and while that is shown the one before it, whose sheets may still be printed. Somebody was moved from: that one.
 */
export function otherQuarter({ calendar, period, movedFrom }: Session, today: string): Period | undefined {
  const quarters = calendar.periods.filter(({ kind }) => kind === 'quarterly');
  if (movedFrom !== undefined && quarters.some((each) => each.period === movedFrom)) return movedFrom;
  const running = quarters.findIndex(({ starts_on, ends_on }) => starts_on <= today && today <= ends_on);
  return quarters[period === quarters[running]?.period ? running - 1 : running]?.period;
}

/** The year in which a period lies: plans are made by years. */
export function yearOf(period: Period): number {
  return Number(period.slice(0, 4));
}
