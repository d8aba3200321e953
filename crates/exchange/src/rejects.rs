//! Refused rows as a file: the same columns, and beside them where each row came from, which columns are wrong and
//! why. It must not know which kind of file it was. Invariant: a person who repairs the cells and imports the file
//! again gets every row that was missing, so all columns are given back, the ones that nobody mapped too.

use crate::cell_text::clean;
use crate::finding::Refusal;
use crate::grid::{Column, Grid};
use crate::header::{Field, Mapping};
use crate::table::{DELIMITER, protect_number, write_csv};
use crate::texts::{Language, render_finding};
use std::collections::BTreeMap;

/// The number of the row in the file that was imported.
pub const ORIGIN_ROW: &str = "baris_asal";
/// The columns at fault, as letter and heading.
pub const COLUMNS_AT_FAULT: &str = "kolom_bermasalah";
/// Why, in words.
pub const REASONS: &str = "alasan";

/// The refused rows as a CSV. `None` where nothing was refused. A heading that the file lacks is the key of its
/// field or the letter of its column, so that the file always has a header.
pub fn write_rejects<F: Field>(
    grid: &Grid,
    mapping: &Mapping<F>,
    refused: &[Refusal],
    language: Language,
) -> Option<Vec<u8>> {
    let mut by_row: BTreeMap<u32, Vec<&Refusal>> = BTreeMap::new();
    for refusal in refused {
        by_row.entry(refusal.row).or_default().push(refusal);
    }
    if by_row.is_empty() {
        return None;
    }
    let own = [ORIGIN_ROW, COLUMNS_AT_FAULT, REASONS];
    let kept: Vec<_> = mapping.columns.iter().filter(|c| !own.contains(&c.heading.as_str())).collect();
    let headings: Vec<String> = kept
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
    let mut all: Vec<&str> = headings.iter().map(String::as_str).collect();
    all.extend(own);
    let rows = grid.rows().iter().filter_map(|row| by_row.get(&row.number).map(|reasons| (row, reasons)));
    let rows = rows.map(|(row, reasons)| {
        let mut cells: Vec<String> = kept
            .iter()
            .map(|c| {
                row.find_cell(c.column)
                    .map(|cell| protect_number(&clean(&cell.text).text))
                    .unwrap_or_default()
            })
            .collect();
        cells.push(row.number.to_string());
        cells.push(describe_columns(reasons));
        cells.push(reasons.iter().map(|r| render_finding(r, language)).collect::<Vec<_>>().join(" | "));
        cells
    });
    Some(write_csv(&all, rows, grid.delimiter().unwrap_or(DELIMITER)))
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
