//! Three sheets about *angka kredit* of a functionary: conversion of a predicate, accumulation, fixing
//! (PermenPANRB 1/2023 and Peraturan BKN 3/2023).
//!
//! Must not know coefficients or rounding: figures come as finished strings. All three have letterhead, number, agency and period, the functionary in nine
//! lines, tables, the assessor's signature and carbon copies; here is what they share.

mod accumulation;
mod conversion;
mod fixing;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

pub use accumulation::{AkumulasiAngkaKredit, CreditPeriod};
pub use conversion::KonversiPredikat;
pub use fixing::{CreditLine, PenetapanAngkaKredit};

use crate::composer::{BODY, COLON, Composer, DENSE, HEAD_GREY};
use crate::error::FormsError;
use crate::flow::Block;
use crate::paper::MM;
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::table::{Cell, Row, Table};
use crate::text::{Align, Style};
use crate::words;

pub(crate) use accumulation::WORDS as ACCUMULATION_WORDS;
pub(crate) use conversion::WORDS as CONVERSION_WORDS;
pub(crate) use fixing::WORDS as FIXING_WORDS;

const NUMBER: f64 = 8.0 * MM;
const LABEL: f64 = 62.0 * MM;

/// The functionary whose credit it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Functionary {
    /// Name, NIP, rank with TMT, position with TMT, unit.
    pub person: Person,
    /// Nomor seri Karpeg.
    pub card: String,
    /// "Sukamaju, 12 April 1990".
    pub birth: String,
    /// Jenis kelamin.
    pub sex: String,
    /// Instansi.
    pub agency: String,
}

/// What stands on each of the three sheets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CreditSheet {
    /// Nomor.
    pub number: String,
    /// Instansi.
    pub agency: String,
    /// "1 JANUARI SD 31 DESEMBER 2026".
    pub span: String,
    /// Whose credit.
    pub functionary: Functionary,
    /// Pejabat penilai kinerja.
    pub assessor: Person,
    /// Place and date.
    pub signing: Signing,
    /// Tembusan.
    pub carbon_copies: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Words {
    number: String,
    agency: String,
    span: String,
    functionary: String,
    lines: [String; 9],
}

fn words() -> Result<&'static Words, FormsError> {
    static KEPT: OnceLock<Words> = OnceLock::new();
    words::get(&KEPT, include_str!("../../../assets/reference/forms/angka-kredit.json"))
}

impl CreditSheet {
    /// Letterhead, title, number, agency and period, the functionary as a block of that number.
    fn begin(&self, title: &str, number: &str, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        let words = words()?;
        let style = Style::regular(BODY);
        let agency = format!("{}: {}", words.agency, composer.inline(&self.agency, 40));
        let span = format!("{}: {}", words.span, composer.inline(&self.span, 40));
        let line =
            vec![Cell::text(agency, style), Cell::empty(), Cell::text(span, style).align(Align::Right)];
        let mut blocks = composer.kop();
        blocks.extend([
            composer.title(title),
            composer.title(&format!("{}: {}", words.number, composer.inline(&self.number, 40))),
            Block::Gap(2.0 * MM),
            Block::Table(Table::open(composer.shared(&[0.49, 0.02, 0.49]), vec![Row::of(line)])),
            Block::Gap(1.5 * MM),
            self.functionary(number, words, composer),
            Block::Gap(2.0 * MM),
        ]);
        Ok(blocks)
    }

    fn functionary(&self, number: &str, words: &Words, composer: &Composer<'_>) -> Block {
        let style = Style::regular(BODY);
        let Functionary { person, card, birth, sex, agency } = &self.functionary;
        let (_, digits) = person.number.find("", "").unwrap_or(("", ""));
        let values = [
            person.name.as_str(),
            digits,
            card,
            birth,
            sex,
            &person.rank,
            &person.position,
            &person.unit,
            agency,
        ];
        let head = format!("{number}{}", words.functionary);
        let head = Cell::text(head, Style::bold(BODY)).align(Align::Centre).shade(HEAD_GREY);
        let mut rows = vec![Row::of(vec![head.span(3, 1)]).keep()];
        rows.extend((1..).zip(words.lines.iter().zip(values)).map(|(number, (label, value)): (i32, _)| {
            Row::of(vec![
                Cell::text(number.to_string(), style).align(Align::Centre),
                Cell::text(label, style),
                composer.value(value, style).lead(":", COLON).joined(),
            ])
        }));
        Block::Table(Table::ruled(vec![NUMBER, LABEL, composer.width - NUMBER - LABEL], 0, rows))
    }

    /// The assessor's signature, then who gets a copy.
    fn end(&self, composer: &Composer<'_>) -> Vec<Block> {
        let role = &composer.common.sign_assessor;
        let assessor = Signature::of(role, &self.assessor, &self.signing).official();
        let mut blocks = vec![Block::Gap(4.0 * MM), composer.signatures(None, Some(assessor))];
        blocks.extend(composer.carbon_copies(&self.carbon_copies));
        vec![Block::Closing(blocks)]
    }
}

/// A figure in a table.
fn figure(text: &str, style: Style, composer: &Composer<'_>) -> Cell {
    composer.entry(text, style).align(Align::Right)
}

/// Heads with one of them over several columns, and the row of column numbers.
fn heads(groups: &[(&str, &[&str])], composer: &Composer<'_>) -> Vec<Row> {
    let has_groups = groups.iter().any(|(_, below)| !below.is_empty());
    let mut top = Vec::new();
    let mut under = Vec::new();
    let mut columns = 0;
    for (head, below) in groups {
        let cell = composer.head(head);
        if below.is_empty() {
            top.push(cell.span(1, if has_groups { 2 } else { 1 }));
        } else {
            top.push(cell.span(below.len(), 1));
            under.extend(below.iter().map(|head| composer.head(head)));
        }
        columns += below.len().max(1);
    }
    let mut rows = vec![Row::of(top)];
    if has_groups {
        rows.push(Row::of(under));
    }
    rows.push(Table::number_row(columns, Style::regular(7.0), HEAD_GREY));
    rows
}

/// Style of figures in the tables.
const FIGURE: Style = Style { face: crate::text::Face::Regular, size: DENSE };

/// Style of sums.
const SUM: Style = Style { face: crate::text::Face::Bold, size: DENSE };
