//! How long to wait before the next try.

use std::time::Duration;

/// The longest wait of our own.
const MOST: u64 = 300;
/// The longest wait that somebody else may ask for.
const MOST_ASKED: u64 = 3_600;
/// After so many failures without anything done in between, a run ends.
pub const TRIES: u32 = 8;
/// As long as the province has not said a word: whoever sits before a login page shall not wait for minutes to hear of it.
pub const TRIES_FOR_A_WORD: u32 = 3;

/// The wait after the `failures`th failure in a row (from 1): 2, 4, 8 … at most 300 seconds, by chance between half and the whole of it, so that laptops that failed together do
/// not come back together; or what the server asked for, when that is longer.
#[must_use]
pub fn compute_wait(failures: u32, chance: u64, asked: Option<u64>) -> Duration {
    let whole = 2u64.saturating_pow(failures.max(1)).min(MOST) * 1_000;
    let wait = whole / 2 + chance % (whole / 2 + 1);
    let asked = asked.unwrap_or(0).min(MOST_ASKED) * 1_000;
    Duration::from_millis(wait.max(asked))
}

#[cfg(test)]
mod tests {
    use super::compute_wait;

    #[test]
    fn waits_double_within_their_bounds_and_obey_who_asks_for_more() {
        for (failures, least, most) in [
            (0, 1_000, 2_000),
            (1, 1_000, 2_000),
            (3, 4_000, 8_000),
            (9, 150_000, 300_000),
            (u32::MAX, 150_000, 300_000),
        ] {
            for chance in [0, 1, 999, 123_456_789, u64::MAX] {
                let wait = compute_wait(failures, chance, None).as_millis();
                assert!((least..=most).contains(&wait), "{failures}: {wait}");
            }
        }
        assert_eq!(compute_wait(1, 7, Some(60)).as_secs(), 60);
        assert_eq!(compute_wait(1, 0, Some(1)).as_millis(), 1_000, "the longer of both");
        assert_eq!(
            compute_wait(1, 0, Some(u64::MAX)).as_secs(),
            3_600,
            "nobody sends a laptop to sleep for ever"
        );
    }
}
