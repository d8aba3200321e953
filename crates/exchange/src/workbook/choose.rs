//! Which sheet of a workbook is read: the one a person names, or the visible one whose header proposes best. It
//! must not read rows. Invariant: a hidden sheet is read only when it is named.

use super::{Book, FileKind, SheetShape};
use crate::error::FileError;
use crate::grid::{Column, Grid};
use crate::header::{Field, Mapping, Score, propose_scored, propose_with};

/// The table of a file with its proposed mapping, and where it comes from.
#[derive(Debug, Clone)]
pub struct Table<F> {
    /// The cells.
    pub grid: Grid,
    /// Which column holds which field.
    pub mapping: Mapping<F>,
    /// What the file is.
    pub kind: FileKind,
    /// All its sheets; none for a CSV. The one that was taken is named by the grid.
    pub sheets: Vec<SheetShape>,
}

/// Reads the table of a file: of the sheet named, else of the visible one whose header proposes best; its columns
/// as proposed, but for those that a person decided.
pub fn read_table<F: Field>(
    bytes: &[u8],
    sheet: Option<&str>,
    decided: &[(Column, Option<F>)],
) -> Result<Table<F>, FileError> {
    let mut book = super::open(bytes)?;
    let grid = choose_grid::<F>(&mut book, sheet)?;
    let mapping = propose_with(&grid, decided)?;
    Ok(Table { grid, mapping, kind: book.kind(), sheets: book.list_sheets() })
}

/// The cells of the sheet named, else of the visible one whose header proposes best. Where none proposes anything,
/// the error is that of the longest visible sheet.
pub fn choose_grid<F: Field>(book: &mut Book<'_>, sheet: Option<&str>) -> Result<Grid, FileError> {
    if let Some(name) = sheet {
        let known = || book.list_sheets().into_iter().map(|sheet| sheet.name).collect();
        let place = book.sheets.iter().position(|s| book.kind().is_workbook() && s.shape.name == name);
        let place =
            place.ok_or_else(|| FileError::SheetUnknown { sheet: name.to_owned(), known: known() })?;
        return book.take_grid(place);
    }
    let place = propose_best::<F>(book).or_else(|| find_longest(book)).ok_or(FileError::Empty)?;
    book.take_grid(place)
}

/// As [`read_table`], where the wrong sheet would be written as if it were the right one: refused where several
/// visible sheets hold such a table and none is named.
pub fn read_only_table<F: Field>(bytes: &[u8], sheet: Option<&str>) -> Result<Table<F>, FileError> {
    take_only_table(&mut super::open(bytes)?, sheet)
}

pub(crate) fn take_only_table<F: Field>(
    book: &mut Book<'_>,
    sheet: Option<&str>,
) -> Result<Table<F>, FileError> {
    let sheets = if sheet.is_none() { list_proposing::<F>(book) } else { Vec::new() };
    if sheets.len() > 1 {
        return Err(FileError::SheetAmbiguous { sheets });
    }
    // A sheet with a header alone proposes as well as the one with rows.
    let sheet = sheet.or(sheets.first().map(String::as_str).filter(|_| book.kind().is_workbook()));
    let grid = choose_grid::<F>(book, sheet)?;
    let mapping = propose_with(&grid, &[])?;
    Ok(Table { grid, mapping, kind: book.kind(), sheets: book.list_sheets() })
}

/// The visible sheets that have every field that is needed, and something below their header.
fn list_proposing<F: Field>(book: &Book<'_>) -> Vec<String> {
    let visible = book.sheets.iter().filter(|sheet| !sheet.shape.is_hidden);
    let is_proposing = |grid: &Grid, rows: u32| {
        propose_scored::<F>(grid).is_ok_and(|(mapping, _)| rows > mapping.header_row.unwrap_or(0))
    };
    let proposing = visible.filter(|sheet| is_proposing(&sheet.grid, sheet.shape.rows));
    proposing.map(|sheet| sheet.shape.name.clone()).collect()
}

/// The visible sheets that hold something and are not among those read: nobody shall believe that they were.
pub fn list_passed_over(sheets: &[SheetShape], read: &[String]) -> Vec<String> {
    let visible = sheets.iter().filter(|sheet| !sheet.is_hidden && sheet.rows > 0);
    visible.map(|sheet| sheet.name.clone()).filter(|name| !read.contains(name)).collect()
}

/// The place of the visible sheet whose header proposes best; of equals the longest, then the first.
fn propose_best<F: Field>(book: &Book<'_>) -> Option<usize> {
    let mut best: Option<(Score, u32, usize)> = None;
    for (place, sheet) in book.sheets.iter().enumerate().filter(|(_, sheet)| !sheet.shape.is_hidden) {
        let Ok((_, score)) = propose_scored::<F>(&sheet.grid) else { continue };
        let rows = sheet.shape.rows;
        if best.is_none_or(|(known, known_rows, _)| (score, rows) > (known, known_rows)) {
            best = Some((score, rows, place));
        }
    }
    best.map(|(.., place)| place)
}

fn find_longest(book: &Book<'_>) -> Option<usize> {
    let visible = book.sheets.iter().enumerate().filter(|(_, sheet)| !sheet.shape.is_hidden);
    let longest = visible.max_by_key(|(place, sheet)| (sheet.shape.rows, std::cmp::Reverse(*place)));
    longest.map(|(place, _)| place)
}
