/** The province's pages: what is said to offices is written, looked at and listed; and how the pages look in the dark, on a narrow screen and on paper. */
import type { Page } from '@playwright/test';
import { violationsOf } from './axe';
import { ProvinceServer, faultOf, makeOffice, signIn } from './province';
import { expect, test } from './test';

const pictures = process.env['TILIK_PICTURES'];
let server: ProvinceServer;

test.beforeAll(async () => void (server = await ProvinceServer.start()));
test.afterAll(() => server.stop());

const keep = async (page: Page, name: string) => void (pictures && (await page.screenshot({ path: `${pictures}/province-${name}.png`, fullPage: true })));

/** A day so many days from now, as the field of a day takes it. */
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('a notice and a deadline are written, looked at once more, said and listed; what is wrong is told at its field', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await signIn(page, server.address);
    await page.getByRole('link', { name: 'Kabar' }).press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Kabar untuk kantor' })).toBeVisible();

    await page.getByRole('link', { name: 'Tulis pemberitahuan' }).press('Enter');
    await page.getByLabel('Untuk').selectOption({ label: 'Puskesmas Aek Habil' });
    await page.getByLabel('Isi').fill('Bawa laptop kantor.\n\nMulai pukul 09.00 WIB.');
    await page.getByRole('button', { name: 'Periksa dulu' }).press('Enter');
    await expect(page.getByRole('alert')).toHaveText('Belum bisa dilanjutkan: perbaiki isian yang ditandai.');
    expect(await faultOf(page, 'Judul')).toBe('Isian ini belum diisi.');
    await expect(page.getByLabel('Isi'), 'what was right stays').toHaveValue('Bawa laptop kantor.\n\nMulai pukul 09.00 WIB.');
    await expect(page.getByLabel('Untuk')).toHaveValue(/-/);
    expect(await violationsOf(page, 'a notice with a fault')).toEqual([]);
    await keep(page, 'notice-fault');
    await page.getByLabel('Judul').fill('Pendampingan penilaian');
    await page.getByRole('button', { name: 'Periksa dulu' }).press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Sudah benar?' })).toBeVisible();
    await expect(page.getByText('Akan dibaca oleh: Puskesmas Aek Habil')).toBeVisible();
    await keep(page, 'notice-look');
    await page.getByRole('button', { name: 'Sampaikan' }).press('Enter');
    const said = page.getByRole('row', { name: /Pendampingan penilaian/ });
    await expect(said).toContainText('Ibu Ros, BKPSDM');
    await expect(said).toContainText('Puskesmas Aek Habil');

    await page.getByRole('link', { name: 'Beri batas waktu' }).press('Enter');
    const period = page.getByLabel('Periode');
    const newest = await period.locator('optgroup option').first().innerText();
    await period.selectOption({ label: newest });
    await page.getByLabel('Paling lambat final pada').fill(dayIn(-3));
    await page.getByLabel(/^Surat/).fill('SE Sekretaris Daerah nomor 800/9');
    await page.getByRole('button', { name: 'Periksa dulu' }).press('Enter');
    expect(await faultOf(page, 'Paling lambat final pada')).toBe('Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya.');
    await keep(page, 'deadline-fault');
    await page.getByLabel('Paling lambat final pada').fill(dayIn(100));
    await page.getByRole('button', { name: 'Periksa dulu' }).press('Enter');
    await expect(page.getByRole('heading', { level: 2, name: new RegExp(`^${newest} paling lambat final `) })).toBeVisible();
    await page.getByRole('button', { name: 'Sampaikan' }).press('Enter');
    await expect(page.getByRole('row', { name: new RegExp(`^Batas waktu ${newest}: .*800/9.*Semua kantor`) })).toBeVisible();

    await said.getByRole('link', { name: 'Tarik…' }).press('Enter');
    await page.getByRole('button', { name: 'Tarik kabar' }).press('Enter');
    await expect(said).toContainText('Ditarik');
    expect(await violationsOf(page, 'what was said')).toEqual([]);
  } finally {
    await context.close();
  }
});

test('whoever chooses English at the door reads every page in it, and comes back to Indonesian on the page that is shown', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(`${server.address}/masuk`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'id');
    await page.getByRole('button', { name: 'English' }).press('Enter');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    expect(await violationsOf(page, 'the door, in English')).toEqual([]);
    await page.getByLabel('Account name').fill('pengelola');
    await page.getByLabel('Password').fill('contoh provinsi tilik');
    await page.getByRole('button', { name: 'Sign in' }).press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Offices' })).toBeVisible();
    await page.getByRole('link', { name: 'Puskesmas Aek Habil' }).press('Enter');
    await expect(page.getByRole('heading', { level: 2, name: 'Enrolment codes' })).toBeVisible();
    const shown = page.url();
    expect(await violationsOf(page, 'an office, in English')).toEqual([]);
    await keep(page, 'office-english');
    await page.getByRole('button', { name: 'Indonesia' }).press('Enter');
    await expect(page.getByRole('heading', { level: 2, name: 'Kode pendaftaran' })).toBeVisible();
    expect(page.url()).toBe(shown);
    await expect(page.locator('html')).toHaveAttribute('lang', 'id');
  } finally {
    await context.close();
  }
});

test('every page can be read in the dark, on a narrow screen and on paper', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(`${server.address}/masuk`);
    const pages: [string, string][] = [['door', '/masuk']];
    await signIn(page, server.address);
    const linkOf = async (name: string) => (await page.getByRole('link', { name }).getAttribute('href')) ?? '';
    const office = await linkOf('Kecamatan Sibolga Kota');
    const held = await linkOf('SMP Negeri 2');
    await makeOffice(page, 'Puskesmas Pelabuhan Lama');
    const fresh = new URL(page.url()).pathname;
    await page.goto(`${server.address}${office}`);
    const device = (await page.getByRole('link', { name: 'Cabut…' }).first().getAttribute('href')) ?? '';
    await page.goto(`${server.address}/akun`);
    const account = await linkOf('Pak Togar, BKPSDM');
    pages.push(['offices', '/'], ['office', office], ['fresh', fresh], ['device', device], ['held', '/tertahan'], ['office-held', held]);
    pages.push(['accounts', '/akun'], ['account', account], ['own', '/sandi'], ['news', '/kabar'], ['news-form', '/kabar/tulis/capaian'], ['bundles', '/berkas']);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    for (const [name, path] of pages) {
      await page.emulateMedia({ media: 'screen', colorScheme: 'light', contrast: 'no-preference' });
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(`${server.address}${path}`);
      await keep(page, name);
      expect(await violationsOf(page, name)).toEqual([]);
      const light = await ground();
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await ground(), name).not.toBe(light);
      await keep(page, `${name}-dark`);
      await page.emulateMedia({ contrast: 'more' });
      expect(await ground(), name).toBe('rgb(0, 0, 0)');
      expect(await violationsOf(page, `${name}, contrast`, ['color-contrast', 'link-in-text-block'])).toEqual([]);
      await keep(page, `${name}-contrast`);
      await page.emulateMedia({ contrast: 'no-preference' });
      expect(await violationsOf(page, `${name}, dark`, ['color-contrast', 'link-in-text-block'])).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      await keep(page, `${name}-narrow-dark`);
      await page.emulateMedia({ colorScheme: 'light' });
      await keep(page, `${name}-narrow`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name}: nothing hangs over`).toBeLessThanOrEqual(390);
      expect(await violationsOf(page, `${name}, narrow`)).toEqual([]);
      // Whatever the screen is set to, paper is white, and nothing on it asks to be pressed.
      await page.setViewportSize({ width: 794, height: 1123 });
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await ground(), `${name}, on paper`).toBe('rgb(255, 255, 255)');
      await expect(page.getByRole('navigation')).toBeHidden();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('button:visible, input:visible, select:visible, textarea:visible, form a:visible'), `${name}, on paper`).toHaveCount(0);
      await expect(page.getByText('…').filter({ visible: true }), `${name}, on paper`).toHaveCount(0);
      await keep(page, `${name}-print`);
    }
  } finally {
    await context.close();
  }
});
