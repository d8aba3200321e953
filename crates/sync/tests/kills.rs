//! A laptop that is switched off at every step of a run: the next run ends as if nothing had been.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[allow(dead_code, reason = "each test takes the part that it needs")]
mod party;

use party::{assert_equal, good_line, office, send, send_and_die};
use tilik_testkit::{Laptop, Line};

/// Two laptops, one of which has sent; the other has something to read, to send, to lay beside, and wants an attachment.
fn prepare() -> (Laptop, Line) {
    let (mut first, mut second, province, mut chance) = office(60, 3);
    let shared = first.attach(90_000, &mut chance);
    let line = good_line(province);
    assert!(send(&mut first, &line).unwrap().is_all_sent());
    second.attach(200_000, &mut chance);
    second.attach(10, &mut chance);
    second.wanted.insert(shared, Vec::new());
    (second, line)
}

#[test]
fn a_kill_at_every_step_leaves_what_the_next_run_brings_to_the_same_end() {
    let (mut whole, line) = prepare();
    assert!(send(&mut whole, &line).unwrap().is_all_sent());
    assert_equal(&whole, &line);
    let steps = usize::try_from(line.asked()).unwrap() * 2;
    let expected =
        (whole.shelf.tips(whole.feed()), whole.attachments.clone(), line.at_province(|p| p.arrivals.clone()));
    let mut died = 0;
    for half_steps in 0..steps {
        let (mut laptop, line) = prepare();
        let before = line.asked();
        died += usize::from(!send_and_die(&mut laptop, &line, half_steps));
        assert!(line.asked() - before <= half_steps as u64 / 2 + 1);
        assert!(send(&mut laptop, &line).unwrap().is_all_sent(), "after {half_steps}");
        assert_equal(&laptop, &line);
        let arrivals = line.at_province(|p| p.arrivals.clone());
        assert_eq!(
            (laptop.shelf.tips(laptop.feed()), laptop.attachments.clone(), arrivals),
            expected,
            "after {half_steps}"
        );
        assert_eq!(
            line.at_province(|province| province.known_again),
            0,
            "nothing is sent twice after {half_steps}"
        );
    }
    assert!(died > 20, "{died} runs died");
}

#[test]
fn a_laptop_that_dies_again_and_again_still_comes_to_the_end() {
    let (mut laptop, line) = prepare();
    let mut runs = 1;
    // Hello, session, and four further questions: what their answers brought is kept.
    while !send_and_die(&mut laptop, &line, 12) {
        runs += 1;
        assert!(runs < 100);
    }
    assert!(runs > 2, "{runs} runs");
    assert_equal(&laptop, &line);
}
