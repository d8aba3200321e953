//! Lines that cut, lose, repeat, reorder and lie: whatever happens, both sides end equal, nothing is doubled, and the bytes stay near the ideal.
//!
//! A sample runs always; `TILIK_SOAK=1` runs all. A failure names its seed: `TILIK_SEED=n` runs that one alone.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on must stop, and say where"
)]

#[allow(dead_code, reason = "each test takes the part that it needs")]
mod party;

use party::{assert_equal, office, send, settings};
use tilik_sync::{Run, Step, SyncError, Transport as _, Waits as _};
use tilik_testkit::{Faults, Laptop, Line, block_on, chance_of};

const SAMPLE: u64 = 40;
const SOAK: u64 = 400;

fn hold(property: impl Fn(u64)) {
    let number = |name| std::env::var(name).ok().and_then(|text: String| text.parse::<u64>().ok());
    if let Some(seed) = number("TILIK_SEED") {
        return property(seed);
    }
    let count = if number("TILIK_SOAK") == Some(1) { SOAK } else { SAMPLE };
    for seed in 0..count {
        let run = std::panic::AssertUnwindSafe(|| property(seed));
        if let Err(panic) = std::panic::catch_unwind(run) {
            eprintln!("failed at TILIK_SEED={seed}");
            std::panic::resume_unwind(panic);
        }
    }
}

/// Runs until one says that all is sent, as a person would press again. What may pass by itself is all that may end one.
fn send_until_done(laptop: &mut Laptop, line: &Line) -> u32 {
    for runs in 1..200 {
        match send(laptop, line) {
            Ok(outcome) if outcome.is_all_sent() => return runs,
            Ok(_)
            | Err(
                SyncError::Cut
                | SyncError::Stalled
                | SyncError::Busy
                | SyncError::NotOurs
                | SyncError::Malformed(_)
                | SyncError::SessionOver
                | SyncError::ServerFailed(_)
                | SyncError::LineTooNarrow { .. },
            ) => {}
            Err(other) => panic!("{other}"),
        }
    }
    panic!("it never ends");
}

#[test]
fn whatever_the_line_does_both_sides_end_equal_and_nothing_is_doubled() {
    hold(|seed| {
        let (mut first, mut second, province, mut chance) = office(40, seed);
        let line = Line::to(province, Faults::all(), seed);
        second.attach(300_000, &mut chance);
        send_until_done(&mut first, &line);
        send_until_done(&mut second, &line);
        // Both go on, with a stick in between, and send again.
        first.write(500, &mut chance);
        second.carry_to(&mut first);
        second.write(500, &mut chance);
        first.write(500, &mut chance);
        let mut laptops = [second, first];
        for at in [0, 1, 0] {
            send_until_done(&mut laptops[at], &line);
            assert_equal(&laptops[at], &line);
        }
        let [second, first] = laptops;
        assert_eq!(first.shelf.tips(first.feed()), second.shelf.tips(second.feed()));
    });
}

/// Bytes of a run of this laptop on a line that breaks as told.
fn measure(faults: Faults, seed: u64) -> (u64, Laptop, Line) {
    let (mut first, _, province, mut chance) = office(0, seed);
    for _ in 0..400 {
        let size = 200 + chance.below(1_800);
        first.write(size, &mut chance);
    }
    let line = Line::to(province, faults, seed);
    send_until_done(&mut first, &line);
    assert_equal(&first, &line);
    (line.carried(), first, line)
}

#[test]
fn a_line_that_breaks_every_twenty_to_two_hundred_kilobytes_costs_at_most_a_quarter_more() {
    let cuts = Faults { cut_every: Some((20_000, 200_000)), answer_lost: 20, ..Faults::default() };
    let (mut carried, mut ideal, mut worst) = (0, 0, 0.0f64);
    for seed in 0..20 {
        let (bad, _, line) = measure(cuts, seed);
        let (good, _, _) = measure(Faults::default(), seed);
        assert!(line.asked() > line.answered(), "nothing went wrong");
        carried += bad;
        ideal += good;
        worst = worst.max(ratio(bad, good));
    }
    eprintln!("{:.3} of the ideal, {worst:.3} at worst", ratio(carried, ideal));
    assert!(ratio(carried, ideal) <= 1.25, "{:.3}", ratio(carried, ideal));
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of two counts")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

#[test]
fn a_run_ends_with_the_reason_when_nothing_gets_through() {
    let nothing = Faults::default();
    for (faults, code) in [
        (Faults { request_lost: 1_000, ..nothing }, "sync.stalled"),
        (Faults { answer_lost: 1_000, ..nothing }, "sync.cut"),
        (Faults { portal: 1_000, ..nothing }, "sync.not_ours"),
        (Faults { wrong_type: 1_000, ..nothing }, "sync.not_ours"),
    ] {
        let (mut first, _, province, _) = office(1, 1);
        let line = Line::to(province, faults, 1);
        let before = first.marks.clone();
        assert_eq!(send(&mut first, &line).unwrap_err().code(), code);
        assert_eq!(first.marks, before);
        assert_eq!(line.asked(), 3);
        assert!(line.waited().as_secs() >= 3, "it gave the line time");
    }
}

#[test]
fn a_line_that_dies_in_the_middle_is_given_minutes() {
    let (mut first, _, province, _) = office(30, 1);
    let line = Line::to(province, Faults::default(), 1);
    let mut run = Run::begin(&mut first, settings(&line), chance_of(1));
    let ended = loop {
        match run.step() {
            Ok(Step::Ask(request)) => {
                if request.path == "/sync/push" {
                    line.set_faults(Faults { request_lost: 1_000, ..Faults::default() });
                }
                if let Err(why) = run.take(block_on(line.ask(&request))) {
                    break why;
                }
            }
            Ok(Step::Wait(length)) => block_on(line.wait(length)),
            Ok(Step::Done(outcome)) => panic!("{outcome:?}"),
            Err(why) => break why,
        }
    };
    assert_eq!(ended.code(), "sync.stalled");
    assert_eq!(line.asked(), 2 + 8);
    assert!((100..260).contains(&line.waited().as_secs()), "{:?}", line.waited());
}
