//! What the office keeps of everybody's standing is what reading all of it anew gives, whatever happened since.

use std::collections::HashMap;

use tilik_office::Office;
use tilik_office::appraisal::Rating;
use tilik_office::evaluation::{EvaluationState, RatingEntry, RatingInput};
use tilik_office::job::Progress;
use tilik_office::staff::{Leave, LeaveKind};
use tilik_testkit::Staff;
use tilik_testkit::office::{agree_plans, close_quarter, import_staff, new_year, third_quarter};

use crate::laptops::*;

/// The list of a period and its distribution, against every evaluation read with all that belongs to it.
fn assert_fresh(office: &Office, after: &str) {
    let period = third_quarter();
    let read: HashMap<_, _> =
        office.list_evaluations(period).unwrap().into_iter().map(|found| (found.person, found)).collect();
    let people: HashMap<_, _> =
        office.list_people().unwrap().into_iter().map(|person| (person.nip, person.id)).collect();
    let head = office.find_head().unwrap();
    let rows = office.list_evaluation_rows(period).unwrap();
    assert_eq!(rows.len(), people.len(), "after {after}");
    let mut predicates = HashMap::new();
    for row in &rows {
        let found = read.get(&people[&row.nip]);
        assert_eq!(row.state, found.map_or(EvaluationState::Empty, |found| found.state), "after {after}");
        assert_eq!(row.predicate, found.and_then(|found| found.predicate), "after {after}");
        assert_eq!(row.result_rating, found.and_then(|found| found.result_rating), "after {after}");
        assert_eq!(row.behaviour_rating, found.and_then(|found| found.behaviour_rating), "after {after}");
        if head != Some(people[&row.nip]) {
            *predicates.entry(row.predicate).or_insert(0) += 1;
        }
    }
    if let Some(distribution) = office.distribution(period).unwrap() {
        let unrated = predicates.get(&None).copied().unwrap_or_default();
        assert_eq!(distribution.counts.unrated, unrated, "after {after}");
    }
}

fn rate(office: &mut Office, nip: &str, result: RatingEntry) {
    let input = RatingInput {
        result_rating: Some(result),
        behaviour_rating: Some(Rating::Meets.into()),
        on_behalf_reason: Some("Bersama penilai".into()),
        ..RatingInput::default()
    };
    office.rate(nip, third_quarter(), &input).unwrap();
}

#[test]
fn what_is_kept_of_everybodys_standing_is_what_reading_anew_gives() {
    let staff = Staff::of(12);
    let ((_first, mut a), (_second, mut b)) = found_two(91);
    import_staff(&mut a, &staff);
    agree_plans(&mut a, &staff);
    meet(&mut a, &mut b);
    assert_fresh(&a, "the staff list");
    for (member, result) in staff.members.iter().zip([RatingEntry::Above, RatingEntry::Meets].iter().cycle())
    {
        rate(&mut a, &member.nip, *result);
        assert_fresh(&a, "a rating");
    }
    rate(&mut a, &staff.members[3].nip, RatingEntry::Withdrawn);
    assert_fresh(&a, "a rating taken back");
    a.undo().unwrap();
    assert_fresh(&a, "an undoing");
    a.explain_distribution(third_quarter(), "Kantor kecil").unwrap();
    let closed = a.close_period(third_quarter(), "Bersama", &Progress::default(), |_| {}).unwrap();
    assert_fresh(&a, "a closing");
    if let Some(nip) = closed.closed.first() {
        a.reopen(nip, third_quarter(), "Bukti baru").unwrap();
        assert_fresh(&a, "an opening");
    }
    let gone = Leave {
        nip: staff.members[7].nip.clone(),
        on: new_year(),
        kind: LeaveKind::Transfer,
        note: String::new(),
    };
    a.leave_staff(&gone).unwrap();
    assert_fresh(&a, "a leaving");

    // Another laptop says otherwise of somebody.
    rate(&mut b, &staff.members[5].nip, RatingEntry::Below);
    assert_fresh(&b, "a rating there");
    meet(&mut a, &mut b);
    assert_fresh(&a, "a meeting");
    assert_fresh(&b, "a meeting");
    let _ = close_quarter(&mut b);
    assert_fresh(&b, "a closing there");
}
