//! Plans of a year as *Sasaran Kinerja Pegawai* and *Lampiran SKP*.
//!
//! Must not know how the sheets look. A plan that both agreed on carries no watermark; it is printed as it stands now, because an addendum is the plan in force.

use chrono::NaiveDate;
use tilik_appraisal::period::Period;
use tilik_forms::dokumen_evaluasi::{Person as PersonOnPaper, Signing, Stage};
use tilik_forms::lampiran_skp::LampiranSkp;
use tilik_forms::skp::Skp;
use tilik_forms::{Form, Imprint};

use super::batch::SheetInBatch;
use super::work::{fill_behaviours, fill_work};
use crate::closing::{Frame, PatternReason, long_date, span_between};
use crate::people::Person;
use crate::plan::Plan;
use crate::sheet::{Living, Printable, SheetForm};
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
        let mut plans = self.list_plans()?;
        plans.retain(|plan| plan.year == i32::from(period.year()));
        let own = self.list_plans_to_print(&frame, &plans, nips)?;
        let settled = own.iter().filter_map(|(person, plan)| {
            Some((*person, Printable::of_living(form, Living::of_plan(form, plan))?))
        });
        let prints = self.number_prints(period, form, settled.collect())?;
        let mut sheets = Vec::with_capacity(own.len());
        for (person, plan) in own {
            let stage = stage_of(plan);
            let print = prints.iter().find(|print| print.subject == plan.id);
            let imprint = self.fill_imprint(stage, print)?;
            let sheet: Box<dyn Form> = match form {
                SheetForm::LampiranSkp => Box::new(self.fill_annex(&frame, person, plan, imprint)),
                SheetForm::Skp
                | SheetForm::EvaluasiKinerja
                | SheetForm::DokumenEvaluasi
                | SheetForm::Keberatan
                | SheetForm::KeputusanKeberatan => Box::new(self.fill_skp(&frame, person, plan, imprint)),
            };
            sheets.push(SheetInBatch::new(person, stage, sheet, print.cloned()));
        }
        Ok(sheets)
    }

    /// Plans that the user may see, in walking order; of whoever has left what was agreed alone.
    pub(super) fn list_plans_to_print<'a>(
        &self,
        frame: &'a Frame,
        plans: &'a [Plan],
        nips: Option<&[String]>,
    ) -> Result<Vec<(&'a Person, &'a Plan)>, Failure> {
        let mut own = Vec::new();
        for plan in plans {
            let Some(person) = frame.find(plan.person) else { continue };
            if frame.has_left(person.id) && !plan.is_settled() {
                continue;
            }
            let is_asked = nips.is_none_or(|nips| nips.contains(&person.nip));
            if is_asked && self.may_see(&frame.superiors, person.id, find_day(plan, self.today()))? {
                own.push((person, plan));
            }
        }
        own.sort_by_cached_key(|(person, _)| person.walking_order());
        Ok(own)
    }

    fn fill_skp(&self, frame: &Frame, person: &Person, plan: &Plan, imprint: Imprint) -> Skp {
        let (pack, day) = (self.pack(), plan.skp.ends_on);
        Skp {
            agency: frame.agency.to_uppercase(),
            span: span_between(pack, plan.skp.starts_on, plan.skp.ends_on),
            employee: self.fill_person(person, frame),
            assessor: self.fill_assessor(frame, plan),
            work: fill_work(pack, day, &plan.skp, |_| None),
            behaviours: fill_behaviours(pack, day, Some(&plan.skp), |_| None),
            assessor_signing: self.sign_plan(frame, plan),
            imprint,
            ..Skp::default()
        }
    }

    fn fill_annex(&self, frame: &Frame, person: &Person, plan: &Plan, imprint: Imprint) -> LampiranSkp {
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
            imprint,
            ..LampiranSkp::default()
        }
    }

    /// Who assesses on the day that the plan is agreed.
    pub(super) fn fill_assessor(&self, frame: &Frame, plan: &Plan) -> PersonOnPaper {
        let assessor = frame.superiors.find_on(plan.person, find_day(plan, self.today()));
        assessor.map(|assessor| self.fill_party(frame, assessor)).unwrap_or_default()
    }

    /// Place and day of the agreement; dots to write on before.
    pub(super) fn sign_plan(&self, frame: &Frame, plan: &Plan) -> Signing {
        let agreed_on = plan.agreed_on.filter(|_| plan.is_settled() && !frame.place.is_empty());
        let place_and_date = agreed_on.map(|day| format!("{}, {}", frame.place, long_date(self.pack(), day)));
        Signing { place_and_date: place_and_date.unwrap_or_default(), title: String::new() }
    }
}

pub(super) fn stage_of(plan: &Plan) -> Stage {
    if plan.is_settled() { Stage::Closed } else { Stage::Draft }
}

/// The day whose assessor signs: that of the agreement, else today, within the plan's time.
pub(super) fn find_day(plan: &Plan, today: NaiveDate) -> NaiveDate {
    let day = plan.agreed_on.unwrap_or(today);
    if day > plan.skp.ends_on { plan.skp.ends_on } else { day.max(plan.skp.starts_on) }
}
