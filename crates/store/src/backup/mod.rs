//! Backups: one file that carries the slot file, a consistent snapshot of the database and the attachments.
//!
//! A backup opens with the passwords of its time. Must not know what is in the tables. Invariants: a backup has its name only after it was
//! read back and agreed (`a_kill_during_a_backup_leaves_no_backup_that_does_not_verify`); automatic backups are named and ordered by a
//! counter, never by the clock; the newest seven are never removed ([`retention`]).

mod container;
pub mod put_back;
pub mod retention;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use crate::database;
use crate::durable_file;
use crate::error::{Doing, StoreError};
use crate::folder::{self, Folder, Paths};
use crate::keys::{self, DatabaseKey, SlotUser};
use crate::surroundings::{Step, Surroundings};
use crate::vault::Vault;
use container::{Content, Header, PartSink, Reader};

/// The end of a backup's name.
pub const EXTENSION: &str = "tilikbackup";

/// An automatic backup in `backups/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFile {
    /// Its number: later ones have higher ones.
    pub counter: u64,
    /// Where it is.
    pub path: PathBuf,
    /// Its length in bytes.
    pub size: u64,
}

/// What a verified backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFacts {
    /// The id of the folder that it was made of.
    pub folder_id: [u8; 16],
    /// Its number.
    pub counter: u64,
    /// By the laptop's clock of the time: to be shown, never to decide.
    pub made_at: Option<DateTime<Utc>>,
    /// The version of its tables.
    pub database_version: u32,
    /// How many attachments it carries.
    pub attachments: usize,
    /// What whoever made it says of it.
    pub label: Option<String>,
}

/// Which parts of a backup can be read. Nothing is ever restored from one that is not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupState {
    /// The slot file.
    pub keys: bool,
    /// The database.
    pub database: bool,
    /// Attachments that are whole.
    pub attachments: usize,
    /// Attachments that there should be.
    pub of_attachments: usize,
}

impl BackupState {
    /// Whether nothing is damaged.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.keys && self.database && self.attachments == self.of_attachments
    }
}

/// What a backup is made of.
pub(crate) struct Source<'a> {
    /// To the database, others may go on writing through other ones.
    pub(crate) connection: &'a Connection,
    pub(crate) key: &'a DatabaseKey,
    /// The slot file that goes with that key: the one in the folder may become another one meanwhile.
    pub(crate) slots: &'a [u8],
    pub(crate) paths: &'a Paths,
    pub(crate) folder_id: [u8; 16],
    pub(crate) surroundings: &'a dyn Surroundings,
}

impl<'a> Source<'a> {
    fn of(vault: &'a Vault, connection: &'a Connection, key: &'a DatabaseKey, slots: &'a [u8]) -> Self {
        let (paths, surroundings) = (vault.folder().paths(), vault.surroundings());
        Self { connection, key, slots, paths, folder_id: vault.folder_id(), surroundings }
    }
}

/// Makes the next automatic backup in `backups/`, while nobody else makes one.
///
/// # Errors
/// `DiskFull`, `CopyDisagrees`, `BackupDamaged` when what was read back is not what was written; then there is no new backup.
pub fn make(vault: &Vault, connection: &Connection) -> Result<BackupFile, StoreError> {
    make_labelled(vault, connection, None)
}

/// As [`make`], with what is said of it in the open: it names nobody.
///
/// # Errors
/// As [`make`].
pub fn make_labelled(
    vault: &Vault,
    connection: &Connection,
    label: Option<String>,
) -> Result<BackupFile, StoreError> {
    write_next(&Source::of(vault, connection, &vault.database_key()?, &vault.read_slots()?), label)
}

/// Makes a backup at a place that a person chose, replacing a file of that name when the new one is complete and proven.
///
/// # Errors
/// As [`make`]; a file of that name is then untouched.
pub fn make_at(vault: &Vault, connection: &Connection, path: &Path) -> Result<BackupFacts, StoreError> {
    write_at(&Source::of(vault, connection, &vault.database_key()?, &vault.read_slots()?), path)
}

pub(crate) fn write_next(source: &Source<'_>, label: Option<String>) -> Result<BackupFile, StoreError> {
    let counter = next_counter(source.paths)?;
    let path = place_in(source.paths, counter);
    write(source, &path, counter, label)?;
    let size = fs::metadata(&path).doing("looking at", &path)?.len();
    Ok(BackupFile { counter, path, size })
}

pub(crate) fn write_at(source: &Source<'_>, path: &Path) -> Result<BackupFacts, StoreError> {
    write(source, path, next_counter(source.paths)?, None)
}

/// Makes a backup at a place outside of an office's folder that is gone, from what is open: the connection, and the keys in memory. The attachments went with the folder.
///
/// # Errors
/// As [`make`].
pub fn make_without_folder(
    vault: &Vault,
    connection: &Connection,
    path: &Path,
) -> Result<BackupFacts, StoreError> {
    let snapshot = path.with_extension("snapshot");
    let partial = durable_file::partial_name(path);
    database::remove(&snapshot)?;
    let (key, slots) = (vault.database_key()?, vault.encode_keys()?);
    let source = Source::of(vault, connection, &key, &slots);
    let written = database::copy(connection, &snapshot, &key, || ())
        .and_then(|()| write_parts(&source, &snapshot, Vec::new(), &partial, (1, None)));
    let _ = database::remove(&snapshot);
    let facts = written?;
    durable_file::put_successor_in_place(&partial, path)?;
    Ok(facts)
}

fn write(
    source: &Source<'_>,
    path: &Path,
    counter: u64,
    label: Option<String>,
) -> Result<BackupFacts, StoreError> {
    let backups = source.paths.backups();
    fs::create_dir_all(&backups).doing("creating", &backups)?;
    remove_leftovers(&backups)?;
    let snapshot = backups.join(SNAPSHOT);
    let partial = durable_file::partial_name(path);
    let written = write_proven(source, &snapshot, &partial, (counter, label));
    let _ = database::remove(&snapshot);
    let facts = match written {
        Ok(facts) => facts,
        Err(error) => {
            // The first error is the one to tell; the next backup removes what is left.
            let _ = durable_file::remove_if_there(&partial);
            return Err(name_asked(error, &partial, path));
        }
    };
    durable_file::put_successor_in_place(&partial, path)?;
    source.surroundings.reached(Step::ContainerInPlace);
    Ok(facts)
}

/// Names the file that was asked for, where the error names the one that was written beside it.
fn name_asked(mut error: StoreError, partial: &Path, asked: &Path) -> StoreError {
    if let StoreError::Io { path, .. } | StoreError::FolderReadOnly { path } = &mut error
        && path == partial
    {
        *path = asked.to_path_buf();
    }
    error
}

fn write_proven(
    source: &Source<'_>,
    snapshot: &Path,
    partial: &Path,
    (counter, label): (u64, Option<String>),
) -> Result<BackupFacts, StoreError> {
    let Source { connection, key, paths, surroundings, .. } = *source;
    database::copy(connection, snapshot, key, || ())?;
    surroundings.reached(Step::SnapshotVerified);
    // After the snapshot: an attachment is stored before the entry that names it.
    let attachments = list_attachments(&paths.attachments())?;
    write_parts(source, snapshot, attachments, partial, (counter, label))
}

fn write_parts(
    &Source { connection, slots, folder_id, surroundings, .. }: &Source<'_>,
    snapshot: &Path,
    attachments: Vec<(String, PathBuf)>,
    partial: &Path,
    (counter, label): (u64, Option<String>),
) -> Result<BackupFacts, StoreError> {
    let mut sources = vec![
        (folder::KEYS.to_owned(), Content::Bytes(slots)),
        (folder::DATABASE.to_owned(), Content::File(snapshot.to_path_buf())),
    ];
    sources.extend(attachments.into_iter().map(|(name, path)| (name, Content::File(path))));
    let parts = sources
        .iter()
        .map(|(name, content)| container::measure(content, name.clone()))
        .collect::<Result<_, _>>()?;
    let header = Header {
        folder_id,
        counter,
        made_at: surroundings.now().timestamp(),
        database_version: database::version(connection)?,
        parts,
        label,
    };
    let contents: Vec<Content<'_>> = sources.into_iter().map(|(_, content)| content).collect();
    container::write(partial, &header, &contents)?;
    surroundings.reached(Step::ContainerWritten);
    verify(partial)
}

/// Whether a file begins as a backup does; proof of nothing.
#[must_use]
pub fn is_marked(beginning: &[u8]) -> bool {
    container::is_marked(beginning)
}

/// Reads a backup through and proves every part against the header. Needs no password: that the database opens was proven when it was
/// made, and these are the same bytes.
///
/// # Errors
/// `NotABackup`, `BackupNewer`, `BackupDamaged` naming the part.
pub fn verify(path: &Path) -> Result<BackupFacts, StoreError> {
    let mut reader = Reader::open(path)?;
    reader.read_parts(|_| Ok(Box::new(std::io::sink())))?;
    Ok(facts_of(&reader.header))
}

/// Who could open an office when a backup of it was made, as its slot file says; proof of nothing.
///
/// # Errors
/// `NotABackup`, `BackupNewer`, `BackupDamaged` for the header or the slot file; `KeysDamaged`, `KeysNewer`.
pub fn list_users(path: &Path) -> Result<Vec<SlotUser>, StoreError> {
    keys::list_users(&Reader::open(path)?.read_keys()?)
}

/// What a backup says of itself in its header, without reading its parts.
///
/// # Errors
/// `NotABackup`, `BackupNewer`, `BackupDamaged` for the header.
pub fn read_facts(path: &Path) -> Result<BackupFacts, StoreError> {
    Ok(facts_of(&Reader::open(path)?.header))
}

/// Which parts of a backup are whole, when its header is.
///
/// # Errors
/// `NotABackup`, `BackupNewer`, `BackupDamaged` for the header.
pub fn inspect(path: &Path) -> Result<BackupState, StoreError> {
    let mut state = BackupState { keys: false, database: false, attachments: 0, of_attachments: 0 };
    for (name, is_whole) in Reader::open(path)?.inspect_parts()? {
        match name {
            container::PartName::Keys => state.keys = is_whole,
            container::PartName::Database => state.database = is_whole,
            container::PartName::Attachment(_) => {
                state.of_attachments += 1;
                state.attachments += usize::from(is_whole);
            }
        }
    }
    Ok(state)
}

fn facts_of(header: &Header) -> BackupFacts {
    BackupFacts {
        folder_id: header.folder_id,
        counter: header.counter,
        made_at: DateTime::from_timestamp(header.made_at, 0),
        database_version: header.database_version,
        attachments: header.parts.len().saturating_sub(2),
        label: header.label.clone(),
    }
}

/// Puts a backup back as a new folder, which then opens with the passwords of the backup's time.
///
/// # Errors
/// `FolderNotEmpty`; those of [`verify`]; those of the disk. Then there is nothing at `target`.
pub fn restore(path: &Path, target: &Path, surroundings: &dyn Surroundings) -> Result<(), StoreError> {
    let mut reader = Reader::open(path)?;
    let build = |paths: &Paths| {
        for directory in [paths.attachments(), paths.backups()] {
            fs::create_dir(&directory).doing("creating", &directory)?;
        }
        reader.read_parts(|name| {
            let place = name.place(paths);
            if let Some(drawer) = place.parent() {
                fs::create_dir_all(drawer).doing("creating", drawer)?;
            }
            let file: Box<dyn PartSink> = Box::new(File::create(&place).doing("writing", &place)?);
            Ok(file)
        })?;
        durable_file::replace(&paths.restored(), &[])
    };
    folder::build_beside(target, build, || surroundings.reached(Step::FolderBuilt))?;
    surroundings.reached(Step::FolderInPlace);
    Ok(())
}

/// Whether the folder came from a backup and was not opened since: its device must begin a new log.
#[must_use]
pub fn was_restored(folder: &Folder) -> bool {
    folder.paths().restored().exists()
}

/// Notes that the folder's device has begun its new log.
///
/// # Errors
/// Of the file system.
pub fn forget_restored(folder: &Folder) -> Result<(), StoreError> {
    durable_file::remove_if_there(&folder.paths().restored())
}

/// The automatic backups, oldest first.
///
/// # Errors
/// Of the file system.
pub fn list(folder: &Folder) -> Result<Vec<BackupFile>, StoreError> {
    list_in(folder.paths())
}

fn list_in(paths: &Paths) -> Result<Vec<BackupFile>, StoreError> {
    let mut found = Vec::new();
    for (name, path) in list_files(&paths.backups())? {
        if let Some(counter) = find_counter(&name) {
            let size = fs::metadata(&path).doing("looking at", &path)?.len();
            found.push(BackupFile { counter, path, size });
        }
    }
    found.sort_by_key(|backup| backup.counter);
    Ok(found)
}

/// Removes the automatic backups that [`retention::plan_removals`] does not keep; answers how many. `day_of` is the laptop's calendar.
///
/// # Errors
/// Of the file system.
pub fn tidy(
    folder: &Folder,
    day_of: impl Fn(DateTime<Utc>) -> chrono::NaiveDate,
) -> Result<usize, StoreError> {
    let copies: Vec<retention::Copy> = list(folder)?
        .into_iter()
        .map(|file| {
            let made_on = read_facts(&file.path).ok().and_then(|facts| facts.made_at).map(&day_of);
            retention::Copy { counter: file.counter, made_on }
        })
        .collect();
    let removed = retention::plan_removals(&copies);
    for counter in &removed {
        durable_file::remove_if_there(&place_of(folder, *counter))?;
    }
    Ok(removed.len())
}

/// What is remembered of the backups beside them, as whoever wrote it wrote it.
#[must_use]
pub fn read_notes(folder: &Folder) -> Option<String> {
    fs::read_to_string(folder.paths().backups().join(NOTES)).ok()
}

/// Remembers something of the backups beside them. It names nobody: it is not encrypted.
///
/// # Errors
/// Of the file system.
pub fn write_notes(folder: &Folder, notes: &str) -> Result<(), StoreError> {
    durable_file::replace(&folder.paths().backups().join(NOTES), notes.as_bytes())
}

const NOTES: &str = "catatan.json";
/// Where the database is copied to before it goes into the container.
const SNAPSHOT: &str = "snapshot.partial";

/// Where the automatic backup with this number lies, whether it is there or not.
#[must_use]
pub fn place_of(folder: &Folder, counter: u64) -> PathBuf {
    place_in(folder.paths(), counter)
}

fn place_in(paths: &Paths, counter: u64) -> PathBuf {
    paths.backups().join(format!("{counter:06}.{EXTENSION}"))
}

/// The number in the name of an automatic backup.
fn find_counter(name: &str) -> Option<u64> {
    name.strip_suffix(EXTENSION)?.strip_suffix('.')?.parse().ok()
}

/// One above the highest number in the folder. It may repeat a number that a person removed, never one that is there.
fn next_counter(paths: &Paths) -> Result<u64, StoreError> {
    Ok(list_in(paths)?.last().map_or(0, |backup| backup.counter) + 1)
}

/// Of copies that were not finished. Nothing else: the notes may just be written by somebody else.
fn remove_leftovers(backups: &Path) -> Result<(), StoreError> {
    for (name, path) in list_files(backups)? {
        let begun = name.strip_suffix(".partial").and_then(find_counter);
        // The database beside which its log and index may lie.
        if begun.is_some() || name.starts_with(SNAPSHOT) {
            durable_file::remove_if_there(&path)?;
        }
    }
    Ok(())
}

fn list_attachments(attachments: &Path) -> Result<Vec<(String, PathBuf)>, StoreError> {
    let mut found = Vec::new();
    for drawer in list_entries(attachments)? {
        found
            .extend(list_files(&drawer)?.into_iter().filter(|(name, _)| container::is_attachment_name(name)));
    }
    found.sort();
    Ok(found)
}

fn list_files(directory: &Path) -> Result<Vec<(String, PathBuf)>, StoreError> {
    let entries = list_entries(directory)?.into_iter().filter(|path| path.is_file());
    Ok(entries.filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), path))).collect())
}

fn list_entries(directory: &Path) -> Result<Vec<PathBuf>, StoreError> {
    if !directory.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(directory).doing("reading", directory)?;
    entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().doing("reading", directory)
}
