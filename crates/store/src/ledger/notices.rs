//! What each user of this laptop has read of the province's notices. A table of the laptop's, not of the journal: having read is nobody's act.

use std::collections::BTreeSet;

use rusqlite::params;
use tilik_journal::{RecordId, UserId};
use uuid::Uuid;

use super::{Exchange, Ledger};
use crate::error::StoreError;

impl Exchange<'_> {
    /// Remembers that a user has read a notice. Once more changes nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn note_read(&mut self, user: UserId, notice: RecordId) -> Result<(), StoreError> {
        self.ledger
            .connection
            .prepare_cached("INSERT OR IGNORE INTO notice_read (user, notice) VALUES (?1, ?2)")?
            .execute(params![user.0.as_bytes(), notice.0.as_bytes()])?;
        Ok(())
    }
}

impl Ledger {
    /// The notices that a user has read.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_read(&self, user: UserId) -> Result<BTreeSet<RecordId>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT notice FROM notice_read WHERE user = ?1")?;
        let rows = statement.query_map([user.0.as_bytes()], |row| row.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|row| Ok(RecordId(Uuid::from_bytes(row?)))).collect::<Result<_, rusqlite::Error>>()?)
    }
}
