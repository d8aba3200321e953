//! What holds for every input, not only for the rows of the tables.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use tilik_appraisal::distribution::{PredicateCounts, check_distribution};
use tilik_appraisal::nip::{NipDamage, NipError};
use tilik_appraisal::period::PeriodKind;
use tilik_appraisal::predicate::compute_predicate;
use tilik_appraisal::superiors::{AssessorAssignment, AssessorQuality, list_cycles_on};
use tilik_appraisal::{Nip, OrganisationAchievement, Period, PersonName, Rank, Rating, ReferencePack};

fn today() -> NaiveDate {
    "2026-10-05".parse().unwrap()
}

/// Digits of a NIP of a person who was 20 to 39 on appointment between 1990 and 2024.
fn any_nip() -> impl Strategy<Value = String> {
    let born = (0_u64..7000).prop_map(|days| NaiveDate::from_ymd_opt(1965, 1, 1).unwrap() + Days::new(days));
    let middle = prop_oneof![(1_u8..=12), (21_u8..=40)];
    (born, 20_i32..39, middle, 1_u8..=2, 1_u16..=999).prop_map(|(born, age, middle, sex, serial)| {
        let year: i32 = born.format("%Y").to_string().parse().unwrap();
        format!("{}{}{middle:02}{sex}{serial:03}", born.format("%Y%m%d"), year + age)
    })
}

fn any_rating() -> impl Strategy<Value = Rating> {
    prop::sample::select(Rating::ALL)
}

proptest! {
    #[test]
    fn a_nip_shown_and_read_again_is_the_same(digits in any_nip()) {
        let read = Nip::parse(&digits, today()).unwrap();
        prop_assert_eq!(read.nip.as_str(), &digits);
        prop_assert_eq!(Nip::parse(&read.nip.grouped(), today()).unwrap(), read.clone());
        prop_assert_eq!(Nip::parse(&read.nip.to_string(), today()).unwrap(), read.clone());
        prop_assert_eq!(read.nip.get_parts().unwrap(), read.parts);
    }

    #[test]
    fn what_survives_damage_is_really_the_beginning_of_the_number(digits in any_nip(), shown in 1_usize..17) {
        let number: u64 = digits.parse().unwrap();
        // Lossy on purpose: this is what a spreadsheet or a data frame does.
        #[expect(clippy::cast_precision_loss)]
        let float = number as f64;
        let scientific = format!("{float:.*E}", shown - 1).replace('E', "E+");
        let texts = [
            (scientific, NipDamage::ScientificNotation),
            (format!("{}000", &digits[..15]), NipDamage::DigitsAfterFifteenLost),
            (format!("{float:.1}"), NipDamage::FloatSuffix),
        ];
        for (text, expected) in texts {
            match Nip::parse(&text, today()) {
                Err(NipError::DamagedBySpreadsheet { damage, surviving }) => {
                    prop_assert_eq!(damage, expected);
                    prop_assert!(digits.starts_with(&surviving), "{} of {} from {}", surviving, digits, text);
                }
                other => prop_assert!(false, "{text} gave {other:?}"),
            }
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,40}") {
        let _ = Nip::parse(&text, today());
        let _ = Rank::parse(ReferencePack::builtin(), &text);
        let _ = text.parse::<Period>();
        let _ = text.parse::<Rating>();
        let _ = PersonName::split(ReferencePack::builtin(), &text).full();
        let _ = ReferencePack::parse(&text);
    }

    #[test]
    fn an_accepted_text_holds_exactly_its_digits(text in "['=]?[0-9 .,eE+]{15,26}") {
        if let Ok(nip) = Nip::from_digits(&text) {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(nip.as_str(), digits);
        }
    }

    #[test]
    fn better_behaviour_never_lowers_the_predicate(result in any_rating(), a in any_rating(), b in any_rating()) {
        let rank = |behaviour| {
            let period = "2026".parse().unwrap();
            compute_predicate(ReferencePack::builtin(), period, result, behaviour).unwrap().value.rank()
        };
        prop_assert!(rank(a.min(b)) <= rank(a.max(b)));
    }

    #[test]
    fn better_results_never_lower_the_predicate(behaviour in any_rating(), a in any_rating(), b in any_rating()) {
        let rank = |result| {
            let period = "2026".parse().unwrap();
            compute_predicate(ReferencePack::builtin(), period, result, behaviour).unwrap().value.rank()
        };
        prop_assert!(rank(a.min(b)) <= rank(a.max(b)));
    }

    #[test]
    fn any_counts_give_a_report(counts in any::<[u32; 6]>(), small in any::<bool>()) {
        let cut = |at: usize| if small { counts[at] % 12 } else { counts[at] };
        let counts = PredicateCounts {
            sangat_baik: cut(0),
            baik: cut(1),
            butuh_perbaikan: cut(2),
            kurang: cut(3),
            sangat_kurang: cut(4),
            unrated: cut(5),
        };
        for organisation in OrganisationAchievement::ALL {
            let period = "2026".parse().unwrap();
            let report = check_distribution(ReferencePack::builtin(), period, *organisation, counts).unwrap();
            for finding in &report.findings {
                let limit = report.limits.iter().find(|limit| limit.code == finding.code).unwrap();
                prop_assert_ne!(limit.is_cap, limit.actual < limit.people);
            }
            prop_assert!(!(report.is_information_only && report.requires_reason()));
        }
    }

    #[test]
    fn a_period_written_and_read_again_is_the_same(
        year in 1970_u16..=2100, kind in prop::sample::select(PeriodKind::ALL), number in 1_u8..=12,
    ) {
        if let Ok(period) = Period::new(year, kind, number) {
            prop_assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
            prop_assert!(period.starts_on() < period.ends_on());
            prop_assert_eq!(Period::containing(period.starts_on(), kind).unwrap(), period);
            prop_assert_eq!(Period::containing(period.ends_on(), kind).unwrap(), period);
        } else {
            prop_assert!(number > kind.count_in_year());
        }
    }

    #[test]
    fn the_periods_of_a_year_follow_each_other(year in 1970_u16..=2100, kind in prop::sample::select(PeriodKind::ALL)) {
        let periods = Period::list_in_year(year, kind).unwrap();
        for pair in periods.windows(2) {
            prop_assert_eq!(pair[0].ends_on().succ_opt().unwrap(), pair[1].starts_on());
            prop_assert!(pair[0] < pair[1]);
        }
    }

    #[test]
    fn every_circle_named_is_one(pairs in prop::collection::vec((0_u8..20, 0_u8..20), 0..40)) {
        let from = today();
        let assignments: Vec<_> = pairs
            .iter()
            .map(|(assessed, assessor)| AssessorAssignment {
                assessed: *assessed,
                assessor: *assessor,
                quality: AssessorQuality::Definitive,
                from,
                until: None,
            })
            .collect();
        // The last assignment of a person is the one in force.
        let assessor_of = |id: u8| pairs.iter().rev().find(|(assessed, _)| *assessed == id).map(|pair| pair.1);
        let cycles = list_cycles_on(&assignments, from);
        for cycle in &cycles {
            for (at, id) in cycle.iter().enumerate() {
                prop_assert_eq!(assessor_of(*id), Some(cycle[(at + 1) % cycle.len()]));
            }
        }
        let named: usize = cycles.iter().map(Vec::len).sum();
        let on_a_circle = (0_u8..20).filter(|start| {
            let mut person = assessor_of(*start);
            for _ in 0..20 {
                if person == Some(*start) {
                    return true;
                }
                person = person.and_then(assessor_of);
            }
            false
        });
        prop_assert_eq!(named, on_a_circle.count());
    }
}
