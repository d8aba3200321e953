//! One page of marks as operators of the PDF library. Drawings that the library would write at length are written short: the modules of a code
//! as whole numbers under one transformation.

use std::collections::BTreeMap;

use printpdf::{
    Color, CurTransMat, Greyscale, Line, LinePoint, Mm, Op, PaintMode, PdfFontHandle, PdfPage, Point,
    Polygon, PolygonRing, Pt, Rect, TextItem, TextMatrix, WindingOrder, XObjectTransform,
};

use super::{find_picture, font_id, picture_id};
use crate::batch::Options;
use crate::code::{Code, to_f64};
use crate::layout::{Grey, Mark, Page, PictureSlot};
use crate::picture::Picture;
use crate::text::Face;

/// Thickness of the rule through a word that does not apply, and of one under a name, pt.
const STRIKE: f64 = 0.7;

pub(super) fn to_pdf_page(page: &Page, options: &Options, twins: &BTreeMap<(Face, char), char>) -> PdfPage {
    let mut painter = Painter {
        height: page.height,
        ops: Vec::with_capacity(page.marks.len() * 2),
        twins,
        grey: None,
        thickness: None,
    };
    let mut marks = page.marks.as_slice();
    while let Some((mark, rest)) = marks.split_first() {
        match mark {
            Mark::Fill { .. } => painter.paint_fill(mark),
            Mark::Rule { x1, y1, x2, y2, width } => painter.paint_rule([*x1, *y1, *x2, *y2], *width),
            Mark::Strike { x, y, width } => painter.paint_rule([*x, *y, x + width, *y], STRIKE),
            Mark::Path { points, fill, outline } => painter.paint_path(points, *fill, *outline),
            Mark::Code { x, y, side, code } => painter.paint_code(*x, *y, *side, code),
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
    thickness: Option<f64>,
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

    fn paint_rule(&mut self, [x1, y1, x2, y2]: [f64; 4], width: f64) {
        self.set_thickness(width);
        let ends = [self.point(x1, y1), self.point(x2, y2)];
        let points = ends.into_iter().map(|p| LinePoint { p, bezier: false }).collect();
        self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
    }

    fn set_thickness(&mut self, width: f64) {
        if self.thickness != Some(width) {
            self.ops.push(Op::SetOutlineThickness { pt: to_pt(width) });
            self.thickness = Some(width);
        }
    }

    fn paint_path(&mut self, points: &[(f64, f64)], fill: Option<Grey>, outline: Option<f64>) {
        let points: Vec<LinePoint> =
            points.iter().map(|(x, y)| LinePoint { p: self.point(*x, *y), bezier: false }).collect();
        if let Some(grey) = fill {
            self.set_grey(grey);
            let rings = vec![PolygonRing { points: points.clone() }];
            let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
            self.ops.push(Op::DrawPolygon { polygon });
        }
        if let Some(width) = outline {
            self.set_thickness(width);
            self.ops.push(Op::DrawLine { line: Line { points, is_closed: fill.is_some() } });
        }
    }

    fn paint_code(&mut self, x: f64, y: f64, side: f64, code: &Code) {
        let module = to_f32(side / to_f64(code.side()));
        // A run of modules is a stroke as thick as a module, along the middle of its row.
        let corner = self.point(x, y + side / to_f64(code.side()) / 2.0);
        self.ops.push(Op::SaveGraphicsState);
        let matrix = CurTransMat::Raw([module, 0.0, 0.0, -module, corner.x.0, corner.y.0]);
        self.ops.push(Op::SetTransformationMatrix { matrix });
        self.set_thickness(1.0);
        let at = |column: usize, row: usize| {
            let p = Point { x: Pt(to_f32(to_f64(column))), y: Pt(to_f32(to_f64(row))) };
            LinePoint { p, bezier: false }
        };
        let rings = code
            .runs()
            .map(|(row, column, length)| vec![at(column, row), at(column + length, row)])
            // The library closes the last one before it strokes, which spoils its ends: a point within the dark corner takes that.
            .chain([vec![at(1, 0)]])
            .map(|points| PolygonRing { points });
        let polygon =
            Polygon { rings: rings.collect(), mode: PaintMode::Stroke, winding_order: WindingOrder::NonZero };
        self.ops.push(Op::DrawPolygon { polygon });
        self.ops.push(Op::RestoreGraphicsState);
        self.thickness = None;
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
        let (natural_width, natural_height) = (to_f64(pixels_wide.max(1)), to_f64(pixels_high.max(1)));
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
