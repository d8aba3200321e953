//! What lines wrote apart: stretches of two lines of which no entry of the one saw any of the other.
//!
//! A function of the set of entries, like everything else here. What an entry saw grows along its line, so a line falls into runs of one view, and two runs say of
//! all their entries at once which of them stand apart: nothing is compared entry by entry, and what was written one after the other costs nothing.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::Arc;

use rusqlite::{OptionalExtension, params};
use tilik_journal::{Payload, Position, SaltedPayload, UserId, View, upcast};

use super::tables::{self, ENTRY_COLUMNS, StoredEntry};
use super::{Exchange, Ledger};
use crate::error::StoreError;

/// How far somebody has looked at what was written apart: the newest row then.
const LOOKED: &str = "apart_looked";

/// An entry that counts, with what it wrote.
#[derive(Debug)]
pub struct ApartEntry {
    /// Its place.
    pub position: Position,
    /// Whether it came after the moment that was asked about.
    pub is_new: bool,
    /// What it wrote.
    pub payload: Payload,
}

/// Entries of two lines: none of the one side saw any of the other.
#[derive(Debug)]
pub struct Apart {
    /// Each in the order of its line; at least one of all of them is new.
    pub sides: [Vec<Arc<ApartEntry>>; 2],
}

/// Entries of one line with one view.
struct Run {
    line: u32,
    seqs: RangeInclusive<u64>,
    view: Arc<View>,
}

impl Run {
    fn has_seen(&self, line: u32) -> u64 {
        let pairs = self.view.pairs();
        pairs.binary_search_by_key(&line, |pair| pair.0).map_or(0, |at| pairs[at].1)
    }

    /// Those of its entries that a run of another line did not see.
    fn unseen_by(&self, other: &Self) -> Option<RangeInclusive<u64>> {
        let from = (*self.seqs.start()).max(other.has_seen(self.line) + 1);
        (from <= *self.seqs.end()).then_some(from..=*self.seqs.end())
    }
}

impl Ledger {
    /// What was written apart, where one side at least came after `since` (a number of [`Self::newest_entry`]; 0 for all).
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_apart(&self, since: i64) -> Result<Vec<Apart>, StoreError> {
        let own = self.find_feed()?;
        let lines: Vec<u32> = (0u32..)
            .zip(self.lines.as_slice())
            .filter(|(number, line)| !line.is_private && self.is_own(*number, own))
            .map(|(number, _)| number)
            .collect();
        let new_from = self.list_first_new(since)?;
        if lines.len() < 2 || new_from.is_empty() {
            return Ok(Vec::new());
        }
        let mut runs = Vec::new();
        for line in &lines {
            if let Some(from) = new_from.get(line) {
                runs.push(self.list_runs_from(*line, *from)?);
            } else {
                runs.push(Vec::new());
            }
        }
        // Older entries of a line matter from where the new ones of the others had not seen them.
        let mut whole = Vec::new();
        for (line, own) in lines.iter().zip(&runs) {
            let first_new = own.first().map(|run| *run.seqs.start());
            let unseen =
                runs.iter().flatten().filter(|run| run.line != *line).map(|run| run.has_seen(*line) + 1);
            let from = unseen.chain(first_new).min();
            whole.push(from.map(|from| self.list_runs_from(*line, from)).transpose()?.unwrap_or_default());
        }
        let is_new = |line: u32, seqs: &RangeInclusive<u64>| {
            new_from.get(&line).is_some_and(|from| seqs.end() >= from)
        };
        let mut pairs = Vec::new();
        for (at, left) in whole.iter().enumerate() {
            for right in &whole[at + 1..] {
                for (one, other) in left.iter().flat_map(|one| right.iter().map(move |other| (one, other))) {
                    if let (Some(ours), Some(theirs)) = (one.unseen_by(other), other.unseen_by(one))
                        && (is_new(one.line, &ours) || is_new(other.line, &theirs))
                    {
                        pairs.push([(one.line, ours), (other.line, theirs)]);
                    }
                }
            }
        }
        self.read_pairs(&pairs, &new_from)
    }

    /// Lines that left another one of their log and were written on after `since`: two laptops, or two folders, with one key.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_branches(&self, since: i64) -> Result<Vec<u32>, StoreError> {
        let own = self.find_feed()?;
        let mut branches = Vec::new();
        for (number, line) in (0u32..).zip(self.lines.as_slice()) {
            if line.forked_from.is_some() && self.is_own(number, own) {
                let newest: Option<i64> = self
                    .connection
                    .prepare_cached("SELECT id FROM entry WHERE line = ?1 AND seq = ?2")?
                    .query_row(params![number, tables::signed(line.tip_seq)], |row| row.get(0))
                    .optional()?;
                branches.extend(newest.is_some_and(|row| row > since).then_some(number));
            }
        }
        Ok(branches)
    }

    /// The number of the newest entry taken in.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn newest_entry(&self) -> Result<i64, StoreError> {
        let newest: Option<i64> =
            self.connection.query_row("SELECT max(id) FROM entry", [], |row| row.get(0))?;
        Ok(newest.unwrap_or_default())
    }

    /// How far a user has looked at what was written apart.
    ///
    /// # Errors
    /// When the setting cannot be read.
    pub fn looked_until(&self, user: UserId) -> Result<i64, StoreError> {
        let kept = tables::read_setting(&self.connection, &looked_by(user))?;
        Ok(kept.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes).unwrap_or_default())
    }

    fn list_first_new(&self, since: i64) -> Result<BTreeMap<u32, u64>, StoreError> {
        if since == 0 {
            let first = |forked: Option<(u32, u64)>| forked.map_or(1, |(_, seq)| seq + 1);
            return Ok((0u32..)
                .zip(self.lines.as_slice())
                .map(|(at, line)| (at, first(line.forked_from)))
                .collect());
        }
        let mut statement =
            self.connection.prepare_cached("SELECT line, min(seq) FROM entry WHERE id > ?1 GROUP BY line")?;
        let rows =
            statement.query_map([since], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned())))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn list_runs_from(&self, line: u32, from: u64) -> Result<Vec<Run>, StoreError> {
        let Some(tip) = self.lines.find(line).map(|line| line.tip_seq) else { return Ok(Vec::new()) };
        let mut runs = Vec::new();
        let mut start = from;
        while start <= tip {
            // A branch holds nothing before the entry where it left its line.
            let Some(view) = self.find_view_at(line, start)? else {
                start += 1;
                continue;
            };
            let (mut low, mut high) = (start, tip);
            while low < high {
                let middle = high - (high - low) / 2;
                if self.find_view_at(line, middle)? == Some(view) { low = middle } else { high = middle - 1 }
            }
            let seqs = start..=low;
            runs.push(Run { line, seqs, view: tables::read_view(&self.connection, view)? });
            start = low + 1;
        }
        Ok(runs)
    }

    fn find_view_at(&self, line: u32, seq: u64) -> Result<Option<i64>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT view FROM entry WHERE line = ?1 AND seq = ?2")?
            .query_row(params![line, tables::signed(seq)], |row| row.get(0))
            .optional()?)
    }

    fn read_pairs(
        &self,
        pairs: &[[(u32, RangeInclusive<u64>); 2]],
        new_from: &BTreeMap<u32, u64>,
    ) -> Result<Vec<Apart>, StoreError> {
        let mut spans: BTreeMap<u32, RangeInclusive<u64>> = BTreeMap::new();
        for (line, seqs) in pairs.iter().flatten() {
            let span = spans.entry(*line).or_insert_with(|| seqs.clone());
            *span = *span.start().min(seqs.start())..=*span.end().max(seqs.end());
        }
        let mut read: HashMap<u32, BTreeMap<u64, Arc<ApartEntry>>> = HashMap::new();
        for (line, span) in spans {
            let first_new = new_from.get(&line).copied().unwrap_or(u64::MAX);
            read.insert(line, self.read_span(line, &span, first_new)?);
        }
        let side = |(line, seqs): &(u32, RangeInclusive<u64>)| {
            let entries = read.get(line).into_iter().flat_map(|entries| entries.range(seqs.clone()));
            entries.map(|(_, entry)| Arc::clone(entry)).collect::<Vec<_>>()
        };
        Ok(pairs.iter().map(|[one, other]| Apart { sides: [side(one), side(other)] }).collect())
    }

    fn read_span(
        &self,
        line: u32,
        span: &RangeInclusive<u64>,
        first_new: u64,
    ) -> Result<BTreeMap<u64, Arc<ApartEntry>>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE line = ?1 AND seq BETWEEN ?2 AND ?3
             AND held IS NULL AND payload IS NOT NULL"
        ))?;
        let range = params![line, tables::signed(*span.start()), tables::signed(*span.end())];
        let stored = statement.query_map(range, StoredEntry::read)?.collect::<Result<Vec<_>, _>>()?;
        let mut entries = BTreeMap::new();
        for stored in stored {
            let Some(payload) = stored.payload else { continue };
            let payload = upcast::apply(SaltedPayload::from_stored(payload).parse()?);
            let is_new = stored.position.seq >= first_new;
            let entry = ApartEntry { position: stored.position, is_new, payload };
            entries.insert(stored.position.seq, Arc::new(entry));
        }
        Ok(entries)
    }
}

impl Exchange<'_> {
    /// Notes how far a user has looked at what was written apart. Of this laptop alone.
    ///
    /// # Errors
    /// When the setting cannot be written.
    pub fn note_looked(&mut self, user: UserId, until: i64) -> Result<(), StoreError> {
        tables::write_setting(&self.ledger.connection, &looked_by(user), &until.to_be_bytes())
    }
}

fn looked_by(user: UserId) -> String {
    format!("{LOOKED}/{}", user.0)
}
