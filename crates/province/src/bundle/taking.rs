//! Looking at a file and taking it in.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx_core::query::query;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;
use tilik_journal::{Entry, LogId, Retention};
use tilik_sync::SyncError;
use tilik_sync::bundle::{Head, Item, Reader};
use tilik_sync::message::{Message as _, Piece, Push};
use tokio::runtime::Handle;
use uuid::Uuid;

use super::keeping::{StoredFile, Upload};
use super::{Brought, encode_names, refuse};
use crate::enrolment::find_owner;
use crate::error::{ProvinceError, Refusal};
use crate::ledger::intake::{self, Gaps};
use crate::ledger::receipt::write_left_out;
use crate::ledger::rows::{self, signed, unsigned};
use crate::ledger::{FeedKey, SNAPSHOT, standing};
use crate::note::Session;
use crate::province::{Province, away};
use crate::staff::StaffAct;

/// Bytes of payloads of control entries that are held while a file is looked at, whatever is in it: an office's are a few hundred kB in years.
const MOST_CONTROL: usize = 32 << 20;

/// What was seen on the way through a file.
struct Seen {
    head: Head,
    /// Entries of retention 0, which may show that its device is of the office; of more than [`MOST_CONTROL`] the first.
    control: Vec<Entry>,
}

/// What was taken of a file.
struct Taken {
    new: u64,
    left_out: u64,
    attachments: Vec<[u8; 32]>,
}

/// What `walk` ends with.
struct Stopped(ProvinceError);

impl From<SyncError> for Stopped {
    fn from(error: SyncError) -> Self {
        Self(refuse(error))
    }
}

impl Province {
    /// Reads a file to its end and notes what it says of itself. Nothing of it is kept in the journal.
    ///
    /// # Errors
    /// [`Refusal::NotABundle`], [`Refusal::BundleNotForUs`], [`Refusal::BundleDamaged`], [`Refusal::BundleForged`], [`Refusal::NotAuthentic`], [`Refusal::NotAttached`],
    /// [`Refusal::DeviceUnknown`], [`Refusal::DeviceRevoked`], [`Refusal::AttachmentTooLarge`], those of redeeming a code; what database and object store say. The file is forgotten then.
    pub(crate) async fn look_at_bundle(
        &self,
        upload: Upload,
        staff: Uuid,
    ) -> Result<(Uuid, Uuid), ProvinceError> {
        let (bundle, size) = upload.end().await?;
        let looked = self.look(bundle, size, staff).await;
        if looked.is_err() {
            self.remove_file(bundle).await?;
        }
        Ok((looked?, bundle))
    }

    async fn look(&self, bundle: Uuid, size: u64, staff: Uuid) -> Result<Uuid, ProvinceError> {
        let seen = self.read_through(bundle, size).await?;
        // What taking in will do is tried and undone, so that whoever confirms knows that it can be.
        let mut trial = self.pool.begin().await?;
        let key = self.find_office(&mut trial, &seen).await?;
        trial.rollback().await?;
        let Head { feed, from, counts, time, tips, redeem, .. } = &seen.head;
        let mut transaction = self.pool.begin().await?;
        query(
            "INSERT INTO bundle (office, bundle, feed, device, made_at, bytes, entries, attachments, attachment_bytes, redeems, tips, brought_at, brought_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(key.office)
        .bind(bundle)
        .bind(feed.0)
        .bind(from)
        .bind(DateTime::<Utc>::from_timestamp_millis(*time).unwrap_or_default())
        .bind(signed(size))
        .bind(signed(counts.entries))
        .bind(signed(counts.attachments))
        .bind(signed(counts.attachment_bytes))
        .bind(redeem.is_some())
        .bind(encode_names(tips))
        .bind(self.now_at())
        .bind(staff)
        .execute(&mut *transaction)
        .await?;
        let act = StaffAct::at(staff, "berkas dibaca", key.office);
        self.note_act(&mut transaction, StaffAct { detail: Some(&bundle.to_string()), ..act }).await?;
        transaction.commit().await?;
        Ok(key.office)
    }

    /// Takes in a file that was looked at, and notes who said so. The same again changes nothing.
    ///
    /// # Errors
    /// Those of [`Self::look_at_bundle`], since much may have come meanwhile; [`Refusal::NoSuchPath`] when it was forgotten or taken in.
    pub(crate) async fn take_bundle(
        &self,
        office: Uuid,
        bundle: Uuid,
        staff: Uuid,
    ) -> Result<(), ProvinceError> {
        let brought = self.find_brought(office, bundle).await?;
        if brought.taken.is_some() {
            return Ok(());
        }
        let size = unsigned(brought.bytes);
        let seen = self.read_through(bundle, size).await?;
        let mut transaction = self.pool.begin().await?;
        let key = self.find_office(&mut transaction, &seen).await?;
        transaction.commit().await?;
        let session = Session { office: key.office, device: seen.head.from };
        let taken = self.take_items(&brought, session).await?;
        let whole: Vec<[u8; 32]> =
            query_scalar("SELECT hash FROM attachment WHERE office = $1 AND hash = ANY($2) AND is_whole")
                .bind(key.office)
                .bind(&taken.attachments)
                .fetch_all(&self.pool)
                .await?;
        let mut snapshot = self.pool.begin_with(SNAPSHOT).await?;
        let stands = standing::read(&mut snapshot, key).await?;
        snapshot.commit().await?;
        let receipt = self.give_receipt(key, (&session, true), &stands).await?;
        let mut transaction = self.pool.begin().await?;
        write_left_out(&mut transaction, key, taken.left_out).await?;
        let noted = query(
            "UPDATE bundle SET taken_at = $3, new_entries = $4, left_out = $5, whole = $6, receipt = $7
             WHERE office = $1 AND bundle = $2 AND taken_at IS NULL",
        )
        .bind(office)
        .bind(bundle)
        .bind(self.now_at())
        .bind(signed(taken.new))
        .bind(signed(taken.left_out))
        .bind(whole.concat())
        .bind(receipt.to_bytes())
        .execute(&mut *transaction)
        .await?;
        // Somebody pressed twice, and the other press told it.
        if noted.rows_affected() == 0 {
            return Ok(());
        }
        let act = StaffAct::at(staff, "berkas diterima", office);
        self.note_act(&mut transaction, StaffAct { detail: Some(&bundle.to_string()), ..act }).await?;
        transaction.commit().await?;
        tracing::info!(%office, feed = %key.feed, new = taken.new, left_out = taken.left_out, "took in a file");
        self.remove_file(bundle).await
    }

    /// The whole file, with every signature that can be checked: the keys are those of logs that are here or in it.
    async fn read_through(&self, bundle: Uuid, size: u64) -> Result<Seen, ProvinceError> {
        let file = self.open_file(bundle, size);
        let secret = self.signer.agreement_secret();
        let reader = away(move || Reader::begin(file, size, secret).map_err(refuse)).await?;
        let mut connection = self.pool.acquire().await?;
        let keys = match find_owner(&mut connection, reader.head().feed).await? {
            Some(key) => rows::keys_of(&rows::read_lines(&mut connection, key).await?),
            None if reader.head().redeem.is_some() => BTreeMap::new(),
            None => return Err(Refusal::NotAttached.into()),
        };
        drop(connection);
        let most = self.attachment_bytes;
        away(move || check_items(reader, keys, most)).await
    }

    /// The office of a file's feed, and that its device may send there: it is enrolled, or becomes so by the code in the file or by what the founder signed.
    async fn find_office(
        &self,
        connection: &mut PgConnection,
        seen: &Seen,
    ) -> Result<FeedKey, ProvinceError> {
        let head = &seen.head;
        if let Some(redeem) = &head.redeem {
            if redeem.feed != head.feed || redeem.device != head.from {
                return Err(Refusal::CodeUnknown.into());
            }
            self.redeem_by_stick(connection, redeem, &head.bundle).await?;
        }
        let key = find_owner(connection, head.feed).await?.ok_or(Refusal::NotAttached)?;
        self.let_in(connection, key, head.from, &seen.control).await?;
        Ok(key)
    }

    async fn take_items(&self, brought: &Brought, session: Session) -> Result<Taken, ProvinceError> {
        let size = unsigned(brought.bytes);
        let (file, secret) = (self.open_file(brought.bundle, size), self.signer.agreement_secret());
        let (province, feed, runtime) = (self.clone(), brought.feed, Handle::current());
        // What one file weighs on the line of a courier is told once, at its first entries.
        let mut weight = usize::try_from(size).unwrap_or(usize::MAX);
        let mut taken = Taken { new: 0, left_out: 0, attachments: Vec::new() };
        away(move || {
            let walked = Reader::begin(file, size, secret).map_err(refuse)?.walk(|item| {
                let done: Result<(), ProvinceError> = runtime.block_on(async {
                    match item {
                        Item::Entries(entries) => {
                            let push = Push { feed, entries };
                            let came = province.take_in(&session, push, weight, Gaps::LeftOut).await?;
                            taken.new += came.pushed.standing.number - came.pushed.before;
                            taken.left_out += came.left_out;
                            weight = 0;
                        }
                        Item::Piece { hash, at, size, bytes } => {
                            if at == 0 {
                                taken.attachments.push(hash);
                            }
                            province.keep_piece(&session, Piece { hash, size, at, bytes }).await?;
                        }
                        Item::Tail(_) => {}
                    }
                    Ok(())
                });
                done.map_err(Stopped)
            });
            walked.map(|_| taken).map_err(|Stopped(error)| error)
        })
        .await
    }
}

fn check_items(
    reader: Reader<StoredFile>,
    mut keys: BTreeMap<LogId, [u8; 32]>,
    most: u64,
) -> Result<Seen, ProvinceError> {
    let feed = reader.head().feed;
    let (mut control, mut room) = (Vec::new(), MOST_CONTROL);
    let walked = reader.walk(|item| {
        match item {
            Item::Entries(entries) => {
                // What nobody opened here or in the file is left out later: nobody knows who signed it.
                let entries = intake::leave_out_unopened(entries, &keys);
                let checked = intake::check(feed, &entries, &mut keys, None);
                checked.map_err(|refusal| Stopped(refusal.into()))?;
                for entry in
                    entries.into_iter().filter(|entry| entry.envelope().retention == Retention::Control)
                {
                    let size = entry.payload().map_or(0, |payload| payload.as_bytes().len());
                    if size <= room {
                        room -= size;
                        control.push(entry);
                    }
                }
            }
            Item::Piece { size, .. } if size > most => {
                return Err(Stopped(Refusal::AttachmentTooLarge.into()));
            }
            Item::Piece { .. } | Item::Tail(_) => {}
        }
        Ok(())
    });
    let (head, _) = walked.map_err(|Stopped(error)| error)?;
    Ok(Seen { head, control })
}
