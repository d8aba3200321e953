//! Some arrivals at a time: judged, and added to the records that they wrote to.

use std::collections::{BTreeMap, BTreeSet};

use sqlx_core::acquire::Acquire as _;
use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_postgres::PgConnection;
use tilik_journal::fold::{Touch, fold, step};
use tilik_journal::{Document, Lines, Position, RecordId, Verdict};
use uuid::Uuid;

use super::authority::{Authority, ReadEntry};
use super::document::to_json;
use crate::error::ProvinceError;
use crate::ledger::FeedKey;
use crate::ledger::rows::{self, columns_of, signed, unsigned};

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
    let positions = list_arrived(connection, key, range).await?;
    let entries: Vec<_> =
        rows::read_entries(connection, key, &positions).await?.into_iter().map(ReadEntry::of).collect();
    let mut judged = Judged::default();
    for entry in &entries {
        match authority.judge(&entry.placed(lines)) {
            Verdict::Counts => judged.counting.push(entry),
            Verdict::Purged => judged.purged.push(entry.stored.position),
            Verdict::Held(reason) => judged.held.push((entry.stored.position, reason.code())),
        }
    }
    write_verdicts(connection, key, &positions, &judged).await?;
    let touches: Vec<(Name, Touch<'_>)> = judged
        .counting
        .iter()
        .filter_map(|entry| Some((entry, entry.readable()?)))
        .flat_map(|(entry, payload)| Touch::list_of(entry.stored.position, &entry.stored.view, payload))
        .collect();
    insert_touches(connection, key, &touches).await?;
    let names: BTreeSet<Name> = touches.iter().map(|(name, _)| *name).collect();
    let mut documents = read_documents(connection, key, &names).await?;
    let mut anew = BTreeSet::new();
    for (name, touch) in &touches {
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
    purged: Vec<Position>,
    held: Vec<(Position, &'static str)>,
}

/// The places of what arrived, each once.
async fn list_arrived(
    connection: &mut PgConnection,
    key: FeedKey,
    (after, until): (u64, u64),
) -> Result<Vec<Position>, ProvinceError> {
    let rows: Vec<(i32, i64)> = query_as(
        "SELECT line, seq FROM arrival WHERE office = $1 AND feed = $2 AND number > $3 AND number <= $4
         GROUP BY line, seq ORDER BY min(number)",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(signed(after))
    .bind(signed(until))
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(line, seq)| Position { line: line.cast_unsigned(), seq: unsigned(seq) })
        .collect())
}

/// Notes what is held, and takes away what a purge removes.
async fn write_verdicts(
    connection: &mut PgConnection,
    key: FeedKey,
    all: &[Position],
    judged: &Judged<'_>,
) -> Result<(), ProvinceError> {
    let (lines, seqs) = columns_of(all);
    query(
        "DELETE FROM held USING unnest($3::integer[], $4::bigint[]) AS judged (line, seq)
         WHERE held.office = $1 AND held.feed = $2 AND held.line = judged.line AND held.seq = judged.seq",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&lines)
    .bind(&seqs)
    .execute(&mut *connection)
    .await?;
    let (lines, seqs) = columns_of(judged.held.iter().map(|(at, _)| at));
    let codes: Vec<_> = judged.held.iter().map(|(_, code)| *code).collect();
    query(
        "INSERT INTO held (office, feed, line, seq, code)
         SELECT $1, $2, * FROM unnest($3::integer[], $4::bigint[], $5::text[])",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&lines)
    .bind(&seqs)
    .bind(&codes)
    .execute(&mut *connection)
    .await?;
    if judged.purged.is_empty() {
        return Ok(());
    }
    let (lines, seqs) = columns_of(&judged.purged);
    for sql in [
        "DELETE FROM payload USING unnest($3::integer[], $4::bigint[]) AS gone (line, seq)
         WHERE payload.office = $1 AND payload.feed = $2 AND payload.line = gone.line AND payload.seq = gone.seq",
        "DELETE FROM bare USING unnest($3::integer[], $4::bigint[]) AS gone (line, seq)
         WHERE bare.office = $1 AND bare.feed = $2 AND bare.line = gone.line AND bare.seq = gone.seq",
    ] {
        query(sql)
            .bind(key.office)
            .bind(key.feed.0)
            .bind(&lines)
            .bind(&seqs)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn insert_touches(
    connection: &mut PgConnection,
    key: FeedKey,
    touches: &[(Name, Touch<'_>)],
) -> Result<(), ProvinceError> {
    let (kinds, records) = columns_of_names(touches.iter().map(|(name, _)| name));
    let (lines, seqs) = columns_of(touches.iter().map(|(_, touch)| &touch.position));
    query(
        "INSERT INTO touch (office, feed, kind, record, line, seq)
         SELECT $1, $2, * FROM unnest($3::bigint[], $4::uuid[], $5::integer[], $6::bigint[]) ON CONFLICT DO NOTHING",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&kinds)
    .bind(&records)
    .bind(&lines)
    .bind(&seqs)
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
        "SELECT document.kind, document.record, folded FROM unnest($3::bigint[], $4::uuid[]) AS wanted (kind, record)
         JOIN document ON document.office = $1 AND document.feed = $2 AND document.kind = wanted.kind AND document.record = wanted.record",
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
    let rows: Vec<(i32, i64)> =
        query_as("SELECT line, seq FROM touch WHERE office = $1 AND feed = $2 AND kind = $3 AND record = $4")
            .bind(key.office)
            .bind(key.feed.0)
            .bind(i64::from(name.0))
            .bind(name.1.0)
            .fetch_all(&mut *connection)
            .await?;
    let positions: Vec<_> = rows
        .into_iter()
        .map(|(line, seq)| Position { line: line.cast_unsigned(), seq: unsigned(seq) })
        .collect();
    let entries: Vec<_> =
        rows::read_entries(connection, key, &positions).await?.into_iter().map(ReadEntry::of).collect();
    let touches: Vec<_> = entries
        .iter()
        .filter_map(|entry| Some((entry, entry.readable()?)))
        .flat_map(|(entry, payload)| Touch::list_of(entry.stored.position, &entry.stored.view, payload))
        .filter(|(other, _)| *other == name)
        .map(|(_, touch)| touch)
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
        "DELETE FROM held_record USING unnest($3::bigint[], $4::uuid[]) AS kept (kind, record)
         WHERE held_record.office = $1 AND held_record.feed = $2 AND held_record.kind = kept.kind AND held_record.record = kept.record",
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
