/**
 * The words of the screens. Rust sends codes and facts, never sentences.
 *
 * The words for the office's codes are the same that `tilikctl` says, from `assets/texts`; what only a window says is in `id.ts` and `en.ts`. A missing
 * English text does not compile; a code without words falls back to a sentence that names it.
 */
import officeEn from '../../../assets/texts/office.en.json';
import officeId from '../../../assets/texts/office.id.json';
import type { Failure } from '../backend';
import { en } from './en';
import { id, type Catalogue, type TextKey } from './id';

export type Language = 'id' | 'en';

const catalogues: Readonly<Record<Language, Catalogue>> = { id, en };
const codes: Readonly<Record<Language, Readonly<Record<string, string>>>> = { id: officeId, en: officeEn };
let current = $state<Language>('id');

export function language(): Language {
  return current;
}

export function switchLanguage(): void {
  current = current === 'id' ? 'en' : 'id';
  document.documentElement.lang = current;
}

/** The text of `key` with each `{name}` replaced. */
export function text(key: TextKey, facts: Readonly<Record<string, unknown>> = {}): string {
  return fill(catalogues[current][key], facts);
}

/** One sentence for a failure. */
export function failureText(failure: Failure): string {
  const own = `failure.${failure.code}`;
  if (Object.hasOwn(id, own)) return text(own as TextKey, failure.details);
  const shared = codes[current][failure.code];
  return shared === undefined ? text('failure.other', { code: failure.code }) : fill(shared, failure.details);
}

function fill(template: string, facts: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (hole, name: string) => (name in facts ? String(facts[name]) : hole));
}

/** A count as its language writes it: 1.250 or 1,250. */
export function count(value: number): string {
  return new Intl.NumberFormat(current === 'id' ? 'id-ID' : 'en-GB').format(value);
}
