/** What the program does around its page: it closes well, comes forward, survives. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { Key } from 'selenium-webdriver';
import { Office, passphrase, period, unrated } from '../office';
import { childrenOf, isThere } from '../processes';
import { begin, end, programOf } from '../programs';
import { Window } from './driver';

const run = promisify(execFile);

test('the cross waits until what was typed last is on the disk', async () => {
  await withWindow(async (office, window) => {
    await unlock(window);
    await window.run(`location.hash = '#/evaluasi/${period}/${unrated.nip}'`);
    const reason = await window.find('textbox', /^Alasan mencatat/);
    await reason.sendKeys('Pejabat penilai sedang cuti.');
    await window.press('button', 'Pakai alasan ini');
    await window.until('the first rating', () => window.run<true | null>("return document.activeElement.getAttribute('role') === 'radio' || null"));
    await window.type('2');
    await window.pressCross();
    await window.ended();
    const row = await office.evaluationOf(unrated.nip);
    expect(row?.state).not.toBe('not_started');
    expect(await office.verify()).toMatchObject({ is_whole: true });
  });
});

test('a second start brings the first window forward and hands over a file', async () => {
  await withWindow(async (office, window) => {
    await window.find('textbox', 'Kata sandi');
    const file = join(office.folder, '..', 'kirim-dinkes.tilik');
    const second = await run(programOf('tilik'), [file], { env: office.environment, timeout: 15_000 });
    expect(second.stderr).not.toMatch(/panic|could not/);
    await window.says('Berkas kirim-dinkes.tilik belum dapat dibuka di sini');
    await run(programOf('tilik'), [mkdtempSync(join(office.folder, '..', 'lain-'))], { env: office.environment, timeout: 15_000 });
    await window.says('Tilik sudah terbuka untuk kantor lain');
    expect(isThere(window.process)).toBe(true);
  });
});

test('a page that dies is shown anew, and the fault is written down without a name', async () => {
  await withWindow(async (office, window) => {
    await unlock(window);
    const pages = () => childrenOf(window.process.id).filter(({ name }) => name.startsWith('WebKitWebProces'));
    const [page] = pages();
    if (!page) throw new Error('the window has no page');
    process.kill(page.id, 'SIGKILL');
    const faults = join(office.folder, '..', 'window', 'faults', 'faults.txt');
    await window.until('the fault', async () => existsSync(faults) || undefined);
    expect(readFileSync(faults, 'utf8')).toMatch(/^\S+Z [\d.]+ linux page-process \w+\n$/);
    // The driver does not follow to the new page.
    await window.until('a new page', async () => pages().some(({ id }) => id !== page.id) || undefined);
    await window.picture('page-restored');
    expect(isThere(window.process)).toBe(true);
    await window.pressCross();
    await window.ended();
    expect(await office.verify()).toMatchObject({ is_whole: true });
  });
});

async function withWindow(work: (office: Office, window: Window) => Promise<void>): Promise<void> {
  const office = await Office.make();
  const bus = begin('dbus-daemon', ['--session', '--nofork', `--address=${office.environment['DBUS_SESSION_BUS_ADDRESS']}`], process.env);
  try {
    const window = await Window.open(office.environment, programOf('tilik'), [office.folder]);
    try {
      await work(office, window);
    } finally {
      await window.close();
    }
  } finally {
    await end(bus, 'SIGTERM');
    office.remove();
  }
}

async function unlock(window: Window): Promise<void> {
  await (await window.find('textbox', 'Kata sandi')).sendKeys(passphrase, Key.ENTER);
  await window.find('link', 'Beranda');
}
