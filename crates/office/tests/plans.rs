//! The life of a plan: drafted for many, agreed, fixed, amended with a reason.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use tilik_office::appraisal::{Aspect, Indicator, PlannedResult, ResultKind, Skp};
use tilik_office::plan::PlanState;
use tilik_office::planning::{PlanRight, PlanStanding, VersionStep};
use tilik_office::signed::SignedPaper;
use tilik_office::{Failure, Office};
use tilik_testkit::{Staff, TempOffice};

const YEAR: i32 = 2026;

fn office_with_one_plan(seed: u64) -> (TempOffice, Office, Vec<String>) {
    office_of(seed, 12)
}

/// Of so many people the ninth has a plan.
fn office_of(seed: u64, people: usize) -> (TempOffice, Office, Vec<String>) {
    let staff = Staff::of(people);
    let (folder, mut office) = TempOffice::found(seed);
    tilik_testkit::office::import_staff(&mut office, &staff);
    let nips: Vec<_> = staff.members.iter().map(|member| member.nip.clone()).collect();
    let all = staff.plans();
    let head_line = all.lines().next().unwrap();
    let own: String =
        all.lines().filter(|line| line.starts_with(&nips[8])).map(|line| format!("{line}\n")).collect();
    let report = office.import_plans(format!("{head_line}\n{own}").as_bytes()).unwrap();
    assert_eq!(report.agreed, [nips[8].clone()]);
    (folder, office, nips)
}

fn state_of(office: &Office, nip: &str) -> Option<PlanState> {
    let person = office.get_person_by_nip(nip).unwrap();
    office.find_plan(person.id, YEAR).unwrap().map(|plan| plan.state)
}

fn agree(office: &mut Office, nip: &str) -> Result<(), Failure> {
    let seen = office.plan_card(nip, YEAR)?.seen;
    office.agree_plan(nip, YEAR, &seen, None, None)
}

fn amend(office: &mut Office, nip: &str, new: &Skp, reason: &str) -> Result<(), Failure> {
    let seen = office.plan_card(nip, YEAR)?.seen;
    office.amend_plan(nip, YEAR, new, reason, &seen, None)
}

#[test]
fn a_plan_is_copied_to_many_as_drafts_and_nobody_loses_an_own_one() {
    let (_folder, mut office, nips) = office_with_one_plan(1);
    let kept = office.copy_plan(&nips[8], &nips[7..12], YEAR).unwrap().kept;
    assert_eq!(kept, [nips[8].clone()]);
    for nip in [&nips[7], &nips[9], &nips[10], &nips[11]] {
        assert_eq!(state_of(&office, nip), Some(PlanState::Draft));
    }
    agree(&mut office, &nips[9]).unwrap();
    assert_eq!(state_of(&office, &nips[9]), Some(PlanState::Agreed));
    assert_eq!(agree(&mut office, &nips[9]).unwrap_err().code, "plan.agreed_already");
    let copied = office.find_plan(office.get_person_by_nip(&nips[9]).unwrap().id, YEAR).unwrap().unwrap();
    let source = office.find_plan(office.get_person_by_nip(&nips[8]).unwrap().id, YEAR).unwrap().unwrap();
    let mut expected = source.skp;
    expected.results.iter_mut().for_each(|planned| planned.superior_result.clear());
    assert_eq!(copied.skp, expected, "another superior has other results");
    assert!(copied.results.iter().all(|result| !source.results.contains(result)));
}

#[test]
fn a_copy_names_no_result_of_another_superior_and_such_a_plan_is_not_agreed() {
    let (_folder, mut office, nips) = office_of(31, 18);
    let staff = Staff::of(18);
    let source = &staff.members[8];
    let is_other = |member: &&tilik_testkit::staff::Member| {
        member.superior != source.superior && !member.superior.is_empty() && member.nip != source.superior
    };
    let other = staff.members.iter().find(is_other).unwrap().nip.clone();
    let is_peer = |member: &&tilik_testkit::staff::Member| {
        member.superior == source.superior && member.nip != source.nip
    };
    let peer = staff.members.iter().find(is_peer).unwrap().nip.clone();
    let copies = office.copy_plan(&nips[8], &[peer.clone(), other.clone()], YEAR).unwrap();
    assert_eq!(copies.unlinked, std::slice::from_ref(&other));
    let named = |office: &Office, nip: &str| {
        let card = office.plan_card(nip, YEAR).unwrap();
        card.skp.results.into_iter().map(|planned| planned.superior_result).collect::<Vec<_>>()
    };
    assert_eq!(named(&office, &peer), ["Pelayanan memuaskan"; 2]);
    assert_eq!(named(&office, &other), [""; 2]);

    // What the other superior plans is not what this one plans.
    let superior = source.superior.clone();
    let seen = office.plan_card(&superior, YEAR).unwrap();
    let mut theirs = seen.skp;
    theirs.results = vec![result("Layanan satu pintu terwujud", "")];
    office.save_plan(&superior, YEAR, &theirs, &seen.seen).unwrap();
    for (nip, is_foreign) in [(&other, true), (&peer, false)] {
        let card = office.plan_card(nip, YEAR).unwrap();
        let mut own = card.skp;
        own.results[1].superior_result = "layanan satu pintu  terwujud (Jumlah layanan)".into();
        let card = office.save_plan(nip, YEAR, &own, &card.seen).unwrap();
        let code = tilik_office::appraisal::SkpCode::SuperiorResultForeign;
        let places: Vec<_> = card
            .review
            .findings
            .iter()
            .filter(|found| found.code == code)
            .map(|found| found.result)
            .collect();
        assert_eq!(places, if is_foreign { vec![Some(1)] } else { vec![] });
        let row = office.plan_tree(YEAR).unwrap().rows.into_iter().find(|row| row.nip == *nip).unwrap();
        assert_eq!(row.errors, usize::from(is_foreign), "it is not among those that are ready");
        let agreed = agree(&mut office, nip).map_err(|failure| failure.code);
        assert_eq!(agreed.is_err(), is_foreign);
        if is_foreign {
            assert_eq!(agreed.unwrap_err(), "plan.superior_result_foreign");
        }
    }
}

#[test]
fn a_plan_is_agreed_on_the_day_that_both_said_and_an_undone_agreement_says_so() {
    let (_folder, mut office, nips) = office_with_one_plan(32);
    let nip = &nips[9];
    office.copy_plan(&nips[8], std::slice::from_ref(nip), YEAR).unwrap();
    let seen = office.plan_card(nip, YEAR).unwrap().seen;
    let mut agree_on = |day: &str| {
        let day = Some(day.parse().unwrap());
        office.agree_plan(nip, YEAR, &seen, day, None).map_err(|failure| failure.code)
    };
    assert_eq!(agree_on("2099-01-05").unwrap_err(), "plan.day_ahead");
    assert_eq!(agree_on("2025-09-30").unwrap_err(), "plan.day_too_early");
    agree_on("2026-01-05").unwrap();
    let card = office.plan_card(nip, YEAR).unwrap();
    assert_eq!(card.plan.unwrap().agreed_on, Some("2026-01-05".parse().unwrap()));
    assert_eq!(card.versions[0].on, "2026-01-05".parse().unwrap());
    assert_eq!(card.versions[0].recorded_on, office.today());
    let step = office.find_undoable().unwrap().unwrap().step;
    office.undo(step).unwrap();
    agree(&mut office, nip).unwrap();
    let versions = office.plan_card(nip, YEAR).unwrap().versions;
    let steps: Vec<_> = versions.iter().map(|version| version.step).collect();
    assert_eq!(steps, [VersionStep::Agreed, VersionStep::Undone, VersionStep::Agreed]);
}

#[test]
fn a_fixed_plan_changes_only_by_an_addendum_with_a_reason() {
    let (_folder, mut office, nips) = office_with_one_plan(2);
    let nip = &nips[8];
    let person = office.get_person_by_nip(nip).unwrap().id;
    let plan = office.find_plan(person, YEAR).unwrap().unwrap();
    let mut new = plan.skp.clone();
    new.results[0].statement = "Tersedianya layanan keliling".into();
    new.results[0].indicators[0].target = "24 kali".into();
    assert_eq!(amend(&mut office, nip, &new, "Tugas baru").unwrap_err().code, "plan.not_frozen");

    assert_eq!(office.freeze_plans(YEAR).unwrap(), 1);
    assert_eq!(state_of(&office, nip), Some(PlanState::Frozen));
    assert_eq!(office.freeze_plans(YEAR).unwrap(), 0, "it is fixed already");
    assert_eq!(amend(&mut office, nip, &new, "  ").unwrap_err().code, "plan.reason_missing");
    let mut empty = new.clone();
    empty.results.clear();
    assert_eq!(amend(&mut office, nip, &empty, "Tugas baru").unwrap_err().code, "plan.incomplete");

    amend(&mut office, nip, &new, "Tugas baru").unwrap();
    let amended = office.find_plan(person, YEAR).unwrap().unwrap();
    assert_eq!((amended.state, amended.addenda), (PlanState::Frozen, 1));
    assert_eq!(amended.skp, new);
    let card = office.plan_card(nip, YEAR).unwrap();
    assert_eq!(card.addendum_reason, "Tugas baru");
    let versions: Vec<_> =
        card.versions.iter().map(|version| (version.number, version.reason.as_str())).collect();
    assert_eq!(versions, [(0, ""), (1, "Tugas baru")]);
    assert!(card.versions.iter().all(|version| version.on == office.today() && !version.who.is_empty()));
    assert!(office.verify().unwrap().is_whole);
}

#[test]
fn an_expectation_and_the_annex_survive_an_addendum() {
    use tilik_office::appraisal::CoreValue;
    let (_folder, mut office, nips) = office_with_one_plan(3);
    let nip = &nips[8];
    let person = office.get_person_by_nip(nip).unwrap().id;
    office.freeze_plans(YEAR).unwrap();
    let mut new = office.find_plan(person, YEAR).unwrap().unwrap().skp;
    new.special_expectations.insert(CoreValue::Adaptif, "Menguasai aplikasi baru".into());
    new.annex.konsekuensi = vec!["Piagam".into(), "Pembinaan".into()];
    amend(&mut office, nip, &new, "Aplikasi baru").unwrap();
    assert_eq!(office.find_plan(person, YEAR).unwrap().unwrap().skp, new);
    new.special_expectations.insert(CoreValue::Adaptif, "Mengajarkan aplikasi baru".into());
    new.annex.konsekuensi.remove(0);
    amend(&mut office, nip, &new, "Sudah dikuasai").unwrap();
    let second = office.find_plan(person, YEAR).unwrap().unwrap();
    assert_eq!((second.skp, second.addenda), (new.clone(), 2));
    new.special_expectations.clear();
    amend(&mut office, nip, &new, "Tidak berlaku lagi").unwrap();
    assert_eq!(office.find_plan(person, YEAR).unwrap().unwrap().skp, new);
}

#[test]
fn an_addendum_leaves_what_was_said_of_its_results() {
    let (_folder, mut office, nips) = office_with_one_plan(13);
    let nip = &nips[8];
    let person = office.get_person_by_nip(nip).unwrap().id;
    let period = "2026-TW3".parse().unwrap();
    office.freeze_plans(YEAR).unwrap();
    let mut new = office.plan_card(nip, YEAR).unwrap().skp;
    while new.results.len() < 3 {
        new.results.push(result(&format!("Hasil ke-{}", new.results.len()), "Pelayanan"));
    }
    amend(&mut office, nip, &new, "Tugas bertambah").unwrap();
    let before = office.find_plan(person, YEAR).unwrap().unwrap().results;
    let input = serde_json::json!({
        "on_behalf_reason": "Bersama", "result_rating": "meets", "behaviour_rating": "meets",
        "results": before.iter().map(|id| (id.0.to_string(), serde_json::json!({ "rating": "below" })))
            .collect::<serde_json::Map<_, _>>(),
    });
    office.rate(nip, period, &serde_json::from_value(input).unwrap()).unwrap();
    assert_eq!(office.home(period, false).unwrap().cares.iter().filter(|care| is_silent(care)).count(), 1);

    // One word, one measure more, one fewer, and the measure back again.
    new.results[0].statement.push_str(" daring");
    let measure = result("", "").indicators.remove(0);
    new.results[1].indicators.push(measure.clone());
    amend(&mut office, nip, &new, "Menjadi daring").unwrap();
    new.results[1].indicators.pop();
    amend(&mut office, nip, &new, "Dikurangi").unwrap();
    new.results[1].indicators.push(measure);
    amend(&mut office, nip, &new, "Dikembalikan").unwrap();
    let plan = office.find_plan(person, YEAR).unwrap().unwrap();
    assert_eq!((&plan.results, plan.state, &plan.skp), (&before, PlanState::Frozen, &new));
    let rated = office.evaluation(person, period).unwrap().results;
    assert!(plan.results.iter().all(|result| rated.contains_key(result)), "{rated:?}");

    // What is planned no longer is on no sheet, and nobody is asked for words about it.
    new.results.truncate(2);
    amend(&mut office, nip, &new, "Dialihkan").unwrap();
    let plan = office.find_plan(person, YEAR).unwrap().unwrap();
    assert_eq!(plan.results, before[..2]);
    let words =
        plan.results.iter().map(|id| (id.0.to_string(), serde_json::json!({ "feedback": "Perlu waktu" })));
    let input = serde_json::json!({ "on_behalf_reason": "Bersama", "results": words.collect::<serde_json::Map<_, _>>() });
    office.rate(nip, period, &serde_json::from_value(input).unwrap()).unwrap();
    assert!(!office.home(period, false).unwrap().cares.iter().any(is_silent));
    assert!(office.verify().unwrap().is_whole);
}

fn is_silent(care: &tilik_office::home::Care) -> bool {
    care.reason == tilik_office::home::CareReason::FeedbackMissing
}

#[test]
fn a_file_over_a_draft_leaves_what_was_said_of_its_results() {
    let staff = Staff::of(12);
    let (_folder, mut office, nips) = office_with_one_plan(14);
    let nip = &nips[9];
    let all = staff.plans();
    let own: Vec<_> = all.lines().take(1).chain(all.lines().filter(|line| line.starts_with(nip))).collect();
    let file = own.join("\n");
    // The same plan in other words for its first result, as a draft.
    office.copy_plan(&nips[8], std::slice::from_ref(nip), YEAR).unwrap();
    let drafted = office.plan_card(nip, YEAR).unwrap().plan.unwrap();
    let preview = office.preview_plans(file.as_bytes(), None).unwrap();
    assert_eq!(state_of(&office, nip), Some(PlanState::Draft), "looking writes nothing");
    let report = office.import_plans(file.as_bytes()).unwrap();
    assert_eq!(report.agreed, std::slice::from_ref(nip), "{:?}", report.refused);
    assert_eq!((&preview.agreed, &preview.replaced), (&report.agreed, &report.agreed));
    let agreed = office.plan_card(nip, YEAR).unwrap().plan.unwrap();
    assert_eq!(agreed.state, PlanState::Agreed);
    assert_eq!(agreed.results[0], drafted.results[0]);
    assert_eq!(office.import_plans(file.as_bytes()).unwrap().same, std::slice::from_ref(nip));
}

#[test]
fn an_addendum_and_an_agreement_are_about_the_plan_that_was_seen() {
    let (_folder, mut office, nips) = office_with_one_plan(15);
    let (nip, drafted) = (&nips[8], &nips[9]);
    office.copy_plan(nip, std::slice::from_ref(drafted), YEAR).unwrap();
    let seen = office.plan_card(drafted, YEAR).unwrap();
    let mut other = seen.skp.clone();
    other.results[0].statement = "Lain".into();
    let kept = office.save_plan(drafted, YEAR, &other, &seen.seen).unwrap();
    assert_eq!(office.agree_plan(drafted, YEAR, &seen.seen, None, None).unwrap_err().code, "plan.stale");
    let row = office.plan_tree(YEAR).unwrap().rows.into_iter().find(|row| &row.nip == drafted).unwrap();
    assert_eq!(row.seen, Some(kept.seen), "the tree and the paper name a plan alike");
    office.agree_plan(drafted, YEAR, &row.seen.unwrap(), None, None).unwrap();

    office.freeze_plans(YEAR).unwrap();
    let seen = office.plan_card(nip, YEAR).unwrap();
    let mut mine = seen.skp.clone();
    mine.results[0].statement = "Satu\n  baris".into();
    office.amend_plan(nip, YEAR, &mine, "Pertama", &seen.seen, None).unwrap();
    assert_eq!(office.plan_card(nip, YEAR).unwrap().skp.results[0].statement, "Satu baris");
    let late = office.amend_plan(nip, YEAR, &mine, "Kedua", &seen.seen, None).unwrap_err();
    assert_eq!(late.code, "plan.stale");
    mine.results[0].statement = "x".repeat(5_001);
    assert_eq!(amend(&mut office, nip, &mine, "Panjang").unwrap_err().code, "plan.too_long");
}

#[test]
fn the_same_file_twice_changes_nothing_and_another_plan_is_refused_once_agreed() {
    let staff = Staff::of(6);
    let (_folder, mut office) = TempOffice::found(4);
    tilik_testkit::office::import_staff(&mut office, &staff);
    tilik_testkit::office::agree_plans(&mut office, &staff);
    let entries = office.store().ledger().unwrap().count_entries().unwrap();
    let again = office.import_plans(staff.plans().as_bytes()).unwrap();
    assert_eq!((again.agreed.len(), again.same.len()), (0, 6));
    assert_eq!(office.store().ledger().unwrap().count_entries().unwrap(), entries);
    let changed = staff.plans().replacen("12 laporan", "99 laporan", 1);
    assert_ne!(changed, staff.plans());
    let report = office.import_plans(changed.as_bytes()).unwrap();
    assert_eq!(report.refused.len(), 1);
    assert_eq!(report.refused[0].code, "plans.agreed_already");
}

fn result(statement: &str, superior: &str) -> PlannedResult {
    PlannedResult {
        kind: ResultKind::Utama,
        statement: statement.into(),
        superior_result: superior.into(),
        assigned_by: String::new(),
        indicators: vec![Indicator {
            aspect: Some(Aspect::Kuantitas),
            statement: "Laporan yang tersusun".into(),
            target: "12 laporan".into(),
            ..Indicator::default()
        }],
    }
}

#[test]
fn a_plan_is_written_cell_by_cell_and_results_keep_their_records() {
    let (_folder, mut office, nips) = office_with_one_plan(5);
    let nip = &nips[9];
    let empty = office.plan_card(nip, YEAR).unwrap();
    assert!(empty.plan.is_none() && empty.skp.results.is_empty());
    let mut skp = empty.skp.clone();
    skp.results = vec![result("Laporan\n  tepat waktu 📄", ""), result("Arsip tertata", "")];
    let first = office.save_plan(nip, YEAR, &skp, &empty.seen).unwrap();
    assert_eq!(first.skp.results[0].statement, "Laporan tepat waktu 📄");
    let ids = first.plan.clone().unwrap().results;

    // The same again writes nothing.
    let entries = office.store().ledger().unwrap().count_entries().unwrap();
    let same = office.save_plan(nip, YEAR, &skp, &first.seen).unwrap();
    assert_eq!(
        (same.seen, office.store().ledger().unwrap().count_entries().unwrap()),
        (first.seen.clone(), entries)
    );

    // Moved, reworded, one taken out and one put in.
    let mut next = first.skp.clone();
    next.results.swap(0, 1);
    next.results[0].indicators.push(Indicator { aspect: Some(Aspect::Kualitas), ..Indicator::default() });
    let second = office.save_plan(nip, YEAR, &next, &first.seen).unwrap();
    assert_eq!(second.skp, next);
    assert_eq!(second.plan.unwrap().results, [ids[1], ids[0]]);
    next.results.remove(0);
    next.results.push(result("Aplikasi berjalan", ""));
    next.annex.konsekuensi = vec!["Piagam".into(), " ".into()];
    let third = office.save_plan(nip, YEAR, &next, &second.seen).unwrap();
    assert_eq!(third.plan.as_ref().unwrap().results[0], ids[0]);
    assert_eq!(third.skp.annex.konsekuensi, ["Piagam"]);
    // What was taken out comes back with all that it had.
    next.results[0].indicators.push(Indicator {
        aspect: Some(Aspect::Waktu),
        target: "3 hari".into(),
        ..Indicator::default()
    });
    next.annex.konsekuensi = Vec::new();
    let fourth = office.save_plan(nip, YEAR, &next, &third.seen).unwrap();
    assert_eq!(fourth.skp, next);
    let indicator = next.results[0].indicators.pop().unwrap();
    let fifth = office.save_plan(nip, YEAR, &next, &fourth.seen).unwrap();
    assert_eq!(fifth.skp, next);
    next.results[0].indicators.push(indicator);
    next.annex.konsekuensi = vec!["Piagam".into()];
    let sixth = office.save_plan(nip, YEAR, &next, &fifth.seen).unwrap();
    assert_eq!(sixth.skp, next);
    assert!(office.verify().unwrap().is_whole);
}

#[test]
fn a_file_over_a_draft_of_annex_lines_alone_brings_its_own_lines() {
    let (_folder, mut office, nips) = office_with_one_plan(8);
    let nip = &nips[9];
    let empty = office.plan_card(nip, YEAR).unwrap();
    let mut skp = empty.skp.clone();
    skp.annex.konsekuensi = vec!["Piagam".into()];
    office.save_plan(nip, YEAR, &skp, &empty.seen).unwrap();
    let file = format!(
        "nip;tahun;pendekatan;jenis_baris;no_hasil;jenis_hasil;hasil_pimpinan;hasil;aspek;indikator;target;bagian;uraian\n\
         {nip};2026;kuantitatif;hasil;1;utama;Pelayanan;Laporan tersusun;kuantitas;Jumlah;12 laporan;;\n\
         {nip};2026;kuantitatif;lampiran;;;;;;;;konsekuensi;Pembinaan\n",
    );
    let report = office.import_plans(file.as_bytes()).unwrap();
    assert_eq!(report.agreed, std::slice::from_ref(nip), "{:?}", report.refused);
    assert_eq!(office.plan_card(nip, YEAR).unwrap().skp.annex.konsekuensi, ["Pembinaan"]);
}

#[test]
fn a_draft_is_not_saved_over_another_window_nor_after_it_was_agreed() {
    let (_folder, mut office, nips) = office_with_one_plan(6);
    let nip = &nips[9];
    let empty = office.plan_card(nip, YEAR).unwrap();
    let mut skp = empty.skp.clone();
    skp.results = vec![result("Laporan tersusun", "")];
    let kept = office.save_plan(nip, YEAR, &skp, &empty.seen).unwrap();
    assert_eq!(office.save_plan(nip, YEAR, &skp, &empty.seen).unwrap_err().code, "plan.stale");
    skp.results[0].statement = "x".repeat(5_001);
    let refused = office.save_plan(nip, YEAR, &skp, &kept.seen).unwrap_err();
    assert_eq!((refused.code.as_str(), &refused.details["place"]), ("plan.too_long", &"result".into()));
    skp.results[0].statement = "x".repeat(5_000);
    let kept = office.save_plan(nip, YEAR, &skp, &kept.seen).unwrap();
    agree(&mut office, nip).unwrap();
    assert_eq!(office.save_plan(nip, YEAR, &skp, &kept.seen).unwrap_err().code, "plan.agreed_already");
}

#[test]
fn the_tree_puts_superiors_first_and_says_which_results_wait() {
    let staff = Staff::of(12);
    let (_folder, mut office) = TempOffice::found(7);
    tilik_testkit::office::import_staff(&mut office, &staff);
    tilik_testkit::office::agree_plans(&mut office, &staff);
    let tree = office.plan_tree(YEAR).unwrap();
    assert_eq!(tree.rows.len(), 12);
    for (at, row) in tree.rows.iter().enumerate() {
        if let Some(above) = &row.superior_nip {
            let place = tree.rows.iter().position(|other| &other.nip == above).unwrap();
            assert!(place < at && tree.rows[place].level + 1 == row.level, "{}", row.name);
        }
    }
    let below = tree.rows.iter().find(|row| row.superior_nip.is_some()).unwrap();
    let above = tree.rows.iter().find(|row| Some(&row.nip) == below.superior_nip.as_ref()).unwrap();
    let served = above.results[0].statement.clone();
    let free = &below.nip;
    let card = office.plan_card(free, YEAR).unwrap();
    let mut new = card.skp.clone();
    new.results[0].superior_result = format!("{} (indikator)", served.to_uppercase());
    office.freeze_plans(YEAR).unwrap();
    amend(&mut office, free, &new, "Diturunkan dari atasan").unwrap();
    let tree = office.plan_tree(YEAR).unwrap();
    let row = tree.rows.iter().find(|row| &row.nip == free).unwrap();
    assert_eq!((row.results[0].serves, row.standing, row.addenda), (Some(0), PlanStanding::Frozen, 1));
    let chain = &office.plan_card(free, YEAR).unwrap().chains[0];
    assert_eq!(chain.last().map(|link| link.result.as_str()), Some(served.as_str()));
}

#[test]
fn an_assessor_copies_own_people_s_plans_to_own_people() {
    let (folder, mut office, nips) = office_with_one_plan(12);
    let staff = Staff::of(12);
    let above = staff.members[8].superior.clone();
    let assessor = tilik_office::user::NewUser {
        login: "penilai".into(),
        name: "Penilai".into(),
        role: tilik_office::journal::Role::Penilai,
        nip: Some(above.clone()),
        password: tilik_testkit::PASSWORD.into(),
    };
    office.add_user(&assessor, tilik_office::store::Cost::Floor).unwrap();
    let is_other = |member: &&tilik_testkit::staff::Member| {
        member.superior != above && member.nip != above && !member.superior.is_empty()
    };
    let other = staff.members.iter().find(is_other).unwrap().nip.clone();
    drop(office);
    let mut office = folder.open_as("penilai", tilik_testkit::PASSWORD).unwrap();
    let to_other = office.copy_plan(&nips[8], std::slice::from_ref(&other), YEAR).unwrap_err();
    assert_eq!(to_other.code, "evaluation.not_yours");
    let from_other = office.copy_plan(&other, &[nips[8].clone()], YEAR).unwrap_err();
    assert_eq!(from_other.code, "evaluation.not_yours", "not even whether there is one");
    assert_eq!(office.copy_plan(&nips[8], &[nips[8].clone()], YEAR).unwrap().kept, [nips[8].clone()]);
}

#[test]
fn the_tree_offers_to_agree_what_is_not_refused_then() {
    let (folder, mut office, nips) = office_with_one_plan(13);
    let assessor = nips[2].clone();
    let new = tilik_office::user::NewUser {
        login: "penilai".into(),
        name: "Penilai".into(),
        role: tilik_office::journal::Role::Penilai,
        nip: Some(assessor.clone()),
        password: tilik_testkit::PASSWORD.into(),
    };
    office.add_user(&new, tilik_office::store::Cost::Floor).unwrap();
    // Assessed by the user next year, by somebody else today.
    let later = tilik_office::superior::Appointment {
        assessor_nip: Some(assessor.clone()),
        external: None,
        quality: tilik_office::appraisal::AssessorQuality::Definitive,
        from: "2027-03-01".parse().unwrap(),
        until: None,
        reason: "Pindah bidang".into(),
    };
    let staff = Staff::of(12);
    let is_other = |one: &&tilik_testkit::staff::Member| one.superior != assessor && one.nip != assessor;
    let other = staff.members.iter().skip(1).find(is_other).unwrap().nip.clone();
    office.assign_superior(&other, &later).unwrap();
    drop(office);
    let office = folder.open_as("penilai", tilik_testkit::PASSWORD).unwrap();
    let mut offered = Vec::new();
    for year in [YEAR, YEAR + 1] {
        let rows = office.plan_tree(year).unwrap().rows;
        assert_eq!(year > YEAR, rows.iter().any(|row| row.nip == other));
        for row in rows {
            let right = office.plan_card(&row.nip, year).unwrap().may_agree;
            assert_eq!(row.may_agree, matches!(right, PlanRight::May), "{} {year}", row.name);
            offered.push(row.may_agree);
        }
    }
    assert!(offered.contains(&true) && offered.contains(&false));
}

#[test]
fn nobody_agrees_an_own_plan_without_what_the_superior_signed() {
    let (_folder, mut office, nips) = office_with_one_plan(21);
    let head = &nips[0];
    assert!(office.copy_plan(&nips[8], std::slice::from_ref(head), YEAR).unwrap().kept.is_empty());
    let row = office.plan_tree(YEAR).unwrap().rows.into_iter().find(|row| row.nip == *head).unwrap();
    assert!(row.is_own && !row.results.iter().any(|result| result.waits), "nobody outside is waited for");
    let card = office.plan_card(head, YEAR).unwrap();
    assert!(card.is_own);
    let mut agree = |signed: Option<&SignedPaper>| office.agree_plan(head, YEAR, &card.seen, None, signed);
    let paper =
        |day: &str, paper: &str| SignedPaper { decided_on: day.parse().unwrap(), paper: paper.into() };
    assert_eq!(agree(None).unwrap_err().code, "own.paper_missing");
    assert_eq!(agree(Some(&paper("2026-01-05", "  "))).unwrap_err().code, "own.paper_missing");
    assert_eq!(agree(Some(&paper("2099-01-05", "800/1"))).unwrap_err().code, "own.day_ahead");
    assert_eq!(agree(Some(&paper("2025-01-05", "800/1"))).unwrap_err().code, "own.day_too_early");
    agree(Some(&paper("2026-01-05", " 800/1 "))).unwrap();
    let plan = office.plan_card(head, YEAR).unwrap().plan.unwrap();
    assert_eq!(plan.agreed_on, Some("2026-01-05".parse().unwrap()));
    assert_eq!(plan.signed_paper, "800/1");
    office.freeze_plans(YEAR).unwrap();
    let mut new = plan.skp;
    new.results[0].indicators[0].target = "24 kali".into();
    assert_eq!(amend(&mut office, head, &new, "Tugas baru").unwrap_err().code, "own.paper_missing");
}

#[test]
fn an_own_plan_from_a_file_is_a_draft_until_the_paper_is_named() {
    let staff = Staff::of(6);
    let (_folder, mut office) = TempOffice::found(27);
    tilik_testkit::office::import_staff(&mut office, &staff);
    let head = staff.head().nip.clone();
    let report = office.import_plans(staff.plans().as_bytes()).unwrap();
    assert_eq!((report.agreed.len(), &report.drafted), (5, &vec![head.clone()]));
    assert_eq!(state_of(&office, &head), Some(PlanState::Draft));
    let entries = office.store().ledger().unwrap().count_entries().unwrap();
    assert_eq!(office.import_plans(staff.plans().as_bytes()).unwrap().drafted, std::slice::from_ref(&head));
    assert_eq!(office.store().ledger().unwrap().count_entries().unwrap(), entries, "nothing differs");
    let ahead = SignedPaper { decided_on: "2099-01-05".parse().unwrap(), ..tilik_testkit::office::signed() };
    let plans = staff.plans();
    let refused = office.import_plans_of(plans.as_bytes(), None, Some(&ahead)).unwrap_err();
    assert_eq!(refused.code, "own.day_ahead");
    let signed = tilik_testkit::office::signed();
    let report = office.import_plans_of(plans.as_bytes(), None, Some(&signed)).unwrap();
    assert_eq!((report.agreed, report.same.len()), (vec![head.clone()], 5));
    let plan = office.plan_card(&head, YEAR).unwrap().plan.unwrap();
    assert_eq!((plan.agreed_on, plan.signed_paper), (Some(signed.decided_on), signed.paper));
}

#[test]
fn an_agreed_plan_is_opened_again_with_a_reason_until_it_is_fixed() {
    let (_folder, mut office, nips) = office_with_one_plan(22);
    let nip = &nips[8];
    let seen = office.plan_card(nip, YEAR).unwrap().seen;
    assert_eq!(office.reopen_plan(nip, YEAR, " ", &seen).unwrap_err().code, "plan.reason_missing");
    assert_eq!(office.reopen_plan(nip, YEAR, "Salah ketik", "other").unwrap_err().code, "plan.stale");
    office.reopen_plan(nip, YEAR, "Salah ketik", &seen).unwrap();
    let card = office.plan_card(nip, YEAR).unwrap();
    assert_eq!(card.plan.unwrap().state, PlanState::Draft);
    assert_eq!((card.addendum_reason.as_str(), card.versions.len()), ("Salah ketik", 2));
    assert_eq!(office.reopen_plan(nip, YEAR, "Lagi", &card.seen).unwrap_err().code, "plan.not_agreed");
    agree(&mut office, nip).unwrap();
    let versions = office.plan_card(nip, YEAR).unwrap().versions;
    let steps: Vec<_> = versions.iter().map(|version| version.step).collect();
    assert_eq!(steps, [VersionStep::Agreed, VersionStep::Reopened, VersionStep::Agreed]);
    office.freeze_plans(YEAR).unwrap();
    let seen = office.plan_card(nip, YEAR).unwrap().seen;
    assert_eq!(office.reopen_plan(nip, YEAR, "Terlambat", &seen).unwrap_err().code, "plan.frozen");
    assert!(office.verify().unwrap().is_whole);
}

#[test]
fn a_plan_by_which_somebody_was_judged_is_not_opened_again() {
    let staff = Staff::of(12);
    let (_folder, mut office) = TempOffice::found(23);
    tilik_testkit::office::import_staff(&mut office, &staff);
    tilik_testkit::office::agree_plans(&mut office, &staff);
    tilik_testkit::office::rate_staff(&mut office, &staff);
    tilik_testkit::office::close_quarter(&mut office);
    let nip = &staff.members[8].nip;
    let card = office.plan_card(nip, YEAR).unwrap();
    assert!(card.was_evaluated);
    let refused =
        |office: &mut Office| office.reopen_plan(nip, YEAR, "Salah ketik", &card.seen).unwrap_err().code;
    assert_eq!(refused(&mut office), "plan.evaluated");
    office.reopen(nip, tilik_testkit::office::third_quarter(), "Keliru").unwrap();
    assert_eq!(refused(&mut office), "plan.evaluated", "it was final once");
}

#[test]
fn an_addendum_of_somebody_else_keeps_no_paper_of_the_first_agreement() {
    let (folder, mut office, nips) = office_with_one_plan(24);
    office.copy_plan(&nips[8], std::slice::from_ref(&nips[0]), YEAR).unwrap();
    let seen = office.plan_card(&nips[0], YEAR).unwrap().seen;
    let paper = SignedPaper { decided_on: "2026-01-05".parse().unwrap(), paper: "800/1".into() };
    office.agree_plan(&nips[0], YEAR, &seen, None, Some(&paper)).unwrap();
    office.freeze_plans(YEAR).unwrap();
    let new = tilik_office::user::NewUser {
        login: "lain".into(),
        name: "Lain".into(),
        role: tilik_office::journal::Role::Kepala,
        nip: Some(nips[1].clone()),
        password: tilik_testkit::PASSWORD.into(),
    };
    office.add_user(&new, tilik_office::store::Cost::Floor).unwrap();
    drop(office);
    let mut office = folder.open_as("lain", tilik_testkit::PASSWORD).unwrap();
    let mut new = office.plan_card(&nips[0], YEAR).unwrap().skp;
    new.results[0].statement = "Tersedianya layanan keliling".into();
    amend(&mut office, &nips[0], &new, "Tugas baru").unwrap();
    assert_eq!(office.plan_card(&nips[0], YEAR).unwrap().plan.unwrap().signed_paper, "");
}
