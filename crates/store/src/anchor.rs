//! Whether the files that are open still lie at their places: a folder that was deleted, renamed or unplugged leaves a program writing to files that nobody finds again.
//!
//! Must not know what is in the files, and opens none of them: closing a second handle would give up the locks of the first. Invariant: nothing is said to be saved that went into a
//! file without a name (`what_is_written_into_a_folder_that_is_gone_is_refused`).

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// The files of an open database, as they were found when it was opened.
#[derive(Debug, Clone)]
pub(crate) struct Anchor {
    root: PathBuf,
    files: Vec<(PathBuf, Identity)>,
}

/// Which file on which volume.
#[cfg(unix)]
type Identity = (u64, u64);

/// Windows lets nobody rename or delete a file that is open, nor the folder around it: it is there, or its volume is gone.
#[cfg(not(unix))]
type Identity = ();

impl Anchor {
    /// The database and its log, as they lie there now.
    pub(crate) fn of(root: &Path, database: &Path) -> Self {
        let mut log = database.as_os_str().to_os_string();
        log.push("-wal");
        let files = [database.to_path_buf(), PathBuf::from(log)];
        let files = files.into_iter().filter_map(|file| identify(&file).map(|identity| (file, identity)));
        Self { root: root.to_path_buf(), files: files.collect() }
    }

    /// Refuses what would be written into files that are no longer at their places.
    ///
    /// # Errors
    /// `FolderGone`.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        if self.files.iter().all(|(file, identity)| identify(file).as_ref() == Some(identity)) {
            Ok(())
        } else {
            Err(StoreError::FolderGone { path: self.root.clone() })
        }
    }
}

#[cfg(unix)]
fn identify(file: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(file).ok().map(|facts| (facts.dev(), facts.ino()))
}

#[cfg(not(unix))]
fn identify(file: &Path) -> Option<Identity> {
    fs::metadata(file).ok().map(drop)
}
