//! Who assessed stays who assessed, whatever a later staff list says.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use tilik_office::appraisal::AssessorQuality;
use tilik_office::job::Progress;
use tilik_office::roster::ImportChoices;
use tilik_office::superior::Appointment;
use tilik_testkit::{Staff, TempOffice};

#[test]
fn a_list_does_not_rewrite_who_assessed_before() {
    let (folder, mut office) = TempOffice::found(21);
    let staff = Staff::of(12);
    tilik_testkit::office::import_staff(&mut office, &staff);
    let [person, earlier, later] = [11, 1, 2].map(|at| staff.members[at].nip.clone());
    let until_autumn = Appointment {
        assessor_nip: Some(earlier.clone()),
        external: None,
        quality: AssessorQuality::Definitive,
        from: "2026-01-01".parse().unwrap(),
        until: Some("2026-09-30".parse().unwrap()),
        reason: String::new(),
    };
    office.assign_superior(&person, &until_autumn).unwrap();
    folder.host.set_today("2026-11-21".parse().unwrap());
    let list = format!("nip;nama;nip_atasan\n{person};{};{later}\n", staff.members[11].name);
    let plan = office.plan_import(list.as_bytes(), &ImportChoices::default()).unwrap();
    office.apply_import(&plan, &Progress::default()).unwrap();
    let assessor = |period: &str| {
        let sheet = office.evaluation_sheet(&person, period.parse().unwrap()).unwrap();
        sheet.assessor.map(|assessor| assessor.number)
    };
    assert_eq!(assessor("2026-TW3"), Some(earlier));
    assert_eq!(assessor("2026-TW4"), Some(later));
}
