//! Plans of a year as *Sasaran Kinerja Pegawai* and *Lampiran SKP*.
//!
//! Must not know how the sheets look. A plan that both agreed on carries no watermark; it is printed as it stands now, because an addendum is the plan in force.

use chrono::NaiveDate;
use tilik_appraisal::period::Period;
use tilik_forms::dokumen_evaluasi::{Person as PersonOnPaper, Signing, Stage};
use tilik_forms::lampiran_skp::LampiranSkp;
use tilik_forms::skp::Skp;
use tilik_forms::{Form, Imprint};

use super::SheetInBatch;
use super::work::{fill_behaviours, fill_work};
use crate::closing::{Frame, PatternReason, long_date, span_between};
use crate::people::Person;
use crate::plan::Plan;
use crate::sheet::SheetForm;
use crate::{Failure, Office};

impl Office {
    /// The plan of each person for the year of a period, or of those with these NIPs, in walking order.
    pub(super) fn list_plan_sheets(
        &self,
        form: SheetForm,
        period: Period,
        nips: Option<&[String]>,
    ) -> Result<Vec<SheetInBatch>, Failure> {
        let frame = self.read_frame(period, PatternReason::AskedLater)?;
        let mut sheets = Vec::new();
        for plan in self.list_plans()? {
            let Some(person) = frame.people.get(&plan.person) else { continue };
            let is_asked = nips.is_none_or(|nips| nips.contains(&person.nip));
            if plan.year != i32::from(period.year()) || !is_asked {
                continue;
            }
            let day = find_day(&plan, self.today());
            if !self.may_see(&frame.superiors, person.id, day)? {
                continue;
            }
            let sheet: Box<dyn Form> = match form {
                SheetForm::LampiranSkp => Box::new(self.fill_annex(&frame, person, &plan)),
                SheetForm::Skp
                | SheetForm::EvaluasiKinerja
                | SheetForm::DokumenEvaluasi
                | SheetForm::Keberatan
                | SheetForm::KeputusanKeberatan => Box::new(self.fill_skp(&frame, person, &plan)),
            };
            sheets.push((person.walking_order(), SheetInBatch::new(person, stage_of(&plan), sheet)));
        }
        sheets.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(sheets.into_iter().map(|(_, sheet)| sheet).collect())
    }

    fn fill_skp(&self, frame: &Frame, person: &Person, plan: &Plan) -> Skp {
        let (pack, day) = (self.pack(), plan.skp.ends_on);
        Skp {
            agency: frame.agency.to_uppercase(),
            span: span_between(pack, plan.skp.starts_on, plan.skp.ends_on),
            employee: self.fill_person(person, frame),
            assessor: self.fill_assessor(frame, plan),
            work: fill_work(pack, day, &plan.skp, |_| None),
            behaviours: fill_behaviours(pack, day, Some(&plan.skp), |_| None),
            assessor_signing: self.sign_plan(frame, plan),
            imprint: Imprint { stage: stage_of(plan), ..Imprint::default() },
            ..Skp::default()
        }
    }

    fn fill_annex(&self, frame: &Frame, person: &Person, plan: &Plan) -> LampiranSkp {
        let annex = &plan.skp.annex;
        LampiranSkp {
            agency: frame.agency.to_uppercase(),
            span: span_between(self.pack(), plan.skp.starts_on, plan.skp.ends_on),
            employee: self.fill_person(person, frame),
            assessor: self.fill_assessor(frame, plan),
            support: annex.dukungan_sumber_daya.clone(),
            accountability: annex.skema_pertanggungjawaban.clone(),
            consequences: annex.konsekuensi.clone(),
            assessor_signing: self.sign_plan(frame, plan),
            imprint: Imprint { stage: stage_of(plan), ..Imprint::default() },
            ..LampiranSkp::default()
        }
    }

    /// Who assesses on the day that the plan is agreed.
    fn fill_assessor(&self, frame: &Frame, plan: &Plan) -> PersonOnPaper {
        let assessor = frame.superiors.find_on(plan.person, find_day(plan, self.today()));
        assessor.map(|assessor| self.fill_party(frame, assessor)).unwrap_or_default()
    }

    /// Place and day of the agreement; dots to write on before.
    fn sign_plan(&self, frame: &Frame, plan: &Plan) -> Signing {
        let agreed_on = plan.agreed_on.filter(|_| plan.is_settled() && !frame.place.is_empty());
        let place_and_date = agreed_on.map(|day| format!("{}, {}", frame.place, long_date(self.pack(), day)));
        Signing { place_and_date: place_and_date.unwrap_or_default(), title: String::new() }
    }
}

fn stage_of(plan: &Plan) -> Stage {
    if plan.is_settled() { Stage::Closed } else { Stage::Draft }
}

/// The day whose assessor signs: that of the agreement, else today, within the plan's time.
fn find_day(plan: &Plan, today: NaiveDate) -> NaiveDate {
    let day = plan.agreed_on.unwrap_or(today);
    if day > plan.skp.ends_on { plan.skp.ends_on } else { day.max(plan.skp.starts_on) }
}
