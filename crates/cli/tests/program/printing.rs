//! Printing that is cut short by the disk or by a kill: what is said to be there is there and can be read, and the next run finishes.
//!
//! The files are read by poppler, which shares nothing with what wrote them.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tilik_testkit::program::{begin, read};
use tilik_testkit::{Answer, Staff, Tilikctl};

use crate::laptop::{Laptop, PERIOD};

const PEOPLE: usize = 24;

/// An office in which everybody's quarter is closed and nothing is printed.
fn found_closed(laptop: &Laptop) -> String {
    let (staff, folder) = (Staff::of(PEOPLE), laptop.found());
    laptop.import_staff(&folder, &staff);
    laptop.agree_plans(&folder, &staff);
    laptop.rate(&folder, &staff);
    let reason = "Hasil pengukuran resmi";
    laptop.whole(&["close", &folder, "--period", PERIOD, "--distribution-reason", reason]);
    folder
}

fn print<'a>(folder: &'a str, out: &'a str) -> [&'a str; 6] {
    ["print", folder, "--period", PERIOD, "--out", out]
}

/// The pages of a file as somebody else reads them.
pub(crate) fn list_pages(file: &Path) -> Vec<String> {
    let run = |program: &str, rest: &[&str]| {
        let out = Command::new(program).arg(file).args(rest).output().unwrap();
        assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    };
    let pages: Vec<_> = run("pdftotext", &["-"]).split_terminator('\u{c}').map(str::to_owned).collect();
    let told = run("pdfinfo", &[]);
    let told = told.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim();
    assert_eq!(told, pages.len().to_string());
    pages
}

/// Each page is the first print of somebody else's sheet.
fn assert_sheets(pages: &[String], count: usize) {
    assert_eq!(pages.iter().filter(|page| page.contains("Cetak ke-1")).count(), count);
    assert_eq!(pages.iter().collect::<BTreeSet<_>>().len(), count);
}

fn count_printed(laptop: &Laptop, folder: &str) -> (Value, Value) {
    let table = laptop.whole(&["sheet", folder, "list", "--period", PERIOD]);
    (table["counts"]["printed"].clone(), table["counts"]["not_printed"].clone())
}

fn list_names(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap();
    names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Runs the program where no file may become larger than so many bytes: the kernel refuses the rest of a write, as on a full disk.
#[cfg(target_os = "linux")]
fn run_within(bytes: u64, program: &Tilikctl, arguments: &[&str]) -> Answer {
    let own = program.command(arguments.iter().copied().chain(["--json"]));
    let mut command = Command::new("sh");
    // Without the trap the kernel ends the program instead of refusing the write.
    command.args(["-c", "trap '' XFSZ; exec prlimit --fsize=\"$0\" \"$@\"", &bytes.to_string()]);
    command.arg(own.get_program()).args(own.get_args());
    for (name, value) in own.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    read(begin(&mut command))
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_at_60_of_100_leaves_no_file_and_no_print() {
    let laptop = Laptop::new();
    let folder = found_closed(&laptop);
    let trial = laptop.at("coba.pdf");
    laptop.whole(&["print", &folder, "--blank", "--out", &trial]);
    let (rehearsal, out) = (Laptop::new(), laptop.at("semua.pdf"));
    let elsewhere = found_closed(&rehearsal);
    let whole = rehearsal.at("semua.pdf");
    rehearsal.whole(&print(&elsewhere, &whole));
    let size = std::fs::metadata(&whole).unwrap().len();
    let entries = laptop.whole(&["verify", &folder])["entries"].clone();

    for share in [0, 60, 99] {
        let limit = size * share / 100;
        let answer = run_within(limit, &laptop.program, &print(&folder, &out));
        assert_eq!(answer.code, Some(1), "{share}: {answer:?}");
        if share == 60 {
            let failure = answer.failure();
            assert_eq!((&failure["code"], &failure["details"]["done"]), (&"print.file".into(), &0.into()));
            assert!(
                failure["trace"][0].as_str().unwrap().contains("27"),
                "the kernel's own error: {failure}"
            );
        }
        let left: Vec<_> = list_names(Path::new(&out).parent().unwrap())
            .into_iter()
            .filter(|name| name.contains("semua"))
            .collect();
        assert_eq!(left, [""; 0], "nothing that looks like sheets");
        assert_eq!(count_printed(&laptop, &folder), (0.into(), PEOPLE.into()));
    }
    assert_eq!(laptop.whole(&["verify", &folder])["entries"], entries, "no print that is on no paper");
    // There is room again.
    let report = laptop.whole(&print(&folder, &out));
    let pages = list_pages(Path::new(&out));
    assert_sheets(&pages, PEOPLE);
    assert_eq!((&report["sheets"], &report["pages"]), (&PEOPLE.into(), &pages.len().into()));
    assert_eq!(count_printed(&laptop, &folder), (PEOPLE.into(), 0.into()));
}

#[test]
fn a_kill_at_half_of_a_folder_leaves_whole_sheets_alone_and_the_next_run_finishes() {
    let laptop = Laptop::new();
    let folder = found_closed(&laptop);
    let mut were_killed = 0;
    for round in 0..3 {
        let place = laptop.place(&format!("per-pegawai-{round}"));
        std::fs::create_dir(&place).unwrap();
        let out = place.to_str().unwrap();
        let mut child = begin(&mut laptop.program.command(print(&folder, out)));
        while list_names(&place).iter().filter(|name| name.ends_with(".pdf")).count() < PEOPLE / 2
            && child.try_wait().unwrap().is_none()
        {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        let answer = read(child);
        if !answer.was_killed() {
            // It was faster; its prints are noted.
            assert_eq!(answer.code, Some(0), "{answer:?}");
            continue;
        }
        were_killed += 1;
        let (whole, partial): (Vec<_>, Vec<_>) =
            list_names(&place).into_iter().partition(|name| name.ends_with(".pdf"));
        assert!((PEOPLE / 2..=PEOPLE).contains(&whole.len()), "{whole:?}");
        assert!(
            partial.len() <= 1 && partial.iter().all(|name| name.ends_with(".tilik-partial")),
            "{partial:?}"
        );
        let pages: Vec<_> = whole.iter().flat_map(|name| list_pages(&place.join(name))).collect();
        assert_sheets(&pages, whole.len());
        // What is noted is on paper; what is on paper and not noted is noted when its code is read, or now.
        if were_killed == 1 && round == 0 {
            let (printed, _) = count_printed(&laptop, &folder);
            assert!(printed == 0 || printed == PEOPLE, "{printed}");
        }
        let report = laptop.whole(&print(&folder, out));
        assert_eq!((&report["sheets"], &report["not_noted"]), (&PEOPLE.into(), &Value::Null));
        let names = list_names(&place);
        assert!(names.len() == PEOPLE && names.iter().all(|name| name.ends_with(".pdf")), "{names:?}");
        let pages: Vec<_> = names.iter().flat_map(|name| list_pages(&place.join(name))).collect();
        assert_sheets(&pages, PEOPLE);
        assert_eq!(report["pages"], pages.len());
        assert_eq!(count_printed(&laptop, &folder), (PEOPLE.into(), 0.into()));
    }
    assert!(were_killed > 0, "every run was faster than its kill");
}
