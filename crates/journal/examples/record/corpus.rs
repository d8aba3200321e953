//! An office whose journal holds every record kind, every field, every mark and every control act.

use tilik_journal::catalogue::{self, FIRST_OFFICE_KIND, KINDS, admission, device, purge, revocation, user};
use tilik_journal::entry::Place;
use tilik_journal::payload::MARK;
use tilik_journal::{
    Draft, Entry, EntryHash, FeedId, Group, History, LogId, Opening, Payload, RecordId, Retention, SeenRef,
    Signer, UserId, Value,
};
use uuid::Uuid;

struct Laptop {
    signer: Signer,
    history: History,
    log: LogId,
    opening: Option<Opening>,
    seq: u64,
    tip: EntryHash,
}

struct Office {
    feed: FeedId,
    all: Vec<Entry>,
}

type Fields = Vec<(u32, Value)>;

const HEAD: u8 = 1;
const ASSESSOR: u8 = 2;
const OPERATOR: u8 = 3;
const GONE: u8 = 4;

impl Laptop {
    fn new(seed: u8) -> Self {
        let signer = Signer::from_seed(&[seed; 32]);
        let opening = Opening { key: signer.public_key(), nonce: [seed; 16], is_private: false };
        let log = LogId::of(&opening.key, &opening.nonce);
        Self { signer, history: History::new(), log, opening: Some(opening), seq: 0, tip: EntryHash::NONE }
    }

    fn copy(&self, seed: u8) -> Self {
        let mut copy = Self::new(seed);
        for entry in self.history.entries() {
            copy.history.receive(entry.clone()).unwrap();
        }
        (copy.log, copy.opening, copy.seq, copy.tip) = (self.log, None, self.seq, self.tip);
        copy
    }

    fn write(
        &mut self,
        office: &mut Office,
        who: u8,
        act: &str,
        retention: Retention,
        groups: Vec<Group>,
    ) -> EntryHash {
        let seen = self
            .history
            .lines()
            .as_slice()
            .iter()
            .filter(|line| line.tip_hash != self.tip)
            .map(|line| SeenRef { log: line.log, seq: line.tip_seq, hash: line.tip_hash })
            .collect();
        let number = u8::try_from(office.all.len()).unwrap();
        let draft = Draft {
            actor: UserId(Uuid::from_bytes([who; 16])),
            made_at: 1_790_000_000_000 + i64::from(number) * 60_000,
            act: act.into(),
            retention,
            payload: Payload { groups },
            salt: [number; 16],
        };
        let opening = self.opening.take();
        let place =
            Place { feed: office.feed, log: self.log, seq: self.seq + 1, prev: self.tip, seen, opening };
        let entry = self.signer.sign(place, draft).unwrap();
        self.history.receive(entry.clone()).unwrap();
        (self.seq, self.tip) = (self.seq + 1, entry.hash());
        office.all.push(entry);
        self.tip
    }

    fn receive_all(&mut self, office: &Office) {
        for entry in &office.all {
            self.history.receive(entry.clone()).unwrap();
        }
    }
}

fn bytes(bytes: &[u8]) -> Value {
    Value::Bytes(bytes.to_vec())
}

fn group(kind: u32, record: RecordId, fields: Vec<(u32, Value)>) -> Group {
    Group { kind, record, fields }
}

fn grant(who: u8, role: Option<&str>) -> Group {
    let fields = vec![
        (user::NAME, Value::Text(format!("Pengguna {who}"))),
        (user::ROLE, role.into()),
        (user::PERSON, RecordId::person("198001012005011001").into()),
    ];
    group(user::KIND, RecordId(Uuid::from_bytes([who; 16])), fields)
}

fn certificate(key: &[u8; 32], name: &str) -> Group {
    group(device::KIND, RecordId::device(key), vec![(device::KEY, bytes(key)), (device::NAME, name.into())])
}

fn about(kind: u32, field: u32, reason: u32, hash: EntryHash) -> Group {
    group(kind, RecordId::about(&hash.0), vec![(field, bytes(&hash.0)), (reason, "alasan".into())])
}

fn cut(log: LogId, seq: i64, last: EntryHash, key: Option<[u8; 32]>) -> Group {
    let mut fields = vec![
        (revocation::LOG, bytes(&log.0)),
        (revocation::LAST_SEQ, Value::Int(seq)),
        (revocation::LAST_HASH, bytes(&last.0)),
        (revocation::REASON, "hilang".into()),
    ];
    fields.extend(key.map(|key| (revocation::KEY, bytes(&key))));
    group(revocation::KIND, RecordId::about(&log.0), fields)
}

fn any_value(number: u32) -> Value {
    match number % 7 {
        0 => Value::Null,
        1 => format!("teks {number} – é").into(),
        2 => Value::Bool(number.is_multiple_of(2)),
        3 => Value::Int(i64::from(number) * -1_000_000_007),
        4 => bytes(&number.to_be_bytes()),
        5 => Value::List(vec![
            Value::Int(i64::MAX),
            Value::List(vec!["a".into(), Value::Null]),
            Value::Int(i64::MIN),
        ]),
        _ => Value::List(Vec::new()),
    }
}

fn mark(number: i64) -> (u32, Value) {
    (MARK, Value::Int(number))
}

/// The entries in the order in which they were made, and a reader that holds them all.
pub fn make() -> (Vec<Entry>, History) {
    let mut founder = Laptop::new(1);
    let (mut second, mut third, mut lost, mut stranger) =
        (Laptop::new(2), Laptop::new(3), Laptop::new(4), Laptop::new(5));
    let mut office = Office { feed: FeedId::founded_by(founder.log), all: Vec::new() };
    let to = &mut office;
    let mut groups = vec![grant(HEAD, Some("kepala")), grant(ASSESSOR, Some("penilai"))];
    groups.extend([grant(OPERATOR, Some("operator")), grant(GONE, Some("operator"))]);
    groups.extend([&second, &lost].map(|laptop| certificate(&laptop.signer.public_key(), "laptop")));
    founder.write(to, HEAD, "office.founded", Retention::Control, groups);

    // Every kind and field once, by the head; then a field of a later release.
    for kind in KINDS.iter().filter(|kind| kind.number >= FIRST_OFFICE_KIND) {
        let fields = kind.fields.iter().map(|field| (field.number, any_value(kind.number + field.number)));
        let record = RecordId::period(kind.name);
        founder.write(
            to,
            HEAD,
            kind.name,
            Retention::Career,
            vec![group(kind.number, record, fields.collect())],
        );
    }
    let later = vec![group(12, RecordId::person("1"), vec![(900, "kelak".into())])];
    founder.write(to, OPERATOR, "later.field", Retention::Later(3), later);

    // Two laptops apart: the same field, different fields, the same value, a closing beside an edit, two closings.
    let (rating, feedback, note) =
        (catalogue::evaluation::RESULT_RATING, catalogue::evaluation::FEEDBACK, catalogue::evaluation::NOTE);
    let evaluations: Vec<_> =
        (1..=13).map(|segment| RecordId::evaluation(RecordId::person("1"), "2026-TW3", segment)).collect();
    let rate = |at: usize, fields| vec![group(catalogue::evaluation::KIND, evaluations[at], fields)];
    for at in 0..evaluations.len() {
        let fields = vec![(rating, Value::Int(1)), (feedback, "awal".into())];
        founder.write(to, ASSESSOR, "evaluation.rated", Retention::Working, rate(at, fields));
    }
    second.receive_all(to);
    lost.receive_all(to);
    let apart: [(Fields, Fields); 8] = [
        (
            vec![(rating, Value::Int(2)), (feedback, "kiri".into())],
            vec![(rating, Value::Int(3)), (feedback, "kanan".into())],
        ),
        (vec![(rating, Value::Int(2))], vec![(note, "lain".into())]),
        (vec![(rating, Value::Int(2))], vec![(rating, Value::Int(2))]),
        (vec![mark(1)], vec![(feedback, "terlambat".into())]),
        (vec![mark(1), (rating, Value::Int(2))], vec![mark(1), (rating, Value::Int(3))]),
        (vec![mark(4)], vec![mark(3)]),
        (vec![mark(1)], vec![mark(4)]),
        (vec![mark(4), (note, "kiri".into())], vec![mark(4)]),
    ];
    for (at, (left, right)) in [0, 1, 2, 3, 4, 5, 8, 9].into_iter().zip(apart) {
        founder.write(to, HEAD, "evaluation.left", Retention::Career, rate(at, left));
        second.write(to, ASSESSOR, "evaluation.right", Retention::Career, rate(at, right));
    }
    founder.receive_all(to);
    founder.write(to, HEAD, "evaluation.settled", Retention::Career, rate(3, vec![mark(6)]));
    founder.write(to, HEAD, "evaluation.reopened", Retention::Career, rate(4, vec![mark(2)]));
    founder.write(to, HEAD, "evaluation.restored", Retention::Career, rate(5, vec![mark(5)]));
    second.write(to, ASSESSOR, "evaluation.late", Retention::Career, rate(3, vec![(note, "lagi".into())]));

    // The two axes: retracted and restored while closed, reopened while retracted, both in one act, settled and written in the closed.
    let axes: [(usize, &str, Fields); 10] = [
        (10, "evaluation.closed", vec![(rating, Value::Int(2)), mark(1)]),
        (10, "evaluation.retracted", vec![mark(4)]),
        (10, "evaluation.restored", vec![mark(5)]),
        (10, "evaluation.late", vec![(note, "terlambat".into())]),
        (11, "evaluation.closed", vec![mark(1), mark(4), (note, "tutup".into())]),
        (11, "evaluation.reopened", vec![mark(2)]),
        (11, "evaluation.late", vec![(note, "terlambat".into())]),
        (12, "evaluation.closed", vec![mark(1), mark(3), mark(5), mark(7)]),
        (12, "evaluation.settled", vec![mark(6), (note, "terlambat".into())]),
        (12, "evaluation.settled", vec![(feedback, "buka".into()), mark(6), mark(2)]),
    ];
    for (at, act, fields) in axes {
        founder.write(to, HEAD, act, Retention::Career, rate(at, fields));
    }

    // Held: an unknown laptop, a user without the right, a user who left, control among working papers.
    stranger.receive_all(to);
    let unknown = stranger.write(
        to,
        HEAD,
        "evaluation.rated",
        Retention::Career,
        rate(6, vec![(rating, Value::Int(3))]),
    );
    stranger.write(to, HEAD, "evaluation.rated", Retention::Career, rate(6, vec![(note, "asing".into())]));
    founder.write(
        to,
        OPERATOR,
        "evaluation.rated",
        Retention::Career,
        rate(7, vec![(rating, Value::Int(3))]),
    );
    founder.write(to, HEAD, "user.withdrawn", Retention::Control, vec![grant(GONE, None)]);
    founder.write(
        to,
        GONE,
        "person.changed",
        Retention::Career,
        vec![group(12, RecordId::person("1"), vec![(3, "X".into())])],
    );
    founder.write(to, HEAD, "device.certified", Retention::Career, vec![certificate(&[9; 32], "salah")]);

    // A lost laptop: it goes on after its last accepted entry, its copy too, and its key opens another log.
    let last = lost.write(
        to,
        OPERATOR,
        "unit.named",
        Retention::Career,
        vec![group(11, RecordId::unit("Umum"), vec![(1, "Umum".into())])],
    );
    let mut copied = lost.copy(4);
    lost.write(
        to,
        OPERATOR,
        "unit.named",
        Retention::Career,
        vec![group(11, RecordId::unit("Umum"), vec![(1, "A".into())])],
    );
    copied.write(
        to,
        OPERATOR,
        "unit.named",
        Retention::Career,
        vec![group(11, RecordId::unit("Umum"), vec![(1, "B".into())])],
    );
    let opening = Opening { key: lost.signer.public_key(), nonce: [77; 16], is_private: false };
    (lost.log, lost.opening, lost.seq, lost.tip) =
        (LogId::of(&opening.key, &opening.nonce), Some(opening), 0, EntryHash::NONE);
    lost.write(
        to,
        OPERATOR,
        "unit.named",
        Retention::Career,
        vec![group(11, RecordId::unit("Umum"), vec![(1, "C".into())])],
    );
    let key = Some(copied.signer.public_key());
    founder.receive_all(to);
    founder.write(to, HEAD, "device.revoked", Retention::Control, vec![cut(copied.log, 1, last, None)]);
    founder.write(to, HEAD, "device.revoked", Retention::Control, vec![cut(copied.log, 1, last, key)]);

    // Admitted, certified later, purged; a founder's own record stays.
    founder.write(
        to,
        HEAD,
        "entry.admitted",
        Retention::Control,
        vec![about(admission::KIND, admission::ENTRY, admission::REASON, unknown)],
    );
    third.receive_all(to);
    third.write(to, ASSESSOR, "evaluation.rated", Retention::Working, rate(7, vec![(note, "ketiga".into())]));
    founder.receive_all(to);
    founder.write(
        to,
        HEAD,
        "device.certified",
        Retention::Control,
        vec![certificate(&third.signer.public_key(), "ketiga")],
    );
    let private = founder.write(
        to,
        OPERATOR,
        "person.changed",
        Retention::Working,
        vec![group(12, RecordId::person("2"), vec![(3, "rahasia".into())])],
    );
    let founding = to.all[0].hash();
    let groups = vec![
        about(purge::KIND, purge::ENTRY, purge::REASON, private),
        about(purge::KIND, purge::ENTRY, purge::REASON, founding),
    ];
    founder.write(to, HEAD, "entry.purged", Retention::Control, groups);
    founder.receive_all(to);
    let is_purged = |entry: &Entry| entry.hash() == private;
    let all =
        office.all.into_iter().map(|entry| if is_purged(&entry) { entry.without_payload() } else { entry });
    (all.collect(), founder.history)
}
