//! What stands in a cell or between tables: text, lines to write on, choices, pictures, drawings.
//!
//! Must not know pages or tables. A paragraph is set into lines that carry their marks, so that whoever stacks lines need not know
//! what is on them. Invariant: no mark of a line reaches beyond the width asked for or the line's height.

use crate::code::{self, Code};
use crate::curve::Curve;
use crate::layout::{BLACK, Mark, PictureSlot};
use crate::paper::MM;
use crate::text::{Align, Face, Style, Typesetter};

/// From one line to write on by hand to the next, pt.
pub(crate) const HAND_LINE: f64 = 7.0 * MM;

/// Height of a single line to write on, which the padding of its cell makes as high as the others, pt.
const LONE_HAND_LINE: f64 = HAND_LINE - 4.4;

/// Length of the dashes of a line to cut along, pt.
const DASH: f64 = 6.8;

/// Sign between two choices; it stays with the one before it.
const BETWEEN: &str = " /";

/// What fills a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Text; line ends in it are kept.
    Text(String),
    /// That many dotted lines to write on by hand.
    Dots(usize),
    /// All of several words in a row, those that do not apply struck out; without a choice none is struck.
    Choices {
        /// The words.
        words: Vec<String>,
        /// Which one applies.
        chosen: Option<usize>,
    },
    /// White room of that height, pt.
    Room(f64),
    /// A dashed line over the whole width with words in its middle, to cut along.
    CutLine(String),
    /// A thick and a thin rule over the whole width, as under the head of a letter.
    DoubleRule,
    /// Place for a supplied picture, width and height in pt.
    Picture(PictureSlot, f64, f64),
    /// A code for a scanner with its quiet zone.
    Code(Code),
    /// The distribution picture.
    Curve(Box<Curve>),
}

/// One paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    /// What it holds.
    pub content: Content,
    /// Face and size.
    pub style: Style,
    /// Where its lines stand.
    pub align: Align,
    /// A sign (":", "1.", a bullet) before the first line; all lines hang so many pt to the right of it.
    pub lead: Option<(String, f64)>,
    /// White room before it, pt.
    pub before: f64,
    /// Whether each line has a rule under it.
    pub is_underlined: bool,
}

impl Paragraph {
    /// Text at the left edge.
    #[must_use]
    pub fn text(text: impl Into<String>, style: Style) -> Self {
        Self::of(Content::Text(text.into()), style)
    }

    /// Any content at the left edge.
    #[must_use]
    pub fn of(content: Content, style: Style) -> Self {
        Self { content, style, align: Align::Left, lead: None, before: 0.0, is_underlined: false }
    }

    /// Aligns the lines.
    #[must_use]
    pub fn align(mut self, align: Align) -> Self {
        self.align = align;
        self
    }

    /// Puts a sign before the first line and lets all lines hang.
    #[must_use]
    pub fn lead(mut self, sign: impl Into<String>, width: f64) -> Self {
        self.lead = Some((sign.into(), width));
        self
    }

    /// Leaves white room before it.
    #[must_use]
    pub fn before(mut self, room: f64) -> Self {
        self.before = room;
        self
    }

    /// Rules each line underneath.
    #[must_use]
    pub fn underlined(mut self) -> Self {
        self.is_underlined = true;
        self
    }

    /// Sets it into lines at most `width` pt wide, x counted from its left edge.
    pub(crate) fn set(&self, width: f64, typesetter: &mut Typesetter) -> Vec<Line> {
        let hang = self.lead.as_ref().map_or(0.0, |(_, width)| *width).min(width / 2.0);
        let room = width - hang;
        let mut lines = self.set_content(room, typesetter);
        for line in &mut lines {
            line.shift(hang, 0.0);
        }
        if let Some((sign, _)) = &self.lead {
            let style = Style::regular(self.style.size);
            let sign = typesetter.shorten(sign, style, hang);
            let mark = text_mark(sign.text, sign.width, 0.0, style, typesetter);
            match lines.first_mut() {
                Some(first) => first.marks.insert(0, mark),
                None => lines.push(Line { height: style.line_height(), marks: vec![mark] }),
            }
        }
        if let Some(first) = lines.first_mut() {
            first.shift(0.0, self.before);
            first.height += self.before;
        }
        lines
    }

    fn set_content(&self, room: f64, typesetter: &mut Typesetter) -> Vec<Line> {
        match &self.content {
            Content::Text(text) => self.set_text(text, room, typesetter),
            Content::Dots(count) => self.set_dots(*count, room, typesetter),
            Content::Choices { words, chosen } => self.set_choices(words, *chosen, room, typesetter),
            Content::Room(height) => vec![Line { height: *height, marks: Vec::new() }],
            Content::CutLine(words) => vec![self.set_cut_line(words, room, typesetter)],
            Content::DoubleRule => {
                let rule = |y, width| Mark::Rule { x1: 0.0, y1: y, x2: room, y2: y, width };
                vec![Line { height: 4.0, marks: vec![rule(1.0, 1.8), rule(3.4, 0.6)] }]
            }
            Content::Picture(slot, width, height) => {
                let (width, x) = (width.min(room), self.align.shift(room - width));
                let mark = Mark::Picture { slot: *slot, x, y: 0.0, width, height: *height };
                vec![Line { height: *height, marks: vec![mark] }]
            }
            Content::Code(code) => {
                let quiet = code.quiet_zone();
                let whole = code::SIDE + 2.0 * quiet;
                let x = self.align.shift(room - whole) + quiet;
                let marks = code::marks(code, x, quiet);
                vec![Line { height: whole, marks: marks.to_vec() }]
            }
            Content::Curve(curve) => vec![curve.draw(room, typesetter)],
        }
    }

    fn set_text(&self, text: &str, room: f64, typesetter: &mut Typesetter) -> Vec<Line> {
        let height = self.style.line_height();
        let set = typesetter.set_lines(text, self.style, room);
        set.into_iter()
            .map(|line| {
                let x = self.align.shift(room - line.width);
                let mut marks = vec![text_mark(line.text, line.width, x, self.style, typesetter)];
                if self.is_underlined {
                    let y = typesetter.fonts().baseline(self.style) + 0.13 * self.style.size;
                    marks.push(Mark::Strike { x, y, width: line.width });
                }
                Line { height, marks }
            })
            .collect()
    }

    fn set_cut_line(&self, words: &str, room: f64, typesetter: &mut Typesetter) -> Line {
        let words = typesetter.shorten(words, self.style, room / 2.0);
        let height = self.style.line_height();
        let (from, until) = ((room - words.width) / 2.0, (room + words.width) / 2.0);
        let y = height / 2.0;
        let mut marks = Vec::new();
        let mut x = 0.0;
        while x + DASH <= room {
            if x + DASH < from - DASH || x > until + DASH {
                marks.push(Mark::Rule { x1: x, y1: y, x2: x + DASH, y2: y, width: 0.6 });
            }
            x += 2.0 * DASH;
        }
        marks.push(text_mark(words.text, words.width, from, self.style, typesetter));
        Line { height, marks }
    }

    fn set_dots(&self, count: usize, room: f64, typesetter: &mut Typesetter) -> Vec<Line> {
        let mut dots = String::new();
        while typesetter.fonts().measure(&dots, self.style) + self.style.size * 0.3 < room {
            dots.push('.');
        }
        let height = if count > 1 { HAND_LINE } else { LONE_HAND_LINE };
        let air = (height - self.style.line_height()).max(0.0);
        let mut lines = self.set_text(&vec![dots; count].join("\n"), room, typesetter);
        for line in &mut lines {
            line.shift(0.0, air);
            line.height += air;
        }
        lines
    }

    fn set_choices(
        &self,
        words: &[String],
        chosen: Option<usize>,
        room: f64,
        typesetter: &mut Typesetter,
    ) -> Vec<Line> {
        let height = self.style.line_height();
        let baseline = typesetter.fonts().baseline(self.style);
        let (space, between) =
            (typesetter.fonts().measure(" ", self.style), typesetter.fonts().measure(BETWEEN, self.style));
        let mut lines: Vec<(f64, Line)> = Vec::new();
        for (index, word) in words.iter().enumerate() {
            let sign = if index + 1 < words.len() { between } else { 0.0 };
            let pieces = typesetter.set_lines(word, self.style, room - sign);
            let last = pieces.len().saturating_sub(1);
            for (part, piece) in pieces.into_iter().enumerate() {
                let needed = space + piece.width + if part == last { sign } else { 0.0 };
                let fits = part == 0 && lines.last().is_some_and(|(used, _)| used + needed <= room);
                match lines.last_mut() {
                    Some((used, _)) if fits => *used += space,
                    Some(_) | None => lines.push((0.0, Line { height, marks: Vec::new() })),
                }
                let Some((used, line)) = lines.last_mut() else { continue };
                if chosen.is_some_and(|chosen| chosen != index) {
                    let y = baseline - 0.26 * self.style.size;
                    line.marks.push(Mark::Strike { x: *used, y, width: piece.width });
                }
                line.marks.push(text_mark(piece.text, piece.width, *used, self.style, typesetter));
                *used += piece.width;
                if part == last && sign > 0.0 {
                    line.marks.push(text_mark(BETWEEN.to_owned(), sign, *used, self.style, typesetter));
                    *used += sign;
                }
            }
        }
        let shifted = lines.into_iter().map(|(used, mut line)| {
            line.shift(self.align.shift(room - used), 0.0);
            line
        });
        shifted.collect()
    }
}

/// One line of anything: marks with x from the left edge of the paragraph and y from the top of the line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) height: f64,
    pub(crate) marks: Vec<Mark>,
}

impl Line {
    /// Moves the marks, not the line.
    pub(crate) fn shift(&mut self, right: f64, down: f64) {
        if right != 0.0 || down != 0.0 {
            let marks = std::mem::take(&mut self.marks);
            self.marks = marks.into_iter().map(|mark| mark.moved(right, down)).collect();
        }
    }
}

/// A piece of text that was measured, on its baseline in a line of its style.
pub(crate) fn text_mark(text: String, width: f64, x: f64, style: Style, typesetter: &Typesetter) -> Mark {
    let (face, size): (Face, f64) = (style.face, style.size);
    Mark::Text { x, y: typesetter.fonts().baseline(style), width, face, size, grey: BLACK, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &Line) -> String {
        let texts = line.marks.iter().filter_map(|mark| match mark {
            Mark::Text { text, .. } => Some(text.as_str()),
            Mark::Fill { .. }
            | Mark::Watermark { .. }
            | Mark::Picture { .. }
            | Mark::Path { .. }
            | Mark::Code { .. }
            | Mark::Rule { .. }
            | Mark::Strike { .. } => None,
        });
        texts.collect()
    }

    #[test]
    fn the_sign_between_choices_stays_with_the_word_before_it_at_any_width() {
        let mut typesetter = Typesetter::new().unwrap();
        let words: Vec<String> =
            ["SANGAT BAIK", "BAIK", "BUTUH PERBAIKAN", "KURANG", "SANGAT KURANG"].map(str::to_owned).to_vec();
        let (mut most, mut least) = (0, usize::MAX);
        for width in 40..420 {
            let content = Content::Choices { words: words.clone(), chosen: Some(1) };
            let lines = Paragraph::of(content, Style::bold(9.5)).set(f64::from(width), &mut typesetter);
            let whole: String = lines.iter().map(texts).collect();
            assert_eq!(whole.matches('/').count(), words.len() - 1, "{width}: {whole}");
            for line in &lines {
                assert!(!texts(line).starts_with(' '), "{width}: {whole}");
                for mark in &line.marks {
                    if let Mark::Text { x, width: wide, .. } = mark {
                        assert!(x + wide <= f64::from(width) + 0.01, "{width}: {whole}");
                    }
                }
            }
            (most, least) = (most.max(lines.len()), least.min(lines.len()));
        }
        assert!(most > 4 && least < 2);
    }
}
