//! Writes sample sheets of fictional people, to look at: `cargo run -p tilik-forms --example sheets -- FOLDER [ID]`.

use std::ops::ControlFlow;
use std::path::Path;

use tilik_forms::registry::FORMS;
use tilik_forms::{EmptyFields, Options, Paper, Picture, Sheet, render};

#[path = "../tests/fixture/data.rs"]
mod data;

use data::Filling;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("name a folder")?;
    let folder = Path::new(&folder);
    let wanted = arguments.next();
    std::fs::create_dir_all(folder)?;
    let emblem = Picture::read(&ring(160, 200)?)?;
    for info in FORMS.iter().filter(|info| wanted.as_ref().is_none_or(|id| info.id.starts_with(id))) {
        for filling in [Filling::Ordinary, Filling::Extreme, Filling::Blank] {
            let Some(form) = data::form(info, filling) else { continue };
            let empty_fields =
                if filling == Filling::Blank { EmptyFields::Dotted } else { EmptyFields::Dash };
            for (paper, suffix) in [(Paper::A4, "a4"), (Paper::F4, "f4")] {
                let options = Options {
                    sheet: Sheet::of(paper),
                    empty_fields,
                    letterhead: Some(data::letterhead()),
                    region_emblem: Some(emblem.clone()),
                    state_emblem: Some(emblem.clone()),
                    title: info.title()?,
                    author: "Dinas Komunikasi dan Informatika Kabupaten Sukamaju".into(),
                    ..Options::default()
                };
                let out = render(std::slice::from_ref(&form), &options, |_| ControlFlow::Continue(()))?;
                let name = format!("{}-{}-{suffix}.pdf", info.id, format!("{filling:?}").to_lowercase());
                std::fs::write(folder.join(name), &out.bytes)?;
            }
        }
        if info.blank().is_some() {
            let mut json = data::json(info, Filling::Ordinary);
            json["stage"] = "draft".into();
            json["code"] = serde_json::to_value(noise(41))?;
            let options = Options { sheet: Sheet::of(Paper::F4), title: info.title()?, ..Options::default() };
            let out = render(&[info.read(&json.to_string())?], &options, |_| ControlFlow::Continue(()))?;
            std::fs::write(folder.join(format!("{}-draft-f4.pdf", info.id)), &out.bytes)?;
        }
    }
    Ok(())
}

/// Something as dense as a code. It says nothing.
fn noise(side: usize) -> Vec<Vec<bool>> {
    (0..side).map(|y| (0..side).map(|x| (x * x + 3 * y * x + 7 * y) % 11 < 5).collect()).collect()
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
