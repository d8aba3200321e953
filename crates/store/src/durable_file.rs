//! A small file that is replaced as a whole or not at all.
//!
//! Must not know what the bytes mean. Invariant: the order *write beside, flush to the disk, rename, flush the folder*; held by
//! `a_kill_at_any_step_of_a_password_change_leaves_a_folder_that_opens`.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Doing, StoreError};

/// A place beside a file or folder: its name with something behind.
#[must_use]
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(ending);
    path.with_file_name(name)
}

/// The name under which a successor is written beside its file.
pub(crate) fn partial_name(path: &Path) -> PathBuf {
    beside(path, ".partial")
}

/// Has a file that nobody has open in a second place too, without its bytes where the disk can share them.
///
/// # Errors
/// When it cannot be read or written.
#[expect(clippy::disallowed_methods, reason = "the file is open nowhere")]
pub fn share_closed_file(from: &Path, to: &Path) -> Result<(), StoreError> {
    // Not every file system shares files.
    if fs::hard_link(from, to).is_err() {
        fs::copy(from, to).doing("writing", to)?;
        sync_file(to)?;
    }
    Ok(())
}

/// Writes the successor of `path` beside it and brings it to the disk. On failure nothing is left behind.
pub(crate) fn write_beside(path: &Path, bytes: &[u8]) -> Result<PathBuf, StoreError> {
    let partial = partial_name(path);
    let written = create(&partial).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if let Err(source) = written {
        // The file that matters is untouched; a leftover is overwritten by the next attempt.
        let _ = fs::remove_file(&partial);
        return Err(StoreError::from_io("writing", &partial, source));
    }
    Ok(partial)
}

/// Puts `from` in the place of `to` and brings the folder to the disk.
pub(crate) fn put_in_place(from: &Path, to: &Path) -> Result<(), StoreError> {
    rename(from, to).doing("renaming", to)?;
    sync_folder_of(to)
}

/// Replaces the file as a whole. On failure the old content is still there.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let partial = write_beside(path, bytes)?;
    put_successor_in_place(&partial, path)
}

/// Puts what was written beside `path` in its place. On failure it is removed: nobody was told that it exists.
pub(crate) fn put_successor_in_place(partial: &Path, path: &Path) -> Result<(), StoreError> {
    put_in_place(partial, path).inspect_err(|_| {
        // The first error is the one to tell.
        let _ = fs::remove_file(partial);
    })
}

/// Brings an existing file's content to the disk.
pub(crate) fn sync_file(path: &Path) -> Result<(), StoreError> {
    // Windows flushes only through a handle that may write.
    fs::OpenOptions::new().write(true).open(path).and_then(|file| file.sync_all()).doing("flushing", path)
}

/// Brings the names in the folder of `path` to the disk, where the system has such a call.
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), StoreError> {
    match path.parent() {
        Some(folder) => sync_folder(folder),
        None => Ok(()),
    }
}

/// Brings the names in `folder` to the disk. NTFS journals names by itself and opens no folders as files.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder).and_then(|handle| handle.sync_all()).doing("flushing", folder)
}

/// Brings the names in `folder` to the disk. NTFS journals names by itself and opens no folders as files.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_folder: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Brings the names in `folder` and in all folders below it to the disk.
pub(crate) fn sync_tree(folder: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder).doing("reading", folder)? {
        let path = entry.doing("reading", folder)?.path();
        if path.is_dir() {
            sync_tree(&path)?;
        }
    }
    sync_folder(folder)
}

/// Renames over an existing file.
///
/// # Errors
/// Of the file system.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    patiently(|| fs::rename(from, to))
}

/// Removes a file that may not be there.
pub(crate) fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match patiently(|| fs::remove_file(path)) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::from_io("removing", path, error)),
    }
}

/// Makes a file, or empties the one that is there.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    patiently(|| File::create(path))
}

/// Asks the file system again for a moment when somebody else holds the file: on Windows a virus scanner looks into each fresh one.
fn patiently<T>(ask: impl Fn() -> io::Result<T>) -> io::Result<T> {
    let mut refused = 0_u64;
    loop {
        match ask() {
            Err(error) if refused < 8 && is_held_by_another(&error) => {
                refused += 1;
                std::thread::sleep(Duration::from_millis(20 * refused));
            }
            other => return other,
        }
    }
}

/// Elsewhere nobody's open file stops a rename or a removal.
fn is_held_by_another(error: &io::Error) -> bool {
    /// `ERROR_SHARING_VIOLATION` and `ERROR_LOCK_VIOLATION`, for which there is no kind.
    const HELD: [i32; 2] = [32, 33];
    cfg!(windows)
        && (error.kind() == io::ErrorKind::PermissionDenied
            || error.raw_os_error().is_some_and(|number| HELD.contains(&number)))
}

#[cfg(all(test, windows))]
mod tests {
    use std::os::windows::fs::OpenOptionsExt;

    use super::*;

    /// Holds a file for a moment as a scanner does, so that others may read it and nothing else.
    fn hold(path: &Path) -> std::thread::JoinHandle<()> {
        const FILE_SHARE_READ: u32 = 1;
        let held = File::options().read(true).share_mode(FILE_SHARE_READ).open(path).unwrap();
        assert!(fs::remove_file(path).is_err(), "it is held");
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            drop(held);
        })
    }

    #[test]
    fn what_a_scanner_holds_for_a_moment_is_replaced_renamed_and_removed() {
        let directory = tempfile::tempdir().unwrap();
        let (file, moved) = (directory.path().join("tilik.keys"), directory.path().join("elsewhere"));
        fs::write(&file, "old").unwrap();
        let holder = hold(&file);
        replace(&file, b"new").unwrap();
        holder.join().unwrap();
        let holder = hold(&file);
        rename(&file, &moved).unwrap();
        holder.join().unwrap();
        assert_eq!(fs::read(&moved).unwrap(), b"new");
        let holder = hold(&moved);
        drop(create(&moved).unwrap());
        holder.join().unwrap();
        let holder = hold(&moved);
        remove_if_there(&moved).unwrap();
        holder.join().unwrap();
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_held_for_good_is_said_and_left_as_it_was() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("tilik.keys");
        fs::write(&file, "old").unwrap();
        let held = File::options().read(true).share_mode(1).open(&file).unwrap();
        assert!(replace(&file, b"new").is_err());
        drop(held);
        assert_eq!(fs::read(&file).unwrap(), b"old");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}
