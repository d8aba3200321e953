//! Files of ratings, in Indonesian and in English.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use chrono::NaiveDate;
use tilik_appraisal::{CoreValue, Rating};
use tilik_exchange::csv_text::read_grid;
use tilik_exchange::error::FileError;
use tilik_exchange::header::propose;
use tilik_exchange::ratings::{RatingField, Ratings, read_ratings};

fn read(text: &str) -> Ratings {
    let grid = read_grid(text.as_bytes()).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    read_ratings(&grid, &propose(&grid).unwrap(), today).unwrap()
}

#[test]
fn english_and_indonesian_files_give_the_same() {
    let english =
        read("nip,result_rating,behaviour_rating,feedback\n198505202010012011,above,meets,\"Tepat waktu\"\n");
    let indonesian = read(
        "Nama;N I P;Hasil Kerja;Perilaku Kerja;Umpan Balik\n\
         Ayu;19850520 201001 2 011;DIATAS EKSPEKTASI;Sesuai Ekspektasi;Tepat waktu\n",
    );
    assert_eq!(english.ratings, indonesian.ratings);
    let row = &english.ratings[0];
    assert_eq!(
        (row.result, row.behaviour, row.feedback.as_str()),
        (Rating::Above, Rating::Meets, "Tepat waktu")
    );
}

#[test]
fn values_are_optional_and_faults_are_placed() {
    let read = read(
        "nip,result_rating,behaviour_rating,loyal,adaptif\n\
         198505202010012011,sesuai,sesuai,di atas,\n\
         199005202015012012,hebat,,sesuai,\n\
         1.99005E+17,sesuai,sesuai,,\n\
         199105202016012013,sesuai,sesuai,,\n\
         199105202016012013,di bawah,sesuai,,\n\
         199205202017012014,sesuai,sesuai,,\n\
         199205202017012014,sesuai,sesuai,,\n",
    );
    let places: Vec<_> =
        read.refused.iter().map(|r| format!("{} {} {}", r.row, r.letter(), r.code)).collect();
    assert_eq!(
        places,
        [
            "3 B ratings.rating_unknown",
            "3 C ratings.rating_missing",
            "4 A ratings.nip_damaged",
            "5 A ratings.nip_twice",
            "6 A ratings.nip_twice",
        ]
    );
    assert_eq!(read.ratings.len(), 2);
    assert_eq!(read.ratings[0].values.get(&CoreValue::Loyal), Some(&Rating::Above));
    assert_eq!(read.repeated, [8]);
}

#[test]
fn a_file_without_the_two_ratings_has_no_header() {
    let grid = read_grid(b"nip,nama\n198505202010012011,Ayu\n").unwrap();
    assert!(matches!(propose::<RatingField>(&grid), Err(FileError::NoHeader { .. })));
}

/// A workbook with these sheets, of which each is a table of ratings with so many rows.
fn quarters(sheets: &[(&str, usize)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (column, heading) in (0..).zip(["NIP", "hasil_kerja", "perilaku_kerja"]) {
            sheet.write_string(0, column, heading).unwrap();
        }
        for row in 1..=u32::try_from(*rows).unwrap() {
            for (column, text) in (0..).zip(["198505202010012011", "Sesuai Ekspektasi", "Sesuai Ekspektasi"])
            {
                sheet.write_string(row, column, text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn one_of_several_sheets_of_ratings_must_be_named() {
    use tilik_exchange::workbook::{list_passed_over, read_only_table};
    let read = |bytes: &[u8], sheet| read_only_table::<RatingField>(bytes, sheet);
    let three = quarters(&[("TW1", 2), ("TW2", 1), ("TW3", 1)]);
    let sheets = ["TW1", "TW2", "TW3"].map(str::to_owned).to_vec();
    assert_eq!(read(&three, None).unwrap_err(), FileError::SheetAmbiguous { sheets });
    let named = read(&three, Some("TW2")).unwrap();
    assert_eq!(named.grid.sheet(), Some("TW2"));
    assert_eq!(list_passed_over(&named.sheets, &["TW2".to_owned()]), ["TW1", "TW3"]);
    // A header without rows is a form to fill in, and none of two.
    assert_eq!(read(&quarters(&[("TW1", 0), ("TW2", 1)]), None).unwrap().grid.sheet(), Some("TW2"));
    assert_eq!(read(&quarters(&[("TW1", 0)]), None).unwrap().grid.sheet(), Some("TW1"));
}
