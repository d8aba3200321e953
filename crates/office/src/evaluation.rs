//! Evaluations: rated by the dated assessor, or by the head on the assessor's behalf with a reason; the predicate is computed and explained.

mod rating;
mod reasons;

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use tilik_appraisal::explanation::Explanation;
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::{Predikat, compute_predicate};
use tilik_appraisal::rating::{CoreValue, Rating};
use tilik_journal::catalogue::{behaviour_rating, evaluation, result_rating};
use tilik_journal::document::Mark;
use tilik_journal::{Document, RecordId, RecordState};
use tilik_store::ledger::Version;

use crate::record::{coded, text};
use crate::signed::SignedPaper;
use crate::versions::is_beside;
use crate::{Failure, Office};

pub(crate) use rating::{AssessorCheck, OnBehalf, change_paper, check_rated_by_paper};
pub use rating::{RatingInput, ResultInput, ValueInput};
pub use reasons::Reasons;
pub(crate) use reasons::has_blank;

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
    pub(crate) fn code(self) -> Option<&'static str> {
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
/// So many are found one by one; of more, the period's whole list is the shorter way.
const FEW: usize = 50;

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
    /// What the superior signed, where it is the evaluation of the user who recorded it.
    pub signed: Option<SignedPaper>,
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

    /// The same of some people; of everybody where none are named. A few are found by their own, whatever the office's size: each closing carries its whole sheet.
    pub(crate) fn list_overall_of(
        &self,
        period: Period,
        people: Option<&[RecordId]>,
    ) -> Result<Vec<Evaluation>, Failure> {
        let Some(people) = people.filter(|people| people.len() <= FEW) else {
            return self.list_overall(period);
        };
        let found = people
            .iter()
            .map(|person| self.find_overall(period, RecordId::evaluation(*person, &period.to_string(), 1)));
        found.filter_map(Result::transpose).collect()
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
                    if document.fields.iter().any(|(number, field)| {
                        field.is_disputed() && !is_beside(evaluation::KIND, *number)
                    }) =>
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
            revision: document.map(find_revision).unwrap_or_default(),
            result_rating: result,
            behaviour_rating: behaviour,
            result_reason: words(evaluation::RESULT_REASON),
            behaviour_reason: words(evaluation::BEHAVIOUR_REASON),
            feedback: words(evaluation::FEEDBACK),
            note: words(evaluation::NOTE),
            on_behalf_reason: words(evaluation::ON_BEHALF_REASON),
            signed: SignedPaper::of(
                document.and_then(|document| document.text(evaluation::DECIDED_ON)),
                &words(evaluation::SIGNED_PAPER),
            ),
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
}

/// The newest number of a closing; of closings apart the highest, so that the next has a number of its own.
pub(crate) fn find_revision(document: &Document) -> i64 {
    let candidates = document.fields.get(&evaluation::REVISION).map(|field| field.candidates.as_slice());
    let numbers = candidates.unwrap_or_default().iter().filter_map(|candidate| candidate.value.as_int());
    numbers.max().unwrap_or_default()
}
