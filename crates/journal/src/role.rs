//! Which role may write what. The rule is by what is written, never by the word of the act.
//!
//! Must not know people: that only the *dated* assessor of a person rates is a rule across records, kept by the use cases and shown as a
//! finding, never a reason to hold an entry.

use crate::catalogue::{self, Writers};
use crate::payload::{MARK, Payload};
use crate::value::Value;

/// The four roles of the application's users.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The head of the office.
    Kepala,
    /// An assessor (pejabat penilai kinerja) below the head.
    Penilai,
    /// Staff data, reports, printing.
    Operator,
    /// Own report, own results.
    Pegawai,
}

impl Role {
    /// The word in a `user` record.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Kepala => "kepala",
            Self::Penilai => "penilai",
            Self::Operator => "operator",
            Self::Pegawai => "pegawai",
        }
    }

    /// Reads [`Self::word`]; a withdrawn role is `Null`, an unknown word no role.
    #[must_use]
    pub fn find(value: &Value) -> Option<Self> {
        value.as_text().and_then(Self::find_word)
    }

    /// The role with this word.
    #[must_use]
    pub fn find_word(word: &str) -> Option<Self> {
        [Self::Kepala, Self::Penilai, Self::Operator, Self::Pegawai]
            .into_iter()
            .find(|role| role.word() == word)
    }

    /// Whether this role may write all of a payload. Kinds and fields that this release does not know are left to the release that does:
    /// everybody but a *pegawai* may write them.
    #[must_use]
    pub fn permits(self, payload: &Payload) -> bool {
        payload.writes().all(|write| {
            let writers = match catalogue::find_kind(write.kind) {
                Some(kind) if write.field == MARK => kind.markers,
                Some(kind) => kind.find_field(write.field).map_or(Writers::Staff, |field| field.writers),
                None if write.kind < catalogue::FIRST_OFFICE_KIND => Writers::Head,
                None => Writers::Staff,
            };
            match (self, writers) {
                (Self::Kepala, Writers::Head | Writers::Assessors | Writers::Registry | Writers::Staff)
                | (Self::Penilai, Writers::Assessors | Writers::Staff)
                | (Self::Operator, Writers::Registry | Writers::Staff) => true,
                (Self::Penilai, Writers::Head | Writers::Registry)
                | (Self::Operator, Writers::Head | Writers::Assessors)
                | (Self::Pegawai, Writers::Head | Writers::Assessors | Writers::Registry | Writers::Staff) => false,
            }
        })
    }
}
