//! What the window waits for in the core while papers go round: making sheets, the tracker and its ticks, by the one door that the window has, in offices of 48, 500 and 2,000.
//!
//! `TILIK_BENCH_PEOPLE=500` measures one office.

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

use serde_json::{Value, json};
use tilik_office::command::Desk;
use tilik_office::store::Cost;
use tilik_office::{Host, SystemHost, demo};
use tilik_testkit::bench::{self, median, milliseconds, time};

const PASSWORD: &str = "kata sandi panjang";
const PERIOD: &str = "2026-TW3";
const ROUNDS: usize = 5;

fn call(desk: &Desk, name: &str, arguments: Value) -> Value {
    desk.call(name, arguments).unwrap_or_else(|failure| panic!("{name}: {failure:?}"))
}

/// The answer to a command, with the time from the words of its arguments to the words of its answer.
fn clock(desk: &Desk, name: &str, arguments: &Value, times: &mut Vec<Duration>) -> Value {
    let words = arguments.to_string();
    let ((answer, told), took) = time(|| {
        let answer = call(desk, name, serde_json::from_str(&words).unwrap());
        let told = answer.to_string();
        (answer, told)
    });
    assert!(!told.is_empty());
    times.push(took);
    answer
}

fn tell(what: &str, times: Vec<Duration>, goal: &str) {
    println!("{what:44} {:>9.1} ms  (goal {goal})", milliseconds(median(times)));
}

fn finish(desk: &Desk, command: &str, arguments: Value) -> Value {
    let job = call(desk, command, arguments);
    loop {
        let status = call(desk, "job.status", json!({ "job": job }));
        match status["state"].as_str() {
            Some("done") => return status["answer"].clone(),
            Some("failed") => panic!("{status}"),
            _ => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// Sheets from the click to the file that is there to be shown: one person's, and four kinds of forty people.
fn bench_making(desk: &Desk, nips: &[Value]) {
    let sheets = ["dokumen_evaluasi", "evaluasi_kinerja", "skp", "lembar_ekspektasi"];
    let make = |what: &str, forms: &[&str], nips: &[Value], goal: &str| {
        let mut times = Vec::new();
        let mut made = Value::Null;
        for _ in 0..ROUNDS {
            let wish = json!({ "forms": forms, "period": PERIOD, "nips": nips, "paper": "f4" });
            let (file, took) = time(|| finish(desk, "print.start", wish));
            times.push(took);
            made = file["report"].clone();
        }
        assert_eq!(made["sheets"], forms.len() * nips.len(), "{made}");
        tell(&format!("{what}, {} pages", made["pages"]), times, goal);
    };
    make("one sheet of one person", &sheets[..1], &nips[..1], "150 ms with drawing");
    let forty = &nips[..nips.len().min(40)];
    make(&format!("{} people x 4 sheets", forty.len()), &sheets, forty, "1 s");
}

fn bench(folder: &Path, host: &Arc<dyn Host>, people: usize) {
    let place = folder.join(format!("kantor-{people}"));
    drop(demo::make_demo(&place, people, PASSWORD, Cost::Floor, Arc::clone(host)).unwrap());
    let desk = Desk::new(Arc::clone(host), place);
    call(&desk, "office.open", json!({ "login": "kepala", "password": PASSWORD }));
    println!("\n{people} people");
    let of = json!({ "period": PERIOD, "form": "dokumen_evaluasi" });
    let look = |what: &str| {
        let mut times = Vec::new();
        let mut table = Value::Null;
        for _ in 0..ROUNDS {
            table = clock(&desk, "sheet.table", &of, &mut times);
        }
        tell(what, times, "300 ms at 2,000");
        table
    };
    let table = look("tracker, nothing printed");
    assert_eq!(table["counts"]["not_printed"], people);
    let nips: Vec<_> = table["rows"].as_array().unwrap().iter().map(|row| row["nip"].clone()).collect();
    bench_making(&desk, &nips);
    let made = finish(&desk, "print.start", json!({ "period": PERIOD, "nips": null, "paper": "f4" }));
    let mut times = Vec::new();
    let mut noted = 0;
    // Beyond 500 sheets there are several files.
    for file in std::iter::once(&made["file"]).chain(made["more"].as_array().unwrap()) {
        let new = clock(&desk, "sheet.confirm_prints", &json!({ "file": file }), &mut times);
        noted += new["new"].as_u64().unwrap();
    }
    assert_eq!(noted, people as u64);
    let times = vec![times.iter().sum()];
    tell("noting all as printed", times, "2 s at 2,000");
    look("tracker, all printed");
    let mut times = Vec::new();
    let asked = json!({ "period": PERIOD, "is_shuffled": false });
    for _ in 0..ROUNDS {
        let home = clock(&desk, "home.look", &asked, &mut times);
        assert_eq!(home["signed"]["begun"], people);
    }
    tell("first screen, all printed", times, "100 ms at 500");
    let which = json!({ "period": PERIOD, "form": "dokumen_evaluasi", "nips": nips });
    let today = host.today().to_string();
    let signed = json!({ "assessor_on": today, "received_on": today });
    let mut times = Vec::new();
    let tick = json!({ "which": which, "signed": signed });
    let ticked = clock(&desk, "sheet.tick_signed", &tick, &mut times);
    assert_eq!(ticked["ticked"].as_array().unwrap().len(), people, "{}", ticked["refused"]);
    tell("noting all as signed", times, "2 s at 2,000");
    let mut one = which.clone();
    one["nips"] = json!([nips[people / 2]]);
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        clock(&desk, "sheet.untick", &json!({ "which": one, "what": "receipt" }), &mut times);
        clock(&desk, "sheet.tick_signed", &json!({ "which": one, "signed": signed }), &mut times);
    }
    tell("noting one, or taking it back", times, "100 ms at 2,000");
    let table = look("tracker, all signed");
    assert_eq!(table["counts"]["signed"], people);
}

fn main() {
    let folder = bench::folder();
    let host: Arc<dyn Host> = SystemHost::new(folder.path().join("marks"));
    for people in
        bench::asked("TILIK_BENCH_PEOPLE").map_or_else(|| vec![48, 500, 2_000], |people| vec![people])
    {
        bench(folder.path(), &host, people);
    }
}
