//! What the window waits for in the core while somebody rates: each command of a sitting, by the one door that the window has, in offices of 48, 500 and 2,000.
//!
//! `TILIK_BENCH_PEOPLE=500` measures one office, `TILIK_BENCH_JSON=FILE` also writes the figures for `./x bench`.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a bench prints, and stops at the first fault"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tilik_office::command::Desk;
use tilik_office::store::Cost;
use tilik_office::{Host, SystemHost, demo};

const PASSWORD: &str = "kata sandi panjang";
const PERIOD: &str = "2026-TW4";
const SITTING: usize = 40;

/// What one command took and answered, each time.
#[derive(Default)]
struct Times {
    took: Vec<Duration>,
    bytes: usize,
}

struct Clock {
    desk: Desk,
    times: BTreeMap<&'static str, Times>,
}

impl Clock {
    /// One command as the window gives it: from the words of its arguments to the words of its answer.
    fn call(&mut self, name: &'static str, arguments: &Value) -> Value {
        let words = arguments.to_string();
        let started = Instant::now();
        let answer = self.desk.call(name, serde_json::from_str(&words).unwrap());
        let answer = answer.unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
        let bytes = serde_json::to_string(&answer).unwrap().len();
        let times = self.times.entry(name).or_default();
        times.took.push(started.elapsed());
        times.bytes = times.bytes.max(bytes);
        answer
    }
}

fn share(times: &mut [Duration], part: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * part / 100).min(times.len() - 1)]
}

/// Every rating of a person as the sheet asks for them, one key each.
fn rate_one(clock: &mut Clock, nip: &str) {
    let mut sheet = clock.call("evaluation.sheet", &json!({ "nip": nip, "period": PERIOD }));
    let mut keys: Vec<Value> = Vec::new();
    for result in sheet["plan"]["results"].as_array().unwrap() {
        keys.push(json!({ "results": { result.as_str().unwrap(): { "rating": "meets" } } }));
    }
    for value in sheet["core_values"].as_array().unwrap() {
        keys.push(json!({ "values": { value["value"].as_str().unwrap(): { "rating": "meets" } } }));
    }
    keys.push(json!({ "result_rating": "meets" }));
    keys.push(json!({ "behaviour_rating": "meets" }));
    for mut input in keys {
        for (parts, shown) in [("results", "results"), ("values", "values")] {
            let Some(parts) = input.get_mut(parts).and_then(Value::as_object_mut) else { continue };
            for (key, part) in parts {
                part["version"] = sheet["evaluation"][shown][key]["version"].clone();
            }
        }
        input["version"] = sheet["evaluation"]["version"].clone();
        input["on_behalf_reason"] = "Pejabat penilai sedang cuti.".into();
        sheet = clock.call("evaluation.rate", &json!({ "nip": nip, "period": PERIOD, "input": input }));
        clock.call("undo.look", &json!({}));
    }
}

fn bench(folder: &Path, host: &Arc<dyn Host>, people: usize, told: &mut Vec<Value>) {
    let place = folder.join(format!("kantor-{people}"));
    let started = Instant::now();
    drop(demo::make_demo(&place, people, PASSWORD, Cost::Floor, Arc::clone(host)).unwrap());
    println!("\n{people} people (made in {:.0} s)", started.elapsed().as_secs_f64());
    let mut clock = Clock { desk: Desk::new(Arc::clone(host), place), times: BTreeMap::new() };
    clock.call("office.open", &json!({ "login": "kepala", "password": PASSWORD }));
    let period = json!({ "period": PERIOD });
    let mut rows = Value::Null;
    for _ in 0..7 {
        for name in ["home.look", "evaluation.standing", "evaluation.table", "evaluation.preview_closing"] {
            clock.call(name, &period);
        }
        rows = clock.call("evaluation.list", &period);
        clock.call("staff.table", &json!({ "year": demo::YEAR }));
    }
    let open: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["state"] == "empty")
        .take(SITTING)
        .map(|row| row["nip"].as_str().unwrap().to_owned())
        .collect();
    let sat = Instant::now();
    for nip in &open {
        rate_one(&mut clock, nip);
    }
    let sat = sat.elapsed();
    println!("{:30} {:>6} {:>9} {:>9} {:>9}", "", "times", "median", "p95", "bytes");
    for (name, times) in &mut clock.times {
        let (median, p95) = (share(&mut times.took, 50), share(&mut times.took, 95));
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        println!(
            "{name:30} {:>6} {:>6.2} ms {:>6.2} ms {:>9}",
            times.took.len(),
            milliseconds(median),
            milliseconds(p95),
            times.bytes
        );
        told.push(json!({
            "people": people, "command": name, "times": times.took.len(),
            "median": milliseconds(median), "p95": milliseconds(p95), "bytes": times.bytes,
        }));
    }
    println!("{} people rated in the core in {:.2} s", open.len(), sat.as_secs_f64());
}

fn main() {
    let folder =
        tempfile::tempdir_in(std::env::var("TILIK_BENCH_FOLDER").unwrap_or_else(|_| ".".into())).unwrap();
    let host: Arc<dyn Host> = SystemHost::new(folder.path().join("marks"));
    let mut told = Vec::new();
    let asked = std::env::var("TILIK_BENCH_PEOPLE").ok().and_then(|people| people.parse().ok());
    for people in asked.map_or_else(|| vec![48, 500, 2_000], |people| vec![people]) {
        bench(folder.path(), &host, people, &mut told);
    }
    if let Ok(file) = std::env::var("TILIK_BENCH_JSON") {
        std::fs::write(file, Value::from(told).to_string()).unwrap();
    }
}
