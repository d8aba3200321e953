import type { Page } from '@playwright/test';
import type { EvaluationSheet } from '../../src/generated/commands';
import { head, period, rated, unrated } from '../office';
import { violationsInThemes } from './axe';
import { answered, change, hold, listen } from './calls';
import { expect, goTo, test } from './test';

const REASON = 'Pejabat penilai sedang cuti.';
/** Unrated as well, and of the same assessor. */
const colleague = '198912142024212020';

/** Rates all that is to be rated, each with its key. */
async function rateAll(page: Page): Promise<void> {
  const said = page.getByRole('contentinfo').getByRole('status');
  await expect(said).toHaveText(/dari \d+ dinilai/);
  const items = Number(/dari (\d+) dinilai/.exec((await said.textContent()) ?? '')?.[1]);
  expect(items).toBeGreaterThan(8);
  for (let done = 1; done < items; done += 1) {
    await page.keyboard.press(done === 3 ? '3' : '2');
    await expect(said).toHaveText(`${done} dari ${items} dinilai`);
  }
  await page.keyboard.press('2');
  await expect(said).toHaveText('Baik');
}

test('a person is rated with keys, explained, closed and printed, and it is in the file', async ({ inside: page, host, office }) => {
  await goTo(page, `#/evaluasi/${period}/${unrated.nip}`);
  await expect(page.getByRole('heading', { level: 1, name: unrated.full })).toBeVisible();
  await page.getByRole('textbox', { name: /^Alasan mencatat/ }).fill(REASON);
  await page.getByRole('button', { name: 'Pakai alasan ini' }).click();
  await expect(page.getByRole('radio').first()).toBeFocused();
  await rateAll(page);
  await expect(page.getByText(/^Tersimpan di laptop ini/)).toBeVisible();

  await page.getByRole('button', { name: 'mengapa?' }).click();
  await expect(page.getByRole('heading', { name: 'Mengapa Baik?' })).toBeVisible();
  await expect(page.getByRole('table', { name: /bertemu perilaku kerja Sesuai ekspektasi: Baik/ })).toBeVisible();
  await page.keyboard.press('Escape');

  await expect(page.getByRole('button', { name: /^Finalkan & lanjut/ })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1, name: unrated.full })).toBeHidden();

  await goTo(page, `#/cetak/${period}/${unrated.nip}`);
  await expect(page.getByRole('img', { name: `Halaman 1 dari 1: ${unrated.full}` }).locator('canvas')).toBeVisible();
  await expect(page.getByText('RANCANGAN')).toBeHidden();

  await page.close();
  await host.stop();
  expect(await office.evaluationOf(unrated.nip)).toMatchObject({
    name: unrated.full,
    state: 'closed',
    result_rating: 'meets',
    behaviour_rating: 'meets',
    predicate: 'baik',
  });
  expect(await office.verify()).toMatchObject({ is_whole: true });
});

test('feedback begun with a sentence is not final before its blanks are filled in', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/${period}/${rated.nip}`);
  const general = page.getByRole('textbox', { name: 'Umpan balik umum' });
  await general.fill('Terlambat […] kali pada […].');
  const verb = page.getByRole('contentinfo').locator('[data-verb]');
  await expect(verb).toHaveText(/^\s*(Lanjut ke|Lihat daftar)/);
  const selected = () => general.evaluate((field: HTMLTextAreaElement) => [field.selectionStart, field.selectionEnd]);
  await page.getByRole('button', { name: 'Belum lengkap: 1 hal' }).click();
  await expect(page.getByText('Umpan balik umum masih memuat […] yang belum diisi.')).toBeVisible();
  await page.getByRole('button', { name: 'Ke Umpan balik umum' }).click();
  await expect(general).toBeFocused();
  expect(await selected()).toEqual([10, 13]);
  await page.keyboard.press('Enter');
  expect(await selected()).toEqual([24, 27]);
  await page.keyboard.press('Enter');
  await expect(general).not.toBeFocused();
  await general.fill('Terlambat 3 kali pada September.');
  await expect(verb).toHaveText(/^\s*Finalkan/);
});

test('a reload comes back to the same person, with everything that was rated', async ({ inside: page, host, office }) => {
  await goTo(page, `#/evaluasi/${period}/${unrated.nip}`);
  await page.getByRole('textbox', { name: /^Alasan mencatat/ }).fill(REASON);
  await page.getByRole('button', { name: 'Pakai alasan ini' }).click();
  await expect(page.getByRole('radio').first()).toBeFocused();
  const said = page.getByRole('contentinfo').getByRole('status');
  const first = answered(page, 'evaluation.rate');
  await page.keyboard.press('2');
  await first;
  const last = answered(page, 'evaluation.rate');
  await page.keyboard.press('3');
  await last;
  await expect(said).toHaveText(/^2 dari/);

  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: unrated.full })).toBeVisible();
  await expect(said).toHaveText(/^2 dari/);
  await page.close();
  await host.stop();
  expect(await office.evaluationOf(unrated.nip)).toMatchObject({ state: 'draft' });
  expect(await office.verify()).toMatchObject({ is_whole: true });
});

test('the list of a quarter says how many are left and leads to a person', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/${period}`);
  await expect(page.getByRole('heading', { name: '32 dari 48 belum dinilai.' })).toBeVisible();
  await page.getByRole('link', { name: new RegExp(rated.name) }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: rated.full })).toBeVisible();
});

test('a row of the list leads to its own person, wherever it is pressed', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/${period}`);
  const row = page.getByRole('row').filter({ has: page.getByRole('link') }).first();
  const name = (await row.getByRole('link').textContent()) ?? '';
  await row.getByRole('cell').last().click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
});

test('a digit below expectation is a rating and no word, and the words are asked for at the end', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/${period}/${unrated.nip}`);
  await page.getByRole('textbox', { name: /^Alasan mencatat/ }).fill(REASON);
  await page.getByRole('button', { name: 'Pakai alasan ini' }).click();
  await expect(page.getByRole('radio').first()).toBeFocused();
  const said = page.getByRole('contentinfo').getByRole('status');
  await expect(said).toHaveText(/dari \d+ dinilai/);
  const items = Number(/dari (\d+) dinilai/.exec((await said.textContent()) ?? '')?.[1]);
  for (let done = 1; done < items; done += 1) {
    await page.keyboard.press(done === 1 ? '1' : '2');
    await expect(said).toHaveText(`${done} dari ${items} dinilai`);
  }
  await page.keyboard.press('2');
  // One digit too many is no word either: Enter goes to the words.
  const words = page.getByRole('textbox', { name: /^Umpan balik/ }).first();
  await expect(words).toBeVisible();
  await page.keyboard.press('2');
  await expect(words).not.toBeFocused();
  await expect(said).toHaveText('Baik');
  await page.keyboard.press('Enter');
  await expect(words).toBeFocused();
  await expect(words).toHaveValue('');
});

test('what was made final is said with the way back, and the reason is asked once for an assessor', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/${period}/${unrated.nip}`);
  await page.getByRole('textbox', { name: /^Alasan mencatat/ }).fill(REASON);
  await page.getByRole('button', { name: 'Pakai alasan ini' }).click();
  await expect(page.getByRole('radio').first()).toBeFocused();
  await rateAll(page);
  await page.keyboard.press('Control+Enter');
  // The next one of the same assessor: nothing is asked again, also after a reload.
  await expect(page.getByRole('heading', { level: 1, name: unrated.full })).toBeHidden();
  await expect(page.getByText(`: ${REASON}`)).toBeVisible();
  await expect(page.getByRole('radio').first()).toBeFocused();
  const line = page.getByText(`Evaluasi ${unrated.full} sudah final: tidak dapat diurungkan, tetapi dapat dibuka lagi dengan alasan.`);
  await expect(line).toBeVisible();
  expect(await violationsInThemes(page, 'the line of who is final')).toEqual([]);
  await page.getByRole('button', { name: `Buka lagi ${unrated.full}` }).click();
  await expect(page.getByRole('dialog', { name: `Buka lagi evaluasi ${unrated.full}?` })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.reload();
  await goTo(page, `#/evaluasi/${period}/${colleague}`);
  await expect(page.getByText(`: ${REASON}`)).toBeVisible();
  await page.keyboard.press('2');
  await expect(line).toBeHidden();
});

test('of the own evaluation the signed paper is asked, and stands on the screen', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/2026/${head.nip}`);
  await expect(page.getByText(/^Evaluasi Anda sendiri diputuskan/)).toBeVisible();
  await page.getByRole('button', { name: 'Salin dari lembar ini' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Isi dulu tanggal keputusan dan lembarnya.' })).toBeVisible();
  await page.getByLabel(/^Tanggal keputusan/).fill('5 1 2026');
  await page.getByLabel('Lembar yang ditandatangani').fill('800/1');
  expect(await violationsInThemes(page, 'the own evaluation')).toEqual([]);
  await page.getByRole('button', { name: 'Salin dari lembar ini' }).click();
  await expect(page.getByText(/^Menurut lembar yang ditandatangani .*, 5 Januari 2026: 800\/1$/)).toBeVisible();
  await expect(page.getByRole('radio').first()).toBeFocused();
  const kept = answered(page, 'evaluation.rate');
  await page.keyboard.press('2');
  await kept;
});

test('who is complete is asked while no key is pressed, and not again of those who did not change', async ({ inside: page }) => {
  const asked = listen(page, 'evaluation.complete');
  const first = answered(page, 'evaluation.complete');
  await goTo(page, `#/evaluasi/${period}`);
  await first;
  expect(asked).toHaveLength(1);
  await goTo(page, `#/evaluasi/${period}/${rated.nip}`);
  await expect(page.getByRole('heading', { level: 1, name: rated.full })).toBeVisible();
  const again = answered(page, 'evaluation.list');
  await goTo(page, `#/evaluasi/${period}`);
  await again;
  // An agreement or an assessor may change it for anybody.
  const anew = answered(page, 'evaluation.complete');
  await page.evaluate(() => (location.hash = '#/pengaturan/cetakan'));
  await page.getByRole('radio', { name: /F4/ }).check();
  await expect(page.getByText(/^Tersimpan di laptop ini/)).toBeVisible();
  expect(asked).toHaveLength(1);
  await goTo(page, `#/evaluasi/${period}`);
  await anew;
});

test('an own evaluation that is opened again asks for its paper anew, keeps it at once, and is made final by it', async ({ inside: page, host, office }) => {
  await reopenOwn(page);
  // Older than the period: it is said where the paper is asked for, and nobody speaks of a closing.
  await givePaper(page, '5 10 2025', '800/2');
  await expect(page.getByRole('alert').filter({ hasText: 'Tanggal 5 Oktober 2025 terlalu awal' })).toBeVisible();
  await expect(page.getByText('Belum bisa difinalkan.')).toBeHidden();
  const kept = answered(page, 'evaluation.rate');
  await givePaper(page, '6 10 2026', '800/2');
  await kept;
  await page.reload();
  await expect(page.getByText(/, 6 Oktober 2026: 800\/2$/)).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1, name: head.full })).toBeHidden();
  await page.close();
  await host.stop();
  expect(await office.evaluationOf(head.nip)).toMatchObject({ state: 'closed' });
});

test('a paper that was refused does not come back over the one that was stored after it', async ({ inside: page }) => {
  await reopenOwn(page);
  const typed = answered(page, 'draft.keep', undefined, '800/2');
  await givePaper(page, '5 10 2025', '800/2');
  await expect(page.getByRole('alert').filter({ hasText: 'Tanggal 5 Oktober 2025 terlalu awal' })).toBeVisible();
  await typed;
  // What the first paper left on the disk is still there when the window goes: slower than the storing of the second.
  const drops = await hold(page, 'draft.drop');
  const keeps = await hold(page, 'draft.keep');
  const kept = answered(page, 'evaluation.rate');
  await givePaper(page, '6 10 2026', '800/3');
  await kept;
  await page.reload();
  await expect(page.getByText(/, 6 Oktober 2026: 800\/3$/)).toBeVisible();
  await expect(page.getByText(/^Evaluasi Anda sendiri diputuskan/)).toBeHidden();
  drops.release();
  keeps.release();
});

test('nothing is made final over a paper that is refused while it is on its way', async ({ inside: page }) => {
  await reopenOwn(page);
  await givePaper(page, '6 10 2026', '800/2');
  await expect(page.getByText(/, 6 Oktober 2026: 800\/2$/)).toBeVisible();
  const closings = listen(page, 'evaluation.close');
  await page.getByRole('button', { name: 'Ubah lembar' }).click();
  const held = await hold(page, 'evaluation.rate');
  await givePaper(page, '5 10 2025', '800/3');
  await held.begun();
  await page.keyboard.press('Control+Enter');
  held.release();
  await expect(page.getByRole('alert').filter({ hasText: 'Tanggal 5 Oktober 2025 terlalu awal' })).toBeVisible();
  await expect(page.getByLabel(/^Tanggal keputusan/)).toBeFocused();
  expect(closings).toEqual([]);
});

/** Makes the own evaluation final and opens it again: its paper is asked for. */
async function reopenOwn(page: Page): Promise<void> {
  const name = page.getByRole('heading', { level: 1, name: head.full });
  const former = page.getByText(/^Menurut lembar yang ditandatangani/);
  await goTo(page, `#/evaluasi/${period}/${head.nip}`);
  await expect(name).toBeVisible();
  await expect(former).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(name).toBeHidden();

  await goTo(page, `#/evaluasi/${period}/${head.nip}`);
  await page.getByRole('button', { name: 'Buka lagi dengan alasan' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Salah salin.');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Evaluasi Anda sendiri diputuskan/)).toBeVisible();
  await expect(former).toBeHidden();
}

async function givePaper(page: Page, day: string, paper: string): Promise<void> {
  await page.getByLabel(/^Tanggal keputusan/).fill(day);
  await page.getByLabel('Lembar yang ditandatangani').fill(paper);
  await page.getByRole('button', { name: 'Salin dari lembar ini' }).click();
}

test('a reason that was given for an assessor does not stand on what the assessor rated', async ({ inside: page }) => {
  await goTo(page, `#/evaluasi/${period}/${unrated.nip}`);
  await page.getByRole('textbox', { name: /^Alasan mencatat/ }).fill(REASON);
  await page.getByRole('button', { name: 'Pakai alasan ini' }).click();
  await expect(page.getByRole('radio').first()).toBeFocused();
  // Of the same assessor, and begun by that assessor.
  await change<EvaluationSheet>(page, 'evaluation.sheet', (sheet) => {
    if (sheet.person.nip !== colleague) return sheet;
    return { ...sheet, evaluation: { ...sheet.evaluation, state: 'draft', result_rating: 'meets', on_behalf_reason: '' } };
  });
  const ratings = listen(page, 'evaluation.rate');
  await goTo(page, `#/evaluasi/${period}/${colleague}`);
  await expect(page.getByRole('textbox', { name: /^Alasan mencatat/ })).toHaveValue(REASON);
  await expect(page.getByText(`: ${REASON}`)).toBeHidden();
  await page.keyboard.press('1');
  expect(ratings).toEqual([]);
});
