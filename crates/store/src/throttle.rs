//! The delay that grows with every wrong password.
//!
//! Must not know users or keys: the count is the folder's, so a delay hints at nobody. It slows a person at the keyboard; who copies the
//! folder away is slowed by Argon2 alone. Invariant: the attempt is counted *before* it is made, so that a process killed during the
//! attempt has counted (`a_killed_attempt_has_counted`), and no clock takes part.

use std::fs;
use std::time::Duration;

use crate::durable_file;
use crate::error::StoreError;
use crate::folder::{Folder, Paths};
use crate::surroundings::Surroundings;

const LONGEST: u64 = 60;
/// What an unreadable count is taken for: a power cut must not lock an honest person out for a minute, nor be of use to another.
const UNREADABLE_COUNTS_AS: u32 = 4;

/// How long to wait before the next attempt after so many wrong ones: 0, 0, 1, 2, 4 … 60 seconds.
#[must_use]
pub fn delay_after(failures: u32) -> Duration {
    let seconds = match failures {
        0 | 1 => 0,
        more => 1_u64.checked_shl(more - 2).unwrap_or(LONGEST).clamp(1, LONGEST),
    };
    Duration::from_secs(seconds)
}

/// How many attempts failed since the last success.
#[must_use]
pub(crate) fn count_failures(paths: &Paths) -> u32 {
    match fs::read_to_string(paths.throttle()) {
        Ok(text) => text.trim().parse().unwrap_or(UNREADABLE_COUNTS_AS),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
        Err(_) => UNREADABLE_COUNTS_AS,
    }
}

/// Waits as long as the failures so far ask for, counts this attempt, makes it, and forgets the count when it succeeds.
///
/// # Errors
/// Those of `attempt`, and of the file system when the count cannot be kept: then no attempt is made (but a full disk keeps nobody out). Only `WrongPassword`,
/// `RecoveryCodeWrong` and a killed process count as failed.
pub fn attempt<T>(
    folder: &Folder,
    surroundings: &dyn Surroundings,
    attempt: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let failures = count_failures(folder.paths());
    let delay = delay_after(failures);
    if !delay.is_zero() {
        surroundings.pause(delay);
    }
    let path = folder.paths().throttle();
    match durable_file::replace(&path, failures.saturating_add(1).to_string().as_bytes()) {
        Ok(()) => {}
        // Who has no room left must still be able to open the office and make some.
        Err(StoreError::DiskFull) => surroundings.pause(Duration::from_secs(1)),
        Err(error) => return Err(error),
    }
    let answer = attempt();
    match &answer {
        Ok(_) => durable_file::remove_if_there(&path)?,
        Err(StoreError::WrongPassword | StoreError::RecoveryCodeWrong) => {}
        // Nothing was guessed: the count stays what it was.
        Err(_) => durable_file::replace(&path, failures.to_string().as_bytes())?,
    }
    answer
}
