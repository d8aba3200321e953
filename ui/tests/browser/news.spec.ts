/** Kabar dari provinsi on the first screen: unread until read, the last day that the province gives, the achievement that it sets. */
import type { Page } from '@playwright/test';
import type { Announced, Home, Notice } from '../../src/generated/commands';
import { violationsInThemes } from './axe';
import { answered, change, listen } from './calls';
import { enter, expect, test } from './test';

const notice: Notice = {
  id: '01990000-0000-7000-8000-000000000001',
  title: 'Rapat penyamaan persepsi penilaian',
  text: 'Senin pukul 09.00 di aula BKPSDM. Bawa daftar pegawai dan catatan kinerja.',
  said_on: '2026-11-20',
  said_by: 'Ibu Ros, BKPSDM',
  is_for_all: true,
  is_read: false,
};
const long: Notice = { ...notice, id: '01990000-0000-7000-8000-000000000002', title: 'Pengisian bukti dukung', text: 'Satu.\n\nDua.\n\nTiga.\n\nEmpat.', is_for_all: false };
const third: Notice = { ...notice, id: '01990000-0000-7000-8000-000000000003', title: 'Libur nasional' };
const nothing: Announced = { notices: [], deadline: null, achievement: null };

/** As after a sending that brought this. What is marked as read is read at the next look. */
async function said(page: Page, announced: Announced): Promise<void> {
  const marked = listen(page, 'announced.read');
  await change<Home>(page, 'home.look', (home) => {
    const read = new Set(marked.map((call) => call.arguments['notice']));
    const notices = announced.notices.map((each) => ({ ...each, is_read: each.is_read || read.has(each.id) }));
    return { ...home, today: '2026-11-21', announced: { ...announced, notices } };
  });
}

test('a notice is shown until it is read, and stays at hand afterwards', async ({ page }) => {
  await said(page, { ...nothing, notices: [notice, long, third] });
  await enter(page);
  const news = page.getByRole('region', { name: 'Kabar dari provinsi' });
  await expect(news).toContainText('20 November 2026 · Ibu Ros, BKPSDM · untuk semua kantor');
  await expect(news, 'one at a time').not.toContainText(long.title);
  expect(await violationsInThemes(page, 'news')).toEqual([]);

  await news.getByRole('button', { name: `Sudah dibaca: ${notice.title}` }).press('Enter');
  await expect(news).not.toContainText(notice.title);
  await expect(news).toContainText('untuk kantor ini');
  await news.getByRole('button', { name: `Baca semuanya: ${long.title}` }).press('Enter');
  await expect(news.getByRole('button', { name: `Ringkas lagi: ${long.title}` })).toHaveAttribute('aria-expanded', 'true');
  await news.getByRole('button', { name: 'Tampilkan 2 kabar lagi' }).press('Enter');
  await expect(news).toContainText('Libur nasional');
  await expect(news).toContainText(notice.title);
  await expect(news.getByRole('button', { name: `Sudah dibaca: ${notice.title}` })).toHaveCount(0);
  await news.getByRole('button', { name: 'Tampilkan yang belum dibaca saja' }).press('Enter');
  await expect(news).not.toContainText('Libur nasional');
});

test('the last day that the province gives stands in the place of the period’s own end', async ({ page }) => {
  await said(page, { ...nothing, deadline: { day: '2026-12-18', note: 'SE 5/2026' } });
  await enter(page);
  await expect(page.getByText('Batas waktu dari provinsi: 18 Desember 2026, 27 hari lagi.')).toBeVisible();
  await expect(page.getByText(/Triwulan IV 2026 berakhir/)).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Kabar dari provinsi' })).toHaveCount(0);
});

test('an achievement of the province’s is said, and louder where the office had entered another', async ({ page }) => {
  await said(page, { ...nothing, achievement: { level: 'baik', note: 'SK 12/2026', entered: null } });
  await enter(page);
  await expect(page.getByText('Provinsi menetapkan capaian organisasi Triwulan IV 2026: Baik. Surat: SK 12/2026.')).toBeVisible();
  await said(page, { ...nothing, achievement: { level: 'baik', note: 'SK 12/2026', entered: 'istimewa' } });
  await page.reload();
  const news = page.getByRole('region', { name: 'Kabar dari provinsi' });
  await expect(news).toContainText('Kantor ini mencatat Istimewa.');
  expect(await violationsInThemes(page, 'achievement')).toEqual([]);
  const entered = answered(page, 'achievement.enter');
  await news.getByRole('button', { name: 'Pakai capaian ini' }).press('Enter');
  expect((await entered).arguments).toEqual({ period: '2026-TW4', level: 'baik', note: 'SK 12/2026' });
  await news.getByRole('link', { name: 'Lihat evaluasi' }).click();
  await expect(page).toHaveURL(/#\/evaluasi\/2026-TW4$/);
});
