//! Attachments by their hash, in pieces that may be taken up again.

use minicbor::Decoder;
use tilik_journal::cbor::exact;

use super::{message, question};
use crate::bytes::{Writer, expect_parts, read_bytes, read_list, read_map, required};
use crate::error::SyncError;
use crate::packing;

/// The SHA-256 of an attachment's bytes.
type Hash = [u8; 32];

/// Names attachments that this laptop holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Their hashes.
    pub hashes: Vec<Hash>,
}

impl Offer {
    fn write(&self, to: &mut Writer) {
        to.map(1);
        to.number(0);
        to.array(self.hashes.len());
        for hash in &self.hashes {
            to.bytes(hash);
        }
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let mut hashes = None;
        read_map(from, |key, from| {
            if key != 0 {
                return Ok(false);
            }
            hashes = Some(read_list(from, |from| Ok(exact(from)?))?);
            Ok(true)
        })?;
        Ok(Self { hashes: required(hashes, "the hashes")? })
    }
}
question!(Offer, "/sync/lacking", Lacking);

/// Which of them the server lacks; the others are on its disk, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// The hash, and how many bytes from the beginning are there.
    pub lacking: Vec<(Hash, u64)>,
}

impl Lacking {
    fn write(&self, to: &mut Writer) {
        to.map(1);
        to.number(0);
        to.array(self.lacking.len());
        for (hash, here) in &self.lacking {
            to.array(2);
            to.bytes(hash);
            to.number(*here);
        }
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let mut lacking = None;
        read_map(from, |key, from| {
            if key != 0 {
                return Ok(false);
            }
            lacking = Some(read_list(from, |from| {
                expect_parts(from, 2)?;
                Ok((exact(from)?, from.u64()?))
            })?);
            Ok(true)
        })?;
        Ok(Self { lacking: required(lacking, "what is lacking")? })
    }
}

/// Sends a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Of which attachment.
    pub hash: Hash,
    /// Bytes of the whole.
    pub size: u64,
    /// Where the piece begins.
    pub at: u64,
    /// The piece.
    pub bytes: Vec<u8>,
}

impl Piece {
    fn write(&self, to: &mut Writer) {
        to.map(4);
        to.number(0);
        to.bytes(&self.hash);
        to.number(1);
        to.number(self.size);
        to.number(2);
        to.number(self.at);
        to.number(3);
        to.bytes(&self.bytes);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut hash, mut size, mut at, mut bytes) = (None, None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => hash = Some(exact(from)?),
                1 => size = Some(from.u64()?),
                2 => at = Some(from.u64()?),
                3 => bytes = Some(read_bytes(from, packing::MOST)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            hash: required(hash, "the hash")?,
            size: required(size, "the size")?,
            at: required(at, "the place")?,
            bytes: required(bytes, "the bytes")?,
        })
    }
}
question!(Piece, "/sync/piece", PieceKept);

/// How much of the attachment is on the server's disk. When it is all, its hash was found right; a wrong one leaves 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceKept {
    /// Bytes from the beginning.
    pub here: u64,
}

impl PieceKept {
    fn write(&self, to: &mut Writer) {
        to.map(1);
        to.number(0);
        to.number(self.here);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let mut here = None;
        read_map(from, |key, from| {
            if key != 0 {
                return Ok(false);
            }
            here = Some(from.u64()?);
            Ok(true)
        })?;
        Ok(Self { here: required(here, "how much is here")? })
    }
}

/// Asks for a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// Of which attachment.
    pub hash: Hash,
    /// Where it shall begin.
    pub at: u64,
    /// Bytes at most.
    pub bytes: u64,
}

impl Fetch {
    fn write(&self, to: &mut Writer) {
        to.map(3);
        to.number(0);
        to.bytes(&self.hash);
        to.number(1);
        to.number(self.at);
        to.number(2);
        to.number(self.bytes);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut hash, mut at, mut bytes) = (None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => hash = Some(exact(from)?),
                1 => at = Some(from.u64()?),
                2 => bytes = Some(from.u64()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            hash: required(hash, "the hash")?,
            at: required(at, "the place")?,
            bytes: required(bytes, "the size")?,
        })
    }
}
question!(Fetch, "/sync/fetch", Fetched);

/// The piece that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Bytes of the whole; 0 when the server has not got it whole.
    pub size: u64,
    /// The piece.
    pub bytes: Vec<u8>,
}

impl Fetched {
    fn write(&self, to: &mut Writer) {
        to.map(2);
        to.number(0);
        to.number(self.size);
        to.number(1);
        to.bytes(&self.bytes);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut size, mut bytes) = (None, None);
        read_map(from, |key, from| {
            match key {
                0 => size = Some(from.u64()?),
                1 => bytes = Some(read_bytes(from, packing::MOST)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self { size: required(size, "the size")?, bytes: required(bytes, "the bytes")? })
    }
}
message!(Offer, Lacking, Piece, PieceKept, Fetch, Fetched);
