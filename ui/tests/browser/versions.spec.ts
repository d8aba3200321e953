/** Two laptops of one office that worked apart, prepared by the programs of a terminal: what the second one's file brings is decided on the screen of the first. */
import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Office, period, rated, unrated } from '../office';
import { violationsInThemes } from './axe';
import { Host } from './host';
import { enter, expect, goTo, test } from './test';

const pictures = process.env['TILIK_PICTURES'];

async function keep(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

async function rate(office: Office, line: string): Promise<void> {
  const file = office.beside('rating.csv');
  writeFileSync(file, `nip,result_rating,behaviour_rating,feedback\n${line}\n`);
  await office.run('rate', office.folder, file, '--period', period, '--on-behalf', 'Direkam bersama pejabat penilai');
}

/** A second laptop of the office, let in by files, that rated apart from the first. Answers what it gives a courier. */
async function workApart(first: Office, second: Office): Promise<string> {
  const [request, answer, sent] = [second.beside('minta.tilik'), second.beside('jawab.tilik'), second.beside('kiriman.tilik')];
  await second.run('join', second.folder, 'ask', request, '--name', 'Laptop loket');
  await first.run('laptop', first.folder, 'admit', request, answer);
  await second.run('join', second.folder, 'finish', answer);
  await rate(first, `${rated.nip},di atas ekspektasi,di atas ekspektasi,Laporan triwulan rapi dan lengkap.`);
  await rate(second, `${rated.nip},di bawah ekspektasi,di atas ekspektasi,Tiga laporan terlambat.`);
  await rate(second, `${unrated.nip},sesuai ekspektasi,sesuai ekspektasi,`);
  await second.run('stick', second.folder, 'write', sent);
  return sent;
}

test('what two laptops entered apart is decided field by field, and the other version stays in the history', async ({ template, browser }) => {
  const [first, second] = [template.copy(), Office.empty()];
  const context = await browser.newContext({ viewport: { width: 1093, height: 614 } });
  let host: Host | undefined;
  try {
    const sent = await workApart(first, second);
    await first.run('stick', first.folder, 'take', sent);
    host = await Host.start(first);
    const page = await context.newPage();
    await page.goto(host.address);
    await enter(page);

    await goTo(page, '#/kirim');
    await keep(page, 'versions-sending');
    await goTo(page, '#/dua-versi');
    await expect(page.getByRole('heading', { level: 1, name: 'Ada dua versi untuk 1 hal' })).toBeVisible();
    await expect(page.getByText('2 isian berbeda. Yang lain tidak terganggu.')).toBeVisible();
    await expect(page.getByText(/Laptop loket/).first()).toBeVisible();
    await keep(page, 'versions-light');
    await page.setViewportSize({ width: 546, height: 800 });
    await keep(page, 'versions-narrow');
    await page.setViewportSize({ width: 1093, height: 614 });
    expect(await violationsInThemes(page, 'two versions')).toEqual([]);

    await page.getByRole('button', { name: 'Pakai pilihan ini' }).press('Enter');
    await expect(page.getByText('Pilih satu versi untuk tiap isian.')).toBeVisible();
    for (const radio of await page.getByRole('radio', { name: /Di bawah ekspektasi|Tiga laporan terlambat/i }).all()) await radio.check();
    await expect(page.getByText(/Dengan pilihan ini predikat menjadi/)).toBeVisible();
    await keep(page, 'versions-chosen');
    const reason = page.getByLabel('Alasan memutuskan atas nama pejabat penilai');
    if (await reason.isVisible()) await reason.fill('Sesuai catatan loket');
    await page.getByRole('button', { name: 'Pakai pilihan ini' }).press('Enter');
    await expect(page.getByText(/^Pilihan untuk .* tersimpan\.$/)).toBeVisible();
    await keep(page, 'versions-decided');

    await goTo(page, `#/pegawai/${rated.nip}/riwayat`);
    const past = page.getByRole('region', { name: 'Versi yang tidak dipilih' });
    await expect(past.getByText('Di atas ekspektasi')).toBeVisible();
    await expect(past.getByText('Laporan triwulan rapi dan lengkap.')).toBeVisible();
    await keep(page, 'versions-past');
    expect(await violationsInThemes(page, 'what was not chosen')).toEqual([]);

    await host.stop();
    host = undefined;
    expect((await first.evaluationOf(rated.nip))?.result_rating).toBe('below');
    expect((await first.evaluationOf(unrated.nip))?.result_rating).toBe('meets');
    expect((await first.verify()).is_whole).toBe(true);
  } finally {
    await context.close();
    await host?.stop();
    first.remove();
    second.remove();
  }
});
