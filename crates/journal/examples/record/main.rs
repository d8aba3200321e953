//! Writes the corpus of this release and the test vectors: `cargo run -p tilik-journal --example record -- crates/journal/corpus`.
//!
//! Everything is made from fixed seeds, so that a second run gives the same bytes. A corpus that was released is never written again:
//! later releases add a folder beside it.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for developers that may stop anywhere")]

mod corpus;
#[allow(dead_code, reason = "the tests read what this writes")]
#[path = "../../tests/recorded/mod.rs"]
mod recorded;
mod vectors;

use std::fs;
use std::path::Path;

use recorded::{entry_to_json, outcome_to_json};

fn main() {
    let folder = std::env::args().nth(1).unwrap();
    let folder = Path::new(&folder);
    let (entries, history) = corpus::make();
    let lines: String = entries.iter().map(|entry| format!("{}\n", entry_to_json(entry))).collect();
    fs::create_dir_all(folder.join("v1")).unwrap();
    fs::write(folder.join("v1/entries.jsonl"), lines).unwrap();
    write_json(&folder.join("v1/documents.json"), &outcome_to_json(&history));
    write_json(&folder.join("vectors.json"), &vectors::make());
    println!("{} entries", entries.len());
}

fn write_json(path: &Path, json: &serde_json::Value) {
    fs::write(path, serde_json::to_string_pretty(json).unwrap() + "\n").unwrap();
}
