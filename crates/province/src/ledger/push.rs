//! A push: one transaction, whole or not at all.

use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;
use tilik_journal::{Entry, EntryHash, Position, Retention};
use tilik_sync::message::{Push, Pushed};
use tilik_sync::size_of;

use super::intake::{self, Arrived, Gaps, Intake, New};
use super::rows::{self, signed, unsigned};
use super::{FeedKey, standing};
use crate::error::{ProvinceError, Refusal};
use crate::note::Session;
use crate::province::{Province, away};

impl Province {
    /// Takes in entries, all or none, and says where the feed stands then. `packed` is what the message had on the line.
    ///
    /// # Errors
    /// [`Refusal::ForeignFeed`], [`Refusal::NotAuthentic`], [`Refusal::Gap`], [`Refusal::TooManyLines`]; what the database says. Nothing has changed then.
    pub(crate) async fn push(
        &self,
        session: &Session,
        push: Push,
        packed: usize,
    ) -> Result<Pushed, ProvinceError> {
        Ok(self.take_in(session, push, packed, Gaps::Refused).await?.pushed)
    }

    /// The same, with a word on what follows entries that are not here.
    ///
    /// # Errors
    /// Those of [`Self::push`].
    pub(crate) async fn take_in(
        &self,
        session: &Session,
        mut push: Push,
        packed: usize,
        gaps: Gaps,
    ) -> Result<TakenIn, ProvinceError> {
        let mut connection = self.pool.acquire().await?;
        let allowed = match super::allow(&mut connection, session, push.feed).await {
            Err(ProvinceError::Refused(Refusal::ForeignFeed)) => self.find_lost(session, &push)?,
            allowed => allowed?,
        };
        let key = allowed.key;
        let lines = rows::read_lines(&mut connection, key).await?;
        // A key never changes: its log is named by it. So signatures are checked before anybody waits for the feed.
        // What the province said it is given back by laptops after it lost it; nobody else writes there.
        let only = allowed.is_ours.then(|| self.public_key());
        drop(connection);
        let mut keys = rows::keys_of(&lines);
        let asked = push.entries.len();
        if gaps == Gaps::LeftOut {
            push.entries = intake::leave_out_unopened(push.entries, &keys);
        }
        let unopened = (asked - push.entries.len()) as u64;
        let push = away(move || {
            intake::check(push.feed, &push.entries, &mut keys, only)?;
            Ok(push)
        })
        .await?;

        let mut transaction = self.pool.begin().await?;
        if allowed.is_lost {
            self.attach_own(&mut transaction, key).await?;
            tracing::info!(office = %key.office, feed = %key.feed, "takes back what it had said");
        }
        let before = lock(&mut transaction, key).await?;
        let followed = intake::list_followed(&push.entries);
        let lines = rows::read_lines_with(&mut transaction, key, Some(&followed)).await?;
        let hashes = intake::list_hashes(&push.entries);
        let known = rows::look_up(&mut transaction, key, &lines, &hashes).await?;
        let purged = rows::find_purged(&mut transaction, key, &hashes).await?;
        // What is new was judged by nobody yet.
        let again = push.entries.iter().filter(|entry| known.find(intake::name_of(entry)).is_some());
        let again: Vec<_> = again.map(Entry::hash).collect();
        let intake =
            away(move || Ok(intake::decide(before, lines, known, &purged, (push.entries, gaps))?)).await?;
        let newest = before + intake.arrived.len() as u64;
        if newest > before {
            write(&mut transaction, key, &intake).await?;
            self.note_delivery(&mut transaction, key, session, (before + 1, newest), packed).await?;
        }
        let standing = standing::of_lines(&mut transaction, key, &intake.lines, newest).await?;
        let held =
            if again.is_empty() { Vec::new() } else { list_held(&mut transaction, key, &again).await? };
        transaction.commit().await?;
        if newest > before {
            tracing::info!(office = %key.office, feed = %key.feed, first = before + 1, last = newest, branches = intake.branches, packed, "took in");
            self.arrived.notify_one();
        }
        let left_out = intake.left_out + unopened;
        Ok(TakenIn { pushed: Pushed { standing, before, held }, left_out })
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
        write_newest(connection, key, last).await
    }
}

/// Moves the counter of a feed, whose row is locked.
pub(super) async fn write_newest(
    connection: &mut PgConnection,
    key: FeedKey,
    newest: u64,
) -> Result<(), ProvinceError> {
    query("UPDATE feed SET newest = $3 WHERE office = $1 AND feed = $2")
        .bind(key.office)
        .bind(key.feed.0)
        .bind(signed(newest))
        .execute(connection)
        .await?;
    Ok(())
}

/// What came of entries.
pub(crate) struct TakenIn {
    pub pushed: Pushed,
    /// Entries that follow what is not here.
    pub left_out: u64,
}

/// Locks the counter row of a feed and gives its newest number.
pub(super) async fn lock(connection: &mut PgConnection, key: FeedKey) -> Result<u64, ProvinceError> {
    let newest: i64 = query_scalar("SELECT newest FROM feed WHERE office = $1 AND feed = $2 FOR UPDATE")
        .bind(key.office)
        .bind(key.feed.0)
        .fetch_one(connection)
        .await?;
    Ok(unsigned(newest))
}

/// Writes what came in.
pub(super) async fn write(
    connection: &mut PgConnection,
    key: FeedKey,
    intake: &Intake,
) -> Result<(), ProvinceError> {
    let new: Vec<&New> = intake
        .arrived
        .iter()
        .filter_map(|arrived| match arrived {
            Arrived::New(new) => Some(new),
            Arrived::Payload { .. } => None,
        })
        .collect();
    let changed = intake.changed.iter().filter_map(|number| Some((*number, intake.lines.find(*number)?)));
    rows::write_lines(connection, key, changed.collect()).await?;
    insert_entries(connection, key, &new).await?;
    insert_payloads(connection, key, &intake.arrived).await?;
    insert_bare(connection, key, &intake.arrived).await?;
    insert_arrivals(connection, key, &intake.arrived).await
}

async fn insert_entries(
    connection: &mut PgConnection,
    key: FeedKey,
    new: &[&New],
) -> Result<(), ProvinceError> {
    let numbers: Vec<_> = new.iter().map(|new| signed(new.number)).collect();
    let (lines, seqs) = columns_of(new.iter().map(|new| &new.position));
    let hashes: Vec<_> = new.iter().map(|new| new.entry.hash().0).collect();
    let controls: Vec<_> =
        new.iter().map(|new| new.entry.envelope().retention == Retention::Control).collect();
    let views: Vec<_> = new.iter().map(|new| rows::encode_view(&new.view)).collect();
    let signatures: Vec<_> = new.iter().map(|new| *new.entry.signature()).collect();
    let envelopes: Vec<_> = new.iter().map(|new| new.entry.envelope_bytes()).collect();
    query(
        "INSERT INTO entry (office, feed, number, line, seq, hash, is_control, view, signature, envelope)
         SELECT $1, $2, * FROM unnest($3::bigint[], $4::integer[], $5::bigint[], $6::bytea[], $7::boolean[], $8::bytea[], $9::bytea[], $10::bytea[])",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&numbers)
    .bind(&lines)
    .bind(&seqs)
    .bind(&hashes)
    .bind(&controls)
    .bind(&views)
    .bind(&signatures)
    .bind(&envelopes)
    .execute(connection)
    .await?;
    Ok(())
}

/// Lines and numbers of places, as two columns.
fn columns_of<'a>(positions: impl IntoIterator<Item = &'a Position>) -> (Vec<i32>, Vec<i64>) {
    positions.into_iter().map(|at| (at.line.cast_signed(), signed(at.seq))).unzip()
}

/// The number of an arrival, that of its entry, its place, itself.
fn parts_of(arrived: &Arrived) -> (u64, u64, &Position, &Entry) {
    match arrived {
        Arrived::New(new) => (new.number, new.number, &new.position, &new.entry),
        Arrived::Payload { number, entry_number, position, entry } => {
            (*number, *entry_number, position, entry)
        }
    }
}

async fn insert_payloads(
    connection: &mut PgConnection,
    key: FeedKey,
    arrived: &[Arrived],
) -> Result<(), ProvinceError> {
    let (numbers, salted): (Vec<_>, Vec<_>) = arrived
        .iter()
        .map(parts_of)
        .filter_map(|(_, number, _, entry)| Some((signed(number), entry.payload()?.as_bytes())))
        .unzip();
    query(
        "INSERT INTO payload (office, feed, number, salted)
         SELECT $1, $2, * FROM unnest($3::bigint[], $4::bytea[]) ON CONFLICT DO NOTHING",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&numbers)
    .bind(&salted)
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes new entries without a payload, and strikes out those whose payload came.
async fn insert_bare(
    connection: &mut PgConnection,
    key: FeedKey,
    arrived: &[Arrived],
) -> Result<(), ProvinceError> {
    let (mut bare, mut completed) = (Vec::new(), Vec::new());
    for arrived in arrived {
        match arrived {
            Arrived::New(new) if new.is_bare => bare.push(signed(new.number)),
            Arrived::New(_) => {}
            Arrived::Payload { entry_number, .. } => completed.push(signed(*entry_number)),
        }
    }
    for (sql, numbers) in [
        ("INSERT INTO bare (office, feed, number) SELECT $1, $2, * FROM unnest($3::bigint[])", bare),
        ("DELETE FROM bare WHERE office = $1 AND feed = $2 AND number = ANY($3)", completed),
    ] {
        if !numbers.is_empty() {
            query(sql).bind(key.office).bind(key.feed.0).bind(&numbers).execute(&mut *connection).await?;
        }
    }
    Ok(())
}

async fn insert_arrivals(
    connection: &mut PgConnection,
    key: FeedKey,
    arrived: &[Arrived],
) -> Result<(), ProvinceError> {
    let parts: Vec<_> = arrived.iter().map(parts_of).collect();
    let numbers: Vec<_> = parts.iter().map(|(number, ..)| signed(*number)).collect();
    let entries: Vec<_> = parts.iter().map(|(_, entry, ..)| signed(*entry)).collect();
    let (lines, seqs) = columns_of(parts.iter().map(|(_, _, at, _)| *at));
    let sizes: Vec<_> =
        parts.iter().map(|(.., entry)| i32::try_from(size_of(entry)).unwrap_or(i32::MAX)).collect();
    query(
        "INSERT INTO arrival (office, feed, number, entry_number, line, seq, size)
         SELECT $1, $2, * FROM unnest($3::bigint[], $4::bigint[], $5::integer[], $6::bigint[], $7::integer[])",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&numbers)
    .bind(&entries)
    .bind(&lines)
    .bind(&seqs)
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
    let rows: Vec<([u8; 32], Option<String>)> = query_as(
        "SELECT found.* FROM unnest($3::bytea[]) AS wanted (hash) CROSS JOIN LATERAL (
             SELECT hash, (SELECT code FROM held WHERE held.office = $1 AND held.feed = $2 AND held.number = entry.number)
             FROM entry WHERE office = $1 AND feed = $2 AND hash = wanted.hash OFFSET 0) AS found",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .bind(&hashes)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().filter_map(|(hash, code)| Some((EntryHash(hash), code?))).collect())
}
