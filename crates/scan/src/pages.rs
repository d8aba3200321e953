//! The pages of a scan, one after another, so that never more than one picture of them is in memory.

use crate::error::ScanError;
use crate::pdf::Pdf;
use crate::picture::Picture;
use crate::qr::{Found, list_qrs};

/// Most bytes of a file: forty pages in colour from an office scanner.
pub const MOST_BYTES: usize = 64 << 20;

/// A scan: a picture file of one page, or a PDF. Knows which by its first bytes, whatever its name says.
pub struct Pages<'a>(Content<'a>);

enum Content<'a> {
    Picture(&'a [u8]),
    Pdf(Box<Pdf>),
}

impl<'a> Pages<'a> {
    /// Opens a file.
    ///
    /// # Errors
    /// [`ScanError::FileTooLarge`], [`ScanError::UnreadablePdf`], [`ScanError::TooManyPages`]. A picture is looked at when its page is asked for.
    pub fn open(bytes: &'a [u8]) -> Result<Self, ScanError> {
        if bytes.len() > MOST_BYTES {
            return Err(ScanError::FileTooLarge { found: bytes.len(), allowed: MOST_BYTES });
        }
        // A PDF may begin with a few bytes of something else (ISO 32000, annex H).
        let beginning = &bytes[..bytes.len().min(1_024)];
        if beginning.windows(5).any(|word| word == b"%PDF-") {
            return Ok(Self(Content::Pdf(Box::new(Pdf::open(bytes)?))));
        }
        Ok(Self(Content::Picture(bytes)))
    }

    /// How many pages it has.
    #[must_use]
    pub fn count(&self) -> usize {
        match &self.0 {
            Content::Picture(_) => 1,
            Content::Pdf(pdf) => pdf.count(),
        }
    }

    /// The QRs of a page, counted from 0.
    ///
    /// # Errors
    /// Those of its picture; of a page with several the first one's, when none could be read.
    pub fn list_qrs(&self, page: usize) -> Result<Vec<Found>, ScanError> {
        match &self.0 {
            Content::Picture(bytes) if page == 0 => Ok(list_qrs(&Picture::from_file(bytes)?)),
            Content::Picture(_) => Err(ScanError::NoPicture),
            Content::Pdf(pdf) => {
                let mut failed = None;
                let mut found = Vec::new();
                let mut is_read = false;
                for picture in pdf.pictures(page)? {
                    match picture {
                        Ok(picture) => {
                            is_read = true;
                            found.extend(list_qrs(&picture));
                        }
                        Err(error) => failed = failed.or(Some(error)),
                    }
                }
                match failed {
                    Some(error) if !is_read => Err(error),
                    Some(_) | None => Ok(found),
                }
            }
        }
    }

    /// The picture of a page, counted from 0, upright.
    ///
    /// # Errors
    /// Those of [`Picture::from_file`] and of the PDF: [`ScanError::NoPicture`], [`ScanError::UnreadPacking`], also for a page that is put together of several
    /// pictures, since one of them is not the page.
    pub fn picture(&self, page: usize) -> Result<Picture, ScanError> {
        match &self.0 {
            Content::Picture(bytes) if page == 0 => Picture::from_file(bytes),
            Content::Picture(_) => Err(ScanError::NoPicture),
            Content::Pdf(pdf) => pdf.picture(page),
        }
    }
}
