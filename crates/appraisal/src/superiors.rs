//! Who assesses whom on which day, and circles in it.
//!
//! This module must not know persons other than by an id. Invariant: on one day a person has at most one assessor;
//! an acting one (PLT, PLH) who covers the day stands before the definitive one, then the later start wins.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::coded;

coded! {
    /// In which quality somebody assesses.
    pub enum AssessorQuality {
        /// Holder of the position.
        Definitive = "definitive" | "definitif",
        /// *Pelaksana tugas*: acts while the position is vacant.
        Plt = "plt",
        /// *Pelaksana harian*: acts while the holder is away.
        Plh = "plh",
    }
}

/// One person assesses another from a day to a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessorAssignment<Id> {
    /// The assessed person.
    pub assessed: Id,
    /// The assessor.
    pub assessor: Id,
    /// In which quality.
    pub quality: AssessorQuality,
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive; `None` while it lasts.
    pub until: Option<NaiveDate>,
}

impl<Id> AssessorAssignment<Id> {
    /// Whether it covers a day.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    const fn is_acting(&self) -> bool {
        match self.quality {
            AssessorQuality::Definitive => false,
            AssessorQuality::Plt | AssessorQuality::Plh => true,
        }
    }
}

/// The assignment that names a person's assessor on a day. Of two that start on the same day the later in the slice
/// wins, so pass them in the order of the acts.
pub fn find_assessor_on<'a, Id: PartialEq>(
    assignments: &'a [AssessorAssignment<Id>],
    assessed: &Id,
    day: NaiveDate,
) -> Option<&'a AssessorAssignment<Id>> {
    let covering = assignments.iter().filter(|a| a.assessed == *assessed && a.covers(day));
    covering.max_by_key(|a| (a.is_acting(), a.from))
}

/// People who are named as their own assessor, in order, each once.
#[must_use]
pub fn list_self_assessors<Id: Ord + Clone>(assignments: &[AssessorAssignment<Id>]) -> Vec<Id> {
    let own = assignments.iter().filter(|a| a.assessed == a.assessor).map(|a| a.assessed.clone());
    own.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Circles of assessors on a day: each as the people in order, every one assessed by the next and the last by the
/// first, beginning with the smallest id. Self-assessment is a circle of one. Takes time n log n.
#[must_use]
pub fn list_cycles_on<Id: Ord + Clone>(
    assignments: &[AssessorAssignment<Id>],
    day: NaiveDate,
) -> Vec<Vec<Id>> {
    let mut chosen: BTreeMap<&Id, &AssessorAssignment<Id>> = BTreeMap::new();
    for assignment in assignments.iter().filter(|a| a.covers(day)) {
        let key = |a: &AssessorAssignment<Id>| (a.is_acting(), a.from);
        let best = chosen.entry(&assignment.assessed).or_insert(assignment);
        if key(assignment) >= key(best) {
            *best = assignment;
        }
    }
    let mut walked: BTreeSet<&Id> = BTreeSet::new();
    let mut cycles = Vec::new();
    // A walk that enters an earlier walk's path finds nothing new: its circle is already listed.
    for start in chosen.keys() {
        let mut path: Vec<&Id> = Vec::new();
        let mut place: BTreeMap<&Id, usize> = BTreeMap::new();
        let mut person: &Id = start;
        while walked.insert(person) {
            place.insert(person, path.len());
            path.push(person);
            match chosen.get(person) {
                Some(assignment) => person = &assignment.assessor,
                None => break,
            }
        }
        let Some(first) = place.get(person).copied().filter(|_| chosen.contains_key(person)) else {
            continue;
        };
        let mut cycle: Vec<Id> = path[first..].iter().map(|id| (*id).clone()).collect();
        let smallest = cycle.iter().enumerate().min_by_key(|(_, id)| *id).map_or(0, |(at, _)| at);
        cycle.rotate_left(smallest);
        cycles.push(cycle);
    }
    cycles
}

/// The circle that a new assignment would close on a day, or `None`.
#[must_use]
pub fn find_cycle_with<Id: Ord + Clone>(
    assignments: &[AssessorAssignment<Id>],
    new: &AssessorAssignment<Id>,
    day: NaiveDate,
) -> Option<Vec<Id>> {
    let mut all = assignments.to_vec();
    all.push(new.clone());
    list_cycles_on(&all, day)
        .into_iter()
        .find(|cycle| cycle.contains(&new.assessed) && cycle.contains(&new.assessor))
}
