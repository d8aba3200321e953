/** The making of sheets: from the wish to a file that can be looked at and saved. */
import { asFailure, type Backend, type Failure, type FileId, type Progress } from '../../backend';
import type { PaperName, Period, PrintedSheets, Printing, PrintReport, Started } from '../../generated/commands';
import { Reader, type Pdf } from './pdf';
import type { OfPeople, What } from './sheets';

export interface Wish {
  readonly what: What;
  readonly period: Period;
  /** Of these people; of everybody who has a sheet without them. */
  readonly nips: readonly string[] | undefined;
  readonly paper: PaperName;
  /** Whether drafts are left out. */
  readonly onlyFinal?: boolean;
  /** One sheet for each of these units; of the whole office without them. Of sheets about many alone. */
  readonly units?: readonly string[] | undefined;
}

export interface Made {
  readonly wish: Wish;
  /** One, or several where there are more sheets than one file holds. */
  readonly files: readonly FileId[];
  /** How many sheets are in each. */
  readonly sheets: readonly number[];
  /** Which of them is looked at. */
  readonly part: number;
  readonly report: PrintReport;
  readonly pdf: Pdf;
}

/** What the office is asked for. */
export function printingOf({ period, nips, paper, onlyFinal }: Wish, { form, more }: OfPeople): Printing {
  return { forms: [form, ...more], period, nips: nips ? [...nips] : null, only_final: onlyFinal ?? false, paper };
}

type Stage = { is: 'making' } | { is: 'made'; made: Made } | { is: 'nothing' } | { is: 'stopped' } | { is: 'failed'; failure: Failure };

export class Printout {
  stage = $state.raw<Stage>({ is: 'making' });
  progress = $state.raw<Progress>({ done: 0, total: 0 });
  // Loads while the office makes the sheets.
  private readonly reader = new Reader();
  private running: AbortController | undefined;

  constructor(private readonly backend: Backend) {}

  /** Makes the sheets; whatever was being made before is given up. */
  async make(wish: Wish): Promise<void> {
    const own = this.take();
    try {
      const job = await this.begin(wish);
      const { file, more, sheets, report } = await this.backend.finish(job, (progress) => this.isOf(own) && (this.progress = progress), own.signal);
      if (!this.isOf(own)) return;
      const pdf = await this.reader.open(await this.backend.readFile(file));
      // What was counted while it was made is read back from the file itself.
      if (more.length === 0 && pdf.pages !== report.pages) throw { code: 'print.failed', details: {}, trace: [`${pdf.pages} of ${report.pages} pages`] } satisfies Failure;
      if (this.isOf(own)) this.stage = { is: 'made', made: { wish, files: [file, ...more], sheets, part: 0, report, pdf } };
      else pdf.close();
    } catch (thrown) {
      if (this.isOf(own)) this.stage = stageOf(asFailure(thrown));
    }
  }

  private begin(wish: Wish): Promise<Started<PrintedSheets>> {
    const { what, period, paper, units } = wish;
    if (what.is === 'blank') return this.backend.call('print.start_blank', { id: what.id, paper });
    if (what.is === 'unit') return this.backend.call('print.start_units', { form: what.form, period, units: units ? [...units] : null, paper });
    return this.backend.call('print.start', printingOf(wish, what));
  }

  /** The sheets of whoever comes first in a file of their own, to see whether paper and printer fit. */
  async makeFirst({ wish }: Made): Promise<{ file: FileId; pages: number }> {
    const job = await this.begin({ ...wish, nips: wish.nips?.slice(0, 1), units: wish.units?.slice(0, 1) });
    const { file, report } = await this.backend.finish(job);
    return { file, pages: report.pages };
  }

  /** Another file of the same sheets. */
  async turn(part: number): Promise<void> {
    const own = this.running;
    if (this.stage.is !== 'made' || !own) return;
    const { made } = this.stage;
    const file = made.files[part];
    if (file === undefined) return;
    try {
      const pdf = await this.reader.open(await this.backend.readFile(file));
      if (!this.isOf(own)) return pdf.close();
      made.pdf.close();
      this.stage = { is: 'made', made: { ...made, part, pdf } };
    } catch (thrown) {
      if (this.isOf(own)) this.stage = stageOf(asFailure(thrown));
    }
  }

  /** Before any sheet could be asked for. */
  fail(failure: Failure): void {
    this.take();
    this.stage = { is: 'failed', failure };
  }

  /** Nobody is left to make a sheet of. */
  none(): void {
    this.take();
    this.stage = { is: 'nothing' };
  }

  /** The person asks to stop: nothing more is waited for. */
  stop(): void {
    this.take();
    this.stage = { is: 'stopped' };
  }

  /** Nothing is made or shown any more. */
  close(): void {
    this.take().abort();
    this.reader.close();
  }

  private take(): AbortController {
    this.running?.abort();
    if (this.stage.is === 'made') this.stage.made.pdf.close();
    this.stage = { is: 'making' };
    this.progress = { done: 0, total: 0 };
    return (this.running = new AbortController());
  }

  private isOf(own: AbortController): boolean {
    return this.running === own;
  }
}

function stageOf(failure: Failure): Stage {
  switch (failure.code) {
    case 'print.nothing':
      return { is: 'nothing' };
    case 'job.cancelled':
      return { is: 'stopped' };
    default:
      return { is: 'failed', failure };
  }
}
