//! *Rencana aksi*: what a person does for each planned result in each period of measurement (PermenPANRB 6/2022; layout of format B.3.1 of PermenPANRB
//! 8/2021 without achievement and value, which 6/2022 no longer knows).
//!
//! Must not know evidence. The period stands beside a few of its actions at a time, so that a long period divides well over pages.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{Composed, Composer, DENSE, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::{MM, Orientation};
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::table::{Cell, Row};
use crate::text::{Align, Style};
use crate::version::Version;
use crate::words;
use crate::work::FormKind;

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/rencana-aksi.json");

/// Actions beside which a period is printed once.
const TIED: usize = 3;
/// Rows to fill by hand.
const HAND_ROWS: usize = 16;

/// One action.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Action {
    /// The planned result of the SKP.
    pub result: String,
    /// Rencana aksi/inisiatif strategis.
    pub action: String,
    /// Indikator keberhasilan.
    pub indicator: String,
    /// Target.
    pub target: String,
    /// Realisasi.
    pub realisation: String,
}

/// The actions of one period of measurement.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ActionPeriod {
    /// "TRIWULAN I".
    pub period: String,
    /// In order.
    pub actions: Vec<Action>,
}

/// Everything that one plan of action says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RencanaAksi {
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
    /// In order.
    pub periods: Vec<ActionPeriod>,
    /// Left signature block; its place and date are not printed.
    pub employee_signing: Signing,
    /// Right signature block.
    pub assessor_signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl RencanaAksi {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    heads: [String; 6],
}

impl Composed for RencanaAksi {
    fn words(&self) -> &'static str {
        WORDS
    }

    fn time(&self) -> Option<String> {
        Some(time_of("", &self.span))
    }

    fn orientation(&self) -> Orientation {
        Orientation::Landscape
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Person(&self.employee))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        static KEPT: OnceLock<Words> = OnceLock::new();
        let words = words::get(&KEPT, WORDS)?;
        let common = composer.common;
        let heads = words.heads.each_ref().map(String::as_str);
        let mut rows: Vec<Row> =
            self.periods.iter().flat_map(|period| period_rows(period, composer)).collect();
        if rows.is_empty() {
            rows = composer.hand_rows(HAND_ROWS, heads.len(), 1);
        }
        let employee = Signature::of(&common.sign_employee, &self.employee, &self.employee_signing).undated();
        let assessor = Signature::of(&common.sign_assessor, &self.assessor, &self.assessor_signing);
        let mut blocks = composer.opening(&[&words.title], &self.agency, &self.span);
        blocks.extend([
            composer.identities(FormKind::JaJf, &self.employee, &self.assessor),
            Block::Gap(3.0 * MM),
            Block::Table(composer.table(&heads, &[12.0, 20.0, 24.0, 20.0, 12.0, 12.0], rows)),
            Block::Closing(vec![Block::Gap(4.0 * MM), composer.signatures(Some(employee), Some(assessor))]),
        ]);
        Ok(blocks)
    }
}

fn period_rows(period: &ActionPeriod, composer: &Composer<'_>) -> Vec<Row> {
    let style = Style::regular(DENSE);
    let tied = period.actions.chunks(TIED).flat_map(|actions| {
        actions.iter().enumerate().map(|(index, action)| {
            let mut cells = Vec::new();
            if index == 0 {
                let name = Cell::text(&period.period, style).align(Align::Centre);
                cells.push(name.span(1, actions.len()));
            }
            let texts =
                [&action.result, &action.action, &action.indicator, &action.target, &action.realisation];
            cells.extend(texts.map(|text| composer.entry(text, style)));
            Row::of(cells)
        })
    });
    tied.collect()
}
