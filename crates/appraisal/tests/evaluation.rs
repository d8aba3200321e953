//! Periods, schemes, ratings, the head's rating, the pattern and the order of an evaluation.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use tilik_appraisal::distribution::{
    Bound, DistributionCode, ExemptReason, FindingWeight, PoolStanding, PredicateCounts, check_distribution,
    get_pattern,
};
use tilik_appraisal::head::plan_head_result_rating;
use tilik_appraisal::order::{
    ClosingCode, ClosingFacts, ClosingPlace, ClosingSeverity, EvaluationStep, Parties, RatedDetail,
    find_next_step, list_closing_findings,
};
use tilik_appraisal::period::{Period, PeriodKind};
use tilik_appraisal::predicate::{compute_predicate, find_trend_gap};
use tilik_appraisal::rating::{advise_behaviour_rating, advise_result_rating};
use tilik_appraisal::scheme::choose_scheme;
use tilik_appraisal::skp::ResultKind::{Tambahan, Utama};
use tilik_appraisal::{
    CoreValue, InputName, InputValue, OrganisationAchievement, Predikat, Rating, ReferencePack, RuleCode,
    Scheme,
};

fn pack() -> &'static ReferencePack {
    ReferencePack::builtin()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

#[test]
fn a_period_has_its_days_and_its_label() {
    let cases = [
        ("2026-01", "2026-01-01", "2026-01-31", "JANUARI", true),
        ("2024-02", "2024-02-01", "2024-02-29", "FEBRUARI", true),
        ("2026-12", "2026-12-01", "2026-12-31", "DESEMBER", true),
        ("2026-TW1", "2026-01-01", "2026-03-31", "TRIWULAN I", true),
        ("2026-TW3", "2026-07-01", "2026-09-30", "TRIWULAN III", true),
        ("2026-TW4", "2026-10-01", "2026-12-31", "TRIWULAN IV", true),
        ("2026-S1", "2026-01-01", "2026-06-30", "SEMESTER I", true),
        ("2026-S2", "2026-07-01", "2026-12-31", "SEMESTER II", true),
        ("2026", "2026-01-01", "2026-12-31", "AKHIR", false),
    ];
    for (text, first, last, label, is_periodic) in cases {
        let period = period(text);
        assert_eq!(period.to_string(), text);
        assert_eq!((period.starts_on(), period.ends_on()), (day(first), day(last)), "{text}");
        assert_eq!(period.label(pack()), label);
        assert_eq!(period.is_periodic(), is_periodic);
        assert_ne!(period.is_periodic(), period.is_annual());
        assert_eq!(Period::containing(day(last), period.kind()).unwrap(), period);
        assert_eq!(serde_json::to_string(&period).unwrap(), format!("\"{text}\""));
    }
    assert_eq!(period(" 2026-tw3 "), period("2026-TW3"));
}

#[test]
fn a_text_that_is_no_period_is_refused_with_its_reason() {
    let cases = [
        ("", "period.format"),
        ("26-TW3", "period.format"),
        ("2026-3", "period.format"),
        ("2026-TW", "period.format"),
        ("2026-TW03", "period.format"),
        ("2026-", "period.format"),
        ("2026-TW3-1", "period.format"),
        ("２０２６", "period.format"),
        ("2026-TW5", "period.number"),
        ("2026-TW0", "period.number"),
        ("2026-S3", "period.number"),
        ("2026-13", "period.number"),
        ("2026-00", "period.number"),
        ("1926", "period.year"),
        ("2206-TW1", "period.year"),
    ];
    for (text, code) in cases {
        assert_eq!(text.parse::<Period>().unwrap_err().code(), code, "{text:?}");
    }
    assert!(serde_json::from_str::<Period>("\"2026-TW9\"").is_err());
}

#[test]
fn periods_sort_by_first_day_and_the_shorter_first() {
    let mut periods: Vec<Period> =
        ["2026", "2026-TW2", "2026-01", "2025-TW4", "2026-S1", "2026-TW1"].map(period).to_vec();
    periods.sort();
    let texts: Vec<String> = periods.iter().map(Period::to_string).collect();
    assert_eq!(texts, ["2025-TW4", "2026-01", "2026-TW1", "2026-S1", "2026", "2026-TW2"]);
    assert_eq!(Period::list_in_year(2026, PeriodKind::Quarterly).unwrap().len(), 4);
}

#[test]
fn the_last_day_of_a_period_chooses_its_scheme() {
    let cases = [
        ("2013-01-01", "2013-12-31", Scheme::Dp3),
        ("2014-01-01", "2014-12-31", Scheme::Pp46),
        ("2021-01-01", "2021-06-30", Scheme::Pp46),
        ("2021-07-01", "2021-12-31", Scheme::Pp30),
        ("2021-01-01", "2021-12-31", Scheme::Pp30),
        ("2022-01-01", "2022-03-31", Scheme::Panrb6),
        ("2026-07-01", "2026-09-30", Scheme::Panrb6),
    ];
    for (first, last, scheme) in cases {
        let chosen = choose_scheme(pack(), day(first), day(last));
        assert_eq!(chosen.value, scheme, "{last}");
        assert_eq!(chosen.explanation.rule, RuleCode::SchemeByPeriodEnd);
        assert_eq!(chosen.explanation.find_input(InputName::PeriodEnd), Some(&InputValue::Date(day(last))));
        assert!(!chosen.explanation.sources.is_empty());
    }
}

#[test]
fn words_that_people_write_are_read() {
    for text in ["DI ATAS EKSPEKTASI", "diatas ekspektasi", "Di Atas", "diatas", "above", "ATAS"] {
        assert_eq!(text.parse::<Rating>().unwrap(), Rating::Above, "{text}");
    }
    for text in ["di bawah ekspektasi", "DIBAWAH EKSPEKTASI", "dibawah", "below"] {
        assert_eq!(text.parse::<Rating>().unwrap(), Rating::Below, "{text}");
    }
    assert_eq!("Sesuai".parse::<Rating>().unwrap(), Rating::Meets);
    assert_eq!("Kurang/Misconduct".parse::<Predikat>().unwrap(), Predikat::Kurang);
    assert_eq!("Cukup/Butuh Perbaikan".parse::<Predikat>().unwrap(), Predikat::ButuhPerbaikan);
    let achievement = "BUTUH PERBAIKAN".parse::<OrganisationAchievement>().unwrap();
    assert_eq!(achievement, OrganisationAchievement::ButuhPerbaikan);
    assert_eq!("Berorientasi Pelayanan".parse::<CoreValue>().unwrap(), CoreValue::BerorientasiPelayanan);
    for text in ["", "bagus", "di", "ekspektasi", "3"] {
        assert!(text.parse::<Rating>().is_err(), "{text:?}");
    }
}

#[test]
fn a_predicate_before_2022_does_not_exist() {
    let error = compute_predicate(pack(), period("2021"), Rating::Meets, Rating::Meets).unwrap_err();
    assert_eq!(error.code(), "reference.not_in_force");
    assert!(compute_predicate(pack(), period("2022-01"), Rating::Meets, Rating::Meets).is_ok());
}

#[test]
fn results_advise_an_overall_rating() {
    use Rating::{Above, Below, Meets};
    let cases = [
        (vec![(Utama, Above), (Utama, Above), (Utama, Meets)], Above, false),
        (vec![(Utama, Above), (Utama, Above), (Utama, Below)], Meets, true),
        (vec![(Utama, Above), (Utama, Above), (Tambahan, Below)], Above, true),
        (vec![(Utama, Above), (Utama, Meets)], Meets, false),
        (vec![(Utama, Below), (Utama, Below), (Utama, Above)], Below, false),
        (vec![(Utama, Below), (Utama, Meets)], Meets, true),
        (vec![(Utama, Above)], Above, false),
    ];
    for (rated, rating, has_detail_below) in cases {
        let advice = advise_result_rating(pack(), day("2026-09-30"), &rated).unwrap().unwrap();
        assert_eq!((advice.rating, advice.has_detail_below), (rating, has_detail_below), "{rated:?}");
        assert_eq!(advice.explanation.rule, RuleCode::ResultAdvice);
        assert!(advice.explanation.find_input(InputName::MainBelowCount).is_some());
    }
    assert_eq!(advise_result_rating(pack(), day("2026-09-30"), &[]).unwrap(), None);
}

#[test]
fn values_advise_a_behaviour_rating() {
    use Rating::{Above, Below, Meets};
    let cases = [
        ([Above, Above, Above, Above, Meets, Meets, Meets], Above, false),
        ([Above, Above, Above, Above, Above, Above, Below], Meets, true),
        ([Above, Above, Above, Meets, Meets, Meets, Meets], Meets, false),
        ([Below, Below, Below, Below, Above, Above, Above], Below, false),
        ([Below, Below, Below, Meets, Meets, Meets, Meets], Meets, true),
    ];
    for (ratings, rating, has_detail_below) in cases {
        let rated: BTreeMap<_, _> = CoreValue::ALL.iter().copied().zip(ratings).collect();
        let advice = advise_behaviour_rating(pack(), day("2026-09-30"), &rated).unwrap().unwrap();
        assert_eq!((advice.rating, advice.has_detail_below), (rating, has_detail_below), "{ratings:?}");
    }
    assert_eq!(advise_behaviour_rating(pack(), day("2026-09-30"), &BTreeMap::new()).unwrap(), None);
}

#[test]
fn the_heads_rating_follows_from_the_organisation() {
    use OrganisationAchievement::{Baik, ButuhPerbaikan, Istimewa, Kurang, SangatKurang};
    let cases = [
        (Istimewa, Rating::Above),
        (Baik, Rating::Meets),
        (ButuhPerbaikan, Rating::Below),
        (Kurang, Rating::Below),
        (SangatKurang, Rating::Below),
    ];
    for (organisation, rating) in cases {
        let planned = plan_head_result_rating(pack(), period("2026"), organisation).unwrap();
        assert_eq!(planned.value, rating);
        assert_eq!(
            planned.explanation.find_input(InputName::Organisation),
            Some(&InputValue::Organisation(organisation))
        );
    }
}

#[test]
fn caps_round_down_minima_up_and_both_are_at_least_one() {
    let cases = [
        (Bound::AtMostPercent { percent: 70 }, 7, 4),
        (Bound::AtMostPercent { percent: 10 }, 5, 1),
        (Bound::AtMostPercent { percent: 10 }, 29, 2),
        (Bound::AtLeastPercent { percent: 60 }, 7, 5),
        (Bound::AtLeastPercent { percent: 60 }, 10, 6),
        (Bound::AtLeastPercent { percent: 10 }, 11, 2),
        (Bound::AtLeastPercent { percent: 10 }, 0, 1),
        (Bound::AtMostCount { count: 0 }, 40, 0),
        (Bound::AtLeastCount { count: 1 }, 40, 1),
    ];
    for (bound, pool, people) in cases {
        assert_eq!(bound.people(pool), people, "{bound:?} of {pool}");
    }
}

#[test]
fn the_head_and_exempt_people_are_outside_the_pool() {
    let people = [
        (PoolStanding::Head, Some(Predikat::SangatBaik)),
        (PoolStanding::Member, Some(Predikat::Baik)),
        (PoolStanding::Member, None),
        (PoolStanding::Exempt(ExemptReason::StudyAssignment), Some(Predikat::Baik)),
    ];
    let counts = PredicateCounts::of_pool(people);
    assert_eq!(counts, PredicateCounts { baik: 1, unrated: 1, ..PredicateCounts::default() });
    assert_eq!(counts.pool_size(), 2);
}

#[test]
fn a_small_office_gets_information_only() {
    let counts = PredicateCounts { sangat_baik: 4, ..PredicateCounts::default() };
    let report =
        check_distribution(pack(), period("2026-TW3"), OrganisationAchievement::Istimewa, counts).unwrap();
    assert!(report.is_information_only);
    assert_eq!(report.findings[0].weight, FindingWeight::Information);
    assert!(!report.requires_reason());
}

#[test]
fn an_empty_pool_has_no_findings() {
    for organisation in OrganisationAchievement::ALL {
        let counts = PredicateCounts::default();
        let report = check_distribution(pack(), period("2026"), *organisation, counts).unwrap();
        assert!(report.findings.is_empty() && report.soft_findings.is_empty(), "{organisation}");
        assert!(!report.limits.is_empty());
    }
}

#[test]
fn a_minimum_is_missed_only_when_the_unrated_cannot_fill_it() {
    let counts = PredicateCounts { baik: 6, unrated: 4, ..PredicateCounts::default() };
    let check = |counts| {
        let report =
            check_distribution(pack(), period("2026"), OrganisationAchievement::Baik, counts).unwrap();
        report.findings.iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(check(counts), []);
    let rated = PredicateCounts { sangat_baik: 4, baik: 6, ..PredicateCounts::default() };
    assert_eq!(check(rated), [DistributionCode::NeedsButuhPerbaikanOrKurang]);
}

#[test]
fn a_larger_group_than_the_dominant_is_a_soft_finding_apart() {
    let counts = PredicateCounts { sangat_baik: 12, baik: 7, kurang: 1, ..PredicateCounts::default() };
    let report = check_distribution(pack(), period("2026"), OrganisationAchievement::Baik, counts).unwrap();
    assert_eq!(report.findings, []);
    assert!(!report.requires_reason());
    let soft = &report.soft_findings[0];
    assert_eq!((soft.code, soft.weight), (DistributionCode::DominantNotLargest, FindingWeight::Soft));
    assert_eq!(
        soft.explanation.find_input(InputName::LargestPredicate),
        Some(&InputValue::Predicate(Predikat::SangatBaik))
    );
}

#[test]
fn a_finding_names_its_numbers() {
    let counts = PredicateCounts { sangat_baik: 8, baik: 2, ..PredicateCounts::default() };
    let organisation = OrganisationAchievement::Istimewa;
    let report = check_distribution(pack(), period("2026"), organisation, counts).unwrap();
    let why = &report.findings[0].explanation;
    let expected = [
        (InputName::PoolSize, InputValue::Count(10)),
        (InputName::ActualCount, InputValue::Count(8)),
        (InputName::BoundCount, InputValue::Count(7)),
        (InputName::BoundPercent, InputValue::Percent(70)),
        (InputName::Predicate, InputValue::Predicate(Predikat::SangatBaik)),
    ];
    for (name, value) in expected {
        assert_eq!(why.find_input(name), Some(&value));
    }
    assert!(why.sources.iter().any(|source| source.regulation == "SE MenPANRB 3/2023"));
}

#[test]
fn each_curve_peaks_at_its_dominant_predicate() {
    let from_worst: Vec<Predikat> = Predikat::ALL.iter().rev().copied().collect();
    for organisation in OrganisationAchievement::ALL {
        let pattern = get_pattern(pack(), period("2026"), *organisation).unwrap();
        let peak = (0..5).max_by_key(|at| pattern.curve[*at]).unwrap();
        assert_eq!(from_worst[peak], pattern.dominant, "{organisation}");
    }
    let year_before = get_pattern(pack(), period("2022"), OrganisationAchievement::Baik);
    assert_eq!(year_before.unwrap_err().code(), "reference.not_in_force");
}

#[test]
fn an_annual_predicate_far_from_the_median_is_noticed() {
    use Predikat::{Baik, ButuhPerbaikan, Kurang, SangatBaik};
    let cases: [(Predikat, &[Predikat], bool); 6] = [
        (SangatBaik, &[ButuhPerbaikan, ButuhPerbaikan, Baik], true),
        (SangatBaik, &[Baik, Baik, ButuhPerbaikan], false),
        (Baik, &[SangatBaik, Kurang, Kurang, Kurang], true),
        (SangatBaik, &[Baik, ButuhPerbaikan], false),
        (SangatBaik, &[], false),
        (Kurang, &[Baik], true),
    ];
    for (annual, periodic, is_far) in cases {
        assert_eq!(find_trend_gap(annual, periodic).is_some(), is_far, "{annual} after {periodic:?}");
    }
}

fn ready() -> ClosingFacts<'static, u32> {
    ClosingFacts {
        parties: Parties {
            assessed: 1,
            assessor: Some(2),
            superior: Some(3),
            is_assessor_regional_head: false,
        },
        has_agreed_skp: true,
        has_organisation: true,
        result_rating: Some(Rating::Meets),
        behaviour_rating: Some(Rating::Meets),
        result_advice: None,
        behaviour_advice: None,
        has_result_reason: false,
        has_behaviour_reason: false,
        has_general_feedback: false,
        has_general_blank: false,
        details: &[],
        is_outside_pattern: false,
        has_distribution_reason: false,
        predicate: Some(Predikat::Baik),
        periodic_predicates: &[],
        has_trend_note: false,
    }
}

#[test]
fn a_complete_evaluation_may_be_closed() {
    assert_eq!(list_closing_findings(period("2026-TW3"), &ready()), []);
    assert_eq!(find_next_step(&ready()), None);
}

#[test]
fn each_gap_has_its_own_finding() {
    use ClosingCode as Code;
    use ClosingSeverity::{Obstacle, Warning};
    type Change = fn(&mut ClosingFacts<'static, u32>);
    let cases: [(Change, Code, ClosingSeverity); 12] = [
        (|f| f.has_agreed_skp = false, Code::SkpNotAgreed, Obstacle),
        (|f| f.has_organisation = false, Code::OrganisationMissing, Obstacle),
        (|f| f.result_rating = None, Code::ResultRatingMissing, Obstacle),
        (|f| f.behaviour_rating = None, Code::BehaviourRatingMissing, Obstacle),
        (|f| f.parties.assessor = None, Code::AssessorMissing, Obstacle),
        (|f| f.parties.assessor = Some(1), Code::AssessorIsSelf, Obstacle),
        (|f| f.parties.superior = Some(1), Code::SuperiorIsSelf, Obstacle),
        (|f| f.parties.superior = None, Code::SuperiorMissing, Warning),
        (|f| f.parties.superior = Some(2), Code::SuperiorIsAssessor, Warning),
        (|f| f.is_outside_pattern = true, Code::DistributionReasonMissing, Obstacle),
        (|f| f.result_rating = Some(Rating::Below), Code::ResultFeedbackMissing, Obstacle),
        (|f| f.behaviour_rating = Some(Rating::Below), Code::BehaviourFeedbackMissing, Obstacle),
    ];
    for (change, code, severity) in cases {
        let mut facts = ready();
        change(&mut facts);
        let findings = list_closing_findings(period("2026-TW3"), &facts);
        let found: Vec<_> = findings.iter().map(|finding| (finding.code, finding.severity)).collect();
        assert_eq!(found, [(code, severity)]);
    }
}

#[test]
fn an_assessor_who_heads_the_region_may_be_the_superior_too() {
    let mut facts = ready();
    facts.parties.superior = Some(2);
    facts.parties.is_assessor_regional_head = true;
    assert_eq!(list_closing_findings(period("2026"), &facts), []);
}

#[test]
fn a_reason_closes_outside_the_pattern() {
    let mut facts = ready();
    facts.is_outside_pattern = true;
    facts.has_distribution_reason = true;
    assert_eq!(list_closing_findings(period("2026"), &facts), []);
}

#[test]
fn feedback_with_a_blank_is_named_where_it_stands() {
    let place = ClosingPlace::Value(CoreValue::Adaptif);
    let details = [
        RatedDetail { place, rating: Some(Rating::Meets), has_feedback: true, has_blank: true },
        RatedDetail {
            place: ClosingPlace::Result(0),
            rating: Some(Rating::Below),
            has_feedback: true,
            has_blank: false,
        },
    ];
    let facts = ClosingFacts { details: &details, has_general_blank: true, ..ready() };
    let findings = list_closing_findings(period("2026-TW3"), &facts);
    let found: Vec<_> =
        findings.iter().map(|finding| (finding.code, finding.severity, finding.place)).collect();
    let unfinished = |place| (ClosingCode::FeedbackUnfinished, ClosingSeverity::Obstacle, place);
    assert_eq!(found, [unfinished(None), unfinished(Some(place))]);
}

#[test]
fn a_detail_below_without_feedback_is_named() {
    let below = |place, has_feedback| RatedDetail {
        place,
        rating: Some(Rating::Below),
        has_feedback,
        has_blank: false,
    };
    let details = [
        below(ClosingPlace::Result(0), true),
        below(ClosingPlace::Result(2), false),
        below(ClosingPlace::Value(CoreValue::Loyal), false),
    ];
    let facts = ClosingFacts { details: &details, result_rating: Some(Rating::Below), ..ready() };
    let findings = list_closing_findings(period("2026-TW3"), &facts);
    let places: Vec<_> = findings.iter().map(|finding| (finding.code, finding.place)).collect();
    assert_eq!(
        places,
        [
            (ClosingCode::ResultFeedbackMissing, Some(ClosingPlace::Result(2))),
            (ClosingCode::BehaviourFeedbackMissing, Some(ClosingPlace::Value(CoreValue::Loyal))),
        ]
    );
}

#[test]
fn general_feedback_serves_both_overall_ratings_but_no_detail() {
    let place = ClosingPlace::Result(1);
    let details = [RatedDetail { place, rating: Some(Rating::Below), has_feedback: false, has_blank: false }];
    let facts = ClosingFacts {
        has_general_feedback: true,
        result_rating: Some(Rating::Below),
        behaviour_rating: Some(Rating::Below),
        details: &details,
        ..ready()
    };
    let findings = list_closing_findings(period("2026-TW3"), &facts);
    let places: Vec<_> = findings.iter().map(|finding| finding.place).collect();
    assert_eq!(places, [Some(place)]);
}

#[test]
fn feedback_on_results_does_not_serve_behaviour() {
    let details = [RatedDetail {
        place: ClosingPlace::Result(0),
        rating: Some(Rating::Below),
        has_feedback: true,
        has_blank: false,
    }];
    let facts = ClosingFacts { behaviour_rating: Some(Rating::Below), details: &details, ..ready() };
    let findings = list_closing_findings(period("2026-TW3"), &facts);
    let found: Vec<_> = findings.iter().map(|finding| (finding.code, finding.place)).collect();
    assert_eq!(found, [(ClosingCode::BehaviourFeedbackMissing, None)]);
}

#[test]
fn a_rating_against_the_advice_asks_why_and_one_without_advice_or_as_advised_does_not() {
    use ClosingCode::{BehaviourReasonMissing, ResultReasonMissing};
    let ask = |rating, advice, has_reason| {
        let facts = ClosingFacts {
            result_rating: rating,
            behaviour_rating: rating,
            result_advice: advice,
            behaviour_advice: advice,
            has_result_reason: has_reason,
            has_behaviour_reason: has_reason,
            has_general_feedback: true,
            ..ready()
        };
        let findings = list_closing_findings(period("2026-TW3"), &facts);
        let asked = findings.into_iter().map(|finding| finding.code);
        asked.filter(|code| [ResultReasonMissing, BehaviourReasonMissing].contains(code)).collect::<Vec<_>>()
    };
    let (below, meets, above) = (Some(Rating::Below), Some(Rating::Meets), Some(Rating::Above));
    let both = [ResultReasonMissing, BehaviourReasonMissing];
    assert_eq!(ask(above, meets, false), both);
    assert_eq!(ask(below, meets, false), both);
    assert_eq!(ask(below, meets, true), []);
    assert_eq!(ask(meets, meets, false), []);
    assert_eq!(ask(above, None, false), []);
    assert_eq!(ask(None, meets, false), []);
}

#[test]
fn the_trend_is_looked_at_for_the_year_only() {
    let periodic = [Predikat::Kurang; 3];
    let facts = ClosingFacts { periodic_predicates: &periodic, ..ready() };
    let code = |text: &str| list_closing_findings(period(text), &facts).first().map(|finding| finding.code);
    assert_eq!(code("2026"), Some(ClosingCode::TrendNoteMissing));
    assert_eq!(code("2026-TW4"), None);
}

#[test]
fn the_steps_come_in_the_order_of_the_circular() {
    let mut facts = ClosingFacts {
        has_organisation: false,
        result_rating: None,
        behaviour_rating: None,
        predicate: None,
        ..ready()
    };
    let mut steps = vec![find_next_step(&facts)];
    facts.has_organisation = true;
    steps.push(find_next_step(&facts));
    facts.result_rating = Some(Rating::Meets);
    steps.push(find_next_step(&facts));
    facts.behaviour_rating = Some(Rating::Meets);
    steps.push(find_next_step(&facts));
    let expected = [
        EvaluationStep::OrganisationAchievement,
        EvaluationStep::ResultRating,
        EvaluationStep::BehaviourRating,
        EvaluationStep::Predicate,
    ];
    assert_eq!(steps, expected.map(Some));
}
