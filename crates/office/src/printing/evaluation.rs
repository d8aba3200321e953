//! An evaluation and its plan as the data of *Evaluasi Kinerja Pegawai*: what was achieved and said of each result and of each of the seven values.
//!
//! Must not know how the sheet looks. Who the people are, the period and the words of the predicate are taken from the *Dokumen Evaluasi* of the same
//! evaluation, so that the two sheets of one closing never differ. What is closed is read from what its closing kept, never from what the office says today.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use tilik_appraisal::distribution::get_pattern;
use tilik_appraisal::period::Period;
use tilik_appraisal::rating::{CoreValue, Rating};
use tilik_appraisal::reference::ReferencePack;
use tilik_appraisal::skp::Skp;
use tilik_forms::evaluasi_kinerja::EvaluasiKinerja;
use tilik_forms::{Conventions, DokumenEvaluasi, Imprint};
use tilik_journal::RecordId;

use super::work::{fill_behaviours, fill_work};
use crate::Failure;
use crate::closing::ClosedContent;
use crate::evaluation::{Evaluation, ResultDetail, ValueDetail};
use crate::plan::Plan;

/// What is told of results and values, of today or of a closing.
pub(super) struct Told {
    plan: Option<KeptPlan>,
    ratings: KeptRatings,
}

/// What of a kept plan is printed.
#[derive(Debug, Deserialize)]
struct KeptPlan {
    skp: Skp,
    #[serde(default)]
    results: Vec<RecordId>,
}

/// What of kept ratings is printed.
#[derive(Debug, Deserialize)]
struct KeptRatings {
    result_rating: Option<Rating>,
    behaviour_rating: Option<Rating>,
    #[serde(default)]
    feedback: String,
    #[serde(default)]
    results: BTreeMap<RecordId, ResultDetail>,
    #[serde(default)]
    values: BTreeMap<CoreValue, ValueDetail>,
}

impl Told {
    /// As a closing kept it.
    ///
    /// # Errors
    /// `evaluation.content_unreadable`.
    pub(super) fn kept(content: ClosedContent) -> Result<Self, Failure> {
        Self::read(content.plan, content.ratings)
    }

    /// As the office says it today: the same way through, so that a draft looks like what will be closed.
    ///
    /// # Errors
    /// `evaluation.content_unreadable`.
    pub(super) fn now(plan: Option<&Plan>, found: &Evaluation) -> Result<Self, Failure> {
        Self::read(serde_json::to_value(plan)?, serde_json::to_value(found)?)
    }

    fn read(plan: Value, ratings: Value) -> Result<Self, Failure> {
        let unreadable = |error: serde_json::Error| {
            Failure::new("evaluation.content_unreadable").with("reason", error.to_string())
        };
        Ok(Self {
            plan: serde_json::from_value(plan).map_err(unreadable)?,
            ratings: serde_json::from_value(ratings).map_err(unreadable)?,
        })
    }
}

/// The sheet of one evaluation.
pub(super) fn fill_evaluasi(
    pack: &ReferencePack,
    period: Period,
    told: &Told,
    dokumen: &DokumenEvaluasi,
    conventions: &Conventions,
) -> EvaluasiKinerja {
    let rating = |rating| name_rating(conventions, rating);
    let (day, ratings) = (period.ends_on(), &told.ratings);
    let skp = told.plan.as_ref().map(|plan| &plan.skp);
    let work = told.plan.as_ref().map(|plan| {
        fill_work(pack, day, &plan.skp, |at| plan.results.get(at).and_then(|id| ratings.results.get(id)))
    });
    EvaluasiKinerja {
        agency: dokumen.agency.clone(),
        period: dokumen.period.clone(),
        span: dokumen.span.clone(),
        employee: dokumen.employee.clone(),
        assessor: dokumen.assessor.clone(),
        achievement: dokumen.achievement.clone(),
        pattern: draw_curve(pack, period, &dokumen.achievement),
        work: work.unwrap_or_default(),
        result_rating: rating(ratings.result_rating),
        behaviours: fill_behaviours(pack, day, skp, |value| ratings.values.get(&value)),
        behaviour_rating: rating(ratings.behaviour_rating),
        feedback: ratings.feedback.clone(),
        predicate: dokumen.predicate.clone(),
        employee_signing: dokumen.employee_signing.clone(),
        assessor_signing: dokumen.assessor_signing.clone(),
        imprint: Imprint {
            stage: dokumen.stage,
            revision: dokumen.revision.clone(),
            content_hash: dokumen.content_hash.clone(),
            print: dokumen.print.clone(),
            code: dokumen.code.clone(),
        },
        ..EvaluasiKinerja::default()
    }
}

/// A rating in the office's words; nothing for none.
pub(super) fn name_rating(conventions: &Conventions, rating: Option<Rating>) -> String {
    let place = rating.map(|rating| match rating {
        Rating::Above => 0,
        Rating::Meets => 1,
        Rating::Below => 2,
    });
    place.and_then(|place: usize| conventions.ratings.get(place)).cloned().unwrap_or_default()
}

/// Heights of the curve of the achievement that the sheet names; none where it names none.
pub(super) fn draw_curve(pack: &ReferencePack, period: Period, achievement: &str) -> Vec<u16> {
    let day = period.ends_on();
    let named =
        pack.labels_on(day).organisation.iter().find(|(_, label)| label.to_uppercase() == achievement);
    let pattern = named.and_then(|(level, _)| get_pattern(pack, period, *level).ok());
    pattern
        .map(|pattern| pattern.curve.iter().filter_map(|height| u16::try_from(*height).ok()).collect())
        .unwrap_or_default()
}
