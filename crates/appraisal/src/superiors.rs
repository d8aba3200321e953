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

/// Days in a row with one assessor, or with none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive.
    pub until: NaiveDate,
    /// The place in the slice of the assignment that counts; `None` for days without an assessor.
    pub assignment: Option<usize>,
}

/// Who really assesses a person from a day to a day, however assignments overlap: every day once, in order.
#[must_use]
pub fn list_spans<Id: PartialEq>(
    assignments: &[AssessorAssignment<Id>],
    assessed: &Id,
    from: NaiveDate,
    until: NaiveDate,
) -> Vec<Span> {
    let own = || assignments.iter().filter(|a| a.assessed == *assessed);
    let ends = own().filter_map(|a| a.until.and_then(|until| until.succ_opt()));
    let mut starts: BTreeSet<NaiveDate> = own().map(|a| a.from).chain(ends).collect();
    starts.retain(|day| from < *day && *day <= until);
    starts.insert(from);
    let mut spans: Vec<Span> = Vec::new();
    for start in starts.into_iter().filter(|start| *start <= until) {
        let found = find_assessor_on(assignments, assessed, start);
        let assignment = found.and_then(|found| assignments.iter().position(|a| std::ptr::eq(a, found)));
        match spans.last_mut() {
            Some(last) if last.assignment == assignment => {}
            Some(last) => {
                last.until = start.pred_opt().unwrap_or(start);
                spans.push(Span { from: start, until, assignment });
            }
            None => spans.push(Span { from: start, until, assignment }),
        }
    }
    spans
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

#[cfg(test)]
mod tests {
    use super::*;
    use AssessorQuality::{Definitive, Plh, Plt};

    fn day(text: &str) -> NaiveDate {
        format!("2026-{text}").parse().unwrap()
    }

    /// Assignments as `(assessor, quality, from, until)`; the spans of 2026 as `assessor from..until`, `-` for nobody.
    #[test]
    fn every_day_has_the_one_assessor_who_counts_or_is_a_gap() {
        type Assigned<'a> = &'a [(&'a str, AssessorQuality, &'a str, &'a str)];
        let table: [(Assigned<'_>, &str); 7] = [
            (&[], "- 01-01..12-31"),
            (&[("a", Definitive, "01-01", "")], "a 01-01..12-31"),
            // A gap at both ends and within.
            (
                &[("a", Definitive, "02-01", "03-31"), ("b", Definitive, "05-01", "11-30")],
                "- 01-01..01-31, a 02-01..03-31, - 04-01..04-30, b 05-01..11-30, - 12-01..12-31",
            ),
            // Of two definitive ones the later start counts, and the earlier comes back when it ends.
            (
                &[("a", Definitive, "01-01", ""), ("b", Definitive, "06-01", "06-30")],
                "a 01-01..05-31, b 06-01..06-30, a 07-01..12-31",
            ),
            // An acting one stands before the definitive one, whoever began later.
            (
                &[("a", Plt, "01-01", "04-30"), ("b", Definitive, "03-01", "")],
                "a 01-01..04-30, b 05-01..12-31",
            ),
            (
                &[("a", Definitive, "01-01", ""), ("b", Plt, "03-01", "05-31"), ("c", Plh, "04-01", "04-07")],
                "a 01-01..02-28, b 03-01..03-31, c 04-01..04-07, b 04-08..05-31, a 06-01..12-31",
            ),
            // A single day.
            (&[("a", Plh, "12-31", "12-31")], "- 01-01..12-30, a 12-31..12-31"),
        ];
        for (given, expected) in table {
            let assignments: Vec<_> = given
                .iter()
                .map(|(assessor, quality, from, until)| AssessorAssignment {
                    assessed: "x",
                    assessor: *assessor,
                    quality: *quality,
                    from: day(from),
                    until: (!until.is_empty()).then(|| day(until)),
                })
                .collect();
            let spans = list_spans(&assignments, &"x", day("01-01"), day("12-31"));
            let said: Vec<_> = spans
                .iter()
                .map(|span| {
                    let who = span.assignment.map_or("-", |at| assignments[at].assessor);
                    format!("{who} {}..{}", span.from.format("%m-%d"), span.until.format("%m-%d"))
                })
                .collect();
            assert_eq!(said.join(", "), expected);
        }
    }
}
