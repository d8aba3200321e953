/** Whose account it is, when the list names somebody else as head of the office. */
import { expect } from '@playwright/test';
import { codes, found, ready, test, title } from './laptop';
import { csvOf } from '../files';

test('the head of the list is not taken for whoever founded the office', async ({ page }) => {
  test.slow();
  await found(page);
  await codes(page);
  await page.getByRole('button', { name: /^Tunda, ingatkan/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Tunda', exact: true }).click();
  await title(page, /^Kantor siap/);
  await ready(page);
  await page.getByRole('link', { name: 'Impor daftar pegawai' }).or(page.getByRole('button', { name: 'Impor daftar pegawai' })).first().click();
  const coming = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Pilih berkas/ }).click();
  await (await coming).setFiles({
    name: 'pegawai.csv',
    mimeType: 'text/csv',
    buffer: csvOf([
      ['NIP', 'Nama', 'Jenis ASN', 'Jabatan', 'Jenis Jabatan'],
      ['197003121995031007', 'Bambang Sutrisno', 'PNS', 'Kepala Dinas', 'JPT Pratama'],
      ['199207252016052004', 'Rina Lestari', 'PNS', 'Pengolah Data', 'Pelaksana'],
    ]),
  });
  await page.getByRole('button', { name: /^Periksa 2 baris/ }).click();
  await page.getByRole('button', { name: /^Impor 2 pegawai/ }).click();
  await title(page, '2 pegawai sudah diimpor.');
  await expect(page.getByText('Apakah Anda Bambang Sutrisno?')).toBeVisible();
  const frame = page.getByRole('banner');
  await expect(frame.getByText('Siti Wahyuni')).toBeVisible();
  // What cannot be undone is asked once more.
  await page.getByRole('button', { name: 'Ya, saya Bambang Sutrisno' }).click();
  await expect(page.getByRole('dialog', { name: 'Akun ini milik Bambang Sutrisno mulai sekarang?' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(frame.getByText('Siti Wahyuni')).toBeVisible();
  await page.getByRole('button', { name: 'Bukan, akun ini tetap milik Siti Wahyuni' }).click();
  await expect(page.getByText('Apakah Anda Bambang Sutrisno?')).toHaveCount(0);
  await page.getByRole('link', { name: 'Beranda' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText('Apakah Anda')).toHaveCount(0);
  await expect(frame.getByText('Siti Wahyuni')).toBeVisible();
});
