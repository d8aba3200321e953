import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { period, rated, unrated } from '../office';
import type { JobStatus, PrintedSheets, PrintReport } from '../../src/generated/commands';
import { violationsInThemes } from './axe';
import { change, listen, refuse } from './calls';
import { enter, expect, goTo, test } from './test';

/** Share of the picture that is ink: neither paper nor what was never drawn. Waits for the drawing; a page drawn anew begins without a size. */
export async function inkOf(page: Page): Promise<number> {
  const canvas = page.getByRole('region', { name: 'Pratinjau lembar' }).locator('canvas').first();
  let share = 0;
  const look = async () => {
    share = await canvas.evaluate((element: HTMLCanvasElement) => {
      if (element.width === 0 || element.height === 0) return 0;
      const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
      let ink = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255 && data[at]! < 128) ink += 1;
      return ink / (data.length / 4);
    });
    return share;
  };
  await expect.poll(look).toBeGreaterThan(0);
  return share;
}

test('the sheet of one person is drawn and saved', async ({ inside: page }) => {
  await goTo(page, `#/cetak/${period}/${rated.nip}`);
  await expect(page.getByRole('heading', { name: '1 dari 1 lembar dibuat (1 halaman)' })).toBeVisible();
  await expect(page.getByText('1 lembar bertuliskan RANCANGAN')).toBeVisible();
  await expect(page.getByRole('img', { name: `Halaman 1 dari 1: ${rated.full}` })).toBeVisible();
  const ink = await inkOf(page);
  expect(ink).toBeGreaterThan(0.005);
  expect(ink).toBeLessThan(0.5);

  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan PDF' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe(`dokumen-evaluasi_${period}_${rated.nip}.pdf`);
  expect(readFileSync(await download.path()).subarray(0, 4).toString()).toBe('%PDF');
  await expect(page.getByRole('status').filter({ hasText: 'PDF disimpan' })).toBeVisible();
});

test('a sheet that is saved and cannot be noted is saved, and how it gets noted is said', async ({ inside: page }) => {
  await goTo(page, `#/cetak/${period}/${rated.nip}`);
  const allow = await refuse(page, 'sheet.confirm_prints', { code: 'store.folder_gone_by_test', details: {}, trace: [] });
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan PDF' }).click();
  await download;
  await expect(page.getByRole('status').filter({ hasText: 'PDF disimpan' })).toBeVisible();
  await expect(page.getByText('Lembar sudah jadi dan sah, tetapi belum tercatat sebagai dicetak')).toBeVisible();
  await expect(page.getByText('PDF belum tersimpan')).toHaveCount(0);
  allow();
  const again = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan sekali lagi' }).click();
  await again;
  await expect(page.getByText('belum tercatat sebagai dicetak')).toHaveCount(0);
});

/** What the browser is asked to open beside the window. */
async function opensPdf(page: Page, press: () => Promise<void>): Promise<void> {
  await page.evaluate(() => {
    document.addEventListener('click', (event) => {
      if (event.target instanceof HTMLAnchorElement && event.target.target === '_blank') {
        event.preventDefault();
        document.body.dataset['opened'] = event.target.href;
      }
    }, true);
  });
  await page.evaluate(() => {
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      if (this.target === '_blank') document.body.dataset['opened'] = this.href;
      else click.call(this);
    };
  });
  await press();
  await expect(page.locator('body')).toHaveAttribute('data-opened', /^blob:/);
  await page.evaluate(() => delete document.body.dataset['opened']);
}

test('a first sheet is tried, then all the others are printed from the next page on', async ({ inside: page }) => {
  await goTo(page, '#/cetak/2026-TW3');
  await expect(page.getByRole('heading', { name: '48 dari 48 lembar dibuat (48 halaman)' })).toBeVisible();
  await page.getByRole('button', { name: 'Cetak 48 lembar' }).click();
  const panel = page.getByRole('region', { name: 'Mencetak' });
  await expect(panel.getByLabel('Printer')).toHaveValue('');
  await opensPdf(page, () => panel.getByRole('button', { name: 'Coba satu lembar dulu' }).click());
  await expect(panel.getByRole('status')).toContainText('Lembar pertama dibuka.');
  await opensPdf(page, () => panel.getByRole('button', { name: 'Lanjut dari halaman 2 (47 halaman)' }).click());
  await expect(panel.getByRole('status')).toContainText('pilih halaman 2–48');

  await panel.getByLabel('Mulai dari halaman').fill('49');
  await panel.getByLabel('Mulai dari halaman').blur();
  await expect(panel.getByText('Isi angka 1 sampai 48.')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Cetak 48 halaman' })).toHaveAttribute('aria-disabled', 'true');
});

test('only what is final is printed unless drafts are asked for, and whoever is left out is named', async ({ inside: page }) => {
  await goTo(page, `#/cetak/${period}`);
  await expect(page.getByRole('heading', { name: '16 dari 16 lembar dibuat (16 halaman)' })).toBeVisible();
  await expect(page.getByText('32 pegawai tanpa lembar')).toBeVisible();
  await page.getByRole('button', { name: 'Tampilkan 32 nama' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: unrated.name })).toContainText('belum dinilai');

  await page.getByLabel('Hanya yang final').check();
  await expect(page.getByRole('heading', { name: 'Belum ada evaluasi Triwulan IV 2026 yang final.' })).toBeVisible();
  await page.getByRole('button', { name: 'Tampilkan draf juga' }).click();
  await expect(page.getByRole('heading', { name: '16 dari 16 lembar dibuat (16 halaman)' })).toBeVisible();
});

test('the sheets of a unit, and of people who are ticked', async ({ inside: page }) => {
  await goTo(page, '#/cetak/2026-TW3');
  await expect(page.getByRole('heading', { name: '48 dari 48 lembar dibuat (48 halaman)' })).toBeVisible();
  const who = page.getByLabel('Siapa');
  const unit = (await who.locator('option', { hasText: /^Unit: / }).first().textContent()) ?? '';
  await who.selectOption({ label: unit });
  await expect(page.getByRole('heading', { name: /^(\d+) dari \1 lembar dibuat/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: /^48 dari/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Pilih pegawai' }).click();
  const picker = page.getByRole('region', { name: 'Pilih pegawai' });
  // Those of the unit are ticked, and go together.
  await picker.getByRole('checkbox', { name: `${unit.replace(/^Unit: /, '')} (` }).uncheck();
  await expect(picker.getByText('Belum ada yang dipilih.')).toBeVisible();
  await picker.getByRole('searchbox').fill(rated.name);
  await picker.getByRole('checkbox', { name: rated.full }).check();
  await picker.getByRole('searchbox').fill(unrated.name);
  await picker.getByRole('checkbox', { name: unrated.full }).check();
  await picker.getByRole('button', { name: 'Pakai 2 pegawai' }).click();
  await expect(page.getByRole('heading', { name: '2 dari 2 lembar dibuat (2 halaman)' })).toBeVisible();
  await expect(who).toHaveValue('some');
});

test('everybody is printed, and only pages that are near are drawn', async ({ inside: page }) => {
  await goTo(page, '#/cetak/2026-TW3');
  await expect(page.getByRole('heading', { name: '48 dari 48 lembar dibuat (48 halaman)' })).toBeVisible();
  const view = page.getByRole('region', { name: 'Pratinjau lembar' });
  await expect(view.getByRole('img')).toHaveCount(48);
  await inkOf(page);
  expect(await view.locator('canvas').count()).toBeLessThan(5);

  await view.focus();
  await page.keyboard.press('End');
  await expect(page.getByText('Halaman 48 dari 48', { exact: true })).toBeVisible();
  await expect(view.getByRole('img', { name: /^Halaman 48 dari 48/ }).locator('canvas')).toBeVisible();
  await expect(view.getByRole('img', { name: /^Halaman 1 dari 48/ }).locator('canvas')).toHaveCount(0);
});

test('another paper and another size of the page', async ({ inside: page }) => {
  await goTo(page, `#/cetak/${period}/${rated.nip}`);
  const sheet = page.getByRole('article', { name: 'Halaman 1 dari 1' });
  const box = async () => (await sheet.boundingBox()) ?? { width: 1, height: 0 };
  const proportion = async () => (await box()).height / (await box()).width;
  await expect.poll(proportion).toBeCloseTo(297 / 210, 2);
  await page.getByRole('button', { name: 'F4' }).click();
  await expect.poll(proportion).toBeCloseTo(330 / 215, 2);
  await page.getByRole('button', { name: 'Utuh' }).click();
  await expect.poll(async () => (await box()).height).toBeLessThan(500);
  await inkOf(page);
});

test('whoever is not rated has no sheet, and the way leads to the evaluation', async ({ inside: page }) => {
  await goTo(page, `#/cetak/${period}/${unrated.nip}`);
  await expect(page.getByRole('heading', { name: `Belum ada lembar ${unrated.full} untuk Triwulan IV 2026.` })).toBeVisible();
  await page.getByRole('link', { name: 'Ke Evaluasi' }).click();
  await expect(page).toHaveURL(new RegExp(`#/evaluasi/${period}/${unrated.nip}$`));
});

test('only sheets of the period in the address are made: on a link, and going back', async ({ page }) => {
  const made: string[] = [];
  page.on('request', (request) => {
    if (!request.url().endsWith('/call')) return;
    const asked = request.postDataJSON() as { command: string; arguments: { period?: string } };
    if (['print.start', 'print.people'].includes(asked.command)) made.push(`${asked.command} ${asked.arguments.period}`);
  });
  const expectMade = async (title: string, of: string) => {
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Periode:/ })).toContainText(of === period ? 'Triwulan IV 2026' : 'Triwulan III 2026');
    expect(new Set(made.splice(0))).toEqual(new Set([`print.people ${of}`, `print.start ${of}`]));
  };
  await goTo(page, '#/cetak/2026-TW3');
  await enter(page);
  await expectMade('48 dari 48 lembar dibuat (48 halaman)', '2026-TW3');
  await goTo(page, `#/cetak/${period}/${rated.nip}`);
  await expectMade('1 dari 1 lembar dibuat (1 halaman)', period);
  await page.goBack();
  await expectMade('48 dari 48 lembar dibuat (48 halaman)', '2026-TW3');
});

test('every sheet of the year is printed of the office\'s data, each with whom it concerns', async ({ inside: page }) => {
  await goTo(page, '#/cetak/2026-TW3');
  await expect(page.getByRole('heading', { name: '48 dari 48 lembar dibuat (48 halaman)' })).toBeVisible();
  const what = page.getByLabel('Lembar', { exact: true });
  const sheet = page.getByRole('article', { name: /^Halaman 1 dari/ });
  const proportion = async () => {
    const box = (await sheet.boundingBox()) ?? { width: 1, height: 0 };
    return box.height / box.width;
  };

  await what.selectOption({ label: 'Evaluasi Kinerja' });
  await expect(page).toHaveURL(/#\/cetak\/2026-TW3\/evaluasi_kinerja$/);
  await expect(page.getByRole('heading', { name: /^48 dari 48 lembar dibuat \(\d{2,} halaman\)/ })).toBeVisible();
  // It lies on its side.
  await expect.poll(proportion).toBeCloseTo(210 / 297, 2);
  expect(await inkOf(page)).toBeGreaterThan(0.005);

  await what.selectOption({ label: 'Lampiran SKP' });
  await expect(page.getByText('Rencananya sudah disepakati.')).toBeVisible();
  await expect.poll(proportion).toBeCloseTo(297 / 210, 2);
  await page.getByLabel('Siapa').selectOption({ label: rated.full });
  await expect(page).toHaveURL(new RegExp(`#/cetak/2026-TW3/${rated.nip}/lampiran_skp$`));
  await expect(page.getByRole('heading', { name: '1 dari 1 lembar dibuat (1 halaman)' })).toBeVisible();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan PDF' }).click();
  expect((await coming).suggestedFilename()).toBe(`lampiran-skp_2026_${rated.nip}.pdf`);

  await what.selectOption({ label: 'Surat keberatan' });
  await expect(page.getByRole('heading', { name: `Belum ada lembar ${rated.full} untuk Triwulan III 2026.` })).toBeVisible();
  await page.goBack();
  await expect(what).toHaveValue('lampiran_skp');
  await expect(page.getByRole('heading', { name: '1 dari 1 lembar dibuat (1 halaman)' })).toBeVisible();
});

test('sheets about many people: of the whole office and of its units, a draft as long as somebody is lacking', async ({ inside: page }) => {
  await goTo(page, '#/cetak/2026-TW3');
  await expect(page.getByRole('heading', { name: '48 dari 48 lembar dibuat (48 halaman)' })).toBeVisible();
  const what = page.getByLabel('Lembar', { exact: true });
  const unit = page.getByLabel('Unit', { exact: true });
  await expect(what.locator('optgroup[label="Satu lembar untuk banyak pegawai"] option')).toHaveText(['Penetapan predikat', 'Rekap kinerja']);
  await what.selectOption({ label: 'Penetapan predikat' });
  // The head is judged from above, and does not stand on the sheet.
  await expect(unit.locator('option:checked')).toHaveText('Seluruh kantor (47 pegawai)');
  await expect(page.getByRole('heading', { name: /^1 dari 1 lembar dibuat/ })).toBeVisible();
  await expect(page.getByText(/^Semua evaluasi .*III.* di dalamnya sudah final\. Kepala kantor menandatanganinya/)).toBeVisible();
  expect(await inkOf(page)).toBeGreaterThan(0.005);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan PDF' }).click();
  expect((await coming).suggestedFilename()).toBe('penetapan-predikat_2026-TW3.pdf');
  expect(await violationsInThemes(page, 'sheets about many people')).toEqual([]);

  const units = await unit.locator('option', { hasText: /^Unit: / }).count();
  await unit.selectOption('each');
  await expect(page.getByRole('heading', { name: new RegExp(`^${units} dari ${units} lembar dibuat`) })).toBeVisible();
  // The first one that is tried is the first unit's.
  const starts = [listen(page, 'print.start'), listen(page, 'print.start_units')];
  await page.getByRole('button', { name: `Cetak ${units} lembar` }).click();
  await opensPdf(page, () => page.getByRole('region', { name: 'Mencetak' }).getByRole('button', { name: 'Coba satu lembar dulu' }).click());
  expect(starts).toEqual([[], [expect.objectContaining({ arguments: expect.objectContaining({ form: 'penetapan_predikat', units: [expect.any(String)] }) })]]);

  await goTo(page, `#/cetak/${period}`);
  await what.selectOption({ label: 'Rekap kinerja' });
  await unit.selectOption('');
  await expect(page.getByText('1 lembar bertuliskan RANCANGAN karena belum semua evaluasinya final.')).toBeVisible();
  await expect(page.getByText('48 pegawai belum final')).toBeVisible();
  await page.getByRole('button', { name: 'Tampilkan 48 nama' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: unrated.name })).toContainText('belum dinilai');
  await page.getByRole('link', { name: unrated.full }).click();
  await expect(page).toHaveURL(new RegExp(`#/evaluasi/${period}/${unrated.nip}$`));
});

test('expectations, feedback and the matrix join the sheets of people', async ({ inside: page }) => {
  await goTo(page, `#/cetak/2026-TW3/${rated.nip}/umpan_balik`);
  const what = page.getByLabel('Lembar', { exact: true });
  await expect(what).toHaveValue('umpan_balik');
  await expect(page.getByRole('heading', { name: /^1 dari 1 lembar dibuat/ })).toBeVisible();
  await expect(page.getByText('Evaluasinya sudah final.')).toBeVisible();
  expect(await inkOf(page)).toBeGreaterThan(0.005);
  await what.selectOption({ label: 'Lembar ekspektasi' });
  await expect(page).toHaveURL(new RegExp(`#/cetak/2026-TW3/${rated.nip}/lembar_ekspektasi$`));
  await expect(page.getByRole('heading', { name: /^1 dari 1 lembar dibuat/ })).toBeVisible();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan PDF' }).click();
  expect((await coming).suggestedFilename()).toBe(`lembar-ekspektasi_2026_${rated.nip}.pdf`);
  // Only who leads has a matrix, and nobody else is called left out.
  await goTo(page, '#/cetak/2026-TW3/matriks_peran_hasil');
  await expect(page.getByText('Semua rencana di dalamnya sudah disepakati.')).toBeVisible();
  await expect(page.getByLabel('Siapa').locator('option:checked')).toHaveText(/^Semua yang memimpin \([1-9]\d?\)$/);
  await expect(page.getByText('pegawai tanpa lembar')).toHaveCount(0);
  expect(await inkOf(page)).toBeGreaterThan(0.002);
});

test('further sheets of the same people go along, person by person', async ({ inside: page }) => {
  await goTo(page, '#/cetak/2026-TW3');
  await expect(page.getByRole('heading', { name: '48 dari 48 lembar dibuat (48 halaman)' })).toBeVisible();
  await page.getByRole('button', { name: 'Tambah lembar' }).click();
  const panel = page.getByRole('region', { name: 'Tambah lembar' });
  const starts = listen(page, 'print.start');
  await panel.getByRole('checkbox', { name: 'Lembar ekspektasi' }).check();
  await expect(page.getByRole('heading', { name: /^96 dari 96 lembar dibuat/ })).toBeVisible();
  expect(starts.at(-1)?.arguments['forms']).toEqual(['dokumen_evaluasi', 'lembar_ekspektasi']);
  await expect(page.getByText('lembar tiap pegawai berurutan')).toBeVisible();
  expect(await violationsInThemes(page, 'further sheets')).toEqual([]);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan PDF' }).click();
  expect((await coming).suggestedFilename()).toBe('dokumen-evaluasi+lembar-ekspektasi_2026-TW3.pdf');
  // The list of the file's pages says which sheet of whom.
  await expect(page.getByRole('img', { name: /^Halaman 1 dari \d+: .+: Dokumen Evaluasi Kinerja Pegawai$/ })).toBeVisible();
  await panel.getByRole('checkbox', { name: 'Lembar ekspektasi' }).uncheck();
  await expect(page.getByRole('heading', { name: '48 dari 48 lembar dibuat (48 halaman)' })).toBeVisible();
});

test('each further sheet that is not made is named, and only what is final is asked for sheet by sheet', async ({ inside: page }) => {
  await goTo(page, `#/cetak/${period}`);
  await expect(page.getByRole('heading', { name: '16 dari 16 lembar dibuat (16 halaman)' })).toBeVisible();
  const starts = listen(page, 'print.start');
  await page.getByRole('button', { name: 'Tambah lembar' }).click();
  await page.getByRole('region', { name: 'Tambah lembar' }).getByRole('checkbox', { name: 'Sasaran Kinerja (SKP)' }).check();
  // Plans are agreed, evaluations are not final: whoever has a plan is there, whoever is not rated too.
  const onlyFinal = page.getByLabel('Hanya yang final');
  await expect(onlyFinal).toBeChecked();
  await expect(page.getByRole('heading', { name: /^48 dari 96 lembar dibuat/ })).toBeVisible();
  await expect(page.getByText('Yang dibuat sudah final; 48 lembar tidak dibuat.')).toBeVisible();
  expect(starts.at(-1)?.arguments).toEqual(expect.objectContaining({ forms: ['dokumen_evaluasi', 'skp'], only_final: true }));
  await expect(page.getByText('48 lembar tidak dibuat', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Tampilkan 48 lembar' }).click();
  const lacking = (name: string) => page.getByRole('listitem').filter({ hasText: name });
  await expect(lacking(unrated.name)).toHaveText(`${unrated.full}: Dokumen Evaluasi, belum dinilai`);
  await expect(lacking(rated.name)).toHaveText(`${rated.full}: Dokumen Evaluasi, dinilai, belum final`);
  expect(await violationsInThemes(page, 'sheets that are not made')).toEqual([]);

  await onlyFinal.uncheck();
  await expect(page.getByRole('heading', { name: /^64 dari 96 lembar dibuat/ })).toBeVisible();
  await expect(page.getByText('16 lembar bertuliskan RANCANGAN')).toBeVisible();
  await expect(page.getByText('32 lembar tidak dibuat')).toBeVisible();
  await page.getByRole('button', { name: 'Cetak 64 lembar' }).click();
  // Those of a person are tried together.
  await expect(page.getByRole('button', { name: 'Coba lembar satu pegawai dulu' })).toBeVisible();
});

test('of several files the one that is looked at is printed, from its own first page, and names may lack letters', async ({ inside: page }) => {
  // As where there are more sheets than one file holds.
  await change<JobStatus>(page, 'job.status', (status) => {
    if (status.state !== 'done' || !(status.answer as Partial<PrintedSheets>).report) return status;
    const made = status.answer as PrintedSheets;
    const replaced: [string, string][] = [[rated.nip, '中'], [rated.nip, '村']];
    return { ...status, answer: { ...made, more: [made.file], sheets: [40, 8], report: { ...made.report, replaced } } };
  });
  await goTo(page, '#/cetak/2026-TW3');
  await expect(page.getByText(`${rated.full}: 村`)).toBeVisible();
  await page.getByRole('button', { name: 'Cetak 40 lembar' }).click();
  const panel = page.getByRole('region', { name: 'Mencetak' });
  await expect(panel.getByRole('button', { name: 'Coba satu lembar dulu' })).toBeVisible();
  await page.getByRole('button', { name: 'Berkas 2 dari 2' }).click();
  await expect(panel.getByRole('button', { name: 'Cetak 48 halaman' })).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Coba satu lembar dulu' })).toHaveCount(0);
  await panel.getByRole('button', { name: 'Tutup' }).click();
  await expect(page.getByRole('button', { name: 'Cetak 8 lembar' })).toBeVisible();
});

test('a file a person is written of the sheets that are looked at, with how far it is and what is not there', async ({ inside: page }) => {
  // The window's own dialogue, which a browser lacks: every bridge has it.
  await page.evaluate(() => Object.defineProperty(Object.prototype, 'pickFolder', { value: () => Promise.resolve({ file: 9, name: 'Lembar TW III' }), configurable: true }));
  const JOB = 4711;
  const report: Partial<PrintReport> = { asked: 48, sheets: 47, files: Array<string>(47).fill('x.pdf'), not_noted: null };
  let status: object = { state: 'running', done: 3, total: 48, stage: null };
  await page.route('**/call', async (route) => {
    const { command, arguments: args } = route.request().postDataJSON() as { command: string; arguments: { job?: number } };
    if (command === 'print.start_each') await route.fulfill({ json: JOB });
    else if (command === 'job.status' && args.job === JOB) await route.fulfill({ json: status });
    else await route.fallback();
  });
  const starts = listen(page, 'print.start_each');
  await goTo(page, '#/cetak/2026-TW3');
  await page.getByRole('button', { name: 'Simpan per pegawai' }).click();
  await expect(page.getByText('3 dari 48 lembar dibuat')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Simpan per pegawai' })).toHaveAttribute('aria-disabled', 'true');
  expect(starts).toEqual([expect.objectContaining({ arguments: { folder: 9, printing: expect.objectContaining({ forms: ['dokumen_evaluasi'], period: '2026-TW3', only_final: true }) } })]);
  status = { state: 'done', answer: report };
  await expect(page.getByText('47 berkas di Lembar TW III. 1 lembar yang diminta tidak ada di dalamnya.')).toBeVisible();
  await expect(page.getByText('3 dari 48 lembar dibuat')).toHaveCount(0);
});

test('a form is printed empty, to be filled by hand', async ({ inside: page }) => {
  await goTo(page, '#/cetak/2026-TW3');
  const what = page.getByLabel('Lembar', { exact: true });
  await expect(what.locator('optgroup[label="Kosong, untuk diisi dengan tangan"] option')).toHaveCount(28);
  await what.selectOption({ label: 'Rencana Aksi' });
  await expect(page.getByRole('heading', { name: '1 dari 1 lembar dibuat (2 halaman)' })).toBeVisible();
  await expect(page.getByText('Kosong, untuk diisi dengan tangan.', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Siapa')).toHaveCount(0);
  expect(await inkOf(page)).toBeGreaterThan(0.002);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Simpan PDF' }).click();
  expect((await coming).suggestedFilename()).toBe('rencana-aksi_kosong.pdf');
  // Back to the sheets of people.
  await what.selectOption({ label: 'Dokumen Evaluasi' });
  await expect(page.getByRole('heading', { name: '48 dari 48 lembar dibuat (48 halaman)' })).toBeVisible();
});

test('whoever can print can use the choice of sheets in every theme', async ({ inside: page }) => {
  await goTo(page, '#/cetak/2026-TW3/evaluasi_kinerja');
  await inkOf(page);
  expect(await violationsInThemes(page, 'sheets that lie on their side')).toEqual([]);
});

test('a screen that does not load says so, and does not say that the application is gone', async ({ page }) => {
  await page.route(/\/assets\/PrintScreen-[^/]+\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("not whole")' }));
  await enter(page);
  await goTo(page, `#/cetak/${period}/${rated.nip}`);
  await expect(page.getByText(/^Satu bagian aplikasi tidak termuat\./)).toBeVisible();
});

test('what draws the sheets does not load: that is said', async ({ inside: page }) => {
  // What the screen itself is made of comes ahead, when nothing else is to be done; what draws comes with the first sheets.
  const fetched = (part: string) => page.evaluate((part) => performance.getEntriesByType('resource').some(({ name }) => name.includes(`/assets/${part}-`) && name.endsWith('.js')), part);
  for (const part of ['PrintScreen', 'pdf']) await expect.poll(() => fetched(part)).toBe(true);
  await page.route(/\/assets\/pdf-[^/]+\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("not whole")' }));
  await goTo(page, `#/cetak/${period}/${rated.nip}`);
  await expect(page.getByText(/^Lembar belum bisa dibuat\. Satu bagian aplikasi tidak termuat\./)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Buat lagi' })).toBeVisible();
});
