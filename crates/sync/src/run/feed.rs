//! One feed within a run: what arrived there is read, what is lacking there is sent, and both compare.
//!
//! Reading goes first: afterwards every tip of the server's is known here, so that the plan names exactly what it lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use tilik_journal::signatures::{Checked, check};
use tilik_journal::{Entry, EntryHash, FeedId, Lines, LogId};

use super::{Run, Step};
use crate::bytes::size_of;
use crate::error::SyncError;
use crate::ledger::Ledger;
use crate::message::{
    Digest, Digested, Message as _, Page, Pull, Push, Pushed, Question as _, Receipt, SignedReceipt, Standing,
};
use crate::plan::{Plan, plan};
use crate::portion::Filling;
use crate::{Name, packing};

/// So often both sides may compare: in between another laptop of the office may have sent something.
const ROUNDS: u32 = 3;
/// So often a feed is gone through again because somebody wrote on this laptop meanwhile.
const AGAIN: u32 = 3;
/// Pages are kept together until they come to so many bytes before packing: each keeping writes every part of the file that it touches anew.
const KEPT_AT_ONCE: usize = 16 << 20;

/// What came of a feed and is not kept yet. It is in memory, so a broken line loses nothing of it; whoever drives the run keeps it after a while ([`super::Run::put_away`]).
#[derive(Default)]
struct Came {
    checked: Vec<Checked>,
    /// Those of the last page.
    fresh: Vec<Entry>,
    /// The keys of logs that were opened among them.
    opened: BTreeMap<LogId, [u8; 32]>,
    /// The number up to which it was read.
    cursor: u64,
    pages: u32,
    bytes: usize,
}

impl Came {
    fn take(&mut self, page: Page) {
        self.bytes += page.entries.iter().map(size_of).sum::<usize>();
        self.cursor = page.number;
        self.pages += 1;
        for entry in &page.entries {
            let envelope = entry.envelope();
            self.opened.extend(envelope.opening.map(|opening| (envelope.log, opening.key)));
        }
        self.fresh.extend(page.entries);
    }

    fn check(&mut self, lines: &Lines) {
        let find = |log| self.opened.get(&log).or_else(|| lines.find_key(log)).copied();
        self.checked.extend(check(mem::take(&mut self.fresh), find));
    }
}

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
    came: Option<Came>,
    /// Pages that could not be kept together are kept one by one, so that the good ones before a bad one stay.
    keeps_singly: bool,
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
            came: None,
            keeps_singly: false,
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
    Push(Pushing),
    Digest { feed: usize, tips: Vec<Name> },
}

/// A push on its way.
#[derive(Debug, Clone)]
pub(super) struct Pushing {
    feed: usize,
    first: Option<EntryHash>,
    entries: u64,
    size: usize,
    /// What the server still lacks when it has taken this.
    left: Plan,
}

/// A push that was made while the one before it was on its way.
pub(super) struct Ahead {
    /// What the server must be found to lack; else this is of no use.
    lacking: Plan,
    pushing: Pushing,
    body: Vec<u8>,
}

/// Entries for one message.
#[derive(Default)]
struct Load {
    entries: Vec<Entry>,
    size: usize,
    /// What is lacking behind them.
    left: Plan,
}

impl Load {
    fn put(&mut self, entry: Entry) {
        self.size += size_of(&entry);
        self.entries.push(entry);
    }
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
        let cursor = self.find_cursor(at)?;
        if cursor > number && self.read_anew(at)? {
            return Ok(None);
        }
        let may_send = !is_doubtful && cursor >= number;
        if may_send && let Some(step) = self.send_ahead(at)? {
            return Ok(Some(step));
        }
        let load = if may_send { self.load(at)? } else { Load::default() };
        let feed = &self.feeds[at];
        match choose_word(is_doubtful, cursor, number, !load.entries.is_empty()) {
            Word::Push if load.entries.first().map(Entry::hash) == feed.last_sent => {
                if !self.read_anew(at)? {
                    self.feeds[at].outcome = Some(Err(SyncError::NotTaken.code().to_owned()));
                }
                Ok(None)
            }
            Word::AskWhereItStands | Word::Push => self.push(at, load).map(Some),
            Word::Pull => self.pull(at, cursor).map(Some),
            Word::Compare if feed.was_compared && self.read_anew(at)? => Ok(None),
            Word::Compare => self.compare(at).map(Some),
        }
    }

    /// The number up to which a feed was read, kept or not.
    fn find_cursor(&self, at: usize) -> Result<u64, SyncError> {
        let feed = &self.feeds[at];
        match &feed.came {
            Some(came) => Ok(came.cursor),
            None => self.ledger.read_cursor(feed.standing.feed).map_err(SyncError::of_ledger),
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

    fn push(&mut self, at: usize, load: Load) -> Result<Step, SyncError> {
        let feed = &mut self.feeds[at];
        let bare: BTreeSet<_> = feed.standing.bare.iter().map(|name| name.hash).collect();
        feed.brought.extend(load.entries.iter().map(Entry::hash).filter(|hash| bare.contains(hash)));
        let (push, pushing) = self.address(at, load);
        self.ask(&push, super::Asked::OfFeed(Asked::Push(pushing)))
    }

    fn address(&self, at: usize, load: Load) -> (Push, Pushing) {
        let Load { entries, size, left } = load;
        let first = entries.first().map(Entry::hash);
        let pushing = Pushing { feed: at, first, entries: entries.len() as u64, size, left };
        (Push { feed: self.feeds[at].standing.feed, entries }, pushing)
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
    fn load(&mut self, at: usize) -> Result<Load, SyncError> {
        let standing = &self.feeds[at].standing;
        let mut filling = self.portion.fill();
        let mut load = Load::default();
        let brought = &self.feeds[at].brought;
        for name in standing.bare.iter().filter(|name| !brought.contains(&name.hash)) {
            let found = self.ledger.find_entry(*name).map_err(SyncError::of_ledger)?;
            let Some(entry) = found.filter(|entry| entry.payload().is_some()) else { continue };
            if !filling.has_room(size_of(&entry)) {
                return Ok(load);
            }
            load.put(entry);
        }
        let plan = self.plan(at)?;
        self.progress.entries_left = plan.count();
        self.fill(load, &plan, filling)
    }

    fn plan(&self, at: usize) -> Result<Plan, SyncError> {
        let standing = &self.feeds[at].standing;
        let lines = self.ledger.read_lines().map_err(SyncError::of_ledger)?;
        plan(&lines, standing.feed, &standing.tips, &*self.ledger).map_err(SyncError::of_ledger)
    }

    /// Makes the push behind one that is on its way, for the case that it is taken.
    fn push_ahead(&mut self, before: &Pushing) -> Result<(), SyncError> {
        let mut portion = self.portion;
        portion.grow(before.size);
        let load = self.fill(Load::default(), &before.left, portion.fill())?;
        if load.entries.is_empty() {
            return Ok(());
        }
        let (push, pushing) = self.address(before.feed, load);
        let body = packing::pack(&push.to_bytes())?;
        self.ahead = Some(Ahead { lacking: before.left.clone(), pushing, body });
        Ok(())
    }

    /// The push that was made ahead, if it is what the server lacks now.
    fn send_ahead(&mut self, at: usize) -> Result<Option<Step>, SyncError> {
        let Some(ahead) = self.ahead.take() else { return Ok(None) };
        if ahead.pushing.feed != at
            || !self.feeds[at].standing.bare.is_empty()
            || self.plan(at)? != ahead.lacking
        {
            return Ok(None);
        }
        self.progress.entries_left = ahead.lacking.count();
        let asked = super::Asked::OfFeed(Asked::Push(ahead.pushing));
        Ok(Some(self.ask_packed(Push::PATH, ahead.body, asked)))
    }

    /// Puts as much of a plan into a message as it has room for.
    fn fill(&self, mut load: Load, plan: &Plan, mut filling: Filling) -> Result<Load, SyncError> {
        load.left = plan.clone();
        if plan.is_empty() {
            return Ok(load);
        }
        let mut take = |place, entry: Entry| {
            let has_room = filling.has_room(size_of(&entry));
            if has_room {
                load.left.strike_out(place);
                load.put(entry);
            }
            has_room
        };
        self.ledger.visit(plan, &mut take).map_err(SyncError::of_ledger)?;
        Ok(load)
    }

    pub(super) fn take_of_feed(&mut self, asked: &Asked, bytes: &[u8]) -> Result<(), SyncError> {
        match asked {
            Asked::Pull { feed, after } => self.take_page(*feed, *after, Page::parse(bytes)?, bytes.len()),
            Asked::Push(pushing) => {
                self.take_pushed(pushing, Pushed::parse(bytes)?)?;
                if pushing.first.is_some() {
                    self.note_done(pushing.size);
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
        if self.find_cursor(at)? != after {
            // It was asked for behind pages that could not be kept.
            return Ok(());
        }
        let feed = &mut self.feeds[at];
        feed.was_compared = false;
        if !page.has_more {
            feed.standing.number = page.number;
        }
        let (has_more, number) = (page.has_more, page.number);
        feed.came.get_or_insert_default().take(page);
        if !has_more || feed.keeps_singly {
            self.keep_came(at)?;
        }
        if number > after {
            self.note_done(size);
        }
        Ok(())
    }

    /// Keeps what came of a feed.
    fn keep_came(&mut self, at: usize) -> Result<(), SyncError> {
        let feed = &mut self.feeds[at];
        let Some(Came { mut checked, fresh, cursor, pages, .. }) = feed.came.take() else { return Ok(()) };
        checked.extend(fresh.into_iter().map(Checked::from));
        let entries = checked.len() as u64;
        match self.ledger.keep_page(feed.standing.feed, checked, cursor) {
            Ok(()) => {
                self.progress.entries_received += entries;
                Ok(())
            }
            Err(_) if pages > 1 => {
                feed.keeps_singly = true;
                Ok(())
            }
            Err(error) => Err(SyncError::of_ledger(error)),
        }
    }

    /// Keeps what came of all feeds.
    pub(super) fn keep_all_that_came(&mut self) -> Result<(), SyncError> {
        (0..self.feeds.len()).try_for_each(|at| self.keep_came(at))
    }

    /// Does what can be done while the server works on what it was asked about a feed.
    pub(super) fn work_beside_of_feed(&mut self, asked: &Asked) -> Result<(), SyncError> {
        match asked {
            Asked::Pull { feed, .. } => {
                let lines = self.ledger.read_lines().map_err(SyncError::of_ledger)?;
                let Some(came) = &mut self.feeds[*feed].came else { return Ok(()) };
                came.check(&lines);
                if came.bytes < KEPT_AT_ONCE { Ok(()) } else { self.keep_came(*feed) }
            }
            Asked::Push(pushing) => self.push_ahead(pushing),
            Asked::Digest { .. } => Ok(()),
        }
    }

    fn take_pushed(&mut self, pushing: &Pushing, pushed: Pushed) -> Result<(), SyncError> {
        let at = pushing.feed;
        self.check_feed(at, &pushed.standing)?;
        let cursor = self.ledger.read_cursor(pushed.standing.feed).map_err(SyncError::of_ledger)?;
        // What arrived since is what this laptop sent: there is nothing to read.
        let moved = (cursor == pushed.before).then_some(pushed.standing.number);
        self.ledger.keep_standing(&pushed.standing, moved).map_err(SyncError::of_ledger)?;
        self.progress.entries_sent += pushing.entries;
        let feed = &mut self.feeds[at];
        feed.standing = pushed.standing;
        feed.is_doubtful = false;
        feed.was_compared = false;
        feed.last_sent = pushing.first;
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
        if let Asked::Push(pushing) = asked {
            let feed = &mut self.feeds[pushing.feed];
            feed.is_doubtful = true;
            feed.last_sent = None;
            feed.brought.clear();
        }
    }

    /// A refusal is of its feed alone; the others go on.
    pub(super) fn accept_refusal_of_feed(&mut self, asked: &Asked, code: String) {
        let (Asked::Pull { feed, .. } | Asked::Push(Pushing { feed, .. }) | Asked::Digest { feed, .. }) =
            asked;
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
