//! What a run with the province reads of the journal, and the few ways in which it may change it.
//!
//! Must not know a message or a line. Invariant: a page and its cursor are one transaction ([`Exchange::keep_page`]), and entries of another feed than the office's are kept and
//! judged, but never added up with ours (`what_the_province_says_never_meets_our_records`).

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{OptionalExtension, params};
use tilik_journal::authority::list_successors;
use tilik_journal::catalogue::{KINDS, device};
use tilik_journal::entry::SeenRef;
use tilik_journal::fold::{Touch, fold};
use tilik_journal::lineage::PlacedEntries;
use tilik_journal::signatures::Checked;
use tilik_journal::{
    Admission, Document, Entry, EntryHash, FeedId, HeldReason, LogId, Payload, Position, RecordId,
    SaltedPayload, Value, View, upcast,
};

use super::tables::{self, ENTRY_COLUMNS, PlacedInTables, StoredEntry};
use super::{Ledger, Received};
use crate::error::StoreError;

/// Entries of one line: those above `after`, up to `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The line.
    pub line: u32,
    /// The last number that is not meant.
    pub after: u64,
    /// The last number that is.
    pub until: u64,
}

impl Range {
    fn names(self, at: Position) -> bool {
        self.line == at.line && self.after < at.seq && at.seq <= self.until
    }
}

/// The journal, as far as a run with the province may change it.
pub struct Exchange<'l> {
    pub(super) ledger: &'l mut Ledger,
}

impl<'l> Exchange<'l> {
    /// Of an open journal.
    pub fn of(ledger: &'l mut Ledger) -> Self {
        Self { ledger }
    }

    /// Takes in a page of a feed and moves its cursor. What is here already changes nothing; what cannot be placed yet is parked.
    ///
    /// # Errors
    /// Those of [`Ledger::receive`]; nothing has changed then.
    pub fn keep_page(
        &mut self,
        feed: FeedId,
        entries: Vec<Checked>,
        cursor: u64,
    ) -> Result<Received, StoreError> {
        self.ledger.receive_of(feed, entries, |ledger| ledger.write_cursor(feed, cursor))
    }
}

impl Exchange<'_> {
    /// Takes in entries of a feed that came by stick, all or none.
    ///
    /// # Errors
    /// Those of [`Ledger::receive`]; nothing has changed then.
    pub fn receive(&mut self, feed: FeedId, entries: Vec<Entry>) -> Result<Received, StoreError> {
        self.ledger.receive_of(feed, entries.into_iter().map(Checked::from).collect(), |_| Ok(()))
    }
}

impl PlacedEntries for Ledger {
    type Error = StoreError;

    fn find_placed(
        &self,
        log: LogId,
        seq: u64,
        hash: EntryHash,
    ) -> Result<Option<(u32, Arc<View>)>, StoreError> {
        PlacedInTables::all(&self.connection).find_placed(log, seq, hash)
    }
}

impl Ledger {
    /// Hands out the entries of some ranges, with their places, in the order in which they were taken in, parents first, until `take` says no.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn visit_ranges(
        &self,
        ranges: &[Range],
        take: &mut dyn FnMut(Position, Entry) -> bool,
    ) -> Result<(), StoreError> {
        let mut left: u64 = ranges.iter().map(|range| range.until.saturating_sub(range.after)).sum();
        let Some(first) = self.find_first_row(ranges)? else { return Ok(()) };
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id >= ?1 ORDER BY id"))?;
        let mut rows = statement.query([first])?;
        while let Some(row) = rows.next()? {
            // Of a row that nobody asked for, SQLite reads no more than its place.
            let at = Position { line: row.get(1)?, seq: row.get::<_, i64>(2)?.cast_unsigned() };
            if !ranges.iter().any(|range| range.names(at)) {
                continue;
            }
            left = left.saturating_sub(1);
            if !take(at, StoredEntry::read(row)?.into_entry()?) || left == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Bytes that the entries of some ranges have before packing.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn measure_ranges(&self, ranges: &[Range]) -> Result<u64, StoreError> {
        let mut bytes = 0;
        for range in ranges {
            let of_range: i64 = self
                .connection
                .prepare_cached(
                    "SELECT ifnull(sum(length(envelope) + length(signature) + ifnull(length(payload), 0)), 0)
                     FROM entry WHERE line = ?1 AND seq > ?2 AND seq <= ?3",
                )?
                .query_row(
                    params![range.line, tables::signed(range.after), tables::signed(range.until)],
                    |row| row.get(0),
                )?;
            bytes += of_range.cast_unsigned();
        }
        Ok(bytes)
    }

    /// The row of the entry of these ranges that was taken in first.
    fn find_first_row(&self, ranges: &[Range]) -> Result<Option<i64>, StoreError> {
        let mut first: Option<i64> = None;
        for range in ranges {
            let row: Option<i64> = self
                .connection
                .prepare_cached("SELECT id FROM entry WHERE line = ?1 AND seq > ?2 ORDER BY seq LIMIT 1")?
                .query_row(params![range.line, tables::signed(range.after)], |row| row.get(0))
                .optional()?;
            first = match (first, row) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        Ok(first)
    }

    fn read_entry(&self, row: i64) -> Result<Entry, StoreError> {
        let stored = self
            .connection
            .prepare_cached(&format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id = ?1"))?
            .query_row([row], StoredEntry::read)?;
        Ok(stored.into_entry()?)
    }

    /// The entry with this name, unless it is of a private log.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn find_entry(&self, name: SeenRef) -> Result<Option<Entry>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT entry.id, entry.envelope FROM line JOIN entry ON entry.line = line.number
             WHERE line.log = ?1 AND entry.seq = ?2 AND line.is_private = 0",
        )?;
        let mut rows = statement.query(params![name.log.0, tables::signed(name.seq)])?;
        while let Some(row) = rows.next()? {
            let envelope: Vec<u8> = row.get(1)?;
            if tables::hash_of(&envelope) == name.hash {
                return self.read_entry(row.get(0)?).map(Some);
            }
        }
        Ok(None)
    }

    /// What the control entries of the office's feed that are here say together: who lets devices in, and which are ended. None before there is a feed.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn find_admission(&self) -> Result<Option<&Admission>, StoreError> {
        Ok(self.find_feed()?.and_then(|feed| self.admissions.get(&feed)))
    }

    /// Entries that show who founded the office's feed and that this device is of the office: the beginnings of the founder's logs, how authority passed on, and what certifies this device.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_credentials(&self) -> Result<Vec<Entry>, StoreError> {
        let (Some(feed), Some(admission)) = (self.find_feed()?, self.find_admission()?) else {
            return Ok(Vec::new());
        };
        let authorities = admission.authorities();
        let (own, founder) = (self.device_key(), authorities.founder());
        let mut statement = self.connection.prepare_cached(
            "SELECT entry.id FROM line JOIN entry ON entry.line = line.number
             WHERE line.feed = ?1 AND line.key = ?2 AND entry.is_control = 1 ORDER BY entry.id",
        )?;
        let mut shown = Vec::new();
        for key in authorities.keys() {
            for row in statement.query_map(params![feed.0, key], |row| row.get(0))? {
                let entry = self.read_entry(row?)?;
                let payload = entry.payload().and_then(|payload| payload.parse().ok()).unwrap_or_default();
                let is_beginning = Some(*key) == founder && entry.envelope().seq == 1;
                let passes_on = list_successors(&payload, key).next().is_some();
                let is_shown = is_beginning || passes_on || Some(own) != founder && certifies(&payload, &own);
                if is_shown {
                    shown.push(entry);
                }
            }
        }
        Ok(shown)
    }

    /// What a feed of the province's adds up to: its records, by kind and id. There are few, and they are added up when they are asked for.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_documents_of(&self, feed: FeedId) -> Result<Vec<Document>, StoreError> {
        let mut read = Vec::new();
        for row in self.list_rows_of(feed)? {
            let stored = self
                .connection
                .prepare_cached(&format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id = ?1"))?
                .query_row([row], StoredEntry::read)?;
            let (None, Some(payload)) = (&stored.held, stored.payload) else { continue };
            let payload = upcast::apply(SaltedPayload::from_stored(payload).parse()?);
            read.push((stored.position, tables::read_view(&self.connection, stored.view)?, payload));
        }
        let mut touches: BTreeMap<(u32, RecordId), Vec<Touch<'_>>> = BTreeMap::new();
        for (position, view, payload) in &read {
            for (name, touch) in Touch::list_of(*position, view, payload) {
                touches.entry(name).or_default().push(touch);
            }
        }
        Ok(touches.into_iter().map(|((kind, id), touches)| fold(kind, id, &touches)).collect())
    }

    /// The feeds that this file holds beside the office's own, to be read.
    #[must_use]
    pub fn list_further_feeds(&self) -> Vec<FeedId> {
        let own = self.find_feed().ok().flatten();
        let mut feeds: Vec<_> =
            self.lines().as_slice().iter().map(|line| line.feed).filter(|feed| Some(*feed) != own).collect();
        feeds.sort_unstable();
        feeds.dedup();
        feeds
    }

    /// The rows of a feed's entries, parents first.
    pub(super) fn list_rows_of(&self, feed: FeedId) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT entry.id FROM line JOIN entry ON entry.line = line.number WHERE line.feed = ?1 ORDER BY entry.id",
        )?;
        Ok(statement.query_map([feed.0], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// How many of the office's entries are held: kept and sent on, and counted by nobody. Those of a later format are told by [`Self::count_not_understood`].
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn count_held_of_office(&self) -> Result<u64, StoreError> {
        let feed = self.feed()?;
        let count: i64 = self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM entry JOIN line ON line.number = entry.line
                 WHERE entry.held IS NOT NULL AND entry.held <> ?1 AND line.feed = ?2",
            )?
            .query_row((HeldReason::FormatUnknown.code(), feed.0), |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }

    /// How many of the office's entries a later release wrote that this one does not understand: of a later format, or about kinds that its catalogue has not.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub fn count_not_understood(&self) -> Result<u64, StoreError> {
        let feed = self.feed()?;
        let known: Vec<_> = KINDS.iter().map(|kind| kind.number.to_string()).collect();
        let sql = format!(
            "SELECT count(*) FROM (
                 SELECT entry.id FROM entry JOIN line ON line.number = entry.line WHERE entry.held = ?1 AND line.feed = ?2
                 UNION SELECT touch.entry FROM record CROSS JOIN touch ON touch.record = record.id AND touch.kind = record.kind
                 WHERE record.kind NOT IN ({}))",
            known.join(", ")
        );
        let later = HeldReason::FormatUnknown.code();
        let count: i64 =
            self.connection.prepare_cached(&sql)?.query_row((later, feed.0), |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }

    /// How many authentic entries wait for others that have not come.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn count_parked(&self) -> Result<u64, StoreError> {
        let count: i64 = self
            .connection
            .prepare_cached("SELECT count(DISTINCT hash) FROM parked")?
            .query_row([], |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }
}

fn certifies(payload: &Payload, key: &[u8; 32]) -> bool {
    payload.writes().any(|write| {
        write.kind == device::KIND && write.field == device::KEY && *write.value == Value::Bytes(key.to_vec())
    })
}
