//! Whether a server is well is said by what it can do, not by that it runs.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod party;

use std::time::Duration;

use axum::body::Body;
use axum::http::Request as HttpRequest;
use party::Server;
use sqlx_core::raw_sql::raw_sql;
use tilik_province::projection;
use tokio::time::{sleep, timeout};

const MINUTE: i64 = 60_000;

async fn ask(server: &Server, path: &str) -> (u16, String) {
    let http = HttpRequest::get(path).body(Body::empty()).unwrap();
    let answer = server.door().answer_http(http).await;
    (answer.status, String::from_utf8(answer.body).unwrap())
}

async fn wait_until(server: &Server, expected: (u16, &str)) {
    let waited = timeout(Duration::from_secs(60), async {
        loop {
            let (status, text) = ask(server, "/ready").await;
            if status == expected.0 && text.contains(expected.1) {
                return;
            }
            sleep(Duration::from_millis(20)).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("{expected:?} is not said"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_ready_while_what_arrives_is_added_up_and_not_when_that_has_died() {
    let server = Server::new().await;
    assert_eq!(ask(&server, "/ready").await, (503, "not ready: adding up has not begun\n".into()));
    let adding_up = tokio::spawn(projection::keep_up(server.province.clone()));
    wait_until(&server, (200, "ready")).await;
    adding_up.abort();
    assert!(adding_up.await.is_err());
    assert_eq!(ask(&server, "/ready").await, (503, "not ready: adding up has ended\n".into()));
    assert_eq!(ask(&server, "/health").await.0, 200, "the process is alive all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_adding_up_stands_still_is_not_ready_until_it_goes_on() {
    let server = Server::new().await;
    let mut blocking = server.province.pool().begin().await.unwrap();
    raw_sql("LOCK TABLE feed IN ACCESS EXCLUSIVE MODE").execute(&mut *blocking).await.unwrap();
    let adding_up = tokio::spawn(projection::keep_up(server.province.clone()));
    wait_until(&server, (200, "ready")).await;
    // It waits for the table now; the database itself answers.
    let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    while server.count(waits).await == 0 {
        sleep(Duration::from_millis(20)).await;
    }
    server.pass(4 * MINUTE);
    assert_eq!(ask(&server, "/ready").await.0, 200, "it may take a while");
    server.pass(2 * MINUTE);
    assert_eq!(ask(&server, "/ready").await, (503, "not ready: adding up stands still\n".into()));
    blocking.rollback().await.unwrap();
    wait_until(&server, (200, "ready")).await;
    adding_up.abort();
}

#[tokio::test]
async fn a_server_without_its_database_is_alive_and_not_ready() {
    let server = Server::new().await;
    assert_eq!(ask(&server, "/health").await.0, 200);
    server.province.pool().close().await;
    assert_eq!(ask(&server, "/ready").await, (503, "not ready: the database does not answer\n".into()));
    assert_eq!(ask(&server, "/health").await.0, 200);
}
