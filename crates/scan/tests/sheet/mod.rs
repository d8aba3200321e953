//! A printed sheet as a scanner sees it: drawn anew for each measurement, so that a rate can be repeated to the pixel.
//!
//! Shared by the tests and by `examples/read_rate.rs`.

#![allow(dead_code, reason = "each program uses a part")]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places within a picture")]
#![allow(clippy::expect_used, reason = "what was drawn here is always a picture")]

use std::f64::consts::PI;

/// A4, mm.
const PAGE: (f64, f64) = (210.0, 297.0);
/// Side of the printed QR without its quiet zone, mm.
pub const QR_SIDE: f64 = 22.0;

/// Grey pixels, row by row; 255 is white.
pub struct Grey {
    pub width: u32,
    pub height: u32,
    pub pixels: Vec<u8>,
}

/// What happened to the sheet between the printer and the file.
#[derive(Clone, Copy)]
pub struct Way {
    pub dpi: f64,
    /// Degrees; positive turns clockwise.
    pub tilt: f64,
    /// Standard deviation of the noise, grey steps.
    pub noise: f64,
    /// A fold through the QR: what lies beyond it is moved, and on it the ink is gone.
    pub is_creased: bool,
    /// Quality of the JPEG; none leaves the pixels as they are.
    pub jpeg: Option<u8>,
    pub seed: u64,
}

/// Chance that can be repeated (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// From 0 up to 1.
    pub fn unit(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn between(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.unit()
    }

    /// Nearly normal, with standard deviation 1.
    fn normal(&mut self) -> f64 {
        (0..4).map(|_| self.unit()).sum::<f64>().mul_add(1.732, -3.464)
    }
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A QR on the page: its modules row by row, dark is true, and the place of its upper left corner in mm.
pub struct Mark<'a> {
    pub modules: &'a [bool],
    pub side: usize,
    pub left: f64,
    pub top: f64,
}

struct Crease {
    /// A point on it, mm, and its direction.
    at: (f64, f64),
    along: (f64, f64),
    shift: f64,
    width: f64,
}

/// Draws an A4 sheet with text, rules and QRs, as scanned.
pub fn scan(marks: &[Mark<'_>], way: &Way) -> Grey {
    let mut dice = Dice::new(way.seed);
    let scale = way.dpi / 25.4;
    let (width, height) = ((PAGE.0 * scale) as u32, (PAGE.1 * scale) as u32);
    let (sin, cos) = (way.tilt * PI / 180.0).sin_cos();
    let (moved_x, moved_y) = (dice.between(-2.0, 2.0), dice.between(-2.0, 2.0));
    let crease = (way.is_creased && !marks.is_empty()).then(|| draw_crease(&marks[0], &mut dice));
    let (ink, paper) = (dice.between(20.0, 70.0), dice.between(225.0, 252.0));
    // The lid that does not close, and the edge of the lamp.
    let (slope_x, slope_y) = (dice.between(-25.0, 25.0), dice.between(-25.0, 25.0));
    let gain = dice.between(0.0, 0.05);
    let mut page = vec![0.0_f32; width as usize * height as usize];
    for y in 0..height {
        for x in 0..width {
            let mut dark = 0.0;
            for (dx, dy) in [(0.2, 0.2), (0.8, 0.2), (0.5, 0.5), (0.2, 0.8), (0.8, 0.8)] {
                let (px, py) = ((f64::from(x) + dx) / scale, (f64::from(y) + dy) / scale);
                let (cx, cy) = (px - PAGE.0 / 2.0, py - PAGE.1 / 2.0);
                let at = (
                    cx * cos + cy * sin + PAGE.0 / 2.0 + moved_x,
                    -cx * sin + cy * cos + PAGE.1 / 2.0 + moved_y,
                );
                dark += ink_at(marks, crease.as_ref(), gain, way.seed, at) / 5.0;
            }
            page[(y * width + x) as usize] = dark as f32;
        }
    }
    let dark = soften(&page, width as usize, height as usize);
    let mut pixels = Vec::with_capacity(dark.len());
    for (index, dark) in dark.iter().enumerate() {
        let (x, y) = (index % width as usize, index / width as usize);
        let light = paper - slope_x.abs() / 2.0 - slope_y.abs() / 2.0
            + slope_x * (x as f64 / f64::from(width) - 0.5)
            + slope_y * (y as f64 / f64::from(height) - 0.5);
        let value = light - (light - ink) * f64::from(*dark) + way.noise * dice.normal();
        pixels.push(value.clamp(0.0, 255.0) as u8);
    }
    dust(&mut pixels, width, height, scale, &mut dice);
    let grey = Grey { width, height, pixels };
    match way.jpeg {
        Some(quality) => through_jpeg(&grey, quality),
        None => grey,
    }
}

fn draw_crease(mark: &Mark<'_>, dice: &mut Dice) -> Crease {
    let turn = dice.between(-0.3, 0.3) + if dice.unit() < 0.5 { 0.0 } else { PI / 2.0 };
    Crease {
        at: (mark.left + QR_SIDE * dice.between(0.2, 0.8), mark.top + QR_SIDE * dice.between(0.2, 0.8)),
        along: (turn.cos(), turn.sin()),
        shift: dice.between(-0.25, 0.25),
        width: dice.between(0.2, 0.5),
    }
}

/// Darkness of the paper at a place in mm, 0 to 1.
fn ink_at(marks: &[Mark<'_>], crease: Option<&Crease>, gain: f64, seed: u64, (x, y): (f64, f64)) -> f64 {
    let (mut x, mut y) = (x, y);
    if let Some(crease) = crease {
        let (dx, dy) = (x - crease.at.0, y - crease.at.1);
        let beside = dx * -crease.along.1 + dy * crease.along.0;
        if beside.abs() < crease.width / 2.0 {
            // The toner has broken off here and there.
            return if mix((dx * 40.0) as i64 as u64 ^ (dy * 40.0) as i64 as u64) & 3 == 0 {
                0.35
            } else {
                0.08
            };
        }
        if beside > 0.0 {
            x += crease.along.0 * crease.shift;
            y += crease.along.1 * crease.shift;
        }
    }
    for mark in marks {
        let (u, v) = (x - mark.left, y - mark.top);
        if (-2.2..QR_SIDE + 2.2).contains(&u) && (-2.2..QR_SIDE + 2.2).contains(&v) {
            let module = QR_SIDE / mark.side as f64;
            let near = |du: f64, dv: f64| {
                let (column, row) = ((u + du) / module, (v + dv) / module);
                column >= 0.0
                    && row >= 0.0
                    && column < mark.side as f64
                    && row < mark.side as f64
                    && mark.modules[row as usize * mark.side + column as usize]
            };
            // A printer's dots are larger than asked for.
            let is_dark = near(gain, 0.0) || near(-gain, 0.0) || near(0.0, gain) || near(0.0, -gain);
            return if is_dark { 1.0 } else { 0.0 };
        }
    }
    text_at(seed, x, y)
}

/// Lines that look like letters, and a ruled table.
fn text_at(seed: u64, x: f64, y: f64) -> f64 {
    if !(18.0..192.0).contains(&x) || !(15.0..262.0).contains(&y) {
        return 0.0;
    }
    if y.rem_euclid(24.7) < 0.25 || (x - 18.0) < 0.25 || (x - 90.0).abs() < 0.12 || (191.75 - x) < 0.0 {
        return 1.0;
    }
    let (line, down) = ((y / 4.6).floor(), y.rem_euclid(4.6));
    let (letter, across) = ((x / 1.9).floor(), x.rem_euclid(1.9));
    if !(0.8..3.6).contains(&down) || across > 1.5 {
        return 0.0;
    }
    let glyph = mix(seed ^ mix(line as u64 * 1_000 + letter as u64 * 7));
    // A fifth of the letters is white space.
    if glyph.is_multiple_of(5) {
        return 0.0;
    }
    let bit = ((down - 0.8) / 0.4) as u64 * 5 + (across / 0.3) as u64;
    if glyph >> (bit % 48) & 1 == 1 { 1.0 } else { 0.0 }
}

/// The lens: three by three pixels, the middle counting most.
fn soften(page: &[f32], width: usize, height: usize) -> Vec<f32> {
    let mut soft = page.to_vec();
    for y in 1..height - 1 {
        for x in 1..width - 1 {
            let at = |dx: usize, dy: usize| page[(y + dy - 1) * width + x + dx - 1];
            let cross = at(1, 0) + at(0, 1) + at(2, 1) + at(1, 2);
            let corners = at(0, 0) + at(2, 0) + at(0, 2) + at(2, 2);
            soft[y * width + x] = at(1, 1) * 0.36 + cross * 0.12 + corners * 0.04;
        }
    }
    soft
}

fn dust(pixels: &mut [u8], width: u32, height: u32, scale: f64, dice: &mut Dice) {
    for _ in 0..120 {
        let (x, y) = (dice.unit() * f64::from(width), dice.unit() * f64::from(height));
        let radius = dice.between(0.05, 0.25) * scale;
        let value = if dice.unit() < 0.7 { 40 } else { 250 };
        let reach = radius.ceil() as i64;
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let (px, py) = (x as i64 + dx, y as i64 + dy);
                let is_inside = (0..i64::from(width)).contains(&px) && (0..i64::from(height)).contains(&py);
                if is_inside && (dx * dx + dy * dy) as f64 <= radius * radius {
                    pixels[py as usize * width as usize + px as usize] = value;
                }
            }
        }
    }
}

/// The file that the scanner writes.
pub fn to_jpeg(grey: &Grey, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(&grey.pixels, grey.width, grey.height, image::ExtendedColorType::L8)
        .expect("a picture in memory");
    bytes
}

/// The same without loss.
pub fn to_png(grey: &Grey) -> Vec<u8> {
    use image::ImageEncoder as _;
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(&grey.pixels, grey.width, grey.height, image::ExtendedColorType::L8)
        .expect("a picture in memory");
    bytes
}

fn through_jpeg(grey: &Grey, quality: u8) -> Grey {
    let back = image::load_from_memory(&to_jpeg(grey, quality)).expect("what was just written").to_luma8();
    Grey { width: back.width(), height: back.height(), pixels: back.into_raw() }
}

/// The modules of a QR with a text of the length and letters of a sheet's: version 6-M, 41 a side.
pub fn qr_of(text: &str) -> (Vec<bool>, usize) {
    let segments = [qrcodegen::QrSegment::make_alphanumeric(text)];
    let version = qrcodegen::Version::new(6);
    let code = qrcodegen::QrCode::encode_segments_advanced(
        &segments,
        qrcodegen::QrCodeEcc::Medium,
        version,
        version,
        None,
        false,
    )
    .expect("149 letters fit into version 6-M");
    let side = code.size();
    let modules = (0..side * side).map(|at| code.get_module(at % side, at / side)).collect();
    (modules, usize::try_from(side).expect("41"))
}

/// 149 letters as on a sheet, another one for each seed.
pub fn text_of(seed: u64) -> String {
    const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut dice = Dice::new(seed);
    let body: String = (0..144).map(|_| char::from(LETTERS[(dice.roll() % 45) as usize])).collect();
    format!("TLK1:{body}")
}
