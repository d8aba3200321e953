//! Three hundred laptops on one morning: each an office of its own, enrolled, with a signed journal of a month, over HTTP to the server's real program on a PostgreSQL that writes before it answers.
//!
//! `cargo run --release -p tilik-tests --example morning [LAPTOPS] [SECONDS]`, after `cargo build --release -p tilik-province --bins`. Three waves: the laptops come within so many seconds by
//! chance; then all in the same moment; then by chance again, so that one sees whether memory that a wave took grows with the next.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "it says what it measured, or stops"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tilik_sync::code::Code;
use tilik_sync::enrolment::{Applicant, enrol};
use tilik_sync::http::{Address, Clock, Line};
use tilik_sync::run::Settings;
use tilik_sync::{Answer, Ledger as _, LineError, Request, Run, Transport, drive};
use tilik_testkit::bench::{milliseconds, share};
use tilik_testkit::record::Record;
use tilik_testkit::{Chance, Laptop, Postgres, Served};
use tokio::task::JoinSet;

/// A month of forty people, as `benches/peers/sync` has it from a real office: the closings are long, the rest is short.
const LONG: usize = 40;
const SHORT: usize = 560;
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What all laptops of a wave met.
#[derive(Default)]
struct Met {
    /// By word of the protocol.
    took: Mutex<BTreeMap<&'static str, Vec<Duration>>>,
    sent_away: AtomicU64,
    came_too_early: AtomicU64,
    lines_broken: AtomicU64,
}

/// A line that notes how long each answer took, and whether who was asked to wait did.
struct Noted {
    line: Line,
    met: Arc<Met>,
    not_before: Mutex<Option<Instant>>,
}

impl Transport for Noted {
    async fn ask(&self, request: &Request) -> Result<Answer, LineError> {
        let begun = Instant::now();
        if self.not_before.lock().unwrap().take().is_some_and(|not_before| begun < not_before) {
            self.met.came_too_early.fetch_add(1, Ordering::Relaxed);
        }
        let answer = self.line.ask(request).await;
        match &answer {
            Ok(Answer { status: 503, retry_after: Some(seconds), .. }) => {
                *self.not_before.lock().unwrap() = Some(Instant::now() + Duration::from_secs(*seconds));
                self.met.sent_away.fetch_add(1, Ordering::Relaxed);
            }
            Ok(_) => self.met.took.lock().unwrap().entry(request.path).or_default().push(begun.elapsed()),
            Err(_) => {
                self.met.lines_broken.fetch_add(1, Ordering::Relaxed);
            }
        }
        answer
    }
}

/// A laptop with the key that it pinned and its own line.
struct Client {
    laptop: Laptop,
    province_key: [u8; 32],
    line: Line,
    chance: Chance,
}

fn draw(chance: &mut Chance) -> [u8; 32] {
    let mut bytes = [0; 32];
    chance.fill(&mut bytes);
    bytes
}

impl Client {
    async fn enrol(served: &Served, seed: u64) -> Self {
        let mut chance = Chance::of(seed);
        let laptop = Laptop::found_with_head(&mut chance);
        let office = served.ask(&["office", &format!("Kantor {seed}")]);
        let code = Code::parse(served.ask(&["code", &office]).split(' ').next().unwrap()).unwrap();
        let address = Address::parse(&format!("http://{}", served.address())).unwrap();
        let line = Line::to(address, None, VERSION).unwrap();
        let shown = laptop.list_credentials().unwrap();
        let (device, feed) = (laptop.device_key(), laptop.feed());
        let applicant = Applicant { code: &code, province_key: None, version: VERSION, device, feed, shown };
        let sign = |bytes: &[u8]| laptop.sign_apart(bytes);
        let enrolled = enrol(&applicant, sign, || draw(&mut chance), &line, &Clock).await.unwrap();
        Self { laptop, province_key: enrolled.province_key, line, chance }
    }

    fn write_month(&mut self, month: u64) {
        let records = Record::list(LONG, &mut Chance::of(month));
        for record in &records {
            self.laptop.write_group(record.group(), &mut self.chance);
        }
        for record in records.iter().cycle().take(SHORT) {
            self.laptop.write_group(record.changed(), &mut self.chance);
        }
    }

    /// One run, as a head waits for it.
    async fn send(&mut self, met: Arc<Met>) -> Result<Duration, String> {
        let line = Noted { line: self.line.clone(), met, not_before: Mutex::default() };
        let settings =
            Settings { province_key: self.province_key, version: VERSION.to_owned(), data_budget: u64::MAX };
        let chance = &mut self.chance;
        let mut run = Run::begin(&mut self.laptop, settings, move || draw(chance));
        let begun = Instant::now();
        let outcome = drive(&mut run, &line, &Clock).await.map_err(|error| error.to_string())?;
        if outcome.is_all_sent() { Ok(begun.elapsed()) } else { Err("not all was sent".to_owned()) }
    }
}

fn say(title: &str, times: &[Duration]) {
    let at = |part| milliseconds(share(times.to_vec(), part));
    println!(
        "  {title:24}{:>7} times{:>9.0} ms p50{:>9.0} ms p95{:>9.0} ms p99",
        times.len(),
        at(50),
        at(95),
        at(99)
    );
}

/// Everybody writes a month, comes within `spread`, and sends. Gives them back.
async fn wave(
    title: &str,
    mut clients: Vec<Client>,
    month: u64,
    spread: Duration,
    served: &Arc<Served>,
) -> Vec<Client> {
    for client in &mut clients {
        client.write_month(month);
    }
    let met = Arc::new(Met::default());
    let (before, ended) = (served.resident(), Arc::new(AtomicBool::new(false)));
    let watching = {
        let (served, ended) = (Arc::clone(served), Arc::clone(&ended));
        tokio::spawn(async move {
            let mut most = 0;
            while !ended.load(Ordering::Relaxed) {
                most = served.resident().max(most);
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            most
        })
    };
    let begun = Instant::now();
    let mut sending = JoinSet::new();
    for mut client in clients {
        let met = Arc::clone(&met);
        let spread_ms = usize::try_from(spread.as_millis()).unwrap();
        let comes = Duration::from_millis(client.chance.below(spread_ms + 1) as u64);
        sending.spawn(async move {
            tokio::time::sleep(comes).await;
            let sent = client.send(met).await;
            (client, sent)
        });
    }
    let (clients, sent): (Vec<_>, Vec<_>) = sending.join_all().await.into_iter().unzip();
    let whole = begun.elapsed();
    ended.store(true, Ordering::Relaxed);
    let most = watching.await.unwrap();
    let (done, failed): (Vec<_>, Vec<_>) = sent.into_iter().partition(Result::is_ok);
    println!(
        "{title}: {} laptops, all done after {:.1} s, {} runs failed",
        clients.len(),
        whole.as_secs_f64(),
        failed.len()
    );
    for why in failed.iter().filter_map(|failed| failed.as_ref().err()).take(3) {
        println!("  failed: {why}");
    }
    say("a run", &done.into_iter().map(Result::unwrap).collect::<Vec<_>>());
    for (path, times) in met.took.lock().unwrap().iter() {
        say(path, times);
    }
    println!(
        "  asked to come back {} times, came too early {} times; {} lines broke; memory {} MB before, {} MB at most, {} MB after",
        met.sent_away.load(Ordering::Relaxed),
        met.came_too_early.load(Ordering::Relaxed),
        met.lines_broken.load(Ordering::Relaxed),
        before / 1_000,
        most / 1_000,
        served.resident() / 1_000,
    );
    clients
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>().expect("a number"));
    let (laptops, seconds) = (arguments.next().unwrap_or(300), arguments.next().unwrap_or(120));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let postgres = Postgres::durable();
        let served = Arc::new(Served::begin(&Served::find_program(), &postgres.make_database(), ""));
        let mut clients = Vec::new();
        for seed in 0..laptops {
            clients.push(Client::enrol(&served, seed).await);
        }
        println!("{} acts each", LONG + SHORT);
        let spread = Duration::from_secs(seconds);
        clients = wave("within the morning", clients, 1, spread, &served).await;
        clients = wave("all in one moment", clients, 2, Duration::ZERO, &served).await;
        wave("the next morning", clients, 3, spread, &served).await;
        let faults = served.list_faults();
        println!("the server noted {} faults", faults.len());
        for fault in faults.iter().take(3) {
            println!("  {fault}");
        }
    });
}
