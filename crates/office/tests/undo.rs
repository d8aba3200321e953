//! Undoing is a new act with the former values, refused where something changed since or is closed; preferences lie outside of every office.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::sync::Arc;

use serde_json::{Value, json};
use tilik_office::command::Desk;
use tilik_office::job::Progress;
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
    let shown = desk.call("undo.look", json!({})).unwrap();
    desk.call("undo.apply", json!({ "step": shown["step"].as_u64().unwrap_or(0) }))
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
fn nothing_is_undone_behind_an_act_that_cannot_be() {
    let (_folder, desk, nip) = desk(83, true);
    rate(&desk, &nip, json!({ "note": "Dibicarakan" }));
    let sheet = desk.call("evaluation.sheet", json!({ "nip": nip, "period": PERIOD })).unwrap();
    let close = json!({ "nip": nip, "period": PERIOD, "reason": "Bersama penilai", "seen": sheet["seen"] });
    desk.call("evaluation.close", close).unwrap();
    // The one before it must not be what a key undoes now.
    assert_eq!(undo(&desk).unwrap_err().code, "undo.nothing");
    assert_eq!(evaluation(&desk, &nip)["note"], json!("Dibicarakan"));
}

#[test]
fn two_people_never_get_one_nip_by_undoing() {
    let (_folder, desk, nip) = desk(86, false);
    let card = desk.call("staff.card", json!({ "nip": nip })).unwrap();
    let (mut changed, other) = (card["profile"].clone(), Staff::of(8).members[7].nip.clone());
    changed["nip"] = json!(other);
    let change =
        json!({ "nip": nip, "version": card["version"], "profile": changed, "reason": "Salah ketik" });
    desk.call("staff.change_profile", change).unwrap();
    assert_eq!(desk.call("undo.look", json!({})).unwrap()["act"], json!("person.changed"));
    let mut newcomer = card["profile"].clone();
    newcomer["name"] = json!("Pegawai Baru");
    desk.call("staff.add", newcomer).unwrap();
    assert_eq!(desk.call("undo.look", json!({})).unwrap(), Value::Null);
    assert_eq!(undo(&desk).unwrap_err().code, "undo.nothing");
}

#[test]
fn what_is_undone_is_what_was_shown() {
    let (_folder, desk, nip) = desk(87, false);
    rate(&desk, &nip, json!({ "result_rating": "meets" }));
    let shown = desk.call("undo.look", json!({})).unwrap()["step"].take();
    rate(&desk, &nip, json!({ "behaviour_rating": "above" }));
    let late = desk.call("undo.apply", json!({ "step": shown })).unwrap_err();
    assert_eq!(late.code, "undo.changed");
    assert_eq!(evaluation(&desk, &nip)["result_rating"], json!("meets"));
    // It is only looked at again.
    undo(&desk).unwrap();
    assert_eq!(evaluation(&desk, &nip)["behaviour_rating"], Value::Null);
    undo(&desk).unwrap();
    assert_eq!(evaluation(&desk, &nip)["result_rating"], Value::Null);
}

#[test]
fn a_key_does_not_take_back_that_the_sheets_are_kept() {
    let (_folder, desk, nip) = desk(88, false);
    rate(&desk, &nip, json!({ "result_rating": "meets" }));
    let code = desk.call("recovery.make", json!({})).unwrap();
    assert_eq!(desk.call("undo.look", json!({})).unwrap(), Value::Null);
    let group = code["first"].as_str().unwrap().split('-').nth(2).unwrap();
    let kept = desk.call("recovery.confirm", json!({ "signs": group })).unwrap();
    assert_eq!(kept["state"], json!("kept"));
    assert_eq!(desk.call("undo.look", json!({})).unwrap(), Value::Null);
    assert_eq!(undo(&desk).unwrap_err().code, "undo.nothing");
    assert_eq!(desk.call("recovery.look", json!({})).unwrap()["state"], json!("kept"));
}

#[test]
fn after_an_import_the_copy_before_it_is_the_way_back() {
    let (_folder, mut office) = tilik_testkit::TempOffice::found(71);
    let staff = tilik_testkit::Staff::of(6);
    let choices = tilik_office::roster::ImportChoices::since(tilik_testkit::office::new_year());
    let plan = office.plan_import(staff.roster().as_bytes(), &choices).unwrap();
    assert_eq!(plan.report.way_back, None, "nothing is copied for a look");
    let done = office.apply_import(&plan, &Progress::default()).unwrap();
    assert!(done.way_back.unwrap().is_new);
    assert_eq!(office.undo(0).unwrap_err().code, "undo.after_import");
    let again = office.plan_import(staff.roster().as_bytes(), &choices).unwrap();
    assert_eq!(
        office.apply_import(&again, &Progress::default()).unwrap().way_back,
        None,
        "nothing was written"
    );
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
