/** The people of one period and the work on each: kept while the office is open, so that the next person is there at once and nothing typed is lost. */
import type { Session } from '../../app/session.svelte';
import { asFailure, type Failure } from '../../backend';
import type { EvaluationRow, EvaluationSheet, Period } from '../../generated/commands';
import { PersonWork } from './work.svelte';

type Said = Map<string, Pick<EvaluationRow, 'state' | 'result_rating' | 'behaviour_rating' | 'predicate'>>;

export class Desk {
  rows = $state.raw<readonly EvaluationRow[]>();
  refused = $state.raw<Failure>();
  readonly #works = new Map<string, PersonWork>();
  /** What sheets have said since the last load was asked for. */
  #said: Said = new Map();

  constructor(
    private readonly session: Session,
    readonly period: Period,
  ) {}

  /** Of several loads the last one that was asked for counts; what a sheet said meanwhile is newer than its answer. */
  async load(): Promise<void> {
    const said: Said = (this.#said = new Map());
    try {
      const rows = await this.session.backend.call('evaluation.list', { period: this.period });
      if (said !== this.#said) return;
      this.rows = rows.map((row) => ({ ...row, ...said.get(row.nip) }));
      this.refused = undefined;
    } catch (thrown) {
      if (said === this.#said) this.refused = asFailure(thrown);
    }
  }

  work(nip: string): PersonWork {
    const known = this.#works.get(nip);
    if (known) return known;
    const work = new PersonWork(this.session, nip, this.period, (sheet) => this.#told(sheet));
    this.#works.set(nip, work);
    return work;
  }

  /** Whether something entered for a person is not kept yet. */
  isTroubled(nip: string): boolean {
    return (this.#works.get(nip)?.troubled.length ?? 0) > 0;
  }

  #told({ person, evaluation }: EvaluationSheet): void {
    const { state, result_rating, behaviour_rating, predicate } = evaluation;
    const now = { state, result_rating, behaviour_rating, predicate };
    this.#said.set(person.nip, now);
    this.rows = this.rows?.map((row) => (row.nip === person.nip ? { ...row, ...now } : row));
  }
}

const desks = new WeakMap<Session, Map<Period, Desk>>();

export function deskOf(session: Session, period: Period): Desk {
  const own = desks.get(session) ?? new Map<Period, Desk>();
  desks.set(session, own);
  const desk = own.get(period) ?? new Desk(session, period);
  own.set(period, desk);
  return desk;
}

/** The head asks for reasons in a row: what is open stays open for the next person. */
export const habits = $state({ showsWhy: false });
