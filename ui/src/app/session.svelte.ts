/** What all screens of an open office share: the other side, the period that is worked on, when something was last saved. */
import { getContext, setContext } from 'svelte';
import type { Backend } from '../backend';
import type { Period, PeriodChoices, Summary, Workplace } from '../generated/commands';

export class Session {
  /** When the last act reached the disk; nothing before the first one. */
  savedAt = $state<Date | undefined>();
  period = $state<Period>('');

  readonly summary: Summary;
  readonly calendar: PeriodChoices;

  constructor(
    readonly backend: Backend,
    { summary, calendar }: Workplace,
  ) {
    this.summary = summary;
    this.calendar = calendar;
    this.period = calendar.proposed;
  }

  /** Says that an act was acknowledged by the store just now. */
  saved(): void {
    this.savedAt = new Date();
  }
}

const key = Symbol('session');

export function provideSession(session: Session): void {
  setContext(key, session);
}

export function useSession(): Session {
  return getContext<Session>(key);
}
