/** An office goes to a new head: a sealed file, its minutes, the arrival on another laptop, and the end of what is left. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Office, rated } from '../office';
import { violationsInThemes, violationsOf } from './axe';
import { answered, hold } from './calls';
import { Host } from './host';
import { test, title } from './laptop';
import { enter, expect, goTo } from './test';

const pictures = process.env['TILIK_PICTURES'];

async function keep(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).press('Enter')]);
  return download.path();
}

const factOf = async (page: Page, label: string) => page.locator('dt', { hasText: label }).locator('xpath=following-sibling::dd[1]').innerText();

async function choose(page: Page, path: string): Promise<void> {
  const coming = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Pilih berkas/ }).click();
  await (await coming).setFiles(path);
}

test('a head hands the office over, the successor opens it, and only then it is wiped', async ({ page: successor, browser, laptop }) => {
  test.slow();
  const office = await Office.make();
  const host = await Host.start(office);
  const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1093, height: 614 } });
  try {
    const leaving = await context.newPage();
    await leaving.goto(host.address);
    await enter(leaving);
    await goTo(leaving, '#/pengaturan/kantor');
    const name = await leaving.getByLabel('Nama kantor', { exact: true }).inputValue();
    await goTo(leaving, '#/pengaturan/cadangan');
    const panel = leaving.getByRole('region', { name: 'Serah terima ke pejabat baru' });
    await expect(panel.getByText(/^Catatan pribadi, isian/)).toBeVisible();
    expect(await violationsInThemes(leaving, 'handing over')).toEqual([]);
    await leaving.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
    await panel.scrollIntoViewIfNeeded();
    await keep(leaving, 'handover-ask');
    await panel.getByRole('button', { name: 'Buat berkas serah terima' }).press('Enter');
    await expect(panel.getByText('Nama pejabat baru belum diisi.')).toBeVisible();
    await panel.getByLabel('Nama pejabat baru dengan gelar').fill(rated.full);
    await panel.getByLabel('NIP pejabat baru').fill('123');
    await leaving.keyboard.press('Enter');
    await expect(panel.getByText(/^NIP harus 18 angka/)).toBeVisible();
    await panel.getByLabel('NIP pejabat baru').fill(rated.nip);
    // The file is made whatever screen is shown: its news leads back to it, and it cannot be stopped half-way.
    const answers = await hold(leaving, 'job.status');
    await leaving.keyboard.press('Enter');
    await answers.begun();
    await goTo(leaving, '#/pegawai');
    const told = leaving.getByRole('region', { name: 'Kabar' });
    await expect(told.getByText(/^Berkas serah terima/)).toBeVisible();
    await expect(told.getByRole('button', { name: 'Hentikan' })).toHaveCount(0);
    answers.release();
    await expect(told.getByText('Berkas serah terima selesai')).toBeVisible({ timeout: 60_000 });
    await told.getByRole('link', { name: 'Lihat' }).press('Enter');
    await expect(panel.getByText('Berkas serah terima selesai dan cocok dengan kantor ini')).toBeVisible();
    const words = await factOf(leaving, 'Kata sandi berkas');
    expect(words).toMatch(/^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);
    expect(await violationsInThemes(leaving, 'the file is made')).toEqual([]);
    await keep(leaving, 'handover-made');
    const file = await saved(leaving, 'Simpan berkas…');
    const minutes = await saved(leaving, 'Simpan berita acara…');
    // Number, rank and position of a successor who is on the staff are on the paper.
    const paper = execFileSync('pdftotext', ['-layout', minutes, '-'], { encoding: 'utf8' });
    expect(paper).toContain(rated.full);
    // The number is given by hand.
    expect(paper).toMatch(/NOMOR: \.{20}/);
    expect(paper.replaceAll(/\s/g, '')).toContain(rated.nip);
    if (pictures) writeFileSync(`${pictures}/minutes.pdf`, readFileSync(minutes));
    await panel.getByRole('button', { name: 'Kata sandi sudah ditulis' }).press('Enter');
    const forgotten = answered(leaving, 'job.forget');
    await leaving.getByRole('dialog').getByRole('button', { name: 'Kata sandi sudah ditulis' }).press('Enter');
    await forgotten;
    await expect(leaving.getByText(words)).toHaveCount(0);
    // Nor after a reload.
    await leaving.reload();
    await expect(panel.getByRole('button', { name: 'Buat berkas serah terima' })).toBeVisible();
    await expect(leaving.getByText(words)).toHaveCount(0);

    await successor.getByRole('button', { name: /^Pulihkan dari cadangan/ }).press('Enter');
    const spoilt = `${laptop.place}/rusak.tilikbackup`;
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 100) ^ 1, bytes.length - 100);
    writeFileSync(spoilt, bytes);
    await choose(successor, spoilt);
    await expect(successor.getByText('Data kantor: tidak terbaca')).toBeVisible();
    const whole = `${laptop.place}/serah.tilikbackup`;
    writeFileSync(whole, readFileSync(file));
    await choose(successor, whole);
    await successor.getByLabel('Kata sandi', { exact: true }).fill('bukan kata sandi itu');
    await successor.getByRole('button', { name: 'Lihat isinya' }).press('Enter');
    await expect(successor.getByText(/kata sandi salah/)).toBeVisible();
    await successor.getByLabel('Kata sandi', { exact: true }).fill(words);
    await successor.getByRole('button', { name: 'Lihat isinya' }).press('Enter');
    await expect(successor.getByRole('region', { name: 'Isi salinan cadangan' })).toBeFocused();
    await expect(successor.getByRole('row', { name: /^Perubahan terakhir/ }).getByRole('cell')).toHaveText(/, \d\d\.\d\d.+/);
    await expect(successor.getByText('Yang terakhir diubah di dalamnya:')).toBeVisible();
    await successor.getByRole('button', { name: 'Pulihkan', exact: true }).press('Enter');
    await expect(successor.getByRole('button', { name: /^Periode:/ })).toBeVisible();
    await goTo(successor, '#/pengaturan/cadangan');
    await expect(successor.getByRole('region', { name: 'Kode bukti laptop ini' })).toBeVisible();
    const code = await factOf(successor, 'Kode bukti laptop ini');
    expect(await violationsInThemes(successor, 'arrival')).toEqual([]);
    await keep(successor, 'handover-arrival');

    const wipe = async (typed: string, name: string) => {
      await panel.getByRole('button', { name: 'Hapus kantor…' }).press('Enter');
      const dialog = leaving.getByRole('dialog');
      await dialog.getByLabel('Kode bukti dari laptop pejabat baru').fill(typed);
      await dialog.getByLabel('Nama kantor ini, lengkap').fill(name);
      expect(await violationsOf(leaving, 'wiping')).toEqual([]);
      await keep(leaving, 'handover-wipe');
      await dialog.getByRole('button', { name: 'Hapus selamanya' }).press('Enter');
    };
    await wipe(code, 'Kantor lain');
    await expect(panel.getByText(/^Nama kantor yang diketik tidak sama/)).toBeVisible();
    await wipe('0000-0000', name);
    await expect(panel.getByText(/^Kode bukti itu bukan dari laptop/)).toBeVisible();
    expect(existsSync(office.folder)).toBe(true);
    await wipe(code, name);
    await expect(leaving.getByText('Kantor ini sudah dihapus dari laptop ini').first()).toBeVisible();
    expect(existsSync(office.folder)).toBe(false);
    expect(await violationsInThemes(leaving, 'wiped')).toEqual([]);
    await leaving.getByRole('button', { name: 'Ke layar pertama' }).press('Enter');
    await title(leaving, 'Dari mana Anda mulai?');
  } finally {
    await context.close();
    await host.stop();
    office.remove();
  }
});
