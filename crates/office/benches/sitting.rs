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
use std::time::Duration;

use serde_json::{Value, json};
use tilik_office::command::Desk;
use tilik_office::store::Cost;
use tilik_office::{Host, SystemHost, demo};
use tilik_testkit::PASSWORD;
use tilik_testkit::bench::{self, median, milliseconds, share, time};

const PERIOD: &str = "2026-TW4";
const SITTING: usize = 40;
/// As in `ui/src/features/evaluation/desk.svelte.ts`.
const FEW: usize = 30;

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
        let ((answer, bytes), took) = time(|| {
            let answer = self.desk.call(name, serde_json::from_str(&words).unwrap());
            let answer = answer.unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
            let bytes = serde_json::to_string(&answer).unwrap().len();
            (answer, bytes)
        });
        let times = self.times.entry(name).or_default();
        times.took.push(took);
        times.bytes = times.bytes.max(bytes);
        answer
    }
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
    let (_, took) =
        time(|| drop(demo::make_demo(&place, people, PASSWORD, Cost::Floor, Arc::clone(host)).unwrap()));
    println!("\n{people} people (made in {:.0} s)", took.as_secs_f64());
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
        // As the list asks for the signs of those who are rated: a few at a time.
        let rated: Vec<_> = rows.as_array().unwrap().iter().filter(|row| row["state"] == "draft").collect();
        for few in rated.chunks(FEW) {
            let nips: Vec<_> = few.iter().map(|row| &row["nip"]).collect();
            clock.call("evaluation.complete", &json!({ "period": PERIOD, "nips": nips }));
        }
    }
    let rated: Vec<_> = rows.as_array().unwrap().iter().filter(|row| row["state"] == "draft").collect();
    for few in rated.chunks(30) {
        let nips: Vec<_> = few.iter().map(|row| &row["nip"]).collect();
        clock.call("evaluation.complete", &json!({ "period": PERIOD, "nips": nips }));
    }
    let open: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["state"] == "empty")
        .take(SITTING)
        .map(|row| row["nip"].as_str().unwrap().to_owned())
        .collect();
    let (_, sat) = time(|| open.iter().for_each(|nip| rate_one(&mut clock, nip)));
    println!("{:30} {:>6} {:>9} {:>9} {:>9}", "", "times", "median", "p95", "bytes");
    for (name, Times { took, bytes }) in clock.times {
        let times = took.len();
        let (median, p95) = (milliseconds(median(took.clone())), milliseconds(share(took, 95)));
        println!("{name:30} {times:>6} {median:>6.2} ms {p95:>6.2} ms {bytes:>9}");
        told.push(json!({
            "people": people, "command": name, "times": times,
            "median": median, "p95": p95, "bytes": bytes,
        }));
    }
    println!("{} people rated in the core in {:.2} s", open.len(), sat.as_secs_f64());
}

fn main() {
    let folder = bench::folder();
    let host: Arc<dyn Host> = SystemHost::new(folder.path().join("marks"));
    let mut told = Vec::new();
    for people in
        bench::asked("TILIK_BENCH_PEOPLE").map_or_else(|| vec![48, 500, 2_000], |people| vec![people])
    {
        bench(folder.path(), &host, people, &mut told);
    }
    if let Ok(file) = std::env::var("TILIK_BENCH_JSON") {
        std::fs::write(file, Value::from(told).to_string()).unwrap();
    }
}
