//! What the control entries of a feed say together, and what of it the tables hold beside the documents.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx_core::query::query;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;
use tilik_journal::admission::{PayloadState, Placed};
use tilik_journal::catalogue::{FIRST_OFFICE_KIND, revocation};
use tilik_journal::{Admission, EntryHash, JournalError, Lines, Payload, Value, Verdict, upcast};
use uuid::Uuid;

use crate::error::ProvinceError;
use crate::ledger::FeedKey;
use crate::ledger::rows::{self, Stored};

/// A stored entry with its payload read.
pub(super) struct ReadEntry {
    pub stored: Stored,
    /// None when it is not here; an error when it is not what the format asks for.
    pub payload: Option<Result<Payload, JournalError>>,
}

impl ReadEntry {
    pub fn of(stored: Stored) -> Self {
        let payload = stored.entry.payload().map(|payload| payload.parse().map(upcast::apply));
        Self { stored, payload }
    }

    /// What of it decides who may what: its bytes go, and of kinds that are not the journal's own the values, which no rule asks for.
    fn without_values(mut self) -> Self {
        self.stored.entry = self.stored.entry.without_payload();
        if let Some(Ok(payload)) = &mut self.payload {
            let others = payload.groups.iter_mut().filter(|group| group.kind >= FIRST_OFFICE_KIND);
            for (_, value) in others.flat_map(|group| &mut group.fields) {
                *value = Value::Null;
            }
        }
        self
    }

    /// Its writes, when they can be read.
    pub fn readable(&self) -> Option<&Payload> {
        self.payload.as_ref().and_then(|payload| payload.as_ref().ok())
    }

    pub fn placed(&self, lines: &Lines) -> Placed<'_> {
        Placed {
            position: self.stored.position,
            view: std::sync::Arc::clone(&self.stored.view),
            hash: self.stored.entry.hash(),
            envelope: self.stored.entry.envelope(),
            key: lines.find(self.stored.position.line).map(|line| line.key).unwrap_or_default(),
            payload: match &self.payload {
                None => PayloadState::Absent,
                Some(Err(_)) => PayloadState::Malformed,
                Some(Ok(payload)) => PayloadState::Readable(payload),
            },
        }
    }
}

/// Who may what in a feed.
pub(super) struct Authority {
    admission: Admission,
}

impl Authority {
    /// Reads the control entries of a feed.
    pub async fn read(
        connection: &mut PgConnection,
        key: FeedKey,
        lines: &Lines,
    ) -> Result<Self, ProvinceError> {
        let numbers: Vec<i64> = query_scalar(
            "SELECT number FROM entry WHERE office = $1 AND feed = $2 AND is_control ORDER BY number",
        )
        .bind(key.office)
        .bind(key.feed.0)
        .fetch_all(&mut *connection)
        .await?;
        let numbers: Vec<_> = numbers.into_iter().map(rows::unsigned).collect();
        let mut entries = Vec::with_capacity(numbers.len());
        rows::visit_entries(connection, key, &numbers, |stored| {
            entries.push(ReadEntry::of(stored).without_values());
        })
        .await?;
        let accepted: Vec<_> = entries.iter().flat_map(list_accepted).collect();
        let known = rows::look_up(connection, key, lines, &accepted).await?;
        let placed: Vec<_> = entries.iter().map(|entry| entry.placed(lines)).collect();
        let Ok(admission) = Admission::from_control(key.feed, &placed, &known);
        Ok(Self { admission })
    }

    pub fn judge(&self, entry: &Placed<'_>) -> Verdict {
        self.admission.judge(entry)
    }

    /// Brings the tables into line: payloads that were purged go, those that are purged no more are asked for again, devices that were revoked open no session.
    pub async fn apply(
        &self,
        connection: &mut PgConnection,
        key: FeedKey,
        now: DateTime<Utc>,
    ) -> Result<(), ProvinceError> {
        let purged: Vec<_> = self.admission.purged().iter().map(|hash| hash.0).collect();
        query("DELETE FROM purged WHERE office = $1 AND feed = $2 AND hash <> ALL($3)")
            .bind(key.office)
            .bind(key.feed.0)
            .bind(&purged)
            .execute(&mut *connection)
            .await?;
        query(
            "INSERT INTO purged (office, feed, hash) SELECT $1, $2, * FROM unnest($3::bytea[])
             ON CONFLICT DO NOTHING",
        )
        .bind(key.office)
        .bind(key.feed.0)
        .bind(&purged)
        .execute(&mut *connection)
        .await?;
        for sql in [
            "DELETE FROM payload WHERE office = $1 AND feed = $2 AND number = ANY(ARRAY(
                 SELECT number FROM entry WHERE office = $1 AND feed = $2 AND NOT is_control AND hash = ANY(ARRAY(
                     SELECT hash FROM purged WHERE office = $1 AND feed = $2))))",
            "DELETE FROM bare WHERE office = $1 AND feed = $2 AND number = ANY(ARRAY(
                 SELECT number FROM entry WHERE office = $1 AND feed = $2 AND NOT is_control AND hash = ANY(ARRAY(
                     SELECT hash FROM purged WHERE office = $1 AND feed = $2))))",
            "INSERT INTO bare (office, feed, number)
             SELECT office, feed, number FROM entry
             WHERE office = $1 AND feed = $2
                 AND number NOT IN (SELECT number FROM payload WHERE office = $1 AND feed = $2)
                 AND hash NOT IN (SELECT hash FROM purged WHERE office = $1 AND feed = $2)
             ON CONFLICT DO NOTHING",
        ] {
            query(sql).bind(key.office).bind(key.feed.0).execute(&mut *connection).await?;
        }
        self.write_ended(connection, key.office, now).await
    }

    /// Devices that the journal ends are out; those that it ended and ends no more, because whoever said so was ended before, are the office's again.
    async fn write_ended(
        &self,
        connection: &mut PgConnection,
        office: Uuid,
        now: DateTime<Utc>,
    ) -> Result<(), ProvinceError> {
        let ended: BTreeSet<[u8; 32]> = self.admission.list_ended_keys().collect();
        query(
            "UPDATE device SET revoked_at = $3, is_ended_by_office = true
             WHERE office = $1 AND key = ANY($2) AND revoked_at IS NULL",
        )
        .bind(office)
        .bind(ended.iter().collect::<Vec<_>>())
        .bind(now)
        .execute(&mut *connection)
        .await?;
        let were_ended: Vec<[u8; 32]> =
            query_scalar("SELECT key FROM device WHERE office = $1 AND is_ended_by_office")
                .bind(office)
                .fetch_all(&mut *connection)
                .await?;
        // An office may have two feeds: each speaks of its own devices.
        let back: Vec<_> = were_ended
            .into_iter()
            .filter(|key| self.admission.is_device(key) && !ended.contains(key))
            .collect();
        if !back.is_empty() {
            query(
                "UPDATE device SET revoked_at = NULL, is_ended_by_office = false
                 WHERE office = $1 AND key = ANY($2)",
            )
            .bind(office)
            .bind(&back)
            .execute(connection)
            .await?;
        }
        Ok(())
    }
}

/// The entries that the revocations of an entry name as the last accepted.
fn list_accepted(entry: &ReadEntry) -> Vec<EntryHash> {
    let payload = entry.readable().into_iter();
    let writes = payload.flat_map(Payload::writes);
    let hashes = writes
        .filter(|write| (write.kind, write.field) == (revocation::KIND, revocation::LAST_HASH))
        .filter_map(|write| EntryHash::try_from(write.value.as_bytes()?).ok());
    hashes.collect()
}
