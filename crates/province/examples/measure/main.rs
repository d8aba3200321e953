//! How fast the server takes in, adds up and hands out, beside a bare COPY of the same bytes; and how long laptops and pages wait among a thousand offices.
//!
//! `cargo run --release -p tilik-province --example measure [ingest | many] [NUMBER]`, without a word both. PostgreSQL writes before it answers, on both sides of the comparison.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "it says what it measured, or stops"
)]

mod ingest;
mod many;
#[path = "../../tests/party/mod.rs"]
mod party;

use std::time::Duration;

use tilik_testkit::Postgres;

/// Entries of the bulk, offices beside.
const ENTRIES: usize = 10_000;
const OFFICES: usize = 1_000;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let word = arguments.next();
    let number = arguments.next().map(|number| number.parse().expect("a number"));
    let is_wanted = |part: &str| word.as_deref().is_none_or(|word| word == part);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        if is_wanted("ingest") {
            ingest::measure(&Postgres::durable(), number.unwrap_or(ENTRIES)).await;
        }
        if is_wanted("many") {
            many::measure(number.unwrap_or(OFFICES)).await;
        }
    });
}

/// So many of a hundred took no longer.
fn share(times: &mut [Duration], of_hundred: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * of_hundred / 100).min(times.len() - 1)]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
