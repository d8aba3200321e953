//! Time, chance and waiting, asked from outside, so that a test can repeat a history and die at any step of it.
//!
//! Must not know what the answers are used for. Invariant: nothing in the lower half of this crate reads a clock, draws random bytes
//! or sleeps otherwise. Two exceptions: `age` draws its own ephemeral keys from the system's generator, and on Windows a rename
//! that a virus scanner holds up is tried again after a moment.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// What the store asks of the world around it.
pub trait Surroundings: Send + Sync {
    /// The laptop's clock. Shown to people and used to measure how long a key derivation takes; never used to decide what is true.
    fn now(&self) -> DateTime<Utc>;

    /// Fills `bytes` from a cryptographic generator. An implementation that cannot must not return: a guessable key is worse than a crash.
    fn fill_random(&self, bytes: &mut [u8]);

    /// Waits. Only the delay after wrong passwords uses it.
    fn pause(&self, length: Duration);

    /// Called when a step of a risky operation is done, in the order of [`Step`]. A test ends the process here.
    fn reached(&self, _step: Step) {}
}

/// The places where a killed process leaves something different behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The slot file's successor is written beside it and on the disk, not yet renamed.
    SlotFileWritten,
    /// The slot file's successor is in its place.
    SlotFileReplaced,
    /// Change of key: the old database is one file, without a write-ahead log.
    OldDatabaseAtRest,
    /// Change of key: the copy under the new key is begun, and its file exists.
    NewDatabaseBegun,
    /// Change of key: the copy under the new key is written, verified and on the disk.
    NewDatabaseVerified,
    /// Change of key: the slot file holds the old and the new key.
    BothKeysKept,
    /// Change of key: the new database has taken the old one's place.
    NewDatabaseInPlace,
    /// Change of key: the slot file holds the new key alone.
    OldKeyDropped,
    /// Backup: the snapshot of the database is written and verified.
    SnapshotVerified,
    /// Backup: the container is written and on the disk under its temporary name.
    ContainerWritten,
    /// Backup: the container was read back, agrees, and has its name.
    ContainerInPlace,
    /// Creation or restore: the folder is complete beside its place.
    FolderBuilt,
    /// Creation or restore: the folder is in its place.
    FolderInPlace,
    /// Wiping: the office is no longer at its place.
    OfficeDoomed,
    /// Wiping: nothing is left that opens it.
    KeysDestroyed,
}

impl Step {
    /// Every step, in declaration order: what a test of kills goes through.
    pub const ALL: [Self; 15] = [
        Self::SlotFileWritten,
        Self::SlotFileReplaced,
        Self::OldDatabaseAtRest,
        Self::NewDatabaseBegun,
        Self::NewDatabaseVerified,
        Self::BothKeysKept,
        Self::NewDatabaseInPlace,
        Self::OldKeyDropped,
        Self::SnapshotVerified,
        Self::ContainerWritten,
        Self::ContainerInPlace,
        Self::FolderBuilt,
        Self::FolderInPlace,
        Self::OfficeDoomed,
        Self::KeysDestroyed,
    ];
}
