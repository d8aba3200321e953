//! Naming assessors for many at once, correcting, ending and withdrawing an assignment, and who really assesses from when to when.
//!
//! Must not decide who counts on a day: that is the rule of `appraisal`. Invariant: of several who are assigned together, either a person is
//! assigned or told with the reason why not, and no two of them close a circle.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_appraisal::superiors::{AssessorQuality, list_spans};
use tilik_journal::catalogue::superior;
use tilik_journal::document::Mark;
use tilik_journal::{RecordId, Role};

use super::{Appointment, Assessor, External, Superior, Superiors, assignment_of, assignment_writes};
use crate::record::{Writes, is_gone};
use crate::{Failure, Office};

/// One assessor for several people.
#[derive(Debug, Clone, Deserialize, ts_rs::TS)]
pub struct Assignments {
    /// NIPs of the assessed people.
    pub nips: Vec<String>,
    /// By whom, and from when to when.
    #[serde(flatten)]
    pub appointment: Appointment,
}

/// Somebody who was not assigned.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct NotAssigned {
    /// NIP.
    pub nip: String,
    /// Name with titles.
    pub name: String,
    /// Why.
    pub failure: Failure,
}

/// What an assignment of several did.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Assigned {
    /// NIPs of those assigned.
    pub assigned: Vec<String>,
    /// Those who were not.
    pub refused: Vec<NotAssigned>,
    /// How many of the staff have no assessor today.
    pub without: usize,
}

/// An assignment as it shall be.
#[derive(Debug, Clone, Deserialize, ts_rs::TS)]
pub struct SuperiorChange {
    /// The assignment.
    pub id: RecordId,
    /// As it shall be, and why.
    #[serde(flatten)]
    pub appointment: Appointment,
}

/// An assignment and why it is withdrawn, or no longer.
#[derive(Debug, Clone, Deserialize, ts_rs::TS)]
pub struct Ending {
    /// The assignment.
    pub id: RecordId,
    /// Why; needed.
    pub reason: String,
}

/// An assignment as the card of a person shows it.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Standing {
    /// The assignment.
    pub id: RecordId,
    /// NIP of the assessor, when on the staff.
    pub assessor_nip: Option<String>,
    /// The assessor, when not on the staff.
    pub external: Option<External>,
    /// With titles.
    pub name: String,
    /// Position of the assessor.
    pub position: String,
    /// In which quality.
    pub quality: AssessorQuality,
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive; `None` while it lasts.
    pub until: Option<NaiveDate>,
    /// Why it was set or changed last; may be empty.
    pub reason: String,
    /// Whether this is who assesses today.
    pub is_today: bool,
}

/// Days in a row with one assessor, or with none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct AssessorSpan {
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive.
    pub until: NaiveDate,
    /// The assignment that counts; `None` for days without an assessor.
    pub assignment: Option<RecordId>,
}

impl Superiors {
    /// Who really assesses a person from a day to a day: every day once, in order.
    #[must_use]
    pub fn list_spans(&self, assessed: RecordId, from: NaiveDate, until: NaiveDate) -> Vec<AssessorSpan> {
        let own = self.by_assessed.get(&assessed).map(Vec::as_slice).unwrap_or_default();
        let assignments: Vec<_> = own.iter().map(assignment_of).collect();
        list_spans(&assignments, &assessed, from, until)
            .into_iter()
            .map(|span| AssessorSpan {
                from: span.from,
                until: span.until,
                assignment: span.assignment.and_then(|at| own.get(at)).map(|superior| superior.id),
            })
            .collect()
    }

    /// The same with one more assignment, which displaces the one of the same record.
    fn with(&self, new: Superior) -> Self {
        let mut all: Vec<Superior> = self.by_assessed.values().flatten().cloned().collect();
        all.retain(|superior| superior.id != new.id);
        all.push(new);
        Self::of(all)
    }
}

impl Office {
    /// Names who assesses a person from a day on.
    ///
    /// # Errors
    /// Those of [`Self::assign_superiors`]; `superior.self`, `superior.circle` naming it.
    pub fn assign_superior(&mut self, nip: &str, new: &Appointment) -> Result<(), Failure> {
        let one = Assignments { nips: vec![nip.to_owned()], appointment: new.clone() };
        let refused = self.assign_superiors(&one)?.refused;
        refused.into_iter().next().map_or(Ok(()), |person| Err(person.failure))
    }

    /// Names one assessor for several people, in one transaction. Whoever cannot be assigned is told; the others are.
    ///
    /// # Errors
    /// `user.not_permitted`, `superior.nobody`, `superior.dates`, `superior.missing`, `person.unknown` of the assessor.
    pub fn assign_superiors(
        &mut self,
        Assignments { nips, appointment: new }: &Assignments,
    ) -> Result<Assigned, Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        if nips.is_empty() {
            return Err(Failure::new("superior.nobody"));
        }
        let assessor = self.read_assessor(new)?;
        let reason = check_reason_length(&new.reason)?;
        let mut superiors = self.list_superiors()?;
        let mut answer = Assigned { assigned: Vec::new(), refused: Vec::new(), without: 0 };
        let mut acts = Vec::new();
        for nip in nips {
            if answer.assigned.contains(nip) {
                continue;
            }
            let person = self.get_person_by_nip(nip)?;
            if let Err(failure) = self.check_assignment(&superiors, person.id, &assessor, new.from) {
                let refused = NotAssigned { nip: nip.clone(), name: person.name.full(), failure };
                answer.refused.push(refused);
                continue;
            }
            let writes = assignment_writes(person.id, &assessor, new.quality, new.from, new.until);
            superiors = superiors.with(Superior {
                id: writes.record(),
                assessed: person.id,
                assessor: assessor.clone(),
                quality: new.quality,
                from: new.from,
                until: new.until,
            });
            let writes = self.renewed(writes)?.set(superior::REASON, reason);
            acts.push(self.act("superior.assigned", vec![writes.group()])?);
            answer.assigned.push(nip.clone());
        }
        self.save(acts)?;
        answer.without = self.count_without_superior()?;
        Ok(answer)
    }

    /// How many of the staff have no assessor today.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn count_without_superior(&self) -> Result<usize, Failure> {
        let superiors = self.list_superiors()?;
        let today = self.today();
        let people = self.list_people()?;
        Ok(people.iter().filter(|person| superiors.find_on(person.id, today).is_none()).count())
    }

    /// Changes an assignment: another assessor, other days, another quality. What was before stays in the history.
    ///
    /// # Errors
    /// `user.not_permitted`, `superior.unknown`, `superior.reason_missing`, `superior.dates`, `superior.missing`, `superior.self`, `superior.circle`.
    pub fn change_superior(
        &mut self,
        SuperiorChange { id, appointment: new }: &SuperiorChange,
    ) -> Result<RecordId, Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        let reason = check_reason(&new.reason)?;
        let before = self.get_assignment(*id)?;
        let assessor = self.read_assessor(new)?;
        let others = self.list_superiors()?.with(Superior {
            // A day before anything: the assignment that changes makes no circle with itself.
            until: Some(NaiveDate::MIN),
            from: NaiveDate::MIN,
            ..before.clone()
        });
        self.check_assignment(&others, before.assessed, &assessor, new.from)?;
        let made = assignment_writes(before.assessed, &assessor, new.quality, new.from, new.until);
        let mut groups = Vec::new();
        // A record is named by its first day and quality: with others it is another one.
        if made.record() != *id {
            let taken = self.find(superior::KIND, made.record())?;
            if taken.is_some_and(|document| !is_gone(&document)) {
                return Err(Failure::new("superior.same_day"));
            }
            let old = Writes::to(superior::KIND, *id).mark(Mark::Retracted).set(superior::REASON, reason);
            groups.push(old.group());
        }
        groups.push(self.renewed(made)?.set(superior::REASON, reason).group());
        let act = self.act("superior.changed", groups)?;
        self.save(vec![act])?;
        Ok(before.assessed)
    }

    /// Withdraws an assignment that should not have been made. It stays in the history and can be put back.
    ///
    /// # Errors
    /// `user.not_permitted`, `superior.unknown`, `superior.reason_missing`.
    pub fn withdraw_superior(&mut self, of: &Ending) -> Result<RecordId, Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        let reason = check_reason(&of.reason)?;
        let before = self.get_assignment(of.id)?;
        let writes = Writes::to(superior::KIND, of.id).mark(Mark::Retracted).set(superior::REASON, reason);
        let act = self.act("superior.withdrawn", vec![writes.group()])?;
        self.save(vec![act])?;
        Ok(before.assessed)
    }

    /// Puts a withdrawn assignment back.
    ///
    /// # Errors
    /// `user.not_permitted`, `superior.unknown`.
    pub fn restore_superior(&mut self, of: &Ending) -> Result<RecordId, Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        let found = self.find(superior::KIND, of.id)?.filter(is_gone);
        let before = found.as_ref().and_then(Superior::read);
        let before = before.ok_or_else(|| Failure::new("superior.unknown"))?;
        let writes =
            Writes::to(superior::KIND, of.id).mark(Mark::Restored).set(superior::REASON, of.reason.trim());
        let act = self.act("superior.restored", vec![writes.group()])?;
        self.save(vec![act])?;
        Ok(before.assessed)
    }

    /// The assignments of a person as they were written, the newest first.
    pub(crate) fn list_standing(&self, person: RecordId) -> Result<Vec<Standing>, Failure> {
        let today = self.list_superiors_of(person)?.find_on(person, self.today()).map(|found| found.id);
        let mut names: HashMap<RecordId, (String, String, String)> = HashMap::new();
        let mut standing = Vec::new();
        for document in self.list_where(superior::KIND, superior::PERSON, person)? {
            let Some(own) = Superior::read(&document) else { continue };
            let (assessor_nip, external, name, position) = match own.assessor {
                Assessor::Person(id) => {
                    let (nip, name, position) = match names.entry(id) {
                        Entry::Occupied(known) => known.get().clone(),
                        Entry::Vacant(free) => {
                            let found = self.find_person(id)?;
                            let known = found.map(|p| (p.nip, p.name.full(), p.position)).unwrap_or_default();
                            free.insert(known).clone()
                        }
                    };
                    (Some(nip), None, name, position)
                }
                Assessor::External(external) => {
                    (None, Some(external.clone()), external.name, external.position)
                }
            };
            standing.push(Standing {
                id: own.id,
                assessor_nip,
                external,
                name,
                position,
                quality: own.quality,
                from: own.from,
                until: own.until,
                reason: crate::record::text(&document, superior::REASON),
                is_today: today == Some(own.id),
            });
        }
        standing.sort_by_key(|own| std::cmp::Reverse((own.from, own.until.is_none())));
        Ok(standing)
    }

    fn get_assignment(&self, id: RecordId) -> Result<Superior, Failure> {
        let found = self.find(superior::KIND, id)?.filter(|document| !is_gone(document));
        let read = found.as_ref().and_then(Superior::read);
        read.ok_or_else(|| Failure::new("superior.unknown"))
    }
}

/// The longest reason that is kept, in characters.
const MOST_REASON_CHARS: usize = 1_000;

fn check_reason(reason: &str) -> Result<&str, Failure> {
    if reason.trim().is_empty() {
        return Err(Failure::new("superior.reason_missing"));
    }
    check_reason_length(reason)
}

fn check_reason_length(reason: &str) -> Result<&str, Failure> {
    let length = reason.trim().chars().count();
    if length > MOST_REASON_CHARS {
        let failure = Failure::new("person.text_too_long");
        return Err(failure.with("length", length).with("limit", MOST_REASON_CHARS));
    }
    Ok(reason.trim())
}
