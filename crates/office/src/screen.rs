//! What a screen shows in one piece: the periods to choose from, the people of a period, one person's evaluation with everything beside it.
//!
//! Must not decide anything: each part is asked of the use case that owns it. Invariant: what is shown with a version is read together with it.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tilik_appraisal::distribution::DistributionReport;
use tilik_appraisal::order::ClosingFinding;
use tilik_appraisal::period::{Period, PeriodKind};
use tilik_appraisal::predicate::{Predikat, compute_predicate};
use tilik_appraisal::rating::{CoreValue, CoreValueText, OrganisationAchievement, Rating, get_core_values};
use tilik_appraisal::superiors::AssessorQuality;
use tilik_journal::catalogue::{behaviour_rating, result, result_rating, skp};
use tilik_journal::{RecordId, Role, Value};
use ts_rs::TS;

use crate::closing::Frame;
use crate::command::PaperName;
use crate::evaluation::{Evaluation, EvaluationState, OnBehalf, RatingEntry, Reasons};
use crate::evidence::Evidence;
use crate::people::Person;
use crate::plan::Plan;
use crate::session::Summary;
use crate::standing::Standing;
use crate::superior::{Assessor, Superiors};
use crate::{Failure, Office};

/// A period to choose.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PeriodChoice {
    /// The period.
    pub period: Period,
    /// Its kind.
    pub kind: PeriodKind,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
}

/// The periods to choose from, and the one that most likely is worked on.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PeriodChoices {
    /// Year by year: quarters, then the whole year.
    pub periods: Vec<PeriodChoice>,
    /// The last quarter that has ended, or the one that runs once the work on it has begun and everybody is closed before.
    pub proposed: Period,
}

/// What every screen of an open office needs, in one answer: the first list waits for nothing else.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Workplace {
    /// How the office stands.
    pub summary: Summary,
    /// The periods to choose from.
    pub calendar: PeriodChoices,
    /// The paper of sheets unless another is chosen.
    pub paper: PaperName,
    /// Whether the first run was left before the recovery sheets were kept or put off, and the user can go on with it.
    pub is_first_run: bool,
}

/// What the user may do with the ratings of a person.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RatingRight {
    /// The user is the dated assessor.
    Assessor,
    /// The user is the head and may record for the dated assessor, with a reason.
    OnBehalf,
    /// It is the head's own: what the superior signed is recorded from the paper.
    Own,
    /// The user may look only.
    None {
        /// Why.
        failure: Failure,
    },
}

/// One person in the list of a period.
#[derive(Debug, Clone, Serialize, TS)]
pub struct EvaluationRow {
    /// NIP, bare.
    pub nip: String,
    /// With titles.
    pub name: String,
    /// The unit's name.
    pub unit_name: String,
    /// Title of the position.
    pub position: String,
    /// Where the evaluation stands.
    pub state: EvaluationState,
    /// Overall rating of results.
    pub result_rating: Option<Rating>,
    /// Overall rating of behaviour.
    pub behaviour_rating: Option<Rating>,
    /// The predicate.
    pub predicate: Option<Predikat>,
    /// Whether the user is the dated assessor.
    pub is_mine_to_rate: bool,
    /// Whether the user may rate: the dated assessor, or the head for everybody.
    pub may_rate: bool,
    /// Whether anybody assesses the person.
    pub has_assessor: bool,
    /// The place in the shuffled order.
    pub shuffled_order: u32,
}

/// Who assesses, as a screen names them.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AssessorLine {
    /// With titles.
    pub name: String,
    /// NIP or NRP; empty for an elected head of region.
    pub number: String,
    /// In which quality.
    pub quality: AssessorQuality,
}

/// One cell of the matrix of predicates.
#[derive(Debug, Clone, Serialize, TS)]
pub struct MatrixCell {
    /// Overall rating of results.
    pub result: Rating,
    /// Overall rating of behaviour.
    pub behaviour: Rating,
    /// What the two give.
    pub predicate: Predikat,
}

/// One person's evaluation with everything beside it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct EvaluationSheet {
    /// Whose.
    pub person: Person,
    /// The evaluation; empty when nothing was recorded.
    pub evaluation: Evaluation,
    /// The plan of the year.
    pub plan: Option<Plan>,
    /// The seven values with their points, in the order of the form.
    pub core_values: Vec<CoreValueText>,
    /// The dated assessor.
    pub assessor: Option<AssessorLine>,
    /// What the user may do.
    pub right: RatingRight,
    /// The organisation's achievement.
    pub achievement: Option<OrganisationAchievement>,
    /// What the details advise, and why the predicate is what it is.
    pub reasons: Reasons,
    /// The matrix of predicates in force; empty before there was one.
    pub matrix: Vec<MatrixCell>,
    /// What stands in the way of a closing, or deserves a look.
    pub findings: Vec<ClosingFinding>,
    /// Whether it is a draft that lacks nothing of its own to be closed by the user.
    pub is_complete: bool,
    /// Why it is not opened again, whoever asks; none when it may be, or is open.
    pub reopening_refused: Option<Failure>,
    /// How the person was rated in the quarter before, once the first rating of this one is given.
    pub before: Option<RatingsBefore>,
    /// What else there is to look at.
    pub evidence: Evidence,
    /// Names all of this as it is shown, to be given back with a closing: what is closed is what was seen.
    pub seen: String,
}

/// The ratings of the quarter before.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RatingsBefore {
    /// Of which period.
    pub period: Period,
    /// Ratings of planned results by record.
    pub results: BTreeMap<RecordId, Rating>,
    /// Ratings of the seven values.
    pub values: BTreeMap<CoreValue, Rating>,
    /// Overall rating of results.
    pub result_rating: Option<Rating>,
    /// Overall rating of behaviour.
    pub behaviour_rating: Option<Rating>,
    /// The predicate.
    pub predicate: Option<Predikat>,
}

/// The ratings of one person in the table of a period.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RatingRow {
    /// NIP, bare.
    pub nip: String,
    /// Of the planned results, in the order of the plan; empty without one.
    pub results: Vec<Option<RatingEntry>>,
    /// Of the seven values, in the order of the form.
    pub values: Vec<Option<RatingEntry>>,
}

/// How a period stands for the whole office.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PeriodStanding {
    /// The organisation's achievement, the first thing to be entered.
    pub achievement: Option<OrganisationAchievement>,
    /// The document that it comes from.
    pub achievement_note: String,
    /// Whether the province set it.
    pub is_set_by_province: bool,
    /// Whether the user enters the achievement and gives the reason: the head.
    pub may_decide: bool,
    /// Predicates beside the pattern, for the head.
    pub distribution: Option<DistributionReport>,
    /// Whether the distribution departs from the pattern and nobody said why yet.
    pub needs_reason: bool,
    /// The reason that was given last.
    pub distribution_reason: String,
    /// Whether the period has not ended yet.
    pub is_running: bool,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// Whether there are plans of the year at all.
    pub has_plans: bool,
}

impl Office {
    /// What every screen needs of the office that is open.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn workplace(&self) -> Result<Workplace, Failure> {
        Ok(Workplace {
            summary: self.summary()?,
            calendar: self.list_periods()?,
            paper: self.paper()?,
            is_first_run: self.is_first_run()?,
        })
    }

    /// The periods of this year and the one before. Proposed is the last quarter that has ended, for what is final there is printed and signed next;
    /// the one that runs once everybody is closed there and somebody is rated here.
    ///
    /// # Errors
    /// Those of the calendar, and when the file cannot be read.
    pub fn list_periods(&self) -> Result<PeriodChoices, Failure> {
        let today = self.today();
        let running = Period::containing(today, PeriodKind::Quarterly)?;
        let before = running.starts_on().pred_opt().unwrap_or(today);
        let ended = Period::containing(before, PeriodKind::Quarterly)?;
        let goes_on = self.is_all_closed(ended)? && self.is_begun(running)?;
        let proposed = if goes_on { running } else { ended };
        let mut periods = Vec::new();
        for year in [running.year() - 1, running.year()] {
            for kind in [PeriodKind::Quarterly, PeriodKind::Annual] {
                let own = Period::list_in_year(year, kind)?;
                periods.extend(own.into_iter().map(|period| PeriodChoice {
                    period,
                    kind,
                    starts_on: period.starts_on(),
                    ends_on: period.ends_on(),
                }));
            }
        }
        Ok(PeriodChoices { periods, proposed })
    }

    fn is_begun(&self, period: Period) -> Result<bool, Failure> {
        let is_begun = |standing: &Standing| standing.state != EvaluationState::Empty;
        Ok(self.list_standings(period)?.iter().any(is_begun))
    }

    fn is_all_closed(&self, period: Period) -> Result<bool, Failure> {
        let closed: HashSet<_> = self
            .list_standings(period)?
            .into_iter()
            .filter(|standing| standing.state == EvaluationState::Closed)
            .map(|standing| standing.person)
            .collect();
        let people = self.list_people()?;
        Ok(!people.is_empty() && people.iter().all(|person| closed.contains(&person.id)))
    }

    /// Everybody whom the user may see in a period, in the order of walking: by unit, then name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_evaluation_rows(&self, period: Period) -> Result<Vec<EvaluationRow>, Failure> {
        let superiors = self.list_superiors()?;
        let day = period.ends_on();
        let found: HashMap<_, _> =
            self.list_standings(period)?.into_iter().map(|standing| (standing.person, standing)).collect();
        let mut people = Vec::new();
        for person in self.list_people()? {
            if self.may_see(&superiors, person.id, day)? {
                people.push(person);
            }
        }
        people.sort_by_cached_key(Person::walking_order);
        let acts_as = self.acts_as()?;
        let is_head = self.need_role(&[Role::Kepala]).is_ok();
        let is_assessor = self.need_role(&[Role::Penilai]).is_ok();
        Ok(people
            .into_iter()
            .map(|person| {
                let evaluation = found.get(&person.id);
                let is_mine_to_rate = superiors.is_assessed_by(person.id, acts_as, day);
                EvaluationRow {
                    name: person.name.full(),
                    state: evaluation.map_or(EvaluationState::Empty, |evaluation| evaluation.state),
                    result_rating: evaluation.and_then(|evaluation| evaluation.result_rating),
                    behaviour_rating: evaluation.and_then(|evaluation| evaluation.behaviour_rating),
                    predicate: evaluation.and_then(|evaluation| evaluation.predicate),
                    is_mine_to_rate,
                    may_rate: is_head || (is_assessor && is_mine_to_rate),
                    has_assessor: superiors.find_on(person.id, day).is_some(),
                    shuffled_order: person.shuffled_order(period),
                    nip: person.nip,
                    unit_name: person.unit_name,
                    position: person.position,
                }
            })
            .collect())
    }

    /// One person's evaluation with everything that its screen shows.
    ///
    /// # Errors
    /// `person.unknown`, `evaluation.not_yours`.
    pub fn evaluation_sheet(&self, nip: &str, period: Period) -> Result<EvaluationSheet, Failure> {
        Ok(self.read_sheet(nip, period)?.1)
    }

    pub(crate) fn read_sheet(&self, nip: &str, period: Period) -> Result<(Frame, EvaluationSheet), Failure> {
        let person = self.get_person_by_nip(nip)?;
        let frame = self.read_frame_of(&person, period)?;
        let superiors = &frame.superiors;
        let day = period.ends_on();
        if !self.may_see(superiors, person.id, day)? {
            return Err(Failure::new("evaluation.not_yours").with("nip", nip));
        }
        let evaluation = self.evaluation(person.id, period)?;
        let plan = self.find_plan(person.id, day.year())?;
        let achievement = frame.achievement;
        let reasons = self.reasons_of(&person, &evaluation, plan.as_ref(), achievement)?;
        let assessor = match superiors.find_on(person.id, day) {
            Some(superior) => Some(self.name_assessor(&superior.assessor, superior.quality)?),
            None => None,
        };
        let earlier = self.list_earlier(superiors, &evaluation)?;
        let findings = self.list_findings(&frame, &person, &evaluation, plan.as_ref())?;
        let sheet = EvaluationSheet {
            seen: name_content(&(&person, &evaluation, &plan, &assessor, achievement))?,
            right: self.rating_right(superiors, &person, period),
            is_complete: self.is_complete(&frame, &person, &evaluation, &findings),
            findings,
            reopening_refused: self.check_reopening(&evaluation, nip).err(),
            core_values: get_core_values(self.pack(), day)?.to_vec(),
            before: find_ratings_before(&evaluation, &earlier)?,
            evidence: self.evidence(&frame, &person, &evaluation, &earlier)?,
            achievement,
            matrix: self.list_matrix(period),
            person,
            evaluation,
            plan,
            assessor,
            reasons,
        };
        Ok((frame, sheet))
    }

    /// Everybody's ratings one by one, in the order of the list, for the table of a period.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_rating_rows(&self, period: Period) -> Result<Vec<RatingRow>, Failure> {
        let values: Vec<_> =
            get_core_values(self.pack(), period.ends_on())?.iter().map(|value| value.value).collect();
        let rated: HashSet<_> =
            self.list_standings(period)?.into_iter().map(|standing| standing.person).collect();
        let planned = self.list_result_ids(period.ends_on().year())?;
        let superiors = self.list_superiors()?;
        let mut rows = Vec::new();
        for person in self.list_people()? {
            if !self.may_see(&superiors, person.id, period.ends_on())? {
                continue;
            }
            let own = RecordId::evaluation(person.id, &period.to_string(), 1);
            let of = |kind| {
                if rated.contains(&person.id) { self.list_entries_of(own, kind) } else { Ok(Vec::new()) }
            };
            let (results, behaviour) = (of(result_rating::KIND)?, of(behaviour_rating::KIND)?);
            let result = |id: &RecordId| {
                let of = Value::from(*id);
                results.iter().find(|(found, _)| *found == of).and_then(|(_, entry)| *entry)
            };
            let value = |value: &CoreValue| {
                let of = Some(value.code());
                behaviour.iter().find(|(found, _)| found.as_text() == of).and_then(|(_, entry)| *entry)
            };
            rows.push(RatingRow {
                results: planned
                    .get(&person.id)
                    .map(|ids| ids.iter().map(result).collect())
                    .unwrap_or_default(),
                values: values.iter().map(value).collect(),
                nip: person.nip,
            });
        }
        Ok(rows)
    }

    /// What is rated of an evaluation, and with what.
    fn list_entries_of(
        &self,
        own: RecordId,
        kind: u32,
    ) -> Result<Vec<(Value, Option<RatingEntry>)>, Failure> {
        let (of, about, rating) = if kind == result_rating::KIND {
            (result_rating::EVALUATION, result_rating::RESULT, result_rating::RATING)
        } else {
            (behaviour_rating::EVALUATION, behaviour_rating::CORE_VALUE, behaviour_rating::RATING)
        };
        let rows = self.list_rows(kind, Some((of, Value::from(own))), &[about, rating])?;
        Ok(rows
            .into_iter()
            .filter_map(|row| match row.values.as_slice() {
                [about, rating] => Some((about.clone(), rating.as_text().and_then(RatingEntry::find))),
                _ => None,
            })
            .collect())
    }

    /// The records of the planned results of a year by person, in the order of the form.
    fn list_result_ids(&self, year: i32) -> Result<HashMap<RecordId, Vec<RecordId>>, Failure> {
        let owners: HashMap<_, _> = self
            .list_where(skp::KIND, skp::YEAR, i64::from(year))?
            .iter()
            .filter_map(|plan| Some((plan.id, plan.record(skp::PERSON)?)))
            .collect();
        let mut found: HashMap<RecordId, Vec<(i64, RecordId)>> = HashMap::new();
        for result in self.list_rows(result::KIND, None, &[result::SKP, result::ORDER])? {
            let [plan, order] = result.values.as_slice() else { continue };
            let Some(owner) = plan.as_record().and_then(|plan| owners.get(&plan)) else { continue };
            found.entry(*owner).or_default().push((order.as_int().unwrap_or_default(), result.id));
        }
        Ok(found
            .into_iter()
            .map(|(owner, mut results)| {
                results.sort_unstable();
                (owner, results.into_iter().map(|(_, id)| id).collect())
            })
            .collect())
    }

    /// How the evaluations of a period stand beside what was set for the whole office.
    ///
    /// # Errors
    /// When the file cannot be read, or no pattern is in force for the period.
    pub fn period_standing(&self, period: Period) -> Result<PeriodStanding, Failure> {
        let achievement = self.achievement(period)?;
        let is_head = self.actor()?.role == Role::Kepala;
        // An office that is told apart into predicates is the head's to look at.
        let distribution = if is_head { self.distribution(period)? } else { None };
        let findings = self.list_hard_findings(period)?;
        Ok(PeriodStanding {
            achievement: achievement.level,
            achievement_note: achievement.note,
            is_set_by_province: achievement.is_set_by_province,
            may_decide: is_head,
            needs_reason: !findings.is_empty() && achievement.explained_findings != findings,
            distribution_reason: achievement.distribution_reason,
            distribution,
            is_running: self.today() <= period.ends_on(),
            ends_on: period.ends_on(),
            has_plans: !self.list_where(skp::KIND, skp::YEAR, i64::from(period.ends_on().year()))?.is_empty(),
        })
    }

    fn rating_right(&self, superiors: &Superiors, person: &Person, period: Period) -> RatingRight {
        match self.check_assessor(superiors, person, period, OnBehalf::default()) {
            Ok(_) => RatingRight::Assessor,
            Err(failure) if failure.code == "own.paper_missing" => RatingRight::Own,
            Err(failure) if failure.code == "evaluation.reason_missing" => RatingRight::OnBehalf,
            Err(failure) => RatingRight::None { failure },
        }
    }

    pub(crate) fn name_assessor(
        &self,
        assessor: &Assessor,
        quality: AssessorQuality,
    ) -> Result<AssessorLine, Failure> {
        let (name, number) = match assessor {
            Assessor::Person(id) => {
                self.find_person(*id)?.map(|person| (person.name.full(), person.nip)).unwrap_or_default()
            }
            Assessor::External(external) => (external.name.clone(), external.number.clone()),
        };
        Ok(AssessorLine { name, number, quality })
    }

    /// Empty for a period before the matrix was in force.
    fn list_matrix(&self, period: Period) -> Vec<MatrixCell> {
        let cell = |result, behaviour| {
            let predicate = compute_predicate(self.pack(), period, result, behaviour).ok()?.value;
            Some(MatrixCell { result, behaviour, predicate })
        };
        let ratings = Rating::ALL.iter().rev().copied();
        ratings
            .flat_map(|result| Rating::ALL.iter().filter_map(move |behaviour| cell(result, *behaviour)))
            .collect()
    }

    /// The person as whom the user rates.
    pub(crate) fn acts_as(&self) -> Result<Option<RecordId>, Failure> {
        let actor = self.actor()?;
        match actor.role {
            Role::Kepala => self.keep_oneself(|| self.person_of(actor.person, &actor.nip, actor.role)),
            Role::Penilai => Ok(actor.person),
            Role::Operator | Role::Pegawai => Ok(None),
        }
    }
}

/// How the same person was rated in the quarter before, among the evaluations that may be looked at.
fn find_ratings_before(now: &Evaluation, earlier: &[Evaluation]) -> Result<Option<RatingsBefore>, Failure> {
    let Some(day) = now.period.starts_on().pred_opt().filter(|_| now.period.is_periodic()) else {
        return Ok(None);
    };
    let period = Period::containing(day, now.period.kind())?;
    Ok(earlier.iter().find(|before| before.period == period).map(|before| RatingsBefore {
        period,
        results: before.results.iter().filter_map(|(id, detail)| Some((*id, detail.rating?))).collect(),
        values: before.values.iter().filter_map(|(value, detail)| Some((*value, detail.rating?))).collect(),
        result_rating: before.result_rating,
        behaviour_rating: before.behaviour_rating,
        predicate: before.predicate,
    }))
}

/// Another name as soon as anything in it is another.
pub(crate) fn name_content(content: &impl Serialize) -> Result<String, Failure> {
    let digest: [u8; 32] = Sha256::digest(serde_json::to_vec(content)?).into();
    Ok(digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}
