/** Sending without being asked: never before the head allowed it, then by itself, to the province's real server. */
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { ProvinceServer, makeOffice, signIn } from './province';
import { enter, expect, goTo, test } from './test';

const office = 'Kecamatan Muara Contoh';
/** The window looks once a minute. */
const aMinute = 61_000;

/** A way to the server that counts who goes it. */
async function countedWay(to: number): Promise<{ port: number; asked: () => number; close: () => void }> {
  let asked = 0;
  const way = createServer((near) => {
    asked += 1;
    const far = connect(to, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const [one, other] of [[near, far], [far, near]] as const) one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve));
  return { port: (way.address() as AddressInfo).port, asked: () => asked, close: () => way.close() };
}

test('the program sends by itself when it was allowed to, and not before', async ({ page: laptop, host, browser }) => {
  const server = await ProvinceServer.start();
  const way = await countedWay(server.port);
  const context = await browser.newContext();
  try {
    const pages = await context.newPage();
    await signIn(pages, server.address);
    await makeOffice(pages, office);
    const code = await pages.locator('p.code').innerText();

    await laptop.clock.install();
    await laptop.goto(host.address);
    await enter(laptop);
    await goTo(laptop, '#/kirim');
    await laptop.getByRole('button', { name: 'Ketik kode dari surat' }).press('Enter');
    const form = laptop.getByRole('region', { name: 'Ketik kode dari surat' });
    await form.getByLabel('Kode pendaftaran').fill(code);
    await form.getByLabel('Alamat server provinsi').fill(`http://127.0.0.1:${way.port}`);
    await form.getByLabel('Alamat server provinsi').press('Enter');
    const allow = laptop.getByRole('checkbox', { name: 'Kirim sendiri bila ada internet' });
    await expect(allow).toBeVisible();
    // The province is on this machine: it is reached also where there is no way out.
    await expect(laptop.getByText(/yang terkirim sendiri hanya catatan; pindaian dan lambang menunggu Anda menekan Kirim\.$/)).toBeVisible();

    const enrolled = way.asked();
    for (let minute = 0; minute < 5; minute += 1) await laptop.clock.runFor(aMinute);
    expect(way.asked(), 'nobody allowed it').toBe(enrolled);

    await allow.click();
    await expect(allow).toBeChecked();
    await laptop.clock.runFor(aMinute);
    await expect(laptop.getByRole('heading', { name: 'Semua sudah terkirim' })).toBeVisible({ timeout: 30_000 });
    expect(way.asked()).toBeGreaterThan(enrolled);
    await pages.goto(`${server.address}/?cari=Muara`);
    await expect(pages.getByRole('row', { name: new RegExp(office) })).toContainText('Lengkap');

    // Nothing is left to send: nobody asks again.
    const sent = way.asked();
    for (let minute = 0; minute < 5; minute += 1) await laptop.clock.runFor(aMinute);
    expect(way.asked()).toBe(sent);
  } finally {
    way.close();
    await context.close();
    await server.stop();
  }
});
