//! What went wrong, kept on this laptop for the IT staff: time, version, place in the code, code of the error.
//!
//! Invariant: no message, no argument, no path of a person's and nothing that was typed is written, because each may carry a name. The file never grows beyond
//! two parts of [`MOST_BYTES`]. It is sent nowhere.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::printer::make_private;
use crate::{Failure, Host};
use serde::Serialize;

const MOST_BYTES: u64 = 64 * 1024;
/// Codes that say that we failed, whatever caused it. Others count when something below them had failed.
const OURS: &[&str] = &["command.arguments", "command.unknown", "job.crashed", "print.failed"];

/// The file of faults.
pub struct Faults {
    folder: PathBuf,
    host: Arc<dyn Host>,
    /// One line at a time.
    writing: Mutex<()>,
}

/// The file as the settings show it.
#[derive(Debug, Serialize)]
pub struct FaultReport {
    folder: PathBuf,
    bytes: u64,
    /// The newest first.
    lines: Vec<String>,
}

impl Faults {
    /// In this folder, which is the shell's own.
    pub fn new(folder: PathBuf, host: Arc<dyn Host>) -> Self {
        Self { folder, host, writing: Mutex::default() }
    }

    /// Where they lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes one down. A disk that refuses is no reason to fail once more.
    pub fn note(&self, kind: &str, place: &str) {
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let at = self.host.now().format("%Y-%m-%dT%H:%M:%SZ");
        let version = env!("CARGO_PKG_VERSION");
        let line = format!("{at} {version} {} {kind} {}\n", std::env::consts::OS, tame(place));
        let now = self.part("faults.txt");
        if fs::metadata(&now).is_ok_and(|known| known.len() + line.len() as u64 > MOST_BYTES) {
            let _ = fs::rename(&now, self.part("faults-before.txt"));
        }
        let _ = make_private(&self.folder)
            .and_then(|()| OpenOptions::new().create(true).append(true).open(&now))
            .and_then(|mut file| file.write_all(line.as_bytes()));
    }

    /// Writes down a failure of `command`, unless it only tells a person what to do.
    pub fn note_failure(&self, command: &str, failure: &Failure) {
        if !failure.trace.is_empty() || OURS.contains(&failure.code.as_str()) {
            self.note("failure", &format!("{command}:{}", failure.code));
        }
    }

    /// What is written.
    pub fn report(&self) -> FaultReport {
        let parts = ["faults-before.txt", "faults.txt"]
            .map(|name| fs::read_to_string(self.part(name)).unwrap_or_default());
        let mut lines: Vec<_> = parts.iter().flat_map(|part| part.lines()).map(str::to_owned).collect();
        lines.reverse();
        FaultReport {
            folder: self.folder.clone(),
            bytes: parts.iter().map(|part| part.len() as u64).sum(),
            lines,
        }
    }

    /// Removes all of it.
    pub fn delete(&self) {
        for name in ["faults-before.txt", "faults.txt"] {
            let _ = fs::remove_file(self.part(name));
        }
    }

    fn part(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// The place of a panic: the end of the source's path, because the rest is somebody's machine.
pub fn place_of(file: &str, line: u32) -> String {
    let parts: Vec<_> = file.split(['/', '\\']).collect();
    format!("{}:{line}", parts[parts.len().saturating_sub(4)..].join("/"))
}

/// Letters of code alone, and few of them.
fn tame(place: &str) -> String {
    let is_code = |letter: &char| letter.is_ascii_alphanumeric() || "_-./:".contains(*letter);
    place.chars().filter(is_code).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemHost;

    fn make(folder: &Path) -> Faults {
        Faults::new(folder.join("faults"), SystemHost::new(folder.join("marks")))
    }

    #[test]
    fn a_fault_is_kept_without_what_a_person_typed() {
        let folder = tempfile::tempdir().unwrap();
        let faults = make(folder.path());
        let mut failure = Failure::new("store.io").with("path", "/home/budi/kantor");
        faults.note_failure("staff.list", &failure);
        assert_eq!(faults.report().lines, Vec::<String>::new(), "a refusal is not a fault");
        failure.trace.push("disk of Budi is full".into());
        faults.note_failure("staff.list", &failure);
        faults.note("panic", &place_of(r"C:\Users\budi\tilik\crates\office\src\plan.rs", 12));
        let lines = faults.report().lines;
        assert!(lines[1].ends_with(" failure staff.list:store.io"), "{lines:?}");
        assert!(lines[0].ends_with(" panic crates/office/src/plan.rs:12"), "{lines:?}");
        assert!(!lines.concat().to_lowercase().contains("budi"));
        faults.delete();
        assert_eq!(faults.report().bytes, 0);
    }

    #[test]
    fn the_file_is_bounded_and_keeps_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        let faults = make(folder.path());
        for number in 0..4000 {
            faults.note("page", &format!("{number}: Siti Wahyuni <198501012010012023>"));
        }
        let report = faults.report();
        assert!(report.bytes <= 2 * MOST_BYTES, "{}", report.bytes);
        assert!(report.lines[0].contains(" page 3999:"), "{}", report.lines[0]);
    }
}
