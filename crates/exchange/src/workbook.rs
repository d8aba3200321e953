//! What kind of file it is, by its bytes, and which sheets it has. It must not know what the columns mean.

use serde::{Deserialize, Serialize};

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
