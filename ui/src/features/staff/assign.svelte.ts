/** What is typed about an assessor before it is written: for several people, or one assignment that changes. */
import { dayOf } from '../../components';
import type { AssessorQuality, Assignments, External, Standing } from '../../generated/commands';
import { text } from '../../i18n/index.svelte';

export class AssignDraft {
  who = $state<'staff' | 'outside'>('staff');
  /** The assessor on the staff. */
  nip = $state<string>();
  external = $state<External>({ name: '', number: '', rank: '', position: '', unit: '' });
  quality = $state<AssessorQuality>('definitive');
  from = $state<string>();
  until = $state<string>();
  reason = $state('');

  constructor(known?: Standing) {
    if (known) {
      this.who = known.external ? 'outside' : 'staff';
      this.nip = known.assessor_nip ?? undefined;
      if (known.external) this.external = { ...known.external };
      this.quality = known.quality;
      this.from = known.from;
      this.until = known.until ?? undefined;
    } else {
      // A year's plan has one assessor from its first day unless somebody says otherwise.
      this.from = `${dayOf(Date.now()).slice(0, 4)}-01-01`;
    }
  }

  /** Why it cannot be written yet, as a sentence. */
  missing(needsReason: boolean): string | undefined {
    if (this.who === 'staff' && this.nip === undefined) return text('assign.missing.who');
    if (this.who === 'outside' && this.external.name.trim() === '') return text('assign.missing.external');
    if (this.who === 'outside' && this.external.position.trim() === '') return text('assign.missing.position');
    if (this.from === undefined) return text('assign.missing.from');
    if (this.until !== undefined && this.until < this.from) return text('assign.missing.order');
    if (needsReason && this.reason.trim() === '') return text('assign.missing.reason');
    return undefined;
  }

  /** What the office is asked to write. */
  get written(): Omit<Assignments, 'nips'> {
    return {
      assessor_nip: this.who === 'staff' ? (this.nip ?? null) : null,
      external: this.who === 'outside' ? this.external : null,
      quality: this.quality,
      from: this.from ?? '',
      until: this.until ?? null,
      reason: this.reason.trim(),
    };
  }
}
