/**
 * The SKP of one person while it is on the screen. What is typed is a draft on the disk within a second (`session.drafts`), and the plan itself once typing rests.
 * An addendum is a draft until it is said with its reason.
 */
import type { Session } from '../../app/session.svelte';
import { asFailure, type Failure } from '../../backend';
import type { Indicator, PlanCard, PlannedResult, PlanReview, ResultKind, SignedPaper, Skp } from '../../generated/commands';

/** Typing rests when nothing was typed for so long. */
const REST_MS = 700;

/** What lies on the disk of what was typed and is not the plan yet. */
interface Typed {
  readonly skp: Skp;
  readonly isAmending: boolean;
  /** What was sent to be saved by then, in words. */
  readonly sent?: string;
}

export class SkpWork {
  card = $state.raw() as PlanCard;
  skp = $state() as Skp;
  review = $state.raw() as PlanReview;
  /** Why what is on the paper is not in the plan; `plan.stale` asks a person. */
  failure = $state.raw<Failure>();
  /** Why an act was not done; what is on the paper is saved. */
  refused = $state.raw<Failure>();
  isAmending = $state(false);
  readonly #session: Session;
  readonly #key: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | undefined;
  #typed = 0;
  /** Goes up whenever the paper becomes another one. */
  #papers = $state(0);
  /** The plan that what is on the paper was typed against. */
  #seen = '';
  /** What this window sent to be saved last, in words. */
  #sent = '';

  constructor(session: Session, card: PlanCard) {
    this.#session = session;
    this.#key = `plan/${card.year}/${card.person.nip}`;
    this.#take(card);
    const draft = session.drafts.find<Typed>(this.#key);
    if (!draft) return;
    const { skp, isAmending, sent } = draft.value;
    // It may outlive its saving by a moment: what it says is the plan by then.
    if (wordsOf(skp) === wordsOf(card.skp)) {
      session.drafts.drop(this.#key);
      return;
    }
    // A draft of something that was agreed meanwhile has no place any more.
    if (!isAmending && !this.isOpen) return;
    this.isAmending = isAmending;
    this.skp = skp;
    // What was saved since is what this user had sent: it is no other's.
    this.#seen = sent === wordsOf(card.skp) ? card.seen : (draft.version ?? '');
    if (isAmending) void this.#weigh();
    if (this.#seen !== card.seen) this.failure = { code: 'plan.stale', details: {}, trace: [] };
    else if (!isAmending) this.#later();
  }

  /** A draft that this user may write. */
  get isOpen(): boolean {
    const { plan, may_write } = this.card;
    return may_write.kind === 'may' && (plan === null || plan.state === 'draft');
  }

  get isEditable(): boolean {
    return this.isOpen || this.isAmending;
  }

  get errors(): number {
    return this.review.findings.filter(({ severity }) => severity === 'error').length;
  }

  get isChanged(): boolean {
    return JSON.stringify(this.skp) !== JSON.stringify(this.card.skp);
  }

  get unsaved(): boolean {
    return this.#timer !== undefined || this.#saving !== undefined || this.failure !== undefined;
  }

  /** Whether nothing on the paper was changed since now. */
  watch(): () => boolean {
    const now = this.#papers;
    return () => this.#papers === now;
  }

  /** Something on the paper was changed. */
  touch(): void {
    this.#typed += 1;
    this.#papers += 1;
    this.refused = undefined;
    this.#keepDraft();
    if (this.failure?.code === 'plan.stale') return;
    this.#later();
  }

  #keepDraft(): void {
    this.#session.drafts.keep(this.#key, { skp: $state.snapshot(this.skp) as Skp, isAmending: this.isAmending, sent: this.#sent } satisfies Typed, this.#seen);
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void (this.isAmending ? this.#weigh() : this.save()), REST_MS);
  }

  /** What is on the paper is the plan. One saving at a time; what is typed meanwhile follows. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.isAmending || !this.isOpen) return;
    await this.#saving;
    if (!this.isChanged) {
      this.#session.drafts.drop(this.#key);
      return;
    }
    this.#saving ??= this.#write().finally(() => (this.#saving = undefined));
    await this.#saving;
  }

  /** Saves what waits. Answers whether the plan is what is on the paper; why not is said there. */
  async isSaved(): Promise<boolean> {
    await this.save();
    return this.failure === undefined;
  }

  async #write(): Promise<void> {
    const typed = this.#typed;
    const { person, year } = this.card;
    const skp = $state.snapshot(this.skp) as Skp;
    this.#sent = wordsOf(skp);
    try {
      const card = await this.#session.backend.call('plan.save', { nip: person.nip, year, skp, seen: this.#seen });
      this.failure = undefined;
      this.#session.saved();
      if (typed === this.#typed) {
        // The words on the paper stay as they are typed; spaces at the end go when the person leaves.
        this.#take(card, false);
        this.#session.drafts.drop(this.#key);
      } else {
        this.card = card;
        this.#seen = card.seen;
        // What was typed meanwhile is about this plan from now on.
        this.#keepDraft();
        this.#later();
      }
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  async #weigh(): Promise<void> {
    this.#timer = undefined;
    const { person, year } = this.card;
    try {
      this.review = await this.#session.backend.call('plan.review', { nip: person.nip, year, skp: $state.snapshot(this.skp) as Skp });
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Of two versions the one on this screen. */
  async useMine(): Promise<void> {
    const { person, year } = this.card;
    const mine = $state.snapshot(this.skp) as Skp;
    const card = await this.#session.backend.call('plan.card', { nip: person.nip, year });
    this.card = card;
    this.#seen = card.seen;
    this.skp = mine;
    this.failure = undefined;
    if (!this.isAmending) return this.save();
    // From now on it is an addendum to what is shown now.
    this.touch();
  }

  /** Of two versions the one that is saved. */
  async useTheirs(): Promise<void> {
    const { person, year } = this.card;
    this.#session.drafts.drop(this.#key);
    this.failure = undefined;
    this.isAmending = false;
    this.#take(await this.#session.backend.call('plan.card', { nip: person.nip, year }));
  }

  /** Agreed, opened again, or amended; answers whether it was done. A refusal stands until the next act or letter. */
  async #act(work: () => Promise<unknown>): Promise<boolean> {
    this.refused = undefined;
    try {
      await work();
      this.#session.saved();
      await this.useTheirs();
      return true;
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'plan.stale') this.failure = failure;
      else this.refused = failure;
      return false;
    }
  }

  /** On the day that both said; of one's own what the superior signed says it. */
  async agree(day: string | null, signed?: SignedPaper): Promise<boolean> {
    await this.save();
    if (this.failure) return false;
    const { person, year, seen } = this.card;
    return this.#act(() => this.#session.backend.call('plan.agree', { nip: person.nip, year, seen, agreed_on: day, signed: signed ?? null }));
  }

  /** From agreed back to a draft. */
  async reopen(reason: string): Promise<boolean> {
    const { person, year, seen } = this.card;
    return this.#act(() => this.#session.backend.call('plan.reopen', { nip: person.nip, year, reason, seen }));
  }

  beginAddendum(): void {
    this.isAmending = true;
  }

  async amend(reason: string, signed?: SignedPaper): Promise<boolean> {
    const { person, year } = this.card;
    return this.#act(() => this.#session.backend.call('plan.amend', { nip: person.nip, year, skp: $state.snapshot(this.skp) as Skp, reason, seen: this.#seen, signed: signed ?? null }));
  }

  #take(card: PlanCard, paperToo = true): void {
    this.card = card;
    this.#seen = card.seen;
    if (paperToo) {
      this.skp = structuredClone(card.skp);
      this.#papers += 1;
    }
    this.review = card.review;
  }

  // What can be done with the rows. Each is followed by `touch`.

  addResult(kind: ResultKind): number {
    const result: PlannedResult = { kind, statement: '', superior_result: '', assigned_by: '', indicators: this.#firstIndicators() };
    // Main results stand before additional ones.
    const firstAdditional = this.skp.results.findIndex((each) => each.kind === 'tambahan');
    const at = kind === 'utama' && firstAdditional >= 0 ? firstAdditional : this.skp.results.length;
    this.skp.results.splice(at, 0, result);
    this.touch();
    return at;
  }

  #firstIndicators(): Indicator[] {
    if (!this.hasAspects) return [emptyIndicator()];
    return (['kuantitas', 'kualitas', 'waktu'] as const).map((aspect) => ({ ...emptyIndicator(), aspect }));
  }

  get hasAspects(): boolean {
    return this.skp.approach === 'kuantitatif' && this.skp.form === 'ja_jf';
  }

  get hasPerspectives(): boolean {
    return this.skp.approach === 'kuantitatif' && this.skp.form === 'jpt_unit_head';
  }

  removeResult(at: number): void {
    this.skp.results.splice(at, 1);
    this.touch();
  }

  canMove(at: number, by: -1 | 1): boolean {
    return this.skp.results[at + by]?.kind === this.skp.results[at]?.kind && this.skp.results[at + by] !== undefined;
  }

  move(at: number, by: -1 | 1): void {
    if (!this.canMove(at, by)) return;
    const [moved] = this.skp.results.splice(at, 1);
    if (moved) this.skp.results.splice(at + by, 0, moved);
    this.touch();
  }

  addIndicator(at: number): number {
    const { indicators } = this.skp.results[at]!;
    indicators.push(emptyIndicator());
    this.touch();
    return indicators.length - 1;
  }

  removeIndicator(at: number, indicator: number): void {
    this.skp.results[at]!.indicators.splice(indicator, 1);
    this.touch();
  }

  /** A paper as it was: what was removed comes back. */
  restore(former: Skp): void {
    this.skp = structuredClone(former);
    this.touch();
  }
}

/** What it says, as the plan keeps it: each cell a line of single spaces, and no empty lines beside the results. */
function wordsOf(skp: Skp): string {
  const line = (words = '') => words.replace(/\s+/g, ' ').trim();
  const said = (lines: readonly string[]) => lines.map(line).filter(Boolean);
  const measured = ({ aspect, perspective, statement, target, quarterly_targets }: Indicator) => [aspect, perspective, line(statement), line(target), quarterly_targets.map(line)];
  const planned = ({ kind, statement, superior_result, assigned_by, indicators }: PlannedResult) => [kind, line(statement), line(superior_result), line(assigned_by), indicators.map(measured)];
  const { starts_on, ends_on, approach, form, results, special_expectations, annex } = skp;
  const expected = Object.entries(special_expectations).flatMap(([value, words]) => (line(words) ? [`${value}: ${line(words)}`] : [])).sort();
  const beside = [annex.dukungan_sumber_daya, annex.skema_pertanggungjawaban, annex.konsekuensi].map(said);
  return JSON.stringify([starts_on, ends_on, approach, form, results.map(planned), expected, beside]);
}

function emptyIndicator(): Indicator {
  return { aspect: null, perspective: null, statement: '', target: '', quarterly_targets: ['', '', '', ''] };
}
