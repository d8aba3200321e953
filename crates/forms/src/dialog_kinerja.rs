//! Minutes of a *dialog kinerja*: topics, what was said, what was agreed until when, both signatures (PermenPANRB 6/2022, dialog kinerja and bimbingan;
//! layout is our own).
//!
//! Must not know the leader's private notes: they never reach a form.

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
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/dialog-kinerja.json");

const LABEL: f64 = 42.0 * MM;
/// Rows to fill by hand.
const HAND_ROWS: usize = 5;

/// One topic.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Topic {
    /// Pokok bahasan.
    pub topic: String,
    /// Pembahasan.
    pub discussion: String,
    /// Kesepakatan.
    pub agreement: String,
    /// Batas waktu.
    pub until: String,
}

/// Everything that the minutes of one dialogue say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DialogKinerja {
    /// Version of these form data.
    pub version: Version<1>,
    /// Nama instansi.
    pub agency: String,
    /// "TRIWULAN III".
    pub period: String,
    /// "1 JULI SD 30 SEPTEMBER 2026".
    pub span: String,
    /// "Senin, 14 September 2026".
    pub on: String,
    /// "Ruang Kepala Puskesmas".
    pub place: String,
    /// Who is led.
    pub employee: Person,
    /// Who leads.
    pub assessor: Person,
    /// In order.
    pub topics: Vec<Topic>,
    /// Dukungan yang diberikan pimpinan.
    pub support: String,
    /// "Desember 2026".
    pub next: String,
    /// Left signature block; its place and date are not printed.
    pub employee_signing: Signing,
    /// Right signature block.
    pub assessor_signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl DialogKinerja {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    on: String,
    place: String,
    heads: [String; 5],
    support: String,
    next: String,
}

impl Composed for DialogKinerja {
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
        let common = composer.common;
        let support = composer.free_text(&self.support, Style::regular(BODY), 2);
        let employee = Signature::of(&common.sign_employee, &self.employee, &self.employee_signing).undated();
        let assessor = Signature::of(&common.sign_assessor, &self.assessor, &self.assessor_signing);
        let mut blocks =
            composer.opening(&[&words.title, &composer.period_line(&self.period)], &self.agency, &self.span);
        blocks.extend([
            composer.identities(FormKind::JaJf, &self.employee, &self.assessor),
            Block::Gap(2.0 * MM),
            composer.fields(&[(&words.on, &self.on), (&words.place, &self.place)], LABEL),
            Block::Gap(2.0 * MM),
            self.topics(words, composer),
            composer.caption(&words.support),
            Block::Paragraph(support),
            Block::Gap(2.0 * MM),
            composer.fields(&[(&words.next, &self.next)], LABEL),
            Block::Closing(vec![Block::Gap(5.0 * MM), composer.signatures(Some(employee), Some(assessor))]),
        ]);
        Ok(blocks)
    }
}

impl DialogKinerja {
    fn topics(&self, words: &Words, composer: &Composer<'_>) -> Block {
        let style = Style::regular(DENSE);
        let mut rows: Vec<Row> = (1..)
            .zip(&self.topics)
            .map(|(number, topic): (i32, _)| {
                let mut cells = vec![Cell::text(number.to_string(), style).align(Align::Centre)];
                let texts = [&topic.topic, &topic.discussion, &topic.agreement, &topic.until];
                cells.extend(texts.map(|text| composer.entry(text, style)));
                Row::of(cells).splitting()
            })
            .collect();
        if rows.is_empty() {
            rows = composer.hand_rows(HAND_ROWS, words.heads.len(), 2);
        }
        let heads = words.heads.each_ref().map(String::as_str);
        Block::Table(composer.table(&heads, &[6.0, 20.0, 34.0, 26.0, 14.0], rows))
    }
}
