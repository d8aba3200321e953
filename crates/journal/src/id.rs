//! Names of feeds, logs, entries, users and records, and how they are derived (`docs/journal.md`, *Names*).
//!
//! Must not know what a person or an SKP is beyond the text that names it. A derived name is permanent: changing one text here makes
//! two records of one (`tests/vectors.rs` holds them).

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

macro_rules! bytes_newtype {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Lower-case hexadecimal, for people and files.
            #[must_use]
            pub fn to_hex(&self) -> String {
                to_hex(&self.0)
            }

            /// Reads [`Self::to_hex`] back, and no other text for the same bytes.
            #[must_use]
            pub fn find_in_hex(text: &str) -> Option<Self> {
                let digits = text.as_bytes();
                if digits.len() != $len * 2
                    || !digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
                {
                    return None;
                }
                let mut bytes = [0; $len];
                for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
                    *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
                }
                Some(Self(bytes))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.to_hex())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.to_hex())
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = crate::JournalError;
            fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
                bytes.try_into().map(Self).map_err(|_| {
                    crate::JournalError::Malformed(format!("{} has {} bytes", stringify!($name), bytes.len()))
                })
            }
        }
    };
}

bytes_newtype!(
    /// SHA-256 of an envelope's bytes: the name of an entry.
    EntryHash,
    32
);
bytes_newtype!(
    /// The name of a log: it commits to the device key that signs it.
    LogId,
    16
);
bytes_newtype!(
    /// The name of all work of one office: it commits to the log that founded it.
    FeedId,
    16
);

impl EntryHash {
    /// What `prev` holds in the first entry of a log.
    pub const NONE: Self = Self([0; 32]);
}

impl LogId {
    /// The name of the log that `key` opens with `nonce`.
    #[must_use]
    pub fn of(key: &[u8; 32], nonce: &[u8; 16]) -> Self {
        Self(first_16(&[b"tilik log v1\n", key, nonce]))
    }
}

impl FeedId {
    /// The name of the feed that `log` founds.
    #[must_use]
    pub fn founded_by(log: LogId) -> Self {
        Self(first_16(&[b"tilik feed v1\n", &log.0]))
    }
}

fn first_16(parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    let digest: [u8; 32] = hasher.finalize().into();
    let mut name = [0; 16];
    name.copy_from_slice(&digest[..16]);
    name
}

/// A user of the application, as the device attests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub Uuid);

/// A record: derived from its natural key where it has one, else a UUIDv7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(transparent)]
pub struct RecordId(pub Uuid);

const NAMESPACE: Uuid = Uuid::from_u128(0x6f1d_0a52_7c1e_5b7e_9a55_5449_4c49_4b01);

impl RecordId {
    fn derived(text: &str) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, text.as_bytes()))
    }

    /// The person who had this NIP when first recorded. `nip`: 18 bare digits.
    #[must_use]
    pub fn person(nip: &str) -> Self {
        Self::derived(&format!("person/{nip}"))
    }

    /// The unit with this name; the case of A to Z and runs of white space do not matter.
    ///
    /// ```
    /// use tilik_journal::RecordId;
    /// assert_eq!(RecordId::unit("Sub Bagian  UMUM "), RecordId::unit("sub bagian umum"));
    /// assert_ne!(RecordId::unit("Umum"), RecordId::unit("Umum 2"));
    /// ```
    #[must_use]
    pub fn unit(name: &str) -> Self {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
        Self::derived(&format!("unit/{name}"))
    }

    /// The assessor of a person from a date (`YYYY-MM-DD`) on, in a capacity (`definitif`, `plt`, `plh`).
    #[must_use]
    pub fn superior(person: Self, from: &str, capacity: &str) -> Self {
        Self::derived(&format!("superior/{}/{from}/{capacity}", person.0))
    }

    /// The SKP of a person for a year; `segment` counts the positions held within it, from 1.
    #[must_use]
    pub fn skp(person: Self, year: i32, segment: u32) -> Self {
        Self::derived(&format!("skp/{}/{year}/{segment}", person.0))
    }

    /// A planned result of an SKP: `edition` counts the results that the plan had before it was written anew (0 at first), `order` its place from 1.
    #[must_use]
    pub fn result(skp: Self, edition: usize, order: i64) -> Self {
        Self::derived(&format!("result/{}/{edition}/{order}", skp.0))
    }

    /// An indicator of a planned result, at its place from 1.
    #[must_use]
    pub fn indicator(result: Self, order: i64) -> Self {
        Self::derived(&format!("indicator/{}/{order}", result.0))
    }

    /// A line of one list of an SKP's annex, in the edition of [`Self::result`], at its place from 1.
    #[must_use]
    pub fn annex_line(skp: Self, edition: usize, list: &str, order: i64) -> Self {
        Self::derived(&format!("annex-line/{}/{edition}/{list}/{order}", skp.0))
    }

    /// The special expectation of an SKP for one of the seven values.
    #[must_use]
    pub fn expectation(skp: Self, value: &str) -> Self {
        Self::derived(&format!("expectation/{}/{value}", skp.0))
    }

    /// The evaluation of a person for a period (`2026-TW3`), in the position segment.
    #[must_use]
    pub fn evaluation(person: Self, period: &str, segment: u32) -> Self {
        Self::derived(&format!("evaluation/{}/{period}/{segment}", person.0))
    }

    /// The rating of one planned result in an evaluation.
    #[must_use]
    pub fn result_rating(evaluation: Self, result: Self) -> Self {
        Self::derived(&format!("result-rating/{}/{}", evaluation.0, result.0))
    }

    /// The rating of one of the seven values in an evaluation.
    #[must_use]
    pub fn behaviour_rating(evaluation: Self, value: &str) -> Self {
        Self::derived(&format!("behaviour-rating/{}/{value}", evaluation.0))
    }

    /// The organisation's achievement in a period.
    #[must_use]
    pub fn achievement(period: &str) -> Self {
        Self::derived(&format!("achievement/{period}"))
    }

    /// A period of evaluation.
    #[must_use]
    pub fn period(period: &str) -> Self {
        Self::derived(&format!("period/{period}"))
    }

    /// The province's deadline of a period.
    #[must_use]
    pub fn deadline(period: &str) -> Self {
        Self::derived(&format!("deadline/{period}"))
    }

    /// A sheet as printed with a content: `form` is the form's code, `content` the hash of what it says.
    #[must_use]
    pub fn sheet(subject: Self, form: &str, content: &[u8; 16]) -> Self {
        Self::derived(&format!("sheet/{}/{form}/{}", subject.0, to_hex(content)))
    }

    /// The objection to one closing of an evaluation.
    #[must_use]
    pub fn objection(evaluation: Self, revision: i64) -> Self {
        Self::derived(&format!("objection/{}/{revision}", evaluation.0))
    }

    /// A scan of a paper, by the SHA-256 of its bytes.
    #[must_use]
    pub fn scan(subject: Self, attachment: &[u8; 32]) -> Self {
        Self::derived(&format!("scan/{}/{}", subject.0, to_hex(attachment)))
    }

    /// A closed evaluation of another office, by the entry that closed it there.
    #[must_use]
    pub fn forwarded(person: Self, closing: &EntryHash) -> Self {
        Self::derived(&format!("forwarded/{}/{}", person.0, closing.to_hex()))
    }

    /// A device, by its public key.
    #[must_use]
    pub fn device(key: &[u8; 32]) -> Self {
        Self::derived(&format!("device/{}", to_hex(key)))
    }

    /// The control record (revocation, admission, purge) about an entry or log.
    #[must_use]
    pub fn about(bytes: &[u8]) -> Self {
        Self::derived(&format!("about/{}", to_hex(bytes)))
    }
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::LogId;

    #[test]
    fn one_id_has_one_text() {
        let id = LogId([0xaf; 16]);
        assert_eq!(LogId::find_in_hex(&id.to_hex()), Some(id));
        for text in ["AF".repeat(16), "+f".repeat(16), "af".repeat(15), "é".repeat(16), " a".repeat(16)] {
            assert_eq!(LogId::find_in_hex(&text), None, "{text}");
        }
    }
}
