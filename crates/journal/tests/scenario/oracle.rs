//! The rules of `docs/journal.md` a second time, in the plainest words: sets of ancestors by hash, no lines, no views, no fold.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use tilik_journal::catalogue::{FIRST_OFFICE_KIND, admission, device, evaluation, purge, revocation, user};
use tilik_journal::document::Mark;
use tilik_journal::payload::MARK;
use tilik_journal::{
    Document, Entry, EntryHash, FeedId, Group, HeldReason, History, LogId, Payload, RecordId, RecordState,
    Retention, Role, UserId, Value, Verdict, catalogue,
};

/// A write, named: entry, index, value.
pub type Version = (EntryHash, u32, Value);

/// Which marks close an axis, and which lift; settling is of no axis.
struct Axis {
    closing: &'static [Mark],
    lifting: &'static [Mark],
}

const STAGE: Axis = Axis { closing: &[Mark::Closed, Mark::Frozen], lifting: &[Mark::Reopened] };
const PRESENCE: Axis = Axis { closing: &[Mark::Retracted], lifting: &[Mark::Restored] };

/// Where a record stands on one axis.
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Standing {
    pub state: Option<Option<Mark>>,
    pub disputed: BTreeSet<(Mark, EntryHash)>,
    pub is_locked: bool,
}

/// A document with entries named by their hashes, so that readers can be compared in everything that they say.
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Named {
    pub stage: Standing,
    pub presence: Standing,
    pub fields: BTreeMap<u32, (Option<Value>, BTreeSet<Version>)>,
    pub late: BTreeSet<(u32, Version)>,
    pub frontier: BTreeSet<EntryHash>,
}

impl Named {
    pub fn of(document: &Document, history: &History) -> Self {
        let name = |position| history.find_at(position).unwrap().hash();
        let version = |write: &tilik_journal::document::Candidate| {
            (name(write.position), write.index, write.value.clone())
        };
        let contents = document.contents();
        let standing = |of: &RecordState, state| Standing {
            state,
            disputed: match of {
                RecordState::Disputed(marks) => marks.iter().map(|(mark, at)| (*mark, name(*at))).collect(),
                RecordState::Open | RecordState::Marked(_) => BTreeSet::new(),
            },
            is_locked: of.is_locked(),
        };
        Self {
            stage: standing(&document.stage, contents.stage),
            presence: standing(&document.presence, contents.presence),
            fields: document
                .fields
                .iter()
                .map(|(number, field)| {
                    (*number, (field.value().cloned(), field.candidates.iter().map(version).collect()))
                })
                .collect(),
            late: document.late.iter().map(|late| (late.field, version(&late.write))).collect(),
            frontier: document.frontier.iter().map(|position| name(*position)).collect(),
        }
    }
}

/// All that one entry that counts wrote to one record.
pub struct Touch {
    pub hash: EntryHash,
    pub writes: Vec<(u32, u32, Value)>,
}

impl Touch {
    fn marks(&self) -> impl DoubleEndedIterator<Item = Mark> {
        self.writes.iter().filter(|write| write.1 == MARK).filter_map(|write| Mark::find(&write.2))
    }

    fn mark(&self, axis: &Axis) -> Option<Mark> {
        self.marks().rfind(|mark| axis.closing.contains(mark) || axis.lifting.contains(mark))
    }

    fn closes(&self, axis: &Axis) -> bool {
        self.mark(axis).is_some_and(|mark| axis.closing.contains(&mark))
    }

    fn lifts(&self, axis: &Axis) -> bool {
        self.mark(axis).is_some_and(|mark| axis.lifting.contains(&mark))
    }

    pub fn last(&self, field: u32) -> Option<Version> {
        let last = self.writes.iter().rfind(|write| write.1 == field);
        last.map(|(index, _, value)| (self.hash, *index, value.clone()))
    }

    pub fn fields(&self) -> BTreeSet<u32> {
        self.writes.iter().map(|write| write.1).filter(|field| *field != MARK).collect()
    }
}

/// The entries of one feed, each with everything that came before it.
pub struct Oracle<'a> {
    feed: FeedId,
    entries: &'a [Entry],
    payloads: HashMap<EntryHash, Payload>,
    before: HashMap<EntryHash, HashSet<EntryHash>>,
    keys: HashMap<LogId, [u8; 32]>,
}

impl<'a> Oracle<'a> {
    /// `entries`: whole, parents first.
    pub fn new(feed: FeedId, entries: &'a [Entry]) -> Self {
        let mut before: HashMap<EntryHash, HashSet<EntryHash>> = HashMap::new();
        let mut keys = HashMap::new();
        for entry in entries {
            let envelope = entry.envelope();
            let mut all = HashSet::new();
            let parents = envelope.seen.iter().map(|seen| seen.hash).chain([envelope.prev]);
            for parent in parents.filter(|parent| *parent != EntryHash::NONE) {
                all.insert(parent);
                all.extend(&before[&parent]);
            }
            before.insert(entry.hash(), all);
            keys.extend(envelope.opening.map(|opening| (envelope.log, opening.key)));
        }
        let payloads = entries
            .iter()
            .filter_map(|entry| Some((entry.hash(), entry.payload()?.parse().unwrap())))
            .collect();
        Self { feed, entries, payloads, before, keys }
    }

    pub fn saw(&self, entry: EntryHash, other: EntryHash) -> bool {
        self.before[&entry].contains(&other)
    }

    fn control(&self) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(|entry| entry.envelope().retention == Retention::Control)
    }

    fn groups(&self, entry: &Entry, kind: u32) -> impl Iterator<Item = &Group> {
        self.payloads[&entry.hash()].groups.iter().filter(move |group| group.kind == kind)
    }

    fn named_hashes(&self, entry: &Entry, kind: u32, field: u32) -> Vec<EntryHash> {
        let fields = self.groups(entry, kind).flat_map(|group| &group.fields);
        fields
            .filter(|(number, _)| *number == field)
            .filter_map(|(_, value)| EntryHash::try_from(value.as_bytes()?).ok())
            .collect()
    }

    fn is_founding(&self, entry: &Entry) -> bool {
        entry.envelope().seq == 1 && FeedId::founded_by(entry.envelope().log) == self.feed
    }

    fn is_cut(&self, by: &Entry, group: &Group, entry: &Entry) -> bool {
        let find = |field| group.fields.iter().rfind(|(number, _)| *number == field).map(|(_, value)| value);
        let log = LogId::try_from(find(revocation::LOG).unwrap().as_bytes().unwrap()).unwrap();
        let seq = u64::try_from(find(revocation::LAST_SEQ).unwrap().as_int().unwrap()).unwrap();
        let last = EntryHash::try_from(find(revocation::LAST_HASH).unwrap().as_bytes().unwrap()).unwrap();
        let key = find(revocation::KEY).map(|key| key.as_bytes().unwrap());
        let is_named = |other: &Entry| match key {
            Some(key) => self.keys[&other.envelope().log] == key,
            None => other.envelope().log == log,
        };
        let is_here = self.entries.iter().any(|entry| {
            let envelope = entry.envelope();
            (envelope.log, envelope.seq, entry.hash()) == (log, seq, last)
        });
        let is_accepted = if is_here {
            entry.hash() == last || self.saw(last, entry.hash())
        } else {
            entry.envelope().log == log && entry.envelope().seq <= seq
        };
        !is_named(by) && is_named(entry) && !is_accepted
    }

    fn key(&self, entry: &Entry) -> [u8; 32] {
        self.keys[&entry.envelope().log]
    }

    /// Whether a revocation in `by` leaves the entry out, whoever says so.
    fn ends(&self, by: &Entry, entry: &Entry) -> bool {
        self.groups(by, revocation::KIND).any(|group| self.is_cut(by, group, entry))
    }

    /// The keys that an entry names its own key's successors.
    fn successors(&self, entry: &Entry) -> Vec<[u8; 32]> {
        let own = self.key(entry);
        let find = |group: &Group, number| -> Option<[u8; 32]> {
            let field = group.fields.iter().rfind(|(field, _)| *field == number)?;
            field.1.as_bytes()?.try_into().ok()
        };
        let groups = self.groups(entry, device::KIND);
        let right = groups.filter(|group| find(group, device::SUCCEEDS) == Some(own));
        right.filter_map(|group| find(group, device::KEY)).collect()
    }

    /// The keys with authority, and how often it had passed before it came to them.
    fn authorities(&self) -> HashMap<[u8; 32], usize> {
        let founding = self.control().find(|entry| self.is_founding(entry));
        let mut ranks: HashMap<_, _> = founding.map(|entry| (self.key(entry), 0)).into_iter().collect();
        for rank in 0..self.keys.len() {
            let of_rank: Vec<_> = ranks.iter().filter(|(_, of)| **of == rank).map(|(key, _)| *key).collect();
            let mut counted: Vec<(&Entry, [u8; 32])> = Vec::new();
            for entry in self.control().filter(|entry| of_rank.contains(&self.key(entry))) {
                for to in self.successors(entry) {
                    let was_ended = counted.iter().any(|(passing, successor)| {
                        self.key(passing) == self.key(entry)
                            && self.saw(entry.hash(), passing.hash())
                            && self.control().any(|by| self.key(by) == *successor && self.ends(by, entry))
                    });
                    if !was_ended && ranks.get(&to).is_none_or(|known| *known > rank) {
                        ranks.insert(to, rank + 1);
                        counted.push((entry, to));
                    }
                }
            }
        }
        ranks
    }

    /// Whether what `by` ends is ended for the entry: an authority's word binds those below it and who has none, and its own other logs.
    fn has_word_on(&self, by: &Entry, entry: &Entry, ranks: &HashMap<[u8; 32], usize>) -> bool {
        let (key, own) = (self.key(entry), self.key(by));
        key == own || ranks.get(&key).is_none_or(|rank| *rank < ranks[&own])
    }

    /// Whether no successor ended the one who speaks before he spoke.
    fn is_word_of_force(&self, by: &Entry, ranks: &HashMap<[u8; 32], usize>) -> bool {
        let rank = ranks[&self.key(by)];
        !self.control().any(|later| {
            ranks.get(&self.key(later)).is_some_and(|other| *other > rank)
                && self.ends(later, by)
                && self.is_word_of_force(later, ranks)
        })
    }

    /// The verdict on every entry.
    pub fn judge(&self) -> HashMap<EntryHash, Verdict> {
        let ranks = self.authorities();
        let by_authorities: Vec<_> =
            self.control().filter(|entry| ranks.contains_key(&self.key(entry))).collect();
        let passes = |entry: &Entry| {
            !by_authorities
                .iter()
                .filter(|by| self.has_word_on(by, entry, &ranks) && self.is_word_of_force(by, &ranks))
                .any(|by| self.ends(by, entry))
        };
        let mut admitted = HashSet::new();
        let mut certified: HashSet<Vec<u8>> = HashSet::new();
        for _ in 0..=by_authorities.len() {
            for by in &by_authorities {
                if passes(by) || admitted.contains(&by.hash()) {
                    admitted.extend(self.named_hashes(by, admission::KIND, admission::ENTRY));
                    let keys = self.groups(by, device::KIND).flat_map(|group| &group.fields);
                    certified.extend(
                        keys.filter(|(field, _)| *field == device::KEY)
                            .map(|(_, value)| value.as_bytes().unwrap().to_vec()),
                    );
                }
            }
        }
        let mut grants: Vec<(UserId, EntryHash, Option<Role>)> = Vec::new();
        let mut verdicts = HashMap::new();
        for entry in self.entries {
            let (hash, envelope) = (entry.hash(), entry.envelope());
            let is_control = envelope.retention == Retention::Control;
            let own = self.groups(entry, user::KIND).filter(|_| is_control).filter_map(|group| {
                let role = group.fields.iter().rfind(|(field, _)| *field == user::ROLE)?;
                Some((UserId(group.record.0), hash, Role::find(&role.1)))
            });
            let own: Vec<_> = own.collect();
            if self.is_founding(entry) {
                grants.extend(own.clone());
            }
            let seen: Vec<_> = grants
                .iter()
                .filter(|(who, at, _)| *who == envelope.actor && (self.saw(hash, *at) || *at == hash))
                .collect();
            let roles: Vec<_> = seen
                .iter()
                .filter(|(_, at, _)| !seen.iter().any(|(_, later, _)| self.saw(*later, *at)))
                .filter_map(|(_, _, role)| *role)
                .collect();
            let payload = &self.payloads[&hash];
            let has_control = payload.groups.iter().any(|group| group.kind < FIRST_OFFICE_KIND);
            let key = self.key(entry);
            let verdict = if has_control && !is_control {
                Verdict::Held(HeldReason::PayloadMalformed)
            } else if admitted.contains(&hash) {
                Verdict::Counts
            } else if !passes(entry) {
                Verdict::Held(HeldReason::LogRevoked)
            } else if !ranks.contains_key(&key) && !certified.contains(key.as_slice()) {
                Verdict::Held(HeldReason::DeviceUnknown)
            } else if roles.is_empty() {
                Verdict::Held(HeldReason::ActorUnknown)
            } else if roles.iter().any(|role| role.permits(payload)) {
                Verdict::Counts
            } else {
                Verdict::Held(HeldReason::NotPermitted)
            };
            if verdict == Verdict::Counts && !self.is_founding(entry) {
                grants.extend(own);
            }
            verdicts.insert(hash, verdict);
        }
        let counting: Vec<_> = self.control().filter(|by| verdicts[&by.hash()] == Verdict::Counts).collect();
        for by in counting {
            for hash in self.named_hashes(by, purge::KIND, purge::ENTRY) {
                let target = self.entries.iter().find(|entry| entry.hash() == hash);
                if target.is_some_and(|entry| entry.envelope().retention != Retention::Control) {
                    verdicts.insert(hash, Verdict::Purged);
                }
            }
        }
        verdicts
    }

    /// What counts, by record.
    pub fn touches(&self, verdicts: &HashMap<EntryHash, Verdict>) -> BTreeMap<(u32, RecordId), Vec<Touch>> {
        let mut records: BTreeMap<(u32, RecordId), Vec<Touch>> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| verdicts[&entry.hash()] == Verdict::Counts) {
            let hash = entry.hash();
            let mut index = 0;
            for group in &self.payloads[&hash].groups {
                let touches = records.entry((group.kind, group.record)).or_default();
                if touches.last().is_none_or(|touch| touch.hash != hash) && !group.fields.is_empty() {
                    touches.push(Touch { hash, writes: Vec::new() });
                }
                for (field, value) in &group.fields {
                    touches.last_mut().unwrap().writes.push((index, *field, value.clone()));
                    index += 1;
                }
            }
        }
        records
    }

    pub fn is_late(&self, touch: &Touch, all: &[Touch]) -> bool {
        let is_beyond = |axis: &Axis| {
            all.iter().filter(|closing| closing.closes(axis)).any(|closing| {
                !self.saw(closing.hash, touch.hash)
                    && !all.iter().filter(|lift| lift.lifts(axis)).any(|lift| {
                        self.saw(lift.hash, closing.hash)
                            && (self.saw(touch.hash, lift.hash) || touch.hash == lift.hash)
                    })
            })
        };
        let is_exempt = touch.mark(&STAGE).is_some() || touch.mark(&PRESENCE).is_some();
        !is_exempt && (is_beyond(&STAGE) || is_beyond(&PRESENCE))
    }

    fn standing(&self, axis: &Axis, all: &[Touch]) -> Standing {
        let acting: Vec<_> = all.iter().filter(|touch| touch.mark(axis).is_some()).collect();
        let newest: Vec<_> =
            self.newest(&acting).iter().map(|touch| (touch.mark(axis).unwrap(), touch.hash)).collect();
        let first = newest.first().map(|(mark, _)| *mark);
        let is_same = newest.iter().all(|(mark, _)| Some(*mark) == first);
        let is_agreed = newest.len() < 2 || is_same && first != Some(Mark::Closed);
        Standing {
            state: is_agreed.then_some(first),
            disputed: if is_agreed { BTreeSet::new() } else { newest.into_iter().collect() },
            is_locked: all
                .iter()
                .filter(|touch| touch.closes(axis))
                .any(|closing| !all.iter().any(|lift| lift.lifts(axis) && self.saw(lift.hash, closing.hash))),
        }
    }

    fn newest<'t>(&self, touches: &[&'t Touch]) -> Vec<&'t Touch> {
        let is_newest = |touch: &&&Touch| !touches.iter().any(|other| self.saw(other.hash, touch.hash));
        touches.iter().filter(is_newest).copied().collect()
    }

    /// The document that a record's touches come to.
    pub fn merge(&self, kind: u32, all: &[Touch]) -> Named {
        let (late, in_time): (Vec<&Touch>, Vec<&Touch>) =
            all.iter().partition(|touch| self.is_late(touch, all));
        let mut named = Named {
            stage: self.standing(&STAGE, all),
            presence: self.standing(&PRESENCE, all),
            frontier: self.newest(&all.iter().collect::<Vec<_>>()).iter().map(|touch| touch.hash).collect(),
            ..Named::default()
        };
        for field in in_time.iter().flat_map(|touch| touch.fields()) {
            let writers: Vec<_> =
                in_time.iter().copied().filter(|touch| touch.last(field).is_some()).collect();
            named.fields.insert(field, self.merge_field(kind, field, &writers));
        }
        for touch in late {
            for field in touch.fields() {
                let is_decided = all.iter().any(|other| {
                    self.saw(other.hash, touch.hash)
                        && (other.last(field).is_some()
                            || other.mark(&STAGE) == Some(Mark::Closed)
                            || other.marks().any(|mark| mark == Mark::Settled))
                });
                if !is_decided {
                    named.late.insert((field, touch.last(field).unwrap()));
                }
            }
        }
        named
    }

    fn merge_field(&self, kind: u32, field: u32, writers: &[&Touch]) -> (Option<Value>, BTreeSet<Version>) {
        let mut standing = self.newest(writers);
        let versions = standing.iter().filter_map(|touch| touch.last(field)).collect();
        let is_decisive = catalogue::is_decisive(kind, field);
        assert!(kind != evaluation::KIND || field != evaluation::RESULT_RATING || is_decisive);
        loop {
            let values: Vec<_> =
                standing.iter().filter_map(|touch| touch.last(field)).map(|last| last.2).collect();
            match values.first() {
                Some(first) if values.iter().all(|value| value == first) => {
                    return (Some(first.clone()), versions);
                }
                Some(_) if !is_decisive => {}
                Some(_) | None => return (None, versions),
            }
            let common: Vec<_> = writers
                .iter()
                .copied()
                .filter(|writer| standing.iter().all(|touch| self.saw(touch.hash, writer.hash)))
                .collect();
            standing = self.newest(&common);
        }
    }
}
