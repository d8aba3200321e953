//! What is set once: the office, its words, its users, its safety copies; who may, and what stays.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::sync::Arc;

use serde_json::{Value, json};
use tilik_office::command::Desk;
use tilik_office::journal::Role;
use tilik_office::safekeeping::{EditedPeople, KeptChange, KeptKind, Occasion};
use tilik_office::settings::{OfficeChange, WordingChoice};
use tilik_office::store::Cost;
use tilik_office::user::{NewRole, NewUser};
use tilik_office::wording::WordingKey;
use tilik_office::{Failure, Host, Office};
use tilik_testkit::office::third_quarter;
use tilik_testkit::{PASSWORD, Staff, TempOffice};

const OTHER: &str = "kata sandi operator";

fn office_with_staff(seed: u64, people: usize) -> (TempOffice, Office, Staff) {
    let staff = Staff::of(people);
    let (folder, mut office) = TempOffice::found(seed);
    tilik_testkit::office::import_staff(&mut office, &staff);
    tilik_testkit::office::agree_plans(&mut office, &staff);
    tilik_testkit::office::rate_staff(&mut office, &staff);
    (folder, office, staff)
}

fn desk_of(folder: &TempOffice, login: &str, password: &str) -> Desk {
    let desk = Desk::new(Arc::clone(&folder.host) as Arc<dyn Host>, folder.root().to_owned());
    desk.call("office.open", json!({ "login": login, "password": password })).unwrap();
    desk
}

fn finish(desk: &Desk, command: &str, arguments: Value) -> Result<Value, Failure> {
    let job = desk.call(command, arguments)?;
    loop {
        let status = desk.call("job.status", json!({ "job": job })).unwrap();
        match status["state"].as_str() {
            Some("done") => return Ok(status["answer"].clone()),
            Some("failed") => return Err(serde_json::from_value(status["failure"].clone()).unwrap()),
            _ => std::thread::yield_now(),
        }
    }
}

fn operator() -> NewUser {
    NewUser {
        login: "Operator1".into(),
        name: "Rini Operator".into(),
        role: Role::Operator,
        nip: None,
        password: OTHER.into(),
    }
}

#[test]
fn settings_are_lines_that_fit_and_only_what_differs_is_written() {
    let (_folder, mut office, _) = office_with_staff(1, 6);
    let entries = || office.store().count_entries().unwrap();
    let before = entries();
    let change = |name: &str| OfficeChange { name: Some(name.into()), ..OfficeChange::default() };
    let saved = office.change_settings(&change("  Dinas\n Kesehatan 🌱 ")).unwrap();
    assert_eq!(saved.name, "Dinas Kesehatan 🌱");
    office.change_settings(&change("Dinas Kesehatan 🌱")).unwrap();
    assert_eq!(office.store().count_entries().unwrap(), before + 1, "the same again is no act");
    assert_eq!(office.change_settings(&change("\n ")).unwrap_err().code, "office.name_missing");
    let long = office.change_settings(&change(&"a".repeat(5000))).unwrap_err();
    assert_eq!((long.code.as_str(), &long.details["field"]), ("office.line_too_long", &json!("name")));
    assert_eq!(office.settings().unwrap().name, "Dinas Kesehatan 🌱");
}

#[test]
fn another_head_is_named_and_taken_back() {
    let (_folder, mut office, staff) = office_with_staff(2, 6);
    let first = office.settings().unwrap().head.unwrap();
    assert_eq!(first.nip, staff.head().nip);
    let name = |nip: &str| OfficeChange { head_nip: Some(nip.into()), ..OfficeChange::default() };
    let second = &staff.members[2].nip;
    assert_eq!(office.change_settings(&name(second)).unwrap().head.unwrap().nip, *second);
    assert_eq!(office.change_settings(&name(&first.nip)).unwrap().head.unwrap().nip, first.nip);
    // The card of a person says the same thing, and says it once.
    office.set_head(second).unwrap();
    assert_eq!(office.settings().unwrap().head.unwrap().nip, *second);
    let entries = office.store().count_entries().unwrap();
    office.set_head(second).unwrap();
    office.change_settings(&name(second)).unwrap();
    assert_eq!(office.store().count_entries().unwrap(), entries);
    assert_eq!(office.change_settings(&name("197001011990031001")).unwrap_err().code, "person.unknown");
    assert!(office.verify().unwrap().is_whole);
}

#[test]
fn chosen_words_are_printed_and_what_is_closed_keeps_its_own() {
    let (_folder, mut office, staff) = office_with_staff(3, 6);
    let nip = staff.members[5].nip.clone();
    let input =
        json!({ "result_rating": "above", "behaviour_rating": "below", "on_behalf_reason": "Bersama" });
    office.rate(&nip, third_quarter(), &serde_json::from_value(input).unwrap()).unwrap();
    let print = |office: &Office| {
        let sheets = office.list_dokumen(third_quarter(), Some(std::slice::from_ref(&nip))).unwrap();
        let sheet = &sheets[0].1;
        (sheet.predicate.clone(), format!("{:?}", sheet.employee.number))
    };
    let grouped = format!("Nip(\"{} {} {} {}\")", &nip[..8], &nip[8..14], &nip[14..15], &nip[15..]);
    assert_eq!(print(&office), ("KURANG".to_owned(), grouped));
    let choose = |key, choice: &str| OfficeChange {
        wording: Some(WordingChoice { key, choice: choice.into() }),
        ..OfficeChange::default()
    };
    office.change_settings(&choose(WordingKey::Kurang, "kurang_misconduct")).unwrap();
    office.change_settings(&choose(WordingKey::Nip, "bare")).unwrap();
    let other = ("KURANG/MISCONDUCT".to_owned(), format!("Nip(\"{nip}\")"));
    assert_eq!(print(&office), other);
    let unknown = office.change_settings(&choose(WordingKey::Kurang, "buruk")).unwrap_err();
    assert_eq!(unknown.code, "office.wording_unknown");
    tilik_testkit::office::close_quarter(&mut office);
    let closed = print(&office);
    office.change_settings(&choose(WordingKey::Kurang, "kurang")).unwrap();
    office.change_settings(&choose(WordingKey::Nip, "grouped")).unwrap();
    assert_eq!((closed, print(&office)), (other.clone(), other));
}

#[test]
fn who_may_what() {
    let (folder, mut office, staff) = office_with_staff(4, 6);
    office.add_user(&operator(), Cost::Floor).unwrap();
    let assessor = NewUser {
        login: "penilai".into(),
        role: Role::Penilai,
        nip: Some(staff.members[1].nip.clone()),
        ..operator()
    };
    office.add_user(&assessor, Cost::Floor).unwrap();
    let made = office.make_copy(Occasion::Asked).unwrap();
    drop(office);
    let paper = json!({ "paper": "f4" });
    let source = json!({ "kind": "kept", "counter": made.counter });
    let look = json!({ "source": source, "login": "kepala", "password": PASSWORD });
    let mut back = look.clone();
    back["word"] = json!("PULIHKAN");
    // What each of them is refused; everything else is allowed.
    let heads_alone = [
        "user.add",
        "user.remove",
        "user.change_role",
        "user.set_password",
        "backup.start_preview",
        "backup.start_restore",
    ];
    let not_assessors = [&heads_alone[..], &["office.change_settings"]].concat();
    for (login, password, refused) in [
        ("kepala", PASSWORD, &[][..]),
        ("operator1", OTHER, &heads_alone[..]),
        ("penilai", OTHER, &not_assessors[..]),
    ] {
        let desk = desk_of(&folder, login, password);
        let call = |command: &str, arguments: &Value| {
            let is_job = command.starts_with("backup.start");
            let answer = if is_job {
                finish(&desk, command, arguments.clone())
            } else {
                desk.call(command, arguments.clone())
            };
            let code = answer.err().map_or_else(String::new, |failure| failure.code);
            let expected = if refused.contains(&command) { "user.not_permitted" } else { "" };
            assert_eq!(code, expected, "{login} {command}");
        };
        call("office.settings", &json!(null));
        call("office.change_settings", &paper);
        let head = desk.call("office.change_settings", json!({ "head_nip": staff.members[2].nip }));
        assert_eq!(head.is_ok(), login == "kepala", "only the head names another head");
        call("backup.start_copy", &json!(null));
        call("backup.start_check", &json!({ "counter": made.counter }));
        call("backup.start_preview", &look);
        if login == "kepala" {
            continue;
        }
        call("backup.start_restore", &back);
        call(
            "user.add",
            &json!({ "login": "baru", "name": "Baru", "role": "operator", "nip": null, "password": OTHER }),
        );
        call("user.set_password", &json!({ "login": "kepala", "new": OTHER }));
        call("user.change_role", &json!({ "login": "kepala", "role": "operator", "nip": null }));
        call("user.remove", &json!({ "login": "kepala" }));
    }
    assert_eq!(folder.open().settings().unwrap().paper.word(), "f4");
}

#[test]
fn a_new_passphrase_for_another_and_a_removal_after_a_copy() {
    let (folder, mut office, _) = office_with_staff(5, 6);
    office.add_user(&operator(), Cost::Floor).unwrap();
    drop(office);
    let desk = desk_of(&folder, "kepala", PASSWORD);
    let own = desk.call("user.set_password", json!({ "login": "kepala", "new": OTHER })).unwrap_err();
    assert_eq!(own.code, "user.own_password");
    let fresh = "kata sandi yang baru";
    desk.call("user.set_password", json!({ "login": "operator1", "new": fresh })).unwrap();
    drop(desk);
    assert_eq!(folder.open_as("operator1", OTHER).err().unwrap().code, "store.wrong_password");
    assert!(folder.open_as("operator1", fresh).is_ok());
    let desk = desk_of(&folder, "kepala", PASSWORD);
    let plan = desk.call("user.plan_removal", json!({ "login": "operator1" })).unwrap();
    assert_eq!((&plan["user"]["name"], &plan["others"]), (&json!("Rini Operator"), &json!(["kepala"])));
    let itself = desk.call("user.remove", json!({ "login": "kepala" })).unwrap_err();
    assert_eq!(itself.code, "user.self");
    let before = desk.call("backup.list", json!(null)).unwrap();
    assert_eq!(before[0]["occasion"], json!("import"), "nothing risky was done since");
    desk.call("user.remove", json!({ "login": "operator1" })).unwrap();
    let copies = desk.call("backup.list", json!(null)).unwrap();
    assert_eq!(copies[0]["occasion"], json!("removal"));
    drop(desk);
    assert_eq!(folder.open_as("operator1", fresh).err().unwrap().code, "store.wrong_password");
}

#[test]
fn a_copy_says_what_is_inside_and_one_a_day_is_made() {
    let (folder, office, _) = office_with_staff(6, 6);
    assert!(office.begin_copy_of_the_day().unwrap().is_none(), "there is the one from before the ratings");
    folder.host.set_today("2026-10-06".parse().unwrap());
    let begun = office.begin_copy_of_the_day().unwrap().unwrap();
    let made = office.end_copy(&begun.write().unwrap()).unwrap();
    let contents = made.contents.unwrap();
    assert_eq!((contents.people, contents.periods.len()), (6, 1));
    assert_eq!((contents.periods[0].rated, contents.periods[0].closed), (6, 0));
    assert!(made.checked_at.is_some());
    assert!(office.begin_copy_of_the_day().unwrap().is_none(), "there is one of today");
    office.copy_before(Occasion::Closing).unwrap();
    let occasions = |office: &Office| {
        let copies = office.list_copies().unwrap().into_iter();
        copies.map(|copy| copy.occasion.unwrap()).collect::<Vec<_>>()
    };
    let before = [Occasion::Daily, Occasion::Import, Occasion::Import];
    assert_eq!(occasions(&office), before, "nothing was entered since");
    folder.host.set_today("2026-10-07".parse().unwrap());
    office.copy_before(Occasion::Closing).unwrap();
    assert!(office.begin_copy_of_the_day().unwrap().is_none());
    assert_eq!(occasions(&office)[0], Occasion::Closing);
    assert_eq!(occasions(&office)[1..], before);
}

#[test]
fn after_fourteen_days_a_copy_on_a_stick_is_due() {
    let (folder, office, _) = office_with_staff(7, 6);
    office.make_copy(Occasion::Daily).unwrap();
    // The day, whether a copy was put on a stick that morning, whether it is due then, the days since.
    for (day, is_saved, is_due, days) in [
        ("2026-10-06", false, false, None),
        ("2026-10-19", false, true, None),
        ("2026-10-19", true, false, Some(0)),
        ("2026-11-01", false, false, Some(13)),
        ("2026-11-02", false, true, Some(14)),
    ] {
        folder.host.set_today(day.parse().unwrap());
        if is_saved {
            office.confirm_stick(None).unwrap();
        }
        let safety = office.safety().unwrap();
        assert_eq!((safety.is_stick_due, safety.stick_days), (is_due, days), "{day}");
    }
}

#[test]
fn a_copy_on_the_same_disk_is_none_on_a_stick() {
    let (folder, office, _) = office_with_staff(9, 6);
    let saved = folder.beside("cadangan.tilikbackup");
    office.backup(&saved).unwrap();
    folder.host.set_stick(false);
    assert_eq!(office.confirm_stick(Some(&saved)).unwrap_err().code, "backup.same_disk");
    assert_eq!(office.safety().unwrap().stick_days, None);
    folder.host.set_stick(true);
    assert_eq!(office.confirm_stick(Some(&saved)).unwrap().stick_days, Some(0));
}

#[test]
fn what_was_newer_is_found_again_after_a_restore() {
    let (folder, mut office, staff) = office_with_staff(8, 6);
    let old = office.make_copy(Occasion::Asked).unwrap();
    office.change_password(PASSWORD, OTHER, Cost::Floor).unwrap();
    assert_eq!(tilik_testkit::office::close_quarter(&mut office), 6);
    let newer = OfficeChange { place: Some("Sibolga".into()), ..OfficeChange::default() };
    office.change_settings(&newer).unwrap();
    drop(office);
    let desk = desk_of(&folder, "kepala", OTHER);
    let of = |counter: &Value, password: &str| json!({ "source": { "kind": "kept", "counter": counter }, "login": "kepala", "password": password, "word": "pulihkan" });
    let old = json!(old.counter);

    let wrong = finish(&desk, "backup.start_preview", of(&old, OTHER)).unwrap_err();
    assert_eq!(wrong.code, "store.wrong_password", "a copy opens with the passphrase of its time");
    let preview = finish(&desk, "backup.start_preview", of(&old, PASSWORD)).unwrap();
    let period = &preview["periods"][0];
    assert_eq!((&period["closed_then"], &period["closed_now"]), (&json!(0), &json!(6)), "{preview}");
    let mut unsaid = of(&old, PASSWORD);
    unsaid["word"] = json!("ya");
    assert_eq!(finish(&desk, "backup.start_restore", unsaid).unwrap_err().code, "backup.word_missing");
    assert_eq!(
        finish(&desk, "backup.start_restore", of(&old, OTHER)).unwrap_err().code,
        "store.wrong_password"
    );
    assert_eq!(
        desk.call("office.settings", json!(null)).unwrap()["place"],
        json!("Sibolga"),
        "nothing has changed yet"
    );

    finish_restore(&desk, of(&old, PASSWORD));
    assert_eq!(desk.call("office.settings", json!(null)).unwrap()["place"], json!(""));
    let list = |desk: &Desk| desk.call("backup.list", json!(null)).unwrap();
    let copies = list(&desk);
    assert_eq!(copies[0]["occasion"], json!("restore"));
    assert_eq!(copies[0]["contents"]["periods"][0]["closed"], json!(6));
    // The restored office is written to, as on any other day.
    desk.call("office.change_settings", json!({ "region": "Kabupaten Contoh" })).unwrap();

    finish_restore(&desk, of(&copies[0]["counter"], OTHER));
    let again = desk.call("office.settings", json!(null)).unwrap();
    assert_eq!((&again["place"], &again["region"]), (&json!("Sibolga"), &json!("")));
    assert_eq!(
        list(&desk).as_array().unwrap().len(),
        6,
        "two imports, the one of the test, the closing, and two before restores"
    );
    drop(desk);
    let office = folder.open_as("kepala", OTHER).unwrap();
    assert!(office.verify().unwrap().is_whole);
    let sheets = office.list_dokumen(third_quarter(), None).unwrap();
    assert_eq!(sheets.len(), staff.members.len());
    let beside: Vec<_> = std::fs::read_dir(folder.root().parent().unwrap())
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(beside, ["kantor"], "nothing is left beside the office");
}

#[test]
fn a_preview_tells_of_plans_and_papers_that_would_be_lost() {
    let (_folder, mut office, staff) = office_with_staff(19, 6);
    office.freeze_plans(2026).unwrap();
    let old = office.make_copy(Occasion::Asked).unwrap();
    let nip = &staff.members[3].nip;
    let card = office.plan_card(nip, 2026).unwrap();
    let mut new = card.skp;
    new.results[0].statement = "Tugas lain".into();
    office.amend_plan(nip, 2026, &new, "Tugas bertambah", &card.seen, None).unwrap();
    let look = |office: &Office| {
        let path = office.get_copy(old.counter).unwrap();
        office.preview_restore(&path, "kepala", PASSWORD).unwrap().kept
    };
    let change = |kind, then, now, lost| KeptChange { kind, then, now, lost, regained: 0 };
    assert_eq!(
        look(&office),
        [
            change(KeptKind::Plan, 6, 6, 0),
            change(KeptKind::AgreedPlan, 6, 6, 0),
            change(KeptKind::FrozenPlan, 6, 6, 0),
            change(KeptKind::Addendum, 0, 1, 1),
        ]
    );
}

#[test]
fn a_preview_tells_who_changed_what_last_and_whose_changes_would_be_lost() {
    let (folder, mut office, staff) = office_with_staff(20, 8);
    office.freeze_plans(2026).unwrap();
    let old = office.make_copy(Occasion::Asked).unwrap();
    let amend = |office: &mut Office, at: usize| {
        folder.host.pass(chrono::TimeDelta::minutes(1));
        let nip = &staff.members[at].nip;
        let card = office.plan_card(nip, 2026).unwrap();
        let mut new = card.skp;
        new.results[0].statement = "Tugas lain".into();
        office.amend_plan(nip, 2026, &new, "Tugas bertambah", &card.seen, None).unwrap();
        office.get_person_by_nip(nip).unwrap().name.full()
    };
    let look = |office: &Office, counter: u64| {
        let path = office.get_copy(counter).unwrap();
        office.preview_restore(&path, "kepala", PASSWORD).unwrap()
    };
    let names =
        |people: &EditedPeople| people.newest.iter().map(|person| person.name.clone()).collect::<Vec<_>>();

    let same = look(&office, old.counter);
    assert_eq!((&same.last_then, &same.lost_edits), (&same.last_now, &EditedPeople::default()));
    let mut amended: Vec<_> = [3, 1, 6].into_iter().map(|at| amend(&mut office, at)).collect();
    amended.reverse();
    let preview = look(&office, old.counter);
    assert_eq!((names(&preview.lost_edits), preview.lost_edits.count), (amended, 3), "the last edited first");
    assert_eq!(preview.regained_edits, EditedPeople::default());
    let (then, now) = (preview.last_then.unwrap(), preview.last_now.unwrap());
    assert_eq!(preview.lost_edits.newest[0].at, now.at);
    assert!(then.at < now.at, "{then:?} {now:?}");
    assert!(!now.who.is_empty());
    assert_eq!(then.who, now.who, "the head alone was at work");

    for at in [2, 4, 5] {
        amend(&mut office, at);
    }
    let many = look(&office, old.counter).lost_edits;
    assert_eq!((many.newest.len(), many.count), (5, 6), "five are named, all are counted");

    // Back, one more change, and then the other way: what was lost comes back, what was done since would go.
    let path = office.get_copy(old.counter).unwrap();
    let mut held = Some(office);
    Office::restore_over(&mut held, &path, "kepala", PASSWORD, "PULIHKAN").unwrap();
    let mut office = held.unwrap();
    let since = amend(&mut office, 7);
    let newest = office.list_copies().unwrap()[0].counter;
    let back = look(&office, newest);
    assert_eq!(back.regained_edits, many);
    assert_eq!((names(&back.lost_edits), back.lost_edits.count), (vec![since], 1));
}

#[test]
fn a_restore_does_not_keep_the_sheets_of_the_office_that_it_replaced() {
    let (folder, mut office, _) = office_with_staff(18, 3);
    let first = office.renew_recovery().unwrap();
    office.confirm_recovery(&first, 3, first.first.split('-').nth(2).unwrap()).unwrap();
    let old = office.make_copy(Occasion::Asked).unwrap();
    drop(office);
    let desk = desk_of(&folder, "kepala", PASSWORD);
    let back = json!({ "source": { "kind": "kept", "counter": old.counter }, "login": "kepala", "password": PASSWORD, "word": "PULIHKAN" });
    let same = finish(&desk, "backup.start_preview", back.clone()).unwrap();
    assert_eq!(same["has_other_sheets"], json!(false));
    let newer = desk.call("recovery.make", json!(null)).unwrap();
    let preview = finish(&desk, "backup.start_preview", back.clone()).unwrap();
    assert_eq!(preview["has_other_sheets"], json!(true));
    finish_restore(&desk, back);
    let standing = desk.call("recovery.look", json!(null)).unwrap();
    assert_eq!((&standing["state"], &standing["reason"]), (&json!("postponed"), &json!("")));
    assert_eq!(standing["has_code"], json!(false));
    let group = newer["first"].as_str().unwrap().split('-').nth(2).unwrap();
    let refused = desk.call("recovery.confirm", json!({ "signs": group })).unwrap_err();
    assert_eq!(refused.code, "recovery.no_code", "sheets that open nothing cannot be said to be kept");
    let workplace = desk.call("office.look", json!(null)).unwrap();
    assert_eq!(workplace["is_first_run"], json!(false));
    drop(desk);
    let opened =
        Office::open_with_recovery(folder.root(), &first.first, &first.second, Arc::clone(&folder.host) as _);
    assert!(opened.is_ok(), "the sheets of the copy's time open it");
}

/// The answer of a restore is a workplace; its job is of the session that it ends.
fn finish_restore(desk: &Desk, arguments: Value) {
    let workplace = finish(desk, "backup.start_restore", arguments).unwrap();
    assert!(workplace["summary"]["name"].is_string());
}

#[test]
fn a_damaged_copy_says_what_can_be_read_and_is_never_opened() {
    let (folder, office, _) = office_with_staff(9, 6);
    let made = office.make_copy(Occasion::Asked).unwrap();
    let path = office.get_copy(made.counter).unwrap();
    drop(office);
    let desk = desk_of(&folder, "kepala", PASSWORD);
    let check = || finish(&desk, "backup.start_check", json!({ "counter": made.counter })).unwrap();
    assert_eq!(check()["is_whole"], json!(true));
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let damaged = check();
    assert_eq!(
        (&damaged["is_whole"], &damaged["header"], &damaged["keys"], &damaged["database"]),
        (&json!(false), &json!(true), &json!(true), &json!(false))
    );
    let source = json!({ "kind": "kept", "counter": made.counter });
    let look = json!({ "source": source, "login": "kepala", "password": PASSWORD, "word": "PULIHKAN" });
    for command in ["backup.start_preview", "backup.start_restore"] {
        assert_eq!(finish(&desk, command, look.clone()).unwrap_err().code, "store.backup_damaged");
    }
    assert_eq!(desk.call("backup.list", json!(null)).unwrap()[0]["checked_at"], json!(null));
    let file = desk.tray().put(bytes[..20].to_vec()).unwrap();
    let mut brought = look;
    brought["source"] = json!({ "kind": "file", "file": file });
    assert_eq!(finish(&desk, "backup.start_preview", brought).unwrap_err().code, "store.backup_damaged");
    assert_eq!(desk.call("office.look", json!(null)).unwrap()["summary"]["staff"], json!(6));
}

#[test]
fn a_copy_of_another_office_does_not_take_this_ones_place() {
    let (other, office, _) = office_with_staff(10, 6);
    let foreign = other.beside("lain.tilikbackup");
    office.backup(&foreign).unwrap();
    let (folder, mine) = TempOffice::found(11);
    drop(mine);
    let desk = desk_of(&folder, "kepala", PASSWORD);
    let file = desk.tray().put(std::fs::read(&foreign).unwrap()).unwrap();
    let source = json!({ "kind": "file", "file": file });
    let back = json!({ "source": source, "login": "kepala", "password": PASSWORD, "word": "PULIHKAN" });
    assert_eq!(finish(&desk, "backup.start_restore", back).unwrap_err().code, "backup.other_office");
}

#[test]
fn a_risky_step_is_not_done_when_its_copy_cannot_be_made() {
    let (folder, mut office, _) = office_with_staff(12, 6);
    office.add_user(&operator(), Cost::Floor).unwrap();
    office.explain_distribution(third_quarter(), "Kantor kecil").unwrap();
    drop(office);
    let desk = desk_of(&folder, "kepala", PASSWORD);
    // No copy can be written where a file stands in the place of their folder.
    let place = folder.root().join("backups");
    std::fs::remove_dir_all(&place).unwrap();
    std::fs::write(&place, b"").unwrap();
    assert!(finish(&desk, "backup.start_copy", json!(null)).is_err());
    assert!(desk.call("user.remove", json!({ "login": "operator1" })).is_err());
    let closing = json!({ "period": "2026-TW3", "reason": "Bersama" });
    assert!(finish(&desk, "evaluation.start_closing", closing.clone()).is_err());
    let logins = |desk: &Desk| desk.call("user.list", json!(null)).unwrap().as_array().unwrap().len();
    assert_eq!(logins(&desk), 2);
    assert_eq!(desk.call("office.look", json!(null)).unwrap()["summary"]["closed"], json!(0));
    std::fs::remove_file(&place).unwrap();
    assert_eq!(
        finish(&desk, "evaluation.start_closing", closing).unwrap()["closed"].as_array().unwrap().len(),
        6
    );
    assert_eq!(desk.call("backup.list", json!(null)).unwrap()[0]["occasion"], json!("closing"));
}

#[test]
fn another_role_holds_from_the_next_opening_and_nobody_changes_the_own() {
    let (folder, mut office, staff) = office_with_staff(9, 6);
    office.add_user(&operator(), Cost::Floor).unwrap();
    let to = |login: &str, role: Role, nip: Option<&str>| NewRole {
        login: login.into(),
        role,
        nip: nip.map(str::to_owned),
    };
    let refused = |office: &mut Office, new: &NewRole| office.change_role(new).unwrap_err().code;
    assert_eq!(refused(&mut office, &to("kepala", Role::Operator, None)), "user.self");
    assert_eq!(refused(&mut office, &to("siapa", Role::Operator, None)), "user.unknown");
    assert_eq!(refused(&mut office, &to("operator1", Role::Pegawai, None)), "user.role_without_login");
    assert_eq!(refused(&mut office, &to("operator1", Role::Penilai, None)), "user.person_missing");
    let entries = office.store().count_entries().unwrap();
    office.change_role(&to("operator1", Role::Operator, None)).unwrap();
    assert_eq!(office.store().count_entries().unwrap(), entries, "the same role again is no act");

    office.change_role(&to("operator1", Role::Penilai, Some(&staff.members[1].nip))).unwrap();
    let changed = office.list_users().unwrap().into_iter().find(|user| user.login == "operator1").unwrap();
    assert_eq!((changed.role, changed.nip.as_str()), (Some(Role::Penilai), staff.members[1].nip.as_str()));
    drop(office);
    let desk = desk_of(&folder, "operator1", OTHER);
    assert_eq!(desk.call("user.look", json!({})).unwrap()["role"], "penilai");
    let refused =
        desk.call("user.change_role", json!({ "login": "kepala", "role": "operator", "nip": null }));
    assert_eq!(refused.unwrap_err().code, "user.not_permitted");
}
