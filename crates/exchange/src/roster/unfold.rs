//! A roster whose sheet holds two fields in one column, or one value in cells merged over many rows, brought to the plain form. It
//! must not read values. Invariant: findings name the columns of the file, never those that are added here.

use super::name_cell::split_name_and_nip;
use super::{MAX_TEXT_CHARS, Roster, RosterField};
use crate::cell_text::squeeze;
use crate::error::FileError;
use crate::finding::Finding;
use crate::grid::{Cell, CellKind, Column, Grid, MAX_TEXT_BYTES, Merge, Row};
use crate::header::{ColumnGuess, Field, Mapping};
use std::borrow::Cow;

/// A grid and a mapping in which every field has a column and every row its values.
pub(super) struct Unfolded<'a> {
    pub grid: Cow<'a, Grid>,
    pub mapping: Cow<'a, Mapping<RosterField>>,
    /// The first added column, and the column of the file that it comes from.
    added: Option<(Column, Column)>,
}

/// Fields that a sheet often shows once for several rows, in cells merged into one.
const SHARED: [RosterField; 2] = [RosterField::UnitKerja, RosterField::NipAtasan];

pub(super) fn unfold<'a>(
    grid: &'a Grid,
    mapping: &'a Mapping<RosterField>,
) -> Result<Unfolded<'a>, FileError> {
    let Some(combined) = mapping.columns.iter().find(|c| c.field == Some(RosterField::NamaNip)) else {
        return Ok(Unfolded { grid: Cow::Borrowed(grid), mapping: Cow::Borrowed(mapping), added: None });
    };
    let widest = grid.rows().iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let width = widest.max(mapping.columns.len());
    let mut parted = Grid::new(grid.sheet().map(str::to_owned));
    for row in grid.rows() {
        parted.push_row(row.number, part_row(row, combined.column, width))?;
    }
    parted.set_marks(grid.marks().cloned().unwrap_or_default());
    let mut mapping = mapping.clone();
    for (offset, field) in [(0, RosterField::Nip), (1, RosterField::Nama)] {
        if !mapping.columns.iter().any(|c| c.field == Some(field)) {
            let (field, column) = (Some(field), Column::at(width + offset));
            mapping.columns.push(ColumnGuess { column, field, ..combined.clone() });
        }
    }
    let added = Some((Column::at(width), combined.column));
    Ok(Unfolded { grid: Cow::Owned(parted), mapping: Cow::Owned(mapping), added })
}

/// The row with the two parts of one of its cells behind it, and nothing left in that cell.
fn part_row(row: &Row, combined: Column, width: usize) -> Vec<Cell> {
    let mut cells = row.cells.clone();
    cells.resize(width, Cell::text(""));
    let Some(cell) = cells.get_mut(combined.index()) else { return cells };
    let whole = std::mem::replace(cell, Cell::text(""));
    let heading = squeeze(&whole.text);
    let is_heading = RosterField::NamaNip.synonyms().contains(&heading.as_str());
    let (nip, name) = match whole.kind {
        CellKind::Text if is_heading => (RosterField::Nip.key().to_owned(), whole.text),
        CellKind::Text => split_name_and_nip(&whole.text),
        CellKind::Number | CellKind::Date | CellKind::Error | CellKind::Formula => {
            cells.extend([whole, Cell::text("")]);
            return cells;
        }
    };
    cells.extend([Cell::text(nip), Cell::text(name)]);
    cells
}

/// The grid with units and superiors in every row that their merged cells span: the sheet shows them there too. A
/// text too long to be kept is spread no further than it takes to be refused. Of regions that overlap, as no
/// spreadsheet makes them, the first counts, so that no row is gone through twice.
pub fn spread_merged(mut grid: Grid, mapping: &Mapping<RosterField>) -> Result<Grid, FileError> {
    let columns: Vec<Column> = SHARED.iter().filter_map(|field| mapping.find_column(*field)).collect();
    let header = mapping.header_row.unwrap_or(0);
    let merges = grid.marks().map(|marks| marks.merges.as_slice()).unwrap_or_default();
    let mut tall: Vec<Merge> = merges
        .iter()
        .filter(|m| m.first_row > header && m.last_row > m.first_row)
        .filter(|m| m.first_column == m.last_column && columns.contains(&m.first_column))
        .copied()
        .collect();
    if tall.is_empty() {
        return Ok(grid);
    }
    tall.sort_unstable_by_key(|m| (m.first_column, m.first_row, m.last_row));
    let mut rows = grid.take_rows();
    let texts = rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.len());
    let mut spare_bytes = MAX_TEXT_BYTES.saturating_sub(texts.sum());
    let mut done: Option<Merge> = None;
    for merge in tall {
        if done.is_some_and(|m| m.first_column == merge.first_column && merge.first_row <= m.last_row) {
            continue;
        }
        done = Some(merge);
        spread(&mut rows, merge, &mut spare_bytes)?;
    }
    for row in rows {
        grid.push_row(row.number, row.cells)?;
    }
    Ok(grid)
}

fn spread(rows: &mut [Row], merge: Merge, spare_bytes: &mut usize) -> Result<(), FileError> {
    let first = rows.partition_point(|row| row.number < merge.first_row);
    let end = rows.partition_point(|row| row.number <= merge.last_row);
    let Some((top, below)) = rows.get_mut(first..end).and_then(<[Row]>::split_first_mut) else {
        return Ok(());
    };
    let value = top.find_cell(merge.first_column).filter(|_| top.number == merge.first_row);
    let Some(value) = value.filter(|cell| !cell.is_blank()) else { return Ok(()) };
    let text: String = value.text.trim_start().chars().take(MAX_TEXT_CHARS + 1).collect();
    let place = merge.first_column.index();
    for row in below {
        if row.cells.len() <= place {
            row.cells.resize(place + 1, Cell::text(""));
        }
        if let Some(cell) = row.cells.get_mut(place).filter(|cell| cell.is_blank()) {
            *spare_bytes = spare_bytes.checked_sub(text.len()).ok_or(FileError::TooMuchText)?;
            *cell = Cell { text: text.clone(), kind: value.kind };
        }
    }
    Ok(())
}

impl Unfolded<'_> {
    /// Gives findings the columns of the file.
    pub fn fold(&self, roster: &mut Roster) {
        let Some((first, origin)) = self.added else { return };
        let give = |finding: &mut Finding| {
            if finding.column.is_some_and(|column| column >= first) {
                finding.column = Some(origin);
            }
        };
        roster.refused.iter_mut().for_each(give);
        roster.notices.iter_mut().for_each(give);
    }
}
