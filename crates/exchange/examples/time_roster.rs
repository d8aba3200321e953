//! Times the whole way from bytes to people, and what memory it takes at most:
//! `cargo run --release -p tilik-exchange --example time_roster`, with `xlsx` behind `--` for workbooks.

#![allow(clippy::print_stdout)]

use chrono::NaiveDate;
use rust_xlsxwriter::Workbook;
use std::error::Error;
use std::time::{Duration, Instant};
use tilik_appraisal::{Nip, ReferencePack};
use tilik_exchange::csv_text::read_grid;
use tilik_exchange::roster::{RosterContext, RosterField, read_roster};
use tilik_exchange::workbook::read_table;

const RUNS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).ok_or("no such day")?;
    let nobody = |_: &Nip| false;
    let context = RosterContext { pack: ReferencePack::builtin(), today, is_known: &nobody };
    let is_workbook = std::env::args().any(|argument| argument == "xlsx");
    for count in if is_workbook { [500, 2_000, 50_000] } else { [500, 50_000, 199_999] } {
        let text = generate(count);
        let bytes = if is_workbook { make_workbook(&text)? } else { text };
        let mut times: Vec<Duration> = Vec::new();
        let mut people = 0;
        for _ in 0..RUNS {
            let start = Instant::now();
            let table = read_table::<RosterField>(&bytes, None, &[])?;
            people = read_roster(&table.grid, &table.mapping, &context)?.people.len();
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let middle = times.get(RUNS / 2).copied().unwrap_or_default();
        println!(
            "{count} rows, {people} people, {} kB: {:.1} ms, {} ns a row, {} at most so far",
            bytes.len() / 1024,
            middle.as_secs_f64() * 1e3,
            middle.as_nanos() / count as u128,
            find_peak_memory()
        );
    }
    Ok(())
}

/// The most memory that this process had at once, where the system tells.
fn find_peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map(|peak| peak.trim().to_owned()).unwrap_or_default()
}

/// The same people as a workbook.
fn make_workbook(text: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let grid = read_grid(text)?;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in grid.rows() {
        for (column, cell) in (0..).zip(&row.cells) {
            sheet.write_string(row.number - 1, column, &cell.text)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// People in units of fifty, each under the first of the unit.
fn generate(count: usize) -> Vec<u8> {
    let nip = |i: usize| {
        format!(
            "19{:02}{:02}{:02}2010011{:03}",
            80 + i / 335_000,
            i / 27_972 % 12 + 1,
            i / 999 % 28 + 1,
            i % 999 + 1
        )
    };
    let mut text = String::from("nip,nama,gelar_belakang,golongan,jabatan,unit_kerja,nip_atasan\n");
    for i in 0..count {
        let superior = if i % 50 == 0 { String::new() } else { nip(i - i % 50) };
        text += &format!(
            "{},Pegawai Rekaan {i},\"S.E., M.M.\",III/a,Analis Data Ahli Muda,Unit {},{superior}\n",
            nip(i),
            i / 50
        );
    }
    text.into_bytes()
}
