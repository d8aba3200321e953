//! Drives a run while somebody looks on and may stop it at any moment.

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::error::SyncError;
use crate::ledger::Ledger;
use crate::run::{Outcome, Progress, Run, Step, set_out};
use crate::transport::{Transport, Waits};

/// So often whoever looks on is told.
const EVERY: Duration = Duration::from_millis(200);
/// So often what came is kept: a laptop that dies has to fetch no more again than what comes in this time.
const KEPT_EVERY: Duration = Duration::from_secs(5);

/// Time as it passes.
#[derive(Debug, Clone, Copy)]
pub struct Clock;

impl Waits for Clock {
    async fn wait(&self, length: Duration) {
        sleep(length).await;
    }
}

/// How a run stands, for whoever looks on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched {
    /// How far it is.
    pub progress: Progress,
    /// How long it still waits before the next try.
    pub waits: Option<Duration>,
}

/// Drives a run over a line until it is over, or until `go_on` says no.
///
/// # Errors
/// [`SyncError::Stopped`], and the reason for which it ended.
pub async fn drive_watched<L: Ledger>(
    run: &mut Run<'_, L>,
    line: &impl Transport,
    mut go_on: impl FnMut(Watched) -> bool,
) -> Result<Outcome, SyncError> {
    let mut kept = Instant::now();
    loop {
        let progress = run.progress();
        match run.step()? {
            Step::Ask(request) => {
                let stop = |run: &mut Run<'_, L>| run.put_away().err().unwrap_or(SyncError::Stopped);
                if !go_on(Watched { progress, waits: None }) {
                    return Err(stop(run));
                }
                let mut asking = pin!(line.ask(&request));
                let early = set_out(asking.as_mut()).await;
                run.work_beside()?;
                keep_if_due(run, &mut kept)?;
                let answer = match early {
                    Poll::Ready(answer) => answer,
                    Poll::Pending => loop {
                        tokio::select! {
                            answer = &mut asking => break answer,
                            () = sleep(EVERY) => {}
                        }
                        if !go_on(Watched { progress: run.progress(), waits: None }) {
                            return Err(stop(run));
                        }
                        keep_if_due(run, &mut kept)?;
                    },
                };
                run.take(answer)?;
            }
            Step::Wait(length) => {
                let until = Instant::now() + length;
                while let Some(left) =
                    until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
                {
                    if !go_on(Watched { progress, waits: Some(left) }) {
                        return Err(SyncError::Stopped);
                    }
                    sleep(left.min(EVERY)).await;
                }
            }
            Step::Done(outcome) => return Ok(outcome),
        }
    }
}

fn keep_if_due<L: Ledger>(run: &mut Run<'_, L>, kept: &mut Instant) -> Result<(), SyncError> {
    if kept.elapsed() >= KEPT_EVERY {
        run.put_away()?;
        *kept = Instant::now();
    }
    Ok(())
}
