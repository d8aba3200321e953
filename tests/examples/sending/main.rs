//! The same records by us and by PouchDB in one run, turn by turn: first push, first pull, one in a hundred changed. Then what a month of an office costs on the line.
//!
//! `benches/peers/sync/run.sh` starts it: `sending RECORDS ROUNDS SCRIPT MODULES`.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "it says what it measured, or stops"
)]

#[allow(dead_code, reason = "each program takes the part that it needs")]
#[path = "../../system/laptops.rs"]
mod laptops;

mod meter;
mod ours;
mod peer;

use std::path::PathBuf;
use std::time::Duration;

use tilik_testkit::bench::{median, milliseconds};
use tilik_testkit::record::{CHARACTERS, FIELDS, Record};
use tilik_testkit::{Chance, Postgres, Served};

use crate::meter::Measured;

const STEPS: [&str; 4] = ["push", "pull", "push_changes", "pull_changes"];
const TITLES: [&str; 4] = ["first push", "first pull", "1 % changed, push", "1 % changed, pull"];

/// Each step once.
type Round = [Measured; STEPS.len()];

/// Goals.
const TIMES_AS_FAST: f64 = 5.0;
const TIMES_THE_PACKED: f64 = 1.3;
const BYTES_AN_ENTRY: usize = 150;
const PEOPLE: usize = 40;
const BYTES_OF_A_MONTH: u64 = 300_000;

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [records, rounds, script, modules] = arguments.as_slice() else {
        panic!("sending RECORDS ROUNDS SCRIPT MODULES");
    };
    let records = Record::list(records.parse().unwrap(), &mut Chance::of(1));
    let (script, modules) = (PathBuf::from(script).canonicalize().unwrap(), PathBuf::from(modules));
    let (postgres, program) = (Postgres::durable(), Served::find_program());
    let (mut ours, mut peers, mut versions) = (Vec::new(), Vec::new(), String::new());
    for _ in 0..rounds.parse().unwrap() {
        ours.push(ours::measure(&records, &postgres, &program));
        let (steps, told) = peer::measure(&records, &script, &modules);
        peers.push(steps);
        versions = told;
    }
    println!(
        "{} records of {FIELDS} fields of {CHARACTERS} characters, {rounds} rounds in turn, medians",
        records.len()
    );
    println!("{versions}");
    let own: Vec<Round> = ours.iter().map(|one| one.steps).collect();
    compare(&own, &peers);
    let first = &ours[0];
    let bound = TIMES_THE_PACKED * first.packed as f64 + (BYTES_AN_ENTRY * first.entries) as f64;
    println!(
        "wire of the first push: {} kB, payloads packed {} kB, {} entries: {:.2} of 1.3 x packed + 150 bytes an entry{}",
        own[0][0].bytes / 1_000,
        first.packed / 1_000,
        first.entries,
        own[0][0].bytes as f64 / bound,
        mark(own[0][0].bytes as f64 <= bound),
    );
    let middle = |of: fn(&ours::Ours) -> Duration| milliseconds(median(ours.iter().map(of).collect()));
    println!("the server had added it up {:.0} ms later", middle(|one| one.adding_up));
    println!(
        "the copy of the office before others' entries come in, made beforehand: {:.0} ms",
        middle(|one| one.way_back)
    );
    let (month, acts) = ours::measure_month(PEOPLE, &postgres, &program);
    println!(
        "a month of {PEOPLE} people: {acts} acts, {} kB on the line in {:.0} ms (goal {} kB){}",
        month.bytes / 1_000,
        milliseconds(month.time),
        BYTES_OF_A_MONTH / 1_000,
        mark(month.bytes <= BYTES_OF_A_MONTH),
    );
}

fn compare(own: &[Round], peers: &[Round]) {
    println!("{:20}{:>12}{:>12}{:>8}{:>12}{:>12}", "", "ours", "PouchDB", "times", "ours kB", "theirs kB");
    for (at, title) in TITLES.into_iter().enumerate() {
        let time =
            |rounds: &[Round]| milliseconds(median(rounds.iter().map(|round| round[at].time).collect()));
        let bytes = |rounds: &[Round]| rounds[0][at].bytes / 1_000;
        let times = time(peers) / time(own);
        println!(
            "{title:20}{:>9.0} ms{:>9.0} ms{times:>8.1}{:>12}{:>12}{}",
            time(own),
            time(peers),
            bytes(own),
            bytes(peers),
            mark(times >= TIMES_AS_FAST)
        );
    }
}

fn mark(is_met: bool) -> &'static str {
    if is_met { "" } else { "   MISSED" }
}
