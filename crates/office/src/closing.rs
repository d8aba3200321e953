//! Closing an evaluation with everything that will ever be printed of it, and opening it again with a reason.

mod frame;
mod sheet;

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tilik_appraisal::explanation::Explanation;
use tilik_appraisal::order::{ClosingFacts, ClosingFinding, ClosingSeverity, Parties, list_closing_findings};
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::Predikat;
use tilik_forms::DokumenEvaluasi;
use tilik_forms::dokumen_evaluasi::{Objection, Stage};
use tilik_journal::Role;
use tilik_journal::catalogue::evaluation;
use tilik_journal::document::Mark;
use tilik_store::ledger::Act;

use crate::evaluation::{AssessorCheck, Evaluation, EvaluationState, OnBehalf, change_paper, has_blank};
use crate::job::{self, Progress};
use crate::people::Person;
use crate::plan::{Plan, PlanState};
use crate::record::Writes;
use crate::safekeeping::{Occasion, WayBack};
use crate::superior::{Assessor, Superior, Superiors};
use crate::{Failure, Office};

pub(crate) use self::frame::{Frame, PatternReason};
pub(crate) use self::sheet::{long_date, span_between};

/// What a closing keeps for decades: the sheet word for word, and how it came about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClosedContent {
    /// Of this structure, from 1.
    pub version: u32,
    /// The reference data in force: id and version.
    pub reference: (String, u32),
    /// The predicate.
    pub predicate: Predikat,
    /// Why.
    pub explanation: Explanation,
    /// The plan as it was.
    pub plan: Value,
    /// The ratings as they were.
    pub ratings: Value,
    /// *Dokumen Evaluasi Kinerja Pegawai*.
    pub dokumen_evaluasi: DokumenEvaluasi,
}

/// Why an evaluation is not closed.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Incomplete {
    /// Whose.
    pub nip: String,
    /// With titles.
    pub name: String,
    /// What is missing.
    pub findings: Vec<ClosingFinding>,
    /// A refusal that is not about the evaluation's contents.
    pub failure: Option<Failure>,
}

impl Incomplete {
    fn nothing(person: &Person) -> Self {
        Self { nip: person.nip.clone(), name: person.name.full(), findings: Vec::new(), failure: None }
    }

    fn of(person: &Person, failure: Failure) -> Self {
        Self { failure: Some(failure), ..Self::nothing(person) }
    }
}

/// What closing a period did.
#[derive(Debug, Clone, Serialize, Default, ts_rs::TS)]
pub struct ClosingReport {
    /// NIPs closed now.
    pub closed: Vec<String>,
    /// How many were closed before.
    pub closed_before: usize,
    /// Those that are not closed, with the reasons.
    pub incomplete: Vec<Incomplete>,
    /// Whether somebody stopped it half-way.
    pub is_cancelled: bool,
    /// The copy that was made before; none when nothing was closed.
    pub way_back: Option<WayBack>,
}

/// What closing a period would do.
#[derive(Debug, Clone, Serialize, Default, ts_rs::TS)]
pub struct ClosingPreview {
    /// NIPs that would be closed.
    pub ready: Vec<String>,
    /// How many of them have another assessor, for whom the head gave no reason yet.
    pub on_behalf: usize,
    /// How many are closed already.
    pub closed_before: usize,
    /// Those that would stay open, with the reasons.
    pub incomplete: Vec<Incomplete>,
    /// Whether the period has not ended yet.
    pub is_running: bool,
}

impl Office {
    /// Those of a period whose evaluations are the user's to close, in walking order.
    fn list_closable(&self, frame: &Frame) -> Result<Vec<Person>, Failure> {
        let mut people = Vec::new();
        for person in frame.people.values() {
            let is_own = Some(person.id) == self.actor()?.person && self.actor()?.role == Role::Penilai;
            if !is_own && self.may_see(&frame.superiors, person.id, frame.period.ends_on())? {
                people.push(person.clone());
            }
        }
        people.sort_by_cached_key(Person::walking_order);
        Ok(people)
    }

    /// What a closing of a period would do, and with which numbers; nothing is written.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of reading.
    pub fn preview_closing(&self, period: Period) -> Result<ClosingPreview, Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let frame = self.read_frame(period, PatternReason::AskedLater)?;
        let evaluations: HashMap<_, _> =
            self.list_evaluations(period)?.into_iter().map(|found| (found.person, found)).collect();
        let mut preview =
            ClosingPreview { is_running: self.today() <= period.ends_on(), ..ClosingPreview::default() };
        for person in self.list_closable(&frame)? {
            let found = evaluations.get(&person.id);
            if found.is_some_and(|found| found.state == EvaluationState::Closed) {
                preview.closed_before += 1;
                continue;
            }
            let plan = self.find_plan_for(&person, found, period)?;
            let findings = match found {
                Some(found) => self.list_findings(&frame, &person, found, plan.as_ref())?,
                None => Vec::new(),
            };
            match self.judge(&frame, &person, found, findings, REASON_LATER) {
                Ok(check) => {
                    let is_said = found.is_some_and(|found| on_behalf_in(found).reason.is_some());
                    preview.on_behalf += usize::from(!is_said && !check.on_behalf_reason.is_empty());
                    preview.ready.push(person.nip);
                }
                Err(incomplete) => preview.incomplete.push(*incomplete),
            }
        }
        Ok(preview)
    }

    /// Those of some people whose evaluations are drafts that lack nothing of their own to be closed, by the rule of the closing; what the whole office lacks is nobody's own.
    /// Asked for a few at a time, so that nobody waits for a whole office.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of reading.
    pub fn list_complete(&self, period: Period, nips: &[String]) -> Result<Vec<String>, Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let mut people = Vec::new();
        for nip in nips {
            match self.get_person_by_nip(nip) {
                Ok(person) => people.push(person),
                // Who has just left the list is complete no more.
                Err(failure) if failure.code == "person.unknown" => {}
                Err(failure) => return Err(failure),
            }
        }
        let (superiors, parties) = self.read_parties(&people, period.ends_on())?;
        let frame = self.frame_with(period, superiors, parties, PatternReason::AskedLater)?;
        let mut complete = Vec::new();
        for person in people {
            let found = self.evaluation(person.id, period)?;
            if found.state != EvaluationState::Draft {
                continue;
            }
            let plan = self.find_plan_for(&person, Some(&found), period)?;
            let findings = self.list_findings(&frame, &person, &found, plan.as_ref())?;
            if self.is_complete(&frame, &person, &found, &findings) {
                complete.push(person.nip);
            }
        }
        Ok(complete)
    }

    /// Whether an evaluation is a draft that lacks nothing of its own to be closed by the user; a reason may be given with the closing.
    pub(crate) fn is_complete(
        &self,
        frame: &Frame,
        person: &Person,
        found: &Evaluation,
        findings: &[ClosingFinding],
    ) -> bool {
        found.state == EvaluationState::Draft
            && match self.judge(frame, person, Some(found), findings.to_vec(), REASON_LATER) {
                Ok(_) => true,
                Err(incomplete) => {
                    incomplete.failure.is_none()
                        && !incomplete.findings.iter().any(ClosingFinding::is_own_gap)
                }
            }
    }

    fn find_plan_for(
        &self,
        person: &Person,
        found: Option<&Evaluation>,
        period: Period,
    ) -> Result<Option<Plan>, Failure> {
        match found {
            Some(_) => self.find_plan(person.id, period.ends_on().year()),
            None => Ok(None),
        }
    }

    /// Closes every evaluation of a period that is complete and the user's to close, one act and one transaction each, after a copy of how it was before. `told` hears of
    /// each one when it is on the disk.
    ///
    /// # Errors
    /// `user.not_permitted`, those of [`Self::copy_before`], and those of reading; an evaluation that cannot be closed is in the report.
    pub fn close_period(
        &mut self,
        period: Period,
        reason: &str,
        progress: &Progress,
        told: impl FnMut(&Person),
    ) -> Result<ClosingReport, Failure> {
        self.close_each(period, reason, progress, told, |office| {
            progress.during(job::Stage::Copying, || office.copy_before(Occasion::Closing)).map(Some)
        })
    }

    /// The same of invented people, whom nobody needs back.
    pub(crate) fn close_invented(&mut self, period: Period, reason: &str) -> Result<ClosingReport, Failure> {
        self.close_each(period, reason, &Progress::default(), |_| {}, |_| Ok(None))
    }

    fn close_each(
        &mut self,
        period: Period,
        reason: &str,
        progress: &Progress,
        mut told: impl FnMut(&Person),
        copy: impl Fn(&Self) -> Result<Option<WayBack>, Failure>,
    ) -> Result<ClosingReport, Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let frame = self.read_frame(period, PatternReason::Needed)?;
        let people = self.list_closable(&frame)?;
        let evaluations: HashMap<_, _> =
            self.list_evaluations(period)?.into_iter().map(|found| (found.person, found)).collect();
        let mut report = ClosingReport::default();
        let total = people.len();
        for (person, done) in people.iter().zip(1..) {
            match evaluations.get(&person.id) {
                Some(found) if found.state == EvaluationState::Closed => report.closed_before += 1,
                found => match self.plan_closing(&frame, person, found, reason)? {
                    Ok(act) => {
                        if report.closed.is_empty() {
                            report.way_back = copy(self)?;
                        }
                        match self.save(vec![act]) {
                            Ok(()) => {
                                told(person);
                                report.closed.push(person.nip.clone());
                            }
                            // What was closed before is on the disk and must be told.
                            Err(failure) => {
                                report.incomplete.push(Incomplete::of(person, failure));
                                report.is_cancelled = done < total;
                                break;
                            }
                        }
                    }
                    Err(incomplete) => report.incomplete.push(incomplete),
                },
            }
            if progress.tell(done, total).is_break() {
                report.is_cancelled = done < total;
                break;
            }
        }
        Ok(report)
    }

    /// Closes the evaluation of one person as a screen showed it: `seen` is the name of that sheet.
    ///
    /// # Errors
    /// `user.not_permitted`, `person.unknown`, `evaluation.not_yours`, `evaluation.closed_already`, `evaluation.incomplete` with what is missing, `store.stale`, and those
    /// of the dated assessor.
    pub fn close(&mut self, nip: &str, period: Period, reason: &str, seen: &str) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let (frame, sheet) = self.read_sheet(nip, period)?;
        if sheet.evaluation.state == EvaluationState::Closed {
            return Err(Failure::new("evaluation.closed_already").with("nip", nip));
        }
        if sheet.seen != seen {
            return Err(Failure::new("store.stale"));
        }
        let found = (sheet.evaluation.state != EvaluationState::Empty).then_some(&sheet.evaluation);
        let act = match self.plan_closing_of(&frame, &sheet.person, found, sheet.plan.as_ref(), reason)? {
            Ok(act) => act,
            Err(Incomplete { failure: Some(failure), .. }) => return Err(failure),
            Err(Incomplete { findings, .. }) => {
                return Err(Failure::new("evaluation.incomplete")
                    .with("nip", nip)
                    .with("findings", serde_json::to_value(findings)?));
            }
        };
        self.save(vec![act])
    }

    fn plan_closing(
        &self,
        frame: &Frame,
        person: &Person,
        found: Option<&Evaluation>,
        reason: &str,
    ) -> Result<Result<Act, Incomplete>, Failure> {
        let plan = self.find_plan_for(person, found, frame.period)?;
        self.plan_closing_of(frame, person, found, plan.as_ref(), reason)
    }

    fn plan_closing_of(
        &self,
        frame: &Frame,
        person: &Person,
        found: Option<&Evaluation>,
        plan: Option<&Plan>,
        reason: &str,
    ) -> Result<Result<Act, Incomplete>, Failure> {
        let findings = match found {
            Some(found) => self.list_findings(frame, person, found, plan)?,
            None => Vec::new(),
        };
        let check = match self.judge(frame, person, found, findings, reason) {
            Ok(check) => check,
            Err(incomplete) => return Ok(Err(*incomplete)),
        };
        let Some(found) = found else {
            return Ok(Err(Incomplete::of(person, missing(person, frame.period))));
        };
        let (revision, content) = self.write_content(frame, person, found, plan, None)?;
        let writes = Writes::to(evaluation::KIND, found.id)
            .set(evaluation::REVISION, revision)
            .set(evaluation::CONTENT, content)
            .set(evaluation::ON_BEHALF_REASON, check.on_behalf_reason)
            .mark(Mark::Closed);
        Ok(Ok(self.act("evaluation.closed", vec![writes.group()])?))
    }

    /// Whether an evaluation may be closed. What the whole office lacks comes last: while it does, what is one's own is asked for all the same.
    fn judge(
        &self,
        frame: &Frame,
        person: &Person,
        found: Option<&Evaluation>,
        findings: Vec<ClosingFinding>,
        reason: &str,
    ) -> Result<AssessorCheck, Box<Incomplete>> {
        let refuse =
            |findings, failure| Box::new(Incomplete { findings, failure, ..Incomplete::nothing(person) });
        let Some(found) = found else {
            return Err(Box::new(Incomplete::of(person, missing(person, frame.period))));
        };
        if findings.iter().any(ClosingFinding::is_own_gap) {
            return Err(refuse(findings, None));
        }
        if found.state == EvaluationState::Disputed {
            return Err(refuse(findings, Some(Failure::new("evaluation.disputed"))));
        }
        let kept = on_behalf_in(found);
        // What was said with the ratings holds; a reason that is given now is for those without.
        let by = if kept.reason.is_some() { kept } else { OnBehalf { reason: Some(reason), ..kept } };
        let check = match self.check_assessor(&frame.superiors, person, frame.period, by) {
            Ok(check) => check,
            Err(failure) => return Err(refuse(findings, Some(failure))),
        };
        if found.predicate.is_none() || found.explanation.is_none() {
            return Err(refuse(findings, Some(Failure::new("evaluation.missing"))));
        }
        if findings.iter().any(|finding| finding.severity == ClosingSeverity::Obstacle) {
            return Err(refuse(findings, None));
        }
        Ok(check)
    }

    /// The next revision of an evaluation, with everything that will ever be printed of it.
    ///
    /// # Errors
    /// `evaluation.missing` without a predicate.
    pub(crate) fn write_content(
        &self,
        frame: &Frame,
        person: &Person,
        found: &Evaluation,
        plan: Option<&Plan>,
        objection: Option<Objection>,
    ) -> Result<(i64, String), Failure> {
        let (Some(predicate), Some(explanation)) = (found.predicate, found.explanation.clone()) else {
            return Err(Failure::new("evaluation.missing"));
        };
        let revision = found.revision + 1;
        let mut sheet = self.fill_dokumen(frame, person, found, Stage::Closed);
        sheet.revision = revision.to_string();
        sheet.objection = objection;
        let mut content = ClosedContent {
            version: 1,
            reference: (self.pack().id.clone(), self.pack().version),
            predicate,
            explanation,
            plan: serde_json::to_value(plan)?,
            ratings: serde_json::to_value(found)?,
            dokumen_evaluasi: sheet,
        };
        content.dokumen_evaluasi.content_hash = short_hash(&content)?;
        Ok((revision, serde_json::to_string(&content)?))
    }

    /// What stands in the way of closing a person's evaluation, or deserves a look before.
    pub(crate) fn list_findings(
        &self,
        frame: &Frame,
        person: &Person,
        found: &Evaluation,
        plan: Option<&Plan>,
    ) -> Result<Vec<ClosingFinding>, Failure> {
        let day = frame.period.ends_on();
        let assessor = frame.superiors.find_on(person.id, day);
        let superior = assessor.and_then(|assessor| superior_of(&frame.superiors, assessor, day));
        let details = plan.map(|plan| Self::rated_details(found, plan)).unwrap_or_default();
        let periodic =
            if frame.period.is_annual() { self.list_periodic(person, frame.period)? } else { Vec::new() };
        let (result_advice, behaviour_advice) = self.advise(person, found, plan, frame.achievement)?;
        Ok(list_closing_findings(
            frame.period,
            &ClosingFacts {
                parties: Parties {
                    assessed: person.id,
                    assessor: assessor.map(Superior::party),
                    superior: superior.map(Superior::party),
                    is_assessor_regional_head: assessor.is_some_and(is_regional_head),
                },
                has_agreed_skp: plan.is_some_and(|plan| {
                    matches!(plan.state, PlanState::Agreed | PlanState::Frozen)
                        && plan.skp.starts_on <= frame.period.starts_on()
                        && frame.period.ends_on() <= plan.skp.ends_on
                }),
                has_organisation: frame.achievement.is_some(),
                result_rating: found.result_rating,
                behaviour_rating: found.behaviour_rating,
                result_advice,
                behaviour_advice,
                has_result_reason: !found.result_reason.is_empty(),
                has_behaviour_reason: !found.behaviour_reason.is_empty(),
                has_general_feedback: !found.feedback.is_empty(),
                has_general_blank: has_blank(&found.feedback),
                details: &details,
                is_outside_pattern: frame.is_outside_pattern,
                has_distribution_reason: frame.has_reason,
                predicate: found.predicate,
                periodic_predicates: &periodic,
                has_trend_note: !found.note.is_empty(),
            },
        ))
    }

    fn list_periodic(&self, person: &Person, annual: Period) -> Result<Vec<Predikat>, Failure> {
        use tilik_appraisal::period::PeriodKind;
        let mut predicates = Vec::new();
        for period in Period::list_in_year(annual.year(), PeriodKind::Quarterly)? {
            predicates.extend(self.evaluation(person.id, period)?.predicate);
        }
        Ok(predicates)
    }

    /// Opens a closed evaluation again. What was closed stays in the journal as a revision.
    ///
    /// # Errors
    /// `evaluation.not_closed`, `evaluation.reason_missing`, `objection.open`, `objection.decided`, those of the dated assessor, and those of saving.
    pub fn reopen(&mut self, nip: &str, period: Period, reason: &str) -> Result<(), Failure> {
        let person = self.get_person_by_nip(nip)?;
        let found = self.evaluation(person.id, period)?;
        if found.state != EvaluationState::Closed && found.state != EvaluationState::Disputed {
            return Err(Failure::new("evaluation.not_closed").with("nip", nip));
        }
        self.check_reopening(&found, nip)?;
        if reason.trim().is_empty() {
            return Err(Failure::new("evaluation.reason_missing").with("nip", nip));
        }
        // Opening the own again decides nothing; the paper is asked for with the next rating.
        if !(self.actor()?.role == Role::Kepala && self.is_oneself(person.id)?) {
            let superiors = self.list_superiors_of(person.id)?;
            self.check_assessor(
                &superiors,
                &person,
                period,
                OnBehalf { reason: Some(reason), signed: None },
            )?;
        }
        let now = self.find(evaluation::KIND, found.id)?;
        let writes = Writes::to(evaluation::KIND, found.id).set(evaluation::REASON, reason.trim());
        let writes = change_paper(writes, now.as_ref(), None).mark(Mark::Reopened);
        let act = self.act("evaluation.reopened", vec![writes.group()])?;
        self.save(vec![act])
    }
}

/// In the place of a reason that is asked for with the closing.
const REASON_LATER: &str = "?";

fn missing(person: &Person, period: Period) -> Failure {
    Failure::new("evaluation.missing").with("nip", person.nip.as_str()).with("period", period.to_string())
}

/// With what the ratings were recorded for another assessor.
fn on_behalf_in(found: &Evaluation) -> OnBehalf<'_> {
    let reason = Some(found.on_behalf_reason.as_str()).filter(|reason| !reason.is_empty());
    OnBehalf { reason, signed: found.signed.as_ref() }
}

/// Reads what a closing kept.
///
/// # Errors
/// `evaluation.content_unreadable`.
pub fn read_content(text: &str) -> Result<ClosedContent, Failure> {
    serde_json::from_str(text)
        .map_err(|error| Failure::new("evaluation.content_unreadable").with("reason", error.to_string()))
}

/// The first 8 hexadecimal digits of the content's SHA-256, as the footer prints it.
fn short_hash(content: &ClosedContent) -> Result<String, Failure> {
    let digest: [u8; 32] = Sha256::digest(serde_json::to_vec(content)?).into();
    Ok(digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect())
}

/// Somebody outside of the office without NIP or NRP: a governor, regent or mayor.
fn is_regional_head(assessor: &Superior) -> bool {
    matches!(&assessor.assessor, Assessor::External(external) if external.number.is_empty())
}

pub(crate) fn superior_of<'a>(
    superiors: &'a Superiors,
    assessor: &'a Superior,
    day: NaiveDate,
) -> Option<&'a Superior> {
    match assessor.assessor {
        Assessor::Person(id) => superiors.find_on(id, day),
        // An elected head of region is the own superior on the form; of anybody else outside nothing is known here.
        Assessor::External(_) if is_regional_head(assessor) => Some(assessor),
        Assessor::External(_) => None,
    }
}
