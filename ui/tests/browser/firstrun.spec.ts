/** The first run from an empty folder, a backup at the door, a forgotten passphrase, and practice: each from a laptop without an office. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator } from '@playwright/test';
import { Office, passphrase } from '../office';
import { violationsInThemes } from './axe';
import { codes, found, ready, test, title, words } from './laptop';

test('from an empty folder to the empty staff list, by keyboard alone', async ({ page, laptop }) => {
  await title(page, 'Dari mana Anda mulai?');
  await found(page);
  const [first] = await codes(page);
  await ready(page);
  const printed = page.waitForEvent('download');
  await page.keyboard.press('Control+Enter');
  expect(readFileSync(await (await printed).path()).subarray(0, 4).toString()).toBe('%PDF');
  const box = page.getByLabel('Empat huruf pertama kelompok 3 Bagian A');
  await expect(box).toBeFocused();
  // What was printed is read from paper: the screen shows it no more.
  await expect(page.getByText(first.split('-')[2] ?? '', { exact: true })).toHaveCount(0);
  await page.keyboard.type('????');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Bukan itu yang tercetak/)).toBeVisible();
  await box.fill('');
  await page.keyboard.type((first.split('-')[2] ?? '').slice(0, 4).toLowerCase());
  await ready(page);
  await page.keyboard.press('Control+Enter');
  await title(page, /^Kantor siap/);
  await expect(page.getByRole('radio', { name: /A4/ })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await title(page, /pegawai/i);
  expect(readdirSync(laptop.place).sort()).toEqual(['kantor', 'marks']);
});

test('what was typed comes back after a reload, a passphrase never', async ({ page }) => {
  await page.getByRole('button', { name: /^Mulai kantor baru/ }).click();
  await page.getByRole('button', { name: 'Lanjut' }).click();
  const kept = page.waitForResponse((response) => (response.request().postData() ?? '').includes('Dinas Contoh'));
  await page.getByLabel('Nama kantor', { exact: true }).fill('Dinas Contoh');
  await kept;
  await page.reload();
  await title(page, 'Kantor apa ini?');
  await expect(page.getByLabel('Nama kantor', { exact: true })).toHaveValue('Dinas Contoh');
  await page.getByLabel('Kabupaten, kota, atau provinsi').fill('Kota Contoh');
  await page.getByLabel('Tempat penandatanganan').fill('Contoh');
  await page.getByRole('button', { name: 'Lanjut' }).click();
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.postData() ?? ''));
  await page.getByLabel('Kata sandi baru', { exact: true }).fill(words);
  const again = page.waitForResponse((response) => (response.request().postData() ?? '').includes('Budi'));
  await page.getByLabel('Nama tanpa gelar', { exact: true }).fill('Budi');
  await again;
  expect(sent.join()).not.toContain(words);
  await page.reload();
  await expect(page.getByLabel('Nama tanpa gelar', { exact: true })).toHaveValue('Budi');
  await expect(page.getByLabel('Kata sandi baru', { exact: true })).toHaveValue('');
});

test('a first run that is not right says where, and makes nothing', async ({ page, laptop }) => {
  await page.setViewportSize({ width: 1093, height: 614 });
  await page.getByRole('button', { name: /^Mulai kantor baru/ }).click();
  await page.getByRole('button', { name: 'Lanjut' }).click();
  await page.getByRole('button', { name: 'Lanjut' }).click();
  const missing = page.getByText('Bagian ini belum diisi.');
  await expect(missing).toHaveCount(3);
  for (const one of await missing.all()) await expect(one).toBeInViewport({ ratio: 1 });
  const office = page.getByLabel('Nama kantor', { exact: true });
  await expect(office).toBeFocused();
  // The field that has the focus is as red as the others.
  const edge = (field: Locator) => field.evaluate((box) => getComputedStyle(box).borderColor);
  expect(await edge(office)).toBe(await edge(page.getByLabel('Tempat penandatanganan')));
  await page.getByLabel('Nama kantor', { exact: true }).fill('x'.repeat(5000));
  await expect(page.getByText(/Terlalu panjang: 5\.000 huruf/)).toBeVisible();
  await page.getByLabel('Nama kantor', { exact: true }).fill('Dinas');
  await page.getByLabel('Kabupaten, kota, atau provinsi').fill('Kota');
  await page.getByLabel('Tempat penandatanganan').fill('Kota');
  await page.getByRole('button', { name: 'Lanjut' }).click();
  await expect(page.getByLabel('Nama tanpa gelar', { exact: true })).toBeFocused();
  const needed = [page.getByText(/^Paling sedikit 12 huruf/), page.getByText(/hanya Lembar Pemulihan/), page.getByLabel('Operator juga memakai laptop ini')];
  for (const one of needed) await expect(one).toBeInViewport({ ratio: 1 });
  await page.getByLabel('Nama tanpa gelar', { exact: true }).fill('Budi');
  await page.getByLabel('NIP', { exact: true }).fill('123');
  await page.getByLabel('Kata sandi baru', { exact: true }).fill('pendek');
  await page.getByRole('button', { name: 'Buat kantor' }).click();
  await expect(page.getByText('6 huruf lagi.')).toBeVisible();
  await expect(page.getByLabel('NIP', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  expect(readdirSync(laptop.place)).toEqual([]);
});

test('after a reload the sheets are the same; put off, they still open the office when a passphrase is forgotten', async ({ page }) => {
  await found(page);
  const [first, second] = await codes(page);
  // A window that is loaded again is at the same step with the same code.
  await page.reload();
  await title(page, /^Cetak Lembar Pemulihan/);
  expect(await codes(page)).toEqual([first, second]);
  await page.getByRole('button', { name: /^Tunda, ingatkan/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Tunda', exact: true }).click();
  await title(page, /^Kantor siap/);
  await page.getByRole('button', { name: 'Nanti saja' }).click();
  await page.getByRole('button', { name: /^Kantor dan bahasa:/ }).click();
  await page.getByRole('menuitem', { name: 'Kunci dan keluar' }).click();
  await page.getByRole('button', { name: 'Lupa kata sandi?' }).click();
  await title(page, 'Masuk dengan Lembar Pemulihan.');
  await page.getByLabel('Kode Bagian A').fill(`${first.slice(0, -1)}`);
  await page.getByLabel('Kode Bagian B').fill(second.toLowerCase().replaceAll('-', ' '));
  await expect(page.getByLabel('Kode Bagian A')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Kode Bagian A').fill(first);
  await page.getByLabel('Kata sandi baru', { exact: true }).fill('sembilan layar putih');
  await page.getByLabel('Ketik kata sandi sekali lagi', { exact: true }).fill('sembilan layar putih');
  await page.getByRole('button', { name: 'Pakai kata sandi baru' }).click();
  await expect(page.getByRole('button', { name: /^Periode:/ })).toBeVisible();
  const news = page.getByRole('region', { name: 'Kabar' });
  await expect(news).toContainText('Kata sandi baru untuk kepala sudah berlaku.');
  await news.getByRole('button', { name: 'Tutup' }).click();
  await expect(news).not.toContainText('Kata sandi baru');
});

test('an office in its first run locks by itself; coming back makes no new code before somebody prints', async ({ page }) => {
  await page.clock.install();
  await page.reload();
  await found(page);
  await codes(page);
  await page.clock.fastForward('16:00');
  await page.clock.runFor(10_000);
  await expect(page.getByText('Kantor dikunci karena tidak dipakai selama 15 menit.')).toBeVisible();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.postData() ?? ''));
  await page.getByLabel('Kata sandi', { exact: true }).fill(words);
  await page.getByRole('button', { name: 'Buka kantor' }).click();
  await title(page, /^Cetak Lembar Pemulihan/);
  await expect(page.getByText(/^Lembar yang mungkin pernah dicetak tidak berlaku lagi/)).toBeVisible();
  expect(asked.join()).not.toContain('recovery.make');
  const printed = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Cetak Lembar Pemulihan' }).click();
  await printed;
  await expect(page.getByText(/^Kodenya baru\./)).toBeVisible();
  expect(asked.join()).toContain('recovery.make');
});

test('a backup is looked into and restored; a damaged one says which part can be read', async ({ page, laptop }) => {
  test.slow();
  const office = await Office.make();
  const file = join(laptop.place, 'salinan.tilikbackup');
  await office.run('backup', office.folder, file);
  const bytes = readFileSync(file);
  const torn = join(laptop.place, 'rusak.tilikbackup');
  // Its last part is the office's data: a bit of it is lost.
  const last = bytes.length - 100;
  writeFileSync(torn, Buffer.concat([bytes.subarray(0, last), Buffer.from([(bytes[last] ?? 0) ^ 1]), bytes.subarray(last + 1)]));
  await page.getByRole('button', { name: /^Pulihkan dari cadangan/ }).click();
  const choose = async (path: string) => {
    const coming = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: /^Pilih berkas/ }).click();
    await (await coming).setFiles(path);
  };
  await choose(torn);
  await expect(page.getByText('Bagian kunci: terbaca')).toBeVisible();
  await expect(page.getByText('Data kantor: tidak terbaca')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Lihat isinya' })).toHaveCount(0);
  await choose(file);
  await page.getByLabel('Kata sandi', { exact: true }).fill('salah sama sekali');
  await page.getByRole('button', { name: 'Lihat isinya' }).click();
  await expect(page.getByText(/salah|tidak cocok|keliru/i).first()).toBeVisible();
  await page.getByLabel('Kata sandi', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Lihat isinya' }).click();
  await expect(page.getByRole('region', { name: 'Isi salinan cadangan' })).toContainText('48');
  await expect(page.getByRole('region', { name: 'Isi salinan cadangan' })).toBeFocused();
  await expect(page.getByRole('table', { name: 'Isi salinan' })).toBeVisible();
  expect(await violationsInThemes(page, 'inside of a backup')).toEqual([]);
  await page.getByRole('button', { name: 'Pulihkan', exact: true }).click();
  await expect(page.getByRole('button', { name: /^Periode:/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Kabar' })).toContainText('Kantor sudah dipulihkan dari salinan cadangan.');
  expect(new URL(page.url()).hash).toBe('#/');
  expect(readdirSync(laptop.place).filter((name) => name.startsWith('kantor'))).toEqual(['kantor']);
  office.remove();
});

test('practice comes and goes, and leaves nothing', async ({ page, laptop }) => {
  test.slow();
  await page.getByRole('button', { name: /^Coba dulu/ }).click();
  const edge = page.getByRole('complementary', { name: 'Mode Latihan' });
  await expect(edge).toContainText('LATIHAN', { timeout: 30_000 });
  expect(readdirSync(laptop.place)).toContain('kantor-latihan');
  await page.reload();
  await expect(edge).toBeVisible();
  await edge.getByRole('button', { name: 'Keluar dari latihan' }).click();
  await expect(page.getByRole('dialog')).toContainText('12 pegawai rekaan');
  await page.getByRole('dialog').getByRole('button', { name: 'Hapus dan keluar' }).click();
  await title(page, 'Dari mana Anda mulai?');
  expect(readdirSync(laptop.place)).toEqual([]);
});
