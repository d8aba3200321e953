//! What the ratings come to: the advice of the details, the reason of the predicate, the distribution beside its pattern.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::Serialize;
use tilik_appraisal::distribution::{DistributionReport, PoolStanding, PredicateCounts, check_distribution};
use tilik_appraisal::explanation::Explanation;
use tilik_appraisal::head::plan_head_result_rating;
use tilik_appraisal::order::{ClosingPlace, RatedDetail};
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::Predikat;
use tilik_appraisal::rating::{
    Advice, OrganisationAchievement, Rating, advise_behaviour_rating, advise_result_rating,
};
use tilik_appraisal::scheme::{Scheme, choose_scheme};
use tilik_journal::Role;

use super::{Evaluation, EvaluationState};
use crate::people::Person;
use crate::plan::Plan;
use crate::{Failure, Office};

/// Why a rating is what it is, and what the details advise.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Reasons {
    /// Whose.
    pub nip: String,
    /// With titles.
    pub name: String,
    /// For which period.
    pub period: Period,
    /// The scheme of the period, and why.
    pub scheme: Scheme,
    /// Why that scheme.
    pub scheme_explanation: Explanation,
    /// Overall rating of results.
    pub result_rating: Option<Rating>,
    /// Overall rating of behaviour.
    pub behaviour_rating: Option<Rating>,
    /// What the ratings of single results advise.
    pub result_advice: Option<Advice>,
    /// What the ratings of the seven values advise.
    pub behaviour_advice: Option<Advice>,
    /// For the head of the office: what the organisation's achievement gives.
    pub head_rating: Option<(Rating, Explanation)>,
    /// The predicate.
    pub predicate: Option<Predikat>,
    /// Why that predicate.
    pub explanation: Option<Explanation>,
}

/// Stands in a sentence to begin with where the assessor fills something in.
const BLANK: &str = "[…]";

pub(crate) fn has_blank(words: &str) -> bool {
    words.contains(BLANK)
}

impl Office {
    /// The ratings of single results and values, as the rules ask for them.
    pub(crate) fn rated_details(evaluation: &Evaluation, plan: &Plan) -> Vec<RatedDetail> {
        let results = plan.results.iter().enumerate().filter_map(|(index, id)| {
            let detail = evaluation.results.get(id)?;
            Some(RatedDetail {
                place: ClosingPlace::Result(index),
                rating: detail.rating,
                has_feedback: !detail.feedback.is_empty(),
                has_blank: has_blank(&detail.feedback),
            })
        });
        let values = evaluation.values.iter().map(|(value, detail)| RatedDetail {
            place: ClosingPlace::Value(*value),
            rating: detail.rating,
            has_feedback: !detail.feedback.is_empty(),
            has_blank: has_blank(&detail.feedback),
        });
        results.chain(values).collect()
    }

    /// The same for a screen: the whole office is the head's to look at.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of reading.
    pub fn look_at_distribution(&self, period: Period) -> Result<Option<DistributionReport>, Failure> {
        self.need_role(&[Role::Kepala])?;
        self.distribution(period)
    }

    /// How the predicates of a period are distributed beside the pattern of the organisation's achievement; none before the achievement is known.
    ///
    /// # Errors
    /// When the file cannot be read, or no pattern is in force for the period.
    pub fn distribution(&self, period: Period) -> Result<Option<DistributionReport>, Failure> {
        let Some(level) = self.achievement(period)?.level else { return Ok(None) };
        let head = self.find_head()?;
        let pool = self.list_predicates(period)?.into_iter().map(|(person, predicate)| {
            let standing = if Some(person) == head { PoolStanding::Head } else { PoolStanding::Member };
            (standing, predicate)
        });
        Ok(Some(check_distribution(self.pack(), period, level, PredicateCounts::of_pool(pool))?))
    }

    /// Why the ratings and the predicate of a person are what they are.
    ///
    /// # Errors
    /// `person.unknown`; `evaluation.not_yours`; `evaluation.missing` when nothing is recorded.
    pub fn explain(&self, nip: &str, period: Period) -> Result<Reasons, Failure> {
        let person = self.get_person_by_nip(nip)?;
        let superiors = self.list_superiors_of(person.id)?;
        if !self.may_see(&superiors, person.id, period.ends_on())? {
            return Err(Failure::new("evaluation.not_yours").with("nip", nip));
        }
        let evaluation = self.evaluation(person.id, period)?;
        if evaluation.state == EvaluationState::Empty {
            return Err(Failure::new("evaluation.missing")
                .with("nip", nip)
                .with("period", period.to_string()));
        }
        let plan = self.find_plan(person.id, period.ends_on().year())?;
        self.reasons_of(&person, &evaluation, plan.as_ref(), self.achievement(period)?.level)
    }

    /// What the details advise for both overall ratings; nothing for results where the organisation's achievement gives that rating.
    pub(crate) fn advise(
        &self,
        person: &Person,
        evaluation: &Evaluation,
        plan: Option<&Plan>,
        level: Option<OrganisationAchievement>,
    ) -> Result<(Option<Rating>, Option<Rating>), Failure> {
        let (result, behaviour) = self.advise_with_reasons(evaluation, plan)?;
        let is_given = level.is_some() && self.find_head()? == Some(person.id);
        let rating_of = |advice: Option<Advice>| advice.map(|advice| advice.rating);
        Ok((rating_of(result.filter(|_| !is_given)), rating_of(behaviour)))
    }

    fn advise_with_reasons(
        &self,
        evaluation: &Evaluation,
        plan: Option<&Plan>,
    ) -> Result<(Option<Advice>, Option<Advice>), Failure> {
        let day = evaluation.period.ends_on();
        let results: Vec<_> = plan
            .iter()
            .flat_map(|plan| plan.results.iter().zip(&plan.skp.results))
            .filter_map(|(id, planned)| Some((planned.kind, evaluation.results.get(id)?.rating?)))
            .collect();
        let values: BTreeMap<_, _> =
            evaluation.values.iter().filter_map(|(value, detail)| Some((*value, detail.rating?))).collect();
        Ok((
            advise_result_rating(self.pack(), day, &results)?,
            advise_behaviour_rating(self.pack(), day, &values)?,
        ))
    }

    /// What the details advise and why the predicate is what it is; for an evaluation that is empty too.
    pub(crate) fn reasons_of(
        &self,
        person: &Person,
        evaluation: &Evaluation,
        plan: Option<&Plan>,
        level: Option<OrganisationAchievement>,
    ) -> Result<Reasons, Failure> {
        let period = evaluation.period;
        let head_rating = match level {
            Some(level) if self.find_head()? == Some(person.id) => {
                let planned = plan_head_result_rating(self.pack(), period, level)?;
                Some((planned.value, planned.explanation))
            }
            Some(_) | None => None,
        };
        let (result_advice, behaviour_advice) = self.advise_with_reasons(evaluation, plan)?;
        let scheme = choose_scheme(self.pack(), period.starts_on(), period.ends_on());
        Ok(Reasons {
            nip: person.nip.clone(),
            name: person.name.full(),
            period,
            scheme: scheme.value,
            scheme_explanation: scheme.explanation,
            result_rating: evaluation.result_rating,
            behaviour_rating: evaluation.behaviour_rating,
            result_advice,
            behaviour_advice,
            head_rating,
            predicate: evaluation.predicate,
            explanation: evaluation.explanation.clone(),
        })
    }
}
