//! What a person waits for in the core: a staff list of 500 as CSV and as XLSX, a keystroke in the search, 500 sheets. Prints medians.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a bench prints, and stops at the first fault"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use tilik_forms::Paper;
use tilik_office::job::Progress;
use tilik_office::printing::{Selection, Target};
use tilik_office::roster::ImportChoices;
use tilik_office::session::Founding;
use tilik_office::sheet::SheetForm;
use tilik_office::store::Cost;
use tilik_office::{Host, Office, SystemHost, demo};
use tilik_testkit::PASSWORD;
use tilik_testkit::bench::{self, median, share, time};

fn roster(people: usize) -> String {
    let mut text = String::from("nip,nama,golongan,jabatan,unit_kerja,nip_atasan\n");
    for index in 0..people {
        let nip = |index: usize| {
            format!(
                "1980{:02}{:02}200501{}{:03}",
                1 + index % 12,
                1 + index / 12 % 28,
                1 + index % 2,
                1 + index / 336
            )
        };
        let superior = if index == 0 { String::new() } else { nip(index / 10) };
        writeln!(
            text,
            "{},Pegawai Contoh {index},III/b,Analis Kebijakan Ahli Pertama,Bidang {},{superior}",
            nip(index),
            index % 12
        )
        .unwrap();
    }
    text
}

/// The same list as a workbook.
fn workbook(text: &str) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn bench_import(folder: &Path, host: &Arc<dyn Host>, people: usize, kind: &str) {
    let text = roster(people);
    let bytes = if kind == "XLSX" { workbook(&text) } else { text.into_bytes() };
    let choices = ImportChoices::since(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap());
    let mut times = Vec::new();
    let mut last = None;
    for round in 0..3 {
        let founding =
            Founding { name: "Kantor Contoh", login: "kepala", password: PASSWORD, cost: Cost::Floor };
        let (mut office, _) = Office::found(
            &folder.join(format!("import-{kind}-{people}-{round}")),
            founding,
            Arc::clone(host),
        )
        .unwrap();
        let (report, took) = time(|| {
            let plan = office.plan_import(&bytes, &choices).unwrap();
            office.apply_import(&plan, &Progress::default()).unwrap()
        });
        times.push(took);
        assert_eq!((report.new, report.refused_rows), (people, 0));
        last = Some(office);
    }
    println!(
        "import of {people} people as {kind}, from bytes to disk: {:?} (goal: 500 in 1 s, 2,000 in 3 s)",
        median(times)
    );
    let office = last.unwrap();
    let mut keystrokes = Vec::new();
    for query in
        ["p", "pe", "pegawai 4", "pegawai 49", "analis", "bidang 7", "1980", "198001"].iter().cycle().take(80)
    {
        let (found, took) = time(|| office.search_people(query).unwrap());
        keystrokes.push(took);
        assert!(!found.is_empty());
    }
    println!(
        "search in {people}: median {:?}, p95 {:?} a keystroke (goal at most 16 ms)",
        median(keystrokes.clone()),
        share(keystrokes, 95)
    );
}

fn bench_print(folder: &Path, host: &Arc<dyn Host>) {
    let ((mut office, _), took) =
        time(|| demo::make_demo(&folder.join("demo"), 500, PASSWORD, Cost::Floor, Arc::clone(host)).unwrap());
    println!("demo office of 500 people: {:.1} s", took.as_secs_f64());
    let period = "2026-TW3".parse().unwrap();
    let selection = Selection {
        forms: vec![SheetForm::DokumenEvaluasi.into()],
        period,
        nips: None,
        only_final: false,
        paper: Paper::A4,
    };
    let file = folder.join("500.pdf");
    let mut times = Vec::new();
    for _ in 0..3 {
        let mut print = || office.print_sheets(&selection, Target::File(&file), &Progress::default());
        let (report, took) = time(|| print().unwrap());
        times.push(took);
        assert_eq!((report.sheets, report.pages), (500, 500));
    }
    let bytes = std::fs::metadata(&file).unwrap().len();
    println!(
        "500 documents of one page, from the file to the PDF: {:?}, {bytes} bytes (goal at most 1.5 s)",
        median(times)
    );
    let (report, took) = time(|| office.verify().unwrap());
    println!("verify of that office: {} entries, {} records: {took:?}", report.entries, report.records);
}

fn main() {
    let folder = bench::folder();
    let host: Arc<dyn Host> = SystemHost::new(folder.path().join("marks"));
    for kind in ["CSV", "XLSX"] {
        bench_import(folder.path(), &host, 500, kind);
        bench_import(folder.path(), &host, 2_000, kind);
    }
    bench_print(folder.path(), &host);
}
