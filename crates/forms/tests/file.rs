//! The PDF file: complete, small, the same every time.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::ops::ControlFlow;

use lopdf::{Document, Object};
use tilik_forms::DokumenEvaluasi;
use tilik_forms::{
    Counted, FormsError, MOST_SHEETS, Moment, Options, Paper, Part, Picture, Progress, Rendered, Warning,
    count, render, render_parts,
};

mod fixture;

fn print(forms: &[DokumenEvaluasi], options: &Options) -> Rendered {
    render(forms, options, |_| ControlFlow::Continue(())).unwrap()
}

fn people(count: usize) -> Vec<DokumenEvaluasi> {
    (0..count).map(fixture::nth).collect()
}

#[test]
fn a_batch_has_the_pages_that_it_reports_in_order() {
    let mut forms = people(20);
    forms[3].notes = fixture::long_note(5_000);
    let out = print(&forms, &fixture::on(Paper::A4));
    let document = Document::load_mem(&out.bytes).unwrap();
    assert_eq!(out.pages.len(), 20);
    assert_eq!(out.pages[3], 2);
    let pages = document.get_pages();
    assert_eq!(pages.len(), out.pages.iter().sum::<usize>());
    let mut first: u32 = 1;
    for (form, count) in forms.iter().zip(&out.pages) {
        let text = document.extract_text(&[first]).unwrap();
        assert!(text.contains(&form.employee.name), "page {first} is not {}'s", form.employee.name);
        first += u32::try_from(*count).unwrap();
    }
}

#[test]
fn each_face_is_embedded_once_and_reduced() {
    let out = print(&people(30), &fixture::on(Paper::F4));
    let document = Document::load_mem(&out.bytes).unwrap();
    let fonts: Vec<_> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|dict| dict.has_type(b"FontDescriptor"))
        .collect();
    assert_eq!(fonts.len(), 2);
    for font in fonts {
        let name = font.get(b"FontName").unwrap().as_name().unwrap();
        assert_eq!((name[6], &name[7..12]), (b'+', &b"Arimo"[..]));
        assert!(font.has(b"FontFile2"));
    }
    assert!(out.bytes.len() < 30 * 6_000, "{}", out.bytes.len());
}

#[test]
fn the_file_says_title_author_language_date_and_people() {
    let options = Options { made_at: Some(Moment(1_791_000_000)), ..fixture::on(Paper::A4) };
    let out = print(&people(3), &options);
    let document = Document::load_mem(&out.bytes).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"id-ID");
    assert_eq!(catalog.get(b"PageMode").unwrap().as_name().unwrap(), b"UseOutlines");
    let outlines =
        document.get_dictionary(catalog.get(b"Outlines").unwrap().as_reference().unwrap()).unwrap();
    assert_eq!(outlines.get(b"Count").unwrap().as_i64().unwrap(), 3);
    let info = document.trailer.get(b"Info").and_then(Object::as_reference).unwrap();
    let info = document.get_dictionary(info).unwrap();
    assert!(info.get(b"CreationDate").unwrap().as_str().unwrap().starts_with(b"D:20261003"));
    assert!(!info.has(b"GTS_PDFXVersion"), "claims a standard that it does not keep");
    let title = lopdf::decode_text_string(info.get(b"Title").unwrap()).unwrap();
    assert_eq!(title, "Dokumen Evaluasi Kinerja Pegawai");
}

#[test]
fn equal_input_gives_equal_bytes_and_other_input_another_id() {
    let options = fixture::on(Paper::A4);
    assert_eq!(print(&people(4), &options).bytes, print(&people(4), &options).bytes);
    let id = |bytes: &[u8]| Document::load_mem(bytes).unwrap().trailer.get(b"ID").unwrap().clone();
    assert_ne!(id(&print(&people(4), &options).bytes), id(&print(&people(5), &options).bytes));
}

#[test]
fn a_replaced_character_is_reported_with_its_document() {
    let mut forms = people(3);
    forms[1].employee.name = "Budi \u{4E2D}\u{1F600}".into();
    let out = print(&forms, &fixture::on(Paper::A4));
    let wanted = Warning::ReplacedCharacters { document: 1, characters: vec!['\u{4E2D}', '\u{1F600}'] };
    assert_eq!(out.warnings, [wanted]);
}

#[test]
fn a_batch_can_be_stopped_and_nothing_to_print_is_an_error() {
    let mut seen = Vec::new();
    let stopped = render(&people(10), &fixture::on(Paper::A4), |progress| {
        seen.push(progress);
        if progress.done == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(matches!(stopped, Err(FormsError::Cancelled { done: 4, total: 10 })));
    assert_eq!(seen.last(), Some(&Progress { done: 4, total: 10 }));
    assert!(matches!(print_nothing(), Err(FormsError::Nothing)));
}

fn print_nothing() -> Result<Rendered, FormsError> {
    render::<DokumenEvaluasi>(&[], &fixture::on(Paper::A4), |_| ControlFlow::Continue(()))
}

#[test]
fn an_emblem_is_embedded_once_for_the_whole_batch() {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 64, 64);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&[120; 64 * 64]).unwrap();
    let options = Options { state_emblem: Some(Picture::read(&png).unwrap()), ..fixture::on(Paper::A4) };
    let out = print(&people(10), &options);
    let document = Document::load_mem(&out.bytes).unwrap();
    let images = document.objects.values().filter_map(|object| object.as_stream().ok());
    let images = images.filter(|stream| {
        stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
    });
    assert_eq!(images.count(), 1);
}

#[test]
fn what_a_file_holds_is_counted_in_the_file() {
    let out = print(&people(4), &fixture::on(Paper::A4));
    assert_eq!(count(&out.bytes).unwrap(), Counted { sheets: 4, pages: 4 });
    // A page taken out, and one with nothing on it.
    let mut cut = Document::load_mem(&out.bytes).unwrap();
    cut.delete_pages(&[2]);
    let mut bytes = Vec::new();
    cut.save_to(&mut bytes).unwrap();
    assert_eq!(count(&bytes).unwrap(), Counted { sheets: 3, pages: 3 });
    let mut empty = Document::load_mem(&out.bytes).unwrap();
    let page = empty.get_pages()[&3];
    let content = empty.get_page_contents(page)[0];
    empty.get_object_mut(content).unwrap().as_stream_mut().unwrap().set_content(Vec::new());
    let mut bytes = Vec::new();
    empty.save_to(&mut bytes).unwrap();
    assert_eq!(count(&bytes).unwrap(), Counted { sheets: 3, pages: 3 });
    assert!(matches!(count(&out.bytes[..out.bytes.len() / 2]), Err(FormsError::Pdf(_))));
}

#[test]
fn more_sheets_than_a_file_should_hold_become_even_parts() {
    let forms = people(MOST_SHEETS + 2);
    let mut parts = Vec::new();
    let mut last = None;
    let told = |progress| {
        last = Some(progress);
        ControlFlow::Continue(())
    };
    render_parts(&forms, &fixture::on(Paper::A4), told, |part: Part| {
        parts.push((part.number, part.of, part.first, part.rendered.pages.len()));
        Ok::<(), FormsError>(())
    })
    .unwrap();
    let half = MOST_SHEETS / 2 + 1;
    assert_eq!(parts, [(1, 2, 0, half), (2, 2, half, half)]);
    assert_eq!(last, Some(Progress { done: MOST_SHEETS + 2, total: MOST_SHEETS + 2 }));
}
