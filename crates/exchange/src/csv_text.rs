//! Bytes of a delimited text file to a [`Grid`]. It must not know what the columns mean. Invariant: no cell
//! vanishes and none is invented, whatever the bytes are; rows keep the numbers that a spreadsheet would show.
//!
//! The reading is done here and not by the `csv` crate, which drops blank lines (so that row numbers drift from
//! those a person sees), accepts a quotation mark that is never closed (so that half a roster ends up in one cell)
//! and cannot try three delimiters on the same text. Writing is done by that crate.

use crate::error::FileError;
use crate::grid::{Cell, Grid, MAX_BYTES};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::collections::HashMap;

/// How many rows are looked at to find the delimiter.
const SAMPLE_ROWS: usize = 40;
const DELIMITERS: [char; 3] = [';', '\t', ','];

/// Reads a delimited text file: comma, semicolon or tab; UTF-8 or UTF-16, each with or without a byte order
/// mark, else Windows-1252; any line ends.
pub fn read_grid(bytes: &[u8]) -> Result<Grid, FileError> {
    if bytes.len() > MAX_BYTES {
        return Err(FileError::TooLarge { bytes: bytes.len() });
    }
    let text = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(FileError::Empty);
    }
    let (body, stated) = take_stated_delimiter(&text);
    let delimiter = stated.unwrap_or_else(|| find_delimiter(body));
    let mut grid = Grid::new(None);
    grid.set_delimiter(delimiter);
    let first_row = if stated.is_some() { 2 } else { 1 };
    for (number, cells) in (first_row..).zip(Records::new(body, delimiter, first_row)) {
        grid.push_row(number, cells?)?;
    }
    if grid.is_blank() {
        return Err(FileError::Empty);
    }
    Ok(grid)
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, FileError> {
    if let Some(looks_like) = find_foreign_format(bytes) {
        return Err(FileError::NotText { looks_like });
    }
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest),
        [0xFF, 0xFE, rest @ ..] => UTF_16LE.decode_without_bom_handling(rest).0,
        [0xFE, 0xFF, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0,
        _ if is_wide(bytes, 1) => UTF_16LE.decode_without_bom_handling(bytes).0,
        _ if is_wide(bytes, 0) => UTF_16BE.decode_without_bom_handling(bytes).0,
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        },
    };
    if text.contains('\0') {
        return Err(FileError::NotText { looks_like: "binary" });
    }
    Ok(text)
}

/// Whether this is UTF-16 without its mark: nearly every second byte is zero, and none of the others.
fn is_wide(bytes: &[u8], zero_at: usize) -> bool {
    let sample = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    let zeros = |at: usize| sample.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let pairs = sample.len() / 2;
    bytes.len().is_multiple_of(2) && pairs > 1 && zeros(zero_at) * 10 >= pairs * 8 && zeros(1 - zero_at) == 0
}

/// What a file is that only bears the name of a CSV. Web pages count: portals export tables as HTML under `.xls`.
fn find_foreign_format(bytes: &[u8]) -> Option<&'static str> {
    const SIGNS: [(&[u8], &str); 9] = [
        (b"PK\x03\x04", "xlsx"),
        (b"PK\x05\x06", "zip"),
        (b"%PDF", "pdf"),
        (b"\xD0\xCF\x11\xE0", "xls"),
        (b"{\\rtf", "rtf"),
        (b"\x89PNG", "image"),
        (b"\xFF\xD8\xFF", "image"),
        (b"SQLite format 3\0", "database"),
        (b"age-encryption.org", "encrypted"),
    ];
    let found = SIGNS.iter().find(|(sign, _)| bytes.starts_with(sign)).map(|(_, name)| *name);
    if found.is_some() {
        return found;
    }
    let start: Vec<u8> = bytes.iter().skip_while(|b| b.is_ascii_whitespace()).take(9).copied().collect();
    let start = start.to_ascii_lowercase();
    [b"<!doctype".as_slice(), b"<html", b"<table", b"<?xml"]
        .iter()
        .any(|sign| start.starts_with(sign))
        .then_some("html")
}

/// A first line such as `sep=;` that Excel writes and hides; a spreadsheet still counts it as a row.
fn take_stated_delimiter(text: &str) -> (&str, Option<char>) {
    let line_end = text.find(['\n', '\r']).unwrap_or(text.len());
    let (line, rest) = text.split_at(line_end);
    let stated = line.strip_prefix("sep=").and_then(|sep| match sep {
        ";" => Some(';'),
        "," => Some(','),
        "\t" => Some('\t'),
        _ => None,
    });
    match stated {
        Some(_) => (rest.strip_prefix("\r\n").unwrap_or_else(|| rest.get(1..).unwrap_or("")), stated),
        None => (text, None),
    }
}

/// The delimiter by which most of the first rows have the same number of cells; more cells decide a tie.
fn find_delimiter(text: &str) -> char {
    let score = |delimiter: char| {
        let mut rows_by_width: HashMap<usize, usize> = HashMap::new();
        for record in Records::new(text, delimiter, 1).take(SAMPLE_ROWS) {
            match record {
                Ok(cells) if cells.len() > 1 => *rows_by_width.entry(cells.len()).or_default() += 1,
                Ok(_) | Err(_) => {}
            }
        }
        rows_by_width.into_iter().map(|(width, rows)| (rows, width)).max().unwrap_or((0, 0))
    };
    // `max_by_key` keeps the last of equals, so the comma stands last in DELIMITERS.
    DELIMITERS.into_iter().max_by_key(|d| score(*d)).unwrap_or(',')
}

/// The rows of a text, one after another. A blank line is a row without cells.
struct Records<'a> {
    text: &'a str,
    at: usize,
    delimiter: char,
    line: u32,
}

enum CellEnd {
    Cell,
    Row,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: char, first_line: u32) -> Self {
        Self { text, at: 0, delimiter, line: first_line }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Steps over one line end, if one is here.
    fn take_line_end(&mut self) -> bool {
        let rest = self.rest().as_bytes();
        let length = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return false,
        };
        self.at += length;
        self.line += 1;
        true
    }

    fn take_cell_end(&mut self) -> Option<CellEnd> {
        if self.rest().starts_with(self.delimiter) {
            self.at += self.delimiter.len_utf8();
            return Some(CellEnd::Cell);
        }
        (self.at >= self.text.len() || self.take_line_end()).then_some(CellEnd::Row)
    }

    fn take_plain(&mut self) -> (String, CellEnd) {
        let rest = self.rest();
        let length = rest.find([self.delimiter, '\r', '\n']).unwrap_or(rest.len());
        self.at += length;
        let end = self.take_cell_end().unwrap_or(CellEnd::Row);
        (rest.get(..length).unwrap_or("").to_owned(), end)
    }

    /// A cell in quotation marks; the place is behind the opening one.
    fn take_quoted(&mut self) -> Result<(String, CellEnd), FileError> {
        let opened = self.line;
        let mut cell = String::new();
        loop {
            let rest = self.rest();
            let Some(length) = rest.find(['"', '\r', '\n']) else {
                return Err(FileError::QuoteBroken { line: opened });
            };
            cell.push_str(rest.get(..length).unwrap_or(""));
            self.at += length;
            if self.take_line_end() {
                cell.push('\n');
                continue;
            }
            self.at += 1;
            if self.rest().starts_with('"') {
                self.at += 1;
                cell.push('"');
                continue;
            }
            let blanks = self.rest().len() - self.rest().trim_start_matches(' ').len();
            self.at += blanks;
            return match self.take_cell_end() {
                Some(end) => Ok((cell, end)),
                None => Err(FileError::QuoteBroken { line: self.line }),
            };
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Vec<Cell>, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        if self.take_line_end() {
            return Some(Ok(Vec::new()));
        }
        let mut cells = Vec::new();
        loop {
            let taken = if self.rest().starts_with('"') {
                self.at += 1;
                self.take_quoted()
            } else {
                Ok(self.take_plain())
            };
            match taken {
                Ok((cell, end)) => {
                    cells.push(Cell::text(cell));
                    match end {
                        CellEnd::Cell => {}
                        CellEnd::Row => return Some(Ok(cells)),
                    }
                }
                Err(error) => {
                    self.at = self.text.len();
                    return Some(Err(error));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let grid = read_grid(bytes).unwrap();
        grid.rows().iter().map(|r| (r.number, r.cells.iter().map(|c| c.text.clone()).collect())).collect()
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(|&c| c.to_owned()).collect())
    }

    #[test]
    fn the_delimiter_is_the_one_by_which_rows_agree() {
        for (text, expected) in [
            ("nip,nama\n1,\"A; B; C\"\n", ','),
            ("nip;nama\n1;Budi, S.H., M.H.\n2;Ayu, S.E.\n", ';'),
            ("nip\tnama\n1\tBudi; x, y\n", '\t'),
            ("Daftar, pegawai; 2026\nnip;nama;unit\n1;a;b\n2;c;d", ';'),
            ("nip\n1\n", ','),
            ("sep=;\nnip,a,b;nama\n", ';'),
        ] {
            assert_eq!(read_grid(text.as_bytes()).unwrap().delimiter(), Some(expected), "{text}");
        }
    }

    #[test]
    fn any_encoding_of_an_office_gives_the_same_cells() {
        let expected = vec![row(1, &["nip", "nama"]), row(2, &["1", "José – Ayu"])];
        let text = "nip;nama\r\n1;José – Ayu\r\n";
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(utf16.iter().flat_map(|u| u.to_le_bytes())).collect();
        let big: Vec<u8> =
            [0xFE, 0xFF].into_iter().chain(utf16.iter().flat_map(|u| u.to_be_bytes())).collect();
        assert_eq!(cells(text.as_bytes()), expected);
        assert_eq!(cells(format!("\u{feff}{text}").as_bytes()), expected);
        assert_eq!(cells(&WINDOWS_1252.encode(text).0), expected);
        assert_eq!(cells(&little), expected);
        assert_eq!(cells(&big), expected);
        assert_eq!(cells(&little[2..]), expected);
        assert_eq!(cells(&big[2..]), expected);
    }

    #[test]
    fn rows_keep_the_numbers_of_a_spreadsheet() {
        let expected =
            vec![row(1, &["a", "b"]), row(2, &[]), row(3, &["x\ny", "1"]), row(4, &["", ""]), row(5, &["z"])];
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", "\"x\ny\",1", ",", "z"].join(end);
            assert_eq!(cells(text.as_bytes()), expected, "{end:?}");
        }
    }

    #[test]
    fn quotes_are_read_and_broken_ones_named_by_line() {
        assert_eq!(cells(b"a,b\n\"say \"\"x\"\"\" ,5\" disk\n")[1], row(2, &["say \"x\"", "5\" disk"]));
        for (text, line) in [("a,b\n1,\"x\n2,y\n", 2), ("a,b\n1,\"x\"y\n", 2), ("\"", 1)] {
            assert_eq!(read_grid(text.as_bytes()), Err(FileError::QuoteBroken { line }), "{text}");
        }
    }

    #[test]
    fn a_file_that_is_no_text_is_named() {
        for (bytes, looks_like) in [
            (b"PK\x03\x04\x14\0".as_slice(), "xlsx"),
            (b"%PDF-1.7", "pdf"),
            (b"\xD0\xCF\x11\xE0\xA1", "xls"),
            (b" <HTML><table>", "html"),
            (b"nip\0nama", "binary"),
        ] {
            assert_eq!(read_grid(bytes), Err(FileError::NotText { looks_like }));
        }
    }

    #[test]
    fn an_empty_file_is_refused_as_such() {
        for bytes in [b"".as_slice(), b"\xEF\xBB\xBF", b" \r\n \n", b",,,\n,,\n"] {
            assert_eq!(read_grid(bytes), Err(FileError::Empty));
        }
        assert!(matches!(read_grid(&vec![b'x'; MAX_BYTES + 1]), Err(FileError::TooLarge { .. })));
    }
}
