/**
 * What was typed and not yet said is on the disk of this laptop within a second, in the encrypted file, for this user alone.
 *
 *   session.drafts.keep(key, value, version?)   call it at every change; it is written a quarter of a second after the first that is not written
 *   session.drafts.note(key, value)             what nobody typed, as the place where somebody is: within a second, so that a row of keys is one writing
 *   session.drafts.find<T>(key)                 what was kept, at once: all drafts of the user are read when the office is opened
 *   session.drafts.list(beginning)              all whose keys begin so: [key, draft]
 *   session.drafts.drop(key)                    when the act that says it was acknowledged, or the person throws it away
 *   await session.drafts.flush()                everything is on the disk now, or it rejects with the reason
 *
 * A key names area, period or year, person: `evaluation/2026-TW3/<nip>`. `value` is anything that JSON writes. `version` is the version of the record that was
 * on the screen: what is found with another version than the record has now was typed against something older, and both must be shown.
 * It is flushed by itself on leaving a field, on a change of screen, before locking and when the window goes. Nothing here is an act: the journal knows none of it.
 */
import { asFailure, type Backend, type Failure } from '../backend';
import type { Draft as Kept } from '../generated/commands';

/** From the first change that is not on the disk to the writing. With the writing itself it stays below a second on a slow disk. */
const PAUSE_MS = 250;
/** For what is noted by the way. It goes with anything typed before that. */
const NOTE_MS = 900;
/** After a refusal: a full disk may have room again. */
const AGAIN_MS = 2000;

export interface Draft<T = unknown> {
  readonly value: T;
  readonly version: string | undefined;
}

type Wanted = { readonly content: string; readonly version: string | null } | null;

export class Drafts {
  /** Why what was typed is not on the disk; nothing while all is well. */
  failure = $state.raw<Failure>();
  readonly #known: Map<string, Draft>;
  /** Not yet written; `null` is to be forgotten. */
  #wanted = new Map<string, Wanted>();
  /** Keys of which something is on the disk, or may be: an answer that was lost says nothing of what was done. */
  readonly #onDisk: Set<string>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = 0;
  /** Until when each of those that are not written has to be. */
  readonly #due = new Map<string, number>();
  #writing: Promise<void> | undefined;
  #isClosed = false;

  constructor(
    private readonly backend: Pick<Backend, 'call'>,
    kept: readonly Kept[] = [],
  ) {
    this.#known = new Map(kept.flatMap(({ key, content, version }) => readDraft(key, content, version)));
    this.#onDisk = new Set(kept.map(({ key }) => key));
  }

  keep(key: string, value: unknown, version?: string): void {
    const content = JSON.stringify(value);
    this.#known.set(key, { value, version });
    this.#want(key, { content, version: version ?? null }, PAUSE_MS);
  }

  note(key: string, value: unknown): void {
    this.#known.set(key, { value, version: undefined });
    this.#want(key, { content: JSON.stringify(value), version: null }, NOTE_MS);
  }

  find<T>(key: string): Draft<T> | undefined {
    return this.#known.get(key) as Draft<T> | undefined;
  }

  list(beginning: string): [key: string, draft: Draft][] {
    return [...this.#known].filter(([key]) => key.startsWith(beginning));
  }

  drop(key: string): void {
    this.#known.delete(key);
    if (this.#onDisk.has(key) || this.#writing) this.#want(key, null, PAUSE_MS);
    else {
      this.#wanted.delete(key);
      this.#due.delete(key);
    }
  }

  /** Whether something is not on the disk yet. */
  get isBehind(): boolean {
    return this.#wanted.size > 0 || this.#writing !== undefined;
  }

  /** Writes what is not written. Another's writing may have taken it up: nothing is at its end before that is. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing?.catch(() => {});
    while (this.isBehind) {
      this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
      await this.#writing;
    }
  }

  /** Writes what is not written and takes nothing in any more: the office is being locked, and the next one is another's. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush().catch(() => {});
    clearTimeout(this.#timer);
    this.#wanted.clear();
  }

  /** The office is open after all: what is typed is taken in again. */
  reopen(): void {
    this.#isClosed = false;
  }

  #want(key: string, wanted: Wanted, within: number): void {
    if (this.#isClosed) return;
    this.#wanted.set(key, wanted);
    // Not put off by the next key: whoever types without a pause loses no more than whoever stops.
    this.#due.set(key, Math.min(this.#due.get(key) ?? Infinity, performance.now() + within));
    this.#wait();
  }

  /** Until the first is due, whatever was dropped since. */
  #wait(): void {
    const first = Math.min(...[...this.#wanted.keys()].map((key) => this.#due.get(key) ?? 0));
    if (first === Infinity || (this.#timer !== undefined && this.#timerAt <= first)) return;
    clearTimeout(this.#timer);
    this.#timerAt = first;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const isDue = [...this.#wanted.keys()].some((key) => (this.#due.get(key) ?? 0) <= first);
      if (isDue) void this.flush().catch(() => {});
      else this.#wait();
    }, first - performance.now());
  }

  async #write(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = new Map();
    this.#due.clear();
    const drafts = [...wanted].flatMap(([key, draft]) => (draft ? [{ key, ...draft }] : []));
    const keys = [...wanted].flatMap(([key, draft]) => (draft ? [] : [key]));
    try {
      // First, so that nothing that is refused brings back what was thrown away.
      if (keys.length > 0) await this.backend.call('draft.drop', { keys });
      for (const key of keys) this.#onDisk.delete(key);
      for (const { key } of drafts) this.#onDisk.add(key);
      if (drafts.length > 0) await this.backend.call('draft.keep', { drafts });
      this.failure = undefined;
    } catch (thrown) {
      // What was typed again meanwhile is newer.
      this.#wanted = new Map([...wanted, ...this.#wanted]);
      for (const key of wanted.keys()) this.#due.set(key, performance.now() + AGAIN_MS);
      this.failure = asFailure(thrown);
      if (!this.#isClosed) this.#wait();
      throw this.failure;
    }
  }
}

function readDraft(key: string, content: string, version: string | null): [string, Draft][] {
  try {
    return [[key, { value: JSON.parse(content) as unknown, version: version ?? undefined }]];
  } catch {
    // Another release wrote it differently: it is left where it is and not shown.
    return [];
  }
}
