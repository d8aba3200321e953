//! Sheets of an ODS. calamine would repeat a cell as often as the file says, 16,384 times for eighty bytes; here a
//! repeated cell counts as often as it is kept. It must not know columns. Invariant: text is taken as the sheet
//! displays it, dates and numbers by their value.

use super::archive::Archive;
use super::sheet::{Budget, GridWriter, Sheet, add_merge};
use super::value::{show_iso_moment, show_number, show_truth};
use super::xml::{find_attribute, read_part, resolve};
use super::{FileKind, MAX_SHEETS, SheetShape};
use crate::error::FileError;
use crate::grid::{Cell, CellKind, Column, MAX_COLUMNS, Marks};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::io::Read;
use std::ops::Range;

const BROKEN: FileError = FileError::Broken { kind: FileKind::Ods };

/// Reads every sheet.
pub(super) fn read(archive: &mut Archive<'_>) -> Result<Vec<Sheet>, FileError> {
    if is_encrypted(archive) {
        return Err(FileError::PasswordProtected);
    }
    let mut reader = read_part(archive.find_part("content.xml").ok_or(BROKEN)?);
    let mut document = Document::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| BROKEN)? {
            Event::Start(element) => document.open(&element)?,
            Event::End(element) => document.close(element.local_name().as_ref())?,
            Event::Text(text) => document.text(text.as_ref())?,
            Event::CData(text) => document.text(text.as_ref())?,
            Event::GeneralRef(reference) => document.text(&resolve(&reference).ok_or(BROKEN)?)?,
            Event::Eof => break,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    // A file that was cut off in the middle of a sheet lacks people.
    if document.table.is_some() { Err(BROKEN) } else { Ok(document.sheets) }
}

fn is_encrypted(archive: &mut Archive<'_>) -> bool {
    let mut manifest = Vec::new();
    if let Some(part) = archive.find_part("META-INF/manifest.xml") {
        // What cannot be read here cannot be read later either.
        let _ = part.take(1024 * 1024).read_to_end(&mut manifest);
    }
    let manifest = String::from_utf8_lossy(&manifest);
    manifest.contains("encryption-data") || archive.has_part_below("encrypted-package")
}

/// The document as far as it was read.
struct Document {
    budget: Budget,
    sheets: Vec<Sheet>,
    /// The style being read, and those by which a sheet is hidden.
    style: String,
    hiding_styles: HashSet<String>,
    table: Option<TableState>,
    /// Tables within a cell of the table: their cells are not ours.
    inner_tables: usize,
}

struct TableState {
    name: String,
    is_hidden: bool,
    writer: GridWriter,
    marks: Marks,
    /// Of the row being read, from 0.
    row: u32,
    row_repeats: u32,
    is_row_hidden: bool,
    /// Columns that were described so far.
    described: usize,
    /// Each cell with the columns that it is in.
    cells: Vec<(Range<u32>, Cell)>,
    column: u32,
    cell: Option<CellState>,
    has_pictures: bool,
}

struct CellState {
    repeats: u32,
    value: Option<Cell>,
    formula: Option<String>,
    is_error: bool,
    text: String,
    has_paragraph: bool,
    is_in_paragraph: bool,
    /// Within how many notes and drawings the reader is: they are not the cell's text.
    asides: usize,
}

fn parse<T: std::str::FromStr>(element: &BytesStart<'_>, name: &str) -> Option<T> {
    find_attribute(element, name)?.parse().ok()
}

fn is_collapsed(element: &BytesStart<'_>) -> bool {
    find_attribute(element, "visibility").is_some_and(|v| v == "collapse" || v == "filter")
}

impl Document {
    fn new() -> Self {
        Self {
            budget: Budget::new(),
            sheets: Vec::new(),
            style: String::new(),
            hiding_styles: HashSet::new(),
            table: None,
            inner_tables: 0,
        }
    }

    fn open(&mut self, element: &BytesStart<'_>) -> Result<(), FileError> {
        let name = element.local_name();
        match (name.as_ref(), &mut self.table) {
            ("style", None) => self.style = find_attribute(element, "name").unwrap_or_default(),
            ("table-properties", None)
                if find_attribute(element, "display").is_some_and(|display| display == "false") =>
            {
                self.hiding_styles.insert(self.style.clone());
            }
            ("table", None) => {
                if self.sheets.len() >= MAX_SHEETS {
                    return Err(FileError::TooManySheets);
                }
                let style = find_attribute(element, "style-name").unwrap_or_default();
                let is_hidden = self.hiding_styles.contains(&style);
                let name = find_attribute(element, "name").unwrap_or_default();
                self.table = Some(TableState::new(name, is_hidden));
            }
            ("table", Some(_)) => self.inner_tables += 1,
            (name, Some(table)) if self.inner_tables == 0 => table.open(name, element)?,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), FileError> {
        if name == "table" && self.inner_tables > 0 {
            self.inner_tables -= 1;
        } else if name == "table" {
            if let Some(table) = self.table.take() {
                self.sheets.push(table.finish()?);
            }
        } else if let Some(table) = self.table.as_mut().filter(|_| self.inner_tables == 0) {
            table.close(name, &mut self.budget)?;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), FileError> {
        let cell = self.table.as_mut().and_then(|table| table.cell.as_mut());
        if let Some(cell) = cell.filter(|cell| cell.is_in_paragraph && cell.asides == 0) {
            self.budget.check_text(cell.text.len().saturating_add(text.len()))?;
            cell.text.push_str(text);
        }
        Ok(())
    }
}

impl TableState {
    fn new(name: String, is_hidden: bool) -> Self {
        Self {
            writer: GridWriter::new(&name, usize::MAX),
            name,
            is_hidden,
            marks: Marks::default(),
            row: 0,
            row_repeats: 1,
            is_row_hidden: false,
            described: 0,
            cells: Vec::new(),
            column: 0,
            cell: None,
            has_pictures: false,
        }
    }

    fn open(&mut self, name: &str, element: &BytesStart<'_>) -> Result<(), FileError> {
        match name {
            "table-column" => self.describe_columns(element),
            "table-row" => {
                self.row_repeats = parse(element, "number-rows-repeated").unwrap_or(1);
                self.is_row_hidden = is_collapsed(element);
                (self.column, self.cells) = (0, Vec::new());
            }
            "table-cell" | "covered-table-cell" => {
                self.merge(element)?;
                self.cell = Some(CellState::of(element));
            }
            "image" => self.has_pictures = true,
            _ => {
                if let Some(cell) = &mut self.cell {
                    cell.open(name);
                }
            }
        }
        Ok(())
    }

    fn close(&mut self, name: &str, budget: &mut Budget) -> Result<(), FileError> {
        match name {
            "table-cell" | "covered-table-cell" => self.end_cell(),
            "table-row" => self.end_row(budget),
            _ => {
                if let Some(cell) = &mut self.cell {
                    cell.close(name);
                }
                Ok(())
            }
        }
    }

    fn describe_columns(&mut self, element: &BytesStart<'_>) {
        let repeats = parse(element, "number-columns-repeated").unwrap_or(1_usize);
        let end = self.described.saturating_add(repeats);
        if is_collapsed(element) {
            let hidden = self.described..end.min(MAX_COLUMNS);
            self.marks.hidden_columns.extend(hidden.map(Column::at));
        }
        self.described = end;
    }

    fn merge(&mut self, element: &BytesStart<'_>) -> Result<(), FileError> {
        let rows = parse(element, "number-rows-spanned").unwrap_or(1_u32).max(1);
        let columns = parse(element, "number-columns-spanned").unwrap_or(1_u32).max(1);
        if (rows, columns) == (1, 1) {
            return Ok(());
        }
        let last = (self.row.saturating_add(rows - 1), self.column.saturating_add(columns - 1));
        add_merge(&mut self.marks, (self.row, last.0), (self.column, last.1))
    }

    fn end_cell(&mut self) -> Result<(), FileError> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let (repeats, first) = (cell.repeats.max(1), self.column);
        self.column = self.column.saturating_add(repeats);
        let Some(cell) = cell.finish() else { return Ok(()) };
        if usize::try_from(self.column).unwrap_or(usize::MAX) > MAX_COLUMNS {
            return Err(FileError::TooManyColumns { row: self.row.saturating_add(1) });
        }
        self.cells.push((first..self.column, cell));
        Ok(())
    }

    /// Rows without anything in them cost nothing, however often they come and whether they are hidden.
    fn end_row(&mut self, budget: &mut Budget) -> Result<(), FileError> {
        let cells = std::mem::take(&mut self.cells);
        let rows = self.row..self.row.saturating_add(self.row_repeats);
        self.row = rows.end;
        if cells.is_empty() {
            return Ok(());
        }
        for row in rows {
            for (columns, cell) in &cells {
                let put = self.writer.put_repeated(budget, row, columns, cell);
                put.map_err(|error| error.of(FileKind::Ods))?;
            }
            if self.is_row_hidden {
                self.marks.hidden_rows.insert(row.saturating_add(1));
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Sheet, FileError> {
        let (grid, rows) = self.writer.finish(self.marks)?;
        let shape = SheetShape { name: self.name, rows, is_hidden: self.is_hidden };
        Ok(Sheet { shape, grid, is_whole: true, has_pictures: self.has_pictures })
    }
}

impl CellState {
    fn of(element: &BytesStart<'_>) -> Self {
        let attribute = |name| find_attribute(element, name);
        // Two attributes have this local name, the second in the namespace of an extension.
        let kinds: Vec<String> = element
            .attributes()
            .flatten()
            .filter(|a| a.key.local_name().as_ref() == "value-type")
            .map(|a| a.value.to_string())
            .collect();
        let is = |kind: &str| kinds.iter().any(|k| k == kind);
        let value = if is("date") {
            attribute("date-value").map(|text| show_iso_moment(&text))
        } else if is("boolean") {
            attribute("boolean-value").map(|text| show_truth(text == "true"))
        } else if is("float") || is("percentage") || is("currency") {
            attribute("value").and_then(|text| text.parse().ok()).map(show_number)
        } else {
            None
        };
        Self {
            repeats: parse(element, "number-columns-repeated").unwrap_or(1),
            value,
            formula: attribute("formula"),
            is_error: is("error"),
            text: attribute("string-value").unwrap_or_default(),
            has_paragraph: false,
            is_in_paragraph: false,
            asides: 0,
        }
    }

    fn open(&mut self, name: &str) {
        match name {
            "annotation" | "frame" | "custom-shape" => self.asides += 1,
            _ if self.asides > 0 => {}
            "p" => {
                if self.has_paragraph {
                    self.text.push('\n');
                } else {
                    self.text.clear();
                }
                (self.has_paragraph, self.is_in_paragraph) = (true, true);
            }
            // However many blanks it stands for, to every reader they are one.
            "s" => self.text.push(' '),
            "tab" => self.text.push('\t'),
            "line-break" => self.text.push('\n'),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "annotation" | "frame" | "custom-shape" => self.asides = self.asides.saturating_sub(1),
            "p" if self.asides == 0 => self.is_in_paragraph = false,
            _ => {}
        }
    }

    fn finish(self) -> Option<Cell> {
        let is_error = self.is_error || (self.formula.is_some() && self.text.starts_with("Err:"));
        if is_error {
            return Some(Cell { text: self.text, kind: CellKind::Error });
        }
        if let Some(value) = self.value {
            return Some(value);
        }
        match self.formula {
            Some(formula) if !self.has_paragraph && self.text.is_empty() => {
                let formula = formula.split_once(':').map_or(formula.as_str(), |(_, formula)| formula);
                Some(Cell { text: formula.to_owned(), kind: CellKind::Formula })
            }
            Some(_) | None => Some(Cell::text(self.text)).filter(|cell| !cell.is_blank()),
        }
    }
}
