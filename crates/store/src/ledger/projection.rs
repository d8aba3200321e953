//! From an entry to the documents and typed tables that it changes. The only writer of `record` and `kind_*`.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, ToSql, params};
use tilik_journal::catalogue::{self, KINDS, KindSpec};
use tilik_journal::document::Mark;
use tilik_journal::fold::{Touch, fold, step};
use tilik_journal::lineage::saw;
use tilik_journal::{Document, Payload, Position, RecordId, RecordState, SaltedPayload, Value, View, upcast};

use super::tables::{self, ENTRY_COLUMNS, StoredEntry};
use crate::error::StoreError;

/// The document of a record, if anything that counts touched it.
pub(super) fn find_document(
    connection: &Connection,
    kind: u32,
    id: RecordId,
) -> Result<Option<Document>, StoreError> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT document FROM record WHERE kind = ?1 AND id = ?2")?
        .query_row(params![kind, id.0.as_bytes()], |row| row.get(0))
        .optional()?;
    bytes.map(|bytes| Document::from_bytes(kind, id, &bytes)).transpose().map_err(Into::into)
}

/// Adds an entry that counts to every record that it touched. Its row and touches must be written already.
pub(super) fn apply_entry(
    connection: &Connection,
    position: Position,
    view: &View,
    payload: &Payload,
) -> Result<(), StoreError> {
    for ((kind, id), touch) in Touch::list_of(position, view, payload) {
        let mut document = find_document(connection, kind, id)?.unwrap_or_else(|| Document::empty(kind, id));
        if !step(&mut document, &touch) {
            document = fold_from_entries(connection, kind, id)?;
        }
        write_document(connection, &document)?;
    }
    Ok(())
}

/// Adds up a record from all entries that touched it and count.
pub(super) fn fold_from_entries(
    connection: &Connection,
    kind: u32,
    id: RecordId,
) -> Result<Document, StoreError> {
    let read = read_counting(connection, kind, id)?;
    Ok(fold_those(kind, id, read.iter()))
}

/// What a record was when one of the entries that touched it was made: added up from those that it saw. None when it is not among them, or does not count.
pub(super) fn fold_before(
    connection: &Connection,
    kind: u32,
    id: RecordId,
    at: Position,
) -> Result<Option<Document>, StoreError> {
    let read = read_counting(connection, kind, id)?;
    let Some((_, view, _)) = read.iter().find(|(position, ..)| *position == at) else { return Ok(None) };
    Ok(Some(fold_those(kind, id, read.iter().filter(|(other, ..)| saw(at, view, *other)))))
}

type Counting = (Position, Arc<View>, Payload);

fn read_counting(connection: &Connection, kind: u32, id: RecordId) -> Result<Vec<Counting>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {ENTRY_COLUMNS} FROM entry WHERE held IS NULL AND payload IS NOT NULL
         AND id IN (SELECT entry FROM touch WHERE record = ?1 AND kind = ?2) ORDER BY id"
    ))?;
    let entries = statement
        .query_map(params![id.0.as_bytes(), kind], StoredEntry::read)?
        .collect::<Result<Vec<_>, _>>()?;
    let mut read = Vec::with_capacity(entries.len());
    for entry in entries {
        if let Some(payload) = entry.payload {
            let payload = upcast::apply(SaltedPayload::from_stored(payload).parse()?);
            read.push((entry.position, tables::read_view(connection, entry.view)?, payload));
        }
    }
    Ok(read)
}

fn fold_those<'a>(kind: u32, id: RecordId, read: impl Iterator<Item = &'a Counting>) -> Document {
    let touches: Vec<_> = read
        .flat_map(|(position, view, payload)| Touch::list_of(*position, view, payload))
        .filter(|(name, _)| *name == (kind, id))
        .map(|(_, touch)| touch)
        .collect();
    fold(kind, id, &touches)
}

/// Writes a document and its row in the table of its kind. A record that nothing touches any more has neither.
pub(super) fn write_document(connection: &Connection, document: &Document) -> Result<(), StoreError> {
    if document.frontier.is_empty() {
        return remove_document(connection, document.kind, document.id);
    }
    connection
        .prepare_cached(
            "INSERT INTO record (kind, id, document) VALUES (?1, ?2, ?3)
             ON CONFLICT (kind, id) DO UPDATE SET document = ?3",
        )?
        .execute(params![document.kind, document.id.0.as_bytes(), document.to_bytes()])?;
    if let Some(kind) = catalogue::find_kind(document.kind) {
        let values = RowValues::of(kind, document);
        let columns: Vec<&dyn ToSql> = values.as_params();
        connection.prepare_cached(&SQL[&kind.number].upsert)?.execute(columns.as_slice())?;
    }
    Ok(())
}

fn remove_document(connection: &Connection, kind: u32, id: RecordId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM record WHERE kind = ?1 AND id = ?2")?
        .execute(params![kind, id.0.as_bytes()])?;
    if let Some(kind) = catalogue::find_kind(kind) {
        connection
            .prepare_cached(&format!("DELETE FROM kind_{} WHERE id = ?1", kind.name))?
            .execute([id.0.as_bytes()])?;
    }
    Ok(())
}

/// Empties every table of documents.
pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("DELETE FROM record", [])?;
    for kind in KINDS {
        connection.execute(&format!("DELETE FROM kind_{}", kind.name), [])?;
    }
    Ok(())
}

/// Whether the row of a document in the table of its kind holds just its values in force.
pub(super) fn row_agrees(connection: &Connection, document: &Document) -> Result<bool, StoreError> {
    let Some(kind) = catalogue::find_kind(document.kind) else { return Ok(true) };
    let values = RowValues::of(kind, document);
    let columns: Vec<&dyn ToSql> = values.as_params();
    let found: Option<i64> = connection
        .prepare_cached(&SQL[&kind.number].compare)?
        .query_row(columns.as_slice(), |row| row.get(0))
        .optional()?;
    Ok(found.is_some())
}

struct KindSql {
    upsert: String,
    compare: String,
}

static SQL: LazyLock<HashMap<u32, KindSql>> = LazyLock::new(|| {
    KINDS
        .iter()
        .map(|kind| {
            let mut columns = vec!["id", "state", "is_retracted", "is_disputed"];
            columns.extend(kind.fields.iter().map(|field| field.name));
            let quoted: Vec<_> = columns.iter().map(|name| format!("\"{name}\"")).collect();
            let places: Vec<_> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
            let mut upsert = format!(
                "INSERT INTO kind_{} ({}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET ",
                kind.name,
                quoted.join(", "),
                places.join(", ")
            );
            let mut compare = format!("SELECT 1 FROM kind_{} WHERE id = ?1", kind.name);
            for (at, name) in quoted.iter().enumerate().skip(1) {
                let comma = if at == 1 { "" } else { ", " };
                // Writing to a String cannot fail.
                let _ = write!(upsert, "{comma}{name} = ?{}", at + 1);
                let _ = write!(compare, " AND {name} IS ?{}", at + 1);
            }
            (kind.number, KindSql { upsert, compare })
        })
        .collect()
});

/// A document's values in the order of its table's columns.
struct RowValues<'a> {
    id: &'a [u8],
    state: Option<i64>,
    is_retracted: bool,
    is_disputed: bool,
    values: Vec<ColumnValue<'a>>,
}

impl<'a> RowValues<'a> {
    fn of(kind: &KindSpec, document: &'a Document) -> Self {
        Self {
            id: document.id.0.as_bytes(),
            state: match &document.stage {
                RecordState::Open | RecordState::Disputed(_) => None,
                RecordState::Marked(mark) => Some(mark.number()),
            },
            is_retracted: document.is(Mark::Retracted),
            is_disputed: document.is_disputed(),
            values: kind.fields.iter().map(|field| ColumnValue(document.value(field.number))).collect(),
        }
    }

    fn as_params(&self) -> Vec<&dyn ToSql> {
        let mut columns: Vec<&dyn ToSql> = vec![&self.id, &self.state, &self.is_retracted, &self.is_disputed];
        columns.extend(self.values.iter().map(|value| -> &dyn ToSql { value }));
        columns
    }
}

/// A value of the journal as SQLite holds it. Lists have no column of their own kind and stay in the document.
pub(super) struct ColumnValue<'a>(pub Option<&'a Value>);

impl ToSql for ColumnValue<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            None | Some(Value::Null | Value::List(_)) => ValueRef::Null,
            Some(Value::Bool(is)) => ValueRef::Integer(i64::from(*is)),
            Some(Value::Int(number)) => ValueRef::Integer(*number),
            Some(Value::Text(text)) => ValueRef::Text(text.as_bytes()),
            Some(Value::Bytes(bytes)) => ValueRef::Blob(bytes),
        }))
    }
}
