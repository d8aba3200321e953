//! The words for codes, from the catalogue files, for the command line and for files that leave this program. A window has a catalogue of its own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;
use tilik_exchange::finding::Finding;
use tilik_exchange::texts;
pub use tilik_exchange::texts::Language;

use crate::Failure;

type Catalogue = BTreeMap<String, String>;

static INDONESIAN: LazyLock<Catalogue> =
    LazyLock::new(|| parse(include_str!("../../../assets/texts/office.id.json")));
static ENGLISH: LazyLock<Catalogue> =
    LazyLock::new(|| parse(include_str!("../../../assets/texts/office.en.json")));

/// A catalogue that does not parse gives no texts; the tests see to it that ours does.
fn parse(json: &str) -> Catalogue {
    serde_json::from_str(json).unwrap_or_default()
}

/// The words of a code with its facts put in; the code itself where no catalogue has it.
#[must_use]
pub fn render(code: &str, facts: &BTreeMap<String, String>, language: Language) -> String {
    let catalogue = match language {
        Language::Indonesian => &*INDONESIAN,
        Language::English => &*ENGLISH,
    };
    match catalogue.get(code) {
        Some(template) => texts::fill(template, facts),
        None => texts::render(code, facts, language),
    }
}

/// The words of a failure.
#[must_use]
pub fn render_failure(failure: &Failure, language: Language) -> String {
    let facts = failure.details.iter().map(|(name, value)| (name.clone(), show(value))).collect();
    render(&failure.code, &facts, language)
}

/// The words of a finding about a row.
#[must_use]
pub fn render_finding(finding: &Finding, language: Language) -> String {
    let own = render(&finding.code, &finding.args, language);
    if own == finding.code || tilik_exchange::code::ALL.contains(&finding.code.as_str()) {
        return texts::render_finding(finding, language);
    }
    own
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(show).collect::<Vec<_>>().join(", "),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_codes() {
        assert!(INDONESIAN.len() > 50);
        assert!(INDONESIAN.keys().eq(ENGLISH.keys()));
    }
}
