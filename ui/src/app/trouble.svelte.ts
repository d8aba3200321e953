/** What is not well with the laptop: the office's side does not answer, the office's folder is gone, or the clock has jumped. It is said, nothing is lost, and it is tried again. */
import { asFailure, type Backend, type Failure } from '../backend';
import type { Drafts } from './drafts.svelte';

const KEY = 'clock';
const LOOK_MS = 2000;
const TICK_MS = 60_000;
const DAY_MS = 86_400_000;
/** A laptop that lay in a cupboard longer than that is worth a look at its clock, and so is one that went back. */
const LONGEST_MS = 300 * DAY_MS;

export class Trouble {
  /** The other side does not answer. */
  isAway = $state(false);
  /** The folder of the office is not where it was: nothing can be saved. */
  gone = $state.raw<Failure>();
  /** The clock is far from where it was. */
  clock = $state.raw<{ readonly now: number; readonly before: number }>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly drafts: Drafts,
    /** What to do as soon as it answers again. */
    private readonly onback: () => void,
  ) {
    backend.onaway = () => this.#go();
    backend.ongone = (failure) => this.#lose(failure);
  }

  /** Watches the clock from now on. Answers how to stop. */
  watch(): () => void {
    let wall = Date.now();
    let running = performance.now();
    this.#compare(this.drafts.find<number>(KEY)?.value ?? wall, wall);
    const ticking = setInterval(() => {
      const before = wall + (performance.now() - running);
      wall = Date.now();
      running = performance.now();
      this.#compare(before, wall);
    }, TICK_MS);
    return () => {
      clearInterval(ticking);
      clearInterval(this.#timer);
      clearInterval(this.#looking);
    };
  }

  acceptClock(): void {
    this.clock = undefined;
    this.drafts.keep(KEY, Date.now());
  }

  async look(): Promise<void> {
    try {
      await this.backend.call('door.look', {});
    } catch (thrown) {
      if (asFailure(thrown).code === 'shell.unreachable') return;
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.isAway = false;
    this.onback();
  }

  /** Whether the folder is back. Nothing is written by asking. */
  async lookForFolder(): Promise<void> {
    try {
      await this.backend.call('draft.drop', { keys: [] });
    } catch {
      return;
    }
    clearInterval(this.#looking);
    this.#looking = undefined;
    this.gone = undefined;
    this.onback();
  }

  #lose(failure: Failure): void {
    if (!this.gone) this.gone = failure;
    this.#looking ??= setInterval(() => void this.lookForFolder(), LOOK_MS);
  }

  #go(): void {
    this.isAway = true;
    this.#timer ??= setInterval(() => void this.look(), LOOK_MS);
  }

  #compare(before: number, now: number): void {
    if (now < before - DAY_MS || now > before + LONGEST_MS) this.clock = { now, before };
    // Until somebody has looked at it, the moment before the jump is the one to compare with.
    else if (!this.clock) this.drafts.keep(KEY, now);
  }
}
