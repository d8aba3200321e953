//! The SQLCipher file: opening it, judging it, copying it, bringing it to the newest version.
//!
//! Must not know a single table, the slot file or where the key comes from. Invariants: a connection leaves here only with the settings of
//! [`configure`] (`a_connection_is_durable_and_checked`); an empty or foreign file is never taken for a new database
//! (`a_database_cut_to_nothing_is_damaged_not_new`).

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::Migrations;
use zeroize::Zeroizing;

use crate::durable_file;
use crate::error::{Doing, StoreError};
use crate::keys::{DatabaseKey, DatabaseSalt, Secret};

/// "TILK", so that a file that lost its content is not taken for a new one.
const APPLICATION_ID: i32 = 0x5449_4C4B;
const BUSY: Duration = Duration::from_secs(5);

/// How closely to look at a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// That it opens, is ours and as long as it says: constant time.
    Opening,
    /// All pages, without comparing indexes with tables.
    Quick,
    /// All pages, and that indexes and tables agree. Foreign keys are sense, not damage, and are not looked at.
    Full,
}

/// Makes a new, empty database. The file must not be there. Without a salt SQLCipher draws one.
///
/// # Errors
/// Those of SQLite and the file system.
pub fn create(path: &Path, key: &Secret, salt: Option<&DatabaseSalt>) -> Result<Connection, StoreError> {
    let connection =
        connect(path, key, salt, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    configure(&connection)?;
    Ok(connection)
}

/// Opens an existing database and looks at it as closely as asked.
///
/// # Errors
/// `DatabaseMissing`; `DatabaseDamaged` when it does not open under the right key or fails the check (it is still at its place);
/// `FolderReadOnly`, `DiskFull`, `DatabaseBusy`.
pub fn open(path: &Path, key: &Secret, check: Check) -> Result<Connection, StoreError> {
    if !path.is_file() {
        return Err(StoreError::DatabaseMissing);
    }
    let connection = connect(path, key, None, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    prove_ours(&connection)?;
    prove_length(path, &connection)?;
    configure(&connection)?;
    self::check(&connection, check)?;
    Ok(connection)
}

/// The salt of a database file, without opening it as one: SQLite removes the log of an empty file, and empties a log under any key. `None`
/// when the file is too short to have one.
///
/// # Errors
/// `DatabaseMissing`; those of the file system.
pub(crate) fn read_salt(path: &Path) -> Result<Option<DatabaseSalt>, StoreError> {
    if !path.is_file() {
        return Err(StoreError::DatabaseMissing);
    }
    // Closing this handle gives up the locks that SQLite holds on the file for this process; no other process opens it, because the folder is held.
    let mut salt = DatabaseSalt::default();
    match File::open(path).and_then(|mut file| file.read_exact(&mut salt)) {
        Ok(()) => Ok(Some(salt)),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(StoreError::from_io("reading", path, error)),
    }
}

/// Whether the database opens under this key.
pub(crate) fn fits(path: &Path, key: &Secret) -> Result<bool, StoreError> {
    let judged = connect(path, key, None, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .and_then(|connection| prove_ours(&connection));
    match judged {
        Ok(()) => Ok(true),
        Err(StoreError::DatabaseDamaged { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Looks at an open database.
///
/// # Errors
/// `DatabaseDamaged`.
pub fn check(connection: &Connection, check: Check) -> Result<(), StoreError> {
    let question = match check {
        Check::Opening => return Ok(()),
        Check::Quick => "PRAGMA quick_check(1)",
        Check::Full => "PRAGMA integrity_check(1)",
    };
    let answer: String = connection.query_row(question, [], |row| row.get(0))?;
    if answer == "ok" { Ok(()) } else { Err(StoreError::DatabaseDamaged { quarantined_at: None }) }
}

/// The version of the tables.
///
/// # Errors
/// Those of SQLite.
pub fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings the tables to the newest version in one transaction. `before` makes a verified backup; it is called only when something is to
/// be done to a database that already has tables, and when it fails nothing is done. Returns whether anything was done.
///
/// # Errors
/// `DatabaseNewer`, and then nothing was written; `MigrationFailed`, and then everything is as before; those of `before`.
pub fn migrate(
    connection: &mut Connection,
    migrations: &Migrations<'_>,
    before: impl FnOnce(&Connection) -> Result<(), StoreError>,
) -> Result<bool, StoreError> {
    let found = version(connection)?;
    let pending = migrations.pending_migrations(connection)?;
    if pending < 0 {
        return Err(StoreError::DatabaseNewer { found, known: found.saturating_add_signed(pending) });
    }
    if pending == 0 {
        return Ok(false);
    }
    if found > 0 {
        before(connection)?;
    }
    migrations.to_latest(connection)?;
    Ok(true)
}

/// Writes a consistent copy of the database, under a key and salt of its own, and proves that it agrees with its source. Others may go on
/// writing to the source. The copy is one file, on the disk, when this returns. A page copy does not carry the salt of its source: a copy
/// under the same key needs the same salt handed over, or the slot file does not know it.
///
/// # Errors
/// `CopyDisagrees`, `DiskFull`, `DatabaseDamaged` of the source; the unfinished copy is then removed.
pub(crate) fn copy(
    from: &Connection,
    to: &Path,
    key: &DatabaseKey,
    begun: impl FnOnce(),
) -> Result<(), StoreError> {
    remove(to)?;
    let copied = copy_pages(from, to, key, begun);
    if copied.is_err() {
        // The first error is the one to tell; the next copy removes what is left.
        let _ = remove(to);
    }
    copied
}

fn copy_pages(
    from: &Connection,
    to: &Path,
    key: &DatabaseKey,
    begun: impl FnOnce(),
) -> Result<(), StoreError> {
    let DatabaseKey { key, salt } = key;
    // One read transaction, this or the one that its source is in already: what is counted is what is copied.
    let snapshot = if from.is_autocommit() { Some(from.unchecked_transaction()?) } else { None };
    let counted = count_rows(from)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut target = connect(to, key, salt.as_ref(), flags)?;
    target.pragma_update(None, "application_id", APPLICATION_ID)?;
    begun();
    let step = Backup::new(from, &mut target)?.step(-1)?;
    if step != StepResult::Done {
        return Err(StoreError::DatabaseBusy);
    }
    drop(snapshot);
    // A page copy carries the log mode of its source; the copy is to be one file.
    let _: String = target.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    target.close().map_err(|(_, error)| error)?;
    durable_file::sync_file(to)?;
    durable_file::sync_folder_of(to)?;
    if salt.is_some() && read_salt(to)? != *salt {
        return Err(StoreError::CopyDisagrees);
    }
    let reread = connect(to, key, None, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    prove_ours(&reread)?;
    check(&reread, Check::Full)?;
    if count_rows(&reread)? != counted {
        return Err(StoreError::CopyDisagrees);
    }
    Ok(())
}

/// Makes one file of database and log, so that the file can be renamed.
///
/// # Errors
/// `DatabaseBusy` when another connection is open.
pub(crate) fn bring_to_rest(connection: &Connection) -> Result<(), StoreError> {
    let mode: String = connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    if mode == "delete" { Ok(()) } else { Err(StoreError::DatabaseBusy) }
}

/// Removes a copy of a database, with what SQLite keeps beside it.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    for tail in ["-wal", "-shm", "-journal", ""] {
        let mut name = path.as_os_str().to_os_string();
        name.push(tail);
        durable_file::remove_if_there(Path::new(&name))?;
    }
    Ok(())
}

/// Without a salt that of the file is used, or a random one when the file is new.
fn connect(
    path: &Path,
    key: &Secret,
    salt: Option<&DatabaseSalt>,
    flags: OpenFlags,
) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(in_full(path), flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY)?;
    let mut statement = Zeroizing::new(String::with_capacity(128));
    statement.push_str("PRAGMA key = \"x'");
    for byte in key.iter().chain(salt.into_iter().flatten()) {
        for nibble in [byte >> 4, byte & 15] {
            statement.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    statement.push_str("'\"");
    // What fails is told by our errors; a library does not write on standard error.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    connection.execute_batch(&statement)?;
    Ok(connection)
}

/// A path as SQLite takes it. Windows ends a path at 260 characters unless it is marked as one that does not; Rust marks those it hands to Windows itself,
/// SQLite leaves them as they are.
fn in_full(path: &Path) -> PathBuf {
    /// What is behind the path of a file that SQLite keeps beside it, `-journal`, must fit too.
    const LONGEST: usize = 240;
    let is_long =
        cfg!(windows) && std::path::absolute(path).is_ok_and(|whole| whole.as_os_str().len() > LONGEST);
    let marked = path.parent().filter(|_| is_long).and_then(|folder| fs::canonicalize(folder).ok());
    match marked.zip(path.file_name()) {
        Some((folder, name)) => folder.join(name),
        None => path.to_path_buf(),
    }
}

/// Kibibytes of pages that a connection may keep opened: whatever falls out of it is enciphered and authenticated once more, and a page of entries touches as many places as records.
const PAGES_KEPT: i32 = 32 << 10;

fn configure(connection: &Connection) -> Result<(), StoreError> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
    )?;
    // A negative number counts kibibytes.
    connection.pragma_update(None, "cache_size", -PAGES_KEPT)?;
    if mode == "wal" { Ok(()) } else { Err(StoreError::DatabaseBusy) }
}

/// Reads the first page: fails under a wrong key, on foreign bytes, and on a file that lost its content.
fn prove_ours(connection: &Connection) -> Result<(), StoreError> {
    let id: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let _: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id == APPLICATION_ID { Ok(()) } else { Err(StoreError::DatabaseDamaged { quarantined_at: None }) }
}

/// A file that was cut at a page's end reads well until somebody needs what is missing.
fn prove_length(path: &Path, connection: &Connection) -> Result<(), StoreError> {
    let mut log = path.as_os_str().to_os_string();
    log.push("-wal");
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        // Pages may be in the log alone: the file's length says nothing yet.
        return Ok(());
    }
    let pages: u32 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    // SQLCipher answers this one as text.
    let size: String = connection.query_row("PRAGMA cipher_page_size", [], |row| row.get(0))?;
    let size: u64 = size.parse().map_err(|_| StoreError::DatabaseDamaged { quarantined_at: None })?;
    let length = fs::metadata(path).doing("looking at", path)?.len();
    if length < u64::from(pages).saturating_mul(size) {
        Err(StoreError::DatabaseDamaged { quarantined_at: None })
    } else {
        Ok(())
    }
}

/// Rows of every table with the version, in the order of names.
fn count_rows(connection: &Connection) -> Result<Vec<(String, i64)>, StoreError> {
    let mut statement =
        connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut counted = vec![(String::new(), i64::from(version(connection)?))];
    for name in names {
        let question = format!("SELECT count(*) FROM \"{}\"", name.replace('"', "\"\""));
        let rows = connection.query_row(&question, [], |row| row.get(0))?;
        counted.push((name, rows));
    }
    Ok(counted)
}
