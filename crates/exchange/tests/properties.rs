//! What holds for any file at all: nothing panics, and no row vanishes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeSet;
use tilik_appraisal::{Nip, ReferencePack};
use tilik_exchange::cell_text::clean;
use tilik_exchange::csv_text::read_grid;
use tilik_exchange::finding::{Finding, SkippedRow};
use tilik_exchange::grid::{Cell, CellKind, Column, Grid};
use tilik_exchange::header::{Field, Mapping, propose};
use tilik_exchange::open_export::ExportReader;
use tilik_exchange::plans::{PlanField, read_plans};
use tilik_exchange::ratings::{RatingField, read_ratings};
use tilik_exchange::rejects::write_rejects;
use tilik_exchange::roster::{RosterContext, RosterField, read_roster};
use tilik_exchange::table::write_csv;
use tilik_exchange::texts::Language;
use tilik_exchange::workbook::FileKind;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

/// The proposal, or the columns in order under a first row taken for the header.
fn map<F: Field>(grid: &Grid) -> Mapping<F> {
    propose(grid).unwrap_or_else(|_| {
        let fields: Vec<_> = F::ALL.iter().enumerate().map(|(i, f)| (Column::at(i), *f)).collect();
        Mapping::by_hand(grid, Some(1), &fields)
    })
}

fn check_rows(
    grid: &Grid,
    imported: Vec<u32>,
    refused: &[Finding],
    skipped: &[SkippedRow],
    repeated: &[u32],
) {
    let refused: BTreeSet<u32> = refused.iter().map(|r| r.row).collect();
    let mut rows = imported;
    rows.extend(refused);
    rows.extend(skipped.iter().map(|s| s.row));
    rows.extend(repeated);
    rows.sort_unstable();
    let all: Vec<u32> = grid.rows().iter().map(|r| r.number).collect();
    assert_eq!(rows, all);
}

fn check_all_readers(grid: &Grid) {
    let nobody = |_: &Nip| false;
    let context = RosterContext { pack: ReferencePack::builtin(), today: today(), is_known: &nobody };
    let mapping = map::<RosterField>(grid);
    let roster = read_roster(grid, &mapping, &context).unwrap();
    let people = roster.people.iter().map(|p| p.row).collect();
    check_rows(grid, people, &roster.refused, &roster.skipped, &roster.repeated);
    let rejects = write_rejects(grid, &mapping, &roster.refused, &[], FileKind::Csv, Language::Indonesian);
    let given_back = rejects.unwrap().map_or(0, |bytes| read_grid(&bytes).unwrap().rows().len() - 1);
    assert_eq!(given_back, roster.count_refused_rows());

    let ratings = read_ratings(grid, &map::<RatingField>(grid), today()).unwrap();
    let rated = ratings.ratings.iter().map(|r| r.row).collect();
    check_rows(grid, rated, &ratings.refused, &ratings.skipped, &ratings.repeated);

    let plans = read_plans(grid, &map::<PlanField>(grid), today()).unwrap();
    let planned = plans.drafts.iter().flat_map(|d| d.rows.clone()).collect();
    check_rows(grid, planned, &plans.refused, &plans.skipped, &[]);
    let refused: BTreeSet<&str> = plans.refused.iter().map(|r| r.value.as_str()).collect();
    assert!(plans.drafts.iter().all(|d| !refused.contains(d.nip.as_str())));
}

fn any_cell() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "nip",
        "NIP",
        "nama",
        "Nama Pegawai",
        "tahun",
        "hasil",
        "indikator",
        "target",
        "rating_hasil_kerja",
        "rating_perilaku",
        "198505202010012011",
        "198505202010012011",
        "199005202015012012",
        "19850520 201001 2 011",
        "1.98505E+17",
        "198505202010012000",
        "2026",
        "III/a",
        "IX",
        "PNS",
        "sesuai",
        "di atas",
        "Budi",
        "Jumlah",
        "",
        "",
        "-",
        "1",
        "2",
        "(3)",
        "=1+1",
        "a;b",
        "x\ty",
        "dua\nbaris",
        "\"",
        "'",
        "\u{202e}",
    ]);
    prop_oneof![4 => words.prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        if let Ok(grid) = read_grid(&bytes) {
            check_all_readers(&grid);
        }
        if let Ok(reader) = ExportReader::new(bytes.as_slice()) {
            let _ = reader.count();
        }
    }

    #[test]
    fn arbitrary_text_never_panics(text in "[nipama\"',;\t\r\n0-9 =\u{feff}é]{0,400}") {
        if let Ok(grid) = read_grid(text.as_bytes()) {
            check_all_readers(&grid);
        }
    }

    #[test]
    fn no_row_vanishes(rows in prop::collection::vec(prop::collection::vec(any_cell(), 0..8), 1..30)) {
        let mut grid = Grid::new(Some("Sheet1".into()));
        for (number, row) in (1..).zip(rows) {
            let kind = |text: &str| if text.len() % 7 == 3 { CellKind::Number } else { CellKind::Text };
            let cells = row.into_iter().map(|text| Cell { kind: kind(&text), text }).collect();
            grid.push_row(number, cells).unwrap();
        }
        check_all_readers(&grid);
    }

    #[test]
    fn a_list_written_is_read_back(rows in prop::collection::vec(prop::collection::vec(any_cell(), 3), 1..20)) {
        let bytes = write_csv(&["a", "b", "c"], rows.clone(), ';');
        // A zero byte is what tells a text from another kind of file.
        prop_assume!(!rows.iter().flatten().any(|cell| cell.contains('\0')));
        let grid = read_grid(&bytes).unwrap();
        prop_assert_eq!(grid.rows().len(), rows.len() + 1);
        for (row, expected) in grid.rows().iter().skip(1).zip(&rows) {
            let found: Vec<_> = row.cells.iter().map(|c| clean(&c.text).text).collect();
            let expected: Vec<_> = expected.iter().map(|c| clean(c).text).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
