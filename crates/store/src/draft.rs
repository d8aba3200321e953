//! What a user has typed and not yet said, kept on this laptop in the encrypted file beside the journal, and never in it.
//!
//! Must not know what a draft is about: its content belongs to the screen that wrote it. Invariants: nobody is answered another user's drafts; when
//! [`DraftKeeper::keep`] returns, they are on the disk (`what_is_typed_stays_with_its_user_until_it_is_dropped`).

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Row, params};
use tilik_journal::UserId;

use crate::anchor::Anchor;
use crate::database::{self, Check};
use crate::error::StoreError;
use crate::keys::DatabaseKey;

/// Something typed, by the key that its screen gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which field, form or place of a screen.
    pub key: String,
    /// What was typed, as its screen writes it down.
    pub content: String,
    /// The version of the record against which it was typed, where that matters.
    pub version: Option<String>,
    /// By the laptop's clock, milliseconds since 1970 UTC.
    pub kept_at: i64,
}

impl Draft {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { key: row.get(0)?, content: row.get(1)?, version: row.get(2)?, kept_at: row.get(3)? })
    }
}

/// The way to the drafts of an open office beside its journal: over a connection of its own, opened when it is first needed, so that what is typed
/// reaches the disk while long work holds the journal. It is cut when the office closes, whoever still holds it.
#[derive(Clone, Default)]
pub struct DraftKeeper(Arc<Mutex<Option<Access>>>);

struct Access {
    path: PathBuf,
    key: DatabaseKey,
    anchor: Anchor,
    connection: Option<Connection>,
}

impl DraftKeeper {
    fn held(&self) -> MutexGuard<'_, Option<Access>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on drafts are in this file.
    pub(crate) fn lead_to(&self, path: PathBuf, key: DatabaseKey, anchor: Anchor) {
        *self.held() = Some(Access { path, key, anchor, connection: None });
    }

    /// Closes the connection, so that the file can be closed, replaced or given a new key.
    pub(crate) fn cut(&self) {
        *self.held() = None;
    }

    fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut held = self.held();
        let access = held.as_mut().ok_or(StoreError::DatabaseBusy)?;
        access.anchor.check()?;
        let connection = match access.connection.take() {
            Some(connection) => connection,
            None => database::open(&access.path, &access.key.key, Check::Opening)?,
        };
        work(access.connection.insert(connection))
    }

    /// Keeps drafts of a user, all or none, in place of earlier ones with the same keys.
    ///
    /// # Errors
    /// `DatabaseBusy` when the office is closed or just gets a new key; `FolderGone`; what the disk says. Nothing has changed then.
    pub fn keep(&self, user: UserId, drafts: &[Draft]) -> Result<(), StoreError> {
        self.with(|connection| {
            // A guard that is dropped without a commit takes everything back.
            let transaction = connection.unchecked_transaction()?;
            for draft in drafts {
                transaction
                    .prepare_cached(
                        "INSERT INTO draft (user, key, content, version, kept_at) VALUES (?1, ?2, ?3, ?4, ?5)
                         ON CONFLICT (user, key) DO UPDATE SET content = ?3, version = ?4, kept_at = ?5",
                    )?
                    .execute(params![
                        user.0.into_bytes(),
                        draft.key,
                        draft.content,
                        draft.version,
                        draft.kept_at
                    ])?;
            }
            Ok(transaction.commit()?)
        })
    }

    /// The drafts of a user whose keys begin so, by key.
    ///
    /// # Errors
    /// `DatabaseBusy` as in [`Self::keep`]; when the file cannot be read.
    pub fn list(&self, user: UserId, beginning: &str) -> Result<Vec<Draft>, StoreError> {
        self.with(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT key, content, version, kept_at FROM draft
                 WHERE user = ?1 AND substr(key, 1, length(?2)) = ?2 ORDER BY key",
            )?;
            let drafts = statement
                .query_map(params![user.0.into_bytes(), beginning], Draft::read)?
                .collect::<Result<_, _>>()?;
            Ok(drafts)
        })
    }

    /// Forgets drafts of a user. A key that has none is no error.
    ///
    /// # Errors
    /// As [`Self::keep`].
    pub fn forget(&self, user: UserId, keys: &[String]) -> Result<(), StoreError> {
        self.with(|connection| {
            let transaction = connection.unchecked_transaction()?;
            for key in keys {
                transaction
                    .prepare_cached("DELETE FROM draft WHERE user = ?1 AND key = ?2")?
                    .execute(params![user.0.into_bytes(), key])?;
            }
            Ok(transaction.commit()?)
        })
    }
}
