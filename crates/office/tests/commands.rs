//! The one list of commands, as a window calls it: JSON in, JSON out, jobs that tell how far they are.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::sync::Arc;

use serde_json::{Value, json};
use tilik_office::command::{COMMANDS, Desk};
use tilik_office::{Failure, Host};
use tilik_testkit::{FakeHost, PASSWORD, Staff, TempOffice};

/// An office at rest, and a desk that has it open.
fn desk_with_staff(seed: u64, people: usize) -> (TempOffice, Desk, Staff) {
    let staff = Staff::of(people);
    let (folder, mut office) = TempOffice::found(seed);
    tilik_testkit::office::import_staff(&mut office, &staff);
    tilik_testkit::office::agree_plans(&mut office, &staff);
    tilik_testkit::office::rate_staff(&mut office, &staff);
    office.explain_distribution("2026-TW3".parse().unwrap(), "Kantor kecil").unwrap();
    drop(office);
    let desk = Desk::new(Arc::clone(&folder.host) as Arc<dyn Host>);
    desk.call("office.open", json!({ "folder": folder.root(), "login": "kepala", "password": PASSWORD }))
        .unwrap();
    (folder, desk, staff)
}

fn wait_for(desk: &Desk, job: &Value) -> Result<Value, Failure> {
    loop {
        let status = desk.call("job.status", json!({ "job": job })).unwrap();
        match status["state"].as_str() {
            Some("done") => return Ok(status["answer"].clone()),
            Some("failed") => return Err(serde_json::from_value(status["failure"].clone()).unwrap()),
            _ => std::thread::yield_now(),
        }
    }
}

#[test]
fn names_are_areas_with_verbs_and_each_is_there_once() {
    let mut names = COMMANDS.to_vec();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), COMMANDS.len());
    assert!(COMMANDS.iter().all(|name| name.split('.').count() == 2));
}

#[test]
fn nothing_is_answered_before_an_office_is_open_and_unknown_names_are_refused() {
    let desk = Desk::new(FakeHost::of(1) as Arc<dyn Host>);
    assert_eq!(desk.call("office.summary", json!(null)).unwrap_err().code, "office.not_open");
    assert_eq!(desk.call("office.burn", json!({})).unwrap_err().code, "command.unknown");
    assert_eq!(desk.call("staff.list", json!({ "query": 7 })).unwrap_err().code, "command.arguments");
    assert_eq!(desk.call("job.status", json!({ "job": 9 })).unwrap_err().code, "job.unknown");
}

#[test]
fn a_quarter_is_closed_and_printed_by_jobs() {
    let (folder, desk, _) = desk_with_staff(2, 8);
    let closing =
        desk.call("evaluation.start_closing", json!({ "period": "2026-TW3", "reason": "Bersama" })).unwrap();
    let report = wait_for(&desk, &closing).unwrap();
    assert_eq!(report["closed"].as_array().unwrap().len(), 8, "{report}");
    let file = folder.beside("semua.pdf");
    let printing =
        desk.call("print.start", json!({ "period": "2026-TW3", "paper": "f4", "file": file })).unwrap();
    let report = wait_for(&desk, &printing).unwrap();
    assert_eq!((&report["sheets"], &report["drafts"]), (&json!(8), &json!(0)));
    assert!(std::fs::read(file).unwrap().starts_with(b"%PDF"));
    let checked = wait_for(&desk, &desk.call("archive.start_verify", json!(null)).unwrap()).unwrap();
    assert_eq!(checked["is_whole"], json!(true));
}

#[test]
fn a_stale_screen_is_refused_and_nothing_is_written() {
    let (_folder, desk, staff) = desk_with_staff(3, 6);
    let nip = &staff.members[5].nip;
    let find = || -> Value {
        let all = desk.call("evaluation.list", json!({ "period": "2026-TW3" })).unwrap();
        let person = desk.call("staff.list", json!({ "query": nip })).unwrap()[0]["id"].clone();
        all.as_array().unwrap().iter().find(|found| found["person"] == person).unwrap().clone()
    };
    let shown = find();
    let rate = |rating: &str| {
        desk.call(
            "evaluation.rate",
            json!({ "nip": nip, "period": "2026-TW3", "input": {
                "result_rating": rating, "behaviour_rating": "meets", "on_behalf_reason": "Bersama",
                "version": shown["version"],
            }}),
        )
    };
    rate("below").unwrap();
    assert_eq!(find()["result_rating"], json!("below"));
    assert_eq!(rate("above").unwrap_err().code, "store.stale");
    assert_eq!(find()["result_rating"], json!("below"));
}

#[test]
fn a_closed_evaluation_opens_again_only_with_a_reason_and_closes_as_the_next_revision() {
    let (_folder, desk, staff) = desk_with_staff(4, 6);
    let nip = &staff.members[5].nip;
    let close = || {
        let job = desk
            .call("evaluation.start_closing", json!({ "period": "2026-TW3", "reason": "Bersama" }))
            .unwrap();
        wait_for(&desk, &job).unwrap()
    };
    assert_eq!(close()["closed"].as_array().unwrap().len(), 6);
    let input = json!({ "result_rating": "below", "on_behalf_reason": "Bersama" });
    let rate = || desk.call("evaluation.rate", json!({ "nip": nip, "period": "2026-TW3", "input": input }));
    assert_eq!(rate().unwrap_err().code, "evaluation.closed");
    let reopen = |reason: &str| {
        desk.call("evaluation.reopen", json!({ "nip": nip, "period": "2026-TW3", "reason": reason }))
    };
    assert_eq!(reopen(" ").unwrap_err().code, "evaluation.reason_missing");
    reopen("Bukti baru").unwrap();
    rate().unwrap();
    let report = close();
    assert_eq!(report["closed"], json!([nip]), "{report}");
    assert_eq!(report["closed_before"], json!(5));
    let all = desk.call("evaluation.list", json!({ "period": "2026-TW3" })).unwrap();
    let revisions: Vec<_> =
        all.as_array().unwrap().iter().map(|found| found["revision"].as_i64().unwrap()).collect();
    assert_eq!(revisions.iter().filter(|revision| **revision == 2).count(), 1);
}

#[test]
fn a_cancelled_batch_leaves_no_file_and_a_cancelled_closing_keeps_what_it_closed() {
    let (folder, desk, _) = desk_with_staff(5, 40);
    let closing =
        desk.call("evaluation.start_closing", json!({ "period": "2026-TW3", "reason": "Bersama" })).unwrap();
    desk.call("job.cancel", json!({ "job": closing })).unwrap();
    let report = wait_for(&desk, &closing).unwrap();
    let closed = report["closed"].as_array().unwrap().len();
    let summary = desk.call("office.summary", json!(null)).unwrap();
    assert_eq!(summary["closed"], json!(closed), "what was told as closed is closed, and no more");

    let file = folder.beside("batal.pdf");
    let printing =
        desk.call("print.start", json!({ "period": "2026-TW3", "paper": "a4", "file": file })).unwrap();
    desk.call("job.cancel", json!({ "job": printing })).unwrap();
    match wait_for(&desk, &printing) {
        Err(failure) => {
            assert_eq!(failure.code, "job.cancelled");
            assert!(!file.exists());
        }
        Ok(report) => assert_eq!(report["sheets"], json!(40), "it was done before it could be stopped"),
    }
}

#[test]
fn what_a_rating_leaves_out_stays() {
    let (_folder, desk, staff) = desk_with_staff(6, 6);
    let nip = &staff.members[5].nip;
    let plan = desk.call("plan.find", json!({ "nip": nip, "year": 2026 })).unwrap();
    let result = plan["results"][0].as_str().unwrap().to_owned();
    let rate = |detail: Value| {
        let input = json!({ "results": { (result.clone()): detail }, "on_behalf_reason": "Bersama" });
        desk.call("evaluation.rate", json!({ "nip": nip, "period": "2026-TW3", "input": input })).unwrap();
    };
    let find = || {
        let all = desk.call("evaluation.list", json!({ "period": "2026-TW3" })).unwrap();
        all.as_array().unwrap().iter().find_map(|found| found["results"].get(&result).cloned()).unwrap()
    };
    rate(json!({ "rating": "below", "achieved": "8 dari 12", "feedback": "Susun rencana perbaikan" }));
    rate(json!({ "rating": "meets" }));
    assert_eq!(
        find(),
        json!({ "rating": "meets", "achieved": "8 dari 12", "feedback": "Susun rencana perbaikan" })
    );
    rate(json!({ "feedback": "" }));
    assert_eq!(find()["feedback"], json!(""));
}
