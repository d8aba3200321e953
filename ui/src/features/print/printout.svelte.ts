/** The making of sheets: from the wish to a file that can be looked at and saved. */
import { asFailure, type Backend, type Failure, type FileId, type Progress } from '../../backend';
import type { PaperName, Period, PrintReport } from '../../generated/commands';
import { Reader, type Pdf } from './pdf';

export interface Wish {
  readonly period: Period;
  /** Of these people; of everybody who has a sheet without them. */
  readonly nips: readonly string[] | undefined;
  readonly paper: PaperName;
}

export interface Made {
  readonly wish: Wish;
  readonly file: FileId;
  readonly report: PrintReport;
  readonly pdf: Pdf;
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
      const { period, nips, paper } = wish;
      const job = await this.backend.call('print.start', { period, nips: nips ? [...nips] : null, paper });
      const { file, report } = await this.backend.finish(job, (progress) => this.isOf(own) && (this.progress = progress), own.signal);
      if (!this.isOf(own)) return;
      const pdf = await this.reader.open(await this.backend.readFile(file));
      // What was counted while it was made is read back from the file itself.
      if (pdf.pages !== report.pages) throw { code: 'print.failed', details: {}, trace: [`${pdf.pages} of ${report.pages} pages`] } satisfies Failure;
      if (this.isOf(own)) this.stage = { is: 'made', made: { wish, file, report, pdf } };
      else pdf.close();
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
