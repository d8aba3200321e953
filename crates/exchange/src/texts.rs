//! The words for codes, from the catalogue files, for files that leave this program (a rejected row says why in
//! Indonesian) and for the command line. It must not hold a sentence itself. Invariant: every code of this crate
//! has a text in both languages; the test `every_code_has_a_text_in_both_languages` holds it.

use crate::error::FileError;
use crate::finding::Finding;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A language of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub enum Language {
    /// Bahasa Indonesia.
    #[serde(rename = "id")]
    Indonesian,
    /// English.
    #[serde(rename = "en")]
    English,
}

type Catalogue = BTreeMap<String, String>;

static INDONESIAN: LazyLock<Catalogue> =
    LazyLock::new(|| parse(include_str!("../../../assets/texts/exchange.id.json")));
static ENGLISH: LazyLock<Catalogue> =
    LazyLock::new(|| parse(include_str!("../../../assets/texts/exchange.en.json")));

/// A catalogue that does not parse gives no texts; the tests see to it that ours does.
fn parse(json: &str) -> Catalogue {
    serde_json::from_str(json).unwrap_or_default()
}

/// The text of a code with its facts put in; the code itself where the catalogue lacks it. An entry `*.reason`
/// serves the reason in every area that has none of its own.
pub fn render(code: &str, args: &BTreeMap<String, String>, language: Language) -> String {
    let catalogue = match language {
        Language::Indonesian => &*INDONESIAN,
        Language::English => &*ENGLISH,
    };
    let shared = || code.split_once('.').and_then(|(_, reason)| catalogue.get(&format!("*.{reason}")));
    let Some(template) = catalogue.get(code).or_else(shared) else {
        return code.to_owned();
    };
    fill(template, args)
}

/// A template with its facts put in.
pub fn fill(template: &str, args: &BTreeMap<String, String>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    // One pass, so that a value with braces in it is not filled in again.
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        match after.split_once('}') {
            Some((name, behind)) => {
                text.push_str(args.get(name).map_or("", |value| value.as_str()));
                rest = behind;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text + rest
}

/// The text of a finding. Its `value` and `heading` can be used in the text like any other fact, and a fact
/// `reason` that is itself a code in the catalogue is replaced by its words.
pub fn render_finding(finding: &Finding, language: Language) -> String {
    let mut args = finding.args.clone();
    args.insert("value".to_owned(), finding.value.clone());
    args.insert("heading".to_owned(), finding.heading.clone());
    args.insert("column".to_owned(), finding.letter());
    args.insert("row".to_owned(), finding.row.to_string());
    if let Some(reason) = finding.args.get("reason") {
        args.insert("reason".to_owned(), render(reason, &BTreeMap::new(), language));
    }
    render(&finding.code, &args, language)
}

/// The text of a file that cannot be read.
pub fn render_file_error(error: &FileError, language: Language) -> String {
    render(error.code(), &error.args(), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_text_in_both_languages() {
        let file_errors: Vec<_> = FileError::examples().iter().map(FileError::code).collect();
        for code in file_errors.iter().chain(crate::code::ALL) {
            for language in [Language::Indonesian, Language::English] {
                assert_ne!(render(code, &BTreeMap::new(), language), *code, "{language:?}");
            }
        }
        assert!(INDONESIAN.keys().eq(ENGLISH.keys()));
    }

    #[test]
    fn a_value_with_braces_is_not_filled_in_again() {
        let finding = Finding { value: "{row}".to_owned(), ..Finding::of_row(7, crate::code::RANK_UNKNOWN) };
        assert!(render_finding(&finding, Language::Indonesian).contains("{row}"));
    }
}
