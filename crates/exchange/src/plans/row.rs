//! One row of a file of SKPs, typed. It must not know the other rows of its plan. Invariant: a row either gives a
//! [`PlanRow`] or at least one refusal.

use super::PlanField;
use crate::cell_text::squeeze;
use crate::code;
use crate::finding::{Finding, Refusal};
use crate::nip_cell::NipRead;
use crate::rows::FieldRow;
use chrono::NaiveDate;
use std::str::FromStr;
use tilik_appraisal::skp::{Approach, Aspect, FormKind, Indicator, Perspective, ResultKind};
use tilik_appraisal::{CoreValue, Nip, Period};

/// The longest text of a plan, in characters.
const MAX_TEXT_CHARS: usize = 4_000;
const MAX_RESULT_NO: u16 = 999;

/// The list of an annex that a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnnexList {
    Resources,
    Accountability,
    Consequences,
}

impl FromStr for AnnexList {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match squeeze(text).as_str() {
            "dukungan" | "dukungansumberdaya" | "sumberdaya" | "resources" => Ok(Self::Resources),
            "pertanggungjawaban" | "skemapertanggungjawaban" | "accountability" => Ok(Self::Accountability),
            "konsekuensi" | "consequences" => Ok(Self::Consequences),
            _ => Err(()),
        }
    }
}

enum RowKind {
    Result,
    Expectation,
    Annex,
}

/// A result with one of its indicators.
#[derive(Debug, Clone)]
pub(super) struct ResultRow {
    pub no: Option<u16>,
    pub kind: ResultKind,
    pub statement: Option<String>,
    pub superior_result: Option<String>,
    pub assigned_by: Option<String>,
    pub indicator: Indicator,
}

#[derive(Debug, Clone)]
pub(super) enum PlanContent {
    Result(Box<ResultRow>),
    Expectation(CoreValue, String),
    Annex(AnnexList, String),
}

/// One row of one plan.
#[derive(Debug, Clone)]
pub(super) struct PlanRow {
    pub nip: Nip,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub approach: Option<Approach>,
    pub form: Option<FormKind>,
    pub content: PlanContent,
}

/// Reads one row; whatever is wrong with it is added to `refused`.
pub(super) fn read_row(
    row: &FieldRow<'_, PlanField>,
    nip: &NipRead,
    refused: &mut Vec<Refusal>,
) -> Option<PlanRow> {
    let mut reader = RowReader { row, refused };
    if let Err(fault) = nip {
        let codes = [code::PLANS_NIP_MISSING, code::PLANS_NIP_DAMAGED, code::PLANS_NIP_INVALID];
        reader.refused.push(fault.describe(row.finding(PlanField::Nip, ""), codes));
    }
    let span = reader.read_span();
    let approach = reader.read_word(PlanField::Approach, "kuantitatif, kualitatif");
    let form = reader.read_word(PlanField::Form, "ja_jf, jpt_unit_head");
    let content = reader.read_content();
    let (starts_on, ends_on) = span?;
    Some(PlanRow {
        nip: nip.as_ref().ok()?.nip.clone(),
        starts_on,
        ends_on,
        approach,
        form,
        content: content?,
    })
}

struct RowReader<'a> {
    row: &'a FieldRow<'a, PlanField>,
    refused: &'a mut Vec<Refusal>,
}

impl RowReader<'_> {
    fn refuse(&mut self, field: PlanField, code: &str) {
        self.refused.push(self.row.finding(field, code));
    }

    fn read_text(&mut self, field: PlanField) -> Option<String> {
        self.row.read_text(field, MAX_TEXT_CHARS, code::PLANS_TEXT_TOO_LONG, self.refused)
    }

    fn get_text(&mut self, field: PlanField) -> Option<String> {
        if self.row.text(field).text.is_empty() {
            self.refuse(field, code::PLANS_VALUE_MISSING);
        }
        self.read_text(field)
    }

    fn read_word<T: FromStr>(&mut self, field: PlanField, choices: &str) -> Option<T> {
        let before = self.refused.len();
        let value = self.row.read_parsed(field, code::PLANS_VALUE_UNKNOWN, self.refused);
        for refusal in self.refused.iter_mut().skip(before) {
            *refusal = Finding::with(refusal.clone(), "choices", choices);
        }
        value
    }

    fn read_span(&mut self) -> Option<(NaiveDate, NaiveDate)> {
        let before = self.refused.len();
        if self.row.text(PlanField::Period).text.is_empty() {
            self.refuse(PlanField::Period, code::PLANS_VALUE_MISSING);
        }
        let invalid = code::PLANS_PERIOD_INVALID;
        let period = self.row.read_parsed::<Period>(PlanField::Period, invalid, self.refused);
        let starts_on = self.row.read_parsed::<NaiveDate>(PlanField::StartsOn, invalid, self.refused);
        let ends_on = self.row.read_parsed::<NaiveDate>(PlanField::EndsOn, invalid, self.refused);
        let period = period.filter(|_| self.refused.len() == before)?;
        let span = (starts_on.unwrap_or(period.starts_on()), ends_on.unwrap_or(period.ends_on()));
        if span.0 > span.1 || !period.contains(span.0) || !period.contains(span.1) {
            self.refuse(if starts_on.is_some() { PlanField::StartsOn } else { PlanField::EndsOn }, invalid);
            return None;
        }
        Some(span)
    }

    fn read_row_kind(&mut self) -> Option<RowKind> {
        let text = self.row.text(PlanField::RowKind).text;
        match squeeze(&text).as_str() {
            "" | "hasil" | "hasilkerja" | "result" => Some(RowKind::Result),
            "ekspektasi" | "ekspektasikhusus" | "perilaku" | "expectation" => Some(RowKind::Expectation),
            "lampiran" | "annex" => Some(RowKind::Annex),
            _ => {
                let refusal = self.row.finding(PlanField::RowKind, code::PLANS_VALUE_UNKNOWN);
                self.refused.push(refusal.with("choices", "hasil, ekspektasi, lampiran"));
                None
            }
        }
    }

    fn read_content(&mut self) -> Option<PlanContent> {
        match self.read_row_kind()? {
            RowKind::Result => self.read_result().map(|row| PlanContent::Result(Box::new(row))),
            RowKind::Expectation => {
                let choices = CoreValue::ALL.iter().map(|v| v.code()).collect::<Vec<_>>().join(", ");
                let _ = self.get_text(PlanField::Section);
                let value = self.read_word(PlanField::Section, &choices);
                let text = self.get_text(PlanField::Text);
                Some(PlanContent::Expectation(value?, text?))
            }
            RowKind::Annex => {
                let _ = self.get_text(PlanField::Section);
                let list = self.read_word(PlanField::Section, "dukungan, pertanggungjawaban, konsekuensi");
                let text = self.get_text(PlanField::Text);
                Some(PlanContent::Annex(list?, text?))
            }
        }
    }

    fn read_result(&mut self) -> Option<ResultRow> {
        let before = self.refused.len();
        let no =
            self.row.read_parsed::<u16>(PlanField::ResultNo, code::PLANS_RESULT_NO_INVALID, self.refused);
        if no.is_some_and(|no| !(1..=MAX_RESULT_NO).contains(&no)) {
            self.refuse(PlanField::ResultNo, code::PLANS_RESULT_NO_INVALID);
        }
        let kind = self.read_word(PlanField::ResultKind, "utama, tambahan").unwrap_or(ResultKind::Utama);
        // A numbered result may leave its words to another of its rows.
        let statement =
            if no.is_some() { self.read_text(PlanField::Result) } else { self.get_text(PlanField::Result) };
        let superior_result = self.read_text(PlanField::SuperiorResult);
        let assigned_by = self.read_text(PlanField::AssignedBy);
        let indicator = Indicator {
            aspect: self.read_word::<Aspect>(PlanField::Aspect, "kuantitas, kualitas, waktu, biaya"),
            perspective: self.read_word::<Perspective>(
                PlanField::Perspective,
                "penerima_layanan, proses_bisnis, penguatan_internal, anggaran",
            ),
            statement: self.get_text(PlanField::Indicator).unwrap_or_default(),
            target: self.get_text(PlanField::Target).unwrap_or_default(),
            quarterly_targets: [
                PlanField::Target1,
                PlanField::Target2,
                PlanField::Target3,
                PlanField::Target4,
            ]
            .map(|field| self.read_text(field).unwrap_or_default()),
        };
        let is_whole = self.refused.len() == before;
        is_whole.then_some(ResultRow { no, kind, statement, superior_result, assigned_by, indicator })
    }
}
