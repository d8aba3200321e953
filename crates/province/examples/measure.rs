//! How fast the server takes in, adds up and hands out: the same bytes beside a bare COPY, and offices on one morning.
//!
//! `cargo run --release -p tilik-province --example measure [ENTRIES] [OFFICES]`. PostgreSQL without fsync, on both sides of each comparison.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "it says what it measured, or stops"
)]

#[path = "../tests/party/mod.rs"]
mod party;

use std::time::{Duration, Instant};

use party::{Server, chance_of, entries_of};
use sqlx_core::query::query;
use sqlx_core::raw_sql::raw_sql;
use sqlx_postgres::PgPoolCopyExt as _;
use tilik_journal::Entry;
use tilik_sync::message::{Pull, Push};
use tilik_sync::{Filling, Message as _, Run, Waits, drive, packing, size_of};
use tilik_testkit::{Chance, Laptop};

fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let (entries, offices) = (arguments.next().unwrap_or(10_000), arguments.next().unwrap_or(300));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        ingest(entries).await;
        morning(offices).await;
    });
}

async fn ingest(count: usize) {
    let server = Server::new().await;
    let mut chance = Chance::of(1);
    let mut laptop = Laptop::found(1, &mut chance);
    for _ in 1..count {
        laptop.write(600, &mut chance);
    }
    server.enrol(&laptop).await;
    let (door, feed, entries) = (server.door(), laptop.feed(), entries_of(&laptop));
    let token = door.session(&server, &laptop).await.unwrap().token;
    let raw: usize = entries.iter().map(size_of).sum();
    println!("{count} entries, {} kB before packing", raw / 1_000);

    let copied = copy(&server, &entries).await;
    let pushes = cut(&entries, 1 << 20);
    let mut packed = 0;
    let begun = Instant::now();
    for push in pushes {
        let push = Push { feed, entries: push };
        packed += packing::pack(&push.to_bytes()).unwrap().len();
        door.say(&push, Some(&token)).await.unwrap();
    }
    let pushed = begun.elapsed();
    println!(
        "taken in      {pushed:>10.0?}  {:.1} x a bare COPY ({copied:.0?}); {} kB on the line",
        pushed.as_secs_f64() / copied.as_secs_f64(),
        packed / 1_000
    );
    let begun = Instant::now();
    server.province.add_up_all().await.unwrap();
    println!("added up      {:>10.0?}", begun.elapsed());
    let begun = Instant::now();
    let (mut after, mut read) = (0, 0);
    loop {
        let pull = Pull { feed, after, bytes: 1 << 20, held: Vec::new() };
        let page = door.say(&pull, Some(&token)).await.unwrap();
        (after, read) = (page.number, read + page.entries.len());
        if !page.has_more {
            break;
        }
    }
    println!("handed out    {:>10.0?}  {read} entries", begun.elapsed());
}

fn cut(entries: &[Entry], room: usize) -> Vec<Vec<Entry>> {
    let mut pushes = vec![Vec::new()];
    let mut filling = Filling::of(room);
    for entry in entries {
        if !filling.has_room(size_of(entry)) {
            filling = Filling::of(room);
            filling.has_room(size_of(entry));
            pushes.push(Vec::new());
        }
        pushes.last_mut().unwrap().push(entry.clone());
    }
    pushes
}

/// The same bytes by COPY in the binary form, in one transaction.
async fn copy(server: &Server, entries: &[Entry]) -> Duration {
    let pool = server.province.pool();
    query("CREATE TABLE copied (number bigint PRIMARY KEY, envelope bytea, signature bytea, salted bytea)")
        .execute(pool)
        .await
        .unwrap();
    let mut bytes = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
    for (number, entry) in (1i64..).zip(entries) {
        bytes.extend(4i16.to_be_bytes());
        let payload = entry.payload().unwrap().as_bytes();
        for field in [&number.to_be_bytes()[..], entry.envelope_bytes(), entry.signature(), payload] {
            bytes.extend(i32::try_from(field.len()).unwrap().to_be_bytes());
            bytes.extend(field);
        }
    }
    bytes.extend((-1i16).to_be_bytes());
    let begun = Instant::now();
    let mut copying = pool.copy_in_raw("COPY copied FROM STDIN (FORMAT binary)").await.unwrap();
    copying.send(bytes).await.unwrap();
    copying.finish().await.unwrap();
    let took = begun.elapsed();
    raw_sql("DROP TABLE copied").execute(pool).await.unwrap();
    took
}

/// Waits as a run asks, ten times as fast.
struct Hurried;

impl Waits for Hurried {
    async fn wait(&self, length: Duration) {
        tokio::time::sleep(length / 10).await;
    }
}

/// Offices that send a month of forty people at once.
async fn morning(offices: usize) {
    let server = Server::new().await.with(|config| {
        config.requests = 64;
        config.connections = 16;
    });
    let server = std::sync::Arc::new(server.await);
    let mut laptops = Vec::new();
    for seed in 0..offices {
        let mut chance = Chance::of(seed as u64);
        let mut laptop = Laptop::found(u8::try_from(seed % 250).unwrap() + 1, &mut chance);
        for _ in 0..80 {
            laptop.write(900, &mut chance);
        }
        server.enrol(&laptop).await;
        laptops.push(laptop);
    }
    let line = server.good_line();
    let begun = Instant::now();
    let mut sending = tokio::task::JoinSet::new();
    for mut laptop in laptops {
        let (server, line) = (std::sync::Arc::clone(&server), line.clone());
        sending.spawn(async move {
            let begun = Instant::now();
            let mut runs = 0;
            loop {
                runs += 1;
                let mut run = Run::begin(&mut laptop, server.settings(), chance_of(line.asked()));
                if drive(&mut run, &line, &Hurried).await.is_ok_and(|outcome| outcome.is_all_sent()) {
                    return (begun.elapsed(), runs);
                }
            }
        });
    }
    let mut done = sending.join_all().await;
    let whole = begun.elapsed();
    done.sort_unstable();
    let at = |part: usize| done[(done.len() - 1) * part / 100].0;
    let most = done.iter().map(|(_, runs)| runs).max().unwrap();
    println!(
        "{offices} offices   {whole:>10.0?}  p50 {:.0?}, p95 {:.0?}, p99 {:.0?}; {} questions, at most {most} runs",
        at(50),
        at(95),
        at(99),
        line.asked()
    );
}
