/**
 * An old laptop: `TILIK_SLOW=4 npm run test:browser -- --retries=0` gives every page a fourth of the processor, so that a test that looks too early is found here and not elsewhere.
 * Only pages are slowed down; the office behind them is as quick as the machine.
 */
import type { Browser, Page } from '@playwright/test';

const times = Number(process.env['TILIK_SLOW'] ?? '1');

/** Slows down each page that this browser opens from now on. */
export function slowDown(browser: Browser): void {
  if (times > 1) browser.on('context', (context) => context.on('page', (page) => void slow(page)));
}

async function slow(page: Page): Promise<void> {
  try {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: times });
  } catch (thrown) {
    if (!page.isClosed()) throw thrown;
  }
}
