//! From superiors as typed to links that hold: known, not oneself, not in a circle. It must not drop a person: a
//! superior that cannot be is left out with a notice, and the person stays. Invariant: the links that are left
//! have no circle among the rows of the file.

use super::{RosterField, RosterRow};
use crate::code;
use crate::finding::Notice;
use crate::rows::FieldRow;
use std::collections::{HashMap, HashSet};
use tilik_appraisal::Nip;

/// Sets `superior` of each row from `superior_typed`. `is_known` says whether somebody is on the staff already.
/// `sources` has the file's row of each person, in the same order.
pub(super) fn resolve(
    people: &mut [RosterRow],
    sources: &[&FieldRow<'_, RosterField>],
    is_known: &dyn Fn(&Nip) -> bool,
    notices: &mut Vec<Notice>,
) {
    let places: HashMap<Nip, usize> = people.iter().enumerate().map(|(i, p)| (p.nip.clone(), i)).collect();
    let in_file = |nip: &Nip| places.get(nip).copied();
    let targets: Vec<Option<usize>> =
        people.iter().map(|p| p.superior_typed.as_ref().and_then(in_file)).collect();
    let circles = find_circles(&targets);
    let in_circle: HashSet<usize> = circles.iter().flatten().copied().collect();
    for circle in &circles {
        let described = describe(circle, people);
        for place in circle {
            let Some(source) = sources.get(*place) else { continue };
            let code = if circle.len() == 1 { code::SUPERIOR_SELF } else { code::SUPERIOR_CIRCLE };
            notices.push(source.finding(RosterField::NipAtasan, code).with("circle", &described));
        }
    }
    for (place, person) in people.iter_mut().enumerate() {
        let Some(typed) = person.superior_typed.clone() else { continue };
        if in_circle.contains(&place) {
            continue;
        }
        if places.contains_key(&typed) || is_known(&typed) {
            person.superior = Some(typed);
        } else if let Some(source) = sources.get(place) {
            notices.push(source.finding(RosterField::NipAtasan, code::SUPERIOR_UNKNOWN));
        }
    }
}

/// Every circle, each from its first row on. A row has one superior, so a walk meets a circle at most once.
fn find_circles(targets: &[Option<usize>]) -> Vec<Vec<usize>> {
    // In which walk a row was first met; 0 for none yet.
    let mut walks = vec![0_usize; targets.len()];
    let mut circles = Vec::new();
    for start in 0..targets.len() {
        let walk = start + 1;
        let mut at = Some(start);
        while let Some(place) = at.filter(|p| walks.get(*p) == Some(&0)) {
            if let Some(mark) = walks.get_mut(place) {
                *mark = walk;
            }
            at = targets.get(place).copied().flatten();
        }
        // Ending on a row of this same walk closes a circle; on one of an earlier walk it does not.
        if let Some(first) = at.filter(|p| walks.get(*p) == Some(&walk)) {
            let mut circle = vec![first];
            let mut next = targets.get(first).copied().flatten();
            while let Some(place) = next.filter(|p| *p != first) {
                circle.push(place);
                next = targets.get(place).copied().flatten();
            }
            let lowest = circle.iter().enumerate().min_by_key(|(_, p)| **p).map_or(0, |(i, _)| i);
            circle.rotate_left(lowest);
            circles.push(circle);
        }
    }
    circles
}

/// NIPs with their rows, back to the first: `NIP (3) → NIP (5) → NIP (3)`. Long circles are cut.
fn describe(circle: &[usize], people: &[RosterRow]) -> String {
    const SHOWN: usize = 12;
    let one =
        |place: &usize| people.get(*place).map(|p| format!("{} ({})", p.nip, p.row)).unwrap_or_default();
    let mut parts: Vec<String> = circle.iter().take(SHOWN).map(one).collect();
    if circle.len() > SHOWN {
        parts.push("…".to_owned());
    }
    parts.extend(circle.first().map(one));
    parts.join(" → ")
}

#[cfg(test)]
mod tests {
    use super::find_circles;

    #[test]
    fn circles_are_found_and_those_who_hang_below_are_not_in_them() {
        for (targets, expected) in [
            (vec![None, Some(0), Some(1)], vec![]),
            (vec![Some(0)], vec![vec![0]]),
            (vec![Some(1), Some(2), Some(1)], vec![vec![1, 2]]),
            (vec![Some(3), None, Some(0), Some(2), Some(0), Some(4)], vec![vec![0, 3, 2]]),
            (vec![Some(1), Some(0), Some(3), Some(2)], vec![vec![0, 1], vec![2, 3]]),
        ] {
            assert_eq!(find_circles(&targets), expected, "{targets:?}");
        }
    }
}
