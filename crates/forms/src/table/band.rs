//! A table set into bands, and bands divided over pages.
//!
//! A band is the rows that a merged cell or "keep with the next" ties together. The flow puts whole bands on pages and asks a band to
//! divide itself when it must. Invariant: the two parts of a divided band hold exactly the lines of the whole, in order, and no line
//! leaves its cell.

use std::sync::Arc;

use super::{Frame, Place, Row, SLACK, Table, place_cells};
use crate::layout::{Grey, Mark};
use crate::paragraph::Line;
use crate::rules::Rules;
use crate::text::Typesetter;

/// A row is cut only where at least this much of it stays above the cut, pt.
const LEAST_PART: f64 = 12.0;

#[derive(Debug, Clone, Copy)]
struct Padding {
    side: f64,
    end: f64,
}

impl Frame {
    fn padding(self, air: f64) -> Padding {
        match self {
            Self::Ruled => Padding { side: 4.0, end: 2.2 * air },
            Self::Open => Padding { side: 0.0, end: 0.5 * air },
        }
    }
}

#[derive(Debug, Clone)]
struct PlacedCell {
    column: usize,
    columns: usize,
    row: usize,
    rows: usize,
    lines: Vec<Line>,
    shade: Option<Grey>,
    is_joined: bool,
    is_middle: bool,
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
    /// What stands above the band where it begins a page.
    under: Option<Arc<Band>>,
    /// What stands above the rest where the band itself is cut.
    opens: Option<Arc<Band>>,
}

/// A table whose text is broken into lines.
#[derive(Debug, Clone)]
pub(crate) struct SetTable {
    pub(crate) head: Option<Band>,
    /// What comes again in the place of a head that is too high.
    pub(crate) short_head: Option<Band>,
    pub(crate) bands: Vec<Band>,
    edges: Vec<f64>,
    frame: Frame,
}

impl SetTable {
    /// Breaks all text of a table into lines. `page_height` caps the least heights, so that every row fits on an empty page; `air` is the part of
    /// the usual white room in cells.
    pub(crate) fn set(table: &Table, page_height: f64, air: f64, typesetter: &mut Typesetter) -> Self {
        let mut edges = vec![0.0];
        for width in &table.columns {
            edges.push(edges.last().copied().unwrap_or(0.0) + width);
        }
        let padding = table.frame.padding(air);
        let head_rows = table.head_rows.min(table.rows.len());
        let places = place_cells(&table.rows, table.columns.len());
        let mut set = |rows: &[Row], places: &[Vec<Place>]| {
            let mut band = Band {
                cells: set_cells(rows, places, &edges, padding, typesetter),
                heights: Vec::new(),
                least: rows.iter().map(|row| row.least_height.min(page_height / 2.0)).collect(),
                keep: rows.iter().map(|row| row.keep_with_next).collect(),
                may_split: rows.iter().map(|row| row.may_split).collect(),
                padding,
                under: None,
                opens: None,
            };
            band.solve();
            band
        };
        let mut bands = Vec::new();
        let mut first = 0;
        let mut again: Option<Arc<Band>> = None;
        while first < table.rows.len() {
            let last = last_tied_row(first, head_rows, &table.rows, &places);
            let rows = &table.rows[first..=last];
            let mut band = set(rows, &places[first..=last]);
            match rows.iter().rfind(|row| !row.again.is_empty()) {
                Some(row) => {
                    let row = [Row::of(row.again.clone())];
                    again = Some(Arc::new(set(&row, &place_cells(&row, table.columns.len()))));
                }
                None => band.under.clone_from(&again),
            }
            band.opens.clone_from(&again);
            bands.push(band);
            first = last + 1;
        }
        let head = (head_rows > 0 && !bands.is_empty()).then(|| bands.remove(0));
        let short_head = (!table.short_head.is_empty())
            .then(|| set(&table.short_head, &place_cells(&table.short_head, table.columns.len())));
        Self { head, short_head, bands, edges, frame: table.frame }
    }

    /// Height on one endless page, pt.
    pub(crate) fn height(&self) -> f64 {
        self.head.iter().chain(&self.bands).map(Band::height).sum()
    }

    /// Puts a band on the page: shades and content at once, rules into `rules`, so that neighbours share theirs.
    pub(crate) fn paint(&self, band: Band, left: f64, top: f64, rules: &mut Rules) -> Vec<Mark> {
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
                    if !cell.is_joined {
                        rules.add_column(x1, y1, y2);
                    }
                    if cell.column + cell.columns + 1 == self.edges.len() {
                        rules.add_column(x2, y1, y2);
                    }
                }
            }
            let drop =
                if cell.is_middle { (y2 - y1 - cell.needed(band.padding)).max(0.0) / 2.0 } else { 0.0 };
            let mut y = y1 + band.padding.end + drop;
            for line in cell.lines {
                marks.extend(line.marks.into_iter().map(|mark| mark.moved(x1 + band.padding.side, y)));
                y += line.height;
            }
        }
        marks
    }
}

/// The last row tied to `first` by a merged cell, by "keep with next", or by being head with it; nothing ties a head to the rows below.
fn last_tied_row(first: usize, head_rows: usize, rows: &[Row], places: &[Vec<Place>]) -> usize {
    if first < head_rows {
        return head_rows - 1;
    }
    let mut last = first;
    let mut row = first;
    while row <= last {
        let merged = places[row].iter().map(|place| row + place.rows - 1).max();
        last = last.max(merged.unwrap_or(row));
        if rows[row].keep_with_next && row == last && row + 1 < rows.len() {
            last += 1;
        }
        row += 1;
    }
    last
}

/// Breaks the content of some rows; rows count from the first of them.
fn set_cells(
    rows: &[Row],
    places: &[Vec<Place>],
    edges: &[f64],
    padding: Padding,
    typesetter: &mut Typesetter,
) -> Vec<PlacedCell> {
    let mut set = Vec::new();
    for (number, (row, places)) in rows.iter().zip(places).enumerate() {
        for (cell, place) in row.cells.iter().zip(places) {
            let width = edges[place.column + place.columns] - edges[place.column] - 2.0 * padding.side;
            let lines = cell.paragraphs.iter().flat_map(|paragraph| paragraph.set(width, typesetter));
            set.push(PlacedCell {
                column: place.column,
                columns: place.columns,
                row: number,
                rows: place.rows,
                lines: lines.collect(),
                shade: cell.shade,
                is_joined: cell.is_joined,
                is_middle: cell.is_middle,
            });
        }
    }
    set
}

impl Band {
    /// Height of all rows, pt.
    pub(crate) fn height(&self) -> f64 {
        self.heights.iter().sum()
    }

    /// What stands above the band where it begins a page.
    pub(crate) fn under(&self) -> Option<&Self> {
        self.under.as_deref()
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
        above.under.clone_from(&self.under);
        below.under.clone_from(&self.opens);
        below.opens.clone_from(&self.opens);
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
            under: None,
            opens: None,
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
        self.lines.iter().map(|line| line.height).sum::<f64>() + 2.0 * padding.end
    }

    /// How many lines fit into `room` pt.
    fn lines_within(&self, room: f64) -> usize {
        let mut height = 0.0;
        let fitting = self.lines.iter().take_while(|line| {
            height += line.height;
            height <= room + SLACK
        });
        fitting.count()
    }
}
