//! What stands in a bundle.

use minicbor::Decoder;
use tilik_journal::cbor::exact;
use tilik_journal::{Entry, FeedId};

use crate::Name;
use crate::bytes::{
    Writer, expect_parts, read_bytes, read_entries, read_feed, read_list, read_map, read_names, required,
};
use crate::error::SyncError;
use crate::ledger::Epoch;
use crate::message::{Message as _, Redeem, Redeemed, SignedReceipt, message};
use crate::packing;
use crate::pairing::{KnownProvince, PairingAnswer};

/// The format of this release.
const FORMAT: u64 = 1;

/// How much is in a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Entries.
    pub entries: u64,
    /// Attachments.
    pub attachments: u64,
    /// Their bytes.
    pub attachment_bytes: u64,
}

/// The beginning of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its name.
    pub bundle: [u8; 16],
    /// Whose signature stands at its end.
    pub from: [u8; 32],
    /// The feed.
    pub feed: FeedId,
    /// The last entry of each line that the sender holds.
    pub tips: Vec<Name>,
    /// The same of the reader, as far as the sender knows: what they cover is not in it.
    pub believed: Vec<Name>,
    /// How much is in it.
    pub counts: Counts,
    /// The sender's clock, milliseconds since 1970 UTC; shown, never used to decide.
    pub time: i64,
    /// Of the server whose receipts it speaks of.
    pub epoch: Option<Epoch>,
    /// From a laptop: its office redeems a code by this file.
    pub redeem: Option<Redeem>,
    /// From the province: the office whose code was redeemed.
    pub redeemed: Option<Redeemed>,
    /// From the province: its own feeds, of which there are entries too.
    pub further: Vec<FeedId>,
    /// From a laptop: the province that it is enrolled with, for those of its office that are not yet.
    pub province: Option<KnownProvince>,
    /// From the office's first laptop: the new one that it lets in.
    pub answer: Option<PairingAnswer>,
}

impl Head {
    /// Whether entries of this feed may be in it.
    #[must_use]
    pub fn names(&self, feed: FeedId) -> bool {
        self.feed == feed || self.further.contains(&feed)
    }

    pub(super) fn empty() -> Self {
        Self {
            bundle: [0; 16],
            from: [0; 32],
            feed: FeedId([0; 16]),
            tips: Vec::new(),
            believed: Vec::new(),
            counts: Counts::default(),
            time: 0,
            epoch: None,
            redeem: None,
            redeemed: None,
            further: Vec::new(),
            province: None,
            answer: None,
        }
    }

    fn write(&self, to: &mut Writer) {
        let optional = [
            self.epoch.is_some(),
            self.redeem.is_some(),
            self.redeemed.is_some(),
            !self.further.is_empty(),
            self.province.is_some(),
            self.answer.is_some(),
        ];
        to.map(8 + optional.into_iter().map(u64::from).sum::<u64>());
        to.number(0);
        to.number(FORMAT);
        to.number(1);
        to.bytes(&self.bundle);
        to.number(2);
        to.bytes(&self.from);
        to.number(3);
        to.bytes(&self.feed.0);
        to.number(4);
        to.names(&self.tips);
        to.number(5);
        to.names(&self.believed);
        to.number(6);
        to.array(3);
        to.number(self.counts.entries);
        to.number(self.counts.attachments);
        to.number(self.counts.attachment_bytes);
        to.number(7);
        to.time(self.time);
        if let Some(epoch) = self.epoch {
            to.number(8);
            to.bytes(&epoch.0);
        }
        if let Some(redeem) = &self.redeem {
            to.number(9);
            to.bytes(&redeem.to_bytes());
        }
        if let Some(redeemed) = &self.redeemed {
            to.number(10);
            to.bytes(&redeemed.to_bytes());
        }
        if !self.further.is_empty() {
            to.number(11);
            to.array(self.further.len());
            for feed in &self.further {
                to.bytes(&feed.0);
            }
        }
        if let Some(province) = &self.province {
            to.number(12);
            to.bytes(&province.to_bytes());
        }
        if let Some(answer) = &self.answer {
            to.number(13);
            to.bytes(&answer.to_bytes());
        }
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut format, mut bundle, mut sender, mut feed) = (None, None, None, None);
        let (mut tips, mut believed, mut counts, mut time, mut epoch) = (None, None, None, None, None);
        let (mut redeem, mut redeemed, mut further) = (None, None, Vec::new());
        let (mut province, mut answer) = (None, None);
        read_map(from, |key, from| {
            match key {
                0 => format = Some(from.u64()?),
                1 => bundle = Some(exact(from)?),
                2 => sender = Some(exact(from)?),
                3 => feed = Some(read_feed(from)?),
                4 => tips = Some(read_names(from)?),
                5 => believed = Some(read_names(from)?),
                6 => {
                    expect_parts(from, 3)?;
                    let (entries, attachments) = (from.u64()?, from.u64()?);
                    counts = Some(Counts { entries, attachments, attachment_bytes: from.u64()? });
                }
                7 => time = Some(from.i64()?),
                8 => epoch = Some(Epoch(exact(from)?)),
                9 => redeem = Some(Redeem::parse(&read_bytes(from, packing::MOST)?)?),
                10 => redeemed = Some(Redeemed::parse(&read_bytes(from, packing::MOST)?)?),
                11 => further = read_list(from, read_feed)?,
                12 => province = Some(KnownProvince::parse(&read_bytes(from, packing::MOST)?)?),
                13 => answer = Some(PairingAnswer::parse(&read_bytes(from, packing::MOST)?)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if format != Some(FORMAT) {
            return Err(SyncError::AppTooOld);
        }
        Ok(Self {
            bundle: required(bundle, "the name")?,
            from: required(sender, "the sender")?,
            feed: required(feed, "the feed")?,
            tips: required(tips, "the tips")?,
            believed: required(believed, "the reader's tips")?,
            counts: required(counts, "the counts")?,
            time: required(time, "the time")?,
            epoch,
            redeem,
            redeemed,
            further,
            province,
            answer,
        })
    }
}

/// The end of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tail {
    /// The province's receipt.
    pub receipt: Option<SignedReceipt>,
    /// Attachments that are whole at the province.
    pub whole: Vec<[u8; 32]>,
}

/// One item between head and signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Entries, parents before children.
    Entries(Vec<Entry>),
    /// A piece of an attachment.
    Piece {
        /// Of which.
        hash: [u8; 32],
        /// Where it begins.
        at: u64,
        /// Bytes of the whole.
        size: u64,
        /// The piece.
        bytes: Vec<u8>,
    },
    /// The end.
    Tail(Tail),
}

impl Item {
    fn write(&self, to: &mut Writer) {
        to.map(1);
        match self {
            Self::Entries(entries) => {
                to.number(1);
                to.entries(entries);
            }
            Self::Piece { hash, at, size, bytes } => {
                to.number(2);
                to.array(4);
                to.bytes(hash);
                to.number(*at);
                to.number(*size);
                to.bytes(bytes);
            }
            Self::Tail(tail) => {
                to.number(3);
                to.array(2);
                match &tail.receipt {
                    Some(receipt) => receipt.write(to),
                    None => to.null(),
                }
                to.array(tail.whole.len());
                for hash in &tail.whole {
                    to.bytes(hash);
                }
            }
        }
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let mut item = None;
        read_map(from, |key, from| {
            item = Some(match key {
                1 => Self::Entries(read_entries(from)?),
                2 => {
                    expect_parts(from, 4)?;
                    let (hash, at, size) = (exact(from)?, from.u64()?, from.u64()?);
                    Self::Piece { hash, at, size, bytes: read_bytes(from, packing::MOST)? }
                }
                3 => {
                    expect_parts(from, 2)?;
                    let receipt = if from.datatype()? == minicbor::data::Type::Null {
                        from.null()?;
                        None
                    } else {
                        Some(SignedReceipt::read(from)?)
                    };
                    Self::Tail(Tail { receipt, whole: read_list(from, |from| Ok(exact(from)?))? })
                }
                _ => return Ok(false),
            });
            Ok(true)
        })?;
        required(item, "what it is")
    }
}
message!(Head, Item);
