//! Commands of sending to the province.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tilik_sync::bundle::EXTENSION;
use ts_rs::TS;

use super::sheet::OfFile;
use super::{Desk, MadeFile, Nothing, PaperName, with_office_of};
use crate::job::Started;
use crate::scratch::Scratch;
use crate::sending::{
    self, BundleCard, BundleMade, BundleTaken, Carrying, EnrolledWith, Invitation, Invited, Lender, RunRow,
    Sending, SendingNow, SendingReport, SendingState, TypedCode,
};
use crate::tray::{FileId, Tray};
use crate::{Failure, Office};

/// How the office is enrolled.
#[derive(Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EnrolBy {
    /// By a file of the tray.
    File {
        /// In the tray.
        file: FileId,
    },
    /// By a code that was typed.
    Code {
        /// What was typed.
        typed: TypedCode,
    },
}

/// Arguments of `sending.allow`.
#[derive(Deserialize, TS)]
pub struct Allowing {
    /// Whether the program may send by itself.
    pub is_allowed: bool,
}

/// Arguments of `sending.print_receipt`.
#[derive(Debug, Deserialize, TS)]
pub struct ReceiptPaper {
    /// Of which run.
    #[ts(type = "number")]
    pub run: i64,
    /// On which paper.
    pub paper: PaperName,
}

/// The desk's office, lent to a job for a moment at a time and no longer than its session.
struct Lent {
    office: Arc<Mutex<Option<Office>>>,
    session: Arc<AtomicU64>,
    started_in: u64,
}

impl Lender for Lent {
    fn lend<T>(&self, work: impl FnOnce(&mut Office) -> Result<T, Failure>) -> Result<T, Failure> {
        with_office_of(&self.office, &self.session, self.started_in, work)
    }
}

/// A file that was made for a stick.
#[derive(Debug, Serialize, TS)]
pub struct StickFile {
    /// In the tray.
    pub file: FileId,
    /// The name to save it under.
    pub name: String,
    /// What is in it.
    pub made: BundleMade,
}

impl Desk {
    fn lender(&self) -> Lent {
        let session = Arc::clone(&self.session);
        let started_in = session.load(Ordering::SeqCst);
        Lent { office: Arc::clone(&self.office), session, started_in }
    }

    pub(super) fn look_at_sending(&self, _: Nothing) -> Result<SendingState, Failure> {
        self.with(|office| office.look_at_sending())
    }

    pub(super) fn look_at_run(&self, _: Nothing) -> Result<Option<SendingNow>, Failure> {
        Ok(*self.sending.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn list_runs(&self, _: Nothing) -> Result<Vec<RunRow>, Failure> {
        self.with(|office| office.list_runs())
    }

    pub(super) fn print_receipt(&self, asked: ReceiptPaper) -> Result<MadeFile, Failure> {
        self.with(|office| {
            let bytes = office.render_receipt(Some(asked.run), asked.paper.paper())?;
            Ok(MadeFile { file: self.tray.put(bytes)?, extension: "pdf".to_owned() })
        })
    }

    pub(super) fn allow_sending(&self, allowing: Allowing) -> Result<SendingState, Failure> {
        self.with(|office| {
            office.allow_sending(allowing.is_allowed)?;
            office.look_at_sending()
        })
    }

    pub(super) fn look_at_enrolment(&self, of: OfFile) -> Result<Invitation, Failure> {
        sending::look_at_file(&self.tray.get(of.file)?)
    }

    pub(super) fn start_enrolling(&self, by: EnrolBy) -> Result<Started<EnrolledWith>, Failure> {
        let invited = match by {
            EnrolBy::File { file } => Invited::by_file(&self.tray.get(file)?)?,
            EnrolBy::Code { typed } => Invited::by_code(&typed)?,
        };
        let lender = self.lender();
        Ok(self.jobs.start(move |_| sending::enrol_office(&lender, invited)))
    }

    pub(super) fn enrol_by_stick(&self, of: OfFile) -> Result<SendingState, Failure> {
        let bytes = self.tray.get(of.file)?;
        self.with(|office| {
            office.enrol_by_stick(&bytes)?;
            office.look_at_sending()
        })
    }

    pub(super) fn forget_invitation(&self, _: Nothing) -> Result<SendingState, Failure> {
        self.with(|office| {
            office.forget_invitation()?;
            office.look_at_sending()
        })
    }

    pub(super) fn start_bundle(&self, what: Carrying) -> Result<Started<StickFile>, Failure> {
        let tray = Arc::clone(&self.tray);
        Ok(self.start(move |office, _| {
            make_stick_file(office, &tray, "kirim", |office, path| office.write_bundle(path, what))
        }))
    }

    pub(super) fn look_at_bundle(&self, of: OfFile) -> Result<BundleCard, Failure> {
        let tray = Arc::clone(&self.tray);
        self.with(|office| {
            let root = office.store().vault().folder().paths().root().to_owned();
            on_disk(&root, &tray, of.file, |path| office.look_at_bundle(path))
        })
    }

    pub(super) fn start_taking(&self, of: OfFile) -> Result<Started<BundleTaken>, Failure> {
        let tray = Arc::clone(&self.tray);
        Ok(self.start(move |office, _| {
            let root = office.store().vault().folder().paths().root().to_owned();
            on_disk(&root, &tray, of.file, |path| office.take_bundle(path))
        }))
    }

    pub(super) fn start_sending(&self, what: Sending) -> Result<Started<SendingReport>, Failure> {
        let (lender, shown) = (self.lender(), Arc::clone(&self.sending));
        Ok(self.jobs.start(move |progress| {
            let show = |now| *shown.lock().unwrap_or_else(PoisonError::into_inner) = now;
            let sent = sending::send(&lender, what, |now| {
                show(Some(now));
                let done = usize::try_from(now.entries_sent).unwrap_or(usize::MAX);
                progress
                    .tell(done, done.saturating_add(usize::try_from(now.entries_left).unwrap_or(usize::MAX)))
            });
            show(None);
            sent
        }))
    }
}

/// Makes a file for a stick, named by what it is, the office and the day.
pub(super) fn make_stick_file(
    office: &mut Office,
    tray: &Tray,
    what: &str,
    write: impl FnOnce(&mut Office, &Path) -> Result<BundleMade, Failure>,
) -> Result<StickFile, Failure> {
    // Beside the marks, which are of this laptop and not in the folder; the next one replaces it.
    let place = office.host().marks().join("stick");
    std::fs::create_dir_all(&place)
        .map_err(|error| Failure::of_file("sending.bundle_file", &place, &error))?;
    let name = format!("{what}-{}-{}.{EXTENSION}", office.file_name()?, office.today());
    let path = place.join(format!("{what}.{EXTENSION}"));
    let made = write(office, &path)?;
    Ok(StickFile { file: tray.put_place(path)?, name, made })
}

/// Works on a file of the tray where it lies, or on a copy of its bytes beside the office.
pub(super) fn on_disk<T>(
    root: &Path,
    tray: &Tray,
    file: FileId,
    work: impl FnOnce(&Path) -> Result<T, Failure>,
) -> Result<T, Failure> {
    if let Some(path) = tray.place(file)? {
        return work(&path);
    }
    let bytes = tray.get(file)?;
    let scratch = Scratch::beside(root, ".tilik-masuk")?;
    let path = scratch.lay("arrived.tilik", &bytes)?;
    work(&path)
}
