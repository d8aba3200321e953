//! Times the whole way from bytes to people: `cargo run --release -p tilik-exchange --example time_roster`.

#![allow(clippy::print_stdout)]

use chrono::NaiveDate;
use std::error::Error;
use std::time::{Duration, Instant};
use tilik_appraisal::{Nip, ReferencePack};
use tilik_exchange::csv_text::read_grid;
use tilik_exchange::header::propose;
use tilik_exchange::roster::{RosterContext, RosterField, read_roster};

const RUNS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).ok_or("no such day")?;
    let nobody = |_: &Nip| false;
    let context = RosterContext { pack: ReferencePack::builtin(), today, is_known: &nobody };
    for count in [500, 50_000, 199_999] {
        let bytes = generate(count);
        let mut times: Vec<Duration> = Vec::new();
        let mut people = 0;
        for _ in 0..RUNS {
            let start = Instant::now();
            let grid = read_grid(&bytes)?;
            let mapping = propose::<RosterField>(&grid)?;
            people = read_roster(&grid, &mapping, &context)?.people.len();
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let middle = times.get(RUNS / 2).copied().unwrap_or_default();
        println!(
            "{count} rows, {people} people: {:.1} ms, {} ns a row",
            middle.as_secs_f64() * 1e3,
            middle.as_nanos() / count as u128
        );
    }
    Ok(())
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
