/**
 * One person's evaluation while somebody works on it: what is kept, what was typed, and the saves, one after the other.
 *
 * What was typed stands in `entries` until the office has acknowledged exactly that value. A save that failed waits for *Coba lagi*, and survives leaving
 * the screen. Each save carries the version of the sheet that is shown; a stale one is compared field by field with what is kept now. Loads, saves and the
 * closing take turns, so that no answer overtakes another.
 */
import { SvelteMap } from 'svelte/reactivity';
import { fullName } from '../../app/person';
import type { Session, Work } from '../../app/session.svelte';
import { asFailure, type Failure } from '../../backend';
import type { EvaluationSheet, OrganisationAchievement, Period, SignedPaper } from '../../generated/commands';
import { inputOf, storedIn, type FieldKey } from './fields';
import { obstaclesIn } from './findings';

/** Words are saved this long after the last key. */
const PAUSE_MS = 700;

type Entry =
  | { readonly value: string; readonly phase: 'waiting' | 'sending' | 'saved' }
  | { readonly value: string; readonly phase: 'failed'; readonly failure: Failure }
  | { readonly value: string; readonly phase: 'differs'; readonly theirs: string };

/** What lies on the disk of what was typed and is not in the journal. */
interface Typed {
  readonly entries: Readonly<Record<string, { readonly value: string; readonly base: string }>>;
  readonly reason: string;
  /** The paper of a decision about oneself that is not in the journal yet, and the one that was there when it was typed. */
  readonly signed?: SignedPaper;
  readonly over?: SignedPaper | null;
}

export class PersonWork implements Work {
  sheet = $state.raw<EvaluationSheet>();
  /** Why there is no sheet. */
  refused = $state.raw<Failure>();
  /** Why going on or closing was refused, with a failure or for what is not kept. It may come when the person is no longer in sight. */
  refusal = $state.raw<{ readonly failure?: Failure }>();
  /** What the superior signed, for the user's own evaluation. */
  signed = $state.raw<SignedPaper>();
  /** Why the paper alone could not be kept. */
  signedFailure = $state.raw<Failure>();
  /** What was said of this person, or stands on the sheet. */
  #reason = $state('');
  /** A closing or an opening is on its way: nothing is entered until it is answered. */
  isActing = $state(false);
  readonly #entries = new SvelteMap<FieldKey, Entry>();
  /** How many of them are not kept. The frame asks it of everybody with every key, so it is counted and not looked for. */
  #open = $state(0);
  /** What was kept in a field when the person began to change it. */
  readonly #bases = new Map<FieldKey, string>();
  #isBroughtBack = false;
  #queue: Promise<unknown> = Promise.resolve();
  /** How many turns were begun or wait for theirs. */
  #turns = 0;
  /** How often a save met what others had written. */
  #merged = 0;
  #acting: Promise<unknown> = Promise.resolve();
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: Session,
    readonly nip: string,
    readonly period: Period,
    /** Hears of every sheet that the office answered. */
    private readonly told: (sheet: EvaluationSheet) => void,
  ) {}

  get name(): string {
    return this.sheet ? fullName(this.sheet.person.name) : this.nip;
  }

  /** What stands in the field: what was typed, else what is kept. */
  value(key: FieldKey): string {
    return this.#entries.get(key)?.value ?? (this.sheet ? storedIn(this.sheet.evaluation, key) : '');
  }

  entry(key: FieldKey): Entry | undefined {
    return this.#entries.get(key);
  }

  get #isSaving(): boolean {
    return this.#keysIn('waiting', 'sending').length > 0;
  }

  /** Fields whose value is not kept, and that wait for a decision. */
  get troubled(): FieldKey[] {
    return this.#open === 0 ? [] : this.#keysIn('failed', 'differs');
  }

  get unsaved(): number {
    return this.#open;
  }

  get canRetry(): boolean {
    return this.#keysIn('failed').length > 0;
  }

  get isRefused(): boolean {
    return this.refusal?.failure !== undefined;
  }

  /** Why the head records for the assessor. What was said for an assessor once holds by itself for sheets that nobody has begun; what the assessor decided is not overwritten unasked. */
  get reason(): string {
    if (this.#reason !== '' || this.sheet?.evaluation.state !== 'empty') return this.#reason;
    return this.rememberedReason;
  }

  /** What was said of this assessor in this period last. */
  get rememberedReason(): string {
    return this.sheet?.right.kind === 'on_behalf' ? this.session.reasonFor(this.#assessor, this.period) : '';
  }

  set reason(reason: string) {
    this.#reason = reason;
  }

  /** By number; an elected head of region has none. */
  get #assessor(): string {
    const { assessor } = this.sheet ?? {};
    return assessor?.number || (assessor?.name ?? '');
  }

  /** Something has to be said before anything is rated: why for another assessor, or what one's own signed. */
  get needsReason(): boolean {
    const kind = this.sheet?.right.kind;
    return (kind === 'on_behalf' && this.reason.trim() === '') || (kind === 'own' && this.signed === undefined);
  }

  /** Loads the sheet once; `again` also when it is there, in the background of what is shown. */
  load(again = false): Promise<void> {
    // What a save answers is newer than what a load in its shadow would bring.
    if (this.sheet && (!again || this.#turns > 0)) return Promise.resolve();
    return this.#inTurn(async () => {
      if (again || !this.sheet) await this.#load();
    });
  }

  /** A choice: saved at once. */
  choose(key: FieldKey, value: string): Promise<void> {
    this.#enter(key, value);
    return this.#save();
  }

  /** Words: saved after a pause. */
  type(key: FieldKey, value: string): void {
    if (value === this.value(key) && this.#entries.get(key)?.phase !== 'failed') return;
    this.#enter(key, value);
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#save(), PAUSE_MS);
  }

  /** The first reason goes with the first rating; one that changes it is kept at once. */
  giveReason(reason: string): void {
    this.reason = reason;
    this.session.rememberReason(this.#assessor, this.period, reason);
    if (this.#isSaving || this.sheet?.evaluation.on_behalf_reason) void this.choose('overall/on_behalf_reason', reason);
  }

  /** It goes with the first rating; where something is rated already it is kept at once. */
  giveSigned(signed: SignedPaper): void {
    this.signed = signed;
    this.signedFailure = undefined;
    this.#keepDraft();
    if (this.canRetry) void this.retry();
    else if (this.sheet?.evaluation.state !== 'empty') void this.#inTurn(() => this.#sendSigned());
  }

  /** Saves what waits. Answers whether everything that was entered is kept now. */
  async flush(): Promise<boolean> {
    await this.#save();
    return this.unsaved === 0;
  }

  retry(): Promise<void> {
    for (const key of this.#keysIn('failed')) this.#enter(key, this.value(key));
    return this.#save();
  }

  /** Before the office is locked: everything is tried once more, and what is on its way arrives. */
  async settle(): Promise<void> {
    await this.#acting;
    await this.retry();
  }

  /** Of two values of one field. */
  decide(key: FieldKey, which: 'mine' | 'theirs'): Promise<void> {
    if (which === 'mine') return this.choose(key, this.value(key));
    this.#remove(key);
    if (key === 'overall/on_behalf_reason') this.reason = this.value(key);
    this.#keepDraft();
    return Promise.resolve();
  }

  /**
   * Keeps what was entered and closes the evaluation as it is shown. Answers whether everything could be kept; if not, nothing is closed. `onway` hears that all is kept, that nothing known
   * stands in the way, and that the closing is asked for: the person may be led on, and back when it is refused after all.
   */
  close(onway: () => void): Promise<boolean> {
    return this.#alone(async () => {
      const merged = this.#merged;
      if (!(await this.flush()) || this.signedFailure) return false;
      // Others wrote meanwhile: that has to be seen first.
      if (this.#merged !== merged) throw { code: 'store.stale', details: {}, trace: [] } satisfies Failure;
      const closing = this.#act(() =>
        this.session.backend.call('evaluation.close', {
          nip: this.nip,
          period: this.period,
          reason: this.reason.trim(),
          seen: this.sheet?.seen ?? '',
        }),
      );
      if (obstaclesIn(this.sheet?.findings ?? []).length === 0) onway();
      await closing;
      return true;
    });
  }

  /** The paper carried what was closed; what is decided now has one of its own. */
  reopen(reason: string): Promise<void> {
    return this.#alone(() =>
      this.#act(async () => {
        const sheet = await this.session.backend.call('evaluation.reopen', { nip: this.nip, period: this.period, reason });
        this.signed = undefined;
        return sheet;
      }),
    );
  }

  /** What the closing of everybody in the period waits for. */
  enterAchievement(level: OrganisationAchievement, note: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.session.backend.call('achievement.enter', { period: this.period, level, note });
      this.session.saved();
      await this.#load();
    });
  }

  /** Why the predicates of the period depart from the pattern. */
  explainDistribution(reason: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.session.backend.call('evaluation.explain_distribution', { period: this.period, reason });
      this.session.saved();
      await this.#load();
    });
  }

  #enter(key: FieldKey, value: string): void {
    if (this.isActing) return;
    this.session.follow(this);
    if (!this.#bases.has(key) && this.sheet) this.#bases.set(key, storedIn(this.sheet.evaluation, key));
    this.#put(key, { value, phase: 'waiting' });
    this.#keepDraft();
  }

  refresh(): Promise<void> {
    return this.#inTurn(() => this.#load());
  }

  /** The person throws away what could not be kept. */
  discard(): void {
    for (const key of this.#keysIn('waiting', 'sending', 'failed', 'differs')) this.#remove(key);
    this.signed = this.sheet?.evaluation.signed ?? undefined;
    this.#keepDraft();
  }

  get #draftKey(): string {
    return `evaluation/${this.period}/${this.nip}`;
  }

  /** What is not in the journal yet lies beside it, so that no kill takes it away. */
  #keepDraft(): void {
    const open = this.#keysIn('waiting', 'sending', 'failed', 'differs');
    for (const key of [...this.#bases.keys()]) if (!open.includes(key)) this.#bases.delete(key);
    const over = this.sheet?.evaluation.signed ?? null;
    const signed = isSame(this.signed ?? null, over) ? undefined : this.signed;
    if (open.length === 0 && !signed) return this.session.drafts.drop(this.#draftKey);
    const entries = open.map((key) => [key, { value: this.value(key), base: this.#bases.get(key) ?? '' }]);
    this.session.drafts.keep(this.#draftKey, { entries: Object.fromEntries(entries), reason: this.reason, ...(signed && { signed, over }) } satisfies Typed);
  }

  /** What was typed before the window went: saved where nothing was changed since, else both are shown. */
  #bringBack({ evaluation }: EvaluationSheet): void {
    // A closed sheet stays as it was signed; what was typed waits for its reopening.
    if (this.#isBroughtBack || evaluation.state === 'closed') return;
    this.#isBroughtBack = true;
    const kept = this.session.drafts.find<Typed>(this.#draftKey)?.value;
    if (!kept) return;
    if (this.#reason === '') this.reason = kept.reason;
    // A draft may outlive its saving by a moment: what was stored since is newer than a paper that was typed before.
    if (kept.signed && this.sheet?.right.kind === 'own' && isSame(kept.over ?? null, evaluation.signed ?? null)) this.giveSigned(kept.signed);
    for (const [key, { value, base }] of Object.entries(kept.entries) as [FieldKey, Typed['entries'][string]][]) {
      const now = storedIn(evaluation, key);
      if (value.trim() === now || this.#entries.has(key)) continue;
      this.#bases.set(key, base);
      this.#put(key, now === base ? { value, phase: 'waiting' } : { value, phase: 'differs', theirs: now });
    }
    this.session.follow(this);
    this.#keepDraft();
    void this.#save();
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    this.#turns += 1;
    const turn = this.#queue.then(act).finally(() => (this.#turns -= 1));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  /** Nothing is entered while it runs. */
  async #alone<T>(act: () => Promise<T>): Promise<T> {
    this.session.follow(this);
    this.isActing = true;
    const acting = act().finally(() => (this.isActing = false));
    this.#acting = acting.catch(() => {});
    return acting;
  }

  #act(call: () => Promise<EvaluationSheet>): Promise<void> {
    return this.#inTurn(async () => {
      try {
        this.#take(await call());
        for (const key of this.#keysIn('saved')) this.#remove(key);
        this.session.saved(true);
      } catch (thrown) {
        const failure = asFailure(thrown);
        if (failure.code === 'store.stale') await this.#load();
        throw failure;
      }
    });
  }

  async #load(): Promise<void> {
    try {
      const sheet = await this.session.backend.call('evaluation.sheet', { nip: this.nip, period: this.period });
      this.refused = undefined;
      this.#take(sheet);
    } catch (thrown) {
      // What is shown already stays.
      if (!this.sheet) this.refused = asFailure(thrown);
    }
  }

  #take(sheet: EvaluationSheet): void {
    // Opening again and closing write their own reason into that field; the one for rating stays what it was.
    if (this.#reason === '') this.reason = sheet.evaluation.on_behalf_reason;
    this.signed ??= sheet.evaluation.signed ?? undefined;
    this.sheet = withSameParts(sheet, this.sheet);
    this.#bringBack(sheet);
    // What was kept from here and changed elsewhere since.
    for (const key of this.#keysIn('saved')) {
      if (this.value(key).trim() !== storedIn(sheet.evaluation, key)) this.#remove(key);
    }
    this.told(sheet);
  }

  #save(): Promise<void> {
    clearTimeout(this.#pause);
    return this.#inTurn(() => this.#saveAll());
  }

  async #saveAll(): Promise<void> {
    for (let keys = this.#keysIn('waiting'); keys.length > 0 && this.sheet && !this.session.isOver; keys = this.#keysIn('waiting')) {
      const changes = new Map(keys.map((key) => [key, this.value(key)]));
      for (const [key, value] of changes) this.#put(key, { value, phase: 'sending' });
      await this.#send(changes, this.sheet);
    }
  }

  async #send(changes: ReadonlyMap<FieldKey, string>, shown: EvaluationSheet): Promise<void> {
    const reason = this.reason.trim();
    const input = { ...inputOf(changes, shown.evaluation), ...(reason && { on_behalf_reason: reason }), ...(this.signed && { signed: this.signed }) };
    try {
      const sheet = await this.session.backend.call('evaluation.rate', { nip: this.nip, period: this.period, input });
      this.#take(sheet);
      this.#settle(changes, (value) => ({ value, phase: 'saved' }));
      this.session.saved(true);
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'store.stale') await this.#compare(changes, shown, failure);
      else this.#settle(changes, (value) => ({ value, phase: 'failed', failure }));
    }
  }

  /** The paper alone, for what is rated already. */
  async #sendSigned(): Promise<void> {
    const { signed, sheet: shown } = this;
    if (!signed || !shown) return;
    try {
      const input = { ...inputOf(new Map(), shown.evaluation), signed };
      this.#take(await this.session.backend.call('evaluation.rate', { nip: this.nip, period: this.period, input }));
      this.#keepDraft();
      this.session.saved();
    } catch (thrown) {
      this.signedFailure = asFailure(thrown);
      this.signed = shown.evaluation.signed ?? undefined;
      if (this.signedFailure.code === 'store.stale') await this.#load();
    }
  }

  /** Fields that nobody else changed are sent again; of the others a person chooses. */
  async #compare(changes: ReadonlyMap<FieldKey, string>, shown: EvaluationSheet, failure: Failure): Promise<void> {
    this.#merged += 1;
    await this.#load();
    const now = this.sheet;
    if (!now || now === shown) {
      this.#settle(changes, (value) => ({ value, phase: 'failed', failure }));
      return;
    }
    this.#settle(changes, (value, key) => {
      const theirs = storedIn(now.evaluation, key);
      if (theirs === value.trim()) return { value, phase: 'saved' };
      if (theirs === storedIn(shown.evaluation, key)) return { value, phase: 'waiting' };
      return { value, phase: 'differs', theirs };
    });
  }

  /** What was changed again while it was on its way keeps waiting. */
  #settle(changes: ReadonlyMap<FieldKey, string>, entry: (value: string, key: FieldKey) => Entry): void {
    for (const [key, value] of changes) {
      if (this.#entries.get(key)?.phase === 'sending') this.#put(key, entry(value, key));
    }
    this.#keepDraft();
  }

  #put(key: FieldKey, entry: Entry): void {
    this.#open += Number(entry.phase !== 'saved') - this.#isOpen(key);
    this.#entries.set(key, entry);
  }

  #remove(key: FieldKey): void {
    this.#open -= this.#isOpen(key);
    this.#entries.delete(key);
  }

  #isOpen(key: FieldKey): number {
    const entry = this.#entries.get(key);
    return Number(entry !== undefined && entry.phase !== 'saved');
  }

  #keysIn(...phases: readonly Entry['phase'][]): FieldKey[] {
    return [...this.#entries].filter(([, { phase }]) => phases.includes(phase)).map(([key]) => key);
  }
}

/** What did not change stays the very same object, so that a screen sees that nothing is to be drawn. */
function withSameParts(sheet: EvaluationSheet, shown: EvaluationSheet | undefined): EvaluationSheet {
  if (!shown) return sheet;
  const same = <Part extends 'person' | 'plan' | 'core_values' | 'assessor' | 'right' | 'matrix' | 'before' | 'evidence'>(part: Part) =>
    isSame(sheet[part], shown[part]) ? { [part]: shown[part] } : {};
  return { ...sheet, ...same('person'), ...same('plan'), ...same('core_values'), ...same('assessor'), ...same('right'), ...same('matrix'), ...same('before'), ...same('evidence') };
}

/** Of what came as JSON. It writes nothing down: there is an answer for every key. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const keys = Object.keys(one) as (keyof typeof one)[];
  return keys.length === Object.keys(other).length && keys.every((key) => isSame(one[key], other[key]));
}
