/** The words of the window, without one: no command of a terminal among them, and the same in both languages. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { type AST, parse } from 'svelte/compiler';
import { en } from '../../src/i18n/en';
import { id } from '../../src/i18n/id';
import { isOfTerminal } from '../../src/i18n/terminal';

type Texts = Readonly<Record<string, string>>;

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'assets', 'texts');
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Texts;
const own: Readonly<Record<string, Texts>> = { id, en };
const shared: Readonly<Record<string, Texts>> = {
  id: { ...read('exchange.id.json'), ...read('office.id.json') },
  en: { ...read('exchange.en.json'), ...read('office.en.json') },
};
/** `tilikctl`, `--name`, `./x`. */
const OF_TERMINAL = /tilikctl|(^|[\s(`])--\w|\.\/x\b/;
const holesOf = (words = '') => [...new Set(words.match(/\{\w+\}/g))].sort();

for (const [language, texts] of Object.entries(shared)) {
  test(`nobody before a window is told a command of a terminal: ${language}`, () => {
    const received = Object.entries(texts).filter(([code]) => !isOfTerminal(code) && !Object.hasOwn(own[language] ?? {}, `failure.${code}`));
    expect(received.length).toBeGreaterThan(100);
    expect(received.filter(([, words]) => OF_TERMINAL.test(words))).toEqual([]);
    expect(Object.entries(own[language] ?? {}).filter(([, words]) => OF_TERMINAL.test(words))).toEqual([]);
  });
}

test('both languages say everything, of the same facts', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(id).sort());
  const differing = Object.keys(id).filter((key) => String(holesOf(own['id']?.[key])) !== String(holesOf(own['en']?.[key])));
  expect(differing).toEqual([]);
});

test('what a window says of a code has no fact that the code does not bring', () => {
  const sharedOf = (code: string) => shared['id']?.[code] ?? shared['id']?.[code.replace(/^[^.]+/, '*')];
  const unknown = Object.entries(id)
    .filter(([key]) => key.startsWith('failure.'))
    .map(([key, words]) => ({ key, words, shared: sharedOf(key.slice('failure.'.length)) }))
    .filter(({ words, shared }) => shared !== undefined && holesOf(words).some((hole) => !holesOf(shared).includes(hole)));
  expect(unknown).toEqual([]);
});

const source = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'src');
/** The sources of screens, with their places in `ui/src`. */
const sources = ['app', 'backend', 'components', 'design', 'features', 'i18n']
  .flatMap((area) => readdirSync(join(source, area), { recursive: true, encoding: 'utf8' }).map((name) => join(area, name)))
  .filter((name) => /\.(svelte|ts)$/.test(name));

/** Catalogues name every text once. */
const IS_CATALOGUE = /[tT]exts\.ts$|^i18n\/(id|en|office)\.ts$/;

test('no text waits for a screen that says it', () => {
  const code = sources.filter((name) => !IS_CATALOGUE.test(name)).map((name) => readFileSync(join(source, name), 'utf8'));
  const named = new Set(code.flatMap((words) => [...words.matchAll(/'([\w-]+(?:\.[\w-]+)+)'/g)].map(([, key]) => key)));
  // `home.step.${kind}.why` names as many as there are kinds.
  const patterns = [...new Set(code.flatMap((words) => [...words.matchAll(/`(\w+\.[^`\s]*\$\{[^`\n]*)`/g)].map(([, pattern = '']) => pattern)))].map(
    (pattern) => new RegExp(`^${pattern.split(/\$\{[^}]*\}/).map((fixed) => fixed.replaceAll('.', '\\.')).join('.+')}$`),
  );
  const unused = Object.keys(id).filter((key) => !key.startsWith('failure.') && !named.has(key) && !patterns.some((pattern) => pattern.test(key)));
  expect(unused).toEqual([]);
});

/** Attributes that a person reads or hears. */
const READ = new Set(['title', 'alt', 'placeholder', 'aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'label', 'help']);
/** Names and signs that are the same in every language. */
const OF_NO_LANGUAGE = new Set(['Tilik', '– Tilik', 'NIP', 'SKP']);

/** The words that stand in the markup of a component itself and not in a catalogue. */
function wordsIn(component: string): string[] {
  const found: string[] = [];
  const look = (node: unknown, of = ''): void => {
    if (Array.isArray(node)) return node.forEach((each) => look(each, of));
    if (typeof node !== 'object' || node === null) return;
    const { type, name } = node as { type?: string; name?: string };
    if (type === 'Comment' || type === 'StyleSheet' || type === 'Script' || type === 'StyleDirective') return;
    if (type === 'Text') {
      const words = (node as AST.Text).data.trim();
      const isRead = of === '' || READ.has(of);
      if (isRead && /\p{L}{2,}/u.test(words) && !OF_NO_LANGUAGE.has(words)) found.push(words);
    }
    for (const value of Object.values(node)) look(value, type === 'Attribute' ? (name ?? '') : of);
  };
  look(parse(readFileSync(component, 'utf8'), { modern: true }).fragment);
  return found;
}

test('no words stand in the markup of a screen: they come from the catalogues, in both languages', () => {
  const components = sources.filter((name) => name.endsWith('.svelte'));
  expect(components.length).toBeGreaterThan(80);
  const found = components.flatMap((name) => wordsIn(join(source, name)).map((words) => `${name}: ${words}`));
  expect(found).toEqual([]);
});
