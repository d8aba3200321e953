//! *Rekap* of a unit for its head: everybody's predicates of the year beside each other, the counts, and what is still open (layout is our own).
//!
//! Must not know whose turn it is: states come as finished words.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{Composed, Composer, DENSE, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::{MM, Orientation};
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::table::{Cell, Row};
use crate::text::{Align, Style};
use crate::version::Version;
use crate::words;

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/rekap-unit.json");

/// Rows to fill by hand.
const HAND_ROWS: usize = 14;

/// One person's year.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonYear {
    /// Nama.
    pub name: String,
    /// NIP, formatted.
    pub number: String,
    /// Jabatan.
    pub position: String,
    /// Predicates of the periods in the order of the heads.
    pub predicates: Vec<String>,
    /// "Ditandatangani"; may be empty.
    pub state: String,
}

/// The people of one part of the unit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitPart {
    /// Its name; empty prints no row for it.
    pub name: String,
    /// In order.
    pub people: Vec<PersonYear>,
}

/// How many have a predicate in each period.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct YearCount {
    /// Predikat, or what else is counted.
    pub label: String,
    /// Counts in the order of the heads.
    pub counts: Vec<String>,
}

/// Everything that one overview says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RekapUnit {
    /// Version of these form data.
    pub version: Version<1>,
    /// Nama instansi.
    pub agency: String,
    /// "TAHUN 2026".
    pub period: String,
    /// "1 JANUARI SD 31 DESEMBER 2026".
    pub span: String,
    /// Heads of the periods: "TW I" to "TW IV", "TAHUNAN"; empty takes those of the reference data.
    pub periods: Vec<String>,
    /// In walking order.
    pub parts: Vec<UnitPart>,
    /// Counts under the list.
    pub counts: Vec<YearCount>,
    /// Who is responsible for it.
    pub leader: Person,
    /// The leader's signature block.
    pub signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

/// Part of the width that the short table of counts takes.
const COUNTS_WIDTH: f64 = 0.66;

impl RekapUnit {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    heads: [String; 4],
    periods: Vec<String>,
    state: String,
    counts: String,
    count_head: String,
    sign_leader: String,
}

impl Composed for RekapUnit {
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
        let periods = if self.periods.is_empty() { &words.periods } else { &self.periods };
        let mut end = Vec::new();
        if composer.is_by_hand() || !self.counts.is_empty() {
            end.extend([
                composer.caption(&words.counts),
                Block::Gap(1.0 * MM),
                self.counts(words, periods, composer),
            ]);
        }
        let leader = Signature::of_leader(&words.sign_leader, &self.leader, &self.signing);
        end.extend([Block::Gap(4.0 * MM), composer.signatures(None, Some(leader))]);
        let mut blocks =
            composer.opening(&[&words.title, &composer.period_line(&self.period)], &self.agency, &self.span);
        blocks.extend([self.people(words, periods, composer), Block::Closing(end)]);
        Ok(blocks)
    }
}

impl RekapUnit {
    fn people(&self, words: &Words, periods: &[String], composer: &Composer<'_>) -> Block {
        let style = Style::regular(DENSE);
        let mut heads: Vec<&str> = words.heads.iter().map(String::as_str).collect();
        heads.extend(periods.iter().map(String::as_str));
        heads.push(&words.state);
        let mut rows = Vec::new();
        let mut number = 0;
        for part in &self.parts {
            if !part.name.trim().is_empty() {
                rows.push(composer.section_again(&part.name, heads.len()));
            }
            for person in &part.people {
                number += 1;
                let mut cells = vec![Cell::text(i32::to_string(&number), style).align(Align::Centre)];
                let texts = [&person.name, &person.number, &person.position];
                cells.extend(texts.map(|text| composer.entry(text, style)));
                let predicate = |index: usize| person.predicates.get(index).map_or("", String::as_str);
                cells.extend((0..periods.len()).map(|index| composer.entry(predicate(index), style)));
                cells.push(composer.entry(&person.state, style));
                rows.push(Row::of(cells));
            }
        }
        if rows.is_empty() {
            rows = composer.hand_rows(HAND_ROWS, heads.len(), 1);
        }
        let mut shares = vec![4.0, 22.0, 0.0, 20.0];
        shares.extend(std::iter::repeat_n(12.0, periods.len()));
        shares.push(13.0);
        let mut table = composer.table(&heads, &shares, rows);
        table.columns = composer.shared_around_number(&shares, 2);
        Block::Table(table)
    }

    fn counts(&self, words: &Words, periods: &[String], composer: &Composer<'_>) -> Block {
        let style = Style::regular(DENSE);
        let mut heads = vec![words.count_head.as_str()];
        heads.extend(periods.iter().map(String::as_str));
        let open: Vec<YearCount> = composer
            .conventions
            .predicates
            .iter()
            .map(|label| YearCount { label: label.clone(), ..YearCount::default() })
            .collect();
        let counts = if self.counts.is_empty() { &open } else { &self.counts };
        let rows = counts.iter().map(|count| {
            let mut cells = vec![Cell::text(&count.label, style)];
            let of = |index: usize| count.counts.get(index).map_or("", String::as_str);
            let figure = |index| composer.entry(of(index), style).align(Align::Right);
            cells.extend((0..periods.len()).map(figure));
            Row::of(cells).keep()
        });
        let mut shares = vec![24.0];
        shares.extend(std::iter::repeat_n(12.0, periods.len()));
        let mut table = composer.plain_table(&heads, &shares, rows.collect());
        for column in &mut table.columns {
            *column *= COUNTS_WIDTH;
        }
        Block::Table(table)
    }
}
