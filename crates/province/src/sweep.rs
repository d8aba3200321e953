//! What a writing that was cut left in the folder of attachments: files under the object store's own names, and files by stick of which no row speaks.
//!
//! Invariant: nothing goes that is younger than a day, because it may be a writing that is under way.

use std::collections::BTreeSet;
use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use uuid::Uuid;

use crate::bundle::BROUGHT;
use crate::error::ProvinceError;
use crate::province::{Province, away};

const AT_LEAST: Duration = Duration::from_hours(24);

impl Province {
    /// Removes what a cut writing left over more than a day ago, and forgets files by stick that nobody took in for a week. Says how many files were left over.
    ///
    /// # Errors
    /// What database and folder say.
    pub async fn sweep(&self) -> Result<u64, ProvinceError> {
        self.forget_old().await?;
        let waiting: BTreeSet<_> = self.list_waiting().await?.iter().map(Uuid::to_string).collect();
        let now = Duration::from_millis(u64::try_from(self.now()).unwrap_or_default());
        let old = UNIX_EPOCH + now.saturating_sub(AT_LEAST);
        let folder = self.folder.clone();
        let swept = away(move || {
            sweep_below(&folder, old, &waiting).map_err(|error| ProvinceError::System(error.to_string()))
        })
        .await?;
        if swept > 0 {
            tracing::info!(files = swept, "what cut writings had left over is gone");
        }
        Ok(swept)
    }
}

fn sweep_below(folder: &Path, old: SystemTime, waiting: &BTreeSet<String>) -> io::Result<u64> {
    let mut swept = 0;
    let is_brought = folder.file_name().is_some_and(|name| name == BROUGHT);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match sweep_one(&entry, old, |name| is_staged(name) || is_brought && !waiting.contains(name)) {
            Ok(Some(count)) => swept += count,
            Ok(None) => swept += sweep_below(&entry.path(), old, waiting)?,
            // Its writing has just come to its end, or another process was faster.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(swept)
}

/// How many files went; none for a folder.
fn sweep_one(
    entry: &DirEntry,
    old: SystemTime,
    is_left_over: impl FnOnce(&str) -> bool,
) -> io::Result<Option<u64>> {
    let about = entry.metadata()?;
    if about.is_dir() {
        return Ok(None);
    }
    if about.modified()? > old || !entry.file_name().to_str().is_some_and(is_left_over) {
        return Ok(Some(0));
    }
    fs::remove_file(entry.path())?;
    Ok(Some(1))
}

/// The object store writes beside the name, with a number behind it, and renames at the end.
fn is_staged(name: &str) -> bool {
    name.rsplit_once('#').is_some_and(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()))
}
