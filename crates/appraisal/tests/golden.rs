//! The golden cases of predicates, distribution and NIPs, row by row.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use chrono::NaiveDate;
use csv::{Reader, StringRecord};
use tilik_appraisal::distribution::{FindingWeight, PredicateCounts, check_distribution};
use tilik_appraisal::nip::{NipError, NipKind, ReadNip};
use tilik_appraisal::predicate::compute_predicate;
use tilik_appraisal::{Nip, Predikat, ReferencePack};

fn rows(text: &str) -> Vec<StringRecord> {
    let rows: Vec<_> = Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
    assert!(rows.len() > 5, "a golden file lost its rows");
    rows
}

#[test]
fn every_pair_of_ratings_gives_its_predicate() {
    let pack = ReferencePack::builtin();
    let period = "2026-TW3".parse().unwrap();
    for row in rows(include_str!("golden/predicate.csv")) {
        let (result, behaviour) = (row[1].parse().unwrap(), row[2].parse().unwrap());
        let predicate = compute_predicate(pack, period, result, behaviour).unwrap().value;
        assert_eq!(predicate, row[3].parse::<Predikat>().unwrap(), "{}", &row[0]);
    }
}

#[test]
fn every_distribution_has_its_findings() {
    let pack = ReferencePack::builtin();
    let period = "2026-TW3".parse().unwrap();
    for row in rows(include_str!("golden/distribution.csv")) {
        let count = |at: usize| row[at].parse::<u32>().unwrap();
        let counts = PredicateCounts {
            sangat_baik: count(2),
            baik: count(3),
            butuh_perbaikan: count(4),
            kurang: count(5),
            sangat_kurang: count(6),
            unrated: 0,
        };
        let report = check_distribution(pack, period, row[1].parse().unwrap(), counts).unwrap();
        let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code.code()).collect();
        assert_eq!(codes.join(" "), row[7], "{}", &row[0]);
        assert!(report.findings.iter().all(|finding| finding.weight == FindingWeight::Hard));
        assert_eq!(report.requires_reason(), !codes.is_empty());
    }
}

fn describe(read: &Result<ReadNip, NipError>) -> String {
    match read {
        Ok(read) => {
            let parts = read.parts;
            let (kind, year, middle) = match parts.kind {
                NipKind::Pns { year, month } => ("pns", year, month),
                NipKind::Pppk { year, frequency } => ("pppk", year, frequency),
            };
            let warnings: String = read.warnings.iter().map(|w| format!(" {w}")).collect();
            let (born, sex, serial) = (parts.born_on, parts.sex, parts.serial);
            format!("{kind} {born} {year}-{middle:02} {sex} {serial:03}{warnings}")
        }
        Err(NipError::DamagedBySpreadsheet { damage, surviving }) => {
            format!("nip.damaged_by_spreadsheet {damage} {surviving}").trim_end().to_owned()
        }
        Err(error) => error.code().to_owned(),
    }
}

#[test]
fn every_nip_is_read_or_refused_as_listed() {
    let today = NaiveDate::from_ymd_opt(2026, 10, 5).unwrap();
    for row in rows(include_str!("golden/nip.csv")) {
        assert_eq!(describe(&Nip::parse(&row[1], today)), row[2], "{}", &row[0]);
    }
    let read = Nip::parse("198609262015051001", today).unwrap();
    assert_eq!(read.nip.grouped(), "19860926 201505 1 001");
}
