//! Pages as a PDF file. The one module that names the PDF library.
//!
//! Must not know forms. Invariants: each face is embedded once, reduced to the glyphs that the batch uses; equal pages and options give
//! equal bytes (the library's random file id is replaced by a hash of the content).
//!
//! The library is used without its text features, which cost some hundred crates. It then embeds a font as given, so the reduction
//! is done here, and each piece of text goes out as one string, which is also its fastest way.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Document, Object, StringFormat, dictionary};
use printpdf::{
    Color, FontId, FontMetrics, Greyscale, Line, LinePoint, Mm, Op, PageAnnotId, PageAnnotation, PaintMode,
    ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfFontMetricsStub, PdfPage, PdfSaveOptions, Point, Pt,
    RawImage, RawImageData, RawImageFormat, Rect, TextItem, TextMatrix, XObject, XObjectId, XObjectTransform,
};
use sha2::{Digest, Sha256};

use crate::batch::Options;
use crate::error::FormsError;
use crate::layout::{Grey, Mark, Page, PictureSlot};
use crate::picture::Picture;
use crate::text::{FACES, Face, Font, Fonts};

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
    document.compress();
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

/// The characters of a batch, by face.
#[derive(Default)]
struct UsedCharacters {
    regular: BTreeSet<char>,
    bold: BTreeSet<char>,
}

impl UsedCharacters {
    fn collect(pages: &[Page]) -> Self {
        let mut used = Self::default();
        for mark in pages.iter().flat_map(|page| &page.marks) {
            match mark {
                Mark::Text { face, text, .. } => used.of_mut(*face).extend(text.chars()),
                Mark::Watermark { text, .. } => used.bold.extend(text.chars()),
                Mark::Fill { .. } | Mark::Picture { .. } | Mark::Rule { .. } => {}
            }
        }
        used
    }

    fn of(&self, face: Face) -> &BTreeSet<char> {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }

    fn of_mut(&mut self, face: Face) -> &mut BTreeSet<char> {
        match face {
            Face::Regular => &mut self.regular,
            Face::Bold => &mut self.bold,
        }
    }

    /// Characters that share a glyph with a smaller one, and that smaller one: a glyph can be copied out of the file as one
    /// character only, so all who share it are written as the first.
    fn twins(&self, fonts: &Fonts) -> BTreeMap<(Face, char), char> {
        let mut twins = BTreeMap::new();
        for face in FACES {
            let mut first = BTreeMap::new();
            for character in self.of(face) {
                if let Some(glyph) = fonts.get(face).find_glyph(*character) {
                    let known = *first.entry(glyph.id).or_insert(*character);
                    if known != *character {
                        twins.insert((face, *character), known);
                    }
                }
            }
        }
        twins
    }
}

/// A font reduced to the glyphs of `characters`, or `None` if there are none.
fn reduce(font: &Font, characters: &BTreeSet<char>) -> Result<Option<ParsedFont>, FormsError> {
    let refuse = |reason: String| FormsError::Font { face: font.name, reason };
    if characters.is_empty() {
        return Ok(None);
    }
    let mut remapper = subsetter::GlyphRemapper::new();
    let (mut codes, mut widths) = (BTreeMap::new(), BTreeMap::new());
    let mut tag = Sha256::new();
    for character in characters {
        let glyph =
            font.find_glyph(*character).ok_or_else(|| refuse("a character was not cleaned".to_owned()))?;
        let id = remapper.remap(glyph.id);
        codes.insert(u32::from(*character), id);
        widths.insert(id, glyph.advance);
        tag.update(glyph.id.to_be_bytes());
    }
    let bytes = subsetter::subset(font.bytes, 0, &remapper).map_err(|error| refuse(error.to_string()))?;
    // Six capital letters name a reduced font; they follow from the glyphs that it holds.
    let letters: String = tag.finalize().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
    let name = format!("{letters}+{}", font.name);
    let metrics = FontMetrics { ascent: font.ascender, descent: font.descender };
    let mut parsed =
        ParsedFont::with_glyph_data(bytes, 0, Some(name), codes, widths, font.units_per_em, metrics);
    let [x_min, y_min, x_max, y_max] = font.bounds;
    parsed.pdf_font_metrics = PdfFontMetricsStub {
        units_per_em: font.units_per_em,
        x_min,
        y_min,
        x_max,
        y_max,
        us_weight_class: font.weight,
        ..PdfFontMetricsStub::default()
    };
    Ok(Some(parsed))
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
        width: width as usize,
        height: height as usize,
        data_format: RawImageFormat::RGB8,
        tag: Vec::new(),
    }
}

fn to_pdf_page(page: &Page, options: &Options, twins: &BTreeMap<(Face, char), char>) -> PdfPage {
    let mut painter =
        Painter { height: page.height, ops: Vec::with_capacity(page.marks.len() * 2), twins, grey: None };
    let mut marks = page.marks.as_slice();
    while let Some((mark, rest)) = marks.split_first() {
        match mark {
            Mark::Fill { .. } => painter.paint_fill(mark),
            Mark::Rule { .. } => painter.paint_rule(mark),
            Mark::Watermark { .. } => painter.paint_watermark(mark),
            Mark::Picture { slot, x, y, width, height } => {
                if let Some(picture) = find_picture(*slot, options) {
                    painter.paint_picture(picture, *slot, [*x, *y, *width, *height]);
                }
            }
            Mark::Text { .. } => {
                let count = marks.iter().take_while(|mark| matches!(mark, Mark::Text { .. })).count();
                let (texts, after) = marks.split_at(count);
                painter.paint_texts(texts);
                marks = after;
                continue;
            }
        }
        marks = rest;
    }
    let size = Rect::from_wh(to_pt(page.width), to_pt(page.height));
    let mut out = PdfPage::new(Mm(0.0), Mm(0.0), painter.ops);
    (out.media_box, out.trim_box, out.crop_box) = (size.clone(), size.clone(), size);
    out
}

/// Turns marks into operators; y is turned over, because PDF counts upward.
struct Painter<'a> {
    height: f64,
    ops: Vec<Op>,
    twins: &'a BTreeMap<(Face, char), char>,
    grey: Option<Grey>,
}

impl Painter<'_> {
    fn set_grey(&mut self, grey: Grey) {
        if self.grey != Some(grey) {
            let percent = 1.0 - f32::from(grey.0.min(100)) / 100.0;
            let col =
                Color::Greyscale(Greyscale { percent: (percent * 100.0).round() / 100.0, icc_profile: None });
            self.ops.push(Op::SetFillColor { col });
            self.grey = Some(grey);
        }
    }

    fn point(&self, x: f64, y: f64) -> Point {
        Point { x: to_pt(x), y: to_pt(self.height - y) }
    }

    fn paint_fill(&mut self, mark: &Mark) {
        if let Mark::Fill { x, y, width, height, grey } = mark {
            self.set_grey(*grey);
            let corner = self.point(*x, y + height);
            let rectangle = Rect {
                x: corner.x,
                y: corner.y,
                width: to_pt(*width),
                height: to_pt(*height),
                mode: Some(PaintMode::Fill),
                winding_order: None,
            };
            self.ops.push(Op::DrawRectangle { rectangle });
        }
    }

    fn paint_rule(&mut self, mark: &Mark) {
        if let Mark::Rule { x1, y1, x2, y2, width } = mark {
            let thickness = Op::SetOutlineThickness { pt: to_pt(*width) };
            if self.ops.iter().rev().find(|op| matches!(op, Op::SetOutlineThickness { .. }))
                != Some(&thickness)
            {
                self.ops.push(thickness);
            }
            let ends = [self.point(*x1, *y1), self.point(*x2, *y2)];
            let points = ends.into_iter().map(|p| LinePoint { p, bezier: false }).collect();
            self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
        }
    }

    fn paint_watermark(&mut self, mark: &Mark) {
        if let Mark::Watermark { text, size, x, y, angle, grey } = mark {
            self.set_grey(*grey);
            let (sin, cos) = angle.to_radians().sin_cos();
            let corner = self.point(*x, *y);
            let matrix = TextMatrix::Raw([
                to_f32(cos),
                to_f32(sin),
                to_f32(-sin),
                to_f32(cos),
                corner.x.0,
                corner.y.0,
            ]);
            self.ops.push(Op::StartTextSection);
            self.ops.push(set_font(Face::Bold, *size));
            self.ops.push(Op::SetTextMatrix { matrix });
            self.show(Face::Bold, text);
            self.ops.push(Op::EndTextSection);
        }
    }

    fn paint_picture(&mut self, picture: &Picture, slot: PictureSlot, place: [f64; 4]) {
        let [x, y, width, height] = place;
        let (pixels_wide, pixels_high) = picture.size();
        let (natural_width, natural_height) = (f64::from(pixels_wide.max(1)), f64::from(pixels_high.max(1)));
        let scale = (width / natural_width).min(height / natural_height);
        let (wide, high) = (natural_width * scale, natural_height * scale);
        let corner = self.point(x + (width - wide) / 2.0, y + (height + high) / 2.0);
        let transform = XObjectTransform {
            translate_x: Some(corner.x),
            translate_y: Some(corner.y),
            scale_x: Some(to_f32(wide)),
            scale_y: Some(to_f32(high)),
            no_auto_scale: true,
            ..XObjectTransform::default()
        };
        self.ops.push(Op::UseXobject { id: picture_id(slot), transform });
    }

    /// Text pieces in one text section, each placed relative to the one before, in whole hundredths of a pt.
    fn paint_texts(&mut self, marks: &[Mark]) {
        self.ops.push(Op::StartTextSection);
        let mut at = (0_i32, 0_i32);
        let mut font = None;
        for mark in marks {
            if let Mark::Text { x, y, face, size, grey, text, .. } = mark {
                self.set_grey(*grey);
                if font != Some((*face, *size)) {
                    self.ops.push(set_font(*face, *size));
                    font = Some((*face, *size));
                }
                let to = (to_hundredths(*x), to_hundredths(self.height - y));
                let pos = Point { x: from_hundredths(to.0 - at.0), y: from_hundredths(to.1 - at.1) };
                self.ops.push(Op::SetTextCursor { pos });
                at = to;
                self.show(*face, text);
            }
        }
        self.ops.push(Op::EndTextSection);
    }

    fn show(&mut self, face: Face, text: &str) {
        let text = if self.twins.is_empty() {
            text.to_owned()
        } else {
            text.chars().map(|character| *self.twins.get(&(face, character)).unwrap_or(&character)).collect()
        };
        self.ops.push(Op::ShowText { items: vec![TextItem::Text(text)] });
    }
}

fn set_font(face: Face, size: f64) -> Op {
    Op::SetFont { font: PdfFontHandle::External(font_id(face)), size: to_pt(size) }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a page is some thousand pt; the cast of a float saturates"
)]
fn to_hundredths(pt: f64) -> i32 {
    (pt * 100.0).round() as i32
}

#[expect(clippy::cast_possible_truncation, reason = "hundredths of a pt need no more than 24 bits")]
fn from_hundredths(hundredths: i32) -> Pt {
    Pt((f64::from(hundredths) / 100.0) as f32)
}

fn to_pt(pt: f64) -> Pt {
    from_hundredths(to_hundredths(pt))
}

#[expect(clippy::cast_possible_truncation, reason = "the file format counts in single precision")]
fn to_f32(value: f64) -> f32 {
    ((value * 10_000.0).round() / 10_000.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reduced_font_is_small_and_named_by_its_glyphs() {
        let font = Fonts::builtin().unwrap().get(Face::Regular);
        let reduced = reduce(font, &"Budi".chars().collect()).unwrap().unwrap();
        assert!(reduced.original_bytes.len() < 10_000, "{}", reduced.original_bytes.len());
        let again = reduce(font, &"iduB".chars().collect()).unwrap().unwrap();
        assert_eq!(reduced.font_name, again.font_name);
        assert!(reduce(font, &BTreeSet::new()).unwrap().is_none());
    }
}
