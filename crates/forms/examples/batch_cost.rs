//! One batch: wall time, size and peak memory, of `dokumen` (one page each) or `evaluasi` (two dense pages each).
//! `cargo run --release -p tilik-forms --example batch_cost -- dokumen 500 [FILE] [DATA.json] [LAYOUT.txt]`; the last two are what peers are given.
//! `parts 10000 FOLDER` prints as the program does where there are more sheets than one file holds (`scripts/print_many.sh` reads them back).

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use serde::Serialize;
use tilik_forms::{Form, Options, Paper, render, render_parts};

#[path = "../tests/fixture/batch.rs"]
mod batch;
#[path = "../tests/fixture/data.rs"]
mod data;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let count = words.get(1).map_or(Ok(500), |word| word.parse())?;
    match words.first().map_or("dokumen", String::as_str) {
        "dokumen" => measure(&batch::dokumen(count), &batch::on(Paper::A4), &words),
        "parts" => {
            print_parts(&batch::dokumen(count), &batch::on(Paper::A4), words.get(2).ok_or("no folder")?)
        }
        "evaluasi" => measure(&batch::evaluasi(count), &batch::without_notes(Paper::F4), &words),
        other => Err(format!("{other} is neither dokumen nor evaluasi").into()),
    }
}

#[expect(clippy::print_stdout, reason = "printing is what it is for")]
fn print_parts<F: Form>(sheets: &[F], options: &Options, folder: &str) -> Result<(), Failure> {
    let begun = Instant::now();
    let (mut files, mut counted, mut bytes) = (0, (0, 0), 0);
    render_parts(
        sheets,
        options,
        |_| ControlFlow::Continue(()),
        |part| -> Result<(), Failure> {
            let found = part.rendered.counted;
            counted = (counted.0 + found.sheets, counted.1 + found.pages);
            files = part.of;
            bytes += part.rendered.bytes.len();
            std::fs::write(
                Path::new(folder).join(format!("lembar_{:03}.pdf", part.number)),
                part.rendered.bytes,
            )?;
            Ok(())
        },
    )?;
    let (sheets, pages) = counted;
    println!(
        "{sheets} sheets, {pages} pages, {files} files: {:.3?}, {bytes} bytes, {}",
        begun.elapsed(),
        read_peak()
    );
    Ok(())
}

fn read_peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown").to_owned()
}

#[expect(clippy::print_stdout, reason = "printing is what it is for")]
fn measure<F: Form + Serialize>(sheets: &[F], options: &Options, words: &[String]) -> Result<(), Failure> {
    let begun = Instant::now();
    let mut laid_out = begun;
    let out = render(sheets, options, |_| {
        laid_out = Instant::now();
        ControlFlow::Continue(())
    })?;
    let (wall, layout) = (begun.elapsed(), laid_out - begun);
    println!(
        "{} sheets, {} pages: {wall:.3?} (layout {layout:.3?}), {} bytes, {}",
        sheets.len(),
        out.pages.iter().sum::<usize>(),
        out.bytes.len(),
        read_peak()
    );
    if let Some(path) = words.get(2) {
        std::fs::write(path, &out.bytes)?;
    }
    if let Some(path) = words.get(3) {
        std::fs::write(path, serde_json::to_vec(sheets)?)?;
    }
    if let Some(path) = words.get(4) {
        let mut typesetter = tilik_forms::text::Typesetter::new()?;
        let mut dump = String::new();
        for sheet in sheets {
            dump.push_str(&tilik_forms::layout::dump(&sheet.lay_out(options, &mut typesetter)?.pages));
        }
        std::fs::write(path, dump)?;
    }
    Ok(())
}
