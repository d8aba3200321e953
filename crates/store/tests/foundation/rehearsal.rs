//! The surroundings and the office that the tests use.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use tempfile::TempDir;
use tilik_store::database::Check;
use tilik_store::keys::recovery::RecoverySheets;
use tilik_store::keys::{Cost, SlotName, SlotUser, Unlock};
use tilik_store::vault::Founding;
use tilik_store::{Step, StoreError, Surroundings, Vault};
use uuid::Uuid;

pub const PASSWORD: &str = "kopi pagi di kantor";
pub const OTHER_PASSWORD: &str = "teh sore di rumah";
pub const HEAD: Uuid = Uuid::from_u128(1);
pub const OPERATOR: Uuid = Uuid::from_u128(2);

/// Time that a test sets, chance from the system, waiting that is only noted, and an end at a chosen step.
#[derive(Default)]
pub struct Rehearsal {
    pub clock: AtomicI64,
    pub pauses: Mutex<Vec<u64>>,
    pub steps: Mutex<Vec<Step>>,
    pub end_at: Option<(Step, usize)>,
}

impl Rehearsal {
    pub fn arc() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// Ends the process when the step is reached for the n-th time.
    pub fn ending_at(step: Step, time: usize) -> Arc<Self> {
        Arc::new(Self { end_at: Some((step, time)), ..Self::default() })
    }

    pub fn pauses(&self) -> Vec<u64> {
        self.pauses.lock().unwrap().clone()
    }
}

impl Surroundings for Rehearsal {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.clock.load(Ordering::Relaxed), 0).unwrap()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }

    fn pause(&self, length: Duration) {
        self.pauses.lock().unwrap().push(length.as_secs());
    }

    fn reached(&self, step: Step) {
        let mut steps = self.steps.lock().unwrap();
        steps.push(step);
        if let Some((end, time)) = self.end_at
            && end == step
            && steps.iter().filter(|reached| **reached == end).count() == time
        {
            // As a power cut: no destructor runs, nothing is tidied.
            std::process::abort();
        }
    }
}

pub fn head() -> SlotUser {
    SlotUser { user: HEAD, login: "Kepala".to_owned() }
}

pub fn operator() -> SlotUser {
    SlotUser { user: OPERATOR, login: "operator".to_owned() }
}

pub fn by_password(password: &str) -> Unlock<'_> {
    Unlock::Password { name: SlotName::Login("kepala"), password }
}

pub struct Office {
    _directory: TempDir,
    pub root: PathBuf,
    pub sheets: RecoverySheets,
}

impl Office {
    /// A folder with one table of a hundred rows, closed.
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("kantor");
        let (vault, sheets) = found(&root, Rehearsal::arc()).unwrap();
        drop(vault);
        Self { _directory: directory, root, sheets }
    }

    pub fn unlock(&self, password: &str) -> Result<Vault, StoreError> {
        Vault::unlock(&self.root, by_password(password), Rehearsal::arc())
    }

    pub fn open(&self) -> (Vault, Connection) {
        let mut vault = self.unlock(PASSWORD).unwrap();
        let connection = vault.open_database(Check::Full).unwrap();
        (vault, connection)
    }

    pub fn beside(&self, name: &str) -> PathBuf {
        self.root.with_file_name(name)
    }
}

pub fn found(root: &Path, surroundings: Arc<Rehearsal>) -> Result<(Vault, RecoverySheets), StoreError> {
    let user = head();
    let founding =
        Founding { user: &user, password: PASSWORD, cost: Cost::Floor, device_key: None, others: &[] };
    Vault::create(root, founding, surroundings, |connection| {
        connection.execute_batch(
            "PRAGMA user_version = 3; CREATE TABLE staff (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT NOT NULL DEFAULT (hex(randomblob(100))));",
        )?;
        add_staff(connection, 100);
        Ok(())
    })
}

pub fn add_staff(connection: &Connection, number: i64) {
    for _ in 0..number {
        connection.execute("INSERT INTO staff (name) VALUES ('Siti Rahmawati')", []).unwrap();
    }
}

pub fn count_staff(connection: &Connection) -> i64 {
    connection.query_row("SELECT count(*) FROM staff", [], |row| row.get(0)).unwrap()
}

pub fn code_of<T: std::fmt::Debug>(result: Result<T, StoreError>) -> &'static str {
    result.unwrap_err().code()
}

pub fn flip(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    let at = at % bytes.len();
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}
