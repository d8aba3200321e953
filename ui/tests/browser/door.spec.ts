import { passphrase } from '../office';
import { enter, expect, test } from './test';

test('a wrong passphrase is a sentence, and the right one opens all the same', async ({ page }) => {
  const box = page.getByLabel('Kata sandi', { exact: true });
  await box.fill('bukan kata sandinya');
  await box.press('Enter');
  await expect(page.getByText(/kata sandi/i).filter({ hasText: /salah|tidak cocok|tidak tepat|keliru/i })).toBeVisible();
  await expect(box).toHaveValue('');
  await enter(page);
  await expect(page).toHaveTitle(/Tilik$/);
});

test('an empty passphrase is asked for without a question to the office', async ({ page }) => {
  await page.getByRole('button', { name: 'Buka kantor' }).click();
  await expect(page.getByText('Kata sandi belum diisi.')).toBeVisible();
  await expect(page.getByLabel('Kata sandi', { exact: true })).toBeFocused();
});

test('the office is locked again', async ({ inside: page }) => {
  await page.getByRole('button', { name: /^Kantor dan bahasa:/ }).click();
  await page.getByRole('menuitem', { name: 'Kunci dan keluar' }).click();
  await expect(page.getByRole('button', { name: 'Buka kantor' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Buka kantor' })).toBeVisible();
  await enter(page, passphrase);
});

test('the big button rests after the one that stood there was pressed, until somebody does something else', async ({ page }) => {
  // Time stands still, so that it does not rest for a moment only.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.getByLabel('Kata sandi', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Buka kantor' }).click();
  const verb = page.getByRole('contentinfo').locator('[data-verb]');
  await expect(verb).toHaveAttribute('aria-disabled', 'true');
  const home = page.url();
  await page.keyboard.press('Control+Enter');
  expect(page.url()).toBe(home);
  await page.keyboard.press('Tab');
  await expect(verb).not.toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/#\/evaluasi\//);
});
