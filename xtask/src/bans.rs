//! Names that belong in one place, found in the text of the sources: what the graph of crates cannot see.
//!
//! Comments may name anything. The check reads lines, not syntax: it is meant to stop a slip, not a determined author.

use crate::sources::Source;
use std::collections::BTreeSet;

const SHELL_LINES: usize = 800;

/// A statement of SQL begins with one of these pairs: the first word, and one that follows it on the same line.
const SQL: &[(&str, &str)] = &[
    ("SELECT ", " FROM "),
    ("INSERT INTO ", ""),
    ("INSERT OR ", " INTO "),
    ("DELETE FROM ", ""),
    ("UPDATE ", " SET "),
    ("CREATE TABLE ", ""),
    ("PRAGMA ", ""),
];

/// The system tests, which are never shipped, damage files behind the store's back.
const KEEPS_TABLES: &[&str] = &["crates/store/", "crates/province/", "tests/"];

/// A pure crate asks nobody: not the disk, not the clock, not the network, not the environment.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "File::open",
];
const PURE: &[&str] =
    &["crates/appraisal/src/", "crates/journal/src/", "crates/scan/src/", "crates/seal/src/"];

/// One sentence for each name out of its place.
pub fn check(files: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| !file.path.starts_with("xtask/")) {
        for (number, line) in code_lines(file) {
            for complaint in complaints(&file.path, line) {
                findings.push(format!("{}:{number}: {complaint}", file.path));
            }
        }
    }
    findings.extend(check_printing(files));
    findings.extend(check_shell(files));
    findings
}

fn complaints(path: &str, line: &str) -> Vec<String> {
    let mut found = Vec::new();
    if path.ends_with(".rs") {
        let keeps_tables = KEEPS_TABLES.iter().any(|home| path.starts_with(home));
        if !keeps_tables && line.contains("rusqlite") {
            found.push("rusqlite is named in crates/store alone".to_owned());
        }
        if !keeps_tables && speaks_sql(line) {
            found.push("SQL is written in crates/store and crates/province alone".to_owned());
        }
        if line.contains("tauri::") && !path.starts_with("src-tauri/") {
            found.push("Tauri is named in src-tauri alone".to_owned());
        }
        if line.contains("printpdf") && !path.starts_with("crates/forms/src/") {
            found.push("printpdf is named in one module of crates/forms alone".to_owned());
        }
        if PURE.iter().any(|pure| path.starts_with(pure)) {
            for name in IMPURE.iter().filter(|name| line.contains(**name)) {
                found.push(format!("{name} in a crate that is pure"));
            }
        }
    } else if line.contains("@tauri-apps") && !path.starts_with("ui/src/backend/") {
        found.push("@tauri-apps is imported in ui/src/backend alone".to_owned());
    }
    found
}

fn speaks_sql(line: &str) -> bool {
    SQL.iter().any(|(first, then)| {
        line.split_once(first).is_some_and(|(before, rest)| {
            let begins = before.chars().next_back().is_none_or(|mark| !mark.is_alphanumeric());
            begins && (then.is_empty() || format!(" {rest} ").contains(then))
        })
    })
}

/// printpdf is to be replaceable: one module names it.
fn check_printing(files: &[Source]) -> Option<String> {
    let modules: BTreeSet<&str> = files
        .iter()
        .filter(|file| code_lines(file).any(|(_, line)| line.contains("printpdf")))
        .filter_map(|file| file.path.strip_prefix("crates/forms/src/"))
        .map(|path| path.split(['/', '.']).next().unwrap_or(path))
        .collect();
    (modules.len() > 1).then(|| {
        format!("printpdf is named in {} modules of crates/forms: {modules:?}, one may", modules.len())
    })
}

fn check_shell(files: &[Source]) -> Option<String> {
    let lines: usize = files
        .iter()
        .filter(|file| file.path.starts_with("src-tauri/"))
        .map(|file| file.text.lines().count())
        .sum();
    (lines >= SHELL_LINES).then(|| {
        format!("src-tauri has {lines} lines, the shell stays under {SHELL_LINES}: move what it knows into crates/office")
    })
}

/// Lines of code with their numbers, without comments. In the pure crates what follows `#[cfg(test)]` is left out: their tests
/// read golden files.
fn code_lines(file: &Source) -> impl Iterator<Item = (usize, &str)> {
    let pure = PURE.iter().any(|pure| file.path.starts_with(pure));
    file.text
        .lines()
        .take_while(move |line| !(pure && line.trim_start().starts_with("#[cfg(test)]")))
        .enumerate()
        .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    fn findings(path: &str, text: &str) -> Vec<String> {
        check(&[source(path, text)])
    }

    #[test]
    fn sql_outside_the_store_is_found_with_its_line() {
        for line in [
            r#"let q = "SELECT nip FROM staff";"#,
            r#"run("INSERT INTO staff VALUES (1)")"#,
            r#"run("INSERT OR IGNORE INTO staff VALUES (1)")"#,
            r#"run("UPDATE staff SET nip = 1")"#,
            r#"run("DELETE FROM staff")"#,
            r#"run("PRAGMA journal_mode = WAL")"#,
        ] {
            let text = format!("fn first() {{}}\n{line}\n");
            let expected =
                "crates/office/src/staff.rs:2: SQL is written in crates/store and crates/province alone";
            assert_eq!(findings("crates/office/src/staff.rs", &text), [expected], "{line}");
            assert!(findings("crates/store/src/staff.rs", &text).is_empty());
            assert_eq!(findings("crates/office/tests/staff.rs", &text).len(), 1);
            assert!(findings("tests/system/damage.rs", &text).is_empty());
        }
    }

    #[test]
    fn words_that_only_look_like_sql_pass() {
        for line in [
            "// SELECT nip FROM staff",
            r#"say("UPDATE THE SET-UP")"#,
            "let SELECTED = 1;",
            r#""please select from""#,
        ] {
            assert!(findings("crates/office/src/staff.rs", line).is_empty(), "{line}");
        }
    }

    #[test]
    fn rusqlite_tauri_and_the_tauri_packages_stay_at_home() {
        assert_eq!(findings("crates/cli/src/main.rs", "use rusqlite::Connection;").len(), 1);
        assert_eq!(findings("crates/office/src/lib.rs", "use tauri::State;").len(), 1);
        assert_eq!(findings("ui/src/App.svelte", "import { invoke } from '@tauri-apps/api/core';").len(), 1);
        assert!(
            findings("ui/src/backend/tauri.ts", "import { invoke } from '@tauri-apps/api/core';").is_empty()
        );
        assert!(findings("src-tauri/src/main.rs", "use tauri::State;").is_empty());
    }

    #[test]
    fn a_second_module_that_names_printpdf_is_found() {
        let first = source("crates/forms/src/pdf/page.rs", "use printpdf::Op;");
        let same = source("crates/forms/src/pdf.rs", "use printpdf::PdfDocument;");
        let other = source("crates/forms/src/layout.rs", "use printpdf::Pt;");
        assert!(check(&[source("crates/forms/src/pdf/page.rs", "use printpdf::Op;"), same]).is_empty());
        let findings = check(&[first, other]);
        assert_eq!(
            findings,
            [r#"printpdf is named in 2 modules of crates/forms: {"layout", "pdf"}, one may"#]
        );
        assert_eq!(self::findings("crates/office/src/print.rs", "use printpdf::Op;").len(), 1);
    }

    #[test]
    fn a_pure_crate_may_not_read_the_disk_or_the_clock_but_its_tests_may() {
        let path = "crates/appraisal/src/predicate.rs";
        assert_eq!(findings(path, "use std::fs;").len(), 1);
        assert_eq!(findings(path, "let now = std::time::SystemTime::now();").len(), 1);
        assert!(findings(path, "fn rule() {}\n#[cfg(test)]\nmod tests { use std::fs; }").is_empty());
        assert!(findings("crates/store/src/lib.rs", "use std::fs;").is_empty());
    }

    #[test]
    fn a_shell_of_800_lines_is_too_long() {
        assert!(findings("src-tauri/src/main.rs", &"x\n".repeat(799)).is_empty());
        assert_eq!(findings("src-tauri/src/main.rs", &"x\n".repeat(800)).len(), 1);
    }
}
