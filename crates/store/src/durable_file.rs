//! A small file that is replaced as a whole or not at all.
//!
//! Must not know what the bytes mean. Invariant: the order *write beside, flush to the disk, rename, flush the folder*; held by
//! `a_kill_at_any_step_of_a_password_change_leaves_a_folder_that_opens`.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Doing, StoreError};

/// The name under which a successor is written beside its file.
pub(crate) fn partial_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".partial");
    path.with_file_name(name)
}

/// Writes the successor of `path` beside it and brings it to the disk. On failure nothing is left behind.
pub(crate) fn write_beside(path: &Path, bytes: &[u8]) -> Result<PathBuf, StoreError> {
    let partial = partial_name(path);
    let written = File::create(&partial).and_then(|mut file| {
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
    put_in_place(&partial, path)
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
#[cfg(not(windows))]
pub(crate) fn rename(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::rename(from, to)
}

/// Renames over an existing file. A virus scanner that looks into a fresh file holds it for moments, so a refusal is tried again.
#[cfg(windows)]
pub(crate) fn rename(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut refused = 0_u64;
    loop {
        match fs::rename(from, to) {
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied && refused < 8 => {
                refused += 1;
                std::thread::sleep(std::time::Duration::from_millis(20 * refused));
            }
            other => return other,
        }
    }
}

/// Removes a file that may not be there.
pub(crate) fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::from_io("removing", path, error)),
    }
}
