/** The pages of Bantuan: the user guide in the language of the screen, one page a task. */
import guideEn from '../../../../docs/guide.md';
import guideId from '../../../../docs/panduan.md';
import type { Page, Part } from '../../../guide/parse';
import type { Route } from '../../app/route.svelte';
import type { Language } from '../../i18n/index.svelte';
import { helpPages, type HelpPage } from './names';
import { othersFor } from './synonyms';

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
  /** The heading of the part that speaks of it; none at the beginning of the page. */
  readonly part: string;
  /** The words around what was found. */
  readonly around: string;
}

const AROUND = 60;

/** The pages that speak of every word typed, or of another word for the same; the nearest first, each with the part that speaks of it. */
export function findPages(pages: readonly Shown[], query: string, language: Language): readonly Found[] {
  const typed = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (typed.length === 0) return [];
  const wanted = typed.map((word) => [word, ...othersFor(word, language)]);
  const found = pages.flatMap((page) => {
    const inParts = page.parts.map((part) => ({ page, part, near: nearness(page, part, wanted) }));
    const best = inParts.reduce((one, other) => (other.near > one.near ? other : one));
    return best.near > 0 ? [best] : [];
  });
  return found.sort((one, other) => other.near - one.near).map(({ page, part }) => ({ page, part: part.title, around: aroundOf(part, wanted) }));
}

/** How near a part is to what is sought: a title counts more than a sentence, the word itself more than another for it. 0 where a word is not on the page at all. */
function nearness(page: Shown, part: Part, wanted: readonly (readonly string[])[]): number {
  const everywhere = page.parts.map(({ title, words }) => `${title} ${words}`).join(' ');
  const places = [page.title, part.title, part.words, everywhere].map((words) => words.toLowerCase());
  const worth = [8, 6, 3, 1];
  let near = 0;
  for (const [word = '', ...others] of wanted) {
    const itself = places.findIndex((words) => words.includes(word));
    const another = places.findIndex((words) => others.some((other) => words.includes(other)));
    const best = Math.max(worth[itself] ?? 0, (worth[another] ?? 0) / 2);
    if (best === 0) return 0;
    near += best;
  }
  return near;
}

function aroundOf({ words }: Part, wanted: readonly (readonly string[])[]): string {
  const body = words.trim();
  const lower = body.toLowerCase();
  const at = wanted.flat().map((word) => lower.indexOf(word)).find((place) => place >= 0) ?? 0;
  const from = Math.max(0, body.lastIndexOf(' ', Math.max(0, at - AROUND)));
  const until = body.indexOf(' ', at + AROUND);
  return `${from > 0 ? '… ' : ''}${body.slice(from, until < 0 ? undefined : until).trim()}${until < 0 ? '' : ' …'}`;
}
