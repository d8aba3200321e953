/**
 * How sending stands, for the frame and the screen. Whether there is a network is asked of this laptop alone, again and again; nothing leaves it before somebody presses Kirim, or before the
 * head allowed the program to send by itself.
 */
import { asFailure, type Failure } from '../../backend';
import type { Session } from '../../app/session.svelte';
import type { RunRow, SendingNow, SendingReport, SendingState } from '../../generated/commands';
import { text } from '../../i18n/index.svelte';

const LOOK_MS = 60_000;
const FOLLOW_MS = 400;

export class SendingDesk {
  state = $state.raw<SendingState>();
  runs = $state.raw<readonly RunRow[]>();
  now = $state.raw<SendingNow | null>(null);
  failure = $state.raw<Failure>();
  /** Where the receipt lies that was made for the printer last. */
  receiptPlace = $state<string>();

  constructor(private readonly session: Session) {}

  /** The last sending since the office was opened. */
  readonly job = $derived.by(() => this.session.jobs.find('sending.start'));
  readonly isRunning = $derived.by(() => this.job !== undefined && this.job.outcome === undefined);
  readonly report = $derived.by(() => (this.job?.outcome && 'answer' in this.job.outcome ? (this.job.outcome.answer as SendingReport) : undefined));
  readonly refusal = $derived.by(() => (this.job?.outcome && 'failure' in this.job.outcome ? this.job.outcome.failure : undefined));

  async look(): Promise<void> {
    try {
      this.state = await this.session.backend.call('sending.look', {});
      this.failure = undefined;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  async list(): Promise<void> {
    this.runs = await this.session.backend.call('sending.history', {}).catch(() => this.runs);
  }

  async send(withAttachments: boolean): Promise<void> {
    if (this.isRunning) return;
    [this.failure, this.receiptPlace] = [undefined, undefined];
    try {
      await this.session.backend.call('sending.start', { with_attachments: withAttachments });
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** The receipt of a sending as a file for the printer. */
  async printReceipt(run: RunRow): Promise<void> {
    [this.failure, this.receiptPlace] = [undefined, undefined];
    try {
      const { backend, paper } = this.session;
      const { file, extension } = await backend.call('sending.print_receipt', { run: run.id, paper });
      this.receiptPlace = (await backend.saveFile(file, `${text('sending.receipt.file', { number: run.receipt ?? '' })}.${extension}`)) ?? undefined;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  stop(): void {
    this.job?.stop();
  }

  /** Waits for the province's answer by stick no more. */
  async forgetInvitation(): Promise<void> {
    try {
      this.state = await this.session.backend.call('sending.forget_invitation', {});
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  async allow(isAllowed: boolean): Promise<void> {
    try {
      this.state = await this.session.backend.call('sending.allow', { is_allowed: isAllowed });
    } catch (thrown) {
      this.failure = asFailure(thrown);
      await this.look();
    }
  }

  /** Looks again and again as long as the office is open. Answers how to end that. */
  watch(): () => void {
    const again = setInterval(() => void this.#lookAndSend(), LOOK_MS);
    void this.look();
    return () => clearInterval(again);
  }

  /** Follows the run that is under way. Answers how to end that. */
  follow(): () => void {
    const look = async () => (this.now = await this.session.backend.call('sending.look_at_run', {}).catch(() => null));
    const again = setInterval(() => void look(), FOLLOW_MS);
    void look();
    return () => {
      clearInterval(again);
      this.now = null;
    };
  }

  async #lookAndSend(): Promise<void> {
    if (this.session.isOver) return;
    await this.look();
    if (!this.state?.is_due || this.isRunning) return;
    await this.send(false);
    if (this.job) this.job.isSeen = true;
  }
}

const desks = new WeakMap<Session, SendingDesk>();

/** One of a session. */
export function sendingOf(session: Session): SendingDesk {
  const known = desks.get(session);
  if (known) return known;
  const desk = new SendingDesk(session);
  desks.set(session, desk);
  return desk;
}
