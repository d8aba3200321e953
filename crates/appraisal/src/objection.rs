//! Until when a person may object to an evaluation, and until when the objection must be decided.
//!
//! This module must not know the calendar of holidays: it is a parameter. Invariant: the day of receipt itself never
//! counts, and a later rule reading never shortens a right (working days are the default).

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::explanation::{Explained, Explanation, InputName, InputValue, RuleCode};
use crate::reference::{ReferenceError, ReferencePack};

/// More days than any rule grants; a pack with more is a slip.
const MOST_DAYS: u32 = 366;

coded! {
    /// Which days count.
    pub enum DayUnit {
        /// Monday to Friday, other than holidays.
        Working = "working" | "hari kerja",
        /// Every day.
        Calendar = "calendar" | "hari kalender",
    }
}

coded! {
    /// What has to happen in time.
    pub enum ObjectionStep {
        /// The person files, counted from receipt of the document.
        Filing = "filing",
        /// The assessor's superior decides, counted from receipt of the objection.
        Decision = "decision",
    }
}

/// Days for objections (PP 30/2019 Pasal 59).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectionTable {
    /// Days to file.
    pub filing_days: u32,
    /// Days to decide; the regulation is silent.
    pub decision_days: u32,
    /// Which days count, unless the office sets another unit.
    pub day_unit: DayUnit,
}

impl ObjectionTable {
    pub(crate) fn check(&self) -> Result<(), ReferenceError> {
        let is_sane = |days: u32| (1..=MOST_DAYS).contains(&days);
        if is_sane(self.filing_days) && is_sane(self.decision_days) {
            return Ok(());
        }
        Err(ReferenceError::NotWhole { table: "objection", problem: format!("days not in 1..={MOST_DAYS}") })
    }
}

/// The last day for a step, counted from the day after receipt. `day_unit` overrides the pack's (an office's
/// setting). The time is counted in one go; `holidays` may include weekends.
///
/// # Errors
/// [`ReferenceError::NotInForce`] for a receipt before PP 30/2019.
pub fn plan_objection_due(
    pack: &ReferencePack,
    step: ObjectionStep,
    received_on: NaiveDate,
    day_unit: Option<DayUnit>,
    holidays: &BTreeSet<NaiveDate>,
) -> Result<Explained<NaiveDate>, ReferenceError> {
    let edition = pack.objection.get_on("objection", received_on)?;
    let days = match step {
        ObjectionStep::Filing => edition.data.filing_days,
        ObjectionStep::Decision => edition.data.decision_days,
    };
    let (due_on, skipped) = match day_unit.unwrap_or(edition.data.day_unit) {
        DayUnit::Calendar => {
            (received_on.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX), 0)
        }
        DayUnit::Working => add_working_days(received_on, days, holidays),
    };
    let explanation = Explanation::new(RuleCode::ObjectionDue, &edition.sources)
        .with(InputName::ReceivedOn, InputValue::Date(received_on))
        .with(InputName::DayCount, InputValue::Count(days))
        .with(InputName::HolidayCount, InputValue::Count(skipped));
    Ok(Explained { value: due_on, explanation })
}

/// The day after so many working days, and how many holidays on weekdays were skipped on the way.
fn add_working_days(from: NaiveDate, days: u32, holidays: &BTreeSet<NaiveDate>) -> (NaiveDate, u32) {
    let (mut day, mut left, mut skipped) = (from, days, 0);
    while left > 0 {
        let Some(next) = day.succ_opt() else { break };
        day = next;
        let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if holidays.contains(&day) {
            skipped += u32::from(!is_weekend);
        } else if !is_weekend {
            left -= 1;
        }
    }
    (day, skipped)
}
