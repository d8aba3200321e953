//! What was decided between versions: which one was chosen, by whom, and the others, which stay in the history.

use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_journal::catalogue::{
    annex_line, behaviour_rating, evaluation, expectation, indicator, person, result, result_rating, skp,
    superior,
};
use tilik_journal::{Document, RecordId};
use ts_rs::TS;

use super::shown::Shown;
use super::{Origin, VersionChoice, group_candidates, guard, is_rated, name_of};
use crate::{Failure, Office};

/// A field of which several versions were decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DecidedField {
    /// `kind.field`, by which the screen finds its words.
    pub name: String,
    /// What of several it is: one of the seven values, or the words of a result.
    pub about: Option<String>,
    /// The period, where it is about an evaluation.
    pub period: Option<Period>,
    /// The year, where it is about a plan.
    pub year: Option<i64>,
    /// What was chosen.
    pub chosen: Shown,
    /// Who decided, where and when.
    pub by: Origin,
    /// What was not.
    pub others: Vec<VersionChoice>,
}

impl Office {
    /// What was decided between versions about a person, the newest first, as far as the user may see it.
    ///
    /// # Errors
    /// `person.unknown`, and when the file cannot be read.
    pub fn list_decided(&self, nip: &str) -> Result<Vec<DecidedField>, Failure> {
        let mut decided = Vec::new();
        for document in self.list_of_person(self.get_person_by_nip(nip)?.id)? {
            decided.extend(self.read_decided(&document)?);
        }
        decided.sort_by(|one, other| other.by.made_at.cmp(&one.by.made_at));
        Ok(decided)
    }

    fn read_decided(&self, document: &Document) -> Result<Vec<DecidedField>, Failure> {
        let mut decided = Vec::new();
        for (at, act, before) in
            self.store().ledger()?.list_acts_on(document.kind, document.id, guard::DECIDED)?
        {
            for (number, value) in &act.writes {
                let Some(field) = before.fields.get(number).filter(|field| field.is_disputed()) else {
                    continue;
                };
                let places: Vec<_> = field.candidates.iter().map(|candidate| candidate.position).collect();
                let origins = self.read_origins(&before, &places)?;
                let groups = group_candidates(&field.candidates, origins);
                let others = groups
                    .into_iter()
                    .filter(|(other, _)| other != value)
                    .map(|(other, origins)| Ok(VersionChoice { shown: self.show_value(&other)?, origins }))
                    .collect::<Result<Vec<_>, Failure>>()?;
                let Some(by) = self.read_origins(document, &[at])?.into_iter().next() else { continue };
                let subject = self.find_whom(document, 0)?;
                decided.push(DecidedField {
                    name: name_of(document.kind, *number),
                    about: self.find_about(document)?,
                    period: subject.period.and_then(|period| period.parse().ok()),
                    year: subject.year,
                    chosen: self.show_value(value)?,
                    by,
                    others,
                });
            }
        }
        Ok(decided)
    }

    /// The records about a person of which the user may see the versions.
    fn list_of_person(&self, id: RecordId) -> Result<Vec<Document>, Failure> {
        let superiors = self.list_superiors_of(id)?;
        let mut found: Vec<Document> = self.find(person::KIND, id)?.into_iter().collect();
        found.extend(self.list_where(superior::KIND, superior::PERSON, id)?);
        for own in self.list_where(evaluation::KIND, evaluation::PERSON, id)? {
            let period = own.text(evaluation::PERIOD).and_then(|period| period.parse::<Period>().ok());
            let Some(period) = period else { continue };
            if !self.may_see(&superiors, id, period.ends_on())? {
                continue;
            }
            found.extend(self.list_where(result_rating::KIND, result_rating::EVALUATION, own.id)?);
            found.extend(self.list_where(behaviour_rating::KIND, behaviour_rating::EVALUATION, own.id)?);
            found.push(own);
        }
        for plan in self.list_where(skp::KIND, skp::PERSON, id)? {
            for aim in self.list_where(result::KIND, result::SKP, plan.id)? {
                found.extend(self.list_where(indicator::KIND, indicator::RESULT, aim.id)?);
                found.push(aim);
            }
            found.extend(self.list_where(annex_line::KIND, annex_line::SKP, plan.id)?);
            found.extend(self.list_where(expectation::KIND, expectation::SKP, plan.id)?);
            found.push(plan);
        }
        let may_see_ratings = self.may_see_kind(evaluation::KIND)?;
        found.retain(|document| may_see_ratings || !is_rated(document.kind));
        Ok(found)
    }
}
