//! How everybody stands in a period: state, overall ratings, predicate. Asked for after every key of a sitting, for the whole office.
//!
//! Kept while the office is open, and brought up to date record by record, so that a key costs what one record costs, not what 2,000 do. Must not know the rest of an
//! evaluation. Invariant: what is kept is what reading all of it anew gives (`tests/system/standings.rs`).

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::{Predikat, compute_predicate};
use tilik_appraisal::rating::Rating;
use tilik_journal::catalogue::{evaluation, office, person, user};
use tilik_journal::document::Mark;
use tilik_journal::{RecordId, Value};
use tilik_store::ledger::{Moment, Row};

use crate::evaluation::EvaluationState;
use crate::session::get_kind;
use crate::{Failure, Office};

/// How one person stands in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) id: RecordId,
    pub(crate) person: RecordId,
    pub(crate) state: EvaluationState,
    pub(crate) result_rating: Option<Rating>,
    pub(crate) behaviour_rating: Option<Rating>,
    pub(crate) predicate: Option<Predikat>,
    /// Whether there is general feedback.
    pub(crate) has_feedback: bool,
}

/// By evaluation.
type Standings = BTreeMap<RecordId, Standing>;

/// What is kept of the whole office.
#[derive(Default)]
pub(crate) struct Kept {
    periods: RefCell<HashMap<Period, (Moment, Standings)>>,
    staff: RefCell<Option<(Moment, Staff)>>,
    oneself: Cell<Option<(Moment, Option<RecordId>)>>,
}

impl Kept {
    /// The account says something else of the user now.
    pub(crate) fn forget_oneself(&self) {
        self.oneself.set(None);
    }
}

/// Who is there and who left.
#[derive(Default)]
struct Staff {
    members: BTreeSet<RecordId>,
    last_days: HashMap<RecordId, NaiveDate>,
}

const EVALUATION_FIELDS: [u32; 5] = [
    evaluation::PERSON,
    evaluation::PERIOD,
    evaluation::RESULT_RATING,
    evaluation::BEHAVIOUR_RATING,
    evaluation::FEEDBACK,
];

impl Office {
    /// How everybody with an evaluation in a period stands.
    pub(crate) fn list_standings(&self, period: Period) -> Result<Vec<Standing>, Failure> {
        self.with_standings(period, |standings| standings.values().copied().collect())
    }

    /// The predicates of everybody on the staff, and the none of those who have none yet.
    pub(crate) fn list_predicates(
        &self,
        period: Period,
    ) -> Result<Vec<(RecordId, Option<Predikat>)>, Failure> {
        let mut predicates: BTreeMap<_, _> =
            self.with_staff(|staff| staff.members.iter().map(|id| (*id, None)).collect())?;
        self.with_standings(period, |standings| {
            for standing in standings.values() {
                if let Some(predicate) = predicates.get_mut(&standing.person) {
                    *predicate = standing.predicate;
                }
            }
        })?;
        Ok(predicates.into_iter().collect())
    }

    /// The last days of those who left.
    pub(crate) fn list_last_days(&self) -> Result<HashMap<RecordId, NaiveDate>, Failure> {
        self.with_staff(|staff| staff.last_days.clone())
    }

    fn with_standings<T>(&self, period: Period, look: impl FnOnce(&Standings) -> T) -> Result<T, Failure> {
        let ledger = self.store().ledger()?;
        let mut periods = self.kept.periods.borrow_mut();
        let changed = periods.get(&period).and_then(|(at, _)| ledger.list_changed(evaluation::KIND, *at));
        let standings = match (changed, periods.remove(&period)) {
            (Some(changed), Some((_, mut standings))) => {
                for id in changed {
                    standings.remove(&id);
                    let row = ledger.find_row(get_kind(evaluation::KIND)?, id, &EVALUATION_FIELDS)?;
                    standings.extend(row.map(|row| self.read_standing(period, &row)).transpose()?.flatten());
                }
                standings
            }
            (_, _) => {
                let word = Value::from(period.to_string());
                let of = Some((evaluation::PERIOD, &word));
                let rows = ledger.list_rows(get_kind(evaluation::KIND)?, of, &EVALUATION_FIELDS)?;
                let read = rows.iter().map(|row| self.read_standing(period, row));
                read.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect()
            }
        };
        let seen = look(&standings);
        periods.insert(period, (ledger.moment(), standings));
        Ok(seen)
    }

    /// `None` for an evaluation of another period, a withdrawn one, and one of nobody.
    fn read_standing(&self, period: Period, row: &Row) -> Result<Option<(RecordId, Standing)>, Failure> {
        let [person, of, result, behaviour, feedback] = row.values.as_slice() else { return Ok(None) };
        if row.is_retracted || of.as_text() != Some(&period.to_string()) {
            return Ok(None);
        }
        let Some(person) = person.as_record() else { return Ok(None) };
        let standing = if row.is_disputed {
            // What is apart stands in the document alone.
            let found = self.find_overall(period, row.id)?;
            let Some(found) = found else { return Ok(None) };
            Standing {
                id: row.id,
                person,
                state: found.state,
                result_rating: found.result_rating,
                behaviour_rating: found.behaviour_rating,
                predicate: found.predicate,
                has_feedback: !found.feedback.is_empty(),
            }
        } else {
            let rating = |value: &Value| value.as_text().and_then(|code| code.parse::<Rating>().ok());
            let (result_rating, behaviour_rating) = (rating(result), rating(behaviour));
            let predicate = match (result_rating, behaviour_rating) {
                (Some(result), Some(behaviour)) => {
                    Some(compute_predicate(self.pack(), period, result, behaviour)?.value)
                }
                (_, _) => None,
            };
            let state = match row.stage {
                Some(Mark::Closed) => EvaluationState::Closed,
                Some(Mark::Reopened | Mark::Frozen | Mark::Retracted | Mark::Restored | Mark::Settled)
                | None => EvaluationState::Draft,
            };
            let has_feedback = feedback.as_text().is_some_and(|words| !words.is_empty());
            Standing { id: row.id, person, state, result_rating, behaviour_rating, predicate, has_feedback }
        };
        Ok(Some((row.id, standing)))
    }

    /// The person as whom the user acts, asked for with everybody in a list: looked for once, until somebody's record is another.
    pub(crate) fn keep_oneself(
        &self,
        find: impl FnOnce() -> Result<Option<RecordId>, Failure>,
    ) -> Result<Option<RecordId>, Failure> {
        let ledger = self.store().ledger()?;
        let is_same =
            |kind, at| ledger.list_changed(kind, at).is_some_and(|changed: Vec<RecordId>| changed.is_empty());
        let is_fresh = |at| [person::KIND, user::KIND, office::KIND].iter().all(|kind| is_same(*kind, at));
        if let Some((at, person)) = self.kept.oneself.get()
            && is_fresh(at)
        {
            return Ok(person);
        }
        let (now, person) = (ledger.moment(), find()?);
        self.kept.oneself.set(Some((now, person)));
        Ok(person)
    }

    fn with_staff<T>(&self, look: impl FnOnce(&Staff) -> T) -> Result<T, Failure> {
        let ledger = self.store().ledger()?;
        let mut kept = self.kept.staff.borrow_mut();
        let is_fresh = |at| ledger.list_changed(person::KIND, at).is_some_and(|changed| changed.is_empty());
        let staff = match kept.take() {
            Some((at, staff)) if is_fresh(at) => staff,
            Some(_) | None => self.read_staff()?,
        };
        let seen = look(&staff);
        *kept = Some((ledger.moment(), staff));
        Ok(seen)
    }

    fn read_staff(&self) -> Result<Staff, Failure> {
        let mut staff = Staff::default();
        let fields = [person::JOINED_INTO, person::LEFT_ON];
        for row in self.store().ledger()?.list_rows(get_kind(person::KIND)?, None, &fields)? {
            let [joined, left] = row.values.as_slice() else { continue };
            if !row.is_retracted {
                if joined.as_record().is_none() {
                    staff.members.insert(row.id);
                }
            } else if let Some(day) = left.as_text().and_then(|day| day.parse().ok()) {
                staff.last_days.insert(row.id, day);
            }
        }
        Ok(staff)
    }
}
