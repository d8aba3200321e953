//! The plan against a second statement of it, over random histories with branches, several logs and laptops that hold parts.
//!
//! The second statement knows no lines and no views: an entry is there when it is an ancestor of a tip that is known here, by the hashes that the envelopes name.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[allow(dead_code, reason = "each test takes the part that it needs")]
#[path = "../../journal/tests/scenario/mod.rs"]
mod scenario;

use std::collections::{BTreeSet, HashMap, HashSet};

use scenario::{Chance, Office};
use tilik_journal::{Entry, EntryHash, FeedId, History};
use tilik_sync::{Cover, Name, plan};
use tilik_testkit::Shelf;

const SAMPLE: u64 = 90;
const SOAK: u64 = 2_000;

/// A sample, or all of them with `TILIK_SOAK=1`.
fn count_histories() -> u64 {
    if std::env::var("TILIK_SOAK").is_ok() { SOAK } else { SAMPLE }
}

fn shelve(history: &History) -> Shelf {
    let mut shelf = Shelf::default();
    shelf.receive(history.entries().cloned()).unwrap();
    assert_eq!(shelf.count_parked(), 0);
    shelf
}

fn hashes(shelf: &Shelf) -> BTreeSet<EntryHash> {
    shelf.entries().iter().map(|(_, entry)| entry.hash()).collect()
}

fn parents(entry: &Entry) -> Vec<EntryHash> {
    let envelope = entry.envelope();
    let seen = envelope.seen.iter().map(|seen| seen.hash);
    seen.chain([envelope.prev]).filter(|parent| *parent != EntryHash::NONE).collect()
}

/// The entries here that are no ancestors of these tips.
fn list_lacking(shelf: &Shelf, tips: &[Name]) -> BTreeSet<EntryHash> {
    let entries: HashMap<_, _> = shelf.entries().iter().map(|(_, entry)| (entry.hash(), entry)).collect();
    let mut there = HashSet::new();
    let mut open: Vec<_> =
        tips.iter().map(|tip| tip.hash).filter(|hash| entries.contains_key(hash)).collect();
    while let Some(hash) = open.pop() {
        if there.insert(hash) {
            open.extend(parents(entries[&hash]));
        }
    }
    entries.keys().filter(|hash| !there.contains(*hash)).copied().collect()
}

fn list_planned(shelf: &Shelf, feed: FeedId, tips: &[Name]) -> Vec<Entry> {
    let Ok(plan) = plan(shelf.lines(), feed, tips, shelf);
    let named = shelf.entries().iter().filter(|(at, _)| plan.names(*at));
    let named: Vec<_> = named.map(|(_, entry)| entry.clone()).collect();
    assert_eq!(plan.is_empty(), named.is_empty());
    assert!(plan.ranges().iter().all(|range| range.after < range.until));
    assert_eq!(plan.count(), named.len() as u64, "the ranges name each entry once");
    named
}

fn make(seed: u64) -> (Office, Chance) {
    let mut chance = Chance(seed);
    let mut office = Office::found(&mut chance);
    for _ in 0..20 + chance.below(40) {
        office.go_on(&mut chance);
    }
    (office, chance)
}

#[test]
fn a_plan_names_what_the_second_statement_names_and_parents_come_first() {
    let (mut compared, mut unknown_tips, mut branches) = (0, 0, 0);
    for seed in 0..count_histories() {
        let (office, _) = make(seed);
        let shelves: Vec<_> = office.laptops.iter().map(|laptop| shelve(&laptop.history)).collect();
        for (mine, theirs) in shelves.iter().flat_map(|mine| shelves.iter().map(move |theirs| (mine, theirs)))
        {
            let tips = theirs.tips(office.feed);
            let planned = list_planned(mine, office.feed, &tips);
            let names: BTreeSet<_> = planned.iter().map(Entry::hash).collect();
            assert_eq!(names.len(), planned.len());
            assert_eq!(names, list_lacking(mine, &tips));

            // Whatever is lacking is named; when every tip is known here, nothing else is.
            let (here, there) = (hashes(mine), hashes(theirs));
            assert!(here.difference(&there).all(|hash| names.contains(hash)));
            let knows_all = tips.iter().all(|tip| here.contains(&tip.hash));
            if knows_all {
                assert!(names.is_disjoint(&there));
            }
            // The other side can place each as it comes.
            let mut other = theirs.clone();
            other.receive(planned).unwrap();
            assert_eq!(other.count_parked(), 0);
            assert!(here.is_subset(&hashes(&other)));
            compared += 1;
            unknown_tips += u32::from(!knows_all);
            branches += u32::from(mine.lines().as_slice().iter().any(|line| line.forked_from.is_some()));
        }
    }
    assert!(compared > 600 && unknown_tips > 150 && branches > 60, "{compared} {unknown_tips} {branches}");
}

#[test]
fn a_cover_holds_an_entry_exactly_when_no_plan_would_name_it() {
    for seed in 0..count_histories() / 3 {
        let (office, mut chance) = make(seed);
        let shelf = shelve(&office.laptops[0].history);
        let mut tips: Vec<_> =
            shelf.entries().iter().map(|(_, entry)| tilik_testkit::shelf::name_of(entry)).collect();
        chance.shuffle(&mut tips);
        tips.truncate(chance.below(4));
        let lacking = list_lacking(&shelf, &tips);
        let Ok(cover) = Cover::of(&tips, &shelf);
        for (at, entry) in shelf.entries() {
            assert_eq!(cover.has(*at), !lacking.contains(&entry.hash()));
        }
    }
}

#[test]
fn an_exchange_of_plans_in_any_portions_makes_all_equal() {
    for seed in 0..count_histories() / 2 {
        let (office, mut chance) = make(seed);
        let mut shelves: Vec<_> = office.laptops.iter().map(|laptop| shelve(&laptop.history)).collect();
        let everything: BTreeSet<_> = shelves.iter().flat_map(hashes).collect();
        let mut rounds = 0;
        while shelves.iter().any(|shelf| hashes(shelf) != everything) {
            let (from, to) = (chance.below(shelves.len()), chance.below(shelves.len()));
            let tips = shelves[to].tips(office.feed);
            let mut planned = list_planned(&shelves[from], office.feed, &tips);
            // With unknown tips a plan may begin with what is known there: it goes whole.
            let here = hashes(&shelves[from]);
            if tips.iter().all(|tip| here.contains(&tip.hash)) {
                planned.truncate(1 + chance.below(5));
            }
            shelves[to].receive(planned).unwrap();
            assert_eq!(shelves[to].count_parked(), 0, "a part of a plan from its front can be placed");
            rounds += 1;
            assert!(rounds < 20_000);
        }
        let tips = shelves[0].tips(office.feed);
        assert!(
            shelves.iter().all(|shelf| shelf.tips(office.feed) == tips),
            "tips are the same for the same set"
        );
    }
}

#[test]
fn feeds_do_not_meet() {
    let mut chance = tilik_testkit::Chance::of(1);
    let mut one = tilik_testkit::Laptop::found(1, &mut chance);
    let other = tilik_testkit::Laptop::found(2, &mut chance);
    one.write(10, &mut chance);
    let mut shelf = one.shelf.clone();
    shelf.receive(other.shelf.entries().iter().map(|(_, entry)| entry.clone())).unwrap();
    let of_one = list_planned(&shelf, one.feed(), &[]);
    assert_eq!(of_one.len(), 2);
    assert!(of_one.iter().all(|entry| entry.envelope().feed == one.feed()));
    assert_eq!(list_planned(&shelf, other.feed(), &shelf.tips(one.feed())).len(), 1);
    assert_eq!(list_planned(&shelf, other.feed(), &shelf.tips(other.feed())).len(), 0);
}
