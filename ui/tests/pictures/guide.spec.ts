/**
 * Takes the pictures of the user guide in the demo office, at the size of the office's laptop, and writes them to `docs/pictures`.
 *
 * No test of the window: `npx playwright test --project=pictures` is run when screens have changed. Dates on the pictures are those of the day.
 */
import { type Page, expect, test } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Safety } from '../../src/generated/commands';
import { change } from '../browser/calls';
import { enter, goTo } from '../browser/test';
import { Host } from '../browser/host';
import { csvOf, staff } from '../files';
import { Office, period, rated, unrated } from '../office';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'docs', 'pictures');
/** The largest that a picture may be, in bytes: the guide is carried on sticks. */
const LARGEST = 60_000;
const QUALITIES = [0.85, 0.75, 0.65, 0.55, 0.45, 0.35];

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  // No cursor and no focus ring that only this moment explains.
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  const png = await page.screenshot({ animations: 'disabled', scale: 'css' });
  for (const quality of QUALITIES) {
    const webp = await encode(page, png, quality);
    if (webp.length <= LARGEST) {
      writeFileSync(join(folder, `${name}.webp`), webp);
      return;
    }
  }
  throw new Error(`${name} stays larger than ${LARGEST} bytes`);
}

/** The browser makes the WebP, in a page of its own: that of the office lets no picture in. */
async function encode(page: Page, png: Buffer, quality: number): Promise<Buffer> {
  const blank = await page.context().newPage();
  const url = await blank.evaluate(
    async ({ data, quality }) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
      canvas.getContext('2d')!.drawImage(bitmap, 0, 0);
      return canvas.toDataURL('image/webp', quality);
    },
    { data: png.toString('base64'), quality },
  );
  await blank.close();
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

test('the pictures of the guide', async ({ page }) => {
  test.slow();
  mkdirSync(folder, { recursive: true });
  const office = await Office.make();
  const host = await Host.start(office);
  let served = host;
  try {
    await page.goto(host.address);
    await enter(page);
    await expect(page.getByRole('heading', { level: 1, name: /^Hari ini/ })).toBeVisible();
    await take(page, 'beranda');

    await goTo(page, '#/pegawai');
    await expect(page.getByRole('grid')).toBeVisible();
    await take(page, 'pegawai');

    await goTo(page, '#/pegawai/impor');
    const coming = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: /^Pilih berkas/ }).click();
    await (await coming).setFiles({ name: 'pegawai.csv', mimeType: 'text/csv', buffer: csvOf(staff) });
    await expect(page.getByRole('heading', { name: /kolom dikenali/ })).toBeVisible();
    await take(page, 'impor');

    await goTo(page, `#/evaluasi/${period}`);
    await expect(page.getByRole('heading', { name: /belum dinilai/ })).toBeVisible();
    await take(page, 'tabel');

    await goTo(page, `#/evaluasi/${period}/${rated.nip}`);
    await expect(page.getByRole('heading', { level: 1, name: rated.full })).toBeVisible();
    await take(page, 'evaluasi');

    await goTo(page, '#/cetak/2026-TW3');
    await expect(page.getByRole('region', { name: 'Pratinjau lembar' }).locator('canvas').first()).toBeVisible();
    await page.getByRole('button', { name: 'Cetak 48 lembar' }).click();
    await take(page, 'cetak');

    // As on a day when most sheets came back: two wait, one was opened again, one has an objection.
    await host.stop();
    await office.run('print', office.folder, '--period', '2026-TW3', '--out', `${office.folder}-lembar.pdf`);
    const [seal = ''] = (await office.run('sheet', office.folder, 'seal', '--period', '2026-TW3', '--nip', rated.nip)) as string[];
    const everybody = (await office.staff()).map(({ nip }) => nip);
    const today = new Date().toISOString().slice(0, 10);
    const signed = everybody.filter((nip) => nip !== unrated.nip && nip !== everybody.at(-1));
    await office.run('sheet', office.folder, 'sign', '--period', '2026-TW3', '--nip', signed.join(','), '--assessor-on', today, '--received-on', today);
    // Whom a head of a section assesses: the head of the office writes the objection down.
    const objector = '198912142024212020';
    await office.run('objection', office.folder, 'file', '--period', '2026-TW3', '--nip', objector, '--on', today, '--reasons', 'Anggaran kegiatan dipotong pada bulan Juli, sehingga target tidak mungkin tercapai.');
    served = await Host.start(office);
    await page.goto(served.address);
    await enter(page);
    await goTo(page, '#/lembar/2026-TW3');
    await expect(page.getByRole('heading', { level: 1, name: '46 sudah ditandatangani, 2 belum.' })).toBeVisible();
    await take(page, 'tandatangan');
    await goTo(page, `#/keberatan/2026-TW3/${objector}`);
    await expect(page.getByRole('button', { name: 'Simpan penjelasan' })).toBeVisible();
    await take(page, 'keberatan');
    await goTo(page, '#/periksa-lembar');
    await page.getByLabel('Isi QR').fill(seal);
    await page.getByLabel('Isi QR').press('Enter');
    await expect(page.getByRole('status', { name: 'ASLI' })).toBeVisible();
    await take(page, 'keaslian');

    // The offices of tests lie elsewhere than anybody's own.
    await change<Safety>(page, 'backup.look', (safety) => ({ ...safety, place: String.raw`C:\Users\Kepala\AppData\Local\Data Tilik\kantor\backups` }));
    await goTo(page, '#/pengaturan/cadangan');
    await page.getByRole('button', { name: 'Buat salinan sekarang' }).click();
    await expect(page.getByRole('heading', { name: /^Salinan terakhir/ })).toBeVisible();
    await expect(page.getByText('Salinan sedang dibuat')).toBeHidden();
    await take(page, 'cadangan');
  } finally {
    await served.stop();
    office.remove();
  }
});
