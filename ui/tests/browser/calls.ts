/** What a page asks the office, and answers that come late or not at all. */
import type { Page, Request } from '@playwright/test';
import type { Failure } from '../../src/generated/commands';
import { expect } from './test';

interface Call {
  readonly command: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

function callOf(request: Request): Call | undefined {
  return new URL(request.url()).pathname === '/call' ? (request.postDataJSON() as Call) : undefined;
}

/** What a request asks the office for. */
export function commandOf(request: Request): string | undefined {
  return callOf(request)?.command;
}

/** Does something as the window does, without its screens; whoever is inside does it. */
export async function ask(page: Page, { address }: { readonly address: string }, command: string, args: object): Promise<unknown> {
  const token = new URL(address).searchParams.get('token') ?? '';
  const response = await page.request.post(new URL('call', address).href, { data: { command, arguments: args }, headers: { authorization: `Bearer ${token}` } });
  const answer: unknown = await response.json();
  expect(response.ok(), JSON.stringify(answer)).toBe(true);
  return answer;
}

/** The calls of a command from now on. */
export function listen(page: Page, command: string): Call[] {
  const calls: Call[] = [];
  page.on('request', (request) => {
    const call = callOf(request);
    if (call?.command === command) calls.push(call);
  });
  return calls;
}

export class Held {
  /** How many were asked for. */
  count = 0;
  #open!: () => void;
  readonly gate = new Promise<void>((resolve) => (this.#open = resolve));

  /** Once one is on its way. */
  async begun(): Promise<void> {
    await expect.poll(() => this.count).toBeGreaterThan(0);
  }

  release(): void {
    this.#open();
  }
}

/** The next answers of a command wait until they are released. `answer` comes instead of the office's; a failure is a refusal. */
export async function hold(page: Page, command: string, answer?: Failure | readonly unknown[], times = Infinity): Promise<Held> {
  const held = new Held();
  await page.route('**/call', async (route) => {
    if (callOf(route.request())?.command !== command || held.count >= times) return route.fallback();
    held.count += 1;
    await held.gate;
    await (answer ? route.fulfill({ status: Array.isArray(answer) ? 200 : 422, json: answer }) : route.continue());
  });
  return held;
}

/** A command is refused until the answer of this is called. */
export async function refuse(page: Page, command: string, refusal: Failure = { code: 'store.busy', details: {}, trace: [] }): Promise<() => void> {
  let isRefused = true;
  await page.route('**/call', async (route) => {
    if (!isRefused || callOf(route.request())?.command !== command) return route.fallback();
    await route.fulfill({ status: 422, json: refusal });
  });
  return () => (isRefused = false);
}

/** Changes what a command answers, as long as there is something to change. */
export async function change<T>(page: Page, command: string, by: (answer: T) => T): Promise<void> {
  await page.route('**/call', async (route) => {
    if (callOf(route.request())?.command !== command) return route.fallback();
    try {
      const response = await route.fetch();
      await route.fulfill({ response, json: by((await response.json()) as T) });
    } catch (thrown) {
      // The page went away, or is about to, while it was asked.
      if (!page.isClosed() && !/disposed|closed/.test(String(thrown))) throw thrown;
    }
  });
}

/** The next answer of a command, of all those that are asked of `nip` and say `words`. */
export async function answered(page: Page, command: string, nip?: string, words = ''): Promise<Call> {
  const response = await page.waitForResponse((each) => {
    const call = callOf(each.request());
    return call?.command === command && (nip === undefined || call.arguments['nip'] === nip) && (each.request().postData() ?? '').includes(words);
  });
  return callOf(response.request()) as Call;
}
