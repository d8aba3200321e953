//! Cells with their places: the one input of every reader of this crate. It must not know where the cells come
//! from, a CSV or a workbook's sheet, nor what they mean. Invariant: a row keeps the number that a
//! spreadsheet shows beside it, also when blank rows lie before it, because that number is what a person is told.

use crate::error::FileError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// The most rows that are read, blank ones included.
pub const MAX_ROWS: usize = 200_000;
/// The most columns that a row may have.
pub const MAX_COLUMNS: usize = 1_000;
/// The most cells in all, so that a file of nothing but delimiters cannot fill the memory.
pub const MAX_CELLS: usize = 6_000_000;
/// The most text of all cells of a sheet, in bytes: a workbook keeps a text once and may repeat it a million times.
pub const MAX_TEXT_BYTES: usize = 256 * 1024 * 1024;

/// A column of the grid, counted from 0; people see its letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(transparent)]
pub struct Column(pub u16);

impl Column {
    /// The column at a place in a row of cells; a place beyond the last possible column is that last one.
    pub fn at(index: usize) -> Self {
        Self(u16::try_from(index).unwrap_or(u16::MAX))
    }

    /// The column of these letters.
    pub fn find(letters: &str) -> Option<Self> {
        let is_column = !letters.is_empty() && letters.bytes().all(|letter| letter.is_ascii_alphabetic());
        let number = letters.bytes().try_fold(0_u16, |sum, letter| {
            sum.checked_mul(26)?.checked_add(u16::from(letter.to_ascii_uppercase().checked_sub(b'A')?) + 1)
        });
        number.filter(|_| is_column)?.checked_sub(1).map(Self)
    }

    /// The place in a row of cells.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The letters of a spreadsheet: A to Z, AA, AB and on.
    pub fn letter(self) -> String {
        let mut letters = Vec::new();
        let mut rest = u32::from(self.0) + 1;
        while rest > 0 {
            rest -= 1;
            letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
            rest /= 26;
        }
        letters.iter().rev().collect()
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.letter())
    }
}

/// What the file says a cell is. A CSV knows text alone; a workbook knows more, and an 18-digit NIP that it keeps
/// as a number has lost its last digits, whatever it displays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    /// Text, as typed.
    Text,
    /// A number; `text` is how the sheet displays it.
    Number,
    /// A date; `text` is how the sheet displays it.
    Date,
    /// A formula's error, such as `#REF!`.
    Error,
    /// A formula whose result the file does not hold; `text` is the formula.
    Formula,
}

impl CellKind {
    /// Whether the file has no value for the cell, though something stands in it.
    pub fn is_without_value(self) -> bool {
        matches!(self, Self::Error | Self::Formula)
    }
}

/// One cell: its text as the file has it, not yet cleaned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The text as displayed.
    pub text: String,
    /// What the file says it is.
    pub kind: CellKind,
}

impl Cell {
    /// A cell of text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: CellKind::Text }
    }

    /// Whether nothing but blanks is in it.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(|c| c.is_whitespace() || c == '\u{feff}')
    }
}

/// One row with the number that a spreadsheet shows beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Counted from 1, blank rows included.
    pub number: u32,
    /// As many as the file has in this row: rows may be ragged.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column, where the row is long enough.
    pub fn find_cell(&self, column: Column) -> Option<&Cell> {
        self.cells.get(column.index())
    }

    /// Whether every cell is blank.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }
}

/// Cells that a sheet shows as one; the text is in the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The first row, as a spreadsheet counts.
    pub first_row: u32,
    /// The last row.
    pub last_row: u32,
    /// The first column.
    pub first_column: Column,
    /// The last column.
    pub last_column: Column,
}

/// What a sheet says of its rows and columns beside their cells.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Marks {
    /// Rows that the sheet hides, by a filter or by hand.
    pub hidden_rows: BTreeSet<u32>,
    /// Columns that the sheet hides.
    pub hidden_columns: BTreeSet<Column>,
    /// Cells shown as one.
    pub merges: Vec<Merge>,
}

/// The cells of one CSV or of one sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Grid {
    sheet: Option<String>,
    delimiter: Option<char>,
    rows: Vec<Row>,
    cell_count: usize,
    marks: Option<Marks>,
}

impl Grid {
    /// An empty grid, of a sheet where the file has sheets.
    pub fn new(sheet: Option<String>) -> Self {
        Self { sheet, ..Self::default() }
    }

    /// Adds the next row. Numbers must ascend; a reader that leaves out blank rows leaves out their numbers too.
    pub fn push_row(&mut self, number: u32, cells: Vec<Cell>) -> Result<(), FileError> {
        if self.rows.len() >= MAX_ROWS {
            return Err(FileError::TooManyRows);
        }
        if cells.len() > MAX_COLUMNS {
            return Err(FileError::TooManyColumns { row: number });
        }
        self.cell_count += cells.len();
        if self.cell_count > MAX_CELLS {
            return Err(FileError::TooManyCells);
        }
        self.rows.push(Row { number, cells });
        Ok(())
    }

    /// Takes the rows out, to change them and push them again.
    pub(crate) fn take_rows(&mut self) -> Vec<Row> {
        self.cell_count = 0;
        std::mem::take(&mut self.rows)
    }

    /// The rows in the order of the file.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The name of the sheet, where the file has sheets.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// What parted the cells, where the file is a CSV.
    pub fn delimiter(&self) -> Option<char> {
        self.delimiter
    }

    /// Keeps what parted the cells, so that what is given back has the same form.
    pub fn set_delimiter(&mut self, delimiter: char) {
        self.delimiter = Some(delimiter);
    }

    /// What the sheet says beside its cells; `None` where the file says nothing of the kind, such as a CSV.
    pub fn marks(&self) -> Option<&Marks> {
        self.marks.as_ref()
    }

    /// Keeps what the sheet says beside its cells.
    pub fn set_marks(&mut self, marks: Marks) {
        self.marks = Some(marks);
    }

    /// Whether every row is blank.
    pub fn is_blank(&self) -> bool {
        self.rows.iter().all(Row::is_blank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        let letters: Vec<_> = [0, 25, 26, 51, 52, 701, 702].map(|i| Column(i).letter()).into();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
        assert!(letters.iter().all(|text| Column::find(text).map(Column::letter).as_ref() == Some(text)));
        assert_eq!((Column::find("c"), Column::find(""), Column::find("A1")), (Some(Column(2)), None, None));
    }

    #[test]
    fn a_row_too_many_or_too_wide_is_refused() {
        let mut grid = Grid::new(None);
        let wide = vec![Cell::text(""); MAX_COLUMNS + 1];
        assert_eq!(grid.push_row(7, wide), Err(FileError::TooManyColumns { row: 7 }));
        for number in 1..=200_000 {
            grid.push_row(number, Vec::new()).unwrap();
        }
        assert_eq!(grid.push_row(200_001, Vec::new()), Err(FileError::TooManyRows));
    }
}
