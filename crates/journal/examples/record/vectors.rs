//! Single entries, payloads and names with what every reader must say about each.

use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use tilik_journal::entry::Place;
use tilik_journal::{
    Draft, Entry, EntryHash, FeedId, Group, LogId, Opening, Payload, RecordId, Retention, SeenRef, Signer,
    UserId, Value,
};
use uuid::Uuid;

use crate::recorded::{to_hex, value_to_json};

const SEED: [u8; 32] = [7; 32];
const SALT: [u8; 16] = [0x5a; 16];

/// The keys of an envelope with the bytes of their values, to be spoiled one by one.
type Parts = Vec<(Vec<u8>, Vec<u8>)>;

fn head(major: u8, number: u64) -> Vec<u8> {
    let major = major << 5;
    let long = number.to_be_bytes();
    match number {
        0..24 => vec![major | long[7]],
        24..0x100 => vec![major | 24, long[7]],
        0x100..0x1_0000 => [&[major | 25], &long[6..]].concat(),
        0x1_0000..0x1_0000_0000 => [&[major | 26], &long[4..]].concat(),
        _ => [&[major | 27], &long[..]].concat(),
    }
}

fn uint(number: u64) -> Vec<u8> {
    head(0, number)
}

fn binary(bytes: &[u8]) -> Vec<u8> {
    [head(2, bytes.len() as u64), bytes.to_vec()].concat()
}

fn text(text: &[u8]) -> Vec<u8> {
    [head(3, text.len() as u64), text.to_vec()].concat()
}

fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, items.len() as u64), items.concat()].concat()
}

fn map(parts: &Parts) -> Vec<u8> {
    let mut bytes = head(5, parts.len() as u64);
    parts.iter().for_each(|(key, value)| bytes.extend(key.iter().chain(value)));
    bytes
}

fn public() -> [u8; 32] {
    SigningKey::from_bytes(&SEED).verifying_key().to_bytes()
}

fn log() -> LogId {
    LogId::of(&public(), &[8; 16])
}

fn payload() -> Payload {
    let fields = vec![(3, Value::from("Ayu")), (6, Value::Null)];
    Payload { groups: vec![Group { kind: 12, record: RecordId::person("199001012015012001"), fields }] }
}

fn salted(payload: &[u8]) -> Vec<u8> {
    [&SALT, payload].concat()
}

/// Of an entry that needs no more than the format's least.
fn parts(seq: u64, opening: Option<Vec<u8>>) -> Parts {
    let prev = if seq == 1 { [0; 32] } else { [3; 32] };
    let mut parts = vec![
        uint(1),
        binary(&FeedId::founded_by(log()).0),
        binary(&log().0),
        uint(seq),
        binary(&prev),
        array(&[seen(1, 4), seen(1, 5), seen(2, 1)]),
        binary(&[6; 16]),
        uint(1_790_000_000_000),
        text(b"person.changed"),
        binary(&Sha256::digest(salted(&payload().to_bytes()))),
        uint(1),
    ];
    parts.extend(opening);
    (0..).map(uint).zip(parts).collect()
}

fn seen(log: u8, seq: u64) -> Vec<u8> {
    array(&[binary(&[log; 16]), uint(seq), binary(&[9; 32])])
}

fn opening_parts() -> Parts {
    let values = [binary(&public()), binary(&[8; 16]), vec![0xf4]];
    (0..).map(uint).zip(values).collect()
}

fn sign(envelope: &[u8]) -> [u8; 64] {
    let hash = Sha256::digest(envelope);
    SigningKey::from_bytes(&SEED).sign(&[b"tilik entry v1\n".as_slice(), &hash].concat()).to_bytes()
}

fn vector(name: &str, expected: &str, envelope: &[u8], signature: [u8; 64], payload: Option<&[u8]>) -> Json {
    let mut vector = json!({
        "name": name,
        "key": to_hex(&public()),
        "envelope": to_hex(envelope),
        "signature": to_hex(&signature),
        "salted_payload": payload.map(to_hex),
        "expected": expected,
    });
    if expected == "ok" {
        let entry = Entry::from_stored(
            envelope.to_vec(),
            signature,
            payload.map(|bytes| tilik_journal::SaltedPayload::from_stored(bytes.to_vec())),
        );
        let entry = entry.unwrap();
        vector["hash"] = json!(entry.hash().to_hex());
        vector["fields"] = fields_to_json(&entry);
        if let Some(payload) = entry.payload() {
            vector["writes"] = writes_to_json(&payload.parse().unwrap());
        }
    }
    vector
}

fn fields_to_json(entry: &Entry) -> Json {
    let envelope = entry.envelope();
    let seen: Vec<_> =
        envelope.seen.iter().map(|seen| json!([seen.log.to_hex(), seen.seq, seen.hash.to_hex()])).collect();
    let mut fields = json!({
        "format": envelope.format,
        "feed": envelope.feed.to_hex(),
        "log": envelope.log.to_hex(),
        "seq": envelope.seq,
        "prev": envelope.prev.to_hex(),
        "seen": seen,
        "payload_hash": to_hex(&envelope.payload_hash),
        "retention": envelope.retention.number(),
        "opening": envelope.opening.map(|opening| json!({
            "key": to_hex(&opening.key),
            "nonce": to_hex(&opening.nonce),
            "private": opening.is_private,
        })),
    });
    if envelope.format == 1 {
        fields["actor"] = json!(to_hex(envelope.actor.0.as_bytes()));
        fields["made_at"] = json!(envelope.made_at);
        fields["act"] = json!(envelope.act);
    }
    fields
}

fn writes_to_json(payload: &Payload) -> Json {
    let to_json = |write: tilik_journal::Write<'_>| {
        json!([write.index, write.kind, write.record.0.to_string(), write.field, value_to_json(write.value)])
    };
    payload.writes().map(to_json).collect()
}

fn with(seq: u64, change: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let mut parts = parts(seq, (seq == 1).then(|| map(&opening_parts())));
    change(&mut parts);
    map(&parts)
}

fn opened(change: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let mut opening = opening_parts();
    change(&mut opening);
    with(1, |parts| parts[11].1 = map(&opening))
}

fn good_entries() -> Vec<(&'static str, Vec<u8>)> {
    let deep = array(&[map(&vec![(text(b"x"), array(&[vec![0xf9, 0x7e, 0]])), (uint(0), vec![0xc1, 0])])]);
    let later = |parts: &mut Parts| {
        parts[0].1 = uint(2);
        parts[6].1 = text(b"somebody");
        parts.remove(8);
        parts[7].1 = array(&[uint(1)]);
        parts.push((uint(200), vec![0xf6]));
    };
    vec![
        ("the first entry of a log", with(1, |_| {})),
        ("a later entry", with(2, |_| {})),
        ("nothing seen", with(2, |parts| drop(parts.remove(5)))),
        ("a clock before 1970", with(2, |parts| parts[7].1 = head(1, 86_399_999))),
        ("the longest act", with(2, |parts| parts[8].1 = text(&[b'a'; 64]))),
        ("the highest number", with(2, |parts| parts[3].1 = uint((1 << 63) - 1))),
        ("a retention of a later release", with(2, |parts| parts[10].1 = uint(255))),
        (
            "keys of a later release",
            with(2, |parts| parts.extend([(uint(12), deep), (uint(1000), vec![0xf5])])),
        ),
        ("a private log", opened(|opening| opening[2].1 = vec![0xf5])),
        ("an opening with keys of a later release", opened(|opening| opening.push((uint(3), text(b"x"))))),
        ("a later format", with(2, later)),
    ]
}

fn bad_entries() -> Vec<(&'static str, Vec<u8>)> {
    let indefinite = [&[0xbf], &with(2, |_| {})[1..], &[0xff]].concat();
    let mut bad = vec![
        ("nothing", Vec::new()),
        ("an array", array(&[])),
        ("trailing bytes", [with(2, |_| {}), vec![0]].concat()),
        ("cut short", with(2, |_| {})[..150].to_vec()),
        ("a map of indefinite length", indefinite),
        (
            "an array of indefinite length",
            with(2, |parts| parts[5].1 = [&[0x9f], &seen(1, 1)[..], &[0xff]].concat()),
        ),
        (
            "bytes of indefinite length",
            with(2, |parts| parts[1].1 = [&[0x5f], &binary(&[1; 16])[..], &[0xff]].concat()),
        ),
        ("text of indefinite length", with(2, |parts| parts[8].1 = vec![0x7f, 0x61, b'a', 0xff])),
        ("an unknown key of indefinite length", with(2, |parts| parts.push((uint(12), vec![0x9f, 0xff])))),
        ("a number not in its shortest form", with(2, |parts| parts[3].1 = vec![0x18, 2])),
        (
            "a length not in its shortest form",
            with(2, |parts| parts[1].1 = [&[0x58, 16], &[1; 16][..]].concat()),
        ),
        (
            "an unknown key not in its shortest form",
            with(2, |parts| parts.push((vec![0x19, 0, 200], vec![0xf6]))),
        ),
        ("keys not ascending", with(2, |parts| parts.swap(6, 7))),
        ("a key twice", with(2, |parts| parts.insert(3, parts[2].clone()))),
        ("a key that is text", with(2, |parts| parts.push((text(b"x"), uint(0))))),
        ("a key that is negative", with(2, |parts| parts.push((vec![0x20], uint(0))))),
        ("a key above 32 bits", with(2, |parts| parts.push((uint(1 << 32), uint(0))))),
        ("format 0", with(2, |parts| parts[0].1 = uint(0))),
        ("a feed of 15 bytes", with(2, |parts| parts[1].1 = binary(&[1; 15]))),
        ("a log as text", with(2, |parts| parts[2].1 = text(&[b'a'; 16]))),
        ("number 0", with(2, |parts| parts[3].1 = uint(0))),
        ("a number above 63 bits", with(2, |parts| parts[3].1 = uint(1 << 63))),
        ("a number as a float", with(2, |parts| parts[3].1 = vec![0xf9, 0x40, 0])),
        ("a number under a tag", with(2, |parts| parts[3].1 = vec![0xc1, 2])),
        ("nothing before a second entry", with(2, |parts| parts[4].1 = binary(&[0; 32]))),
        ("something before a first entry", with(1, |parts| parts[4].1 = binary(&[3; 32]))),
        ("a first entry without opening", with(1, |parts| drop(parts.pop()))),
        ("an opening in a second entry", with(2, |parts| parts.push((uint(11), map(&opening_parts()))))),
        ("an empty list of what was seen", with(2, |parts| parts[5].1 = array(&[]))),
        ("seen not ascending", with(2, |parts| parts[5].1 = array(&[seen(2, 1), seen(1, 1)]))),
        ("seen twice the same", with(2, |parts| parts[5].1 = array(&[seen(1, 1), seen(1, 1)]))),
        ("seen number 0", with(2, |parts| parts[5].1 = array(&[seen(1, 0)]))),
        ("seen with two parts", with(2, |parts| parts[5].1 = array(&[array(&[binary(&[1; 16]), uint(1)])]))),
        ("an act of 65 bytes", with(2, |parts| parts[8].1 = text(&[b'a'; 65]))),
        ("an act that is not UTF-8", with(2, |parts| parts[8].1 = text(&[0xff]))),
        ("a clock above 63 bits", with(2, |parts| parts[7].1 = uint(1 << 63))),
        ("retention 256", with(2, |parts| parts[10].1 = uint(256))),
        ("an opening with keys not ascending", opened(|opening| opening.swap(0, 1))),
        ("an opening with a key twice", opened(|opening| opening.insert(1, opening[0].clone()))),
        ("an opening without private", opened(|opening| drop(opening.pop()))),
        ("an opening with private as a number", opened(|opening| opening[2].1 = uint(1))),
        (
            "a later format that saw wrongly",
            with(2, |parts| (parts[0].1, parts[5].1) = (uint(2), array(&[]))),
        ),
        (
            "a later format without payload hash",
            with(2, |parts| (parts[0].1, _) = (uint(2), parts.remove(9))),
        ),
    ];
    for (name, key) in [
        ("without format", 0),
        ("without feed", 1),
        ("without log", 2),
        ("without number", 3),
        ("without prev", 4),
        ("without actor", 6),
        ("without clock", 7),
        ("without act", 8),
        ("without payload hash", 9),
        ("without retention", 10),
    ] {
        bad.push((name, with(2, |parts| drop(parts.remove(key)))));
    }
    bad
}

fn key_entry(key: &[u8; 32]) -> Vec<u8> {
    let mut opening = opening_parts();
    opening[0].1 = binary(key);
    with(1, |parts| (parts[2].1, parts[11].1) = (binary(&LogId::of(key, &[8; 16]).0), map(&opening)))
}

fn entries() -> Vec<Json> {
    let whole = salted(&payload().to_bytes());
    let mut vectors = Vec::new();
    for (name, bytes) in good_entries() {
        vectors.push(vector(name, "ok", &bytes, sign(&bytes), Some(&whole)));
    }
    for (name, bytes) in bad_entries() {
        vectors.push(vector(name, "journal.malformed", &bytes, sign(&bytes), None));
    }
    let good = with(1, |_| {});
    let signature = sign(&good);
    vectors.push(vector("a purged payload", "ok", &good, signature, None));
    let mut flipped = signature;
    flipped[0] ^= 1;
    vectors.push(vector("a bit of the signature flipped", "journal.wrong_signature", &good, flipped, None));
    vectors.push(vector(
        "the signature of another entry",
        "journal.wrong_signature",
        &good,
        sign(b"x"),
        None,
    ));
    vectors.push(vector(
        "s raised by the order of the group",
        "journal.wrong_signature",
        &good,
        raise(signature),
        None,
    ));
    vectors.push(vector("no signature", "journal.wrong_signature", &good, [0; 64], None));
    let renamed = opened(|opening| opening[1].1 = binary(&[9; 16]));
    vectors.push(vector(
        "another nonce than the log's name",
        "journal.wrong_name",
        &renamed,
        sign(&renamed),
        None,
    ));
    let mut changed = whole.clone();
    changed[20] ^= 1;
    vectors.push(vector(
        "a bit of the payload flipped",
        "journal.wrong_payload",
        &good,
        signature,
        Some(&changed),
    ));
    changed = whole.clone();
    changed[0] ^= 1;
    vectors.push(vector(
        "a bit of the salt flipped",
        "journal.wrong_payload",
        &good,
        signature,
        Some(&changed),
    ));
    let later = with(2, |parts| parts[0].1 = uint(2));
    vectors.push(vector(
        "another payload under a later format",
        "journal.wrong_payload",
        &later,
        sign(&later),
        Some(&changed),
    ));
    // Under a point of small order one signature fits every message.
    let mut identity = [0; 32];
    identity[0] = 1;
    let (mut beyond, mut weak) = ([0xff; 32], [0; 64]);
    (beyond[0], beyond[31], weak[0]) = (0xf0, 0x7f, 1);
    let mut no_point = [0; 32];
    no_point[0] = 2;
    for (name, key) in [
        ("a key of small order", identity),
        ("a key beyond the prime", beyond),
        ("a key that is no point", no_point),
    ] {
        let bytes = key_entry(&key);
        let mut vector = vector(name, "journal.malformed", &bytes, weak, None);
        vector["key"] = json!(to_hex(&key));
        vectors.push(vector);
    }
    vectors
}

/// The same signature with another text of `s`, which strict verification refuses.
fn raise(mut signature: [u8; 64]) -> [u8; 64] {
    let mut order = [0; 32];
    order[..16].copy_from_slice(&0x14de_f9de_a2f7_9cd6_5812_631a_5cf5_d3ed_u128.to_le_bytes());
    order[31] = 0x10;
    let mut carry = 0;
    for (at, byte) in order.iter().enumerate() {
        let sum = u16::from(signature[32 + at]) + u16::from(*byte) + carry;
        signature[32 + at] = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    signature
}

/// Pairs of entries: whether the second continues the first.
fn chains() -> Vec<Json> {
    let signer = Signer::from_seed(&SEED);
    let draft = || Draft {
        actor: UserId(Uuid::from_bytes([6; 16])),
        made_at: 0,
        act: "chain".into(),
        retention: Retention::Career,
        payload: payload(),
        salt: SALT,
    };
    let opening = |nonce| Opening { key: public(), nonce, is_private: false };
    let place = |nonce: [u8; 16], seq, prev, opening| {
        let log = LogId::of(&public(), &nonce);
        Place { feed: FeedId::founded_by(log), log, seq, prev, seen: Vec::new(), opening }
    };
    let open = |nonce| signer.sign(place(nonce, 1, EntryHash::NONE, Some(opening(nonce))), draft()).unwrap();
    let first = open([8; 16]);
    let go_on = |seq, prev| signer.sign(place([8; 16], seq, prev, None), draft()).unwrap();
    let mut naming = place([8; 16], 2, first.hash(), None);
    naming.seen = vec![SeenRef { log: LogId([1; 16]), seq: 1, hash: EntryHash([2; 32]) }];
    let cases = [
        ("the next entry", "placed", go_on(2, first.hash())),
        ("a wrong hash before", "waits", go_on(2, EntryHash([1; 32]))),
        ("a number skipped", "waits", go_on(3, first.hash())),
        ("another log", "waits", signer.sign(place([9; 16], 2, first.hash(), None), draft()).unwrap()),
        ("something seen that is not here", "waits", signer.sign(naming, draft()).unwrap()),
    ];
    let to_json = |(name, expected, entry): (&str, &str, Entry)| {
        json!({
            "name": name,
            "expected": expected,
            "first": crate::entry_to_json(&first),
            "second": crate::entry_to_json(&entry),
        })
    };
    cases.into_iter().map(to_json).collect()
}

fn payloads() -> Vec<Json> {
    let record = || binary(&[4; 16]);
    let group = |fields: &[Vec<u8>]| array(&[array(&[uint(12), record(), array(fields)])]);
    let value = |bytes: &[u8]| group(&[uint(3), bytes.to_vec()]);
    let nested = |depth: usize| [vec![0x81; depth], vec![0xf6]].concat();
    let (lowest, highest) = (head(1, (1 << 63) - 1), uint((1 << 63) - 1));
    let values =
        [vec![0xf4], vec![0xf5], lowest, highest, text("é".as_bytes()), text(b""), binary(&[]), nested(4)];
    let all: Vec<_> = values.iter().flat_map(|value| [uint(7), value.clone()]).collect();
    let two = array(&[
        array(&[uint(12), record(), array(&[uint(3), uint(1), uint(0), uint(6)])]),
        array(&[uint(u64::from(u32::MAX)), record(), array(&[uint(u64::from(u32::MAX)), vec![0xf6]])]),
    ]);
    let cases = [
        ("no groups", true, array(&[])),
        ("a group without fields", true, group(&[])),
        ("every type of value", true, group(&all)),
        ("two groups", true, two),
        ("nested four deep", true, value(&nested(4))),
        ("nested five deep", false, value(&nested(5))),
        ("nothing", false, Vec::new()),
        ("a map", false, map(&Vec::new())),
        ("a field without value", false, group(&[uint(3)])),
        ("a group of two parts", false, array(&[array(&[uint(12), record()])])),
        ("a kind above 32 bits", false, array(&[array(&[uint(1 << 32), record(), array(&[])])])),
        ("a record of 15 bytes", false, array(&[array(&[uint(12), binary(&[4; 15]), array(&[])])])),
        ("a negative field", false, group(&[vec![0x20], uint(1)])),
        ("a number above 63 bits", false, value(&uint(1 << 63))),
        ("a number below 63 bits", false, value(&head(1, 1 << 63))),
        ("a float", false, value(&[0xf9, 0, 0])),
        ("undefined", false, value(&[0xf7])),
        ("a tag", false, value(&[0xc1, 0])),
        ("a map as value", false, value(&[0xa0])),
        ("text that is not UTF-8", false, value(&text(&[0xc3]))),
        ("a number not in its shortest form", false, value(&[0x19, 0, 1])),
        ("an array of indefinite length", false, value(&[0x9f, 0xff])),
        ("more groups announced than there are", false, vec![0x9b, 0, 0, 0, 1, 0, 0, 0, 0]),
        ("trailing bytes", false, [array(&[]), vec![0]].concat()),
    ];
    let to_json = |(name, is_good, bytes): (&str, bool, Vec<u8>)| {
        let writes = is_good.then(|| writes_to_json(&Payload::parse(&bytes).unwrap()));
        let expected = if is_good { "ok" } else { "journal.malformed" };
        json!({ "name": name, "bytes": to_hex(&bytes), "expected": expected, "writes": writes })
    };
    cases.into_iter().map(to_json).collect()
}

fn names() -> Vec<Json> {
    let person = RecordId::person("199001012015012001");
    let (skp, evaluation) = (RecordId::skp(person, 2026, 1), RecordId::evaluation(person, "2026-TW3", 2));
    let result = RecordId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));
    let id = |id: RecordId| id.0.to_string();
    let name = |rule: &str, parts: &[&str], id: RecordId| json!({ "rule": rule, "parts": parts, "id": id.0.to_string() });
    vec![
        name("person", &["199001012015012001"], person),
        name(
            "unit",
            &["Sub Bagian  Umum\u{a0}\tdan KEPEGAWAIAN "],
            RecordId::unit("Sub Bagian  Umum\u{a0}\tdan KEPEGAWAIAN "),
        ),
        name("unit", &["É ß\u{85}İ\u{3000}Z"], RecordId::unit("É ß\u{85}İ\u{3000}Z")),
        name(
            "superior",
            &[&id(person), "2026-01-01", "plt"],
            RecordId::superior(person, "2026-01-01", "plt"),
        ),
        name("skp", &[&id(person), "2026", "1"], skp),
        name("expectation", &[&id(skp), "harmonis"], RecordId::expectation(skp, "harmonis")),
        name("evaluation", &[&id(person), "2026-TW3", "2"], evaluation),
        name("result-rating", &[&id(evaluation), &id(result)], RecordId::result_rating(evaluation, result)),
        name(
            "behaviour-rating",
            &[&id(evaluation), "kompeten"],
            RecordId::behaviour_rating(evaluation, "kompeten"),
        ),
        name("achievement", &["2026-TW3"], RecordId::achievement("2026-TW3")),
        name("period", &["2026-TW3"], RecordId::period("2026-TW3")),
        name(
            "sheet",
            &[&id(evaluation), "dokumen_evaluasi", &to_hex(&[0xcd; 16])],
            RecordId::sheet(evaluation, "dokumen_evaluasi", &[0xcd; 16]),
        ),
        name("objection", &[&id(evaluation), "1"], RecordId::objection(evaluation, 1)),
        name("scan", &[&id(evaluation), &to_hex(&[0xef; 32])], RecordId::scan(evaluation, &[0xef; 32])),
        name(
            "forwarded",
            &[&id(person), &to_hex(&[0xba; 32])],
            RecordId::forwarded(person, &EntryHash([0xba; 32])),
        ),
        name("device", &[&to_hex(&public())], RecordId::device(&public())),
        name("about", &[&to_hex(&[0xab; 32])], RecordId::about(&[0xab; 32])),
        name("about", &[&log().to_hex()], RecordId::about(&log().0)),
    ]
}

/// Everything in `vectors.json`.
pub fn make() -> Json {
    let logs: Vec<_> = [[0u8; 16], [8; 16], [0xff; 16]]
        .iter()
        .map(|nonce| {
            let log = LogId::of(&public(), nonce);
            let feed = FeedId::founded_by(log).to_hex();
            json!({ "key": to_hex(&public()), "nonce": to_hex(nonce), "log": log.to_hex(), "feed": feed })
        })
        .collect();
    json!({ "logs": logs, "names": names(), "entries": entries(), "chains": chains(), "payloads": payloads() })
}
