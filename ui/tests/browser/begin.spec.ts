/** What a beginner leans on: whose account it is, what was typed, the copy before a big step, and a folder that is gone. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Office } from '../office';
import { answered, hold, refuse } from './calls';
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

/** As the laptops of the offices show it: 1366×768 at 125 %. */
const LAPTOP = { width: 1093, height: 614 };

async function toCheck(page: Page): Promise<void> {
  await goTo(page, '#/pegawai/impor');
  const coming = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Pilih berkas/ }).click();
  await (await coming).setFiles(roster);
  await page.getByRole('button', { name: 'Periksa 48 baris' }).click();
  await expect(page.getByRole('heading', { name: '44 siap, 4 perlu diperiksa.' })).toBeVisible();
}

const undo = (page: Page) => page.getByRole('contentinfo').getByRole('button', { name: /^Urungkan/ });

async function importAll(page: Page): Promise<void> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Impor 44 sekarang/ }).click();
  await coming;
  await expect(page.getByRole('heading', { name: '44 pegawai sudah diimpor.' })).toBeVisible();
}

test('a preview offers no undoing, and after an import the copy before it is the way back', async ({ inside: page }) => {
  test.slow();
  // The copy of the day would be as good a way back, if it came after the change.
  await refuse(page, 'backup.start_daily');
  await goTo(page, '#/pengaturan/cetakan');
  const changed = answered(page, 'undo.look');
  await page.getByRole('radio', { name: /F4/ }).check();
  await changed;
  await goTo(page, '#/pegawai');
  const toast = page.getByRole('status').filter({ hasText: 'Urungkan' });
  await expect(toast).toBeVisible();
  await toCheck(page);
  await expect(undo(page).or(toast)).toHaveCount(0);
  await importAll(page);
  await expect(page.getByText(/^Salinan cadangan dibuat, \d\d\.\d\d\.$/)).toBeVisible();
  // The way back stands in the report; elsewhere the button leads to it.
  await expect(undo(page)).toHaveCount(0);
  await goTo(page, '#/pegawai');
  await expect(undo(page)).toHaveAccessibleName('Urungkan: impor daftar pegawai');
  await undo(page).click();
  await expect(page.getByText(/^Impor daftar tidak dapat diurungkan dengan tombol ini/)).toBeVisible();
  await page.getByRole('region', { name: 'Kabar' }).getByRole('link', { name: 'Lihat salinan cadangan' }).click();
  await expect(page.getByText(/Sebelum impor/)).toBeVisible();
});

test('digits that were refused stay in their box, and are put right there', async ({ inside: page }) => {
  await toCheck(page);
  const lost = page.getByRole('textbox', { name: /ketik 4 angka terakhir/ });
  const planned = answered(page, 'staff.plan_import');
  await lost.first().fill('9901');
  await planned;
  const box = page.getByRole('textbox', { name: /^NIP baris/ });
  await expect(box).toHaveValue(/^\d{14}9901$/);
  await box.fill((await box.inputValue()).replace(/9901$/, '1901'));
  await box.press('Enter');
  await expect(page.getByRole('heading', { name: '45 siap, 3 perlu diperiksa.' })).toBeVisible();
});

test('every proposed superior is taken, also those that come while the file is read', async ({ inside: page }) => {
  await toCheck(page);
  const counted = page.getByText(/\d+ dari \d+ diterima/);
  const before = Number(/dari (\d+)/.exec(await counted.innerText())?.[1]);
  const held = await hold(page, 'staff.plan_import', undefined, 1);
  await page.getByRole('textbox', { name: /ketik 4 angka terakhir/ }).first().fill('1901');
  await held.begun();
  await page.getByRole('button', { name: 'Terima semua usulan' }).click();
  held.release();
  await expect(page.getByRole('heading', { name: '45 siap, 3 perlu diperiksa.' })).toBeVisible();
  await expect(async () => {
    const [, accepted, all] = /(\d+) dari (\d+)/.exec(await counted.innerText()) ?? [];
    expect(accepted).toBe(all);
    expect(Number(all)).toBeGreaterThanOrEqual(before);
  }).toPass();
});

test('whoever has no assessor is shown, and one is given to all of them in sight of the verb', async ({ inside: page }) => {
  test.slow();
  await page.setViewportSize(LAPTOP);
  await toCheck(page);
  await importAll(page);
  await goTo(page, '#/beranda');
  await page.getByRole('link', { name: 'Tetapkan pejabat penilai' }).click();
  await expect(page.getByRole('combobox', { name: 'Keadaan' })).toHaveValue('without');
  await page.getByRole('button', { name: /^Tetapkan penilai \d+ pegawai$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Dari luar kantor' }).check();
  await dialog.getByRole('textbox', { name: 'Nama dengan gelar' }).fill('Raden Surya Kencana');
  await expect(dialog.getByText(/^Tulis dulu jabatannya/)).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Jabatan' })).toBeInViewport({ ratio: 1 });
  await dialog.getByRole('textbox', { name: 'Jabatan' }).fill('Bupati Contoh');
  const act = dialog.getByRole('button', { name: 'Tetapkan', exact: true });
  await expect(act).toBeInViewport({ ratio: 1 });
  await act.click();
  await expect(page.getByText('Semua pegawai punya pejabat penilai.')).toBeVisible();
});

test('nothing is said to be saved into a folder that is gone, and work goes on when it is back', async ({ inside: page, office }) => {
  await goTo(page, '#/pengaturan/cetakan');
  const away = `${office.folder}-lain`;
  renameSync(office.folder, away);
  await page.getByRole('radio', { name: /F4/ }).click();
  const news = page.getByRole('region', { name: 'Kabar' });
  await expect(news.getByText(/folder kantor hilang dari tempatnya/)).toBeVisible();
  await expect(page.getByText(/^Tersimpan di laptop ini/)).toHaveCount(0);
  await news.getByRole('link', { name: 'Simpan salinan dari yang terbuka' }).click();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan ke USB…' }).click();
  expect((await coming).suggestedFilename()).toMatch(/\.tilikbackup$/);
  renameSync(away, office.folder);
  await news.getByRole('button', { name: 'Coba lagi' }).click();
  await expect(news.getByText(/folder kantor hilang/)).toHaveCount(0);
  await goTo(page, '#/pengaturan/cetakan');
  await page.getByRole('radio', { name: /F4/ }).click();
  await expect(page.getByText(/^Tersimpan di laptop ini/)).toBeVisible();
});
