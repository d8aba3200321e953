//! Entries: taken in, numbered, handed out, confirmed (`docs/protocol.md`, *What the server does with an entry*).
//!
//! Knows what an entry follows and never what it is about: that is the projection's. The invariants a reader could break: a number is given under the lock of the feed's counter
//! row, in the transaction that commits, so that the order of numbers is the order of commits and has no holes; and what was written of an entry is never changed.

pub(crate) mod intake;
mod pull;
mod push;
pub(crate) mod receipt;
pub(crate) mod rows;
mod say;
pub(crate) mod standing;

use sqlx_core::query_as::query_as;
use sqlx_postgres::PgConnection;
use tilik_journal::FeedId;
use uuid::Uuid;

pub use say::Saying;

use crate::error::{ProvinceError, Refusal};
use crate::note::Session;

/// The office that stands for the province itself: its feed is for all.
pub const EVERYBODY: Uuid = Uuid::nil();

/// Reads of one moment.
pub(crate) const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A feed with the office whose rows its entries are among.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedKey {
    /// The office.
    pub office: Uuid,
    /// The feed.
    pub feed: FeedId,
}

/// A feed that a session may speak of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowed {
    pub key: FeedKey,
    /// One that the province writes.
    pub is_ours: bool,
    /// The province's own, which this server lost: it is attached once what comes was found authentic.
    pub is_lost: bool,
}

/// Lets a session speak of a feed: its device is enrolled still, and the feed is of its office or the province's for it. Asked for every word, so that a revocation holds from the
/// next one on.
pub(crate) async fn allow(
    connection: &mut PgConnection,
    session: &Session,
    feed: FeedId,
) -> Result<Allowed, ProvinceError> {
    check_device(connection, session).await?;
    let row: Option<(Uuid, bool)> = query_as(
        "SELECT office, is_ours FROM feed WHERE feed = $3 AND (office = $1 OR (office = $2 AND is_ours))",
    )
    .bind(session.office)
    .bind(EVERYBODY)
    .bind(feed.0)
    .fetch_optional(connection)
    .await?;
    let (office, is_ours) = row.ok_or(Refusal::ForeignFeed)?;
    Ok(Allowed { key: FeedKey { office, feed }, is_ours, is_lost: false })
}

/// Fails when the device of a session is enrolled no more: the session is over, and the next one says why.
pub(crate) async fn check_device(
    connection: &mut PgConnection,
    session: &Session,
) -> Result<(), ProvinceError> {
    let enrolled: Option<(i32,)> =
        query_as("SELECT 1 FROM device WHERE office = $1 AND key = $2 AND revoked_at IS NULL")
            .bind(session.office)
            .bind(session.device)
            .fetch_optional(connection)
            .await?;
    enrolled.map(|_| ()).ok_or_else(|| Refusal::SessionOver.into())
}
