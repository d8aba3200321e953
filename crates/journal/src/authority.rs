//! Whose word lets devices into a feed and out of it: the founder's, and that of whomever authority passed to (`docs/journal.md`, *Admission*).
//!
//! Must not judge entries: a passing is believed by the signature of the authority that it names, which whoever asks has checked. The invariant a reader could break: the same key never becomes an
//! authority a second time, so authority cannot run in a circle.

use crate::catalogue::device;
use crate::payload::Payload;

/// The keys with authority in a feed. The founder's is the first of them, and each stands behind the one that it was passed from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorities {
    /// How often authority had passed until it came to a key, 0 for the founder's; in rising order.
    keys: Vec<(u32, [u8; 32])>,
}

impl Authorities {
    /// Those of a feed with this founder, as long as nothing was passed.
    #[must_use]
    pub fn of(founder: [u8; 32]) -> Self {
        Self { keys: vec![(0, founder)] }
    }

    /// The founder's key.
    #[must_use]
    pub fn founder(&self) -> Option<[u8; 32]> {
        self.keys.first().map(|(_, key)| *key)
    }

    /// All of them, predecessors first.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &[u8; 32]> {
        self.keys.iter().map(|(_, key)| key)
    }

    /// Whether this key has authority.
    #[must_use]
    pub fn contains(&self, key: &[u8; 32]) -> bool {
        self.rank(key).is_some()
    }

    /// How often authority had passed until it came to this key.
    #[must_use]
    pub fn rank(&self, key: &[u8; 32]) -> Option<u32> {
        self.keys.iter().find(|(_, known)| known == key).map(|(rank, _)| *rank)
    }

    /// Whether the word of one key ends the logs of another: an authority's does, unless the other is of its own rank or came later. Of its own logs it may end others than the one it writes.
    #[must_use]
    pub fn binds(&self, by: &[u8; 32], key: &[u8; 32]) -> bool {
        by == key || self.rank(by).is_some_and(|rank| self.rank(key).is_none_or(|other| other < rank))
    }

    /// Authority passes from one that has it. Whoever has it already stays where it was.
    pub fn pass(&mut self, from: &[u8; 32], to: [u8; 32]) {
        if let Some(rank) = self.rank(from)
            && !self.contains(&to)
        {
            let passed = (rank + 1, to);
            let at = self.keys.partition_point(|known| *known < passed);
            self.keys.insert(at, passed);
        }
    }

    pub(crate) fn list_of(&self, rank: u32) -> Vec<[u8; 32]> {
        self.keys.iter().filter(|(of, _)| *of == rank).map(|(_, key)| *key).collect()
    }
}

/// The keys that a payload signed by `by` passes authority to: devices whose record says in one go what their key is and that it succeeds just this one.
pub fn list_successors<'a>(payload: &'a Payload, by: &'a [u8; 32]) -> impl Iterator<Item = [u8; 32]> + 'a {
    payload.groups.iter().filter(|group| group.kind == device::KIND).filter_map(move |group| {
        let find = |number| {
            group
                .fields
                .iter()
                .rev()
                .find(|(field, _)| *field == number)
                .and_then(|(_, value)| value.as_bytes())
        };
        let succeeds = find(device::SUCCEEDS)? == by.as_slice();
        find(device::KEY)?.try_into().ok().filter(|_| succeeds)
    })
}
