//! The records that a plan is made of, with the fields that are written of each: the same for a plan that is written whole and for a draft that is saved cell by
//! cell.
//!
//! Must not know who may write a plan, or when. Invariant: an empty cell and no cell are one thing on the paper, and neither is written where nothing stood.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use tilik_appraisal::rating::CoreValue;
use tilik_appraisal::skp::{Annex, Indicator, PlannedResult, Skp};
use tilik_journal::catalogue::{self, annex_line, expectation, indicator, result, skp};
use tilik_journal::document::Mark;
use tilik_journal::{Document, Group, RecordId, Value};

use super::Plan;
use crate::record::{Writes, is_gone};
use crate::{Failure, Office};

/// The three lists of the annex, as their records name them.
pub(super) const ANNEX_LISTS: [&str; 3] = ["dukungan_sumber_daya", "skema_pertanggungjawaban", "konsekuensi"];
/// The targets of the four quarters.
pub(super) const QUARTERLY_TARGETS: [u32; 4] =
    [indicator::TARGET_TW1, indicator::TARGET_TW2, indicator::TARGET_TW3, indicator::TARGET_TW4];

/// A record of a plan with all that is written of it.
struct Part {
    kind: u32,
    id: RecordId,
    fields: Vec<(u32, Value)>,
}

impl Part {
    fn of_plan(id: RecordId, person: RecordId, plan: &Skp) -> Self {
        let fields = vec![
            (skp::PERSON, person.into()),
            (skp::YEAR, i64::from(plan.starts_on.year()).into()),
            (skp::SEGMENT, 1i64.into()),
            (skp::APPROACH, plan.approach.code().into()),
            (skp::FORM, plan.form.code().into()),
            (skp::FROM, plan.starts_on.to_string().into()),
            (skp::UNTIL, plan.ends_on.to_string().into()),
        ];
        Self { kind: skp::KIND, id, fields }
    }

    fn of_result(id: RecordId, plan: RecordId, order: i64, planned: &PlannedResult) -> Self {
        let fields = vec![
            (result::SKP, plan.into()),
            (result::ORDER, order.into()),
            (result::KIND_OF_RESULT, planned.kind.code().into()),
            (result::SUPERIOR_RESULT, planned.superior_result.as_str().into()),
            (result::TEXT, planned.statement.as_str().into()),
            (result::ASSIGNED_BY, planned.assigned_by.as_str().into()),
        ];
        Self { kind: result::KIND, id, fields }
    }

    fn of_indicator(result: RecordId, order: i64, measure: &Indicator) -> Self {
        let mut fields = vec![
            (indicator::RESULT, result.into()),
            (indicator::ORDER, order.into()),
            (indicator::ASPECT, measure.aspect.map(|aspect| aspect.code().to_owned()).into()),
            (indicator::PERSPECTIVE, measure.perspective.map(|view| view.code().to_owned()).into()),
            (indicator::TEXT, measure.statement.as_str().into()),
            (indicator::TARGET, measure.target.as_str().into()),
        ];
        let targets = measure.quarterly_targets.iter().map(|target| target.as_str().into());
        fields.extend(QUARTERLY_TARGETS.into_iter().zip(targets));
        Self { kind: indicator::KIND, id: RecordId::indicator(result, order), fields }
    }

    fn of_expectation(plan: RecordId, value: CoreValue, words: &str) -> Self {
        let fields = vec![
            (expectation::SKP, plan.into()),
            (expectation::CORE_VALUE, value.code().into()),
            (expectation::TEXT, words.into()),
        ];
        Self { kind: expectation::KIND, id: RecordId::expectation(plan, value.code()), fields }
    }

    fn of_annex_line(id: RecordId, plan: RecordId, list: &str, order: i64, line: &str) -> Self {
        let fields = vec![
            (annex_line::SKP, plan.into()),
            (annex_line::LIST, list.into()),
            (annex_line::ORDER, order.into()),
            (annex_line::TEXT, line.into()),
        ];
        Self { kind: annex_line::KIND, id, fields }
    }

    /// What its record lacks of it. One that was withdrawn is written whole and taken back.
    fn differing_from(self, now: Option<&Document>) -> Group {
        let mut writes = Writes::to(self.kind, self.id);
        if now.is_some_and(is_gone) {
            writes = writes.mark(Mark::Restored);
        }
        let now = now.filter(|document| !is_gone(document));
        for (field, value) in self.fields {
            let is_empty = value.as_text().is_some_and(str::is_empty);
            if !(is_empty && now.is_none_or(|now| now.value(field).is_none())) {
                writes = writes.change(now, field, value);
            }
        }
        writes.group()
    }

    /// All of it, for a record that nothing stands in.
    fn whole(self) -> Group {
        self.differing_from(None)
    }
}

/// Where each result and each line of the annex is kept.
struct Places {
    results: Vec<RecordId>,
    annex: [Vec<RecordId>; 3],
}

impl Places {
    /// New records: two laptops that take the same plan apart name them alike, and a plan that is written anew names others.
    fn fresh(id: RecordId, edition: usize, plan: &Skp) -> Self {
        let lines = |list: &str, lines: &[String]| {
            (1..).take(lines.len()).map(|order| RecordId::annex_line(id, edition, list, order)).collect()
        };
        let [support, accountability, consequences] = lists_of(&plan.annex);
        Self {
            results: (1..)
                .take(plan.results.len())
                .map(|order| RecordId::result(id, edition, order))
                .collect(),
            annex: [
                lines(ANNEX_LISTS[0], support),
                lines(ANNEX_LISTS[1], accountability),
                lines(ANNEX_LISTS[2], consequences),
            ],
        }
    }

    fn list_parts(&self, id: RecordId, person: RecordId, plan: &Skp) -> Vec<Part> {
        let mut parts = vec![Part::of_plan(id, person, plan)];
        for ((planned, order), result) in plan.results.iter().zip(1..).zip(&self.results) {
            parts.push(Part::of_result(*result, id, order, planned));
            let measures = planned.indicators.iter().zip(1..);
            parts.extend(measures.map(|(measure, order)| Part::of_indicator(*result, order, measure)));
        }
        let expectations = plan.special_expectations.iter().filter(|(_, words)| !words.is_empty());
        parts.extend(expectations.map(|(value, words)| Part::of_expectation(id, *value, words)));
        for ((list, lines), records) in ANNEX_LISTS.iter().zip(lists_of(&plan.annex)).zip(&self.annex) {
            let lines = lines.iter().zip(1..).zip(records);
            parts.extend(
                lines.map(|((line, order), record)| Part::of_annex_line(*record, id, list, order, line)),
            );
        }
        parts
    }
}

fn lists_of(annex: &Annex) -> [&[String]; 3] {
    [&annex.dukungan_sumber_daya, &annex.skema_pertanggungjawaban, &annex.konsekuensi]
}

impl Office {
    /// The writes of a whole plan.
    pub(super) fn write_plan(
        &self,
        person: RecordId,
        plan: &Skp,
        agreed_on: Option<NaiveDate>,
    ) -> Result<Vec<Group>, Failure> {
        let id = RecordId::skp(person, plan.starts_on.year(), 1);
        let mut parts = Places::fresh(id, self.count_parts_ever(id)?, plan).list_parts(id, person, plan);
        if let (Some(own), Some(day)) = (parts.first_mut(), agreed_on) {
            own.fields.push((skp::AGREED_ON, day.to_string().into()));
        }
        Ok(parts.into_iter().map(Part::whole).collect())
    }

    /// What has to be written for a plan to become another. Of a fixed one, what is changed must be opened first.
    pub(crate) fn plan_changes(
        &self,
        old: Option<&Plan>,
        person: RecordId,
        new: &Skp,
    ) -> Result<Vec<Group>, Failure> {
        let id = RecordId::skp(person, new.starts_on.year(), 1);
        let mut places = Places::fresh(id, self.count_parts_ever(id)?, new);
        if let Some(old) = old {
            for (place, kept) in places.results.iter_mut().zip(pair_results(&old.skp.results, &new.results)) {
                *place = kept.and_then(|at| old.results.get(at).copied()).unwrap_or(*place);
            }
            for (list, places) in ANNEX_LISTS.iter().zip(&mut places.annex) {
                for (place, kept) in places.iter_mut().zip(self.list_annex_records(id, list)?) {
                    *place = kept;
                }
            }
        }
        let parts = places.list_parts(id, person, new);
        let wanted: HashSet<_> = parts.iter().map(|part| (part.kind, part.id)).collect();
        let mut groups = Vec::new();
        for part in parts {
            let now = self.find(part.kind, part.id)?;
            groups.push(part.differing_from(now.as_ref()));
        }
        for (kind, part) in old.map(|old| list_parts(old, self)).transpose()?.unwrap_or_default() {
            if wanted.contains(&(kind, part)) {
                continue;
            }
            groups.push(match kind {
                expectation::KIND => {
                    let now = self.find(kind, part)?;
                    Writes::to(kind, part).change(now.as_ref(), expectation::TEXT, "").group()
                }
                _ => Writes::to(kind, part).mark(Mark::Retracted).group(),
            });
        }
        groups.retain(|group| !group.fields.is_empty());
        Ok(groups)
    }

    /// How many results and lines of the annex a plan ever had, withdrawn ones included: new ones are named after it.
    fn count_parts_ever(&self, plan: RecordId) -> Result<usize, Failure> {
        let mut count = 0;
        for (kind, field) in [(result::KIND, result::SKP), (annex_line::KIND, annex_line::SKP)] {
            let kind = catalogue::find_kind(kind).ok_or_else(|| Failure::new("plan.unreadable"))?;
            count += self.store().ledger()?.list_documents_where(kind, field, &plan.into())?.len();
        }
        Ok(count)
    }

    fn list_annex_records(&self, plan: RecordId, list: &str) -> Result<Vec<RecordId>, Failure> {
        let mut kept = self.list_where(annex_line::KIND, annex_line::SKP, plan)?;
        kept.retain(|document| document.text(annex_line::LIST) == Some(list));
        kept.sort_by_key(|document| (document.value(annex_line::ORDER).and_then(Value::as_int), document.id));
        Ok(kept.iter().map(|document| document.id).collect())
    }
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

/// Everything that hangs below a plan.
pub(super) fn list_parts(plan: &Plan, office: &Office) -> Result<Vec<(u32, RecordId)>, Failure> {
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
