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
  /** The next printing makes a new code: sheets that may be on paper from before end with it. */
  isNew = $state(false);
  #busy = false;

  constructor(
    private readonly backend: Backend,
    private readonly paper: () => PaperName,
    /** Hears that an act is on the disk. */
    private readonly onsaved: () => void = () => {},
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

  /** Shows the code that was made and is not proven yet. Where it is not known any more nothing is made before somebody prints. */
  look(): Promise<void> {
    return this.act(async () => {
      const { has_code } = await this.backend.call('recovery.look', {});
      this.isNew = !has_code;
      if (has_code) this.code = await this.backend.call('recovery.make', {});
    });
  }

  /** A new code: sheets of an earlier one open nothing any more. */
  make(): Promise<void> {
    return this.act(() => this.#make());
  }

  async #make(): Promise<void> {
    const code = await this.backend.call('recovery.make', {});
    this.clear();
    this.code = code;
    this.onsaved();
  }

  /** Nothing of the code stays on the screen. */
  clear(): void {
    [this.code, this.place, this.missing] = [undefined, undefined, undefined];
    this.signs = '';
  }

  print(): Promise<void> {
    return this.act(async () => {
      if (!this.code) await this.#make();
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
        this.onsaved();
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
