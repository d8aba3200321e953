/** What could not be saved, was changed elsewhere, or was answered late: it is said, and nothing of it is lost unasked. */
import type { Page } from '@playwright/test';
import type { EvaluationSheet } from '../../src/generated/commands';
import { passphrase, period, rated } from '../office';
import { answered, change, commandOf, hold, listen, refuse } from './calls';
import { enter, expect, goTo, test } from './test';

/** Rated; a head of a section assesses him, so the head of the office gave a reason. */
const jaka = { nip: '196801211992011013', name: 'Jaka Danurwenda' };
const NOTE = 'Sudah dibicarakan dengan pegawai.';
const UNSAVED = `1 isian belum tersimpan pada ${jaka.name}`;

async function open(page: Page, { nip, name }: { nip: string; name: string }) {
  await goTo(page, `#/evaluasi/${period}/${nip}`);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  return page.getByRole('textbox', { name: 'Catatan atau rekomendasi' });
}

async function lock(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Kantor dan bahasa/ }).click();
  await page.getByRole('menuitem', { name: 'Kunci dan keluar' }).click();
}

test('what could not be saved is said on every screen, and locking asks before it is lost', async ({ inside: page }) => {
  const note = await open(page, jaka);
  const allow = await refuse(page, 'evaluation.rate');
  await note.fill(NOTE);
  await note.blur();
  // At its place it is said at its field.
  await expect(page.getByRole('contentinfo').getByText('1 isian belum tersimpan')).toBeVisible();
  const mark = page.getByRole('region', { name: 'Kabar' }).getByRole('link', { name: UNSAVED });
  await goTo(page, '#/pegawai');
  await expect(mark).toBeInViewport({ ratio: 1 });
  await lock(page);
  const dialog = page.getByRole('dialog', { name: 'Kunci kantor? 1 isian belum tersimpan.' });
  await expect(dialog).toContainText(`${jaka.name}, Triwulan IV 2026: 1 isian`);
  await dialog.getByRole('button', { name: 'Batal' }).click();
  // The same person's sheet of another quarter is not its place.
  await goTo(page, `#/evaluasi/2026-TW3/${jaka.nip}`);
  await expect(page.getByRole('heading', { level: 1, name: jaka.name })).toBeVisible();
  await expect(mark).toBeInViewport({ ratio: 1 });

  await mark.click();
  await expect(note).toHaveValue(NOTE);
  await goTo(page, '#/pegawai');
  allow();
  await lock(page);
  await expect(page.getByLabel('Kata sandi', { exact: true })).toBeVisible();
  await enter(page);
  await open(page, jaka);
  await expect(note).toHaveValue(NOTE);
});

test('locking keeps what was typed last, and what is thrown away is not saved by whoever comes next', async ({ inside: page }) => {
  const note = await open(page, jaka);
  const before = await note.inputValue();
  const saves = listen(page, 'evaluation.rate');
  await refuse(page, 'evaluation.rate');
  await note.fill(NOTE);
  await lock(page);
  await page.getByRole('button', { name: 'Kunci dan buang isian' }).click();
  await expect(page.getByLabel('Kata sandi', { exact: true })).toBeVisible();
  const asked = saves.length;
  await enter(page, passphrase);
  await open(page, jaka);
  await expect(note).toHaveValue(before);
  expect(saves).toHaveLength(asked);
});

test('what is thrown away while it is on its way to the disk is off the disk before the office is locked', async ({ inside: page }) => {
  const note = await open(page, jaka);
  const before = await note.inputValue();
  await refuse(page, 'evaluation.rate');
  const kept = await hold(page, 'draft.keep', undefined, 1);
  const dropped = await hold(page, 'draft.drop');
  const order: string[] = [];
  page.on('requestfinished', (request) => commandOf(request) === 'draft.drop' && order.push('dropped'));
  page.on('request', (request) => commandOf(request) === 'office.lock' && order.push('locked'));
  await note.fill(NOTE);
  await kept.begun();
  await lock(page);
  await page.getByRole('button', { name: 'Kunci dan buang isian' }).click();
  kept.release();
  await dropped.begun();
  // Whoever would not wait for it locks in these moments.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  dropped.release();
  await enter(page);
  expect(order).toEqual(['dropped', 'locked']);
  await open(page, jaka);
  await expect(note).toHaveValue(before);
});

test('a window that goes while something is not saved asks first, on any screen', async ({ inside: page }) => {
  const note = await open(page, jaka);
  await refuse(page, 'evaluation.rate');
  await note.fill(NOTE);
  await note.blur();
  await expect(page.getByRole('contentinfo').getByText('1 isian belum tersimpan')).toBeVisible();
  await goTo(page, '#/pegawai');
  await expect(page.getByRole('region', { name: 'Kabar' }).getByRole('link', { name: UNSAVED })).toBeVisible();
  const asked = page.waitForEvent('dialog');
  const reloaded = page.reload();
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.accept();
  await reloaded;
});

test('a changed reason is saved, and is not proposed to whoever comes next', async ({ inside: page }) => {
  await open(page, jaka);
  await page.getByRole('button', { name: 'Ubah alasan' }).click();
  await page.getByRole('textbox', { name: /^Alasan mencatat/ }).fill('Pejabat penilai sedang diklat.');
  const kept = answered(page, 'evaluation.rate', jaka.nip);
  await page.getByRole('button', { name: 'Pakai alasan ini' }).click();
  await kept;
  await page.reload();
  await expect(page.getByText(/Pejabat penilai sedang diklat\.$/)).toBeVisible();

  await lock(page);
  await enter(page);
  await goTo(page, `#/evaluasi/${period}/197502121999032030`);
  await expect(page.getByRole('textbox', { name: /^Alasan mencatat/ })).toHaveValue('');
});

test('a changed reason that could not be saved is said at the reason', async ({ inside: page }) => {
  await open(page, jaka);
  const allow = await refuse(page, 'evaluation.rate');
  await page.getByRole('button', { name: 'Ubah alasan' }).click();
  await page.getByRole('textbox', { name: /^Alasan mencatat/ }).fill('Pejabat penilai sedang diklat.');
  await page.getByRole('button', { name: 'Pakai alasan ini' }).click();
  const again = page.getByRole('button', { name: /^Coba lagi: Alasan mencatat/ });
  await expect(again).toBeVisible();
  allow();
  const kept = answered(page, 'evaluation.rate', jaka.nip);
  await again.click();
  await kept;
  await expect(again).toBeHidden();
});

test('what lacks an assessor leads to the card, where it can be put right', async ({ inside: page }) => {
  const findings = [{ code: 'assessor_missing', severity: 'obstacle', place: null }];
  await change<EvaluationSheet>(page, 'evaluation.sheet', (sheet) => ({ ...sheet, findings: findings as EvaluationSheet['findings'] }));
  await open(page, jaka);
  await expect(page.getByRole('contentinfo').locator('[data-verb]')).toBeEnabled();
  await page.getByRole('button', { name: 'Belum lengkap: 1 hal' }).click();
  await expect(page.getByText('Tetapkan di kartu pegawai ini, bagian Pejabat penilai.')).toBeVisible();
  await page.getByRole('button', { name: 'Ke pejabat penilai' }).click();
  await expect(page).toHaveURL(new RegExp(`#/pegawai/${jaka.nip}/penilai$`));
});

test('what was changed elsewhere since it was saved here is shown', async ({ inside: page }) => {
  const note = await open(page, jaka);
  const kept = answered(page, 'evaluation.rate', jaka.nip);
  await note.fill(NOTE);
  await note.blur();
  await kept;
  await open(page, rated);
  await change<EvaluationSheet>(page, 'evaluation.sheet', (sheet) => ({ ...sheet, evaluation: { ...sheet.evaluation, note: 'Dari laptop lain.' } }));
  await open(page, jaka);
  await expect(note).toHaveValue('Dari laptop lain.');
});

test('an answer that comes late does not overwrite a newer list, and a list that cannot be loaded again says so', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/${period}`);
  await expect(page.getByRole('heading', { name: '32 dari 48 belum dinilai.' })).toBeVisible();
  await open(page, jaka);
  // The first answer is old and comes last.
  const late = await hold(page, 'evaluation.list', [], 1);
  await goTo(page, `#/evaluasi/${period}`);
  await late.begun();
  await open(page, jaka);
  const newer = answered(page, 'evaluation.list');
  await goTo(page, `#/evaluasi/${period}`);
  await newer;
  const old = answered(page, 'evaluation.list');
  late.release();
  await old;
  await expect(page.getByRole('heading', { name: '32 dari 48 belum dinilai.' })).toBeVisible();

  const allow = await refuse(page, 'evaluation.list');
  await open(page, jaka);
  await goTo(page, `#/evaluasi/${period}`);
  const said = page.getByText('Daftar ini belum dapat dimuat lagi. Isinya mungkin sudah berubah.');
  await expect(said).toBeVisible();
  allow();
  await page.getByRole('button', { name: 'Coba lagi' }).click();
  await expect(said).toBeHidden();
});
