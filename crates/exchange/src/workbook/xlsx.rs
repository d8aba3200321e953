//! Sheets of an XLSX, cell by cell. calamine reads the values; what it leaves out (hidden rows and columns, merged
//! cells, formulas whose value was never kept) is read here from the same part. It must not know columns.
//! Invariant: nothing is allocated by what a sheet claims to be, such as its dimension.

use super::archive::Archive;
use super::sheet::{Budget, GridWriter, Sheet, add_merge, calm};
use super::value::to_cell;
use super::xml::{find_attribute, read_part, resolve};
use super::{FileKind, MAX_SHEETS, SheetShape};
use crate::error::FileError;
use crate::grid::{Cell, CellKind, Column, Grid, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_BYTES, Marks};
use calamine::{Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read};

/// How many rows of a sheet are kept to propose from, where there are several sheets.
const PREVIEW_ROWS: usize = 100;

const BROKEN: FileError = FileError::Broken { kind: FileKind::Xlsx };

pub(super) struct XlsxSource<'a> {
    xlsx: Xlsx<Cursor<&'a [u8]>>,
    archive: Archive<'a>,
    /// The part of each sheet, by its name.
    parts: HashMap<String, String>,
}

/// Opens a workbook whose archive was checked, and reads its only sheet, or the first rows of each.
pub(super) fn open<'a>(
    bytes: &'a [u8],
    mut archive: Archive<'a>,
) -> Result<(XlsxSource<'a>, Vec<Sheet>), FileError> {
    let xlsx = calm(FileKind::Xlsx, || Xlsx::new(Cursor::new(bytes)).map_err(|error| to_file_error(&error)))?;
    let shown: Vec<(String, bool)> = xlsx
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    if shown.len() > MAX_SHEETS {
        return Err(FileError::TooManySheets);
    }
    let parts = list_parts(&mut archive);
    let has_pictures = archive.has_part_below("xl/media/") || archive.has_part_below("xl/drawings/");
    let mut source = XlsxSource { xlsx, archive, parts };
    let mut budget = Budget::new();
    let kept_rows = if shown.len() == 1 { usize::MAX } else { PREVIEW_ROWS };
    let mut sheets = Vec::with_capacity(shown.len());
    for (name, is_hidden) in shown {
        let (grid, rows) = source.read(&name, kept_rows, &mut budget)?;
        let is_whole = kept_rows == usize::MAX;
        sheets.push(Sheet { shape: SheetShape { name, rows, is_hidden }, grid, is_whole, has_pictures });
    }
    Ok((source, sheets))
}

impl XlsxSource<'_> {
    /// All cells of a sheet.
    pub fn read_sheet(&mut self, name: &str) -> Result<Grid, FileError> {
        Ok(self.read(name, usize::MAX, &mut Budget::new())?.0)
    }

    fn read(&mut self, name: &str, kept_rows: usize, budget: &mut Budget) -> Result<(Grid, u32), FileError> {
        let asides = self.read_asides(name)?;
        let mut writer = GridWriter::new(name, kept_rows);
        calm(FileKind::Xlsx, || {
            let mut cells = match self.xlsx.worksheet_cells_reader(name) {
                Ok(cells) => cells,
                // A chart or dialog under the name of a sheet holds no cells.
                Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
                Err(error) => return Err(to_file_error(&error)),
            };
            while let Some(cell) = cells.next_cell().map_err(|error| to_file_error(&error))? {
                let place = cell.get_position();
                let is_unevaluated = || {
                    asides
                        .formulas
                        .get(&place)
                        .map(|formula| Cell { text: format!("={formula}"), kind: CellKind::Formula })
                };
                if let Some(cell) = to_cell(cell.get_value()).or_else(is_unevaluated) {
                    let put = writer.put(budget, place.0, place.1, cell);
                    put.map_err(|error| error.of(FileKind::Xlsx))?;
                }
            }
            Ok(())
        })?;
        writer.finish(asides.marks)
    }

    fn read_asides(&mut self, name: &str) -> Result<Asides, FileError> {
        let Some(part) = self.parts.get(name).cloned().and_then(|part| self.archive.find_part(&part)) else {
            return Ok(Asides::default());
        };
        collect_asides(part)
    }
}

fn collect_asides(part: impl Read) -> Result<Asides, FileError> {
    let mut reader = read_part(part);
    let mut asides = AsideReader::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| BROKEN)? {
            Event::Start(element) => asides.open(&element)?,
            Event::End(element) => asides.close(element.local_name().as_ref())?,
            Event::Text(text) => asides.text(text.as_ref()),
            Event::GeneralRef(reference) => asides.text(&resolve(&reference).unwrap_or_default()),
            Event::Eof => return Ok(asides.found),
            Event::Empty(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
    }
}

fn to_file_error(error: &XlsxError) -> FileError {
    let is_locked = matches!(error, XlsxError::Password);
    if is_locked { FileError::PasswordProtected } else { BROKEN }
}

/// What a sheet says beside its values.
#[derive(Default)]
struct Asides {
    marks: Marks,
    /// Formulas without a value, by row and column from 0.
    formulas: HashMap<(u32, u32), String>,
}

#[derive(Default)]
struct AsideReader {
    found: Asides,
    /// The text of all formulas that are kept.
    formula_bytes: usize,
    row: u32,
    is_row_hidden: bool,
    column: u32,
    formula: Option<String>,
    is_in_formula: bool,
    is_in_value: bool,
    /// The result of the formula is a text, which may be empty.
    is_text: bool,
    has_value: bool,
}

impl AsideReader {
    fn open(&mut self, element: &BytesStart<'_>) -> Result<(), FileError> {
        match element.local_name().as_ref() {
            "row" => {
                let stated = find_attribute(element, "r").and_then(|r| r.parse::<u32>().ok());
                self.row = stated.unwrap_or(self.row.saturating_add(1));
                self.column = 0;
                self.is_row_hidden = is_true(element, "hidden");
            }
            "c" => {
                (self.formula, self.has_value) = (None, false);
                self.is_text = find_attribute(element, "t").is_some_and(|kind| kind == "str");
                if let Some((row, column)) = find_attribute(element, "r").and_then(|r| parse_place(&r)) {
                    (self.row, self.column) = (row + 1, column);
                }
            }
            "f" => (self.formula, self.is_in_formula) = (Some(String::new()), true),
            "v" => (self.is_in_value, self.has_value) = (true, self.is_text),
            "is" => self.has_value = true,
            "col" if is_true(element, "hidden") => self.hide_columns(element),
            "mergeCell" => self.merge(element)?,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), FileError> {
        match name {
            "f" => self.is_in_formula = false,
            "v" => self.is_in_value = false,
            "c" => {
                // What a grid cannot hold is not kept for it.
                let is_within = usize::try_from(self.column).is_ok_and(|column| column < MAX_COLUMNS);
                if is_within {
                    self.end_cell()?;
                }
                self.column = self.column.saturating_add(1);
            }
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), FileError> {
        let marks = &mut self.found.marks;
        // Rows without cells are not imported, so that nobody needs to know that they are hidden.
        if self.is_row_hidden && marks.hidden_rows.len() < MAX_ROWS {
            marks.hidden_rows.insert(self.row);
        }
        if let Some(formula) = self.formula.take().filter(|_| !self.has_value) {
            if self.found.formulas.len() >= MAX_CELLS {
                return Err(FileError::TooManyCells);
            }
            self.formula_bytes = self.formula_bytes.saturating_add(formula.len());
            if self.formula_bytes > MAX_TEXT_BYTES {
                return Err(FileError::TooMuchText);
            }
            self.found.formulas.insert((self.row.saturating_sub(1), self.column), formula);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.has_value |= self.is_in_value && !text.is_empty();
        if let Some(formula) = self.formula.as_mut().filter(|_| self.is_in_formula) {
            // Enough to know it again.
            formula.extend(text.chars().take(200_usize.saturating_sub(formula.len())));
        }
    }

    fn hide_columns(&mut self, element: &BytesStart<'_>) {
        let edge = |name| find_attribute(element, name).and_then(|edge| edge.parse::<usize>().ok());
        let (Some(first), Some(last)) = (edge("min"), edge("max")) else { return };
        let hidden = (first.max(1)..=last.min(MAX_COLUMNS)).map(|column| Column::at(column - 1));
        self.found.marks.hidden_columns.extend(hidden);
    }

    fn merge(&mut self, element: &BytesStart<'_>) -> Result<(), FileError> {
        let Some(region) = find_attribute(element, "ref") else { return Ok(()) };
        let Some((from, to)) = region.split_once(':') else { return Ok(()) };
        let (Some(from), Some(to)) = (parse_place(from), parse_place(to)) else { return Ok(()) };
        add_merge(&mut self.found.marks, (from.0, to.0), (from.1, to.1))
    }
}

fn is_true(element: &BytesStart<'_>, name: &str) -> bool {
    find_attribute(element, name).is_some_and(|value| value == "1" || value == "true")
}

/// `C7` as row 6 and column 2.
fn parse_place(place: &str) -> Option<(u32, u32)> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = place.split_at_checked(letters)?;
    let row: u32 = row.parse().ok()?;
    let column = column.bytes().try_fold(0_u32, |sum, letter| {
        sum.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some((row.checked_sub(1)?.min(u32::MAX - 1), column.checked_sub(1)?))
}

/// The part of each sheet: names and relations from the workbook, parts from its relations.
fn list_parts(archive: &mut Archive<'_>) -> HashMap<String, String> {
    let workbook = read_elements(archive, "_rels/.rels", "Relationship")
        .into_iter()
        .find(|element| element.get("Type").is_some_and(|t| t.ends_with("/officeDocument")))
        .and_then(|element| element.get("Target").cloned())
        .unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let workbook = workbook.trim_start_matches('/').to_owned();
    let (folder, name) = workbook.rsplit_once('/').map_or(("", workbook.as_str()), |(f, n)| (f, n));
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let targets: HashMap<String, String> =
        read_elements(archive, &format!("{prefix}_rels/{name}.rels"), "Relationship")
            .into_iter()
            .filter_map(|mut element| Some((element.remove("Id")?, element.remove("Target")?)))
            .collect();
    let mut seen = HashSet::new();
    read_elements(archive, &workbook, "sheet")
        .into_iter()
        .filter_map(|mut element| {
            let target = targets.get(&element.remove("id")?)?;
            let part = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("{prefix}{target}"),
            };
            let name = element.remove("name")?;
            seen.insert(name.clone()).then_some((name, part))
        })
        .collect()
}

/// The attributes of every element of this name in a small part; none where it cannot be read.
fn read_elements(archive: &mut Archive<'_>, part: &str, name: &str) -> Vec<HashMap<String, String>> {
    let Some(part) = archive.find_part(part) else { return Vec::new() };
    let mut reader = read_part(part);
    let mut buffer = Vec::new();
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        if let Event::Eof = event {
            break;
        }
        if let Event::Start(element) = &event
            && element.local_name().as_ref() == name
        {
            let attributes = element.attributes().flatten();
            found.push(
                attributes
                    .filter_map(|a| {
                        let value = a.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned();
                        Some((a.key.local_name().as_ref().to_owned(), value))
                    })
                    .collect(),
            );
        }
        buffer.clear();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_grid_can_hold_is_not_kept_beside_it() {
        let cells = "<c><f>A</f></c>".repeat(5_000);
        let rows = "<row hidden=\"1\"/>".repeat(5_000);
        let sheet = format!("<sheetData><row r=\"9\" hidden=\"1\">{cells}</row>{rows}</sheetData>");
        let asides = collect_asides(sheet.as_bytes()).unwrap();
        assert_eq!(asides.formulas.len(), MAX_COLUMNS);
        assert_eq!(asides.marks.hidden_rows.into_iter().collect::<Vec<_>>(), [9]);
        let far = collect_asides(&b"<row r=\"4294967295\"><c><f>A</f></c></row><row><c/></row>"[..]).unwrap();
        assert_eq!(far.formulas.len(), 1);
    }
}
