/** Whether everybody can use what is on the screen: axe, once it stands still. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './test';

const THEMES = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  contrast: { colorScheme: 'light', contrast: 'more' },
} as const;

/** Rules that a theme can break. All others are about what stands there, which is the same in each. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** One line for each thing that somebody cannot use, in the theme that is shown. */
export async function violationsOf(page: Page, screen: string, rules?: readonly string[]): Promise<string[]> {
  await page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first().waitFor();
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${screen}: ${id}: ${help}: ${html.slice(0, 200)}`));
}

/** The same in each theme of a laptop that chooses none of its own. */
export async function violationsInThemes(page: Page, screen: string): Promise<string[]> {
  const found: string[] = [];
  for (const [theme, media] of Object.entries(THEMES)) {
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    found.push(...(await violationsOf(page, `${screen}, ${theme}`, theme === 'light' ? undefined : OF_COLOUR)));
  }
  return found;
}
