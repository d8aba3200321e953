/** The office's settings as they stand, and why a change was refused. */
import type { Session } from '../../app/session.svelte';
import { asFailure, type Failure } from '../../backend';
import type { OfficeChange, OfficeSettings } from '../../generated/commands';
import { text } from '../../i18n/index.svelte';

export class OfficeDesk {
  settings = $state.raw<OfficeSettings>();
  failure = $state.raw<Failure>();
  /** What was refused, by the field that it was typed in. */
  refused = $state.raw<{ readonly field: string; readonly failure: Failure }>();
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

  /** One after the other, so that an answer is never older than what stands there. `what` is the field in words. */
  change(field: string, what: string, change: OfficeChange): Promise<void> {
    const next = this.#queue.then(() => this.#send(field, what, change));
    this.#queue = next;
    return next;
  }

  async #send(field: string, what: string, change: OfficeChange): Promise<void> {
    this.refused = undefined;
    try {
      this.settings = await this.session.backend.call('office.change_settings', change);
      this.session.paper = this.settings.paper;
      this.session.saved();
      void this.session.undo.tell(text('settings.changed', { what }), 'office.settings_changed');
    } catch (thrown) {
      this.refused = { field, failure: asFailure(thrown) };
    }
  }
}
