/** The province's program with its demo data, as a courier or a line reaches it. */
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { begin, end, firstLine, programOf } from '../programs';
import { expect } from './test';

export async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

export class ProvinceServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    readonly address: string,
  ) {}

  static async start(): Promise<ProvinceServer> {
    const port = await freePort();
    const child = begin(programOf('examples/demo'), [], { ...process.env, TILIK_PORT: String(port) });
    return new ProvinceServer(child, port, await firstLine(child));
  }

  stop(): Promise<void> {
    return end(this.child);
  }
}

export async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel('Nama akun').fill('pengelola');
  await page.getByLabel('Kata sandi').fill('contoh provinsi tilik');
  await page.getByRole('button', { name: 'Masuk' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Kantor' })).toBeVisible();
}

/** Makes an office there, with a code by which it can be enrolled; its page stays open. */
export async function makeOffice(page: Page, name: string): Promise<void> {
  await page.getByLabel(/Nama kantor, seperti/).fill(name);
  await page.getByRole('button', { name: 'Buat kantor' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await page.getByRole('button', { name: 'Buat kode' }).press('Enter');
  await expect(page.locator('p.code')).toBeVisible();
}

/** What stands at a field, as whoever does not see it hears it. */
export async function faultOf(page: Page, label: string | RegExp): Promise<string> {
  const field = page.getByLabel(label);
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  return page.locator(`#${await field.getAttribute('aria-describedby')}`).innerText();
}
