/** What all screens of an open office share: the other side, the period that is worked on, when something was last saved. */
import { getContext, setContext } from 'svelte';
import type { Backend } from '../backend';
import type { Period, PeriodChoices, Summary } from '../generated/commands';

export class Session {
  /** When the last act reached the disk; nothing before the first one. */
  savedAt = $state<Date | undefined>();
  period = $state<Period>('');

  private constructor(
    readonly backend: Backend,
    readonly summary: Summary,
    readonly periods: PeriodChoices,
  ) {
    this.period = periods.proposed;
  }

  static async of(backend: Backend, summary: Summary): Promise<Session> {
    return new Session(backend, summary, await backend.call('calendar.list_periods', {}));
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
