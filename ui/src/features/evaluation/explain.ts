/** Explanations of the rules as sentences. */
import type { Advice, Explanation, InputName, Predikat, Rating, Reasons } from '../../generated/commands';
import { ratings } from '../../components';
import { codeText, text } from '../../i18n/index.svelte';

type Counts = Readonly<Record<Rating, number>>;

export function predicateText(predicate: Predikat): string {
  return codeText(`label.${predicate}`);
}

/** The law's own word alone, without what it means in another language: where there is room for one. */
export function predicateWord(predicate: Predikat): string {
  return predicateText(predicate).replace(/ \(.*\)$/, '');
}

/** "sesuai": within a sentence. */
function word(rating: Rating): string {
  return text(`rating.${rating}.short`).toLowerCase();
}

function input({ inputs }: Explanation, name: InputName): number {
  const found = inputs.find((each) => each.name === name);
  return found && (found.type === 'count' || found.type === 'percent') ? found.value : 0;
}

function countsOf(explanation: Explanation): Counts {
  return { below: input(explanation, 'below_count'), meets: input(explanation, 'meets_count'), above: input(explanation, 'above_count') };
}

/** "3 sesuai, 1 di atas" */
function countsText(counts: Counts): string {
  return ratings
    .filter((rating) => counts[rating] > 0)
    .map((rating) => text(`evaluation.count.${rating}`, { count: counts[rating] }))
    .join(', ');
}

/** How the advice comes about, sentence by sentence. */
function adviceSentences({ rating, explanation, has_detail_below }: Advice): string[] {
  const counts = countsOf(explanation);
  const percent = input(explanation, 'majority_percent');
  const count = input(explanation, 'rated_count');
  const sentences = [text('evaluation.advice.of', { count, counts: countsText(counts) })];
  const held = heldBack(explanation, counts, rating, percent);
  const why = rating === 'meets' && counts.meets * 100 > count * percent ? 'most_meet' : rating;
  sentences.push(held ?? text(`evaluation.advice.${why}`, { percent }));
  if (has_detail_below && !held) sentences.push(text('evaluation.advice.look'));
  return sentences;
}

/** Most is above, and yet above is not advised. */
function heldBack(explanation: Explanation, counts: Counts, rating: Rating, percent: number): string | undefined {
  const isMostAbove = counts.above * 100 > input(explanation, 'rated_count') * percent;
  if (!isMostAbove || rating === 'above') return undefined;
  if (explanation.rule === 'advice.behaviour_rating') return text('evaluation.advice.value_below', { count: counts.below });
  return text('evaluation.advice.main_below', { count: input(explanation, 'main_below_count') });
}

/** "3 sesuai, 1 di atas: sesuai." */
export function countingSentence(advice: Advice | null, chosen: Rating): string {
  if (!advice) return text('evaluation.why.chosen', { rating: word(chosen) });
  const facts = { counts: countsText(countsOf(advice.explanation)), rating: word(chosen), advice: word(advice.rating) };
  return text(advice.rating === chosen ? 'evaluation.why.same' : 'evaluation.why.counted', facts);
}

/** "PermenPANRB 6/2022 Pasal 24" */
export function sourcesText({ sources }: Explanation): string {
  return sources.map(({ regulation, article }) => [regulation, article].filter(Boolean).join(' ')).join('; ');
}

/** What is advised for an overall rating, from the details or for the head from the organisation. */
export function adviceFor(reasons: Reasons, of: 'results' | 'behaviour'): { rating: Rating; sentences: string[]; sources: string } | undefined {
  if (of === 'results' && reasons.head_rating) {
    const [rating, explanation] = reasons.head_rating;
    return { rating, sentences: [text('evaluation.advice.head')], sources: sourcesText(explanation) };
  }
  const advice = of === 'results' ? reasons.result_advice : reasons.behaviour_advice;
  if (!advice) return undefined;
  return { rating: advice.rating, sentences: adviceSentences(advice), sources: sourcesText(advice.explanation) };
}
