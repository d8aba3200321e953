/** A sitting by keyboard alone: what is pressed is counted, and how long the screen takes to be ready for the next key. */
import { expect, type Page } from '@playwright/test';
import { goTo } from './test';

export interface Counted {
  readonly name: string;
  readonly ratings: number;
  readonly keys: number;
  /** Milliseconds between a key and the screen that is ready for the next one, all together. */
  readonly waited: number;
}

export interface Keys {
  count: number;
  waited: number;
}

const REASON = 'Pejabat penilai sedang cuti.';

/** Presses a key and waits until the page has drawn what follows from it. */
async function press(page: Page, key: string, keys: Keys): Promise<void> {
  keys.count += 1;
  keys.waited += await page.evaluate(() => performance.now()).then(async (before) => {
    await page.keyboard.press(key);
    return (await page.evaluate(() => new Promise<number>((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now())))))) - before;
  });
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** Rates whoever is in sight alike from the first item to the blue button. The reason is typed once for an assessor and proposed from then on. */
async function rateOne(page: Page, key: '2' | '3'): Promise<Counted> {
  const keys: Keys = { count: 0, waited: 0 };
  const name = (await heading(page).textContent()) ?? '';
  const form = page.getByRole('textbox', { name: /^Alasan mencatat/ });
  if (await form.isVisible()) {
    await expect(form).toBeFocused();
    if ((await form.inputValue()) === '') await page.keyboard.type(REASON);
    await press(page, 'Enter', keys);
  }
  const status = page.getByRole('contentinfo').getByRole('status');
  await expect(status).toHaveText(/dari \d+ dinilai/);
  const [, done = '0', all = '0'] = /(\d+) dari (\d+) dinilai/.exec((await status.textContent()) ?? '') ?? [];
  const ratings = Number(all) - Number(done);
  await expect(page.getByRole('radio').first()).toBeVisible();
  for (let rated = 0; rated < ratings; rated += 1) await press(page, key, keys);
  await expect(status).not.toHaveText(/dinilai/);
  await expect(page.getByText(/isian belum tersimpan/)).toBeHidden();
  // A script is quicker than a hand: the button rests for a moment after the press that led here.
  await expect(page.getByRole('contentinfo').locator('[data-verb]')).toBeEnabled();
  const before = await page.evaluate(() => performance.now());
  keys.count += 1;
  await page.keyboard.press('Control+Enter');
  await expect(heading(page)).not.toHaveText(name);
  keys.waited += (await page.evaluate(() => performance.now())) - before;
  return { name, ratings, keys: keys.count, waited: keys.waited };
}

/** Goes through as many people as asked for who are not rated yet. Every second one is above expectation, so that the predicates stay within the pattern. */
export async function sit(page: Page, period: string, people: number): Promise<Counted[]> {
  await goTo(page, `#/evaluasi/${period}`);
  const begin = page.getByRole('button', { name: /^(Lanjut ke \d+ yang belum|Mulai evaluasi)$/ });
  // It rests for a moment after a press that led here.
  await expect(begin).toBeEnabled();
  await begin.press('Enter');
  const counted: Counted[] = [];
  while (counted.length < people) {
    await expect(page.getByRole('main').getByRole('article')).toBeVisible();
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
  for (const { name, ratings, keys, waited } of counted) console.log(`${name.padEnd(40)} ${ratings} ratings, ${keys} keys, ${waited.toFixed(0)} ms waited`);
  const most = Math.max(...counted.map(({ ratings, keys }) => (keys / ratings) * 15));
  const waited = counted.reduce((sum, each) => sum + each.waited, 0);
  console.log(`${counted.length} people: at most ${most.toFixed(1)} keys for 15 ratings, ${(waited / 1000).toFixed(2)} s waited in all`);
}
