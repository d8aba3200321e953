//! Since when somebody is here.
//!
//! Must not know periods. Invariant: whoever came later has no part in what ended before, on the first screen as on paper.

use std::collections::HashMap;

use chrono::NaiveDate;
use tilik_appraisal::nip::{Nip, NipKind};
use tilik_journal::RecordId;
use tilik_journal::catalogue::person;

use crate::people::Person;
use crate::superior::Superiors;
use crate::{Failure, Office};

/// What is recorded of everybody's first day.
pub(crate) struct Arrivals {
    office_since: Option<NaiveDate>,
    joined_on: HashMap<RecordId, NaiveDate>,
}

impl Arrivals {
    /// The day on which somebody came: as recorded; else, where others were here before, the first assessor's first day, or the month of the appointment in the NIP.
    pub(crate) fn find_day(&self, person: &Person, superiors: &Superiors) -> Option<NaiveDate> {
        if let Some(day) = self.joined_on.get(&person.id) {
            return Some(*day);
        }
        let assessed_since = superiors.find_first_day_of(person.id);
        let joined = assessed_since.filter(|day| self.office_since.is_some_and(|first| first < *day));
        joined.max(appointed_on(&person.nip))
    }

    /// Whether somebody was here on a day, as far as anything says.
    pub(crate) fn came_by(&self, person: &Person, superiors: &Superiors, day: NaiveDate) -> bool {
        self.find_day(person, superiors).is_none_or(|came| came <= day)
    }
}

impl Office {
    pub(crate) fn read_arrivals(&self, superiors: &Superiors) -> Result<Arrivals, Failure> {
        let people = self.list_rows(person::KIND, None, &[person::JOINED_ON])?;
        let days =
            people.iter().filter_map(|one| Some((one.id, one.values.first()?.as_text()?.parse().ok()?)));
        Ok(Arrivals { office_since: superiors.find_first_day(), joined_on: days.collect() })
    }
}

/// The first day of the month in which the number says that somebody was appointed; a PPPK's number says the year alone.
fn appointed_on(nip: &str) -> Option<NaiveDate> {
    match Nip::from_digits(nip).ok()?.get_parts().ok()?.kind {
        NipKind::Pns { year, month } => NaiveDate::from_ymd_opt(year, month.into(), 1),
        NipKind::Pppk { year, .. } => NaiveDate::from_ymd_opt(year, 1, 1),
    }
}
