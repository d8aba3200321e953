//! Workbooks made for a test, and what every test asks of a roster.

#![allow(
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "shared by tests, each of which uses a part"
)]

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use std::collections::HashSet;
use std::io::{Cursor, Read, Write};
use tilik_appraisal::{Nip, ReferencePack};
use tilik_exchange::finding::Finding;
use tilik_exchange::roster::{Roster, RosterContext, RosterField, read_roster, spread_merged};
use tilik_exchange::workbook::{Table, read_table};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

pub const TODAY: (i32, u32, u32) = (2026, 11, 21);

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(TODAY.0, TODAY.1, TODAY.2).unwrap()
}

pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/rosters/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A workbook of one sheet, with whatever is done to it after its texts are in.
pub fn workbook(rows: &[&[&str]], finish: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    fill(sheet, rows);
    finish(sheet);
    workbook.save_to_buffer().unwrap()
}

pub fn fill(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            if !text.is_empty() {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    }
}

/// Merges cells that are filled already: the text of the first stays.
pub fn merge(sheet: &mut Worksheet, from: (u32, u16), to: (u32, u16), text: &str) {
    sheet.merge_range(from.0, from.1, to.0, to.1, text, &Format::new()).unwrap();
}

pub fn read(bytes: &[u8]) -> (Table<RosterField>, Roster) {
    read_sheet(bytes, None)
}

pub fn read_sheet(bytes: &[u8], sheet: Option<&str>) -> (Table<RosterField>, Roster) {
    let table = read_table::<RosterField>(bytes, sheet, &[]).unwrap();
    let table = Table { grid: spread_merged(table.grid, &table.mapping).unwrap(), ..table };
    let nobody = |_: &Nip| false;
    let context = RosterContext { pack: ReferencePack::builtin(), today: today(), is_known: &nobody };
    let roster = read_roster(&table.grid, &table.mapping, &context).unwrap();
    check_nothing_vanished(&table, &roster);
    (table, roster)
}

fn check_nothing_vanished(table: &Table<RosterField>, roster: &Roster) {
    let mut rows: Vec<u32> = roster.people.iter().map(|p| p.row).collect();
    rows.extend(roster.refused.iter().map(|r| r.row).collect::<HashSet<_>>());
    rows.extend(roster.skipped.iter().map(|s| s.row));
    rows.extend(&roster.repeated);
    rows.sort_unstable();
    let all: Vec<u32> = table.grid.rows().iter().map(|r| r.number).collect();
    assert_eq!(rows, all);
    let letters: HashSet<_> = table.mapping.columns.iter().map(|c| c.column).collect();
    let named = roster.refused.iter().chain(&roster.notices).filter_map(|f| f.column);
    assert!(
        named.into_iter().all(|column| letters.contains(&column)),
        "a finding names a column of the file"
    );
}

/// `row column code`, as a person is told.
pub fn places(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|f| format!("{} {} {}", f.row, f.letter(), f.code)).collect()
}

pub fn nips(roster: &Roster) -> Vec<&str> {
    roster.people.iter().map(|p| p.nip.as_str()).collect()
}

/// The same archive with one part changed, or added.
pub fn with_part(bytes: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut is_changed = false;
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        let part_name = part.name().unwrap().into_owned();
        // An ODS is known by its first part, which is not compressed.
        let method =
            if part_name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(&part_name, SimpleFileOptions::DEFAULT.compression_method(method)).unwrap();
        if part_name == name {
            content = change(&String::from_utf8(content).unwrap()).into_bytes();
            is_changed = true;
        }
        writer.write_all(&content).unwrap();
    }
    if !is_changed {
        writer.start_file(name, SimpleFileOptions::DEFAULT).unwrap();
        writer.write_all(change("").as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
