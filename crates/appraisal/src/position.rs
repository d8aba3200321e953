//! Kinds of position, which of the two forms they use, who usually assesses whom, and a guess of the kind from a
//! title.
//!
//! This module must not know persons or units. Invariant: the guess and the usual pairs are suggestions; neither
//! ever blocks or decides.

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::reference::ReferencePack;
use crate::skp::FormKind;

coded! {
    /// Kind of position (UU 20/2023).
    pub enum JenisJabatan {
        /// *Jabatan pimpinan tinggi madya*, such as the secretary of a province.
        JptMadya = "JPT_MADYA",
        /// *Jabatan pimpinan tinggi pratama*, such as the head of a *dinas*.
        JptPratama = "JPT_PRATAMA",
        /// *Administrator*, such as the head of a *bidang*.
        Administrator = "ADMINISTRATOR",
        /// *Pengawas*, such as the head of a *seksi*.
        Pengawas = "PENGAWAS",
        /// *Jabatan fungsional keahlian*.
        JfKeahlian = "JF_KEAHLIAN",
        /// *Jabatan fungsional keterampilan*.
        JfKeterampilan = "JF_KETERAMPILAN",
        /// *Pelaksana*.
        Pelaksana = "PELAKSANA",
    }
}

coded! {
    /// Level of a functional position, lowest first within each category.
    pub enum JfLevel {
        /// Keterampilan, first level.
        Pemula = "pemula",
        /// Keterampilan, second level.
        Terampil = "terampil",
        /// Keterampilan, third level.
        Mahir = "mahir",
        /// Keterampilan, highest level.
        Penyelia = "penyelia",
        /// Keahlian, first level.
        AhliPertama = "ahli_pertama",
        /// Keahlian, second level.
        AhliMuda = "ahli_muda",
        /// Keahlian, third level.
        AhliMadya = "ahli_madya",
        /// Keahlian, highest level.
        AhliUtama = "ahli_utama",
    }
}

coded! {
    /// Who may stand as assessor or superior in a usual pair.
    pub enum UsualParty {
        /// Governor, regent or mayor.
        KepalaDaerah = "KEPALA_DAERAH",
        /// A JPT madya.
        JptMadya = "JPT_MADYA",
        /// A JPT pratama.
        JptPratama = "JPT_PRATAMA",
        /// An administrator.
        Administrator = "ADMINISTRATOR",
        /// A pengawas.
        Pengawas = "PENGAWAS",
    }
}

impl JenisJabatan {
    /// Which form of SKP and evaluation a position uses (PermenPANRB 6/2022): heads of an independent work unit use
    /// the leaders' form whatever their kind.
    #[must_use]
    pub const fn form_kind(self, is_pimpinan_unit_mandiri: bool) -> FormKind {
        match self {
            Self::JptMadya | Self::JptPratama => FormKind::JptUnitHead,
            Self::Administrator
            | Self::Pengawas
            | Self::JfKeahlian
            | Self::JfKeterampilan
            | Self::Pelaksana => {
                if is_pimpinan_unit_mandiri {
                    FormKind::JptUnitHead
                } else {
                    FormKind::JaJf
                }
            }
        }
    }
}

/// Where in a title the words of a pattern stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TitlePlace {
    /// They are the whole title.
    Is,
    /// It starts with them.
    Starts,
    /// It ends with them.
    Ends,
}

/// Words in a title that suggest a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TitlePattern {
    /// Where they stand.
    #[serde(rename = "where")]
    pub place: TitlePlace,
    /// Whole words in lower case, separated by single spaces.
    pub words: String,
    /// The kind suggested.
    pub kind: JenisJabatan,
    /// The level suggested, for functional positions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<JfLevel>,
}

/// Who usually assesses a kind of position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsualPair {
    /// The assessed kind.
    pub assessed: JenisJabatan,
    /// Only for this level, where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<JfLevel>,
    /// Possible assessors, nearest first.
    pub assessors: Vec<UsualParty>,
    /// Possible superiors of the assessor, nearest first.
    pub superiors: Vec<UsualParty>,
}

/// Title patterns, tried in order, and usual pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PositionTable {
    /// The first that fits wins.
    pub title_patterns: Vec<TitlePattern>,
    /// The first that fits wins.
    pub usual_pairs: Vec<UsualPair>,
}

/// A guess from a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindGuess {
    /// The kind.
    pub kind: JenisJabatan,
    /// The level, where the title names one.
    pub level: Option<JfLevel>,
}

/// Guesses the kind of position from its title: *Ahli Muda* at the end is a JF keahlian, *Kepala Bidang* at the
/// start an administrator, and so on by the pack's patterns. *Plt.*, *Plh.* and *Pj.* in front are passed over.
/// `None` when no pattern fits; the person who imports then chooses.
#[must_use]
pub fn find_kind_from_title(pack: &ReferencePack, title: &str) -> Option<KindGuess> {
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.skip_while(|word| matches!(*word, "plt" | "plh" | "pj")).collect();
    let fits = |pattern: &&TitlePattern| {
        let wanted: Vec<&str> = pattern.words.split(' ').collect();
        match pattern.place {
            TitlePlace::Is => words == wanted,
            TitlePlace::Starts => words.starts_with(&wanted),
            TitlePlace::Ends => words.ends_with(&wanted),
        }
    };
    let pattern = pack.positions.newest().data.title_patterns.iter().find(fits)?;
    Some(KindGuess { kind: pattern.kind, level: pattern.level })
}

/// Who usually assesses a position, as a suggestion. A functional position of unknown level gets the pair of its
/// kind without a level, or `None`.
#[must_use]
pub fn find_usual_pair(
    pack: &ReferencePack,
    kind: JenisJabatan,
    level: Option<JfLevel>,
) -> Option<&UsualPair> {
    let pairs = &pack.positions.newest().data.usual_pairs;
    pairs.iter().find(|pair| pair.assessed == kind && (pair.level.is_none() || pair.level == level))
}
