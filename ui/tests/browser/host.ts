/** `tilik-devhost` on an office: the window's commands and screens for a browser. */
import type { ChildProcess } from 'node:child_process';
import type { Office } from '../office';
import { begin, end, firstLine, programOf, screens } from '../programs';

export class Host {
  private constructor(
    private readonly child: ChildProcess,
    /** With the token of this run. */
    readonly address: string,
  ) {}

  static async start(office: Office): Promise<Host> {
    const child = begin(programOf('tilik-devhost'), [office.folder, '--screens', screens, '--port', '0'], office.environment);
    return new Host(child, (await firstLine(child)).trim());
  }

  stop(): Promise<void> {
    return end(this.child);
  }

  /** As a power cut does: nothing is said, nothing is finished. */
  kill(): Promise<void> {
    return end(this.child, 'SIGKILL');
  }
}
