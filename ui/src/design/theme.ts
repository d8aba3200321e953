/** Light, dark or contrast, as the system asks, and again when it changes its mind. */
export function followSystemTheme(): void {
  const contrast = matchMedia('(prefers-contrast: more)');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.documentElement.dataset['theme'] = contrast.matches ? 'contrast' : dark.matches ? 'dark' : 'light';
  };
  contrast.addEventListener('change', apply);
  dark.addEventListener('change', apply);
  apply();
}
