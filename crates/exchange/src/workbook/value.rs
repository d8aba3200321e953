//! A value of a workbook as the text that its sheet displays. It must not know columns. Invariant: a number stays
//! marked as a number, whatever it looks like, because its last digits may be lost.

use crate::grid::{Cell, CellKind};
use calamine::{DataType, ExcelDateTime};
use chrono::NaiveDate;

/// Digits that a spreadsheet shows of a number.
const SHOWN_DIGITS: usize = 15;
/// Beyond the last day that a spreadsheet can show, 31 December 9999.
const LAST_DAY: f64 = 2_958_466.0;

/// A value as a cell; `None` for nothing.
pub(super) fn to_cell(value: &impl DataType) -> Option<Cell> {
    if let Some(text) = value.get_string() {
        return Some(Cell::text(text));
    }
    if let Some(error) = value.get_error() {
        return Some(Cell { text: error.to_string(), kind: CellKind::Error });
    }
    if let Some(moment) = value.get_datetime() {
        return Some(show_moment(&moment));
    }
    if let Some(text) = value.get_datetime_iso() {
        return Some(show_iso_moment(text));
    }
    if let Some(text) = value.get_duration_iso() {
        return Some(Cell::text(text));
    }
    if let Some(is_true) = value.get_bool() {
        return Some(show_truth(is_true));
    }
    if let Some(number) = value.get_int() {
        return Some(Cell { text: number.to_string(), kind: CellKind::Number });
    }
    value.get_float().map(show_number)
}

/// A truth value as spreadsheets display it.
pub(super) fn show_truth(is_true: bool) -> Cell {
    Cell::text(if is_true { "TRUE" } else { "FALSE" })
}

/// A number with all its digits before the point, and with as many behind it as a spreadsheet would show.
pub(super) fn show_number(number: f64) -> Cell {
    let rounded = format!("{number:.*e}", SHOWN_DIGITS - 1).parse().unwrap_or(number);
    let shown = if number.fract() == 0.0 { number } else { rounded };
    Cell { text: shown.to_string(), kind: CellKind::Number }
}

fn show_moment(moment: &ExcelDateTime) -> Cell {
    let value = moment.as_f64();
    if !(1.0..LAST_DAY).contains(&value) || !moment.is_datetime() {
        return show_number(value);
    }
    let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
    match NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()) {
        Some(day) if (hour, minute) == (0, 0) => Cell { text: day.to_string(), kind: CellKind::Date },
        Some(day) => Cell { text: format!("{day} {hour:02}:{minute:02}"), kind: CellKind::Date },
        None => show_number(value),
    }
}

/// `2026-10-31T00:00:00` as the day alone; any other text as it is.
pub(super) fn show_iso_moment(text: &str) -> Cell {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    if day.parse::<NaiveDate>().is_err() {
        return Cell::text(text);
    }
    let is_midnight = time.chars().all(|c| matches!(c, '0' | ':' | '.' | 'Z'));
    let text = if is_midnight { day.to_owned() } else { text.replacen('T', " ", 1) };
    Cell { text, kind: CellKind::Date }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, ExcelDateTimeType};

    #[test]
    fn values_are_shown_as_a_sheet_shows_them() {
        let date = |value| Data::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false));
        for (value, text, kind) in [
            (Data::Float(198_505_202_010_012_011.0), "198505202010012000", CellKind::Number),
            (Data::Float(0.1 + 0.2), "0.3", CellKind::Number),
            (Data::Float(12.0), "12", CellKind::Number),
            (Data::Int(7), "7", CellKind::Number),
            (Data::Bool(true), "TRUE", CellKind::Text),
            (date(46_326.0), "2026-10-31", CellKind::Date),
            (date(46_326.5), "2026-10-31 12:00", CellKind::Date),
            (date(1e17), "100000000000000000", CellKind::Number),
            (date(-3.0), "-3", CellKind::Number),
            (Data::DateTimeIso("2026-10-31T00:00:00".into()), "2026-10-31", CellKind::Date),
            (Data::DateTimeIso("besok".into()), "besok", CellKind::Text),
            (Data::Error(calamine::CellErrorType::Ref), "#REF!", CellKind::Error),
        ] {
            assert_eq!(to_cell(&value), Some(Cell { text: text.to_owned(), kind }), "{value:?}");
        }
        assert_eq!(to_cell(&Data::Empty), None);
    }
}
