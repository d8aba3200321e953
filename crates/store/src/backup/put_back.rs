//! A backup in the place of the office that is there.
//!
//! Nobody may have the office open. The order: the backup is built complete beside the office with all its automatic backups, the office moves aside, the built folder takes its
//! place, what was moved aside goes. Whoever made sure before that the present state is among the automatic backups loses nothing. Invariant: a kill anywhere leaves the office
//! as it was or as it is after ([`settle`] ends what was begun); `a_restore_that_was_killed_is_settled`.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::durable_file::{self, beside};
use crate::error::{Doing, StoreError};
use crate::folder::Paths;
use crate::surroundings::Surroundings;

/// Puts the backup in `file` into the place of the office at `root`.
///
/// # Errors
/// Those of [`super::restore`] and of the disk; the office is then as it was.
pub fn replace_office(file: &Path, root: &Path, surroundings: &dyn Surroundings) -> Result<(), StoreError> {
    let (next, old) = (beside(root, NEXT), beside(root, OLD));
    let _alone = Alone::at(root)?;
    settle_alone(root)?;
    super::restore(file, &next, surroundings)?;
    let filled = carry_over(&Paths::new(root), &Paths::new(&next));
    let moved = filled.and_then(|()| durable_file::put_in_place(root, &old));
    if let Err(error) = moved {
        // The first error is the one to tell; the next opening removes what is left.
        let _ = fs::remove_dir_all(&next);
        return Err(error);
    }
    if let Err(error) = durable_file::put_in_place(&next, root) {
        let _ = durable_file::put_in_place(&old, root);
        return Err(error);
    }
    let _ = fs::remove_dir_all(&old);
    Ok(())
}

/// Ends a restore that was interrupted, before anybody looks for the office.
///
/// # Errors
/// `LockedByAnotherProcess` while another program is just putting a backup back; those of the file system.
pub fn settle(root: &Path) -> Result<(), StoreError> {
    if !beside(root, NEXT).exists() && !beside(root, OLD).exists() {
        return Ok(());
    }
    let _alone = Alone::at(root)?;
    settle_alone(root)
}

/// The automatic backups of an office that was put aside, for the one that took its place: those of the same office as the backup in `file`. They stay where they were, too.
///
/// # Errors
/// Those of reading `file` and of the disk.
pub fn carry_backups(aside: &Path, root: &Path, file: &Path) -> Result<(), StoreError> {
    let (from, to) = (Paths::new(aside).backups(), Paths::new(root).backups());
    let office = super::read_facts(file)?.folder_id;
    if from.is_dir() {
        let is_own = |path: &Path| super::read_facts(path).is_ok_and(|facts| facts.folder_id == office);
        share_files(&from, &to, is_own)?;
    }
    Ok(())
}

/// The right to move the folders of one office about. It lies beside them: the lock within moves with its folder.
pub(crate) struct Alone {
    _lock: File,
    path: PathBuf,
}

impl Alone {
    pub(crate) fn at(root: &Path) -> Result<Self, StoreError> {
        let path = beside(root, ALONE);
        let lock =
            File::options().create(true).truncate(false).write(true).open(&path).doing("opening", &path)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { _lock: lock, path }),
            Err(TryLockError::WouldBlock) => Err(StoreError::LockedByAnotherProcess),
            Err(TryLockError::Error(error)) => Err(StoreError::from_io("locking", &path, error)),
        }
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        // A file that stays is locked by nobody.
        let _ = fs::remove_file(&self.path);
    }
}

pub(crate) fn settle_alone(root: &Path) -> Result<(), StoreError> {
    let (next, old) = (beside(root, NEXT), beside(root, OLD));
    if Paths::new(root).keys().is_file() {
        for leftover in [next, old] {
            if Paths::new(&leftover).keys().is_file() {
                fs::remove_dir_all(&leftover).doing("removing", &leftover)?;
            }
        }
    } else if !root.exists() {
        // The new one was complete before the old one moved aside.
        for whole in [next, old] {
            if Paths::new(&whole).keys().is_file() {
                return durable_file::put_in_place(&whole, root);
            }
        }
    }
    Ok(())
}

const NEXT: &str = ".tilik-pulih";
const OLD: &str = ".tilik-lama";
const ALONE: &str = ".tilik-kunci";

/// The automatic backups and the broken files that were kept stay with the office. They are shared and not moved: until the end the office has them too.
fn carry_over(from: &Paths, to: &Paths) -> Result<(), StoreError> {
    for (source, target) in [(from.backups(), to.backups()), (from.quarantine(), to.quarantine())] {
        if !source.is_dir() {
            continue;
        }
        share_files(&source, &target, |_| true)?;
    }
    Ok(())
}

fn share_files(source: &Path, target: &Path, wanted: impl Fn(&Path) -> bool) -> Result<(), StoreError> {
    fs::create_dir_all(target).doing("creating", target)?;
    for (name, path) in super::list_files(source)?.into_iter().filter(|(_, path)| wanted(path)) {
        durable_file::share_closed_file(&path, &target.join(name))?;
    }
    durable_file::sync_folder(target)
}
