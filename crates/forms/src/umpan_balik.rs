//! *Umpan Balik Berkelanjutan* of one period: results and behaviour with what was said about them, and the answers to monthly reports
//! (PermenPANRB 6/2022; a sheet without achievement, ratings or predicate).
//!
//! Must not know how feedback is chosen.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::behaviour::{self, Behaviour};
use crate::composer::{Composed, Composer, DENSE, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::{MM, Orientation};
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::table::{Cell, Row, Table};
use crate::text::{Align, Style};
use crate::version::Version;
use crate::words;
use crate::work::{Approach, FormKind, Telling, Work};

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/umpan-balik.json");

/// Answers to fill by hand: one for each month of a quarter.
const HAND_REPLIES: usize = 3;

/// What was answered to a report, and when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Reply {
    /// "Laporan Juli 2026".
    pub report: String,
    /// "5 Agustus 2026".
    pub on: String,
    /// What was answered.
    pub text: String,
}

/// Everything that one sheet of feedback says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UmpanBalik {
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
    /// Hasil kerja with realisation and feedback.
    pub work: Work,
    /// Perilaku kerja with feedback; empty prints the seven values.
    pub behaviours: Vec<Behaviour>,
    /// Umpan balik umum; empty prints no block.
    pub feedback: String,
    /// Answers to the monthly reports of the period.
    pub replies: Vec<Reply>,
    /// Left signature block: the person has received it.
    pub employee_signing: Signing,
    /// Right signature block.
    pub assessor_signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl UmpanBalik {
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
    feedback: String,
    replies: String,
    reply_heads: [String; 4],
    sign_employee: String,
}

impl Composed for UmpanBalik {
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
        let common = composer.common;
        let mut blocks = composer.opening(
            &[&words.title, approach, kind, &composer.period_line(&self.period)],
            &self.agency,
            &self.span,
        );
        blocks.extend([
            composer.identities(self.work.kind, &self.employee, &self.assessor),
            Block::Gap(3.0 * MM),
            self.work.compose(Telling::Evaluated, "", composer)?,
            Block::Gap(3.0 * MM),
            behaviour::compose(&self.behaviours, Telling::Evaluated, "", composer)?,
        ]);
        if !self.feedback.trim().is_empty() {
            let rows = vec![
                Row::of(vec![composer.head(&words.feedback)]).keep(),
                Row::of(vec![Cell::text(&self.feedback, Style::regular(DENSE))]).splitting(),
            ];
            blocks.extend([Block::Gap(3.0 * MM), Block::Table(Table::ruled(vec![composer.width], 0, rows))]);
        }
        if composer.is_by_hand() || !self.replies.is_empty() {
            blocks.extend([Block::Gap(3.0 * MM), self.replies(words, composer)]);
        }
        let employee = Signature::of(&words.sign_employee, &self.employee, &self.employee_signing);
        let assessor = Signature::of(&common.sign_assessor, &self.assessor, &self.assessor_signing);
        blocks.push(Block::Closing(vec![
            Block::Gap(4.0 * MM),
            composer.signatures(Some(employee), Some(assessor)),
        ]));
        Ok(blocks)
    }
}

impl UmpanBalik {
    fn replies(&self, words: &Words, composer: &Composer<'_>) -> Block {
        let style = Style::regular(DENSE);
        let mut rows: Vec<Row> = (1..)
            .zip(&self.replies)
            .map(|(number, reply): (i32, _)| {
                Row::of(vec![
                    Cell::text(number.to_string(), style).align(Align::Centre),
                    composer.entry(&reply.report, style),
                    composer.entry(&reply.on, style),
                    composer.entry(&reply.text, style),
                ])
                .splitting()
            })
            .collect();
        if rows.is_empty() {
            rows = composer.hand_rows(HAND_REPLIES, words.reply_heads.len(), 1);
        }
        let heads = words.reply_heads.each_ref().map(String::as_str);
        let mut table = composer.table(&heads, &[4.0, 22.0, 18.0, 56.0], rows);
        // The title comes again with the heads.
        table.rows.insert(0, composer.bar(&words.replies, heads.len()));
        table.head_rows += 1;
        Block::Table(table)
    }
}
