/** The words of the window, without one: no command of a terminal among them, and the same in both languages. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
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
