//! Evaluations: rated by the dated assessor, or by the head on the assessor's behalf with a reason; the predicate is computed and explained.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use tilik_appraisal::distribution::{DistributionReport, PoolStanding, PredicateCounts, check_distribution};
use tilik_appraisal::explanation::Explanation;
use tilik_appraisal::head::plan_head_result_rating;
use tilik_appraisal::order::ClosingPlace;
use tilik_appraisal::order::RatedDetail;
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::{Predikat, compute_predicate};
use tilik_appraisal::rating::{
    Advice, CoreValue, OrganisationAchievement, Rating, advise_behaviour_rating, advise_result_rating,
};
use tilik_appraisal::scheme::{Scheme, choose_scheme};
use tilik_journal::catalogue::{behaviour_rating, evaluation, result_rating};
use tilik_journal::document::Mark;
use tilik_journal::{Document, Field, Group, RecordId, RecordState, Role};
use tilik_store::ledger::{Expectation, Version};

use crate::people::Person;
use crate::plan::Plan;
use crate::record::{Writes, coded, text};
use crate::superior::Superiors;
use crate::{Failure, Office};

/// Where an evaluation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationState {
    /// Nothing is rated yet.
    Empty,
    /// Being rated.
    Draft,
    /// Closed with its printed content.
    Closed,
    /// Versions apart: a person decides.
    Disputed,
}

/// What stands in the place of one rating of a result or a value; nothing where nobody entered anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum RatingEntry {
    /// *Di bawah ekspektasi*.
    Below,
    /// *Sesuai ekspektasi*.
    Meets,
    /// *Di atas ekspektasi*.
    Above,
    /// *Belum ada data*: looked at, and nothing to judge by. It advises nothing.
    NoData,
    /// Taken back: nothing stands there any more.
    Withdrawn,
}

impl RatingEntry {
    /// How the journal writes it; a release that knows ratings alone reads the others as none.
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Below => Some(Rating::Below.code()),
            Self::Meets => Some(Rating::Meets.code()),
            Self::Above => Some(Rating::Above.code()),
            Self::NoData => Some(NO_DATA),
            Self::Withdrawn => None,
        }
    }
}

impl RatingEntry {
    /// What the journal's code means; a code that this release does not know is none.
    pub(crate) fn find(code: &str) -> Option<Self> {
        if code == NO_DATA { Some(Self::NoData) } else { code.parse::<Rating>().ok().map(Self::from) }
    }
}

impl From<Rating> for RatingEntry {
    fn from(rating: Rating) -> Self {
        match rating {
            Rating::Below => Self::Below,
            Rating::Meets => Self::Meets,
            Rating::Above => Self::Above,
        }
    }
}

const NO_DATA: &str = "no_data";

/// The rating of one planned result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct ResultDetail {
    /// The rating, when given.
    pub rating: Option<Rating>,
    /// Whether there is nothing to judge by, as somebody said.
    #[serde(default)]
    pub has_no_data: bool,
    /// What was achieved, from the evidence.
    #[serde(default)]
    pub achieved: String,
    /// Feedback.
    #[serde(default)]
    pub feedback: String,
    /// Its version, to be given back with a change. A closed content has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
}

/// The rating of one of the seven values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct ValueDetail {
    /// The rating, when given.
    pub rating: Option<Rating>,
    /// Whether there is nothing to judge by, as somebody said.
    #[serde(default)]
    pub has_no_data: bool,
    /// Feedback.
    #[serde(default)]
    pub feedback: String,
    /// Its version, to be given back with a change. A closed content has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
}

/// The evaluation of a person for a period.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Evaluation {
    /// The record.
    pub id: RecordId,
    /// Whose.
    pub person: RecordId,
    /// For which period.
    pub period: Period,
    /// Where it stands.
    pub state: EvaluationState,
    /// Its version, to be given back with a change; `None` before the first.
    pub version: Option<Version>,
    /// Whether what is written now comes late: closed, or in dispute about it.
    #[serde(skip)]
    pub is_locked: bool,
    /// Whether something was written beside or after the closing that nobody has decided.
    pub has_late: bool,
    /// The closing's number, from 1; 0 before the first.
    pub revision: i64,
    /// Overall rating of results; none while in dispute.
    pub result_rating: Option<Rating>,
    /// Overall rating of behaviour; none while in dispute.
    pub behaviour_rating: Option<Rating>,
    /// Why the rating of results departs from what its details advise.
    pub result_reason: String,
    /// Why the rating of behaviour departs from what its details advise.
    pub behaviour_reason: String,
    /// General feedback.
    pub feedback: String,
    /// Note or recommendation, printed.
    pub note: String,
    /// Why the head recorded it for the assessor; empty when the assessor did.
    pub on_behalf_reason: String,
    /// Ratings of planned results by record.
    pub results: BTreeMap<RecordId, ResultDetail>,
    /// Ratings of the seven values.
    pub values: BTreeMap<CoreValue, ValueDetail>,
    /// The predicate with its reason, when both overall ratings stand.
    pub predicate: Option<Predikat>,
    /// Why the predicate is what it is.
    pub explanation: Option<Explanation>,
    /// What the closing kept, while closed.
    #[serde(skip)]
    pub content: Option<String>,
}

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

/// The parts of evaluations that are read once for a whole period; none where only the overall ratings matter.
#[derive(Default)]
pub(crate) struct Details {
    results: HashMap<RecordId, Vec<Document>>,
    values: HashMap<RecordId, Vec<Document>>,
}

impl Office {
    /// The evaluation of a person for a period; an empty one when nothing was recorded.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn evaluation(&self, person: RecordId, period: Period) -> Result<Evaluation, Failure> {
        let id = RecordId::evaluation(person, &period.to_string(), 1);
        let document = self.find(evaluation::KIND, id)?.filter(|document| !document.is(Mark::Retracted));
        let details = self.read_details(Some(id))?;
        self.read_evaluation(person, period, document.as_ref(), &details)
    }

    /// The evaluations recorded for a period.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_evaluations(&self, period: Period) -> Result<Vec<Evaluation>, Failure> {
        // Period by period: the details of other years are not read.
        self.list_with(period, |id| self.read_details(Some(id)))
    }

    /// The evaluations recorded for a period with their overall ratings and predicates, but without ratings of single results and values: a few reads for a whole office.
    pub(crate) fn list_overall(&self, period: Period) -> Result<Vec<Evaluation>, Failure> {
        self.list_with(period, |_| Ok(Details::default()))
    }

    /// The same of one evaluation.
    pub(crate) fn find_overall(&self, period: Period, id: RecordId) -> Result<Option<Evaluation>, Failure> {
        let document = self.find(evaluation::KIND, id)?.filter(|document| !document.is(Mark::Retracted));
        let Some(document) = document else { return Ok(None) };
        let Some(person) = document.record(evaluation::PERSON) else { return Ok(None) };
        self.read_evaluation(person, period, Some(&document), &Details::default()).map(Some)
    }

    fn list_with(
        &self,
        period: Period,
        details_of: impl Fn(RecordId) -> Result<Details, Failure>,
    ) -> Result<Vec<Evaluation>, Failure> {
        self.list_where(evaluation::KIND, evaluation::PERIOD, period.to_string())?
            .iter()
            .filter_map(|document| document.record(evaluation::PERSON).map(|person| (person, document)))
            .map(|(person, document)| {
                self.read_evaluation(person, period, Some(document), &details_of(document.id)?)
            })
            .collect()
    }

    /// The evaluations of a period, or all, that the user may see.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_visible_evaluations(&self, period: Option<Period>) -> Result<Vec<Evaluation>, Failure> {
        let superiors = self.list_superiors()?;
        let found = match period {
            Some(period) => self.list_evaluations(period)?,
            None => self.list_all_evaluations()?,
        };
        let mut visible = Vec::new();
        for evaluation in found {
            if self.may_see(&superiors, evaluation.person, evaluation.period.ends_on())? {
                visible.push(evaluation);
            }
        }
        Ok(visible)
    }

    /// Every evaluation recorded.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn list_all_evaluations(&self) -> Result<Vec<Evaluation>, Failure> {
        let details = self.read_details(None)?;
        self.list(evaluation::KIND)?
            .iter()
            .filter_map(|document| {
                let period = document.text(evaluation::PERIOD)?.parse().ok()?;
                Some((document.record(evaluation::PERSON)?, period, document))
            })
            .map(|(person, period, document)| self.read_evaluation(person, period, Some(document), &details))
            .collect()
    }

    fn read_details(&self, of: Option<RecordId>) -> Result<Details, Failure> {
        let by_evaluation = |kind, field| -> Result<HashMap<RecordId, Vec<Document>>, Failure> {
            let documents = match of {
                Some(id) => self.list_where(kind, field, id)?,
                None => self.list(kind)?,
            };
            let mut found: HashMap<RecordId, Vec<Document>> = HashMap::new();
            for document in documents {
                if let Some(evaluation) = document.record(field) {
                    found.entry(evaluation).or_default().push(document);
                }
            }
            Ok(found)
        };
        Ok(Details {
            results: by_evaluation(result_rating::KIND, result_rating::EVALUATION)?,
            values: by_evaluation(behaviour_rating::KIND, behaviour_rating::EVALUATION)?,
        })
    }

    fn read_evaluation(
        &self,
        person: RecordId,
        period: Period,
        document: Option<&Document>,
        details: &Details,
    ) -> Result<Evaluation, Failure> {
        let id = RecordId::evaluation(person, &period.to_string(), 1);
        let rating = |field| document.and_then(|document| coded::<Rating>(document, field));
        let words = |field| document.map(|document| text(document, field)).unwrap_or_default();
        let (result, behaviour) = (rating(evaluation::RESULT_RATING), rating(evaluation::BEHAVIOUR_RATING));
        let stage_is_disputed =
            document.is_some_and(|document| matches!(document.stage, RecordState::Disputed(_)));
        let computed = match (result, behaviour) {
            // Two closings apart: none is in force, so there is no predicate either.
            _ if stage_is_disputed => None,
            (Some(result), Some(behaviour)) => {
                Some(compute_predicate(self.pack(), period, result, behaviour)?)
            }
            (_, _) => None,
        };
        let results = details
            .results
            .get(&id)
            .into_iter()
            .flatten()
            .filter_map(|found| {
                let detail = ResultDetail {
                    rating: coded(found, result_rating::RATING),
                    has_no_data: found.text(result_rating::RATING) == Some(NO_DATA),
                    achieved: text(found, result_rating::ACHIEVED),
                    feedback: text(found, result_rating::FEEDBACK),
                    version: Some(Version::of(found)),
                };
                Some((found.record(result_rating::RESULT)?, detail))
            })
            .collect();
        let values = details
            .values
            .get(&id)
            .into_iter()
            .flatten()
            .filter_map(|found| {
                let detail = ValueDetail {
                    rating: coded(found, behaviour_rating::RATING),
                    has_no_data: found.text(behaviour_rating::RATING) == Some(NO_DATA),
                    feedback: text(found, behaviour_rating::FEEDBACK),
                    version: Some(Version::of(found)),
                };
                Some((coded(found, behaviour_rating::CORE_VALUE)?, detail))
            })
            .collect();
        let state = match document {
            None => EvaluationState::Empty,
            Some(document) => match &document.stage {
                RecordState::Disputed(_) => EvaluationState::Disputed,
                // What came late does not take a closed sheet out of force; it is shown until somebody decides.
                RecordState::Marked(Mark::Closed) => EvaluationState::Closed,
                RecordState::Open | RecordState::Marked(_)
                    if document.fields.values().any(Field::is_disputed) =>
                {
                    EvaluationState::Disputed
                }
                RecordState::Open | RecordState::Marked(_) => EvaluationState::Draft,
            },
        };
        Ok(Evaluation {
            id,
            person,
            period,
            state,
            version: document.map(Version::of),
            is_locked: document.is_some_and(Document::is_locked),
            has_late: document.is_some_and(|document| !document.late.is_empty()),
            revision: document
                .and_then(|document| document.value(evaluation::REVISION))
                .and_then(tilik_journal::Value::as_int)
                .unwrap_or_default(),
            result_rating: result,
            behaviour_rating: behaviour,
            result_reason: words(evaluation::RESULT_REASON),
            behaviour_reason: words(evaluation::BEHAVIOUR_REASON),
            feedback: words(evaluation::FEEDBACK),
            note: words(evaluation::NOTE),
            on_behalf_reason: words(evaluation::ON_BEHALF_REASON),
            results,
            values,
            predicate: computed.as_ref().map(|computed| computed.value),
            explanation: computed.map(|computed| computed.explanation),
            content: document
                .filter(|_| state == EvaluationState::Closed)
                .and_then(|document| document.text(evaluation::CONTENT))
                .map(str::to_owned),
        })
    }

    /// Who may decide the ratings of a person for a period: the dated assessor, or the head with a reason.
    ///
    /// # Errors
    /// `evaluation.assessor_missing`, `evaluation.not_the_assessor`, `evaluation.reason_missing`.
    pub(crate) fn check_assessor(
        &self,
        superiors: &Superiors,
        person: &Person,
        period: Period,
        reason: Option<&str>,
    ) -> Result<AssessorCheck, Failure> {
        let actor = self.actor()?;
        let refuse = |code: &str| Failure::new(code).with("nip", person.nip.as_str());
        let Some(superior) = superiors.find_on(person.id, period.ends_on()) else {
            return Err(refuse("evaluation.assessor_missing"));
        };
        let own = superiors.is_assessed_by(person.id, self.acts_as()?, period.ends_on());
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        let on_behalf_reason = match (actor.role, own, reason) {
            (Role::Kepala | Role::Penilai, true, _) => String::new(),
            (Role::Kepala, false, Some(reason)) => reason.to_owned(),
            (Role::Kepala, false, None) => return Err(refuse("evaluation.reason_missing")),
            (Role::Penilai, false, _) | (Role::Operator | Role::Pegawai, _, _) => {
                return Err(refuse("evaluation.not_the_assessor"));
            }
        };
        Ok(AssessorCheck { superior: superior.id, on_behalf_reason })
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
        let check = self.check_assessor(&superiors, &person, period, input.on_behalf_reason.as_deref())?;
        let plan = self.find_plan(person.id, i32::from(period.year()))?;
        let groups = self.rating_writes(&current, plan.as_ref(), &check, input)?;
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
        let mut groups: Vec<_> = writes.into_group().into_iter().collect();
        for (result, detail) in &input.results {
            if plan.is_none_or(|plan| !plan.results.contains(result)) {
                return Err(Failure::new("evaluation.result_unknown").with("result", result.0.to_string()));
            }
            let id = RecordId::result_rating(current.id, *result);
            let now = self.find(result_rating::KIND, id)?;
            let now = now.as_ref();
            let rating = detail.rating.map(RatingEntry::code);
            let writes = Writes::to(result_rating::KIND, id)
                .change(now, result_rating::EVALUATION, current.id)
                .change(now, result_rating::RESULT, *result)
                .change_some(now, result_rating::RATING, rating)
                .change_some(now, result_rating::ACHIEVED, detail.achieved.as_deref().map(str::trim))
                .change_some(now, result_rating::FEEDBACK, detail.feedback.as_deref().map(str::trim));
            groups.extend(writes.into_group());
        }
        for (value, detail) in &input.values {
            let id = RecordId::behaviour_rating(current.id, value.code());
            let now = self.find(behaviour_rating::KIND, id)?;
            let now = now.as_ref();
            let rating = detail.rating.map(RatingEntry::code);
            let writes = Writes::to(behaviour_rating::KIND, id)
                .change(now, behaviour_rating::EVALUATION, current.id)
                .change(now, behaviour_rating::CORE_VALUE, value.code())
                .change_some(now, behaviour_rating::RATING, rating)
                .change_some(now, behaviour_rating::FEEDBACK, detail.feedback.as_deref().map(str::trim));
            groups.extend(writes.into_group());
        }
        Ok(groups)
    }

    /// The ratings of single results and values, as the rules ask for them.
    pub(crate) fn rated_details(evaluation: &Evaluation, plan: &Plan) -> Vec<RatedDetail> {
        let results = plan.results.iter().enumerate().filter_map(|(index, id)| {
            let detail = evaluation.results.get(id)?;
            Some(RatedDetail {
                place: ClosingPlace::Result(index),
                rating: detail.rating,
                has_feedback: !detail.feedback.is_empty(),
            })
        });
        let values = evaluation.values.iter().map(|(value, detail)| RatedDetail {
            place: ClosingPlace::Value(*value),
            rating: detail.rating,
            has_feedback: !detail.feedback.is_empty(),
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

/// What the check of the dated assessor found.
pub(crate) struct AssessorCheck {
    /// The assignment that names the assessor.
    pub(crate) superior: RecordId,
    /// Empty when the assessor acts.
    pub(crate) on_behalf_reason: String,
}
