/**
 * The words of the screens. Rust sends codes and facts, never sentences.
 *
 * A missing English text does not compile; a missing failure text falls back to one that shows the code.
 */
import type { Failure } from '../backend';
import { en } from './en';
import { id, type Catalogue, type TextKey } from './id';

export type Language = 'id' | 'en';

const catalogues: Readonly<Record<Language, Catalogue>> = { id, en };
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
  return catalogues[current][key].replace(/\{(\w+)\}/g, (hole, name: string) => (name in facts ? String(facts[name]) : hole));
}

/** One sentence for a failure. */
export function failureText(failure: Failure): string {
  const key = `failure.${failure.code}`;
  return key in id ? text(key as TextKey, failure.details) : text('failure.other', { code: failure.code });
}

/** A count as its language writes it: 1.250 or 1,250. */
export function count(value: number): string {
  return new Intl.NumberFormat(current === 'id' ? 'id-ID' : 'en-GB').format(value);
}
