//! Rating: who may decide the ratings of a person, and what is written of what somebody says.
//!
//! Invariant: only what the input holds is written, against the versions that the screen showed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::compute_predicate;
use tilik_appraisal::rating::{CoreValue, Rating};
use tilik_journal::catalogue::{behaviour_rating, evaluation, result_rating};
use tilik_journal::{Document, Group, RecordId, Role};
use tilik_store::ledger::{Expectation, Version};

use super::{Evaluation, EvaluationState, RatingEntry};
use crate::people::Person;
use crate::plan::Plan;
use crate::record::Writes;
use crate::signed::SignedPaper;
use crate::superior::Superiors;
use crate::{Failure, Office};

/// What somebody says of one planned result; what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
pub struct ResultInput {
    /// The rating.
    pub rating: Option<RatingEntry>,
    /// What was achieved, from the evidence.
    pub achieved: Option<String>,
    /// Feedback.
    pub feedback: Option<String>,
    /// The version that the screen showed, as for the whole evaluation.
    #[serde(default, deserialize_with = "read_version")]
    pub version: Option<Option<Version>>,
}

/// What somebody says of one of the seven values; what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
pub struct ValueInput {
    /// The rating.
    pub rating: Option<RatingEntry>,
    /// Feedback.
    pub feedback: Option<String>,
    /// The version that the screen showed, as for the whole evaluation.
    #[serde(default, deserialize_with = "read_version")]
    pub version: Option<Option<Version>>,
}

/// What somebody rates; what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
pub struct RatingInput {
    /// Overall rating of results.
    pub result_rating: Option<RatingEntry>,
    /// Overall rating of behaviour.
    pub behaviour_rating: Option<RatingEntry>,
    /// Why the rating of results departs from what its details advise.
    #[serde(default)]
    pub result_reason: Option<String>,
    /// Why the rating of behaviour departs from what its details advise.
    #[serde(default)]
    pub behaviour_reason: Option<String>,
    /// General feedback.
    #[serde(default)]
    pub feedback: Option<String>,
    /// Note or recommendation.
    #[serde(default)]
    pub note: Option<String>,
    /// Ratings of planned results by record.
    #[serde(default)]
    pub results: BTreeMap<RecordId, ResultInput>,
    /// Ratings of the seven values.
    #[serde(default)]
    pub values: BTreeMap<CoreValue, ValueInput>,
    /// Why the head records it for the assessor.
    #[serde(default)]
    pub on_behalf_reason: Option<String>,
    /// What the superior signed, for the user's own evaluation.
    #[serde(default)]
    pub signed: Option<SignedPaper>,
    /// The version that the screen showed; left out by files, which decide by themselves.
    #[serde(default, deserialize_with = "read_version")]
    pub version: Option<Option<Version>>,
}

impl RatingInput {
    /// The versions that the screen showed of everything it changes.
    fn list_expectations(&self, evaluation: RecordId) -> Vec<Expectation> {
        let overall = (evaluation::KIND, evaluation, &self.version);
        let results = self.results.iter().map(|(result, detail)| {
            (result_rating::KIND, RecordId::result_rating(evaluation, *result), &detail.version)
        });
        let values = self.values.iter().map(|(value, detail)| {
            (behaviour_rating::KIND, RecordId::behaviour_rating(evaluation, value.code()), &detail.version)
        });
        std::iter::once(overall)
            .chain(results)
            .chain(values)
            .filter_map(|(kind, id, version)| Some(Expectation { kind, id, version: version.clone()? }))
            .collect()
    }
}

/// A version that is there and `null` says that the screen showed no evaluation yet; one that is left out says nothing.
fn read_version<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<Version>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// What the check of the dated assessor found.
pub(crate) struct AssessorCheck {
    /// The assignment that names the assessor.
    pub(crate) superior: RecordId,
    /// Empty when the assessor acts.
    pub(crate) on_behalf_reason: String,
    /// What the superior signed, where the user is the one who is assessed.
    pub(crate) signed: Option<SignedPaper>,
}

/// With what the head records what another assessor decided.
#[derive(Clone, Copy, Default)]
pub(crate) struct OnBehalf<'a> {
    /// Why.
    pub(crate) reason: Option<&'a str>,
    /// What the assessor signed.
    pub(crate) signed: Option<&'a SignedPaper>,
}

impl Office {
    /// Who may decide the ratings of a person for a period: the dated assessor, or the head with a reason, and of the head what the superior signed.
    ///
    /// # Errors
    /// `evaluation.assessor_missing`, `evaluation.not_the_assessor`, `evaluation.reason_missing`, and those of the paper.
    pub(crate) fn check_assessor(
        &self,
        superiors: &Superiors,
        person: &Person,
        period: Period,
        by: OnBehalf<'_>,
    ) -> Result<AssessorCheck, Failure> {
        let actor = self.actor()?;
        let refuse = |code: &str| Failure::new(code).with("nip", person.nip.as_str());
        let Some(superior) = superiors.find_on(person.id, period.ends_on()) else {
            return Err(refuse("evaluation.assessor_missing"));
        };
        let own = superiors.is_assessed_by(person.id, self.acts_as()?, period.ends_on());
        let reason = by.reason.map(str::trim).filter(|reason| !reason.is_empty());
        if actor.role == Role::Kepala && self.is_oneself(person.id)? {
            let signed = self
                .check_paper(by.signed, period.starts_on())
                .map_err(|failure| failure.with("nip", person.nip.as_str()))?;
            return Ok(AssessorCheck {
                superior: superior.id,
                on_behalf_reason: String::new(),
                signed: Some(signed),
            });
        }
        let on_behalf_reason = match (actor.role, own, reason) {
            (Role::Kepala | Role::Penilai, true, _) => String::new(),
            (Role::Kepala, false, Some(reason)) => reason.to_owned(),
            (Role::Kepala, false, None) => return Err(refuse("evaluation.reason_missing")),
            (Role::Penilai, false, _) | (Role::Operator | Role::Pegawai, _, _) => {
                return Err(refuse("evaluation.not_the_assessor"));
            }
        };
        Ok(AssessorCheck { superior: superior.id, on_behalf_reason, signed: None })
    }

    /// Rates a person for a period. Only what the input holds is written.
    ///
    /// # Errors
    /// `person.unknown`, `plan.missing`, those of the dated assessor, `evaluation.closed`, `store.stale`.
    pub fn rate(&mut self, nip: &str, period: Period, input: &RatingInput) -> Result<(), Failure> {
        let person = self.get_person_by_nip(nip)?;
        let superiors = self.list_superiors_of(person.id)?;
        let current = self.evaluation(person.id, period)?;
        if current.is_locked && current.state == EvaluationState::Disputed {
            return Err(Failure::new("evaluation.disputed").with("nip", nip));
        }
        // A period before the matrix of predicates has none to give.
        compute_predicate(self.pack(), period, Rating::Meets, Rating::Meets)?;
        if current.state == EvaluationState::Closed {
            return Err(Failure::new("evaluation.closed")
                .with("nip", nip)
                .with("period", period.to_string()));
        }
        let by = OnBehalf {
            reason: input.on_behalf_reason.as_deref(),
            signed: input.signed.as_ref().or(current.signed.as_ref()),
        };
        let check = self.check_assessor(&superiors, &person, period, by)?;
        let plan = self.find_plan(person.id, i32::from(period.year()))?;
        let groups = self.rating_writes(&current, plan.as_ref(), &check, input)?;
        check_rated_by_paper(nip, &check, input.signed.as_ref(), &groups)?;
        if groups.is_empty() {
            return Ok(());
        }
        let mut act = self.act("evaluation.rated", groups)?;
        act.expects = input.list_expectations(current.id);
        self.save(vec![act])
    }

    pub(crate) fn rating_writes(
        &self,
        current: &Evaluation,
        plan: Option<&Plan>,
        check: &AssessorCheck,
        input: &RatingInput,
    ) -> Result<Vec<Group>, Failure> {
        let now = self.find(evaluation::KIND, current.id)?;
        let now = now.as_ref();
        let mut details = self.result_writes(current.id, plan, input)?;
        details.extend(self.value_writes(current.id, input)?);
        let mut writes = Writes::to(evaluation::KIND, current.id)
            .change(now, evaluation::PERSON, current.person)
            .change(now, evaluation::PERIOD, current.period.to_string())
            .change(now, evaluation::SEGMENT, 1)
            .change(now, evaluation::ASSESSOR, check.superior);
        // A rating may come before its plan, as a draft; only the closing asks for an agreed one.
        if let Some(plan) = plan {
            writes = writes.change(now, evaluation::SKP, plan.id);
        }
        for (field, rating) in [
            (evaluation::RESULT_RATING, input.result_rating),
            (evaluation::BEHAVIOUR_RATING, input.behaviour_rating),
        ] {
            match rating {
                // The whole is always judged; what has no data is a detail.
                Some(RatingEntry::NoData) => return Err(Failure::new("evaluation.overall_without_data")),
                Some(rating) => writes = writes.change(now, field, rating.code()),
                None => {}
            }
        }
        for (field, words) in [
            (evaluation::FEEDBACK, &input.feedback),
            (evaluation::NOTE, &input.note),
            (evaluation::RESULT_REASON, &input.result_reason),
            (evaluation::BEHAVIOUR_REASON, &input.behaviour_reason),
        ] {
            if let Some(words) = words {
                writes = writes.change(now, field, words.trim());
            }
        }
        let is_decided = writes
            .fields()
            .iter()
            .any(|(field, _)| matches!(*field, evaluation::RESULT_RATING | evaluation::BEHAVIOUR_RATING));
        // The assessor's own decision ends what somebody else recorded; words alone do not.
        if is_decided || !check.on_behalf_reason.is_empty() {
            writes = writes.change(now, evaluation::ON_BEHALF_REASON, check.on_behalf_reason.as_str());
        }
        // What somebody else decides is not what the paper says.
        if check.signed.is_some() || is_decided || changes_rating(&details) {
            writes = change_paper(writes, now, check.signed.as_ref());
        }
        let mut groups: Vec<_> = writes.into_group().into_iter().collect();
        groups.append(&mut details);
        Ok(groups)
    }

    fn result_writes(
        &self,
        evaluation: RecordId,
        plan: Option<&Plan>,
        input: &RatingInput,
    ) -> Result<Vec<Group>, Failure> {
        let mut groups = Vec::new();
        for (result, detail) in &input.results {
            if plan.is_none_or(|plan| !plan.results.contains(result)) {
                return Err(Failure::new("evaluation.result_unknown").with("result", result.0.to_string()));
            }
            let id = RecordId::result_rating(evaluation, *result);
            let now = self.find(result_rating::KIND, id)?;
            let now = now.as_ref();
            let rating = detail.rating.map(RatingEntry::code);
            let writes = Writes::to(result_rating::KIND, id)
                .change(now, result_rating::EVALUATION, evaluation)
                .change(now, result_rating::RESULT, *result)
                .change_some(now, result_rating::RATING, rating)
                .change_some(now, result_rating::ACHIEVED, detail.achieved.as_deref().map(str::trim))
                .change_some(now, result_rating::FEEDBACK, detail.feedback.as_deref().map(str::trim));
            groups.extend(writes.into_group());
        }
        Ok(groups)
    }

    fn value_writes(&self, evaluation: RecordId, input: &RatingInput) -> Result<Vec<Group>, Failure> {
        let mut groups = Vec::new();
        for (value, detail) in &input.values {
            let id = RecordId::behaviour_rating(evaluation, value.code());
            let now = self.find(behaviour_rating::KIND, id)?;
            let now = now.as_ref();
            let rating = detail.rating.map(RatingEntry::code);
            let writes = Writes::to(behaviour_rating::KIND, id)
                .change(now, behaviour_rating::EVALUATION, evaluation)
                .change(now, behaviour_rating::CORE_VALUE, value.code())
                .change_some(now, behaviour_rating::RATING, rating)
                .change_some(now, behaviour_rating::FEEDBACK, detail.feedback.as_deref().map(str::trim));
            groups.extend(writes.into_group());
        }
        Ok(groups)
    }
}

/// The day and the paper are one thing: where one of them changes, both are written, so that two people who write at the same time leave no day beside another's paper.
pub(crate) fn change_paper(writes: Writes, now: Option<&Document>, signed: Option<&SignedPaper>) -> Writes {
    let day = signed.map(|signed| signed.decided_on.to_string());
    let paper = signed.map(|signed| signed.paper.clone());
    let is_same = Writes::to(evaluation::KIND, writes.record())
        .change(now, evaluation::DECIDED_ON, day.clone())
        .change(now, evaluation::SIGNED_PAPER, paper.clone())
        .is_empty();
    if is_same {
        return writes;
    }
    writes.set(evaluation::DECIDED_ON, day).set(evaluation::SIGNED_PAPER, paper)
}

/// Whether a rating is among what is written: the whole of results or of behaviour, of one result or of one value.
fn changes_rating(groups: &[Group]) -> bool {
    groups.iter().any(|group| {
        let ratings: &[u32] = match group.kind {
            evaluation::KIND => &[evaluation::RESULT_RATING, evaluation::BEHAVIOUR_RATING],
            result_rating::KIND => &[result_rating::RATING],
            behaviour_rating::KIND => &[behaviour_rating::RATING],
            _ => &[],
        };
        group.fields.iter().any(|(field, _)| ratings.contains(field))
    })
}

/// The paper that is kept carries words alone: a rating of oneself comes with the paper that says it.
///
/// # Errors
/// `own.paper_missing`.
pub(crate) fn check_rated_by_paper(
    nip: &str,
    check: &AssessorCheck,
    given: Option<&SignedPaper>,
    groups: &[Group],
) -> Result<(), Failure> {
    if check.signed.is_some() && given.is_none() && changes_rating(groups) {
        return Err(Failure::new("own.paper_missing").with("nip", nip));
    }
    Ok(())
}
