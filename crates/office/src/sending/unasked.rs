//! When the program sends without being asked. Pure: what is remembered of earlier runs in, yes or no out.

use tilik_store::ledger::{RunLine, Way};

const MINUTE: i64 = 60 * 1_000;
/// After a run that sent everything: an act a minute shall not become a run a minute.
const AFTER_ALL: i64 = 15 * MINUTE;
/// After one that did not; twice as long after each further one, as often as this,
const AFTER_FAILURE: i64 = 2 * MINUTE;
const DOUBLED: usize = 5;
/// and no longer than this.
const LONGEST: i64 = 60 * MINUTE;

/// Whether the last run over a line is long enough ago. `now` is of the laptop's clock, milliseconds since 1970 UTC; runs come the newest first.
pub(super) fn is_long_enough_ago(now: i64, runs: &[RunLine]) -> bool {
    let mut over_line = runs.iter().filter(|run| run.way == Way::Line);
    let Some(last) = over_line.clone().next() else { return true };
    let failed = over_line.by_ref().take_while(|run| !run.end.is_complete).count();
    let wait = match failed.checked_sub(1) {
        None => AFTER_ALL,
        Some(further) => (AFTER_FAILURE << further.min(DOUBLED)).min(LONGEST),
    };
    // A clock that was set back says nothing about how long ago it was.
    !(last.began_at..last.began_at.saturating_add(wait)).contains(&now)
}

#[cfg(test)]
mod tests {
    use tilik_store::ledger::{RunEnd, RunLine, Way};

    use super::{MINUTE, is_long_enough_ago};

    fn run(began_at: i64, way: Way, is_complete: bool) -> RunLine {
        let end = RunEnd { is_complete, ..RunEnd::default() };
        RunLine { id: 1, began_at, ended_at: None, way, end }
    }

    /// After how many minutes the program tries again.
    fn minutes_after(runs: &[RunLine]) -> Option<i64> {
        (0..200).find(|minutes| is_long_enough_ago(minutes * MINUTE, runs))
    }

    #[test]
    fn after_all_is_sent_it_waits_a_while_and_after_failures_longer_and_longer() {
        assert_eq!(minutes_after(&[]), Some(0));
        assert_eq!(minutes_after(&[run(0, Way::Line, true)]), Some(15));
        let few = [(1, 2), (2, 4), (3, 8), (4, 16), (5, 32)];
        for (failed, minutes) in few.into_iter().chain((6..200).map(|failed| (failed, 60))) {
            let mut runs = vec![run(0, Way::Line, false); failed];
            runs.push(run(0, Way::Line, true));
            assert_eq!(minutes_after(&runs), Some(minutes), "{failed}");
        }
    }

    #[test]
    fn a_stick_says_nothing_of_a_line_and_a_clock_that_was_set_back_nothing_of_time() {
        assert_eq!(minutes_after(&[run(0, Way::StickWritten, true)]), Some(0));
        assert_eq!(minutes_after(&[run(0, Way::StickWritten, false), run(0, Way::Line, true)]), Some(15));
        assert_eq!(minutes_after(&[run(90 * MINUTE, Way::Line, true)]), Some(0));
    }
}
