//! Plans as a screen works on them: everybody's in the order of who derives from whom, one person's with all that stands beside the paper, and the saving of a
//! draft cell by cell.
//!
//! Must not know how a plan is agreed, frozen or amended ([`crate::plan`]). Invariant: saving a draft writes what differs and nothing else, so that a result keeps
//! its record while it is reworded or moved.

mod cascade;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, NaiveDate};
use serde::Serialize;
use tilik_appraisal::hint::{Hint, list_hints};
use tilik_appraisal::rating::{CoreValueText, get_core_values};
use tilik_appraisal::skp::{
    Annex, Approach, FormKind, PlannedWords, Skp, SkpFinding, list_foreign_results, list_offered,
    list_unserved, validate,
};
use tilik_journal::catalogue::{result, skp};
use tilik_journal::{RecordId, Role, Value};
use ts_rs::TS;

use self::cascade::{climb, list_tree_results, order_by_superior};
use crate::people::Person;
use crate::plan::{Plan, PlanState, check_lengths, check_seen, list_errors, tidy};
use crate::record::text;
use crate::screen::{AssessorLine, name_content};
use crate::superior::Superiors;
use crate::user::name_at;
use crate::{Failure, Office};

/// More links than any office has levels.
const MOST_LEVELS: usize = 16;

/// Where somebody's plan stands, as the tree shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlanStanding {
    /// Nothing is written.
    Missing,
    /// Being written.
    Draft,
    /// Being written; a result waits for one of the superior's.
    Waiting,
    /// Agreed by both.
    Agreed,
    /// Fixed.
    Frozen,
    /// Versions apart.
    Disputed,
}

/// A result in the tree.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TreeResult {
    /// In words.
    pub statement: String,
    /// Index of the superior's result that it serves, where it is one of those on the superior's plan.
    pub serves: Option<usize>,
    /// Whether it waits for a result of the superior.
    pub waits: bool,
}

/// One person in the tree.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PlanRow {
    /// NIP, bare.
    pub nip: String,
    /// With titles.
    pub name: String,
    /// Title of the position.
    pub position: String,
    /// The unit's name.
    pub unit_name: String,
    /// How many superiors of the office stand above.
    pub level: usize,
    /// Whom the person derives from, where on the staff.
    pub superior_nip: Option<String>,
    /// Where the plan stands.
    pub standing: PlanStanding,
    /// How many addenda it has.
    pub addenda: i64,
    /// How many findings stop the agreement.
    pub errors: usize,
    /// The results, in the order of the form.
    pub results: Vec<TreeResult>,
    /// Whether the user may agree it.
    pub may_agree: bool,
    /// Whether it is the user's own: agreed by itself, from the paper that the superior signed.
    pub is_own: bool,
    /// Names the plan as it is shown, to be given back when it is agreed; none where there is no plan.
    pub seen: Option<String>,
}

/// Everybody's plan of a year, each person below the superior.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PlanTree {
    /// The year.
    pub year: i32,
    /// Superiors before those who derive from them.
    pub rows: Vec<PlanRow>,
    /// Whether the user may fix the plans of the year.
    pub may_freeze: bool,
}

/// A person between the head and the one whose plan is open.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChainLink {
    /// NIP, bare.
    pub nip: String,
    /// With titles.
    pub name: String,
    /// Title of the position.
    pub position: String,
    /// The result in the chain.
    pub result: String,
}

/// What the superior plans.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SuperiorPlan {
    /// NIP, where on the staff.
    pub nip: Option<String>,
    /// With titles.
    pub name: String,
    /// The results, each with its indicator where the form asks for it.
    pub results: Vec<String>,
}

/// Whether the user may do something with a plan.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PlanRight {
    /// Yes.
    May,
    /// No.
    MayNot {
        /// Why.
        failure: Failure,
    },
}

/// What is missing and what could be better.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PlanReview {
    /// What is missing or unusual.
    pub findings: Vec<SkpFinding>,
    /// What could be worded better.
    pub hints: Vec<Hint>,
}

/// What happened to an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VersionStep {
    /// Both agreed.
    Agreed,
    /// Changed by an addendum.
    Amended,
    /// Opened again to be corrected.
    Reopened,
    /// The agreement was undone.
    Undone,
    /// The opening was undone: the agreement stands again.
    Restored,
}

/// A version of a plan that both agreed on, or that an agreement was taken back.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PlanVersion {
    /// What happened.
    pub step: VersionStep,
    /// 0 before the first addendum, once for each time that it was agreed; else the number of the addendum.
    pub number: i64,
    /// On which day, as both said it; else when it was recorded.
    pub on: NaiveDate,
    /// When it was recorded.
    pub recorded_on: NaiveDate,
    /// Who recorded it.
    pub who: String,
    /// Why; empty for the first.
    pub reason: String,
}

/// One person's plan with everything beside it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PlanCard {
    /// Whose.
    pub person: Person,
    /// The year.
    pub year: i32,
    /// The plan; none when nothing was written.
    pub plan: Option<Plan>,
    /// What is on the paper: the plan, or the empty form of this person.
    pub skp: Skp,
    /// What is missing and what could be better.
    pub review: PlanReview,
    /// The dated assessor.
    pub assessor: Option<AssessorLine>,
    /// What the superior plans; none without a superior.
    pub superior: Option<SuperiorPlan>,
    /// For each result, from the head down to the superior.
    pub chains: Vec<Vec<ChainLink>>,
    /// Which results wait for one of the superior's.
    pub waits: Vec<usize>,
    /// The seven values with their points.
    pub core_values: Vec<CoreValueText>,
    /// The agency line of the paper.
    pub agency: String,
    /// Whether the user may write it.
    pub may_write: PlanRight,
    /// Whether the user may agree and amend it.
    pub may_agree: PlanRight,
    /// Whether it is the user's own: agreed from the paper that the superior signed.
    pub is_own: bool,
    /// Whether an evaluation by it is or was closed: it changes by an addendum alone.
    pub was_evaluated: bool,
    /// Why the last addendum was made; empty without one.
    pub addendum_reason: String,
    /// What was agreed one after another, the oldest first; also of a draft that was agreed before.
    pub versions: Vec<PlanVersion>,
    /// Names the plan as it is shown, to be given back when it is saved.
    pub seen: String,
}

impl Office {
    /// Everybody's plan of a year whom the user may see, superiors first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn plan_tree(&self, year: i32) -> Result<PlanTree, Failure> {
        let day = self.day_of_plans(year);
        let superiors = self.list_superiors()?;
        let plans: HashMap<_, _> = self
            .list_plans()?
            .into_iter()
            .filter(|plan| plan.year == year)
            .map(|plan| (plan.person, plan))
            .collect();
        let mut people = Vec::new();
        for person in self.list_people()? {
            if self.may_see(&superiors, person.id, day)? {
                people.push(person);
            }
        }
        people.sort_by_cached_key(Person::walking_order);
        let oneself = self.list_oneself()?;
        let planned: PlannedWords<_> = plans
            .values()
            .flat_map(|plan| plan.skp.results.iter().map(|planned| (plan.person, planned.statement.clone())))
            .collect();
        let may_agree_some = self.need_role(&[Role::Kepala, Role::Penilai]).is_ok();
        let rows = order_by_superior(&people, |person| superiors.find_staff_on(person, day))
            .into_iter()
            .map(|(at, above, level)| {
                let person = &people[at];
                let plan = plans.get(&person.id);
                let above = above.map(|above| &people[above]);
                let their_plan = above.and_then(|above| plans.get(&above.id));
                let superior = superiors.find_staff_on(person.id, day);
                let has_superior = superior.is_some();
                let results = plan.map_or_else(Vec::new, |plan| {
                    list_tree_results(&plan.skp, their_plan.map(|plan| &plan.skp), has_superior)
                });
                Ok(PlanRow {
                    nip: person.nip.clone(),
                    name: person.name.full(),
                    position: person.position.clone(),
                    unit_name: person.unit_name.clone(),
                    level,
                    superior_nip: above.map(|above| above.nip.clone()),
                    standing: standing_of(plan, &results),
                    addenda: plan.map_or(0, |plan| plan.addenda),
                    errors: plan.map_or(0, |plan| {
                        list_errors(&plan.skp).len()
                            + superior.map_or(0, |superior| {
                                let theirs = plans.get(&superior).map(|plan| &plan.skp);
                                let is_other = |other: &RecordId| *other != person.id && *other != superior;
                                list_foreign_results(&plan.skp, theirs, &planned, is_other).len()
                            })
                    }),
                    results,
                    is_own: oneself.contains(&person.id),
                    may_agree: may_agree_some && self.decides_plan(&superiors, person.id)?,
                    seen: plan.map(|plan| name_content(&plan)).transpose()?,
                })
            })
            .collect::<Result<_, Failure>>()?;
        Ok(PlanTree { year, rows, may_freeze: self.need_role(&[Role::Kepala]).is_ok() })
    }

    /// One person's plan with everything that its screen shows.
    ///
    /// # Errors
    /// `person.unknown`, `evaluation.not_yours`.
    pub fn plan_card(&self, nip: &str, year: i32) -> Result<PlanCard, Failure> {
        let person = self.get_person_by_nip(nip)?;
        let day = self.day_of_plans(year);
        let superiors = self.list_superiors()?;
        if !self.may_see(&superiors, person.id, day)? {
            return Err(Failure::new("evaluation.not_yours").with("nip", nip));
        }
        let plan = self.find_plan(person.id, year)?;
        let skp = match &plan {
            Some(plan) => plan.skp.clone(),
            None => self.empty_plan(&person, year)?,
        };
        let assessor = superiors.find_on(person.id, day);
        let above = self.list_above(&superiors, person.id, day, year)?;
        let their_plan = above.first().map(|(_, plan)| &plan.skp);
        let has_superior = superiors.find_staff_on(person.id, day).is_some();
        let results = list_tree_results(&skp, their_plan, has_superior);
        let assessor =
            assessor.map(|superior| self.name_assessor(&superior.assessor, superior.quality)).transpose()?;
        let superior = assessor.as_ref().map(|line| SuperiorPlan {
            nip: superiors.find_staff_on(person.id, day).map(|_| line.number.clone()),
            name: line.name.clone(),
            results: their_plan.map_or_else(Vec::new, list_offered),
        });
        Ok(PlanCard {
            year,
            seen: name_content(&plan)?,
            review: self.review(&superiors, person.id, year, &skp)?,
            assessor,
            superior,
            chains: results.iter().map(|result| climb(&above, result.serves)).collect(),
            waits: (0..results.len()).filter(|at| results[*at].waits).collect(),
            core_values: get_core_values(self.pack(), day)?.to_vec(),
            agency: self
                .office_record()?
                .text(tilik_journal::catalogue::office::AGENCY)
                .unwrap_or_default()
                .to_owned(),
            may_write: right_of(self.check_plan_writer(&person)),
            is_own: self.is_oneself(person.id)?,
            may_agree: right_of(
                self.need_role(&[Role::Kepala, Role::Penilai])
                    .and_then(|()| self.check_plan_assessor(&person)),
            ),
            was_evaluated: plan.as_ref().map_or(Ok(false), |plan| self.was_evaluated(plan))?,
            versions: self.list_plan_versions(RecordId::skp(person.id, year, 1))?,
            addendum_reason: plan.as_ref().map(|plan| plan.addendum_reason.clone()).unwrap_or_default(),
            person,
            plan,
            skp,
        })
    }

    /// Saves a draft as it is on the paper; a plan is begun with it where there is none. Line breaks and runs of spaces become one space.
    ///
    /// # Errors
    /// `user.not_permitted`, `evaluation.not_yours`, `plan.agreed_already`, `plan.disputed`, `plan.other_year`, `plan.too_long` naming the place, `plan.stale` when
    /// it is another plan than the one that was seen.
    pub fn save_plan(&mut self, nip: &str, year: i32, new: &Skp, seen: &str) -> Result<PlanCard, Failure> {
        let person = self.get_person_by_nip(nip)?;
        self.check_plan_writer(&person)?;
        let new = tidy(new);
        if new.starts_on.year() != year || new.ends_on.year() != year {
            return Err(Failure::new("plan.other_year").with("nip", nip).with("year", year));
        }
        check_lengths(&new)?;
        let old = self.find_plan(person.id, year)?;
        match old.as_ref().map(|plan| plan.state) {
            None | Some(PlanState::Draft) => {}
            Some(PlanState::Agreed | PlanState::Frozen) => {
                return Err(Failure::new("plan.agreed_already").with("nip", nip));
            }
            Some(PlanState::Disputed) => return Err(Failure::new("plan.disputed").with("nip", nip)),
        }
        check_seen(nip, old.as_ref(), seen)?;
        if old.as_ref().is_none_or(|old| old.skp != new) {
            let groups = self.plan_changes(old.as_ref(), person.id, &new)?;
            if !groups.is_empty() {
                let word = if old.is_some() { "skp.changed" } else { "skp.begun" };
                let act = self.act(word, groups)?;
                self.save(vec![act])?;
            }
        }
        self.plan_card(nip, year)
    }

    /// The head and the operator write everybody's plan, an assessor those of the people assessed today.
    pub(crate) fn check_plan_writer(&self, person: &Person) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai, Role::Operator])?;
        if self.actor()?.role == Role::Operator {
            return Ok(());
        }
        self.check_plan_assessor(person)
    }

    /// Results that name what somebody else plans, where the superior does not; none where nobody on the staff is the superior.
    pub(crate) fn list_foreign_results(
        &self,
        superiors: &Superiors,
        person: RecordId,
        year: i32,
        own: &Skp,
    ) -> Result<Vec<SkpFinding>, Failure> {
        let Some(superior) = superiors.find_staff_on(person, self.day_of_plans(year)) else {
            return Ok(Vec::new());
        };
        let their_plan = self.find_plan(superior, year)?.map(|plan| plan.skp);
        if list_unserved(own, their_plan.as_ref()).is_empty() {
            return Ok(Vec::new());
        }
        let whose: HashMap<_, _> =
            self.list_people()?.iter().map(|other| (RecordId::skp(other.id, year, 1), other.id)).collect();
        let planned: PlannedWords<_> = self
            .list(result::KIND)?
            .iter()
            .filter_map(|found| Some((*whose.get(&found.record(result::SKP)?)?, text(found, result::TEXT))))
            .collect();
        let is_other = |other: &RecordId| *other != person && *other != superior;
        Ok(list_foreign_results(own, their_plan.as_ref(), &planned, is_other))
    }

    /// What is missing in a plan of a person and what could be better.
    ///
    /// # Errors
    /// `person.unknown`, and when the file cannot be read.
    pub fn review_plan(&self, nip: &str, year: i32, skp: &Skp) -> Result<PlanReview, Failure> {
        let person = self.get_person_by_nip(nip)?;
        self.review(&self.list_superiors_of(person.id)?, person.id, year, skp)
    }

    fn review(
        &self,
        superiors: &Superiors,
        person: RecordId,
        year: i32,
        skp: &Skp,
    ) -> Result<PlanReview, Failure> {
        let mut findings = validate(skp);
        findings.extend(self.list_foreign_results(superiors, person, year, skp)?);
        Ok(PlanReview { findings, hints: list_hints(skp) })
    }

    /// The last day of the year, or today within it: who assesses now is who agrees.
    pub(crate) fn day_of_plans(&self, year: i32) -> NaiveDate {
        let today = self.today();
        if today.year() == year {
            return today;
        }
        NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(today)
    }

    /// The superiors of the office with their plans of a year, the nearest first, up to the first who has none.
    fn list_above(
        &self,
        superiors: &Superiors,
        person: RecordId,
        day: NaiveDate,
        year: i32,
    ) -> Result<Vec<(Person, Plan)>, Failure> {
        let mut above = Vec::new();
        let mut below = person;
        while let Some(id) = superiors.find_staff_on(below, day).filter(|_| above.len() < MOST_LEVELS) {
            let (Some(person), Some(plan)) = (self.find_person(id)?, self.find_plan(id, year)?) else {
                break;
            };
            above.push((person, plan));
            below = id;
        }
        Ok(above)
    }

    fn list_plan_versions(&self, plan: RecordId) -> Result<Vec<PlanVersion>, Failure> {
        let mut versions: Vec<PlanVersion> = Vec::new();
        let entries = self.store().ledger()?.list_history(skp::KIND, plan)?;
        for entry in entries.iter().filter(|entry| entry.held.is_none()) {
            let written =
                |field| entry.writes.iter().find(|(known, _)| *known == field).map(|(_, value)| value);
            let day = written(skp::AGREED_ON);
            let agreed_on = day.and_then(Value::as_text).and_then(|day| day.parse().ok());
            let is_undone = entry.act == "act.undone";
            let (step, number) = match (written(skp::ADDENDUM).and_then(Value::as_int), day, agreed_on) {
                (Some(number), ..) => (VersionStep::Amended, number),
                // An agreement may be taken back and made anew: both were agreed, and both are told.
                (None, Some(_), Some(_)) if is_undone => (VersionStep::Restored, 0),
                (None, Some(_), Some(_)) => (VersionStep::Agreed, 0),
                (None, Some(_), None) if is_undone => (VersionStep::Undone, 0),
                // A plan from a file writes what it does not have as nothing.
                (None, Some(_), None) if versions.is_empty() => continue,
                (None, Some(_), None) => (VersionStep::Reopened, 0),
                (None, None, _) => continue,
            };
            let recorded_on =
                self.host().day_of(DateTime::from_timestamp_millis(entry.made_at).unwrap_or_default());
            versions.push(PlanVersion {
                step,
                number,
                on: agreed_on.unwrap_or(recorded_on),
                recorded_on,
                who: name_at(&self.list_user_names(RecordId(entry.actor.0))?, entry.made_at),
                reason: written(skp::REASON).and_then(Value::as_text).unwrap_or_default().to_owned(),
            });
        }
        Ok(versions)
    }

    fn empty_plan(&self, person: &Person, year: i32) -> Result<Skp, Failure> {
        let day = |month, day| {
            NaiveDate::from_ymd_opt(year, month, day)
                .ok_or_else(|| Failure::new("plan.other_year").with("year", year))
        };
        let is_head = self.find_head()? == Some(person.id);
        Ok(Skp {
            starts_on: day(1, 1)?,
            ends_on: day(12, 31)?,
            approach: Approach::Kuantitatif,
            form: person.position_kind.map_or(FormKind::JaJf, |kind| kind.form_kind(is_head)),
            results: Vec::new(),
            special_expectations: BTreeMap::new(),
            annex: Annex::default(),
        })
    }
}

fn right_of(asked: Result<(), Failure>) -> PlanRight {
    match asked {
        Ok(()) => PlanRight::May,
        Err(failure) => PlanRight::MayNot { failure },
    }
}

fn standing_of(plan: Option<&Plan>, results: &[TreeResult]) -> PlanStanding {
    match plan.map(|plan| plan.state) {
        None => PlanStanding::Missing,
        Some(PlanState::Draft) if results.iter().any(|result| result.waits) => PlanStanding::Waiting,
        Some(PlanState::Draft) => PlanStanding::Draft,
        Some(PlanState::Agreed) => PlanStanding::Agreed,
        Some(PlanState::Frozen) => PlanStanding::Frozen,
        Some(PlanState::Disputed) => PlanStanding::Disputed,
    }
}
