import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { period, rated, unrated } from '../office';
import { enter, expect, goTo, test } from './test';

const THEMES = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  contrast: { colorScheme: 'light', contrast: 'more' },
} as const;

const PLACES: Readonly<Record<string, { at: string; there: (page: Page) => Promise<void> }>> = {
  staff: { at: '#/pegawai', there: (page) => expect(page.getByRole('grid')).toBeVisible() },
  import: { at: '#/pegawai/impor', there: (page) => expect(page.getByRole('button', { name: /^Pilih berkas/ })).toBeVisible() },
  'evaluations of a quarter': { at: `#/evaluasi/${period}`, there: (page) => expect(page.getByRole('link', { name: new RegExp(unrated.name) })).toBeVisible() },
  'an unrated person': { at: `#/evaluasi/${period}/${unrated.nip}`, there: (page) => expect(page.getByRole('heading', { level: 1, name: unrated.full })).toBeVisible() },
  'a rated person': { at: `#/evaluasi/${period}/${rated.nip}`, there: (page) => expect(page.getByRole('heading', { level: 1, name: rated.full })).toBeVisible() },
  'a closed person': { at: `#/evaluasi/2026-TW3/${rated.nip}`, there: (page) => expect(page.getByRole('heading', { level: 1, name: rated.full })).toBeVisible() },
  sheets: { at: `#/cetak/${period}`, there: (page) => expect(page.locator('canvas').first()).toBeVisible() },
  'no sheet': { at: `#/cetak/${period}/${unrated.nip}`, there: (page) => expect(page.getByRole('link', { name: 'Ke Evaluasi' })).toBeVisible() },
};

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

/** One line for each thing that somebody cannot use. */
async function violationsOf(page: Page, screen: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${screen}: ${id}: ${help}: ${html.slice(0, 200)}`));
}
