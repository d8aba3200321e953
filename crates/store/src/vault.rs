//! An office's folder, opened: the lock, the keys, and everything that changes them.
//!
//! Must not know a table or an entry. Invariant: every change of the slot file is one replacement of the whole file, and during a change of
//! key the slot file knows both keys from before the new database takes its place until after: a kill anywhere leaves a folder that
//! opens with the same passwords (`a_kill_at_any_step_of_a_change_of_key_leaves_a_folder_that_opens`).
//!
//! The order of a change of key:
//!
//! 1. the old database becomes one file (its log is emptied and removed);
//! 2. `tilik.db.next` is written under the new key, flushed, reopened, checked in full, its rows counted;
//! 3. the slot file is replaced by one that holds the old and the new key;
//! 4. `tilik.db.next` is renamed to `tilik.db`;
//! 5. the slot file is replaced by one that holds the new key alone.
//!
//! Whoever opens a folder with both keys tries them on `tilik.db`, removes a leftover `tilik.db.next`, and keeps the key that fits.
//!
//! The slot file names the salt of the database under each key. A second invariant hangs on it: a database that these keys were never made for is
//! touched by nothing here (`keys_from_before_a_change_of_key_move_nothing_and_the_right_ones_open_again`).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use uuid::Uuid;

use crate::attachment::Attachments;
use crate::database::{self, Check};
use crate::durable_file;
use crate::error::{Doing, StoreError};
use crate::folder::{self, Folder, Paths};
use crate::keys::recovery::RecoverySheets;
use crate::keys::{self, Cost, DatabaseKey, DatabaseSalt, Keys, OpenedBy, Secret, SlotUser, Unlock};
use crate::surroundings::{Step, Surroundings};
use crate::throttle;

/// The beginning of an office.
#[derive(Clone, Copy)]
pub struct Founding<'a> {
    /// Who can open it first.
    pub user: &'a SlotUser,
    /// The first user's passphrase.
    pub password: &'a str,
    /// How much work a guess of it shall cost.
    pub cost: Cost,
    /// The seed of the device's signing key, when it is to be kept in the slot file.
    pub device_key: Option<&'a Secret>,
    /// Who else can open it from the beginning, each with a passphrase of their own.
    pub others: &'a [(SlotUser, &'a str)],
}

/// An opened office, held by this process as long as the value lives. Its connections must be closed before it is dropped.
pub struct Vault {
    folder: Folder,
    keys: Keys,
    surroundings: Arc<dyn Surroundings>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Vault")
            .field("folder", &self.folder)
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}

/// The users whose logins stand in a folder's slot file, without opening or locking it.
///
/// # Errors
/// `FolderMissing`, `KeysMissing`, `KeysDamaged`, `KeysNewer`.
pub fn list_users(root: &Path) -> Result<Vec<SlotUser>, StoreError> {
    if !root.exists() {
        return Err(StoreError::FolderMissing { path: root.to_path_buf() });
    }
    keys::list_users(&read_keys(&Paths::new(root))?)
}

/// How long the next attempt to open a folder will be made to wait, after the wrong ones before it.
#[must_use]
pub fn next_wait(root: &Path) -> Duration {
    throttle::delay_after(throttle::count_failures(&Paths::new(root)))
}

impl Vault {
    /// Makes the folder of a new office. `fill` makes its tables and first entries, so at `root` is a whole office or nothing. The
    /// recovery sheets are returned once and kept nowhere.
    ///
    /// # Errors
    /// `FolderNotEmpty`, `WeakPassword`, `LoginUnusable`, those of `fill` and of the disk; then nothing is left at `root`.
    pub fn create(
        root: &Path,
        founding: Founding<'_>,
        surroundings: Arc<dyn Surroundings>,
        fill: impl FnOnce(&mut Connection) -> Result<(), StoreError>,
    ) -> Result<(Self, RecoverySheets), StoreError> {
        let chance = surroundings.as_ref();
        let (mut keys, sheets) = Keys::create(founding.user, founding.password, founding.cost, chance)?;
        keys.set_device_key(founding.device_key.cloned());
        for (user, password) in founding.others {
            keys.add_user(user, password, founding.cost, chance)?;
        }
        let build = |paths: &Paths| {
            for directory in [paths.attachments(), paths.backups()] {
                fs::create_dir(&directory).doing("creating", &directory)?;
            }
            let DatabaseKey { key, salt } = only_key(&keys)?;
            let mut connection = database::create(&paths.database(), &key, salt.as_ref())?;
            fill(&mut connection)?;
            database::bring_to_rest(&connection)?;
            connection.close().map_err(|(_, error)| error)?;
            durable_file::sync_file(&paths.database())?;
            durable_file::replace(&paths.keys(), &keys.encode(chance)?)
        };
        folder::build_beside(root, build, || chance.reached(Step::FolderBuilt))?;
        chance.reached(Step::FolderInPlace);
        let folder = Folder::open(root)?;
        Ok((Self { folder, keys, surroundings }, sheets))
    }

    /// Opens the folder of an office with what a person knows. Wrong attempts wait longer and longer. A change of key that was
    /// interrupted is settled, and copies that an interrupted act left are removed.
    ///
    /// # Errors
    /// Those of [`Folder::open`] and [`Keys::open`].
    pub fn unlock(
        root: &Path,
        unlock: Unlock<'_>,
        surroundings: Arc<dyn Surroundings>,
    ) -> Result<Self, StoreError> {
        let folder = Folder::open(root)?;
        let bytes = read_keys(folder.paths())?;
        let keys = throttle::attempt(&folder, surroundings.as_ref(), || Keys::open(&bytes, unlock))?;
        let mut vault = Self { folder, keys, surroundings };
        vault.settle_if_there_is_room()?;
        Ok(vault)
    }

    /// Opens the database and looks at it as closely as asked. May be called again for a further connection; a broken file is moved away
    /// only when no other connection holds it open (Windows refuses, elsewhere the caller must not ask for a check then).
    ///
    /// # Errors
    /// `DatabaseMissing`; `KeysDoNotFit`, and then nothing was touched; `DatabaseDamaged` with the place in quarantine to which the broken file
    /// was moved, or without one when the file is too short to say whose it is; `FolderReadOnly`, `DiskFull`.
    pub fn open_database(&mut self, check: Check) -> Result<Connection, StoreError> {
        self.settle_if_there_is_room()?;
        let path = self.folder.paths().database();
        let Some(salt) = database::read_salt(&path)? else {
            return Err(StoreError::DatabaseDamaged { quarantined_at: None });
        };
        for candidate in self.keys.database_keys()? {
            let is_its_key = match judge_key(candidate.salt, salt) {
                KeyFit::Right => true,
                KeyFit::Wrong => false,
                KeyFit::Unknown => database::fits(&path, &candidate.key)?,
            };
            if is_its_key {
                return match database::open(&path, &candidate.key, check) {
                    Err(StoreError::DatabaseDamaged { .. }) => {
                        let place = self.folder.quarantine(&path)?;
                        Err(StoreError::DatabaseDamaged { quarantined_at: Some(place) })
                    }
                    opened => opened,
                };
            }
        }
        Err(StoreError::KeysDoNotFit)
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The world around.
    #[must_use]
    pub fn surroundings(&self) -> &dyn Surroundings {
        self.surroundings.as_ref()
    }

    /// Who opened it.
    #[must_use]
    pub fn opened_by(&self) -> &OpenedBy {
        self.keys.opened_by()
    }

    /// Random id of the folder, the same in all its copies and backups.
    #[must_use]
    pub fn folder_id(&self) -> [u8; 16] {
        self.keys.folder_id()
    }

    /// The users who can open it.
    #[must_use]
    pub fn list_users(&self) -> Vec<SlotUser> {
        self.keys.list_users()
    }

    /// The attachments.
    ///
    /// # Errors
    /// `Cipher`.
    pub fn attachments(&self) -> Result<Attachments<'_>, StoreError> {
        Attachments::new(&self.folder, &self.keys)
    }

    /// The seed of the device's signing key, when one is kept here.
    #[must_use]
    pub fn device_key(&self) -> Option<&Secret> {
        self.keys.device_key()
    }

    /// Keeps the seed of the device's signing key in the slot file, or takes it out.
    ///
    /// # Errors
    /// Of the disk; then the old one is still there.
    pub fn set_device_key(&mut self, seed: Option<Secret>) -> Result<(), StoreError> {
        self.change(|keys, _| {
            keys.set_device_key(seed);
            Ok(())
        })
    }

    /// Changes a user's passphrase, knowing the old one. Wrong attempts count and wait like those of opening. Older copies of the slot file
    /// still open with the old passphrase; [`Self::change_key`] makes them worthless for what is written afterwards.
    ///
    /// # Errors
    /// `WrongPassword`, `WeakPassword`, and those of the disk; then the old one is still in force.
    pub fn change_password(
        &mut self,
        user: Uuid,
        old: &str,
        new: &str,
        cost: Cost,
    ) -> Result<(), StoreError> {
        throttle::attempt(&self.folder, self.surroundings.as_ref(), || self.keys.check_password(user, old))?;
        self.set_password(user, new, cost)
    }

    /// Gives a user a new passphrase without the old one: after recovery, or by whoever the office allows it.
    ///
    /// # Errors
    /// `NoSuchSlot`, `WeakPassword`, and those of the disk; then the old one is still in force.
    pub fn set_password(&mut self, user: Uuid, new: &str, cost: Cost) -> Result<(), StoreError> {
        self.change(|keys, surroundings| keys.set_password(user, new, cost, surroundings))
    }

    /// Makes a slot for a further user.
    ///
    /// # Errors
    /// `SlotTaken`, `WeakPassword`, `LoginUnusable`, and those of the disk; then there is no new slot.
    pub fn add_user(&mut self, user: &SlotUser, password: &str, cost: Cost) -> Result<(), StoreError> {
        self.change(|keys, surroundings| keys.add_user(user, password, cost, surroundings))
    }

    /// Removes a user's slot; see [`Keys::remove_user`] for what that does not do.
    ///
    /// # Errors
    /// `NoSuchSlot`, `LastSlot`, and those of the disk; then the slot is still there.
    pub fn remove_user(&mut self, user: Uuid) -> Result<(), StoreError> {
        self.change(|keys, _| keys.remove_user(user))
    }

    /// Which recovery code opens the office: another one after every renewal.
    #[must_use]
    pub fn recovery_slot(&self) -> Option<[u8; 16]> {
        self.keys.recovery_slot()
    }

    /// Makes a new recovery code; the sheets of the old one stop working on this folder, not on older backups.
    ///
    /// # Errors
    /// Of the disk; then the old one is still in force.
    pub fn renew_recovery(&mut self) -> Result<RecoverySheets, StoreError> {
        self.change(Keys::renew_recovery)
    }

    /// Gives the office a new master key, without anybody's password: the database is written anew, the slot file sealed anew. No other
    /// connection may be open. Backups made before open with the passwords of their time. Returns the connection to the new database.
    ///
    /// # Errors
    /// `DatabaseBusy` when another connection is open; `DiskFull`, `CopyDisagrees` and others. Whenever it fails, [`Self::open_database`]
    /// opens what is there.
    pub fn change_key(&mut self, connection: Connection) -> Result<Connection, StoreError> {
        self.settle()?;
        let surroundings = Arc::clone(&self.surroundings);
        let (database, next) = (self.folder.paths().database(), self.folder.paths().next_database());
        database::bring_to_rest(&connection)?;
        surroundings.reached(Step::OldDatabaseAtRest);
        let before = self.keys.clone();
        self.keys.begin_change(surroundings.as_ref());
        let new_key = self.keys.database_keys()?.pop().ok_or(StoreError::Cipher("derivation"))?;
        let prepared =
            database::copy(&connection, &next, &new_key, || surroundings.reached(Step::NewDatabaseBegun))
                .and_then(|()| {
                    surroundings.reached(Step::NewDatabaseVerified);
                    self.write_keys()
                });
        if let Err(error) = prepared {
            // The old database is in its place: the old key alone is right, even should the slot file know both by now.
            self.keys = before;
            let _ = database::remove(&next);
            return Err(error);
        }
        surroundings.reached(Step::BothKeysKept);
        connection.close().map_err(|(_, error)| error)?;
        durable_file::put_in_place(&next, &database)?;
        surroundings.reached(Step::NewDatabaseInPlace);
        self.settle()?;
        surroundings.reached(Step::OldKeyDropped);
        database::open(&database, &only_key(&self.keys)?.key, Check::Opening)
    }

    /// Ends a change of key that was interrupted: finds the key that fits the database and drops the other. When none fits, both stay, and so does
    /// the copy.
    fn settle(&mut self) -> Result<(), StoreError> {
        let paths = self.folder.paths();
        let (database, next) = (paths.database(), paths.next_database());
        let candidates = self.keys.database_keys()?;
        if !database.is_file() || (candidates.len() == 1 && !next.exists()) {
            return Ok(());
        }
        let Some(salt) = database::read_salt(&database)? else { return Ok(()) };
        for (place, candidate) in candidates.iter().enumerate() {
            if judge_key(candidate.salt, salt) != KeyFit::Wrong && database::fits(&database, &candidate.key)?
            {
                database::remove(&next)?;
                if candidates.len() > 1 {
                    self.keys.settle_on(place);
                    self.write_keys()?;
                }
                break;
            }
        }
        Ok(())
    }

    /// On a full disk the slot file keeps knowing both keys, which opens as well; the next opening tries again.
    fn settle_if_there_is_room(&mut self) -> Result<(), StoreError> {
        match self.settle() {
            Err(StoreError::DiskFull) => Ok(()),
            settled => settled,
        }
    }

    /// Changes the keys in memory and on the disk. When either fails, both are as before.
    fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Keys, &dyn Surroundings) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let surroundings = Arc::clone(&self.surroundings);
        let before = self.keys.clone();
        let changed = change(&mut self.keys, surroundings.as_ref())
            .and_then(|answer| self.write_keys().map(|()| answer));
        if changed.is_err() {
            self.keys = before;
        }
        changed
    }

    /// The slot file as it lies in the folder.
    pub(crate) fn read_slots(&self) -> Result<Vec<u8>, StoreError> {
        read_keys(self.folder.paths())
    }

    /// The slot file as it is in memory.
    pub(crate) fn encode_keys(&self) -> Result<Vec<u8>, StoreError> {
        self.keys.clone().encode(self.surroundings.as_ref())
    }

    fn write_keys(&mut self) -> Result<(), StoreError> {
        let surroundings = Arc::clone(&self.surroundings);
        let path = self.folder.paths().keys();
        let partial = durable_file::write_beside(&path, &self.keys.encode(surroundings.as_ref())?)?;
        surroundings.reached(Step::SlotFileWritten);
        durable_file::put_successor_in_place(&partial, &path)?;
        surroundings.reached(Step::SlotFileReplaced);
        Ok(())
    }

    /// The key of the database; while a change of key waits for room to be settled, the one of the two that is in force.
    pub(crate) fn database_key(&self) -> Result<DatabaseKey, StoreError> {
        let mut candidates = self.keys.database_keys()?;
        if candidates.len() > 1 {
            let found = database::read_salt(&self.folder.paths().database())?;
            candidates.retain(|candidate| candidate.salt.is_none() || candidate.salt == found);
        }
        <[DatabaseKey; 1]>::try_from(candidates).map(|[key]| key).map_err(|_| StoreError::KeysDoNotFit)
    }
}

/// What the salt of a file says of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyFit {
    Right,
    Wrong,
    /// The slot file names no salt beside this key: only trying tells.
    Unknown,
}

fn judge_key(known: Option<DatabaseSalt>, found: DatabaseSalt) -> KeyFit {
    match known {
        None => KeyFit::Unknown,
        Some(known) if known == found => KeyFit::Right,
        Some(_) => KeyFit::Wrong,
    }
}

fn only_key(keys: &Keys) -> Result<DatabaseKey, StoreError> {
    <[DatabaseKey; 1]>::try_from(keys.database_keys()?).map(|[key]| key).map_err(|_| StoreError::KeysDoNotFit)
}

fn read_keys(paths: &Paths) -> Result<Vec<u8>, StoreError> {
    let path: PathBuf = paths.keys();
    match fs::read(&path) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(StoreError::KeysMissing),
        Err(error) => Err(StoreError::from_io("reading", &path, error)),
    }
}
