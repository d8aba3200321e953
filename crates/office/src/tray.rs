//! Files on their way in or out: what the window hands over to be read, and what was made to be looked at or saved.
//!
//! They lie in memory only, because they hold personal data; of what lies encrypted on a disk, such as a backup of any size, only the place lies here. Must not know what is
//! in them. Invariants: together they stay under [`MOST_BYTES`], the oldest make room; while the office is locked nothing lies there and nothing is laid there.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::printing::{copy_whole, write_whole};
use crate::{Failure, Host};

/// The most that lies in the tray, in bytes: a file of the largest size that is read, and some sheets beside it.
pub const MOST_BYTES: usize = 160 * 1024 * 1024;
/// The largest file that is taken in, in bytes; a reader may refuse less.
pub const LARGEST_FILE: usize = 64 * 1024 * 1024;
/// The largest backup that a browser hands over, in bytes: an office of 500 people after years. The desktop hands over its place, whatever its size.
pub const LARGEST_BACKUP: usize = 1024 * 1024 * 1024;

/// A file in the tray.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(transparent)]
pub struct FileId(u64);

impl FileId {
    /// The id as a bridge gives it back.
    #[must_use]
    pub const fn of(number: u64) -> Self {
        Self(number)
    }
}

/// Files by id, the oldest first.
#[derive(Debug, Default)]
pub struct Tray(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    is_open: bool,
    last: u64,
    files: VecDeque<(FileId, Laid)>,
}

/// What lies under an id.
#[derive(Debug, Clone)]
enum Laid {
    Bytes(Arc<[u8]>),
    Place(PathBuf),
}

impl Laid {
    fn size(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Place(_) => 0,
        }
    }
}

/// Numbers begin below this, so that what a bridge gives back as a floating point number is the same number.
const FIRST_BELOW: u64 = 1 << 48;

impl Tray {
    /// An empty one. Its numbers begin by chance: one that was remembered over a restart names no file of this tray.
    #[must_use]
    pub fn of(host: &dyn Host) -> Self {
        let mut chance = [0; 8];
        host.fill_random(&mut chance);
        let held = Held { last: u64::from_le_bytes(chance) % FIRST_BELOW, ..Held::default() };
        Self(Mutex::new(held))
    }

    /// Lays a file into the tray.
    ///
    /// # Errors
    /// `office.not_open`; `tray.file_too_large` with the size and the limit in megabytes.
    pub fn put(&self, bytes: Vec<u8>) -> Result<FileId, Failure> {
        let limit = if tilik_store::backup::is_marked(&bytes) { LARGEST_BACKUP } else { LARGEST_FILE };
        if bytes.len() > limit {
            return Err(Failure::new("tray.file_too_large")
                .with("megabytes", bytes.len().div_ceil(1024 * 1024))
                .with("limit", limit / 1024 / 1024));
        }
        self.lay(Laid::Bytes(bytes.into()))
    }

    /// Lays the place of a file into the tray: it is read where it lies. Only for what is encrypted there.
    ///
    /// # Errors
    /// `office.not_open`.
    pub fn put_place(&self, path: PathBuf) -> Result<FileId, Failure> {
        self.lay(Laid::Place(path))
    }

    fn lay(&self, laid: Laid) -> Result<FileId, Failure> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !held.is_open {
            return Err(Failure::new("office.not_open"));
        }
        held.last += 1;
        let id = FileId(held.last);
        held.files.push_back((id, laid));
        // The newest stays, however large it is.
        while held.files.len() > 1
            && held.files.iter().map(|(_, laid)| laid.size()).sum::<usize>() > MOST_BYTES
        {
            held.files.pop_front();
        }
        Ok(id)
    }

    fn find(&self, id: FileId) -> Result<Laid, Failure> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = held.files.iter().find(|(known, _)| *known == id);
        found.map(|(_, laid)| laid.clone()).ok_or_else(|| Failure::new("tray.file_gone"))
    }

    /// The bytes of a file of the tray.
    ///
    /// # Errors
    /// `tray.file_gone` when newer ones took its room, or the office was locked since; `backup.unreadable` for one whose place is not readable.
    pub fn get(&self, id: FileId) -> Result<Arc<[u8]>, Failure> {
        match self.find(id)? {
            Laid::Bytes(bytes) => Ok(bytes),
            Laid::Place(path) => match std::fs::read(&path) {
                Ok(bytes) => Ok(bytes.into()),
                Err(error) => Err(Failure::of_file("backup.unreadable", &path, &error)),
            },
        }
    }

    /// The bytes of a file, which leaves the tray.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn take(&self, id: FileId) -> Result<Arc<[u8]>, Failure> {
        let bytes = self.get(id)?;
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.files.retain(|(known, _)| *known != id);
        Ok(bytes)
    }

    /// Where a file of the tray lies on a disk; none for one in memory.
    ///
    /// # Errors
    /// `tray.file_gone`, as [`Self::get`].
    pub fn place(&self, id: FileId) -> Result<Option<PathBuf>, Failure> {
        Ok(match self.find(id)? {
            Laid::Bytes(_) => None,
            Laid::Place(path) => Some(path),
        })
    }

    /// Writes a file of the tray to a place, whole or not at all.
    ///
    /// # Errors
    /// `tray.file_gone`, `file.inside_office`, `print.file`, `backup.unreadable`.
    pub fn save(&self, id: FileId, path: &Path) -> Result<(), Failure> {
        match self.find(id)? {
            Laid::Bytes(bytes) => write_whole(path, &bytes),
            Laid::Place(from) => copy_whole(&from, path),
        }
    }

    /// Begins to take files in.
    pub fn open(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_open = true;
    }

    /// Empties the tray and takes nothing in any more. Numbers are not used again.
    pub fn close(&self) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.is_open = false;
        held.files.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_from_before_a_restart_names_no_file() {
        let host = crate::SystemHost::new(std::path::PathBuf::new());
        let (before, after) = (Tray::of(host.as_ref()), Tray::of(host.as_ref()));
        before.open();
        after.open();
        let kept = before.put(vec![1]).unwrap();
        after.put(vec![2]).unwrap();
        assert_eq!(after.get(kept).unwrap_err().code, "tray.file_gone");
        assert!(kept.0 <= FIRST_BELOW);
    }

    #[test]
    fn the_oldest_make_room_and_nothing_is_left_after_locking() {
        let tray = Tray::default();
        assert_eq!(tray.put(vec![1]).unwrap_err().code, "office.not_open");
        tray.open();
        let first = tray.put(vec![1; LARGEST_FILE]).unwrap();
        let second = tray.put(vec![2; LARGEST_FILE]).unwrap();
        assert_eq!(tray.get(first).unwrap().len(), LARGEST_FILE);
        let third = tray.put(vec![3; LARGEST_FILE]).unwrap();
        assert_eq!(tray.get(first).unwrap_err().code, "tray.file_gone");
        assert_eq!(tray.get(second).unwrap().first(), Some(&2));
        assert_eq!(tray.put(vec![0; LARGEST_FILE + 1]).unwrap_err().code, "tray.file_too_large");
        tray.close();
        assert_eq!(tray.get(third).unwrap_err().code, "tray.file_gone");
        tray.open();
        assert_ne!(tray.put(vec![4]).unwrap(), third);
    }
    #[test]
    fn a_copy_larger_than_what_is_taken_in_is_saved_and_found_by_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("000001.tilikbackup"), folder.path().join("usb.tilikbackup"));
        let large = LARGEST_FILE as u64 + 1;
        std::fs::File::create(&from).unwrap().set_len(large).unwrap();
        let tray = Tray::default();
        assert_eq!(tray.put_place(from.clone()).unwrap_err().code, "office.not_open");
        tray.open();
        let copy = tray.put_place(from.clone()).unwrap();
        assert_eq!(tray.place(copy).unwrap(), Some(from));
        tray.save(copy, &to).unwrap();
        assert_eq!(std::fs::metadata(&to).unwrap().len(), large);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing half-written stays");
    }
}
