//! Who derives from whom, and which result serves which: the cascade from the head of the office down.
//!
//! Must not read the office: it looks at people and plans that were read.

use std::collections::HashMap;

use tilik_appraisal::skp::{ResultKind, Skp, find_served};
use tilik_journal::RecordId;

use super::{ChainLink, TreeResult};
use crate::people::Person;
use crate::plan::Plan;

/// From the head down to the superior: the results that one result serves, one through another. `above` begins with the superior, whose result it serves.
pub(super) fn climb(above: &[(Person, Plan)], mut serves: Option<usize>) -> Vec<ChainLink> {
    let mut chain = Vec::new();
    for (level, (person, plan)) in above.iter().enumerate() {
        let Some(result) = serves.and_then(|at| plan.skp.results.get(at)) else { break };
        chain.push(ChainLink {
            nip: person.nip.clone(),
            name: person.name.full(),
            position: person.position.clone(),
            result: result.statement.clone(),
        });
        let next = above.get(level + 1);
        serves = next.and_then(|(_, next)| find_served(&result.superior_result, &next.skp));
    }
    chain.reverse();
    chain
}

/// Results on a form that names the leader's wait as long as none is named. `has_superior`: on the staff; what somebody outside plans is typed and never comes by itself.
pub(super) fn list_tree_results(own: &Skp, above: Option<&Skp>, has_superior: bool) -> Vec<TreeResult> {
    own.results
        .iter()
        .map(|planned| TreeResult {
            statement: planned.statement.clone(),
            serves: above.and_then(|above| find_served(&planned.superior_result, above)),
            waits: own.names_superior_results()
                && has_superior
                && planned.kind == ResultKind::Utama
                && planned.superior_result.trim().is_empty(),
        })
        .collect()
}

/// Superiors before those below them: (index, index of the superior, level). Whoever has no superior among these people stands at level 0, and so does whoever
/// stands in a circle.
pub(super) fn order_by_superior(
    people: &[Person],
    superior_of: impl Fn(RecordId) -> Option<RecordId>,
) -> Vec<(usize, Option<usize>, usize)> {
    let places: HashMap<_, _> = people.iter().enumerate().map(|(at, person)| (person.id, at)).collect();
    let above: Vec<_> =
        people.iter().map(|person| superior_of(person.id).and_then(|id| places.get(&id).copied())).collect();
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); people.len()];
    let mut roots = Vec::new();
    for (at, superior) in above.iter().enumerate() {
        match superior {
            Some(superior) if *superior != at => below[*superior].push(at),
            _ => roots.push(at),
        }
    }
    // Whoever leads more people comes first: the head of the office.
    roots.sort_by_key(|at| std::cmp::Reverse(below[*at].len()));
    let mut ordered = Vec::with_capacity(people.len());
    let mut is_placed = vec![false; people.len()];
    let all = roots.iter().copied().chain(0..people.len());
    for root in all {
        let mut waiting = vec![(root, None, 0)];
        while let Some((at, superior, level)) = waiting.pop() {
            if std::mem::replace(&mut is_placed[at], true) {
                continue;
            }
            ordered.push((at, superior, level));
            waiting.extend(below[at].iter().rev().map(|next| (*next, Some(at), level + 1)));
        }
    }
    ordered
}
