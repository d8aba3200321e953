//! *Evaluasi Kinerja Pegawai*, periodic or annual, in its four variants (PermenPANRB 6/2022; order of SE MenPANRB 3/2023).
//!
//! Must not know how ratings become a predicate. Order: title, agency and period, the two people, achievement of the organisation and distribution picture,
//! hasil kerja and its rating, perilaku kerja and its rating, predicate, signature.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::behaviour::{self, Behaviour};
use crate::composer::{BODY, Composed, Composer, DENSE, HEAD_GREY, time_of};
use crate::conventions::EvaluationSigners;
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::{MM, Orientation};
use crate::paragraph::Paragraph;
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::table::{Cell, Row, Table};
use crate::text::Style;
use crate::version::Version;
use crate::words;
use crate::work::{Approach, FormKind, Telling, Work};

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/evaluasi-kinerja.json");

/// Everything that one evaluation says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EvaluasiKinerja {
    /// Version of these form data.
    pub version: Version<1>,
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
    /// Capaian kinerja organisasi.
    pub achievement: String,
    /// Heights of the distribution picture from Sangat Kurang to Sangat Baik; empty draws none.
    pub pattern: Vec<u16>,
    /// Hasil kerja with realisation and feedback.
    pub work: Work,
    /// Rating hasil kerja.
    pub result_rating: String,
    /// Perilaku kerja with feedback; empty prints the seven values.
    pub behaviours: Vec<Behaviour>,
    /// Rating perilaku kerja.
    pub behaviour_rating: String,
    /// Umpan balik for the work as a whole; empty prints no block.
    pub feedback: String,
    /// Predikat kinerja pegawai.
    pub predicate: String,
    /// Kekuatan; with the next an own block, printed only where one has lines.
    pub strengths: Vec<String>,
    /// Yang perlu ditingkatkan.
    pub improvements: Vec<String>,
    /// What the person answered; empty prints no block.
    pub response: String,
    /// Left signature block, where the office has the employee sign too.
    pub employee_signing: Signing,
    /// Right signature block.
    pub assessor_signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl EvaluasiKinerja {
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
    achievement: String,
    result_rating: String,
    behaviour_rating: String,
    predicate: String,
    feedback: String,
    strengths: String,
    improvements: String,
    response: String,
    period_note: String,
    achievement_note: String,
}

impl Composed for EvaluasiKinerja {
    fn words(&self) -> &'static str {
        WORDS
    }

    fn time(&self) -> Option<String> {
        Some(time_of(&self.period, &self.span))
    }

    fn orientation(&self) -> Orientation {
        self.work.orientation(Telling::Evaluated)
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Person(&self.employee))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        static KEPT: OnceLock<Words> = OnceLock::new();
        let words = words::get(&KEPT, WORDS)?;
        let [approach, kind] = self.work.title_lines()?;
        let conventions = composer.conventions;
        let rating = |label: &str, value: &str, choices: &[String]| {
            Block::Table(rating_table(label, composer.choice(value, choices, BODY), composer))
        };
        let mut blocks = composer.opening(
            &[&words.title, approach, kind, &composer.noted_period_line(&self.period, "*")],
            &self.agency,
            &self.span,
        );
        blocks.extend([
            composer.identities(self.work.kind, &self.employee, &self.assessor),
            Block::Gap(3.0 * MM),
            composer.organisation(
                &composer.marked(&words.achievement, "*"),
                &self.achievement,
                None,
                &self.pattern,
            ),
            Block::Gap(3.0 * MM),
            self.work.compose(Telling::Evaluated, "**", composer)?,
            Block::Closing(vec![rating(&words.result_rating, &self.result_rating, &conventions.ratings)]),
            Block::Gap(3.0 * MM),
            behaviour::compose(&self.behaviours, Telling::Evaluated, "", composer)?,
            Block::Closing(vec![rating(
                &words.behaviour_rating,
                &self.behaviour_rating,
                &conventions.ratings,
            )]),
        ]);
        blocks.extend(self.remarks(words, composer));
        let predicate = rating(&words.predicate, &self.predicate, &conventions.predicates);
        let mut end = vec![Block::Gap(3.0 * MM), predicate];
        end.extend(self.end(words, composer));
        blocks.push(Block::Closing(end));
        Ok(blocks)
    }
}

impl EvaluasiKinerja {
    /// Feedback for the whole, strengths and what to improve side by side, then the person's answer.
    fn remarks(&self, words: &Words, composer: &Composer<'_>) -> Vec<Block> {
        let style = Style::regular(DENSE);
        let mut rows = Vec::new();
        if !self.feedback.trim().is_empty() {
            rows.push(Row::of(vec![composer.head(&words.feedback).span(2, 1)]).keep());
            rows.push(Row::of(vec![Cell::text(&self.feedback, style).span(2, 1)]).splitting());
        }
        let by_hand = composer.is_by_hand();
        if by_hand || !(self.strengths.is_empty() && self.improvements.is_empty()) {
            rows.push(
                Row::of(vec![composer.head(&words.strengths), composer.head(&words.improvements)]).keep(),
            );
            let list = |lines: &[String]| {
                let lines = lines.iter().map(|line| Paragraph::text(line, style).lead("\u{2022}", 8.0));
                Cell::stack(lines.collect())
            };
            let lists = Row::of(vec![list(&self.strengths), list(&self.improvements)]);
            rows.push(lists.least(composer.hand_height(3)).splitting());
        }
        if by_hand || !self.response.trim().is_empty() {
            rows.push(Row::of(vec![composer.head(&words.response).span(2, 1)]).keep());
            rows.push(
                Row::of(vec![Cell::text(&self.response, style).span(2, 1)])
                    .least(composer.hand_height(2))
                    .splitting(),
            );
        }
        if rows.is_empty() {
            return Vec::new();
        }
        vec![Block::Gap(3.0 * MM), Block::Table(Table::ruled(composer.shared(&[0.5, 0.5]), 0, rows))]
    }

    fn end(&self, words: &Words, composer: &Composer<'_>) -> Vec<Block> {
        let common = composer.common;
        let assessor = Signature::of(&common.sign_assessor, &self.assessor, &self.assessor_signing);
        let employee = match composer.conventions.evaluation_signers {
            EvaluationSigners::Assessor => None,
            EvaluationSigners::Both => {
                Some(Signature::of(&common.sign_employee, &self.employee, &self.employee_signing))
            }
        };
        let mut end = vec![Block::Gap(4.0 * MM), composer.signatures(employee, Some(assessor))];
        let superior = self.work.has_superior_column().then_some(("**", words.achievement_note.as_str()));
        end.extend(composer.footnotes([("*", words.period_note.as_str())].into_iter().chain(superior)));
        end
    }
}

/// One row: what was rated, and how.
fn rating_table(label: &str, value: Paragraph, composer: &Composer<'_>) -> Table {
    let label = Cell::text(label, Style::bold(BODY)).shade(HEAD_GREY).middle();
    Table::ruled(composer.shared(&[0.3, 0.7]), 0, vec![Row::of(vec![label, Cell::stack(vec![value])])])
}
