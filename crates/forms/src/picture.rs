//! A picture that an office or a province supplies for an emblem slot.
//!
//! Must not know where it is printed. Invariant: a [`Picture`] is decoded, opaque and of bounded size, so nothing behind it can fail on
//! it. PNG only: no scripts, no outside references.

use crate::error::FormsError;

/// Largest file that is looked at, bytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Most pixels in width or height.
const MOST_SIDE: u32 = 2_000;

/// Decoded pixels, three bytes each, from the top left corner.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Picture({} x {})", self.width, self.height)
    }
}

impl Picture {
    /// Reads a PNG file; what is transparent becomes white paper.
    ///
    /// # Errors
    /// [`FormsError::Picture`] when the bytes are no PNG, are damaged, or are larger than 4 MiB or 2,000 pixels a side.
    pub fn from_png(bytes: &[u8]) -> Result<Self, FormsError> {
        let refuse = |reason: String| FormsError::Picture(reason);
        if bytes.len() > MOST_BYTES {
            return Err(refuse(format!("the file has {} bytes, at most {MOST_BYTES} are read", bytes.len())));
        }
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(|error| refuse(error.to_string()))?;
        let (width, height) = (reader.info().width, reader.info().height);
        if width > MOST_SIDE || height > MOST_SIDE {
            return Err(refuse(format!("{width} x {height} pixels, at most {MOST_SIDE} a side are read")));
        }
        let size = reader.output_buffer_size().ok_or_else(|| refuse("too large".to_owned()))?;
        let mut raw = vec![0; size];
        let frame = reader.next_frame(&mut raw).map_err(|error| refuse(error.to_string()))?;
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
            png::ColorType::Indexed => return Err(refuse("colours by index were not resolved".to_owned())),
        };
        Ok(Self { width, height, rgb })
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// The pixels.
    #[must_use]
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }
}

fn on_white(value: u8, alpha: u8) -> u8 {
    let mixed = u16::from(value) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
    u8::try_from(mixed / 255).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparency_becomes_paper() {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(png::ColorType::Rgba);
        encoder.write_header().unwrap().write_image_data(&[10, 20, 30, 255, 10, 20, 30, 0]).unwrap();
        let picture = Picture::from_png(&bytes).unwrap();
        assert_eq!((picture.size(), picture.rgb()), ((2, 1), &[10, 20, 30, 255, 255, 255][..]));
    }

    #[test]
    fn what_is_no_png_is_refused() {
        for bytes in [&b""[..], b"<svg onload='x'/>", &[0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0]] {
            assert!(matches!(Picture::from_png(bytes), Err(FormsError::Picture(_))));
        }
    }
}
