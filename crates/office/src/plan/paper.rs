//! What may stand in the cells of the form, as it comes from a screen: of a draft and of an addendum alike.

use tilik_appraisal::skp::Skp;

use crate::Failure;

/// The most that one cell takes, in characters: a page of words.
pub const LONGEST_CELL: usize = 5_000;

/// Cells are lines of a form: what was pasted with breaks becomes one line.
pub(crate) fn tidy(skp: &Skp) -> Skp {
    let line = |words: &String| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut tidied = skp.clone();
    for planned in &mut tidied.results {
        for cell in [&mut planned.statement, &mut planned.superior_result, &mut planned.assigned_by] {
            *cell = line(cell);
        }
        for measure in &mut planned.indicators {
            measure.statement = line(&measure.statement);
            measure.target = line(&measure.target);
            measure.quarterly_targets = measure.quarterly_targets.each_ref().map(line);
        }
    }
    tidied.special_expectations = skp
        .special_expectations
        .iter()
        .map(|(value, words)| (*value, line(words)))
        .filter(|(_, words)| !words.is_empty())
        .collect();
    let annex = &mut tidied.annex;
    for list in [&mut annex.dukungan_sumber_daya, &mut annex.skema_pertanggungjawaban, &mut annex.konsekuensi]
    {
        *list = list.iter().map(line).filter(|line| !line.is_empty()).collect();
    }
    tidied
}

pub(crate) fn check_lengths(skp: &Skp) -> Result<(), Failure> {
    let is_long = |words: &str| words.chars().count() > LONGEST_CELL;
    let refuse = |place: &str, result: usize| {
        Err(Failure::new("plan.too_long")
            .with("place", place)
            .with("result", result)
            .with("most", LONGEST_CELL))
    };
    for (planned, number) in skp.results.iter().zip(1..) {
        if [&planned.statement, &planned.superior_result, &planned.assigned_by]
            .into_iter()
            .any(|words| is_long(words))
        {
            return refuse("result", number);
        }
        for measure in &planned.indicators {
            if is_long(&measure.statement)
                || is_long(&measure.target)
                || measure.quarterly_targets.iter().any(|words| is_long(words))
            {
                return refuse("indicator", number);
            }
        }
    }
    let annex = &skp.annex;
    let lists = [&annex.dukungan_sumber_daya, &annex.skema_pertanggungjawaban, &annex.konsekuensi];
    if lists.into_iter().flatten().any(|words| is_long(words)) {
        return refuse("annex", 0);
    }
    if skp.special_expectations.values().any(|words| is_long(words)) {
        return refuse("expectation", 0);
    }
    Ok(())
}
