//! Who may do what.

use tilik_journal::Role;
use tilik_office::appraisal::Rating;
use tilik_office::evaluation::RatingInput;
use tilik_office::job::Progress;
use tilik_office::roster::ImportChoices;
use tilik_office::store::Cost;
use tilik_office::user::NewUser;
use tilik_office::{Failure, Office};
use tilik_testkit::office::{agree_plans, import_staff, new_year, rate_staff, third_quarter};
use tilik_testkit::{OTHER_PASSWORD, Staff, TempOffice};

use crate::laptops::assert_whole;

/// An office of 20 with agreed plans, an operator, and the head of the first unit as an assessor.
fn found_with_users(seed: u64) -> (TempOffice, Staff) {
    let staff = Staff::of(20);
    let (place, mut office) = TempOffice::found(seed);
    import_staff(&mut office, &staff);
    agree_plans(&mut office, &staff);
    for (login, role, nip) in
        [("operator", Role::Operator, None), ("penilai", Role::Penilai, Some(staff.members[1].nip.clone()))]
    {
        let new =
            NewUser { login: login.into(), name: login.into(), role, nip, password: OTHER_PASSWORD.into() };
        office.add_user(&new, Cost::Floor).unwrap();
    }
    (place, staff)
}

fn good(reason: Option<&str>) -> RatingInput {
    RatingInput {
        result_rating: Some(Rating::Meets.into()),
        behaviour_rating: Some(Rating::Meets.into()),
        feedback: Some("Pertahankan".into()),
        on_behalf_reason: reason.map(str::to_owned),
        ..RatingInput::default()
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
    result.unwrap_err().code
}

fn close(office: &mut Office) -> Result<Vec<String>, Failure> {
    let report = office.close_period(third_quarter(), "Bersama", &Progress::default(), |_| {})?;
    Ok(report.closed)
}

#[test]
fn an_operator_imports_staff_and_neither_rates_nor_closes() {
    let (place, staff) = found_with_users(31);
    let mut office = place.open_as("operator", OTHER_PASSWORD).unwrap();
    let nip = &staff.members[8].nip;
    let alasan = Some("atas permintaan");
    assert_eq!(code(office.rate(nip, third_quarter(), &good(alasan))), "evaluation.not_the_assessor");
    let ratings = office.import_ratings(staff.ratings().as_bytes(), third_quarter(), "alasan");
    assert_eq!(code(ratings), "user.not_permitted");
    assert_eq!(code(close(&mut office)), "user.not_permitted");
    assert_eq!(code(office.remove_user("penilai")), "user.not_permitted");
    assert_eq!(code(office.change_key()), "user.not_permitted");
    assert!(office.list_evaluations(third_quarter()).unwrap().is_empty());
    let more = Staff::of(21);
    let plan = office.plan_import(more.roster().as_bytes(), &ImportChoices::since(new_year())).unwrap();
    assert_eq!(office.apply_import(&plan, &Progress::default()).unwrap().new, 1);
    assert_whole(&office);
}

#[test]
fn an_assessor_rates_and_closes_the_own_staff_only() {
    let (place, staff) = found_with_users(32);
    let mut office = place.open_as("penilai", OTHER_PASSWORD).unwrap();
    let own_nip = &staff.members[1].nip;
    let (own, others): (Vec<_>, Vec<_>) =
        staff.members.iter().partition(|member| member.superior == *own_nip);
    assert!(!own.is_empty() && !others.is_empty());
    for member in &own {
        office.rate(&member.nip, third_quarter(), &good(None)).unwrap();
    }
    for member in &others {
        let refused = office.rate(&member.nip, third_quarter(), &good(Some("alasan")));
        assert_eq!(code(refused), "evaluation.not_the_assessor", "{}", member.nip);
    }
    let report = office.import_ratings(staff.ratings().as_bytes(), third_quarter(), "alasan").unwrap();
    assert_eq!(report.rated.len() + report.same.len(), own.len());
    assert_eq!(report.refused.len(), others.len());
    assert!(report.refused.iter().all(|refusal| refusal.code == "evaluation.not_the_assessor"));

    // The head rates the others; closing by the assessor touches the own staff alone.
    drop(office);
    let mut office = place.open();
    rate_staff(&mut office, &staff);
    office.explain_distribution(third_quarter(), "Kantor kecil").unwrap();
    drop(office);
    let mut office = place.open_as("penilai", OTHER_PASSWORD).unwrap();
    let mut closed = close(&mut office).unwrap();
    closed.sort();
    let mut expected: Vec<_> = own.iter().map(|member| member.nip.clone()).collect();
    expected.sort();
    assert_eq!(closed, expected);
    let refused = office.reopen(&others[0].nip, third_quarter(), "alasan");
    assert!(["evaluation.not_closed", "evaluation.not_the_assessor"].contains(&code(refused).as_str()));
    assert_eq!(
        code(office.enter_achievement(
            third_quarter(),
            tilik_office::appraisal::OrganisationAchievement::Istimewa,
            ""
        )),
        "user.not_permitted"
    );
    assert_whole(&office);
}

#[test]
fn the_head_gives_a_reason_for_the_staff_of_others() {
    let (place, staff) = found_with_users(33);
    let mut office = place.open();
    let others = &staff.members[8].nip;
    for empty in [None, Some(""), Some("   ")] {
        let refused = office.rate(others, third_quarter(), &good(empty));
        assert_eq!(code(refused), "evaluation.reason_missing");
    }
    office.rate(others, third_quarter(), &good(Some("Penilai cuti"))).unwrap();
    // Unit heads are the head's own staff.
    let own = &staff.members[2].nip;
    office.rate(own, third_quarter(), &good(None)).unwrap();
    let reason_of = |nip: &str| {
        let person = office.get_person_by_nip(nip).unwrap();
        office.evaluation(person.id, third_quarter()).unwrap().on_behalf_reason
    };
    assert_eq!((reason_of(others), reason_of(own)), ("Penilai cuti".to_owned(), String::new()));
}

#[test]
fn a_removed_user_opens_nothing_any_more() {
    let (place, _) = found_with_users(34);
    assert!(place.open_as("penilai", OTHER_PASSWORD).is_ok());
    let copy = place.beside("salinan-lama");
    tilik_testkit::folder::copy_closed(place.root(), &copy);
    let mut office = place.open();
    office.remove_user("penilai").unwrap();
    assert_whole(&office);
    drop(office);
    assert_eq!(code(place.open_as("penilai", OTHER_PASSWORD).map(drop)), "store.wrong_password");
    // Not with the old slot file either: the database has a new key.
    std::fs::write(place.root().join("tilik.keys"), std::fs::read(copy.join("tilik.keys")).unwrap()).unwrap();
    let with_old_slots = place.open_as("penilai", OTHER_PASSWORD).map(drop);
    assert_ne!(code(with_old_slots), "user.withdrawn", "the old key must not open the new file");
}
