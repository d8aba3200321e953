//! What was typed and not yet said belongs to its user, stays over a locking, and is no act.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tilik_office::Host;
use tilik_office::command::Desk;
use tilik_store::Step;
use tilik_testkit::{PASSWORD, TempOffice};

/// Only a broken program waits so long.
const LONG: Duration = Duration::from_secs(20);

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

#[test]
fn what_is_typed_reaches_the_disk_while_a_job_holds_the_office() {
    let (folder, office) = TempOffice::found(72);
    drop(office);
    let desk = Arc::new(Desk::new(Arc::clone(&folder.host) as Arc<dyn Host>, folder.root().to_owned()));
    desk.call("office.open", json!({ "login": "kepala", "password": PASSWORD })).unwrap();
    let (tell_busy, busy) = channel();
    let (let_go, held) = channel::<()>();
    let held = std::sync::Mutex::new(held);
    folder.host.on_step(move |step| {
        if step == Step::SnapshotVerified {
            tell_busy.send(()).unwrap();
            let _ = held.lock().unwrap().recv_timeout(LONG * 2);
        }
    });
    let job = desk.call("backup.start_copy", json!({})).unwrap();
    busy.recv_timeout(LONG).unwrap();
    let (tell_kept, kept) = channel();
    let typing = Arc::clone(&desk);
    thread::spawn(move || {
        let draft = json!({ "key": "a", "content": "satu", "version": null });
        tell_kept.send(typing.call("draft.keep", json!({ "drafts": [draft] }))).unwrap();
    });
    let answer = kept.recv_timeout(LONG).expect("waits for no job");
    assert_eq!(desk.call("job.status", json!({ "job": job })).unwrap()["state"], "running");
    let_go.send(()).unwrap();
    answer.unwrap();
    assert_eq!(keys(&desk, ""), ["a"]);

    // The way ends with the office, and leads to the next one.
    desk.call("office.lock", json!({})).unwrap();
    let draft = json!({ "key": "b", "content": "dua", "version": null });
    let refused = desk.call("draft.keep", json!({ "drafts": [draft] })).unwrap_err();
    assert_eq!(refused.code, "office.not_open");
    desk.call("office.open", json!({ "login": "kepala", "password": PASSWORD })).unwrap();
    assert_eq!(keys(&desk, ""), ["a"]);
}
