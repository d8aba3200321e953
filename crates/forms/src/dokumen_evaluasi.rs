//! *Dokumen Evaluasi Kinerja Pegawai* (PermenPANRB 6/2022): the one-page sheet that employee and assessor sign.
//!
//! Must not know how a predicate comes about, nor how NIPs or dates are formatted: every field is a finished string. Invariants: every
//! field that is not empty is printed in full; fixed words come from `assets/reference/forms/dokumen-evaluasi.json`, by the version
//! that the form data name.

mod labels;
mod sheet;

use serde::{Deserialize, Serialize};

pub use labels::Labels;
pub(crate) use labels::WORDS;

use crate::code::Code;
use crate::composer::{Composed, Composer, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
pub use crate::party::{Person, PersonNumber, Signing, Stage};
use crate::version::Version;

/// Newest version of the form data that this release prints.
pub const VERSION: u16 = 1;

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
    /// "12 Oktober 2026", when the objection was made; empty prints none. These three came after the first release.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub objected_on: String,
    /// Nomor of the decision.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub decision_number: String,
    /// When it was decided.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub decided_on: String,
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
    /// Which print this is, for the footer; empty prints none. Not part of what was closed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub print: String,
    /// Code by which the sheet is recognised; computed when it is printed, not part of what was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
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
            print: String::new(),
            code: None,
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

    /// A form to fill by hand with blocks 6 to 8.
    #[must_use]
    pub fn blank_with_objection() -> Self {
        Self { objection: Some(Objection::default()), ..Self::blank() }
    }
}

impl Composed for DokumenEvaluasi {
    fn words(&self) -> &'static str {
        WORDS
    }

    fn time(&self) -> Option<String> {
        Some(time_of(&self.period, &self.span))
    }

    fn about(&self) -> About<'_> {
        let imprint = Imprint {
            stage: self.stage,
            revision: self.revision.clone(),
            content_hash: self.content_hash.clone(),
            print: self.print.clone(),
            code: self.code.clone(),
        };
        About::made(Version::<VERSION>(self.version), imprint, Owner::Person(&self.employee))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        let labels = Labels::get(&self.labels)?;
        Ok(sheet::compose(self, labels, composer))
    }
}
