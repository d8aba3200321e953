//! Which row names the columns, and which column holds which field. It must not know rosters, plans or ratings:
//! the fields and their synonyms come from the reader that asks. Invariant: a [`Mapping`] gives every field to at
//! most one column, and what a person overrides is never guessed over.

use crate::cell_text::{clean, quote, squeeze};
use crate::error::FileError;
use crate::grid::{Column, Grid, Marks, Merge, Row};
use serde::{Deserialize, Serialize};

/// How many rows are searched for the header.
const SEARCHED_ROWS: usize = 40;
const SAMPLES: usize = 3;
/// What is looked at of a cell that may be a heading, in characters.
const HEADING_CHARS: usize = 500;

/// The fields of one kind of file.
pub trait Field: Copy + Eq + 'static {
    /// All fields, in the order in which they are offered.
    const ALL: &'static [Self];
    /// The stable key, which is also the heading in our own files.
    fn key(self) -> &'static str;
    /// Headings that mean this field, squeezed to small letters and digits; the key itself need not be among them.
    fn synonyms(self) -> &'static [&'static str];
    /// Whether nothing can be read without it.
    fn is_required(self) -> bool;
    /// The fields that a column of this one holds together, such as name and NIP in one cell.
    fn stands_for(self) -> &'static [Self] {
        &[]
    }
    /// Whether a value can be one of this field. A column with a known heading and not one fitting value among its
    /// first is not proposed: "Status" may say PNS or PPPK, and may say married.
    fn fits(self, _value: &str) -> bool {
        true
    }
}

/// What one column seems to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct ColumnGuess<F> {
    /// The column.
    pub column: Column,
    /// Its heading as the file has it; for a header of two rows both, parted by a space.
    pub heading: String,
    /// The field, where one was recognised and no better column has it.
    pub field: Option<F>,
    /// 0 to 100: 100 for a known heading, less for one that only contains it.
    pub confidence: u8,
    /// The first values below the header.
    pub samples: Vec<String>,
}

/// Which column holds which field: proposed by [`propose`], and open to change by a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping<F> {
    /// The last row of the header; data begins below it. `None` where the file has no header.
    pub header_row: Option<u32>,
    /// How many rows the header has: 1, or 2 where headings are grouped. 0 without a header.
    pub header_height: u8,
    /// All columns of the file, in order.
    pub columns: Vec<ColumnGuess<F>>,
}

impl<F: Field> Mapping<F> {
    /// The column of a field: its own, else one that holds it together with others.
    pub fn find_column(&self, field: F) -> Option<Column> {
        let own = self.columns.iter().find(|c| c.field == Some(field));
        let holds = |guess: &&ColumnGuess<F>| guess.field.is_some_and(|f| f.stands_for().contains(&field));
        own.or_else(|| self.columns.iter().find(holds)).map(|c| c.column)
    }

    /// The heading of a column as the file has it.
    pub fn heading(&self, column: Column) -> &str {
        self.columns.iter().find(|c| c.column == column).map_or("", |c| c.heading.as_str())
    }

    /// Overrides the proposal: the column holds this field and no other column does. `None` empties the column.
    pub fn assign(&mut self, column: Column, field: Option<F>) {
        for guess in &mut self.columns {
            if guess.column == column {
                guess.field = field;
                guess.confidence = 100;
            } else if field.is_some() && guess.field == field {
                guess.field = None;
                guess.confidence = 0;
            }
        }
    }

    /// A mapping by hand, also for a file without a header (`header_row` is then `None`).
    pub fn by_hand(grid: &Grid, header_row: Option<u32>, fields: &[(Column, F)]) -> Self {
        let header = header_row.and_then(|number| grid.rows().iter().find(|r| r.number == number));
        let headings = header.map_or_else(Vec::new, |row| headings_of(None, row, grid.marks()));
        let mut mapping = Self {
            header_row,
            header_height: u8::from(header_row.is_some()),
            columns: list_columns(grid, header_row, &headings),
        };
        let width = fields.iter().map(|(column, _)| column.index() + 1).max().unwrap_or(0);
        for index in mapping.columns.len()..width {
            mapping.columns.push(ColumnGuess {
                column: Column::at(index),
                heading: String::new(),
                field: None,
                confidence: 0,
                samples: Vec::new(),
            });
        }
        for (column, field) in fields {
            mapping.assign(*column, Some(*field));
        }
        mapping
    }

    /// Refuses a mapping that leaves out a field without which nothing can be read.
    pub fn check(&self) -> Result<(), FileError> {
        match F::ALL.iter().find(|f| f.is_required() && self.find_column(**f).is_none()) {
            Some(field) => Err(FileError::FieldNotMapped { field: field.key() }),
            None => Ok(()),
        }
    }
}

/// Finds the header among the first rows, below title rows if need be, and proposes a field for each column.
pub fn propose<F: Field>(grid: &Grid) -> Result<Mapping<F>, FileError> {
    propose_scored(grid).map(|(mapping, _)| mapping)
}

/// The proposal with what a person decided against it. Decisions may also name what no heading names, so that a
/// header that lacks a needed field is taken as far as it goes, and a file may have none at all.
pub fn propose_with<F: Field>(grid: &Grid, decided: &[(Column, Option<F>)]) -> Result<Mapping<F>, FileError> {
    let mut mapping = match propose_scored(grid) {
        Ok((mapping, _)) => mapping,
        Err(error) if decided.is_empty() => return Err(error),
        Err(_) => match find_header::<F>(grid) {
            Some(best) if best.score.fields > 0 => best.propose(grid),
            Some(_) | None => Mapping::by_hand(grid, None, &[]),
        },
    };
    for (column, field) in decided {
        mapping.assign(*column, *field);
    }
    mapping.check()?;
    Ok(mapping)
}

/// The same as [`propose`], with how good the proposal is.
pub(crate) fn propose_scored<F: Field>(grid: &Grid) -> Result<(Mapping<F>, Score), FileError> {
    match find_header::<F>(grid) {
        Some(best) if best.score.required == count_required::<F>() => Ok((best.propose(grid), best.score)),
        Some(_) | None => Err(FileError::NoHeader {
            rows_searched: SEARCHED_ROWS.min(grid.rows().len()),
            needed: F::ALL.iter().filter(|f| f.is_required()).map(|f| f.key()).collect(),
        }),
    }
}

/// A row that may name the columns.
struct Header {
    score: Score,
    headings: Vec<Heading>,
    number: u32,
    height: u8,
}

impl Header {
    fn propose<F: Field>(&self, grid: &Grid) -> Mapping<F> {
        let mut columns = list_columns(grid, Some(self.number), &self.headings);
        give_fields(&mut columns, &self.headings);
        Mapping { header_row: Some(self.number), header_height: self.height, columns }
    }
}

/// The row among the first ones that names most.
fn find_header<F: Field>(grid: &Grid) -> Option<Header> {
    let searched = grid.rows().get(..SEARCHED_ROWS.min(grid.rows().len())).unwrap_or_default();
    let mut best: Option<Header> = None;
    for (index, row) in searched.iter().enumerate() {
        if row.is_blank() {
            continue;
        }
        let above = index.checked_sub(1).and_then(|i| searched.get(i)).filter(|r| !r.is_blank());
        for (group, height) in [(None, 1), (above, 2)] {
            if height == 2 && group.is_none() {
                continue;
            }
            let headings = headings_of(group, row, grid.marks());
            let score = Score::of::<F>(&headings);
            // Of equals the first stays: the same header at the top of a later page changes nothing.
            if best.as_ref().is_none_or(|known| score > known.score) {
                best = Some(Header { score, headings, number: row.number, height });
            }
        }
    }
    best
}
fn count_required<F: Field>() -> usize {
    F::ALL.iter().filter(|f| f.is_required()).count()
}

/// The heading of one column: the row itself, and the group above it where there is one.
#[derive(Debug, Clone, Default)]
struct Heading {
    group: String,
    own: String,
}

impl Heading {
    fn shown(&self) -> String {
        [self.group.as_str(), self.own.as_str()]
            .iter()
            .filter(|t| !t.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// How sure it is that this heading means the field, 0 to 100.
    fn confidence<F: Field>(&self, field: F) -> u8 {
        let known = |text: &str| {
            let squeezed = squeeze(text);
            !squeezed.is_empty()
                && (squeezed == squeeze(field.key()) || field.synonyms().contains(&squeezed.as_str()))
        };
        if known(&self.shown()) {
            return 100;
        }
        // A group above says more than the word below it: JABATAN over NAMA is not the person's name.
        let alone = if self.group.is_empty() { &self.own } else { &self.group };
        let without_note = alone.split(['(', '*', '\n', ':']).next().unwrap_or("");
        let first_of_two = alone.split('/').next().unwrap_or("");
        let is_single = self.group.is_empty() || self.own.is_empty();
        let is_own_known = !is_single && squeeze(&self.own) != "nama" && known(&self.own);
        if is_single && known(alone) {
            100
        } else if is_own_known || (is_single && known(without_note)) {
            90
        } else if is_single && known(first_of_two) {
            70
        } else {
            0
        }
    }
}

/// Required fields first, then all of them, then how sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Score {
    required: usize,
    fields: usize,
    confidence: u32,
}

impl Score {
    fn of<F: Field>(headings: &[Heading]) -> Self {
        let best = |field: F| headings.iter().map(|h| h.confidence(field)).max().unwrap_or(0);
        let found: Vec<(F, u8)> = F::ALL.iter().map(|f| (*f, best(*f))).filter(|(_, c)| *c > 0).collect();
        Self {
            required: F::ALL
                .iter()
                .filter(|f| f.is_required())
                .filter(|f| found.iter().any(|(g, _)| g == *f || g.stands_for().contains(f)))
                .count(),
            fields: found.len(),
            confidence: found.iter().map(|(_, c)| u32::from(*c)).sum(),
        }
    }
}

fn headings_of(group_row: Option<&Row>, row: &Row, marks: Option<&Marks>) -> Vec<Heading> {
    let text = |row: &Row, index: usize| {
        let raw = row.cells.get(index).map(|c| c.text.chars().take(HEADING_CHARS).collect::<String>());
        clean(&raw.unwrap_or_default()).text
    };
    let width = row.cells.len().max(group_row.map_or(0, |g| g.cells.len()));
    let merged: Vec<&Merge> = match (group_row, marks) {
        (Some(group), Some(marks)) => {
            marks.merges.iter().filter(|m| (m.first_row..=m.last_row).contains(&group.number)).collect()
        }
        _ => Vec::new(),
    };
    let mut group = String::new();
    let mut headings = Vec::with_capacity(width);
    for index in 0..width {
        let own = text(row, index);
        let above = group_row.map(|g| text(g, index)).unwrap_or_default();
        let column = Column::at(index);
        let is_continued = match marks {
            // A sheet says which cells a group spans; elsewhere it spans what has headings of its own below.
            Some(_) => merged.iter().any(|m| m.first_column < column && column <= m.last_column),
            None => above.is_empty() && !own.is_empty(),
        };
        if !is_continued {
            group = above;
        }
        headings.push(Heading { group: group.clone(), own });
    }
    headings
}

fn list_columns<F>(grid: &Grid, header_row: Option<u32>, headings: &[Heading]) -> Vec<ColumnGuess<F>> {
    let below = grid.rows().iter().filter(|r| header_row.is_none_or(|h| r.number > h));
    let first: Vec<&Row> = below.filter(|r| !r.is_blank()).take(SEARCHED_ROWS).collect();
    let width = first.iter().map(|r| r.cells.len()).max().unwrap_or(0).max(headings.len());
    let sample = |column: Column| {
        let values = first.iter().filter_map(|r| r.find_cell(column)).filter(|c| !c.is_blank());
        values.take(SAMPLES).map(|c| quote(&clean(&c.text).text)).collect()
    };
    (0..width)
        .map(Column::at)
        .map(|column| ColumnGuess {
            column,
            heading: headings.get(column.index()).map(Heading::shown).unwrap_or_default(),
            field: None,
            confidence: 0,
            samples: sample(column),
        })
        .collect()
}

/// The surest pairs first; of equals the field offered first, then the column further left.
fn give_fields<F: Field>(columns: &mut [ColumnGuess<F>], headings: &[Heading]) {
    let mut pairs: Vec<(u8, F, usize)> = Vec::new();
    for field in F::ALL.iter().copied() {
        for (index, heading) in headings.iter().enumerate() {
            pairs.push((heading.confidence(field), field, index));
        }
    }
    pairs.retain(|(confidence, field, index)| {
        let samples = columns.get(*index).map_or(&[][..], |c| c.samples.as_slice());
        *confidence > 0 && (samples.is_empty() || samples.iter().any(|value| field.fits(value)))
    });
    pairs.sort_by_key(|(confidence, ..)| std::cmp::Reverse(*confidence));
    for (confidence, field, index) in pairs {
        let is_given = columns.iter().any(|c| c.field == Some(field));
        if let Some(guess) = columns.get_mut(index).filter(|c| c.field.is_none() && !is_given) {
            guess.field = Some(field);
            guess.confidence = confidence;
        }
    }
}
