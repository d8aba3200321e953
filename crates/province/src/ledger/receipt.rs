//! Do both hold the same, and the province's word for it.

use sha2::{Digest as _, Sha256};
use sqlx_core::query::query;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;
use tilik_sync::message::{Digest, Digested, Message as _, Receipt, SignedReceipt};
use tilik_sync::{Name, Standing};

use super::push::lock;
use super::rows::{self, unsigned};
use super::{FeedKey, standing};
use crate::error::ProvinceError;
use crate::note::Session;
use crate::province::Province;

impl Province {
    /// Compares what a laptop holds with what is here. A receipt is of the same number as long as nothing has come since.
    ///
    /// # Errors
    /// [`crate::error::Refusal::ForeignFeed`]; what the database says.
    pub(crate) async fn digest(&self, session: &Session, digest: &Digest) -> Result<Digested, ProvinceError> {
        let mut transaction = self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await?;
        let key = super::allow(&mut transaction, session, digest.feed).await?.key;
        let standing = standing::read(&mut transaction, key).await?;
        transaction.commit().await?;
        let receipt = if standing.tips == digest.tips {
            Some(self.give_receipt(key, (session, false), &standing).await?)
        } else {
            None
        };
        Ok(Digested { standing, receipt })
    }

    /// The word for where a feed stands; whether it goes by stick is said in it. In a transaction of its own: entries are never taken away, so that what the snapshot held is held still, and what another process gave meanwhile is seen.
    pub(crate) async fn give_receipt(
        &self,
        key: FeedKey,
        (session, is_by_stick): (&Session, bool),
        standing: &Standing,
    ) -> Result<SignedReceipt, ProvinceError> {
        let tips_hash = hash_of(&standing.tips);
        let mut transaction = self.pool.begin().await?;
        if !is_by_stick {
            // The laptop holds what is here and no more: nothing of a file is missing any longer.
            write_left_out(&mut transaction, key, 0).await?;
        }
        // Given already, mostly: a lock would be a write, and wait for the disk.
        let mut given = self.find_receipt(&mut transaction, key, &tips_hash).await?;
        if given.is_none() {
            lock(&mut transaction, key).await?;
            given = self.find_receipt(&mut transaction, key, &tips_hash).await?;
        }
        if let Some(signed) = given {
            // A payload that came late moves the feed and not its tips: the receipt covers that too.
            query(
                "UPDATE receipt SET newest = $3 WHERE office = $1 AND feed = $2 AND newest < $3
                     AND number = (SELECT max(number) FROM receipt WHERE office = $1 AND feed = $2)",
            )
            .bind(key.office)
            .bind(key.feed.0)
            .bind(rows::signed(standing.number))
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            return Ok(signed);
        }
        let number: i64 =
            query_scalar("SELECT nextval('receipt_number')").fetch_one(&mut *transaction).await?;
        let receipt = Receipt {
            number: unsigned(number),
            epoch: self.epoch,
            feed: key.feed,
            tips: standing.tips.clone(),
            time: self.now(),
            is_by_stick,
        };
        let signed = SignedReceipt::sign(&receipt, |bytes| self.signer.sign_apart(bytes));
        query(
            "INSERT INTO receipt (office, feed, number, epoch, tips_hash, device, given_at, signed, newest)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(key.office)
        .bind(key.feed.0)
        .bind(number)
        .bind(self.epoch.0)
        .bind(tips_hash)
        .bind(session.device)
        .bind(self.now_at())
        .bind(signed.to_bytes())
        .bind(rows::signed(standing.number))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(signed)
    }

    /// The newest receipt of the feed, if it is for these tips.
    async fn find_receipt(
        &self,
        connection: &mut PgConnection,
        key: FeedKey,
        tips_hash: &[u8; 32],
    ) -> Result<Option<SignedReceipt>, ProvinceError> {
        let signed: Option<Vec<u8>> = query_scalar(
            "SELECT signed FROM (SELECT epoch, tips_hash, signed FROM receipt WHERE office = $1 AND feed = $2 ORDER BY number DESC LIMIT 1) AS newest
             WHERE epoch = $3 AND tips_hash = $4",
        )
        .bind(key.office)
        .bind(key.feed.0)
        .bind(self.epoch.0)
        .bind(tips_hash)
        .fetch_optional(connection)
        .await?;
        Ok(signed.map(|signed| SignedReceipt::parse(&signed)).transpose()?)
    }
}

/// Notes how many entries of a file could not be taken in, because what they follow is not here.
pub(crate) async fn write_left_out(
    connection: &mut PgConnection,
    key: FeedKey,
    left_out: u64,
) -> Result<(), ProvinceError> {
    query("UPDATE feed SET left_out = $3 WHERE office = $1 AND feed = $2 AND left_out <> $3")
        .bind(key.office)
        .bind(key.feed.0)
        .bind(rows::signed(left_out))
        .execute(connection)
        .await?;
    Ok(())
}

fn hash_of(tips: &[Name]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for tip in tips {
        hasher.update(tip.log.0);
        hasher.update(tip.seq.to_be_bytes());
        hasher.update(tip.hash.0);
    }
    hasher.finalize().into()
}
