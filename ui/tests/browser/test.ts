/** What every test in a browser begins with: an office of its own, served, and a page that may complain of nothing. */
import { type ConsoleMessage, type Page, expect, test as base } from '@playwright/test';
import { Office, passphrase } from '../office';
import { Host } from './host';
import { slowDown } from './slow';

export { expect };

interface Each {
  office: Office;
  host: Host;
  /** Behind the door. */
  inside: Page;
}

export const test = base.extend<Each, { template: Office; slowed: void }>({
  slowed: [
    async ({ browser }, use) => {
      slowDown(browser);
      await use();
    },
    { scope: 'worker', auto: true },
  ],
  template: [
    async ({}, use) => {
      const template = await Office.make();
      await use(template);
      template.remove();
    },
    { scope: 'worker' },
  ],
  office: async ({ template }, use) => {
    const office = template.copy();
    await use(office);
    office.remove();
  },
  host: async ({ office }, use) => {
    const host = await Host.start(office);
    await use(host);
    await host.stop();
  },
  page: async ({ page, host }, use) => {
    const complaints = listenTo(page);
    await page.goto(host.address);
    await use(page);
    // Before the host ends: what the page would say of that is no complaint.
    await page.close();
    expect(complaints, 'what the page complained of').toEqual([]);
  },
  inside: async ({ page }, use) => {
    await enter(page);
    await use(page);
  },
});

/** Errors of the console, of the page, and of the content policy. */
function listenTo(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isRefusal(message)) complaints.push(message.text());
  });
  return complaints;
}

/** A refused command has an answer like any other; the browser says so all the same. It also asks for an icon that a window needs not. */
function isRefusal(message: ConsoleMessage): boolean {
  const path = new URL(message.location().url || 'about:blank').pathname;
  return (path === '/call' && /422|503/.test(message.text())) || path === '/favicon.ico';
}

/** Through the door with the passphrase, by Enter: after a press of the big button the one in its place would rest, and a script is quicker than a hand. */
export async function enter(page: Page, words = passphrase): Promise<void> {
  const box = page.getByLabel('Kata sandi', { exact: true });
  await box.fill(words);
  await box.press('Enter');
  await expect(page.getByRole('button', { name: /^Periode:/ })).toBeVisible();
}

/** To another place of the window, as a link does. Once the window has heard of it: what is looked for then is of that place. */
export async function goTo(page: Page, place: string): Promise<void> {
  await page.evaluate(
    (hash) =>
      new Promise<void>((heard) => {
        if (location.hash === hash) return heard();
        addEventListener('hashchange', () => heard(), { once: true });
        location.hash = hash;
      }),
    place,
  );
}
