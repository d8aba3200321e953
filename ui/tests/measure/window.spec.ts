/** What the desktop's window costs: beside an empty one, from person to person, with long lists, with little memory. `./x bench` runs it on a release build. Nothing fails for being slow. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from '@playwright/test';
import { Office, passphrase, period } from '../office';
import { memoryOf, startOf } from '../processes';
import { programOf } from '../programs';
import { Window } from '../window/driver';
import { median, share, tell } from './figures';

const RUNS = 11;
const REST_MS = 5000;
/** After some hundred screens within seconds, which no hand calls up, WebKit gathers what is no longer shown. */
const BREATH_MS = 10_000;
const SLOWEST_START = 1.5;
const MOST_MEMORY = 1.4;
const MOST_MEGABYTES = 250;
const MOST_AT_WORK = 400;
const LARGEST_PROGRAM = 40;
/** From one person to the next, in milliseconds. */
const SLOWEST_STEP = 50;
const SLOWEST_LIST = 100;
/** From the way to the print screen until its first page is drawn. */
const SLOWEST_PAGE = 150;

interface Measured {
  /** From the start of the process until something is painted. */
  readonly painted: number;
  /** From the answer that the office is open until home is painted; deriving the key is apart. */
  readonly opened: number;
  /** In megabytes, after a rest. */
  readonly memory: number;
}

test('start and memory beside an empty window', async () => {
  test.setTimeout(RUNS * 60_000);
  const office = await Office.make();
  const empty: Measured[] = [];
  const tilik: Measured[] = [];
  try {
    for (let run = 0; run < RUNS; run += 1) {
      empty.push(await measure(office, join('examples', 'empty'), []));
      tilik.push(await measure(office, 'tilik', [office.folder], unlock));
    }
  } finally {
    office.remove();
  }
  const start = median(tilik.map(whole)) / median(empty.map(whole));
  const most = median(tilik.map(({ memory }) => memory));
  const memory = most / median(empty.map(({ memory }) => memory));
  tell('empty window, process start to first paint', median(empty.map(whole)), 'ms');
  tell('Tilik, process start to the door painted', median(tilik.map(({ painted }) => painted)), 'ms');
  tell('Tilik, office open to home painted', median(tilik.map(({ opened }) => opened)), 'ms');
  tell('start beside the empty window', start, '×', SLOWEST_START);
  tell('empty window, memory', median(empty.map(({ memory }) => memory)), 'MB');
  tell('Tilik, memory idle', most, 'MB', MOST_MEGABYTES);
  tell('memory beside the empty window', memory, '×', MOST_MEMORY);
});

for (const people of [48, 500, 2000]) {
  test(`lists and steps among ${people} people`, async () => {
    test.setTimeout(300_000);
    const office = await Office.make('--people', String(people));
    try {
      const window = await Window.open(office.environment, programOf('tilik'), [office.folder]);
      try {
        await unlock(window);
        const staff = (await window.answer<number[]>(TO_AND_FRO, '#/pegawai', '[role="grid"] a, tbody a')).slice(1);
        await window.answer(TO_AND_FRO, `#/evaluasi/${period}`, 'tbody a');
        const addresses = await window.run<string[]>(`return [...new Set([...document.querySelectorAll('tbody a')].map((link) => link.getAttribute('href')).filter((to) => /\\d{18}/.test(to)))]`);
        const steps = await window.answer<number[]>(STEPS, addresses);
        const table = (await window.answer<number[]>(TO_AND_FRO, `#/evaluasi/${period}/tabel`, '[role="grid"] [role="row"]')).slice(1);
        const own = /\d{18}/.exec(addresses[0] ?? '')?.[0];
        const sheet = (await window.answer<number[]>(TO_AND_FRO, `#/cetak/${period}/${own}`, 'main canvas')).slice(1);
        const sheets = (await window.answer<number[]>(TO_AND_FRO, `#/cetak/${period}`, 'main canvas')).slice(1);
        const of = `of ${people} people`;
        tell(`first page of one person's sheet ${of}, drawn`, median(sheet), 'ms', SLOWEST_PAGE);
        tell(`first page of everybody's sheets ${of}, drawn`, median(sheets), 'ms');
        tell(`list ${of}, painted`, median(staff), 'ms', SLOWEST_LIST);
        tell(`table of ratings ${of}, painted`, median(table), 'ms', SLOWEST_LIST);
        tell(`person to person ${of}, 95 of 100`, share(steps, 0.95), 'ms', SLOWEST_STEP);
        tell(`person to person ${of}, 99 of 100`, share(steps, 0.99), 'ms', 2 * SLOWEST_STEP);
        tell(`memory after screens without a pause ${of}`, memoryOf(window.process), 'MB');
        await wait(BREATH_MS);
        tell(`memory at work ${of}`, memoryOf(window.process), 'MB', MOST_AT_WORK);
      } finally {
        await window.close();
      }
    } finally {
      office.remove();
    }
  });
}

test('what is installed', () => {
  const size = (folder: string): number =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  tell('program, the screens in it', statSync(programOf('tilik')).size / 1e6, 'MB', LARGEST_PROGRAM);
  tell('screens before they are packed', size('dist') / 1e6, 'MB');
  const packed = join(programOf('bundle'), 'deb');
  if (existsSync(packed)) for (const name of readdirSync(packed)) if (name.endsWith('.deb')) tell(name, statSync(join(packed, name)).size / 1e6, 'MB', LARGEST_PROGRAM);
});

async function measure(office: Office, program: string, args: readonly string[], go?: (window: Window) => Promise<number>): Promise<Measured> {
  const window = await Window.open(office.environment, programOf(program), args);
  try {
    const paintedAt = await window.until('the first paint', () => window.run<number | null>(FIRST_PAINT));
    const painted = paintedAt - startOf(window.process);
    const opened = go ? await go(window) : 0;
    await wait(REST_MS);
    return { painted, opened, memory: memoryOf(window.process) };
  } finally {
    await window.close();
  }
}

async function unlock(window: Window): Promise<number> {
  const box = await window.find('textbox', 'Kata sandi');
  await window.run(LISTEN);
  await box.sendKeys(passphrase);
  await window.press('button', 'Buka kantor');
  return window.until('home', () => window.run<number | null>('return window.times.shown === undefined ? null : window.times.shown - window.times.opened'));
}

const whole = ({ painted, opened }: Measured) => painted + opened;

const FIRST_PAINT = `
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  return paint ? performance.timeOrigin + paint.startTime : null;
`;

/** Notes when the office has answered that it is open, and when home has been painted. */
const LISTEN = `
  const times = (window.times = {});
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const answer = await ask(...request);
    if (String(request[1]?.body).includes('office.open')) times.opened = performance.now();
    return answer;
  };
  const look = () => {
    if (times.opened && document.querySelector('nav [aria-current="page"]') && document.querySelector('main h1')) requestAnimationFrame(() => (times.shown = performance.now()));
    else requestAnimationFrame(look);
  };
  look();
`;

/** Resolves with the milliseconds from a change of the address until what is meant is there and painted. */
const SHOW = `
  const show = (address, isThere) => new Promise((done, fail) => {
    const begun = performance.now();
    location.hash = address;
    const look = () => requestAnimationFrame(() => {
      if (isThere()) setTimeout(() => done(performance.now() - begun));
      else if (performance.now() - begun > 10000) fail(new Error(address + ' does not come'));
      else look();
    });
    look();
  });
`;

/** From home to a list and back, some times. The first one also loads the screen. */
const TO_AND_FRO = `
  ${SHOW}
  const [address, row] = args;
  const times = [];
  for (let turn = 0; turn < 11; turn += 1) {
    await show('#/', () => !document.querySelector(row) && document.querySelector('main h1'));
    times.push(await show(address, () => document.querySelector(row)));
  }
  return times;
`;

/** From one person to the next, each counted when the sheet of that person stands there. */
const STEPS = `
  ${SHOW}
  const [addresses] = args;
  const times = [];
  let before = document.querySelector('h1')?.innerText;
  for (const address of addresses.concat(addresses)) {
    const time = await show(address, () => {
      const title = document.querySelector('h1')?.innerText;
      if (!title || title === before) return false;
      before = title;
      return true;
    });
    times.push(time);
  }
  return times.slice(1);
`;
