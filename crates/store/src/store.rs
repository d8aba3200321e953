//! An office's file, open: the vault below and the journal above it, with the mark that tells a restored or copied file from the one that this
//! laptop wrote last.
//!
//! The invariant a reader could break: this device never writes twice at one place of a log. When the mark outside the folder does not agree with the
//! file, or the folder was restored, the next act begins a new log (`a_copied_folder_begins_a_new_log`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};
use tilik_journal::{Entry, Line};
use zeroize::Zeroizing;

use crate::anchor::Anchor;
use crate::attachment::{self, Attachments};
use crate::backup::{self, BackupFacts};
use crate::database::{self, Check};
use crate::draft::DraftKeeper;
use crate::error::StoreError;
use crate::folder::RunLock;
use crate::keys::recovery::RecoverySheets;
use crate::keys::{Cost, Secret, SlotUser, Unlock};
use crate::ledger::{Act, Committed, Exchange, Ledger, Received, Verified};
use crate::mark::{self, Mark, MarkReading};
use crate::schema;
use crate::snapshot::{Reader, Readers, Snapshot};
use crate::surroundings::Surroundings;
use crate::vault::{Founding, Vault};

/// Everything about one office on this laptop.
pub struct Store {
    // Declared before the vault: the connection closes before the folder's lock is given back.
    ledger: Option<Ledger>,
    drafts: DraftKeeper,
    /// Where the open files lay when they were opened; none while nothing is open.
    anchor: Option<Anchor>,
    readers: Readers,
    vault: Vault,
    marks: PathBuf,
    surroundings: Arc<dyn Surroundings>,
    /// Whether the mark says that this program is writing.
    is_writing: bool,
}

/// The beginning of an office's file.
pub struct NewOffice<'a> {
    /// Who can open it first.
    pub user: &'a SlotUser,
    /// The first user's passphrase.
    pub password: &'a str,
    /// How much work a guess of it shall cost.
    pub cost: Cost,
    /// Who else can open it from the beginning, each with a passphrase of their own; the acts introduce them.
    pub others: &'a [(SlotUser, &'a str)],
    /// The first acts: the founding one introduces the first user.
    pub acts: Vec<Act>,
}

impl Store {
    /// Makes a new office at `root`: a whole one with its first acts, or nothing. `marks` is a directory outside of it. The recovery sheets are
    /// returned once and kept nowhere.
    ///
    /// # Errors
    /// Those of [`Vault::create`] and [`Ledger::commit`].
    pub fn create(
        root: &Path,
        marks: &Path,
        new: NewOffice<'_>,
        surroundings: Arc<dyn Surroundings>,
    ) -> Result<(Self, RecoverySheets), StoreError> {
        let mut seed = [0; 32];
        surroundings.fill_random(&mut seed);
        let device_key = Secret::new(seed);
        let founding = Founding {
            user: new.user,
            password: new.password,
            cost: new.cost,
            device_key: Some(&device_key),
            others: new.others,
        };
        let chance = Arc::clone(&surroundings);
        let (vault, sheets) = Vault::create(root, founding, Arc::clone(&surroundings), |connection| {
            database::migrate(connection, &schema::migrations(), |_| Ok(()))?;
            if new.acts.is_empty() {
                return Ok(());
            }
            // The ledger owns its connection while it writes, and gives it back.
            let owned = std::mem::replace(connection, Connection::open_in_memory()?);
            let mut ledger = Ledger::open(owned, &seed)?;
            let result = ledger.commit(chance.as_ref(), new.acts);
            *connection = ledger.into_connection();
            result.map(|_| ())
        })?;
        let mut store = Self::closed(vault, marks, surroundings);
        store.open_ledger(Check::Opening)?;
        // The office is there and its recovery code must reach the person; without a mark the next act begins a new log.
        let _ = store.write_mark();
        Ok((store, sheets))
    }

    /// Opens an office with what a person knows.
    ///
    /// # Errors
    /// Those of [`Vault::unlock`], [`Vault::open_database`], [`database::migrate`].
    pub fn open(
        root: &Path,
        marks: &Path,
        unlock: Unlock<'_>,
        check: Check,
        surroundings: Arc<dyn Surroundings>,
    ) -> Result<Self, StoreError> {
        let vault = Vault::unlock(root, unlock, Arc::clone(&surroundings))?;
        let mut store = Self::closed(vault, marks, surroundings);
        store.open_ledger(check)?;
        store.compare_mark()?;
        Ok(store)
    }

    fn closed(vault: Vault, marks: &Path, surroundings: Arc<dyn Surroundings>) -> Self {
        let (ledger, drafts, readers) = (None, DraftKeeper::default(), Readers::default());
        Self {
            ledger,
            drafts,
            anchor: None,
            readers,
            vault,
            marks: marks.to_path_buf(),
            surroundings,
            is_writing: false,
        }
    }

    fn open_ledger(&mut self, check: Check) -> Result<(), StoreError> {
        let mut connection = self.vault.open_database(check)?;
        let vault = &self.vault;
        database::migrate(&mut connection, &schema::migrations(), |connection| {
            backup::make(vault, connection).map(|_| ())
        })?;
        let seed = match self.vault.device_key() {
            Some(seed) => seed.clone(),
            None => {
                let mut bytes = [0; 32];
                self.surroundings.fill_random(&mut bytes);
                let seed = Secret::new(bytes);
                self.vault.set_device_key(Some(seed.clone()))?;
                seed
            }
        };
        let mut ledger = Ledger::open(connection, &seed)?;
        ledger.catch_up()?;
        self.ledger = Some(ledger);
        let paths = self.vault.folder().paths();
        let anchor = Anchor::of(paths.root(), &paths.database());
        self.drafts.lead_to(paths.database(), self.vault.database_key()?, anchor.clone());
        self.anchor = Some(anchor);
        Ok(())
    }

    /// Begins a new log where this file is not the one that this laptop wrote last.
    fn compare_mark(&mut self) -> Result<(), StoreError> {
        if self.own_line()?.is_some() && (!self.mark_agrees()? || backup::was_restored(self.vault.folder())) {
            self.ledger_mut()?.begin_new_log()?;
        }
        backup::forget_restored(self.vault.folder())
    }

    /// Whether the mark names just the newest entry of this device's log. It does not after a program was killed while writing, in an older
    /// copy, and while another copy is being written.
    fn mark_agrees(&self) -> Result<bool, StoreError> {
        let Some(line) = self.own_line()? else { return Ok(false) };
        let newest = Mark { seq: line.tip_seq, hash: line.tip_hash.0 };
        Ok(mark::read(&self.marks, &line.feed.0, &line.log.0) == MarkReading::Found(newest))
    }

    fn own_line(&self) -> Result<Option<&Line>, StoreError> {
        let ledger = self.ledger()?;
        Ok(ledger.own_line().and_then(|line| ledger.lines().find(line)))
    }

    fn write_mark(&mut self) -> Result<(), StoreError> {
        if let Some(line) = self.own_line()? {
            let newest = Mark { seq: line.tip_seq, hash: line.tip_hash.0 };
            mark::write(&self.marks, &line.feed.0, &line.log.0, &newest)?;
        }
        self.is_writing = false;
        Ok(())
    }

    /// Says in the mark that this program is writing, before its first act; begins a new log when another copy has written meanwhile.
    fn begin_writing(&mut self) -> Result<(), StoreError> {
        if self.is_writing {
            return Ok(());
        }
        if self.own_line()?.is_some() && !self.mark_agrees()? {
            self.ledger_mut()?.begin_new_log()?;
        }
        if let Some(line) = self.own_line()? {
            // Without a mark nobody can tell copies apart; the act waits until there is one.
            mark::write(&self.marks, &line.feed.0, &line.log.0, &Mark::being_written(line.tip_seq))?;
        }
        self.is_writing = true;
        Ok(())
    }

    /// Whether the folder still is where it was opened.
    ///
    /// # Errors
    /// `FolderGone`.
    pub fn check_place(&self) -> Result<(), StoreError> {
        self.anchor.as_ref().map_or(Ok(()), Anchor::check)
    }

    /// Saves acts, all or none. When it returns, they are on the disk.
    ///
    /// # Errors
    /// `FolderGone`, and those of [`Ledger::commit`].
    pub fn commit(&mut self, acts: Vec<Act>) -> Result<Vec<Committed>, StoreError> {
        self.check_place()?;
        self.begin_writing()?;
        let surroundings = Arc::clone(&self.surroundings);
        let committed = self.ledger_mut()?.commit(surroundings.as_ref(), acts)?;
        Ok(committed)
    }

    /// Takes in entries of other devices.
    ///
    /// # Errors
    /// `FolderGone`, and those of [`Ledger::receive`].
    pub fn receive(&mut self, entries: Vec<Entry>) -> Result<Received, StoreError> {
        self.check_place()?;
        self.ledger_mut()?.receive(entries)
    }

    /// The journal, as far as a run with the province may change it.
    ///
    /// # Errors
    /// `FolderGone`; `DatabaseMissing`, as [`Self::ledger`].
    pub fn exchange(&mut self) -> Result<Exchange<'_>, StoreError> {
        self.check_place()?;
        Ok(Exchange::of(self.ledger_mut()?))
    }

    /// Puts a piece behind what has come of an attachment of this size. Says how much is here then; bytes of another hash leave nothing, and the whole is an attachment
    /// like others. `is_there` when it came from the province.
    ///
    /// # Errors
    /// `FolderGone`, `DiskFull`, and what the disk says; what had come before is still here then.
    pub fn keep_piece(
        &mut self,
        hash: &[u8; 32],
        at: u64,
        size: u64,
        bytes: &[u8],
        is_there: bool,
    ) -> Result<u64, StoreError> {
        if size > attachment::LARGEST {
            self.exchange()?.drop_pieces(hash)?;
            return Ok(0);
        }
        let here = self.exchange()?.keep_piece(hash, at, bytes)?;
        if here < size {
            return Ok(here);
        }
        let whole = Zeroizing::new(self.ledger()?.read_pieces(hash)?);
        if here > size || <[u8; 32]>::from(Sha256::digest(&whole)) != *hash {
            self.exchange()?.drop_pieces(hash)?;
            return Ok(0);
        }
        self.attachments()?.put(&whole, self.surroundings.as_ref())?;
        self.exchange()?.end_arrival(hash, is_there)?;
        Ok(size)
    }

    /// Takes the right to talk with the province: one run at a time, whichever program has it.
    ///
    /// # Errors
    /// `RunUnderWay`; `FolderGone`.
    pub fn begin_run(&self) -> Result<RunLock, StoreError> {
        self.check_place()?;
        self.vault.folder().lock_run()
    }

    /// Checks the whole journal and everything made of it.
    ///
    /// # Errors
    /// Those of [`Ledger::verify`].
    pub fn verify(&self) -> Result<Verified, StoreError> {
        self.ledger()?.verify()
    }

    /// The journal, to read it.
    ///
    /// # Errors
    /// `DatabaseMissing` after a change of key that failed half-way; open the office again.
    pub fn ledger(&self) -> Result<&Ledger, StoreError> {
        self.ledger.as_ref().ok_or(StoreError::DatabaseMissing)
    }

    fn ledger_mut(&mut self) -> Result<&mut Ledger, StoreError> {
        self.ledger.as_mut().ok_or(StoreError::DatabaseMissing)
    }

    /// What was typed and not yet said. It may be held beside the office and outlives it as a way to nowhere.
    #[must_use]
    pub fn drafts(&self) -> &DraftKeeper {
        &self.drafts
    }

    /// The folder, its keys and users.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The folder, its keys and users, to change them.
    ///
    /// # Errors
    /// `FolderGone`: what lies at its place now may be another office's.
    pub fn vault_mut(&mut self) -> Result<&mut Vault, StoreError> {
        self.check_place()?;
        Ok(&mut self.vault)
    }

    /// The attachments, to put others beside them.
    ///
    /// # Errors
    /// `FolderGone`, and those of [`Vault::attachments`].
    pub fn attachments(&self) -> Result<Attachments<'_>, StoreError> {
        self.check_place()?;
        self.vault.attachments()
    }

    /// Gives the office a new database key and writes a new file under it.
    ///
    /// # Errors
    /// `FolderGone`, and those of [`Vault::change_key`].
    pub fn change_key(&mut self) -> Result<(), StoreError> {
        self.check_place()?;
        let ledger = self.ledger.take().ok_or(StoreError::DatabaseMissing)?;
        self.readers.wait();
        self.drafts.cut();
        self.anchor = None;
        match self.vault.change_key(ledger.into_connection()) {
            Ok(connection) => {
                drop(connection);
                self.open_ledger(Check::Opening)
            }
            Err(error) => {
                // The folder opens with one of its keys whatever step failed.
                self.open_ledger(Check::Opening)?;
                Err(error)
            }
        }
    }

    /// Writes a verified backup to a place of the person's choice.
    ///
    /// # Errors
    /// As [`Self::snapshot`], and those of [`Snapshot::copy_to`].
    pub fn backup_to(&self, path: &Path) -> Result<BackupFacts, StoreError> {
        self.snapshot()?.copy_to(path)
    }

    /// The office as it stands now, to be copied or checked while it is written in. Whoever closes it or changes its key waits until that is done.
    ///
    /// # Errors
    /// `FolderGone`; `DatabaseMissing`, as [`Self::ledger`]; those of [`database::open`].
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        self.check_place()?;
        self.ledger()?;
        Snapshot::take(&self.vault, Arc::clone(&self.surroundings), &self.readers)
    }

    /// Lets somebody read what lies in the folder beside the database: nothing of it goes to another place meanwhile.
    #[must_use]
    pub fn begin_reading(&self) -> Reader {
        self.readers.count_in()
    }

    /// Writes a verified backup of what is open, for an office whose folder is gone. Attachments lay in the folder and are not in it.
    ///
    /// # Errors
    /// Those of [`backup::make`].
    pub fn rescue_to(&self, path: &Path) -> Result<BackupFacts, StoreError> {
        backup::make_without_folder(&self.vault, self.ledger()?.connection(), path)
    }

    /// How many entries the file holds.
    ///
    /// # Errors
    /// `DatabaseMissing`, as [`Self::ledger`].
    pub fn count_entries(&self) -> Result<u64, StoreError> {
        Ok(self.ledger()?.lines().as_slice().iter().map(|line| line.tip_seq).sum())
    }

    /// Makes this file one of a feed that another device founded.
    ///
    /// # Errors
    /// Those of [`Ledger::join_feed`].
    pub fn join_feed(&mut self, feed: tilik_journal::FeedId) -> Result<(), StoreError> {
        self.ledger_mut()?.join_feed(feed)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.readers.wait();
        self.drafts.cut();
        if self.is_writing && self.ledger.is_some() {
            let _ = self.write_mark();
        }
    }
}
