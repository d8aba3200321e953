//! The same paper printed by two laptops, and what each of them notes about it; and how much a list of papers asks of the file.

use std::cell::Cell;

use chrono::NaiveDate;
use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use tilik_journal::catalogue::sheet;
use tilik_office::Office;
use tilik_office::appraisal::Period;
use tilik_office::job::Progress;
use tilik_office::objection::Filing;
use tilik_office::printing::Selection;
use tilik_office::sheet::{ScanMedia, ScanPage, SheetForm, SheetRow, SheetState, Signed, VoidReason, Which};
use tilik_testkit::office::{agree_plans, close_quarter, import_staff, rate_staff, third_quarter};
use tilik_testkit::{Staff, TempOffice};

use crate::laptops::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn print(office: &mut Office) -> usize {
    let paper = office.paper().unwrap().paper();
    let selection = Selection {
        forms: vec![SheetForm::DokumenEvaluasi.into()],
        period: third_quarter(),
        nips: None,
        only_final: false,
        paper,
    };
    let prints = office.render_sheets(&selection, &Progress::default()).unwrap().1.prints;
    office.mark_printed(&prints).unwrap()
}

fn list_rows(office: &Office) -> Vec<SheetRow> {
    office.sheet_table(third_quarter(), SheetForm::DokumenEvaluasi).unwrap().rows
}

fn which(nips: &[String]) -> Which {
    let period: Period = third_quarter();
    Which { period, form: SheetForm::DokumenEvaluasi, nips: nips.to_vec() }
}

#[test]
fn two_laptops_that_print_the_same_content_apart_have_one_paper() {
    let staff = Staff::of(8);
    let ((first, mut a), (second, mut b)) = found_two(71);
    import_staff(&mut a, &staff);
    agree_plans(&mut a, &staff);
    rate_staff(&mut a, &staff);
    close_quarter(&mut a);
    meet(&mut a, &mut b);
    first.host.set_today(day("2026-10-07"));
    second.host.set_today(day("2026-10-06"));
    assert_eq!((print(&mut a), print(&mut b)), (8, 8));
    // One notes the assessors' signatures, the other the receipts.
    let assessor = Signed { assessor_on: Some(day("2026-10-07")), received_on: None, replaces: false };
    let received = Signed { assessor_on: None, received_on: Some(day("2026-10-06")), replaces: false };
    assert_eq!(a.tick_signed(&which(&staff.list_nips()), assessor).unwrap().ticked.len(), 8);
    assert_eq!(b.tick_signed(&which(&staff.list_nips()), received).unwrap().ticked.len(), 8);
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);
    for office in [&a, &b] {
        let rows = list_rows(office);
        assert_eq!(rows.len(), 8);
        assert!(rows.iter().all(|row| row.state == SheetState::Signed && row.number == Some(1)));
        // Printed on two days: on the first of them.
        assert!(rows.iter().all(|row| row.printed_on == Some(day("2026-10-06"))));
        assert_eq!(office.store().ledger().unwrap().count_documents(kind()).unwrap(), 8);
    }
    assert_eq!((print(&mut a), print(&mut b)), (0, 0));
}

fn kind() -> &'static tilik_journal::catalogue::KindSpec {
    tilik_journal::catalogue::find_kind(sheet::KIND).unwrap()
}

#[test]
fn papers_of_two_closings_apart_are_void_until_somebody_decides() {
    let staff = Staff::of(8);
    let ((_first, mut a), (_second, mut b)) = found_two(72);
    import_staff(&mut a, &staff);
    agree_plans(&mut a, &staff);
    rate_staff(&mut a, &staff);
    meet(&mut a, &mut b);
    close_quarter(&mut a);
    close_quarter(&mut b);
    print(&mut a);
    print(&mut b);
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);
    let rows = list_rows(&a);
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!((row.state, row.void_reason), (SheetState::Void, Some(VoidReason::Disputed)));
    }
}

thread_local! {
    /// Statements that were run, and steps over whole tables.
    static ASKED: Cell<(usize, i32)> = const { Cell::new((0, 0)) };
}

fn note(event: TraceEvent<'_>) {
    if let TraceEvent::Profile(statement, _) = event {
        let (count, steps) = ASKED.get();
        ASKED.set((count + 1, steps + statement.get_status(StatementStatus::FullscanStep)));
    }
}

/// How many statements some work runs on an office's file, and how many rows it walks over without an index.
fn count_statements<T>(office: &Office, work: impl FnOnce(&Office) -> T) -> ((usize, i32), T) {
    let connection = office.store().ledger().unwrap().connection();
    ASKED.set((0, 0));
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(note));
    let answer = work(office);
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, None);
    (ASKED.get(), answer)
}

/// Everybody printed, half signed, one scanned, one objection, one opened again.
fn office_of_papers(people: usize) -> (TempOffice, Office) {
    let staff = Staff::of(people);
    let (folder, mut office) = TempOffice::found(u64::try_from(people).unwrap());
    import_staff(&mut office, &staff);
    agree_plans(&mut office, &staff);
    rate_staff(&mut office, &staff);
    close_quarter(&mut office);
    print(&mut office);
    let nips = staff.list_nips();
    let on = Some(day("2026-10-05"));
    let signed = Signed { assessor_on: on, received_on: on, replaces: false };
    // Of those whom the head assesses the head writes no objection down.
    let head = &staff.head().nip;
    let is_below_a_unit = |nip: &&String| {
        staff.members.iter().any(|one| one.nip == **nip && one.nip != *head && one.superior != *head)
    };
    let objector = nips[..people - 1].iter().find(is_below_a_unit).unwrap();
    let half: Vec<_> = nips[..people / 2].iter().chain([objector]).cloned().collect();
    assert_eq!(office.tick_signed(&which(&half), signed).unwrap().refused.len(), 0);
    let sheet = list_rows(&office).iter().find_map(|row| row.sheet).unwrap();
    let page = ScanPage { bytes: b"%PDF-1.7".to_vec(), media: ScanMedia::Pdf, number: 1 };
    office.attach_scan(sheet, "lembar.pdf", &[page]).unwrap();
    let filing = Filing {
        nip: objector.clone(),
        period: third_quarter(),
        filed_on: day("2026-10-05"),
        reasons: "Tidak sesuai capaian".into(),
        late_reason: String::new(),
    };
    office.file_objection(&filing).unwrap();
    office.reopen(&nips[people - 1], third_quarter(), "Salah rekam").unwrap();
    (folder, office)
}

#[test]
fn the_tracker_asks_as_few_questions_for_forty_people_as_for_eight() {
    let asked = [8, 40].map(|people| {
        let (_folder, office) = office_of_papers(people);
        let (asked, rows) = count_statements(&office, list_rows);
        assert_eq!(rows.len(), people);
        asked
    });
    assert_eq!(asked[0], asked[1]);
    let (statements, steps) = asked[1];
    assert!((1..=8).contains(&statements), "{statements} statements");
    assert_eq!(steps, 0, "rows walked over without an index");
}
