//! *Perilaku kerja*: the seven values of BerAKHLAK with their points, the leader's special expectations and, in an evaluation, the feedback
//! (PermenPANRB 6/2022; values and points of SE MenPANRB 20/2021).
//!
//! Must not know ratings. Form data without behaviours print the seven of the reference data.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{Composer, DENSE, HEAD_GREY};
use crate::error::FormsError;
use crate::flow::Block;
use crate::paragraph::Paragraph;
use crate::table::{Cell, Row, Table};
use crate::text::{Align, Style};
use crate::words;
use crate::work::Telling;

/// One of the seven values.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Behaviour {
    /// "Berorientasi Pelayanan".
    pub name: String,
    /// Its points.
    pub points: Vec<String>,
    /// Ekspektasi khusus pimpinan; may be empty.
    pub expectation: String,
    /// Umpan balik; may be empty.
    pub feedback: String,
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    behaviour: String,
    expectation: String,
    expectation_label: String,
    feedback: String,
}

fn words() -> Result<&'static Words, FormsError> {
    static WORDS: OnceLock<Words> = OnceLock::new();
    words::get(&WORDS, include_str!("../../../assets/reference/forms/perilaku.json"))
}

/// The seven values as the reference data for rules have them.
pub(crate) fn list_usual() -> Result<&'static [Behaviour], FormsError> {
    #[derive(Deserialize)]
    struct Pack {
        core_values: Vec<Dated>,
    }
    #[derive(Deserialize)]
    struct Dated {
        data: Values,
    }
    #[derive(Deserialize)]
    struct Values {
        values: Vec<Behaviour>,
    }
    static PACK: OnceLock<Pack> = OnceLock::new();
    let pack = words::get(&PACK, include_str!("../../../assets/reference/appraisal.json"))?;
    Ok(pack.core_values.last().map_or(&[], |dated| &dated.data.values))
}

/// The table with its bar; `mark` refers to the note on special expectations.
pub(crate) fn compose(
    behaviours: &[Behaviour],
    telling: Telling,
    mark: &str,
    composer: &Composer<'_>,
) -> Result<Block, FormsError> {
    let words = words()?;
    let behaviours = if behaviours.is_empty() { list_usual()? } else { behaviours };
    let is_evaluated = telling == Telling::Evaluated;
    let (shares, has_heads): (&[f64], bool) = if is_evaluated {
        (&[4.0, 46.0, 22.0, 28.0], true)
    } else {
        (&[4.0, 56.0, 40.0], composer.conventions.has_behaviour_heads)
    };
    let mut rows = vec![composer.bar(&composer.marked(&words.title, mark), shares.len())];
    if has_heads {
        let heads = [&composer.common.number, &words.behaviour, &words.expectation, &words.feedback];
        rows.push(Row::of(heads.iter().take(shares.len()).map(|head| composer.head(head)).collect()));
        rows.push(Table::number_row(shares.len(), Style::regular(7.0), HEAD_GREY));
    }
    let head_rows = rows.len();
    for (number, behaviour) in (1..).zip(behaviours) {
        rows.push(behaviour_row(number, behaviour, is_evaluated, has_heads, words, composer));
    }
    Ok(Block::Table(Table::ruled(composer.shared(shares), head_rows, rows)))
}

fn behaviour_row(
    number: i32,
    behaviour: &Behaviour,
    is_evaluated: bool,
    has_heads: bool,
    words: &Words,
    composer: &Composer<'_>,
) -> Row {
    let style = Style::regular(DENSE);
    let mut value = vec![Paragraph::text(&behaviour.name, Style::bold(DENSE))];
    value.extend(
        (1..)
            .zip(&behaviour.points)
            .map(|(index, point): (i32, _)| Paragraph::text(point, style).lead(format!("{index}."), 12.0)),
    );
    let expectation = if has_heads {
        // Most values have no special expectation: nothing is missing there.
        Cell::text(&behaviour.expectation, style)
    } else {
        let mut paragraphs = vec![Paragraph::text(&words.expectation_label, Style::bold(DENSE))];
        if !behaviour.expectation.trim().is_empty() {
            paragraphs.push(Paragraph::text(&behaviour.expectation, style));
        }
        Cell::stack(paragraphs)
    };
    let mut cells =
        vec![Cell::text(number.to_string(), style).align(Align::Centre), Cell::stack(value), expectation];
    if is_evaluated {
        cells.push(composer.entry(&behaviour.feedback, style));
    }
    Row::of(cells).least(composer.hand_height(2))
}
