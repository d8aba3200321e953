/** The card of a person as the screen works on it: what the office answered, what is typed, what was refused and where. */
import type { Session } from '../../app/session.svelte';
import { asFailure, type Failure } from '../../backend';
import { formatNip } from '../../components';
import type { Profile, StaffCard } from '../../generated/commands';

export type ProfileField = keyof Profile;

const emptyProfile: Profile = {
  nip: '',
  front: '',
  name: '',
  back: '',
  employment: 'PNS',
  rank: '',
  position: '',
  position_kind: null,
  unit: '',
  joined_on: null,
  position_since: null,
};

/** A profile while it is typed. */
export class ProfileDraft {
  profile = $state<Profile>({ ...emptyProfile });
  reason = $state('');
  /** What the office refused, by field. */
  wrong = $state.raw<Partial<Record<string, Failure>>>({});
  failure = $state.raw<Failure>();
  saving = $state(false);
  #known = $state.raw<Profile>({ ...emptyProfile });

  constructor(known: Profile = emptyProfile) {
    this.take(known);
  }

  /** What is kept now. */
  get known(): Profile {
    return this.#known;
  }

  take(known: Profile): void {
    this.#known = known;
    this.profile = { ...known, nip: formatNip(known.nip) };
    this.reason = '';
    this.wrong = {};
    this.failure = undefined;
  }

  get isChanged(): boolean {
    return (Object.keys(this.#known) as ProfileField[]).some((field) => (field === 'nip' ? bare(this.profile.nip) : this.profile[field]) !== this.#known[field]);
  }

  get changesNip(): boolean {
    return this.#known.nip !== '' && bare(this.profile.nip) !== this.#known.nip;
  }

  /** Asks the office to keep it; answers the card where it did. A second press while it runs does nothing. */
  async save(session: Session, ask: (profile: Profile, reason: string) => Promise<StaffCard>): Promise<StaffCard | undefined> {
    if (this.saving) return undefined;
    this.saving = true;
    this.failure = undefined;
    this.wrong = {};
    try {
      const card = await ask({ ...this.profile, nip: digitsOf(this.profile.nip) }, this.reason.trim());
      session.saved();
      return card;
    } catch (thrown) {
      const failure = asFailure(thrown);
      const fields = failure.details['fields'];
      if (failure.code === 'person.refused' && typeof fields === 'object' && fields !== null) this.wrong = fields as Record<string, Failure>;
      this.failure = failure;
      return undefined;
    } finally {
      this.saving = false;
    }
  }
}

/** Without its gaps once all digits are there; what is none yet goes as it was typed, for the office says what is wrong with it. */
function digitsOf(nip: string): string {
  return bare(nip).length === 18 ? bare(nip) : nip;
}

/** The digits alone. */
export function bare(nip: string): string {
  return nip.replace(/\D/g, '');
}

// With the session they go: these are personal data.
const drafts = new WeakMap<Session, Map<string, ProfileDraft>>();

/** What is typed about a person: whoever leaves the card and comes back finds it. */
export function draftOf(session: Session, nip: string): ProfileDraft {
  const own = drafts.get(session) ?? new Map<string, ProfileDraft>();
  drafts.set(session, own);
  const draft = own.get(nip) ?? new ProfileDraft();
  own.set(nip, draft);
  return draft;
}
