//! *Sasaran Kinerja Pegawai* in its four variants: quantitative or qualitative, for JPT and heads of independent units or for everybody else
//! (PermenPANRB 6/2022, lembar SKP).
//!
//! Must not know whether the plan is sound. Order: title, agency and period, the two people, hasil kerja, perilaku kerja, two signatures.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::behaviour::{self, Behaviour};
use crate::composer::{Composed, Composer, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::{MM, Orientation};
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::version::Version;
use crate::words;
use crate::work::{Approach, FormKind, Telling, Work};

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/skp.json");

/// Everything that one SKP says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Skp {
    /// Version of these form data.
    pub version: Version<1>,
    /// Nama instansi.
    pub agency: String,
    /// "1 JANUARI SD 31 DESEMBER TAHUN 2026".
    pub span: String,
    /// Pegawai yang dinilai.
    pub employee: Person,
    /// Pejabat penilai kinerja.
    pub assessor: Person,
    /// Hasil kerja.
    pub work: Work,
    /// Perilaku kerja; empty prints the seven values.
    pub behaviours: Vec<Behaviour>,
    /// Left signature block; its place and date are not printed.
    pub employee_signing: Signing,
    /// Right signature block.
    pub assessor_signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl Skp {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank(approach: Approach, kind: FormKind) -> Self {
        let work = Work { approach, kind, ..Work::default() };
        Self { work, imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    superior_note: String,
    behaviour_note: String,
}

impl Composed for Skp {
    fn words(&self) -> &'static str {
        WORDS
    }

    fn time(&self) -> Option<String> {
        Some(time_of("", &self.span))
    }

    fn orientation(&self) -> Orientation {
        self.work.orientation(Telling::Planned)
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Person(&self.employee))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        static KEPT: OnceLock<Words> = OnceLock::new();
        let words = words::get(&KEPT, WORDS)?;
        let [approach, kind] = self.work.title_lines()?;
        let common = composer.common;
        let employee = Signature::of(&common.sign_employee, &self.employee, &self.employee_signing);
        let assessor = Signature::of(&common.sign_assessor, &self.assessor, &self.assessor_signing);
        let mut end =
            vec![Block::Gap(4.0 * MM), composer.signatures(Some(employee.undated()), Some(assessor))];
        // A single note has a single mark.
        let behaviour_mark = if self.work.has_superior_column() { "**" } else { "*" };
        let superior_note = (self.work.has_superior_column()).then_some(("*", words.superior_note.as_str()));
        let notes = superior_note.into_iter().chain([(behaviour_mark, words.behaviour_note.as_str())]);
        end.extend(composer.footnotes(notes));
        let mut blocks = composer.opening(&[&words.title, approach, kind], &self.agency, &self.span);
        blocks.extend([
            composer.identities(self.work.kind, &self.employee, &self.assessor),
            Block::Gap(3.0 * MM),
            self.work.compose(Telling::Planned, "*", composer)?,
            Block::Gap(3.0 * MM),
            behaviour::compose(&self.behaviours, Telling::Planned, behaviour_mark, composer)?,
            Block::Closing(end),
        ]);
        Ok(blocks)
    }
}
