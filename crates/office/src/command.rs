//! The one list of commands by which a window, a browser or a test reaches the use cases.
//!
//! A line of the list is a name, the handler, its arguments and its answer; the list does not compile when a handler is missing or does not fit. Must not
//! decide anything: a handler is a use case of this crate.

mod backup;
mod draft;
mod evaluation;
mod forwarding;
mod handover;
mod home;
mod job;
mod laptop;
mod plan;
mod preference;
mod print;
mod sending;
mod settings;
mod sheet;
mod staff;
mod undo;
mod versions;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tilik_appraisal::distribution::DistributionReport;
use tilik_appraisal::period::Period;
use ts_rs::{TS, TypeVisitor};
use uuid::Uuid;

use self::draft::{DraftsFrom, DropDrafts, KeepDrafts};
use self::forwarding::{ForwardState, ForwardedFile, OfEvidence, OpenedForwarded, PrintingEvidence};
use self::handover::{HandingOver, HandoverFiles, HandoverState, Wiping};
use self::home::{LookHome, OfNotice};
use self::job::OfJob;
use self::laptop::{EndedLaptop, LettingIn, OpenedAnswer, RenamedLaptop, RequestFile};
use self::plan::{AgreePlan, Amending, Copying, PlanFile, ReopenPlan, ReviewPlan, SavePlan};
use self::staff::{ImportFile, RejectsOf, Search};
use crate::archive::{self, BackupLook, BackupPreview, VerifyReport};
use crate::authenticity::{KeyListCard, KnownKeys, SheetVerdict};
use crate::closing::{ClosingPreview, ClosingReport};
use crate::draft::{Draft, Typing};
use crate::forwarding::{ForwardedCard, ForwardedTaken, Forwarding};
use crate::founding::FirstRun;
use crate::handover::Wiped;
use crate::home::Home;
use crate::job::{JobEntry, JobId, JobStatus, Jobs, Progress, Started};
use crate::objection::{Decision, Filing, Hearings, ObjectionCard, ObjectionWindow, Withdrawal};
use crate::pairing::{AnswerCard, Laptops, NewLaptop, Waiting};
use crate::paper::{PaperChange, PaperSettings};
use crate::people::Person;
use crate::plan::{PlanCopies, PlanReport};
use crate::planning::{PlanCard, PlanReview, PlanTree};
use crate::preference::Preferences;
use crate::printing::{BlankForm, PrintReport, PrintRow, UnitRow};
use crate::recovery::RecoveryState;
use crate::roster::ImportReport;
use crate::safekeeping::{CopyCheck, RestorePreview, SafeCopy, Safety};
use crate::screen::{EvaluationRow, EvaluationSheet, PeriodStanding, RatingRow, Workplace};
use crate::sending::{
    BundleCard, BundleTaken, Carrying, EnrolledWith, Invitation, RunRow, Sending, SendingNow, SendingReport,
    SendingState,
};
use crate::settings::{OfficeChange, OfficeSettings};
use crate::sheet::{PileReport, Print, Refusal, ScanCard, SheetTable, Ticked, Which};
use crate::staff::{Leave, NipReading, Profile, ProfileChange, StaffCard, StaffTable};
use crate::superior::{Assigned, Assignments};
use crate::tray::{FileId, Tray};
use crate::undo::Undoable;
use crate::user::{HeadQuestion, Me, NewRole, NewUser, Removal, User};
use crate::versions::{
    ChosenClosing, Consequence, DecidedField, Deciding, LookedUntil, Merged, Settling, VersionsOf,
};
use crate::{Failure, Host, Office};
use backup::{LookInto, OfCopy, PutBack, StickCopy};
use evaluation::{Close, Closing, EnterAchievement, ExplainDistribution, OfPeople, Rate};
pub use print::PaperName;
use print::{OfPersonForms, OfUnitForm, PrintedSheets, Printing, PrintingBlank, PrintingEach, PrintingUnits};
use sending::{Allowing, EnrolBy, StickFile};
use settings::{ChangePassword, SetPassword};
use sheet::{
    Archiving, Attaching, Checking, FilingPile, ImportKeys, MadeKeys, Noted, OfFile, OfForm, OfPaper, OfScan,
    SealTicked, ShownScan, TickSeal, TickSigned, Unticking,
};
use undo::ShownStep;

mod door;
mod practice;
mod recovery;

use door::{
    BackupFile, Door, Front, NewPassword, NipTyped, OpenOffice, OpenedBackup, RestoreBackup, Typed, TypedHalf,
};
use practice::PracticeLook;
use recovery::{PostponeReason, RecoveryCode, RecoveryPaper, TypedSigns};

/// An application at work: the machine, the office that is open, the jobs.
pub struct Desk {
    host: Arc<dyn Host>,
    office: Arc<Mutex<Option<Office>>>,
    /// How what is typed reaches the disk without waiting for the office.
    typing: Arc<Mutex<Option<Typing>>>,
    /// Counts openings and lockings: a job that waited must not run for whoever came after.
    session: Arc<AtomicU64>,
    jobs: Jobs,
    /// How the run with the province stands, while there is one.
    sending: Arc<Mutex<Option<SendingNow>>>,
    tray: Arc<Tray>,
    saved: Mutex<Option<PathBuf>>,
    /// The prints on the files of the tray that were not noted yet.
    unnoted: Arc<Mutex<HashMap<FileId, Vec<Print>>>>,
    front: Arc<Mutex<Front>>,
    /// One backup is looked at at a time.
    looking: Mutex<()>,
    /// The office for practice is made or deleted once at a time.
    practising: Arc<Mutex<()>>,
    /// The folder that is opened unless another is asked for.
    folder: PathBuf,
}

macro_rules! commands {
    ($( $(#[doc = $doc:literal])* $name:literal => $handler:ident ( $argument:ty ) -> $answer:ty; )*) => {
        /// The names of all commands, `area.verb_noun`, in the order of the list.
        pub const COMMANDS: &[&str] = &[ $( $name, )* ];

        /// The commands with the TypeScript names of their arguments and answers, for the generator of the window's types, which is shown each type.
        pub fn describe_commands(config: &ts_rs::Config, seen: &mut impl TypeVisitor) -> Vec<CommandTypes> {
            vec![ $({
                seen.visit::<$argument>();
                seen.visit::<$answer>();
                CommandTypes {
                    name: $name,
                    doc: concat!($($doc),*).trim(),
                    argument: <$argument as TS>::name(config),
                    answer: <$answer as TS>::name(config),
                }
            }),* ]
        }

        impl Desk {
            /// Runs a command with its arguments as JSON and answers as JSON.
            ///
            /// # Errors
            /// `command.unknown`, `command.arguments`, and whatever the use case refuses.
            pub fn call(&self, name: &str, arguments: Value) -> Result<Value, Failure> {
                match name {
                    $( $name => {
                        let arguments: $argument = serde_json::from_value(arguments)?;
                        let answer: $answer = self.$handler(arguments)?;
                        let answer = serde_json::to_value(answer)?;
                        self.name_job($name, &answer);
                        Ok(answer)
                    } )*
                    _ => Err(Failure::new("command.unknown").with("name", name)),
                }
            }
        }
    };
}

commands! {
    /// What stands before the office: which one, and who may come in.
    "door.look" => look_at_door(Nothing) -> Door;
    /// Keeps what was typed in the first run as long as the application runs; never a passphrase.
    "door.keep_typed" => keep_typed(Typed) -> ();
    /// A NIP, bare, where its structure is right.
    "door.check_nip" => check_nip(NipTyped) -> String;
    /// Founds the office with its first users, at once or not at all, and opens it for its head.
    "door.found" => found_office(FirstRun) -> Workplace;
    /// Whether one half of the recovery code is typed without an error.
    "door.check_half" => check_half(TypedHalf) -> ();
    /// Gives a user a new passphrase with both halves of the recovery code, and opens the office.
    "door.reset_password" => reset_password(NewPassword) -> Workplace;
    /// Lets a backup into the tray while no office is open.
    "door.take_files" => take_files(Nothing) -> ();
    /// Empties the tray again while no office is open.
    "door.drop_files" => drop_files(Nothing) -> ();
    /// Puts a backup where no office is, or where a broken one was, and opens it.
    "door.restore" => restore_backup(RestoreBackup) -> Workplace;
    /// What can be read of a backup without opening it.
    "door.look_at_backup" => look_at_backup(BackupFile) -> BackupLook;
    /// What is inside a backup.
    "door.preview_backup" => preview_backup(OpenedBackup) -> BackupPreview;
    /// Makes what waits for the first laptop of an office, with a request to be carried there.
    "door.ask_to_join" => ask_to_join(NewLaptop) -> Waiting;
    /// The request of the laptop that waits, to be saved.
    "door.request" => get_request(Nothing) -> RequestFile;
    /// Waits for the first laptop no more.
    "door.forget_waiting" => forget_waiting(Nothing) -> ();
    /// What the first laptop's answer brings; nothing of it is kept.
    "door.look_at_answer" => look_at_answer(OpenedAnswer) -> AnswerCard;
    /// Takes in the first laptop's answer and opens the office.
    "door.join" => join_office(OpenedAnswer) -> Workplace;
    /// How the recovery sheets stand.
    "recovery.look" => look_at_recovery(Nothing) -> RecoveryState;
    /// The recovery code to be printed: the one made last, or a new one.
    "recovery.make" => make_recovery(Nothing) -> RecoveryCode;
    /// The recovery sheets as PDF.
    "recovery.print" => print_recovery(RecoveryPaper) -> MadeFile;
    /// Notes that the sheets are kept, for whoever can read one of them.
    "recovery.confirm" => confirm_recovery(TypedSigns) -> RecoveryState;
    /// Puts the sheets off, with a reason.
    "recovery.postpone" => postpone_recovery(PostponeReason) -> RecoveryState;
    /// Makes the office for practice where there is none.
    "practice.prepare" => prepare_practice(Nothing) -> Started<()>;
    /// Opens the office for practice.
    "practice.enter" => enter_practice(Nothing) -> Workplace;
    /// What leaving practice deletes.
    "practice.look" => look_at_practice(Nothing) -> PracticeLook;
    /// Deletes the office for practice, the one that is open or one that cannot be opened any more.
    "practice.leave" => leave_practice(Nothing) -> ();
    /// Opens an office for a user.
    "office.open" => open_office(OpenOffice) -> Workplace;
    /// Closes the office that is open.
    "office.lock" => lock_office(Nothing) -> ();
    /// The office that is open, as after its opening.
    "office.look" => get_workplace(Nothing) -> Workplace;
    /// How this laptop shows its screens, known before an office is open.
    "preference.look" => look_at_preferences(Nothing) -> Preferences;
    /// Keeps how this laptop shows its screens.
    "preference.set" => set_preferences(Preferences) -> Preferences;
    /// What undoing would undo now; none when nothing.
    "undo.look" => look_at_undo(Nothing) -> Option<Undoable>;
    /// Undoes the last act of this session by a new one; answers what.
    "undo.apply" => apply_undo(ShownStep) -> Undoable;
    /// Keeps what was typed and not yet said, all or none.
    "draft.keep" => keep_drafts(KeepDrafts) -> ();
    /// What the user who is here has typed and not yet said.
    "draft.list" => list_drafts(DraftsFrom) -> Vec<Draft>;
    /// Forgets what was typed.
    "draft.drop" => drop_drafts(DropDrafts) -> ();
    /// The staff, all or those who match.
    "staff.list" => list_staff(Search) -> Vec<Person>;
    /// What an import of a staff list would do; nothing is written.
    "staff.plan_import" => plan_import(ImportFile) -> ImportReport;
    /// The refused rows as a file to repair; none when no row is refused.
    "staff.write_rejects" => write_rejects(RejectsOf) -> Option<MadeFile>;
    /// Imports a staff list.
    "staff.start_import" => start_import(ImportFile) -> Started<ImportReport>;
    /// The staff with what each still lacks in a year, and who left.
    "staff.table" => get_staff_table(Year) -> StaffTable;
    /// Everything about one person.
    "staff.card" => get_card(staff::OfNip) -> StaffCard;
    /// What a NIP says, while it is typed.
    "staff.read_nip" => read_nip(staff::TypedNip) -> NipReading;
    /// Takes somebody onto the staff by hand.
    "staff.add" => add_person(Profile) -> StaffCard;
    /// Changes a profile.
    "staff.change_profile" => change_profile(ProfileChange) -> StaffCard;
    /// Somebody leaves.
    "staff.leave" => leave_staff(Leave) -> StaffCard;
    /// Somebody who left comes back, as if nothing had happened.
    "staff.return" => return_to_staff(staff::Returning) -> StaffCard;
    /// Says who heads the office.
    "staff.set_head" => set_head(staff::OfNip) -> StaffCard;
    /// Names one assessor for several people.
    "staff.assign_superiors" => assign_superiors(Assignments) -> Assigned;
    /// Changes an assignment, with a reason.
    "staff.change_superior" => change_superior(staff::ChangeSuperior) -> StaffCard;
    /// Withdraws an assignment, with a reason.
    "staff.withdraw_superior" => withdraw_superior(staff::EndSuperior) -> StaffCard;
    /// Puts a withdrawn assignment back.
    "staff.restore_superior" => restore_superior(staff::EndSuperior) -> StaffCard;
    /// The users.
    "user.list" => list_users(Nothing) -> Vec<User>;
    /// Lets somebody in.
    "user.add" => add_user(NewUser) -> Uuid;
    /// Lets somebody in no more.
    "user.remove" => remove_user(OfUser) -> ();
    /// Gives another user another role.
    "user.change_role" => change_role(NewRole) -> ();
    /// Who is here, and what the role allows.
    "user.look" => get_me(Nothing) -> Me;
    /// Whether the head's account and the staff list name two people.
    "user.head_question" => get_head_question(Nothing) -> Option<HeadQuestion>;
    /// The head says to be whom the list names as head; answers the workplace under that name.
    "user.claim_head" => claim_head(staff::OfNip) -> Workplace;
    /// What happens when somebody is let in no more; nothing is written.
    "user.plan_removal" => plan_user_removal(OfUser) -> Removal;
    /// Gives the user who is here a new passphrase.
    "user.change_password" => change_password(ChangePassword) -> ();
    /// Gives another user a new passphrase.
    "user.set_password" => set_password(SetPassword) -> ();
    /// What the office says of itself and how it prints.
    "office.settings" => get_settings(Nothing) -> OfficeSettings;
    /// Changes some of that; answers it as it stands then.
    "office.change_settings" => change_settings(OfficeChange) -> OfficeSettings;
    /// How safe the office is: last copy, last one on a stick.
    "backup.look" => look_at_copies(Nothing) -> Safety;
    /// The copies on this laptop, newest first.
    "backup.list" => list_copies(Nothing) -> Vec<SafeCopy>;
    /// Makes the copy of the day, unless there is one.
    "backup.start_daily" => start_daily_copy(Nothing) -> Started<Option<SafeCopy>>;
    /// Makes a copy now.
    "backup.start_copy" => start_copy(Nothing) -> Started<SafeCopy>;
    /// Makes a copy to be saved on a stick.
    "backup.start_stick_copy" => start_stick_copy(Nothing) -> Started<StickCopy>;
    /// Remembers that a copy was saved on a stick, after reading it through where that can be.
    "backup.confirm_stick" => confirm_stick(Nothing) -> Safety;
    /// Reads a copy through and says which parts can be read.
    "backup.start_check" => start_copy_check(OfCopy) -> Started<CopyCheck>;
    /// What would be otherwise if a copy took the place of the office; nothing is changed.
    "backup.start_preview" => start_restore_preview(LookInto) -> Started<RestorePreview>;
    /// Puts a copy in the place of the office, after the present state became one.
    "backup.start_restore" => start_restore(PutBack) -> Started<Workplace>;
    /// How sending stands: the province, what would be sent, the last run. Nobody is asked.
    "sending.look" => look_at_sending(Nothing) -> SendingState;
    /// How far the run is that is under way; none when there is none.
    "sending.look_at_run" => look_at_run(Nothing) -> Option<SendingNow>;
    /// The newest runs, the newest first.
    "sending.history" => list_runs(Nothing) -> Vec<RunRow>;
    /// The receipt of a run, to be saved and printed.
    "sending.print_receipt" => print_receipt(sending::ReceiptPaper) -> MadeFile;
    /// Sends, and takes in what the province has.
    "sending.start" => start_sending(Sending) -> Started<SendingReport>;
    /// Makes a file for a stick, to be saved.
    "sending.start_bundle" => start_bundle(Carrying) -> Started<StickFile>;
    /// What a file of the tray says of itself, after all of it was checked; nothing is kept.
    "sending.look_at_bundle" => look_at_bundle(OfFile) -> BundleCard;
    /// Takes in what a file of the tray brings.
    "sending.start_taking" => start_taking(OfFile) -> Started<BundleTaken>;
    /// Lets the program send by itself, or no more.
    "sending.allow" => allow_sending(Allowing) -> SendingState;
    /// What an enrolment file of the tray says.
    "sending.look_at_enrolment" => look_at_enrolment(OfFile) -> Invitation;
    /// Enrols the office with the province.
    "sending.start_enrolling" => start_enrolling(EnrolBy) -> Started<EnrolledWith>;
    /// Keeps an enrolment file of the tray for an office that enrols by stick.
    "sending.enrol_by_stick" => enrol_by_stick(OfFile) -> SendingState;
    /// Waits for the province's answer no more.
    "sending.forget_invitation" => forget_invitation(Nothing) -> SendingState;
    /// The office's laptops.
    "laptop.list" => list_laptops(Nothing) -> Laptops;
    /// What the request of a new laptop says; nothing is written.
    "laptop.look_at_request" => look_at_request(OfFile) -> Waiting;
    /// Lets a new laptop in and makes the file that it waits for, to be saved.
    "sending.start_letting_in" => start_letting_in(LettingIn) -> Started<StickFile>;
    /// Gives a laptop another name.
    "laptop.rename" => rename_laptop(RenamedLaptop) -> Laptops;
    /// Ends a laptop.
    "laptop.end" => end_laptop(EndedLaptop) -> Laptops;
    /// How handing the office over stands here; nothing is written.
    "handover.look" => look_at_handover(Nothing) -> HandoverState;
    /// Makes the sealed file for a successor and its minutes, to be saved. What opens the file is answered once and kept nowhere.
    "handover.start" => start_handover(HandingOver) -> Started<HandoverFiles>;
    /// Wipes the office from this laptop, once its successor's laptop has opened it.
    "handover.wipe" => wipe_handed_over(Wiping) -> Wiped;
    /// What of a person can go to another office as evidence, and what came from one.
    "forward.look" => look_at_forwarding(staff::OfNip) -> ForwardState;
    /// Makes a file of closed evaluations for another office, to be saved. What opens the file is answered once and kept nowhere.
    "forward.make" => make_forwarded(Forwarding) -> ForwardedFile;
    /// What a file of another office in the tray brings; nothing is kept.
    "forward.look_at_file" => look_at_forwarded(OpenedForwarded) -> ForwardedCard;
    /// Keeps what a file of another office brings.
    "forward.take" => take_forwarded(OpenedForwarded) -> ForwardedTaken;
    /// Takes a kept evaluation of another office away.
    "forward.remove" => remove_evidence(OfEvidence) -> ();
    /// The sheets of a kept evaluation of another office, to be saved and printed.
    "forward.print" => print_evidence(PrintingEvidence) -> MadeFile;
    /// What was entered apart and differs, one entry a person and period.
    "versions.list" => list_versions(Nothing) -> Vec<VersionsOf>;
    /// What choices would come to; nothing is written.
    "versions.preview" => preview_versions(Deciding) -> Consequence;
    /// Writes the chosen versions; answers what is left.
    "versions.decide" => decide_versions(Deciding) -> Vec<VersionsOf>;
    /// Leaves what came late as it is; answers what is left.
    "versions.settle" => settle_versions(Settling) -> Vec<VersionsOf>;
    /// Puts one of several closings in force; answers what is left.
    "versions.choose_closing" => choose_closing(ChosenClosing) -> Vec<VersionsOf>;
    /// What was decided between versions about a person, the newest first.
    "versions.list_decided" => list_decided(staff::OfNip) -> Vec<DecidedField>;
    /// What was joined without asking since the user looked last.
    "versions.list_merged" => list_merged(Nothing) -> Merged;
    /// Notes that the user has looked at it; answers what came since.
    "versions.note_merged" => note_merged(LookedUntil) -> Merged;
    /// What taking plans from a file would do.
    "plan.start_preview" => start_plan_preview(PlanFile) -> Started<PlanReport>;
    /// Takes plans from a file.
    "plan.start_import" => start_plans(PlanFile) -> Started<PlanReport>;
    /// Copies a plan to others; answers the NIPs of those who have one already and of those under another superior.
    "plan.copy" => copy_plan(Copying) -> PlanCopies;
    /// Fixes the plans of a year; answers how many.
    "plan.freeze" => freeze_plans(Year) -> usize;
    /// Changes a fixed plan, with a reason.
    "plan.amend" => amend_plan(Amending) -> ();
    /// Everybody's plan of a year, superiors first.
    "plan.tree" => get_plan_tree(Year) -> PlanTree;
    /// One person's plan with everything beside it.
    "plan.card" => get_plan_card(OfYear) -> PlanCard;
    /// Saves a draft of a plan; answers it as it stands then.
    "plan.save" => save_plan(SavePlan) -> PlanCard;
    /// What is missing in a plan that is not saved, and what could be better.
    "plan.review" => review_plan(ReviewPlan) -> PlanReview;
    /// Agrees a draft of a plan.
    "plan.agree" => agree_plan(AgreePlan) -> ();
    /// Makes an agreed plan a draft again, with a reason.
    "plan.reopen" => reopen_plan(ReopenPlan) -> ();
    /// The organisation's achievement.
    "achievement.enter" => enter_achievement(EnterAchievement) -> ();
    /// The first screen: next steps, who needs a look, how far the period is.
    "home.look" => look_home(LookHome) -> Home;
    /// Remembers that the user has read a notice of the province's.
    "announced.read" => read_notice(OfNotice) -> ();
    /// How a period stands for the whole office: what was set, beside the pattern.
    "evaluation.standing" => get_standing(OfPeriod) -> PeriodStanding;
    /// Everybody's ratings one by one.
    "evaluation.table" => list_ratings(OfPeriod) -> Vec<RatingRow>;
    /// Who of some people lacks nothing of their own to be closed.
    "evaluation.complete" => list_complete(OfPeople) -> Vec<String>;
    /// What closing all that is complete would do; nothing is written.
    "evaluation.preview_closing" => preview_closing(OfPeriod) -> ClosingPreview;
    /// Everybody in a period, in walking order.
    "evaluation.list" => list_evaluations(OfPeriod) -> Vec<EvaluationRow>;
    /// One person's evaluation with everything beside it.
    "evaluation.sheet" => get_sheet(OfPerson) -> EvaluationSheet;
    /// Rates a person; answers the sheet as it stands then.
    "evaluation.rate" => rate(Rate) -> EvaluationSheet;
    /// Closes the evaluation of a person; answers the sheet as it stands then.
    "evaluation.close" => close(Close) -> EvaluationSheet;
    /// Opens a closed evaluation again; answers the sheet as it stands then.
    "evaluation.reopen" => reopen(WithReason) -> EvaluationSheet;
    /// Predicates beside the pattern.
    "evaluation.distribution" => get_distribution(OfPeriod) -> Option<DistributionReport>;
    /// Why the predicates of a period depart from the pattern, as the head says.
    "evaluation.explain_distribution" => explain_distribution(ExplainDistribution) -> ();
    /// Closes all that is complete.
    "evaluation.start_closing" => start_closing(Closing) -> Started<ClosingReport>;
    /// Makes sheets to be looked at, saved and printed.
    "print.start" => start_printing(Printing) -> Started<PrintedSheets>;
    /// Begins to make an empty form to be filled by hand.
    "print.start_blank" => start_printing_blank(PrintingBlank) -> Started<PrintedSheets>;
    /// Begins to write sheets into a folder, one file a person.
    "print.start_each" => start_printing_each(PrintingEach) -> Started<PrintReport>;
    /// Everybody whom the user may see, and where the sheet of a period stands.
    "print.people" => list_printable(OfPersonForms) -> Vec<PrintRow>;
    /// Begins to make sheets of units, or one of the whole office.
    "print.start_units" => start_printing_units(PrintingUnits) -> Started<PrintedSheets>;
    /// The whole office and its units, and who lacks a final evaluation on their sheets.
    "print.units" => list_unit_sheets(OfUnitForm) -> Vec<UnitRow>;
    /// Every form that is printed empty.
    "print.blank_forms" => list_blank_forms(Nothing) -> Vec<BlankForm>;
    /// The papers of a form for a period, and how far each is.
    "sheet.table" => get_sheet_table(OfForm) -> SheetTable;
    /// Which prints the papers of people would be now, and what differs from the print before.
    "sheet.plan_prints" => list_prints(Which) -> Vec<Print>;
    /// Notes that the sheets of a file were saved or printed, where the shell does not see it itself.
    "sheet.confirm_prints" => confirm_prints(OfFile) -> Noted;
    /// Notes that papers were signed.
    "sheet.tick_signed" => tick_signed(TickSigned) -> Ticked;
    /// Notes that somebody refused to sign.
    "sheet.refuse" => refuse_signature(Refusal) -> ();
    /// Notes that papers lie in the archive.
    "sheet.archive" => archive_sheets(Archiving) -> Ticked;
    /// Takes ticks back.
    "sheet.untick" => untick_sheets(Unticking) -> Ticked;
    /// Puts the pages of a scanned pile to their papers by their seals, and notes signatures on those.
    "sheet.start_pile" => start_pile(FilingPile) -> Started<PileReport>;
    /// The scans of a paper.
    "scan.list" => list_scans(OfPaper) -> Vec<ScanCard>;
    /// Keeps a scan of a paper.
    "scan.start_attach" => start_attaching(Attaching) -> Started<Vec<ScanCard>>;
    /// Lays a scan into the tray, to be looked at.
    "scan.show" => show_scan(OfScan) -> ShownScan;
    /// Takes a scan out of the list.
    "scan.remove" => remove_scan(OfScan) -> Vec<ScanCard>;
    /// Until when a person may object.
    "objection.window" => get_objection_window(OfPerson) -> ObjectionWindow;
    /// The objections of a period.
    "objection.list" => list_objections(OfPeriod) -> Vec<ObjectionCard>;
    /// The newest objection of a person.
    "objection.card" => get_objection(OfPerson) -> ObjectionCard;
    /// Notes an objection, or corrects one that is not decided.
    "objection.file" => file_objection(Filing) -> ObjectionCard;
    /// Notes what the two sides explained.
    "objection.hear" => hear_objection(Hearings) -> ObjectionCard;
    /// Notes the decision; one that changes the ratings closes the evaluation again.
    "objection.decide" => decide_objection(Decision) -> ObjectionCard;
    /// Notes that an objection was taken back.
    "objection.withdraw" => withdraw_objection(Withdrawal) -> ObjectionCard;
    /// What this laptop says of a sheet by its seal.
    "authenticity.check" => check_sheet(Checking) -> SheetVerdict;
    /// The seals on a picture as a camera gives it; the picture leaves the tray.
    "authenticity.read_frame" => read_frame(OfFile) -> Vec<String>;
    /// The seals on a scanned file.
    "authenticity.start_read" => start_reading_seals(OfFile) -> Started<Vec<String>>;
    /// Notes signatures on the sheet that carries a seal.
    "authenticity.tick" => tick_seal(TickSeal) -> SealTicked;
    /// The keys that this laptop knows.
    "keys.list" => list_keys(Nothing) -> KnownKeys;
    /// Makes a file of this office's keys for others.
    "keys.export" => export_keys(Nothing) -> MadeKeys;
    /// What taking in another office's keys would mean; nothing is written.
    "keys.look" => look_at_keys(OfFile) -> KeyListCard;
    /// Takes in another office's keys.
    "keys.import" => import_keys(ImportKeys) -> KeyListCard;
    /// What the office's papers look like.
    "paper.look" => get_paper_settings(Nothing) -> PaperSettings;
    /// Changes some of that; answers it as it stands then.
    "paper.change" => change_paper(PaperChange) -> PaperSettings;
    /// Keeps the region's emblem.
    "paper.set_emblem" => set_emblem(OfFile) -> PaperSettings;
    /// Prints without an emblem from now on.
    "paper.drop_emblem" => drop_emblem(Nothing) -> PaperSettings;
    /// Lays the emblem into the tray, to be looked at; none when none is kept.
    "paper.show_emblem" => show_emblem(Nothing) -> Option<FileId>;
    /// Checks the whole file.
    "archive.start_verify" => start_verify(Nothing) -> Started<VerifyReport>;
    /// The jobs since the office was opened, the newest last.
    "job.list" => list_jobs(Nothing) -> Vec<JobEntry>;
    /// How a job stands.
    "job.status" => get_job(OfJob) -> JobStatus;
    /// Asks a job to stop at the next person.
    "job.cancel" => cancel_job(OfJob) -> ();
    /// Forgets a job that has ended, with its answer.
    "job.forget" => forget_job(OfJob) -> ();
}

/// A command with the TypeScript names of its types.
#[derive(Debug)]
pub struct CommandTypes {
    /// `area.verb_noun`.
    pub name: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// Of its arguments.
    pub argument: String,
    /// Of its answer.
    pub answer: String,
}

/// No arguments: `null` or `{}`.
#[derive(Debug, Default, Deserialize, TS)]
#[serde(from = "Value")]
pub struct Nothing {}

impl From<Value> for Nothing {
    fn from(_: Value) -> Self {
        Self {}
    }
}

/// A file that was made and lies in the tray.
#[derive(Debug, Serialize, TS)]
pub struct MadeFile {
    /// The file.
    pub file: FileId,
    /// The ending of its name, without the dot.
    pub extension: String,
}

/// A year.
#[derive(Debug, Deserialize, TS)]
pub struct Year {
    /// The year.
    pub year: i32,
}

/// A user.
#[derive(Debug, Deserialize, TS)]
pub struct OfUser {
    /// The login.
    pub login: String,
}

/// A person and a year.
#[derive(Debug, Deserialize, TS)]
pub struct OfYear {
    /// The person's NIP.
    pub nip: String,
    /// The year.
    pub year: i32,
}

/// A period.
#[derive(Debug, Deserialize, TS)]
pub struct OfPeriod {
    /// The period, `2026-TW3`.
    pub period: Period,
}

/// A person and a period.
#[derive(Debug, Deserialize, TS)]
pub struct OfPerson {
    /// The person's NIP.
    pub nip: String,
    /// The period.
    pub period: Period,
}

/// A person, a period and a reason.
#[derive(Debug, Deserialize, TS)]
pub struct WithReason {
    /// The person's NIP.
    pub nip: String,
    /// The period.
    pub period: Period,
    /// Why.
    pub reason: String,
}

impl Desk {
    /// An application with no office open, for the office in this folder.
    #[must_use]
    pub fn new(host: Arc<dyn Host>, folder: PathBuf) -> Self {
        Self {
            tray: Arc::new(Tray::of(host.as_ref())),
            host,
            office: Arc::default(),
            typing: Arc::default(),
            session: Arc::default(),
            jobs: Jobs::default(),
            sending: Arc::default(),
            saved: Mutex::default(),
            unnoted: Arc::default(),
            front: Arc::default(),
            looking: Mutex::default(),
            practising: Arc::default(),
            folder,
        }
    }

    /// The files on their way in and out.
    #[must_use]
    pub fn tray(&self) -> &Tray {
        &self.tray
    }

    /// What was saved last since the office was opened.
    #[must_use]
    pub fn saved(&self) -> Option<PathBuf> {
        self.saved.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn with<T>(&self, work: impl FnOnce(&mut Office) -> Result<T, Failure>) -> Result<T, Failure> {
        with_office(&self.office, work)
    }

    fn start<T: Serialize>(
        &self,
        work: impl FnOnce(&mut Office, &Progress) -> Result<T, Failure> + Send + 'static,
    ) -> Started<T> {
        let office = Arc::clone(&self.office);
        let session = Arc::clone(&self.session);
        let started_in = session.load(Ordering::SeqCst);
        self.jobs.start(move |progress| {
            with_office_of(&office, &session, started_in, |office| work(office, progress))
        })
    }

    /// Long work that needs the office only to begin and to end: whoever rates meanwhile waits for neither.
    fn start_beside<Begun: Send + 'static, Made, T: Serialize>(
        &self,
        begin: impl FnOnce(&Office) -> Result<Begun, Failure> + Send + 'static,
        work: impl FnOnce(Begun, &Progress) -> Result<Made, Failure> + Send + 'static,
        end: impl FnOnce(&mut Office, Made) -> Result<T, Failure> + Send + 'static,
    ) -> Started<T> {
        let (office, session) = (Arc::clone(&self.office), Arc::clone(&self.session));
        let started_in = session.load(Ordering::SeqCst);
        self.jobs.start(move |progress| {
            let begun = with_office_of(&office, &session, started_in, |office| begin(office))?;
            let made = work(begun, progress)?;
            with_office_of(&office, &session, started_in, |office| end(office, made))
        })
    }

    fn start_verify(&self, _: Nothing) -> Result<Started<VerifyReport>, Failure> {
        Ok(self.start_beside(
            |office| Ok(office.store().snapshot()?),
            |snapshot, _| archive::verify(snapshot),
            |_, report| Ok(report),
        ))
    }

    /// What starts a job is called `area.start` or `area.start_noun`; by that name a window that was reloaded knows what it is about.
    fn name_job(&self, command: &'static str, answer: &Value) {
        let is_start = command.split_once('.').is_some_and(|(_, verb)| verb.starts_with("start"));
        if let Some(job) = answer.as_u64().filter(|_| is_start) {
            self.jobs.name(JobId(job), command);
        }
    }
}

fn with_office<T>(
    office: &Mutex<Option<Office>>,
    work: impl FnOnce(&mut Office) -> Result<T, Failure>,
) -> Result<T, Failure> {
    // A panic within a use case leaves the file as its last transaction left it.
    let mut open = office.lock().unwrap_or_else(PoisonError::into_inner);
    work(open.as_mut().ok_or_else(|| Failure::new("office.not_open"))?)
}

/// As [`with_office`], for work that was begun in a session and must not go on in another.
fn with_office_of<T>(
    office: &Mutex<Option<Office>>,
    session: &AtomicU64,
    started_in: u64,
    work: impl FnOnce(&mut Office) -> Result<T, Failure>,
) -> Result<T, Failure> {
    with_office(office, |office| {
        if session.load(Ordering::SeqCst) != started_in {
            return Err(Failure::new("office.session_ended"));
        }
        work(office)
    })
}
