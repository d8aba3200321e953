//! An SKP as e-Kinerja prints it, one person on a sheet, to a draft. It must not judge a plan. Invariant: never half
//! a plan: one part that cannot be read refuses the sheet; and never a plan for a person whom the sheet does not
//! name.
//!
//! # Layout
//!
//! Above: the approach in the title, `PERIODE PENILAIAN: 1 JANUARI SD 31 DESEMBER TAHUN 2026`, and a block with
//! `NIP` beside the NIP of the person, apart from that of the assessor ([`find_person`]). Then a row `A. Utama`, numbered results each
//! followed by a cell that begins `Ukuran keberhasilan/ Indikator Kinerja Individu dan Target:` with a list, and
//! `B. Tambahan` with more of them. `PERILAKU KERJA` ends the results; special expectations of the leader stand
//! below it.

use super::person::{StatedNip, find_person};
use super::{Plans, SkpDraft};
use crate::cell_text::{clean, quote, squeeze};
use crate::code;
use crate::date_text::{find_date, find_day_and_month};
use crate::finding::{Finding, Refusal, SkipReason, SkippedRow};
use crate::grid::{Cell, Grid, Row};
use crate::nip_cell::read_nip;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use tilik_appraisal::skp::{Annex, Approach, FormKind, Indicator, PlannedResult, ResultKind};
use tilik_appraisal::{CoreValue, Nip, Skp};

/// How many rows below the first section the first measure is looked for in.
const SEARCHED_ROWS: usize = 60;

/// Reads a sheet of this layout; `None` where it is none.
pub(super) fn read_form(grid: &Grid, today: NaiveDate) -> Option<Plans> {
    let start = grid.rows().iter().position(|row| names_section(row) == Some(ResultKind::Utama))?;
    let (above, below) = grid.rows().split_at(start);
    below.iter().take(SEARCHED_ROWS).flat_map(|row| &row.cells).find(|cell| is_measure(&cell.text))?;
    let mut form = Form::default();
    let nip = form.read_person(above, below, today);
    let span = form.read_span(above, below);
    for row in below {
        form.read_row(row);
    }
    form.end_result();
    let title =
        above.iter().flat_map(|row| &row.cells).map(|c| squeeze(&c.text)).collect::<Vec<_>>().join(" ");
    let mut plans = Plans { skipped: form.list_skipped(grid, above.len()), ..Plans::default() };
    if let (Some(nip), Some((starts_on, ends_on)), true) = (nip, span, form.refused.is_empty()) {
        let approach = find_approach(&title);
        let form_kind = find_form_kind(&title);
        plans.notices = std::mem::take(&mut form.notices);
        plans.drafts.push(SkpDraft {
            nip,
            rows: form.rows.clone(),
            skp: Skp {
                starts_on,
                ends_on,
                approach: approach.unwrap_or(Approach::Kualitatif),
                form: form_kind.unwrap_or(FormKind::JaJf),
                results: form.results,
                special_expectations: form.expectations,
                annex: Annex::default(),
            },
            is_approach_guessed: approach.is_none(),
            is_form_guessed: form_kind.is_none(),
        });
    }
    plans.refused = form.refused;
    Some(plans)
}

fn find_approach(title: &str) -> Option<Approach> {
    match (title.contains("kuantitatif"), title.contains("kualitatif")) {
        (true, false) => Some(Approach::Kuantitatif),
        (false, true) => Some(Approach::Kualitatif),
        (true, true) | (false, false) => None,
    }
}

fn find_form_kind(title: &str) -> Option<FormKind> {
    let is_head = title.contains("bagipejabatpimpinantinggi") || title.contains("pimpinanunitkerjamandiri");
    let is_other = title.contains("bagipejabatadministrasi");
    match (is_head, is_other) {
        (true, false) => Some(FormKind::JptUnitHead),
        (false, true) => Some(FormKind::JaJf),
        (true, true) | (false, false) => None,
    }
}

fn names_section(row: &Row) -> Option<ResultKind> {
    row.cells.iter().find_map(|cell| match squeeze(&cell.text).as_str() {
        "autama" | "ahasilkerjautama" | "akinerjautama" => Some(ResultKind::Utama),
        "btambahan" | "bhasilkerjatambahan" | "bkinerjatambahan" => Some(ResultKind::Tambahan),
        _ => None,
    })
}

/// The cell that the measures of a result begin with.
fn is_measure(text: &str) -> bool {
    squeeze(text).starts_with("ukurankeberhasilan")
}

/// What was read so far.
#[derive(Default)]
struct Form {
    place: Place,
    results: Vec<PlannedResult>,
    current: Option<(u32, PlannedResult)>,
    expectations: BTreeMap<CoreValue, String>,
    value: Option<CoreValue>,
    rows: Vec<u32>,
    refused: Vec<Refusal>,
    notices: Vec<Finding>,
}

/// Where in the sheet the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Before,
    Statement(ResultKind),
    Measures(ResultKind),
    Behaviour,
}

impl Form {
    fn refuse(&mut self, row: u32, field: &str, code: &str) {
        self.refused.push(Finding {
            field: field.to_owned(),
            heading: field.to_owned(),
            ..Finding::of_row(row, code)
        });
    }

    /// The NIP beside the word in the block of the person, never in that of the assessor.
    fn read_person(&mut self, above: &[Row], below: &[Row], today: NaiveDate) -> Option<Nip> {
        let StatedNip { row, column, cell } = match find_person(above) {
            Ok(stated) => stated,
            Err(row) => {
                let row = row.unwrap_or_else(|| below.first().map_or(1, |row| row.number));
                self.refuse(row, "nip", code::PLANS_PERSON_NOT_STATED);
                return None;
            }
        };
        match read_nip(Some(&cell), today) {
            Ok(read) => Some(read.nip),
            Err(fault) => {
                let codes = [code::PLANS_PERSON_NOT_STATED, code::PLANS_NIP_DAMAGED, code::PLANS_NIP_INVALID];
                let finding = Finding {
                    column: Some(column),
                    field: "nip".to_owned(),
                    value: quote(&cell.text),
                    ..Finding::of_row(row, "")
                };
                self.refused.push(fault.describe(finding, codes));
                None
            }
        }
    }

    fn read_span(&mut self, above: &[Row], below: &[Row]) -> Option<(NaiveDate, NaiveDate)> {
        let stated = above.iter().find_map(|row| {
            let place = row.cells.iter().position(|cell| squeeze(&cell.text).contains("periode"))?;
            let texts: Vec<String> =
                row.cells.iter().skip(place).map(|cell| clean(&cell.text).text).collect();
            Some((row.number, texts.join(" ")))
        });
        let span = stated.as_ref().and_then(|(_, text)| find_span(text));
        if span.is_none() {
            let row =
                stated.as_ref().map_or_else(|| below.first().map_or(1, |row| row.number), |(row, _)| *row);
            self.refuse(row, "periode", code::PLANS_PERIOD_INVALID);
            if let (Some(refusal), Some((_, text))) = (self.refused.last_mut(), stated) {
                refusal.value = quote(&text);
            }
        }
        span
    }

    fn read_row(&mut self, row: &Row) {
        if row.is_blank() {
            return;
        }
        if let Some(kind) = names_section(row) {
            self.end_result();
            self.place = Place::Statement(kind);
            return;
        }
        let cells: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_blank()).collect();
        let starts_behaviour = cells.iter().any(|cell| squeeze(&cell.text).starts_with("perilakukerja"));
        if starts_behaviour {
            self.end_result();
            self.place = Place::Behaviour;
            return;
        }
        match self.place {
            Place::Before => {}
            Place::Behaviour => self.read_expectation(row, &cells),
            Place::Statement(kind) | Place::Measures(kind) => {
                self.rows.push(row.number);
                self.read_part(row, kind, &cells);
            }
        }
    }

    fn read_part(&mut self, row: &Row, kind: ResultKind, cells: &[&Cell]) {
        if let Some(cell) = cells.iter().find(|cell| cell.kind.is_without_value()) {
            let is_error = cell.kind == crate::grid::CellKind::Error;
            let code = if is_error { code::PLANS_CELL_ERROR } else { code::PLANS_FORMULA_WITHOUT_VALUE };
            self.refuse(row.number, "hasil", code);
            return;
        }
        let texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
        let (number, rest) = take_number(&texts);
        if number.is_some() && !rest.first().is_some_and(|text| is_measure(text)) {
            self.end_result();
            self.place = Place::Statement(kind);
            let result = PlannedResult {
                kind,
                statement: String::new(),
                superior_result: String::new(),
                assigned_by: String::new(),
                indicators: Vec::new(),
            };
            self.current = Some((row.number, result));
        }
        for text in rest {
            let lines = text.split(['\n', '\r']).map(|line| clean(line).text).filter(|line| !line.is_empty());
            for line in lines {
                self.read_line(row.number, kind, &line);
            }
        }
    }

    fn read_line(&mut self, row: u32, kind: ResultKind, line: &str) {
        if matches!(line, "-" | "–" | "—") {
            return;
        }
        let Some((_, result)) = &mut self.current else {
            self.refuse(row, "hasil", code::PLANS_RESULT_NO_INVALID);
            return;
        };
        let measure = if is_measure(line) {
            self.place = Place::Measures(kind);
            line.split_once(':').map_or("", |(_, behind)| behind)
        } else if self.place == Place::Measures(kind) {
            line
        } else {
            add_words(&mut result.statement, line);
            return;
        };
        let measure = measure.trim_start_matches(['-', '–', '•', '·', '*', '\u{f0b7}', '▪', ' ']).trim();
        if !measure.is_empty() {
            result.indicators.push(to_indicator(measure));
        }
    }

    /// Keeps the result that was being read, or says what it lacks.
    fn end_result(&mut self) {
        let Some((row, mut result)) = self.current.take() else { return };
        if result.statement.is_empty() && result.indicators.is_empty() {
            return;
        }
        if let Some((before, assigned)) = split_assignment(&result.statement) {
            (result.statement, result.assigned_by) = (before, assigned);
        }
        if result.statement.is_empty() {
            self.refuse(row, "hasil", code::PLANS_VALUE_MISSING);
        }
        if result.indicators.is_empty() {
            self.refuse(row, "indikator", code::PLANS_VALUE_MISSING);
        }
        let has_number = |i: &Indicator| i.target.contains(|c: char| c.is_ascii_digit());
        let repeated = result.indicators.iter().filter(|i| i.statement == i.target && !has_number(i)).count();
        if repeated > 0 {
            self.notices.push(Finding::of_row(row, code::PLANS_TARGET_IN_WORDS).with("count", repeated));
        }
        self.results.push(result);
    }

    fn read_expectation(&mut self, row: &Row, cells: &[&Cell]) {
        for cell in cells {
            let text = clean(&cell.text).text;
            let without_number = text.trim_start_matches(|c: char| c.is_ascii_digit() || ". )".contains(c));
            if let Ok(value) = without_number.parse::<CoreValue>() {
                self.value = Some(value);
                self.rows.push(row.number);
            }
            let Some(value) = self.value.filter(|_| squeeze(&text).starts_with("ekspektasikhusus")) else {
                continue;
            };
            let words = text.split_once(':').map_or("", |(_, words)| words).trim();
            if !words.is_empty() && words != "-" {
                self.expectations.insert(value, words.to_owned());
                self.rows.push(row.number);
            }
        }
    }

    fn list_skipped(&self, grid: &Grid, above: usize) -> Vec<SkippedRow> {
        let refused: Vec<u32> = self.refused.iter().map(|refusal| refusal.row).collect();
        let is_read = |row: &Row| self.rows.contains(&row.number) || refused.contains(&row.number);
        let rows = grid.rows().iter().enumerate().filter(|(_, row)| !is_read(row));
        rows.map(|(place, row)| {
            let first = row.cells.iter().find(|cell| !cell.is_blank());
            let reason = match first {
                None => SkipReason::Blank,
                Some(_) if place < above => SkipReason::AboveHeader,
                Some(_) if names_section(row).is_some() => SkipReason::Header,
                Some(_) => SkipReason::Caption,
            };
            let text = first.map(|cell| quote(&clean(&cell.text).text)).unwrap_or_default();
            SkippedRow { row: row.number, reason, text }
        })
        .collect()
    }
}

/// The number of a result, in a cell of its own or before its words.
fn take_number<'a>(texts: &[&'a str]) -> (Option<u32>, Vec<&'a str>) {
    let Some((first, rest)) = texts.split_first() else { return (None, Vec::new()) };
    let first = first.trim();
    let digits = first.bytes().take_while(u8::is_ascii_digit).count();
    let (number, behind) = first.split_at_checked(digits).unwrap_or(("", first));
    let number = number.parse().ok().filter(|number| (1..=999).contains(number));
    let marked = behind.starts_with(['.', ')']);
    match number {
        Some(_) if behind.trim_matches(['.', ')', ' ']).is_empty() => (number, rest.to_vec()),
        Some(_) if marked => {
            let words = behind.trim_start_matches(['.', ')', ' ']);
            (number, [words].into_iter().chain(rest.iter().copied()).collect())
        }
        Some(_) | None => (None, texts.to_vec()),
    }
}

fn add_words(text: &mut String, words: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(words);
}

/// `… (Penugasan dari: Kepala Bidang)` in its two parts.
fn split_assignment(statement: &str) -> Option<(String, String)> {
    let at = statement.to_lowercase().find("(penugasan dari")?;
    let (before, assignment) = statement.split_at_checked(at)?;
    let words = assignment.get("(penugasan dari".len()..)?.trim_start_matches([':', ' ']);
    let assigned = words.trim_end().trim_end_matches(')').trim();
    Some((before.trim().to_owned(), assigned.to_owned()))
}

/// A measure with its target: what stands behind a colon, else from its first number on. The qualitative form has
/// both in one sentence, so that without a number the sentence is both.
fn to_indicator(measure: &str) -> Indicator {
    let behind_colon = measure.split_once(':').map(|(before, behind)| (before.trim(), behind.trim()));
    let (statement, target) =
        match behind_colon.filter(|(before, behind)| !before.is_empty() && !behind.is_empty()) {
            Some(parts) => parts,
            None => {
                let number = measure.find(|c: char| c.is_ascii_digit());
                (measure, number.and_then(|at| measure.get(at..)).unwrap_or(measure))
            }
        };
    Indicator {
        aspect: None,
        perspective: None,
        statement: statement.to_owned(),
        target: target.to_owned(),
        quarterly_targets: Default::default(),
    }
}

/// `1 JANUARI SD 31 DESEMBER TAHUN 2026`, two whole dates, or a year alone.
fn find_span(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let lower = text.to_lowercase();
    let parts: Vec<&str> = [" s.d.", " s/d", " sd ", " sampai ", " - ", " – "]
        .iter()
        .find_map(|word| lower.split_once(word))
        .map_or_else(|| vec![lower.as_str()], |(first, last)| vec![first, last]);
    let years: Vec<i32> = lower
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse().ok())
        .filter(|year| (2000..2100).contains(year))
        .collect();
    let year = *years.last()?;
    match parts.as_slice() {
        [first, last] => {
            let day = |part: &str| {
                find_date(part).or_else(|| {
                    let (day, month) = find_day_and_month(part)?;
                    NaiveDate::from_ymd_opt(year, month, day)
                })
            };
            let span = (day(first)?, day(last)?);
            (span.0 <= span.1 && span.0.year() == span.1.year()).then_some(span)
        }
        _ => Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_as_the_form_prints_them() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        for (text, span) in [
            (
                "PERIODE PENILAIAN: 1 JANUARI SD 31 DESEMBER TAHUN 2026",
                Some((day(2026, 1, 1), day(2026, 12, 31))),
            ),
            ("Periode: 01-03-2026 s.d. 31-12-2026", Some((day(2026, 3, 1), day(2026, 12, 31)))),
            ("PERIODE PENILAIAN 1 Maret 2026 s/d 30 Juni 2026", Some((day(2026, 3, 1), day(2026, 6, 30)))),
            ("Periode 2026", Some((day(2026, 1, 1), day(2026, 12, 31)))),
            ("PERIODE PENILAIAN: 1 JANUARI SD 31 DESEMBER", None),
            ("Periode: 1 Juli 2026 s.d. 30 Juni 2027", None),
        ] {
            assert_eq!(find_span(text), span, "{text}");
        }
    }

    #[test]
    fn a_measure_has_its_target_behind_a_colon_or_from_its_number_on() {
        for (measure, statement, target) in [
            ("Jumlah laporan: 12 laporan", "Jumlah laporan", "12 laporan"),
            (
                "Tersusunnya 12 laporan tepat waktu",
                "Tersusunnya 12 laporan tepat waktu",
                "12 laporan tepat waktu",
            ),
            ("Laporan tepat waktu", "Laporan tepat waktu", "Laporan tepat waktu"),
        ] {
            let indicator = to_indicator(measure);
            assert_eq!((indicator.statement.as_str(), indicator.target.as_str()), (statement, target));
        }
    }
}
