/** What all screens of an open office share: the other side, the period that is worked on, what is not saved yet, and when something last was. */
import { getContext, setContext } from 'svelte';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Backend } from '../backend';
import { dayOf } from '../components';
import type { Draft, JobEntry, PaperName, Period, PeriodChoices, Summary, Workplace } from '../generated/commands';
import { Drafts } from './drafts.svelte';
import { SessionJobs } from './jobs.svelte';
import { Resume } from './resume.svelte';
import { addressOf, replacePlace, route } from './route.svelte';
import { Trouble } from './trouble.svelte';
import { Undo } from './undo.svelte';

/** What somebody enters for one person; it is kept by and by. */
export interface Work {
  readonly nip: string;
  readonly name: string;
  readonly period: Period;
  /** How many entries are not on the disk. */
  readonly unsaved: number;
  /** Those of them that wait for the person. */
  readonly troubled: readonly unknown[];
  /** Whether its closing was refused and nobody has seen that yet. */
  readonly isRefused: boolean;
  /** Tries to keep all of them. */
  settle(): Promise<void>;
  /** Looks up what the office holds now. */
  refresh(): Promise<void>;
  /** The person throws them away. */
  discard(): void;
}

export class Session {
  /** When the last act reached the disk; nothing before the first one. */
  savedAt = $state<Date | undefined>();
  #period = $state<Period>('');
  #isPeriodKept = false;
  /** The period that was worked on before a new quarter began, until another is chosen. */
  movedFrom = $state<Period>();
  /** Why the head records for an assessor in a period: asked once, and used for everybody else of the same one. It lies with the drafts. */
  readonly #reasons = new SvelteMap<string, string>();
  /** How many acts may have changed more than one person's evaluation. */
  actsBeside = 0;
  /** The office was locked: what is not kept by then never is, whoever opens it next. */
  isOver = false;

  /** What was done at the door on the way in, in one sentence; gone once it was seen. */
  news = $state<string>();

  /** What the frame says of the office and of who is here. */
  summary = $state.raw<Summary>() as Summary;
  /** On which paper the office prints. */
  paper = $state<PaperName>('a4');
  readonly calendar: PeriodChoices;
  /** What was typed and not yet said: `drafts.svelte.ts` says how. */
  readonly drafts: Drafts;
  /** Where the person was: `resume.svelte.ts` says how. */
  readonly resume: Resume;
  /** Long work: `jobs.svelte.ts` says how. */
  readonly jobs: SessionJobs;
  readonly undo: Undo;
  readonly trouble: Trouble;
  readonly #works = new SvelteSet<Work>();

  constructor(
    readonly backend: Backend,
    { summary, calendar, paper }: Workplace,
    kept: readonly Draft[] = [],
    jobs: readonly JobEntry[] = [],
  ) {
    this.summary = summary;
    this.calendar = calendar;
    this.paper = paper;
    this.drafts = new Drafts(backend, kept);
    this.resume = new Resume(this.drafts);
    this.jobs = new SessionJobs(backend, jobs);
    this.undo = new Undo(backend);
    this.trouble = new Trouble(backend, this.drafts, () => {
      void this.settle();
      void this.drafts.flush().catch(() => {});
    });
    for (const [assessor, reason] of Object.entries(this.drafts.find<Record<string, string>>(REASONS)?.value ?? {})) this.#reasons.set(assessor, reason);
    const recalled = recall(calendar, this.drafts);
    this.#isPeriodKept = recalled !== undefined;
    this.#period = recalled ?? calendar.proposed;
    const before = this.drafts.find<Remembered>(PLACE)?.value.period;
    if (before !== undefined && before !== this.#period) this.movedFrom = before;
  }

  /** The session of an office that was opened just now, at the place where its user left it; from a backup the copy does not know what is looked at first. */
  static async open(backend: Backend, opened: Workplace, atHome = false): Promise<Session> {
    const [kept, jobs] = await Promise.all([backend.call('draft.list', { beginning: '' }), backend.call('job.list', {})]);
    const session = new Session(backend, opened, kept, jobs);
    void session.undo.look();
    const { address } = session.resume;
    if (atHome) replacePlace('#/');
    else if (address !== undefined) replacePlace(address);
    return session;
  }

  get period(): Period {
    return this.#period;
  }

  /** It stays after a reload, a locking, until next year: what others import does not move somebody to another quarter. */
  set period(period: Period) {
    if (period === this.#period) return;
    this.#period = period;
    this.movedFrom = undefined;
    this.#keepPeriod();
  }

  #keepPeriod(): void {
    this.#isPeriodKept = true;
    this.drafts.keep(PLACE, { during: runningIn(this.calendar), period: this.#period } satisfies Remembered);
  }

  reasonFor(assessor: string, period: Period): string {
    return this.#reasons.get(`${period}/${assessor}`) ?? '';
  }

  rememberReason(assessor: string, period: Period, reason: string): void {
    this.#reasons.set(`${period}/${assessor}`, reason);
    this.drafts.keep(REASONS, Object.fromEntries(this.#reasons));
  }

  /** Says that an act was acknowledged by the store just now; `ofSheet` where it changed nothing but one person's evaluation. */
  saved(ofSheet = false): void {
    if (!ofSheet) this.actsBeside += 1;
    this.savedAt = new Date();
    // Whoever worked here is not moved by what others begin.
    if (!this.#isPeriodKept) this.#keepPeriod();
    this.undo.lookSoon();
  }

  /** Who is here may go by another name since: what the frame says is asked anew. */
  async lookAround(): Promise<void> {
    const seen = await this.backend.call('office.look', {}).catch(() => undefined);
    if (seen) this.summary = seen.summary;
  }

  /** Something was entered there. */
  follow(work: Work): void {
    this.#works.add(work);
  }

  /** Where something that was entered is not kept yet. */
  get unsaved(): readonly Work[] {
    return [...this.#works].filter(({ unsaved }) => unsaved > 0);
  }

  /** Whose closing was refused when they were no longer in sight. */
  get refused(): readonly Work[] {
    return [...this.#works].filter(({ isRefused }) => isRefused);
  }

  /** Undoes the last act. What is on its way is kept first, and undone with the rest. */
  async undoLast(): Promise<void> {
    if (await this.undo.takeBack()) return;
    await this.settle();
    await this.undo.apply(async (undone) => {
      this.actsBeside += 1;
      await Promise.all([...this.#works].map((work) => work.refresh()));
      if (!undone) return;
      const { act, nip } = undone;
      if (act === 'office.settings_changed') this.paper = (await this.backend.call('office.settings', {})).paper;
      // With the profile the NIP may be the former one again, and with it the address.
      const place = route();
      if (act === 'person.changed' && nip !== null && place.area === 'person' && place.nip !== nip) replacePlace(addressOf({ ...place, nip }));
    });
  }

  /** Throws away what could not be kept, also what lies on the disk of it. */
  discard(): void {
    for (const work of this.unsaved) work.discard();
  }

  /** Tries to keep everything that was entered. */
  async settle(): Promise<void> {
    await Promise.all([...this.#works].map((work) => work.settle()));
  }
}

const PLACE = 'period';
const REASONS = 'evaluation/reasons';

interface Remembered {
  readonly during: string | undefined;
  readonly period: Period;
}

/** The choice holds until the next quarter begins. */
function recall(calendar: PeriodChoices, drafts: Drafts): Period | undefined {
  const kept = drafts.find<Remembered>(PLACE)?.value;
  return kept && kept.during === runningIn(calendar) ? calendar.periods.find(({ period }) => period === kept.period)?.period : undefined;
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
