//! Files made to hurt: each is refused with a code, quickly, and without memory of the size that it announces.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod sheet;

use lopdf::{Document, Object, Stream, dictionary};
use proptest::prelude::*;
use sheet::{Dice, Grey, Mark, Way, qr_of, scan, text_of, to_jpeg, to_png};
use tilik_scan::{Pages, Picture, ScanError, list_qrs};

fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8; 4], data: &[u8]| {
        bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let checked: Vec<u8> = name.iter().chain(data).copied().collect();
        bytes.extend(&checked);
        bytes.extend(checksum(&checked).to_be_bytes());
    };
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([8, 6, 0, 0, 0]);
    chunk(b"IHDR", &header);
    chunk(b"IDAT", &[0x78, 0x9c, 0x03, 0, 0, 0, 0, 1]);
    chunk(b"IEND", &[]);
    bytes
}

/// CRC-32 of PNG.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    })
}

fn bmp_header(width: i32, height: i32) -> Vec<u8> {
    let mut bytes = b"BM".to_vec();
    bytes.extend([54, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0]);
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([1, 0, 24, 0]);
    bytes.extend([0; 24]);
    bytes
}

fn jpeg_of_size(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = to_jpeg(&Grey { width: 16, height: 16, pixels: vec![200; 256] }, 50);
    let at = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

#[test]
fn announced_sizes_are_refused_before_they_are_made() {
    for bytes in [
        png_header(100_000, 100_000),
        png_header(8_000, 8_000),
        png_header(u32::MAX >> 1, 1),
        jpeg_of_size(65_000, 65_000),
        jpeg_of_size(20_001, 10),
        bmp_header(30_000, 30_000),
        bmp_header(i32::MAX, i32::MAX),
    ] {
        let refused = Picture::from_file(&bytes).expect_err("that is too large");
        assert!(matches!(refused, ScanError::TooManyPixels { .. } | ScanError::Damaged(_)), "{refused:?}");
    }
    assert!(matches!(Picture::from_grey(8_000, 8_000, Vec::new()), Err(ScanError::TooManyPixels { .. })));
    assert!(matches!(Picture::from_grey(0, 5, Vec::new()), Err(ScanError::Damaged(_))));
    assert!(matches!(Picture::from_grey(5, 5, vec![0; 24]), Err(ScanError::Damaged(_))));
    let large = vec![0; tilik_scan::MOST_FILE_BYTES + 1];
    assert!(matches!(Pages::open(&large), Err(ScanError::FileTooLarge { .. })));
}

fn pdf_of(stream: Stream) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let folder = document.new_object_id();
    let image = document.add_object(stream);
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => folder,
        "Resources" => dictionary! { "XObject" => dictionary! { "Im" => image } },
    });
    document.set_object(
        folder,
        dictionary! { "Type" => "Pages", "Kids" => vec![Object::Reference(page)], "Count" => 1 },
    );
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => folder });
    document.trailer.set("Root", catalogue);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn image_dict(width: i64, height: i64) -> lopdf::Dictionary {
    dictionary! {
        "Subtype" => "Image", "Width" => width, "Height" => height, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    }
}

#[test]
fn a_bomb_within_a_pdf_is_refused() {
    let mut bomb = Stream::new(image_dict(100, 100), vec![0; 50 << 20]);
    bomb.compress().unwrap();
    let bytes = pdf_of(bomb);
    assert!(bytes.len() < 1 << 20);
    assert!(matches!(Pages::open(&bytes).unwrap().list_qrs(0), Err(ScanError::Damaged(_))));
    for (width, height) in [(100_000, 100_000), (7_000, 7_000), (i64::MAX, 200), (-5, 200)] {
        let bytes = pdf_of(Stream::new(image_dict(width, height), vec![0; 10]));
        let refused = Pages::open(&bytes).unwrap().list_qrs(0);
        assert!(
            matches!(refused, Err(ScanError::TooManyPixels { .. } | ScanError::NoPicture)),
            "{refused:?}"
        );
    }
}

#[test]
fn a_pdf_that_goes_in_circles_ends() {
    let mut document = Document::with_version("1.5");
    let folder = document.new_object_id();
    let page = document.new_object_id();
    document.set_object(
        page,
        dictionary! { "Type" => "Page", "Parent" => page, "Resources" => Object::Reference(page) },
    );
    let kids = vec![Object::Reference(page), Object::Reference(folder)];
    document.set_object(folder, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 2 });
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => folder });
    document.trailer.set("Root", catalogue);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    if let Ok(pages) = Pages::open(&bytes) {
        for page in 0..pages.count().min(3) {
            assert_eq!(pages.list_qrs(page), Err(ScanError::NoPicture));
        }
    }
}

/// Noise is what finder patterns are looked for the longest in. A search that does not end is ended by the runner's time limit.
#[test]
fn noise_and_fields_of_false_corners_hold_nothing_and_come_to_an_end() {
    let mut dice = Dice::new(5);
    let (width, height) = (1_600_u32, 1_200_u32);
    let noise = (0..width * height).map(|_| if dice.roll() & 1 == 0 { 0 } else { 255 }).collect();
    let corners = (0..width * height)
        .map(|at| {
            let (x, y) = (at % width % 28 / 3, at / width % 28 / 3);
            let ring = x.abs_diff(3).max(y.abs_diff(3));
            if ring == 2 || ring > 3 { 255 } else { 0 }
        })
        .collect();
    for pixels in [noise, corners] {
        assert_eq!(list_qrs(&Picture::from_grey(width, height, pixels).unwrap()).len(), 0);
    }
}

fn samples() -> Vec<Vec<u8>> {
    let (modules, side) = qr_of(&text_of(1));
    let way = Way { dpi: 40.0, tilt: 0.0, noise: 2.0, is_creased: false, jpeg: None, seed: 1 };
    let small = scan(&[Mark { modules: &modules, side, left: 20.0, top: 20.0 }], &way);
    let mut dict = image_dict(i64::from(small.width), i64::from(small.height));
    dict.set("Filter", "DCTDecode");
    let jpeg = to_jpeg(&small, 50);
    vec![to_png(&small), jpeg.clone(), pdf_of(Stream::new(dict, jpeg)), bmp_header(3, 3)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_are_refused_or_read_and_nothing_else(
        which in 0_usize..4, cut in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12), is_cut in any::<bool>(),
    ) {
        thread_local! {
            static SAMPLES: Vec<Vec<u8>> = samples();
        }
        let mut bytes = SAMPLES.with(|samples| samples[which].clone());
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(pages) = Pages::open(&bytes) {
            for page in 0..pages.count().min(2) {
                let _ = pages.list_qrs(page);
                let _ = pages.picture(page);
            }
        }
    }

    #[test]
    fn random_bytes_after_any_beginning_are_refused_or_read(beginning in 0_usize..6, bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let beginnings: [&[u8]; 6] = [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"BM", b"%PDF-1.4\n", b"%PDF-1.7\n1 0 obj\n<<"];
        let file: Vec<u8> = beginnings[beginning].iter().chain(&bytes).copied().collect();
        if let Ok(pages) = Pages::open(&file) {
            for page in 0..pages.count().min(2) {
                let _ = pages.list_qrs(page);
            }
        }
    }

    #[test]
    fn random_pixels_break_nothing(width in 1_u32..60, height in 1_u32..60, seed in any::<u64>()) {
        let mut dice = Dice::new(seed);
        let pixels = (0..width * height).map(|_| if dice.roll() & 1 == 0 { 0 } else { 255 }).collect();
        let _ = list_qrs(&Picture::from_grey(width, height, pixels).unwrap());
    }
}
