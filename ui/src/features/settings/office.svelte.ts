/** The office's settings as they stand. */
import type { Session } from '../../app/session.svelte';
import type { OfficeChange, OfficeSettings } from '../../generated/commands';
import { KeptSettings } from './kept.svelte';

export class OfficeDesk extends KeptSettings<OfficeSettings> {
  constructor(session: Session) {
    super(session, 'office.settings_changed');
  }

  protected look(): Promise<OfficeSettings> {
    return this.session.backend.call('office.settings', {});
  }

  change(field: string, what: string, change: OfficeChange): Promise<void> {
    return this.after(field, what, async () => {
      const settings = await this.session.backend.call('office.change_settings', change);
      this.session.paper = settings.paper;
      return settings;
    });
  }
}
