//! A laptop's run against the real server with PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod party;

use std::time::Duration;

use party::{BEGIN, Server, assert_equal, entries_of, join_all, office, send};
use tilik_sync::{Run, Waits, drive};
use tilik_testkit::{Chance, Faults, Laptop, Postgres, chance_of};

#[tokio::test]
async fn two_laptops_that_worked_apart_hold_the_same_in_the_end() {
    let server = Server::new().await;
    let (mut first, mut second, mut chance) = office(40, 1);
    server.enrol(&first).await;
    let line = server.good_line();
    assert!(send(&mut first, &server, &line).await.unwrap().is_all_sent());
    assert_equal(&first, &server).await;
    assert!(send(&mut second, &server, &line).await.unwrap().is_all_sent(), "it shows its certificate");
    assert!(send(&mut first, &server, &line).await.unwrap().is_all_sent());
    assert_equal(&first, &server).await;
    assert_equal(&second, &server).await;
    assert_eq!(first.shelf.tips(first.feed()), second.shelf.tips(first.feed()));
    let before = first.receipts[&first.feed()].clone();
    assert!(send(&mut first, &server, &line).await.unwrap().is_all_sent());
    assert_eq!(first.receipts[&first.feed()], before, "nothing came since: the same receipt");
    first.write(300, &mut chance);
    assert!(send(&mut first, &server, &line).await.unwrap().is_all_sent());
    assert_ne!(first.receipts[&first.feed()], before);
}

#[tokio::test]
async fn what_one_laptop_sent_is_not_sent_back_to_it() {
    let server = Server::new().await;
    let (mut first, mut second, mut chance) = office(5, 2);
    server.enrol(&first).await;
    let line = server.good_line();
    send(&mut first, &server, &line).await.unwrap();
    send(&mut second, &server, &line).await.unwrap();
    // A new epoch forgets the cursors; what is here is passed over all the same.
    tilik_province::schema::begin_epoch(server.province.pool()).await.unwrap();
    let server = server.with(|_| {}).await;
    let line = server.good_line();
    first.write(100, &mut chance);
    let outcome = send(&mut first, &server, &line).await.unwrap();
    assert!(outcome.is_all_sent());
    assert_equal(&first, &server).await;
}

#[tokio::test]
async fn attachments_go_there_and_back_in_pieces() {
    let server = Server::new().await;
    let (mut first, mut second, mut chance) = office(1, 3);
    server.enrol(&first).await;
    let large = first.attach(700_000, &mut chance);
    let small = first.attach(10, &mut chance);
    let line = server.good_line();
    assert!(send(&mut first, &server, &line).await.unwrap().is_all_sent());
    assert_equal(&first, &server).await;
    assert_eq!(server.count("SELECT count(*) FROM piece").await, 0);
    second.wanted.insert(large, Vec::new());
    second.wanted.insert(small, Vec::new());
    assert!(send(&mut second, &server, &line).await.unwrap().is_all_sent());
    assert!(second.attachments[&large] == first.attachments[&large]);
    assert!(second.attachments[&small] == first.attachments[&small]);
}

#[tokio::test]
async fn attachments_that_the_folder_lost_are_brought_again_in_the_next_epoch() {
    let server = Server::new().await;
    let (mut laptop, mut second, mut chance) = office(1, 11);
    server.enrol(&laptop).await;
    let hash = laptop.attach(50_000, &mut chance);
    laptop.attach(40_000, &mut chance);
    assert!(send(&mut laptop, &server, &server.good_line()).await.unwrap().is_all_sent());
    let hex = tilik_journal::EntryHash(hash).to_hex();
    let offices = std::fs::read_dir(&server.config.attachments).unwrap();
    let file =
        offices.map(|office| office.unwrap().path().join("whole").join(&hex)).find(|file| file.exists());
    std::fs::remove_file(file.unwrap()).unwrap();
    second.wanted.insert(hash, Vec::new());
    let outcome = send(&mut second, &server, &server.good_line()).await.unwrap();
    assert!(!second.attachments.contains_key(&hash), "{outcome:?}");
    assert_eq!(server.province.forget_missing_attachments().await.unwrap(), 1);
    tilik_province::schema::begin_epoch(server.province.pool()).await.unwrap();
    let server = server.with(|_| {}).await;
    assert!(send(&mut laptop, &server, &server.good_line()).await.unwrap().is_all_sent());
    assert!(send(&mut second, &server, &server.good_line()).await.unwrap().is_all_sent());
    assert!(second.attachments[&hash] == laptop.attachments[&hash]);
}

#[tokio::test]
async fn a_page_bears_no_more_than_the_line() {
    let server = Server::new().await;
    let (mut first, mut second, mut chance) = office(0, 4);
    server.enrol(&first).await;
    for _ in 0..30 {
        first.write(20_000, &mut chance);
    }
    let line = server.good_line();
    assert!(send(&mut first, &server, &line).await.unwrap().is_all_sent());
    let asked = line.asked();
    assert!(send(&mut second, &server, &line).await.unwrap().is_all_sent());
    assert!(line.asked() - asked > 5, "600 kB come in pages");
    assert_eq!(entries_of(&first).len(), entries_of(&second).len());
}

/// The server as it was, put back from a backup, with this laptop's feed ahead of it.
async fn put_back(is_epoch_begun: bool) {
    let postgres = Postgres::own();
    let server = Server::on(&postgres).await;
    let (mut first, mut second, mut chance) = office(20, 8);
    server.enrol(&first).await;
    let line = server.good_line();
    send(&mut first, &server, &line).await.unwrap();
    send(&mut second, &server, &line).await.unwrap();
    // The backup is of now; what follows is lost with the disk.
    server.province.pool().close().await;
    let backup = postgres.copy_database(&server.config.database);
    let server = server.with(|_| {}).await;
    let line = server.good_line();
    for _ in 0..5 {
        first.write(200, &mut chance);
        second.write(200, &mut chance);
    }
    first.attach(90_000, &mut chance);
    assert!(send(&mut first, &server, &line).await.unwrap().is_all_sent());
    assert!(send(&mut second, &server, &line).await.unwrap().is_all_sent());
    let server = server.with(|config| config.database = backup).await;
    if is_epoch_begun {
        tilik_province::schema::begin_epoch(server.province.pool()).await.unwrap();
    }
    let server = server.with(|_| {}).await;
    let line = server.good_line();
    if !is_epoch_begun {
        // Nobody said that it was restored: other entries get the numbers that were given before.
        second.write(300, &mut chance);
    }
    assert!(send(&mut second, &server, &line).await.unwrap().is_all_sent());
    assert!(send(&mut first, &server, &line).await.unwrap().is_all_sent());
    assert!(send(&mut second, &server, &line).await.unwrap().is_all_sent());
    let mut shelf_only = first.clone();
    if !is_epoch_begun {
        // What the laptop believes of attachments belongs to the epoch.
        shelf_only.attachments.clear();
    }
    assert_equal(&shelf_only, &server).await;
    assert_equal(&second, &server).await;
}

#[tokio::test]
async fn a_server_that_was_put_back_gets_what_it_lacks_from_the_laptops() {
    put_back(true).await;
}

#[tokio::test]
async fn a_server_that_was_put_back_and_kept_its_epoch_gets_the_entries_all_the_same() {
    put_back(false).await;
}

#[tokio::test]
async fn a_server_whose_clock_is_wrong_loses_nothing() {
    let server = Server::new().await;
    let (mut laptop, _, mut chance) = office(2, 9);
    server.enrol(&laptop).await;
    let line = server.good_line();
    // 1970, 2099, and back.
    for at in [0, 4_080_000_000_000, BEGIN] {
        server.clock.store(at, std::sync::atomic::Ordering::Relaxed);
        laptop.write(100, &mut chance);
        assert!(send(&mut laptop, &server, &line).await.unwrap().is_all_sent());
        assert_equal(&laptop, &server).await;
    }
}

#[tokio::test]
async fn many_offices_on_one_morning_are_served_in_turn() {
    let server = Server::new().await.with(|config| config.requests = 3).await;
    let mut laptops = Vec::new();
    for seed in 0..40u8 {
        let mut chance = Chance::of(u64::from(seed));
        let mut laptop = Laptop::found(100 + seed, &mut chance);
        for _ in 0..20 {
            laptop.write(400, &mut chance);
        }
        server.enrol(&laptop).await;
        laptops.push(laptop);
    }
    // One door: its places are for all.
    let line = server.good_line();
    let runs = laptops.iter_mut().map(|laptop| async {
        // A run gives up after some failures in a row, and is begun again as a person or a timer would.
        for runs in 1..50 {
            let mut run = Run::begin(laptop, server.settings(), chance_of(line.asked()));
            if drive(&mut run, &line, &Hurried).await.is_ok_and(|outcome| outcome.is_all_sent()) {
                return runs;
            }
        }
        0
    });
    let runs = join_all(runs.collect()).await;
    assert!(runs.iter().all(|runs| *runs > 0), "{runs:?}");
    assert!(line.asked() > 40 * 5, "nobody was sent away: {}", line.asked());
    assert_eq!(server.count("SELECT count(*) FROM entry").await, 40 * 21);
}

/// Waits as a run asks, two hundred times as fast.
struct Hurried;

impl Waits for Hurried {
    async fn wait(&self, length: Duration) {
        tokio::time::sleep(length / 200).await;
    }
}

async fn run_on_a_bad_line(seed: u64) {
    let server = Server::new().await;
    let (mut first, mut second, mut chance) = office(60, seed);
    server.enrol(&first).await;
    first.attach(150_000, &mut chance);
    let line = server.line(Faults::all(), seed);
    let mut is_done = (false, false);
    for _ in 0..60 {
        is_done.0 = send(&mut first, &server, &line).await.is_ok_and(|outcome| outcome.is_all_sent());
        is_done.1 = send(&mut second, &server, &line).await.is_ok_and(|outcome| outcome.is_all_sent());
        if is_done == (true, true) && first.shelf.tips(first.feed()) == second.shelf.tips(first.feed()) {
            break;
        }
    }
    assert_eq!(is_done, (true, true), "seed {seed}");
    assert_equal(&first, &server).await;
    assert_equal(&second, &server).await;
}

/// `TILIK_SEEDS` asks for more of them.
#[tokio::test]
async fn a_line_that_loses_repeats_reorders_and_lies_loses_nothing_and_doubles_nothing() {
    let seeds = std::env::var("TILIK_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(4);
    for seed in 0..seeds {
        run_on_a_bad_line(seed).await;
    }
}
