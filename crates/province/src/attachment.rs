//! Attachments by their hash, in pieces that may be taken up again (`docs/protocol.md`, *A run*, 4).
//!
//! The bytes lie in the object store, each office's apart; how many of them are there stands in the database. A piece is written before it is counted, and the whole gets its
//! name after its hash was found right. So a kill anywhere leaves what was counted, and at most a file that is written over.

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

fn whole_path(office: Uuid, hash: &Hash) -> Path {
    Path::from_iter([office.to_string(), "whole".to_owned(), EntryHash(*hash).to_hex()])
}

fn piece_path(office: Uuid, hash: &Hash, at: u64) -> Path {
    Path::from_iter([office.to_string(), "pieces".to_owned(), EntryHash(*hash).to_hex(), at.to_string()])
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
    /// [`Refusal::AttachmentTooLarge`], [`Refusal::Malformed`] for a piece beyond its whole; what database and object store say.
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
        let (office, hash) = (session.office, piece.hash);
        let mut transaction = self.pool.begin().await?;
        ledger::check_device(&mut transaction, session).await?;
        let here = self.lock_attachment(&mut transaction, office, &piece).await?;
        if here.is_whole || here.bytes != piece.at {
            return Ok(PieceKept { here: here.bytes });
        }
        if length > 0 {
            self.storage.put(&piece_path(office, &hash, piece.at), piece.bytes.into()).await?;
            note_piece(&mut transaction, office, &hash, (piece.at, length)).await?;
        }
        let pieces = list_pieces(&mut transaction, office, &hash).await?;
        let is_right =
            if end < piece.size { None } else { Some(self.assemble(office, &hash, &pieces).await?) };
        let here = match is_right {
            None => end,
            Some(true) => {
                query("UPDATE attachment SET is_whole = true, here = $3, size = $3 WHERE office = $1 AND hash = $2")
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
            }
            Some(false) => {
                query("DELETE FROM attachment WHERE office = $1 AND hash = $2")
                    .bind(office)
                    .bind(hash)
                    .execute(&mut *transaction)
                    .await?;
                0
            }
        };
        if is_right.is_some() {
            // Still under the row's lock: nobody may have begun it anew. A kill here leaves a piece that is missing, which begins it anew too.
            self.remove_pieces(office, &hash, &pieces).await;
        }
        transaction.commit().await?;
        if is_right.is_some() {
            tracing::info!(%office, bytes = end, is_right, "an attachment came to its end");
        }
        Ok(PieceKept { here })
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

    async fn lock_attachment(
        &self,
        connection: &mut PgConnection,
        office: Uuid,
        piece: &Piece,
    ) -> Result<Here, ProvinceError> {
        query(
            "INSERT INTO attachment (office, hash, size, begun_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING",
        )
        .bind(office)
        .bind(piece.hash)
        .bind(signed(piece.size))
        .bind(self.now_at())
        .execute(&mut *connection)
        .await?;
        let (here, is_whole): (i64, bool) =
            query_as("SELECT here, is_whole FROM attachment WHERE office = $1 AND hash = $2 FOR UPDATE")
                .bind(office)
                .bind(piece.hash)
                .fetch_one(connection)
                .await?;
        Ok(Here { bytes: unsigned(here), is_whole })
    }

    /// Puts the pieces behind one another under the attachment's name, when their hash is right. One piece is in memory at a time.
    async fn assemble(
        &self,
        office: Uuid,
        hash: &Hash,
        pieces: &[(u64, u64)],
    ) -> Result<bool, ProvinceError> {
        let upload = self.storage.put_multipart(&whole_path(office, hash)).await?;
        let mut whole = WriteMultipart::new(upload);
        let mut hasher = Sha256::new();
        for (at, _) in pieces {
            let piece = match self.storage.get(&piece_path(office, hash, *at)).await {
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
        for (at, _) in pieces {
            if let Err(error) = self.storage.delete(&piece_path(office, hash, *at)).await {
                tracing::warn!(%office, %error, "a piece was left over");
            }
        }
    }
}

struct Here {
    bytes: u64,
    is_whole: bool,
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
