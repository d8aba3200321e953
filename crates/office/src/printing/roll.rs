//! Who has a sheet of a form for a period, who has none yet, and which forms are printed empty.
//!
//! Must not render anything. Invariant: whoever is told to have a final sheet or a draft gets one by [`super::Selection`].

use std::collections::HashMap;

use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_forms::registry::FORMS;
use tilik_journal::RecordId;
use ts_rs::TS;

use super::beside::{BesideForm, PersonForm};
use crate::evaluation::EvaluationState;
use crate::people::Person;
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
    /// Where the sheet stands.
    pub standing: SheetStanding,
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
    fn of(person: &Person, standing: SheetStanding) -> Self {
        Self {
            nip: person.nip.clone(),
            name: person.name.full(),
            unit_name: person.unit_name.clone(),
            standing,
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

impl Office {
    /// Everybody on the staff whom the user may see, and whoever has left since and has a final sheet, in walking order, with where the sheet of a period stands.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_printable(
        &self,
        period: Period,
        form: impl Into<PersonForm>,
    ) -> Result<Vec<PrintRow>, Failure> {
        let superiors = self.list_superiors()?;
        let day = period.ends_on();
        let made_of = match form.into() {
            PersonForm::Followed(form) => Some(form),
            PersonForm::Beside(BesideForm::LembarEkspektasi) => Some(SheetForm::Skp),
            PersonForm::Beside(BesideForm::UmpanBalik) => Some(SheetForm::EvaluasiKinerja),
            PersonForm::Beside(BesideForm::MatriksPeranHasil) => None,
        };
        let standings: HashMap<RecordId, SheetStanding> = match made_of {
            Some(form) if form.is_of_closing() => {
                self.list_standings(period)?.iter().map(|own| (own.person, own.state.into())).collect()
            }
            Some(form) => self
                .list_living(period, form)?
                .iter()
                .map(|own| (own.person, SheetStanding::of(own)))
                .collect(),
            None => self.list_matrix_standings(period)?,
        };
        let mut left = self.list_left()?;
        left.retain(|person| standings.get(&person.id) == Some(&SheetStanding::Final));
        let mut people = Vec::new();
        for person in self.list_people()?.into_iter().chain(left) {
            if self.may_see(&superiors, person.id, day)? {
                people.push(person);
            }
        }
        people.sort_by_cached_key(Person::walking_order);
        let standing_of =
            |person: &Person| standings.get(&person.id).copied().unwrap_or(SheetStanding::Missing);
        Ok(people.iter().map(|person| PrintRow::of(person, standing_of(person))).collect())
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
