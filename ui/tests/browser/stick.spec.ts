/** An office without internet and the pages of the province: enrolled, sent and heard by files that a courier carries. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { violationsOf } from './axe';
import { ProvinceServer, makeOffice, signIn } from './province';
import { expect, goTo, test } from './test';

const office = 'Puskesmas Pulau Contoh';

async function refuseAtDoor(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel('Nama akun').fill('pengelola');
  await page.getByLabel('Kata sandi').fill('bukan ini');
  await page.getByRole('button', { name: 'Masuk' }).press('Enter');
  await expect(page.getByRole('alert')).toContainText('tidak cocok');
  expect(await violationsOf(page, 'sign in')).toEqual([]);
}

/** What a press brings to the browser's folder, as bytes under its name. */
async function saved(page: Page, press: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return download.path();
}

test('an office enrols, sends and hears by files alone, and the pages are usable by everybody', async ({ inside: laptop, browser }) => {
  const server = await ProvinceServer.start();
  const { address } = server;
  const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1093, height: 614 } });
  try {
    const pages = await context.newPage();
    await refuseAtDoor(pages, address);
    await signIn(pages, address);
    expect(await violationsOf(pages, 'offices')).toEqual([]);

    await makeOffice(pages, office);
    expect(await violationsOf(pages, 'office')).toEqual([]);
    const invitation = await saved(pages, () => pages.getByRole('link', { name: 'Unduh berkas pendaftaran' }).click());

    await goTo(laptop, '#/kirim');
    await laptop.locator('input[type=file]').first().setInputFiles(invitation);
    const dialog = laptop.getByRole('dialog');
    await expect(dialog.getByRole('heading', { name: `Daftarkan kantor ini sebagai “${office}”?` })).toBeVisible();
    await dialog.getByRole('button', { name: 'Daftar lewat USB' }).press('Enter');
    await expect(laptop.getByText(`Menunggu jawaban provinsi untuk “${office}”`)).toBeVisible();
    expect(await violationsOf(laptop, 'waiting for the answer')).toEqual([]);
    const sent = await saved(laptop, () => laptop.getByRole('button', { name: 'Simpan ke USB…' }).press('Enter'));

    // Something else is told apart, and nothing of it stays.
    await pages.getByRole('link', { name: 'Berkas USB' }).press('Enter');
    expect(await violationsOf(pages, 'files')).toEqual([]);
    await pages.locator('input[type=file]').setInputFiles({ name: 'x.tilik', mimeType: 'application/octet-stream', buffer: Buffer.from('bukan') });
    await pages.getByRole('button', { name: 'Baca berkas' }).press('Enter');
    await expect(pages.getByText('Kode: sync.not_a_bundle')).toBeVisible();

    await pages.goto(`${address}/berkas`);
    await pages.locator('input[type=file]').setInputFiles(sent);
    await pages.getByRole('button', { name: 'Baca berkas' }).press('Enter');
    await expect(pages.getByRole('heading', { level: 1, name: `Berkas dari ${office}` })).toBeVisible();
    expect(await violationsOf(pages, 'a file')).toEqual([]);
    await pages.getByRole('button', { name: 'Terima berkas ini' }).press('Enter');
    await expect(pages.getByRole('heading', { name: 'Sudah diterima' })).toBeVisible();
    const answer = await saved(pages, () => pages.getByRole('link', { name: 'Unduh jawaban' }).click());

    await laptop.locator('input[type=file]').first().setInputFiles(answer);
    await expect(dialog.getByRole('heading', { name: 'Terima berkas dari provinsi?' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Terima', exact: true }).press('Enter');
    await expect(laptop.getByRole('heading', { name: 'Semua sudah terkirim' })).toBeVisible();
    const receipt = await saved(laptop, () => laptop.getByRole('button', { name: /^Cetak tanda terima \d+$/ }).press('Enter'));
    expect((await readFile(receipt)).subarray(0, 5).toString()).toBe('%PDF-');
    await expect(laptop.getByText(/Tanda terima ada di .*tanda-terima-\d+\.pdf/)).toBeVisible();
    expect(await violationsOf(laptop, 'a receipt')).toEqual([]);
    await goTo(laptop, '#/beranda');
    await expect(laptop.getByText('Kabar dari provinsi').first()).toBeVisible();

    await pages.goto(`${address}/?cari=Contoh`);
    await expect(pages.getByRole('row', { name: new RegExp(office) })).toContainText('Lengkap');
  } finally {
    await context.close();
    await server.stop();
  }
});
