//! What is told of one row: why it was refused, or what a person should know although it was read. It must not
//! hold sentences: those are in the catalogue of texts, by code. Invariant: a finding names the row, and where a
//! single cell is meant the column and the value, as the person's own spreadsheet shows them.

use crate::grid::Column;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A stable code with its place and facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Finding {
    /// The row as a spreadsheet counts.
    pub row: u32,
    /// The name in that row, cut after 200 characters; empty where it has none or no single row is meant.
    pub who: String,
    /// The column, where one cell is meant and the file has it.
    pub column: Option<Column>,
    /// The heading of that column as the file has it; empty where there is none.
    pub heading: String,
    /// The key of the field, such as `nip`; empty where the whole row is meant.
    pub field: String,
    /// The stable code, such as `roster.nip_damaged`.
    pub code: String,
    /// The value as the file has it, cut after 200 characters.
    pub value: String,
    /// The facts that the text needs, by the names in its braces.
    pub args: BTreeMap<String, String>,
}

/// Why rows were not imported: a row may have several.
pub type Refusal = Finding;
/// What a person should know of rows that were imported.
pub type Notice = Finding;

impl Finding {
    /// A finding about a whole row.
    pub fn of_row(row: u32, code: &str) -> Self {
        Self {
            row,
            who: String::new(),
            column: None,
            heading: String::new(),
            field: String::new(),
            code: code.to_owned(),
            value: String::new(),
            args: BTreeMap::new(),
        }
    }

    /// The same finding with one more fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }

    /// The letter of the column; empty where no single cell is meant.
    pub fn letter(&self) -> String {
        self.column.map(Column::letter).unwrap_or_default()
    }
}

/// How many different rows findings speak of.
pub fn count_rows(findings: &[Finding]) -> usize {
    findings.iter().map(|f| f.row).collect::<std::collections::BTreeSet<_>>().len()
}

/// Why a row that holds no person, plan or rating was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Above the header row: titles of the report.
    AboveHeader,
    /// The header itself, or the same header again at the top of a printed page.
    Header,
    /// Nothing in it.
    Blank,
    /// The columns numbered 1, 2, 3 under the header.
    ColumnNumbers,
    /// "Jumlah", "Total" and the like.
    Subtotal,
    /// A single cell of text: the name of a unit above its people, or a signature below them.
    Caption,
    /// A position held for another (PLT or PLH) beside the person's own.
    ForAnother,
    /// Of several rows of one person one with a later period counts.
    OlderPeriod,
    /// A person decided that it is not imported.
    LeftOut,
}

/// A row that was passed over, with the first text in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct SkippedRow {
    /// The row as a spreadsheet counts.
    pub row: u32,
    /// Why.
    pub reason: SkipReason,
    /// The first text in it, so that a person can see that nobody was lost.
    pub text: String,
}
