//! An office read beside whoever goes on writing in it: over a connection of its own, as it stood at one moment. A copy is made of that, and the whole file is checked.
//!
//! Invariants: the file is not closed, replaced or given a new key while somebody reads it so, because whoever does that waits first ([`Readers::wait`]); one copy is written at a time, and
//! a snapshot waits for nothing but that (`a_rating_does_not_wait_for_a_copy_and_the_copy_is_of_before`).

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use rusqlite::Connection;

use crate::backup::{self, BackupFacts, BackupFile, Source};
use crate::database::{self, Check};
use crate::error::StoreError;
use crate::folder::Paths;
use crate::keys::DatabaseKey;
use crate::ledger::{Ledger, Verified};
use crate::surroundings::Surroundings;
use crate::vault::Vault;

/// Who reads an office beside its writer.
#[derive(Clone, Default)]
pub(crate) struct Readers(Arc<Shared>);

#[derive(Default)]
struct Shared {
    count: Mutex<usize>,
    is_alone: Condvar,
    copying: Mutex<()>,
}

impl Readers {
    /// One more.
    pub(crate) fn count_in(&self) -> Reader {
        *self.0.count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Reader(Arc::clone(&self.0))
    }

    /// Until nobody reads any more.
    pub(crate) fn wait(&self) {
        let count = self.0.count.lock().unwrap_or_else(PoisonError::into_inner);
        let alone = self.0.is_alone.wait_while(count, |count| *count > 0);
        drop(alone.unwrap_or_else(PoisonError::into_inner));
    }
}

/// One of the readers: as long as this lives, the office stays open where it is.
pub struct Reader(Arc<Shared>);

impl Drop for Reader {
    fn drop(&mut self) {
        *self.0.count.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.is_alone.notify_all();
    }
}

/// An office as it stood when this was taken.
pub struct Snapshot {
    connection: Connection,
    key: DatabaseKey,
    /// The slot file of the moment: a passphrase that is changed afterwards opens the next copy.
    slots: Vec<u8>,
    paths: Paths,
    folder_id: [u8; 16],
    surroundings: Arc<dyn Surroundings>,
    // Declared last: the connection closes before the reader is counted off.
    reader: Reader,
}

impl Snapshot {
    /// Takes one; what is written afterwards is not in it.
    pub(crate) fn take(
        vault: &Vault,
        surroundings: Arc<dyn Surroundings>,
        readers: &Readers,
    ) -> Result<Self, StoreError> {
        let reader = readers.count_in();
        let (key, slots, paths) =
            (vault.database_key()?, vault.read_slots()?, vault.folder().paths().clone());
        let connection = database::open(&paths.database(), &key.key, Check::Opening)?;
        connection.execute_batch("BEGIN")?;
        // A transaction sees the file as it is at its first question.
        let _: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok(Self { connection, key, slots, paths, folder_id: vault.folder_id(), surroundings, reader })
    }

    fn source(&self) -> Source<'_> {
        Source {
            connection: &self.connection,
            key: &self.key,
            slots: &self.slots,
            paths: &self.paths,
            folder_id: self.folder_id,
            surroundings: self.surroundings.as_ref(),
        }
    }

    /// Writes a verified backup beside the database. `label` is readable by everybody: it names nobody.
    ///
    /// # Errors
    /// Those of [`backup::make`].
    pub fn copy(self, label: String) -> Result<BackupFile, StoreError> {
        let _turn = self.reader.0.copying.lock().unwrap_or_else(PoisonError::into_inner);
        backup::write_next(&self.source(), Some(label))
    }

    /// Writes a verified backup to a place of the person's choice.
    ///
    /// # Errors
    /// Those of [`backup::make`]; a file of that name is then untouched.
    pub fn copy_to(self, path: &Path) -> Result<BackupFacts, StoreError> {
        let _turn = self.reader.0.copying.lock().unwrap_or_else(PoisonError::into_inner);
        backup::write_at(&self.source(), path)
    }

    /// Checks the whole journal and everything made of it.
    ///
    /// # Errors
    /// Those of [`Ledger::verify`].
    pub fn verify(self) -> Result<Verified, StoreError> {
        let Self { connection, reader, .. } = self;
        // It signs nothing.
        let verified = Ledger::open(connection, &[0; 32])?.verify();
        drop(reader);
        verified
    }
}
