import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { type Cells, csvOf, staff, xlsxOf } from '../files';
import { rated } from '../office';
import { violationsInThemes } from './axe';
import { gate } from './gate';
import { expect, goTo, test } from './test';

async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  const coming = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Pilih berkas/ }).click();
  await (await coming).setFiles({ name, mimeType: 'application/octet-stream', buffer });
}

/** The four steps, with what refused rows become. */
async function importStaff(page: Page, name: string, file: Buffer): Promise<Buffer> {
  await goTo(page, '#/pegawai/impor');
  await choose(page, name, file);
  await expect(page.getByRole('heading', { name: '5 dari 5 kolom dikenali.' })).toBeVisible();
  await page.getByRole('button', { name: /^Periksa 3 baris/ }).click();
  await expect(page.getByRole('heading', { name: /2 siap/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: /1 perlu diperiksa/ }).first()).toBeVisible();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan baris yang ditolak ke berkas perbaikan' }).click();
  const rejects = await coming;
  expect(rejects.suggestedFilename()).toMatch(/^perbaikan-/);
  await page.getByRole('button', { name: /^Impor 2 sekarang, simpan 1/ }).click();
  await expect(page.getByRole('heading', { name: '2 pegawai sudah diimpor.' })).toBeVisible();
  return readFileSync(await rejects.path());
}

async function expectOnStaff(page: Page, people: Cells): Promise<void> {
  await goTo(page, '#/pegawai');
  for (const [, name = ''] of people) {
    await page.getByRole('searchbox', { name: 'Cari pegawai' }).fill(name);
    await expect(page.getByRole('link', { name })).toBeVisible();
  }
}

test('a CSV is looked at, imported, and its refused row given back', async ({ inside: page, host, office }) => {
  const rejects = await importStaff(page, 'pegawai.csv', csvOf(staff));
  expect(rejects.toString('utf8')).toContain('199405152018039001');
  expect(rejects.toString('utf8')).not.toContain('Wahyu Nugroho');
  await expectOnStaff(page, staff.slice(1, 3));
  await page.close();
  await host.stop();
  expect((await office.staff()).map(({ nip }) => nip)).toEqual(expect.arrayContaining(['199003122015031007', '199207252016052004']));
  expect(await office.verify()).toMatchObject({ is_whole: true });
});

test('a workbook is looked at and imported, and its refused row is a workbook again', async ({ inside: page }) => {
  const rejects = await importStaff(page, 'DUK 2026.xlsx', xlsxOf(staff));
  expect(rejects.subarray(0, 2).toString()).toBe('PK');
  await expectOnStaff(page, staff.slice(1, 3));
});

test('somebody with the name and the birthday of one on the staff is asked about before anybody is doubled', async ({ inside: page }) => {
  await goTo(page, '#/pegawai/impor');
  const other = `${rated.nip.slice(0, 17)}${rated.nip.endsWith('9') ? '8' : '9'}`;
  await choose(page, 'satu.csv', csvOf([['nip', 'nama', 'jabatan'], [other, rated.name, 'Analis']]));
  await page.getByRole('button', { name: /^Periksa 1 baris/ }).click();
  await expect(page.getByText('Orang yang sama?')).toBeVisible();
  const write = page.getByRole('contentinfo').getByRole('button', { name: /^Impor/ });
  await expect(page.getByText('Jawab dulu: orang yang sama atau orang lain?')).toBeVisible();
  await page.getByRole('radio', { name: /^Orang yang sama; NIP-nya diganti/ }).check();
  await expect(page.getByText('Jawab dulu: orang yang sama atau orang lain?')).toHaveCount(0);
  await expect(page.getByRole('radio', { name: /^Orang yang sama; NIP-nya diganti/ })).toBeChecked();
  expect(await violationsInThemes(page, 'the same person')).toEqual([]);
  await write.click();
  await expect(page.getByRole('heading', { name: '1 pegawai sudah diimpor.' })).toBeVisible();
  await goTo(page, '#/pegawai');
  await page.getByRole('searchbox', { name: 'Cari pegawai' }).fill(rated.name);
  await expect(page.getByRole('link', { name: rated.name })).toHaveCount(1);
});

test('a file that is no list is refused with a sentence, and another is taken', async ({ inside: page }) => {
  await goTo(page, '#/pegawai/impor');
  await choose(page, 'surat.csv', Buffer.from('Kepada Yth. Kepala Dinas\r\ndi tempat\r\n'));
  await expect(page.getByRole('alert')).toBeVisible();
  await choose(page, 'pegawai.csv', csvOf(staff));
  await expect(page.getByRole('heading', { name: '5 dari 5 kolom dikenali.' })).toBeVisible();
});

test('the file that is shown is the file that is written, however late another one arrives', async ({ inside: page, host, office }) => {
  const wrong = csvOf([staff[0]!, ['198801012012011009', 'Salah Berkas', 'III/b', 'Analis Kebijakan Ahli Muda', 'Sekretariat']]);
  let laid = 0;
  const [first, released, arrived] = [gate(), gate(), gate()];
  await page.route('**/tray', async (route) => {
    laid += 1;
    if (laid > 1) return route.continue();
    first.open();
    await released.opened;
    await route.continue();
  });
  page.on('requestfinished', (request) => request.url().endsWith('/tray') && request.postData()?.includes('Salah Berkas') && arrived.open());
  await goTo(page, '#/pegawai/impor');
  await choose(page, 'salah.csv', wrong);
  await first.opened;
  await choose(page, 'pegawai.csv', csvOf(staff));
  await expect(page.getByRole('heading', { name: '5 dari 5 kolom dikenali.' })).toBeVisible();
  await page.getByRole('button', { name: /^Periksa 3 baris/ }).click();
  await expect(page.getByRole('heading', { name: /2 siap/ })).toBeVisible();
  released.open();
  await arrived.opened;
  await page.getByRole('button', { name: /^Impor 2 sekarang, simpan 1/ }).click();
  await expect(page.getByRole('heading', { name: '2 pegawai sudah diimpor.' })).toBeVisible();
  expect(laid).toBe(2);
  await page.close();
  await host.stop();
  const names = (await office.staff()).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['Wahyu Nugroho', 'Laksmi Pradnyani']));
  expect(names).not.toContain('Salah Berkas');
});
