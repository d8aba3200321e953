//! A small copy of a page that is still read without effort: grey, at most 200 dpi, the background of paper made even.

use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;

use crate::error::ScanError;
use crate::picture::Picture;

/// Bytes that a page may have as an attachment.
pub const MOST_PAGE_BYTES: usize = 300_000;
/// The longer side of A4 and F4 paper at 200 dpi, pixels: 330 mm.
const LONGER_SIDE: u32 = 2_600;
/// At least about 110 dpi: letters of 9 points are no longer read below.
const LEAST_LONGER_SIDE: u32 = 1_400;
/// Qualities that are tried: above nothing is gained, below the edges of letters dissolve.
const QUALITIES: std::ops::RangeInclusive<u8> = 35..=80;

/// A copy of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// A grey baseline JPEG.
    pub jpeg: Vec<u8>,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The JPEG quality that was chosen, 35 to 80.
    pub quality: u8,
}

/// Makes the copy of best quality that has at most so many bytes: [`MOST_PAGE_BYTES`] for an attachment. First the quality goes down, then the size. What is held in
/// memory is the picture, one copy of it, and the JPEG.
///
/// # Errors
/// [`ScanError::NotCompressible`] when no copy that could be read is small enough.
pub fn compress_page(picture: &Picture, most_bytes: usize) -> Result<Page, ScanError> {
    let mut longer = picture.width().max(picture.height()).min(LONGER_SIDE);
    let mut smallest = usize::MAX;
    loop {
        let copy = even_out(fit(picture, longer));
        match find_quality(&copy, most_bytes)? {
            Ok(page) => return Ok(page),
            Err(found) => smallest = smallest.min(found),
        }
        if longer <= LEAST_LONGER_SIDE {
            return Err(ScanError::NotCompressible { smallest });
        }
        longer = (longer * 85 / 100).max(LEAST_LONGER_SIDE);
    }
}

fn fit(picture: &Picture, longer: u32) -> Picture {
    let (width, height) = (picture.width(), picture.height());
    let now = width.max(height);
    if now <= longer {
        return picture.clone();
    }
    let scaled =
        |side: u32| u32::try_from(u64::from(side) * u64::from(longer) / u64::from(now)).unwrap_or(longer);
    picture.resized(scaled(width), scaled(height))
}

/// The best quality whose JPEG is small enough, by halving; else the size of the smallest.
fn find_quality(copy: &Picture, most_bytes: usize) -> Result<Result<Page, usize>, ScanError> {
    let (mut low, mut high) = (*QUALITIES.start(), *QUALITIES.end());
    let smallest = encode(copy, low)?;
    if smallest.len() > most_bytes {
        return Ok(Err(smallest.len()));
    }
    let mut best = (low, smallest);
    while low < high {
        let quality = low + (high - low).div_ceil(2);
        let jpeg = encode(copy, quality)?;
        if jpeg.len() <= most_bytes {
            low = quality;
            best = (quality, jpeg);
        } else {
            high = quality - 1;
        }
    }
    let (quality, jpeg) = best;
    Ok(Ok(Page { jpeg, width: copy.width(), height: copy.height(), quality }))
}

fn encode(copy: &Picture, quality: u8) -> Result<Vec<u8>, ScanError> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality)
        .encode(copy.pixels(), copy.width(), copy.height(), ExtendedColorType::L8)
        .map_err(|error| ScanError::Damaged(error.to_string()))?;
    Ok(jpeg)
}

/// Where most of a picture is paper, the paper becomes white and what is nearly black becomes black: noise that nobody reads takes the most bytes. A photograph is left
/// as it is.
fn even_out(copy: Picture) -> Picture {
    let mut counts = [0_usize; 256];
    copy.pixels().iter().for_each(|pixel| counts[usize::from(*pixel)] += 1);
    let (paper, _) =
        counts.iter().enumerate().skip(128).max_by_key(|(_, count)| **count).unwrap_or((255, &0));
    let near = counts.iter().skip(paper.saturating_sub(16)).take(33).sum::<usize>();
    if near * 2 < copy.pixels().len() {
        return copy;
    }
    const BLACK: usize = 40;
    let white = paper.saturating_sub(24).max(BLACK + 1);
    let levels: Vec<u8> = (0..256_usize)
        .map(|value| u8::try_from(value.saturating_sub(BLACK) * 255 / (white - BLACK)).unwrap_or(u8::MAX))
        .collect();
    let (width, height) = (copy.width(), copy.height());
    let pixels = copy.pixels().iter().map(|pixel| levels[usize::from(*pixel)]).collect();
    Picture::from_grey(width, height, pixels).unwrap_or(copy)
}
