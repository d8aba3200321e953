//! Refused rows as a file: the same columns, and beside them where each row came from, which columns are wrong and
//! why. It must not know which kind of file it was. Invariant: a person who repairs the cells and imports the file
//! again gets every row that was missing, so all columns are given back, the ones that nobody mapped too.

use crate::cell_text::clean;
use crate::error::FileError;
use crate::finding::Refusal;
use crate::grid::{Cell, CellKind, Column, Grid};
use crate::header::{Field, Mapping};
use crate::nip_cell::SURE_DIGITS;
use crate::table::{DELIMITER, protect_number, write_csv};
use crate::texts::{Language, render_finding};
use crate::workbook::FileKind;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use std::collections::BTreeMap;

/// The number of the row in the file that was imported.
pub const ORIGIN_ROW: &str = "baris_asal";
/// The columns at fault, as letter and heading.
pub const COLUMNS_AT_FAULT: &str = "kolom_bermasalah";
/// Why, in words.
pub const REASONS: &str = "alasan";

/// The longest text of a spreadsheet's cell, in characters of which each may count twice.
const LONGEST_CELL: usize = 16_000;
const NARROWEST: usize = 8;
/// An identity number in its groups.
const NUMBER_WIDTH: usize = 21;
/// The height of a line of text, and the most lines that are shown of a cell.
const LINE_POINTS: f64 = 15.0;
const MOST_LINES: usize = 20;
const WIDEST: usize = 48;
/// A light yellow, on which black stays readable.
const FAULT_FILL: u32 = 0xFF_F2_CC;

/// Refused rows, not yet in the form of any file.
struct Rejects {
    headings: Vec<String>,
    rows: Vec<RejectedRow>,
}

struct RejectedRow {
    cells: Vec<RejectedCell>,
}

struct RejectedCell {
    text: String,
    is_at_fault: bool,
}

/// The refused rows as a file of the kind that they came in, as CSV or XLSX: a spreadsheet opens the latter whatever
/// it wrote itself. `None` where nothing was refused. A heading that the file lacks is the key of its field or the
/// letter of its column, so that the file always has a header. `beside` are other rows that are needed to
/// understand the refused ones, such as the name of a unit above its people.
pub fn write_rejects<F: Field>(
    grid: &Grid,
    mapping: &Mapping<F>,
    refused: &[Refusal],
    beside: &[u32],
    kind: FileKind,
    language: Language,
) -> Result<Option<Vec<u8>>, FileError> {
    let Some(rejects) = list_rejects(grid, mapping, refused, beside, language) else { return Ok(None) };
    let bytes = match kind {
        FileKind::Csv => rejects.write_csv(grid.delimiter().unwrap_or(DELIMITER)),
        FileKind::Xlsx | FileKind::Xls | FileKind::Ods => {
            rejects.write_xlsx(grid.sheet()).map_err(|_| FileError::NotWritten { kind: FileKind::Xlsx })?
        }
    };
    Ok(Some(bytes))
}

/// The kind of file in which refused rows of a file are given back.
pub const fn reject_kind(kind: FileKind) -> FileKind {
    match kind {
        FileKind::Csv => FileKind::Csv,
        FileKind::Xlsx | FileKind::Xls | FileKind::Ods => FileKind::Xlsx,
    }
}

fn list_rejects<F: Field>(
    grid: &Grid,
    mapping: &Mapping<F>,
    refused: &[Refusal],
    beside: &[u32],
    language: Language,
) -> Option<Rejects> {
    if refused.is_empty() {
        return None;
    }
    let mut by_row: BTreeMap<u32, Vec<&Refusal>> = beside.iter().map(|row| (*row, Vec::new())).collect();
    for refusal in refused {
        by_row.entry(refusal.row).or_default().push(refusal);
    }
    let own = [ORIGIN_ROW, COLUMNS_AT_FAULT, REASONS];
    let kept: Vec<_> = mapping.columns.iter().filter(|c| !own.contains(&c.heading.as_str())).collect();
    let mut headings: Vec<String> = kept
        .iter()
        .map(|c| match (c.heading.as_str(), c.field) {
            ("", None) => c.column.letter(),
            // Two rows of headings put into one are not always recognised again; the key of a field always is.
            (heading, Some(field)) if heading.is_empty() || mapping.header_height > 1 => {
                field.key().to_owned()
            }
            (heading, Some(_) | None) => heading.to_owned(),
        })
        .collect();
    headings.extend(own.map(str::to_owned));
    let rows = grid.rows().iter().filter_map(|row| by_row.get(&row.number).map(|reasons| (row, reasons)));
    let rows = rows.map(|(row, reasons)| {
        let mut cells: Vec<RejectedCell> = kept
            .iter()
            .map(|c| RejectedCell {
                text: row.find_cell(c.column).map(show_again).unwrap_or_default(),
                is_at_fault: reasons.iter().any(|reason| reason.column == Some(c.column)),
            })
            .collect();
        let aside = |text: String| RejectedCell { text, is_at_fault: false };
        if !reasons.is_empty() {
            cells.push(aside(row.number.to_string()));
            cells.push(aside(describe_columns(reasons)));
            let sentences: Vec<_> = reasons.iter().map(|r| render_finding(r, language)).collect();
            cells.push(aside(sentences.join(" | ")));
        }
        RejectedRow { cells }
    });
    let rows = rows.collect();
    Some(Rejects { headings, rows })
}

/// A cell's text as it is given back. A number that lost digits stays visibly broken: as a plain text its wrong
/// digits would look right.
fn show_again(cell: &Cell) -> String {
    let digits = cell.text.bytes().filter(u8::is_ascii_digit).count();
    match (cell.kind, cell.text.parse::<f64>()) {
        (CellKind::Number, Ok(number)) if digits > SURE_DIGITS => format!("{number:.5E}"),
        (CellKind::Number | CellKind::Text | CellKind::Date | CellKind::Error | CellKind::Formula, _) => {
            clean_lines(&cell.text)
        }
    }
}

/// Cleaned line by line: what stands on two lines means two things.
fn clean_lines(text: &str) -> String {
    let lines: Vec<String> =
        text.split(['\n', '\r']).map(|line| clean(line).text).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

impl Rejects {
    fn write_csv(&self, delimiter: char) -> Vec<u8> {
        let headings: Vec<&str> = self.headings.iter().map(String::as_str).collect();
        let rows = self.rows.iter();
        let rows =
            rows.map(|row| row.cells.iter().map(|cell| protect_number(&cell.text)).collect::<Vec<_>>());
        write_csv(&headings, rows, delimiter)
    }

    /// Every cell is text and stays text when it is typed over, so that no identity number loses digits and nothing
    /// is a formula. Cells at fault are in bold with a frame, not in colour alone.
    fn write_xlsx(&self, sheet_name: Option<&str>) -> Result<Vec<u8>, XlsxError> {
        let plain = Format::new().set_num_format("@").set_align(FormatAlign::Top).set_text_wrap();
        let at_fault = plain
            .clone()
            .set_bold()
            .set_border(FormatBorder::Medium)
            .set_background_color(Color::RGB(FAULT_FILL));
        let heading = plain.clone().set_bold().set_border_bottom(FormatBorder::Medium);
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        if let Some(name) = sheet_name.filter(|name| is_sheet_name(name)) {
            sheet.set_name(name)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        let widths: Vec<usize> = (0..self.headings.len()).map(|column| self.find_width(column)).collect();
        for ((column, text), width) in (0_u16..).zip(&self.headings).zip(&widths) {
            sheet.set_column_width(column, to_f64(*width))?;
            sheet.write_string_with_format(0, column, shorten(text), &heading)?;
        }
        for (number, row) in (1_u32..).zip(&self.rows) {
            sheet.set_row_height(number, to_f64(row.count_lines(&widths)) * LINE_POINTS)?;
            for (column, cell) in (0_u16..).zip(&row.cells) {
                let format = if cell.is_at_fault { &at_fault } else { &plain };
                sheet.write_string_with_format(number, column, shorten(&cell.text), format)?;
            }
        }
        workbook.save_to_buffer()
    }

    /// Wide enough for its longest line, within what fits a screen, and for the number that is typed over a broken one.
    fn find_width(&self, column: usize) -> usize {
        let cells: Vec<&RejectedCell> = self.rows.iter().filter_map(|row| row.cells.get(column)).collect();
        let texts = cells.iter().map(|cell| &cell.text).chain(self.headings.get(column));
        let longest = texts.flat_map(|text| text.lines()).map(|line| line.chars().count()).max().unwrap_or(0);
        let is_repaired = cells.iter().any(|cell| cell.is_at_fault);
        longest.clamp(if is_repaired { NUMBER_WIDTH } else { NARROWEST }, WIDEST) + 2
    }
}

impl RejectedRow {
    /// How many lines its longest cell takes.
    fn count_lines(&self, widths: &[usize]) -> usize {
        let lines = |(cell, width): (&RejectedCell, &usize)| {
            let lines = cell.text.lines().map(|line| line.chars().count().div_ceil(*width).max(1));
            lines.sum::<usize>()
        };
        self.cells.iter().zip(widths).map(lines).max().unwrap_or(1).clamp(1, MOST_LINES)
    }
}

fn to_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(0.0, f64::from)
}

/// What a spreadsheet accepts as the name of a sheet.
fn is_sheet_name(name: &str) -> bool {
    let is_long = name.encode_utf16().count() > 31;
    let is_quoted = name.starts_with('\'') || name.ends_with('\'');
    !name.trim().is_empty() && !is_long && !is_quoted && !name.contains(['[', ']', ':', '*', '?', '/', '\\'])
}

/// A text that fits a cell of a spreadsheet.
fn shorten(text: &str) -> &str {
    text.char_indices().nth(LONGEST_CELL).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

fn describe_columns(reasons: &[&Refusal]) -> String {
    let mut columns: Vec<(Column, &str)> =
        reasons.iter().filter_map(|r| r.column.map(|column| (column, r.heading.as_str()))).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
        .iter()
        .map(|(column, heading)| format!("{column} {heading}").trim_end().to_owned())
        .collect::<Vec<_>>()
        .join(", ")
}
