import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { parseGuide } from './guide/parse';
import { isOfTerminal } from './src/i18n/terminal';

/** What only a terminal says is not loaded by a window. */
const textsOfWindow: Plugin = {
  name: 'texts-of-window',
  enforce: 'pre',
  transform(source, id) {
    if (!/\/assets\/texts\/\w+\.\w+\.json$/.test(id)) return undefined;
    const texts = Object.entries(JSON.parse(source) as Record<string, string>);
    return JSON.stringify(Object.fromEntries(texts.filter(([code]) => !isOfTerminal(code))));
  },
};

/** The areas keep both languages beside each other. English is loaded late, so each language takes its own half of those files along. */
const englishApart: Plugin = {
  name: 'english-apart',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!importer?.endsWith('/i18n/en.ts')) return null;
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found && `${found.id}?english`;
  },
};

/** The user guide is the help: its pages come as plain data. */
const pagesOfGuide: Plugin = {
  name: 'pages-of-guide',
  enforce: 'pre',
  transform(source, id) {
    if (!/\/docs\/(panduan|guide)\.md$/.test(id)) return undefined;
    return { code: `export default ${JSON.stringify(parseGuide(source))}`, map: null };
  },
};

export default defineConfig({
  plugins: [textsOfWindow, englishApart, pagesOfGuide, svelte()],
  base: './',
  build: {
    // WebKitGTK of Debian 12 and the WebView2 that Windows 10 carries both know this much.
    target: ['safari16', 'chrome111'],
    // Fonts stay files: the window's content policy allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      treeshake: {
        // Whoever takes one part from the index of all parts does not take all along.
        moduleSideEffects: [{ test: /\/src\/components\/(index\.ts|.*\.svelte)$/, sideEffects: false }],
      },
    },
  },
});
