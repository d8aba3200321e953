//! Guesses at the door: counted by name and by address, the same whether or not there is an account, and never without bound.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod party;

use party::Server;
use party::browser::{Browser, CLIENT_HEADER, PASSWORD, Page, staffed};
use sqlx_core::query::query;
use sqlx_core::query_scalar::query_scalar;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const ELSEWHERE: &str = "198.51.100.7:4711";

fn at<'a>(server: &'a Server, peer: &str) -> Browser<'a> {
    let mut browser = Browser::new(server);
    browser.peer = Some(peer.parse().unwrap());
    browser
}

/// Somebody behind the web server on the same machine, with what that says of them.
fn proxied<'a>(server: &'a Server, said_client: Option<&'static str>) -> Browser<'a> {
    let mut browser = at(server, "127.0.0.1:4711");
    browser.said_client = said_client;
    browser
}

async fn guess_behind(server: &Server, said_client: &'static str) {
    for number in 0..25 {
        proxied(server, Some(said_client)).sign_in(&format!("nama{number}"), "salah").await;
    }
}

/// What a page says, without the name that was typed.
fn bare(page: &Page, name: &str) -> (u16, Option<u64>, String) {
    (page.status, page.retry_after, page.text.replace(name, ""))
}

#[tokio::test]
async fn a_name_that_no_account_has_is_locked_told_and_forgotten_as_one_that_has() {
    let server = staffed().await;
    let mut browser = Browser::new(&server);
    let mut is_same = async |what: &str| {
        let known = bare(&browser.sign_in("ros", "salah").await, "ros");
        let stranger = bare(&browser.sign_in("siapa", "salah").await, "siapa");
        assert_eq!(known, stranger, "{what}");
        known.2.contains("dikunci sampai")
    };
    for number in 1..=5 {
        assert_eq!(is_same("guess").await, number == 5, "{number}");
    }
    assert!(is_same("while it is locked").await);
    server.pass(14 * MINUTE);
    assert!(is_same("still locked").await);
    server.pass(2 * MINUTE);
    assert!(is_same("the next one locks for longer").await);
    server.pass(29 * MINUTE);
    assert!(is_same("half an hour").await);
    server.pass(46 * HOUR);
    assert!(is_same("not forgotten yet").await);
    server.pass(50 * HOUR);
    assert!(!is_same("forgotten").await);
    for number in 2..=5 {
        assert_eq!(is_same("anew").await, number == 5, "{number}");
    }
}

#[tokio::test]
async fn whoever_guesses_with_many_names_is_locked_out_and_others_are_not() {
    let server = staffed().await;
    let mut guesser = at(&server, ELSEWHERE);
    for number in 1..20 {
        let page = guesser.sign_in(&format!("pegawai{number}"), "salah").await;
        assert!(page.status == 403 && !page.text.contains("jaringan ini"), "{number}");
    }
    let last = guesser.sign_in("ros", "salah").await;
    assert_eq!((last.status, last.retry_after), (429, Some(15 * 60)));
    assert!(last.text.contains("Terlalu banyak percobaan masuk yang keliru dari jaringan ini"));
    let (known, stranger) =
        (guesser.sign_in("ros", PASSWORD).await, guesser.sign_in("siapa", PASSWORD).await);
    assert_eq!(bare(&known, "ros"), bare(&stranger, "siapa"), "the right one is not tried");
    assert_eq!(known.status, 429);
    assert_eq!(at(&server, "203.0.113.9:1").sign_in("ros", PASSWORD).await.status, 303);
    server.pass(16 * MINUTE);
    assert_eq!(guesser.sign_in("togar", PASSWORD).await.status, 303);
    assert_eq!(guesser.sign_in("siapa", "salah").await.retry_after, Some(30 * 60), "again, and longer");
    server.pass(92 * MINUTE);
    assert_eq!(guesser.sign_in("siapa", "salah").await.status, 403, "forgotten");
}

#[tokio::test]
async fn many_people_behind_one_address_who_mistype_now_and_then_are_not_locked_out() {
    let server = staffed().await;
    let mut agency = at(&server, ELSEWHERE);
    for number in 1..=40 {
        assert_eq!(agency.sign_in(&format!("pegawai{number}"), "salah").await.status, 403, "{number}");
        server.pass(4 * MINUTE);
    }
    assert_eq!(agency.sign_in("ros", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn all_addresses_of_one_ipv6_network_are_one() {
    let server = staffed().await;
    for number in 1..=20 {
        at(&server, &format!("[2001:db8:1:2::{number}]:1")).sign_in(&format!("nama{number}"), "salah").await;
    }
    assert_eq!(at(&server, "[2001:db8:1:2:ffff::1]:1").sign_in("ros", PASSWORD).await.status, 429);
    assert_eq!(at(&server, "[2001:db8:1:3::1]:1").sign_in("ros", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn behind_a_web_server_people_are_told_apart_by_its_header_alone() {
    let server = staffed().await;
    // Nobody said that there is one: its own address is everybody's and locks nobody, and what a browser writes into a header is worth nothing.
    guess_behind(&server, "203.0.113.9").await;
    assert_eq!(proxied(&server, Some("203.0.113.9")).sign_in("ros", PASSWORD).await.status, 303);
    let server = server.with(|config| config.client_header = CLIENT_HEADER.into()).await;
    guess_behind(&server, "198.51.100.7, 203.0.113.9").await;
    for (said, status) in [
        (Some("203.0.113.9"), 429),
        (Some("198.51.100.7, 203.0.113.9"), 429),
        (Some("203.0.113.9, 198.51.100.7"), 303),
        (None, 303),
    ] {
        assert_eq!(proxied(&server, said).sign_in("ros", PASSWORD).await.status, status, "{said:?}");
    }
}

#[tokio::test]
async fn what_is_counted_has_a_bound_and_does_not_say_what_was_typed() {
    let server = staffed().await;
    query(
        "INSERT INTO guess (what, failures, failed_at)
         SELECT sha256(number::text::bytea), 1, to_timestamp($1 / 1000.0) - number * interval '1 second' FROM generate_series(1, 10050) AS number",
    )
    .bind(party::BEGIN)
    .execute(server.province.pool())
    .await
    .unwrap();
    let mut browser = at(&server, ELSEWHERE);
    browser.sign_in("kata sandi di kolom nama", "salah").await;
    assert_eq!(server.count("SELECT count(*) FROM guess").await, 10_000);
    let newest =
        "SELECT count(*) FROM guess WHERE failures = 1 AND failed_at >= (SELECT max(failed_at) FROM guess)";
    assert_eq!(server.count(newest).await, 2, "the name and the address, which have just come");
    let all: Vec<String> = query_scalar("SELECT encode(what, 'escape') FROM guess")
        .fetch_all(server.province.pool())
        .await
        .unwrap();
    assert!(!all.iter().any(|what| what.contains("sandi") || what.contains("198.51")));
    server.pass(50 * HOUR);
    browser.sign_in("siapa", "salah").await;
    assert_eq!(server.count("SELECT count(*) FROM guess").await, 2, "the rest is forgotten");
}
