//! Papers of plans and objections: printed, sealed, followed, and void as soon as what they were printed of says something else.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use chrono::NaiveDate;
use tilik_office::Office;
use tilik_office::authenticity::{StatedOnPaper, VerdictKind};
use tilik_office::job::Progress;
use tilik_office::objection::{Decision, Filing, Hearing, Hearings, Outcome};
use tilik_office::paper::{PaperChange, VariantChoice};
use tilik_office::printing::Selection;
use tilik_office::sheet::{Print, SheetChange, SheetForm, SheetRow, SheetState, Signed, VoidReason, Which};
use tilik_office::wording::VariantKey;
use tilik_testkit::office::third_quarter;
use tilik_testkit::{Staff, TempOffice};

fn agreed_office(seed: u64) -> (TempOffice, Office, Staff) {
    let staff = Staff::of(8);
    let (folder, mut office) = TempOffice::found(seed);
    tilik_testkit::office::import_staff(&mut office, &staff);
    tilik_testkit::office::agree_plans(&mut office, &staff);
    (folder, office, staff)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn render(office: &Office, form: SheetForm, nip: Option<&str>) -> Vec<Print> {
    let paper = office.paper().unwrap().paper();
    let nips = nip.map(|nip| vec![nip.to_owned()]);
    let selection =
        Selection { forms: vec![form.into()], period: third_quarter(), nips, only_final: false, paper };
    office.render_sheets(&selection, &Progress::default()).unwrap().1.prints
}

fn rows_of(office: &Office, form: SheetForm, nip: &str) -> Vec<SheetRow> {
    let table = office.sheet_table(third_quarter(), form).unwrap();
    table.rows.into_iter().filter(|row| row.nip == nip).collect()
}

fn states_of(office: &Office, form: SheetForm, nip: &str) -> Vec<(SheetState, Option<VoidReason>)> {
    rows_of(office, form, nip).iter().map(|row| (row.state, row.void_reason)).collect()
}

fn verdict_of(office: &Office, print: &Print) -> (VerdictKind, Option<String>) {
    let seal = office.seal_print(print).unwrap();
    let verdict = office.check_sheet(&seal, &StatedOnPaper::default()).unwrap();
    let claim = verdict.claim.unwrap();
    assert_eq!((claim.form.as_str(), claim.nip.as_str()), (print.form.code(), print.nip.as_str()));
    (verdict.verdict, verdict.reason.map(|reason| reason.code.to_string()))
}

#[test]
fn the_paper_of_a_plan_is_in_force_until_the_plan_says_something_else() {
    let (_folder, mut office, staff) = agreed_office(1);
    let nip = staff.members[7].nip.as_str();
    let prints = render(&office, SheetForm::Skp, None);
    assert_eq!(office.mark_printed(&prints).unwrap(), 8);
    let annexes = render(&office, SheetForm::LampiranSkp, Some(nip));
    assert_eq!(office.mark_printed(&annexes).unwrap(), 1);
    assert_eq!(office.mark_printed(&render(&office, SheetForm::Skp, None)).unwrap(), 0, "the printer jammed");
    let table = office.sheet_table(third_quarter(), SheetForm::Skp).unwrap();
    assert_eq!((table.period.to_string().as_str(), table.counts.total, table.counts.printed), ("2026", 8, 8));
    let own = prints.iter().find(|print| print.nip == nip).unwrap();
    assert_eq!((own.period.as_str(), own.revision, own.number), ("2026", 1, 1));
    assert_eq!(verdict_of(&office, own), (VerdictKind::Genuine, None));

    let which = Which { period: third_quarter(), form: SheetForm::Skp, nips: vec![nip.to_owned()] };
    let on = Some(office.today());
    let signed = Signed { assessor_on: on, received_on: on, replaces: false };
    assert_eq!(office.tick_signed(&which, signed).unwrap().ticked, [nip]);
    assert_eq!(states_of(&office, SheetForm::Skp, nip), [(SheetState::Signed, None)]);

    office.freeze_plans(2026).unwrap();
    let card = office.plan_card(nip, 2026).unwrap();
    let mut skp = card.skp;
    skp.results[0].indicators[0].target = "30 laporan".into();
    office.amend_plan(nip, 2026, &skp, "Tugas baru", &card.seen, None).unwrap();
    let states = states_of(&office, SheetForm::Skp, nip);
    assert_eq!(states, [(SheetState::NotPrinted, None), (SheetState::Void, Some(VoidReason::Changed))]);
    assert!(rows_of(&office, SheetForm::Skp, nip)[0].needs_reprint);
    assert_eq!(states_of(&office, SheetForm::LampiranSkp, nip), [(SheetState::Printed, None)]);
    assert_eq!(verdict_of(&office, own), (VerdictKind::NotValid, Some("verdict.printed_again".to_owned())));
    assert_eq!(office.tick_signed(&which, signed).unwrap().refused[0].failure.code, "sheet.void");

    let second = render(&office, SheetForm::Skp, Some(nip));
    assert_eq!((second[0].number, second[0].revision), (2, 2));
    assert_eq!(second[0].changes, [SheetChange::Plan]);
    assert_eq!(office.mark_printed(&second).unwrap(), 1);
    assert_eq!(verdict_of(&office, &second[0]), (VerdictKind::Genuine, None));
    assert_eq!(states_of(&office, SheetForm::Skp, nip)[0], (SheetState::Printed, None));
}

#[test]
fn a_plan_that_is_opened_again_takes_its_paper_out_of_force() {
    let (_folder, mut office, staff) = agreed_office(2);
    let nip = staff.members[7].nip.as_str();
    let prints = render(&office, SheetForm::Skp, Some(nip));
    office.mark_printed(&prints).unwrap();
    let seen = office.plan_card(nip, 2026).unwrap().seen;
    office.reopen_plan(nip, 2026, "Salah rekam", &seen).unwrap();
    assert!(render(&office, SheetForm::Skp, Some(nip)).is_empty(), "it says RANCANGAN");
    assert_eq!(states_of(&office, SheetForm::Skp, nip), [(SheetState::Void, Some(VoidReason::Reopened))]);
    assert_eq!(office.sheet_table(third_quarter(), SheetForm::Skp).unwrap().not_closed, 1);
    let (verdict, reason) = verdict_of(&office, &prints[0]);
    assert_eq!((verdict, reason.as_deref()), (VerdictKind::NotValid, Some("verdict.reopened")));
}

#[test]
fn an_objection_and_its_decision_are_followed_like_any_sheet() {
    let (_folder, mut office, staff) = agreed_office(3);
    let nip = staff.members[7].nip.clone();
    tilik_testkit::office::rate_staff(&mut office, &staff);
    tilik_testkit::office::close_quarter(&mut office);
    let sheets = render(&office, SheetForm::DokumenEvaluasi, Some(&nip));
    office.mark_printed(&sheets).unwrap();
    let which = Which { period: third_quarter(), form: SheetForm::DokumenEvaluasi, nips: vec![nip.clone()] };
    let on = Some(day("2026-10-05"));
    office.tick_signed(&which, Signed { assessor_on: on, received_on: on, replaces: false }).unwrap();
    let mut filing = Filing {
        nip: nip.clone(),
        period: third_quarter(),
        filed_on: day("2026-10-05"),
        reasons: "Capaian saya 120 persen.".into(),
        late_reason: String::new(),
    };
    office.file_objection(&filing).unwrap();
    assert_eq!(states_of(&office, SheetForm::Keberatan, &nip), [(SheetState::NotPrinted, None)]);
    let letter = render(&office, SheetForm::Keberatan, Some(&nip));
    assert_eq!(office.mark_printed(&letter).unwrap(), 1);
    assert_eq!(verdict_of(&office, &letter[0]), (VerdictKind::Genuine, None));
    filing.reasons = "Capaian saya 125 persen.".into();
    office.file_objection(&filing).unwrap();
    let states = states_of(&office, SheetForm::Keberatan, &nip);
    assert_eq!(states, [(SheetState::NotPrinted, None), (SheetState::Void, Some(VoidReason::Changed))]);
    let again = render(&office, SheetForm::Keberatan, Some(&nip));
    assert_eq!((again[0].number, again[0].changes.as_slice()), (2, [SheetChange::Objection].as_slice()));

    let table = office.sheet_table(third_quarter(), SheetForm::KeputusanKeberatan).unwrap();
    assert_eq!((table.rows.len(), table.not_closed), (0, 1), "not decided yet");
    assert!(render(&office, SheetForm::KeputusanKeberatan, Some(&nip)).is_empty());
    let heard = |words: &str| Hearing { words: Some(words.into()), on };
    office
        .hear_objection(&Hearings {
            nip: nip.clone(),
            period: third_quarter(),
            assessor: heard("Bukti belum lengkap."),
            employee: heard("Bukti menyusul."),
        })
        .unwrap();
    office
        .decide_objection(&Decision {
            nip: nip.clone(),
            period: third_quarter(),
            outcome: Outcome::Upheld,
            on: day("2026-10-05"),
            by: None,
            number: None,
            words: "Bukti tidak mengubah capaian.".into(),
            result_rating: None,
            behaviour_rating: None,
        })
        .unwrap();
    let decision = render(&office, SheetForm::KeputusanKeberatan, Some(&nip));
    assert_eq!(office.mark_printed(&decision).unwrap(), 1);
    assert_eq!(verdict_of(&office, &decision[0]), (VerdictKind::Genuine, None));
    assert_eq!(states_of(&office, SheetForm::KeputusanKeberatan, &nip), [(SheetState::Printed, None)]);
}

#[test]
fn what_turns_round_twice_is_three_prints() {
    let (_folder, mut office, staff) = agreed_office(4);
    let nip = staff.members[7].nip.clone();
    tilik_testkit::office::rate_staff(&mut office, &staff);
    tilik_testkit::office::close_quarter(&mut office);
    let form = SheetForm::DokumenEvaluasi;
    let print = |office: &mut Office, form: SheetForm| {
        let prints = render(office, form, Some(&nip));
        office.mark_printed(&prints).unwrap();
        prints.into_iter().next().unwrap()
    };
    let first = print(&mut office, form);
    let which = Which { period: third_quarter(), form, nips: vec![nip.clone()] };
    let on = Some(day("2026-10-05"));
    let signed = Signed { assessor_on: on, received_on: on, replaces: false };
    office.tick_signed(&which, signed).unwrap();
    let mut filing = Filing {
        nip: nip.clone(),
        period: third_quarter(),
        filed_on: day("2026-10-05"),
        reasons: "Capaian saya 120 persen.".into(),
        late_reason: String::new(),
    };
    // A letter whose reasons come back to what they were is a letter of its own, and the tracker and the code on it say the same.
    let mut letters = Vec::new();
    for reasons in ["Capaian saya 120 persen.", "Capaian saya 125 persen.", "Capaian saya 120 persen."] {
        filing.reasons = reasons.into();
        office.file_objection(&filing).unwrap();
        if letters.len() == 2 {
            assert_eq!(
                verdict_of(&office, &letters[0]).0,
                VerdictKind::NotValid,
                "an older letter stays void"
            );
        }
        letters.push(print(&mut office, SheetForm::Keberatan));
    }
    let numbers: Vec<_> = letters.iter().map(|letter| letter.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
    let verdicts: Vec<_> = letters.iter().map(|letter| verdict_of(&office, letter).0).collect();
    assert_eq!(verdicts, [VerdictKind::NotValid, VerdictKind::NotValid, VerdictKind::Genuine]);
    let states = states_of(&office, SheetForm::Keberatan, &nip);
    assert_eq!(states.iter().filter(|(state, _)| *state != SheetState::Void).count(), 1);
    assert_eq!(print(&mut office, SheetForm::Keberatan).sheet, letters[2].sheet, "once more is the same");

    let heard = |words: &str| Hearing { words: Some(words.into()), on };
    let hearings = Hearings {
        nip: nip.clone(),
        period: third_quarter(),
        assessor: heard("Bukti belum lengkap."),
        employee: heard("Bukti menyusul."),
    };
    office.hear_objection(&hearings).unwrap();
    office
        .decide_objection(&Decision {
            nip: nip.clone(),
            period: third_quarter(),
            outcome: Outcome::Upheld,
            on: day("2026-10-05"),
            by: None,
            number: None,
            words: "Bukti tidak mengubah capaian.".into(),
            result_rating: None,
            behaviour_rating: None,
        })
        .unwrap();
    assert_eq!(verdict_of(&office, &first), (VerdictKind::Genuine, None), "until it is printed again");
    let second = print(&mut office, form);
    assert_eq!((second.number, second.changes.as_slice()), (2, [SheetChange::Objection].as_slice()));
    let switch = |office: &mut Office, choice: &str| {
        let variant = VariantChoice { key: VariantKey::ObjectionBlocks, choice: choice.into() };
        office.change_paper(&PaperChange { variant: Some(variant), ..PaperChange::default() }).unwrap();
    };
    switch(&mut office, "never");
    let in_force = |office: &Office| {
        let valid = rows_of(office, form, &nip).into_iter().find(|row| row.state != SheetState::Void);
        valid.and_then(|row| row.number)
    };
    assert_eq!(in_force(&office), Some(2), "a switch makes no paper void");
    assert_eq!(verdict_of(&office, &second), (VerdictKind::Genuine, None));
    assert_eq!(verdict_of(&office, &first), (VerdictKind::NotValid, Some("verdict.printed_again".into())));
    let third = print(&mut office, form);
    assert_eq!((third.number, third.changes.as_slice()), (3, [SheetChange::Objection].as_slice()));
    assert!(third.sheet != first.sheet && in_force(&office) == Some(3));
    assert_eq!(rows_of(&office, form, &nip)[0].state, SheetState::Printed, "nobody has signed it yet");
    for old in [&first, &second] {
        assert_eq!(verdict_of(&office, old), (VerdictKind::NotValid, Some("verdict.printed_again".into())));
        let seal = office.seal_print(old).unwrap();
        assert_eq!(office.tick_by_seal(&seal, signed).unwrap_err().code, "verdict.not_ticked");
        // Nor is its scan one of the paper that is in force; of its own it is.
        let refused = office.check_scanned(third.sheet, std::slice::from_ref(&seal)).unwrap_err();
        assert_eq!(
            (refused.code.as_str(), &refused.details["verdict"]),
            ("scan.of_other_print", &"not_valid".into())
        );
        office.check_scanned(old.sheet, std::slice::from_ref(&seal)).unwrap();
    }
    let seal = office.seal_print(&third).unwrap();
    assert_eq!(verdict_of(&office, &third), (VerdictKind::Genuine, None));
    assert_eq!(office.tick_by_seal(&seal, signed).unwrap().1.ticked, std::slice::from_ref(&nip));
    office.check_scanned(third.sheet, &[seal]).unwrap();
    switch(&mut office, "when_decided");
    assert_eq!(print(&mut office, form).number, 4);
    assert!(office.verify().unwrap().is_whole);
}

#[test]
fn nothing_that_is_not_settled_gets_a_seal() {
    let staff = Staff::of(8);
    let (_folder, mut office) = TempOffice::found(5);
    tilik_testkit::office::import_staff(&mut office, &staff);
    let nip = staff.members[7].nip.clone();
    let prints_of = |office: &Office, form: SheetForm| {
        office.list_prints(third_quarter(), form, std::slice::from_ref(&nip)).unwrap()
    };
    office.import_plans(staff.plans().as_bytes()).unwrap();
    let seen = office.plan_card(&nip, 2026).unwrap().seen;
    office.reopen_plan(&nip, 2026, "Salah rekam", &seen).unwrap();
    tilik_testkit::office::rate_staff(&mut office, &staff);
    for form in SheetForm::ALL {
        assert!(prints_of(&office, form).is_empty(), "{form:?} of a draft");
    }
}
