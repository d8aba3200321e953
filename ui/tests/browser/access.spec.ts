import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { period, rated, unrated } from '../office';
import { csvOf, staff } from '../files';
import { enter, expect, goTo, test } from './test';

const THEMES = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  contrast: { colorScheme: 'light', contrast: 'more' },
} as const;

const PLACES = {
  staff: { at: '#/pegawai', there: (page: Page) => expect(page.getByRole('grid')).toBeVisible() },
  import: { at: '#/pegawai/impor', there: (page: Page) => expect(page.getByRole('button', { name: /^Pilih berkas/ })).toBeVisible() },
  'evaluations of a quarter': { at: `#/evaluasi/${period}`, there: (page: Page) => expect(page.getByRole('link', { name: new RegExp(unrated.name) })).toBeVisible() },
  'an unrated person': { at: `#/evaluasi/${period}/${unrated.nip}`, there: (page: Page) => expect(page.getByRole('heading', { level: 1, name: unrated.full })).toBeVisible() },
  'a rated person': { at: `#/evaluasi/${period}/${rated.nip}`, there: (page: Page) => expect(page.getByRole('heading', { level: 1, name: rated.full })).toBeVisible() },
  'a closed person': { at: `#/evaluasi/2026-TW3/${rated.nip}`, there: (page: Page) => expect(page.getByRole('heading', { level: 1, name: rated.full })).toBeVisible() },
  sheets: { at: `#/cetak/${period}`, there: (page: Page) => expect(page.locator('canvas').first()).toBeVisible() },
  'no sheet': { at: `#/cetak/${period}/${unrated.nip}`, there: (page: Page) => expect(page.getByRole('link', { name: 'Ke Evaluasi' })).toBeVisible() },
} satisfies Readonly<Record<string, { at: string; there: (page: Page) => Promise<void> }>>;

for (const [theme, media] of Object.entries(THEMES)) {
  test(`everybody can use every screen: ${theme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const found = [await violationsOf(page, 'door')];
    await enter(page);
    for (const [name, { at, there }] of Object.entries(PLACES)) {
      await goTo(page, at);
      await there(page);
      found.push(await violationsOf(page, name));
    }
    expect(found.flat()).toEqual([]);
  });
}

test('everybody can import a staff list', async ({ inside: page }) => {
  test.slow();
  await page.emulateMedia({ ...THEMES.light, reducedMotion: 'reduce' });
  expect(await violationsOfImport(page)).toEqual([]);
});

test('everybody can use a narrow window', async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 546, height: 614 });
  await page.emulateMedia({ ...THEMES.light, reducedMotion: 'reduce' });
  const found = [await violationsOf(page, 'door')];
  await enter(page);
  for (const [name, { at, there }] of Object.entries(PLACES)) {
    await goTo(page, at);
    await there(page);
    found.push(await violationsOf(page, name));
  }
  found.push(await violationsOfImport(page));
  expect(found.flat()).toEqual([]);
});

test('everybody can ask why, answer a dialog, and read English', async ({ inside: page }) => {
  test.slow();
  await page.emulateMedia({ ...THEMES.light, reducedMotion: 'reduce' });
  await goTo(page, `#/evaluasi/${period}/${rated.nip}`);
  await page.getByRole('button', { name: 'mengapa?' }).click();
  await expect(page.getByRole('heading', { name: /^Mengapa / })).toBeVisible();
  const found = [await violationsOf(page, 'why')];
  await page.keyboard.press('Escape');

  await goTo(page, `#/evaluasi/2026-TW3/${rated.nip}`);
  await page.getByRole('button', { name: /^Buka lagi/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  found.push(await violationsOf(page, 'a dialog'));
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /^Kantor dan bahasa:/ }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  for (const name of ['staff', 'an unrated person', 'sheets'] as const) {
    const { at, there } = PLACES[name];
    await goTo(page, at);
    await there(page);
    found.push(await violationsOf(page, `${name}, in English`));
  }
  expect(found.flat()).toEqual([]);
});

/** The steps of an import after the choice of its file, one row of which is refused. */
async function violationsOfImport(page: Page): Promise<string[]> {
  await goTo(page, '#/pegawai/impor');
  const coming = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Pilih berkas/ }).click();
  await (await coming).setFiles({ name: 'pegawai.csv', mimeType: 'text/csv', buffer: csvOf(staff) });
  await expect(page.getByRole('heading', { name: '5 dari 5 kolom dikenali.' })).toBeVisible();
  const found = [await violationsOf(page, 'import, columns')];
  await page.getByRole('button', { name: /^Periksa 3 baris/ }).click();
  await expect(page.getByRole('heading', { name: /2 siap/ })).toBeVisible();
  found.push(await violationsOf(page, 'import, check'));
  await page.getByRole('button', { name: /^Impor 2 sekarang, simpan 1/ }).click();
  await expect(page.getByRole('heading', { name: '2 pegawai sudah diimpor.' })).toBeVisible();
  found.push(await violationsOf(page, 'import, done'));
  return found.flat();
}

/** One line for each thing that somebody cannot use. */
async function violationsOf(page: Page, screen: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${screen}: ${id}: ${help}: ${html.slice(0, 200)}`));
}
