//! *Akumulasi angka kredit*: the conversions of several periods and their sum (Peraturan BKN 3/2023).

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{CreditSheet, FIGURE, SUM, figure, heads};
use crate::composer::{Composed, Composer, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::table::{Cell, Row, Table};
use crate::text::Align;
use crate::version::Version;
use crate::words;

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../../assets/reference/forms/akumulasi-angka-kredit.json");

/// Rows to fill by hand.
const HAND_ROWS: usize = 5;

/// The credit of one period.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CreditPeriod {
    /// "2026".
    pub year: String,
    /// "12".
    pub months: String,
    /// Predikat.
    pub predicate: String,
    /// "100 %".
    pub percent: String,
    /// "12,5".
    pub coefficient: String,
    /// "12,50".
    pub credit: String,
}

/// Everything that one accumulation says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AkumulasiAngkaKredit {
    /// Version of these form data.
    pub version: Version<1>,
    /// What stands on each sheet about credit.
    pub sheet: CreditSheet,
    /// In order.
    pub periods: Vec<CreditPeriod>,
    /// Jumlah angka kredit yang diperoleh.
    pub total: String,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl AkumulasiAngkaKredit {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    result: String,
    year: String,
    months: String,
    predicate: String,
    percent: String,
    coefficient: String,
    credit: String,
    total: String,
}

impl Composed for AkumulasiAngkaKredit {
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
        let mut rows = heads(
            &[
                (&words.result, &[&words.year, &words.months, &words.predicate, &words.percent]),
                (&words.coefficient, &[]),
                (&words.credit, &[]),
            ],
            composer,
        );
        let head_rows = rows.len();
        rows.extend(self.periods.iter().map(|period| {
            Row::of(vec![
                composer.entry(&period.year, FIGURE).align(Align::Centre),
                composer.entry(&period.months, FIGURE).align(Align::Centre),
                composer.entry(&period.predicate, FIGURE),
                figure(&period.percent, FIGURE, composer),
                figure(&period.coefficient, FIGURE, composer),
                figure(&period.credit, FIGURE, composer),
            ])
        }));
        if self.periods.is_empty() {
            rows.extend(composer.hand_rows(HAND_ROWS, 6, 1));
        }
        if let Some(last) = rows.last_mut() {
            last.keep_with_next = true;
        }
        rows.push(Row::of(vec![
            Cell::text(&words.total, SUM).span(5, 1),
            figure(&self.total, SUM, composer),
        ]));
        let mut blocks = self.sheet.begin(&words.title, "", composer)?;
        let shares = [12.0, 14.0, 24.0, 16.0, 16.0, 18.0];
        blocks.push(Block::Table(Table::ruled(composer.shared(&shares), head_rows, rows)));
        blocks.extend(self.sheet.end(composer));
        Ok(blocks)
    }
}
