//! A push: one transaction, whole or not at all.

use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;
use tilik_journal::{Entry, EntryHash, Position, Retention, SaltedPayload};
use tilik_sync::message::{Push, Pushed};
use tilik_sync::size_of;

use super::intake::{self, Arrived, Intake, New};
use super::rows::{self, columns_of, signed, unsigned};
use super::{FeedKey, standing};
use crate::error::{ProvinceError, Refusal};
use crate::note::Session;
use crate::province::Province;

impl Province {
    /// Takes in entries, all or none, and says where the feed stands then. `packed` is what the message had on the line.
    ///
    /// # Errors
    /// [`Refusal::ForeignFeed`], [`Refusal::NotAuthentic`], [`Refusal::Gap`]; what the database says. Nothing has changed then.
    pub(crate) async fn push(
        &self,
        session: &Session,
        push: Push,
        packed: usize,
    ) -> Result<Pushed, ProvinceError> {
        let mut connection = self.pool.acquire().await?;
        let allowed = super::allow(&mut connection, session, push.feed).await?;
        let key = allowed.key;
        let lines = rows::read_lines(&mut connection, key).await?;
        // A key never changes: its log is named by it. So signatures are checked before anybody waits for the feed.
        // What the province said it is given back by laptops after it lost it; nobody else writes there.
        let only = allowed.is_ours.then(|| self.public_key());
        let push = check(push, rows::keys_of(&lines), only).await?;
        drop(connection);

        let mut transaction = self.pool.begin().await?;
        let before = lock(&mut transaction, key).await?;
        let lines = rows::read_lines(&mut transaction, key).await?;
        let hashes = intake::list_hashes(&push.entries);
        let known = rows::look_up(&mut transaction, key, &lines, &hashes).await?;
        let purged = rows::find_purged(&mut transaction, key, &hashes).await?;
        let own: Vec<_> = push.entries.iter().map(Entry::hash).collect();
        let intake = intake::decide(lines, known, &purged, push.entries)?;
        let newest = before + intake.arrived.len() as u64;
        if newest > before {
            write(&mut transaction, key, &intake, before).await?;
            self.note_delivery(&mut transaction, key, session, (before + 1, newest), packed).await?;
        }
        let standing = standing::of_lines(&mut transaction, key, &intake.lines, newest).await?;
        let held = list_held(&mut transaction, key, &own).await?;
        transaction.commit().await?;
        if newest > before {
            tracing::info!(office = %key.office, feed = %key.feed, first = before + 1, last = newest, branches = intake.branches, packed, "took in");
            self.arrived.notify_one();
        }
        Ok(Pushed { standing, before, held })
    }

    async fn note_delivery(
        &self,
        connection: &mut PgConnection,
        key: FeedKey,
        session: &Session,
        (first, last): (u64, u64),
        packed: usize,
    ) -> Result<(), ProvinceError> {
        query(
            "INSERT INTO delivery (office, feed, last_number, first_number, device, delivered_at, bytes)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(key.office)
        .bind(key.feed.0)
        .bind(signed(last))
        .bind(signed(first))
        .bind(session.device)
        .bind(self.now_at())
        .bind(signed(packed as u64))
        .execute(&mut *connection)
        .await?;
        query("UPDATE feed SET newest = $3 WHERE office = $1 AND feed = $2")
            .bind(key.office)
            .bind(key.feed.0)
            .bind(signed(last))
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// Checks signatures where that holds up nobody.
async fn check(
    push: Push,
    keys: std::collections::BTreeMap<tilik_journal::LogId, [u8; 32]>,
    only: Option<[u8; 32]>,
) -> Result<Push, ProvinceError> {
    let checked = tokio::task::spawn_blocking(move || {
        intake::check(push.feed, &push.entries, keys, only)?;
        Ok::<_, Refusal>(push)
    });
    Ok(checked.await.map_err(|error| ProvinceError::System(error.to_string()))??)
}

/// Locks the counter row of a feed and gives its newest number.
async fn lock(connection: &mut PgConnection, key: FeedKey) -> Result<u64, ProvinceError> {
    let newest: i64 = query_scalar("SELECT newest FROM feed WHERE office = $1 AND feed = $2 FOR UPDATE")
        .bind(key.office)
        .bind(key.feed.0)
        .fetch_one(connection)
        .await?;
    Ok(unsigned(newest))
}

async fn write(
    connection: &mut PgConnection,
    key: FeedKey,
    intake: &Intake,
    before: u64,
) -> Result<(), ProvinceError> {
    let new: Vec<(u64, &New)> = (before + 1..)
        .zip(&intake.arrived)
        .filter_map(|(number, arrived)| match arrived {
            Arrived::New(new) => Some((number, new)),
            Arrived::Payload { .. } => None,
        })
        .collect();
    let changed = intake.changed.iter().filter_map(|number| Some((*number, intake.lines.find(*number)?)));
    rows::write_lines(connection, key, changed.collect()).await?;
    insert_entries(connection, key, &new).await?;
    insert_payloads(connection, key, &intake.arrived).await?;
    insert_bare(connection, key, intake).await?;
    insert_arrivals(connection, key, &intake.arrived, before).await
}

async fn insert_entries(
    connection: &mut PgConnection,
    key: FeedKey,
    new: &[(u64, &New)],
) -> Result<(), ProvinceError> {
    let (lines, seqs) = columns_of(new.iter().map(|(_, new)| &new.position));
    let numbers: Vec<_> = new.iter().map(|(number, _)| signed(*number)).collect();
    let hashes: Vec<_> = new.iter().map(|(_, new)| new.entry.hash().0).collect();
    let controls: Vec<_> =
        new.iter().map(|(_, new)| new.entry.envelope().retention == Retention::Control).collect();
    let views: Vec<_> = new.iter().map(|(_, new)| rows::encode_view(&new.view)).collect();
    let signatures: Vec<_> = new.iter().map(|(_, new)| *new.entry.signature()).collect();
    let envelopes: Vec<_> = new.iter().map(|(_, new)| new.entry.envelope_bytes()).collect();
    query(
        "INSERT INTO entry (office, feed, line, seq, number, hash, is_control, view, signature, envelope)
         SELECT $1, $2, * FROM unnest($3::integer[], $4::bigint[], $5::bigint[], $6::bytea[], $7::boolean[], $8::bytea[], $9::bytea[], $10::bytea[])",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&lines)
    .bind(&seqs)
    .bind(&numbers)
    .bind(&hashes)
    .bind(&controls)
    .bind(&views)
    .bind(&signatures)
    .bind(&envelopes)
    .execute(connection)
    .await?;
    Ok(())
}

fn place_of(arrived: &Arrived) -> (&Position, &Entry) {
    match arrived {
        Arrived::New(new) => (&new.position, &new.entry),
        Arrived::Payload { position, entry } => (position, entry),
    }
}

async fn insert_payloads(
    connection: &mut PgConnection,
    key: FeedKey,
    arrived: &[Arrived],
) -> Result<(), ProvinceError> {
    let (positions, salted): (Vec<_>, Vec<_>) = arrived
        .iter()
        .map(place_of)
        .filter_map(|(at, entry)| entry.payload().map(|payload| (at, SaltedPayload::as_bytes(payload))))
        .unzip();
    let (lines, seqs) = columns_of(positions);
    query(
        "INSERT INTO payload (office, feed, line, seq, salted)
         SELECT $1, $2, * FROM unnest($3::integer[], $4::bigint[], $5::bytea[])",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&lines)
    .bind(&seqs)
    .bind(&salted)
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes new entries without a payload, and strikes out those whose payload came.
async fn insert_bare(
    connection: &mut PgConnection,
    key: FeedKey,
    intake: &Intake,
) -> Result<(), ProvinceError> {
    let bare = intake.arrived.iter().filter_map(|arrived| match arrived {
        Arrived::New(new) if new.is_bare => Some(&new.position),
        Arrived::New(_) | Arrived::Payload { .. } => None,
    });
    let (lines, seqs) = columns_of(bare);
    if !lines.is_empty() {
        query(
            "INSERT INTO bare (office, feed, line, seq)
             SELECT $1, $2, * FROM unnest($3::integer[], $4::bigint[])",
        )
        .bind(key.office)
        .bind(key.feed.0)
        .bind(&lines)
        .bind(&seqs)
        .execute(&mut *connection)
        .await?;
    }
    let completed = intake.arrived.iter().filter_map(|arrived| match arrived {
        Arrived::Payload { position, .. } => Some(position),
        Arrived::New(_) => None,
    });
    let (lines, seqs) = columns_of(completed);
    if !lines.is_empty() {
        query(
            "DELETE FROM bare USING unnest($3::integer[], $4::bigint[]) AS came (line, seq)
             WHERE bare.office = $1 AND bare.feed = $2 AND bare.line = came.line AND bare.seq = came.seq",
        )
        .bind(key.office)
        .bind(key.feed.0)
        .bind(&lines)
        .bind(&seqs)
        .execute(connection)
        .await?;
    }
    Ok(())
}

async fn insert_arrivals(
    connection: &mut PgConnection,
    key: FeedKey,
    arrived: &[Arrived],
    before: u64,
) -> Result<(), ProvinceError> {
    let numbers: Vec<_> = (before + 1..).take(arrived.len()).map(signed).collect();
    let (lines, seqs) = columns_of(arrived.iter().map(|arrived| place_of(arrived).0));
    let again: Vec<_> = arrived.iter().map(|arrived| matches!(arrived, Arrived::Payload { .. })).collect();
    let sizes: Vec<_> = arrived
        .iter()
        .map(|arrived| i32::try_from(size_of(place_of(arrived).1)).unwrap_or(i32::MAX))
        .collect();
    query(
        "INSERT INTO arrival (office, feed, number, line, seq, is_again, size)
         SELECT $1, $2, * FROM unnest($3::bigint[], $4::integer[], $5::bigint[], $6::boolean[], $7::integer[])",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&numbers)
    .bind(&lines)
    .bind(&seqs)
    .bind(&again)
    .bind(&sizes)
    .execute(connection)
    .await?;
    Ok(())
}

/// Which of these entries are held, as far as they were judged already.
async fn list_held(
    connection: &mut PgConnection,
    key: FeedKey,
    hashes: &[EntryHash],
) -> Result<Vec<(EntryHash, String)>, ProvinceError> {
    let hashes: Vec<_> = hashes.iter().map(|hash| hash.0).collect();
    let rows: Vec<([u8; 32], String)> = query_as(
        "SELECT entry.hash, held.code FROM held JOIN entry USING (office, feed, line, seq)
         WHERE held.office = $1 AND held.feed = $2 AND entry.hash = ANY($3)",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&hashes)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(hash, code)| (EntryHash(hash), code)).collect())
}
