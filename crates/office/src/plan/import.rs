//! Plans from a file: each person's is written and agreed, refused with its row, or left as it stands. The user's own is written as a draft.
//!
//! Must not know how a file is read. Invariant: what was agreed and differs is refused; it changes by an addendum alone.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use tilik_appraisal::skp::SkpFinding;
use tilik_exchange::finding::{Finding, Notice, Refusal};
use tilik_exchange::plans::{SkpDraft, read_plan_file};
use tilik_journal::catalogue;
use tilik_journal::catalogue::skp::{AGREED_ON, SIGNED_PAPER};
use tilik_journal::{Group, RecordId, Role};
use tilik_store::ledger::Act;

use super::{first_day_of_agreeing, list_errors};
use crate::people::Person;
use crate::signed::SignedPaper;
use crate::{Failure, Office};

/// What an import of plans did.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct PlanReport {
    /// NIPs whose plan was written and agreed.
    pub agreed: Vec<String>,
    /// NIPs whose plan was written and waits to be agreed: the user's own, on which the superior decides.
    pub drafted: Vec<String>,
    /// NIPs among these two whose draft gave way to what the file says.
    pub replaced: Vec<String>,
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
    Write {
        groups: Vec<Group>,
        /// Nobody agrees an own plan: it is written, and the paper that the superior signed is asked for.
        is_agreed: bool,
        /// Another draft gives way.
        replaces: bool,
    },
    Same,
    Refuse(Vec<Refusal>),
}

impl Office {
    /// Takes plans from a file: each person's is written and agreed in one act, all people in one transaction. A plan that stands as the file has it
    /// stays; another agreed one is refused, it changes only by an addendum. The user's own is a draft until what the superior signed is written down.
    ///
    /// # Errors
    /// As [`Office::import_plans_of`].
    pub fn import_plans(&mut self, bytes: &[u8]) -> Result<PlanReport, Failure> {
        self.import_plans_of(bytes, None, None)
    }

    /// The same, of the sheet named. With the paper that the superior signed the user's own plan is agreed by it.
    ///
    /// # Errors
    /// `user.not_permitted`, `own.paper_missing`, `own.day_ahead`, and those of reading the file as a whole and of saving; `exchange.sheet_ambiguous` where
    /// several sheets hold a table of plans and none is named.
    pub fn import_plans_of(
        &mut self,
        bytes: &[u8],
        sheet: Option<&str>,
        signed: Option<&SignedPaper>,
    ) -> Result<PlanReport, Failure> {
        let (report, acts) = self.weigh_plans(bytes, sheet, signed)?;
        self.save(acts)?;
        Ok(report)
    }

    /// What taking plans from a file would do; nothing is written.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of reading the file as a whole.
    pub fn preview_plans(&self, bytes: &[u8], sheet: Option<&str>) -> Result<PlanReport, Failure> {
        self.weigh_plans(bytes, sheet, None).map(|(report, _)| report)
    }

    fn weigh_plans(
        &self,
        bytes: &[u8],
        sheet: Option<&str>,
        signed: Option<&SignedPaper>,
    ) -> Result<(PlanReport, Vec<Act>), Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let signed = signed.map(|signed| self.check_paper(Some(signed), NaiveDate::MIN)).transpose()?;
        let plans = read_plan_file(bytes, sheet, self.today())?;
        let staff: HashMap<String, Person> =
            self.list_people()?.into_iter().map(|person| (person.nip.clone(), person)).collect();
        let mut report = PlanReport {
            agreed: Vec::new(),
            drafted: Vec::new(),
            replaced: Vec::new(),
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
            match self.plan_draft(draft, &staff, signed.as_ref())? {
                DraftOutcome::Write { groups, is_agreed, replaces } => {
                    if !groups.is_empty() {
                        acts.push(self.act(if is_agreed { "skp.agreed" } else { "skp.changed" }, groups)?);
                    }
                    if replaces {
                        report.replaced.push(nip.clone());
                    }
                    if is_agreed { &mut report.agreed } else { &mut report.drafted }.push(nip);
                }
                DraftOutcome::Same => report.same.push(nip),
                DraftOutcome::Refuse(findings) => report.refused.extend(findings),
            }
        }
        Ok((report, acts))
    }

    fn plan_draft(
        &self,
        draft: SkpDraft,
        staff: &HashMap<String, Person>,
        signed: Option<&SignedPaper>,
    ) -> Result<DraftOutcome, Failure> {
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
            found => {
                let replaces = found.as_ref().is_some_and(|plan| plan.skp != skp);
                let id = RecordId::skp(person.id, skp.starts_on.year(), 1);
                let mut groups = self.plan_changes(found.as_ref(), person.id, &skp)?;
                let agreed = match signed {
                    _ if !self.is_oneself(person.id)? => {
                        vec![(AGREED_ON, self.today().to_string().into())]
                    }
                    Some(SignedPaper { decided_on, .. })
                        if *decided_on < first_day_of_agreeing(skp.starts_on.year()) =>
                    {
                        let first = first_day_of_agreeing(skp.starts_on.year());
                        return Ok(DraftOutcome::Refuse(vec![
                            Finding::of_row(row, "own.day_too_early")
                                .with("nip", nip)
                                .with("day", decided_on)
                                .with("first", first),
                        ]));
                    }
                    Some(SignedPaper { decided_on, paper }) => {
                        vec![
                            (AGREED_ON, decided_on.to_string().into()),
                            (SIGNED_PAPER, paper.as_str().into()),
                        ]
                    }
                    None => return Ok(DraftOutcome::Write { groups, is_agreed: false, replaces }),
                };
                match groups.iter_mut().find(|group| group.record == id) {
                    Some(own) => own.fields.extend(agreed),
                    None => groups.push(Group { kind: catalogue::skp::KIND, record: id, fields: agreed }),
                }
                Ok(DraftOutcome::Write { groups, is_agreed: true, replaces })
            }
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
