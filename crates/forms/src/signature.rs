//! Signature blocks: place and date, role, room to sign, name, number; side by side. The room between them is the stamp's.
//!
//! Must not know the form. Invariant: the whole is one band of a table, so that it never divides; whoever uses it puts it into a closing block, so
//! that it never stands alone.

use crate::code::Code;
use crate::composer::{BODY, Composer};
use crate::flow::Block;
use crate::paper::MM;
use crate::paragraph::{Content, Paragraph};
use crate::party::{Person, Signing};
use crate::table::{Cell, Row, Table};
use crate::text::{Align, Style};

/// Free room to sign in, with a stamp beside.
const ROOM: f64 = 18.0 * MM;

/// Rows of a block, the room to sign among them.
const ROWS: usize = 6;
const ROOM_ROW: usize = 3;

/// One who signs.
#[derive(Clone, Copy)]
pub(crate) struct Signature<'a> {
    /// What stands before place and date, such as a block number.
    pub(crate) number: &'a str,
    /// Place, date and job title.
    pub(crate) signing: &'a Signing,
    /// Whether the block has a line for place and date.
    pub(crate) is_dated: bool,
    /// "Pejabat Penilai Kinerja".
    pub(crate) role: &'a str,
    /// Who.
    pub(crate) person: &'a Person,
    /// Whether the person signs as an officer: jabatan under the role, pangkat under the name.
    pub(crate) is_official: bool,
}

impl<'a> Signature<'a> {
    pub(crate) fn of(role: &'a str, person: &'a Person, signing: &'a Signing) -> Self {
        Self { number: "", signing, is_dated: true, role, person, is_official: false }
    }

    /// The head of an office: the jabatan takes the place of the role.
    pub(crate) fn of_leader(role: &'a str, person: &'a Person, signing: &'a Signing) -> Self {
        let role = if person.position.trim().is_empty() { role } else { "" };
        Self::of(role, person, signing).official()
    }

    /// With jabatan and pangkat, as in letters.
    pub(crate) fn official(mut self) -> Self {
        self.is_official = true;
        self
    }

    pub(crate) fn undated(mut self) -> Self {
        self.is_dated = false;
        self
    }
}

/// What stands in one of the three columns of a row of signatures.
enum Part<'a> {
    Signature(Signature<'a>),
    Code(&'a Code),
    Words(Vec<Paragraph>),
    Empty,
}

impl Composer<'_> {
    /// Signature blocks at the left and the right.
    pub(crate) fn signatures(&self, left: Option<Signature<'_>>, right: Option<Signature<'_>>) -> Block {
        let place = |signature: Option<_>| signature.map_or(Part::Empty, Part::Signature);
        self.rows_of([place(left), Part::Empty, place(right)], &[0.46, 0.08, 0.46])
    }

    fn rows_of(&self, parts: [Part<'_>; 3], shares: &[f64; 3]) -> Block {
        let mut columns = parts.map(|part| self.part(part).into_iter());
        let rows = (0..ROWS).map(|row| {
            let cells = columns.iter_mut().filter_map(|column| column.next().flatten());
            let least = if row == ROOM_ROW { ROOM } else { 0.0 };
            Row::of(cells.collect()).least(least).keep()
        });
        Block::Table(Table::open(self.shared(shares), rows.collect()))
    }

    /// A signature block at the right of what is signed.
    pub(crate) fn signature_beside(&self, words: Vec<Paragraph>, signature: Signature<'_>) -> Block {
        let parts = [Part::Words(words), Part::Empty, Part::Signature(signature)];
        self.rows_of(parts, &[0.6, 0.03, 0.37])
    }

    /// One signature block in the middle, for a witness or a certificate, with a code beside it.
    pub(crate) fn middle_signature(&self, signature: Signature<'_>, code: Option<&Code>) -> Block {
        let parts = [code.map_or(Part::Empty, Part::Code), Part::Signature(signature), Part::Empty];
        self.rows_of(parts, &[0.25, 0.5, 0.25])
    }

    /// The cells of one part from top to bottom; none where a merged cell from above stands.
    fn part(&self, part: Part<'_>) -> [Option<Cell>; ROWS] {
        match part {
            Part::Signature(signature) => self.signature(signature).map(Some),
            Part::Empty => std::array::from_fn(|_| Some(Cell::empty())),
            Part::Code(code) => {
                let centred =
                    |content, size| Paragraph::of(content, Style::regular(size)).align(Align::Centre);
                merged(vec![
                    centred(Content::Code(code.clone()), BODY),
                    centred(Content::Text(self.common.code_note.clone()), 6.5),
                ])
            }
            Part::Words(words) => merged(words),
        }
    }

    /// Place and date, role, job title, room to sign, name, number with the pangkat before it where the office prints it.
    fn signature(&self, signature: Signature<'_>) -> [Cell; ROWS] {
        let Signature { number, signing, is_dated, role, person, is_official } = signature;
        let style = Style::regular(self.size);
        let centred = |text: String, style: Style| Cell::text(text, style).align(Align::Centre);
        let place = match signing.place_and_date.trim() {
            _ if !is_dated => String::new(),
            "" => format!("{number}{}, {}", ".".repeat(24), ".".repeat(36)),
            place => format!("{number}{place}"),
        };
        let name = match person.name.trim() {
            "" if self.is_by_hand() => format!("({})", ".".repeat(52)),
            name => name.to_owned(),
        };
        let mut name = Paragraph::text(name, Style::bold(self.size)).align(Align::Centre);
        name.is_underlined = self.conventions.has_underlined_names && !person.name.trim().is_empty();
        let common = self.common;
        let digits = match person.number.find(&common.sign_nip, &common.sign_nrp) {
            Some((kind, digits)) => format!("{kind} {digits}"),
            None if self.is_by_hand() => format!("{} {}", common.sign_nip, ".".repeat(46)),
            None => String::new(),
        };
        let title = match signing.title.trim() {
            "" if is_official && person.position.trim().is_empty() && self.is_by_hand() => ".".repeat(58),
            "" if is_official => person.position.clone(),
            title => title.to_owned(),
        };
        let mut last = Vec::new();
        let has_rank = is_official || self.conventions.has_ranks_under_names;
        if has_rank && !person.rank.trim().is_empty() {
            last.push(Paragraph::text(&person.rank, style).align(Align::Centre));
        } else if is_official && self.is_by_hand() {
            last.push(Paragraph::text(".".repeat(58), style).align(Align::Centre));
        }
        last.push(Paragraph::text(digits, style).align(Align::Centre));
        [
            centred(place, style),
            centred(role.to_owned(), style),
            centred(title, style),
            Cell::empty(),
            Cell::stack(vec![name]),
            Cell::stack(last),
        ]
    }
}

/// One cell over all rows.
fn merged(paragraphs: Vec<Paragraph>) -> [Option<Cell>; ROWS] {
    let mut cell = Some(Cell::stack(paragraphs).span(1, ROWS));
    std::array::from_fn(|_| cell.take())
}
