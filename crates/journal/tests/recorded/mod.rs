//! How entries, values and documents are written down in `corpus/`.

use serde_json::{Value as Json, json};
use tilik_journal::document::Mark;
use tilik_journal::{Entry, History, RecordId, SaltedPayload, Value, Verdict};

pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn read_hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2));
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

pub fn read_array<const N: usize>(json: &Json) -> [u8; N] {
    read_hex(json.as_str().unwrap()).try_into().unwrap()
}

pub fn value_to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(is) => json!(is),
        Value::Int(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Bytes(bytes) => json!({ "bytes": to_hex(bytes) }),
        Value::List(items) => items.iter().map(value_to_json).collect(),
    }
}

pub fn entry_to_json(entry: &Entry) -> Json {
    json!({
        "envelope": to_hex(entry.envelope_bytes()),
        "signature": to_hex(entry.signature()),
        "salted_payload": entry.payload().map(|payload| to_hex(payload.as_bytes())),
    })
}

pub fn read_entry(json: &Json) -> Result<Entry, tilik_journal::JournalError> {
    let payload = json["salted_payload"].as_str().map(read_hex).map(SaltedPayload::from_stored);
    let envelope = read_hex(json["envelope"].as_str().unwrap());
    Entry::from_stored(envelope, read_array(&json["signature"]), payload)
}

fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Counts => "counts",
        Verdict::Purged => "purged",
        Verdict::Held(reason) => reason.code(),
    }
}

/// What a journal comes to: the verdict on every entry and every record.
pub fn outcome_to_json(history: &History) -> Json {
    let verdicts: serde_json::Map<_, _> = history
        .judge()
        .into_iter()
        .map(|(hash, verdict)| (hash.to_hex(), json!(verdict_word(verdict))))
        .collect();
    let records: Vec<_> = history
        .documents()
        .iter()
        .map(|((kind, RecordId(id)), document)| {
            let contents = document.contents();
            let late: Vec<_> =
                contents.late.iter().map(|(field, value)| json!([field, value_to_json(value)])).collect();
            let values: Vec<_> = contents
                .values
                .iter()
                .map(|(field, value)| match value {
                    Some(value) => json!([field, value_to_json(value)]),
                    None => json!([field]),
                })
                .collect();
            let versions: Vec<_> = contents
                .versions
                .iter()
                .map(|(field, all)| json!([field, all.iter().map(value_to_json).collect::<Vec<_>>()]))
                .collect();
            let word = |state: Option<Option<Mark>>| match state {
                None => json!("disputed"),
                Some(None) => json!("open"),
                Some(Some(mark)) => json!(mark.number()),
            };
            json!({
                "kind": kind,
                "id": id.to_string(),
                "stage": word(contents.stage),
                "presence": word(contents.presence),
                "is_locked": contents.is_locked,
                "values": values,
                "versions": versions,
                "late": late,
            })
        })
        .collect();
    json!({ "verdicts": verdicts, "records": records })
}
