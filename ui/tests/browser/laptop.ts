/** A laptop without an office: what a test of the first run begins with, and the way to its sheets. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, expect, test as base } from '@playwright/test';
import { begin, end, firstLine, programOf, screens } from '../programs';
import { slowDown } from './slow';

interface Laptop {
  readonly place: string;
  readonly folder: string;
  readonly address: string;
}

export const test = base.extend<{ laptop: Laptop }, { slowed: void }>({
  slowed: [
    async ({ browser }, use) => {
      slowDown(browser);
      await use();
    },
    { scope: 'worker', auto: true },
  ],
  laptop: async ({}, use) => {
    const place = mkdtempSync(join(tmpdir(), 'tilik-first-'));
    const folder = join(place, 'kantor');
    const others = Object.entries(process.env).filter(([name]) => !name.startsWith('TILIK_'));
    const environment = { ...Object.fromEntries(others), TILIK_MARKS: join(place, 'marks') };
    const child = begin(programOf('tilik-devhost'), [folder, '--screens', screens, '--port', '0'], environment);
    await use({ place, folder, address: (await firstLine(child)).trim() });
    await end(child);
    rmSync(place, { recursive: true, force: true });
  },
  page: async ({ page, laptop }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(laptop.address);
    await use(page);
    await page.close();
    expect(complaints, 'what the page complained of').toEqual([]);
  },
});

export const words = 'tujuh perahu di teluk';

/** Types into the field that has the focus, which must be this one. */
async function type(page: Page, label: string, typed: string): Promise<void> {
  await expect(page.getByLabel(label, { exact: true })).toBeFocused();
  await page.keyboard.type(typed);
}

export const title = (page: Page, name: RegExp | string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

/** The big button rests for a moment after a press that led on. */
export const ready = (page: Page) => expect(page.locator('[data-verb]')).not.toHaveAttribute('aria-disabled', 'true');

/** From the choice to the sheets, without a mouse. */
export async function found(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Mulai kantor baru/ }).focus();
  await page.keyboard.press('Enter');
  await title(page, 'Bahasa dan ukuran huruf.');
  await ready(page);
  await page.keyboard.press('Control+Enter');
  await title(page, 'Kantor apa ini?');
  // What was typed before is there again.
  await page.getByLabel('Nama kantor', { exact: true }).fill('');
  await type(page, 'Nama kantor', 'Puskesmas Tanjung Lestari');
  await page.keyboard.press('Tab');
  await type(page, 'Kabupaten, kota, atau provinsi', 'Kabupaten Lestari');
  await page.keyboard.press('Tab');
  await type(page, 'Tempat penandatanganan', 'Tanjung Lestari');
  await page.keyboard.press('Enter');
  await title(page, 'Siapa yang memakai laptop ini?');
  await type(page, 'Nama tanpa gelar', 'Siti Wahyuni');
  for (let past = 0; past < 3; past += 1) await page.keyboard.press('Tab');
  await type(page, 'NIP', '19850101 201001 2 023');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await type(page, 'Kata sandi baru', words);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await type(page, 'Ketik kata sandi sekali lagi', words);
  await ready(page);
  await page.keyboard.press('Control+Enter');
  await title(page, /^Cetak Lembar Pemulihan/);
}

/** The two halves as they stand on the preview, before they are printed. */
export async function codes(page: Page): Promise<[string, string]> {
  const shown = page.getByRole('article', { name: 'Lembar Pemulihan' }).locator('.code');
  await expect(shown.first()).toContainText(/[0-9A-Z]{5}/);
  const half = async (at: number) => (await shown.nth(at).locator('span').allTextContents()).join('-');
  return [await half(0), await half(1)];
}
