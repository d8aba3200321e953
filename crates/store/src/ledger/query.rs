//! Reading: documents, lists by a field, and the story of a record.

use std::collections::HashMap;
use std::fmt::Write as _;

use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, Params, params};
use tilik_journal::catalogue::{FieldSpec, KINDS, KindSpec};
use tilik_journal::document::Mark;
use tilik_journal::{Document, EntryHash, LogId, Position, RecordId, Retention, UserId, Value};

use super::projection::{self, ColumnValue};
use super::tables::{self, ENTRY_COLUMNS, StoredEntry};
use super::{Ledger, Moment, Version};
use crate::error::StoreError;

/// Kinds and records that an entry wrote to.
pub type Touched = Vec<(u32, RecordId)>;

/// An entry as the story of a record tells it.
#[derive(Debug, Clone)]
pub struct EntryInfo {
    /// Its name.
    pub hash: EntryHash,
    /// The log.
    pub log: LogId,
    /// Its number there.
    pub seq: u64,
    /// Who acted.
    pub actor: UserId,
    /// The laptop's clock, milliseconds since 1970 UTC.
    pub made_at: i64,
    /// What was done.
    pub act: String,
    /// How long the payload must be kept.
    pub retention: Retention,
    /// The code for which it is held.
    pub held: Option<String>,
    /// What it wrote to the record: field and value.
    pub writes: Vec<(u32, Value)>,
}

/// A record as its row in the table of its kind has it: the values in force of some fields, without reading the whole document.
#[derive(Debug, Clone)]
pub struct Row {
    /// The record.
    pub id: RecordId,
    /// The newest mark of its stage; none while that is open or in dispute.
    pub stage: Option<Mark>,
    /// Whether it was withdrawn.
    pub is_retracted: bool,
    /// Whether a person has something to decide about it; the document says what.
    pub is_disputed: bool,
    /// In the order asked for; [`Value::Null`] where there is none. What the journal has as true or false is 1 or 0 here.
    pub values: Vec<Value>,
}

impl Row {
    /// The text of the field that was asked for at this place.
    #[must_use]
    pub fn text(&self, at: usize) -> Option<&str> {
        self.values.get(at).and_then(Value::as_text)
    }

    /// The number at this place.
    #[must_use]
    pub fn int(&self, at: usize) -> Option<i64> {
        self.values.get(at).and_then(Value::as_int)
    }

    /// The record named at this place.
    #[must_use]
    pub fn record(&self, at: usize) -> Option<RecordId> {
        self.values.get(at).and_then(Value::as_record)
    }
}

/// An entry that does not count.
#[derive(Debug, Clone)]
pub struct HeldEntry {
    /// The entry; its writes are left out.
    pub info: EntryInfo,
}

impl Ledger {
    /// The document of a record, if anything that counts touched it.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn find_document(&self, kind: u32, id: RecordId) -> Result<Option<Document>, StoreError> {
        projection::find_document(&self.connection, kind, id)
    }

    /// The version of a record for [`super::Expectation`].
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn find_version(&self, kind: u32, id: RecordId) -> Result<Option<Version>, StoreError> {
        Ok(self.find_document(kind, id)?.as_ref().map(Version::of))
    }

    /// All records of a kind, by id.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_documents(&self, kind: &KindSpec) -> Result<Vec<Document>, StoreError> {
        self.query_documents(
            kind,
            "SELECT id, document FROM record WHERE kind = ?1 ORDER BY id",
            params![kind.number],
        )
    }

    /// The records of a kind that were withdrawn, by id.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_retracted(&self, kind: &KindSpec) -> Result<Vec<Document>, StoreError> {
        let sql = format!(
            "SELECT record.id, record.document FROM kind_{0} CROSS JOIN record ON record.kind = ?1 AND record.id = kind_{0}.id
             WHERE kind_{0}.is_retracted = 1 ORDER BY kind_{0}.id",
            kind.name
        );
        self.query_documents(kind, &sql, params![kind.number])
    }

    /// The records of a kind whose field has this value in force, by id.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_documents_where(
        &self,
        kind: &KindSpec,
        field: u32,
        value: &Value,
    ) -> Result<Vec<Document>, StoreError> {
        let Some(field) = kind.find_field(field) else { return Ok(Vec::new()) };
        let sql = documents_where(kind, field);
        self.query_documents(kind, &sql, params![kind.number, ColumnValue(Some(value))])
    }

    /// Rows of a kind with the values in force of some fields, by id: of all records, or of those whose field has a value.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_rows(
        &self,
        kind: &KindSpec,
        of: Option<(u32, &Value)>,
        fields: &[u32],
    ) -> Result<Vec<Row>, StoreError> {
        let condition = of.and_then(|(field, _)| kind.find_field(field));
        if of.is_some() && condition.is_none() {
            return Ok(Vec::new());
        }
        let sql = rows_where(kind, condition, fields);
        match of {
            Some((_, value)) => self.query_rows(&sql, fields.len(), params![ColumnValue(Some(value))]),
            None => self.query_rows(&sql, fields.len(), params![]),
        }
    }

    /// Rows of a kind that belong, by a field of theirs, to records of another kind whose field has this value, by owner.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_rows_below(
        &self,
        kind: &KindSpec,
        belongs_by: u32,
        (owner, field, value): (&KindSpec, u32, &Value),
        fields: &[u32],
    ) -> Result<Vec<Row>, StoreError> {
        let (Some(belongs_by), Some(field)) = (kind.find_field(belongs_by), owner.find_field(field)) else {
            return Ok(Vec::new());
        };
        let sql = rows_below(kind, belongs_by, (owner, field), fields);
        self.query_rows(&sql, fields.len(), params![ColumnValue(Some(value))])
    }

    fn query_rows(&self, sql: &str, fields: usize, params: impl Params) -> Result<Vec<Row>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_row(row, fields)?);
        }
        Ok(found)
    }

    /// The row of one record.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn find_row(&self, kind: &KindSpec, id: RecordId, fields: &[u32]) -> Result<Option<Row>, StoreError> {
        let sql =
            format!("SELECT {} FROM kind_{} AS own WHERE own.id = ?1", columns(kind, fields), kind.name);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![id.0.as_bytes()])?;
        rows.next()?.map(|row| read_row(row, fields.len())).transpose()
    }

    /// Now, to be asked later what has changed since.
    #[must_use]
    pub fn moment(&self) -> Moment {
        self.changes.now()
    }

    /// The records of a kind that may have changed since a moment, each once; `None` when nobody can tell any more and all have to be read.
    #[must_use]
    pub fn list_changed(&self, kind: u32, since: Moment) -> Option<Vec<RecordId>> {
        self.changes.since(kind, since)
    }

    fn query_documents(
        &self,
        kind: &KindSpec,
        sql: &str,
        params: impl Params,
    ) -> Result<Vec<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut documents = Vec::new();
        while let Some(row) = rows.next()? {
            let id = read_id(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
            let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            documents.push(Document::from_bytes(kind.number, id, bytes)?);
        }
        Ok(documents)
    }

    /// How many records of a kind there are, whatever their state.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn count_documents(&self, kind: &KindSpec) -> Result<u64, StoreError> {
        let count: i64 = self
            .connection
            .prepare_cached("SELECT count(*) FROM record WHERE kind = ?1")?
            .query_row([kind.number], |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }

    /// How many entries are held in the file.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn count_entries(&self) -> Result<u64, StoreError> {
        let count: i64 =
            self.connection.prepare_cached("SELECT count(*) FROM entry")?.query_row([], |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }

    /// The story of a record, in the order in which its entries were taken in.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_history(&self, kind: u32, id: RecordId) -> Result<Vec<EntryInfo>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE id IN (SELECT entry FROM touch WHERE record = ?1 AND kind = ?2) ORDER BY id"
        ))?;
        let stored = statement
            .query_map(params![id.0.as_bytes(), kind], StoredEntry::read)?
            .collect::<Result<Vec<_>, _>>()?;
        stored.into_iter().map(|stored| read_info(stored, Some((kind, id)))).collect()
    }

    /// The entry that touched a record last and counts.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn find_last_entry(&self, kind: u32, id: RecordId) -> Result<Option<EntryInfo>, StoreError> {
        let stored = self
            .connection
            .prepare_cached(&format!(
                "SELECT {ENTRY_COLUMNS} FROM entry WHERE id =
                 (SELECT touch.entry FROM touch CROSS JOIN entry AS own ON own.id = touch.entry
                  WHERE touch.record = ?1 AND touch.kind = ?2 AND own.held IS NULL ORDER BY touch.entry DESC LIMIT 1)"
            ))?
            .query_row(params![id.0.as_bytes(), kind], StoredEntry::read)
            .optional()?;
        stored.map(|stored| read_info(stored, Some((kind, id)))).transpose()
    }

    /// The records about which a person has something to decide, by kind and id.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_disputed(&self) -> Result<Vec<Document>, StoreError> {
        let mut disputed = Vec::new();
        for kind in KINDS {
            let sql = format!(
                "SELECT record.id, record.document FROM kind_{0} CROSS JOIN record ON record.kind = ?1 AND record.id = kind_{0}.id
                 WHERE kind_{0}.is_disputed = 1 ORDER BY kind_{0}.id",
                kind.name
            );
            disputed.extend(self.query_documents(kind, &sql, params![kind.number])?);
        }
        Ok(disputed)
    }

    /// The entry at a place, with what it wrote to a record.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn find_entry_at(
        &self,
        at: Position,
        kind: u32,
        id: RecordId,
    ) -> Result<Option<EntryInfo>, StoreError> {
        let stored = self
            .connection
            .prepare_cached(&format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE line = ?1 AND seq = ?2"))?
            .query_row(params![at.line, tables::signed(at.seq)], StoredEntry::read)
            .optional()?;
        stored.map(|stored| read_info(stored, Some((kind, id)))).transpose()
    }

    /// The entries of an act that touched a record and count, in the order taken in, each with its place and with what the record was when it was made: added up from what it saw.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_acts_on(
        &self,
        kind: u32,
        id: RecordId,
        act: &str,
    ) -> Result<Vec<(Position, EntryInfo, Document)>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE held IS NULL
             AND id IN (SELECT entry FROM touch WHERE record = ?1 AND kind = ?2) ORDER BY id"
        ))?;
        let stored = statement
            .query_map(params![id.0.as_bytes(), kind], StoredEntry::read)?
            .collect::<Result<Vec<_>, _>>()?;
        let mut acts = Vec::new();
        for stored in stored {
            let at = stored.position;
            let info = read_info(stored, Some((kind, id)))?;
            if info.act != act {
                continue;
            }
            let before = projection::fold_before(&self.connection, kind, id, at)?;
            acts.extend(before.map(|before| (at, info, before)));
        }
        Ok(acts)
    }

    /// The office's entries that count and travel, in the order taken in, each with the records that it wrote to; what was purged wrote to none.
    ///
    /// # Errors
    /// [`StoreError::NotFounded`]; when a row cannot be read.
    pub fn list_touches(&self) -> Result<Vec<(EntryInfo, Touched)>, StoreError> {
        let mut touched: HashMap<i64, Touched> = HashMap::new();
        let mut statement = self.connection.prepare_cached("SELECT entry, kind, record FROM touch")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let record = read_id(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?)?;
            touched.entry(row.get(0)?).or_default().push((row.get(1)?, record));
        }
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE held IS NULL
             AND line IN (SELECT number FROM line WHERE is_private = 0 AND feed = ?1) ORDER BY id"
        ))?;
        let stored =
            statement.query_map([self.feed()?.0], StoredEntry::read)?.collect::<Result<Vec<_>, _>>()?;
        stored
            .into_iter()
            .map(|stored| {
                let records = touched.remove(&stored.row).unwrap_or_default();
                Ok((read_info(stored, None)?, records))
            })
            .collect()
    }

    /// The entries that do not count, in the order taken in.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_held(&self) -> Result<Vec<HeldEntry>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE held IS NOT NULL ORDER BY id"
        ))?;
        let stored = statement.query_map([], StoredEntry::read)?.collect::<Result<Vec<_>, _>>()?;
        stored.into_iter().map(|stored| Ok(HeldEntry { info: read_info(stored, None)? })).collect()
    }
}

/// The columns that [`read_row`] reads, of the table that is called `own`.
fn columns(kind: &KindSpec, fields: &[u32]) -> String {
    let mut columns = "own.id, own.state, own.is_retracted, own.is_disputed".to_owned();
    for field in fields {
        // A field that this release does not know has no column. Writing to a String cannot fail.
        let _ = match kind.find_field(*field) {
            Some(field) => write!(columns, ", own.\"{}\"", field.name),
            None => write!(columns, ", NULL"),
        };
    }
    columns
}

fn rows_where(kind: &KindSpec, condition: Option<&FieldSpec>, fields: &[u32]) -> String {
    let condition = condition.map(|field| format!("WHERE own.\"{}\" = ?1 ", field.name)).unwrap_or_default();
    format!("SELECT {} FROM kind_{} AS own {condition}ORDER BY own.id", columns(kind, fields), kind.name)
}

/// CROSS JOIN keeps the order of the tables: the owners by their index, then what belongs to each.
fn rows_below(
    kind: &KindSpec,
    belongs_by: &FieldSpec,
    (owner, field): (&KindSpec, &FieldSpec),
    fields: &[u32],
) -> String {
    format!(
        "SELECT {} FROM kind_{} AS owner CROSS JOIN kind_{} AS own ON own.\"{}\" = owner.id
         WHERE owner.\"{}\" = ?1 AND owner.is_retracted = 0 ORDER BY owner.id",
        columns(kind, fields),
        owner.name,
        kind.name,
        belongs_by.name,
        field.name
    )
}

fn read_row(row: &rusqlite::Row<'_>, fields: usize) -> Result<Row, StoreError> {
    let id = read_id(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
    let stage: Option<i64> = row.get(1)?;
    let mut values = Vec::with_capacity(fields);
    for at in 0..fields {
        values.push(match row.get_ref(4 + at)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Int(number),
            ValueRef::Text(_) => Value::Text(row.get(4 + at)?),
            ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
            // The journal has no such numbers.
            ValueRef::Real(_) => return Err(rusqlite::Error::IntegralValueOutOfRange(4 + at, 0).into()),
        });
    }
    Ok(Row {
        id,
        stage: stage.and_then(|number| Mark::find(&Value::Int(number))),
        is_retracted: row.get(2)?,
        is_disputed: row.get(3)?,
        values,
    })
}

/// CROSS JOIN keeps the order of the tables: left to itself, SQLite walks all records of the kind to have them sorted.
fn documents_where(kind: &KindSpec, field: &FieldSpec) -> String {
    format!(
        "SELECT record.id, record.document FROM kind_{0} CROSS JOIN record ON record.kind = ?1 AND record.id = kind_{0}.id
         WHERE kind_{0}.\"{1}\" = ?2 ORDER BY kind_{0}.id",
        kind.name, field.name
    )
}

pub(super) fn read_id(bytes: &[u8]) -> Result<RecordId, StoreError> {
    uuid::Uuid::from_slice(bytes)
        .map(RecordId)
        .map_err(|_| tilik_journal::JournalError::Malformed("an id of a wrong length".into()).into())
}

fn read_info(stored: StoredEntry, record: Option<(u32, RecordId)>) -> Result<EntryInfo, StoreError> {
    let held = stored.held.clone();
    let payload = super::rebuild::read_payload(stored.payload.as_deref()).unwrap_or_default();
    let writes = payload
        .writes()
        .filter(|write| Some((write.kind, write.record)) == record)
        .map(|write| (write.field, write.value.clone()))
        .collect();
    let hash = tables::hash_of(&stored.envelope);
    let entry = stored.into_entry()?;
    let envelope = entry.envelope();
    Ok(EntryInfo {
        hash,
        log: envelope.log,
        seq: envelope.seq,
        actor: envelope.actor,
        made_at: envelope.made_at,
        act: envelope.act.clone(),
        retention: envelope.retention,
        held,
        writes,
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use tilik_journal::catalogue::{
        KindSpec, evaluation, find_kind, indicator, objection, person, result, result_rating, scan, sheet,
        superior,
    };

    use super::{documents_where, rows_below, rows_where};

    fn empty() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::schema::migrations().to_latest(&mut connection).unwrap();
        connection
    }

    /// How SQLite goes about a query.
    fn explain(connection: &Connection, sql: &str) -> Vec<String> {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let nothing = vec![rusqlite::types::Null; statement.parameter_count()];
        let steps = statement.query_map(rusqlite::params_from_iter(nothing), |row| row.get(3)).unwrap();
        steps.collect::<Result<_, _>>().unwrap()
    }

    fn kind(number: u32) -> &'static KindSpec {
        find_kind(number).unwrap()
    }

    #[test]
    fn lists_by_an_indexed_field_begin_at_its_index() {
        let connection = empty();
        for (kind, field) in [
            (person::KIND, person::NIP),
            (superior::KIND, superior::PERSON),
            (result::KIND, result::SKP),
            (indicator::KIND, indicator::RESULT),
            (evaluation::KIND, evaluation::PERIOD),
            (result_rating::KIND, result_rating::EVALUATION),
            (sheet::KIND, sheet::PERIOD),
            (objection::KIND, objection::PERIOD),
            (scan::KIND, scan::SUBJECT),
        ] {
            let kind = self::kind(kind);
            let steps = explain(&connection, &documents_where(kind, kind.find_field(field).unwrap()));
            let index = format!("SEARCH kind_{} USING COVERING INDEX kind_{0}_by_", kind.name);
            assert!(steps[0].starts_with(&index), "{}: {steps:?}", kind.name);
        }
    }

    #[test]
    fn rows_of_a_period_go_by_an_index_and_never_over_all_records() {
        let connection = empty();
        let of_period = |number, field| {
            let kind = kind(number);
            rows_where(kind, kind.find_field(field), &[evaluation::PERSON])
        };
        let (sheets, scans) = (kind(sheet::KIND), kind(scan::KIND));
        let owner = (sheets, sheets.find_field(sheet::PERIOD).unwrap());
        let of_scans = rows_below(scans, scans.find_field(scan::SUBJECT).unwrap(), owner, &[scan::SUBJECT]);
        for sql in
            [of_period(sheet::KIND, sheet::PERIOD), of_period(evaluation::KIND, evaluation::PERIOD), of_scans]
        {
            let steps = explain(&connection, &sql).join("; ");
            assert!(steps.contains("USING INDEX kind_") && !steps.contains("SCAN"), "{steps}");
        }
    }
}
