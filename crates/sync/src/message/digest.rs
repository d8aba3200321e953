//! Do both hold the same, and the province's word for it.

use minicbor::Decoder;
use tilik_journal::FeedId;
use tilik_journal::cbor::exact;
use tilik_journal::entry::{read_key, verify_apart};

use super::{Message, Standing, message, question};
use crate::Name;
use crate::bytes::{Writer, read_bytes, read_feed, read_map, read_names, required};
use crate::error::SyncError;
use crate::ledger::Epoch;
use crate::packing;

const SIGNED_PREFIX: &[u8] = b"tilik receipt v1\n";

/// Asks whether the server holds what these tips cover, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The feed.
    pub feed: FeedId,
    /// The last entry of each line that the laptop holds.
    pub tips: Vec<Name>,
}

impl Digest {
    fn write(&self, to: &mut Writer) {
        to.map(2);
        to.number(0);
        to.bytes(&self.feed.0);
        to.number(1);
        to.names(&self.tips);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut feed, mut tips) = (None, None);
        read_map(from, |key, from| {
            match key {
                0 => feed = Some(read_feed(from)?),
                1 => tips = Some(read_names(from)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self { feed: required(feed, "the feed")?, tips: required(tips, "the tips")? })
    }
}
question!(Digest, "/sync/digest", Digested);

/// Where the server stands, with a receipt when both agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digested {
    /// Where it stands.
    pub standing: Standing,
    /// Only when both agree.
    pub receipt: Option<SignedReceipt>,
}

impl Digested {
    fn write(&self, to: &mut Writer) {
        to.map(1 + u64::from(self.receipt.is_some()));
        to.number(0);
        self.standing.write(to);
        if let Some(receipt) = &self.receipt {
            to.number(1);
            receipt.write(to);
        }
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut standing, mut receipt) = (None, None);
        read_map(from, |key, from| {
            match key {
                0 => standing = Some(Standing::read(from)?),
                1 => receipt = Some(SignedReceipt::read(from)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self { standing: required(standing, "the standing")?, receipt })
    }
}

/// The province holds everything up to these tips, on a disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The province's own count of receipts.
    pub number: u64,
    /// The server's epoch.
    pub epoch: Epoch,
    /// The feed.
    pub feed: FeedId,
    /// Ascending.
    pub tips: Vec<Name>,
    /// The server's clock, milliseconds since 1970 UTC; shown, never used to decide.
    pub time: i64,
    /// Whether it travels by stick.
    pub is_by_stick: bool,
}

impl Receipt {
    fn write(&self, to: &mut Writer) {
        to.map(6);
        to.number(0);
        to.number(self.number);
        to.number(1);
        to.bytes(&self.epoch.0);
        to.number(2);
        to.bytes(&self.feed.0);
        to.number(3);
        to.names(&self.tips);
        to.number(4);
        to.time(self.time);
        to.number(5);
        to.truth(self.is_by_stick);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut number, mut epoch, mut feed) = (None, None, None);
        let (mut tips, mut time, mut is_by_stick) = (None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => number = Some(from.u64()?),
                1 => epoch = Some(Epoch(exact(from)?)),
                2 => feed = Some(read_feed(from)?),
                3 => tips = Some(read_names(from)?),
                4 => time = Some(from.i64()?),
                5 => is_by_stick = Some(from.bool()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            number: required(number, "the number")?,
            epoch: required(epoch, "the epoch")?,
            feed: required(feed, "the feed")?,
            tips: required(tips, "the tips")?,
            time: required(time, "the time")?,
            is_by_stick: required(is_by_stick, "the way")?,
        })
    }
}

/// A receipt as it was signed, which is kept as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedReceipt {
    receipt: Vec<u8>,
    signature: [u8; 64],
}

impl SignedReceipt {
    /// Signs with the province's key.
    pub fn sign(receipt: &Receipt, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        let receipt = receipt.to_bytes();
        let signature = sign(&[SIGNED_PREFIX, &receipt].concat());
        Self { receipt, signature }
    }

    /// The receipt, when the province signed it.
    ///
    /// # Errors
    /// [`SyncError::WrongReceipt`], [`SyncError::Malformed`].
    pub fn verify(&self, province_key: &[u8; 32]) -> Result<Receipt, SyncError> {
        let key = read_key(province_key).map_err(|_| SyncError::WrongReceipt)?;
        verify_apart(&[SIGNED_PREFIX, &self.receipt].concat(), &self.signature, &key)
            .map_err(|_| SyncError::WrongReceipt)?;
        Receipt::parse(&self.receipt)
    }

    pub(crate) fn write(&self, to: &mut Writer) {
        to.map(2);
        to.number(0);
        to.bytes(&self.receipt);
        to.number(1);
        to.bytes(&self.signature);
    }

    pub(crate) fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut receipt, mut signature) = (None, None);
        read_map(from, |key, from| {
            match key {
                0 => receipt = Some(read_bytes(from, packing::MOST)?),
                1 => signature = Some(exact(from)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            receipt: required(receipt, "the receipt")?,
            signature: required(signature, "the signature")?,
        })
    }
}
message!(Digest, Digested, Receipt, SignedReceipt);
