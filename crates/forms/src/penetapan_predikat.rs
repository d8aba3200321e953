//! *Penetapan predikat kinerja* of a unit: everybody's ratings and predicate, the counts beside the distribution pattern, the signature of the leader
//! who fixes them (SE MenPANRB 3/2023, Format Penetapan Predikat Kinerja; its layout was not seen, ours is a proposal).
//!
//! Must not know quotas: counts, shares and guidance come as finished strings.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{BODY, Composed, Composer, DENSE, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::{MM, Orientation};
use crate::paragraph::Paragraph;
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::table::{Cell, Row};
use crate::text::{Align, Style};
use crate::version::Version;
use crate::words;

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/penetapan-predikat.json");

/// Rows to fill by hand.
const HAND_ROWS: usize = 12;

/// One person's ratings and predicate.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RatedPerson {
    /// Nama.
    pub name: String,
    /// NIP, formatted.
    pub number: String,
    /// Jabatan.
    pub position: String,
    /// Rating hasil kerja.
    pub result_rating: String,
    /// Rating perilaku kerja.
    pub behaviour_rating: String,
    /// Predikat.
    pub predicate: String,
}

/// How many have a predicate.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PredicateCount {
    /// Predikat.
    pub predicate: String,
    /// "7".
    pub count: String,
    /// "17,5 %".
    pub share: String,
    /// What the pattern says of it; may be empty.
    pub guidance: String,
}

/// Everything that one sheet of predicates says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PenetapanPredikat {
    /// Version of these form data.
    pub version: Version<1>,
    /// Nama instansi.
    pub agency: String,
    /// "TRIWULAN III".
    pub period: String,
    /// "1 JULI SD 30 SEPTEMBER 2026".
    pub span: String,
    /// Capaian kinerja organisasi.
    pub achievement: String,
    /// The document that fixed the achievement; may be empty.
    pub achievement_source: String,
    /// Heights of the distribution picture from Sangat Kurang to Sangat Baik; empty draws none.
    pub pattern: Vec<u16>,
    /// Everybody in order.
    pub people: Vec<RatedPerson>,
    /// Predicates, best first.
    pub counts: Vec<PredicateCount>,
    /// "40".
    pub total: String,
    /// Why the counts leave the pattern; empty prints no block.
    pub outside_reason: String,
    /// Who fixes the predicates.
    pub leader: Person,
    /// The leader's signature block.
    pub signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl PenetapanPredikat {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    achievement: String,
    achievement_source: String,
    heads: [String; 7],
    counts: String,
    count_heads: [String; 4],
    total: String,
    outside_reason: String,
    sign_leader: String,
}

impl Composed for PenetapanPredikat {
    fn words(&self) -> &'static str {
        WORDS
    }

    fn time(&self) -> Option<String> {
        Some(time_of(&self.period, &self.span))
    }

    fn orientation(&self) -> Orientation {
        Orientation::Landscape
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Office(&self.agency))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        static KEPT: OnceLock<Words> = OnceLock::new();
        let words = words::get(&KEPT, WORDS)?;
        let mut blocks =
            composer.opening(&[&words.title, &composer.period_line(&self.period)], &self.agency, &self.span);
        blocks.extend([
            composer.organisation(
                &words.achievement,
                &self.achievement,
                Some((&words.achievement_source, &self.achievement_source)),
                &self.pattern,
            ),
            Block::Gap(3.0 * MM),
            self.people(words, composer),
        ]);
        let mut end =
            vec![composer.caption(&words.counts), Block::Gap(1.0 * MM), self.counts(words, composer)];
        if !self.outside_reason.trim().is_empty() {
            // The reason may be long; what must stay together is what follows it.
            blocks.push(Block::Together(end));
            blocks.push(composer.caption(&words.outside_reason));
            blocks.push(Block::Paragraph(Paragraph::text(&self.outside_reason, Style::regular(BODY))));
            end = Vec::new();
        }
        let leader = Signature::of_leader(&words.sign_leader, &self.leader, &self.signing);
        end.extend([Block::Gap(4.0 * MM), composer.signatures(None, Some(leader))]);
        blocks.push(Block::Closing(end));
        Ok(blocks)
    }
}

impl PenetapanPredikat {
    fn people(&self, words: &Words, composer: &Composer<'_>) -> Block {
        let style = Style::regular(DENSE);
        let mut rows: Vec<Row> = (1..)
            .zip(&self.people)
            .map(|(number, person): (i32, _)| {
                let texts = [&person.name, &person.number, &person.position];
                let words = [&person.result_rating, &person.behaviour_rating, &person.predicate];
                let mut cells = vec![Cell::text(number.to_string(), style).align(Align::Centre)];
                cells.extend(texts.map(|text| composer.entry(text, style)));
                cells.extend(words.map(|word| composer.entry(word, style)));
                Row::of(cells)
            })
            .collect();
        if rows.is_empty() {
            rows = composer.hand_rows(HAND_ROWS, words.heads.len(), 1);
        }
        let heads = words.heads.each_ref().map(String::as_str);
        let shares = [4.0, 20.0, 0.0, 20.0, 14.5, 14.5, 14.0];
        let mut table = composer.table(&heads, &shares, rows);
        table.columns = composer.shared_around_number(&shares, 2);
        Block::Table(table)
    }

    fn counts(&self, words: &Words, composer: &Composer<'_>) -> Block {
        let style = Style::regular(DENSE);
        let open: Vec<PredicateCount> = composer
            .conventions
            .predicates
            .iter()
            .map(|predicate| PredicateCount { predicate: predicate.clone(), ..PredicateCount::default() })
            .collect();
        let counts = if self.counts.is_empty() { &open } else { &self.counts };
        let number = |text: &str, style| composer.entry(text, style).align(Align::Right);
        let mut rows: Vec<Row> = counts
            .iter()
            .map(|count| {
                Row::of(vec![
                    Cell::text(&count.predicate, style),
                    number(&count.count, style),
                    number(&count.share, style),
                    composer.entry(&count.guidance, style),
                ])
                .keep()
            })
            .collect();
        let bold = Style::bold(DENSE);
        rows.push(Row::of(vec![
            Cell::text(&words.total, bold),
            number(&self.total, bold),
            number(if self.counts.is_empty() { "" } else { "100 %" }, bold),
            Cell::empty(),
        ]));
        let heads = words.count_heads.each_ref().map(String::as_str);
        Block::Table(composer.plain_table(&heads, &[30.0, 14.0, 14.0, 60.0], rows))
    }
}
