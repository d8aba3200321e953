/** Kirim: nothing leaves before it is asked for, a mistyped code is told by its group, and a server that cannot be reached is said as such. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { violationsInThemes } from './axe';
import { expect, goTo, test } from './test';

/** A code whose groups are right, of a province that is nowhere. */
const code = '0410Y-6105J-0R3G3-G2FTS-9ER6Y-Z3JEZ-79VHH-BMG1M';

test('a mistyped code is told by its group, and nobody is asked before it is right', async ({ inside: page }) => {
  let asked = 0;
  const listener = createServer((socket) => {
    asked += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;

  await goTo(page, '#/kirim');
  await expect(page.getByRole('heading', { name: 'Kantor ini belum terdaftar di provinsi' })).toBeVisible();
  expect(await violationsInThemes(page, 'not enrolled')).toEqual([]);

  await page.getByRole('button', { name: 'Ketik kode dari surat' }).press('Enter');
  const form = page.getByRole('region', { name: 'Ketik kode dari surat' });
  await form.getByRole('button', { name: 'Daftarkan kantor' }).press('Enter');
  await expect(form.getByText('Isian ini belum diisi.')).toHaveCount(2);

  await form.getByLabel('Kode pendaftaran').fill(code.replace('79VHH', '79VHJ'));
  await form.getByLabel('Alamat server provinsi').fill(`http://127.0.0.1:${port}`);
  await form.getByLabel('Alamat server provinsi').press('Enter');
  await expect(page.getByText('Kelompok ke-7 salah ketik.')).toBeVisible();
  await form.getByLabel('Kode pendaftaran').fill(code.toLowerCase().replaceAll('-', ' ').slice(0, -2));
  await form.getByLabel('Kode pendaftaran').press('Enter');
  await expect(page.getByText(/ada 38 dari 40 huruf/)).toBeVisible();
  await form.getByLabel('Alamat server provinsi').fill('http://tilik.sumutprov.go.id');
  await form.getByLabel('Kode pendaftaran').fill(code.toLowerCase().replaceAll('-', ' '));
  await form.getByLabel('Kode pendaftaran').press('Enter');
  await expect(page.getByText(/tidak dapat dipakai/)).toBeVisible();
  expect(asked, 'nothing left the laptop').toBe(0);

  await form.getByLabel('Alamat server provinsi').fill(`http://127.0.0.1:${port}`);
  await form.getByLabel('Alamat server provinsi').press('Enter');
  await expect(page.getByText(/Sambungan terputus/)).toBeVisible({ timeout: 30_000 });
  expect(asked, 'three tries and no more').toBe(3);
  expect(await violationsInThemes(page, 'refused')).toEqual([]);
  listener.close();
});

test('a file that is none of the province’s is refused with what to do', async ({ inside: page }) => {
  await goTo(page, '#/kirim');
  await page.locator('input[type=file]').first().setInputFiles({ name: 'kode.tilik', mimeType: 'application/octet-stream', buffer: Buffer.from('bukan') });
  await expect(page.getByText('Ini bukan berkas pendaftaran dari provinsi')).toBeVisible();
});

test('nothing has two versions where one laptop works alone', async ({ inside: page }) => {
  await goTo(page, '#/dua-versi');
  await expect(page.getByRole('heading', { level: 1, name: 'Tidak ada yang punya dua versi' })).toBeVisible();
  expect(await violationsInThemes(page, 'versions')).toEqual([]);
  await page.getByRole('link', { name: 'Kembali ke Kirim' }).press('Enter');
  await expect(page).toHaveURL(/#\/kirim$/);
});
