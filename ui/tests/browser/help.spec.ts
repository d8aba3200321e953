import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { anchorOf, parseGuide, type Block, type Inline, type Page as GuidePage } from '../../guide/parse';
import { helpPages } from '../../src/features/help/names';
import { period } from '../office';
import { en } from '../../src/i18n/en';
import { id } from '../../src/i18n/id';
import { expect, goTo, test } from './test';

const docs = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'docs');
const guides = { id: read('panduan.md'), en: read('guide.md') } as const;
const LARGEST_PICTURE = 60_000;

function read(name: string): GuidePage[] {
  return parseGuide(readFileSync(join(docs, name), 'utf8'));
}

function linesOf(block: Block): readonly Inline[] {
  switch (block.is) {
    case 'paragraph':
      return block.inside;
    case 'note':
      return block.blocks.flatMap(linesOf);
    case 'list':
      return block.items.flat().flatMap(linesOf);
    case 'table':
      return [block.head, ...block.rows].flat(2);
    case 'heading':
    case 'picture':
      return [];
  }
}

const picturesOf = (pages: readonly GuidePage[]) => pages.flatMap(({ blocks }) => blocks.flatMap((block) => (block.is === 'picture' ? [block] : [])));
const linksOf = (pages: readonly GuidePage[]) =>
  pages.flatMap(({ blocks }) => blocks.flatMap(linesOf).flatMap((part) => (part.is === 'link' ? [part.to] : [])));

test('both guides have the same pages with the same pictures', () => {
  expect(guides.id).toHaveLength(helpPages.length);
  expect(guides.en).toHaveLength(helpPages.length);
  guides.id.forEach((page, place) => {
    const other = guides.en[place];
    expect(picturesOf([page]).map(({ name }) => name)).toEqual(picturesOf(other ? [other] : []).map(({ name }) => name));
  });
});

test('every picture of the guide is there, small, and has words', () => {
  const pictures = picturesOf([...guides.id, ...guides.en]);
  expect(pictures.length).toBeGreaterThan(10);
  for (const { name, words } of pictures) {
    const file = join(docs, 'pictures', name);
    expect(existsSync(file), name).toBe(true);
    expect(statSync(file).size, name).toBeLessThan(LARGEST_PICTURE);
    expect(words.length, name).toBeGreaterThan(10);
  }
});

/** What stands in bold on a page. */
const strongIn = (inside: readonly Inline[]): string[] =>
  inside.flatMap((part) => (part.is === 'strong' ? [part.inside.map((each) => ('text' in each ? each.text : '')).join('')] : part.is === 'emphasis' || part.is === 'link' ? strongIn(part.inside) : []));
/** In bold without being on a screen: what stands on the recovery sheets, and the one word that must not be overlooked. */
const EMPHASIZED = new Set(['Bagian A', 'Bagian B', 'Part A', 'Part B', 'difinalkan', 'made final']);

for (const language of ['id', 'en'] as const) {
  test(`what the guide tells to press or to look for is called so on the screens: ${language}`, () => {
    // What differs from case to case is … in the guide, and what comes after it may be left out.
    const said = Object.values({ id, en }[language]).map((words) => words.replace(/\{\w+:[^:}]*:([^}]*)\}/g, '$1').replace(/\{\w+\}/g, '…'));
    const isSaid = (words: string) => said.some((each) => each === words || (words.endsWith(' …') && each.startsWith(words)));
    const bold = guides[language].flatMap(({ blocks }) => blocks.flatMap(linesOf)).flatMap((part) => strongIn([part]));
    expect(bold.length).toBeGreaterThan(100);
    expect([...new Set(bold)].filter((words) => !EMPHASIZED.has(words) && !isSaid(words))).toEqual([]);
  });
}

test('every way of the guide leads somewhere', async ({ inside: page }) => {
  for (const pages of Object.values(guides)) {
    const anchors = pages.map(({ title }) => `#${anchorOf(title)}`);
    const links = linksOf(pages);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((to) => !to.startsWith('#/') && !anchors.includes(to))).toEqual([]);
    for (const to of new Set(links.filter((to) => to.startsWith('#/')))) {
      await goTo(page, to);
      // A place that nobody knows would be home.
      const [area = ''] = to.slice(2).split('/');
      const link = page.getByRole('navigation').locator('[aria-current="page"]');
      // Sheets are made, followed and checked in one area.
      const entry = ['cetak', 'periksa-lembar'].includes(area) ? 'lembar' : area;
      await expect(link, to).toHaveAttribute('href', new RegExp(`^#/${entry}`));
    }
  }
});

test('F1 opens the page about the screen, and the way back leads to it', async ({ inside: page }) => {
  await goTo(page, '#/cetak/2026-TW3');
  await expect(page.getByRole('heading', { name: /^48 dari 48/ })).toBeVisible();
  await page.keyboard.press('F1');
  await expect(page.getByRole('heading', { level: 1, name: 'Cetak' })).toBeVisible();
  await expect(page).toHaveURL(/#\/bantuan\/cetak$/);
  await page.getByRole('button', { name: 'Kembali ke layar tadi' }).click();
  await expect(page).toHaveURL(/#\/cetak\/2026-TW3$/);
  await goTo(page, `#/evaluasi/${period}`);
  await page.keyboard.press('F1');
  await expect(page.getByRole('heading', { level: 1, name: 'Evaluasi satu per satu' })).toBeVisible();
});

test('the help is searched as one types, and says when nothing speaks of it', async ({ inside: page }) => {
  await goTo(page, '#/bantuan');
  await expect(page.getByRole('heading', { level: 1, name: 'Mulai' })).toBeVisible();
  const search = page.getByRole('searchbox', { name: 'Cari di bantuan' });
  const pages = page.getByRole('navigation', { name: 'Isi bantuan' });
  await search.fill('printer macet');
  await expect(pages.getByRole('link')).toHaveCount(1);
  await expect(pages.getByRole('link')).toContainText('Cetak');
  // As people who know it from elsewhere call it.
  for (const [typed, title, part] of [
    ['kunci', 'Mengunci dan keluar', ''],
    ['logout', 'Mengunci dan keluar', ''],
    ['undo', 'Salah tekan atau salah isi', 'Sampai kapan Urungkan'],
    ['urungkan', 'Salah tekan atau salah isi', 'Sampai kapan Urungkan'],
    ['hapus pegawai', 'Pejabat penilai', 'Menghapus pegawai yang keluar atau salah catat'],
    ['cetak ulang', 'Cetak', 'Cetak ulang'],
    ['flashdisk', 'Salinan cadangan', 'Menyimpan ke USB'],
    ['ganti password', 'Kata sandi dan Lembar Pemulihan', 'Mengganti kata sandi'],
  ] as const) {
    await search.fill(typed);
    await expect(pages.getByRole('link').first(), typed).toContainText(`${title}${part}`);
  }
  await search.fill('cetak ulang');
  await search.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Cetak ulang' })).toBeInViewport();
  await search.fill('zebra');
  await expect(page.getByText('Tidak ada halaman tentang “zebra”.')).toBeVisible();
  await search.fill('lupa kata');
  await search.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Kata sandi dan Lembar Pemulihan' })).toBeVisible();
  await expect(search).toHaveValue('');
  await page.getByRole('link', { name: 'Buka layar ini' }).click();
  await expect(page).toHaveURL(/#\/pengaturan\/pengguna$/);
});
