//! Sheets as they come out: their seals, which print they are, the office's own ways, and every form that is made of what the office keeps.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use serde_json::json;
use tilik_appraisal::period::Period;
use tilik_appraisal::skp::ResultKind;
use tilik_office::appraisal::{AssessorQuality, OrganisationAchievement};
use tilik_office::authenticity::{StatedOnPaper, VerdictKind};
use tilik_office::command::Desk;
use tilik_office::evaluation::EvaluationState;
use tilik_office::job::Progress;
use tilik_office::journal::Role;
use tilik_office::objection::{Decision, Filing, Hearing, Hearings, Outcome};
use tilik_office::paper::{MarginsMm, PaperChange, VariantChoice};
use tilik_office::printing::{
    BesideForm, PersonForm, PrintReport, Selection, SheetStanding, Target, UnitForm, UnitSelection,
};
use tilik_office::sheet::{PilePage, SheetCounts, SheetForm, Signed, Which, list_seals};
use tilik_office::staff::{Leave, LeaveKind, Profile, ProfileChange};
use tilik_office::store::Cost;
use tilik_office::superior::Appointment;
use tilik_office::tray::FileId;
use tilik_office::user::NewUser;
use tilik_office::wording::VariantKey;
use tilik_office::{Host, Office};
use tilik_testkit::office::{closed_office, third_quarter, undo_last};
use tilik_testkit::{PASSWORD, Staff, TempOffice};

fn select(office: &Office, form: SheetForm, nips: Option<&[&str]>) -> Selection {
    let nips = nips.map(|nips| nips.iter().map(|nip| (*nip).to_owned()).collect());
    Selection {
        forms: vec![form.into()],
        period: third_quarter(),
        nips,
        only_final: false,
        paper: office.paper().unwrap().paper(),
    }
}

fn render(office: &Office, form: SheetForm, nip: &str) -> (Vec<u8>, PrintReport) {
    office.render_sheets(&select(office, form, Some(&[nip])), &Progress::default()).unwrap()
}

/// The sheet is printed, signed and received on the 5th of October.
fn receive_sheet(office: &mut Office, nip: &str) {
    let which =
        Which { period: third_quarter(), form: SheetForm::DokumenEvaluasi, nips: vec![nip.to_owned()] };
    let prints = render(office, SheetForm::DokumenEvaluasi, nip).1.prints;
    office.mark_printed(&prints).unwrap();
    let day = Some("2026-10-05".parse().unwrap());
    office.tick_signed(&which, Signed { assessor_on: day, received_on: day, replaces: false }).unwrap();
}

fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let out = Command::new(program).args(arguments).output().unwrap();
    assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

/// The words of a file without blanks and line ends.
fn words_of(folder: &TempOffice, bytes: &[u8]) -> String {
    let path = folder.beside("lembar.pdf");
    std::fs::write(&path, bytes).unwrap();
    let text = run("pdftotext", &["-raw", path.to_str().unwrap(), "-"]);
    squeeze(&String::from_utf8(text).unwrap())
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '-' | '\u{AD}')).collect()
}

#[track_caller]
fn assert_says(text: &str, said: &[&str]) {
    for words in said {
        assert!(text.contains(&squeeze(words)), "{words} is not in {text}");
    }
}

/// The seals on all pages of a file, as a scanner of 200 dots to the inch sees them.
fn scan(path: &Path) -> Vec<String> {
    let folder = path.with_extension("pages");
    std::fs::create_dir_all(&folder).unwrap();
    let base = folder.join("hal");
    let arguments = ["-r", "200", "-gray", "-png", path.to_str().unwrap(), base.to_str().unwrap()];
    run("pdftoppm", &arguments);
    let pages = std::fs::read_dir(&folder).unwrap().map(|page| std::fs::read(page.unwrap().path()).unwrap());
    pages.filter_map(|page| list_seals(&page, &Progress::default()).ok()).flatten().collect()
}

#[test]
fn a_closed_sheet_carries_a_seal_that_says_it_is_genuine_and_which_print_it_is() {
    let (folder, mut office, staff) = closed_office(1);
    let nip = staff.members[7].nip.as_str();
    for form in [SheetForm::DokumenEvaluasi, SheetForm::EvaluasiKinerja] {
        let place = folder.beside("semua");
        let target = Target::Folder(&place);
        let report = office.print_sheets(&select(&office, form, None), target, &Progress::default()).unwrap();
        assert_eq!((report.sheets, report.asked, report.files.len(), report.drafts), (8, 8, 8, 0));
        assert!(report.pages >= 8);
        let path = report.files.iter().find(|path| path.to_str().unwrap().contains(nip)).unwrap();
        let seals = scan(path);
        assert_eq!(seals.len(), 1, "{form:?}");
        let verdict = office.check_sheet(&seals[0], &StatedOnPaper::default()).unwrap();
        let claim = verdict.claim.unwrap();
        assert_eq!((verdict.verdict, claim.nip.as_str()), (VerdictKind::Genuine, nip));
        assert_eq!((claim.form.as_str(), claim.number), (form.code(), 1));
        assert_says(&words_of(&folder, &std::fs::read(path).unwrap()), &["Cetak ke-1"]);
        office.mark_printed(&report.prints).unwrap();
    }
    office.reopen(nip, third_quarter(), "Salah rekam").unwrap();
    let (draft, report) = render(&office, SheetForm::DokumenEvaluasi, nip);
    let text = words_of(&folder, &draft);
    assert!(report.drafts == 1 && report.prints.is_empty() && !text.contains("Cetakke"));
    assert_says(&text, &["RANCANGAN"]);
    let input = json!({ "note": "Dipertahankan", "on_behalf_reason": "Bersama" });
    office.rate(nip, third_quarter(), &serde_json::from_value(input).unwrap()).unwrap();
    tilik_testkit::office::close_quarter(&mut office);
    let (again, _) = render(&office, SheetForm::DokumenEvaluasi, nip);
    assert_says(&words_of(&folder, &again), &["Cetak ke-2, berubah:", "catatan"]);
}

#[test]
fn the_long_form_tells_what_the_closing_kept_of_results_and_values() {
    let (folder, mut office, staff) = closed_office(2);
    let nip = staff.members[7].nip.as_str();
    office.reopen(nip, third_quarter(), "Salah rekam").unwrap();
    let person = office.get_person_by_nip(nip).unwrap();
    let plan = office.find_plan(person.id, 2026).unwrap().unwrap();
    let result = plan.results[0].0.to_string();
    let input = json!({
        "results": { result: { "rating": "meets", "achieved": "9 dari 12 laporan", "feedback": "Tiga menunggu data." } },
        "values": { "adaptif": { "rating": "meets", "feedback": "Cepat belajar aplikasi." } },
        "on_behalf_reason": "Bersama",
    });
    office.rate(nip, third_quarter(), &serde_json::from_value(input).unwrap()).unwrap();
    let said = [
        "EVALUASI KINERJA PEGAWAI",
        "TRIWULAN III",
        "Tersusunnya laporan 1 bidang 7",
        "Tersusunnya laporan 2 bidang 7",
        "Jumlah laporan",
        "24 laporan",
        "9 dari 12 laporan",
        "Tiga menunggu data.",
        "Cepat belajar aplikasi.",
        "Pertahankan mutu laporan",
        "SESUAI EKSPEKTASI",
        "Berorientasi Pelayanan",
        "Kolaboratif",
    ];
    let (draft, _) = render(&office, SheetForm::EvaluasiKinerja, nip);
    let text = words_of(&folder, &draft);
    assert_says(&text, &said);
    assert_says(&text, &["RANCANGAN"]);
    assert_eq!(tilik_testkit::office::close_quarter(&mut office), 1);
    let (closed, report) = render(&office, SheetForm::EvaluasiKinerja, nip);
    let text = words_of(&folder, &closed);
    assert_says(&text, &said);
    assert!(!text.contains("RANCANGAN") && report.prints.len() == 1);
}

#[test]
fn an_agreed_plan_is_printed_with_its_annex() {
    let (folder, office, staff) = closed_office(3);
    let nip = staff.members[7].nip.as_str();
    let (skp, report) = render(&office, SheetForm::Skp, nip);
    let text = words_of(&folder, &skp);
    assert_says(
        &text,
        &[
            "1 JANUARI SD 31 DESEMBER 2026",
            "Tersusunnya laporan 2 bidang 7",
            "Pelayanan memuaskan",
            "Kuantitas",
            "24 laporan",
            "Kolaboratif",
        ],
    );
    assert!(!text.contains("RANCANGAN"));
    assert_eq!((report.sheets, report.asked, report.prints.len()), (1, 1, 1));
    let (annex, report) = render(&office, SheetForm::LampiranSkp, nip);
    assert_says(&words_of(&folder, &annex), &["LAMPIRAN", "DUKUNGAN SUMBER DAYA", "KONSEKUENSI"]);
    assert_eq!(report.drafts, 0);
    let order_of = |form| {
        let all = select(&office, form, None);
        let (bytes, report) = office.render_sheets(&all, &Progress::default()).unwrap();
        assert_eq!((report.sheets, report.asked), (8, 8));
        let text = words_of(&folder, &bytes);
        let mut nips = staff.list_nips();
        nips.sort_by_key(|nip| text.find(&format!("(NIP{nip})")).unwrap());
        nips
    };
    assert_eq!(order_of(SheetForm::Skp), order_of(SheetForm::DokumenEvaluasi), "one walks along the rooms");
    // Nobody's plan is of another year.
    let other = Selection { period: "2025-TW3".parse().unwrap(), ..select(&office, SheetForm::Skp, None) };
    assert_eq!(office.render_sheets(&other, &Progress::default()).unwrap_err().code, "print.nothing");
}

#[test]
fn an_objection_and_its_decision_are_printed_in_the_office_s_own_way() {
    let (folder, mut office, staff) = closed_office(4);
    let nip = staff.members[7].nip.clone();
    let on = |text: &str| text.parse().unwrap();
    receive_sheet(&mut office, &nip);
    office
        .file_objection(&Filing {
            nip: nip.clone(),
            period: third_quarter(),
            filed_on: on("2026-10-05"),
            reasons: "Capaian saya 120 persen.".into(),
            late_reason: String::new(),
        })
        .unwrap();
    let (letter, _) = render(&office, SheetForm::Keberatan, &nip);
    assert_says(&words_of(&folder, &letter), &["Capaian saya 120 persen.", "5 Oktober 2026"]);
    assert_says(&words_of(&folder, &letter), &["diajukan dalam tenggat"]);
    assert!(!words_of(&folder, &letter).contains("Buktiyangdilampirkan"), "none was recorded");
    let (draft, report) = render(&office, SheetForm::KeputusanKeberatan, &nip);
    assert_says(&words_of(&folder, &draft), &["RANCANGAN"]);
    assert_eq!(report.drafts, 1);
    let hearing = |words: &str| Hearing { words: Some(words.into()), on: Some(on("2026-10-05")) };
    let heard = Hearings {
        nip: nip.clone(),
        period: third_quarter(),
        assessor: hearing("Bukti belum lengkap."),
        employee: hearing("Bukti menyusul."),
    };
    office.hear_objection(&heard).unwrap();
    office
        .decide_objection(&Decision {
            nip: nip.clone(),
            period: third_quarter(),
            outcome: Outcome::Upheld,
            on: on("2026-10-05"),
            by: None,
            number: Some("800/17/2026".into()),
            words: "Bukti tidak mengubah capaian.".into(),
            result_rating: None,
            behaviour_rating: None,
        })
        .unwrap();
    let choice = VariantChoice { key: VariantKey::Choices, choice: "struck".into() };
    let change = PaperChange {
        government: Some("Pemerintah Kabupaten Sukamaju".into()),
        address: Some("Jalan Merdeka 1".into()),
        telephone: Some("(022) 555-0199".into()),
        variant: Some(choice),
        ..PaperChange::default()
    };
    office.change_paper(&change).unwrap();
    let (decided, report) = render(&office, SheetForm::KeputusanKeberatan, &nip);
    assert_eq!(report.drafts, 0);
    let said = [
        "PEMERINTAH KABUPATEN SUKAMAJU",
        "Jalan Merdeka 1",
        "Telepon (022) 555-0199",
        "800/17/2026",
        "Bukti belum lengkap.",
        "Bukti menyusul.",
        "Bukti tidak mengubah capaian.",
        "DIKUATKAN",
        // Struck out, but there: this office shows all choices.
        "DIUBAH",
    ];
    assert_says(&words_of(&folder, &decided), &said);
}

#[test]
fn a_late_objection_does_not_say_that_it_came_in_time() {
    let (folder, mut office, staff) = closed_office(6);
    let nip = staff.members[7].nip.clone();
    let on = |text: &str| text.parse().unwrap();
    receive_sheet(&mut office, &nip);
    folder.host.set_today(on("2026-11-20"));
    let filing = Filing {
        nip: nip.clone(),
        period: third_quarter(),
        filed_on: on("2026-11-20"),
        reasons: "Capaian saya 120 persen.".into(),
        late_reason: "Dirawat di rumah sakit.".into(),
    };
    assert!(office.file_objection(&filing).unwrap().is_late);
    // Late by weekends alone: with the national holidays, which are not known, it may have been in time. The paper says neither.
    let text = words_of(&folder, &render(&office, SheetForm::Keberatan, &nip).0);
    assert_says(&text, &["Dirawat di rumah sakit.", "Atas perhatian Bapak/Ibu"]);
    assert!(!text.contains("diajukandalamtenggat") && !text.contains("diajukansetelahtenggat"));
    // Where every day counts nothing is missing.
    let calendar = Some("calendar".parse().unwrap());
    office.change_paper(&PaperChange { objection_days: calendar, ..PaperChange::default() }).unwrap();
    office.file_objection(&filing).unwrap();
    let text = words_of(&folder, &render(&office, SheetForm::Keberatan, &nip).0);
    assert_says(&text, &["diajukan setelah tenggat", "Dirawat di rumah sakit."]);
    assert!(!text.contains("diajukandalamtenggat"));
}

#[test]
fn margins_and_signers_are_the_office_s() {
    let (folder, mut office, staff) = closed_office(5);
    let nip = staff.members[7].nip.as_str();
    let (usual, _) = render(&office, SheetForm::EvaluasiKinerja, nip);
    assert_eq!(words_of(&folder, &usual).matches("PegawaiyangDinilai").count(), 0);
    let margins = MarginsMm { top: 20, right: 20, bottom: 25, left: 60 };
    let both = VariantChoice { key: VariantKey::EvaluationSigners, choice: "both".into() };
    let change = PaperChange { margins: Some(margins), variant: Some(both), ..PaperChange::default() };
    office.change_paper(&change).unwrap();
    let (signed, _) = render(&office, SheetForm::EvaluasiKinerja, nip);
    assert_eq!(words_of(&folder, &signed).matches("PegawaiyangDinilai").count(), 1);
    // Upright at 60 mm; on its side 30 mm more than the usual 20, as upright.
    for (form, millimetres) in [(SheetForm::DokumenEvaluasi, 60.0), (SheetForm::EvaluasiKinerja, 50.0)] {
        let (shifted, _) = render(&office, form, nip);
        words_of(&folder, &shifted);
        let boxes = run("pdftotext", &["-bbox", folder.beside("lembar.pdf").to_str().unwrap(), "-"]);
        let boxes = String::from_utf8(boxes).unwrap();
        let left = boxes
            .split("xMin=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok())
            .fold(f64::MAX, f64::min);
        let wanted = millimetres * 72.0 / 25.4;
        assert!(left >= wanted - 0.5 && left < wanted + 20.0, "{form:?}: {left} is not at {wanted}");
    }
}

fn counts_of(office: &Office) -> SheetCounts {
    office.sheet_table(third_quarter(), SheetForm::DokumenEvaluasi).unwrap().counts
}

#[test]
fn what_is_on_the_disk_when_a_batch_stops_is_noted_and_told() {
    let (folder, mut office, _) = closed_office(21);
    let place = folder.beside("satu-satu");
    let selection = select(&office, SheetForm::DokumenEvaluasi, None);
    let report = office.print_sheets(&selection, Target::Folder(&place), &Progress::default()).unwrap();
    assert_eq!(undo_last(&mut office), "sheet.printed");
    // Something that is no file lies where the fourth shall be.
    let fourth = &report.files[3];
    for path in &report.files {
        std::fs::remove_file(path).unwrap();
    }
    std::fs::create_dir_all(fourth.join("bukan-berkas")).unwrap();
    let print =
        |office: &mut Office| office.print_sheets(&selection, Target::Folder(&place), &Progress::default());
    let failure = print(&mut office).unwrap_err();
    assert_eq!(failure.code, "print.unfinished_noted");
    assert_eq!((&failure.details["done"], &failure.details["total"]), (&json!(3), &json!(8)));
    assert_eq!(failure.details["path"], json!(fourth.display().to_string()));
    assert_eq!(failure.details["files"].as_array().unwrap().len(), 3);
    assert_eq!(std::fs::read_dir(&place).unwrap().count(), 4, "three sheets and what was there before");
    assert_eq!(counts_of(&office).printed, 3, "no sheet without its record, and no record without a sheet");

    // What nobody follows, and what could not be noted, is not called noted.
    assert_eq!(undo_last(&mut office), "sheet.printed");
    let beside = Selection { forms: vec![BesideForm::LembarEkspektasi.into()], ..selection.clone() };
    let other = folder.beside("lain");
    let report = office.print_sheets(&beside, Target::Folder(&other), &Progress::default()).unwrap();
    std::fs::remove_file(&report.files[3]).unwrap();
    std::fs::create_dir_all(report.files[3].join("bukan-berkas")).unwrap();
    let failure = office.print_sheets(&beside, Target::Folder(&other), &Progress::default()).unwrap_err();
    assert_eq!((failure.code.as_str(), failure.details.get("not_noted")), ("print.unfinished", None));
    let elsewhere = folder.beside("dicabut");
    std::fs::rename(folder.root(), &elsewhere).unwrap();
    let failure = print(&mut office).unwrap_err();
    std::fs::rename(&elsewhere, folder.root()).unwrap();
    assert_eq!(failure.code, "print.unfinished_not_noted");
    assert_eq!((&failure.details["done"], counts_of(&office).printed), (&json!(3), 0));
    assert_eq!(failure.details["not_noted"]["code"], "store.folder_gone");

    std::fs::remove_dir_all(fourth).unwrap();
    let report = print(&mut office).unwrap();
    assert_eq!((report.sheets, report.not_noted, counts_of(&office).printed), (8, None, 8));
    assert!(report.prints.iter().all(|print| print.number == 1));

    // Whoever stops it is told how far it came.
    let stopped = Progress::default();
    stopped.cancel();
    let failure = office.print_sheets(&selection, Target::Folder(&place), &stopped).unwrap_err();
    assert_eq!((failure.code.as_str(), &failure.details["done"]), ("job.cancelled", &json!(0)));
}

#[test]
fn a_genuine_sheet_that_nobody_noted_is_noted_when_it_comes_back_signed() {
    let (folder, mut office, staff) = closed_office(22);
    let nips: Vec<_> = staff.members[5..].iter().map(|member| member.nip.clone()).collect();
    // Made, and the laptop stopped before it could be noted.
    let prints = office.list_prints(third_quarter(), SheetForm::DokumenEvaluasi, &nips).unwrap();
    let seals: Vec<_> = prints.iter().map(|print| office.seal_print(print).unwrap()).collect();
    let look = office.check_sheet(&seals[0], &StatedOnPaper::default()).unwrap();
    assert_eq!((look.verdict, look.is_compared, look.sheet), (VerdictKind::Genuine, true, None));
    assert_eq!(counts_of(&office).not_printed, 8, "looking notes nothing");

    folder.host.set_today("2026-10-09".parse().unwrap());
    let on = "2026-10-07".parse().unwrap();
    // A mistyped day does not become the day of printing.
    let early = Some("2026-10-04".parse().unwrap());
    let early = Signed { assessor_on: early, received_on: early, replaces: false };
    let refused = office.tick_by_seal(&seals[0], early).unwrap_err();
    assert_eq!(
        (refused.code.as_str(), &refused.details["day"]),
        ("sheet.day_before_final", &json!("2026-10-05"))
    );
    let page = |number, seal: &String| PilePage { number, seals: Ok(vec![seal.clone()]), copy: None };
    let report = office.file_pile("tumpukan.pdf", vec![page(1, &seals[1])], Some(early)).unwrap();
    assert_eq!((report.filed.len(), report.left[0].reason.code.as_str()), (0, "sheet.day_before_final"));
    assert_eq!(counts_of(&office).not_printed, 8, "nothing is noted of what is refused");
    let day = Some(on);
    let signed = Signed { assessor_on: day, received_on: day, replaces: false };
    let (_, ticked) = office.tick_by_seal(&seals[0], signed).unwrap();
    assert_eq!(ticked.ticked, nips[..1]);
    let pile = vec![page(1, &seals[1]), page(2, &seals[2])];
    let report = office.file_pile("tumpukan.pdf", pile, Some(signed)).unwrap();
    assert_eq!((report.filed.len(), report.left.len(), report.ticked.ticked.len()), (2, 0, 2));
    let counts = counts_of(&office);
    assert_eq!((counts.not_printed, counts.signed), (5, 3));
    let table = office.sheet_table(third_quarter(), SheetForm::DokumenEvaluasi).unwrap();
    let printed: Vec<_> = table.rows.iter().filter_map(|row| Some((row.number?, row.printed_on?))).collect();
    assert_eq!(printed, [(1, on); 3], "on the day on which it was signed at the latest");
    assert!(office.verify().unwrap().is_whole);
}

#[test]
fn what_was_saved_is_saved_also_where_it_cannot_be_noted() {
    let (folder, office, _) = closed_office(23);
    drop(office);
    let desk = Desk::new(Arc::clone(&folder.host) as Arc<dyn Host>, folder.root().to_owned());
    desk.call("office.open", json!({ "login": "kepala", "password": PASSWORD })).unwrap();
    let job = desk.call("print.start", json!({ "period": "2026-TW3", "nips": null, "paper": "a4" })).unwrap();
    let made = loop {
        let status = desk.call("job.status", json!({ "job": job })).unwrap();
        match status["state"].as_str() {
            Some("running") => std::thread::yield_now(),
            _ => break status["answer"].clone(),
        }
    };
    let file: FileId = serde_json::from_value(made["file"].clone()).unwrap();
    // The stick with the office is pulled out.
    let elsewhere = folder.beside("dicabut");
    std::fs::rename(folder.root(), &elsewhere).unwrap();
    let place = folder.beside("semua.pdf");
    let not_noted = desk.save(file, &place).unwrap().unwrap();
    assert_eq!(not_noted.code, "store.folder_gone");
    assert!(std::fs::read(&place).unwrap().starts_with(b"%PDF-"));
    std::fs::rename(&elsewhere, folder.root()).unwrap();
    assert_eq!(desk.save(file, &place).unwrap(), None, "saved once more, it is noted");
    let table = desk.call("sheet.table", json!({ "period": "2026-TW3", "form": "dokumen_evaluasi" }));
    assert_eq!(table.unwrap()["counts"]["printed"], 8);
}

fn select_units(office: &Office, form: UnitForm, is_whole: bool) -> UnitSelection {
    let rows = office.list_unit_sheets(third_quarter(), form).unwrap();
    let units = (!is_whole).then(|| rows.iter().filter_map(|row| row.unit).collect());
    UnitSelection { form, period: third_quarter(), units, paper: office.paper().unwrap().paper() }
}

#[test]
fn the_unit_s_sheet_counts_what_was_closed_and_names_whoever_is_lacking() {
    let (folder, mut office, staff) = closed_office(11);
    let head = office.find_head().unwrap();
    let closed: Vec<_> = office.list_dokumen(third_quarter(), None).unwrap();
    let of_others: Vec<_> = closed.iter().filter(|(person, _)| Some(person.id) != head).collect();
    for form in [UnitForm::PenetapanPredikat, UnitForm::RekapUnit] {
        let rows = office.list_unit_sheets(third_quarter(), form).unwrap();
        let in_units: usize = rows.iter().filter(|row| row.unit.is_some()).map(|row| row.people).sum();
        let expected = if form == UnitForm::PenetapanPredikat { of_others.len() } else { closed.len() };
        assert_eq!((rows[0].unit, rows[0].people, in_units), (None, expected, expected));
        assert!(rows.iter().all(|row| row.lacking.is_empty()));
        let (bytes, report) =
            office.render_unit_sheets(&select_units(&office, form, true), &Progress::default()).unwrap();
        assert_eq!((report.sheets, report.asked, report.drafts), (1, 1, 0));
        let text = words_of(&folder, &bytes);
        assert!(!text.contains("RANCANGAN"));
        for (person, dokumen) in
            if form == UnitForm::PenetapanPredikat { of_others.clone() } else { closed.iter().collect() }
        {
            assert_says(&text, &[&person.name.full(), &person.position, &dokumen.predicate]);
        }
        if form == UnitForm::PenetapanPredikat {
            for predicate in ["SANGAT BAIK", "BAIK", "BUTUH PERBAIKAN"] {
                let count = of_others.iter().filter(|(_, own)| own.predicate == predicate).count();
                // With the share behind it, so that no other number is meant.
                let tenths = (2000 * count / expected).div_ceil(2);
                assert_says(&text, &[&format!("{predicate} {count} {},{} %", tenths / 10, tenths % 10)]);
            }
            assert_says(&text, &["paling banyak", "LKjIP", &format!("JUMLAH PEGAWAI {expected}")]);
        }
    }
    let (_, report) = office
        .render_unit_sheets(&select_units(&office, UnitForm::PenetapanPredikat, false), &Progress::default())
        .unwrap();
    assert_eq!(report.sheets, report.asked);

    let nip = staff.members[7].nip.as_str();
    office.reopen(nip, third_quarter(), "Salah rekam").unwrap();
    for form in [UnitForm::PenetapanPredikat, UnitForm::RekapUnit] {
        let rows = office.list_unit_sheets(third_quarter(), form).unwrap();
        assert_eq!(rows[0].lacking.iter().map(|own| own.nip.as_str()).collect::<Vec<_>>(), [nip]);
        assert_eq!(
            rows.iter().filter(|row| !row.lacking.is_empty()).count(),
            2,
            "the office and the own unit"
        );
        let (bytes, report) =
            office.render_unit_sheets(&select_units(&office, form, true), &Progress::default()).unwrap();
        assert_eq!(report.drafts, 1);
        assert_says(&words_of(&folder, &bytes).to_uppercase(), &["RANCANGAN", "BELUM FINAL"]);
        let (_, report) =
            office.render_unit_sheets(&select_units(&office, form, false), &Progress::default()).unwrap();
        assert_eq!(report.drafts, 1, "the other units are final");
    }
}

#[test]
fn a_past_period_s_sheet_stays_as_it_was_whoever_comes_moves_or_leaves() {
    let (folder, mut office, staff) = closed_office(24);
    let units_of = |office: &Office, form: UnitForm, period: Period| {
        let selection = UnitSelection { period, ..select_units(office, form, true) };
        let (bytes, report) = office.render_unit_sheets(&selection, &Progress::default()).unwrap();
        let lacking = office.list_unit_sheets(period, form).unwrap().swap_remove(0).lacking;
        let lacking: Vec<_> = lacking.into_iter().map(|own| own.nip).collect();
        (words_of(&folder, &bytes), report.drafts, lacking)
    };
    let rows_of = |office: &Office, form: UnitForm| -> Vec<_> {
        let rows = office.list_unit_sheets(third_quarter(), form).unwrap();
        rows.into_iter().map(|row| (row.unit, row.name, row.people)).collect()
    };
    let forms = [UnitForm::PenetapanPredikat, UnitForm::RekapUnit];
    let before = forms.map(|form| (units_of(&office, form, third_quarter()), rows_of(&office, form)));
    assert_says(&before[0].0.0, &["Kantor kecil", "JUMLAH PEGAWAI 7"]);

    let (moved, gone) = (staff.members[6].nip.as_str(), staff.members[7].nip.as_str());
    let card = office.staff_card(moved).unwrap();
    let profile = Profile {
        position: "Jabatan Sesudahnya".into(),
        unit: "Unit Sesudahnya".into(),
        ..card.profile.clone()
    };
    let newcomer = Profile {
        nip: "198501012010011023".into(),
        name: "Pendatang Baru".into(),
        joined_on: Some("2026-10-01".parse().unwrap()),
        ..card.profile
    };
    let change = ProfileChange { nip: moved.to_owned(), version: None, profile, reason: String::new() };
    office.change_profile(&change).unwrap();
    office.add_person(&newcomer).unwrap();
    let on = "2026-10-02".parse().unwrap();
    let leave = Leave { nip: gone.to_owned(), on, kind: LeaveKind::Transfer, note: String::new() };
    office.leave_staff(&leave).unwrap();
    let after = forms.map(|form| (units_of(&office, form, third_quarter()), rows_of(&office, form)));
    assert_eq!(after, before);

    // The year is told of whoever left too, though the quarter that is chosen asks nothing of them; whoever came for it is asked for.
    let fourth = "2026-TW4".parse().unwrap();
    let (text, drafts, lacking) = units_of(&office, UnitForm::RekapUnit, fourth);
    let leaver = staff.members[7].name.as_str();
    assert_says(&text, &[leaver, "Pendatang Baru", "Jabatan Sesudahnya"]);
    assert_eq!((drafts, lacking.len()), (1, 8));
    assert!(!lacking.iter().any(|nip| nip == gone) && lacking.contains(&newcomer.nip));
    let (text, _, lacking) = units_of(&office, UnitForm::PenetapanPredikat, fourth);
    assert!(!text.contains(&squeeze(leaver)) && !lacking.iter().any(|nip| nip == gone));
    let (_, _, lacking) = units_of(&office, UnitForm::RekapUnit, "2026-TW2".parse().unwrap());
    assert_eq!((lacking.len(), lacking.contains(&newcomer.nip)), (7, false));
}

#[test]
fn a_past_period_keeps_its_head_whoever_heads_the_office_now() {
    let (folder, mut office, staff) = closed_office(25);
    let penetapan_of = |office: &Office| {
        let selection = select_units(office, UnitForm::PenetapanPredikat, true);
        let (bytes, report) = office.render_unit_sheets(&selection, &Progress::default()).unwrap();
        let rows = office.list_unit_sheets(third_quarter(), UnitForm::PenetapanPredikat).unwrap();
        (words_of(&folder, &bytes), report.drafts, rows[0].people, rows[0].lacking.len())
    };
    let before = penetapan_of(&office);
    assert_says(&before.0, &["JUMLAH PEGAWAI 7"]);
    assert_eq!((before.1, before.2, before.3), (0, 7, 0));

    // Somebody of the staff becomes the head: was judged then, and still is.
    let promoted = staff.members[2].nip.as_str();
    office.set_head(promoted).unwrap();
    assert_eq!(penetapan_of(&office), before);
    // What is opened and closed again under the new head is still of the former one.
    for member in &staff.members[3..] {
        office.reopen(&member.nip, third_quarter(), "Salah rekam").unwrap();
    }
    assert_eq!(tilik_testkit::office::close_quarter(&mut office), 5);
    assert_eq!(penetapan_of(&office), before);

    // Somebody from outside, and the former head leaves.
    let newcomer = Profile {
        nip: "198501012010011023".into(),
        name: "Pendatang Baru".into(),
        ..office.staff_card(promoted).unwrap().profile
    };
    office.add_person(&newcomer).unwrap();
    office.set_head(&newcomer.nip).unwrap();
    let on = "2026-10-02".parse().unwrap();
    let leave = Leave { nip: staff.head().nip.clone(), on, kind: LeaveKind::Transfer, note: String::new() };
    folder.host.set_today(on);
    office.leave_staff(&leave).unwrap();
    assert_eq!(penetapan_of(&office), before);

    // Of a period that nobody closed it is who heads the office now.
    let rows = office.list_unit_sheets("2026-TW4".parse().unwrap(), UnitForm::PenetapanPredikat).unwrap();
    assert!(!rows[0].lacking.iter().any(|own| own.nip == newcomer.nip));
    assert!(rows[0].lacking.iter().any(|own| own.nip == promoted));
}

#[test]
fn a_head_who_was_named_by_mistake_signs_nothing_once_that_is_mended() {
    let staff = Staff::of(8);
    let (folder, mut office) = TempOffice::found(26);
    tilik_testkit::office::import_staff(&mut office, &staff);
    tilik_testkit::office::agree_plans(&mut office, &staff);
    tilik_testkit::office::rate_staff(&mut office, &staff);
    let (right, wrong) = (staff.head(), &staff.members[7]);
    office.set_head(&wrong.nip).unwrap();
    let closed = tilik_testkit::office::close_quarter(&mut office);
    office.set_head(&right.nip).unwrap();
    assert_eq!((closed, tilik_testkit::office::close_quarter(&mut office)), (7, 1));
    let selection = select_units(&office, UnitForm::PenetapanPredikat, true);
    let (bytes, report) = office.render_unit_sheets(&selection, &Progress::default()).unwrap();
    let text = words_of(&folder, &bytes);
    assert_eq!(report.drafts, 0);
    assert_says(&text, &["JUMLAH PEGAWAI 7"]);
    // Each stands on it once: who signs below those who are judged.
    let places = [wrong, right].map(|own| text.match_indices(&own.nip).map(|(at, _)| at).collect::<Vec<_>>());
    assert_eq!(places.each_ref().map(Vec::len), [1, 1]);
    assert!(places[0] < places[1]);
}

#[test]
fn expectations_feedback_and_the_matrix_are_made_of_plans_and_closings() {
    let (folder, mut office, staff) = closed_office(12);
    let nip = staff.members[7].nip.as_str();
    let person = office.get_person_by_nip(nip).unwrap();
    let plan = office.find_plan(person.id, 2026).unwrap().unwrap();
    let evaluation = office.evaluation(person.id, third_quarter()).unwrap();
    let text_of = |office: &Office, form: BesideForm, nip: &str| {
        let selection =
            Selection { forms: vec![form.into()], ..select(office, SheetForm::Skp, Some(&[nip])) };
        let (bytes, report) = office.render_sheets(&selection, &Progress::default()).unwrap();
        assert!(report.sheets == 1 && report.prints.is_empty(), "nobody follows its paper");
        (words_of(&folder, &bytes), report.drafts)
    };

    let (text, drafts) = text_of(&office, BesideForm::LembarEkspektasi, nip);
    assert_eq!(drafts, 0);
    assert_says(
        &text,
        &["LEMBAR EKSPEKTASI PIMPINAN", &person.name.full(), "TANDA TERIMA LEMBAR EKSPEKTASI"],
    );
    for planned in &plan.skp.results {
        assert_says(&text, &[&planned.statement]);
        for indicator in &planned.indicators {
            assert_says(&text, &[&indicator.statement, &indicator.target]);
        }
    }
    for expectation in plan.skp.special_expectations.values() {
        assert_says(&text, &[expectation]);
    }

    let (text, drafts) = text_of(&office, BesideForm::UmpanBalik, nip);
    assert_eq!(drafts, 0);
    assert_says(
        &text,
        &["UMPAN BALIK BERKELANJUTAN", "TRIWULAN III", &person.name.full(), &evaluation.feedback],
    );
    for detail in evaluation.results.values() {
        assert_says(&text, &[&detail.achieved, &detail.feedback]);
    }
    for detail in evaluation.values.values() {
        assert_says(&text, &[&detail.feedback]);
    }
    assert!(!text.contains("PREDIKATKINERJA") && !text.contains("EKSPEKTASIRATING"), "it has no ratings");

    let rows = office.list_printable(third_quarter(), &[BesideForm::MatriksPeranHasil.into()]).unwrap();
    let missing = [Some(SheetStanding::Missing)];
    let leaders: Vec<_> = rows.iter().filter(|row| row.standings != missing).collect();
    let superiors = office.list_superiors().unwrap();
    let all = office.list_people().unwrap();
    let led_by = |leader: &str| -> Vec<_> {
        let leader = office.get_person_by_nip(leader).unwrap().id;
        let day = third_quarter().ends_on();
        all.iter().filter(|own| superiors.find_staff_on(own.id, day) == Some(leader)).collect()
    };
    assert!(!leaders.is_empty() && leaders.len() < rows.len());
    assert!(rows.iter().all(|row| (row.standings == missing) == led_by(&row.nip).is_empty()));
    for leader in &leaders {
        let (text, drafts) = text_of(&office, BesideForm::MatriksPeranHasil, &leader.nip);
        assert_eq!((drafts, leader.standings.as_slice()), (0, [Some(SheetStanding::Final)].as_slice()));
        for own in led_by(&leader.nip) {
            assert_says(&text, &[&own.name.full(), &own.position]);
            let plan = office.find_plan(own.id, 2026).unwrap().unwrap();
            for planned in plan.skp.results.iter().filter(|planned| planned.kind == ResultKind::Utama) {
                assert_says(&text, &[&planned.statement]);
            }
        }
        let leader = office.get_person_by_nip(&leader.nip).unwrap();
        for planned in office.find_plan(leader.id, 2026).unwrap().unwrap().skp.results {
            assert_says(&text, &[&planned.statement, &planned.indicators[0].target]);
        }
    }

    office.reopen(nip, third_quarter(), "Salah rekam").unwrap();
    let (text, drafts) = text_of(&office, BesideForm::UmpanBalik, nip);
    assert!(drafts == 1 && text.contains("RANCANGAN"));
}

#[test]
fn several_sheets_of_everybody_are_one_job_person_by_person() {
    let (folder, mut office, _) = closed_office(41);
    let forms =
        [SheetForm::DokumenEvaluasi.into(), SheetForm::EvaluasiKinerja.into(), BesideForm::UmpanBalik.into()];
    let one = |form| {
        let selection = Selection { forms: vec![form], ..select(&office, SheetForm::DokumenEvaluasi, None) };
        office.render_sheets(&selection, &Progress::default()).unwrap().1
    };
    let single: Vec<_> = forms.iter().map(|form| one(*form)).collect();
    let selection = Selection { forms: forms.to_vec(), ..select(&office, SheetForm::DokumenEvaluasi, None) };
    let (bytes, report) = office.render_sheets(&selection, &Progress::default()).unwrap();
    let sum = |count: fn(&PrintReport) -> usize| single.iter().map(count).sum::<usize>();
    assert_eq!(report.sheets, sum(|one| one.sheets));
    assert_eq!(report.pages, sum(|one| one.pages));
    assert_eq!(report.prints.len(), sum(|one| one.prints.len()));
    let counted = tilik_forms::count(&bytes).unwrap();
    assert_eq!((counted.sheets, counted.pages), (report.sheets, report.pages));
    // The two that are followed stand beside each other, in the order asked for.
    for pair in report.prints.chunks(2) {
        assert_eq!(pair[0].nip, pair[1].nip);
        assert_eq!([pair[0].form, pair[1].form], [SheetForm::DokumenEvaluasi, SheetForm::EvaluasiKinerja]);
    }

    let report = office
        .print_sheets(&selection, Target::Folder(&folder.beside("orang")), &Progress::default())
        .unwrap();
    assert_eq!((report.files.len(), report.sheets), (single[0].sheets, sum(|one| one.sheets)));
    let first = tilik_forms::count(&std::fs::read(&report.files[0]).unwrap()).unwrap();
    assert_eq!(first.sheets, forms.len(), "a file holds all sheets of its person");
}

fn appoint(assessor: &str, from: &str) -> Appointment {
    Appointment {
        assessor_nip: Some(assessor.to_owned()),
        external: None,
        quality: AssessorQuality::Definitive,
        from: from.parse().unwrap(),
        until: None,
        reason: "Pindah bidang".into(),
    }
}

/// An office of eight in which somebody has no plan and somebody's evaluation was opened again; theirs are drafts.
fn office_with_gaps(seed: u64) -> (TempOffice, Office, Staff) {
    let staff = Staff::of(8);
    let (folder, mut office) = TempOffice::found(seed);
    tilik_testkit::office::import_staff(&mut office, &staff);
    let planless = &staff.members[6].nip;
    let plans: Vec<_> =
        staff.plans().lines().filter(|line| !line.starts_with(planless)).map(str::to_owned).collect();
    let signed = tilik_testkit::office::signed();
    office.import_plans_of(plans.join("\n").as_bytes(), None, Some(&signed)).unwrap();
    office.enter_achievement(third_quarter(), OrganisationAchievement::Baik, "LKjIP").unwrap();
    tilik_testkit::office::rate_staff(&mut office, &staff);
    tilik_testkit::office::close_quarter(&mut office);
    for member in &staff.members[6..] {
        let person = office.get_person_by_nip(&member.nip).unwrap();
        if office.evaluation(person.id, third_quarter()).unwrap().state == EvaluationState::Closed {
            office.reopen(&member.nip, third_quarter(), "Salah rekam").unwrap();
        }
    }
    (folder, office, staff)
}

#[test]
fn each_sheet_that_is_asked_for_and_not_made_is_counted_and_told() {
    let (_folder, office, staff) = office_with_gaps(42);
    let (planless, reopened) = (staff.members[6].nip.clone(), staff.members[7].nip.clone());
    let nips = staff.list_nips();
    let (skp, dokumen) = (PersonForm::from(SheetForm::Skp), PersonForm::from(SheetForm::DokumenEvaluasi));
    let made = |forms: &[PersonForm], nips: Option<&[String]>, only_final: bool| {
        let selection = Selection {
            forms: forms.to_vec(),
            nips: nips.map(<[String]>::to_vec),
            only_final,
            ..select(&office, SheetForm::Skp, None)
        };
        let report = office.render_sheets(&selection, &Progress::default()).unwrap().1;
        let without: Vec<_> = report.without_sheet.into_iter().map(|own| (own.nip, own.form)).collect();
        assert_eq!(report.asked, report.sheets + without.len());
        (report.sheets, report.drafts, without)
    };
    let lacking = |of: &[(&String, PersonForm)]| -> Vec<_> {
        of.iter().map(|(nip, form)| ((*nip).clone(), *form)).collect()
    };
    // Eight evaluations, two of them drafts, and seven plans; nobody objected, and most lead nobody.
    for forms in [[dokumen, skp], [skp, dokumen]] {
        assert_eq!(made(&forms, Some(&nips), false), (15, 2, lacking(&[(&planless, skp)])));
    }
    let others = [dokumen, skp, SheetForm::Keberatan.into(), BesideForm::MatriksPeranHasil.into()];
    let (sheets, drafts, without) = made(&others, Some(&nips), false);
    assert!(sheets > 15 && drafts == 2 && without == lacking(&[(&planless, skp)]));
    // A draft that is left out is told; whoever has another sheet that is final keeps that one.
    let told = lacking(&[(&planless, dokumen), (&planless, skp), (&reopened, dokumen)]);
    assert_eq!(made(&[dokumen, skp], Some(&nips), true), (13, 0, told));
    assert_eq!(made(&[dokumen, skp], None, true), (13, 0, lacking(&[(&reopened, dokumen)])));
    // Whoever has none of what concerns a few is told when asked for by name.
    let leader = &staff.members[1].nip;
    let both = [leader.clone(), planless.clone()];
    let matrix = BesideForm::MatriksPeranHasil.into();
    assert_eq!(made(&[matrix], Some(&both), false), (1, 0, lacking(&[(&planless, matrix)])));

    // The roll of the forms says the same.
    let rows = office.list_printable(third_quarter(), &[dokumen, skp]).unwrap();
    let standings_of = |nip: &str| rows.iter().find(|row| row.nip == nip).unwrap().standings.clone();
    assert_eq!(standings_of(&reopened), [Some(SheetStanding::Draft), Some(SheetStanding::Final)]);
    assert_eq!(standings_of(&planless), [Some(SheetStanding::Draft), Some(SheetStanding::Missing)]);
}

#[test]
fn a_name_with_letters_that_the_font_lacks_is_told_once_a_person() {
    let (_folder, mut office, staff) = closed_office(43);
    let nip = staff.members[7].nip.clone();
    let profile = Profile { name: "Siti 中村".into(), ..office.staff_card(&nip).unwrap().profile };
    let change = ProfileChange { nip: nip.clone(), version: None, profile, reason: String::new() };
    office.change_profile(&change).unwrap();
    let selection = Selection {
        forms: vec![SheetForm::Skp.into(), SheetForm::LampiranSkp.into()],
        ..select(&office, SheetForm::Skp, None)
    };
    let (_, report) = office.render_sheets(&selection, &Progress::default()).unwrap();
    let [(of, characters)] = report.replaced.as_slice() else { panic!("{:?}", report.replaced) };
    assert_eq!((of, characters.chars().count()), (&nip, 2));
}

#[test]
fn no_combination_of_sheets_takes_the_place_of_another_in_a_folder() {
    let (folder, mut office, staff) = closed_office(44);
    let place = folder.beside("orang");
    let mut print = |forms: &[SheetForm]| {
        let forms = forms.iter().map(|form| (*form).into()).collect();
        let selection = Selection { forms, ..select(&office, SheetForm::Skp, None) };
        office.print_sheets(&selection, Target::Folder(&place), &Progress::default()).unwrap().files
    };
    let mut files = print(&[SheetForm::DokumenEvaluasi, SheetForm::EvaluasiKinerja]);
    files.extend(print(&[SheetForm::Skp, SheetForm::LampiranSkp]));
    files.extend(print(&[SheetForm::Skp]));
    files.sort();
    files.dedup();
    assert_eq!((files.len(), std::fs::read_dir(&place).unwrap().count()), (24, 24));
    let nip = staff.members[7].nip.as_str();
    for name in ["dokumen-evaluasi+evaluasi-kinerja_2026-TW3", "skp+lampiran-skp_2026", "skp_2026"] {
        assert!(files.contains(&place.join(format!("{name}_{nip}.pdf"))), "{name} in {files:?}");
    }
}

#[test]
fn whoever_is_told_to_have_a_sheet_gets_one_also_after_another_assessor_came() {
    let (folder, mut office, staff) = closed_office(45);
    let (assessor, taken_over) = (staff.members[1].nip.clone(), staff.members[5].nip.clone());
    assert_ne!(staff.members[5].superior, assessor);
    folder.host.set_today("2026-11-20".parse().unwrap());
    office.assign_superior(&taken_over, &appoint(&assessor, "2026-11-01")).unwrap();
    let new = NewUser {
        login: "penilai".into(),
        name: "Penilai".into(),
        role: Role::Penilai,
        nip: Some(assessor),
        password: PASSWORD.into(),
    };
    office.add_user(&new, Cost::Floor).unwrap();
    drop(office);
    let office = folder.open_as("penilai", PASSWORD).unwrap();
    let year = "2026-TW4".parse().unwrap();
    for form in [SheetForm::Skp.into(), SheetForm::LampiranSkp.into(), BesideForm::LembarEkspektasi.into()] {
        let rows = office.list_printable(year, &[form]).unwrap();
        let finals = rows.iter().filter(|row| row.standings == [Some(SheetStanding::Final)]);
        let nips: Vec<_> = finals.map(|row| row.nip.clone()).collect();
        assert!(nips.len() > 1 && !nips.contains(&taken_over));
        let selection =
            Selection { forms: vec![form], period: year, ..select(&office, SheetForm::Skp, None) };
        let selection = Selection { nips: Some(nips.clone()), ..selection };
        let (_, report) = office.render_sheets(&selection, &Progress::default()).unwrap();
        assert_eq!((report.sheets, report.without_sheet), (nips.len(), vec![]), "{form:?}");
    }
    // With a sheet that is the user's to see, it is told that the other one is not.
    let forms = [SheetForm::DokumenEvaluasi.into(), SheetForm::Skp.into()];
    let rows = office.list_printable(year, &forms).unwrap();
    let row = rows.iter().find(|row| row.nip == taken_over).unwrap();
    assert_eq!(row.standings, [Some(SheetStanding::Missing), None]);
}
