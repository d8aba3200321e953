//! Long work: which there is, how far it is, and its end.

use serde::Deserialize;
use ts_rs::TS;

use super::{Desk, Nothing};
use crate::Failure;
use crate::job::{JobEntry, JobId, JobStatus};

/// A job.
#[derive(Debug, Deserialize, TS)]
pub struct OfJob {
    /// The job.
    pub job: JobId,
}

impl Desk {
    #[expect(clippy::unnecessary_wraps, reason = "a handler of the list")]
    pub(super) fn list_jobs(&self, _: Nothing) -> Result<Vec<JobEntry>, Failure> {
        Ok(self.jobs.list())
    }

    pub(super) fn get_job(&self, of: OfJob) -> Result<JobStatus, Failure> {
        self.jobs.status(of.job)
    }

    pub(super) fn cancel_job(&self, of: OfJob) -> Result<(), Failure> {
        self.jobs.cancel(of.job)
    }

    pub(super) fn forget_job(&self, of: OfJob) -> Result<(), Failure> {
        self.jobs.forget(of.job)
    }
}
