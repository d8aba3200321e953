/** What becomes of sheets after they were printed: signed, refused, scanned, objected to, checked. */
import type { Page } from '@playwright/test';
import { encode } from 'uqr';
import type { Office } from '../office';
import { violationsInThemes } from './axe';
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
    canvas.width = 500 * codes.length;
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
  await page.getByRole('searchbox', { name: 'Cari pegawai atau NIP' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, dimas.name)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(page.getByRole('heading', { name: '1 lembar dipilih' })).toBeVisible();
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
  await dialog.getByLabel('Kata pegawai').fill('Saya tidak setuju.\n🙏');
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
  await expect(page.getByText('1 dari 1 halaman dikenali dan disimpan.')).toBeVisible();
  await expect(page.getByText('2 tanda tangan dicatat.')).toBeVisible();
  await expect(heading(page)).toHaveText('2 sudah ditandatangani, 46 belum.');
  await expect(row(page, dimas.name)).toContainText('1 hlm.');
  await page.getByRole('button', { name: 'Tutup laporan' }).click();

  await take(await pictureOf(page, [seals(dimas.nip)[0] ?? ''].map(() => 'BUKAN TILIK')), 'lain.png');
  await expect(page.getByText('1 halaman belum punya tempat.')).toBeVisible();
});

test('an objection is filed, both sides are heard, and the decision asks for a new print', async ({ inside: page }) => {
  await goTo(page, `#/keberatan/${period}/${dimas.nip}`);
  await expect(page.getByText('Tanggal terima dokumen belum dicatat')).toBeVisible();
  await goTo(page, place);
  await page.getByRole('checkbox', { name: `Pilih ${dimas.name}` }).check();
  await page.getByRole('button', { name: 'Catat 1 tanda tangan' }).click();
  await goTo(page, `${place}/${dimas.nip}`);
  await page.getByRole('link', { name: 'Catat keberatan' }).click();

  await page.getByLabel('Alasan keberatan').fill('Anggaran dipotong pada Juli.');
  await page.getByRole('button', { name: 'Catat keberatan' }).click();
  await expect(page.getByText('Keputusan dicatat setelah kedua pihak didengar.')).toBeVisible();
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

  await goTo(page, `${place}/${dimas.nip}`);
  const panel = page.getByRole('region', { name: dimas.name });
  await expect(panel).toContainText('Berubah sejak cetakan sebelumnya: predikat, rating hasil kerja');
  await expect(panel.getByRole('link', { name: 'Cetak ulang' })).toBeVisible();
  await expect(panel).toContainText('Cetakan yang tidak berlaku lagi');
  await expect(row(page, dimas.name)).toContainText('cetak ulang');
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
  await goTo(page, `#/keberatan/${period}/${dimas.nip}`);
  await page.getByLabel('Alasan keberatan').fill('Alasan.');
  await page.getByRole('button', { name: 'Catat keberatan' }).click();
  await expect(page.getByRole('button', { name: 'Simpan penjelasan' })).toBeVisible();
  found.push(...(await violationsInThemes(page, 'an objection')));
  await goTo(page, '#/periksa-lembar');
  await expect(page.getByText('kantor ini', { exact: true })).toBeVisible();
  found.push(...(await violationsInThemes(page, 'checking')));
  expect(found).toEqual([]);
});
