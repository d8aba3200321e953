//! One feed within a run: what arrived there is read, what is lacking there is sent, and both compare.
//!
//! Reading goes first: afterwards every tip of the server's is known here, so that the plan names exactly what it lacks.

use std::collections::BTreeSet;

use tilik_journal::{Entry, EntryHash, FeedId};

use super::{Run, Step};
use crate::Name;
use crate::bytes::size_of;
use crate::error::SyncError;
use crate::ledger::Ledger;
use crate::message::{
    Digest, Digested, Message as _, Page, Pull, Push, Pushed, Receipt, SignedReceipt, Standing,
};
use crate::plan::plan;

/// So often both sides may compare: in between another laptop of the office may have sent something.
const ROUNDS: u32 = 3;
/// So often a feed is gone through again because somebody wrote on this laptop meanwhile.
const AGAIN: u32 = 3;

/// Where a feed is within a run.
pub(super) struct FeedRun {
    standing: Standing,
    /// The answer to a push was lost: the server is asked where it stands before anything is sent again.
    is_doubtful: bool,
    had_gap: bool,
    /// The last word was that both do not agree.
    was_compared: bool,
    /// It was read from the beginning, because the cursor was not of this server's numbers.
    was_read_anew: bool,
    rounds: u32,
    /// How often it was gone through again.
    again: u32,
    /// Entries that the server named as bare and was brought in this run: one that it still does not keep holds up no other.
    brought: BTreeSet<EntryHash>,
    /// The first entry of the last push that was answered.
    last_sent: Option<EntryHash>,
    outcome: Option<Result<Receipt, String>>,
}

impl FeedRun {
    pub(super) fn begin(standing: Standing) -> Self {
        Self {
            standing,
            is_doubtful: false,
            had_gap: false,
            was_compared: false,
            was_read_anew: false,
            rounds: 0,
            again: 0,
            brought: BTreeSet::new(),
            last_sent: None,
            outcome: None,
        }
    }

    /// A feed of the laptop's that the server does not have for this office.
    pub(super) fn not_attached(feed: FeedId) -> Self {
        Self { outcome: Some(Err("sync.not_attached".to_owned())), ..Self::begin(Standing::of_nothing(feed)) }
    }

    pub(super) fn outcome(&self) -> Option<(FeedId, Result<Receipt, String>)> {
        Some((self.standing.feed, self.outcome.clone()?))
    }
}

/// What was asked about the feed at an index.
pub(super) enum Asked {
    Pull { feed: usize, after: u64 },
    Push { feed: usize, first: Option<EntryHash>, entries: u64, size: usize },
    Digest { feed: usize, tips: Vec<Name> },
}

/// The next word about a feed.
#[derive(Debug, PartialEq, Eq)]
enum Word {
    AskWhereItStands,
    Pull,
    Push,
    Compare,
}

fn choose_word(is_doubtful: bool, cursor: u64, number: u64, has_something_to_send: bool) -> Word {
    if is_doubtful {
        Word::AskWhereItStands
    } else if cursor < number {
        Word::Pull
    } else if has_something_to_send {
        Word::Push
    } else {
        Word::Compare
    }
}

impl<L: Ledger> Run<'_, L> {
    pub(super) fn next_of_feeds(&mut self) -> Result<Option<Step>, SyncError> {
        while let Some(at) = self.feeds.iter().position(|feed| feed.outcome.is_none()) {
            if let Some(step) = self.next_of_feed(at)? {
                return Ok(Some(step));
            }
        }
        Ok(None)
    }

    /// Feeds to which something was written after their receipt are gone through again; after a few times they are not called sent. Whether there are any.
    pub(super) fn open_what_grew(&mut self) -> Result<bool, SyncError> {
        let mut has_grown = false;
        for at in 0..self.feeds.len() {
            let Some(Ok(receipt)) = &self.feeds[at].outcome else { continue };
            let (feed, confirmed) = (receipt.feed, receipt.tips.clone());
            if self.list_tips(feed)? == confirmed {
                continue;
            }
            let feed = &mut self.feeds[at];
            feed.again += 1;
            if feed.again > AGAIN {
                feed.outcome = Some(Err(SyncError::Unsettled.code().to_owned()));
                continue;
            }
            (feed.outcome, feed.rounds, feed.was_compared) = (None, 0, false);
            has_grown = true;
        }
        Ok(has_grown)
    }

    /// The next question about a feed; none when what is known of it has changed without one.
    fn next_of_feed(&mut self, at: usize) -> Result<Option<Step>, SyncError> {
        let feed = &self.feeds[at];
        let (is_doubtful, number) = (feed.is_doubtful, feed.standing.number);
        let cursor = self.ledger.read_cursor(feed.standing.feed).map_err(SyncError::of_ledger)?;
        if cursor > number && self.read_anew(at)? {
            return Ok(None);
        }
        let entries = if is_doubtful || cursor < number { Vec::new() } else { self.list_to_send(at)? };
        let feed = &self.feeds[at];
        match choose_word(is_doubtful, cursor, number, !entries.is_empty()) {
            Word::Push if entries.first().map(Entry::hash) == feed.last_sent => {
                if !self.read_anew(at)? {
                    self.feeds[at].outcome = Some(Err(SyncError::NotTaken.code().to_owned()));
                }
                Ok(None)
            }
            Word::AskWhereItStands | Word::Push => self.push(at, entries).map(Some),
            Word::Pull => self.pull(at, cursor).map(Some),
            Word::Compare if feed.was_compared && self.read_anew(at)? => Ok(None),
            Word::Compare => self.compare(at).map(Some),
        }
    }

    /// Forgets the cursor, once in a run, where what was read and what the server says do not fit: it was restored and kept its epoch. What is here is passed over.
    fn read_anew(&mut self, at: usize) -> Result<bool, SyncError> {
        let feed = &mut self.feeds[at];
        if feed.was_read_anew {
            return Ok(false);
        }
        feed.was_read_anew = true;
        feed.was_compared = false;
        feed.last_sent = None;
        self.ledger.keep_standing(&feed.standing, Some(0)).map_err(SyncError::of_ledger)?;
        Ok(true)
    }

    fn compare(&mut self, at: usize) -> Result<Step, SyncError> {
        let feed = self.feeds[at].standing.feed;
        let tips = self.list_tips(feed)?;
        let digest = Digest { feed, tips: tips.clone() };
        self.ask(&digest, super::Asked::OfFeed(Asked::Digest { feed: at, tips }))
    }

    fn push(&mut self, at: usize, entries: Vec<Entry>) -> Result<Step, SyncError> {
        let asked = Asked::Push {
            feed: at,
            first: entries.first().map(Entry::hash),
            entries: entries.len() as u64,
            size: entries.iter().map(size_of).sum(),
        };
        let feed = &mut self.feeds[at];
        let bare: BTreeSet<_> = feed.standing.bare.iter().map(|name| name.hash).collect();
        feed.brought.extend(entries.iter().map(Entry::hash).filter(|hash| bare.contains(hash)));
        let push = Push { feed: feed.standing.feed, entries };
        self.ask(&push, super::Asked::OfFeed(asked))
    }

    fn pull(&mut self, at: usize, after: u64) -> Result<Step, SyncError> {
        let feed = self.feeds[at].standing.feed;
        let pull = Pull { feed, after, bytes: self.portion.size() as u64, held: self.list_held(at)? };
        self.ask(&pull, super::Asked::OfFeed(Asked::Pull { feed: at, after }))
    }

    fn list_tips(&self, feed: FeedId) -> Result<Vec<Name>, SyncError> {
        let mut tips = self.ledger.read_lines().map_err(SyncError::of_ledger)?.list_tips_of(feed);
        tips.sort_unstable();
        Ok(tips)
    }

    /// What is held here, in names that the server knows: its own tips, and where it is ahead, ours.
    fn list_held(&self, at: usize) -> Result<Vec<Name>, SyncError> {
        let standing = &self.feeds[at].standing;
        let mut held = self.list_tips(standing.feed)?;
        for tip in &standing.tips {
            let found = self.ledger.find_placed(tip.log, tip.seq, tip.hash).map_err(SyncError::of_ledger)?;
            if found.is_some() && !held.contains(tip) {
                held.push(*tip);
            }
        }
        Ok(held)
    }

    /// The next entries that the server lacks: payloads that it never got, then the plan in its order, as much as one message bears.
    fn list_to_send(&mut self, at: usize) -> Result<Vec<Entry>, SyncError> {
        let standing = &self.feeds[at].standing;
        let mut filling = self.portion.fill();
        let mut entries = Vec::new();
        let brought = &self.feeds[at].brought;
        for name in standing.bare.iter().filter(|name| !brought.contains(&name.hash)) {
            let found = self.ledger.find_entry(*name).map_err(SyncError::of_ledger)?;
            let Some(entry) = found.filter(|entry| entry.payload().is_some()) else { continue };
            if !filling.has_room(size_of(&entry)) {
                return Ok(entries);
            }
            entries.push(entry);
        }
        let lines = self.ledger.read_lines().map_err(SyncError::of_ledger)?;
        let plan =
            plan(&lines, standing.feed, &standing.tips, &*self.ledger).map_err(SyncError::of_ledger)?;
        self.progress.entries_left = plan.count();
        if plan.is_empty() {
            return Ok(entries);
        }
        let mut take = |entry: Entry| {
            let has_room = filling.has_room(size_of(&entry));
            if has_room {
                entries.push(entry);
            }
            has_room
        };
        self.ledger.visit(&plan, &mut take).map_err(SyncError::of_ledger)?;
        Ok(entries)
    }

    pub(super) fn take_of_feed(&mut self, asked: &Asked, bytes: &[u8]) -> Result<(), SyncError> {
        match asked {
            Asked::Pull { feed, after } => self.take_page(*feed, *after, Page::parse(bytes)?, bytes.len()),
            Asked::Push { feed, first, entries, size } => {
                let pushed = Pushed::parse(bytes)?;
                self.take_pushed(*feed, *first, *entries, pushed)?;
                if first.is_some() {
                    self.note_done(*size);
                }
                Ok(())
            }
            Asked::Digest { feed, tips } => self.take_digested(*feed, tips, Digested::parse(bytes)?),
        }
    }

    fn take_page(&mut self, at: usize, after: u64, page: Page, size: usize) -> Result<(), SyncError> {
        let feed = self.feeds[at].standing.feed;
        let is_of_feed = page.entries.iter().all(|entry| entry.envelope().feed == feed);
        // A page that goes back, or promises more without moving on, would be asked for again and again.
        if !is_of_feed || page.number < after || (page.has_more && page.number == after) {
            return Err(SyncError::Malformed("a page of another place".into()));
        }
        let entries = page.entries.len() as u64;
        self.ledger.keep_page(feed, page.entries, page.number).map_err(SyncError::of_ledger)?;
        self.progress.entries_received += entries;
        self.feeds[at].was_compared = false;
        if !page.has_more {
            self.feeds[at].standing.number = page.number;
        }
        if page.number > after {
            self.note_done(size);
        }
        Ok(())
    }

    fn take_pushed(
        &mut self,
        at: usize,
        first: Option<EntryHash>,
        entries: u64,
        pushed: Pushed,
    ) -> Result<(), SyncError> {
        self.check_feed(at, &pushed.standing)?;
        let cursor = self.ledger.read_cursor(pushed.standing.feed).map_err(SyncError::of_ledger)?;
        // What arrived since is what this laptop sent: there is nothing to read.
        let moved = (cursor == pushed.before).then_some(pushed.standing.number);
        self.ledger.keep_standing(&pushed.standing, moved).map_err(SyncError::of_ledger)?;
        self.progress.entries_sent += entries;
        let feed = &mut self.feeds[at];
        feed.standing = pushed.standing;
        feed.is_doubtful = false;
        feed.was_compared = false;
        feed.last_sent = first;
        Ok(())
    }

    fn take_digested(&mut self, at: usize, tips: &[Name], digested: Digested) -> Result<(), SyncError> {
        self.check_feed(at, &digested.standing)?;
        self.ledger.keep_standing(&digested.standing, None).map_err(SyncError::of_ledger)?;
        let receipt = digested.receipt.map(|signed| self.check_receipt(at, tips, &signed)).transpose()?;
        let feed = &mut self.feeds[at];
        feed.standing = digested.standing;
        feed.rounds += 1;
        feed.was_compared = true;
        feed.outcome = match receipt {
            Some(receipt) => Some(Ok(receipt)),
            None if feed.rounds == ROUNDS => Some(Err(SyncError::Unsettled.code().to_owned())),
            None => None,
        };
        Ok(())
    }

    fn check_receipt(
        &mut self,
        at: usize,
        tips: &[Name],
        signed: &SignedReceipt,
    ) -> Result<Receipt, SyncError> {
        let feed = self.feeds[at].standing.feed;
        let receipt = signed.verify(&self.settings.province_key)?;
        let is_of_epoch = self.welcome.as_ref().is_some_and(|welcome| welcome.epoch == receipt.epoch);
        if receipt.feed != feed || receipt.tips != tips || !is_of_epoch {
            return Err(SyncError::WrongReceipt);
        }
        self.ledger.keep_receipt(feed, signed).map_err(SyncError::of_ledger)?;
        Ok(receipt)
    }

    fn check_feed(&self, at: usize, standing: &Standing) -> Result<(), SyncError> {
        if self.feeds[at].standing.feed == standing.feed {
            Ok(())
        } else {
            Err(SyncError::Malformed("a standing of another feed".into()))
        }
    }

    /// After a failure nobody knows whether a push arrived.
    pub(super) fn doubt(&mut self, asked: &Asked) {
        if let Asked::Push { feed, .. } = asked {
            self.feeds[*feed].is_doubtful = true;
            self.feeds[*feed].last_sent = None;
            self.feeds[*feed].brought.clear();
        }
    }

    /// A refusal is of its feed alone; the others go on.
    pub(super) fn accept_refusal_of_feed(&mut self, asked: &Asked, code: String) {
        let (Asked::Pull { feed, .. } | Asked::Push { feed, .. } | Asked::Digest { feed, .. }) = asked;
        let feed = &mut self.feeds[*feed];
        if code == SyncError::Gap.code() && !feed.had_gap {
            feed.had_gap = true;
            feed.is_doubtful = true;
        } else {
            feed.outcome = Some(Err(code));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Word, choose_word};

    #[test]
    fn doubt_goes_before_reading_reading_before_sending_and_comparing_comes_last() {
        for (is_doubtful, cursor, number, has_something, expected) in [
            (true, 0, 9, true, Word::AskWhereItStands),
            (true, 9, 9, false, Word::AskWhereItStands),
            (false, 8, 9, true, Word::Pull),
            (false, 9, 9, true, Word::Push),
            (false, 9, 9, false, Word::Compare),
            (false, 10, 9, true, Word::Push),
        ] {
            assert_eq!(choose_word(is_doubtful, cursor, number, has_something), expected);
        }
    }
}
