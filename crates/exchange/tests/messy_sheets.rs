//! Workbooks as offices keep them: what is imported, what is refused and where, what is passed over.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod made;

use made::*;
use rust_xlsxwriter::{Format, Formula, Workbook};
use std::collections::BTreeMap;
use tilik_exchange::error::FileError;
use tilik_exchange::finding::SkipReason;
use tilik_exchange::grid::Column;
use tilik_exchange::header::propose;
use tilik_exchange::rejects::write_rejects;
use tilik_exchange::roster::{Roster, RosterField};
use tilik_exchange::texts::Language;
use tilik_exchange::workbook::{FileKind, open, read_table};

fn skips(roster: &Roster) -> BTreeMap<SkipReason, usize> {
    let mut counts = BTreeMap::new();
    for skipped in &roster.skipped {
        *counts.entry(skipped.reason).or_default() += 1;
    }
    counts
}

fn units(roster: &Roster) -> Vec<&str> {
    roster.people.iter().map(|p| p.unit.as_deref().unwrap_or("")).collect()
}

const HEAD: &[&str] = &["NIP", "NAMA", "GOL", "JABATAN", "UNIT KERJA"];

#[test]
fn a_printed_list_of_ranks_with_damaged_numbers() {
    let (table, roster) = read(&fixture("duk.xlsx"));
    assert_eq!(
        (table.kind, table.mapping.header_row, table.mapping.header_height),
        (FileKind::Xlsx, Some(6), 2)
    );
    assert_eq!((roster.people.len(), roster.count_refused_rows()), (44, 4));
    assert_eq!(
        places(&roster.refused),
        [
            "8 C roster.nip_damaged",
            "23 C roster.nip_damaged",
            "46 C roster.nip_damaged",
            "51 C roster.nip_damaged",
        ]
    );
    assert_eq!(
        skips(&roster),
        BTreeMap::from([
            (SkipReason::AboveHeader, 3),
            (SkipReason::Header, 2),
            (SkipReason::Subtotal, 1),
            (SkipReason::Caption, 7),
        ])
    );
    let head = roster.people.iter().find(|p| p.nip.as_str() == "197009041994012030").unwrap();
    assert_eq!(head.name.full(), "Drs. Hesti Maulana, M.Si.");
    assert_eq!(roster.notices, [], "every date of birth agrees with its NIP");
}

#[test]
fn a_report_of_plans_names_people_several_times() {
    let (table, roster) = read(&fixture("ekinerja.xlsx"));
    assert_eq!(table.mapping.header_row, Some(7));
    assert_eq!((roster.people.len(), roster.refused.len(), roster.repeated.len()), (48, 0, 0));
    let passed: Vec<_> = roster
        .skipped
        .iter()
        .filter(|s| matches!(s.reason, SkipReason::ForAnother | SkipReason::OlderPeriod))
        .map(|s| (s.row, s.reason))
        .collect();
    let older = SkipReason::OlderPeriod;
    assert_eq!(passed, [(8, older), (13, older), (23, older), (32, older), (40, SkipReason::ForAnother)]);
    assert!(roster.skipped.iter().any(|s| s.text == "197009041994012030 Drs. Hesti Maulana, M.Si."));
}

#[test]
fn one_list_in_every_format_is_the_same_list() {
    let mut lists = Vec::new();
    for (name, kind) in [("library.xls", FileKind::Xls), ("library.ods", FileKind::Ods)] {
        let (table, roster) = read(&fixture(name));
        assert_eq!(table.kind, kind);
        let sheets: Vec<_> = table.sheets.iter().map(|s| (s.name.as_str(), s.rows, s.is_hidden)).collect();
        assert_eq!(sheets, [("Pegawai", 15, false), ("Keterangan", 1, false), ("Lama", 2, true)], "{name}");
        assert_eq!((table.grid.sheet(), table.mapping.header_row), (Some("Pegawai"), Some(5)), "{name}");
        assert_eq!(places(&roster.refused), ["9 C roster.nip_damaged", "11 B roster.cell_error"], "{name}");
        assert_eq!(places(&roster.notices), ["10 C roster.nip_unusual", "13  roster.row_hidden"], "{name}");
        assert_eq!(roster.notices[0].args["reason"], "nip.birth_differs", "{name}");
        assert_eq!(skips(&roster)[&SkipReason::ColumnNumbers], 1, "{name}");
        lists.push(roster.people.iter().map(|p| (p.nip.clone(), p.name.full(), p.rank)).collect::<Vec<_>>());
    }
    assert_eq!(lists[0].len(), 5);
    assert_eq!(lists[0], lists[1]);
    assert_eq!(lists[0][0].1, "Dr. Ir. Rosalinda Peréz, M.Si.");
}

#[test]
fn formulas_that_were_never_calculated_are_no_values() {
    let (_, roster) = read(&fixture("library-never-calculated.xlsx"));
    assert_eq!(
        places(&roster.refused),
        ["9 C roster.nip_damaged", "11 B roster.formula_without_value", "12 B roster.formula_without_value"]
    );
    assert_eq!(roster.refused[2].value, "=\"Halimah\"&\" Tuasikal\"");
    assert_eq!(roster.people.len(), 4);
}

#[test]
fn calculated_formulas_and_their_errors() {
    let bytes = workbook(&[HEAD, &["199001012015031001"], &["199202022016032002", "", "III/b"]], |sheet| {
        sheet.write_formula(1, 1, Formula::new("=A9&\"x\"").set_result("Budi Rekaan")).unwrap();
        sheet.write_formula(2, 1, Formula::new("=A9").set_result("Ayu Rekaan")).unwrap();
        sheet.write_formula(2, 3, Formula::new("=VLOOKUP(1,A:B,9)").set_result("#REF!")).unwrap();
        // A column that nobody maps may be wrong.
        sheet.write_formula(1, 7, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    });
    let (_, roster) = read(&bytes);
    assert_eq!(places(&roster.refused), ["3 D roster.cell_error"]);
    assert_eq!(roster.people[0].name.full(), "Budi Rekaan");
}

#[test]
fn numbers_are_no_nips_whatever_their_digits() {
    let bytes = workbook(
        &[HEAD, &["", "Delapan Belas"], &["", "Ekor Nol"], &["", "Lama"], &["", "Rumus"]],
        |sheet| {
            let whole = Format::new().set_num_format("0");
            sheet.write_number_with_format(1, 0, 198_505_202_010_012_011_f64, &whole).unwrap();
            sheet.write_number_with_format(2, 0, 198_505_202_010_012_000_f64, &whole).unwrap();
            sheet.write_number(3, 0, 131_234_567_f64).unwrap();
            sheet.write_formula(4, 0, Formula::new("=A2+1").set_result("198505202010012012")).unwrap();
        },
    );
    let (_, roster) = read(&bytes);
    assert_eq!(nips(&roster), [] as [&str; 0], "no damaged NIP is stored");
    let codes: Vec<_> =
        roster.refused.iter().map(|r| (r.row, r.code.as_str(), r.args["reason"].as_str())).collect();
    assert_eq!(
        codes,
        [
            (2, "roster.nip_damaged", "nip.stored_as_number"),
            (3, "roster.nip_damaged", "nip.stored_as_number"),
            (4, "roster.nip_invalid", "nip.format"),
            (5, "roster.nip_damaged", "nip.stored_as_number"),
        ]
    );
}

#[test]
fn a_unit_stands_above_its_people_or_is_merged_beside_them() {
    let rows: &[&[&str]] = &[
        &["NO", "NIP", "NAMA", "JABATAN", "UNIT KERJA"],
        &["", "", "I. SEKRETARIAT"],
        &["1", "198001012005011001", "Satu", "Sekretaris Dinas"],
        &["2", "198002022005012002", "Dua", "Analis", "Sub Bagian Umum"],
        &["", "", "Jumlah", "2 orang"],
        &["II", "", "BIDANG DATA"],
        &["3", "198003032005011003", "Tiga", "Kepala Bidang Data"],
        &["4", "198004042005012004", "Empat", "Pengolah Data", "UPT Utara"],
        &["5", "198005052005011005", "Lima", "Pengolah Data"],
        &["", "", "", "Mengetahui, Kepala Dinas"],
    ];
    let (_, roster) = read(&workbook(rows, |sheet| merge(sheet, (7, 4), (8, 4), "UPT Utara")));
    assert_eq!(units(&roster), ["SEKRETARIAT", "Sub Bagian Umum", "BIDANG DATA", "UPT Utara", "UPT Utara"]);
    assert_eq!(places(&roster.notices), ["2  roster.unit_from_heading", "6  roster.unit_from_heading"]);
    assert_eq!(
        skips(&roster),
        BTreeMap::from([(SkipReason::Header, 1), (SkipReason::Subtotal, 1), (SkipReason::Caption, 3)])
    );
}

#[test]
fn name_and_nip_stand_in_one_cell() {
    let rows: &[&[&str]] = &[
        &["NO", "NAMA / NIP", "PANGKAT/GOL", "JABATAN"],
        &["1", "Dr. Budi Rekaan, M.Si.\nNIP. 19850520 201001 1 011", "Pembina / IV/a", "Kepala Bidang Data"],
        &["2", "19900101 201503 2 001\nAyu Rekaan, S.E.", "III/b", "Analis"],
        &["3", "Tanpa Nomor", "III/b", "Analis"],
        &["4", "Rusak Rekaan\nNIP 1.98505E+17", "III/b", "Analis"],
        &["NO", "NAMA / NIP", "PANGKAT/GOL", "JABATAN"],
        &["5", "Citra Rekaan / 199202022016032002", "III/b", "Analis"],
    ];
    let (table, roster) = read(&workbook(rows, |_| {}));
    assert_eq!(table.mapping.columns[1].field, Some(RosterField::NamaNip));
    let people: Vec<_> = roster.people.iter().map(|p| (p.nip.as_str(), p.name.full())).collect();
    assert_eq!(
        people,
        [
            ("198505202010011011", "Dr. Budi Rekaan, M.Si.".to_owned()),
            ("199001012015032001", "Ayu Rekaan, S.E.".to_owned()),
            ("199202022016032002", "Citra Rekaan".to_owned()),
        ]
    );
    assert_eq!(places(&roster.refused), ["4 B roster.nip_missing", "5 B roster.nip_damaged"]);
}

#[test]
fn of_several_sheets_the_one_that_fits_is_read_and_a_hidden_one_only_by_name() {
    let mut workbook = Workbook::new();
    let sheets: [(&str, &[&[&str]]); 4] = [
        ("Sampul", &[&["DAFTAR PEGAWAI"], &["Tahun 2026"]]),
        ("Ringkas", &[&["NIP", "NAMA"], &["198001012005011001", "Satu"], &["198002022005012002", "Dua"]]),
        ("Lengkap", &[HEAD, &["198003032005011003", "Tiga", "III/a", "Analis", "Arsip"]]),
        (
            "Lama",
            &[
                HEAD,
                &["198004042005012004", "Empat", "III/a", "Analis", "Arsip"],
                &["198005052005011005", "Lima"],
            ],
        ),
    ];
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        fill(sheet, rows);
        sheet.set_hidden(name == "Lama");
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let (table, roster) = read(&bytes);
    assert_eq!((table.grid.sheet(), nips(&roster)), (Some("Lengkap"), vec!["198003032005011003"]));
    let shapes: Vec<_> = table.sheets.iter().map(|s| (s.name.as_str(), s.rows, s.is_hidden)).collect();
    assert_eq!(
        shapes,
        [("Sampul", 2, false), ("Ringkas", 3, false), ("Lengkap", 2, false), ("Lama", 3, true)]
    );
    assert_eq!(nips(&read_sheet(&bytes, Some("Lama")).1).len(), 2);
    assert_eq!(nips(&read_sheet(&bytes, Some("Ringkas")).1).len(), 2);
    let unknown = read_table::<RosterField>(&bytes, Some("lama"), &[]).unwrap_err();
    assert!(matches!(unknown, FileError::SheetUnknown { known, .. } if known.len() == 4));
}

#[test]
fn hidden_rows_and_columns_are_read_and_told() {
    let rows: &[&[&str]] = &[
        HEAD,
        &["198001012005011001", "Satu", "III/a"],
        &["198002022005012002", "Dua", "III/a"],
        &["", "Jumlah"],
    ];
    let bytes = workbook(rows, |sheet| {
        sheet.set_row_hidden(2).unwrap();
        sheet.set_row_hidden(3).unwrap();
        sheet.set_column_hidden(2).unwrap();
    });
    let (_, roster) = read(&bytes);
    assert_eq!(roster.people.len(), 2);
    assert_eq!(places(&roster.notices), ["1 C roster.column_hidden", "3  roster.row_hidden"]);
}

#[test]
fn groups_of_headings_span_what_is_merged_and_no_more() {
    let rows: &[&[&str]] = &[
        &["NOMINATIF PEGAWAI"],
        &["NO", "PEGAWAI", "", "JABATAN", "", "ALAMAT"],
        &["", "NIP BARU", "NAMA", "NAMA", "TMT", "UNIT KERJA"],
        &["1", "198001012005011001", "Satu", "Analis", "01-01-2020", "Arsip"],
    ];
    let (table, roster) = read(&workbook(rows, |sheet| {
        merge(sheet, (1, 1), (1, 2), "PEGAWAI");
        merge(sheet, (1, 3), (1, 4), "JABATAN");
    }));
    let headings: Vec<_> = table.mapping.columns.iter().map(|c| c.heading.as_str()).collect();
    assert_eq!(
        headings,
        ["NO", "PEGAWAI NIP BARU", "PEGAWAI NAMA", "JABATAN NAMA", "JABATAN TMT", "ALAMAT UNIT KERJA"]
    );
    assert_eq!(roster.people[0].name.full(), "Satu");
    assert_eq!(roster.people[0].position.as_deref(), Some("Analis"));
}

#[test]
fn right_to_left_names_and_hostile_texts_are_texts() {
    let rows: &[&[&str]] = &[
        HEAD,
        &["198001012005011001", "\u{202e}عبد الرحمن\u{202c}", "III/a", "=HYPERLINK(\"http://contoh\")"],
        &["198002022005012002", "=cmd|' /C calc'!A0", "III/a", "<script>"],
        &["198003032005011003", "Bu\u{200b}di\u{2066}", "III/a", "Analis"],
    ];
    let (_, roster) = read(&workbook(rows, |_| {}));
    let names: Vec<_> = roster.people.iter().map(|p| p.name.full()).collect();
    assert_eq!(names, ["عبد الرحمن", "=cmd|' /C calc'!A0", "Budi"]);
    assert_eq!(
        places(&roster.notices),
        ["2  roster.control_characters_removed", "4  roster.control_characters_removed"]
    );
}

#[test]
fn dates_are_days_and_stay_so_when_they_are_given_back() {
    let bytes =
        workbook(&[&["nip", "nama", "tmt", "periode_akhir"], &["1", "Satu"], &["2", "Dua"]], |sheet| {
            let day = Format::new().set_num_format("dd/mm/yyyy");
            sheet.write_number_with_format(1, 2, 46_326, &day).unwrap();
            sheet.write_number(2, 3, 46_387).unwrap();
        });
    let (table, roster) = read(&bytes);
    assert_eq!(table.grid.rows()[1].cells[2].text, "2026-10-31");
    assert_eq!(roster.refused.len(), 2);
}

#[test]
fn rejects_of_a_workbook_are_a_workbook_and_complete_when_repaired() {
    let rows: &[&[&str]] = &[
        &["DAFTAR PEGAWAI"],
        &["NIP", "NAMA", "GOL", "JABATAN", "Catatan"],
        &["", "BIDANG DATA"],
        &["198001012005011001", "Satu", "III/a", "Analis", "=1+1"],
        &["19850520201001201", "Kurang, S.E.", "III/a", "Analis", "=cmd|x"],
        &["", "Angka", "III/z", "Analis", "+62 812"],
    ];
    let bytes = workbook(rows, |sheet| {
        sheet.write_number(5, 0, 198_505_202_010_012_011_f64).unwrap();
    });
    let (table, roster) = read(&bytes);
    assert_eq!(
        places(&roster.refused),
        ["5 A roster.nip_invalid", "6 A roster.nip_damaged", "6 C roster.rank_unknown"]
    );
    let beside = roster.list_headings_of_refused();
    let rejects = write_rejects(
        &table.grid,
        &table.mapping,
        &roster.refused,
        &beside,
        table.kind,
        Language::Indonesian,
    )
    .unwrap()
    .unwrap();
    let mut book = open(&rejects).unwrap();
    assert_eq!((book.kind(), book.list_sheets()[0].name.as_str()), (FileKind::Xlsx, "Sheet1"));
    let grid = tilik_exchange::workbook::choose_grid::<RosterField>(&mut book, None).unwrap();
    let shown: Vec<Vec<&str>> =
        grid.rows().iter().map(|r| r.cells.iter().map(|c| c.text.as_str()).collect()).collect();
    assert_eq!(
        shown[0],
        ["NIP", "NAMA", "GOL", "JABATAN", "Catatan", "baris_asal", "kolom_bermasalah", "alasan"]
    );
    assert_eq!(shown[1], ["", "BIDANG DATA"]);
    assert_eq!(
        shown[2][..7],
        ["19850520201001201", "Kurang, S.E.", "III/a", "Analis", "=cmd|x", "5", "A NIP"]
    );
    assert_eq!(shown[3][0], "1.98505E17", "wrong digits never look right");
    assert_eq!(shown[3][6], "A NIP, C GOL");
    // As it is, nothing comes in.
    let (_, unrepaired) = read(&rejects);
    assert_eq!((nips(&unrepaired).len(), unrepaired.count_refused_rows()), (0, 2));
    // Repaired, everything does.
    let mut repaired = shown.clone();
    repaired[2][0] = "198505202010012015";
    (repaired[3][0], repaired[3][2]) = ("198505202010012011", "III/b");
    let repaired: Vec<&[&str]> = repaired.iter().map(Vec::as_slice).collect();
    let (_, second) = read(&workbook(&repaired, |_| {}));
    assert_eq!((second.people.len(), second.refused.len()), (2, 0));
    assert_eq!(units(&second), ["BIDANG DATA", "BIDANG DATA"], "the unit's heading came along");
}

#[test]
fn no_cell_of_the_rejects_is_a_formula_and_cells_at_fault_are_marked() {
    let rows: &[&[&str]] = &[HEAD, &["1", "=cmd|' /C calc'!A0", "III/a", "@sum", "-1"]];
    let (table, roster) = read(&workbook(rows, |_| {}));
    let bytes =
        write_rejects(&table.grid, &table.mapping, &roster.refused, &[], table.kind, Language::English)
            .unwrap()
            .unwrap();
    let part = |name: &str| {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
        std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>"), "no formula");
    assert_eq!(sheet.matches("t=\"s\"").count(), 8 + 8, "every cell is text: {sheet}");
    assert!(sheet.contains("state=\"frozen\""));
    assert!(part("xl/styles.xml").contains("style=\"medium\"") && part("xl/styles.xml").contains("<b/>"));
}

#[test]
fn columns_can_be_given_by_hand() {
    let rows: &[&[&str]] = &[&["Nomor Pegawai", "Sebutan", "GOL"], &["198001012005011001", "Satu", "III/a"]];
    let bytes = workbook(rows, |_| {});
    assert!(matches!(read_table::<RosterField>(&bytes, None, &[]), Err(FileError::NoHeader { .. })));
    let decided = [(Column(0), Some(RosterField::Nip)), (Column(1), Some(RosterField::Nama))];
    let table = read_table::<RosterField>(&bytes, None, &decided).unwrap();
    assert_eq!(table.mapping.header_row, Some(1));
    assert_eq!(table.mapping.find_column(RosterField::Golongan), Some(Column(2)));
    let alone = read_table::<RosterField>(&bytes, None, &decided[..1]).unwrap_err();
    assert_eq!(alone, FileError::FieldNotMapped { field: "nama" });
    assert!(propose::<RosterField>(&table.grid).is_err());
}

#[test]
fn a_workbook_with_macros_is_read_and_its_macros_are_not() {
    let plain = workbook(&[HEAD, &["198001012005011001", "Satu", "III/a"]], |_| {});
    let with_macros = with_part(&plain, "xl/vbaProject.bin", |_| "Sub Auto_Open()".into());
    assert_eq!(nips(&read(&with_macros).1), ["198001012005011001"]);
}

#[test]
fn a_caption_gives_a_unit_by_its_label_and_a_kind_of_people_ends_it() {
    let rows: &[&[&str]] = &[
        &["NIP", "NAMA", "JABATAN"],
        &["UNIT KERJA : BIDANG DATA"],
        &["198505202010012011", "Ayu", "Analis"],
        &["PPPK"],
        &["197009041994012030", "Budi", "Analis"],
    ];
    let (_, roster) = read(&workbook(rows, |_| {}));
    let units: Vec<_> = roster.people.iter().map(|person| person.unit.as_deref()).collect();
    assert_eq!(units, [Some("BIDANG DATA"), None]);
}
