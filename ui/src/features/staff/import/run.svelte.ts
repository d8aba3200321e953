/**
 * One import of a staff list, from the choice of its file to its end.
 *
 * It belongs to the session and not to its screen: whoever leaves midway finds it as it was, and a job goes on. Nothing is written before `write`.
 */
import { untrack } from 'svelte';
import type { Session } from '../../../app/session.svelte';
import { asFailure, type Backend, type Failure, type FileId, type Progress } from '../../../backend';
import type { Column, Correction, ImportChoices, ImportReport, Person, RosterField, SamePersonChoice } from '../../../generated/commands';
import { language } from '../../../i18n/index.svelte';
import { addChoice, giveField, guessByHand, listMissing, type Columns } from './columns';

/** 0 file, 1 columns, 2 check, 3 write. */
export type Step = 0 | 1 | 2 | 3;

const KEY = 'staff/import';

/** What is kept of an import that is not finished. */
interface Kept {
  readonly file: FileId;
  readonly name: string;
  readonly step: Step;
  readonly isOwn: boolean;
  readonly choices: ImportChoices;
}

/** The office takes no larger file; it need not be read to say so. */
const LARGEST_MEGABYTES = 64;
const MEGABYTE = 1024 * 1024;

/** A file with its own place in the tray. It is replaced as a whole: whatever of it is still under way stays with it. */
class Source {
  #bytes: Promise<Blob> | undefined;
  #id: Promise<FileId> | undefined;

  constructor(
    readonly file: File | undefined,
    readonly name: string,
    private readonly backend: Backend,
    laid?: FileId,
  ) {
    if (laid !== undefined) this.#id = Promise.resolve(laid);
  }

  /** Where it lies in the tray. */
  get id(): Promise<FileId> | undefined {
    return this.#id;
  }

  /** Asks with the file, laying it into the tray where it is not or is no longer. */
  async ask<Answer>(use: (file: FileId) => Promise<Answer>): Promise<Answer> {
    const laid = this.#lay();
    try {
      return await use(await laid);
    } catch (thrown) {
      if (asFailure(thrown).code !== 'tray.file_gone') throw thrown;
      if (this.#id === laid) this.#id = undefined;
      return use(await this.#lay());
    }
  }

  #lay(): Promise<FileId> {
    return (this.#id ??= this.#put().catch((thrown: unknown) => {
      this.#id = undefined;
      throw thrown;
    }));
  }

  async #put(): Promise<FileId> {
    return this.backend.putFile(await (this.#bytes ??= this.#load()));
  }

  /** Its bytes, kept from now on: the USB stick may be taken out. */
  async #load(): Promise<Blob> {
    const { file, name } = this;
    // Read by the window that was closed since; the tray forgot it.
    if (!file) throw { code: 'import.gone', details: { file: name }, trace: [] } satisfies Failure;
    try {
      return new Blob([await file.arrayBuffer()]);
    } catch {
      this.#bytes = undefined;
      throw { code: 'import.unreadable', details: { file: name }, trace: [] } satisfies Failure;
    }
  }
}

export class ImportRun {
  step = $state<Step>(0);
  /** Whether a step was taken since the screen was opened: then the focus goes along. */
  hasMoved = $state(false);
  #source = $state.raw<Source>();
  /** The plan as it was last read. */
  report = $state.raw<ImportReport>();
  columns = $state.raw<Columns>([]);
  /** The sheet that the person chose. */
  sheet = $state<string | null>(null);
  reading = $state(false);
  /** Why the file could not be read, or not with these choices. */
  failure = $state.raw<Failure>();
  /** Whose proposed superior is accepted, by NIP. */
  accepted = $state.raw<ReadonlySet<string>>(new Set());
  /** Cells that the person typed in place of what the file has. */
  corrections = $state.raw<readonly Correction[]>([]);
  /** Rows that the person leaves out. */
  leftOut = $state.raw<ReadonlySet<number>>(new Set());
  /** Whose data stay as they are, by NIP. */
  kept = $state.raw<ReadonlySet<string>>(new Set());
  /** Who left and comes back with this list, by NIP. */
  takenBack = $state.raw<ReadonlySet<string>>(new Set());
  /** Whether somebody new is somebody on the staff, by both NIPs. */
  same = $state.raw<readonly SamePersonChoice[]>([]);
  /** The person says that the list is for this office, although hardly anybody of it is known. */
  isOwn = $state(false);
  /** Everybody on the staff by NIP, for the names of those whom the file does not name. */
  staff = $state.raw<ReadonlyMap<string, Person>>(new Map());

  progress = $state.raw<Progress>({ done: 0, total: 0 });
  /** Why the last try to write did not work. */
  writeFailure = $state.raw<Failure>();
  result = $state.raw<ImportReport>();
  /** Whether the person has seen how it ended. */
  isSeen = $state(false);

  savingRejects = $state(false);
  /** Where the refused rows were saved, as the person would say it. */
  savedRejects = $state<string>();
  rejectsFailure = $state.raw<Failure>();
  /** The refused rows were to be saved first, and the person did not. */
  rejectsCancelled = $state(false);

  #chosen: ImportChoices['columns'] = [];
  #turn = 0;
  #acceptsAll = false;
  #writing = false;
  #settled: Promise<void> = Promise.resolve();
  #stop: AbortController | undefined;

  constructor(private readonly session: Session) {}

  /** The file that is in use. */
  get file(): { readonly name: string } | undefined {
    return this.#source;
  }

  get missing(): readonly RosterField[] {
    return listMissing(this.columns);
  }

  /** Whether what was read last is of the sheet that is chosen now. */
  get isOfSheet(): boolean {
    return this.sheet === null || this.sheet === this.report?.file.sheet;
  }

  go(step: Step): void {
    this.hasMoved = true;
    this.step = step;
    void this.#keep();
  }

  /** Takes a file and reads it. Another file begins anew. */
  async take(file: File): Promise<void> {
    if (this.#writing) return;
    const wasGone = this.failure?.code === 'import.gone' && this.#source?.name === file.name;
    if (wasGone) {
      this.#drop();
      this.failure = undefined;
      this.#source = new Source(file, file.name, this.session.backend);
    } else this.#forget(file);
    const source = this.#source;
    const megabytes = Math.ceil(file.size / MEGABYTE);
    if (file.size > LARGEST_MEGABYTES * MEGABYTE) {
      this.failure = { code: 'tray.file_too_large', details: { megabytes, limit: LARGEST_MEGABYTES }, trace: [] };
      return;
    }
    await this.#read();
    if (this.#source === source && this.report && !this.failure) this.go(wasGone ? 2 : 1);
  }

  /** Goes on with a file in which no headings were found: the person shows which columns hold NIP and name. */
  async takeByHand(): Promise<void> {
    const source = this.#source;
    this.#chosen = [...guessByHand([])];
    await this.#read();
    if (!this.report || this.failure || this.#source !== source) return;
    const better = guessByHand(this.report.file.columns);
    this.#chosen = [...better];
    await this.#read();
    if (this.report && !this.failure && this.#source === source) this.go(1);
  }

  chooseSheet(name: string): void {
    if (name === (this.sheet ?? this.report?.file.sheet)) return;
    this.sheet = name;
    this.#decideAnew();
    void this.#read();
  }

  chooseField(column: Column, field: RosterField | null): void {
    this.#chosen = [...addChoice(this.#chosen, { column, field })];
    this.columns = giveField(this.columns, { column, field });
    this.savedRejects = undefined;
    if (this.missing.length === 0) void this.#read();
    else this.#drop();
  }

  /** Accepts proposed superiors or leaves them empty. */
  accept(nips: readonly string[], is: boolean): void {
    if (!is) this.#acceptsAll = false;
    this.accepted = changed(this.accepted, nips, is);
    void this.#read();
  }

  /** Accepts every proposal, also those that a reading under way or a repair still brings. */
  acceptAll(): void {
    this.#acceptsAll = true;
    this.accept((this.report?.proposed_superiors ?? []).map(({ nip }) => nip), true);
  }

  /** What was typed in place of a cell, while it is refused too. */
  typedIn(cell: Pick<Correction, 'row' | 'column' | 'field'>): string {
    return this.corrections.find((known) => isSameCell(known, cell))?.text ?? '';
  }

  /** Takes what was typed in place of a cell. */
  correct(correction: Correction): void {
    this.corrections = [...this.corrections.filter((other) => !isSameCell(other, correction)), correction];
    this.#decided();
  }

  /** Takes a correction back. */
  uncorrect(cell: Pick<Correction, 'row' | 'column' | 'field'>): void {
    this.corrections = this.corrections.filter((other) => !isSameCell(other, cell));
    this.#decided();
  }

  leaveOut(rows: readonly number[], is: boolean): void {
    this.leftOut = changed(this.leftOut, rows, is);
    this.#decided();
  }

  /** Leaves people's data as they are, or takes those of the file. */
  keep(nips: readonly string[], is: boolean): void {
    this.kept = changed(this.kept, nips, is);
    this.#decided();
  }

  takeBack(nip: string, is: boolean): void {
    this.takenBack = changed(this.takenBack, [nip], is);
    this.#decided();
  }

  /** Answers whether two NIPs are of one person. */
  say(choice: SamePersonChoice): void {
    this.same = [...this.same.filter(({ nip, known_nip }) => nip !== choice.nip || known_nip !== choice.known_nip), choice];
    this.#decided();
  }

  #decided(): void {
    this.savedRejects = undefined;
    this.rejectsCancelled = false;
    void this.#read();
  }

  /** Saves the refused rows to a file, then writes the others. Whoever does not save the file has not imported either. */
  async writeAndSaveRejects(nameOf: (base: string) => string): Promise<void> {
    if (this.#writing || this.savingRejects) return;
    this.rejectsCancelled = false;
    if (this.savedRejects === undefined) await this.saveRejects(nameOf);
    if (this.savedRejects === undefined) this.rejectsCancelled = this.rejectsFailure === undefined;
    else await this.write();
  }

  /** Writes what was planned. A second press while it runs does nothing. */
  async write(): Promise<void> {
    const source = this.#source;
    if (this.#writing || !source || !this.report) return;
    this.#writing = true;
    await this.#settled;
    // What would be written now was never shown.
    if (this.failure) {
      this.#writing = false;
      return;
    }
    this.writeFailure = undefined;
    this.progress = { done: 0, total: this.report.rows.length };
    this.#stop = new AbortController();
    this.go(3);
    try {
      const { backend } = this.session;
      const choices = this.#choices();
      const job = await source.ask((file) => backend.call('staff.start_import', { file, choices }));
      this.result = await backend.finish(job, (progress) => (this.progress = progress), this.#stop.signal);
      this.session.saved();
      this.session.drafts.drop(KEY);
      await Promise.all([this.session.lookAround(), this.session.undo.endWithImport()]);
    } catch (thrown) {
      this.writeFailure = asFailure(thrown);
      this.go(2);
    }
    this.#writing = false;
  }

  stop(): void {
    this.#stop?.abort();
  }

  async saveRejects(nameOf: (base: string) => string): Promise<void> {
    const source = this.#source;
    if (this.savingRejects || !source) return;
    this.savingRejects = true;
    this.savedRejects = undefined;
    this.rejectsFailure = undefined;
    try {
      const { backend } = this.session;
      const choices = this.#choices();
      const made = await source.ask((file) => backend.call('staff.write_rejects', { file, choices, language: language() }));
      const base = source.name.replace(/\.[^.]*$/, '');
      const saved = made && (await backend.saveFile(made.file, `${nameOf(base)}.${made.extension}`));
      if (this.#source === source) this.savedRejects = saved ?? undefined;
    } catch (thrown) {
      if (this.#source === source) this.rejectsFailure = asFailure(thrown);
    }
    this.savingRejects = false;
  }

  /** Keeps where the import stands: the window may go, and the file stays in the tray as long as the office is open. */
  async #keep(): Promise<void> {
    const source = this.#source;
    const file = await source?.id?.catch(() => undefined);
    if (!source || file === undefined || source !== this.#source || this.step === 3 || this.result) return;
    this.session.drafts.keep(KEY, { file, name: source.name, step: this.step, isOwn: this.isOwn, choices: this.#choices() } satisfies Kept);
  }

  /** Goes on where an earlier window was. */
  async resume({ file, name, step, isOwn, choices }: Kept): Promise<void> {
    this.#source = new Source(undefined, name, this.session.backend, file);
    this.sheet = choices.sheet;
    this.#chosen = choices.columns;
    this.accepted = new Set(choices.accept_superiors);
    this.corrections = choices.corrections;
    this.leftOut = new Set(choices.left_out);
    this.kept = new Set(choices.kept);
    this.takenBack = new Set(choices.taken_back);
    this.same = choices.same_person ?? [];
    this.isOwn = isOwn;
    await this.#read();
    if (this.report && !this.failure && this.step === 0) this.step = step;
  }

  #forget(file: File): void {
    this.#drop();
    this.#source = new Source(file, file.name, this.session.backend);
    this.report = undefined;
    this.columns = [];
    this.failure = undefined;
    this.writeFailure = undefined;
    this.savedRejects = undefined;
    this.rejectsFailure = undefined;
    this.rejectsCancelled = false;
    this.sheet = null;
    this.#decideAnew();
  }

  #decideAnew(): void {
    this.#chosen = [];
    this.#acceptsAll = false;
    this.accepted = new Set();
    this.corrections = [];
    this.leftOut = new Set();
    this.kept = new Set();
    this.takenBack = new Set();
    this.same = [];
    this.isOwn = false;
  }

  /** An answer that is still on its way is no longer wanted. */
  #drop(): void {
    this.#turn += 1;
    this.reading = false;
  }

  #read(): Promise<void> {
    this.#settled = this.#plan();
    return this.#settled;
  }

  async #plan(): Promise<void> {
    const turn = ++this.#turn;
    this.reading = true;
    this.failure = undefined;
    const { backend } = this.session;
    const choices = this.#choices();
    try {
      const report = await this.#source?.ask((file) => backend.call('staff.plan_import', { file, choices }));
      if (!report) return;
      if (turn !== this.#turn) return;
      this.report = report;
      this.columns = report.file.columns;
      const late = this.#acceptsAll ? report.proposed_superiors.filter(({ nip }) => !this.accepted.has(nip)) : [];
      if (late.length > 0) {
        this.accepted = changed(this.accepted, late.map(({ nip }) => nip), true);
        return await this.#plan();
      }
      void this.#keep();
      this.#learnNames();
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.failure = asFailure(thrown);
    }
    this.reading = false;
  }

  #choices(): ImportChoices {
    return {
      sheet: this.sheet,
      columns: this.#chosen,
      assessed_since: null,
      accept_superiors: [...this.accepted],
      corrections: [...this.corrections],
      left_out: [...this.leftOut],
      kept: [...this.kept],
      taken_back: [...this.takenBack],
      same_person: [...this.same],
    };
  }

  #learnNames(): void {
    if (this.staff.size > 0 || this.session.summary.staff === 0) return;
    const learn = (people: readonly Person[]) => (this.staff = new Map(people.map((person) => [person.nip, person])));
    // Without them the NIP stands alone.
    this.session.backend.call('staff.list', { query: '' }).then(learn, () => {});
  }
}

function isSameCell(one: Pick<Correction, 'row' | 'column' | 'field'>, other: Pick<Correction, 'row' | 'column' | 'field'>): boolean {
  return one.row === other.row && one.column === other.column && one.field === other.field;
}

function changed<Item>(set: ReadonlySet<Item>, items: readonly Item[], is: boolean): ReadonlySet<Item> {
  const now = new Set(set);
  for (const item of items) {
    if (is) now.add(item);
    else now.delete(item);
  }
  return now;
}

// With the session it goes: it holds personal data.
const runs = new WeakMap<Session, ImportRun>();
/** Whoever looked before a run was begun looks again. */
let begun = $state(0);

export function findRun(session: Session): ImportRun | undefined {
  void begun;
  return runs.get(session);
}

export function beginRun(session: Session): ImportRun {
  const run = new ImportRun(session);
  runs.set(session, run);
  begun = untrack(() => begun) + 1;
  return run;
}

/** The run that was left midway, or whose end nobody has seen; else a new one. */
export function openRun(session: Session): ImportRun {
  const known = findRun(session);
  if (known?.result && known.isSeen) return beginRun(session);
  if (!known) {
    const run = beginRun(session);
    const kept = session.drafts.find<Kept>(KEY)?.value;
    if (kept) void run.resume(kept);
    return run;
  }
  known.hasMoved = false;
  return known;
}
