//! Who has a sheet of a form for a period, who has none yet, and which forms are printed empty.
//!
//! Must not render anything. Invariant: whoever is told to have a final sheet or a draft gets one by [`super::Selection`].

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_forms::registry::FORMS;
use tilik_journal::RecordId;
use ts_rs::TS;

use super::beside::{BesideForm, PersonForm};
use super::plans::find_day;
use crate::evaluation::EvaluationState;
use crate::people::Person;
use crate::plan::{Plan, PlanState};
use crate::sheet::{Living, SheetForm};
use crate::{Failure, Office};

/// Where somebody's sheet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SheetStanding {
    /// There is nothing to print.
    Missing,
    /// It carries RANCANGAN.
    Draft,
    /// Closed, agreed, filed or decided.
    Final,
    /// Versions apart.
    Disputed,
}

/// One person and the sheet.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PrintRow {
    /// NIP, bare.
    pub nip: String,
    /// With titles.
    pub name: String,
    /// The unit's name.
    pub unit_name: String,
    /// Where the sheet of each form stands, in the order asked for; none of what is not the user's to see.
    pub standings: Vec<Option<SheetStanding>>,
}

/// A form that is printed empty, to be filled by hand.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BlankForm {
    /// Its name for programs.
    pub id: String,
    /// What it is called, in the words of the law.
    pub title: String,
}

impl PrintRow {
    fn of(person: &Person, standings: Vec<Option<SheetStanding>>) -> Self {
        Self {
            nip: person.nip.clone(),
            name: person.name.full(),
            unit_name: person.unit_name.clone(),
            standings,
        }
    }
}

impl SheetStanding {
    fn of(living: &Living) -> Self {
        match (living.is_disputed, living.is_settled) {
            (true, _) => Self::Disputed,
            (false, true) => Self::Final,
            (false, false) => Self::Draft,
        }
    }
}

impl SheetStanding {
    fn of_plan(plan: &Plan) -> Self {
        match plan.state {
            PlanState::Disputed => Self::Disputed,
            PlanState::Agreed | PlanState::Frozen => Self::Final,
            PlanState::Draft => Self::Draft,
        }
    }
}

impl From<EvaluationState> for SheetStanding {
    fn from(state: EvaluationState) -> Self {
        match state {
            EvaluationState::Empty => Self::Missing,
            EvaluationState::Draft => Self::Draft,
            EvaluationState::Closed => Self::Final,
            EvaluationState::Disputed => Self::Disputed,
        }
    }
}

/// Where the sheets of one form stand.
struct Roll {
    standings: HashMap<RecordId, SheetStanding>,
    /// The day whose assessor sees the sheet, where that is not the end of the period.
    days: HashMap<RecordId, NaiveDate>,
}

impl Roll {
    fn standing_of(&self, person: RecordId) -> SheetStanding {
        self.standings.get(&person).copied().unwrap_or(SheetStanding::Missing)
    }
}

impl Office {
    /// Everybody on the staff whom the user may see, and whoever has left since and has a final sheet, in walking order, with where the sheet of each form stands for a
    /// period.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_printable(&self, period: Period, forms: &[PersonForm]) -> Result<Vec<PrintRow>, Failure> {
        let superiors = self.list_superiors()?;
        let rolls = forms.iter().map(|form| self.read_roll(period, *form)).collect::<Result<Vec<_>, _>>()?;
        let mut left = self.list_left()?;
        left.retain(|person| rolls.iter().any(|roll| roll.standing_of(person.id) == SheetStanding::Final));
        let gone: HashSet<_> = left.iter().map(|person| person.id).collect();
        let mut people = self.list_people()?;
        people.extend(left);
        people.sort_by_cached_key(Person::walking_order);
        let mut rows = Vec::with_capacity(people.len());
        for person in &people {
            let mut standings = Vec::with_capacity(rolls.len());
            for roll in &rolls {
                let day = roll.days.get(&person.id).copied().unwrap_or(period.ends_on());
                let is_seen = self.may_see(&superiors, person.id, day)?;
                let of_roll = roll.standing_of(person.id);
                // Of whoever has left what is final is printed alone.
                let is_made = of_roll == SheetStanding::Final || !gone.contains(&person.id);
                let standing = if is_made { of_roll } else { SheetStanding::Missing };
                standings.push(is_seen.then_some(standing));
            }
            let is_seen = |standing: &Option<SheetStanding>| {
                standing.is_some_and(|own| !gone.contains(&person.id) || own == SheetStanding::Final)
            };
            if standings.iter().any(is_seen) {
                rows.push(PrintRow::of(person, standings));
            }
        }
        Ok(rows)
    }

    fn read_roll(&self, period: Period, form: PersonForm) -> Result<Roll, Failure> {
        let plans = if form.is_of_year() { self.list_plans_of_year(period)? } else { Vec::new() };
        let days = plans.iter().map(|plan| (plan.person, find_day(plan, self.today()))).collect();
        let made_of = match form {
            PersonForm::Followed(form) => Some(form),
            PersonForm::Beside(BesideForm::LembarEkspektasi) => Some(SheetForm::Skp),
            PersonForm::Beside(BesideForm::UmpanBalik) => Some(SheetForm::EvaluasiKinerja),
            PersonForm::Beside(BesideForm::MatriksPeranHasil) => None,
        };
        let standings = match made_of {
            Some(SheetForm::Skp | SheetForm::LampiranSkp) => {
                plans.iter().map(|plan| (plan.person, SheetStanding::of_plan(plan))).collect()
            }
            Some(form) if form.is_of_closing() => {
                self.list_standings(period)?.iter().map(|own| (own.person, own.state.into())).collect()
            }
            Some(form) => self
                .list_printed_living(period, form)?
                .values()
                .map(|own| (own.person, SheetStanding::of(own)))
                .collect(),
            None => self.list_matrix_standings(period)?,
        };
        Ok(Roll { standings, days })
    }
}

/// Every form that makes sense empty, in the order of the year.
///
/// # Errors
/// Those of the forms, only when the build itself is broken.
pub fn list_blank_forms() -> Result<Vec<BlankForm>, Failure> {
    let empty = FORMS.iter().filter(|form| form.blank().is_some());
    empty.map(|form| Ok(BlankForm { id: form.id.to_owned(), title: form.title()? })).collect()
}
