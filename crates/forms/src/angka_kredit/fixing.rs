//! *Penetapan angka kredit*: old, new and together, what rank and level need, and the conclusion (Peraturan BKN 3/2023).

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{CreditSheet, FIGURE, SUM, figure};
use crate::composer::{BODY, Composed, Composer, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::MM;
use crate::table::{Cell, Row, Table};
use crate::text::{Align, Style};
use crate::version::Version;
use crate::words;

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../../assets/reference/forms/penetapan-angka-kredit.json");

/// Figures of one line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CreditLine {
    /// Lama.
    pub old: String,
    /// Baru.
    pub new: String,
    /// Jumlah.
    pub sum: String,
    /// Keterangan.
    pub note: String,
}

/// Everything that one fixing says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PenetapanAngkaKredit {
    /// Version of these form data.
    pub version: Version<1>,
    /// What stands on each sheet about credit.
    pub sheet: CreditSheet,
    /// AK dasar yang diberikan.
    pub basic: CreditLine,
    /// AK JF lama.
    pub former: CreditLine,
    /// AK penyesuaian/penyetaraan.
    pub adjusted: CreditLine,
    /// AK konversi.
    pub converted: CreditLine,
    /// AK from a higher degree.
    pub education: CreditLine,
    /// Jumlah angka kredit kumulatif.
    pub cumulative: CreditLine,
    /// Least for the next pangkat.
    pub rank_minimum: String,
    /// Surplus or shortage for it.
    pub rank_difference: String,
    /// Least for the next jenjang.
    pub level_minimum: String,
    /// Surplus or shortage for it.
    pub level_difference: String,
    /// The sentence that concludes.
    pub conclusion: String,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl PenetapanAngkaKredit {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    functionary_number: String,
    heads: [String; 5],
    lines: [String; 5],
    cumulative: String,
    needs_head: String,
    rank: String,
    level: String,
    minimum: String,
    difference: String,
    conclusion: String,
}

impl Composed for PenetapanAngkaKredit {
    fn words(&self) -> &'static str {
        WORDS
    }

    fn time(&self) -> Option<String> {
        Some(time_of("", &self.sheet.span))
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Person(&self.sheet.functionary.person))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        static KEPT: OnceLock<Words> = OnceLock::new();
        let words = words::get(&KEPT, WORDS)?;
        let conclusion = composer.free_text(&self.conclusion, Style::regular(BODY), 2);
        let mut blocks = self.sheet.begin(&words.title, &words.functionary_number, composer)?;
        blocks.extend([
            self.lines(words, composer),
            Block::Gap(3.0 * MM),
            self.needs(words, composer),
            composer.caption(&words.conclusion),
            Block::Paragraph(conclusion),
        ]);
        blocks.extend(self.sheet.end(composer));
        Ok(blocks)
    }
}

impl PenetapanAngkaKredit {
    fn lines(&self, words: &Words, composer: &Composer<'_>) -> Block {
        let least = composer.hand_height(1);
        let cells = |line: &CreditLine, style| {
            [
                figure(&line.old, style, composer),
                figure(&line.new, style, composer),
                figure(&line.sum, style, composer),
                composer.entry(&line.note, style),
            ]
        };
        let lines = [&self.basic, &self.former, &self.adjusted, &self.converted, &self.education];
        let mut rows: Vec<Row> = words
            .lines
            .iter()
            .zip(lines)
            .map(|(label, line)| {
                let mut row = vec![Cell::text(label, FIGURE)];
                row.extend(cells(line, FIGURE));
                Row::of(row).least(least).keep()
            })
            .collect();
        let mut sum = vec![Cell::text(&words.cumulative, SUM)];
        sum.extend(cells(&self.cumulative, SUM));
        rows.push(Row::of(sum).least(least));
        let heads = words.heads.each_ref().map(String::as_str);
        Block::Table(composer.table(&heads, &[44.0, 13.0, 13.0, 13.0, 17.0], rows))
    }

    fn needs(&self, words: &Words, composer: &Composer<'_>) -> Block {
        let heads = [&words.needs_head, &words.rank, &words.level].map(|head| composer.head(head));
        let line = |label: &str, rank: &str, level: &str| {
            let centred = |text| composer.entry(text, FIGURE).align(Align::Centre);
            let least = composer.hand_height(1);
            Row::of(vec![Cell::text(label, FIGURE), centred(rank), centred(level)]).least(least)
        };
        let rows = vec![
            Row::of(heads.to_vec()).keep(),
            line(&words.minimum, &self.rank_minimum, &self.level_minimum).keep(),
            line(&words.difference, &self.rank_difference, &self.level_difference),
        ];
        Block::Table(Table::ruled(composer.shared(&[44.0, 28.0, 28.0]), 0, rows))
    }
}
