import { defineConfig } from '@playwright/test';

/** The laptop of the office, in Debian's Chromium. */
const laptop = {
  // 1366 × 768 at 125 %.
  viewport: { width: 1093, height: 614 },
  deviceScaleFactor: 1.25,
  locale: 'id-ID',
  screenshot: 'only-on-failure' as const,
  launchOptions: {
    executablePath: process.env['TILIK_CHROMIUM'] ?? '/usr/bin/chromium',
    // Chromium cannot lock itself in when root starts it.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  },
};

/** Two kinds of window on the same office: Debian's Chromium on `tilik-devhost`, and the desktop program under WebKitWebDriver. */
export default defineConfig({
  testDir: 'tests',
  outputDir: '../target/window-tests',
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  // What passes only the second time is reported as flaky, and is a race to be found: `TILIK_SLOW=4` with `--retries=0`, see `tests/browser/slow.ts`.
  retries: 1,
  // No measurement: long enough for a laden machine three times slower than those of developers.
  expect: { timeout: 20_000 },
  reporter: 'list',
  projects: [
    { name: 'browser', testDir: 'tests/browser', use: laptop },
    { name: 'pictures', testDir: 'tests/pictures', use: laptop },
    { name: 'states', testDir: 'tests/states', use: laptop, retries: 0 },
    { name: 'window', testDir: 'tests/window', workers: 1 },
    { name: 'measure', testDir: 'tests/measure', workers: 1 },
  ],
});
