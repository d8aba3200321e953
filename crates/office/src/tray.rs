//! Files on their way in or out: what the window hands over to be read, and what was made to be looked at or saved.
//!
//! They lie in memory only, because they hold personal data. Must not know what is in them. Invariants: together they stay under [`MOST_BYTES`], the oldest make
//! room; while the office is locked nothing lies there and nothing is laid there.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::{Failure, Host};

/// The most that lies in the tray, in bytes: a file of the largest size that is read, and some sheets beside it.
pub const MOST_BYTES: usize = 160 * 1024 * 1024;
/// The largest file that is taken in, in bytes; a reader may refuse less.
pub const LARGEST_FILE: usize = 64 * 1024 * 1024;

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
    files: VecDeque<(FileId, Arc<[u8]>)>,
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
        if bytes.len() > LARGEST_FILE {
            return Err(Failure::new("tray.file_too_large")
                .with("megabytes", bytes.len().div_ceil(1024 * 1024))
                .with("limit", LARGEST_FILE / 1024 / 1024));
        }
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !held.is_open {
            return Err(Failure::new("office.not_open"));
        }
        held.last += 1;
        let id = FileId(held.last);
        held.files.push_back((id, bytes.into()));
        while held.files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > MOST_BYTES {
            held.files.pop_front();
        }
        Ok(id)
    }

    /// A file of the tray.
    ///
    /// # Errors
    /// `tray.file_gone` when newer ones took its room, or the office was locked since.
    pub fn get(&self, id: FileId) -> Result<Arc<[u8]>, Failure> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = held.files.iter().find(|(known, _)| *known == id);
        found.map(|(_, bytes)| Arc::clone(bytes)).ok_or_else(|| Failure::new("tray.file_gone"))
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
}
