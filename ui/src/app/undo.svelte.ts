/**
 * Undoing what this session did and nobody closed or changed since, in one way for all screens: the frame's *Urungkan*, its key, and a toast after an act that deserves one.
 *
 *   session.undo.tell(message, 'person.changed')   the office remembers the act and undoes it; the toast names it in the words of the screen
 *   session.undo.offer(message, back)              a removal that the office's own undoing does not reach: `back` is how this screen takes it back
 *
 * What is told or offered is about the last act: it ends with the next one. A removal from what is still being typed is followed by its own saving and by more typing:
 * it is offered as long as `holds` says that `back` brings back nothing but what was removed.
 *
 * Rust knows the acts and their former values; here are the next one in words, what was told, and what came of pressing.
 */
import { asFailure, type Backend, type Failure } from '../backend';
import type { Undoable } from '../generated/commands';

/** Longer than from one key to the next. */
const REST_MS = 400;

interface Told {
  readonly message: string;
  readonly back?: () => Promise<unknown> | void;
  readonly holds?: (() => boolean) | undefined;
}

export class Undo {
  /** What the next press undoes, of the acts that the office remembers. */
  next = $state.raw<Undoable>();
  #told = $state.raw<Told>();
  /** What was undone just now. */
  done = $state.raw<Undoable>();
  /** Why the last press undid nothing. */
  failure = $state.raw<Failure>();
  /** The last act was an import: only the copy before it leads back. */
  isPastImport = $state(false);
  /** How often undoing was tried: screens that show what the office holds look again. */
  count = $state(0);
  #busy = false;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly backend: Pick<Backend, 'call'>) {}

  /** What was done just now, while the toast offers to take it back. */
  get told(): Told | undefined {
    return this.#told?.holds?.() === false ? undefined : this.#told;
  }

  /** What stands to be undone now. */
  async look(): Promise<void> {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.next = (await this.backend.call('undo.look', {}).catch(() => null)) ?? undefined;
    if (this.next) this.isPastImport = false;
  }

  /** After acts that come key by key: asked once they rest, so that no key waits for it. What was told before is no longer the last. */
  lookSoon(): void {
    if (!this.#told?.holds) this.#told = undefined;
    this.isPastImport = false;
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.look(), REST_MS);
  }

  /** Says what was done just now, if the office remembers it: an act that changed nothing leaves nothing to take back. */
  async tell(message: string, act: string): Promise<void> {
    await this.look();
    if (this.next?.act === act) this.#show({ message });
  }

  offer(message: string, back: () => Promise<unknown> | void, holds?: () => boolean): void {
    this.#show({ message, back, holds });
  }

  /** After an import: the button stays, and says what the way back is. */
  async endWithImport(): Promise<void> {
    await this.look();
    this.isPastImport = this.next === undefined;
  }

  /** The screen whose way it was is gone, or the toast's time is over. */
  forget(): void {
    this.#told = undefined;
    this.done = undefined;
  }

  #show(told: Told): void {
    this.done = undefined;
    this.failure = undefined;
    this.#told = told;
  }

  /** Takes back what a screen offered. Answers whether there was such a thing. */
  async takeBack(): Promise<boolean> {
    const back = this.told?.back;
    if (!back) return false;
    this.#told = undefined;
    await back();
    return true;
  }

  /** `refresh` brings what is shown up to what the office holds now, and hears what was undone. */
  async apply(refresh: (undone?: Undoable) => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.forget();
    this.failure = undefined;
    try {
      // Pressed before the keys rested: the last act is meant, and it was not asked for yet.
      if (this.#soon !== undefined) await this.look();
      const undone = await this.backend.call('undo.apply', { step: this.next?.step ?? 0 });
      await refresh(undone);
      this.done = undone;
    } catch (thrown) {
      // What somebody else wrote meanwhile is shown, so that the sentence can be followed.
      await refresh();
      this.failure = asFailure(thrown);
    }
    this.count += 1;
    await this.look();
    this.#busy = false;
  }
}
