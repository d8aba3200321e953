//! A laid-out page as plain data: marks at places.
//!
//! Must not know forms, tables or PDF. Everything is in pt, x from the left edge, y **downward** from the top edge. The order of the
//! marks is the order of painting; [`Page::sort_for_painting`] puts shades and watermark behind rules and text. The text dump is
//! what tests compare, so its format is stable.

use std::fmt::Write as _;

use crate::code::Code;
use crate::text::Face;

/// Darkness in percent: 0 is white paper, 100 is black.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grey(pub u8);

/// Full black.
pub const BLACK: Grey = Grey(100);

/// A picture that the office or the province supplies. Without one the place stays empty and the layout the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PictureSlot {
    /// The state emblem at the head of the sheet.
    StateEmblem,
    /// The emblem of the region.
    RegionEmblem,
}

/// Something on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A filled rectangle, top left corner and size.
    Fill {
        /// Left edge.
        x: f64,
        /// Top edge.
        y: f64,
        /// Width.
        width: f64,
        /// Height.
        height: f64,
        /// Darkness.
        grey: Grey,
    },
    /// A large word across the page, behind everything that is read.
    Watermark {
        /// The word.
        text: String,
        /// Size in pt.
        size: f64,
        /// Start of the baseline.
        x: f64,
        /// Start of the baseline.
        y: f64,
        /// Degrees, counter-clockwise.
        angle: f64,
        /// Darkness.
        grey: Grey,
    },
    /// Place for a supplied picture; the picture is fitted inside and centred.
    Picture {
        /// Which picture.
        slot: PictureSlot,
        /// Left edge.
        x: f64,
        /// Top edge.
        y: f64,
        /// Width.
        width: f64,
        /// Height.
        height: f64,
    },
    /// A drawing of straight pieces, filled where it is closed.
    Path {
        /// Corners in order.
        points: Vec<(f64, f64)>,
        /// Darkness of the inside of a closed path.
        fill: Option<Grey>,
        /// Thickness of the black outline.
        outline: Option<f64>,
    },
    /// A code for a scanner, without its quiet zone.
    Code {
        /// Left edge.
        x: f64,
        /// Top edge.
        y: f64,
        /// Length of a side.
        side: f64,
        /// The modules.
        code: Code,
    },
    /// A black rule.
    Rule {
        /// Start.
        x1: f64,
        /// Start.
        y1: f64,
        /// End.
        x2: f64,
        /// End.
        y2: f64,
        /// Thickness.
        width: f64,
    },
    /// One line of text; the font holds every character of it. A soft hyphen at its end was set by us.
    Text {
        /// Left end of the baseline.
        x: f64,
        /// Baseline.
        y: f64,
        /// Width as measured.
        width: f64,
        /// Face.
        face: Face,
        /// Size in pt.
        size: f64,
        /// Darkness.
        grey: Grey,
        /// The characters.
        text: String,
    },
    /// A rule through a word that does not apply.
    Strike {
        /// Left end.
        x: f64,
        /// Height on the page.
        y: f64,
        /// Length.
        width: f64,
    },
}

impl Mark {
    fn depth(&self) -> u8 {
        match self {
            Self::Fill { grey: Grey(1..), .. } => 0,
            Self::Watermark { .. } => 1,
            // White hides the watermark.
            Self::Fill { grey: Grey(0), .. } => 2,
            Self::Picture { .. } => 3,
            Self::Path { .. } | Self::Code { .. } => 4,
            Self::Rule { .. } => 5,
            Self::Text { .. } => 6,
            Self::Strike { .. } => 7,
        }
    }

    /// The mark moved to the right and down.
    #[must_use]
    pub fn moved(mut self, right: f64, down: f64) -> Self {
        match &mut self {
            Self::Fill { x, y, .. }
            | Self::Watermark { x, y, .. }
            | Self::Picture { x, y, .. }
            | Self::Code { x, y, .. }
            | Self::Text { x, y, .. }
            | Self::Strike { x, y, .. } => {
                *x += right;
                *y += down;
            }
            Self::Rule { x1, y1, x2, y2, .. } => {
                *x1 += right;
                *x2 += right;
                *y1 += down;
                *y2 += down;
            }
            Self::Path { points, .. } => {
                for (x, y) in points {
                    *x += right;
                    *y += down;
                }
            }
        }
        self
    }
}

/// One page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Width in pt.
    pub width: f64,
    /// Height in pt.
    pub height: f64,
    /// What is on it.
    pub marks: Vec<Mark>,
}

impl Page {
    /// Shades, watermark, pictures, drawings, rules, text: in this order; otherwise as they were placed.
    pub fn sort_for_painting(&mut self) {
        self.marks.sort_by_key(Mark::depth);
    }

    /// All text of the page in the order of placing, one line each, without the watermark and without hyphens of ours.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for mark in &self.marks {
            if let Mark::Text { text, .. } = mark {
                match text.strip_suffix(crate::hyphen::SOFT) {
                    Some(part) => out.push_str(part),
                    None => {
                        out.push_str(text);
                        out.push('\n');
                    }
                }
            }
        }
        out
    }
}

/// The pages as text that a person can review and a test can compare; tenths of a pt.
#[must_use]
pub fn dump(pages: &[Page]) -> String {
    let mut out = String::new();
    for (number, page) in pages.iter().enumerate() {
        let _ = writeln!(out, "page {} {:.1} x {:.1}", number + 1, page.width, page.height);
        for mark in &page.marks {
            dump_mark(mark, &mut out);
        }
    }
    out
}

fn dump_mark(mark: &Mark, out: &mut String) {
    // Writing into a String cannot fail.
    let _ = match mark {
        Mark::Fill { x, y, width, height, grey } => {
            writeln!(out, "  fill  {x:6.1} {y:6.1}  {width:.1} x {height:.1}  grey {}", grey.0)
        }
        Mark::Watermark { text, size, x, y, angle, grey } => {
            writeln!(out, "  water {x:6.1} {y:6.1}  {size:.1} pt {angle:.1} deg grey {}  {text}", grey.0)
        }
        Mark::Picture { slot, x, y, width, height } => {
            writeln!(out, "  image {x:6.1} {y:6.1}  {width:.1} x {height:.1}  {slot:?}")
        }
        Mark::Path { points, fill, outline } => {
            let corners: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
            writeln!(out, "  path  {}  fill {fill:?} outline {outline:?}", corners.join(", "))
        }
        Mark::Code { x, y, side, code } => {
            writeln!(out, "  code  {x:6.1} {y:6.1}  {side:.1}  {} modules", code.side())
        }
        Mark::Rule { x1, y1, x2, y2, width } => {
            writeln!(out, "  rule  {x1:6.1} {y1:6.1}  to {x2:.1} {y2:.1}  {width:.2}")
        }
        Mark::Strike { x, y, width } => writeln!(out, "  strike {x:5.1} {y:6.1}  {width:.1}"),
        Mark::Text { x, y, width, face, size, text, grey } => {
            let face = match face {
                Face::Regular => ' ',
                Face::Bold => 'b',
            };
            let dark = if *grey == BLACK { String::new() } else { format!(" grey {}", grey.0) };
            writeln!(out, "  text  {x:6.1} {y:6.1}  {face}{size:.1}{dark} w{width:.1}  {text}")
        }
    };
}
