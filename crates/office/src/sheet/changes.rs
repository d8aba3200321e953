//! What differs between two contents of one form, in the words of its fields: printed on the second sheet and told beside the first.
//!
//! Reads the kept contents as plain JSON, so that contents of every release can be compared. Must not know how they came about.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

macro_rules! changes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {
        /// Something that differs. The codes are kept in the journal: none is ever used anew.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum SheetChange {
            $($(#[$doc])* $name,)+
        }

        impl SheetChange {
            /// All of them, in the order in which they are told.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// As the journal keeps it.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

changes! {
    /// The predicate.
    Predicate = "predicate";
    /// The overall rating of results.
    ResultRating = "result_rating";
    /// The overall rating of behaviour.
    BehaviourRating = "behaviour_rating";
    /// Ratings of single results or values.
    Details = "details";
    /// What was achieved.
    Achieved = "achieved";
    /// Feedback, general or of a single result or value.
    Feedback = "feedback";
    /// Note or recommendation.
    Notes = "notes";
    /// The plan.
    Plan = "plan";
    /// The organisation's achievement.
    Achievement = "achievement";
    /// Objection, explanation and decision.
    Objection = "objection";
    /// The employee's name, rank, position or unit.
    Employee = "employee";
    /// The assessor.
    Assessor = "assessor";
    /// The assessor's superior.
    Superior = "superior";
    /// The agency's name.
    Agency = "agency";
    /// Place or day of signing.
    Signing = "signing";
}

impl SheetChange {
    /// The change with this code; one of a later release is none.
    #[must_use]
    pub fn find(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|change| change.code() == code)
    }

    fn differs(self, old: &Value, new: &Value) -> bool {
        let paths: &[&str] = match self {
            Self::Predicate => &["/predicate", "/dokumen_evaluasi/predicate"],
            Self::ResultRating => &["/ratings/result_rating"],
            Self::BehaviourRating => &["/ratings/behaviour_rating"],
            Self::Details => return differ_within(old, new, &["rating", "has_no_data"]),
            Self::Achieved => return differ_within(old, new, &["achieved"]),
            Self::Feedback => {
                return differ_at(old, new, "/ratings/feedback") || differ_within(old, new, &["feedback"]);
            }
            Self::Notes => &["/ratings/note", "/dokumen_evaluasi/notes"],
            Self::Plan => &["/plan/skp"],
            Self::Achievement => &["/dokumen_evaluasi/achievement"],
            Self::Objection => &["/dokumen_evaluasi/objection"],
            Self::Employee => &["/dokumen_evaluasi/employee"],
            Self::Assessor => &["/dokumen_evaluasi/assessor"],
            Self::Superior => &["/dokumen_evaluasi/superior"],
            Self::Agency => &["/dokumen_evaluasi/agency"],
            Self::Signing => &["/dokumen_evaluasi/assessor_signing", "/dokumen_evaluasi/employee_signing"],
        };
        paths.iter().any(|path| differ_at(old, new, path))
    }
}

/// What differs between two contents of a closing, in the order of [`SheetChange::ALL`].
pub(super) fn list_changes(old: &Value, new: &Value) -> Vec<SheetChange> {
    SheetChange::ALL.iter().copied().filter(|change| change.differs(old, new)).collect()
}

/// Nothing and an empty text say the same.
fn differ_at(old: &Value, new: &Value, path: &str) -> bool {
    let find = |content: &Value| {
        content.pointer(path).filter(|value| !value.is_null() && value.as_str() != Some("")).cloned()
    };
    find(old) != find(new)
}

/// Whether a part of the single results and values differs; their versions are the journal's own.
fn differ_within(old: &Value, new: &Value, parts: &[&str]) -> bool {
    let list = |content: &Value| -> Vec<(String, Vec<Option<Value>>)> {
        let mut found = Vec::new();
        for group in ["results", "values"] {
            let details = content.pointer(&format!("/ratings/{group}")).and_then(Value::as_object);
            for (name, detail) in details.into_iter().flatten() {
                let is_said = |value: &&Value| {
                    !value.is_null() && value.as_str() != Some("") && **value != Value::Bool(false)
                };
                let said: Vec<_> =
                    parts.iter().map(|part| detail.get(part).filter(is_said).cloned()).collect();
                if said.iter().any(Option::is_some) {
                    found.push((name.clone(), said));
                }
            }
        }
        found
    };
    list(old) != list(new)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn content() -> Value {
        json!({
            "predicate": "baik",
            "ratings": {
                "result_rating": "meets", "behaviour_rating": "meets", "feedback": "Baik", "note": "",
                "results": { "a": { "rating": "meets", "has_no_data": false, "feedback": "", "version": "0.1" } },
                "values": {},
            },
            "plan": { "skp": { "results": [] } },
            "dokumen_evaluasi": { "agency": "DINAS", "objection": null, "employee": { "name": "Budi" }, "revision": "1" },
        })
    }

    #[test]
    fn each_difference_is_told_by_its_field() {
        let cases: [(&str, Value, &[SheetChange]); 8] = [
            ("/predicate", json!("kurang"), &[SheetChange::Predicate]),
            ("/ratings/behaviour_rating", json!("above"), &[SheetChange::BehaviourRating]),
            ("/ratings/results/a/rating", json!("below"), &[SheetChange::Details]),
            ("/ratings/results/a/feedback", json!("Lebih rinci"), &[SheetChange::Feedback]),
            ("/ratings/note", json!("Dipertahankan"), &[SheetChange::Notes]),
            ("/dokumen_evaluasi/employee/name", json!("Budi, S.E."), &[SheetChange::Employee]),
            (
                "/dokumen_evaluasi/objection",
                json!({ "objection": "Tidak setuju" }),
                &[SheetChange::Objection],
            ),
            ("/ratings/results/a/version", json!("0.9"), &[]),
        ];
        for (path, value, expected) in cases {
            let mut new = content();
            *new.pointer_mut(path).unwrap() = value;
            assert_eq!(list_changes(&content(), &new), expected, "{path}");
        }
    }

    #[test]
    fn codes_are_those_that_serde_writes() {
        for change in SheetChange::ALL {
            assert_eq!(serde_json::to_value(change).unwrap(), change.code());
            assert_eq!(SheetChange::find(change.code()), Some(*change));
        }
    }
}
