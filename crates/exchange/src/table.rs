//! Rows of text to a CSV that a spreadsheet opens as it is. It must not know what the columns mean. Invariant: a
//! spreadsheet runs nothing that stands in such a file, because cells that look like formulas carry an apostrophe,
//! which reading takes away again.

use crate::cell_text::defuse;
use csv::{QuoteStyle, Terminator, WriterBuilder};

/// The delimiter of our own files: with the settings of Indonesia a spreadsheet expects the semicolon.
pub const DELIMITER: char = ';';

/// A CSV in UTF-8 with a byte order mark and CRLF line ends, every row as it is given, formulas defused.
pub fn write_csv<R, C>(headings: &[&str], rows: R, delimiter: char) -> Vec<u8>
where
    R: IntoIterator<Item = Vec<C>>,
    C: AsRef<str>,
{
    let delimiter = u8::try_from(delimiter).unwrap_or(b';');
    let mut out = "\u{feff}".as_bytes().to_vec();
    {
        let mut writer = WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::Necessary)
            .flexible(true)
            .from_writer(&mut out);
        // Writing to memory with ragged rows allowed cannot fail.
        let _ = writer.write_record(headings.iter().map(|h| defuse(h)));
        for row in rows {
            let _ = writer.write_record(row.iter().map(|cell| defuse(cell.as_ref())));
        }
        let _ = writer.flush();
    }
    out
}

/// An identity number in a form that a spreadsheet leaves as text: 18 digits in their usual groups, and any other
/// long run of digits behind an apostrophe. Reading takes both away.
pub fn protect_number(text: &str) -> String {
    let digits = |range: std::ops::Range<usize>| text.get(range).unwrap_or("");
    let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match (is_digits, text.len()) {
        (true, 18) => format!("{} {} {} {}", digits(0..8), digits(8..14), digits(14..15), digits(15..18)),
        (true, 12..) => format!("'{text}"),
        (true, _) | (false, _) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv_text::read_grid;

    #[test]
    fn a_list_is_read_back_as_it_was_but_nothing_in_it_is_a_formula() {
        let row = vec!["=cmd|' /C calc'!A0", "Ayu; \"S.E.\"", "@x", "dua\nbaris"];
        let bytes = write_csv(&["a", "b", "c", "d"], [row.clone()], DELIMITER);
        assert!(bytes.starts_with(b"\xEF\xBB\xBFa;b;c;d\r\n'=cmd"));
        let grid = read_grid(&bytes).unwrap();
        let cells: Vec<_> =
            grid.rows()[1].cells.iter().map(|c| crate::cell_text::clean(&c.text).text).collect();
        assert_eq!(cells, ["=cmd|' /C calc'!A0", "Ayu; \"S.E.\"", "@x", "dua baris"]);
    }

    #[test]
    fn identity_numbers_stay_text() {
        assert_eq!(protect_number("199001022015032001"), "19900102 201503 2 001");
        assert_eq!(protect_number("19900102201503200"), "'19900102201503200");
        assert_eq!(protect_number("1,99E+17"), "1,99E+17");
    }
}
