//! Who derives from whom, and which result serves which: the cascade from the head of the office down.
//!
//! Must not read the office: it looks at people and plans that were read.

use std::collections::HashMap;

use tilik_appraisal::skp::{Approach, FormKind, ResultKind, Skp};
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
    let names_leader = own.form == FormKind::JaJf && own.approach == Approach::Kuantitatif;
    own.results
        .iter()
        .map(|planned| TreeResult {
            statement: planned.statement.clone(),
            serves: above.and_then(|above| find_served(&planned.superior_result, above)),
            waits: names_leader
                && has_superior
                && planned.kind == ResultKind::Utama
                && planned.superior_result.trim().is_empty(),
        })
        .collect()
}

/// Which of the superior's results is meant: the same words, followed by an indicator perhaps.
fn find_served(superior_result: &str, above: &Skp) -> Option<usize> {
    let wanted = fold(superior_result);
    if wanted.is_empty() {
        return None;
    }
    let statements: Vec<_> = above.results.iter().map(|result| fold(&result.statement)).collect();
    let is_meant = |statement: &String| !statement.is_empty() && wanted.starts_with(statement.as_str());
    // The longest: one statement may begin with another.
    (0..statements.len()).filter(|at| is_meant(&statements[*at])).max_by_key(|at| statements[*at].len())
}

fn fold(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The superior's results to choose from. Where the superior leads a unit, the form wants the indicator too (footnote of the form).
pub(super) fn list_offered(above: &Skp) -> Vec<String> {
    above
        .results
        .iter()
        .filter(|result| !result.statement.trim().is_empty())
        .map(|result| match (above.form, result.indicators.first()) {
            (FormKind::JptUnitHead, Some(first)) if !first.statement.trim().is_empty() => {
                format!("{} ({})", result.statement.trim(), first.statement.trim())
            }
            _ => result.statement.trim().to_owned(),
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
