//! What a laptop says of a sheet by its seal: its own office's and another's, in force and not, changed and forged.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::sync::Arc;

use serde_json::json;
use tilik_office::Host;
use tilik_office::Office;
use tilik_office::appraisal::Predikat;
use tilik_office::authenticity::{KeyConsent, KeyImport, StatedOnPaper, VerdictKind};
use tilik_office::command::Desk;
use tilik_office::job::Progress;
use tilik_office::journal::RecordId;
use tilik_office::sheet::{
    PaperKept, PilePage, ScanMedia, ScanPage, SheetForm, SheetRow, SheetState, Signed, list_seals, read_pile,
};
use tilik_testkit::office::third_quarter;
use tilik_testkit::{PASSWORD, Staff, TempOffice};

const FORM: SheetForm = SheetForm::DokumenEvaluasi;

/// With the NIP of the last of the staff.
fn closed_office(seed: u64) -> (TempOffice, Office, String) {
    let (folder, office, staff) = tilik_testkit::office::closed_office(seed);
    (folder, office, staff.members[7].nip.clone())
}

/// Prints the sheet of one person and gives what stands in its QR.
fn print(office: &mut Office, nip: &str) -> String {
    let prints = office.list_prints(third_quarter(), FORM, &[nip.to_owned()]).unwrap();
    office.mark_printed(&prints).unwrap();
    office.seal_print(&prints[0]).unwrap()
}

fn check(office: &Office, text: &str) -> (VerdictKind, Option<String>) {
    let verdict = office.check_sheet(text, &StatedOnPaper::default()).unwrap();
    (verdict.verdict, verdict.reason.map(|reason| reason.code))
}

fn because(kind: VerdictKind, code: &str) -> (VerdictKind, Option<String>) {
    (kind, Some(code.to_owned()))
}

#[test]
fn an_own_sheet_is_genuine_until_its_evaluation_changes() {
    let (_folder, mut office, nip) = closed_office(1);
    let first = print(&mut office, &nip);
    assert_eq!(first.len(), 149);
    let verdict = office.check_sheet(&first, &StatedOnPaper::default()).unwrap();
    assert_eq!((verdict.verdict, verdict.is_compared), (VerdictKind::Genuine, true));
    let claim = verdict.claim.unwrap();
    assert_eq!(
        (claim.nip.as_str(), claim.period.as_str(), claim.form.as_str()),
        (nip.as_str(), "2026-TW3", FORM.code())
    );
    assert_eq!(
        (claim.predicate, claim.number, verdict.office_name.as_str()),
        (Some(Predikat::Baik), 1, "Dinas Contoh")
    );
    // A scanner that types adds its own.
    assert_eq!(check(&office, &format!("  {}\r\n", first.to_lowercase())).0, VerdictKind::Genuine);

    let stated = StatedOnPaper { predicate: Some(Predikat::SangatBaik), ..StatedOnPaper::default() };
    let pasted = office.check_sheet(&first, &stated).unwrap();
    assert_eq!((pasted.verdict, pasted.fields), (VerdictKind::Differs, vec!["predicate".to_owned()]));
    let stated = StatedOnPaper { nip: Some("197001011990031001".into()), ..StatedOnPaper::default() };
    assert_eq!(office.check_sheet(&first, &stated).unwrap().fields, ["nip"]);

    office.reopen(&nip, third_quarter(), "Salah rekam").unwrap();
    assert_eq!(check(&office, &first), because(VerdictKind::NotValid, "verdict.reopened"));
    let input = json!({ "note": "Dipertahankan", "on_behalf_reason": "Bersama" });
    office.rate(&nip, third_quarter(), &serde_json::from_value(input).unwrap()).unwrap();
    tilik_testkit::office::close_quarter(&mut office);
    assert_eq!(check(&office, &first), because(VerdictKind::NotValid, "verdict.superseded"));
    let second = print(&mut office, &nip);
    let verdict = office.check_sheet(&second, &StatedOnPaper::default()).unwrap();
    assert_eq!((verdict.verdict, verdict.claim.unwrap().number), (VerdictKind::Genuine, 2));
}

#[test]
fn what_was_changed_or_forged_is_never_genuine() {
    let (_folder, mut office, nip) = closed_office(2);
    let text = print(&mut office, &nip);
    for at in 5..text.len() {
        let mut letters: Vec<char> = text.chars().collect();
        letters[at] = if letters[at] == 'A' { 'B' } else { 'A' };
        let changed: String = letters.into_iter().collect();
        assert_eq!(check(&office, &changed).0, VerdictKind::Unknown, "{at}");
    }
    assert_eq!(check(&office, "https://contoh.go.id"), because(VerdictKind::Unknown, "seal.not_ours"));
    // Another office's laptop knows nothing of ours, and ours nothing of its.
    let (_other_folder, mut other, _) = closed_office(3);
    let foreign = print(&mut other, &nip);
    assert_eq!(check(&office, &foreign), because(VerdictKind::Unknown, "verdict.key_unknown"));
}

#[test]
fn another_offices_sheet_is_genuine_once_its_keys_were_compared() {
    let (folder, mut office, nip) = closed_office(4);
    let text = print(&mut office, &nip);
    let (list, fingerprint) = office.export_keys().unwrap();
    assert_eq!(office.look_at_keys(&list).unwrap_err().code, "keys.own");
    let (_elsewhere, mut other) = TempOffice::found(5);
    assert_eq!(check(&other, &text), because(VerdictKind::Unknown, "verdict.key_unknown"));
    let card = other.look_at_keys(&list).unwrap();
    assert_eq!((card.import, &card.fingerprint, card.keys), (KeyImport::First, &fingerprint, 1));
    let refused = other.import_keys(&list, KeyConsent::default()).unwrap_err();
    assert_eq!(
        (refused.code.as_str(), &refused.details["fingerprint"]),
        ("keys.not_compared", &json!(fingerprint))
    );
    other.import_keys(&list, KeyConsent { is_compared: true }).unwrap();
    let verdict = other.check_sheet(&text, &StatedOnPaper::default()).unwrap();
    assert_eq!((verdict.verdict, verdict.is_compared), (VerdictKind::Genuine, false));
    assert_eq!((verdict.office_name.as_str(), verdict.claim.unwrap().nip), ("Dinas Contoh", nip));
    assert_eq!(other.look_at_keys(&list).unwrap().import, KeyImport::Same);
    let keys = other.list_known_keys().unwrap();
    assert_eq!(keys.keys.iter().map(|key| key.is_own).collect::<Vec<_>>(), [true, false]);
    // A newer list of the same signer needs no second call; an older one is not taken in.
    folder.host.set_today("2026-10-06".parse().unwrap());
    let (newer, _) = office.export_keys().unwrap();
    assert_eq!(other.import_keys(&newer, KeyConsent::default()).unwrap().import, KeyImport::Newer);
    assert_eq!(other.import_keys(&list, KeyConsent::default()).unwrap_err().code, "keys.older");
    let mut broken = list.clone();
    let at = broken.len() / 2;
    broken[at] ^= 1;
    assert!(other.look_at_keys(&broken).unwrap_err().code.starts_with("seal.register_"));
    // Only a sheet of one's own office is ticked.
    let ticked = other.tick_by_seal(
        &text,
        Signed { received_on: Some("2026-10-05".parse().unwrap()), assessor_on: None, replaces: false },
    );
    assert_eq!(ticked.unwrap_err().code, "verdict.not_ticked");
}

#[test]
fn a_sheet_is_ticked_by_its_seal() {
    let (folder, mut office, nip) = closed_office(6);
    let text = print(&mut office, &nip);
    drop(office);
    let desk = Desk::new(Arc::clone(&folder.host) as Arc<dyn Host>, folder.root().to_owned());
    desk.call("office.open", json!({ "login": "kepala", "password": PASSWORD })).unwrap();
    let day = "2026-10-05";
    let tick = json!({ "text": text, "signed": { "assessor_on": day, "received_on": day } });
    let answer = desk.call("authenticity.tick", tick).unwrap();
    assert_eq!(answer["ticked"]["ticked"], json!([nip]));
    let table =
        desk.call("sheet.table", json!({ "period": "2026-TW3", "form": "dokumen_evaluasi" })).unwrap();
    assert_eq!(table["counts"]["signed"], 1);
    let made = desk.call("keys.export", json!({})).unwrap();
    assert_eq!(made["fingerprint"].as_str().unwrap().split(' ').count(), 8);
}

#[test]
fn a_file_without_a_seal_says_so() {
    for (bytes, code) in [
        (&b"Lembar"[..], "scan.unknown_format"),
        (b"%PDF-1.7\nlembar", "scan.unreadable_pdf"),
        (b"\x89PNG\r\n\x1a\n", "scan.damaged"),
    ] {
        assert_eq!(list_seals(bytes, &Progress::default()).unwrap_err().code, code);
    }
}

/// A page with these QRs side by side, as a scanner gives it.
fn picture(seals: &[&str]) -> Vec<u8> {
    const SCALE: usize = 5;
    const QUIET: usize = 8;
    let (width, height) = (QUIET + seals.len() * (41 + QUIET), 41 + 2 * QUIET);
    let mut pixels = vec![255_u8; width * height * SCALE * SCALE];
    for (number, text) in seals.iter().enumerate() {
        let modules = tilik_seal::Seal::parse(text).unwrap().to_modules();
        let left = QUIET + number * (41 + QUIET);
        for (at, _) in modules.as_slice().iter().enumerate().filter(|(_, dark)| **dark) {
            let (x, y) = (left + at % 41, QUIET + at / 41);
            for row in 0..SCALE {
                let start = (y * SCALE + row) * width * SCALE + x * SCALE;
                pixels[start..start + SCALE].fill(0);
            }
        }
    }
    let mut bytes = Vec::new();
    let side = |modules: usize| u32::try_from(modules * SCALE).unwrap();
    let mut encoder = png::Encoder::new(&mut bytes, side(width), side(height));
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}

fn pile_page(number: i64, seals: &[&str]) -> PilePage {
    let bytes = vec![0xff, 0xd8, 0xff, u8::try_from(number).unwrap()];
    PilePage {
        number,
        seals: Ok(seals.iter().map(|text| (*text).to_owned()).collect()),
        copy: Some(Ok(ScanPage { bytes, media: ScanMedia::Jpeg, number })),
    }
}

fn row_of(office: &Office, nip: &str) -> SheetRow {
    let rows = office.sheet_table(third_quarter(), FORM).unwrap().rows;
    rows.into_iter().find(|row| row.nip == nip && row.state != SheetState::Void).unwrap()
}

#[test]
fn a_pile_is_filed_in_one_act_and_every_page_is_told() {
    let staff = Staff::of(8);
    let (_folder, mut office, nip) = closed_office(7);
    let other = staff.members[6].nip.clone();
    let gone = staff.members[5].nip.clone();
    let (first, second, third) =
        (print(&mut office, &nip), print(&mut office, &other), print(&mut office, &gone));
    office.reopen(&gone, third_quarter(), "Salah rekam").unwrap();
    let on = Some("2026-10-05".parse().unwrap());
    let signed = Signed { assessor_on: on, received_on: on, replaces: false };
    let damaged = first.replacen(&first[60..62], "AA", 1);
    let broken = PilePage { number: 6, seals: Err(tilik_office::Failure::new("scan.damaged")), copy: None };
    let pile = vec![
        pile_page(1, &[&first]),
        pile_page(2, &[]),
        pile_page(3, &[&second, &first]),
        pile_page(4, &[&third]),
        pile_page(5, &[&damaged]),
        broken,
    ];
    let entries = office.store().count_entries().unwrap();
    let report = office.file_pile("tumpukan.pdf", pile, Some(signed)).unwrap();
    assert_eq!(office.store().count_entries().unwrap(), entries + 1, "one act");
    assert_eq!(report.pages, 6);
    let filed: Vec<_> = report.filed.iter().map(|filed| (filed.page, filed.nip.as_str())).collect();
    assert_eq!(filed, [(1, nip.as_str()), (3, other.as_str()), (3, nip.as_str())]);
    assert!(report.filed.iter().all(|filed| filed.not_kept.is_none() && filed.form == FORM));
    let left: Vec<_> = report.left.iter().map(|left| (left.page, left.reason.code.as_str())).collect();
    assert_eq!(
        left,
        [(2, "seal.none_found"), (4, "verdict.not_ticked"), (5, "verdict.not_ticked"), (6, "scan.damaged")]
    );
    assert_eq!(report.left[1].verdict.as_ref().unwrap().verdict, VerdictKind::NotValid);
    assert_eq!((report.ticked.ticked.len(), report.ticked.new), (2, 2));
    assert_eq!((report.filed_pages, report.left_pages), (2, 4));
    assert_eq!((report.kept_pages, report.not_kept_pages), (2, 0));
    let row = row_of(&office, &nip);
    assert_eq!(
        (row.state, row.kept, row.scans, row.received_on),
        (SheetState::Signed, PaperKept::Scanned, 2, on)
    );
    // The same pile once more changes nothing.
    let again = office.file_pile("tumpukan.pdf", vec![pile_page(1, &[&first])], Some(signed)).unwrap();
    assert_eq!((again.filed.len(), office.store().count_entries().unwrap()), (1, entries + 1));
    assert_eq!((again.ticked.ticked.len(), again.ticked.new), (1, 0), "noted before is not noted now");
    assert_eq!(tilik_testkit::office::undo_last(&mut office), "sheet.pile_filed");
    let row = row_of(&office, &nip);
    assert_eq!((row.state, row.scans, row.received_on), (SheetState::Printed, 0, None));
    // Without days the pages are kept and nothing is ticked; a paper that has its fill is ticked all the same.
    let kept = office.file_pile("tumpukan.pdf", vec![pile_page(1, &[&first])], None).unwrap();
    assert_eq!((kept.filed.len(), kept.ticked.ticked.len()), (1, 0));
    let many = (1..=31).map(|number| pile_page(number, &[&first])).collect();
    let full = office.file_pile("banyak.pdf", many, Some(signed)).unwrap();
    assert_eq!(full.filed[0].not_kept.as_ref().unwrap().code, "scan.too_many");
    assert_eq!(full.ticked.ticked.len(), 1);
}

#[test]
fn pages_of_a_pile_are_counted_whatever_seals_they_carry() {
    let staff = Staff::of(8);
    let (_folder, mut office, nip) = closed_office(11);
    let (first, gone) = (print(&mut office, &nip), staff.members[5].nip.clone());
    let third = print(&mut office, &gone);
    office.reopen(&gone, third_quarter(), "Salah rekam").unwrap();
    let damaged = first.replacen(&first[60..62], "AA", 1);
    let not_small = Some(Err(tilik_office::Failure::new("scan.not_compressible")));
    let pile = vec![
        // Two that are worth nothing, the same twice, one good and one bad, and one whose picture cannot be kept.
        pile_page(1, &[&third, &damaged]),
        pile_page(2, &[&first, &first]),
        pile_page(3, &[&damaged, &first]),
        PilePage { number: 4, seals: Ok(vec![first.clone()]), copy: not_small },
    ];
    let report = office.file_pile("tumpukan.pdf", pile, None).unwrap();
    assert_eq!((report.pages, report.filed_pages, report.left_pages), (4, 3, 1));
    assert_eq!((report.kept_pages, report.not_kept_pages), (2, 1));
    assert_eq!(report.filed.iter().map(|filed| filed.page).collect::<Vec<_>>(), [2, 3, 4]);
    let left: Vec<_> = report.left.iter().map(|left| (left.page, left.is_filed)).collect();
    assert_eq!(left, [(1, false), (1, false), (3, true)]);
}

#[test]
fn a_damaged_list_of_keys_is_told_and_not_taken_for_an_unknown_office() {
    let (_folder, mut office, nip) = closed_office(12);
    let text = print(&mut office, &nip);
    let (list, _) = office.export_keys().unwrap();
    let (_elsewhere, mut other) = TempOffice::found(13);
    other.import_keys(&list, KeyConsent { is_compared: true }).unwrap();
    assert_eq!((check(&other, &text).0, other.list_known_keys().unwrap().damaged), (VerdictKind::Genuine, 0));
    let half = &list[..list.len() / 2];
    other.store().keep_key_list(&[7; 16], half, 0).unwrap();
    assert_eq!(check(&other, &text).0, VerdictKind::Genuine, "another office's list is none of its");
    let known = other.list_known_keys().unwrap();
    assert_eq!((known.keys.len(), known.damaged), (2, 1));
    let (_third, mut third, _) = closed_office(14);
    let foreign = print(&mut third, &nip);
    assert_eq!(check(&other, &foreign), because(VerdictKind::Unknown, "keys.damaged"));
}

#[test]
fn a_scanned_picture_is_read_filed_and_its_seals_are_told() {
    let (folder, mut office, nip) = closed_office(8);
    let other = Staff::of(8).members[6].nip.clone();
    let (first, second) = (print(&mut office, &nip), print(&mut office, &other));
    let png = picture(&[&first, &second]);
    let mut seals = list_seals(&png, &Progress::default()).unwrap();
    seals.sort();
    let mut printed = vec![first, second];
    printed.sort();
    assert_eq!(seals, printed);
    let pile = read_pile(&png, &Progress::default()).unwrap();
    let copy = pile[0].copy.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((pile.len(), pile[0].number, copy.media), (1, 1, ScanMedia::Jpeg));
    drop(office);

    let desk = Desk::new(Arc::clone(&folder.host) as Arc<dyn Host>, folder.root().to_owned());
    desk.call("office.open", json!({ "login": "kepala", "password": PASSWORD })).unwrap();
    let file = desk.tray().put(png.clone()).unwrap();
    let signed = json!({ "received_on": "2026-10-05" });
    let report =
        finish(&desk, "sheet.start_pile", json!({ "file": file, "name": "a.png", "signed": signed }));
    assert_eq!((report["filed"].as_array().unwrap().len(), report["left"].as_array().unwrap().len()), (2, 0));
    let sheet: RecordId = serde_json::from_value(report["filed"][0]["sheet"].clone()).unwrap();
    let scans = desk.call("scan.list", json!({ "subject": sheet })).unwrap();
    let shown = desk.call("scan.show", json!({ "scan": scans[0]["id"] })).unwrap();
    let shown = desk.tray().get(serde_json::from_value(shown["file"].clone()).unwrap()).unwrap();
    assert!(shown.starts_with(&[0xff, 0xd8, 0xff]));
    let again =
        finish(&desk, "scan.start_attach", json!({ "subject": sheet, "file": file, "name": "b.png" }));
    assert_eq!(again.as_array().unwrap().len(), 1, "the same copy");
    assert_eq!(
        finish(&desk, "authenticity.start_read", json!({ "file": file })).as_array().unwrap().len(),
        2
    );
    // A camera's frame is looked at once.
    let frame = desk.tray().put(png).unwrap();
    let read = desk.call("authenticity.read_frame", json!({ "file": frame })).unwrap();
    assert_eq!(read.as_array().unwrap().len(), 2);
    let gone = desk.call("authenticity.read_frame", json!({ "file": frame })).unwrap_err();
    assert_eq!(gone.code, "tray.file_gone");
}

#[test]
fn a_scan_of_another_persons_sheet_is_not_kept_with_this_one() {
    let (_folder, mut office, nip) = closed_office(9);
    let other = Staff::of(8).members[6].nip.clone();
    let (first, second) = (print(&mut office, &nip), print(&mut office, &other));
    let sheet = row_of(&office, &nip).sheet.unwrap();
    let refused = |seals: &[&str]| {
        let seals: Vec<_> = seals.iter().map(|seal| (*seal).to_owned()).collect();
        office.check_scanned(sheet, &seals).err()
    };
    // Its own, both on one picture, none, and one that is torn: all may be of it.
    let torn = &first[..90];
    for seals in [&[first.as_str()][..], &[&second, &first], &[], &[torn], &["bukan Tilik"]] {
        assert!(refused(seals).is_none(), "{seals:?}");
    }
    let failure = refused(&[&second]).unwrap();
    assert_eq!((failure.code.as_str(), &failure.details["period"]), ("scan.of_another", &json!("2026-TW3")));
    assert_eq!(failure.details["name"], json!(row_of(&office, &other).name));
    let (_elsewhere, mut stranger, _) = closed_office(10);
    let foreign = print(&mut stranger, &nip);
    assert_eq!(refused(&[&foreign]).unwrap().code, "scan.of_stranger");
    assert_eq!(refused(&[torn, &foreign]).unwrap().code, "scan.of_stranger");
}

#[test]
fn a_sheet_of_another_office_about_ones_own_people_differs() {
    let (_folder, mut office, nip) = closed_office(11);
    let (_elsewhere, mut stranger, _) = closed_office(12);
    let foreign = print(&mut stranger, &nip);
    let (list, _) = stranger.export_keys().unwrap();
    office.import_keys(&list, KeyConsent { is_compared: true }).unwrap();
    let verdict = office.check_sheet(&foreign, &StatedOnPaper::default()).unwrap();
    assert_eq!(verdict.verdict, VerdictKind::Differs);
    assert!(verdict.fields.contains(&"office".to_owned()), "{:?}", verdict.fields);
}

fn finish(desk: &Desk, command: &str, arguments: serde_json::Value) -> serde_json::Value {
    let job = desk.call(command, arguments).unwrap();
    loop {
        let status = desk.call("job.status", json!({ "job": job })).unwrap();
        match status["state"].as_str() {
            Some("done") => return status["answer"].clone(),
            Some("failed") => panic!("{status}"),
            _ => std::thread::yield_now(),
        }
    }
}
