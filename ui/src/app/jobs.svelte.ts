/**
 * Long work goes on whatever screen is shown. Every command that starts a job (`area.start…`) is followed from the moment it is started, also by a window that was reloaded:
 *
 *   session.jobs.find('print.start')    the last job of that command since the office was opened: `progress`, `outcome`, `stop()`, or nothing
 *   session.jobs.all                    all of them
 *
 * The frame shows those whose area is not the one in sight. A screen that shows the outcome itself needs to do nothing; one that shows it elsewhere sets `isSeen`.
 */
import { SvelteMap } from 'svelte/reactivity';
import { asFailure, type Backend, type Failure, type Progress } from '../backend';
import type { JobEntry } from '../generated/commands';

type Outcome = { readonly answer: unknown } | { readonly failure: Failure };

export class SessionJob {
  progress = $state.raw<Progress>({ done: 0, total: 0 });
  outcome = $state.raw<Outcome>();
  /** Whether the person knows how it ended. */
  isSeen = $state(false);
  /** Fulfilled when it has ended, well or not. */
  readonly ended: Promise<void>;
  readonly #stop = new AbortController();

  constructor(
    readonly id: number,
    readonly command: string,
    backend: Backend,
  ) {
    this.ended = backend.finish<unknown>(id, (progress) => (this.progress = progress), this.#stop.signal).then(
      (answer) => void (this.outcome = { answer }),
      (thrown: unknown) => void (this.outcome = { failure: asFailure(thrown) }),
    );
  }

  /** `print` of `print.start`. */
  get area(): string {
    return this.command.split('.')[0] ?? '';
  }

  stop(): void {
    this.#stop.abort();
  }
}

export class SessionJobs {
  readonly #jobs = new SvelteMap<number, SessionJob>();

  constructor(
    private readonly backend: Backend,
    entries: readonly JobEntry[] = [],
  ) {
    // What had ended before the window was reloaded was seen, or is looked up by its screen.
    for (const { job, command, is_running } of entries) this.follow(command, job).isSeen = !is_running;
    backend.onstarted = (command, job) => this.follow(command, job);
  }

  get all(): readonly SessionJob[] {
    return [...this.#jobs.values()];
  }

  find(command: string): SessionJob | undefined {
    return this.all.filter((job) => job.command === command).at(-1);
  }

  get isBusy(): boolean {
    return this.all.some(({ outcome }) => outcome === undefined);
  }

  /** What it said is shown no more, here or after a reload. One at work stays. */
  async forget(job: SessionJob): Promise<void> {
    if (job.outcome === undefined) return;
    this.#jobs.delete(job.id);
    await this.backend.call('job.forget', { job: job.id }).catch(() => {});
  }

  follow(command: string, id: number): SessionJob {
    const known = this.#jobs.get(id);
    if (known) return known;
    const job = new SessionJob(id, command, this.backend);
    this.#jobs.set(id, job);
    return job;
  }
}
