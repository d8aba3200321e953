/** A sitting by keyboard alone: what is pressed is counted, and how long the screen takes to be ready for the next key. */
import { expect, type Page } from '@playwright/test';
import { goTo } from './test';

export interface Counted {
  readonly name: string;
  readonly ratings: number;
  readonly keys: number;
  /** Milliseconds between a key and the screen that is ready for the next one, all together. */
  readonly waited: number;
  /** The same until it was painted: it ends with a frame of the screen at the earliest. */
  readonly painted: number;
}

interface Keys {
  count: number;
}

const REASON = 'Pejabat penilai sedang cuti.';

/** What the page itself notes: from each key until it was dealt with, and until it was painted. */
interface Noted {
  ready: number;
  painted: number;
}

/** Notes in the page, so that the way of a key from the script to the browser is not counted as waiting. */
async function note(page: Page): Promise<void> {
  await page.evaluate(() => {
    const noted: Noted = { ready: 0, painted: 0 };
    (window as unknown as { noted: Noted }).noted = noted;
    addEventListener(
      'keydown',
      ({ timeStamp, ctrlKey, key }) => {
        if (key === 'Control') return;
        const name = document.querySelector('h1')?.textContent;
        const isReady = () => !ctrlKey || (document.querySelector('h1')?.textContent !== name && document.activeElement?.closest('main article, main form') != null);
        const look = () => {
          if (!isReady()) {
            setTimeout(look);
            return;
          }
          noted.ready += performance.now() - timeStamp;
          requestAnimationFrame(() => setTimeout(() => (noted.painted += performance.now() - timeStamp)));
        };
        setTimeout(look);
      },
      true,
    );
  });
}

const notedIn = (page: Page) => page.evaluate(() => ({ ...(window as unknown as { noted: Noted }).noted }));

/** Presses a key and lets the page deal with it. */
export async function press(page: Page, key: string, keys: Keys = { count: 0 }): Promise<void> {
  keys.count += 1;
  await page.keyboard.press(key);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
}

export const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** The reason is typed once for an assessor and proposed from then on. */
export async function giveReason(page: Page, keys: Keys = { count: 0 }): Promise<void> {
  const form = page.getByRole('textbox', { name: /^Alasan mencatat/ });
  if (await form.isVisible()) {
    await expect(form).toBeFocused();
    if ((await form.inputValue()) === '') await page.keyboard.type(REASON);
    await press(page, 'Enter', keys);
  }
}

/** Rates alike all that is not rated yet of whoever is in sight. Answers how many. */
export async function rateAll(page: Page, key: '2' | '3', keys: Keys = { count: 0 }): Promise<number> {
  const status = page.getByRole('contentinfo').getByRole('status');
  await expect(status).toHaveText(/dari \d+ dinilai/);
  const [, done = '0', all = '0'] = /(\d+) dari (\d+) dinilai/.exec((await status.textContent()) ?? '') ?? [];
  const ratings = Number(all) - Number(done);
  // A key that comes before is for nobody.
  await expect(page.locator('[role="radio"]:focus')).toBeVisible();
  for (let rated = 0; rated < ratings; rated += 1) await press(page, key, keys);
  await expect(status).not.toHaveText(/dinilai/);
  await expect(page.getByText(/isian belum tersimpan/)).toBeHidden();
  return ratings;
}

/** Rates whoever is in sight alike from the first item to the blue button. */
async function rateOne(page: Page, key: '2' | '3'): Promise<Counted> {
  const keys: Keys = { count: 0 };
  const before = await notedIn(page);
  const name = (await heading(page).textContent()) ?? '';
  await giveReason(page, keys);
  const ratings = await rateAll(page, key, keys);
  // A script is quicker than a hand: the button rests for a moment after the press that led here.
  await expect(page.getByRole('contentinfo').locator('[data-verb]')).toBeEnabled();
  keys.count += 1;
  await page.keyboard.press('Control+Enter');
  await expect(heading(page)).not.toHaveText(name);
  await expect.poll(async () => (await notedIn(page)).painted).toBeGreaterThan(before.painted);
  const after = await notedIn(page);
  return { name, ratings, keys: keys.count, waited: after.ready - before.ready, painted: after.painted - before.painted };
}

/** Goes through as many people as asked for who are not rated yet. Every second one is above expectation, so that the predicates stay within the pattern. */
export async function sit(page: Page, period: string, people: number): Promise<Counted[]> {
  await goTo(page, `#/evaluasi/${period}`);
  await note(page);
  const begin = page.getByRole('button', { name: /^(Lanjut ke \d+ yang belum|Mulai evaluasi)$/ });
  // It rests for a moment after a press that led here.
  await expect(begin).toBeEnabled();
  await begin.press('Enter');
  const counted: Counted[] = [];
  while (counted.length < people) {
    const sheet = page.getByRole('main').getByRole('article');
    await expect(sheet.or(begin)).toBeVisible();
    // After one's own people the list says so, and leads on.
    if (await begin.isVisible()) {
      await expect(begin).toBeEnabled();
      await begin.press('Enter');
      await expect(sheet).toBeVisible();
    }
    const status = (await page.getByRole('contentinfo').getByRole('status').textContent()) ?? '';
    if (/dinilai/.test(status)) counted.push(await rateOne(page, counted.length % 2 === 0 ? '2' : '3'));
    // Rated already: nothing to press but the way on.
    else {
      const name = (await heading(page).textContent()) ?? '';
      await page.keyboard.press('Alt+ArrowDown');
      await expect(heading(page)).not.toHaveText(name);
    }
  }
  return counted;
}

export function say(counted: readonly Counted[]): void {
  for (const { name, ratings, keys, waited, painted } of counted) console.log(`${name.padEnd(40)} ${ratings} ratings, ${keys} keys, ${waited.toFixed(0)} ms until ready, ${painted.toFixed(0)} ms until painted`);
  const most = Math.max(...counted.map(({ ratings, keys }) => (keys / ratings) * 15));
  const waited = counted.reduce((sum, each) => sum + each.waited, 0);
  const painted = counted.reduce((sum, each) => sum + each.painted, 0);
  console.log(`${counted.length} people: at most ${most.toFixed(1)} keys for 15 ratings, ${(waited / 1000).toFixed(2)} s of waiting in all, ${(painted / 1000).toFixed(2)} s with the painting`);
}
