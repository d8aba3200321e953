//! Whether adding up goes on: it says so at every step, and `/ready` asks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::TimeDelta;

/// Longer than the longest step takes that is not the database standing still: a look around comes every half minute.
const STILL: TimeDelta = TimeDelta::minutes(5);

/// Why nothing is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// It was not begun.
    NotBegun,
    /// It stands at a step.
    StandsStill,
    /// It ended, or died.
    Ended,
}

impl Stopped {
    /// For whoever watches the server.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotBegun => "adding up has not begun",
            Self::StandsStill => "adding up stands still",
            Self::Ended => "adding up has ended",
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum State {
    NotBegun,
    /// The last step, by the server's clock.
    Goes(i64),
    Ended,
}

/// Shared by who adds up and who asks.
#[derive(Clone)]
pub(crate) struct Pulse(Arc<Mutex<State>>);

/// Whoever adds up holds it, and whatever way it goes, that it ended is seen.
pub(crate) struct Held(Pulse);

impl Drop for Held {
    fn drop(&mut self) {
        *self.0.lock() = State::Ended;
        if std::thread::panicking() {
            tracing::error!("adding up has died");
        }
    }
}

impl Pulse {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(State::NotBegun)))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adding up begins. `now`: milliseconds, by the server's clock.
    pub fn begin(&self, now: i64) -> Held {
        *self.lock() = State::Goes(now);
        Held(self.clone())
    }

    /// A step is done. Says nothing where nobody has begun.
    pub fn beat(&self, now: i64) {
        if let State::Goes(at) = &mut *self.lock() {
            *at = now;
        }
    }

    /// Why nothing is added up, if so. A clock that jumps is made up for by the next step.
    pub fn find_stop(&self, now: i64) -> Option<Stopped> {
        match *self.lock() {
            State::NotBegun => Some(Stopped::NotBegun),
            State::Ended => Some(Stopped::Ended),
            State::Goes(at) if now.abs_diff(at) > STILL.num_milliseconds().unsigned_abs() => {
                Some(Stopped::StandsStill)
            }
            State::Goes(_) => None,
        }
    }
}
