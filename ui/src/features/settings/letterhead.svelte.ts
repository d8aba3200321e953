/** What the office's papers look like, as it stands, and why a change was refused. */
import type { Session } from '../../app/session.svelte';
import { asFailure, type Failure } from '../../backend';
import type { PaperChange, PaperSettings } from '../../generated/commands';
import { text } from '../../i18n/index.svelte';

export class Letterhead {
  settings = $state.raw<PaperSettings>();
  failure = $state.raw<Failure>();
  /** What was refused, by its field. */
  refused = $state.raw<{ readonly field: string; readonly failure: Failure }>();
  #queue: Promise<void> = Promise.resolve();

  constructor(private readonly session: Session) {}

  async load(): Promise<void> {
    this.failure = undefined;
    try {
      this.settings = await this.session.backend.call('paper.look', {});
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  change(field: string, what: string, change: PaperChange): Promise<void> {
    return this.#after(field, what, () => this.session.backend.call('paper.change', change));
  }

  takeEmblem(file: File): Promise<void> {
    const { backend } = this.session;
    return this.#after('emblem', text('letterhead.emblem'), async () => backend.call('paper.set_emblem', { file: await backend.putFile(file) }));
  }

  dropEmblem(): Promise<void> {
    return this.#after('emblem', text('letterhead.emblem'), () => this.session.backend.call('paper.drop_emblem', {}));
  }

  /** One after the other, so that an answer is never older than what stands there. */
  #after(field: string, what: string, act: () => Promise<PaperSettings>): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      this.refused = undefined;
      try {
        this.settings = await act();
        this.session.saved();
        void this.session.undo.tell(text('settings.changed', { what }), 'office.paper_changed');
      } catch (thrown) {
        this.refused = { field, failure: asFailure(thrown) };
      }
    });
    return this.#queue;
  }
}
