//! Ingest, pull and pages among many offices, with how PostgreSQL answered.

#[path = "../../tests/party/many.rs"]
mod copies;
#[path = "../../tests/party/plans.rs"]
mod plans;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, header};
use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use sqlx_core::raw_sql::raw_sql;
use sqlx_core::sql_str::AssertSqlSafe;
use tilik_province::StaffRole;
use tilik_sync::message::{Pull, Push};
use tilik_testkit::{Laptop, Postgres};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::ingest::{cut, make_entries};
use crate::party::{Door, Server};
use crate::{milliseconds, share};
use plans::Planned;

/// Entries of each office beside, and of the one that is measured.
const ENTRIES: usize = 2_000;
const OWN: usize = 1_000;
/// So large are pushes and pages of a line that has borne some already.
const PORTION: usize = 256 << 10;
const ROUNDS: u64 = 9;
const PASSWORD: &str = "kopi pagi di provinsi";

pub async fn measure(offices: usize) {
    let postgres = Postgres::explaining("-c fsync=on");
    let server = Server::on(&postgres).await;
    explain(&server, false).await;
    let server = server.with(|config| config.connections = 16).await;
    server.province.make_staff_with("ros", "Ibu Ros", StaffRole::Keeper, PASSWORD).await.unwrap();
    let begun = Instant::now();
    let office = fill(&server, offices).await;
    let pool = server.province.pool();
    let (rows, bytes): (i64, i64) =
        query_as("SELECT (SELECT count(*) FROM entry), pg_database_size(current_database())")
            .fetch_one(pool)
            .await
            .unwrap();
    println!(
        "{offices} offices, {rows} entries, {:.1} GB (made in {:.0?})",
        bytes as f64 / 1e9,
        begun.elapsed()
    );
    let mut times = BTreeMap::new();
    for round in 0..ROUNDS {
        let laptop = send(&server, 1_000 + round, &mut times).await;
        read(&server, &laptop, &mut times).await;
        look(&server, office, &mut times).await;
    }
    for (what, mut times) in times {
        println!(
            "{what:44}{:>8.1} ms median{:>8.1} ms most",
            milliseconds(share(&mut times, 50)),
            milliseconds(share(&mut times, 100))
        );
    }
    explain(&server, true).await;
    let server = server.with(|_| ()).await;
    let pool = server.province.pool().clone();
    let planned = plans::watch(&postgres, &pool, async {
        let mut times = BTreeMap::new();
        let laptop = send(&server, 2_000, &mut times).await;
        read(&server, &laptop, &mut times).await;
        look(&server, office, &mut times).await;
    });
    tell(&planned.await);
}

/// Whether connections from now on have every plan told. Telling costs time.
async fn explain(server: &Server, is_on: bool) {
    let pool = server.province.pool();
    let name: String = query_scalar("SELECT current_database()::text").fetch_one(pool).await.unwrap();
    let least = if is_on { 0 } else { -1 };
    let sql = format!("ALTER DATABASE {name} SET auto_explain.log_min_duration = {least}");
    raw_sql(AssertSqlSafe(sql)).execute(pool).await.unwrap();
}

async fn fill(server: &Server, offices: usize) -> Uuid {
    let (laptop, entries) = make_entries(ENTRIES, 999);
    let office = server.enrol(&laptop).await;
    let door = server.door();
    let token = door.session(server, &laptop).await.unwrap().token;
    for some in cut(entries, PORTION) {
        door.push(&token, laptop.feed(), &some).await.unwrap();
    }
    server.province.add_up_all().await.unwrap();
    copies::copy_office(server.province.pool(), office, offices).await;
    office
}

type Times = BTreeMap<String, Vec<Duration>>;

async fn time<T>(times: &mut Times, what: &str, work: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let done = work.await;
    times.entry(what.to_owned()).or_default().push(begun.elapsed());
    done
}

async fn send(server: &Server, seed: u64, times: &mut Times) -> Laptop {
    let (laptop, entries) = make_entries(OWN, seed);
    server.enrol(&laptop).await;
    let door: Door = server.door();
    let token = time(times, "a session", door.session(server, &laptop)).await.unwrap().token;
    for entries in cut(entries, PORTION) {
        let push = Push { feed: laptop.feed(), entries };
        time(times, &format!("a push of {} KiB", PORTION >> 10), door.say(&push, Some(&token)))
            .await
            .unwrap();
    }
    time(times, &format!("adding up {OWN} entries"), server.province.add_up_all()).await.unwrap();
    laptop
}

async fn read(server: &Server, laptop: &Laptop, times: &mut Times) {
    let door = server.door();
    let token = door.session(server, laptop).await.unwrap().token;
    let mut after = 0;
    loop {
        let pull = Pull { feed: laptop.feed(), after, bytes: PORTION as u64, held: Vec::new() };
        let page = time(times, &format!("a page of {} KiB", PORTION >> 10), door.say(&pull, Some(&token)))
            .await
            .unwrap();
        after = page.number;
        if !page.has_more {
            break;
        }
    }
}

/// Every page, by somebody who is signed in.
async fn look(server: &Server, office: Uuid, times: &mut Times) {
    let router = server.door().0;
    let form = format!("login=ros&password={}", PASSWORD.replace(' ', "+"));
    let http = Request::post("/masuk").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let entered = router.clone().oneshot(http.body(Body::from(form)).unwrap()).await.unwrap();
    let cookie =
        entered.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let office = format!("/kantor/{office}");
    for (title, path) in [
        ("the page of all offices", "/"),
        ("the offices named so", "/?cari=99"),
        ("the offices that sent nothing for long", "/?lama=ya"),
        ("the page of an office", &office),
        ("the page of what is held", "/tertahan"),
        ("the page of what the province said", "/kabar"),
    ] {
        let http = Request::get(path).header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
        let shown = time(times, title, router.clone().oneshot(http)).await.unwrap();
        assert_eq!(shown.status(), 200, "{path}");
    }
}

/// Every question once: how often it was asked, the most pages and time that it cost, and what of it leaves the office's key.
fn tell(planned: &[Planned]) {
    let mut questions: BTreeMap<&str, Vec<&Planned>> = BTreeMap::new();
    for planned in planned {
        questions.entry(&planned.sql).or_default().push(planned);
    }
    println!(
        "{} questions, most pages of 8 KiB and most ms of each, and what leaves the office's key",
        questions.len()
    );
    for (sql, asked) in questions {
        let words: String = sql.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(110).collect();
        let pages = asked.iter().map(|planned| planned.pages()).max().unwrap_or(0);
        let took = asked.iter().map(|planned| planned.took).max().unwrap_or_default();
        println!("{:>5} x{pages:>7}{:>8.1}  {words}", asked.len(), milliseconds(took));
        for stray in
            asked.iter().flat_map(|planned| planned.list_strays()).collect::<std::collections::BTreeSet<_>>()
        {
            println!("       leaves: {stray}");
        }
    }
}
