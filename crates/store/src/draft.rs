//! What a user has typed and not yet said, kept on this laptop in the encrypted file beside the journal, and never in it.
//!
//! Must not know what a draft is about: its content belongs to the screen that wrote it. Invariants: nobody is answered another user's drafts; when
//! [`Store::keep_drafts`] returns, they are on the disk (`what_is_typed_stays_with_its_user_until_it_is_dropped`).

use rusqlite::{Row, params};
use tilik_journal::UserId;

use crate::Store;
use crate::error::StoreError;

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

impl Store {
    /// Keeps drafts of a user, all or none, in place of earlier ones with the same keys.
    ///
    /// # Errors
    /// What the disk says; nothing has changed then.
    pub fn keep_drafts(&self, user: UserId, drafts: &[Draft]) -> Result<(), StoreError> {
        // A guard that is dropped without a commit takes everything back.
        let transaction = self.ledger()?.connection().unchecked_transaction()?;
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
    }

    /// The drafts of a user whose keys begin so, by key.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_drafts(&self, user: UserId, beginning: &str) -> Result<Vec<Draft>, StoreError> {
        let mut statement = self.ledger()?.connection().prepare_cached(
            "SELECT key, content, version, kept_at FROM draft
             WHERE user = ?1 AND substr(key, 1, length(?2)) = ?2 ORDER BY key",
        )?;
        let drafts = statement
            .query_map(params![user.0.into_bytes(), beginning], Draft::read)?
            .collect::<Result<_, _>>()?;
        Ok(drafts)
    }

    /// Forgets drafts of a user. A key that has none is no error.
    ///
    /// # Errors
    /// What the disk says; nothing has changed then.
    pub fn drop_drafts(&self, user: UserId, keys: &[String]) -> Result<(), StoreError> {
        let transaction = self.ledger()?.connection().unchecked_transaction()?;
        for key in keys {
            transaction
                .prepare_cached("DELETE FROM draft WHERE user = ?1 AND key = ?2")?
                .execute(params![user.0.into_bytes(), key])?;
        }
        Ok(transaction.commit()?)
    }
}
