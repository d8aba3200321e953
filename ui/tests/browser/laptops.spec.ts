/** A laptop that was just bought joins an office through files, seen on both screens. */
import type { Page } from '@playwright/test';
import { Office } from '../office';
import { violationsInThemes, violationsOf } from './axe';
import { Host } from './host';
import { test, title, words } from './laptop';
import { enter, expect, goTo } from './test';

const pictures = process.env['TILIK_PICTURES'];

async function keep(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` });
}

async function saved(page: Page, press: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return download.path();
}

const numberOf = async (page: Page, label: string) => page.locator('dt', { hasText: label }).locator('xpath=following-sibling::dd[1]').innerText();

test('a new laptop asks, is let in by the first, renamed and ended', async ({ page: second, browser }) => {
  const office = await Office.make();
  const host = await Host.start(office);
  const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1093, height: 614 } });
  try {
    const first = await context.newPage();
    await first.goto(host.address);
    await enter(first);

    await second.getByRole('button', { name: /^Laptop lain kantor ini/ }).press('Enter');
    await title(second, 'Ikut ke kantor yang sudah ada.');
    expect(await violationsInThemes(second, 'asking')).toEqual([]);
    await second.getByRole('button', { name: 'Buat permintaan' }).press('Enter');
    await expect(second.getByText('Nama laptop belum diisi.')).toBeVisible();
    await second.getByLabel('Nama laptop').fill('Laptop Bu Sari');
    await second.getByLabel('Kata sandi baru', { exact: true }).fill(words);
    await second.getByRole('textbox', { name: 'Ketik kata sandi sekali lagi' }).fill(words);
    await keep(second, 'join-ask');
    await second.keyboard.press('Enter');
    await title(second, 'Menunggu jawaban laptop pertama.');
    expect(await violationsInThemes(second, 'waiting')).toEqual([]);
    const request = await saved(second, () => second.getByRole('button', { name: 'Simpan permintaan ke USB…' }).press('Enter'));
    const number = await numberOf(second, 'Nomor laptop');
    expect(number).toMatch(/^\d{4}( \d{4}){4}$/);
    // What waits is there after the laptop was off.
    await second.reload();
    await title(second, 'Menunggu jawaban laptop pertama.');
    expect(await numberOf(second, 'Nomor laptop')).toBe(number);
    await keep(second, 'join-wait');

    await goTo(first, '#/kirim');
    const panel = first.getByRole('region', { name: 'Laptop kantor' });
    await expect(panel.getByText('(laptop ini)')).toBeVisible();
    await panel.locator('input[type=file]').setInputFiles({ name: 'x.tilik', mimeType: 'application/octet-stream', buffer: Buffer.from('bukan') });
    await expect(panel.getByText('Ini bukan berkas permintaan dari laptop baru.')).toBeVisible();
    await panel.locator('input[type=file]').setInputFiles(request);
    const dialog = first.getByRole('dialog');
    await expect(dialog.getByRole('heading', { name: 'Izinkan “Laptop Bu Sari” ikut di kantor ini?' })).toBeVisible();
    expect(await numberOf(first, 'Nomor laptop')).toBe(number);
    const ofOffice = await numberOf(first, 'Nomor kantor');
    expect(await violationsOf(first, 'letting in')).toEqual([]);
    await keep(first, 'join-admit');
    const answer = await saved(first, () => dialog.getByRole('button', { name: 'Nomor sama, simpan jawaban…' }).press('Enter'));
    await expect(panel.getByText(/^Jawaban tersimpan di/)).toBeVisible();
    await expect(panel.getByText('Laptop Bu Sari', { exact: true })).toBeVisible();
    await expect(panel.getByText(number, { exact: true }), 'as the province lists it').toBeVisible();

    await second.locator('input[type=file]').setInputFiles(answer);
    await second.getByRole('textbox', { name: 'Kata sandi yang dipilih saat meminta' }).fill('bukan kata sandi itu');
    await second.getByRole('button', { name: 'Periksa jawaban' }).press('Enter');
    await expect(second.getByText(/^Nama masuk atau kata sandi salah/)).toBeVisible();
    await second.getByRole('textbox', { name: 'Kata sandi yang dipilih saat meminta' }).fill(words);
    await second.getByRole('button', { name: 'Periksa jawaban' }).press('Enter');
    await expect(second.getByText('Cocokkan nomor kantor dengan layar laptop pertama.')).toBeVisible();
    expect(await numberOf(second, 'Nomor kantor')).toBe(ofOffice);
    expect(await violationsOf(second, 'the answer')).toEqual([]);
    await keep(second, 'join-card');
    await expect(second.locator('[data-verb]')).not.toHaveAttribute('aria-disabled', 'true');
    await second.getByRole('button', { name: 'Nomor sama, buka kantor' }).press('Enter');
    await expect(second.getByRole('button', { name: /^Periode:/ })).toBeVisible();
    await expect(second.getByText(/^Laptop ini sekarang ikut di kantor/)).toBeVisible();
    await goTo(second, '#/kirim');
    await expect(second.getByRole('region', { name: 'Laptop kantor' }).getByText('Laptop Bu Sari')).toBeVisible();
    await expect(second.getByRole('button', { name: 'Izinkan laptop…' })).toHaveCount(0);
    await keep(second, 'join-second');

    await panel.getByRole('button', { name: 'Ganti nama Laptop Bu Sari' }).press('Enter');
    await dialog.getByLabel('Nama laptop').fill('Laptop loket');
    await dialog.getByRole('button', { name: 'Simpan nama' }).press('Enter');
    await expect(panel.getByText('Laptop loket', { exact: true })).toBeVisible();
    await keep(first, 'join-first');
    await panel.getByRole('button', { name: 'Cabut Laptop loket' }).press('Enter');
    await dialog.getByLabel(/CABUT/).fill('cabut');
    expect(await violationsOf(first, 'ending')).toEqual([]);
    await dialog.getByRole('button', { name: 'Cabut laptop' }).press('Enter');
    await expect(panel.getByText('Dicabut', { exact: true })).toBeVisible();
    expect(await violationsInThemes(first, 'laptops')).toEqual([]);
  } finally {
    await context.close();
    await host.stop();
    office.remove();
  }
});

test('a request is cancelled, and the laptop is free again', async ({ page, laptop }) => {
  await page.getByRole('button', { name: /^Laptop lain kantor ini/ }).press('Enter');
  await page.getByLabel('Nama laptop').fill('Laptop salah');
  await page.getByLabel('Kata sandi baru', { exact: true }).fill(words);
  await page.getByRole('textbox', { name: 'Ketik kata sandi sekali lagi' }).fill(words);
  await page.keyboard.press('Enter');
  await title(page, 'Menunggu jawaban laptop pertama.');
  await page.getByRole('button', { name: 'Batalkan permintaan' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Batalkan permintaan' }).press('Enter');
  await title(page, 'Dari mana Anda mulai?');
  await page.goto(laptop.address);
  await title(page, 'Dari mana Anda mulai?');
});
