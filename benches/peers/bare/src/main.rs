//! The PDF library alone: reads marks as `batch_cost` dumps them and writes them with the whole fonts and the library's own packing.
//! `bare LAYOUT.txt FONTS OUT.pdf`

use std::collections::BTreeMap;

use printpdf::{
    Color, FontId, FontMetrics, Greyscale, Line, LinePoint, Mm, Op, PaintMode, ParsedFont, PdfDocument, PdfFont,
    PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, Rect, TextItem, WindingOrder,
};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().collect();
    let marks = std::fs::read_to_string(&words[1])?;
    let begun = std::time::Instant::now();
    let mut pdf = PdfDocument::new("Lembar kinerja");
    for (id, file) in [("R", "Arimo-Regular.ttf"), ("B", "Arimo-Bold.ttf")] {
        let bytes = std::fs::read(format!("{}/{file}", words[2]))?;
        let face = ttf_parser::Face::parse(&bytes, 0)?;
        let (mut codes, mut widths) = (BTreeMap::new(), BTreeMap::new());
        for character in (0x20..0x17F).filter_map(char::from_u32) {
            if let Some(glyph) = face.glyph_index(character) {
                codes.insert(u32::from(character), glyph.0);
                widths.insert(glyph.0, face.glyph_hor_advance(glyph).unwrap_or(0));
            }
        }
        let metrics = FontMetrics { ascent: face.ascender(), descent: face.descender() };
        let name = Some(file.trim_end_matches(".ttf").to_owned());
        let units = face.units_per_em();
        let font = ParsedFont::with_glyph_data(bytes.clone(), 0, name, codes, widths, units, metrics);
        pdf.resources.fonts.map.insert(FontId(id.to_owned()), PdfFont::new(font));
    }
    let mut page: Option<(f32, f32, Vec<Op>)> = None;
    for line in marks.lines() {
        if let Some(size) = line.strip_prefix("page ") {
            pdf.pages.extend(page.take().map(finish));
            let size: Vec<&str> = size.split_whitespace().collect();
            page = Some((size[1].parse()?, size[3].parse()?, Vec::new()));
        } else if let Some((_, height, ops)) = &mut page {
            write_mark(line, *height, ops)?;
        }
    }
    pdf.pages.extend(page.take().map(finish));
    let save = PdfSaveOptions { optimize: true, subset_fonts: false, secure: true, image_optimization: None };
    let bytes = pdf.save(&save, &mut Vec::new());
    println!("{} pages: {:.3?}, {} bytes", pdf.pages.len(), begun.elapsed(), bytes.len());
    std::fs::write(&words[3], bytes)?;
    Ok(())
}

fn finish((width, height, ops): (f32, f32, Vec<Op>)) -> PdfPage {
    PdfPage::new(Mm(width * 25.4 / 72.0), Mm(height * 25.4 / 72.0), ops)
}

fn write_mark(line: &str, height: f32, ops: &mut Vec<Op>) -> Result<(), Failure> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |index: usize| -> Result<f32, Failure> { Ok(words[index].trim_end_matches(',').parse()?) };
    let point = |x: f32, y: f32| Point { x: Pt(x), y: Pt(height - y) };
    let grey = |percent: f32| {
        let col = Color::Greyscale(Greyscale { percent: 1.0 - percent / 100.0, icc_profile: None });
        Op::SetFillColor { col }
    };
    match words[0] {
        "fill" => {
            let (x, y, wide, high) = (number(1)?, number(2)?, number(3)?, number(5)?);
            let corner = point(x, y + high);
            ops.push(grey(number(7)?));
            let mut rectangle = Rect::from_wh(Pt(wide), Pt(high));
            (rectangle.x, rectangle.y, rectangle.mode) = (corner.x, corner.y, Some(PaintMode::Fill));
            ops.push(Op::DrawRectangle { rectangle });
        }
        "rule" => {
            ops.push(Op::SetOutlineThickness { pt: Pt(number(6)?) });
            let ends = [point(number(1)?, number(2)?), point(number(4)?, number(5)?)];
            let points = ends.into_iter().map(|p| LinePoint { p, bezier: false }).collect();
            ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
        }
        "code" => write_code(&words, height, ops)?,
        "text" => {
            let (face, size) = match words[3].strip_prefix('b') {
                Some(size) => ("B", size),
                None => ("R", words[3]),
            };
            let text = line.splitn(2, &format!(" {} ", words[4])).nth(1).unwrap_or("").trim_start();
            ops.push(grey(100.0));
            ops.push(Op::StartTextSection);
            let font = PdfFontHandle::External(FontId(face.to_owned()));
            ops.push(Op::SetFont { font, size: Pt(size.parse()?) });
            ops.push(Op::SetTextCursor { pos: point(number(1)?, number(2)?) });
            ops.push(Op::ShowText { items: vec![TextItem::Text(text.replace('\u{AD}', "-"))] });
            ops.push(Op::EndTextSection);
        }
        _ => {}
    }
    Ok(())
}

/// Noise of as many modules: the dump does not tell which are dark.
fn write_code(words: &[&str], height: f32, ops: &mut Vec<Op>) -> Result<(), Failure> {
    let (x, y, side): (f32, f32, f32) = (words[1].parse()?, words[2].parse()?, words[3].parse()?);
    let module = side / 41.0;
    let mut state = 0x9E37_79B9_u32 ^ (x * y) as u32;
    let mut rings = Vec::new();
    for row in 0..41_u8 {
        for column in 0..41_u8 {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            if state & 1 == 1 && state & 6 != 0 {
                let (left, top) = (x + module * f32::from(column), y + module * f32::from(row));
                let at = |x: f32, y: f32| {
                    let p = Point { x: Pt((x * 100.0).round() / 100.0), y: Pt(((height - y) * 100.0).round() / 100.0) };
                    LinePoint { p, bezier: false }
                };
                let points =
                    vec![at(left, top), at(left + module, top), at(left + module, top + module), at(left, top + module)];
                rings.push(PolygonRing { points });
            }
        }
    }
    ops.push(Op::DrawPolygon {
        polygon: Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero },
    });
    Ok(())
}
