//! Objections from the receipt to the decision: days, both sides, who decides, and what is closed again.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use tilik_office::appraisal::{Predikat, Rating};
use tilik_office::authenticity::{StatedOnPaper, VerdictKind};
use tilik_office::evaluation::EvaluationState;
use tilik_office::job::Progress;
use tilik_office::journal::Role;
use tilik_office::objection::{Decision, Filing, Hearing, Hearings, ObjectionState, Outcome, Withdrawal};
use tilik_office::pairing::{self, LetIn, NewLaptop};
use tilik_office::paper::PaperChange;
use tilik_office::printing::Selection;
use tilik_office::printing::SheetStanding;
use tilik_office::sheet::{
    Print, Refusal, SheetChange, SheetForm, SheetState, Signed, Untick, VoidReason, Which,
};
use tilik_office::staff::{Leave, LeaveKind};
use tilik_office::store::Cost;
use tilik_office::user::NewUser;
use tilik_office::{Host, Office};
use tilik_testkit::office::{third_quarter, undo_last};
use tilik_testkit::{FakeHost, PASSWORD, Staff, TempOffice};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn print(office: &mut Office, nip: &str) -> Print {
    print_as(office, SheetForm::DokumenEvaluasi, nip)
}

fn print_as(office: &mut Office, form: SheetForm, nip: &str) -> Print {
    let selection = Selection {
        forms: vec![form.into()],
        period: third_quarter(),
        nips: Some(vec![nip.to_owned()]),
        only_final: false,
        paper: office.paper().unwrap().paper(),
    };
    let prints = office.render_sheets(&selection, &Progress::default()).unwrap().1.prints;
    office.mark_printed(&prints).unwrap();
    prints.into_iter().next().unwrap()
}

fn verdict_of(office: &Office, print: &Print) -> (VerdictKind, Option<String>) {
    let seal = office.seal_print(print).unwrap();
    let verdict = office.check_sheet(&seal, &StatedOnPaper::default()).unwrap();
    (verdict.verdict, verdict.reason.map(|reason| reason.code))
}

fn which(nip: &str) -> Which {
    Which { period: third_quarter(), form: SheetForm::DokumenEvaluasi, nips: vec![nip.to_owned()] }
}

/// The last of a staff of eight has a signed sheet; the head of the unit assesses, the head of the office is above. It is Monday, the 5th of October.
fn signed_office(seed: u64) -> (TempOffice, Office, Staff, String) {
    let (folder, mut office, staff) = tilik_testkit::office::closed_office(seed);
    let nip = staff.members[7].nip.clone();
    print(&mut office, &nip);
    sign(&mut office, &nip);
    (folder, office, staff, nip)
}

fn sign(office: &mut Office, nip: &str) {
    sign_on(office, nip, "2026-10-05");
}

fn sign_on(office: &mut Office, nip: &str, on: &str) {
    let signed = Signed { assessor_on: Some(day(on)), received_on: Some(day(on)), replaces: false };
    assert!(office.tick_signed(&which(nip), signed).unwrap().refused.is_empty());
}

fn filing(nip: &str, on: &str) -> Filing {
    Filing {
        nip: nip.to_owned(),
        period: third_quarter(),
        filed_on: day(on),
        reasons: "Capaian saya 120 persen dan tidak dihitung.".into(),
        late_reason: String::new(),
    }
}

fn hearings(nip: &str, on: &str) -> Hearings {
    Hearings {
        nip: nip.to_owned(),
        period: third_quarter(),
        assessor: Hearing { words: Some("Bukti belum lengkap waktu itu.".into()), on: Some(day(on)) },
        employee: Hearing { words: Some("Bukti saya serahkan sekarang.".into()), on: Some(day(on)) },
    }
}

fn decision(nip: &str, outcome: Outcome, on: &str) -> Decision {
    Decision {
        nip: nip.to_owned(),
        period: third_quarter(),
        outcome,
        on: day(on),
        by: None,
        number: None,
        words: "Bukti sudah diperiksa dan sah.".into(),
        result_rating: (outcome == Outcome::Changed).then_some(Rating::Above),
        behaviour_rating: (outcome == Outcome::Changed).then_some(Rating::Above),
    }
}

fn withdrawal(nip: &str, on: &str) -> Withdrawal {
    Withdrawal {
        nip: nip.to_owned(),
        period: third_quarter(),
        on: day(on),
        reason: "Sudah jelas".into(),
        revision: None,
    }
}

/// Somebody who keeps papers and rates nobody.
fn add_operator(office: &mut Office) {
    add_user(office, "operator", Role::Operator, None);
}

fn add_user(office: &mut Office, login: &str, role: Role, nip: Option<String>) {
    let new = NewUser { login: login.into(), name: login.into(), role, nip, password: PASSWORD.into() };
    office.add_user(&new, Cost::Floor).unwrap();
}

#[test]
fn fourteen_working_days_by_default_and_calendar_days_as_a_setting() {
    let (folder, mut office, staff, nip) = signed_office(1);
    let window = office.objection_window(&nip, third_quarter()).unwrap();
    assert_eq!((window.received_on, window.file_by), (day("2026-10-05"), day("2026-10-23")));
    assert!(!window.has_holidays && !window.is_over);
    let calendar = Some("calendar".parse().unwrap());
    office.change_paper(&PaperChange { objection_days: calendar, ..PaperChange::default() }).unwrap();
    assert_eq!(office.objection_window(&nip, third_quarter()).unwrap().file_by, day("2026-10-19"));
    folder.host.set_today(day("2026-10-20"));
    assert!(office.objection_window(&nip, third_quarter()).unwrap().is_over);
    let other = &staff.members[6].nip;
    let missing = office.objection_window(other, third_quarter()).unwrap_err();
    assert_eq!(missing.code, "objection.not_received");
}

#[test]
fn filing_is_checked_corrected_and_when_late_noted_all_the_same() {
    let (folder, mut office, _, nip) = signed_office(2);
    folder.host.set_today(day("2026-10-28"));
    for (filing, code) in [
        (filing(&nip, "2026-10-02"), "objection.before_receipt"),
        (filing(&nip, "2026-10-29"), "sheet.day_in_future"),
        (Filing { reasons: " \n".into(), ..filing(&nip, "2026-10-12") }, "objection.reasons_missing"),
        (Filing { reasons: "a".repeat(10_001), ..filing(&nip, "2026-10-12") }, "words.too_long"),
    ] {
        assert_eq!(office.file_objection(&filing).unwrap_err().code, code);
    }
    let late = office.file_objection(&filing(&nip, "2026-10-26")).unwrap();
    assert_eq!((late.state, late.is_late), (ObjectionState::Filed, true));
    assert_eq!(late.decide_by, Some(day("2026-11-13")));
    let long =
        Filing { reasons: format!("{}\r\n😐", "panjang ".repeat(600)), ..filing(&nip, "2026-10-23") };
    let corrected = office.file_objection(&long).unwrap();
    assert_eq!((corrected.id, corrected.is_late), (late.id, false));
    assert!(corrected.reasons.ends_with("\n😐"));
    let entries = office.store().count_entries().unwrap();
    office.file_objection(&long).unwrap();
    assert_eq!(office.store().count_entries().unwrap(), entries, "pressed twice");

    // The receipt from which the days were counted stays.
    let kept = office.untick_sheets(&which(&nip), Untick::Receipt).unwrap();
    assert_eq!(kept.refused[0].failure.code, "sheet.objection_filed");
    let row = &office.sheet_table(third_quarter(), SheetForm::DokumenEvaluasi).unwrap().rows;
    let row = row.iter().find(|row| row.nip == nip).unwrap();
    assert_eq!(row.objection, Some(ObjectionState::Filed));

    for (on, code) in
        [("2026-10-22", "objection.withdrawn_before_filing"), ("2026-10-29", "sheet.day_in_future")]
    {
        assert_eq!(office.withdraw_objection(&withdrawal(&nip, on)).unwrap_err().code, code);
    }
    let withdrawn = office.withdraw_objection(&withdrawal(&nip, "2026-10-27")).unwrap();
    assert_eq!(withdrawn.withdrawn_on, Some(day("2026-10-27")));
    assert_eq!(withdrawn.state, ObjectionState::Withdrawn);
    assert!(office.list_objections(third_quarter()).unwrap().is_empty());
    assert_eq!(undo_last(&mut office), "objection.withdrawn");
    assert_eq!(office.objection_card(&nip, third_quarter()).unwrap().state, ObjectionState::Filed);
    assert_eq!(office.objection_card(&nip, third_quarter()).unwrap().withdrawn_reason, "");
}

#[test]
fn a_decision_waits_for_both_sides_and_names_its_letter() {
    let (folder, mut office, staff, nip) = signed_office(3);
    folder.host.set_today(day("2026-10-20"));
    assert_eq!(office.hear_objection(&hearings(&nip, "2026-10-13")).unwrap_err().code, "objection.none");
    office.file_objection(&filing(&nip, "2026-10-12")).unwrap();
    let early = decision(&nip, Outcome::Upheld, "2026-10-14");
    assert_eq!(office.decide_objection(&early).unwrap_err().code, "objection.not_heard");
    assert_eq!(
        office.hear_objection(&hearings(&nip, "2026-10-11")).unwrap_err().code,
        "objection.before_filing"
    );
    let half = Hearings { employee: Hearing::default(), ..hearings(&nip, "2026-10-13") };
    assert_eq!(office.hear_objection(&half).unwrap().state, ObjectionState::Filed);
    assert_eq!(office.hear_objection(&hearings(&nip, "2026-10-13")).unwrap().state, ObjectionState::Heard);
    for (decision, code) in [
        (decision(&nip, Outcome::Upheld, "2026-10-12"), "objection.before_filing"),
        (decision(&nip, Outcome::Upheld, "2026-10-21"), "sheet.day_in_future"),
        (Decision { words: String::new(), ..early.clone() }, "objection.words_missing"),
        (
            Decision {
                result_rating: None,
                behaviour_rating: None,
                ..decision(&nip, Outcome::Changed, "2026-10-14")
            },
            "objection.nothing_changed",
        ),
    ] {
        assert_eq!(office.decide_objection(&decision).unwrap_err().code, code);
    }
    // The head decides in person; of a decision of the regent the letter is named.
    let card = office.objection_card(&nip, third_quarter()).unwrap();
    assert!(card.decider.contains(&staff.head().name) && card.decision_refused.is_none());
    let of_unit = staff.members[1].nip.clone();
    print(&mut office, &of_unit);
    sign_on(&mut office, &of_unit, "2026-10-20");
    add_operator(&mut office);
    drop(office);
    let mut operator = folder.open_as("operator", PASSWORD).unwrap();
    operator.file_objection(&filing(&of_unit, "2026-10-20")).unwrap();
    operator.hear_objection(&hearings(&of_unit, "2026-10-20")).unwrap();
    drop(operator);
    let mut office = folder.open();
    let by_letter = decision(&of_unit, Outcome::Upheld, "2026-10-20");
    let missing = office.decide_objection(&by_letter).unwrap_err();
    assert_eq!(missing.code, "objection.number_missing");
    assert_eq!(missing.details["name"], "Raden Surya Kencana");
    let decided =
        office.decide_objection(&Decision { number: Some("800/12/2026".into()), ..by_letter }).unwrap();
    assert_eq!((decided.state, decided.decided_by.as_str()), (ObjectionState::Upheld, "Raden Surya Kencana"));
}

#[test]
fn a_decision_that_upholds_leaves_the_signed_paper_in_force_and_stands_on_the_next_print() {
    let (folder, mut office, _, nip) = signed_office(4);
    folder.host.set_today(day("2026-10-20"));
    office.file_objection(&filing(&nip, "2026-10-12")).unwrap();
    office.hear_objection(&hearings(&nip, "2026-10-13")).unwrap();
    let upheld = office.decide_objection(&decision(&nip, Outcome::Upheld, "2026-10-20")).unwrap();
    assert_eq!(upheld.state, ObjectionState::Upheld);
    let again = office.decide_objection(&decision(&nip, Outcome::Changed, "2026-10-20")).unwrap_err();
    assert_eq!(again.code, "objection.decided");
    let rows = office.sheet_table(third_quarter(), SheetForm::DokumenEvaluasi).unwrap().rows;
    let row = rows.iter().find(|row| row.nip == nip).unwrap();
    assert_eq!((row.state, row.objection), (SheetState::Signed, Some(ObjectionState::Upheld)));

    let sheets = office.list_dokumen(third_quarter(), Some(std::slice::from_ref(&nip))).unwrap();
    let blocks = sheets[0].1.objection.clone().unwrap();
    assert_eq!(
        blocks.objection,
        "Capaian saya 120 persen dan tidak dihitung.\nBukti saya serahkan sekarang."
    );
    assert!(blocks.decision.starts_with("Hasil evaluasi tetap. Bukti sudah diperiksa"));
    assert!(blocks.decision.contains("20 Oktober 2026"), "{}", blocks.decision);
    let second = print(&mut office, &nip);
    assert_eq!((second.number, second.changes.as_slice()), (2, &[SheetChange::Objection][..]));
    assert_eq!(print(&mut office, &nip).number, 2, "printed again, it is the same");
}

#[test]
fn a_decision_that_changes_closes_again_at_once() {
    let (folder, mut office, _, nip) = signed_office(5);
    folder.host.set_today(day("2026-10-20"));
    office.file_objection(&filing(&nip, "2026-10-12")).unwrap();
    office.hear_objection(&hearings(&nip, "2026-10-13")).unwrap();
    let person = office.get_person_by_nip(&nip).unwrap().id;
    let before = office.evaluation(person, third_quarter()).unwrap();
    assert_eq!((before.predicate, before.revision), (Some(Predikat::Baik), 1));
    let card = office.decide_objection(&decision(&nip, Outcome::Changed, "2026-10-20")).unwrap();
    assert_eq!((card.state, card.result_rating), (ObjectionState::Changed, Some(Rating::Above)));
    let after = office.evaluation(person, third_quarter()).unwrap();
    assert_eq!((after.state, after.revision), (EvaluationState::Closed, 2));
    assert_eq!((after.predicate, after.has_late), (Some(Predikat::SangatBaik), false));
    assert_eq!(after.result_reason, "Bukti sudah diperiksa dan sah.");
    let sheets = office.list_dokumen(third_quarter(), Some(std::slice::from_ref(&nip))).unwrap();
    assert_eq!((sheets[0].1.predicate.as_str(), sheets[0].1.revision.as_str()), ("SANGAT BAIK", "2"));
    assert!(sheets[0].1.objection.as_ref().unwrap().decision.starts_with("Hasil evaluasi diubah."));
    let rows = office.sheet_table(third_quarter(), SheetForm::DokumenEvaluasi).unwrap().rows;
    let states: Vec<_> = rows.iter().filter(|row| row.nip == nip).map(|row| row.state).collect();
    assert_eq!(states, [SheetState::NotPrinted, SheetState::Void]);
    let second = print(&mut office, &nip);
    assert_eq!(second.number, 2);
    for change in [SheetChange::Predicate, SheetChange::ResultRating, SheetChange::Objection] {
        assert!(second.changes.contains(&change), "{change:?}");
    }
    // Nor is there an objection to what the decision made.
    sign_on(&mut office, &nip, "2026-10-20");
    let once_more = office.file_objection(&filing(&nip, "2026-10-20")).unwrap_err();
    assert_eq!(once_more.code, "objection.decided");
    assert_eq!(undo_last(&mut office), "sheet.signed");
    // A decision is final: the last thing that can be undone is the print.
    assert_eq!(undo_last(&mut office), "sheet.printed");
    assert_ne!(
        office.find_undoable().unwrap().map(|undoable| undoable.act).as_deref(),
        Some("objection.decided")
    );
    assert!(office.verify().unwrap().is_whole);
}

#[test]
fn only_the_superior_of_the_assessor_or_the_head_writes_the_decision_down() {
    let (folder, mut office, staff, nip) = signed_office(6);
    folder.host.set_today(day("2026-10-20"));
    add_operator(&mut office);
    add_user(&mut office, "penilai", Role::Penilai, Some(staff.members[1].nip.clone()));
    drop(office);
    let mut operator = folder.open_as("operator", PASSWORD).unwrap();
    operator.file_objection(&filing(&nip, "2026-10-12")).unwrap();
    operator.hear_objection(&hearings(&nip, "2026-10-13")).unwrap();
    let decided = decision(&nip, Outcome::Upheld, "2026-10-20");
    assert_eq!(operator.decide_objection(&decided).unwrap_err().code, "user.not_permitted");
    drop(operator);
    // The assessor does not judge the own rating, whatever the rank.
    let mut assessor = folder.open_as("penilai", PASSWORD).unwrap();
    let refused = assessor.decide_objection(&decided).unwrap_err();
    assert_eq!(refused.code, "objection.not_the_decider");
    assert!(refused.details["name"].as_str().unwrap().contains(&staff.head().name));
    let other = &staff.members[6].nip;
    assert_eq!(assessor.objection_card(other, third_quarter()).unwrap_err().code, "evaluation.not_yours");
    drop(assessor);
    assert_eq!(folder.open().decide_objection(&decided).unwrap().state, ObjectionState::Upheld);
}

fn leave(office: &mut Office, nip: &str) {
    let leave = Leave {
        nip: nip.to_owned(),
        on: day("2026-10-02"),
        kind: LeaveKind::Retirement,
        note: String::new(),
    };
    office.leave_staff(&leave).unwrap();
}

#[test]
fn whoever_left_the_staff_still_objects_and_has_papers() {
    let (folder, mut office, _, nip) = signed_office(7);
    leave(&mut office, &nip);
    folder.host.set_today(day("2026-10-20"));
    assert_eq!(office.objection_window(&nip, third_quarter()).unwrap().file_by, day("2026-10-23"));
    office.file_objection(&filing(&nip, "2026-10-12")).unwrap();
    office.hear_objection(&hearings(&nip, "2026-10-13")).unwrap();
    assert_eq!(print_as(&mut office, SheetForm::Keberatan, &nip).number, 1);
    office.decide_objection(&decision(&nip, Outcome::Upheld, "2026-10-20")).unwrap();
    assert_eq!(print_as(&mut office, SheetForm::KeputusanKeberatan, &nip).number, 1);
    // The evaluation is printed again with the decision on it, is genuine, and is signed by its QR.
    assert_eq!(print(&mut office, &nip).number, 2);
    let prints =
        office.list_prints(third_quarter(), SheetForm::DokumenEvaluasi, std::slice::from_ref(&nip)).unwrap();
    let seal = office.seal_print(&prints[0]).unwrap();
    let verdict = office.check_sheet(&seal, &StatedOnPaper::default()).unwrap();
    assert_eq!((verdict.verdict, verdict.is_compared), (VerdictKind::Genuine, true));
    assert!(!verdict.claim.unwrap().name.is_empty());
    let signed = Signed { received_on: Some(day("2026-10-20")), ..Signed::default() };
    assert_eq!(office.tick_by_seal(&seal, signed).unwrap().1.ticked, std::slice::from_ref(&nip));
    let listed = office.list_printable(third_quarter(), &[SheetForm::DokumenEvaluasi.into()]).unwrap();
    let own = listed.iter().find(|row| row.nip == nip).unwrap();
    assert_eq!(own.standings, [Some(SheetStanding::Final)]);
    // Nobody has a draft who is not there to be evaluated.
    let annual =
        office.list_printable("2026".parse().unwrap(), &[SheetForm::DokumenEvaluasi.into()]).unwrap();
    assert!(annual.iter().all(|row| row.nip != nip));
}

#[test]
fn an_assessor_who_left_after_the_period_stands_on_the_sheets_that_are_closed_together() {
    let staff = Staff::of(8);
    let (_folder, mut office) = TempOffice::found(8);
    tilik_testkit::office::import_staff(&mut office, &staff);
    tilik_testkit::office::agree_plans(&mut office, &staff);
    tilik_testkit::office::rate_staff(&mut office, &staff);
    leave(&mut office, &staff.members[1].nip);
    assert_eq!(tilik_testkit::office::close_quarter(&mut office), 7);
    let sheets = office.list_dokumen(third_quarter(), Some(&[staff.members[7].nip.clone()])).unwrap();
    assert!(sheets[0].1.assessor.name.contains(&staff.members[1].name), "{:?}", sheets[0].1.assessor);
}

#[test]
fn only_who_signs_a_form_signs_or_refuses_it() {
    let (folder, mut office, _, nip) = signed_office(14);
    folder.host.set_today(day("2026-10-20"));
    heard_objection(&mut office, &nip);
    office.decide_objection(&decision(&nip, Outcome::Upheld, "2026-10-20")).unwrap();
    let on = Some(day("2026-10-20"));
    for (form, own, other) in [
        (
            SheetForm::Keberatan,
            Signed { received_on: on, ..Signed::default() },
            Signed { assessor_on: on, ..Signed::default() },
        ),
        (
            SheetForm::KeputusanKeberatan,
            Signed { assessor_on: on, ..Signed::default() },
            Signed { received_on: on, ..Signed::default() },
        ),
    ] {
        print_as(&mut office, form, &nip);
        let which = Which { form, ..which(&nip) };
        let refused = office.tick_signed(&which, other).unwrap().refused;
        assert_eq!(refused[0].failure.code, "sheet.no_such_signer", "{form:?}");
        let refusal = Refusal {
            nip: nip.clone(),
            period: third_quarter(),
            form,
            on: day("2026-10-20"),
            witness: "Siti".into(),
            words: String::new(),
        };
        assert_eq!(office.refuse_signature(&refusal).unwrap_err().code, "sheet.no_such_signer", "{form:?}");
        // Of a pile with several forms both days are given, and each form takes its own.
        let both = Signed { assessor_on: on, received_on: on, replaces: false };
        assert!(office.tick_signed(&which, both).unwrap().refused.is_empty());
        let rows = office.sheet_table(third_quarter(), form).unwrap().rows;
        let row = rows.iter().find(|row| row.nip == nip).unwrap();
        let noted = (row.assessor_signed_on, row.received_on);
        assert_eq!(noted, (own.assessor_on, own.received_on), "{form:?}");
        assert_eq!(row.state, SheetState::Signed);
    }
}

fn heard_objection(office: &mut Office, nip: &str) {
    office.file_objection(&filing(nip, "2026-10-12")).unwrap();
    office.hear_objection(&hearings(nip, "2026-10-13")).unwrap();
}

#[test]
fn nothing_leads_behind_a_decision() {
    for (seed, outcome) in [(9, Outcome::Upheld), (10, Outcome::Changed)] {
        let (folder, mut office, staff, nip) = signed_office(seed);
        folder.host.set_today(day("2026-10-20"));
        add_user(&mut office, "penilai", Role::Penilai, Some(staff.members[1].nip.clone()));
        heard_objection(&mut office, &nip);
        assert_eq!(
            office.evaluation_sheet(&nip, third_quarter()).unwrap().reopening_refused.unwrap().code,
            "objection.open"
        );
        office.decide_objection(&decision(&nip, outcome, "2026-10-20")).unwrap();
        let person = office.get_person_by_nip(&nip).unwrap().id;
        let entries = office.store().count_entries().unwrap();
        let refused = office.reopen(&nip, third_quarter(), "Rating tidak sesuai").unwrap_err();
        assert_eq!(refused.code, "objection.decided");
        let sheet = office.evaluation_sheet(&nip, third_quarter()).unwrap();
        assert_eq!(sheet.reopening_refused.unwrap().code, "objection.decided");
        // Nor is there a second objection, to this closing or, once its paper is received, to the one that a decision made.
        print(&mut office, &nip);
        sign_on(&mut office, &nip, "2026-10-20");
        let second = office.file_objection(&filing(&nip, "2026-10-20")).unwrap_err();
        assert_eq!(second.code, "objection.decided");
        drop(office);
        let mut assessor = folder.open_as("penilai", PASSWORD).unwrap();
        assert_eq!(assessor.reopen(&nip, third_quarter(), "Salah").unwrap_err().code, "objection.decided");
        let state = assessor.evaluation(person, third_quarter()).unwrap().state;
        assert_eq!(state, EvaluationState::Closed);
        assert!(assessor.store().count_entries().unwrap() > entries, "only the print and its signatures");
    }
}

#[test]
fn an_open_objection_keeps_its_closing() {
    let (folder, mut office, staff, nip) = signed_office(11);
    folder.host.set_today(day("2026-10-20"));
    office.file_objection(&filing(&nip, "2026-10-12")).unwrap();
    assert_eq!(office.reopen(&nip, third_quarter(), "Salah rekam").unwrap_err().code, "objection.open");
    office.hear_objection(&hearings(&nip, "2026-10-13")).unwrap();
    assert_eq!(office.reopen(&nip, third_quarter(), "Salah rekam").unwrap_err().code, "objection.open");
    // Of somebody else nothing is refused, and once it is taken back neither of this person.
    office.reopen(&staff.members[6].nip, third_quarter(), "Salah rekam").unwrap();
    office.withdraw_objection(&withdrawal(&nip, "2026-10-14")).unwrap();
    office.reopen(&nip, third_quarter(), "Salah rekam").unwrap();
    assert_eq!(office.objection_card(&nip, third_quarter()).unwrap().state, ObjectionState::Withdrawn);
    let input = serde_json::json!({ "note": "Dipertahankan", "on_behalf_reason": "Bersama" });
    office.rate(&nip, third_quarter(), &serde_json::from_value(input).unwrap()).unwrap();
    tilik_testkit::office::close_quarter(&mut office);

    // To the new closing there may be another one, by the receipt of its own paper.
    let early = office.file_objection(&filing(&nip, "2026-10-20")).unwrap_err();
    assert_eq!(early.code, "objection.not_received");
    print(&mut office, &nip);
    sign_on(&mut office, &nip, "2026-10-20");
    let second = office.file_objection(&filing(&nip, "2026-10-20")).unwrap();
    assert_eq!((second.revision, second.state), (2, ObjectionState::Filed));
    assert_eq!(office.list_objections(third_quarter()).unwrap().len(), 1);
    assert!(office.verify().unwrap().is_whole);
}

#[test]
fn both_sides_are_heard_of_each_objection_and_of_what_it_says_now() {
    let (folder, mut office, _, nip) = signed_office(12);
    folder.host.set_today(day("2026-10-22"));
    heard_objection(&mut office, &nip);
    // The same letter again, or why it came late, changes nothing that was heard of.
    let late = Filing { late_reason: "Sakit".into(), ..filing(&nip, "2026-10-12") };
    assert_eq!(office.file_objection(&late).unwrap().state, ObjectionState::Heard);
    for corrected in [
        Filing { reasons: "Bukan itu alasannya.".into(), ..filing(&nip, "2026-10-12") },
        Filing { reasons: "Bukan itu alasannya.".into(), ..filing(&nip, "2026-10-14") },
    ] {
        let card = office.file_objection(&corrected).unwrap();
        assert_eq!(
            (card.state, card.assessor_heard_on, card.employee_heard_on),
            (ObjectionState::Filed, None, None)
        );
        assert_eq!(card.assessor_words, "Bukti belum lengkap waktu itu.");
        let early = office.decide_objection(&decision(&nip, Outcome::Upheld, "2026-10-20")).unwrap_err();
        assert_eq!(early.code, "objection.not_heard");
        office.hear_objection(&hearings(&nip, "2026-10-15")).unwrap();
    }
    assert_eq!(undo_last(&mut office), "objection.heard");
    assert_eq!(undo_last(&mut office), "objection.corrected");
    assert_eq!(office.objection_card(&nip, third_quarter()).unwrap().state, ObjectionState::Heard);

    // Another one, after the first was taken back, begins with nothing said.
    office.withdraw_objection(&withdrawal(&nip, "2026-10-16")).unwrap();
    let again = Filing { reasons: "Alasan yang lain.".into(), ..filing(&nip, "2026-10-19") };
    let card = office.file_objection(&again).unwrap();
    assert_eq!(
        (card.state, card.assessor_words.as_str(), card.employee_words.as_str()),
        (ObjectionState::Filed, "", "")
    );
    assert_eq!((card.withdrawn_reason.as_str(), card.withdrawn_on), ("", None));
    let early = office.decide_objection(&decision(&nip, Outcome::Upheld, "2026-10-20")).unwrap_err();
    assert_eq!(early.code, "objection.not_heard");
    // Undone it is the one that was taken back, as that was.
    assert_eq!(undo_last(&mut office), "objection.filed");
    let card = office.objection_card(&nip, third_quarter()).unwrap();
    assert_eq!((card.state, card.reasons.as_str()), (ObjectionState::Withdrawn, "Bukan itu alasannya."));
    assert_eq!((card.withdrawn_reason.as_str(), card.withdrawn_on), ("Sudah jelas", Some(day("2026-10-16"))));
    office.file_objection(&again).unwrap();
    office.hear_objection(&hearings(&nip, "2026-10-20")).unwrap();
    let decided = office.decide_objection(&decision(&nip, Outcome::Upheld, "2026-10-22")).unwrap();
    assert_eq!(decided.state, ObjectionState::Upheld);
    let refused = office.withdraw_objection(&withdrawal(&nip, "2026-10-22")).unwrap_err();
    assert_eq!(refused.code, "objection.decided");
}

#[test]
fn the_assessor_objected_against_writes_nothing_of_it() {
    let (folder, mut office, staff, nip) = signed_office(13);
    folder.host.set_today(day("2026-10-20"));
    add_operator(&mut office);
    add_user(&mut office, "penilai", Role::Penilai, Some(staff.members[1].nip.clone()));
    let of_unit = staff.members[1].nip.clone();
    print(&mut office, &of_unit);
    sign_on(&mut office, &of_unit, "2026-10-20");
    // Of those whom the head assesses the head is the one objected against.
    let window = office.objection_window(&of_unit, third_quarter()).unwrap();
    assert_eq!(window.keeping_refused.unwrap().code, "objection.own_rating");
    assert_eq!(
        office.file_objection(&filing(&of_unit, "2026-10-20")).unwrap_err().code,
        "objection.own_rating"
    );
    heard_objection(&mut office, &nip);
    let paper = print_as(&mut office, SheetForm::Keberatan, &nip).sheet;
    drop(office);

    let mut assessor = folder.open_as("penilai", PASSWORD).unwrap();
    let card = assessor.objection_card(&nip, third_quarter()).unwrap();
    assert_eq!(card.keeping_refused.unwrap().code, "objection.own_rating");
    let rewritten = Filing { reasons: "Tidak ada.".into(), ..filing(&nip, "2026-10-12") };
    for refused in [
        assessor.file_objection(&rewritten),
        assessor.hear_objection(&hearings(&nip, "2026-10-14")),
        assessor.withdraw_objection(&withdrawal(&nip, "2026-10-14")),
    ] {
        assert_eq!(refused.unwrap_err().code, "objection.own_rating");
    }
    let scan = assessor.attach_scan(card.id, "surat.png", &[]).unwrap_err();
    assert_eq!(scan.code, "objection.own_rating");
    // Nor of the paper that is printed of it.
    let papers = Which { form: SheetForm::Keberatan, ..which(&nip) };
    let signed = Signed { received_on: Some(day("2026-10-20")), ..Signed::default() };
    let ticked = assessor.tick_signed(&papers, signed).unwrap();
    assert_eq!((ticked.new, ticked.refused[0].failure.code.as_str()), (0, "objection.own_rating"));
    let scan = assessor.attach_scan(paper, "surat.png", &[]).unwrap_err();
    assert_eq!(scan.code, "objection.own_rating");
    let untouched = assessor.untick_sheets(&papers, Untick::Receipt).unwrap();
    assert_eq!(untouched.refused[0].failure.code, "objection.own_rating");
    // The own objection is anybody's to file who keeps papers.
    assert!(assessor.file_objection(&filing(&of_unit, "2026-10-20")).is_ok());
    drop(assessor);
    let mut operator = folder.open_as("operator", PASSWORD).unwrap();
    assert!(operator.attach_scan(paper, "surat.png", &[]).is_ok());
    assert_eq!(operator.tick_signed(&papers, signed).unwrap().new, 1);
    let card = operator.withdraw_objection(&withdrawal(&nip, "2026-10-14")).unwrap();
    assert_eq!(
        (card.state, card.reasons.as_str()),
        (ObjectionState::Withdrawn, filing(&nip, "2026-10-12").reasons.as_str())
    );
}

/// The head's second laptop, with all that the first one wrote.
fn join_second(office: &mut Office, place: &Path) -> Office {
    let host = FakeHost::of(77);
    host.set_today(day("2026-10-20"));
    let host: Arc<dyn Host> = host;
    let new = NewLaptop { name: "Laptop kedua".into(), password: PASSWORD.into() };
    pairing::ask_to_join(place, &new, Cost::Floor, &host).unwrap();
    let request = std::fs::read(pairing::request_of(place)).unwrap();
    let answer = place.with_extension("tilik");
    let let_in = LetIn { name: new.name, user: office.actor().unwrap().id };
    office.let_laptop_in(&request, &let_in, &answer).unwrap();
    pairing::join(place, (PASSWORD, Cost::Floor), &answer, &host).unwrap()
}

#[test]
fn an_objection_to_a_closing_that_was_overtaken_decides_nothing() {
    let (folder, mut office, _, nip) = signed_office(16);
    folder.host.set_today(day("2026-10-20"));
    let mut second = join_second(&mut office, &folder.beside("kedua"));
    heard_objection(&mut office, &nip);
    let letter = print_as(&mut office, SheetForm::Keberatan, &nip);
    let standing = |office: &Office, form: SheetForm| {
        let rows = office.list_printable(third_quarter(), &[form.into()]).unwrap();
        rows.into_iter().find(|row| row.nip == nip).unwrap().standings[0].unwrap()
    };
    let papers = |office: &Office| -> Vec<_> {
        let table = office.sheet_table(third_quarter(), SheetForm::Keberatan).unwrap();
        let rows = table.rows.into_iter().filter(|row| row.nip == nip);
        rows.map(|row| (row.revision, row.state, row.void_reason)).collect()
    };
    let prints = |office: &Office| -> Vec<_> {
        let prints =
            office.list_prints(third_quarter(), SheetForm::Keberatan, std::slice::from_ref(&nip)).unwrap();
        prints.into_iter().map(|print| print.revision).collect()
    };
    assert_eq!(papers(&office), [(1, SheetState::Printed, None)]);
    // Meanwhile the other laptop, that knows nothing of it, closes once more.
    second.reopen(&nip, third_quarter(), "Salah rekam").unwrap();
    let input = serde_json::json!({ "note": "Dipertahankan", "on_behalf_reason": "Bersama" });
    second.rate(&nip, third_quarter(), &serde_json::from_value(input).unwrap()).unwrap();
    assert_eq!(tilik_testkit::office::close_quarter(&mut second), 1);
    office.receive(second.list_entries().unwrap()).unwrap();

    let card = office.objection_card(&nip, third_quarter()).unwrap();
    assert_eq!((card.revision, card.state, card.is_overtaken), (1, ObjectionState::Heard, true));
    assert_eq!(card.overtaken.len(), 1);
    let refused = office.hear_objection(&hearings(&nip, "2026-10-20")).unwrap_err();
    assert_eq!(refused.code, "objection.closed_since");
    // Its letter is of what holds no more: neither in force nor printed again.
    let old = (1, SheetState::Void, Some(VoidReason::ClosedAgain));
    assert_eq!((papers(&office), prints(&office)), (vec![old], vec![]));
    assert_eq!(office.sheet_table(third_quarter(), SheetForm::Keberatan).unwrap().not_closed, 0);
    for form in [SheetForm::Keberatan, SheetForm::KeputusanKeberatan] {
        assert_eq!(standing(&office, form), SheetStanding::Missing);
    }
    assert_eq!(verdict_of(&office, &letter), (VerdictKind::NotValid, Some("verdict.overtaken".into())));
    for outcome in [Outcome::Upheld, Outcome::Changed] {
        let refused = office.decide_objection(&decision(&nip, outcome, "2026-10-20")).unwrap_err();
        assert_eq!(refused.code, "objection.closed_since", "{outcome:?}");
    }
    // Nobody objected to the new closing: it may be opened, and objected to.
    let sheet = office.evaluation_sheet(&nip, third_quarter()).unwrap();
    assert_eq!(sheet.reopening_refused, None);
    print(&mut office, &nip);
    sign_on(&mut office, &nip, "2026-10-20");
    let new = office.file_objection(&filing(&nip, "2026-10-20")).unwrap();
    assert_eq!((new.revision, new.state), (2, ObjectionState::Filed));
    assert_eq!(office.reopen(&nip, third_quarter(), "Salah").unwrap_err().code, "objection.open");
    office.hear_objection(&hearings(&nip, "2026-10-20")).unwrap();
    let decided = office.decide_objection(&decision(&nip, Outcome::Upheld, "2026-10-20")).unwrap();
    // What was decided just now is what is shown; the old one is left to be taken back.
    assert_eq!((decided.revision, decided.state, decided.is_overtaken), (2, ObjectionState::Upheld, false));
    assert_eq!(decided.overtaken.iter().map(|old| old.revision).collect::<Vec<_>>(), [1]);
    assert_eq!(prints(&office), [2], "one letter, of the objection that stands");
    assert_eq!(standing(&office, SheetForm::Keberatan), SheetStanding::Final);
    assert_eq!(standing(&office, SheetForm::KeputusanKeberatan), SheetStanding::Final);
    let selection = Selection {
        forms: vec![SheetForm::Keberatan.into(), SheetForm::KeputusanKeberatan.into()],
        period: third_quarter(),
        nips: None,
        only_final: false,
        paper: office.paper().unwrap().paper(),
    };
    let (_, report) = office.render_sheets(&selection, &Progress::default()).unwrap();
    assert_eq!((report.sheets, report.drafts, report.prints.len()), (2, 0, 2));
    let refused = office.withdraw_objection(&withdrawal(&nip, "2026-10-20")).unwrap_err();
    assert_eq!(refused.code, "objection.decided");
    let old_one = Withdrawal { revision: Some(1), ..withdrawal(&nip, "2026-10-20") };
    let card = office.withdraw_objection(&old_one).unwrap();
    assert_eq!((card.revision, card.state, card.overtaken.len()), (2, ObjectionState::Upheld, 0));
    assert_eq!(papers(&office)[1], (1, SheetState::Void, Some(VoidReason::Withdrawn)));
}

#[test]
fn of_two_objections_that_stand_the_papers_are_of_that_to_the_newest_closing() {
    let (folder, mut office, _, nip) = signed_office(18);
    folder.host.set_today(day("2026-10-20"));
    let mut second = join_second(&mut office, &folder.beside("kedua"));
    // One laptop decides the first objection, the other closes once more and has another objection.
    heard_objection(&mut office, &nip);
    print_as(&mut office, SheetForm::Keberatan, &nip);
    office.decide_objection(&decision(&nip, Outcome::Upheld, "2026-10-20")).unwrap();
    second.reopen(&nip, third_quarter(), "Salah rekam").unwrap();
    let input = serde_json::json!({ "note": "Dipertahankan", "on_behalf_reason": "Bersama" });
    second.rate(&nip, third_quarter(), &serde_json::from_value(input).unwrap()).unwrap();
    assert_eq!(tilik_testkit::office::close_quarter(&mut second), 1);
    print(&mut second, &nip);
    sign_on(&mut second, &nip, "2026-10-20");
    second.file_objection(&filing(&nip, "2026-10-20")).unwrap();
    print_as(&mut second, SheetForm::Keberatan, &nip);
    office.receive(second.list_entries().unwrap()).unwrap();

    let table = office.sheet_table(third_quarter(), SheetForm::Keberatan).unwrap();
    let stand: Vec<_> = table.rows.iter().map(|row| (row.revision, row.state)).collect();
    assert_eq!(stand.len(), 2);
    assert!(stand.contains(&(1, SheetState::Printed)), "what was decided stands: {stand:?}");
    assert!(stand.contains(&(2, SheetState::Printed)));
    let papers = Which { form: SheetForm::Keberatan, ..which(&nip) };
    let signed = Signed { received_on: Some(day("2026-10-20")), ..Signed::default() };
    assert_eq!(office.tick_signed(&papers, signed).unwrap().new, 1);
    let table = office.sheet_table(third_quarter(), SheetForm::Keberatan).unwrap();
    let signed: Vec<_> = table.rows.iter().filter(|row| row.state == SheetState::Signed).collect();
    assert_eq!(signed.iter().map(|row| row.revision).collect::<Vec<_>>(), [2]);
    let prints =
        office.list_prints(third_quarter(), SheetForm::Keberatan, std::slice::from_ref(&nip)).unwrap();
    assert_eq!(prints.iter().map(|print| print.revision).collect::<Vec<_>>(), [2]);
}

#[test]
fn the_letter_of_an_objection_that_was_taken_back_holds_no_more() {
    let (folder, mut office, _, nip) = signed_office(19);
    folder.host.set_today(day("2026-10-20"));
    heard_objection(&mut office, &nip);
    let letter = print_as(&mut office, SheetForm::Keberatan, &nip);
    office.withdraw_objection(&withdrawal(&nip, "2026-10-20")).unwrap();
    let rows_of = |office: &Office| {
        let table = office.sheet_table(third_quarter(), SheetForm::Keberatan).unwrap();
        let rows: Vec<_> = table.rows.iter().map(|row| (row.state, row.void_reason)).collect();
        (rows, table.not_closed)
    };
    assert_eq!(rows_of(&office), (vec![(SheetState::Void, Some(VoidReason::Withdrawn))], 0));
    let papers = Which { form: SheetForm::Keberatan, ..which(&nip) };
    let signed = Signed { received_on: Some(day("2026-10-20")), ..Signed::default() };
    assert_eq!(office.tick_signed(&papers, signed).unwrap().refused[0].failure.code, "sheet.void");
    assert_eq!(verdict_of(&office, &letter), (VerdictKind::NotValid, Some("verdict.withdrawn".into())));
    // Undone it stands again.
    assert_eq!(undo_last(&mut office), "objection.withdrawn");
    assert_eq!(rows_of(&office).0, [(SheetState::Printed, None)]);
    assert_eq!(verdict_of(&office, &letter), (VerdictKind::Genuine, None));
}
