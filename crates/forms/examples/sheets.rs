//! Writes sample sheets of fictional people, to look at: `cargo run -p tilik-forms --example sheets -- FOLDER`.

use std::ops::ControlFlow;
use std::path::Path;

use tilik_forms::dokumen_evaluasi::{Objection, PersonNumber, Stage};
use tilik_forms::{DokumenEvaluasi, Options, Paper, Picture, RecoverySheet, render};

#[path = "../tests/fixture/mod.rs"]
mod fixture;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let mut draft = fixture::ordinary();
    draft.stage = Stage::Draft;
    draft.assessor.number = PersonNumber::None;
    draft.assessor.rank.clear();
    let mut noted = fixture::ordinary();
    noted.notes = fixture::long_note(5_000);
    let mut objected = fixture::ordinary();
    objected.objection = Some(Objection {
        objection: fixture::long_note(400),
        explanation: fixture::long_note(300),
        decision: "Keberatan diterima sebagian.".into(),
    });
    let mut hostile = fixture::ordinary();
    hostile.employee.name = "<script>alert(\"x\")</script> & \u{1F600} \u{639}\u{644}\u{64A}".into();
    hostile.notes = "x".repeat(5_000);
    hostile.stage = Stage::Training;
    for (paper, suffix) in [(Paper::A4, "a4"), (Paper::F4, "f4")] {
        let filled = fixture::on(paper);
        let write = |name: &str, form: &DokumenEvaluasi, options: &Options| {
            let out = render(std::slice::from_ref(form), options, |_| ControlFlow::Continue(()))?;
            std::fs::write(folder.join(format!("{name}-{suffix}.pdf")), &out.bytes)?;
            Ok::<(), Box<dyn std::error::Error>>(())
        };
        write("ordinary", &fixture::ordinary(), &filled)?;
        write("blank", &DokumenEvaluasi::blank(), &fixture::by_hand(paper))?;
        write("names", &fixture::long_names(), &filled)?;
        write("notes", &noted, &filled)?;
        write("draft", &draft, &filled)?;
        write("objection", &objected, &Options { has_signature_numbers: true, ..filled.clone() })?;
        write("hostile", &hostile, &filled)?;
        let recovery = RecoverySheet {
            office: "Puskesmas Tanjung Lestari".into(),
            region: "Kabupaten Lestari".into(),
            first: "K7QD2-M4HXR-9T6MW-B3FZC-8PNV5-YJE4H-SA0XX".into(),
            second: "W2HN7-TQX7B-KDM5R-V9EJP-4CYNA-8SF62-ZG0XX".into(),
            made_on: "5 Oktober 2026".into(),
        };
        let out = render(&[recovery], &filled, |_| ControlFlow::Continue(()))?;
        std::fs::write(folder.join(format!("recovery-{suffix}.pdf")), &out.bytes)?;
        let emblems = Options {
            state_emblem: Some(Picture::from_png(&ring(240, 240)?)?),
            region_emblem: Some(Picture::from_png(&ring(160, 240)?)?),
            ..filled.clone()
        };
        write("emblems", &fixture::ordinary(), &emblems)?;
        let people: Vec<DokumenEvaluasi> = (0..12).map(fixture::nth).collect();
        let out = render(&people, &filled, |_| ControlFlow::Continue(()))?;
        std::fs::write(folder.join(format!("batch-{suffix}.pdf")), &out.bytes)?;
    }
    Ok(())
}

/// A plain ring as a picture, to see where an emblem would stand. Not an emblem of anybody.
fn ring(width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (dx, dy) = (f64::from(x) / f64::from(width) - 0.5, f64::from(y) / f64::from(height) - 0.5);
            let is_ring = (0.44..0.5).contains(&dx.hypot(dy)) || (dy < -0.2 && dx.abs() < 0.04);
            pixels.push(if is_ring { 60 } else { 255 });
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(bytes)
}
