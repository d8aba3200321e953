/** What all screens of an open office share: the other side, the period that is worked on, what is not saved yet, and when something last was. */
import { getContext, setContext } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import type { Backend } from '../backend';
import type { Period, PeriodChoices, Summary, Workplace } from '../generated/commands';

/** What somebody enters for one person; it is kept by and by. */
export interface Work {
  readonly nip: string;
  readonly name: string;
  readonly period: Period;
  /** How many entries are not on the disk. */
  readonly unsaved: number;
  /** Those of them that wait for the person. */
  readonly troubled: readonly unknown[];
  /** Tries to keep all of them. */
  settle(): Promise<void>;
}

export class Session {
  /** When the last act reached the disk; nothing before the first one. */
  savedAt = $state<Date | undefined>();
  period = $state<Period>('');
  /** Why the head last recorded for another assessor: proposed for the next person. */
  lastReason = '';
  /** The office was locked: what is not kept by then never is, whoever opens it next. */
  isOver = false;

  readonly summary: Summary;
  readonly calendar: PeriodChoices;
  readonly #works = new SvelteSet<Work>();

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

  /** Something was entered there. */
  follow(work: Work): void {
    this.#works.add(work);
  }

  /** Where something that was entered is not kept yet. */
  get unsaved(): readonly Work[] {
    return [...this.#works].filter(({ unsaved }) => unsaved > 0);
  }

  /** Tries to keep everything that was entered. */
  async settle(): Promise<void> {
    await Promise.all([...this.#works].map((work) => work.settle()));
  }
}

const key = Symbol('session');

export function provideSession(session: Session): void {
  setContext(key, session);
}

export function useSession(): Session {
  return getContext<Session>(key);
}
