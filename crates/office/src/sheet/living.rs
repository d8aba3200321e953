//! Forms that are printed of no closing: plans and objections as they stand, and the hash of what of them stands on paper.
//!
//! Must not know how the sheets look. Invariant: a content is hashed from what the journal holds of the subject itself (`docs/seal.md`), never from what is printed
//! beside it: neither a release that words a label otherwise nor a promotion in June makes another sheet of a plan that was signed in January.

use std::collections::HashMap;

use chrono::NaiveDate;
use tilik_appraisal::period::{Period, PeriodKind};
use tilik_appraisal::skp::{PlannedResult, Skp};
use tilik_journal::catalogue::{evaluation, objection};
use tilik_journal::document::Mark;
use tilik_journal::{Document, RecordId, Value};
use tilik_store::ledger::Row;

use super::{ContentHash, SheetForm, VoidReason};
use crate::objection::{ObjectionState, Outcome, list_kept};
use crate::plan::{Plan, PlanState};
use crate::record::{coded, text};
use crate::session::get_kind;
use crate::{Failure, Office};

/// What a sheet without closing is printed of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Living {
    /// The plan or the objection.
    pub(crate) id: RecordId,
    pub(crate) person: RecordId,
    /// As a claim says it: which agreement of a plan, or to which closing an objection is.
    pub(crate) revision: i64,
    /// Whether it is what people sign: agreed, filed, decided.
    pub(crate) is_settled: bool,
    pub(crate) is_disputed: bool,
    /// Why no paper of it holds any more: an objection that was taken back, or whose closing was overtaken before anybody decided.
    pub(crate) lapsed: Option<VoidReason>,
    /// The day from which people may sign it: of the agreement, the filing, the decision.
    pub(crate) settled_on: Option<NaiveDate>,
    pub(crate) content: ContentHash,
}

impl SheetForm {
    /// The period that papers of this form are kept under: of a plan its year, else the one given.
    #[must_use]
    pub fn period_of(self, period: Period) -> Period {
        match self {
            // The year of a period is always one that a period may have.
            Self::Skp | Self::LampiranSkp => {
                Period::new(period.year(), PeriodKind::Annual, 1).unwrap_or(period)
            }
            Self::EvaluasiKinerja | Self::DokumenEvaluasi | Self::Keberatan | Self::KeputusanKeberatan => {
                period
            }
        }
    }
}

impl Living {
    /// A plan as one of its two sheets shows it.
    pub(crate) fn of_plan(form: SheetForm, plan: &Plan) -> Self {
        let mut kept = Kept::default();
        for day in [Some(plan.skp.starts_on), Some(plan.skp.ends_on), plan.agreed_on] {
            kept.word(&day.map(|day| day.to_string()).unwrap_or_default());
        }
        if form == SheetForm::LampiranSkp {
            let annex = &plan.skp.annex;
            for lines in [&annex.dukungan_sumber_daya, &annex.skema_pertanggungjawaban, &annex.konsekuensi] {
                kept.list(lines, |kept, line| kept.word(line));
            }
        } else {
            kept.plan(&plan.skp);
        }
        Self {
            id: plan.id,
            person: plan.person,
            revision: plan.addenda + 1,
            is_settled: plan.is_settled(),
            is_disputed: plan.state == PlanState::Disputed,
            lapsed: None,
            settled_on: plan.agreed_on,
            content: ContentHash::of(form, &[&kept.0]),
        }
    }

    /// An objection, or its decision. `closed`: which closing of the evaluation is in force.
    fn of_objection(form: SheetForm, document: &Document, closed: Option<i64>) -> Option<Self> {
        let state = ObjectionState::of(document);
        let revision = document.value(objection::REVISION).and_then(Value::as_int).unwrap_or_default();
        // What was decided stays decided.
        let lapsed = match state {
            ObjectionState::Withdrawn => Some(VoidReason::Withdrawn),
            ObjectionState::Filed | ObjectionState::Heard => match closed {
                Some(closed) => (closed != revision).then_some(VoidReason::ClosedAgain),
                None => Some(VoidReason::Reopened),
            },
            ObjectionState::Upheld | ObjectionState::Changed => None,
        };
        let is_decision = form == SheetForm::KeputusanKeberatan;
        let settled_on = if is_decision { objection::DECIDED_ON } else { objection::FILED_ON };
        let mut kept = Kept::default();
        for field in [objection::RECEIVED_ON, objection::FILED_ON] {
            kept.word(&text(document, field));
        }
        if is_decision {
            kept.0.extend(list_kept(document));
        } else {
            kept.word(&text(document, objection::REASONS));
            kept.word(&text(document, objection::LATE_REASON));
        }
        Some(Self {
            id: document.id,
            person: document.record(objection::PERSON)?,
            revision,
            is_settled: lapsed.is_none()
                && (!is_decision || coded::<Outcome>(document, objection::DECISION).is_some()),
            is_disputed: document.is_disputed(),
            lapsed,
            settled_on: text(document, settled_on).parse().ok(),
            content: ContentHash::of(form, &[&kept.0]),
        })
    }
}

impl Office {
    /// One plan or objection, as a form without closing is printed of it; none of another person, year or form.
    pub(crate) fn find_living(
        &self,
        form: SheetForm,
        person: RecordId,
        year: u16,
        id: RecordId,
    ) -> Result<Option<Living>, Failure> {
        match form {
            SheetForm::Skp | SheetForm::LampiranSkp => {
                let plan = self.find_plan(person, i32::from(year))?.filter(|plan| plan.id == id);
                Ok(plan.map(|plan| Living::of_plan(form, &plan)))
            }
            SheetForm::Keberatan | SheetForm::KeputusanKeberatan => {
                let Some(filed) = self.find(objection::KIND, id)? else { return Ok(None) };
                let newest = match filed.record(objection::EVALUATION) {
                    Some(evaluation) => self.find_closing_number(evaluation)?,
                    None => None,
                };
                let closed = newest.and_then(|(revision, is_in_force)| is_in_force.then_some(revision));
                Ok(Living::of_objection(form, &filed, closed))
            }
            SheetForm::EvaluasiKinerja | SheetForm::DokumenEvaluasi => Ok(None),
        }
    }

    /// Everything that a form without closing can be or was printed of for a period, what lapsed included; nothing for a form of closings.
    pub(crate) fn list_living(&self, period: Period, form: SheetForm) -> Result<Vec<Living>, Failure> {
        match form {
            SheetForm::Skp | SheetForm::LampiranSkp => {
                let plans = self.list_plans()?;
                let year = i32::from(period.year());
                let own = plans.iter().filter(|plan| plan.year == year);
                Ok(own.map(|plan| Living::of_plan(form, plan)).collect())
            }
            SheetForm::Keberatan | SheetForm::KeputusanKeberatan => {
                let period = Value::from(period.to_string());
                let ledger = self.store().ledger()?;
                let filed =
                    ledger.list_documents_where(get_kind(objection::KIND)?, objection::PERIOD, &period)?;
                let of = Some((evaluation::PERIOD, period));
                let rows = self.list_rows(evaluation::KIND, of, &[evaluation::REVISION])?;
                let in_force = rows.iter().filter_map(|row| Some((row.id, find_closed(row)?)));
                let in_force: HashMap<_, _> = in_force.collect();
                let closing_of =
                    |filed: &Document| in_force.get(&filed.record(objection::EVALUATION)?).copied();
                let living = filed.iter().filter_map(|own| Living::of_objection(form, own, closing_of(own)));
                Ok(living.collect())
            }
            SheetForm::EvaluasiKinerja | SheetForm::DokumenEvaluasi => Ok(Vec::new()),
        }
    }

    /// Of each person the one that is printed: nothing that lapsed; of two that stand, as two laptops may have it, a settled one before an open one, else that to the
    /// newest closing.
    pub(crate) fn list_printed_living(
        &self,
        period: Period,
        form: SheetForm,
    ) -> Result<HashMap<RecordId, Living>, Failure> {
        let mut living = self.list_living(period, form)?;
        living.retain(|own| own.lapsed.is_none());
        living.sort_by_key(|own| (own.is_settled, own.revision));
        Ok(living.into_iter().map(|own| (own.person, own)).collect())
    }

    /// The number of the newest closing of an evaluation, and whether that is in force.
    pub(crate) fn find_closing_number(&self, evaluation: RecordId) -> Result<Option<(i64, bool)>, Failure> {
        let ledger = self.store().ledger()?;
        let row = ledger.find_row(get_kind(evaluation::KIND)?, evaluation, &[evaluation::REVISION])?;
        Ok(row.and_then(|row| Some((row.int(0)?, find_closed(&row).is_some()))))
    }
}

fn find_closed(row: &Row) -> Option<i64> {
    if row.stage == Some(Mark::Closed) && !row.is_retracted { row.int(0) } else { None }
}

/// The bytes that are hashed: values and lists, each after its length as 4 bytes.
#[derive(Default)]
struct Kept(Vec<u8>);

impl Kept {
    fn length(&mut self, length: usize) {
        self.0.extend(u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
    }

    fn word(&mut self, word: &str) {
        self.length(word.len());
        self.0.extend(word.as_bytes());
    }

    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.length(items.len());
        for item in items {
            write(self, item);
        }
    }

    fn plan(&mut self, skp: &Skp) {
        self.word(skp.approach.code());
        self.word(skp.form.code());
        self.list(&skp.results, Self::result);
        let expectations: Vec<_> = skp.special_expectations.iter().collect();
        self.list(&expectations, |kept, (value, words)| {
            kept.word(value.code());
            kept.word(words);
        });
    }

    fn result(&mut self, result: &PlannedResult) {
        self.word(result.kind.code());
        for words in [&result.statement, &result.superior_result, &result.assigned_by] {
            self.word(words);
        }
        self.list(&result.indicators, |kept, indicator| {
            kept.word(indicator.aspect.map_or("", |aspect| aspect.code()));
            kept.word(indicator.perspective.map_or("", |perspective| perspective.code()));
            kept.word(&indicator.statement);
            kept.word(&indicator.target);
        });
    }
}
