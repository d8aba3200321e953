/** Where a step or a person of the first screen leads. */
import { yearOf } from '../../app/period';
import type { Route } from '../../app/route.svelte';
import type { CareReason, Home, StepKind } from '../../generated/commands';

export function wayOfStep(kind: StepKind, { period, next, incomplete }: Home): Route {
  switch (kind) {
    case 'import_staff':
      return { area: 'import' };
    case 'name_superiors':
      return { area: 'staff', only: 'without' };
    case 'agree_plans':
      return { area: 'plan', year: yearOf(period) };
    case 'rate':
      return { area: 'evaluation', period, ...(next && { nip: next.nip }) };
    case 'complete':
      return { area: 'evaluation', period, ...(incomplete && { nip: incomplete.nip }) };
    case 'enter_achievement':
    case 'close':
    case 'close_later':
      return { area: 'evaluation', period };
    case 'print':
      return { area: 'print', period };
    case 'sign':
      return { area: 'papers', period };
    case 'print_recovery':
      return { area: 'recovery' };
    case 'copy_out':
      return { area: 'settings', section: 'cadangan' };
  }
}

/** `nip` is none where the line is about several people. */
export function wayOfCare(reason: CareReason, period: Home['period'], nip: string | undefined): Route {
  switch (reason) {
    case 'disputed':
    case 'feedback_missing':
    case 'newcomer':
      return { area: 'evaluation', period, ...(nip !== undefined && { nip }) };
    case 'no_superior':
      return nip === undefined ? { area: 'staff', only: 'without' } : { area: 'person', nip, part: 'penilai' };
    case 'no_plan':
    case 'plan_waits':
      return { area: 'plan', year: yearOf(period), ...(nip !== undefined && { nip }) };
  }
}
