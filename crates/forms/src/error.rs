//! What can go wrong while a form is laid out or written.
//!
//! No personal data in any message: a form's content never reaches a log through here.

use crate::pdf::Counted;

/// Why no sheet came out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormsError {
    /// The caller's progress function asked to stop. Nothing was produced.
    #[error("printing was cancelled after {done} of {total} documents")]
    Cancelled {
        /// Documents laid out before the stop.
        done: usize,
        /// Documents asked for.
        total: usize,
    },
    /// The margins leave too little of the paper to set anything on.
    #[error("the margins leave {width_mm:.0} x {height_mm:.0} mm of the paper, too little to print on")]
    MarginsTooWide {
        /// Width that is left, mm.
        width_mm: f64,
        /// Height that is left, mm.
        height_mm: f64,
    },
    /// The form data were written by a newer release of the form than this one knows.
    #[error("the form data have version {found}; this release prints up to version {known}")]
    NewerForm {
        /// Version in the data.
        found: u16,
        /// Newest version that this release prints.
        known: u16,
    },
    /// The form data name a set of labels that this release does not carry.
    #[error("the labels {0} are not part of this release")]
    UnknownLabels(String),
    /// No form has this id.
    #[error("there is no form {0}")]
    UnknownForm(String),
    /// The form data do not read.
    #[error("the form data cannot be read")]
    Data(#[source] serde_json::Error),
    /// The labels shipped with the program cannot be read (a broken build).
    #[error("the labels of the form cannot be read")]
    Labels(#[source] serde_json::Error),
    /// A font shipped with the program cannot be read (a broken build).
    #[error("the font {face} cannot be read: {reason}")]
    Font {
        /// Which face.
        face: &'static str,
        /// What the parser said.
        reason: String,
    },
    /// The picture for a slot cannot be printed.
    #[error("the picture cannot be used: {0}")]
    Picture(PictureFault),
    /// The modules of a code are no square of a size that QR codes have.
    #[error("a code of {rows} rows is no QR code")]
    Code {
        /// Rows that were given.
        rows: usize,
    },
    /// A batch without a document has no pages to write.
    #[error("there is nothing to print")]
    Nothing,
    /// The finished file was read again and does not hold every sheet and page. No file was given out.
    #[error(
        "the finished file holds {} of {} sheets and {} of {} pages",
        found.sheets, wanted.sheets, found.pages, wanted.pages
    )]
    Incomplete {
        /// What the file holds.
        found: Counted,
        /// What it should hold.
        wanted: Counted,
    },
    /// The PDF writer refused or failed.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
}

/// Why a picture cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PictureFault {
    /// Neither PNG nor JPEG.
    #[error("it is neither a PNG nor a JPEG")]
    NoPicture,
    /// A drawing in text (SVG): it may carry scripts and refer to other files, so none is read.
    #[error("it is a drawing in text (SVG), which may carry scripts; save it as PNG")]
    Vector,
    /// The file is larger than is looked at.
    #[error("the file has {bytes} bytes, at most {most} are read")]
    TooManyBytes {
        /// Bytes of the file.
        bytes: usize,
        /// Most that are read.
        most: usize,
    },
    /// The picture has more pixels than a page can use.
    #[error("it has {width} x {height} pixels, at most {most} a side are read")]
    TooManyPixels {
        /// Pixels from left to right.
        width: usize,
        /// Pixels from top to bottom.
        height: usize,
        /// Most a side.
        most: usize,
    },
    /// It begins like a picture and does not go on like one.
    #[error("it is damaged: {0}")]
    Damaged(String),
}

/// What the person who prints should know although the sheet came out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// The font lacks these characters; each was printed as a visible replacement.
    ReplacedCharacters {
        /// Index of the document in the batch.
        document: usize,
        /// The characters, each once, in code point order.
        characters: Vec<char>,
    },
    /// The owner's name in the page footer had to be shortened (it stands in full in the form).
    ShortenedFooter {
        /// Index of the document in the batch.
        document: usize,
    },
}
