//! Places as people have them: names with spaces and letters of all kinds, deep folders, files that are read-only or open in another program, names that
//! Windows keeps for itself. The same on every system; where systems differ by nature, a test says what each must do.

use std::fs::{self, File, OpenOptions};
use std::path::Path;

use tilik_testkit::folder::list_names;
use tilik_testkit::program::{begin, read};
use tilik_testkit::{OTHER_PASSWORD, Staff};

use crate::laptop::*;
use crate::refusals::refusal;

/// The whole way of an office in the folder `below`, every file beside it.
fn go_the_whole_way(laptop: &Laptop, below: &str) {
    let staff = Staff::of(8);
    fs::create_dir_all(laptop.place(below)).unwrap();
    let beside = |name: &str| format!("{below}/{name}");
    let folder = laptop.at(&beside("Kantor Dinas é ñ 文"));
    laptop.whole(&["new", &folder, "--office", "Dinas Contoh é ñ 文", "--place", "Kota Contoh"]);
    let roster = staff.roster().replace("\r\n", "\n").replace('\n', "\r\n");
    let report = laptop.import(&folder, &beside("daftar pegawai – é ñ 文.csv"), roster).whole().json();
    assert_eq!((&report["new"], &report["refused_rows"]), (&8.into(), &0.into()));
    laptop.name_regent(&folder, &staff);
    let plans = laptop.write(&beside("skp é.csv"), staff.plans().replace('\n', "\r\n"));
    let drafted = laptop.whole(&["skp", &folder, &plans]);
    assert_eq!(drafted["drafted"].as_array().unwrap().len(), 1, "nobody agrees an own plan");
    let own = laptop.whole(&["skp", &folder, &plans, "--signed-on", "2026-01-05", "--paper", "800/1 é"]);
    assert_eq!(
        (&drafted["agreed"].as_array().unwrap().len(), &own["agreed"].as_array().unwrap().len()),
        (&7, &1)
    );
    laptop.whole(&["achievement", &folder, "--period", PERIOD, "--level", "baik", "--note", "LKjIP é ñ 文"]);
    let ratings = laptop.write(&beside("rating ñ.csv"), staff.ratings().replace('\n', "\r\n"));
    laptop.whole(&["rate", &folder, &ratings, "--period", PERIOD]);
    let early = laptop.at(&beside("awal é.tilikbackup"));
    laptop.whole(&["backup", &folder, &early]);
    laptop.whole(&["close", &folder, "--period", PERIOD, "--distribution-reason", "Kantor kecil"]);
    let preview = laptop.whole(&["preview", &folder, &early]);
    let (then, now) = (preview["last_then"]["at"].as_i64(), preview["last_now"]["at"].as_i64());
    assert!(then.is_some() && then <= now, "{preview}");
    assert_eq!(
        (&preview["lost_edits"]["count"], preview["lost_edits"]["newest"].as_array().map(Vec::len)),
        (&serde_json::json!(8), Some(5)),
        "{preview}"
    );
    assert_eq!(preview["regained_edits"]["count"], 0);
    laptop.whole(&["key", &folder]);
    let (sheets, backup) =
        (laptop.at(&beside("lembar 文.pdf")), laptop.at(&beside("cadangan é.tilikbackup")));
    assert_eq!(laptop.whole(&["print", &folder, "--period", PERIOD, "--out", &sheets])["sheets"], 8);
    let out = laptop.at(&beside("satu per satu ñ"));
    assert_eq!(laptop.whole(&["print", &folder, "--period", PERIOD, "--out", &out])["sheets"], 8);
    assert_eq!(list_names(Path::new(&out)).len(), 8);
    laptop.whole(&["backup", &folder, &backup]);
    let restored = laptop.at(&beside("Pulih 文"));
    laptop.whole(&["restore", &backup, &restored]);
    laptop.whole(&["export", &folder, &laptop.at(&beside("ekspor 文.jsonl"))]);
    let here = laptop.whole(&["verify", &folder]);
    assert_eq!(here["is_whole"], true);
    assert_eq!(laptop.whole(&["verify", &restored])["entries"], here["entries"]);
    let left: Vec<_> =
        list_names(&laptop.place(below)).into_iter().filter(|name| name.contains("partial")).collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn an_office_lives_in_folders_with_spaces_and_letters_of_all_kinds() {
    let laptop = Laptop::new();
    go_the_whole_way(&laptop, "Data Saya é ñ 文 (2026) & lain-lain");
}

#[test]
fn an_office_lives_deep_below_where_windows_ends_its_short_paths() {
    let laptop = Laptop::new();
    let deep = ["sub bagian umum dan kepegawaian, arsip tahun 2026"; 6].join("/");
    assert!(deep.len() > 260);
    go_the_whole_way(&laptop, &deep);
}

#[test]
fn a_folder_is_the_same_however_its_path_is_written() {
    let laptop = Laptop::new();
    let folder = laptop.found();
    let entries = laptop.whole(&["verify", &folder])["entries"].clone();
    let mut ways = vec![format!("{folder}/"), laptop.at("marks/../kantor")];
    if cfg!(windows) {
        ways.extend([
            folder.replace('\\', "/"),
            format!("{folder}\\"),
            format!(r"\\?\{folder}"),
            folder.to_uppercase(),
        ]);
    }
    for way in ways {
        assert_eq!(laptop.whole(&["verify", &way])["entries"], entries, "{way}");
    }
    for way in ["kantor", "./kantor"] {
        let mut command = laptop.program.command(["verify", way, "--json"]);
        assert_eq!(
            read(begin(command.current_dir(laptop.place("")))).whole().json()["entries"],
            entries,
            "{way}"
        );
    }
    let mut backup = laptop.program.command(["backup", "kantor", "cadangan.tilikbackup"]);
    let _ = read(begin(backup.current_dir(laptop.place("")))).whole();
    laptop.whole(&["restore", &laptop.at("cadangan.tilikbackup"), &format!("{}/", laptop.at("pulih"))]);
    assert_eq!(laptop.whole(&["verify", &laptop.at("pulih")])["entries"], entries);
}

#[test]
fn names_that_windows_keeps_for_itself_are_refused_before_anything_is_written() {
    let laptop = Laptop::new();
    let folder = laptop.found();
    let backup = laptop.at("cadangan.tilikbackup");
    laptop.whole(&["backup", &folder, &backup]);
    laptop.write("pegawai.csv", "nip;nama\n1;Siapa\n");
    let before = list_names(&laptop.place(""));
    let roster = laptop.at("pegawai.csv");
    for name in ["CON", "nul.pdf", "aux.tilikbackup", "Lpt1.jsonl", "rekap 10:30.pdf", "titik."] {
        let place = laptop.at(name);
        let tries: [&[&str]; 7] = [
            &["new", &place, "--office", "Dinas"],
            &["demo", &place],
            &["restore", &backup, &place],
            &["backup", &folder, &place],
            &["export", &folder, &place],
            &["print", &folder, "--blank", "--out", &place],
            &["import", &folder, &roster, "--since", SINCE, "--rejects", &place],
        ];
        for arguments in tries {
            assert_eq!(refusal(&laptop.program, arguments), "file.name_unusable", "{arguments:?}");
        }
        assert_eq!(list_names(&laptop.place("")), before, "{name}");
    }
    assert_eq!(laptop.whole(&["list", &folder, "staff"]), serde_json::json!([]));
}

/// What a copy from a disc leaves behind. Where it binds, an office that cannot be written says so.
fn with_read_only<T>(path: &Path, act: impl FnOnce() -> T) -> T {
    let before = fs::metadata(path).unwrap().permissions();
    let mut read_only = before.clone();
    read_only.set_readonly(true);
    fs::set_permissions(path, read_only).unwrap();
    let done = act();
    // A file that was replaced has its own.
    fs::set_permissions(path, before).unwrap();
    done
}

#[test]
fn files_that_are_read_only_are_refused_and_lose_nothing() {
    let staff = Staff::of(8);
    let laptop = Laptop::new();
    let folder = laptop.found();
    let program = laptop.program.with_new_password(OTHER_PASSWORD);
    let roster = laptop.write("pegawai.csv", staff.roster());
    let tries: [(&str, &[&str]); 3] = [
        ("tilik.db", &["import", &folder, &roster, "--since", SINCE]),
        ("tilik.db", &["key", &folder]),
        ("tilik.keys", &["password", &folder]),
    ];
    for (file, arguments) in tries {
        let answer = with_read_only(&laptop.place("kantor").join(file), || program.run_json(arguments));
        // Root, on Unix and under Wine, may write all the same.
        if answer.code != Some(0) {
            assert_eq!(answer.failure()["code"], "store.folder_read_only", "{answer:?}");
        }
        let has_new = program.with_user("kepala", OTHER_PASSWORD).run(["verify", &folder]).code == Some(0);
        assert_eq!(has_new, file == "tilik.keys" && answer.code == Some(0));
        if !has_new {
            assert_eq!(laptop.whole(&["verify", &folder])["is_whole"], true);
        }
        assert!(
            !list_names(&laptop.place("kantor"))
                .iter()
                .any(|name| name == "quarantine" || name == "tilik.db.next")
        );
    }
}

/// Opens a file as programs do that let nobody change it meanwhile: only Windows knows such a thing.
fn open_elsewhere(path: &Path) -> File {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt;
        const FILE_SHARE_READ: u32 = 1;
        options.share_mode(FILE_SHARE_READ);
    }
    options.open(path).unwrap()
}

/// What was written beside its place and left there.
fn list_partial(laptop: &Laptop) -> Vec<String> {
    list_names(&laptop.place("")).into_iter().filter(|name| name.contains("partial")).collect()
}

#[test]
fn a_file_that_is_open_in_another_program_is_replaced_whole_or_stays() {
    let laptop = Laptop::new();
    let folder = laptop.found();
    let (sheet, backup, export) =
        (laptop.at("kosong.pdf"), laptop.at("cadangan.tilikbackup"), laptop.at("ekspor.jsonl"));
    let tries: [(&str, &str, &[&str]); 3] = [
        (&sheet, "print.file", &["print", &folder, "--blank", "--out", &sheet]),
        (&backup, "store.folder_read_only", &["backup", &folder, &backup]),
        (&export, "export.file", &["export", &folder, &export]),
    ];
    for (file, code, arguments) in tries {
        laptop.whole(arguments);
        let before = fs::read(file).unwrap();
        let held = open_elsewhere(Path::new(file));
        if cfg!(windows) {
            assert_eq!(refusal(&laptop.program, arguments), code);
            assert_eq!(fs::read(file).unwrap(), before);
            assert_eq!(list_partial(&laptop), Vec::<String>::new(), "{arguments:?}");
            drop(held);
        }
        laptop.whole(arguments);
        assert_eq!(list_partial(&laptop), Vec::<String>::new(), "{arguments:?}");
    }
}

#[test]
fn a_change_of_key_or_password_that_another_program_stops_leaves_the_old_one() {
    let laptop = Laptop::new();
    let folder = laptop.found();
    let program = laptop.program.with_new_password(OTHER_PASSWORD);
    for (file, act) in [("tilik.db", "key"), ("tilik.keys", "key"), ("tilik.keys", "password")] {
        let held = open_elsewhere(&laptop.place("kantor").join(file));
        if cfg!(windows) {
            let answer = program.run_json([act, &folder]);
            assert_eq!(answer.code, Some(1), "{file} {act}: {answer:?}");
        }
        drop(held);
        assert_eq!(laptop.whole(&["verify", &folder])["is_whole"], true, "{file} {act}");
        let names = list_names(&laptop.place("kantor"));
        assert_eq!(names, ["attachments", "backups", "tilik.db", "tilik.keys", "tilik.lock"], "{file} {act}");
    }
    program.run_json(["key", &folder]).whole();
    program.run_json(["password", &folder]).whole();
    assert_eq!(
        program.with_user("kepala", OTHER_PASSWORD).run_json(["verify", &folder]).whole().json()["is_whole"],
        true
    );
}

#[test]
fn an_open_office_can_be_looked_at_and_not_moved_away_from_under_its_holder() {
    let (place, office) = tilik_testkit::TempOffice::found(72);
    let files = ["tilik.db", "tilik.keys"].map(|name| place.root().join(name));
    for file in &files {
        assert!(!fs::read(file).unwrap().is_empty(), "a scanner or a copying program may read it");
    }
    let elsewhere = place.root().with_file_name("dipindah");
    if cfg!(windows) {
        assert!(fs::remove_file(&files[0]).is_err(), "Windows removes no file that somebody has open");
        // Nor does it move such a folder; Wine does.
        if fs::rename(place.root(), &elsewhere).is_ok() {
            fs::rename(&elsewhere, place.root()).unwrap();
        }
    }
    assert!(office.verify().unwrap().is_whole);
    drop(office);
    fs::rename(place.root(), &elsewhere).unwrap();
    let laptop = Laptop::new();
    assert_eq!(laptop.whole(&["verify", elsewhere.to_str().unwrap()])["is_whole"], true);
    fs::rename(&elsewhere, place.root()).unwrap();
}
