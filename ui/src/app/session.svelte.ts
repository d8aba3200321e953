/** What all screens of an open office share: the other side, the period that is worked on, what is not saved yet, and when something last was. */
import { getContext, setContext } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import type { Backend } from '../backend';
import { dayOf } from '../components';
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
  #period = $state<Period>('');
  /** Why the head last recorded for an assessor, by name: proposed for the next person of the same one. */
  readonly lastReasons = new Map<string, string>();
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
    this.period = recall(calendar) ?? calendar.proposed;
  }

  get period(): Period {
    return this.#period;
  }

  /** It stays after a reload, a locking, until next year: what others import does not move somebody to another quarter. */
  set period(period: Period) {
    this.#period = period;
    remember(this.calendar, period);
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

const PLACE = 'tilik.period';

/** The choice holds until the next quarter begins. */
function remember(calendar: PeriodChoices, period: Period): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify({ during: runningIn(calendar), period }));
  } catch {
    // Without a memory the proposal holds.
  }
}

function recall(calendar: PeriodChoices): Period | undefined {
  try {
    const { during, period } = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as { during?: string; period?: string };
    return during === runningIn(calendar) ? calendar.periods.find((each) => each.period === period)?.period : undefined;
  } catch {
    return undefined;
  }
}

/** The quarter in which today lies. */
function runningIn({ periods }: PeriodChoices): Period | undefined {
  const today = dayOf(Date.now());
  return periods.find(({ kind, starts_on, ends_on }) => kind === 'quarterly' && starts_on <= today && today <= ends_on)?.period;
}

const key = Symbol('session');

export function provideSession(session: Session): void {
  setContext(key, session);
}

export function useSession(): Session {
  return getContext<Session>(key);
}
