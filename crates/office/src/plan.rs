//! SKPs: read, copied, agreed, frozen, amended.
//!
//! Must not know how a screen works on one ([`crate::planning`]). Invariant: a plan that both agreed on changes by an addendum alone, and the former version stays in
//! the journal.

mod import;
mod paper;
mod part;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_appraisal::rating::CoreValue;
use tilik_appraisal::skp::{
    Annex, Approach, FormKind, Indicator, PlannedResult, ResultKind, Skp, SkpCode, SkpFinding, SkpSeverity,
    validate,
};
use tilik_journal::catalogue::{annex_line, evaluation, expectation, indicator, result, skp};
use tilik_journal::document::Mark;
use tilik_journal::{Document, RecordId, Role, Value};

use self::part::{ANNEX_LISTS, QUARTERLY_TARGETS, list_parts};
use crate::evaluation::find_revision;
use crate::people::Person;
use crate::record::{Writes, coded, text};
use crate::screen::name_content;
use crate::signed::SignedPaper;
use crate::superior::Superiors;
use crate::{Failure, Office};

pub use self::import::PlanReport;
pub(crate) use self::paper::{check_lengths, tidy};

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    /// Being written.
    Draft,
    /// Agreed by both.
    Agreed,
    /// Fixed for the period; changes come as an addendum.
    Frozen,
    /// Versions apart: a person decides.
    Disputed,
}

/// The plan of a person as kept.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Plan {
    /// The record.
    pub id: RecordId,
    /// Whose.
    pub person: RecordId,
    /// The year.
    pub year: i32,
    /// The position held within the year, from 1.
    pub segment: u32,
    /// Where it stands.
    pub state: PlanState,
    /// When it was agreed.
    pub agreed_on: Option<NaiveDate>,
    /// The paper that the superior signed, where it is the plan of the user who recorded it; else empty.
    pub signed_paper: String,
    /// How many addenda it has.
    pub addenda: i64,
    /// Why the last addendum was made; empty without one.
    #[serde(skip)]
    pub addendum_reason: String,
    /// What is planned.
    pub skp: Skp,
    /// The results with their records, in the order of `skp.results`.
    pub results: Vec<RecordId>,
}

/// What copying a plan to others did.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct PlanCopies {
    /// NIPs of those who have a plan already and keep it.
    pub kept: Vec<String>,
    /// NIPs of those under another superior: which of the superior's results they serve was left open.
    pub unlinked: Vec<String>,
}

impl Plan {
    /// Whether both have agreed and nobody differs: from then on it changes by an addendum alone.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self.state, PlanState::Agreed | PlanState::Frozen)
    }
}

impl Office {
    /// The plan of a person for a year, if there is one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find_plan(&self, person: RecordId, year: i32) -> Result<Option<Plan>, Failure> {
        let found = self.find(skp::KIND, RecordId::skp(person, year, 1))?;
        found
            .filter(|document| !document.is(Mark::Retracted))
            .map(|document| self.read_plan(&document))
            .transpose()
    }

    /// Every plan of the office.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_plans(&self) -> Result<Vec<Plan>, Failure> {
        self.list(skp::KIND)?.iter().map(|document| self.read_plan(document)).collect()
    }

    fn read_plan(&self, document: &Document) -> Result<Plan, Failure> {
        let broken = || Failure::new("plan.unreadable").with("id", document.id.0.to_string());
        let person = document.record(skp::PERSON).ok_or_else(broken)?;
        let year = document.value(skp::YEAR).and_then(|year| year.as_int()).ok_or_else(broken)?;
        let year = i32::try_from(year).map_err(|_| broken())?;
        let day = |field| document.text(field).and_then(|day| day.parse::<NaiveDate>().ok());
        let mut kept = Vec::new();
        let mut parts_are_disputed = false;
        for found in self.list_where(result::KIND, result::SKP, document.id)? {
            parts_are_disputed |= found.is_disputed();
            let order = found.value(result::ORDER).and_then(|order| order.as_int()).unwrap_or_default();
            let planned = PlannedResult {
                kind: coded(&found, result::KIND_OF_RESULT).unwrap_or(ResultKind::Utama),
                statement: text(&found, result::TEXT),
                superior_result: text(&found, result::SUPERIOR_RESULT),
                assigned_by: text(&found, result::ASSIGNED_BY),
                indicators: self.read_indicators(found.id)?,
            };
            kept.push((order, found.id, planned));
        }
        kept.sort_by_key(|(order, id, _)| (*order, *id));
        let (results, planned) = kept.into_iter().map(|(_, id, planned)| (id, planned)).unzip();
        let mut special_expectations = BTreeMap::new();
        for found in self.list_where(expectation::KIND, expectation::SKP, document.id)? {
            let words = text(&found, expectation::TEXT);
            if let Some(value) = coded::<CoreValue>(&found, expectation::CORE_VALUE)
                && !words.is_empty()
            {
                special_expectations.insert(value, words);
            }
        }
        let agreed_on = day(skp::AGREED_ON);
        Ok(Plan {
            id: document.id,
            person,
            year,
            segment: 1,
            state: match agreed_on {
                _ if document.is_disputed() || parts_are_disputed => PlanState::Disputed,
                _ if document.is(Mark::Frozen) => PlanState::Frozen,
                Some(_) => PlanState::Agreed,
                None => PlanState::Draft,
            },
            agreed_on,
            signed_paper: text(document, skp::SIGNED_PAPER),
            addenda: document.value(skp::ADDENDUM).and_then(|number| number.as_int()).unwrap_or_default(),
            addendum_reason: text(document, skp::REASON),
            skp: Skp {
                // While two versions of a date stand, the year is all that is sure; the plan is in dispute and closes nothing.
                starts_on: day(skp::FROM)
                    .or_else(|| NaiveDate::from_ymd_opt(year, 1, 1))
                    .ok_or_else(broken)?,
                ends_on: day(skp::UNTIL)
                    .or_else(|| NaiveDate::from_ymd_opt(year, 12, 31))
                    .ok_or_else(broken)?,
                approach: coded(document, skp::APPROACH).unwrap_or(Approach::Kuantitatif),
                form: coded(document, skp::FORM).unwrap_or(FormKind::JaJf),
                results: planned,
                special_expectations,
                annex: self.read_annex(document.id)?,
            },
            results,
        })
    }

    fn read_indicators(&self, of: RecordId) -> Result<Vec<Indicator>, Failure> {
        let mut found = self.list_where(indicator::KIND, indicator::RESULT, of)?;
        found.sort_by_key(|document| {
            (document.value(indicator::ORDER).and_then(|order| order.as_int()), document.id)
        });
        Ok(found
            .iter()
            .map(|document| Indicator {
                aspect: coded(document, indicator::ASPECT),
                perspective: coded(document, indicator::PERSPECTIVE),
                statement: text(document, indicator::TEXT),
                target: text(document, indicator::TARGET),
                quarterly_targets: std::array::from_fn(|quarter| {
                    QUARTERLY_TARGETS.get(quarter).map_or_else(String::new, |field| text(document, *field))
                }),
            })
            .collect())
    }

    fn read_annex(&self, of: RecordId) -> Result<Annex, Failure> {
        let mut lines: Vec<_> = self
            .list_where(annex_line::KIND, annex_line::SKP, of)?
            .iter()
            .map(|document| {
                let order = document.value(annex_line::ORDER).and_then(|order| order.as_int());
                (text(document, annex_line::LIST), order, text(document, annex_line::TEXT))
            })
            .collect();
        lines.sort();
        let list = |name: &str| {
            lines.iter().filter(|line| line.0 == name).map(|line| line.2.clone()).collect::<Vec<_>>()
        };
        Ok(Annex {
            dukungan_sumber_daya: list(ANNEX_LISTS[0]),
            skema_pertanggungjawaban: list(ANNEX_LISTS[1]),
            konsekuensi: list(ANNEX_LISTS[2]),
        })
    }

    /// Copies a person's plan to others as drafts to be agreed. Whoever has a plan already keeps it and is named in the answer. Which of the superior's results is served
    /// is copied to those under the same superior alone.
    ///
    /// # Errors
    /// `user.not_permitted`, `evaluation.not_yours`, `plan.missing`, `person.unknown`, and those of saving.
    pub fn copy_plan(
        &mut self,
        from_nip: &str,
        to_nips: &[String],
        year: i32,
    ) -> Result<PlanCopies, Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai, Role::Operator])?;
        let source = self.get_person_by_nip(from_nip)?;
        let superiors = self.list_superiors()?;
        if !self.may_see(&superiors, source.id, self.today())? {
            return Err(Failure::new("evaluation.not_yours").with("nip", from_nip));
        }
        let plan = self.get_plan(from_nip, year)?;
        let day = self.day_of_plans(year);
        let superior_of = |person| superiors.find_on(person, day).map(|superior| &superior.assessor);
        let mut unlinked_plan = plan.skp.clone();
        for planned in &mut unlinked_plan.results {
            planned.superior_result.clear();
        }
        let mut copies = PlanCopies { kept: Vec::new(), unlinked: Vec::new() };
        let mut acts = Vec::new();
        for nip in to_nips {
            let person = self.get_person_by_nip(nip)?;
            if self.find_plan(person.id, year)?.is_some() {
                copies.kept.push(person.nip);
                continue;
            }
            self.check_plan_writer(&person)?;
            let is_linked = superior_of(person.id) == superior_of(source.id) || unlinked_plan == plan.skp;
            let copied = if is_linked { &plan.skp } else { &unlinked_plan };
            acts.push(self.act("skp.copied", self.write_plan(person.id, copied, None)?)?);
            if !is_linked {
                copies.unlinked.push(person.nip);
            }
        }
        self.save(acts)?;
        Ok(copies)
    }

    /// Agrees a draft, on the day that both said; today where none is given. Of the user's own the superior agreed, on the day and the paper that `signed` says.
    ///
    /// # Errors
    /// `user.not_permitted`, `plan.day_ahead`, `plan.day_too_early`, those of the paper, `plan.missing`, `plan.incomplete` with the findings, `plan.agreed_already`,
    /// `plan.stale` when it is another plan than the one that was seen.
    pub fn agree_plan(
        &mut self,
        nip: &str,
        year: i32,
        seen: &str,
        agreed_on: Option<NaiveDate>,
        signed: Option<&SignedPaper>,
    ) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let plan = self.get_plan(nip, year)?;
        self.check_plan_assessor(&self.get_person_by_nip(nip)?)?;
        if plan.state != PlanState::Draft {
            return Err(Failure::new("plan.agreed_already").with("nip", nip));
        }
        check_seen(nip, Some(&plan), seen)?;
        self.check_complete(&plan, &plan.skp)?;
        let day = self.check_agreed_on(agreed_on, year)?;
        let writes = Writes::to(skp::KIND, plan.id);
        let signed = self.check_own_paper(plan.person, signed, first_day_of_agreeing(year))?;
        let act = self.act("skp.agreed", vec![agreed_in(writes, day, signed).group()])?;
        self.save(vec![act])
    }

    /// The day on which both agreed a plan of a year: today where none is given.
    fn check_agreed_on(&self, day: Option<NaiveDate>, year: i32) -> Result<NaiveDate, Failure> {
        let Some(day) = day else { return Ok(self.today()) };
        let first = first_day_of_agreeing(year);
        if day > self.today() {
            return Err(Failure::new("plan.day_ahead").with("day", day.to_string()));
        }
        if day < first {
            let failure = Failure::new("plan.day_too_early").with("day", day.to_string());
            return Err(failure.with("first", first.to_string()));
        }
        Ok(day)
    }

    /// Nothing is missing, and no result of the superior is somebody else's.
    fn check_complete(&self, plan: &Plan, new: &Skp) -> Result<(), Failure> {
        let mut errors = list_errors(new);
        let superiors = self.list_superiors_of(plan.person)?;
        errors.extend(self.list_foreign_results(&superiors, plan.person, plan.year, new)?);
        if errors.is_empty() {
            return Ok(());
        }
        let all_foreign = errors.iter().all(|finding| finding.code == SkpCode::SuperiorResultForeign);
        let refusal = if all_foreign {
            Failure::new("plan.superior_result_foreign")
        } else {
            Failure::new("plan.incomplete")
        };
        Err(refusal.with("count", errors.len()).with("findings", serde_json::to_value(errors)?))
    }

    /// Makes an agreed plan a draft again, to be corrected, as long as it is not fixed and nothing was closed by it: what was judged by a plan does not change behind
    /// the sheet, but by an addendum. What was agreed stays in the journal.
    ///
    /// # Errors
    /// `user.not_permitted`, `evaluation.not_yours`, `plan.missing`, `plan.frozen`, `plan.not_agreed`, `plan.disputed`, `plan.evaluated`, `plan.reason_missing`, `plan.stale` when it is
    /// another plan than the one that was seen, and those of saving.
    pub fn reopen_plan(&mut self, nip: &str, year: i32, reason: &str, seen: &str) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let plan = self.get_plan(nip, year)?;
        self.check_plan_assessor(&self.get_person_by_nip(nip)?)?;
        let refuse = |code: &str| Err(Failure::new(code).with("nip", nip));
        match plan.state {
            PlanState::Agreed => {}
            PlanState::Draft => return refuse("plan.not_agreed"),
            PlanState::Frozen => return refuse("plan.frozen"),
            PlanState::Disputed => return refuse("plan.disputed"),
        }
        if self.was_evaluated(&plan)? {
            return refuse("plan.evaluated");
        }
        if reason.trim().is_empty() {
            return refuse("plan.reason_missing");
        }
        check_seen(nip, Some(&plan), seen)?;
        let writes = Writes::to(skp::KIND, plan.id)
            .set(skp::AGREED_ON, Value::Null)
            .set(skp::SIGNED_PAPER, Value::Null)
            .set(skp::REASON, reason.trim());
        let act = self.act("skp.returned", vec![writes.group()])?;
        self.save(vec![act])
    }

    /// What the superior signed, for the user's own plan; nothing is asked for anybody else's.
    fn check_own_paper(
        &self,
        person: RecordId,
        signed: Option<&SignedPaper>,
        first: NaiveDate,
    ) -> Result<Option<SignedPaper>, Failure> {
        if self.is_oneself(person)? { self.check_paper(signed, first).map(Some) } else { Ok(None) }
    }

    /// Whether an evaluation of the plan's year is or was closed.
    pub(crate) fn was_evaluated(&self, plan: &Plan) -> Result<bool, Failure> {
        Ok(self.list_where(evaluation::KIND, evaluation::PERSON, plan.person)?.iter().any(|found| {
            let period = found.text(evaluation::PERIOD).and_then(|period| period.parse::<Period>().ok());
            let revision = find_revision(found);
            period.is_some_and(|period| i32::from(period.year()) == plan.year)
                && (revision > 0 || found.is_locked())
        }))
    }

    /// Fixes the criteria of every agreed plan of a year. Answers how many were fixed.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of saving.
    pub fn freeze_plans(&mut self, year: i32) -> Result<usize, Failure> {
        self.need_role(&[Role::Kepala])?;
        let mut acts = Vec::new();
        for plan in
            self.list_plans()?.iter().filter(|plan| plan.year == year && plan.state == PlanState::Agreed)
        {
            let groups = list_parts(plan, self)?
                .into_iter()
                .chain([(skp::KIND, plan.id)])
                .map(|(kind, id)| Writes::to(kind, id).mark(Mark::Frozen).group())
                .collect();
            acts.push(self.act("skp.frozen", groups)?);
        }
        let count = acts.len();
        self.save(acts)?;
        Ok(count)
    }

    /// Changes a frozen plan with a reason: the old one stays in the journal, the new one is frozen as the next addendum. A result keeps its record, and with it
    /// what open evaluations say of it.
    ///
    /// # Errors
    /// `user.not_permitted`, those of the paper, `plan.missing`, `plan.not_frozen`, `plan.reason_missing`, `plan.too_long` naming the place, `plan.incomplete`, `plan.stale` when it is
    /// another plan than the one that was seen, and those of saving.
    pub fn amend_plan(
        &mut self,
        nip: &str,
        year: i32,
        new: &Skp,
        reason: &str,
        seen: &str,
        signed: Option<&SignedPaper>,
    ) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let plan = self.get_plan(nip, year)?;
        self.check_plan_assessor(&self.get_person_by_nip(nip)?)?;
        let first = plan.agreed_on.unwrap_or_else(|| first_day_of_agreeing(year));
        let signed = self.check_own_paper(plan.person, signed, first)?;
        if new.starts_on.year() != plan.year || new.ends_on.year() != plan.year {
            return Err(Failure::new("plan.other_year").with("nip", nip).with("year", year));
        }
        if plan.state != PlanState::Frozen {
            return Err(Failure::new("plan.not_frozen").with("nip", nip));
        }
        if reason.trim().is_empty() {
            return Err(Failure::new("plan.reason_missing").with("nip", nip));
        }
        check_seen(nip, Some(&plan), seen)?;
        let new = tidy(new);
        check_lengths(&new)?;
        self.check_complete(&plan, &new)?;
        let changed = self.plan_changes(Some(&plan), plan.person, &new)?;
        let addendum = Writes::to(skp::KIND, plan.id)
            .set(skp::ADDENDUM, plan.addenda + 1)
            .set(skp::REASON, reason.trim());
        let mut reopened = vec![agreed_in(addendum, self.today(), signed).mark(Mark::Reopened).group()];
        let mut frozen = vec![(skp::KIND, plan.id)];
        for group in changed.iter().filter(|group| group.record != plan.id) {
            if self.find(group.kind, group.record)?.is_some_and(|part| part.stage.is_locked()) {
                reopened.push(Writes::to(group.kind, group.record).mark(Mark::Reopened).group());
            }
            if !group.fields.iter().any(|(field, value)| {
                *field == tilik_journal::payload::MARK && Mark::find(value) == Some(Mark::Retracted)
            }) {
                frozen.push((group.kind, group.record));
            }
        }
        let frozen =
            frozen.into_iter().map(|(kind, id)| Writes::to(kind, id).mark(Mark::Frozen).group()).collect();
        let mut acts = vec![self.act("skp.reopened", reopened)?];
        if !changed.is_empty() {
            acts.push(self.act("skp.amended", changed)?);
        }
        acts.push(self.act("skp.frozen", frozen)?);
        self.save(acts)
    }

    /// An assessor agrees and changes the plans of the people assessed today; the head everybody's.
    pub(crate) fn check_plan_assessor(&self, person: &Person) -> Result<(), Failure> {
        if self.decides_plan(&self.list_superiors_of(person.id)?, person.id)? {
            return Ok(());
        }
        Err(Failure::new("evaluation.not_yours").with("nip", person.nip.as_str()))
    }

    /// Whether somebody's plan, of whatever year, is the user's to decide today.
    pub(crate) fn decides_plan(&self, superiors: &Superiors, person: RecordId) -> Result<bool, Failure> {
        let actor = self.actor()?;
        Ok(actor.role == Role::Kepala || superiors.is_assessed_by(person, actor.person, self.today()))
    }

    pub(crate) fn get_plan(&self, nip: &str, year: i32) -> Result<Plan, Failure> {
        let person = self.get_person_by_nip(nip)?;
        self.find_plan(person.id, year)?
            .ok_or_else(|| Failure::new("plan.missing").with("nip", nip).with("year", year))
    }
}

/// The day of an agreement and its paper, always both: no paper stays beside a day that it does not say.
fn agreed_in(writes: Writes, day: NaiveDate, signed: Option<SignedPaper>) -> Writes {
    let day = signed.as_ref().map_or(day, |signed| signed.decided_on);
    writes.set(skp::AGREED_ON, day.to_string()).set(skp::SIGNED_PAPER, signed.map(|signed| signed.paper))
}

/// The plans of a year are agreed from the last quarter of the year before.
fn first_day_of_agreeing(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year - 1, 10, 1).unwrap_or(NaiveDate::MIN)
}

/// What somebody writes or agrees is what was on the screen: the name that came with it is still the plan's.
pub(crate) fn check_seen(nip: &str, now: Option<&Plan>, seen: &str) -> Result<(), Failure> {
    if name_content(&now)? == seen {
        return Ok(());
    }
    Err(Failure::new("plan.stale").with("nip", nip))
}

/// What stands in the way of agreeing on a plan.
pub(crate) fn list_errors(plan: &Skp) -> Vec<SkpFinding> {
    let mut findings = validate(plan);
    findings.retain(|finding| finding.severity == SkpSeverity::Error);
    findings
}
