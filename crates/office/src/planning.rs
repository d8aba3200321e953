//! Plans as a screen works on them: everybody's in the order of who derives from whom, one person's with all that stands beside the paper, and the saving of a
//! draft cell by cell.
//!
//! Must not know how a plan is agreed, frozen or amended ([`crate::plan`]). Invariant: saving a draft writes what differs and nothing else, so that a result keeps
//! its record while it is reworded or moved.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use tilik_appraisal::hint::{Hint, list_hints};
use tilik_appraisal::rating::{CoreValueText, get_core_values};
use tilik_appraisal::skp::{
    Annex, Approach, FormKind, PlannedResult, ResultKind, Skp, SkpFinding, SkpSeverity, validate,
};
use tilik_journal::catalogue::{annex_line, expectation, indicator, result, skp};
use tilik_journal::document::Mark;
use tilik_journal::{Document, Group, RecordId, Role};
use ts_rs::TS;

use crate::people::Person;
use crate::plan::{Plan, PlanState};
use crate::record::{Writes, is_gone};
use crate::screen::{AssessorLine, name_content};
use crate::superior::Superiors;
use crate::{Failure, Office};

/// The most that one cell takes, in characters: a page of words.
pub const LONGEST_CELL: usize = 5_000;
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
    /// Why the last addendum was made; empty without one.
    pub addendum_reason: String,
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
        let actor = self.actor()?;
        let (role, own) = (actor.role, actor.person);
        let rows = order_by_superior(&people, |person| superiors.find_staff_on(person, day))
            .into_iter()
            .map(|(at, above, level)| {
                let person = &people[at];
                let plan = plans.get(&person.id);
                let above = above.map(|above| &people[above]);
                let their_plan = above.and_then(|above| plans.get(&above.id));
                let has_superior = superiors.find_on(person.id, day).is_some();
                let results = plan.map_or_else(Vec::new, |plan| {
                    list_tree_results(&plan.skp, their_plan.map(|plan| &plan.skp), has_superior)
                });
                let assesses = superiors.is_assessed_by(person.id, own, day);
                PlanRow {
                    nip: person.nip.clone(),
                    name: person.name.full(),
                    position: person.position.clone(),
                    unit_name: person.unit_name.clone(),
                    level,
                    superior_nip: above.map(|above| above.nip.clone()),
                    standing: standing_of(plan, &results),
                    addenda: plan.map_or(0, |plan| plan.addenda),
                    errors: plan.map_or(0, |plan| count_errors(&plan.skp)),
                    results,
                    may_agree: role == Role::Kepala || (role == Role::Penilai && assesses),
                }
            })
            .collect();
        Ok(PlanTree { year, rows, may_freeze: role == Role::Kepala })
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
        let above = superiors.find_staff_on(person.id, day);
        let their_plan = above.map(|id| self.find_plan(id, year)).transpose()?.flatten();
        let results = list_tree_results(&skp, their_plan.as_ref().map(|plan| &plan.skp), assessor.is_some());
        let assessor =
            assessor.map(|superior| self.name_assessor(&superior.assessor, superior.quality)).transpose()?;
        let superior = assessor.as_ref().map(|line| SuperiorPlan {
            nip: above.map(|_| line.number.clone()),
            name: line.name.clone(),
            results: their_plan.as_ref().map_or_else(Vec::new, |plan| list_offered(&plan.skp)),
        });
        let mut chains = Vec::new();
        for result in &results {
            chains.push(self.climb(&superiors, person.id, result.serves, day, year)?);
        }
        let reason = self.find(skp::KIND, RecordId::skp(person.id, year, 1))?;
        Ok(PlanCard {
            year,
            seen: name_content(&plan)?,
            review: review(&skp),
            assessor,
            superior,
            chains,
            waits: (0..results.len()).filter(|at| results[*at].waits).collect(),
            core_values: get_core_values(self.pack(), day)?.to_vec(),
            agency: self
                .office_record()?
                .text(tilik_journal::catalogue::office::AGENCY)
                .unwrap_or_default()
                .to_owned(),
            may_write: right_of(self.check_plan_writer(&person)),
            may_agree: right_of(
                self.need_role(&[Role::Kepala, Role::Penilai])
                    .and_then(|()| self.check_plan_assessor(&person)),
            ),
            addendum_reason: reason
                .and_then(|own| own.text(skp::REASON).map(str::to_owned))
                .unwrap_or_default(),
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
        if name_content(&old)? != seen {
            return Err(Failure::new("plan.stale").with("nip", nip));
        }
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

    /// The last day of the year, or today within it: who assesses now is who agrees.
    fn day_of_plans(&self, year: i32) -> NaiveDate {
        let today = self.today();
        if today.year() == year {
            return today;
        }
        NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(today)
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

    fn climb(
        &self,
        superiors: &Superiors,
        from: RecordId,
        serves: Option<usize>,
        day: NaiveDate,
        year: i32,
    ) -> Result<Vec<ChainLink>, Failure> {
        let mut chain = Vec::new();
        let (mut below, mut serves) = (from, serves);
        while let (Some(at), Some(id)) = (serves, superiors.find_staff_on(below, day)) {
            let (Some(person), Some(plan)) = (self.find_person(id)?, self.find_plan(id, year)?) else {
                break;
            };
            let Some(result) = plan.skp.results.get(at) else { break };
            chain.push(ChainLink {
                nip: person.nip,
                name: person.name.full(),
                position: person.position,
                result: result.statement.clone(),
            });
            if chain.len() == MOST_LEVELS {
                break;
            }
            let above =
                superiors.find_staff_on(id, day).map(|id| self.find_plan(id, year)).transpose()?.flatten();
            serves = above.and_then(|above| find_served(&result.superior_result, &above.skp));
            below = id;
        }
        chain.reverse();
        Ok(chain)
    }

    /// What has to be written for a draft to become another.
    fn plan_changes(&self, old: Option<&Plan>, person: RecordId, new: &Skp) -> Result<Vec<Group>, Failure> {
        let id = RecordId::skp(person, new.starts_on.year(), 1);
        let kept_results = old.map_or(&[][..], |old| &old.skp.results);
        let kept_ids = old.map_or(&[][..], |old| &old.results);
        let pairs = pair_results(kept_results, &new.results);
        let fresh_edition = self.count_results_ever(id)?;
        let mut groups = vec![self.differing(
            skp::KIND,
            id,
            [
                (skp::PERSON, person.into()),
                (skp::YEAR, i64::from(new.starts_on.year()).into()),
                (skp::SEGMENT, 1i64.into()),
                (skp::APPROACH, new.approach.code().into()),
                (skp::FORM, new.form.code().into()),
                (skp::FROM, new.starts_on.to_string().into()),
                (skp::UNTIL, new.ends_on.to_string().into()),
            ],
        )?];
        let mut wanted = HashSet::new();
        for ((planned, order), pair) in new.results.iter().zip(1i64..).zip(pairs) {
            let result_id = pair
                .and_then(|at| kept_ids.get(at).copied())
                .unwrap_or_else(|| RecordId::result(id, fresh_edition, order));
            wanted.insert((result::KIND, result_id));
            groups.push(self.differing(
                result::KIND,
                result_id,
                [
                    (result::SKP, id.into()),
                    (result::ORDER, order.into()),
                    (result::KIND_OF_RESULT, planned.kind.code().into()),
                    (result::SUPERIOR_RESULT, planned.superior_result.as_str().into()),
                    (result::TEXT, planned.statement.as_str().into()),
                    (result::ASSIGNED_BY, planned.assigned_by.as_str().into()),
                ],
            )?);
            self.indicator_changes(result_id, planned, &mut wanted, &mut groups)?;
        }
        self.loose_changes(id, fresh_edition, new, &mut wanted, &mut groups)?;
        if let Some(old) = old {
            for (kind, part) in crate::plan::list_parts(old, self)? {
                if kind != expectation::KIND && !wanted.contains(&(kind, part)) {
                    groups.push(Writes::to(kind, part).mark(Mark::Retracted).group());
                }
            }
        }
        Ok(groups.into_iter().filter(|group| !group.fields.is_empty()).collect())
    }

    fn indicator_changes(
        &self,
        result_id: RecordId,
        planned: &PlannedResult,
        wanted: &mut HashSet<(u32, RecordId)>,
        groups: &mut Vec<Group>,
    ) -> Result<(), Failure> {
        for (measure, order) in planned.indicators.iter().zip(1i64..) {
            let id = RecordId::indicator(result_id, order);
            wanted.insert((indicator::KIND, id));
            let [first, second, third, fourth] = &measure.quarterly_targets;
            groups.push(self.differing(
                indicator::KIND,
                id,
                [
                    (indicator::RESULT, result_id.into()),
                    (indicator::ORDER, order.into()),
                    (indicator::ASPECT, measure.aspect.map(|aspect| aspect.code().to_owned()).into()),
                    (indicator::PERSPECTIVE, measure.perspective.map(|view| view.code().to_owned()).into()),
                    (indicator::TEXT, measure.statement.as_str().into()),
                    (indicator::TARGET, measure.target.as_str().into()),
                    (indicator::TARGET_TW1, first.as_str().into()),
                    (indicator::TARGET_TW2, second.as_str().into()),
                    (indicator::TARGET_TW3, third.as_str().into()),
                    (indicator::TARGET_TW4, fourth.as_str().into()),
                ],
            )?);
        }
        Ok(())
    }

    /// The special expectations and the lines of the annex.
    fn loose_changes(
        &self,
        id: RecordId,
        edition: usize,
        new: &Skp,
        wanted: &mut HashSet<(u32, RecordId)>,
        groups: &mut Vec<Group>,
    ) -> Result<(), Failure> {
        for value in tilik_appraisal::CoreValue::ALL {
            let words = new.special_expectations.get(value).map_or("", String::as_str);
            let record = RecordId::expectation(id, value.code());
            if words.is_empty() && self.find(expectation::KIND, record)?.is_none() {
                continue;
            }
            groups.push(self.differing(
                expectation::KIND,
                record,
                [
                    (expectation::SKP, id.into()),
                    (expectation::CORE_VALUE, value.code().into()),
                    (expectation::TEXT, words.into()),
                ],
            )?);
        }
        let lists =
            [&new.annex.dukungan_sumber_daya, &new.annex.skema_pertanggungjawaban, &new.annex.konsekuensi];
        for (list, lines) in crate::plan::ANNEX_LISTS.iter().zip(lines_of(lists)) {
            let kept = self.list_annex_records(id, list)?;
            for ((line, order), at) in lines.iter().zip(1i64..).zip(0..) {
                let record =
                    kept.get(at).copied().unwrap_or_else(|| RecordId::annex_line(id, edition, list, order));
                wanted.insert((annex_line::KIND, record));
                groups.push(self.differing(
                    annex_line::KIND,
                    record,
                    [
                        (annex_line::SKP, id.into()),
                        (annex_line::LIST, (*list).into()),
                        (annex_line::ORDER, order.into()),
                        (annex_line::TEXT, line.as_str().into()),
                    ],
                )?);
            }
        }
        Ok(())
    }

    fn list_annex_records(&self, plan: RecordId, list: &str) -> Result<Vec<RecordId>, Failure> {
        let mut kept = self.list_where(annex_line::KIND, annex_line::SKP, plan)?;
        kept.retain(|document| document.text(annex_line::LIST) == Some(list));
        kept.sort_by_key(|document| {
            (document.value(annex_line::ORDER).and_then(|order| order.as_int()), document.id)
        });
        Ok(kept.iter().map(|document| document.id).collect())
    }

    /// What a record lacks of these fields. One that was withdrawn is written whole and taken back.
    fn differing<const N: usize>(
        &self,
        kind: u32,
        id: RecordId,
        fields: [(u32, tilik_journal::Value); N],
    ) -> Result<Group, Failure> {
        let now = self.find(kind, id)?;
        let gone = now.as_ref().is_some_and(is_gone);
        let now = now.filter(|document: &Document| !is_gone(document));
        let mut writes = Writes::to(kind, id);
        if gone {
            writes = writes.mark(Mark::Reopened);
        }
        // An empty text and no text are one thing on the paper.
        let is_empty = |value: &tilik_journal::Value| value.as_text().is_some_and(str::is_empty);
        for (field, value) in fields {
            let lacks = now.as_ref().is_none_or(|now| now.value(field).is_none());
            if !(lacks && is_empty(&value)) {
                writes = writes.change(now.as_ref(), field, value);
            }
        }
        Ok(writes.group())
    }
}

fn lines_of(lists: [&Vec<String>; 3]) -> [Vec<String>; 3] {
    lists.map(|lines| lines.iter().filter(|line| !line.is_empty()).cloned().collect())
}

/// What is missing in a plan and what could be better.
#[must_use]
pub fn review(skp: &Skp) -> PlanReview {
    PlanReview { findings: validate(skp), hints: list_hints(skp) }
}

fn right_of(asked: Result<(), Failure>) -> PlanRight {
    match asked {
        Ok(()) => PlanRight::May,
        Err(failure) => PlanRight::MayNot { failure },
    }
}

fn count_errors(skp: &Skp) -> usize {
    validate(skp).iter().filter(|finding| finding.severity == SkpSeverity::Error).count()
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

/// Results on a form that names the leader's wait as long as none is named.
fn list_tree_results(own: &Skp, above: Option<&Skp>, has_superior: bool) -> Vec<TreeResult> {
    let names_leader = own.form == FormKind::JaJf && own.approach == Approach::Kuantitatif;
    own.results
        .iter()
        .map(|planned| TreeResult {
            statement: planned.statement.clone(),
            serves: above.and_then(|above| find_served(&planned.superior_result, above)),
            waits: names_leader
                && has_superior
                && planned.kind == ResultKind::Utama
                && planned.superior_result.trim().is_empty(),
        })
        .collect()
}

/// Which of the superior's results is meant: the same words, followed by an indicator perhaps.
fn find_served(superior_result: &str, above: &Skp) -> Option<usize> {
    let wanted = fold(superior_result);
    if wanted.is_empty() {
        return None;
    }
    let statements: Vec<_> = above.results.iter().map(|result| fold(&result.statement)).collect();
    let is_meant = |statement: &String| !statement.is_empty() && wanted.starts_with(statement.as_str());
    // The longest: one statement may begin with another.
    (0..statements.len()).filter(|at| is_meant(&statements[*at])).max_by_key(|at| statements[*at].len())
}

fn fold(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The superior's results to choose from. Where the superior leads a unit, the form wants the indicator too (footnote of the form).
fn list_offered(above: &Skp) -> Vec<String> {
    above
        .results
        .iter()
        .filter(|result| !result.statement.trim().is_empty())
        .map(|result| match (above.form, result.indicators.first()) {
            (FormKind::JptUnitHead, Some(first)) if !first.statement.trim().is_empty() => {
                format!("{} ({})", result.statement.trim(), first.statement.trim())
            }
            _ => result.statement.trim().to_owned(),
        })
        .collect()
}

/// For each new result the old one whose record it keeps: the same words first, then the same place.
fn pair_results(old: &[PlannedResult], new: &[PlannedResult]) -> Vec<Option<usize>> {
    let mut free: Vec<bool> = vec![true; old.len()];
    let mut pairs: Vec<Option<usize>> = new
        .iter()
        .map(|wanted| {
            let found = (0..old.len()).find(|at| free[*at] && old[*at].statement == wanted.statement)?;
            free[found] = false;
            Some(found)
        })
        .collect();
    for (at, pair) in pairs.iter_mut().enumerate() {
        if pair.is_none() && free.get(at) == Some(&true) {
            free[at] = false;
            *pair = Some(at);
        }
    }
    pairs
}

/// Superiors before those below them: (index, index of the superior, level). Whoever has no superior among these people stands at level 0, and so does whoever
/// stands in a circle.
fn order_by_superior(
    people: &[Person],
    superior_of: impl Fn(RecordId) -> Option<RecordId>,
) -> Vec<(usize, Option<usize>, usize)> {
    let places: HashMap<_, _> = people.iter().enumerate().map(|(at, person)| (person.id, at)).collect();
    let above: Vec<_> =
        people.iter().map(|person| superior_of(person.id).and_then(|id| places.get(&id).copied())).collect();
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); people.len()];
    let mut roots = Vec::new();
    for (at, superior) in above.iter().enumerate() {
        match superior {
            Some(superior) if *superior != at => below[*superior].push(at),
            _ => roots.push(at),
        }
    }
    // Whoever leads more people comes first: the head of the office.
    roots.sort_by_key(|at| std::cmp::Reverse(below[*at].len()));
    let mut ordered = Vec::with_capacity(people.len());
    let mut is_placed = vec![false; people.len()];
    let all = roots.iter().copied().chain(0..people.len());
    for root in all {
        let mut waiting = vec![(root, None, 0)];
        while let Some((at, superior, level)) = waiting.pop() {
            if std::mem::replace(&mut is_placed[at], true) {
                continue;
            }
            ordered.push((at, superior, level));
            waiting.extend(below[at].iter().rev().map(|next| (*next, Some(at), level + 1)));
        }
    }
    ordered
}

/// Cells are lines of a form: what was pasted with breaks becomes one line.
fn tidy(skp: &Skp) -> Skp {
    let line = |words: &String| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut tidied = skp.clone();
    for planned in &mut tidied.results {
        for cell in [&mut planned.statement, &mut planned.superior_result, &mut planned.assigned_by] {
            *cell = line(cell);
        }
        for measure in &mut planned.indicators {
            measure.statement = line(&measure.statement);
            measure.target = line(&measure.target);
            measure.quarterly_targets = measure.quarterly_targets.each_ref().map(line);
        }
    }
    tidied.special_expectations = skp
        .special_expectations
        .iter()
        .map(|(value, words)| (*value, line(words)))
        .filter(|(_, words)| !words.is_empty())
        .collect();
    let annex = &mut tidied.annex;
    for list in [&mut annex.dukungan_sumber_daya, &mut annex.skema_pertanggungjawaban, &mut annex.konsekuensi]
    {
        *list = list.iter().map(line).filter(|line| !line.is_empty()).collect();
    }
    tidied
}

fn check_lengths(skp: &Skp) -> Result<(), Failure> {
    let is_long = |words: &str| words.chars().count() > LONGEST_CELL;
    let refuse = |place: &str, result: usize| {
        Err(Failure::new("plan.too_long")
            .with("place", place)
            .with("result", result)
            .with("most", LONGEST_CELL))
    };
    for (planned, number) in skp.results.iter().zip(1..) {
        if [&planned.statement, &planned.superior_result, &planned.assigned_by]
            .into_iter()
            .any(|words| is_long(words))
        {
            return refuse("result", number);
        }
        for measure in &planned.indicators {
            if is_long(&measure.statement)
                || is_long(&measure.target)
                || measure.quarterly_targets.iter().any(|words| is_long(words))
            {
                return refuse("indicator", number);
            }
        }
    }
    let annex = &skp.annex;
    let lists = [&annex.dukungan_sumber_daya, &annex.skema_pertanggungjawaban, &annex.konsekuensi];
    if lists.into_iter().flatten().any(|words| is_long(words)) {
        return refuse("annex", 0);
    }
    if skp.special_expectations.values().any(|words| is_long(words)) {
        return refuse("expectation", 0);
    }
    Ok(())
}
