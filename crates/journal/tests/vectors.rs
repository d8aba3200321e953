//! The recorded vectors and corpus, read by this release: `scripts/check_vectors.py` reads the same from the format's page alone.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[allow(dead_code, reason = "the recorder writes what this reads")]
mod recorded;

use recorded::{outcome_to_json, read_array, read_entry, read_hex, to_hex, value_to_json};
use serde_json::{Value as Json, json};
use tilik_journal::entry::read_key;
use tilik_journal::{Entry, EntryHash, FeedId, History, JournalError, LogId, Payload, RecordId};

fn vectors() -> Json {
    serde_json::from_str(include_str!("../corpus/vectors.json")).unwrap()
}

fn list<'a>(vectors: &'a Json, name: &str) -> &'a [Json] {
    let list = vectors[name].as_array().unwrap();
    assert!(!list.is_empty());
    list
}

fn writes(payload: &Payload) -> Json {
    let to_json = |write: tilik_journal::Write<'_>| {
        json!([write.index, write.kind, write.record.0.to_string(), write.field, value_to_json(write.value)])
    };
    payload.writes().map(to_json).collect()
}

#[test]
fn every_name_is_the_recorded_one() {
    let vectors = vectors();
    for log in list(&vectors, "logs") {
        let name = LogId::of(&read_array(&log["key"]), &read_array(&log["nonce"]));
        assert_eq!(name.to_hex(), log["log"]);
        assert_eq!(FeedId::founded_by(name).to_hex(), log["feed"]);
    }
    for vector in list(&vectors, "names") {
        let parts: Vec<_> =
            vector["parts"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
        let record = |at: usize| RecordId(parts[at].parse().unwrap());
        let id = match vector["rule"].as_str().unwrap() {
            "person" => RecordId::person(parts[0]),
            "unit" => RecordId::unit(parts[0]),
            "superior" => RecordId::superior(record(0), parts[1], parts[2]),
            "skp" => RecordId::skp(record(0), parts[1].parse().unwrap(), parts[2].parse().unwrap()),
            "expectation" => RecordId::expectation(record(0), parts[1]),
            "evaluation" => RecordId::evaluation(record(0), parts[1], parts[2].parse().unwrap()),
            "result-rating" => RecordId::result_rating(record(0), record(1)),
            "behaviour-rating" => RecordId::behaviour_rating(record(0), parts[1]),
            "achievement" => RecordId::achievement(parts[0]),
            "period" => RecordId::period(parts[0]),
            "sheet" => RecordId::sheet(record(0), parts[1], &read_hex(parts[2]).try_into().unwrap()),
            "objection" => RecordId::objection(record(0), parts[1].parse().unwrap()),
            "scan" => RecordId::scan(record(0), &read_hex(parts[1]).try_into().unwrap()),
            "forwarded" => RecordId::forwarded(record(0), &EntryHash(read_hex(parts[1]).try_into().unwrap())),
            "device" => RecordId::device(&read_hex(parts[0]).try_into().unwrap()),
            "about" => RecordId::about(&read_hex(parts[0])),
            rule => panic!("{rule}"),
        };
        assert_eq!(id.0.to_string(), vector["id"], "{vector}");
    }
}

fn read_and_verify(vector: &Json) -> Result<Entry, JournalError> {
    let entry = read_entry(vector)?;
    entry.verify(&read_key(&read_array(&vector["key"]))?)?;
    Ok(entry)
}

#[test]
fn every_entry_is_taken_or_refused_as_recorded() {
    for vector in list(&vectors(), "entries") {
        let entry = match read_and_verify(vector) {
            Ok(entry) => entry,
            Err(error) => {
                assert_eq!(error.code(), vector["expected"], "{vector}");
                continue;
            }
        };
        assert_eq!(vector["expected"], "ok", "{vector}");
        assert_eq!(entry.hash().to_hex(), vector["hash"]);
        let (fields, envelope) = (&vector["fields"], entry.envelope());
        assert_eq!(fields["format"], envelope.format);
        assert_eq!(fields["feed"], envelope.feed.to_hex());
        assert_eq!(fields["log"], envelope.log.to_hex());
        assert_eq!(fields["seq"], envelope.seq);
        assert_eq!(fields["prev"], envelope.prev.to_hex());
        assert_eq!(fields["seen"].as_array().unwrap().len(), envelope.seen.len());
        for (recorded, seen) in fields["seen"].as_array().unwrap().iter().zip(&envelope.seen) {
            assert_eq!(*recorded, json!([seen.log.to_hex(), seen.seq, seen.hash.to_hex()]));
        }
        assert_eq!(fields["payload_hash"], to_hex(&envelope.payload_hash));
        assert_eq!(fields["retention"], envelope.retention.number());
        match envelope.opening {
            Some(opening) => {
                assert_eq!(fields["opening"]["key"], to_hex(&opening.key));
                assert_eq!(fields["opening"]["nonce"], to_hex(&opening.nonce));
                assert_eq!(fields["opening"]["private"], opening.is_private);
            }
            None => assert_eq!(fields["opening"], Json::Null),
        }
        if envelope.format == 1 {
            assert_eq!(fields["actor"], to_hex(envelope.actor.0.as_bytes()));
            assert_eq!(fields["made_at"], envelope.made_at);
            assert_eq!(fields["act"], envelope.act);
        }
        if let Some(payload) = entry.payload() {
            assert_eq!(vector["writes"], writes(&payload.parse().unwrap()));
        }
    }
}

#[test]
fn an_entry_that_does_not_continue_its_log_waits() {
    for vector in list(&vectors(), "chains") {
        let mut history = History::new();
        history.receive(read_entry(&vector["first"]).unwrap()).unwrap();
        history.receive(read_entry(&vector["second"]).unwrap()).unwrap();
        let expected = if history.count_parked() == 0 { "placed" } else { "waits" };
        assert_eq!(vector["expected"], expected, "{vector}");
    }
}

#[test]
fn every_payload_is_read_or_refused_as_recorded() {
    for vector in list(&vectors(), "payloads") {
        match Payload::parse(&read_hex(vector["bytes"].as_str().unwrap())) {
            Ok(payload) => {
                assert_eq!(vector["expected"], "ok", "{vector}");
                assert_eq!(vector["writes"], writes(&payload));
                assert_eq!(to_hex(&payload.to_bytes()), vector["bytes"]);
            }
            Err(error) => assert_eq!(vector["expected"], error.code(), "{vector}"),
        }
    }
}

#[test]
fn the_corpus_of_every_release_comes_to_its_recorded_documents_in_any_order() {
    let expected: Json = serde_json::from_str(include_str!("../corpus/v1/documents.json")).unwrap();
    let lines = include_str!("../corpus/v1/entries.jsonl").lines();
    let entries: Vec<_> =
        lines.map(|line| read_entry(&serde_json::from_str(line).unwrap()).unwrap()).collect();
    assert!(entries.len() > 50);
    let count = entries.len();
    // Forwards, backwards, and two walks that meet every number once.
    for step in [1, count - 1, 7, 29] {
        let step = (step..).find(|step| (2..=*step).all(|by| step % by != 0 || count % by != 0)).unwrap();
        let mut history = History::new();
        for at in 0..count {
            history.receive(entries[(at + 1) * step % count].clone()).unwrap();
        }
        assert_eq!(history.count_parked(), 0);
        assert_eq!(outcome_to_json(&history), expected, "by steps of {step}");
    }
}
