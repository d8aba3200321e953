//! *Tanda terima pengiriman*: what the province took in of an office, for the file of letters and for whoever carried it.
//!
//! Must not know keys or entries: counts and fingerprints come as finished strings.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{Composed, Composer, LETTER};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::MM;
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::version::Version;
use crate::words;

/// The fixed words of the receipt.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/tanda-terima.json");

const LABEL: f64 = 58.0 * MM;
/// Room for a name that is written by hand, in dots.
const NAME_DOTS: usize = 44;

/// Everything that the receipt of one sending says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TandaTerima {
    /// Version of these form data.
    pub version: Version<1>,
    /// The province's own count of receipts.
    pub number: String,
    /// The office as it calls itself.
    pub agency: String,
    /// The office as the province calls it.
    pub enrolled_as: String,
    /// From which laptop.
    pub laptop: String,
    /// "5 Oktober 2026".
    pub given_at: String,
    /// "lewat internet".
    pub way: String,
    /// "12 catatan, 3 pindaian dan lambang".
    pub sent: String,
    /// "1.204 catatan".
    pub covered: String,
    /// Of the receipt as it was signed, in groups.
    pub digest: String,
    /// Of the key that signed it, in groups.
    pub province_key: String,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    number: String,
    opening: String,
    fields: [String; 7],
    digest: String,
    digest_purpose: String,
    province_key: String,
    province_key_purpose: String,
    ending: String,
    sign_courier: String,
    sign_officer: String,
}

impl Composed for TandaTerima {
    fn words(&self) -> &'static str {
        WORDS
    }

    fn time(&self) -> Option<String> {
        None
    }

    fn size(&self) -> f64 {
        LETTER
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Office(&self.agency))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        static KEPT: OnceLock<Words> = OnceLock::new();
        let words = words::get(&KEPT, WORDS)?;
        let values = [
            &self.agency,
            &self.enrolled_as,
            &self.laptop,
            &self.given_at,
            &self.way,
            &self.sent,
            &self.covered,
        ];
        let fields: Vec<(&str, &str)> =
            words.fields.iter().map(String::as_str).zip(values.map(String::as_str)).collect();
        let mut blocks = composer.kop();
        blocks.extend([
            composer.title(&words.title),
            composer.title(&format!("{}: {}", words.number, composer.inline(&self.number, 20))),
            Block::Gap(3.0 * MM),
            composer.prose(&words.opening),
            Block::Gap(1.5 * MM),
            composer.letter_fields(&fields, LABEL),
            Block::Gap(2.0 * MM),
        ]);
        for (label, value, purpose) in [
            (&words.digest, &self.digest, &words.digest_purpose),
            (&words.province_key, &self.province_key, &words.province_key_purpose),
        ] {
            blocks.extend([composer.letter_fields(&[(label, value)], LABEL), composer.prose(purpose)]);
            blocks.push(Block::Gap(1.5 * MM));
        }
        blocks.push(composer.prose(&words.ending));
        // Whoever carried it and whoever took it write their names themselves.
        let by_hand = Person { name: ".".repeat(NAME_DOTS), ..Person::default() };
        let signing = Signing::default();
        let courier = Signature::of(&words.sign_courier, &by_hand, &signing);
        let officer = Signature::of(&words.sign_officer, &by_hand, &signing);
        blocks.push(Block::Closing(vec![
            Block::Gap(8.0 * MM),
            composer.signatures(Some(courier), Some(officer)),
        ]));
        Ok(blocks)
    }
}
