//! Which appraisal scheme governs a period.
//!
//! This module must not know how a scheme evaluates. Invariant: every period has exactly one scheme, because the
//! rows are sorted by their last day and the last row has none.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::explanation::{Explained, Explanation, InputName, InputValue, LegalSource, RuleCode};
use crate::reference::{ReferenceError, ReferencePack};

coded! {
    /// A legal scheme of appraisal, stored on every evaluation.
    pub enum Scheme {
        /// PP 10/1979, up to 2013; archive only.
        Dp3 = "DP3",
        /// PP 46/2011, 2014 to June 2021.
        Pp46 = "PP46" | "PP 46/2011",
        /// PP 30/2019 with PermenPANRB 8/2021, July to December 2021.
        Pp30 = "PP30_2021" | "PP 30/2019",
        /// PermenPANRB 6/2022, from 2022 on: ratings and a predicate, no number.
        Panrb6 = "PANRB6_2022" | "PermenPANRB 6/2022",
    }
}

/// One row of the table of schemes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeRow {
    /// The scheme.
    pub scheme: Scheme,
    /// A period that ends on this day or earlier, and later than the row above, belongs to the scheme.
    pub last_day: Option<NaiveDate>,
    /// Whether evaluations under it can only be read and imported, not begun.
    pub is_archive_only: bool,
    /// Where it comes from.
    pub sources: Vec<LegalSource>,
}

/// The scheme of a period, decided by its last day alone (so the full year 2021 counts as `PP30_2021`).
#[must_use]
pub fn choose_scheme(pack: &ReferencePack, starts_on: NaiveDate, ends_on: NaiveDate) -> Explained<Scheme> {
    let row = pack.schemes.iter().find(|row| row.last_day.is_none_or(|last_day| ends_on <= last_day));
    let (scheme, last_day, sources) = match row {
        Some(row) => (row.scheme, row.last_day, row.sources.as_slice()),
        // A parsed pack ends with an open row, so this arm serves only packs built by hand in tests.
        None => (Scheme::Panrb6, None, [].as_slice()),
    };
    let mut explanation = Explanation::new(RuleCode::SchemeByPeriodEnd, sources)
        .with(InputName::PeriodStart, InputValue::Date(starts_on))
        .with(InputName::PeriodEnd, InputValue::Date(ends_on));
    if let Some(last_day) = last_day {
        explanation = explanation.with(InputName::SchemeLastDay, InputValue::Date(last_day));
    }
    Explained { value: scheme, explanation }
}

pub(crate) fn check_rows(rows: &[SchemeRow]) -> Result<(), ReferenceError> {
    let not_whole =
        |problem: &str| ReferenceError::NotWhole { table: "schemes", problem: problem.to_owned() };
    let (last, earlier) = rows.split_last().ok_or_else(|| not_whole("no scheme"))?;
    if last.last_day.is_some() {
        return Err(not_whole("the last scheme has a last day"));
    }
    if earlier.iter().any(|row| row.last_day.is_none()) {
        return Err(not_whole("only the last scheme may be open"));
    }
    if earlier.windows(2).any(|pair| pair[0].last_day >= pair[1].last_day) {
        return Err(not_whole("the schemes are not in order"));
    }
    if rows.iter().any(|row| row.sources.is_empty()) {
        return Err(not_whole("a scheme without a source"));
    }
    Ok(())
}
