//! The staff by hand: profiles, leaving and coming back, assessors for many, and a list repaired before it is imported.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use serde_json::Value;
use tilik_office::appraisal::AssessorQuality;
use tilik_office::job::Progress;
use tilik_office::journal::Role;
use tilik_office::roster::{Change, Column, Correction, ImportChoices, RosterField, SamePersonChoice};
use tilik_office::staff::{Employment, Leave, LeaveKind, Profile, ProfileChange};
use tilik_office::store::Cost;
use tilik_office::superior::{Appointment, Assignments, Ending, SuperiorChange};
use tilik_office::user::NewUser;
use tilik_office::{Failure, Office};
use tilik_testkit::{Staff, TempOffice};

fn office_with_staff(seed: u64, people: usize) -> (TempOffice, Office, Staff) {
    let (folder, mut office) = TempOffice::found(seed);
    let staff = Staff::of(people);
    tilik_testkit::office::import_staff(&mut office, &staff);
    folder.host.set_today("2026-11-21".parse().unwrap());
    (folder, office, staff)
}

fn profile(nip: &str, name: &str) -> Profile {
    Profile {
        nip: nip.into(),
        front: String::new(),
        name: name.into(),
        back: String::new(),
        employment: Employment::Pns,
        rank: "III/a".into(),
        position: "Pengolah Data".into(),
        position_kind: None,
        unit: "Sekretariat".into(),
        joined_on: None,
        position_since: None,
    }
}

/// The codes of a refused profile, by field.
fn wrong_fields(failure: &Failure) -> Vec<(String, String)> {
    assert_eq!(failure.code, "person.refused", "{failure:?}");
    let fields = failure.details["fields"].as_object().unwrap();
    fields.iter().map(|(field, wrong)| (field.clone(), wrong["code"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn a_profile_is_refused_with_everything_that_is_wrong_and_where() {
    let (_folder, mut office, staff) = office_with_staff(31, 12);
    let long = "Panjang ".repeat(700);
    let taken = staff.members[3].nip.clone();
    for (nip, name, back, rank, expected) in [
        ("19850101201001102", "Ayu", "", "", vec![("nip", "person.nip_refused")]),
        ("198513012010011023", "Ayu", "", "", vec![("nip", "person.nip_refused")]),
        (taken.as_str(), "Ayu", "", "", vec![("nip", "person.nip_taken")]),
        ("198501012010011023", "", "", "", vec![("name", "person.name_missing")]),
        ("198501012010011023", " \n ", "", "", vec![("name", "person.name_missing")]),
        ("198501012010011023", "Ayu 😀 Lestari", "", "", vec![("name", "person.characters")]),
        ("198501012010011023", long.as_str(), "", "", vec![("name", "person.text_too_long")]),
        ("198501012010011023", "Ayu", "", "V/z", vec![("rank", "person.rank_unknown")]),
        ("198501012010011023", "Ayu", "", "IX", vec![("rank", "person.rank_of_other_kind")]),
        (
            "123",
            "",
            "<b>",
            "",
            vec![
                ("back", "person.characters"),
                ("name", "person.name_missing"),
                ("nip", "person.nip_refused"),
            ],
        ),
    ] {
        let new = Profile { back: back.into(), rank: rank.into(), ..profile(nip, name) };
        let refused = office.add_person(&new).unwrap_err();
        let expected: Vec<_> = expected.into_iter().map(|(f, c)| (f.to_owned(), c.to_owned())).collect();
        assert_eq!(wrong_fields(&refused), expected, "{nip} {back}");
    }
    assert_eq!(office.list_people().unwrap().len(), 12, "nothing was written");
    let nip = office.add_person(&profile("19850101 201001 1 023", "Ayu\nLestari")).unwrap();
    let card = office.staff_card(&nip).unwrap();
    assert_eq!(
        (card.profile.nip.as_str(), card.profile.name.as_str()),
        ("198501012010011023", "Ayu Lestari")
    );
    assert_eq!(card.profile.unit, "Sekretariat");
}

#[test]
fn a_nip_changes_only_with_a_reason_and_the_history_says_who_and_why() {
    let (_folder, mut office, staff) = office_with_staff(32, 12);
    let before = staff.members[11].nip.clone();
    let card = office.staff_card(&before).unwrap();
    let mut change = ProfileChange {
        nip: before.clone(),
        version: Some(card.version.clone()),
        profile: Profile { nip: "198501012010011023".into(), ..card.profile.clone() },
        reason: String::new(),
    };
    assert_eq!(office.change_profile(&change).unwrap_err().code, "person.reason_missing");
    change.reason = "SK perbaikan 800/12".into();
    let after = office.change_profile(&change).unwrap();
    assert_eq!(after, "198501012010011023");
    assert_eq!(office.staff_card(&before).unwrap_err().code, "person.unknown");
    let stale = ProfileChange {
        nip: after.clone(),
        profile: Profile { position: "Lain".into(), ..change.profile.clone() },
        ..change
    };
    assert_eq!(office.change_profile(&stale).unwrap_err().code, "store.stale");
    let history = office.staff_card(&after).unwrap().history;
    let line = history.iter().find(|line| line.act == "person.changed").unwrap();
    assert_eq!((line.reason.as_str(), line.who.as_str()), ("SK perbaikan 800/12", "kepala"));
    let nip = line.changes.iter().find(|change| change.field == "nip").unwrap();
    assert_eq!((nip.before.as_str(), nip.after.as_str()), (before.as_str(), after.as_str()));
}

#[test]
fn whoever_leaves_is_out_of_the_lists_stays_in_the_history_and_comes_back_as_before() {
    let (_folder, mut office, staff) = office_with_staff(33, 20);
    let unit_head = staff.members[1].nip.clone();
    let below: Vec<_> =
        staff.members.iter().filter(|m| m.superior == unit_head).map(|m| m.nip.clone()).collect();
    assert_eq!(office_without(&office), 0);
    let leave = |on: &str| Leave {
        nip: unit_head.clone(),
        on: on.parse().unwrap(),
        kind: LeaveKind::Transfer,
        note: "Ke Dinas Pendidikan".into(),
    };
    assert_eq!(office.leave_staff(&leave("2026-12-31")).unwrap_err().code, "person.leaves_later");
    office.leave_staff(&leave("2026-09-30")).unwrap();
    assert_eq!(office.leave_staff(&leave("2026-09-30")).unwrap_err().code, "person.left");
    assert_eq!(office.list_people().unwrap().len(), 19);
    assert!(below.len() > 1);
    assert_eq!(office_without(&office), below.len());
    let table = office.staff_table(2026).unwrap();
    assert_eq!(table.left.len(), 1);
    assert_eq!(table.left[0].left.note, "Ke Dinas Pendidikan");
    // Who assessed before the last day stays who assessed.
    let assessor = |office: &Office, period: &str| {
        let sheet = office.evaluation_sheet(&below[0], period.parse().unwrap()).unwrap();
        sheet.assessor.map(|assessor| assessor.number)
    };
    assert_eq!(assessor(&office, "2026-TW3"), Some(unit_head.clone()));
    assert_eq!(assessor(&office, "2026-TW4"), None);
    // A list does not bring anybody back by itself.
    let plan = office.plan_import(staff.roster().as_bytes(), &ImportChoices::default()).unwrap();
    let row = plan.report.rows.iter().find(|row| row.nip == unit_head).unwrap();
    assert_eq!(row.change, Change::Left);
    office.apply_import(&plan, &Progress::default()).unwrap();
    assert_eq!(office.list_people().unwrap().len(), 19);
    office.return_to_staff(&unit_head, "Batal pindah").unwrap();
    assert_eq!(office.list_people().unwrap().len(), 20);
    assert_eq!(office_without(&office), 0);
    assert_eq!(assessor(&office, "2026-TW4"), Some(unit_head.clone()));
    let acts: Vec<_> =
        office.staff_card(&unit_head).unwrap().history.into_iter().map(|line| line.act).collect();
    assert!(
        acts.contains(&"person.left".to_owned()) && acts.contains(&"person.returned".to_owned()),
        "{acts:?}"
    );
    let head = staff.head().nip.clone();
    let refused = office.leave_staff(&Leave { nip: head, ..leave("2026-09-30") }).unwrap_err();
    assert_eq!(refused.code, "person.leads_office");
}

fn office_without(office: &Office) -> usize {
    office.count_without_superior().unwrap()
}

#[test]
fn one_assessor_for_many_says_who_could_not_be_assigned() {
    let (_folder, mut office, staff) = office_with_staff(34, 20);
    let [head, first, second] = [0, 1, 2].map(|at| staff.members[at].nip.clone());
    let mut new = Assignments {
        nips: staff.list_nips(),
        appointment: Appointment {
            assessor_nip: Some(first.clone()),
            external: None,
            quality: AssessorQuality::Plt,
            from: "2026-10-01".parse().unwrap(),
            until: Some("2026-12-31".parse().unwrap()),
            reason: "SPT 12".into(),
        },
    };
    let done = office.assign_superiors(&new).unwrap();
    let codes: Vec<_> =
        done.refused.iter().map(|refused| (refused.nip.clone(), refused.failure.code.as_str())).collect();
    // The head assesses the first already, and nobody assesses oneself.
    assert_eq!(codes, [(head, "superior.circle"), (first.clone(), "superior.self")]);
    assert_eq!(done.assigned.len(), 18);
    let card = office.staff_card(&second).unwrap();
    let today = card.standing.iter().find(|standing| standing.is_today).unwrap();
    assert_eq!((today.quality, today.assessor_nip.clone()), (AssessorQuality::Plt, Some(first.clone())));
    new.nips = Vec::new();
    assert_eq!(office.assign_superiors(&new).unwrap_err().code, "superior.nobody");
    new.nips = vec![second.clone()];
    new.appointment.until = Some("2026-09-01".parse().unwrap());
    assert_eq!(office.assign_superiors(&new).unwrap_err().code, "superior.dates");

    let change = |reason: &str| SuperiorChange {
        id: today.id,
        appointment: Appointment {
            assessor_nip: Some(first.clone()),
            external: None,
            quality: AssessorQuality::Plh,
            from: "2026-11-01".parse().unwrap(),
            until: Some("2026-11-30".parse().unwrap()),
            reason: reason.into(),
        },
    };
    assert_eq!(office.change_superior(&change(" ")).unwrap_err().code, "superior.reason_missing");
    office.change_superior(&change("Tanggal SPT salah")).unwrap();
    let card = office.staff_card(&second).unwrap();
    let spans: Vec<_> = card
        .spans
        .iter()
        .filter(|span| span.from >= "2026-10-01".parse().unwrap())
        .map(|span| (span.from.to_string(), span.until.to_string()))
        .collect();
    assert_eq!(
        spans,
        [
            ("2026-11-01".to_owned(), "2026-11-30".to_owned()),
            ("2026-12-01".to_owned(), "2026-12-31".to_owned())
        ]
    );
    let now = card.standing.iter().find(|standing| standing.is_today).unwrap().id;
    office.withdraw_superior(&Ending { id: now, reason: "Tidak jadi".into() }).unwrap();
    assert!(office.staff_card(&second).unwrap().standing.iter().all(|standing| standing.id != now));
    office.restore_superior(&Ending { id: now, reason: "Jadi".into() }).unwrap();
    assert!(office.staff_card(&second).unwrap().standing.iter().any(|standing| standing.id == now));
}

#[test]
fn an_assessor_changes_nothing_of_the_staff_and_sees_no_foreign_predicates() {
    let (folder, mut office, staff) = office_with_staff(35, 20);
    let [assessor, other] = [1, 2].map(|at| staff.members[at].nip.clone());
    let password = "kata sandi penilai panjang";
    let new = NewUser {
        login: "penilai".into(),
        name: "Penilai".into(),
        role: Role::Penilai,
        nip: Some(assessor.clone()),
        password: password.into(),
    };
    office.add_user(&new, Cost::Floor).unwrap();
    tilik_testkit::office::agree_plans(&mut office, &staff);
    tilik_testkit::office::rate_staff(&mut office, &staff);
    let gone = Leave {
        nip: staff.members[19].nip.clone(),
        on: "2026-09-30".parse().unwrap(),
        kind: LeaveKind::Mistake,
        note: "Surat 12".into(),
    };
    office.leave_staff(&gone).unwrap();
    assert_eq!(office.staff_table(2026).unwrap().left[0].left.kind, Some(gone.kind));
    drop(office);
    let mut office = folder.open_as("penilai", password).unwrap();
    // That and since when somebody left, but not why.
    let of_list = office.staff_table(2026).unwrap().left.remove(0).left;
    for left in [of_list, office.staff_card(&gone.nip).unwrap().left.unwrap()] {
        assert_eq!((left.on, left.kind, left.note.as_str()), (Some(gone.on), None, ""));
    }
    let refused = office.add_person(&profile("198501012010011023", "Ayu")).unwrap_err();
    assert_eq!(refused.code, "user.not_permitted");
    let leave = Leave {
        nip: other.clone(),
        on: "2026-01-01".parse().unwrap(),
        kind: LeaveKind::Mistake,
        note: String::new(),
    };
    assert_eq!(office.leave_staff(&leave).unwrap_err().code, "user.not_permitted");
    let foreign = office.staff_card(&other).unwrap();
    assert!(!foreign.may_change && foreign.evaluations.is_empty() && foreign.history.is_empty());
    let own = staff.members.iter().find(|member| member.superior == assessor).unwrap();
    assert!(!office.staff_card(&own.nip).unwrap().evaluations.is_empty());
}

#[test]
fn a_list_is_repaired_in_the_window_and_imported_whole() {
    let (_folder, mut office) = TempOffice::found(36);
    let list = "NIP;Nama;Golongan;Jabatan;Unit Kerja\n\
        198505202010012000;Ayu Lestari;III/a;Pengolah Data;Sekretariat\n\
        199003122015031007;Wahyu;III/b;Analis;Sekretariat\n\
        199003122015031007;Wahyu Nugroho;III/b;Analis;Sekretariat\n\
        199207252016052004;Laksmi;ZZ;Analis;Sekretariat\n";
    let plan = office.plan_import(list.as_bytes(), &ImportChoices::default()).unwrap();
    assert_eq!((plan.report.rows.len(), plan.report.refused_rows), (0, 4));
    let correction =
        |row, column, field, text: &str| Correction { row, column: Column(column), field, text: text.into() };
    let mut choices = ImportChoices {
        corrections: vec![
            correction(2, 0, RosterField::Nip, "198505202010012011"),
            correction(5, 2, RosterField::Golongan, "juga salah"),
            correction(1, 0, RosterField::Nip, "nothing above the data is changed"),
            correction(99, 0, RosterField::Nip, "a row that is not there"),
        ],
        left_out: vec![3],
        ..ImportChoices::default()
    };
    let plan = office.plan_import(list.as_bytes(), &choices).unwrap();
    let corrected: Vec<_> =
        plan.report.corrected.iter().map(|c| (c.row, c.before.as_str(), c.after.as_str())).collect();
    assert_eq!(corrected, [(2, "198505202010012000", "198505202010012011"), (5, "ZZ", "juga salah")]);
    assert_eq!(plan.report.refused.len(), 1, "a correction is read like any cell: {:?}", plan.report.refused);
    assert_eq!(plan.report.refused[0].value, "juga salah");
    choices.corrections.push(correction(5, 2, RosterField::Golongan, "III/c"));
    let plan = office.plan_import(list.as_bytes(), &choices).unwrap();
    assert_eq!((plan.report.rows.len(), plan.report.refused_rows, plan.report.new), (3, 0, 3));
    office.apply_import(&plan, &Progress::default()).unwrap();
    let names: Vec<_> = office.list_people().unwrap().into_iter().map(|person| person.name.full()).collect();
    assert_eq!(names, ["Ayu Lestari", "Laksmi", "Wahyu Nugroho"]);
}

#[test]
fn a_nip_that_was_mistyped_makes_nobody_a_second_time_unasked() {
    let (_folder, mut office) = TempOffice::found(38);
    let wrong = "198505202010011011";
    let right = "198505202010012011";
    let list = |nip: &str| format!("nip;nama;jabatan\n{nip};Ayu  LESTARI;Analis\n");
    let plan = office.plan_import(list(wrong).as_bytes(), &ImportChoices::default()).unwrap();
    assert!(plan.report.same_people.is_empty());
    office.apply_import(&plan, &Progress::default()).unwrap();
    let known = office.list_people().unwrap()[0].id;

    let ask = |office: &Office, is_same: Option<bool>| {
        let answer = |is_same| SamePersonChoice { nip: right.into(), known_nip: wrong.into(), is_same };
        let same_person = is_same.map(answer).into_iter().collect();
        let choices = ImportChoices { same_person, ..ImportChoices::default() };
        office.plan_import(list(right).as_bytes(), &choices).unwrap()
    };
    let plan = ask(&office, None);
    let question = &plan.report.same_people[0];
    assert_eq!((question.nip.as_str(), question.known_nip.as_str(), question.row), (right, wrong, 2));
    assert_eq!((question.is_same, plan.report.new), (None, 1));
    assert_eq!(ask(&office, Some(false)).report.new, 1);
    let plan = ask(&office, Some(true));
    assert_eq!(plan.report.same_people[0].is_same, Some(true), "the answer can still be changed");
    assert_eq!((plan.report.new, plan.report.updated, plan.report.not_in_file.len()), (0, 1, 0));
    office.apply_import(&plan, &Progress::default()).unwrap();
    let people = office.list_people().unwrap();
    assert_eq!((people.len(), people[0].id, people[0].nip.as_str()), (1, known, right));

    // Somebody else with the number that was wrong does not take over the record.
    let other = "nip;nama;jabatan\n198505202010011011;Bima;Analis\n";
    let plan = office.plan_import(other.as_bytes(), &ImportChoices::default()).unwrap();
    office.apply_import(&plan, &Progress::default()).unwrap();
    assert_eq!(office.list_people().unwrap().len(), 2);
    assert_eq!(office.get_person_by_nip(right).unwrap().id, known);
}

#[test]
fn differences_are_taken_or_kept_and_a_foreign_list_is_noticed() {
    let (_folder, mut office, staff) = office_with_staff(37, 12);
    let [one, two] = [10, 11].map(|at| staff.members[at].nip.clone());
    let list = format!(
        "nip;nama;jabatan\n{one};{};Baru Satu\n{two};{};Baru Dua\n",
        staff.members[10].name, staff.members[11].name
    );
    let choices = ImportChoices { kept: vec![one.clone()], ..ImportChoices::default() };
    let plan = office.plan_import(list.as_bytes(), &choices).unwrap();
    assert!(
        matches!(&plan.report.rows[0].change, Change::Kept { fields } if fields["position"].1 == "Baru Satu")
    );
    assert_eq!((plan.report.updated, plan.report.same), (1, 1));
    assert_eq!(plan.report.other_office, None);
    office.apply_import(&plan, &Progress::default()).unwrap();
    let position = |nip: &str| office.get_person_by_nip(nip).unwrap().position;
    assert_ne!(position(&one), "Baru Satu");
    assert_eq!(position(&two), "Baru Dua");
    let foreign = "nip;nama;unit_kerja\n\
        198501012010011001;Ayu;Puskesmas Jauh\n198501012010011002;Bayu;Puskesmas Jauh\n198501012010011003;Cici;UGD Jauh\n\
        198501012010011004;Dodi;UGD Jauh\n198501012010011005;Edo;Poli Jauh\n";
    let warned = office
        .plan_import(foreign.as_bytes(), &ImportChoices::default())
        .unwrap()
        .report
        .other_office
        .unwrap();
    assert_eq!((warned.people, warned.known_people, warned.units, warned.known_units), (5, 0, 3, 0));
}

#[test]
fn five_hundred_people_are_listed_with_what_they_lack() {
    let (_folder, mut office) = TempOffice::found(38);
    let staff = Staff::of(500);
    tilik_testkit::office::import_staff(&mut office, &staff);
    let table = office.staff_table(2026).unwrap();
    assert_eq!(table.rows.len(), 500);
    assert!(table.rows.iter().all(|row| row.assessor.is_some()));
    assert!(table.rows.iter().all(|row| !row.has_plan));
    let json: Value = serde_json::to_value(&table.rows[0]).unwrap();
    assert!(json["nip"].is_string() && json["assessor"].is_string());
}
