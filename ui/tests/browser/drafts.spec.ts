/** What was typed and not yet said, and where the person was: there again after locking, a reload and a restart, and never in place of what others wrote. */
import type { EvaluationSheet } from '../../src/generated/commands';
import { rated } from '../office';
import { answered, change, refuse } from './calls';
import { Host } from './host';
import { NOTE, noteOf, openNote as open } from './note';
import { enter, expect, test } from './test';

test('after a reload and after locking the same field of the same person has the focus', async ({ inside: page }) => {
  const note = await open(page);
  const noted = answered(page, 'draft.keep', undefined, 'overall/note');
  await note.focus();
  await noted;
  await page.reload();
  await expect(note).toBeFocused();

  await page.getByRole('button', { name: /^Kantor dan bahasa/ }).click();
  await page.getByRole('menuitem', { name: 'Kunci dan keluar' }).click();
  await expect(page.getByLabel('Kata sandi', { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/#\/$/);
  await enter(page);
  await expect(page.getByRole('heading', { level: 1, name: rated.name })).toBeVisible();
  await expect(note).toBeFocused();
});

test('what could not be saved is there after a restart, and is saved then', async ({ inside: page, host, office, browser }) => {
  const note = await open(page);
  await refuse(page, 'evaluation.rate');
  const kept = answered(page, 'draft.keep', undefined, NOTE);
  await note.fill(NOTE);
  await kept;
  await page.close();
  await host.kill();

  const again = await Host.start(office);
  const next = await browser.newPage();
  await next.goto(again.address);
  const saved = answered(next, 'evaluation.rate', rated.nip);
  await enter(next);
  await expect(noteOf(next)).toHaveValue(NOTE);
  await saved;
  await next.close();
  await again.stop();
});

test('what was typed against something older is shown beside what is there now', async ({ inside: page, host, office, browser }) => {
  const note = await open(page);
  await refuse(page, 'evaluation.rate');
  const kept = answered(page, 'draft.keep', undefined, NOTE);
  await note.fill(NOTE);
  await kept;
  await page.close();
  await host.kill();

  const again = await Host.start(office);
  const next = await browser.newPage();
  await next.goto(again.address);
  await change<EvaluationSheet>(next, 'evaluation.sheet', (sheet) => ({ ...sheet, evaluation: { ...sheet.evaluation, note: 'Dari laptop lain.' } }));
  await enter(next);
  const both = next.getByRole('definition');
  await expect(both.filter({ hasText: NOTE })).toBeVisible();
  await expect(both.filter({ hasText: 'Dari laptop lain.' })).toBeVisible();
  await next.close();
  await again.stop();
});
