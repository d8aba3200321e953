//! Long work with progress and cancel.
//!
//! A job is a thread with an id; whoever started it asks how far it is, or stops it. Work that can stop half-way (closing, printing) asks between people;
//! work that is one transaction stops before it or not at all.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Failure;

/// How far a job is, told by the job and asked by whoever started it.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    total: AtomicUsize,
    is_cancelled: AtomicBool,
}

impl Progress {
    /// Tells how far the work is, and whether to go on.
    pub fn tell(&self, done: usize, total: usize) -> ControlFlow<()> {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        if self.is_cancelled.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Asks the work to stop at the next person.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }
}

/// The name of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub u64);

/// How a job stands.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum JobStatus {
    /// At work.
    Running {
        /// People or pages done.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// Ended well, with its answer.
    Done {
        /// What the work answers.
        answer: Value,
    },
    /// Ended with a refusal or fault; also when it was cancelled (`job.cancelled`).
    Failed {
        /// Which.
        failure: Failure,
    },
}

struct Job {
    progress: Arc<Progress>,
    outcome: Arc<Mutex<Option<Result<Value, Failure>>>>,
}

/// The jobs of a running application.
#[derive(Default)]
pub struct Jobs {
    next: AtomicUsize,
    jobs: Mutex<HashMap<u64, Job>>,
}

impl Jobs {
    /// Starts work on a thread of its own.
    pub fn start(&self, work: impl FnOnce(&Progress) -> Result<Value, Failure> + Send + 'static) -> JobId {
        let id = self.next.fetch_add(1, Ordering::Relaxed) as u64 + 1;
        let progress = Arc::new(Progress::default());
        let outcome = Arc::new(Mutex::new(None));
        let job = Job { progress: Arc::clone(&progress), outcome: Arc::clone(&outcome) };
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).insert(id, job);
        thread::spawn(move || {
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&progress)))
                .unwrap_or_else(|_| Err(Failure::new("job.crashed")));
            *outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        });
        JobId(id)
    }

    /// How a job stands. One that ended is told until it is forgotten.
    ///
    /// # Errors
    /// `job.unknown`.
    pub fn status(&self, id: JobId) -> Result<JobStatus, Failure> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let job = jobs.get(&id.0).ok_or_else(|| Failure::new("job.unknown"))?;
        let outcome = job.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(match outcome.as_ref() {
            None => JobStatus::Running {
                done: job.progress.done.load(Ordering::Relaxed),
                total: job.progress.total.load(Ordering::Relaxed),
            },
            Some(Ok(answer)) => JobStatus::Done { answer: answer.clone() },
            Some(Err(failure)) => JobStatus::Failed { failure: failure.clone() },
        })
    }

    /// Asks a job to stop at the next person.
    ///
    /// # Errors
    /// `job.unknown`.
    pub fn cancel(&self, id: JobId) -> Result<(), Failure> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.get(&id.0).map(|job| job.progress.cancel()).ok_or_else(|| Failure::new("job.unknown"))
    }
}
