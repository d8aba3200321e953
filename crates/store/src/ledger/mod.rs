//! The journal in SQLite: one write path, taking in of others' entries, projections, verification.
//!
//! Must not know files, keys or passwords (the lower half of the crate), nor what an evaluation is. The invariant a reader could break: an entry and
//! everything that follows from it are one transaction ([`Ledger::commit`], [`Ledger::receive`]); nothing else writes these tables.

mod apart;
mod changes;
mod commit;
mod exchange;
mod marks;
mod notices;
mod projection;
mod query;
mod rebuild;
mod receive;
mod runs;
mod tables;
mod verify;

use std::collections::HashMap;

use rusqlite::Connection;
use tilik_journal::{Admission, FeedId, Lines, LogId, Signer};

pub use apart::{Apart, ApartEntry};
pub use changes::Moment;
pub use commit::{Act, Committed, Expectation};
pub use exchange::{Exchange, Range};
pub use marks::{KeptReceipt, KeptStanding, Province};
pub use query::{EntryInfo, HeldEntry, Row, Touched};
pub use receive::Received;
pub use runs::{KEPT_RUNS, RunEnd, RunLine, Way};
pub use tables::StoredEntry;
pub use verify::{Defect, Place, Verified};

use crate::error::StoreError;

/// The version of a record that a screen showed; opaque outside this crate.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(transparent)]
pub struct Version(String);

/// The journal of one office file, open for reading and writing.
pub struct Ledger {
    connection: Connection,
    signer: Signer,
    lines: Lines,
    /// The line that this device writes; none until the office is founded or a new log is begun.
    own_line: Option<u32>,
    admissions: HashMap<FeedId, Admission>,
    changes: changes::Changes,
}

const OWN_LOG: &str = "own_log";
const OWN_FEED: &str = "own_feed";

impl Ledger {
    /// Opens the journal in a migrated database. `device_seed` is the device's Ed25519 seed.
    ///
    /// # Errors
    /// When the tables cannot be read or hold what this program does not write.
    pub fn open(connection: Connection, device_seed: &[u8; 32]) -> Result<Self, StoreError> {
        connection.set_prepared_statement_cache_capacity(128);
        let lines = tables::read_lines(&connection)?;
        let own_log = tables::read_setting(&connection, OWN_LOG)?;
        let own_line = match own_log {
            Some(log) => {
                let log = LogId::try_from(log.as_slice())?;
                lines.as_slice().iter().zip(0u32..).filter(|(line, _)| line.log == log).map(|(_, n)| n).next()
            }
            None => None,
        };
        let mut ledger = Self {
            connection,
            signer: Signer::from_seed(device_seed),
            lines,
            own_line,
            admissions: HashMap::new(),
            changes: changes::Changes::begin(),
        };
        ledger.admissions = ledger.read_admissions()?;
        Ok(ledger)
    }

    /// The feed that this file is for.
    ///
    /// # Errors
    /// [`StoreError::NotFounded`] before the first act.
    pub fn feed(&self) -> Result<FeedId, StoreError> {
        match tables::read_setting(&self.connection, OWN_FEED)? {
            Some(feed) => Ok(FeedId::try_from(feed.as_slice())?),
            None => Err(StoreError::NotFounded),
        }
    }

    /// Whether a line is of the feed that this file is for. Others are of the province: read, never added up with ours.
    pub(crate) fn is_own(&self, line: u32, own: Option<FeedId>) -> bool {
        self.lines.find(line).is_some_and(|line| Some(line.feed) == own)
    }

    /// The feed that this file is for, once there is one.
    pub(crate) fn find_feed(&self) -> Result<Option<FeedId>, StoreError> {
        match self.feed() {
            Ok(feed) => Ok(Some(feed)),
            Err(StoreError::NotFounded) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The lines held.
    #[must_use]
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The number of the line that this device writes.
    #[must_use]
    pub fn own_line(&self) -> Option<u32> {
        self.own_line
    }

    /// The public key with which this device signs.
    #[must_use]
    pub fn device_key(&self) -> [u8; 32] {
        self.signer.public_key()
    }

    /// Signs something else than an entry with this device's key ([`Signer::sign_apart`]).
    #[must_use]
    pub fn sign_apart(&self, bytes: &[u8]) -> [u8; 64] {
        self.signer.sign_apart(bytes)
    }

    /// The secret that opens what is sealed to this device.
    #[must_use]
    pub fn agreement_secret(&self) -> [u8; 32] {
        self.signer.agreement_secret()
    }

    /// Lets the next act begin a new log of this device, as after a restore; the old one stays as it is.
    ///
    /// # Errors
    /// When the setting cannot be written.
    pub fn begin_new_log(&mut self) -> Result<(), StoreError> {
        self.connection.execute("DELETE FROM setting WHERE name = ?1", [OWN_LOG])?;
        self.own_line = None;
        Ok(())
    }

    /// Makes this file one of a feed that another device founded. Only before the first act.
    ///
    /// # Errors
    /// When the setting cannot be written.
    pub fn join_feed(&mut self, feed: FeedId) -> Result<(), StoreError> {
        tables::write_setting(&self.connection, OWN_FEED, &feed.0)
    }

    /// The connection, for backups of the file.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Gives the connection back, so that the file can be closed or replaced.
    #[must_use]
    pub fn into_connection(self) -> Connection {
        self.connection
    }
}
