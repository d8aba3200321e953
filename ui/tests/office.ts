/** A demo office in a folder of its own, with invented people. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './programs';

export const passphrase = 'contoh kantor tilik';
/** The quarter that has begun: some are rated, nobody is closed. */
export const period = '2026-TW4';

/** Rated by nobody yet in `period`; a head of a section assesses her, so the head of the office gives a reason. */
export const unrated = { nip: '197502121999032030', name: 'Endah Narendra', full: 'Endah Narendra, A.Md.' };
/** Heads the office; the regent assesses her. */
export const head = { nip: '196801011992012001', full: 'Ayu Adiwangsa, M.Si.' };
/** Assessed by the head of the office, rated, not closed. */
export const rated = { nip: '196809171992011005', name: 'Dimas Baskara', full: 'Dimas Baskara, S.H., M.H.' };

export interface Row {
  readonly nip: string;
  readonly name: string;
  readonly period: string;
  readonly state: string;
  readonly result_rating: string | null;
  readonly behaviour_rating: string | null;
  readonly predicate: string | null;
}

export class Office {
  private constructor(private readonly place: string) {}

  /** A new one. The copies of one office are quicker. */
  static async make(...choices: readonly string[]): Promise<Office> {
    const office = new Office(mkdtempSync(join(tmpdir(), 'tilik-window-')));
    await office.run('demo', office.folder, ...choices);
    return office;
  }

  /** One in which nobody is yet. */
  static async found(): Promise<Office> {
    const office = new Office(mkdtempSync(join(tmpdir(), 'tilik-window-')));
    await office.run('new', '--office', 'Dinas Contoh', office.folder);
    return office;
  }

  /** A laptop on which no office is. */
  static empty(): Office {
    return new Office(mkdtempSync(join(tmpdir(), 'tilik-window-')));
  }

  copy(): Office {
    const place = mkdtempSync(join(tmpdir(), 'tilik-window-'));
    cpSync(this.place, place, { recursive: true });
    return new Office(place);
  }

  /** A place for files of the same laptop. */
  beside(name: string): string {
    return join(this.place, name);
  }

  get folder(): string {
    return join(this.place, 'kantor');
  }

  /** For programs on this office. What the person's own environment says of Tilik takes no part. */
  get environment(): NodeJS.ProcessEnv {
    const others = Object.entries(process.env).filter(([name]) => !name.startsWith('TILIK_'));
    return {
      ...Object.fromEntries(others),
      TILIK_PASSWORD: passphrase,
      TILIK_KDF_FLOOR: '1',
      TILIK_MARKS: join(this.place, 'marks'),
      // A program that is open on this machine is none of the test's: windows find each other over this bus.
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(this.place, 'bus')}`,
    };
  }

  /** `tilikctl`, while nobody else has the office open. */
  async run(...args: readonly string[]): Promise<unknown> {
    const said = await run('tilikctl', ['--json', ...args], this.environment);
    return JSON.parse(said.trim().split('\n').at(-1) ?? 'null');
  }

  /** The evaluation of a person, from the file. */
  async evaluationOf(nip: string, of = period): Promise<Row | undefined> {
    const rows = (await this.run('list', this.folder, 'evaluations', '--period', of)) as Row[];
    return rows.find((row) => row.nip === nip);
  }

  async staff(): Promise<readonly { nip: string; name: string }[]> {
    return (await this.run('list', this.folder, 'staff')) as { nip: string; name: string }[];
  }

  /** Checks the whole file from its signed bytes alone. */
  async verify(): Promise<{ is_whole: boolean }> {
    return (await this.run('verify', this.folder)) as { is_whole: boolean };
  }

  remove(): void {
    rmSync(this.place, { recursive: true, force: true });
  }
}
