/** What the first run asks before there is an office. What was typed comes back after a reload; a passphrase never does. */
import type { Backend } from '../../backend';
import type { FirstRun, FirstUser } from '../../generated/commands';

/** Characters that a name may have; the office decides. */
export const LONGEST = 200;
const KEPT_AFTER_MS = 300;

export interface TypedUser {
  front: string;
  name: string;
  back: string;
  nip: string;
  login: string;
}

interface Kept {
  step: number;
  name: string;
  region: string;
  place: string;
  withOperator: boolean;
  head: TypedUser;
  operator: TypedUser;
}

const nobody = (login: string): TypedUser => ({ front: '', name: '', back: '', nip: '', login });

export class Setup {
  typed = $state<Kept>({ step: 1, name: '', region: '', place: '', withOperator: false, head: nobody('kepala'), operator: nobody('operator') });
  headPassword = $state('');
  headAgain = $state('');
  operatorPassword = $state('');
  operatorAgain = $state('');
  /** Something was typed before this window was loaded. */
  readonly isResumed: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly backend: Backend,
    kept: unknown,
  ) {
    this.isResumed = isKept(kept);
    if (isKept(kept)) this.typed = kept;
  }

  /** Keeps what is typed a moment after the last letter. */
  keep(): void {
    const typed = $state.snapshot(this.typed);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.backend.call('door.keep_typed', { typed: { ...typed } }).catch(() => {}), KEPT_AFTER_MS);
  }

  forget(): void {
    clearTimeout(this.#timer);
    void this.backend.call('door.keep_typed', { typed: null }).catch(() => {});
  }

  /** All of it, to be founded. Nothing typed before may come after it. */
  run(): FirstRun {
    clearTimeout(this.#timer);
    const { name, region, place, withOperator, head, operator } = this.typed;
    return {
      name,
      region,
      place,
      head: userOf(head, this.headPassword),
      operator: withOperator ? userOf(operator, this.operatorPassword) : null,
    };
  }
}

function userOf({ front, name, back, nip, login }: TypedUser, password: string): FirstUser {
  return { login, name: { front, name, back }, nip, password };
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && typeof (value as Kept).step === 'number' && typeof (value as Kept).head === 'object';
}
