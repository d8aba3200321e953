/** The accounts of the agency's people: one is added, enters with the password that works once, chooses their own, and is closed. */
import { violationsOf } from './axe';
import { ProvinceServer, faultOf, signIn } from './province';
import { expect, test } from './test';

const pictures = process.env['TILIK_PICTURES'];

test('an account is added, its holder chooses a password, and the keeper closes it', async ({ browser }) => {
  const server = await ProvinceServer.start();
  const [keeper, newcomer] = [await browser.newContext({ viewport: { width: 1093, height: 614 } }), await browser.newContext()];
  try {
    const page = await keeper.newPage();
    await signIn(page, server.address);
    await page.getByRole('link', { name: 'Akun' }).press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Akun' })).toBeVisible();
    if (pictures) await page.screenshot({ path: `${pictures}/accounts.png`, fullPage: true });
    expect(await violationsOf(page, 'accounts')).toEqual([]);
    await page.getByLabel('Nama pegawai').fill('Wulan Pratiwi');
    await page.getByLabel(/^Nama akun/).fill('Bu Wulan');
    await page.getByRole('button', { name: 'Tambah akun' }).press('Enter');
    expect(await faultOf(page, /^Nama akun/)).toBe('Nama akun terdiri dari 3 sampai 40 huruf kecil, angka, titik, atau tanda hubung, tanpa spasi.');
    await expect(page.getByLabel('Nama pegawai'), 'what was right stays').toHaveValue('Wulan Pratiwi');
    if (pictures) await page.screenshot({ path: `${pictures}/accounts-fault.png`, fullPage: true });
    await page.getByLabel(/^Nama akun/).fill('wulan');
    await page.getByRole('button', { name: 'Tambah akun' }).press('Enter');
    const once = await page.locator('p.code').innerText();
    if (pictures) await page.screenshot({ path: `${pictures}/accounts-once.png`, fullPage: true });
    await page.getByRole('link', { name: 'Sudah dicatat' }).press('Enter');

    const other = await newcomer.newPage();
    await other.goto(server.address);
    await other.getByLabel('Nama akun').fill('wulan');
    await other.getByLabel('Kata sandi').fill(once);
    await other.getByRole('button', { name: 'Masuk' }).press('Enter');
    await expect(other.getByRole('heading', { level: 1, name: 'Ganti kata sandi' })).toBeVisible();
    expect(await violationsOf(other, 'own password')).toEqual([]);
    await other.goto(`${server.address}/berkas`);
    await expect(other.getByRole('heading', { level: 1, name: 'Ganti kata sandi' })).toBeVisible();
    await other.getByLabel('Kata sandi lama').fill(once);
    await other.locator('input[name=new]').fill('tujuh perahu di teluk');
    await other.getByLabel('Kata sandi baru, sekali lagi').fill('tujuh perahu di teluk');
    if (pictures) await other.screenshot({ path: `${pictures}/accounts-own.png`, fullPage: true });
    await other.getByRole('button', { name: 'Ganti kata sandi' }).press('Enter');
    await expect(other.getByRole('heading', { level: 1, name: 'Kantor' })).toBeVisible();

    await page.getByRole('link', { name: 'Wulan Pratiwi' }).press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Wulan Pratiwi' })).toBeVisible();
    if (pictures) await page.screenshot({ path: `${pictures}/accounts-one.png`, fullPage: true });
    expect(await violationsOf(page, 'an account')).toEqual([]);
    await page.getByLabel(/TUTUP/).fill('tutup');
    await page.getByRole('button', { name: 'Tutup akun' }).press('Enter');
    expect(await faultOf(page, /TUTUP/)).toBe('Belum dilakukan: yang diketik bukan TUTUP. Ketik TUTUP dengan huruf besar.');
    await expect(page.getByLabel(/TUTUP/)).toBeFocused();
    if (pictures) await page.screenshot({ path: `${pictures}/accounts-word.png`, fullPage: true });
    expect(await violationsOf(page, 'a wrong word')).toEqual([]);
    await page.getByLabel(/TUTUP/).fill('TUTUP');
    await page.getByRole('button', { name: 'Tutup akun' }).press('Enter');
    await expect(page.getByText('Ditutup')).toBeVisible();
    await other.reload();
    await expect(other.getByLabel('Nama akun')).toBeVisible();
  } finally {
    await keeper.close();
    await newcomer.close();
    await server.stop();
  }
});
