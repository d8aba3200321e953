//! Every way in which the store fails or refuses, each with a stable code.
//!
//! Must not know the words that a person reads: the interface owns those, one text a code. Invariant: a code is never reused for another
//! meaning, and no variant carries personal data, a password or a key.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use tilik_journal::{HeldReason, JournalError, RecordId};

use crate::ledger::Defect;

/// A refusal (the person can act) or a fault (we or the machine failed).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No slot opened. Says nothing about whether the user exists.
    #[error("the user or the password is wrong")]
    WrongPassword,
    /// The passphrase is shorter than the office's rule or not usable.
    #[error("a passphrase needs at least {shortest} characters, not all the same")]
    WeakPassword {
        /// Fewest characters, counted as Unicode scalar values after NFC.
        shortest: usize,
    },
    /// A group of the recovery code has a typing error.
    #[error("half {half} of the recovery code has an error in group {group}")]
    RecoveryCodeTypo {
        /// 1 or 2.
        half: u8,
        /// Counted from 1; 0 when the length is wrong.
        group: u8,
    },
    /// The halves are well typed and do not open this folder, or belong to two different pairs.
    #[error("the recovery code does not open this office")]
    RecoveryCodeWrong,
    /// There is no slot of this user.
    #[error("this user has no key slot")]
    NoSuchSlot,
    /// A slot of this user or login exists already.
    #[error("this user or login has a key slot already")]
    SlotTaken,
    /// The last user slot cannot be removed.
    #[error("the last key slot of a user cannot be removed")]
    LastSlot,
    /// A login name is empty, too long or holds control characters.
    #[error("this login name cannot be used")]
    LoginUnusable,
    /// Another process has the office open.
    #[error("the office is open in another process")]
    LockedByAnotherProcess,
    /// Something is being sent already.
    #[error("a run with the province is under way")]
    RunUnderWay,
    /// There is nothing at this place.
    #[error("there is no folder {}", .path.display())]
    FolderMissing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The folder of the open office is no longer at its place: deleted, renamed or unplugged. Nothing was written; what is open can still be read.
    #[error("the folder {} is no longer at its place", .path.display())]
    FolderGone {
        /// Where it was.
        path: PathBuf,
    },
    /// A new office needs a place that is empty or does not exist.
    #[error("the folder {} is not empty", .path.display())]
    FolderNotEmpty {
        /// The place that was asked for.
        path: PathBuf,
    },
    /// The place holds something else.
    #[error("{} is not the folder of an office", .path.display())]
    NotAnOfficeFolder {
        /// The place that was asked for.
        path: PathBuf,
    },
    /// Nothing can be written there.
    #[error("{} cannot be written to", .path.display())]
    FolderReadOnly {
        /// The file or folder.
        path: PathBuf,
    },
    /// The disk is full. What was saved before is untouched.
    #[error("the disk is full")]
    DiskFull,
    /// The folder has keys but no database (it was quarantined, or taken away).
    #[error("the database file is missing")]
    DatabaseMissing,
    /// The file was written by a newer version and is left untouched.
    #[error("the database has version {found}, this program knows {known}")]
    DatabaseNewer {
        /// The file's `user_version`.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// The database is broken. Nothing was deleted. Its code says whether the file was moved.
    #[error("the database is damaged")]
    DatabaseDamaged {
        /// Where the broken file lies now, when it was moved.
        quarantined_at: Option<PathBuf>,
    },
    /// The database is not one under these keys: the slot file is older or newer than it, or another office's. Nothing was touched.
    #[error("the key file does not belong to this database")]
    KeysDoNotFit,
    /// Another connection holds the database.
    #[error("the database is in use")]
    DatabaseBusy,
    /// A migration failed; its transaction was undone.
    #[error("the database could not be brought to the newest version")]
    MigrationFailed(#[source] rusqlite_migration::Error),
    /// A copy of the database did not agree with its source; the source is untouched.
    #[error("the copy of the database does not agree with it")]
    CopyDisagrees,
    /// The slot file is missing: without it, or one from a backup, nothing opens.
    #[error("the key file is missing")]
    KeysMissing,
    /// The slot file is broken (bits lost, cut): take the one in a backup.
    #[error("the key file is damaged")]
    KeysDamaged,
    /// The slot file is whole but was changed by somebody without the key. An alarm.
    #[error("the key file was changed by somebody else")]
    KeysTampered,
    /// The slot file was written by a newer version.
    #[error("the key file has version {found}, this program knows {known}")]
    KeysNewer {
        /// The file's version.
        found: u16,
        /// The newest that this program knows.
        known: u16,
    },
    /// The file is not a backup at all.
    #[error("this file is not a backup")]
    NotABackup,
    /// A backup is damaged.
    #[error("the backup is damaged in its part {part}")]
    BackupDamaged {
        /// `header`, `tilik.keys`, `tilik.db`, or the attachment's stored name.
        part: String,
    },
    /// The backup was written by a newer version.
    #[error("the backup has version {found}, this program knows {known}")]
    BackupNewer {
        /// The file's version.
        found: u16,
        /// The newest that this program knows.
        known: u16,
    },
    /// No attachment with this hash is stored.
    #[error("the attachment is missing")]
    AttachmentMissing,
    /// The stored attachment is broken.
    #[error("the attachment is damaged")]
    AttachmentDamaged,
    /// The attachment is larger than [`crate::attachment::LARGEST`].
    #[error("the attachment has {size} bytes, at most {largest} are possible")]
    AttachmentTooLarge {
        /// Bytes of the attachment.
        size: u64,
        /// Most bytes possible.
        largest: u64,
    },
    /// The record changed since the screen showed it.
    #[error("the record changed since it was shown")]
    Stale {
        /// The record kind's number.
        kind: u32,
        /// The record.
        id: RecordId,
    },
    /// The user's role does not permit what was to be written.
    #[error("the user may not do this")]
    NotPermitted {
        /// What the journal would say of such an entry.
        reason: HeldReason,
    },
    /// The entry belongs to another office's work; its records must never meet ours.
    #[error("the entry belongs to another office")]
    ForeignFeed,
    /// The feed has as many lines as are taken of one.
    #[error("the feed has as many lines as are taken of one")]
    TooManyLines,
    /// The file holds no office yet.
    #[error("the office has not been founded")]
    NotFounded,
    /// An entry is not authentic, or a table does not hold what this program writes.
    #[error("the journal refused an entry")]
    Journal(#[from] JournalError),
    /// An entry without which the journal cannot be judged does not hold; the same words as those of a check.
    #[error("the journal is broken: {0:?}")]
    Broken(Box<Defect>),
    /// A cipher or an encoder refused its input: a defect of ours.
    #[error("a cipher refused its input: {0}")]
    Cipher(&'static str),
    /// The database answered with an error that has no meaning of its own here.
    #[error("the database failed")]
    Database(#[source] rusqlite::Error),
    /// The file system failed.
    #[error("{doing} {} failed", .path.display())]
    Io {
        /// What was being done, as a participle.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl StoreError {
    /// The stable code, `store.*`, by which the interface finds its words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongPassword => "store.wrong_password",
            Self::WeakPassword { .. } => "store.weak_password",
            Self::RecoveryCodeTypo { .. } => "store.recovery_code_typo",
            Self::RecoveryCodeWrong => "store.recovery_code_wrong",
            Self::NoSuchSlot => "store.no_such_slot",
            Self::SlotTaken => "store.slot_taken",
            Self::LastSlot => "store.last_slot",
            Self::LoginUnusable => "store.login_unusable",
            Self::LockedByAnotherProcess => "store.locked_by_another_process",
            Self::RunUnderWay => "store.run_under_way",
            Self::FolderMissing { .. } => "store.folder_missing",
            Self::FolderGone { .. } => "store.folder_gone",
            Self::FolderNotEmpty { .. } => "store.folder_not_empty",
            Self::NotAnOfficeFolder { .. } => "store.not_an_office_folder",
            Self::FolderReadOnly { .. } => "store.folder_read_only",
            Self::DiskFull => "store.disk_full",
            Self::DatabaseMissing => "store.database_missing",
            Self::DatabaseNewer { .. } => "store.database_newer",
            Self::DatabaseDamaged { quarantined_at: Some(_) } => "store.database_damaged",
            Self::DatabaseDamaged { quarantined_at: None } => "store.database_damaged_in_place",
            Self::KeysDoNotFit => "store.keys_do_not_fit",
            Self::DatabaseBusy => "store.database_busy",
            Self::MigrationFailed(_) => "store.migration_failed",
            Self::CopyDisagrees => "store.copy_disagrees",
            Self::KeysMissing => "store.keys_missing",
            Self::KeysDamaged => "store.keys_damaged",
            Self::KeysTampered => "store.keys_tampered",
            Self::KeysNewer { .. } => "store.keys_newer",
            Self::NotABackup => "store.not_a_backup",
            Self::BackupDamaged { .. } => "store.backup_damaged",
            Self::BackupNewer { .. } => "store.backup_newer",
            Self::AttachmentMissing => "store.attachment_missing",
            Self::AttachmentDamaged => "store.attachment_damaged",
            Self::AttachmentTooLarge { .. } => "store.attachment_too_large",
            Self::Stale { .. } => "store.stale",
            Self::NotPermitted { .. } => "store.not_permitted",
            Self::ForeignFeed => "store.foreign_feed",
            Self::TooManyLines => "store.too_many_lines",
            Self::NotFounded => "store.not_founded",
            Self::Journal(error) => error.code(),
            Self::Broken(defect) => defect.code(),
            Self::Cipher(_) => "store.cipher",
            Self::Database(_) => "store.database",
            Self::Io { .. } => "store.io",
        }
    }

    /// The same error; where only the journal's bytes can be meant, as the defect of an entry.
    pub(crate) fn blame(self, defect: impl FnOnce(String) -> Defect) -> Self {
        if let Self::Journal(error) = self {
            return Self::Broken(Box::new(defect(error.to_string())));
        }
        self
    }

    /// An error of the file system, told apart where a person can act on it.
    pub(crate) fn from_io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            return Self::DiskFull;
        }
        if matches!(source.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) {
            return Self::FolderReadOnly { path: path.to_path_buf() };
        }
        Self::Io { doing, path: path.to_path_buf(), source }
    }
}

/// Maps what SQLite says to what a person can do about it.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::FolderReadOnly { path: PathBuf::from("tilik.db") }
            }
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::DatabaseDamaged { quarantined_at: None }
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::DatabaseBusy,
            _ => Self::Database(error),
        }
    }
}

impl From<rusqlite_migration::Error> for StoreError {
    fn from(error: rusqlite_migration::Error) -> Self {
        if let rusqlite_migration::Error::RusqliteError { err, .. } = &error
            && err.sqlite_error_code() == Some(ErrorCode::DiskFull)
        {
            return Self::DiskFull;
        }
        Self::MigrationFailed(error)
    }
}

/// Names the act and the file of a failed file operation.
pub(crate) trait Doing<T> {
    /// Turns the system's error into ours.
    fn doing(self, doing: &'static str, path: &Path) -> Result<T, StoreError>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, doing: &'static str, path: &Path) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::from_io(doing, path, source))
    }
}
