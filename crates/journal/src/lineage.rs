//! What came before what: lines, positions, views, and the placing of entries that arrive in any order.
//!
//! Must not know payloads, clocks or order of arrival. Line numbers are a reader's own and never leave it; two readers number the same lines
//! differently and still agree on every comparison (`tests/convergence.rs`).

use std::sync::Arc;

use crate::entry::{Envelope, Opening, Place, SeenRef};
use crate::id::{EntryHash, FeedId, LogId};

/// Lines that readers take of one feed: what an entry saw is kept for every line, so that their cost grows with their square. A laptop begins one, and another each time it is
/// restored or copied; an office of ten laptops comes to a few dozen in its life.
pub const MOST_LINES: usize = 512;

/// The place of an entry: a line, and the entry's number in its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The reader's number of the line.
    pub line: u32,
    /// The entry's number in its log.
    pub seq: u64,
}

/// What an entry saw of other lines than its own: for each the highest number. Ascending by line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View(Vec<(u32, u64)>);

impl View {
    /// A view from pairs of line and number, as stored.
    #[must_use]
    pub fn from_pairs(mut pairs: Vec<(u32, u64)>) -> Self {
        pairs.sort_unstable();
        Self(pairs)
    }

    /// The pairs, to store them.
    #[must_use]
    pub fn pairs(&self) -> &[(u32, u64)] {
        &self.0
    }

    fn find(&self, line: u32) -> u64 {
        self.0.binary_search_by_key(&line, |pair| pair.0).map_or(0, |at| self.0[at].1)
    }

    fn raise(&mut self, line: u32, seq: u64) {
        match self.0.binary_search_by_key(&line, |pair| pair.0) {
            Ok(at) => self.0[at].1 = self.0[at].1.max(seq),
            Err(at) => self.0.insert(at, (line, seq)),
        }
    }
}

/// Whether the entry at `at` with `view` saw the entry at `other`.
#[must_use]
pub fn saw(at: Position, view: &View, other: Position) -> bool {
    if at.line == other.line { other.seq < at.seq } else { view.find(other.line) >= other.seq }
}

/// One unforked run of entries.
#[derive(Debug, Clone)]
pub struct Line {
    /// The log.
    pub log: LogId,
    /// The feed that its entries name.
    pub feed: FeedId,
    /// The key that opened the log.
    pub key: [u8; 32],
    /// Where it left another line: the line and the number of the last common entry (0: it differs from the first entry on).
    pub forked_from: Option<(u32, u64)>,
    /// The number of its newest entry.
    pub tip_seq: u64,
    /// The hash of its newest entry.
    pub tip_hash: EntryHash,
    /// The view of its newest entry.
    pub view: Arc<View>,
    /// Whether it never leaves the laptop.
    pub is_private: bool,
}

impl Line {
    fn tip(&self) -> SeenRef {
        SeenRef { log: self.log, seq: self.tip_seq, hash: self.tip_hash }
    }
}

/// Finds entries that were placed before.
pub trait PlacedEntries {
    /// What a failed lookup is.
    type Error;

    /// The line and view of an entry, when it is there.
    ///
    /// # Errors
    /// When the lookup itself fails; absence is `Ok(None)`.
    fn find_placed(
        &self,
        log: LogId,
        seq: u64,
        hash: EntryHash,
    ) -> Result<Option<(u32, Arc<View>)>, Self::Error>;
}

/// What became of an entry that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placing {
    /// It is there already.
    Known,
    /// It cannot be placed before this other entry is there.
    Waits {
        /// The entry that is missing.
        missing: SeenRef,
    },
    /// It takes this place.
    Placed {
        /// Its place.
        position: Position,
        /// What it saw of other lines.
        view: Arc<View>,
        /// Whether it is the first of a branch.
        is_branch: bool,
    },
}

/// All lines that a reader holds.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    lines: Vec<Line>,
}

impl Lines {
    /// The lines as stored; a line's number is its index.
    #[must_use]
    pub fn from_stored(lines: Vec<Line>) -> Self {
        Self { lines }
    }

    /// The lines in the order of their numbers.
    #[must_use]
    pub fn as_slice(&self) -> &[Line] {
        &self.lines
    }

    /// The line with this number.
    #[must_use]
    pub fn find(&self, line: u32) -> Option<&Line> {
        self.lines.get(line as usize)
    }

    /// Whether a feed has more lines than readers take.
    #[must_use]
    pub fn has_too_many_of(&self, feed: FeedId) -> bool {
        self.lines.len() > MOST_LINES
            && self.lines.iter().filter(|line| line.feed == feed).count() > MOST_LINES
    }

    /// The key that opened a log, from any of its lines.
    #[must_use]
    pub fn find_key(&self, log: LogId) -> Option<&[u8; 32]> {
        self.lines.iter().find(|line| line.log == log).map(|line| &line.key)
    }

    /// What an entry that follows on `line` newly saw of the other lines of its feed, given everything that the reader holds. For a line that
    /// does not exist: the tips of all lines of every feed; the first entry of a log in a journal of several feeds wants [`Self::list_tips_of`].
    #[must_use]
    pub fn list_unseen_by(&self, line: u32) -> Vec<SeenRef> {
        let own = self.find(line);
        let view = own.map(|line| Arc::clone(&line.view)).unwrap_or_default();
        self.lines
            .iter()
            .zip(0u32..)
            .filter(|(other, number)| {
                *number != line
                    && !other.is_private
                    && own.is_none_or(|own| own.feed == other.feed)
                    && view.find(*number) < other.tip_seq
            })
            .map(|(other, _)| other.tip())
            .collect()
    }

    /// What the first entry of a new log of a feed saw, given everything that the reader holds.
    #[must_use]
    pub fn list_tips_of(&self, feed: FeedId) -> Vec<SeenRef> {
        self.lines.iter().filter(|line| !line.is_private && line.feed == feed).map(Line::tip).collect()
    }

    /// The place of the next entry on a line, given everything that the reader holds.
    #[must_use]
    pub fn plan_next(&self, line: u32) -> Option<Place> {
        let found = self.find(line)?;
        Some(Place {
            feed: found.feed,
            log: found.log,
            seq: found.tip_seq + 1,
            prev: found.tip_hash,
            seen: self.list_unseen_by(line),
            opening: None,
        })
    }

    /// The place of the first entry of a new log of a device, which founds a feed when `feed` is `None`. The nonce must be fresh chance.
    #[must_use]
    pub fn plan_first(&self, feed: Option<FeedId>, key: [u8; 32], nonce: [u8; 16]) -> Place {
        let log = LogId::of(&key, &nonce);
        Place {
            feed: feed.unwrap_or_else(|| FeedId::founded_by(log)),
            log,
            seq: 1,
            prev: EntryHash::NONE,
            seen: feed.map(|feed| self.list_tips_of(feed)).unwrap_or_default(),
            opening: Some(Opening { key, nonce, is_private: false }),
        }
    }

    /// Finds the place of an authentic entry and moves the tip of its line. The envelope must have been checked against its log's key.
    ///
    /// # Errors
    /// Only when a lookup fails; nothing has changed then.
    pub fn place<P: PlacedEntries>(
        &mut self,
        envelope: &Envelope,
        hash: EntryHash,
        placed: &P,
    ) -> Result<Placing, P::Error> {
        let tip = self.lines.iter().position(|line| {
            line.log == envelope.log && line.tip_seq + 1 == envelope.seq && line.tip_hash == envelope.prev
        });
        if tip.is_none() && placed.find_placed(envelope.log, envelope.seq, hash)?.is_some() {
            return Ok(Placing::Known);
        }
        let (view_before, fork) = match tip {
            Some(at) => (Arc::clone(&self.lines[at].view), None),
            None if envelope.seq == 1 => (Arc::default(), Some(0)),
            None => match placed.find_placed(envelope.log, envelope.seq - 1, envelope.prev)? {
                Some((line, view)) => {
                    let mut joined = View::clone(&view);
                    joined.raise(line, envelope.seq - 1);
                    (Arc::new(joined), Some(line))
                }
                None => {
                    let missing = SeenRef { log: envelope.log, seq: envelope.seq - 1, hash: envelope.prev };
                    return Ok(Placing::Waits { missing });
                }
            },
        };
        let number = tip.unwrap_or(self.lines.len());
        let Ok(number) = u32::try_from(number) else { return Ok(Placing::Known) };
        let view = match Self::join_seen(view_before, envelope, number, placed)? {
            Ok(view) => view,
            Err(missing) => return Ok(Placing::Waits { missing }),
        };
        let is_branch = tip.is_none() && self.lines.iter().any(|line| line.log == envelope.log);
        match tip {
            Some(at) => {
                let line = &mut self.lines[at];
                line.tip_seq = envelope.seq;
                line.tip_hash = hash;
                line.view = Arc::clone(&view);
            }
            None => self.lines.push(Line {
                log: envelope.log,
                feed: envelope.feed,
                key: envelope
                    .opening
                    .map(|opening| opening.key)
                    .or_else(|| self.find_key(envelope.log).copied())
                    .unwrap_or_default(),
                forked_from: is_branch.then_some((fork.unwrap_or(0), envelope.seq - 1)),
                tip_seq: envelope.seq,
                tip_hash: hash,
                view: Arc::clone(&view),
                is_private: envelope.opening.is_some_and(|opening| opening.is_private)
                    || self.lines.iter().any(|line| line.log == envelope.log && line.is_private),
            }),
        }
        Ok(Placing::Placed { position: Position { line: number, seq: envelope.seq }, view, is_branch })
    }

    fn join_seen<P: PlacedEntries>(
        before: Arc<View>,
        envelope: &Envelope,
        own: u32,
        placed: &P,
    ) -> Result<Result<Arc<View>, SeenRef>, P::Error> {
        if envelope.seen.is_empty() {
            return Ok(Ok(before));
        }
        let mut joined = View::clone(&before);
        for seen in &envelope.seen {
            match placed.find_placed(seen.log, seen.seq, seen.hash)? {
                Some((line, view)) => {
                    // A view holds everything that its entry saw, the lines from which its own forked among it.
                    for (line, seq) in view.pairs().iter().copied().chain([(line, seen.seq)]) {
                        if line != own {
                            joined.raise(line, seq);
                        }
                    }
                }
                None => return Ok(Err(*seen)),
            }
        }
        Ok(Ok(Arc::new(joined)))
    }
}
