//! Why a whole file cannot be read. It must not know of single rows: a row with a fault is a
//! [`Finding`](crate::finding::Finding), and the rest of its file is still read. Invariant: every error has a
//! stable code that is never reused, and a text in the catalogue.

use crate::grid::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_BYTES};
use crate::workbook::{FileKind, MAX_INFLATED_BYTES, MAX_SHEETS};
use std::collections::BTreeMap;
use thiserror::Error;

/// A file that cannot be read at all. The person who chose it can act on each of these.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FileError {
    /// No bytes, or nothing but blanks.
    #[error("the file is empty")]
    Empty,
    /// More bytes than [`MAX_BYTES`].
    #[error("the file has {bytes} bytes, more than the {MAX_BYTES} that are read")]
    TooLarge {
        /// The size of the file.
        bytes: usize,
    },
    /// More rows than [`MAX_ROWS`].
    #[error("the file has more than {MAX_ROWS} rows")]
    TooManyRows,
    /// A row with more than [`MAX_COLUMNS`] columns.
    #[error("row {row} has more than {MAX_COLUMNS} columns")]
    TooManyColumns {
        /// The row as a spreadsheet counts.
        row: u32,
    },
    /// More cells than [`MAX_CELLS`] in all.
    #[error("the file has more than {MAX_CELLS} cells")]
    TooManyCells,
    /// More text than is read, because cells repeat long texts.
    #[error("the cells hold more than {MAX_TEXT_BYTES} bytes of text")]
    TooMuchText,
    /// More sheets than are looked at.
    #[error("the workbook has more than {MAX_SHEETS} sheets")]
    TooManySheets,
    /// Small as a file, but unpacked larger than what is read.
    #[error("unpacked the file has more than {MAX_INFLATED_BYTES} bytes")]
    InflatesTooLarge,
    /// Opens with a password only.
    #[error("the file is protected by a password")]
    PasswordProtected,
    /// A workbook, but not whole.
    #[error("the file is a damaged {kind}")]
    Broken {
        /// What it is, as far as it can be told.
        kind: FileKind,
    },
    /// A workbook whose sheets have pictures and no cells.
    #[error("the file holds pictures and no cells")]
    OnlyPictures,
    /// No sheet of this name.
    #[error("there is no sheet {sheet}")]
    SheetUnknown {
        /// The name asked for.
        sheet: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// Several sheets hold what is asked for, and nobody said which one is meant.
    #[error("several sheets hold such a table: {sheets:?}")]
    SheetAmbiguous {
        /// Their names.
        sheets: Vec<String>,
    },
    /// A file could not be put together.
    #[error("the {kind} could not be written")]
    NotWritten {
        /// What it was to be.
        kind: FileKind,
    },
    /// Neither a workbook nor text: another kind of file.
    #[error("the file is no table; it looks like {looks_like}")]
    NotText {
        /// A stable word for what it looks like, such as `xlsx` or `pdf`; `binary` where it is not known.
        looks_like: &'static str,
    },
    /// A quotation mark that is opened and never closed, or closed in the middle of a cell.
    #[error("a quotation mark in line {line} is not closed where its cell ends")]
    QuoteBroken {
        /// The line as a text editor counts.
        line: u32,
    },
    /// No row among the first ones names the columns that are needed.
    #[error("no header row was found in the first {rows_searched} rows")]
    NoHeader {
        /// How many rows were looked at.
        rows_searched: usize,
        /// The keys of the fields without which nothing can be read.
        needed: Vec<&'static str>,
    },
    /// A mapping made by hand that leaves out a field without which nothing can be read.
    #[error("no column is mapped to {field}")]
    FieldNotMapped {
        /// The key of the field.
        field: &'static str,
    },
}

impl FileError {
    /// The stable code, as the catalogue of texts knows it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "exchange.file_empty",
            Self::TooLarge { .. } => "exchange.file_too_large",
            Self::TooManyRows => "exchange.too_many_rows",
            Self::TooManyColumns { .. } => "exchange.too_many_columns",
            Self::TooManyCells => "exchange.too_many_cells",
            Self::TooMuchText => "exchange.too_much_text",
            Self::TooManySheets => "exchange.too_many_sheets",
            Self::InflatesTooLarge => "exchange.inflates_too_large",
            Self::PasswordProtected => "exchange.password_protected",
            Self::Broken { .. } => "exchange.file_broken",
            Self::OnlyPictures => "exchange.only_pictures",
            Self::SheetUnknown { .. } => "exchange.sheet_unknown",
            Self::SheetAmbiguous { .. } => "exchange.sheet_ambiguous",
            Self::NotWritten { .. } => "exchange.not_written",
            Self::NotText { .. } => "exchange.not_text",
            Self::QuoteBroken { .. } => "exchange.quote_broken",
            Self::NoHeader { .. } => "exchange.no_header",
            Self::FieldNotMapped { .. } => "exchange.field_not_mapped",
        }
    }

    /// The facts that the text of [`FileError::code`] needs, by the names in its braces.
    pub fn args(&self) -> BTreeMap<String, String> {
        let one = |name: &str, value: String| BTreeMap::from([(name.to_owned(), value)]);
        match self {
            Self::Empty | Self::PasswordProtected | Self::OnlyPictures => BTreeMap::new(),
            Self::TooLarge { bytes } => BTreeMap::from([
                ("megabytes".to_owned(), bytes.div_ceil(1024 * 1024).to_string()),
                ("limit".to_owned(), (MAX_BYTES / 1024 / 1024).to_string()),
            ]),
            Self::TooManyRows => one("limit", MAX_ROWS.to_string()),
            Self::TooManyColumns { row } => BTreeMap::from([
                ("row".to_owned(), row.to_string()),
                ("limit".to_owned(), MAX_COLUMNS.to_string()),
            ]),
            Self::TooManyCells => one("limit", MAX_CELLS.to_string()),
            Self::TooMuchText => one("megabytes", (MAX_TEXT_BYTES / 1024 / 1024).to_string()),
            Self::TooManySheets => one("limit", MAX_SHEETS.to_string()),
            Self::InflatesTooLarge => one("megabytes", (MAX_INFLATED_BYTES / 1024 / 1024).to_string()),
            Self::SheetAmbiguous { sheets } => one("sheets", sheets.join(", ")),
            Self::Broken { kind } | Self::NotWritten { kind } => one("kind", kind.to_string().to_uppercase()),
            Self::SheetUnknown { sheet, known } => {
                BTreeMap::from([("sheet".to_owned(), sheet.clone()), ("known".to_owned(), known.join(", "))])
            }
            Self::NotText { looks_like } => one("looks_like", (*looks_like).to_owned()),
            Self::QuoteBroken { line } => one("line", line.to_string()),
            Self::NoHeader { rows_searched, needed } => BTreeMap::from([
                ("rows".to_owned(), rows_searched.to_string()),
                ("needed".to_owned(), needed.join(", ")),
            ]),
            Self::FieldNotMapped { field } => one("field", (*field).to_owned()),
        }
    }

    /// One example of each variant, for the test that every code has a text.
    #[cfg(test)]
    pub(crate) fn examples() -> Vec<Self> {
        vec![
            Self::Empty,
            Self::TooLarge { bytes: 1 },
            Self::TooManyRows,
            Self::TooManyColumns { row: 1 },
            Self::TooManyCells,
            Self::TooMuchText,
            Self::TooManySheets,
            Self::InflatesTooLarge,
            Self::PasswordProtected,
            Self::Broken { kind: FileKind::Xlsx },
            Self::OnlyPictures,
            Self::SheetUnknown { sheet: "Data".to_owned(), known: Vec::new() },
            Self::SheetAmbiguous { sheets: vec!["TW1".to_owned(), "TW2".to_owned()] },
            Self::NotWritten { kind: FileKind::Xlsx },
            Self::NotText { looks_like: "pdf" },
            Self::QuoteBroken { line: 1 },
            Self::NoHeader { rows_searched: 1, needed: vec!["nip"] },
            Self::FieldNotMapped { field: "nip" },
        ]
    }
}
