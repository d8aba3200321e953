//! Writes `forms.md` and a small picture of each form: `cargo run -p tilik-forms --example catalogue -- docs`. Needs `pdftoppm` (poppler-utils).

use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

use tilik_forms::registry::FORMS;
use tilik_forms::{Paper, render};

#[path = "../tests/fixture/catalogue.rs"]
mod catalogue;
#[path = "../tests/fixture/data.rs"]
mod data;

type Failure = Box<dyn std::error::Error>;

/// Pixels to the inch: what it is can be seen, and a picture stays below 30 kB.
const RESOLUTION: &str = "64";

fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("name the folder of the documents")?;
    let folder = Path::new(&folder);
    let pictures = folder.join("pictures/forms");
    std::fs::create_dir_all(&pictures)?;
    std::fs::write(folder.join("forms.md"), catalogue::text()?)?;
    let sheet = std::env::temp_dir().join(format!("tilik-form-{}.pdf", std::process::id()));
    for info in FORMS {
        let form = data::form(info, data::Filling::Ordinary).ok_or("no data")?;
        let options = catalogue::options(Paper::A4, info.title()?);
        std::fs::write(&sheet, render(&[form], &options, |_| ControlFlow::Continue(()))?.bytes)?;
        let out = Command::new("pdftoppm")
            .args(["-gray", "-r", RESOLUTION, "-f", "1", "-l", "1"])
            .arg(&sheet)
            .output()?;
        if !out.status.success() {
            return Err(String::from_utf8_lossy(&out.stderr).into_owned().into());
        }
        std::fs::write(pictures.join(format!("{}.png", info.id)), to_small_png(&out.stdout)?)?;
    }
    std::fs::remove_file(&sheet)?;
    Ok(())
}

/// A binary PGM as a PNG of 16 greys.
fn to_small_png(pgm: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut words = pgm.splitn(4, |byte| byte.is_ascii_whitespace());
    let (Some(b"P5"), Some(width), Some(height)) = (words.next(), words.next(), words.next()) else {
        return Err("no PGM".into());
    };
    let number = |word: &[u8]| -> Result<usize, Failure> { Ok(std::str::from_utf8(word)?.parse()?) };
    let (width, height) = (number(width)?, number(height)?);
    let pixels = pgm.get(pgm.len() - width * height..).ok_or("a cut PGM")?;
    let mut packed = Vec::with_capacity(width.div_ceil(2) * height);
    for row in pixels.chunks_exact(width) {
        packed.extend(row.chunks(2).map(|pair| (pair[0] & 0xF0) | (pair.get(1).unwrap_or(&255) >> 4)));
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, u32::try_from(width)?, u32::try_from(height)?);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Four);
    encoder.set_compression(png::Compression::High);
    encoder.write_header()?.write_image_data(&packed)?;
    Ok(bytes)
}
