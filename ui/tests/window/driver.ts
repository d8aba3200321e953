/**
 * The desktop program under WebKitWebDriver, which WebKitGTK brings along.
 *
 * The window lets itself be driven when its environment says so; `tauri-driver` would do nothing else on Linux. Pictures through the driver hang on a virtual
 * display, so a test that fails keeps the text of the page.
 */
import { type ChildProcess, execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Builder, By, Capabilities, type WebDriver, type WebElement } from 'selenium-webdriver';
import { type Process, childOf, isThere } from '../processes';
import { begin, end } from '../programs';

const PATIENCE = 15_000;
const CROSS = join(dirname(fileURLToPath(import.meta.url)), 'cross.py');

export class Window {
  private constructor(
    private readonly server: ChildProcess,
    private readonly driver: WebDriver,
    /** The program of the window. */
    readonly process: Process,
  ) {}

  static async open(given: NodeJS.ProcessEnv, binary: string, args: readonly string[] = []): Promise<Window> {
    const port = await freePort();
    const environment = {
      ...given,
      TAURI_AUTOMATION: 'true',
      TAURI_WEBVIEW_AUTOMATION: 'true',
      WEBKIT_DISABLE_DMABUF_RENDERER: '1',
    };
    const server = begin('WebKitWebDriver', [`--port=${port}`], environment);
    const capabilities = new Capabilities({ browserName: 'wry', 'webkitgtk:browserOptions': { binary, args } });
    try {
      await answering(port);
      const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
      return new Window(server, driver, childOf(server.pid));
    } catch (error) {
      await end(server, 'SIGTERM');
      throw error;
    }
  }

  /** What has this role and a name that fits, once it is there and seen. */
  find(role: string, name: string | RegExp): Promise<WebElement> {
    let names: string[] = [];
    const look = async () => {
      names = [];
      for (const element of await this.driver.findElements(By.css(SELECTORS[role] ?? `[role="${role}"]`))) {
        const said = await element.getAccessibleName();
        if (fits(said, name) && (await element.isDisplayed())) return element;
        names.push(said);
      }
      return undefined;
    };
    return this.until(() => `${role} ${String(name)} among ${names.join(' | ')}`, look);
  }

  async press(role: string, name: string | RegExp): Promise<void> {
    await (await this.find(role, name)).click();
  }

  /** Keys for whatever has the focus. */
  async type(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.driver.actions().sendKeys(key).perform();
  }

  async says(words: string | RegExp): Promise<void> {
    await this.until(`the words ${String(words)}`, async () => fits(await this.text(), words, true) || undefined);
  }

  async text(): Promise<string> {
    return this.driver.executeScript<string>('return document.body.innerText');
  }

  run<T>(script: string): Promise<T> {
    return this.driver.executeScript<T>(script);
  }

  /** Runs a script that waits, with `args`, and answers what it returns. */
  async answer<T>(script: string, ...args: readonly unknown[]): Promise<T> {
    await this.driver.manage().setTimeouts({ script: 120_000 });
    const told = await this.driver.executeAsyncScript<{ value?: T; error?: string }>(
      `const args = [...arguments]; const tell = args.pop(); (async () => { ${script} })().then((value) => tell({ value }), (error) => tell({ error: String(error) }));`,
      ...args,
    );
    if (told.error !== undefined) throw new Error(told.error);
    return told.value as T;
  }

  /** Tries again until there is something; the page may change under the hands meanwhile. */
  async until<T>(what: string | (() => string), look: () => Promise<T | null | undefined>): Promise<T> {
    const limit = Date.now() + PATIENCE;
    let last: unknown;
    while (Date.now() < limit) {
      try {
        const found = await look();
        if (found !== undefined && found !== null) return found;
      } catch (error) {
        last = error;
      }
      await wait(50);
    }
    throw new Error(`not there: ${typeof what === 'string' ? what : what()}. ${last ? String(last) : ''}\nThe window says:\n${await this.text().catch(String)}`);
  }

  /** A picture of the whole display, for looking; nothing without a folder for it. */
  async picture(name: string): Promise<void> {
    const folder = process.env['TILIK_PICTURES'];
    if (folder) await promisify(execFile)('import', ['-window', 'root', `${folder}/${name}.png`]);
  }

  /** Presses the cross at the window's corner, and does not wait. */
  async pressCross(): Promise<void> {
    await promisify(execFile)('python3', [CROSS, 'tilik']);
  }

  /** As a power cut does: nothing is said, nothing is finished. */
  async kill(): Promise<void> {
    process.kill(this.process.id, 'SIGKILL');
    await this.ended();
    await end(this.server, 'SIGKILL');
  }

  /** Waits for the end of the program. */
  async ended(): Promise<void> {
    await this.until('the end of the program', async () => !isThere(this.process) || undefined);
  }

  /** By the driver; what is not gone soon after that fails the test. */
  async close(): Promise<void> {
    await this.driver.close().catch(() => {});
    const limit = Date.now() + PATIENCE;
    while (isThere(this.process) && Date.now() < limit) await wait(20);
    const stayed = isThere(this.process);
    await end(this.server, 'SIGTERM');
    if (stayed) {
      process.kill(this.process.id, 'SIGKILL');
      throw new Error('the window was closed, but its program stayed');
    }
  }
}

const SELECTORS: Readonly<Record<string, string>> = {
  button: 'button, [role="button"]',
  link: 'a[href]',
  heading: 'h1, h2, h3',
  textbox: 'input:not([type="radio"], [type="checkbox"], [type="file"]), textarea',
  img: '[role="img"]',
  region: '[role="region"], section[aria-label]',
  row: 'tr, [role="row"]',
  radio: 'input[type="radio"], [role="radio"]',
};

function fits(said: string, wanted: string | RegExp, within = false): boolean {
  if (wanted instanceof RegExp) return wanted.test(said);
  return within ? said.includes(wanted) : said.trim() === wanted;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function answering(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await fetch(`http://127.0.0.1:${port}/status`).then(({ ok }) => ok, () => false)) return;
    await wait(50);
  }
  throw new Error('WebKitWebDriver does not answer');
}
