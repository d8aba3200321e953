//! *Dokumen Evaluasi Kinerja Pegawai* (PermenPANRB 6/2022): the one-page sheet that employee and assessor sign.
//!
//! Must not know how a predicate comes about, nor how NIPs or dates are formatted: every field is a finished string. Invariants: every
//! field that is not empty is printed in full; fixed words come from `assets/reference/forms/dokumen-evaluasi.json`, by the version
//! that the form data name.

mod labels;
mod sheet;

use serde::{Deserialize, Serialize};

pub use labels::Labels;

use crate::batch::{Form, LaidOut, Options};
use crate::error::FormsError;
use crate::text::Typesetter;

/// Newest version of the form data that this release prints.
pub const VERSION: u16 = 1;

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

/// One of the three people of the sheet.
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

/// Blocks 6 to 8, carried over from the report of 2021; printed only where an objection was filed and the office wants them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Objection {
    /// Keberatan.
    pub objection: String,
    /// Penjelasan pejabat penilai.
    pub explanation: String,
    /// Keputusan atasan pejabat penilai.
    pub decision: String,
}

/// How far the sheet is; what is not closed carries a watermark.
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

/// Everything that one sheet says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DokumenEvaluasi {
    /// Version of these form data, see [`VERSION`].
    pub version: u16,
    /// Version of the fixed words, see [`Labels`].
    pub labels: String,
    /// Nama instansi.
    pub agency: String,
    /// "TRIWULAN III".
    pub period: String,
    /// "1 JULI SD 30 SEPTEMBER 2026".
    pub span: String,
    /// Pegawai yang dinilai.
    pub employee: Person,
    /// Pejabat penilai kinerja.
    pub assessor: Person,
    /// Atasan pejabat penilai kinerja.
    pub superior: Person,
    /// Capaian kinerja organisasi.
    pub achievement: String,
    /// Predikat kinerja pegawai.
    pub predicate: String,
    /// Catatan/rekomendasi; line ends are kept.
    pub notes: String,
    /// Blocks 6 to 8; off by default.
    pub objection: Option<Objection>,
    /// Left signature block.
    pub employee_signing: Signing,
    /// Right signature block.
    pub assessor_signing: Signing,
    /// Draft, training or closed.
    pub stage: Stage,
    /// Number of the revision for the footer; empty prints none.
    pub revision: String,
    /// Short hash of the content for the footer; empty prints none.
    pub content_hash: String,
}

impl Default for DokumenEvaluasi {
    fn default() -> Self {
        Self {
            version: VERSION,
            labels: labels::NEWEST.to_owned(),
            agency: String::new(),
            period: String::new(),
            span: String::new(),
            employee: Person::default(),
            assessor: Person::default(),
            superior: Person::default(),
            achievement: String::new(),
            predicate: String::new(),
            notes: String::new(),
            objection: None,
            employee_signing: Signing::default(),
            assessor_signing: Signing::default(),
            stage: Stage::default(),
            revision: String::new(),
            content_hash: String::new(),
        }
    }
}

impl DokumenEvaluasi {
    /// A form to fill by hand: no field has a value and no watermark says draft. Print it with
    /// [`EmptyFields::Dotted`](crate::EmptyFields::Dotted).
    #[must_use]
    pub fn blank() -> Self {
        Self { stage: Stage::Closed, ..Self::default() }
    }
}

impl Form for DokumenEvaluasi {
    fn lay_out(&self, options: &Options, typesetter: &mut Typesetter) -> Result<LaidOut, FormsError> {
        if self.version > VERSION {
            return Err(FormsError::NewerForm { found: self.version, known: VERSION });
        }
        let labels = Labels::get(&self.labels)?;
        sheet::lay_out(self, labels, options, typesetter)
    }

    fn bookmark(&self) -> String {
        self.employee.name.clone()
    }
}
