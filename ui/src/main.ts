import { mount } from 'svelte';
import App from './App.svelte';
import { tauriBackend } from './backend/tauri';
import './design/fonts.css';
import './design/tokens.css';
import './design/base.css';
import { followSystemTheme } from './design/theme';

followSystemTheme();

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target, props: { backend: tauriBackend } });
