/**
 * The words of the screens. Rust sends codes and facts, never sentences.
 *
 * The words for the office's codes are the same that `tilikctl` says, from `assets/texts`; what only a window says is in `id.ts`, `en.ts` and `office.ts`. What
 * only a terminal says is left out when the screens are built (`terminal.ts`). A missing English text does not compile; a code without words falls back to a
 * sentence that names it.
 */
import exchangeId from '../../../assets/texts/exchange.id.json';
import officeId from '../../../assets/texts/office.id.json';
import type { Failure, Finding, Period } from '../generated/commands';
import { id, type Catalogue, type TextKey } from './id';

export type Language = 'id' | 'en';

/** All words of one language. */
export interface Words {
  readonly catalogue: Catalogue;
  /** The words of the office's codes. */
  readonly codes: Readonly<Record<string, string>>;
  /** What a file may have, as part of a sentence. */
  readonly phrases: Readonly<Record<string, string>>;
}

const indonesian: Words = { catalogue: id, codes: { ...exchangeId, ...officeId }, phrases: exchangeId };
/** The others come when somebody asks for them: the start waits for one language alone. */
const words: Record<Language, Words | undefined> = { id: indonesian, en: undefined };
let current = $state<Language>('id');

export function language(): Language {
  return current;
}

export function switchLanguage(): Promise<void> {
  return speak(current === 'id' ? 'en' : 'id');
}

/** From now on everything is said in this language. */
export async function speak(wanted: Language): Promise<void> {
  if (wanted === 'en') words.en ??= (await import('./english')).english;
  current = wanted;
  document.documentElement.lang = wanted;
}

function spoken(): Words {
  return words[current] ?? indonesian;
}

/** The text of `key` with each `{name}` replaced. */
export function text(key: TextKey, facts: Readonly<Record<string, unknown>> = {}): string {
  return fill(spoken().catalogue[key], facts);
}

/** The words of a code of the office. What a window says differently stands in the window's own catalogue under `failure.` and the code. */
export function codeText(code: string, facts: Readonly<Record<string, unknown>> = {}): string {
  const own = `failure.${code}`;
  if (Object.hasOwn(id, own)) return text(own as TextKey, sayFacts(facts));
  // An entry `*.reason` serves the reason in every area that has none of its own.
  const { codes } = spoken();
  const shared = codes[code] ?? codes[code.replace(/^[^.]+/, '*')];
  return shared === undefined ? text('failure.other', { code }) : fill(shared, sayFacts(facts));
}

/** The days and quarters among the facts of a code come as `2026-11-21` and `2026-TW3`, and are said as people say them. */
function sayFacts(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const said = new Intl.DateTimeFormat(current === 'id' ? 'id-ID' : 'en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const say = (fact: unknown) => {
    if (typeof fact !== 'string') return fact;
    if (/^\d{4}-TW[1-4]$/.test(fact)) return periodText(fact);
    return /^\d{4}-\d{2}-\d{2}$/.test(fact) ? said.format(new Date(`${fact}T00:00:00Z`)) : fact;
  };
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, say(fact)]));
}

/** One sentence for a failure. */
export function failureText(failure: Failure): string {
  return codeText(failure.code, failure.details);
}

/** One sentence for what was found in a row of a file. A reason among its facts is a code of its own. */
export function findingText({ code, value, heading, args }: Finding): string {
  const reason = args['reason'];
  return codeText(code, { value, heading, ...args, ...(reason !== undefined && { reason: phraseText(reason) }) });
}

/** A code within a sentence. Files have phrases for some; of the sentence of another the full stop goes, for one comes after it. */
export function phraseText(code: string): string {
  return spoken().phrases[code] ?? codeText(code).replace(/\.$/, '');
}

/** Triwulan III 2026: `2026-TW3`, and `2026` for the year. */
export function periodText(period: Period): string {
  const [year = '', part] = period.split('-');
  const quarter = /^TW([1-4])$/.exec(part ?? '')?.[1];
  if (quarter) return text('period.quarter', { number: ['I', 'II', 'III', 'IV'][Number(quarter) - 1], year });
  return part === undefined ? text('period.annual', { year }) : period;
}

/**
 * `{count:sheet:sheets}` is the first word where the count is one; Indonesian has one form for all. Of a fact that ends with a full stop, such as a name with its
 * degree, and a sentence that ends there, one stop stands.
 */
function fill(template: string, facts: Readonly<Record<string, unknown>>): string {
  const agreeing = template.replace(/\{(\w+):([^:}]*):([^}]*)\}/g, (_, name: string, one: string, many: string) => (String(facts[name]) === '1' ? one : many));
  return agreeing.replace(/\{(\w+)\}(\.?)/g, (hole, name: string, stop: string) => {
    if (!(name in facts)) return hole;
    const words = String(facts[name]);
    return words.endsWith('.') ? words : words + stop;
  });
}

/** A count as its language writes it: 1.250 or 1,250. */
export function count(value: number): string {
  return new Intl.NumberFormat(current === 'id' ? 'id-ID' : 'en-GB').format(value);
}
