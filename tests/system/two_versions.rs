//! *Ada dua versi*: what two laptops entered apart is shown with who, where and when; one version is chosen, the other stays in the history.

use std::collections::BTreeSet;

use tilik_journal::catalogue::{evaluation, person};
use tilik_journal::{Group, RecordId, Retention, UserId, Value};
use tilik_office::Office;
use tilik_office::appraisal::{OrganisationAchievement, Period, Predikat, Rating};
use tilik_office::evaluation::{EvaluationState, RatingInput, ValueInput};
use tilik_office::job::Progress;
use tilik_office::roster::ImportChoices;
use tilik_office::settings::OfficeChange;
use tilik_office::staff::ProfileChange;
use tilik_office::versions::{
    ChosenClosing, Deciding, EndVersion, LookedUntil, Pick, Settling, Shown, VersionsOf,
};
use tilik_store::ledger::Act;
use tilik_testkit::Staff;
use tilik_testkit::office::{agree_plans, close_quarter, import_staff, new_year, rate_staff, third_quarter};

use crate::laptops::*;

/// Somebody who is not the head.
const WHO: usize = 4;
/// Somebody whom the head of a unit assesses.
const ASSESSED_BELOW: usize = 7;

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
    // Both laptops tell what was not chosen, whose it was, and who decided; nobody tells it of the others.
    for office in [&a, &b] {
        let past = office.list_decided(&nip).unwrap();
        let [field] = past.as_slice() else { panic!("{past:#?}") };
        assert_eq!((field.name.as_str(), field.period), ("evaluation.result_rating", Some(third_quarter())));
        assert_eq!(field.chosen, Shown::Rating { rating: Rating::Above });
        let [other] = field.others.as_slice() else { panic!("{field:#?}") };
        assert_eq!(other.shown, Shown::Rating { rating: Rating::Meets });
        assert_eq!((field.by.user.as_str(), other.origins[0].user.as_str()), ("kepala", "kepala"));
        assert_eq!(field.by.is_here, other.origins[0].is_here);
        let another = staff.list_nips().into_iter().find(|other| *other != nip).unwrap();
        assert_eq!(office.list_decided(&another).unwrap(), []);
    }
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
    assert!(found.iter().all(|of| of.ends.len() == 1 && of.period == Some(third_quarter())), "{found:#?}");
    assert!(found.iter().all(|of| of.ends[0].versions.len() == 2 && !of.ends[0].is_open));
}

/// Two laptops of which each wrote a note of its own and closed everybody.
fn close_apart(seed: u64) -> ((tilik_testkit::TempOffice, Office), (Second, Office), Staff) {
    let staff = Staff::of(8);
    let ((first, mut a), (second, mut b)) = found_two(seed);
    import_staff(&mut a, &staff);
    agree_plans(&mut a, &staff);
    rate_staff(&mut a, &staff);
    meet(&mut a, &mut b);
    for (office, note, rating) in
        [(&mut a, "Dari laptop pertama", Rating::Meets), (&mut b, "Dari laptop kedua", Rating::Above)]
    {
        let input = RatingInput {
            note: Some(note.into()),
            result_rating: Some(rating.into()),
            result_reason: Some("Menurut bukti".into()),
            on_behalf_reason: Some("Direkam bersama penilai".into()),
            ..RatingInput::default()
        };
        office.rate(&staff.members[ASSESSED_BELOW].nip, third_quarter(), &input).unwrap();
        assert_eq!(close_quarter(office), 8);
    }
    meet(&mut a, &mut b);
    ((first, a), (second, b), staff)
}

fn choose(of: &VersionsOf, note: &str) -> ChosenClosing {
    let [ends] = of.ends.as_slice() else { panic!("{of:#?}") };
    let said = |end: &EndVersion| end.closing.as_ref().is_some_and(|closing| closing.note == note);
    let end = ends.versions.iter().position(said).unwrap();
    let reason = Some("Lembar ini yang ditandatangani".to_owned());
    ChosenClosing { record: ends.record, version: ends.version.clone(), end, reason }
}

#[test]
fn one_of_two_closings_is_put_in_force_word_for_word_and_the_other_stays_in_the_history() {
    let ((_first, mut a), (_second, mut b), staff) = close_apart(96);
    let nip = staff.members[ASSESSED_BELOW].nip.clone();
    let find = |office: &Office| {
        office.list_versions().unwrap().into_iter().find(|of| of.nip.as_deref() == Some(&nip)).unwrap()
    };
    let of = find(&a);
    let texts: Vec<_> = of.ends[0].versions.iter().filter_map(|end| end.closing.clone()).collect();
    let notes: BTreeSet<_> = texts.iter().map(|text| text.note.as_str()).collect();
    assert_eq!(notes, BTreeSet::from(["Dari laptop kedua", "Dari laptop pertama"]));
    assert!(texts.iter().any(|text| text.result_rating == Some(Rating::Above)), "{texts:#?}");
    let mut silent = choose(&of, "Dari laptop kedua");
    silent.reason = None;
    assert_eq!(a.choose_closing(&silent).unwrap_err().code, "evaluation.reason_missing");
    let theirs = b.get_person_by_nip(&nip).unwrap().id;
    let hash = texts.iter().find(|text| text.note == "Dari laptop kedua").unwrap().content_hash.clone();
    let chosen = choose(&of, "Dari laptop kedua");
    a.choose_closing(&chosen).unwrap();
    assert_eq!(
        a.choose_closing(&chosen).unwrap_err().code,
        "versions.changed",
        "a second press decides nothing"
    );
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);
    for office in [&a, &b] {
        let found = office.evaluation(theirs, third_quarter()).unwrap();
        assert_eq!((found.state, found.revision, found.has_late), (EvaluationState::Closed, 1, false));
        assert_eq!((found.result_rating, found.note.as_str()), (Some(Rating::Above), "Dari laptop kedua"));
        let content = tilik_office::closing::read_content(&found.content.unwrap()).unwrap();
        assert_eq!(content.dokumen_evaluasi.content_hash, hash, "the signed paper holds");
        assert!(office.list_versions().unwrap().iter().all(|of| of.nip.as_deref() != Some(&nip)));
        let story = office.store().ledger().unwrap().list_history(evaluation::KIND, found.id).unwrap();
        let contents =
            story.iter().flat_map(|entry| &entry.writes).filter(|(field, _)| *field == evaluation::CONTENT);
        assert_eq!(contents.count(), 3, "both closings and the choice");
    }
    // It can be opened again and closed anew, with a number of its own.
    a.reopen(&nip, third_quarter(), "Diperiksa lagi").unwrap();
    assert_eq!(close_quarter(&mut a), 1);
    assert_eq!(a.evaluation(theirs, third_quarter()).unwrap().revision, 2);
}

#[test]
fn both_closings_are_offered_also_after_one_opened_the_sheet_again() {
    let ((_first, mut a), (_second, mut b), staff) = close_apart(97);
    let nip = staff.members[ASSESSED_BELOW].nip.clone();
    a.reopen(&nip, third_quarter(), "Dua penutupan").unwrap();
    meet(&mut a, &mut b);
    let of = b.list_versions().unwrap().into_iter().find(|of| of.nip.as_deref() == Some(&nip)).unwrap();
    assert!(of.ends[0].is_open && of.ends[0].versions.len() == 2, "{of:#?}");
    b.choose_closing(&choose(&of, "Dari laptop pertama")).unwrap();
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);
    let id = a.get_person_by_nip(&nip).unwrap().id;
    let found = a.evaluation(id, third_quarter()).unwrap();
    assert_eq!((found.state, found.note.as_str()), (EvaluationState::Closed, "Dari laptop pertama"));
    // Another one is closed once more instead: neither of the former two stays in force, and nothing waits.
    let other = &staff.members[1].nip;
    a.reopen(other, third_quarter(), "Diperiksa lagi").unwrap();
    assert_eq!(close_quarter(&mut a), 1);
    let of = a.list_versions().unwrap();
    assert!(of.iter().all(|of| of.nip.as_deref() != Some(other)), "{of:#?}");
}

#[test]
fn an_ordinary_save_does_not_choose_between_two_versions() {
    let staff = Staff::of(6);
    let ((_first, mut a), (_second, mut b)) = found_two(98);
    import_staff(&mut a, &staff);
    meet(&mut a, &mut b);
    let nip = &staff.members[2].nip;
    let change = |office: &mut Office,
                  position: &str,
                  level,
                  agency: &str,
                  reason: &str|
     -> Vec<Result<(), String>> {
        let card = office.staff_card(nip).unwrap();
        let mut profile = card.profile;
        position.clone_into(&mut profile.position);
        let to =
            ProfileChange { nip: nip.clone(), version: Some(card.version), profile, reason: String::new() };
        let settings = OfficeChange { agency: Some(agency.into()), ..OfficeChange::default() };
        [
            office.change_profile(&to).map(drop),
            office.enter_achievement(third_quarter(), level, "LKjIP"),
            office.change_settings(&settings).map(drop),
            office.explain_distribution(third_quarter(), reason),
        ]
        .into_iter()
        .map(|done| done.map_err(|refused| refused.code))
        .collect()
    };
    use OrganisationAchievement::{Baik, Istimewa, Kurang};
    assert!(change(&mut a, "Perawat Ahli Muda", Baik, "Dinas A", "Kantor kecil").iter().all(Result::is_ok));
    assert!(
        change(&mut b, "Perawat Ahli Madya", Istimewa, "Dinas B", "Sedikit orang").iter().all(Result::is_ok)
    );
    meet(&mut a, &mut b);
    let before = list_contents(&a);
    for office in [&mut a, &mut b] {
        let refused = change(office, "Perawat Ahli Utama", Kurang, "Dinas C", "Lain lagi");
        let codes: Vec<_> = refused.into_iter().map(Result::unwrap_err).collect();
        assert_eq!(
            codes,
            ["person.disputed", "achievement.disputed", "office.disputed", "achievement.disputed"]
        );
    }
    assert_eq!(list_contents(&a), before, "nothing was written");
    // A staff list changes what does not differ, and says what it leaves.
    let mut listed = staff.clone();
    listed.members[2].cells[6] = "Perawat Ahli Utama".into();
    listed.members[2].cells[3] = "S.Kep.".into();
    let plan = a.plan_import(listed.roster().as_bytes(), &ImportChoices::since(new_year())).unwrap();
    let notices: Vec<_> = plan.report.notices.iter().map(|notice| notice.code.as_str()).collect();
    assert_eq!(notices, ["roster.disputed"]);
    a.apply_import(&plan, &Progress::default()).unwrap();
    let found = a.list_versions().unwrap();
    let positions = found.iter().flat_map(|of| &of.fields).filter(|field| field.name == "person.position");
    assert_eq!(positions.map(|field| field.choices.len()).sum::<usize>(), 2);
    assert_eq!(a.staff_card(nip).unwrap().profile.back, "S.Kep.");
    // What is chosen there is no step back: nobody can tell which of the two it would bring back.
    for of in a.list_versions().unwrap() {
        a.decide_versions(&pick_each(&of, |_| 0)).unwrap();
    }
    assert!(a.find_undoable().unwrap().is_none());
    assert!(change(&mut a, "Perawat Ahli Utama", Kurang, "Dinas C", "Lain lagi").iter().all(Result::is_ok));
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);
}

#[test]
fn what_was_joined_without_asking_is_listed_on_both_laptops() {
    let staff = Staff::of(6);
    let ((_first, mut a), (_second, mut b)) = found_two(99);
    import_staff(&mut a, &staff);
    agree_plans(&mut a, &staff);
    rate_staff(&mut a, &staff);
    meet(&mut a, &mut b);
    assert_eq!(
        a.list_merged().unwrap().count,
        0,
        "what was written one after the other is nothing to be told"
    );
    let nip = &staff.members[WHO].nip;
    let reason = Some("Direkam bersama penilai".to_owned());
    let value = |rating: Rating| ValueInput { rating: Some(rating.into()), ..ValueInput::default() };
    let core = tilik_office::appraisal::CoreValue::ALL;
    // One value each, of the same sheet: records of their own, and one sheet for people.
    let of_a = RatingInput {
        values: [(core[0], value(Rating::Above))].into(),
        on_behalf_reason: reason.clone(),
        ..RatingInput::default()
    };
    let of_b = RatingInput {
        values: [(core[1], value(Rating::Meets))].into(),
        note: Some("Dari laptop kedua".into()),
        on_behalf_reason: reason.clone(),
        ..RatingInput::default()
    };
    a.rate(nip, third_quarter(), &of_a).unwrap();
    b.rate(nip, third_quarter(), &of_b).unwrap();
    // Somebody else's sheet is no part of it.
    b.rate(
        &staff.members[1].nip,
        third_quarter(),
        &RatingInput { on_behalf_reason: reason.clone(), ..of_b.clone() },
    )
    .unwrap();
    meet(&mut a, &mut b);
    let names = |office: &Office| -> Vec<String> {
        let merged = office.list_merged().unwrap();
        assert_eq!(merged.of.iter().map(|of| of.nip.as_deref()).collect::<Vec<_>>(), [Some(nip.as_str())]);
        assert_eq!(merged.count, merged.of[0].fields.len());
        let mut names: Vec<_> = merged.of[0].fields.iter().map(|field| field.name.clone()).collect();
        names.sort();
        names
    };
    let expected = ["behaviour_rating.rating", "behaviour_rating.rating", "evaluation.note"];
    assert_eq!(
        (names(&a), names(&b)),
        (expected.map(str::to_owned).to_vec(), expected.map(str::to_owned).to_vec())
    );
    let merged = a.list_merged().unwrap();
    let here: Vec<_> = merged.of[0].fields.iter().map(|field| field.origin.is_here).collect();
    assert_eq!(here.iter().filter(|is_here| **is_here).count(), 1, "of each it is said where it comes from");
    // Who looked is told what comes after; the other laptop's user has looked at nothing yet.
    assert_eq!(a.note_merged(LookedUntil { until: merged.until }).unwrap().count, 0);
    assert_eq!(b.list_merged().unwrap().count, 3);
    // What somebody writes after seeing both is no longer something that was joined.
    b.rate(
        nip,
        third_quarter(),
        &RatingInput {
            note: Some("Sesudah melihat".into()),
            on_behalf_reason: reason,
            ..RatingInput::default()
        },
    )
    .unwrap();
    assert_eq!(b.list_merged().unwrap().count, 2);
    meet(&mut a, &mut b);
    assert_eq!(a.list_merged().unwrap().count, 0);
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
