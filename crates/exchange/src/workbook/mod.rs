//! Any file of a table to a [`Grid`]: what it is by its bytes, which sheets it has, and the cells of one. It must
//! not know what the columns mean. Invariants: the kind comes from the bytes and never from a name; memory is
//! bounded by the cells that a sheet really has, not by what it claims; no bytes make it panic
//! (`tests/hostile_files.rs`).
//!
//! Macros never run and formulas are never computed: the values that the file keeps beside them are read.

mod archive;
mod choose;
mod ods;
mod sheet;
mod value;
mod xls;
mod xlsx;
mod xml;

pub(crate) use choose::take_only_table;
pub use choose::{Table, choose_grid, list_passed_over, read_only_table, read_table};

use crate::csv_text;
use crate::error::FileError;
use crate::grid::{Grid, MAX_BYTES};
use archive::{Archive, Package};
use serde::{Deserialize, Serialize};
use sheet::Sheet;
use std::fmt;

/// The most bytes that the parts of an archive may unpack to.
pub const MAX_INFLATED_BYTES: u64 = 256 * 1024 * 1024;
/// The most sheets of a workbook.
pub const MAX_SHEETS: usize = 100;

/// A kind of file that holds a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Delimited text.
    Csv,
    /// Excel since 2007, also with macros, which never run.
    Xlsx,
    /// Excel before 2007.
    Xls,
    /// OpenDocument.
    Ods,
}

impl FileKind {
    /// The usual ending of such a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
        }
    }

    /// Whether it has sheets.
    pub const fn is_workbook(self) -> bool {
        match self {
            Self::Csv => false,
            Self::Xlsx | Self::Xls | Self::Ods => true,
        }
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}

/// One sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct SheetShape {
    /// Its name.
    pub name: String,
    /// The number of its last row that has anything in it.
    pub rows: u32,
    /// Whether the workbook hides it.
    pub is_hidden: bool,
}

/// A file of tables, opened: its sheets are known, and the first rows of each.
pub struct Book<'a> {
    source: Source<'a>,
    sheets: Vec<Sheet>,
}

enum Source<'a> {
    Csv,
    Xlsx(Box<xlsx::XlsxSource<'a>>),
    /// Both are read whole when they are opened: their formats have no door to a single sheet.
    Xls,
    Ods,
}

/// Opens a file and looks over its sheets. Refused before anything is parsed: files of more than [`MAX_BYTES`], and
/// archives that unpack to more than [`MAX_INFLATED_BYTES`], whatever their directory claims.
pub fn open(bytes: &[u8]) -> Result<Book<'_>, FileError> {
    if bytes.len() > MAX_BYTES {
        return Err(FileError::TooLarge { bytes: bytes.len() });
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let mut archive = Archive::open(bytes)?;
        return match archive.find_package()? {
            Package::Xlsx => {
                archive.check_sizes()?;
                let (source, sheets) = xlsx::open(bytes, archive)?;
                finish(Source::Xlsx(Box::new(source)), sheets)
            }
            Package::Ods => {
                archive.check_sizes()?;
                finish(Source::Ods, ods::read(&mut archive)?)
            }
            Package::Other(looks_like) => Err(FileError::NotText { looks_like }),
        };
    }
    if bytes.starts_with(&xls::SIGNATURE) {
        return finish(Source::Xls, xls::read(bytes)?);
    }
    let grid = csv_text::read_grid(bytes)?;
    Ok(Book { source: Source::Csv, sheets: vec![Sheet::whole(String::new(), false, grid)] })
}

fn finish(source: Source<'_>, sheets: Vec<Sheet>) -> Result<Book<'_>, FileError> {
    if !sheets.is_empty() && sheets.iter().all(|sheet| sheet.shape.rows == 0) {
        let has_pictures = sheets.iter().any(|sheet| sheet.has_pictures);
        return Err(if has_pictures { FileError::OnlyPictures } else { FileError::Empty });
    }
    if sheets.is_empty() {
        return Err(FileError::Empty);
    }
    Ok(Book { source, sheets })
}

impl Book<'_> {
    /// What the file is.
    pub fn kind(&self) -> FileKind {
        match self.source {
            Source::Csv => FileKind::Csv,
            Source::Xlsx(_) => FileKind::Xlsx,
            Source::Xls => FileKind::Xls,
            Source::Ods => FileKind::Ods,
        }
    }

    /// Its sheets in their order; none for a CSV.
    pub fn list_sheets(&self) -> Vec<SheetShape> {
        let sheets = self.sheets.iter().filter(|_| self.kind().is_workbook());
        sheets.map(|sheet| sheet.shape.clone()).collect()
    }

    /// All cells of the sheet named, else of each visible one, whose first rows are such; with its name.
    pub fn take_where(
        &mut self,
        sheet: Option<&str>,
        is_meant: impl Fn(&Grid) -> bool,
    ) -> Result<Vec<(String, Grid)>, FileError> {
        let is_asked = |shape: &SheetShape| sheet.map_or(!shape.is_hidden, |name| shape.name == name);
        let asked = self.sheets.iter().enumerate().filter(|(_, sheet)| is_asked(&sheet.shape));
        let meant: Vec<usize> =
            asked.filter(|(_, sheet)| is_meant(&sheet.grid)).map(|(place, _)| place).collect();
        let mut taken = Vec::with_capacity(meant.len());
        for place in meant {
            let name = self.sheets.get(place).map(|sheet| sheet.shape.name.clone()).unwrap_or_default();
            taken.push((name, self.take_grid(place)?));
        }
        Ok(taken)
    }

    /// All cells of one sheet, by its place.
    fn take_grid(&mut self, place: usize) -> Result<Grid, FileError> {
        let unknown = || FileError::SheetUnknown { sheet: (place + 1).to_string(), known: Vec::new() };
        let sheet = self.sheets.get_mut(place).ok_or_else(unknown)?;
        if sheet.is_whole {
            return Ok(std::mem::take(&mut sheet.grid));
        }
        match &mut self.source {
            Source::Xlsx(source) => source.read_sheet(&sheet.shape.name),
            Source::Csv | Source::Xls | Source::Ods => Err(unknown()),
        }
    }
}

/// The one sheet of a CSV, or the first visible sheet of a workbook that has anything in it: for callers that know
/// no fields.
pub fn read_first_grid(bytes: &[u8]) -> Result<Grid, FileError> {
    let mut book = open(bytes)?;
    let place = book.sheets.iter().position(|s| !s.shape.is_hidden && s.shape.rows > 0).unwrap_or(0);
    book.take_grid(place)
}
