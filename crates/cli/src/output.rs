//! Answers on standard output, refusals and faults on standard error. The only place of this program that prints.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what this module is for")]

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use serde::Serialize;
use tilik_office::Failure;
use tilik_office::words::{self, Language};

/// How a command ended when it did not fail as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything asked was done.
    Whole,
    /// Something was refused or left; what, is on standard error.
    Partial,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Whole => Self::SUCCESS,
            // 2 is what a mistyped command answers.
            Outcome::Partial => Self::from(3),
        }
    }
}

/// Where and how answers are shown.
pub struct Output {
    is_json: bool,
    language: Language,
}

impl Output {
    /// Answers in words of a language, or as JSON.
    pub fn new(is_json: bool, language: crate::words::Language) -> Self {
        Self { is_json, language: language.into() }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The words of a code with facts.
    pub fn words(&self, code: &str, facts: &[(&str, &dyn ToString)]) -> String {
        let facts: BTreeMap<_, _> =
            facts.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
        words::render(code, &facts, self.language)
    }

    /// The same in Indonesian, whatever language is shown: words that are kept in the office's records.
    pub fn words_to_keep(&self, code: &str, facts: &[(&str, &dyn ToString)]) -> String {
        Self { is_json: self.is_json, language: Language::Indonesian }.words(code, facts)
    }

    /// One answer: its JSON, or these lines of words.
    pub fn answer(&self, json: &impl Serialize, lines: &[String]) {
        let mut out = std::io::stdout().lock();
        // A closed pipe is the reader's choice, not a fault.
        if self.is_json {
            let _ = writeln!(out, "{}", serde_json::to_string(json).unwrap_or_default());
        } else {
            for line in lines {
                let _ = writeln!(out, "{line}");
            }
        }
    }

    /// An act that is on the disk, told at once: one line a person.
    pub fn acknowledge(&self, act: &str, nip: &str) {
        if self.is_json {
            let mut out = std::io::stdout().lock();
            let _ = writeln!(out, "{}", serde_json::json!({ "done": act, "nip": nip }));
            let _ = out.flush();
        } else if std::io::stderr().is_terminal() {
            let state = act.rsplit('.').next().unwrap_or(act);
            eprintln!("  {nip} {}", self.words(&format!("state.{state}"), &[]));
        }
    }

    /// Something refused or left, on standard error: code first, then words.
    pub fn complain(&self, code: &str, words: &str) {
        eprintln!("{code}: {words}");
    }

    /// A failure of the whole command.
    pub fn fail(&self, failure: &Failure) {
        let words = words::render_failure(failure, self.language);
        if self.is_json {
            let mut json = serde_json::to_value(failure).unwrap_or_default();
            if let Some(parts) = json.as_object_mut() {
                parts.insert("message".into(), words.into());
            }
            eprintln!("{json}");
            return;
        }
        eprintln!("{}: {words}", failure.code);
    }
}
