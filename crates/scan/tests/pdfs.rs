//! PDFs as scanners write them, in each packing that is read, and the ones that are refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod sheet;

use fax::encoder::Encoder;
use fax::{Color, VecWriter};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use sheet::{Grey, Mark, Way, qr_of, scan, text_of, to_jpeg};
use tilik_scan::{Pages, ScanError};

const WAY: Way = Way { dpi: 150.0, tilt: 2.0, noise: 5.0, is_creased: false, jpeg: None, seed: 3 };

fn grey() -> (Grey, String) {
    let text = text_of(WAY.seed);
    let (modules, side) = qr_of(&text);
    (scan(&[Mark { modules: &modules, side, left: 20.0, top: 266.0 }], &WAY), text)
}

/// A PDF whose pages hold these pictures, each page one list of them.
fn pdf(pages: Vec<Vec<Stream>>, page: &Dictionary) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let folder = document.new_object_id();
    let mut kids = Vec::new();
    for pictures in pages {
        let mut objects = Dictionary::new();
        for (number, picture) in pictures.into_iter().enumerate() {
            let id = document.add_object(picture);
            objects.set(format!("Im{number}"), Object::Reference(id));
        }
        let mut entries = dictionary! {
            "Type" => "Page",
            "Parent" => folder,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Resources" => dictionary! { "XObject" => objects },
        };
        entries.extend(page);
        kids.push(Object::Reference(document.add_object(entries)));
    }
    save(document, folder, kids)
}

fn save(mut document: Document, folder: ObjectId, kids: Vec<Object>) -> Vec<u8> {
    let count = i64::try_from(kids.len()).unwrap();
    document.set_object(folder, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => folder });
    document.trailer.set("Root", catalogue);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn picture(grey: &Grey, entries: Dictionary, content: Vec<u8>) -> Stream {
    let mut dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(grey.width),
        "Height" => i64::from(grey.height),
        "ColorSpace" => "DeviceGray",
        "BitsPerComponent" => 8,
    };
    for (key, value) in &entries {
        dict.set(key.clone(), value.clone());
    }
    Stream::new(dict, content).with_compression(false)
}

fn flate(grey: &Grey, entries: Dictionary, content: Vec<u8>) -> Stream {
    let mut stream = picture(grey, entries, content).with_compression(true);
    stream.compress().unwrap();
    assert!(stream.is_compressed());
    stream
}

fn bits(grey: &Grey) -> Vec<u8> {
    let pack = |eight: &[u8]| {
        eight.iter().enumerate().fold(0, |byte, (at, pixel)| byte | u8::from(*pixel > 127) << (7 - at))
    };
    grey.pixels.chunks(grey.width as usize).flat_map(|row| row.chunks(8).map(pack)).collect()
}

fn group_4(grey: &Grey) -> Vec<u8> {
    let mut encoder = Encoder::new(VecWriter::new());
    for row in grey.pixels.chunks(grey.width as usize) {
        let colours = row.iter().map(|pixel| if *pixel > 127 { Color::White } else { Color::Black });
        encoder.encode_line(colours, grey.width).unwrap();
    }
    encoder.finish().unwrap().finish()
}

fn fax_entries(grey: &Grey, k: i64) -> Dictionary {
    dictionary! {
        "Filter" => "CCITTFaxDecode",
        "BitsPerComponent" => 1,
        "DecodeParms" => dictionary! { "K" => k, "Columns" => i64::from(grey.width), "Rows" => i64::from(grey.height) },
    }
}

/// Every packing that is read.
fn list_packings(grey: &Grey) -> Vec<(&'static str, Stream)> {
    let rgb: Vec<u8> = grey.pixels.iter().flat_map(|pixel| [*pixel, *pixel, *pixel]).collect();
    let cmyk: Vec<u8> = grey.pixels.iter().flat_map(|pixel| [0, 0, 0, 255 - *pixel]).collect();
    let table: Vec<u8> = (0..=255_u8).rev().flat_map(|value| [value; 3]).collect();
    let upside: Vec<u8> = grey.pixels.iter().map(|pixel| 255 - *pixel).collect();
    let dct = || dictionary! { "Filter" => "DCTDecode" };
    vec![
        ("JPEG", picture(grey, dct(), to_jpeg(grey, 60))),
        ("Flate", flate(grey, Dictionary::new(), grey.pixels.clone())),
        ("nothing", picture(grey, Dictionary::new(), grey.pixels.clone())),
        ("RGB", flate(grey, dictionary! { "ColorSpace" => "DeviceRGB" }, rgb)),
        ("CMYK", flate(grey, dictionary! { "ColorSpace" => "DeviceCMYK" }, cmyk)),
        ("a table of colours", {
            let space: Vec<Object> =
                vec!["Indexed".into(), "DeviceRGB".into(), 255.into(), Object::string_literal(table)];
            flate(grey, dictionary! { "ColorSpace" => space }, upside.clone())
        }),
        ("black and white", flate(grey, dictionary! { "BitsPerComponent" => 1 }, bits(grey))),
        ("white and black", { flate(grey, dictionary! { "Decode" => vec![1.into(), 0.into()] }, upside) }),
        ("group 4", picture(grey, fax_entries(grey, -1), group_4(grey))),
    ]
}

#[test]
fn every_packing_of_scanners_is_read() {
    let (grey, text) = grey();
    for (name, stream) in list_packings(&grey) {
        let bytes = pdf(vec![vec![stream]], &Dictionary::new());
        let pages = Pages::open(&bytes).unwrap();
        let found = pages.list_qrs(0).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0].text, text, "{name}");
        let page = pages.picture(0).unwrap();
        assert_eq!((page.width(), page.height()), (grey.width, grey.height), "{name}");
        let mean =
            page.pixels().iter().map(|pixel| u64::from(*pixel)).sum::<u64>() / page.pixels().len() as u64;
        assert!(mean > 128, "{name}: paper is black");
    }
}

#[test]
fn each_page_is_read_for_itself() {
    let mut all = Vec::new();
    let mut texts = Vec::new();
    for seed in 60..63 {
        let text = text_of(seed);
        let (modules, side) = qr_of(&text);
        let grey = scan(&[Mark { modules: &modules, side, left: 20.0, top: 266.0 }], &Way { seed, ..WAY });
        all.push(vec![picture(&grey, dictionary! { "Filter" => "DCTDecode" }, to_jpeg(&grey, 70))]);
        texts.push(text);
    }
    all.insert(1, Vec::new());
    texts.insert(1, String::new());
    let bytes = pdf(all, &Dictionary::new());
    let pages = Pages::open(&bytes).unwrap();
    assert_eq!(pages.count(), 4);
    for (page, text) in texts.iter().enumerate() {
        let found = pages.list_qrs(page);
        match found {
            Ok(found) => assert_eq!(&found[0].text, text),
            // A page of letters holds no picture, and says so.
            Err(error) => assert_eq!((page, error), (1, ScanError::NoPicture)),
        }
    }
    assert_eq!(pages.list_qrs(4), Err(ScanError::NoPicture));
}

#[test]
fn a_page_is_turned_as_it_says() {
    let (grey, _) = grey();
    let stream = picture(&grey, dictionary! { "Filter" => "DCTDecode" }, to_jpeg(&grey, 60));
    let bytes = pdf(vec![vec![stream]], &dictionary! { "Rotate" => 90 });
    let page = Pages::open(&bytes).unwrap().picture(0).unwrap();
    assert_eq!((page.width(), page.height()), (grey.height, grey.width));
}

#[test]
fn a_page_in_strips_is_searched_and_is_no_single_picture() {
    let (grey, text) = grey();
    let half = grey.height / 2;
    let cut = (half * grey.width) as usize;
    let upper = Grey { width: grey.width, height: half, pixels: grey.pixels[..cut].to_vec() };
    let lower = Grey { width: grey.width, height: grey.height - half, pixels: grey.pixels[cut..].to_vec() };
    let strips = [upper, lower]
        .map(|strip| picture(&strip, dictionary! { "Filter" => "DCTDecode" }, to_jpeg(&strip, 70)));
    let bytes = pdf(vec![strips.into()], &Dictionary::new());
    let pages = Pages::open(&bytes).unwrap();
    assert_eq!(pages.list_qrs(0).unwrap()[0].text, text);
    assert!(matches!(pages.picture(0), Err(ScanError::UnreadPacking(_))));
}

#[test]
fn what_is_not_read_says_what_it_is() {
    let (grey, _) = grey();
    for (filter, expected) in
        [("JBIG2Decode", "JBIG2Decode"), ("JPXDecode", "JPXDecode"), ("RunLengthDecode", "RunLengthDecode")]
    {
        let stream = picture(&grey, dictionary! { "Filter" => filter }, vec![1, 2, 3]);
        let bytes = pdf(vec![vec![stream]], &Dictionary::new());
        let pages = Pages::open(&bytes).unwrap();
        assert_eq!(pages.list_qrs(0), Err(ScanError::UnreadPacking(expected.to_owned())));
    }
    let bytes = pdf(vec![vec![picture(&grey, fax_entries(&grey, 0), group_4(&grey))]], &Dictionary::new());
    let refused = Pages::open(&bytes).unwrap().list_qrs(0);
    assert_eq!(refused, Err(ScanError::UnreadPacking("CCITT group 3".to_owned())));
}

#[test]
fn a_picture_within_a_form_is_found() {
    let (grey, text) = grey();
    let mut document = Document::with_version("1.5");
    let folder = document.new_object_id();
    let image =
        document.add_object(picture(&grey, dictionary! { "Filter" => "DCTDecode" }, to_jpeg(&grey, 60)));
    let form = document.new_object_id();
    // The form names itself as well: that must not go round for ever.
    let resources = dictionary! { "XObject" => dictionary! { "Im" => image, "Fm" => form } };
    let dict = dictionary! { "Subtype" => "Form", "Resources" => resources };
    document.set_object(form, Stream::new(dict, Vec::new()));
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => folder,
        "Resources" => dictionary! { "XObject" => dictionary! { "Fm" => form } },
    });
    let bytes = save(document, folder, vec![page.into()]);
    assert_eq!(Pages::open(&bytes).unwrap().list_qrs(0).unwrap()[0].text, text);
}
