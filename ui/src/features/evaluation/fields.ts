/**
 * The fields of an evaluation that a person fills, each with one key: `overall/note`, `result/<record>/rating`, `value/loyal/feedback`.
 * A value is what stands in the field: the code of a rating, `no_data`, or words; empty where nothing is, also for a rating that was taken back.
 */
import type { CoreValue, Evaluation, Rating, RatingInput, ResultInput, ValueInput } from '../../generated/commands';

export type FieldKey =
  | `overall/${'result_rating' | 'behaviour_rating' | 'result_reason' | 'behaviour_reason' | 'feedback' | 'note' | 'on_behalf_reason'}`
  | `result/${string}/${'rating' | 'achieved' | 'feedback'}`
  | `value/${CoreValue}/${'rating' | 'feedback'}`;

/** What is kept in a field; empty where nothing is. */
export function storedIn(evaluation: Evaluation, key: FieldKey): string {
  const [area, at = '', part] = key.split('/');
  const place =
    area === 'overall' ? evaluation : area === 'result' ? evaluation.results[at] : evaluation.values[at as CoreValue];
  const stored = place as Readonly<Record<string, unknown>> | undefined;
  const value = stored?.[part ?? at];
  if (part === 'rating' && stored?.['has_no_data'] === true) return 'no_data';
  return typeof value === 'string' ? value : '';
}

/** Only what changed, as the office takes it, each part with the version that was shown. */
export function inputOf(changes: ReadonlyMap<FieldKey, string>, shown: Evaluation): RatingInput {
  const results: Record<string, ResultInput> = {};
  const values: Partial<Record<CoreValue, ValueInput>> = {};
  const overall: Record<string, string> = {};
  for (const [key, entered] of changes) {
    const value = isRatingKey(key) && entered === '' ? 'withdrawn' : entered;
    const [area, at = '', part = ''] = key.split('/');
    if (area === 'overall') overall[at] = value;
    else if (area === 'result') results[at] = { ...results[at], [part]: value, version: shown.results[at]?.version ?? null };
    else {
      const name = at as CoreValue;
      values[name] = { ...values[name], [part]: value, version: shown.values[name]?.version ?? null };
    }
  }
  return { ...overall, results, values, version: shown.version };
}

export function asRating(value: string): Rating | undefined {
  return value === 'below' || value === 'meets' || value === 'above' ? value : undefined;
}

export function isRatingKey(key: FieldKey): boolean {
  return key.endsWith('rating');
}
