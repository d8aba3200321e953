//! Which records this program changed since it opened the file, so that what was read of a whole office need not be read again for one of them.
//!
//! Must not know what a record is. Invariant: a record is named here before it can be different on the disk, also when the writing fails
//! afterwards (`what_was_written_is_named_and_what_came_from_others_asks_for_everything`). Nobody else writes the file: the folder is held.

use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};

use tilik_journal::RecordId;

/// Changes that are remembered one by one.
const MOST: usize = 4096;

/// A moment in the life of an open file. Those of two openings are never the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

#[derive(Debug)]
pub(super) struct Changes {
    /// Everything may have changed before it.
    whole: Moment,
    now: Moment,
    each: VecDeque<(Moment, u32, RecordId)>,
}

fn next() -> Moment {
    static MOMENTS: AtomicU64 = AtomicU64::new(0);
    Moment(MOMENTS.fetch_add(1, Ordering::Relaxed))
}

impl Changes {
    /// A file that was opened just now.
    pub(super) fn begin() -> Self {
        let now = next();
        Self { whole: now, now, each: VecDeque::new() }
    }

    /// These records are being written.
    pub(super) fn note(&mut self, records: impl Iterator<Item = (u32, RecordId)>) {
        self.now = next();
        for (kind, id) in records {
            if self.each.len() == MOST
                && let Some((oldest, ..)) = self.each.pop_front()
            {
                self.whole = oldest;
            }
            self.each.push_back((self.now, kind, id));
        }
    }

    /// Any record may be written.
    pub(super) fn note_all(&mut self) {
        *self = Self::begin();
    }

    pub(super) fn now(&self) -> Moment {
        self.now
    }

    /// The records of a kind that may have changed since; `None` when nobody can tell.
    pub(super) fn since(&self, kind: u32, since: Moment) -> Option<Vec<RecordId>> {
        if since < self.whole {
            return None;
        }
        let later = self.each.iter().rev().take_while(|(at, ..)| *at > since);
        let own: BTreeSet<_> = later.filter(|(_, of, _)| *of == kind).map(|(.., id)| *id).collect();
        Some(own.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use tilik_journal::RecordId;

    use super::{Changes, MOST};

    fn record(number: u128) -> RecordId {
        RecordId(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn what_was_written_is_named_and_what_came_from_others_asks_for_everything() {
        let mut changes = Changes::begin();
        let opened = changes.now();
        assert_eq!(changes.since(21, opened), Some(Vec::new()));
        changes.note([(21, record(1)), (22, record(2)), (21, record(1))].into_iter());
        let written = changes.now();
        changes.note([(21, record(3))].into_iter());
        assert_eq!(changes.since(21, opened), Some(vec![record(1), record(3)]));
        assert_eq!(changes.since(22, opened), Some(vec![record(2)]));
        assert_eq!(changes.since(21, written), Some(vec![record(3)]));
        assert_eq!(changes.since(22, written), Some(Vec::new()));
        changes.note_all();
        assert_eq!(changes.since(21, written), None);
        assert_eq!(changes.since(21, changes.now()), Some(Vec::new()));
        // Another opening of the same file knows nothing of this one.
        assert_eq!(Changes::begin().since(21, changes.now()), None);
    }

    #[test]
    fn more_changes_than_are_remembered_ask_for_everything() {
        let mut changes = Changes::begin();
        let before = changes.now();
        changes.note((0..=MOST as u128).map(|number| (21, record(number))));
        assert_eq!(changes.since(21, before), None);
        let after = changes.now();
        changes.note([(21, record(0))].into_iter());
        assert_eq!(changes.since(21, after), Some(vec![record(0)]));
    }
}
