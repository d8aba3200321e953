//! *Hasil kerja*: the planned results of a person with indicators, and in an evaluation what was reached and said about it
//! (PermenPANRB 6/2022). One table for the SKP, the feedback and the evaluation, in four variants.
//!
//! Must not know who the person is. The columns follow from approach, form kind and whether results are planned or evaluated.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{Composer, DENSE};
use crate::conventions::PerspectivePlace;
use crate::error::FormsError;
use crate::flow::Block;
use crate::paper::Orientation;
use crate::paragraph::Paragraph;
use crate::table::{Cell, Row, Table};
use crate::text::{Align, Style};
use crate::words;

/// How results are described, chosen for each SKP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approach {
    /// Indicators and targets in columns.
    #[default]
    Quantitative,
    /// Measures in words under the result.
    Qualitative,
}

/// For whom the form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormKind {
    /// *Pejabat administrasi dan pejabat fungsional*.
    #[default]
    JaJf,
    /// *Pejabat pimpinan tinggi dan pimpinan unit kerja mandiri*.
    JptUnitHead,
}

/// One indicator of a result.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Indicator {
    /// "Kuantitas"; on the quantitative JA/JF form.
    pub aspect: String,
    /// "Penerima Layanan"; on a leader's form.
    pub perspective: String,
    /// The indicator.
    pub statement: String,
    /// Its target.
    pub target: String,
    /// Realisasi berdasarkan bukti dukung, where it is told by indicator.
    pub realisation: String,
    /// Umpan balik, where it is given by indicator.
    pub feedback: String,
}

/// One *rencana hasil kerja*.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkResult {
    /// The leader's result that it serves.
    pub superior_result: String,
    /// The result.
    pub statement: String,
    /// Who gave the assignment.
    pub assigned_by: String,
    /// How it is measured.
    pub indicators: Vec<Indicator>,
    /// Realisasi berdasarkan bukti dukung, where it is told for the whole result.
    pub realisation: String,
    /// Umpan balik, where it is given for the whole result.
    pub feedback: String,
}

/// All results of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Work {
    /// How results are described.
    pub approach: Approach,
    /// For whom the form is.
    pub kind: FormKind,
    /// A. Utama.
    pub main: Vec<WorkResult>,
    /// B. Tambahan.
    pub additional: Vec<WorkResult>,
}

/// Whether a sheet says what is planned or what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    Planned,
    Evaluated,
}

#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    main: String,
    additional: String,
    superior_result: String,
    statement: String,
    aspect: String,
    indicator: String,
    target: String,
    perspective: String,
    realisation: String,
    feedback: String,
    work: String,
    assigned_by: String,
    measures: String,
    measures_with_perspective: String,
    approaches: Approaches,
    kinds: Kinds,
    hand_aspects: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Approaches {
    quantitative: String,
    qualitative: String,
}

#[derive(Debug, Deserialize)]
struct Kinds {
    jpt_unit_head: String,
    ja_jf: String,
}

fn words() -> Result<&'static Words, FormsError> {
    static WORDS: OnceLock<Words> = OnceLock::new();
    words::get(&WORDS, include_str!("../../../assets/reference/forms/hasil-kerja.json"))
}

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Number,
    SuperiorResult,
    Statement,
    Aspect,
    Indicator,
    Target,
    Perspective,
    /// Result and measures in one cell, of the qualitative form.
    Whole,
    Realisation,
    Feedback,
}

impl Column {
    /// Relative width.
    fn share(self) -> f64 {
        match self {
            Self::Number => 4.0,
            Self::Aspect => 9.0,
            Self::Target | Self::Perspective => 12.0,
            Self::SuperiorResult | Self::Statement | Self::Indicator => 20.0,
            Self::Realisation | Self::Feedback => 18.0,
            Self::Whole => 46.0,
        }
    }

    fn head(self, words: &'static Words, number: &'static str) -> &'static str {
        match self {
            Self::Number => number,
            Self::SuperiorResult => &words.superior_result,
            Self::Statement => &words.statement,
            Self::Aspect => &words.aspect,
            Self::Indicator => &words.indicator,
            Self::Target => &words.target,
            Self::Perspective => &words.perspective,
            Self::Whole => &words.work,
            Self::Realisation => &words.realisation,
            Self::Feedback => &words.feedback,
        }
    }
}

/// Results to write in by hand, in each section.
const HAND_RESULTS: [usize; 2] = [4, 2];

impl Work {
    /// Wide tables lie on their side; the two columns of a qualitative SKP read better upright.
    pub(crate) fn orientation(&self, telling: Telling) -> Orientation {
        match (self.approach, telling) {
            (Approach::Qualitative, Telling::Planned) => Orientation::Portrait,
            (Approach::Qualitative, Telling::Evaluated) | (Approach::Quantitative, _) => {
                Orientation::Landscape
            }
        }
    }

    /// The second and third line of the title.
    pub(crate) fn title_lines(&self) -> Result<[&'static str; 2], FormsError> {
        let words = words()?;
        let approach = match self.approach {
            Approach::Quantitative => &words.approaches.quantitative,
            Approach::Qualitative => &words.approaches.qualitative,
        };
        let kind = match self.kind {
            FormKind::JptUnitHead => &words.kinds.jpt_unit_head,
            FormKind::JaJf => &words.kinds.ja_jf,
        };
        Ok([approach, kind])
    }

    /// Whether the form has the column of the leader's result, and so its footnote.
    pub(crate) fn has_superior_column(&self) -> bool {
        self.approach == Approach::Quantitative && self.kind == FormKind::JaJf
    }

    fn columns(&self, telling: Telling, composer: &Composer<'_>) -> Vec<Column> {
        let mut columns = match (self.approach, self.kind) {
            (Approach::Qualitative, _) => vec![Column::Number, Column::Whole],
            (Approach::Quantitative, FormKind::JaJf) => vec![
                Column::Number,
                Column::SuperiorResult,
                Column::Statement,
                Column::Aspect,
                Column::Indicator,
                Column::Target,
            ],
            (Approach::Quantitative, FormKind::JptUnitHead) => {
                let last = match composer.conventions.perspective {
                    PerspectivePlace::AfterTarget => [Column::Target, Column::Perspective],
                    PerspectivePlace::BeforeTarget => [Column::Perspective, Column::Target],
                };
                [[Column::Number, Column::Statement, Column::Indicator].as_slice(), &last].concat()
            }
        };
        match telling {
            Telling::Planned => {}
            Telling::Evaluated => columns.extend([Column::Realisation, Column::Feedback]),
        }
        columns
    }

    /// The table with its bar, heads, column numbers and both sections. `superior_mark` refers to the note on the leader's result.
    pub(crate) fn compose(
        &self,
        telling: Telling,
        superior_mark: &str,
        composer: &Composer<'_>,
    ) -> Result<Block, FormsError> {
        let words = words()?;
        let columns = self.columns(telling, composer);
        let number = composer.common.number.as_str();
        let heads = columns.iter().map(|column| {
            let head = column.head(words, number);
            let mark = if *column == Column::SuperiorResult { superior_mark } else { "" };
            composer.head(&composer.marked(head, mark))
        });
        let mut rows = vec![
            composer.bar(&words.title, columns.len()),
            Row::of(heads.collect()),
            Table::number_row(columns.len(), Style::regular(7.0), crate::composer::HEAD_GREY),
        ];
        let sections = [(&words.main, &self.main), (&words.additional, &self.additional)];
        for ((title, results), by_hand) in sections.into_iter().zip(HAND_RESULTS) {
            rows.push(composer.section(title, columns.len()));
            for (number, result) in (1..).zip(results) {
                rows.extend(self.result_rows(number, result, &columns, words, composer));
            }
            if results.is_empty() && composer.is_by_hand() {
                for number in 1..=by_hand {
                    rows.extend(self.result_rows(
                        number,
                        &self.hand_result(words),
                        &columns,
                        words,
                        composer,
                    ));
                }
            } else if results.is_empty() {
                let nothing = Cell::text(&composer.common.nothing, Style::regular(DENSE));
                rows.push(Row::of(vec![nothing.span(columns.len(), 1)]));
            }
        }
        let shares: Vec<f64> = columns.iter().map(|column| column.share()).collect();
        Ok(Block::Table(Table::ruled(composer.shared(&shares), 3, rows)))
    }

    /// An empty result with the aspects that are customary.
    fn hand_result(&self, words: &Words) -> WorkResult {
        let indicators = match (self.approach, self.kind) {
            (Approach::Quantitative, FormKind::JaJf) => words
                .hand_aspects
                .iter()
                .map(|aspect| Indicator { aspect: aspect.clone(), ..Indicator::default() })
                .collect(),
            (Approach::Quantitative, FormKind::JptUnitHead) => vec![Indicator::default(); 2],
            (Approach::Qualitative, _) => Vec::new(),
        };
        WorkResult { indicators, ..WorkResult::default() }
    }

    fn result_rows(
        &self,
        number: usize,
        result: &WorkResult,
        columns: &[Column],
        words: &Words,
        composer: &Composer<'_>,
    ) -> Vec<Row> {
        let nothing = [Indicator::default()];
        let indicators = match self.approach {
            Approach::Quantitative if !result.indicators.is_empty() => result.indicators.as_slice(),
            Approach::Quantitative | Approach::Qualitative => &nothing,
        };
        let least = composer.hand_height(match self.approach {
            Approach::Quantitative if columns.contains(&Column::Realisation) => 2,
            Approach::Quantitative => 1,
            Approach::Qualitative => 5,
        });
        let rows = indicators.iter().enumerate().map(|(index, indicator)| {
            let cells = columns.iter().filter_map(|column| {
                let merged = self.merged_cell(*column, number, result, words, composer);
                match merged {
                    Some(cell) => (index == 0).then(|| cell.span(1, indicators.len())),
                    None => Some(indicator_cell(*column, indicator, composer)),
                }
            });
            Row::of(cells.collect()).least(least)
        });
        rows.collect()
    }

    /// A cell that stands once for the whole result, or `None` where the column goes by indicator.
    fn merged_cell(
        &self,
        column: Column,
        number: usize,
        result: &WorkResult,
        words: &Words,
        composer: &Composer<'_>,
    ) -> Option<Cell> {
        let style = Style::regular(DENSE);
        let is_whole = self.approach == Approach::Qualitative;
        let told_by_indicator = |of: fn(&Indicator) -> &String| {
            result.indicators.iter().any(|indicator| !of(indicator).trim().is_empty())
        };
        let told = |whole: &str, of: fn(&Indicator) -> &String| {
            if is_whole {
                Some(told_in_one(whole, result, of, composer))
            } else {
                let is_merged = !told_by_indicator(of) && !composer.is_by_hand();
                is_merged.then(|| composer.entry(whole, style))
            }
        };
        match column {
            Column::Number => Some(Cell::text(number.to_string(), style).align(Align::Centre)),
            Column::SuperiorResult => Some(composer.entry(&result.superior_result, style)),
            Column::Statement => Some(composer.entry(&with_assignment(result, words), style)),
            Column::Whole => Some(self.whole_cell(result, words, composer)),
            Column::Realisation => told(&result.realisation, |indicator| &indicator.realisation),
            Column::Feedback => told(&result.feedback, |indicator| &indicator.feedback),
            Column::Aspect | Column::Indicator | Column::Target | Column::Perspective => None,
        }
    }

    /// The result, then its measures as a list.
    fn whole_cell(&self, result: &WorkResult, words: &Words, composer: &Composer<'_>) -> Cell {
        let style = Style::regular(DENSE);
        let mut paragraphs = vec![composer.free_text(&with_assignment(result, words), style, 2)];
        let label = match self.kind {
            FormKind::JaJf => &words.measures,
            FormKind::JptUnitHead => &words.measures_with_perspective,
        };
        paragraphs.push(Paragraph::text(label, Style::bold(DENSE)).before(2.0));
        let is_empty = result.indicators.is_empty();
        if is_empty {
            paragraphs.push(composer.free_text("", style, 2));
        }
        paragraphs.extend(result.indicators.iter().map(|indicator| {
            let mut parts = vec![indicator.statement.as_str()];
            parts.extend(
                [indicator.target.as_str(), indicator.perspective.as_str()].iter().filter(|p| !p.is_empty()),
            );
            Paragraph::text(parts.join("; "), style).lead("\u{2022}", 8.0)
        }));
        Cell::stack(paragraphs)
    }
}

/// In the qualitative form one cell tells of the whole result; what was told by indicator follows as a list.
fn told_in_one(
    whole: &str,
    result: &WorkResult,
    of: fn(&Indicator) -> &String,
    composer: &Composer<'_>,
) -> Cell {
    let style = Style::regular(DENSE);
    let by_indicator = result.indicators.iter().map(of).filter(|text| !text.trim().is_empty());
    let mut paragraphs: Vec<Paragraph> =
        by_indicator.map(|text| Paragraph::text(text, style).lead("\u{2022}", 8.0)).collect();
    if !whole.trim().is_empty() {
        paragraphs.insert(0, Paragraph::text(whole, style));
    }
    if paragraphs.is_empty() { composer.entry("", style) } else { Cell::stack(paragraphs) }
}

fn with_assignment(result: &WorkResult, words: &Words) -> String {
    if result.assigned_by.trim().is_empty() {
        result.statement.clone()
    } else {
        format!("{} {}", result.statement, words.assigned_by.replace("{dari}", &result.assigned_by))
    }
}

fn indicator_cell(column: Column, indicator: &Indicator, composer: &Composer<'_>) -> Cell {
    let text = match column {
        Column::Aspect => &indicator.aspect,
        Column::Indicator => &indicator.statement,
        Column::Target => &indicator.target,
        Column::Perspective => &indicator.perspective,
        Column::Realisation => &indicator.realisation,
        Column::Feedback => &indicator.feedback,
        Column::Number | Column::SuperiorResult | Column::Statement | Column::Whole => return Cell::empty(),
    };
    composer.entry(text, Style::regular(DENSE))
}
