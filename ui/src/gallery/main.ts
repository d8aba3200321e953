/** The gallery: /gallery.html?view=parts|fields|table|frame|evaluasi|impor|first&theme=light|dark|contrast&size=100|115|130 */
import { mount } from 'svelte';
import '../design/fonts.css';
import '../design/tokens.css';
import '../design/base.css';
import { chooseTextSize, chooseTheme, followSystemTheme, textSizes, themeChoices } from '../design/theme';
import Gallery from './Gallery.svelte';

const asked = new URLSearchParams(location.search);
followSystemTheme();
chooseTheme(themeChoices.find((theme) => theme === asked.get('theme')) ?? 'system');
chooseTextSize(textSizes.find((size) => String(size) === asked.get('size')) ?? 100);

const target = document.getElementById('app');
if (!target) throw new Error('gallery.html has no #app');
mount(Gallery, { target, props: { view: asked.get('view') ?? 'parts' } });
