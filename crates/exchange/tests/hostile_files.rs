//! Files that are not what they say: refused with a reason, within bounded time and memory, and never a panic.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod made;

use made::*;
use proptest::prelude::*;
use rust_xlsxwriter::{Image, Workbook};
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};
use tilik_exchange::error::FileError;
use tilik_exchange::grid::MAX_BYTES;
use tilik_exchange::roster::RosterField;
use tilik_exchange::workbook::{FileKind, open, read_table};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn refusal(bytes: &[u8]) -> FileError {
    match read_table::<RosterField>(bytes, None, &[]) {
        Err(error) => error,
        Ok(table) => panic!("read as {}", table.kind),
    }
}

fn list() -> Vec<u8> {
    workbook(&[&["NIP", "NAMA"], &["198001012005011001", "Satu"], &["198002022005012002", "Dua"]], |_| {})
}

fn broken(kind: FileKind) -> FileError {
    FileError::Broken { kind }
}

/// A compound file with one stream.
fn compound(stream: &str, content: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    file.create_stream(stream).unwrap().write_all(content).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// Records of an XLS: type and data.
fn records(records: &[(u16, &[u8])]) -> Vec<u8> {
    let mut stream = Vec::new();
    for (kind, data) in records {
        stream.extend(kind.to_le_bytes());
        stream.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
        stream.extend(*data);
    }
    stream
}

/// An XLS of one sheet with these records in it.
fn xls(inner: &[(u16, &[u8])], globals: &[(u16, &[u8])]) -> Vec<u8> {
    const BEGIN: (u16, &[u8]) = (0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const END: (u16, &[u8]) = (0x000A, &[]);
    let with_start = |start: u32| {
        let mut sheet = start.to_le_bytes().to_vec();
        sheet.extend([0, 0, 1, 0, b'A']);
        let mut all = vec![BEGIN];
        all.extend(globals);
        all.extend([(0x0085, sheet.as_slice()), END]);
        records(&all)
    };
    let start = with_start(0).len();
    let mut stream = with_start(u32::try_from(start).unwrap());
    let mut all = vec![BEGIN];
    all.extend(inner);
    all.push(END);
    stream.extend(records(&all));
    // Shorter streams are kept elsewhere in the file.
    stream.resize(stream.len().max(8_192), 0);
    compound("/Workbook", &stream)
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\">\
         <office:body><office:spreadsheet><table:table table:name=\"A\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::DEFAULT.compression_method(zip::CompressionMethod::Stored);
    writer.start_file("mimetype", stored).unwrap();
    writer.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    writer.start_file("content.xml", SimpleFileOptions::DEFAULT).unwrap();
    writer.write_all(content.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn what_only_bears_the_name_of_a_workbook_is_named() {
    let odt = with_part(&ods(""), "mimetype", |_| "application/vnd.oasis.opendocument.text".into());
    for (bytes, looks_like) in [
        (b"%PDF-1.7 rosters.xlsx".to_vec(), "pdf"),
        (b"<html><table><tr><td>NIP</td></tr></table>".to_vec(), "html"),
        (compound("/WordDocument", &[0; 5_000]), "doc"),
        (compound("/Something", &[0; 5_000]), "binary"),
        (odt, "odt"),
    ] {
        assert_eq!(refusal(&bytes), FileError::NotText { looks_like });
    }
}

#[test]
fn files_behind_a_password_say_so() {
    assert_eq!(refusal(&compound("/EncryptedPackage", &[7; 5_000])), FileError::PasswordProtected);
    assert_eq!(refusal(&xls(&[], &[(0x002F, &[1, 0, 1, 0, 1, 0])])), FileError::PasswordProtected);
    let manifest = "<manifest:manifest><manifest:file-entry><manifest:encryption-data/>";
    let locked = with_part(&fixture("library.ods"), "META-INF/manifest.xml", |_| manifest.into());
    assert_eq!(refusal(&locked), FileError::PasswordProtected);
}

#[test]
fn pictures_and_empty_sheets_are_no_lists() {
    const PICTURE: &[u8] = &[
        0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1,
        8, 6, 0, 0, 0, 0x1F, 0x15, 0xC4, 0x89, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
    ];
    let picture = workbook(&[], |sheet| {
        sheet.insert_image(0, 0, &Image::new_from_buffer(PICTURE).unwrap()).unwrap();
    });
    assert_eq!(refusal(&picture), FileError::OnlyPictures);
    assert_eq!(refusal(&workbook(&[], |_| {})), FileError::Empty);
    assert_eq!(refusal(&ods("")), FileError::Empty);
    assert_eq!(refusal(&xls(&[], &[])), FileError::Empty);
}

#[test]
fn too_much_is_refused_before_it_is_parsed() {
    let mut large = list();
    large.resize(MAX_BYTES + 1, 0);
    let start = Instant::now();
    assert!(matches!(refusal(&large), FileError::TooLarge { .. }));
    assert!(start.elapsed() < Duration::from_millis(200));
    let mut workbook = Workbook::new();
    for _ in 0..101 {
        workbook.add_worksheet();
    }
    assert_eq!(refusal(&workbook.save_to_buffer().unwrap()), FileError::TooManySheets);
}

/// A workbook with another part of 300 MB of zeros, packed to some hundred kilobytes.
fn bomb() -> Vec<u8> {
    let mut writer = ZipWriter::new_append(Cursor::new(list())).unwrap();
    writer.start_file("xl/worksheets/sheet2.xml", SimpleFileOptions::DEFAULT).unwrap();
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..300 {
        writer.write_all(&zeros).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_refused_also_when_its_directory_lies() {
    let honest = bomb();
    assert!(honest.len() < 2 * 1024 * 1024);
    assert_eq!(refusal(&honest), FileError::InflatesTooLarge);
    // The size in the directory, and in the header before the part, becomes a small one.
    let claimed = (300_u32 * 1024 * 1024).to_le_bytes();
    let mut lying = honest.clone();
    let mut changed = 0;
    for at in 0..lying.len() - 4 {
        if lying[at..at + 4] == claimed {
            lying[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
            changed += 1;
        }
    }
    assert!(changed >= 1, "the directory states the size");
    let start = Instant::now();
    assert!(matches!(refusal(&lying), FileError::InflatesTooLarge | FileError::Broken { .. }));
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_sheet_that_claims_to_be_vast_costs_what_it_holds() {
    let vast = with_part(&list(), SHEET, |sheet| {
        assert!(sheet.contains("<dimension ref=\"A1:B3\"/>"));
        sheet.replace("A1:B3", "A1:XFD1048576")
    });
    assert_eq!(nips(&read(&vast).1).len(), 2);
    let far = with_part(&list(), SHEET, |sheet| sheet.replace("r=\"B3\"", "r=\"XFD3\""));
    assert_eq!(refusal(&far), FileError::TooManyColumns { row: 3 });
    let last = with_part(&list(), SHEET, |sheet| {
        sheet
            .replace("<row r=\"3\"", "<row r=\"1048576\"")
            .replace("r=\"A3\"", "r=\"A1048576\"")
            .replace("r=\"B3\"", "r=\"B1048576\"")
    });
    assert_eq!(read(&last).1.people[1].row, 1_048_576);
    let disordered = with_part(&list(), SHEET, |sheet| sheet.replace("r=\"A3\"", "r=\"A1\""));
    assert_eq!(refusal(&disordered), broken(FileKind::Xlsx));
    // calamine reserves memory for as many texts as are promised.
    let promised = with_part(&list(), "xl/sharedStrings.xml", |texts| {
        texts.replace("uniqueCount=\"", "uniqueCount=\"99999999999999")
    });
    assert_eq!(refusal(&promised), broken(FileKind::Xlsx));
}

#[test]
fn one_long_text_in_many_cells_is_counted_as_often() {
    let long =
        with_part(&list(), "xl/sharedStrings.xml", |texts| texts.replace("Dua", &"panjang ".repeat(100_000)));
    let repeated = with_part(&long, SHEET, |sheet| {
        let text = sheet.rsplit("<v>").next().unwrap().split("</v>").next().unwrap().to_owned();
        let rows: String = (4..2_000)
            .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>{text}</v></c></row>"))
            .collect();
        sheet.replace("</sheetData>", &format!("{rows}</sheetData>"))
    });
    assert_eq!(refusal(&repeated), FileError::TooMuchText);
}

#[test]
fn cells_that_an_ods_repeats_are_counted_as_often() {
    let cell = |columns: u32| {
        format!(
            "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"{columns}\"><text:p>x</text:p></table:table-cell>"
        )
    };
    let row = |repeats: u32, columns: u32| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{repeats}\">{}</table:table-row>",
            cell(columns)
        )
    };
    assert_eq!(refusal(&ods(&row(1, 16_384))), FileError::TooManyColumns { row: 1 });
    assert_eq!(refusal(&ods(&row(1_048_576, 1))), FileError::TooManyRows);
    assert_eq!(refusal(&ods(&row(100_000, 900))), FileError::TooManyCells);
    assert_eq!(refusal(&ods(&row(4_294_967_295, 4_294_967_295))), FileError::TooManyColumns { row: 1 });
    let blank = "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    assert_eq!(refusal(&ods(blank)), FileError::Empty);
}

#[test]
fn texts_and_rows_that_an_ods_repeats_cost_nothing_before_they_are_counted() {
    let timed = |rows: &str| {
        let bytes = ods(rows);
        let start = Instant::now();
        let refused = refusal(&bytes);
        assert!(start.elapsed() < Duration::from_secs(5), "{refused:?} after {:?}", start.elapsed());
        refused
    };
    let long = "x".repeat(1024 * 1024);
    let cell = format!(
        "<table:table-cell table:number-columns-repeated=\"200\"><text:p>{long}</text:p></table:table-cell>"
    );
    assert_eq!(
        timed(&format!("<table:table-row>{cell}{cell}{cell}</table:table-row>")),
        FileError::TooMuchText
    );
    let once = cell.replace("\"200\"", "\"1\"");
    let rows = format!("<table:table-row table:number-rows-repeated=\"300\">{once}</table:table-row>");
    assert_eq!(timed(&rows), FileError::TooMuchText);
    let blanks = "<text:s text:c=\"1000\"/>".repeat(100_000);
    let spaced = format!(
        "<table:table-row><table:table-cell><text:p>x{blanks}</text:p></table:table-cell></table:table-row>"
    );
    assert!(matches!(timed(&spaced), FileError::NoHeader { .. }));
    // Blank is as good as not there, whether the rows are hidden or the cells are many.
    for (row, cell) in [("table:visibility=\"collapse\"", ""), ("", "table:number-columns-repeated=\"1000\"")]
    {
        let blank = format!(
            "<table:table-row {row} table:number-rows-repeated=\"4000000000\"><table:table-cell {cell}><text:p> </text:p></table:table-cell></table:table-row>"
        );
        assert_eq!(timed(&blank), FileError::Empty);
    }
}

/// A list of so many people, its units in one merged column.
fn list_with_units(people: usize) -> Vec<u8> {
    let rows: Vec<[String; 3]> =
        (0..people).map(|i| [format!("1980010120050{i:05}"), format!("Orang {i}"), String::new()]).collect();
    let mut rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    rows.insert(0, vec!["NIP", "NAMA", "UNIT KERJA"]);
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let last = u32::try_from(people).unwrap();
    workbook(&rows, |sheet| merge(sheet, (1, 2), (last, 2), "Bidang Data"))
}

#[test]
fn a_merged_text_is_spread_no_further_than_it_is_kept() {
    let spread = |bytes: &[u8]| {
        let table = read_table::<RosterField>(bytes, None, &[]).unwrap();
        let start = Instant::now();
        let grid = tilik_exchange::roster::spread_merged(table.grid, &table.mapping).unwrap();
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        grid
    };
    let list = list_with_units(2_000);
    let units = |bytes: &[u8]| {
        let grid = spread(bytes);
        grid.rows().iter().map(|row| row.cells.get(2).map_or(0, |cell| cell.text.len())).collect::<Vec<_>>()
    };
    let long = with_part(&list, "xl/sharedStrings.xml", |t| t.replace("Bidang Data", &"x".repeat(2_000_000)));
    assert_eq!(units(&long)[1..4], [2_000_000, 501, 501]);
    // The same region again and again, and regions that begin in it.
    let region = "<mergeCell ref=\"C2:C2001\"/>";
    let again: String = (2..20_000).map(|row| format!("{region}<mergeCell ref=\"C{row}:C2001\"/>")).collect();
    let many = with_part(&list, SHEET, |sheet| {
        assert!(sheet.contains(region));
        sheet.replace(region, &again)
    });
    let filled = units(&many);
    assert_eq!((filled.len(), filled[1..].iter().all(|length| *length == 11)), (2_001, true));
}

#[test]
fn formulas_and_hidden_rows_beside_a_list_change_nothing() {
    let formulas = "<c><f>A</f></c>".repeat(300_000);
    let hidden = "<row hidden=\"1\"/>".repeat(300_000);
    let bytes =
        with_part(&list(), SHEET, |sheet| sheet.replace("</sheetData>", &format!("{hidden}</sheetData>")));
    let start = Instant::now();
    assert_eq!(nips(&read(&bytes).1).len(), 2);
    let wide = with_part(&list(), SHEET, |sheet| {
        sheet.replace("</sheetData>", &format!("<row r=\"9\">{formulas}</row></sheetData>"))
    });
    assert!(matches!(
        read_table::<RosterField>(&wide, None, &[]).map(|table| table.grid.rows().len()),
        Ok(_) | Err(FileError::TooManyColumns { .. })
    ));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn an_xls_that_claims_to_be_vast_is_refused_before_it_is_parsed() {
    let number = |row: u16, column: u16| {
        let mut data = row.to_le_bytes().to_vec();
        data.extend(column.to_le_bytes());
        data.extend([0; 10]);
        data
    };
    let (first, last) = (number(0, 0), number(65_535, 65_535));
    assert_eq!(refusal(&xls(&[(0x0203, &first), (0x0203, &last)], &[])), FileError::TooManyCells);
    let mut vast = [0_u8; 14];
    vast[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    vast[10..12].copy_from_slice(&u16::MAX.to_le_bytes());
    assert_eq!(refusal(&xls(&[(0x0200, &vast)], &[])), FileError::TooManyCells);
    vast[0..4].copy_from_slice(&9_u32.to_le_bytes());
    vast[4..8].copy_from_slice(&1_u32.to_le_bytes());
    assert_eq!(refusal(&xls(&[(0x0200, &vast)], &[])), broken(FileKind::Xls));
    // 8,000 cells with one text of 60,000 letters.
    let mut texts = vec![1, 0, 0, 0, 1, 0, 0, 0, 0x60, 0xEA, 0];
    texts.resize(8_000, b'x');
    let mut globals: Vec<(u16, Vec<u8>)> = vec![(0x00FC, texts)];
    for _ in 0..8 {
        let mut more = vec![0];
        more.resize(8_000, b'x');
        globals.push((0x003C, more));
    }
    let globals: Vec<(u16, &[u8])> = globals.iter().map(|(kind, data)| (*kind, data.as_slice())).collect();
    let cells: Vec<Vec<u8>> = (0..8_000_u16).map(|row| number(row, 0)).collect();
    let cells: Vec<(u16, &[u8])> = cells.iter().map(|data| (0x00FD, data.as_slice())).collect();
    assert_eq!(refusal(&xls(&cells, &globals)), FileError::TooMuchText);
}

#[test]
fn entities_of_a_document_are_never_expanded() {
    let definitions = "<!DOCTYPE x [<!ENTITY a \"haha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let laughing = with_part(&list(), "xl/sharedStrings.xml", |texts| {
        texts.replace("<sst", &format!("{definitions}<sst")).replace("Dua", "&b;&b;")
    });
    assert_eq!(refusal(&laughing), broken(FileKind::Xlsx));
    let text = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>&b;</text:p></table:table-cell></table:table-row>";
    assert_eq!(refusal(&ods(text)), broken(FileKind::Ods));
}

#[test]
fn archives_that_are_cut_off_are_broken() {
    for (whole, kind) in [(list(), FileKind::Xlsx), (fixture("library.xls"), FileKind::Xls)] {
        for length in [whole.len() / 4, whole.len() / 2, whole.len() - 30] {
            assert_eq!(refusal(&whole[..length]), broken(kind), "{length} of {}", whole.len());
        }
    }
    let unfinished =
        with_part(&fixture("library.ods"), "content.xml", |content| content[..content.len() / 2].to_owned());
    assert!(matches!(refusal(&unfinished), FileError::Broken { .. } | FileError::NoHeader { .. }));
}

/// Reads whatever it is, as every reader would.
fn try_all(bytes: &[u8]) {
    if let Ok(book) = open(bytes) {
        let names: Vec<String> = book.list_sheets().into_iter().map(|sheet| sheet.name).collect();
        for name in names.iter().take(3) {
            let _ = read_table::<RosterField>(bytes, Some(name), &[]);
        }
    }
    if let Ok(table) = read_table::<RosterField>(bytes, None, &[]) {
        let (_, roster) = read(bytes);
        let kind = table.kind;
        let language = tilik_exchange::texts::Language::Indonesian;
        let _ = tilik_exchange::rejects::write_rejects(
            &table.grid,
            &table.mapping,
            &roster.refused,
            &[],
            kind,
            language,
        );
    }
}

fn mutate(bytes: &[u8], changes: &[(usize, u8)]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for (at, byte) in changes {
        let at = at % changed.len();
        changed[at] = *byte;
    }
    changed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn changed_bytes_of_a_file_never_panic(
        place in 0..4_usize,
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 1..12),
        length in any::<prop::sample::Index>(),
        is_cut in prop::bool::weighted(0.2),
    ) {
        let whole = fixture(["library.xls", "library.ods", "library-never-calculated.xlsx", "duk.xlsx"][place]);
        let mut changed = mutate(&whole, &changes);
        if is_cut {
            changed.truncate(length.index(changed.len()));
        }
        try_all(&changed);
    }

    #[test]
    fn changed_letters_of_a_part_never_panic(
        place in 0..6_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec![
            '<', '>', '"', '/', '0', '9', 'A', '-', '&', ' ', 'é', '\u{0}',
        ])), 1..8),
    ) {
        let (file, part) = [
            ("library-never-calculated.xlsx", SHEET),
            ("library-never-calculated.xlsx", "xl/workbook.xml"),
            ("library-never-calculated.xlsx", "xl/styles.xml"),
            ("library-never-calculated.xlsx", "xl/sharedStrings.xml"),
            ("library-never-calculated.xlsx", "xl/_rels/workbook.xml.rels"),
            ("library.ods", "content.xml"),
        ][place];
        let changed = with_part(&fixture(file), part, |content| {
            let mut letters: Vec<char> = content.chars().collect();
            for (at, letter) in changes.iter().filter(|_| !content.is_empty()) {
                let at = at.index(letters.len());
                letters[at] = *letter;
            }
            letters.into_iter().collect()
        });
        try_all(&changed);
    }
}
