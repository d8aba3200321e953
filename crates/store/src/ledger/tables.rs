//! Rows of the journal's own tables, in and out.

use std::sync::Arc;

use minicbor::{Decoder, Encoder};
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use tilik_journal::{
    Entry, EntryHash, FeedId, JournalError, Line, Lines, LogId, Position, SaltedPayload, View,
    lineage::PlacedEntries,
};

use super::verify::{Defect, Place};
use crate::error::StoreError;

/// An entry as its row holds it.
#[derive(Debug, Clone)]
pub struct StoredEntry {
    /// The row: order of taking in, parents first.
    pub row: i64,
    /// Its place.
    pub position: Position,
    /// The row of its view.
    pub view: i64,
    /// The signed bytes.
    pub envelope: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
    /// Salt and payload, unless purged or not come.
    pub payload: Option<Vec<u8>>,
    /// 1 when the row is marked as control, else 0.
    pub is_control: i64,
    /// The code for which it is held.
    pub held: Option<String>,
}

/// The columns of [`StoredEntry`], in order.
pub(super) const ENTRY_COLUMNS: &str = "id, line, seq, view, envelope, signature, payload, is_control, held";

impl StoredEntry {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            row: row.get(0)?,
            position: Position { line: row.get(1)?, seq: row.get::<_, i64>(2)?.cast_unsigned() },
            view: row.get(3)?,
            envelope: row.get(4)?,
            signature: row.get(5)?,
            payload: row.get(6)?,
            is_control: row.get(7)?,
            held: row.get(8)?,
        })
    }

    /// The entry, read and compared with its payload's hash; its signature is not checked.
    ///
    /// # Errors
    /// [`JournalError`] when the row does not hold an entry.
    pub fn into_entry(self) -> Result<Entry, JournalError> {
        let signature = read_signature(&self.signature)?;
        Entry::from_stored(self.envelope, signature, self.payload.map(SaltedPayload::from_stored))
    }
}

pub(super) fn read_signature(bytes: &[u8]) -> Result<[u8; 64], JournalError> {
    bytes.try_into().map_err(|_| JournalError::Malformed(format!("a signature of {} bytes", bytes.len())))
}

pub(super) fn hash_of(envelope: &[u8]) -> EntryHash {
    EntryHash(Sha256::digest(envelope).into())
}

/// SQLite's whole numbers are signed; the journal's counts never reach the sign (`Envelope::parse` refuses them).
pub(super) fn signed(number: u64) -> i64 {
    number.cast_signed()
}

fn encode_view(view: &View) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut to = Encoder::new(&mut bytes);
    // Writing to a Vec cannot fail.
    let _ = to.array(view.pairs().len() as u64 * 2);
    for (line, seq) in view.pairs() {
        let _ = to.u32(*line).and_then(|to| to.u64(*seq));
    }
    bytes
}

fn decode_view(bytes: &[u8]) -> Result<View, JournalError> {
    let mut from = Decoder::new(bytes);
    let parts = from.array()?.ok_or_else(|| JournalError::Malformed("an indefinite view".into()))?;
    let mut pairs = Vec::new();
    for _ in 0..parts / 2 {
        pairs.push((from.u32()?, from.u64()?));
    }
    Ok(View::from_pairs(pairs))
}

/// The row of a view, made when it is new.
pub(super) fn keep_view(connection: &Connection, view: &View) -> Result<i64, StoreError> {
    if view.pairs().is_empty() {
        return Ok(0);
    }
    let bytes = encode_view(view);
    let found: Option<i64> = connection
        .prepare_cached("SELECT id FROM view WHERE pairs = ?1")?
        .query_row([&bytes], |row| row.get(0))
        .optional()?;
    if let Some(row) = found {
        return Ok(row);
    }
    connection.prepare_cached("INSERT INTO view (pairs) VALUES (?1)")?.execute([&bytes])?;
    Ok(connection.last_insert_rowid())
}

/// The view in a row.
pub(super) fn read_view(connection: &Connection, row: i64) -> Result<Arc<View>, StoreError> {
    if row == 0 {
        return Ok(Arc::default());
    }
    let bytes: Vec<u8> = connection
        .prepare_cached("SELECT pairs FROM view WHERE id = ?1")?
        .query_row([row], |row| row.get(0))?;
    Ok(Arc::new(decode_view(&bytes)?))
}

/// The view in a row of an entry; a view that is not there, or does not read, is that entry's defect.
pub(super) fn read_view_of(
    connection: &Connection,
    row: i64,
    entry: &Place,
) -> Result<Arc<View>, StoreError> {
    let is_missing =
        |error: &StoreError| matches!(error, StoreError::Database(rusqlite::Error::QueryReturnedNoRows));
    match read_view(connection, row) {
        Err(error) if is_missing(&error) => {
            Err(StoreError::Broken(Box::new(Defect::WrongChain(entry.clone()))))
        }
        read => read.map_err(|error| error.blame(|_| Defect::WrongChain(entry.clone()))),
    }
}

/// All lines, by number.
pub(super) fn read_lines(connection: &Connection) -> Result<Lines, StoreError> {
    let mut statement = connection.prepare(
        "SELECT log, feed, key, fork_line, fork_seq, tip_seq, tip_hash, tip_view, is_private FROM line ORDER BY number",
    )?;
    let mut rows = statement.query([])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = |column: usize| row.get::<_, Vec<u8>>(column);
        let fork_line: Option<u32> = row.get(3)?;
        let fork_seq: Option<i64> = row.get(4)?;
        lines.push(Line {
            log: LogId::try_from(bytes(0)?.as_slice())?,
            feed: FeedId::try_from(bytes(1)?.as_slice())?,
            key: bytes(2)?
                .try_into()
                .map_err(|_| JournalError::Malformed("a key of a wrong length".into()))?,
            forked_from: fork_line.zip(fork_seq.map(i64::cast_unsigned)),
            tip_seq: row.get::<_, i64>(5)?.cast_unsigned(),
            tip_hash: EntryHash::try_from(bytes(6)?.as_slice())?,
            view: read_view(connection, row.get(7)?)?,
            is_private: row.get(8)?,
        });
    }
    Ok(Lines::from_stored(lines))
}

/// Writes a line's row as it now stands.
pub(super) fn write_line(
    connection: &Connection,
    number: u32,
    line: &Line,
    view: i64,
) -> Result<(), StoreError> {
    let (fork_line, fork_seq) = line.forked_from.unzip();
    connection
        .prepare_cached(
            "INSERT INTO line (number, log, feed, key, fork_line, fork_seq, tip_seq, tip_hash, tip_view, is_private)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (number) DO UPDATE SET tip_seq = ?7, tip_hash = ?8, tip_view = ?9",
        )?
        .execute(params![
            number,
            line.log.0,
            line.feed.0,
            line.key,
            fork_line,
            fork_seq.map(signed),
            signed(line.tip_seq),
            line.tip_hash.0,
            view,
            line.is_private,
        ])?;
    Ok(())
}

/// Writes an entry's row and says its number.
pub(super) fn insert_entry(
    connection: &Connection,
    entry: &Entry,
    position: Position,
    view: i64,
    held: Option<&str>,
) -> Result<i64, StoreError> {
    let is_control = entry.envelope().retention == tilik_journal::Retention::Control;
    connection
        .prepare_cached(
            "INSERT INTO entry (line, seq, view, envelope, signature, payload, is_control, held)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            position.line,
            signed(position.seq),
            view,
            entry.envelope_bytes(),
            entry.signature(),
            entry.payload().map(SaltedPayload::as_bytes),
            is_control,
            held,
        ])?;
    Ok(connection.last_insert_rowid())
}

/// Notes which records an entry wrote to.
pub(super) fn insert_touches(
    connection: &Connection,
    row: i64,
    payload: &tilik_journal::Payload,
) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached("INSERT OR IGNORE INTO touch (record, kind, entry) VALUES (?1, ?2, ?3)")?;
    for group in &payload.groups {
        statement.execute(params![group.record.0.as_bytes(), group.kind, row])?;
    }
    Ok(())
}

/// A local setting.
pub(super) fn read_setting(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?)
}

/// Writes a local setting.
pub(super) fn write_setting(connection: &Connection, name: &str, value: &[u8]) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
        )?
        .execute(params![name, value])?;
    Ok(())
}

/// Finds placed entries in the tables, among those before a row.
pub(super) struct PlacedInTables<'a> {
    connection: &'a Connection,
    before_row: i64,
}

impl<'a> PlacedInTables<'a> {
    /// Among all entries.
    pub(super) fn all(connection: &'a Connection) -> Self {
        Self::before(connection, i64::MAX)
    }

    /// Among those taken in before a row: what was known when that row was written.
    pub(super) fn before(connection: &'a Connection, before_row: i64) -> Self {
        Self { connection, before_row }
    }
}

impl PlacedEntries for PlacedInTables<'_> {
    type Error = StoreError;

    fn find_placed(
        &self,
        log: LogId,
        seq: u64,
        hash: EntryHash,
    ) -> Result<Option<(u32, Arc<View>)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT entry.line, entry.view, entry.envelope, entry.id FROM line JOIN entry ON entry.line = line.number
             WHERE line.log = ?1 AND entry.seq = ?2 AND entry.id < ?3",
        )?;
        let mut rows = statement.query(params![log.0, signed(seq), self.before_row])?;
        while let Some(row) = rows.next()? {
            let envelope: Vec<u8> = row.get(2)?;
            if hash_of(&envelope) == hash {
                let place = Place { row: row.get(3)?, log: Some(log), seq };
                return Ok(Some((row.get(0)?, read_view_of(self.connection, row.get(1)?, &place)?)));
            }
        }
        Ok(None)
    }
}
