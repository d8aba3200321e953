//! *Berita acara serah terima*: the old head hands the office's appraisal records to the new one (layout is our own; form of naskah dinas khusus,
//! Permendagri 1/2023).
//!
//! Must not know files or keys: fingerprints come as finished strings.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{Composed, Composer, DENSE, LETTER};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::MM;
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::table::{Cell, Row};
use crate::text::{Align, Style};
use crate::version::Version;
use crate::words;

/// The fixed words of the minutes.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/serah-terima.json");

const LABEL: f64 = 40.0 * MM;
/// Rows to fill by hand.
const HAND_ROWS: usize = 6;

/// One thing that is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HandedItem {
    /// "Evaluasi Triwulan III 2026 yang sudah final".
    pub what: String,
    /// "38 pegawai".
    pub count: String,
    /// Anything to know of it.
    pub note: String,
}

/// Everything that the minutes of one hand-over say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SerahTerima {
    /// Version of these form data.
    pub version: Version<1>,
    /// Nomor.
    pub number: String,
    /// Nama instansi.
    pub agency: String,
    /// "Senin, tanggal lima bulan Oktober tahun dua ribu dua puluh enam".
    pub day: String,
    /// "Sukamaju".
    pub place: String,
    /// Who hands over.
    pub giver: Person,
    /// Who receives.
    pub receiver: Person,
    /// In order.
    pub items: Vec<HandedItem>,
    /// Fingerprint of the handed file; empty prints no line.
    pub fingerprint: String,
    /// Matters that are still open; empty prints no block.
    pub open_matters: String,
    /// Who witnesses; without a name no block is printed.
    pub witness: Person,
    /// The giver's signature block.
    pub giver_signing: Signing,
    /// The receiver's signature block.
    pub receiver_signing: Signing,
    /// The witness's signature block.
    pub witness_signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl SerahTerima {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    number: String,
    opening: String,
    fields: [String; 4],
    giver_called: String,
    receiver_called: String,
    handing: String,
    heads: [String; 4],
    fingerprint: String,
    open_matters: String,
    ending: String,
    sign_giver: String,
    sign_receiver: String,
    sign_witness: String,
}

impl Composed for SerahTerima {
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
        let opening = words
            .opening
            .replace("{hari}", &composer.inline(&self.day, 80))
            .replace("{tempat}", &composer.inline(&self.place, 30));
        let handing = words.handing.replace("{instansi}", &composer.inline(&self.agency, 60));
        let mut blocks = composer.kop();
        blocks.extend([
            composer.title(&words.title),
            composer.title(&format!("{}: {}", words.number, composer.by_pen(&self.number, 40))),
            Block::Gap(3.0 * MM),
            composer.prose(&opening),
        ]);
        for (person, called) in [(&self.giver, &words.giver_called), (&self.receiver, &words.receiver_called)]
        {
            let (_, digits) = person.number.find("", "").unwrap_or(("", ""));
            let values = [person.name.as_str(), digits, &person.rank, &person.position];
            let fields: Vec<(&str, &str)> = words.fields.iter().map(String::as_str).zip(values).collect();
            blocks.extend([
                Block::Gap(1.5 * MM),
                composer.letter_fields(&fields, LABEL),
                composer.prose(called),
            ]);
        }
        blocks.extend([composer.prose(&handing), Block::Gap(2.0 * MM), self.items(words, composer)]);
        if composer.is_by_hand() || !self.fingerprint.trim().is_empty() {
            let fingerprint = composer.inline(&self.fingerprint, 60);
            blocks.push(composer.prose(&words.fingerprint.replace("{sidik}", &fingerprint)));
        }
        if composer.is_by_hand() || !self.open_matters.trim().is_empty() {
            let text = composer.free_text(&self.open_matters, Style::regular(LETTER), 3);
            blocks.extend([composer.letter_caption(&words.open_matters), Block::Paragraph(text)]);
        }
        blocks.push(composer.prose(&words.ending));
        blocks.push(Block::Closing(self.signatures(words, composer)));
        Ok(blocks)
    }
}

impl SerahTerima {
    fn items(&self, words: &Words, composer: &Composer<'_>) -> Block {
        let style = Style::regular(DENSE);
        let mut rows: Vec<Row> = (1..)
            .zip(&self.items)
            .map(|(number, item): (i32, _)| {
                Row::of(vec![
                    Cell::text(number.to_string(), style).align(Align::Centre),
                    composer.entry(&item.what, style),
                    composer.entry(&item.count, style),
                    composer.entry(&item.note, style),
                ])
                .splitting()
            })
            .collect();
        if rows.is_empty() {
            rows = composer.hand_rows(HAND_ROWS, words.heads.len(), 1);
        }
        let heads = words.heads.each_ref().map(String::as_str);
        Block::Table(composer.table(&heads, &[6.0, 46.0, 18.0, 30.0], rows))
    }

    /// Receiver at the left, giver at the right, the witness below.
    fn signatures(&self, words: &Words, composer: &Composer<'_>) -> Vec<Block> {
        let receiver = Signature::of(&words.sign_receiver, &self.receiver, &self.receiver_signing);
        let giver = Signature::of(&words.sign_giver, &self.giver, &self.giver_signing).official();
        let receiver = receiver.official().undated();
        let mut blocks = vec![Block::Gap(5.0 * MM), composer.signatures(Some(receiver), Some(giver))];
        if composer.is_by_hand() || !self.witness.name.trim().is_empty() {
            let witness = Signature::of(&words.sign_witness, &self.witness, &self.witness_signing);
            let witness = witness.official().undated();
            blocks.extend([Block::Gap(4.0 * MM), composer.middle_signature(witness, None)]);
        }
        blocks
    }
}
