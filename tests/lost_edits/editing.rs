//! Two or three laptops change one thing.

use tilik_journal::RecordId;
use tilik_journal::catalogue::{evaluation, indicator, person};
use tilik_office::Office;
use tilik_office::appraisal::{Rating, Skp};
use tilik_office::evaluation::RatingInput;
use tilik_office::staff::{Leave, LeaveKind, ProfileChange};

use super::laptop::Laptops;
use super::{Edit, Outcome, Seen};

const YEAR: i32 = 2026;

pub fn the_same_field(laptops: &mut Laptops<'_>) -> Outcome {
    let edits = vec![laptops.note(0, "Tulisan laptop pertama"), laptops.note(1, "Tulisan laptop kedua")];
    laptops.meet();
    // Nobody writes over them without having seen both.
    let nip = laptops.nip();
    for office in &mut laptops.offices {
        let third = RatingInput { note: Some("Tulisan ketiga".into()), ..RatingInput::default() };
        let third = RatingInput { on_behalf_reason: Some("Direkam".into()), ..third };
        let refused = office.rate(&nip, tilik_testkit::office::third_quarter(), &third).unwrap_err();
        assert_eq!(refused.code, "evaluation.disputed");
        assert_eq!(refused.details["nip"], nip);
    }
    Outcome { edits, seen: Seen::Versions }
}

pub fn different_fields(laptops: &mut Laptops<'_>) -> Outcome {
    let note = laptops.note(0, "Catatan dari laptop pertama");
    let words = "Umpan balik dari laptop kedua";
    laptops.rate(1, RatingInput { feedback: Some(words.into()), ..RatingInput::default() });
    let feedback = Edit::words(evaluation::KIND, laptops.evaluation(), evaluation::FEEDBACK, words);
    laptops.meet();
    assert!(laptops.offices.iter().all(|office| office.list_versions().unwrap().is_empty()));
    Outcome { edits: vec![note, feedback], seen: Seen::Joined }
}

fn change_position(office: &mut Office, nip: &str, position: &str) {
    let card = office.staff_card(nip).unwrap();
    let mut profile = card.profile;
    position.clone_into(&mut profile.position);
    let change =
        ProfileChange { nip: nip.to_owned(), version: Some(card.version), profile, reason: String::new() };
    office.change_profile(&change).unwrap();
}

pub fn edit_and_retract(laptops: &mut Laptops<'_>) -> Outcome {
    let (nip, id) = (laptops.nip(), laptops.person());
    let today = laptops.offices[0].today();
    let leave = Leave { nip: nip.clone(), on: today, kind: LeaveKind::Transfer, note: "SK 12/2026".into() };
    laptops.offices[0].leave_staff(&leave).unwrap();
    change_position(&mut laptops.offices[1], &nip, "Analis Kebijakan Ahli Madya");
    laptops.meet();
    let left = |office: &Office| office.list_people().unwrap().iter().all(|other| other.id != id);
    assert!(laptops.offices.iter().all(left), "who left stays away until somebody decides");
    let edit = Edit::words(person::KIND, id, person::POSITION, "Analis Kebijakan Ahli Madya");
    Outcome { edits: vec![edit], seen: Seen::Late }
}

pub fn a_clock_off_by_a_day(laptops: &mut Laptops<'_>) -> Outcome {
    // The second laptop's clock stands a day back: its words are the newer ones all the same, and neither is taken for it.
    let yesterday = laptops.offices[1].today().pred_opt().unwrap();
    let edits = vec![laptops.note(0, "Jam laptop ini benar")];
    laptops.set_clock(1, yesterday);
    let edits: Vec<_> = edits.into_iter().chain([laptops.note(1, "Jam laptop ini mundur sehari")]).collect();
    laptops.meet();
    Outcome { edits, seen: Seen::Versions }
}

pub fn a_renamed_indicator(laptops: &mut Laptops<'_>) -> Outcome {
    let nip = laptops.nip();
    let seen = laptops.offices[0].plan_card(&nip, YEAR).unwrap().seen;
    laptops.offices[0].reopen_plan(&nip, YEAR, "Indikator diperbaiki", &seen).unwrap();
    laptops.meet();
    let plan = laptops.offices[0].find_plan(laptops.person(), YEAR).unwrap().unwrap();
    let result = plan.results[0];
    let mut renamed = plan.skp.clone();
    renamed.results[0].indicators[0].statement = "Laporan yang selesai tepat waktu".into();
    save_plan(&mut laptops.offices[0], &nip, &renamed);
    // The other laptop changes the target of the same indicator, and rates by it.
    let mut aimed = plan.skp;
    aimed.results[0].indicators[0].target = "18 laporan".into();
    save_plan(&mut laptops.offices[1], &nip, &aimed);
    let rated = tilik_office::evaluation::ResultInput {
        rating: Some(Rating::Above.into()),
        achieved: Some("20 laporan".into()),
        ..Default::default()
    };
    laptops.rate(1, RatingInput { results: [(result, rated)].into(), ..RatingInput::default() });
    laptops.meet();
    let record = RecordId::indicator(result, 1);
    for office in &laptops.offices {
        let sheet = office.evaluation(laptops.person(), tilik_testkit::office::third_quarter()).unwrap();
        assert_eq!(sheet.results[&result].rating, Some(Rating::Above), "the rating stays with its result");
        let plan = office.find_plan(laptops.person(), YEAR).unwrap().unwrap();
        let indicator = &plan.skp.results[0].indicators[0];
        assert_eq!(indicator.statement, "Laporan yang selesai tepat waktu");
        assert_eq!(indicator.target, "18 laporan");
    }
    let edits = vec![
        Edit::words(indicator::KIND, record, indicator::TEXT, "Laporan yang selesai tepat waktu"),
        Edit::words(indicator::KIND, record, indicator::TARGET, "18 laporan"),
    ];
    Outcome { edits, seen: Seen::Joined }
}

fn save_plan(office: &mut Office, nip: &str, skp: &Skp) {
    let seen = office.plan_card(nip, YEAR).unwrap().seen;
    office.save_plan(nip, YEAR, skp, &seen).unwrap();
}

pub fn three_laptops(laptops: &mut Laptops<'_>) -> Outcome {
    laptops.add_third();
    let edits = (0..3).map(|at| laptops.note(at, &format!("Tulisan laptop ke-{}", at + 1))).collect();
    laptops.meet();
    Outcome { edits, seen: Seen::Versions }
}
