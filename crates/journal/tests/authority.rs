//! How authority passes, by cases; the definition stands a second time in `scenario/oracle.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[allow(dead_code, reason = "each test takes the part that it needs")]
mod scenario;

use std::collections::HashMap;

use scenario::oracle::Oracle;
use scenario::{Chance, Laptop, Office, certificate, cut, grant, passing};
use tilik_journal::{EntryHash, Group, HeldReason, History, LogId, Retention, Verdict};

const HELD: Verdict = Verdict::Held(HeldReason::LogRevoked);
const UNKNOWN: Verdict = Verdict::Held(HeldReason::DeviceUnknown);

/// An office where everybody knows everything, and whoever writes is head.
struct Party {
    office: Office,
    chance: Chance,
}

impl Party {
    fn new() -> Self {
        let mut chance = Chance(7);
        Self { office: Office::found(&mut chance), chance }
    }

    fn key(&self, at: usize) -> [u8; 32] {
        self.office.laptops[at].key()
    }

    fn add(&mut self, seed: u8) -> usize {
        self.office.laptops.push(Laptop::new(seed));
        self.tell();
        self.office.laptops.len() - 1
    }

    fn tell(&mut self) {
        for laptop in &mut self.office.laptops {
            for entry in &self.office.all {
                laptop.history.receive(entry.clone()).unwrap();
            }
        }
    }

    /// The name of what a laptop says.
    fn say(&mut self, at: usize, group: Group) -> EntryHash {
        self.office.write(at, 1, Retention::Control, vec![group], &mut self.chance);
        self.tell();
        self.office.all.last().unwrap().hash()
    }

    /// Without the others.
    fn say_alone(&mut self, at: usize, group: Group) -> EntryHash {
        self.office.write(at, 1, Retention::Control, vec![group], &mut self.chance);
        self.office.all.last().unwrap().hash()
    }

    fn pass(&mut self, from: usize, to: usize) -> EntryHash {
        let group = passing(&self.key(from), &self.key(to));
        self.say(from, group)
    }

    /// All logs of a laptop's key end behind what it has said.
    fn end(&mut self, by: usize, of: usize) -> EntryHash {
        let key = self.key(of);
        let history = &self.office.laptops[by].history;
        let line = history.lines().as_slice().iter().find(|line| line.key == key).cloned();
        let group = match line {
            Some(line) => cut(line.log, line.tip_seq, line.tip_hash, Some(key)),
            None => cut(LogId([0; 16]), 0, EntryHash::NONE, Some(key)),
        };
        self.say(by, group)
    }

    /// What a laptop says now counts, or why not.
    fn judge_word(&mut self, at: usize) -> Verdict {
        let said = self.say(at, grant(4, Some("penilai")));
        self.judge(said)
    }

    fn judge(&mut self, entry: EntryHash) -> Verdict {
        self.tell();
        let verdicts = Oracle::new(self.office.feed, &self.office.all).judge();
        for laptop in &self.office.laptops {
            let read: HashMap<_, _> = laptop.history.judge().into_iter().collect();
            assert_eq!(read, verdicts, "as the definition says");
        }
        verdicts[&entry]
    }
}

#[test]
fn a_successor_certifies_and_nobody_else_whom_no_authority_named() {
    let mut party = Party::new();
    let (successor, newcomer) = (party.add(21), party.add(22));
    assert_eq!(party.judge_word(successor), UNKNOWN);
    let key = party.key(newcomer);
    party.say(successor, certificate(&key));
    assert_eq!(party.judge_word(newcomer), UNKNOWN);
    party.pass(0, successor);
    assert_eq!(party.judge_word(successor), Verdict::Counts);
    assert_eq!(party.judge_word(newcomer), Verdict::Counts, "its word of before counts now");
    let other = party.add(23);
    // Somebody says that he succeeds whom he does not sign for.
    let group = passing(&party.key(0), &party.key(other));
    party.say(newcomer, group);
    assert_eq!(party.judge_word(other), UNKNOWN);
}

#[test]
fn a_word_binds_whoever_came_before_and_nobody_who_came_after() {
    let mut party = Party::new();
    let (successor, newcomer) = (party.add(21), party.add(22));
    party.pass(0, successor);
    let key = party.key(newcomer);
    party.say(successor, certificate(&key));
    party.end(0, successor);
    assert_eq!(party.judge_word(successor), Verdict::Counts);
    party.end(successor, 0);
    assert_eq!(party.judge_word(0), HELD);
    party.end(0, newcomer);
    assert_eq!(party.judge_word(newcomer), Verdict::Counts, "the word of one who was ended before he spoke");
    party.end(successor, newcomer);
    assert_eq!(party.judge_word(newcomer), HELD);
}

#[test]
fn two_successors_of_one_do_not_end_each_other() {
    let mut party = Party::new();
    let (one, other) = (party.add(21), party.add(22));
    party.pass(0, one);
    party.pass(0, other);
    party.end(one, other);
    party.end(other, one);
    assert_eq!([party.judge_word(one), party.judge_word(other)], [Verdict::Counts; 2]);
}

#[test]
fn whoever_was_ended_by_a_successor_he_knows_passes_nothing_on() {
    let mut party = Party::new();
    let (one, other) = (party.add(21), party.add(22));
    party.pass(0, one);
    party.end(one, 0);
    party.pass(0, other);
    assert_eq!(party.judge_word(other), UNKNOWN);

    let mut party = Party::new();
    let (one, other) = (party.add(21), party.add(22));
    // An old copy of the founder's disk, which saw nothing of the hand-over.
    let copy = party.office.laptops[0].copy();
    party.office.laptops.push(copy);
    let old = party.office.laptops.len() - 1;
    let group = passing(&party.key(0), &party.key(one));
    let alone = passing(&party.key(old), &party.key(other));
    party.say_alone(old, alone);
    party.say_alone(0, group);
    party.end(one, 0);
    assert_eq!(party.judge_word(other), Verdict::Counts, "that is what an entry alone cannot prevent");
}

#[test]
fn authority_does_not_run_in_a_circle() {
    let mut party = Party::new();
    let (one, other) = (party.add(21), party.add(22));
    party.pass(0, one);
    party.pass(one, other);
    party.pass(other, 0);
    party.pass(other, one);
    party.end(0, other);
    party.end(one, other);
    assert_eq!(party.judge_word(other), Verdict::Counts);
    let (last, newcomer) = (party.add(23), party.add(24));
    party.pass(other, last);
    let key = party.key(newcomer);
    party.say(last, certificate(&key));
    assert_eq!(
        party.judge_word(newcomer),
        Verdict::Counts,
        "whoever came before succeeds nobody, and ends nothing"
    );
    party.end(other, one);
    party.end(other, 0);
    assert_eq!([party.judge_word(one), party.judge_word(0)], [HELD; 2]);
    let mut read = History::new();
    for entry in party.office.all.iter().rev() {
        read.receive(entry.clone()).unwrap();
    }
    let sorted = |history: &History| -> HashMap<_, _> { history.judge().into_iter().collect() };
    assert_eq!(sorted(&read), sorted(&party.office.laptops[0].history));
}
