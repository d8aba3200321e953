import type { Home } from '../../src/generated/commands';
import { period } from '../office';
import { change, refuse } from './calls';
import { enter, expect, goTo, test } from './test';

test('behind the door the title says what is left, and the blue button begins with the first', async ({ inside: page }) => {
  await expect(page.getByRole('heading', { level: 1, name: 'Hari ini: 32 evaluasi lagi.' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Beranda' })).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('img', { name: 'Evaluasi: 16 dari 48' })).toBeVisible();
  const steps = page.getByRole('region', { name: 'Langkah berikutnya' }).getByRole('listitem');
  await expect(steps).toHaveCount(2);
  await expect(steps.first()).toContainText('Nilai 32 pegawai yang belum dievaluasi');
  await expect(steps.first()).toContainText('± 80 menit');
  const name = /Mulai dari ([^,]+)/.exec((await steps.first().textContent()) ?? '')?.[1] ?? '';
  expect(name).not.toBe('');

  await expect(page.locator('[data-verb]:not([aria-disabled="true"])')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(new RegExp(`#/evaluasi/${period}/\\d{18}$`));
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^${name}`) })).toBeVisible();
});

test('whoever rates in the shuffled order is led to the same person from everywhere', async ({ inside: page }) => {
  const verb = page.locator('[data-verb]:not([aria-disabled="true"])');
  const led = async (from: string) => {
    await goTo(page, from);
    await expect(page).toHaveURL(new RegExp(`${from}$`));
    await expect(verb).toBeVisible();
    await verb.click();
    await expect(page).toHaveURL(new RegExp(`#/evaluasi/${period}/\\d{18}$`));
    return new URL(page.url()).hash;
  };
  const walking = await led(`#/evaluasi/${period}`);
  await goTo(page, `#/evaluasi/${period}`);
  await page.getByRole('button', { name: 'Acak urutan' }).click();
  const shuffled = await led(`#/evaluasi/${period}`);
  expect(shuffled).not.toBe(walking);
  expect(await led('#/beranda')).toBe(shuffled);
});

test('the first screen names the quarter and leads to the one before and back', async ({ inside: page }) => {
  const shown = page.getByRole('button', { name: /^Periode:/ });
  await expect(shown).toContainText('Triwulan IV 2026');
  await page.getByRole('button', { name: 'Ke Triwulan III 2026' }).click();
  await expect(shown).toContainText('Triwulan III 2026');
  await expect(page.getByText(/^Triwulan III 2026 berakhir/)).toBeVisible();
  await page.reload();
  await expect(shown).toContainText('Triwulan III 2026');
  await page.getByRole('button', { name: 'Ke Triwulan IV 2026' }).click();
  await expect(shown).toContainText('Triwulan IV 2026');
});

test('a quarter of which all is final asks to print, and the step leads there', async ({ inside: page }) => {
  await page.getByRole('button', { name: /^Periode:/ }).click();
  await page.getByRole('menuitemradio', { name: 'Triwulan III 2026' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Semua 48 evaluasi sudah final.' })).toBeVisible();
  await page.getByRole('link', { name: 'Cetak 48 lembar' }).click();
  await expect(page).toHaveURL(/#\/cetak\/2026-TW3/);
});

test('once printed, the first screen counts signatures and leads to them', async ({ page }) => {
  const tally = { done: 38, begun: 2, of: 40 };
  await change<Home>(page, 'home.look', (home) => ({ ...home, signed: tally, steps: [{ kind: 'sign', people: 2, missing: 0, minutes: null }] }));
  await enter(page);
  await expect(page.getByRole('heading', { level: 1, name: '2 lembar menunggu tanda tangan.' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Tanda tangan: 38 dari 40' })).toBeVisible();
  await page.getByRole('link', { name: '2 belum ditandatangani' }).click();
  await expect(page).toHaveURL(new RegExp(`#/lembar/${period}$`));
});

test('people who need a look are named with the reason and lead to their place; many are counted', async ({ page }) => {
  const somebody = (name: string) => ({ nip: '197502121999032030', name, unit_name: 'Sekretariat' });
  await change<Home>(page, 'home.look', (home) => ({
    ...home,
    came_later: 2,
    cares: [
      { reason: 'feedback_missing', people: 1, first: [somebody('Endah Narendra')] },
      { reason: 'no_plan', people: 120, first: [somebody('A'), somebody('B'), somebody('C')] },
    ],
  }));
  await enter(page);
  const cares = page.getByRole('region', { name: 'Perlu perhatian' });
  await expect(cares.getByRole('listitem')).toHaveCount(2);
  await expect(cares).toContainText('120 pegawai');
  await expect(page.getByText('2 pegawai baru tidak dihitung')).toBeVisible();
  await cares.getByRole('link', { name: 'Buka Endah Narendra: Di bawah ekspektasi, belum ada umpan balik' }).click();
  await expect(page).toHaveURL(new RegExp(`#/evaluasi/${period}/197502121999032030$`));
});

test('three steps stand side by side with their words whole, and the first leads to those whom it is about', async ({ page }) => {
  const step = { people: 13, missing: 13, minutes: null };
  await change<Home>(page, 'home.look', (home) => ({
    ...home,
    steps: [
      { ...step, kind: 'name_superiors' },
      { ...step, kind: 'agree_plans' },
      { ...step, kind: 'rate' },
    ],
  }));
  await enter(page);
  const steps = page.getByRole('region', { name: 'Langkah berikutnya' }).getByRole('listitem');
  await expect(steps).toHaveCount(3);
  // The words have the room: the button beside them takes less than a third.
  for (const [at, name] of [[1, 'Buka rencana'], [2, 'Lanjut menilai']] as const) {
    const [row, button] = await Promise.all([steps.nth(at).boundingBox(), steps.nth(at).getByRole('link', { name }).boundingBox()]);
    expect(button?.width ?? Infinity).toBeLessThan((row?.width ?? 0) / 3);
  }
  await page.getByRole('link', { name: 'Tetapkan pejabat penilai' }).click();
  await expect(page).toHaveURL(/#\/pegawai\/tanpa-penilai$/);
  await expect(page.getByRole('combobox', { name: 'Keadaan' })).toHaveValue('without');
});

test('what cannot be read is said, with a way to try again', async ({ page }) => {
  const allow = await refuse(page, 'home.look');
  await enter(page);
  await expect(page.getByText(/^Beranda belum dapat dibuka\./)).toBeVisible();
  allow();
  await page.getByRole('button', { name: 'Coba lagi' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Hari ini/ })).toBeVisible();
});

test('the place that was open before is opened again, and not home', async ({ page }) => {
  await goTo(page, '#/pegawai');
  await enter(page);
  await expect(page.getByRole('heading', { name: /^48 pegawai/ })).toBeVisible();
});
