/** What stands in the margin: what is missing first, then what could be better, each with its place on the paper. */
import type { PlanCard, PlanReview, Skp } from '../../generated/commands';
import { text } from '../../i18n/index.svelte';
import type { TextKey } from '../../i18n/id';

export interface MarginNote {
  readonly number: number;
  readonly words: string;
  readonly isError: boolean;
  /** The `data-field` of the cell. */
  readonly place: string | undefined;
  readonly proposal?: { readonly result: number; readonly words: string } | undefined;
}

export function placeOf(result: number, part: string, indicator?: number): string {
  return indicator === undefined ? `r${result}-${part}` : `r${result}-i${indicator}-${part}`;
}

export function listNotes(review: PlanReview, card: PlanCard, skp: Skp, isEditable: boolean): MarginNote[] {
  // What both agreed on is not mended cell by cell.
  if (!isEditable) return [];
  const notes: Omit<MarginNote, 'number'>[] = [];
  const facts = (result: number | null, indicator: number | null) => ({ number: (result ?? 0) + 1, at: (indicator ?? 0) + 1 });
  for (const { code, severity, result, indicator } of review.findings) {
    if (code === 'superior_result_foreign') {
      notes.push({ words: text('plan.finding.superior_result_foreign', facts(result, null)), isError: true, place: placeOf(result ?? 0, 'superior') });
      continue;
    }
    const part = code === 'target_missing' ? 'target' : code.startsWith('aspect') ? 'aspect' : code.startsWith('perspective') ? 'perspective' : 'statement';
    notes.push({
      words: text(`plan.finding.${code}` as TextKey, facts(result, indicator)),
      isError: severity === 'error',
      place: result === null ? undefined : placeOf(result, indicator === null ? 'statement' : part, indicator ?? undefined),
    });
  }
  for (const { code, field, result, indicator, words, proposal } of review.hints) {
    notes.push({
      words: text(`plan.hint.${code}${proposal ? '.try' : ''}` as TextKey, { ...facts(result, indicator), words, proposal }),
      isError: false,
      place: placeOf(result, field === 'target' ? 'target' : 'statement', indicator ?? undefined),
      proposal: proposal === null ? undefined : { result, words: proposal },
    });
  }
  const name = card.superior?.name;
  for (const result of name === undefined ? [] : card.waits) {
    notes.push({ words: text('plan.waiting.hint', { number: result + 1, name }), isError: false, place: placeOf(result, 'superior') });
  }
  if (card.superior?.nip === null && skp.form === 'ja_jf' && skp.approach === 'kuantitatif') {
    for (const [result, { kind, superior_result }] of skp.results.entries()) {
      if (kind === 'utama' && superior_result.trim() === '') notes.push({ words: text('plan.outside.hint', { number: result + 1, name }), isError: false, place: placeOf(result, 'superior') });
    }
  }
  return notes.map((note, at) => ({ ...note, number: at + 1 }));
}
