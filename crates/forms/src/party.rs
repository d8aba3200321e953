//! The people of a form: who is assessed, who assesses, who signs.
//!
//! Must not know how numbers or dates are formatted: every field is a finished string.

use serde::{Deserialize, Serialize};

/// How a person is numbered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonNumber {
    /// NIP or NI PPPK, formatted.
    Nip(String),
    /// NRP of a soldier or police officer who assesses civil servants.
    Nrp(String),
    /// None: an elected head of region. No "NIP." line is printed under the signature.
    #[default]
    None,
}

impl PersonNumber {
    /// The word before the number and the number, if the person has one.
    pub(crate) fn find<'a>(&'a self, nip: &'a str, nrp: &'a str) -> Option<(&'a str, &'a str)> {
        match self {
            Self::Nip(digits) => Some((nip, digits.as_str())),
            Self::Nrp(digits) => Some((nrp, digits.as_str())),
            Self::None => None,
        }
    }
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// Name with degrees.
    pub name: String,
    /// NIP, NRP or none.
    pub number: PersonNumber,
    /// Pangkat and golongan ruang, or "Golongan IX" of a PPPK; may be empty.
    pub rank: String,
    /// Jabatan.
    pub position: String,
    /// Unit kerja.
    pub unit: String,
}

/// What stands around a signature.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Signing {
    /// "Bandung, 31 Desember 2026"; empty gives dots to write on.
    pub place_and_date: String,
    /// Job title above the name, as some agencies print it; empty prints none.
    pub title: String,
}

/// How far a sheet is; what is not closed carries a watermark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Not closed: RANCANGAN. The default, so that nothing looks final by omission.
    #[default]
    Draft,
    /// Made while practising: LATIHAN.
    Training,
    /// Closed: no watermark.
    Closed,
}
