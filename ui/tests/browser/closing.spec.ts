/** Whom a press of the big blue button is for: while saves are slow, while keys are held down, and while somebody clicks elsewhere. */
import type { Locator, Page } from '@playwright/test';
import { period } from '../office';
import { answered, hold, listen } from './calls';
import { expect, goTo, test } from './test';

/** Both rated and not closed. */
const jaka = { nip: '196801211992011013', name: 'Jaka Danurwenda' };
const oktavia = { nip: '198211232006042003', name: 'Oktavia Kertapati, S.STP.' };

const NOTE = 'Sudah dibicarakan dengan pegawai.';

async function open(page: Page, { nip, name }: { nip: string; name: string }): Promise<Locator> {
  await goTo(page, `#/evaluasi/${period}/${nip}`);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(verbOf(page)).toBeEnabled();
  return page.getByRole('textbox', { name: 'Catatan atau rekomendasi' });
}

function verbOf(page: Page): Locator {
  return page.getByRole('contentinfo').locator('[data-verb]');
}

/** The middle of the button, where the hand stays. */
async function middleOf(button: Locator): Promise<[number, number]> {
  const { x, y, width, height } = (await button.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  return [x + width / 2, y + height / 2];
}

test('a closing is of the person it was asked for, whoever is looked at when the save is done', async ({ inside: page, host, office }) => {
  const note = await open(page, jaka);
  const closings = listen(page, 'evaluation.close');
  const saves = await hold(page, 'evaluation.rate');
  await note.fill(NOTE);
  await page.keyboard.press('Control+Enter');
  await saves.begun();
  await page.getByRole('navigation', { name: 'Pegawai pada periode ini' }).getByRole('link', { name: oktavia.name }).click();
  await expect(page.getByRole('heading', { level: 1, name: oktavia.name })).toBeVisible();
  const closed = answered(page, 'evaluation.close');
  saves.release();
  await closed;
  await expect(page.getByText(/^1 dari \d+ selesai$/)).toBeVisible();

  expect(closings.map((call) => call.arguments['nip'])).toEqual([jaka.nip]);
  await expect(page.getByRole('heading', { level: 1, name: oktavia.name })).toBeVisible();
  expect(new URL(page.url()).hash).toBe(`#/evaluasi/${period}/${oktavia.nip}`);
  await page.close();
  await host.stop();
  expect(await office.evaluationOf(jaka.nip)).toMatchObject({ state: 'closed' });
  expect(await office.evaluationOf(oktavia.nip)).toMatchObject({ state: 'draft' });
});

const REFUSAL = { code: 'store.busy', details: {}, trace: [] };

test('the next person is there before the closing is answered, and a refusal leads back, where no key rates', async ({ inside: page }) => {
  await open(page, jaka);
  const closing = await hold(page, 'evaluation.close', REFUSAL);
  const ratings = listen(page, 'evaluation.rate');
  await page.keyboard.press('Control+Enter');
  await closing.begun();
  await expect(page.getByRole('heading', { level: 1, name: jaka.name })).toBeHidden();
  await expect(page.getByRole('article')).toContainText('NIP');
  await expect(page).not.toHaveURL(new RegExp(jaka.nip));
  // It is not closed yet, and nothing says so.
  await expect(page.getByText(/^0 dari \d+ selesai$/)).toBeVisible();

  closing.release();
  await expect(page.getByRole('heading', { level: 1, name: jaka.name })).toBeVisible();
  const refusal = page.getByRole('region', { name: 'Belum bisa difinalkan.' });
  await expect(refusal).toBeFocused();
  await page.keyboard.press('1');
  await page.keyboard.press('Tab');
  await expect(refusal).not.toBeFocused();
  expect(ratings).toEqual([]);
});

test('a closing that is refused when somebody has gone elsewhere is said in the frame and at the person it was asked for', async ({ inside: page }) => {
  await open(page, jaka);
  const closing = await hold(page, 'evaluation.close', REFUSAL);
  await page.keyboard.press('Control+Enter');
  await closing.begun();
  await goTo(page, '#/pegawai');
  const mark = page.getByRole('link', { name: `Belum bisa difinalkan: ${jaka.name}` });
  await expect(mark).toBeHidden();
  closing.release();
  await mark.click();
  await expect(page.getByRole('heading', { level: 1, name: jaka.name })).toBeVisible();
  await expect(page.getByText('Belum bisa difinalkan.', { exact: true })).toBeVisible();
  await expect(mark).toBeHidden();
  await open(page, oktavia);
  await expect(page.getByText('Belum bisa difinalkan.', { exact: true })).toBeHidden();
  await expect(mark).toBeHidden();
});

test('a step to the next person does not lead away from a place that was chosen since', async ({ inside: page }) => {
  const note = await open(page, jaka);
  const saves = await hold(page, 'evaluation.rate');
  await note.fill(NOTE);
  await page.keyboard.press('Alt+ArrowDown');
  await saves.begun();
  await goTo(page, `#/cetak/${period}/${jaka.nip}`);
  const kept = answered(page, 'evaluation.rate');
  saves.release();
  await kept;
  await expect(page.getByRole('img', { name: /^Halaman 1 dari 1/ })).toBeVisible();
  expect(new URL(page.url()).hash).toBe(`#/cetak/${period}/${jaka.nip}`);
});

test('while a closing is on its way nothing can be written that it would lose', async ({ inside: page }) => {
  const note = await open(page, jaka);
  const before = await note.inputValue();
  const closing = await hold(page, 'evaluation.close', REFUSAL);
  await page.keyboard.press('Control+Enter');
  await closing.begun();
  await open(page, jaka);
  await note.focus();
  await page.keyboard.type('hilang');
  await expect(note).toHaveValue(before);

  closing.release();
  await expect(page.getByText('Belum bisa difinalkan.', { exact: true })).toBeVisible();
  await note.fill(NOTE);
  const kept = answered(page, 'evaluation.rate', jaka.nip);
  await note.blur();
  await kept;
  await page.reload();
  await expect(note).toHaveValue(NOTE);
});

test('a slow double click closes one person', async ({ inside: page }) => {
  await open(page, jaka);
  const closings = listen(page, 'evaluation.close');
  // Time stands still between the two presses, however long this machine takes.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  const [x, y] = await middleOf(verbOf(page));
  await page.mouse.click(x, y);
  await expect(page.getByRole('heading', { level: 1, name: jaka.name })).toBeHidden();
  await expect(page).not.toHaveURL(new RegExp(jaka.nip));
  const next = page.url();
  await page.mouse.click(x, y);
  await expect(verbOf(page)).toBeDisabled();
  await page.clock.runFor(400);
  await expect(verbOf(page)).toBeEnabled();
  expect(page.url()).toBe(next);
  expect(closings).toHaveLength(1);

  // A press for this person counts again.
  await verbOf(page).click();
  await expect(page).not.toHaveURL(next);
});

test('a quick double click presses once', async ({ inside: page }) => {
  const closings = listen(page, 'evaluation.close');
  await open(page, jaka);
  const [x, y] = await middleOf(verbOf(page));
  await page.mouse.dblclick(x, y);
  await expect(page.getByText(/^1 dari \d+ selesai$/)).toBeVisible();
  await expect(verbOf(page)).toBeEnabled();
  expect(closings).toHaveLength(1);
});

test('Enter that is held down in a field goes on once and closes nobody', async ({ inside: page }) => {
  const note = await open(page, jaka);
  const closings = listen(page, 'evaluation.close');
  await page.getByRole('textbox', { name: 'Umpan balik umum' }).focus();
  for (let held = 0; held < 12; held += 1) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await expect(note).toBeFocused();
  for (let held = 0; held < 12; held += 1) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await expect(verbOf(page)).toBeFocused();
  await page.keyboard.down('Control');
  for (let held = 0; held < 12; held += 1) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await page.keyboard.up('Control');
  await expect(page.getByText(/^1 dari \d+ selesai$/)).toBeVisible();
  await expect(verbOf(page)).toBeEnabled();
  expect(closings).toHaveLength(1);
});
