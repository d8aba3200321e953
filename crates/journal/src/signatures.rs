//! Many signatures, one after the other.

use crate::entry::{Entry, read_key};

/// The place of the first entry that the key beside it did not sign.
#[must_use]
pub fn find_wrong(signed: &[(&Entry, [u8; 32])]) -> Option<usize> {
    // Entries of one log stand together, and reading a key costs a third of checking with it.
    let mut last = None;
    signed.iter().position(|(entry, key)| {
        let read = match last.take().filter(|(known, _)| known == key) {
            Some((_, read)) => Some(read),
            None => read_key(key).ok(),
        };
        let is_right = read.as_ref().is_some_and(|read| entry.verify(read).is_ok());
        last = read.map(|read| (*key, read));
        !is_right
    })
}
