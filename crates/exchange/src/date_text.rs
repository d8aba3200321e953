//! A day as offices write it: as a date of the spreadsheet, in numbers, or with the Indonesian name of its month. It
//! must not know fields. Invariant: a text that could mean two days gives none: the day always comes first.

use crate::grid::{Cell, CellKind};
use chrono::{Days, NaiveDate};

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maret",
    "april",
    "mei",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
];
/// Serial numbers of days from 1920 to 2119: other numbers are no dates that a form would have.
const SERIALS: std::ops::Range<u64> = 7_306..80_354;

/// The day in a cell, also where a sheet keeps it as a serial number that lost its format.
pub(crate) fn read_date(cell: &Cell) -> Option<NaiveDate> {
    match cell.kind {
        CellKind::Text | CellKind::Date => find_date(&cell.text),
        CellKind::Number => {
            let serial = cell.text.parse::<u64>().ok().filter(|serial| SERIALS.contains(serial))?;
            NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(serial))
        }
        CellKind::Error | CellKind::Formula => None,
    }
}

/// The first day in a text, with words around it: `Kalianda, 3 Maret 1980`.
pub(crate) fn find_date(text: &str) -> Option<NaiveDate> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',' || c == '(' || c == ')')
        .filter(|w| !w.is_empty())
        .collect();
    words.iter().enumerate().find_map(|(place, word)| {
        let named = match words.get(place..place + 3) {
            Some([day, month, year]) => from_parts(year, &find_month(month)?.to_string(), day),
            Some(_) | None => None,
        };
        parse_numbers(word).or(named)
    })
}

/// The first day and month in a text, where the year stands elsewhere.
pub(crate) fn find_day_and_month(text: &str) -> Option<(u32, u32)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.iter().zip(words.iter().skip(1)).find_map(|(day, month)| {
        let day = day.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
        Some((day, u32::try_from(find_month(month)?).ok()?))
    })
}

fn find_month(word: &str) -> Option<usize> {
    let word = word.trim_end_matches('.').to_lowercase();
    let word = if word == "pebruari" {
        "februari"
    } else if word == "nopember" {
        "november"
    } else {
        &word
    };
    let is_short = word.chars().count() >= 3;
    MONTHS.iter().position(|month| is_short && month.starts_with(word)).map(|place| place + 1)
}

/// `31-12-2026`, `31/12/2026`, `31.12.2026` or `2026-12-31`.
fn parse_numbers(word: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => from_parts(year, month, day),
        [day, month, year] => match find_month(month) {
            Some(month) => from_parts(year, &month.to_string(), day),
            None => from_parts(year, month, day),
        },
        _ => None,
    }
}

fn from_parts(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let year = Some(year).filter(|year| year.len() == 4)?.parse().ok()?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_offices_write_them() {
        for (text, day) in [
            ("Kalianda, 3 Maret 1980", Some((1980, 3, 3))),
            ("31-12-2026", Some((2026, 12, 31))),
            ("Medan, 01/02/1975", Some((1975, 2, 1))),
            ("2026-12-31 00:00", Some((2026, 12, 31))),
            ("5 Agt 1990", None),
            ("5 Agu 1990", Some((1990, 8, 5))),
            ("05-Des-1990", Some((1990, 12, 5))),
            ("17 Nopember 1971", Some((1971, 11, 17))),
            ("31 Februari 1980", None),
            ("3 orang", None),
            ("1/2/80", None),
        ] {
            let day = day.and_then(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d));
            assert_eq!(find_date(text), day, "{text}");
        }
        let serial = |text: &str| read_date(&Cell { text: text.to_owned(), kind: CellKind::Number });
        assert_eq!(serial("46387"), NaiveDate::from_ymd_opt(2026, 12, 31));
        assert_eq!((serial("1"), serial("20261231")), (None, None));
    }
}
