//! *Piagam apresiasi*: a certificate of thanks, on its side, with a border that a grey printer prints well (layout is our own).
//!
//! Must not know the log of thanks. One page for every sentence that fits the log.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{Composed, Composer};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::layout::{Mark, Page};
use crate::paper::{MM, Orientation};
use crate::paragraph::Paragraph;
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::text::{Align, Style};
use crate::version::Version;
use crate::words;

/// The fixed words of the certificate.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/piagam.json");

/// Distance of the border's lines from the paper's edge, and their thickness.
const BORDER: [(f64, f64); 2] = [(8.0 * MM, 2.4), (10.0 * MM, 0.6)];

/// Everything that one certificate says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Piagam {
    /// Version of these form data.
    pub version: Version<1>,
    /// Nama instansi.
    pub agency: String,
    /// Nomor; may be empty.
    pub number: String,
    /// Who is thanked.
    pub employee: Person,
    /// For what.
    pub reason: String,
    /// Who thanks.
    pub leader: Person,
    /// The leader's signature block.
    pub signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl Piagam {
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
    given_to: String,
    reason: String,
    wish: String,
}

impl Composed for Piagam {
    fn words(&self) -> &'static str {
        WORDS
    }

    fn time(&self) -> Option<String> {
        None
    }

    fn orientation(&self) -> Orientation {
        Orientation::Landscape
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Person(&self.employee))
    }

    fn has_footer(&self) -> bool {
        false
    }

    fn decorate(&self, page: &mut Page) {
        for (distance, width) in BORDER {
            let (right, bottom) = (page.width - distance, page.height - distance);
            let corners = vec![(distance, distance), (right, distance), (right, bottom), (distance, bottom)];
            let closed = [corners.as_slice(), &[(distance, distance)]].concat();
            page.marks.push(Mark::Path { points: closed, fill: None, outline: Some(width) });
        }
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        static KEPT: OnceLock<Words> = OnceLock::new();
        let words = words::get(&KEPT, WORDS)?;
        let centred = |text: &str, style: Style, before: f64| {
            Block::Paragraph(Paragraph::text(text, style).align(Align::Centre).before(before))
        };
        let (_, digits) = self.employee.number.find("", "").unwrap_or(("", ""));
        let name = match self.employee.name.trim() {
            "" if composer.is_by_hand() => ".".repeat(60),
            name => name.to_owned(),
        };
        let Person { position, unit, .. } = &self.employee;
        let place = [position.trim(), unit.trim()].into_iter().filter(|part| !part.is_empty());
        let place = place.collect::<Vec<_>>().join(", ");
        let below = [composer.inline(digits, 40), composer.inline(&place, 60)];
        let number = format!("{}: {}", words.number, composer.inline(&self.number, 40));
        let mut blocks: Vec<Block> = composer.state_emblem().into_iter().collect();
        blocks.extend([
            centred(&composer.inline(&self.agency, 80), Style::bold(13.0), 2.0 * MM),
            centred(&words.title, Style::bold(30.0), 4.0 * MM),
            centred(&number, Style::regular(11.0), 1.0 * MM),
            centred(&words.given_to, Style::regular(13.0), 6.0 * MM),
            centred(&name, Style::bold(24.0), 3.0 * MM),
            centred(&format!("{} {}", composer.common.sign_nip, below[0]), Style::regular(11.0), 1.0 * MM),
            centred(&below[1], Style::regular(11.0), 0.5 * MM),
            centred(&words.reason, Style::regular(13.0), 5.0 * MM),
            centred(&composer.inline(&self.reason, 110), Style::bold(14.0), 2.0 * MM),
            centred(&words.wish, Style::regular(11.0), 4.0 * MM),
        ]);
        let leader = Signature::of_leader("", &self.leader, &self.signing);
        let signature = composer.middle_signature(leader, composer.imprint.code.as_ref());
        blocks.push(Block::Closing(vec![Block::Gap(6.0 * MM), signature]));
        Ok(blocks)
    }
}
