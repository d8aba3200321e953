//! What the user who is here has typed and not yet said, kept so that no kill, closed lid or locking takes it away.
//!
//! Must not know a screen: a draft is a key and a text. It is not an act: nothing of it is in the journal, travels or counts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tilik_journal::UserId;
use tilik_store::draft::{Draft as Kept, DraftKeeper};

use crate::{Failure, Host, Office};

/// The longest key, in bytes.
const LONGEST_KEY: usize = 200;
/// The largest content, in bytes: a whole plan being written has room.
const LARGEST_CONTENT: usize = 1024 * 1024;

/// Something typed, by the key that its screen gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Draft {
    /// Which field, form or place of a screen: `evaluation/2026-TW3/<nip>`.
    pub key: String,
    /// What was typed, as its screen writes it down.
    pub content: String,
    /// The version of the record against which it was typed, where that matters.
    #[serde(default)]
    pub version: Option<String>,
}

/// What a user types goes to the disk this way, also while long work holds the office.
#[derive(Clone)]
pub struct Typing {
    user: UserId,
    keeper: DraftKeeper,
    host: Arc<dyn Host>,
}

impl Office {
    /// The way to what the user who is here types.
    ///
    /// # Errors
    /// `user.none`.
    pub fn typing(&self) -> Result<Typing, Failure> {
        let (user, keeper) = (UserId(self.actor()?.id), self.store().drafts().clone());
        Ok(Typing { user, keeper, host: Arc::clone(self.host()) })
    }
}

impl Typing {
    /// Keeps drafts, all or none, in place of earlier ones with the same keys. When it returns, they are on the disk.
    ///
    /// # Errors
    /// `draft.too_large`, and those of the file: `store.disk_full` above all.
    pub fn keep(&self, drafts: Vec<Draft>) -> Result<(), Failure> {
        if drafts.iter().any(|draft| draft.key.len() > LONGEST_KEY || draft.content.len() > LARGEST_CONTENT) {
            return Err(Failure::new("draft.too_large"));
        }
        let kept_at = self.host.now().timestamp_millis();
        let kept: Vec<_> = drafts
            .into_iter()
            .map(|Draft { key, content, version }| Kept { key, content, version, kept_at })
            .collect();
        Ok(self.keeper.keep(self.user, &kept)?)
    }

    /// The drafts of the user whose keys begin so, by key.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list(&self, beginning: &str) -> Result<Vec<Draft>, Failure> {
        let found = self.keeper.list(self.user, beginning)?;
        Ok(found
            .into_iter()
            .map(|Kept { key, content, version, .. }| Draft { key, content, version })
            .collect())
    }

    /// Forgets drafts of the user.
    ///
    /// # Errors
    /// Those of the file.
    pub fn forget(&self, keys: &[String]) -> Result<(), Failure> {
        Ok(self.keeper.forget(self.user, keys)?)
    }
}
