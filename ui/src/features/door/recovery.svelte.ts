/** The two recovery sheets from the code to the proof that they are on paper: made, laid out for the printer, and read again from what was printed. */
import { tick } from 'svelte';
import { asFailure, type Backend, type Failure } from '../../backend';
import type { PaperName, RecoveryCode, RecoveryState } from '../../generated/commands';
import { failureText, text } from '../../i18n/index.svelte';

export class SheetPrinting {
  code = $state.raw<RecoveryCode>();
  /** Where the file for the printer lies; nothing before it was saved. */
  place = $state<string>();
  /** What the person reads from the paper. */
  signs = $state('');
  /** What is wrong with it. */
  missing = $state<string>();
  /** The field it is typed in. */
  box = $state<HTMLInputElement>();
  failure = $state.raw<Failure>();
  #busy = false;

  constructor(
    private readonly backend: Backend,
    private readonly paper: () => PaperName,
  ) {}

  /** One step at a time; why it was refused stands in `failure`. */
  async act(work: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.failure = undefined;
    try {
      await work();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
    this.#busy = false;
  }

  /** A new code: sheets of an earlier one open nothing any more. */
  make(): Promise<void> {
    return this.act(async () => {
      const code = await this.backend.call('recovery.make', {});
      this.clear();
      this.code = code;
    });
  }

  /** Nothing of the code stays on the screen. */
  clear(): void {
    [this.code, this.place, this.missing] = [undefined, undefined, undefined];
    this.signs = '';
  }

  print(): Promise<void> {
    return this.act(async () => {
      const { file } = await this.backend.call('recovery.print', { paper: this.paper() });
      const saved = await this.backend.saveFile(file, text('setup.sheet.file'));
      if (saved === null) return;
      this.place = saved;
      await this.#ask();
    });
  }

  /** Answers how the sheets stand when what was typed is what is printed. */
  async confirm(): Promise<RecoveryState | undefined> {
    this.missing = this.signs.trim() === '' ? text('setup.sheet.signs.missing') : undefined;
    if (this.missing) {
      this.box?.focus();
      return undefined;
    }
    let standing: RecoveryState | undefined;
    await this.act(async () => {
      try {
        standing = await this.backend.call('recovery.confirm', { signs: this.signs });
      } catch (thrown) {
        const failure = asFailure(thrown);
        if (failure.code !== 'recovery.signs_wrong') throw thrown;
        this.missing = failureText(failure);
        await this.#ask();
      }
    });
    return standing;
  }

  async #ask(): Promise<void> {
    await tick();
    this.box?.focus();
  }
}
