import type { Page } from '@playwright/test';
import { passphrase, period, rated, unrated } from '../office';
import { violationsInThemes } from './axe';
import { answered, hold } from './calls';
import { enter, expect, goTo, test } from './test';

const pictures = process.env['TILIK_PICTURES'];

/** In both themes, in English and in a narrow window. */
async function keep(page: Page, name: string): Promise<void> {
  if (!pictures) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${pictures}/${name}-${colorScheme}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 546, height: 900 });
  await page.screenshot({ path: `${pictures}/${name}-546.png`, fullPage: true });
}

/** What is there when a part has come. */
const PARTS = {
  kantor: (page: Page) => expect(page.getByRole('textbox', { name: 'Nama kantor' })).toBeVisible(),
  pengguna: (page: Page) => expect(page.getByRole('button', { name: 'Ganti kata sandi…' })).toBeVisible(),
  cetakan: (page: Page) => expect(page.getByRole('radio', { name: 'Kurang/Misconduct' })).toBeVisible(),
  tampilan: (page: Page) => expect(page.getByRole('radio', { name: 'English' })).toBeVisible(),
  cadangan: (page: Page) => expect(page.getByRole('button', { name: 'Buat salinan sekarang' })).toBeVisible(),
  tentang: (page: Page) => expect(page.getByRole('button', { name: 'Periksa seluruh data' })).toBeVisible(),
} as const;

async function goToPart(page: Page, part: keyof typeof PARTS) {
  await goTo(page, `#/pengaturan/${part}`);
  await PARTS[part](page);
}

test('the settings are reached and read by keyboard, also in a narrow window', async ({ inside: page }) => {
  await page.getByRole('link', { name: 'Pengaturan' }).focus();
  await page.keyboard.press('Enter');
  await PARTS.kantor(page);
  const parts = page.getByRole('navigation', { name: 'Bagian pengaturan' });
  await parts.getByRole('link', { name: 'Salinan cadangan' }).focus();
  await page.keyboard.press('Enter');
  await PARTS.cadangan(page);
  await expect(page.getByRole('region', { name: 'Salinan cadangan' })).toBeFocused();
  await expect(parts.getByRole('link', { name: 'Salinan cadangan' })).toHaveAttribute('aria-current', 'true');
  await page.setViewportSize({ width: 546, height: 614 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBe(0);
});

test('a line of the office is saved when it is left, refused with its reason, and taken back', async ({ inside: page, host, office }) => {
  await goToPart(page, 'kantor');
  const place = page.getByRole('textbox', { name: /^Tempat penandatanganan/ });
  const before = await place.inputValue();
  await place.fill('  Kota\tSibolga ');
  await place.press('Tab');
  await expect(page.getByText('Tempat penandatanganan diubah.')).toBeVisible();
  await expect(place).toHaveValue('Kota Sibolga');
  await page.getByRole('button', { name: 'Urungkan', exact: true }).click();
  await expect(place).toHaveValue(before);

  const name = page.getByRole('textbox', { name: 'Nama kantor' });
  await name.fill('🌱'.repeat(5000));
  await name.press('Tab');
  await expect(page.getByText('Teks ini 5000 huruf, sedangkan lembar hanya memuat 200.')).toBeVisible();
  await name.fill('');
  await name.press('Tab');
  await expect(page.getByText('Nama kantor belum diisi. Isi dulu namanya.')).toBeVisible();
  await name.fill('Dinas Kesehatan');
  await name.press('Tab');
  await expect(page.getByText('Nama kantor diubah.')).toBeVisible();

  const head = page.getByRole('combobox', { name: 'Kepala kantor' });
  // Whom it names is looked up.
  await expect(head).not.toHaveValue('');
  const first = await head.inputValue();
  await head.selectOption(rated.nip);
  await expect(page.getByText('Kepala kantor diubah.')).toBeVisible();
  await expect(head).toHaveValue(rated.nip);
  await page.getByRole('button', { name: 'Urungkan', exact: true }).click();
  await expect(head).toHaveValue(first);
  await page.close();
  await host.stop();
  expect((await office.verify()).is_whole).toBe(true);
});

test('the paper of the office is the paper of the screen of sheets', async ({ inside: page }) => {
  await goToPart(page, 'cetakan');
  await page.getByRole('radio', { name: /^F4/ }).check();
  await expect(page.getByText('Kertas diubah.')).toBeVisible();
  await goTo(page, `#/cetak/${period}`);
  await expect(page.getByRole('button', { name: 'F4' })).toHaveAttribute('aria-pressed', 'true');
});

test('an operator is let in, may not manage anybody, and is let in no more', async ({ page }) => {
  test.slow();
  const words = 'kata sandi operator';
  await enter(page);
  await goToPart(page, 'pengguna');
  await page.getByRole('button', { name: 'Tambah pengguna…' }).click();
  await page.getByRole('button', { name: 'Tambah pengguna ini' }).click();
  await expect(page.getByText('Nama masuk belum diisi.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Nama masuk' }).fill('operator1');
  await page.getByRole('textbox', { name: 'Nama lengkap' }).fill('Rini Operator');
  await page.getByLabel('Kata sandi pertama', { exact: true }).fill('pendek');
  await page.getByRole('button', { name: 'Tambah pengguna ini' }).click();
  await expect(page.getByRole('region', { name: /12/ })).toBeVisible();
  await page.getByLabel('Kata sandi pertama', { exact: true }).fill(words);
  await page.getByRole('button', { name: 'Tambah pengguna ini' }).click();
  await expect(page.getByText('Rini Operator sekarang boleh masuk dengan nama masuk operator1.')).toBeVisible();

  await leave(page);
  await page.getByRole('radio', { name: 'operator1' }).check();
  await enter(page, words);
  await goToPart(page, 'pengguna');
  await expect(page.getByText(/^Hanya kepala kantor yang boleh menambah/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Tambah pengguna…' })).toHaveCount(0);
  await goToPart(page, 'cadangan');
  await expect(page.getByText('Memulihkan salinan hanya boleh dilakukan kepala kantor.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Pulihkan/ })).toHaveCount(0);

  await leave(page);
  await page.getByRole('radio', { name: 'kepala' }).check();
  await enter(page);
  await goToPart(page, 'pengguna');
  await page.getByRole('button', { name: 'Cabut… operator1' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cabut operator1?' });
  await expect(dialog.getByText(/Rini Operator tidak dapat masuk lagi/)).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Ketik HAPUS' }).fill('hapus');
  await dialog.getByRole('button', { name: 'Cabut' }).click();
  await expect(page.getByText('operator1 sudah dicabut.')).toBeVisible();
  await goToPart(page, 'cadangan');
  await expect(page.getByRole('listitem').filter({ hasText: 'Sebelum menghapus' })).toBeVisible();
});

test('an operator becomes an assessor, by name, and works as one from the next coming in', async ({ page }) => {
  test.slow();
  const words = 'kata sandi operator';
  await enter(page);
  await goToPart(page, 'pengguna');
  await page.getByRole('button', { name: 'Tambah pengguna…' }).click();
  await page.getByRole('textbox', { name: 'Nama masuk' }).fill('operator1');
  await page.getByRole('textbox', { name: 'Nama lengkap' }).fill('Rini Operator');
  await page.getByLabel('Kata sandi pertama', { exact: true }).fill(words);
  await page.getByRole('button', { name: 'Tambah pengguna ini' }).click();
  await page.getByRole('button', { name: 'Ganti peran… operator1' }).click();
  const dialog = page.getByRole('dialog', { name: 'Ganti peran Rini Operator?' });
  const change = dialog.getByRole('button', { name: 'Ganti peran' });
  await expect(dialog.getByText('Perannya belum diganti.')).toBeVisible();
  await dialog.getByRole('radio', { name: /^Penilai/ }).check();
  await expect(dialog.getByText(/^Penilai harus salah seorang pegawai/)).toBeVisible();
  await expect(change).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByRole('combobox', { name: 'Pegawai yang memakainya' }).selectOption(rated.nip);
  await change.click();
  await expect(page.getByText('Peran Rini Operator sekarang: Penilai.')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'operator1' })).toContainText('Penilai');
  await leave(page);
  await page.getByRole('radio', { name: 'operator1' }).check();
  await enter(page, words);
  await goToPart(page, 'pengguna');
  await expect(page.getByRole('listitem').filter({ hasText: 'operator1' })).toContainText(rated.full);
  await expect(page.getByText(/^Hanya kepala kantor yang boleh menambah/)).toBeVisible();
});

test('the own passphrase is changed by knowing it', async ({ page }) => {
  test.slow();
  const fresh = 'tiga kata baru sekali';
  await enter(page);
  await goToPart(page, 'pengguna');
  await page.getByRole('button', { name: 'Ganti kata sandi…' }).click();
  const fill = (name: string, value: string) => page.getByLabel(name, { exact: true }).fill(value);
  await fill('Kata sandi sekarang', 'bukan kata sandinya');
  await fill('Kata sandi baru', fresh);
  await fill('Kata sandi baru sekali lagi', 'tiga kata lain sekali');
  const save = page.getByRole('button', { name: 'Ganti kata sandi', exact: true });
  await save.click();
  await expect(page.getByText('Kedua kata sandi baru belum sama.')).toBeVisible();
  await fill('Kata sandi baru sekali lagi', fresh);
  await fill('Kata sandi sekarang', passphrase);
  await save.click();
  await expect(page.getByText(/^Kata sandi Anda sudah diganti/)).toBeVisible();
  await leave(page);
  await enter(page, fresh);
});

test('a copy, a change, a restore: the office is as before, and what was newer is found again', async ({ inside: page }) => {
  test.slow();
  await goToPart(page, 'cadangan');
  await page.getByRole('button', { name: 'Buat salinan sekarang' }).click();
  await expect(page.getByText('Salinan baru sudah dibuat dan terbaca utuh.')).toBeVisible();
  const copies = page.getByRole('region', { name: 'Salinan di laptop ini' }).getByRole('listitem');
  await expect(copies.filter({ hasText: 'Atas permintaan' })).toContainText('48 pegawai, evaluasi Triwulan III 2026 lengkap');
  await copies.first().getByRole('button', { name: /^Periksa/ }).click();
  await expect(page.getByText(/terbaca utuh\.$/)).toBeVisible();

  await goToPart(page, 'kantor');
  const name = page.getByRole('textbox', { name: 'Nama kantor' });
  const before = await name.inputValue();
  await name.fill('Kantor Sesudah');
  await name.press('Tab');
  await expect(page.getByText('Nama kantor diubah.')).toBeVisible();

  await goToPart(page, 'cadangan');
  await restore(page, 'Atas permintaan');
  await goToPart(page, 'kantor');
  await expect(name).toHaveValue(before);

  await goToPart(page, 'cadangan');
  await restore(page, 'Sebelum dipulihkan');
  await goToPart(page, 'kantor');
  await expect(name).toHaveValue('Kantor Sesudah');

  // It was said, and is not said of the next time.
  await goToPart(page, 'cadangan');
  await expect(page.getByRole('button', { name: 'Buat salinan sekarang' })).toBeVisible();
  await expect(page.getByText(/^Kantor sudah dipulihkan/)).toHaveCount(0);
});

test('a file for a stick is saved, brought back, and a foreign file is refused', async ({ inside: page }) => {
  await goToPart(page, 'cadangan');
  await expect(page.getByText(/^Belum pernah disimpan ke USB/)).toBeVisible();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan ke USB…' }).click();
  const saved = await (await coming).path();
  await expect(page.getByText(/^Salinan tersimpan di cadangan-/)).toBeVisible();
  await expect(page.getByText(/^Terakhir disimpan ke USB/)).toBeVisible();

  await bring(page, saved);
  await look(page);
  await expect(page.getByRole('button', { name: 'Pulihkan…' })).toBeVisible();
  await page.getByRole('button', { name: 'Kembali ke daftar salinan' }).click();

  await bring(page, { name: 'surat.tilikbackup', mimeType: 'application/octet-stream', buffer: Buffer.from('bukan salinan') });
  await look(page);
  await expect(page.getByRole('region', { name: 'Berkas ini bukan salinan cadangan Tilik. Pilih berkas lain.' })).toBeVisible();
});

test('what this window remembers reaches no other office, and a restore that fails leaves it at work', async ({ inside: page }) => {
  await goToPart(page, 'cadangan');
  await page.getByRole('button', { name: 'Buat salinan sekarang' }).click();
  await expect(page.getByText('Salinan baru sudah dibuat dan terbaca utuh.')).toBeVisible();
  const region = page.getByRole('textbox', { name: /^Kabupaten, kota/ });

  // While the office is exchanged, and as the page goes.
  const running = await hold(page, 'backup.start_restore', { code: 'store.busy', details: {}, trace: [] });
  await askRestore(page, 'Atas permintaan');
  await running.begun();
  await goToPart(page, 'kantor');
  const before = await region.inputValue();
  await region.fill('Ditulis di kantor yang lama');
  await page.reload();
  await goToPart(page, 'kantor');
  await expect(region).toHaveValue(before);

  // Refused: the office is as it was, and what is typed is kept again.
  running.release();
  await goToPart(page, 'cadangan');
  await askRestore(page, 'Atas permintaan');
  await expect(page.getByRole('button', { name: 'Pulihkan…' })).toBeVisible();
  await goToPart(page, 'kantor');
  const kept = answered(page, 'draft.keep', undefined, 'Ditulis sesudahnya');
  await region.fill('Ditulis sesudahnya');
  await kept;
  await page.reload();
  await expect(region).toHaveValue('Ditulis sesudahnya');
});

test('before a restore it is told who changed each state last, and whose changes would go and come', async ({ inside: page }) => {
  test.slow();
  await goToPart(page, 'cadangan');
  await page.getByRole('button', { name: 'Buat salinan sekarang' }).click();
  await expect(page.getByText('Salinan baru sudah dibuat dan terbaca utuh.')).toBeVisible();
  await goTo(page, `#/pegawai/${unrated.nip}/profil`);
  await page.getByRole('textbox', { name: 'Nama jabatan' }).fill('Jabatan Baru');
  await page.getByRole('button', { name: 'Simpan profil' }).click();
  await expect(page.getByRole('button', { name: 'Urungkan', exact: true })).toBeVisible();

  await goToPart(page, 'cadangan');
  const copy = page.getByRole('listitem').filter({ hasText: 'Atas permintaan' }).first();
  await copy.getByRole('button', { name: /^Pulihkan/ }).click();
  await look(page);
  const inside = page.getByRole('group', { name: 'Isi salinan dibandingkan dengan sekarang' });
  await expect(inside).toBeFocused();
  const moment = /^\d+ \S+ \d{4}, \d\d\.\d\d\S.*$/;
  await expect(inside.getByRole('row', { name: /^Perubahan terakhir/ }).getByRole('cell')).toHaveText([moment, moment]);
  await expect(inside.getByText('Perubahan pada orang-orang ini hilang dari tampilan:')).toBeVisible();
  await expect(inside.getByRole('listitem')).toHaveText([new RegExp(`^${unrated.full}, terakhir diubah \\d+ \\S+ \\d{4}, \\d\\d\\.\\d\\d$`)]);
  await expect(inside.getByText('Perubahan pada orang-orang ini kembali:')).toHaveCount(0);
  expect(await violationsInThemes(page, 'what a restore would change')).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
  await inside.scrollIntoViewIfNeeded();
  await keep(page, 'restore-preview');
});

/** Puts back the copy that was made on this occasion. */
async function restore(page: Page, occasion: string) {
  await askRestore(page, occasion);
  await expect(page.getByText(/^Kantor sudah dipulihkan\./)).toBeVisible();
}

async function askRestore(page: Page, occasion: string) {
  const copy = page.getByRole('listitem').filter({ hasText: occasion }).first();
  await copy.getByRole('button', { name: /^Pulihkan/ }).click();
  await look(page);
  await page.getByRole('button', { name: 'Pulihkan…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Ketik PULIHKAN' }).fill('PULIHKAN');
  await dialog.getByRole('button', { name: 'Pulihkan', exact: true }).click();
}

async function look(page: Page) {
  await page.getByLabel('Kata sandi waktu itu', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Lihat isinya' }).click();
}

async function bring(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Pulihkan dari berkas…' }).click();
  await (await chooser).setFiles(file);
}

async function leave(page: Page) {
  await page.getByRole('button', { name: /^Kantor dan bahasa:/ }).click();
  await page.getByRole('menuitem', { name: /^Kunci/ }).click();
  await expect(page.getByLabel('Kata sandi', { exact: true })).toBeVisible();
}

test('new recovery sheets are saved, and proven by what stands on them', async ({ inside: page }) => {
  await goToPart(page, 'pengguna');
  await page.getByRole('button', { name: 'Buat lembar baru…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Buat Lembar Pemulihan baru?' });
  await expect(dialog.getByText(/lama langsung tidak berlaku/)).toBeVisible();
  const made = page.waitForResponse((response) => (response.request().postData() ?? '').includes('recovery.make'));
  await dialog.getByRole('button', { name: 'Buat lembar baru' }).click();
  const code = (await (await made).json()) as { first: string; asked_group: number };
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan lembar untuk dicetak…' }).click();
  await coming;
  const box = page.getByRole('textbox', { name: /^Empat huruf pertama kelompok/ });
  await expect(box).toBeFocused();
  await box.fill('????');
  await page.getByRole('button', { name: 'Sudah tercetak' }).click();
  await expect(box).toHaveAttribute('aria-invalid', 'true');
  await box.fill((code.first.split('-')[code.asked_group - 1] ?? '').slice(0, 4));
  await page.getByRole('button', { name: 'Sudah tercetak' }).click();
  await expect(page.getByText('Lembar Pemulihan yang baru sudah tersimpan.')).toBeVisible();
});

test('a line that was typed and not left comes back after the window went', async ({ inside: page }) => {
  await goToPart(page, 'kantor');
  const region = page.getByRole('textbox', { name: /^Kabupaten, kota/ });
  const kept = answered(page, 'draft.keep', undefined, 'Kabupaten Tapanuli');
  await region.fill('Kabupaten Tapanuli');
  await kept;
  await page.reload();
  await expect(region).toHaveValue('Kabupaten Tapanuli');
  await expect(page.getByText('Kabupaten, kota, atau provinsi diubah.')).toBeVisible();
});
