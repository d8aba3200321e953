//! A grey picture of bounded size.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

use crate::error::ScanError;

/// Most pixels: an A4 page at 600 dpi has 34.8 million.
pub const MOST_PIXELS: u64 = 40_000_000;
/// Most bytes that a decoder may ask for: four a pixel.
const MOST_DECODED: u64 = MOST_PIXELS * 4;
/// Most pixels in width or height.
const MOST_SIDE: u32 = 20_000;

/// Grey pixels row by row from the upper left corner; 255 is white.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture(GrayImage);

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} x {})", self.width(), self.height())
    }
}

impl Picture {
    /// Reads a PNG, JPEG or BMP file, upright as its camera noted it.
    ///
    /// # Errors
    /// [`ScanError::UnknownFormat`], [`ScanError::TooManyPixels`], [`ScanError::Damaged`].
    pub fn from_file(bytes: &[u8]) -> Result<Self, ScanError> {
        let mut reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|error| ScanError::Damaged(error.to_string()))?;
        match reader.format() {
            Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Bmp) => {}
            Some(_) | None => return Err(ScanError::UnknownFormat),
        }
        let mut limits = Limits::default();
        limits.max_image_width = Some(MOST_SIDE);
        limits.max_image_height = Some(MOST_SIDE);
        limits.max_alloc = Some(MOST_DECODED);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(|error| refuse(&error))?;
        let (width, height) = decoder.dimensions();
        check_size(width, height)?;
        if decoder.total_bytes() > MOST_DECODED {
            return Err(ScanError::TooManyPixels { width, height, allowed: MOST_PIXELS });
        }
        let orientation = decoder.orientation().map_err(|error| refuse(&error))?;
        let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refuse(&error))?;
        if picture.color().has_alpha() {
            picture = on_paper(&picture);
        }
        let mut grey = DynamicImage::ImageLuma8(picture.into_luma8());
        grey.apply_orientation(orientation);
        Ok(Self(grey.into_luma8()))
    }

    /// Takes grey pixels, one byte each: a camera's frame.
    ///
    /// # Errors
    /// [`ScanError::TooManyPixels`]; [`ScanError::Damaged`] when there are not `width * height` of them.
    pub fn from_grey(width: u32, height: u32, pixels: Vec<u8>) -> Result<Self, ScanError> {
        check_size(width, height)?;
        GrayImage::from_raw(width, height, pixels)
            .map(Self)
            .ok_or_else(|| ScanError::Damaged("more or fewer pixels than its size says".to_owned()))
    }

    /// Pixels in a row.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.0.width()
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.0.height()
    }

    /// The pixels.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        self.0.as_raw()
    }

    /// The same at another size, each new pixel the mean of those that it covers; at least one pixel a side.
    #[must_use]
    pub fn resized(&self, width: u32, height: u32) -> Self {
        let filter = if width < self.width() {
            image::imageops::FilterType::Triangle
        } else {
            image::imageops::FilterType::CatmullRom
        };
        Self(image::imageops::resize(&self.0, width.max(1), height.max(1), filter))
    }

    /// Half as wide and high: four pixels become one.
    #[must_use]
    pub fn halved(&self) -> Self {
        let (width, height) = ((self.width() / 2).max(1), (self.height() / 2).max(1));
        Self(image::imageops::thumbnail(&self.0, width, height))
    }

    /// Turned clockwise by so many degrees, of which only whole quarters count.
    pub(crate) fn turned(self, degrees: i64) -> Self {
        match degrees.rem_euclid(360) {
            90 => Self(image::imageops::rotate90(&self.0)),
            180 => Self(image::imageops::rotate180(&self.0)),
            270 => Self(image::imageops::rotate270(&self.0)),
            _ => self,
        }
    }

    /// Black for white.
    pub(crate) fn inverted(mut self) -> Self {
        image::imageops::invert(&mut self.0);
        self
    }
}

/// Refuses a size before anything of that size is made.
pub(crate) fn check_size(width: u32, height: u32) -> Result<(), ScanError> {
    if width == 0 || height == 0 {
        return Err(ScanError::Damaged("it has no pixels".to_owned()));
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS || width > MOST_SIDE || height > MOST_SIDE {
        return Err(ScanError::TooManyPixels { width, height, allowed: MOST_PIXELS });
    }
    Ok(())
}

fn refuse(error: &image::ImageError) -> ScanError {
    match error {
        // The library has looked at the size before the decoder could tell it.
        image::ImageError::Limits(_) => {
            ScanError::TooManyPixels { width: MOST_SIDE, height: MOST_SIDE, allowed: MOST_PIXELS }
        }
        image::ImageError::Decoding(_)
        | image::ImageError::Encoding(_)
        | image::ImageError::Parameter(_)
        | image::ImageError::Unsupported(_)
        | image::ImageError::IoError(_) => ScanError::Damaged(error.to_string()),
    }
}

/// What is transparent becomes white paper.
fn on_paper(picture: &DynamicImage) -> DynamicImage {
    let mut grey = picture.to_luma_alpha8();
    for pixel in grey.pixels_mut() {
        let [value, alpha] = pixel.0.map(u16::from);
        let mixed = value * alpha + 255 * (255 - alpha);
        pixel.0 = [u8::try_from(mixed / 255).unwrap_or(u8::MAX), u8::MAX];
    }
    DynamicImage::ImageLumaA8(grey)
}
