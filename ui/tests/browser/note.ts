/** Words that somebody types into one evaluation, for tests of what becomes of them. */
import type { Locator, Page } from '@playwright/test';
import { period, rated } from '../office';
import { expect, goTo } from './test';

export const NOTE = 'Sudah dibicarakan dengan pegawai.';

export const noteOf = (page: Page): Locator => page.getByRole('textbox', { name: 'Catatan atau rekomendasi' });

export async function openNote(page: Page): Promise<Locator> {
  await goTo(page, `#/evaluasi/${period}/${rated.nip}`);
  await expect(page.getByRole('heading', { level: 1, name: rated.name })).toBeVisible();
  return noteOf(page);
}
