/** The papers of a period as they stand, who is chosen, and what is noted of them. */
import { SvelteSet } from 'svelte/reactivity';
import type { Session } from '../../app/session.svelte';
import { asFailure, type Failure } from '../../backend';
import { dayOf } from '../../components';
import type { Me, ObjectionCard, Period, SheetForm, SheetRow, SheetTable, Signed, Signers, Ticked, Untick, Which } from '../../generated/commands';
import { count, text } from '../../i18n/index.svelte';
import { assessorSigns, employeeSigns, isPrinted, keyOf, looks, passes, type Filter } from './rows';

/** What is noted of the chosen papers. */
export type Noting = 'sign' | 'archive' | 'untick';

export interface Outcome {
  readonly what: Noting;
  readonly done: Ticked;
}

/** What is typed of papers and not noted yet. */
interface Unsaid {
  readonly noting: Noting;
  readonly picked: readonly string[];
  readonly assessorOn?: string;
  readonly receivedOn?: string;
  readonly archivedOn?: string;
  readonly place: string;
  readonly which: Untick;
}

export class Papers {
  table = $state.raw<SheetTable>();
  objections = $state.raw<readonly ObjectionCard[]>([]);
  failure = $state.raw<Failure>();
  refused = $state.raw<Failure>();
  outcome = $state.raw<Outcome>();
  isBusy = $state(false);
  /** Nothing is offered to whoever may only look. */
  me = $state.raw<Me>();

  typed = $state('');
  filter = $state<Filter>('all');
  current = $state<string>();
  readonly picked = new SvelteSet<string>();

  noting = $state<Noting>('sign');
  assessorOn = $state<string | undefined>(dayOf(Date.now()));
  receivedOn = $state<string | undefined>(dayOf(Date.now()));
  archivedOn = $state<string | undefined>(dayOf(Date.now()));
  place = $state('');
  which = $state<Untick>('receipt');

  constructor(
    private readonly session: Session,
    readonly period: Period,
    readonly form: SheetForm,
  ) {
    const kept = session.drafts.find<Unsaid>(this.#draft)?.value;
    if (!kept) return;
    ({ noting: this.noting, assessorOn: this.assessorOn, receivedOn: this.receivedOn, archivedOn: this.archivedOn, place: this.place, which: this.which } = kept);
    for (const nip of kept.picked) this.picked.add(nip);
  }

  get #draft(): string {
    return `papers/${this.period}/${this.form}`;
  }

  /** What was chosen and typed stays until it is noted or given up, whatever is looked at meanwhile. */
  keep(): void {
    const { noting, assessorOn, receivedOn, archivedOn, place, which } = this;
    const picked = [...this.picked];
    if (picked.length > 0) this.session.drafts.keep(this.#draft, { noting, picked, assessorOn, receivedOn, archivedOn, place, which });
    else if (this.session.drafts.find(this.#draft)) this.session.drafts.drop(this.#draft);
  }

  get signers(): Signers {
    return this.table?.signers ?? 'both';
  }

  get mayKeep(): boolean {
    return this.me?.may_keep_papers ?? false;
  }

  get rows(): readonly SheetRow[] {
    return this.table?.rows ?? [];
  }

  // Asked after an answer that may come when the screen is gone, so nothing that ends with it.
  get inForce(): readonly SheetRow[] {
    return this.rows.filter((row) => passes(row, 'all'));
  }

  /** Printed and ticked. */
  get chosen(): readonly SheetRow[] {
    return this.inForce.filter((row) => isPrinted(row) && this.picked.has(row.nip));
  }

  readonly shown = $derived.by(() => {
    const wanted = this.typed.trim().toLocaleLowerCase();
    const digits = wanted.replace(/\s/g, '');
    const found = this.rows.filter((row) => passes(row, this.filter) && (wanted === '' || row.name.toLocaleLowerCase().includes(wanted) || row.nip.includes(digits)));
    // Who asks for a look comes first; all others stay in walking order.
    return [...found.filter(looks), ...found.filter((row) => !looks(row))];
  });

  /** The one in force; where there is none, the newest of those that hold no more. */
  of(nip: string): SheetRow | undefined {
    return this.inForce.find((row) => row.nip === nip) ?? this.rows.filter((row) => row.nip === nip).at(-1);
  }

  async load(): Promise<void> {
    this.failure = undefined;
    const { backend } = this.session;
    try {
      const [table, objections, me] = await Promise.all([
        backend.call('sheet.table', { period: this.period, form: this.form }),
        backend.call('objection.list', { period: this.period }),
        backend.call('user.look', {}),
      ]);
      this.me = me;
      this.table = table;
      this.objections = objections;
      for (const nip of this.picked) if (!this.inForce.some((row) => row.nip === nip && isPrinted(row))) this.picked.delete(nip);
      if (this.current !== undefined && !this.rows.some((row) => keyOf(row) === this.current)) this.current = undefined;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  toggle({ nip }: SheetRow): void {
    if (this.picked.has(nip)) this.picked.delete(nip);
    else this.picked.add(nip);
  }

  pickUnsigned(): void {
    this.noting = 'sign';
    for (const row of this.shown) if (passes(row, 'printed')) this.picked.add(row.nip);
  }

  signed(replaces = false): Signed {
    return {
      ...(this.assessorOn && assessorSigns(this.signers) && { assessor_on: this.assessorOn }),
      ...(this.receivedOn && employeeSigns(this.signers) && { received_on: this.receivedOn }),
      replaces,
    };
  }

  /** Why nothing can be noted yet. */
  get missing(): string | undefined {
    switch (this.noting) {
      case 'sign':
        return Object.keys(this.signed()).length > 1 ? undefined : text('papers.tick.days.missing');
      case 'archive':
        if (!this.archivedOn) return text('papers.tick.days.missing');
        return this.place.trim() === '' ? text('papers.tick.place.missing') : undefined;
      case 'untick':
        return undefined;
    }
  }

  /** Notes it of all that are chosen. `nips`: of these, with the new day in place of the one that stands. */
  async note(nips?: readonly string[]): Promise<void> {
    if (this.isBusy || this.missing !== undefined) return;
    const what = this.noting;
    this.isBusy = true;
    this.refused = undefined;
    this.outcome = undefined;
    try {
      const done = await this.#send(what, { period: this.period, form: this.form, nips: [...(nips ?? this.chosen.map((row) => row.nip))] }, nips !== undefined);
      this.outcome = { what, done };
      this.picked.clear();
      for (const { nip } of done.refused) this.picked.add(nip);
      this.session.saved();
      if (done.ticked.length > 0) void this.session.undo.tell(text(`papers.ticked.${what}`, { count: count(done.ticked.length) }), { sign: 'sheet.signed', archive: 'sheet.archived', untick: 'sheet.unticked' }[what]);
      await this.load();
    } catch (thrown) {
      this.refused = asFailure(thrown);
    }
    this.isBusy = false;
  }

  #send(what: Noting, which: Which, replaces: boolean): Promise<Ticked> {
    const { backend } = this.session;
    switch (what) {
      case 'sign':
        return backend.call('sheet.tick_signed', { which, signed: this.signed(replaces) });
      case 'archive':
        return backend.call('sheet.archive', { which, on: this.archivedOn ?? '', place: this.place });
      case 'untick':
        return backend.call('sheet.untick', { which, what: this.which });
    }
  }
}
