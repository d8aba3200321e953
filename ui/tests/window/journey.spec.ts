import { expect, test } from '@playwright/test';
import { Key } from 'selenium-webdriver';
import { Office, passphrase, period, unrated } from '../office';
import { memoryLimit, memoryOf } from '../processes';
import { programOf } from '../programs';
import { Window } from './driver';

/**
 * Megabytes that the window may hold at any moment, so that a laptop of 2 GB has room for it beside its system: looked at while the journey goes on. A limit that the system
 * itself enforces is one of control groups, `systemd-run --user --scope -p MemoryMax=2G -p MemorySwapMax=0` before the command of this test; it then also tells the most that all
 * held together. One of addresses (`ulimit -v`) is another thing: WebKit reserves a hundred times what it uses, and does not start under it.
 */
const MOST_MEGABYTES = 400;

test('the journey: a person is found, rated with keys, closed and printed, and it is in the file', async () => {
  test.setTimeout(180_000);
  const office = await Office.make();
  try {
    const window = await Window.open(office.environment, programOf('tilik'), [office.folder]);
    const held: number[] = [];
    try {
      const watch = setInterval(() => held.push(Math.round(memoryOf(window.process))), 500);
      try {
        for (const step of [unlock, list, find, rate, print]) await step(window);
      } finally {
        clearInterval(watch);
      }
    } finally {
      await window.close();
    }
    const limit = memoryLimit();
    console.log(`the window held at most ${Math.max(...held)} MB${limit ? `; test, driver and window together ${limit.peak} under a limit of ${limit.most}` : ', with no limit of the system'}`);
    expect(Math.max(...held), `megabytes, every half second: ${held.join(', ')}`).toBeLessThanOrEqual(MOST_MEGABYTES);
    expect(await office.evaluationOf(unrated.nip)).toMatchObject({ name: unrated.full, state: 'closed', predicate: 'baik' });
    expect(await office.verify()).toMatchObject({ is_whole: true });
  } finally {
    office.remove();
  }
});

async function unlock(window: Window): Promise<void> {
  const box = await window.find('textbox', 'Kata sandi');
  await box.sendKeys('bukan kata sandinya', Key.ENTER);
  await window.says(/kata sandi .*(salah|tidak cocok|tidak tepat|keliru)/i);
  await window.picture('1-door');
  await box.sendKeys(passphrase, Key.ENTER);
  await window.find('heading', 'Hari ini: 32 evaluasi lagi.');
  await window.picture('2-home');
}

/** Every row leads to its own person. */
async function list(window: Window): Promise<void> {
  await window.run(`location.hash = '#/evaluasi/${period}'`);
  await window.find('heading', /belum dinilai/);
  const first = await window.run<string>("return document.querySelector('tbody a').innerText");
  await window.press('link', first);
  await window.find('heading', first);
  await window.run("location.hash = '#/pegawai'");
  await window.find('heading', /^48 pegawai/);
}

async function find(window: Window): Promise<void> {
  const search = await window.find('textbox', /Cari pegawai/);
  await search.sendKeys(unrated.name);
  await window.says('1 cocok');
  await window.press('link', unrated.full);
  await window.find('heading', unrated.full);
  await window.press('link', 'Buka evaluasi');
}

async function rate(window: Window): Promise<void> {
  const reason = await window.find('textbox', /^Alasan mencatat/);
  await reason.sendKeys('Pejabat penilai sedang cuti.');
  await window.press('button', 'Pakai alasan ini');
  await window.until('the first rating', () => window.run<true | null>("return document.activeElement.getAttribute('role') === 'radio' || null"));
  const items = Number(await window.until('the number of ratings', async () => /0 dari (\d+) dinilai/.exec(await window.text())?.[1]));
  for (let done = 1; done < items; done += 1) {
    await window.type('2');
    await window.says(`${done} dari ${items} dinilai`);
  }
  await window.type('2');
  await window.find('button', 'mengapa?');
  await window.says(/Predikat\s+Baik/);
  await window.picture('3-rated');
  await window.press('button', /^Finalkan & lanjut/);
  await window.until('the next person', async () => (await window.run<string>("return document.querySelector('h1').innerText")) !== unrated.full || null);
  await window.picture('4-next');
}

async function print(window: Window): Promise<void> {
  await window.run(`location.hash = '#/cetak/${period}/${unrated.nip}'`);
  await window.find('heading', '1 dari 1 lembar dibuat (1 halaman)');
  await window.find('img', `Halaman 1 dari 1: ${unrated.full}`);
  const ink = await window.until('a drawn page', () => window.run<number | null>(INK));
  expect(ink).toBeGreaterThan(0.005);
  expect(ink).toBeLessThan(0.5);
  await window.picture('5-print');
}

/** The share of a page that is ink; nothing while it is not drawn. */
const INK = `
  const canvas = document.querySelector('[role="img"] canvas');
  if (!canvas) return null;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let ink = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255 && data[at] < 128) ink += 1;
  return ink === 0 ? null : ink / (data.length / 4);
`;
