/** The closing of everybody in a period is a job that goes on whatever is shown; which period it is about lies beside the drafts, so that a reloaded window knows it too. */
import type { SessionJob } from '../../app/jobs.svelte';
import type { Route } from '../../app/route.svelte';
import type { Session } from '../../app/session.svelte';
import type { Period } from '../../generated/commands';
import { CLOSING } from './people';

const KEY = 'evaluation/closing';
const COMMAND = 'evaluation.start_closing';

interface Begun {
  readonly job: number;
  readonly period: Period;
}

export function noteClosing(session: Session, job: number, period: Period): void {
  session.drafts.keep(KEY, { job, period } satisfies Begun);
}

/** The last closing of a period since the office was opened, at work or ended. */
export function findClosing(session: Session, period: Period): SessionJob | undefined {
  const job = session.jobs.find(COMMAND);
  return job && periodOfClosing(session, job) === period ? job : undefined;
}

/** Where a closing is shown; nothing for other jobs. */
export function closingPlace(session: Session, job: SessionJob): Route | undefined {
  const period = job.command === COMMAND ? periodOfClosing(session, job) : undefined;
  return period === undefined ? undefined : { area: 'evaluation', period, nip: CLOSING };
}

function periodOfClosing(session: Session, job: SessionJob): Period | undefined {
  const begun = session.drafts.find<Begun>(KEY)?.value;
  return begun?.job === job.id ? begun.period : undefined;
}
