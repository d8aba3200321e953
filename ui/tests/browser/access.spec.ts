/** Every screen, step and dialog in light, dark and contrast: nothing that somebody cannot use. What has a journey of its own (repairing a list, a plan) is looked at there too. */
import type { Page } from '@playwright/test';
import { csvOf, staff } from '../files';
import { passphrase, period, rated, unrated } from '../office';
import { violationsInThemes, violationsOf } from './axe';
import { answered, refuse } from './calls';
import { codes, found, test as first, title } from './laptop';
import { openNote } from './note';
import { enter, expect, goTo, test } from './test';

type Look = (page: Page) => Promise<unknown>;

interface Place {
  readonly at: string;
  /** Brings it to the state that is meant. */
  readonly bring?: Look;
  /** What is there then. */
  readonly there: Look;
}

const heading = (name: RegExp | string) => (page: Page) => expect(page.getByRole('heading', { name }).first()).toBeVisible();
const button = (name: RegExp | string) => (page: Page) => expect(page.getByRole('button', { name }).first()).toBeVisible();
const dialog: Look = (page) => expect(page.getByRole('dialog')).toBeVisible();
const press = (...names: readonly (RegExp | string)[]) => async (page: Page) => {
  for (const name of names) await page.getByRole('button', { name }).first().click();
};

const PARTS = {
  home: { at: '#/beranda', there: heading(/^Hari ini/) },
  staff: { at: '#/pegawai', there: (page) => expect(page.getByRole('grid')).toBeVisible() },
  import: { at: '#/pegawai/impor', there: button(/^Pilih berkas/) },
  newcomer: { at: '#/pegawai/baru', there: heading('Pegawai baru.') },
  'card, profile': { at: `#/pegawai/${unrated.nip}/profil`, there: heading(unrated.full) },
  'card, assessors': { at: `#/pegawai/${unrated.nip}/penilai`, there: button('Tambah penetapan') },
  'card, records': { at: `#/pegawai/${unrated.nip}/kinerja`, there: heading(unrated.full) },
  'card, history': { at: `#/pegawai/${unrated.nip}/riwayat`, there: heading(unrated.full) },
  'plans of a year': { at: '#/rencana/2026', there: (page) => expect(page.getByRole('grid')).toBeVisible() },
  'plans of a year without any': { at: '#/rencana/2027', there: (page) => expect(page.getByRole('grid')).toBeVisible() },
  'a plan': { at: `#/rencana/2026/${rated.nip}`, there: (page) => expect(page.getByRole('article', { name: 'SASARAN KINERJA PEGAWAI' })).toBeVisible() },
  'a plan to be written': { at: `#/rencana/2027/${unrated.nip}`, there: (page) => expect(page.getByRole('article', { name: 'SASARAN KINERJA PEGAWAI' })).toBeVisible() },
  'evaluations of a quarter': { at: `#/evaluasi/${period}`, there: (page) => expect(page.getByRole('link', { name: new RegExp(unrated.name) })).toBeVisible() },
  'an unrated person': { at: `#/evaluasi/${period}/${unrated.nip}`, there: heading(unrated.full) },
  'a rated person': { at: `#/evaluasi/${period}/${rated.nip}`, there: heading(rated.full) },
  'a closed person': { at: `#/evaluasi/2026-TW3/${rated.nip}`, there: heading(rated.full) },
  'the table of everybody': { at: `#/evaluasi/${period}/tabel`, there: (page) => expect(page.getByRole('grid')).toBeVisible() },
  'the end of a sitting': { at: `#/evaluasi/${period}/tutup`, there: heading(/^Sebaran/) },
  sheets: { at: `#/cetak/${period}`, there: (page) => expect(page.locator('canvas').first()).toBeVisible() },
  'no sheet': { at: `#/cetak/${period}/${unrated.nip}`, there: (page) => expect(page.getByRole('link', { name: 'Ke Evaluasi' })).toBeVisible() },
  'settings, office': { at: '#/pengaturan/kantor', there: (page) => expect(page.getByRole('textbox', { name: 'Nama kantor' })).toBeVisible() },
  'settings, users': { at: '#/pengaturan/pengguna', there: button('Ganti kata sandi…') },
  'settings, paper': { at: '#/pengaturan/cetakan', there: (page) => expect(page.getByRole('radio', { name: 'Kurang/Misconduct' })).toBeVisible() },
  'settings, appearance': { at: '#/pengaturan/tampilan', there: (page) => expect(page.getByRole('radio', { name: 'English' })).toBeVisible() },
  'settings, copies': { at: '#/pengaturan/cadangan', there: button('Buat salinan sekarang') },
  'settings, about': { at: '#/pengaturan/tentang', there: button('Periksa seluruh data') },
  help: { at: '#/bantuan/tombol', there: (page) => expect(page.getByRole('table')).toBeVisible() },
} satisfies Readonly<Record<string, Place>>;

const STATES: Readonly<Record<string, Place>> = {
  'help, searched': { at: '#/bantuan/tombol', bring: (page) => page.getByRole('searchbox', { name: 'Cari di bantuan' }).fill('cetak'), there: heading(/./) },
  'search with commands': {
    at: '#/beranda',
    bring: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('evaluasi');
    },
    there: (page) => expect(page.getByRole('option', { name: 'Mulai atau lanjutkan evaluasi' })).toBeVisible(),
  },
  'the choice of a period': { at: '#/beranda', bring: press(/^Periode:/), there: (page) => expect(page.getByRole('menuitemradio').first()).toBeVisible() },
  'language and appearance': {
    at: '#/beranda',
    bring: async (page) => {
      await page.getByRole('button', { name: /^Kantor dan bahasa/ }).click();
      await page.getByRole('menuitem', { name: 'Bahasa dan tampilan' }).click();
    },
    there: dialog,
  },
  'several people chosen': { at: '#/pegawai', bring: (page) => page.getByRole('checkbox', { name: /^Pilih / }).first().check(), there: button('Tetapkan pejabat penilai') },
  'an assessor for several': { at: '#/pegawai', bring: press('Tetapkan pejabat penilai'), there: dialog },
  'a new assessor': { at: `#/pegawai/${unrated.nip}/penilai`, bring: press('Tambah penetapan'), there: dialog },
  'the end of an assignment': { at: `#/pegawai/${unrated.nip}/penilai`, bring: press(/^Tarik penetapan/), there: dialog },
  'somebody leaves': { at: `#/pegawai/${unrated.nip}/profil`, bring: press('Keluar atau pindah'), there: dialog },
  'a profile refused': {
    at: `#/pegawai/${unrated.nip}/profil`,
    bring: async (page) => {
      await page.getByRole('textbox', { name: 'Nama tanpa gelar' }).fill('Endah 😀');
      await page.getByRole('button', { name: 'Simpan profil' }).click();
    },
    there: (page) => expect(page.getByRole('textbox', { name: 'Nama tanpa gelar' })).toHaveAccessibleDescription(/tanda yang tidak dipakai/),
  },
  'a profile changed, with the way back': {
    at: `#/pegawai/${unrated.nip}/profil`,
    bring: async (page) => {
      await page.getByRole('textbox', { name: 'Nama tanpa gelar' }).fill('Endah Narendra Baru');
      await page.getByRole('button', { name: 'Simpan profil' }).click();
    },
    there: (page) => expect(page.getByRole('status').getByRole('button', { name: 'Urungkan' })).toBeVisible(),
  },
  'what was undone': { at: `#/pegawai/${unrated.nip}/profil`, bring: press('Urungkan'), there: (page) => expect(page.getByText(/^Sudah diurungkan/)).toBeVisible() },
  'a plan for others': { at: `#/rencana/2026/${rated.nip}`, bring: press('Salin ke …'), there: dialog },
  'the criteria of a year fixed': { at: '#/rencana/2026', bring: press('Bekukan kriteria 2026'), there: dialog },
  'a fixed plan': {
    at: '#/rencana/2026',
    bring: async (page) => {
      await page.getByRole('button', { name: 'Bekukan kriteria 2026' }).click();
      await page.getByRole('dialog').getByRole('button', { name: /^Bekukan \d+ rencana/ }).click();
      await expect(page.getByRole('dialog')).toBeHidden();
      await goTo(page, `#/rencana/2026/${rated.nip}`);
    },
    there: button('Buat adendum'),
  },
  'a plan amended': { at: `#/rencana/2026/${rated.nip}`, bring: press('Buat adendum'), there: (page) => expect(page.getByRole('textbox').first()).toBeVisible() },
  'why a predicate': { at: `#/evaluasi/${period}/${rated.nip}`, bring: press('mengapa?'), there: heading(/^Mengapa /) },
  'a closed person opened again': { at: `#/evaluasi/2026-TW3/${rated.nip}`, bring: press(/^Buka lagi/), there: dialog },
  'the closing of all': {
    at: `#/evaluasi/${period}/tutup`,
    bring: async (page) => {
      // The big button rests for a moment after a press that led here.
      await expect(page.getByRole('button', { name: /^Finalkan \d+ evaluasi/ })).toBeEnabled();
      await page.getByRole('button', { name: /^Finalkan \d+ evaluasi/ }).click();
    },
    there: dialog,
  },
  printing: { at: `#/cetak/${period}`, bring: press('Cetak 16 lembar'), there: (page) => expect(page.getByRole('region', { name: 'Mencetak' })).toBeVisible() },
  'choosing people to print': { at: `#/cetak/${period}`, bring: press('Pilih pegawai'), there: (page) => expect(page.getByRole('region', { name: 'Pilih pegawai' })).toBeVisible() },
  'a new user': { at: '#/pengaturan/pengguna', bring: press('Tambah pengguna…', 'Tambah pengguna ini'), there: (page) => expect(page.getByText('Nama masuk belum diisi.')).toBeVisible() },
  'the own passphrase': { at: '#/pengaturan/pengguna', bring: press('Ganti kata sandi…'), there: (page) => expect(page.getByLabel('Kata sandi sekarang', { exact: true })).toBeVisible() },
  'new recovery sheets': { at: '#/pengaturan/pengguna', bring: press('Buat lembar baru…'), there: dialog },
  'a copy looked into': {
    at: '#/pengaturan/cadangan',
    bring: async (page) => {
      await page.getByRole('button', { name: 'Buat salinan sekarang' }).click();
      await page.getByRole('button', { name: /^Pulihkan salinan/ }).first().click();
      await page.getByLabel('Kata sandi waktu itu', { exact: true }).fill(passphrase);
      await page.getByRole('button', { name: 'Lihat isinya' }).click();
      await page.getByRole('button', { name: 'Pulihkan…' }).click();
    },
    there: dialog,
  },
};

async function see(page: Page, places: Readonly<Record<string, Place>>, violations = violationsInThemes): Promise<string[]> {
  const seen: string[] = [];
  for (const [name, { at, bring, there }] of Object.entries(places)) {
    await goTo(page, at);
    await bring?.(page);
    await there(page);
    seen.push(...(await violations(page, name)));
    if (await page.getByRole('dialog').isVisible()) await page.keyboard.press('Escape');
  }
  return seen;
}

const inHalves = (places: Readonly<Record<string, Place>>) => {
  const all = Object.entries(places);
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)].map((half) => Object.fromEntries(half));
};

for (const [half, places] of inHalves(PARTS).entries()) {
  test(`everybody can use every screen, part ${half + 1}`, async ({ inside: page }) => {
    test.setTimeout(360_000);
    expect(await see(page, places)).toEqual([]);
  });
}

for (const [half, places] of inHalves(STATES).entries()) {
  test(`everybody can use what opens on a screen, part ${half + 1}`, async ({ inside: page }) => {
    test.setTimeout(360_000);
    expect(await see(page, places)).toEqual([]);
  });
}

test('everybody can use a narrow window', async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 546, height: 614 });
  const seen = await violationsOf(page, 'door');
  await enter(page);
  seen.push(...(await see(page, PARTS, violationsOf)), ...(await importList(page, violationsOf)));
  expect(seen).toEqual([]);
});

test('everybody can read English', async ({ inside: page }) => {
  test.slow();
  await page.getByRole('button', { name: /^Kantor dan bahasa:/ }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  const { staff: list, 'an unrated person': person, sheets } = PARTS;
  expect(await see(page, { list, person, sheets }, violationsOf)).toEqual([]);
});

test('everybody can import a staff list', async ({ inside: page }) => {
  test.slow();
  expect(await importList(page, violationsInThemes)).toEqual([]);
});

/** The steps of an import after the choice of its file: one row is refused, one changes somebody. */
async function importList(page: Page, violations: typeof violationsOf): Promise<string[]> {
  await goTo(page, '#/pegawai/impor');
  const coming = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Pilih berkas/ }).click();
  const rows = [...staff, [rated.nip, rated.name, 'IV/a', 'Jabatan Lain', 'Sekretariat']];
  await (await coming).setFiles({ name: 'pegawai.csv', mimeType: 'text/csv', buffer: csvOf(rows) });
  await expect(page.getByRole('heading', { name: '5 dari 5 kolom dikenali.' })).toBeVisible();
  const seen = await violations(page, 'import, columns');
  await page.getByRole('button', { name: /^Periksa 4 baris/ }).click();
  await expect(page.getByRole('heading', { name: /1 perlu diperiksa/ }).first()).toBeVisible();
  const differences = page.getByRole('button', { name: /berubah/ });
  if ((await differences.getAttribute('aria-expanded')) === 'false') await differences.click();
  await expect(page.getByRole('cell', { name: 'Jabatan Lain' })).toBeVisible();
  seen.push(...(await violations(page, 'import, check')));
  await page.getByRole('button', { name: /^Impor 3 sekarang, simpan 1/ }).click();
  await expect(page.getByRole('heading', { name: '3 pegawai sudah diimpor.' })).toBeVisible();
  seen.push(...(await violations(page, 'import, done')));
  return seen;
}

test('everybody can lock, come back, and be told that something is not saved', async ({ page }) => {
  test.slow();
  const seen = await violationsInThemes(page, 'door');
  await page.getByLabel('Kata sandi', { exact: true }).fill('bukan kata sandinya');
  await page.getByRole('button', { name: 'Buka kantor' }).click();
  await expect(page.getByText(/salah|tidak cocok|keliru/i).first()).toBeVisible();
  seen.push(...(await violationsInThemes(page, 'door, refused')));
  await enter(page);
  const note = await openNote(page);
  await refuse(page, 'evaluation.rate');
  const kept = answered(page, 'draft.keep', undefined, 'Belum tersimpan.');
  await note.fill('Belum tersimpan.');
  await kept;
  await expect(page.getByText('isian belum tersimpan').first()).toBeVisible();
  seen.push(...(await violationsInThemes(page, 'not saved')));
  await page.getByRole('button', { name: /^Kantor dan bahasa/ }).click();
  await page.getByRole('menuitem', { name: 'Kunci dan keluar' }).click();
  await expect(page.getByRole('dialog', { name: /^Kunci kantor\?/ })).toBeVisible();
  seen.push(...(await violationsInThemes(page, 'locking with something unsaved')));
  expect(seen).toEqual([]);
});

first('everybody can use the first run, restoring and a forgotten passphrase', async ({ page }) => {
  first.setTimeout(360_000);
  const seen = await violationsInThemes(page, 'choice');
  await page.getByRole('button', { name: /^Pulihkan dari cadangan/ }).click();
  await title(page, /^Pulihkan/);
  seen.push(...(await violationsInThemes(page, 'restore')));
  await page.getByRole('button', { name: 'Kembali' }).click();
  await page.getByRole('button', { name: /^Mulai kantor baru/ }).click();
  seen.push(...(await violationsInThemes(page, 'language')));
  await page.getByRole('button', { name: 'Lanjut' }).click();
  await page.getByRole('button', { name: 'Lanjut' }).click();
  await expect(page.getByText('Bagian ini belum diisi.')).toHaveCount(3);
  seen.push(...(await violationsInThemes(page, 'office, refused')));
  await page.getByLabel('Nama kantor', { exact: true }).fill('Dinas Contoh');
  await page.getByLabel('Kabupaten, kota, atau provinsi').fill('Kota Contoh');
  await page.getByLabel('Tempat penandatanganan').fill('Contoh');
  await page.getByRole('button', { name: 'Lanjut' }).click();
  await title(page, 'Siapa yang memakai laptop ini?');
  seen.push(...(await violationsInThemes(page, 'people')));
  for (const name of ['Bahasa dan ukuran huruf.', 'Kantor apa ini?'].reverse()) {
    await page.getByRole('button', { name: 'Kembali' }).click();
    await title(page, name);
  }
  await page.getByRole('button', { name: 'Kembali' }).click();
  await found(page);
  await codes(page);
  seen.push(...(await violationsInThemes(page, 'recovery sheets')));
  await page.getByRole('button', { name: /^Tunda, ingatkan/ }).click();
  seen.push(...(await violationsInThemes(page, 'recovery sheets put off')));
  await page.getByRole('dialog').getByRole('button', { name: 'Tunda', exact: true }).click();
  await title(page, /^Kantor siap/);
  seen.push(...(await violationsInThemes(page, 'end of the first run')));
  await page.getByRole('button', { name: 'Nanti saja' }).click();
  await page.getByRole('button', { name: /^Kantor dan bahasa:/ }).click();
  await page.getByRole('menuitem', { name: 'Kunci dan keluar' }).click();
  await page.getByRole('button', { name: 'Lupa kata sandi?' }).click();
  await title(page, 'Masuk dengan Lembar Pemulihan.');
  seen.push(...(await violationsInThemes(page, 'forgotten passphrase')));
  expect(seen).toEqual([]);
});

first('everybody can practise', async ({ page }) => {
  first.slow();
  await page.getByRole('button', { name: /^Coba dulu/ }).click();
  const edge = page.getByRole('complementary', { name: 'Mode Latihan' });
  await expect(edge).toContainText('LATIHAN', { timeout: 30_000 });
  const seen = await violationsInThemes(page, 'practice');
  await edge.getByRole('button', { name: 'Keluar dari latihan' }).click();
  await expect(page.getByRole('dialog')).toContainText('12 pegawai rekaan');
  seen.push(...(await violationsInThemes(page, 'leaving practice')));
  expect(seen).toEqual([]);
});
