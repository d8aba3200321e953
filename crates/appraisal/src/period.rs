//! The time that an evaluation covers: a month, a quarter, a semester or a year.
//!
//! This module must not know today's date. Invariant: a [`Period`] lies inside one calendar year and its text form
//! (`2026-03`, `2026-TW3`, `2026-S1`, `2026`) is its identity everywhere: files, journal, command line.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::code::coded;
use crate::reference::ReferencePack;

/// First year accepted: before it there was no appraisal rule that an archive could hold.
const FIRST_YEAR: u16 = 1970;
/// Last year accepted: a later one in a file is a slip of the pen.
const LAST_YEAR: u16 = 2100;

coded! {
    /// How long a period is.
    pub enum PeriodKind {
        /// One calendar month.
        Monthly = "monthly" | "bulanan",
        /// Three months (`triwulan`), the default of periodic evaluation.
        Quarterly = "quarterly" | "triwulan" | "triwulanan",
        /// Six months, used for teachers.
        Semester = "semester" | "semesteran",
        /// 1 January to 31 December.
        Annual = "annual" | "tahunan",
    }
}

/// A period of evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(into = "String", try_from = "String")]
#[ts(as = "String")]
pub struct Period {
    year: u16,
    kind: PeriodKind,
    /// 1-based position in the year; 1 for annual.
    number: u8,
}

/// A text or a combination of numbers is not a period.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PeriodError {
    /// Not of a form such as `2026-TW3`, `2026-03`, `2026-S1`, `2026`.
    #[error("{0:?} is not a period")]
    Format(String),
    /// The year is outside 1970 to 2100.
    #[error("year {0} is out of range")]
    Year(u16),
    /// The year has no such month, quarter or semester.
    #[error("a year has no {kind} period {number}")]
    Number {
        /// Kind of period.
        kind: PeriodKind,
        /// The number asked for.
        number: u8,
    },
}

impl PeriodError {
    /// The stable error code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Format(_) => "period.format",
            Self::Year(_) => "period.year",
            Self::Number { .. } => "period.number",
        }
    }
}

impl PeriodKind {
    /// How many of them a year has.
    #[must_use]
    pub const fn count_in_year(self) -> u8 {
        match self {
            Self::Monthly => 12,
            Self::Quarterly => 4,
            Self::Semester => 2,
            Self::Annual => 1,
        }
    }
}

impl Period {
    /// A period by its position in the year, from 1 (annual: 1).
    ///
    /// # Errors
    /// [`PeriodError::Year`] and [`PeriodError::Number`].
    pub const fn new(year: u16, kind: PeriodKind, number: u8) -> Result<Self, PeriodError> {
        if year < FIRST_YEAR || year > LAST_YEAR {
            return Err(PeriodError::Year(year));
        }
        if number == 0 || number > kind.count_in_year() {
            return Err(PeriodError::Number { kind, number });
        }
        Ok(Self { year, kind, number })
    }

    /// The calendar year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// How long it is.
    #[must_use]
    pub const fn kind(self) -> PeriodKind {
        self.kind
    }

    /// Its position in the year, from 1.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.number
    }

    /// Whether the annual evaluation follows from it (PermenPANRB 6/2022: *evaluasi kinerja tahunan*).
    #[must_use]
    pub const fn is_annual(self) -> bool {
        matches!(self.kind, PeriodKind::Annual)
    }

    /// Whether it is one of several in the year (*evaluasi kinerja periodik*).
    #[must_use]
    pub const fn is_periodic(self) -> bool {
        !self.is_annual()
    }

    /// First day.
    #[must_use]
    pub fn starts_on(self) -> NaiveDate {
        self.first_of_month(self.months_before())
    }

    /// Last day, inclusive.
    #[must_use]
    pub fn ends_on(self) -> NaiveDate {
        let months = self.months_before() + self.month_count();
        self.first_of_month(months).pred_opt().unwrap_or(NaiveDate::MAX)
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.starts_on() <= day && day <= self.ends_on()
    }

    /// The period of that kind in which a day lies.
    ///
    /// # Errors
    /// [`PeriodError::Year`] for a day outside 1970 to 2100.
    pub fn containing(day: NaiveDate, kind: PeriodKind) -> Result<Self, PeriodError> {
        let year = u16::try_from(day.year()).map_err(|_| PeriodError::Format(day.to_string()))?;
        let month_count = 12 / kind.count_in_year();
        let number = (1..=kind.count_in_year())
            .find(|number| day.month() <= u32::from(number * month_count))
            .unwrap_or(kind.count_in_year());
        Self::new(year, kind, number)
    }

    /// All periods of a kind in a year, in order.
    ///
    /// # Errors
    /// [`PeriodError::Year`].
    pub fn list_in_year(year: u16, kind: PeriodKind) -> Result<Vec<Self>, PeriodError> {
        (1..=kind.count_in_year()).map(|number| Self::new(year, kind, number)).collect()
    }

    /// The label that forms print after `PERIODE:` in the edition in force at the period's end: `TRIWULAN III`,
    /// `MARET`, `SEMESTER I`, `AKHIR`. The year is not part of it.
    #[must_use]
    pub fn label(self, pack: &ReferencePack) -> String {
        let labels = &pack.labels_on(self.ends_on()).periods;
        let roman = match self.number {
            1 => "I",
            2 => "II",
            3 => "III",
            _ => "IV",
        };
        match self.kind {
            PeriodKind::Monthly => labels.months[usize::from(self.number - 1)].clone(),
            PeriodKind::Quarterly => labels.quarter.replace("{}", roman),
            PeriodKind::Semester => labels.semester.replace("{}", roman),
            PeriodKind::Annual => labels.annual.clone(),
        }
    }

    const fn month_count(self) -> u8 {
        12 / self.kind.count_in_year()
    }

    const fn months_before(self) -> u8 {
        (self.number - 1) * self.month_count()
    }

    /// First day of the month after so many months of the year; 12 gives the next January.
    fn first_of_month(self, months: u8) -> NaiveDate {
        let year = i32::from(self.year) + i32::from(months / 12);
        NaiveDate::from_ymd_opt(year, u32::from(months % 12) + 1, 1).unwrap_or(NaiveDate::MIN)
    }
}

/// By first day, then the shorter one first: a year comes after its first month.
impl Ord for Period {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |p: &Self| (p.year, p.months_before(), p.month_count());
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, number, .. } = self;
        match self.kind {
            PeriodKind::Monthly => write!(f, "{year}-{number:02}"),
            PeriodKind::Quarterly => write!(f, "{year}-TW{number}"),
            PeriodKind::Semester => write!(f, "{year}-S{number}"),
            PeriodKind::Annual => write!(f, "{year}"),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    /// Accepts exactly the text form, in upper or lower case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || PeriodError::Format(text.to_owned());
        let upper = text.trim().to_ascii_uppercase();
        let (year, rest) = match upper.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (upper.as_str(), None),
        };
        let number_of = |digits: &str, length: usize| {
            let is_number = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
            if is_number { digits.parse::<u16>().map_err(|_| wrong()) } else { Err(wrong()) }
        };
        let year = number_of(year, 4)?;
        let (kind, number) = match rest {
            None => (PeriodKind::Annual, 1),
            Some(rest) => match (rest.strip_prefix("TW"), rest.strip_prefix('S')) {
                (Some(digits), _) => (PeriodKind::Quarterly, number_of(digits, 1)?),
                (None, Some(digits)) => (PeriodKind::Semester, number_of(digits, 1)?),
                (None, None) => (PeriodKind::Monthly, number_of(rest, 2)?),
            },
        };
        Self::new(year, kind, u8::try_from(number).map_err(|_| wrong())?)
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Words for periods on the forms. `{}` stands for the Roman number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodLabels {
    /// January to December, upper case.
    pub months: [String; 12],
    /// Such as `TRIWULAN {}`.
    pub quarter: String,
    /// Such as `SEMESTER {}`.
    pub semester: String,
    /// The annual evaluation, `AKHIR`.
    pub annual: String,
}
