//! What one entry costs: to sign, to verify, to read, to add up.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "criterion's macro, and a bench that cannot go on must stop"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use tilik_journal::entry::{Place, read_key};
use tilik_journal::fold::{Touch, step};
use tilik_journal::{
    Document, Draft, Entry, EntryHash, FeedId, Group, LogId, Opening, Payload, Position, RecordId, Retention,
    Signer, UserId, Value, View,
};

fn make_payload() -> Payload {
    let fields = vec![(6, Value::Int(2)), (7, Value::Int(2)), (8, Value::from("Kinerja baik, pertahankan."))];
    Payload { groups: vec![Group { kind: 21, record: RecordId::person("199001012015012001"), fields }] }
}

fn make_entry(signer: &Signer, payload: Payload) -> Entry {
    let opening = Opening { key: signer.public_key(), nonce: [1; 16], is_private: false };
    let log = LogId::of(&opening.key, &opening.nonce);
    let feed = FeedId::founded_by(log);
    let place = Place { feed, log, seq: 1, prev: EntryHash::NONE, seen: Vec::new(), opening: Some(opening) };
    let actor = UserId(RecordId::person("1").0);
    let act = "evaluation.rated".to_owned();
    let draft = Draft {
        actor,
        made_at: 1_790_000_000_000,
        act,
        retention: Retention::Career,
        payload,
        salt: [2; 16],
    };
    signer.sign(place, draft).unwrap()
}

fn measure(criterion: &mut Criterion) {
    let signer = Signer::from_seed(&[1; 32]);
    let payload = make_payload();
    let entry = make_entry(&signer, payload.clone());
    let key = read_key(&signer.public_key()).unwrap();
    criterion.bench_function("sign", |bench| bench.iter(|| make_entry(&signer, black_box(payload.clone()))));
    criterion.bench_function("verify", |bench| bench.iter(|| black_box(&entry).verify(&key).unwrap()));
    criterion.bench_function("read envelope and payload", |bench| {
        bench.iter(|| {
            let bytes = black_box(&entry).envelope_bytes().to_vec();
            let read = Entry::from_stored(bytes, *entry.signature(), entry.payload().cloned()).unwrap();
            read.payload().unwrap().parse().unwrap()
        });
    });
    let view = View::from_pairs(vec![(1, 5), (2, 9)]);
    let mut document = Document::empty(21, RecordId::person("1"));
    let mut seq = 0;
    criterion.bench_function("fold step", |bench| {
        bench.iter(|| {
            seq += 1;
            let touches = Touch::list_of(Position { line: 0, seq }, &view, black_box(&payload));
            assert!(step(&mut document, &touches[0].1));
        });
    });
}

criterion_group!(benches, measure);
criterion_main!(benches);
