//! Long work with progress and cancel.
//!
//! A job is a thread with an id; whoever started it asks how far it is, or stops it. Work that can stop half-way (closing, printing) asks between people;
//! work that is one transaction stops before it or not at all.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use ts_rs::{TS, TypeVisitor};

use crate::Failure;

/// What a job does before it can count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The copy that is the way back is being made.
    Copying,
    /// The file of a hand-over is being made, opened again and compared.
    HandingOver,
    /// The minutes of a hand-over are being drawn.
    Minutes,
}

/// How far a job is, told by the job and asked by whoever started it.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    total: AtomicUsize,
    stage: Mutex<Option<Stage>>,
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

    /// Does what has to be done before anything is counted, and says so meanwhile.
    pub fn during<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = Some(stage);
        let done = work();
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = None;
        done
    }

    /// Asks the work to stop at the next person.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }
}

/// The name of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct JobId(pub u64);

/// A job that was started and will answer a `T`.
pub struct Started<T> {
    job: JobId,
    answers: PhantomData<fn() -> T>,
}

impl<T> Serialize for Started<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.job.serialize(serializer)
    }
}

/// `Started<Answer>`, which the generated file declares by hand: on the bridge it is the job's number.
impl<T: TS> TS for Started<T> {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(config: &ts_rs::Config) -> String {
        format!("Started<{}>", T::name(config))
    }

    fn inline(config: &ts_rs::Config) -> String {
        Self::name(config)
    }

    fn visit_generics(seen: &mut impl TypeVisitor)
    where
        Self: 'static,
    {
        seen.visit::<T>();
    }
}

/// How a job stands.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum JobStatus {
    /// At work.
    Running {
        /// People or pages done.
        done: usize,
        /// Of how many.
        total: usize,
        /// What comes before the counting; none while it counts.
        stage: Option<Stage>,
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

/// A job as a window finds it again.
#[derive(Debug, Clone, Serialize, TS)]
pub struct JobEntry {
    /// The job.
    pub job: JobId,
    /// The command that started it.
    pub command: String,
    /// Whether it is still at work.
    pub is_running: bool,
}

struct Job {
    command: &'static str,
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
    pub fn start<T: Serialize>(
        &self,
        work: impl FnOnce(&Progress) -> Result<T, Failure> + Send + 'static,
    ) -> Started<T> {
        let id = self.next.fetch_add(1, Ordering::Relaxed) as u64 + 1;
        let progress = Arc::new(Progress::default());
        let outcome = Arc::new(Mutex::new(None));
        let job = Job { command: "", progress: Arc::clone(&progress), outcome: Arc::clone(&outcome) };
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).insert(id, job);
        thread::spawn(move || {
            let work = || Ok(serde_json::to_value(work(&progress)?)?);
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
                .unwrap_or_else(|_| Err(Failure::new("job.crashed")));
            *outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        });
        Started { job: JobId(id), answers: PhantomData }
    }

    /// Asks all jobs to stop and forgets them with their answers, which speak of people: whoever comes next is told nothing.
    pub fn end_all(&self) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        for job in jobs.values() {
            job.progress.cancel();
        }
        jobs.clear();
    }

    /// Says which command started a job.
    pub fn name(&self, id: JobId, command: &'static str) {
        if let Some(job) = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&id.0) {
            job.command = command;
        }
    }

    /// The jobs until [`Jobs::end_all`], the newest last.
    #[must_use]
    pub fn list(&self) -> Vec<JobEntry> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries: Vec<_> = jobs
            .iter()
            .map(|(id, job)| JobEntry {
                job: JobId(*id),
                command: job.command.to_owned(),
                is_running: job.outcome.lock().unwrap_or_else(PoisonError::into_inner).is_none(),
            })
            .collect();
        entries.sort_unstable_by_key(|entry| entry.job.0);
        entries
    }

    /// How a job stands, also after it has ended, until [`Jobs::end_all`].
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
                stage: *job.progress.stage.lock().unwrap_or_else(PoisonError::into_inner),
            },
            Some(Ok(answer)) => JobStatus::Done { answer: answer.clone() },
            Some(Err(failure)) => JobStatus::Failed { failure: failure.clone() },
        })
    }

    /// Forgets a job that has ended, with its answer: what it said is shown no more. One at work stays.
    ///
    /// # Errors
    /// `job.unknown`.
    pub fn forget(&self, id: JobId) -> Result<(), Failure> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let job = jobs.get(&id.0).ok_or_else(|| Failure::new("job.unknown"))?;
        let has_ended = job.outcome.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if has_ended {
            jobs.remove(&id.0);
        }
        Ok(())
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
