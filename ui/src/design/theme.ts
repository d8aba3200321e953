/** How the window looks: theme and size of the letters, as attributes of the root that the tokens answer to. */

export type Theme = 'light' | 'dark' | 'contrast';
/** `system` asks the laptop, again whenever it changes its mind. */
export type ThemeChoice = Theme | 'system';
/** Percent of the normal letters. */
type TextSize = 100 | 115 | 130;

export const themeChoices: readonly ThemeChoice[] = ['system', 'light', 'dark', 'contrast'];
export const textSizes: readonly TextSize[] = [100, 115, 130];

let choice: ThemeChoice = 'system';

/** The theme from now on. Nothing is kept: whoever asks the person also remembers the answer. */
export function chooseTheme(chosen: ThemeChoice): void {
  choice = chosen;
  apply();
}

export function chooseTextSize(size: TextSize): void {
  document.documentElement.dataset['textSize'] = String(size);
}

/** Light, dark or contrast, as the system asks, until another theme is chosen. */
export function followSystemTheme(): void {
  for (const query of systemAsks()) query.addEventListener('change', apply);
  apply();
}

function apply(): void {
  const [contrast, dark] = systemAsks();
  const asked: Theme = contrast.matches ? 'contrast' : dark.matches ? 'dark' : 'light';
  document.documentElement.dataset['theme'] = choice === 'system' ? asked : choice;
}

function systemAsks(): [contrast: MediaQueryList, dark: MediaQueryList] {
  return [matchMedia('(prefers-contrast: more)'), matchMedia('(prefers-color-scheme: dark)')];
}
