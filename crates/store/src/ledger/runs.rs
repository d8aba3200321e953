//! The newest runs: when, which way, how much, and how each ended. A table of this laptop's, not of the journal: how often somebody tried is nobody's act.

use rusqlite::{Row, params};

use super::{Exchange, Ledger, tables};
use crate::error::StoreError;

/// So many are kept.
pub const KEPT_RUNS: u32 = 200;

/// Which way entries went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Over a line to the server.
    Line,
    /// Out, in a file for a stick.
    StickWritten,
    /// In, by a file from a stick.
    StickTaken,
}

impl Way {
    fn word(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::StickWritten => "stick",
            Self::StickTaken => "stick_taken",
        }
    }

    fn find(word: &str) -> Self {
        let known = [Self::StickWritten, Self::StickTaken];
        known.into_iter().find(|way| way.word() == word).unwrap_or(Self::Line)
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunEnd {
    /// Entries that the province confirmed.
    pub entries_sent: u64,
    /// Entries that came.
    pub entries_received: u64,
    /// Attachments that the province confirmed.
    pub attachments_sent: u64,
    /// Attachments that came whole.
    pub attachments_received: u64,
    /// Bytes there.
    pub bytes_sent: u64,
    /// Bytes back.
    pub bytes_received: u64,
    /// Whether the province then held everything that this laptop did.
    pub is_complete: bool,
    /// The number of the receipt for the office's own feed.
    pub receipt: Option<u64>,
    /// Why it is not complete.
    pub code: Option<String>,
}

/// A run, as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunLine {
    /// Later ones have higher ones.
    pub id: i64,
    /// Milliseconds since 1970 UTC, by the laptop's clock.
    pub began_at: i64,
    /// None while it is under way, and when the program died within it.
    pub ended_at: Option<i64>,
    /// Which way.
    pub way: Way,
    /// How.
    pub end: RunEnd,
}

impl Exchange<'_> {
    /// Notes that a run begins, and says its number.
    ///
    /// # Errors
    /// When it cannot be written; nothing has changed then.
    pub fn begin_run(&mut self, way: Way, now: i64) -> Result<i64, StoreError> {
        self.ledger.in_transaction(|ledger| {
            ledger
                .connection
                .prepare_cached("INSERT INTO sending_run (began_at, way) VALUES (?1, ?2)")?
                .execute(params![now, way.word()])?;
            let id = ledger.connection.last_insert_rowid();
            ledger
                .connection
                .prepare_cached(
                    "DELETE FROM sending_run WHERE id NOT IN
                     (SELECT id FROM sending_run ORDER BY id DESC LIMIT ?1)",
                )?
                .execute([KEPT_RUNS])?;
            Ok(id)
        })
    }

    /// Notes how far a run is; with an end, how it ended.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn note_run(&mut self, id: i64, end: &RunEnd, ended_at: Option<i64>) -> Result<(), StoreError> {
        self.ledger
            .connection
            .prepare_cached(
                "UPDATE sending_run SET ended_at = ?2, entries_sent = ?3, entries_received = ?4, attachments_sent = ?5,
                 attachments_received = ?6, bytes_sent = ?7, bytes_received = ?8, is_complete = ?9, receipt = ?10,
                 code = ?11 WHERE id = ?1",
            )?
            .execute(params![
                id,
                ended_at,
                tables::signed(end.entries_sent),
                tables::signed(end.entries_received),
                tables::signed(end.attachments_sent),
                tables::signed(end.attachments_received),
                tables::signed(end.bytes_sent),
                tables::signed(end.bytes_received),
                end.is_complete,
                end.receipt.map(tables::signed),
                end.code,
            ])?;
        Ok(())
    }
}

impl Ledger {
    /// The newest runs, the newest first.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_runs(&self) -> Result<Vec<RunLine>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, began_at, ended_at, way, entries_sent, entries_received, attachments_sent, attachments_received,
             bytes_sent, bytes_received, is_complete, receipt, code FROM sending_run ORDER BY id DESC",
        )?;
        Ok(statement.query_map([], read_run)?.collect::<Result<_, _>>()?)
    }
}

fn read_run(row: &Row<'_>) -> rusqlite::Result<RunLine> {
    let count = |column: usize| row.get::<_, i64>(column).map(i64::cast_unsigned);
    let way: String = row.get(3)?;
    Ok(RunLine {
        id: row.get(0)?,
        began_at: row.get(1)?,
        ended_at: row.get(2)?,
        way: Way::find(&way),
        end: RunEnd {
            entries_sent: count(4)?,
            entries_received: count(5)?,
            attachments_sent: count(6)?,
            attachments_received: count(7)?,
            bytes_sent: count(8)?,
            bytes_received: count(9)?,
            is_complete: row.get(10)?,
            receipt: row.get::<_, Option<i64>>(11)?.map(i64::cast_unsigned),
            code: row.get(12)?,
        },
    })
}
