//! What is said: one type a message, each with one encoding (`docs/protocol.md`, *Bytes*).
//!
//! A message is read whole or refused. Keys that this release does not know are passed over; nothing else is. What is signed travels as bytes and is checked as it came, never
//! encoded again (`tests/messages.rs`).

mod attachment;
mod digest;
mod enrol;
mod hello;
mod push;
mod refusal;
mod session;

use minicbor::Decoder;
use tilik_journal::FeedId;
use tilik_journal::cbor::{check_deterministic, refuse_rest};

pub use attachment::{Fetch, Fetched, Lacking, Offer, Piece, PieceKept};
pub use digest::{Digest, Digested, Receipt, SignedReceipt};
pub use enrol::{Redeem, Redeemed};
pub use hello::{Hello, HelloAnswer, Limits, Welcome};
pub use push::{Page, Pull, Push, Pushed};
pub use refusal::{REFUSALS, Refusal};
pub use session::{Session, SessionAnswer};

use crate::Name;
use crate::bytes::{Writer, read_feed, read_map, read_names, required};
use crate::error::SyncError;

/// One message.
pub trait Message: Sized {
    /// Writes its one encoding.
    fn to_bytes(&self) -> Vec<u8>;

    /// Reads [`Self::to_bytes`] back.
    ///
    /// # Errors
    /// [`SyncError::Malformed`].
    fn parse(bytes: &[u8]) -> Result<Self, SyncError>;
}

/// A message that asks.
pub trait Question: Message {
    /// Where it is asked.
    const PATH: &'static str;
    /// What answers it.
    type Answer: Message;
}

/// Makes a [`Message`] of a type that writes itself and reads itself item by item.
macro_rules! message {
    ($($name:ty),+) => {$(
        impl $crate::message::Message for $name {
            fn to_bytes(&self) -> Vec<u8> {
                let mut to = $crate::bytes::Writer::new();
                self.write(&mut to);
                to.into_bytes()
            }

            fn parse(bytes: &[u8]) -> Result<Self, $crate::SyncError> {
                $crate::message::read_whole(bytes, Self::read)
            }
        }
    )+};
}
pub(crate) use message;

/// Says where a question is asked and what answers it.
macro_rules! question {
    ($name:ty, $path:literal, $answer:ty) => {
        impl $crate::message::Question for $name {
            const PATH: &'static str = $path;
            type Answer = $answer;
        }
    };
}
pub(crate) use question;

pub(crate) fn read_whole<'b, T>(
    bytes: &'b [u8],
    read: impl FnOnce(&mut Decoder<'b>) -> Result<T, SyncError>,
) -> Result<T, SyncError> {
    check_deterministic(bytes)?;
    let mut from = Decoder::new(bytes);
    let message = read(&mut from)?;
    refuse_rest(&from)?;
    Ok(message)
}

/// What the server holds of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The feed.
    pub feed: FeedId,
    /// The last entry of each of its lines.
    pub tips: Vec<Name>,
    /// The number of the newest arrival.
    pub number: u64,
    /// Entries that it holds without their payload, though nothing that it holds purged it. Some of them, when there are many.
    pub bare: Vec<Name>,
}

impl Standing {
    /// Of a feed of which the server holds nothing.
    #[must_use]
    pub fn of_nothing(feed: FeedId) -> Self {
        Self { feed, tips: Vec::new(), number: 0, bare: Vec::new() }
    }

    pub(crate) fn write(&self, to: &mut Writer) {
        to.map(3 + u64::from(!self.bare.is_empty()));
        to.number(0);
        to.bytes(&self.feed.0);
        to.number(1);
        to.names(&self.tips);
        to.number(2);
        to.number(self.number);
        if !self.bare.is_empty() {
            to.number(3);
            to.names(&self.bare);
        }
    }

    pub(crate) fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut feed, mut tips, mut number, mut bare) = (None, None, None, Vec::new());
        read_map(from, |key, from| {
            match key {
                0 => feed = Some(read_feed(from)?),
                1 => tips = Some(read_names(from)?),
                2 => number = Some(from.u64()?),
                3 => bare = read_names(from)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            feed: required(feed, "the feed")?,
            tips: required(tips, "the tips")?,
            number: required(number, "the number")?,
            bare,
        })
    }
}
message!(Standing);
