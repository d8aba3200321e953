//! The first screen: what comes next, who needs a look, how far the period is, and where the copies are.
//!
//! Must not decide what comes next; that is [`steps`]. Invariant: everything is read in a few passes over whole kinds and never person by person, so that it stays
//! fast in an office of 500.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_appraisal::rating::Rating;
use tilik_journal::catalogue::{behaviour_rating, result, result_rating, skp};
use tilik_journal::document::Mark;
use tilik_journal::{RecordId, Role};
use ts_rs::TS;

use crate::announced::Announced;
use crate::arrival::Arrivals;
use crate::evaluation::EvaluationState;
use crate::people::Person;
use crate::record::is_gone;
use crate::sheet::{SheetForm, Signature};
use crate::standing::Standing as Evaluated;
use crate::superior::Superiors;
use crate::{Failure, Office};

pub mod steps;

use steps::{Facts, Step, plan_steps};

/// So many people of one reason are named; the others are counted.
const NAMED: usize = 3;

/// A person as a line of this screen names one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Somebody {
    /// NIP, bare.
    pub nip: String,
    /// With titles.
    pub name: String,
    /// The unit's name.
    pub unit_name: String,
}

/// Why somebody needs a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CareReason {
    /// Versions apart, of the person, the plan or the evaluation: somebody decides.
    Disputed,
    /// Rated below expectation and nothing says why and what next.
    FeedbackMissing,
    /// Nobody assesses the person at the end of the period.
    NoSuperior,
    /// No plan of the year.
    NoPlan,
    /// The plan is written and not agreed.
    PlanWaits,
    /// Came within the period.
    Newcomer,
}

/// People who need a look for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Care {
    /// Why.
    pub reason: CareReason,
    /// How many.
    pub people: usize,
    /// The first of them in walking order.
    pub first: Vec<Somebody>,
}

/// How far one kind of work is, in people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct Tally {
    /// Done.
    pub done: usize,
    /// Begun.
    pub begun: usize,
    /// Of so many.
    pub of: usize,
}

/// Where the copies of the office are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct Copies {
    /// When the newest copy on this laptop was made and proven, by its clock.
    pub last_at: Option<String>,
    /// Days since one was put on a stick; none when there never was one.
    #[ts(type = "number | null")]
    pub stick_days: Option<i64>,
    /// Whether it is time for another one there.
    pub is_stick_due: bool,
}

/// The first screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Home {
    /// Today where the laptop stands.
    pub today: NaiveDate,
    /// The period that this is about.
    pub period: Period,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// The role of the user; none after an opening by recovery code.
    #[ts(as = "Option<String>")]
    pub role: Option<Role>,
    /// People on the staff.
    pub staff: usize,
    /// People who came after the period and are not counted in it.
    pub came_later: usize,
    /// People with an assessor who are not rated.
    pub unrated: usize,
    /// Of them those whom the user assesses.
    pub own_unrated: usize,
    /// Who is rated next: the user's own first, in the order that was asked for.
    pub next: Option<Somebody>,
    /// The first who lacks something to be closed.
    pub incomplete: Option<Somebody>,
    /// The next steps.
    pub steps: Vec<Step>,
    /// Who needs a look, and why.
    pub cares: Vec<Care>,
    /// Plans agreed.
    pub plans: Tally,
    /// People rated.
    pub rated: Tally,
    /// Evaluations closed.
    pub closed: Tally,
    /// *Dokumen evaluasi* signed by both; begun are those that were printed.
    pub signed: Tally,
    /// The copies.
    pub copies: Copies,
    /// What the province says.
    pub announced: Announced,
}

/// What was read for a period.
struct Read {
    period: Period,
    superiors: Superiors,
    evaluations: HashMap<RecordId, Evaluated>,
    plans: HashMap<RecordId, PlanStanding>,
    without_feedback: HashSet<RecordId>,
    has_achievement: bool,
    acts_as: Option<RecordId>,
    arrivals: Arrivals,
    signatures: HashMap<RecordId, Signature>,
}

/// A plan as far as this screen cares.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PlanStanding {
    Draft,
    Agreed,
    Disputed,
}

/// Someone of the period and how the work on them stands.
struct Standing<'a> {
    person: &'a Person,
    evaluation: Option<&'a Evaluated>,
    plan: Option<PlanStanding>,
    has_superior: bool,
    is_mine_to_rate: bool,
    is_newcomer: bool,
    lacks_feedback: bool,
    /// None while its paper is not printed.
    signature: Option<Signature>,
}

impl Standing<'_> {
    fn state(&self) -> EvaluationState {
        self.evaluation.map_or(EvaluationState::Empty, |evaluation| evaluation.state)
    }

    fn is_closed(&self) -> bool {
        self.state() == EvaluationState::Closed
    }

    fn is_disputed(&self) -> bool {
        self.person.is_disputed
            || self.plan == Some(PlanStanding::Disputed)
            || self.state() == EvaluationState::Disputed
    }

    fn is_rated(&self) -> bool {
        self.is_closed()
            || self.evaluation.is_some_and(|evaluation| {
                evaluation.result_rating.is_some() && evaluation.behaviour_rating.is_some()
            })
    }

    fn waits_for_rating(&self) -> bool {
        self.has_superior && !self.is_rated() && self.state() != EvaluationState::Disputed
    }

    /// Rated, open, and something of the person's own is missing: what the whole office lacks is a step of its own.
    fn is_incomplete(&self) -> bool {
        self.is_rated() && !self.is_closed() && (self.lacks_feedback || self.is_disputed())
    }

    fn is_complete(&self) -> bool {
        self.is_rated()
            && !self.is_closed()
            && !self.is_incomplete()
            && self.has_superior
            && self.plan == Some(PlanStanding::Agreed)
    }

    fn needs(&self, reason: CareReason) -> bool {
        match reason {
            CareReason::Disputed => self.is_disputed(),
            CareReason::FeedbackMissing => self.lacks_feedback && !self.is_closed(),
            CareReason::NoSuperior => !self.has_superior,
            CareReason::NoPlan => self.plan.is_none(),
            CareReason::PlanWaits => self.plan == Some(PlanStanding::Draft),
            CareReason::Newcomer => self.is_newcomer && !self.is_closed(),
        }
    }

    fn somebody(&self) -> Somebody {
        Somebody {
            nip: self.person.nip.clone(),
            name: self.person.name.full(),
            unit_name: self.person.unit_name.clone(),
        }
    }
}

/// In the order in which they are shown.
const CARE_REASONS: [CareReason; 6] = [
    CareReason::Disputed,
    CareReason::FeedbackMissing,
    CareReason::NoSuperior,
    CareReason::NoPlan,
    CareReason::PlanWaits,
    CareReason::Newcomer,
];

impl Office {
    /// The first screen, about a period. Whoever rates in the shuffled order is told the next one of that.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn home(&self, period: Period, is_shuffled: bool) -> Result<Home, Failure> {
        let mut people = self.list_people()?;
        let staff = people.len();
        let read = self.read_period(period)?;
        let day = period.ends_on();
        let mut visible = Vec::new();
        for person in people.drain(..) {
            if self.may_see(&read.superiors, person.id, day)? {
                visible.push(person);
            }
        }
        visible.sort_by_cached_key(Person::walking_order);
        let (standings, later): (Vec<_>, Vec<_>) =
            visible.iter().map(|person| read.stand(person)).partition(|standing| read.counts(standing));
        let role = self.actor().ok().map(|actor| actor.role);
        let count = |holds: fn(&Standing<'_>) -> bool| standings.iter().filter(|one| holds(one)).count();
        let mut unrated: Vec<_> = standings.iter().filter(|one| one.waits_for_rating()).collect();
        if is_shuffled {
            unrated.sort_by_key(|one| one.person.shuffled_order(period));
        }
        let own: Vec<_> = unrated.iter().filter(|one| one.is_mine_to_rate).collect();
        // Assessors below the head rate their own people alone; the head may record for all of them.
        let mine = if role == Some(Role::Penilai) { own.len() } else { unrated.len() };
        let next = own.first().copied().or_else(|| unrated.first()).map(|one| one.somebody());
        let of = standings.len();
        let copies = self.read_copies()?;
        let facts = Facts {
            role,
            staff,
            without_superior: count(|one| !one.has_superior),
            plans_missing: count(|one| one.plan.is_none()),
            plans_open: count(|one| one.plan == Some(PlanStanding::Draft)),
            has_achievement: read.has_achievement,
            has_begun: period.starts_on() <= self.today(),
            unrated: mine,
            incomplete: count(|one| one.is_incomplete()),
            complete: if read.has_achievement { count(|one| one.is_complete()) } else { 0 },
            closed: count(|one| one.is_closed()),
            unprinted: count(|one| one.is_closed() && one.signature.is_none()),
            unsigned: count(|one| one.signature == Some(Signature::Awaited)),
            recovery_waits: self.recovery_waits()?,
            is_copy_out_due: copies.is_stick_due,
        };
        Ok(Home {
            today: self.today(),
            period,
            starts_on: period.starts_on(),
            ends_on: day,
            role,
            staff,
            came_later: later.len(),
            unrated: facts.unrated,
            own_unrated: own.len(),
            next,
            incomplete: standings.iter().find(|one| one.is_incomplete()).map(|one| one.somebody()),
            steps: plan_steps(&facts),
            cares: list_cares(&standings),
            plans: Tally {
                done: count(|one| one.plan == Some(PlanStanding::Agreed)),
                begun: facts.plans_open,
                of,
            },
            rated: Tally { done: count(|one| one.is_rated()), begun: count(is_begun), of },
            closed: Tally { done: facts.closed, begun: 0, of },
            signed: Tally {
                done: count(|one| one.signature == Some(Signature::Given)),
                begun: count(|one| one.signature.is_some_and(|signature| signature != Signature::Given)),
                of,
            },
            copies,
            announced: self.announced(period, of > 0 && facts.closed == of)?,
        })
    }

    fn read_period(&self, period: Period) -> Result<Read, Failure> {
        let superiors = self.list_superiors()?;
        let evaluations: HashMap<_, _> = self
            .list_standings(period)?
            .into_iter()
            .map(|evaluation| (evaluation.person, evaluation))
            .collect();
        Ok(Read {
            without_feedback: self.list_without_feedback(evaluations.values())?,
            plans: self.list_plan_standings(period.ends_on().year())?,
            has_achievement: self.achievement(period)?.level.is_some(),
            acts_as: if self.actor().is_ok() { self.acts_as()? } else { None },
            arrivals: self.read_arrivals(&superiors)?,
            signatures: self.list_signatures(period, SheetForm::DokumenEvaluasi)?,
            period,
            superiors,
            evaluations,
        })
    }

    fn list_plan_standings(&self, year: i32) -> Result<HashMap<RecordId, PlanStanding>, Failure> {
        let plans = self.list_where(skp::KIND, skp::YEAR, i64::from(year))?;
        let standing_of = |document: &tilik_journal::Document| {
            if document.is_disputed() {
                PlanStanding::Disputed
            } else if document.is(Mark::Frozen) || document.text(skp::AGREED_ON).is_some() {
                PlanStanding::Agreed
            } else {
                PlanStanding::Draft
            }
        };
        Ok(plans
            .iter()
            .filter(|document| !document.is(Mark::Retracted))
            .filter_map(|document| Some((document.record(skp::PERSON)?, standing_of(document))))
            .collect())
    }

    /// The people of these evaluations who are rated below expectation without the words that a closing asks for, by the rule of
    /// [`tilik_appraisal::order::list_closing_findings`]: a detail needs its own, an overall rating the general feedback or that of one of its details.
    fn list_without_feedback<'a>(
        &self,
        evaluations: impl Iterator<Item = &'a Evaluated> + Clone,
    ) -> Result<HashSet<RecordId>, Failure> {
        let below = Rating::Below;
        let of_period: HashSet<_> = evaluations.clone().map(|evaluation| evaluation.id).collect();
        let mut explained = HashSet::new();
        let mut silent = HashSet::new();
        for (kind, rating, fields) in [
            (
                result_rating::KIND,
                result_rating::RATING,
                [result_rating::EVALUATION, result_rating::FEEDBACK, result_rating::RESULT],
            ),
            (
                behaviour_rating::KIND,
                behaviour_rating::RATING,
                [behaviour_rating::EVALUATION, behaviour_rating::FEEDBACK, behaviour_rating::CORE_VALUE],
            ),
        ] {
            for detail in self.list_rows(kind, Some((rating, below.code().into())), &fields)? {
                let [of, words, about] = detail.values.as_slice() else { continue };
                let Some(evaluation) = of.as_record().filter(|of| of_period.contains(of)) else { continue };
                // What was said of a result that is no longer planned is on no sheet.
                if let Some(planned) = about.as_record()
                    && self.find(result::KIND, planned)?.is_none_or(|planned| is_gone(&planned))
                {
                    continue;
                }
                if words.as_text().is_none_or(str::is_empty) {
                    silent.insert(evaluation);
                } else {
                    explained.insert((kind, evaluation));
                }
            }
        }
        let lacks = |evaluation: &Evaluated| {
            let overall = [
                (result_rating::KIND, evaluation.result_rating),
                (behaviour_rating::KIND, evaluation.behaviour_rating),
            ];
            silent.contains(&evaluation.id)
                || overall.iter().any(|(kind, rating)| {
                    *rating == Some(below)
                        && !evaluation.has_feedback
                        && !explained.contains(&(*kind, evaluation.id))
                })
        };
        Ok(evaluations.filter(|evaluation| lacks(evaluation)).map(|evaluation| evaluation.person).collect())
    }

    fn read_copies(&self) -> Result<Copies, Failure> {
        let safety = self.safety()?;
        Ok(Copies {
            last_at: safety.last.and_then(|copy| copy.made_at),
            stick_days: safety.stick_days,
            is_stick_due: safety.is_stick_due,
        })
    }
}

impl Read {
    fn stand<'a>(&'a self, person: &'a Person) -> Standing<'a> {
        let day = self.period.ends_on();
        let since = self.arrivals.find_day(person, &self.superiors);
        Standing {
            evaluation: self.evaluations.get(&person.id),
            signature: self.signatures.get(&person.id).copied(),
            plan: self.plans.get(&person.id).copied(),
            has_superior: self.superiors.find_on(person.id, day).is_some(),
            is_mine_to_rate: self.superiors.is_assessed_by(person.id, self.acts_as, day),
            is_newcomer: since.is_some_and(|since| self.period.starts_on() < since && since <= day),
            lacks_feedback: self.without_feedback.contains(&person.id),
            person,
        }
    }

    /// Whoever came after a period has no part in it, unless somebody rated them all the same.
    fn counts(&self, standing: &Standing<'_>) -> bool {
        standing.evaluation.is_some()
            || self.arrivals.came_by(standing.person, &self.superiors, self.period.ends_on())
    }
}

fn is_begun(standing: &Standing<'_>) -> bool {
    !standing.is_rated() && standing.state() != EvaluationState::Empty
}

fn list_cares(standings: &[Standing<'_>]) -> Vec<Care> {
    let care_of = |reason| {
        let needing: Vec<_> = standings.iter().filter(|one| one.needs(reason)).collect();
        let first = needing.iter().take(NAMED).map(|one| one.somebody()).collect();
        Care { reason, people: needing.len(), first }
    };
    CARE_REASONS.into_iter().map(care_of).filter(|care| care.people > 0).collect()
}
