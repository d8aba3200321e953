//! CCITT group 4, which scanners use for black and white: a PDF's `CCITTFaxDecode` with `K` below 0.

use fax::Color;
use fax::decoder::{DecodeStatus, Group4Decoder, pels};

use crate::error::ScanError;
use crate::picture::{Picture, check_size};

/// Most packed bytes: a page of print at 600 dpi has a tenth of it. The decoder keeps up to 32 bytes for each of them.
const MOST_BYTES: usize = 4 << 20;

/// How a page was packed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packing {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Whether black and white are exchanged, by the parameters of the PDF.
    pub(crate) is_inverted: bool,
}

/// Unpacks a page; lines that are missing at its end are white.
///
/// # Errors
/// [`ScanError::TooManyPixels`], [`ScanError::FileTooLarge`], [`ScanError::Damaged`] when not a single line reads.
pub(crate) fn unpack(bytes: &[u8], packing: Packing) -> Result<Picture, ScanError> {
    check_size(packing.width, packing.height)?;
    if bytes.len() > MOST_BYTES {
        return Err(ScanError::FileTooLarge { found: bytes.len(), allowed: MOST_BYTES });
    }
    let damaged = || ScanError::Damaged("the lines of the fax code do not read".to_owned());
    let (width, height) = (packing.width as usize, packing.height as usize);
    let mut pixels = Vec::with_capacity(width * height);
    let input = bytes.iter().map(|byte| Ok::<u8, std::convert::Infallible>(*byte));
    let mut decoder = Group4Decoder::new(input, packing.width).map_err(|_| damaged())?;
    while pixels.len() < width * height {
        match decoder.advance() {
            Ok(DecodeStatus::Incomplete) => {}
            // What was read so far may hold the QR.
            Ok(DecodeStatus::End) | Err(_) => break,
        }
        let row = pixels.len() + width;
        let is_black = |color| matches!(color, Color::Black);
        pixels.extend(
            pels(decoder.transition(), packing.width)
                .take(width)
                .map(|color| if is_black(color) { 0 } else { 255 }),
        );
        pixels.resize(row, 255);
    }
    if pixels.is_empty() {
        return Err(damaged());
    }
    pixels.resize(width * height, 255);
    if packing.is_inverted {
        pixels.iter_mut().for_each(|pixel| *pixel = 255 - *pixel);
    }
    Picture::from_grey(packing.width, packing.height, pixels)
}
