//! Who assesses whom, from when to when: the holder of a position, a PLT or PLH, or somebody outside of the office.
//!
//! Invariant: whoever left this office assesses nobody after the last day here, whatever an assignment says; the assignment itself stays as it was
//! written, so that a leaving taken back is as if it had never been.

mod changes;

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_appraisal::superiors::{
    AssessorAssignment, AssessorQuality, find_assessor_on, find_cycle_with, list_cycles_on,
};
use tilik_journal::catalogue::superior;
use tilik_journal::document::Mark;
use tilik_journal::{Document, RecordId, Role};

use crate::record::{Writes, coded, is_gone, text};
use crate::{Failure, Office};

pub use changes::{AssessorSpan, Assigned, Assignments, Ending, NotAssigned, Standing, SuperiorChange};

/// An assessor who is not on this office's staff: a regent, a regional secretary, an officer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
pub struct External {
    /// Name with titles.
    pub name: String,
    /// NIP or NRP; empty for an elected head of region.
    #[serde(default)]
    pub number: String,
    /// Pangkat and golongan, as printed.
    #[serde(default)]
    pub rank: String,
    /// Position.
    #[serde(default)]
    pub position: String,
    /// Unit or agency.
    #[serde(default)]
    pub unit: String,
}

/// Who assesses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assessor {
    /// Somebody on the staff.
    Person(RecordId),
    /// Somebody else.
    External(External),
}

impl Assessor {
    /// The person, where on the staff.
    pub(crate) fn person(&self) -> Option<RecordId> {
        match self {
            Self::Person(person) => Some(*person),
            Self::External(_) => None,
        }
    }
}

/// One person assesses another from a day to a day.
#[derive(Debug, Clone, Serialize)]
pub struct Superior {
    /// The record.
    pub id: RecordId,
    /// The assessed person.
    pub assessed: RecordId,
    /// Who assesses.
    pub assessor: Assessor,
    /// In which quality.
    pub quality: AssessorQuality,
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive; `None` while it lasts.
    pub until: Option<NaiveDate>,
}

/// Who shall assess, from when to when and why.
#[derive(Debug, Clone, Deserialize, ts_rs::TS)]
pub struct Appointment {
    /// NIP of the assessor, when on the staff.
    pub assessor_nip: Option<String>,
    /// The assessor, when not on the staff.
    pub external: Option<External>,
    /// In which quality.
    pub quality: AssessorQuality,
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive; `None` while it lasts.
    pub until: Option<NaiveDate>,
    /// Why; a change needs it.
    #[serde(default)]
    pub reason: String,
}

impl Superior {
    fn read(document: &Document) -> Option<Self> {
        let assessor = match document.record(superior::ASSESSOR) {
            Some(person) => Assessor::Person(person),
            None => Assessor::External(External {
                name: document.text(superior::EXTERNAL_NAME)?.to_owned(),
                number: text(document, superior::EXTERNAL_ID),
                rank: text(document, superior::EXTERNAL_RANK),
                position: text(document, superior::EXTERNAL_POSITION),
                unit: text(document, superior::EXTERNAL_UNIT),
            }),
        };
        Some(Self {
            id: document.id,
            assessed: document.record(superior::PERSON)?,
            assessor,
            quality: coded(document, superior::CAPACITY)?,
            from: document.text(superior::FROM)?.parse().ok()?,
            until: document.text(superior::UNTIL).and_then(|day| day.parse().ok()),
        })
    }

    /// Who assesses, told apart from everybody else: somebody outside by the assignment's own record.
    pub(crate) fn party(&self) -> RecordId {
        self.assessor.person().unwrap_or(self.id)
    }
}

/// Every assignment of an office, to be asked many times.
#[derive(Default)]
pub struct Superiors {
    by_assessed: HashMap<RecordId, Vec<Superior>>,
}

impl Superiors {
    fn of(all: Vec<Superior>) -> Self {
        let mut superiors = Self::default();
        let mut all = all;
        // Of two that begin on one day the later counts: whoever stands in for the shorter time.
        all.sort_by_key(|superior| (superior.from, rank_of(superior.quality)));
        for superior in all {
            superiors.by_assessed.entry(superior.assessed).or_default().push(superior);
        }
        superiors
    }

    /// Those of others too.
    pub(crate) fn add(&mut self, others: Self) {
        self.by_assessed.extend(others.by_assessed);
    }

    /// Who assesses a person on a day.
    #[must_use]
    pub fn find_on(&self, assessed: RecordId, day: NaiveDate) -> Option<&Superior> {
        let own = self.by_assessed.get(&assessed)?;
        let assignments: Vec<_> = own.iter().map(assignment_of).collect();
        let found = find_assessor_on(&assignments, &assessed, day)?;
        assignments.iter().position(|assignment| std::ptr::eq(assignment, found)).and_then(|at| own.get(at))
    }

    /// Who of the staff assesses a person on a day; none where somebody outside does, or nobody.
    #[must_use]
    pub fn find_staff_on(&self, assessed: RecordId, day: NaiveDate) -> Option<RecordId> {
        self.find_on(assessed, day)?.assessor.person()
    }

    /// Whether a person is assessed by somebody on a day. A user who is nobody on the staff assesses nobody.
    #[must_use]
    pub fn is_assessed_by(&self, assessed: RecordId, by: Option<RecordId>, day: NaiveDate) -> bool {
        by.is_some() && self.find_staff_on(assessed, day) == by
    }

    /// The first day on which a person had an assessor.
    #[must_use]
    pub fn find_first_day_of(&self, assessed: RecordId) -> Option<NaiveDate> {
        self.by_assessed.get(&assessed)?.iter().map(|superior| superior.from).min()
    }

    /// The first day on which anybody had one.
    #[must_use]
    pub fn find_first_day(&self) -> Option<NaiveDate> {
        self.by_assessed.values().flatten().map(|superior| superior.from).min()
    }

    /// Who holds the position of a person's assessor on a day, whoever acts for the holder.
    #[must_use]
    pub fn find_definitive_on(&self, assessed: RecordId, day: NaiveDate) -> Option<&Superior> {
        let own = self.by_assessed.get(&assessed)?;
        own.iter().rev().find(|superior| {
            superior.quality == AssessorQuality::Definitive && assignment_of(superior).covers(day)
        })
    }

    /// The day after the last one on which a person had a definitive assessor, looked at on a day on which there is none; `None` for whoever never had one.
    /// Whoever is named now begins there at the earliest: who assessed before stays who assessed.
    #[must_use]
    pub fn find_vacancy(&self, assessed: RecordId, day: NaiveDate) -> Option<NaiveDate> {
        let own = self.by_assessed.get(&assessed)?;
        let definitive = own.iter().filter(|superior| superior.quality == AssessorQuality::Definitive);
        let ended = definitive.filter_map(|superior| superior.until).filter(|until| *until < day).max()?;
        ended.succ_opt()
    }

    /// The circle that an assessor would close on a day, if any.
    #[must_use]
    pub fn find_circle(
        &self,
        assessed: RecordId,
        assessor: RecordId,
        day: NaiveDate,
    ) -> Option<Vec<RecordId>> {
        find_cycle_with(&self.list_assignments(|_| true), &link(assessed, assessor, day), day)
    }

    /// The circles that several new links make on a day, where each displaces the assessor that its person has now.
    #[must_use]
    pub fn list_circles_with(
        &self,
        links: &HashMap<RecordId, RecordId>,
        day: NaiveDate,
    ) -> Vec<Vec<RecordId>> {
        let mut assignments = self.list_assignments(|assessed| !links.contains_key(&assessed));
        assignments.extend(links.iter().map(|(assessed, assessor)| link(*assessed, *assessor, day)));
        list_cycles_on(&assignments, day)
    }

    fn list_assignments(&self, of: impl Fn(RecordId) -> bool) -> Vec<AssessorAssignment<RecordId>> {
        self.by_assessed
            .iter()
            .filter(|(assessed, _)| of(**assessed))
            .flat_map(|(_, own)| own.iter().map(assignment_of))
            .collect()
    }
}

fn rank_of(quality: AssessorQuality) -> u8 {
    match quality {
        AssessorQuality::Definitive => 0,
        AssessorQuality::Plt => 1,
        AssessorQuality::Plh => 2,
    }
}

fn assignment_of(superior: &Superior) -> AssessorAssignment<RecordId> {
    AssessorAssignment {
        assessed: superior.assessed,
        assessor: superior.party(),
        quality: superior.quality,
        from: superior.from,
        until: superior.until,
    }
}

fn link(assessed: RecordId, assessor: RecordId, from: NaiveDate) -> AssessorAssignment<RecordId> {
    AssessorAssignment { assessed, assessor, quality: AssessorQuality::Definitive, from, until: None }
}

/// The writes that make an assignment.
pub(crate) fn assignment_writes(
    assessed: RecordId,
    assessor: &Assessor,
    quality: AssessorQuality,
    from: NaiveDate,
    until: Option<NaiveDate>,
) -> Writes {
    let day = from.to_string();
    let id = RecordId::superior(assessed, &day, quality.code());
    let writes = Writes::to(superior::KIND, id)
        .set(superior::PERSON, assessed)
        .set(superior::FROM, day)
        .set(superior::UNTIL, until.map(|day| day.to_string()))
        .set(superior::CAPACITY, quality.code());
    match assessor {
        Assessor::Person(person) => writes.set(superior::ASSESSOR, *person),
        Assessor::External(external) => writes
            .set(superior::ASSESSOR, None::<RecordId>)
            .set(superior::EXTERNAL_NAME, external.name.as_str())
            .set(superior::EXTERNAL_ID, external.number.as_str())
            .set(superior::EXTERNAL_RANK, external.rank.as_str())
            .set(superior::EXTERNAL_POSITION, external.position.as_str())
            .set(superior::EXTERNAL_UNIT, external.unit.as_str()),
    }
}

impl Office {
    /// Every assignment.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_superiors(&self) -> Result<Superiors, Failure> {
        let all = self.list(superior::KIND)?;
        self.with_leavings(all.iter().filter_map(Superior::read).collect())
    }

    /// Assignments that end with the last day of an assessor who left.
    fn with_leavings(&self, mut all: Vec<Superior>) -> Result<Superiors, Failure> {
        let left = self.list_last_days()?;
        if !left.is_empty() {
            all.retain_mut(|superior| {
                let last = superior.assessor.person().and_then(|assessor| left.get(&assessor));
                let Some(last) = last else { return true };
                superior.until = Some(superior.until.map_or(*last, |until| until.min(*last)));
                superior.from <= *last
            });
        }
        Ok(Superiors::of(all))
    }

    /// Whether the user may see the evaluation of a person: the head and the operator everybody's, an assessor those of the people assessed
    /// on the day and the own one.
    pub(crate) fn may_see(
        &self,
        superiors: &Superiors,
        person: RecordId,
        day: NaiveDate,
    ) -> Result<bool, Failure> {
        let actor = self.actor()?;
        Ok(match actor.role {
            Role::Kepala | Role::Operator => true,
            Role::Penilai | Role::Pegawai => {
                let assesses = superiors.is_assessed_by(person, actor.person, day);
                actor.person == Some(person) || (assesses && actor.role == Role::Penilai)
            }
        })
    }

    /// The assignments of one person.
    pub(crate) fn list_superiors_of(&self, person: RecordId) -> Result<Superiors, Failure> {
        self.list_superiors_of_all([person])
    }

    /// The assignments of some people.
    pub(crate) fn list_superiors_of_all(
        &self,
        people: impl IntoIterator<Item = RecordId>,
    ) -> Result<Superiors, Failure> {
        let mut own = Vec::new();
        for person in people {
            let found = self.list_where(superior::KIND, superior::PERSON, person)?;
            own.extend(found.iter().filter_map(Superior::read));
        }
        self.with_leavings(own)
    }

    /// The assessor that is named, for days that can be.
    fn read_assessor(&self, new: &Appointment) -> Result<Assessor, Failure> {
        if new.until.is_some_and(|until| until < new.from) {
            return Err(Failure::new("superior.dates"));
        }
        match (new.assessor_nip.as_deref(), new.external.as_ref()) {
            (Some(nip), _) => Ok(Assessor::Person(self.get_person_by_nip(nip)?.id)),
            (None, Some(external)) if !external.name.trim().is_empty() => {
                // The sheet writes the word itself.
                let number = external.number.trim();
                let number = number.strip_prefix("NRP").or(number.strip_prefix("NIP")).unwrap_or(number);
                let number = number.trim_start_matches(['.', ' ', ':']).to_owned();
                Ok(Assessor::External(External { number, ..external.clone() }))
            }
            (None, _) => Err(Failure::new("superior.missing")),
        }
    }

    /// Refuses oneself and a circle.
    fn check_assignment(
        &self,
        superiors: &Superiors,
        assessed: RecordId,
        assessor: &Assessor,
        from: NaiveDate,
    ) -> Result<(), Failure> {
        let Assessor::Person(assessor) = assessor else { return Ok(()) };
        let nip_of =
            |id| Ok::<_, Failure>(self.find_person(id)?.map(|person| person.nip).unwrap_or_default());
        if *assessor == assessed {
            return Err(Failure::new("superior.self").with("nip", nip_of(assessed)?));
        }
        if let Some(circle) = superiors.find_circle(assessed, *assessor, from) {
            let nips = circle.into_iter().map(nip_of).collect::<Result<Vec<_>, _>>()?;
            return Err(Failure::new("superior.circle").with("nips", nips));
        }
        Ok(())
    }

    /// The same writes, lifting a withdrawal of the assignment that they are about: it was withdrawn, and now it holds again.
    fn renewed(&self, writes: Writes) -> Result<Writes, Failure> {
        let known = self.find(superior::KIND, writes.record())?;
        Ok(match known {
            Some(known) if is_gone(&known) => writes.mark(Mark::Restored),
            Some(_) | None => writes,
        })
    }
}
