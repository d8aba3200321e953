/** What was typed, filtered and sorted in the staff list, so that whoever comes back from an evaluation finds it as it was left. */
import type { Session } from '../../app/session.svelte';
import type { Density, Sorting } from '../../components';
import type { Person } from '../../generated/commands';

export class StaffView {
  people = $state.raw<readonly Person[]>();
  typed = $state('');
  unit = $state('');
  sorting = $state.raw<Sorting>();
  density = $state<Density>('roomy');
  current = $state<string>();

  showAll(): void {
    this.typed = '';
    this.unit = '';
  }
}

// With the session it goes: these are personal data.
const views = new WeakMap<Session, StaffView>();

export function viewOf(session: Session): StaffView {
  const view = views.get(session) ?? new StaffView();
  views.set(session, view);
  return view;
}
