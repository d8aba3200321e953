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

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/reference/wording.json")).unwrap_or_default()
});

#[derive(Debug, Default, Deserialize)]
struct Table {
    wordings: Vec<Spec<WordingKey>>,
    variants: Vec<Spec<VariantKey>>,
}

#[derive(Debug, Deserialize)]
struct Spec<K> {
    key: K,
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

/// What agencies lay out differently, beyond single words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum VariantKey {
    /// How the ratings are spelled.
    Rating,
    /// Who signs the evaluation's long form.
    EvaluationSigners,
    /// How a line that offers choices shows the one that was made.
    Choices,
    /// Whether a decided objection stands in the document itself.
    ObjectionBlocks,
    /// Whether signature blocks carry the numbers after the last block.
    SignatureNumbers,
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

impl VariantKey {
    /// The field of the office's record that keeps the choice.
    pub(crate) fn field(self) -> u32 {
        match self {
            Self::Rating => office::WORD_RATING,
            Self::EvaluationSigners => office::EVALUATION_SIGNERS,
            Self::Choices => office::CHOICES_SHOWN,
            Self::ObjectionBlocks => office::OBJECTION_BLOCKS,
            Self::SignatureNumbers => office::SIGNATURE_NUMBERS,
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

/// Something that can be laid out differently, with what the office has chosen.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct VariantState {
    /// What.
    pub key: VariantKey,
    /// The choice in force.
    pub chosen: String,
    /// The choice that the majority of prints takes.
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
            let spec = TABLE.wordings.iter().find(|spec| spec.key == key)?;
            let chosen = spec.choose(&text(own, key.field()));
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

impl<K> Spec<K> {
    /// A choice that this release does not know is none.
    fn choose(&self, kept: &str) -> String {
        let known = self.choices.iter().find(|choice| choice.key == kept);
        known.map_or_else(|| self.legal.clone(), |choice| choice.key.clone())
    }

    fn has(&self, choice: &str) -> bool {
        self.choices.iter().any(|each| each.key == choice)
    }
}

/// The words of the sheets.
pub(crate) fn list_wordings(own: &Document) -> Vec<WordingState> {
    let state = |spec: &Spec<WordingKey>| WordingState {
        key: spec.key,
        chosen: spec.choose(&text(own, spec.key.field())),
        legal: spec.legal.clone(),
        choices: spec.choices.clone(),
    };
    TABLE.wordings.iter().map(state).collect()
}

/// The variants of the forms.
pub(crate) fn list_variants(own: &Document) -> Vec<VariantState> {
    let state = |spec: &Spec<VariantKey>| VariantState {
        key: spec.key,
        chosen: spec.choose(&text(own, spec.key.field())),
        legal: spec.legal.clone(),
        choices: spec.choices.clone(),
    };
    TABLE.variants.iter().map(state).collect()
}

pub(crate) fn is_choice(key: WordingKey, choice: &str) -> bool {
    TABLE.wordings.iter().any(|spec| spec.key == key && spec.has(choice))
}

pub(crate) fn is_variant(key: VariantKey, choice: &str) -> bool {
    TABLE.variants.iter().any(|spec| spec.key == key && spec.has(choice))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legal_words_are_those_of_the_reference_data() {
        let pack = tilik_appraisal::reference::ReferencePack::builtin();
        let labels = pack.labels_on(pack.issued_on);
        let legal = |key| {
            let spec = TABLE.wordings.iter().find(|spec| spec.key == key).unwrap();
            spec.choices.iter().find(|choice| choice.key == spec.legal).unwrap().text.clone()
        };
        assert_eq!(legal(WordingKey::Kurang), labels.predicates[&Predikat::Kurang].document);
        assert_eq!(legal(WordingKey::ButuhPerbaikan), labels.predicates[&Predikat::ButuhPerbaikan].document);
        assert_eq!((TABLE.wordings.len(), TABLE.variants.len()), (3, 5));
        for (legal, choices) in TABLE
            .wordings
            .iter()
            .map(|spec| (&spec.legal, &spec.choices))
            .chain(TABLE.variants.iter().map(|spec| (&spec.legal, &spec.choices)))
        {
            assert!(choices.len() > 1 && choices.iter().any(|choice| choice.key == *legal), "{legal}");
        }
    }
}
