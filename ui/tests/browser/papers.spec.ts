/** What becomes of sheets after they were printed: signed, refused, scanned, objected to, checked. */
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { encode } from 'uqr';
import type { Me, SheetTable, SheetVerdict } from '../../src/generated/commands';
import { Office } from '../office';
import { violationsInThemes } from './axe';
import { answered, ask, change, commandOf, listen, refuse } from './calls';
import { Host } from './host';
import { expect, goTo, test as base } from './test';

const period = '2026-TW3';
const place = `#/lembar/${period}`;
const dimas = { nip: '196809171992011005', name: 'Dimas Baskara, S.H., M.H.' };
const endah = { nip: '197502121999032030', name: 'Endah Narendra, A.Md.' };
const intan = { nip: '198912142024212020', name: 'Intan Baskara, S.Kom.' };

/** An office whose sheets of a final quarter were printed. */
const test = base.extend<{ seals: (...nips: string[]) => string[] }, object>({
  seals: async ({ office }, use) => {
    await office.run('print', office.folder, '--period', period, '--out', `${office.folder}-lembar.pdf`);
    const nips = [dimas.nip, endah.nip, intan.nip];
    const all = (await sealsOf(office, nips)) as string[];
    await use((...wanted) => wanted.map((nip) => all[nips.indexOf(nip)] ?? ''));
  },
  // The office is served after its sheets were printed.
  host: async ({ office, seals }, use) => {
    void seals;
    const host = await Host.start(office);
    await use(host);
    await host.stop();
  },
});

const sealsOf = (office: Office, nips: readonly string[]) => office.run('sheet', office.folder, 'seal', '--period', period, '--nip', nips.join(','));

/** A picture of paper with QRs side by side, as a scanner makes it. */
async function pictureOf(page: Page, seals: readonly string[]): Promise<Buffer> {
  const codes = seals.map((seal) => encode(seal, { border: 4, ecc: 'M' }).data);
  const address = await page.evaluate((codes) => {
    const MODULE = 6;
    const canvas = document.createElement('canvas');
    canvas.width = 500 * Math.max(1, codes.length);
    canvas.height = 700;
    const brush = canvas.getContext('2d')!;
    brush.fillStyle = '#fff';
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.fillStyle = '#000';
    for (const [at, rows] of codes.entries()) for (const [y, row] of rows.entries()) for (const [x, dark] of row.entries()) if (dark) brush.fillRect(at * 500 + 60 + x * MODULE, 300 + y * MODULE, MODULE, MODULE);
    return canvas.toDataURL('image/png');
  }, codes);
  return Buffer.from(address.split(',')[1] ?? '', 'base64');
}

const png = (buffer: Buffer, name = 'pindaian.png') => ({ name, mimeType: 'image/png', buffer });
/** Types a QR as a scanner does. */
async function scan(page: Page, seal: string): Promise<void> {
  await page.getByLabel('Isi QR').fill(seal);
  await page.getByLabel('Isi QR').press('Enter');
}

const verdict = (page: Page, word: string) => page.getByRole('status', { name: word });
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

test('signatures of many are noted at once with their days, and taken back', async ({ inside: page }) => {
  await goTo(page, place);
  await expect(heading(page)).toHaveText('48 lembar menunggu tanda tangan.');
  await page.getByRole('button', { name: 'Catat tanda tangan (48)' }).click();
  await page.getByRole('checkbox', { name: `Pilih ${intan.name}` }).uncheck();
  await page.getByRole('button', { name: 'Catat 47 tanda tangan' }).click();
  await expect(heading(page)).toHaveText('47 sudah ditandatangani, 1 belum.');
  await expect(page.getByText(/^Tersimpan di laptop ini/)).toBeVisible();

  await page.getByLabel('Keadaan lembar').selectOption({ label: 'Belum ditandatangani (1)' });
  await expect(row(page, intan.name)).toBeVisible();
  await expect(row(page, dimas.name)).toHaveCount(0);

  await page.getByRole('button', { name: 'Urungkan', exact: true }).click();
  await expect(heading(page)).toHaveText('48 lembar menunggu tanda tangan.');
});

test('a day before the print is refused with names, and nothing is noted', async ({ inside: page }) => {
  await goTo(page, place);
  await page.getByRole('checkbox', { name: `Pilih ${dimas.name}` }).check();
  const panel = page.getByRole('region', { name: 'Yang dicatat' });
  await panel.getByLabel('Diterima dan ditandatangani pegawai').fill('1-10-2026');
  await panel.getByLabel('Pejabat penilai menandatangani').fill('');
  await panel.getByLabel('Pejabat penilai menandatangani').blur();
  await page.getByRole('button', { name: 'Catat 1 tanda tangan' }).click();
  await expect(page.getByText('1 lembar belum dapat dicatat.')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: dimas.name })).toContainText('baru dicetak pada');
  await expect(heading(page)).toHaveText('48 lembar menunggu tanda tangan.');
});

test('by keyboard alone: down into the list, chosen with Space, opened with Enter', async ({ inside: page }) => {
  await goTo(page, place);
  // A key that comes before the rows is for nobody.
  await expect(row(page, dimas.name)).toBeVisible();
  await page.getByRole('searchbox', { name: 'Cari pegawai atau NIP' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, dimas.name)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(page.getByRole('heading', { name: '1 lembar dipilih' })).toBeVisible();
  // A verb rests for a moment after one that led here.
  await expect(page.locator('[data-verb]:not([aria-disabled="true"])')).toHaveText('Catat 1 tanda tangan');
  await page.keyboard.press('Control+Enter');
  await expect(heading(page)).toHaveText('1 sudah ditandatangani, 47 belum.');
  await page.getByRole('searchbox', { name: 'Cari pegawai atau NIP' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: dimas.name })).toContainText('Cetak ke-1');
});

test('a refusal to sign has a witness, and is taken back', async ({ inside: page }) => {
  await goTo(page, `${place}/${endah.nip}`);
  const panel = page.getByRole('region', { name: endah.name });
  await panel.getByRole('button', { name: 'Menolak menandatangani…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Isi dulu nama saksinya.')).toBeVisible();
  await dialog.getByLabel('Saksi').fill('Jaka Narendra');
  await dialog.getByLabel('Keterangan pegawai').fill('Saya tidak setuju.\n🙏');
  await dialog.getByRole('button', { name: 'Catat penolakan' }).click();
  await expect(panel).toContainText('saksi Jaka Narendra');
  await expect(heading(page)).toHaveText('0 ditandatangani, 1 menolak, 47 belum.');
  // The days of objection begin all the same.
  await expect(panel).toContainText('14 hari kerja');
  await panel.getByRole('button', { name: 'Tarik catatan penolakan' }).click();
  await expect(heading(page)).toHaveText('48 lembar menunggu tanda tangan.');
});

test('a scan is kept, shown again and taken out of the list', async ({ inside: page, seals }) => {
  await goTo(page, `${place}/${dimas.nip}`);
  const panel = page.getByRole('region', { name: dimas.name });
  const choosing = page.waitForEvent('filechooser');
  await panel.getByRole('button', { name: 'Tambah pindaian' }).click();
  await (await choosing).setFiles(png(await pictureOf(page, seals(dimas.nip))));
  await expect(panel.getByText('pindaian.png, halaman 1')).toBeVisible();
  await expect(row(page, dimas.name)).toContainText('1 hlm.');
  await panel.getByRole('button', { name: 'Lihat pindaian.png, halaman 1' }).click();
  await expect(panel.getByRole('img', { name: 'Pindaian pindaian.png, halaman 1' })).toBeVisible();
  await panel.getByRole('button', { name: 'Hapus pindaian.png, halaman 1' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Hapus', exact: true }).click();
  await expect(panel.getByText('Belum ada pindaian.')).toBeVisible();
});

test('what is no picture is refused with its reason', async ({ inside: page }) => {
  await goTo(page, `${place}/${dimas.nip}`);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Tambah pindaian' }).click();
  await (await choosing).setFiles({ name: 'surat.pdf', mimeType: 'application/pdf', buffer: Buffer.from('bukan pdf') });
  await expect(page.getByText(/Pindai lagi sebagai salah satunya/)).toBeVisible();
});

test('a sheet is genuine, of another laptop unknown, and void once its evaluation was opened again', async ({ inside: page, seals }) => {
  const [seal = ''] = seals(dimas.nip);
  await goTo(page, place);
  const field = page.getByLabel('Isi QR');
  await field.fill(seal);
  await field.press('Enter');
  await expect(verdict(page, 'ASLI')).toContainText(`${dimas.name}, Triwulan III 2026`);
  await expect(verdict(page, 'ASLI')).toContainText('cetak ke-1');
  // The next one is scanned without a click.
  await expect(field).toBeFocused();

  await field.fill(seal.slice(0, -2) + (seal.endsWith('00') ? '11' : '00'));
  await field.press('Enter');
  await expect(verdict(page, 'ASLI')).toHaveCount(0);

  await goTo(page, `#/evaluasi/${period}/${dimas.nip}`);
  await page.getByRole('button', { name: 'Buka lagi' }).click();
  await page.getByRole('dialog').getByRole('textbox').first().fill('Realisasi triwulan terlewat.');
  await page.getByRole('dialog').getByRole('button', { name: 'Buka lagi' }).click();
  await expect(page.getByRole('button', { name: 'Buka lagi dengan alasan' })).toBeHidden();
  await goTo(page, place);
  await page.getByLabel('Isi QR').fill(seal);
  await page.getByLabel('Isi QR').press('Enter');
  await expect(verdict(page, 'TIDAK BERLAKU')).toContainText('dibuka lagi');
  await goTo(page, `${place}/${dimas.nip}`);
  const panel = page.getByRole('region', { name: dimas.name });
  await expect(panel).toContainText('Tidak berlaku');
  await expect(panel.getByRole('link', { name: 'Ke Evaluasi' })).toBeVisible();
});

test('a sheet that this laptop knows otherwise differs, and it is said in what', async ({ inside: page, office }) => {
  test.slow();
  // The same office on another folder: there the evaluation went another way.
  const elsewhere = office.copy();
  try {
    const today = new Date().toLocaleDateString('sv');
    const of = ['--period', period, '--nip', endah.nip];
    await elsewhere.run('sheet', elsewhere.folder, 'sign', ...of, '--assessor-on', today, '--received-on', today);
    await elsewhere.run('objection', elsewhere.folder, 'file', ...of, '--on', today, '--reasons', 'Anggaran dipotong');
    await elsewhere.run('objection', elsewhere.folder, 'hear', ...of, '--assessor-on', today, '--employee-on', today);
    await elsewhere.run('objection', elsewhere.folder, 'decide', ...of, '--outcome', 'changed', '--on', today, '--words', 'Target disesuaikan', '--number', '800/1', '--result-rating', 'below');
    await elsewhere.run('print', elsewhere.folder, '--period', period, '--out', `${elsewhere.folder}-lembar.pdf`);
    const [seal = ''] = (await sealsOf(elsewhere, [endah.nip])) as string[];
    await goTo(page, place);
    await scan(page, seal);
    await expect(verdict(page, 'BERBEDA')).toContainText('tidak sama dengan catatan kantor: predikat, revisi, isi');
    await expect(verdict(page, 'BERBEDA')).toContainText('Predikat di catatan kantor: Sangat Baik.');
  } finally {
    elsewhere.remove();
  }
});

test('the sheet of another office is unknown until its keys were compared on the telephone', async ({ inside: page }) => {
  test.slow();
  const other = await Office.make();
  try {
    await other.run('print', other.folder, '--period', period, '--out', `${other.folder}-lembar.pdf`);
    const [seal = ''] = (await sealsOf(other, [dimas.nip])) as string[];
    const file = `${other.folder}-kunci.txt`;
    await other.run('keys', other.folder, 'export', file);
    await goTo(page, place);
    await scan(page, seal);
    await expect(verdict(page, 'TIDAK DIKENAL')).toContainText('tidak dikenal laptop ini. Minta daftar kunci dari kantor yang mencetak');
    await verdict(page, 'TIDAK DIKENAL').getByRole('link', { name: 'Lembar dari kantor lain' }).click();

    const choose = async (buffer: Buffer) => {
      const choosing = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Terima kunci kantor lain' }).click();
      await (await choosing).setFiles({ name: 'kunci.txt', mimeType: 'text/plain', buffer });
    };
    const keys = readFileSync(file);
    await choose(Buffer.from(keys.toString('utf8').replace(/^office (\S+) .*$/m, 'office $1 Kantor Palsu')));
    await expect(page.getByText('Daftar kunci ini diubah setelah dibuat')).toBeVisible();
    await choose(keys);
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(/(\d{4} ){7}\d{4}/);
    await expect(dialog.getByText('Cocokkan dulu angkanya lewat telepon.')).toBeVisible();
    await dialog.getByLabel('Sudah dicocokkan lewat telepon').check();
    await dialog.getByRole('button', { name: 'Terima kunci' }).click();
    await expect(page.getByText(/^Kunci .* diterima\.$/)).toBeVisible();

    // Signed by the other office, about somebody of ours.
    await scan(page, seal);
    await expect(verdict(page, 'BERBEDA')).toContainText('kantor');
  } finally {
    other.remove();
  }
});

test('two versions of an evaluation are said to be two', async ({ inside: page, seals }) => {
  await change<SheetVerdict>(page, 'authenticity.check', (said) => ({ ...said, verdict: 'two_versions', is_compared: false }));
  await goTo(page, place);
  await scan(page, seals(dimas.nip)[0] ?? '');
  await expect(verdict(page, 'ADA DUA VERSI')).toContainText(dimas.name);
  await expect(verdict(page, 'ADA DUA VERSI')).toContainText('Tunggu sampai salah satunya dipilih.');
});

test('a torn QR, a QR of something else, and one that was copied from another sheet', async ({ inside: page, seals }) => {
  const [seal = ''] = seals(dimas.nip);
  await goTo(page, place);
  await scan(page, seal.slice(0, 90));
  await expect(verdict(page, 'TIDAK DIKENAL')).toContainText('isinya tidak lengkap. Pindai lagi dengan lebih dekat dan rata.');
  await scan(page, 'https://contoh.go.id');
  await expect(verdict(page, 'TIDAK DIKENAL')).toContainText('QR ini bukan dari Tilik.');

  await scan(page, seal);
  await expect(verdict(page, 'ASLI')).toBeVisible();
  const printed = page.getByLabel('NIP yang tercetak di kertas');
  await printed.fill('1975 0212');
  await page.getByRole('button', { name: 'Cocokkan' }).click();
  await expect(printed).toHaveAccessibleDescription(/18 angka; ini 8/);
  await printed.fill('19680917 199201 1 005');
  await page.getByRole('button', { name: 'Cocokkan' }).click();
  await expect(page.getByText('NIP di kertas sama dengan NIP dalam QR.')).toBeVisible();
  const again = answered(page, 'authenticity.check');
  await scan(page, seal);
  await again;
  await printed.fill(endah.nip);
  await printed.press('Enter');
  await expect(verdict(page, 'BERBEDA')).toContainText('QR ini bukan milik kertas ini. Yang tercetak berbeda: NIP.');
});

test('a scan of another person is not kept with this one', async ({ inside: page, seals }) => {
  await goTo(page, `${place}/${dimas.nip}`);
  const panel = page.getByRole('region', { name: dimas.name });
  const choosing = page.waitForEvent('filechooser');
  await panel.getByRole('button', { name: 'Tambah pindaian' }).click();
  await (await choosing).setFiles(png(await pictureOf(page, seals(endah.nip))));
  await expect(panel.getByText(`Pindaian ini memuat lembar ${endah.name}, Triwulan III 2026.`)).toBeVisible();
  await expect(panel.getByText('Belum ada pindaian.')).toBeVisible();
});

test('what was chosen and typed stays, whatever is looked at meanwhile', async ({ inside: page }) => {
  await goTo(page, place);
  await page.getByRole('checkbox', { name: `Pilih ${dimas.name}` }).check();
  await page.getByRole('checkbox', { name: `Pilih ${endah.name}` }).check();
  const panel = page.getByRole('region', { name: 'Yang dicatat' });
  await panel.getByRole('button', { name: 'Arsip', exact: true }).click();
  const kept = answered(page, 'draft.keep', undefined, 'Lemari 2, map TW III');
  await panel.getByLabel('Tempat arsip').fill('Lemari 2, map TW III');
  await kept;
  await goTo(page, '#/beranda');
  await expect(page.getByRole('heading', { name: 'Langkah berikutnya' })).toBeVisible();
  await page.reload();
  await goTo(page, place);
  await expect(page.getByRole('heading', { name: '2 lembar dipilih' })).toBeVisible();
  await expect(panel.getByLabel('Tempat arsip')).toHaveValue('Lemari 2, map TW III');
  await panel.getByRole('button', { name: 'Batalkan pilihan' }).click();

  await goTo(page, `${place}/${endah.nip}`);
  await page.getByRole('button', { name: 'Menolak menandatangani…' }).click();
  await page.getByRole('dialog').getByLabel('Saksi').fill('Jaka Narendra');
  await goTo(page, place);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await goTo(page, `${place}/${endah.nip}`);
  await page.getByRole('button', { name: 'Menolak menandatangani…' }).click();
  await expect(page.getByRole('dialog').getByLabel('Saksi')).toHaveValue('Jaka Narendra');
  // Given up is given up.
  await page.getByRole('dialog').getByRole('button', { name: 'Batal', exact: true }).click();
  await page.getByRole('button', { name: 'Menolak menandatangani…' }).click();
  await expect(page.getByRole('dialog').getByLabel('Saksi')).toHaveValue('');
});

test('whoever may only look is offered nothing else', async ({ inside: page }) => {
  await change<Me>(page, 'user.look', (me) => ({ ...me, may_keep_papers: false, may_exchange_keys: false }));
  await goTo(page, place);
  await expect(row(page, dimas.name)).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /Catat|Masukkan hasil pindai/ })).toHaveCount(0);
  await goTo(page, `${place}/${dimas.nip}`);
  await expect(page.getByRole('region', { name: dimas.name })).toContainText('Belum ada pindaian.');
  await expect(page.getByRole('button', { name: /Catat…|Menolak|Tambah pindaian/ })).toHaveCount(0);
  await goTo(page, '#/periksa-lembar');
  await expect(page.getByText('kantor ini', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /kunci/ })).toHaveCount(0);
});

test('five hundred papers: few rows are drawn, all are chosen, one is found', async ({ inside: page }) => {
  await change<SheetTable>(page, 'sheet.table', (table) => {
    const [some] = table.rows;
    if (!some) return table;
    const rows = Array.from({ length: 500 }, (_, at) => ({ ...some, sheet: some.sheet && `${some.sheet.slice(0, -3)}${String(at).padStart(3, '0')}`, nip: String(196809171992011000 + at).padStart(18, '0'), name: `Pegawai ke-${at}` }));
    return { ...table, rows };
  });
  await goTo(page, place);
  await expect(heading(page)).toHaveText('500 lembar menunggu tanda tangan.');
  await page.getByRole('button', { name: 'Catat tanda tangan (500)' }).click();
  await expect(page.getByRole('heading', { name: '500 lembar dipilih' })).toBeVisible();
  expect(await page.getByRole('row').count()).toBeLessThan(100);
  await page.getByRole('searchbox', { name: 'Cari pegawai atau NIP' }).fill('ke-499');
  await expect(page.getByRole('row')).toHaveCount(2);
});

test('sheets are noted one after the other by their QR', async ({ inside: page, seals }) => {
  await goTo(page, place);
  await page.getByRole('button', { name: 'Catat tanda tangan', exact: true }).click();
  for (const seal of seals(dimas.nip, endah.nip)) {
    await page.getByLabel('Isi QR').fill(seal);
    await page.getByLabel('Isi QR').press('Enter');
  }
  await expect(page.getByRole('listitem').filter({ hasText: `${endah.name} dicatat ditandatangani.` })).toBeVisible();
  await expect(heading(page)).toHaveText('2 sudah ditandatangani, 46 belum.');
});

test('a QR is read from a file and by the camera', async ({ inside: page, seals }) => {
  await goTo(page, place);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Berkas' }).click();
  await (await choosing).setFiles(png(await pictureOf(page, seals(endah.nip))));
  await expect(verdict(page, 'ASLI')).toContainText(endah.name);
  // Of the next sheet nothing is known: what was said of the one before is gone.
  const next = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Berkas' }).click();
  await (await next).setFiles(png(await pictureOf(page, [])));
  await expect(page.getByText('Lembar ini belum dapat diperiksa')).toBeVisible();
  await expect(verdict(page, 'ASLI')).toHaveCount(0);

  const picture = (await pictureOf(page, seals(dimas.nip))).toString('base64');
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    const brush = canvas.getContext('2d')!;
    // A stream has a picture whenever something is drawn.
    const draw = () => (brush.drawImage(bitmap, 0, 0), requestAnimationFrame(draw));
    draw();
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(10));
  }, picture);
  await page.getByRole('button', { name: 'Kamera' }).click();
  await expect(verdict(page, 'ASLI')).toContainText(dimas.name);
  await page.getByRole('button', { name: 'Matikan kamera' }).click();
  await expect(page.getByLabel('Gambar kamera')).toHaveCount(0);
});

test('a camera that may not be used is said with another way', async ({ inside: page }) => {
  await goTo(page, place);
  await page.evaluate(() => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('denied', 'NotAllowedError'))));
  await page.getByRole('button', { name: 'Kamera' }).click();
  await expect(page.getByText('Kamera tidak dapat dipakai.')).toBeVisible();
});

test('a camera whose pictures nobody can read any more is switched off and says why', async ({ inside: page }) => {
  await goTo(page, place);
  await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 240];
    const brush = canvas.getContext('2d')!;
    const draw = () => (brush.fillRect(0, 0, 320, 240), requestAnimationFrame(draw));
    draw();
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(10));
  });
  // A picture without a code is followed by the next; a folder that is gone is not.
  await page.getByRole('button', { name: 'Kamera' }).click();
  await answered(page, 'authenticity.read_frame');
  await expect(page.getByLabel('Gambar kamera')).toBeVisible();
  await refuse(page, 'authenticity.read_frame', { code: 'store.corrupt_by_test', details: {}, trace: [] });
  await expect(page.getByText('Lembar ini belum dapat diperiksa.')).toBeVisible();
  await expect(page.getByLabel('Gambar kamera')).toHaveCount(0);
});

test('a paper that was scanned before everybody signed is still waited for', async ({ inside: page, seals }) => {
  await goTo(page, place);
  await page.getByRole('button', { name: 'Masukkan hasil pindai' }).click();
  const dialog = page.getByRole('dialog');
  const choosing = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Pilih berkas' }).click();
  await (await choosing).setFiles(png(await pictureOf(page, seals(dimas.nip)), 'belum.png'));
  await dialog.getByLabel('Catat juga tanda tangannya').uncheck();
  await dialog.getByRole('button', { name: 'Bagikan ke lembarnya' }).click();
  await expect(page.getByText('1 dari 1 halaman dikenali dan dibagikan ke lembarnya.')).toBeVisible();
  await expect(page.getByText('lembar baru dicatat')).toHaveCount(0);
  await expect(heading(page)).toHaveText('48 lembar menunggu tanda tangan.');
  await row(page, dimas.name).click();
  const panel = page.getByRole('region', { name: dimas.name });
  await expect(panel.getByText('Dicetak', { exact: true })).toBeVisible();
  await expect(panel.getByText('Dipindai', { exact: true })).toBeVisible();
});

test('a scanned pile finds its sheets, and what has no QR is told', async ({ inside: page, seals }) => {
  await goTo(page, place);
  const take = async (buffer: Buffer, name: string) => {
    await page.getByRole('button', { name: 'Masukkan hasil pindai' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('Pilih dulu berkas pindaiannya.')).toBeVisible();
    const choosing = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Pilih berkas' }).click();
    await (await choosing).setFiles(png(buffer, name));
    await dialog.getByRole('button', { name: 'Bagikan ke lembarnya' }).click();
  };
  await take(await pictureOf(page, seals(dimas.nip, endah.nip)), 'tumpukan.png');
  await expect(page.getByText('1 dari 1 halaman dikenali dan dibagikan ke lembarnya.')).toBeVisible();
  await expect(page.getByText('Tanda tangan 2 lembar baru dicatat.')).toBeVisible();
  await expect(heading(page)).toHaveText('2 sudah ditandatangani, 46 belum.');
  await expect(row(page, dimas.name)).toContainText('1 hlm.');
  await page.getByRole('button', { name: 'Tutup laporan' }).click();

  await take(await pictureOf(page, [seals(dimas.nip)[0] ?? ''].map(() => 'BUKAN TILIK')), 'lain.png');
  await expect(page.getByText('1 halaman belum punya tempat.')).toBeVisible();
  await page.getByRole('button', { name: 'Tutup laporan' }).click();

  // A page whose QR is none of this office's.
  const other = await Office.make();
  try {
    await other.run('print', other.folder, '--period', period, '--out', `${other.folder}-lembar.pdf`);
    await take(await pictureOf(page, (await sealsOf(other, [endah.nip])) as string[]), 'kantor-lain.png');
  } finally {
    other.remove();
  }
  await expect(page.getByRole('listitem').filter({ hasText: 'Halaman 1: TIDAK DIKENAL.' })).toContainText('tidak dikenal laptop ini');
});

test('an objection is filed, both sides are heard, and the decision asks for a new print', async ({ inside: page }) => {
  await goTo(page, `#/keberatan/${period}/${endah.nip}`);
  await expect(page.getByText('Tanggal terima dokumen belum dicatat')).toBeVisible();
  await goTo(page, place);
  await page.getByRole('checkbox', { name: `Pilih ${endah.name}` }).check();
  await page.getByRole('button', { name: 'Catat 1 tanda tangan' }).click();
  await expect(heading(page)).toHaveText('1 sudah ditandatangani, 47 belum.');
  await goTo(page, `${place}/${endah.nip}`);
  await page.getByRole('link', { name: 'Catat keberatan' }).click();

  await page.getByLabel('Alasan keberatan').fill('Anggaran dipotong pada Juli.');
  await page.getByRole('button', { name: 'Catat keberatan' }).click();
  await expect(page.getByText('Keputusan dicatat setelah kedua pihak didengar.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Surat keputusan' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Surat keberatan' }).click();
  await expect(page.getByRole('img', { name: 'Surat keberatan, halaman 1 dari 1' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cetak surat ini' })).toBeVisible();
  const today = await page.getByLabel('Surat diterima').inputValue();
  await page.getByLabel('Pejabat penilai didengar').fill(today);
  await page.getByLabel('Pegawai didengar').fill(today);
  await page.getByLabel('Penjelasan pegawai').fill('Target tidak disesuaikan.');
  await page.getByRole('button', { name: 'Simpan penjelasan' }).click();

  await page.getByLabel('Hasil evaluasi berubah').check();
  await page.getByLabel('Rating hasil kerja yang baru').selectOption({ label: 'Di bawah ekspektasi' });
  await page.getByLabel('Nomor surat keputusan').fill('800/12/2026');
  await page.getByLabel('Pertimbangan').fill('Target disesuaikan.');
  await page.getByRole('button', { name: 'Catat keputusan' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('tidak dapat diurungkan');
  await dialog.getByRole('button', { name: 'Catat keputusan' }).click();
  await expect(page.getByRole('link', { name: 'Cetak lembar dengan keputusannya' })).toBeVisible();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Surat keputusan' }).click();
  await expect(page.getByRole('img', { name: /^Keputusan keberatan, halaman 1 dari/ })).toBeVisible();
  await page.getByRole('button', { name: 'Simpan PDF' }).click();
  expect((await saving).suggestedFilename()).toBe(`keputusan-keberatan_${period}_${endah.nip}.pdf`);

  await goTo(page, `${place}/${endah.nip}`);
  const panel = page.getByRole('region', { name: endah.name });
  await expect(panel).toContainText('Berubah sejak cetakan sebelumnya: predikat, rating hasil kerja');
  await expect(panel.getByRole('link', { name: 'Cetak ulang' })).toBeVisible();
  await expect(panel).toContainText('Cetakan yang tidak berlaku lagi');
  await expect(row(page, endah.name)).toContainText('cetak ulang');
});

test('another letter is heard of anew, one that was taken back is another one, and neither is opened behind its back', async ({ inside: page, host }) => {
  const today = new Date().toLocaleDateString('sv');
  await ask(page, host, 'sheet.tick_signed', { which: { period, form: 'dokumen_evaluasi', nips: [endah.nip] }, signed: { assessor_on: today, received_on: today, replaces: false } });
  await ask(page, host, 'objection.file', { nip: endah.nip, period, filed_on: today, reasons: 'Anggaran dipotong pada Juli.' });
  await ask(page, host, 'objection.hear', { nip: endah.nip, period, assessor: { words: 'Bukti kurang.', on: today }, employee: { words: '', on: today } });
  await goTo(page, `#/evaluasi/${period}/${endah.nip}`);
  await page.getByRole('button', { name: 'Buka lagi dengan alasan' }).click();
  await expect(page.getByText('Masih ada keberatan pegawai ini yang belum diputus.')).toBeVisible();
  await expect(page.getByText('Masih bisa dibuka lagi')).toHaveCount(0);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: 'Lihat keberatannya' }).click();

  await expect(page.getByLabel('Pejabat penilai didengar')).not.toHaveValue('');
  await page.getByLabel('Alasan keberatan').fill('Target tidak disesuaikan.');
  await expect(page.getByText('jadi kedua pihak didengar lagi')).toBeVisible();
  await page.getByRole('button', { name: 'Simpan perubahan' }).click();
  await expect(page.getByLabel('Pejabat penilai didengar')).toHaveValue('');
  await expect(page.getByLabel('Penjelasan pejabat penilai')).toHaveValue('Bukti kurang.');
  await expect(page.getByText('Keputusan dicatat setelah kedua pihak didengar.')).toBeVisible();

  await page.getByRole('button', { name: 'Keberatan ditarik pegawai…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Tanggal surat penarikan').fill('');
  await dialog.getByLabel('Alasan penarikan').fill('Sudah dijelaskan.');
  await expect(dialog.getByText('Isi dulu tanggal dan alasannya.')).toBeVisible();
  await dialog.getByLabel('Tanggal surat penarikan').fill(today.split('-').reverse().join('-'));
  await dialog.getByLabel('Tanggal surat penarikan').blur();
  await dialog.getByRole('button', { name: 'Catat penarikan' }).click();
  await expect(page.getByText(/^Keberatan ditarik dengan surat .* Alasan: Sudah dijelaskan\.$/)).toBeVisible();
  await expect(page.getByLabel('Alasan keberatan')).toHaveValue('');
  await page.getByLabel('Alasan keberatan').fill('Alasan yang lain.');
  await page.getByRole('button', { name: 'Catat keberatan' }).click();
  await expect(page.getByLabel('Penjelasan pejabat penilai')).toHaveValue('');
  expect(await violationsInThemes(page, 'another objection')).toEqual([]);
});

test('beside the objection that was decided stands the old one, of which only the taking back is left', async ({ inside: page, host }) => {
  const today = new Date().toLocaleDateString('sv');
  await ask(page, host, 'sheet.tick_signed', { which: { period, form: 'dokumen_evaluasi', nips: [endah.nip] }, signed: { assessor_on: today, received_on: today, replaces: false } });
  await ask(page, host, 'objection.file', { nip: endah.nip, period, filed_on: today, reasons: 'Anggaran dipotong pada Juli.' });
  await ask(page, host, 'objection.hear', { nip: endah.nip, period, assessor: { words: 'Bukti kurang.', on: today }, employee: { words: '', on: today } });
  await ask(page, host, 'objection.decide', { nip: endah.nip, period, outcome: 'upheld', on: today, by: 'Bupati', number: '800/1', words: 'Bukti tidak mengubah capaian.' });
  // As another laptop leaves it, that did not know of the newer closing.
  const old = { revision: 0, filed_on: today, reasons: 'Alasan yang lama.' };
  let isTakenBack = false;
  let isAlone = false;
  await page.route('**/call', async (route) => {
    const command = commandOf(route.request());
    if (command !== 'objection.card' && command !== 'objection.withdraw') return route.fallback();
    if (command === 'objection.withdraw') isTakenBack = true;
    const card = (await ask(page, host, 'objection.card', { nip: endah.nip, period })) as object;
    const open = isAlone ? { is_overtaken: true, state: 'heard', decision: null } : {};
    await route.fulfill({ json: { ...card, ...open, overtaken: isTakenBack ? [] : [old] } });
  });
  const taken = listen(page, 'objection.withdraw');
  await goTo(page, `#/keberatan/${period}/${endah.nip}`);
  await expect(page.getByText('Diputus: hasil tetap')).toBeVisible();
  await expect(page.getByText('Bukti tidak mengubah capaian.')).toBeVisible();
  const part = page.getByRole('region', { name: 'Keberatan lama' });
  await expect(part).toContainText('Alasan yang lama.');
  await expect(part.getByRole('button')).toHaveText(['Keberatan lama ditarik pegawai…']);
  expect(await violationsInThemes(page, 'an old objection')).toEqual([]);

  // Alone it is nothing to correct, to hear, to decide or to print: another letter is another objection.
  isAlone = true;
  await page.reload();
  await expect(part).toBeVisible();
  await expect(page.getByRole('button', { name: 'Catat keberatan' })).toBeVisible();
  await expect(page.getByLabel('Alasan keberatan')).toHaveValue('');
  await expect(page.getByRole('button', { name: 'Simpan penjelasan' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Surat keberatan' })).toHaveCount(0);
  isAlone = false;
  await page.reload();

  await part.getByRole('button').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Alasan penarikan').fill('Sudah diputus yang baru.');
  await dialog.getByRole('button', { name: 'Catat penarikan' }).click();
  await expect(part).toHaveCount(0);
  expect(taken.map((call) => call.arguments['revision'])).toEqual([0]);
  await expect(page.getByText('Diputus: hasil tetap')).toBeVisible();
});

test('the assessor objected against is told who writes it down', async ({ inside: page, host }) => {
  const today = new Date().toLocaleDateString('sv');
  await ask(page, host, 'sheet.tick_signed', { which: { period, form: 'dokumen_evaluasi', nips: [dimas.nip] }, signed: { assessor_on: today, received_on: today, replaces: false } });
  await goTo(page, `#/keberatan/${period}/${dimas.nip}`);
  await expect(page.getByText('Anda pejabat penilai pegawai ini.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Catat keberatan' })).toHaveCount(0);
  await expect(page.getByRole('heading', { name: `Keberatan ${dimas.name}` })).toBeVisible();
  expect(await violationsInThemes(page, 'whose objection is written down by others')).toEqual([]);
  await page.getByRole('link', { name: 'Ke Pengguna' }).click();
  await expect(page.getByRole('button', { name: 'Tambah pengguna…' })).toBeVisible();
});

test('an objection shows in the list who decides by when', async ({ inside: page }) => {
  await goTo(page, place);
  await page.getByRole('checkbox', { name: `Pilih ${endah.name}` }).check();
  await page.getByRole('button', { name: 'Catat 1 tanda tangan' }).click();
  await expect(heading(page)).toHaveText('1 sudah ditandatangani, 47 belum.');
  await goTo(page, `#/keberatan/${period}/${endah.nip}`);
  await page.getByLabel('Alasan keberatan').fill('Rating tidak sesuai bukti.');
  // What is typed stays, also when somebody looks elsewhere first.
  await goTo(page, place);
  await expect(heading(page)).toHaveText('1 sudah ditandatangani, 47 belum.');
  await goTo(page, `#/keberatan/${period}/${endah.nip}`);
  await expect(page.getByLabel('Alasan keberatan')).toHaveValue('Rating tidak sesuai bukti.');
  await page.getByRole('button', { name: 'Catat keberatan' }).click();
  await expect(page.getByRole('button', { name: 'Simpan perubahan' })).toBeVisible();
  await goTo(page, place);
  await expect(page.getByRole('row').nth(1)).toContainText(/Keberatan .* memutus paling lambat/);
});

test('the letterhead is kept, and what cannot be an emblem is refused', async ({ inside: page }) => {
  await goTo(page, '#/pengaturan/cetakan');
  await page.getByLabel('Pemerintah daerah').fill('Pemerintah Kabupaten Contoh');
  await page.getByLabel('Pemerintah daerah').blur();
  await expect(page.getByText(/^Tersimpan di laptop ini/)).toBeVisible();
  const choose = async (file: ReturnType<typeof png>) => {
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: /^(Pilih gambar lambang|Ganti gambar)$/ }).click();
    await (await choosing).setFiles(file);
  };
  await choose({ name: 'lambang.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') });
  await expect(page.getByText('Berkas ini bukan gambar PNG atau JPEG.')).toBeVisible();
  await choose(png(await pictureOf(page, ['LAMBANG']), 'lambang.png'));
  await expect(page.getByRole('img', { name: 'Lambang daerah' })).toBeVisible();
  await page.getByRole('button', { name: 'Cetak tanpa lambang' }).click();
  await expect(page.getByRole('img', { name: 'Lambang daerah' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel('Pemerintah daerah')).toHaveValue('Pemerintah Kabupaten Contoh');
});

test('everybody can use these screens in each theme', async ({ inside: page, seals }) => {
  test.slow();
  const found: string[] = [];
  await goTo(page, place);
  await page.getByLabel('Isi QR').fill(seals(dimas.nip)[0] ?? '');
  await page.getByLabel('Isi QR').press('Enter');
  await expect(verdict(page, 'ASLI')).toBeVisible();
  found.push(...(await violationsInThemes(page, 'papers with a verdict')));
  await page.getByRole('button', { name: 'Catat tanda tangan (48)' }).click();
  found.push(...(await violationsInThemes(page, 'choosing papers')));
  await page.getByRole('button', { name: 'Catat 48 tanda tangan' }).click();
  await expect(heading(page)).toHaveText('Semua 48 sudah ditandatangani.');
  await goTo(page, `${place}/${dimas.nip}`);
  await expect(page.getByRole('region', { name: dimas.name })).toContainText('14 hari kerja');
  found.push(...(await violationsInThemes(page, 'one paper')));
  await goTo(page, `#/keberatan/${period}/${endah.nip}`);
  await page.getByLabel('Alasan keberatan').fill('Alasan.');
  await page.getByRole('button', { name: 'Catat keberatan' }).click();
  await expect(page.getByRole('button', { name: 'Simpan penjelasan' })).toBeVisible();
  await page.getByRole('button', { name: 'Surat keberatan' }).click();
  await expect(page.getByRole('button', { name: 'Cetak surat ini' })).toBeVisible();
  found.push(...(await violationsInThemes(page, 'an objection')));
  await goTo(page, '#/periksa-lembar');
  await expect(page.getByText('kantor ini', { exact: true })).toBeVisible();
  found.push(...(await violationsInThemes(page, 'checking')));
  expect(found).toEqual([]);
});
