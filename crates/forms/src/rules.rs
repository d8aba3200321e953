//! The rules of a table on one page.
//!
//! Must not know cells. Neighbouring cells ask for the same edge; here each edge is drawn once and edges in a row become one long
//! rule, which keeps the page crisp and the file small.

use std::collections::BTreeMap;

use crate::layout::Mark;

/// Thickness of the rules of a form, pt.
pub(crate) const THICKNESS: f64 = 0.6;

/// Edges collected until the table ends or the page does.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    rows: BTreeMap<i64, Vec<(i64, i64)>>,
    columns: BTreeMap<i64, Vec<(i64, i64)>>,
}

impl Rules {
    /// A horizontal edge at `y` from `x1` to `x2`, pt.
    pub(crate) fn add_row(&mut self, y: f64, x1: f64, x2: f64) {
        self.rows.entry(to_grid(y)).or_default().push((to_grid(x1), to_grid(x2)));
    }

    /// A vertical edge at `x` from `y1` to `y2`, pt.
    pub(crate) fn add_column(&mut self, x: f64, y1: f64, y2: f64) {
        self.columns.entry(to_grid(x)).or_default().push((to_grid(y1), to_grid(y2)));
    }

    /// The rules, merged; empties the collection.
    pub(crate) fn take_marks(&mut self) -> Vec<Mark> {
        let mut marks = Vec::new();
        for (y, edges) in std::mem::take(&mut self.rows) {
            let y = from_grid(y);
            // Half a thickness beyond both ends closes the corners.
            marks.extend(merge(edges).into_iter().map(|(x1, x2)| Mark::Rule {
                x1: from_grid(x1) - THICKNESS / 2.0,
                y1: y,
                x2: from_grid(x2) + THICKNESS / 2.0,
                y2: y,
                width: THICKNESS,
            }));
        }
        for (x, edges) in std::mem::take(&mut self.columns) {
            let x = from_grid(x);
            marks.extend(merge(edges).into_iter().map(|(y1, y2)| Mark::Rule {
                x1: x,
                y1: from_grid(y1),
                x2: x,
                y2: from_grid(y2),
                width: THICKNESS,
            }));
        }
        marks
    }
}

fn merge(mut edges: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    edges.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (start, end) in edges {
        match merged.last_mut() {
            Some(last) if start <= last.1 + 1 => last.1 = last.1.max(end),
            Some(_) | None => merged.push((start, end)),
        }
    }
    merged
}

/// Hundredths of a pt: edges computed along different ways must meet.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a page is some thousand pt; the cast of a float saturates"
)]
fn to_grid(pt: f64) -> i64 {
    (pt * 100.0).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "hundredths of a pt on a page are far below 2^52")]
fn from_grid(grid: i64) -> f64 {
    grid as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_of_neighbours_become_one_rule() {
        let mut rules = Rules::default();
        rules.add_row(10.0, 0.0, 50.0);
        rules.add_row(10.0, 50.0, 80.0);
        rules.add_row(10.001, 0.0, 80.0);
        rules.add_column(0.0, 10.0, 20.0);
        rules.add_column(0.0, 40.0, 60.0);
        assert_eq!(rules.take_marks().len(), 3);
        assert!(rules.take_marks().is_empty());
    }
}
