//! How much the journal costs beside SQLite itself: a durable save against the same rows written bare, a check of the whole file against the bare
//! signature checks, and the size of an entry. Prints medians; `TILIK_BENCH_ENTRIES` sets the size of the file that is verified.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a bench prints, and stops at the first fault"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params_from_iter, types::Value as SqlValue};
use tilik_journal::catalogue::{evaluation, person, user};
use tilik_journal::entry::{read_key, verify_hash};
use tilik_journal::{Group, RecordId, Retention, Role, UserId, Value};
use tilik_store::keys::{Cost, Secret, SlotUser};
use tilik_store::ledger::{Act, Ledger};
use tilik_store::{NewOffice, Store, Surroundings, database, schema};
use uuid::Uuid;

// The kit imports this crate; its file on benches knows nothing of ours.
#[path = "../../testkit/src/bench.rs"]
#[expect(dead_code, reason = "other benches need more of it")]
mod bench;

use bench::{asked, median, share, time};

struct Machine;

impl Surroundings for Machine {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }
    fn fill_random(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
    fn pause(&self, _: Duration) {}
}

const HEAD: Uuid = Uuid::from_u128(1);

fn founding() -> Act {
    Act {
        actor: UserId(HEAD),
        word: "office.founded".into(),
        retention: Retention::Control,
        groups: vec![Group {
            kind: user::KIND,
            record: RecordId(HEAD),
            fields: vec![(user::ROLE, Role::Kepala.word().into())],
        }],
        expects: Vec::new(),
    }
}

/// Ten fields of about sixty characters of one record: a saved section.
fn section(number: u32, records: u32) -> Act {
    let id = RecordId::person(&format!("{:018}", number % records));
    let words = format!("Tercapai sesuai rencana, dibuktikan dengan laporan nomor {number:06}");
    let fields: Vec<(u32, Value)> = (1..=10).map(|field| (field, words.as_str().into())).collect();
    Act {
        actor: UserId(HEAD),
        word: "person.changed".into(),
        retention: Retention::Career,
        groups: vec![Group { kind: person::KIND, record: id, fields }],
        expects: Vec::new(),
    }
}

fn rating(number: u32) -> Act {
    let id = RecordId::evaluation(RecordId::person(&format!("{number:018}")), "2026-TW3", 1);
    let fields = vec![
        (evaluation::PERIOD, "2026-TW3".into()),
        (evaluation::RESULT_RATING, "meets".into()),
        (evaluation::BEHAVIOUR_RATING, "above".into()),
        (evaluation::FEEDBACK, "Hasil sesuai harapan; pertahankan ketelitian dan ketepatan waktu.".into()),
    ];
    Act {
        actor: UserId(HEAD),
        word: "evaluation.rated".into(),
        retention: Retention::Career,
        groups: vec![Group { kind: evaluation::KIND, record: id, fields }],
        expects: Vec::new(),
    }
}

fn new_ledger(path: &Path) -> Ledger {
    let mut connection = database::create(path, &Secret::new([7; 32]), None).unwrap();
    database::migrate(&mut connection, &schema::migrations(), |_| Ok(())).unwrap();
    let mut ledger = Ledger::open(connection, &[9; 32]).unwrap();
    ledger.commit(&Machine, vec![founding()]).unwrap();
    ledger
}

/// Every row of the tables that one act writes, as the act left it.
fn rows_of_last_act(connection: &Connection) -> Vec<(String, Vec<SqlValue>)> {
    let mut rows = Vec::new();
    let mut take = |table: &str, sql: &str| {
        let mut statement = connection.prepare_cached(sql).unwrap();
        let columns = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let values: Vec<SqlValue> = (0..columns).map(|column| row.get(column).unwrap()).collect();
            let places = vec!["?"; columns].join(", ");
            rows.push((format!("INSERT OR REPLACE INTO {table} VALUES ({places})"), values));
        }
    };
    take("entry", "SELECT * FROM entry WHERE id = (SELECT max(id) FROM entry)");
    take("line", "SELECT * FROM line");
    take("touch", "SELECT * FROM touch WHERE entry = (SELECT max(id) FROM entry)");
    let touched = "SELECT record FROM touch WHERE entry = (SELECT max(id) FROM entry)";
    take("record", &format!("SELECT * FROM record WHERE id IN ({touched})"));
    take("kind_evaluation", &format!("SELECT * FROM kind_evaluation WHERE id IN ({touched})"));
    rows
}

fn bench_save(folder: &Path) {
    const ACTS: u32 = 400;
    let mut ledger = new_ledger(&folder.join("journal.db"));
    let bare = new_ledger(&folder.join("bare.db")).into_connection();
    bare.pragma_update(None, "foreign_keys", false).unwrap();
    let (mut with_journal, mut alone) = (Vec::new(), Vec::new());
    for number in 0..ACTS {
        let act = rating(number);
        with_journal.push(time(|| ledger.commit(&Machine, vec![act]).unwrap()).1);
        let rows = rows_of_last_act(ledger.connection());
        let ((), took) = time(|| {
            bare.execute_batch("BEGIN IMMEDIATE").unwrap();
            for (sql, values) in &rows {
                bare.prepare_cached(sql).unwrap().execute(params_from_iter(values)).unwrap();
            }
            bare.execute_batch("COMMIT").unwrap();
        });
        alone.push(took);
    }
    let (with_journal, alone) = (median(with_journal), median(alone));
    println!(
        "durable save: {with_journal:?}, the same rows bare: {alone:?}, ratio {:.2} (goal at most 1.5)",
        with_journal.as_secs_f64() / alone.as_secs_f64()
    );
}

fn bench_verify(folder: &Path) {
    let entries: u32 = asked("TILIK_BENCH_ENTRIES").unwrap_or(100_000);
    let path = folder.join("large.db");
    let mut ledger = new_ledger(&path);
    let ((), took) = time(|| {
        let mut number = 0;
        while number < entries {
            let until = (number + 2_000).min(entries);
            ledger.commit(&Machine, (number..until).map(|number| section(number, 20_000)).collect()).unwrap();
            number = until;
        }
        ledger.connection().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    });
    println!("wrote {entries} entries in {:.1} s", took.as_secs_f64());
    let size = std::fs::metadata(&path).unwrap().len();
    println!("bytes an entry, file with all tables: {:.0}", size as f64 / f64::from(entries));
    drop(ledger);

    let (ledger, took) = time(|| {
        let connection = database::open(&path, &Secret::new([7; 32]), database::Check::Opening).unwrap();
        Ledger::open(connection, &[9; 32]).unwrap()
    });
    println!("open: {took:?}");
    let before = peak_memory();
    let mut whole = Vec::new();
    let rounds = if entries > 500_000 { 1 } else { 3 };
    for _ in 0..rounds {
        let (verified, took) = time(|| ledger.verify().unwrap());
        whole.push(took);
        assert_eq!(verified.defect, None);
        assert_eq!(verified.entries, u64::from(entries) + 1);
    }
    let whole = median(whole);
    println!(
        "verify {entries} entries: {whole:?}; peak memory {} MiB before, {} MiB after",
        before,
        peak_memory()
    );
    if entries <= 500_000 {
        let bare = bench_signatures(&ledger);
        println!(
            "bare signature checks on as many threads: {bare:?}; verify above them: {:.2} s (goal at most 1 s for 100,000)",
            whole.as_secs_f64() - bare.as_secs_f64()
        );
    }
}

/// The signatures alone, from memory, on as many threads as `verify` has checkers.
fn bench_signatures(ledger: &Ledger) -> Duration {
    let entries = ledger.list_entries().unwrap();
    let key = read_key(&ledger.device_key()).unwrap();
    let checks: Vec<_> = entries.iter().map(|entry| (entry.hash(), *entry.signature())).collect();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let check = || {
        std::thread::scope(|scope| {
            for part in checks.chunks(checks.len().div_ceil(threads)) {
                scope.spawn(move || {
                    assert!(part.iter().all(|(hash, signature)| verify_hash(*hash, signature, &key).is_ok()));
                });
            }
        });
    };
    time(check).1
}

/// The most memory that this process has had, in MiB; 0 where the system does not say.
fn peak_memory() -> u64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let line = status.lines().find(|line| line.starts_with("VmHWM"))?.to_owned();
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        })
        .map_or(0, |kib| kib / 1024)
}

/// A save through everything that a person's office has: lock, keys, mark.
fn bench_store(folder: &Path) {
    let head = SlotUser { user: HEAD, login: "kepala".into() };
    let new = NewOffice {
        user: &head,
        password: "kata sandi panjang",
        cost: Cost::Floor,
        others: &[],
        acts: vec![founding()],
    };
    let (mut store, _) =
        Store::create(&folder.join("office"), &folder.join("marks"), new, Arc::new(Machine)).unwrap();
    let mut times = Vec::new();
    for number in 0..400 {
        times.push(time(|| store.commit(vec![rating(number)]).unwrap()).1);
    }
    println!(
        "durable save through the store: median {:?}, p95 {:?}",
        median(times.clone()),
        share(times, 95)
    );
}

fn main() {
    let folder = bench::folder();
    bench_save(folder.path());
    bench_store(folder.path());
    bench_verify(folder.path());
}
