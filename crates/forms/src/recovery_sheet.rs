//! *Lembar Pemulihan*: the two halves of a recovery code on one page, to be cut apart.
//!
//! Must not know keys: a half is text in groups with dashes between. Invariants: one page on every paper; the cut is in the middle of the page and nothing of a half
//! lies on the other side of it (`each_half_stays_on_its_side_of_the_cut`).

use std::sync::OnceLock;

use serde::Deserialize;

use crate::batch::{Form, LaidOut, Options};
use crate::error::FormsError;
use crate::layout::{BLACK, Grey, Mark, Page};
use crate::paper::{Frame, MM, Orientation};
use crate::text::{Style, Typesetter};
use crate::words;

/// White border at the sides, mm: little enough for large type, more than printers leave free.
const SIDE: f64 = 20.0 * MM;
const CODE: f64 = 24.0;
const NUMBER: f64 = 8.0;
const BODY: f64 = 11.0;
/// Groups in the first line of a code; the others follow below.
const GROUPS_IN_LINE: usize = 4;
const BOX_RULE: f64 = 1.2;
const LINE_RULE: f64 = 0.6;
const DASH: f64 = 2.4 * MM;
const QUIET: Grey = Grey(65);
/// The longest name that is printed in full; what is longer is shortened in sight.
const MOST_NAME_LINES: usize = 2;

/// What the sheet says. Nobody keeps these data: the sheet cannot be printed again.
#[derive(Clone, Deserialize)]
pub struct RecoverySheet {
    /// The office's name.
    pub office: String,
    /// The regency or city; empty prints nothing in its place.
    pub region: String,
    /// The first half: groups with dashes between.
    pub first: String,
    /// The second half.
    pub second: String,
    /// "5 Oktober 2026".
    pub made_on: String,
}

#[derive(Debug, Deserialize)]
struct Labels {
    title: String,
    halves: [HalfLabels; 2],
    made_on: String,
    purpose: String,
    typing: String,
    received: String,
    dated: String,
    signed: String,
    cut: String,
}

#[derive(Debug, Deserialize)]
struct HalfLabels {
    letter: String,
    keeper: String,
    advice: String,
}

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/lembar-pemulihan.json");

fn labels() -> Result<&'static Labels, FormsError> {
    static LABELS: OnceLock<Labels> = OnceLock::new();
    words::get(&LABELS, WORDS)
}

impl Form for RecoverySheet {
    fn lay_out(&self, options: &Options, typesetter: &mut Typesetter) -> Result<LaidOut, FormsError> {
        let frame = options.sheet.frame(Orientation::Portrait)?;
        let labels = labels()?;
        let (width, height) = (frame.page_width, frame.page_height);
        let mut page = Page { width, height, marks: Vec::new() };
        let middle = height / 2.0;
        let codes = [&self.first, &self.second];
        let mut is_shortened = false;
        for ((half, code), top) in labels.halves.iter().zip(codes).zip([0.0, middle]) {
            let mut pen = Pen { page: &mut page, typesetter: &mut *typesetter, frame, y: top + 17.0 * MM };
            is_shortened |= self.draw_half(labels, half, code, &mut pen);
            pen.draw_keeping(labels, top + middle - 17.0 * MM);
        }
        draw_cut(&mut page, &labels.cut, typesetter);
        page.sort_for_painting();
        Ok(LaidOut { pages: vec![page], has_short_footer: is_shortened })
    }

    fn bookmark(&self) -> String {
        self.office.clone()
    }
}

impl RecoverySheet {
    /// Draws one half from its top; answers whether the office's name had to be shortened.
    fn draw_half(&self, labels: &Labels, half: &HalfLabels, code: &str, pen: &mut Pen<'_>) -> bool {
        let made_on = labels.made_on.replace("{date}", &self.made_on);
        pen.write_right(&made_on, Style::regular(9.0));
        pen.write(&labels.title.replace("{half}", &half.letter), Style::bold(16.0), 1);
        let is_shortened = pen.write(&self.office, Style::regular(12.0), MOST_NAME_LINES);
        pen.y += 3.0 * MM;
        pen.draw_code(code);
        pen.y += 4.0 * MM;
        let keeper = half.keeper.replace("{region}", &self.region);
        // Without a region the sentence ends behind the agency.
        let keeper = keeper.replace(" .", ".");
        pen.write(&keeper, Style::bold(12.0), 2);
        pen.write(&half.advice, Style::regular(BODY), 2);
        pen.y += 2.5 * MM;
        pen.write(&labels.purpose, Style::regular(BODY), 4);
        pen.y += 2.5 * MM;
        pen.write(&labels.typing, Style::regular(9.0), 2);
        is_shortened
    }
}

/// Writes downward on a page.
struct Pen<'a> {
    page: &'a mut Page,
    typesetter: &'a mut Typesetter,
    frame: Frame,
    y: f64,
}

impl Pen<'_> {
    fn width(&self) -> f64 {
        self.frame.page_width - 2.0 * SIDE
    }

    /// Lines at the left edge, at most so many; answers whether something was left out.
    fn write(&mut self, text: &str, style: Style, most: usize) -> bool {
        let mut lines = self.typesetter.set_lines(text, style, self.width());
        let is_cut = lines.len() > most;
        if is_cut {
            let rest: Vec<String> = lines.drain(most - 1..).map(|line| line.text).collect();
            lines.push(self.typesetter.shorten(&rest.join(" "), style, self.width()));
        }
        for line in lines {
            self.put(
                SIDE,
                self.y + self.typesetter.fonts().baseline(style),
                line.width,
                style,
                BLACK,
                line.text,
            );
            self.y += style.line_height();
        }
        is_cut
    }

    /// One line at the right edge, on the height of what is written next.
    fn write_right(&mut self, text: &str, style: Style) {
        let line = self.typesetter.shorten(text, style, self.width() / 2.0);
        let x = self.frame.page_width - SIDE - line.width;
        let y = self.y + self.typesetter.fonts().baseline(Style::bold(16.0));
        self.put(x, y, line.width, style, QUIET, line.text);
    }

    /// The groups in two lines, each in a column of its own, in a box.
    fn draw_code(&mut self, code: &str) {
        let style = Style::bold(CODE);
        let groups: Vec<&str> = code.split('-').collect();
        let lines = groups.len().div_ceil(GROUPS_IN_LINE).max(1);
        let (top, left, width) = (self.y, SIDE, self.width());
        let number = Style::regular(NUMBER);
        let (pad, step) = (4.0 * MM, number.line_height() + style.line_height() + 1.5 * MM);
        let (column, height) =
            ((width - 2.0 * pad) / to_f64(GROUPS_IN_LINE), 2.0 * pad + step * to_f64(lines) - 1.5 * MM);
        for (place, group) in groups.iter().enumerate() {
            let x = left + pad + column * to_f64(place % GROUPS_IN_LINE);
            let y = top + pad + step * to_f64(place / GROUPS_IN_LINE);
            let line = self.typesetter.shorten(&(place + 1).to_string(), number, column);
            self.put(x, y + self.typesetter.fonts().baseline(number), line.width, number, QUIET, line.text);
            let line = self.typesetter.shorten(group, style, column);
            let y = y + number.line_height() + self.typesetter.fonts().baseline(style);
            self.put(x, y, line.width, style, BLACK, line.text);
        }
        let (right, bottom) = (left + width, top + height);
        for (x1, y1, x2, y2) in [
            (left, top, right, top),
            (left, bottom, right, bottom),
            (left, top, left, bottom),
            (right, top, right, bottom),
        ] {
            self.page.marks.push(Mark::Rule { x1, y1, x2, y2, width: BOX_RULE });
        }
        self.y = bottom;
    }

    /// Lines to be filled by hand: who received it, when, and a signature.
    fn draw_keeping(&mut self, labels: &Labels, baseline: f64) {
        let style = Style::regular(BODY);
        let gap = 4.0 * MM;
        let shares = [(&labels.received, 0.46), (&labels.dated, 0.24), (&labels.signed, 0.30)];
        let mut x = SIDE;
        for (label, share) in shares {
            let room = (self.width() - 2.0 * gap) * share;
            let line = self.typesetter.shorten(label, style, room);
            let rule_from = x + line.width + 1.5 * MM;
            self.put(x, baseline, line.width, style, BLACK, line.text);
            let y = baseline + 1.0;
            self.page.marks.push(Mark::Rule { x1: rule_from, y1: y, x2: x + room, y2: y, width: LINE_RULE });
            x += room + gap;
        }
    }

    fn put(&mut self, x: f64, y: f64, width: f64, style: Style, grey: Grey, text: String) {
        self.page.marks.push(Mark::Text { x, y, width, face: style.face, size: style.size, grey, text });
    }
}

#[expect(clippy::cast_precision_loss, reason = "a code has seven groups")]
fn to_f64(count: usize) -> f64 {
    count as f64
}

/// A dashed line over the whole page, with words in its middle.
fn draw_cut(page: &mut Page, words: &str, typesetter: &mut Typesetter) {
    let style = Style::regular(8.0);
    let line = typesetter.shorten(words, style, page.width / 2.0);
    let (middle, y) = (page.width / 2.0, page.height / 2.0);
    let (from, to) = (middle - line.width / 2.0, middle + line.width / 2.0);
    page.marks.push(Mark::Text {
        x: from,
        y: y + 0.26 * style.size,
        width: line.width,
        face: style.face,
        size: style.size,
        grey: QUIET,
        text: line.text,
    });
    let mut x = 0.0;
    while x < page.width {
        let end = (x + DASH).min(page.width);
        if end < from - DASH || x > to + DASH {
            page.marks.push(Mark::Rule { x1: x, y1: y, x2: end, y2: y, width: LINE_RULE });
        }
        x += 2.0 * DASH;
    }
}
