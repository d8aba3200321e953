//! Scanned pages: grey pictures out of image and PDF files, the texts of the QRs on them, and copies small enough to keep.
//!
//! It must not know what a QR means (`tilik-seal` does), nor where a file came from. A crate of its own because it brings decoders of other people's
//! formats along, and whoever only judges a claim, a province's page for instance, needs none of them.
//!
//! The invariant a reader could break: sizes are read and bounded before anything of that size is made, and no file, however hostile, does more than be
//! refused with a code (`tests/hostile.rs`).

mod ccitt;
pub mod compress;
mod error;
mod pages;
mod pdf;
mod picture;
mod pixels;
mod qr;

pub use compress::{Page, compress_page};
pub use error::ScanError;
pub use pages::{MOST_BYTES as MOST_FILE_BYTES, Pages};
pub use picture::{MOST_PIXELS, Picture};
pub use qr::{Found, list_qrs};
