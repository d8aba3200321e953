/** Settings as the office keeps them, changed field by field, and why a change was refused. */
import type { Session } from '../../app/session.svelte';
import { asFailure, type Failure } from '../../backend';
import { text } from '../../i18n/index.svelte';

export abstract class KeptSettings<Settings> {
  settings = $state.raw<Settings>();
  failure = $state.raw<Failure>();
  /** What was refused, by the field that it was typed in. */
  refused = $state.raw<{ readonly field: string; readonly failure: Failure }>();
  #queue: Promise<void> = Promise.resolve();

  /** `act`: how the journal names a change of them. */
  constructor(
    protected readonly session: Session,
    private readonly act: string,
  ) {}

  protected abstract look(): Promise<Settings>;

  async load(): Promise<void> {
    this.failure = undefined;
    try {
      this.settings = await this.look();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** One after the other, so that an answer is never older than what stands there. `what` is the field in words. */
  protected after(field: string, what: string, send: () => Promise<Settings>): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      this.refused = undefined;
      try {
        this.settings = await send();
        this.session.saved();
        void this.session.undo.tell(text('settings.changed', { what }), this.act);
      } catch (thrown) {
        this.refused = { field, failure: asFailure(thrown) };
      }
    });
    return this.#queue;
  }
}
