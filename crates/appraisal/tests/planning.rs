//! SKP structure, dated assessors and objection deadlines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use tilik_appraisal::objection::{DayUnit, ObjectionStep, plan_objection_due};
use tilik_appraisal::skp::{
    Annex, Approach, Aspect, FormKind, Indicator, Perspective, PlannedResult, PlannedWords, ResultKind,
    SkpCode, SkpSeverity, SkpSpan, list_foreign_results, list_overlaps, validate,
};
use tilik_appraisal::superiors::{
    AssessorAssignment, AssessorQuality, find_assessor_on, find_cycle_with, list_cycles_on,
    list_self_assessors,
};
use tilik_appraisal::{CoreValue, InputName, InputValue, ReferencePack, Skp};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn indicator(aspect: Option<Aspect>, perspective: Option<Perspective>) -> Indicator {
    Indicator {
        aspect,
        perspective,
        statement: "Jumlah dokumen terbit".to_owned(),
        target: "120 dokumen".to_owned(),
        ..Indicator::default()
    }
}

fn result(kind: ResultKind, indicators: Vec<Indicator>) -> PlannedResult {
    PlannedResult {
        kind,
        statement: "Terlayaninya permohonan dokumen".to_owned(),
        superior_result: String::new(),
        assigned_by: String::new(),
        indicators,
    }
}

fn staff_skp() -> Skp {
    let three = [Aspect::Kuantitas, Aspect::Kualitas, Aspect::Waktu];
    Skp {
        starts_on: day("2026-01-01"),
        ends_on: day("2026-12-31"),
        approach: Approach::Kuantitatif,
        form: FormKind::JaJf,
        results: vec![result(ResultKind::Utama, three.map(|aspect| indicator(Some(aspect), None)).to_vec())],
        special_expectations: BTreeMap::from([(CoreValue::Adaptif, "Menguasai aplikasi baru".to_owned())]),
        annex: Annex::default(),
    }
}

fn leader_skp() -> Skp {
    let indicators = vec![indicator(None, Some(Perspective::PenerimaLayanan))];
    Skp { form: FormKind::JptUnitHead, results: vec![result(ResultKind::Utama, indicators)], ..staff_skp() }
}

#[test]
fn a_complete_skp_of_either_form_has_no_findings() {
    assert_eq!(validate(&staff_skp()), []);
    assert_eq!(validate(&leader_skp()), []);
    let qualitative = Skp {
        approach: Approach::Kualitatif,
        results: vec![result(ResultKind::Utama, vec![indicator(None, None)])],
        ..staff_skp()
    };
    assert_eq!(validate(&qualitative), []);
}

#[test]
fn each_fault_is_found_at_its_place() {
    use SkpCode as Code;
    use SkpSeverity::{Error, Warning};
    type Change = fn(&mut Skp);
    type Expected = (Code, SkpSeverity, Option<usize>, Option<usize>);
    let cases: [(Skp, Change, Expected); 11] = [
        (staff_skp(), |s| s.ends_on = day("2027-01-01"), (Code::PeriodCrossesYear, Error, None, None)),
        (
            staff_skp(),
            |s| s.results[0].kind = ResultKind::Tambahan,
            (Code::MainResultMissing, Error, None, None),
        ),
        (
            staff_skp(),
            |s| s.results[0].statement.clear(),
            (Code::ResultStatementMissing, Error, Some(0), None),
        ),
        (staff_skp(), |s| s.results[0].indicators.clear(), (Code::IndicatorMissing, Error, Some(0), None)),
        (
            staff_skp(),
            |s| s.results[0].indicators[1].target = "  ".to_owned(),
            (Code::TargetMissing, Error, Some(0), Some(1)),
        ),
        (
            staff_skp(),
            |s| s.results[0].indicators[2].statement.clear(),
            (Code::IndicatorStatementMissing, Error, Some(0), Some(2)),
        ),
        (staff_skp(), |s| s.results[0].indicators.truncate(2), (Code::FewAspects, Warning, Some(0), None)),
        (
            staff_skp(),
            |s| s.results[0].indicators[0].perspective = Some(Perspective::Anggaran),
            (Code::PerspectiveNotOnForm, Error, Some(0), Some(0)),
        ),
        (
            leader_skp(),
            |s| s.results[0].indicators[0].perspective = None,
            (Code::PerspectiveMissing, Warning, Some(0), Some(0)),
        ),
        (
            leader_skp(),
            |s| s.results[0].indicators[0].aspect = Some(Aspect::Biaya),
            (Code::AspectNotOnForm, Warning, Some(0), Some(0)),
        ),
        (
            leader_skp(),
            |s| s.approach = Approach::Kualitatif,
            (Code::PerspectiveNotOnForm, Warning, Some(0), Some(0)),
        ),
    ];
    for (mut skp, change, expected) in cases {
        change(&mut skp);
        let found: Vec<_> =
            validate(&skp).into_iter().map(|f| (f.code, f.severity, f.result, f.indicator)).collect();
        assert_eq!(found, [expected]);
    }
}

#[test]
fn a_reversed_period_and_an_empty_plan_are_errors() {
    let skp =
        Skp { starts_on: day("2026-06-01"), ends_on: day("2026-05-31"), results: Vec::new(), ..staff_skp() };
    let codes: Vec<SkpCode> = validate(&skp).iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [SkpCode::PeriodReversed, SkpCode::MainResultMissing]);
}

#[test]
fn an_skp_survives_json() {
    let text = serde_json::to_string(&staff_skp()).unwrap();
    assert_eq!(serde_json::from_str::<Skp>(&text).unwrap(), staff_skp());
}

#[test]
fn skps_of_one_person_and_position_overlap_by_a_shared_day() {
    let span = |person, position, from: &str, until: &str| SkpSpan {
        person,
        position,
        starts_on: day(from),
        ends_on: day(until),
    };
    let spans = [
        span(1, 1, "2026-06-01", "2026-12-31"),
        span(1, 1, "2026-01-01", "2026-06-01"),
        span(1, 2, "2026-01-01", "2026-12-31"),
        span(2, 1, "2026-01-01", "2026-05-31"),
        span(2, 1, "2026-06-01", "2026-12-31"),
        span(1, 1, "2026-01-01", "2026-12-31"),
    ];
    assert_eq!(list_overlaps(&spans), [(0, 1), (0, 5), (1, 5)]);
}

fn assessed_by(assessed: u32, assessor: u32, from: &str, until: Option<&str>) -> AssessorAssignment<u32> {
    let quality = AssessorQuality::Definitive;
    AssessorAssignment { assessed, assessor, quality, from: day(from), until: until.map(day) }
}

#[test]
fn the_assessor_of_a_day_is_the_dated_one() {
    let mut plh = assessed_by(1, 9, "2026-03-10", Some("2026-03-20"));
    plh.quality = AssessorQuality::Plh;
    let assignments = [
        assessed_by(1, 2, "2025-01-01", Some("2026-02-28")),
        plh,
        assessed_by(1, 3, "2026-03-01", None),
        assessed_by(5, 6, "2026-03-01", None),
    ];
    let assessor = |on: &str| find_assessor_on(&assignments, &1, day(on)).map(|a| a.assessor);
    assert_eq!(assessor("2024-12-31"), None);
    assert_eq!(assessor("2026-02-28"), Some(2));
    assert_eq!(assessor("2026-03-09"), Some(3));
    assert_eq!(assessor("2026-03-10"), Some(9));
    assert_eq!(assessor("2026-03-20"), Some(9));
    assert_eq!(assessor("2026-03-21"), Some(3));
}

#[test]
fn an_acting_assessor_stands_before_a_definitive_one_who_came_later() {
    let mut plt = assessed_by(1, 9, "2026-01-01", Some("2026-06-30"));
    plt.quality = AssessorQuality::Plt;
    let assignments = [plt, assessed_by(1, 3, "2026-03-01", None), assessed_by(3, 1, "2026-01-01", None)];
    assert_eq!(find_assessor_on(&assignments, &1, day("2026-05-01")).map(|a| a.assessor), Some(9));
    assert!(list_cycles_on(&assignments, day("2026-05-01")).is_empty());
    assert_eq!(list_cycles_on(&assignments, day("2026-07-01")), [vec![1, 3]]);
}

#[test]
fn circles_are_found_once_each_and_only_on_their_days() {
    let mut assignments: Vec<_> = [(4, 2), (2, 7), (7, 4), (1, 4), (8, 8), (9, 1), (5, 6)]
        .map(|(assessed, assessor)| assessed_by(assessed, assessor, "2026-01-01", None))
        .to_vec();
    let on = day("2026-06-01");
    assert_eq!(list_cycles_on(&assignments, on), [vec![2, 7, 4], vec![8]]);
    assert_eq!(list_self_assessors(&assignments), [8]);
    assert_eq!(list_cycles_on(&assignments, day("2025-12-31")), Vec::<Vec<u32>>::new());
    assignments.push(assessed_by(7, 10, "2026-02-01", None));
    assert_eq!(list_cycles_on(&assignments, on), [vec![8]]);
}

#[test]
fn a_new_assignment_that_closes_a_circle_is_told() {
    let assignments = [assessed_by(1, 2, "2026-01-01", None), assessed_by(2, 3, "2026-01-01", None)];
    let on = day("2026-06-01");
    let closing = assessed_by(3, 1, "2026-05-01", None);
    assert_eq!(find_cycle_with(&assignments, &closing, on), Some(vec![1, 2, 3]));
    let harmless = assessed_by(3, 4, "2026-05-01", None);
    assert_eq!(find_cycle_with(&assignments, &harmless, on), None);
    let own = assessed_by(5, 5, "2026-05-01", None);
    assert_eq!(find_cycle_with(&assignments, &own, on), Some(vec![5]));
}

#[test]
fn a_chain_of_fifty_thousand_is_walked() {
    let chain: Vec<_> = (0..50_000).map(|i| assessed_by(i, i + 1, "2026-01-01", None)).collect();
    assert!(list_cycles_on(&chain, day("2026-06-01")).is_empty());
    let mut ring = chain;
    ring.push(assessed_by(50_000, 0, "2026-01-01", None));
    assert_eq!(list_cycles_on(&ring, day("2026-06-01"))[0].len(), 50_001);
}

#[test]
fn an_objection_is_due_after_fourteen_days_of_the_chosen_kind() {
    let pack = ReferencePack::builtin();
    let due = |received: &str, unit, holidays: &[&str]| {
        let holidays: BTreeSet<NaiveDate> = holidays.iter().map(|text| day(text)).collect();
        plan_objection_due(pack, ObjectionStep::Filing, day(received), unit, &holidays).unwrap()
    };
    // 2026-10-05 is a Monday.
    assert_eq!(due("2026-10-05", None, &[]).value, day("2026-10-23"));
    assert_eq!(due("2026-10-05", Some(DayUnit::Calendar), &[]).value, day("2026-10-19"));
    assert_eq!(due("2026-10-03", None, &[]).value, day("2026-10-22"));
    let with_holidays = due("2026-10-05", None, &["2026-10-05", "2026-10-10", "2026-10-20", "2026-10-23"]);
    assert_eq!(with_holidays.value, day("2026-10-27"));
    let skipped = with_holidays.explanation.find_input(InputName::HolidayCount).cloned();
    assert_eq!(skipped, Some(InputValue::Count(2)));
    assert!(
        plan_objection_due(pack, ObjectionStep::Decision, day("2018-01-01"), None, &BTreeSet::new()).is_err()
    );
}

#[test]
fn a_result_of_another_superior_is_found_and_words_that_nobody_plans_are_let_be() {
    let named = |words: &str| {
        let mut own = staff_skp();
        words.clone_into(&mut own.results[0].superior_result);
        own
    };
    let planned: PlannedWords<u8> =
        [(1, "Layanan cepat".to_owned()), (2, "Arsip tertata (lama)".to_owned())].into_iter().collect();
    let find =
        |own: &Skp, superior: Option<&Skp>| list_foreign_results(own, superior, &planned, |id| *id != 9);
    for foreign in ["layanan  cepat", "Layanan cepat (Jumlah layanan)", "Arsip tertata (lama) (Jumlah)"] {
        let found = find(&named(foreign), None);
        assert_eq!(found.len(), 1, "{foreign}");
        assert_eq!((found[0].severity, found[0].result), (SkpSeverity::Error, Some(0)));
    }
    for free in ["", "Layanan cepat sekali", "Layanan"] {
        assert!(find(&named(free), None).is_empty(), "{free}");
    }
    let mut superior = leader_skp();
    "Layanan cepat".clone_into(&mut superior.results[0].statement);
    assert!(
        find(&named("Layanan cepat (Jumlah layanan)"), Some(&superior)).is_empty(),
        "it is the superior's too"
    );
    let mut qualitative = named("Layanan cepat");
    qualitative.approach = Approach::Kualitatif;
    assert!(find(&qualitative, None).is_empty(), "no such column on this form");
    assert!(list_foreign_results(&named("Layanan cepat"), None, &planned, |id| *id != 1).is_empty());
}
