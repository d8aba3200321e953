//! Before the office, as a window calls it: the first run, the recovery sheets, a backup in the place of nothing or of a broken office, practice.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value, json};
use tempfile::TempDir;
use tilik_office::command::Desk;
use tilik_office::tray::FileId;
use tilik_office::{Failure, Host};
use tilik_testkit::{FakeHost, PASSWORD, Staff, TempOffice};

const WORDS: &str = "tujuh perahu di teluk";

struct Laptop {
    place: TempDir,
    host: Arc<FakeHost>,
    desk: Desk,
}

impl Laptop {
    fn new(seed: u64) -> Self {
        let place = tempfile::tempdir().unwrap();
        let host = FakeHost::of(seed);
        let desk = Desk::new(Arc::clone(&host) as Arc<dyn Host>, place.path().join("kantor"));
        Self { place, host, desk }
    }

    fn folder(&self) -> PathBuf {
        self.place.path().join("kantor")
    }

    fn ask(&self, command: &str, arguments: Value) -> Result<Value, Failure> {
        self.desk.call(command, arguments)
    }

    fn finish(&self, job: &Value) {
        loop {
            match self.ask("job.status", json!({ "job": job })).unwrap()["state"].as_str() {
                Some("done") => break,
                Some("running") => std::thread::sleep(std::time::Duration::from_millis(5)),
                other => panic!("{other:?}"),
            }
        }
    }

    /// How a job ended.
    fn end(&self, job: &Value) -> Value {
        loop {
            let status = self.ask("job.status", json!({ "job": job })).unwrap();
            if status["state"] != json!("running") {
                return status;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    fn look(&self) -> Value {
        self.ask("door.look", json!(null)).unwrap()
    }

    fn code_of(&self, command: &str, arguments: Value) -> String {
        self.ask(command, arguments).unwrap_err().code
    }

    /// What lies beside each other in the place of the office, by name.
    fn list(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.place.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn put(&self, bytes: Vec<u8>) -> Value {
        self.ask("door.take_files", json!(null)).unwrap();
        let id: FileId = self.desk.tray().put(bytes).unwrap();
        serde_json::to_value(id).unwrap()
    }
}

fn user(login: &str, nip: &str) -> Value {
    let name = json!({ "front": "Dr.", "name": "Siti\nWahyuni", "back": "S.Sos." });
    json!({ "login": login, "name": name, "nip": nip, "password": WORDS })
}

fn first_run() -> Value {
    json!({
        "name": "Puskesmas Tanjung Lestari",
        "region": "Kabupaten Lestari",
        "place": "Tanjung Lestari",
        "head": user("kepala", "19850101 201001 2 023"),
        "operator": user("operator", ""),
    })
}

fn by_password(login: &str, password: &str) -> Value {
    json!({ "kind": "password", "login": login, "password": password })
}

#[test]
fn the_first_run_makes_the_office_with_all_its_users_at_once() {
    let laptop = Laptop::new(1);
    assert_eq!(laptop.look()["has_office"], json!(false));
    let opened = laptop.ask("door.found", first_run()).unwrap();
    assert_eq!(opened["summary"]["user"], json!("Dr. Siti Wahyuni, S.Sos."));
    assert_eq!((&opened["is_first_run"], &opened["summary"]["is_practice"]), (&json!(true), &json!(false)));
    laptop.ask("office.lock", json!(null)).unwrap();
    assert_eq!(laptop.look()["logins"], json!(["kepala", "operator"]));
    let operator = laptop.ask("office.open", json!({ "login": "operator", "password": WORDS })).unwrap();
    assert_eq!(operator["is_first_run"], json!(false), "the sheets are the head's to print");
    laptop.ask("office.lock", json!(null)).unwrap();
    let head = laptop.ask("office.open", json!({ "login": "kepala", "password": WORDS })).unwrap();
    assert_eq!(head["is_first_run"], json!(true), "the first run goes on where it was left");
}

#[test]
fn what_is_wrong_in_the_first_run_leaves_nothing() {
    for (place, wrong, code) in [
        ("/name", json!(" \n"), "office.name_missing"),
        ("/name", json!("x".repeat(5_000)), "office.name_too_long"),
        ("/head/nip", json!("198501012010012"), "nip.format"),
        ("/head/name/name", json!(" "), "user.name_missing"),
        ("/head/password", json!("pendek"), "store.weak_password"),
        ("/head/password", json!("aaaaaaaaaaaaaaaa"), "store.weak_password"),
        ("/operator/password", json!("pendek"), "store.weak_password"),
        ("/operator/login", json!("KEPALA"), "store.slot_taken"),
        ("/head/login", json!(""), "store.login_unusable"),
    ] {
        let laptop = Laptop::new(2);
        let mut run = first_run();
        *run.pointer_mut(place).unwrap() = wrong;
        assert_eq!(laptop.code_of("door.found", run), code, "{place}");
        assert!(laptop.list().is_empty(), "{place}: {:?}", laptop.list());
    }
}

#[test]
fn a_first_run_that_dies_before_the_end_leaves_no_office_and_can_be_done_again() {
    let laptop = Laptop::new(3);
    laptop.host.on_step(|step| {
        assert_ne!(step, tilik_store::Step::FolderBuilt, "the power fails");
    });
    let died =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| laptop.ask("door.found", first_run())));
    assert!(died.is_err());
    assert!(!laptop.folder().exists(), "{:?}", laptop.list());
    // The next start of the program.
    let host = FakeHost::of(33);
    let desk = Desk::new(Arc::clone(&host) as Arc<dyn Host>, laptop.folder());
    desk.call("door.found", first_run()).unwrap();
    assert_eq!(laptop.list(), ["kantor"], "what the dead one built is gone");
}

#[test]
fn what_was_typed_is_there_until_the_office_is() {
    let laptop = Laptop::new(4);
    laptop.ask("door.keep_typed", json!({ "typed": { "step": 2, "name": "Dinas" } })).unwrap();
    assert_eq!(laptop.look()["typed"]["name"], json!("Dinas"));
    laptop.ask("door.found", first_run()).unwrap();
    assert_eq!(laptop.look()["typed"], json!(null));
}

#[test]
fn who_does_not_have_the_sheet_cannot_say_that_it_is_kept() {
    let laptop = Laptop::new(5);
    laptop.ask("door.found", first_run()).unwrap();
    let code = laptop.ask("recovery.make", json!(null)).unwrap();
    assert_eq!(laptop.ask("recovery.make", json!(null)).unwrap(), code, "asked twice, it is the same");
    let asked = usize::try_from(code["asked_group"].as_u64().unwrap()).unwrap();
    let group = code["first"].as_str().unwrap().split('-').nth(asked - 1).unwrap().to_owned();
    for wrong in ["", "0", &group[..3], "!!!!", code["second"].as_str().unwrap()] {
        let refused = laptop.code_of("recovery.confirm", json!({ "signs": wrong }));
        assert_eq!(refused, "recovery.signs_wrong", "{wrong}");
    }
    let printed = laptop.ask("recovery.print", json!({ "paper": "f4" })).unwrap();
    let file: FileId = serde_json::from_value(printed["file"].clone()).unwrap();
    assert!(laptop.desk.tray().get(file).unwrap().starts_with(b"%PDF"));
    let kept = laptop.ask("recovery.confirm", json!({ "signs": group[..4].to_lowercase() })).unwrap();
    assert_eq!((&kept["state"], &kept["since"]), (&json!("kept"), &json!("2026-10-05")));
    assert_eq!(laptop.code_of("recovery.print", json!({ "paper": "a4" })), "recovery.no_code");
    assert_eq!(laptop.ask("office.look", json!(null)).unwrap()["is_first_run"], json!(false));
}

#[test]
fn sheets_are_put_off_with_a_reason_that_is_kept() {
    let laptop = Laptop::new(6);
    laptop.ask("door.found", first_run()).unwrap();
    assert_eq!(laptop.code_of("recovery.postpone", json!({ "reason": " " })), "recovery.reason_missing");
    laptop.ask("recovery.postpone", json!({ "reason": "Printer belum siap" })).unwrap();
    laptop.ask("office.lock", json!(null)).unwrap();
    let open = laptop.ask("office.open", json!({ "login": "kepala", "password": WORDS })).unwrap();
    assert_eq!(open["is_first_run"], json!(false));
    let state = laptop.ask("recovery.look", json!(null)).unwrap();
    assert_eq!((&state["state"], &state["reason"]), (&json!("postponed"), &json!("Printer belum siap")));
    laptop.ask("office.lock", json!(null)).unwrap();
    laptop.ask("office.open", json!({ "login": "operator", "password": WORDS })).unwrap();
    assert_eq!(laptop.code_of("recovery.make", json!(null)), "user.not_permitted");
}

#[test]
fn both_halves_give_a_new_passphrase_and_one_alone_does_not() {
    let laptop = Laptop::new(7);
    laptop.ask("door.found", first_run()).unwrap();
    let code = laptop.ask("recovery.make", json!(null)).unwrap();
    laptop.ask("office.lock", json!(null)).unwrap();
    let typo = laptop.ask("door.check_half", json!({ "half": 1, "text": code["second"] })).unwrap_err();
    assert_eq!((typo.code.as_str(), &typo.details["half"]), ("store.recovery_code_typo", &json!("A")));
    let short = laptop.ask("door.check_half", json!({ "half": 2, "text": "TP22Y" })).unwrap_err();
    assert_eq!((short.code.as_str(), &short.details["half"]), ("store.recovery_code_length", &json!("B")));
    laptop.ask("door.check_half", json!({ "half": 2, "text": code["second"] })).unwrap();
    let reset = |second: &Value| {
        let new = "sembilan layar putih";
        laptop.ask(
            "door.reset_password",
            json!({ "first": code["first"], "second": second, "login": "operator", "password": new }),
        )
    };
    assert_eq!(reset(&code["first"]).unwrap_err().code, "store.recovery_code_typo");
    reset(&code["second"]).unwrap();
    laptop.ask("office.lock", json!(null)).unwrap();
    let old = json!({ "login": "operator", "password": WORDS });
    assert_eq!(laptop.code_of("office.open", old), "store.wrong_password");
    laptop.ask("office.open", json!({ "login": "kepala", "password": WORDS })).unwrap();
}

#[test]
fn the_wait_after_wrong_passphrases_is_told_beforehand() {
    let laptop = Laptop::new(8);
    laptop.ask("door.found", first_run()).unwrap();
    laptop.ask("office.lock", json!(null)).unwrap();
    let mut told = Vec::new();
    for _ in 0..5 {
        let wrong = json!({ "login": "kepala", "password": "bukan kata sandinya" });
        assert_eq!(laptop.code_of("office.open", wrong), "store.wrong_password");
        told.push(laptop.look()["wait_seconds"].as_u64().unwrap());
    }
    assert_eq!(told, [0, 1, 2, 4, 8]);
    laptop.ask("office.open", json!({ "login": "kepala", "password": WORDS })).unwrap();
    assert_eq!(
        laptop.host.pauses().iter().map(std::time::Duration::as_secs).collect::<Vec<_>>(),
        [1, 2, 4, 8]
    );
}

#[test]
fn a_full_disk_and_an_impossible_clock_are_told_at_once() {
    let laptop = Laptop::new(9);
    assert_eq!(laptop.look()["warnings"], json!([]));
    laptop.host.set_free_space(300 * 1024 * 1024);
    laptop.host.set_today(NaiveDate::from_ymd_opt(2009, 1, 1).unwrap());
    let warnings = laptop.look()["warnings"].clone();
    assert_eq!(warnings[0]["details"]["megabytes"], json!(300));
    assert_eq!(
        (&warnings[1]["code"], &warnings[1]["details"]["year"]),
        (&json!("door.clock_early"), &json!(2009))
    );
}

/// The bytes of a backup of an office that has gone.
fn make_backup(seed: u64) -> Vec<u8> {
    let (old, office) = TempOffice::found(seed);
    let file = old.beside("salinan.tilikbackup");
    office.backup(&file).unwrap();
    fs::read(file).unwrap()
}

#[test]
fn a_backup_is_looked_into_and_restored_and_nothing_else_is_left() {
    let laptop = Laptop::new(10);
    let file = laptop.put(make_backup(11));
    let look = laptop.ask("door.look_at_backup", json!({ "file": file })).unwrap();
    assert_eq!((&look["is_whole"], &look["logins"]), (&json!(true), &json!(["kepala"])));
    let wrong = json!({ "file": file, "opening": by_password("kepala", "bukan kata sandinya") });
    assert_eq!(laptop.code_of("door.preview_backup", wrong.clone()), "store.wrong_password");
    assert_eq!(laptop.code_of("door.restore", wrong), "store.wrong_password");
    assert!(laptop.list().is_empty(), "{:?}", laptop.list());
    let right = json!({ "file": file, "opening": by_password("kepala", PASSWORD) });
    let preview = laptop.ask("door.preview_backup", right.clone()).unwrap();
    assert_eq!(preview["summary"]["name"], json!("Dinas Contoh"));
    assert!(laptop.list().is_empty());
    laptop.ask("door.restore", right).unwrap();
    assert_eq!(laptop.list(), ["kantor"]);
    assert_eq!(laptop.look()["is_open"], json!(true));
}

#[test]
fn a_damaged_backup_says_what_can_be_read_and_restores_nothing() {
    let laptop = Laptop::new(12);
    let mut bytes = make_backup(13);
    let last = bytes.len() - 100;
    bytes[last] ^= 1;
    let file = laptop.put(bytes);
    let look = laptop.ask("door.look_at_backup", json!({ "file": file })).unwrap();
    assert_eq!(
        (&look["is_whole"], &look["has_keys"], &look["has_database"]),
        (&json!(false), &json!(true), &json!(false))
    );
    let asked = json!({ "file": file, "opening": by_password("kepala", PASSWORD) });
    assert_eq!(laptop.code_of("door.restore", asked), "store.backup_damaged");
    assert!(laptop.list().is_empty());
    let file = laptop.put(b"bukan salinan".to_vec());
    assert_eq!(laptop.code_of("door.look_at_backup", json!({ "file": file })), "store.not_a_backup");
}

#[test]
fn only_a_broken_office_makes_room_for_a_backup() {
    let laptop = Laptop::new(14);
    laptop.ask("door.found", first_run()).unwrap();
    laptop.ask("office.lock", json!(null)).unwrap();
    let bytes = make_backup(15);
    let file = laptop.put(bytes.clone());
    let asked = json!({ "file": file, "opening": by_password("kepala", PASSWORD) });
    assert_eq!(laptop.look()["may_replace"], json!(false));
    assert_eq!(laptop.code_of("door.restore", asked), "store.folder_not_empty");
    assert_eq!(laptop.list(), ["kantor"], "a healthy office stays");
    laptop.ask("office.open", json!({ "login": "kepala", "password": WORDS })).unwrap();
    laptop.ask("office.lock", json!(null)).unwrap();

    fs::remove_file(laptop.folder().join("tilik.keys")).unwrap();
    let look = laptop.look();
    assert_eq!(
        (&look["trouble"]["code"], &look["may_replace"]),
        (&json!("store.keys_missing"), &json!(true))
    );
    let file = laptop.put(bytes);
    laptop.ask("door.restore", json!({ "file": file, "opening": by_password("kepala", PASSWORD) })).unwrap();
    assert_eq!(laptop.list(), ["kantor", "kantor-rusak-2026-10-05-1"]);
    assert!(
        laptop.place.path().join("kantor-rusak-2026-10-05-1").join("tilik.db").is_file(),
        "nothing is deleted"
    );
}

#[test]
fn an_office_that_was_repaired_stays_and_a_broken_one_leaves_its_copies_to_its_successor() {
    let laptop = Laptop::new(17);
    laptop.ask("door.found", first_run()).unwrap();
    laptop.finish(&laptop.ask("backup.start_copy", json!(null)).unwrap());
    laptop.finish(&laptop.ask("backup.start_copy", json!(null)).unwrap());
    laptop.ask("office.lock", json!(null)).unwrap();
    let database = laptop.folder().join("tilik.db");
    let whole = fs::read(&database).unwrap();
    let open = json!({ "login": "kepala", "password": WORDS });

    fs::write(&database, b"").unwrap();
    laptop.ask("office.open", open.clone()).unwrap_err();
    assert_eq!(laptop.look()["may_replace"], json!(true));
    fs::write(&database, whole).unwrap();
    assert_eq!(laptop.look()["may_replace"], json!(false), "repaired by hand");
    let own = laptop.folder().join("backups").join("000002.tilikbackup");
    let choose = || {
        laptop.ask("door.take_files", json!(null)).unwrap();
        let file = laptop.desk.tray().put_place(own.clone()).unwrap();
        json!({ "file": file, "opening": by_password("kepala", WORDS) })
    };
    assert_eq!(laptop.code_of("door.restore", choose()), "store.folder_not_empty");
    assert_eq!(laptop.list(), ["kantor"]);

    fs::write(&database, b"").unwrap();
    laptop.ask("office.open", open).unwrap_err();
    laptop.ask("door.restore", choose()).unwrap();
    assert_eq!(laptop.list(), ["kantor", "kantor-rusak-2026-10-05-1"]);
    let copies = laptop.ask("backup.list", json!(null)).unwrap();
    let counters: Vec<_> = copies.as_array().unwrap().iter().map(|copy| copy["counter"].clone()).collect();
    assert_eq!(counters, [json!(2), json!(1)]);
}

#[test]
fn a_practice_that_opens_no_more_is_deleted_at_the_door() {
    let laptop = Laptop::new(18);
    laptop.finish(&laptop.ask("practice.prepare", json!(null)).unwrap());
    assert_eq!(
        laptop.code_of("practice.leave", json!(null)),
        "practice.not_open",
        "a whole one is left inside"
    );
    fs::write(laptop.place.path().join("kantor-latihan/kantor/tilik.db"), b"").unwrap();
    laptop.ask("practice.enter", json!(null)).unwrap_err();
    laptop.ask("practice.leave", json!(null)).unwrap();
    assert!(laptop.list().is_empty());
}

fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                found.push((path.clone(), fs::read(path).unwrap()))
            }
        }
    }
    found.sort();
    found
}

#[test]
fn practice_comes_and_goes_and_the_real_office_is_untouched() {
    let laptop = Laptop::new(16);
    laptop.ask("door.found", first_run()).unwrap();
    assert_eq!(laptop.code_of("practice.leave", json!(null)), "practice.not_open");
    laptop.ask("office.lock", json!(null)).unwrap();
    let (real, marks) = (snapshot(&laptop.folder()), snapshot(laptop.host.marks()));
    let asked = [(); 2].map(|()| laptop.ask("practice.prepare", json!(null)).unwrap());
    asked.iter().for_each(|job| laptop.finish(job));
    let opened = laptop.ask("practice.enter", json!(null)).unwrap();
    assert_eq!((&opened["summary"]["is_practice"], &opened["summary"]["staff"]), (&json!(true), &json!(12)));
    assert_eq!(opened["is_first_run"], json!(false));
    let look = laptop.ask("practice.look", json!(null)).unwrap();
    assert_eq!(look["summary"]["staff"], json!(12));
    laptop.ask("practice.leave", json!(null)).unwrap();
    assert_eq!(laptop.list(), ["kantor"]);
    assert_eq!(laptop.code_of("office.look", json!(null)), "office.not_open");
    assert_eq!((snapshot(&laptop.folder()), snapshot(laptop.host.marks())), (real, marks));
}

/// Brings a generated staff in, as the window does.
fn import_staff(laptop: &Laptop, staff: &Staff) {
    let file: FileId = laptop.desk.tray().put(staff.roster().into_bytes()).unwrap();
    let choices = json!({
        "sheet": null, "columns": [], "assessed_since": null, "accept_superiors": [], "corrections": [], "left_out": [], "kept": [], "taken_back": [],
    });
    let job = laptop.ask("staff.start_import", json!({ "file": file, "choices": choices })).unwrap();
    laptop.finish(&job);
}

#[test]
fn an_account_stays_its_owners_when_the_list_names_another_head() {
    let laptop = Laptop::new(61);
    laptop.ask("door.found", first_run()).unwrap();
    let staff = Staff::of(12);
    import_staff(&laptop, &staff);
    let who = || laptop.ask("office.look", json!(null)).unwrap()["summary"]["user"].clone();
    let who_was = who();
    assert_eq!(who_was, json!("Dr. Siti Wahyuni, S.Sos."), "nobody is given another's name");
    let asked = laptop.ask("user.head_question", json!(null)).unwrap();
    assert_eq!((&asked["nip"], &asked["own_nip"]), (&json!(staff.head().nip), &json!("198501012010012023")));
    assert_eq!(laptop.ask("user.list", json!(null)).unwrap()[0]["nip"], json!(""));
    // Until it is answered, the listed head may be the one who is here: what one's superior decides is asked by paper.
    let plan = laptop.ask("plan.card", json!({ "nip": staff.head().nip, "year": 2026 })).unwrap();
    assert_eq!(plan["is_own"], json!(true));
    let other = laptop.code_of("user.claim_head", json!({ "nip": staff.members[3].nip }));
    assert_eq!(other, "user.not_the_head");
    let claimed = laptop.ask("user.claim_head", json!({ "nip": staff.head().nip })).unwrap();
    assert_eq!(claimed["summary"]["user"], asked["name"]);
    assert_eq!(laptop.ask("user.head_question", json!(null)).unwrap(), json!(null));
    // Who is here is settled: the account claims nobody any more.
    let again = laptop.code_of("user.claim_head", json!({ "nip": staff.head().nip }));
    assert_eq!(again, "user.not_the_head");
    // What was done before stands under the name that the account had.
    let card = laptop.ask("staff.card", json!({ "nip": staff.members[3].nip })).unwrap();
    let by: Vec<_> = card["history"].as_array().unwrap().iter().map(|line| line["who"].clone()).collect();
    assert!(!by.is_empty() && by.iter().all(|who| *who == who_was), "{by:?}");
}

#[test]
fn an_account_is_found_on_the_list_by_its_nip() {
    let laptop = Laptop::new(62);
    let staff = Staff::of(12);
    let mut run = first_run();
    run["head"] = user("kepala", &staff.head().nip);
    laptop.ask("door.found", run).unwrap();
    import_staff(&laptop, &staff);
    assert_eq!(laptop.ask("user.head_question", json!(null)).unwrap(), json!(null));
    let users = laptop.ask("user.list", json!(null)).unwrap();
    assert_eq!(users[0]["nip"], json!(staff.head().nip));
}

// Elsewhere the system itself does not let an open file go.
#[cfg(unix)]
#[test]
fn what_is_written_into_a_folder_that_is_gone_is_refused() {
    let laptop = Laptop::new(63);
    laptop.ask("door.found", first_run()).unwrap();
    import_staff(&laptop, &Staff::of(12));
    let paper = |paper: &str| laptop.ask("office.change_settings", json!({ "paper": paper }));
    let draft = json!({ "drafts": [{ "key": "a", "content": "b", "version": null }] });
    laptop.ask("draft.keep", draft.clone()).unwrap();
    let emblem = serde_json::to_value(laptop.desk.tray().put(white_picture()).unwrap()).unwrap();
    laptop.ask("paper.set_emblem", json!({ "file": emblem })).unwrap();
    let away = laptop.place.path().join("lain");
    fs::rename(laptop.folder(), &away).unwrap();
    assert_eq!(paper("f4").unwrap_err().code, "store.folder_gone");
    assert_eq!(laptop.code_of("draft.keep", draft.clone()), "store.folder_gone");
    // Another folder of the name is not the office's: neither its journal nor its slots.
    fs::create_dir(laptop.folder()).unwrap();
    fs::write(laptop.folder().join("tilik.db"), b"another").unwrap();
    fs::write(laptop.folder().join("tilik.keys"), b"another").unwrap();
    assert_eq!(paper("f4").unwrap_err().code, "store.folder_gone");
    let change = json!({ "old": WORDS, "new": "sembilan kapal di pantai" });
    assert_eq!(laptop.code_of("user.change_password", change), "store.folder_gone");
    assert_eq!(fs::read(laptop.folder().join("tilik.keys")).unwrap(), b"another");
    assert_eq!(fs::read_dir(laptop.folder()).unwrap().count(), 2);
    fs::remove_dir_all(laptop.folder()).unwrap();
    fs::rename(&away, laptop.folder()).unwrap();
    paper("f4").unwrap();
    laptop.ask("draft.keep", draft).unwrap();

    fs::remove_dir_all(laptop.folder()).unwrap();
    let job = laptop.ask("backup.start_copy", json!(null)).unwrap();
    assert_eq!(laptop.end(&job)["failure"]["code"], json!("store.folder_gone"));
    assert!(!laptop.folder().exists(), "nothing lies in the way of the folder that comes back");
    let job = laptop.ask("backup.start_stick_copy", json!(null)).unwrap();
    let made = laptop.end(&job)["answer"].clone();
    assert_eq!(made["left_out"], json!(1), "the emblem lay in the folder");
    let file: FileId = serde_json::from_value(made["file"].clone()).unwrap();
    let copy = laptop.desk.tray().place(file).unwrap().unwrap();
    let restored = laptop.place.path().join("kembali");
    tilik_store::backup::restore(&copy, &restored, laptop.host.as_ref()).unwrap();
    let office =
        tilik_office::Office::open(&restored, "kepala", WORDS, Arc::clone(&laptop.host) as Arc<dyn Host>)
            .unwrap();
    assert_eq!(office.list_people().unwrap().len(), 12);
}

/// An emblem.
#[cfg(unix)]
fn white_picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 80, 80);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&[255; 80 * 80]).unwrap();
    bytes
}
