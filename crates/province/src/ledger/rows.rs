//! Rows of the journal's tables, in and out.

use std::collections::{BTreeMap, HashSet};
use std::convert::Infallible;
use std::sync::Arc;

use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;
use tilik_journal::lineage::PlacedEntries;
use tilik_journal::{Entry, EntryHash, JournalError, Line, Lines, LogId, Position, SaltedPayload, View};
use tilik_sync::{Filling, Name};

use super::FeedKey;
use crate::error::ProvinceError;

/// PostgreSQL's whole numbers are signed; the journal's counts never reach the sign (`Envelope::parse` refuses them).
pub(crate) fn signed(number: u64) -> i64 {
    number.cast_signed()
}

pub(crate) fn unsigned(number: i64) -> u64 {
    number.cast_unsigned()
}

/// Pairs of line and number, twelve bytes each.
pub(crate) fn encode_view(view: &View) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(view.pairs().len() * 12);
    for (line, seq) in view.pairs() {
        bytes.extend_from_slice(&line.to_be_bytes());
        bytes.extend_from_slice(&seq.to_be_bytes());
    }
    bytes
}

pub(crate) fn decode_view(bytes: &[u8]) -> Result<View, JournalError> {
    let (pairs, rest) = bytes.as_chunks::<12>();
    if !rest.is_empty() {
        return Err(JournalError::Malformed("a view of a wrong length".into()));
    }
    let read = |pair: &[u8; 12]| {
        let [a, b, c, d, seq @ ..] = *pair;
        (u32::from_be_bytes([a, b, c, d]), u64::from_be_bytes(seq))
    };
    Ok(View::from_pairs(pairs.iter().map(read).collect()))
}

type LineRow = ([u8; 16], [u8; 32], Option<i32>, Option<i64>, i64, [u8; 32], Vec<u8>);

/// The lines of a feed, by number, without what they saw.
pub(crate) async fn read_lines(connection: &mut PgConnection, key: FeedKey) -> Result<Lines, ProvinceError> {
    read_lines_with(connection, key, Some(&[])).await
}

/// The lines of a feed, by number, with what those saw that end with one of these entries; without a list, with what all of them saw.
pub(crate) async fn read_lines_with(
    connection: &mut PgConnection,
    key: FeedKey,
    ends: Option<&[EntryHash]>,
) -> Result<Lines, ProvinceError> {
    let ends: Option<Vec<_>> = ends.map(|ends| ends.iter().map(|hash| hash.0).collect());
    let rows: Vec<LineRow> = query_as(
        "SELECT log, key, fork_line, fork_seq, tip_seq, tip_hash,
             CASE WHEN $3::bytea[] IS NULL OR tip_hash = ANY($3) THEN tip_view ELSE '' END FROM line
         WHERE office = $1 AND feed = $2 ORDER BY line",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(ends)
    .fetch_all(connection)
    .await?;
    let lines = rows
        .into_iter()
        .map(|(log, opened_by, fork_line, fork_seq, tip_seq, tip_hash, view)| {
            Ok(Line {
                log: LogId(log),
                feed: key.feed,
                key: opened_by,
                forked_from: fork_line.map(i32::cast_unsigned).zip(fork_seq.map(unsigned)),
                tip_seq: unsigned(tip_seq),
                tip_hash: EntryHash(tip_hash),
                view: Arc::new(decode_view(&view)?),
                is_private: false,
            })
        })
        .collect::<Result<Vec<_>, JournalError>>()?;
    Ok(Lines::from_stored(lines))
}

/// Writes lines as they now stand.
pub(crate) async fn write_lines(
    connection: &mut PgConnection,
    key: FeedKey,
    lines: Vec<(u32, &Line)>,
) -> Result<(), ProvinceError> {
    for (number, line) in lines {
        let (fork_line, fork_seq) = line.forked_from.unzip();
        query(
            "INSERT INTO line (office, feed, line, log, key, fork_line, fork_seq, tip_seq, tip_hash, tip_view)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (office, feed, line) DO UPDATE SET tip_seq = $8, tip_hash = $9, tip_view = $10",
        )
        .bind(key.office)
        .bind(key.feed.0)
        .bind(number.cast_signed())
        .bind(line.log.0)
        .bind(line.key)
        .bind(fork_line.map(u32::cast_signed))
        .bind(fork_seq.map(signed))
        .bind(signed(line.tip_seq))
        .bind(line.tip_hash.0)
        .bind(encode_view(&line.view))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// An entry that was looked up by its name.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// Of its first arrival.
    pub number: u64,
    pub line: u32,
    pub view: Arc<View>,
    /// It is here without its payload, and nothing purged that.
    pub is_bare: bool,
}

/// Entries that were looked up; of others it knows nothing.
#[derive(Debug, Default)]
pub(crate) struct Known {
    found: BTreeMap<Name, Found>,
}

impl Known {
    pub fn find(&self, name: Name) -> Option<&Found> {
        self.found.get(&name)
    }

    pub fn insert(&mut self, name: Name, found: Found) {
        self.found.insert(name, found);
    }

    /// Its payload came.
    pub fn complete(&mut self, name: Name) {
        if let Some(found) = self.found.get_mut(&name) {
            found.is_bare = false;
        }
    }
}

impl PlacedEntries for Known {
    type Error = Infallible;
    fn find_placed(
        &self,
        log: LogId,
        seq: u64,
        hash: EntryHash,
    ) -> Result<Option<(u32, Arc<View>)>, Infallible> {
        let found = self.find(Name { log, seq, hash });
        Ok(found.map(|found| (found.line, Arc::clone(&found.view))))
    }
}

type FoundRow = (i64, i32, i64, [u8; 32], Vec<u8>, bool);

/// Looks up the entries of a feed that have one of these hashes.
pub(crate) async fn look_up(
    connection: &mut PgConnection,
    key: FeedKey,
    lines: &Lines,
    hashes: &[EntryHash],
) -> Result<Known, ProvinceError> {
    let hashes: Vec<_> = hashes.iter().map(|hash| hash.0).collect();
    let rows: Vec<FoundRow> = query_as(
        "SELECT found.* FROM unnest($3::bytea[]) AS wanted (hash) CROSS JOIN LATERAL (
             SELECT number, line, seq, hash, view,
                 EXISTS (SELECT 1 FROM bare WHERE bare.office = $1 AND bare.feed = $2 AND bare.number = entry.number)
             FROM entry WHERE office = $1 AND feed = $2 AND hash = wanted.hash OFFSET 0) AS found",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&hashes)
    .fetch_all(connection)
    .await?;
    let mut known = Known::default();
    for (number, line, seq, hash, view, is_bare) in rows {
        let (number, line) = (unsigned(number), line.cast_unsigned());
        let Some(log) = lines.find(line).map(|line| line.log) else { continue };
        let name = Name { log, seq: unsigned(seq), hash: EntryHash(hash) };
        known.insert(name, Found { number, line, view: Arc::new(decode_view(&view)?), is_bare });
    }
    Ok(known)
}

/// Which of these hashes are of entries whose payload was removed for good.
pub(crate) async fn find_purged(
    connection: &mut PgConnection,
    key: FeedKey,
    hashes: &[EntryHash],
) -> Result<HashSet<EntryHash>, ProvinceError> {
    let hashes: Vec<_> = hashes.iter().map(|hash| hash.0).collect();
    let found: Vec<[u8; 32]> =
        query_scalar("SELECT hash FROM purged WHERE office = $1 AND feed = $2 AND hash = ANY($3)")
            .bind(key.office)
            .bind(key.feed.0)
            .bind(&hashes)
            .fetch_all(connection)
            .await?;
    Ok(found.into_iter().map(EntryHash).collect())
}

/// An entry with its place.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    /// Of its first arrival.
    pub number: u64,
    pub position: Position,
    pub view: Arc<View>,
    pub entry: Entry,
}

/// Number, line, number in its log, view, envelope, signature, salted payload.
pub(crate) type EntryRow = (i64, i32, i64, Vec<u8>, Vec<u8>, [u8; 64], Option<Vec<u8>>);

pub(crate) fn read_entry(row: EntryRow) -> Result<Stored, JournalError> {
    let (number, line, seq, view, envelope, signature, salted) = row;
    Ok(Stored {
        number: unsigned(number),
        position: Position { line: line.cast_unsigned(), seq: unsigned(seq) },
        view: Arc::new(decode_view(&view)?),
        entry: Entry::from_stored(envelope, signature, salted.map(SaltedPayload::from_stored))?,
    })
}

/// The entries with these numbers, in this order. One that is named twice comes twice.
///
/// `OFFSET 0` here and elsewhere keeps the planner from turning look-ups by key into a join that it misjudges.
pub(crate) async fn read_entries(
    connection: &mut PgConnection,
    key: FeedKey,
    numbers: &[u64],
) -> Result<Vec<Stored>, ProvinceError> {
    let wanted: Vec<_> = numbers.iter().copied().map(signed).collect();
    let rows: Vec<EntryRow> = query_as(
        "SELECT found.* FROM unnest($3::bigint[]) AS wanted (number) CROSS JOIN LATERAL (
             SELECT entry.number, line, seq, view, envelope, signature,
                 (SELECT salted FROM payload WHERE payload.office = $1 AND payload.feed = $2 AND payload.number = entry.number)
             FROM entry WHERE office = $1 AND feed = $2 AND number = wanted.number OFFSET 0) AS found",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&wanted)
    .fetch_all(connection)
    .await?;
    let stored = rows
        .into_iter()
        .map(|row| read_entry(row).map(|stored| (stored.number, stored)))
        .collect::<Result<BTreeMap<_, _>, _>>()?;
    Ok(numbers.iter().filter_map(|number| stored.get(number).cloned()).collect())
}

/// Payloads of entries that are read one page after another.
const BYTES_OF_PAGE: usize = 16 << 20;
/// Entries of such a page.
const ENTRIES_OF_PAGE: usize = 2_000;

/// Shows entries in this order, with a page of them in memory at a time.
pub(crate) async fn visit_entries(
    connection: &mut PgConnection,
    key: FeedKey,
    numbers: &[u64],
    mut see: impl FnMut(Stored),
) -> Result<(), ProvinceError> {
    let wanted: Vec<_> = numbers.iter().copied().map(signed).collect();
    let sizes: Vec<i32> = query_scalar(
        "SELECT coalesce((SELECT octet_length(salted) FROM payload
                          WHERE payload.office = $1 AND payload.feed = $2 AND payload.number = wanted.number), 0)
         FROM unnest($3::bigint[]) WITH ORDINALITY AS wanted (number, place) ORDER BY place",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&wanted)
    .fetch_all(&mut *connection)
    .await?;
    let mut rest = numbers;
    let mut sizes = sizes.into_iter().map(|size| usize::try_from(size).unwrap_or_default()).peekable();
    while !rest.is_empty() {
        let (mut filling, mut count) = (Filling::of(BYTES_OF_PAGE), 0);
        while count < ENTRIES_OF_PAGE && sizes.next_if(|size| filling.has_room(*size)).is_some() {
            count += 1;
        }
        let (page, later) = rest.split_at(count.max(1).min(rest.len()));
        read_entries(connection, key, page).await?.into_iter().for_each(&mut see);
        rest = later;
    }
    Ok(())
}

/// The keys that opened logs, by log.
pub(crate) fn keys_of(lines: &Lines) -> BTreeMap<LogId, [u8; 32]> {
    lines.as_slice().iter().map(|line| (line.log, line.key)).collect()
}

#[cfg(test)]
mod tests {
    use super::{decode_view, encode_view};
    use tilik_journal::View;

    #[test]
    fn a_view_reads_back_and_no_torn_one_does() {
        for pairs in [vec![], vec![(0, 1)], vec![(3, u64::MAX >> 1), (u32::MAX >> 1, 7)]] {
            let view = View::from_pairs(pairs);
            assert_eq!(decode_view(&encode_view(&view)).unwrap(), view);
        }
        assert!(decode_view(&[0; 13]).is_err());
    }
}
