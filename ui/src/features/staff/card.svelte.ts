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
  /** What was kept when each field was typed; of an older window it may be unknown. */
  #base = $state.raw<Partial<Profile>>({});

  constructor(known: Profile = emptyProfile) {
    this.take(known);
  }

  /** What is kept now. */
  get known(): Profile {
    return this.#known;
  }

  /** What the fields were typed against. */
  get base(): Partial<Profile> {
    return this.#base;
  }

  /** Fields that were typed here and changed by somebody else meanwhile. */
  get apart(): readonly ProfileField[] {
    return fieldsOf(this.#known).filter((field) => this.#base[field] !== this.#known[field] && this.#typed(field) !== this.#known[field]);
  }

  #typed(field: ProfileField): Profile[ProfileField] {
    return field === 'nip' ? bare(this.profile.nip) : this.profile[field];
  }

  /** What was typed in another window against what was kept then. */
  bringBack(typed: Profile, base: Partial<Profile>, reason: string): void {
    const now = this.#known;
    this.profile = { ...typed };
    this.reason = reason;
    this.#base = base;
    this.meet(now);
  }

  /** The profile is another than it was: what was not typed here is taken from it, what was typed stays. */
  meet(now: Profile): void {
    const fresh = fieldsOf(now).filter((field) => this.#typed(field) === this.#base[field]);
    const taken = Object.fromEntries(fresh.map((field) => [field, now[field]])) as Partial<Profile>;
    this.#base = { ...this.#base, ...taken };
    if (taken.nip !== undefined) taken.nip = formatNip(taken.nip);
    this.profile = { ...this.profile, ...taken };
    this.#known = now;
  }

  /** Of two versions of a field the typed one, or the one that is kept. */
  decide(field: ProfileField, isMine: boolean): void {
    const kept = this.#known[field];
    if (!isMine) this.profile = { ...this.profile, [field]: field === 'nip' ? formatNip(this.#known.nip) : kept };
    this.#base = { ...this.#base, [field]: kept };
  }

  take(known: Profile): void {
    this.#known = known;
    this.#base = known;
    this.profile = { ...known, nip: formatNip(known.nip) };
    this.reason = '';
    this.wrong = {};
    this.failure = undefined;
  }

  get isChanged(): boolean {
    return fieldsOf(this.#known).some((field) => this.#typed(field) !== this.#known[field]);
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

function fieldsOf(profile: Profile): readonly ProfileField[] {
  return Object.keys(profile) as ProfileField[];
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
