//! *Lembar ekspektasi*: what the leader expects of a person in a period, and below it the receipt that the person signs
//! (PermenPANRB 6/2022, penetapan dan klarifikasi ekspektasi; layout is our own).
//!
//! Must not know the SKP. The receipt is cut off and stays with the office, so it stands whole on one page.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{BODY, Composed, Composer, DENSE, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::MM;
use crate::paragraph::{Content, Paragraph};
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::table::{Cell, Row};
use crate::text::{Align, Style};
use crate::version::Version;
use crate::words;
use crate::work::FormKind;

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/lembar-ekspektasi.json");

/// White room on either side of the cut.
const CUT_AIR: f64 = 8.0 * MM;
/// Rows to fill by hand: results, values.
const HAND_ROWS: (usize, usize) = (4, 2);
/// Relative widths: results, values.
const SHARES: ([f64; 5], [f64; 3]) = ([6.0, 28.0, 26.0, 20.0, 20.0], [6.0, 34.0, 60.0]);

/// One result that is expected.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ExpectedResult {
    /// Hasil kerja.
    pub statement: String,
    /// Ukuran keberhasilan with its target.
    pub measure: String,
    /// How it can be reached.
    pub way: String,
    /// How it is rated.
    pub rated: String,
}

/// What is expected in particular of one of the seven values.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ExpectedBehaviour {
    /// "Kolaboratif".
    pub name: String,
    /// Ekspektasi khusus.
    pub expectation: String,
}

/// Everything that one sheet of expectations says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LembarEkspektasi {
    /// Version of these form data.
    pub version: Version<1>,
    /// Nama instansi.
    pub agency: String,
    /// "TAHUN 2026".
    pub period: String,
    /// "1 JANUARI SD 31 DESEMBER TAHUN 2026".
    pub span: String,
    /// Who is expected to do it.
    pub employee: Person,
    /// Who expects it.
    pub assessor: Person,
    /// Results.
    pub results: Vec<ExpectedResult>,
    /// Special expectations.
    pub behaviours: Vec<ExpectedBehaviour>,
    /// Anything else the leader wrote.
    pub notes: String,
    /// The person's signature block on the receipt.
    pub employee_signing: Signing,
    /// The leader's signature block.
    pub assessor_signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl LembarEkspektasi {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    result_heads: [String; 5],
    behaviour_heads: [String; 3],
    results: String,
    behaviours: String,
    notes: String,
    sign_assessor: String,
    cut: String,
    receipt_title: String,
    receipt: String,
    answers: Vec<String>,
    wish: String,
    sign_employee: String,
}

impl Composed for LembarEkspektasi {
    fn words(&self) -> &'static str {
        WORDS
    }

    fn time(&self) -> Option<String> {
        Some(time_of(&self.period, &self.span))
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Person(&self.employee))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        static KEPT: OnceLock<Words> = OnceLock::new();
        let words = words::get(&KEPT, WORDS)?;
        let results = self
            .results
            .iter()
            .map(|result| [&result.statement, &result.measure, &result.way, &result.rated]);
        let behaviours = self.behaviours.iter().map(|behaviour| [&behaviour.name, &behaviour.expectation]);
        let notes = composer.free_text(&self.notes, Style::regular(BODY), 2);
        let assessor = Signature::of(&words.sign_assessor, &self.assessor, &self.assessor_signing);
        let mut blocks =
            composer.opening(&[&words.title, &composer.period_line(&self.period)], &self.agency, &self.span);
        blocks.extend([
            composer.identities(FormKind::JaJf, &self.employee, &self.assessor),
            composer.caption(&words.results),
            Block::Gap(1.0 * MM),
            list(&words.result_heads, &SHARES.0, results.collect(), HAND_ROWS.0, composer),
            composer.caption(&words.behaviours),
            Block::Gap(1.0 * MM),
            list(&words.behaviour_heads, &SHARES.1, behaviours.collect(), HAND_ROWS.1, composer),
            composer.caption(&words.notes),
            Block::Paragraph(notes),
            Block::Closing(vec![Block::Gap(2.0 * MM), composer.signatures(None, Some(assessor))]),
            Block::Together(self.receipt(words, composer)),
        ]);
        Ok(blocks)
    }
}

impl LembarEkspektasi {
    /// The part that is cut off: who received what, an answer to tick, a signature.
    fn receipt(&self, words: &Words, composer: &Composer<'_>) -> Vec<Block> {
        let style = Style::regular(BODY);
        let receipt = words.receipt.replace("{periode}", &composer.inline(&self.period, 24));
        let employee = Signature::of(&words.sign_employee, &self.employee, &self.employee_signing);
        let mut told = vec![Paragraph::text(receipt, style)];
        told.extend(
            words
                .answers
                .iter()
                .map(|answer| Paragraph::text(answer, style).lead("[   ]", 18.0).before(1.0 * MM)),
        );
        told.push(Paragraph::text(&words.wish, style).before(1.5 * MM));
        told.push(Paragraph::of(Content::Dots(2), style));
        vec![
            Block::Gap(CUT_AIR),
            Block::Paragraph(Paragraph::of(Content::CutLine(words.cut.clone()), Style::regular(8.0))),
            Block::Gap(CUT_AIR),
            Block::Paragraph(Paragraph::text(&words.receipt_title, Style::bold(10.0)).align(Align::Centre)),
            Block::Gap(1.0 * MM),
            composer.signature_beside(told, employee),
        ]
    }
}

/// A numbered table: under the first of the heads the number, under the others a text each.
fn list<const HEADS: usize, const TEXTS: usize>(
    heads: &[String; HEADS],
    shares: &[f64; HEADS],
    lines: Vec<[&String; TEXTS]>,
    by_hand: usize,
    composer: &Composer<'_>,
) -> Block {
    let style = Style::regular(DENSE);
    let heads = heads.each_ref().map(String::as_str);
    let mut rows: Vec<Row> = (1..)
        .zip(lines)
        .map(|(number, texts): (i32, _)| {
            let mut cells = vec![Cell::text(number.to_string(), style).align(Align::Centre)];
            cells.extend(texts.map(|text| composer.entry(text, style)));
            Row::of(cells).splitting()
        })
        .collect();
    if rows.is_empty() {
        rows = if composer.is_by_hand() {
            composer.hand_rows(by_hand, heads.len(), 2)
        } else {
            vec![Row::of(vec![Cell::text(&composer.common.nothing, style).span(heads.len(), 1)])]
        };
    }
    Block::Table(composer.plain_table(&heads, shares, rows))
}
