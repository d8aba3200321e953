//! Many signatures at once, on all cores.
//!
//! One after the other, and not by sums over many of them: a sum can be right where two of its parts are wrong, so that two readers would tell the same entries apart differently.

use rayon::prelude::*;

use crate::entry::{Entry, read_key};
use crate::id::LogId;

/// An entry, with the key that was found to have signed it. Nothing but [`check`] names one.
#[derive(Debug, Clone)]
pub struct Checked {
    entry: Entry,
    key: Option<[u8; 32]>,
}

impl Checked {
    /// The key that signed it; none when that was not looked at, or the one that was named did not.
    #[must_use]
    pub fn key(&self) -> Option<[u8; 32]> {
        self.key
    }

    /// The entry.
    #[must_use]
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The entry alone.
    #[must_use]
    pub fn into_entry(self) -> Entry {
        self.entry
    }
}

impl From<Entry> for Checked {
    fn from(entry: Entry) -> Self {
        Self { entry, key: None }
    }
}

/// Checks entries by the keys that opened their logs, as far as they are known.
#[must_use]
pub fn check(entries: Vec<Entry>, find_key: impl Fn(LogId) -> Option<[u8; 32]>) -> Vec<Checked> {
    let keys: Vec<_> = entries.iter().map(|entry| find_key(entry.envelope().log)).collect();
    let signed: Vec<_> =
        entries.iter().zip(&keys).filter_map(|(entry, key)| Some((entry, (*key)?))).collect();
    // Where one is wrong nobody needs the others any more: whoever takes them in looks for it.
    let are_right = are_right(&signed);
    let keys = keys.into_iter().map(|key| key.filter(|_| are_right));
    entries.into_iter().zip(keys).map(|(entry, key)| Checked { entry, key }).collect()
}

/// Signatures that one core checks in one go: fewer are checked sooner than they are shared out.
const IN_ONE_GO: usize = 32;

/// Whether every entry was signed by the key beside it.
#[must_use]
pub fn are_right(signed: &[(&Entry, [u8; 32])]) -> bool {
    signed.par_chunks(IN_ONE_GO).all(are_right_in_turn)
}

fn are_right_in_turn(signed: &[(&Entry, [u8; 32])]) -> bool {
    // Entries of one log stand together, and reading a key costs a third of checking with it.
    let mut last = None;
    signed.iter().all(|(entry, key)| {
        let read = match last.take().filter(|(known, _)| known == key) {
            Some((_, read)) => Some(read),
            None => read_key(key).ok(),
        };
        let is_right = read.as_ref().is_some_and(|read| entry.verify(read).is_ok());
        last = read.map(|read| (*key, read));
        is_right
    })
}
