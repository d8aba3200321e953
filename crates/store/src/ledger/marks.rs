//! What this laptop remembers of the province: its key, how far both have got with each feed, receipts, and attachments on their way.
//!
//! Must not know a message. Invariant: marks are of one epoch and are forgotten together with it (`another_epoch_forgets_what_another_server_said`).

use minicbor::{Decoder, Encoder};
use rusqlite::{OptionalExtension, params};
use tilik_journal::entry::SeenRef;
use tilik_journal::{EntryHash, FeedId, JournalError, LogId};

use super::{Exchange, Ledger, tables};
use crate::error::StoreError;

/// The newest receipts that are kept.
const KEPT_RECEIPTS: u32 = 400;

type Hash = [u8; 32];

/// The province that an office is enrolled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Province {
    /// Its key, pinned.
    pub key: [u8; 32],
    /// Where its server is.
    pub address: String,
    /// The certificate that the enrolment file named, DER; none when the system's authorities are asked.
    pub certificate: Option<Vec<u8>>,
    /// This office, there.
    pub office: [u8; 16],
    /// The office's name there.
    pub name: String,
    /// Milliseconds since 1970 UTC, by the laptop's clock.
    pub enrolled_at: i64,
}

/// What the province said last of a feed, and how far it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptStanding {
    /// The last entry of each line that it holds.
    pub tips: Vec<SeenRef>,
    /// The number up to which the feed was read.
    pub cursor: u64,
}

/// A receipt as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReceipt {
    /// The key that signed it.
    pub province: [u8; 32],
    /// The epoch in which it speaks.
    pub epoch: [u8; 16],
    /// The feed.
    pub feed: FeedId,
    /// The province's own count of receipts.
    pub number: u64,
    /// By the province's clock, milliseconds since 1970 UTC.
    pub made_at: i64,
    /// As it came.
    pub signed: Vec<u8>,
}

impl Exchange<'_> {
    /// Keeps the province that this office is enrolled with. Marks of another one are forgotten.
    ///
    /// # Errors
    /// When it cannot be written; nothing has changed then.
    pub fn keep_province(&mut self, province: &Province) -> Result<(), StoreError> {
        self.ledger.in_transaction(|ledger| {
            if ledger.find_province()?.is_some_and(|known| known.key != province.key) {
                ledger.forget_marks()?;
                // The head allowed it for the other.
                ledger.connection.execute("UPDATE province SET is_allowed = 0", [])?;
            }
            ledger
                .connection
                .prepare_cached(
                    "INSERT INTO province (id, key, address, certificate, office, name, enrolled_at)
                     VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET
                     key = ?1, address = ?2, certificate = ?3, office = ?4, name = ?5, enrolled_at = ?6",
                )?
                .execute(params![
                    province.key,
                    province.address,
                    province.certificate,
                    province.office,
                    province.name,
                    province.enrolled_at,
                ])?;
            ledger.connection.execute("DELETE FROM invitation", [])?;
            Ok(())
        })
    }

    /// Keeps the enrolment file of an office that enrols by stick, instead of an earlier one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_invitation(&mut self, file: &[u8], made_at: i64) -> Result<(), StoreError> {
        self.ledger.connection.execute(
            "INSERT INTO invitation (id, file, made_at) VALUES (1, ?1, ?2) ON CONFLICT (id) DO UPDATE SET file = ?1, made_at = ?2",
            params![file, made_at],
        )?;
        Ok(())
    }

    /// Forgets it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn forget_invitation(&mut self) -> Result<(), StoreError> {
        self.ledger.connection.execute("DELETE FROM invitation", [])?;
        Ok(())
    }

    /// Lets the program send by itself, or no more.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn allow_sending(&mut self, is_allowed: bool) -> Result<(), StoreError> {
        self.ledger.connection.execute("UPDATE province SET is_allowed = ?1", [is_allowed])?;
        Ok(())
    }

    /// Makes this the epoch of marks and cursors. When it was another, all of them are forgotten, in one transaction.
    ///
    /// # Errors
    /// When it cannot be written; nothing has changed then.
    pub fn enter_epoch(&mut self, epoch: [u8; 16]) -> Result<(), StoreError> {
        self.ledger.in_transaction(|ledger| {
            let known: Option<Option<Vec<u8>>> = ledger
                .connection
                .prepare_cached("SELECT epoch FROM province WHERE id = 1")?
                .query_row([], |row| row.get(0))
                .optional()?;
            if known.flatten().as_deref() == Some(epoch.as_slice()) {
                return Ok(());
            }
            ledger.forget_marks()?;
            ledger.connection.execute("UPDATE province SET epoch = ?1 WHERE id = 1", [epoch])?;
            Ok(())
        })
    }

    /// Keeps what the province said it holds of a feed, and moves the cursor when one is given. What is known already waits for no disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_standing(
        &mut self,
        feed: FeedId,
        tips: &[SeenRef],
        cursor: Option<u64>,
    ) -> Result<(), StoreError> {
        self.ledger
            .connection
            .prepare_cached(
                "INSERT INTO standing (feed, tips, cursor) VALUES (?1, ?2, ifnull(?3, 0))
                 ON CONFLICT (feed) DO UPDATE SET tips = ?2, cursor = ifnull(?3, cursor)
                 WHERE tips <> ?2 OR cursor <> ifnull(?3, cursor)",
            )?
            .execute(params![feed.0, encode_names(tips), cursor.map(tables::signed)])?;
        Ok(())
    }

    /// Keeps a receipt that was found right. The newest one of its feed is not kept once more.
    ///
    /// # Errors
    /// When it cannot be written; nothing has changed then.
    pub fn keep_receipt(&mut self, receipt: &KeptReceipt) -> Result<(), StoreError> {
        self.ledger.in_transaction(|ledger| {
            ledger
                .connection
                .prepare_cached(
                    "INSERT INTO receipt (feed, number, made_at, signed, province, epoch) SELECT ?1, ?2, ?3, ?4, ?5, ?6
                     WHERE ?4 IS NOT (SELECT signed FROM receipt WHERE feed = ?1 AND province IS NOT NULL ORDER BY id DESC LIMIT 1)",
                )?
                .execute(params![
                    receipt.feed.0,
                    tables::signed(receipt.number),
                    receipt.made_at,
                    receipt.signed,
                    receipt.province,
                    receipt.epoch,
                ])?;
            ledger
                .connection
                .prepare_cached(
                    "DELETE FROM receipt WHERE id NOT IN (SELECT id FROM receipt ORDER BY id DESC LIMIT ?1)",
                )?
                .execute([KEPT_RECEIPTS])?;
            Ok(())
        })
    }

    /// Marks attachments as whole at the province.
    ///
    /// # Errors
    /// When it cannot be written; nothing has changed then.
    pub fn confirm_attachments(&mut self, hashes: &[Hash]) -> Result<(), StoreError> {
        self.ledger.in_transaction(|ledger| {
            for hash in hashes {
                ledger.confirm_attachment(hash)?;
            }
            Ok(())
        })
    }

    /// Puts a piece behind the first bytes of an attachment that have come, and says how many there are then.
    ///
    /// # Errors
    /// When it cannot be written; nothing has changed then.
    pub fn keep_piece(&mut self, hash: &Hash, at: u64, bytes: &[u8]) -> Result<u64, StoreError> {
        self.ledger.in_transaction(|ledger| {
            let here = ledger.count_piece_bytes(hash)?;
            if at > here {
                return Ok(here);
            }
            ledger
                .connection
                .prepare_cached("DELETE FROM attachment_piece WHERE hash = ?1 AND at >= ?2")?
                .execute(params![hash, tables::signed(at)])?;
            // A piece that the new one would begin within goes too: what follows is asked for again.
            let here = ledger.count_piece_bytes(hash)?;
            if here != at {
                return Ok(here);
            }
            ledger
                .connection
                .prepare_cached("INSERT INTO attachment_piece (hash, at, bytes) VALUES (?1, ?2, ?3)")?
                .execute(params![hash, tables::signed(at), bytes])?;
            ledger.count_piece_bytes(hash)
        })
    }

    /// Forgets the pieces of an attachment, which came wrong.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn drop_pieces(&mut self, hash: &Hash) -> Result<(), StoreError> {
        self.ledger.delete_pieces(hash)
    }

    /// An attachment that was put together is whole here; and at the province, when that gave it.
    ///
    /// # Errors
    /// When it cannot be written; nothing has changed then.
    pub fn end_arrival(&mut self, hash: &Hash, is_there: bool) -> Result<(), StoreError> {
        self.ledger.in_transaction(|ledger| {
            ledger.delete_pieces(hash)?;
            if is_there { ledger.confirm_attachment(hash) } else { Ok(()) }
        })
    }
}

impl Ledger {
    /// The province that this office is enrolled with.
    ///
    /// # Errors
    /// When the row cannot be read.
    pub fn find_province(&self) -> Result<Option<Province>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT key, address, certificate, office, name, enrolled_at FROM province WHERE id = 1",
        )?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(Province {
            key: exact(row.get(0)?)?,
            address: row.get(1)?,
            certificate: row.get(2)?,
            office: exact(row.get(3)?)?,
            name: row.get(4)?,
            enrolled_at: row.get(5)?,
        }))
    }

    /// The enrolment file that waits for the province's answer.
    ///
    /// # Errors
    /// When the row cannot be read.
    pub fn find_invitation(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT file FROM invitation WHERE id = 1")?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?)
    }

    /// Whether the program may send by itself.
    ///
    /// # Errors
    /// When the row cannot be read.
    pub fn is_sending_allowed(&self) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT is_allowed FROM province WHERE id = 1")?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?.unwrap_or_default())
    }

    /// What the province said last of a feed; nothing at first.
    ///
    /// # Errors
    /// When the row cannot be read.
    pub fn read_standing(&self, feed: FeedId) -> Result<KeptStanding, StoreError> {
        let found: Option<(Vec<u8>, i64)> = self
            .connection
            .prepare_cached("SELECT tips, cursor FROM standing WHERE feed = ?1")?
            .query_row([feed.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((tips, cursor)) = found else { return Ok(KeptStanding::default()) };
        Ok(KeptStanding { tips: decode_names(&tips)?, cursor: cursor.cast_unsigned() })
    }

    /// The newest receipt of a feed that the province gave in its present epoch: what it said in another confirms nothing.
    ///
    /// # Errors
    /// When the row cannot be read.
    pub fn find_receipt(&self, feed: FeedId) -> Result<Option<KeptReceipt>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT receipt.number, receipt.made_at, receipt.signed, province.key, province.epoch FROM receipt
             JOIN province ON receipt.province = province.key AND receipt.epoch = province.epoch
             WHERE receipt.feed = ?1 ORDER BY receipt.number DESC, receipt.id DESC LIMIT 1",
        )?;
        let mut rows = statement.query([feed.0])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let number: i64 = row.get(0)?;
        Ok(Some(KeptReceipt {
            province: exact(row.get(3)?)?,
            epoch: exact(row.get(4)?)?,
            feed,
            number: number.cast_unsigned(),
            made_at: row.get(1)?,
            signed: row.get(2)?,
        }))
    }

    /// A kept receipt of a feed by the province's number, of whatever epoch; of several the newest.
    ///
    /// # Errors
    /// When the row cannot be read.
    pub fn find_receipt_numbered(
        &self,
        feed: FeedId,
        number: u64,
    ) -> Result<Option<KeptReceipt>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT made_at, signed, province, epoch FROM receipt
             WHERE feed = ?1 AND number = ?2 AND province IS NOT NULL ORDER BY id DESC LIMIT 1",
        )?;
        let mut rows = statement.query(params![feed.0, tables::signed(number)])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(KeptReceipt {
            province: exact(row.get(2)?)?,
            epoch: exact(row.get(3)?)?,
            feed,
            number,
            made_at: row.get(0)?,
            signed: row.get(1)?,
        }))
    }

    /// Whether an epoch of the province's is over: it spoke in this one, and in another since.
    ///
    /// # Errors
    /// When the rows cannot be read.
    pub fn is_epoch_over(&self, epoch: [u8; 16]) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT 1 FROM receipt JOIN province ON receipt.province = province.key
                 WHERE receipt.epoch = ?1 AND province.epoch <> ?1",
            )?
            .exists([epoch])?)
    }

    /// Whether the province holds an attachment, whole.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn is_confirmed(&self, hash: &Hash) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM confirmed_attachment WHERE hash = ?1")?
            .exists([hash])?)
    }

    /// How many of an attachment's first bytes have come.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn count_piece_bytes(&self, hash: &Hash) -> Result<u64, StoreError> {
        let count: i64 = self
            .connection
            .prepare_cached("SELECT ifnull(sum(length(bytes)), 0) FROM attachment_piece WHERE hash = ?1")?
            .query_row([hash], |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }

    /// The first bytes of an attachment, as far as they have come.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn read_pieces(&self, hash: &Hash) -> Result<Vec<u8>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT bytes FROM attachment_piece WHERE hash = ?1 ORDER BY at")?;
        let mut rows = statement.query([hash])?;
        let mut whole = Vec::new();
        while let Some(row) = rows.next()? {
            whole.extend_from_slice(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
        }
        Ok(whole)
    }

    pub(super) fn write_cursor(&self, feed: FeedId, cursor: u64) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO standing (feed, tips, cursor) VALUES (?1, ?2, ?3)
                 ON CONFLICT (feed) DO UPDATE SET cursor = ?3",
            )?
            .execute(params![feed.0, encode_names(&[]), tables::signed(cursor)])?;
        Ok(())
    }

    fn forget_marks(&self) -> Result<(), StoreError> {
        self.connection.execute("DELETE FROM standing", [])?;
        self.connection.execute("DELETE FROM confirmed_attachment", [])?;
        self.connection.execute("UPDATE province SET epoch = NULL", [])?;
        Ok(())
    }

    fn confirm_attachment(&self, hash: &Hash) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO confirmed_attachment (hash) VALUES (?1)")?
            .execute([hash])?;
        Ok(())
    }

    fn delete_pieces(&self, hash: &Hash) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM attachment_piece WHERE hash = ?1")?.execute([hash])?;
        Ok(())
    }
}

fn exact<const N: usize>(bytes: Vec<u8>) -> Result<[u8; N], StoreError> {
    let found = bytes.len();
    Ok(bytes.try_into().map_err(|_| JournalError::Malformed(format!("{found} bytes where {N} belong")))?)
}

fn encode_names(names: &[SeenRef]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut to = Encoder::new(&mut bytes);
    // Writing to a Vec cannot fail.
    let _ = to.array(names.len() as u64 * 3);
    for name in names {
        let _ = to.bytes(&name.log.0).and_then(|to| to.u64(name.seq)).and_then(|to| to.bytes(&name.hash.0));
    }
    bytes
}

fn decode_names(bytes: &[u8]) -> Result<Vec<SeenRef>, JournalError> {
    let mut from = Decoder::new(bytes);
    let parts = from.array()?.ok_or_else(|| JournalError::Malformed("an indefinite list".into()))?;
    let mut names = Vec::new();
    for _ in 0..parts / 3 {
        names.push(SeenRef {
            log: LogId::try_from(from.bytes()?)?,
            seq: from.u64()?,
            hash: EntryHash::try_from(from.bytes()?)?,
        });
    }
    Ok(names)
}
