//! Undoing is a new act with the former values, refused where something changed since or is closed; preferences lie outside of every office.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::sync::Arc;

use serde_json::{Value, json};
use tilik_office::command::Desk;
use tilik_office::preference::Preferences;
use tilik_office::{Failure, Host};
use tilik_testkit::{FakeHost, PASSWORD, Staff, TempOffice};

const PERIOD: &str = "2026-TW3";

fn desk(seed: u64, rated: bool) -> (TempOffice, Desk, String) {
    let staff = Staff::of(6);
    let (folder, mut office) = TempOffice::found(seed);
    tilik_testkit::office::import_staff(&mut office, &staff);
    tilik_testkit::office::agree_plans(&mut office, &staff);
    if rated {
        tilik_testkit::office::rate_staff(&mut office, &staff);
        office.explain_distribution(PERIOD.parse().unwrap(), "Kantor kecil").unwrap();
    }
    drop(office);
    let desk = Desk::new(Arc::clone(&folder.host) as Arc<dyn Host>, folder.root().to_owned());
    desk.call("office.open", json!({ "login": "kepala", "password": PASSWORD })).unwrap();
    let nip = desk.call("staff.list", json!({ "query": "" })).unwrap()[1]["nip"].as_str().unwrap().to_owned();
    (folder, desk, nip)
}

fn rate(desk: &Desk, nip: &str, mut input: Value) {
    input["on_behalf_reason"] = json!("Bersama penilai");
    desk.call("evaluation.rate", json!({ "nip": nip, "period": PERIOD, "input": input })).unwrap();
}

fn evaluation(desk: &Desk, nip: &str) -> Value {
    desk.call("evaluation.sheet", json!({ "nip": nip, "period": PERIOD })).unwrap()["evaluation"].take()
}

fn undo(desk: &Desk) -> Result<Value, Failure> {
    desk.call("undo.apply", json!({}))
}

#[test]
fn a_rating_is_undone_by_a_new_act() {
    let (folder, desk, nip) = desk(81, false);
    assert_eq!(desk.call("undo.look", json!({})).unwrap(), Value::Null);
    assert_eq!(undo(&desk).unwrap_err().code, "undo.nothing");
    rate(&desk, &nip, json!({ "result_rating": "meets" }));
    rate(&desk, &nip, json!({ "result_rating": "above", "note": "Baik" }));
    let undone = undo(&desk).unwrap();
    assert_eq!(
        (&undone["act"], &undone["nip"], &undone["period"]),
        (&json!("evaluation.rated"), &json!(nip), &json!(PERIOD))
    );
    let now = evaluation(&desk, &nip);
    assert_eq!((&now["result_rating"], &now["note"]), (&json!("meets"), &json!("")));
    undo(&desk).unwrap();
    assert_eq!(evaluation(&desk, &nip)["result_rating"], Value::Null);
    assert_eq!(undo(&desk).unwrap_err().code, "undo.nothing");
    // Rated again, as if nothing had been.
    rate(&desk, &nip, json!({ "result_rating": "above" }));
    assert_eq!(evaluation(&desk, &nip)["result_rating"], json!("above"));
    desk.call("office.lock", json!({})).unwrap();
    assert!(folder.open().verify().unwrap().is_whole);
}

#[test]
fn typing_in_the_same_field_is_one_step() {
    let (_folder, desk, nip) = desk(82, false);
    rate(&desk, &nip, json!({ "result_rating": "meets" }));
    for note in ["Sudah d", "Sudah dibi", "Sudah dibicarakan"] {
        rate(&desk, &nip, json!({ "note": note }));
    }
    undo(&desk).unwrap();
    let now = evaluation(&desk, &nip);
    assert_eq!((&now["note"], &now["result_rating"]), (&json!(""), &json!("meets")));
}

#[test]
fn what_was_closed_since_is_not_undone() {
    let (_folder, desk, nip) = desk(83, true);
    rate(&desk, &nip, json!({ "note": "Dibicarakan" }));
    let sheet = desk.call("evaluation.sheet", json!({ "nip": nip, "period": PERIOD })).unwrap();
    let close = json!({ "nip": nip, "period": PERIOD, "reason": "Bersama penilai", "seen": sheet["seen"] });
    desk.call("evaluation.close", close).unwrap();
    assert_eq!(undo(&desk).unwrap_err().code, "undo.closed");
    assert_eq!(undo(&desk).unwrap_err().code, "undo.nothing");
    assert_eq!(evaluation(&desk, &nip)["note"], json!("Dibicarakan"));
}

#[test]
fn undoing_ends_with_the_session() {
    let (_folder, desk, nip) = desk(84, false);
    rate(&desk, &nip, json!({ "result_rating": "meets" }));
    desk.call("office.lock", json!({})).unwrap();
    desk.call("office.open", json!({ "login": "kepala", "password": PASSWORD })).unwrap();
    assert_eq!(desk.call("undo.look", json!({})).unwrap(), Value::Null);
}

#[test]
fn a_file_that_does_not_read_is_no_preference() {
    let host = FakeHost::of(85);
    let desk = Desk::new(Arc::clone(&host) as Arc<dyn Host>, "tidak-ada".into());
    let ordinary = json!({ "language": "id", "theme": "system", "text_size": 100, "lock_after": 15 });
    assert_eq!(desk.call("preference.look", json!({})).unwrap(), ordinary);
    let chosen = json!({ "language": "en", "theme": "contrast", "text_size": 130, "lock_after": 0 });
    desk.call("preference.set", chosen.clone()).unwrap();
    assert_eq!(desk.call("preference.look", json!({})).unwrap(), chosen);
    let odd = json!({ "language": "id", "theme": "dark", "text_size": 90, "lock_after": 5 });
    assert_eq!(desk.call("preference.set", odd).unwrap_err().code, "preference.unknown");
    std::fs::write(host.marks().join("preferences.json"), "{\"theme\":\"pelangi\"").unwrap();
    assert_eq!(Preferences::read(host.as_ref()), Preferences::default());
    assert_eq!(desk.call("preference.look", json!({})).unwrap(), ordinary);
}
