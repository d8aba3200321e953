//! The reference pack: the built-in one is whole, and a pack with a gap is refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use serde_json::{Value, json};
use tilik_appraisal::rating::get_core_values;
use tilik_appraisal::{CoreValue, Explanation, ReferenceError, ReferencePack};

const BUILTIN: &str = include_str!("../../../assets/reference/appraisal.json");

fn changed(change: impl FnOnce(&mut Value)) -> Result<ReferencePack, ReferenceError> {
    let mut pack: Value = serde_json::from_str(BUILTIN).unwrap();
    change(&mut pack);
    ReferencePack::parse(&pack.to_string())
}

#[test]
fn the_builtin_pack_parses() {
    let pack = ReferencePack::parse(BUILTIN).unwrap();
    assert_eq!(&pack, ReferencePack::builtin());
    assert_eq!(pack.id, "builtin");
}

#[test]
fn a_pack_written_and_read_again_is_the_same() {
    let pack = ReferencePack::builtin();
    let text = serde_json::to_string(pack).unwrap();
    assert_eq!(&ReferencePack::parse(&text).unwrap(), pack);
}

#[test]
fn the_seven_values_stand_in_official_order_with_three_points_each() {
    let on = "2026-01-01".parse().unwrap();
    let values = get_core_values(ReferencePack::builtin(), on).unwrap();
    let order: Vec<CoreValue> = values.iter().map(|text| text.value).collect();
    assert_eq!(order, CoreValue::ALL);
    assert_eq!(values[6].points[1], "Terbuka dalam bekerja sama untuk menghasilkan nilai tambah");
    assert!(get_core_values(ReferencePack::builtin(), "2020-01-01".parse().unwrap()).is_err());
}

#[test]
fn a_pack_with_a_gap_is_refused() {
    type Change = fn(&mut Value);
    let broken: [(&str, Change); 12] = [
        ("a cell of the matrix", |p| {
            p["predicate_matrix"][0]["data"]["cells"]["above"].as_object_mut().unwrap().remove("below");
        }),
        ("a row of the matrix", |p| {
            p["predicate_matrix"][0]["data"]["cells"].as_object_mut().unwrap().remove("above");
        }),
        ("a pattern", |p| {
            p["distribution"][0]["data"]["patterns"].as_array_mut().unwrap().pop();
        }),
        ("a pattern twice", |p| {
            let again = p["distribution"][0]["data"]["patterns"][0].clone();
            p["distribution"][0]["data"]["patterns"].as_array_mut().unwrap().push(again);
        }),
        ("a share over 100", |p| {
            p["distribution"][0]["data"]["patterns"][0]["rules"][0]["percent"] = json!(101);
        }),
        ("a level of the head's mapping", |p| {
            p["head_rating"][0]["data"]["ratings"].as_object_mut().unwrap().remove("baik");
        }),
        ("a value", |p| {
            p["core_values"][0]["data"]["values"].as_array_mut().unwrap().pop();
        }),
        ("a rank", |p| {
            p["ranks"][0]["data"]["pns"].as_array_mut().unwrap().pop();
        }),
        ("a majority under a half", |p| p["result_advice"][0]["data"]["majority_percent"] = json!(40)),
        ("days to object", |p| p["objection"][0]["data"]["filing_days"] = json!(0)),
        ("an open last scheme", |p| p["schemes"][3]["last_day"] = json!("2030-12-31")),
        ("a label", |p| {
            p["labels"][0]["data"]["aspects"].as_object_mut().unwrap().remove("biaya");
        }),
    ];
    for (what, change) in broken {
        let error = changed(change).unwrap_err();
        assert_eq!(error.code(), "reference.not_whole", "without {what}");
    }
}

#[test]
fn text_that_is_no_pack_is_refused() {
    type Change = fn(&mut Value);
    let unreadable: [(&str, Change); 5] = [
        ("no editions", |p| p["ranks"] = json!([])),
        ("no sources", |p| p["ranks"][0]["sources"] = json!([])),
        ("two editions of one day", |p| {
            let again = p["ranks"][0].clone();
            p["ranks"].as_array_mut().unwrap().push(again);
        }),
        ("an unknown field", |p| p["objection"][0]["data"]["filling_days"] = json!(14)),
        ("no table", |p| {
            p.as_object_mut().unwrap().remove("labels");
        }),
    ];
    for (what, change) in unreadable {
        assert_eq!(changed(change).unwrap_err().code(), "reference.unreadable", "with {what}");
    }
    assert_eq!(ReferencePack::parse("").unwrap_err().code(), "reference.unreadable");
}

#[test]
fn a_later_edition_applies_from_its_first_day_and_not_before() {
    let pack = changed(|p| {
        let mut later = p["objection"][0].clone();
        later["valid_from"] = json!("2027-01-01");
        later["data"]["day_unit"] = json!("calendar");
        p["objection"].as_array_mut().unwrap().insert(0, later);
    })
    .unwrap();
    let unit = |day: &str| pack.objection.find_on(day.parse().unwrap()).map(|e| e.data.day_unit.code());
    assert_eq!(unit("2018-01-01"), None);
    assert_eq!(unit("2026-12-31"), Some("working"));
    assert_eq!(unit("2027-01-01"), Some("calendar"));
    assert_eq!(pack.objection.newest().data.day_unit.code(), "calendar");
}

#[test]
fn an_explanation_survives_json() {
    let pack = ReferencePack::builtin();
    let period = "2026".parse().unwrap();
    let why = tilik_appraisal::predicate::compute_predicate(
        pack,
        period,
        tilik_appraisal::Rating::Above,
        tilik_appraisal::Rating::Meets,
    )
    .unwrap()
    .explanation;
    let text = serde_json::to_string(&why).unwrap();
    assert!(text.contains(r#"{"name":"result_rating","type":"rating","value":"above"}"#), "{text}");
    assert!(text.starts_with(r#"{"rule":"predicate.matrix""#), "{text}");
    assert_eq!(serde_json::from_str::<Explanation>(&text).unwrap(), why);
}
