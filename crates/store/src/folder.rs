//! The folder of an office: which file lies where, and that one process has it open.
//!
//! Must not know keys or SQL. Invariant: nothing is written into a folder before it is known to be an office's
//! (`a_foreign_folder_is_refused_and_left_alone`), and a new folder appears complete or not at all
//! (`a_kill_during_creation_leaves_nothing_at_the_place`).

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::durable_file;
use crate::error::{Doing, StoreError};

/// The name of the database file.
pub const DATABASE: &str = "tilik.db";
/// The name of the slot file.
pub const KEYS: &str = "tilik.keys";
const LOCK: &str = "tilik.lock";
const RUN_LOCK: &str = "tilik.sending";
const THROTTLE: &str = "tilik.throttle";
const ATTACHMENTS: &str = "attachments";
const BACKUPS: &str = "backups";
const QUARANTINE: &str = "quarantine";

/// An office's folder, held by this process as long as the value lives.
#[derive(Debug)]
pub struct Folder {
    paths: Paths,
    _lock: File,
}

/// The right to talk with the province, held as long as the value lives.
#[derive(Debug)]
pub struct RunLock {
    _lock: File,
}

/// Where things lie in a folder, held or not.
#[derive(Debug, Clone)]
pub struct Paths {
    root: PathBuf,
}

impl Paths {
    /// The places below `root`. Touches nothing.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.root.join(DATABASE)
    }

    /// The copy under a new key, while a change of key is under way.
    pub(crate) fn next_database(&self) -> PathBuf {
        self.root.join("tilik.db.next")
    }

    /// The slot file.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.root.join(KEYS)
    }

    /// The count of wrong passwords.
    pub(crate) fn throttle(&self) -> PathBuf {
        self.root.join(THROTTLE)
    }

    /// A note that the folder came from a backup and was not opened since.
    pub(crate) fn restored(&self) -> PathBuf {
        self.root.join("tilik.restored")
    }

    /// The encrypted attachments.
    #[must_use]
    pub fn attachments(&self) -> PathBuf {
        self.root.join(ATTACHMENTS)
    }

    /// The automatic backups.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.root.join(BACKUPS)
    }

    /// Broken files, kept.
    #[must_use]
    pub fn quarantine(&self) -> PathBuf {
        self.root.join(QUARANTINE)
    }
}

impl Folder {
    /// Takes the folder of an existing office for this process.
    ///
    /// # Errors
    /// `FolderMissing`, `NotAnOfficeFolder`, `KeysMissing`, `FolderReadOnly`, `LockedByAnotherProcess`. The folder is left as it was.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let kind = match fs::metadata(root) {
            Ok(kind) => kind,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(StoreError::FolderMissing { path: root.to_path_buf() });
            }
            Err(error) => return Err(StoreError::from_io("looking at", root, error)),
        };
        let paths = Paths::new(root);
        let (has_keys, has_database) = (paths.keys().is_file(), paths.database().is_file());
        if !kind.is_dir() || (!has_keys && !has_database) {
            return Err(StoreError::NotAnOfficeFolder { path: root.to_path_buf() });
        }
        if !has_keys {
            return Err(StoreError::KeysMissing);
        }
        let lock_path = root.join(LOCK);
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .doing("opening", &lock_path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::LockedByAnotherProcess),
            Err(TryLockError::Error(error)) => return Err(StoreError::from_io("locking", &lock_path, error)),
        }
        prove_writable(root)?;
        Ok(Self { paths, _lock: lock })
    }

    /// Where things lie.
    #[must_use]
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Takes the right to talk with the province.
    ///
    /// # Errors
    /// `RunUnderWay`, and what the file system says.
    pub fn lock_run(&self) -> Result<RunLock, StoreError> {
        let path = self.paths.root.join(RUN_LOCK);
        let lock =
            File::options().create(true).truncate(false).write(true).open(&path).doing("opening", &path)?;
        match lock.try_lock() {
            Ok(()) => Ok(RunLock { _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(StoreError::RunUnderWay),
            Err(TryLockError::Error(error)) => Err(StoreError::from_io("locking", &path, error)),
        }
    }

    /// Moves a broken file, with whatever SQLite keeps beside it, into `quarantine/`. Nothing is deleted, nothing there is overwritten.
    ///
    /// # Errors
    /// Of the file system; then the file is still at its place, or wholly in quarantine.
    pub fn quarantine(&self, file: &Path) -> Result<PathBuf, StoreError> {
        let quarantine = self.paths.quarantine();
        fs::create_dir_all(&quarantine).doing("creating", &quarantine)?;
        let name = file.file_name().map_or_else(OsString::new, OsString::from);
        let mut number = 1_u32;
        let place = loop {
            let place = quarantine.join(with_suffix(&name, &format!("-{number}")));
            let taken = ["", "-wal", "-shm", "-journal"]
                .iter()
                .any(|tail| quarantine.join(with_suffix(&name, &format!("-{number}{tail}"))).exists());
            if !taken {
                break place;
            }
            number += 1;
        };
        // The log first: a log left beside the place of the file would be taken for that of the next file of this name.
        for tail in ["-wal", "-shm", "-journal"] {
            let beside = durable_file::beside(file, tail);
            if beside.exists() {
                let target = quarantine.join(with_suffix(&name, &format!("-{number}{tail}")));
                durable_file::rename(&beside, &target).doing("moving", &beside)?;
            }
        }
        durable_file::rename(file, &place).doing("moving", file)?;
        durable_file::sync_folder(&quarantine)?;
        durable_file::sync_folder_of(file)?;
        Ok(place)
    }
}

fn with_suffix(name: &OsString, suffix: &str) -> OsString {
    let mut whole = name.clone();
    whole.push(suffix);
    whole
}

/// Writes and removes a file: the only test of writability that holds on every system.
fn prove_writable(root: &Path) -> Result<(), StoreError> {
    let probe = root.join("tilik.probe");
    durable_file::create(&probe).doing("writing", &probe)?;
    durable_file::remove_if_there(&probe)
}

/// Lets nobody but the owner into an office's folder, where the system knows owners; on Windows the user's profile does.
#[cfg(unix)]
fn keep_to_owner(folder: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).doing("protecting", folder)
}

#[cfg(not(unix))]
fn keep_to_owner(_folder: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Builds a folder beside `target` and renames it there when `build` has filled it: at `target` is nothing or everything.
///
/// # Errors
/// `FolderNotEmpty` when something is there; whatever `build` says, and then what it had built is removed.
pub(crate) fn build_beside<T>(
    target: &Path,
    build: impl FnOnce(&Paths) -> Result<T, StoreError>,
    reached_built: impl FnOnce(),
) -> Result<T, StoreError> {
    refuse_occupied(target)?;
    if target.file_name().is_none() {
        return Err(StoreError::FolderNotEmpty { path: target.to_path_buf() });
    }
    let partial = durable_file::beside(target, ".tilik-partial");
    if let Some(parent) = target.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent).doing("creating", parent)?;
    }
    if partial.exists() {
        // Left by a creation that was killed: nobody was ever told that it exists.
        fs::remove_dir_all(&partial).doing("removing", &partial)?;
    }
    fs::create_dir(&partial).doing("creating", &partial)?;
    keep_to_owner(&partial)?;
    let built = build(&Paths::new(&partial)).and_then(|built| {
        durable_file::sync_tree(&partial)?;
        Ok(built)
    });
    let built = match built {
        Ok(built) => built,
        Err(error) => {
            // The first error is the one to tell.
            let _ = fs::remove_dir_all(&partial);
            return Err(error);
        }
    };
    reached_built();
    refuse_occupied(target)?;
    if target.exists() {
        // Windows renames no folder over another one, not even over an empty one.
        fs::remove_dir(target).doing("removing", target)?;
    }
    durable_file::put_in_place(&partial, target).inspect_err(|_| {
        let _ = fs::remove_dir_all(&partial);
    })?;
    Ok(built)
}

fn refuse_occupied(target: &Path) -> Result<(), StoreError> {
    let occupied = || Err(StoreError::FolderNotEmpty { path: target.to_path_buf() });
    // Systems differ in what they answer to whoever lists a file.
    match fs::metadata(target) {
        Ok(kind) if !kind.is_dir() => return occupied(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return occupied(),
        Ok(_) | Err(_) => {}
    }
    let mut entries = fs::read_dir(target).doing("looking at", target)?;
    if entries.next().is_none() { Ok(()) } else { occupied() }
}
