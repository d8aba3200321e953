//! Some arrivals at a time: judged, and added to the records that they wrote to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sqlx_core::acquire::Acquire as _;
use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;
use tilik_journal::fold::{Touch, fold, step};
use tilik_journal::{Document, Lines, Position, RecordId, Value, Verdict, View};
use uuid::Uuid;

use super::authority::{Authority, ReadEntry};
use super::document::to_json;
use crate::error::ProvinceError;
use crate::ledger::FeedKey;
use crate::ledger::rows::{self, signed, unsigned};

/// A write to a record: its place in its entry, the field, the value.
type OwnWrite = (u32, u32, Value);

/// A record: its kind and its id.
type Name = (u32, RecordId);

/// Adds up the arrivals after a number, until another. Parents come before children.
pub(super) async fn add_up(
    connection: &mut PgConnection,
    key: FeedKey,
    lines: &Lines,
    authority: &Authority,
    range: (u64, u64),
) -> Result<(), ProvinceError> {
    let numbers = list_arrived(connection, key, range).await?;
    let entries: Vec<_> =
        rows::read_entries(connection, key, &numbers).await?.into_iter().map(ReadEntry::of).collect();
    let mut judged = Judged::default();
    for entry in &entries {
        match authority.judge(&entry.placed(lines)) {
            Verdict::Counts => judged.counting.push(entry),
            Verdict::Purged => judged.purged.push(signed(entry.stored.number)),
            Verdict::Held(reason) => judged.held.push((signed(entry.stored.number), reason.code())),
        }
    }
    write_verdicts(connection, key, &numbers, &judged).await?;
    let mut touches: Vec<(Name, u64, Touch<'_>)> = Vec::new();
    for entry in &judged.counting {
        let Some(payload) = entry.readable() else { continue };
        let of_entry = Touch::list_of(entry.stored.position, &entry.stored.view, payload);
        touches.extend(of_entry.into_iter().map(|(name, touch)| (name, entry.stored.number, touch)));
    }
    insert_touches(connection, key, &touches).await?;
    let names: BTreeSet<Name> = touches.iter().map(|(name, ..)| *name).collect();
    let mut documents = read_documents(connection, key, &names).await?;
    let mut anew = BTreeSet::new();
    for (name, _, touch) in &touches {
        let document = documents.entry(*name).or_insert_with(|| Document::empty(name.0, name.1));
        if !anew.contains(name) && !step(document, touch) {
            anew.insert(*name);
        }
    }
    for name in anew {
        documents.insert(name, fold_from_entries(connection, key, name).await?);
    }
    write_documents(connection, key, documents.into_values().collect()).await
}

#[derive(Default)]
struct Judged<'a> {
    counting: Vec<&'a ReadEntry>,
    purged: Vec<i64>,
    held: Vec<(i64, &'static str)>,
}

/// The numbers of the entries that arrived, each once.
async fn list_arrived(
    connection: &mut PgConnection,
    key: FeedKey,
    (after, until): (u64, u64),
) -> Result<Vec<u64>, ProvinceError> {
    let numbers: Vec<i64> = query_scalar(
        "SELECT entry_number FROM arrival WHERE office = $1 AND feed = $2 AND number > $3 AND number <= $4
         GROUP BY entry_number ORDER BY entry_number",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(signed(after))
    .bind(signed(until))
    .fetch_all(connection)
    .await?;
    Ok(numbers.into_iter().map(unsigned).collect())
}

/// Notes what is held, and takes away what a purge removes.
async fn write_verdicts(
    connection: &mut PgConnection,
    key: FeedKey,
    all: &[u64],
    judged: &Judged<'_>,
) -> Result<(), ProvinceError> {
    let all: Vec<_> = all.iter().copied().map(signed).collect();
    for (sql, numbers) in [
        ("DELETE FROM held WHERE office = $1 AND feed = $2 AND number = ANY($3)", &all),
        ("DELETE FROM payload WHERE office = $1 AND feed = $2 AND number = ANY($3)", &judged.purged),
        ("DELETE FROM bare WHERE office = $1 AND feed = $2 AND number = ANY($3)", &judged.purged),
    ] {
        if !numbers.is_empty() {
            query(sql).bind(key.office).bind(key.feed.0).bind(numbers).execute(&mut *connection).await?;
        }
    }
    let (numbers, codes): (Vec<_>, Vec<_>) = judged.held.iter().copied().unzip();
    query(
        "INSERT INTO held (office, feed, number, code) SELECT $1, $2, * FROM unnest($3::bigint[], $4::text[])",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&numbers)
    .bind(&codes)
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_touches(
    connection: &mut PgConnection,
    key: FeedKey,
    touches: &[(Name, u64, Touch<'_>)],
) -> Result<(), ProvinceError> {
    let (kinds, records) = columns_of_names(touches.iter().map(|(name, ..)| name));
    let numbers: Vec<_> = touches.iter().map(|(_, number, _)| signed(*number)).collect();
    query(
        "INSERT INTO touch (office, feed, kind, record, number)
         SELECT $1, $2, * FROM unnest($3::bigint[], $4::uuid[], $5::bigint[]) ON CONFLICT DO NOTHING",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&kinds)
    .bind(&records)
    .bind(&numbers)
    .execute(connection)
    .await?;
    Ok(())
}

fn columns_of_names<'a>(names: impl IntoIterator<Item = &'a Name>) -> (Vec<i64>, Vec<Uuid>) {
    names.into_iter().map(|(kind, record)| (i64::from(*kind), record.0)).unzip()
}

async fn read_documents(
    connection: &mut PgConnection,
    key: FeedKey,
    names: &BTreeSet<Name>,
) -> Result<BTreeMap<Name, Document>, ProvinceError> {
    let (kinds, records) = columns_of_names(names);
    let rows: Vec<(i64, Uuid, Vec<u8>)> = query_as(
        "SELECT found.* FROM unnest($3::bigint[], $4::uuid[]) AS wanted (kind, record) CROSS JOIN LATERAL (
             SELECT kind, record, folded FROM document
             WHERE office = $1 AND feed = $2 AND kind = wanted.kind AND record = wanted.record OFFSET 0) AS found",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&kinds)
    .bind(&records)
    .fetch_all(connection)
    .await?;
    let mut documents = BTreeMap::new();
    for (kind, record, folded) in rows {
        let name = (u32::try_from(kind).unwrap_or(u32::MAX), RecordId(record));
        documents.insert(name, Document::from_bytes(name.0, name.1, &folded)?);
    }
    Ok(documents)
}

/// Adds up a record from all entries that count and wrote to it.
async fn fold_from_entries(
    connection: &mut PgConnection,
    key: FeedKey,
    name: Name,
) -> Result<Document, ProvinceError> {
    let numbers: Vec<i64> = query_scalar(
        "SELECT number FROM touch WHERE office = $1 AND feed = $2 AND kind = $3 AND record = $4",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(i64::from(name.0))
    .bind(name.1.0)
    .fetch_all(&mut *connection)
    .await?;
    let numbers: Vec<_> = numbers.into_iter().map(unsigned).collect();
    // Of each entry only what it wrote to this record stays in memory.
    let mut wrote: Vec<(Position, Arc<View>, Vec<OwnWrite>)> = Vec::new();
    rows::visit_entries(connection, key, &numbers, |stored| {
        let entry = ReadEntry::of(stored);
        let Some(payload) = entry.readable() else { return };
        let touches = Touch::list_of(entry.stored.position, &entry.stored.view, payload);
        for (_, touch) in touches.into_iter().filter(|(other, _)| *other == name) {
            let own = touch.writes.iter().map(|(index, field, value)| (*index, *field, Value::clone(value)));
            wrote.push((entry.stored.position, Arc::clone(&entry.stored.view), own.collect()));
        }
    })
    .await?;
    let touches: Vec<_> = wrote
        .iter()
        .map(|(position, view, writes)| Touch {
            position: *position,
            view,
            writes: writes.iter().map(|(index, field, value)| (*index, *field, value)).collect(),
        })
        .collect();
    Ok(fold(name.0, name.1, &touches))
}

/// Writes documents, together where that goes. Else one by one, and what the database does not take is held with a code.
async fn write_documents(
    connection: &mut PgConnection,
    key: FeedKey,
    documents: Vec<Document>,
) -> Result<(), ProvinceError> {
    let mut point = connection.begin().await?;
    match upsert(&mut point, key, &documents).await {
        Ok(()) => return Ok(point.commit().await?),
        Err(error) if is_of_data(&error) => point.rollback().await?,
        Err(error) => return Err(error),
    }
    for document in documents {
        let mut point = connection.begin().await?;
        match upsert(&mut point, key, std::slice::from_ref(&document)).await {
            Ok(()) => point.commit().await?,
            Err(error) if is_of_data(&error) => {
                point.rollback().await?;
                tracing::warn!(office = %key.office, kind = document.kind, record = %document.id.0, %error, "held a record");
                hold_record(connection, key, (document.kind, document.id)).await?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Whether the database refused what it was given, and not to work at all: its classes 22, 23 and 54, data, constraints, limits.
fn is_of_data(error: &ProvinceError) -> bool {
    let ProvinceError::Database(sqlx_core::error::Error::Database(error)) = error else { return false };
    error.code().is_some_and(|code| ["22", "23", "54"].iter().any(|class| code.starts_with(class)))
}

async fn upsert(
    connection: &mut PgConnection,
    key: FeedKey,
    documents: &[Document],
) -> Result<(), ProvinceError> {
    let kinds: Vec<_> = documents.iter().map(|document| i64::from(document.kind)).collect();
    let records: Vec<_> = documents.iter().map(|document| document.id.0).collect();
    let folded: Vec<_> = documents.iter().map(Document::to_bytes).collect();
    let docs: Vec<_> = documents.iter().map(to_json).collect();
    query(
        "INSERT INTO document (office, feed, kind, record, folded, doc)
         SELECT $1, $2, * FROM unnest($3::bigint[], $4::uuid[], $5::bytea[], $6::jsonb[])
         ON CONFLICT (office, feed, kind, record) DO UPDATE SET folded = excluded.folded, doc = excluded.doc",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&kinds)
    .bind(&records)
    .bind(&folded)
    .bind(&docs)
    .execute(&mut *connection)
    .await?;
    query(
        "DELETE FROM held_record WHERE office = $1 AND feed = $2
             AND (kind, record) IN (SELECT * FROM unnest($3::bigint[], $4::uuid[]))",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&kinds)
    .bind(&records)
    .execute(connection)
    .await?;
    Ok(())
}

async fn hold_record(connection: &mut PgConnection, key: FeedKey, name: Name) -> Result<(), ProvinceError> {
    query(
        "INSERT INTO held_record (office, feed, kind, record, code) VALUES ($1, $2, $3, $4, 'held.not_kept')
         ON CONFLICT DO NOTHING",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(i64::from(name.0))
    .bind(name.1.0)
    .execute(connection)
    .await?;
    Ok(())
}
