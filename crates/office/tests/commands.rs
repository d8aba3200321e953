//! The one list of commands, as a window calls it: JSON in, JSON out, jobs that tell how far they are.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tilik_office::command::{COMMANDS, Desk};
use tilik_office::tray::FileId;
use tilik_office::{Failure, Host};
use tilik_store::Step;
use tilik_testkit::{FakeHost, PASSWORD, Staff, TempOffice};

/// A copy that does not come by then does not come any more.
const PATIENCE: Duration = Duration::from_secs(30);

/// An office at rest, and a desk that has it open.
fn desk_with_staff(seed: u64, people: usize) -> (TempOffice, Desk, Staff) {
    let staff = Staff::of(people);
    let (folder, mut office) = TempOffice::found(seed);
    tilik_testkit::office::import_staff(&mut office, &staff);
    tilik_testkit::office::agree_plans(&mut office, &staff);
    tilik_testkit::office::rate_staff(&mut office, &staff);
    office.explain_distribution("2026-TW3".parse().unwrap(), "Kantor kecil").unwrap();
    drop(office);
    let desk = Desk::new(Arc::clone(&folder.host) as Arc<dyn Host>, folder.root().to_owned());
    desk.call("office.open", json!({ "login": "kepala", "password": PASSWORD })).unwrap();
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

fn evaluation_of(desk: &Desk, nip: &str) -> Value {
    let mut sheet = desk.call("evaluation.sheet", json!({ "nip": nip, "period": "2026-TW3" })).unwrap();
    sheet["evaluation"].take()
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
    let desk = Desk::new(FakeHost::of(1) as Arc<dyn Host>, PathBuf::from("tidak-ada"));
    let door = desk.call("door.look", json!(null)).unwrap();
    assert_eq!(door["folder"], json!("tidak-ada"));
    assert_eq!((&door["has_office"], &door["is_open"]), (&json!(false), &json!(false)));
    assert_eq!((&door["logins"], &door["trouble"]), (&json!([]), &json!(null)));
    assert_eq!(desk.call("office.look", json!(null)).unwrap_err().code, "office.not_open");
    assert_eq!(desk.call("office.burn", json!({})).unwrap_err().code, "command.unknown");
    assert_eq!(desk.call("staff.list", json!({ "query": 7 })).unwrap_err().code, "command.arguments");
    assert_eq!(desk.call("job.status", json!({ "job": 9 })).unwrap_err().code, "job.unknown");
}

#[test]
fn a_quarter_is_closed_and_printed_by_jobs() {
    let (folder, desk, staff) = desk_with_staff(2, 8);
    let closing =
        desk.call("evaluation.start_closing", json!({ "period": "2026-TW3", "reason": "Bersama" })).unwrap();
    let report = wait_for(&desk, &closing).unwrap();
    assert_eq!(report["closed"].as_array().unwrap().len(), 8, "{report}");
    let print = |nips: Value| {
        let asked = json!({ "period": "2026-TW3", "paper": "f4", "nips": nips });
        wait_for(&desk, &desk.call("print.start", asked).unwrap()).unwrap()
    };
    let printed = print(json!(null));
    assert_eq!((&printed["report"]["sheets"], &printed["report"]["drafts"]), (&json!(8), &json!(0)));
    let id: FileId = serde_json::from_value(printed["file"].clone()).unwrap();
    let file = folder.beside("semua.pdf");
    desk.save(id, &file).unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), desk.tray().get(id).unwrap().to_vec());
    assert!(std::fs::read(file).unwrap().starts_with(b"%PDF"));
    assert_eq!(desk.save(id, &folder.root().join("tilik.db")).unwrap_err().code, "file.inside_office");
    assert_eq!(print(json!([staff.members[3].nip]))["report"]["sheets"], json!(1));
    let checked = wait_for(&desk, &desk.call("archive.start_verify", json!(null)).unwrap()).unwrap();
    assert_eq!(checked["is_whole"], json!(true));
}

#[test]
fn a_stale_screen_is_refused_and_nothing_is_written() {
    let (_folder, desk, staff) = desk_with_staff(3, 6);
    let nip = &staff.members[5].nip;
    let find = || evaluation_of(&desk, nip);
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
    let (_folder, desk, staff) = desk_with_staff(4, 20);
    let nip = &staff.members[19].nip;
    let close = || {
        let job = desk
            .call("evaluation.start_closing", json!({ "period": "2026-TW3", "reason": "Bersama" }))
            .unwrap();
        wait_for(&desk, &job).unwrap()
    };
    assert_eq!(close()["closed"].as_array().unwrap().len(), 20);
    let input = json!({ "result_rating": "below", "on_behalf_reason": "Bersama" });
    let rate = || desk.call("evaluation.rate", json!({ "nip": nip, "period": "2026-TW3", "input": input }));
    assert_eq!(rate().unwrap_err().code, "evaluation.closed");
    let reopen = |reason: &str| {
        desk.call("evaluation.reopen", json!({ "nip": nip, "period": "2026-TW3", "reason": reason }))
    };
    assert_eq!(reopen(" ").unwrap_err().code, "evaluation.reason_missing");
    let recorded = evaluation_of(&desk, nip)["on_behalf_reason"].clone();
    assert_ne!(recorded, json!(""), "the head is not this person's assessor");
    let reopened = reopen("Bukti baru").unwrap();
    assert_eq!(
        reopened["evaluation"]["on_behalf_reason"], recorded,
        "why it was recorded for the assessor stays"
    );
    rate().unwrap();
    let report = close();
    assert_eq!(report["closed"], json!([nip]), "{report}");
    assert_eq!(report["closed_before"], json!(19));
    let revisions = staff.members.iter().map(|member| evaluation_of(&desk, &member.nip)["revision"].clone());
    assert_eq!(revisions.filter(|revision| *revision == json!(2)).count(), 1);
}

#[test]
fn one_person_is_closed_as_the_screen_showed_it() {
    let (_folder, desk, staff) = desk_with_staff(7, 6);
    let nip = &staff.members[5].nip;
    let of_person = json!({ "nip": nip, "period": "2026-TW3" });
    let close = |seen: &Value| {
        let asked = json!({ "nip": nip, "period": "2026-TW3", "reason": "Bersama", "seen": seen });
        desk.call("evaluation.close", asked)
    };
    let rate = |input: Value| {
        desk.call("evaluation.rate", json!({ "nip": nip, "period": "2026-TW3", "input": input })).unwrap()
    };
    let shown = desk.call("evaluation.sheet", of_person).unwrap()["seen"].clone();
    let sheet = rate(json!({ "behaviour_rating": "below", "feedback": "", "on_behalf_reason": "Bersama" }));
    let refused = close(&sheet["seen"]).unwrap_err();
    assert_eq!(refused.code, "evaluation.incomplete");
    assert_eq!(refused.details["findings"][0]["code"], json!("behaviour_feedback_missing"));
    let begun = json!({ "behaviour_rating": "meets", "feedback": "Terlambat […] kali.", "on_behalf_reason": "Bersama" });
    let refused = close(&rate(begun)["seen"]).unwrap_err();
    assert_eq!(refused.details["findings"][0]["code"], json!("feedback_unfinished"));
    let sheet = rate(json!({ "feedback": "", "on_behalf_reason": "Bersama" }));
    assert_eq!(close(&shown).unwrap_err().code, "store.stale");
    let result = sheet["plan"]["results"][0].as_str().unwrap().to_owned();
    let detail = json!({ "results": { result: { "achieved": "2 dari 12" } }, "on_behalf_reason": "Bersama" });
    let latest = rate(detail);
    assert_eq!(close(&sheet["seen"]).unwrap_err().code, "store.stale", "a detail is part of what was shown");
    let closed = close(&latest["seen"]).unwrap();
    assert_eq!(closed["evaluation"]["state"], json!("closed"));
    assert_eq!(closed["matrix"].as_array().unwrap().len(), 9);
    assert_eq!(closed["core_values"].as_array().unwrap().len(), 7);
    assert_eq!(close(&closed["seen"]).unwrap_err().code, "evaluation.closed_already");
}

#[test]
fn a_cancelled_batch_leaves_no_file_and_a_cancelled_closing_keeps_what_it_closed() {
    let (_folder, desk, _) = desk_with_staff(5, 40);
    let closing =
        desk.call("evaluation.start_closing", json!({ "period": "2026-TW3", "reason": "Bersama" })).unwrap();
    desk.call("job.cancel", json!({ "job": closing })).unwrap();
    let report = wait_for(&desk, &closing).unwrap();
    let closed = report["closed"].as_array().unwrap().len();
    let workplace = desk.call("office.look", json!(null)).unwrap();
    assert_eq!(
        workplace["summary"]["closed"],
        json!(closed),
        "what was told as closed is closed, and no more"
    );

    let asked = json!({ "period": "2026-TW3", "paper": "a4", "nips": null });
    let printing = desk.call("print.start", asked).unwrap();
    desk.call("job.cancel", json!({ "job": printing })).unwrap();
    match wait_for(&desk, &printing) {
        Err(failure) => assert_eq!(failure.code, "job.cancelled"),
        Ok(made) => assert_eq!(made["report"]["sheets"], json!(40), "it was done before it could be stopped"),
    }
}

#[test]
fn what_a_rating_leaves_out_stays() {
    let (_folder, desk, staff) = desk_with_staff(6, 6);
    let nip = &staff.members[5].nip;
    let card = desk.call("plan.card", json!({ "nip": nip, "year": 2026 })).unwrap();
    let result = card["plan"]["results"][0].as_str().unwrap().to_owned();
    let rate = |detail: Value| {
        let input = json!({ "results": { (result.clone()): detail }, "on_behalf_reason": "Bersama" });
        desk.call("evaluation.rate", json!({ "nip": nip, "period": "2026-TW3", "input": input })).unwrap();
    };
    let find = || evaluation_of(&desk, nip)["results"][&result].clone();
    rate(json!({ "rating": "below", "achieved": "8 dari 12", "feedback": "Susun rencana perbaikan" }));
    rate(json!({ "rating": "meets" }));
    let mut kept = find();
    let shown = kept.as_object_mut().unwrap().remove("version").unwrap();
    assert_eq!(
        kept,
        json!({
            "rating": "meets", "has_no_data": false,
            "achieved": "8 dari 12", "feedback": "Susun rencana perbaikan",
        })
    );
    rate(json!({ "rating": "above", "version": shown }));
    let detail = json!({ "feedback": "Terlambat", "version": shown });
    let input = json!({ "results": { (result.clone()): detail }, "on_behalf_reason": "Bersama" });
    let late = desk.call("evaluation.rate", json!({ "nip": nip, "period": "2026-TW3", "input": input }));
    assert_eq!(late.unwrap_err().code, "store.stale", "a detail has a version of its own");
    rate(json!({ "feedback": "" }));
    assert_eq!(find()["feedback"], json!(""));
}

#[test]
fn the_quarter_that_ended_is_proposed_until_the_next_is_begun() {
    let (folder, desk, staff) = desk_with_staff(8, 6);
    folder.host.set_today("2026-11-21".parse().unwrap());
    let proposed = || desk.call("office.look", json!(null)).unwrap()["calendar"]["proposed"].clone();
    assert_eq!(proposed(), json!("2026-TW3"));
    let closing = json!({ "period": "2026-TW3", "reason": "Bersama" });
    wait_for(&desk, &desk.call("evaluation.start_closing", closing).unwrap()).unwrap();
    assert_eq!(proposed(), json!("2026-TW3"), "what is final is printed next");
    let nip = &staff.members[2].nip;
    let input = json!({ "result_rating": "meets", "on_behalf_reason": "Bersama" });
    desk.call("evaluation.rate", json!({ "nip": nip, "period": "2026-TW4", "input": input })).unwrap();
    assert_eq!(proposed(), json!("2026-TW4"));
}

#[test]
fn the_list_of_a_period_has_everybody_in_walking_order() {
    let (_folder, desk, staff) = desk_with_staff(9, 12);
    let rows = desk.call("evaluation.list", json!({ "period": "2026-TW3" })).unwrap();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), staff.members.len());
    let units: Vec<_> = rows.iter().map(|row| row["unit_name"].as_str().unwrap()).collect();
    assert!(units.is_sorted(), "{units:?}");
    assert!(rows.iter().all(|row| row["state"] == json!("draft") && row["predicate"] != json!(null)));
    let later = desk.call("evaluation.list", json!({ "period": "2026-TW4" })).unwrap();
    assert!(later.as_array().unwrap().iter().all(|row| row["state"] == json!("empty")));
}

#[test]
fn nothing_of_one_user_is_left_for_the_next() {
    let (_folder, desk, _) = desk_with_staff(10, 6);
    let asked = json!({ "period": "2026-TW3", "paper": "a4", "nips": null });
    let job = desk.call("print.start", asked).unwrap();
    let made = wait_for(&desk, &job).unwrap();
    let file: FileId = serde_json::from_value(made["file"].clone()).unwrap();
    desk.call("office.lock", json!(null)).unwrap();
    assert_eq!(desk.call("job.status", json!({ "job": job })).unwrap_err().code, "job.unknown");
    assert_eq!(desk.tray().get(file).unwrap_err().code, "tray.file_gone");
    assert_eq!(desk.tray().put(vec![1]).unwrap_err().code, "office.not_open");
    assert_eq!(desk.saved(), None);
}

#[test]
fn sheets_that_cannot_be_printed_are_named() {
    let (_folder, desk, staff) = desk_with_staff(11, 6);
    let known = &staff.members[2].nip;
    let asked = json!({ "period": "2026-TW3", "paper": "a4", "nips": [known, "199001012015031999"] });
    let made = wait_for(&desk, &desk.call("print.start", asked).unwrap()).unwrap();
    assert_eq!((&made["report"]["asked"], &made["report"]["sheets"]), (&json!(2), &json!(1)));
    assert_eq!(
        made["report"]["without_sheet"],
        json!([{ "nip": "199001012015031999", "form": "dokumen_evaluasi" }])
    );
}

/// Copies stand still when what they are of is on the disk: one word when one does, and each waits for one.
fn halt_copies(host: &FakeHost) -> (Receiver<()>, Sender<()>) {
    let ((arrive, arrived), (go_on, may_go_on)) = (channel(), channel());
    let may_go_on = Mutex::new(may_go_on);
    host.on_step(move |step| {
        if step == Step::SnapshotVerified {
            arrive.send(()).unwrap();
            may_go_on.lock().unwrap().recv().unwrap();
        }
    });
    (arrived, go_on)
}

#[test]
fn a_rating_does_not_wait_for_a_copy_and_the_copy_is_of_before() {
    let (folder, desk, staff) = desk_with_staff(13, 6);
    let nip = &staff.members[5].nip;
    let count = || desk.call("office.look", json!(null)).unwrap()["summary"]["closed"].clone();
    assert_eq!(count(), json!(0));
    let (arrived, go_on) = halt_copies(&folder.host);
    let copying = desk.call("backup.start_copy", json!({})).unwrap();
    arrived.recv_timeout(PATIENCE).unwrap();

    let sheet = desk.call("evaluation.sheet", json!({ "nip": nip, "period": "2026-TW3" })).unwrap();
    let close = json!({ "nip": nip, "period": "2026-TW3", "reason": "Bersama", "seen": sheet["seen"] });
    desk.call("evaluation.close", close).unwrap();
    assert_eq!(count(), json!(1));
    let checking = desk.call("archive.start_verify", json!({})).unwrap();
    assert_eq!(wait_for(&desk, &checking).unwrap()["is_whole"], json!(true));
    assert_eq!(desk.call("job.status", json!({ "job": copying })).unwrap()["state"], json!("running"));

    go_on.send(()).unwrap();
    let closed_in = |copy: &Value| copy["contents"]["periods"][0]["closed"].clone();
    assert_eq!(closed_in(&wait_for(&desk, &copying).unwrap()), json!(0));
    let (arrived, go_on) = halt_copies(&folder.host);
    let copying = desk.call("backup.start_copy", json!({})).unwrap();
    arrived.recv_timeout(PATIENCE).unwrap();
    go_on.send(()).unwrap();
    assert_eq!(closed_in(&wait_for(&desk, &copying).unwrap()), json!(1), "the next one has it");
}

#[test]
fn a_copy_opens_with_the_passphrases_of_its_moment() {
    let (folder, desk, _) = desk_with_staff(15, 6);
    let (arrived, go_on) = halt_copies(&folder.host);
    let copying = desk.call("backup.start_copy", json!({})).unwrap();
    arrived.recv_timeout(PATIENCE).unwrap();
    let new = "sembilan kapal di pantai";
    desk.call("user.change_password", json!({ "old": PASSWORD, "new": new })).unwrap();
    go_on.send(()).unwrap();
    let made = wait_for(&desk, &copying).unwrap();
    let copy =
        folder.root().join("backups").join(format!("{:06}.tilikbackup", made["counter"].as_u64().unwrap()));
    let restored = folder.root().with_file_name("kembali");
    tilik_store::backup::restore(&copy, &restored, folder.host.as_ref()).unwrap();
    let host = || Arc::clone(&folder.host) as Arc<dyn tilik_office::Host>;
    let refused = tilik_office::Office::open(&restored, "kepala", new, host()).map(drop).unwrap_err();
    assert_eq!(refused.code, "store.wrong_password");
    tilik_office::Office::open(&restored, "kepala", PASSWORD, host()).unwrap();
}

#[test]
fn an_office_is_locked_when_its_copy_is_whole() {
    let (folder, desk, _) = desk_with_staff(14, 6);
    let (arrive, arrived) = channel();
    let is_whole = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_whole);
    folder.host.on_step(move |step| {
        if step == Step::SnapshotVerified {
            arrive.send(()).unwrap();
        }
        seen.fetch_or(step == Step::ContainerInPlace, Ordering::SeqCst);
    });
    desk.call("backup.start_copy", json!({})).unwrap();
    arrived.recv_timeout(PATIENCE).unwrap();
    desk.call("office.lock", json!(null)).unwrap();
    assert!(is_whole.load(Ordering::SeqCst));
    desk.call("office.open", json!({ "login": "kepala", "password": PASSWORD })).unwrap();
    let copies = desk.call("backup.list", json!(null)).unwrap();
    assert_eq!((&copies[0]["occasion"], &copies[0]["is_damaged"]), (&json!("asked"), &json!(false)));
}

#[test]
fn last_year_stays_in_reach() {
    let (folder, desk, _) = desk_with_staff(12, 6);
    folder.host.set_today("2027-01-20".parse().unwrap());
    let workplace = desk.call("office.look", json!(null)).unwrap();
    assert_eq!(workplace["calendar"]["proposed"], json!("2026-TW4"));
    let periods = workplace["calendar"]["periods"].as_array().unwrap();
    let names: Vec<_> = periods.iter().map(|choice| choice["period"].as_str().unwrap()).collect();
    assert!(
        names.contains(&"2026") && names.contains(&"2026-TW3") && names.contains(&"2027-TW1"),
        "{names:?}"
    );
}
