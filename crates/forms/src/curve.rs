//! The distribution picture of *Evaluasi Kinerja Pegawai*: how predicates are expected to spread under an achievement of the
//! organisation (SE MenPANRB 3/2023).
//!
//! Must not know levels of achievement or quotas: five heights and their words come with the form data. A shape, never a count.

use crate::code::to_f64;
use crate::layout::{Grey, Mark};
use crate::paper::MM;
use crate::paragraph::{Line, text_mark};
use crate::text::{Style, Typesetter};

const WIDEST: f64 = 125.0 * MM;
const HEIGHT: f64 = 20.0 * MM;
const OUTLINE: f64 = 1.0;
const AXIS: f64 = 0.6;
const UNDER: Grey = Grey(14);
const WORDS: f64 = 7.0;
/// Straight pieces between two given points.
const STEPS: u16 = 12;

/// A curve over labelled places.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Words above it.
    pub title: String,
    /// Word of the upright axis.
    pub upright: String,
    /// Word of the level axis.
    pub level: String,
    /// Places from left to right: word and height.
    pub places: Vec<(String, u16)>,
}

impl Curve {
    /// Draws it as one line, centred in `room` pt.
    pub(crate) fn draw(&self, room: f64, typesetter: &mut Typesetter) -> Line {
        let width = room.min(WIDEST);
        let left = (room - width) / 2.0;
        let mut pen = Pen { marks: Vec::new(), y: 0.0, left, width };
        pen.write(&self.title, Style::bold(8.0), 0.0, room, typesetter);
        pen.y += 0.5 * MM;
        let style = Style::regular(WORDS);
        let upright = typesetter.shorten(&self.upright, style, width);
        pen.put(upright.text, upright.width, left, style, typesetter);
        pen.y += style.line_height() + 0.5 * MM;
        self.draw_shape(&mut pen);
        pen.y += HEIGHT + 1.0 * MM;
        let step = width / to_f64(self.places.len().max(1));
        let (top, mut lowest) = (pen.y, pen.y);
        for (index, (word, _)) in self.places.iter().enumerate() {
            pen.y = top;
            pen.write(word, style, left + step * to_f64(index) + 1.0, step - 2.0, typesetter);
            lowest = lowest.max(pen.y);
        }
        pen.y = lowest;
        pen.write(&self.level, style, left, width, typesetter);
        Line { height: pen.y + 0.5 * MM, marks: pen.marks }
    }

    fn draw_shape(&self, pen: &mut Pen) {
        let (left, top, bottom) = (pen.left, pen.y, pen.y + HEIGHT);
        let step = pen.width / to_f64(self.places.len().max(1));
        let highest = self.places.iter().map(|(_, height)| *height).max().unwrap_or(0).max(1);
        let given: Vec<(f64, f64)> = self
            .places
            .iter()
            .enumerate()
            .map(|(index, (_, height))| {
                let share = f64::from(*height) / f64::from(highest);
                (left + step * (to_f64(index) + 0.5), bottom - share * HEIGHT * 0.94)
            })
            .collect();
        let line = smooth(&given, bottom);
        if let (Some(first), Some(last)) = (line.first(), line.last()) {
            let mut area = line.clone();
            area.extend([(last.0, bottom), (first.0, bottom)]);
            pen.marks.push(Mark::Path { points: area, fill: Some(UNDER), outline: None });
            pen.marks.push(Mark::Path { points: line, fill: None, outline: Some(OUTLINE) });
        }
        let right = left + pen.width;
        for (x1, y1, x2, y2) in [(left, top, left, bottom), (left, bottom, right, bottom)] {
            pen.marks.push(Mark::Rule { x1, y1, x2, y2, width: AXIS });
        }
    }
}

/// A curve through the points that never swings beyond two neighbours or below the `floor`.
fn smooth(given: &[(f64, f64)], floor: f64) -> Vec<(f64, f64)> {
    let mut line: Vec<(f64, f64)> = given.first().copied().into_iter().collect();
    for pair in given.windows(2) {
        let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
        line.extend((1..=STEPS).map(|step| {
            let share = f64::from(step) / f64::from(STEPS);
            let eased = share * share * (3.0 - 2.0 * share);
            (x1 + (x2 - x1) * share, (y1 + (y2 - y1) * eased).min(floor))
        }));
    }
    line
}

struct Pen {
    marks: Vec<Mark>,
    y: f64,
    left: f64,
    width: f64,
}

impl Pen {
    /// Centred lines downward.
    fn write(&mut self, text: &str, style: Style, left: f64, width: f64, typesetter: &mut Typesetter) {
        for line in typesetter.set_lines(text, style, width) {
            self.put(line.text, line.width, left + (width - line.width) / 2.0, style, typesetter);
            self.y += style.line_height();
        }
    }

    fn put(&mut self, text: String, width: f64, x: f64, style: Style, typesetter: &Typesetter) {
        if !text.is_empty() {
            self.marks.push(text_mark(text, width, x, style, typesetter).moved(0.0, self.y));
        }
    }
}
