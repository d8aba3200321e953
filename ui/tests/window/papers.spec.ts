/** One paper in the real window, from the printer to the archive, and what an objection does to it. The printer is a file. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { Key } from 'selenium-webdriver';
import { Office, passphrase, unrated as endah } from '../office';
import { programOf } from '../programs';
import { Window } from './driver';

const run = promisify(execFile);
const period = '2026-TW3';
/** Whom a head of a section assesses: the head of the office writes her objection down. */
const place = `#/lembar/${period}/${endah.nip}`;

test('a paper is printed, signed, received, scanned and archived; an objection that changes it asks for a new print', async () => {
  test.setTimeout(180_000);
  const office = await Office.make();
  const printer = makePrinter(office);
  try {
    const window = await Window.open({ ...office.environment, PATH: `${printer.programs}:${process.env['PATH'] ?? ''}` }, programOf('tilik'), [office.folder]);
    try {
      await (await window.find('textbox', 'Kata sandi')).sendKeys(passphrase, Key.ENTER);
      await window.find('link', 'Beranda');
      await print(window);
      await sign(window);
      await attach(window, await scanOf(printer.sheet));
      await archive(window);
      await object(window);
      await printAnew(window);
    } finally {
      await window.close();
    }
    const rows = (await office.run('sheet', office.folder, 'list', '--period', period)) as { rows: { nip: string; number: number | null; state: string; archived_at: string; scans: number }[] };
    const papers = rows.rows.filter(({ nip }) => nip === endah.nip).map(({ number, state, archived_at, scans }) => ({ number, state, archived_at, scans }));
    expect(papers).toEqual([
      { number: 2, state: 'printed', archived_at: '', scans: 0 },
      { number: 1, state: 'void', archived_at: 'Lemari 2, map TW III', scans: 1 },
    ]);
    expect(await office.verify()).toMatchObject({ is_whole: true });
  } finally {
    office.remove();
  }
});

/** What CUPS has, with a printer that keeps the sheets as they came. */
function makePrinter(office: Office): { readonly programs: string; readonly sheet: string } {
  const programs = join(office.folder, '..', 'cups');
  const sheet = join(programs, 'sheet.pdf');
  mkdirSync(programs);
  for (const [name, lines] of Object.entries({ lp: `cat > '${sheet}'`, lpstat: `[ "$1" = -e ] && echo Laser || echo 'system default destination: Laser'` })) {
    writeFileSync(join(programs, name), `#!/bin/sh\n${lines}\n`);
    chmodSync(join(programs, name), 0o755);
  }
  return { programs, sheet };
}

/** The paper as a scanner of the office gives it back. */
async function scanOf(sheet: string): Promise<Buffer> {
  const picture = sheet.replace(/\.pdf$/, '');
  await run('pdftoppm', ['-r', '150', '-gray', '-png', '-singlefile', sheet, picture]);
  return readFileSync(`${picture}.png`);
}

const goTo = (window: Window, to: string) => window.run(`location.hash = '${to}'`);

/** By the words on it: the driver asks every button before it for its name, and on a page of sheets some have none to give. */
async function press(window: Window, name: string | RegExp): Promise<void> {
  const wanted = name instanceof RegExp ? name : new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
  await window.until(`a button ${String(name)}`, () =>
    window.run<true | null>(`
      const wanted = ${String(wanted)};
      const all = [...document.querySelectorAll('button, a[href]')].filter((each) => each.getAttribute('aria-disabled') !== 'true' && each.checkVisibility());
      const found = all.find((each) => wanted.test((each.getAttribute('aria-label') ?? each.innerText).trim()));
      found?.click();
      return found ? true : null;`),
  );
}

/** Once it is there: it comes with the answer of the step before. */
async function choose(window: Window, label: string): Promise<void> {
  await window.until(`the choice ${label}`, () =>
    window.run<true | null>(`
      const found = [...document.querySelectorAll('label')].find((each) => each.innerText.trim() === ${JSON.stringify(label)});
      found?.click();
      return found ? true : null;`),
  );
}

async function print(window: Window): Promise<void> {
  await goTo(window, `#/cetak/${period}/${endah.nip}`);
  await window.find('heading', '1 dari 1 lembar dibuat (1 halaman)');
  await press(window, /^Cetak 1 lembar/);
  await press(window, 'Cetak 1 halaman');
  await window.says('1 halaman dikirim ke Laser.');
  await window.picture('papers-1-printed');
}

async function sign(window: Window): Promise<void> {
  await goTo(window, place);
  await window.says(/Cetak ke-1/);
  await press(window, 'Catat…');
  await window.find('heading', '1 lembar dipilih');
  await press(window, /^Catat 1 tanda tangan/);
  await window.find('heading', '1 sudah ditandatangani, 47 belum.');
  await window.picture('papers-2-signed');
}

/** The page's own field takes the file, as after the system's dialogue. */
async function attach(window: Window, scan: Buffer): Promise<void> {
  await goTo(window, place);
  await window.says('Belum ada pindaian.');
  await window.answer(
    `const bytes = Uint8Array.from(atob(args[0]), (letter) => letter.charCodeAt(0));
     const files = new DataTransfer();
     files.items.add(new File([bytes], 'lembar.png', { type: 'image/png' }));
     const field = document.querySelector('.scans input[type=file]');
     field.files = files.files;
     field.dispatchEvent(new Event('change', { bubbles: true }));`,
    scan.toString('base64'),
  );
  await window.says('lembar.png, halaman 1');
  await press(window, 'Lihat lembar.png, halaman 1');
  await window.until('the scan, drawn', () => window.run<true | null>("return document.querySelector('canvas[aria-label^=Pindaian]') ? true : null"));
  await window.picture('papers-3-scan');
}

async function archive(window: Window): Promise<void> {
  await press(window, 'Catat…');
  await window.find('heading', '1 lembar dipilih');
  await press(window, 'Arsip');
  await (await window.find('textbox', 'Tempat arsip')).sendKeys('Lemari 2, map TW III');
  await press(window, /^Arsipkan 1 lembar/);
  await goTo(window, place);
  await window.says('Lemari 2, map TW III');
  await window.picture('papers-4-archived');
}

async function object(window: Window): Promise<void> {
  await goTo(window, `#/keberatan/${period}/${endah.nip}`);
  await (await window.find('textbox', /^Alasan keberatan/)).sendKeys('Anggaran dipotong pada Juli.');
  await press(window, 'Catat keberatan');
  await window.says('Isi dulu kedua tanggal di atas.');
  await window.picture('papers-5-filed');
  const today = await (await window.find('textbox', 'Surat diterima')).getAttribute('value');
  for (const side of ['Pejabat penilai didengar', 'Pegawai didengar']) await (await window.find('textbox', side)).sendKeys(today ?? '', Key.TAB);
  await press(window, 'Simpan penjelasan');
  await choose(window, 'Hasil evaluasi berubah');
  await window.until('the new rating', () =>
    window.run<true | null>(`
      const [results] = document.querySelectorAll('#decision ~ .pair select');
      if (!results) return null;
      results.value = 'below';
      results.dispatchEvent(new Event('change', { bubbles: true }));
      return true;`),
  );
  await (await window.find('textbox', /^Nomor surat keputusan/)).sendKeys('800/12/2026');
  await (await window.find('textbox', /^Pertimbangan/)).sendKeys('Target disesuaikan.');
  await press(window, 'Catat keputusan');
  await window.says('tidak dapat diurungkan');
  await window.run("document.querySelector('dialog[open] button[type=submit]').click()");
  await window.find('link', /^Cetak lembar dengan keputusannya/);
  await window.picture('papers-6-decided');
}

async function printAnew(window: Window): Promise<void> {
  await goTo(window, place);
  await window.says('Lembar yang lama tidak berlaku; cetak ulang.');
  await window.says('Berubah sejak cetakan sebelumnya: predikat, rating hasil kerja');
  await window.picture('papers-7-void');
  await press(window, /^Cetak ulang/);
  await window.find('heading', '1 dari 1 lembar dibuat (1 halaman)');
  await press(window, /^Cetak 1 lembar/);
  await press(window, 'Cetak 1 halaman');
  await window.says('1 halaman dikirim ke Laser.');
  await goTo(window, place);
  await window.says(/Cetak ke-2/);
  await window.find('heading', '1 lembar menunggu tanda tangan, 47 belum dicetak.');
  await window.says('Cetakan yang tidak berlaku lagi');
  await window.picture('papers-8-second');
}
