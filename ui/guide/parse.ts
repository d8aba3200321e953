/**
 * The user guide as plain data: Markdown in, pages out, when the screens are built. A page begins at each heading of the second level.
 *
 * Only what the guide uses is known; anything else, HTML above all, is refused here and never reaches the window.
 */
import { lexer, type Token, type Tokens } from 'marked';

export type Inline =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'strong' | 'emphasis'; readonly inside: readonly Inline[] }
  | { readonly is: 'key'; readonly text: string }
  | { readonly is: 'link'; readonly to: string; readonly inside: readonly Inline[] };

export type Block =
  | { readonly is: 'heading'; readonly text: string }
  | { readonly is: 'paragraph'; readonly inside: readonly Inline[] }
  | { readonly is: 'note'; readonly blocks: readonly Block[] }
  | { readonly is: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly is: 'table'; readonly head: readonly (readonly Inline[])[]; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly is: 'picture'; readonly name: string; readonly words: string };

export interface Page {
  readonly title: string;
  /** The anchor of its heading, as Markdown viewers make it. */
  readonly anchor: string;
  readonly blocks: readonly Block[];
  /** What stands before its first heading, and what below each, to be searched. */
  readonly parts: readonly Part[];
}

export interface Part {
  /** Its heading; none before the first. */
  readonly title: string;
  readonly words: string;
}

/** Where pictures lie beside the guide. */
const PICTURES = 'pictures/';

export function parseGuide(markdown: string): Page[] {
  const pages: { title: string; blocks: Block[] }[] = [];
  for (const token of lexer(markdown)) {
    if (token.type === 'space') continue;
    if (token.type === 'heading' && (token as Tokens.Heading).depth <= 2) {
      const { depth, text } = token as Tokens.Heading;
      if (depth === 2) pages.push({ title: text, blocks: [] });
      continue;
    }
    // What stands before the first page is for those who read the file itself.
    pages.at(-1)?.blocks.push(blockOf(token));
  }
  return pages.map(({ title, blocks }) => ({ title, anchor: anchorOf(title), blocks, parts: partsOf(blocks) }));
}

function partsOf(blocks: readonly Block[]): Part[] {
  const parts: { title: string; words: string[] }[] = [{ title: '', words: [] }];
  for (const block of blocks) {
    if (block.is === 'heading') parts.push({ title: block.text, words: [] });
    else parts.at(-1)?.words.push(wordsOf(block));
  }
  return parts.map(({ title, words }) => ({ title, words: words.join(' ') }));
}

export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

function blockOf(token: Token): Block {
  switch (token.type) {
    case 'heading':
      return { is: 'heading', text: (token as Tokens.Heading).text };
    case 'paragraph':
    case 'text': {
      const { tokens = [] } = token as Tokens.Paragraph | Tokens.Text;
      const [only] = tokens;
      if (tokens.length === 1 && only?.type === 'image') {
        const { href, text } = only as Tokens.Image;
        if (!href.startsWith(PICTURES)) throw new Error(`a picture of the guide lies elsewhere: ${href}`);
        return { is: 'picture', name: href.slice(PICTURES.length), words: text };
      }
      return { is: 'paragraph', inside: tokens.map(inlineOf) };
    }
    case 'blockquote':
      return { is: 'note', blocks: blocksOf((token as Tokens.Blockquote).tokens) };
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      return { is: 'list', ordered, items: items.map((item) => blocksOf(item.tokens)) };
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      const cells = (row: Tokens.TableCell[]) => row.map((cell) => cell.tokens.map(inlineOf));
      return { is: 'table', head: cells(header), rows: rows.map(cells) };
    }
    default:
      throw new Error(`the guide has what no page shows: ${token.type}: ${token.raw.slice(0, 80)}`);
  }
}

function blocksOf(tokens: readonly Token[]): Block[] {
  return tokens.filter(({ type }) => type !== 'space').map(blockOf);
}

function inlineOf(token: Token): Inline {
  switch (token.type) {
    case 'text':
    case 'escape':
      return { is: 'text', text: unescaped((token as Tokens.Text).text) };
    case 'strong':
      return { is: 'strong', inside: ((token as Tokens.Strong).tokens ?? []).map(inlineOf) };
    case 'em':
      return { is: 'emphasis', inside: ((token as Tokens.Em).tokens ?? []).map(inlineOf) };
    case 'codespan':
      return { is: 'key', text: unescaped((token as Tokens.Codespan).text) };
    case 'link': {
      const { href, tokens } = token as Tokens.Link;
      if (!href.startsWith('#')) throw new Error(`the guide leads out of the window: ${href}`);
      return { is: 'link', to: href, inside: tokens.map(inlineOf) };
    }
    default:
      throw new Error(`the guide has what no line shows: ${token.type}: ${token.raw.slice(0, 80)}`);
  }
}

/** The lexer writes some characters as for HTML, which these pages are not. */
function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '');
}

function wordsOf(block: Block): string {
  switch (block.is) {
    case 'heading':
      return block.text;
    case 'paragraph':
      return said(block.inside);
    case 'note':
      return block.blocks.map(wordsOf).join(' ');
    case 'list':
      return block.items.flat().map(wordsOf).join(' ');
    case 'table':
      return [block.head, ...block.rows].flat().map(said).join(' ');
    case 'picture':
      return '';
  }
}

function said(inside: readonly Inline[]): string {
  return inside.map((part) => ('text' in part ? part.text : said(part.inside))).join('');
}
