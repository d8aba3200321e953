//! Pages as a PDF file. The one module that names the PDF library.
//!
//! Must not know forms. Invariants: each face is embedded once, reduced to the glyphs that the batch uses; equal pages and options give
//! equal bytes (the library's random file id is replaced by a hash of the content).
//!
//! The library is used without its text features, which cost some hundred crates. It then embeds a font as given, so the reduction
//! is done here, and each piece of text goes out as one string, which is also its fastest way.

mod font;
mod packing;
mod paint;
mod reading;

pub use self::reading::{Counted, count};

use lopdf::{Document, Object, StringFormat, dictionary};
use printpdf::{
    FontId, PageAnnotId, PageAnnotation, PdfDocument, PdfFont, PdfSaveOptions, RawImage, RawImageData,
    RawImageFormat, XObject, XObjectId,
};
use sha2::{Digest, Sha256};

use self::font::{UsedCharacters, reduce};
use self::packing::pack;
use self::paint::to_pdf_page;
use crate::batch::Options;
use crate::error::FormsError;
use crate::layout::{Page, PictureSlot};
use crate::picture::Picture;
use crate::text::{FACES, Face, Fonts};

/// Language of all forms.
const LANGUAGE: &str = "id-ID";

/// Name of the program in the file's properties.
const CREATOR: &str = "Tilik";

/// An instant: seconds since 1970-01-01 UTC, from the caller's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub i64);

/// An entry in the list of bookmarks.
pub(crate) struct Bookmark {
    pub(crate) title: String,
    /// Index of the page, from 0.
    pub(crate) page: usize,
}

/// Writes the pages.
pub(crate) fn write(
    pages: &[Page],
    bookmarks: &[Bookmark],
    options: &Options,
) -> Result<Vec<u8>, FormsError> {
    let fonts = Fonts::builtin()?;
    let mut pdf = PdfDocument::new(&options.title);
    let info = &mut pdf.metadata.info;
    info.author.clone_from(&options.author);
    info.creator = CREATOR.to_owned();
    info.producer = CREATOR.to_owned();
    if let Some(moment) = options.made_at {
        let date = printpdf::OffsetDateTime::from_unix_timestamp(moment.0)
            .map_err(|error| FormsError::Pdf(error.to_string()))?;
        (info.creation_date, info.modification_date, info.metadata_date) = (date, date, date);
    }
    let used = UsedCharacters::collect(pages);
    for face in FACES {
        if let Some(font) = reduce(fonts.get(face), used.of(face))? {
            pdf.resources.fonts.map.insert(font_id(face), PdfFont::new(font));
        }
    }
    for slot in [PictureSlot::StateEmblem, PictureSlot::RegionEmblem] {
        if let Some(picture) = find_picture(slot, options) {
            pdf.resources.xobjects.map.insert(picture_id(slot), XObject::Image(to_image(picture)));
        }
    }
    let single_words = used.twins(fonts);
    pdf.pages = pages.iter().map(|page| to_pdf_page(page, options, &single_words)).collect();
    for (index, bookmark) in bookmarks.iter().enumerate() {
        let annotation = PageAnnotation { name: bookmark.title.clone(), page: bookmark.page + 1 };
        pdf.bookmarks.map.insert(PageAnnotId(format!("{index:08}")), annotation);
    }
    let mut complaints = Vec::new();
    let save = PdfSaveOptions { optimize: true, subset_fonts: false, secure: true, image_optimization: None };
    let mut document = pdf.to_lopdf_document(&save, &mut complaints);
    if let Some(complaint) = complaints.first() {
        return Err(FormsError::Pdf(complaint.msg.clone()));
    }
    drop(pdf);
    finish(&mut document, bookmarks.len())?;
    pack(&mut document)?;
    set_file_id(&mut document, options);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|error| FormsError::Pdf(error.to_string()))?;
    Ok(bytes)
}

/// What the library leaves out or writes wrongly: language, title in the window, page mode as a name, version; and a claim of
/// PDF/X that does not hold.
fn finish(document: &mut Document, bookmarks: usize) -> Result<(), FormsError> {
    "1.7".clone_into(&mut document.version);
    let catalog = document.catalog_mut().map_err(|error| FormsError::Pdf(error.to_string()))?;
    catalog.set("Lang", Object::string_literal(LANGUAGE));
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    let mode: &[u8] = if bookmarks > 1 { b"UseOutlines" } else { b"UseNone" };
    catalog.set("PageMode", Object::Name(mode.to_vec()));
    let info = document.trailer.get(b"Info").and_then(Object::as_reference);
    let info = info
        .and_then(|id| document.get_dictionary_mut(id))
        .map_err(|error| FormsError::Pdf(error.to_string()))?;
    for claim in [&b"GTS_PDFXVersion"[..], b"Identifier", b"Subject", b"Keywords"] {
        info.remove(claim);
    }
    Ok(())
}

/// The file id from the content, so that equal input gives equal bytes.
fn set_file_id(document: &mut Document, options: &Options) {
    let mut hash = Sha256::new();
    for object in document.objects.values() {
        if let Object::Stream(stream) = object {
            hash.update(&stream.content);
        }
    }
    for word in [&options.title, &options.author] {
        hash.update(word.as_bytes());
    }
    hash.update(options.made_at.map_or(0, |moment| moment.0).to_be_bytes());
    let id = Object::String(hash.finalize()[..16].to_vec(), StringFormat::Hexadecimal);
    document.trailer.set("ID", Object::Array(vec![id.clone(), id]));
}

fn font_id(face: Face) -> FontId {
    match face {
        Face::Regular => FontId("R".to_owned()),
        Face::Bold => FontId("B".to_owned()),
    }
}

fn find_picture(slot: PictureSlot, options: &Options) -> Option<&Picture> {
    match slot {
        PictureSlot::StateEmblem => options.state_emblem.as_ref(),
        PictureSlot::RegionEmblem => options.region_emblem.as_ref(),
    }
}

fn picture_id(slot: PictureSlot) -> XObjectId {
    match slot {
        PictureSlot::StateEmblem => XObjectId("State".to_owned()),
        PictureSlot::RegionEmblem => XObjectId("Region".to_owned()),
    }
}

fn to_image(picture: &Picture) -> RawImage {
    let (width, height) = picture.size();
    RawImage {
        pixels: RawImageData::U8(picture.rgb().to_vec()),
        width,
        height,
        data_format: RawImageFormat::RGB8,
        tag: Vec::new(),
    }
}
