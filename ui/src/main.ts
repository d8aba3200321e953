import { mount } from 'svelte';
import App from './App.svelte';
import { loadPreferences } from './app/preferences.svelte';
import { Backend } from './backend';
import { httpBridge, tokenInAddress } from './backend/http';
import { isDesktop, tauriBridge } from './backend/tauri';
import './design/fonts.css';
import './design/tokens.css';
import './design/base.css';
import { followSystemTheme } from './design/theme';

followSystemTheme();

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
const backend = new Backend(isDesktop() ? tauriBridge : httpBridge(tokenInAddress()));
addEventListener('error', ({ error }) => backend.noteFault(error));
addEventListener('unhandledrejection', ({ reason }) => backend.noteFault(reason));
// The door already speaks the language and has the letters that were chosen.
void loadPreferences(backend).finally(() => mount(App, { target, props: { backend } }));
