//! *Lampiran SKP*: support, accountability and consequences as agreed, three lists that both sign (PermenPANRB 6/2022).
//!
//! Must not know the SKP that it belongs to.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{BODY, Composed, Composer, HEAD_GREY, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::MM;
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::table::{Cell, Row, Table};
use crate::text::{Align, Style};
use crate::version::Version;
use crate::words;
use crate::work::FormKind;

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/lampiran-skp.json");

/// Lines to write on by hand, in each list.
const HAND_LINES: usize = 5;

/// Everything that one annex says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LampiranSkp {
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
    /// Dukungan sumber daya.
    pub support: Vec<String>,
    /// Skema pertanggungjawaban.
    pub accountability: Vec<String>,
    /// Konsekuensi.
    pub consequences: Vec<String>,
    /// Left signature block; its place and date are not printed.
    pub employee_signing: Signing,
    /// Right signature block.
    pub assessor_signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl LampiranSkp {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    support: String,
    accountability: String,
    consequences: String,
}

impl Composed for LampiranSkp {
    fn words(&self) -> &'static str {
        WORDS
    }

    fn time(&self) -> Option<String> {
        Some(time_of("", &self.span))
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Person(&self.employee))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        static KEPT: OnceLock<Words> = OnceLock::new();
        let words = words::get(&KEPT, WORDS)?;
        let common = composer.common;
        let lists = [
            (&words.support, &self.support),
            (&words.accountability, &self.accountability),
            (&words.consequences, &self.consequences),
        ];
        let mut rows = Vec::new();
        for (head, lines) in lists {
            rows.push(
                Row::of(vec![
                    Cell::text(head, Style::bold(BODY)).align(Align::Centre).span(2, 1).shade(HEAD_GREY),
                ])
                .keep(),
            );
            rows.extend(list_rows(lines, composer));
        }
        let number = 10.0 * MM;
        let employee = Signature::of(&common.sign_employee, &self.employee, &self.employee_signing).undated();
        let assessor = Signature::of(&common.sign_assessor, &self.assessor, &self.assessor_signing);
        let mut blocks = composer.opening(&[&words.title], &self.agency, &self.span);
        blocks.extend([
            composer.identities(FormKind::JaJf, &self.employee, &self.assessor),
            Block::Gap(3.0 * MM),
            Block::Table(Table::ruled(vec![number, composer.width - number], 0, rows)),
            Block::Closing(vec![Block::Gap(6.0 * MM), composer.signatures(Some(employee), Some(assessor))]),
        ]);
        Ok(blocks)
    }
}

fn list_rows(lines: &[String], composer: &Composer<'_>) -> Vec<Row> {
    let style = Style::regular(BODY);
    let count = if composer.is_by_hand() { lines.len().max(HAND_LINES) } else { lines.len().max(1) };
    let rows = (0..count).map(|index| {
        let number = Cell::text((index + 1).to_string(), style).align(Align::Centre);
        let line = composer.entry(lines.get(index).map_or("", String::as_str), style);
        Row::of(vec![number, line]).least(composer.hand_height(1)).splitting()
    });
    rows.collect()
}
