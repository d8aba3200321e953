//! *Matriks pembagian peran dan hasil*: what of each of the leader's results each person brings (PermenPANRB 6/2022).
//!
//! Must not know SKPs. Usually wider than the paper: the columns of results go on over further pages, name and position stand on each.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{Composed, Composer, DENSE, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::{MM, Orientation};
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::table::{Cell, Row, Table};
use crate::text::{Align, Style};
use crate::version::Version;
use crate::words;

/// The fixed words of the sheet.
pub(crate) const WORDS: &str = include_str!("../../../assets/reference/forms/matriks-peran-hasil.json");

const NAME: f64 = 48.0 * MM;
const POSITION: f64 = 42.0 * MM;
/// Least width of a column of results.
const RESULT: f64 = 42.0 * MM;
/// Columns and rows to fill by hand.
const HAND: (usize, usize) = (4, 16);

/// One of the leader's results.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LeaderResult {
    /// Outcome or output.
    pub statement: String,
    /// Its indicator.
    pub indicator: String,
}

/// What one person brings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Role {
    /// Nama pegawai.
    pub name: String,
    /// Jabatan.
    pub position: String,
    /// Outcome antara, output or layanan for each of the leader's results; empty where the person brings nothing to it.
    pub results: Vec<String>,
}

/// Everything that one matrix says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MatriksPeranHasil {
    /// Version of these form data.
    pub version: Version<1>,
    /// Nama instansi.
    pub agency: String,
    /// "1 JANUARI SD 31 DESEMBER TAHUN 2026".
    pub span: String,
    /// "JPT PRATAMA"; with the next makes the long title.
    pub from: String,
    /// "KETUA TIM/JF NON KETUA TIM".
    pub to: String,
    /// Whose results are divided.
    pub leader: Person,
    /// The results, in order.
    pub results: Vec<LeaderResult>,
    /// The people, in order.
    pub people: Vec<Role>,
    /// The leader's signature block.
    pub signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl MatriksPeranHasil {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    long_title: String,
    name_head: String,
    position_head: String,
    results_head: String,
    continued: String,
    sign_leader: String,
}

impl Composed for MatriksPeranHasil {
    fn words(&self) -> &'static str {
        WORDS
    }

    fn time(&self) -> Option<String> {
        Some(time_of("", &self.span))
    }

    fn orientation(&self) -> Orientation {
        Orientation::Landscape
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Person(&self.leader))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        static KEPT: OnceLock<Words> = OnceLock::new();
        let words = words::get(&KEPT, WORDS)?;
        let title = if self.from.trim().is_empty() || self.to.trim().is_empty() {
            words.title.clone()
        } else {
            words.long_title.replace("{dari}", &self.from).replace("{ke}", &self.to)
        };
        let mut blocks = composer.opening(&[&title], &self.agency, &self.span);
        let parts = self.table(words, composer).part_columns(2, composer.width);
        let all = parts.iter().map(|part| part.columns.len() - 2).sum::<usize>();
        let mut first = 1;
        for (index, part) in parts.into_iter().enumerate() {
            let last = first + part.columns.len() - 3;
            if index > 0 {
                let numbers = [("{dari}", first), ("{sampai}", last), ("{semua}", all)];
                let caption = numbers.iter().fold(words.continued.clone(), |text, (mark, number)| {
                    text.replace(mark, &number.to_string())
                });
                blocks.extend([Block::PageBreak, composer.caption(&caption), Block::Gap(1.5 * MM)]);
            }
            blocks.push(Block::Table(part));
            first = last + 1;
        }
        let leader = Signature::of_leader(&words.sign_leader, &self.leader, &self.signing);
        blocks.push(Block::Closing(vec![Block::Gap(4.0 * MM), composer.signatures(None, Some(leader))]));
        Ok(blocks)
    }
}

impl MatriksPeranHasil {
    fn table(&self, words: &Words, composer: &Composer<'_>) -> Table {
        let style = Style::regular(DENSE);
        let is_blank = self.people.is_empty() && composer.is_by_hand();
        let columns = if is_blank { HAND.0 } else { self.results.len().max(1) };
        let of = |index: usize, of: fn(&LeaderResult) -> &String| {
            self.results.get(index).map_or("", |result| of(result).as_str())
        };
        let head = |text: String| composer.head(&text);
        // What is to be written in by hand is not shaded.
        let statement = |text: &str| if is_blank { Cell::empty() } else { head(text.to_owned()) };
        let mut top =
            vec![head(words.name_head.clone()).span(1, 4), head(words.position_head.clone()).span(1, 4)];
        top.push(head(words.results_head.clone()).span(columns, 1));
        let hand_height = if is_blank { 14.0 * MM } else { 0.0 };
        let mut rows = vec![
            Row::of(top),
            Row::of((1..=columns).map(|number| head(number.to_string())).collect()),
            Row::of((0..columns).map(|index| statement(of(index, |r| &r.statement))).collect())
                .least(hand_height),
            Row::of(
                (0..columns)
                    .map(|index| {
                        composer.entry(of(index, |r| &r.indicator), style).align(Align::Centre).middle()
                    })
                    .collect(),
            )
            .least(hand_height),
        ];
        rows.extend(self.people.iter().map(|role| {
            let mut cells = vec![Cell::text(&role.name, style), composer.entry(&role.position, style)];
            let result = |index: usize| role.results.get(index).map_or("", String::as_str);
            // Where a person brings nothing to a result, nothing is missing.
            cells.extend((0..columns).map(|index| Cell::text(result(index), style)));
            Row::of(cells).splitting()
        }));
        if is_blank {
            rows.extend(composer.hand_rows(HAND.1, columns + 2, 1));
        }
        let mut widths = vec![NAME, POSITION];
        widths.extend(std::iter::repeat_n(RESULT, columns));
        let short_head = vec![
            Row::of(vec![
                head(words.name_head.clone()).span(1, 2),
                head(words.position_head.clone()).span(1, 2),
                head(words.results_head.clone()).span(columns, 1),
            ]),
            rows[1].clone(),
        ];
        Table::ruled(widths, 4, rows).short_head(short_head)
    }
}
