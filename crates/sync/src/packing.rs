//! Packing of message bodies, and opening them with a bound.
//!
//! The invariant a reader could break: opening stops at the bound, whatever the packing announces (`tests/packing.rs`).

use std::io::{Read as _, Write as _};

use crate::error::SyncError;

/// The most bytes that any message has when opened. An entry has at most 64 KiB of envelope and 4 MiB of payload, so one always fits.
pub const MOST: usize = 8 << 20;
/// Below this no side may set its bound: the largest entry would never travel.
pub const LEAST: usize = 5 << 20;
/// What an answer to `hello` may open to: no limit is agreed yet.
pub const MOST_OF_HELLO: usize = 64 << 10;

/// What zstd may look back, as a power of two: 8 MiB, as large as a message may be.
const WINDOW: u32 = 23;
/// Above it packing costs an old laptop more time than it saves on the line.
const LEVEL: i32 = 6;

/// Packs a body.
///
/// # Errors
/// [`SyncError::Malformed`] when the library fails, as without memory.
pub fn pack(bytes: &[u8]) -> Result<Vec<u8>, SyncError> {
    let mut packer = zstd::Encoder::new(Vec::new(), LEVEL).map_err(|error| failed(&error))?;
    // What was damaged on its way is told from what was never right.
    packer.include_checksum(true).map_err(|error| failed(&error))?;
    packer.write_all(bytes).map_err(|error| failed(&error))?;
    packer.finish().map_err(|error| failed(&error))
}

/// Opens a body to at most `allowed` bytes.
///
/// # Errors
/// [`SyncError::TooLarge`] when there are more, [`SyncError::Malformed`] when it is not packed so, or anything stands behind the packing.
pub fn open(packed: &[u8], allowed: usize) -> Result<Vec<u8>, SyncError> {
    let mut rest = packed;
    let mut opened = Vec::new();
    let mut opener = zstd::Decoder::with_buffer(&mut rest).map_err(|error| failed(&error))?.single_frame();
    opener.window_log_max(WINDOW).map_err(|error| failed(&error))?;
    opener.by_ref().take(allowed as u64 + 1).read_to_end(&mut opened).map_err(|error| failed(&error))?;
    drop(opener);
    if opened.len() > allowed {
        return Err(SyncError::TooLarge { allowed });
    }
    if !rest.is_empty() {
        return Err(SyncError::Malformed("bytes behind the packing".into()));
    }
    Ok(opened)
}

fn failed(error: &std::io::Error) -> SyncError {
    SyncError::Malformed(format!("packing: {error}"))
}
