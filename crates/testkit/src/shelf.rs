//! Entries in memory, each in its place: what a laptop and a province of a test share. Judges nothing and folds nothing.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use tilik_journal::entry::read_key;
use tilik_journal::lineage::{PlacedEntries, Placing};
use tilik_journal::{Entry, EntryHash, FeedId, JournalError, Lines, LogId, Position, View};
use tilik_sync::Name;

/// Entries in the order of taking in.
#[derive(Clone, Default)]
pub struct Shelf {
    lines: Lines,
    index: BTreeMap<Name, (Position, Arc<View>)>,
    entries: Vec<(Position, Entry)>,
    parked: Vec<Entry>,
}

/// What taking in one entry changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It stands in its place.
    Placed,
    /// It was here without its payload.
    Completed,
    /// Nothing.
    Known,
    /// Others must come first.
    Waits,
}

/// The name of an entry.
#[must_use]
pub fn name_of(entry: &Entry) -> Name {
    Name { log: entry.envelope().log, seq: entry.envelope().seq, hash: entry.hash() }
}

impl Shelf {
    /// The lines held.
    #[must_use]
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The entries in the order of taking in, parents first.
    #[must_use]
    pub fn entries(&self) -> &[(Position, Entry)] {
        &self.entries
    }

    /// How many wait for others.
    #[must_use]
    pub fn count_parked(&self) -> usize {
        self.parked.len()
    }

    /// The last entry of each line of a feed, ascending.
    #[must_use]
    pub fn tips(&self, feed: FeedId) -> Vec<Name> {
        let mut tips = self.lines.list_tips_of(feed);
        tips.sort_unstable();
        tips
    }

    /// The entry with this name.
    #[must_use]
    pub fn find(&self, name: Name) -> Option<&Entry> {
        self.index.get(&name)?;
        self.entries.iter().map(|(_, entry)| entry).find(|entry| entry.hash() == name.hash)
    }

    /// Takes in one entry, which must have its parents here.
    ///
    /// # Errors
    /// When it is not authentic.
    pub fn take(&mut self, entry: Entry) -> Result<Taken, JournalError> {
        let envelope = entry.envelope();
        let opening = envelope.opening.map(|opening| opening.key);
        let Some(key) = opening.or_else(|| self.lines.find_key(envelope.log).copied()) else {
            return Ok(Taken::Waits);
        };
        entry.verify(&read_key(&key)?)?;
        let Ok(placing) = self.lines.place(envelope, entry.hash(), &Index(&self.index));
        Ok(match placing {
            Placing::Known => self.complete(entry),
            Placing::Waits { .. } => Taken::Waits,
            Placing::Placed { position, view, .. } => {
                self.index.insert(name_of(&entry), (position, view));
                self.entries.push((position, entry));
                Taken::Placed
            }
        })
    }

    fn complete(&mut self, entry: Entry) -> Taken {
        let kept = self.entries.iter_mut().find(|(_, kept)| kept.hash() == entry.hash());
        match kept {
            Some((_, kept)) if kept.payload().is_none() && entry.payload().is_some() => {
                *kept = entry;
                Taken::Completed
            }
            Some(_) | None => Taken::Known,
        }
    }

    /// Takes in entries in any order; those that wait for others are parked.
    ///
    /// # Errors
    /// When one is not authentic.
    pub fn receive(&mut self, entries: impl IntoIterator<Item = Entry>) -> Result<(), JournalError> {
        let mut waiting: Vec<_> = std::mem::take(&mut self.parked);
        waiting.extend(entries);
        let mut is_moving = true;
        while is_moving {
            is_moving = false;
            for entry in std::mem::take(&mut waiting) {
                match self.take(entry.clone())? {
                    Taken::Placed | Taken::Completed => is_moving = true,
                    Taken::Known => {}
                    Taken::Waits => waiting.push(entry),
                }
            }
        }
        self.parked = waiting;
        Ok(())
    }

    /// Takes the payload of an entry away, as one that came bare.
    pub fn strip(&mut self, hash: EntryHash) {
        for (_, entry) in &mut self.entries {
            if entry.hash() == hash {
                *entry = entry.clone().without_payload();
            }
        }
    }
}

struct Index<'a>(&'a BTreeMap<Name, (Position, Arc<View>)>);

impl PlacedEntries for Index<'_> {
    type Error = Infallible;
    fn find_placed(
        &self,
        log: LogId,
        seq: u64,
        hash: EntryHash,
    ) -> Result<Option<(u32, Arc<View>)>, Infallible> {
        let found = self.0.get(&Name { log, seq, hash });
        Ok(found.map(|(position, view)| (position.line, Arc::clone(view))))
    }
}

impl PlacedEntries for Shelf {
    type Error = Infallible;
    fn find_placed(
        &self,
        log: LogId,
        seq: u64,
        hash: EntryHash,
    ) -> Result<Option<(u32, Arc<View>)>, Infallible> {
        Index(&self.index).find_placed(log, seq, hash)
    }
}
