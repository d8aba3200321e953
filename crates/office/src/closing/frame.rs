//! What a closing reads once, before it looks at each person.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use tilik_appraisal::nip::Nip;
use tilik_appraisal::period::Period;
use tilik_journal::RecordId;
use tilik_journal::catalogue::office;

use crate::people::Person;
use crate::record::text;
use crate::superior::Superiors;
use crate::wording::Wording;
use crate::{Failure, Office};

/// What is read once for all people of a period, or for one of them.
pub(crate) struct Frame {
    pub(super) period: Period,
    pub(crate) superiors: Superiors,
    pub(super) is_outside_pattern: bool,
    pub(super) has_reason: bool,
    pub(crate) achievement: Option<tilik_appraisal::rating::OrganisationAchievement>,
    pub(crate) achievement_note: String,
    pub(crate) agency: String,
    pub(crate) place: String,
    pub(super) today: NaiveDate,
    pub(crate) people: HashMap<RecordId, Person>,
    /// Whoever has left since and may stand on a paper.
    pub(crate) left: HashMap<RecordId, Person>,
    pub(super) wording: Wording,
}

impl Frame {
    /// A NIP as this office writes it.
    pub(crate) fn number(&self, nip: &str) -> String {
        Nip::from_digits(nip).map_or_else(|_| nip.to_owned(), |nip| self.wording.nip(&nip))
    }
}

/// Whether the reason for a distribution that departs from the pattern is asked for.
#[derive(Clone, Copy)]
pub(crate) enum PatternReason {
    /// It must be there.
    Needed,
    /// It is asked for once, with the closing of many.
    AskedLater,
}

impl Frame {
    /// Somebody who may stand on a paper, also of those who left.
    pub(crate) fn find(&self, id: RecordId) -> Option<&Person> {
        self.people.get(&id).or_else(|| self.left.get(&id))
    }

    /// Those of these NIPs who may stand on a paper.
    pub(super) fn list_of(&self, nips: &[String]) -> Vec<RecordId> {
        let all = self.people.values().chain(self.left.values());
        all.filter(|person| nips.contains(&person.nip)).map(|person| person.id).collect()
    }

    /// Whether somebody has left since: nothing begins for them any more.
    pub(crate) fn has_left(&self, id: RecordId) -> bool {
        !self.people.contains_key(&id)
    }
}

impl Office {
    pub(crate) fn read_frame(&self, period: Period, reason: PatternReason) -> Result<Frame, Failure> {
        let by_id = |people: Vec<Person>| people.into_iter().map(|person| (person.id, person)).collect();
        let frame = self.frame_with(period, self.list_superiors()?, by_id(self.list_people()?), reason)?;
        Ok(Frame { left: by_id(self.list_left()?), ..frame })
    }

    /// The same as far as one person's evaluation asks for it: the person, the assessor and the assessor's superior.
    pub(crate) fn read_frame_of(&self, person: &Person, period: Period) -> Result<Frame, Failure> {
        let (superiors, people) = self.read_parties(std::slice::from_ref(person), period.ends_on())?;
        self.frame_with(period, superiors, people, PatternReason::Needed)
    }

    /// Some people with their assessors and the superiors of these, whoever else there is in the office.
    pub(super) fn read_parties(
        &self,
        asked: &[Person],
        day: NaiveDate,
    ) -> Result<(Superiors, HashMap<RecordId, Person>), Failure> {
        let mut people: HashMap<_, _> = asked.iter().map(|person| (person.id, person.clone())).collect();
        let own: HashSet<_> = people.keys().copied().collect();
        let mut superiors = self.list_superiors_of_all(own.iter().copied())?;
        let above = |of: &HashSet<RecordId>, superiors: &Superiors| -> HashSet<RecordId> {
            of.iter().filter_map(|id| superiors.find_staff_on(*id, day)).collect()
        };
        let assessors = above(&own, &superiors);
        superiors.add(self.list_superiors_of_all(assessors.difference(&own).copied())?);
        for id in assessors.union(&above(&assessors, &superiors)) {
            if !people.contains_key(id) {
                people.extend(self.find_person(*id)?.map(|found| (*id, found)));
            }
        }
        Ok((superiors, people))
    }

    pub(super) fn frame_with(
        &self,
        period: Period,
        superiors: Superiors,
        people: HashMap<RecordId, Person>,
        reason: PatternReason,
    ) -> Result<Frame, Failure> {
        let achievement = self.achievement(period)?;
        let (is_outside_pattern, has_reason) = match reason {
            PatternReason::AskedLater => (false, false),
            PatternReason::Needed => {
                let findings = self.list_hard_findings(period)?;
                let has_reason =
                    !achievement.distribution_reason.is_empty() && achievement.explained_findings == findings;
                (!findings.is_empty(), has_reason)
            }
        };
        let own = self.office_record()?;
        Ok(Frame {
            period,
            superiors,
            is_outside_pattern,
            has_reason,
            achievement: achievement.level,
            achievement_note: achievement.note,
            agency: text(&own, office::AGENCY),
            place: text(&own, office::PLACE),
            wording: Wording::read(&own),
            today: self.today(),
            people,
            left: HashMap::new(),
        })
    }
}
