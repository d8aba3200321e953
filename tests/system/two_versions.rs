//! *Ada dua versi*: what two laptops entered apart is shown with who, where and when; one version is chosen, the other stays in the history.

use std::collections::BTreeSet;

use tilik_journal::catalogue::{evaluation, person};
use tilik_journal::{Group, RecordId, Retention, UserId, Value};
use tilik_office::Office;
use tilik_office::appraisal::{OrganisationAchievement, Period, Predikat, Rating};
use tilik_office::evaluation::EvaluationState;
use tilik_office::versions::{Deciding, Pick, Settling, Shown, VersionsOf};
use tilik_store::ledger::Act;
use tilik_testkit::Staff;
use tilik_testkit::office::{agree_plans, close_quarter, import_staff, rate_staff, third_quarter};

use crate::laptops::*;

/// Somebody who is not the head.
const WHO: usize = 4;

fn pick_each(of: &VersionsOf, choose: impl Fn(&tilik_office::versions::VersionedField) -> usize) -> Deciding {
    let picks = of.fields.iter().map(|field| Pick {
        kind: field.kind,
        record: field.record,
        version: field.version.clone(),
        field: field.field,
        choice: choose(field),
    });
    Deciding { picks: picks.collect(), reason: Some("Dibahas bersama penilai".into()) }
}

fn says(field: &tilik_office::versions::VersionedField, shown: &Shown) -> usize {
    field.choices.iter().position(|choice| choice.shown == *shown).unwrap()
}

fn write(office: &mut Office, group: Group, retention: Retention) {
    let act = Act {
        actor: UserId(office.actor().unwrap().id),
        word: "person.changed".into(),
        retention,
        groups: vec![group],
        expects: Vec::new(),
    };
    office.store_mut().commit(vec![act]).unwrap();
}

#[test]
fn a_chosen_version_counts_and_the_other_stays_in_the_history() {
    let staff = Staff::of(12);
    let ((_first, mut a), (_second, mut b)) = found_two(91);
    let same = |_| ("sesuai ekspektasi", "sesuai ekspektasi");
    let other = |_| ("di atas ekspektasi", "sesuai ekspektasi");
    for (office, ratings) in [(&mut a, staff.ratings_by(same)), (&mut b, staff.ratings_by(other))] {
        import_staff(office, &staff);
        office.import_ratings(ratings.as_bytes(), third_quarter(), "Direkam bersama penilai").unwrap();
    }
    meet(&mut a, &mut b);
    let found = a.list_versions().unwrap();
    assert_eq!(found.len(), 12);
    // The head is the dated assessor of some and decides for the others in the assessor's place, with a reason.
    assert!(found.iter().any(|of| !of.needs_reason));
    let of = found.iter().find(|of| of.needs_reason).unwrap();
    assert!(of.waits_for.is_none() && of.ends.is_empty() && of.period == Some(third_quarter()), "{of:#?}");
    let nip = of.nip.clone().unwrap();
    let [field] = of.fields.as_slice() else { panic!("{of:#?}") };
    assert_eq!((field.name.as_str(), field.choices.len()), ("evaluation.result_rating", 2));
    let origins: Vec<_> = field.choices.iter().flat_map(|choice| &choice.origins).collect();
    let laptops: Vec<_> = origins.iter().map(|origin| (origin.is_here, origin.laptop.as_str())).collect();
    assert!(laptops.contains(&(true, "")) && laptops.contains(&(false, "Laptop kedua")), "{laptops:?}");
    assert_eq!(origins.iter().filter(|origin| origin.is_newest).count(), 1);
    let users: Vec<_> = origins.iter().map(|origin| origin.user.as_str()).collect();
    assert!(users.contains(&"kepala") && users.contains(&"Wakil Kepala"), "{users:?}");
    // What it comes to is known before, and nobody decides without saying why.
    let above = |field: &_| says(field, &Shown::Rating { rating: Rating::Above });
    let meets = |field: &_| says(field, &Shown::Rating { rating: Rating::Meets });
    let consequence =
        |choose: &dyn Fn(&_) -> usize| a.preview_versions(&pick_each(of, choose)).unwrap().predicate;
    assert_eq!((consequence(&above), consequence(&meets)), (Some(Predikat::Baik), Some(Predikat::Baik)));
    let silent = Deciding { reason: None, ..pick_each(of, above) };
    assert_eq!(a.decide_versions(&silent).unwrap_err().code, "evaluation.reason_missing");
    let mut nowhere = pick_each(of, above);
    nowhere.picks[0].choice = 7;
    assert_eq!(a.decide_versions(&nowhere).unwrap_err().code, "versions.changed");
    let nothing = Deciding { picks: Vec::new(), reason: None };
    assert_eq!(a.decide_versions(&nothing).unwrap_err().code, "versions.nothing");
    let chosen = pick_each(of, above);
    a.decide_versions(&chosen).unwrap();
    assert_eq!(
        a.decide_versions(&chosen).unwrap_err().code,
        "versions.changed",
        "a second press decides nothing"
    );
    assert_eq!(a.list_versions().unwrap().len(), 11);
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);
    assert_eq!(b.list_versions().unwrap().len(), 11);
    let decided = b
        .evaluation(b.list_people().unwrap().iter().find(|p| p.nip == nip).unwrap().id, third_quarter())
        .unwrap();
    assert_eq!((decided.state, decided.result_rating), (EvaluationState::Draft, Some(Rating::Above)));
    let story = b.store().ledger().unwrap().list_history(evaluation::KIND, decided.id).unwrap();
    let written: Vec<_> = story
        .iter()
        .flat_map(|entry| &entry.writes)
        .filter(|(field, _)| *field == evaluation::RESULT_RATING)
        .map(|(_, value)| value.as_text().unwrap().to_owned())
        .collect();
    assert_eq!(written.len(), 3, "both versions and the choice: {written:?}");
}

#[test]
fn what_differs_of_a_person_is_one_entry_field_by_field() {
    let staff = Staff::of(6);
    let ((_first, mut a), (_second, mut b)) = found_two(92);
    import_staff(&mut a, &staff);
    meet(&mut a, &mut b);
    let record = RecordId::person(&staff.members[2].nip);
    let change = |fields: &[(u32, &str)]| Group {
        kind: person::KIND,
        record,
        fields: fields.iter().map(|(field, words)| (*field, Value::from(*words))).collect(),
    };
    write(
        &mut a,
        change(&[(person::POSITION, "Perawat Ahli Muda"), (person::RANK, "III/c")]),
        Retention::Career,
    );
    write(
        &mut b,
        change(&[(person::POSITION, "Perawat Ahli Madya"), (person::OTHER_ID, "77")]),
        Retention::Career,
    );
    meet(&mut a, &mut b);
    let found = a.list_versions().unwrap();
    let [of] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(of.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(), ["person.position"]);
    assert!(!of.needs_reason);
    let madya = Shown::Words { words: "Perawat Ahli Madya".into() };
    b.decide_versions(&pick_each(&b.list_versions().unwrap()[0], |field| says(field, &madya))).unwrap();
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);
    assert!(a.list_versions().unwrap().is_empty());
    assert_eq!(
        a.list_people().unwrap().iter().find(|p| p.id == record).unwrap().position,
        "Perawat Ahli Madya"
    );
}

#[test]
fn two_closings_and_what_came_late_are_shown_and_a_final_sheet_stays_in_force() {
    let staff = Staff::of(6);
    let ((_first, mut a), (_second, mut b)) = found_two(93);
    import_staff(&mut a, &staff);
    agree_plans(&mut a, &staff);
    rate_staff(&mut a, &staff);
    meet(&mut a, &mut b);
    close_quarter(&mut a);
    // The other laptop rates somebody whom this one closed.
    let member = &staff.members[WHO];
    let changed = staff.ratings_by(|index| {
        if index == WHO {
            ("di atas ekspektasi", "di atas ekspektasi")
        } else {
            ("sesuai ekspektasi", "sesuai ekspektasi")
        }
    });
    b.import_ratings(changed.as_bytes(), third_quarter(), "Dinilai lagi").unwrap();
    meet(&mut a, &mut b);
    let found = a.list_versions().unwrap();
    let of = found.iter().find(|of| of.nip.as_deref() == Some(&member.nip)).unwrap();
    assert!(of.fields.is_empty() && of.ends.is_empty() && !of.late.is_empty(), "{of:#?}");
    let id = a.list_people().unwrap().iter().find(|p| p.nip == member.nip).unwrap().id;
    assert_eq!(a.evaluation(id, third_quarter()).unwrap().state, EvaluationState::Closed);
    let late = &of.late[0];
    let settling = Settling { kind: late.kind, record: late.record, version: late.version.clone() };
    a.settle_versions(&settling).unwrap();
    assert_eq!(a.settle_versions(&settling).unwrap_err().code, "versions.changed");
    assert!(a.list_versions().unwrap().iter().all(|of| of.nip.as_deref() != Some(&member.nip)
        || of.late.iter().all(|late| late.record != settling.record)));
    assert_eq!(a.evaluation(id, third_quarter()).unwrap().state, EvaluationState::Closed);
    // Two closings apart: none is in force, and it is said of each who closed it.
    let ((_first, mut c), (_second, mut d)) = found_two(94);
    import_staff(&mut c, &staff);
    agree_plans(&mut c, &staff);
    rate_staff(&mut c, &staff);
    meet(&mut c, &mut d);
    close_quarter(&mut c);
    close_quarter(&mut d);
    meet(&mut c, &mut d);
    let found = c.list_versions().unwrap();
    assert_eq!(found.len(), 6);
    assert!(found.iter().all(|of| of.ends.len() == 2 && of.period == Some(third_quarter())), "{found:#?}");
}

#[test]
fn what_two_laptops_entered_of_the_organisation_says_of_which_period() {
    let ((_first, mut a), (_second, mut b)) = found_two(95);
    let second_quarter: Period = "2026-TW2".parse().unwrap();
    for (period, levels) in [
        (third_quarter(), [OrganisationAchievement::Istimewa, OrganisationAchievement::Baik]),
        (second_quarter, [OrganisationAchievement::Kurang, OrganisationAchievement::Baik]),
    ] {
        a.enter_achievement(period, levels[0], "LKjIP").unwrap();
        b.enter_achievement(period, levels[1], "LKjIP").unwrap();
    }
    meet(&mut a, &mut b);
    let found = a.list_versions().unwrap();
    let periods: BTreeSet<_> = found.iter().map(|of| of.period.map(|period| period.to_string())).collect();
    let expected = [second_quarter, third_quarter()].map(|period| Some(period.to_string()));
    assert_eq!(periods, BTreeSet::from(expected), "{found:#?}");
    assert!(found.iter().all(|of| of.nip.is_none() && of.fields.len() == 1), "{found:#?}");
}
