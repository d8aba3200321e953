//! How many scanned sheets' QRs are read, and how long it takes: `cargo run --release -p tilik-scan --example read_rate [sheets]`.
//!
//! Draws each sheet as a scanner sees it (tilted by 2 to 5 degrees, noise, dust, uneven light, JPEG of quality 60, on every third a fold through the QR), at 150,
//! 200 and 300 dpi. Ends with 1 when less than 97 % are read at 200 dpi or 99 % at 300, or when a wrong text is read.

#![allow(clippy::expect_used, reason = "what was drawn here is always a picture")]

#[path = "../tests/sheet/mod.rs"]
mod sheet;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use sheet::{Dice, Mark, Way, qr_of, scan, text_of};
use tilik_scan::{Picture, list_qrs};

struct Rate {
    read: usize,
    wrong: usize,
    slowest: Duration,
    total: Duration,
}

fn measure(dpi: f64, sheets: u64) -> Rate {
    let mut rate = Rate { read: 0, wrong: 0, slowest: Duration::ZERO, total: Duration::ZERO };
    for seed in 0..sheets {
        let mut dice = Dice::new(seed ^ 0xabc);
        let text = text_of(seed);
        let (modules, side) = qr_of(&text);
        let tilt = dice.between(2.0, 5.0) * if seed.is_multiple_of(2) { 1.0 } else { -1.0 };
        let noise = dice.between(4.0, 12.0);
        let way = Way { dpi, tilt, noise, is_creased: seed.is_multiple_of(3), jpeg: Some(60), seed };
        let grey = scan(&[Mark { modules: &modules, side, left: 20.0, top: 266.0 }], &way);
        let picture = Picture::from_grey(grey.width, grey.height, grey.pixels).expect("of bounded size");
        let started = Instant::now();
        let found = list_qrs(&picture);
        let took = started.elapsed();
        rate.total += took;
        rate.slowest = rate.slowest.max(took);
        rate.read += usize::from(found.iter().any(|found| found.text == text));
        rate.wrong += usize::from(found.iter().any(|found| found.text != text));
    }
    rate
}

/// Frames of a camera, 1600 by 1200: the mean time with the QR in sight and without.
fn measure_frames() -> (u128, u128) {
    const FRAMES: u32 = 10;
    let text = text_of(1);
    let (modules, side) = qr_of(&text);
    let way = Way { dpi: 200.0, tilt: 10.0, noise: 8.0, is_creased: false, jpeg: None, seed: 1 };
    let mean = |marks: &[Mark<'_>]| {
        let grey = scan(marks, &way);
        let row = |y: u32| (y * grey.width) as usize..(y * grey.width + 1_600) as usize;
        let pixels = (0..1_200).flat_map(|y| grey.pixels[row(y)].to_vec()).collect();
        let picture = Picture::from_grey(1_600, 1_200, pixels).expect("of bounded size");
        let started = Instant::now();
        for _ in 0..FRAMES {
            assert_eq!(list_qrs(&picture).len(), marks.len());
        }
        started.elapsed().as_millis() / u128::from(FRAMES)
    };
    (mean(&[Mark { modules: &modules, side, left: 80.0, top: 60.0 }]), mean(&[]))
}

fn main() -> ExitCode {
    let sheets = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(200);
    let mut out = std::io::stdout().lock();
    let mut is_good = true;
    for (dpi, needed) in [(150.0, 0.0), (200.0, 0.97), (300.0, 0.99)] {
        let rate = measure(dpi, sheets);
        let share = rate.read as f64 / sheets as f64;
        is_good &= share >= needed && rate.wrong == 0;
        let mean = rate.total.as_millis() / u128::from(sheets.max(1));
        let _ = writeln!(
            out,
            "{dpi} dpi: {} of {sheets} read ({:.1} %), {} wrong, {mean} ms on average, {} ms at most",
            rate.read,
            share * 100.0,
            rate.wrong,
            rate.slowest.as_millis()
        );
    }
    let (with, without) = measure_frames();
    let _ = writeln!(out, "a frame of 1600 x 1200: {with} ms with a QR in sight, {without} ms without");
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
