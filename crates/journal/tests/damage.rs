//! Damaged and hostile bytes: every flipped bit is refused, and nothing that is not an entry panics or costs more than its own length.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[allow(dead_code, reason = "each test takes the part that it needs")]
mod scenario;

use proptest::prelude::*;
use scenario::{Chance, Office};
use tilik_journal::entry::{MAX_ENVELOPE, Signer, read_key, verify_apart, verify_hash};
use tilik_journal::payload::MAX_PAYLOAD;
use tilik_journal::{
    Document, Entry, EntryHash, Envelope, History, JournalError, Payload, RecordId, SaltedPayload, Value,
};

struct Parts {
    envelope: Vec<u8>,
    signature: [u8; 64],
    payload: Vec<u8>,
}

impl Parts {
    fn of(entry: &Entry) -> Self {
        Self {
            envelope: entry.envelope_bytes().to_vec(),
            signature: *entry.signature(),
            payload: entry.payload().unwrap().as_bytes().to_vec(),
        }
    }

    fn len(&self) -> usize {
        self.envelope.len() + 64 + self.payload.len()
    }

    fn flip(&mut self, bit: usize) {
        let (mut at, bit) = (bit / 8, 1 << (bit % 8));
        for part in [&mut self.envelope[..], &mut self.signature[..], &mut self.payload[..]] {
            match part.get_mut(at) {
                Some(byte) => return *byte ^= bit,
                None => at -= part.len(),
            }
        }
    }

    fn read(self, key: &[u8; 32]) -> Result<Entry, JournalError> {
        let payload = SaltedPayload::from_stored(self.payload);
        let entry = Entry::from_stored(self.envelope, self.signature, Some(payload))?;
        entry.verify(&read_key(key)?)?;
        Ok(entry)
    }
}

#[test]
fn a_flipped_bit_anywhere_is_refused_and_leaves_the_journal_as_it_was() {
    let mut chance = Chance(1);
    let mut office = Office::found(&mut chance);
    while office.all.len() < 40 {
        office.go_on(&mut chance);
    }
    let mut history = History::new();
    for entry in &office.all {
        history.receive(entry.clone()).unwrap();
    }
    let (documents, verdicts) = (history.documents(), history.judge());
    let mut refusals = std::collections::BTreeMap::<&str, u32>::new();
    for entry in &office.all {
        let key = *history.lines().find_key(entry.envelope().log).unwrap();
        assert!(Parts::of(entry).read(&key).is_ok());
        for _ in 0..60 {
            let mut parts = Parts::of(entry);
            parts.flip(chance.below(parts.len() * 8));
            let payload = SaltedPayload::from_stored(parts.payload.clone());
            // One that names a log that nobody knows cannot be judged yet: it waits, and nothing else changes.
            if let Ok(damaged) = Entry::from_stored(parts.envelope.clone(), parts.signature, Some(payload)) {
                let is_of_known_log = history.lines().find_key(damaged.envelope().log).is_some();
                let received = history.receive(damaged);
                assert_eq!(received.is_err(), is_of_known_log);
            }
            *refusals.entry(parts.read(&key).unwrap_err().code()).or_default() += 1;
        }
    }
    assert_eq!(history.judge(), verdicts);
    assert_eq!(history.documents(), documents);
    assert!(refusals.values().sum::<u32>() == 2_400 && refusals.len() >= 4, "{refusals:?}");
}

#[test]
fn what_signs_refuses_what_readers_would_refuse() {
    use tilik_journal::entry::Place;
    use tilik_journal::{Draft, EntryHash, FeedId, Group, LogId, Opening, Retention, Signer, UserId};
    let signer = Signer::from_seed(&[1; 32]);
    let sign = |key: [u8; 32], act: &str, value: Value| {
        let opening = Opening { key, nonce: [0; 16], is_private: false };
        let log = LogId::of(&key, &[0; 16]);
        let feed = FeedId::founded_by(log);
        let place =
            Place { feed, log, seq: 1, prev: EntryHash::NONE, seen: Vec::new(), opening: Some(opening) };
        let group = Group { kind: 12, record: RecordId::person("1"), fields: vec![(3, value)] };
        let (actor, act, payload) =
            (UserId(RecordId::person("1").0), act.to_owned(), Payload { groups: vec![group] });
        signer.sign(
            place,
            Draft { actor, made_at: 0, act, retention: Retention::Later(1), payload, salt: [0; 16] },
        )
    };
    let own = signer.public_key();
    let nested = |depth| (0..depth).fold(Value::Null, |value, _| Value::List(vec![value]));
    let entry = sign(own, "act", nested(4)).unwrap();
    let stored = Parts::of(&entry).read(&own).unwrap();
    assert_eq!(stored, entry, "what is signed is what is read back");
    assert!(sign(own, "act", nested(5)).is_err());
    assert!(sign(own, &"a".repeat(65), Value::Null).is_err());
    assert!(sign(own, "act", Value::Bytes(vec![0; MAX_PAYLOAD])).is_err());
    assert_eq!(
        sign(Signer::from_seed(&[2; 32]).public_key(), "act", Value::Null),
        Err(JournalError::WrongName)
    );
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    assert_eq!(Envelope::parse(&vec![0xa0; MAX_ENVELOPE + 1]).unwrap_err().code(), "journal.too_large");
    assert_eq!(Payload::parse(&vec![0x80; MAX_PAYLOAD + 1]).unwrap_err().code(), "journal.too_large");
    let mut chance = Chance(2);
    let first = Office::found(&mut chance).all.remove(0);
    let huge = SaltedPayload::from_stored(vec![0; MAX_PAYLOAD + 17]);
    let refused = Entry::from_stored(first.envelope_bytes().to_vec(), *first.signature(), Some(huge));
    assert_eq!(refused.unwrap_err().code(), "journal.too_large");
}

#[test]
fn announced_lengths_and_depth_cost_nothing() {
    let lengths: Vec<Vec<u8>> = [0x9bu8, 0xbb, 0x5b, 0x7b]
        .iter()
        .flat_map(|head| [[&[*head][..], &[0xff; 8]].concat(), [&[*head, 0x7f][..], &[0xff; 7]].concat()])
        .collect();
    let deep = vec![0x81; MAX_ENVELOPE];
    let in_key = [&[0xa1, 0x0c][..], &[0x81; 60_000]].concat();
    let in_value = [&[0x81, 0x83, 0x0c, 0x50][..], &[0; 16], &[0x82, 0x03], &[0x81; 100_000]].concat();
    for bytes in lengths.iter().chain([&deep, &in_key, &in_value]) {
        assert!(Envelope::parse(bytes).is_err());
        assert!(Payload::parse(bytes).is_err());
        assert!(Document::from_bytes(1, RecordId::person("1"), bytes).is_err());
    }
}

/// Bytes that are nearly CBOR, so that they get past the first byte.
fn nearly_cbor() -> impl Strategy<Value = Vec<u8>> {
    let head = prop_oneof![
        Just(vec![0x81]),
        Just(vec![0x83]),
        Just(vec![0x85]),
        Just(vec![0xa1]),
        Just(vec![0xab]),
        Just(vec![0x00]),
        Just(vec![0x01]),
        Just(vec![0x50; 17]),
        Just([&[0x58, 32][..], &[7; 32]].concat()),
        Just(vec![0xf4]),
        Just(vec![0x61, b'a']),
        Just(vec![0x4c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        any::<u8>().prop_map(|byte| vec![byte]),
        Just(vec![0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ];
    prop::collection::vec(head, 0..60).prop_map(|heads| heads.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..300), nearly_cbor()]) {
        let _ = Envelope::parse(&bytes);
        if let Ok(payload) = Payload::parse(&bytes) {
            prop_assert_eq!(payload.to_bytes(), bytes.clone(), "one payload has one encoding");
        }
        if let Ok(document) = Document::from_bytes(12, RecordId::person("1"), &bytes) {
            let _ = document.contents();
            let again = document.to_bytes();
            prop_assert_eq!(Document::from_bytes(12, RecordId::person("1"), &again).unwrap().to_bytes(), again);
        }
    }
}

#[test]
fn what_a_device_signs_apart_is_never_an_entry() {
    let signer = Signer::from_seed(&[7; 32]);
    let key = read_key(&signer.public_key()).unwrap();
    let hash = EntryHash([9; 32]);
    let entry = [&b"tilik entry v1\n"[..], &hash.0].concat();
    assert_eq!(
        verify_hash(hash, &signer.sign_apart(&entry), &key).unwrap_err().code(),
        "journal.wrong_signature"
    );
    // What keeps itself apart is signed as it is, so that others can check it with the key alone.
    let seal = [&b"tilik seal v1\n"[..], &[1; 32]].concat();
    let signature = ed25519_dalek::Signature::from_bytes(&signer.sign_apart(&seal));
    assert!(key.verify_strict(&seal, &signature).is_ok());
    assert!(verify_apart(&seal, &signer.sign_apart(&seal), &key).is_ok());
    assert!(verify_apart(&seal[1..], &signer.sign_apart(&seal), &key).is_err());
    assert!(verify_apart(&entry, &signer.sign_apart(&entry), &key).is_err());
}
