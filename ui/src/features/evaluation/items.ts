/** What is rated of a person, in the order of the sheet: the planned results, the seven values, then both overall ratings. */
import type { CoreValueText, EvaluationSheet, Indicator, Period, PlannedResult } from '../../generated/commands';
import { text } from '../../i18n/index.svelte';
import type { FieldKey } from './fields';

export type SectionKey = 'results' | 'values' | 'overall';

interface Common {
  readonly section: SectionKey;
  readonly label: string;
  /** The field of its rating. */
  readonly rating: FieldKey;
}

export type Item = Common &
  (
    | { readonly kind: 'result'; readonly number: number; readonly planned: PlannedResult; readonly feedback: FieldKey; readonly achieved: FieldKey }
    | { readonly kind: 'value'; readonly value: CoreValueText; readonly special: string; readonly feedback: FieldKey }
    | { readonly kind: 'overall'; readonly of: 'results' | 'behaviour'; readonly reason: FieldKey }
  );

export function itemsOf(sheet: Pick<EvaluationSheet, 'plan' | 'core_values'>): Item[] {
  return [...resultsOf(sheet), ...valuesOf(sheet), ...overall()];
}

function resultsOf({ plan }: Pick<EvaluationSheet, 'plan'>): Item[] {
  if (!plan) return [];
  return plan.skp.results.flatMap((planned, place) => {
    const id = plan.results[place];
    if (id === undefined) return [];
    return {
      kind: 'result' as const,
      section: 'results' as const,
      number: place + 1,
      label: planned.statement,
      planned,
      rating: `result/${id}/rating` as const,
      feedback: `result/${id}/feedback` as const,
      achieved: `result/${id}/achieved` as const,
    };
  });
}

function valuesOf({ core_values, plan }: Pick<EvaluationSheet, 'plan' | 'core_values'>): Item[] {
  return core_values.map((value) => ({
    kind: 'value',
    section: 'values',
    label: value.name,
    value,
    special: plan?.skp.special_expectations[value.value] ?? '',
    rating: `value/${value.value}/rating`,
    feedback: `value/${value.value}/feedback`,
  }));
}

function overall(): Item[] {
  return [
    { kind: 'overall', section: 'overall', of: 'results', label: text('evaluation.overall.results'), rating: 'overall/result_rating', reason: 'overall/result_reason' },
    { kind: 'overall', section: 'overall', of: 'behaviour', label: text('evaluation.overall.behaviour'), rating: 'overall/behaviour_rating', reason: 'overall/behaviour_reason' },
  ];
}

/** The target, with that of the quarter where it has its own. */
export function targetOf({ target, quarterly_targets }: Indicator, period: Period): string {
  const quarter = /-TW([1-4])$/.exec(period)?.[1];
  const own = quarter ? quarterly_targets[Number(quarter) - 1] : '';
  return own ? text('evaluation.indicators.quarter', { target, quarter: own }) : target;
}

/** What the indicator measures: an aspect, or on the leaders' form a perspective. */
export function measureOf({ aspect, perspective }: Indicator): string {
  if (aspect) return text(`evaluation.aspect.${aspect}`);
  return perspective ? text(`evaluation.perspective.${perspective}`) : '';
}
