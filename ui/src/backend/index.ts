/**
 * What the screens know of the other side: typed commands, files, one kind of failure.
 *
 * The screens take a `Backend` and never ask which one it is: the desktop's is in `tauri.ts`, a browser's in `http.ts`. Nothing else in `ui/` imports `@tauri-apps`.
 */
import type { Commands, Failure, FileId, JobStatus, Stage, Started } from '../generated/commands';

export type { Failure, FileId };

type CommandName = keyof Commands;
type Argument<Name extends CommandName> = Commands[Name]['argument'];
type Answer<Name extends CommandName> = Commands[Name]['answer'];

/** The bridge to the office: what the two implementations differ in. Every call rejects with a `Failure`, whatever went wrong. */
export interface Bridge {
  call(command: string, args: unknown): Promise<unknown>;
  /** Lays a file into the tray, from where commands read it. */
  putFile(file: Blob): Promise<FileId>;
  readFile(file: FileId): Promise<Uint8Array<ArrayBuffer>>;
  /** Saves a file of the tray where the person chooses; `null` when it was cancelled. */
  saveFile(file: FileId, name: string): Promise<Saved | null>;
  /** Asks for a backup and leaves it where it lies, however large it is. `null` when it was cancelled. Absent in a browser, which hands the bytes over. */
  pickBackup?(kind: string): Promise<PickedFile | null>;
  /** Asks for a folder, into which one file a person is written. `null` when it was cancelled. Absent in a browser, which has no folders. */
  pickFolder?(): Promise<PickedFile | null>;
  /** Opens what was saved last with the system's own program, from which it can be printed. Absent where the browser does that itself. */
  openSaved?(): Promise<void>;
  /** The printers that the system tells of. Absent in a browser, which prints what it shows. */
  printers?(): Promise<Printers>;
  /** Prints a PDF of the tray. A browser opens it beside the window. */
  printFile?(file: FileId, order: PrintOrder): Promise<Passed>;
  /** The program around the page. Absent in a browser. */
  readonly shell?: ShellBridge;
}

export interface PickedFile {
  readonly file: FileId;
  readonly name: string;
}

/** Sheets that are where the person wanted them. */
interface OnTheirWay {
  /** Why they could not be noted as printed: they are good all the same. */
  readonly not_noted: Failure | null;
}

export interface Saved extends OnTheirWay {
  /** The place as a person would say it. */
  readonly path: string;
}

export interface Passed extends OnTheirWay {
  readonly way: Sent;
}

/** What only a program of its own can do. */
export interface ShellBridge {
  /** From now on this page hears what the window has to say. */
  attend(hear: (notice: WindowNotice) => void): Promise<void>;
  /** Answers `closing`: everything is kept and the window goes, or the person is asked something first. */
  closeWindow(goes: boolean): Promise<void>;
  noteFault(place: string): Promise<void>;
  listFaults(): Promise<FaultReport>;
  openFaults(): Promise<void>;
  deleteFaults(): Promise<void>;
}

/** What the window tells its page. */
export type WindowNotice =
  /** A file of Tilik's own kind was opened with the program. */
  | { readonly kind: 'file'; readonly name: string }
  /** Somebody wanted to open another office while this one is open. */
  | { readonly kind: 'other_office'; readonly folder: string }
  /** The page is shown anew because its process had died. */
  | { readonly kind: 'restored' }
  /** The window shall be closed. It waits a few seconds for `closeWindow`; after `closeWindow(false)` as long as the page wants, until `closeWindow(true)`. */
  | { readonly kind: 'closing' };

/** What is kept of faults on this laptop: times, versions, places in the code, codes. */
export interface FaultReport {
  readonly folder: string;
  readonly bytes: number;
  /** The newest first. */
  readonly lines: readonly string[];
}

/** Empty where the system does not say, as on Windows: there the viewer asks. */
export interface Printers {
  readonly names: readonly string[];
  /** The one that people here usually mean. */
  readonly default: string | null;
}

export interface PrintOrder {
  /** Left out: the PDF opens in the system's own viewer, from which it is printed. */
  readonly printer?: string;
  /** The first page that is still wanted, from 1. A viewer cannot be told: say it to the person. */
  readonly fromPage?: number;
}

/** `queued`: the printer has it. `opened`: a viewer shows it, and the person prints from there. */
export type Sent = 'queued' | 'opened';

/** How far a job is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** What comes before the counting. */
  readonly stage?: Stage | null;
}

/** A short job is heard of at once, a long one is asked after more and more seldom. */
const FIRST_LOOK_MS = 5;
const RAREST_LOOK_MS = 150;

export class Backend {
  /** Hears of every job that was started. */
  onstarted: ((command: string, job: number) => void) | undefined;
  /** Hears that the other side did not answer at all. */
  onaway: (() => void) | undefined;
  /** Hears that the folder of the office is gone from its place. */
  ongone: ((failure: Failure) => void) | undefined;

  constructor(private readonly bridge: Bridge) {}

  /** Runs one command of the office. */
  async call<Name extends CommandName>(command: Name, argument: Argument<Name>): Promise<Answer<Name>> {
    try {
      const answer = await this.bridge.call(command, argument);
      if (/\.start/.test(command) && typeof answer === 'number') this.onstarted?.(command, answer);
      return answer as Answer<Name>;
    } catch (thrown) {
      throw this.#heard(thrown);
    }
  }

  /** What is not about the command alone is told to whoever watches the laptop. */
  #heard(thrown: unknown): unknown {
    const failure = asFailure(thrown);
    if (failure.code === 'shell.unreachable') this.onaway?.();
    if (failure.code === 'store.folder_gone') this.ongone?.(failure);
    return thrown;
  }

  /** Waits for a job, telling how far it is. Aborting the signal asks the job to stop; it then rejects with `job.cancelled` unless it was done before. */
  async finish<T>(job: Started<T>, tell: (progress: Progress) => void = () => {}, stop?: AbortSignal): Promise<T> {
    const cancel = () => void this.call('job.cancel', { job }).catch(() => {});
    if (stop?.aborted) cancel();
    stop?.addEventListener('abort', cancel, { once: true });
    try {
      for (let wait = FIRST_LOOK_MS; ; wait = Math.min(2 * wait, RAREST_LOOK_MS)) {
        const status: JobStatus = await this.call('job.status', { job });
        switch (status.state) {
          case 'done':
            return status.answer as T;
          case 'failed':
            throw this.#heard(status.failure);
          case 'running':
            // Before the work has counted, it has no number to tell.
            if (status.total > 0 || status.stage !== null) tell(status);
            await new Promise((resolve) => setTimeout(resolve, wait));
        }
      }
    } finally {
      stop?.removeEventListener('abort', cancel);
    }
  }

  putFile(file: Blob): Promise<FileId> {
    return this.bridge.putFile(file);
  }

  readFile(file: FileId): Promise<Uint8Array<ArrayBuffer>> {
    return this.bridge.readFile(file);
  }

  /** Saves a file of the tray where the person chooses. Answers the place as a person would say it, or `null` when it was cancelled. */
  async saveFile(file: FileId, name: string): Promise<string | null> {
    return (await this.bridge.saveFile(file, name))?.path ?? null;
  }

  /** The same of sheets, which are noted as printed by it. */
  saveSheets(file: FileId, name: string): Promise<Saved | null> {
    return this.bridge.saveFile(file, name);
  }

  /** Asks for a backup by the system's own dialogue; `undefined` where the page itself has to choose a file. */
  get pickBackup(): ((kind: string) => Promise<PickedFile | null>) | undefined {
    return this.bridge.pickBackup;
  }

  /** Asks for a folder by the system's own dialogue; `undefined` where there is none. */
  get pickFolder(): (() => Promise<PickedFile | null>) | undefined {
    return this.bridge.pickFolder;
  }

  /** Whether what was saved can be opened with the system's own program. */
  get canOpenSaved(): boolean {
    return this.bridge.openSaved !== undefined;
  }

  async openSaved(): Promise<void> {
    await this.bridge.openSaved?.();
  }

  /** Whether a PDF of the tray can go to a printer or a viewer from here. Where not, it is saved instead. */
  get canPrint(): boolean {
    return this.bridge.printFile !== undefined;
  }

  async printers(): Promise<Printers> {
    return (await this.bridge.printers?.()) ?? { names: [], default: null };
  }

  /** Ask `canPrint` first. Rejects with `print.no_printer`, `print.printer_refused`, `shell.no_program`, `tray.file_gone`, `print.file`. */
  async printFile(file: FileId, order: PrintOrder = {}): Promise<Passed> {
    if (!this.bridge.printFile) throw { code: 'shell.unreachable', details: {}, trace: ['no bridge to a printer'] } satisfies Failure;
    return this.bridge.printFile(file, order);
  }

  /** Hears what the window has to say; in a browser there is nobody who says anything. */
  attend(hear: (notice: WindowNotice) => void): void {
    void this.bridge.shell?.attend(hear).catch(() => {});
  }

  async closeWindow(goes: boolean): Promise<void> {
    await this.bridge.shell?.closeWindow(goes).catch(() => {});
  }

  /** What is kept of faults on this laptop; absent in a browser, which keeps nothing. */
  get faults(): Pick<ShellBridge, 'listFaults' | 'openFaults' | 'deleteFaults'> | undefined {
    return this.bridge.shell;
  }

  /** Writes down where in its code the page failed, and nothing of what it showed. */
  noteFault(thrown: unknown): void {
    const place = thrown instanceof Error ? (/([\w.-]+\.js:\d+:\d+)/.exec(thrown.stack ?? '')?.[1] ?? 'unknown') : 'unknown';
    void this.bridge.shell?.noteFault(`${thrown instanceof Error ? thrown.name : 'thrown'}:${place}`).catch(() => {});
  }
}

/** Anything thrown, as a `Failure`: a broken bridge has its own code, so that the screen can still say a sentence. */
/** A file of the program itself did not come, or not whole: the office answers all the same. */
export function partMissing(thrown: unknown): Failure {
  return isFailure(thrown) ? thrown : { code: 'shell.part_missing', details: {}, trace: [String(thrown)] };
}

export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return thrown;
  return { code: 'shell.unreachable', details: {}, trace: [String(thrown)] };
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && typeof (value as Failure).code === 'string';
}
