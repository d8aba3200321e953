//! What the program says when it cannot: an exit code, a code and a sentence on standard error, and nothing lost.

use std::fs;

use serde_json::Value;
use tilik_testkit::folder::list_names;
use tilik_testkit::program::{begin, read};
use tilik_testkit::staff::{HEADINGS, write_table};
use tilik_testkit::{Answer, OTHER_PASSWORD, Staff, Tilikctl};

use crate::laptop::*;

/// The code of a refusal, told the same way in words and as JSON.
pub fn refusal(program: &Tilikctl, arguments: &[&str]) -> String {
    let words = program.run(arguments);
    let json = program.run_json(arguments);
    assert_eq!((words.code, json.code), (Some(1), Some(1)), "{words:?} {json:?}");
    assert_eq!((words.out.as_str(), json.out.as_str()), ("", ""), "a refusal is on standard error alone");
    let failure: Value = json.failure();
    let code = failure["code"].as_str().unwrap().to_owned();
    let message = failure["message"].as_str().unwrap();
    assert!(message.contains(' ') && message.ends_with('.'), "no sentence for {code}");
    assert!(!message.contains('{'), "a fact is missing in: {message}");
    assert!(words.err.starts_with(&format!("{code}: {message}")), "{words:?}");
    code
}

fn count_staff(laptop: &Laptop, folder: &str) -> usize {
    laptop.whole(&["list", folder, "staff"]).as_array().unwrap().len()
}

#[test]
fn who_may_not_come_in_hears_why() {
    let laptop = Laptop::new();
    let folder = laptop.found();
    let stranger = laptop.program.with_user("siapa", "bukan kata sandi");
    assert_eq!(refusal(&stranger, &["verify", &folder]), "store.wrong_password");
    assert_eq!(count_staff(&laptop, &folder), 0);
    let mut nobody = laptop.program.command(["verify", &folder, "--json"]);
    nobody.env_remove("TILIK_PASSWORD");
    let answer = read(begin(&mut nobody));
    assert_eq!((answer.code, &answer.failure()["code"]), (Some(1), &"cli.password_missing".into()));
    let weak = laptop.program.with_user("kepala", "123");
    assert_eq!(refusal(&weak, &["new", &laptop.at("baru"), "--office", "Dinas"]), "store.weak_password");
    assert!(!laptop.place("baru").exists(), "nothing is left of an office that could not be made");
    // The password itself is never shown.
    let told = stranger.run(["verify", &folder]);
    assert!(!format!("{told:?}").contains("bukan kata sandi"));
}

#[test]
fn a_folder_that_is_no_office_is_left_alone() {
    let laptop = Laptop::new();
    fs::create_dir(laptop.place("foto")).unwrap();
    fs::write(laptop.place("foto").join("liburan.jpg"), "bukan kantor").unwrap();
    let (photos, missing) = (laptop.at("foto"), laptop.at("tidak-ada"));
    let program = &laptop.program;
    assert_eq!(refusal(program, &["verify", &photos]), "store.not_an_office_folder");
    assert_eq!(refusal(program, &["verify", &missing]), "store.folder_missing");
    assert_eq!(refusal(program, &["new", &photos, "--office", "Dinas"]), "store.folder_not_empty");
    assert_eq!(list_names(&laptop.place("foto")), ["liburan.jpg"]);
    let folder = laptop.found();
    let (backup, restored) = (laptop.write("bukan.tilikbackup", "bukan cadangan"), laptop.at("pulih"));
    assert_eq!(refusal(program, &["restore", &backup, &restored]), "store.not_a_backup");
    assert!(!laptop.place("pulih").exists());
    assert_eq!(refusal(program, &["explain", &folder, "--nip", "1", "--period", PERIOD]), "nip.format");
}

#[test]
fn a_second_process_is_told_that_the_office_is_open() {
    let (place, office) = tilik_testkit::TempOffice::found(71);
    let laptop = Laptop::new();
    let folder = place.root().to_str().unwrap();
    assert_eq!(refusal(&laptop.program, &["verify", folder]), "store.locked_by_another_process");
    drop(office);
    assert_eq!(laptop.whole(&["verify", folder])["is_whole"], true);
}

#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_written_is_refused_and_left_as_it_is() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let laptop = Laptop::new();
    let folder = laptop.found();
    // Modes do not bind root: then another user of the machine tries, who may read everything and write nothing.
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let mut command = if is_root {
        let own_copy = laptop.place("tilikctl");
        #[expect(clippy::disallowed_methods, reason = "a program, not a database")]
        fs::copy(env!("CARGO_BIN_EXE_tilikctl"), &own_copy).unwrap();
        for path in [laptop.place(""), own_copy.clone(), laptop.place("kantor")] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        for name in list_names(&laptop.place("kantor")) {
            let path = laptop.place("kantor").join(name);
            let mode = if path.is_dir() { 0o755 } else { 0o644 };
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
        let program = Tilikctl::new(own_copy, &laptop.place("marks"));
        let mut command = program.command(["verify", &folder, "--json"]);
        command.uid(65_534);
        command
    } else {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
        laptop.program.command(["verify", &folder, "--json"])
    };
    let answer = read(begin(&mut command));
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!((answer.code, &answer.failure()["code"]), (Some(1), &"store.folder_read_only".into()));
    assert_eq!(laptop.whole(&["verify", &folder])["is_whole"], true);
}

#[test]
fn a_broken_database_is_kept_and_the_backup_takes_its_place() {
    let staff = Staff::of(8);
    let laptop = Laptop::new();
    let folder = laptop.found();
    laptop.import_staff(&folder, &staff);
    let backup = laptop.at("cadangan.tilikbackup");
    laptop.whole(&["backup", &folder, &backup]);
    let path = laptop.place("kantor").join("tilik.db");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let told = laptop.program.run_json(["verify", &folder]);
    let failure = told.failure();
    assert_eq!((told.code, &failure["code"]), (Some(1), &"store.database_damaged".into()));
    let kept = failure["details"]["quarantined_at"].as_str().unwrap();
    assert_eq!(fs::read(kept).unwrap().len(), whole.len() / 2, "moved aside, never deleted");
    assert!(failure["message"].as_str().unwrap().contains(kept), "the sentence says where");
    assert_eq!(refusal(&laptop.program, &["verify", &folder]), "store.database_missing");
    laptop.whole(&["restore", &backup, &laptop.at("pulih")]);
    assert_eq!(count_staff(&laptop, &laptop.at("pulih")), 8);
}

#[test]
fn files_that_hold_no_table_are_refused_as_a_whole() {
    let laptop = Laptop::new();
    let folder = laptop.found();
    let before = laptop.whole(&["verify", &folder]);
    let files: [(&str, &[u8], &str); 7] = [
        ("kosong.csv", b"", "exchange.file_empty"),
        ("spasi.csv", b"\r\n  \r\n", "exchange.file_empty"),
        ("tanpa-judul.csv", b"Agus;198505202010012011\nBayu;198505202010012012\n", "exchange.no_header"),
        ("hanya-judul.csv", b"judul laporan\n", "exchange.no_header"),
        ("sebenarnya.csv", b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0", "exchange.file_broken"),
        ("cetakan.xlsx", b"%PDF-1.7\n", "exchange.not_text"),
        ("kutip.csv", b"nip;nama\n198505202010012011;\"Agus\n", "exchange.quote_broken"),
    ];
    for (name, bytes, code) in files {
        let file = laptop.write(name, bytes);
        assert_eq!(refusal(&laptop.program, &["import", &folder, &file]), code, "{name}");
    }
    let missing = laptop.at("tidak-ada.csv");
    assert_eq!(refusal(&laptop.program, &["import", &folder, &missing]), "cli.file");
    let only_headings = laptop.import(&folder, "kepala.csv", write_table(';', &HEADINGS, [].into_iter()));
    assert_eq!(only_headings.whole().json()["new"], 0);
    assert_eq!(laptop.whole(&["verify", &folder]), before, "nothing of all that was written");
}

#[test]
fn wrong_plans_and_ratings_are_refused_row_by_row() {
    let staff = Staff::of(8);
    let laptop = Laptop::new();
    let folder = laptop.found();
    laptop.import_staff(&folder, &staff);
    laptop.agree_plans(&folder, &staff);
    let nip = |place: usize| staff.members[place].nip.as_str();
    let ratings = format!(
        "nip;result_rating;behaviour_rating;feedback\n{};sesuai ekspektasi;sesuai ekspektasi;Baik\n\
         {};luar biasa;sesuai ekspektasi;Baik\n{};sesuai ekspektasi;;Baik\n1.97E+17;above;above;Baik\n\
         198505202010012011;above;above;Orang lain\n",
        nip(4),
        nip(5),
        nip(6)
    );
    let file = laptop.write("rating.csv", ratings);
    let answer = laptop.program.run_json(["rate", &folder, &file, "--period", PERIOD]);
    assert_eq!(answer.code, Some(3));
    let report = answer.json();
    assert_eq!(report["rated"], serde_json::json!([nip(4)]));
    assert_eq!(
        list_refusals(&report),
        [
            "3 B ratings.rating_unknown",
            "4 C ratings.rating_missing",
            "5 A ratings.nip_damaged",
            "6 - person.unknown",
        ]
    );
    let plans = staff.plans().replace("12 laporan", "");
    let other = Laptop::new();
    let second = other.found();
    other.import_staff(&second, &staff);
    let file = other.write("skp.csv", plans);
    let answer = other.program.run_json(["skp", &second, &file]);
    assert_eq!((answer.code, &answer.json()["agreed"]), (Some(3), &serde_json::json!([])));
    let codes: Vec<_> = list_refusals(&answer.json());
    assert_eq!(codes.iter().filter(|line| line.ends_with("K plans.value_missing")).count(), 8);
    assert_eq!(codes.iter().filter(|line| line.ends_with("A plans.person_refused")).count(), 8, "{codes:?}");
    // What cannot be closed is named with its reasons, one line a person, and the rest is closed.
    let told: Answer = laptop.program.run_json([
        "close",
        &folder,
        "--period",
        PERIOD,
        "--distribution-reason",
        "Kantor kecil",
    ]);
    assert_eq!((told.code, told.acknowledged()), (Some(3), vec![nip(4).to_owned()]));
    assert_eq!(told.err.lines().filter(|line| line.starts_with("evaluation.incomplete: ")).count(), 7);
}

#[test]
fn a_roster_of_50_000_rows_is_read_and_compared() {
    let staff = Staff::of(50_000);
    let laptop = Laptop::new();
    let folder = laptop.found();
    let file = laptop.write("besar.csv", staff.roster());
    let start = std::time::Instant::now();
    let report = laptop.whole(&["import", &folder, &file, "--since", SINCE, "--dry-run"]);
    println!("50,000 rows read in {:?}", start.elapsed());
    assert_eq!((&report["new"], &report["refused_rows"]), (&50_000.into(), &0.into()));
    if std::env::var_os("TILIK_SOAK").is_some() {
        let start = std::time::Instant::now();
        assert_eq!(laptop.whole(&["import", &folder, &file, "--since", SINCE])["new"], 50_000);
        println!("50,000 rows imported in {:?}", start.elapsed());
        assert_eq!(laptop.whole(&["verify", &folder])["is_whole"], true);
        println!("and verified after {:?}", start.elapsed());
    }
}

#[test]
fn each_user_does_what_the_role_allows() {
    let staff = Staff::of(8);
    let laptop = Laptop::new();
    let folder = laptop.found();
    laptop.import_staff(&folder, &staff);
    laptop.agree_plans(&folder, &staff);
    let head = laptop.program.with_new_password(OTHER_PASSWORD);
    head.run_json(["user", &folder, "add", "--login", "petugas", "--name", "Petugas", "--role", "operator"])
        .whole();
    let operator = laptop.program.with_user("petugas", OTHER_PASSWORD);
    let file = laptop.write("rating.csv", staff.ratings());
    assert_eq!(refusal(&operator, &["rate", &folder, &file, "--period", PERIOD]), "user.not_permitted");
    assert_eq!(refusal(&operator, &["close", &folder, "--period", PERIOD]), "user.not_permitted");
    assert_eq!(refusal(&operator, &["key", &folder]), "user.not_permitted");
    operator.run_json(["list", &folder, "staff"]).whole();
    laptop.whole(&["user", &folder, "remove", "--login", "petugas"]);
    assert_eq!(refusal(&operator, &["list", &folder, "staff"]), "store.wrong_password");
    assert_eq!(laptop.whole(&["verify", &folder])["is_whole"], true);
}
