/** What was typed, filtered, sorted and chosen in the staff list, so that whoever comes back from a card finds it as it was left. */
import { SvelteSet } from 'svelte/reactivity';
import type { Session } from '../../app/session.svelte';
import type { Density, Sorting } from '../../components';
import type { Person, StaffTable } from '../../generated/commands';
import type { Kind, Status } from './staff';

export class StaffView {
  table = $state.raw<StaffTable>();
  typed = $state('');
  unit = $state('');
  kind = $state<Kind>('');
  status = $state<Status>('');
  sorting = $state.raw<Sorting>();
  density = $state<Density>('roomy');
  current = $state<string>();
  /** NIPs of those who are chosen for one act. */
  readonly picked = new SvelteSet<string>();

  get people(): readonly Person[] | undefined {
    return this.table?.rows;
  }

  showAll(): void {
    this.typed = '';
    this.unit = '';
    this.kind = '';
    this.status = '';
  }
}

// With the session it goes: these are personal data.
const views = new WeakMap<Session, StaffView>();

export function viewOf(session: Session): StaffView {
  const view = views.get(session) ?? new StaffView();
  views.set(session, view);
  return view;
}
