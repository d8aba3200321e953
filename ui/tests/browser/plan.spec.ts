import type { Page } from '@playwright/test';
import { workbookOf } from '../files';
import { head, rated, unrated } from '../office';
import { violationsInThemes } from './axe';
import { answered, hold } from './calls';
import { expect, goTo, test } from './test';

/** A year of which nobody has a plan yet. */
const year = 2027;

async function expectAccessible(page: Page) {
  expect(await violationsInThemes(page, 'a plan')).toEqual([]);
}

async function openSkp(page: Page, nip: string) {
  await goTo(page, `#/rencana/${year}/${nip}`);
  await expect(page.getByRole('article', { name: 'SASARAN KINERJA PEGAWAI' })).toBeVisible();
}

/** Today, or the day on the paper. */
async function agreeOn(page: Page, day?: string) {
  const dialog = page.getByRole('dialog');
  if (day !== undefined) await dialog.getByRole('textbox', { name: 'Tanggal disepakati' }).fill(day);
  await dialog.getByRole('button', { name: 'Sepakati', exact: true }).click();
}

/** Saved in the plan, not only as a draft. */
async function expectSaved(page: Page, act: () => Promise<void>) {
  const saved = page.waitForResponse((answer) => answer.request().postData()?.includes('"plan.save"') === true);
  await act();
  expect((await saved).status()).toBe(200);
}

test('an SKP is written by keyboard, mended by its hints, agreed, copied, fixed and amended', async ({ inside: page, host }) => {
  test.setTimeout(120_000);
  await openSkp(page, unrated.nip);
  await expect(page.getByText('Belum ada hasil kerja utama.')).toBeVisible();
  await page.getByRole('contentinfo').getByRole('button', { name: 'Tambah hasil kerja utama' }).press('Enter');
  // The first cell has the focus; Enter goes on from cell to cell.
  await expect(page.getByRole('textbox', { name: 'Rencana hasil kerja 1', exact: true })).toBeFocused();
  await page.keyboard.type('Menyusun arsip dengan baik');
  await expect(page.getByText('“Menyusun” adalah kegiatan. Coba: Tersusunnya arsip dengan baik')).toBeVisible();
  await expect(page.getByText('“dengan baik” belum bisa diukur')).toBeVisible();
  await expectSaved(page, () => page.getByRole('button', { name: 'Pakai kalimat ini' }).click());
  const result = page.getByRole('textbox', { name: 'Rencana hasil kerja 1', exact: true });
  await expect(result).toHaveValue('Tersusunnya arsip dengan baik');
  await result.fill('Arsip tertata\nmenurut tahun 📁');
  // Enter goes through every field of the row, also where one is chosen and not typed.
  await result.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Aspek 1 hasil 1' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Indikator 1 hasil 1', exact: true })).toBeFocused();
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByRole('combobox', { name: 'Aspek 1 hasil 1' })).toBeFocused();
  for (const [at, aspect, target] of [[1, 'Berkas', '120 berkas'], [2, 'Berkas yang lengkap', '100%'], [3, 'Penataan', '5 hari']] as const) {
    await page.getByRole('textbox', { name: `Indikator ${at} hasil 1`, exact: true }).focus();
    await page.keyboard.type(`${aspect} tertata`);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: `Target ${at} hasil 1`, exact: true })).toBeFocused();
    await page.keyboard.type(target);
  }
  await expectSaved(page, () => page.keyboard.press('Tab'));
  await expectAccessible(page);

  // After a reload everything is on the paper, in one line.
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Rencana hasil kerja 1', exact: true })).toHaveValue('Arsip tertata menurut tahun 📁');
  await page.getByRole('button', { name: `Sepakati SKP ${unrated.name}` }).click();
  await agreeOn(page, '5 9 2026');
  await expect(page.getByText(/^Belum tercatat\. Tanggal 5 September 2026 terlalu awal/)).toBeVisible();
  await page.getByRole('button', { name: `Sepakati SKP ${unrated.name}` }).click();
  await agreeOn(page, '5 10 2026');
  await expect(page.getByText('Isinya terkunci.')).toBeVisible();
  await expect(page.getByText('Disepakati 5 Oktober 2026.')).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);

  // Until it is fixed it can be corrected, with a reason.
  await page.getByRole('button', { name: 'Buka lagi untuk dikoreksi' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Alasan membuka lagi' }).fill('Target keliru');
  await page.getByRole('dialog').getByRole('button', { name: 'Buka lagi' }).click();
  await expect(page.getByText('Dibuka lagi untuk dikoreksi: Target keliru.')).toBeVisible();
  await page.getByRole('button', { name: `Sepakati SKP ${unrated.name}` }).click();
  await agreeOn(page);
  await expect(page.getByText('Isinya terkunci.')).toBeVisible();

  await page.getByRole('button', { name: 'Salin ke …' }).click();
  await page.getByRole('searchbox', { name: 'Cari nama atau unit' }).fill(rated.name);
  await page.getByRole('checkbox', { name: rated.full }).check();
  await page.getByRole('button', { name: 'Salin ke 1 pegawai' }).click();
  await expect(page.getByText('SKP disalin ke 1 pegawai sebagai draf.')).toBeVisible();

  await goTo(page, `#/rencana/${year}`);
  await expect(page.getByRole('heading', { name: `1 dari 48 rencana ${year} sudah disepakati.` })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: `Bekukan kriteria ${year}` }).click();
  await page.getByRole('button', { name: 'Bekukan 1 rencana' }).click();
  await expect(page.getByText('1 rencana dibekukan.')).toBeVisible();

  await openSkp(page, unrated.nip);
  await page.getByRole('button', { name: 'Buat adendum' }).click();
  await page.getByRole('textbox', { name: 'Target 1 hasil 1', exact: true }).fill('150 berkas');
  await page.getByRole('button', { name: 'Simpan adendum' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Tulis dulu alasannya.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Alasan perubahan' }).fill('Tugas bertambah');
  await dialog.getByRole('button', { name: 'Simpan adendum' }).click();
  await expect(page.getByText('Adendum ke-1: Tugas bertambah')).toBeVisible();
  await expect(page.getByText('150 berkas')).toBeVisible();
  const agreements = page.getByRole('list', { name: 'Riwayat kesepakatan' }).getByRole('listitem');
  // The agreement that was opened again stays in sight beside the one that followed it.
  await expect(agreements).toHaveCount(4);
  await expect(agreements.last()).toContainText(/^Adendum ke-1, .*: Tugas bertambah$/);

  // An addendum that was typed before somebody else's is shown beside it and does not take its place.
  await page.getByRole('button', { name: 'Buat adendum' }).click();
  const target = page.getByRole('textbox', { name: 'Target 1 hasil 1', exact: true });
  await target.fill('200 berkas');
  await target.press('Tab');
  await goTo(page, `#/rencana/${year}`);
  const other = await page.context().newPage();
  await other.goto(host.address.replace(/#.*$/, '') + `#/rencana/${year}/${unrated.nip}`);
  await other.getByRole('textbox', { name: 'Target 1 hasil 1', exact: true }).fill('170 berkas');
  await other.getByRole('button', { name: 'Simpan adendum' }).click();
  await other.getByRole('dialog').getByRole('textbox', { name: 'Alasan perubahan' }).fill('Dari jendela lain');
  await other.getByRole('dialog').getByRole('button', { name: 'Simpan adendum' }).click();
  await expect(other.getByText('Adendum ke-2: Dari jendela lain')).toBeVisible();
  await other.close();
  await openSkp(page, unrated.nip);
  await expect(page.getByText('SKP ini baru saja diubah di jendela lain.')).toBeVisible();
  await expect(target).toHaveValue('200 berkas');
  await page.getByRole('button', { name: 'Pakai yang di jendela lain' }).click();
  await expect(page.getByText('170 berkas')).toBeVisible();
});

test('a result that was taken out comes back, and two windows do not overwrite each other', async ({ inside: page, host }) => {
  await openSkp(page, unrated.nip);
  await page.getByRole('contentinfo').getByRole('button', { name: 'Tambah hasil kerja utama' }).click();
  const first = page.getByRole('textbox', { name: 'Rencana hasil kerja 1', exact: true });
  await first.fill('Arsip tertata');
  await expectSaved(page, () => first.press('Tab'));
  await page.getByRole('button', { name: 'Hapus hasil 1' }).click();
  await expect(first).toHaveCount(0);
  await expectSaved(page, () => page.getByRole('button', { name: 'Urungkan' }).last().click());
  await expect(first).toHaveValue('Arsip tertata');

  const other = await page.context().newPage();
  await other.goto(host.address.replace(/#.*$/, '') + `#/rencana/${year}/${unrated.nip}`);
  const theirs = other.getByRole('textbox', { name: 'Rencana hasil kerja 1', exact: true });
  await expect(theirs).toHaveValue('Arsip tertata');
  await theirs.fill('Arsip dari jendela lain');
  await expectSaved(other, () => theirs.press('Tab'));
  await other.close();

  await first.fill('Arsip dari jendela ini');
  await first.press('Tab');
  await expect(page.getByText('SKP ini baru saja diubah di jendela lain.')).toBeVisible();
  await expect(first).toHaveValue('Arsip dari jendela ini');
  await page.getByRole('button', { name: 'Pakai yang di jendela lain' }).click();
  await expect(first).toHaveValue('Arsip dari jendela lain');
});

test('the own saving is no other window, though the window went before what was typed since could follow it', async ({ inside: page }) => {
  const stale = page.getByText('SKP ini baru saja diubah di jendela lain.');
  const result = page.getByRole('textbox', { name: 'Rencana hasil kerja 1', exact: true });
  await openSkp(page, unrated.nip);
  // The draft of the new row outlives the saving of it.
  const dropping = await hold(page, 'draft.drop');
  await expectSaved(page, () => page.getByRole('contentinfo').getByRole('button', { name: 'Tambah hasil kerja utama' }).click());
  await dropping.begun();
  await page.reload();
  await expect(result).toHaveValue('');
  await expect(stale).toBeHidden();
  dropping.release();

  // Words are typed while others are being saved, and are on the disk only as a draft over what was there before.
  const saving = await hold(page, 'plan.save');
  await result.fill('Arsip');
  await saving.begun();
  const kept = answered(page, 'draft.keep', undefined, 'menurut tahun');
  await result.fill('Arsip tertata menurut tahun');
  await kept;
  const keeping = await hold(page, 'draft.keep');
  await expectSaved(page, async () => saving.release());
  await page.reload();
  await expect(result).toHaveValue('Arsip tertata menurut tahun');
  await expect(stale).toBeHidden();
  keeping.release();
});

test('5,000 letters fit a cell, one more is refused and stays on the paper', async ({ inside: page }) => {
  await openSkp(page, unrated.nip);
  await page.getByRole('contentinfo').getByRole('button', { name: 'Tambah hasil kerja utama' }).click();
  const cell = page.getByRole('textbox', { name: 'Rencana hasil kerja 1', exact: true });
  await cell.fill('x'.repeat(5001));
  await cell.press('Tab');
  await expect(page.getByText('Satu isian lebih panjang dari 5000 huruf.')).toBeVisible();
  await expect(cell).toHaveValue('x'.repeat(5001));
  await cell.fill('y'.repeat(5000));
  await expectSaved(page, () => cell.press('Tab'));
  await expect(page.getByText('Satu isian lebih panjang')).toHaveCount(0);
});

test('of a workbook with plans on several sheets the person says which is read', async ({ inside: page }) => {
  const head = ['nip', 'tahun', 'pendekatan', 'jenis_baris', 'no_hasil', 'jenis_hasil', 'hasil_pimpinan', 'hasil', 'aspek', 'indikator', 'target'];
  const planOf = (nip: string) => [head, [nip, String(year), 'kuantitatif', 'hasil', '1', 'utama', 'Pelayanan memuaskan', 'Arsip tertata', 'kuantitas', 'Jumlah berkas', '120 berkas']];
  await goTo(page, `#/rencana/${year}`);
  const chooseFile = async () => {
    const coming = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: /^Impor SKP/ }).click();
    await (await coming).setFiles({ name: 'skp.xlsx', mimeType: 'application/octet-stream', buffer: workbookOf({ 'Bidang A, lama': planOf(rated.nip), 'Bidang A, baru': planOf(unrated.nip) }) });
  };
  await chooseFile();
  const dialog = page.getByRole('dialog', { name: 'Lembar mana yang dibaca?' });
  await dialog.getByRole('radio', { name: 'Bidang A, baru' }).check();
  await dialog.getByRole('button', { name: 'Baca lembar ini' }).click();
  // Nothing is taken before a person has seen what comes in.
  const preview = page.getByRole('dialog', { name: 'Impor SKP dari berkas ini?' });
  await expect(preview.getByRole('list', { name: 'Rencana yang masuk' }).getByRole('listitem')).toHaveCount(1);
  expect(await violationsInThemes(page, 'plans of a file')).toEqual([]);
  await preview.getByRole('button', { name: 'Batal' }).click();
  await expect(page.getByText(/^1 rencana masuk/)).toHaveCount(0);
  await chooseFile();
  await dialog.getByRole('radio', { name: 'Bidang A, baru' }).check();
  await dialog.getByRole('button', { name: 'Baca lembar ini' }).click();
  await preview.getByRole('button', { name: 'Impor 1 rencana' }).click();
  await expect(page.getByText(/^1 rencana masuk/)).toBeVisible();
  await goTo(page, `#/rencana/${year}/${unrated.nip}`);
  await expect(page.getByText('Arsip tertata').first()).toBeVisible();
});

test('nobody agrees an own plan: it is left out of the many, and the signed paper is written down', async ({ inside: page }) => {
  test.setTimeout(120_000);
  await openSkp(page, unrated.nip);
  await page.getByRole('contentinfo').getByRole('button', { name: 'Tambah hasil kerja utama' }).click();
  await page.getByRole('textbox', { name: 'Rencana hasil kerja 1', exact: true }).fill('Arsip tertata');
  for (const at of [1, 2, 3]) {
    await page.getByRole('textbox', { name: `Indikator ${at} hasil 1`, exact: true }).fill('Berkas tertata');
    await page.getByRole('textbox', { name: `Target ${at} hasil 1`, exact: true }).fill('5 berkas');
  }
  await expectSaved(page, () => page.keyboard.press('Tab'));
  await page.getByRole('button', { name: 'Salin ke …' }).click();
  await page.getByRole('button', { name: 'Pilih semua (47)' }).click();
  await page.getByRole('button', { name: 'Salin ke 47 pegawai' }).click();
  await expect(page.getByText('SKP disalin ke 47 pegawai sebagai draf.')).toBeVisible();
  await goTo(page, `#/rencana/${year}`);
  await page.getByRole('button', { name: 'Sepakati 47 rencana yang lengkap' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('SKP Anda sendiri tidak ikut');
  await dialog.getByRole('button', { name: 'Sepakati 47 rencana yang lengkap' }).click();
  await expect(page.getByText('47 rencana disepakati.')).toBeVisible();

  await openSkp(page, head.nip);
  // Of a superior outside of the office the result is typed, or there is none.
  await page.getByRole('button', { name: /^Tidak ada/ }).click();
  await expect(page.getByRole('textbox', { name: 'Hasil kerja pimpinan untuk hasil 1' })).toHaveValue('Tidak ada');
  await page.getByRole('button', { name: 'Catat kesepakatan SKP Anda' }).click();
  await expect(dialog.getByText('Isi dulu tanggal keputusan dan lembarnya.')).toBeVisible();
  await dialog.getByLabel(/^Tanggal keputusan/).fill('5 10 2024');
  await dialog.getByLabel('Lembar yang ditandatangani').fill('800/1');
  await dialog.getByRole('button', { name: 'Catat kesepakatan' }).click();
  await expect(page.getByText(/^Belum tercatat\. Tanggal 5 Oktober 2024 terlalu awal/)).toBeVisible();
  await page.getByRole('button', { name: 'Catat kesepakatan SKP Anda' }).click();
  await dialog.getByLabel(/^Tanggal keputusan/).fill('1 10 2026');
  await dialog.getByLabel('Lembar yang ditandatangani').fill('800/1');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Catat kesepakatan' }).click();
  await expect(page.getByText(/^Disepakati .* pada 1 Oktober 2026, menurut lembar yang ditandatangani: 800\/1\.$/)).toBeVisible();
});
