//! A document as JSON, for people and questions: kinds and fields by name, values in force apart from versions in dispute.

use serde_json::{Map, Value as Json, json};
use tilik_journal::document::Mark;
use tilik_journal::{Document, RecordState, Value, catalogue};
use uuid::Uuid;

/// The document as the column `doc` holds it.
pub(super) fn to_json(document: &Document) -> Json {
    let name = |field| name_of(document.kind, field);
    let values: Map<_, _> = document
        .fields
        .keys()
        .filter_map(|field| Some((name(*field), value_to_json(document.value(*field)?))))
        .collect();
    let versions: Map<_, _> = document
        .fields
        .iter()
        .filter(|(_, field)| field.is_disputed())
        .map(|(number, field)| {
            let versions = field.candidates.iter().map(|candidate| value_to_json(&candidate.value));
            (name(*number), versions.collect())
        })
        .collect();
    let late: Vec<_> = document
        .late
        .iter()
        .map(|late| json!({ "field": name(late.field), "value": value_to_json(&late.write.value) }))
        .collect();
    json!({
        "state": state_to_json(&document.stage),
        "is_retracted": document.is(Mark::Retracted),
        "is_disputed": document.is_disputed(),
        "values": values,
        "versions": versions,
        "late": late,
    })
}

fn state_to_json(state: &RecordState) -> Json {
    match state {
        RecordState::Open => Json::Null,
        RecordState::Marked(mark) => json!(mark.word()),
        RecordState::Disputed(_) => json!("disputed"),
    }
}

/// What this release does not know has its number for a name.
fn name_of(kind: u32, field: u32) -> String {
    catalogue::find_kind(kind)
        .and_then(|kind| kind.fields.iter().find(|known| known.number == field))
        .map_or_else(|| field.to_string(), |field| field.name.to_owned())
}

/// Sixteen bytes are an id, as the columns of ids are written; others are hexadecimal. PostgreSQL keeps no NUL in a text: the letter for what cannot be shown stands in its place.
fn value_to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(is) => json!(is),
        Value::Int(number) => json!(number),
        Value::Text(text) => json!(text.replace('\0', "\u{fffd}")),
        Value::Bytes(bytes) => match Uuid::from_slice(bytes) {
            Ok(id) => json!(id.to_string()),
            Err(_) => Json::String(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
        },
        Value::List(items) => items.iter().map(value_to_json).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::value_to_json;
    use serde_json::json;
    use tilik_journal::Value;

    #[test]
    fn values_are_as_a_database_can_hold_them() {
        for (value, expected) in [
            (Value::Null, json!(null)),
            (Value::Int(-3), json!(-3)),
            (Value::from("a\0b"), json!("a\u{fffd}b")),
            (Value::Bytes(vec![0xab; 16]), json!("abababab-abab-abab-abab-abababababab")),
            (Value::Bytes(vec![0xab, 1]), json!("ab01")),
            (Value::List(vec![Value::from(true)]), json!([true])),
        ] {
            assert_eq!(value_to_json(&value), expected);
        }
    }
}
