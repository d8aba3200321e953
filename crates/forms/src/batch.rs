//! Many sheets as one file.
//!
//! Must not know which form it prints: anything that is a [`Form`]. Invariant: [`Rendered::pages`] has one entry per document in the order
//! given, each at least 1, and both sheets and pages were counted again in the finished file; on any error there is no file.

use std::ops::ControlFlow;

use crate::conventions::Conventions;
use crate::error::{FormsError, Warning};
use crate::furniture::mark_practice;
use crate::layout::Page;
use crate::letterhead::Letterhead;
use crate::paper::Sheet;
use crate::pdf::{self, Bookmark, Counted, Moment};
use crate::picture::Picture;
use crate::text::Typesetter;

/// What to print where the form data have no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmptyFields {
    /// A dash: the form was filled on the screen.
    #[default]
    Dash,
    /// Dotted lines to fill by hand.
    Dotted,
}

/// How a batch is printed. Nothing here changes what the form says.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Paper, orientation and margins.
    pub sheet: Sheet,
    /// State emblem, supplied by the office or province.
    pub state_emblem: Option<Picture>,
    /// Emblem of the region, supplied likewise.
    pub region_emblem: Option<Picture>,
    /// What stands in empty fields.
    pub empty_fields: EmptyFields,
    /// The ways of the agency; `None` prints what most agencies print.
    pub conventions: Option<Conventions>,
    /// The head of letters; without one a letter begins with its title.
    pub letterhead: Option<Letterhead>,
    /// Whether the office is for practice: every page says LATIHAN, whatever its form says of its stage.
    pub is_practice: bool,
    /// Title of the file.
    pub title: String,
    /// Author of the file, usually the office.
    pub author: String,
    /// When the file is made, as the caller's clock says; `None` leaves the date out of the outcome (1970).
    pub made_at: Option<Moment>,
}

/// A form with its data, ready to be laid out.
pub trait Form: Send + Sync {
    /// Sets the form on pages.
    ///
    /// # Errors
    /// Anything in [`FormsError`] but `Cancelled`.
    fn lay_out(&self, options: &Options, typesetter: &mut Typesetter) -> Result<LaidOut, FormsError>;

    /// Name of the sheet in the list of bookmarks, usually the person; where it is empty the file's title stands.
    fn bookmark(&self) -> String;
}

impl Form for Box<dyn Form> {
    fn lay_out(&self, options: &Options, typesetter: &mut Typesetter) -> Result<LaidOut, FormsError> {
        self.as_ref().lay_out(options, typesetter)
    }

    fn bookmark(&self) -> String {
        self.as_ref().bookmark()
    }
}

/// One document as pages.
#[derive(Debug, Clone, PartialEq)]
pub struct LaidOut {
    /// At least one page, marks in the order of painting.
    pub pages: Vec<Page>,
    /// Whether the owner's name was shortened in the footer.
    pub has_short_footer: bool,
}

/// How far a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Documents laid out.
    pub done: usize,
    /// Documents asked for.
    pub total: usize,
}

/// A finished batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The PDF file.
    pub bytes: Vec<u8>,
    /// Pages of each document.
    pub pages: Vec<usize>,
    /// Sheets and pages as counted again in the finished file.
    pub counted: Counted,
    /// What the person who prints should know.
    pub warnings: Vec<Warning>,
}

/// Most sheets in one file: beyond, viewers on old laptops take seconds to turn a page, and a jam is hard to find again.
pub const MOST_SHEETS: usize = 500;

/// One file of a batch that is too long for one.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Which one, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// Index of its first document.
    pub first: usize,
    /// The file.
    pub rendered: Rendered,
}

/// As [`render`], in as many files of at most [`MOST_SHEETS`] as needed, as even as can be; `take` is given each as soon as it is made.
///
/// # Errors
/// Those of [`render`] and whatever `take` reports; files that were taken before stay.
pub fn render_parts<F: Form, E: From<FormsError>>(
    documents: &[F],
    options: &Options,
    mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    mut take: impl FnMut(Part) -> Result<(), E>,
) -> Result<(), E> {
    let total = documents.len();
    if total == 0 {
        return Err(FormsError::Nothing.into());
    }
    let of = total.div_ceil(MOST_SHEETS);
    let mut first = 0;
    for number in 1..=of {
        let until = first + (total - first).div_ceil(of + 1 - number);
        let rendered = render(&documents[first..until], options, |step| {
            progress(Progress { done: first + step.done, total })
        })?;
        take(Part { number, of, first, rendered })?;
        first = until;
    }
    Ok(())
}

/// Lays out all documents and writes them as one PDF. `progress` is called after each document; `Break` stops.
///
/// Equal input gives equal bytes.
///
/// # Errors
/// [`FormsError::Nothing`] without documents; [`FormsError::Cancelled`] after `Break`; [`FormsError::Incomplete`] when the finished file does not hold
/// every sheet and page; else what the first failing document or the PDF writer reported.
pub fn render<F: Form>(
    documents: &[F],
    options: &Options,
    mut progress: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Rendered, FormsError> {
    let total = documents.len();
    if total == 0 {
        return Err(FormsError::Nothing);
    }
    let mut typesetter = Typesetter::new()?;
    let mut all_pages = Vec::with_capacity(total);
    let mut bookmarks = Vec::with_capacity(total);
    let mut counts = Vec::with_capacity(total);
    let mut warnings = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        let mut laid_out = document.lay_out(options, &mut typesetter)?;
        if options.is_practice {
            mark_practice(&mut laid_out.pages, &mut typesetter);
        }
        let name = document.bookmark();
        let title = if name.trim().is_empty() { options.title.clone() } else { name };
        bookmarks.push(Bookmark { title, page: all_pages.len() });
        counts.push(laid_out.pages.len());
        all_pages.extend(laid_out.pages);
        let characters = typesetter.take_replaced();
        if !characters.is_empty() {
            warnings.push(Warning::ReplacedCharacters { document: index, characters });
        }
        if laid_out.has_short_footer {
            warnings.push(Warning::ShortenedFooter { document: index });
        }
        if progress(Progress { done: index + 1, total }).is_break() {
            return Err(FormsError::Cancelled { done: index + 1, total });
        }
    }
    let bytes = pdf::write(&all_pages, &bookmarks, options)?;
    let (found, wanted) = (pdf::count(&bytes)?, Counted { sheets: total, pages: all_pages.len() });
    if found != wanted {
        return Err(FormsError::Incomplete { found, wanted });
    }
    Ok(Rendered { bytes, pages: counts, counted: found, warnings })
}
