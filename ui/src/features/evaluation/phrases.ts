/** Sentences to begin feedback with: what was seen, what it caused, what is asked. They are reference data, loaded when somebody is below expectation. */
import type { Language } from '../../i18n/index.svelte';
import type { Item } from './items';

export const parts = ['fact', 'effect', 'request'] as const;
export type Part = (typeof parts)[number];

export type Phrase = Readonly<Record<Language, string>> & { readonly part: string; readonly about: string };

/** Stands where the assessor fills something in. */
export const BLANK = '[…]';
/** Goes to the next thing to fill in there, from the caret or from the beginning. Answers whether there is one. */
export function selectBlank(field: HTMLTextAreaElement, fromBeginning = false): boolean {
  const at = field.value.indexOf(BLANK, fromBeginning ? 0 : field.selectionEnd);
  if (at >= 0) field.setSelectionRange(at, at + BLANK.length);
  return at >= 0;
}

/** More would be read longer than a sentence is written. */
const MOST = 3;

export async function loadPhrases(): Promise<readonly Phrase[]> {
  return (await import('../../../../assets/reference/feedback.json')).default.phrases;
}

/** What an item is about, the closest first: a value; the aspects of a result. */
export function subjectsOf(item: Item): string[] {
  if (item.kind === 'value') return [item.value.value, 'behaviour'];
  if (item.kind === 'result') return [...new Set(item.planned.indicators.flatMap(({ aspect }) => aspect ?? [])), 'result'];
  return [item.of === 'results' ? 'result' : 'behaviour'];
}

/** Those of a part, the closest first; of the general ones one at least. */
export function phrasesFor(phrases: readonly Phrase[], subjects: readonly string[], part: Part): readonly Phrase[] {
  const own = phrases.filter((phrase) => phrase.part === part);
  const [general, ...others] = [...subjects].reverse();
  const close = others.reverse().flatMap((subject) => own.filter(({ about }) => about === subject));
  const common = own.filter(({ about }) => about === general);
  return [...close.slice(0, MOST - Math.min(1, common.length)), ...common].slice(0, MOST);
}

/** The words with a sentence more, and where its first blank stands. */
export function withPhrase(words: string, phrase: string): { readonly words: string; readonly blank: number } {
  const before = words.trimEnd();
  const begun = before === '' ? '' : `${before} `;
  const at = phrase.indexOf(BLANK);
  return { words: begun + phrase, blank: at < 0 ? begun.length + phrase.length : begun.length + at };
}
