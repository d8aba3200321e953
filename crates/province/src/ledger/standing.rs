//! Where a feed stands at the server.

use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;
use tilik_journal::{EntryHash, Lines};
use tilik_sync::{Name, Standing};

use super::FeedKey;
use super::rows::{self, unsigned};
use crate::error::ProvinceError;

/// So many bare entries are named at a time.
const MOST_BARE: i64 = 64;

/// Where a feed stands. Within one snapshot of the caller's, so that tips and number are of one moment.
pub(crate) async fn read(connection: &mut PgConnection, key: FeedKey) -> Result<Standing, ProvinceError> {
    let newest: i64 = query_scalar("SELECT newest FROM feed WHERE office = $1 AND feed = $2")
        .bind(key.office)
        .bind(key.feed.0)
        .fetch_one(&mut *connection)
        .await?;
    let lines = rows::read_lines(connection, key).await?;
    of_lines(connection, key, &lines, unsigned(newest)).await
}

/// Where a feed of these lines stands.
pub(crate) async fn of_lines(
    connection: &mut PgConnection,
    key: FeedKey,
    lines: &Lines,
    number: u64,
) -> Result<Standing, ProvinceError> {
    let mut tips = lines.list_tips_of(key.feed);
    tips.sort_unstable();
    let bare: Vec<(i32, i64, [u8; 32])> = query_as(
        "SELECT line, seq, hash FROM entry WHERE office = $1 AND feed = $2 AND number = ANY(ARRAY(
             SELECT number FROM bare WHERE office = $1 AND feed = $2 ORDER BY number LIMIT $3)) ORDER BY number",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(MOST_BARE)
    .fetch_all(connection)
    .await?;
    let bare = bare.into_iter().filter_map(|(line, seq, hash)| {
        let log = lines.find(line.cast_unsigned())?.log;
        Some(Name { log, seq: unsigned(seq), hash: EntryHash(hash) })
    });
    Ok(Standing { feed: key.feed, tips, number, bare: bare.collect() })
}
