//! What every sheet carries besides its form: the footer inside the bottom margin, on the last page the foot with the sheet's code, and the
//! watermark.
//!
//! Must not know a particular form. Invariant: neither footer nor foot meets the body; where the margin is too small, the body ends
//! higher.

use crate::code::{self, Code};
use crate::layout::{BLACK, Grey, Mark, Page};
use crate::paper::{Frame, MM};
use crate::text::{SetLine, Style, Typesetter};

/// What is said of a sheet in its footer.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Which form of which time.
    pub what: &'a str,
    /// Whose it is.
    pub owner: &'a str,
    /// Revision, hash, print.
    pub facts: &'a str,
    /// Pattern with `{n}` and `{m}`.
    pub page: &'a str,
}

/// Text of the footer.
const STYLE: Style = Style { face: crate::text::Face::Regular, size: 7.5 };

/// Lines of a footer before something is shortened.
const MOST_LINES: usize = 4;

/// Room for "Hal. 1234 dari 5678" at the right, pt.
const PAGE_ROOM: f64 = 27.0 * MM;

/// Free room between the body and the footer, and between the footer and the paper's edge, pt.
const AIR: f64 = 4.0 * MM;

/// Footer text, set once a document.
#[derive(Debug)]
pub struct Footer {
    lines: Vec<SetLine>,
    page_text: String,
    /// Whether the owner had to be shortened.
    pub is_shortened: bool,
}

impl Footer {
    /// Sets what is known of the sheet (left) and the number of the page (right) for a page of this frame. Of a very long owner the end is left
    /// out, never the facts.
    pub fn set(said: Said<'_>, frame: &Frame, typesetter: &mut Typesetter) -> Self {
        let Said { what, owner, facts, page } = said;
        let width = frame.width() - PAGE_ROOM - AIR;
        let join = |parts: &[&str], sign: &str| {
            let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
            parts.join(sign)
        };
        let tried = [
            join(&[what, owner, facts], " \u{b7} "),
            join(&[what, &join(&[owner, facts], " \u{b7} ")], "\n"),
            join(&[what, owner, facts], "\n"),
        ];
        let mut lines = Vec::new();
        for (text, most) in tried.iter().zip([1, 2, MOST_LINES]) {
            lines = typesetter.set_lines(text, STYLE, width);
            if lines.len() <= most {
                break;
            }
        }
        let is_shortened = lines.len() > MOST_LINES;
        if is_shortened {
            let parts = [what, owner, facts].into_iter().filter(|part| !part.trim().is_empty());
            lines = parts.map(|part| typesetter.shorten(part, STYLE, width)).collect();
        }
        Self { lines, page_text: page.to_owned(), is_shortened }
    }

    fn height(&self) -> f64 {
        self.lines.iter().skip(1).map(|_| STYLE.line_height()).sum::<f64>() + STYLE.line_height()
    }

    /// The frame with a body that ends above the footer.
    #[must_use]
    pub fn spare(&self, frame: Frame) -> Frame {
        let bottom = frame.bottom.min(frame.page_height - self.height() - 2.0 * AIR);
        Frame { bottom, ..frame }
    }

    /// Puts the footer on every page, on the last the foot where there is one.
    pub fn mark(
        &self,
        pages: &mut [Page],
        foot: Option<&Foot<'_>>,
        frame: &Frame,
        typesetter: &mut Typesetter,
    ) {
        let total = pages.len();
        for (index, page) in pages.iter_mut().enumerate() {
            let text =
                self.page_text.replace("{n}", &(index + 1).to_string()).replace("{m}", &total.to_string());
            let number = typesetter.shorten(&text, STYLE, PAGE_ROOM);
            let mut y = frame.bottom + AIR;
            let baseline = match foot.filter(|_| index + 1 == total) {
                Some(foot) => foot.mark(page, frame, typesetter),
                None => {
                    for line in &self.lines {
                        page.marks.push(text_mark(frame.left, y, line, STYLE, typesetter));
                        y += STYLE.line_height();
                    }
                    frame.bottom + AIR
                }
            };
            if !number.text.is_empty() {
                let x = frame.right - number.width;
                page.marks.push(text_mark(x, baseline, &number, STYLE, typesetter));
            }
        }
    }
}

/// A line with its upper edge there.
fn text_mark(x: f64, y: f64, line: &SetLine, style: Style, typesetter: &Typesetter) -> Mark {
    let y = y + typesetter.fonts().baseline(style);
    let (width, text) = (line.width, line.text.clone());
    Mark::Text { x, y, width, face: style.face, size: style.size, grey: BLACK, text }
}

/// From the paper's lower edge to a code at the foot, pt: many a printer leaves that much white.
const UNPRINTED: f64 = 12.7 * MM;

/// Text of the note beside a code.
const NOTE: Style = Style { face: crate::text::Face::Regular, size: 6.5 };

/// The foot of the last page: a rule, the code of the sheet at the left, beside it what the footer says. Away from the signatures, where stamps go.
#[derive(Debug)]
pub struct Foot<'a> {
    code: &'a Code,
    lines: Vec<(SetLine, Style)>,
}

impl<'a> Foot<'a> {
    /// Sets what is said beside the code, and the note.
    pub fn set(
        code: &'a Code,
        said: Said<'_>,
        note: &str,
        frame: &Frame,
        typesetter: &mut Typesetter,
    ) -> Self {
        let width = frame.width() - indent(code) - PAGE_ROOM;
        let mut lines = Vec::new();
        for (text, style, most) in
            [(said.what, STYLE, 1), (said.owner, STYLE, 2), (said.facts, STYLE, 2), (note, NOTE, 2)]
        {
            let mut set = typesetter.set_lines(text, style, width);
            if set.len() > most {
                let rest: Vec<String> = set.drain(most - 1..).map(|line| line.text).collect();
                set.push(typesetter.shorten(&rest.join(" "), style, width));
            }
            lines.extend(set.into_iter().map(|line| (line, style)));
        }
        Self { code, lines }
    }

    /// How much of the body the foot takes on its page, pt.
    #[must_use]
    pub fn needed(&self, frame: &Frame) -> f64 {
        (frame.bottom - (self.top(frame) - 2.0 * MM)).max(0.0)
    }

    fn top(&self, frame: &Frame) -> f64 {
        frame.page_height - UNPRINTED - code::SIDE - self.code.quiet_zone() - MM
    }

    /// Puts it on a page; answers the upper edge of its first line.
    fn mark(&self, page: &mut Page, frame: &Frame, typesetter: &Typesetter) -> f64 {
        let top = self.top(frame);
        page.marks.push(Mark::Rule { x1: frame.left, y1: top, x2: frame.right, y2: top, width: 0.6 });
        let code_top = frame.page_height - UNPRINTED - code::SIDE;
        page.marks.extend(code::marks(self.code, frame.left, code_top));
        let mut y = code_top;
        for (line, style) in &self.lines {
            page.marks.push(text_mark(frame.left + indent(self.code), y, line, *style, typesetter));
            y += style.line_height();
        }
        code_top
    }
}

/// From the left edge of a code to what is said beside it, pt.
fn indent(code: &Code) -> f64 {
    code::SIDE + code.quiet_zone() + 3.0 * MM
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
