//! Whose plan a printed form is. It must not read results. Invariant: a NIP is the person's only where the sheet
//! leaves no other reading; what could be the assessor's as well is nobody's.

use crate::cell_text::{clean, squeeze};
use crate::grid::{Cell, Column, Row};
use crate::header::Field as _;
use crate::roster::RosterField;

/// Digits by which a cell holds its label and its number together.
const NUMBER_DIGITS: usize = 8;
/// The longest number of a line, as lines of the block are counted.
const LINE_DIGITS: usize = 2;

/// The cell with the person's NIP.
pub(super) struct StatedNip {
    pub row: u32,
    pub column: Column,
    pub cell: Cell,
}

/// Whose block a cell is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Person,
    Assessor,
    Unknown,
}

struct Title {
    place: usize,
    column: usize,
    owner: Owner,
}

/// A NIP, or the label of one that is missing.
struct Entry {
    row: u32,
    owner: Owner,
    value: Option<(Column, Cell)>,
}

/// The NIP of the person in the rows above the results; without one, the row that is to be repaired, if it is known.
pub(super) fn find_person(above: &[Row]) -> Result<StatedNip, Option<u32>> {
    let titles = list_titles(above);
    let mut entries: Vec<Entry> =
        above.iter().enumerate().flat_map(|(place, row)| list_entries(row, place, &titles)).collect();
    let row = entries.iter().find(|entry| entry.owner != Owner::Assessor).map(|entry| entry.row);
    let is_one_block = titles.iter().all(|title| title.owner == Owner::Person);
    let is_alone = entries.len() == 1 && is_one_block;
    if entries.iter().any(|entry| entry.owner == Owner::Unknown) && !is_alone {
        return Err(row);
    }
    entries.retain(|entry| entry.owner != Owner::Assessor);
    let mut stated = entries.into_iter().filter_map(|entry| Some((entry.row, entry.value?)));
    let Some((row_number, (column, cell))) = stated.next() else { return Err(row) };
    let first = squeeze(&cell.text);
    if stated.any(|(_, (_, other))| squeeze(&other.text) != first) {
        return Err(row);
    }
    Ok(StatedNip { row: row_number, column, cell })
}

fn list_titles(above: &[Row]) -> Vec<Title> {
    let cells = above.iter().enumerate().flat_map(|(place, row)| {
        row.cells.iter().enumerate().map(move |(column, cell)| (place, column, cell))
    });
    cells
        .filter_map(|(place, column, cell)| Some(Title { place, column, owner: find_title(&cell.text)? }))
        .collect()
}

/// Whose block a text is the title of, with or without a number before it.
fn find_title(text: &str) -> Option<Owner> {
    let text = squeeze(text);
    let is_person = text.contains("yangdinilai");
    let is_assessor = text.contains("pejabatpenilai")
        || text.contains("atasanlangsung")
        || matches!(text.as_str(), "penilai" | "atasan");
    match (is_person, is_assessor) {
        (true, false) => Some(Owner::Person),
        (false, true) => Some(Owner::Assessor),
        (true, true) => Some(Owner::Unknown),
        (false, false) => None,
    }
}

/// The nearest title to the left and the nearest above must say the same.
fn find_owner(titles: &[Title], place: usize, column: usize) -> Owner {
    let reach = |title: &&Title| {
        (title.place < place && title.column <= column) || (title.place == place && title.column < column)
    };
    let beside = titles.iter().filter(reach).max_by_key(|title| (title.column, title.place));
    let over = titles.iter().filter(reach).max_by_key(|title| (title.place, title.column));
    match (beside, over) {
        (Some(beside), Some(over)) if beside.owner == over.owner => beside.owner,
        _ => Owner::Unknown,
    }
}

/// What a cell is to the reader of a NIP.
enum Label {
    Nip,
    /// Its number stands in the same cell.
    WithNumber(String),
    /// The NIP of somebody else, by name.
    OfAnother,
}

fn find_label(text: &str) -> Option<Label> {
    let squeezed = squeeze(text);
    let is_of = |field: RosterField, text: &str| field.key() == text || field.synonyms().contains(&text);
    if is_of(RosterField::Nip, &squeezed) {
        return Some(Label::Nip);
    }
    let words = squeezed.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = squeezed.len() - words.len();
    let starts_with_nip = squeezed.starts_with("nip");
    if is_of(RosterField::NipAtasan, words) || (starts_with_nip && find_other(words)) {
        return Some(Label::OfAnother);
    }
    let number = || text.find(|c: char| c.is_ascii_digit()).and_then(|first| text.get(first..));
    (digits >= NUMBER_DIGITS && is_of(RosterField::Nip, words))
        .then(|| Label::WithNumber(number().unwrap_or_default().to_owned()))
}

fn find_other(words: &str) -> bool {
    words.contains("penilai") || words.contains("atasan")
}

/// The NIPs of a row: of each label the first value in each block, up to the next label.
fn list_entries(row: &Row, place: usize, titles: &[Title]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    // The label that values belong to, and the blocks from which one was taken.
    let mut label: Option<(usize, Vec<usize>)> = None;
    let missing = |label: Option<(usize, Vec<usize>)>| {
        let (column, _) = label.filter(|(_, taken)| taken.is_empty())?;
        Some(Entry { row: row.number, owner: find_owner(titles, place, column), value: None })
    };
    for (column, cell) in row.cells.iter().enumerate() {
        let owner = || find_owner(titles, place, column);
        match find_label(&cell.text) {
            Some(Label::Nip) => entries.extend(missing(label.replace((column, Vec::new())))),
            Some(Label::WithNumber(number)) => {
                entries.extend(missing(label.take()));
                let value = Some((Column::at(column), Cell { text: number, kind: cell.kind }));
                entries.push(Entry { row: row.number, owner: owner(), value });
            }
            Some(Label::OfAnother) => entries.extend(missing(label.take())),
            None => {
                let Some((_, taken)) = label.as_mut().filter(|_| is_value(cell)) else { continue };
                let block = find_block(titles, place, column);
                if !taken.contains(&block) {
                    taken.push(block);
                    let text = clean(&cell.text).text.trim_start_matches([':', ' ']).to_owned();
                    let value = Some((Column::at(column), Cell { text, kind: cell.kind }));
                    entries.push(Entry { row: row.number, owner: owner(), value });
                }
            }
        }
    }
    entries.extend(missing(label));
    entries
}

/// The column of the title that a column is under; values under one title are one value and what stands behind it.
fn find_block(titles: &[Title], place: usize, column: usize) -> usize {
    let under = titles.iter().filter(|title| title.place < place && title.column <= column);
    under.map(|title| title.column + 1).max().unwrap_or(0)
}

/// Whether something stands in a cell, other than the mark behind a label, a dash, or the number of a line.
fn is_value(cell: &Cell) -> bool {
    let text = squeeze(&cell.text);
    let is_line_number = text.len() <= LINE_DIGITS && text.bytes().all(|b| b.is_ascii_digit());
    (!text.is_empty() && !is_line_number) || clean(&cell.text).text.starts_with("##")
}
