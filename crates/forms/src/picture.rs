//! A picture that an office or a province supplies for an emblem slot.
//!
//! Must not know where it is printed. Invariant: a [`Picture`] is decoded, opaque and of bounded size, so nothing behind it can fail on
//! it. PNG and JPEG only: no scripts, no outside references.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::error::{FormsError, PictureFault};

/// Largest file that is looked at, bytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Most pixels in width or height that are read.
const MOST_SIDE: usize = 2_000;

/// Most pixels in width or height that are kept: an emblem of 25 mm at 600 to the inch.
const KEPT_SIDE: usize = 600;

/// Decoded pixels, three bytes each, from the top left corner.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Picture({} x {})", self.width, self.height)
    }
}

impl Picture {
    /// Reads a PNG or JPEG file, whatever its name says; what is transparent becomes white paper.
    ///
    /// # Errors
    /// [`FormsError::Picture`] with the reason: no picture, a drawing in text (SVG), damaged, more than 4 MiB or 2,000 pixels a side.
    pub fn read(bytes: &[u8]) -> Result<Self, FormsError> {
        let picture = match bytes {
            _ if bytes.len() > MOST_BYTES => {
                Err(PictureFault::TooManyBytes { bytes: bytes.len(), most: MOST_BYTES })
            }
            [0x89, b'P', b'N', b'G', ..] => read_png(bytes),
            [0xFF, 0xD8, 0xFF, ..] => read_jpeg(bytes),
            _ if is_drawing(bytes) => Err(PictureFault::Vector),
            _ => Err(PictureFault::NoPicture),
        };
        picture.map(Self::reduced).map_err(FormsError::Picture)
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// The pixels.
    #[must_use]
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// The picture at most [`KEPT_SIDE`] pixels a side: each kept pixel is the mean of those it stands for.
    fn reduced(self) -> Self {
        let step = self.width.max(self.height).div_ceil(KEPT_SIDE);
        if step <= 1 {
            return self;
        }
        let (width, height) = (self.width.div_ceil(step), self.height.div_ceil(step));
        let mut rgb = Vec::with_capacity(width * height * 3);
        for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
            let rows = y * step..((y + 1) * step).min(self.height);
            let mut sums = [0_u64; 3];
            let mut count = 0_u64;
            for row in rows {
                let from = (row * self.width + x * step) * 3;
                let until = (row * self.width + ((x + 1) * step).min(self.width)) * 3;
                for pixel in self.rgb[from..until].chunks_exact(3) {
                    count += 1;
                    for (sum, value) in sums.iter_mut().zip(pixel) {
                        *sum += u64::from(*value);
                    }
                }
            }
            rgb.extend(sums.map(|sum| u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX)));
        }
        Self { width, height, rgb }
    }
}

/// Text with tags at its beginning.
fn is_drawing(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(1024)];
    let text = String::from_utf8_lossy(start).trim_start_matches('\u{FEFF}').trim_start().to_lowercase();
    text.starts_with('<') && (text.contains("<svg") || text.starts_with("<?xml"))
}

fn check_size(width: usize, height: usize) -> Result<(), PictureFault> {
    if width > MOST_SIDE || height > MOST_SIDE {
        return Err(PictureFault::TooManyPixels { width, height, most: MOST_SIDE });
    }
    Ok(())
}

fn read_png(bytes: &[u8]) -> Result<Picture, PictureFault> {
    let damaged = |error: png::DecodingError| PictureFault::Damaged(error.to_string());
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    check_size(width, height)?;
    let size = reader.output_buffer_size().ok_or_else(|| PictureFault::Damaged("no size".to_owned()))?;
    let mut raw = vec![0; size];
    let frame = reader.next_frame(&mut raw).map_err(damaged)?;
    raw.truncate(frame.buffer_size());
    let rgb = match frame.color_type {
        png::ColorType::Rgb => raw,
        png::ColorType::Grayscale => raw.iter().flat_map(|grey| [*grey; 3]).collect(),
        png::ColorType::GrayscaleAlpha => {
            raw.chunks_exact(2).flat_map(|pixel| [on_white(pixel[0], pixel[1]); 3]).collect()
        }
        png::ColorType::Rgba => raw
            .chunks_exact(4)
            .flat_map(|pixel| [0, 1, 2].map(|channel| on_white(pixel[channel], pixel[3])))
            .collect(),
        png::ColorType::Indexed => {
            return Err(PictureFault::Damaged("colours by index were not resolved".to_owned()));
        }
    };
    Ok(Picture { width, height, rgb })
}

fn read_jpeg(bytes: &[u8]) -> Result<Picture, PictureFault> {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let damaged = |reason: String| PictureFault::Damaged(reason);
    decoder.decode_headers().map_err(|error| damaged(error.to_string()))?;
    let (width, height) = decoder.dimensions().ok_or_else(|| damaged("no size".to_owned()))?;
    check_size(width, height)?;
    let rgb = decoder.decode().map_err(|error| damaged(error.to_string()))?;
    if rgb.len() != width * height * 3 {
        return Err(damaged("colours of another kind".to_owned()));
    }
    Ok(Picture { width, height, rgb })
}

fn on_white(value: u8, alpha: u8) -> u8 {
    let mixed = u16::from(value) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
    u8::try_from(mixed / 255).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32, color: png::ColorType, pixels: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(color);
        encoder.write_header().unwrap().write_image_data(pixels).unwrap();
        bytes
    }

    fn fault(bytes: &[u8]) -> PictureFault {
        match Picture::read(bytes) {
            Err(FormsError::Picture(fault)) => fault,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn transparency_becomes_paper() {
        let bytes = png_of(2, 1, png::ColorType::Rgba, &[10, 20, 30, 255, 10, 20, 30, 0]);
        let picture = Picture::read(&bytes).unwrap();
        assert_eq!((picture.size(), picture.rgb()), ((2, 1), &[10, 20, 30, 255, 255, 255][..]));
    }

    #[test]
    fn a_large_picture_is_reduced_to_means() {
        let pixels: Vec<u8> = (0..1200 * 1000).map(|index| if index % 2 == 0 { 100 } else { 200 }).collect();
        let picture = Picture::read(&png_of(1200, 1000, png::ColorType::Grayscale, &pixels)).unwrap();
        assert_eq!(picture.size(), (600, 500));
        assert!(picture.rgb().iter().all(|value| *value == 150));
    }

    #[test]
    fn a_jpeg_is_read() {
        // 8 x 8 pixels of one grey, the smallest file that a camera's software would write.
        let bytes = include_bytes!("../tests/fixture/grey.jpg");
        let picture = Picture::read(bytes).unwrap();
        assert_eq!(picture.size(), (8, 8));
        assert!(picture.rgb().iter().all(|value| (120..=136).contains(value)));
        assert!(matches!(fault(&bytes[..40]), PictureFault::Damaged(_)));
    }

    #[test]
    fn what_is_no_picture_is_refused_with_its_reason() {
        assert_eq!(fault(b""), PictureFault::NoPicture);
        assert_eq!(fault(b"GIF89a...."), PictureFault::NoPicture);
        for drawing in ["<svg onload='x'/>", "\u{FEFF} <?xml version='1.0'?><!-- x --><svg><script/></svg>"] {
            assert_eq!(fault(drawing.as_bytes()), PictureFault::Vector);
        }
        assert!(matches!(fault(&[0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0]), PictureFault::Damaged(_)));
        assert!(matches!(fault(&vec![0; MOST_BYTES + 1]), PictureFault::TooManyBytes { .. }));
        let wide = png_of(2001, 1, png::ColorType::Grayscale, &[0; 2001]);
        assert!(matches!(fault(&wide), PictureFault::TooManyPixels { width: 2001, height: 1, .. }));
    }
}
