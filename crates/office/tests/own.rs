//! Nobody decides about oneself, by whatever way: a paper of the superior carries what it says and nothing after it.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use tilik_office::appraisal::{CoreValue, Rating};
use tilik_office::evaluation::{Evaluation, RatingInput, ResultInput, ValueInput};
use tilik_office::journal::Role;
use tilik_office::settings::OfficeChange;
use tilik_office::signed::SignedPaper;
use tilik_office::store::Cost;
use tilik_office::user::NewUser;
use tilik_office::{Failure, Office};
use tilik_testkit::office::third_quarter;
use tilik_testkit::{PASSWORD, Staff, TempOffice};

fn open(seed: u64) -> (TempOffice, Office, Staff) {
    let staff = Staff::of(6);
    let (folder, mut office) = TempOffice::found(seed);
    tilik_testkit::office::import_staff(&mut office, &staff);
    tilik_testkit::office::agree_plans(&mut office, &staff);
    (folder, office, staff)
}

fn paper(day: &str, paper: &str) -> SignedPaper {
    SignedPaper { decided_on: day.parse().unwrap(), paper: paper.into() }
}

fn overall(result: Rating, signed: Option<SignedPaper>) -> RatingInput {
    RatingInput {
        result_rating: Some(result.into()),
        behaviour_rating: Some(Rating::Meets.into()),
        signed,
        ..RatingInput::default()
    }
}

fn rate(office: &mut Office, nip: &str, input: &RatingInput) -> Result<(), Failure> {
    office.rate(nip, third_quarter(), input)
}

fn refused(office: &mut Office, nip: &str, input: &RatingInput) -> String {
    rate(office, nip, input).unwrap_err().code
}

fn read(office: &Office, nip: &str) -> Evaluation {
    office.evaluation(office.get_person_by_nip(nip).unwrap().id, third_quarter()).unwrap()
}

fn close(office: &mut Office, nip: &str) {
    let seen = office.evaluation_sheet(nip, third_quarter()).unwrap().seen;
    office.close(nip, third_quarter(), "", &seen).unwrap();
}

#[test]
fn a_paper_carries_words_alone_once_its_ratings_are_written() {
    let (_folder, mut office, staff) = open(1);
    let nip = staff.head().nip.clone();
    let result = office.evaluation_sheet(&nip, third_quarter()).unwrap().plan.unwrap().results[0];
    rate(&mut office, &nip, &overall(Rating::Meets, Some(paper("2026-09-30", "800/1")))).unwrap();
    assert_eq!(refused(&mut office, &nip, &overall(Rating::Above, None)), "own.paper_missing");
    let detail = ResultInput { rating: Some(Rating::Above.into()), ..ResultInput::default() };
    let of_result = RatingInput { results: [(result, detail)].into(), ..RatingInput::default() };
    assert_eq!(refused(&mut office, &nip, &of_result), "own.paper_missing");
    let value = ValueInput { rating: Some(Rating::Above.into()), ..ValueInput::default() };
    let of_value = RatingInput { values: [(CoreValue::Loyal, value)].into(), ..RatingInput::default() };
    assert_eq!(refused(&mut office, &nip, &of_value), "own.paper_missing");
    let words = RatingInput { note: Some("Dibahas".into()), ..RatingInput::default() };
    rate(&mut office, &nip, &words).unwrap();
    rate(&mut office, &nip, &overall(Rating::Meets, None)).unwrap();
    let file = format!("nip;result_rating;behaviour_rating\n{nip};di atas ekspektasi;di atas ekspektasi\n");
    let report = office.import_ratings(file.as_bytes(), third_quarter(), "Bersama").unwrap();
    assert_eq!(report.refused[0].code, "own.paper_missing");
    assert_eq!(read(&office, &nip).result_rating, Some(Rating::Meets));
}

#[test]
fn an_own_sheet_is_dated_as_its_paper() {
    let (_folder, mut office, staff) = open(6);
    let nip = staff.head().nip.clone();
    office
        .change_settings(&OfficeChange { place: Some("Sibolga".into()), ..OfficeChange::default() })
        .unwrap();
    rate(&mut office, &nip, &overall(Rating::Meets, Some(paper("2026-10-01", "800/1")))).unwrap();
    close(&mut office, &nip);
    let sheets = office.list_dokumen(third_quarter(), Some(&[nip])).unwrap();
    let day = &sheets[0].1.assessor_signing.place_and_date;
    assert_eq!(day, "Sibolga, 1 Oktober 2026");
}

#[test]
fn an_own_sheet_is_opened_again_without_the_paper_that_it_was_closed_by() {
    let (_folder, mut office, staff) = open(2);
    let nip = staff.head().nip.clone();
    rate(&mut office, &nip, &overall(Rating::Meets, Some(paper("2026-09-30", "800/1")))).unwrap();
    close(&mut office, &nip);
    office.reopen(&nip, third_quarter(), "Salah ketik").unwrap();
    assert_eq!(read(&office, &nip).signed, None);
    assert_eq!(refused(&mut office, &nip, &overall(Rating::Above, None)), "own.paper_missing");
    rate(&mut office, &nip, &overall(Rating::Above, Some(paper("2026-10-01", "800/2")))).unwrap();
    close(&mut office, &nip);
    assert_eq!(read(&office, &nip).signed, Some(paper("2026-10-01", "800/2")));
    assert!(office.verify().unwrap().is_whole);
}

#[test]
fn a_final_own_sheet_without_a_paper_is_opened_again() {
    let (folder, mut office, staff) = open(3);
    let (nip, other) = (staff.head().nip.clone(), staff.members[1].nip.clone());
    // Another head rated and closed it.
    add_head(&mut office, &other);
    drop(office);
    let mut office = folder.open_as("lain", PASSWORD).unwrap();
    let reason = Some("Bersama bupati".to_owned());
    let input = RatingInput { on_behalf_reason: reason, ..overall(Rating::Meets, None) };
    rate(&mut office, &nip, &input).unwrap();
    close(&mut office, &nip);
    drop(office);
    let mut office = folder.open();
    office.reopen(&nip, third_quarter(), "Keliru").unwrap();
    assert_eq!(refused(&mut office, &nip, &overall(Rating::Above, None)), "own.paper_missing");
}

#[test]
fn what_somebody_else_decides_is_not_what_the_paper_says() {
    let (folder, mut office, staff) = open(4);
    let (nip, other) = (staff.head().nip.clone(), staff.members[1].nip.clone());
    rate(&mut office, &nip, &overall(Rating::Meets, Some(paper("2026-09-30", "800/1")))).unwrap();
    add_head(&mut office, &other);
    drop(office);
    let mut office = folder.open_as("lain", PASSWORD).unwrap();
    let reason = Some("Bersama bupati".to_owned());
    let words =
        RatingInput { on_behalf_reason: reason.clone(), note: Some("Ya".into()), ..RatingInput::default() };
    rate(&mut office, &nip, &words).unwrap();
    assert_eq!(read(&office, &nip).signed, Some(paper("2026-09-30", "800/1")), "words decide nothing");
    let value = ValueInput { rating: Some(Rating::Below.into()), ..ValueInput::default() };
    let decision = RatingInput {
        on_behalf_reason: reason,
        values: [(CoreValue::Loyal, value)].into(),
        ..RatingInput::default()
    };
    rate(&mut office, &nip, &decision).unwrap();
    assert_eq!(read(&office, &nip).signed, None);
}

#[test]
fn the_day_of_a_paper_lies_between_the_beginning_of_the_period_and_today() {
    let (_folder, mut office, staff) = open(5);
    let nip = staff.head().nip.clone();
    let mut by = |day: &str, words: &str| {
        rate(&mut office, &nip, &overall(Rating::Meets, Some(paper(day, words))))
            .map_err(|failure| failure.code)
    };
    assert_eq!(by("2026-06-30", "800/1").unwrap_err(), "own.day_too_early");
    assert_eq!(by("2099-06-30", "800/1").unwrap_err(), "own.day_ahead");
    assert_eq!(by("2026-07-01", &"x".repeat(501)).unwrap_err(), "own.paper_too_long");
    by("2026-07-01", &"\u{1f4c4}".repeat(500)).unwrap();
    by("2026-07-01", "Lembar\n800/1\u{1f4c4}").unwrap();
    assert_eq!(read(&office, &nip).signed.unwrap().paper, "Lembar 800/1\u{1f4c4}");
}

fn add_head(office: &mut Office, nip: &str) {
    let new = NewUser {
        login: "lain".into(),
        name: "Lain".into(),
        role: Role::Kepala,
        nip: Some(nip.into()),
        password: PASSWORD.into(),
    };
    office.add_user(&new, Cost::Floor).unwrap();
}
