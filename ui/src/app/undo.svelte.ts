/** Undoing what this session did and nobody closed or changed since. Rust knows the acts and their former values; this is the next one in words, and what came of pressing. */
import { asFailure, type Backend, type Failure } from '../backend';
import type { Undoable } from '../generated/commands';

/** Longer than from one key to the next. */
const REST_MS = 200;

export class Undo {
  /** What the next press undoes. */
  next = $state.raw<Undoable>();
  /** What was undone just now. */
  done = $state.raw<Undoable>();
  /** Why the last press undid nothing. */
  failure = $state.raw<Failure>();
  /** How often something was undone: screens that show what the office holds look again. */
  count = $state(0);
  #busy = false;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly backend: Pick<Backend, 'call'>) {}

  /** What stands to be undone now. */
  async look(): Promise<void> {
    this.next = (await this.backend.call('undo.look', {}).catch(() => null)) ?? undefined;
  }

  /** After acts that come key by key: asked once they rest, so that no key waits for it. */
  lookSoon(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.look(), REST_MS);
  }

  /** `refresh` brings what is shown up to what the office holds now. */
  async apply(refresh: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.done = undefined;
    this.failure = undefined;
    try {
      this.done = await this.backend.call('undo.apply', {});
      await refresh();
      this.count += 1;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
    await this.look();
    this.#busy = false;
  }
}
