//! Rows of samples as PDF packs them: 1 to 16 bits each, in grey, RGB, CMYK or by a table of colours; each row begins with a byte.

use crate::error::ScanError;
use crate::picture::{Picture, check_size};

/// What the samples mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Colours {
    Grey,
    Rgb,
    Cmyk,
    /// The grey of each colour of a table.
    Table(Vec<u8>),
}

impl Colours {
    /// Bytes of the longest table: 256 colours of four samples.
    pub(crate) const MOST_TABLE: usize = 1_024;

    fn count(&self) -> usize {
        match self {
            Self::Grey | Self::Table(_) => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }

    /// A table whose entries are of these colours.
    pub(crate) fn indexed(&self, table: &[u8]) -> Option<Self> {
        let count = self.count();
        match self {
            Self::Table(_) => None,
            Self::Grey | Self::Rgb | Self::Cmyk => {
                let greys: Vec<u8> =
                    table.chunks_exact(count).take(256).map(|entry| self.grey_of(entry)).collect();
                (!greys.is_empty()).then_some(Self::Table(greys))
            }
        }
    }

    /// The lightness of one pixel's samples, each 0 to 255.
    fn grey_of(&self, samples: &[u8]) -> u8 {
        let at = |index: usize| u32::from(samples.get(index).copied().unwrap_or_default());
        let luma = |red: u32, green: u32, blue: u32| (red * 54 + green * 183 + blue * 19) >> 8;
        let grey = match self {
            Self::Grey => at(0),
            Self::Rgb => luma(at(0), at(1), at(2)),
            Self::Cmyk => {
                let paper = 255 - at(3);
                luma(255 - at(0), 255 - at(1), 255 - at(2)) * paper / 255
            }
            Self::Table(greys) => samples
                .first()
                .and_then(|index| greys.get(usize::from(*index)))
                .copied()
                .unwrap_or(255)
                .into(),
        };
        u8::try_from(grey).unwrap_or(u8::MAX)
    }
}

/// How the samples of a picture lie.
pub(crate) struct Raster {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Of one sample: 1, 2, 4, 8 or 16.
    pub(crate) bits: u8,
    pub(crate) colours: Colours,
}

impl Raster {
    fn row_size(&self) -> usize {
        (self.width as usize * self.colours.count() * usize::from(self.bits)).div_ceil(8)
    }

    /// Bytes of all rows.
    pub(crate) fn size(&self) -> Result<usize, ScanError> {
        check_size(self.width, self.height)?;
        if !matches!(self.bits, 1 | 2 | 4 | 8 | 16) {
            return Err(ScanError::UnreadPacking(format!("{} bits a sample", self.bits)));
        }
        Ok(self.row_size() * self.height as usize)
    }

    /// The picture; rows that are missing are white.
    pub(crate) fn to_picture(&self, bytes: &[u8]) -> Result<Picture, ScanError> {
        self.size()?;
        if bytes.is_empty() {
            return Err(ScanError::Damaged("it has no pixels".to_owned()));
        }
        let total = self.width as usize * self.height as usize;
        let count = self.colours.count();
        let mut pixels = Vec::with_capacity(total);
        let mut samples = [0; 4];
        for row in bytes.chunks(self.row_size()).take(self.height as usize) {
            for column in 0..self.width as usize {
                for (index, sample) in samples.iter_mut().enumerate().take(count) {
                    *sample = self.sample(row, column * count + index);
                }
                pixels.push(self.colours.grey_of(&samples[..count]));
            }
        }
        pixels.resize(total, 255);
        Picture::from_grey(self.width, self.height, pixels)
    }

    /// One sample of a row as 0 to 255, or as it is where it names a colour.
    fn sample(&self, row: &[u8], at: usize) -> u8 {
        let bits = usize::from(self.bits);
        let byte = row.get(at * bits / 8).copied().unwrap_or(u8::MAX);
        // Of 16 bits the first eight are enough.
        if bits >= 8 {
            return byte;
        }
        let most = (1_u8 << bits) - 1;
        let value = byte >> (8 - bits - at * bits % 8) & most;
        if matches!(self.colours, Colours::Table(_)) { value } else { value * (u8::MAX / most) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Colours, Raster};

    fn read(bits: u8, colours: Colours, bytes: &[u8]) -> Vec<u8> {
        Raster { width: 4, height: 1, bits, colours }.to_picture(bytes).unwrap().pixels().to_vec()
    }

    #[test]
    fn samples_of_every_width_become_grey() {
        assert_eq!(read(1, Colours::Grey, &[0b1010_0000]), [255, 0, 255, 0]);
        assert_eq!(read(2, Colours::Grey, &[0b0001_1011]), [0, 85, 170, 255]);
        assert_eq!(read(4, Colours::Grey, &[0x0f, 0x80]), [0, 255, 136, 0]);
        assert_eq!(read(8, Colours::Grey, &[1, 2, 3, 4]), [1, 2, 3, 4]);
        assert_eq!(read(16, Colours::Grey, &[1, 9, 2, 9, 3, 9, 4, 9]), [1, 2, 3, 4]);
        assert_eq!(read(8, Colours::Rgb, &[255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0]), [255, 0, 53, 182]);
        assert_eq!(
            read(8, Colours::Cmyk, &[0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 55]),
            [255, 0, 0, 200]
        );
        let table = Colours::Rgb.indexed(&[0, 0, 0, 255, 255, 255]).unwrap();
        assert_eq!(read(1, table, &[0b0110_0000]), [0, 255, 255, 0]);
    }

    #[test]
    fn what_is_missing_is_white() {
        assert_eq!(read(8, Colours::Grey, &[7]), [7, 255, 255, 255]);
        assert!(Raster { width: 4, height: 1, bits: 3, colours: Colours::Grey }.to_picture(&[0]).is_err());
    }
}
