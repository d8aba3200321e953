//! The file that goes back: what the office lacks, what the province says, and the receipt that was given when its file was taken in.
//!
//! Fetching it writes nothing, and it is made while it leaves: a page of entries is in memory at a time.

use std::io::{self, BufWriter, Write};

use axum::body::{Body, Bytes};
use http_body_util::Channel;
use http_body_util::channel::Sender;
use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use tilik_sync::bundle::{Counts, EXTENSION, Head, Tail, Writer, short_name};
use tilik_sync::message::{Message as _, Redeemed, SignedReceipt};
use tokio::runtime::Handle;
use uuid::Uuid;

use super::{Brought, decode_names, refuse};
use crate::enrolment::list_feeds;
use crate::error::{ProvinceError, Refusal};
use crate::ledger::{self, FeedKey, rows};
use crate::note::Session;
use crate::province::{Province, chance};

/// Parts that are made and did not leave yet.
const WAITING_PARTS: usize = 4;
const BYTES_OF_PART: usize = 64 << 10;

type AnswerRow = (Vec<u8>, Vec<u8>, Option<Vec<u8>>);

/// An answer that is made while it leaves.
pub(crate) struct AnswerFile {
    pub name: String,
    pub body: Body,
}

/// What goes into it.
struct Contents {
    head: Head,
    readers: Vec<[u8; 32]>,
    /// The numbers of a feed's entries, those of a page together.
    pages: Vec<(FeedKey, Vec<u64>)>,
    tail: Tail,
}

impl Province {
    /// The answer to a file that was taken in: entries that its sender did not hold, up to where the receipt of that time speaks, and all that the province says.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPath`] when it was not taken in, [`Refusal::SessionOver`] when its device was ended since; what the database says.
    pub(crate) async fn answer_bundle(
        &self,
        office: Uuid,
        bundle: Uuid,
    ) -> Result<AnswerFile, ProvinceError> {
        let brought = self.find_brought(office, bundle).await?;
        if brought.taken.is_none() {
            return Err(Refusal::NoSuchPath.into());
        }
        let contents = self.plan_answer(&brought).await?;
        let (sender, body) = Channel::<Bytes, io::Error>::new(WAITING_PARTS);
        let (province, runtime) = (self.clone(), Handle::current());
        tokio::task::spawn_blocking(move || {
            let mut to =
                BufWriter::with_capacity(BYTES_OF_PART, Leaving { sender, runtime: runtime.clone() });
            match fill(&province, &runtime, contents, &mut to) {
                Ok(()) => {}
                // Whoever fetches it sees it break off, and takes it for nothing.
                Err(error) => {
                    tracing::warn!(%office, %error, "an answer broke off");
                    let (leaving, _) = to.into_parts();
                    leaving.sender.abort(io::Error::other("broken off"));
                }
            }
        });
        Ok(AnswerFile { name: name_of(&brought), body: Body::new(body) })
    }

    async fn plan_answer(&self, brought: &Brought) -> Result<Contents, ProvinceError> {
        let (office, key) = (brought.office, FeedKey { office: brought.office, feed: brought.feed });
        let mut connection = self.pool.acquire().await?;
        ledger::check_device(&mut connection, &Session { office, device: brought.device }).await?;
        let (tips, whole, receipt): AnswerRow = query_as(
            "SELECT tips, coalesce(whole, ''), receipt FROM bundle WHERE office = $1 AND bundle = $2",
        )
        .bind(office)
        .bind(brought.bundle)
        .fetch_one(&mut *connection)
        .await?;
        let believed = decode_names(&tips);
        let receipt = receipt.map(|signed| SignedReceipt::parse(&signed)).transpose()?;
        let covered = receipt.as_ref().map(|signed| signed.verify(&self.public_key())).transpose()?;
        let until = match &covered {
            Some(receipt) => find_newest(&mut connection, key, receipt.number).await?,
            None => None,
        };
        let ours = list_feeds(&mut connection, office, None).await?;
        let readers: Vec<[u8; 32]> =
            query_scalar("SELECT key FROM device WHERE office = $1 AND revoked_at IS NULL ORDER BY key")
                .bind(office)
                .fetch_all(&mut *connection)
                .await?;
        drop(connection);
        let mut pages = self.list_pages(key, &believed, until).await?;
        for key in &ours {
            pages.extend(self.list_pages(*key, &[], None).await?);
        }
        let entries = pages.iter().map(|(_, numbers)| numbers.len() as u64).sum();
        let head = Head {
            bundle: chance()?,
            from: self.public_key(),
            feed: brought.feed,
            tips: covered.map(|receipt| receipt.tips).unwrap_or_default(),
            believed,
            counts: Counts { entries, attachments: 0, attachment_bytes: 0 },
            time: self.now(),
            epoch: Some(self.epoch),
            redeem: None,
            redeemed: Some(Redeemed { office: *office.as_bytes(), name: brought.office_name.clone() }),
            further: ours.iter().map(|key| key.feed).collect(),
            province: None,
            answer: None,
        };
        let tail = Tail { receipt, whole: whole.as_chunks::<32>().0.to_vec() };
        Ok(Contents { head, readers, pages, tail })
    }
}

/// Up to which number a receipt speaks.
async fn find_newest(
    connection: &mut sqlx_postgres::PgConnection,
    key: FeedKey,
    receipt: u64,
) -> Result<Option<u64>, ProvinceError> {
    let newest: Option<Option<i64>> =
        query_scalar("SELECT newest FROM receipt WHERE office = $1 AND feed = $2 AND number = $3")
            .bind(key.office)
            .bind(key.feed.0)
            .bind(rows::signed(receipt))
            .fetch_optional(connection)
            .await?;
    Ok(newest.flatten().map(rows::unsigned))
}

fn fill(
    province: &Province,
    runtime: &Handle,
    contents: Contents,
    to: &mut impl Write,
) -> Result<(), ProvinceError> {
    let Contents { head, readers, pages, tail } = contents;
    let mut writer = Writer::begin(to, &readers, &head).map_err(refuse)?;
    for (key, numbers) in pages {
        let stored = runtime.block_on(async {
            let mut connection = province.pool.acquire().await?;
            rows::read_entries(&mut connection, key, &numbers).await
        })?;
        for stored in stored {
            writer.entry(stored.entry).map_err(refuse)?;
        }
    }
    let to = writer.end(tail, |bytes| province.signer.sign_apart(bytes)).map_err(refuse)?;
    to.flush().map_err(|error| ProvinceError::System(error.to_string()))
}

/// Hands what is written on to the line, as fast as that takes it.
struct Leaving {
    sender: Sender<Bytes, io::Error>,
    runtime: Handle,
}

impl Write for Leaving {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let part = Bytes::copy_from_slice(bytes);
        self.runtime.block_on(self.sender.send_data(part)).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// "jawaban-dinas-kesehatan-2026-01-30.tilik".
fn name_of(brought: &Brought) -> String {
    let day = brought.brought_at.format("%Y-%m-%d");
    format!("jawaban-{}-{day}.{EXTENSION}", short_name(&brought.office_name))
}
