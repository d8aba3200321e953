//! What was typed and not yet said belongs to its user, stays over a locking, and is no act.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::sync::Arc;

use serde_json::{Value, json};
use tilik_office::Host;
use tilik_office::command::Desk;
use tilik_testkit::{PASSWORD, TempOffice};

fn keys(desk: &Desk, beginning: &str) -> Vec<Value> {
    let drafts = desk.call("draft.list", json!({ "beginning": beginning })).unwrap();
    drafts.as_array().unwrap().iter().map(|draft| draft["key"].clone()).collect()
}

#[test]
fn what_is_typed_stays_with_its_user_until_it_is_dropped() {
    let (folder, office) = TempOffice::found(71);
    drop(office);
    let desk = Desk::new(Arc::clone(&folder.host) as Arc<dyn Host>, folder.root().to_owned());
    assert_eq!(desk.call("draft.list", json!({ "beginning": "" })).unwrap_err().code, "office.not_open");
    let open =
        |login: &str| desk.call("office.open", json!({ "login": login, "password": PASSWORD })).unwrap();
    open("kepala");
    let new =
        json!({ "login": "op", "name": "Operator", "password": PASSWORD, "role": "operator", "nip": null });
    desk.call("user.add", new).unwrap();
    let typed = |key: &str, content: &str| json!({ "key": key, "content": content, "version": "1.4" });
    desk.call("draft.keep", json!({ "drafts": [typed("a/1", "satu"), typed("a/2", "dua")] })).unwrap();
    desk.call("draft.keep", json!({ "drafts": [typed("a/1", "lebih baru"), typed("b", "x")] })).unwrap();

    desk.call("office.lock", json!({})).unwrap();
    open("op");
    assert_eq!(keys(&desk, ""), Vec::<Value>::new(), "another user is told nothing");
    desk.call("draft.drop", json!({ "keys": ["a/1"] })).unwrap();

    open("kepala");
    assert_eq!(keys(&desk, "a/"), ["a/1", "a/2"]);
    let drafts = desk.call("draft.list", json!({ "beginning": "a/1" })).unwrap();
    assert_eq!(drafts, json!([{ "key": "a/1", "content": "lebih baru", "version": "1.4" }]));
    desk.call("draft.drop", json!({ "keys": ["a/1", "a/9"] })).unwrap();
    assert_eq!(keys(&desk, ""), ["a/2", "b"]);
    let large = typed("c", &"x".repeat(1024 * 1024 + 1));
    let refused = desk.call("draft.keep", json!({ "drafts": [typed("d", "kecil"), large] })).unwrap_err();
    assert_eq!(refused.code, "draft.too_large");
    assert_eq!(keys(&desk, ""), ["a/2", "b"], "all or none");
}
