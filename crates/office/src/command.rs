//! The one list of commands by which a window, a browser or a test reaches the use cases.
//!
//! A line of the list is a name, the handler, its arguments and its answer; the list does not compile when a handler is missing or does not fit. Must not
//! decide anything: a handler is a use case of this crate.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tilik_appraisal::distribution::DistributionReport;
use tilik_appraisal::period::Period;
use tilik_appraisal::rating::OrganisationAchievement;
use tilik_appraisal::skp::Skp;
use tilik_store::keys::Cost;
use uuid::Uuid;

use crate::archive::VerifyReport;
use crate::evaluation::{Evaluation, RatingInput, Reasons};
use crate::job::{JobId, JobStatus, Jobs};
use crate::people::Person;
use crate::plan::Plan;
use crate::roster::{ImportChoices, ImportReport};
use crate::session::Summary;
use crate::superior::Assignment;
use crate::user::{NewUser, User};
use crate::{Failure, Host, Office};

/// An application at work: the machine, the office that is open, the jobs.
pub struct Desk {
    host: Arc<dyn Host>,
    office: Arc<Mutex<Option<Office>>>,
    /// Counts openings and lockings: a job that waited must not run for whoever came after.
    session: Arc<AtomicU64>,
    jobs: Jobs,
}

macro_rules! commands {
    ($( $(#[$doc:meta])* $name:literal => $handler:ident ( $argument:ty ) -> $answer:ty; )*) => {
        /// The names of all commands, `area.verb_noun`, in the order of the list.
        pub const COMMANDS: &[&str] = &[ $( $name, )* ];

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
                        Ok(serde_json::to_value(answer)?)
                    } )*
                    _ => Err(Failure::new("command.unknown").with("name", name)),
                }
            }
        }
    };
}

commands! {
    /// Opens an office for a user.
    "office.open" => open_office(OpenOffice) -> Summary;
    /// Closes the office that is open.
    "office.lock" => lock_office(Nothing) -> ();
    /// How the office stands.
    "office.summary" => get_summary(Nothing) -> Summary;
    /// The staff, all or those who match.
    "staff.list" => list_staff(Search) -> Vec<Person>;
    /// What an import of a staff list would do; nothing is written.
    "staff.plan_import" => plan_import(FromFile) -> ImportReport;
    /// Imports a staff list: a job.
    "staff.start_import" => start_import(FromFile) -> JobId;
    /// Names who assesses a person.
    "staff.assign_superior" => assign_superior(Assignment) -> ();
    /// The users.
    "user.list" => list_users(Nothing) -> Vec<User>;
    /// Lets somebody in.
    "user.add" => add_user(NewUser) -> Uuid;
    /// Lets somebody in no more.
    "user.remove" => remove_user(OfUser) -> ();
    /// Takes plans from a file: a job.
    "plan.start_import" => start_plans(FromFile) -> JobId;
    /// Copies a plan to others.
    "plan.copy" => copy_plan(Copying) -> Vec<String>;
    /// Fixes the plans of a year.
    "plan.freeze" => freeze_plans(Year) -> usize;
    /// Changes a fixed plan, with a reason.
    "plan.amend" => amend_plan(Amending) -> ();
    /// The plan of a person.
    "plan.find" => find_plan(OfYear) -> Option<Plan>;
    /// Agrees a draft of a plan.
    "plan.agree" => agree_plan(OfYear) -> ();
    /// The organisation's achievement.
    "achievement.enter" => enter_achievement(EnterAchievement) -> ();
    /// The evaluations of a period.
    "evaluation.list" => list_evaluations(OfPeriod) -> Vec<Evaluation>;
    /// Rates a person.
    "evaluation.rate" => rate(Rate) -> ();
    /// Why the ratings are what they are.
    "evaluation.explain" => explain(OfPerson) -> Reasons;
    /// Opens a closed evaluation again.
    "evaluation.reopen" => reopen(WithReason) -> ();
    /// Predicates beside the pattern.
    "evaluation.distribution" => get_distribution(OfPeriod) -> Option<DistributionReport>;
    /// Closes all that is complete: a job.
    "evaluation.start_closing" => start_closing(Closing) -> JobId;
    /// Prints sheets: a job.
    "print.start" => start_printing(Printing) -> JobId;
    /// Checks the whole file: a job.
    "archive.start_verify" => start_verify(Nothing) -> JobId;
    /// Writes a backup: a job.
    "archive.start_backup" => start_backup(ToFile) -> JobId;
    /// How a job stands.
    "job.status" => get_job(OfJob) -> JobStatus;
    /// Asks a job to stop at the next person.
    "job.cancel" => cancel_job(OfJob) -> ();
}

/// No arguments: `null` or `{}`.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Value")]
pub struct Nothing;

impl From<Value> for Nothing {
    fn from(_: Value) -> Self {
        Self
    }
}

/// Arguments of `office.open`.
#[derive(Debug, Deserialize)]
pub struct OpenOffice {
    /// The folder.
    pub folder: PathBuf,
    /// The login.
    pub login: String,
    /// The passphrase.
    pub password: String,
}

/// Arguments of `staff.list`.
#[derive(Debug, Deserialize)]
pub struct Search {
    /// What was typed; empty for all.
    #[serde(default)]
    pub query: String,
}

/// A file to read.
#[derive(Debug, Deserialize)]
pub struct FromFile {
    /// The file.
    pub file: PathBuf,
    /// Assessors who were not known before hold from this day on; left out: from the first day of this year.
    #[serde(default)]
    pub assessed_since: Option<NaiveDate>,
}

/// A year.
#[derive(Debug, Deserialize)]
pub struct Year {
    /// The year.
    pub year: i32,
}

/// Arguments of `plan.copy`.
#[derive(Debug, Deserialize)]
pub struct Copying {
    /// Whose plan.
    pub nip: String,
    /// To whom.
    pub to: Vec<String>,
    /// The year.
    pub year: i32,
}

/// Arguments of `plan.amend`.
#[derive(Debug, Deserialize)]
pub struct Amending {
    /// Whose plan.
    pub nip: String,
    /// The year.
    pub year: i32,
    /// The plan as it shall be.
    pub skp: Skp,
    /// Why.
    pub reason: String,
}

/// A user.
#[derive(Debug, Deserialize)]
pub struct OfUser {
    /// The login.
    pub login: String,
}

/// A person and a year.
#[derive(Debug, Deserialize)]
pub struct OfYear {
    /// The person's NIP.
    pub nip: String,
    /// The year.
    pub year: i32,
}

/// A period.
#[derive(Debug, Deserialize)]
pub struct OfPeriod {
    /// The period, `2026-TW3`.
    pub period: Period,
}

/// A person and a period.
#[derive(Debug, Deserialize)]
pub struct OfPerson {
    /// The person's NIP.
    pub nip: String,
    /// The period.
    pub period: Period,
}

/// A person, a period and a reason.
#[derive(Debug, Deserialize)]
pub struct WithReason {
    /// The person's NIP.
    pub nip: String,
    /// The period.
    pub period: Period,
    /// Why.
    pub reason: String,
}

/// Arguments of `achievement.enter`.
#[derive(Debug, Deserialize)]
pub struct EnterAchievement {
    /// The period.
    pub period: Period,
    /// The level.
    pub level: OrganisationAchievement,
    /// The document that it comes from.
    #[serde(default)]
    pub note: String,
}

/// Arguments of `evaluation.rate`.
#[derive(Debug, Deserialize)]
pub struct Rate {
    /// The person's NIP.
    pub nip: String,
    /// The period.
    pub period: Period,
    /// What is rated.
    pub input: RatingInput,
}

/// Arguments of `evaluation.start_closing`.
#[derive(Debug, Deserialize)]
pub struct Closing {
    /// The period.
    pub period: Period,
    /// Why the head closes for other assessors.
    #[serde(default)]
    pub reason: String,
}

/// Arguments of `print.start`.
#[derive(Debug, Deserialize)]
pub struct Printing {
    /// The period.
    pub period: Period,
    /// `a4` or `f4`.
    pub paper: PaperName,
    /// The file.
    pub file: PathBuf,
}

/// A paper by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaperName {
    /// 210 × 297 mm.
    A4,
    /// 215 × 330 mm.
    F4,
}

impl PaperName {
    /// The paper.
    #[must_use]
    pub fn paper(self) -> tilik_forms::Paper {
        match self {
            Self::A4 => tilik_forms::Paper::A4,
            Self::F4 => tilik_forms::Paper::F4,
        }
    }
}

/// A file to write.
#[derive(Debug, Deserialize)]
pub struct ToFile {
    /// The file.
    pub file: PathBuf,
}

/// A job.
#[derive(Debug, Deserialize)]
pub struct OfJob {
    /// The job.
    pub job: JobId,
}

impl Desk {
    /// An application with no office open.
    #[must_use]
    pub fn new(host: Arc<dyn Host>) -> Self {
        Self { host, office: Arc::default(), session: Arc::default(), jobs: Jobs::default() }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Office) -> Result<T, Failure>) -> Result<T, Failure> {
        with_office(&self.office, work)
    }

    fn start(
        &self,
        work: impl FnOnce(&mut Office, &crate::job::Progress) -> Result<Value, Failure> + Send + 'static,
    ) -> JobId {
        let office = Arc::clone(&self.office);
        let session = Arc::clone(&self.session);
        let started_in = session.load(Ordering::SeqCst);
        self.jobs.start(move |progress| {
            with_office(&office, |office| {
                if session.load(Ordering::SeqCst) != started_in {
                    return Err(Failure::new("office.session_ended"));
                }
                work(office, progress)
            })
        })
    }

    fn open_office(&self, at: OpenOffice) -> Result<Summary, Failure> {
        let mut open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        // The folder's lock is given back before the same folder is opened again.
        *open = None;
        self.session.fetch_add(1, Ordering::SeqCst);
        let office = Office::open(&at.folder, &at.login, &at.password, Arc::clone(&self.host))?;
        let summary = office.summary()?;
        *open = Some(office);
        Ok(summary)
    }

    fn lock_office(&self, _: Nothing) -> Result<(), Failure> {
        let mut open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        *open = None;
        self.session.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    fn get_summary(&self, _: Nothing) -> Result<Summary, Failure> {
        self.with(|office| office.summary())
    }

    fn list_staff(&self, search: Search) -> Result<Vec<Person>, Failure> {
        self.with(|office| office.search_people(&search.query))
    }

    fn plan_import(&self, from: FromFile) -> Result<ImportReport, Failure> {
        let bytes = read(&from.file)?;
        let choices = ImportChoices { assessed_since: from.assessed_since, ..ImportChoices::default() };
        self.with(|office| Ok(office.plan_import(&bytes, &choices)?.report))
    }

    fn start_import(&self, from: FromFile) -> Result<JobId, Failure> {
        let bytes = read(&from.file)?;
        Ok(self.start(move |office, progress| {
            let choices = ImportChoices { assessed_since: from.assessed_since, ..ImportChoices::default() };
            let plan = office.plan_import(&bytes, &choices)?;
            let total = plan.report.rows.len();
            // One transaction: it can be stopped before, not within.
            if progress.tell(0, total).is_break() {
                return Err(Failure::new("job.cancelled").with("done", 0).with("total", total));
            }
            Ok(serde_json::to_value(office.apply_import(&plan)?)?)
        }))
    }

    fn add_user(&self, new: NewUser) -> Result<Uuid, Failure> {
        self.with(|office| office.add_user(&new, Cost::Calibrated))
    }

    fn remove_user(&self, of: OfUser) -> Result<(), Failure> {
        self.with(|office| office.remove_user(&of.login))
    }

    fn start_plans(&self, from: FromFile) -> Result<JobId, Failure> {
        let bytes = read(&from.file)?;
        Ok(self.start(move |office, _| Ok(serde_json::to_value(office.import_plans(&bytes)?)?)))
    }

    fn copy_plan(&self, copying: Copying) -> Result<Vec<String>, Failure> {
        self.with(|office| office.copy_plan(&copying.nip, &copying.to, copying.year))
    }

    fn freeze_plans(&self, of: Year) -> Result<usize, Failure> {
        self.with(|office| office.freeze_plans(of.year))
    }

    fn amend_plan(&self, new: Amending) -> Result<(), Failure> {
        self.with(|office| office.amend_plan(&new.nip, new.year, &new.skp, &new.reason))
    }

    fn assign_superior(&self, assignment: Assignment) -> Result<(), Failure> {
        self.with(|office| office.assign_superior(&assignment))
    }

    fn list_users(&self, _: Nothing) -> Result<Vec<User>, Failure> {
        self.with(|office| office.list_users())
    }

    fn find_plan(&self, of: OfYear) -> Result<Option<Plan>, Failure> {
        self.with(|office| {
            let person = office.get_person_by_nip(&of.nip)?;
            office.find_plan(person.id, of.year)
        })
    }

    fn agree_plan(&self, of: OfYear) -> Result<(), Failure> {
        self.with(|office| office.agree_plan(&of.nip, of.year))
    }

    fn enter_achievement(&self, entered: EnterAchievement) -> Result<(), Failure> {
        self.with(|office| office.enter_achievement(entered.period, entered.level, &entered.note))
    }

    fn list_evaluations(&self, of: OfPeriod) -> Result<Vec<Evaluation>, Failure> {
        self.with(|office| office.list_visible_evaluations(Some(of.period)))
    }

    fn rate(&self, rate: Rate) -> Result<(), Failure> {
        self.with(|office| office.rate(&rate.nip, rate.period, &rate.input))
    }

    fn explain(&self, of: OfPerson) -> Result<Reasons, Failure> {
        self.with(|office| office.explain(&of.nip, of.period))
    }

    fn reopen(&self, of: WithReason) -> Result<(), Failure> {
        self.with(|office| office.reopen(&of.nip, of.period, &of.reason))
    }

    fn get_distribution(&self, of: OfPeriod) -> Result<Option<DistributionReport>, Failure> {
        self.with(|office| office.distribution(of.period))
    }

    fn start_closing(&self, closing: Closing) -> Result<JobId, Failure> {
        Ok(self.start(move |office, progress| {
            let report = office.close_period(closing.period, &closing.reason, progress, |_| {})?;
            Ok(serde_json::to_value(report)?)
        }))
    }

    fn start_printing(&self, printing: Printing) -> Result<JobId, Failure> {
        Ok(self.start(move |office, progress| {
            let target = crate::printing::Target::File(&printing.file);
            let report = office.print_dokumen(printing.period, printing.paper.paper(), target, progress)?;
            Ok(serde_json::to_value(report)?)
        }))
    }

    fn start_verify(&self, _: Nothing) -> Result<JobId, Failure> {
        Ok(self.start(|office, _| {
            let report: VerifyReport = office.verify()?;
            Ok(serde_json::to_value(report)?)
        }))
    }

    fn start_backup(&self, to: ToFile) -> Result<JobId, Failure> {
        Ok(self.start(move |office, _| office.backup(&to.file).map(|()| Value::Null)))
    }

    fn get_job(&self, of: OfJob) -> Result<JobStatus, Failure> {
        self.jobs.status(of.job)
    }

    fn cancel_job(&self, of: OfJob) -> Result<(), Failure> {
        self.jobs.cancel(of.job)
    }
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| Failure::of_file("command.file", file, &error))
}

fn with_office<T>(
    office: &Mutex<Option<Office>>,
    work: impl FnOnce(&mut Office) -> Result<T, Failure>,
) -> Result<T, Failure> {
    // A panic within a use case leaves the file as its last transaction left it.
    let mut open = office.lock().unwrap_or_else(PoisonError::into_inner);
    work(open.as_mut().ok_or_else(|| Failure::new("office.not_open"))?)
}
