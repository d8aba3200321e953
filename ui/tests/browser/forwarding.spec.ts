/** A person goes to another office: closed evaluations in a file under a code, looked at and kept there as evidence. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Office, rated } from '../office';
import { violationsInThemes, violationsOf } from './axe';
import { Host } from './host';
import { enter, expect, goTo, test } from './test';

const pictures = process.env['TILIK_PICTURES'];

async function keep(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

async function saved(page: Page, button: RegExp | string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).press('Enter')]);
  return download.path();
}

const factOf = async (page: Page, label: string) => page.locator('dt', { hasText: label }).locator('xpath=following-sibling::dd[1]').innerText();

async function choose(page: Page, path: string): Promise<void> {
  const coming = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Terima berkas penerusan…' }).click();
  await (await coming).setFiles(path);
}

test('closed evaluations go to another office, which compares, keeps and prints them', async ({ browser }) => {
  test.slow();
  const [here, there] = [await Office.make(), await Office.make()];
  const hosts = [await Host.start(here), await Host.start(there)] as const;
  const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1093, height: 614 } });
  try {
    const giving = await context.newPage();
    await giving.goto(hosts[0].address);
    await enter(giving);
    await goTo(giving, `#/pegawai/${rated.nip}/kinerja`);
    const give = giving.getByRole('region', { name: 'Teruskan ke kantor lain' });
    await give.getByRole('button', { name: 'Teruskan evaluasi final…' }).press('Enter');
    const dialog = giving.getByRole('dialog');
    const boxes = dialog.getByRole('checkbox');
    const count = await boxes.count();
    expect(count).toBeGreaterThan(0);
    expect(await violationsOf(giving, 'what is forwarded')).toEqual([]);
    for (let at = 0; at < count; at += 1) await boxes.nth(at).uncheck();
    await expect(dialog.getByText('Pilih paling sedikit satu evaluasi.')).toBeVisible();
    await boxes.first().check();
    await expect(dialog.getByText('Tulis untuk apa evaluasi ini diteruskan.')).toBeVisible();
    await dialog.getByLabel('Untuk apa').fill('Pindah tugas ke Dinas Perhubungan');
    await keep(giving, 'forward-ask');
    await dialog.getByRole('button', { name: 'Buat berkas' }).press('Enter');
    await expect(give.getByRole('group', { name: 'Berkas penerusan siap disimpan' })).toBeFocused();
    const code = await factOf(giving, 'Sandi berkas');
    expect(code).toMatch(/^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);
    expect(await violationsInThemes(giving, 'the file is made')).toEqual([]);
    await giving.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
    await keep(giving, 'forward-made');
    const file = await saved(giving, 'Simpan berkas…');
    expect(readFileSync(file).includes(Buffer.from(rated.nip)), 'whoever finds the file reads nothing').toBe(false);
    await give.getByRole('button', { name: 'Sandi sudah dicatat' }).press('Enter');
    await giving.getByRole('dialog').getByRole('button', { name: 'Sandi sudah dicatat' }).press('Enter');
    await expect(giving.getByText(code)).toHaveCount(0);
    const number = await factOf(giving, 'Nomor kantor ini');

    const taking = await context.newPage();
    await taking.goto(hosts[1].address);
    await enter(taking);
    await goTo(taking, `#/pegawai/${rated.nip}/kinerja`);
    const panel = taking.getByRole('region', { name: 'Evaluasi dari kantor lain' });
    await expect(panel.getByText(/^Belum ada\. Bila pegawai ini pindah/)).toBeVisible();
    await keep(taking, 'forward-empty');
    const spoilt = there.beside('rusak.tilik');
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 100) ^ 1, bytes.length - 100);
    writeFileSync(spoilt, bytes);
    await choose(taking, spoilt);
    await expect(panel.getByRole('textbox', { name: 'Sandi berkas' })).toBeFocused();
    await panel.getByRole('button', { name: 'Buka berkas' }).press('Enter');
    await expect(panel.getByText('Sandi berkas belum diisi.')).toBeVisible();
    await panel.getByRole('textbox', { name: 'Sandi berkas' }).fill(code);
    await taking.keyboard.press('Enter');
    await expect(panel.getByText(/^Berkas penerusan ini rusak/)).toBeVisible();
    await panel.getByRole('button', { name: 'Batal' }).press('Enter');
    const whole = there.beside('penerusan.tilik');
    writeFileSync(whole, readFileSync(file));
    await choose(taking, whole);
    await panel.getByRole('textbox', { name: 'Sandi berkas' }).fill(`${code.slice(0, -1)}${code.endsWith('7') ? '8' : '7'}`);
    await taking.keyboard.press('Enter');
    await expect(panel.getByText(/^Sandi berkas tidak cocok/)).toBeVisible();
    await keep(taking, 'forward-wrong');
    await panel.getByRole('textbox', { name: 'Sandi berkas' }).fill(code.toLowerCase().replaceAll('-', ' '));
    await taking.keyboard.press('Enter');
    const card = panel.getByRole('group', { name: 'Isi berkas penerusan.tilik' });
    await expect(card).toBeFocused();
    await expect(card.getByText('Pindah tugas ke Dinas Perhubungan')).toBeVisible();
    expect(await factOf(taking, 'Nomor kantor itu')).toBe(number);
    expect(await violationsInThemes(taking, 'what the file brings')).toEqual([]);
    await taking.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
    await keep(taking, 'forward-card');
    await card.getByRole('button', { name: 'Simpan sebagai bukti' }).press('Enter');
    await expect(panel.getByText('1 evaluasi disimpan sebagai bukti.')).toBeVisible();
    await taking.setViewportSize({ width: 546, height: 614 });
    await keep(taking, 'forward-kept-narrow');
    expect(await violationsInThemes(taking, 'kept')).toEqual([]);
    await taking.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
    await taking.setViewportSize({ width: 1093, height: 614 });
    await keep(taking, 'forward-kept');
    const paper = await saved(taking, /^Cetak salinan evaluasi/);
    const printed = execFileSync('pdftotext', ['-layout', paper, '-'], { encoding: 'utf8' });
    expect(printed).toContain('Salinan dari');
    expect(printed).toContain(rated.full);
    if (pictures) writeFileSync(`${pictures}/forward.pdf`, readFileSync(paper));
    await choose(taking, whole);
    await panel.getByRole('textbox', { name: 'Sandi berkas' }).fill(code);
    await taking.keyboard.press('Enter');
    await expect(card.getByText('Semua evaluasi dalam berkas ini sudah ada di sini.')).toBeVisible();
    await card.getByRole('button', { name: 'Batal' }).press('Enter');
    await goTo(taking, `#/pegawai/${rated.nip}/riwayat`);
    await expect(taking.getByText(/^Evaluasi .* dari kantor lain disimpan$/)).toBeVisible();
    await goTo(taking, `#/pegawai/${rated.nip}/kinerja`);
    await panel.getByRole('button', { name: /^Buang evaluasi/ }).press('Enter');
    await taking.getByRole('dialog').getByRole('button', { name: 'Buang' }).press('Enter');
    await expect(panel.getByText(/dibuang dari daftar\.$/)).toBeVisible();
    await expect(panel.getByText(/^Belum ada\. Bila pegawai ini pindah/)).toBeVisible();
  } finally {
    await context.close();
    for (const host of hosts) await host.stop();
    for (const office of [here, there]) office.remove();
  }
});
