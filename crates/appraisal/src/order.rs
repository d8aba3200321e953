//! The order of an evaluation: organisation's achievement, pattern, ratings, predicate; and what still stands in the
//! way of a closing.
//!
//! This module must not know where the facts come from, and must not compute a predicate. A field in dispute is
//! passed as absent. Invariant: saving is never stopped here; only a closing is, and each obstacle names its place.

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::predicate::find_trend_gap;
use crate::{CoreValue, Period, Predikat, Rating};

coded! {
    /// The steps of an evaluation in their order (SE MenPANRB 3/2023; PermenPANRB 6/2022 Pasal 24-25).
    pub enum EvaluationStep {
        /// The organisation's achievement is set.
        OrganisationAchievement = "organisation_achievement",
        /// The pattern that follows from it is settled.
        DistributionPattern = "distribution_pattern",
        /// The overall result rating is given.
        ResultRating = "result_rating",
        /// The overall behaviour rating is given.
        BehaviourRating = "behaviour_rating",
        /// The predicate follows.
        Predicate = "predicate",
    }
}

coded! {
    /// What stands in the way of a closing, or deserves a look before it.
    pub enum ClosingCode {
        /// No achievement of the organisation (the document cannot be printed without).
        OrganisationMissing = "organisation_achievement_missing",
        /// No overall result rating.
        ResultRatingMissing = "result_rating_missing",
        /// No overall behaviour rating.
        BehaviourRatingMissing = "behaviour_rating_missing",
        /// Results are below expectation and nothing says why and what next.
        ResultFeedbackMissing = "result_feedback_missing",
        /// Behaviour is below expectation and nothing says why and what next.
        BehaviourFeedbackMissing = "behaviour_feedback_missing",
        /// Feedback still has a blank of the sentence that it was begun with.
        FeedbackUnfinished = "feedback_unfinished",
        /// The result rating departs from what the details advise and nothing says why.
        ResultReasonMissing = "result_reason_missing",
        /// The behaviour rating departs from what the details advise and nothing says why.
        BehaviourReasonMissing = "behaviour_reason_missing",
        /// Nobody is named as assessor.
        AssessorMissing = "assessor_missing",
        /// The assessor is the assessed person.
        AssessorIsSelf = "assessor_is_self",
        /// The assessor's superior is the assessed person.
        SuperiorIsSelf = "superior_is_self",
        /// The assessor's superior, a block of the printed document, is not named.
        SuperiorMissing = "superior_missing",
        /// Assessor and superior are one person who is not the head of the region.
        SuperiorIsAssessor = "superior_is_assessor",
        /// No agreed SKP covers the evaluation.
        SkpNotAgreed = "skp_not_agreed",
        /// The distribution departs from the pattern without a written reason.
        DistributionReasonMissing = "distribution_reason_missing",
        /// The annual predicate is far from the periodic ones without a note.
        TrendNoteMissing = "trend_note_missing",
    }
}

impl ClosingCode {
    fn is_office_wide(self) -> bool {
        match self {
            Self::OrganisationMissing | Self::DistributionReasonMissing => true,
            Self::ResultRatingMissing
            | Self::BehaviourRatingMissing
            | Self::ResultFeedbackMissing
            | Self::BehaviourFeedbackMissing
            | Self::FeedbackUnfinished
            | Self::ResultReasonMissing
            | Self::BehaviourReasonMissing
            | Self::AssessorMissing
            | Self::AssessorIsSelf
            | Self::SuperiorIsSelf
            | Self::SuperiorMissing
            | Self::SuperiorIsAssessor
            | Self::SkpNotAgreed
            | Self::TrendNoteMissing => false,
        }
    }
}

/// Whether a finding stops the closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ClosingSeverity {
    /// The closing is refused.
    Obstacle,
    /// The closing goes on.
    Warning,
}

/// The detail that a finding speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "kind", content = "at", rename_all = "snake_case")]
pub enum ClosingPlace {
    /// A planned result, by its index in the SKP from 0.
    Result(usize),
    /// A value of behaviour.
    Value(CoreValue),
}

/// One finding before a closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct ClosingFinding {
    /// What it is.
    pub code: ClosingCode,
    /// Whether it stops the closing.
    pub severity: ClosingSeverity,
    /// Where; `None` for the evaluation as a whole.
    pub place: Option<ClosingPlace>,
    /// Whether it is put right once for the whole office and is nobody's own gap.
    pub is_office_wide: bool,
}

impl ClosingFinding {
    fn of(code: ClosingCode, severity: ClosingSeverity, place: Option<ClosingPlace>) -> Self {
        let is_office_wide = code.is_office_wide();
        Self { code, severity, place, is_office_wide }
    }

    /// Whether a person's own evaluation lacks something without which it is not closed.
    #[must_use]
    pub fn is_own_gap(&self) -> bool {
        self.severity == ClosingSeverity::Obstacle && !self.is_office_wide
    }
}

/// The rating of one result or value, with whether feedback was written for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatedDetail {
    /// Which one.
    pub place: ClosingPlace,
    /// Its rating, if given; details advise and may stay open.
    pub rating: Option<Rating>,
    /// Whether feedback is written for it.
    pub has_feedback: bool,
    /// Whether something is left to be filled in there.
    pub has_blank: bool,
}

/// How the people of the document stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parties<Id> {
    /// The assessed person.
    pub assessed: Id,
    /// The dated assessor.
    pub assessor: Option<Id>,
    /// The assessor's superior.
    pub superior: Option<Id>,
    /// Whether the assessor heads the region (governor, regent, mayor), who may be his own superior on the form.
    pub is_assessor_regional_head: bool,
}

/// What is known of an evaluation when somebody asks to close it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingFacts<'a, Id> {
    /// Who is involved.
    pub parties: Parties<Id>,
    /// Whether an agreed SKP covers it.
    pub has_agreed_skp: bool,
    /// Whether the organisation's achievement is set and undisputed.
    pub has_organisation: bool,
    /// Overall result rating, absent while disputed.
    pub result_rating: Option<Rating>,
    /// Overall behaviour rating, absent while disputed.
    pub behaviour_rating: Option<Rating>,
    /// What the details advise for results; absent where no detail is rated, or where something else gives the rating.
    pub result_advice: Option<Rating>,
    /// What the details advise for behaviour.
    pub behaviour_advice: Option<Rating>,
    /// Whether a departure from the advice for results is explained.
    pub has_result_reason: bool,
    /// Whether a departure from the advice for behaviour is explained.
    pub has_behaviour_reason: bool,
    /// Whether general feedback is written; it covers both overall ratings.
    pub has_general_feedback: bool,
    /// Whether something is left to be filled in there.
    pub has_general_blank: bool,
    /// Ratings of single results and values.
    pub details: &'a [RatedDetail],
    /// Whether the pool departs from the pattern ([`crate::distribution::DistributionReport::requires_reason`]).
    pub is_outside_pattern: bool,
    /// Whether a reason for that is written.
    pub has_distribution_reason: bool,
    /// The computed predicate, where there is one.
    pub predicate: Option<Predikat>,
    /// The year's periodic predicates; looked at for an annual evaluation only.
    pub periodic_predicates: &'a [Predikat],
    /// Whether a note explains an annual predicate far from them.
    pub has_trend_note: bool,
}

/// The first step that is not done, or `None` when the predicate stands.
///
/// Entering ratings before the organisation's achievement is possible (a draft); the step list shows what the
/// regulation wants first.
#[must_use]
pub fn find_next_step<Id>(facts: &ClosingFacts<'_, Id>) -> Option<EvaluationStep> {
    EvaluationStep::ALL.iter().copied().find(|step| !is_done(*step, facts))
}

fn is_done<Id>(step: EvaluationStep, facts: &ClosingFacts<'_, Id>) -> bool {
    match step {
        // The pattern follows from the achievement without an act of its own.
        EvaluationStep::OrganisationAchievement | EvaluationStep::DistributionPattern => {
            facts.has_organisation
        }
        EvaluationStep::ResultRating => facts.result_rating.is_some(),
        EvaluationStep::BehaviourRating => facts.behaviour_rating.is_some(),
        EvaluationStep::Predicate => facts.predicate.is_some(),
    }
}

/// Everything that stops or should slow down a closing, in the order of the steps. No obstacle among them means that
/// the evaluation may be closed.
#[must_use]
pub fn list_closing_findings<Id: PartialEq>(
    period: Period,
    facts: &ClosingFacts<'_, Id>,
) -> Vec<ClosingFinding> {
    use ClosingSeverity::{Obstacle, Warning};
    let mut findings = Vec::new();
    let mut add_if = |condition: bool, code, severity| {
        if condition {
            findings.push(ClosingFinding::of(code, severity, None));
        }
    };
    let parties = &facts.parties;
    let is_assessed = |other: &Option<Id>| other.as_ref() == Some(&parties.assessed);
    add_if(!facts.has_agreed_skp, ClosingCode::SkpNotAgreed, Obstacle);
    add_if(parties.assessor.is_none(), ClosingCode::AssessorMissing, Obstacle);
    add_if(is_assessed(&parties.assessor), ClosingCode::AssessorIsSelf, Obstacle);
    add_if(is_assessed(&parties.superior), ClosingCode::SuperiorIsSelf, Obstacle);
    add_if(parties.superior.is_none(), ClosingCode::SuperiorMissing, Warning);
    let is_one_person = parties.superior.is_some() && parties.superior == parties.assessor;
    add_if(is_one_person && !parties.is_assessor_regional_head, ClosingCode::SuperiorIsAssessor, Warning);
    add_if(!facts.has_organisation, ClosingCode::OrganisationMissing, Obstacle);
    add_if(facts.result_rating.is_none(), ClosingCode::ResultRatingMissing, Obstacle);
    add_if(facts.behaviour_rating.is_none(), ClosingCode::BehaviourRatingMissing, Obstacle);
    let departs = |rating: Option<Rating>, advice: Option<Rating>| {
        rating.zip(advice).is_some_and(|(rating, advice)| rating != advice)
    };
    let result_departs = departs(facts.result_rating, facts.result_advice);
    add_if(result_departs && !facts.has_result_reason, ClosingCode::ResultReasonMissing, Obstacle);
    let behaviour_departs = departs(facts.behaviour_rating, facts.behaviour_advice);
    add_if(behaviour_departs && !facts.has_behaviour_reason, ClosingCode::BehaviourReasonMissing, Obstacle);
    let needs_reason = facts.is_outside_pattern && !facts.has_distribution_reason;
    add_if(needs_reason, ClosingCode::DistributionReasonMissing, Obstacle);
    let has_gap = facts.predicate.is_some_and(|annual| {
        period.is_annual() && find_trend_gap(annual, facts.periodic_predicates).is_some()
    });
    add_if(has_gap && !facts.has_trend_note, ClosingCode::TrendNoteMissing, Obstacle);
    findings.extend(list_missing_feedback(facts));
    let unfinished = facts.has_general_blank.then_some(None).into_iter();
    let at_details = facts.details.iter().filter(|detail| detail.has_blank).map(|detail| Some(detail.place));
    let finding_at = |place| ClosingFinding::of(ClosingCode::FeedbackUnfinished, Obstacle, place);
    findings.extend(unfinished.chain(at_details).map(finding_at));
    findings
}

/// Feedback is mandatory below expectation: a detail needs its own; an overall rating is served by the general
/// feedback or by feedback on one of its details that is below.
fn list_missing_feedback<Id>(facts: &ClosingFacts<'_, Id>) -> Vec<ClosingFinding> {
    let is_below = |rating: Option<Rating>| rating == Some(Rating::Below);
    let code_of = |place: ClosingPlace| match place {
        ClosingPlace::Result(_) => ClosingCode::ResultFeedbackMissing,
        ClosingPlace::Value(_) => ClosingCode::BehaviourFeedbackMissing,
    };
    let below: Vec<&RatedDetail> = facts.details.iter().filter(|detail| is_below(detail.rating)).collect();
    let overall = [
        (facts.result_rating, ClosingCode::ResultFeedbackMissing),
        (facts.behaviour_rating, ClosingCode::BehaviourFeedbackMissing),
    ];
    let mut findings = Vec::new();
    for (rating, code) in overall {
        let has_any = facts.has_general_feedback
            || below.iter().any(|detail| code_of(detail.place) == code && detail.has_feedback);
        if is_below(rating) && !has_any {
            findings.push(ClosingFinding::of(code, ClosingSeverity::Obstacle, None));
        }
    }
    for detail in below.iter().filter(|detail| !detail.has_feedback) {
        let code = code_of(detail.place);
        findings.push(ClosingFinding::of(code, ClosingSeverity::Obstacle, Some(detail.place)));
    }
    findings
}
