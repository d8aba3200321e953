//! *Laporan bulanan*: what a person reached in a month, what stood in the way, what comes next, and the leader's answer
//! (PermenPANRB 6/2022, pendokumentasian kinerja; layout is our own).
//!
//! Must not know indicators' arithmetic.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{BODY, Composed, Composer, DENSE, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::MM;
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::table::{Cell, Row};
use crate::text::{Align, Style};
use crate::version::Version;
use crate::words;
use crate::work::FormKind;

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/laporan-bulanan.json");

/// Rows to fill by hand.
const HAND_ROWS: usize = 6;
/// Lines to fill by hand under each heading.
const HAND_LINES: usize = 3;

/// What became of one result in the month.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MonthlyResult {
    /// Rencana hasil kerja.
    pub statement: String,
    /// Target of the month.
    pub target: String,
    /// Capaian.
    pub achievement: String,
    /// Bukti dukung.
    pub evidence: String,
}

/// Everything that one monthly report says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LaporanBulanan {
    /// Version of these form data.
    pub version: Version<1>,
    /// Nama instansi.
    pub agency: String,
    /// "SEPTEMBER 2026".
    pub month: String,
    /// "1 SD 30 SEPTEMBER 2026".
    pub span: String,
    /// Who reports.
    pub employee: Person,
    /// To whom.
    pub assessor: Person,
    /// In order.
    pub results: Vec<MonthlyResult>,
    /// Tantangan.
    pub challenges: String,
    /// Rencana tindak lanjut.
    pub next_steps: String,
    /// "Diterima", "Dikembalikan", "Dibaca" and when.
    pub reply_state: String,
    /// Tanggapan pimpinan.
    pub reply: String,
    /// Left signature block.
    pub employee_signing: Signing,
    /// Right signature block.
    pub assessor_signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl LaporanBulanan {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    month: String,
    span: String,
    no_data: String,
    heads: [String; 5],
    challenges: String,
    next_steps: String,
    reply: String,
    reply_states: Vec<String>,
    sign_employee: String,
}

impl Composed for LaporanBulanan {
    fn words(&self) -> &'static str {
        WORDS
    }

    fn time(&self) -> Option<String> {
        Some(time_of(&self.month, &self.span))
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Person(&self.employee))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        static KEPT: OnceLock<Words> = OnceLock::new();
        let words = words::get(&KEPT, WORDS)?;
        let common = composer.common;
        let style = Style::regular(BODY);
        let text = |text: &str| Block::Paragraph(composer.free_text(text, style, HAND_LINES));
        let month = format!("{}: {}", words.month, composer.inline(&self.month, 30));
        let employee = Signature::of(&words.sign_employee, &self.employee, &self.employee_signing);
        let assessor = Signature::of(&common.sign_assessor, &self.assessor, &self.assessor_signing);
        let mut blocks = vec![
            composer.title(&words.title),
            composer.title(&month),
            Block::Gap(3.0 * MM),
            composer.agency_and_time(&self.agency, &words.span, &self.span),
            Block::Gap(1.5 * MM),
        ];
        blocks.extend([
            composer.identities(FormKind::JaJf, &self.employee, &self.assessor),
            Block::Gap(3.0 * MM),
            self.results(words, composer),
            composer.caption(&words.challenges),
            text(&self.challenges),
            composer.caption(&words.next_steps),
            text(&self.next_steps),
            composer.caption(&words.reply),
        ]);
        if composer.is_by_hand() || !self.reply_state.trim().is_empty() {
            let state = self.reply_state.trim();
            let state = if state.is_empty() { words.reply_states.join("   ") } else { state.to_owned() };
            blocks.push(Block::Paragraph(crate::paragraph::Paragraph::text(state, style)));
        }
        blocks.push(text(&self.reply));
        blocks.push(Block::Closing(vec![
            Block::Gap(5.0 * MM),
            composer.signatures(Some(employee), Some(assessor)),
        ]));
        Ok(blocks)
    }
}

impl LaporanBulanan {
    fn results(&self, words: &Words, composer: &Composer<'_>) -> Block {
        let style = Style::regular(DENSE);
        let mut rows: Vec<Row> = (1..)
            .zip(&self.results)
            .map(|(number, result): (i32, _)| {
                let mut cells = vec![Cell::text(number.to_string(), style).align(Align::Centre)];
                let achievement =
                    if result.achievement.trim().is_empty() { &words.no_data } else { &result.achievement };
                let texts = [&result.statement, &result.target, achievement, &result.evidence];
                cells.extend(texts.map(|text| composer.entry(text, style)));
                Row::of(cells).splitting()
            })
            .collect();
        if rows.is_empty() {
            rows = composer.hand_rows(HAND_ROWS, words.heads.len(), 1);
        }
        let heads = words.heads.each_ref().map(String::as_str);
        Block::Table(composer.table(&heads, &[6.0, 32.0, 16.0, 26.0, 20.0], rows))
    }
}
