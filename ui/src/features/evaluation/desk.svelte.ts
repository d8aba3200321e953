/** The people of one period and the work on each: kept while the office is open, so that the next person is there at once and nothing typed is lost. */
import { SvelteSet } from 'svelte/reactivity';
import type { SessionJob } from '../../app/jobs.svelte';
import type { Session } from '../../app/session.svelte';
import { asFailure, type Failure } from '../../backend';
import type { ClosingFinding, EvaluationRow, EvaluationSheet, Period, RatingRow } from '../../generated/commands';
import { rateShuffled, ratesShuffled } from './order';
import { PersonWork } from './work.svelte';

type Said = Map<string, Pick<EvaluationRow, 'state' | 'result_rating' | 'behaviour_rating' | 'predicate'>>;

export class Desk {
  rows = $state.raw<readonly EvaluationRow[]>();
  refused = $state.raw<Failure>();
  /** Everybody's ratings one by one, as they were looked up last. */
  ratings = $state.raw<ReadonlyMap<string, RatingRow>>();
  /** Whose evaluation was made final last, until the next act. */
  closedLast = $state.raw<{ readonly nip: string; readonly name: string; readonly at: Date | undefined }>();
  /** Who has everything that the closing asks for, by its own rule. */
  readonly #complete = new SvelteSet<string>();
  #turn = 0;
  /** Of which ratings that was answered, and after how many acts of other screens, which may change it for anybody. */
  readonly #asked = new Map<string, string>();
  #askedAfter = 0;
  isShuffled = $state(false);
  /** Whether the evidence is open beside the sheet. */
  showsEvidence = $state(true);
  readonly #works = new Map<string, PersonWork>();
  /** What sheets have said since the last load was asked for. */
  #said: Said = new Map();

  constructor(
    private readonly session: Session,
    readonly period: Period,
  ) {
    this.isShuffled = ratesShuffled(session);
    this.showsEvidence = session.drafts.find<boolean>(EVIDENCE)?.value !== false;
  }

  /** Of several loads the last one that was asked for counts; what a sheet said meanwhile is newer than its answer. */
  async load(): Promise<void> {
    const said: Said = (this.#said = new Map());
    try {
      const rows = await this.session.backend.call('evaluation.list', { period: this.period });
      if (said !== this.#said) return;
      this.rows = rows.map((row) => ({ ...row, ...said.get(row.nip) }));
      this.refused = undefined;
    } catch (thrown) {
      if (said === this.#said) this.refused = asFailure(thrown);
    }
  }

  async loadRatings(): Promise<void> {
    const found = await this.session.backend.call('evaluation.table', { period: this.period });
    this.ratings = new Map(found.map((each) => [each.nip, each]));
  }

  /**
   * By the rule of the closing; what a sheet says later is newer. Asked while no key is pressed, so that none waits for it, and again of those alone who changed. Whoever may
   * close nothing sees no such sign.
   */
  async loadComplete(): Promise<void> {
    const turn = (this.#turn += 1);
    const acts = this.session.actsBeside;
    if (acts !== this.#askedAfter) this.#asked.clear();
    this.#askedAfter = acts;
    const rated = this.ordered.filter((row) => row.state === 'draft' && row.result_rating !== null && row.behaviour_rating !== null && this.#asked.get(row.nip) !== ratingsOf(row));
    for (let at = 0; at < rated.length; at += FEW) {
      await rest();
      if (turn !== this.#turn) return;
      const said = this.#said;
      const few = rated.slice(at, at + FEW);
      const nips = few.map(({ nip }) => nip);
      const complete = new Set(await this.session.backend.call('evaluation.complete', { period: this.period, nips }));
      if (turn !== this.#turn) return;
      for (const row of few) this.#asked.set(row.nip, ratingsOf(row));
      for (const nip of nips.filter((each) => !said.has(each))) {
        if (complete.has(nip)) this.#complete.add(nip);
        else this.#complete.delete(nip);
      }
    }
  }

  isComplete(nip: string): boolean {
    return this.#complete.has(nip);
  }

  work(nip: string): PersonWork {
    const known = this.#works.get(nip);
    if (known) return known;
    const work = new PersonWork(this.session, nip, this.period, (sheet) => this.#told(sheet));
    this.#works.set(nip, work);
    return work;
  }

  /** The work on a person that was begun or fetched ahead. */
  known(nip: string): PersonWork | undefined {
    return this.#works.get(nip);
  }

  /** After a closing of all, whatever is in sight by then: what was shown before is looked up again. */
  async refreshAfter(closing: SessionJob): Promise<void> {
    await closing.ended;
    this.session.saved();
    await Promise.all([this.load(), ...[...this.#works.values()].filter(({ sheet }) => sheet).map((work) => work.load(true))]);
  }

  /** By unit and name; or shuffled, as the first screen has it too. */
  get ordered(): readonly EvaluationRow[] {
    const rows = this.rows ?? [];
    return this.isShuffled ? [...rows].sort((one, other) => one.shuffled_order - other.shuffled_order) : rows;
  }

  shuffle(isShuffled: boolean): void {
    this.isShuffled = isShuffled;
    rateShuffled(this.session, isShuffled);
  }

  unfold(shows: boolean): void {
    this.showsEvidence = shows;
    this.session.drafts.keep(EVIDENCE, shows);
  }

  /** Whether something entered for a person is not kept yet. */
  isTroubled(nip: string): boolean {
    return (this.#works.get(nip)?.troubled.length ?? 0) > 0;
  }

  #told({ person, evaluation, is_complete }: EvaluationSheet): void {
    const { state, result_rating, behaviour_rating, predicate } = evaluation;
    const now = { state, result_rating, behaviour_rating, predicate };
    this.#said.set(person.nip, now);
    this.#asked.set(person.nip, ratingsOf(now));
    if (is_complete) this.#complete.add(person.nip);
    else this.#complete.delete(person.nip);
    const row = this.rows?.find(({ nip }) => nip === person.nip);
    // Most keys change nothing that the list shows: it is the same list then, and nothing of it is drawn anew.
    if (row && Object.entries(now).some(([part, value]) => row[part as keyof typeof now] !== value)) this.rows = this.rows?.map((each) => (each === row ? { ...row, ...now } : each));
  }
}

/** So many at a time are looked at, so that a key in between need not wait for all. */
const FEW = 30;
/** Whoever has pressed no key for so long is looking. */
const REST_MS = 400;

let pressedAt = -Infinity;
addEventListener('keydown', () => (pressedAt = performance.now()), true);

/** Fulfilled when nobody types. */
async function rest(): Promise<void> {
  for (let left = REST_MS; left > 0; ) {
    left = pressedAt + REST_MS - performance.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  }
}

function ratingsOf({ state, result_rating, behaviour_rating }: Pick<EvaluationRow, 'state' | 'result_rating' | 'behaviour_rating'>): string {
  return [state, result_rating, behaviour_rating].join('/');
}

const EVIDENCE = 'evaluation/evidence';

const desks = new WeakMap<Session, Map<Period, Desk>>();

export function deskOf(session: Session, period: Period): Desk {
  const own = desks.get(session) ?? new Map<Period, Desk>();
  desks.set(session, own);
  const desk = own.get(period) ?? new Desk(session, period);
  own.set(period, desk);
  return desk;
}

/** The head asks for reasons in a row: what is open stays open for the next person. */
export const habits = $state({ showsWhy: false });

/** Who comes from the list of what is missing lands where it is put right. */
export const arrival: { at: { readonly nip: string; readonly finding: ClosingFinding } | undefined; /** Who is to be opened again. */ reopens: string | undefined } = { at: undefined, reopens: undefined };
