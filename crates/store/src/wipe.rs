//! An office that goes away for good: its keys first, then everything that they open.
//!
//! Must not know why. Invariant: the folder moves aside before anything of it is destroyed, so that a kill leaves a whole office at its place or none, and
//! [`settle`] ends what was begun (`a_wipe_that_was_killed_is_ended_at_the_next_start`). A disk may keep what was overwritten; without keys it opens nothing.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::backup;
use crate::backup::put_back::{self, Alone};
use crate::durable_file::{self, beside};
use crate::error::{Doing, StoreError};
use crate::folder::{self, Folder, Paths};
use crate::surroundings::{Step, Surroundings};

/// Wipes the office at `root` with its automatic backups and what lies half-made beside it. Answers which folders beside it hold keys of an office: they were put aside by
/// somebody, and are left.
///
/// # Errors
/// `LockedByAnotherProcess`, those of [`Folder::open`] and of moving the folder: the office is then as it was. `Io` afterwards, naming what could not be removed; [`settle`]
/// tries again.
pub fn wipe(root: &Path, surroundings: &dyn Surroundings) -> Result<Vec<PathBuf>, StoreError> {
    let alone = Alone::at(root)?;
    put_back::settle_alone(root)?;
    drop(Folder::open(root)?);
    durable_file::put_in_place(root, &beside(root, DOOMED))?;
    surroundings.reached(Step::OfficeDoomed);
    finish(root, || surroundings.reached(Step::KeysDestroyed))?;
    drop(alone);
    list_put_aside(root)
}

/// Ends a wipe that was interrupted, before anybody looks for the office.
///
/// # Errors
/// `LockedByAnotherProcess` while another program is just wiping; `Io` naming what could not be removed.
pub fn settle(root: &Path) -> Result<(), StoreError> {
    if !beside(root, DOOMED).exists() {
        return Ok(());
    }
    let _alone = Alone::at(root)?;
    finish(root, || ())
}

const DOOMED: &str = ".tilik-hapus";
/// Folders in which copies of the office are built or looked into; a killed program leaves them.
const HALF_MADE: [&str; 3] = [".tilik-partial", ".tilik-intip", ".tilik-serah"];
/// So much is overwritten at a time.
const BLOCK: usize = 64 << 10;

fn finish(root: &Path, keys_destroyed: impl FnOnce()) -> Result<(), StoreError> {
    let doomed = beside(root, DOOMED);
    let folders = HALF_MADE.iter().map(|ending| beside(root, ending)).chain([doomed]);
    let folders: Vec<PathBuf> = folders.filter(|folder| folder.is_dir()).collect();
    for folder in &folders {
        for file in list_files_below(folder)?.into_iter().filter(|file| carries_keys(file)) {
            destroy(&file)?;
        }
    }
    keys_destroyed();
    for folder in &folders {
        fs::remove_dir_all(folder).doing("removing", folder)?;
    }
    durable_file::sync_folder_of(root)
}

/// The slot file and the automatic backups, which carry one of their own; half-written ones too.
fn carries_keys(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(folder::KEYS) || name.contains(backup::EXTENSION)
}

/// Overwrites a file, brings that to the disk and removes it.
fn destroy(file: &Path) -> Result<(), StoreError> {
    overwrite(file).doing("overwriting", file)?;
    durable_file::remove_if_there(file)
}

fn overwrite(file: &Path) -> io::Result<()> {
    let mut handle = File::options().write(true).open(file)?;
    let mut left = usize::try_from(handle.metadata()?.len()).unwrap_or(usize::MAX);
    let nothing = [0; BLOCK];
    while left > 0 {
        let part = left.min(BLOCK);
        handle.write_all(&nothing[..part])?;
        left -= part;
    }
    handle.sync_all()
}

fn list_files_below(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).doing("reading", folder)? {
        let path = entry.doing("reading", folder)?.path();
        if path.is_dir() {
            found.extend(list_files_below(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

fn list_put_aside(root: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let Some(parent) = root.parent().filter(|parent| !parent.as_os_str().is_empty()) else {
        return Ok(Vec::new());
    };
    let mut left = Vec::new();
    for entry in fs::read_dir(parent).doing("reading", parent)? {
        let path = entry.doing("reading", parent)?.path();
        if path != root && Paths::new(&path).keys().is_file() {
            left.push(path);
        }
    }
    left.sort();
    Ok(left)
}
