//! One batch of one-page sheets: wall time, size and peak memory.
//! `cargo run --release -p tilik-forms --example batch_cost -- 500`

use std::ops::ControlFlow;
use std::time::Instant;

use tilik_forms::{Paper, render};

#[path = "../tests/fixture/mod.rs"]
mod fixture;

#[expect(clippy::print_stdout, reason = "printing is what it is for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().nth(1).map_or(Ok(500), |word| word.parse())?;
    let people: Vec<_> = (0..count).map(fixture::nth).collect();
    let options = fixture::on(Paper::A4);
    let begun = Instant::now();
    let mut laid_out = begun;
    let out = render(&people, &options, |_| {
        laid_out = Instant::now();
        ControlFlow::Continue(())
    })?;
    let (wall, layout) = (begun.elapsed(), laid_out - begun);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown").to_owned();
    println!(
        "{count} sheets, {} pages: {wall:.3?} (layout {layout:.3?}), {} bytes, {peak}",
        out.pages.iter().sum::<usize>(),
        out.bytes.len()
    );
    if let Some(path) = std::env::args().nth(2) {
        std::fs::write(path, &out.bytes)?;
    }
    Ok(())
}
