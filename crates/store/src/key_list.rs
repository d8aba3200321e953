//! Lists of other offices' keys, as they were taken in: signed bytes by office, in the encrypted file beside the journal and never in it.
//!
//! Must not know what a list says; whoever takes one in has read it. A newer list of an office takes the older one's place.

use rusqlite::params;

use crate::Store;
use crate::error::StoreError;

impl Store {
    /// Keeps the list of an office in place of an earlier one.
    ///
    /// # Errors
    /// `FolderGone`, and what the disk says; nothing has changed then.
    pub fn keep_key_list(&self, office: &[u8; 16], list: &[u8], kept_at: i64) -> Result<(), StoreError> {
        self.check_place()?;
        self.ledger()?
            .connection()
            .prepare_cached(
                "INSERT INTO key_list (office, list, kept_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (office) DO UPDATE SET list = ?2, kept_at = ?3",
            )?
            .execute(params![office, list, kept_at])?;
        Ok(())
    }

    /// Every list, by office.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_key_lists(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        let connection = self.ledger()?.connection();
        let mut statement = connection.prepare_cached("SELECT list FROM key_list ORDER BY office")?;
        let lists = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(lists)
    }
}
