/**
 * One person's evaluation while somebody works on it: what is kept, what was typed, and the saves, one after the other.
 *
 * What was typed stands in `entries` until the office has acknowledged exactly that value. A save that failed waits for *Coba lagi*, and survives leaving
 * the screen. Each save carries the version of the sheet that is shown; a stale one is compared field by field with what is kept now.
 */
import { SvelteMap } from 'svelte/reactivity';
import { asFailure, type Failure } from '../../backend';
import type { EvaluationSheet, OrganisationAchievement, Period } from '../../generated/commands';
import type { Session } from '../../app/session.svelte';
import { inputOf, storedIn, type FieldKey } from './fields';

/** Words are saved this long after the last key. */
const PAUSE_MS = 700;

export type Entry =
  | { readonly value: string; readonly phase: 'waiting' | 'sending' | 'saved' }
  | { readonly value: string; readonly phase: 'failed'; readonly failure: Failure }
  | { readonly value: string; readonly phase: 'differs'; readonly theirs: string };

export class PersonWork {
  sheet = $state.raw<EvaluationSheet>();
  /** Why there is no sheet. */
  refused = $state.raw<Failure>();
  /** Why the head records for the assessor; asked once. */
  reason = $state('');
  readonly #entries = new SvelteMap<FieldKey, Entry>();
  #saving: Promise<void> | undefined;
  #loading: Promise<void> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: Session,
    readonly nip: string,
    readonly period: Period,
    /** Hears of every sheet that the office answered. */
    private readonly told: (sheet: EvaluationSheet) => void,
  ) {}

  /** What stands in the field: what was typed, else what is kept. */
  value(key: FieldKey): string {
    return this.#entries.get(key)?.value ?? (this.sheet ? storedIn(this.sheet.evaluation, key) : '');
  }

  entry(key: FieldKey): Entry | undefined {
    return this.#entries.get(key);
  }

  get isSaving(): boolean {
    return this.#keysIn('waiting', 'sending').length > 0;
  }

  /** Fields whose value is not kept, and that wait for a decision. */
  get troubled(): FieldKey[] {
    return this.#keysIn('failed', 'differs');
  }

  get canRetry(): boolean {
    return this.#keysIn('failed').length > 0;
  }

  get needsReason(): boolean {
    return this.sheet?.right.kind === 'on_behalf' && this.reason.trim() === '';
  }

  /** Loads the sheet once; `again` also when it is there, in the background of what is shown. */
  load(again = false): Promise<void> {
    // What a save answers is newer than what a load in its shadow would bring.
    if (this.sheet && (!again || this.#saving)) return Promise.resolve();
    return this.#reload();
  }

  /** A choice: saved at once. */
  choose(key: FieldKey, value: string): Promise<void> {
    this.#entries.set(key, { value, phase: 'waiting' });
    return this.#save();
  }

  /** Words: saved after a pause. */
  type(key: FieldKey, value: string): void {
    if (value === this.value(key) && this.#entries.get(key)?.phase !== 'failed') return;
    this.#entries.set(key, { value, phase: 'waiting' });
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#save(), PAUSE_MS);
  }

  /** Saves what waits. Answers whether everything that was entered is kept now. */
  async flush(): Promise<boolean> {
    await this.#save();
    return this.troubled.length === 0 && !this.isSaving;
  }

  retry(): Promise<void> {
    for (const key of this.#keysIn('failed')) this.#entries.set(key, { value: this.value(key), phase: 'waiting' });
    return this.#save();
  }

  /** Of two values of one field. */
  decide(key: FieldKey, which: 'mine' | 'theirs'): Promise<void> {
    if (which === 'mine') return this.choose(key, this.value(key));
    this.#entries.delete(key);
    return Promise.resolve();
  }

  /** Closes the evaluation as it is shown. */
  async close(): Promise<void> {
    await this.#act(() =>
      this.session.backend.call('evaluation.close', {
        nip: this.nip,
        period: this.period,
        reason: this.reason.trim(),
        version: this.sheet?.evaluation.version ?? null,
      }),
    );
  }

  async reopen(reason: string): Promise<void> {
    await this.#act(() => this.session.backend.call('evaluation.reopen', { nip: this.nip, period: this.period, reason }));
  }

  /** What the closing of everybody in the period waits for. */
  async enterAchievement(level: OrganisationAchievement, note: string): Promise<void> {
    await this.session.backend.call('achievement.enter', { period: this.period, level, note });
    this.session.saved();
    await this.load(true);
  }

  /** Why the predicates of the period depart from the pattern. */
  async explainDistribution(reason: string): Promise<void> {
    await this.session.backend.call('evaluation.explain_distribution', { period: this.period, reason });
    this.session.saved();
    await this.load(true);
  }

  async #act(call: () => Promise<EvaluationSheet>): Promise<void> {
    try {
      this.#take(await call());
      this.#entries.clear();
      this.session.saved();
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'store.stale') await this.#reload();
      throw failure;
    }
  }

  #reload(): Promise<void> {
    this.#loading ??= this.#load().finally(() => (this.#loading = undefined));
    return this.#loading;
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
    if (this.reason === '') this.reason = sheet.evaluation.on_behalf_reason;
    this.sheet = sheet;
    this.told(sheet);
  }

  #save(): Promise<void> {
    clearTimeout(this.#pause);
    this.#saving ??= this.#saveAll().finally(() => (this.#saving = undefined));
    return this.#saving;
  }

  async #saveAll(): Promise<void> {
    // A background load must not bring an older sheet after a save.
    await this.#loading;
    for (let keys = this.#keysIn('waiting'); keys.length > 0 && this.sheet; keys = this.#keysIn('waiting')) {
      const changes = new Map(keys.map((key) => [key, this.value(key)]));
      for (const [key, value] of changes) this.#entries.set(key, { value, phase: 'sending' });
      await this.#send(changes, this.sheet);
    }
  }

  async #send(changes: ReadonlyMap<FieldKey, string>, shown: EvaluationSheet): Promise<void> {
    const reason = this.reason.trim();
    const input = { ...inputOf(changes, shown.evaluation), ...(reason && { on_behalf_reason: reason }) };
    try {
      const sheet = await this.session.backend.call('evaluation.rate', { nip: this.nip, period: this.period, input });
      this.#take(sheet);
      this.#settle(changes, (value) => ({ value, phase: 'saved' }));
      this.session.saved();
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'store.stale') await this.#compare(changes, shown, failure);
      else this.#settle(changes, (value) => ({ value, phase: 'failed', failure }));
    }
  }

  /** Fields that nobody else changed are sent again; of the others a person chooses. */
  async #compare(changes: ReadonlyMap<FieldKey, string>, shown: EvaluationSheet, failure: Failure): Promise<void> {
    await this.#reload();
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
      if (this.#entries.get(key)?.phase === 'sending') this.#entries.set(key, entry(value, key));
    }
  }

  #keysIn(...phases: readonly Entry['phase'][]): FieldKey[] {
    return [...this.#entries].filter(([, { phase }]) => phases.includes(phase)).map(([key]) => key);
  }
}
