//! A cell to a NIP. It must not know which kind of file the cell is from. Invariant: no cell gives a NIP whose
//! digits a spreadsheet may have changed, also when the digits look right: a number kept as a number is not sure
//! beyond its fifteenth digit.

use crate::cell_text::clean;
use crate::finding::Finding;
use crate::grid::{Cell, CellKind};
use chrono::NaiveDate;
use tilik_appraisal::Nip;
use tilik_appraisal::nip::{NipDamage, NipError, ReadNip};

/// Digits that a spreadsheet keeps of a number.
pub(crate) const SURE_DIGITS: usize = 15;

/// A cell as read.
pub(crate) type NipRead = Result<ReadNip, NipFault>;

/// Why a cell gives no NIP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NipFault {
    /// Nothing in it.
    Missing,
    /// A spreadsheet changed or hid its digits.
    Damaged {
        /// Key of the words in the catalogue.
        reason: &'static str,
        /// Leading digits that are certainly right.
        surviving: String,
    },
    /// No person can have this number.
    Invalid {
        /// Key of the words in the catalogue.
        reason: &'static str,
        /// How many digits there are.
        digits: usize,
    },
}

impl NipFault {
    /// Completes a finding with the code for missing, damaged or invalid, and the facts.
    pub fn describe(&self, finding: Finding, codes: [&str; 3]) -> Finding {
        let [missing, damaged, invalid] = codes;
        match self {
            Self::Missing => Finding { code: missing.to_owned(), ..finding },
            Self::Damaged { reason, surviving } => Finding { code: damaged.to_owned(), ..finding }
                .with("reason", reason)
                .with("surviving", surviving),
            Self::Invalid { reason, digits } => {
                Finding { code: invalid.to_owned(), ..finding }.with("reason", reason).with("digits", digits)
            }
        }
    }
}

/// Reads a NIP from a cell.
pub(crate) fn read_nip(cell: Option<&Cell>, today: NaiveDate) -> NipRead {
    let Some(cell) = cell else {
        return Err(NipFault::Missing);
    };
    let text = clean(&cell.text).text;
    if text.len() > 1 && text.chars().all(|c| c == '#') {
        return Err(NipFault::Damaged { reason: "nip.column_too_narrow", surviving: String::new() });
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match cell.kind {
        CellKind::Number if digits.len() > SURE_DIGITS && !text.contains(['e', 'E']) => {
            let surviving = digits.get(..SURE_DIGITS - 1).unwrap_or("").to_owned();
            return Err(NipFault::Damaged { reason: "nip.stored_as_number", surviving });
        }
        CellKind::Text | CellKind::Number | CellKind::Date | CellKind::Error | CellKind::Formula => {}
    }
    Nip::parse(&text, today).map_err(|error| to_fault(error, digits.len()))
}

fn to_fault(error: NipError, digits: usize) -> NipFault {
    match error {
        NipError::Empty => NipFault::Missing,
        NipError::DamagedBySpreadsheet { damage, surviving } => {
            let reason = match damage {
                NipDamage::ScientificNotation => "nip.scientific_notation",
                NipDamage::DigitsAfterFifteenLost => "nip.digits_after_fifteen_lost",
                NipDamage::FloatSuffix => "nip.float_suffix",
            };
            NipFault::Damaged { reason, surviving }
        }
        // The error of another crate may gain variants; each has a code, and the catalogue a text for it.
        other @ (NipError::Format { .. }
        | NipError::BirthDate
        | NipError::Appointment
        | NipError::AppointmentAge
        | NipError::Sex
        | _) => NipFault::Invalid { reason: other.code(), digits },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, kind: CellKind) -> Result<String, NipFault> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        read_nip(Some(&Cell { text: text.to_owned(), kind }), today).map(|read| read.nip.to_string())
    }

    #[test]
    fn a_number_that_looks_right_is_not_trusted() {
        assert_eq!(read("198505202010012011", CellKind::Text).unwrap(), "198505202010012011");
        for (text, kind, expected) in [
            ("198505202010012011", CellKind::Number, "nip.stored_as_number"),
            ("1.98505E+17", CellKind::Number, "nip.scientific_notation"),
            ("198505202010012000", CellKind::Text, "nip.digits_after_fifteen_lost"),
            ("########", CellKind::Text, "nip.column_too_narrow"),
        ] {
            match read(text, kind) {
                Err(NipFault::Damaged { reason, .. }) => assert_eq!(reason, expected),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
