/** What the office's papers look like, as it stands. */
import type { Session } from '../../app/session.svelte';
import type { PaperChange, PaperSettings } from '../../generated/commands';
import { text } from '../../i18n/index.svelte';
import { KeptSettings } from './kept.svelte';

export class Letterhead extends KeptSettings<PaperSettings> {
  constructor(session: Session) {
    super(session, 'office.paper_changed');
  }

  protected look(): Promise<PaperSettings> {
    return this.session.backend.call('paper.look', {});
  }

  change(field: string, what: string, change: PaperChange): Promise<void> {
    return this.after(field, what, () => this.session.backend.call('paper.change', change));
  }

  takeEmblem(file: File): Promise<void> {
    const { backend } = this.session;
    return this.after('emblem', text('letterhead.emblem'), async () => backend.call('paper.set_emblem', { file: await backend.putFile(file) }));
  }

  dropEmblem(): Promise<void> {
    return this.after('emblem', text('letterhead.emblem'), () => this.session.backend.call('paper.drop_emblem', {}));
  }
}
