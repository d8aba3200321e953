//! The second opinion: chain, signatures, verdicts and every projection computed anew and compared, in memory bounded by a constant number of records.
//!
//! The first broken entry is named and ends the check: what stands behind it in the file cannot be trusted to mean anything.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZero;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use rusqlite::params;
use tilik_journal::admission::{PayloadState, Placed};
use tilik_journal::catalogue;
use tilik_journal::entry::{read_key, verify_hash};
use tilik_journal::fold::{Touch, step};
use tilik_journal::lineage::Placing;
use tilik_journal::{Document, EntryHash, Lines, LogId, RecordId, Retention, Verdict};

use super::rebuild::ReadEntry;
use super::tables::{self, PlacedInTables, StoredEntry};
use super::{Ledger, commit, projection};
use crate::error::StoreError;

/// Records added up at a time; a larger journal is read several times instead.
const RECORDS_A_PASS: u32 = 50_000;
const BATCH: u32 = 1_024;

/// The place of an entry as its row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its row: order of taking in.
    pub row: i64,
    /// Its log, where the line is known.
    pub log: Option<LogId>,
    /// Its number there.
    pub seq: u64,
}

impl StoredEntry {
    /// Its place, as the row says.
    pub(super) fn place(&self, lines: &Lines) -> Place {
        let log = lines.find(self.position.line).map(|line| line.log);
        Place { row: self.row, log, seq: self.position.seq }
    }
}

/// The first thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Defect {
    /// The row does not hold an entry, or not with this payload.
    Unreadable(Place, String),
    /// The signature is not of the log's key over these bytes.
    WrongSignature(Place),
    /// The entry does not follow what stands before it, or stands at another place or with another view than it names.
    WrongChain(Place),
    /// A number that the row holds beside the signed bytes is not what they say.
    WrongNote(Place, &'static str),
    /// The verdict kept is not the verdict.
    WrongVerdict(Place),
    /// A purged payload is still here.
    NotPurged(Place),
    /// The table of lines is not what the entries say.
    WrongLines,
    /// The list of which entry touched which record is not what the entries say.
    WrongTouches,
    /// The document of a record is not what the entries add up to.
    WrongDocument(u32, RecordId),
    /// The row of a record in the table of its kind is not what its document says.
    WrongRow(u32, RecordId),
    /// There are more records than the entries speak of.
    SurplusRecords,
}

impl Defect {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(..) => "verify.entry_unreadable",
            Self::WrongSignature(_) => "verify.wrong_signature",
            Self::WrongChain(_) => "verify.wrong_chain",
            Self::WrongNote(..) => "verify.wrong_note",
            Self::WrongVerdict(_) => "verify.wrong_verdict",
            Self::NotPurged(_) => "verify.not_purged",
            Self::WrongLines => "verify.wrong_lines",
            Self::WrongTouches => "verify.wrong_touches",
            Self::WrongDocument(..) => "verify.wrong_document",
            Self::WrongRow(..) => "verify.wrong_row",
            Self::SurplusRecords => "verify.surplus_records",
        }
    }

    /// Whether the entry's own row is broken, whatever the others say.
    fn is_of_bytes(&self) -> bool {
        match self {
            Self::Unreadable(..) | Self::WrongSignature(_) | Self::WrongChain(_) | Self::WrongNote(..) => {
                true
            }
            Self::WrongVerdict(_)
            | Self::NotPurged(_)
            | Self::WrongLines
            | Self::WrongTouches
            | Self::WrongDocument(..)
            | Self::WrongRow(..)
            | Self::SurplusRecords => false,
        }
    }

    /// The entry, where one is to blame.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Unreadable(place, _)
            | Self::WrongSignature(place)
            | Self::WrongChain(place)
            | Self::WrongNote(place, _)
            | Self::WrongVerdict(place)
            | Self::NotPurged(place) => Some(place),
            Self::WrongLines
            | Self::WrongTouches
            | Self::WrongDocument(..)
            | Self::WrongRow(..)
            | Self::SurplusRecords => None,
        }
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Entries read.
    pub entries: u64,
    /// Records added up.
    pub records: u64,
    /// Entries that do not count.
    pub held: u64,
    /// Branches: a copied or restored laptop.
    pub branches: u64,
    /// The first thing that does not hold; none is the proof.
    pub defect: Option<Defect>,
}

/// One signature to check.
struct Check {
    place: Place,
    hash: EntryHash,
    signature: [u8; 64],
    key: [u8; 32],
}

type Documents = HashMap<(u32, RecordId), Document>;

/// The records of one pass as they add up.
struct Pass {
    number: u64,
    of: u64,
    documents: Documents,
    /// Records with entries apart from each other, to be folded whole.
    apart: HashSet<(u32, RecordId)>,
}

impl Pass {
    fn new(number: u64, of: u64) -> Self {
        Self { number, of, documents: HashMap::new(), apart: HashSet::new() }
    }

    fn add(&mut self, placed: &Placed<'_>) {
        let PayloadState::Readable(payload) = placed.payload else { return };
        for (name, touch) in Touch::list_of(placed.position, &placed.view, payload) {
            if hash_of(&name) % self.of != self.number || self.apart.contains(&name) {
                continue;
            }
            let document = self.documents.entry(name).or_insert_with(|| Document::empty(name.0, name.1));
            if !step(document, &touch) {
                self.apart.insert(name);
            }
        }
    }
}

fn hash_of(value: &impl Hash) -> u64 {
    // A fixed hash function: the sums of two runs are compared, never kept.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Ledger {
    /// Checks the whole journal and everything that was made of it. Changes nothing.
    ///
    /// # Errors
    /// Only when the file cannot be read; what does not hold is the answer's `defect`.
    pub fn verify(&self) -> Result<Verified, StoreError> {
        self.verify_in_passes(RECORDS_A_PASS)
    }

    /// The same with as many records in memory at a time as said: fewer need less of it and read the journal more often.
    ///
    /// # Errors
    /// Those of [`Self::verify`].
    pub fn verify_in_passes(&self, records_a_pass: u32) -> Result<Verified, StoreError> {
        let records: i64 = self.connection.query_row("SELECT count(*) FROM record", [], |row| row.get(0))?;
        let passes = (records / i64::from(records_a_pass.max(1)) + 1).unsigned_abs();
        let mut verified = Verified::default();
        let mut first = Pass::new(0, passes);
        verified.defect = self.verify_entries(&mut verified, &mut first)?;
        if verified.defect.is_none() {
            verified.defect = self.verify_records(&mut verified, first)?;
        }
        for number in 1..passes {
            if verified.defect.is_none() {
                let mut pass = Pass::new(number, passes);
                self.read_pass(&mut pass)?;
                verified.defect = self.verify_records(&mut verified, pass)?;
            }
        }
        if verified.defect.is_none() && self.has_surplus(verified.records, records)? {
            verified.defect = Some(Defect::SurplusRecords);
        }
        Ok(verified)
    }

    /// Reads every entry, checking signatures beside on the other cores.
    fn verify_entries(&self, verified: &mut Verified, pass: &mut Pass) -> Result<Option<Defect>, StoreError> {
        thread::scope(|scope| {
            let workers = thread::available_parallelism().map_or(1, NonZero::get);
            let mut senders = Vec::new();
            let mut checkers = Vec::new();
            for _ in 0..workers {
                let (sender, receiver) = sync_channel::<Vec<Check>>(2);
                senders.push(sender);
                checkers
                    .push(scope.spawn(move || receiver.into_iter().find_map(|checks| first_wrong(&checks))));
            }
            let read = self.read_entries(verified, pass, &senders);
            drop(senders);
            let wrong = checkers
                .into_iter()
                .filter_map(|checker| checker.join().ok().flatten())
                .min_by_key(|place| place.row);
            // A changed envelope breaks its own signature and its successor's chain: the earlier row is the one to name.
            Ok(match (read?, wrong) {
                (Some(defect), Some(wrong))
                    if defect.is_of_bytes() && defect.place().is_some_and(|place| place.row < wrong.row) =>
                {
                    Some(defect)
                }
                (_, Some(wrong)) => Some(Defect::WrongSignature(wrong)),
                (read, None) => read,
            })
        })
    }

    fn read_entries(
        &self,
        verified: &mut Verified,
        pass: &mut Pass,
        senders: &[SyncSender<Vec<Check>>],
    ) -> Result<Option<Defect>, StoreError> {
        let own = self.find_feed()?;
        let mut lines = Lines::default();
        let mut touches = 0u64;
        let mut after = 0;
        let mut turn = 0;
        let mut broken = None;
        // A verdict follows from other entries too: it is told only when every entry is authentic and in its place.
        let mut wrong_verdict = None;
        loop {
            let batch = self.read_batch(after, BATCH)?;
            let Some(last) = batch.last() else { break };
            after = last.row;
            let mut checks = Vec::with_capacity(batch.len());
            for stored in batch {
                let place = stored.place(&self.lines);
                let read = match ReadEntry::read(stored) {
                    Ok(read) => read,
                    Err(StoreError::Journal(error)) => {
                        broken = Some(Defect::Unreadable(place, error.to_string()));
                        break;
                    }
                    Err(error) => return Err(error),
                };
                broken = self.check_place(&read, &place, &mut lines)?;
                if broken.is_some() {
                    break;
                }
                checks.push(Check {
                    place: place.clone(),
                    hash: read.entry.hash(),
                    signature: *read.entry.signature(),
                    key: commit::key_of(&lines, read.stored.position.line),
                });
                let placed = read.placed(&self.connection, &lines)?;
                let verdict = self.judge_placed(&placed);
                wrong_verdict = wrong_verdict.or_else(|| check_verdict(&read, verdict, &place));
                verified.entries += 1;
                verified.held += u64::from(matches!(verdict, Verdict::Held(_)));
                // What the province says is not added up with ours.
                if Some(read.entry.envelope().feed) == own {
                    touches = touches.wrapping_add(sum_touches(&read));
                    if verdict == Verdict::Counts {
                        pass.add(&placed);
                    }
                }
            }
            // The entries before a broken one are checked all the same. A checker that found a wrong signature has stopped; the answer comes
            // when it is joined.
            let is_sent =
                senders.get(turn % senders.len().max(1)).is_some_and(|sender| sender.send(checks).is_ok());
            if broken.is_some() || !is_sent {
                return Ok(broken);
            }
            turn += 1;
        }
        if wrong_verdict.is_some() {
            return Ok(wrong_verdict);
        }
        verified.branches = lines.as_slice().iter().filter(|line| line.forked_from.is_some()).count() as u64;
        if !self.same_lines(&lines) {
            return Ok(Some(Defect::WrongLines));
        }
        Ok((touches != self.sum_kept_touches()?).then_some(Defect::WrongTouches))
    }

    fn check_place(
        &self,
        read: &ReadEntry,
        place: &Place,
        lines: &mut Lines,
    ) -> Result<Option<Defect>, StoreError> {
        let envelope = read.entry.envelope();
        let placing =
            lines.place(envelope, read.entry.hash(), &PlacedInTables::before(&self.connection, place.row))?;
        let Placing::Placed { position, view, .. } = placing else {
            return Ok(Some(Defect::WrongChain(place.clone())));
        };
        let kept_view = match tables::read_view_of(&self.connection, read.stored.view, place) {
            Ok(view) => view,
            Err(StoreError::Broken(defect)) => return Ok(Some(*defect)),
            Err(error) => return Err(error),
        };
        if position != read.stored.position || *view != *kept_view {
            return Ok(Some(Defect::WrongChain(place.clone())));
        }
        if i64::from(envelope.retention == Retention::Control) != read.stored.is_control {
            return Ok(Some(Defect::WrongNote(place.clone(), "is_control")));
        }
        Ok(None)
    }

    fn read_pass(&self, pass: &mut Pass) -> Result<(), StoreError> {
        let own = self.find_feed()?;
        let mut after = 0;
        loop {
            let batch = self.read_batch(after, BATCH)?;
            let Some(last) = batch.last() else { return Ok(()) };
            after = last.row;
            for stored in batch {
                if stored.held.is_none() && self.is_own(stored.position.line, own) {
                    let read = ReadEntry::read(stored)?;
                    pass.add(&read.placed(&self.connection, &self.lines)?);
                }
            }
        }
    }

    fn verify_records(&self, verified: &mut Verified, mut pass: Pass) -> Result<Option<Defect>, StoreError> {
        for (kind, id) in std::mem::take(&mut pass.apart) {
            let document = projection::fold_from_entries(&self.connection, kind, id)?;
            pass.documents.insert((kind, id), document);
        }
        let mut names: Vec<_> = pass.documents.keys().copied().collect();
        names.sort_unstable();
        for name in names {
            let Some(document) = pass.documents.get(&name) else { continue };
            verified.records += 1;
            let kept: Option<Vec<u8>> = {
                let mut statement = self
                    .connection
                    .prepare_cached("SELECT document FROM record WHERE kind = ?1 AND id = ?2")?;
                let mut rows = statement.query(params![name.0, name.1.0.as_bytes()])?;
                rows.next()?.map(|row| row.get(0)).transpose()?
            };
            if kept.as_deref() != Some(document.to_bytes().as_slice()) {
                return Ok(Some(Defect::WrongDocument(name.0, name.1)));
            }
            if !projection::row_agrees(&self.connection, document)? {
                return Ok(Some(Defect::WrongRow(name.0, name.1)));
            }
        }
        Ok(None)
    }

    fn has_surplus(&self, counted: u64, kept: i64) -> Result<bool, StoreError> {
        let mut rows = 0;
        for kind in catalogue::KINDS {
            let sql = format!("SELECT count(*) FROM kind_{}", kind.name);
            rows += self.connection.query_row(&sql, [], |row| row.get::<_, i64>(0))?;
        }
        let known: i64 = self.connection.query_row(
            "SELECT count(*) FROM record WHERE kind <= ?1",
            [catalogue::KINDS.last().map_or(0, |kind| kind.number)],
            |row| row.get(0),
        )?;
        Ok(counted != kept.cast_unsigned() || rows > known)
    }

    fn same_lines(&self, found: &Lines) -> bool {
        found.as_slice().len() == self.lines.as_slice().len()
            && found.as_slice().iter().zip(self.lines.as_slice()).all(|(found, kept)| {
                found.log == kept.log
                    && found.feed == kept.feed
                    && found.key == kept.key
                    && found.forked_from == kept.forked_from
                    && found.tip_seq == kept.tip_seq
                    && found.tip_hash == kept.tip_hash
                    && found.view == kept.view
            })
    }

    fn sum_kept_touches(&self) -> Result<u64, StoreError> {
        let mut statement = self.connection.prepare("SELECT kind, record, entry FROM touch")?;
        let mut rows = statement.query([])?;
        let mut sum = 0u64;
        while let Some(row) = rows.next()? {
            let record = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            sum = sum.wrapping_add(hash_of(&(row.get::<_, u32>(0)?, record, row.get::<_, i64>(2)?)));
        }
        Ok(sum)
    }
}

fn sum_touches(read: &ReadEntry) -> u64 {
    let Some(Some(payload)) = &read.payload else { return 0 };
    let mut names: Vec<_> = payload.groups.iter().map(|group| (group.kind, group.record)).collect();
    names.sort_unstable();
    names.dedup();
    names.iter().fold(0, |sum, (kind, record)| {
        sum.wrapping_add(hash_of(&(*kind, record.0.as_bytes().as_slice(), read.stored.row)))
    })
}

fn check_verdict(read: &ReadEntry, verdict: Verdict, place: &Place) -> Option<Defect> {
    let held = match verdict {
        Verdict::Counts | Verdict::Purged => None,
        Verdict::Held(reason) => Some(reason.code()),
    };
    if read.stored.held.as_deref() != held {
        return Some(Defect::WrongVerdict(place.clone()));
    }
    (verdict == Verdict::Purged && read.stored.payload.is_some()).then(|| Defect::NotPurged(place.clone()))
}

fn first_wrong(checks: &[Check]) -> Option<Place> {
    let mut known: HashMap<[u8; 32], _> = HashMap::new();
    checks
        .iter()
        .find(|check| {
            let key = known.entry(check.key).or_insert_with(|| read_key(&check.key));
            !key.as_ref().is_ok_and(|key| verify_hash(check.hash, &check.signature, key).is_ok())
        })
        .map(|check| check.place.clone())
}
