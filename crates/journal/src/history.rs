//! A whole journal in memory: the plainest reader there is.
//!
//! Tests hold other readers (the laptop's store, the province) against it. It adds up everything anew at every question, so it is for
//! journals of thousands of entries, not millions.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::sync::Arc;

use crate::admission::{Admission, HeldReason, PayloadState, Placed, Verdict};
use crate::document::Document;
use crate::entry::{Draft, Entry, Signer, read_key};
use crate::error::JournalError;
use crate::fold::{Touch, fold};
use crate::id::{EntryHash, FeedId, LogId, RecordId};
use crate::lineage::{Lines, PlacedEntries, Placing, Position, View};
use crate::payload::Payload;
use crate::upcast;

struct Kept {
    entry: Entry,
    position: Position,
    view: Arc<View>,
}

/// An entry that waits for others. Its signature can be checked only when its log is open, and is checked once.
struct Parked {
    entry: Entry,
    is_checked: bool,
}

/// The entries at one number of a log (several where it forks): hash, line, view.
type Siblings = Vec<(EntryHash, u32, Arc<View>)>;

#[derive(Default)]
struct Index(HashMap<(LogId, u64), Siblings>);

impl PlacedEntries for Index {
    type Error = Infallible;
    fn find_placed(
        &self,
        log: LogId,
        seq: u64,
        hash: EntryHash,
    ) -> Result<Option<(u32, Arc<View>)>, Infallible> {
        Ok(self.0.get(&(log, seq)).and_then(|entries| {
            entries
                .iter()
                .find(|(other, _, _)| *other == hash)
                .map(|(_, line, view)| (*line, Arc::clone(view)))
        }))
    }
}

/// All entries that a reader holds.
#[derive(Default)]
pub struct History {
    lines: Lines,
    index: Index,
    kept: Vec<Kept>,
    parked: Vec<Parked>,
}

/// What an entry became when it was judged: its name and the verdict.
pub type Judged = (EntryHash, Verdict);

impl History {
    /// An empty journal.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The lines held.
    #[must_use]
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The placed entries, parents first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.kept.iter().map(|kept| &kept.entry)
    }

    /// Entries that wait for others.
    #[must_use]
    pub fn count_parked(&self) -> usize {
        self.parked.len()
    }

    /// Takes in an entry that came from somewhere. One that waits for others is parked and placed when they come.
    ///
    /// # Errors
    /// [`JournalError`] when it is not authentic; nothing changes then.
    pub fn receive(&mut self, entry: Entry) -> Result<(), JournalError> {
        let opening = entry.envelope().opening.map(|opening| opening.key);
        let key = opening.or_else(|| self.lines.find_key(entry.envelope().log).copied());
        if let Some(key) = &key {
            entry.verify(&read_key(key)?)?;
        }
        // Compared whole: until the log is opened nobody knows whose signature under the same bytes is the authentic one.
        if !self.parked.iter().any(|other| other.entry == entry) {
            self.parked.push(Parked { entry, is_checked: key.is_some() });
        }
        self.place_parked();
        Ok(())
    }

    fn place_parked(&mut self) {
        let mut is_moving = true;
        while is_moving {
            is_moving = false;
            for Parked { entry, mut is_checked } in std::mem::take(&mut self.parked) {
                if !is_checked && let Some(key) = self.lines.find_key(entry.envelope().log) {
                    if !read_key(key).is_ok_and(|key| entry.verify(&key).is_ok()) {
                        continue;
                    }
                    is_checked = true;
                }
                let Ok(placing) = self.lines.place(entry.envelope(), entry.hash(), &self.index);
                match placing {
                    Placing::Known => is_moving |= self.complete(entry),
                    Placing::Waits { .. } => self.parked.push(Parked { entry, is_checked }),
                    Placing::Placed { position, view, .. } => {
                        self.keep(entry, position, view);
                        is_moving = true;
                    }
                }
            }
        }
    }

    /// Takes the payload of an entry that was kept without it; what it is worth is a matter of judgement.
    fn complete(&mut self, entry: Entry) -> bool {
        let kept = self.kept.iter_mut().find(|kept| kept.entry.hash() == entry.hash());
        match kept.filter(|kept| kept.entry.payload().is_none() && entry.payload().is_some()) {
            Some(kept) => {
                kept.entry = entry;
                true
            }
            None => false,
        }
    }

    fn keep(&mut self, entry: Entry, position: Position, view: Arc<View>) {
        self.index.0.entry((entry.envelope().log, entry.envelope().seq)).or_default().push((
            entry.hash(),
            position.line,
            Arc::clone(&view),
        ));
        self.kept.push(Kept { entry, position, view });
    }

    /// Writes an entry: as the first of a new log when `line` is `None`, which founds a feed when `feed` is `None`.
    ///
    /// # Errors
    /// What [`Signer::sign`] refuses.
    pub fn append(
        &mut self,
        signer: &Signer,
        line: Option<u32>,
        feed: Option<FeedId>,
        nonce: [u8; 16],
        draft: Draft,
    ) -> Result<Entry, JournalError> {
        let place = line
            .and_then(|line| self.lines.plan_next(line))
            .unwrap_or_else(|| self.lines.plan_first(feed, signer.public_key(), nonce));
        let entry = signer.sign(place, draft)?;
        self.receive(entry.clone())?;
        Ok(entry)
    }

    fn read_all(&self) -> Vec<Option<Result<Payload, JournalError>>> {
        self.kept
            .iter()
            .map(|kept| kept.entry.payload().map(|payload| payload.parse().map(upcast::apply)))
            .collect()
    }

    fn placed<'a>(
        &'a self,
        kept: &'a Kept,
        payload: &'a Option<Result<Payload, JournalError>>,
    ) -> Placed<'a> {
        Placed {
            position: kept.position,
            view: Arc::clone(&kept.view),
            hash: kept.entry.hash(),
            envelope: kept.entry.envelope(),
            key: self.lines.find(kept.position.line).map(|line| line.key).unwrap_or_default(),
            payload: match payload {
                None => PayloadState::Absent,
                Some(Err(_)) => PayloadState::Malformed,
                Some(Ok(payload)) => PayloadState::Readable(payload),
            },
        }
    }

    fn judge_all<'a>(
        &'a self,
        payloads: &'a [Option<Result<Payload, JournalError>>],
    ) -> Vec<(Placed<'a>, Verdict)> {
        let placed: Vec<_> =
            self.kept.iter().zip(payloads).map(|(kept, payload)| self.placed(kept, payload)).collect();
        let mut admissions: HashMap<FeedId, Admission> = HashMap::new();
        for entry in &placed {
            admissions.entry(entry.envelope.feed).or_insert_with(|| {
                let feed = entry.envelope.feed;
                let control: Vec<_> = placed
                    .iter()
                    .filter(|other| {
                        other.envelope.feed == feed
                            && other.envelope.retention == crate::entry::Retention::Control
                    })
                    .cloned()
                    .collect();
                let Ok(admission) = Admission::from_control(feed, &control, &self.index);
                admission
            });
        }
        placed
            .into_iter()
            .map(|entry| {
                let verdict = admissions
                    .get(&entry.envelope.feed)
                    .map_or(Verdict::Held(HeldReason::DeviceUnknown), |admission| admission.judge(&entry));
                (entry, verdict)
            })
            .collect()
    }

    /// The verdict on every placed entry, parents first.
    #[must_use]
    pub fn judge(&self) -> Vec<Judged> {
        let payloads = self.read_all();
        self.judge_all(&payloads).into_iter().map(|(entry, verdict)| (entry.hash, verdict)).collect()
    }

    /// Every record, by kind and id, where one feed is held. Of several, records of one name would run into each other: see
    /// [`Self::documents_of`].
    #[must_use]
    pub fn documents(&self) -> BTreeMap<(u32, RecordId), Document> {
        self.add_up(|_| true)
    }

    /// Every record of one feed, by kind and id.
    #[must_use]
    pub fn documents_of(&self, feed: FeedId) -> BTreeMap<(u32, RecordId), Document> {
        self.add_up(|other| other == feed)
    }

    fn add_up(&self, is_wanted: impl Fn(FeedId) -> bool) -> BTreeMap<(u32, RecordId), Document> {
        let payloads = self.read_all();
        let judged = self.judge_all(&payloads);
        let mut touches: BTreeMap<(u32, RecordId), Vec<Touch<'_>>> = BTreeMap::new();
        for (entry, verdict) in judged.iter().filter(|(entry, _)| is_wanted(entry.envelope.feed)) {
            if let (Verdict::Counts, PayloadState::Readable(payload)) = (verdict, entry.payload) {
                for (name, touch) in Touch::list_of(entry.position, &entry.view, payload) {
                    touches.entry(name).or_default().push(touch);
                }
            }
        }
        touches.into_iter().map(|((kind, id), touches)| ((kind, id), fold(kind, id, &touches))).collect()
    }

    /// The entry at a place.
    #[must_use]
    pub fn find_at(&self, position: Position) -> Option<&Entry> {
        self.kept.iter().find(|kept| kept.position == position).map(|kept| &kept.entry)
    }
}
