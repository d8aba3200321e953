//! What agencies print differently although the regulation is the same: spelling of ratings, struck or chosen words, who signs.
//!
//! Must not know a particular form. The defaults and the other ways that were seen are reference data
//! (`assets/reference/forms/kebiasaan.json`); an office that prints otherwise supplies its own.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::error::FormsError;
use crate::words;

/// How one of several words is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choices {
    /// Only the word that applies.
    ChosenOnly,
    /// All words, those that do not apply struck out.
    StruckOut,
}

/// Who signs *Evaluasi Kinerja Pegawai*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvaluationSigners {
    /// The assessor alone.
    Assessor,
    /// Employee and assessor.
    Both,
}

/// Where the column *Perspektif* stands on a leader's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PerspectivePlace {
    /// Behind *Target*.
    AfterTarget,
    /// Before *Target*.
    BeforeTarget,
}

/// The ways of one agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conventions {
    /// Ratings: above, as, below the expectation.
    pub ratings: Vec<String>,
    /// Achievements of the organisation, best first.
    pub achievements: Vec<String>,
    /// Predicates, best first.
    pub predicates: Vec<String>,
    /// Periods of evaluation.
    pub periods: Vec<String>,
    /// Predicates under the distribution picture, from left to right.
    pub pattern: Vec<String>,
    /// How one of several words is shown.
    pub choices: Choices,
    /// Who signs *Evaluasi Kinerja Pegawai*.
    pub evaluation_signers: EvaluationSigners,
    /// Where *Perspektif* stands.
    pub perspective: PerspectivePlace,
    /// Whether the behaviours of an SKP stand under heads of columns.
    pub has_behaviour_heads: bool,
    /// Whether a name under a signature is underlined.
    pub has_underlined_names: bool,
    /// Whether the pangkat stands under a name that signs.
    pub has_ranks_under_names: bool,
    /// Whether signature blocks of the *Dokumen Evaluasi* carry the next block numbers.
    pub has_signature_numbers: bool,
    /// Whether forms carry their footnotes and the marks that refer to them.
    pub has_footnotes: bool,
}

impl Conventions {
    /// What most agencies print.
    ///
    /// # Errors
    /// [`FormsError::Labels`] only when the build itself is broken.
    pub fn usual() -> Result<&'static Self, FormsError> {
        static USUAL: OnceLock<Conventions> = OnceLock::new();
        words::get(&USUAL, include_str!("../../../assets/reference/forms/kebiasaan.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_way_in_the_reference_data_is_a_way_that_can_be_printed() {
        let text = include_str!("../../../assets/reference/forms/kebiasaan.json");
        let whole: serde_json::Value = serde_json::from_str(text).unwrap();
        let mut count = 0;
        for (key, others) in whole["others"].as_object().unwrap() {
            for other in others.as_array().unwrap() {
                let mut changed = whole.clone();
                assert_ne!(&changed[key], other, "{key} is no other way");
                changed[key] = other.clone();
                let read: Conventions = serde_json::from_value(changed).unwrap();
                assert_eq!(&serde_json::to_value(&read).unwrap()[key], other);
                count += 1;
            }
        }
        assert!(count > 5);
    }
}
