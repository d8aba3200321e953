//! A person's name in three parts: front titles, name, back titles.
//!
//! This module must not know the person. Invariant: sorting and searching use the bare name, printing all three.

use serde::{Deserialize, Serialize};

use crate::reference::ReferencePack;

/// Titles that stand before a name, for splitting a name written in one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameTable {
    /// As written, with their dots.
    pub front_titles: Vec<String>,
}

/// A name in three parts; the titles may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
pub struct PersonName {
    /// Front titles, separated by spaces: `Dr. Ir.`
    #[serde(default)]
    pub front: String,
    /// The bare name.
    pub name: String,
    /// Back titles, separated by comma and space: `S.Sos., M.Si.`
    #[serde(default)]
    pub back: String,
}

impl PersonName {
    /// Takes the three parts, with runs of spaces made one and stray commas at their edges dropped.
    #[must_use]
    pub fn new(front: &str, name: &str, back: &str) -> Self {
        Self { front: tidy(front), name: tidy(name), back: tidy(back) }
    }

    /// Splits a name written in one cell: known front titles, then the name, then whatever follows the first comma.
    #[must_use]
    pub fn split(pack: &ReferencePack, full: &str) -> Self {
        let (before, back) = full.split_once(',').unwrap_or((full, ""));
        let titles = &pack.names.newest().data.front_titles;
        let words: Vec<&str> = before.split_whitespace().collect();
        let is_title = |word: &&&str| titles.iter().any(|title| title == **word);
        // The last word is always the name, even if it looks like a title.
        let count = words.iter().take(words.len().saturating_sub(1)).take_while(is_title).count();
        Self::new(&words[..count].join(" "), &words[count..].join(" "), back)
    }

    /// The printed form: `Dr. Ir. BUDI SANTOSO, M.Si.`
    #[must_use]
    pub fn full(&self) -> String {
        let mut full = String::new();
        if !self.front.is_empty() {
            full.push_str(&self.front);
            full.push(' ');
        }
        full.push_str(&self.name);
        if !self.back.is_empty() {
            full.push_str(", ");
            full.push_str(&self.back);
        }
        full
    }

    /// Key for sorting and searching: the bare name in lower case.
    #[must_use]
    pub fn sort_key(&self) -> String {
        self.name.to_lowercase()
    }
}

fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_matches([',', ' ']).to_owned()
}
