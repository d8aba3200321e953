//! What every sheet carries besides its form: the footer inside the bottom margin and the watermark.
//!
//! Must not know a particular form. Invariant: the footer never meets the body; where the margin is too small for it, the body ends
//! higher.

use crate::layout::{BLACK, Grey, Mark, Page};
use crate::paper::{Frame, MM};
use crate::text::{SetLine, Style, Typesetter};

/// Lines that an owner's name may take in the footer before it is shortened.
const MOST_LINES: usize = 3;

/// Room for "Hal. 1234 dari 5678" at the right, pt.
const PAGE_ROOM: f64 = 27.0 * MM;

/// Free room between the body and the footer, and between the footer and the paper's edge, pt.
const AIR: f64 = 4.0 * MM;

/// Footer text, set once a document.
#[derive(Debug)]
pub struct Footer {
    lines: Vec<SetLine>,
    style: Style,
    page_text: String,
    /// Whether the owner had to be shortened.
    pub is_shortened: bool,
}

impl Footer {
    /// Sets `owner` and what else is known of the sheet (left) for a page of this frame. `page_text` is a pattern with `{n}` and `{m}`, printed at the
    /// right. Of a very long owner the end is left out, never the facts.
    pub fn set(
        owner: &str,
        facts: &str,
        page_text: &str,
        frame: &Frame,
        typesetter: &mut Typesetter,
    ) -> Self {
        let style = Style::regular(7.5);
        let width = frame.width() - PAGE_ROOM - AIR;
        let together = [owner, facts].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let mut lines = typesetter.set_lines(&together.join(" \u{b7} "), style, width);
        if lines.len() > 1 {
            lines = typesetter.set_lines(&together.join("\n"), style, width);
        }
        let is_shortened = lines.len() > MOST_LINES;
        if is_shortened {
            let facts = typesetter.shorten(facts, style, width);
            lines = typesetter.set_lines(owner, style, width);
            let kept = MOST_LINES - usize::from(!facts.text.is_empty());
            if lines.len() > kept {
                let rest: Vec<String> = lines.drain(kept - 1..).map(|line| line.text).collect();
                lines.push(typesetter.shorten(&rest.join(" "), style, width));
            }
            lines.extend((!facts.text.is_empty()).then_some(facts));
        }
        Self { lines, style, page_text: page_text.to_owned(), is_shortened }
    }

    fn height(&self) -> f64 {
        self.lines.iter().skip(1).map(|_| self.style.line_height()).sum::<f64>() + self.style.line_height()
    }

    /// The frame with a body that ends above the footer.
    #[must_use]
    pub fn spare(&self, frame: Frame) -> Frame {
        let bottom = frame.bottom.min(frame.page_height - self.height() - 2.0 * AIR);
        Frame { bottom, ..frame }
    }

    /// Puts the footer on every page.
    pub fn mark(&self, pages: &mut [Page], frame: &Frame, typesetter: &mut Typesetter) {
        let total = pages.len();
        let top = frame.bottom + AIR;
        let baseline = top + typesetter.fonts().baseline(self.style);
        for (index, page) in pages.iter_mut().enumerate() {
            let text =
                self.page_text.replace("{n}", &(index + 1).to_string()).replace("{m}", &total.to_string());
            let number = typesetter.shorten(&text, self.style, PAGE_ROOM);
            let mut y = baseline;
            for line in &self.lines {
                page.marks.push(self.text_mark(frame.left, y, line));
                y += self.style.line_height();
            }
            if !number.text.is_empty() {
                page.marks.push(self.text_mark(frame.right - number.width, baseline, &number));
            }
        }
    }

    fn text_mark(&self, x: f64, y: f64, line: &SetLine) -> Mark {
        Mark::Text {
            x,
            y,
            width: line.width,
            face: self.style.face,
            size: self.style.size,
            grey: BLACK,
            text: line.text.clone(),
        }
    }
}

/// Darkness of a watermark, percent: read on any printer, hides nothing.
const WATERMARK_GREY: Grey = Grey(13);

/// What every page of an office for practice says.
const PRACTICE: &str = "LATIHAN";

/// Puts LATIHAN in the place of any other watermark.
pub fn mark_practice(pages: &mut [Page], typesetter: &mut Typesetter) {
    for page in &mut *pages {
        page.marks.retain(|mark| !matches!(mark, Mark::Watermark { .. }));
    }
    mark_watermark(pages, PRACTICE, typesetter);
    for page in pages {
        page.sort_for_painting();
    }
}

/// Puts a word along the rising diagonal of every page.
pub fn mark_watermark(pages: &mut [Page], word: &str, typesetter: &mut Typesetter) {
    for page in pages {
        let angle = (page.height / page.width).atan().min(55_f64.to_radians());
        let diagonal = page.width / angle.cos();
        let text = typesetter.shorten(word, Style::bold(1.0), f64::MAX).text;
        let natural = typesetter.fonts().measure(&text, Style::bold(1.0)).max(1.0);
        let size = (diagonal * 0.72 / natural).min(110.0);
        let (half, drop) = (natural * size / 2.0, size * 0.36);
        // The baseline starts half a word down the diagonal from the centre, and a third of a letter below it.
        let x = page.width / 2.0 - half * angle.cos() + drop * angle.sin();
        let y = page.height / 2.0 + half * angle.sin() + drop * angle.cos();
        let angle = angle.to_degrees();
        page.marks.push(Mark::Watermark { text, size, x, y, angle, grey: WATERMARK_GREY });
    }
}
