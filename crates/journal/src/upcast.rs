//! The one table of translations from fields of old releases to those of this one.
//!
//! A field is never reinterpreted: when a meaning changes, the new meaning gets a new number and a line here says how an old value is read as
//! the new one. Applied when a payload is folded, never to stored bytes.

use crate::payload::Payload;
use crate::value::Value;

/// How an old field is read today.
#[derive(Debug, Clone, Copy)]
pub struct Upcast {
    /// The record kind.
    pub kind: u32,
    /// The field as it was written.
    pub from: u32,
    /// The field that it is read as.
    pub to: u32,
    /// The value as it is read.
    pub read: fn(Value) -> Value,
}

/// Every translation since the first release, oldest first.
pub const UPCASTS: &[Upcast] = &[];

/// Reads a payload in the fields of this release.
#[must_use]
pub fn apply(payload: Payload) -> Payload {
    apply_table(UPCASTS, payload)
}

fn apply_table(table: &[Upcast], mut payload: Payload) -> Payload {
    if table.is_empty() {
        return payload;
    }
    for group in &mut payload.groups {
        for (field, value) in &mut group.fields {
            for upcast in table.iter().filter(|upcast| upcast.kind == group.kind) {
                if *field == upcast.from {
                    *field = upcast.to;
                    *value = (upcast.read)(std::mem::replace(value, Value::Null));
                }
            }
        }
    }
    payload
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Group, RecordId};

    #[test]
    fn an_old_field_is_read_as_its_successor_through_every_step() {
        let table = [
            Upcast { kind: 12, from: 90, to: 91, read: |value| value },
            Upcast { kind: 12, from: 91, to: 92, read: |_| Value::Bool(true) },
        ];
        let group = |kind, field| Group {
            kind,
            record: RecordId::person("1"),
            fields: vec![(field, Value::Int(1)), (3, Value::Int(2))],
        };
        let read = apply_table(&table, Payload { groups: vec![group(12, 90), group(13, 90)] });
        assert_eq!(read.groups[0].fields, vec![(92, Value::Bool(true)), (3, Value::Int(2))]);
        assert_eq!(read.groups[1].fields, vec![(90, Value::Int(1)), (3, Value::Int(2))]);
    }
}
