//! Sheets on their way to paper: to a printer of CUPS, or into the system's own viewer, from which they are printed.
//!
//! Must not know what is on a sheet. Invariant: what goes to a printer touches no file of ours; what a viewer opens lies in a folder that nobody else may read, and is gone
//! with the window or, where a viewer still holds it, at the next start.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::Failure;
use serde::{Deserialize, Serialize};

/// The printers of this laptop, as far as the system lets itself be asked; on Windows its viewer asks.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Printers {
    names: Vec<String>,
    default: Option<String>,
}

/// How a file is to be printed.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Left out: the system's viewer, where the person chooses.
    pub printer: Option<String>,
    /// The first page that is still wanted, counted from 1.
    pub from_page: Option<u32>,
}

/// Where a file went.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sent {
    /// Into the queue of a printer.
    Queued,
    /// Into a viewer.
    Opened,
}

/// The programs by which CUPS is asked; tests bring their own.
pub struct Spooler {
    lp: PathBuf,
    lpstat: PathBuf,
}

impl Spooler {
    /// The system's.
    pub fn of_system() -> Self {
        Self { lp: "lp".into(), lpstat: "lpstat".into() }
    }

    /// Nothing where CUPS is not there or does not answer.
    pub fn list(&self) -> Printers {
        let ask =
            |flag| Command::new(&self.lpstat).arg(flag).env("LC_ALL", "C").stdin(Stdio::null()).output();
        let listed = said(ask("-e"));
        let names = listed.lines().map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<String> = names.map(str::to_owned).collect();
        let default = said(ask("-d")).split_once(':').map(|(_, name)| name.trim().to_owned());
        Printers { default: default.filter(|name| names.contains(name)), names }
    }

    /// Gives a PDF to a printer, through a pipe.
    ///
    /// # Errors
    /// `print.no_printer`, `print.printer_refused`.
    pub fn queue(&self, pdf: &[u8], printer: &str, from_page: Option<u32>) -> Result<(), Failure> {
        // Also keeps a name that looks like an option away from lp.
        if !self.list().names.iter().any(|name| name == printer) {
            return Err(Failure::new("print.no_printer").with("printer", printer));
        }
        let mut lp = Command::new(&self.lp);
        // The title stands in queues that others see: it names nobody.
        lp.args(["-d", printer, "-t", "Tilik", "-s"]);
        // A sheet is one person's: a queue that is set to both sides would put the next person on its back.
        lp.args(["-o", "sides=one-sided"]);
        if let Some(page) = from_page.filter(|page| *page > 1) {
            lp.arg("-o").arg(format!("page-ranges={page}-"));
        }
        let outcome = feed(&mut lp, pdf).map_err(|error| error.to_string());
        let trace = match outcome {
            Ok(output) if output.status.success() => return Ok(()),
            Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            Err(error) => error,
        };
        let mut failure = Failure::new("print.printer_refused").with("printer", printer);
        failure.trace.push(trace);
        Err(failure)
    }
}

fn said(outcome: io::Result<Output>) -> String {
    outcome.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}

fn feed(program: &mut Command, bytes: &[u8]) -> io::Result<Output> {
    let piped = program.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = piped.spawn()?;
    let written = child.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(bytes));
    let output = child.wait_with_output()?;
    // A program that refused at once never read: what it says is the reason, not the broken pipe.
    if output.status.success() { written.map(|()| output) } else { Ok(output) }
}

/// Files for the system's viewer.
pub struct Shown {
    folder: PathBuf,
    last: AtomicU32,
}

impl Shown {
    /// In this folder, which is the shell's own.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, last: AtomicU32::new(0) }
    }

    /// Lays a PDF where the viewer can read it.
    ///
    /// # Errors
    /// `print.file`.
    pub fn lay(&self, pdf: &[u8]) -> Result<PathBuf, Failure> {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let path = self.folder.join(format!("tilik-{}-{number}.pdf", std::process::id()));
        make_private(&self.folder)
            .and_then(|()| fs::write(&path, pdf))
            .map_err(|error| Failure::of_file("print.file", &path, &error))?;
        Ok(path)
    }

    /// Removes what nobody holds any more.
    pub fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Makes a folder that its owner alone may enter. On Windows it lies in the user's own data, which others may not.
pub fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A folder with an lp and an lpstat of the test's own.
    struct Bench {
        folder: tempfile::TempDir,
    }

    impl Bench {
        fn new(lp: &str, lpstat: &str) -> Self {
            let bench = Self { folder: tempfile::tempdir().unwrap() };
            for (name, script) in [("lp", lp), ("lpstat", lpstat)] {
                fs::write(
                    bench.path(name),
                    format!("#!/bin/sh\ncd '{}'\n{script}\n", bench.folder.path().display()),
                )
                .unwrap();
                fs::set_permissions(bench.path(name), fs::Permissions::from_mode(0o700)).unwrap();
            }
            bench
        }

        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        fn spooler(&self) -> Spooler {
            Spooler { lp: self.path("lp"), lpstat: self.path("lpstat") }
        }

        fn read(&self, name: &str) -> String {
            fs::read_to_string(self.path(name)).unwrap()
        }
    }

    const TWO: &str =
        "case $1 in -e) echo Ruang_Rapat; echo Laser;; -d) echo 'system default destination: Laser';; esac";
    const KEEPS: &str = "echo \"$@\" >arguments; cat >paper";

    #[test]
    fn the_printers_are_listed_with_the_usual_one() {
        let printers = Bench::new(KEEPS, TWO).spooler().list();
        assert_eq!(printers.names, ["Ruang_Rapat", "Laser"]);
        assert_eq!(printers.default.as_deref(), Some("Laser"));
    }

    #[test]
    fn without_cups_there_are_none() {
        let nowhere = PathBuf::from("/nonexistent/lpstat");
        assert_eq!(Spooler { lp: nowhere.clone(), lpstat: nowhere }.list(), Printers::default());
        assert_eq!(
            Bench::new(KEEPS, "echo 'no destinations' >&2; exit 1").spooler().list(),
            Printers::default()
        );
    }

    #[test]
    fn a_jam_is_continued_from_the_page_that_is_missing() {
        let bench = Bench::new(KEEPS, TWO);
        bench.spooler().queue(b"%PDF-", "Laser", Some(57)).unwrap();
        assert_eq!(
            bench.read("arguments").trim(),
            "-d Laser -t Tilik -s -o sides=one-sided -o page-ranges=57-"
        );
        assert_eq!(bench.read("paper"), "%PDF-");
        bench.spooler().queue(b"%PDF-", "Ruang_Rapat", Some(1)).unwrap();
        assert_eq!(bench.read("arguments").trim(), "-d Ruang_Rapat -t Tilik -s -o sides=one-sided");
    }

    #[test]
    fn a_printer_that_is_not_there_or_refuses_says_so() {
        let bench = Bench::new("echo 'not accepting jobs' >&2; exit 1", TWO);
        let refused = bench.spooler().queue(&[0; 1 << 20], "Laser", None).unwrap_err();
        assert_eq!(refused.code, "print.printer_refused");
        assert_eq!(refused.trace, ["not accepting jobs"]);
        let unknown = bench.spooler().queue(b"", "-h", None).unwrap_err();
        assert_eq!(unknown.code, "print.no_printer");
    }

    #[test]
    fn what_a_viewer_opens_is_the_owner_s_alone_and_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let shown = Shown::new(folder.path().join("print"));
        shown.sweep();
        let path = shown.lay(b"%PDF-").unwrap();
        assert_ne!(path, shown.lay(b"%PDF-").unwrap());
        let mode = fs::metadata(path.parent().unwrap()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        shown.sweep();
        assert!(!path.exists());
    }
}
