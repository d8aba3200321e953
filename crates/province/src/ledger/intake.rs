//! What a push comes to. Pure: entries and what is known of them in, rows to write out (`docs/protocol.md`, *What the server does with an entry*).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use tilik_journal::lineage::Placing;
use tilik_journal::signatures::are_right;
use tilik_journal::{Entry, EntryHash, FeedId, Lines, LogId, Position, View};
use tilik_sync::Name;

use super::rows::{Found, Known};
use crate::error::Refusal;

/// A new entry in its place.
#[derive(Debug)]
pub(crate) struct New {
    pub number: u64,
    pub position: Position,
    pub view: Arc<View>,
    pub entry: Entry,
    /// Its payload is not here, and nothing purged it.
    pub is_bare: bool,
}

/// What arrived, in the order of its numbers.
#[derive(Debug)]
pub(crate) enum Arrived {
    New(New),
    /// The payload of an entry that was here bare.
    Payload {
        number: u64,
        /// Of the entry's first arrival.
        entry_number: u64,
        position: Position,
        entry: Entry,
    },
}

/// What becomes of an entry that follows what is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gaps {
    /// Nothing of the push is taken.
    Refused,
    /// It is left out, and whatever follows it.
    LeftOut,
}

/// What a push comes to.
#[derive(Debug)]
pub(crate) struct Intake {
    pub arrived: Vec<Arrived>,
    /// All lines as they stand then.
    pub lines: Lines,
    /// Those that are other than before.
    pub changed: BTreeSet<u32>,
    /// How many of them began as a branch: a copied or restored laptop.
    pub branches: u32,
    /// How many entries follow what is not here.
    pub left_out: u64,
}

/// The name of an entry.
pub(crate) fn name_of(entry: &Entry) -> Name {
    Name { log: entry.envelope().log, seq: entry.envelope().seq, hash: entry.hash() }
}

/// The hashes of these entries and of everything that they name.
pub(crate) fn list_hashes(entries: &[Entry]) -> Vec<EntryHash> {
    let mut hashes: Vec<_> = entries
        .iter()
        .flat_map(|entry| {
            let envelope = entry.envelope();
            let seen = envelope.seen.iter().map(|seen| seen.hash);
            seen.chain([entry.hash(), envelope.prev])
        })
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Whether every entry names the feed and is signed by the key that opened its log, which stands among `keys` or is opened here and is then noted there; `only` is the only one that may
/// write there, if one is named.
pub(crate) fn check(
    feed: FeedId,
    entries: &[Entry],
    keys: &mut BTreeMap<LogId, [u8; 32]>,
    only: Option<[u8; 32]>,
) -> Result<(), Refusal> {
    let mut signed = Vec::with_capacity(entries.len());
    let mut find = |entry: &Entry| {
        let envelope = entry.envelope();
        if envelope.feed != feed {
            return Err(Refusal::ForeignFeed);
        }
        if let Some(opening) = envelope.opening {
            keys.insert(envelope.log, opening.key);
        }
        let key = keys.get(&envelope.log).copied().ok_or(Refusal::Gap)?;
        if only.is_some_and(|only| only != key) { Err(Refusal::ForeignFeed) } else { Ok(key) }
    };
    let refused = entries.iter().find_map(|entry| match find(entry) {
        Ok(key) => {
            signed.push((entry, key));
            None
        }
        Err(refusal) => Some(refusal),
    });
    // What stands before it is looked at first, as if one after the other.
    if !are_right(&signed) {
        return Err(Refusal::NotAuthentic);
    }
    refused.map_or(Ok(()), Err)
}

/// Those whose log was opened here or among them: of others nobody knows who signed them.
pub(crate) fn leave_out_unopened(entries: Vec<Entry>, keys: &BTreeMap<LogId, [u8; 32]>) -> Vec<Entry> {
    let opened: BTreeSet<_> = entries
        .iter()
        .filter(|entry| entry.envelope().opening.is_some())
        .map(|entry| entry.envelope().log)
        .collect();
    let is_known = |log: LogId| keys.contains_key(&log) || opened.contains(&log);
    entries.into_iter().filter(|entry| is_known(entry.envelope().log)).collect()
}

/// The entries that these follow: of the lines that end with them it must be known what they saw.
pub(crate) fn list_followed(entries: &[Entry]) -> Vec<EntryHash> {
    entries.iter().map(|entry| entry.envelope().prev).collect()
}

/// Places entries that passed [`check`], and gives them the numbers after `before`. `known` must hold whatever is here of [`list_hashes`], `lines` what those saw that end with one
/// of [`list_followed`].
pub(crate) fn decide(
    before: u64,
    mut lines: Lines,
    mut known: Known,
    purged: &HashSet<EntryHash>,
    (entries, gaps): (Vec<Entry>, Gaps),
) -> Result<Intake, Refusal> {
    let mut arrived: Vec<Arrived> = Vec::new();
    let (mut changed, mut branches, mut left_out) = (BTreeSet::new(), 0, 0);
    for entry in entries {
        let name = name_of(&entry);
        let number = before + arrived.len() as u64 + 1;
        let lines_before = lines.as_slice().len();
        let Ok(placing) = lines.place(entry.envelope(), entry.hash(), &known);
        match placing {
            Placing::Waits { .. } if gaps == Gaps::Refused => return Err(Refusal::Gap),
            Placing::Waits { .. } => left_out += 1,
            Placing::Known => {
                let bare = known.find(name).filter(|found| found.is_bare);
                let bare = bare.map(|found| (found.number, Position { line: found.line, seq: name.seq }));
                if let Some((entry_number, position)) = bare
                    && entry.payload().is_some()
                {
                    known.complete(name);
                    arrived.push(Arrived::Payload { number, entry_number, position, entry });
                }
            }
            Placing::Placed { position, view, is_branch } => {
                let is_new_line = lines.as_slice().len() > lines_before;
                if is_new_line && lines.has_too_many_of(entry.envelope().feed) {
                    return Err(Refusal::TooManyLines);
                }
                let is_purged = purged.contains(&name.hash);
                let entry = if is_purged { entry.without_payload() } else { entry };
                let is_bare = entry.payload().is_none() && !is_purged;
                known.insert(name, Found { number, line: position.line, view: Arc::clone(&view), is_bare });
                changed.insert(position.line);
                branches += u32::from(is_branch);
                arrived.push(Arrived::New(New { number, position, view, entry, is_bare }));
            }
        }
    }
    Ok(Intake { arrived, lines, changed, branches, left_out })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use tilik_journal::{Entry, EntryHash, Lines};
    use tilik_sync::Ledger as _;
    use tilik_testkit::{Chance, Laptop};

    use super::{Arrived, Gaps, Intake, check, decide};
    use crate::error::Refusal;
    use crate::ledger::rows::Known;

    fn entries(count: usize) -> (Laptop, Vec<Entry>) {
        let mut chance = Chance::of(1);
        let mut laptop = Laptop::found(1, &mut chance);
        for _ in 1..count {
            laptop.write(50, &mut chance);
        }
        let entries = laptop.shelf.entries().iter().map(|(_, entry)| entry.clone()).collect();
        (laptop, entries)
    }

    fn take(entries: Vec<Entry>, purged: &[EntryHash]) -> Result<Intake, Refusal> {
        decide(
            7,
            Lines::default(),
            Known::default(),
            &purged.iter().copied().collect::<HashSet<_>>(),
            (entries, Gaps::Refused),
        )
    }

    fn words(intake: &Intake) -> Vec<&'static str> {
        let word = |arrived: &Arrived| match arrived {
            Arrived::New(new) if new.is_bare => "bare",
            Arrived::New(new) if new.entry.payload().is_none() => "purged",
            Arrived::New(_) => "new",
            Arrived::Payload { .. } => "payload",
        };
        intake.arrived.iter().map(word).collect()
    }

    #[test]
    fn parents_come_first_and_what_came_twice_arrives_once() {
        let (_, all) = entries(3);
        let intake = take(all.clone(), &[]).unwrap();
        assert_eq!((words(&intake), intake.changed.len(), intake.branches), (vec!["new"; 3], 1, 0));
        let twice = [all.clone(), all.clone()].concat();
        assert_eq!(words(&take(twice, &[]).unwrap()), ["new"; 3]);
        assert_eq!(take(vec![all[0].clone(), all[2].clone()], &[]).unwrap_err(), Refusal::Gap);
        assert_eq!(take(vec![all[1].clone(), all[0].clone()], &[]).unwrap_err(), Refusal::Gap);
    }

    #[test]
    fn a_payload_that_comes_after_its_entry_is_an_arrival_of_its_own() {
        let (_, all) = entries(2);
        let bare = all[1].clone().without_payload();
        let intake = take(vec![all[0].clone(), bare.clone(), all[1].clone(), all[1].clone()], &[]).unwrap();
        assert_eq!(words(&intake), ["new", "bare", "payload"]);
        let last = intake.arrived.last();
        assert!(matches!(last, Some(Arrived::Payload { number: 10, entry_number: 9, .. })), "{last:?}");
        assert_eq!(words(&take(vec![all[0].clone(), bare], &[]).unwrap()), ["new", "bare"]);
    }

    #[test]
    fn a_purged_payload_is_not_taken_and_its_entry_is() {
        let (_, all) = entries(2);
        let purged = [all[1].hash()];
        assert_eq!(words(&take(all.clone(), &purged).unwrap()), ["new", "purged"]);
        let again = vec![all[0].clone(), all[1].clone(), all[1].clone()];
        assert_eq!(words(&take(again, &purged).unwrap()), ["new", "purged"]);
    }

    #[test]
    fn forged_and_foreign_entries_are_told_apart() {
        let (laptop, all) = entries(2);
        let feed = laptop.feed();
        assert_eq!(check(feed, &all, &mut BTreeMap::new(), None), Ok(()));
        let other = Laptop::found(2, &mut Chance::of(9));
        assert_eq!(check(other.feed(), &all, &mut BTreeMap::new(), None), Err(Refusal::ForeignFeed));
        let mut signature = *all[1].signature();
        signature[3] ^= 1;
        let envelope = all[1].envelope_bytes().to_vec();
        let forged = Entry::from_stored(envelope, signature, all[1].payload().cloned()).unwrap();
        assert_eq!(
            check(feed, &[all[0].clone(), forged], &mut BTreeMap::new(), None),
            Err(Refusal::NotAuthentic)
        );
        assert_eq!(
            check(feed, &all[1..], &mut BTreeMap::new(), None),
            Err(Refusal::Gap),
            "nobody opened its log"
        );
        let only = |key| check(feed, &all, &mut BTreeMap::new(), Some(key));
        assert_eq!(only(laptop.device_key()), Ok(()));
        assert_eq!(only(other.device_key()), Err(Refusal::ForeignFeed));
        let mut wrong = BTreeMap::from([(all[1].envelope().log, [7; 32])]);
        assert_eq!(check(feed, &all[1..], &mut wrong, None), Err(Refusal::NotAuthentic));
    }
}
