// Written from the list of commands in crates/office/src/command.rs; a test compares. Do not edit.
//   UPDATE_TYPES=1 cargo nextest run -p tilik-office window_types

/** A job that was started: on the bridge its number, and `Answer` is what it will answer. */
export type Started<Answer> = number & { readonly __answers?: Answer };

/** Every command of the office with its arguments and its answer. */
export interface Commands {
  /** What stands before the office: which one, and who may come in. */
  'door.look': { argument: Nothing; answer: Door };
  /** Keeps what was typed in the first run as long as the application runs; never a passphrase. */
  'door.keep_typed': { argument: Typed; answer: null };
  /** A NIP, bare, where its structure is right. */
  'door.check_nip': { argument: NipTyped; answer: string };
  /** Founds the office with its first users, at once or not at all, and opens it for its head. */
  'door.found': { argument: FirstRun; answer: Workplace };
  /** Whether one half of the recovery code is typed without an error. */
  'door.check_half': { argument: TypedHalf; answer: null };
  /** Gives a user a new passphrase with both halves of the recovery code, and opens the office. */
  'door.reset_password': { argument: NewPassword; answer: Workplace };
  /** Lets a backup into the tray while no office is open. */
  'door.take_files': { argument: Nothing; answer: null };
  /** Empties the tray again while no office is open. */
  'door.drop_files': { argument: Nothing; answer: null };
  /** Puts a backup where no office is, or where a broken one was, and opens it. */
  'door.restore': { argument: RestoreBackup; answer: Workplace };
  /** What can be read of a backup without opening it. */
  'door.look_at_backup': { argument: BackupFile; answer: BackupLook };
  /** What is inside a backup. */
  'door.preview_backup': { argument: OpenedBackup; answer: BackupPreview };
  /** Makes what waits for the first laptop of an office, with a request to be carried there. */
  'door.ask_to_join': { argument: NewLaptop; answer: Waiting };
  /** The request of the laptop that waits, to be saved. */
  'door.request': { argument: Nothing; answer: RequestFile };
  /** Waits for the first laptop no more. */
  'door.forget_waiting': { argument: Nothing; answer: null };
  /** What the first laptop's answer brings; nothing of it is kept. */
  'door.look_at_answer': { argument: OpenedAnswer; answer: AnswerCard };
  /** Takes in the first laptop's answer and opens the office. */
  'door.join': { argument: OpenedAnswer; answer: Workplace };
  /** How the recovery sheets stand. */
  'recovery.look': { argument: Nothing; answer: RecoveryState };
  /** The recovery code to be printed: the one made last, or a new one. */
  'recovery.make': { argument: Nothing; answer: RecoveryCode };
  /** The recovery sheets as PDF. */
  'recovery.print': { argument: RecoveryPaper; answer: MadeFile };
  /** Notes that the sheets are kept, for whoever can read one of them. */
  'recovery.confirm': { argument: TypedSigns; answer: RecoveryState };
  /** Puts the sheets off, with a reason. */
  'recovery.postpone': { argument: PostponeReason; answer: RecoveryState };
  /** Makes the office for practice where there is none. */
  'practice.prepare': { argument: Nothing; answer: Started<null> };
  /** Opens the office for practice. */
  'practice.enter': { argument: Nothing; answer: Workplace };
  /** What leaving practice deletes. */
  'practice.look': { argument: Nothing; answer: PracticeLook };
  /** Deletes the office for practice, the one that is open or one that cannot be opened any more. */
  'practice.leave': { argument: Nothing; answer: null };
  /** Opens an office for a user. */
  'office.open': { argument: OpenOffice; answer: Workplace };
  /** Closes the office that is open. */
  'office.lock': { argument: Nothing; answer: null };
  /** The office that is open, as after its opening. */
  'office.look': { argument: Nothing; answer: Workplace };
  /** How this laptop shows its screens, known before an office is open. */
  'preference.look': { argument: Nothing; answer: Preferences };
  /** Keeps how this laptop shows its screens. */
  'preference.set': { argument: Preferences; answer: Preferences };
  /** What undoing would undo now; none when nothing. */
  'undo.look': { argument: Nothing; answer: Undoable | null };
  /** Undoes the last act of this session by a new one; answers what. */
  'undo.apply': { argument: ShownStep; answer: Undoable };
  /** Keeps what was typed and not yet said, all or none. */
  'draft.keep': { argument: KeepDrafts; answer: null };
  /** What the user who is here has typed and not yet said. */
  'draft.list': { argument: DraftsFrom; answer: Array<Draft> };
  /** Forgets what was typed. */
  'draft.drop': { argument: DropDrafts; answer: null };
  /** The staff, all or those who match. */
  'staff.list': { argument: Search; answer: Array<Person> };
  /** What an import of a staff list would do; nothing is written. */
  'staff.plan_import': { argument: ImportFile; answer: ImportReport };
  /** The refused rows as a file to repair; none when no row is refused. */
  'staff.write_rejects': { argument: RejectsOf; answer: MadeFile | null };
  /** Imports a staff list. */
  'staff.start_import': { argument: ImportFile; answer: Started<ImportReport> };
  /** The staff with what each still lacks in a year, and who left. */
  'staff.table': { argument: Year; answer: StaffTable };
  /** Everything about one person. */
  'staff.card': { argument: OfNip; answer: StaffCard };
  /** What a NIP says, while it is typed. */
  'staff.read_nip': { argument: TypedNip; answer: NipReading };
  /** Takes somebody onto the staff by hand. */
  'staff.add': { argument: Profile; answer: StaffCard };
  /** Changes a profile. */
  'staff.change_profile': { argument: ProfileChange; answer: StaffCard };
  /** Somebody leaves. */
  'staff.leave': { argument: Leave; answer: StaffCard };
  /** Somebody who left comes back, as if nothing had happened. */
  'staff.return': { argument: Returning; answer: StaffCard };
  /** Says who heads the office. */
  'staff.set_head': { argument: OfNip; answer: StaffCard };
  /** Names one assessor for several people. */
  'staff.assign_superiors': { argument: Assignments; answer: Assigned };
  /** Changes an assignment, with a reason. */
  'staff.change_superior': { argument: ChangeSuperior; answer: StaffCard };
  /** Withdraws an assignment, with a reason. */
  'staff.withdraw_superior': { argument: EndSuperior; answer: StaffCard };
  /** Puts a withdrawn assignment back. */
  'staff.restore_superior': { argument: EndSuperior; answer: StaffCard };
  /** The users. */
  'user.list': { argument: Nothing; answer: Array<User> };
  /** Lets somebody in. */
  'user.add': { argument: NewUser; answer: string };
  /** Lets somebody in no more. */
  'user.remove': { argument: OfUser; answer: null };
  /** Gives another user another role. */
  'user.change_role': { argument: NewRole; answer: null };
  /** Who is here, and what the role allows. */
  'user.look': { argument: Nothing; answer: Me };
  /** Whether the head's account and the staff list name two people. */
  'user.head_question': { argument: Nothing; answer: HeadQuestion | null };
  /** The head says to be whom the list names as head; answers the workplace under that name. */
  'user.claim_head': { argument: OfNip; answer: Workplace };
  /** What happens when somebody is let in no more; nothing is written. */
  'user.plan_removal': { argument: OfUser; answer: Removal };
  /** Gives the user who is here a new passphrase. */
  'user.change_password': { argument: ChangePassword; answer: null };
  /** Gives another user a new passphrase. */
  'user.set_password': { argument: SetPassword; answer: null };
  /** What the office says of itself and how it prints. */
  'office.settings': { argument: Nothing; answer: OfficeSettings };
  /** Changes some of that; answers it as it stands then. */
  'office.change_settings': { argument: OfficeChange; answer: OfficeSettings };
  /** How safe the office is: last copy, last one on a stick. */
  'backup.look': { argument: Nothing; answer: Safety };
  /** The copies on this laptop, newest first. */
  'backup.list': { argument: Nothing; answer: Array<SafeCopy> };
  /** Makes the copy of the day, unless there is one. */
  'backup.start_daily': { argument: Nothing; answer: Started<SafeCopy | null> };
  /** Makes a copy now. */
  'backup.start_copy': { argument: Nothing; answer: Started<SafeCopy> };
  /** Makes a copy to be saved on a stick. */
  'backup.start_stick_copy': { argument: Nothing; answer: Started<StickCopy> };
  /** Remembers that a copy was saved on a stick, after reading it through where that can be. */
  'backup.confirm_stick': { argument: Nothing; answer: Safety };
  /** Reads a copy through and says which parts can be read. */
  'backup.start_check': { argument: OfCopy; answer: Started<CopyCheck> };
  /** What would be otherwise if a copy took the place of the office; nothing is changed. */
  'backup.start_preview': { argument: LookInto; answer: Started<RestorePreview> };
  /** Puts a copy in the place of the office, after the present state became one. */
  'backup.start_restore': { argument: PutBack; answer: Started<Workplace> };
  /** How sending stands: the province, what would be sent, the last run. Nobody is asked. */
  'sending.look': { argument: Nothing; answer: SendingState };
  /** How far the run is that is under way; none when there is none. */
  'sending.look_at_run': { argument: Nothing; answer: SendingNow | null };
  /** The newest runs, the newest first. */
  'sending.history': { argument: Nothing; answer: Array<RunRow> };
  /** The receipt of a run, to be saved and printed. */
  'sending.print_receipt': { argument: ReceiptPaper; answer: MadeFile };
  /** Sends, and takes in what the province has. */
  'sending.start': { argument: Sending; answer: Started<SendingReport> };
  /** Makes a file for a stick, to be saved. */
  'sending.start_bundle': { argument: Carrying; answer: Started<StickFile> };
  /** What a file of the tray says of itself, after all of it was checked; nothing is kept. */
  'sending.look_at_bundle': { argument: OfFile; answer: BundleCard };
  /** Takes in what a file of the tray brings. */
  'sending.start_taking': { argument: OfFile; answer: Started<BundleTaken> };
  /** Lets the program send by itself, or no more. */
  'sending.allow': { argument: Allowing; answer: SendingState };
  /** What an enrolment file of the tray says. */
  'sending.look_at_enrolment': { argument: OfFile; answer: Invitation };
  /** Enrols the office with the province. */
  'sending.start_enrolling': { argument: EnrolBy; answer: Started<EnrolledWith> };
  /** Keeps an enrolment file of the tray for an office that enrols by stick. */
  'sending.enrol_by_stick': { argument: OfFile; answer: SendingState };
  /** Waits for the province's answer no more. */
  'sending.forget_invitation': { argument: Nothing; answer: SendingState };
  /** The office's laptops. */
  'laptop.list': { argument: Nothing; answer: Laptops };
  /** What the request of a new laptop says; nothing is written. */
  'laptop.look_at_request': { argument: OfFile; answer: Waiting };
  /** Lets a new laptop in and makes the file that it waits for, to be saved. */
  'sending.start_letting_in': { argument: LettingIn; answer: Started<StickFile> };
  /** Gives a laptop another name. */
  'laptop.rename': { argument: RenamedLaptop; answer: Laptops };
  /** Ends a laptop. */
  'laptop.end': { argument: EndedLaptop; answer: Laptops };
  /** How handing the office over stands here; nothing is written. */
  'handover.look': { argument: Nothing; answer: HandoverState };
  /** Makes the sealed file for a successor and its minutes, to be saved. What opens the file is answered once and kept nowhere. */
  'handover.start': { argument: HandingOver; answer: Started<HandoverFiles> };
  /** Wipes the office from this laptop, once its successor's laptop has opened it. */
  'handover.wipe': { argument: Wiping; answer: Wiped };
  /** What of a person can go to another office as evidence, and what came from one. */
  'forward.look': { argument: OfNip; answer: ForwardState };
  /** Makes a file of closed evaluations for another office, to be saved. What opens the file is answered once and kept nowhere. */
  'forward.make': { argument: Forwarding; answer: ForwardedFile };
  /** What a file of another office in the tray brings; nothing is kept. */
  'forward.look_at_file': { argument: OpenedForwarded; answer: ForwardedCard };
  /** Keeps what a file of another office brings. */
  'forward.take': { argument: OpenedForwarded; answer: ForwardedTaken };
  /** Takes a kept evaluation of another office away. */
  'forward.remove': { argument: OfEvidence; answer: null };
  /** The sheets of a kept evaluation of another office, to be saved and printed. */
  'forward.print': { argument: PrintingEvidence; answer: MadeFile };
  /** What was entered apart and differs, one entry a person and period. */
  'versions.list': { argument: Nothing; answer: Array<VersionsOf> };
  /** What choices would come to; nothing is written. */
  'versions.preview': { argument: Deciding; answer: Consequence };
  /** Writes the chosen versions; answers what is left. */
  'versions.decide': { argument: Deciding; answer: Array<VersionsOf> };
  /** Leaves what came late as it is; answers what is left. */
  'versions.settle': { argument: Settling; answer: Array<VersionsOf> };
  /** Puts one of several closings in force; answers what is left. */
  'versions.choose_closing': { argument: ChosenClosing; answer: Array<VersionsOf> };
  /** What was decided between versions about a person, the newest first. */
  'versions.list_decided': { argument: OfNip; answer: Array<DecidedField> };
  /** What was joined without asking since the user looked last. */
  'versions.list_merged': { argument: Nothing; answer: Merged };
  /** Notes that the user has looked at it; answers what came since. */
  'versions.note_merged': { argument: LookedUntil; answer: Merged };
  /** What taking plans from a file would do. */
  'plan.start_preview': { argument: PlanFile; answer: Started<PlanReport> };
  /** Takes plans from a file. */
  'plan.start_import': { argument: PlanFile; answer: Started<PlanReport> };
  /** Copies a plan to others; answers the NIPs of those who have one already and of those under another superior. */
  'plan.copy': { argument: Copying; answer: PlanCopies };
  /** Fixes the plans of a year; answers how many. */
  'plan.freeze': { argument: Year; answer: number };
  /** Changes a fixed plan, with a reason. */
  'plan.amend': { argument: Amending; answer: null };
  /** Everybody's plan of a year, superiors first. */
  'plan.tree': { argument: Year; answer: PlanTree };
  /** One person's plan with everything beside it. */
  'plan.card': { argument: OfYear; answer: PlanCard };
  /** Saves a draft of a plan; answers it as it stands then. */
  'plan.save': { argument: SavePlan; answer: PlanCard };
  /** What is missing in a plan that is not saved, and what could be better. */
  'plan.review': { argument: ReviewPlan; answer: PlanReview };
  /** Agrees a draft of a plan. */
  'plan.agree': { argument: AgreePlan; answer: null };
  /** Makes an agreed plan a draft again, with a reason. */
  'plan.reopen': { argument: ReopenPlan; answer: null };
  /** The organisation's achievement. */
  'achievement.enter': { argument: EnterAchievement; answer: null };
  /** The first screen: next steps, who needs a look, how far the period is. */
  'home.look': { argument: LookHome; answer: Home };
  /** Remembers that the user has read a notice of the province's. */
  'announced.read': { argument: OfNotice; answer: null };
  /** How a period stands for the whole office: what was set, beside the pattern. */
  'evaluation.standing': { argument: OfPeriod; answer: PeriodStanding };
  /** Everybody's ratings one by one. */
  'evaluation.table': { argument: OfPeriod; answer: Array<RatingRow> };
  /** Who of some people lacks nothing of their own to be closed. */
  'evaluation.complete': { argument: OfPeople; answer: Array<string> };
  /** What closing all that is complete would do; nothing is written. */
  'evaluation.preview_closing': { argument: OfPeriod; answer: ClosingPreview };
  /** Everybody in a period, in walking order. */
  'evaluation.list': { argument: OfPeriod; answer: Array<EvaluationRow> };
  /** One person's evaluation with everything beside it. */
  'evaluation.sheet': { argument: OfPerson; answer: EvaluationSheet };
  /** Rates a person; answers the sheet as it stands then. */
  'evaluation.rate': { argument: Rate; answer: EvaluationSheet };
  /** Closes the evaluation of a person; answers the sheet as it stands then. */
  'evaluation.close': { argument: Close; answer: EvaluationSheet };
  /** Opens a closed evaluation again; answers the sheet as it stands then. */
  'evaluation.reopen': { argument: WithReason; answer: EvaluationSheet };
  /** Predicates beside the pattern. */
  'evaluation.distribution': { argument: OfPeriod; answer: DistributionReport | null };
  /** Why the predicates of a period depart from the pattern, as the head says. */
  'evaluation.explain_distribution': { argument: ExplainDistribution; answer: null };
  /** Closes all that is complete. */
  'evaluation.start_closing': { argument: Closing; answer: Started<ClosingReport> };
  /** Makes sheets to be looked at, saved and printed. */
  'print.start': { argument: Printing; answer: Started<PrintedSheets> };
  /** Begins to make an empty form to be filled by hand. */
  'print.start_blank': { argument: PrintingBlank; answer: Started<PrintedSheets> };
  /** Begins to write sheets into a folder, one file a person. */
  'print.start_each': { argument: PrintingEach; answer: Started<PrintReport> };
  /** Everybody whom the user may see, and where the sheet of a period stands. */
  'print.people': { argument: OfPersonForms; answer: Array<PrintRow> };
  /** Begins to make sheets of units, or one of the whole office. */
  'print.start_units': { argument: PrintingUnits; answer: Started<PrintedSheets> };
  /** The whole office and its units, and who lacks a final evaluation on their sheets. */
  'print.units': { argument: OfUnitForm; answer: Array<UnitRow> };
  /** Every form that is printed empty. */
  'print.blank_forms': { argument: Nothing; answer: Array<BlankForm> };
  /** The papers of a form for a period, and how far each is. */
  'sheet.table': { argument: OfForm; answer: SheetTable };
  /** Which prints the papers of people would be now, and what differs from the print before. */
  'sheet.plan_prints': { argument: Which; answer: Array<Print> };
  /** Notes that the sheets of a file were saved or printed, where the shell does not see it itself. */
  'sheet.confirm_prints': { argument: OfFile; answer: Noted };
  /** Notes that papers were signed. */
  'sheet.tick_signed': { argument: TickSigned; answer: Ticked };
  /** Notes that somebody refused to sign. */
  'sheet.refuse': { argument: Refusal; answer: null };
  /** Notes that papers lie in the archive. */
  'sheet.archive': { argument: Archiving; answer: Ticked };
  /** Takes ticks back. */
  'sheet.untick': { argument: Unticking; answer: Ticked };
  /** Puts the pages of a scanned pile to their papers by their seals, and notes signatures on those. */
  'sheet.start_pile': { argument: FilingPile; answer: Started<PileReport> };
  /** The scans of a paper. */
  'scan.list': { argument: OfPaper; answer: Array<ScanCard> };
  /** Keeps a scan of a paper. */
  'scan.start_attach': { argument: Attaching; answer: Started<Array<ScanCard>> };
  /** Lays a scan into the tray, to be looked at. */
  'scan.show': { argument: OfScan; answer: ShownScan };
  /** Takes a scan out of the list. */
  'scan.remove': { argument: OfScan; answer: Array<ScanCard> };
  /** Until when a person may object. */
  'objection.window': { argument: OfPerson; answer: ObjectionWindow };
  /** The objections of a period. */
  'objection.list': { argument: OfPeriod; answer: Array<ObjectionCard> };
  /** The newest objection of a person. */
  'objection.card': { argument: OfPerson; answer: ObjectionCard };
  /** Notes an objection, or corrects one that is not decided. */
  'objection.file': { argument: Filing; answer: ObjectionCard };
  /** Notes what the two sides explained. */
  'objection.hear': { argument: Hearings; answer: ObjectionCard };
  /** Notes the decision; one that changes the ratings closes the evaluation again. */
  'objection.decide': { argument: Decision; answer: ObjectionCard };
  /** Notes that an objection was taken back. */
  'objection.withdraw': { argument: Withdrawal; answer: ObjectionCard };
  /** What this laptop says of a sheet by its seal. */
  'authenticity.check': { argument: Checking; answer: SheetVerdict };
  /** The seals on a picture as a camera gives it; the picture leaves the tray. */
  'authenticity.read_frame': { argument: OfFile; answer: Array<string> };
  /** The seals on a scanned file. */
  'authenticity.start_read': { argument: OfFile; answer: Started<Array<string>> };
  /** Notes signatures on the sheet that carries a seal. */
  'authenticity.tick': { argument: TickSeal; answer: SealTicked };
  /** The keys that this laptop knows. */
  'keys.list': { argument: Nothing; answer: KnownKeys };
  /** Makes a file of this office's keys for others. */
  'keys.export': { argument: Nothing; answer: MadeKeys };
  /** What taking in another office's keys would mean; nothing is written. */
  'keys.look': { argument: OfFile; answer: KeyListCard };
  /** Takes in another office's keys. */
  'keys.import': { argument: ImportKeys; answer: KeyListCard };
  /** What the office's papers look like. */
  'paper.look': { argument: Nothing; answer: PaperSettings };
  /** Changes some of that; answers it as it stands then. */
  'paper.change': { argument: PaperChange; answer: PaperSettings };
  /** Keeps the region's emblem. */
  'paper.set_emblem': { argument: OfFile; answer: PaperSettings };
  /** Prints without an emblem from now on. */
  'paper.drop_emblem': { argument: Nothing; answer: PaperSettings };
  /** Lays the emblem into the tray, to be looked at; none when none is kept. */
  'paper.show_emblem': { argument: Nothing; answer: FileId | null };
  /** Checks the whole file. */
  'archive.start_verify': { argument: Nothing; answer: Started<VerifyReport> };
  /** The jobs since the office was opened, the newest last. */
  'job.list': { argument: Nothing; answer: Array<JobEntry> };
  /** How a job stands. */
  'job.status': { argument: OfJob; answer: JobStatus };
  /** Asks a job to stop at the next person. */
  'job.cancel': { argument: OfJob; answer: null };
  /** Forgets a job that has ended, with its answer. */
  'job.forget': { argument: OfJob; answer: null };
}

/**
 * Acts of one area.
 */
export type ActCount = { 
/**
 * The area: the first part of the act's word, as `evaluation`.
 */
area: string, 
/**
 * How many.
 */
count: number, };

/**
 * Advice for an overall rating. Never stored as one.
 */
export type Advice = { 
/**
 * The rating that the details suggest.
 */
rating: Rating, 
/**
 * Whether a detail is below expectation although the advice is not: the assessor should look at it.
 */
has_detail_below: boolean, 
/**
 * Why.
 */
explanation: Explanation, };

/**
 * Arguments of `plan.agree`.
 */
export type AgreePlan = { 
/**
 * Whose plan.
 */
nip: string, 
/**
 * The year.
 */
year: number, 
/**
 * The name of the plan that was shown.
 */
seen: string, 
/**
 * On which day both agreed; today where none is given.
 */
agreed_on: string | null, 
/**
 * What the superior signed, for the user's own plan.
 */
signed: SignedPaper | null, };

/**
 * Arguments of `sending.allow`.
 */
export type Allowing = { 
/**
 * Whether the program may send by itself.
 */
is_allowed: boolean, };

/**
 * Arguments of `plan.amend`.
 */
export type Amending = { 
/**
 * Whose plan.
 */
nip: string, 
/**
 * The year.
 */
year: number, 
/**
 * The plan as it shall be.
 */
skp: Skp, 
/**
 * Why.
 */
reason: string, 
/**
 * The name of the plan that was shown.
 */
seen: string, 
/**
 * What the superior signed, for the user's own plan.
 */
signed: SignedPaper | null, };

/**
 * *Lampiran SKP*: three lists of lines.
 */
export type Annex = { 
/**
 * *Dukungan sumber daya*: people, budget, equipment, training, room to decide.
 */
dukungan_sumber_daya: Array<string>, 
/**
 * *Skema pertanggungjawaban*: how and how often is reported.
 */
skema_pertanggungjawaban: Array<string>, 
/**
 * *Konsekuensi*: reward and penalty agreed.
 */
konsekuensi: Array<string>, };

/**
 * What the province says, as the first screen of a period shows it.
 */
export type Announced = { 
/**
 * The newest first.
 */
notices: Array<Notice>, 
/**
 * None where the province said none, and for a period that is done.
 */
deadline: Deadline | null, 
/**
 * None where the province set none.
 */
achievement: SetAchievement | null, };

/**
 * What the first laptop's answer says, before anything of it is taken in.
 */
export type AnswerCard = { 
/**
 * The office's name.
 */
office: string, 
/**
 * What the first laptop shows as the office's number.
 */
number: string, 
/**
 * With which login the office is opened here.
 */
login: string, 
/**
 * When it was made, by the first laptop's clock.
 */
made_at: string, 
/**
 * Entries in it.
 */
entries: number, 
/**
 * Attachments in it.
 */
attachments: number, };

/**
 * How results are described (PermenPANRB 6/2022); chosen for each SKP.
 */
export type Approach = "kuantitatif" | "kualitatif";

/**
 * Arguments of `sheet.archive`.
 */
export type Archiving = { 
/**
 * The papers.
 */
which: Which, 
/**
 * When.
 */
on: string, 
/**
 * Where they lie.
 */
place: string, };

/**
 * What an indicator measures (JA/JF, quantitative).
 */
export type Aspect = "kuantitas" | "kualitas" | "waktu" | "biaya";

/**
 * Who assesses, as a screen names them.
 */
export type AssessorLine = { 
/**
 * With titles.
 */
name: string, 
/**
 * NIP or NRP; empty for an elected head of region.
 */
number: string, 
/**
 * In which quality.
 */
quality: AssessorQuality, };

/**
 * In which quality somebody assesses.
 */
export type AssessorQuality = "definitive" | "plt" | "plh";

/**
 * Days in a row with one assessor, or with none.
 */
export type AssessorSpan = { 
/**
 * First day.
 */
from: string, 
/**
 * Last day, inclusive.
 */
until: string, 
/**
 * The assignment that counts; `None` for days without an assessor.
 */
assignment: RecordId | null, };

/**
 * Somebody assesses for a part of a period.
 */
export type AssessorTurn = { 
/**
 * First day, not before the period.
 */
from: string, 
/**
 * Last day, not after the period.
 */
until: string, 
/**
 * Who; nobody on days without an assessor.
 */
assessor: AssessorLine | null, };

/**
 * What an assignment of several did.
 */
export type Assigned = { 
/**
 * NIPs of those assigned.
 */
assigned: Array<string>, 
/**
 * Those who were not.
 */
refused: Array<NotAssigned>, 
/**
 * How many of the staff have no assessor today.
 */
without: number, };

/**
 * One assessor for several people.
 */
export type Assignments = { 
/**
 * NIPs of the assessed people.
 */
nips: Array<string>, 
/**
 * NIP of the assessor, when on the staff.
 */
assessor_nip: string | null, 
/**
 * The assessor, when not on the staff.
 */
external: External | null, 
/**
 * In which quality.
 */
quality: AssessorQuality, 
/**
 * First day.
 */
from: string, 
/**
 * Last day, inclusive; `None` while it lasts.
 */
until: string | null, 
/**
 * Why; a change needs it.
 */
reason: string, };

/**
 * Arguments of `scan.attach`.
 */
export type Attaching = { 
/**
 * The record of the sheet or objection.
 */
subject: RecordId, 
/**
 * The scan, in the tray.
 */
file: FileId, 
/**
 * The name of the file as it was chosen.
 */
name: string, };

/**
 * A backup in the tray.
 */
export type BackupFile = { 
/**
 * The file.
 */
file: FileId, };

/**
 * What can be read of a backup without opening it.
 */
export type BackupLook = { 
/**
 * When it was made, by the clock of the laptop that made it.
 */
made_at: string | null, 
/**
 * Bytes.
 */
size: number, 
/**
 * Who can open it, by login; empty when the key part is damaged.
 */
logins: Array<string>, 
/**
 * Whether every part is as it was written: only such a backup is restored.
 */
is_whole: boolean, 
/**
 * Whether its key part can be read.
 */
has_keys: boolean, 
/**
 * Whether the office's data can be read.
 */
has_database: boolean, 
/**
 * Attachments in it.
 */
attachments: number, 
/**
 * Attachments that cannot be read.
 */
lost_attachments: number, };

/**
 * What is inside of a backup.
 */
export type BackupPreview = { 
/**
 * How the office stood.
 */
summary: Summary, 
/**
 * When it was made, by the clock of the laptop that made it.
 */
made_at: string | null, 
/**
 * Who can open it.
 */
users: Array<User>, 
/**
 * What is in it.
 */
then: Contents, 
/**
 * The newest change in it.
 */
last_then: LastChange | null, 
/**
 * Whose changes are in it.
 */
edits: EditedPeople, };

/**
 * A form of one person whose papers are not followed.
 */
export type BesideForm = "matriks_peran_hasil" | "lembar_ekspektasi" | "umpan_balik";

/**
 * A form that is printed empty, to be filled by hand.
 */
export type BlankForm = { 
/**
 * Its name for programs.
 */
id: string, 
/**
 * What it is called, in the words of the law.
 */
title: string, };

/**
 * What a file says of itself, before anything is taken in. All of it was read and its signature found right.
 */
export type BundleCard = { 
/**
 * The laptop that made it; empty for the office's first one.
 */
laptop: string, 
/**
 * Whether the province made it.
 */
is_from_province: boolean, 
/**
 * Whether this laptop made it.
 */
is_own: boolean, 
/**
 * By the clock of whoever made it.
 */
made_at: string, 
/**
 * Entries in it, those that are here already too.
 */
entries: number, 
/**
 * Attachments in it.
 */
attachments: number, 
/**
 * Bytes of the file.
 */
bytes: number, 
/**
 * The province's receipt in it.
 */
receipt: ReceiptCard | null, 
/**
 * The address of the province that it makes known here, where none is known yet.
 */
province: string | null, };

/**
 * A file that was made.
 */
export type BundleMade = { 
/**
 * Entries in it.
 */
entries: number, 
/**
 * Attachments in it.
 */
attachments: number, 
/**
 * Bytes of the file.
 */
bytes: number, };

/**
 * What a file brought.
 */
export type BundleTaken = { 
/**
 * New entries.
 */
placed: number, 
/**
 * Entries that were here.
 */
known: number, 
/**
 * Entries that wait for others.
 */
parked: number, 
/**
 * New attachments.
 */
attachments: number, 
/**
 * The province's receipt.
 */
receipt: ReceiptCard | null, };

/**
 * People who need a look for one reason.
 */
export type Care = { 
/**
 * Why.
 */
reason: CareReason, 
/**
 * How many.
 */
people: number, 
/**
 * The first of them in walking order.
 */
first: Array<Somebody>, };

/**
 * Why somebody needs a look.
 */
export type CareReason = "disputed" | "feedback_missing" | "no_superior" | "no_plan" | "plan_waits" | "newcomer";

/**
 * What goes into a file.
 */
export type Carrying = { 
/**
 * Everything, for a laptop of the office that may have nothing; else what no receipt confirms.
 */
everything: boolean, 
/**
 * Scans and emblems too.
 */
with_attachments: boolean, };

/**
 * How sure we are of a legal statement.
 */
export type Certainty = "seen" | "known" | "unsure" | "ours";

/**
 * A person between the head and the one whose plan is open.
 */
export type ChainLink = { 
/**
 * NIP, bare.
 */
nip: string, 
/**
 * With titles.
 */
name: string, 
/**
 * Title of the position.
 */
position: string, 
/**
 * The result in the chain.
 */
result: string, };

/**
 * Arguments of `user.change_password`.
 */
export type ChangePassword = { 
/**
 * As it is.
 */
old: string, 
/**
 * As it shall be.
 */
new: string, };

/**
 * Arguments of `staff.change_superior`.
 */
export type ChangeSuperior = { 
/**
 * Whose card is answered.
 */
nip: string, 
/**
 * The assignment as it shall be.
 */
change: SuperiorChange, };

/**
 * Arguments of `authenticity.check`.
 */
export type Checking = { 
/**
 * What the QR holds, as a camera read it or a scanner typed it.
 */
text: string, 
/**
 * What is read on the paper.
 */
stated: StatedOnPaper, };

/**
 * One way to word it.
 */
export type Choice = { 
/**
 * Its key.
 */
key: string, 
/**
 * As it is printed.
 */
text: string, };

/**
 * A closing that shall be in force.
 */
export type ChosenClosing = { 
/**
 * The evaluation.
 */
record: RecordId, 
/**
 * The record as it was shown.
 */
version: Version, 
/**
 * Which of its ends, from 0.
 */
end: number, 
/**
 * Why the head decides in the place of the dated assessor.
 */
reason: string | null, };

/**
 * What the seal on a sheet says.
 */
export type ClaimCard = { 
/**
 * Whose: NIP, bare.
 */
nip: string, 
/**
 * With titles, where this laptop knows the person.
 */
name: string, 
/**
 * For which period.
 */
period: string, 
/**
 * Which form, by its code on paper.
 */
form: string, 
/**
 * With which predicate.
 */
predicate: Predikat | null, 
/**
 * The closing's number.
 */
revision: number, 
/**
 * Which print.
 */
number: number, };

/**
 * Arguments of `evaluation.close`.
 */
export type Close = { 
/**
 * The person's NIP.
 */
nip: string, 
/**
 * The period.
 */
period: Period, 
/**
 * Why the head closes for another assessor.
 */
reason: string, 
/**
 * The name of the sheet that was shown.
 */
seen: string, };

/**
 * Arguments of `evaluation.start_closing`.
 */
export type Closing = { 
/**
 * The period.
 */
period: Period, 
/**
 * Why the head closes for other assessors.
 */
reason: string, };

/**
 * What stands in the way of a closing, or deserves a look before it.
 */
export type ClosingCode = "organisation_achievement_missing" | "result_rating_missing" | "behaviour_rating_missing" | "result_feedback_missing" | "behaviour_feedback_missing" | "feedback_unfinished" | "result_reason_missing" | "behaviour_reason_missing" | "assessor_missing" | "assessor_is_self" | "superior_is_self" | "superior_missing" | "superior_is_assessor" | "skp_not_agreed" | "distribution_reason_missing" | "trend_note_missing";

/**
 * One finding before a closing.
 */
export type ClosingFinding = { 
/**
 * What it is.
 */
code: ClosingCode, 
/**
 * Whether it stops the closing.
 */
severity: ClosingSeverity, 
/**
 * Where; `None` for the evaluation as a whole.
 */
place: ClosingPlace | null, 
/**
 * Whether it is put right once for the whole office and is nobody's own gap.
 */
is_office_wide: boolean, };

/**
 * The detail that a finding speaks of.
 */
export type ClosingPlace = { "kind": "result", "at": number } | { "kind": "value", "at": CoreValue };

/**
 * What closing a period would do.
 */
export type ClosingPreview = { 
/**
 * NIPs that would be closed.
 */
ready: Array<string>, 
/**
 * How many of them have another assessor, for whom the head gave no reason yet.
 */
on_behalf: number, 
/**
 * How many are closed already.
 */
closed_before: number, 
/**
 * Those that would stay open, with the reasons.
 */
incomplete: Array<Incomplete>, 
/**
 * Whether the period has not ended yet.
 */
is_running: boolean, };

/**
 * What closing a period did.
 */
export type ClosingReport = { 
/**
 * NIPs closed now.
 */
closed: Array<string>, 
/**
 * How many were closed before.
 */
closed_before: number, 
/**
 * Those that are not closed, with the reasons.
 */
incomplete: Array<Incomplete>, 
/**
 * Whether somebody stopped it half-way.
 */
is_cancelled: boolean, 
/**
 * The copy that was made before; none when nothing was closed.
 */
way_back: WayBack | null, };

/**
 * Whether a finding stops the closing.
 */
export type ClosingSeverity = "obstacle" | "warning";

/**
 * What a closing says.
 */
export type ClosingText = { 
/**
 * The predicate.
 */
predicate: Predikat, 
/**
 * The overall rating of results.
 */
result_rating: Rating | null, 
/**
 * The overall rating of behaviour.
 */
behaviour_rating: Rating | null, 
/**
 * General feedback.
 */
feedback: string, 
/**
 * Note or recommendation.
 */
note: string, 
/**
 * What the foot of its printed sheets says, by which somebody finds the signed one.
 */
content_hash: string, };

/**
 * A column of the grid, counted from 0; people see its letter.
 */
export type Column = number;

/**
 * What a column holds, against the proposal.
 */
export type ColumnChoice = { 
/**
 * The column.
 */
column: Column, 
/**
 * Its field; `None` where it is not read.
 */
field: RosterField | null, };

/**
 * What one column seems to hold.
 */
export type ColumnGuess<F> = { 
/**
 * The column.
 */
column: Column, 
/**
 * Its heading as the file has it; for a header of two rows both, parted by a space.
 */
heading: string, 
/**
 * The field, where one was recognised and no better column has it.
 */
field: F | null, 
/**
 * 0 to 100: 100 for a known heading, less for one that only contains it.
 */
confidence: number, 
/**
 * The first values below the header.
 */
samples: Array<string>, };

/**
 * What choices come to.
 */
export type Consequence = { 
/**
 * The predicate then; none when a rating is still open, or it is about none.
 */
predicate: Predikat | null, };

/**
 * What is in a copy, or in the office now.
 */
export type Contents = { 
/**
 * People on the staff.
 */
people: number, 
/**
 * Periods with evaluations, oldest first.
 */
periods: Array<PeriodContents>, };

/**
 * Where the copies of the office are.
 */
export type Copies = { 
/**
 * When the newest copy on this laptop was made and proven, by its clock.
 */
last_at: string | null, 
/**
 * Days since one was put on a stick; none when there never was one.
 */
stick_days: number | null, 
/**
 * Whether it is time for another one there.
 */
is_stick_due: boolean, };

/**
 * Which parts of a copy can be read.
 */
export type CopyCheck = { 
/**
 * The copy.
 */
counter: number, 
/**
 * Whether all of it can be read. If not, it is never opened.
 */
is_whole: boolean, 
/**
 * Its beginning, which names the parts.
 */
header: boolean, 
/**
 * The keys.
 */
keys: boolean, 
/**
 * The data.
 */
database: boolean, 
/**
 * Attachments that can be read.
 */
attachments: number, 
/**
 * Attachments that there are.
 */
of_attachments: number, };

/**
 * A copy to look into: one on this laptop, or a file of the tray.
 */
export type CopySource = { "kind": "kept", 
/**
 * Its number.
 */
counter: number, } | { "kind": "file", 
/**
 * In the tray.
 */
file: FileId, };

/**
 * Arguments of `plan.copy`.
 */
export type Copying = { 
/**
 * Whose plan.
 */
nip: string, 
/**
 * To whom.
 */
to: Array<string>, 
/**
 * The year.
 */
year: number, };

/**
 * The seven basic values of civil servants, *BerAKHLAK* (SE MenPANRB 20/2021), in official order.
 */
export type CoreValue = "berorientasi_pelayanan" | "akuntabel" | "kompeten" | "harmonis" | "loyal" | "adaptif" | "kolaboratif";

/**
 * One BerAKHLAK value with its official points.
 */
export type CoreValueText = { 
/**
 * Which value.
 */
value: CoreValue, 
/**
 * Its printed name.
 */
name: string, 
/**
 * Its three points, in official order.
 */
points: [string, string, string], };

/**
 * A correction that was laid over, with what the file has there.
 */
export type Corrected = { 
/**
 * The row as a spreadsheet counts.
 */
row: number, 
/**
 * The column.
 */
column: Column, 
/**
 * What is meant.
 */
field: RosterField, 
/**
 * What the file has, cut after 200 characters.
 */
before: string, 
/**
 * What was typed, cut after 200 characters.
 */
after: string, };

/**
 * A cell as a person typed it.
 */
export type Correction = { 
/**
 * The row as a spreadsheet counts.
 */
row: number, 
/**
 * The column.
 */
column: Column, 
/**
 * What is meant: of a column with name and NIP together, the part.
 */
field: RosterField, 
/**
 * The text in its place; empty for an empty cell.
 */
text: string, };

/**
 * Which days count.
 */
export type DayUnit = "working" | "calendar";

/**
 * The day by which the province wants a period done.
 */
export type Deadline = { 
/**
 * The last day.
 */
day: string, 
/**
 * The letter that says so; may be empty.
 */
note: string, };

/**
 * A field of which several versions were decided.
 */
export type DecidedField = { 
/**
 * `kind.field`, by which the screen finds its words.
 */
name: string, 
/**
 * What of several it is: one of the seven values, or the words of a result.
 */
about: string | null, 
/**
 * The period, where it is about an evaluation.
 */
period: Period | null, 
/**
 * The year, where it is about a plan.
 */
year: number | null, 
/**
 * What was chosen.
 */
chosen: Shown, 
/**
 * Who decided, where and when.
 */
by: Origin, 
/**
 * What was not.
 */
others: Array<VersionChoice>, };

/**
 * What was decided about one person or the office.
 */
export type Deciding = { 
/**
 * The choices.
 */
picks: Array<Pick>, 
/**
 * Why the head decides in the place of the dated assessor.
 */
reason: string | null, };

/**
 * A decision as it is written down.
 */
export type Decision = { 
/**
 * The person's NIP.
 */
nip: string, 
/**
 * The period.
 */
period: Period, 
/**
 * What is decided.
 */
outcome: Outcome, 
/**
 * When.
 */
on: string, 
/**
 * By whom; left out: by the assessor's superior.
 */
by?: string, 
/**
 * The number of the letter; needed unless the user decides.
 */
number?: string, 
/**
 * The grounds.
 */
words: string, 
/**
 * The new overall rating of results; left out: as it was.
 */
result_rating?: Rating, 
/**
 * The new overall rating of behaviour; left out: as it was.
 */
behaviour_rating?: Rating, };

/**
 * The first thing that does not hold.
 */
export type DefectReport = { 
/**
 * The stable code.
 */
code: string, 
/**
 * The log of the entry, where one is to blame.
 */
log: string | null, 
/**
 * Its number there.
 */
seq: number | null, 
/**
 * In words for support: what exactly.
 */
detail: string, };

/**
 * What departs from the pattern.
 */
export type DistributionCode = "sangat_baik_over_cap" | "baik_over_cap" | "needs_butuh_perbaikan_or_kurang" | "butuh_perbaikan_under_minimum" | "kurang_under_minimum" | "sangat_kurang_under_minimum" | "sangat_baik_not_allowed" | "dominant_not_largest";

/**
 * A departure from the pattern.
 */
export type DistributionFinding = { 
/**
 * What departs.
 */
code: DistributionCode, 
/**
 * How much it weighs.
 */
weight: FindingWeight, 
/**
 * With the numbers.
 */
explanation: Explanation, };

/**
 * What the pattern says of a pool.
 */
export type DistributionReport = { 
/**
 * Level of achievement that chose the pattern.
 */
organisation: OrganisationAchievement, 
/**
 * What was counted.
 */
counts: PredicateCounts, 
/**
 * n.
 */
pool_size: number, 
/**
 * Whether the pool is too small for shares.
 */
is_information_only: boolean, 
/**
 * Each number of the pattern, in whole people.
 */
limits: Array<PatternLimit>, 
/**
 * Numbers not kept. A minimum is found missing only when the unrated people could no longer fill it.
 */
findings: Array<DistributionFinding>, 
/**
 * Soft checks, apart from the numbers of the circular.
 */
soft_findings: Array<DistributionFinding>, };

/**
 * What can be known of an office before anybody opens it.
 */
export type Door = { 
/**
 * The folder.
 */
folder: string, 
/**
 * Whether an office is in it.
 */
has_office: boolean, 
/**
 * Who may come in, by login, as the folder says; proof of nothing.
 */
logins: Array<string>, 
/**
 * The laptop that waits to be let into an office, where there is none.
 */
waiting: Waiting | null, 
/**
 * Whether one is open already: this one, or the one for practice.
 */
is_open: boolean, 
/**
 * Why the office cannot be opened, where that is known before a passphrase.
 */
trouble: Failure | null, 
/**
 * Whether the office is broken in a way that a backup can be put in its place.
 */
may_replace: boolean, 
/**
 * Seconds that the next attempt will wait, after the wrong ones before it.
 */
wait_seconds: number, 
/**
 * What is wrong with the laptop itself: no room, a clock that cannot be right.
 */
warnings: Array<Failure>, 
/**
 * Whether there is an office for practice that was not left yet.
 */
has_practice: boolean, 
/**
 * What was typed in the first run.
 */
typed: JsonValue, };

/**
 * Something typed, by the key that its screen gave it.
 */
export type Draft = { 
/**
 * Which field, form or place of a screen: `evaluation/2026-TW3/<nip>`.
 */
key: string, 
/**
 * What was typed, as its screen writes it down.
 */
content: string, 
/**
 * The version of the record against which it was typed, where that matters.
 */
version: string | null, };

/**
 * Arguments of `draft.list`.
 */
export type DraftsFrom = { 
/**
 * With what their keys begin; empty for all.
 */
beginning: string, };

/**
 * Arguments of `draft.drop`.
 */
export type DropDrafts = { 
/**
 * Which.
 */
keys: Array<string>, };

/**
 * An evaluation of an earlier period.
 */
export type EarlierEvaluation = { 
/**
 * Of which period.
 */
period: Period, 
/**
 * Where it stands.
 */
state: EvaluationState, 
/**
 * The predicate.
 */
predicate: Predikat | null, 
/**
 * Overall rating of results.
 */
result_rating: Rating | null, 
/**
 * Overall rating of behaviour.
 */
behaviour_rating: Rating | null, 
/**
 * Who closed it; empty while open.
 */
closed_by: string, 
/**
 * When, by that laptop's clock, milliseconds since 1970 UTC.
 */
closed_at: number | null, 
/**
 * General feedback.
 */
feedback: string, 
/**
 * The note or recommendation that was agreed.
 */
note: string, 
/**
 * Words at single results and values, in the order of the form.
 */
words: Array<EarlierWords>, };

/**
 * A result by its record, or a value.
 */
export type EarlierPlace = { "kind": "result", "at": RecordId } | { "kind": "value", "at": CoreValue };

/**
 * What was written at one result or value of an earlier evaluation.
 */
export type EarlierWords = { 
/**
 * At which.
 */
place: EarlierPlace, 
/**
 * Its rating.
 */
rating: Rating | null, 
/**
 * What was achieved, from the evidence.
 */
achieved: string, 
/**
 * Feedback.
 */
feedback: string, };

/**
 * People with changes.
 */
export type EditedPeople = { 
/**
 * At most five, the last edited first.
 */
newest: Array<EditedPerson>, 
/**
 * How many there are in all.
 */
count: number, };

/**
 * Somebody whose profile, assessors, plans, evaluations or papers were changed.
 */
export type EditedPerson = { 
/**
 * The name with its titles.
 */
name: string, 
/**
 * When last: the laptop's clock, milliseconds since 1970 UTC.
 */
at: number, };

/**
 * An emblem that the office keeps.
 */
export type Emblem = { 
/**
 * PNG or JPEG.
 */
media: ScanMedia, 
/**
 * Width in pixels.
 */
width: number, 
/**
 * Height in pixels.
 */
height: number, };

/**
 * The two kinds of civil servants.
 */
export type Employment = "PNS" | "PPPK";

/**
 * Arguments of `staff.withdraw_superior` and `staff.restore_superior`.
 */
export type EndSuperior = { 
/**
 * Whose card is answered.
 */
nip: string, 
/**
 * Which assignment, and why.
 */
change: Ending, };

/**
 * One of the ends that stand apart from each other.
 */
export type EndVersion = { 
/**
 * What was done: `closed`, `reopened`, `retracted`, `restored`.
 */
mark: string, 
/**
 * Where it comes from.
 */
origin: Origin, 
/**
 * What the closing says; none for what is no closing and where its content was purged.
 */
closing: ClosingText | null, };

/**
 * A laptop that shall end, and why.
 */
export type EndedLaptop = { 
/**
 * Its key.
 */
key: string, 
/**
 * Why; may be empty.
 */
reason: string, };

/**
 * An assignment and why it is withdrawn, or no longer.
 */
export type Ending = { 
/**
 * The assignment.
 */
id: RecordId, 
/**
 * Why; needed.
 */
reason: string, };

/**
 * Ends of one record.
 */
export type Ends = { 
/**
 * The record's kind.
 */
kind: number, 
/**
 * The record.
 */
record: RecordId, 
/**
 * The record as it was shown.
 */
version: Version, 
/**
 * Whether it was opened again since: nothing waits, and a closing may still be put in force.
 */
is_open: boolean, 
/**
 * At least two.
 */
versions: Array<EndVersion>, };

/**
 * How the office is enrolled.
 */
export type EnrolBy = { "kind": "file", 
/**
 * In the tray.
 */
file: FileId, } | { "kind": "code", 
/**
 * What was typed.
 */
typed: TypedCode, };

/**
 * The province that the office is enrolled with.
 */
export type EnrolledWith = { 
/**
 * The office's name there.
 */
office: string, 
/**
 * Where the server is.
 */
address: string, 
/**
 * When, by the laptop's clock.
 */
enrolled_at: string, };

/**
 * Arguments of `achievement.enter`.
 */
export type EnterAchievement = { 
/**
 * The period.
 */
period: Period, 
/**
 * The level.
 */
level: OrganisationAchievement, 
/**
 * The document that it comes from.
 */
note: string, };

/**
 * The evaluation of a person for a period.
 */
export type Evaluation = { 
/**
 * The record.
 */
id: RecordId, 
/**
 * Whose.
 */
person: RecordId, 
/**
 * For which period.
 */
period: Period, 
/**
 * Where it stands.
 */
state: EvaluationState, 
/**
 * Its version, to be given back with a change; `None` before the first.
 */
version: Version | null, 
/**
 * Whether something was written beside or after the closing that nobody has decided.
 */
has_late: boolean, 
/**
 * The closing's number, from 1; 0 before the first.
 */
revision: number, 
/**
 * Overall rating of results; none while in dispute.
 */
result_rating: Rating | null, 
/**
 * Overall rating of behaviour; none while in dispute.
 */
behaviour_rating: Rating | null, 
/**
 * Why the rating of results departs from what its details advise.
 */
result_reason: string, 
/**
 * Why the rating of behaviour departs from what its details advise.
 */
behaviour_reason: string, 
/**
 * General feedback.
 */
feedback: string, 
/**
 * Note or recommendation, printed.
 */
note: string, 
/**
 * Why the head recorded it for the assessor; empty when the assessor did.
 */
on_behalf_reason: string, 
/**
 * What the superior signed, where it is the evaluation of the user who recorded it.
 */
signed: SignedPaper | null, 
/**
 * Ratings of planned results by record.
 */
results: { [key in RecordId]: ResultDetail }, 
/**
 * Ratings of the seven values.
 */
values: { [key in CoreValue]?: ValueDetail }, 
/**
 * The predicate with its reason, when both overall ratings stand.
 */
predicate: Predikat | null, 
/**
 * Why the predicate is what it is.
 */
explanation: Explanation | null, };

/**
 * An evaluation on the card.
 */
export type EvaluationLine = { 
/**
 * The period.
 */
period: Period, 
/**
 * Where it stands.
 */
state: EvaluationState, 
/**
 * The predicate, when both overall ratings stand.
 */
predicate: Predikat | null, 
/**
 * The closing's number; 0 before the first.
 */
revision: number, };

/**
 * One person in the list of a period.
 */
export type EvaluationRow = { 
/**
 * NIP, bare.
 */
nip: string, 
/**
 * With titles.
 */
name: string, 
/**
 * The unit's name.
 */
unit_name: string, 
/**
 * Title of the position.
 */
position: string, 
/**
 * Where the evaluation stands.
 */
state: EvaluationState, 
/**
 * Overall rating of results.
 */
result_rating: Rating | null, 
/**
 * Overall rating of behaviour.
 */
behaviour_rating: Rating | null, 
/**
 * The predicate.
 */
predicate: Predikat | null, 
/**
 * Whether the user is the dated assessor.
 */
is_mine_to_rate: boolean, 
/**
 * Whether the user may rate: the dated assessor, or the head for everybody.
 */
may_rate: boolean, 
/**
 * Whether anybody assesses the person.
 */
has_assessor: boolean, 
/**
 * The place in the shuffled order.
 */
shuffled_order: number, };

/**
 * One person's evaluation with everything beside it.
 */
export type EvaluationSheet = { 
/**
 * Whose.
 */
person: Person, 
/**
 * The evaluation; empty when nothing was recorded.
 */
evaluation: Evaluation, 
/**
 * The plan of the year.
 */
plan: Plan | null, 
/**
 * The seven values with their points, in the order of the form.
 */
core_values: Array<CoreValueText>, 
/**
 * The dated assessor.
 */
assessor: AssessorLine | null, 
/**
 * What the user may do.
 */
right: RatingRight, 
/**
 * The organisation's achievement.
 */
achievement: OrganisationAchievement | null, 
/**
 * What the details advise, and why the predicate is what it is.
 */
reasons: Reasons, 
/**
 * The matrix of predicates in force; empty before there was one.
 */
matrix: Array<MatrixCell>, 
/**
 * What stands in the way of a closing, or deserves a look.
 */
findings: Array<ClosingFinding>, 
/**
 * Whether it is a draft that lacks nothing of its own to be closed by the user.
 */
is_complete: boolean, 
/**
 * Why it is not opened again, whoever asks; none when it may be, or is open.
 */
reopening_refused: Failure | null, 
/**
 * How the person was rated in the quarter before, once the first rating of this one is given.
 */
before: RatingsBefore | null, 
/**
 * What else there is to look at.
 */
evidence: Evidence, 
/**
 * Names all of this as it is shown, to be given back with a closing: what is closed is what was seen.
 */
seen: string, };

/**
 * Where an evaluation stands.
 */
export type EvaluationState = "empty" | "draft" | "closed" | "disputed";

/**
 * What lies beside the ratings of one person.
 */
export type Evidence = { 
/**
 * The letter that sets the organisation's achievement; may be empty.
 */
achievement_note: string, 
/**
 * Who assessed in the period, day by day; empty unless somebody else did for a part of it.
 */
turns: Array<AssessorTurn>, 
/**
 * Evaluations of the year so far and of the quarter before, the newest first; none before the first rating of this one.
 */
earlier: Array<EarlierEvaluation>, 
/**
 * How many of them wait for the first rating.
 */
withheld: number, };

/**
 * Arguments of `evaluation.explain_distribution`.
 */
export type ExplainDistribution = { 
/**
 * The period.
 */
period: Period, 
/**
 * Why.
 */
reason: string, };

/**
 * Why a result is what it is.
 */
export type Explanation = { 
/**
 * The rule.
 */
rule: RuleCode, 
/**
 * Its inputs, in the order in which a sentence would name them.
 */
inputs: Array<Input>, 
/**
 * Where the rule comes from.
 */
sources: Array<LegalSource>, };

/**
 * An assessor who is not on this office's staff: a regent, a regional secretary, an officer.
 */
export type External = { 
/**
 * Name with titles.
 */
name: string, 
/**
 * NIP or NRP; empty for an elected head of region.
 */
number: string, 
/**
 * Pangkat and golongan, as printed.
 */
rank: string, 
/**
 * Position.
 */
position: string, 
/**
 * Unit or agency.
 */
unit: string, };

/**
 * A refusal (the person can act) or a fault (we failed), as it crosses the boundary. Carries no key and no password.
 */
export type Failure = { 
/**
 * The stable code, `area.reason`.
 */
code: string, 
/**
 * Facts by name.
 */
details: { [key in string]: JsonValue }, 
/**
 * The chain of causes, for the file of faults; never shown as the message.
 */
trace: Array<string>, };

/**
 * A file in the tray.
 */
export type FileId = number;

/**
 * A kind of file that holds a table.
 */
export type FileKind = "csv" | "xlsx" | "xls" | "ods";

/**
 * The file as it was read: enough to show it and to change the mapping.
 */
export type FileShape = { 
/**
 * What it is, by its bytes.
 */
kind: FileKind, 
/**
 * All its sheets; none for a CSV.
 */
sheets: Array<SheetShape>, 
/**
 * The sheet that was read.
 */
sheet: string | null, 
/**
 * The last row of the header.
 */
header_row: number | null, 
/**
 * All columns with the fields that they were given.
 */
columns: Array<ColumnGuess<RosterField>>, 
/**
 * The first data rows, as displayed, long cells shortened.
 */
first_rows: Array<Array<string>>, };

/**
 * A page that was put to its paper.
 */
export type FiledPage = { 
/**
 * Which page of the file, from 1.
 */
page: number, 
/**
 * Whose: NIP, bare.
 */
nip: string, 
/**
 * Whose: name with titles.
 */
name: string, 
/**
 * Which form.
 */
form: SheetForm, 
/**
 * For which period.
 */
period: Period, 
/**
 * The sheet's record.
 */
sheet: RecordId, 
/**
 * Why the page is not kept as a scan, where it is not; it is ticked all the same.
 */
not_kept: Failure | null, };

/**
 * What somebody files.
 */
export type Filing = { 
/**
 * The person's NIP.
 */
nip: string, 
/**
 * The period.
 */
period: Period, 
/**
 * When the letter came.
 */
filed_on: string, 
/**
 * The reasons, as the letter says them.
 */
reasons: string, 
/**
 * Why it came late; may be empty.
 */
late_reason: string, };

/**
 * Arguments of `sheet.start_pile`.
 */
export type FilingPile = { 
/**
 * The scanned pile, in the tray.
 */
file: FileId, 
/**
 * The name of the file as it was chosen.
 */
name: string, 
/**
 * Who signed, and when; left out: the pages are kept and nothing is ticked.
 */
signed?: Signed, };

/**
 * A stable code with its place and facts.
 */
export type Finding = { 
/**
 * The row as a spreadsheet counts.
 */
row: number, 
/**
 * The name in that row, cut after 200 characters; empty where it has none or no single row is meant.
 */
who: string, 
/**
 * The column, where one cell is meant and the file has it.
 */
column: Column | null, 
/**
 * The heading of that column as the file has it; empty where there is none.
 */
heading: string, 
/**
 * The key of the field, such as `nip`; empty where the whole row is meant.
 */
field: string, 
/**
 * The stable code, such as `roster.nip_damaged`.
 */
code: string, 
/**
 * The value as the file has it, cut after 200 characters.
 */
value: string, 
/**
 * The facts that the text needs, by the names in its braces.
 */
args: { [key in string]: string }, };

/**
 * How much a finding weighs.
 */
export type FindingWeight = "hard" | "soft" | "information";

/**
 * What the first run asks.
 */
export type FirstRun = { 
/**
 * The office's name.
 */
name: string, 
/**
 * The regency, city or province that it belongs to.
 */
region: string, 
/**
 * Where sheets are signed.
 */
place: string, 
/**
 * The head, who alone may close and let others in.
 */
head: FirstUser, 
/**
 * The operator, where there is one.
 */
operator: FirstUser | null, };

/**
 * Somebody who can open the office from the beginning.
 */
export type FirstUser = { 
/**
 * The login.
 */
login: string, 
/**
 * The name with its titles.
 */
name: PersonName, 
/**
 * The NIP as typed; empty for somebody who has none.
 */
nip: string, 
/**
 * The passphrase.
 */
password: string, };

/**
 * Which of the two forms of SKP is used.
 */
export type FormKind = "jpt_unit_head" | "ja_jf";

/**
 * What of a person can go to another office, and what came from one.
 */
export type ForwardState = { 
/**
 * The closed evaluations of this office, the newest first; none for whoever may not forward them.
 */
forwardable: Array<Forwardable>, 
/**
 * Evaluations of other offices, the newest first.
 */
kept: Array<KeptEvidence>, 
/**
 * The number of this office, by which another knows its files.
 */
number: string, 
/**
 * Whether the user may forward, take and remove.
 */
may_change: boolean, };

/**
 * A closed evaluation of this office that can be forwarded.
 */
export type Forwardable = { 
/**
 * Of which period.
 */
period: Period, 
/**
 * Its predicate.
 */
predicate: Predikat, 
/**
 * The closing's number, from 1.
 */
revision: number, };

/**
 * A file of another office, before anything of it is kept.
 */
export type ForwardedCard = { 
/**
 * The office that gives it, by its own word.
 */
office: string, 
/**
 * That office's number, which it shows on its list of laptops.
 */
number: string, 
/**
 * Whose evaluations.
 */
nip: string, 
/**
 * The name with its titles, by that office's word.
 */
name: string, 
/**
 * The name of the person here; none where nobody here has this NIP.
 */
known_as: string | null, 
/**
 * For what.
 */
reason: string, 
/**
 * When it was made, by that office's clock.
 */
made_at: string, 
/**
 * The evaluations, the newest first.
 */
evaluations: Array<ForwardedLine>, };

/**
 * A file for another office. Its code is nowhere else: it is shown once.
 */
export type ForwardedFile = { 
/**
 * In the tray.
 */
file: FileId, 
/**
 * The name to save it under.
 */
name: string, 
/**
 * What opens it.
 */
code: string, };

/**
 * An evaluation of another office.
 */
export type ForwardedLine = { 
/**
 * Of which period.
 */
period: Period, 
/**
 * Its predicate.
 */
predicate: Predikat, 
/**
 * Who is said to be evaluated, where that is another NIP than the file's.
 */
other_nip: string | null, 
/**
 * The agency on its sheet.
 */
agency: string, 
/**
 * Who evaluated.
 */
assessor: string, 
/**
 * When it was closed, by that office's clock.
 */
closed_at: string, 
/**
 * Whether it is kept here already.
 */
is_here: boolean, };

/**
 * What taking such a file did.
 */
export type ForwardedTaken = { 
/**
 * Evaluations kept now.
 */
new: number, 
/**
 * Those that were here already.
 */
here: number, };

/**
 * What is forwarded.
 */
export type Forwarding = { 
/**
 * Whose.
 */
nip: string, 
/**
 * Of which periods; at least one.
 */
periods: Array<Period>, 
/**
 * For what: a transfer, a promotion file.
 */
reason: string, };

/**
 * What goes along, in numbers.
 */
export type HandedOver = { 
/**
 * People on the staff.
 */
people: number, 
/**
 * Plans.
 */
plans: number, 
/**
 * Evaluations that are final.
 */
closed: number, 
/**
 * Evaluations that are not.
 */
open: number, 
/**
 * Scans, pictures and emblems.
 */
attachments: number, 
/**
 * Entries of the journal.
 */
entries: number, };

/**
 * To whom the office goes.
 */
export type HandingOver = { 
/**
 * The name with its titles.
 */
name: string, 
/**
 * The NIP as typed; empty where none is known.
 */
nip: string, 
/**
 * The paper of the minutes.
 */
paper: PaperName, };

/**
 * What was made for the successor. The code is nowhere else: it is shown once.
 */
export type HandoverFiles = { 
/**
 * The sealed file, in the tray.
 */
file: FileId, 
/**
 * The name to save it under.
 */
name: string, 
/**
 * The minutes, in the tray.
 */
minutes: FileId, 
/**
 * The name to save them under.
 */
minutes_name: string, 
/**
 * The login that opens the file.
 */
login: string, 
/**
 * The passphrase that opens the file.
 */
code: string, 
/**
 * What the file is.
 */
made: HandoverMade, };

/**
 * A file that was made and opened once to see that it opens.
 */
export type HandoverMade = { 
/**
 * What is in it.
 */
contents: HandedOver, 
/**
 * The beginning of its SHA-256, in groups, as the minutes print it.
 */
fingerprint: string, 
/**
 * Bytes of the file.
 */
bytes: number, };

/**
 * How handing over stands on this laptop, for its head.
 */
export type HandoverState = { 
/**
 * What would go along; none where nobody can hand over.
 */
contents: HandedOver | null, 
/**
 * Why nobody can.
 */
refusal: Failure | null, 
/**
 * What this laptop shows to the one who handed over to it; only on a laptop of the head's that did not found the office.
 */
arrival: string | null, };

/**
 * A head's account is another person's than the staff list says: which of the two is here is asked once.
 */
export type HeadQuestion = { 
/**
 * The NIP of whoever heads the office by the list.
 */
nip: string, 
/**
 * That person's name with titles.
 */
name: string, 
/**
 * The NIP of the account.
 */
own_nip: string, 
/**
 * Its name.
 */
own_name: string, };

/**
 * What a side explained; what is left out stays.
 */
export type Hearing = { 
/**
 * The words.
 */
words?: string, 
/**
 * When.
 */
on?: string, };

/**
 * What both sides explained.
 */
export type Hearings = { 
/**
 * The person's NIP.
 */
nip: string, 
/**
 * The period.
 */
period: Period, 
/**
 * The assessor.
 */
assessor: Hearing, 
/**
 * The employee.
 */
employee: Hearing, };

/**
 * One hint.
 */
export type Hint = { 
/**
 * What it is.
 */
code: HintCode, 
/**
 * The cell.
 */
field: HintField, 
/**
 * Index of the result, from 0.
 */
result: number, 
/**
 * Index of the indicator in the result, from 0; none for the result's own words.
 */
indicator: number | null, 
/**
 * The words that it is about, as written.
 */
words: string, 
/**
 * The whole cell in better words, where they follow from a rule.
 */
proposal: string | null, };

/**
 * What could be better.
 */
export type HintCode = "vague_phrase" | "activity_not_result" | "target_without_number" | "target_without_unit" | "indicator_repeated";

/**
 * The cell that a hint is about.
 */
export type HintField = "result" | "indicator" | "target";

/**
 * A field that changed, in words of people where it names a record.
 */
export type HistoryChange = { 
/**
 * The field's name; `mark` for what was done to the whole record.
 */
field: string, 
/**
 * Before; empty for nothing.
 */
before: string, 
/**
 * After; empty for nothing.
 */
after: string, };

/**
 * One act on the person's records.
 */
export type HistoryLine = { 
/**
 * The laptop's clock, milliseconds since 1970 UTC.
 */
at: number, 
/**
 * Who.
 */
who: string, 
/**
 * What was done, as the act's word.
 */
act: string, 
/**
 * Which kind of record: `person`, `superior`, `skp`, `evaluation`.
 */
about: string, 
/**
 * The period or year of an evaluation or a plan; empty else.
 */
of: string, 
/**
 * Why, where a reason was given.
 */
reason: string, 
/**
 * What changed.
 */
changes: Array<HistoryChange>, };

/**
 * The first screen.
 */
export type Home = { 
/**
 * Today where the laptop stands.
 */
today: string, 
/**
 * The period that this is about.
 */
period: Period, 
/**
 * Its first day.
 */
starts_on: string, 
/**
 * Its last day.
 */
ends_on: string, 
/**
 * The role of the user; none after an opening by recovery code.
 */
role: string | null, 
/**
 * People on the staff.
 */
staff: number, 
/**
 * People who came after the period and are not counted in it.
 */
came_later: number, 
/**
 * People with an assessor who are not rated.
 */
unrated: number, 
/**
 * Of them those whom the user assesses.
 */
own_unrated: number, 
/**
 * Who is rated next: the user's own first, in the order that was asked for.
 */
next: Somebody | null, 
/**
 * The first who lacks something to be closed.
 */
incomplete: Somebody | null, 
/**
 * The next steps.
 */
steps: Array<Step>, 
/**
 * Who needs a look, and why.
 */
cares: Array<Care>, 
/**
 * Plans agreed.
 */
plans: Tally, 
/**
 * People rated.
 */
rated: Tally, 
/**
 * Evaluations closed.
 */
closed: Tally, 
/**
 * *Dokumen evaluasi* signed by both; begun are those that were printed.
 */
signed: Tally, 
/**
 * The copies.
 */
copies: Copies, 
/**
 * What the province says.
 */
announced: Announced, };

/**
 * What a person decides about a file before it is imported. Everything is optional: without a choice the proposal holds.
 */
export type ImportChoices = { 
/**
 * The sheet; without it the visible one whose header proposes best.
 */
sheet: string | null, 
/**
 * Columns whose field differs from the proposal.
 */
columns: Array<ColumnChoice>, 
/**
 * From when assessors hold who were not known before; without it the first of this year.
 */
assessed_since: string | null, 
/**
 * NIPs whose proposed superior is accepted; [`ACCEPT_ALL`] for everybody's.
 */
accept_superiors: Array<string>, 
/**
 * Cells as the person typed them in place of what the file has.
 */
corrections: Array<Correction>, 
/**
 * Rows that are not imported.
 */
left_out: Array<number>, 
/**
 * NIPs of people on the staff whose data stay as they are, whatever the file says.
 */
kept: Array<string>, 
/**
 * NIPs of people who left and come back with this list.
 */
taken_back: Array<string>, 
/**
 * Whether somebody new of the list is somebody on the staff whose NIP was written otherwise.
 */
same_person: Array<SamePersonChoice>, };

/**
 * A staff list in the tray, and how it is read.
 */
export type ImportFile = { 
/**
 * The file.
 */
file: FileId, 
/**
 * How it is read; nothing chosen: as proposed.
 */
choices: ImportChoices, };

/**
 * Arguments of `keys.import`.
 */
export type ImportKeys = { 
/**
 * The list, in the tray.
 */
file: FileId, 
/**
 * What a person has done before.
 */
consent: KeyConsent, };

/**
 * What an import does, or would do.
 */
export type ImportReport = { 
/**
 * Whether it was saved, or only looked at.
 */
is_saved: boolean, 
/**
 * The file as it was read.
 */
file: FileShape, 
/**
 * People new on the staff.
 */
new: number, 
/**
 * People whose data change.
 */
updated: number, 
/**
 * People as they stand.
 */
same: number, 
/**
 * Rows refused.
 */
refused_rows: number, 
/**
 * Rows that hold no person, or one who stands in another row.
 */
skipped_rows: number, 
/**
 * Each row that a person may have been meant in, and why it was passed over.
 */
skipped: Array<SkippedRow>, 
/**
 * Every row that holds a person.
 */
rows: Array<PlannedRow>, 
/**
 * Why rows were refused: row, column, reason.
 */
refused: Array<Finding>, 
/**
 * What a person should know.
 */
notices: Array<Finding>, 
/**
 * People on the staff who are not in the file; they stay.
 */
not_in_file: Array<string>, 
/**
 * Superiors for people for whom the file names none; set only where accepted.
 */
proposed_superiors: Array<ProposedSuperior>, 
/**
 * Cells that a person typed in place of what the file has, as far as the file has them.
 */
corrected: Array<Corrected>, 
/**
 * Why the list seems to be another office's, where it does.
 */
other_office: OtherOffice | null, 
/**
 * Who of the list may be somebody on the staff under another NIP: a person says so, before anybody is doubled.
 */
same_people: Array<SamePerson>, 
/**
 * People of the list and others of the staff who will have no superior today.
 */
without_superior: Array<string>, 
/**
 * The copy that was made before; none where nothing was saved.
 */
way_back: WayBack | null, };

/**
 * Why an evaluation is not closed.
 */
export type Incomplete = { 
/**
 * Whose.
 */
nip: string, 
/**
 * With titles.
 */
name: string, 
/**
 * What is missing.
 */
findings: Array<ClosingFinding>, 
/**
 * A refusal that is not about the evaluation's contents.
 */
failure: Failure | null, };

/**
 * How a planned result is measured.
 */
export type Indicator = { 
/**
 * Aspect, on the quantitative JA/JF form.
 */
aspect: Aspect | null, 
/**
 * Perspective, on the quantitative form of a leader.
 */
perspective: Perspective | null, 
/**
 * The indicator in words.
 */
statement: string, 
/**
 * The target as printed: words, a number with its unit, or a range.
 */
target: string, 
/**
 * Targets of the four quarters where they were set; empty text for none.
 */
quarterly_targets: [string, string, string, string], };

/**
 * One named input of a rule.
 */
export type Input = { 
/**
 * What it is.
 */
name: InputName, } & ({ "type": "rating", "value": Rating } | { "type": "organisation", "value": OrganisationAchievement } | { "type": "predicate", "value": Predikat } | { "type": "count", "value": number } | { "type": "percent", "value": number } | { "type": "date", "value": string } | { "type": "period", "value": Period } | { "type": "scheme", "value": Scheme });

/**
 * What an input of a rule is.
 */
export type InputName = "period_start" | "period_end" | "scheme_last_day" | "result_rating" | "behaviour_rating" | "organisation" | "rated_count" | "above_count" | "meets_count" | "below_count" | "main_below_count" | "majority_percent" | "pool_size" | "unrated_count" | "predicate" | "actual_count" | "bound_count" | "bound_percent" | "dominant_predicate" | "largest_predicate" | "largest_count" | "doubled_median_rank" | "received_on" | "day_count" | "holiday_count";

/**
 * What an enrolment file says, before it is used.
 */
export type Invitation = { 
/**
 * The office's name at the province.
 */
office: string, 
/**
 * Where the server is.
 */
address: string, };

/**
 * Kind of position (UU 20/2023).
 */
export type JenisJabatan = "JPT_MADYA" | "JPT_PRATAMA" | "ADMINISTRATOR" | "PENGAWAS" | "JF_KEAHLIAN" | "JF_KETERAMPILAN" | "PELAKSANA";

/**
 * A job as a window finds it again.
 */
export type JobEntry = { 
/**
 * The job.
 */
job: JobId, 
/**
 * The command that started it.
 */
command: string, 
/**
 * Whether it is still at work.
 */
is_running: boolean, };

/**
 * The name of a job.
 */
export type JobId = number;

/**
 * How a job stands.
 */
export type JobStatus = { "state": "running", 
/**
 * People or pages done.
 */
done: number, 
/**
 * Of how many.
 */
total: number, 
/**
 * What comes before the counting; none while it counts.
 */
stage: Stage | null, } | { "state": "done", 
/**
 * What the work answers.
 */
answer: JsonValue, } | { "state": "failed", 
/**
 * Which.
 */
failure: Failure, };

export type JsonValue = number | string | boolean | Array<JsonValue> | { [key in string]: JsonValue } | null;

/**
 * Arguments of `draft.keep`.
 */
export type KeepDrafts = { 
/**
 * All or none of them.
 */
drafts: Array<Draft>, };

/**
 * Where the sheets stand.
 */
export type Kept = "unknown" | "made" | "postponed" | "kept";

/**
 * One line of a comparison.
 */
export type KeptChange = { 
/**
 * Of what.
 */
kind: KeptKind, 
/**
 * How many in the copy.
 */
then: number, 
/**
 * How many now.
 */
now: number, 
/**
 * How many of those now are not in the copy.
 */
lost: number, 
/**
 * How many of the copy are not there now.
 */
regained: number, };

/**
 * An evaluation of another office that is kept here.
 */
export type KeptEvidence = { 
/**
 * The record.
 */
id: string, 
/**
 * Which office gave it, by its own word.
 */
office: string, 
/**
 * That office's number.
 */
number: string, 
/**
 * For what.
 */
reason: string, 
/**
 * What it says; none when it is not what that office signed.
 */
says: ForwardedLine | null, };

/**
 * What is compared.
 */
export type KeptKind = "plan" | "agreed_plan" | "frozen_plan" | "addendum" | "printed_sheet" | "signed_sheet" | "scan" | "objection";

/**
 * Arguments of taking in a list.
 */
export type KeyConsent = { 
/**
 * Whether a person compared the fingerprint with the other office.
 */
is_compared: boolean, };

/**
 * What taking in a list of keys would mean.
 */
export type KeyImport = "first" | "newer" | "same" | "older" | "other_signer" | "key_of_another" | "not_its_own";

/**
 * A list of another office's keys, looked at.
 */
export type KeyListCard = { 
/**
 * The office's name, as the list says it.
 */
office_name: string, 
/**
 * Keys that stand.
 */
keys: number, 
/**
 * Keys that were withdrawn.
 */
revoked: number, 
/**
 * What two people compare on the telephone.
 */
fingerprint: string, 
/**
 * When the list was made by its signer's clock, milliseconds since 1970 UTC.
 */
made_at: number, 
/**
 * What taking it in would mean, or meant.
 */
import: KeyImport, };

/**
 * A key of the register.
 */
export type KnownKey = { 
/**
 * Whose, by name.
 */
office_name: string, 
/**
 * Whether it is this office's.
 */
is_own: boolean, 
/**
 * The short name that stands in claims.
 */
key_id: string, 
/**
 * Since when, milliseconds since 1970 UTC.
 */
valid_from: number, 
/**
 * Until when, if it was withdrawn.
 */
revoked_at: number | null, };

/**
 * The keys that this laptop knows.
 */
export type KnownKeys = { 
/**
 * This office's first.
 */
keys: Array<KnownKey>, 
/**
 * Lists of other offices that cannot be read any more: those offices give theirs once more.
 */
damaged: number, };

/**
 * Who has nothing final on a sheet of many.
 */
export type Lacking = { 
/**
 * NIP, bare.
 */
nip: string, 
/**
 * With titles.
 */
name: string, 
/**
 * What stands instead.
 */
state: EvaluationState, };

/**
 * A language of the catalogue.
 */
export type Language = "id" | "en";

/**
 * A laptop of the office.
 */
export type Laptop = { 
/**
 * Its key, in hexadecimal digits.
 */
key: string, 
/**
 * Its name; empty for the first one.
 */
name: string, 
/**
 * What it shows of itself.
 */
number: string, 
/**
 * Whether it founded the office.
 */
is_first: boolean, 
/**
 * Whether the word of this laptop ends it.
 */
may_be_ended: boolean, 
/**
 * Whether it is this one.
 */
is_here: boolean, 
/**
 * Entries of it that are here.
 */
entries: number, 
/**
 * Whether it was ended.
 */
is_ended: boolean, };

/**
 * The office's laptops, and what may be done with them here.
 */
export type Laptops = { 
/**
 * All that were ever let in, the first one first.
 */
laptops: Array<Laptop>, 
/**
 * The office's number, which a new laptop shows before it takes in what it is handed.
 */
number: string, 
/**
 * Whether this is the laptop whose word lets others in, and its head is here.
 */
may_let_in: boolean, };

/**
 * The newest change of an office.
 */
export type LastChange = { 
/**
 * The laptop's clock, milliseconds since 1970 UTC.
 */
at: number, 
/**
 * Who, by the name of that time; empty where no user of the office did it.
 */
who: string, };

/**
 * Something that was entered after, or beside, the end of its record.
 */
export type LateWrite = { 
/**
 * The record's kind.
 */
kind: number, 
/**
 * The record.
 */
record: RecordId, 
/**
 * The record as it was shown.
 */
version: Version, 
/**
 * `kind.field`.
 */
name: string, 
/**
 * What of several it is.
 */
about: string | null, 
/**
 * What was entered.
 */
shown: Shown, 
/**
 * Where it comes from.
 */
origin: Origin, };

/**
 * Arguments of a leaving.
 */
export type Leave = { 
/**
 * Who.
 */
nip: string, 
/**
 * The last day here.
 */
on: string, 
/**
 * Why.
 */
kind: LeaveKind, 
/**
 * In words: to where, by which letter.
 */
note: string, };

/**
 * Why somebody left this office.
 */
export type LeaveKind = "transfer" | "retirement" | "contract_end" | "death" | "resignation" | "mistake";

/**
 * Somebody's last day here.
 */
export type Leaving = { 
/**
 * The last day.
 */
on: string | null, 
/**
 * Why; none for those who do not keep the staff.
 */
kind: LeaveKind | null, 
/**
 * In words: to where, by which letter; empty for the same.
 */
note: string, };

/**
 * A seal, or a page without one, that nothing was done with.
 */
export type LeftPage = { 
/**
 * Which page of the file, from 1.
 */
page: number, 
/**
 * Why.
 */
reason: Failure, 
/**
 * What was said of its seal, where it has one.
 */
verdict: SheetVerdict | null, 
/**
 * Whether the page was put to another paper all the same, by another seal on it.
 */
is_filed: boolean, };

/**
 * Somebody who left.
 */
export type LeftRow = { 
/**
 * When and why.
 */
left: Leaving, 
/**
 * The record.
 */
id: RecordId, 
/**
 * NIP or NI PPPK, bare digits.
 */
nip: string, 
/**
 * Front title, name, back title.
 */
name: PersonName, 
/**
 * `pns` or `pppk`.
 */
employment: string, 
/**
 * Golongan, where known.
 */
rank: Rank | null, 
/**
 * Title of the position.
 */
position: string, 
/**
 * Kind of position, where known.
 */
position_kind: JenisJabatan | null, 
/**
 * The unit's record.
 */
unit: RecordId | null, 
/**
 * The unit's name.
 */
unit_name: string, 
/**
 * Whether versions differ and a person must decide.
 */
is_disputed: boolean, };

/**
 * Where a rule comes from.
 */
export type LegalSource = { 
/**
 * Short name of the regulation, such as `PermenPANRB 6/2022`; `Tilik` for our own choices.
 */
regulation: string, 
/**
 * Article, where known.
 */
article: string | null, 
/**
 * How sure we are.
 */
certainty: Certainty, 
/**
 * What a verifier should know (for people who maintain the data, in English).
 */
note?: string | null, };

/**
 * Whom a new laptop is for.
 */
export type LetIn = { 
/**
 * How the laptop shall be called here.
 */
name: string, 
/**
 * Who works with it.
 */
user: string, };

/**
 * Arguments of `sending.start_letting_in`.
 */
export type LettingIn = { 
/**
 * The request, in the tray.
 */
file: FileId, 
/**
 * Whom it is for.
 */
new: LetIn, };

/**
 * Arguments of `home.look`.
 */
export type LookHome = { 
/**
 * The period, `2026-TW3`.
 */
period: Period, 
/**
 * Whether the user rates in the shuffled order.
 */
is_shuffled: boolean, };

/**
 * Arguments of `backup.start_preview`.
 */
export type LookInto = { 
/**
 * Which copy.
 */
source: CopySource, 
/**
 * Who could come in when it was made.
 */
login: string, 
/**
 * With the passphrase of that time.
 */
password: string, };

/**
 * How far somebody has looked.
 */
export type LookedUntil = { 
/**
 * As the list said.
 */
until: number, };

/**
 * A file that was made and lies in the tray.
 */
export type MadeFile = { 
/**
 * The file.
 */
file: FileId, 
/**
 * The ending of its name, without the dot.
 */
extension: string, };

/**
 * This office's keys, made for others.
 */
export type MadeKeys = { 
/**
 * The list.
 */
file: FileId, 
/**
 * What is compared on the telephone.
 */
fingerprint: string, };

/**
 * White borders of the page, in millimetres.
 */
export type MarginsMm = { 
/**
 * From the top edge.
 */
top: number, 
/**
 * From the right edge.
 */
right: number, 
/**
 * From the bottom edge.
 */
bottom: number, 
/**
 * From the left edge.
 */
left: number, };

/**
 * One cell of the matrix of predicates.
 */
export type MatrixCell = { 
/**
 * Overall rating of results.
 */
result: Rating, 
/**
 * Overall rating of behaviour.
 */
behaviour: Rating, 
/**
 * What the two give.
 */
predicate: Predikat, };

/**
 * Who is here, and what the role allows.
 */
export type Me = { 
/**
 * The login.
 */
login: string, 
/**
 * The role.
 */
role: Role, 
/**
 * Whether the user may let others in and out.
 */
may_manage: boolean, 
/**
 * Whether the user keeps papers: notes signatures, refusals, objections, scans.
 */
may_keep_papers: boolean, 
/**
 * Whether the user may give this office's keys away and take in others'.
 */
may_exchange_keys: boolean, };

/**
 * What was joined since the user looked last.
 */
export type Merged = { 
/**
 * Of how many entries.
 */
count: number, 
/**
 * One a person and period, the office last.
 */
of: Array<MergedOf>, 
/**
 * Laptops that wrote on from two copies of one folder, by name; empty for the office's first one.
 */
copied: Array<string>, 
/**
 * To be given back when it was looked at.
 */
until: number, };

/**
 * An entry that was joined with what another laptop wrote.
 */
export type MergedField = { 
/**
 * `kind.field`, by which the screen finds its words.
 */
name: string, 
/**
 * What of several it is.
 */
about: string | null, 
/**
 * What it says.
 */
shown: Shown, 
/**
 * Where it comes from.
 */
origin: Origin, };

/**
 * What was joined about one person, or about the office.
 */
export type MergedOf = { 
/**
 * The person; empty for the office.
 */
name: string, 
/**
 * The person's NIP.
 */
nip: string | null, 
/**
 * The period, where it is about an evaluation.
 */
period: Period | null, 
/**
 * The year, where it is about a plan.
 */
year: number | null, 
/**
 * The entries, the oldest first.
 */
fields: Array<MergedField>, };

/**
 * What a new laptop is asked for.
 */
export type NewLaptop = { 
/**
 * How its people call it.
 */
name: string, 
/**
 * The passphrase with which the office will be opened on it.
 */
password: string, };

/**
 * Arguments of `door.reset_password`.
 */
export type NewPassword = { 
/**
 * Half A.
 */
first: string, 
/**
 * Half B.
 */
second: string, 
/**
 * Whose passphrase.
 */
login: string, 
/**
 * The new one.
 */
password: string, };

/**
 * What a user with another role needs.
 */
export type NewRole = { 
/**
 * The login.
 */
login: string, 
/**
 * The role from now on.
 */
role: Role, 
/**
 * The NIP of the person whom the user acts for; none leaves it as it is. Needed for a *penilai* who is nobody on the staff yet.
 */
nip: string | null, };

/**
 * What a new user needs.
 */
export type NewUser = { 
/**
 * The login.
 */
login: string, 
/**
 * The name.
 */
name: string, 
/**
 * The role.
 */
role: Role, 
/**
 * The NIP of the person, where the user is on the staff; needed for a *penilai*.
 */
nip: string | null, 
/**
 * The passphrase.
 */
password: string, };

/**
 * What a NIP says, while it is typed.
 */
export type NipReading = { 
/**
 * Date of birth in the number.
 */
born_on: string, 
/**
 * PNS or PPPK, by the number.
 */
employment: Employment, 
/**
 * Year of appointment.
 */
appointed: number, 
/**
 * Month of appointment of a PNS.
 */
month: number | null, 
/**
 * `male` or `female`, by the number.
 */
sex: Sex, 
/**
 * What is unusual, as codes.
 */
warnings: Array<NipWarning>, 
/**
 * Who has this NIP already, with titles.
 */
taken_by: string | null, };

/**
 * A NIP as typed.
 */
export type NipTyped = { 
/**
 * As typed.
 */
nip: string, };

/**
 * What is unusual about a valid NIP, or differs from the person's record.
 */
export type NipWarning = "nip.age_unusual" | "nip.pppk_year_early" | "nip.birth_differs" | "nip.sex_differs";

/**
 * Somebody who was not assigned.
 */
export type NotAssigned = { 
/**
 * NIP.
 */
nip: string, 
/**
 * Name with titles.
 */
name: string, 
/**
 * Why.
 */
failure: Failure, };

/**
 * Somebody whose paper was not ticked.
 */
export type NotTicked = { 
/**
 * NIP.
 */
nip: string, 
/**
 * Name with titles; empty for a NIP that nobody has.
 */
name: string, 
/**
 * Why.
 */
failure: Failure, };

/**
 * How many prints were noted.
 */
export type Noted = { 
/**
 * Prints that are new; those that were noted before are not counted.
 */
new: number, };

/**
 * No arguments: `null` or `{}`.
 */
export type Nothing = Record<symbol, never>;

/**
 * A notice.
 */
export type Notice = { 
/**
 * Its record.
 */
id: RecordId, 
/**
 * In one line.
 */
title: string, 
/**
 * Paragraphs.
 */
text: string, 
/**
 * The day on which it was said.
 */
said_on: string | null, 
/**
 * Who of the province said it.
 */
said_by: string, 
/**
 * Whether it is for all offices.
 */
is_for_all: boolean, 
/**
 * Whether the user has read it.
 */
is_read: boolean, };

/**
 * An objection with everything beside it.
 */
export type ObjectionCard = { 
/**
 * The record; scans are attached to it.
 */
id: RecordId, 
/**
 * Its version.
 */
version: Version | null, 
/**
 * Whose: NIP, bare.
 */
nip: string, 
/**
 * Whose: name with titles.
 */
name: string, 
/**
 * To the evaluation of which period.
 */
period: Period, 
/**
 * To which closing of it.
 */
revision: number, 
/**
 * How far it is.
 */
state: ObjectionState, 
/**
 * Whether it is open and the closing that it is about is not the one in force: nothing is left to be done with it but to note that it was taken back.
 */
is_overtaken: boolean, 
/**
 * All that are so of this evaluation, the newest first.
 */
overtaken: Array<OldObjection>, 
/**
 * When the paper was received.
 */
received_on: string | null, 
/**
 * The last day for filing.
 */
file_by: string | null, 
/**
 * Which days were counted.
 */
day_unit: DayUnit | null, 
/**
 * When it was filed.
 */
filed_on: string | null, 
/**
 * Whether that was after the last day.
 */
is_late: boolean, 
/**
 * Whether national holidays are known; where not, what is late by weekends alone may have been in time.
 */
has_holidays: boolean, 
/**
 * Why it came late, as whoever filed it says.
 */
late_reason: string, 
/**
 * The reasons.
 */
reasons: string, 
/**
 * The last day for the decision.
 */
decide_by: string | null, 
/**
 * What the assessor explains.
 */
assessor_words: string, 
/**
 * When the assessor was heard.
 */
assessor_heard_on: string | null, 
/**
 * What the employee explains beyond the reasons.
 */
employee_words: string, 
/**
 * When the employee was heard.
 */
employee_heard_on: string | null, 
/**
 * The name of whoever decides: the assessor's superior; empty where nobody is known.
 */
decider: string, 
/**
 * Why the user may not correct it, hear the sides or note that it was taken back; none when allowed.
 */
keeping_refused: Failure | null, 
/**
 * Why the user may not write down the decision; none when allowed.
 */
decision_refused: Failure | null, 
/**
 * The decision.
 */
decision: Outcome | null, 
/**
 * When it was made.
 */
decided_on: string | null, 
/**
 * By whom.
 */
decided_by: string, 
/**
 * The number of the letter.
 */
decision_number: string, 
/**
 * Its grounds.
 */
decision_words: string, 
/**
 * The new overall rating of results.
 */
result_rating: Rating | null, 
/**
 * The new overall rating of behaviour.
 */
behaviour_rating: Rating | null, 
/**
 * Why it was taken back.
 */
withdrawn_reason: string, 
/**
 * By a paper of which day.
 */
withdrawn_on: string | null, };

/**
 * How far an objection is.
 */
export type ObjectionState = "filed" | "heard" | "upheld" | "changed" | "withdrawn";

/**
 * Until when a person may object, and from when that is counted.
 */
export type ObjectionWindow = { 
/**
 * Whose: name with titles.
 */
name: string, 
/**
 * When the paper was received, or its receipt refused.
 */
received_on: string, 
/**
 * The last day.
 */
file_by: string, 
/**
 * Which days count.
 */
day_unit: DayUnit, 
/**
 * Whether national holidays are known; where not, weekends alone are left out and the true last day may be later.
 */
has_holidays: boolean, 
/**
 * Whether the last day has passed.
 */
is_over: boolean, 
/**
 * Why the user may not write an objection down; none when allowed.
 */
keeping_refused: Failure | null, };

/**
 * Why a copy was made.
 */
export type Occasion = "daily" | "asked" | "import" | "receive" | "closing" | "removal" | "restore" | "stick";

/**
 * A copy on this laptop.
 */
export type OfCopy = { 
/**
 * Its number.
 */
counter: number, };

/**
 * A kept evaluation of another office.
 */
export type OfEvidence = { 
/**
 * The record.
 */
id: string, };

/**
 * A file in the tray.
 */
export type OfFile = { 
/**
 * The file.
 */
file: FileId, };

/**
 * Arguments of `sheet.table`.
 */
export type OfForm = { 
/**
 * The period.
 */
period: Period, 
/**
 * The form.
 */
form: SheetForm, 
/**
 * Only papers of this state.
 */
state?: SheetState, };

/**
 * A job.
 */
export type OfJob = { 
/**
 * The job.
 */
job: JobId, };

/**
 * A person by NIP.
 */
export type OfNip = { 
/**
 * The NIP.
 */
nip: string, };

/**
 * Arguments of `announced.read`.
 */
export type OfNotice = { 
/**
 * Its record.
 */
notice: RecordId, };

/**
 * A paper, or the papers of an objection.
 */
export type OfPaper = { 
/**
 * The record of the sheet or objection.
 */
subject: RecordId, };

/**
 * Some people in a period.
 */
export type OfPeople = { 
/**
 * The period.
 */
period: Period, 
/**
 * Their NIPs.
 */
nips: Array<string>, };

/**
 * A period.
 */
export type OfPeriod = { 
/**
 * The period, `2026-TW3`.
 */
period: Period, };

/**
 * A person and a period.
 */
export type OfPerson = { 
/**
 * The person's NIP.
 */
nip: string, 
/**
 * The period.
 */
period: Period, };

/**
 * Arguments of `print.people`.
 */
export type OfPersonForms = { 
/**
 * The period.
 */
period: Period, 
/**
 * The forms.
 */
forms: Array<PersonForm>, };

/**
 * A scan.
 */
export type OfScan = { 
/**
 * The scan.
 */
scan: RecordId, };

/**
 * Arguments of `print.units`.
 */
export type OfUnitForm = { 
/**
 * Which form.
 */
form: UnitForm, 
/**
 * The period.
 */
period: Period, };

/**
 * A user.
 */
export type OfUser = { 
/**
 * The login.
 */
login: string, };

/**
 * A person and a year.
 */
export type OfYear = { 
/**
 * The person's NIP.
 */
nip: string, 
/**
 * The year.
 */
year: number, };

/**
 * What of the settings shall be otherwise; the rest stays.
 */
export type OfficeChange = { 
/**
 * The office's name.
 */
name?: string, 
/**
 * The agency line.
 */
agency?: string, 
/**
 * Where sheets are signed.
 */
place?: string, 
/**
 * The region.
 */
region?: string, 
/**
 * The paper.
 */
paper?: PaperName, 
/**
 * A choice of words.
 */
wording?: WordingChoice, 
/**
 * The NIP of whoever heads the office.
 */
head_nip?: string, };

/**
 * The office's settings.
 */
export type OfficeSettings = { 
/**
 * The office's name, as the window says it.
 */
name: string, 
/**
 * The agency line at the head of the sheets.
 */
agency: string, 
/**
 * Where sheets are signed.
 */
place: string, 
/**
 * The region.
 */
region: string, 
/**
 * The paper of sheets unless another is chosen.
 */
paper: PaperName, 
/**
 * Who heads the office, where known.
 */
head: Person | null, 
/**
 * The words that agencies print differently.
 */
wordings: Array<WordingState>, 
/**
 * Whether the user may change these.
 */
may_change: boolean, 
/**
 * Whether the user may say who heads the office.
 */
may_name_head: boolean, };

/**
 * An open objection whose closing was overtaken, as when two laptops did not know of each other.
 */
export type OldObjection = { 
/**
 * To which closing.
 */
revision: number, 
/**
 * When it was filed.
 */
filed_on: string | null, 
/**
 * The reasons.
 */
reasons: string, };

/**
 * Arguments of `office.open`.
 */
export type OpenOffice = { 
/**
 * The folder; left out: the one that the application was started with.
 */
folder?: string, 
/**
 * The login.
 */
login: string, 
/**
 * The passphrase.
 */
password: string, };

/**
 * The first laptop's answer and what opens this laptop.
 */
export type OpenedAnswer = { 
/**
 * In the tray.
 */
file: FileId, 
/**
 * The passphrase that was chosen when it asked.
 */
password: string, };

/**
 * A backup in the tray and what opens it.
 */
export type OpenedBackup = { 
/**
 * The file.
 */
file: FileId, 
/**
 * What opens it.
 */
opening: Opening, };

/**
 * A file of another office, with what opens it.
 */
export type OpenedForwarded = { 
/**
 * In the tray.
 */
file: FileId, 
/**
 * As it was told.
 */
code: string, };

/**
 * What opens a backup.
 */
export type Opening = { "kind": "password", 
/**
 * Whose.
 */
login: string, 
/**
 * The passphrase.
 */
password: string, } | { "kind": "recovery", 
/**
 * Half A.
 */
first: string, 
/**
 * Half B.
 */
second: string, };

/**
 * Achievement of the organisation, set by the leader of the higher organisation (SE MenPANRB 3/2023).
 */
export type OrganisationAchievement = "istimewa" | "baik" | "butuh_perbaikan" | "kurang" | "sangat_kurang";

/**
 * Where a version comes from.
 */
export type Origin = { 
/**
 * Who entered it.
 */
user: string, 
/**
 * The laptop's name; empty for the office's first one.
 */
laptop: string, 
/**
 * Whether it is this laptop.
 */
is_here: boolean, 
/**
 * Whether it has this laptop's key in another log: a copy of it, or itself before it was restored.
 */
is_copy: boolean, 
/**
 * By that laptop's clock.
 */
made_at: string, 
/**
 * Whether no other version was entered later, as far as the clocks say.
 */
is_newest: boolean, };

/**
 * Why a list seems to be another office's: hardly anybody of it is known here.
 */
export type OtherOffice = { 
/**
 * People of the list.
 */
people: number, 
/**
 * How many of them are on the staff already.
 */
known_people: number, 
/**
 * Units that the list names.
 */
units: number, 
/**
 * How many of them this office has.
 */
known_units: number, 
/**
 * The first units of the list that this office does not have.
 */
unknown_units: Array<string>, };

/**
 * What is decided.
 */
export type Outcome = "upheld" | "changed";

/**
 * What of it shall be otherwise; the rest stays.
 */
export type PaperChange = { 
/**
 * The first line of the letterhead.
 */
government?: string, 
/**
 * Street and town.
 */
address?: string, 
/**
 * Telephone.
 */
telephone?: string, 
/**
 * Website.
 */
website?: string, 
/**
 * E-mail.
 */
email?: string, 
/**
 * Postcode.
 */
postcode?: string, 
/**
 * Margins.
 */
margins?: MarginsMm, 
/**
 * Which days count for objections.
 */
objection_days?: DayUnit, 
/**
 * A choice among variants.
 */
variant?: VariantChoice, };

/**
 * What is kept of a paper in the office, whoever signed it.
 */
export type PaperKept = "not_yet" | "scanned" | "archived";

/**
 * A paper by its name.
 */
export type PaperName = "a4" | "f4";

/**
 * What the office's papers look like.
 */
export type PaperSettings = { 
/**
 * The first line of the letterhead: *Pemerintah Kabupaten …*.
 */
government: string, 
/**
 * The second line: the agency.
 */
agency: string, 
/**
 * Street and town.
 */
address: string, 
/**
 * Telephone.
 */
telephone: string, 
/**
 * Website.
 */
website: string, 
/**
 * E-mail.
 */
email: string, 
/**
 * Postcode.
 */
postcode: string, 
/**
 * The region's emblem, when one is kept.
 */
emblem: Emblem | null, 
/**
 * Margins.
 */
margins: MarginsMm, 
/**
 * Which days count for objections.
 */
objection_days: DayUnit, 
/**
 * What agencies print differently, beyond single words.
 */
variants: Array<VariantState>, 
/**
 * Whether the user may change these.
 */
may_change: boolean, 
/**
 * Whether the user may say which days count.
 */
may_change_days: boolean, };

/**
 * One number of the pattern in whole people, kept or not; for live counters.
 */
export type PatternLimit = { 
/**
 * Code of the finding when it is not kept.
 */
code: DistributionCode, 
/**
 * Predicates counted together.
 */
predicates: Array<Predikat>, 
/**
 * Whether `people` is a cap (else a minimum).
 */
is_cap: boolean, 
/**
 * People allowed or needed.
 */
people: number, 
/**
 * People there are.
 */
actual: number, };

/**
 * A period of evaluation.
 */
export type Period = string;

/**
 * A period then and now.
 */
export type PeriodChange = { 
/**
 * The period.
 */
period: Period, 
/**
 * Evaluations in the copy.
 */
rated_then: number, 
/**
 * Closed in the copy.
 */
closed_then: number, 
/**
 * Evaluations now.
 */
rated_now: number, 
/**
 * Closed now.
 */
closed_now: number, };

/**
 * A period to choose.
 */
export type PeriodChoice = { 
/**
 * The period.
 */
period: Period, 
/**
 * Its kind.
 */
kind: PeriodKind, 
/**
 * First day.
 */
starts_on: string, 
/**
 * Last day.
 */
ends_on: string, };

/**
 * The periods to choose from, and the one that most likely is worked on.
 */
export type PeriodChoices = { 
/**
 * Year by year: quarters, then the whole year.
 */
periods: Array<PeriodChoice>, 
/**
 * The last quarter that has ended, or the one that runs once the work on it has begun and everybody is closed before.
 */
proposed: Period, };

/**
 * The evaluations of a period.
 */
export type PeriodContents = { 
/**
 * The period.
 */
period: Period, 
/**
 * Evaluations, whatever their state.
 */
rated: number, 
/**
 * Closed ones.
 */
closed: number, };

/**
 * How long a period is.
 */
export type PeriodKind = "monthly" | "quarterly" | "semester" | "annual";

/**
 * How a period stands for the whole office.
 */
export type PeriodStanding = { 
/**
 * The organisation's achievement, the first thing to be entered.
 */
achievement: OrganisationAchievement | null, 
/**
 * The document that it comes from.
 */
achievement_note: string, 
/**
 * Whether the province set it.
 */
is_set_by_province: boolean, 
/**
 * Whether the user enters the achievement and gives the reason: the head.
 */
may_decide: boolean, 
/**
 * Predicates beside the pattern, for the head.
 */
distribution: DistributionReport | null, 
/**
 * Whether the distribution departs from the pattern and nobody said why yet.
 */
needs_reason: boolean, 
/**
 * The reason that was given last.
 */
distribution_reason: string, 
/**
 * Whether the period has not ended yet.
 */
is_running: boolean, 
/**
 * Its last day.
 */
ends_on: string, 
/**
 * Whether there are plans of the year at all.
 */
has_plans: boolean, };

/**
 * A civil servant on the staff.
 */
export type Person = { 
/**
 * The record.
 */
id: RecordId, 
/**
 * NIP or NI PPPK, bare digits.
 */
nip: string, 
/**
 * Front title, name, back title.
 */
name: PersonName, 
/**
 * `pns` or `pppk`.
 */
employment: string, 
/**
 * Golongan, where known.
 */
rank: Rank | null, 
/**
 * Title of the position.
 */
position: string, 
/**
 * Kind of position, where known.
 */
position_kind: JenisJabatan | null, 
/**
 * The unit's record.
 */
unit: RecordId | null, 
/**
 * The unit's name.
 */
unit_name: string, 
/**
 * Whether versions differ and a person must decide.
 */
is_disputed: boolean, };

/**
 * A form of one person.
 */
export type PersonForm = SheetForm | BesideForm;

/**
 * A name in three parts; the titles may be empty.
 */
export type PersonName = { 
/**
 * Front titles, separated by spaces: `Dr. Ir.`
 */
front: string, 
/**
 * The bare name.
 */
name: string, 
/**
 * Back titles, separated by comma and space: `S.Sos., M.Si.`
 */
back: string, };

/**
 * Perspective of an indicator (JPT and unit heads, quantitative).
 */
export type Perspective = "penerima_layanan" | "proses_bisnis" | "penguatan_internal" | "anggaran";

/**
 * A version that was chosen.
 */
export type Pick = { 
/**
 * The record's kind.
 */
kind: number, 
/**
 * The record.
 */
record: RecordId, 
/**
 * The record as it was shown.
 */
version: Version, 
/**
 * The field.
 */
field: number, 
/**
 * Which of its choices, from 0.
 */
choice: number, };

/**
 * What became of a pile. Every page of the file is one of `filed_pages` or of `left_pages`.
 */
export type PileReport = { 
/**
 * Pages of the file.
 */
pages: number, 
/**
 * Pages that were put to a paper.
 */
filed_pages: number, 
/**
 * Pages that were put to none.
 */
left_pages: number, 
/**
 * Of the pages that were put to a paper, those whose picture is kept with each of their papers.
 */
kept_pages: number, 
/**
 * The others of them.
 */
not_kept_pages: number, 
/**
 * Every putting of a page to a paper.
 */
filed: Array<FiledPage>, 
/**
 * Whose papers were ticked; empty where no days were given.
 */
ticked: Ticked, 
/**
 * What found no paper.
 */
left: Array<LeftPage>, };

/**
 * The plan of a person as kept.
 */
export type Plan = { 
/**
 * The record.
 */
id: RecordId, 
/**
 * Whose.
 */
person: RecordId, 
/**
 * The year.
 */
year: number, 
/**
 * The position held within the year, from 1.
 */
segment: number, 
/**
 * Where it stands.
 */
state: PlanState, 
/**
 * When it was agreed.
 */
agreed_on: string | null, 
/**
 * The paper that the superior signed, where it is the plan of the user who recorded it; else empty.
 */
signed_paper: string, 
/**
 * How many addenda it has.
 */
addenda: number, 
/**
 * What is planned.
 */
skp: Skp, 
/**
 * The results with their records, in the order of `skp.results`.
 */
results: Array<RecordId>, };

/**
 * One person's plan with everything beside it.
 */
export type PlanCard = { 
/**
 * Whose.
 */
person: Person, 
/**
 * The year.
 */
year: number, 
/**
 * The plan; none when nothing was written.
 */
plan: Plan | null, 
/**
 * What is on the paper: the plan, or the empty form of this person.
 */
skp: Skp, 
/**
 * What is missing and what could be better.
 */
review: PlanReview, 
/**
 * The dated assessor.
 */
assessor: AssessorLine | null, 
/**
 * What the superior plans; none without a superior.
 */
superior: SuperiorPlan | null, 
/**
 * For each result, from the head down to the superior.
 */
chains: Array<Array<ChainLink>>, 
/**
 * Which results wait for one of the superior's.
 */
waits: Array<number>, 
/**
 * The seven values with their points.
 */
core_values: Array<CoreValueText>, 
/**
 * The agency line of the paper.
 */
agency: string, 
/**
 * Whether the user may write it.
 */
may_write: PlanRight, 
/**
 * Whether the user may agree and amend it.
 */
may_agree: PlanRight, 
/**
 * Whether it is the user's own: agreed from the paper that the superior signed.
 */
is_own: boolean, 
/**
 * Whether an evaluation by it is or was closed: it changes by an addendum alone.
 */
was_evaluated: boolean, 
/**
 * Why the last addendum was made; empty without one.
 */
addendum_reason: string, 
/**
 * What was agreed one after another, the oldest first; also of a draft that was agreed before.
 */
versions: Array<PlanVersion>, 
/**
 * Names the plan as it is shown, to be given back when it is saved.
 */
seen: string, };

/**
 * What copying a plan to others did.
 */
export type PlanCopies = { 
/**
 * NIPs of those who have a plan already and keep it.
 */
kept: Array<string>, 
/**
 * NIPs of those under another superior: which of the superior's results they serve was left open.
 */
unlinked: Array<string>, };

/**
 * A file of plans in the tray.
 */
export type PlanFile = { 
/**
 * The file.
 */
file: FileId, 
/**
 * Which sheet of a workbook is read, where several hold plans.
 */
sheet: string | null, };

/**
 * A plan on the card.
 */
export type PlanLine = { 
/**
 * The year.
 */
year: number, 
/**
 * Where it stands.
 */
state: PlanState, 
/**
 * How many results it has.
 */
results: number, 
/**
 * When it was agreed.
 */
agreed_on: string | null, 
/**
 * How many addenda it has.
 */
addenda: number, };

/**
 * What an import of plans did.
 */
export type PlanReport = { 
/**
 * NIPs whose plan was written and agreed.
 */
agreed: Array<string>, 
/**
 * NIPs whose plan was written and waits to be agreed: the user's own, on which the superior decides.
 */
drafted: Array<string>, 
/**
 * NIPs among these two whose draft gave way to what the file says.
 */
replaced: Array<string>, 
/**
 * NIPs whose plan stands as it is.
 */
same: Array<string>, 
/**
 * Why rows or people were refused.
 */
refused: Array<Finding>, 
/**
 * What a person should know.
 */
notices: Array<Finding>, 
/**
 * The sheets that were read; none for a CSV.
 */
sheets: Array<string>, 
/**
 * Other visible sheets with something in them, which were not read.
 */
passed_over: Array<string>, };

/**
 * What is missing and what could be better.
 */
export type PlanReview = { 
/**
 * What is missing or unusual.
 */
findings: Array<SkpFinding>, 
/**
 * What could be worded better.
 */
hints: Array<Hint>, };

/**
 * Whether the user may do something with a plan.
 */
export type PlanRight = { "kind": "may" } | { "kind": "may_not", 
/**
 * Why.
 */
failure: Failure, };

/**
 * One person in the tree.
 */
export type PlanRow = { 
/**
 * NIP, bare.
 */
nip: string, 
/**
 * With titles.
 */
name: string, 
/**
 * Title of the position.
 */
position: string, 
/**
 * The unit's name.
 */
unit_name: string, 
/**
 * How many superiors of the office stand above.
 */
level: number, 
/**
 * Whom the person derives from, where on the staff.
 */
superior_nip: string | null, 
/**
 * Where the plan stands.
 */
standing: PlanStanding, 
/**
 * How many addenda it has.
 */
addenda: number, 
/**
 * How many findings stop the agreement.
 */
errors: number, 
/**
 * The results, in the order of the form.
 */
results: Array<TreeResult>, 
/**
 * Whether the user may agree it.
 */
may_agree: boolean, 
/**
 * Whether it is the user's own: agreed by itself, from the paper that the superior signed.
 */
is_own: boolean, 
/**
 * Names the plan as it is shown, to be given back when it is agreed; none where there is no plan.
 */
seen: string | null, };

/**
 * Where somebody's plan stands, as the tree shows it.
 */
export type PlanStanding = "missing" | "draft" | "waiting" | "agreed" | "frozen" | "disputed";

/**
 * Where a plan stands.
 */
export type PlanState = "draft" | "agreed" | "frozen" | "disputed";

/**
 * Everybody's plan of a year, each person below the superior.
 */
export type PlanTree = { 
/**
 * The year.
 */
year: number, 
/**
 * Superiors before those who derive from them.
 */
rows: Array<PlanRow>, 
/**
 * Whether the user may fix the plans of the year.
 */
may_freeze: boolean, };

/**
 * A version of a plan that both agreed on, or that an agreement was taken back.
 */
export type PlanVersion = { 
/**
 * What happened.
 */
step: VersionStep, 
/**
 * 0 before the first addendum, once for each time that it was agreed; else the number of the addendum.
 */
number: number, 
/**
 * On which day, as both said it; else when it was recorded.
 */
on: string, 
/**
 * When it was recorded.
 */
recorded_on: string, 
/**
 * Who recorded it.
 */
who: string, 
/**
 * Why; empty for the first.
 */
reason: string, };

/**
 * *Rencana hasil kerja*: a result, not an activity.
 */
export type PlannedResult = { 
/**
 * Section of the form.
 */
kind: ResultKind, 
/**
 * The result in words.
 */
statement: string, 
/**
 * The leader's result that it serves, with its indicator where the leader is a JPT or unit head.
 */
superior_result: string, 
/**
 * Who gave the assignment, printed in brackets; empty for none.
 */
assigned_by: string, 
/**
 * How it is measured, in the order printed.
 */
indicators: Array<Indicator>, };

/**
 * One row of the plan.
 */
export type PlannedRow = { 
/**
 * The row in the file.
 */
row: number, 
/**
 * NIP, bare.
 */
nip: string, 
/**
 * Name with titles.
 */
name: string, } & ({ "change": "new" } | { "change": "updated", 
/**
 * By field name.
 */
fields: { [key in string]: [string, string] }, } | { "change": "same" } | { "change": "kept", 
/**
 * By field name.
 */
fields: { [key in string]: [string, string] }, } | { "change": "left" } | { "change": "returned" });

/**
 * Arguments of `recovery.postpone`.
 */
export type PostponeReason = { 
/**
 * Why.
 */
reason: string, };

/**
 * What leaving practice deletes.
 */
export type PracticeLook = { 
/**
 * How the office for practice stands.
 */
summary: Summary, 
/**
 * The folder that is deleted.
 */
folder: string, };

/**
 * How many people of the pool have each predicate.
 */
export type PredicateCounts = { 
/**
 * *Sangat Baik*.
 */
sangat_baik: number, 
/**
 * *Baik*.
 */
baik: number, 
/**
 * *Butuh Perbaikan*.
 */
butuh_perbaikan: number, 
/**
 * *Kurang*.
 */
kurang: number, 
/**
 * *Sangat Kurang*.
 */
sangat_kurang: number, 
/**
 * Members of the pool without a predicate yet.
 */
unrated: number, };

/**
 * *Predikat kinerja pegawai* (PermenPANRB 6/2022), best first.
 *
 * Compare merit with [`Predikat::rank`]; the derived order is that of declaration.
 */
export type Predikat = "sangat_baik" | "baik" | "butuh_perbaikan" | "kurang" | "sangat_kurang";

/**
 * The preferences of this laptop.
 */
export type Preferences = { 
/**
 * The language.
 */
language: ScreenLanguage, 
/**
 * The theme.
 */
theme: Theme, 
/**
 * The size of the letters, percent: 100, 115 or 130.
 */
text_size: number, 
/**
 * Minutes without a key or a pointer after which the office is locked; 0 for never.
 */
lock_after: number, };

/**
 * One sheet that is being made of something closed, agreed, filed or decided, and which print of it that is.
 */
export type Print = { 
/**
 * The sheet's record.
 */
sheet: RecordId, 
/**
 * Which form.
 */
form: SheetForm, 
/**
 * Whose: NIP, bare.
 */
nip: string, 
/**
 * Whose: name with titles.
 */
name: string, 
/**
 * For which period; a plan's is its year.
 */
period: string, 
/**
 * The closing's number; of a plan which agreement of it, of an objection the closing that it is about.
 */
revision: number, 
/**
 * Which print: 1 for the first content, 2 for the first that differs from it. The same content again is the same print.
 */
number: number, 
/**
 * What differs from the print before.
 */
changes: Array<SheetChange>, 
/**
 * Whether this content was not printed before.
 */
is_new: boolean, };

/**
 * What was printed.
 */
export type PrintReport = { 
/**
 * Sheets asked for: each form of these people, or of all who have any of them.
 */
asked: number, 
/**
 * Sheets that were asked for and are not made.
 */
without_sheet: Array<WithoutSheet>, 
/**
 * Sheets written.
 */
sheets: number, 
/**
 * Pages written.
 */
pages: number, 
/**
 * Sheets that carry RANCANGAN because they are not closed.
 */
drafts: number, 
/**
 * The files, in the order written.
 */
files: Array<string>, 
/**
 * Whose sheets have characters that the font lacks, each once: NIP and characters.
 */
replaced: Array<[string, string]>, 
/**
 * Which print of its content each settled sheet is; to be noted once the file was saved or sent to a printer ([`Office::mark_printed`]).
 */
prints: Array<Print>, 
/**
 * Why the prints of sheets that were written could not be noted. The sheets are good; reading their codes, or printing them again, notes them.
 */
not_noted: Failure | null, };

/**
 * One person and the sheet.
 */
export type PrintRow = { 
/**
 * NIP, bare.
 */
nip: string, 
/**
 * With titles.
 */
name: string, 
/**
 * The unit's name.
 */
unit_name: string, 
/**
 * Where the sheet of each form stands, in the order asked for; none of what is not the user's to see.
 */
standings: Array<SheetStanding | null>, };

/**
 * Sheets that were made.
 */
export type PrintedSheets = { 
/**
 * The PDF, or the first of a batch that is too long for one.
 */
file: FileId, 
/**
 * Those that follow it.
 */
more: Array<FileId>, 
/**
 * How many sheets are in each of them.
 */
sheets: Array<number>, 
/**
 * What is in them together.
 */
report: PrintReport, };

/**
 * Arguments of `print.start`.
 */
export type Printing = { 
/**
 * Which forms, in the order in which those of a person follow each other; left out: *Dokumen Evaluasi Kinerja Pegawai*.
 */
forms: Array<PersonForm>, 
/**
 * The period; a plan's is any of its year.
 */
period: Period, 
/**
 * Of whom; `null` for everybody who has such a sheet in the period.
 */
nips: Array<string> | null, 
/**
 * Whether drafts are left out.
 */
only_final: boolean, 
/**
 * On which paper.
 */
paper: PaperName, };

/**
 * Arguments of `print.start_blank`.
 */
export type PrintingBlank = { 
/**
 * A form of `print.blank_forms`.
 */
id: string, 
/**
 * On which paper.
 */
paper: PaperName, };

/**
 * Arguments of `print.start_each`.
 */
export type PrintingEach = { 
/**
 * Which sheets.
 */
printing: Printing, 
/**
 * The place of a folder that the person chose, in the tray.
 */
folder: FileId, };

/**
 * A kept evaluation of another office, to be printed.
 */
export type PrintingEvidence = { 
/**
 * The record.
 */
id: string, 
/**
 * On which paper.
 */
paper: PaperName, };

/**
 * Arguments of `print.start_units`.
 */
export type PrintingUnits = { 
/**
 * Which form.
 */
form: UnitForm, 
/**
 * The period; a rekap is of its year.
 */
period: Period, 
/**
 * One sheet for each of these units; `null` for one of the whole office.
 */
units: Array<RecordId> | null, 
/**
 * On which paper.
 */
paper: PaperName, };

/**
 * What is known of a civil servant, as typed.
 */
export type Profile = { 
/**
 * NIP or NI PPPK.
 */
nip: string, 
/**
 * Titles before the name.
 */
front: string, 
/**
 * The name without titles.
 */
name: string, 
/**
 * Titles behind the name.
 */
back: string, 
/**
 * PNS or PPPK.
 */
employment: Employment, 
/**
 * Golongan; empty where not known.
 */
rank: string, 
/**
 * Title of the position.
 */
position: string, 
/**
 * Kind of position, where known.
 */
position_kind: JenisJabatan | null, 
/**
 * The unit's name; empty where there is none.
 */
unit: string, 
/**
 * First day at this office.
 */
joined_on: string | null, 
/**
 * First day in the position.
 */
position_since: string | null, };

/**
 * A profile with what it was read from.
 */
export type ProfileChange = { 
/**
 * Whose, by the NIP until now.
 */
nip: string, 
/**
 * The version that the card carried.
 */
version?: Version, 
/**
 * The profile as it shall be.
 */
profile: Profile, 
/**
 * Why; needed when the NIP changes.
 */
reason: string, };

/**
 * A superior whom the file does not name, proposed from position and unit.
 */
export type ProposedSuperior = { 
/**
 * Who has none.
 */
nip: string, 
/**
 * Who it may be.
 */
superior_nip: string, 
/**
 * Why, as a stable code.
 */
reason: string, };

/**
 * Arguments of `backup.start_restore`.
 */
export type PutBack = { 
/**
 * Which copy.
 */
source: CopySource, 
/**
 * Who could come in when it was made.
 */
login: string, 
/**
 * With the passphrase of that time.
 */
password: string, 
/**
 * PULIHKAN.
 */
word: string, };

/**
 * A rank. Orders PNS by seniority, then PPPK by grade. Written and read as `III/d` or `IX`.
 */
export type Rank = string;

/**
 * Arguments of `evaluation.rate`.
 */
export type Rate = { 
/**
 * The person's NIP.
 */
nip: string, 
/**
 * The period.
 */
period: Period, 
/**
 * What is rated.
 */
input: RatingInput, };

/**
 * Rating of results or of behaviour against the leader's expectation (PermenPANRB 6/2022).
 *
 * The order is that of merit: `Below < Meets < Above`.
 */
export type Rating = "below" | "meets" | "above";

/**
 * What stands in the place of one rating of a result or a value; nothing where nobody entered anything.
 */
export type RatingEntry = "below" | "meets" | "above" | "no_data" | "withdrawn";

/**
 * What somebody rates; what is left out stays.
 */
export type RatingInput = { 
/**
 * Overall rating of results.
 */
result_rating?: RatingEntry, 
/**
 * Overall rating of behaviour.
 */
behaviour_rating?: RatingEntry, 
/**
 * Why the rating of results departs from what its details advise.
 */
result_reason?: string, 
/**
 * Why the rating of behaviour departs from what its details advise.
 */
behaviour_reason?: string, 
/**
 * General feedback.
 */
feedback?: string, 
/**
 * Note or recommendation.
 */
note?: string, 
/**
 * Ratings of planned results by record.
 */
results: { [key in RecordId]: ResultInput }, 
/**
 * Ratings of the seven values.
 */
values: { [key in CoreValue]?: ValueInput }, 
/**
 * Why the head records it for the assessor.
 */
on_behalf_reason?: string, 
/**
 * What the superior signed, for the user's own evaluation.
 */
signed?: SignedPaper, 
/**
 * The version that the screen showed; left out by files, which decide by themselves.
 */
version?: Version | null, };

/**
 * What the user may do with the ratings of a person.
 */
export type RatingRight = { "kind": "assessor" } | { "kind": "on_behalf" } | { "kind": "own" } | { "kind": "none", 
/**
 * Why.
 */
failure: Failure, };

/**
 * The ratings of one person in the table of a period.
 */
export type RatingRow = { 
/**
 * NIP, bare.
 */
nip: string, 
/**
 * Of the planned results, in the order of the plan; empty without one.
 */
results: Array<RatingEntry | null>, 
/**
 * Of the seven values, in the order of the form.
 */
values: Array<RatingEntry | null>, };

/**
 * The ratings of the quarter before.
 */
export type RatingsBefore = { 
/**
 * Of which period.
 */
period: Period, 
/**
 * Ratings of planned results by record.
 */
results: { [key in RecordId]: Rating }, 
/**
 * Ratings of the seven values.
 */
values: { [key in CoreValue]?: Rating }, 
/**
 * Overall rating of results.
 */
result_rating: Rating | null, 
/**
 * Overall rating of behaviour.
 */
behaviour_rating: Rating | null, 
/**
 * The predicate.
 */
predicate: Predikat | null, };

/**
 * Why a rating is what it is, and what the details advise.
 */
export type Reasons = { 
/**
 * Whose.
 */
nip: string, 
/**
 * With titles.
 */
name: string, 
/**
 * For which period.
 */
period: Period, 
/**
 * The scheme of the period, and why.
 */
scheme: Scheme, 
/**
 * Why that scheme.
 */
scheme_explanation: Explanation, 
/**
 * Overall rating of results.
 */
result_rating: Rating | null, 
/**
 * Overall rating of behaviour.
 */
behaviour_rating: Rating | null, 
/**
 * What the ratings of single results advise.
 */
result_advice: Advice | null, 
/**
 * What the ratings of the seven values advise.
 */
behaviour_advice: Advice | null, 
/**
 * For the head of the office: what the organisation's achievement gives.
 */
head_rating: [Rating, Explanation] | null, 
/**
 * The predicate.
 */
predicate: Predikat | null, 
/**
 * Why that predicate.
 */
explanation: Explanation | null, };

/**
 * A receipt of the province's.
 */
export type ReceiptCard = { 
/**
 * The province's own count of receipts.
 */
number: number, 
/**
 * By the province's clock.
 */
made_at: string, };

/**
 * Arguments of `sending.print_receipt`.
 */
export type ReceiptPaper = { 
/**
 * Of which run.
 */
run: number, 
/**
 * On which paper.
 */
paper: PaperName, };

/**
 * A record: derived from its natural key where it has one, else a UUIDv7.
 */
export type RecordId = string;

/**
 * The code as it is shown for printing.
 */
export type RecoveryCode = { 
/**
 * Half A: groups with dashes between.
 */
first: string, 
/**
 * Half B.
 */
second: string, 
/**
 * Which group of half A will be asked for, from 1.
 */
asked_group: number, };

/**
 * Arguments of `recovery.print`.
 */
export type RecoveryPaper = { 
/**
 * On which paper.
 */
paper: PaperName, };

/**
 * How the recovery sheets of the office stand.
 */
export type RecoveryState = { 
/**
 * Where they stand.
 */
state: Kept, 
/**
 * Since when.
 */
since: string | null, 
/**
 * Why they were put off.
 */
reason: string, 
/**
 * Whether the code that was made last can still be printed.
 */
has_code: boolean, 
/**
 * Whether the user may print and put off: the head alone.
 */
may_act: boolean, };

/**
 * A refusal to sign. The sheet is in force all the same.
 */
export type Refusal = { 
/**
 * The person's NIP.
 */
nip: string, 
/**
 * The period.
 */
period: Period, 
/**
 * The form.
 */
form: SheetForm, 
/**
 * When.
 */
on: string, 
/**
 * Who saw it.
 */
witness: string, 
/**
 * What was said; may be empty.
 */
words: string, };

/**
 * Arguments of `staff.write_rejects`.
 */
export type RejectsOf = { 
/**
 * The file that was read.
 */
file: FileId, 
/**
 * How it was read.
 */
choices: ImportChoices, 
/**
 * The language of the reasons.
 */
language: Language, };

/**
 * What happens when somebody is let in no more.
 */
export type Removal = { 
/**
 * The user.
 */
user: User, 
/**
 * How many people the user assesses today, for whom somebody else has to be named or to record.
 */
assesses: number, 
/**
 * Who can still come in afterwards.
 */
others: Array<string>, };

/**
 * A laptop and its new name.
 */
export type RenamedLaptop = { 
/**
 * Its key.
 */
key: string, 
/**
 * The name.
 */
name: string, };

/**
 * Arguments of `plan.reopen`.
 */
export type ReopenPlan = { 
/**
 * Whose plan.
 */
nip: string, 
/**
 * The year.
 */
year: number, 
/**
 * Why.
 */
reason: string, 
/**
 * The name of the plan that was shown.
 */
seen: string, };

/**
 * The request of a new laptop, to be carried to the first one.
 */
export type RequestFile = { 
/**
 * In the tray.
 */
file: FileId, 
/**
 * The name to save it under.
 */
name: string, };

/**
 * A new passphrase for a user.
 */
export type Reset = { 
/**
 * Whose.
 */
login: string, 
/**
 * The new one.
 */
password: string, };

/**
 * Arguments of `door.restore`.
 */
export type RestoreBackup = { 
/**
 * The file.
 */
file: FileId, 
/**
 * What opens it.
 */
opening: Opening, 
/**
 * After an opening with the recovery code: whose passphrase is made anew, and which one it becomes.
 */
reset: Reset | null, };

/**
 * What would be otherwise if a copy took the place of the office.
 */
export type RestorePreview = { 
/**
 * When it was made.
 */
made_at: string | null, 
/**
 * What is in the copy.
 */
then: Contents, 
/**
 * What is in the office now.
 */
now: Contents, 
/**
 * Who is on the staff now and not in the copy.
 */
lost_people: Array<string>, 
/**
 * Who is in the copy and not on the staff now.
 */
regained_people: Array<string>, 
/**
 * Who can come in now and could not then.
 */
lost_users: Array<string>, 
/**
 * Who could come in then and cannot now.
 */
regained_users: Array<string>, 
/**
 * Periods whose evaluations differ in number.
 */
periods: Array<PeriodChange>, 
/**
 * Plans and papers, then and now.
 */
kept: Array<KeptChange>, 
/**
 * The newest change in the copy.
 */
last_then: LastChange | null, 
/**
 * The newest change in the office now.
 */
last_now: LastChange | null, 
/**
 * Whose changes are in the office now and not in the copy.
 */
lost_edits: EditedPeople, 
/**
 * Whose changes are in the copy and not in the office now.
 */
regained_edits: EditedPeople, 
/**
 * Whether other recovery sheets open the copy than the office: those that were printed since stop working.
 */
has_other_sheets: boolean, };

/**
 * The rating of one planned result.
 */
export type ResultDetail = { 
/**
 * The rating, when given.
 */
rating: Rating | null, 
/**
 * Whether there is nothing to judge by, as somebody said.
 */
has_no_data: boolean, 
/**
 * What was achieved, from the evidence.
 */
achieved: string, 
/**
 * Feedback.
 */
feedback: string, 
/**
 * Its version, to be given back with a change. A closed content has none.
 */
version?: Version | null, };

/**
 * What somebody says of one planned result; what is left out stays.
 */
export type ResultInput = { 
/**
 * The rating.
 */
rating?: RatingEntry, 
/**
 * What was achieved, from the evidence.
 */
achieved?: string, 
/**
 * Feedback.
 */
feedback?: string, 
/**
 * The version that the screen showed, as for the whole evaluation.
 */
version?: Version | null, };

/**
 * Section of the form in which a result stands.
 */
export type ResultKind = "utama" | "tambahan";

/**
 * A person who comes back.
 */
export type Returning = { 
/**
 * The NIP.
 */
nip: string, 
/**
 * Why.
 */
reason: string, };

/**
 * Arguments of `plan.review`.
 */
export type ReviewPlan = { 
/**
 * Whose plan.
 */
nip: string, 
/**
 * The year.
 */
year: number, 
/**
 * As it is on the paper.
 */
skp: Skp, };

/**
 * The four roles of the application's users.
 */
export type Role = "kepala" | "penilai" | "operator" | "pegawai";

/**
 * A column of a roster.
 */
export type RosterField = "nip" | "nama" | "gelar_depan" | "gelar_belakang" | "jenis_asn" | "golongan" | "jabatan" | "jenis_jabatan" | "unit_kerja" | "nip_atasan" | "nama_nip" | "periode_akhir" | "jenis_kelamin" | "is_plt_plh";

/**
 * The rule that gave a result; one text per code in the screen's language.
 */
export type RuleCode = "scheme.by_period_end" | "predicate.matrix" | "predicate.trend" | "advice.result_rating" | "advice.behaviour_rating" | "head.result_rating" | "distribution.cap" | "distribution.minimum" | "distribution.dominant" | "objection.due";

/**
 * A run, as it is remembered.
 */
export type RunRow = { 
/**
 * Later ones have higher ones.
 */
id: number, 
/**
 * By the laptop's clock.
 */
began_at: string, 
/**
 * None while it is under way, and when the program ended within it.
 */
ended_at: string | null, 
/**
 * Whether it went by stick.
 */
is_by_stick: boolean, 
/**
 * Whether it was a file that was taken in.
 */
is_taken: boolean, 
/**
 * Entries that the province confirmed.
 */
entries_sent: number, 
/**
 * Entries that came.
 */
entries_received: number, 
/**
 * Attachments both ways.
 */
attachments: number, 
/**
 * Bytes both ways.
 */
bytes: number, 
/**
 * Whether the province then held everything that this laptop did.
 */
is_complete: boolean, 
/**
 * The number of the receipt.
 */
receipt: number | null, 
/**
 * Why it is not complete.
 */
code: string | null, };

/**
 * A copy on this laptop.
 */
export type SafeCopy = { 
/**
 * Its number: later ones have higher ones.
 */
counter: number, 
/**
 * When, by the laptop's clock; none when it cannot be read.
 */
made_at: string | null, 
/**
 * Why.
 */
occasion: Occasion | null, 
/**
 * What is inside.
 */
contents: Contents | null, 
/**
 * Bytes.
 */
size: number, 
/**
 * When it was read through last and agreed.
 */
checked_at: string | null, 
/**
 * Whether not even its beginning can be read.
 */
is_damaged: boolean, };

/**
 * How safe the office is.
 */
export type Safety = { 
/**
 * The newest copy.
 */
last: SafeCopy | null, 
/**
 * How many there are.
 */
copies: number, 
/**
 * When one was last put on a stick.
 */
stick_at: string | null, 
/**
 * Days since then.
 */
stick_days: number | null, 
/**
 * Whether it is time for another one on a stick.
 */
is_stick_due: boolean, 
/**
 * Where the copies lie.
 */
place: string, 
/**
 * Whether the user may make copies.
 */
may_copy: boolean, 
/**
 * Whether the user may put one back.
 */
may_restore: boolean, };

/**
 * Somebody new of the list with the name and the day of birth of somebody on the staff whom the list does not name.
 */
export type SamePerson = { 
/**
 * The row in the file.
 */
row: number, 
/**
 * The NIP of the list.
 */
nip: string, 
/**
 * With titles, as the list has it.
 */
name: string, 
/**
 * The NIP on the staff.
 */
known_nip: string, 
/**
 * What was answered; none until then.
 */
is_same: boolean | null, };

/**
 * What a person answered to [`SamePerson`].
 */
export type SamePersonChoice = { 
/**
 * The NIP of the list.
 */
nip: string, 
/**
 * The NIP on the staff.
 */
known_nip: string, 
/**
 * Whether both are one person: the NIP of the list takes the place of the one on the staff.
 */
is_same: boolean, };

/**
 * Arguments of `plan.save`.
 */
export type SavePlan = { 
/**
 * Whose plan.
 */
nip: string, 
/**
 * The year.
 */
year: number, 
/**
 * As it is on the paper.
 */
skp: Skp, 
/**
 * The name of the plan that was shown.
 */
seen: string, };

/**
 * A scan as a list shows it.
 */
export type ScanCard = { 
/**
 * The scan.
 */
id: RecordId, 
/**
 * The file's name as it was chosen.
 */
name: string, 
/**
 * Which page of that file, from 1.
 */
page: number, 
/**
 * What kind of file it is.
 */
media: ScanMedia, 
/**
 * Its size in bytes.
 */
size: number, 
/**
 * When it was attached.
 */
scanned_on: string, };

/**
 * What kind of file a scan is, by its first bytes and never by its name.
 */
export type ScanMedia = "pdf" | "jpeg" | "png";

/**
 * A legal scheme of appraisal, stored on every evaluation.
 */
export type Scheme = "DP3" | "PP46" | "PP30_2021" | "PANRB6_2022";

/**
 * A language of the screens.
 */
export type ScreenLanguage = "id" | "en";

/**
 * A tick by a seal.
 */
export type SealTicked = { 
/**
 * What was said of the sheet.
 */
verdict: SheetVerdict, 
/**
 * Whose paper was ticked.
 */
ticked: Ticked, };

/**
 * Arguments of `staff.list`.
 */
export type Search = { 
/**
 * What was typed; empty for all.
 */
query: string, };

/**
 * What would be sent.
 */
export type Sendable = { 
/**
 * Entries that the province has not confirmed.
 */
entries: number, 
/**
 * The same by area, the most first.
 */
acts: Array<ActCount>, 
/**
 * Bytes on the line, about.
 */
bytes: number, 
/**
 * Attachments that it has not confirmed.
 */
attachments: number, 
/**
 * Their bytes.
 */
attachment_bytes: number, 
/**
 * Seconds, about, without attachments.
 */
seconds: number, 
/**
 * The same for the attachments.
 */
attachment_seconds: number, };

/**
 * What is to be sent.
 */
export type Sending = { 
/**
 * Scans and emblems too. They are large, and go after everything else.
 */
with_attachments: boolean, };

/**
 * How a run stands.
 */
export type SendingNow = { 
/**
 * Entries that the province confirmed.
 */
entries_sent: number, 
/**
 * Entries that it still lacks, as far as is known.
 */
entries_left: number, 
/**
 * Entries that came.
 */
entries_received: number, 
/**
 * Attachments that it confirmed.
 */
attachments_sent: number, 
/**
 * Bytes both ways.
 */
bytes: number, 
/**
 * Seconds that it waits before it tries again; none while it talks.
 */
waits: number | null, };

/**
 * What a run came to.
 */
export type SendingReport = { 
/**
 * The run.
 */
run: RunRow, 
/**
 * Whether the province holds everything that this laptop does.
 */
is_all_sent: boolean, 
/**
 * The receipt for the office's feed.
 */
receipt: ReceiptCard | null, 
/**
 * Attachments that are still to be sent.
 */
attachments_left: number, 
/**
 * The province's clock, where it is more than a day off the laptop's.
 */
clock_there: string | null, };

/**
 * Everything that the screen shows of sending.
 */
export type SendingState = { 
/**
 * The province; none before the office is enrolled.
 */
province: EnrolledWith | null, 
/**
 * The enrolment file whose answer is waited for by stick.
 */
invited: Invitation | null, 
/**
 * Whether the system has a way out. No packet was sent to find out.
 */
has_network: boolean, 
/**
 * Whether the user may send.
 */
may_send: boolean, 
/**
 * Whether the office has a laptop besides this one, to which a stick could go.
 */
has_other_laptops: boolean, 
/**
 * Whether the user may enrol the office.
 */
may_enrol: boolean, 
/**
 * Whether the user may let the program send by itself.
 */
may_allow: boolean, 
/**
 * Whether the program may send by itself.
 */
is_allowed: boolean, 
/**
 * Whether it shall do so now: it may, the system has a way out or the server is on this laptop, something is unsent, and the last try is long enough ago.
 */
is_due: boolean, 
/**
 * Whether the office is for practice: nothing is sent from there.
 */
is_practice: boolean, 
/**
 * What would be sent.
 */
sendable: Sendable, 
/**
 * Whether the newest receipt covers every entry that is here.
 */
is_receipted: boolean, 
/**
 * Entries of the office that are kept and sent, and counted by nobody.
 */
held: number, 
/**
 * Entries of the office that a newer program wrote and that this one does not understand, kept and sent as well.
 */
not_understood: number, 
/**
 * Entries that wait for others which have not come.
 */
parked: number, 
/**
 * About how many people, or things of the office, there are several versions.
 */
versions: number, 
/**
 * How many entries were joined without asking since the user looked last.
 */
merged: number, 
/**
 * Laptops that wrote on from two copies of one folder, by name; empty for the office's first one.
 */
copied: Array<string>, 
/**
 * The newest receipt.
 */
receipt: ReceiptCard | null, 
/**
 * The newest run.
 */
last: RunRow | null, };

/**
 * The achievement that the province set for a period.
 */
export type SetAchievement = { 
/**
 * The level.
 */
level: OrganisationAchievement, 
/**
 * The letter that sets it.
 */
note: string, 
/**
 * What the office had entered, where that is something else.
 */
entered: OrganisationAchievement | null, };

/**
 * Arguments of `user.set_password`.
 */
export type SetPassword = { 
/**
 * Whose.
 */
login: string, 
/**
 * As it shall be.
 */
new: string, };

/**
 * What was late and stays so.
 */
export type Settling = { 
/**
 * The record's kind.
 */
kind: number, 
/**
 * The record.
 */
record: RecordId, 
/**
 * The record as it was shown.
 */
version: Version, };

/**
 * Sex as the NIP and the forms write it.
 */
export type Sex = "male" | "female";

/**
 * Something that differs. The codes are kept in the journal: none is ever used anew.
 */
export type SheetChange = "predicate" | "result_rating" | "behaviour_rating" | "details" | "achieved" | "feedback" | "notes" | "plan" | "achievement" | "objection" | "employee" | "assessor" | "superior" | "agency" | "signing";

/**
 * How many papers there are of each state, and of all of them how many are kept. Void ones are of nobody's number.
 */
export type SheetCounts = { 
/**
 * What is closed, agreed, filed or decided.
 */
total: number, 
/**
 * Not printed.
 */
not_printed: number, 
/**
 * Printed and not signed by everybody.
 */
printed: number, 
/**
 * Signed.
 */
signed: number, 
/**
 * Refused.
 */
refused: number, 
/**
 * Scanned and not archived.
 */
scanned: number, 
/**
 * Archived.
 */
archived: number, 
/**
 * Void.
 */
void: number, };

/**
 * A form whose papers are followed. Codes and numbers are those of the seal in the QR and stand on paper: none is ever used anew.
 */
export type SheetForm = "skp" | "lampiran_skp" | "evaluasi_kinerja" | "dokumen_evaluasi" | "keberatan" | "keputusan_keberatan";

/**
 * One paper, or one person who has none yet.
 */
export type SheetRow = { 
/**
 * The sheet's record; none while it is not printed.
 */
sheet: RecordId | null, 
/**
 * Whose: NIP, bare.
 */
nip: string, 
/**
 * Whose: name with titles.
 */
name: string, 
/**
 * The unit's name.
 */
unit_name: string, 
/**
 * How far it is with its signatures.
 */
state: SheetState, 
/**
 * What is kept of it.
 */
kept: PaperKept, 
/**
 * Why it is void.
 */
void_reason: VoidReason | null, 
/**
 * Whether an earlier print is void and this one is asked for in its place.
 */
needs_reprint: boolean, 
/**
 * The closing's number.
 */
revision: number, 
/**
 * Which print; none while it is not printed.
 */
number: number | null, 
/**
 * When it was printed.
 */
printed_on: string | null, 
/**
 * When the assessor signed.
 */
assessor_signed_on: string | null, 
/**
 * When the employee signed and received it; the days of objection begin here.
 */
received_on: string | null, 
/**
 * When the employee refused to sign.
 */
refused_on: string | null, 
/**
 * Who saw it.
 */
refusal_witness: string, 
/**
 * What was said.
 */
refusal_words: string, 
/**
 * When it went to the archive.
 */
archived_on: string | null, 
/**
 * Where it lies.
 */
archived_at: string, 
/**
 * How many scans there are of it.
 */
scans: number, 
/**
 * How an objection to this closing stands.
 */
objection: ObjectionState | null, 
/**
 * Whether two laptops noted different things of this paper, and somebody must decide.
 */
is_disputed: boolean, };

/**
 * One sheet of a workbook.
 */
export type SheetShape = { 
/**
 * Its name.
 */
name: string, 
/**
 * The number of its last row that has anything in it.
 */
rows: number, 
/**
 * Whether the workbook hides it.
 */
is_hidden: boolean, };

/**
 * Where somebody's sheet stands.
 */
export type SheetStanding = "missing" | "draft" | "final" | "disputed";

/**
 * How far a paper is with its signatures; where it lies is another matter ([`PaperKept`]).
 */
export type SheetState = "not_printed" | "printed" | "signed" | "refused" | "void";

/**
 * The papers of a form for a period.
 */
export type SheetTable = { 
/**
 * Of which period.
 */
period: Period, 
/**
 * Of which form.
 */
form: SheetForm, 
/**
 * Who signs it.
 */
signers: Signers, 
/**
 * In walking order; a person's void papers behind the one in force.
 */
rows: Array<SheetRow>, 
/**
 * How many of each state, whatever was filtered.
 */
counts: SheetCounts, 
/**
 * How many evaluations of the period are not closed, or plans not agreed, or objections not decided, and have no paper.
 */
not_closed: number, };

/**
 * What this laptop says of a sheet.
 */
export type SheetVerdict = { 
/**
 * The verdict.
 */
verdict: VerdictKind, 
/**
 * Why, where there is a reason: `seal.not_ours`, `verdict.reopened` …
 */
reason: Failure | null, 
/**
 * What the seal says; none where it cannot be believed.
 */
claim: ClaimCard | null, 
/**
 * Whose laptop signed it.
 */
office_name: string, 
/**
 * Whether the sheet was compared with this laptop's own record, and not by its signature alone.
 */
is_compared: boolean, 
/**
 * Where it differs: `nip`, `period`, `sheet`, `predicate`, `revision`, `content`, `office`.
 */
fields: Array<string>, 
/**
 * The predicate that this laptop has instead.
 */
predicate_here: Predikat | null, 
/**
 * The sheet's record on this laptop.
 */
sheet: RecordId | null, };

/**
 * What a version says.
 */
export type Shown = { "kind": "rating", 
/**
 * Which.
 */
rating: Rating, } | { "kind": "achievement", 
/**
 * Which.
 */
achievement: OrganisationAchievement, } | { "kind": "words", 
/**
 * They.
 */
words: string, } | { "kind": "number", 
/**
 * It.
 */
number: number, } | { "kind": "truth", 
/**
 * Which.
 */
is: boolean, } | { "kind": "nothing" } | { "kind": "other" };

/**
 * A scan that lies in the tray to be looked at.
 */
export type ShownScan = { 
/**
 * The file.
 */
file: FileId, 
/**
 * What it is.
 */
card: ScanCard, };

/**
 * Arguments of `undo.apply`.
 */
export type ShownStep = { 
/**
 * The step that the person sees and means.
 */
step: number, };

/**
 * Who signed, and when; what is left out stays.
 */
export type Signed = { 
/**
 * The assessor.
 */
assessor_on?: string, 
/**
 * The employee, on receiving the paper: the days of objection begin here.
 */
received_on?: string, 
/**
 * Whether another day takes the place of one that was noted before; otherwise that one stays and the paper is among the kept.
 */
replaces: boolean, };

/**
 * A paper on which a superior decided.
 */
export type SignedPaper = { 
/**
 * On which day.
 */
decided_on: string, 
/**
 * Which paper: its number, or where it is kept.
 */
paper: string, };

/**
 * Who signs a form.
 */
export type Signers = "both" | "assessor" | "employee";

/**
 * Why a row that holds no person, plan or rating was passed over.
 */
export type SkipReason = "above_header" | "header" | "blank" | "column_numbers" | "subtotal" | "caption" | "for_another" | "older_period" | "left_out";

/**
 * A row that was passed over, with the first text in it.
 */
export type SkippedRow = { 
/**
 * The row as a spreadsheet counts.
 */
row: number, 
/**
 * Why.
 */
reason: SkipReason, 
/**
 * The first text in it, so that a person can see that nobody was lost.
 */
text: string, };

/**
 * *Sasaran kinerja pegawai* of one person for one period. All seven values of behaviour belong to every SKP; only
 * the special expectations differ.
 */
export type Skp = { 
/**
 * First day.
 */
starts_on: string, 
/**
 * Last day, inclusive.
 */
ends_on: string, 
/**
 * Approach.
 */
approach: Approach, 
/**
 * Form.
 */
form: FormKind, 
/**
 * Planned results, in the order printed within their sections.
 */
results: Array<PlannedResult>, 
/**
 * *Ekspektasi khusus pimpinan* for some of the values.
 */
special_expectations: { [key in CoreValue]?: string }, 
/**
 * The annex.
 */
annex: Annex, };

/**
 * What is wrong or unusual in an SKP.
 */
export type SkpCode = "period_reversed" | "period_crosses_year" | "main_result_missing" | "result_statement_missing" | "indicator_missing" | "indicator_statement_missing" | "target_missing" | "few_aspects" | "aspect_missing" | "aspect_not_on_form" | "perspective_missing" | "perspective_not_on_form" | "superior_result_foreign";

/**
 * One finding in an SKP.
 */
export type SkpFinding = { 
/**
 * What it is.
 */
code: SkpCode, 
/**
 * Whether it stops the agreement.
 */
severity: SkpSeverity, 
/**
 * Index of the result, from 0; `None` for the SKP as a whole.
 */
result: number | null, 
/**
 * Index of the indicator in the result, from 0; `None` for the result as a whole.
 */
indicator: number | null, };

/**
 * Whether a finding stops the agreement.
 */
export type SkpSeverity = "error" | "warning";

/**
 * A person as a line of this screen names one.
 */
export type Somebody = { 
/**
 * NIP, bare.
 */
nip: string, 
/**
 * With titles.
 */
name: string, 
/**
 * The unit's name.
 */
unit_name: string, };

/**
 * Everything about one person.
 */
export type StaffCard = { 
/**
 * Who.
 */
person: Person, 
/**
 * To be changed.
 */
profile: Profile, 
/**
 * To be given back with a change.
 */
version: Version, 
/**
 * Whether the person heads the office.
 */
is_head: boolean, 
/**
 * Set for somebody who left.
 */
left: Leaving | null, 
/**
 * Whether the user may change the profile and the assessors.
 */
may_change: boolean, 
/**
 * The assignments as they were written, the newest first.
 */
standing: Array<Standing>, 
/**
 * Who really assesses, this year and the last: every day once.
 */
spans: Array<AssessorSpan>, 
/**
 * How many people the person assesses today.
 */
assesses: number, 
/**
 * Plans, the newest first.
 */
plans: Array<PlanLine>, 
/**
 * Evaluations that the user may see, the newest first.
 */
evaluations: Array<EvaluationLine>, 
/**
 * What was done, the newest first; none for whoever may not see it.
 */
history: Array<HistoryLine>, 
/**
 * The units of the office, to choose from.
 */
units: Array<string>, };

/**
 * Somebody in the list with what is still lacking.
 */
export type StaffRow = { 
/**
 * Who assesses today, with titles; none when nobody does.
 */
assessor: string | null, 
/**
 * Whether there is a plan for the year.
 */
has_plan: boolean, 
/**
 * The record.
 */
id: RecordId, 
/**
 * NIP or NI PPPK, bare digits.
 */
nip: string, 
/**
 * Front title, name, back title.
 */
name: PersonName, 
/**
 * `pns` or `pppk`.
 */
employment: string, 
/**
 * Golongan, where known.
 */
rank: Rank | null, 
/**
 * Title of the position.
 */
position: string, 
/**
 * Kind of position, where known.
 */
position_kind: JenisJabatan | null, 
/**
 * The unit's record.
 */
unit: RecordId | null, 
/**
 * The unit's name.
 */
unit_name: string, 
/**
 * Whether versions differ and a person must decide.
 */
is_disputed: boolean, };

/**
 * Everybody, and everybody who left.
 */
export type StaffTable = { 
/**
 * The staff, by name without titles.
 */
rows: Array<StaffRow>, 
/**
 * Who left, the last first.
 */
left: Array<LeftRow>, 
/**
 * The units of the office, by name.
 */
units: Array<string>, 
/**
 * Whether the user may change the staff.
 */
may_change: boolean, };

/**
 * What a job does before it can count.
 */
export type Stage = "copying" | "handing_over" | "minutes";

/**
 * An assignment as the card of a person shows it.
 */
export type Standing = { 
/**
 * The assignment.
 */
id: RecordId, 
/**
 * NIP of the assessor, when on the staff.
 */
assessor_nip: string | null, 
/**
 * The assessor, when not on the staff.
 */
external: External | null, 
/**
 * With titles.
 */
name: string, 
/**
 * Position of the assessor.
 */
position: string, 
/**
 * In which quality.
 */
quality: AssessorQuality, 
/**
 * First day.
 */
from: string, 
/**
 * Last day, inclusive; `None` while it lasts.
 */
until: string | null, 
/**
 * Why it was set or changed last; may be empty.
 */
reason: string, 
/**
 * Whether this is who assesses today.
 */
is_today: boolean, };

/**
 * What a person reads on the paper, as far as asked.
 */
export type StatedOnPaper = { 
/**
 * The NIP.
 */
nip?: string, 
/**
 * The period.
 */
period?: Period, 
/**
 * The predicate.
 */
predicate?: Predikat, };

/**
 * A step with its number of people and what it takes.
 */
export type Step = { 
/**
 * What it is.
 */
kind: StepKind, 
/**
 * How many people, plans or sheets it is about; 0 where it is about none.
 */
people: number, 
/**
 * Of them those of whom there is nothing at all: plans not written.
 */
missing: number, 
/**
 * An estimate, where there is one.
 */
minutes: number | null, };

/**
 * What can come next.
 */
export type StepKind = "import_staff" | "name_superiors" | "agree_plans" | "enter_achievement" | "rate" | "complete" | "close" | "print" | "sign" | "print_recovery" | "copy_out" | "close_later";

/**
 * A copy for a stick.
 */
export type StickCopy = { 
/**
 * In the tray.
 */
file: FileId, 
/**
 * The name to save it under.
 */
name: string, 
/**
 * How many scanned pages and emblems are not in it: they lay in a folder that is gone.
 */
left_out: number, };

/**
 * A file that was made for a stick.
 */
export type StickFile = { 
/**
 * In the tray.
 */
file: FileId, 
/**
 * The name to save it under.
 */
name: string, 
/**
 * What is in it.
 */
made: BundleMade, };

/**
 * How the office stands, for the first screen.
 */
export type Summary = { 
/**
 * The office's name.
 */
name: string, 
/**
 * Who is here: the person as whom the user acts, with titles; else the user's own name. Empty after an opening by recovery code.
 */
user: string, 
/**
 * People on the staff.
 */
staff: number, 
/**
 * SKPs.
 */
skps: number, 
/**
 * Evaluations, whatever their state.
 */
evaluations: number, 
/**
 * Evaluations closed.
 */
closed: number, 
/**
 * Whether the office is for practice: its people are invented, its sheets say LATIHAN.
 */
is_practice: boolean, };

/**
 * An assignment as it shall be.
 */
export type SuperiorChange = { 
/**
 * The assignment.
 */
id: RecordId, 
/**
 * NIP of the assessor, when on the staff.
 */
assessor_nip: string | null, 
/**
 * The assessor, when not on the staff.
 */
external: External | null, 
/**
 * In which quality.
 */
quality: AssessorQuality, 
/**
 * First day.
 */
from: string, 
/**
 * Last day, inclusive; `None` while it lasts.
 */
until: string | null, 
/**
 * Why; a change needs it.
 */
reason: string, };

/**
 * What the superior plans.
 */
export type SuperiorPlan = { 
/**
 * NIP, where on the staff.
 */
nip: string | null, 
/**
 * With titles.
 */
name: string, 
/**
 * The results, each with its indicator where the form asks for it.
 */
results: Array<string>, };

/**
 * How far one kind of work is, in people.
 */
export type Tally = { 
/**
 * Done.
 */
done: number, 
/**
 * Begun.
 */
begun: number, 
/**
 * Of so many.
 */
of: number, };

/**
 * A theme of the screens.
 */
export type Theme = "system" | "light" | "dark" | "contrast";

/**
 * Arguments of `authenticity.tick`.
 */
export type TickSeal = { 
/**
 * What the QR holds.
 */
text: string, 
/**
 * Who signed, and when.
 */
signed: Signed, };

/**
 * Arguments of `sheet.tick_signed`.
 */
export type TickSigned = { 
/**
 * The papers.
 */
which: Which, 
/**
 * Who signed, and when.
 */
signed: Signed, };

/**
 * What a tick of several papers did.
 */
export type Ticked = { 
/**
 * NIPs of those whose papers are ticked now, those that were before among them.
 */
ticked: Array<string>, 
/**
 * Papers of which something was noted that was not noted before.
 */
new: number, 
/**
 * NIPs of those whose papers were signed on another day by what was noted before; that day stays.
 */
kept: Array<string>, 
/**
 * Those whose papers are not.
 */
refused: Array<NotTicked>, };

/**
 * A result in the tree.
 */
export type TreeResult = { 
/**
 * In words.
 */
statement: string, 
/**
 * Index of the superior's result that it serves, where it is one of those on the superior's plan.
 */
serves: number | null, 
/**
 * Whether it waits for a result of the superior.
 */
waits: boolean, };

/**
 * Arguments of `door.keep_typed`.
 */
export type Typed = { 
/**
 * As the screen understands it. A passphrase must not be in it.
 */
typed: JsonValue, };

/**
 * A code that was typed, with the address that came with it.
 */
export type TypedCode = { 
/**
 * Eight groups of five letters, as people type them.
 */
code: string, 
/**
 * Where the server is.
 */
address: string, };

/**
 * One half of the recovery code as typed.
 */
export type TypedHalf = { 
/**
 * 1 for A, 2 for B.
 */
half: number, 
/**
 * As typed.
 */
text: string, };

/**
 * A NIP while it is typed.
 */
export type TypedNip = { 
/**
 * What was typed.
 */
nip: string, 
/**
 * Whose it may be: the person who is changed.
 */
except?: string, };

/**
 * Arguments of `recovery.confirm`.
 */
export type TypedSigns = { 
/**
 * What was read from the sheet.
 */
signs: string, };

/**
 * What can be undone now.
 */
export type Undoable = { 
/**
 * Which step of this session it is, to be said when it is undone.
 */
step: number, 
/**
 * The word of the act: `evaluation.rated`.
 */
act: string, 
/**
 * Whom it is about, with titles; none where it is about nobody or several.
 */
name: string | null, 
/**
 * That person's NIP.
 */
nip: string | null, 
/**
 * The period that it is about.
 */
period: string | null, 
/**
 * Which lines of the office's settings, by the names of their fields; none where it is about something else.
 */
settings: Array<string>, };

/**
 * A sheet about many people.
 */
export type UnitForm = "penetapan_predikat" | "rekap_unit";

/**
 * A unit, or the whole office, and how far its sheet is.
 */
export type UnitRow = { 
/**
 * The unit; none for the whole office.
 */
unit: RecordId | null, 
/**
 * Its name; that of the office for the whole.
 */
name: string, 
/**
 * How many people stand on the sheet.
 */
people: number, 
/**
 * Those without a final evaluation: as long as there are any the sheet is a draft.
 */
lacking: Array<Lacking>, };

/**
 * What is taken back.
 */
export type Untick = "assessor" | "receipt" | "refusal" | "archive";

/**
 * Arguments of `sheet.untick`.
 */
export type Unticking = { 
/**
 * The papers.
 */
which: Which, 
/**
 * What is taken back.
 */
what: Untick, };

/**
 * A user.
 */
export type User = { 
/**
 * The user.
 */
id: string, 
/**
 * The login; empty for a user without a key slot of this file.
 */
login: string, 
/**
 * The name.
 */
name: string, 
/**
 * The role; none when it was withdrawn.
 */
role: Role | null, 
/**
 * The person on the staff, where the user is one.
 */
person: RecordId | null, 
/**
 * The NIP of the person as whom the user acts; empty without one.
 */
nip: string, 
/**
 * The name with titles of the person as whom the user acts; empty without one.
 */
person_name: string, 
/**
 * Whether this is the user who is here.
 */
is_self: boolean, };

/**
 * The rating of one of the seven values.
 */
export type ValueDetail = { 
/**
 * The rating, when given.
 */
rating: Rating | null, 
/**
 * Whether there is nothing to judge by, as somebody said.
 */
has_no_data: boolean, 
/**
 * Feedback.
 */
feedback: string, 
/**
 * Its version, to be given back with a change. A closed content has none.
 */
version?: Version | null, };

/**
 * What somebody says of one of the seven values; what is left out stays.
 */
export type ValueInput = { 
/**
 * The rating.
 */
rating?: RatingEntry, 
/**
 * Feedback.
 */
feedback?: string, 
/**
 * The version that the screen showed, as for the whole evaluation.
 */
version?: Version | null, };

/**
 * A choice among the ways of one variant.
 */
export type VariantChoice = { 
/**
 * What.
 */
key: VariantKey, 
/**
 * The key of the choice.
 */
choice: string, };

/**
 * What agencies lay out differently, beyond single words.
 */
export type VariantKey = "rating" | "evaluation_signers" | "choices" | "objection_blocks" | "signature_numbers";

/**
 * Something that can be laid out differently, with what the office has chosen.
 */
export type VariantState = { 
/**
 * What.
 */
key: VariantKey, 
/**
 * The choice in force.
 */
chosen: string, 
/**
 * The choice that the majority of prints takes.
 */
legal: string, 
/**
 * All choices.
 */
choices: Array<Choice>, };

/**
 * What is said of a sheet.
 */
export type VerdictKind = "genuine" | "differs" | "not_valid" | "two_versions" | "unknown";

/**
 * What a check of the whole file found.
 */
export type VerifyReport = { 
/**
 * Whether everything holds.
 */
is_whole: boolean, 
/**
 * Entries read.
 */
entries: number, 
/**
 * Records added up.
 */
records: number, 
/**
 * Entries that do not count.
 */
held: number, 
/**
 * Branches: a copied or restored laptop.
 */
branches: number, 
/**
 * The first thing that does not hold.
 */
defect: DefectReport | null, };

/**
 * The version of a record that a screen showed; opaque outside this crate.
 */
export type Version = string;

/**
 * One of several versions of a field.
 */
export type VersionChoice = { 
/**
 * What it says.
 */
shown: Shown, 
/**
 * Where it comes from; several when they agree.
 */
origins: Array<Origin>, };

/**
 * What happened to an agreement.
 */
export type VersionStep = "agreed" | "amended" | "reopened" | "undone" | "restored";

/**
 * A field that has several versions.
 */
export type VersionedField = { 
/**
 * The record's kind.
 */
kind: number, 
/**
 * The record.
 */
record: RecordId, 
/**
 * The record as it was shown.
 */
version: Version, 
/**
 * The field.
 */
field: number, 
/**
 * `kind.field`, by which the screen finds its words.
 */
name: string, 
/**
 * What of several it is: one of the seven values, or the words of a result.
 */
about: string | null, 
/**
 * At least two.
 */
choices: Array<VersionChoice>, };

/**
 * Everything about one person, or about the office, that has several versions.
 */
export type VersionsOf = { 
/**
 * The person; empty for the office.
 */
name: string, 
/**
 * The person's NIP.
 */
nip: string | null, 
/**
 * The period, where it is about an evaluation.
 */
period: Period | null, 
/**
 * The year, where it is about a plan.
 */
year: number | null, 
/**
 * What differs.
 */
fields: Array<VersionedField>, 
/**
 * Ends apart from each other: two closings of one evaluation, of which none is in force.
 */
ends: Array<Ends>, 
/**
 * What came late.
 */
late: Array<LateWrite>, 
/**
 * Who decides, where it is not the user who is here.
 */
waits_for: string | null, 
/**
 * Whether the head decides in the place of the dated assessor and says why.
 */
needs_reason: boolean, };

/**
 * Why a paper is void.
 */
export type VoidReason = "reopened" | "closed_again" | "printed_again" | "changed" | "withdrawn" | "disputed";

/**
 * A laptop that waits for the first one's answer.
 */
export type Waiting = { 
/**
 * Its name.
 */
name: string, 
/**
 * What both screens show: five groups of four digits.
 */
number: string, 
/**
 * When it asked, by its clock.
 */
asked_at: string, };

/**
 * The copy that is the way back from a risky step.
 */
export type WayBack = { 
/**
 * Its number.
 */
counter: number, 
/**
 * When it was made; none when that cannot be read.
 */
made_at: string | null, 
/**
 * Whether it was made for this step. If not, nothing was entered since.
 */
is_new: boolean, };

/**
 * Papers, by the people whose they are.
 */
export type Which = { 
/**
 * The period.
 */
period: Period, 
/**
 * The form.
 */
form: SheetForm, 
/**
 * The people's NIPs.
 */
nips: Array<string>, };

/**
 * What a wiping could not reach.
 */
export type Wiped = { 
/**
 * Folders beside the office that hold an office too.
 */
left: Array<string>, };

/**
 * What was typed to wipe the office.
 */
export type Wiping = { 
/**
 * What the successor's laptop shows.
 */
code: string, 
/**
 * The office's name, in full.
 */
name: string, };

/**
 * A person, a period and a reason.
 */
export type WithReason = { 
/**
 * The person's NIP.
 */
nip: string, 
/**
 * The period.
 */
period: Period, 
/**
 * Why.
 */
reason: string, };

/**
 * That somebody takes an objection back.
 */
export type Withdrawal = { 
/**
 * The person's NIP.
 */
nip: string, 
/**
 * The period.
 */
period: Period, 
/**
 * The day on the paper that says so.
 */
on: string, 
/**
 * Why.
 */
reason: string, 
/**
 * To which closing the objection is; left out: the one that [`Office::objection_card`] shows.
 */
revision?: number, };

/**
 * A sheet that was asked for and is not made: of whom nobody knows, nothing is written or the user may not see it; or a draft where only what is final is asked for.
 */
export type WithoutSheet = { 
/**
 * Of whom.
 */
nip: string, 
/**
 * Which.
 */
form: PersonForm, };

/**
 * A choice of words.
 */
export type WordingChoice = { 
/**
 * For what.
 */
key: WordingKey, 
/**
 * The choice.
 */
choice: string, };

/**
 * What can be worded differently.
 */
export type WordingKey = "kurang" | "butuh_perbaikan" | "nip";

/**
 * Something that can be worded differently, with what the office has chosen.
 */
export type WordingState = { 
/**
 * What.
 */
key: WordingKey, 
/**
 * The choice in force.
 */
chosen: string, 
/**
 * The choice that the regulation, or the majority of prints, takes.
 */
legal: string, 
/**
 * All choices.
 */
choices: Array<Choice>, };

/**
 * What every screen of an open office needs, in one answer: the first list waits for nothing else.
 */
export type Workplace = { 
/**
 * How the office stands.
 */
summary: Summary, 
/**
 * The periods to choose from.
 */
calendar: PeriodChoices, 
/**
 * The paper of sheets unless another is chosen.
 */
paper: PaperName, 
/**
 * Whether the first run was left before the recovery sheets were kept or put off, and the user can go on with it.
 */
is_first_run: boolean, };

/**
 * A year.
 */
export type Year = { 
/**
 * The year.
 */
year: number, };
