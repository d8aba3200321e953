/** The screens that the start can do without. Each is loaded when it is needed or when there is time, and then stays. */
import type { Component } from 'svelte';
import { partMissing, type Failure } from '../backend';
import type { HelpPage } from '../features/help/names';
import type { PersonForm, SheetForm } from '../generated/commands';
import type { PersonPart, SettingsSection } from './route.svelte';
import type { Session } from './session.svelte';

export class LateScreen<Props extends Record<string, unknown>> {
  component = $state.raw<Component<Props>>();
  failure = $state.raw<Failure>();
  private coming: Promise<void> | undefined;

  constructor(private readonly fetch: () => Promise<{ default: Component<Props> }>) {}

  load(): Promise<void> {
    this.coming ??= this.fetch().then(
      (screen) => {
        this.failure = undefined;
        this.component = screen.default;
      },
      (thrown: unknown) => {
        this.coming = undefined;
        this.failure = partMissing(thrown);
      },
    );
    return this.coming;
  }
}

export const screens = {
  /** Behind the door, and the first to come while somebody types the passphrase. */
  workspace: new LateScreen<{ session: Session; onlock: (idle?: number) => void; onleavepractice?: (() => void) | undefined }>(() => import('./Workspace.svelte')),
  plan: new LateScreen<{ year: number; nip: string | undefined }>(() => import('../features/plan/PlanScreen.svelte')),
  evaluation: new LateScreen<{ nip: string | undefined }>(() => import('../features/evaluation/EvaluationScreen.svelte')),
  print: new LateScreen<{ nip: string | undefined; form: PersonForm | undefined }>(() => import('../features/print/PrintScreen.svelte')),
  papers: new LateScreen<{ nip: string | undefined; form: SheetForm }>(() => import('../features/papers/PapersScreen.svelte')),
  objection: new LateScreen<{ period: string; nip: string }>(() => import('../features/papers/ObjectionScreen.svelte')),
  check: new LateScreen<Record<string, never>>(() => import('../features/papers/CheckScreen.svelte')),
  person: new LateScreen<{ nip: string; part: PersonPart }>(() => import('../features/staff/CardScreen.svelte')),
  newcomer: new LateScreen<Record<string, never>>(() => import('../features/staff/NewcomerScreen.svelte')),
  import: new LateScreen<Record<string, never>>(() => import('../features/staff/ImportScreen.svelte')),
  recovery: new LateScreen<Record<string, never>>(() => import('../features/home/RecoveryPlace.svelte')),
  help: new LateScreen<{ page: HelpPage | undefined }>(() => import('../features/help/HelpScreen.svelte')),
  sending: new LateScreen<Record<string, never>>(() => import('../features/sending/SendingScreen.svelte')),
  versions: new LateScreen<Record<string, never>>(() => import('../features/versions/VersionsScreen.svelte')),
  settings: new LateScreen<{ section: SettingsSection | undefined }>(() => import('../features/settings/SettingsScreen.svelte')),
};

/** Loads all of them one after the other as soon as nothing else is to be done, so that moving waits for nothing. */
export function loadWhenIdle(): void {
  // WebKit does not say when it is idle.
  const whenIdle = (run: () => void) => ('requestIdleCallback' in window ? requestIdleCallback(run, { timeout: 2000 }) : setTimeout(run, 200));
  const rest = [...Object.values(screens)];
  const next = () => {
    const screen = rest.shift();
    if (screen) void screen.load().then(() => whenIdle(next));
  };
  whenIdle(next);
}
