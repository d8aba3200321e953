/** The pages of Bantuan: the user guide in the language of the screen, one page a task. */
import guideEn from '../../../../docs/guide.md';
import guideId from '../../../../docs/panduan.md';
import type { Page } from '../../../guide/parse';
import type { Route } from '../../app/route.svelte';
import type { Language } from '../../i18n/index.svelte';
import { helpPages, type HelpPage } from './names';

const pictures: Readonly<Record<string, string>> = import.meta.glob('../../../../docs/pictures/*.webp', { eager: true, query: '?url', import: 'default' });

export interface Shown extends Page {
  readonly key: HelpPage;
}

/** Both guides have the same pages in the same order; a test compares. */
const guides: Readonly<Record<Language, readonly Shown[]>> = { id: keyed(guideId), en: keyed(guideEn) };

function keyed(pages: readonly Page[]): readonly Shown[] {
  return helpPages.flatMap((key, place) => {
    const page = pages[place];
    return page ? [{ ...page, key }] : [];
  });
}

export function pagesIn(language: Language): readonly Shown[] {
  return guides[language];
}

/** The address of a picture; none where it was not taken. */
export function pictureOf(name: string): string | undefined {
  return pictures[`../../../../docs/pictures/${name}`];
}

/** A link of the guide as an address of the window: to a screen as it is, to another page by its anchor. */
export function addressIn(pages: readonly Shown[], to: string, addressOf: (route: Route) => string): string {
  if (to.startsWith('#/')) return to;
  const page = pages.find(({ anchor }) => `#${anchor}` === to);
  return addressOf({ area: 'help', ...(page && { page: page.key }) });
}

export interface Found {
  readonly page: Shown;
  /** The words around what was found. */
  readonly around: string;
}

const AROUND = 60;

/** The pages that have every word, those with a word in the title first. */
export function findPages(pages: readonly Shown[], query: string): readonly Found[] {
  const typed = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (typed.length === 0) return [];
  const found = pages.filter((page) => typed.every((word) => page.words.toLowerCase().includes(word)));
  const isInTitle = ({ title }: Shown) => typed.some((word) => title.toLowerCase().includes(word));
  return [...found.filter(isInTitle), ...found.filter((page) => !isInTitle(page))].map((page) => ({ page, around: aroundOf(page, typed[0] ?? '') }));
}

function aroundOf({ title, words }: Shown, word: string): string {
  const body = words.slice(title.length).trim();
  const at = Math.max(0, body.toLowerCase().indexOf(word));
  const from = Math.max(0, body.lastIndexOf(' ', Math.max(0, at - AROUND)));
  const until = body.indexOf(' ', at + AROUND);
  return `${from > 0 ? '… ' : ''}${body.slice(from, until < 0 ? undefined : until).trim()}${until < 0 ? '' : ' …'}`;
}
