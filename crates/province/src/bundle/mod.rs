//! Files that come by stick: looked at, taken in, answered (`docs/protocol.md`, *By stick*).
//!
//! The courier is whoever of the personnel agency is signed in; what is believed of a file is what its device signed. Invariants: nothing of a file is kept in the journal before
//! it was read to its end and every signature in it found right, and a file that was taken in twice changes nothing the second time.

mod answer;
mod keeping;
mod taking;

use chrono::{DateTime, Utc};
use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_core::sql_str::{AssertSqlSafe, SqlSafeStr as _};
use tilik_journal::{EntryHash, FeedId, LogId};
use tilik_sync::{Name, SyncError};
use uuid::Uuid;

pub(crate) use keeping::{BROUGHT, Upload};

use crate::error::{ProvinceError, Refusal};
use crate::province::Province;
use crate::staff::StaffAct;

/// So many are shown.
const SHOWN: i64 = 20;
const NAME_BYTES: usize = 56;

/// A file that was brought.
#[derive(Debug, Clone)]
pub(crate) struct Brought {
    pub office: Uuid,
    pub bundle: Uuid,
    pub office_name: String,
    pub feed: FeedId,
    pub device: [u8; 32],
    pub made_at: DateTime<Utc>,
    pub bytes: i64,
    pub entries: i64,
    pub attachments: i64,
    pub attachment_bytes: i64,
    /// Whether it enrols the office.
    pub redeems: bool,
    pub brought_at: DateTime<Utc>,
    /// When it was taken in, its new entries, and those that follow what is not here.
    pub taken: Option<(DateTime<Utc>, i64, i64)>,
}

type Columns = (
    Uuid,
    Uuid,
    String,
    [u8; 16],
    [u8; 32],
    DateTime<Utc>,
    i64,
    i64,
    i64,
    i64,
    bool,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
    Option<i64>,
    Option<i64>,
);

const COLUMNS: &str = "bundle.office, bundle, office.name, feed, device, bundle.made_at, bytes, entries, attachments, attachment_bytes, redeems, brought_at, taken_at, new_entries, left_out";

impl From<Columns> for Brought {
    fn from(row: Columns) -> Self {
        let (
            office,
            bundle,
            office_name,
            feed,
            device,
            made_at,
            bytes,
            entries,
            attachments,
            rest_bytes,
            redeems,
            brought_at,
            taken_at,
            new,
            left_out,
        ) = row;
        Self {
            office,
            bundle,
            office_name,
            feed: FeedId(feed),
            device,
            made_at,
            bytes,
            entries,
            attachments,
            attachment_bytes: rest_bytes,
            redeems,
            brought_at,
            taken: taken_at.map(|at| (at, new.unwrap_or_default(), left_out.unwrap_or_default())),
        }
    }
}

impl Province {
    /// What was brought last, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn list_brought(&self) -> Result<Vec<Brought>, ProvinceError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM bundle JOIN office USING (office) ORDER BY brought_at DESC LIMIT $1"
        );
        let rows: Vec<Columns> =
            query_as(AssertSqlSafe(sql).into_sql_str()).bind(SHOWN).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(Brought::from).collect())
    }

    /// One that was brought.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPath`]; what the database says.
    pub(crate) async fn find_brought(&self, office: Uuid, bundle: Uuid) -> Result<Brought, ProvinceError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM bundle JOIN office USING (office) WHERE bundle.office = $1 AND bundle = $2"
        );
        let row: Option<Columns> = query_as(AssertSqlSafe(sql).into_sql_str())
            .bind(office)
            .bind(bundle)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.ok_or(Refusal::NoSuchPath)?.into())
    }

    /// Forgets one that shall not be taken in, and notes who said so. What was taken in stays on the list.
    ///
    /// # Errors
    /// What database and object store say.
    pub(crate) async fn forget_brought(
        &self,
        office: Uuid,
        bundle: Uuid,
        staff: Uuid,
    ) -> Result<(), ProvinceError> {
        let mut transaction = self.pool.begin().await?;
        let forgotten = query("DELETE FROM bundle WHERE office = $1 AND bundle = $2 AND taken_at IS NULL")
            .bind(office)
            .bind(bundle)
            .execute(&mut *transaction)
            .await?;
        if forgotten.rows_affected() > 0 {
            let act = StaffAct::at(staff, "berkas tidak diterima", office);
            self.note_act(&mut transaction, StaffAct { detail: Some(&bundle.to_string()), ..act }).await?;
        }
        transaction.commit().await?;
        self.remove_file(bundle).await
    }
}

fn encode_names(names: &[Name]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(names.len() * NAME_BYTES);
    for name in names {
        bytes.extend_from_slice(&name.log.0);
        bytes.extend_from_slice(&name.seq.to_be_bytes());
        bytes.extend_from_slice(&name.hash.0);
    }
    bytes
}

fn decode_names(bytes: &[u8]) -> Vec<Name> {
    let (names, _) = bytes.as_chunks::<NAME_BYTES>();
    let read = |name: &[u8; NAME_BYTES]| {
        let (log, rest) = name.split_at(16);
        let (seq, hash) = rest.split_at(8);
        let seq = seq.iter().fold(0, |seq, byte| seq << 8 | u64::from(*byte));
        Some(Name { log: LogId(log.try_into().ok()?), seq, hash: EntryHash(hash.try_into().ok()?) })
    };
    names.iter().filter_map(read).collect()
}

/// What a file is refused with; everything else is ours.
fn refuse(error: SyncError) -> ProvinceError {
    match error.code() {
        "sync.not_a_bundle" => Refusal::NotABundle.into(),
        "sync.bundle_not_for_us" => Refusal::BundleNotForUs.into(),
        "sync.bundle_damaged" | "sync.malformed" => Refusal::BundleDamaged.into(),
        "sync.bundle_forged" => Refusal::BundleForged.into(),
        "sync.app_too_old" => Refusal::AppTooOld.into(),
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{decode_names, encode_names};
    use tilik_journal::{EntryHash, LogId};
    use tilik_sync::Name;

    #[test]
    fn names_read_back() {
        let name = |seq| Name { log: LogId([7; 16]), seq, hash: EntryHash([9; 32]) };
        let names = vec![name(1), name(u64::MAX >> 1)];
        assert_eq!(decode_names(&encode_names(&names)), names);
        assert!(decode_names(&[]).is_empty());
    }
}
