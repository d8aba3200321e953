import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { Office, passphrase } from '../office';
import { programOf } from '../programs';
import { Window } from '../window/driver';
import { memoryOf, startOf } from '../processes';

const RUNS = 11;
const REST_MS = 5000;
const SLOWEST_START = 1.5;
const MOST_MEMORY = 1.4;

interface Measured {
  /** From the start of the process until something is painted. */
  readonly painted: number;
  /** From the answer that the office is open until the staff is shown; deriving the key is apart. */
  readonly listed: number;
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
  const start = median(tilik, whole) / median(empty, whole);
  const memory = median(tilik, ({ memory }) => memory) / median(empty, ({ memory }) => memory);
  say('empty window, process start to first paint', empty, whole, 'ms');
  say('Tilik, process start to the door painted', tilik, ({ painted }) => painted, 'ms');
  say('Tilik, office open to the staff shown', tilik, ({ listed }) => listed, 'ms');
  say('Tilik, both', tilik, whole, 'ms');
  say('empty window, memory', empty, ({ memory }) => memory, 'MB');
  say('Tilik, memory', tilik, ({ memory }) => memory, 'MB');
  console.log(`start ${start.toFixed(2)} × the empty window (goal ${SLOWEST_START}), memory ${memory.toFixed(2)} × (goal ${MOST_MEMORY})`);
  expect.soft(start).toBeLessThanOrEqual(SLOWEST_START);
  expect.soft(memory).toBeLessThanOrEqual(MOST_MEMORY);
});

async function measure(office: Office, program: string, args: readonly string[], go?: (window: Window) => Promise<number>): Promise<Measured> {
  const window = await Window.open(office.environment, programOf(program), args);
  try {
    const paintedAt = await window.until('the first paint', () => window.run<number | null>(FIRST_PAINT));
    const painted = paintedAt - startOf(window.process);
    const listed = go ? await go(window) : 0;
    await wait(REST_MS);
    return { painted, listed, memory: memoryOf(window.process) };
  } finally {
    await window.close();
  }
}

async function unlock(window: Window): Promise<number> {
  const box = await window.find('textbox', 'Kata sandi');
  await window.run(LISTEN);
  await box.sendKeys(passphrase);
  await window.press('button', 'Buka kantor');
  return window.until('the staff', () => window.run<number | null>('return window.times.shown === undefined ? null : window.times.shown - window.times.opened'));
}

const whole = ({ painted, listed }: Measured) => painted + listed;

function sorted(runs: readonly Measured[], of: (run: Measured) => number): number[] {
  return runs.map(of).sort((one, other) => one - other);
}

function median(runs: readonly Measured[], of: (run: Measured) => number): number {
  return sorted(runs, of)[Math.floor(runs.length / 2)] ?? Number.NaN;
}

function say(what: string, runs: readonly Measured[], of: (run: Measured) => number, unit: string): void {
  const all = sorted(runs, of);
  const [least, most] = [all[0] ?? Number.NaN, all.at(-1) ?? Number.NaN];
  console.log(`${what.padEnd(45)} median ${median(runs, of).toFixed(0)} ${unit} (${least.toFixed(0)} to ${most.toFixed(0)}, ${runs.length} runs)`);
}

const FIRST_PAINT = `
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  return paint ? performance.timeOrigin + paint.startTime : null;
`;

/** Notes when the office has answered that it is open, and when the staff has been painted. */
const LISTEN = `
  const times = (window.times = {});
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const answer = await ask(...request);
    if (String(request[1]?.body).includes('office.open')) times.opened = performance.now();
    return answer;
  };
  const look = () => {
    if (times.opened && document.querySelector('main ol b')) requestAnimationFrame(() => (times.shown = performance.now()));
    else requestAnimationFrame(look);
  };
  look();
`;
