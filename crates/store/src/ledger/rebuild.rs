//! Judging and adding up everything anew: after control entries that may change the verdict on others, and as the second opinion of `verify`.

use std::collections::HashMap;

use rusqlite::{Connection, params};
use tilik_journal::admission::{Admission, PayloadState, Placed};
use tilik_journal::{
    Document, Entry, FeedId, HeldReason, Lines, Payload, RecordId, Retention, SaltedPayload, Verdict, upcast,
};
use uuid::Uuid;

use super::tables::{self, ENTRY_COLUMNS, PlacedInTables, StoredEntry};
use super::verify::Defect;
use super::{Ledger, commit, projection};
use crate::database;
use crate::error::StoreError;

/// The tables by which every record was added up.
const CAUGHT_UP: &str = "caught_up";

/// An entry with what was read of its payload.
pub(super) struct ReadEntry {
    pub(super) stored: StoredEntry,
    pub(super) entry: Entry,
    pub(super) payload: Option<Option<Payload>>,
}

impl ReadEntry {
    /// Reads a row; the payload is `None` when absent, `Some(None)` when unreadable.
    pub(super) fn read(stored: StoredEntry) -> Result<Self, StoreError> {
        let entry = stored.clone().into_entry()?;
        let payload = entry.payload().map(|payload| payload.parse().ok().map(upcast::apply));
        Ok(Self { stored, entry, payload })
    }

    pub(super) fn placed<'a>(
        &'a self,
        connection: &Connection,
        lines: &Lines,
    ) -> Result<Placed<'a>, StoreError> {
        Ok(Placed {
            position: self.stored.position,
            view: tables::read_view_of(connection, self.stored.view, &self.stored.place(lines))?,
            hash: self.entry.hash(),
            envelope: self.entry.envelope(),
            key: commit::key_of(lines, self.stored.position.line),
            payload: match &self.payload {
                None => PayloadState::Absent,
                Some(None) => PayloadState::Malformed,
                Some(Some(payload)) => PayloadState::Readable(payload),
            },
        })
    }
}

impl Ledger {
    /// What the control entries of each feed say.
    pub(super) fn read_admissions(&self) -> Result<HashMap<FeedId, Admission>, StoreError> {
        let mut statement = self
            .connection
            .prepare(&format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE is_control = 1 ORDER BY id"))?;
        let stored = statement.query_map([], StoredEntry::read)?.collect::<Result<Vec<_>, _>>()?;
        let read = stored
            .into_iter()
            .map(|stored| {
                let place = stored.place(&self.lines);
                // Who opens the office must hear which entry it is: nothing can be judged without it.
                ReadEntry::read(stored).map_err(|error| error.blame(|why| Defect::Unreadable(place, why)))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut control: HashMap<FeedId, Vec<Placed<'_>>> = HashMap::new();
        for entry in &read {
            let placed = entry.placed(&self.connection, &self.lines)?;
            control.entry(placed.envelope.feed).or_default().push(placed);
        }
        control
            .into_iter()
            .map(|(feed, entries)| {
                Ok((feed, Admission::from_control(feed, &entries, &PlacedInTables::all(&self.connection))?))
            })
            .collect()
    }

    /// Judges one row anew and writes its verdict.
    pub(super) fn rejudge_row(&self, row: i64) -> Result<Verdict, StoreError> {
        let stored = self
            .connection
            .prepare_cached(&format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id = ?1"))?
            .query_row([row], StoredEntry::read)?;
        let read = ReadEntry::read(stored)?;
        let verdict = self.judge_placed(&read.placed(&self.connection, &self.lines)?);
        self.write_verdict(&read, verdict)?;
        Ok(verdict)
    }

    fn write_verdict(&self, read: &ReadEntry, verdict: Verdict) -> Result<(), StoreError> {
        let held = match verdict {
            Verdict::Counts | Verdict::Purged => None,
            Verdict::Held(reason) => Some(reason.code()),
        };
        if read.stored.held.as_deref() != held {
            self.connection
                .prepare_cached("UPDATE entry SET held = ?1 WHERE id = ?2")?
                .execute(params![held, read.stored.row])?;
        }
        if verdict == Verdict::Purged
            && read.stored.payload.is_some()
            && read.entry.envelope().retention != Retention::Control
        {
            self.connection
                .prepare_cached("UPDATE entry SET payload = NULL WHERE id = ?1")?
                .execute([read.stored.row])?;
            self.connection
                .prepare_cached("DELETE FROM touch WHERE entry = ?1")?
                .execute([read.stored.row])?;
        }
        Ok(())
    }

    /// Judges every entry by today's admissions and adds up every record anew. Within a transaction of the caller.
    pub(super) fn rebuild_in_transaction(&mut self) -> Result<(), StoreError> {
        self.changes.note_all();
        projection::clear(&self.connection)?;
        let own = self.find_feed()?;
        let mut after = 0;
        loop {
            let batch = self.read_batch(after, 512)?;
            let Some(last) = batch.last() else { return Ok(()) };
            after = last.row;
            for stored in batch {
                let read = ReadEntry::read(stored)?;
                let placed = read.placed(&self.connection, &self.lines)?;
                let verdict = self.judge_placed(&placed);
                self.write_verdict(&read, verdict)?;
                if let (Verdict::Counts, Some(Some(payload))) = (verdict, &read.payload)
                    && self.is_own(placed.position.line, own)
                {
                    projection::apply_entry(&self.connection, placed.position, &placed.view, payload)?;
                }
            }
        }
    }

    /// Judges the entries of a feed of the province's by today's admissions. Within a transaction of the caller.
    pub(super) fn rejudge_feed(&self, feed: FeedId) -> Result<(), StoreError> {
        for row in self.list_rows_of(feed)? {
            self.rejudge_row(row)?;
        }
        Ok(())
    }

    /// The next entries after a row, in order.
    pub(super) fn read_batch(&self, after: i64, count: u32) -> Result<Vec<StoredEntry>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE id > ?1 ORDER BY id LIMIT ?2"
        ))?;
        let batch =
            statement.query_map(params![after, count], StoredEntry::read)?.collect::<Result<_, _>>()?;
        Ok(batch)
    }

    /// How many entries are held.
    pub(super) fn count_held(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT count(*) FROM entry WHERE held IS NOT NULL")?
            .query_row([], |row| row.get(0))?)
    }

    /// Judges and adds up everything anew, in one transaction.
    ///
    /// # Errors
    /// When a row cannot be read or written; nothing has changed then.
    pub fn rebuild(&mut self) -> Result<(), StoreError> {
        self.admissions = self.read_admissions()?;
        self.in_transaction(Self::rebuild_in_transaction)
    }
}

/// What an earlier release kept without understanding it.
impl Ledger {
    /// Adds up anew, once after each change of the tables, where records or entries came before this release's tables had room for them: their kinds or fields were not known, or their format.
    ///
    /// # Errors
    /// When a row cannot be read or written; nothing has changed then, and the next opening tries again.
    pub(crate) fn catch_up(&mut self) -> Result<(), StoreError> {
        let tables = database::version(&self.connection)?.to_be_bytes();
        if tables::read_setting(&self.connection, CAUGHT_UP)?.as_deref() == Some(tables.as_slice()) {
            return Ok(());
        }
        self.in_transaction(|ledger| {
            if ledger.has_not_understood()? {
                ledger.rebuild_in_transaction()?;
            }
            tables::write_setting(&ledger.connection, CAUGHT_UP, &tables)
        })
    }

    fn has_not_understood(&self) -> Result<bool, StoreError> {
        let later = HeldReason::FormatUnknown.code();
        let sql = "SELECT EXISTS (SELECT 1 FROM entry WHERE held = ?1)";
        if self.connection.query_row(sql, [later], |row| row.get(0))? {
            return Ok(true);
        }
        let mut statement = self.connection.prepare("SELECT kind, id, document FROM record")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (kind, id, bytes): (u32, [u8; 16], Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let document = Document::from_bytes(kind, RecordId(Uuid::from_bytes(id)), &bytes)?;
            if !projection::row_agrees(&self.connection, &document)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// A salted payload's writes, or none where it does not read.
pub(super) fn read_payload(bytes: Option<&[u8]>) -> Option<Payload> {
    bytes.and_then(|bytes| SaltedPayload::from_stored(bytes.to_vec()).parse().ok()).map(upcast::apply)
}
