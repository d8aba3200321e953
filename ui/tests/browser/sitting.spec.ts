/** The whole sitting: everybody by keyboard alone, the table, the tray, the closing of all, and one opened again. */
import { period, rated, unrated } from '../office';
import type { ClosingPreview } from '../../src/generated/commands';
import { answered, change, hold, listen } from './calls';
import { say, sit } from './sitting';
import { expect, goTo, test } from './test';

/** Some of them always; everybody who is not rated when it is asked for. */
const PEOPLE = Number(process.env['TILIK_SITTING'] ?? 4);

test('people are rated by keyboard alone, with at most 20 keys for 15 ratings', async ({ inside: page }) => {
  test.setTimeout(60_000 + PEOPLE * 10_000);
  const counted = await sit(page, period, PEOPLE);
  say(counted);
  expect(counted).toHaveLength(PEOPLE);
  for (const { name, ratings, keys } of counted) expect(keys / ratings, name).toBeLessThanOrEqual(20 / 15);
});

test('the table moves by click, rates by key, takes back, and is in the file', async ({ inside: page, host, office }) => {
  await goTo(page, `#/evaluasi/${period}/tabel`);
  const grid = page.getByRole('grid');
  await expect(grid).toBeFocused();
  const row = grid.getByRole('row').filter({ has: page.getByRole('rowheader', { name: rated.name }) });
  const cell = row.getByRole('gridcell').nth(0);
  const mark = cell.getByRole('img');
  await expect(mark).toHaveAccessibleName('Sesuai ekspektasi');
  await cell.click();
  await expect(cell).toHaveAttribute('aria-selected', 'true');
  await expect(mark).toHaveAccessibleName('Sesuai ekspektasi');
  for (const [key, name] of [['3', 'Di atas ekspektasi'], ['-', 'Belum ada data'], ['Delete', 'Belum dinilai'], ['1', 'Di bawah ekspektasi']] as const) {
    const kept = answered(page, 'evaluation.rate', rated.nip);
    await page.keyboard.press(key);
    await expect(mark).toHaveAccessibleName(name);
    await kept;
  }
  await page.keyboard.press('ArrowRight');
  await expect(row.getByRole('gridcell').nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Control+Enter');
  await expect(grid).toBeFocused();
  await page.reload();
  await expect(mark).toHaveAccessibleName('Di bawah ekspektasi');
  await page.close();
  await host.stop();
  expect(await office.evaluationOf(rated.nip)).toMatchObject({ state: 'draft' });
  expect(await office.verify()).toMatchObject({ is_whole: true });
});

test('who rates in the table before the reason is there sees what comes first, and Enter leads to it', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/${period}/tabel`);
  const grid = page.getByRole('grid');
  await expect(grid).toBeFocused();
  const row = grid.getByRole('row').filter({ has: page.getByRole('rowheader', { name: unrated.full }) });
  const cell = row.getByRole('gridcell').nth(0);
  await cell.click();
  const bar = page.getByRole('contentinfo');
  const reason = bar.getByRole('textbox', { name: /^Alasan mencatat/ });
  await expect(reason).toBeVisible();
  const first = bar.getByText('Isi dulu isian di bawah tabel. Enter membawa Anda ke sana.');
  await expect(first).toHaveCount(0);
  await page.keyboard.press('2');
  await expect(first).toBeInViewport({ ratio: 1 });
  await expect(grid).toBeFocused();
  await expect(reason).toHaveValue('');
  await page.keyboard.press('Enter');
  await expect(reason).toBeFocused();
  await page.keyboard.type('Sedang cuti.');
  await page.keyboard.press('Enter');
  await expect(first).toHaveCount(0);
  await expect(grid).toBeFocused();
  const kept = answered(page, 'evaluation.rate', unrated.nip);
  await page.keyboard.press('2');
  await kept;
  await expect(cell.getByRole('img')).toHaveAccessibleName('Sesuai ekspektasi');
});

test('at 200 % the table goes sideways with the cell in force, beside names that stay and are whole', async ({ inside: page }) => {
  await page.setViewportSize({ width: 546, height: 614 });
  await goTo(page, `#/evaluasi/${period}/tabel`);
  const grid = page.getByRole('grid');
  await expect(grid).toBeFocused();
  await page.keyboard.press('End');
  const row = grid.getByRole('row').filter({ has: page.getByRole('rowheader', { name: rated.name }) });
  const name = row.getByRole('rowheader');
  const cell = row.getByRole('gridcell', { selected: true });
  await expect(cell).toBeInViewport({ ratio: 0.95 });
  await expect(name).toBeInViewport({ ratio: 0.95 });
  const [left, right] = [await name.boundingBox(), await cell.boundingBox()];
  expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual(right?.x ?? 0);
  expect(await name.evaluate((element) => element.scrollHeight - element.clientHeight)).toBeLessThanOrEqual(0);
  await page.keyboard.press('Home');
  await expect(row.getByRole('gridcell').first()).toHaveAttribute('aria-selected', 'true');
  await expect(row.getByRole('gridcell').first()).toBeInViewport({ ratio: 0.95 });
  // Nothing of the page itself goes sideways.
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});

test('what is complete is closed in one go with a report, the others are named, and one is opened again', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/${period}/tutup`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('16 siap difinalkan, 32 belum lengkap.');
  await expect(page.getByText('Periode ini masih berjalan.').first()).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: unrated.full })).toContainText('Belum dinilai sama sekali.');
  // The big button rests for a moment after a press that led here.
  await expect(page.getByRole('button', { name: 'Finalkan 16 evaluasi' })).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: 'Finalkan 16 evaluasi sekarang?' });
  await expect(dialog).toContainText('Salinan cadangan dibuat dulu.');
  await dialog.getByRole('button', { name: 'Finalkan 16 evaluasi' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('16 final, 32 belum lengkap.');
  await expect(page.getByRole('link', { name: 'Cetak lembar' })).toBeVisible();

  await goTo(page, `#/evaluasi/${period}/${rated.nip}`);
  await page.getByRole('button', { name: 'Buka lagi dengan alasan' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Bukti baru diterima.');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio').first().or(page.getByRole('button', { name: 'Buka Hasil kerja' }))).toBeVisible();
});

test('an evaluation is opened again though the person left at once', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/${period}/tutup`);
  await page.getByRole('contentinfo').locator('[data-verb]').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Finalkan 16 evaluasi' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('16 final, 32 belum lengkap.');
  await goTo(page, `#/evaluasi/${period}/${rated.nip}`);
  await page.getByRole('button', { name: 'Buka lagi dengan alasan' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Bukti baru diterima.');
  const held = await hold(page, 'evaluation.reopen');
  await page.keyboard.press('Enter');
  await held.begun();
  await goTo(page, `#/evaluasi/${period}`);
  const opened = answered(page, 'evaluation.reopen');
  held.release();
  await opened;
  await expect(page.getByRole('row').filter({ hasText: rated.full })).not.toContainText('Final');
});

test('a closing goes on while another screen is shown, is seen from there, and its report is found again', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/${period}/tutup`);
  const act = page.getByRole('button', { name: 'Finalkan 16 evaluasi' });
  await expect(act).toBeEnabled();
  const held = await hold(page, 'job.status');
  await act.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Finalkan 16 evaluasi' }).click();
  await held.begun();
  await goTo(page, '#/pegawai');
  await expect(page.getByText(/^Finalisasi evaluasi sedang dikerjakan/)).toBeVisible();
  // A second closing is not begun beside the first.
  await goTo(page, `#/evaluasi/${period}/tutup`);
  await expect(page.getByRole('button', { name: /^Finalkan \d+ evaluasi/ })).toHaveAttribute('aria-disabled', 'true');
  await goTo(page, '#/pegawai');
  held.release();
  await expect(page.getByText('Finalisasi evaluasi selesai')).toBeVisible();
  await page.getByRole('link', { name: 'Lihat' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('16 final, 32 belum lengkap.');
  await goTo(page, '#/pegawai');
  await goTo(page, `#/evaluasi/${period}/tutup`);
  await expect(page.getByText('16 evaluasi sudah final.')).toBeVisible();
});

test('the reason for assessors who rated themselves is typed once with the closing', async ({ inside: page }) => {
  await change<ClosingPreview>(page, 'evaluation.preview_closing', (preview) => ({ ...preview, on_behalf: 2 }));
  const closings = listen(page, 'evaluation.start_closing');
  await goTo(page, `#/evaluasi/${period}/tutup`);
  const act = page.getByRole('button', { name: 'Finalkan 16 evaluasi' });
  await expect(act).toBeEnabled();
  await act.click();
  const dialog = page.getByRole('dialog', { name: 'Finalkan 16 evaluasi sekarang?' });
  await expect(dialog.getByText('Alasan belum diisi.')).toBeVisible();
  await page.keyboard.press('Enter');
  expect(closings).toEqual([]);
  await dialog.getByRole('textbox', { name: /^Alasan mencatat/ }).fill('Ditutup bersama para pejabat penilai.');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('16 final, 32 belum lengkap.');
  expect(closings.map((call) => call.arguments['reason'])).toEqual(['Ditutup bersama para pejabat penilai.']);
});
