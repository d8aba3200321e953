//! Plans from a file: each person's is written and agreed, refused with its row, or left as it stands.
//!
//! Must not know how a file is read. Invariant: what was agreed and differs is refused; it changes by an addendum alone.

use std::collections::{HashMap, HashSet};

use chrono::Datelike;
use serde::Serialize;
use tilik_appraisal::skp::SkpFinding;
use tilik_exchange::finding::{Finding, Notice, Refusal};
use tilik_exchange::plans::{SkpDraft, read_plan_file};
use tilik_journal::catalogue;
use tilik_journal::{Group, Role};

use super::list_errors;
use crate::people::Person;
use crate::{Failure, Office};

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

enum DraftOutcome {
    Write(Vec<Group>),
    Same,
    Refuse(Vec<Refusal>),
}

impl Office {
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
        let errors: Vec<_> = list_errors(&skp).iter().map(|finding| finding_of(row, nip, finding)).collect();
        if !errors.is_empty() {
            return Ok(DraftOutcome::Refuse(errors));
        }
        match self.find_plan(person.id, skp.starts_on.year())? {
            Some(plan) if plan.skp == skp && plan.is_settled() => Ok(DraftOutcome::Same),
            Some(plan) if plan.is_settled() => {
                Ok(DraftOutcome::Refuse(vec![Finding::of_row(row, "plans.agreed_already").with("nip", nip)]))
            }
            // Two versions of a plan that was fixed: what a file says would come late.
            Some(plan) if self.find(catalogue::skp::KIND, plan.id)?.is_some_and(|plan| plan.is_locked()) => {
                Ok(DraftOutcome::Refuse(vec![Finding::of_row(row, "plan.disputed").with("nip", nip)]))
            }
            Some(plan) => {
                let mut groups = self.plan_changes(Some(&plan), person.id, &skp)?;
                let agreed = (catalogue::skp::AGREED_ON, self.today().to_string().into());
                match groups.iter_mut().find(|group| group.record == plan.id) {
                    Some(own) => own.fields.push(agreed),
                    None => groups.push(Group {
                        kind: catalogue::skp::KIND,
                        record: plan.id,
                        fields: vec![agreed],
                    }),
                }
                Ok(DraftOutcome::Write(groups))
            }
            None => Ok(DraftOutcome::Write(self.write_plan(person.id, &skp, Some(self.today()))?)),
        }
    }
}

fn finding_of(row: u32, nip: &str, finding: &SkpFinding) -> Finding {
    let place = |index: Option<usize>| index.map_or_else(String::new, |index| (index + 1).to_string());
    Finding::of_row(row, &format!("plans.{}", finding.code.code()))
        .with("nip", nip)
        .with("result", place(finding.result))
        .with("indicator", place(finding.indicator))
}
