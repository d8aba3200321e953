//! A page of what arrived after a number.

use sqlx_core::query_as::query_as;
use sqlx_postgres::PgConnection;
use tilik_journal::Position;
use tilik_sync::message::{Page, Pull};
use tilik_sync::{Cover, Filling, Name};

use super::rows::{self, signed, unsigned};
use super::{FeedKey, SNAPSHOT};
use crate::error::ProvinceError;
use crate::note::Session;
use crate::province::Province;

/// Arrivals that are looked at in one query, and in one page.
const AT_A_TIME: usize = 2_000;
const MOST_LOOKED_AT: usize = 40_000;
/// No entry has fewer bytes: a signature, and the names of feed, log, actor, payload and the one before.
const LEAST_OF_ENTRY: usize = 160;

type ArrivalRow = (i64, i64, i32, i64, i32);

impl Province {
    /// What arrived after a number, without what the laptop holds.
    ///
    /// # Errors
    /// [`crate::error::Refusal::ForeignFeed`]; what the database says.
    pub(crate) async fn pull(&self, session: &Session, pull: &Pull) -> Result<Page, ProvinceError> {
        let mut transaction = self.pool.begin_with(SNAPSHOT).await?;
        let key = super::allow(&mut transaction, session, pull.feed).await?.key;
        let cover = read_cover(&mut transaction, key, &pull.held).await?;
        // Every answer must open to what `hello` named.
        let room = usize::try_from(pull.bytes).unwrap_or(usize::MAX).min(self.limits.message / 2);
        let (wanted, number, has_more) = choose(&mut transaction, key, pull.after, &cover, room).await?;
        let stored = rows::read_entries(&mut transaction, key, &wanted).await?;
        let entries = stored.into_iter().map(|stored| stored.entry).collect();
        Ok(Page { entries, number, has_more })
    }
}

/// Bytes that the entries of a page of an answer have.
const BYTES_OF_PAGE: usize = 1 << 20;

impl Province {
    /// The numbers of the entries that somebody lacks who holds others, up to a number of arrivals; those of a page together.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn list_pages(
        &self,
        key: FeedKey,
        held: &[Name],
        until: Option<u64>,
    ) -> Result<Vec<(FeedKey, Vec<u64>)>, ProvinceError> {
        let mut transaction = self.pool.begin_with(SNAPSHOT).await?;
        let cover = read_cover(&mut transaction, key, held).await?;
        let (mut pages, mut after) = (Vec::new(), 0);
        loop {
            let (mut wanted, number, has_more) =
                choose(&mut transaction, key, after, &cover, BYTES_OF_PAGE).await?;
            wanted.retain(|number| until.is_none_or(|until| *number <= until));
            if !wanted.is_empty() {
                pages.push((key, wanted));
            }
            after = number;
            if !has_more || until.is_some_and(|until| after >= until) {
                return Ok(pages);
            }
        }
    }
}

/// What those hold who hold these entries.
async fn read_cover(
    connection: &mut PgConnection,
    key: FeedKey,
    held: &[Name],
) -> Result<Cover, ProvinceError> {
    let lines = rows::read_lines(connection, key).await?;
    let hashes: Vec<_> = held.iter().map(|name| name.hash).collect();
    let known = rows::look_up(connection, key, &lines, &hashes).await?;
    let Ok(cover) = Cover::of(held, &known);
    Ok(cover)
}

/// The numbers of the entries that go onto the page, up to which number it reaches, and whether more arrived.
async fn choose(
    connection: &mut PgConnection,
    key: FeedKey,
    after: u64,
    cover: &Cover,
    room: usize,
) -> Result<(Vec<u64>, u64, bool), ProvinceError> {
    let (mut wanted, mut number, mut looked_at) = (Vec::new(), after, 0);
    let mut filling = Filling::of(room);
    // As many as could have room; only behind those that are passed over is more looked at.
    let mut at_a_time = (room / LEAST_OF_ENTRY + 1).min(AT_A_TIME);
    loop {
        let rows = list_arrivals(connection, key, number, at_a_time).await?;
        let is_last = rows.len() < at_a_time;
        at_a_time = AT_A_TIME;
        looked_at += rows.len();
        for (arrival, entry, line, seq, size) in rows {
            let at = Position { line: line.cast_unsigned(), seq: unsigned(seq) };
            // What the laptop has is passed over, but for a payload that came after its entry.
            if entry != arrival || !cover.has(at) {
                if !filling.has_room(usize::try_from(size).unwrap_or(usize::MAX)) {
                    return Ok((wanted, number, true));
                }
                wanted.push(unsigned(entry));
            }
            number = unsigned(arrival);
        }
        if is_last || looked_at >= MOST_LOOKED_AT {
            return Ok((wanted, number, !is_last));
        }
    }
}

async fn list_arrivals(
    connection: &mut PgConnection,
    key: FeedKey,
    after: u64,
    at_a_time: usize,
) -> Result<Vec<ArrivalRow>, ProvinceError> {
    // A number beyond the sign was never given.
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    Ok(query_as(
        "SELECT number, entry_number, line, seq, size FROM arrival
         WHERE office = $1 AND feed = $2 AND number > $3 ORDER BY number LIMIT $4",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(after)
    .bind(signed(at_a_time as u64))
    .fetch_all(connection)
    .await?)
}
