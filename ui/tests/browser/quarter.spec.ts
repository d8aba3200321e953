/**
 * A whole quarter in one sitting, evaluated by keyboard alone: the achievement, the people in their order, one who is put off, one below expectation, a lid that is
 * closed and a program that is killed, the distribution, the closing of all with its report, and one opened again.
 *
 * Of a small office always; of forty people: TILIK_QUARTER=40 npx playwright test --project=browser quarter
 */
import type { Browser, Page } from '@playwright/test';
import { Office, period } from '../office';
import { answered } from './calls';
import { Host } from './host';
import { giveReason, heading, press, rateAll } from './sitting';
import { enter, expect, goTo, test } from './test';

const PEOPLE = Number(process.env['TILIK_QUARTER'] ?? '12');
const LETTER = '800/112/2026 tanggal 5 Oktober 2026';
const FACT = 'Dua belas laporan direncanakan, delapan selesai; buktinya buku agenda.';
const MORE = ' Bantu minggu depan.';

async function comeIn(browser: Browser, office: Office): Promise<{ host: Host; page: Page }> {
  const host = await Host.start(office);
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  await page.goto(host.address);
  await enter(page);
  return { host, page };
}

/** Once the office has these words among what was typed. What is typed after the last such answer is what a power cut may take. */
async function keptWith(page: Page, words: string): Promise<void> {
  await page.waitForResponse((response) => {
    const call = new URL(response.url()).pathname === '/call' ? response.request().postData() : null;
    return call !== null && call.includes('"draft.keep"') && call.includes(words);
  });
}

/** The letter that the leader sent is copied first. */
async function enterAchievement(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ubah capaian', exact: true }).press('Enter');
  const dialog = page.getByRole('dialog', { name: /^Capaian kinerja organisasi/ });
  await dialog.getByRole('radio', { name: 'Baik', exact: true }).press('Space');
  await dialog.getByRole('textbox', { name: /^Surat penetapan/ }).press('Control+a');
  await page.keyboard.type(LETTER);
  const kept = answered(page, 'achievement.enter');
  await page.keyboard.press('Enter');
  await kept;
  await expect(page.getByText('Capaian organisasi: Baik.')).toBeVisible();
}

/** Below expectation at the first result: the words are asked for once all is rated. Answers the field, which has the focus. */
async function criticise(page: Page) {
  await giveReason(page);
  await expect(page.getByRole('radio').first()).toBeFocused();
  await press(page, '1');
  await rateAll(page, '2');
  const words = page.getByRole('textbox', { name: /^Umpan balik/ }).first();
  await expect(words).toBeVisible();
  await press(page, 'Enter');
  await expect(words).toBeFocused();
  // By Tab past the three steps to the first sentence for the first of them.
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(words).toBeFocused();
  await expect(words).toHaveValue(/\[…\]/);
  await expect(page.getByText('Masih ada bagian […] yang belum diisi.')).toBeVisible();
  await page.keyboard.type('laporan bulanan');
  await expect(words).toHaveValue(/laporan bulanan/);
  return words;
}

test(`a quarter of ${PEOPLE} people by keyboard alone, from the achievement to the closing and one opened again`, async ({ browser }) => {
  test.setTimeout(60_000 + PEOPLE * 12_000);
  const office = await Office.make('--people', String(PEOPLE));
  let { host, page } = await comeIn(browser, office);
  await goTo(page, `#/evaluasi/${period}`);
  await enterAchievement(page);

  const begin = page.getByRole('button', { name: /^(Lanjut ke \d+ yang belum|Mulai evaluasi)$/ });
  await expect(begin).toBeEnabled();
  await begin.press('Enter');
  await expect(page.getByRole('main').getByRole('article')).toBeVisible();
  const list = page.getByRole('navigation', { name: 'Pegawai pada periode ini' });
  const names = list.locator('a[href*="/evaluasi/"] > span:nth-child(2)');
  await expect(names).toHaveCount(PEOPLE);
  const order = await names.allTextContents();
  const address = await list.getByRole('link', { name: order[0] ?? '' }).getAttribute('href');
  await goTo(page, address ?? '');

  let putOff = '';
  let below = '';
  for (const name of order) {
    await expect(heading(page)).toHaveText(name);
    const status = page.getByRole('contentinfo').getByRole('status');
    await expect(status).not.toHaveText('');
    const isOpen = /dinilai/.test((await status.textContent()) ?? '');
    if (isOpen && putOff === '') putOff = name;
    else if (isOpen && below === '') {
      below = name;
      const words = await criticise(page);
      const kept = keptWith(page, FACT);
      await page.keyboard.press('Control+a');
      await page.keyboard.type(FACT);
      await kept;

      // The lid: a reload, then a power cut.
      await page.reload();
      await expect(heading(page)).toHaveText(name);
      await expect(words).toBeFocused();
      await expect(words).toHaveValue(FACT);
      const more = keptWith(page, FACT + MORE);
      await page.keyboard.press('Control+End');
      await page.keyboard.type(MORE);
      await more;
      await page.close();
      await host.kill();
      ({ host, page } = await comeIn(browser, office));
      await expect(heading(page)).toHaveText(name);
      const again = page.getByRole('textbox', { name: /^Umpan balik/ }).first();
      await expect(again).toBeFocused();
      await expect(again).toHaveValue(FACT + MORE);
    } else if (isOpen) {
      await giveReason(page);
      await rateAll(page, order.indexOf(name) % 2 === 0 ? '2' : '3');
    }
    if (name !== order.at(-1)) await page.keyboard.press('Alt+ArrowDown');
  }
  expect(putOff, 'somebody was put off').not.toBe('');
  expect(below, 'somebody was below expectation').not.toBe('');

  // The end of the sitting: who was put off is in the tray, with the reason.
  await goTo(page, `#/evaluasi/${period}/tutup`);
  await expect(heading(page)).toHaveText(`${PEOPLE - 1} siap difinalkan, 1 belum lengkap.`);
  const tray = page.getByRole('listitem').filter({ hasText: putOff });
  await expect(tray).toContainText('Belum dinilai sama sekali.');
  const explain = page.getByRole('button', { name: 'Tulis alasan sebaran' });
  if (await explain.isVisible()) {
    await explain.press('Enter');
    await page.getByRole('dialog').getByRole('textbox').press('Control+a');
    await page.keyboard.type('Kantor kecil, hasil bersama memang naik.');
    await page.keyboard.press('Enter');
    await expect(explain).toBeHidden();
  }
  await expect(page.getByRole('contentinfo').locator('[data-verb]')).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: `Finalkan ${PEOPLE - 1} evaluasi sekarang?` });
  await dialog.getByRole('button', { name: /^Finalkan/ }).press('Enter');
  await expect(heading(page)).toHaveText(`${PEOPLE - 1} final, 1 belum lengkap.`);
  await expect(tray).toContainText('Belum dinilai sama sekali.');

  // One is opened again: a draft, and its history says why.
  await goTo(page, `#/evaluasi/${period}`);
  await page.getByRole('main').getByRole('link', { name: below }).press('Enter');
  await expect(heading(page)).toHaveText(below);
  await expect(page).toHaveURL(/\/\d{18}$/);
  const nip = /\/(\d{18})$/.exec(page.url())?.[1] ?? '';
  await page.getByRole('button', { name: 'Buka lagi dengan alasan' }).press('Enter');
  await page.getByRole('dialog').getByRole('textbox').press('Control+a');
  await page.keyboard.type('Bukti baru diterima.');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main').getByRole('article').getByText('Draf', { exact: true })).toBeVisible();
  await goTo(page, `#/pegawai/${nip}/riwayat`);
  await expect(page.getByText(/Bukti baru diterima\./).first()).toBeVisible();

  await page.close();
  await host.stop();
  const rows = (await office.run('list', office.folder, 'evaluations', '--period', period)) as { nip: string; state: string }[];
  expect(rows.filter(({ state }) => state === 'closed')).toHaveLength(PEOPLE - 2);
  expect(rows.find((row) => row.nip === nip)).toMatchObject({ state: 'draft' });
  expect(await office.verify()).toMatchObject({ is_whole: true });
  office.remove();
});
