/** The office's settings as they stand, and the last change, which can be taken back. */
import { asFailure, type Failure } from '../../backend';
import type { Session } from '../../app/session.svelte';
import type { OfficeChange, OfficeSettings } from '../../generated/commands';

export class OfficeDesk {
  settings = $state.raw<OfficeSettings>();
  failure = $state.raw<Failure>();
  /** What was refused, by the field that it was typed in. */
  refused = $state.raw<{ readonly field: string; readonly failure: Failure }>();
  /** The last change: its name in words, and how it is taken back. */
  last = $state.raw<{ readonly what: string; readonly back: OfficeChange }>();
  #queue: Promise<void> = Promise.resolve();

  constructor(private readonly session: Session) {}

  async load(): Promise<void> {
    this.failure = undefined;
    try {
      this.settings = await this.session.backend.call('office.settings', {});
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** One after the other, so that an answer is never older than what stands there. */
  change(field: string, what: string, change: OfficeChange, back: OfficeChange): Promise<void> {
    const next = this.#queue.then(() => this.#send(field, change, { what, back }));
    this.#queue = next;
    return next;
  }

  undo(): Promise<void> {
    const last = this.last;
    if (!last) return Promise.resolve();
    const next = this.#queue.then(() => this.#send('', last.back, undefined));
    this.#queue = next;
    return next;
  }

  async #send(field: string, change: OfficeChange, last: OfficeDesk['last']): Promise<void> {
    this.refused = undefined;
    try {
      this.settings = await this.session.backend.call('office.change_settings', change);
      this.session.paper = this.settings.paper;
      this.session.saved();
      this.last = last;
    } catch (thrown) {
      this.refused = { field, failure: asFailure(thrown) };
    }
  }
}
