//! The QR of a seal: dark and light modules for whoever draws them.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use crate::seal::{Seal, TEXT_SIZE};

/// Modules a side: version 6.
pub const SIDE: usize = 41;
/// Light modules on each side that belong to it (ISO/IEC 18004).
pub const QUIET_ZONE: usize = 4;
/// Printed length of a side without its quiet zone, mm.
pub const PRINTED_MM: f32 = 22.0;

/// A QR of version 6 with error correction M (about 15 % of it may be lost), without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modules {
    dark: Vec<bool>,
}

impl Modules {
    /// Row by row from the upper left corner, `SIDE * SIDE` of them; dark is true.
    #[must_use]
    pub fn as_slice(&self) -> &[bool] {
        &self.dark
    }

    /// Modules a side.
    #[must_use]
    pub const fn side(&self) -> usize {
        SIDE
    }
}

impl Seal {
    /// The QR that is printed.
    #[must_use]
    pub fn to_modules(&self) -> Modules {
        let dark = draw(&self.to_text());
        // The capacity of 6-M is 154 letters, and the text has always as many as it has.
        const { assert!(TEXT_SIZE <= 154) };
        Modules { dark }
    }
}

fn draw(text: &str) -> Vec<bool> {
    let version = Version::new(6);
    let segments = [QrSegment::make_alphanumeric(text)];
    QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, version, version, None, false)
        .map(|code| {
            let side = code.size();
            (0..side * side).map(|at| code.get_module(at % side, at / side)).collect()
        })
        .unwrap_or_default()
}
