/** The programs of the Rust build, and how a test ends them. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const house = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const programs = process.env['TILIK_PROGRAMS'] ?? join(house, 'target', 'debug');

export const screens = process.env['TILIK_SCREENS'] ?? join(house, 'ui', 'dist');

/** Where the window's program was laid out of its package, when that one is tried. */
const installed = process.env['TILIK_INSTALLED'];

export function programOf(name: string): string {
  return join(name === 'tilik' && installed ? installed : programs, process.platform === 'win32' ? `${name}.exe` : name);
}

/** What a program says when it ended well; rejects with what it said otherwise. */
export async function run(name: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(programOf(name), args, { env: environment, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** Starts a program that stays. What it complains of is shown among the lines of the test. */
export function begin(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  // Whatever becomes of the test, nothing of it stays.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  return child;
}

/** The first line that a program says. */
export async function firstLine(child: ChildProcess): Promise<string> {
  let said = '';
  // It may go on talking into its pipe, which stays open; nobody listens.
  for await (const piece of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    said += String(piece);
    const end = said.indexOf('\n');
    if (end >= 0) {
      child.stdout?.resume();
      return said.slice(0, end);
    }
  }
  throw new Error(`the program ended without a word: ${child.spawnfile}`);
}

/** Asks a program to end, and makes it after a while. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended;
  clearTimeout(late);
}
