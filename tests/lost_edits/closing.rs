//! What is entered beside or after the end of a sheet.

use tilik_journal::RecordId;
use tilik_journal::catalogue::office as office_kind;
use tilik_office::Office;
use tilik_office::evaluation::EvaluationState;
use tilik_office::settings::OfficeChange;
use tilik_testkit::office::{close_quarter, third_quarter};

use super::laptop::Laptops;
use super::{Edit, Outcome, Seen};

fn state(office: &Office, laptops: &Laptops<'_>) -> (EvaluationState, bool) {
    let found = office.evaluation(laptops.person(), third_quarter()).unwrap();
    (found.state, found.content.is_some())
}

pub fn edit_and_close(laptops: &mut Laptops<'_>) -> Outcome {
    assert_eq!(close_quarter(&mut laptops.offices[0]), 8);
    let edit = laptops.note(1, "Ditulis sementara laptop lain menutup");
    laptops.meet();
    for office in &laptops.offices {
        assert_eq!(
            state(office, laptops),
            (EvaluationState::Closed, true),
            "the closed sheet stays in force"
        );
    }
    Outcome { edits: vec![edit], seen: Seen::Late }
}

pub fn close_and_close(laptops: &mut Laptops<'_>) -> Outcome {
    let edits = vec![laptops.note(0, "Penutupan laptop pertama"), laptops.note(1, "Penutupan laptop kedua")];
    for office in &mut laptops.offices {
        assert_eq!(close_quarter(office), 8);
    }
    laptops.meet();
    for office in &laptops.offices {
        assert_eq!(state(office, laptops), (EvaluationState::Disputed, false), "none is in force");
    }
    Outcome { edits, seen: Seen::Closings }
}

pub fn late_edits_from_two_devices(laptops: &mut Laptops<'_>) -> Outcome {
    laptops.add_third();
    assert_eq!(close_quarter(&mut laptops.offices[0]), 8);
    let edits =
        vec![laptops.note(1, "Terlambat dari laptop kedua"), laptops.note(2, "Terlambat dari laptop ketiga")];
    laptops.meet();
    for office in &laptops.offices {
        assert_eq!(state(office, laptops), (EvaluationState::Closed, true));
    }
    Outcome { edits, seen: Seen::Late }
}

/// The office's name on paper changes on one laptop while another closes by the old one: what is closed keeps its words, what comes is printed with the new.
pub fn reference_data_changed(laptops: &mut Laptops<'_>) -> Outcome {
    let agency = "Dinas Kesehatan dan Keluarga Berencana";
    let change = OfficeChange { agency: Some(agency.into()), ..OfficeChange::default() };
    laptops.offices[0].change_settings(&change).unwrap();
    let note = laptops.note(1, "Ditutup dengan nama lama");
    assert_eq!(close_quarter(&mut laptops.offices[1]), 8);
    laptops.meet();
    for office in &laptops.offices {
        let found = office.evaluation(laptops.person(), third_quarter()).unwrap();
        let content = found.content.unwrap();
        assert!(
            content.contains("Dinas Contoh") && !content.contains(agency),
            "the closed sheet keeps its words"
        );
        let kept = tilik_office::closing::read_content(&content).unwrap();
        assert_eq!(kept.reference, (office.pack().id.clone(), office.pack().version));
        assert_eq!(office.settings().unwrap().agency, agency);
    }
    let office = RecordId(uuid::Uuid::nil());
    let edits = vec![Edit::words(office_kind::KIND, office, office_kind::AGENCY, agency), note];
    Outcome { edits, seen: Seen::Screen }
}
