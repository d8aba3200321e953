/** From an empty office and a messy list to everybody with a superior, without typing a name: the second journey. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Office } from '../office';
import { violationsInThemes } from './axe';
import { expect, goTo, test as base } from './test';

const roster = join(import.meta.dirname, '../../../crates/exchange/tests/rosters/duk.xlsx');

/** An office in which nobody is yet. */
const test = base.extend<object, { template: Office }>({
  template: [
    async ({}, use) => {
      const template = await Office.found();
      await use(template);
      template.remove();
    },
    { scope: 'worker' },
  ],
});

async function chooseRoster(page: Page): Promise<void> {
  await goTo(page, '#/pegawai');
  await expect(page.getByRole('heading', { name: 'Belum ada pegawai.' })).toBeVisible();
  await page.getByRole('link', { name: 'Impor daftar pegawai' }).first().click();
  const coming = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Pilih berkas/ }).click();
  await (await coming).setFiles(roster);
  await page.getByRole('button', { name: 'Periksa 48 baris' }).click();
  await expect(page.getByRole('heading', { name: '44 siap, 4 perlu diperiksa.' })).toBeVisible();
}

const lost = (page: Page) => page.getByRole('textbox', { name: /ketik 4 angka terakhir/ });

test('everybody can begin with nobody, and repair a list', async ({ inside: page }) => {
  test.slow();
  const seen: string[] = [];
  for (const [place, name] of [['#/beranda', /./], ['#/pegawai', 'Belum ada pegawai.'], ['#/rencana/2026', /./], ['#/evaluasi', /./], ['#/cetak', /./]] as const) {
    await goTo(page, place);
    await expect(page.getByRole('heading', { name }).first()).toBeVisible();
    seen.push(...(await violationsInThemes(page, `${place} with nobody`)));
  }
  await chooseRoster(page);
  seen.push(...(await violationsInThemes(page, 'import, problems')));
  await lost(page).first().fill('1901');
  await expect(page.getByRole('heading', { name: '45 siap, 3 perlu diperiksa.' })).toBeVisible();
  seen.push(...(await violationsInThemes(page, 'import, one repaired')));
  expect(seen).toEqual([]);
});

test('a messy list becomes 48 people with superiors, by the keyboard', async ({ inside: page, host, office }) => {
  test.slow();
  await chooseRoster(page);
  await lost(page).first().focus();
  // The digits of each row as its letter has them; after the last one the next row has the cursor.
  for (const [place, digits] of ['1901', '2902', '2903', '2904'].entries()) {
    await page.keyboard.type(digits, { delay: 0 });
    await expect(lost(page)).toHaveCount(3 - place);
    if (place < 3) await expect(lost(page).first()).toBeFocused();
  }
  await expect(page.getByRole('heading', { name: '48 siap.' })).toBeVisible();
  await expect(page.getByRole('button', { name: '4 isian diperbaiki di sini' })).toBeVisible();
  await page.getByRole('button', { name: 'Terima semua usulan' }).click();
  await page.getByRole('button', { name: 'Impor 48 pegawai' }).click();
  await expect(page.getByRole('heading', { name: '48 pegawai sudah diimpor.' })).toBeVisible();
  // Nobody is evaluated without an assessor: that is what the blue button leads to.
  const assign = page.getByRole('contentinfo').getByRole('link', { name: /^Tetapkan penilai \d+ pegawai$/ });
  await expect(assign).toBeVisible();
  const left = Number(/\d+/.exec(await assign.innerText())?.[0]);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(10);
  await assign.click();

  // Whoever is left is assessed from outside: the head of the office.
  await expect(page.getByRole('heading', { name: /^48 pegawai/ })).toBeVisible();
  const rows = page.getByRole('grid', { name: /^Daftar pegawai/ }).getByRole('row').filter({ has: page.getByRole('link') });
  await expect(rows).toHaveCount(left);
  await page.getByRole('button', { name: `Pilih semua ${left}` }).click();
  await page.getByRole('button', { name: 'Tetapkan pejabat penilai' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Dari luar kantor' }).check();
  await dialog.getByRole('textbox', { name: 'Nama dengan gelar' }).fill('Raden Surya Kencana');
  await dialog.getByRole('textbox', { name: 'Jabatan' }).fill('Bupati Contoh');
  await dialog.getByRole('button', { name: 'Tetapkan' }).click();
  await expect(page.getByText('Semua pegawai punya pejabat penilai.')).toBeVisible();
  await page.close();
  await host.stop();
  expect(await office.staff()).toHaveLength(48);
  expect(await office.verify()).toMatchObject({ is_whole: true });
});

test('a reload in the middle loses no repair', async ({ inside: page }) => {
  await chooseRoster(page);
  const kept = page.waitForRequest((request) => /draft\.keep.*1901/s.test(request.postData() ?? ''));
  await lost(page).first().fill('1901');
  await expect(page.getByRole('heading', { name: '45 siap, 3 perlu diperiksa.' })).toBeVisible();
  await (await kept).response();
  await page.reload();
  await goTo(page, '#/pegawai/impor');
  await expect(page.getByRole('heading', { name: '45 siap, 3 perlu diperiksa.' })).toBeVisible();
  await page.getByRole('button', { name: 'Batalkan perbaikan baris 8' }).click();
  await expect(page.getByRole('heading', { name: '44 siap, 4 perlu diperiksa.' })).toBeVisible();
});
