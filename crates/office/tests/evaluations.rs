//! Rules of evaluations as a window meets them: ratings taken back, no data, reasons against the advice, what closing would do.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::sync::Arc;

use serde_json::{Value, json};
use tilik_office::command::Desk;
use tilik_office::job::Progress;
use tilik_office::{Failure, Host};
use tilik_testkit::{PASSWORD, Staff, TempOffice};

const PERIOD: &str = "2026-TW3";

/// An office with agreed plans, where nobody is rated yet.
fn open_desk(seed: u64, people: usize) -> (TempOffice, Desk, Staff) {
    let staff = Staff::of(people);
    let (folder, mut office) = TempOffice::found(seed);
    tilik_testkit::office::import_staff(&mut office, &staff);
    tilik_testkit::office::agree_plans(&mut office, &staff);
    drop(office);
    let desk = Desk::new(Arc::clone(&folder.host) as Arc<dyn Host>, folder.root().to_owned());
    desk.call("office.open", json!({ "login": "kepala", "password": PASSWORD })).unwrap();
    (folder, desk, staff)
}

fn rate(desk: &Desk, nip: &str, mut input: Value) -> Result<Value, Failure> {
    input["on_behalf_reason"] = json!("Bersama");
    desk.call("evaluation.rate", json!({ "nip": nip, "period": PERIOD, "input": input }))
}

fn codes_of(findings: &Value) -> Vec<&str> {
    findings.as_array().unwrap().iter().filter_map(|finding| finding["code"].as_str()).collect()
}

fn first_result(sheet: &Value) -> String {
    sheet["plan"]["results"][0].as_str().unwrap().to_owned()
}

#[test]
fn a_rating_is_taken_back_and_no_data_is_told_apart_from_nothing() {
    let (_folder, desk, staff) = open_desk(21, 6);
    let nip = &staff.members[5].nip;
    let sheet = desk.call("evaluation.sheet", json!({ "nip": nip, "period": PERIOD })).unwrap();
    let result = first_result(&sheet);
    let detail = |entry: &str| {
        let input = json!({ "results": { &result: { "rating": entry } }, "values": { "loyal": { "rating": entry } } });
        let mut sheet = rate(&desk, nip, input).unwrap();
        let evaluation = sheet["evaluation"].take();
        let of = |place: &Value| (place["rating"].clone(), place["has_no_data"].clone());
        (of(&evaluation["results"][&result]), of(&evaluation["values"]["loyal"]))
    };
    let (rated, none) = ((json!("above"), json!(false)), (Value::Null, json!(false)));
    let no_data = (Value::Null, json!(true));
    assert_eq!(detail("above"), (rated.clone(), rated.clone()));
    assert_eq!(detail("no_data"), (no_data.clone(), no_data));
    assert_eq!(detail("withdrawn"), (none.clone(), none));
    assert_eq!(detail("above"), (rated.clone(), rated));

    rate(&desk, nip, json!({ "result_rating": "above", "behaviour_rating": "meets" })).unwrap();
    let sheet = rate(&desk, nip, json!({ "result_rating": "withdrawn" })).unwrap();
    assert_eq!(sheet["evaluation"]["result_rating"], Value::Null);
    assert_eq!(sheet["evaluation"]["predicate"], Value::Null);
    assert_eq!(sheet["evaluation"]["behaviour_rating"], json!("meets"));
    let refused = rate(&desk, nip, json!({ "result_rating": "no_data" })).unwrap_err();
    assert_eq!(refused.code, "evaluation.overall_without_data");
}

#[test]
fn an_overall_rating_against_its_details_is_closed_only_with_a_sentence_why() {
    let (_folder, desk, staff) = open_desk(22, 6);
    let nip = &staff.members[5].nip;
    let sheet = desk.call("evaluation.sheet", json!({ "nip": nip, "period": PERIOD })).unwrap();
    let result = first_result(&sheet);
    let input = json!({
        "result_rating": "above", "behaviour_rating": "meets",
        "results": { result: { "rating": "meets" } }, "values": { "loyal": { "rating": "meets" } },
    });
    let sheet = rate(&desk, nip, input).unwrap();
    assert!(codes_of(&sheet["findings"]).contains(&"result_reason_missing"), "{}", sheet["findings"]);
    assert!(!codes_of(&sheet["findings"]).contains(&"behaviour_reason_missing"));
    let close = |seen: &Value| {
        let asked = json!({ "nip": nip, "period": PERIOD, "reason": "Bersama", "seen": seen });
        desk.call("evaluation.close", asked)
    };
    assert_eq!(close(&sheet["seen"]).unwrap_err().code, "evaluation.incomplete");
    let sheet = rate(&desk, nip, json!({ "result_reason": "Menggantikan dua rekan." })).unwrap();
    assert!(!codes_of(&sheet["findings"]).contains(&"result_reason_missing"));
    assert_eq!(close(&sheet["seen"]).unwrap()["evaluation"]["state"], json!("closed"));
}

#[test]
fn what_would_be_closed_is_closed_and_what_lacks_is_named_before_and_after() {
    let (_folder, desk, staff) = open_desk(23, 6);
    for member in &staff.members[1..5] {
        rate(&desk, &member.nip, json!({ "result_rating": "meets", "behaviour_rating": "meets" })).unwrap();
    }
    let half = &staff.members[5].nip;
    rate(&desk, half, json!({ "result_rating": "meets" })).unwrap();
    let preview = || desk.call("evaluation.preview_closing", json!({ "period": PERIOD })).unwrap();
    let before = preview();
    assert_eq!(before["ready"].as_array().unwrap().len(), 4, "{before}");
    assert_eq!(before["closed_before"], json!(0));
    let lacking = before["incomplete"].as_array().unwrap();
    let own = lacking.iter().find(|person| person["nip"] == json!(half)).unwrap();
    assert!(codes_of(&own["findings"]).contains(&"behaviour_rating_missing"));

    desk.call("evaluation.explain_distribution", json!({ "period": PERIOD, "reason": "Kantor kecil" }))
        .unwrap();
    let job =
        desk.call("evaluation.start_closing", json!({ "period": PERIOD, "reason": "Bersama" })).unwrap();
    let report = loop {
        let status = desk.call("job.status", json!({ "job": job })).unwrap();
        if status["state"] == json!("done") {
            break status["answer"].clone();
        }
        assert_eq!(status["state"], json!("running"));
        std::thread::yield_now();
    };
    assert_eq!(report["closed"], before["ready"], "{report}");
    assert_eq!(report["incomplete"].as_array().unwrap().len(), lacking.len());
    let after = preview();
    assert_eq!((&after["closed_before"], &after["ready"]), (&json!(4), &json!([])));
}

#[test]
fn the_quarter_before_is_shown_after_the_first_rating_and_not_sooner() {
    let (_folder, desk, staff) = open_desk(24, 6);
    let nip = &staff.members[4].nip;
    rate(&desk, nip, json!({ "result_rating": "above", "behaviour_rating": "meets" })).unwrap();
    let next = |input: Value| {
        let asked = json!({ "nip": nip, "period": "2026-TW4", "input": input });
        desk.call("evaluation.rate", asked).unwrap()["before"].clone()
    };
    let note = json!({ "note": "Catatan saja", "on_behalf_reason": "Bersama" });
    assert_eq!(next(note), Value::Null);
    let before = next(json!({ "values": { "loyal": { "rating": "meets" } }, "on_behalf_reason": "Bersama" }));
    assert_eq!((&before["period"], &before["result_rating"]), (&json!(PERIOD), &json!("above")));
}

#[test]
fn earlier_evaluations_come_after_the_first_rating() {
    let (_folder, desk, staff) = open_desk(26, 6);
    let nip = &staff.members[4].nip;
    let shown = desk.call("evaluation.sheet", json!({ "nip": nip, "period": PERIOD })).unwrap();
    assert_eq!((&shown["evidence"]["withheld"], &shown["evidence"]["earlier"]), (&json!(0), &json!([])));
    let result = first_result(&shown);
    let input = json!({
        "result_rating": "below", "behaviour_rating": "meets", "feedback": "Laporan terlambat.", "note": "Dibahas tiap bulan.",
        "results": { result: { "rating": "below", "achieved": "8 dari 12 laporan", "feedback": "Empat laporan lewat batas." } },
    });
    let seen = rate(&desk, nip, input).unwrap()["seen"].clone();
    desk.call("evaluation.explain_distribution", json!({ "period": PERIOD, "reason": "Kantor kecil" }))
        .unwrap();
    let asked = json!({ "nip": nip, "period": PERIOD, "reason": "Bersama", "seen": seen });
    desk.call("evaluation.close", asked).unwrap();

    let next = |input: Value| {
        let asked = json!({ "nip": nip, "period": "2026-TW4", "input": input });
        desk.call("evaluation.rate", asked).unwrap()["evidence"].clone()
    };
    let words = next(json!({ "note": "Catatan saja", "on_behalf_reason": "Bersama" }));
    assert_eq!((&words["withheld"], &words["earlier"]), (&json!(1), &json!([])), "words are no rating");
    let evidence =
        next(json!({ "values": { "loyal": { "rating": "meets" } }, "on_behalf_reason": "Bersama" }));
    assert_eq!(evidence["withheld"], json!(0));
    let earlier = &evidence["earlier"][0];
    assert_eq!((&earlier["period"], &earlier["state"]), (&json!(PERIOD), &json!("closed")));
    assert_eq!(earlier["note"], json!("Dibahas tiap bulan."));
    assert!(earlier["closed_at"].is_i64() && earlier["closed_by"] != json!(""), "{earlier}");
    assert_eq!(earlier["words"][0]["achieved"], json!("8 dari 12 laporan"));
    assert_eq!(earlier["words"][0]["place"]["kind"], json!("result"));
}

#[test]
fn a_change_of_assessor_within_the_period_is_told_with_its_days() {
    let (_folder, desk, staff) = open_desk(27, 6);
    let nip = &staff.members[5].nip;
    let turns = |period: &str| {
        let sheet = desk.call("evaluation.sheet", json!({ "nip": nip, "period": period })).unwrap();
        sheet["evidence"]["turns"].clone()
    };
    assert_eq!(turns(PERIOD), json!([]), "one assessor all the time is nothing to tell");
    let new = json!({
        "nips": [nip], "reason": "SK 800/7", "assessor_nip": null, "quality": "plt", "from": "2026-08-15", "until": "2026-09-10",
        "external": { "name": "Drs. Wira Kusuma", "number": "" },
    });
    desk.call("staff.assign_superiors", new).unwrap();
    let told = turns(PERIOD);
    let days: Vec<_> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|turn| (turn["from"].as_str().unwrap(), turn["until"].as_str().unwrap()))
        .collect();
    assert_eq!(
        days,
        [("2026-07-01", "2026-08-14"), ("2026-08-15", "2026-09-10"), ("2026-09-11", "2026-09-30")]
    );
    assert_eq!(told[1]["assessor"]["name"], json!("Drs. Wira Kusuma"));
    assert_eq!(turns("2026-TW4"), json!([]));
}

#[test]
fn the_table_tells_the_same_as_the_sheets() {
    let (_folder, desk, staff) = open_desk(25, 6);
    let nip = &staff.members[5].nip;
    let sheet = desk.call("evaluation.sheet", json!({ "nip": nip, "period": PERIOD })).unwrap();
    let planned = sheet["plan"]["results"].as_array().unwrap().len();
    let input = json!({
        "results": { first_result(&sheet): { "rating": "below" } },
        "values": { "kompeten": { "rating": "no_data" } },
    });
    rate(&desk, nip, input).unwrap();
    let rows = desk.call("evaluation.table", json!({ "period": PERIOD })).unwrap();
    let row = rows.as_array().unwrap().iter().find(|row| row["nip"] == json!(nip)).unwrap();
    let mut results = vec![Value::Null; planned];
    results[0] = json!("below");
    assert_eq!(row["results"], json!(results));
    assert_eq!(row["values"], json!([null, null, "no_data", null, null, null, null]));
    let other = rows.as_array().unwrap().iter().find(|row| row["nip"] != json!(nip)).unwrap();
    assert!(other["values"].as_array().unwrap().iter().all(Value::is_null));
}

#[test]
fn nobody_rates_oneself_and_the_head_writes_down_what_was_signed() {
    let (_folder, desk, staff) = open_desk(31, 6);
    let nip = &staff.head().nip;
    let sheet = desk.call("evaluation.sheet", json!({ "nip": nip, "period": PERIOD })).unwrap();
    assert_eq!(sheet["right"]["kind"], "own");
    let overall =
        |signed: Value| json!({ "result_rating": "above", "behaviour_rating": "meets", "signed": signed });
    let refused = |signed| rate(&desk, nip, overall(signed)).unwrap_err().code;
    assert_eq!(refused(Value::Null), "own.paper_missing", "a reason in one line is not enough");
    assert_eq!(refused(json!({ "decided_on": "2026-10-02", "paper": " " })), "own.paper_missing");
    assert_eq!(refused(json!({ "decided_on": "2099-10-02", "paper": "800/7" })), "own.day_ahead");
    let sheet = rate(&desk, nip, overall(json!({ "decided_on": "2026-10-02", "paper": "800/7 " }))).unwrap();
    let signed = json!({ "decided_on": "2026-10-02", "paper": "800/7" });
    assert_eq!(sheet["evaluation"]["signed"], signed);
    assert_eq!(sheet["evaluation"]["on_behalf_reason"], "");
    // It was said once; the words that follow go without it.
    let sheet = rate(&desk, nip, json!({ "note": "Dibahas" })).unwrap();
    assert_eq!(sheet["evaluation"]["signed"], signed);
}

#[test]
fn a_reason_that_stands_on_the_sheet_is_not_asked_again_with_the_closing() {
    let (_folder, desk, staff) = open_desk(32, 12);
    let nip = &staff.members[11].nip;
    let input = json!({ "result_rating": "meets", "behaviour_rating": "meets" });
    let sheet = rate(&desk, nip, input).unwrap();
    let preview = desk.call("evaluation.preview_closing", json!({ "period": PERIOD })).unwrap();
    assert_eq!((&preview["ready"], &preview["on_behalf"]), (&json!([nip]), &json!(0)));
    let closing = json!({ "nip": nip, "period": PERIOD, "reason": "", "seen": sheet["seen"] });
    let closed = desk.call("evaluation.close", closing).unwrap();
    assert_eq!(closed["evaluation"]["on_behalf_reason"], "Bersama");
}

#[test]
fn complete_is_what_the_closing_would_close_and_what_lacks_feedback_is_not() {
    let (_folder, desk, staff) = open_desk(33, 12);
    let nips = [&staff.members[9].nip, &staff.members[10].nip, &staff.members[11].nip];
    rate(&desk, nips[0], json!({ "result_rating": "meets", "behaviour_rating": "meets" })).unwrap();
    rate(&desk, nips[1], json!({ "result_rating": "below", "behaviour_rating": "meets" })).unwrap();
    rate(&desk, nips[2], json!({ "result_rating": "meets" })).unwrap();
    let complete = || desk.call("evaluation.complete", json!({ "period": PERIOD, "nips": nips })).unwrap();
    assert_eq!(complete(), json!([nips[0]]));
    let says = |nip: &str| {
        let of = json!({ "nip": nip, "period": PERIOD });
        desk.call("evaluation.sheet", of).unwrap()["is_complete"].clone()
    };
    assert_eq!(nips.map(|nip| says(nip)), [json!(true), json!(false), json!(false)], "as the sheet says");
    rate(&desk, nips[1], json!({ "feedback": "Laporan belum masuk; kirim sebelum tanggal 5." })).unwrap();
    rate(&desk, nips[2], json!({ "behaviour_rating": "meets" })).unwrap();
    assert_eq!(complete().as_array().unwrap().len(), 3);
}

#[test]
fn the_first_screen_names_the_one_who_comes_next_in_the_order_of_the_list() {
    let (_folder, desk, _) = open_desk(34, 24);
    let rows = desk.call("evaluation.list", json!({ "period": PERIOD })).unwrap();
    let mut rows = rows.as_array().unwrap().clone();
    let own = |rows: &[Value]| rows.iter().find(|row| row["is_mine_to_rate"] == true).unwrap()["nip"].clone();
    let named = |is_shuffled: bool| {
        let asked = json!({ "period": PERIOD, "is_shuffled": is_shuffled });
        desk.call("home.look", asked).unwrap()["next"]["nip"].clone()
    };
    let walking = own(&rows);
    assert_eq!(named(false), walking);
    rows.sort_by_key(|row| row["shuffled_order"].as_u64());
    let shuffled = own(&rows);
    assert_ne!(shuffled, walking);
    assert_eq!(named(true), shuffled);
}

#[test]
fn a_paper_that_is_missing_is_told_while_the_achievement_is_missing_too() {
    let (_folder, desk, staff) = open_desk(34, 12);
    let head = &staff.head().nip;
    let words = "sembilan kapal di pantai";
    let deputy = json!({ "login": "wakil", "name": "Wakil", "password": words, "role": "kepala", "nip": staff.members[5].nip });
    desk.call("user.add", deputy).unwrap();
    let enter = |login: &str, password: &str| {
        desk.call("office.lock", json!(null)).unwrap();
        desk.call("office.open", json!({ "login": login, "password": password })).unwrap();
    };
    enter("wakil", words);
    // A quarter without an achievement of the organisation.
    let input =
        json!({ "result_rating": "meets", "behaviour_rating": "meets", "on_behalf_reason": "Bersama" });
    desk.call("evaluation.rate", json!({ "nip": head, "period": "2026-TW2", "input": input })).unwrap();
    enter("kepala", PASSWORD);
    let preview = desk.call("evaluation.preview_closing", json!({ "period": "2026-TW2" })).unwrap();
    let lacking = preview["incomplete"].as_array().unwrap();
    let own = lacking.iter().find(|person| person["nip"] == json!(head)).unwrap();
    assert_eq!(own["failure"]["code"], json!("own.paper_missing"), "{own}");
    let of = json!({ "period": "2026-TW2", "nips": [head] });
    assert_eq!(desk.call("evaluation.complete", of).unwrap(), json!([]));
}

#[test]
fn before_ratings_from_a_file_and_a_closing_of_many_there_is_a_copy() {
    let (folder, desk, staff) = open_desk(35, 6);
    drop(desk);
    let mut office = folder.open();
    let third = "2026-TW3".parse().unwrap();
    let copies = |office: &tilik_office::Office| office.list_copies().unwrap().len();
    let before = copies(&office);
    let ratings = staff.ratings();
    let rated = office.import_ratings(ratings.as_bytes(), third, "Bersama").unwrap();
    assert!(rated.way_back.is_some() && copies(&office) == before + 1);
    let again = office.import_ratings(ratings.as_bytes(), third, "Bersama").unwrap();
    assert!(again.way_back.is_none() && copies(&office) == before + 1, "nothing was written");
    office.explain_distribution(third, "Kantor kecil").unwrap();
    let mut close = |reason: &str| office.close_period(third, reason, &Progress::default(), |_| {}).unwrap();
    let closed = close("Bersama");
    assert!(!closed.closed.is_empty() && closed.way_back.is_some_and(|way| way.is_new));
    assert!(close("Bersama").way_back.is_none(), "nobody was left to close");
    assert_eq!(copies(&office), before + 2);
}
