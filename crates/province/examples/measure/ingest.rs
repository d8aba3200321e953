//! The same entries by a bare COPY and by the server, turn by turn.

use std::time::{Duration, Instant};

use sqlx_core::query::query;
use sqlx_core::raw_sql::raw_sql;
use sqlx_postgres::PgPoolCopyExt as _;
use tilik_journal::Entry;
use tilik_sync::message::{Pull, Push};
use tilik_sync::{Filling, Message as _, Question as _, Request, packing, size_of};
use tilik_testkit::line::FarEnd as _;
use tilik_testkit::record::Record;
use tilik_testkit::{Chance, Laptop, Postgres};

use crate::party::{Server, entries_of};
use crate::{milliseconds, share};

const ROUNDS: u64 = 5;
/// As `push_bytes` says where nobody changed it.
const PUSH: usize = 1 << 20;

/// What was taken in is at most so many times a COPY.
const GOAL: f64 = 5.0;

#[derive(Default)]
struct Times {
    copied: Vec<Duration>,
    taken_in: Vec<Duration>,
    added_up: Vec<Duration>,
    handed_out: Vec<Duration>,
}

pub async fn measure(postgres: &Postgres, count: usize) {
    let server = Server::on(postgres).await;
    let mut times = Times::default();
    let mut raw = 0;
    for round in 0..=ROUNDS {
        let entries = make_entries(count, round);
        raw = entries.1.iter().map(size_of).sum();
        let one = measure_once(&server, entries).await;
        // The first one warms up what is there from the second on.
        if round > 0 {
            for (all, one) in
                [&mut times.copied, &mut times.taken_in, &mut times.added_up, &mut times.handed_out]
                    .into_iter()
                    .zip(one)
            {
                all.push(one);
            }
        }
    }
    let [copied, taken_in, added_up, handed_out] =
        [times.copied, times.taken_in, times.added_up, times.handed_out]
            .map(|mut times| share(&mut times, 50));
    let ratio = taken_in.as_secs_f64() / copied.as_secs_f64();
    println!("{count} entries, {} kB before packing, medians of {ROUNDS}", raw / 1_000);
    let mark = if ratio > GOAL { "   MISSED" } else { "" };
    println!("bare COPY     {:>6.0} ms", milliseconds(copied));
    println!("taken in      {:>6.0} ms  {ratio:.1} x{mark}", milliseconds(taken_in));
    println!("added up      {:>6.0} ms", milliseconds(added_up));
    println!("handed out    {:>6.0} ms", milliseconds(handed_out));
}

pub fn make_entries(count: usize, seed: u64) -> (Laptop, Vec<Entry>) {
    let mut chance = Chance::of(seed);
    let mut laptop = Laptop::found_with_head(&mut chance);
    for record in Record::list(count - 1, &mut Chance::of(1)) {
        laptop.write_group(record.group(), &mut chance);
    }
    let entries = entries_of(&laptop);
    (laptop, entries)
}

async fn measure_once(server: &Server, (laptop, entries): (Laptop, Vec<Entry>)) -> [Duration; 4] {
    server.enrol(&laptop).await;
    let (door, feed) = (server.door(), laptop.feed());
    let token = door.session(server, &laptop).await.unwrap().token;
    let copied = copy(server, &entries).await;
    let requests: Vec<_> = cut(entries, PUSH)
        .into_iter()
        .map(|entries| Request {
            path: Push::PATH,
            session: Some(token.clone()),
            body: packing::pack(&Push { feed, entries }.to_bytes()).unwrap(),
            allowed: packing::MOST,
        })
        .collect();
    let begun = Instant::now();
    for request in requests {
        assert_eq!(door.answer(&request).await.unwrap().status, 200);
    }
    let taken_in = begun.elapsed();
    let begun = Instant::now();
    server.province.add_up_all().await.unwrap();
    let added_up = begun.elapsed();
    let begun = Instant::now();
    let mut after = 0;
    loop {
        let pull = Pull { feed, after, bytes: PUSH as u64, held: Vec::new() };
        let page = door.say(&pull, Some(&token)).await.unwrap();
        after = page.number;
        if !page.has_more {
            break;
        }
    }
    [copied, taken_in, added_up, begun.elapsed()]
}

/// The pushes in which a laptop on a good line would send them.
pub fn cut(entries: Vec<Entry>, room: usize) -> Vec<Vec<Entry>> {
    let mut pushes = vec![Vec::new()];
    let mut filling = Filling::of(room);
    for entry in entries {
        if !filling.has_room(size_of(&entry)) {
            filling = Filling::of(room);
            filling.has_room(size_of(&entry));
            pushes.push(Vec::new());
        }
        pushes.last_mut().unwrap().push(entry);
    }
    pushes
}

/// The same bytes by COPY in the binary form, in one transaction, into a table without an index.
async fn copy(server: &Server, entries: &[Entry]) -> Duration {
    let pool = server.province.pool();
    query("CREATE TABLE copied (number bigint, envelope bytea, signature bytea, salted bytea)")
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
