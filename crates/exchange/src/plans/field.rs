//! The columns of a file of SKPs. It must not read cells. Invariant: synonyms are squeezed (small letters and
//! digits alone), else they would never match.

use crate::header::Field;
use serde::{Deserialize, Serialize};

/// A column of a file of SKPs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanField {
    /// NIP.
    Nip,
    /// Year, or another period such as `2026-S1`.
    Period,
    /// First day, where it is not that of the period.
    StartsOn,
    /// Last day, where it is not that of the period.
    EndsOn,
    /// Quantitative or qualitative.
    Approach,
    /// Which of the two forms.
    Form,
    /// Result, expectation or annex.
    RowKind,
    /// Number of the result within its section.
    ResultNo,
    /// Main or additional.
    ResultKind,
    /// The leader's result that it serves.
    SuperiorResult,
    /// The result.
    Result,
    /// Who gave the assignment.
    AssignedBy,
    /// Quantity, quality, time, cost.
    Aspect,
    /// The indicator.
    Indicator,
    /// Its target.
    Target,
    /// Target of the first quarter.
    Target1,
    /// Target of the second quarter.
    Target2,
    /// Target of the third quarter.
    Target3,
    /// Target of the fourth quarter.
    Target4,
    /// Perspective, on the leaders' form.
    Perspective,
    /// The value of an expectation, or the list of an annex line.
    Section,
    /// The words of an expectation or annex line.
    Text,
}

impl Field for PlanField {
    const ALL: &'static [Self] = &[
        Self::Nip,
        Self::Period,
        Self::StartsOn,
        Self::EndsOn,
        Self::Approach,
        Self::Form,
        Self::RowKind,
        Self::ResultNo,
        Self::ResultKind,
        Self::SuperiorResult,
        Self::Result,
        Self::AssignedBy,
        Self::Aspect,
        Self::Indicator,
        Self::Target,
        Self::Target1,
        Self::Target2,
        Self::Target3,
        Self::Target4,
        Self::Perspective,
        Self::Section,
        Self::Text,
    ];

    fn key(self) -> &'static str {
        match self {
            Self::Nip => "nip",
            Self::Period => "tahun",
            Self::StartsOn => "mulai",
            Self::EndsOn => "selesai",
            Self::Approach => "pendekatan",
            Self::Form => "formulir",
            Self::RowKind => "jenis_baris",
            Self::ResultNo => "no_hasil",
            Self::ResultKind => "jenis_hasil",
            Self::SuperiorResult => "hasil_pimpinan",
            Self::Result => "hasil",
            Self::AssignedBy => "penugasan_dari",
            Self::Aspect => "aspek",
            Self::Indicator => "indikator",
            Self::Target => "target",
            Self::Target1 => "target_tw1",
            Self::Target2 => "target_tw2",
            Self::Target3 => "target_tw3",
            Self::Target4 => "target_tw4",
            Self::Perspective => "perspektif",
            Self::Section => "bagian",
            Self::Text => "uraian",
        }
    }

    fn synonyms(self) -> &'static [&'static str] {
        match self {
            Self::Nip => &["nip", "nipbaru", "nippegawai", "nipasn", "nomorindukpegawai"],
            Self::Period => &["period", "periode", "year", "tahunskp", "periodeskp"],
            Self::StartsOn => &["startson", "tanggalmulai", "periodeawal", "start"],
            Self::EndsOn => &["endson", "tanggalselesai", "periodeakhir", "end"],
            Self::Approach => &["approach", "pendekatanskp"],
            Self::Form => &["form", "jenisformulir", "format"],
            Self::RowKind => &["rowkind", "barisjenis", "row"],
            Self::ResultNo => &["resultno", "nohasilkerja", "norhk", "nomorhasil"],
            Self::ResultKind => &["resultkind", "kind", "jenis", "jenishasilkerja", "jenisrhk"],
            Self::SuperiorResult => &[
                "superiorresult",
                "hasilkerjapimpinan",
                "rhkpimpinan",
                "rencanahasilkerjapimpinan",
                "rencanahasilkerjapimpinanyangdiintervensi",
            ],
            Self::Result => &["result", "hasilkerja", "rhk", "rencanahasilkerja"],
            Self::AssignedBy => &["assignedby", "penugasan"],
            Self::Aspect => &["aspect"],
            Self::Indicator => {
                &["indicator", "indikatorkinerja", "indikatorkinerjaindividu", "iki", "ukurankeberhasilan"]
            }
            Self::Target => &["targettahunan", "annualtarget"],
            Self::Target1 => &["targetq1", "target1"],
            Self::Target2 => &["targetq2", "target2"],
            Self::Target3 => &["targetq3", "target3"],
            Self::Target4 => &["targetq4", "target4"],
            Self::Perspective => &["perspective"],
            Self::Section => &["section"],
            Self::Text => &["text"],
        }
    }

    fn is_required(self) -> bool {
        matches!(self, Self::Nip | Self::Period | Self::Result | Self::Indicator | Self::Target)
    }
}
