//! Small copies of pages: within their bytes, and still read.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod sheet;

use sheet::{Dice, Grey, Mark, Way, qr_of, scan, text_of, to_jpeg};
use tilik_scan::compress::MOST_PAGE_BYTES;
use tilik_scan::{Pages, Picture, ScanError, compress_page, list_qrs};

#[test]
fn a_scanned_page_stays_legible_within_its_bytes() {
    for (dpi, seed) in [(200.0, 1), (300.0, 2)] {
        let text = text_of(seed);
        let (modules, side) = qr_of(&text);
        let way = Way { dpi, tilt: 1.0, noise: 8.0, is_creased: false, jpeg: None, seed };
        let grey = scan(&[Mark { modules: &modules, side, left: 20.0, top: 266.0 }], &way);
        let large = to_jpeg(&grey, 95);
        assert!(large.len() > 3 * MOST_PAGE_BYTES);
        let page = compress_page(&Pages::open(&large).unwrap().picture(0).unwrap(), MOST_PAGE_BYTES).unwrap();
        assert!(page.jpeg.len() <= MOST_PAGE_BYTES, "{}", page.jpeg.len());
        assert!(page.width.max(page.height) <= 2_600);
        // A module of its QR is as fine as the strokes of its letters.
        let copy = Picture::from_file(&page.jpeg).unwrap();
        assert_eq!((copy.width(), copy.height()), (page.width, page.height));
        assert_eq!(list_qrs(&copy).first().map(|found| found.text.clone()), Some(text), "{dpi}");
    }
}

/// The largest quality that fits is the one that is taken.
#[test]
fn no_better_quality_would_have_fitted() {
    let grey = scan(&[], &Way { dpi: 150.0, tilt: 0.0, noise: 3.0, is_creased: false, jpeg: None, seed: 4 });
    let picture = Picture::from_grey(grey.width, grey.height, grey.pixels).unwrap();
    let sizes: Vec<_> = [220_000, 300_000, 400_000, 2_000_000]
        .into_iter()
        .map(|most| {
            let page = compress_page(&picture, most).unwrap();
            assert!(page.jpeg.len() <= most);
            (page.width, page.quality)
        })
        .collect();
    assert!(sizes.is_sorted(), "{sizes:?}");
    assert_eq!(sizes[3], (grey.width, 80));
}

#[test]
fn a_photograph_keeps_its_shades() {
    let (width, height) = (900, 600);
    let pixels = (0..width * height).map(|at| u8::try_from((at % width) * 255 / width).unwrap()).collect();
    let page = compress_page(&Picture::from_grey(width, height, pixels).unwrap(), MOST_PAGE_BYTES).unwrap();
    let copy = Picture::from_file(&page.jpeg).unwrap();
    assert!(copy.pixels()[100].abs_diff(28) < 6 && copy.pixels()[800].abs_diff(226) < 6);
}

#[test]
fn what_cannot_be_made_small_enough_is_said() {
    let mut dice = Dice::new(9);
    let (width, height) = (2_000, 2_000);
    let pixels = (0..width * height).map(|_| u8::try_from(dice.roll() & 255).unwrap()).collect();
    let noise = Picture::from_grey(width, height, pixels).unwrap();
    let Err(ScanError::NotCompressible { smallest }) = compress_page(&noise, 50_000) else { panic!("noise") };
    assert!(smallest > 50_000);
    let small = Grey { width: 30, height: 20, pixels: vec![255; 600] };
    let page = compress_page(&Picture::from_grey(30, 20, small.pixels).unwrap(), MOST_PAGE_BYTES).unwrap();
    assert_eq!((page.width, page.height), (30, 20));
}
