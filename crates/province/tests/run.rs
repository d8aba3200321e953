//! A laptop's run against the real server with PostgreSQL.

mod party;

use party::{Server, assert_equal, entries_of, office, send};
use tilik_testkit::Faults;

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
