//! Which automatic backups stay: the newest of each of 7 days, 5 weeks and 12 months.
//!
//! Must not know files. The order is the counter's, never the clock's: a clock that was wrong costs no more than a place among the days, because the newest seven stay
//! whatever they say of themselves, and so does what says nothing.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};

/// The newest by number that stay whatever day they name.
pub const NEWEST_KEPT: usize = 7;
/// Days of which the newest stays.
pub const DAYS_KEPT: usize = 7;
/// Weeks of which the newest stays.
pub const WEEKS_KEPT: usize = 5;
/// Months of which the newest stays.
pub const MONTHS_KEPT: usize = 12;

/// An automatic backup, as far as the rule knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copy {
    /// Its number: later ones have higher ones.
    pub counter: u64,
    /// The day by the laptop's clock; none when its header does not read.
    pub made_on: Option<NaiveDate>,
}

/// The numbers of those that go.
#[must_use]
pub fn plan_removals(copies: &[Copy]) -> Vec<u64> {
    let mut newest_first = copies.to_vec();
    newest_first.sort_by_key(|copy| std::cmp::Reverse(copy.counter));
    let (mut days, mut weeks, mut months) = (HashSet::new(), HashSet::new(), HashSet::new());
    let mut removed = Vec::new();
    for (place, copy) in newest_first.iter().enumerate() {
        let Some(day) = copy.made_on else { continue };
        let week = day.iso_week();
        // Each asks first who is kept already: the newest of a day is that of its week and month too.
        let is_of_day = days.len() < DAYS_KEPT && days.insert(day);
        let is_of_week = weeks.len() < WEEKS_KEPT && weeks.insert((week.year(), week.week()));
        let is_of_month = months.len() < MONTHS_KEPT && months.insert((day.year(), day.month()));
        if place >= NEWEST_KEPT && !is_of_day && !is_of_week && !is_of_month {
            removed.push(copy.counter);
        }
    }
    removed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// One a day up to `until`, the last one with the highest number, tidied after each as the office does.
    fn keep_daily(until: &str, days: u64) -> Vec<Copy> {
        let mut kept: Vec<Copy> = Vec::new();
        for (counter, back) in (1..).zip((0..days).rev()) {
            let made_on = day(until).checked_sub_days(chrono::Days::new(back));
            kept.push(Copy { counter, made_on });
            let removed = plan_removals(&kept);
            kept.retain(|copy| !removed.contains(&copy.counter));
        }
        kept
    }

    #[test]
    fn the_rule_as_a_table() {
        let copies = |list: &[&str]| -> Vec<Copy> {
            (1..).zip(list).map(|(counter, text)| Copy { counter, made_on: text.parse().ok() }).collect()
        };
        let table: &[(&str, &[&str], &[u64])] = &[
            ("nothing", &[], &[]),
            ("seven of one morning", &["2026-11-21"; 7], &[]),
            ("the eighth of one morning lets the first go", &["2026-11-21"; 8], &[1]),
            (
                "a copy of last month stays behind ten of today",
                &[
                    "2026-10-30",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                ],
                &[4, 3, 2],
            ),
            (
                "what does not say its day stays",
                &[
                    "damaged",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                    "2026-11-21",
                ],
                &[2],
            ),
            (
                "a clock that ran ahead and was put right costs none of the newest",
                &[
                    "2030-01-01",
                    "2026-11-15",
                    "2026-11-16",
                    "2026-11-17",
                    "2026-11-18",
                    "2026-11-19",
                    "2026-11-20",
                    "2026-11-21",
                ],
                &[],
            ),
        ];
        for (name, list, expected) in table {
            assert_eq!(plan_removals(&copies(list)), *expected, "{name}");
        }
    }

    #[test]
    fn after_two_years_of_days_seven_days_five_weeks_and_twelve_months_are_there() {
        let kept = keep_daily("2026-11-22", 730);
        let days: Vec<String> = kept.iter().filter_map(|copy| Some(copy.made_on?.to_string())).collect();
        // Oldest first: the last day of each month, the Sundays before, the last seven days.
        assert_eq!(
            days,
            [
                "2025-12-31",
                "2026-01-31",
                "2026-02-28",
                "2026-03-31",
                "2026-04-30",
                "2026-05-31",
                "2026-06-30",
                "2026-07-31",
                "2026-08-31",
                "2026-09-30",
                "2026-10-25",
                "2026-10-31",
                "2026-11-01",
                "2026-11-08",
                "2026-11-15",
                "2026-11-16",
                "2026-11-17",
                "2026-11-18",
                "2026-11-19",
                "2026-11-20",
                "2026-11-21",
                "2026-11-22",
            ]
        );
    }
}
