//! The fixed words of the sheet, by version.
//!
//! Must not know layout. Invariant: a version that was shipped once stays, because closed evaluations name it.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::error::FormsError;
use crate::words;

/// Version of the labels that new form data name.
pub(super) const NEWEST: &str = "2022.1";

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../../assets/reference/forms/dokumen-evaluasi.json");

/// One set of fixed words. The fields are the keys of the reference file; what each labels is plain from the sheet.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the words themselves say it")]
pub struct Labels {
    pub version: String,
    pub source: String,
    pub title: String,
    pub period: String,
    pub period_mark: String,
    pub choice_mark: String,
    pub span: String,
    pub employee: String,
    pub assessor: String,
    pub superior: String,
    #[serde(rename = "name_label")]
    pub name: String,
    pub rank: String,
    pub position: String,
    pub unit: String,
    pub evaluation: String,
    pub achievement: String,
    pub predicate: String,
    pub achievement_choices: String,
    pub predicate_choices: String,
    pub period_choices: String,
    pub notes: String,
    pub objection: String,
    pub explanation: String,
    pub decision: String,
    pub fact_date: String,
    pub fact_number: String,
    pub sign_employee: String,
    pub sign_assessor: String,
    pub footnotes: Vec<Footnote>,
}

/// A note under the form.
#[derive(Debug, Deserialize)]
pub struct Footnote {
    /// The asterisks that refer to it.
    pub mark: String,
    /// What it says.
    pub text: String,
}

impl Labels {
    /// The labels of a version.
    ///
    /// # Errors
    /// [`FormsError::UnknownLabels`] when this release does not carry that version.
    pub fn get(version: &str) -> Result<&'static Self, FormsError> {
        static LABELS: OnceLock<Labels> = OnceLock::new();
        let labels = words::get(&LABELS, WORDS)?;
        if labels.version == version {
            Ok(labels)
        } else {
            Err(FormsError::UnknownLabels(version.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_labels_are_shipped_and_name_their_source() {
        assert!(Labels::get(NEWEST).unwrap().source.contains("PermenPANRB 6/2022"));
        assert!(matches!(Labels::get("1999.1"), Err(FormsError::UnknownLabels(_))));
    }
}
