/**
 * A sitting in the desktop's window: how long the head of an office waits in all, from a key until the screen is ready for the next one, until that was painted, and until
 * the store has it on the disk. The keys are made in the page, so that the way from this script to the window is not counted; they come at the pace of a hand.
 */
import { test } from '@playwright/test';
import { Office, passphrase, period } from '../office';
import { memoryOf } from '../processes';
import { programOf } from '../programs';
import { Window } from '../window/driver';
import { share, sum, tell } from './figures';

/** Of 60 people 40 are not rated yet. */
const OFFICES = [
  { people: 60, sitting: 40 },
  { people: 500, sitting: 10 },
  { people: 2000, sitting: 10 },
];

interface Noted {
  readonly ready: number[];
  readonly painted: number[];
  readonly stored: number[];
  /** From Ctrl+Enter: the evaluation is closed, and the next person is there. */
  readonly next: { ready: number; painted: number };
  readonly name: string;
}

for (const { people, sitting } of OFFICES) {
  test(`a sitting of ${sitting} among ${people}`, async () => {
    test.setTimeout(900_000);
    const office = await Office.make('--people', String(people));
    try {
      const window = await Window.open(office.environment, programOf('tilik'), [office.folder]);
      try {
        await (await window.find('textbox', 'Kata sandi')).sendKeys(passphrase);
        await window.press('button', 'Buka kantor');
        await window.find('heading', /evaluasi lagi/);
        await window.run(NOTE);
        await window.run(`location.hash = '#/evaluasi/${period}'`);
        await window.find('heading', /belum dinilai/);
        await window.until('the blue button', () => window.run<true | null>("const verb = document.querySelector('[data-verb]:not([aria-disabled])'); verb?.click(); return verb ? true : null"));
        const all: Noted[] = [];
        while (all.length < sitting) {
          const noted = await window.answer<Noted>(RATE_ONE, all.length % 2 === 0 ? '2' : '3');
          all.push(noted);
        }
        const ready = all.flatMap((one) => [...one.ready, one.next.ready]);
        const painted = all.flatMap((one) => [...one.painted, one.next.painted]);
        const stored = all.flatMap((one) => one.stored);
        const of = `of ${people} people`;
        if (sitting === 40) {
          tell('sitting of 40, keys', ready.length, 'keys');
          tell('sitting of 40, waiting until the next key can come', sum(ready) / 1000, 's', 5);
          tell('sitting of 40, the same until it is painted', sum(painted) / 1000, 's');
        }
        tell(`key to ready, 95 of 100, ${of}`, share(ready, 0.95), 'ms');
        tell(`key to painted, 95 of 100, ${of}`, share(painted, 0.95), 'ms');
        tell(`key to stored, 95 of 100, ${of}`, share(stored, 0.95), 'ms', 30);
        tell(`close and next person painted, 95 of 100, ${of}`, share(all.map(({ next }) => next.painted), 0.95), 'ms', 100);
        tell(`memory after the sitting, ${of}`, memoryOf(window.process), 'MB', 400);
      } finally {
        await window.close();
      }
    } finally {
      office.remove();
    }
  });
}

/** Notes when an answer about a rating came. */
const NOTE = `
  window.answers = 0;
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const answer = await ask(...request);
    if (String(request[1]?.body).includes('evaluation.rate')) { window.answers += 1; window.answeredAt = performance.now(); }
    return answer;
  };
`;

/** Rates whoever is in sight, by the keys of the sheet, and goes on to the next. */
const RATE_ONE = `
  const [digit] = args;
  const later = (time) => new Promise((done) => setTimeout(done, time));
  const until = async (what, look) => {
    for (const begun = performance.now(); performance.now() - begun < 20000; await later(5)) { const found = look(); if (found) return found; }
    throw new Error(what + ' does not come: ' + document.body.innerText.slice(0, 2000));
  };
  const heading = () => document.querySelector('main h1')?.innerText;
  const radio = () => document.activeElement?.getAttribute('role') === 'radio';
  const field = () => document.querySelector('[data-field="overall/on_behalf_reason"]');
  const verb = () => document.querySelector('footer [data-verb]');
  const noted = { ready: [], painted: [], stored: [], next: { ready: 0, painted: 0 }, name: '' };
  const press = (key, options = {}) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options }));
  const painting = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))));
  // Whoever is rated already is passed by.
  for (let passed = 0; passed < 100; passed += 1) {
    await until('the sheet', () => document.querySelector('main article h1'));
    await until('its focus', () => document.activeElement && document.activeElement !== document.body);
    if (/dinilai/.test(document.querySelector('footer')?.innerText ?? '')) break;
    const before = heading();
    press('ArrowDown', { altKey: true });
    await until('the next one', () => heading() !== before);
    await later(50);
  }
  if (field() && !radio()) {
    const input = field();
    if (input.value === '') { input.value = 'Pejabat penilai sedang cuti.'; input.dispatchEvent(new Event('input', { bubbles: true })); await later(20); }
    input.form.requestSubmit();
  }
  await until('the first rating', radio);
  noted.name = heading();
  while (/dinilai/.test(document.querySelector('footer').innerText)) {
    if (!radio()) await until('a rating to give', radio);
    await later(90 + Math.random() * 60);
    const before = window.answers;
    const begun = performance.now();
    press(digit);
    await new Promise((done) => setTimeout(done));
    noted.ready.push(performance.now() - begun);
    noted.painted.push((await painting()) - begun);
    await until('the store', () => window.answers > before);
    noted.stored.push(window.answeredAt - begun);
    await later(30);
    if (noted.ready.length > 60) throw new Error('no end of ratings');
  }
  await until('the blue button', () => verb() && !verb().disabled && verb().getAttribute('aria-disabled') !== 'true');
  await later(700);
  const before = heading();
  const begun = performance.now();
  press('Enter', { ctrlKey: true });
  await until('the next person', () => heading() !== before && document.activeElement?.closest('main article, main form'));
  noted.next.ready = performance.now() - begun;
  noted.next.painted = (await painting()) - begun;
  await later(300);
  return noted;
`;
