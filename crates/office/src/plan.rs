//! SKPs: drafted, agreed, copied, frozen, amended.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use tilik_appraisal::rating::CoreValue;
use tilik_appraisal::skp::{
    Annex, Approach, FormKind, Indicator, PlannedResult, ResultKind, Skp, SkpFinding, SkpSeverity, validate,
};
use tilik_exchange::finding::{Finding, Notice, Refusal};
use tilik_exchange::plans::{SkpDraft, read_plan_file};
use tilik_journal::catalogue::{self, annex_line, expectation, indicator, result, skp};
use tilik_journal::document::Mark;
use tilik_journal::{Document, Group, RecordId, Role};

use crate::people::Person;
use crate::record::{Writes, coded, text};
use crate::{Failure, Office};

/// A result of a plan with the records behind it.
#[derive(Debug, Clone, Serialize)]
pub struct KeptResult {
    /// The record.
    pub id: RecordId,
    /// What was planned.
    pub result: PlannedResult,
}

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
    /// How many addenda it has.
    pub addenda: i64,
    /// What is planned.
    pub skp: Skp,
    /// The results with their records, in the order of `skp.results`.
    pub results: Vec<RecordId>,
}

impl Plan {
    /// Whether both have agreed and nobody differs: from then on it changes by an addendum alone.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self.state, PlanState::Agreed | PlanState::Frozen)
    }
}

/// What an import of plans did.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct PlanReport {
    /// NIPs whose plan was written and agreed.
    pub agreed: Vec<String>,
    /// NIPs whose plan stands as it is.
    pub same: Vec<String>,
    /// Why rows or people were refused.
    pub refused: Vec<Refusal>,
    /// What a person should know.
    pub notices: Vec<Notice>,
    /// The sheets that were read; none for a CSV.
    pub sheets: Vec<String>,
    /// Other visible sheets with something in them, which were not read.
    pub passed_over: Vec<String>,
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
            addenda: document.value(skp::ADDENDUM).and_then(|number| number.as_int()).unwrap_or_default(),
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

    /// Takes plans from a file: each person's is written and agreed in one act, all people in one transaction. A plan that stands as the file has it
    /// stays; another agreed one is refused, it changes only by an addendum.
    ///
    /// # Errors
    /// As [`Office::import_plans_of`].
    pub fn import_plans(&mut self, bytes: &[u8]) -> Result<PlanReport, Failure> {
        self.import_plans_of(bytes, None)
    }

    /// The same, of the sheet named.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of reading the file as a whole and of saving; `exchange.sheet_ambiguous` where
    /// several sheets hold a table of plans and none is named.
    pub fn import_plans_of(&mut self, bytes: &[u8], sheet: Option<&str>) -> Result<PlanReport, Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let plans = read_plan_file(bytes, sheet, self.today())?;
        let staff: HashMap<String, Person> =
            self.list_people()?.into_iter().map(|person| (person.nip.clone(), person)).collect();
        let mut report = PlanReport {
            agreed: Vec::new(),
            same: Vec::new(),
            refused: plans.refused,
            notices: plans.notices,
            sheets: plans.sheets,
            passed_over: plans.passed_over,
        };
        let mut acts = Vec::new();
        let mut planned = HashSet::new();
        for draft in plans.drafts {
            let nip = draft.nip.to_string();
            if !planned.insert((nip.clone(), draft.skp.starts_on.year())) {
                let row = draft.rows.first().copied().unwrap_or_default();
                report.refused.push(Finding::of_row(row, "plans.one_plan_a_year").with("nip", &nip));
                continue;
            }
            match self.plan_draft(draft, &staff)? {
                DraftOutcome::Write(groups) => {
                    acts.push(self.act("skp.agreed", groups)?);
                    report.agreed.push(nip);
                }
                DraftOutcome::Same => report.same.push(nip),
                DraftOutcome::Refuse(findings) => report.refused.extend(findings),
            }
        }
        self.save(acts)?;
        Ok(report)
    }

    fn plan_draft(&self, draft: SkpDraft, staff: &HashMap<String, Person>) -> Result<DraftOutcome, Failure> {
        let row = draft.rows.first().copied().unwrap_or_default();
        let nip = draft.nip.as_str();
        let Some(person) = staff.get(nip) else {
            return Ok(DraftOutcome::Refuse(vec![
                Finding::of_row(row, "plans.person_unknown").with("nip", nip),
            ]));
        };
        if let Err(failure) = self.check_plan_assessor(person) {
            return Ok(DraftOutcome::Refuse(vec![Finding::of_row(row, &failure.code).with("nip", nip)]));
        }
        let mut skp = draft.skp;
        if draft.is_form_guessed
            && let Some(kind) = person.position_kind
        {
            skp.form = kind.form_kind(self.find_head()? == Some(person.id));
        }
        let errors: Vec<_> = validate(&skp)
            .iter()
            .filter(|finding| finding.severity == SkpSeverity::Error)
            .map(|finding| finding_of(row, nip, finding))
            .collect();
        if !errors.is_empty() {
            return Ok(DraftOutcome::Refuse(errors));
        }
        match self.find_plan(person.id, skp.starts_on.year())? {
            Some(plan) if plan.skp == skp && plan.is_settled() => Ok(DraftOutcome::Same),
            Some(plan) if plan.is_settled() => {
                Ok(DraftOutcome::Refuse(vec![Finding::of_row(row, "plans.agreed_already").with("nip", nip)]))
            }
            found => {
                let mut groups =
                    found.map(|plan| retract_parts(&plan, self)).transpose()?.unwrap_or_default();
                groups.extend(self.write_plan(person.id, &skp, Some(self.today()))?);
                Ok(DraftOutcome::Write(groups))
            }
        }
    }

    /// How many results a plan ever had, withdrawn ones included: new ones are named after it.
    pub(crate) fn count_results_ever(&self, plan: RecordId) -> Result<usize, Failure> {
        let kind = catalogue::find_kind(result::KIND).ok_or_else(|| Failure::new("plan.unreadable"))?;
        Ok(self.store().ledger()?.list_documents_where(kind, result::SKP, &plan.into())?.len())
    }

    /// The writes of a whole plan.
    pub(crate) fn write_plan(
        &self,
        person: RecordId,
        plan: &Skp,
        agreed_on: Option<NaiveDate>,
    ) -> Result<Vec<Group>, Failure> {
        let year = plan.starts_on.year();
        let id = RecordId::skp(person, year, 1);
        // Two laptops that take the same plan apart write the same records; a plan written anew has new ones.
        let edition = self.count_results_ever(id)?;
        let mut groups = vec![
            Writes::to(skp::KIND, id)
                .set(skp::PERSON, person)
                .set(skp::YEAR, i64::from(year))
                .set(skp::SEGMENT, 1)
                .set(skp::APPROACH, plan.approach.code())
                .set(skp::FORM, plan.form.code())
                .set(skp::FROM, plan.starts_on.to_string())
                .set(skp::UNTIL, plan.ends_on.to_string())
                .set_some(skp::AGREED_ON, agreed_on.map(|day| day.to_string()))
                .group(),
        ];
        for (planned, order) in plan.results.iter().zip(1i64..) {
            let result_id = RecordId::result(id, edition, order);
            groups.push(
                Writes::to(result::KIND, result_id)
                    .set(result::SKP, id)
                    .set(result::ORDER, order)
                    .set(result::KIND_OF_RESULT, planned.kind.code())
                    .set(result::SUPERIOR_RESULT, planned.superior_result.as_str())
                    .set(result::TEXT, planned.statement.as_str())
                    .set(result::ASSIGNED_BY, planned.assigned_by.as_str())
                    .group(),
            );
            for (measure, order) in planned.indicators.iter().zip(1i64..) {
                let mut writes = Writes::to(indicator::KIND, RecordId::indicator(result_id, order))
                    .set(indicator::RESULT, result_id)
                    .set(indicator::ORDER, order)
                    .set(indicator::ASPECT, measure.aspect.map(|aspect| aspect.code().to_owned()))
                    .set(indicator::PERSPECTIVE, measure.perspective.map(|view| view.code().to_owned()))
                    .set(indicator::TEXT, measure.statement.as_str())
                    .set(indicator::TARGET, measure.target.as_str());
                for (field, target) in QUARTERLY_TARGETS.iter().zip(&measure.quarterly_targets) {
                    if !target.is_empty() {
                        writes = writes.set(*field, target.as_str());
                    }
                }
                groups.push(writes.group());
            }
        }
        for (value, words) in &plan.special_expectations {
            groups.push(
                Writes::to(expectation::KIND, RecordId::expectation(id, value.code()))
                    .set(expectation::SKP, id)
                    .set(expectation::CORE_VALUE, value.code())
                    .set(expectation::TEXT, words.as_str())
                    .group(),
            );
        }
        let annex =
            [&plan.annex.dukungan_sumber_daya, &plan.annex.skema_pertanggungjawaban, &plan.annex.konsekuensi];
        for (list, lines) in ANNEX_LISTS.iter().zip(annex) {
            for (line, order) in lines.iter().zip(1i64..) {
                groups.push(
                    Writes::to(annex_line::KIND, RecordId::annex_line(id, edition, list, order))
                        .set(annex_line::SKP, id)
                        .set(annex_line::LIST, *list)
                        .set(annex_line::ORDER, order)
                        .set(annex_line::TEXT, line.as_str())
                        .group(),
                );
            }
        }
        Ok(groups)
    }

    /// Copies a person's plan to others as drafts to be agreed. Whoever has a plan already keeps it and is named in the answer.
    ///
    /// # Errors
    /// `user.not_permitted`, `evaluation.not_yours`, `plan.missing`, `person.unknown`, and those of saving.
    pub fn copy_plan(
        &mut self,
        from_nip: &str,
        to_nips: &[String],
        year: i32,
    ) -> Result<Vec<String>, Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai, Role::Operator])?;
        let source = self.get_person_by_nip(from_nip)?;
        if !self.may_see(&self.list_superiors()?, source.id, self.today())? {
            return Err(Failure::new("evaluation.not_yours").with("nip", from_nip));
        }
        let plan = self.get_plan(from_nip, year)?;
        let mut kept = Vec::new();
        let mut acts = Vec::new();
        for nip in to_nips {
            let person = self.get_person_by_nip(nip)?;
            if self.find_plan(person.id, year)?.is_some() {
                kept.push(person.nip);
                continue;
            }
            self.check_plan_writer(&person)?;
            acts.push(self.act("skp.copied", self.write_plan(person.id, &plan.skp, None)?)?);
        }
        self.save(acts)?;
        Ok(kept)
    }

    /// Agrees a draft.
    ///
    /// # Errors
    /// `user.not_permitted`, `plan.missing`, `plan.incomplete` with the findings, `plan.agreed_already`.
    pub fn agree_plan(&mut self, nip: &str, year: i32) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let plan = self.get_plan(nip, year)?;
        self.check_plan_assessor(&self.get_person_by_nip(nip)?)?;
        if plan.state != PlanState::Draft {
            return Err(Failure::new("plan.agreed_already").with("nip", nip));
        }
        let errors: Vec<_> = validate(&plan.skp)
            .into_iter()
            .filter(|finding| finding.severity == SkpSeverity::Error)
            .collect();
        if !errors.is_empty() {
            return Err(Failure::new("plan.incomplete").with("findings", serde_json::to_value(errors)?));
        }
        let writes = Writes::to(skp::KIND, plan.id).set(skp::AGREED_ON, self.today().to_string());
        let act = self.act("skp.agreed", vec![writes.group()])?;
        self.save(vec![act])
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

    /// Changes a frozen plan with a reason: the old one stays in the journal, the new one is frozen as the next addendum.
    ///
    /// # Errors
    /// `user.not_permitted`, `plan.missing`, `plan.not_frozen`, `plan.reason_missing`, `plan.incomplete`, and those of saving.
    pub fn amend_plan(&mut self, nip: &str, year: i32, new: &Skp, reason: &str) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let plan = self.get_plan(nip, year)?;
        self.check_plan_assessor(&self.get_person_by_nip(nip)?)?;
        if new.starts_on.year() != plan.year || new.ends_on.year() != plan.year {
            return Err(Failure::new("plan.other_year").with("nip", nip).with("year", year));
        }
        if plan.state != PlanState::Frozen {
            return Err(Failure::new("plan.not_frozen").with("nip", nip));
        }
        if reason.trim().is_empty() {
            return Err(Failure::new("plan.reason_missing").with("nip", nip));
        }
        let errors: Vec<_> =
            validate(new).into_iter().filter(|finding| finding.severity == SkpSeverity::Error).collect();
        if !errors.is_empty() {
            return Err(Failure::new("plan.incomplete").with("findings", serde_json::to_value(errors)?));
        }
        let reopened = Writes::to(skp::KIND, plan.id)
            .set(skp::ADDENDUM, plan.addenda + 1)
            .set(skp::REASON, reason.trim())
            .mark(Mark::Reopened)
            .group();
        let mut written = retract_parts(&plan, self)?;
        written.extend(self.write_plan(plan.person, new, Some(self.today()))?);
        let new_parts: Vec<_> = written
            .iter()
            .filter(|group| !group.fields.iter().any(|(field, _)| *field == tilik_journal::payload::MARK))
            .map(|group| Writes::to(group.kind, group.record).mark(Mark::Frozen).group())
            .collect();
        let acts = vec![
            self.act("skp.reopened", vec![reopened])?,
            self.act("skp.amended", written)?,
            self.act("skp.frozen", new_parts)?,
        ];
        self.save(acts)
    }

    /// An assessor agrees and changes the plans of the people assessed today; the head everybody's.
    pub(crate) fn check_plan_assessor(&self, person: &Person) -> Result<(), Failure> {
        let actor = self.actor()?;
        let superiors = self.list_superiors_of(person.id)?;
        if actor.role == Role::Kepala || superiors.is_assessed_by(person.id, actor.person, self.today()) {
            return Ok(());
        }
        Err(Failure::new("evaluation.not_yours").with("nip", person.nip.as_str()))
    }

    pub(crate) fn get_plan(&self, nip: &str, year: i32) -> Result<Plan, Failure> {
        let person = self.get_person_by_nip(nip)?;
        self.find_plan(person.id, year)?
            .ok_or_else(|| Failure::new("plan.missing").with("nip", nip).with("year", year))
    }
}

enum DraftOutcome {
    Write(Vec<Group>),
    Same,
    Refuse(Vec<Refusal>),
}

/// The three lists of the annex, as their records name them.
pub(crate) const ANNEX_LISTS: [&str; 3] = ["dukungan_sumber_daya", "skema_pertanggungjawaban", "konsekuensi"];
/// The targets of the four quarters.
const QUARTERLY_TARGETS: [u32; 4] =
    [indicator::TARGET_TW1, indicator::TARGET_TW2, indicator::TARGET_TW3, indicator::TARGET_TW4];

fn finding_of(row: u32, nip: &str, finding: &SkpFinding) -> Finding {
    let place = |index: Option<usize>| index.map_or_else(String::new, |index| (index + 1).to_string());
    Finding::of_row(row, &format!("plans.{}", finding.code.code()))
        .with("nip", nip)
        .with("result", place(finding.result))
        .with("indicator", place(finding.indicator))
}

/// Everything that hangs below a plan.
pub(crate) fn list_parts(plan: &Plan, office: &Office) -> Result<Vec<(u32, RecordId)>, Failure> {
    let mut parts = Vec::new();
    for id in &plan.results {
        parts.push((result::KIND, *id));
        parts.extend(
            office
                .list_where(indicator::KIND, indicator::RESULT, *id)?
                .iter()
                .map(|document| (indicator::KIND, document.id)),
        );
    }
    for (kind, field) in [(expectation::KIND, expectation::SKP), (annex_line::KIND, annex_line::SKP)] {
        parts.extend(office.list_where(kind, field, plan.id)?.iter().map(|document| (kind, document.id)));
    }
    Ok(parts)
}

/// Withdraws what hangs below a plan, so that it can be written anew. Expectations are named by their value and simply emptied.
fn retract_parts(plan: &Plan, office: &Office) -> Result<Vec<Group>, Failure> {
    Ok(list_parts(plan, office)?
        .into_iter()
        .map(|(kind, id)| match kind {
            expectation::KIND => Writes::to(kind, id).mark(Mark::Reopened).set(expectation::TEXT, "").group(),
            _ => Writes::to(kind, id).mark(Mark::Retracted).group(),
        })
        .collect())
}
