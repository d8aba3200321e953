//! Sheets of a person whose papers are not followed: *matriks peran hasil*, *lembar ekspektasi* and *umpan balik*.
//!
//! Must not know how the sheets look. Each is made of what another sheet is made of, and is final when that one is.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_appraisal::rating::get_core_values;
use tilik_appraisal::skp::{PlannedResult, ResultKind, find_served};
use tilik_forms::dokumen_evaluasi::Stage;
use tilik_forms::evaluasi_kinerja::EvaluasiKinerja;
use tilik_forms::lembar_ekspektasi::{ExpectedBehaviour, ExpectedResult, LembarEkspektasi};
use tilik_forms::matriks_peran_hasil::{self, LeaderResult, MatriksPeranHasil};
use tilik_forms::umpan_balik::UmpanBalik;
use tilik_forms::{Conventions, Form, Imprint};
use tilik_journal::{RecordId, Role};
use ts_rs::TS;

use super::batch::SheetInBatch;
use super::evaluation::fill_evaluasi;
use super::plans::{find_day, stage_of};
use super::roll::SheetStanding;
use super::units::say;
use crate::closing::{Frame, PatternReason, span_between};
use crate::people::Person;
use crate::plan::{Plan, PlanState};
use crate::sheet::SheetForm;
use crate::{Failure, Office};

/// A form of one person whose papers are not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BesideForm {
    /// *Matriks pembagian peran dan hasil* of somebody who leads others.
    MatriksPeranHasil,
    /// *Lembar ekspektasi* with its receipt.
    LembarEkspektasi,
    /// *Umpan balik berkelanjutan*.
    UmpanBalik,
}

/// A form of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum PersonForm {
    /// Its papers are followed.
    Followed(SheetForm),
    /// They are not.
    Beside(BesideForm),
}

impl From<SheetForm> for PersonForm {
    fn from(form: SheetForm) -> Self {
        Self::Followed(form)
    }
}

impl From<BesideForm> for PersonForm {
    fn from(form: BesideForm) -> Self {
        Self::Beside(form)
    }
}

impl PersonForm {
    /// Whether everybody should have one; the others concern who leads or who objected.
    pub(super) fn is_of_all(self) -> bool {
        match self {
            Self::Followed(form) => match form {
                SheetForm::Skp
                | SheetForm::LampiranSkp
                | SheetForm::EvaluasiKinerja
                | SheetForm::DokumenEvaluasi => true,
                SheetForm::Keberatan | SheetForm::KeputusanKeberatan => false,
            },
            Self::Beside(BesideForm::LembarEkspektasi | BesideForm::UmpanBalik) => true,
            Self::Beside(BesideForm::MatriksPeranHasil) => false,
        }
    }

    /// Whether it is made of plans, which are of a year.
    pub(super) fn is_of_year(self) -> bool {
        match self {
            Self::Followed(form) => match form {
                SheetForm::Skp | SheetForm::LampiranSkp => true,
                SheetForm::EvaluasiKinerja
                | SheetForm::DokumenEvaluasi
                | SheetForm::Keberatan
                | SheetForm::KeputusanKeberatan => false,
            },
            Self::Beside(BesideForm::LembarEkspektasi | BesideForm::MatriksPeranHasil) => true,
            Self::Beside(BesideForm::UmpanBalik) => false,
        }
    }

    /// Its name for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Followed(form) => form.code(),
            Self::Beside(BesideForm::MatriksPeranHasil) => "matriks_peran_hasil",
            Self::Beside(BesideForm::LembarEkspektasi) => "lembar_ekspektasi",
            Self::Beside(BesideForm::UmpanBalik) => "umpan_balik",
        }
    }
}

/// Somebody who leads, with the plans of those who are led.
struct Led<'a> {
    leader: &'a Person,
    plan: &'a Plan,
    people: Vec<(&'a Person, &'a Plan)>,
}

impl Led<'_> {
    fn stage(&self) -> Stage {
        let is_settled = self.plan.is_settled() && self.people.iter().all(|(_, plan)| plan.is_settled());
        if is_settled { Stage::Closed } else { Stage::Draft }
    }

    fn standing(&self) -> SheetStanding {
        let is_disputed = |plan: &Plan| plan.state == PlanState::Disputed;
        match self.stage() {
            Stage::Closed => SheetStanding::Final,
            Stage::Draft | Stage::Training if is_disputed(self.plan) => SheetStanding::Disputed,
            Stage::Draft | Stage::Training => SheetStanding::Draft,
        }
    }
}

impl Office {
    /// The sheets of such a form in walking order, of everybody or of those with these NIPs.
    pub(super) fn list_beside_sheets(
        &self,
        form: BesideForm,
        period: Period,
        nips: Option<&[String]>,
        conventions: Option<&Conventions>,
    ) -> Result<Vec<SheetInBatch>, Failure> {
        match form {
            BesideForm::MatriksPeranHasil => self.list_matrices(period, nips),
            BesideForm::LembarEkspektasi => self.list_expectations(period, nips),
            BesideForm::UmpanBalik => self.list_feedback(period, nips, conventions),
        }
    }

    fn list_expectations(
        &self,
        period: Period,
        nips: Option<&[String]>,
    ) -> Result<Vec<SheetInBatch>, Failure> {
        let frame = self.read_frame(period, PatternReason::AskedLater)?;
        let plans = self.list_plans_of_year(period)?;
        let own = self.list_plans_to_print(&frame, &plans, nips)?;
        Ok(own
            .into_iter()
            .map(|(person, plan)| {
                let sheet = Box::new(self.fill_expectations(&frame, period, person, plan));
                SheetInBatch::new(person, stage_of(plan), sheet, None)
            })
            .collect())
    }

    fn fill_expectations(
        &self,
        frame: &Frame,
        period: Period,
        person: &Person,
        plan: &Plan,
    ) -> LembarEkspektasi {
        let pack = self.pack();
        let values = get_core_values(pack, plan.skp.ends_on).unwrap_or_default();
        let expected = values.iter().filter_map(|text| {
            let expectation = plan.skp.special_expectations.get(&text.value)?.clone();
            Some(ExpectedBehaviour { name: text.name.clone(), expectation })
        });
        LembarEkspektasi {
            agency: frame.agency.to_uppercase(),
            period: format!("TAHUN {}", period.year()),
            span: span_between(pack, plan.skp.starts_on, plan.skp.ends_on),
            employee: self.fill_person(person, frame),
            assessor: self.fill_assessor(frame, plan),
            results: plan.skp.results.iter().map(expect_result).collect(),
            behaviours: expected.collect(),
            notes: plan.skp.annex.dukungan_sumber_daya.join("\n"),
            assessor_signing: self.sign_plan(frame, plan),
            imprint: Imprint { stage: stage_of(plan), ..Imprint::default() },
            ..LembarEkspektasi::default()
        }
    }

    fn list_feedback(
        &self,
        period: Period,
        nips: Option<&[String]>,
        conventions: Option<&Conventions>,
    ) -> Result<Vec<SheetInBatch>, Failure> {
        let conventions = conventions.unwrap_or(Conventions::usual()?);
        let mut sheets = Vec::new();
        for (person, dokumen, content) in self.list_dokumen_with(period, nips)? {
            let told = self.read_told(&person, period, content)?;
            let evaluation = fill_evaluasi(self.pack(), period, &told, &dokumen, conventions);
            let sheet: Box<dyn Form> = Box::new(take_feedback(evaluation));
            sheets.push(SheetInBatch::new(&person, dokumen.stage, sheet, None));
        }
        Ok(sheets)
    }

    fn list_matrices(&self, period: Period, nips: Option<&[String]>) -> Result<Vec<SheetInBatch>, Failure> {
        let frame = self.read_frame(period, PatternReason::AskedLater)?;
        let plans = self.list_plans_of_year(period)?;
        let mut led = self.list_led(&frame, &plans)?;
        led.retain(|led| nips.is_none_or(|nips| nips.contains(&led.leader.nip)));
        Ok(led
            .iter()
            .map(|led| {
                let sheet: Box<dyn Form> = Box::new(self.fill_matrix(&frame, led));
                SheetInBatch::new(led.leader, led.stage(), sheet, None)
            })
            .collect())
    }

    /// Where the matrix of everybody who leads others stands.
    pub(super) fn list_matrix_standings(
        &self,
        period: Period,
    ) -> Result<HashMap<RecordId, SheetStanding>, Failure> {
        let frame = self.read_frame(period, PatternReason::AskedLater)?;
        let plans = self.list_plans_of_year(period)?;
        Ok(self.list_led(&frame, &plans)?.iter().map(|led| (led.leader.id, led.standing())).collect())
    }

    pub(super) fn list_plans_of_year(&self, period: Period) -> Result<Vec<Plan>, Failure> {
        let mut plans = self.list_plans()?;
        plans.retain(|plan| plan.year == i32::from(period.year()));
        Ok(plans)
    }

    /// Whoever has a plan and leads people who have one, on the day of their agreement: all for the head and the operator, for others
    /// themselves, since their superior does not see the plans of those whom they lead.
    fn list_led<'a>(&self, frame: &'a Frame, plans: &'a [Plan]) -> Result<Vec<Led<'a>>, Failure> {
        let mut below: HashMap<RecordId, Vec<(&Person, &Plan)>> = HashMap::new();
        for plan in plans {
            let Some(person) = frame.people.get(&plan.person) else { continue };
            let leader = frame.superiors.find_staff_on(person.id, find_day(plan, self.today()));
            if let Some(leader) = leader {
                below.entry(leader).or_default().push((person, plan));
            }
        }
        let actor = self.actor()?;
        let sees_everybody = matches!(actor.role, Role::Kepala | Role::Operator);
        let own = self.list_plans_to_print(frame, plans, None)?;
        let led = own.into_iter().filter_map(|(leader, plan)| {
            if !sees_everybody && actor.person != Some(leader.id) {
                return None;
            }
            let mut people = below.remove(&leader.id)?;
            people.sort_by_cached_key(|(person, _)| person.walking_order());
            Some(Led { leader, plan, people })
        });
        Ok(led.collect())
    }

    fn fill_matrix(&self, frame: &Frame, led: &Led<'_>) -> MatriksPeranHasil {
        let skp = &led.plan.skp;
        // An additional result of the leader's has a column where somebody serves it.
        let served: HashSet<usize> = led
            .people
            .iter()
            .flat_map(|(_, plan)| list_main(plan))
            .filter_map(|own| find_served(&own.superior_result, skp))
            .collect();
        let main: Vec<_> = (0..skp.results.len())
            .filter(|at| skp.results[*at].kind == ResultKind::Utama || served.contains(at))
            .collect();
        let place_of = |own: &PlannedResult| {
            let served = find_served(&own.superior_result, skp)?;
            main.iter().position(|at| *at == served)
        };
        // A main result that serves none of these stands in a column of its own.
        let roles: Vec<_> = led
            .people
            .iter()
            .map(|(person, plan)| {
                let mut results: Vec<Vec<&str>> = vec![Vec::new(); main.len() + 1];
                for own in list_main(plan) {
                    results[place_of(own).unwrap_or(main.len())].push(&own.statement);
                }
                matriks_peran_hasil::Role {
                    name: person.name.full(),
                    position: person.position.clone(),
                    results: results.iter().map(|own| own.join("\n")).collect(),
                }
            })
            .collect();
        let is_all_linked = roles.iter().all(|role| role.results.last().is_none_or(String::is_empty));
        let others = (!is_all_linked)
            .then(|| LeaderResult { statement: say("not_linked", &[]), indicator: String::new() });
        MatriksPeranHasil {
            agency: frame.agency.to_uppercase(),
            span: span_between(self.pack(), skp.starts_on, skp.ends_on),
            leader: self.fill_person(led.leader, frame),
            results: main
                .iter()
                .map(|at| LeaderResult {
                    statement: skp.results[*at].statement.clone(),
                    indicator: measure(&skp.results[*at]),
                })
                .chain(others)
                .collect(),
            people: roles,
            imprint: Imprint { stage: led.stage(), ..Imprint::default() },
            ..MatriksPeranHasil::default()
        }
    }
}

fn list_main(plan: &Plan) -> impl Iterator<Item = &PlannedResult> {
    plan.skp.results.iter().filter(|result| result.kind == ResultKind::Utama)
}

fn take_feedback(from: EvaluasiKinerja) -> UmpanBalik {
    UmpanBalik {
        agency: from.agency,
        period: from.period,
        span: from.span,
        employee: from.employee,
        assessor: from.assessor,
        work: from.work,
        behaviours: from.behaviours,
        feedback: from.feedback,
        assessor_signing: from.assessor_signing,
        imprint: Imprint { stage: from.imprint.stage, ..Imprint::default() },
        ..UmpanBalik::default()
    }
}

fn expect_result(planned: &PlannedResult) -> ExpectedResult {
    let steps = planned.indicators.iter().flat_map(|indicator| {
        (1..).zip(&indicator.quarterly_targets).filter(|(_, target)| !target.trim().is_empty())
    });
    ExpectedResult {
        statement: planned.statement.clone(),
        measure: measure(planned),
        way: steps
            .map(|(quarter, target): (i32, _)| format!("TW {quarter}: {target}"))
            .collect::<Vec<_>>()
            .join("\n"),
        rated: String::new(),
    }
}

/// The indicators with their targets, a line each.
fn measure(planned: &PlannedResult) -> String {
    let lines = planned.indicators.iter().map(|indicator| match indicator.target.trim() {
        "" => indicator.statement.clone(),
        target => format!("{}: {target}", indicator.statement),
    });
    lines.collect::<Vec<_>>().join("\n")
}
