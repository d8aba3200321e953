//! Attachments by their hash, in pieces that may be taken up again (`docs/protocol.md`, *A run*, 4).
//!
//! The bytes lie in the object store, each office's apart; how many of them are there stands in the database. A piece is written before it is counted, the last one is counted with
//! the whole, and the whole gets its name after its hash was found right. So a kill anywhere leaves what was counted, and at most a file that is written over. No connection to the
//! database waits while bytes are written.

use chrono::TimeDelta;
use object_store::path::Path;
use object_store::{ObjectStoreExt as _, WriteMultipart};
use sha2::{Digest as _, Sha256};
use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_postgres::PgConnection;
use tilik_journal::EntryHash;
use tilik_sync::message::{Fetch, Fetched, Lacking, Offer, Piece, PieceKept};
use uuid::Uuid;

use crate::error::{ProvinceError, Refusal};
use crate::ledger;
use crate::ledger::rows::{signed, unsigned};
use crate::note::Session;
use crate::province::Province;

type Hash = [u8; 32];

/// An office may have so many attachments on their way, so many times the bytes of the largest one.
const MOST_ON_THEIR_WAY: i64 = 1_000;
const LARGEST_ON_THEIR_WAY: u64 = 4;
/// One that did not come to its end is forgotten after this time; a laptop that has it still brings it anew.
const UNFINISHED_DAYS: i64 = 90;

/// The folder of an office's pieces.
pub(crate) const PIECES: &str = "pieces";

fn whole_path(office: Uuid, hash: &Hash) -> Path {
    Path::from_iter([office.to_string(), "whole".to_owned(), EntryHash(*hash).to_hex()])
}

/// Two laptops may cut differently, so a piece is named by its length too.
fn piece_path(office: Uuid, hash: &Hash, (at, length): (u64, u64)) -> Path {
    let name = format!("{at}-{length}");
    Path::from_iter([office.to_string(), PIECES.to_owned(), EntryHash(*hash).to_hex(), name])
}

impl Province {
    /// Which of these attachments are not here whole, and how much of each is.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn offer(&self, session: &Session, offer: &Offer) -> Result<Lacking, ProvinceError> {
        let mut connection = self.pool.acquire().await?;
        ledger::check_device(&mut connection, session).await?;
        let lacking: Vec<(Hash, i64)> = query_as(
            "SELECT asked.hash, coalesce(attachment.here, 0)
             FROM unnest($2::bytea[]) WITH ORDINALITY AS asked (hash, at)
             LEFT JOIN attachment ON attachment.office = $1 AND attachment.hash = asked.hash
             WHERE attachment.is_whole IS NOT TRUE ORDER BY asked.at",
        )
        .bind(session.office)
        .bind(&offer.hashes)
        .fetch_all(&mut *connection)
        .await?;
        Ok(Lacking { lacking: lacking.into_iter().map(|(hash, here)| (hash, unsigned(here))).collect() })
    }

    /// Keeps a piece that begins where the server stands. Any other changes nothing.
    ///
    /// # Errors
    /// [`Refusal::AttachmentTooLarge`], [`Refusal::TooManyAttachments`], [`Refusal::Malformed`] for a piece beyond its whole; what database and object store say.
    pub(crate) async fn keep_piece(
        &self,
        session: &Session,
        piece: Piece,
    ) -> Result<PieceKept, ProvinceError> {
        if piece.size > self.attachment_bytes {
            return Err(Refusal::AttachmentTooLarge.into());
        }
        let length = piece.bytes.len() as u64;
        let end = piece.at.checked_add(length).filter(|end| *end <= piece.size).ok_or(Refusal::Malformed)?;
        let here = self.begin_piece(session, &piece).await?;
        if here.is_whole || here.bytes != piece.at {
            return Ok(PieceKept { here: here.bytes });
        }
        let here = if end == piece.size {
            self.end_attachment(session.office, piece, end).await?
        } else if length == 0 {
            piece.at
        } else {
            self.add_piece(session.office, piece, length).await?
        };
        Ok(PieceKept { here })
    }

    /// How much of an attachment is here before a piece comes, if it may come.
    async fn begin_piece(&self, session: &Session, piece: &Piece) -> Result<Here, ProvinceError> {
        let office = session.office;
        let mut transaction = self.pool.begin().await?;
        ledger::check_device(&mut transaction, session).await?;
        let here = match find_here(&mut transaction, office, &piece.hash).await? {
            Some(here) => here,
            None => {
                query(
                    "INSERT INTO attachment (office, hash, size, begun_at) VALUES ($1, $2, $3, $4)
                     ON CONFLICT DO NOTHING",
                )
                .bind(office)
                .bind(piece.hash)
                .bind(signed(piece.size))
                .bind(self.now_at())
                .execute(&mut *transaction)
                .await?;
                Here { bytes: 0, is_whole: false }
            }
        };
        if !here.is_whole {
            let (count, bytes): (i64, i64) = query_as(
                "SELECT count(*), coalesce(sum(here), 0)::bigint FROM attachment WHERE office = $1 AND NOT is_whole",
            )
            .bind(office)
            .fetch_one(&mut *transaction)
            .await?;
            let most = self.attachment_bytes.saturating_mul(LARGEST_ON_THEIR_WAY);
            // What is nearly here may come to its end: that makes room.
            let is_last = piece.at + piece.bytes.len() as u64 == piece.size;
            let is_beyond = unsigned(bytes) + piece.bytes.len() as u64 > most && !is_last;
            if count > MOST_ON_THEIR_WAY || is_beyond {
                return Err(Refusal::TooManyAttachments.into());
            }
        }
        transaction.commit().await?;
        Ok(here)
    }

    /// Puts a piece behind the others and says how much is here then.
    async fn add_piece(&self, office: Uuid, piece: Piece, length: u64) -> Result<u64, ProvinceError> {
        let Piece { hash, at, bytes, .. } = piece;
        self.storage.put(&piece_path(office, &hash, (at, length)), bytes.into()).await?;
        let mut transaction = self.pool.begin().await?;
        let Some(here) = lock_here(&mut transaction, office, &hash).await? else { return Ok(0) };
        if here.is_whole || here.bytes != at {
            // Another laptop was faster. The file stays where it is the same one's.
            let pieces = list_pieces(&mut transaction, office, &hash).await?;
            if !pieces.contains(&(at, length)) {
                self.remove_pieces(office, &hash, &[(at, length)]).await;
            }
            return Ok(here.bytes);
        }
        note_piece(&mut transaction, office, &hash, (at, length)).await?;
        transaction.commit().await?;
        Ok(at + length)
    }

    /// Puts the whole together with its last piece, and says how much is here then: all of it, or nothing when it is not what its name says.
    async fn end_attachment(&self, office: Uuid, piece: Piece, end: u64) -> Result<u64, ProvinceError> {
        let Piece { hash, at, bytes, .. } = piece;
        let mut connection = self.pool.acquire().await?;
        let pieces = list_pieces(&mut connection, office, &hash).await?;
        drop(connection);
        let is_right = self.assemble(office, &hash, &pieces, bytes).await?;
        let mut transaction = self.pool.begin().await?;
        let Some(here) = lock_here(&mut transaction, office, &hash).await? else { return Ok(0) };
        if here.is_whole || here.bytes != at {
            return Ok(here.bytes);
        }
        let here = if is_right {
            query(
                "UPDATE attachment SET is_whole = true, here = $3, size = $3 WHERE office = $1 AND hash = $2",
            )
            .bind(office)
            .bind(hash)
            .bind(signed(end))
            .execute(&mut *transaction)
            .await?;
            query("DELETE FROM piece WHERE office = $1 AND hash = $2")
                .bind(office)
                .bind(hash)
                .execute(&mut *transaction)
                .await?;
            end
        } else {
            forget(&mut transaction, office, &hash).await?;
            0
        };
        // Still under the row's lock: nobody may have begun it anew. A kill here leaves a piece that is missing, which begins it anew too.
        self.remove_pieces(office, &hash, &pieces).await;
        transaction.commit().await?;
        tracing::info!(%office, bytes = end, is_right, "an attachment came to its end");
        Ok(here)
    }

    /// Forgets attachments that were begun long ago and did not come to their end.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_unfinished(&self) -> Result<(), ProvinceError> {
        let old: Vec<(Uuid, Hash)> =
            query_as("SELECT office, hash FROM attachment WHERE NOT is_whole AND begun_at < $1")
                .bind(self.now_at() - TimeDelta::days(UNFINISHED_DAYS))
                .fetch_all(&self.pool)
                .await?;
        for (office, hash) in old {
            let mut transaction = self.pool.begin().await?;
            let here = lock_here(&mut transaction, office, &hash).await?;
            if here.is_none_or(|here| here.is_whole) {
                continue;
            }
            let pieces = list_pieces(&mut transaction, office, &hash).await?;
            forget(&mut transaction, office, &hash).await?;
            self.remove_pieces(office, &hash, &pieces).await;
            transaction.commit().await?;
            tracing::info!(%office, "an attachment that did not come to its end was forgotten");
        }
        Ok(())
    }

    /// Where the pieces lie of which a row speaks.
    pub(crate) async fn list_all_pieces(&self) -> Result<Vec<Path>, ProvinceError> {
        let pieces: Vec<(Uuid, Hash, i64, i64)> =
            query_as("SELECT office, hash, at, size FROM piece").fetch_all(&self.pool).await?;
        let path = |(office, hash, at, size)| piece_path(office, &hash, (unsigned(at), unsigned(size)));
        Ok(pieces.into_iter().map(path).collect())
    }

    /// A piece of an attachment that is here whole.
    ///
    /// # Errors
    /// What database and object store say.
    pub(crate) async fn fetch(&self, session: &Session, fetch: &Fetch) -> Result<Fetched, ProvinceError> {
        let mut connection = self.pool.acquire().await?;
        ledger::check_device(&mut connection, session).await?;
        let found: Option<(i64,)> =
            query_as("SELECT size FROM attachment WHERE office = $1 AND hash = $2 AND is_whole")
                .bind(session.office)
                .bind(fetch.hash)
                .fetch_optional(&mut *connection)
                .await?;
        let Some((size,)) = found else { return Ok(Fetched { size: 0, bytes: Vec::new() }) };
        drop(connection);
        let size = unsigned(size);
        let most = fetch.bytes.min(self.limits.message as u64 / 2);
        let begin = fetch.at.min(size);
        let end = begin.saturating_add(most).min(size);
        if begin == end {
            return Ok(Fetched { size, bytes: Vec::new() });
        }
        match self.storage.get_range(&whole_path(session.office, &fetch.hash), begin..end).await {
            Ok(bytes) => Ok(Fetched { size, bytes: bytes.to_vec() }),
            // The folder is of an older backup than the database.
            Err(object_store::Error::NotFound { .. }) => Ok(Fetched { size: 0, bytes: Vec::new() }),
            Err(error) => Err(error.into()),
        }
    }

    /// Forgets attachments that the object store has not got, or not whole, so that laptops bring them again. Says how many.
    ///
    /// # Errors
    /// What database and object store say.
    pub async fn forget_missing_attachments(&self) -> Result<u64, ProvinceError> {
        let whole: Vec<(Uuid, Hash, i64)> =
            query_as("SELECT office, hash, size FROM attachment WHERE is_whole")
                .fetch_all(&self.pool)
                .await?;
        let mut missing = 0;
        for (office, hash, size) in whole {
            let found = self.storage.head(&whole_path(office, &hash)).await;
            if found.is_ok_and(|found| found.size == unsigned(size)) {
                continue;
            }
            query("DELETE FROM attachment WHERE office = $1 AND hash = $2")
                .bind(office)
                .bind(hash)
                .execute(&self.pool)
                .await?;
            missing += 1;
        }
        // What was here in pieces may have lost some of them.
        query("DELETE FROM attachment WHERE NOT is_whole").execute(&self.pool).await?;
        Ok(missing)
    }

    /// Puts the pieces behind one another under the attachment's name, when their hash is right. One piece is in memory at a time.
    async fn assemble(
        &self,
        office: Uuid,
        hash: &Hash,
        pieces: &[(u64, u64)],
        last: Vec<u8>,
    ) -> Result<bool, ProvinceError> {
        let upload = self.storage.put_multipart(&whole_path(office, hash)).await?;
        let mut whole = WriteMultipart::new(upload);
        let mut hasher = Sha256::new();
        for place in pieces {
            let piece = match self.storage.get(&piece_path(office, hash, *place)).await {
                Ok(piece) => piece.bytes().await?,
                // The folder lost it: what is here is worth nothing, and the laptop begins anew.
                Err(object_store::Error::NotFound { .. }) => {
                    whole.abort().await?;
                    return Ok(false);
                }
                Err(error) => return Err(error.into()),
            };
            hasher.update(&piece);
            whole.wait_for_capacity(1).await?;
            whole.put(piece);
        }
        hasher.update(&last);
        whole.put(last.into());
        let is_right = hasher.finalize().as_slice() == hash;
        if is_right {
            whole.finish().await?;
        } else {
            whole.abort().await?;
        }
        Ok(is_right)
    }

    /// What is left over of an attachment that came to its end is in nobody's way.
    async fn remove_pieces(&self, office: Uuid, hash: &Hash, pieces: &[(u64, u64)]) {
        for place in pieces {
            if let Err(error) = self.storage.delete(&piece_path(office, hash, *place)).await {
                tracing::warn!(%office, %error, "a piece was left over");
            }
        }
    }
}

struct Here {
    bytes: u64,
    is_whole: bool,
}

impl Here {
    fn of((bytes, is_whole): (i64, bool)) -> Self {
        Self { bytes: unsigned(bytes), is_whole }
    }
}

async fn find_here(
    connection: &mut PgConnection,
    office: Uuid,
    hash: &Hash,
) -> Result<Option<Here>, ProvinceError> {
    let row = query_as("SELECT here, is_whole FROM attachment WHERE office = $1 AND hash = $2")
        .bind(office)
        .bind(hash)
        .fetch_optional(connection)
        .await?;
    Ok(row.map(Here::of))
}

/// How much is here, under the row's lock; none when it was forgotten.
async fn lock_here(
    connection: &mut PgConnection,
    office: Uuid,
    hash: &Hash,
) -> Result<Option<Here>, ProvinceError> {
    let row = query_as("SELECT here, is_whole FROM attachment WHERE office = $1 AND hash = $2 FOR UPDATE")
        .bind(office)
        .bind(hash)
        .fetch_optional(connection)
        .await?;
    Ok(row.map(Here::of))
}

async fn forget(connection: &mut PgConnection, office: Uuid, hash: &Hash) -> Result<(), ProvinceError> {
    query("DELETE FROM attachment WHERE office = $1 AND hash = $2")
        .bind(office)
        .bind(hash)
        .execute(connection)
        .await?;
    Ok(())
}

async fn note_piece(
    connection: &mut PgConnection,
    office: Uuid,
    hash: &Hash,
    (at, length): (u64, u64),
) -> Result<(), ProvinceError> {
    query("INSERT INTO piece (office, hash, at, size) VALUES ($1, $2, $3, $4)")
        .bind(office)
        .bind(hash)
        .bind(signed(at))
        .bind(signed(length))
        .execute(&mut *connection)
        .await?;
    query("UPDATE attachment SET here = here + $3 WHERE office = $1 AND hash = $2")
        .bind(office)
        .bind(hash)
        .bind(signed(length))
        .execute(connection)
        .await?;
    Ok(())
}

async fn list_pieces(
    connection: &mut PgConnection,
    office: Uuid,
    hash: &Hash,
) -> Result<Vec<(u64, u64)>, ProvinceError> {
    let pieces: Vec<(i64, i64)> =
        query_as("SELECT at, size FROM piece WHERE office = $1 AND hash = $2 ORDER BY at")
            .bind(office)
            .bind(hash)
            .fetch_all(connection)
            .await?;
    Ok(pieces.into_iter().map(|(at, size)| (unsigned(at), unsigned(size))).collect())
}
