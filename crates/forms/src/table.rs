//! Tables: columns of fixed width, merged cells, shaded heads, rows that may be cut between two lines.
//!
//! Must not know pages. A table is set into bands: rows that a merged cell or "keep with the next" ties together. The flow puts
//! whole bands on pages and asks a band to divide itself when it must. Invariant: the two parts of a divided band hold exactly the
//! lines of the whole, in order, and no line leaves its cell.

use crate::layout::{BLACK, Grey, Mark};
use crate::rules::Rules;
use crate::text::{Align, Face, Style, Typesetter};

/// Rounding slack when heights are compared, pt.
const SLACK: f64 = 0.01;

/// A row is cut only where at least this much of it stays above the cut, pt.
const LEAST_PART: f64 = 12.0;

/// What fills a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Text; line ends in it are kept.
    Text(String),
    /// That many dotted lines to write on by hand.
    Dots(usize),
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    content: Content,
    style: Style,
    align: Align,
    columns: usize,
    rows: usize,
    lead: Option<(String, f64)>,
    shade: Option<Grey>,
    joined: bool,
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
        Self {
            content,
            style,
            align: Align::Left,
            columns: 1,
            rows: 1,
            lead: None,
            shade: None,
            joined: false,
        }
    }

    /// Aligns the lines.
    #[must_use]
    pub fn align(mut self, align: Align) -> Self {
        self.align = align;
        self
    }

    /// Merges the cell over that many columns and rows.
    #[must_use]
    pub fn span(mut self, columns: usize, rows: usize) -> Self {
        self.columns = columns.max(1);
        self.rows = rows.max(1);
        self
    }

    /// Puts a sign (":", "1.", a bullet) before the first line; all lines hang `width` pt to the right of it.
    #[must_use]
    pub fn lead(mut self, sign: impl Into<String>, width: f64) -> Self {
        self.lead = Some((sign.into(), width));
        self
    }

    /// Shades the ground.
    #[must_use]
    pub fn shade(mut self, grey: Grey) -> Self {
        self.shade = Some(grey);
        self
    }

    /// Several lines to write on by hand stand further apart than printed ones.
    fn line_height(&self) -> f64 {
        match self.content {
            Content::Text(_) | Content::Dots(0 | 1) => self.style.line_height(),
            Content::Dots(_) => self.style.line_height() * 1.5,
        }
    }

    /// Leaves out the rule between this cell and its left neighbour.
    #[must_use]
    pub fn joined(mut self) -> Self {
        self.joined = true;
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
}

impl Row {
    /// A row of cells.
    #[must_use]
    pub fn of(cells: Vec<Cell>) -> Self {
        Self { cells, ..Self::default() }
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
    /// Ruled or open.
    pub frame: Frame,
}

impl Table {
    /// The row `(1) (2) (3)` that official tables carry under their heads.
    #[must_use]
    pub fn number_row(columns: usize, style: Style, grey: Grey) -> Row {
        let cell = |number| Cell::text(format!("({number})"), style).align(Align::Centre).shade(grey);
        Row::of((1..=columns).map(cell).collect())
    }

    fn padding(&self) -> Padding {
        match self.frame {
            Frame::Ruled => Padding { side: 4.0, end: 2.2 },
            Frame::Open => Padding { side: 0.0, end: 0.5 },
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Padding {
    side: f64,
    end: f64,
}

#[derive(Debug, Clone, PartialEq)]
struct Piece {
    face: Face,
    x: f64,
    width: f64,
    text: String,
}

#[derive(Debug, Clone)]
struct PlacedCell {
    column: usize,
    columns: usize,
    row: usize,
    rows: usize,
    style: Style,
    line_height: f64,
    lines: Vec<Vec<Piece>>,
    shade: Option<Grey>,
    joined: bool,
}

/// Rows that belong together, set and measured.
#[derive(Debug, Clone)]
pub(crate) struct Band {
    cells: Vec<PlacedCell>,
    heights: Vec<f64>,
    least: Vec<f64>,
    keep: Vec<bool>,
    may_split: Vec<bool>,
    padding: Padding,
}

/// A table whose text is broken into lines.
#[derive(Debug, Clone)]
pub(crate) struct SetTable {
    pub(crate) head: Option<Band>,
    pub(crate) bands: Vec<Band>,
    edges: Vec<f64>,
    frame: Frame,
}

impl SetTable {
    /// Breaks all text of a table into lines. `page_height` caps the least heights, so that every row fits on an empty page.
    pub(crate) fn set(table: &Table, page_height: f64, typesetter: &mut Typesetter) -> Self {
        let mut edges = vec![0.0];
        for width in &table.columns {
            edges.push(edges.last().copied().unwrap_or(0.0) + width);
        }
        let padding = table.padding();
        let head_rows = table.head_rows.min(table.rows.len());
        let mut cells = place_cells(table, &edges, padding, typesetter);
        let mut bands = Vec::new();
        let mut first = 0;
        while first < table.rows.len() {
            let last = last_tied_row(first, head_rows, &table.rows, &cells);
            let rows = &table.rows[first..=last];
            let (mine, others) = cells.into_iter().partition(|cell| cell.row <= last);
            cells = others;
            let mut band = Band {
                cells: mine,
                heights: Vec::new(),
                least: rows.iter().map(|row| row.least_height.min(page_height / 2.0)).collect(),
                keep: rows.iter().map(|row| row.keep_with_next).collect(),
                may_split: rows.iter().map(|row| row.may_split).collect(),
                padding,
            };
            for cell in &mut band.cells {
                cell.row -= first;
            }
            band.solve();
            bands.push(band);
            first = last + 1;
        }
        let head = (head_rows > 0 && !bands.is_empty()).then(|| bands.remove(0));
        Self { head, bands, edges, frame: table.frame }
    }

    /// Height on one endless page, pt.
    pub(crate) fn height(&self) -> f64 {
        self.head.iter().chain(&self.bands).map(Band::height).sum()
    }

    /// Puts a band on the page: shades and text at once, rules into `rules`, so that neighbours share theirs.
    pub(crate) fn paint(
        &self,
        band: Band,
        left: f64,
        top: f64,
        type_: &Typesetter,
        rules: &mut Rules,
    ) -> Vec<Mark> {
        let mut tops = vec![top];
        for height in &band.heights {
            tops.push(tops.last().copied().unwrap_or(top) + height);
        }
        let mut marks = Vec::new();
        for cell in band.cells {
            let (x1, x2) = (left + self.edges[cell.column], left + self.edges[cell.column + cell.columns]);
            let (y1, y2) = (tops[cell.row], tops[cell.row + cell.rows]);
            match self.frame {
                Frame::Open => {}
                Frame::Ruled => {
                    if let Some(grey) = cell.shade {
                        marks.push(Mark::Fill { x: x1, y: y1, width: x2 - x1, height: y2 - y1, grey });
                    }
                    rules.add_row(y1, x1, x2);
                    rules.add_row(y2, x1, x2);
                    if !cell.joined {
                        rules.add_column(x1, y1, y2);
                    }
                    if cell.column + cell.columns + 1 == self.edges.len() {
                        rules.add_column(x2, y1, y2);
                    }
                }
            }
            let air = cell.line_height - cell.style.line_height();
            let baseline = y1 + band.padding.end + air + type_.fonts().baseline(cell.style);
            for (pieces, step) in cell.lines.into_iter().zip(0_u16..) {
                let y = baseline + f64::from(step) * cell.line_height;
                marks.extend(pieces.into_iter().map(|piece| Mark::Text {
                    x: x1 + piece.x,
                    y,
                    width: piece.width,
                    face: piece.face,
                    size: cell.style.size,
                    grey: BLACK,
                    text: piece.text,
                }));
            }
        }
        marks
    }
}

/// The last row tied to `first` by a merged cell, by "keep with next", or by being head with it.
fn last_tied_row(first: usize, head_rows: usize, rows: &[Row], cells: &[PlacedCell]) -> usize {
    let mut last = if first < head_rows { head_rows - 1 } else { first };
    loop {
        let merged = cells.iter().filter(|cell| cell.row <= last).map(|cell| cell.row + cell.rows - 1).max();
        let mut next = merged.unwrap_or(last).max(last);
        if rows[next].keep_with_next && next + 1 < rows.len() {
            next += 1;
        }
        if next == last {
            return last;
        }
        last = next;
    }
}

/// Finds the column of every cell (places under merged cells are taken) and breaks its text.
fn place_cells(
    table: &Table,
    edges: &[f64],
    padding: Padding,
    typesetter: &mut Typesetter,
) -> Vec<PlacedCell> {
    let mut taken_until = vec![0_usize; table.columns.len()];
    let mut placed = Vec::new();
    for (row, cells) in table.rows.iter().map(|row| &row.cells).enumerate() {
        let mut column = 0;
        for cell in cells {
            while column < taken_until.len() && taken_until[column] > row {
                column += 1;
            }
            if column >= taken_until.len() {
                break;
            }
            let columns = cell.columns.min(taken_until.len() - column);
            let rows = cell.rows.min(table.rows.len() - row);
            taken_until[column..column + columns].fill(row + rows);
            let width = edges[column + columns] - edges[column];
            placed.push(PlacedCell {
                column,
                columns,
                row,
                rows,
                style: cell.style,
                line_height: cell.line_height(),
                lines: set_cell(cell, width, padding, typesetter),
                shade: cell.shade,
                joined: cell.joined,
            });
            column += columns;
        }
    }
    placed
}

/// The lines of one cell, with x from the left edge of the cell.
fn set_cell(cell: &Cell, cell_width: f64, padding: Padding, typesetter: &mut Typesetter) -> Vec<Vec<Piece>> {
    let hang = cell.lead.as_ref().map_or(0.0, |(_, width)| *width);
    let (left, width) = (padding.side + hang, cell_width - 2.0 * padding.side - hang);
    let lines = match &cell.content {
        Content::Text(text) => typesetter.set_lines(text, cell.style, width),
        Content::Dots(count) => {
            let mut dots = String::new();
            while typesetter.fonts().measure(&dots, cell.style) + cell.style.size * 0.3 < width {
                dots.push('.');
            }
            typesetter.set_lines(&vec![dots; *count].join("\n"), cell.style, width)
        }
    };
    let mut set: Vec<Vec<Piece>> = lines
        .into_iter()
        .map(|line| {
            let shift = cell.align.shift(width - line.width);
            vec![Piece { face: cell.style.face, x: left + shift, width: line.width, text: line.text }]
        })
        .collect();
    if let Some((sign, room)) = &cell.lead {
        let style = Style::regular(cell.style.size);
        let line = typesetter.shorten(sign, style, *room);
        let piece = Piece { face: style.face, x: padding.side, width: line.width, text: line.text };
        match set.first_mut() {
            Some(first) => first.insert(0, piece),
            None => set.push(vec![piece]),
        }
    }
    set
}

impl Band {
    /// Height of all rows, pt.
    pub(crate) fn height(&self) -> f64 {
        self.heights.iter().sum()
    }

    /// Every row as high as its own cells and the cells that end in it need.
    fn solve(&mut self) {
        self.heights = self.least.clone();
        let mut by_end: Vec<&PlacedCell> = self.cells.iter().collect();
        by_end.sort_by_key(|cell| (cell.row + cell.rows, cell.rows));
        for cell in by_end {
            let end = cell.row + cell.rows;
            let have: f64 = self.heights[cell.row..end].iter().sum();
            let lack = cell.needed(self.padding) - have;
            if lack > 0.0 {
                self.heights[end - 1] += lack;
            }
        }
    }

    /// Divides the band so that the first part is at most `room` high, or `None` where no good place for a cut lies in it.
    /// With `force` every row may be cut between two lines, because the band is higher than any page. There is no second part
    /// where only the least height of a row did not fit: that gives way.
    pub(crate) fn split(&self, room: f64, force: bool) -> Option<(Self, Option<Self>)> {
        let mut band = self.clone();
        let (mut whole, mut used) = band.count_whole(room);
        if whole < band.heights.len() && (force || band.may_split[whole]) {
            band.least[whole] = 0.0;
            band.solve();
            (whole, used) = band.count_whole(room);
            if whole == band.heights.len() {
                return Some((band, None));
            }
        }
        loop {
            let part = room - used;
            if (force || band.may_split[whole])
                && part > LEAST_PART
                && let Some((above, below)) = band.cut(whole, part)
            {
                return Some((above, Some(below)));
            }
            if whole == 0 {
                return None;
            }
            // Between its rows a band is tied by what made it one; only a band higher than a page gives way.
            if force && !band.keep[whole - 1] {
                return band.cut(whole, 0.0).map(|(above, below)| (above, Some(below)));
            }
            whole -= 1;
            used -= band.heights[whole];
        }
    }

    /// How many rows fit whole into `room` pt, and their height together.
    fn count_whole(&self, room: f64) -> (usize, f64) {
        let (mut whole, mut used) = (0, 0.0);
        while whole < self.heights.len() && used + self.heights[whole] <= room + SLACK {
            used += self.heights[whole];
            whole += 1;
        }
        (whole, used)
    }

    /// Cuts after `whole` rows plus `part` pt of the next one. `None` if a cell of the cut row would show no line above the cut.
    fn cut(&self, whole: usize, part: f64) -> Option<(Self, Self)> {
        let halved = usize::from(part > 0.0);
        let mut above = Self::empty(self.padding);
        let mut below = Self::empty(self.padding);
        for cell in &self.cells {
            let end = cell.row + cell.rows;
            if end <= whole {
                above.cells.push(cell.clone());
                continue;
            }
            if cell.row >= whole + halved {
                let mut moved = cell.clone();
                moved.row -= whole;
                below.cells.push(moved);
                continue;
            }
            let room: f64 =
                self.heights.get(cell.row..whole).map_or(0.0, |rows| rows.iter().sum::<f64>()) + part;
            let fitting = cell.lines_within(room - 2.0 * self.padding.end);
            if cell.row == whole && fitting == 0 && !cell.lines.is_empty() {
                return None;
            }
            let (mut first, mut rest) = (cell.clone(), cell.clone());
            rest.lines = first.lines.split_off(fitting);
            first.rows = whole.saturating_sub(cell.row) + halved;
            rest.row = cell.row.max(whole) - whole;
            rest.rows = end - cell.row.max(whole);
            above.cells.push(first);
            below.cells.push(rest);
        }
        above.take_rows(self, 0, whole + halved);
        below.take_rows(self, whole, self.heights.len());
        if halved == 1 {
            above.least[whole] = 0.0;
            below.least[0] = 0.0;
        }
        above.solve();
        below.solve();
        let progress = halved == 0 || below.height() + SLACK < self.height();
        progress.then_some((above, below))
    }

    fn empty(padding: Padding) -> Self {
        Self {
            cells: Vec::new(),
            heights: Vec::new(),
            least: Vec::new(),
            keep: Vec::new(),
            may_split: Vec::new(),
            padding,
        }
    }

    fn take_rows(&mut self, whole: &Self, from: usize, to: usize) {
        self.least = whole.least[from..to].to_vec();
        self.keep = whole.keep[from..to].to_vec();
        self.may_split = whole.may_split[from..to].to_vec();
    }
}

impl PlacedCell {
    fn needed(&self, padding: Padding) -> f64 {
        let lines = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        f64::from(lines) * self.line_height + 2.0 * padding.end
    }

    /// How many lines fit into `room` pt.
    fn lines_within(&self, room: f64) -> usize {
        let mut height = 0.0;
        self.lines
            .iter()
            .take_while(|_| {
                height += self.line_height;
                height <= room + SLACK
            })
            .count()
    }
}
