//! The QRs on a picture.

use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader as _;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8Source, RXingResult};

use crate::picture::Picture;

/// Most QRs that are told of one picture.
const MOST_QRS: usize = 64;
/// Above this a picture is looked at in half its size: a module of a sheet's QR has six pixels at 300 dpi, and more help nobody.
const ENOUGH_PIXELS: u64 = 10_000_000;
/// Below this a picture may be looked at enlarged: a camera's frame from further away.
const FEW_PIXELS: u64 = 1_000_000;

/// A QR whose error correction held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it holds.
    pub text: String,
    /// Its middle, pixels from the upper left corner of the picture that was given.
    pub middle: (u32, u32),
}

/// The QRs on a picture, each text once, from top to bottom. Looks a second and third time, smoothed and at another size, only where nothing was found.
#[must_use]
pub fn list_qrs(picture: &Picture) -> Vec<Found> {
    let mut scale = 1.0;
    let mut reduced: Option<Picture> = None;
    while count_pixels(reduced.as_ref().unwrap_or(picture)) > ENOUGH_PIXELS {
        reduced = Some(reduced.as_ref().unwrap_or(picture).halved());
        scale *= 2.0;
    }
    let looked_at = reduced.as_ref().unwrap_or(picture);
    let found = look(looked_at, scale);
    if !found.is_empty() {
        return found;
    }
    let (width, height) = (looked_at.width(), looked_at.height());
    if count_pixels(looked_at) <= FEW_PIXELS {
        let larger = looked_at.resized(width * 2, height * 2);
        let found = look(&larger, scale / 2.0);
        if !found.is_empty() {
            return found;
        }
    }
    look(&looked_at.halved(), scale * 2.0)
}

fn count_pixels(picture: &Picture) -> u64 {
    u64::from(picture.width()) * u64::from(picture.height())
}

/// `scale`: pixels of the given picture for one of this.
fn look(picture: &Picture, scale: f32) -> Vec<Found> {
    let Ok(source) = Luma8Source::new_with_slice(picture.pixels(), picture.width(), picture.height()) else {
        return Vec::new();
    };
    let hints = DecodeHints {
        TryHarder: Some(true),
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
        ..DecodeHints::default()
    };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let results = QrReader.decode_multiple_with_hints(&mut bitmap, &hints).unwrap_or_default();
    let mut found: Vec<Found> = Vec::new();
    for result in results.iter().take(MOST_QRS) {
        if !found.iter().any(|known| known.text == result.getText()) {
            found.push(Found { text: result.getText().to_owned(), middle: find_middle(result, scale) });
        }
    }
    found.sort_by_key(|found| (found.middle.1, found.middle.0));
    found
}

fn find_middle(result: &RXingResult, scale: f32) -> (u32, u32) {
    let points = result.getPoints();
    let mean = |of: fn(&rxing::Point) -> f32| {
        let count = u16::try_from(points.len().max(1)).unwrap_or(u16::MAX);
        let mean = points.iter().map(of).sum::<f32>() / f32::from(count) * scale;
        // Saturates, and a mean of nothing real is 0.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place within the picture"
        )]
        let whole = mean as u32;
        whole
    };
    (mean(|point| point.x), mean(|point| point.y))
}
