//! The province's own entries: written by the server itself, under the lock of the feed that they go to, and handed out like all others (`docs/protocol.md`, *What the province says*).

use sqlx_core::query::query;
use sqlx_postgres::PgConnection;
use tilik_journal::{Draft, Entry, Group, Lines, Payload, Retention};
use tilik_sync::message::Push;
use tilik_sync::says::{feed_for, find_founded, found, log_for, speaker};
use uuid::Uuid;

use super::intake::{self, Intake};
use super::push::{lock, write, write_newest};
use super::{Allowed, EVERYBODY, FeedKey, rows};
use crate::error::{ProvinceError, Refusal};
use crate::note::Session;
use crate::province::{Province, chance};
use crate::staff::StaffAct;

/// Something to be said.
#[derive(Debug, Clone)]
pub struct Saying {
    /// What is done, a word for readers.
    pub act: &'static str,
    /// The record and what is written to it.
    pub group: Group,
    /// How long it must be kept.
    pub retention: Retention,
}

impl Province {
    /// Says something to an office, or to all as [`EVERYBODY`]. When it returns, it is on the disk.
    ///
    /// # Errors
    /// What the database says; nothing has changed then.
    pub async fn say(&self, office: Uuid, saying: Saying) -> Result<(), ProvinceError> {
        self.say_by(office, saying, None).await
    }

    /// The same, noting who did in one transaction with it.
    pub(crate) async fn say_by(
        &self,
        office: Uuid,
        saying: Saying,
        by: Option<StaffAct<'_>>,
    ) -> Result<(), ProvinceError> {
        let key = FeedKey { office, feed: feed_for(&self.public_key(), office.as_bytes()) };
        let mut transaction = self.pool.begin().await?;
        self.attach_own(&mut transaction, key).await?;
        let mut newest = lock(&mut transaction, key).await?;
        let mut lines = rows::read_lines_with(&mut transaction, key, None).await?;
        if lines.as_slice().is_empty() {
            let founding = found(&self.signer, office.as_bytes())?;
            (lines, newest) = append(&mut transaction, key, lines, newest, founding).await?;
        }
        let entry = self.sign(&lines, key, saying)?;
        let (_, newest) = append(&mut transaction, key, lines, newest, entry).await?;
        if let Some(act) = by {
            self.note_act(&mut transaction, act).await?;
        }
        transaction.commit().await?;
        tracing::info!(%office, number = newest, "said something");
        // It was said: what fails from here on is done by whoever adds up next.
        if let Err(error) = self.add_up(key).await {
            tracing::warn!(%office, %error, "not added up yet");
        }
        self.arrived.notify_one();
        Ok(())
    }

    /// The next entry of this epoch's log of a feed.
    fn sign(&self, lines: &Lines, key: FeedKey, saying: Saying) -> Result<Entry, ProvinceError> {
        let (log, nonce) = log_for(&self.public_key(), key.office.as_bytes(), self.epoch);
        // A log that forked, because the server was restored and kept its epoch, is continued where it is longest.
        let own = lines.as_slice().iter().zip(0u32..).filter(|(line, _)| line.log == log);
        let line = own.max_by_key(|(line, _)| line.tip_seq).map(|(_, number)| number);
        let place = line.and_then(|line| lines.plan_next(line));
        let place = place.unwrap_or_else(|| lines.plan_first(Some(key.feed), self.public_key(), nonce));
        let draft = Draft {
            actor: speaker(),
            made_at: self.now(),
            act: saying.act.to_owned(),
            retention: saying.retention,
            payload: Payload { groups: vec![saying.group] },
            salt: chance()?,
        };
        Ok(self.signer.sign(place, draft)?)
    }

    /// Makes room for a feed of the province's, unless there is.
    pub(super) async fn attach_own(
        &self,
        connection: &mut PgConnection,
        key: FeedKey,
    ) -> Result<(), ProvinceError> {
        query(
            "INSERT INTO feed (office, feed, is_ours, attached_at) VALUES ($1, $2, true, $3)
             ON CONFLICT DO NOTHING",
        )
        .bind(key.office)
        .bind(key.feed.0)
        .bind(self.now_at())
        .execute(connection)
        .await?;
        Ok(())
    }

    /// A feed of the province's that this server does not know, because it was restored from a time before it: a laptop brings it back. The entry that founds it is shown first, and is
    /// signed by nobody but the province.
    ///
    /// # Errors
    /// [`Refusal::ForeignFeed`] when nothing of the kind is shown.
    pub(super) fn find_lost(&self, session: &Session, push: &Push) -> Result<Allowed, Refusal> {
        let founded = push.entries.first().and_then(|first| find_founded(&self.public_key(), first));
        if founded != Some(push.feed) {
            return Err(Refusal::ForeignFeed);
        }
        let is_for = |office: &Uuid| push.feed == feed_for(&self.public_key(), office.as_bytes());
        let office = [EVERYBODY, session.office].into_iter().find(is_for).ok_or(Refusal::ForeignFeed)?;
        Ok(Allowed { key: FeedKey { office, feed: push.feed }, is_ours: true, is_lost: true })
    }
}

/// Puts an entry of the province's own behind the others of a feed whose row is locked.
async fn append(
    connection: &mut PgConnection,
    key: FeedKey,
    lines: Lines,
    before: u64,
    entry: Entry,
) -> Result<(Lines, u64), ProvinceError> {
    let entries = vec![entry];
    let hashes = intake::list_hashes(&entries);
    let known = rows::look_up(connection, key, &lines, &hashes).await?;
    let purged = rows::find_purged(connection, key, &hashes).await?;
    let intake: Intake = intake::decide(before, lines, known, &purged, (entries, intake::Gaps::Refused))?;
    let newest = before + intake.arrived.len() as u64;
    write(connection, key, &intake).await?;
    write_newest(connection, key, newest).await?;
    Ok((intake.lines, newest))
}
