//! The open export: what is written is read back, and nothing altered is accepted.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use serde_json::{Value, json};
use std::collections::BTreeMap;
use tilik_exchange::open_export::{ExportError, ExportReader, ExportWriter, Footer, Record};
use tilik_exchange::texts::{Language, render};

fn record(kind: &str, id: &str, fields: Value) -> Record {
    Record { kind: kind.into(), id: id.into(), fields: serde_json::from_value(fields).unwrap() }
}

fn sample() -> Vec<Record> {
    vec![
        record("evaluation", "e-1", json!({"rating": null, "rows": [1, {"b": "x", "a": true}]})),
        record("person", "p-1", json!({"name": "Ayu \"É\" \u{1}\n", "born": "1990-01-02"})),
        record("person", "p-2", json!({"name": "<script>", "height": -3})),
    ]
}

fn about() -> BTreeMap<String, Value> {
    BTreeMap::from([("office".to_owned(), json!("Dinas Contoh"))])
}

fn write(records: &[Record]) -> (Vec<u8>, Footer) {
    let mut bytes = Vec::new();
    let mut writer = ExportWriter::new(&mut bytes, &about()).unwrap();
    for record in records {
        writer.push(record).unwrap();
    }
    let footer = writer.finish().unwrap();
    (bytes, footer)
}

fn read(bytes: &[u8]) -> Result<(Vec<Record>, Footer), ExportError> {
    let mut reader = ExportReader::new(bytes)?;
    let mut records = Vec::new();
    for record in reader.by_ref() {
        records.push(record?);
    }
    let footer = reader.footer().cloned().unwrap();
    Ok((records, footer))
}

#[test]
fn what_is_written_is_read_back() {
    let (bytes, written) = write(&sample());
    let (records, footer) = read(&bytes).unwrap();
    assert_eq!(records, sample());
    assert_eq!(footer, written);
    assert_eq!((footer.record_count(), footer.counts["person"]), (3, 2));
    assert_eq!(write(&records).0, bytes);
    assert_eq!(ExportReader::new(bytes.as_slice()).unwrap().about(), &about());
}

#[test]
fn the_canonical_form_is_as_documented() {
    let record = record("k", "1", json!({"b": {"z": 1, "a": "\u{1f}é\t"}, "a": []}));
    // printf '{"fields":{"a":[],"b":{"a":"\\u001fé\\t","z":1}},"id":"1","kind":"k"}' | sha256sum
    assert_eq!(record.hash().unwrap(), "8988405872dc39a9c45de39ade0f1e4b92fdadfc5030f348f9eaedf2ae1294ae");
}

#[test]
fn any_flipped_bit_is_found() {
    let (bytes, _) = write(&sample());
    for place in 0..bytes.len() {
        for bit in [0, 3, 5] {
            let mut altered = bytes.clone();
            altered[place] ^= 1 << bit;
            assert!(read(&altered).is_err(), "byte {place}, bit {bit}");
        }
    }
}

#[test]
fn a_cut_at_any_place_is_found() {
    let (bytes, _) = write(&sample());
    for length in 0..bytes.len() {
        assert!(read(&bytes[..length]).is_err(), "cut to {length}");
    }
    let lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let without_footer = lines[..lines.len() - 1].concat();
    assert!(matches!(read(&without_footer), Err(ExportError::Truncated { line: 4 })));
    let one_record_less = [lines[0], lines[1], lines[3], lines[4]].concat();
    assert!(matches!(read(&one_record_less), Err(ExportError::TotalMismatch)));
    let twice = [lines[0], lines[1], lines[1], lines[4]].concat();
    assert!(matches!(read(&twice), Err(ExportError::OutOfOrder { line: 3, .. })));
    let more = [bytes.as_slice(), b"x"].concat();
    assert!(matches!(read(&more), Err(ExportError::Trailing { line: 6 })));
}

#[test]
fn an_altered_record_is_named_with_its_line() {
    let (bytes, _) = write(&sample());
    let altered = String::from_utf8(bytes).unwrap().replace("1990-01-02", "1991-01-02");
    let error = read(altered.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "the record in line 3 was altered: person p-1");
    assert_eq!(error.code(), "open_export.altered");
    let words = render(error.code(), &error.args(), Language::Indonesian);
    assert_eq!(words, "Catatan di baris 3 (person p-1) telah berubah.");
}

#[test]
fn foreign_and_newer_files_are_refused() {
    assert!(matches!(read(b"nip,nama\n"), Err(ExportError::Foreign)));
    assert!(matches!(read(b""), Err(ExportError::Foreign)));
    let newer = b"{\"about\":{},\"format\":\"tilik-open-export\",\"version\":2}\n";
    assert!(matches!(read(newer), Err(ExportError::Newer { found: 2 })));
}

#[test]
fn fractions_and_disorder_are_not_written() {
    let mut writer = ExportWriter::new(Vec::new(), &BTreeMap::new()).unwrap();
    let fraction = writer.push(&record("a", "1", json!({"value": 0.1})));
    assert!(matches!(fraction, Err(ExportError::NumberNotWhole { field }) if field == "value"));
    writer.push(&record("b", "1", json!({}))).unwrap();
    assert!(matches!(writer.push(&record("a", "2", json!({}))), Err(ExportError::OutOfOrder { .. })));
}
