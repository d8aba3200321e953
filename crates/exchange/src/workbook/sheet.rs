//! Cells as a reader meets them, put together to the rows of a grid. It must not know formats. Invariant: what a
//! sheet may cost is counted cell by cell, before it is kept, so that no few bytes can stand for much memory.

use super::{FileKind, SheetShape};
use crate::error::FileError;
use crate::grid::{Cell, CellKind, Column, Grid, MAX_CELLS, MAX_COLUMNS, MAX_TEXT_BYTES, Marks, Merge};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The most merged regions of a sheet.
const MAX_MERGES: usize = 100_000;

/// A fault in somebody else's reader is a broken file here, not the end of the program.
pub(super) fn calm<T>(kind: FileKind, read: impl FnOnce() -> Result<T, FileError>) -> Result<T, FileError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(FileError::Broken { kind }))
}

/// Keeps a merged region, its first and last row and column counted from 0.
pub(super) fn add_merge(marks: &mut Marks, rows: (u32, u32), columns: (u32, u32)) -> Result<(), FileError> {
    if marks.merges.len() >= MAX_MERGES {
        return Err(FileError::TooManyCells);
    }
    let column = |index: u32| Column::at(usize::try_from(index).unwrap_or(usize::MAX));
    marks.merges.push(Merge {
        first_row: rows.0.saturating_add(1),
        last_row: rows.1.saturating_add(1),
        first_column: column(columns.0),
        last_column: column(columns.1),
    });
    Ok(())
}

/// A sheet with its cells, or with its first rows alone.
pub(super) struct Sheet {
    pub shape: SheetShape,
    pub grid: Grid,
    pub is_whole: bool,
    pub has_pictures: bool,
}

impl Sheet {
    /// A sheet whose cells are all here.
    pub fn whole(name: String, is_hidden: bool, grid: Grid) -> Self {
        let rows = grid.rows().iter().rev().find(|row| !row.is_blank()).map_or(0, |row| row.number);
        Self { shape: SheetShape { name, rows, is_hidden }, grid, is_whole: true, has_pictures: false }
    }
}

/// What all sheets of a workbook may cost together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    cells: usize,
    text_bytes: usize,
}

impl Budget {
    /// That of a whole workbook.
    pub fn new() -> Self {
        Self { cells: MAX_CELLS, text_bytes: MAX_TEXT_BYTES }
    }

    fn take(&mut self, text: &str, times: usize) -> Result<(), FileError> {
        let bytes = text.len().saturating_mul(times);
        self.cells = self.cells.checked_sub(times).ok_or(FileError::TooManyCells)?;
        self.text_bytes = self.text_bytes.checked_sub(bytes).ok_or(FileError::TooMuchText)?;
        Ok(())
    }

    /// Whether a text of so many bytes may still be kept; asked while it grows.
    pub fn check_text(&self, bytes: usize) -> Result<(), FileError> {
        if bytes > self.text_bytes { Err(FileError::TooMuchText) } else { Ok(()) }
    }
}

/// Rows of a grid in the making. Cells come row by row; a row that comes again, or late, is a broken file.
pub(super) struct GridWriter {
    grid: Grid,
    kept_rows: usize,
    number: u32,
    cells: Vec<Cell>,
    last_row: u32,
}

/// Why a cell was not taken.
pub(super) enum PutError {
    /// Too much of something.
    File(FileError),
    /// Rows out of their order.
    Disorder,
}

impl PutError {
    /// The error of a file of this kind.
    pub fn of(self, kind: FileKind) -> FileError {
        match self {
            Self::File(error) => error,
            Self::Disorder => FileError::Broken { kind },
        }
    }
}

impl From<FileError> for PutError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl GridWriter {
    /// A grid that keeps at most so many rows and counts the others.
    pub fn new(sheet: &str, kept_rows: usize) -> Self {
        let grid = Grid::new(Some(sheet.to_owned()));
        Self { grid, kept_rows, number: 0, cells: Vec::new(), last_row: 0 }
    }

    /// The next cell; row and column are counted from 0, as in the files.
    pub fn put(&mut self, budget: &mut Budget, row: u32, column: u32, cell: Cell) -> Result<(), PutError> {
        if cell.kind == CellKind::Text && cell.is_blank() {
            return Ok(());
        }
        self.start_row(row)?;
        budget.take(&cell.text, 1)?;
        self.keep(column, cell)
    }

    /// The same cell in several columns; counted as often as it is kept, before it is.
    pub fn put_repeated(
        &mut self,
        budget: &mut Budget,
        row: u32,
        columns: &Range<u32>,
        cell: &Cell,
    ) -> Result<(), PutError> {
        self.start_row(row)?;
        budget.take(&cell.text, columns.len())?;
        for column in columns.clone() {
            self.keep(column, cell.clone())?;
        }
        Ok(())
    }

    fn start_row(&mut self, row: u32) -> Result<(), PutError> {
        let number = row.saturating_add(1);
        if number < self.number {
            return Err(PutError::Disorder);
        }
        if number > self.number {
            self.end_row()?;
            self.number = number;
        }
        Ok(())
    }

    fn keep(&mut self, column: u32, cell: Cell) -> Result<(), PutError> {
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        if place >= MAX_COLUMNS {
            return Err(FileError::TooManyColumns { row: self.number }.into());
        }
        self.last_row = self.number;
        if self.grid.rows().len() >= self.kept_rows {
            return Ok(());
        }
        if self.cells.len() <= place {
            self.cells.resize(place + 1, Cell::text(""));
        }
        if let Some(kept) = self.cells.get_mut(place) {
            *kept = cell;
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), FileError> {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() { Ok(()) } else { self.grid.push_row(self.number, cells) }
    }

    /// The grid, and the number of the last row that has anything in it.
    pub fn finish(mut self, marks: Marks) -> Result<(Grid, u32), FileError> {
        self.end_row()?;
        self.grid.set_marks(marks);
        Ok((self.grid, self.last_row))
    }
}
