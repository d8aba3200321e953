/**
 * The desktop program is killed while somebody types: at most one second of typing is lost, and after unlocking the same field of the same person has the focus.
 *
 * One kill runs always. More: TILIK_KILLS=10 npx playwright test --project=window kills
 */
import { expect, test } from '@playwright/test';
import { Office, passphrase, period, rated } from '../office';
import { programOf } from '../programs';
import { Window } from './driver';

const KILLS = Number(process.env['TILIK_KILLS'] ?? '1');
/** What may be lost, in milliseconds of typing. */
const MOST_LOST = 1000;
const FIELD = 'overall/note';
const KEPT = `
  const field = document.activeElement;
  return field?.dataset.field === '${FIELD}' ? field.value : null;
`;

async function open(office: Office): Promise<Window> {
  const window = await Window.open(office.environment, programOf('tilik'), [office.folder]);
  await (await window.find('textbox', 'Kata sandi')).sendKeys(passphrase);
  await window.press('button', 'Buka kantor');
  return window;
}

test(`of what is typed when the window's program is killed, at most a second is lost (${KILLS} kills)`, async () => {
  test.setTimeout(60_000 + KILLS * 60_000);
  const office = await Office.make();
  const losses: number[] = [];
  let window = await open(office);
  try {
    await window.find('heading', /evaluasi lagi/);
    await window.run(`location.hash = '#/evaluasi/${period}/${rated.nip}'`);
    await window.find('heading', rated.full);
    await window.run(`document.querySelector('[data-field="${FIELD}"]').focus()`);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = await window.until('the field', () => window.run<string | null>(KEPT));
      const at: number[] = [];
      let typed = '';
      // Between one and four seconds, another moment each time.
      const until = Date.now() + 1000 + ((kill * 977) % 3000);
      while (Date.now() < until) {
        const letter = String.fromCharCode(97 + (typed.length % 26));
        await window.type(letter);
        typed += letter;
        at.push(Date.now());
      }
      const killedAt = Date.now();
      await window.kill();

      window = await open(office);
      await window.find('heading', rated.full);
      const kept = await window.until(`the field after kill ${kill + 1}`, () => window.run<string | null>(KEPT));
      expect(`${before}${typed}`, `what is there after kill ${kill + 1}`).toContain(kept);
      expect(kept.startsWith(before), `what was there before kill ${kill + 1} is there`).toBe(true);
      const lostFrom = at[kept.length - before.length];
      losses.push(lostFrom === undefined ? 0 : killedAt - lostFrom);
      expect(losses.at(-1), `milliseconds of typing lost by kill ${kill + 1}`).toBeLessThanOrEqual(MOST_LOST);
      await window.run('const field = document.activeElement; field.setSelectionRange(field.value.length, field.value.length)');
    }
  } finally {
    await window.close();
  }
  console.log(`${KILLS} kills of the window: worst loss ${Math.max(...losses)} ms, nothing lost in ${losses.filter((loss) => loss === 0).length}`);
  expect((await office.verify()).is_whole).toBe(true);
  office.remove();
});
