//! Commands of sending to the province.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use ts_rs::TS;

use super::sheet::OfFile;
use super::{Desk, Nothing, with_office_of};
use crate::job::Started;
use crate::sending::{
    self, EnrolledWith, Invitation, Invited, Lender, RunRow, Sending, SendingNow, SendingReport,
    SendingState, TypedCode,
};
use crate::tray::FileId;
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
