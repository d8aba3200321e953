//! Two laptops that work apart and meet.

use tilik_journal::catalogue::evaluation;
use tilik_office::Office;
use tilik_office::appraisal::Rating;
use tilik_office::evaluation::{EvaluationState, RatingInput};
use tilik_office::job::Progress;
use tilik_office::printing::{Selection, Target};
use tilik_office::sheet::SheetForm;
use tilik_testkit::Staff;
use tilik_testkit::office::{agree_plans, close_quarter, import_staff, rate_staff, signed, third_quarter};

use crate::laptops::*;

/// Places in the staff that the second laptop rates differently.
const DISAGREED: [usize; 3] = [4, 17, 40];

/// Both import the same roster and rate the same quarter without knowing of each other.
fn work_apart(a: &mut Office, b: &mut Office, staff: &Staff) {
    let as_a = |_| ("sesuai ekspektasi", "sesuai ekspektasi");
    let as_b = |index| match DISAGREED.contains(&index) {
        true => ("di atas ekspektasi", "sesuai ekspektasi"),
        false => ("sesuai ekspektasi", "sesuai ekspektasi"),
    };
    for (office, ratings) in [(a, staff.ratings_by(as_a)), (b, staff.ratings_by(as_b))] {
        import_staff(office, staff);
        let report =
            office.import_ratings(ratings.as_bytes(), third_quarter(), "Direkam bersama penilai").unwrap();
        assert_eq!(report.rated.len(), staff.members.len());
    }
}

fn assert_met(office: &Office, staff: &Staff) {
    let people = office.list_people().unwrap();
    let mut nips: Vec<_> = people.iter().map(|person| person.nip.clone()).collect();
    nips.sort();
    assert_eq!(nips, staff.list_nips());
    let found = office.list_evaluations(third_quarter()).unwrap();
    assert_eq!(found.len(), staff.members.len(), "one evaluation each");
    for (index, member) in staff.members.iter().enumerate() {
        let person = people.iter().find(|person| person.nip == member.nip).unwrap();
        let own: Vec<_> = found.iter().filter(|found| found.person == person.id).collect();
        let [own] = own.as_slice() else { panic!("{} evaluations of {}", own.len(), member.nip) };
        if DISAGREED.contains(&index) {
            assert_eq!((own.state, own.predicate), (EvaluationState::Disputed, None), "{}", member.nip);
            assert_eq!(own.result_rating, None);
        } else {
            assert_eq!(own.state, EvaluationState::Draft, "{}", member.nip);
            assert!(own.predicate.is_some());
        }
    }
}

#[test]
fn two_laptops_that_import_and_rate_apart_have_48_people_and_one_evaluation_each() {
    let staff = Staff::of(48);
    let ((_first, mut a), (_second, mut b)) = found_two(1);
    work_apart(&mut a, &mut b, &staff);
    let (by_a, by_b) = meet(&mut a, &mut b);
    assert!(by_a.placed > 48 && by_b.placed > 48);
    assert_eq!((by_a.parked, by_b.parked, by_a.branches, by_b.branches), (0, 0, 0, 0));
    assert_one_office(&a, &b);
    assert_met(&a, &staff);
    assert_met(&b, &staff);
    // Meeting again brings nothing.
    let (by_a, by_b) = meet(&mut a, &mut b);
    assert_eq!((by_a.placed, by_b.placed), (0, 0));
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let staff = Staff::of(48);
    let ((_first, mut a), (_second, mut b)) = found_two(1);
    work_apart(&mut a, &mut b, &staff);
    let (of_a, of_b) = (a.list_entries().unwrap(), b.list_entries().unwrap());
    // Newest first and one at a time: everything has to wait for what came before it.
    take_singly(&mut a, of_b.iter().rev().cloned());
    b.receive(of_a.into_iter().rev().collect()).unwrap();
    assert_one_office(&a, &b);
    assert_met(&a, &staff);

    let ((_first, mut in_order), (_second, mut other)) = found_two(1);
    work_apart(&mut in_order, &mut other, &staff);
    meet(&mut in_order, &mut other);
    assert_eq!(list_contents(&a), list_contents(&in_order));
}

#[test]
fn a_file_of_ratings_does_not_choose_between_two_versions_and_settles_nothing() {
    let staff = Staff::of(48);
    let ((_first, mut a), (_second, mut b)) = found_two(2);
    work_apart(&mut a, &mut b, &staff);
    meet(&mut a, &mut b);
    let third = staff.ratings_by(|_| ("di atas ekspektasi", "sesuai ekspektasi"));
    let report = a.import_ratings(third.as_bytes(), third_quarter(), "Disepakati").unwrap();
    assert_eq!(report.rated.len(), staff.members.len() - DISAGREED.len());
    let codes: Vec<_> = report.refused.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["evaluation.disputed"; DISAGREED.len()]);
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);
    let disputed = |office: &Office| {
        let found = office.list_evaluations(third_quarter()).unwrap();
        found.iter().filter(|found| found.state == EvaluationState::Disputed).count()
    };
    assert_eq!((disputed(&a), disputed(&b)), (DISAGREED.len(), DISAGREED.len()));
}

#[test]
fn two_closings_apart_are_two_revisions_of_which_none_is_in_force() {
    let staff = Staff::of(12);
    let ((first, mut a), (_second, mut b)) = found_two(3);
    import_staff(&mut a, &staff);
    agree_plans(&mut a, &staff);
    rate_staff(&mut a, &staff);
    meet(&mut a, &mut b);
    assert_eq!(close_quarter(&mut a), 12);
    assert_eq!(close_quarter(&mut b), 12);
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);

    for (office, name) in [(&mut a, "a.pdf"), (&mut b, "b.pdf")] {
        for found in office.list_evaluations(third_quarter()).unwrap() {
            assert_eq!(found.state, EvaluationState::Disputed);
            assert!(found.content.is_none(), "no closed content is in force");
            let story = office.store().ledger().unwrap().list_history(evaluation::KIND, found.id).unwrap();
            let closings = story.iter().filter(|entry| entry.act == "evaluation.closed").count();
            assert_eq!(closings, 2, "both closings stay in the journal");
        }
        let file = first.beside(name);
        let paper = tilik_office::command::PaperName::A4.paper();
        let selection = Selection {
            forms: vec![SheetForm::DokumenEvaluasi.into()],
            period: third_quarter(),
            nips: None,
            only_final: false,
            paper,
        };
        let printed = office.print_sheets(&selection, Target::File(&file), &Progress::default()).unwrap();
        assert_eq!((printed.sheets, printed.drafts), (12, 12), "every sheet carries RANCANGAN");
    }

    // The head decides: opened again with a reason and closed once, it is in force on both.
    for member in &staff.members {
        a.reopen(&member.nip, third_quarter(), "Dua penutupan bertemu").unwrap();
    }
    // The paper of the head's own evaluation went with the closing: it is named anew.
    rate_staff(&mut a, &staff);
    assert_eq!(close_quarter(&mut a), 12);
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);
    for found in b.list_evaluations(third_quarter()).unwrap() {
        assert_eq!(found.state, EvaluationState::Closed);
        assert!(found.content.is_some());
    }
}

#[test]
fn a_rating_that_comes_late_is_shown_and_the_closed_sheet_stays_in_force() {
    let staff = Staff::of(12);
    let ((_first, mut a), (_second, mut b)) = found_two(4);
    import_staff(&mut a, &staff);
    agree_plans(&mut a, &staff);
    rate_staff(&mut a, &staff);
    meet(&mut a, &mut b);
    let nip = &staff.members[9].nip;
    assert_eq!(close_quarter(&mut a), 12);
    let changed = RatingInput {
        result_rating: Some(Rating::Below.into()),
        note: Some("Ditulis di laptop kedua".into()),
        on_behalf_reason: Some("Bersama penilai".into()),
        ..RatingInput::default()
    };
    b.rate(nip, third_quarter(), &changed).unwrap();
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);

    let find = |office: &Office| {
        let person = office.get_person_by_nip(nip).unwrap().id;
        office.evaluation(person, third_quarter()).unwrap()
    };
    for office in [&a, &b] {
        let found = find(office);
        assert_eq!((found.state, found.has_late), (EvaluationState::Closed, true));
        assert!(found.content.is_some_and(|content| !content.contains("laptop kedua")));
    }
    // Opened again, the late words are still only shown; closing anew decides them.
    a.reopen(nip, third_quarter(), "Ada tulisan yang datang terlambat").unwrap();
    let opened = find(&a);
    assert_eq!((opened.state, opened.has_late), (EvaluationState::Draft, true));
    assert_ne!(opened.result_rating, Some(Rating::Below));
    assert_eq!(close_quarter(&mut a), 1);
    meet(&mut a, &mut b);
    let closed = find(&b);
    assert_eq!((closed.state, closed.has_late, closed.revision), (EvaluationState::Closed, false, 2));
    assert_one_office(&a, &b);
}

#[test]
fn plans_taken_from_one_file_apart_are_one_plan_each_after_meeting() {
    let staff = Staff::of(12);
    let ((_first, mut a), (_second, mut b)) = found_two(6);
    for office in [&mut a, &mut b] {
        import_staff(office, &staff);
        office.import_plans_of(staff.plans().as_bytes(), None, Some(&signed())).unwrap();
    }
    let before: Vec<_> = a.list_plans().unwrap().into_iter().map(|plan| (plan.id, plan.skp)).collect();
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);
    let after: Vec<_> = b.list_plans().unwrap().into_iter().map(|plan| (plan.id, plan.skp)).collect();
    assert_eq!(after, before);
    assert!(a.list_plans().unwrap().iter().all(tilik_office::plan::Plan::is_settled));
}

#[test]
fn the_work_of_another_office_is_refused() {
    let ((_first, mut a), _) = found_two(7);
    let (_other, b) = tilik_testkit::TempOffice::found(8);
    assert_eq!(a.receive(b.list_entries().unwrap()).unwrap_err().code, "store.foreign_feed");
    assert_whole(&a);
}

#[test]
fn a_check_in_many_passes_finds_what_a_check_in_one_finds() {
    let staff = Staff::of(12);
    let (_place, mut office) = tilik_testkit::TempOffice::found(9);
    import_staff(&mut office, &staff);
    agree_plans(&mut office, &staff);
    let ledger = office.store().ledger().unwrap();
    let at_once = ledger.verify().unwrap();
    assert!(at_once.records > 50);
    assert_eq!(ledger.verify_in_passes(10).unwrap(), at_once);
    ledger.connection().execute_batch("UPDATE record SET document = x'00' WHERE kind = 16").unwrap();
    for records in [10, 50_000] {
        let found = ledger.verify_in_passes(records).unwrap().defect;
        assert!(matches!(found, Some(tilik_store::ledger::Defect::WrongDocument(16, _))), "{found:?}");
    }
}
