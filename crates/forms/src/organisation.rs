//! *Capaian kinerja organisasi* with the distribution picture beside it, as evaluations and the list of a unit's predicates open
//! (PermenPANRB 6/2022; SE MenPANRB 3/2023).
//!
//! Must not know quotas: the five heights come with the form data.

use crate::composer::{BODY, Composer, DENSE, HEAD_GREY};
use crate::curve::Curve;
use crate::flow::Block;
use crate::paper::MM;
use crate::paragraph::{Content, Paragraph};
use crate::table::{Cell, Row, Table};
use crate::text::Style;

/// Body width below which the picture stands under the achievement, pt.
const NARROW: f64 = 180.0 * MM;

impl Composer<'_> {
    /// The achievement, where it has one its source (label and text), and the picture; no picture where there are no heights.
    pub(crate) fn organisation(
        &self,
        label: &str,
        achievement: &str,
        source: Option<(&str, &str)>,
        heights: &[u16],
    ) -> Block {
        let style = Style::bold(DENSE);
        let head = |text: &str| Cell::text(text, style).shade(HEAD_GREY).middle();
        let chosen =
            Cell::stack(vec![self.choice(achievement, &self.conventions.achievements, BODY)]).middle();
        let source = source.filter(|(_, text)| self.is_by_hand() || !text.trim().is_empty());
        let source = source.map(|(label, text)| (label, self.value(text, Style::regular(DENSE)).middle()));
        let picture = Cell::stack(vec![self.pattern(achievement, heights)]);
        if self.width < NARROW {
            let mut rows = vec![Row::of(vec![head(label), chosen]).keep()];
            rows.extend(source.map(|(label, text)| Row::of(vec![head(label), text]).keep()));
            rows.push(Row::of(vec![head(&self.common.pattern), picture]));
            return Block::Table(Table::ruled(self.shared(&[0.3, 0.7]), 0, rows));
        }
        // Side by side, each under its head.
        let mut rows = vec![Row::of(vec![head(label)]), Row::of(vec![chosen])];
        if let Some((label, text)) = source {
            rows.extend([Row::of(vec![head(label)]), Row::of(vec![text])]);
        }
        let under = rows.len() - 1;
        let beside = [head(&self.common.pattern), picture.span(1, under)];
        for (row, cell) in rows.iter_mut().zip(beside) {
            row.cells.push(cell);
            row.keep_with_next = true;
        }
        Block::Table(Table::ruled(self.shared(&[0.42, 0.58]), 0, rows))
    }

    fn pattern(&self, achievement: &str, heights: &[u16]) -> Paragraph {
        if heights.is_empty() {
            return self.free_text("", Style::regular(DENSE), 1);
        }
        let (common, labels) = (self.common, self.conventions.pattern.iter().cloned());
        let curve = Curve {
            title: common.curve.replace("{capaian}", &achievement.to_uppercase()),
            upright: common.curve_upright.clone(),
            level: common.curve_level.clone(),
            places: labels.zip(heights.iter().copied()).collect(),
        };
        Paragraph::of(Content::Curve(Box::new(curve)), Style::bold(DENSE))
    }
}
