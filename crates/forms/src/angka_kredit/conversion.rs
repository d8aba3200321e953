//! *Konversi predikat kinerja ke angka kredit* (Peraturan BKN 3/2023).

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{CreditSheet, FIGURE, figure, heads};
use crate::composer::{Composed, Composer, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::table::{Row, Table};
use crate::text::Align;
use crate::version::Version;
use crate::words;

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../../assets/reference/forms/konversi-predikat.json");

/// Everything that one conversion says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KonversiPredikat {
    /// Version of these form data.
    pub version: Version<1>,
    /// What stands on each sheet about credit.
    pub sheet: CreditSheet,
    /// Predikat.
    pub predicate: String,
    /// "150 %".
    pub percent: String,
    /// "12,5".
    pub coefficient: String,
    /// "18,75".
    pub credit: String,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl KonversiPredikat {
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
    predicate: String,
    percent: String,
    coefficient: String,
    credit: String,
}

impl Composed for KonversiPredikat {
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
                (&words.result, &[&words.predicate, &words.percent]),
                (&words.coefficient, &[]),
                (&words.credit, &[]),
            ],
            composer,
        );
        let head_rows = rows.len();
        let cells = vec![
            composer.entry(&self.predicate, FIGURE).align(Align::Centre),
            figure(&self.percent, FIGURE, composer),
            figure(&self.coefficient, FIGURE, composer),
            figure(&self.credit, FIGURE, composer),
        ];
        rows.push(Row::of(cells).least(composer.hand_height(1)));
        let mut blocks = self.sheet.begin(&words.title, "", composer)?;
        blocks.push(Block::Table(Table::ruled(composer.shared(&[30.0, 20.0, 22.0, 28.0]), head_rows, rows)));
        blocks.extend(self.sheet.end(composer));
        Ok(blocks)
    }
}
