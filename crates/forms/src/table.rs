//! Tables: columns of fixed width, merged cells, shaded heads, rows that may be cut between two lines.
//!
//! Must not know pages. Here a table is described; `band` sets and divides it. What is wider than the paper is parted between columns by
//! [`Table::part_columns`].

mod band;

pub(crate) use band::{Band, SetTable};

use crate::layout::Grey;
use crate::paragraph::{Content, Paragraph};
use crate::text::{Align, Style};

/// One cell: paragraphs over one or more columns and rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    paragraphs: Vec<Paragraph>,
    columns: usize,
    rows: usize,
    shade: Option<Grey>,
    is_joined: bool,
    is_middle: bool,
}

impl Cell {
    /// A cell of text, left aligned, over one column and one row.
    #[must_use]
    pub fn text(text: impl Into<String>, style: Style) -> Self {
        Self::of(Content::Text(text.into()), style)
    }

    /// A cell of any content.
    #[must_use]
    pub fn of(content: Content, style: Style) -> Self {
        Self::stack(vec![Paragraph::of(content, style)])
    }

    /// A cell of several paragraphs.
    #[must_use]
    pub fn stack(paragraphs: Vec<Paragraph>) -> Self {
        Self { paragraphs, columns: 1, rows: 1, shade: None, is_joined: false, is_middle: false }
    }

    /// A cell with nothing in it.
    #[must_use]
    pub fn empty() -> Self {
        Self::stack(Vec::new())
    }

    /// Aligns the lines of all paragraphs.
    #[must_use]
    pub fn align(mut self, align: Align) -> Self {
        for paragraph in &mut self.paragraphs {
            paragraph.align = align;
        }
        self
    }

    /// Merges the cell over that many columns and rows.
    #[must_use]
    pub fn span(mut self, columns: usize, rows: usize) -> Self {
        self.columns = columns.max(1);
        self.rows = rows.max(1);
        self
    }

    /// Puts a sign before the first line, see [`Paragraph::lead`].
    #[must_use]
    pub fn lead(mut self, sign: impl Into<String>, width: f64) -> Self {
        if let Some(first) = self.paragraphs.first_mut() {
            first.lead = Some((sign.into(), width));
        }
        self
    }

    /// Shades the ground.
    #[must_use]
    pub fn shade(mut self, grey: Grey) -> Self {
        self.shade = Some(grey);
        self
    }

    /// Leaves out the rule between this cell and its left neighbour.
    #[must_use]
    pub fn joined(mut self) -> Self {
        self.is_joined = true;
        self
    }

    /// Puts the lines half way between top and bottom.
    #[must_use]
    pub fn middle(mut self) -> Self {
        self.is_middle = true;
        self
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Cells from left to right; places under a merged cell from above are skipped.
    pub cells: Vec<Cell>,
    /// Least height, pt.
    pub least_height: f64,
    /// Never the last on a page while another row follows.
    pub keep_with_next: bool,
    /// May be cut between two lines even where it would fit whole on the next page.
    pub may_split: bool,
    /// What stands under the head of a later page where the rows that this one opens go on; may be empty.
    pub again: Vec<Cell>,
}

impl Row {
    /// A row of cells.
    #[must_use]
    pub fn of(cells: Vec<Cell>) -> Self {
        Self { cells, ..Self::default() }
    }

    /// The row with a least height, pt.
    #[must_use]
    pub fn least(mut self, height: f64) -> Self {
        self.least_height = height;
        self
    }

    /// The row, never the last on a page while another follows.
    #[must_use]
    pub fn keep(mut self) -> Self {
        self.keep_with_next = true;
        self
    }

    /// The row that opens others up to the next such row, with what stands above them on a later page.
    #[must_use]
    pub fn opening(mut self, again: Vec<Cell>) -> Self {
        self.again = again;
        self
    }

    /// The row, to be cut anywhere.
    #[must_use]
    pub fn splitting(mut self) -> Self {
        self.may_split = true;
        self
    }
}

/// Ruled like a form, or without rules and shades for alignment only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// One black rule around every cell.
    Ruled,
    /// No rules.
    Open,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Widths of the columns, pt.
    pub columns: Vec<f64>,
    /// Head and body rows.
    pub rows: Vec<Row>,
    /// How many of the first rows are the head, repeated on every page.
    pub head_rows: usize,
    /// What is repeated in the place of a head that is too high for every page; may be empty.
    pub short_head: Vec<Row>,
    /// Ruled or open.
    pub frame: Frame,
}

impl Table {
    /// A ruled table.
    #[must_use]
    pub fn ruled(columns: Vec<f64>, head_rows: usize, rows: Vec<Row>) -> Self {
        Self { columns, rows, head_rows, short_head: Vec::new(), frame: Frame::Ruled }
    }

    /// With what is repeated in the place of a head that is too high for every page.
    #[must_use]
    pub fn short_head(mut self, rows: Vec<Row>) -> Self {
        self.short_head = rows;
        self
    }

    /// A table without rules and without a head.
    #[must_use]
    pub fn open(columns: Vec<f64>, rows: Vec<Row>) -> Self {
        Self { columns, rows, head_rows: 0, short_head: Vec::new(), frame: Frame::Open }
    }

    /// The row `(1) (2) (3)` that official tables carry under their heads.
    #[must_use]
    pub fn number_row(columns: usize, style: Style, grey: Grey) -> Row {
        let cell = |number| Cell::text(format!("({number})"), style).align(Align::Centre).shade(grey);
        Row::of((1..=columns).map(cell).collect())
    }

    /// The table as parts at most `room` pt wide. Each has the first `fixed` columns and then its share of the others, widened to fill the room;
    /// a cell merged over a cut stands in both parts. A table that fits is its only part.
    #[must_use]
    pub fn part_columns(&self, fixed: usize, room: f64) -> Vec<Self> {
        let fixed = fixed.min(self.columns.len());
        let fixed_width: f64 = self.columns[..fixed].iter().sum();
        let others = &self.columns[fixed..];
        let widest = others.iter().copied().fold(1.0, f64::max);
        let for_others = (room - fixed_width).max(widest);
        let mut most = 1;
        while most < others.len() && crate::code::to_f64(most + 1) * widest <= for_others + SLACK {
            most += 1;
        }
        let parts = others.len().div_ceil(most).max(1);
        let mut from = fixed;
        (0..parts)
            .map(|part| {
                let until = from + (self.columns.len() - from).div_ceil(parts - part);
                let table = self.take_columns(fixed, from..until, room - fixed_width);
                from = until;
                table
            })
            .collect()
    }

    fn take_columns(&self, fixed: usize, range: std::ops::Range<usize>, room: f64) -> Self {
        let width: f64 = self.columns[range.clone()].iter().sum();
        let stretch = if width > 0.0 { room.max(1.0) / width } else { 1.0 };
        let mut columns = self.columns[..fixed].to_vec();
        columns.extend(self.columns[range.clone()].iter().map(|column| column * stretch));
        let take = |rows: &[Row]| take_cells(rows, self.columns.len(), fixed, &range);
        let (rows, short_head) = (take(&self.rows), take(&self.short_head));
        Self { columns, rows, head_rows: self.head_rows, short_head, frame: self.frame }
    }
}

/// Of each row the cells over the first `fixed` columns and over those of the range.
fn take_cells(rows: &[Row], columns: usize, fixed: usize, range: &std::ops::Range<usize>) -> Vec<Row> {
    let places = place_cells(rows, columns);
    let taken = rows.iter().zip(&places).map(|(row, places)| {
        let kept = row.cells.iter().zip(places).filter_map(|(cell, place)| {
            let (from, until) = (place.column, place.column + place.columns);
            let within = |a: usize, b: usize| until.min(b).saturating_sub(from.max(a));
            let columns = within(0, fixed) + within(range.start, range.end);
            (columns > 0).then(|| Cell { columns, ..cell.clone() })
        });
        Row { cells: kept.collect(), ..row.clone() }
    });
    taken.collect()
}

/// Rounding slack when widths and heights are compared, pt.
const SLACK: f64 = 0.01;

/// Where a cell came to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    column: usize,
    columns: usize,
    rows: usize,
}

/// The places of all cells, row by row; places under merged cells are taken, and what finds none is left out.
fn place_cells(rows: &[Row], columns: usize) -> Vec<Vec<Place>> {
    let mut taken_until = vec![0_usize; columns];
    let mut placed = Vec::with_capacity(rows.len());
    for (row, cells) in rows.iter().map(|row| &row.cells).enumerate() {
        let mut column = 0;
        let mut places = Vec::with_capacity(cells.len());
        for cell in cells {
            while column < columns && taken_until[column] > row {
                column += 1;
            }
            if column >= columns {
                break;
            }
            let wide = cell.columns.min(columns - column);
            let high = cell.rows.min(rows.len() - row);
            taken_until[column..column + wide].fill(row + high);
            places.push(Place { column, columns: wide, rows: high });
            column += wide;
        }
        placed.push(places);
    }
    placed
}
