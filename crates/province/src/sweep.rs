//! What a writing that was cut left in the folder of attachments: files under the object store's own names, and files by stick and pieces of attachments of which no row speaks.
//!
//! Invariants: nothing goes that is younger than a day, because it may be a writing that is under way; and no whole attachment goes, whatever the database knows, because it may have
//! been restored from a time before it.

use std::collections::BTreeSet;
use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::attachment::PIECES;
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
        let named = self.list_waiting().await?.into_iter().chain(self.list_all_pieces().await?);
        let named: BTreeSet<_> = named.map(|path| self.folder.join(path.as_ref())).collect();
        let now = Duration::from_millis(u64::try_from(self.now()).unwrap_or_default());
        let old = UNIX_EPOCH + now.saturating_sub(AT_LEAST);
        let folder = self.folder.clone();
        let swept = away(move || {
            sweep_below(&folder, old, &named).map_err(|error| ProvinceError::System(error.to_string()))
        })
        .await?;
        if swept > 0 {
            tracing::info!(files = swept, "what cut writings had left over is gone");
        }
        Ok(swept)
    }
}

fn sweep_below(folder: &Path, old: SystemTime, named: &BTreeSet<PathBuf>) -> io::Result<u64> {
    let mut swept = 0;
    // A piece lies in the folder of its attachment, below that of all pieces.
    let place = |folder: &Path| folder.file_name().is_some_and(|name| name == BROUGHT || name == PIECES);
    let has_rows = place(folder) || folder.parent().is_some_and(place);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_nameless = has_rows && !named.contains(&entry.path());
        match sweep_one(&entry, old, |name| is_staged(name) || is_nameless) {
            Ok(Some(count)) => swept += count,
            Ok(None) => swept += sweep_below(&entry.path(), old, named)?,
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
