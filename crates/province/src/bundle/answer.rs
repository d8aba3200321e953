//! The file that goes back: what the office lacks, what the province says, and the receipt.

use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use tilik_journal::Entry;
use tilik_sync::Name;
use tilik_sync::bundle::{Counts, EXTENSION, Head, Tail, Writer, short_name};
use tilik_sync::message::{Pull, Redeemed};
use uuid::Uuid;

use super::{Brought, decode_names, refuse};
use crate::enrolment::list_feeds;
use crate::error::{ProvinceError, Refusal};
use crate::ledger::{FeedKey, SNAPSHOT, standing};
use crate::note::Session;
use crate::province::{Province, away, chance};

/// An answer, ready for a stick.
pub(crate) struct AnswerFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Province {
    /// The answer to a file that was taken in: entries that its sender does not hold, all that the province says, and a receipt for where the feed stands now.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPath`] when it was not taken in; what the database says.
    pub(crate) async fn answer_bundle(
        &self,
        office: Uuid,
        bundle: Uuid,
    ) -> Result<AnswerFile, ProvinceError> {
        let brought = self.find_brought(office, bundle).await?;
        if brought.taken.is_none() {
            return Err(Refusal::NoSuchPath.into());
        }
        let session = Session { office, device: brought.device };
        let (tips, whole): (Vec<u8>, Vec<u8>) =
            query_as("SELECT tips, coalesce(whole, '') FROM bundle WHERE office = $1 AND bundle = $2")
                .bind(office)
                .bind(bundle)
                .fetch_one(&self.pool)
                .await?;
        let believed = decode_names(&tips);
        let mut connection = self.pool.acquire().await?;
        let ours = list_feeds(&mut connection, office, None).await?;
        let readers: Vec<[u8; 32]> =
            query_scalar("SELECT key FROM device WHERE office = $1 AND revoked_at IS NULL ORDER BY key")
                .bind(office)
                .fetch_all(&mut *connection)
                .await?;
        drop(connection);
        let mut entries =
            self.read_lacking(&session, FeedKey { office, feed: brought.feed }, &believed).await?;
        for key in &ours {
            entries.extend(self.read_lacking(&session, *key, &[]).await?);
        }
        // Read after the entries: the receipt covers at least what is in the file.
        let mut snapshot = self.pool.begin_with(SNAPSHOT).await?;
        let key = FeedKey { office, feed: brought.feed };
        let stands = standing::read(&mut snapshot, key).await?;
        snapshot.commit().await?;
        let receipt = self.give_receipt(key, (&session, true), &stands).await?;
        let head = Head {
            bundle: chance()?,
            from: self.public_key(),
            feed: brought.feed,
            tips: stands.tips,
            believed,
            counts: Counts { entries: entries.len() as u64, attachments: 0, attachment_bytes: 0 },
            time: self.now(),
            epoch: Some(self.epoch),
            redeem: None,
            redeemed: Some(Redeemed { office: *office.as_bytes(), name: brought.office_name.clone() }),
            further: ours.iter().map(|key| key.feed).collect(),
        };
        let whole = whole.as_chunks::<32>().0.to_vec();
        let signer = std::sync::Arc::clone(&self.signer);
        let bytes = away(move || {
            let mut writer = Writer::begin(Vec::new(), &readers, &head).map_err(refuse)?;
            for entry in entries {
                writer.entry(entry).map_err(refuse)?;
            }
            let tail = Tail { receipt: Some(receipt), whole };
            writer.end(tail, |bytes| signer.sign_apart(bytes)).map_err(refuse)
        })
        .await?;
        Ok(AnswerFile { name: name_of(&brought), bytes })
    }

    async fn read_lacking(
        &self,
        session: &Session,
        key: FeedKey,
        held: &[Name],
    ) -> Result<Vec<Entry>, ProvinceError> {
        let mut entries = Vec::new();
        let mut after = 0;
        loop {
            let pull = Pull { feed: key.feed, after, bytes: self.limits.message as u64, held: held.to_vec() };
            let page = self.pull(session, &pull).await?;
            entries.extend(page.entries);
            after = page.number;
            if !page.has_more {
                return Ok(entries);
            }
        }
    }
}

/// "jawaban-dinas-kesehatan-2026-01-30.tilik".
fn name_of(brought: &Brought) -> String {
    let day = brought.brought_at.format("%Y-%m-%d");
    format!("jawaban-{}-{day}.{EXTENSION}", short_name(&brought.office_name))
}
