//! What tests of a run share: laptops, a province, and how a run is driven.

use tilik_sync::run::Settings;
use tilik_sync::{Outcome, Run, Step, SyncError, Transport, Waits as _, drive};
use tilik_testkit::{Chance, Faults, Laptop, Line, Province, block_on, chance_of};

pub fn settings(line: &Line) -> Settings {
    let province_key = line.at_province(|province| province.key());
    Settings { province_key, version: "0.1.0".into(), data_budget: u64::MAX }
}

/// One run from beginning to end.
pub fn send(laptop: &mut Laptop, line: &Line) -> Result<Outcome, SyncError> {
    send_with(laptop, line, settings(line))
}

pub fn send_with(laptop: &mut Laptop, line: &Line, settings: Settings) -> Result<Outcome, SyncError> {
    let mut run = Run::begin(laptop, settings, chance_of(line.asked()));
    block_on(drive(&mut run, line, line))
}

/// One run over something that stands before the line.
pub fn send_over(laptop: &mut Laptop, way: &impl Transport, line: &Line) -> Result<Outcome, SyncError> {
    let mut run = Run::begin(laptop, settings(line), chance_of(line.asked()));
    block_on(drive(&mut run, way, line))
}

/// A run that dies after so many half steps: a question that was made and never asked, or one that was answered and the answer never taken in. Says whether it came to
/// its end before.
pub fn send_and_die(laptop: &mut Laptop, line: &Line, half_steps: usize) -> bool {
    let mut run = Run::begin(laptop, settings(line), chance_of(line.asked()));
    let mut left = half_steps;
    block_on(async {
        loop {
            match run.step().unwrap() {
                Step::Ask(request) => {
                    if left == 0 {
                        return false;
                    }
                    let answer = line.ask(&request).await;
                    run.work_beside().unwrap();
                    if left == 1 {
                        return false;
                    }
                    left -= 2;
                    run.take(answer).unwrap();
                }
                Step::Wait(length) => line.wait(length).await,
                Step::Done(outcome) => return outcome.is_all_sent(),
            }
        }
    })
}

/// An office of two laptops that worked apart, the second one enrolled by its certificate alone.
pub fn office(entries: usize, seed: u64) -> (Laptop, Laptop, Province, Chance) {
    let mut chance = Chance::of(seed);
    let mut first = Laptop::found(1, &mut chance);
    let mut second = first.pair(2, &mut chance);
    for _ in 0..entries {
        let size = 100 + chance.below(900);
        first.write(size, &mut chance);
        let size = 100 + chance.below(900);
        second.write(size, &mut chance);
    }
    let mut province = Province::new(1);
    province.enrol(tilik_sync::Ledger::device_key(&first), first.feed());
    (first, second, province, chance)
}

pub fn good_line(province: Province) -> Line {
    Line::to(province, Faults::default(), 1)
}

/// Laptop and province hold the same, nothing waits, and nothing arrived twice.
pub fn assert_equal(laptop: &Laptop, line: &Line) {
    let feed = laptop.feed();
    line.at_province(|province| {
        assert_eq!(laptop.shelf.tips(feed), province.shelf.tips(feed));
        assert_eq!((laptop.shelf.count_parked(), province.shelf.count_parked()), (0, 0));
        let arrivals = &province.arrivals[&feed];
        let mut once = arrivals.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), arrivals.len(), "an entry arrived twice");
        let count = |shelf: &tilik_testkit::Shelf| {
            shelf.entries().iter().filter(|(_, entry)| entry.envelope().feed == feed).count()
        };
        assert_eq!(count(&laptop.shelf), count(&province.shelf));
        assert_eq!(count(&province.shelf), arrivals.len());
        for hash in laptop.attachments.keys() {
            assert!(province.has_whole(hash));
        }
    });
}
