//! What an assessor looks at beside the ratings: who assessed in the period, and how the person was evaluated before.
//!
//! Must not decide anything, and shows nothing that the office does not hold. Invariant: earlier evaluations are not even answered before the first rating
//! of this one is given, so that a first judgement is made without looking back (`earlier_evaluations_come_after_the_first_rating`); and nobody sees one
//! that the evaluation itself would not show.

use chrono::NaiveDate;
use serde::Serialize;
use tilik_appraisal::period::{Period, PeriodKind};
use tilik_appraisal::predicate::Predikat;
use tilik_appraisal::rating::{CoreValue, Rating};
use tilik_journal::RecordId;
use tilik_journal::catalogue::evaluation;
use tilik_journal::document::Mark;
use ts_rs::TS;

use crate::closing::Frame;
use crate::evaluation::{Evaluation, EvaluationState};
use crate::people::Person;
use crate::screen::AssessorLine;
use crate::staff::Names;
use crate::superior::Superiors;
use crate::{Failure, Office};

/// What lies beside the ratings of one person.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct Evidence {
    /// The letter that sets the organisation's achievement; may be empty.
    pub achievement_note: String,
    /// Who assessed in the period, day by day; empty unless somebody else did for a part of it.
    pub turns: Vec<AssessorTurn>,
    /// Evaluations of the year so far and of the quarter before, the newest first; none before the first rating of this one.
    pub earlier: Vec<EarlierEvaluation>,
    /// How many of them wait for the first rating.
    pub withheld: usize,
}

/// Somebody assesses for a part of a period.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AssessorTurn {
    /// First day, not before the period.
    pub from: NaiveDate,
    /// Last day, not after the period.
    pub until: NaiveDate,
    /// Who; nobody on days without an assessor.
    pub assessor: Option<AssessorLine>,
}

/// An evaluation of an earlier period.
#[derive(Debug, Clone, Serialize, TS)]
pub struct EarlierEvaluation {
    /// Of which period.
    pub period: Period,
    /// Where it stands.
    pub state: EvaluationState,
    /// The predicate.
    pub predicate: Option<Predikat>,
    /// Overall rating of results.
    pub result_rating: Option<Rating>,
    /// Overall rating of behaviour.
    pub behaviour_rating: Option<Rating>,
    /// Who closed it; empty while open.
    pub closed_by: String,
    /// When, by that laptop's clock, milliseconds since 1970 UTC.
    pub closed_at: Option<i64>,
    /// General feedback.
    pub feedback: String,
    /// The note or recommendation that was agreed.
    pub note: String,
    /// Words at single results and values, in the order of the form.
    pub words: Vec<EarlierWords>,
}

/// What was written at one result or value of an earlier evaluation.
#[derive(Debug, Clone, Serialize, TS)]
pub struct EarlierWords {
    /// At which.
    pub place: EarlierPlace,
    /// Its rating.
    pub rating: Option<Rating>,
    /// What was achieved, from the evidence.
    pub achieved: String,
    /// Feedback.
    pub feedback: String,
}

/// A result by its record, or a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", content = "at", rename_all = "snake_case")]
pub enum EarlierPlace {
    /// A planned result.
    Result(RecordId),
    /// One of the seven values.
    Value(CoreValue),
}

impl Evaluation {
    /// Whether anything is rated, or was said to have no data.
    pub(crate) fn is_begun(&self) -> bool {
        self.result_rating.is_some()
            || self.behaviour_rating.is_some()
            || self.results.values().any(|detail| detail.rating.is_some() || detail.has_no_data)
            || self.values.values().any(|detail| detail.rating.is_some() || detail.has_no_data)
    }
}

impl Office {
    /// The evaluations of earlier periods that may be looked at now, the newest first.
    pub(crate) fn list_earlier(
        &self,
        superiors: &Superiors,
        now: &Evaluation,
    ) -> Result<Vec<Evaluation>, Failure> {
        let mut found = Vec::new();
        if now.is_begun() {
            for period in list_periods_before(now.period)? {
                if self.may_see(superiors, now.person, period.ends_on())? {
                    found.push(self.evaluation(now.person, period)?);
                }
            }
            found.retain(|evaluation| evaluation.state != EvaluationState::Empty);
        }
        Ok(found)
    }

    /// What lies beside an evaluation. `earlier` is what [`Self::list_earlier`] answered.
    pub(crate) fn evidence(
        &self,
        frame: &Frame,
        person: &Person,
        now: &Evaluation,
        earlier: &[Evaluation],
    ) -> Result<Evidence, Failure> {
        let mut names = Names::of(self);
        Ok(Evidence {
            achievement_note: frame.achievement_note.clone(),
            turns: self.list_turns(&frame.superiors, person, now.period)?,
            earlier: earlier
                .iter()
                .map(|found| self.describe_earlier(found, &mut names))
                .collect::<Result<_, _>>()?,
            withheld: if now.is_begun() { 0 } else { self.count_withheld(&frame.superiors, now)? },
        })
    }

    fn count_withheld(&self, superiors: &Superiors, now: &Evaluation) -> Result<usize, Failure> {
        let mut count = 0;
        for period in list_periods_before(now.period)? {
            let id = RecordId::evaluation(now.person, &period.to_string(), 1);
            let is_there =
                self.find(evaluation::KIND, id)?.is_some_and(|document| !document.is(Mark::Retracted));
            count += usize::from(is_there && self.may_see(superiors, now.person, period.ends_on())?);
        }
        Ok(count)
    }

    /// Who assessed when; empty where one person did all the time.
    fn list_turns(
        &self,
        superiors: &Superiors,
        person: &Person,
        period: Period,
    ) -> Result<Vec<AssessorTurn>, Failure> {
        let spans = superiors.list_spans(person.id, period.starts_on(), period.ends_on());
        if spans.len() < 2 {
            return Ok(Vec::new());
        }
        let mut turns = Vec::new();
        for span in spans {
            let superior = span.assignment.and_then(|_| superiors.find_on(person.id, span.from));
            let assessor = superior
                .map(|superior| self.name_assessor(&superior.assessor, superior.quality))
                .transpose()?;
            turns.push(AssessorTurn { from: span.from, until: span.until, assessor });
        }
        Ok(turns)
    }

    fn describe_earlier(
        &self,
        found: &Evaluation,
        names: &mut Names<'_>,
    ) -> Result<EarlierEvaluation, Failure> {
        let closing = match found.state {
            EvaluationState::Closed => self.store().ledger()?.find_last_entry(evaluation::KIND, found.id)?,
            EvaluationState::Empty | EvaluationState::Draft | EvaluationState::Disputed => None,
        };
        let closed_by = match &closing {
            Some(entry) => names.name_user(RecordId(entry.actor.0), entry.made_at)?,
            None => String::new(),
        };
        Ok(EarlierEvaluation {
            period: found.period,
            state: found.state,
            predicate: found.predicate,
            result_rating: found.result_rating,
            behaviour_rating: found.behaviour_rating,
            closed_by,
            closed_at: closing.map(|entry| entry.made_at),
            feedback: found.feedback.clone(),
            note: found.note.clone(),
            words: list_words(found),
        })
    }
}

fn list_words(found: &Evaluation) -> Vec<EarlierWords> {
    let results = found.results.iter().map(|(id, detail)| EarlierWords {
        place: EarlierPlace::Result(*id),
        rating: detail.rating,
        achieved: detail.achieved.clone(),
        feedback: detail.feedback.clone(),
    });
    let values = found.values.iter().map(|(value, detail)| EarlierWords {
        place: EarlierPlace::Value(*value),
        rating: detail.rating,
        achieved: String::new(),
        feedback: detail.feedback.clone(),
    });
    results.chain(values).filter(|words| !words.achieved.is_empty() || !words.feedback.is_empty()).collect()
}

/// The newest first: those of the same year that ended before, and the one just before, which in January lies in the year before.
fn list_periods_before(period: Period) -> Result<Vec<Period>, Failure> {
    let kind = if period.is_annual() { PeriodKind::Quarterly } else { period.kind() };
    let mut periods = Period::list_in_year(period.year(), kind)?;
    if period.is_periodic() {
        periods.retain(|each| each.ends_on() < period.starts_on());
        let before = period.starts_on().pred_opt().map(|day| Period::containing(day, kind)).transpose()?;
        if let Some(before) = before.filter(|before| !periods.contains(before)) {
            periods.insert(0, before);
        }
    }
    periods.reverse();
    Ok(periods)
}
