//! Planned results and the seven values as the rows of the SKP family, planned or told.
//!
//! Must not know which sheet they stand on. The order of results is that of the plan within its two sections.

use chrono::NaiveDate;
use tilik_appraisal::rating::{CoreValue, get_core_values};
use tilik_appraisal::reference::{Labels, ReferencePack};
use tilik_appraisal::skp::{Approach, FormKind, Indicator, ResultKind, Skp};
use tilik_forms::behaviour::Behaviour;
use tilik_forms::work::{self, Work, WorkResult};

use crate::evaluation::{ResultDetail, ValueDetail};

/// The results of a plan; `told` finds what was said of the one at a place.
pub(super) fn fill_work<'a>(
    pack: &ReferencePack,
    day: NaiveDate,
    skp: &Skp,
    told: impl Fn(usize) -> Option<&'a ResultDetail>,
) -> Work {
    let labels = pack.labels_on(day);
    let of_kind = |kind: ResultKind| {
        let own = skp.results.iter().enumerate().filter(|(_, planned)| planned.kind == kind);
        own.map(|(at, planned)| {
            let detail = told(at);
            WorkResult {
                superior_result: planned.superior_result.clone(),
                statement: planned.statement.clone(),
                assigned_by: planned.assigned_by.clone(),
                indicators: planned.indicators.iter().map(|each| fill_indicator(labels, each)).collect(),
                realisation: detail.map(|detail| detail.achieved.clone()).unwrap_or_default(),
                feedback: detail.map(|detail| detail.feedback.clone()).unwrap_or_default(),
            }
        })
        .collect()
    };
    Work {
        approach: match skp.approach {
            Approach::Kuantitatif => work::Approach::Quantitative,
            Approach::Kualitatif => work::Approach::Qualitative,
        },
        kind: match skp.form {
            FormKind::JaJf => work::FormKind::JaJf,
            FormKind::JptUnitHead => work::FormKind::JptUnitHead,
        },
        main: of_kind(ResultKind::Utama),
        additional: of_kind(ResultKind::Tambahan),
    }
}

fn fill_indicator(labels: &Labels, indicator: &Indicator) -> work::Indicator {
    let aspect = indicator.aspect.and_then(|aspect| labels.aspects.get(&aspect));
    let perspective = indicator.perspective.and_then(|perspective| labels.perspectives.get(&perspective));
    work::Indicator {
        aspect: aspect.cloned().unwrap_or_default(),
        perspective: perspective.cloned().unwrap_or_default(),
        statement: indicator.statement.clone(),
        target: indicator.target.clone(),
        ..work::Indicator::default()
    }
}

/// The seven values with what the leader expects and, where somebody said it, the feedback.
pub(super) fn fill_behaviours<'a>(
    pack: &ReferencePack,
    day: NaiveDate,
    skp: Option<&Skp>,
    told: impl Fn(CoreValue) -> Option<&'a ValueDetail>,
) -> Vec<Behaviour> {
    // Before the oldest edition the forms print the seven of their own.
    let values = get_core_values(pack, day).unwrap_or_default();
    let expected = |value| skp.and_then(|skp| skp.special_expectations.get(&value)).cloned();
    values
        .iter()
        .map(|text| Behaviour {
            name: text.name.clone(),
            points: text.points.to_vec(),
            expectation: expected(text.value).unwrap_or_default(),
            feedback: told(text.value).map(|detail| detail.feedback.clone()).unwrap_or_default(),
        })
        .collect()
}
