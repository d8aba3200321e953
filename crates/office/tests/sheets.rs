//! What was printed and what became of the paper: prints and their numbers, ticks, refusals, scans, what the papers look like.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value, json};
use tilik_office::command::Desk;
use tilik_office::home::steps::StepKind;
use tilik_office::job::Progress;
use tilik_office::journal::Role;
use tilik_office::objection::Filing;
use tilik_office::paper::{MarginsMm, PaperChange};
use tilik_office::printing::{Selection, Target};
use tilik_office::sheet::{
    LARGEST_SCAN, PaperKept, Print, Refusal, ScanMedia, ScanPage, SheetChange, SheetForm, SheetRow,
    SheetState, Signed, Untick, VoidReason, Which, read_scan,
};
use tilik_office::store::Cost;
use tilik_office::user::NewUser;
use tilik_office::{Host, Office};
use tilik_testkit::PASSWORD;
use tilik_testkit::office::{closed_office, third_quarter, undo_last};

const FORM: SheetForm = SheetForm::DokumenEvaluasi;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn render(office: &Office, nips: Option<Vec<String>>) -> Vec<Print> {
    let paper = office.paper().unwrap().paper();
    let selection =
        Selection { forms: vec![FORM.into()], period: third_quarter(), nips, only_final: false, paper };
    office.render_sheets(&selection, &Progress::default()).unwrap().1.prints
}

fn print(office: &mut Office, nips: Option<Vec<String>>) -> (Vec<Print>, usize) {
    let prints = render(office, nips);
    let new = office.mark_printed(&prints).unwrap();
    (prints, new)
}

fn which(nips: &[&String]) -> Which {
    Which { period: third_quarter(), form: FORM, nips: nips.iter().map(|nip| (*nip).clone()).collect() }
}

fn rows_of(office: &Office, nip: &str) -> Vec<SheetRow> {
    let table = office.sheet_table(third_quarter(), FORM).unwrap();
    table.rows.into_iter().filter(|row| row.nip == nip).collect()
}

fn reopen_and_close(office: &mut Office, nip: &str, change: Value) {
    office.reopen(nip, third_quarter(), "Salah rekam").unwrap();
    office.rate(nip, third_quarter(), &serde_json::from_value(change).unwrap()).unwrap();
    tilik_testkit::office::close_quarter(office);
}

#[test]
fn the_same_content_again_is_the_same_print_and_another_content_is_the_second() {
    let (folder, mut office, staff) = closed_office(1);
    let (prints, new) = print(&mut office, None);
    assert_eq!((prints.len(), new), (8, 8));
    assert!(prints.iter().all(|print| print.number == 1 && print.is_new && print.changes.is_empty()));
    let entries = office.store().count_entries().unwrap();
    let (again, new) = print(&mut office, None);
    assert_eq!((new, office.store().count_entries().unwrap()), (0, entries), "the printer jammed");
    assert!(again.iter().all(|print| print.number == 1 && !print.is_new));

    // On another day, after another opening: still the same paper.
    drop(office);
    folder.host.set_today(day("2026-11-02"));
    let mut office = folder.open();
    assert_eq!(print(&mut office, None).1, 0);

    let nip = &staff.members[7].nip;
    reopen_and_close(
        &mut office,
        nip,
        json!({ "result_rating": "above", "behaviour_rating": "above", "note": "Dipertahankan", "result_reason": "Capaian lebih",
            "behaviour_reason": "Teladan", "on_behalf_reason": "Bersama" }),
    );
    let rows = rows_of(&office, nip);
    assert_eq!(rows.len(), 2, "one to be printed, one void");
    assert_eq!((rows[0].state, rows[0].needs_reprint, rows[0].revision), (SheetState::NotPrinted, true, 2));
    assert_eq!((rows[1].state, rows[1].void_reason), (SheetState::Void, Some(VoidReason::ClosedAgain)));

    let (second, new) = print(&mut office, Some(vec![nip.clone()]));
    assert_eq!((second[0].number, second[0].revision, new), (2, 2, 1));
    let expected =
        [SheetChange::Predicate, SheetChange::ResultRating, SheetChange::BehaviourRating, SheetChange::Notes];
    assert_eq!(second[0].changes, expected);
    // What is told again of the same print is what was told then.
    assert_eq!(render(&office, Some(vec![nip.clone()]))[0].changes, expected);
    let rows = rows_of(&office, nip);
    assert_eq!((rows[0].state, rows[0].number), (SheetState::Printed, Some(2)));
    assert_eq!((rows[1].state, rows[1].number), (SheetState::Void, Some(1)));
    let counts = office.sheet_table(third_quarter(), FORM).unwrap().counts;
    assert_eq!((counts.total, counts.printed, counts.void), (8, 8, 1));
    assert!(office.verify().unwrap().is_whole);
}

#[test]
fn a_draft_is_no_print_and_an_opened_one_takes_its_paper_out_of_force() {
    let (_folder, mut office, staff) = closed_office(2);
    let nip = &staff.members[7].nip;
    print(&mut office, None);
    office.reopen(nip, third_quarter(), "Salah rekam").unwrap();
    assert!(render(&office, Some(vec![nip.clone()])).is_empty(), "it says RANCANGAN");
    let rows = rows_of(&office, nip);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].state, rows[0].void_reason), (SheetState::Void, Some(VoidReason::Reopened)));
    let table = office.sheet_table(third_quarter(), FORM).unwrap();
    assert_eq!((table.counts.total, table.not_closed), (7, 1));
    let ticked = office.tick_signed(&which(&[nip]), signed("2026-10-05")).unwrap();
    assert_eq!(ticked.refused[0].failure.code, "sheet.void");
}

fn signed(on: &str) -> Signed {
    Signed { assessor_on: Some(day(on)), received_on: Some(day(on)), replaces: false }
}

#[test]
fn many_are_ticked_in_one_act_and_those_who_cannot_are_named() {
    let (folder, mut office, staff) = closed_office(3);
    let nips: Vec<_> = staff.members.iter().map(|member| &member.nip).collect();
    print(&mut office, Some(staff.members[..6].iter().map(|member| member.nip.clone()).collect()));
    folder.host.set_today(day("2026-10-09"));
    let entries = office.store().count_entries().unwrap();
    let unknown = "197001011990031001".to_owned();
    let mut all = nips.clone();
    all.push(&unknown);
    let ticked = office.tick_signed(&which(&all), signed("2026-10-08")).unwrap();
    assert_eq!(ticked.ticked.len(), 6);
    let refused: Vec<_> = ticked.refused.iter().map(|person| person.failure.code.as_str()).collect();
    assert_eq!(refused, ["sheet.not_printed", "sheet.not_printed", "person.unknown"]);
    assert!(!ticked.refused[0].name.is_empty());
    assert_eq!(office.store().count_entries().unwrap(), entries + 1, "one act");
    office.tick_signed(&which(&nips), signed("2026-10-08")).unwrap();
    assert_eq!(office.store().count_entries().unwrap(), entries + 1, "the same again is none");

    for (on, code) in [("2026-10-10", "sheet.day_in_future"), ("2026-10-04", "sheet.day_before_print")] {
        let refused = match office.tick_signed(&which(&nips[..1]), signed(on)) {
            Ok(ticked) => ticked.refused[0].failure.clone(),
            Err(failure) => failure,
        };
        assert_eq!(refused.code, code);
    }
    assert_eq!(office.tick_signed(&which(&nips), Signed::default()).unwrap_err().code, "sheet.day_missing");

    // One signature of two is not yet signed.
    office.untick_sheets(&which(&nips[..1]), Untick::Assessor).unwrap();
    assert_eq!(rows_of(&office, nips[0])[0].state, SheetState::Printed);
    assert_eq!(rows_of(&office, nips[1])[0].state, SheetState::Signed);
    assert_eq!(undo_last(&mut office), "sheet.unticked");
    assert_eq!(rows_of(&office, nips[0])[0].state, SheetState::Signed);
    // The tick of all six is undone at once, and then the printing.
    assert_eq!(undo_last(&mut office), "sheet.signed");
    assert_eq!(office.sheet_table(third_quarter(), FORM).unwrap().counts.printed, 6);
    assert_eq!(undo_last(&mut office), "sheet.printed");
    assert_eq!(office.sheet_table(third_quarter(), FORM).unwrap().counts.not_printed, 8);
    // Printed once more, it is the first print again.
    let (prints, new) = print(&mut office, None);
    assert_eq!((new, prints.iter().all(|print| print.number == 1)), (8, true));
    assert!(office.verify().unwrap().is_whole);
}

#[test]
fn the_same_pile_ticked_a_week_later_keeps_the_first_days() {
    let (folder, mut office, staff) = closed_office(10);
    let nips: Vec<_> = staff.members.iter().map(|member| &member.nip).collect();
    print(&mut office, None);
    folder.host.set_today(day("2026-10-14"));
    office.tick_signed(&which(&nips[..3]), signed("2026-10-06")).unwrap();
    // The assessor of the first two had signed, the third's and the others' papers come now.
    office.untick_sheets(&which(&nips[2..3]), Untick::Receipt).unwrap();
    let later = office.tick_signed(&which(&nips), signed("2026-10-13")).unwrap();
    assert_eq!((later.kept.len(), later.ticked.len(), later.refused.len()), (3, 5, 0));
    let row = |office: &Office, at: usize| rows_of(office, nips[at])[0].clone();
    assert_eq!(row(&office, 0).received_on, Some(day("2026-10-06")));
    assert_eq!(
        (row(&office, 2).assessor_signed_on, row(&office, 2).received_on),
        (Some(day("2026-10-06")), Some(day("2026-10-13"))),
        "what was missing is noted, what stood stays"
    );
    assert_eq!(row(&office, 7).received_on, Some(day("2026-10-13")));

    let replaced = Signed { replaces: true, ..signed("2026-10-08") };
    let corrected = office.tick_signed(&which(&nips[..1]), replaced).unwrap();
    assert_eq!((corrected.kept.len(), corrected.ticked.len()), (0, 1));
    assert_eq!(row(&office, 0).received_on, Some(day("2026-10-08")));
    // But not where the days of an objection were counted from it.
    let filing = Filing {
        nip: nips[0].clone(),
        period: third_quarter(),
        filed_on: day("2026-10-12"),
        reasons: "Capaian tidak dihitung".into(),
        late_reason: String::new(),
    };
    office.file_objection(&filing).unwrap();
    let again = Signed { replaces: true, ..signed("2026-10-09") };
    let refused = office.tick_signed(&which(&nips[..1]), again).unwrap();
    assert_eq!(refused.refused[0].failure.code, "sheet.objection_filed");
    assert_eq!(row(&office, 0).assessor_signed_on, Some(day("2026-10-08")), "all of a paper or nothing");
}

#[test]
fn whoever_refuses_to_sign_has_a_valid_sheet_and_may_sign_after_all() {
    let (_folder, mut office, staff) = closed_office(4);
    let nip = &staff.members[7].nip;
    print(&mut office, None);
    let refusal = |witness: &str| Refusal {
        nip: nip.clone(),
        period: third_quarter(),
        form: FORM,
        on: day("2026-10-05"),
        witness: witness.into(),
        words: "Tidak sesuai kenyataan.\r\nSaya akan keberatan 😐".into(),
    };
    assert_eq!(office.refuse_signature(&refusal(" ")).unwrap_err().code, "sheet.witness_missing");
    office.refuse_signature(&refusal("Rini, Sekretariat")).unwrap();
    let row = &rows_of(&office, nip)[0];
    assert_eq!((row.state, row.refusal_witness.as_str()), (SheetState::Refused, "Rini, Sekretariat"));
    assert_eq!(row.refusal_words, "Tidak sesuai kenyataan.\nSaya akan keberatan 😐");
    let archive = |office: &mut Office| {
        let archived = office.archive_sheets(&which(&[nip]), day("2026-10-05"), "Lemari 2, map 3").unwrap();
        archived.refused.first().map(|refused| refused.failure.code.clone())
    };
    assert_eq!(archive(&mut office).as_deref(), Some("sheet.assessor_not_signed"));
    office.tick_signed(&which(&[nip]), Signed { received_on: None, ..signed("2026-10-05") }).unwrap();
    assert_eq!(rows_of(&office, nip)[0].state, SheetState::Refused, "the assessor's signature is no receipt");
    assert_eq!(archive(&mut office), None);
    assert_eq!(rows_of(&office, nip)[0].kept, PaperKept::Archived);
    let counts = office.sheet_table(third_quarter(), FORM).unwrap().counts;
    assert_eq!((counts.refused, counts.archived, counts.total), (1, 1, 8));
    office.tick_signed(&which(&[nip]), signed("2026-10-05")).unwrap();
    assert_eq!(rows_of(&office, nip)[0].refused_on, None);
    assert_eq!(office.refuse_signature(&refusal("Rini")).unwrap_err().code, "sheet.signed_already");
    let other = &staff.members[6].nip;
    let early = office.archive_sheets(&which(&[other]), day("2026-10-05"), "Lemari").unwrap();
    assert_eq!(early.refused[0].failure.code, "sheet.not_signed");
}

#[test]
fn the_first_screen_counts_signatures_and_asks_for_those_that_are_awaited() {
    let (_folder, mut office, staff) = closed_office(9);
    let look = |office: &Office| {
        let home = office.home(third_quarter(), false).unwrap();
        let steps: Vec<_> = home.steps.iter().map(|step| (step.kind, step.people)).collect();
        ((home.signed.done, home.signed.begun, home.signed.of), steps)
    };
    assert_eq!(look(&office), ((0, 0, 8), vec![(StepKind::Print, 8)]));
    print(&mut office, None);
    assert_eq!(look(&office), ((0, 8, 8), vec![(StepKind::Sign, 8)]));
    let nips: Vec<_> = staff.members[1..].iter().map(|member| &member.nip).collect();
    let on = day("2026-10-05");
    let signed = Signed { assessor_on: Some(on), received_on: Some(on), replaces: false };
    office.tick_signed(&which(&nips), signed).unwrap();
    assert_eq!(look(&office), ((7, 1, 8), vec![(StepKind::Sign, 1)]));
    let refusal = Refusal {
        nip: staff.members[0].nip.clone(),
        period: third_quarter(),
        form: FORM,
        on,
        witness: "Rini".into(),
        words: String::new(),
    };
    office.refuse_signature(&refusal).unwrap();
    assert_eq!(look(&office), ((7, 1, 8), vec![]), "whoever refused is not waited for");
    // A paper that holds no more is printed anew.
    office.reopen(&staff.members[7].nip, third_quarter(), "Salah rekam").unwrap();
    let input = json!({ "note": "Dipertahankan", "on_behalf_reason": "Bersama" });
    office.rate(&staff.members[7].nip, third_quarter(), &serde_json::from_value(input).unwrap()).unwrap();
    tilik_testkit::office::close_quarter(&mut office);
    assert_eq!(look(&office), ((6, 1, 8), vec![(StepKind::Print, 1)]));
}

fn page(number: i64, bytes: &[u8], media: ScanMedia) -> ScanPage {
    ScanPage { bytes: bytes.to_vec(), media, number }
}

#[test]
fn scans_are_kept_encrypted_shown_again_and_removed() {
    let (folder, mut office, staff) = closed_office(5);
    let nip = &staff.members[7].nip;
    print(&mut office, None);
    let sheet = rows_of(&office, nip)[0].sheet.unwrap();
    let pdf = [&b"%PDF-1.7\n"[..], &[7; 4000]].concat();
    let whole = [page(1, &pdf, ScanMedia::Pdf)];
    let scans = office.attach_scan(sheet, "lembar\u{7}\nBudi.pdf", &whole).unwrap();
    assert_eq!((scans.len(), scans[0].name.as_str()), (1, "lembarBudi.pdf"));
    assert_eq!(office.attach_scan(sheet, "lagi.pdf", &whole).unwrap().len(), 1, "the same bytes");
    let row = &rows_of(&office, nip)[0];
    assert_eq!((row.state, row.kept), (SheetState::Printed, PaperKept::Scanned), "scanned is not signed");
    let archived = office.archive_sheets(&which(&[nip]), day("2026-10-05"), "Lemari").unwrap();
    assert_eq!(archived.refused[0].failure.code, "sheet.not_signed");
    let (card, bytes) = office.read_scan(scans[0].id).unwrap();
    assert_eq!((card.size, bytes == pdf), (4009, true));
    let nothing = tilik_office::journal::RecordId(uuid::Uuid::nil());
    assert_eq!(office.attach_scan(nothing, "x", &whole).unwrap_err().code, "scan.of_nothing");
    // Each page is a scan of its own, in the order of the file; two empty backs are one.
    let two = [2, 1]
        .map(|number| page(number, &[0xff, 0xd8, 0xff, u8::try_from(number).unwrap()], ScanMedia::Jpeg));
    let backs = [3, 4].map(|number| page(number, &[0xff, 0xd8, 0xff], ScanMedia::Jpeg));
    let pages = office.attach_scan(sheet, "dua halaman.pdf", &[two, backs].concat()).unwrap();
    assert_eq!(pages.iter().map(|card| card.page).collect::<Vec<_>>(), [1, 2, 3, 1]);
    let many = |count: u8| {
        let bytes = (0..count).map(|number| [0xff, 0xd8, 0xff, 9, number]);
        bytes.map(|bytes| page(i64::from(bytes[4]), &bytes, ScanMedia::Jpeg)).collect::<Vec<_>>()
    };
    assert_eq!(office.attach_scan(sheet, "banyak.pdf", &many(27)).unwrap_err().code, "scan.too_many");
    assert_eq!(office.attach_scan(sheet, "penuh.pdf", &many(26)).unwrap().len(), 30);
    // A file that lies there already takes no room a second time.
    assert_eq!(office.attach_scan(sheet, "penuh.pdf", &many(26)).unwrap().len(), 30);
    assert_eq!(office.attach_scan(sheet, "satu.pdf", &many(27)).unwrap_err().code, "scan.too_many");
    assert_eq!(undo_last(&mut office), "scan.attached");

    assert_eq!(office.remove_scan(scans[0].id).unwrap().len(), 3);
    assert_eq!(office.read_scan(scans[0].id).unwrap_err().code, "scan.gone");
    assert_eq!(undo_last(&mut office), "scan.removed");
    assert_eq!(office.read_scan(scans[0].id).unwrap().1, pdf);
    // Nothing of it lies in the folder in the open.
    fn list_bytes(below: &std::path::Path, found: &mut Vec<u8>) {
        for entry in std::fs::read_dir(below).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { list_bytes(&path, found) } else { found.extend(std::fs::read(&path).unwrap()) }
        }
    }
    drop(office);
    let mut found = Vec::new();
    list_bytes(folder.root(), &mut found);
    assert!(!found.windows(9).any(|window| window == b"%PDF-1.7\n"));
}

#[test]
fn a_file_that_is_no_scan_is_refused_before_anything_is_made_of_it() {
    for (bytes, code) in [
        (vec![], "scan.empty"),
        (b"<svg/>".to_vec(), "scan.kind_unknown"),
        (vec![0; LARGEST_SCAN + 1], "scan.too_large"),
        (b"%PDF-1.7\nlembar".to_vec(), "scan.unreadable_pdf"),
    ] {
        assert_eq!(read_scan(&bytes, &Progress::default()).unwrap_err().code, code);
    }
    let png = picture(300, 400);
    let pages = read_scan(&png, &Progress::default()).unwrap();
    let read = &pages.pages;
    assert_eq!((read.len(), read[0].media, read[0].number), (1, ScanMedia::Jpeg, 1));
    // What cannot be made smaller is kept as it came, and has no more bytes than the copies of its pages may have.
    for (size, code) in [(250_000, None), (350_000, Some("scan.too_large_as_is"))] {
        let kept = read_scan(&packed(size), &Progress::default());
        assert_eq!(kept.as_ref().err().map(|failure| failure.code.as_str()), code);
        if let Ok(kept) = kept {
            assert_eq!((kept.pages.len(), kept.pages[0].media), (1, ScanMedia::Pdf));
        }
    }
    let stopped = Progress::default();
    stopped.cancel();
    assert_eq!(read_scan(&png, &stopped).unwrap_err().code, "job.cancelled");
}

/// A PDF of one page whose picture is packed as JBIG2, of about so many bytes.
fn packed(size: usize) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    let picture = "<< /Type /XObject /Subtype /Image /Width 2480 /Height 3508 /BitsPerComponent 1 /ColorSpace /DeviceGray \
                   /Filter /JBIG2Decode /Length";
    for (number, object) in [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /XObject << /P 4 0 R >> >> >>"
            .to_owned(),
        format!("{picture} {size} >>\nstream\n{}\nendstream", "x".repeat(size)),
        "<< /Length 30 >>\nstream\nq 595 0 0 842 0 0 cm /P Do Q  \nendstream".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        places.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let table = pdf.len();
    pdf.extend(b"xref\n0 6\n0000000000 65535 f \n");
    for place in places {
        pdf.extend(format!("{place:010} 00000 n \n").bytes());
    }
    pdf.extend(format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").bytes());
    pdf
}

#[test]
fn a_print_is_noted_when_its_file_was_saved_and_not_before() {
    let (folder, office, _) = closed_office(6);
    drop(office);
    let desk = Desk::new(Arc::clone(&folder.host) as Arc<dyn Host>, folder.root().to_owned());
    desk.call("office.open", json!({ "login": "kepala", "password": PASSWORD })).unwrap();
    let wish = json!({ "period": "2026-TW3", "nips": null, "paper": "a4" });
    let made = finish(&desk, "print.start", wish.clone());
    assert_eq!(made["report"]["prints"].as_array().unwrap().len(), 8);
    let look =
        || desk.call("sheet.table", json!({ "period": "2026-TW3", "form": "dokumen_evaluasi" })).unwrap();
    assert_eq!(look()["counts"]["not_printed"], 8, "looked at is not printed");
    let file = serde_json::from_value(made["file"].clone()).unwrap();
    desk.save(file, &folder.beside("semua.pdf")).unwrap();
    assert_eq!(look()["counts"]["printed"], 8);
    assert_eq!(desk.note_made(file).unwrap(), 0, "saved once more, it is the same");
    let shown = desk.call("undo.look", json!({})).unwrap();
    assert_eq!(shown["act"], "sheet.printed");
    desk.call("undo.apply", json!({ "step": shown["step"] })).unwrap();
    assert_eq!(look()["counts"]["not_printed"], 8);
    let made = finish(&desk, "print.start", wish);
    let noted = desk.call("sheet.confirm_prints", json!({ "file": made["file"] })).unwrap();
    assert_eq!(noted["new"], 8);
    let filtered = json!({ "period": "2026-TW3", "form": "dokumen_evaluasi", "state": "signed" });
    let filtered = desk.call("sheet.table", filtered).unwrap();
    assert_eq!((filtered["rows"].as_array().unwrap().len(), &filtered["counts"]["printed"]), (0, &json!(8)));
}

fn finish(desk: &Desk, command: &str, arguments: Value) -> Value {
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

#[test]
fn an_operator_notes_papers_and_an_assessor_those_of_the_own_people() {
    let (folder, mut office, staff) = closed_office(7);
    print(&mut office, None);
    for (login, role, nip) in
        [("operator", Role::Operator, None), ("penilai", Role::Penilai, Some(staff.members[1].nip.clone()))]
    {
        let new = NewUser { login: login.into(), name: login.into(), role, nip, password: PASSWORD.into() };
        office.add_user(&new, Cost::Floor).unwrap();
    }
    drop(office);
    let mut office = folder.open_as("operator", PASSWORD).unwrap();
    let nips: Vec<_> = staff.members.iter().map(|member| &member.nip).collect();
    assert_eq!(office.tick_signed(&which(&nips), signed("2026-10-05")).unwrap().ticked.len(), 8);
    assert_eq!(
        office
            .change_paper(&PaperChange { objection_days: Some(calendar()), ..PaperChange::default() })
            .unwrap_err()
            .code,
        "user.not_permitted"
    );
    drop(office);
    let mut office = folder.open_as("penilai", PASSWORD).unwrap();
    let seen = office.sheet_table(third_quarter(), FORM).unwrap();
    let mut seen: Vec<_> = seen.rows.iter().map(|row| row.nip.as_str()).collect();
    seen.sort_unstable();
    let mut own = vec![staff.members[1].nip.as_str(), staff.members[7].nip.as_str()];
    own.sort_unstable();
    assert_eq!(seen, own, "the own sheet and that of the one who is assessed");
    let ticked = office.untick_sheets(&which(&nips), Untick::Assessor).unwrap();
    assert_eq!((ticked.ticked.len(), ticked.refused[0].failure.code.as_str()), (2, "evaluation.not_yours"));
}

fn calendar() -> tilik_office::appraisal::DayUnit {
    "calendar".parse().unwrap()
}

#[test]
fn what_the_papers_look_like_is_checked_and_kept() {
    let (_folder, mut office, _) = closed_office(8);
    let change = PaperChange {
        government: Some("Pemerintah  Kabupaten\nContoh".into()),
        address: Some("Jl. Merdeka 1".into()),
        margins: Some(MarginsMm { top: 20, right: 15, bottom: 25, left: 30 }),
        objection_days: Some(calendar()),
        ..PaperChange::default()
    };
    let settings = office.change_paper(&change).unwrap();
    assert_eq!(settings.government, "Pemerintah Kabupaten Contoh");
    assert_eq!((settings.margins.right, settings.objection_days), (15, calendar()));
    let entries = office.store().count_entries().unwrap();
    office.change_paper(&change).unwrap();
    assert_eq!(office.store().count_entries().unwrap(), entries);
    for side in [4, 61, -3] {
        let margins = Some(MarginsMm { top: side, ..MarginsMm::default() });
        let refused = office.change_paper(&PaperChange { margins, ..PaperChange::default() }).unwrap_err();
        assert_eq!((refused.code.as_str(), &refused.details["found"]), ("paper.margin", &json!(side)));
    }
    assert!(settings.variants.iter().all(|variant| variant.chosen == variant.legal));
    assert_eq!(settings.variants.len(), 5);
    assert_eq!(office.settings().unwrap().wordings.len(), 3, "the words stand elsewhere");

    let png = picture(100, 120);
    assert_eq!(office.set_emblem(&png).unwrap().emblem.unwrap().height, 120);
    assert_eq!(office.read_emblem().unwrap().unwrap(), png);
    for (bytes, code) in [
        (b"<svg xmlns='x'><script>alert(1)</script></svg>".to_vec(), "emblem.kind_unknown"),
        (b"%PDF-1.7".to_vec(), "emblem.kind_unknown"),
        (b"Lambang".to_vec(), "emblem.kind_unknown"),
        (vec![0; 40 * 1024 * 1024], "emblem.too_large"),
        (png[..png.len() / 2].to_vec(), "emblem.unreadable"),
        (vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xd9], "emblem.unreadable"),
        (picture(10, 10), "emblem.side"),
    ] {
        assert_eq!(office.set_emblem(&bytes).unwrap_err().code, code);
    }
    assert_eq!(office.read_emblem().unwrap().unwrap(), png, "what is refused changes nothing");
    assert!(office.drop_emblem().unwrap().emblem.is_none());
}

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let pixels: Vec<u8> = (0..width * height * 3).map(|at| u8::try_from(at % 251).unwrap()).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}

#[test]
fn printing_into_files_says_which_print_each_sheet_is() {
    let (folder, mut office, _) = closed_office(9);
    let paper = office.paper().unwrap().paper();
    let selection =
        Selection { forms: vec![FORM.into()], period: third_quarter(), nips: None, only_final: false, paper };
    let place = folder.beside("semua.pdf");
    let report = office.print_sheets(&selection, Target::File(&place), &Progress::default()).unwrap();
    assert_eq!(report.prints.len(), 8);
    assert_eq!(office.sheet_table(third_quarter(), FORM).unwrap().counts.printed, 8);
    assert_eq!(office.mark_printed(&report.prints).unwrap(), 0, "they were noted with their files");
}
