//! Entries there, and entries back.

use minicbor::Decoder;
use tilik_journal::{Entry, EntryHash, FeedId};

use super::{Standing, message, question};
use crate::Name;
use crate::bytes::{
    Writer, expect_parts, read_entries, read_feed, read_hash, read_list, read_map, read_names, read_text,
    required,
};
use crate::error::SyncError;

const MOST_OF_CODE: usize = 64;

/// Sends entries, parents before children. Without any it asks where the server stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// The feed that they name.
    pub feed: FeedId,
    /// The entries.
    pub entries: Vec<Entry>,
}

impl Push {
    fn write(&self, to: &mut Writer) {
        to.map(2);
        to.number(0);
        to.bytes(&self.feed.0);
        to.number(1);
        to.entries(&self.entries);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut feed, mut entries) = (None, None);
        read_map(from, |key, from| {
            match key {
                0 => feed = Some(read_feed(from)?),
                1 => entries = Some(read_entries(from)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self { feed: required(feed, "the feed")?, entries: required(entries, "the entries")? })
    }
}

/// They are on the server's disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// Where it stands now.
    pub standing: Standing,
    /// The number of the newest arrival before these: what came since is of this push alone.
    pub before: u64,
    /// Which of these entries do not count, and why.
    pub held: Vec<(EntryHash, String)>,
}

impl Pushed {
    fn write(&self, to: &mut Writer) {
        to.map(3);
        to.number(0);
        self.standing.write(to);
        to.number(1);
        to.number(self.before);
        to.number(2);
        to.array(self.held.len());
        for (hash, code) in &self.held {
            to.array(2);
            to.bytes(&hash.0);
            to.text(code);
        }
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut standing, mut before, mut held) = (None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => standing = Some(Standing::read(from)?),
                1 => before = Some(from.u64()?),
                2 => {
                    held = Some(read_list(from, |from| {
                        expect_parts(from, 2)?;
                        Ok((read_hash(from)?, read_text(from, MOST_OF_CODE)?))
                    })?);
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            standing: required(standing, "the standing")?,
            before: required(before, "the number before")?,
            held: required(held, "what is held")?,
        })
    }
}
question!(Push, "/sync/push", Pushed);

/// Asks for what arrived after a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// The feed.
    pub feed: FeedId,
    /// The number up to which the laptop has read.
    pub after: u64,
    /// Bytes before packing that the page should have, unless a single entry has more.
    pub bytes: u64,
    /// Entries that the laptop holds: what they saw is passed over and not sent, as far as the server knows them.
    pub held: Vec<Name>,
}

impl Pull {
    fn write(&self, to: &mut Writer) {
        to.map(4);
        to.number(0);
        to.bytes(&self.feed.0);
        to.number(1);
        to.number(self.after);
        to.number(2);
        to.number(self.bytes);
        to.number(3);
        to.names(&self.held);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut feed, mut after, mut bytes, mut held) = (None, None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => feed = Some(read_feed(from)?),
                1 => after = Some(from.u64()?),
                2 => bytes = Some(from.u64()?),
                3 => held = Some(read_names(from)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            feed: required(feed, "the feed")?,
            after: required(after, "the number")?,
            bytes: required(bytes, "the size")?,
            held: required(held, "what is held")?,
        })
    }
}

/// What arrived, in the order of its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The number up to which this page reaches.
    pub number: u64,
    /// Whether more arrived after it.
    pub has_more: bool,
}

impl Page {
    fn write(&self, to: &mut Writer) {
        to.map(3);
        to.number(0);
        to.entries(&self.entries);
        to.number(1);
        to.number(self.number);
        to.number(2);
        to.truth(self.has_more);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut entries, mut number, mut has_more) = (None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => entries = Some(read_entries(from)?),
                1 => number = Some(from.u64()?),
                2 => has_more = Some(from.bool()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            entries: required(entries, "the entries")?,
            number: required(number, "the number")?,
            has_more: required(has_more, "whether there are more")?,
        })
    }
}
question!(Pull, "/sync/pull", Page);
message!(Push, Pushed, Pull, Page);
