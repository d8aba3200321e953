//! From an empty folder to printed sheets, a backup, and the same office elsewhere.

use std::path::Path;

use lopdf::{Document, Object};
use tilik_office::{Host, SystemHost};
use tilik_testkit::folder::list_names;
use tilik_testkit::{Staff, Tilikctl};

use crate::laptop::*;

/// Millimetres of the first page, to the nearest.
fn size_of(document: &Document) -> (i64, i64) {
    let page = document.get_pages()[&1];
    let size = document.get_dictionary(page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
    let millimetres = |object: &Object| {
        let points = object.as_float().unwrap();
        (f64::from(points) * 25.4 / 72.0).round().to_string().parse::<i64>().unwrap()
    };
    (millimetres(&size[2]), millimetres(&size[3]))
}

fn text_of(path: &Path) -> (Document, String) {
    let document = Document::load(path).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&pages).unwrap();
    (document, text)
}

#[test]
fn an_office_of_48_goes_from_a_staff_list_to_closed_printed_sheets_and_moves_house() {
    let staff = Staff::of(48);
    let laptop = Laptop::new();
    let folder = laptop.at("kantor");
    let made = laptop.whole(&["new", &folder, "--office", "Dinas Contoh", "--place", "Kota Contoh"]);
    assert!(made["recovery"]["first"].as_str().is_some_and(|half| half.len() > 10));
    assert_ne!(made["recovery"]["first"], made["recovery"]["second"]);

    // In.
    let report = laptop.import(&folder, "pegawai.csv", staff.roster()).whole().json();
    assert_eq!((&report["new"], &report["refused_rows"]), (&48.into(), &0.into()));
    let people = laptop.whole(&["list", &folder, "staff"]);
    assert_eq!(list_of(&people, "nip"), staff.list_nips());
    let again = laptop.import(&folder, "pegawai.csv", staff.roster()).whole().json();
    assert_eq!((&again["new"], &again["updated"], &again["same"]), (&0.into(), &0.into(), &48.into()));
    laptop.name_regent(&folder, &staff);
    laptop.agree_plans(&folder, &staff);
    let plans = laptop.whole(&["list", &folder, "skp"]);
    assert_eq!(list_of(&plans, "nip"), staff.list_nips());
    assert!(list_of(&plans, "state").iter().all(|state| state == "agreed"));

    // Rated, explained, closed.
    laptop.rate(&folder, &staff);
    let reasons = laptop.whole(&["explain", &folder, "--nip", &staff.members[1].nip, "--period", PERIOD]);
    assert_eq!(reasons["predicate"], "sangat_baik");
    assert!(!reasons["explanation"]["sources"].as_array().unwrap().is_empty(), "the legal source is named");
    let closed = laptop
        .program
        .run_json(["close", &folder, "--period", PERIOD, "--distribution-reason", "Hasil pengukuran resmi"])
        .whole();
    let mut acknowledged = closed.acknowledged();
    acknowledged.sort();
    assert_eq!(acknowledged, staff.list_nips(), "one line a person");
    let evaluations = laptop.whole(&["list", &folder, "evaluations", "--period", PERIOD]);
    assert_eq!(list_of(&evaluations, "nip"), staff.list_nips());
    assert!(list_of(&evaluations, "state").iter().all(|state| state == "closed"));
    assert_eq!(list_of(&evaluations, "predicate").len(), 48);

    // Printed: one file on A4, one file a person on F4.
    let (file, out) = (laptop.at("semua.pdf"), laptop.at("lembar"));
    let printed = laptop.whole(&["print", &folder, "--period", PERIOD, "--out", &file]);
    assert_eq!((&printed["sheets"], &printed["drafts"]), (&48.into(), &0.into()));
    let (document, text) = text_of(&laptop.place("semua.pdf"));
    assert_eq!(size_of(&document), (210, 297));
    assert_eq!(document.get_pages().len(), 48);
    for member in &staff.members {
        assert!(text.contains(&member.name), "{} is not on a sheet", member.name);
    }
    assert!(!text.contains("RANCANGAN"));
    laptop.whole(&["print", &folder, "--period", PERIOD, "--paper", "f4", "--out", &out]);
    assert_eq!(list_names(&laptop.place("lembar")).len(), 48);
    for member in &staff.members {
        let path = laptop.place("lembar").join(format!("dokumen-evaluasi_{PERIOD}_{}.pdf", member.nip));
        let (document, text) = text_of(&path);
        assert_eq!(size_of(&document), (215, 330));
        assert!(text.contains(&member.name) && text.contains("BAIK") || text.contains("BUTUH PERBAIKAN"));
    }

    // Kept: verified, backed up, restored on another laptop, verified there.
    let here = laptop.whole(&["verify", &folder]);
    assert_eq!(here["is_whole"], true);
    let backup = laptop.at("cadangan.tilikbackup");
    laptop.whole(&["backup", &folder, &backup]);
    let elsewhere = Tilikctl::new(env!("CARGO_BIN_EXE_tilikctl"), &laptop.place("marks-lain"));
    let restored = laptop.at("kantor-lain");
    elsewhere.run_json(["restore", &backup, &restored]).whole();
    let there = elsewhere.run_json(["verify", &restored]).whole().json();
    assert_eq!(here, there);
    let moved = elsewhere.run_json(["list", &restored, "evaluations", "--period", PERIOD]).whole().json();
    assert_eq!(moved, evaluations);

    // In the open format, and built again from it.
    let export = laptop.at("ekspor.jsonl");
    let written = laptop.whole(&["export", &folder, &export]);
    let rebuilt_in = laptop.at("kantor-baru");
    laptop.whole(&["new", &rebuilt_in, "--office", "Dinas Contoh"]);
    let rebuilt = laptop.whole(&["import-export", &rebuilt_in, &export]);
    assert_eq!(written, rebuilt);
    let again = laptop.whole(&["export", &rebuilt_in, &laptop.at("lagi.jsonl")]);
    assert_eq!(written["records_sha256"], again["records_sha256"]);
    assert!(written["records"].as_u64().unwrap() > 48 * 5);
    assert_eq!(laptop.whole(&["verify", &rebuilt_in])["is_whole"], true);
    let into_full = laptop.program.run_json(["import-export", &folder, &export]);
    assert_eq!((into_full.code, &into_full.failure()["code"]), (Some(1), &"export.office_not_empty".into()));
}

#[test]
fn a_reopened_evaluation_prints_as_a_draft_and_closes_as_the_second_revision() {
    let staff = Staff::of(8);
    let laptop = Laptop::new();
    let folder = laptop.found();
    laptop.import_staff(&folder, &staff);
    laptop.agree_plans(&folder, &staff);
    laptop.rate(&folder, &staff);
    let close = ["close", &folder, "--period", PERIOD, "--distribution-reason", "Kantor kecil"];
    assert_eq!(laptop.program.run_json(close).whole().acknowledged().len(), 8);
    let nip = &staff.members[4].nip;
    laptop.whole(&["reopen", &folder, "--nip", nip, "--period", PERIOD, "--reason", "Salah rekam"]);
    let out = laptop.at("semua.pdf");
    let printed = laptop.whole(&["print", &folder, "--period", PERIOD, "--out", &out]);
    assert_eq!((&printed["sheets"], &printed["drafts"]), (&8.into(), &1.into()));
    assert_eq!(laptop.program.run_json(close).whole().acknowledged(), std::slice::from_ref(nip));
    let evaluations = laptop.whole(&["list", &folder, "evaluations", "--period", PERIOD]);
    let row = evaluations.as_array().unwrap().iter().find(|row| row["nip"] == nip.as_str()).unwrap();
    assert_eq!((&row["state"], &row["revision"]), (&"closed".into(), &2.into()));
}

/// By the clock that the program reads too: sheets are printed today.
fn today() -> String {
    SystemHost::new(SystemHost::default_marks()).today().to_string()
}

#[test]
fn papers_are_signed_refused_scanned_objected_to_and_printed_again() {
    let staff = Staff::of(8);
    let laptop = Laptop::new();
    let folder = laptop.found();
    laptop.import_staff(&folder, &staff);
    laptop.agree_plans(&folder, &staff);
    laptop.rate(&folder, &staff);
    let close = ["close", &folder, "--period", PERIOD, "--distribution-reason", "Kantor kecil"];
    laptop.program.run_json(close).whole();
    let list = || laptop.whole(&["sheet", &folder, "list", "--period", PERIOD])["counts"].clone();
    assert_eq!((&list()["total"], &list()["not_printed"]), (&8.into(), &8.into()));
    let out = laptop.at("semua.pdf");
    for _ in 0..2 {
        laptop.whole(&["print", &folder, "--period", PERIOD, "--out", &out]);
        assert_eq!(list()["printed"], 8);
    }
    let (today, nips) = (today(), staff.list_nips());
    let (all, one) = (nips.join(","), &staff.members[7].nip);
    let of = |nip: &str| ["--nip".to_owned(), nip.to_owned(), "--period".to_owned(), PERIOD.to_owned()];
    let run = |area: &str, act: &str, of: &[String], rest: &[&str]| {
        let mut arguments = vec![area.to_owned(), folder.clone(), act.to_owned()];
        arguments.extend(of.iter().cloned());
        arguments.extend(rest.iter().map(|part| (*part).to_owned()));
        laptop.program.run_json(&arguments)
    };
    let ticked = run("sheet", "sign", &of(&all), &["--assessor-on", &today]).whole().json();
    assert_eq!(ticked["ticked"].as_array().unwrap().len(), 8);
    run("sheet", "sign", &of(&all), &["--received-on", &today]).whole();
    run("sheet", "untick", &of(one), &["--what", "receipt"]).whole();
    run("sheet", "refuse", &of(one), &["--on", &today, "--witness", "Rini", "--words", "Belum setuju"])
        .whole();
    // A PDF of letters is no scan that could be made smaller: it is kept as it is.
    run("sheet", "scan", &of(one), &[&out]).whole();
    let back = laptop.at("kembali");
    run("sheet", "scans", &of(one), &["--out", &back]).whole();
    let kept = std::fs::read(laptop.place("kembali").join("1.pdf")).unwrap();
    assert!(kept == std::fs::read(&out).unwrap(), "the same bytes come back");
    run("sheet", "archive", &of(one), &["--on", &today, "--place", "Lemari 2"]).whole();
    let counts = list();
    assert_eq!(
        (&counts["signed"], &counts["refused"], &counts["archived"]),
        (&7.into(), &1.into(), &1.into())
    );

    // The objection, both sides, the decision; the old paper is void and the new one says what changed.
    run("objection", "window", &of(one), &[]).whole();
    run("objection", "file", &of(one), &["--on", &today, "--reasons", "Capaian tidak dihitung"]).whole();
    let heard = ["--assessor", "Bukti belum ada", "--assessor-on", &today, "--employee-on", &today];
    run("objection", "hear", &of(one), &heard).whole();
    let decided =
        ["--outcome", "changed", "--on", &today, "--words", "Bukti sah", "--result-rating", "above"];
    let decided = [&decided[..], &["--behaviour-rating", "above"]].concat();
    let card = run("objection", "decide", &of(one), &decided).whole().json();
    assert_eq!(card["state"], "changed");
    let counts = list();
    assert_eq!((&counts["not_printed"], &counts["void"]), (&1.into(), &1.into()));
    let report = laptop.whole(&["print", &folder, "--period", PERIOD, "--out", &out]);
    let prints = report["prints"].as_array().unwrap();
    let second: Vec<_> = prints.iter().filter(|print| print["number"] == 2).collect();
    assert_eq!((second.len(), &second[0]["nip"]), (1, &one.as_str().into()));
    assert!(second[0]["changes"].as_array().unwrap().contains(&"predicate".into()));
    let (_, words) = text_of(&laptop.place("semua.pdf"));
    assert!(words.contains("KEBERATAN") && words.contains("Bukti sah"), "the print carries the decision");
    assert_eq!(laptop.whole(&["verify", &folder])["is_whole"], true);

    // The seal of the new sheet is genuine here, and in another office once its keys were compared.
    let seals = run("sheet", "seal", &of(one), &[]).whole().json();
    let seal = seals[0].as_str().unwrap();
    let verdicts = laptop.whole(&["verify-sheet", &folder, "--text", seal]);
    assert_eq!((&verdicts[0]["verdict"], &verdicts[0]["claim"]["number"]), (&"genuine".into(), &2.into()));
    let (other, keys) = (laptop.at("kantor-lain"), laptop.at("kunci.tilik"));
    laptop.whole(&["new", &other, "--office", "Badan Contoh"]);
    laptop.whole(&["keys", &folder, "export", &keys]);
    let unknown = laptop.program.run_json(["verify-sheet", &other, "--text", seal]);
    assert_eq!((unknown.code, &unknown.json()[0]["verdict"]), (Some(3), &"unknown".into()));
    let early = laptop.program.run_json(["keys", &other, "import", &keys]);
    assert_eq!(early.failure()["code"], "keys.not_compared");
    laptop.whole(&["keys", &other, "import", &keys, "--compared"]);
    let verdicts = laptop.whole(&["verify-sheet", &other, "--text", seal]);
    assert_eq!((&verdicts[0]["verdict"], &verdicts[0]["is_compared"]), (&"genuine".into(), &false.into()));

    let letterhead =
        ["letterhead", &folder, "--government", "Pemerintah Kota Contoh", "--margins", "20,15,25,30"];
    assert_eq!(laptop.whole(&letterhead)["margins"]["right"], 15);
    let svg = laptop.write("lambang.svg", b"<svg onload='x'/>");
    let refused = laptop.program.run_json(["letterhead", &folder, "--emblem", &svg]);
    assert_eq!((refused.code, &refused.failure()["code"]), (Some(1), &"emblem.kind_unknown".into()));
}

#[test]
fn a_closed_evaluation_goes_to_another_office_by_the_program() {
    let staff = Staff::of(8);
    let (giving, taking) = (Laptop::new(), Laptop::new());
    let (from, to) = (giving.found(), taking.found());
    giving.import_staff(&from, &staff);
    giving.agree_plans(&from, &staff);
    giving.rate(&from, &staff);
    giving.whole(&["close", &from, "--period", PERIOD, "--distribution-reason", "Kantor kecil"]);
    taking.import_staff(&to, &staff);
    let (nip, file) = (&staff.members[4].nip, giving.at("penerusan.tilik"));
    let made = giving.whole(&["forward", &from, "make", "--nip", nip, &file, "--reason", "Pindah tugas"]);
    assert_eq!(made["periods"], serde_json::json!([PERIOD]));
    let run = |arguments: &[&str]| {
        let mut command = taking.program.command(["--json"].iter().chain(arguments));
        command.env("TILIK_CODE", made["code"].as_str().unwrap());
        tilik_testkit::program::read(tilik_testkit::program::begin(&mut command)).whole().json()
    };
    let card = run(&["forward", &to, "look", &file]);
    assert_eq!(
        (card["nip"].as_str(), card["evaluations"].as_array().unwrap().len()),
        (Some(nip.as_str()), 1)
    );
    assert_eq!(run(&["forward", &to, "take", &file]), serde_json::json!({ "new": 1, "here": 0 }));
    let kept = taking.whole(&["forward", &to, "list", "--nip", nip]);
    let id = kept[0]["id"].as_str().unwrap();
    let paper = taking.at("salinan.pdf");
    taking.whole(&["forward", &to, "print", id, &paper]);
    let (_, printed) = text_of(Path::new(&paper));
    assert!(printed.contains("Salinan dari Dinas Contoh"), "{printed}");
    assert!(printed.contains(&staff.members[4].name), "{printed}");
    taking.whole(&["forward", &to, "remove", id]);
    assert_eq!(taking.whole(&["forward", &to, "list", "--nip", nip]), serde_json::json!([]));
    let refused = taking.program.run_json(["forward", &to, "print", "bukan nomor", &paper]);
    assert_eq!((refused.code, &refused.failure()["code"]), (Some(1), &"forward.unknown".into()));
}
