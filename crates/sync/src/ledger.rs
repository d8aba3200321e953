//! What a run needs of a laptop's journal.

use tilik_journal::lineage::PlacedEntries;
use tilik_journal::signatures::Checked;
use tilik_journal::{Entry, FeedId, Lines, Position};

use crate::Name;
use crate::message::{SignedReceipt, Standing};
use crate::plan::Plan;

/// What a server gets when it is set up, and anew when it was restored: numbers and marks of another epoch mean nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub [u8; 16]);

/// An attachment that entries name and this laptop lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// Bytes from its beginning that are here.
    pub here: u64,
}

/// A laptop's journal. Each method that keeps something is one durable transaction: when it returns, it is on the disk; when it fails, nothing has changed.
pub trait Ledger: PlacedEntries<Error: std::error::Error + Send + Sync + 'static> {
    /// The public key with which this device signs.
    fn device_key(&self) -> [u8; 32];

    /// Signs what is no entry (`Signer::sign_apart`).
    fn sign_apart(&self, bytes: &[u8]) -> [u8; 64];

    /// All lines held, private ones too. By value, so that the journal can be written by others between two steps of a run.
    ///
    /// # Errors
    /// When they cannot be read.
    fn read_lines(&self) -> Result<Lines, Self::Error>;

    /// The feeds of the office.
    ///
    /// # Errors
    /// When they cannot be read.
    fn list_feeds(&self) -> Result<Vec<FeedId>, Self::Error>;

    /// Entries of retention 0 that show who founded the feed and that this device is of the office; empty when nothing does.
    ///
    /// # Errors
    /// When they cannot be read.
    fn list_credentials(&self) -> Result<Vec<Entry>, Self::Error>;

    /// Hands out the entries that a plan names, with their places, in the order in which they were taken in, parents first, until `take` says no.
    ///
    /// # Errors
    /// When one cannot be read.
    fn visit(&self, plan: &Plan, take: &mut dyn FnMut(Position, Entry) -> bool) -> Result<(), Self::Error>;

    /// The entry with this name.
    ///
    /// # Errors
    /// When it cannot be read; absence is `Ok(None)`.
    fn find_entry(&self, name: Name) -> Result<Option<Entry>, Self::Error>;

    /// Makes this the epoch of marks and cursors. When it was another, all of them are forgotten.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn enter_epoch(&mut self, epoch: Epoch) -> Result<(), Self::Error>;

    /// The number up to which a feed was read; 0 at first.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read_cursor(&self, feed: FeedId) -> Result<u64, Self::Error>;

    /// Takes in pages and moves the cursor. What is here already changes nothing; what cannot be placed yet is parked.
    ///
    /// # Errors
    /// When an entry is not authentic, or it cannot be kept.
    fn keep_page(&mut self, feed: FeedId, entries: Vec<Checked>, cursor: u64) -> Result<(), Self::Error>;

    /// Keeps what the server said it holds: the mark of what is confirmed. Moves the cursor when one is given.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn keep_standing(&mut self, standing: &Standing, cursor: Option<u64>) -> Result<(), Self::Error>;

    /// Keeps a receipt that was found right.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn keep_receipt(&mut self, feed: FeedId, receipt: &SignedReceipt) -> Result<(), Self::Error>;

    /// Attachments here, with their sizes, that the server of this epoch has not confirmed.
    ///
    /// # Errors
    /// When they cannot be read.
    fn list_unconfirmed(&self) -> Result<Vec<([u8; 32], u64)>, Self::Error>;

    /// Marks attachments as being on the server's disk.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn confirm_attachments(&mut self, hashes: &[[u8; 32]]) -> Result<(), Self::Error>;

    /// A piece of an attachment; shorter at its end.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read_piece(&self, hash: [u8; 32], at: u64, bytes: usize) -> Result<Vec<u8>, Self::Error>;

    /// Attachments to be fetched, in the order wanted.
    ///
    /// # Errors
    /// When they cannot be read.
    fn list_wanted(&self) -> Result<Vec<Wanted>, Self::Error>;

    /// Puts a piece behind what is here of an attachment of this size, under a name that is no attachment's until it is whole and its hash is right. Says how
    /// much is here then; a wrong hash leaves 0.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn keep_piece(&mut self, wanted: Wanted, size: u64, bytes: &[u8]) -> Result<u64, Self::Error>;
}
