import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [svelte()],
  base: './',
  build: {
    // WebKitGTK of Debian 12 and the WebView2 that Windows 10 carries both know this much.
    target: ['safari16', 'chrome111'],
    // Fonts stay files: the window's content policy allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
