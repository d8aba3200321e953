//! The words that agencies print differently, as this office has chosen them.
//!
//! What there is to choose stands in `assets/reference/wording.json` with its sources; the office keeps the key of a choice. What was closed keeps the words of its day, because a
//! closing holds finished sentences.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use tilik_appraisal::nip::Nip;
use tilik_appraisal::predicate::Predikat;
use tilik_journal::Document;
use tilik_journal::catalogue::office;

use crate::record::text;

static WORDINGS: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/reference/wording.json")).unwrap_or_default()
});

#[derive(Debug, Default, Deserialize)]
struct Table {
    wordings: Vec<Spec>,
}

#[derive(Debug, Deserialize)]
struct Spec {
    key: WordingKey,
    legal: String,
    choices: Vec<Choice>,
}

/// What can be worded differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum WordingKey {
    /// The predicate *Kurang*.
    Kurang,
    /// The predicate *Butuh Perbaikan*.
    ButuhPerbaikan,
    /// How a NIP is grouped.
    Nip,
}

impl WordingKey {
    /// The field of the office's record that keeps the choice.
    pub(crate) fn field(self) -> u32 {
        match self {
            Self::Kurang => office::WORD_KURANG,
            Self::ButuhPerbaikan => office::WORD_BUTUH_PERBAIKAN,
            Self::Nip => office::NIP_STYLE,
        }
    }
}

/// One way to word it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Choice {
    /// Its key.
    pub key: String,
    /// As it is printed.
    pub text: String,
}

/// Something that can be worded differently, with what the office has chosen.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct WordingState {
    /// What.
    pub key: WordingKey,
    /// The choice in force.
    pub chosen: String,
    /// The choice that the regulation, or the majority of prints, takes.
    pub legal: String,
    /// All choices.
    pub choices: Vec<Choice>,
}

/// The choices of an office.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wording {
    kurang: Option<String>,
    butuh_perbaikan: Option<String>,
    is_nip_bare: bool,
}

impl Wording {
    pub(crate) fn read(own: &Document) -> Self {
        let other = |key: WordingKey| {
            let spec = WORDINGS.wordings.iter().find(|spec| spec.key == key)?;
            let chosen = choose(spec, &text(own, key.field()));
            (chosen != spec.legal)
                .then(|| spec.choices.iter().find(|choice| choice.key == chosen))
                .flatten()
                .map(|choice| choice.text.clone())
        };
        Self {
            kurang: other(WordingKey::Kurang),
            butuh_perbaikan: other(WordingKey::ButuhPerbaikan),
            is_nip_bare: other(WordingKey::Nip).is_some(),
        }
    }

    /// The word for a predicate where the office has chosen another than the regulation's.
    pub(crate) fn predicate(&self, predicate: Predikat) -> Option<&str> {
        match predicate {
            Predikat::Kurang => self.kurang.as_deref(),
            Predikat::ButuhPerbaikan => self.butuh_perbaikan.as_deref(),
            Predikat::SangatBaik | Predikat::Baik | Predikat::SangatKurang => None,
        }
    }

    /// A NIP as this office prints it.
    pub(crate) fn nip(&self, nip: &Nip) -> String {
        if self.is_nip_bare { nip.as_str().to_owned() } else { nip.grouped() }
    }
}

/// A choice that this release does not know is none.
fn choose(spec: &Spec, kept: &str) -> String {
    let known = spec.choices.iter().find(|choice| choice.key == kept);
    known.map_or_else(|| spec.legal.clone(), |choice| choice.key.clone())
}

pub(crate) fn list_wordings(own: &Document) -> Vec<WordingState> {
    WORDINGS
        .wordings
        .iter()
        .map(|spec| WordingState {
            key: spec.key,
            chosen: choose(spec, &text(own, spec.key.field())),
            legal: spec.legal.clone(),
            choices: spec.choices.clone(),
        })
        .collect()
}

pub(crate) fn is_choice(key: WordingKey, choice: &str) -> bool {
    WORDINGS.wordings.iter().any(|spec| spec.key == key && spec.choices.iter().any(|each| each.key == choice))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legal_words_are_those_of_the_reference_data() {
        let pack = tilik_appraisal::reference::ReferencePack::builtin();
        let labels = pack.labels_on(pack.issued_on);
        let legal = |key| {
            let spec = WORDINGS.wordings.iter().find(|spec| spec.key == key).unwrap();
            spec.choices.iter().find(|choice| choice.key == spec.legal).unwrap().text.clone()
        };
        assert_eq!(legal(WordingKey::Kurang), labels.predicates[&Predikat::Kurang].document);
        assert_eq!(legal(WordingKey::ButuhPerbaikan), labels.predicates[&Predikat::ButuhPerbaikan].document);
        assert_eq!(WORDINGS.wordings.len(), 3);
        assert!(WORDINGS.wordings.iter().all(|spec| spec.choices.len() > 1));
    }
}
