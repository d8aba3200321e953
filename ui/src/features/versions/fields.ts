/** What a field is called; one without words of its own is *Isian lain*. */
import { text } from '../../i18n/index.svelte';

const named = [
  'evaluation.result_rating',
  'evaluation.behaviour_rating',
  'evaluation.feedback',
  'evaluation.note',
  'result_rating.rating',
  'result_rating.achieved',
  'result_rating.feedback',
  'behaviour_rating.rating',
  'behaviour_rating.feedback',
  'person.name',
  'person.position',
  'person.rank',
  'person.unit',
  'skp.agreed_on',
  'result.text',
  'indicator.text',
  'indicator.target',
  'expectation.text',
  'achievement.set',
  'achievement.proposed',
  'superior.until',
  'office.name',
] as const;

export function fieldText(name: string): string {
  const known = named.find((each) => each === name);
  return known ? text(`versions.field.${known}`) : text('versions.field.other');
}
