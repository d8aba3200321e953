//! Identity numbers of civil servants: NIP of PNS and NI PPPK, 18 digits, and the free older numbers.
//!
//! This module must not know persons, and never treats the number as a number: 18 digits exceed what a spreadsheet
//! or a float can hold, which is how NIPs get damaged. Invariant: a [`Nip`] holds exactly 18 ASCII digits that do
//! not show the marks of such damage.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::code::coded;

/// Digits of a NIP.
const LENGTH: usize = 18;
/// Digits that a spreadsheet cell keeps of a number.
const SPREADSHEET_DIGITS: usize = 15;
/// Digits of an 18-digit number that rounding to a 64-bit float (steps of 16 or 32) cannot change.
const FLOAT_DIGITS: usize = 14;
/// Nobody born earlier is in service.
const FIRST_BIRTH_YEAR: i32 = 1940;
/// Nobody in service was appointed earlier.
const FIRST_APPOINTMENT_YEAR: i32 = 1960;
/// First year in which PPPK were appointed (PP 49/2018).
const FIRST_PPPK_YEAR: i32 = 2019;
/// First frequency code of a PPPK; the months of a PNS end at 12.
const FIRST_FREQUENCY: u8 = 21;
/// Least age of a PNS at appointment, in years.
const LEAST_PNS_AGE: u32 = 17;
/// Least age of a PPPK at appointment, in years.
const LEAST_PPPK_AGE: i32 = 18;
/// Greatest age of a PNS at appointment that is not unusual.
const USUAL_PNS_AGE: u32 = 40;

/// An 18-digit NIP or NI PPPK. Written and read as bare digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Nip(String);

coded! {
    /// Sex as the NIP and the forms write it.
    pub enum Sex {
        /// Digit 1, *laki-laki*.
        Male = "male" | "laki-laki" | "l" | "pria",
        /// Digit 2, *perempuan*.
        Female = "female" | "perempuan" | "p" | "wanita",
    }
}

/// What the middle of the number says of the appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NipKind {
    /// A PNS: month of appointment as candidate (TMT CPNS).
    Pns {
        /// Year.
        year: i32,
        /// Month, 1 to 12.
        month: u8,
    },
    /// A PPPK: year of first appointment and frequency code.
    Pppk {
        /// Year.
        year: i32,
        /// 21 for the first appointment, 22 for the second, and so on.
        frequency: u8,
    },
}

/// What a NIP says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NipParts {
    /// Date of birth as written in the number; real ones may be wrong.
    pub born_on: NaiveDate,
    /// Kind of civil servant and appointment.
    pub kind: NipKind,
    /// Sex as written in the number.
    pub sex: Sex,
    /// Serial number, 1 to 999.
    pub serial: u16,
}

coded! {
    /// What is unusual about a valid NIP, or differs from the person's record.
    pub enum NipWarning {
        /// Appointed at 17, or after 40.
        AgeUnusual = "nip.age_unusual",
        /// A PPPK appointed before 2019.
        PppkYearEarly = "nip.pppk_year_early",
        /// The date of birth in the record is another.
        BirthDiffers = "nip.birth_differs",
        /// The sex in the record is another.
        SexDiffers = "nip.sex_differs",
    }
}

coded! {
    /// How a spreadsheet damaged the number.
    pub enum NipDamage {
        /// Written as `1.98609E+17`.
        ScientificNotation = "scientific_notation",
        /// The digits after the fifteenth were replaced by zeros.
        DigitsAfterFifteenLost = "digits_after_fifteen_lost",
        /// Written as a decimal number with `.0` at its end, so it went through a float.
        FloatSuffix = "float_suffix",
    }
}

/// Why a text is not a NIP.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NipError {
    /// Nothing there.
    #[error("the NIP is empty")]
    Empty,
    /// Not 18 digits.
    #[error("a NIP has 18 digits, found {digits}")]
    Format {
        /// Digits found, other characters aside.
        digits: usize,
    },
    /// A spreadsheet damaged it; the lost digits cannot be computed and must come from the source.
    #[error("a spreadsheet damaged the NIP")]
    DamagedBySpreadsheet {
        /// How.
        damage: NipDamage,
        /// Leading digits that are certainly still the original ones; may be empty.
        surviving: String,
    },
    /// Digits 1 to 8 are no date of birth of a person in service.
    #[error("digits 1 to 8 are no date of birth")]
    BirthDate,
    /// Digits 9 to 14 are neither a month of appointment nor a PPPK year and frequency.
    #[error("digits 9 to 14 are no appointment")]
    Appointment,
    /// Appointed too young.
    #[error("appointed at an age that is not allowed")]
    AppointmentAge,
    /// Digit 15 is neither 1 nor 2.
    #[error("digit 15 is no sex")]
    Sex,
}

impl NipError {
    /// The stable error code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "nip.empty",
            Self::Format { .. } => "nip.format",
            Self::DamagedBySpreadsheet { .. } => "nip.damaged_by_spreadsheet",
            Self::BirthDate => "nip.birth_date",
            Self::Appointment => "nip.appointment",
            Self::AppointmentAge => "nip.appointment_age",
            Self::Sex => "nip.sex",
        }
    }
}

/// A NIP as read, with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadNip {
    /// The number.
    pub nip: Nip,
    /// What it says.
    pub parts: NipParts,
    /// What is unusual about it.
    pub warnings: Vec<NipWarning>,
}

impl Nip {
    /// Reads a NIP as people write it (spaces, dots, a leading apostrophe) and checks its structure. `today` bounds
    /// the dates in it: born at least 17 years ago, appointed next year at the latest.
    ///
    /// # Errors
    /// Damage by a spreadsheet first, then format, then the parts from left to right.
    pub fn parse(text: &str, today: NaiveDate) -> Result<ReadNip, NipError> {
        let nip = Self::from_digits(text)?;
        let parts = nip.get_parts()?;
        check_dates(&parts, today)?;
        let warnings = list_age_warnings(&parts);
        Ok(ReadNip { nip, parts, warnings })
    }

    /// Reads 18 undamaged digits without looking at the dates in them: for numbers already stored, and for a real
    /// number of wrong structure that a person confirmed against the appointment letter.
    ///
    /// # Errors
    /// [`NipError::Empty`], [`NipError::Format`], [`NipError::DamagedBySpreadsheet`].
    pub fn from_digits(text: &str) -> Result<Self, NipError> {
        let compact = compact(text);
        if compact.is_empty() {
            return Err(NipError::Empty);
        }
        if let Some((damage, surviving)) = find_damage(&compact) {
            return Err(NipError::DamagedBySpreadsheet { damage, surviving });
        }
        let digits: String = compact.chars().filter(|c| *c != '.').collect();
        if digits.len() == LENGTH && digits.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(digits))
        } else {
            Err(NipError::Format { digits: digits.chars().filter(char::is_ascii_digit).count() })
        }
    }

    /// The 18 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In groups, as people read it: `19860926 201505 1 001`.
    #[must_use]
    pub fn grouped(&self) -> String {
        let digits = &self.0;
        format!("{} {} {} {}", &digits[..8], &digits[8..14], &digits[14..15], &digits[15..])
    }

    /// What the number says, without bounds that depend on today.
    ///
    /// # Errors
    /// [`NipError::BirthDate`], [`NipError::Appointment`], [`NipError::Sex`].
    pub fn get_parts(&self) -> Result<NipParts, NipError> {
        let number = |range: std::ops::Range<usize>| {
            self.0[range].bytes().fold(0_u16, |sum, digit| sum * 10 + u16::from(digit - b'0'))
        };
        let (month, day) = (number(4..6), number(6..8));
        let born_on = NaiveDate::from_ymd_opt(number(0..4).into(), month.into(), day.into());
        let born_on = born_on.filter(|day| day.year() >= FIRST_BIRTH_YEAR).ok_or(NipError::BirthDate)?;
        let year = i32::from(number(8..12));
        let middle = u8::try_from(number(12..14)).map_err(|_| NipError::Appointment)?;
        let kind = match middle {
            1..=12 => NipKind::Pns { year, month: middle },
            FIRST_FREQUENCY.. => NipKind::Pppk { year, frequency: middle },
            _ => return Err(NipError::Appointment),
        };
        let sex = match &self.0[14..15] {
            "1" => Sex::Male,
            "2" => Sex::Female,
            _ => return Err(NipError::Sex),
        };
        Ok(NipParts { born_on, kind, sex, serial: number(15..18) })
    }
}

/// Where the record differs from the number. Warnings only: real NIPs with wrong data in them exist.
#[must_use]
pub fn list_record_differences(
    parts: &NipParts,
    born_on: Option<NaiveDate>,
    sex: Option<Sex>,
) -> Vec<NipWarning> {
    let birth = born_on.filter(|day| *day != parts.born_on).map(|_| NipWarning::BirthDiffers);
    let sex = sex.filter(|sex| *sex != parts.sex).map(|_| NipWarning::SexDiffers);
    birth.into_iter().chain(sex).collect()
}

/// Bare digits; see [`Nip::grouped`] for the form that people read.
impl fmt::Display for Nip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Nip> for String {
    fn from(nip: Nip) -> Self {
        nip.0
    }
}

impl TryFrom<String> for Nip {
    type Error = NipError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_digits(&text)
    }
}

/// Without spaces of any kind, invisible marks, a leading apostrophe and the `="..."` by which exports force text.
fn compact(text: &str) -> String {
    let is_kept = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}');
    let kept: String = text.chars().filter(is_kept).collect();
    kept.trim_start_matches(['=', '"', '\'', '\u{2018}', '\u{2019}', '`']).trim_end_matches('"').to_owned()
}

/// The marks that spreadsheets leave, and the leading digits that are certainly still right.
fn find_damage(compact: &str) -> Option<(NipDamage, String)> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_separator = |c: char| c == '.' || c == ',';
    let digits: String = compact.chars().filter(|c| !is_separator(*c)).collect();

    if let Some((mantissa, exponent)) = compact.split_once(['e', 'E']) {
        let mantissa: String = mantissa.chars().filter(|c| !is_separator(*c)).collect();
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if is_digits(&mantissa) && is_digits(exponent) {
            // The last digit shown is rounded, and a zero there may hide a carry into the digit before.
            let sure = mantissa.trim_end_matches('0');
            let sure = &sure[..sure.len().saturating_sub(1).min(SPREADSHEET_DIGITS)];
            return Some((NipDamage::ScientificNotation, sure.to_owned()));
        }
    }
    if let Some((whole, decimals)) = compact.split_once(is_separator)
        && whole.len() == LENGTH
        && is_digits(whole)
        && is_digits(decimals)
        && decimals.bytes().all(|b| b == b'0')
    {
        return Some((NipDamage::FloatSuffix, whole[..FLOAT_DIGITS].to_owned()));
    }
    if digits.len() == LENGTH && is_digits(&digits) && digits.ends_with("000") {
        return Some((NipDamage::DigitsAfterFifteenLost, digits[..SPREADSHEET_DIGITS].to_owned()));
    }
    None
}

fn check_dates(parts: &NipParts, today: NaiveDate) -> Result<(), NipError> {
    let latest_birth = today.checked_sub_months(Months::new(LEAST_PNS_AGE * 12));
    if latest_birth.is_none_or(|latest| parts.born_on > latest) {
        return Err(NipError::BirthDate);
    }
    let (year, is_old_enough) = match parts.kind {
        NipKind::Pns { year, .. } => {
            (year, age_at_appointment(parts).is_some_and(|age| age >= LEAST_PNS_AGE))
        }
        // The number holds no month, so the age that counts is the one reached within the year.
        NipKind::Pppk { year, .. } => (year, year - parts.born_on.year() >= LEAST_PPPK_AGE),
    };
    if year < FIRST_APPOINTMENT_YEAR || year > today.year() + 1 {
        return Err(NipError::Appointment);
    }
    if is_old_enough { Ok(()) } else { Err(NipError::AppointmentAge) }
}

fn list_age_warnings(parts: &NipParts) -> Vec<NipWarning> {
    match parts.kind {
        NipKind::Pns { .. } => age_at_appointment(parts)
            .filter(|age| *age == LEAST_PNS_AGE || *age > USUAL_PNS_AGE)
            .map(|_| NipWarning::AgeUnusual)
            .into_iter()
            .collect(),
        NipKind::Pppk { year, .. } if year < FIRST_PPPK_YEAR => vec![NipWarning::PppkYearEarly],
        NipKind::Pppk { .. } => Vec::new(),
    }
}

/// Full years on the first day of the month of appointment of a PNS; `None` for a PPPK or when born later.
fn age_at_appointment(parts: &NipParts) -> Option<u32> {
    match parts.kind {
        NipKind::Pns { year, month } => {
            NaiveDate::from_ymd_opt(year, month.into(), 1)?.years_since(parts.born_on)
        }
        NipKind::Pppk { .. } => None,
    }
}

coded! {
    /// What an older or foreign number is.
    pub enum OtherIdKind {
        /// The NIP of 9 digits used before 2008.
        OldNip = "old_nip",
        /// *NRP* of an officer of army or police, who may assess civil servants.
        Nrp = "nrp",
        /// Anything else that an office prints.
        Other = "other",
    }
}

/// A number that is not an 18-digit NIP: kept as written, printed, never used as identity.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OtherId {
    /// What it is.
    pub kind: OtherIdKind,
    /// As written, trimmed.
    pub text: String,
}

impl OtherId {
    /// Keeps a number as written; `None` for blank text.
    #[must_use]
    pub fn new(kind: OtherIdKind, text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self { kind, text: text.to_owned() })
    }
}
