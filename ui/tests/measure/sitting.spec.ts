/**
 * A sitting in the desktop's window: what the head of an office waits for in all. The keys are made in the page, so that the way from this script to the window is not counted; they come
 * at the pace of a hand.
 *
 * *Waiting* is the time in which a key would not be taken at once, and of that everything: from a key until its work is done – focus, layout that the focus needs, what is sent to the
 * office – and the page takes the next task; from Ctrl+Enter until the next person has the focus; and the page's work on every answer of the office, which comes while the hand is on its
 * way and holds up a key that is earlier. *Painted* is what an eye waits for: until the frame with it is out. It is told beside it, the drawing of the frame in it, and has no goal in sum,
 * because a frame comes sixty times a second whatever a program does: 560 keys are at least 4.7 s of frames that nobody sees pass. *Stored* holds nobody up: the next key is taken before, and saves keep their order.
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
  /** The page's work on all answers. */
  readonly busy: number;
  /** From Ctrl+Enter until the next person is there, and until the closing is on the disk. */
  readonly next: { readonly ready: number; readonly painted: number; readonly stored: number };
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
          const busy = sum(all.map((one) => one.busy));
          tell('sitting of 40, waiting', (sum(ready) + busy) / 1000, 's', 5);
          tell('sitting of 40, of that with answers', busy / 1000, 's');
          tell('sitting of 40, from keys to painted', sum(painted) / 1000, 's');
        }
        tell(`key to ready, 95 of 100, ${of}`, share(ready, 0.95), 'ms');
        tell(`key to painted, 95 of 100, ${of}`, share(painted, 0.95), 'ms');
        tell(`key to stored, 95 of 100, ${of}`, share(stored, 0.95), 'ms', 30);
        tell(`close to next person ready, 95 of 100, ${of}`, share(all.map(({ next }) => next.ready), 0.95), 'ms');
        tell(`close to next person painted, 95 of 100, ${of}`, share(all.map(({ next }) => next.painted), 0.95), 'ms', 100);
        tell(`close to stored, 95 of 100, ${of}`, share(all.map(({ next }) => next.stored), 0.95), 'ms');
        tell(`memory after the sitting, ${of}`, memoryOf(window.process), 'MB', 400);
      } finally {
        await window.close();
      }
    } finally {
      office.remove();
    }
  });
}

/**
 * What the page notes from now on: when the store has answered, and how long the page is busy with what it is answered, whatever it asked for. A task of one's own comes by a message of the
 * page to itself: WebKit holds a timer that was set by a timer for four milliseconds, and what goes through a `MessageChannel` goes through another process, behind the next frame.
 */
const NOTE = `
  const OWN = 'own task';
  const waiting = [];
  addEventListener('message', (event) => { if (event.data === OWN) waiting.shift()(); });
  const nextTask = () => new Promise((done) => { waiting.push(done); window.postMessage(OWN, '*'); });
  const noted = (window.noted = { nextTask, busy: 0, answers: { 'evaluation.rate': 0, 'evaluation.close': 0 }, answeredAt: 0 });
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const answer = await ask(...request);
    const command = Object.keys(noted.answers).find((each) => String(request[1]?.body).includes(each));
    answer.json = async () => {
      const words = await answer.text();
      const begun = performance.now();
      if (command) { noted.answers[command] += 1; noted.answeredAt = begun; }
      void nextTask().then(() => (noted.busy += performance.now() - begun));
      return JSON.parse(words);
    };
    return answer;
  };
`;

/** Rates whoever is in sight, by the keys of the sheet, and goes on to the next. */
const RATE_ONE = `
  const [digit] = args;
  const { noted: page } = window;
  const later = (time) => new Promise((done) => setTimeout(done, time));
  const until = async (what, look) => {
    for (const begun = performance.now(); performance.now() - begun < 20000; await later(5)) { const found = look(); if (found) return found; }
    throw new Error(what + ' does not come: ' + document.body.innerText.slice(0, 2000));
  };
  const heading = () => document.querySelector('main h1')?.innerText;
  const radio = () => document.activeElement?.getAttribute('role') === 'radio';
  const field = () => document.querySelector('[data-field="overall/on_behalf_reason"]');
  const verb = () => document.querySelector('footer [data-verb]');
  const noted = { ready: [], painted: [], stored: [], busy: 0, next: { ready: 0, painted: 0, stored: 0 }, name: '' };
  const press = (key, options = {}) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options }));
  const painting = () => new Promise((done) => requestAnimationFrame(() => page.nextTask().then(() => done(performance.now()))));
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
  page.busy = 0;
  while (/dinilai/.test(document.querySelector('footer').innerText)) {
    if (!radio()) await until('a rating to give', radio);
    await later(90 + Math.random() * 60);
    const before = page.answers['evaluation.rate'];
    const begun = performance.now();
    press(digit);
    await page.nextTask();
    noted.ready.push(performance.now() - begun);
    noted.painted.push((await painting()) - begun);
    await until('the store', () => page.answers['evaluation.rate'] > before);
    noted.stored.push(page.answeredAt - begun);
    await later(30);
    if (noted.ready.length > 60) throw new Error('no end of ratings');
  }
  await until('the blue button', () => verb() && !verb().disabled && verb().getAttribute('aria-disabled') !== 'true');
  await later(700);
  const closed = page.answers['evaluation.close'];
  const before = heading();
  const begun = performance.now();
  const arrived = new Promise((done) => {
    const look = () => { if (heading() !== before && document.activeElement?.closest('main article, main form')) { removeEventListener('focusin', look); done(); } };
    addEventListener('focusin', look);
  });
  press('Enter', { ctrlKey: true });
  await arrived;
  await page.nextTask();
  noted.next.ready = performance.now() - begun;
  noted.next.painted = (await painting()) - begun;
  await until('the store', () => page.answers['evaluation.close'] > closed);
  noted.next.stored = page.answeredAt - begun;
  await later(300);
  noted.busy = page.busy;
  return noted;
`;
