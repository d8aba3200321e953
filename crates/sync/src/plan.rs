//! What the other side lacks, worked out from its tips and one's own lines. Pure.
//!
//! It holds what its tips saw, and nothing more is believed: a tip that is unknown here says nothing. So a plan never leaves out what is lacking; what it names too much is known
//! there by its hash and costs its bytes (`tests/plan.rs` states it a second time, by sets of ancestors).

use std::collections::BTreeMap;

use tilik_journal::lineage::PlacedEntries;
use tilik_journal::{FeedId, Lines, Position};

use crate::Name;

/// Entries of one line that the other side lacks: those above `after`, up to `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The line, by this reader's number.
    pub line: u32,
    /// The last number that is there; 0 when the line is not.
    pub after: u64,
    /// The last number that is here.
    pub until: u64,
}

/// What the other side lacks of a feed. Sent in the order in which the entries were taken in here, every one comes after its parents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    ranges: Vec<Range>,
}

impl Plan {
    /// By line, ascending; none is empty.
    #[must_use]
    pub fn ranges(&self) -> &[Range] {
        &self.ranges
    }

    /// How many entries are lacking.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.ranges.iter().map(|range| range.until - range.after).sum()
    }

    /// Whether nothing is lacking.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Takes out the entries of a line up to this place: they are on their way.
    pub fn strike_out(&mut self, at: Position) {
        for range in self.ranges.iter_mut().filter(|range| range.line == at.line) {
            range.after = range.after.max(at.seq).min(range.until);
        }
        self.ranges.retain(|range| range.after < range.until);
    }

    /// Whether the entry at this place is lacking there.
    #[must_use]
    pub fn names(&self, at: Position) -> bool {
        self.ranges.iter().any(|range| range.line == at.line && range.after < at.seq && at.seq <= range.until)
    }
}

/// Works out what a side with these tips lacks of a feed.
///
/// # Errors
/// Only when a lookup fails.
pub fn plan<P: PlacedEntries>(
    lines: &Lines,
    feed: FeedId,
    tips: &[Name],
    placed: &P,
) -> Result<Plan, P::Error> {
    let cover = Cover::of(tips, placed)?;
    let ranges = lines
        .as_slice()
        .iter()
        .zip(0u32..)
        .filter(|(line, _)| line.feed == feed && !line.is_private)
        .filter_map(|(line, number)| {
            // A line that left another begins above the place where it did.
            let begin = line.forked_from.map_or(0, |(_, seq)| seq);
            let after = cover.find(number).max(begin);
            (after < line.tip_seq).then_some(Range { line: number, after, until: line.tip_seq })
        })
        .collect();
    Ok(Plan { ranges })
}

/// What a side with certain tips holds, as far as it can be told from here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cover {
    highest: BTreeMap<u32, u64>,
}

impl Cover {
    /// By line the highest number that these tips saw, themselves included.
    ///
    /// # Errors
    /// Only when a lookup fails.
    pub fn of<P: PlacedEntries>(tips: &[Name], placed: &P) -> Result<Self, P::Error> {
        let mut highest = BTreeMap::new();
        for tip in tips {
            let Some((own, view)) = placed.find_placed(tip.log, tip.seq, tip.hash)? else { continue };
            for (line, seq) in view.pairs().iter().copied().chain([(own, tip.seq)]) {
                let known = highest.entry(line).or_insert(0);
                *known = seq.max(*known);
            }
        }
        Ok(Self { highest })
    }

    /// Whether the entry at this place is there.
    #[must_use]
    pub fn has(&self, at: Position) -> bool {
        at.seq <= self.find(at.line)
    }

    fn find(&self, line: u32) -> u64 {
        self.highest.get(&line).copied().unwrap_or(0)
    }
}
