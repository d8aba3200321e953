//! QRs on pictures and PDFs as scanners and cameras make them. The rates are measured by `examples/read_rate.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod sheet;

use sheet::{Grey, Mark, QR_SIDE, Way, qr_of, scan, text_of, to_jpeg, to_png};
use tilik_scan::{Pages, Picture, ScanError, list_qrs};

fn way(dpi: f64, seed: u64) -> Way {
    let tilt = if seed.is_multiple_of(2) { 3.5 } else { -4.5 };
    Way { dpi, tilt, noise: 8.0, is_creased: seed.is_multiple_of(3), jpeg: Some(60), seed }
}

fn sheet_of(text: &str, way: &Way) -> Grey {
    let (modules, side) = qr_of(text);
    scan(&[Mark { modules: &modules, side, left: 20.0, top: 266.0 }], way)
}

fn picture(grey: Grey) -> Picture {
    Picture::from_grey(grey.width, grey.height, grey.pixels).unwrap()
}

fn texts(picture: &Picture) -> Vec<String> {
    list_qrs(picture).into_iter().map(|found| found.text).collect()
}

#[test]
fn scanned_sheets_are_read_at_every_usual_resolution() {
    for (dpi, seed) in [(150.0, 0), (150.0, 1), (200.0, 2), (200.0, 3), (300.0, 4), (300.0, 6)] {
        let text = text_of(seed);
        assert_eq!(texts(&picture(sheet_of(&text, &way(dpi, seed)))), [text], "{dpi} dpi, {seed}");
    }
}

#[test]
fn a_sheet_at_six_hundred_dots_an_inch_is_read() {
    let text = text_of(7);
    assert_eq!(texts(&picture(sheet_of(&text, &Way { jpeg: None, ..way(600.0, 7) }))), [text]);
}

#[test]
fn several_on_one_picture_are_all_told_with_their_places() {
    let all: Vec<String> = (10..14).map(text_of).collect();
    let drawn: Vec<_> = all.iter().map(|text| qr_of(text)).collect();
    let marks: Vec<Mark<'_>> = drawn
        .iter()
        .zip([(20.0, 30.0), (120.0, 30.0), (20.0, 150.0), (150.0, 240.0)])
        .map(|((modules, side), (left, top))| Mark { modules, side: *side, left, top })
        .collect();
    let found = list_qrs(&picture(scan(&marks, &Way { tilt: 1.0, ..way(200.0, 11) })));
    let mut read: Vec<_> = found.iter().map(|found| found.text.clone()).collect();
    read.sort();
    let mut expected = all.clone();
    expected.sort();
    assert_eq!(read, expected);
    let last = found.iter().find(|found| found.text == all[3]).unwrap();
    let scale = 200.0 / 25.4;
    let place = |at: f64| (at + QR_SIDE / 2.0) * scale;
    assert!((f64::from(last.middle.0) - place(150.0)).abs() < 60.0, "{:?}", last.middle);
    assert!((f64::from(last.middle.1) - place(240.0)).abs() < 60.0, "{:?}", last.middle);
    // One after another, with nothing kept between them.
    for seed in 20..23 {
        let text = text_of(seed);
        assert_eq!(texts(&picture(sheet_of(&text, &way(150.0, seed)))), [text]);
    }
}

#[test]
fn a_camera_frame_of_a_sheet_turned_around_is_read() {
    let text = text_of(30);
    let grey = sheet_of(&text, &Way { tilt: 178.0, jpeg: None, is_creased: false, ..way(170.0, 30) });
    // The frame shows the part of the sheet with the QR: 1600 by 1200 and less.
    for (width, height) in [(1_400, 1_200), (640, 480)] {
        let frame = picture(Grey { width: grey.width, height: grey.height, pixels: grey.pixels.clone() });
        let (left, top) = (frame.width() - width, 0);
        let pixels = (top..top + height)
            .flat_map(|y| {
                let row = (y * frame.width() + left) as usize;
                frame.pixels()[row..row + width as usize].to_vec()
            })
            .collect();
        let frame = Picture::from_grey(width, height, pixels).unwrap();
        assert_eq!(texts(&frame), [text.as_str()], "{width}");
    }
}

#[test]
fn a_page_without_one_is_no_error() {
    assert!(texts(&picture(scan(&[], &way(150.0, 40)))).is_empty());
    let (modules, side) = qr_of(&text_of(41));
    // Torn off in the middle.
    let torn = Mark { modules: &modules, side, left: -11.0, top: 200.0 };
    assert!(texts(&picture(scan(&[torn], &Way { is_creased: false, ..way(200.0, 41) }))).is_empty());
}

#[test]
fn files_are_told_by_their_contents() {
    let text = text_of(50);
    let grey = sheet_of(&text, &Way { jpeg: None, ..way(150.0, 50) });
    let mut bmp = Vec::new();
    image::codecs::bmp::BmpEncoder::new(&mut bmp)
        .encode(&grey.pixels, grey.width, grey.height, image::ExtendedColorType::L8)
        .unwrap();
    for bytes in [to_png(&grey), to_jpeg(&grey, 60), bmp] {
        let pages = Pages::open(&bytes).unwrap();
        assert_eq!(pages.count(), 1);
        let found = pages.list_qrs(0).unwrap();
        assert_eq!(found.iter().map(|found| found.text.as_str()).collect::<Vec<_>>(), [text.as_str()]);
        assert_eq!(pages.list_qrs(1), Err(ScanError::NoPicture));
    }
    for bytes in [&b""[..], b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"II*\0"] {
        assert_eq!(Pages::open(bytes).unwrap().list_qrs(0), Err(ScanError::UnknownFormat));
    }
}

#[test]
fn what_is_transparent_is_paper() {
    use image::ImageEncoder as _;
    let mut png = Vec::new();
    image::codecs::png::PngEncoder::new(&mut png)
        .write_image(&[0, 0, 0, 0, 0, 0, 0, 255, 200, 200, 200, 128], 3, 1, image::ExtendedColorType::Rgba8)
        .unwrap();
    assert_eq!(Picture::from_file(&png).unwrap().pixels(), [255, 0, 227]);
}
