//! Rows of plans put together to drafts. It must not read cells. Invariant: a cell that a result's rows fill in
//! different ways is refused, never chosen.

use super::row::{AnnexList, PlanContent, PlanRow, ResultRow};
use super::{PlanField, SkpDraft, Source};
use crate::code;
use crate::finding::Refusal;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use tilik_appraisal::skp::{Annex, Approach, FormKind, PlannedResult, ResultKind};
use tilik_appraisal::{Nip, Skp};

/// What must be one for one plan, and for one result in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct SharedCell {
    nip: Nip,
    starts_on: NaiveDate,
    result: Option<(ResultKind, u16)>,
    expectation: Option<&'static str>,
    field_key: &'static str,
}

/// Refuses the later of two rows that fill a shared cell in different ways.
pub(super) fn refuse_differences(sources: &[Source<'_>], refused: &mut Vec<Refusal>) {
    let mut first: HashMap<SharedCell, (u32, String)> = HashMap::new();
    for source in sources {
        let Some(plan) = &source.plan else { continue };
        let number = source.row.row.number;
        for (cell, field, value) in list_shared(plan) {
            match first.get(&cell) {
                Some((other_row, other)) if *other != value => {
                    let refusal = source.row.finding(field, code::PLANS_VALUE_DIFFERS);
                    refused.push(refusal.with("other_row", other_row).with("other_value", other));
                }
                Some(_) => {}
                None => {
                    first.insert(cell, (number, value));
                }
            }
        }
    }
}

fn list_shared(plan: &PlanRow) -> Vec<(SharedCell, PlanField, String)> {
    use crate::header::Field as _;
    let mut shared = Vec::new();
    let mut add = |field: PlanField, result, expectation, value: Option<String>| {
        if let Some(value) = value {
            let (nip, starts_on) = (plan.nip.clone(), plan.starts_on);
            shared.push((
                SharedCell { nip, starts_on, result, expectation, field_key: field.key() },
                field,
                value,
            ));
        }
    };
    add(PlanField::EndsOn, None, None, Some(plan.ends_on.to_string()));
    add(PlanField::Approach, None, None, plan.approach.map(|a| a.to_string()));
    add(PlanField::Form, None, None, plan.form.map(|f| f.to_string()));
    match &plan.content {
        PlanContent::Result(row) => {
            // Without a number the words themselves tell results apart, so they cannot differ.
            if let Some(no) = row.no {
                let result = Some((row.kind, no));
                add(PlanField::Result, result, None, row.statement.clone());
                add(PlanField::SuperiorResult, result, None, row.superior_result.clone());
                add(PlanField::AssignedBy, result, None, row.assigned_by.clone());
            }
        }
        PlanContent::Expectation(value, text) => {
            add(PlanField::Text, None, Some(value.code()), Some(text.clone()))
        }
        PlanContent::Annex(..) => {}
    }
    shared
}

/// The drafts by person and first day, results in the order of the file.
pub(super) fn list_drafts(sources: &[Source<'_>]) -> Vec<SkpDraft> {
    let mut plans: BTreeMap<(&Nip, NaiveDate), Vec<(u32, &PlanRow)>> = BTreeMap::new();
    for source in sources {
        if let Some(plan) = &source.plan {
            plans.entry((&plan.nip, plan.starts_on)).or_default().push((source.row.row.number, plan));
        }
    }
    plans.into_iter().filter_map(|((nip, starts_on), rows)| make_draft(nip, starts_on, &rows)).collect()
}

fn make_draft(nip: &Nip, starts_on: NaiveDate, rows: &[(u32, &PlanRow)]) -> Option<SkpDraft> {
    let mut results: Vec<(Option<u16>, PlannedResult)> = Vec::new();
    let mut special_expectations = BTreeMap::new();
    let mut annex = Annex::default();
    for (_, plan) in rows {
        match &plan.content {
            PlanContent::Result(row) => add_result(&mut results, row),
            PlanContent::Expectation(value, text) => {
                special_expectations.insert(*value, text.clone());
            }
            PlanContent::Annex(AnnexList::Resources, text) => annex.dukungan_sumber_daya.push(text.clone()),
            PlanContent::Annex(AnnexList::Accountability, text) => {
                annex.skema_pertanggungjawaban.push(text.clone());
            }
            PlanContent::Annex(AnnexList::Consequences, text) => annex.konsekuensi.push(text.clone()),
        }
    }
    let mut results: Vec<PlannedResult> = results.into_iter().map(|(_, result)| result).collect();
    results.sort_by_key(|result| result.kind);
    let indicators = || results.iter().flat_map(|result| &result.indicators);
    let has_perspective = indicators().any(|i| i.perspective.is_some());
    let has_aspect = indicators().any(|i| i.aspect.is_some());
    let approach = rows.iter().find_map(|(_, plan)| plan.approach);
    let form = rows.iter().find_map(|(_, plan)| plan.form);
    let guessed_approach =
        if has_perspective || has_aspect { Approach::Kuantitatif } else { Approach::Kualitatif };
    let guessed_form = if has_perspective { FormKind::JptUnitHead } else { FormKind::JaJf };
    let (_, first) = rows.first()?;
    Some(SkpDraft {
        nip: nip.clone(),
        rows: rows.iter().map(|(number, _)| *number).collect(),
        skp: Skp {
            starts_on,
            ends_on: first.ends_on,
            approach: approach.unwrap_or(guessed_approach),
            form: form.unwrap_or(guessed_form),
            results,
            special_expectations,
            annex,
        },
        is_approach_guessed: approach.is_none(),
        is_form_guessed: form.is_none(),
    })
}

/// Adds an indicator to its result: the one with its number, or without a number the one with its words.
fn add_result(results: &mut Vec<(Option<u16>, PlannedResult)>, row: &ResultRow) {
    let words = row.statement.as_deref().unwrap_or("");
    let is_same = |(no, known): &&mut (Option<u16>, PlannedResult)| {
        known.kind == row.kind && *no == row.no && (row.no.is_some() || known.statement == words)
    };
    if let Some((_, known)) = results.iter_mut().find(is_same) {
        fill_empty(&mut known.statement, row.statement.as_deref());
        fill_empty(&mut known.superior_result, row.superior_result.as_deref());
        fill_empty(&mut known.assigned_by, row.assigned_by.as_deref());
        known.indicators.push(row.indicator.clone());
        return;
    }
    let result = PlannedResult {
        kind: row.kind,
        statement: words.to_owned(),
        superior_result: row.superior_result.clone().unwrap_or_default(),
        assigned_by: row.assigned_by.clone().unwrap_or_default(),
        indicators: vec![row.indicator.clone()],
    };
    results.push((row.no, result));
}

fn fill_empty(slot: &mut String, value: Option<&str>) {
    if slot.is_empty() {
        value.unwrap_or_default().clone_into(slot);
    }
}
