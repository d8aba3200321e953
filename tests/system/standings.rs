//! What the office keeps of everybody's standing is what reading all of it anew gives, whatever happened since.

use std::collections::HashMap;

use tilik_journal::catalogue::unit;
use tilik_journal::{Group, RecordId, Retention, UserId};
use tilik_office::Office;
use tilik_office::appraisal::{OrganisationAchievement, Period, Predikat, Rating};
use tilik_office::evaluation::{EvaluationState, RatingEntry, RatingInput};
use tilik_office::job::Progress;
use tilik_office::screen::RatingRight;
use tilik_office::signed::SignedPaper;
use tilik_office::staff::{Leave, LeaveKind};
use tilik_store::ledger::Act;
use tilik_testkit::Staff;
use tilik_testkit::office::{agree_plans, close_quarter, import_staff, new_year, third_quarter};

use crate::laptops::*;

/// Records beyond those that are remembered one by one.
const MANY: u128 = 4200;

fn second_quarter() -> Period {
    "2026-TW2".parse().unwrap()
}

/// Both quarters, each kept beside the other, against every evaluation read with all that belongs to it.
fn assert_fresh(office: &Office, after: &str) {
    for period in [second_quarter(), third_quarter()] {
        assert_period_fresh(office, period, &format!("{period} after {after}"));
    }
}

/// The list of a period and every number of its distribution.
fn assert_period_fresh(office: &Office, period: Period, at: &str) {
    let read: HashMap<_, _> =
        office.list_evaluations(period).unwrap().into_iter().map(|found| (found.person, found)).collect();
    let people: HashMap<_, _> =
        office.list_people().unwrap().into_iter().map(|person| (person.nip, person.id)).collect();
    let head = office.find_head().unwrap();
    let rows = office.list_evaluation_rows(period).unwrap();
    assert_eq!(rows.len(), people.len(), "{at}");
    for row in &rows {
        let found = read.get(&people[&row.nip]);
        assert_eq!(row.state, found.map_or(EvaluationState::Empty, |found| found.state), "{at}");
        assert_eq!(row.predicate, found.and_then(|found| found.predicate), "{at}");
        assert_eq!(row.result_rating, found.and_then(|found| found.result_rating), "{at}");
        assert_eq!(row.behaviour_rating, found.and_then(|found| found.behaviour_rating), "{at}");
    }
    let pool: Vec<_> = people
        .values()
        .filter(|person| head != Some(**person))
        .map(|person| read.get(person).and_then(|found| found.predicate))
        .collect();
    let many = |predicate: Option<Predikat>| {
        u32::try_from(pool.iter().filter(|each| **each == predicate).count()).unwrap()
    };
    let counts = office.distribution(period).unwrap().expect("the achievement is known").counts;
    assert_eq!(counts.unrated, many(None), "unrated, {at}");
    for (counted, predicate) in [
        (counts.sangat_baik, Predikat::SangatBaik),
        (counts.baik, Predikat::Baik),
        (counts.butuh_perbaikan, Predikat::ButuhPerbaikan),
        (counts.kurang, Predikat::Kurang),
        (counts.sangat_kurang, Predikat::SangatKurang),
    ] {
        assert_eq!(counted, many(Some(predicate)), "{predicate:?}, {at}");
    }
}

fn rate(office: &mut Office, nip: &str, result: RatingEntry) {
    rate_both(office, nip, third_quarter(), result, Rating::Meets);
}

fn rate_both(office: &mut Office, nip: &str, period: Period, result: RatingEntry, behaviour: Rating) {
    let is_own = matches!(office.evaluation_sheet(nip, period).unwrap().right, RatingRight::Own);
    let input = RatingInput {
        result_rating: Some(result),
        behaviour_rating: Some(behaviour.into()),
        on_behalf_reason: Some("Bersama penilai".into()),
        signed: is_own.then(|| SignedPaper { decided_on: period.ends_on(), paper: "800/1/2026".into() }),
        ..RatingInput::default()
    };
    office.rate(nip, period, &input).unwrap();
}

/// So many other records are written that none of the changes before them is remembered.
fn write_much_else(office: &mut Office) {
    let groups: Vec<_> = (0..MANY)
        .map(|number| Group {
            kind: unit::KIND,
            record: RecordId::about(&number.to_be_bytes()),
            fields: vec![(unit::NAME, format!("Bidang {number}").into())],
        })
        .collect();
    let actor = UserId(office.actor().unwrap().id);
    let acts = groups.chunks(100).map(|groups| Act {
        actor,
        word: "staff.imported".to_owned(),
        retention: Retention::Career,
        groups: groups.to_vec(),
        expects: Vec::new(),
    });
    let acts = acts.collect();
    office.store_mut().commit(acts).unwrap();
}

#[test]
fn what_is_kept_of_everybodys_standing_is_what_reading_anew_gives() {
    let staff = Staff::of(12);
    let ((_first, mut a), (_second, mut b)) = found_two(91);
    import_staff(&mut a, &staff);
    agree_plans(&mut a, &staff);
    a.enter_achievement(second_quarter(), OrganisationAchievement::Baik, "LKjIP").unwrap();
    meet(&mut a, &mut b);
    assert_fresh(&a, "the staff list");
    assert_fresh(&b, "receiving the staff list");
    for (member, result) in staff.members.iter().zip([RatingEntry::Above, RatingEntry::Meets].iter().cycle())
    {
        rate(&mut a, &member.nip, *result);
        assert_fresh(&a, "a rating");
    }
    rate(&mut a, &staff.members[3].nip, RatingEntry::Withdrawn);
    assert_fresh(&a, "a rating taken back");
    let shown = a.find_undoable().unwrap().unwrap().step;
    a.undo(shown).unwrap();
    assert_fresh(&a, "an undoing");
    // Every predicate that there is, in the other quarter.
    let both = [
        (RatingEntry::Above, Rating::Above),
        (RatingEntry::Below, Rating::Meets),
        (RatingEntry::Below, Rating::Below),
        (RatingEntry::Above, Rating::Below),
    ];
    for (member, (result, behaviour)) in staff.members[1..].iter().zip(both) {
        rate_both(&mut a, &member.nip, second_quarter(), result, behaviour);
        assert_fresh(&a, "a rating of another quarter");
    }
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

    // What changed last is forgotten among so much else: all is read anew.
    rate_both(&mut a, &staff.members[2].nip, second_quarter(), RatingEntry::Above, Rating::Above);
    write_much_else(&mut a);
    assert_fresh(&a, "more changes than are remembered");
    rate_both(&mut a, &staff.members[2].nip, second_quarter(), RatingEntry::Meets, Rating::Meets);
    assert_fresh(&a, "a rating after them");

    // Another laptop says otherwise of somebody.
    rate(&mut b, &staff.members[5].nip, RatingEntry::Below);
    assert_fresh(&b, "a rating there");
    take_singly(&mut a, b.list_entries().unwrap().into_iter());
    assert_fresh(&a, "receiving one by one");
    meet(&mut a, &mut b);
    assert_fresh(&a, "a meeting");
    assert_fresh(&b, "a meeting");
    let _ = close_quarter(&mut b);
    assert_fresh(&b, "a closing there");
}
