/** What is the same on every screen: how the laptop shows them, undoing, long work, locking by itself, the search for commands, and bad luck. */
import type { Page } from '@playwright/test';
import type { EvaluationSheet, JobEntry } from '../../src/generated/commands';
import { rated } from '../office';
import { violationsOf } from './axe';
import { answered, change, hold, refuse } from './calls';
import { NOTE, openNote as open } from './note';
import { enter, expect, goTo, test } from './test';

async function choose(page: Page, item: string) {
  await page.getByRole('button', { name: /^Kantor dan bahasa/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('theme, size and language hold at once, and again at the door of the next start', async ({ inside: page }) => {
  await choose(page, 'Bahasa dan tampilan');
  const dialog = page.getByRole('dialog', { name: 'Bahasa dan tampilan' });
  const root = page.locator('html');
  for (const [label, theme] of [['Kontras tinggi', 'contrast'], ['Terang', 'light'], ['Gelap', 'dark']] as const) {
    await dialog.getByRole('radio', { name: label }).check();
    await expect(root).toHaveAttribute('data-theme', theme);
    expect(await violationsOf(page, theme)).toEqual([]);
  }
  await dialog.getByRole('radio', { name: 'Sangat besar' }).check();
  await expect(root).toHaveAttribute('data-text-size', '130');
  const kept = answered(page, 'preference.set');
  await dialog.getByRole('radio', { name: 'English' }).click();
  await kept;
  await page.getByRole('button', { name: 'Done' }).click();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);

  await page.getByRole('button', { name: /^Office and language/ }).click();
  await page.getByRole('menuitem', { name: 'Lock and leave' }).click();
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeVisible();
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await expect(root).toHaveAttribute('data-text-size', '130');
});

test('what was saved is undone from the bottom bar and by Ctrl+Z, and it is said what', async ({ inside: page }) => {
  const note = await open(page);
  const before = await note.inputValue();
  const saved = answered(page, 'evaluation.rate', rated.nip);
  await note.fill(NOTE);
  await note.blur();
  await saved;
  await page.getByRole('contentinfo').getByRole('button', { name: `Urungkan: isian evaluasi, ${rated.full}, Triwulan IV 2026` }).click();
  await expect(page.getByText(`Sudah diurungkan: isian evaluasi, ${rated.full}, Triwulan IV 2026`)).toBeVisible();
  await expect(note).toHaveValue(before);

  const again = answered(page, 'evaluation.rate', rated.nip);
  await note.fill(NOTE);
  await note.blur();
  await again;
  // In a field the key belongs to the field.
  const undone = answered(page, 'undo.apply');
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('Control+z');
  await undone;
  await expect(note).toHaveValue(before);
});

test('what somebody changed since is not undone: it is said why, and what stands there now is shown', async ({ inside: page }) => {
  const note = await open(page);
  const saved = answered(page, 'evaluation.rate', rated.nip);
  await note.fill(NOTE);
  await note.blur();
  await saved;
  await refuse(page, 'undo.apply', { code: 'undo.changed', details: {}, trace: [] });
  await change<EvaluationSheet>(page, 'evaluation.sheet', (sheet) => ({ ...sheet, evaluation: { ...sheet.evaluation, note: 'Dari laptop lain.' } }));
  await page.getByRole('contentinfo').getByRole('button', { name: /^Urungkan: isian evaluasi/ }).click();
  await expect(page.getByText('Belum dapat diurungkan')).toBeVisible();
  await expect(page.getByText(/sudah diubah lagi sesudahnya\. Lihat isinya sekarang/)).toBeVisible();
  await expect(note).toHaveValue('Dari laptop lain.');
  await page.getByRole('region', { name: 'Kabar' }).getByRole('button', { name: 'Tutup' }).click();
  await expect(page.getByText('Belum dapat diurungkan')).toBeHidden();
});

test('after an act one toast names it and takes it back, wherever it was done, and its key too', async ({ inside: page }) => {
  await goTo(page, '#/pengaturan/cetakan');
  const toast = page.getByRole('status').filter({ hasText: 'Urungkan' });
  const f4 = page.getByRole('radio', { name: /^F4/ });
  await f4.check();
  await expect(toast).toContainText('Kertas diubah.');
  await expect(page.getByRole('button', { name: 'Urungkan', exact: true })).toHaveCount(1);
  await toast.getByRole('button', { name: 'Urungkan' }).click();
  await expect(page.getByText('Sudah diurungkan: pilihan kertas')).toBeVisible();
  await expect(f4).not.toBeChecked();
  await f4.check();
  await expect(toast).toContainText('Kertas diubah.');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('Control+z');
  await expect(f4).not.toBeChecked();
});

test('the office is locked by itself when nobody is there, says so, and what was typed is at its place afterwards', async ({ page }) => {
  await page.clock.install();
  await enter(page);
  const note = await open(page);
  await refuse(page, 'evaluation.rate');
  const kept = answered(page, 'draft.keep', undefined, NOTE);
  await note.fill(NOTE);
  await page.clock.runFor(1000);
  await kept;
  await page.clock.fastForward('16:00');
  await page.clock.runFor(10_000);
  await expect(page.getByText('Kantor dikunci karena tidak dipakai selama 15 menit.')).toBeVisible();
  await enter(page);
  await expect(note).toHaveValue(NOTE);
  await page.clock.runFor(1000);
  await expect(note).toBeFocused();
});

test('long work goes on after a reload and on every screen, until its end was seen', async ({ inside: page }) => {
  const token = new URL(page.url()).searchParams.get('token') ?? '';
  await page.evaluate(async (secret) => {
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    await fetch('call', { method: 'POST', headers, body: JSON.stringify({ command: 'archive.start_verify', arguments: {} }) });
  }, token);
  await change<JobEntry[]>(page, 'job.list', (jobs) => jobs.map((job) => ({ ...job, is_running: true })));
  const held = await hold(page, 'job.status');
  await page.reload();
  await held.begun();
  const strip = page.getByText('Pemeriksaan data kantor sedang dikerjakan');
  await expect(strip).toBeVisible();
  await goTo(page, '#/pegawai');
  await expect(strip).toBeVisible();
  held.release();
  await expect(page.getByText('Pemeriksaan data kantor selesai')).toBeVisible();
  await page.getByRole('button', { name: 'Tutup' }).click();
  await expect(page.getByText('Pemeriksaan data kantor selesai')).toBeHidden();
});

test('Ctrl+K finds commands beside people', async ({ inside: page }) => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('buka evaluasi');
  await page.getByRole('option', { name: 'Buka Evaluasi' }).click();
  await expect(page).toHaveURL(/#\/evaluasi/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('kunci');
  await page.getByRole('option', { name: 'Kunci dan keluar' }).click();
  await expect(page.getByLabel('Kata sandi', { exact: true })).toBeVisible();
});

test('Ctrl+K begins the evaluation, makes a copy and changes the theme', async ({ inside: page }) => {
  const command = async (typed: string, name: string) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(typed);
    await page.getByRole('option', { name }).click();
  };
  await command('lanjutkan', 'Mulai atau lanjutkan evaluasi');
  await expect(page.getByRole('main').getByRole('article')).toBeVisible();
  await command('gelap', 'Tampilan: Gelap');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await command('salinan', 'Buat salinan cadangan sekarang');
  await expect(page.getByText('Salinan cadangan selesai')).toBeVisible();
  await command('cetak semua', 'Cetak semua yang final');
  await expect(page).toHaveURL(/#\/cetak\/2026-TW4$/);
});

test('when nothing answers it is said, what was typed stays, and it is saved as soon as something does', async ({ inside: page }) => {
  const note = await open(page);
  await page.route('**/call', (route) => route.fulfill({ status: 503, body: 'gone' }));
  await note.fill(NOTE);
  const said = page.getByText('Bagian dalam aplikasi tidak menjawab');
  await expect(said).toBeVisible();
  await expect(note).toHaveValue(NOTE);
  const saved = answered(page, 'evaluation.rate', rated.nip);
  await page.unroute('**/call');
  await saved;
  await expect(said).toBeHidden();
  await expect(note).toHaveValue(NOTE);
});

test('on a full disk the text stays, the sentence says what to do, and it is kept once there is room', async ({ inside: page }) => {
  const note = await open(page);
  const full = { code: 'store.disk_full', details: {}, trace: [] };
  const room = [await refuse(page, 'draft.keep', full), await refuse(page, 'evaluation.rate', full)];
  await note.fill(NOTE);
  const said = page.getByText('Yang Anda ketik belum tersimpan di laptop ini');
  await expect(said).toBeVisible();
  await expect(page.getByText(/Ruang penyimpanan penuh.*Kosongkan ruang.*Tulisan Anda tetap di layar ini/)).toBeVisible();
  await expect(note).toHaveValue(NOTE);
  for (const make of room) make();
  await page.getByRole('button', { name: 'Coba lagi' }).first().click();
  await expect(said).toBeHidden();
});

test('a second window that shows something older is refused, and shows both', async ({ inside: page, host }) => {
  const note = await open(page);
  const second = await page.context().newPage();
  await second.goto(host.address);
  await expect(second.getByRole('button', { name: /^Periode:/ })).toBeVisible();
  const theirs = await open(second);
  const saved = answered(page, 'evaluation.rate', rated.nip);
  await note.fill(NOTE);
  await note.blur();
  await saved;
  await theirs.fill('Dari jendela kedua.');
  await theirs.blur();
  const both = second.getByRole('definition');
  await expect(both.filter({ hasText: NOTE })).toBeVisible();
  await expect(both.filter({ hasText: 'Dari jendela kedua.' })).toBeVisible();
  await second.close();
});

test('a clock that jumped by a year is said, and nothing is lost', async ({ inside: page }) => {
  await expect(page.getByText('Jam laptop ini berubah jauh')).toBeHidden();
  await page.clock.setSystemTime(Date.now() + 400 * 86_400_000);
  await page.reload();
  await expect(page.getByText('Jam laptop ini berubah jauh')).toBeVisible();
  await page.getByRole('button', { name: 'Sudah diperiksa' }).click();
  await expect(page.getByText('Jam laptop ini berubah jauh')).toBeHidden();
});

test('a screen that cannot be read still says which screen it is', async ({ inside: page }) => {
  await goTo(page, '#/bantuan');
  for (const [command, place, name] of [
    ['home.look', '#/beranda', 'Beranda'],
    ['plan.tree', '#/rencana/2026', 'Rencana Kinerja'],
    ['plan.card', `#/rencana/2026/${rated.nip}`, /^SKP/],
    ['evaluation.list', '#/evaluasi', 'Evaluasi'],
    ['staff.card', `#/pegawai/${rated.nip}`, 'Pegawai'],
  ] as const) {
    const answers = await refuse(page, command);
    await goTo(page, place);
    await expect(page.getByRole('button', { name: 'Coba lagi' }), place).toBeVisible();
    await expect(page.getByRole('heading', { level: 1, name }), place).toBeVisible();
    answers();
  }
});

test('what was searched for on one screen does not stand above the next', async ({ inside: page }) => {
  const search = page.getByRole('combobox', { name: /NIP/ }).first();
  await search.fill('tidak ada yang bernama begini');
  await page.getByRole('link', { name: 'Pegawai', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Pegawai', exact: true })).toHaveAttribute('aria-current', 'page');
  await expect(search).toHaveValue('');
});
