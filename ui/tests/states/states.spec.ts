/**
 * Takes a picture of every screen in every state, to be looked at: empty, full, very full, and refused; in both languages, all themes, on the laptop and at 200 %.
 *
 * No test of the window, and no part of the suite: `TILIK_STATES=/some/folder npx playwright test --project=states`. `TILIK_VARIANTS=light,narrow` takes only some.
 */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, expect, test } from '@playwright/test';
import { refuse } from '../browser/calls';
import { Host } from '../browser/host';
import { goTo } from '../browser/test';
import { csvOf, staff, workbookOf } from '../files';
import { head, Office, passphrase, period, rated, unrated } from '../office';
import { begin, end, firstLine, programOf, screens } from '../programs';

const folder = process.env['TILIK_STATES'] ?? '';
const roster = join(import.meta.dirname, '../../../crates/exchange/tests/rosters/duk.xlsx');
const LAPTOP = { width: 1093, height: 614 };
const VARIANTS = {
  light: { media: { colorScheme: 'light', contrast: 'no-preference' }, size: LAPTOP },
  dark: { media: { colorScheme: 'dark', contrast: 'no-preference' }, size: LAPTOP },
  contrast: { media: { colorScheme: 'light', contrast: 'more' }, size: LAPTOP },
  narrow: { media: { colorScheme: 'light', contrast: 'no-preference' }, size: { width: 546, height: 614 } },
} as const;
type Variant = keyof typeof VARIANTS;
const asked = (process.env['TILIK_VARIANTS'] ?? Object.keys(VARIANTS).join()).split(',') as Variant[];

const ownFault = { code: 'internal.panic', details: {}, trace: [] };

test.skip(folder === '', 'TILIK_STATES names the folder of the pictures');

type Take = (name: string) => Promise<void>;

function taker(page: Page, set: string): Take {
  mkdirSync(folder, { recursive: true });
  return async (name) => {
    for (const variant of asked) {
      const { media, size } = VARIANTS[variant];
      await page.setViewportSize(size);
      await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
      await page.evaluate(async () => {
        await document.fonts.ready;
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      });
      await page.screenshot({ path: join(folder, `${variant}-${set}-${name}.png`), animations: 'disabled', scale: 'css' });
    }
    await page.setViewportSize(LAPTOP);
  };
}

async function enter(page: Page, english: boolean): Promise<void> {
  const field = page.locator('input[type=password]').first();
  await field.fill(passphrase);
  await field.press('Enter');
  await expect(page.getByRole('button', { name: /^(Periode|Period):/ })).toBeVisible();
  if (!english) return;
  await page.getByRole('button', { name: /^Kantor dan bahasa/ }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
}

/** Everything has come: a heading stands, and nobody waits. */
async function settled(page: Page): Promise<void> {
  await page.locator('main').first().waitFor();
  await page.waitForLoadState('networkidle');
  if (page.url().includes('#/cetak')) await page.locator('canvas, a[href^="#/evaluasi"]').first().waitFor();
  await expect(page.getByText(/sedang (dibaca|dibuat)|being (read|made)/)).toHaveCount(0, { timeout: 30_000 });
}

async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  const coming = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^(Pilih berkas|Choose)/ }).first().click();
  await (await coming).setFiles({ name, mimeType: 'application/octet-stream', buffer });
}

const PLACES: Readonly<Record<string, string>> = {
  home: '#/beranda',
  staff: '#/pegawai',
  newcomer: '#/pegawai/baru',
  import: '#/pegawai/impor',
  card: `#/pegawai/${rated.nip}`,
  'card-superiors': `#/pegawai/${rated.nip}/penilai`,
  'card-records': `#/pegawai/${rated.nip}/kinerja`,
  'card-history': `#/pegawai/${rated.nip}/riwayat`,
  plans: '#/rencana/2026',
  'plans-next': '#/rencana/2027',
  skp: `#/rencana/2026/${rated.nip}`,
  'skp-empty': `#/rencana/2027/${unrated.nip}`,
  evaluations: `#/evaluasi/${period}`,
  'evaluations-closed': '#/evaluasi/2026-TW3',
  person: `#/evaluasi/${period}/${rated.nip}`,
  'person-unrated': `#/evaluasi/${period}/${unrated.nip}`,
  'person-closed': `#/evaluasi/2026-TW3/${rated.nip}`,
  print: '#/cetak/2026-TW3',
  'print-none': `#/cetak/${period}`,
  'print-one': `#/cetak/2026-TW3/${rated.nip}`,
  office: '#/pengaturan/kantor',
  users: '#/pengaturan/pengguna',
  paper: '#/pengaturan/cetakan',
  display: '#/pengaturan/tampilan',
  copies: '#/pengaturan/cadangan',
  about: '#/pengaturan/tentang',
  help: '#/bantuan',
  'help-page': '#/bantuan/evaluasi',
  recovery: '#/lembar-pemulihan',
};

const EMPTY = ['home', 'staff', 'import', 'plans', 'evaluations', 'print', 'office', 'users', 'copies', 'recovery'];
const MANY = ['home', 'staff', 'plans', 'evaluations', 'person', 'print'];
/** The command that the screen begins with. */
const FAILING: Readonly<Record<string, string>> = {
  home: 'home.look',
  staff: 'staff.list',
  card: 'staff.card',
  plans: 'plan.tree',
  evaluations: 'evaluation.list',
  copies: 'backup.list',
};

async function withOffice(page: Page, office: Office, run: () => Promise<void>): Promise<void> {
  const host = await Host.start(office);
  try {
    await page.goto(host.address);
    await run();
  } finally {
    await host.stop();
    office.remove();
  }
}

for (const speech of ['id', 'en'] as const) {
  test(`full, ${speech}`, async ({ page }) => {
    test.setTimeout(600_000);
    const take = taker(page, `full-${speech}`);
    await withOffice(page, await Office.make(), async () => {
      await page.locator('input[type=password]').waitFor();
      await take('door');
      await enter(page, speech === 'en');
      for (const [name, place] of Object.entries(PLACES)) {
        await goTo(page, place);
        await settled(page);
        await take(name);
      }
    });
  });

  test(`dialogs, ${speech}`, async ({ page }) => {
    test.setTimeout(600_000);
    const take = taker(page, `part-${speech}`);
    await withOffice(page, await Office.make(), async () => {
      const field = page.locator('input[type=password]').first();
      await field.fill('bukan ini');
      await field.press('Enter');
      await page.waitForLoadState('networkidle');
      await take('wrong-passphrase');
      await page.getByRole('button', { name: 'Lupa kata sandi?' }).click();
      await settled(page);
      await take('forgotten');
      await page.reload();
      await enter(page, speech === 'en');
      await page.getByRole('button', { name: /^(Periode|Period):/ }).click();
      await take('period-picker');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^(Kantor dan bahasa|Office and language)/ }).click();
      await take('user-menu');
      await page.getByRole('menuitem').nth(1).click();
      await take('display-dialog');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('ra');
      await page.getByRole('option').first().waitFor();
      await take('search');
      await page.keyboard.press('Escape');
      await goTo(page, `#/evaluasi/${period}/${rated.nip}`);
      await settled(page);
      await page.getByRole('button', { name: /mengapa|why/i }).first().click();
      await take('why');
      await page.keyboard.press('Escape');
      await goTo(page, `#/evaluasi/2026-TW3/${rated.nip}`);
      await settled(page);
      await page.getByRole('button', { name: /^(Buka lagi|Open again|Reopen)/ }).first().click();
      await take('reopen-dialog');
      await page.keyboard.press('Escape');
      await goTo(page, '#/pegawai/impor');
      await settled(page);
      await choose(page, 'rusak.xlsx', Buffer.from('not a workbook'));
      await page.waitForLoadState('networkidle');
      await take('import-refused');
      await choose(page, 'pegawai.csv', csvOf(staff));
      await page.getByRole('table').first().waitFor();
      await take('import-columns');
      const verb = page.locator('[data-verb]');
      await expect(verb).not.toHaveAttribute('aria-disabled', 'true');
      await verb.click();
      await page.getByText(/perlu diperiksa|to check|need/i).first().waitFor();
      await take('import-check');
    });
  });

  test(`notices, ${speech}`, async ({ page }) => {
    test.setTimeout(600_000);
    const take = taker(page, `note-${speech}`);
    const verb = page.locator('[data-verb]');
    const dialog = page.getByRole('dialog');
    const office = await Office.found();
    await withOffice(page, office, async () => {
      await enter(page, speech === 'en');
      await goTo(page, '#/pegawai/impor');
      await settled(page);
      await choose(page, 'duk.xlsx', readFileSync(roster));
      await page.getByRole('table').first().waitFor();
      await expect(verb).not.toHaveAttribute('aria-disabled', 'true');
      await verb.click();
      await page.getByRole('heading', { level: 1, name: /^44 / }).waitFor();
      const saved = page.waitForEvent('download');
      await expect(verb).not.toHaveAttribute('aria-disabled', 'true');
      await verb.click();
      await saved;
      await page.getByRole('heading', { level: 1, name: /^44 / }).waitFor();
      await take('imported');
      const claim = page.getByRole('button', { name: /^(Ya, ini saya|Yes)/ }).first();
      if (await claim.isVisible()) {
        await claim.click();
        await take('account');
        await page.keyboard.press('Escape');
      }
      await goTo(page, '#/pegawai');
      await settled(page);
      await take('account-asked');
      await page.getByRole('checkbox').nth(1).check();
      await page.getByRole('button', { name: /^(Tetapkan penilai|Tetapkan pejabat|Name the assessor|Name assessors)/ }).first().click();
      await dialog.getByRole('radio').last().check();
      await take('assessor-outside');
      await page.keyboard.press('Escape');
      await goTo(page, '#/pengaturan/cetakan');
      await settled(page);
      const away = `${office.folder}-lain`;
      renameSync(office.folder, away);
      await page.getByRole('radio', { name: /F4/ }).click();
      await page.getByRole('link', { name: /(dari yang terbuka|what is open)$/ }).waitFor();
      await take('folder-gone');
      renameSync(away, office.folder);
    });
    await withOffice(page, await Office.make(), async () => {
      await enter(page, speech === 'en');
      await goTo(page, `#/evaluasi/${period}/${head.nip}`);
      await settled(page);
      await take('own-evaluation');
      await goTo(page, '#/rencana/2027');
      await settled(page);
      const coming = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: /^(Impor SKP|Import SKPs)/ }).click();
      const line = (nip: string) => [nip, '2027', 'kuantitatif', 'hasil', '1', 'utama', 'Pelayanan memuaskan', 'Arsip tertata', 'kuantitas', 'Jumlah berkas', '120 berkas'];
      const skpHead = ['nip', 'tahun', 'pendekatan', 'jenis_baris', 'no_hasil', 'jenis_hasil', 'hasil_pimpinan', 'hasil', 'aspek', 'indikator', 'target'];
      const buffer = workbookOf({ SKP: [skpHead, ...[head, rated, unrated, { nip: '199001012015011001' }].map(({ nip }) => line(nip))] });
      await (await coming).setFiles({ name: 'skp.xlsx', mimeType: 'application/octet-stream', buffer });
      await dialog.waitFor();
      await take('plan-preview');
      await dialog.getByRole('button').last().click();
      await page.getByRole('link', { name: /^(Buka rencana Anda|Open your plan)/ }).click();
      await settled(page);
      await take('own-plan');
      await verb.click();
      await dialog.getByRole('textbox').first().fill('5 10 2024');
      await dialog.getByRole('textbox').last().fill('800/1');
      await take('own-plan-paper');
      await dialog.getByRole('button').last().click();
      await page.getByText('2024').first().waitFor();
      await take('own-plan-refused');
      await goTo(page, '#/rencana/2026');
      await settled(page);
      await page.getByRole('button', { name: /^(Bekukan|Freeze)/ }).click();
      await take('freeze');
    });
  });

  test(`empty, ${speech}`, async ({ page }) => {
    test.setTimeout(600_000);
    const take = taker(page, `empty-${speech}`);
    await withOffice(page, await Office.found(), async () => {
      await enter(page, speech === 'en');
      for (const name of EMPTY) {
        await goTo(page, PLACES[name] ?? '');
        await settled(page);
        await take(name);
      }
    });
  });

  test(`failing, ${speech}`, async ({ page }) => {
    test.setTimeout(600_000);
    const take = taker(page, `fail-${speech}`);
    await withOffice(page, await Office.make(), async () => {
      await enter(page, speech === 'en');
      for (const [name, command] of Object.entries(FAILING)) {
        await goTo(page, '#/bantuan');
        await settled(page);
        const mend = await refuse(page, command, ownFault);
        await goTo(page, PLACES[name] ?? '');
        await page.waitForLoadState('networkidle');
        await take(name);
        mend();
      }
      // The core is gone.
      await goTo(page, '#/bantuan');
      await settled(page);
      await page.route('**/call', (route) => route.abort());
      await goTo(page, '#/evaluasi/2026-TW3');
      await page.waitForLoadState('networkidle');
      await take('core-gone');
    });
  });

  test(`first run, ${speech}`, async ({ page }) => {
    test.setTimeout(600_000);
    const take = taker(page, `first-${speech}`);
    const place = mkdtempSync(join(tmpdir(), 'tilik-first-'));
    const child = begin(programOf('tilik-devhost'), [join(place, 'kantor'), '--screens', screens, '--port', '0'], { ...process.env, TILIK_MARKS: join(place, 'marks'), TILIK_KDF_FLOOR: '1' });
    const verb = page.locator('[data-verb]');
    const next = async () => {
      await expect(verb).not.toHaveAttribute('aria-disabled', 'true');
      await verb.click();
    };
    try {
      await page.goto((await firstLine(child)).trim());
      await settled(page);
      if (speech === 'en') await page.getByRole('button', { name: 'English' }).click();
      await take('choice');
      await page.getByRole('button', { name: /^(Pulihkan dari|Restore from)/ }).click();
      await page.getByRole('heading', { level: 1 }).waitFor();
      await take('restore');
      await choose(page, 'rusak.tilikbackup', Buffer.from('not a copy'));
      await page.waitForLoadState('networkidle');
      await take('restore-refused');
      await page.getByRole('button', { name: /^(Kembali|Back)/ }).click();
      await page.getByRole('button', { name: /^(Mulai kantor|Begin a new)/ }).click();
      await page.getByRole('heading', { level: 1 }).waitFor();
      await take('language');
      await next();
      await page.getByRole('textbox').first().waitFor();
      await take('office');
      await next();
      await page.locator('[aria-invalid=true]').first().waitFor();
      await take('office-refused');
      for (const [at, words] of ['Puskesmas Tanjung Lestari', 'Kabupaten Lestari', 'Tanjung Lestari'].entries()) await page.getByRole('textbox').nth(at).fill(words);
      await next();
      await page.locator('input[type=password]').first().waitFor();
      await take('people');
      await page.getByLabel(/^(Nama tanpa gelar|Name without titles)/).first().fill('Siti Wahyuni');
      await page.getByLabel('NIP', { exact: true }).first().fill('19850101 201001 2 023');
      for (const at of [0, 1]) await page.locator('input[type=password]').nth(at).fill('tujuh perahu di teluk');
      await take('people-filled');
      await next();
      await page.locator('.code').first().waitFor();
      await take('sheet');
      await page.getByRole('button', { name: /^(Tunda|Postpone|Put off)/ }).click();
      await take('postpone');
      await page.getByRole('dialog').getByRole('button').last().click();
      await page.getByRole('radio', { name: /A4/ }).waitFor();
      await take('paper');
    } finally {
      await end(child);
      rmSync(place, { recursive: true, force: true });
    }
  });

  test(`practice, ${speech}`, async ({ page }) => {
    test.setTimeout(600_000);
    const take = taker(page, `practice-${speech}`);
    const place = mkdtempSync(join(tmpdir(), 'tilik-practice-'));
    const child = begin(programOf('tilik-devhost'), [join(place, 'kantor'), '--screens', screens, '--port', '0'], { ...process.env, TILIK_MARKS: join(place, 'marks'), TILIK_KDF_FLOOR: '1' });
    try {
      await page.goto((await firstLine(child)).trim());
      await settled(page);
      if (speech === 'en') await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('button', { name: /^(Coba dulu|Try it)/ }).click();
      await page.getByRole('complementary', { name: /Mode Latihan|Practice/ }).waitFor({ timeout: 60_000 });
      await settled(page);
      await take('home');
      await goTo(page, '#/evaluasi');
      await settled(page);
      await take('evaluations');
      await page.getByRole('button', { name: /^(Keluar dari latihan|Leave)/ }).click();
      await page.getByRole('dialog').waitFor();
      await take('leave');
    } finally {
      await end(child);
      rmSync(place, { recursive: true, force: true });
    }
  });
}

test('500 people, id', async ({ page }) => {
  test.setTimeout(600_000);
  const take = taker(page, 'many-id');
  await withOffice(page, await Office.make('--people', '500'), async () => {
    await enter(page, false);
    for (const name of MANY) {
      // The head is the first of this office; another person is found in its list.
      if (name === 'person') continue;
      await goTo(page, PLACES[name] ?? '');
      await settled(page);
      await take(name);
    }
  });
});
