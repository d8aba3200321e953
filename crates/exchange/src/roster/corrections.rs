//! What a person typed in place of cells that could not be read, and rows that the person leaves out, laid over the grid before it is read. The
//! file itself stays as it is. It must not decide whether a correction is right: the row is read anew and may be refused again. Invariant: only
//! cells of data rows are changed, and every correction that was laid over is told with what stood there before.

use super::RosterField;
use super::name_cell::split_name_and_nip;
use crate::cell_text::{clean, quote};
use crate::error::FileError;
use crate::finding::{SkipReason, SkippedRow};
use crate::grid::{Cell, CellKind, Column, Grid, Row};
use crate::header::Mapping;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The most characters of a correction that are kept: enough to be refused as too long, whatever was pasted.
const MOST_CHARS: usize = 2_000;

/// A cell as a person typed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Correction {
    /// The row as a spreadsheet counts.
    pub row: u32,
    /// The column.
    pub column: Column,
    /// What is meant: of a column with name and NIP together, the part.
    pub field: RosterField,
    /// The text in its place; empty for an empty cell.
    pub text: String,
}

/// A correction that was laid over, with what the file has there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Corrected {
    /// The row as a spreadsheet counts.
    pub row: u32,
    /// The column.
    pub column: Column,
    /// What is meant.
    pub field: RosterField,
    /// What the file has, cut after 200 characters.
    pub before: String,
    /// What was typed, cut after 200 characters.
    pub after: String,
}

/// Lays corrections over the cells of a grid. Of two for one cell the later counts; one for a row or a column that the file does not have is
/// not among the answer.
///
/// # Errors
/// Those of making the grid anew.
pub fn correct_cells(
    mut grid: Grid,
    mapping: &Mapping<RosterField>,
    corrections: &[Correction],
) -> Result<(Grid, Vec<Corrected>), FileError> {
    if corrections.is_empty() {
        return Ok((grid, Vec::new()));
    }
    let header = mapping.header_row.unwrap_or(0);
    let mut done: Vec<Corrected> = Vec::new();
    let mut rows = grid.take_rows();
    for correction in corrections {
        let is_known = mapping.columns.iter().any(|guess| guess.column == correction.column);
        let row = rows.iter_mut().find(|row| row.number == correction.row && row.number > header);
        let Some(row) = row.filter(|_| is_known) else { continue };
        let before = correct_cell(row, mapping, correction);
        let place = |c: &Corrected| {
            c.row == correction.row && c.column == correction.column && c.field == correction.field
        };
        let after = quote(&clean(&correction.text).text);
        match done.iter_mut().find(|other| place(other)) {
            Some(earlier) => earlier.after = after,
            None => done.push(Corrected {
                row: correction.row,
                column: correction.column,
                field: correction.field,
                before,
                after,
            }),
        }
    }
    for row in rows {
        grid.push_row(row.number, row.cells)?;
    }
    Ok((grid, done))
}

/// Changes the cell and answers what stood there.
fn correct_cell(row: &mut Row, mapping: &Mapping<RosterField>, correction: &Correction) -> String {
    let place = correction.column.index();
    if row.cells.len() <= place {
        row.cells.resize(place + 1, Cell::text(""));
    }
    let is_combined = mapping
        .columns
        .iter()
        .any(|guess| guess.column == correction.column && guess.field == Some(RosterField::NamaNip));
    let typed: String = correction.text.chars().take(MOST_CHARS).collect();
    let Some(cell) = row.cells.get_mut(place) else { return String::new() };
    let before = quote(&clean(&cell.text).text);
    let text = if is_combined {
        let (nip, name) = match cell.kind {
            CellKind::Text => split_name_and_nip(&cell.text),
            CellKind::Number | CellKind::Date | CellKind::Error | CellKind::Formula => {
                (cell.text.clone(), String::new())
            }
        };
        match correction.field {
            RosterField::Nama => format!("{typed}\n{nip}"),
            RosterField::Nip => format!("{name}\n{typed}"),
            RosterField::GelarDepan
            | RosterField::GelarBelakang
            | RosterField::JenisAsn
            | RosterField::Golongan
            | RosterField::Jabatan
            | RosterField::JenisJabatan
            | RosterField::UnitKerja
            | RosterField::NipAtasan
            | RosterField::NamaNip
            | RosterField::PeriodeAkhir
            | RosterField::JenisKelamin
            | RosterField::IsPltPlh => typed,
        }
    } else {
        typed
    };
    *cell = Cell::text(text);
    before
}

/// Takes rows out of a grid that a person leaves out, and lists them as passed over.
///
/// # Errors
/// Those of making the grid anew.
pub fn leave_out(
    mut grid: Grid,
    mapping: &Mapping<RosterField>,
    left_out: &[u32],
) -> Result<(Grid, Vec<SkippedRow>), FileError> {
    let header = mapping.header_row.unwrap_or(0);
    let left_out: HashSet<u32> = left_out.iter().copied().filter(|row| *row > header).collect();
    if left_out.is_empty() {
        return Ok((grid, Vec::new()));
    }
    let mut skipped = Vec::new();
    for row in grid.take_rows() {
        if left_out.contains(&row.number) {
            let name = mapping.find_column(RosterField::Nama).or(mapping.find_column(RosterField::NamaNip));
            let named = name.and_then(|column| row.find_cell(column)).filter(|cell| !cell.is_blank());
            let first = named.or_else(|| row.cells.iter().find(|cell| !cell.is_blank()));
            let text = first.map(|cell| quote(&clean(&cell.text).text)).unwrap_or_default();
            skipped.push(SkippedRow { row: row.number, reason: SkipReason::LeftOut, text });
        } else {
            grid.push_row(row.number, row.cells)?;
        }
    }
    Ok((grid, skipped))
}
