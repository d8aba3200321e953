/** The card of a person: what is changed, refused, undone; who leaves and comes back; who assesses. */
import type { Page } from '@playwright/test';
import { rated, unrated } from '../office';
import { violationsInThemes } from './axe';
import { expect, goTo, test } from './test';

const open = async (page: Page, part: string) => {
  await goTo(page, `#/pegawai/${unrated.nip}/${part}`);
  await expect(page.getByRole('heading', { level: 1, name: unrated.full })).toBeVisible();
};

test('a profile is refused beside its field, saved, undone, and told in the history', async ({ inside: page }) => {
  await open(page, 'profil');
  const name = page.getByRole('textbox', { name: 'Nama tanpa gelar' });
  await name.fill('Endah 😀');
  await page.getByRole('button', { name: 'Simpan profil' }).click();
  await expect(name).toHaveAccessibleDescription(/tanda yang tidak dipakai/);
  await name.fill('x'.repeat(5000));
  await page.getByRole('button', { name: 'Simpan profil' }).click();
  await expect(name).toHaveAccessibleDescription(/5000 huruf, batasnya 200/);
  await name.fill('Endah Narendra Baru');
  await page.getByRole('button', { name: 'Simpan profil' }).dblclick();
  await expect(page.getByRole('heading', { level: 1, name: 'Endah Narendra Baru, A.Md.' })).toBeVisible();
  await page.getByRole('button', { name: 'Urungkan', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: unrated.full })).toBeVisible();
  await page.getByRole('link', { name: 'Riwayat' }).click();
  await expect(page.getByText('nama: Endah Narendra menjadi Endah Narendra Baru')).toHaveCount(1);
  await expect(page.getByText('nama: Endah Narendra Baru menjadi Endah Narendra')).toHaveCount(1);
});

test('another NIP needs a reason, and a foreign one is refused while it is typed', async ({ inside: page }) => {
  await open(page, 'profil');
  const nip = page.getByRole('textbox', { name: 'NIP atau NI PPPK' });
  await nip.fill(rated.nip);
  await expect(nip).toHaveAccessibleDescription(new RegExp(`sudah dipakai ${rated.name}`));
  await nip.fill('19750212 199903 2 930');
  await expect(nip).toHaveAccessibleDescription(/Lahir 12 Februari 1975, perempuan/);
  await page.getByRole('textbox', { name: 'Alasan mengganti NIP' }).fill('SK perbaikan');
  await page.getByRole('button', { name: 'Simpan profil' }).click();
  await expect(page).toHaveURL(/197502121999032930/);
});

test('what is typed survives a reload', async ({ inside: page }) => {
  await open(page, 'profil');
  const kept = page.waitForRequest((request) => (request.postData() ?? '').includes('Jabatan Baru'));
  await page.getByRole('textbox', { name: 'Nama jabatan' }).fill('Jabatan Baru');
  await (await kept).response();
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Nama jabatan' })).toHaveValue('Jabatan Baru');
});

test('what another window changed stays, and a field changed in both asks for one version', async ({ inside: page, host }) => {
  const other = await page.context().newPage();
  await other.goto(host.address.replace(/#.*$/, '') + `#/pegawai/${unrated.nip}/profil`);
  const position = (of: Page) => of.getByRole('textbox', { name: 'Nama jabatan' });
  const back = (of: Page) => of.getByRole('textbox', { name: 'Gelar belakang' });
  await expect(position(other)).toBeVisible();
  await open(page, 'profil');
  await position(page).fill('Jabatan Sini');
  await goTo(page, '#/pegawai');

  await position(other).fill('Jabatan Sana');
  await back(other).fill('S.Kom.');
  await other.getByRole('button', { name: 'Simpan profil' }).click();
  await expect(other.getByRole('heading', { level: 1, name: `${unrated.name}, S.Kom.` })).toBeVisible();
  await other.close();

  await goTo(page, `#/pegawai/${unrated.nip}/profil`);
  await expect(page.getByText('Ada dua versi: Nama jabatan')).toBeVisible();
  await expect(page.getByText('Yang tersimpan: Jabatan Sana')).toBeVisible();
  await expect(back(page)).toHaveValue('S.Kom.');
  // Nothing is decided by a reload.
  const kept = page.waitForResponse((answer) => (answer.request().postData() ?? '').includes('Jabatan Sini'));
  await page.getByRole('textbox', { name: 'Gelar depan' }).fill('Ir.');
  await kept;
  await page.reload();
  await expect(page.getByText('Ketikan Anda: Jabatan Sini')).toBeVisible();
  await expect(page.getByText('Pilih dulu versi yang dipakai.')).toBeVisible();
  expect(await violationsInThemes(page, 'a profile in two versions')).toEqual([]);
  await page.getByRole('button', { name: 'Pakai ketikan saya' }).click();
  await page.getByRole('button', { name: 'Simpan profil' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Ir. ${unrated.name}, S.Kom.` })).toBeVisible();
  await expect(position(page)).toHaveValue('Jabatan Sini');
});

test('whoever leaves is out of the list and comes back', async ({ inside: page }) => {
  await open(page, 'profil');
  await page.getByRole('button', { name: 'Keluar atau pindah' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keluar atau pindah' }).click();
  await expect(page.getByText(/^Sudah keluar sejak/)).toBeVisible();
  await page.getByRole('link', { name: 'Daftar pegawai' }).click();
  await expect(page.getByRole('heading', { name: /^47 pegawai/ })).toBeVisible();
  await page.getByRole('combobox', { name: 'Keadaan' }).selectOption('left');
  await page.getByRole('link', { name: unrated.full }).click();
  await page.getByRole('button', { name: 'Kembalikan ke daftar' }).click();
  await expect(page.getByRole('link', { name: 'Buka evaluasi' })).toBeVisible();
  await page.getByRole('link', { name: 'Daftar pegawai' }).click();
  await expect(page.getByRole('heading', { name: /^48 pegawai/ })).toBeVisible();
});

test('an assessor is added with dates, changed with a reason and withdrawn', async ({ inside: page }) => {
  await open(page, 'penilai');
  await page.getByRole('button', { name: 'Tambah penetapan' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: /pejabat penilai/ }).fill(rated.nip);
  await page.keyboard.press('Enter');
  await dialog.getByRole('radio', { name: /^PLT/ }).check();
  await dialog.getByRole('textbox', { name: 'Mulai tanggal' }).fill('1-10-2026');
  await dialog.getByRole('button', { name: 'Tetapkan' }).click();
  await expect(page.getByText(`${rated.full} ditetapkan untuk 1 pegawai.`)).toBeVisible();
  const table = page.getByRole('region', { name: 'Penetapan pejabat penilai' });
  const acting = table.getByRole('row').filter({ hasText: 'PLT' });
  await expect(acting).toContainText(rated.full);
  await table.getByRole('button', { name: new RegExp(`^Ubah penetapan ${rated.name}.* 1 Oktober 2026$`) }).click();
  await dialog.getByRole('textbox', { name: 'Sampai tanggal' }).fill('31-10-2026');
  await dialog.getByRole('textbox', { name: 'Dasar atau alasan' }).fill('SPT 12');
  await dialog.getByRole('button', { name: 'Ubah penetapan' }).click();
  await expect(acting).toContainText('31 Oktober 2026');
  await table.getByRole('button', { name: new RegExp(`^Tarik penetapan ${rated.name}.* 1 Oktober 2026$`) }).click();
  await dialog.getByRole('textbox', { name: 'Alasan' }).fill('Tidak jadi');
  await dialog.getByRole('button', { name: 'Tarik' }).click();
  await expect(acting).toHaveCount(0);
});

test('somebody is added by hand', async ({ inside: page }) => {
  await goTo(page, '#/pegawai/baru');
  await page.getByRole('textbox', { name: 'NIP atau NI PPPK' }).fill('19850101 201001 1 023');
  await page.getByRole('textbox', { name: 'Nama tanpa gelar' }).fill('Ayu\tLestari');
  await page.getByRole('button', { name: 'Tambahkan pegawai' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ayu Lestari' })).toBeVisible();
  await expect(page.getByText('Hari ini tidak ada pejabat penilai.')).toBeVisible();
});
