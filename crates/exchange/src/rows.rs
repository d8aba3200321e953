//! The walk over the data rows of a grid that all readers share. It must not know what a roster, a plan or a
//! rating is. Invariant: every row of the grid is either handed to the reader or listed with the reason why not.

use crate::cell_text::{CleanText, clean, quote, squeeze};
use crate::finding::{Finding, Refusal, SkipReason, SkippedRow};
use crate::grid::{Cell, CellKind, Column, Grid, Row};
use crate::header::{Field, Mapping};
use crate::nip_cell::NipRead;
use std::collections::HashMap;
use std::str::FromStr;
use tilik_appraisal::Nip;
use tilik_appraisal::nip::ReadNip;

/// A cell with this many digits is meant as an identity number, however wrong.
const NUMBER_DIGITS: usize = 8;

/// One data row, read by field.
pub(crate) struct FieldRow<'a, F> {
    /// The row of the grid.
    pub row: &'a Row,
    columns: &'a [(F, Column)],
    mapping: &'a Mapping<F>,
}

impl<F: Field> FieldRow<'_, F> {
    /// The cell of a field, where the file has its column and the row is long enough.
    pub fn find_cell(&self, field: F) -> Option<&Cell> {
        let column = self.columns.iter().find(|(f, _)| *f == field)?.1;
        self.row.find_cell(column)
    }

    /// The cleaned text of a field; empty where it is missing. A lone dash means empty, as people write it.
    pub fn text(&self, field: F) -> CleanText {
        let mut cleaned = self.find_cell(field).map(|cell| clean(&cell.text)).unwrap_or_default();
        if matches!(cleaned.text.as_str(), "-" | "--" | "–" | "—") {
            cleaned.text.clear();
        }
        cleaned
    }

    /// A finding about the cell of a field, with its value as the file has it.
    pub fn finding(&self, field: F, code: &str) -> Finding {
        let column = self.columns.iter().find(|(f, _)| *f == field).map(|(_, column)| *column);
        let value = self.find_cell(field).map(|cell| quote(&clean(&cell.text).text)).unwrap_or_default();
        Finding {
            column,
            heading: column.map(|c| self.mapping.heading(c).to_owned()).unwrap_or_default(),
            field: field.key().to_owned(),
            value,
            ..Finding::of_row(self.row.number, code)
        }
    }

    /// A text, or `None` where the cell is empty or too long (which refuses the row).
    pub fn read_text(
        &self,
        field: F,
        limit: usize,
        too_long: &str,
        refused: &mut Vec<Refusal>,
    ) -> Option<String> {
        let text = self.text(field).text;
        let length = text.chars().count();
        if length > limit {
            refused.push(self.finding(field, too_long).with("length", length).with("limit", limit));
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    /// A value with its own spellings, or `None` where the cell is empty or unreadable (which refuses the row).
    pub fn read_parsed<T: FromStr>(&self, field: F, unknown: &str, refused: &mut Vec<Refusal>) -> Option<T> {
        let text = self.text(field).text;
        if text.is_empty() {
            return None;
        }
        let parsed = text.parse().ok();
        if parsed.is_none() {
            refused.push(self.finding(field, unknown));
        }
        parsed
    }

    /// Refuses the row for every mapped cell that has no value: a formula's error, or a formula alone. What else was
    /// said of those cells is taken back. The codes are for these two cases.
    pub fn refuse_valueless(&self, codes: [&str; 2], refused: &mut Vec<Refusal>) {
        let [error, without_value] = codes;
        let mut named: Vec<Column> = Vec::new();
        for (field, column) in self.columns {
            let Some(cell) = self.row.find_cell(*column).filter(|cell| cell.kind.is_without_value()) else {
                continue;
            };
            if named.contains(column) {
                continue;
            }
            named.push(*column);
            refused.retain(|refusal| refusal.column != Some(*column));
            let code = if cell.kind == CellKind::Error { error } else { without_value };
            refused.push(self.finding(*field, code));
        }
    }

    /// Whether any mapped cell had characters that a person cannot see.
    pub fn had_control_characters(&self) -> bool {
        let cells = self.columns.iter().filter_map(|(_, column)| self.row.find_cell(*column));
        cells.into_iter().any(|cell| !cell.text.is_ascii() || cell.text.bytes().any(|b| b.is_ascii_control()))
            && self.columns.iter().any(|(field, _)| self.text(*field).had_control_characters)
    }

    /// All mapped cells, cleaned: two rows with the same are the same row.
    pub fn content(&self) -> Vec<String> {
        self.columns.iter().map(|(field, _)| self.text(*field).text).collect()
    }
}

/// What a row with a NIP that is not its alone is.
pub(crate) enum Twin {
    /// Word for word the same as this earlier row.
    Repeats(u32),
    /// Other contents than these rows.
    Contradicts(Vec<u32>),
}

impl Twin {
    /// The rows meant, for a finding.
    pub fn describe(&self) -> String {
        match self {
            Self::Repeats(first) => first.to_string(),
            Self::Contradicts(others) => others.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
        }
    }
}

/// The rows, by their place, whose NIP stands in several rows. The first of rows that are the same is not listed.
pub(crate) fn find_twins<F: Field>(rows: &[FieldRow<'_, F>], nips: &[NipRead]) -> HashMap<usize, Twin> {
    let mut places: HashMap<&Nip, Vec<usize>> = HashMap::new();
    for (place, nip) in nips.iter().enumerate() {
        if let Ok(ReadNip { nip, .. }) = nip {
            places.entry(nip).or_default().push(place);
        }
    }
    let mut twins = HashMap::new();
    for group in places.values().filter(|group| group.len() > 1) {
        let found: Vec<&FieldRow<'_, F>> = group.iter().filter_map(|p| rows.get(*p)).collect();
        let Some(first) = found.first() else { continue };
        let content = first.content();
        let is_same = found.iter().all(|r| r.content() == content);
        for (place, row) in group.iter().zip(&found) {
            if !is_same {
                let numbers = found.iter().map(|r| r.row.number).filter(|n| *n != row.row.number);
                // Thousands of rows with one NIP need not all be named in each of them.
                twins.insert(*place, Twin::Contradicts(numbers.take(20).collect()));
            } else if row.row.number != first.row.number {
                twins.insert(*place, Twin::Repeats(first.row.number));
            }
        }
    }
    twins
}

/// The rows among these that the sheet hides: they are read like the others, and told.
pub(crate) fn list_hidden(grid: &Grid, rows: impl Iterator<Item = u32>, code: &str) -> Vec<Finding> {
    let hidden = grid.marks().map(|marks| &marks.hidden_rows).filter(|hidden| !hidden.is_empty());
    let Some(hidden) = hidden else { return Vec::new() };
    rows.filter(|row| hidden.contains(row)).map(|row| Finding::of_row(row, code)).collect()
}

/// The columns of a mapping, looked up once for the whole file.
pub(crate) fn list_mapped<F: Field>(mapping: &Mapping<F>) -> Vec<(F, Column)> {
    F::ALL.iter().filter_map(|f| mapping.find_column(*f).map(|column| (*f, column))).collect()
}

/// Parts the data rows from those that hold nothing to import.
pub(crate) fn split_rows<'a, F: Field>(
    grid: &'a Grid,
    mapping: &'a Mapping<F>,
    columns: &'a [(F, Column)],
    key: F,
) -> (Vec<FieldRow<'a, F>>, Vec<SkippedRow>) {
    let mut rows = Vec::with_capacity(grid.rows().len());
    let mut skipped = Vec::new();
    for row in grid.rows() {
        let field_row = FieldRow { row, columns, mapping };
        match find_skip_reason(&field_row, key) {
            Some(reason) => {
                let first = row.cells.iter().find(|c| !c.is_blank());
                let text = first.map(|c| quote(&clean(&c.text).text)).unwrap_or_default();
                skipped.push(SkippedRow { row: row.number, reason, text });
            }
            None => rows.push(field_row),
        }
    }
    (rows, skipped)
}

fn find_skip_reason<F: Field>(row: &FieldRow<'_, F>, key: F) -> Option<SkipReason> {
    let number = row.row.number;
    if let Some(header) = row.mapping.header_row {
        if number + u32::from(row.mapping.header_height) <= header {
            return Some(if row.row.is_blank() { SkipReason::Blank } else { SkipReason::AboveHeader });
        }
        if number <= header {
            return Some(SkipReason::Header);
        }
    }
    let filled: Vec<&Cell> = row.row.cells.iter().filter(|c| !c.is_blank()).collect();
    let Some(first) = filled.first() else {
        return Some(SkipReason::Blank);
    };
    let key_text = row.text(key).text;
    if count_digits(&key_text) >= NUMBER_DIGITS {
        return None;
    }
    let squeezed = squeeze(&key_text);
    if squeezed == squeeze(key.key()) || key.synonyms().contains(&squeezed.as_str()) {
        return Some(SkipReason::Header);
    }
    if is_numbering(&filled) {
        return Some(SkipReason::ColumnNumbers);
    }
    let first_text = clean(&first.text).text.to_lowercase();
    if is_sum_word(&first_text) && !has_number(&filled) {
        return Some(SkipReason::Subtotal);
    }
    let is_caption = filled.len() == 1
        && !first.kind.is_without_value()
        && first_text.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && count_digits(&first_text) < NUMBER_DIGITS;
    is_caption.then_some(SkipReason::Caption)
}

/// 1, 2, 3 … or (1), (2), (3) … under the headings.
fn is_numbering(filled: &[&Cell]) -> bool {
    let numbers: Option<Vec<u32>> =
        filled.iter().map(|c| clean(&c.text).text.trim_matches(['(', ')']).parse().ok()).collect();
    numbers.is_some_and(|n| {
        n.len() > 1 && n.windows(2).all(|pair| matches!(pair, [a, b] if a.checked_add(1) == Some(*b)))
    })
}

fn has_number(filled: &[&Cell]) -> bool {
    filled.iter().any(|c| count_digits(&c.text) >= NUMBER_DIGITS)
}

fn count_digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

fn is_sum_word(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let first = words.next().unwrap_or("");
    let word = if first == "sub" { words.next().unwrap_or("") } else { first };
    matches!(word, "jumlah" | "jml" | "total" | "subtotal")
}
