//! The mark: how far this device's log went, remembered *outside* the data folder.
//!
//! A folder that was put back from a backup, or copied, disagrees with the mark, and the device begins a new log. Must not know the journal:
//! ids and hashes are bytes here. Invariant: a missing or damaged mark is an answer, never an error that stops an office from opening
//! (`a_damaged_mark_is_reported_and_stops_nothing`).

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::durable_file;
use crate::error::{Doing, StoreError};

const MAGIC: &[u8; 8] = b"TILIKMRK";
const LENGTH: usize = 8 + 16 + 16 + 8 + 32 + 32;

/// The last entry of a log that this device knows to have written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Its number in the log.
    pub seq: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl Mark {
    /// While a program writes to the log: whoever finds this cannot know what was written, and begins a new log.
    #[must_use]
    pub fn being_written(seq: u64) -> Self {
        Self { seq, hash: [0; 32] }
    }
}

/// What the marks' directory says about a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkReading {
    /// There is none: a new machine, a new user of it, or somebody cleaned up.
    Missing,
    /// There is a file, and it is not a mark of this log.
    Damaged,
    /// There is one.
    Found(Mark),
}

fn place(directory: &Path, feed: &[u8; 16], log: &[u8; 16]) -> PathBuf {
    let name: String = feed.iter().chain(log).map(|byte| format!("{byte:02x}")).collect();
    directory.join(format!("{name}.mark"))
}

/// Reads the mark of a log. Never fails: what cannot be read is `Damaged`.
#[must_use]
pub fn read(directory: &Path, feed: &[u8; 16], log: &[u8; 16]) -> MarkReading {
    match fs::read(place(directory, feed, log)) {
        Ok(bytes) => decode(&bytes, feed, log).map_or(MarkReading::Damaged, MarkReading::Found),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => MarkReading::Missing,
        Err(_) => MarkReading::Damaged,
    }
}

/// Keeps the mark of a log, replacing the file as a whole. Makes the directory when it is not there.
///
/// # Errors
/// Of the file system; the old mark is then still there.
pub fn write(directory: &Path, feed: &[u8; 16], log: &[u8; 16], mark: &Mark) -> Result<(), StoreError> {
    fs::create_dir_all(directory).doing("creating", directory)?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(feed);
    bytes.extend_from_slice(log);
    bytes.extend_from_slice(&mark.seq.to_be_bytes());
    bytes.extend_from_slice(&mark.hash);
    let digest: [u8; 32] = Sha256::digest(&bytes).into();
    bytes.extend_from_slice(&digest);
    durable_file::replace(&place(directory, feed, log), &bytes)
}

fn decode(bytes: &[u8], feed: &[u8; 16], log: &[u8; 16]) -> Option<Mark> {
    if bytes.len() != LENGTH {
        return None;
    }
    let (content, digest) = bytes.split_last_chunk::<32>()?;
    if <[u8; 32]>::from(Sha256::digest(content)) != *digest {
        return None;
    }
    let rest = content.strip_prefix(MAGIC)?.strip_prefix(feed)?.strip_prefix(log)?;
    let (seq, hash) = rest.split_first_chunk::<8>()?;
    Some(Mark { seq: u64::from_be_bytes(*seq), hash: hash.try_into().ok()? })
}
