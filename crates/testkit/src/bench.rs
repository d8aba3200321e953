//! What benches share: where they work, and how many times become one figure.
//!
//! It knows nothing of ours, so that a bench of a crate that this one imports takes the file itself (`#[path]`).

use std::time::{Duration, Instant};

/// A folder for one run, removed at its end. On the disk that is asked for by `TILIK_BENCH_FOLDER`, else where the bench was started: a durable save in a memory file system costs nothing.
///
/// # Panics
/// Where none can be made.
#[must_use]
pub fn folder() -> tempfile::TempDir {
    let place = std::env::var("TILIK_BENCH_FOLDER").unwrap_or_else(|_| ".".into());
    tempfile::tempdir_in(place).expect("a folder for the bench")
}

/// A number that whoever starts the bench may choose.
#[must_use]
pub fn asked<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().and_then(|number| number.parse().ok())
}

/// What `work` answers, and how long it took.
pub fn time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let answer = work();
    (answer, started.elapsed())
}

/// So many of a hundred took no longer.
#[must_use]
pub fn share(mut times: Vec<Duration>, of_hundred: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * of_hundred / 100).min(times.len() - 1)]
}

/// Half of them took no longer.
#[must_use]
pub fn median(times: Vec<Duration>) -> Duration {
    share(times, 50)
}

/// In milliseconds, with what is behind the point.
#[must_use]
pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
