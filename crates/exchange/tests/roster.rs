//! Rosters as offices keep them: what is imported, what is refused, and where.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use chrono::NaiveDate;
use std::collections::{BTreeMap, HashSet};
use tilik_appraisal::{JenisJabatan, Nip, ReferencePack};
use tilik_exchange::csv_text::read_grid;
use tilik_exchange::error::FileError;
use tilik_exchange::finding::{Finding, SkipReason};
use tilik_exchange::grid::{Cell, CellKind, Column, Grid};
use tilik_exchange::header::{Mapping, propose};
use tilik_exchange::rejects::write_rejects;
use tilik_exchange::roster::{AsnKind, Roster, RosterContext, RosterField, read_roster};
use tilik_exchange::texts::{Language, render_finding};
use tilik_exchange::workbook::FileKind;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/rosters/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn read_known(grid: &Grid, mapping: &Mapping<RosterField>, known: &HashSet<String>) -> Roster {
    let pack = ReferencePack::builtin();
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let is_known = |nip: &Nip| known.contains(nip.as_str());
    read_roster(grid, mapping, &RosterContext { pack, today, is_known: &is_known }).unwrap()
}

fn read(bytes: &[u8]) -> (Grid, Mapping<RosterField>, Roster) {
    let grid = read_grid(bytes).unwrap();
    let mapping = propose(&grid).unwrap();
    let roster = read_known(&grid, &mapping, &HashSet::new());
    check_nothing_vanished(&grid, &roster);
    (grid, mapping, roster)
}

fn check_nothing_vanished(grid: &Grid, roster: &Roster) {
    let mut rows: Vec<u32> = roster.people.iter().map(|p| p.row).collect();
    rows.extend(roster.refused.iter().map(|r| r.row).collect::<HashSet<_>>());
    rows.extend(roster.skipped.iter().map(|s| s.row));
    rows.extend(&roster.repeated);
    rows.sort_unstable();
    let all: Vec<u32> = grid.rows().iter().map(|r| r.number).collect();
    assert_eq!(rows, all);
}

/// `row column code`, as a person is told.
fn places(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|f| format!("{} {} {}", f.row, f.letter(), f.code)).collect()
}

fn skips(roster: &Roster) -> BTreeMap<SkipReason, usize> {
    let mut counts = BTreeMap::new();
    for skipped in &roster.skipped {
        *counts.entry(skipped.reason).or_default() += 1;
    }
    counts
}

#[test]
fn semicolons_in_windows_1252_are_read() {
    let (grid, _, roster) = read(&fixture("semicolon-windows1252.csv"));
    assert_eq!(grid.delimiter(), Some(';'));
    assert_eq!((roster.people.len(), roster.count_refused_rows()), (4, 1));
    assert_eq!(places(&roster.refused), ["6 F roster.rank_unknown"]);
    assert_eq!(roster.refused[0].value, "Z/9");
    assert_eq!(skips(&roster), BTreeMap::from([(SkipReason::Header, 1), (SkipReason::Subtotal, 1)]));
    let head = &roster.people[0];
    assert_eq!(head.name.full(), "Dr. Rosalinda Peréz, M.Si.");
    assert_eq!(head.position.as_deref(), Some("Kepala Dinas Kearsipan – Kota"));
    assert_eq!(head.position_kind.map(|k| (k.value, k.is_guessed)), Some((JenisJabatan::JptPratama, true)));
    assert_eq!(head.superior, None);
    assert_eq!(roster.people[1].superior.as_ref(), Some(&head.nip));
    assert_eq!((roster.people[3].kind.value, roster.people[3].kind.is_guessed), (AsnKind::Pppk, false));
}

#[test]
fn tabs_and_nips_in_groups_are_read() {
    let (grid, _, roster) = read(&fixture("tab-spaced-nips.csv"));
    assert_eq!(grid.delimiter(), Some('\t'));
    assert_eq!(roster.people.len(), 3);
    assert_eq!(places(&roster.refused), ["6 B roster.nip_missing", "8 C roster.name_missing"]);
    assert_eq!(
        skips(&roster),
        BTreeMap::from([(SkipReason::Header, 1), (SkipReason::Caption, 1), (SkipReason::Blank, 1)])
    );
    let names: Vec<_> =
        roster.people.iter().map(|p| (&*p.name.front, &*p.name.name, &*p.name.back)).collect();
    assert_eq!(names[0], ("", "Halimah Tuasikal", "S.Sos., M.M."));
    assert_eq!(names[1], ("Ir.", "Petrus Lamawuran", "M.T."));
    assert_eq!(roster.people[1].nip.as_str(), "198402172009041009");
    let ranks: Vec<_> = roster.people.iter().map(|p| p.rank.unwrap().to_string()).collect();
    assert_eq!(ranks, ["IV/a", "III/d", "V"]);
    assert_eq!((roster.people[2].kind.value, roster.people[2].kind.is_guessed), (AsnKind::Pppk, true));
}

#[test]
fn the_header_is_found_below_titles() {
    let (_, mapping, roster) = read(&fixture("bom-title-rows.csv"));
    assert_eq!((mapping.header_row, mapping.find_column(RosterField::Nip)), (Some(5), Some(Column(1))));
    assert_eq!(mapping.columns[2].samples, ["(3)", "Alfons Rumbiak", "Debora Sumual"]);
    assert_eq!(roster.people.len(), 3);
    assert_eq!(places(&roster.refused), ["11 B roster.nip_invalid"]);
    assert_eq!(roster.refused[0].args["reason"], "nip.format");
    assert_eq!(
        skips(&roster),
        BTreeMap::from([
            (SkipReason::AboveHeader, 3),
            (SkipReason::Header, 2),
            (SkipReason::Blank, 1),
            (SkipReason::ColumnNumbers, 1),
            (SkipReason::Subtotal, 1),
            (SkipReason::Caption, 1),
        ])
    );
}

#[test]
fn a_header_of_two_rows_is_put_together() {
    let (_, mapping, roster) = read(&fixture("two-row-header.csv"));
    assert_eq!((mapping.header_row, mapping.header_height), (Some(4), 2));
    let fields: Vec<_> = mapping.columns.iter().map(|c| c.field).collect();
    use RosterField::{Golongan, Jabatan, Nama, Nip, UnitKerja};
    assert_eq!(fields, [None, Some(Nama), Some(Nip), Some(Golongan), None, Some(Jabatan), Some(UnitKerja)]);
    assert_eq!((roster.people.len(), roster.refused.len()), (2, 0));
    assert_eq!(roster.people[0].name.full(), "Drs. Lodewik Pattiasina, M.Si.");
    assert_eq!(roster.people[1].unit.as_deref(), Some("Bidang Data"));
}

#[test]
fn damaged_nips_are_explained_and_never_imported() {
    let (_, _, roster) = read(&fixture("damaged-nips.csv"));
    let nips: Vec<_> = roster.people.iter().map(|p| p.nip.as_str()).collect();
    assert_eq!(nips, ["197001011995031002", "199103032015032006"]);
    assert_eq!(
        places(&roster.refused),
        [
            "3 A roster.nip_damaged",
            "4 A roster.nip_damaged",
            "5 A roster.nip_damaged",
            "6 A roster.nip_damaged",
            "7 A roster.nip_invalid",
            "8 A roster.nip_damaged",
            "9 A roster.nip_invalid",
            "10 A roster.nip_invalid",
            "11 A roster.nip_invalid",
            "12 A roster.nip_invalid",
            "13 A roster.nip_invalid",
            "14 A roster.nip_missing",
            "15 E roster.superior_nip_damaged",
        ]
    );
    let reasons: Vec<_> = roster.refused.iter().filter_map(|r| r.args.get("reason")).collect();
    assert_eq!(
        reasons,
        [
            "nip.scientific_notation",
            "nip.scientific_notation",
            "nip.digits_after_fifteen_lost",
            "nip.float_suffix",
            "nip.format",
            "nip.column_too_narrow",
            "nip.birth_date",
            "nip.birth_date",
            "nip.appointment",
            "nip.sex",
            "nip.format",
            "nip.scientific_notation",
        ]
    );
    assert_eq!(places(&roster.notices), ["16 E roster.superior_not_a_nip"]);
    let words = render_finding(&roster.refused[0], Language::Indonesian);
    assert!(words.starts_with("NIP 1.98505E+17 rusak: ditulis sebagai bilangan berpangkat"), "{words}");
}

#[test]
fn a_nip_of_another_sex_than_the_column_says_is_refused_with_its_place() {
    let list = "NIP;Nama;L/P\n198505202010012011;Ayu;L\n199003122015031007;Wahyu;Laki-laki\n\
        199207252016052004;Laksmi;P\n198001012005012001;Tanpa;?\n";
    let (_, _, roster) = read(list.as_bytes());
    assert_eq!(places(&roster.refused), ["2 A roster.nip_sex_differs"]);
    assert_eq!(roster.people.len(), 3, "what is no word for a sex says nothing");
    let words = render_finding(&roster.refused[0], Language::Indonesian);
    assert!(words.contains("198505202010012011") && words.contains("\"L\""), "{words}");
}

#[test]
fn a_workbook_cell_that_is_a_number_is_a_damaged_nip() {
    let mut grid = Grid::new(Some("Sheet1".into()));
    grid.push_row(1, vec![Cell::text("NIP"), Cell::text("Nama")]).unwrap();
    let number = Cell { text: "198505202010012011".into(), kind: CellKind::Number };
    grid.push_row(2, vec![number, Cell::text("Budi Rekaan")]).unwrap();
    let roster = read_known(&grid, &propose(&grid).unwrap(), &HashSet::new());
    assert_eq!(places(&roster.refused), ["2 A roster.nip_damaged"]);
}

#[test]
fn circles_twins_and_hostile_texts_harm_nobody_else() {
    let (_, _, roster) = read(&fixture("circles-duplicates-hostile.csv"));
    assert_eq!(
        places(&roster.refused),
        [
            "9 A roster.nip_twice",
            "10 A roster.nip_twice",
            "13 B roster.name_too_long",
            "17 E roster.kind_unknown",
            "17 H roster.position_kind_unknown",
        ]
    );
    assert_eq!(
        (roster.refused[0].args["rows"].as_str(), roster.refused[1].args["rows"].as_str()),
        ("10", "9")
    );
    assert_eq!(
        places(&roster.notices),
        [
            "2 J roster.superior_circle",
            "3 J roster.superior_circle",
            "4 J roster.superior_circle",
            "6 J roster.superior_self",
            "8 A roster.same_row_twice",
            "14  roster.control_characters_removed",
            "15 J roster.superior_unknown",
            "16 E roster.kind_contradicts_nip",
        ]
    );
    assert_eq!(
        roster.notices[0].args["circle"],
        "198001012005011001 (2) → 198002022005012002 (3) → 198003032005011003 (4) → 198001012005011001 (2)"
    );
    let by_row = |row: u32| roster.people.iter().find(|p| p.row == row).unwrap();
    assert_eq!(by_row(2).superior, None);
    assert_eq!(by_row(5).superior.as_ref().map(Nip::as_str), Some("198001012005011001"));
    assert_eq!(by_row(11).name.name, "<script>alert(1)</script>");
    assert_eq!(by_row(14).name.name, "Kendali Balik");
    assert_eq!(by_row(15).superior_typed.as_ref().map(Nip::as_str), Some("197505052000031005"));
    assert_eq!(by_row(16).kind.value, AsnKind::Pns);
    assert_eq!(roster.repeated, [8]);
    assert_eq!(roster.people.len(), 11);
}

#[test]
fn refused_rows_repaired_and_imported_again_are_complete() {
    let (grid, mapping, first) = read(&fixture("damaged-nips.csv"));
    let rejects = write_rejects(&grid, &mapping, &first.refused, &[], FileKind::Csv, Language::Indonesian)
        .unwrap()
        .unwrap();
    let mut text = String::from_utf8(rejects).unwrap();
    assert!(
        text.starts_with(
            "\u{feff}nip,nama,golongan,jabatan,nip_atasan,baris_asal,kolom_bermasalah,alasan\r\n"
        )
    );
    assert!(text.contains("19700101 199503 1 002,3,A nip,"), "{text}");
    let wrong = [
        "1.98505E+17",
        "\"1,98505202010012E+17\"",
        "19850520 201001 2 000",
        "198505202010012011.0",
        "'19850520201001201",
        "##########",
        "19851320 201001 2 011",
        "19850230 201001 2 011",
        "19850520 201015 2 011",
        "19850520 201001 3 011",
        "19850520201001201O",
    ];
    for (number, wrong) in (100..).zip(wrong) {
        assert!(text.contains(&format!("\n{wrong},")), "{wrong} in {text}");
        text = text.replacen(&format!("\n{wrong},"), &format!("\n198505202010012{number},"), 1);
    }
    text = text.replacen("\n,Tanpa", "\n198505202010012200,Tanpa", 1).replacen(
        "1.97001E+17",
        "197001011995031002",
        1,
    );
    let grid = read_grid(text.as_bytes()).unwrap();
    let known = first.people.iter().map(|p| p.nip.to_string()).collect();
    let second = read_known(&grid, &propose(&grid).unwrap(), &known);
    assert_eq!(
        (second.people.len(), second.refused.len(), second.notices.len()),
        (13, 0, 0),
        "{:?}",
        second.refused
    );
    assert!(second.people.iter().all(|p| p.superior.is_some()));
    assert_eq!(
        write_rejects(
            &grid,
            &propose::<RosterField>(&grid).unwrap(),
            &second.refused,
            &[],
            FileKind::Csv,
            Language::Indonesian
        ),
        Ok(None)
    );
}

#[test]
fn a_file_without_header_is_refused_and_can_be_mapped_by_hand() {
    let grid = read_grid(b"198505202010012011,Budi Rekaan\n199005202015012012,Ayu Rekaan\n").unwrap();
    assert!(matches!(propose::<RosterField>(&grid), Err(FileError::NoHeader { rows_searched: 2, .. })));
    let mut mapping = Mapping::by_hand(&grid, None, &[(Column(0), RosterField::Nip)]);
    assert_eq!(mapping.check(), Err(FileError::FieldNotMapped { field: "nama" }));
    mapping.assign(Column(1), Some(RosterField::Nama));
    assert_eq!(read_known(&grid, &mapping, &HashSet::new()).people.len(), 2);
}

#[test]
fn a_status_that_is_no_kind_of_civil_servant_is_not_proposed() {
    let (_, mapping, roster) = read(b"nip,nama,status\n198505202010012011,Budi Rekaan,Kawin\n");
    assert_eq!(mapping.find_column(RosterField::JenisAsn), None);
    assert_eq!((roster.people.len(), roster.people[0].kind.is_guessed), (1, true));
}

/// People of one office after another: heads and their staff, all valid.
fn generate(count: usize) -> Vec<u8> {
    let mut text = String::from("nip,nama,golongan,jabatan,unit_kerja,nip_atasan\n");
    let nip = |i: usize| {
        let serial = i % 999 + 1;
        let day = i / 999 % 28 + 1;
        let month = i / 999 / 28 + 1;
        format!("1985{month:02}{day:02}2010011{serial:03}")
    };
    let nip = |i: usize| if nip(i).ends_with("000") { nip(i + 1) } else { nip(i) };
    for i in 0..count {
        let superior = if i % 50 == 0 { String::new() } else { nip(i - i % 50) };
        text += &format!(
            "{},Pegawai Rekaan {i},III/a,Analis Data Ahli Muda,Unit {},{superior}\n",
            nip(i),
            i / 50
        );
    }
    text.into_bytes()
}

#[test]
fn fifty_thousand_rows_are_read() {
    let (_, _, roster) = read(&generate(50_000));
    assert_eq!((roster.people.len(), roster.refused.len(), roster.notices.len()), (50_000, 0, 0));
    assert_eq!(roster.people.iter().filter(|p| p.superior.is_some()).count(), 49_000);
}
