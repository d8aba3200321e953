//! Random histories of an office: laptops, a copied laptop, users with and without roles, and everything that control acts can do.

pub mod oracle;

use std::collections::HashSet;

use tilik_journal::catalogue::{achievement, admission, device, evaluation, person, purge, revocation, user};
use tilik_journal::entry::Place;
use tilik_journal::payload::MARK;
use tilik_journal::{
    Draft, Entry, EntryHash, FeedId, Group, History, LogId, Opening, Payload, RecordId, Retention, SeenRef,
    Signer, UserId, Value, Verdict,
};
use uuid::Uuid;

/// Repeatable chance (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next().to_le_bytes()[0])
    }
}

#[derive(Clone, Copy)]
struct Own {
    log: LogId,
    seq: u64,
    tip: EntryHash,
}

/// A laptop with what it holds.
pub struct Laptop {
    seed: u8,
    signer: Signer,
    pub history: History,
    own: Option<Own>,
    named: HashSet<EntryHash>,
}

impl Laptop {
    pub fn new(seed: u8) -> Self {
        Self {
            seed,
            signer: Signer::from_seed(&[seed; 32]),
            history: History::new(),
            own: None,
            named: HashSet::new(),
        }
    }

    pub fn key(&self) -> [u8; 32] {
        self.signer.public_key()
    }

    /// From now on it writes to a new log, under the same key.
    pub fn open_log(&mut self) {
        self.own = None;
    }

    /// A copy of the disk: same key, same log, both go on.
    pub fn copy(&self) -> Self {
        let mut copy = Self::new(self.seed);
        for entry in self.history.entries() {
            copy.history.receive(entry.clone()).unwrap();
        }
        (copy.own, copy.named) = (self.own, self.named.clone());
        copy
    }

    /// Writes an entry that saw all that the laptop holds. Made by hand and not by `History::append`, because a copied laptop goes on from its
    /// own tip even where the other copy's next entry has come already.
    pub fn write(
        &mut self,
        feed: Option<FeedId>,
        actor: UserId,
        retention: Retention,
        payload: Payload,
        chance: &mut Chance,
    ) -> Entry {
        let nonce = chance.bytes();
        let fresh = Own { log: LogId::of(&self.key(), &nonce), seq: 0, tip: EntryHash::NONE };
        let opening = self.own.is_none().then(|| Opening { key: self.key(), nonce, is_private: false });
        let own = self.own.unwrap_or(fresh);
        let feed = feed.unwrap_or_else(|| FeedId::founded_by(own.log));
        let seen: Vec<_> = self
            .history
            .lines()
            .as_slice()
            .iter()
            .filter(|line| line.feed == feed && line.tip_hash != own.tip && self.named.insert(line.tip_hash))
            .map(|line| SeenRef { log: line.log, seq: line.tip_seq, hash: line.tip_hash })
            .collect();
        let place = Place { feed, log: own.log, seq: own.seq + 1, prev: own.tip, seen, opening };
        let made_at = i64::try_from(chance.below(1 << 40)).unwrap();
        let act = "test.written".to_owned();
        let draft = Draft { actor, made_at, act, retention, payload, salt: chance.bytes() };
        let entry = self.signer.sign(place, draft).unwrap();
        self.own = Some(Own { log: own.log, seq: own.seq + 1, tip: entry.hash() });
        self.history.receive(entry.clone()).unwrap();
        entry
    }
}

/// Everything that was written, and by which laptops.
pub struct Office {
    pub feed: FeedId,
    pub laptops: Vec<Laptop>,
    /// All entries in the order in which they were made.
    pub all: Vec<Entry>,
    logs: usize,
    /// Keys to which somebody passed authority, whether he had it or not.
    passed: Vec<[u8; 32]>,
}

pub fn actor(number: u8) -> UserId {
    UserId(Uuid::from_bytes([number; 16]))
}

pub fn group(kind: u32, record: RecordId, fields: Vec<(u32, Value)>) -> Group {
    Group { kind, record, fields }
}

fn bytes(bytes: &[u8]) -> Value {
    Value::Bytes(bytes.to_vec())
}

pub fn grant(number: u8, role: Option<&str>) -> Group {
    group(user::KIND, RecordId(actor(number).0), vec![(user::ROLE, role.into())])
}

pub fn certificate(key: &[u8; 32]) -> Group {
    group(device::KIND, RecordId::device(key), vec![(device::KEY, bytes(key))])
}

pub fn passing(by: &[u8; 32], to: &[u8; 32]) -> Group {
    let fields = vec![(device::KEY, bytes(to)), (device::SUCCEEDS, bytes(by))];
    group(device::KIND, RecordId::device(to), fields)
}

pub fn removal(hash: EntryHash) -> Group {
    group(purge::KIND, RecordId::about(&hash.0), vec![(purge::ENTRY, bytes(&hash.0))])
}

pub fn letting_in(hash: EntryHash) -> Group {
    group(admission::KIND, RecordId::about(&hash.0), vec![(admission::ENTRY, bytes(&hash.0))])
}

pub fn cut(log: LogId, seq: u64, last: EntryHash, key: Option<[u8; 32]>) -> Group {
    let mut fields = vec![
        (revocation::LOG, bytes(&log.0)),
        (revocation::LAST_SEQ, Value::Int(i64::try_from(seq).unwrap())),
        (revocation::LAST_HASH, bytes(&last.0)),
    ];
    fields.extend(key.map(|key| (revocation::KEY, bytes(&key))));
    group(revocation::KIND, RecordId::about(&log.0), fields)
}

/// A revocation as chance has it: at an entry that exists, at one that nobody holds, of everything.
pub fn any_cut(all: &[Entry], chance: &mut Chance) -> Group {
    let last = chance.pick(all).clone();
    let key = all.iter().find_map(|entry| {
        entry
            .envelope()
            .opening
            .filter(|_| entry.envelope().log == last.envelope().log)
            .map(|opening| opening.key)
    });
    let key = key.filter(|_| chance.one_in(4));
    let (log, seq) = (last.envelope().log, last.envelope().seq);
    match chance.below(6) {
        0 => cut(log, seq, EntryHash(chance.bytes()), key),
        1 => cut(log, 0, EntryHash::NONE, key),
        // The last entry accepted of a key may stand in any log.
        2 => {
            let other = chance.pick(all);
            cut(other.envelope().log, other.envelope().seq, other.hash(), key)
        }
        _ => cut(log, seq, last.hash(), key),
    }
}

impl Office {
    pub fn found(chance: &mut Chance) -> Self {
        let mut founder = Laptop::new(1);
        let others: Vec<_> = (2..=3).map(Laptop::new).collect();
        let mut groups =
            vec![grant(1, Some("kepala")), grant(2, Some("penilai")), grant(3, Some("operator"))];
        for other in &others {
            if !chance.one_in(4) {
                groups.push(certificate(&other.key()));
            }
        }
        let first = founder.write(None, actor(1), Retention::Control, Payload { groups }, chance);
        let mut laptops = vec![founder];
        laptops.extend(others);
        for laptop in &mut laptops[1..] {
            laptop.history.receive(first.clone()).unwrap();
        }
        Self { feed: first.envelope().feed, laptops, all: vec![first], logs: 1, passed: Vec::new() }
    }

    pub fn write(
        &mut self,
        at: usize,
        who: u8,
        retention: Retention,
        groups: Vec<Group>,
        chance: &mut Chance,
    ) {
        self.logs += usize::from(self.laptops[at].own.is_none());
        let payload = Payload { groups };
        let entry = self.laptops[at].write(Some(self.feed), actor(who), retention, payload, chance);
        self.all.push(entry);
    }

    /// One more thing that happens.
    pub fn go_on(&mut self, chance: &mut Chance) {
        let at = chance.below(self.laptops.len());
        match chance.below(24) {
            0..12 => self.write_office(at, chance),
            12..15 => self.write_control(at, chance),
            15 | 16 if self.laptops.len() < 5 && self.laptops[at].own.is_some() => {
                let copy = self.laptops[at].copy();
                self.laptops.push(copy);
            }
            17 if self.logs < 4 => self.laptops[at].open_log(),
            _ => self.exchange(at, chance),
        }
    }

    fn write_office(&mut self, at: usize, chance: &mut Chance) {
        if self.laptops[at].own.is_none() && self.logs == 4 {
            return;
        }
        let mut groups = Vec::new();
        for _ in 0..1 + chance.below(2) {
            groups.push(any_group(chance));
        }
        let who = *chance.pick(&[1, 1, 1, 2, 2, 3, 4]);
        let retention = if chance.one_in(2) { Retention::Career } else { Retention::Working };
        self.write(at, who, retention, groups, chance);
    }

    fn write_control(&mut self, at: usize, chance: &mut Chance) {
        // Mostly where it counts.
        let heirs: Vec<_> =
            (0..self.laptops.len()).filter(|at| self.passed.contains(&self.laptops[*at].key())).collect();
        let at = match chance.below(6) {
            0 | 1 => at,
            2 | 3 if !heirs.is_empty() => *chance.pick(&heirs),
            _ => 0,
        };
        if self.laptops[at].own.is_none() && self.logs == 4 {
            return;
        }
        let about = chance.pick(&self.all).hash();
        let any_key = |chance: &mut Chance| Laptop::new(u8::try_from(1 + chance.below(4)).unwrap()).key();
        let control = match chance.below(10) {
            0 => certificate(&any_key(chance)),
            8 | 9 => {
                let own = self.laptops[at].key();
                let by = if chance.one_in(6) { any_key(chance) } else { own };
                let to = any_key(chance);
                self.passed.push(to);
                passing(&by, &to)
            }
            1 | 2 => any_cut(&self.all, chance),
            3 => letting_in(about),
            4 => removal(about),
            5 => grant(u8::try_from(2 + chance.below(3)).unwrap(), None),
            _ => {
                let role = *chance.pick(&["kepala", "penilai", "operator", "pegawai"]);
                grant(u8::try_from(1 + chance.below(4)).unwrap(), Some(role))
            }
        };
        let who = *chance.pick(&[1, 1, 1, 1, 2]);
        self.write(at, who, Retention::Control, vec![control], chance);
    }

    /// A stick is carried from one laptop to another: everything, a part that ends somewhere, or parts with holes.
    fn exchange(&mut self, from: usize, chance: &mut Chance) {
        let to = chance.below(self.laptops.len());
        let purged: HashSet<_> = self.laptops[from]
            .history
            .judge()
            .into_iter()
            .filter(|(_, verdict)| *verdict == Verdict::Purged)
            .map(|(hash, _)| hash)
            .collect();
        let has: HashSet<_> = self.laptops[to]
            .history
            .entries()
            .filter(|entry| entry.payload().is_some())
            .map(Entry::hash)
            .collect();
        let mut carried: Vec<_> = self.laptops[from]
            .history
            .entries()
            .filter(|entry| !has.contains(&entry.hash()))
            .cloned()
            .collect();
        match chance.below(4) {
            0 => carried.truncate(chance.below(carried.len() + 1)),
            1 => carried.retain(|_| !chance.one_in(4)),
            _ => {}
        }
        for entry in carried {
            let is_purged = purged.contains(&entry.hash());
            let entry = if is_purged { entry.without_payload() } else { entry };
            self.laptops[to].history.receive(entry).unwrap();
        }
    }
}

fn any_group(chance: &mut Chance) -> Group {
    let kinds: [(u32, RecordId, &[u32]); 4] = [
        (evaluation::KIND, RecordId::period("a"), &[evaluation::RESULT_RATING, evaluation::FEEDBACK]),
        (evaluation::KIND, RecordId::period("b"), &[evaluation::RESULT_RATING, evaluation::FEEDBACK]),
        (achievement::KIND, RecordId::period("a"), &[achievement::PROPOSED, achievement::NOTE]),
        (person::KIND, RecordId::period("a"), &[person::NAME, person::RANK]),
    ];
    let (kind, record, numbers) = *chance.pick(&kinds);
    let mut fields = Vec::new();
    for _ in 0..1 + chance.below(2) {
        let value = if chance.one_in(8) { Value::Null } else { Value::Int(i64::from(chance.one_in(2))) };
        fields.push((*chance.pick(numbers), value));
    }
    if chance.one_in(3) {
        if chance.one_in(2) {
            fields.clear();
        }
        for _ in 0..1 + usize::from(chance.one_in(3)) {
            let mark = i64::try_from(1 + chance.below(6)).unwrap();
            fields.insert(chance.below(fields.len() + 1), (MARK, Value::Int(mark)));
        }
    }
    group(kind, record, fields)
}
