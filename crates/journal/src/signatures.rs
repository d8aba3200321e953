//! Many signatures at once, on all cores.

use std::num::NonZero;
use std::thread;

use crate::entry::{Entry, read_key};

/// Fewer are checked sooner than a thread begins.
const FEW: usize = 32;

/// The place of the first entry that the key beside it did not sign.
#[must_use]
pub fn find_wrong(signed: &[(&Entry, [u8; 32])]) -> Option<usize> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let part = signed.len().div_ceil(cores).max(FEW);
    if signed.len() <= part {
        return find_wrong_in(signed);
    }
    thread::scope(|scope| {
        let parts: Vec<_> = signed.chunks(part).map(|part| scope.spawn(|| find_wrong_in(part))).collect();
        // A thread that died has found nothing right.
        let mut found = parts.into_iter().map(|part| part.join().unwrap_or(Some(0)));
        found.by_ref().enumerate().find_map(|(nth, wrong)| wrong.map(|at| nth * part + at))
    })
}

fn find_wrong_in(signed: &[(&Entry, [u8; 32])]) -> Option<usize> {
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
