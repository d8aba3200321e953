//! Whether an entry counts (`docs/journal.md`, *Admission*).
//!
//! A pure function of the set of entries: [`Admission`] is read from the control entries alone, then judges any entry by itself, so that a journal
//! of millions is judged in one pass and bounded memory. The invariant a reader could break: no rule here may look at arrival order or clocks
//! (`tests/convergence.rs`).

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::authority::{Authorities, list_successors};
use crate::catalogue::{self, admission, device, purge, revocation, user};
use crate::entry::{Envelope, FORMAT, Retention};
use crate::id::{EntryHash, FeedId, LogId, UserId};
use crate::lineage::{PlacedEntries, Position, View, saw};
use crate::payload::{Payload, Write};
use crate::role::Role;

/// Why an entry is held. Held entries are kept and shown; they replace nothing and block nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeldReason {
    /// Its format is of a later release.
    FormatUnknown,
    /// Its payload is not here and was not purged.
    PayloadMissing,
    /// Its payload is not what the format asks for.
    PayloadMalformed,
    /// It stands after the end of a revoked log.
    LogRevoked,
    /// Its device was not certified.
    DeviceUnknown,
    /// Its actor had no role in its view.
    ActorUnknown,
    /// No role of its actor permits what it writes.
    NotPermitted,
}

impl HeldReason {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::FormatUnknown => "held.format_unknown",
            Self::PayloadMissing => "held.payload_missing",
            Self::PayloadMalformed => "held.payload_malformed",
            Self::LogRevoked => "held.log_revoked",
            Self::DeviceUnknown => "held.device_unknown",
            Self::ActorUnknown => "held.actor_unknown",
            Self::NotPermitted => "held.not_permitted",
        }
    }
}

/// The judgement on an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Its writes count.
    Counts,
    /// Its payload was removed for good: it has no writes.
    Purged,
    /// Its writes do not count.
    Held(HeldReason),
}

/// An entry in its place, as a judge needs it.
#[derive(Debug, Clone)]
pub struct Placed<'a> {
    /// Its place.
    pub position: Position,
    /// What it saw.
    pub view: Arc<View>,
    /// Its name.
    pub hash: EntryHash,
    /// What its envelope says.
    pub envelope: &'a Envelope,
    /// The key of its log.
    pub key: [u8; 32],
    /// Its payload: absent, unreadable, or its writes.
    pub payload: PayloadState<'a>,
}

/// What is known of a payload.
#[derive(Debug, Clone, Copy)]
pub enum PayloadState<'a> {
    /// Not here.
    Absent,
    /// Here, and not what the format asks for.
    Malformed,
    /// Here.
    Readable(&'a Payload),
}

#[derive(Debug, Clone)]
struct Cut {
    /// Who said so.
    by: [u8; 32],
    log: LogId,
    last_seq: u64,
    /// When it ends every log of this key, and not only the one that it names.
    key: Option<[u8; 32]>,
    /// The place and view of the last accepted entry, when it is here.
    last: Option<(Position, Arc<View>)>,
}

impl Cut {
    fn is_about(&self, entry: &Placed<'_>) -> bool {
        match self.key {
            Some(key) => key == entry.key,
            None => self.log == entry.envelope.log,
        }
    }

    fn accepts(&self, entry: &Placed<'_>) -> bool {
        match &self.last {
            Some((last, view)) => *last == entry.position || saw(*last, view, entry.position),
            None => self.log == entry.envelope.log && entry.envelope.seq <= self.last_seq,
        }
    }
}

#[derive(Debug, Clone)]
struct Grant {
    position: Position,
    view: Arc<View>,
    role: Option<Role>,
}

/// What the control entries of one feed say together.
#[derive(Debug, Clone, Default)]
pub struct Admission {
    authorities: Authorities,
    cuts: Vec<Cut>,
    certified: HashSet<[u8; 32]>,
    admitted: HashSet<EntryHash>,
    grants: HashMap<UserId, Vec<Grant>>,
    purged: HashSet<EntryHash>,
}

impl Admission {
    /// Reads the control entries of a feed: every placed entry of it with retention [`Retention::Control`], parents first.
    ///
    /// # Errors
    /// Only when a lookup fails.
    pub fn from_control<P: PlacedEntries>(
        feed: FeedId,
        control: &[Placed<'_>],
        placed: &P,
    ) -> Result<Self, P::Error> {
        let mut cuts = Vec::new();
        for entry in control {
            for group in records_of(entry, revocation::KIND) {
                cuts.extend(read_cut(entry, group, placed)?);
            }
        }
        let authorities = find_authorities(feed, control, &cuts);
        // Whoever came later is judged first: no word of a predecessor's binds a successor.
        let mut found = Self { authorities, ..Self::default() };
        for by in found.authorities.keys().rev().copied().collect::<Vec<_>>() {
            let (of, others): (Vec<_>, Vec<_>) = cuts.into_iter().partition(|(_, cut)| cut.by == by);
            cuts = others;
            // Of its own entries too: what they end is ended, though they be held.
            let stand = of.into_iter().filter(|(entry, _)| found.passes_cuts(entry));
            let stand: Vec<_> = stand.map(|(_, cut)| cut).collect();
            found.cuts.extend(stand);
        }
        let mut from_authorities: Vec<_> =
            control.iter().filter(|entry| found.authorities.contains(&entry.key)).collect();
        // An admission may let in another authority's entry that admits or certifies in turn. Each round only adds, so the order is of no account.
        loop {
            let waiting = from_authorities.len();
            from_authorities.retain(|entry| {
                let is_authority = found.passes_cuts(entry) || found.admitted.contains(&entry.hash);
                if is_authority {
                    found.read_authority(entry);
                }
                !is_authority
            });
            if from_authorities.len() == waiting {
                break;
            }
        }
        found.read_grants(feed, control);
        for entry in control {
            if found.judge(entry) != Verdict::Counts {
                continue;
            }
            for write in control_writes(entry) {
                if (write.kind, write.field) == (purge::KIND, purge::ENTRY)
                    && let Some(hash) = write.value.as_bytes().and_then(|hash| EntryHash::try_from(hash).ok())
                {
                    found.purged.insert(hash);
                }
            }
        }
        for entry in control {
            found.purged.remove(&entry.hash);
        }
        Ok(found)
    }

    fn read_authority(&mut self, entry: &Placed<'_>) {
        for write in control_writes(entry) {
            let bytes = write.value.as_bytes();
            match (write.kind, write.field) {
                (device::KIND, device::KEY) => {
                    self.certified.extend(bytes.and_then(|key| <[u8; 32]>::try_from(key).ok()));
                }
                (admission::KIND, admission::ENTRY) => {
                    self.admitted.extend(bytes.and_then(|hash| EntryHash::try_from(hash).ok()));
                }
                (_, _) => {}
            }
        }
    }

    /// Roles are granted along the order of events, so that a grant is judged by the grants before it.
    fn read_grants(&mut self, feed: FeedId, control: &[Placed<'_>]) {
        for entry in control {
            let is_founding = entry.envelope.seq == 1 && FeedId::founded_by(entry.envelope.log) == feed;
            if !is_founding && self.judge(entry) != Verdict::Counts {
                continue;
            }
            for write in control_writes(entry) {
                if (write.kind, write.field) == (user::KIND, user::ROLE) {
                    let grants = self.grants.entry(UserId(write.record.0)).or_default();
                    // As for any field: of several writes in one entry the last one stands.
                    grants.pop_if(|grant| grant.position == entry.position);
                    grants.push(Grant {
                        position: entry.position,
                        view: Arc::clone(&entry.view),
                        role: Role::find(write.value),
                    });
                }
            }
        }
    }

    /// The keys whose word lets devices in, by how often authority had passed to reach them.
    #[must_use]
    pub fn authorities(&self) -> &Authorities {
        &self.authorities
    }

    /// Whether a key has authority or was certified by one that has, ended or not.
    #[must_use]
    pub fn is_device(&self, key: &[u8; 32]) -> bool {
        self.authorities.contains(key) || self.certified.contains(key)
    }

    /// The keys whose word counts until it is ended, and was not: authorities, and whom they certified.
    #[must_use]
    pub fn list_devices(&self) -> BTreeSet<[u8; 32]> {
        let mut devices: BTreeSet<_> = self.authorities.keys().chain(&self.certified).copied().collect();
        for key in self.list_ended_keys() {
            devices.remove(&key);
        }
        devices
    }

    /// Keys all logs of which were ended.
    pub fn list_ended_keys(&self) -> impl Iterator<Item = [u8; 32]> {
        let of_key = self.cuts.iter().filter_map(|cut| Some((cut.by, cut.key?)));
        of_key.filter(|(by, key)| self.authorities.binds(by, key)).map(|(_, key)| key)
    }

    /// The entries whose payloads are removed for good. Entries with retention 0 are never among them.
    #[must_use]
    pub fn purged(&self) -> &HashSet<EntryHash> {
        &self.purged
    }

    /// Judges one entry of the feed.
    #[must_use]
    pub fn judge(&self, entry: &Placed<'_>) -> Verdict {
        if entry.envelope.format > FORMAT {
            return Verdict::Held(HeldReason::FormatUnknown);
        }
        if entry.envelope.retention != Retention::Control && self.purged.contains(&entry.hash) {
            return Verdict::Purged;
        }
        let payload = match entry.payload {
            PayloadState::Absent => return Verdict::Held(HeldReason::PayloadMissing),
            PayloadState::Malformed => return Verdict::Held(HeldReason::PayloadMalformed),
            PayloadState::Readable(payload) => payload,
        };
        if entry.envelope.retention != Retention::Control
            && payload.groups.iter().any(|group| group.kind < catalogue::FIRST_OFFICE_KIND)
        {
            return Verdict::Held(HeldReason::PayloadMalformed);
        }
        if self.admitted.contains(&entry.hash) {
            return Verdict::Counts;
        }
        if !self.passes_cuts(entry) {
            return Verdict::Held(HeldReason::LogRevoked);
        }
        if !self.authorities.contains(&entry.key) && !self.certified.contains(&entry.key) {
            return Verdict::Held(HeldReason::DeviceUnknown);
        }
        match self.roles_of(entry) {
            roles if roles.is_empty() => Verdict::Held(HeldReason::ActorUnknown),
            roles if roles.iter().any(|role| role.permits(payload)) => Verdict::Counts,
            _ => Verdict::Held(HeldReason::NotPermitted),
        }
    }

    fn passes_cuts(&self, entry: &Placed<'_>) -> bool {
        let binds = |cut: &&Cut| cut.is_about(entry) && self.authorities.binds(&cut.by, &entry.key);
        self.cuts.iter().filter(binds).all(|cut| cut.accepts(entry))
    }

    /// The roles of the actor that stand in the entry's view: granted, seen, and not displaced by another grant that was seen.
    fn roles_of(&self, entry: &Placed<'_>) -> Vec<Role> {
        let Some(grants) = self.grants.get(&entry.envelope.actor) else { return Vec::new() };
        let is_founding =
            entry.envelope.seq == 1 && FeedId::founded_by(entry.envelope.log) == entry.envelope.feed;
        let seen: Vec<_> = grants
            .iter()
            .filter(|grant| {
                saw(entry.position, &entry.view, grant.position)
                    || (is_founding && grant.position == entry.position)
            })
            .collect();
        seen.iter()
            .filter(|grant| !seen.iter().any(|other| saw(other.position, &other.view, grant.position)))
            .filter_map(|grant| grant.role)
            .collect()
    }
}

/// The authorities of a feed: its founder, and whomever one of them passes authority to. A passing counts unless somebody it saw succeed the same authority has ended that authority before it.
fn find_authorities(feed: FeedId, control: &[Placed<'_>], cuts: &[(&Placed<'_>, Cut)]) -> Authorities {
    let founding = control
        .iter()
        .find(|entry| entry.envelope.seq == 1 && FeedId::founded_by(entry.envelope.log) == feed);
    let Some(founding) = founding else { return Authorities::default() };
    let mut found = Authorities::of(founding.key);
    for rank in 0.. {
        let of_rank = found.list_of(rank);
        for by in &of_rank {
            let mut passed: Vec<(&Placed<'_>, [u8; 32])> = Vec::new();
            // Parents come first: of what a passing saw, nothing is read after it.
            for entry in control.iter().filter(|entry| entry.key == *by) {
                let named = find_payload(entry).into_iter().flat_map(|payload| list_successors(payload, by));
                let named = named.filter(|to| found.rank(to).is_none_or(|known| known > rank));
                let named: Vec<_> = named.filter(|_| !is_ended(entry, &passed, cuts)).collect();
                for to in named {
                    found.pass(by, to);
                    passed.push((entry, to));
                }
            }
        }
        if of_rank.is_empty() {
            break;
        }
    }
    found
}

/// Whether one of those who succeeded the key of this entry, as it saw, had ended it before.
fn is_ended(entry: &Placed<'_>, passed: &[(&Placed<'_>, [u8; 32])], cuts: &[(&Placed<'_>, Cut)]) -> bool {
    let seen = passed.iter().filter(|(passing, _)| saw(entry.position, &entry.view, passing.position));
    let mut ends = seen.flat_map(|(_, to)| cuts.iter().filter(move |(_, cut)| cut.by == *to));
    ends.any(|(_, cut)| cut.is_about(entry) && !cut.accepts(entry))
}

fn find_payload<'a>(entry: &Placed<'a>) -> Option<&'a Payload> {
    match entry.payload {
        PayloadState::Readable(payload) if entry.envelope.format <= FORMAT => Some(payload),
        PayloadState::Readable(_) | PayloadState::Absent | PayloadState::Malformed => None,
    }
}

fn control_writes<'a>(entry: &Placed<'a>) -> impl Iterator<Item = Write<'a>> {
    find_payload(entry).into_iter().flat_map(Payload::writes)
}

fn records_of<'a>(entry: &Placed<'a>, kind: u32) -> impl Iterator<Item = &'a crate::payload::Group> {
    find_payload(entry)
        .into_iter()
        .flat_map(move |payload| &payload.groups)
        .filter(move |group| group.kind == kind)
}

fn read_cut<'a, 'p, P: PlacedEntries>(
    entry: &'a Placed<'p>,
    group: &crate::payload::Group,
    placed: &P,
) -> Result<Option<(&'a Placed<'p>, Cut)>, P::Error> {
    let find = |field| group.fields.iter().rev().find(|(number, _)| *number == field).map(|(_, value)| value);
    let log =
        find(revocation::LOG).and_then(|value| value.as_bytes()).and_then(|log| LogId::try_from(log).ok());
    let last_seq =
        find(revocation::LAST_SEQ).and_then(|value| value.as_int()).and_then(|seq| u64::try_from(seq).ok());
    let last_hash = find(revocation::LAST_HASH)
        .and_then(|value| value.as_bytes())
        .and_then(|hash| EntryHash::try_from(hash).ok());
    let key = find(revocation::KEY).and_then(|value| value.as_bytes()).and_then(|key| key.try_into().ok());
    // Nobody ends the log that he is writing, nor all logs of his own key.
    let is_own = |log| key.map_or(log == entry.envelope.log, |key: [u8; 32]| key == entry.key);
    match (log, last_seq, last_hash) {
        (Some(log), Some(last_seq), Some(last_hash)) if !is_own(log) => {
            let last = placed
                .find_placed(log, last_seq, last_hash)?
                .map(|(line, view)| (Position { line, seq: last_seq }, view));
            Ok(Some((entry, Cut { by: entry.key, log, last_seq, key, last })))
        }
        (_, _, _) => Ok(None),
    }
}
