import { expect, test } from '@playwright/test';
import { Key } from 'selenium-webdriver';
import { Office, passphrase, period, rated } from '../office';
import { Window } from './driver';

test('a person is found, rated with keys, closed and printed in the real window, and it is in the file', async () => {
  const office = await Office.make();
  const window = await Window.open(office);
  try {
    const box = await window.find('textbox', 'Kata sandi');
    await box.sendKeys('bukan kata sandinya', Key.ENTER);
    await window.says(/Kata sandi .*(salah|tidak cocok|tidak tepat|keliru)/i);
    await box.sendKeys(passphrase, Key.ENTER);
    await window.find('button', /^Periode:/);
    await window.picture('1-inside');

    await window.run(`location.hash = '#/cetak/${period}/${rated.nip}'`);
    await window.find('img', `Halaman 1 dari 1: ${rated.full}`);
    const ink = await window.until('a drawn page', () => window.run<number | null>(INK));
    expect(ink).toBeGreaterThan(0.005);
    expect(ink).toBeLessThan(0.5);
    await window.picture('5-print');
  } finally {
    await window.close();
  }
  expect(await office.verify()).toMatchObject({ is_whole: true });
  office.remove();
});

/** The share of a page that is ink; nothing while it is not drawn. */
const INK = `
  const canvas = document.querySelector('[role="img"] canvas');
  if (!canvas) return null;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let ink = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255 && data[at] < 128) ink += 1;
  return ink === 0 ? null : ink / (data.length / 4);
`;
