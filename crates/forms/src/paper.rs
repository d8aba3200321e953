//! Paper sizes, orientation and margins.
//!
//! Must not know what is printed. Invariant: a [`Frame`] always lies inside its page, and is large enough for a row and a
//! footer, so that everything behind it may rely on progress.

use serde::{Deserialize, Serialize};

use crate::error::FormsError;

/// Points in a millimetre.
pub const MM: f64 = 72.0 / 25.4;

/// Least width and height, mm, that the margins may leave.
const LEAST_MM: f64 = 60.0;

/// A paper that Indonesian offices print on. Printers know no "F4" by name, so the size is always written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Paper {
    /// 210 x 297 mm, the national rule (Permendagri 1/2023, Pasal 28).
    #[default]
    A4,
    /// 215 x 330 mm, the usual F4.
    F4,
    /// 210 x 330 mm, the F4 of some paper makers.
    F4Narrow,
    /// 216 x 330 mm (8.5 x 13 in), what printer drivers call Folio.
    Folio,
}

impl Paper {
    /// Width and height of the upright sheet, mm.
    #[must_use]
    pub fn size_mm(self) -> (f64, f64) {
        match self {
            Self::A4 => (210.0, 297.0),
            Self::F4 => (215.0, 330.0),
            Self::F4Narrow => (210.0, 330.0),
            Self::Folio => (216.0, 330.0),
        }
    }
}

/// How the paper lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// Upright.
    #[default]
    Portrait,
    /// On its side, for wide tables.
    Landscape,
}

/// White border of the page, mm. The default is that of letters and upright sheets.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Margins {
    /// mm from the top edge.
    pub top: f64,
    /// mm from the bottom edge; the page footer stands inside it.
    pub bottom: f64,
    /// mm from the left edge.
    pub left: f64,
    /// mm from the right edge.
    pub right: f64,
}

impl Default for Margins {
    fn default() -> Self {
        Self { top: 20.0, bottom: 25.0, left: 30.0, right: 20.0 }
    }
}

/// White border of a page on its side: wide tables leave less.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LandscapeMargins(pub Margins);

impl Default for LandscapeMargins {
    fn default() -> Self {
        Self(Margins { top: 20.0, bottom: 20.0, left: 20.0, right: 15.0 })
    }
}

/// The sheet that a form is set on.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// Paper size.
    pub paper: Paper,
    /// How it lies; `None` leaves it to the form.
    pub orientation: Option<Orientation>,
    /// White border of an upright sheet.
    pub margins: Margins,
    /// White border of a sheet on its side.
    pub landscape_margins: LandscapeMargins,
}

/// Page size and the rectangle inside the margins, all in pt; y grows downward from the top edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Width of the page.
    pub page_width: f64,
    /// Height of the page.
    pub page_height: f64,
    /// Left edge of the body.
    pub left: f64,
    /// Top edge of the body.
    pub top: f64,
    /// Right edge of the body.
    pub right: f64,
    /// Bottom edge of the body.
    pub bottom: f64,
}

impl Frame {
    /// Width of the body, pt.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height of the body, pt.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

impl Sheet {
    /// A sheet with the default margins that lies as the form asks.
    #[must_use]
    pub fn of(paper: Paper) -> Self {
        Self { paper, ..Self::default() }
    }

    /// An upright sheet with the default margins, whatever the form asks.
    #[must_use]
    pub fn portrait(paper: Paper) -> Self {
        Self { orientation: Some(Orientation::Portrait), ..Self::of(paper) }
    }

    /// The same with margins as narrow as offices still use them (Permendagri 1/2023 as offices note it: 2 to 2.5, 2 to 3, 2.5 to 3 and 2 to
    /// 2.5 cm), first only above and below, then at the left too. Margins that the office chose itself stay.
    #[must_use]
    pub fn tighter(&self, at_left: bool) -> Self {
        let (mut upright, mut level) = (self.margins, self.landscape_margins);
        if upright == Margins::default() {
            upright.bottom = 20.0;
            upright.left = if at_left { 25.0 } else { upright.left };
        }
        if level == LandscapeMargins::default() {
            (level.0.top, level.0.bottom) = (15.0, 15.0);
        }
        Self { margins: upright, landscape_margins: level, ..*self }
    }

    /// The page in points; `natural` is how the form lies unless the sheet says otherwise.
    ///
    /// # Errors
    /// [`FormsError::MarginsTooWide`] when less than 60 mm is left in one direction, or a margin is no number or negative.
    pub fn frame(&self, natural: Orientation) -> Result<Frame, FormsError> {
        let (short, long) = self.paper.size_mm();
        let (width, height, m) = match self.orientation.unwrap_or(natural) {
            Orientation::Portrait => (short, long, self.margins),
            Orientation::Landscape => (long, short, self.landscape_margins.0),
        };
        let (width_mm, height_mm) = (width - m.left - m.right, height - m.top - m.bottom);
        let sane = [m.top, m.bottom, m.left, m.right].iter().all(|side| side.is_finite() && *side >= 0.0);
        if !sane || width_mm < LEAST_MM || height_mm < LEAST_MM {
            return Err(FormsError::MarginsTooWide { width_mm, height_mm });
        }
        Ok(Frame {
            page_width: width * MM,
            page_height: height * MM,
            left: m.left * MM,
            top: m.top * MM,
            right: (width - m.right) * MM,
            bottom: (height - m.bottom) * MM,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_lies_as_the_form_asks_unless_it_says_otherwise() {
        let frame = Sheet::of(Paper::F4).frame(Orientation::Landscape).unwrap();
        assert!((frame.page_width - 330.0 * MM).abs() < 1e-9);
        assert!((frame.width() - 295.0 * MM).abs() < 1e-9);
        let upright = Sheet::portrait(Paper::F4).frame(Orientation::Landscape).unwrap();
        assert!((upright.page_width - 215.0 * MM).abs() < 1e-9);
    }

    #[test]
    fn margins_that_leave_no_room_are_refused() {
        for left in [200.0, -1.0, f64::NAN] {
            let sheet = Sheet { margins: Margins { left, ..Margins::default() }, ..Sheet::default() };
            assert!(matches!(sheet.frame(Orientation::Portrait), Err(FormsError::MarginsTooWide { .. })));
        }
    }
}
