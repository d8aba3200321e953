//! What the journals add up to: documents, by the fold of `journal` (`docs/protocol.md`, *What the server does with an entry*).
//!
//! Comes after the entries are kept, in a transaction of its own for each feed, and can be made anew from them. The invariants a reader could break: what fails blocks nothing
//! behind it; and the documents are those that every other reader of the same entries has (`tests/projection.rs` holds them against `History`).

mod authority;
mod batch;
mod document;
pub(crate) mod pulse;
pub(crate) mod views;

use std::time::Duration;

use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;
use tilik_journal::FeedId;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use crate::error::ProvinceError;
use crate::ledger::FeedKey;
use crate::ledger::rows::{self, signed, unsigned};
use crate::province::Province;

use authority::Authority;

/// The rules by which entries are judged and added up; another number makes everything anew.
const RULES: i32 = 1;
/// Arrivals that are added up at a time.
const AT_A_TIME: u64 = 2_000;
/// Bytes that arrivals had in messages.
const BYTES_AT_A_TIME: i64 = 16 << 20;
/// What another process left behind is looked for so often.
const ROUND: Duration = Duration::from_secs(30);
/// When nothing arrived for so long, what came is added up,
const QUIET: Duration = Duration::from_millis(200);
/// and at the latest after so long.
const MOST_PATIENCE: Duration = Duration::from_secs(2);

/// What a cut writing left on the disk is looked for when a server begins and so often after that.
const DAILY: Duration = Duration::from_hours(24);

/// Adds up whatever arrives, and forgets what never came to its end, for as long as it runs. Every step is a beat of the pulse by which `/ready` sees that it runs.
pub async fn keep_up(province: Province) {
    let _held = province.pulse.begin(province.now());
    let mut swept_at = None;
    loop {
        province.beat();
        if swept_at.is_none_or(|at: Instant| at.elapsed() >= DAILY) {
            swept_at = Some(Instant::now());
            if let Err(error) = province.sweep().await {
                tracing::error!(%error, "could not look for what a cut writing left over");
            }
        }
        province.beat();
        if let Err(error) = province.add_up_all().await {
            tracing::error!(%error, "could not look for what is to be added up");
        }
        province.beat();
        if let Err(error) = province.forget_unfinished().await {
            tracing::error!(%error, "could not look for attachments that did not come to their end");
        }
        if timeout(ROUND, province.arrived.notified()).await.is_ok() {
            let _ = timeout(MOST_PATIENCE, wait_for_quiet(&province)).await;
        }
    }
}

/// A laptop that sends a season sends it in many messages: adding up after each would slow down the next one.
async fn wait_for_quiet(province: &Province) {
    while timeout(QUIET, province.arrived.notified()).await.is_ok() {}
}

impl Province {
    /// Says that adding up goes on.
    fn beat(&self) {
        self.pulse.beat(self.now());
    }

    /// Adds up every feed that has something new. One that fails or dies is logged and holds up no other.
    ///
    /// # Errors
    /// What the database says when it is asked which.
    pub async fn add_up_all(&self) -> Result<(), ProvinceError> {
        for key in self.list_behind().await? {
            self.beat();
            let (province, mut apart) = (self.clone(), JoinSet::new());
            apart.spawn(async move { province.add_up(key).await });
            let why: String = match apart.join_next().await {
                None | Some(Ok(Ok(_))) => continue,
                Some(Ok(Err(error))) => error.to_string(),
                Some(Err(died)) => died.to_string(),
            };
            tracing::error!(office = %key.office, feed = %key.feed, %why, "could not be added up");
        }
        Ok(())
    }

    async fn list_behind(&self) -> Result<Vec<FeedKey>, ProvinceError> {
        let rows: Vec<(Uuid, [u8; 16])> = query_as(
            "SELECT feed.office, feed.feed FROM feed LEFT JOIN projection USING (office, feed)
             WHERE feed.newest > coalesce(projection.number, 0) OR projection.version <> $1",
        )
        .bind(RULES)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|(office, feed)| FeedKey { office, feed: FeedId(feed) }).collect())
    }

    /// Adds up what arrived in a feed since the last time. Does nothing while another process does.
    ///
    /// # Errors
    /// What the database says, or a row that does not read; nothing has changed then.
    pub async fn add_up(&self, key: FeedKey) -> Result<(), ProvinceError> {
        let mut transaction = self.pool.begin().await?;
        let Some((number, version)) = lock(&mut transaction, key).await? else { return Ok(()) };
        let newest: i64 = query_scalar("SELECT newest FROM feed WHERE office = $1 AND feed = $2")
            .bind(key.office)
            .bind(key.feed.0)
            .fetch_one(&mut *transaction)
            .await?;
        let newest = unsigned(newest);
        let lines = rows::read_lines(&mut transaction, key).await?;
        let authority = Authority::read(&mut transaction, key, &lines).await?;
        // What a new certificate, role or revocation changes may be long ago.
        let is_anew = version != RULES || has_control(&mut transaction, key, number).await?;
        if is_anew {
            // A push that brings a payload meanwhile would be taken for one that lacks it.
            lock_feed(&mut transaction, key).await?;
            clear(&mut transaction, key).await?;
            authority.apply(&mut transaction, key, self.now_at()).await?;
        }
        let mut after = if is_anew { 0 } else { number };
        while after < newest {
            let until = find_end(&mut transaction, key, after).await?.min(newest);
            batch::add_up(&mut transaction, key, &lines, &authority, (after, until)).await?;
            after = until;
            self.beat();
        }
        query("UPDATE projection SET number = $3, version = $4 WHERE office = $1 AND feed = $2")
            .bind(key.office)
            .bind(key.feed.0)
            .bind(signed(newest))
            .bind(RULES)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        tracing::info!(office = %key.office, feed = %key.feed, number = newest, is_anew, "added up");
        Ok(())
    }
}

/// Holds back pushes to a feed until this transaction ends.
async fn lock_feed(connection: &mut PgConnection, key: FeedKey) -> Result<(), ProvinceError> {
    query("SELECT 1 FROM feed WHERE office = $1 AND feed = $2 FOR UPDATE")
        .bind(key.office)
        .bind(key.feed.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// The last arrival that is added up together with the first one after a number: so many at most, and no more bytes than fit into memory, but one of any size.
async fn find_end(connection: &mut PgConnection, key: FeedKey, after: u64) -> Result<u64, ProvinceError> {
    let end: Option<i64> = query_scalar(
        "SELECT max(number) FROM (
             SELECT number, sum(size) OVER (ORDER BY number) - size AS before FROM (
                 SELECT number, size FROM arrival WHERE office = $1 AND feed = $2 AND number > $3 ORDER BY number LIMIT $4) AS next) AS summed
         WHERE before < $5",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(signed(after))
    .bind(signed(AT_A_TIME))
    .bind(BYTES_AT_A_TIME)
    .fetch_one(connection)
    .await?;
    Ok(end.map_or(after + AT_A_TIME, unsigned))
}

/// Locks the row of a feed and says how far it was added up, by which rules. None while another process has it.
async fn lock(connection: &mut PgConnection, key: FeedKey) -> Result<Option<(u64, i32)>, ProvinceError> {
    query("INSERT INTO projection (office, feed, version) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(key.office)
        .bind(key.feed.0)
        .bind(RULES)
        .execute(&mut *connection)
        .await?;
    let row: Option<(i64, i32)> = query_as(
        "SELECT number, version FROM projection WHERE office = $1 AND feed = $2 FOR UPDATE SKIP LOCKED",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(number, version)| (unsigned(number), version)))
}

async fn has_control(connection: &mut PgConnection, key: FeedKey, after: u64) -> Result<bool, ProvinceError> {
    Ok(query_scalar(
        "SELECT EXISTS (SELECT 1 FROM entry WHERE office = $1 AND feed = $2 AND is_control AND number = ANY(ARRAY(
             SELECT entry_number FROM arrival WHERE office = $1 AND feed = $2 AND number > $3)))",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(signed(after))
    .fetch_one(connection)
    .await?)
}

/// Takes away everything that a feed was added up to.
async fn clear(connection: &mut PgConnection, key: FeedKey) -> Result<(), ProvinceError> {
    for sql in [
        "DELETE FROM touch WHERE office = $1 AND feed = $2",
        "DELETE FROM document WHERE office = $1 AND feed = $2",
        "DELETE FROM held WHERE office = $1 AND feed = $2",
        "DELETE FROM held_record WHERE office = $1 AND feed = $2",
    ] {
        query(sql).bind(key.office).bind(key.feed.0).execute(&mut *connection).await?;
    }
    Ok(())
}
