//! Forms that are printed of no closing: plans and objections as they stand, and the hash of what of them stands on paper.
//!
//! Must not know how the sheets look. Invariant: a content is hashed from what the journal holds of the subject itself (`docs/seal.md`), never from what is printed
//! beside it: neither a release that words a label otherwise nor a promotion in June makes another sheet of a plan that was signed in January.

use chrono::NaiveDate;
use tilik_appraisal::period::{Period, PeriodKind};
use tilik_appraisal::skp::{PlannedResult, Skp};
use tilik_journal::catalogue::objection;
use tilik_journal::{Document, RecordId, Value};

use super::{ContentHash, SheetForm};
use crate::objection::{Outcome, list_kept};
use crate::plan::{Plan, PlanState};
use crate::record::{coded, is_gone, text};
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
            settled_on: plan.agreed_on,
            content: ContentHash::of(form, &[&kept.0]),
        }
    }

    /// An objection, or its decision.
    fn of_objection(form: SheetForm, document: &Document) -> Option<Self> {
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
            revision: document.value(objection::REVISION).and_then(Value::as_int).unwrap_or_default(),
            is_settled: !is_decision || coded::<Outcome>(document, objection::DECISION).is_some(),
            is_disputed: document.is_disputed(),
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
                let filed = self.find(objection::KIND, id)?.filter(|document| !is_gone(document));
                Ok(filed.as_ref().and_then(|document| Living::of_objection(form, document)))
            }
            SheetForm::EvaluasiKinerja | SheetForm::DokumenEvaluasi => Ok(None),
        }
    }

    /// Everything that a form without closing can be printed of for a period; nothing for a form of closings.
    pub(crate) fn list_living(&self, period: Period, form: SheetForm) -> Result<Vec<Living>, Failure> {
        match form {
            SheetForm::Skp | SheetForm::LampiranSkp => {
                let plans = self.list_plans()?;
                let year = i32::from(period.year());
                let own = plans.iter().filter(|plan| plan.year == year);
                Ok(own.map(|plan| Living::of_plan(form, plan)).collect())
            }
            SheetForm::Keberatan | SheetForm::KeputusanKeberatan => {
                let filed = self.list_where(objection::KIND, objection::PERIOD, period.to_string())?;
                Ok(filed.iter().filter_map(|document| Living::of_objection(form, document)).collect())
            }
            SheetForm::EvaluasiKinerja | SheetForm::DokumenEvaluasi => Ok(Vec::new()),
        }
    }
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
