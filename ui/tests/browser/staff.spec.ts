import { rated, unrated } from '../office';
import { gate } from './gate';
import { expect, goTo, test } from './test';

test('somebody is found by name and by NIP, in the list and from everywhere', async ({ inside: page }) => {
  await goTo(page, '#/pegawai');
  await expect(page.getByRole('heading', { name: /^48 pegawai/ })).toBeVisible();
  const search = page.getByRole('searchbox', { name: 'Cari pegawai' });
  const rows = page.getByRole('grid', { name: /^Daftar pegawai/ }).getByRole('row').filter({ has: page.getByRole('link') });

  await search.fill(unrated.name.toLowerCase());
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(unrated.full);
  // As it is printed, with gaps.
  await search.fill('19750212 199903 2 030');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(unrated.full);
  await search.fill('tidak ada yang begini');
  await expect(page.getByRole('heading', { name: 'Tidak ada pegawai yang cocok.' })).toBeVisible();
  await page.getByRole('button', { name: 'Tampilkan semua pegawai' }).click();

  await page.keyboard.press('Control+k');
  const everywhere = page.getByRole('combobox', { name: 'Cari nama atau NIP' });
  await expect(everywhere).toBeFocused();
  await everywhere.fill(unrated.nip);
  await expect(page.getByRole('listbox', { name: 'Cari nama atau NIP' }).getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: unrated.full })).toBeVisible();
});

test('Enter opens who was typed last, also when that answer is late', async ({ inside: page }) => {
  await goTo(page, '#/pegawai');
  const [asked, released] = [gate(), gate()];
  await page.route('**/call', async (route) => {
    const { command, arguments: argument } = route.request().postDataJSON() as { command: string; arguments: { query?: string } };
    if (command === 'staff.list' && argument.query === unrated.nip) {
      asked.open();
      await released.opened;
    }
    await route.continue();
  });
  const everywhere = page.getByRole('combobox', { name: 'Cari nama atau NIP' });
  const options = page.getByRole('listbox', { name: 'Cari nama atau NIP' }).getByRole('option');
  await everywhere.fill(rated.nip);
  await expect(options).toHaveCount(1);
  await everywhere.fill(unrated.nip);
  await asked.opened;
  await expect(options).toHaveCount(0);
  await everywhere.press('Enter');
  released.open();
  await expect(page.getByRole('heading', { level: 1, name: unrated.full })).toBeVisible();

  // What was found before is not what the next word finds.
  await everywhere.fill('tidak ada yang begini');
  await expect(page.getByText('Tidak ada yang bernama atau ber-NIP “tidak ada yang begini”.')).toBeVisible();
});

test('a search that fails says so, and not that nobody has this name', async ({ inside: page }) => {
  await goTo(page, '#/pegawai');
  await page.route('**/call', (route) =>
    (route.request().postData() ?? '').includes('staff.list')
      ? route.fulfill({ status: 422, json: { code: 'store.database_busy', details: {}, trace: [] } })
      : route.continue(),
  );
  await page.getByRole('combobox', { name: 'Cari nama atau NIP' }).fill(rated.name);
  await expect(page.getByRole('paragraph').filter({ hasText: /^Pencarian belum berhasil\. .*sedang dipakai program lain/ })).toBeVisible();
  await expect(page.getByText(/^Tidak ada yang bernama/)).toHaveCount(0);
});

test('the language is changed and changed back', async ({ inside: page }) => {
  await page.getByRole('button', { name: /^Kantor dan bahasa:/ }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  await expect(page.getByRole('link', { name: 'Evaluation', exact: true })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('button', { name: /^Office and language:/ }).click();
  await page.getByRole('menuitem', { name: 'Bahasa Indonesia' }).click();
  await expect(page.getByRole('link', { name: 'Evaluasi', exact: true })).toBeVisible();
});

test('the period stays after a reload', async ({ inside: page }) => {
  await page.getByRole('button', { name: /^Periode:/ }).click();
  await page.getByRole('menuitemradio', { name: 'Triwulan II 2026' }).click();
  await page.reload();
  await expect(page.getByRole('button', { name: /^Periode:.*Triwulan II 2026/ })).toBeVisible();
});
