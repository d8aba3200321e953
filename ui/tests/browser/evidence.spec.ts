/** What lies beside a person's ratings: held back until the first rating, reached and left by key, folded for good; the words at a rating, whatever is pasted into them. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { EvaluationSheet } from '../../src/generated/commands';
import { period, rated, unrated } from '../office';
import { answered, change, listen } from './calls';
import { Host } from './host';
import { run } from '../programs';
import { giveReason } from './sitting';
import { enter, expect, goTo, test } from './test';

const panel = (page: Page) => page.getByRole('group', { name: 'Bukti' });
const WITHHELD = /^3 evaluasi sebelumnya baru tampil setelah rating pertama/;

async function open(page: Page, { nip, full }: { nip: string; full: string }, of = period): Promise<void> {
  await goTo(page, `#/evaluasi/${of}/${nip}`);
  await expect(page.getByRole('heading', { level: 1, name: full })).toBeVisible();
}

test('earlier evaluations come after the first rating, with who closed them and what was agreed', async ({ inside: page }) => {
  await open(page, unrated);
  await giveReason(page);
  await expect(panel(page).getByText(WITHHELD)).toBeVisible();
  await expect(panel(page).getByText('Triwulan III 2026')).toBeHidden();
  await expect(page.getByRole('radio').first()).toBeFocused();
  await page.keyboard.press('2');
  await expect(panel(page).getByText(WITHHELD)).toBeHidden();
  const earlier = panel(page).getByRole('listitem').filter({ hasText: 'Triwulan III 2026' });
  await expect(earlier).toContainText(/Final \d+ \p{L}+ \d{4}, oleh \p{L}/u);
  await expect(earlier).toContainText('Tindak lanjut yang disepakati');
  await expect(panel(page).getByText('Triwulan I 2026')).toBeVisible();
});

test('a key leads to the evidence and back to the same place, and folding it is remembered', async ({ inside: page }) => {
  await open(page, unrated);
  await giveReason(page);
  const radio = page.getByRole('radio').first();
  await expect(radio).toBeFocused();
  await page.keyboard.press('Control+b');
  await expect(panel(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(radio).toBeFocused();
  const kept = answered(page, 'draft.keep', undefined, 'evaluation/evidence');
  await page.getByRole('button', { name: 'Lipat: Bukti' }).press('Enter');
  await expect(panel(page)).toBeHidden();
  await kept;
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: unrated.full })).toBeVisible();
  await expect(panel(page)).toBeHidden();
  await page.getByRole('button', { name: 'Lihat bukti' }).press('Enter');
  await expect(panel(page)).toBeFocused();
});

test('what was achieved is typed at the result, stands in the evidence, and is in the file', async ({ inside: page }) => {
  await open(page, rated);
  await page.getByRole('button', { name: 'Buka Hasil kerja' }).press('Enter');
  await page.getByRole('article').getByRole('button', { name: /^1\. / }).press('Enter');
  await page.getByRole('button', { name: 'Tulis realisasi' }).press('Enter');
  const field = page.getByRole('textbox', { name: 'Realisasi berdasarkan bukti dukung' });
  await expect(field).toBeFocused();
  const kept = answered(page, 'evaluation.rate', rated.nip);
  await field.fill('10 dari 12 laporan\nbuku agenda 2026');
  await kept;
  await expect(panel(page).getByText(/^10 dari 12 laporan\s+buku agenda 2026$/)).toBeVisible();
  await page.reload();
  await expect(panel(page).getByText(/^10 dari 12 laporan\s+buku agenda 2026$/)).toBeVisible();
});

test('sentences to begin with go into the field step by step, and blanks that are left are told', async ({ inside: page }) => {
  await open(page, unrated);
  await giveReason(page);
  await expect(page.getByRole('radio').first()).toBeFocused();
  const kept = answered(page, 'evaluation.rate');
  await page.keyboard.press('1');
  await kept;
  await page.getByRole('article').getByRole('button', { name: /^1\. / }).press('Enter');
  const bank = page.getByRole('group', { name: /^Contoh kalimat umpan balik untuk / });
  const field = page.getByRole('textbox', { name: 'Umpan balik', exact: true });
  for (const part of ['1 Fakta', '2 Dampak', '3 Permintaan']) {
    await expect(bank.getByRole('button', { name: part })).toHaveAttribute('aria-pressed', 'true');
    const before = await field.inputValue();
    await bank.getByRole('listitem').first().getByRole('button').press('Enter');
    await expect(field).toBeFocused();
    await expect.poll(async () => (await field.inputValue()).length).toBeGreaterThan(before.length);
    expect(await field.inputValue()).toContain(before);
  }
  await expect(page.getByText('Masih ada bagian […] yang belum diisi.')).toBeVisible();
  await field.fill('Delapan dari dua belas laporan selesai. Akibatnya bidang lain menunggu. Mohon susun jadwal mingguan.');
  await expect(page.getByText('Masih ada bagian […] yang belum diisi.')).toBeHidden();
});

test('five thousand letters with line breaks and emoji are taken whole, and nothing leaves its place', async ({ inside: page }) => {
  const line = 'Laporan 📊 disusun bersama tim 👩🏽‍💻, lihat buktiyangpanjangsekalitanpaspasisamasekalidanmasihterusberlanjut.\n';
  const pasted = line.repeat(60).slice(0, 5000).trim();
  await open(page, rated);
  const field = page.getByRole('textbox', { name: 'Umpan balik umum' });
  const kept = answered(page, 'evaluation.rate', rated.nip);
  await field.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(pasted);
  await kept;
  await expect(field).toHaveValue(pasted);
  await page.reload();
  await expect(field).toHaveValue(pasted);
  for (const width of [1093, 546]) {
    await page.setViewportSize({ width, height: 614 });
    const { wide, seen } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, seen: document.documentElement.clientWidth }));
    expect(wide).toBeLessThanOrEqual(seen);
  }
});

test('a period without plans says so, and closes nobody', async ({ inside: page }) => {
  await goTo(page, '#/evaluasi/2025-TW4');
  await expect(page.getByText('Belum ada SKP untuk tahun ini.')).toBeVisible();
  await open(page, rated, '2025-TW4');
  await expect(page.getByText(/^SKP tahun ini belum ada, jadi hasil kerja belum dapat dirinci/)).toBeVisible();
  await goTo(page, '#/evaluasi/2025-TW4/tutup');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('0 siap difinalkan, 48 belum lengkap.');
  await expect(page.getByRole('contentinfo').locator('[data-verb]')).toHaveAttribute('aria-disabled', 'true');
});

test('what lacks an agreed plan leads to that plan', async ({ inside: page }) => {
  const findings = [{ code: 'skp_not_agreed', severity: 'obstacle', place: null }];
  await change<EvaluationSheet>(page, 'evaluation.sheet', (sheet) => ({ ...sheet, findings: findings as EvaluationSheet['findings'] }));
  await open(page, rated);
  await expect(page.getByRole('contentinfo').locator('[data-verb]')).toBeEnabled();
  await page.getByRole('button', { name: 'Belum lengkap: 1 hal' }).press('Enter');
  await expect(page.getByText('SKP tahun ini belum disepakati.')).toBeVisible();
  await page.getByRole('button', { name: 'Ke SKP pegawai ini' }).press('Enter');
  await expect(page).toHaveURL(new RegExp(`#/rencana/2026/${rated.nip}$`));
});

test('whoever is not the dated assessor looks only: an assessor sees the own people, an operator everybody', async ({ office, browser }) => {
  const words = 'kata sandi penilai';
  const users = [
    ['penilai1', 'penilai', ['--nip', rated.nip]],
    ['operator1', 'operator', []],
  ] as const;
  for (const [login, role, more] of users) {
    await run('tilikctl', ['user', office.folder, 'add', '--login', login, '--name', login, '--role', role, ...more], { ...office.environment, TILIK_NEW_PASSWORD: words });
  }
  for (const [login] of users) {
    const host = await Host.start(office);
    const page = await browser.newPage();
    await page.goto(host.address);
    await page.getByRole('radio', { name: login }).check();
    await enter(page, words);
    // Somebody else's head assesses him.
    await goTo(page, `#/evaluasi/${period}/${rated.nip}`);
    if (login === 'penilai1') {
      await expect(page.getByText('Hanya untuk dilihat').or(page.getByText('Evaluasi ini belum dapat ditampilkan.')).first()).toBeVisible();
      await open(page, unrated);
      await expect(page.getByRole('radio').first()).toBeFocused();
    } else {
      await expect(page.getByText('Hanya untuk dilihat')).toBeVisible();
      await expect(page.getByText('Anda bukan pejabat penilai pegawai ini pada periode ini.', { exact: false })).toBeVisible();
      // Nobody is sent to what somebody else does.
      for (const place of ['', '/tabel']) {
        await goTo(page, `#/evaluasi/${period}${place}`);
        await expect(page.getByRole('contentinfo').locator('[data-verb]')).toHaveText('Cetak lembar');
      }
    }
    await page.close();
    await host.stop();
  }
});

test('a double click in the question whether to close closes once', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/${period}/tutup`);
  const closings = listen(page, 'evaluation.start_closing');
  await expect(page.getByRole('contentinfo').locator('[data-verb]')).toBeEnabled();
  await page.getByRole('contentinfo').locator('[data-verb]').dblclick();
  const dialog = page.getByRole('dialog', { name: 'Finalkan 16 evaluasi sekarang?' });
  await dialog.getByRole('button', { name: 'Finalkan 16 evaluasi' }).dblclick();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('16 final, 32 belum lengkap.');
  expect(closings).toHaveLength(1);
});

for (const theme of ['light', 'dark', 'contrast'] as const) {
  test(`evidence and sentences are for everybody, ${theme}`, async ({ inside: page }) => {
    await page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light', contrast: theme === 'contrast' ? 'more' : 'no-preference', reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await open(page, unrated);
    await giveReason(page);
    await expect(panel(page).getByText(WITHHELD)).toBeVisible();
    const violationsNow = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]);
    expect(await violationsNow()).toEqual([]);
    await page.keyboard.press('1');
    await page.getByRole('article').getByRole('button', { name: /^1\. / }).press('Enter');
    await expect(page.getByRole('group', { name: /^Contoh kalimat/ })).toBeVisible();
    await expect(panel(page).getByText('Triwulan III 2026')).toBeVisible();
    expect(await violationsNow()).toEqual([]);
    await page.setViewportSize({ width: 546, height: 614 });
    expect(await violationsNow()).toEqual([]);
  });
}
