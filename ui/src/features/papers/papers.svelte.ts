/** The papers of a period as they stand, who is chosen, and what is noted of them. */
import { SvelteSet } from 'svelte/reactivity';
import type { Session } from '../../app/session.svelte';
import { asFailure, type Failure } from '../../backend';
import { dayOf } from '../../components';
import type { ObjectionCard, Period, SheetRow, SheetTable, Signed, Ticked, Untick, Which } from '../../generated/commands';
import { count, text } from '../../i18n/index.svelte';
import { FORM, isPrinted, keyOf, looks, passes, type Filter } from './rows';

/** What is noted of the chosen papers. */
export type Noting = 'sign' | 'archive' | 'untick';

export interface Outcome {
  readonly what: Noting;
  readonly done: Ticked;
}

export class Papers {
  table = $state.raw<SheetTable>();
  objections = $state.raw<readonly ObjectionCard[]>([]);
  failure = $state.raw<Failure>();
  refused = $state.raw<Failure>();
  outcome = $state.raw<Outcome>();
  isBusy = $state(false);

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
  ) {}

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
      const [table, objections] = await Promise.all([
        backend.call('sheet.table', { period: this.period, form: FORM }),
        backend.call('objection.list', { period: this.period }),
      ]);
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
    return { ...(this.assessorOn && { assessor_on: this.assessorOn }), ...(this.receivedOn && { received_on: this.receivedOn }), replaces };
  }

  /** Why nothing can be noted yet. */
  get missing(): string | undefined {
    switch (this.noting) {
      case 'sign':
        return this.assessorOn || this.receivedOn ? undefined : text('papers.tick.days.missing');
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
      const done = await this.#send(what, { period: this.period, form: FORM, nips: [...(nips ?? this.chosen.map((row) => row.nip))] }, nips !== undefined);
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
