//! A grid and a mapping to the people of an office. It must not know who is on the staff already, beyond the
//! question it may ask. Invariants: a NIP that a spreadsheet damaged never becomes a person or a superior; every
//! row is a person, refused with row, column and reason, or listed as passed over; of several rows with one NIP
//! either all say the same or none is imported.
//!
//! Decisions: a cell that is filled but cannot be read refuses its row, because leaving it empty would lose what
//! somebody typed; a superior that is well formed but unknown, or in a circle, is left out with a notice and the
//! person stays; control characters are removed with a notice; texts that are too long refuse the row; rows and
//! columns that the sheet hides are read like the others, with a notice, because a filter hides people whom nobody
//! means to leave out.

pub mod corrections;
mod field;
mod headings;
mod name_cell;
mod periods;
pub mod proposals;
mod superiors;
mod unfold;

pub use field::RosterField;
pub use unfold::spread_merged;

use crate::cell_text::{quote, squeeze};
use crate::code;
use crate::error::FileError;
use crate::finding::{Finding, Notice, Refusal, SkippedRow, count_rows};
use crate::grid::Grid;
use crate::header::{Field as _, Mapping};
use crate::nip_cell::{NipRead, read_nip};
use crate::rows::{FieldRow, Twin, find_twins, list_hidden, list_mapped, split_rows};
use chrono::NaiveDate;
use name_cell::{NameCell, split_name};
use serde::Serialize;
use std::collections::HashMap;
use tilik_appraisal::nip::{NipKind, ReadNip, Sex, list_record_differences};
use tilik_appraisal::position::find_kind_from_title;
use tilik_appraisal::{JenisJabatan, Nip, PersonName, Rank, ReferencePack};

/// The longest name or title, in characters.
pub const MAX_NAME_CHARS: usize = 200;
/// The longest other text, in characters.
pub const MAX_TEXT_CHARS: usize = 500;

/// The two kinds of civil servants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AsnKind {
    /// Permanent.
    Pns,
    /// By contract.
    Pppk,
}

impl AsnKind {
    /// The word in files and on forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pns => "PNS",
            Self::Pppk => "PPPK",
        }
    }

    /// Reads the word as rosters write it.
    pub fn find(text: &str) -> Option<Self> {
        match squeeze(text).as_str() {
            "pns" | "cpns" | "pnsd" | "pnsdaerah" | "pegawainegerisipil" | "calonpns" => Some(Self::Pns),
            "pppk"
            | "p3k"
            | "pppkpenuhwaktu"
            | "pppkparuhwaktu"
            | "pegawaipemerintahdenganperjanjiankerja" => Some(Self::Pppk),
            _ => None,
        }
    }

    fn of_nip(kind: NipKind) -> Self {
        match kind {
            NipKind::Pns { .. } => Self::Pns,
            NipKind::Pppk { .. } => Self::Pppk,
        }
    }
}

/// A value with where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Known<T> {
    /// The value.
    pub value: T,
    /// Whether it was guessed from other cells because the file does not say.
    pub is_guessed: bool,
}

/// One person as the roster has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RosterRow {
    /// The row as a spreadsheet counts.
    pub row: u32,
    /// The NIP or NI PPPK.
    pub nip: Nip,
    /// Name and titles, apart.
    pub name: PersonName,
    /// PNS or PPPK; guessed from the NIP where the file has no such column.
    pub kind: Known<AsnKind>,
    /// Golongan, where the file has one.
    pub rank: Option<Rank>,
    /// Title of the position.
    pub position: Option<String>,
    /// Kind of position; guessed from the title where the file has no such column.
    pub position_kind: Option<Known<JenisJabatan>>,
    /// Unit.
    pub unit: Option<String>,
    /// The superior that can be set: in this file or known, not oneself, not in a circle.
    pub superior: Option<Nip>,
    /// The superior's NIP as typed, also where it could not be set: the superior's own row may be among the
    /// refused and come with the repaired file.
    pub superior_typed: Option<Nip>,
}

/// What a roster holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Roster {
    /// The people, in the order of the file.
    pub people: Vec<RosterRow>,
    /// Why rows were refused; a row may have several reasons.
    pub refused: Vec<Refusal>,
    /// What a person should know of rows that were read.
    pub notices: Vec<Notice>,
    /// Rows that hold no person.
    pub skipped: Vec<SkippedRow>,
    /// Rows left out because they repeat another one word for word.
    pub repeated: Vec<u32>,
}

impl Roster {
    /// How many rows were refused.
    pub fn count_refused_rows(&self) -> usize {
        count_rows(&self.refused)
    }

    /// The rows that name a unit above a refused row: without them it would come back without its unit.
    pub fn list_headings_of_refused(&self) -> Vec<u32> {
        headings::list_above(&self.skipped, self.refused.iter().map(|refusal| refusal.row))
    }
}

/// What reading a roster asks of its surroundings.
pub struct RosterContext<'a> {
    /// Names of ranks, titles and positions.
    pub pack: &'a ReferencePack,
    /// Bounds the dates in a NIP.
    pub today: NaiveDate,
    /// Whether a NIP is on the staff already, so that a superior may be missing from the file.
    pub is_known: &'a dyn Fn(&Nip) -> bool,
}

/// Reads the people of a roster.
pub fn read_roster(
    grid: &Grid,
    mapping: &Mapping<RosterField>,
    context: &RosterContext<'_>,
) -> Result<Roster, FileError> {
    mapping.check()?;
    let unfolded = unfold::unfold(grid, mapping)?;
    let mut roster = read_plain(&unfolded.grid, &unfolded.mapping, context);
    unfolded.fold(&mut roster);
    let hidden = list_hidden(grid, roster.people.iter().map(|person| person.row), code::ROW_HIDDEN);
    roster.notices.extend(hidden);
    roster.notices.extend(list_hidden_columns(grid, mapping));
    roster.notices.sort_by_key(|n| n.row);
    Ok(roster)
}

fn list_hidden_columns(grid: &Grid, mapping: &Mapping<RosterField>) -> Vec<Notice> {
    let hidden = |column| grid.marks().is_some_and(|marks| marks.hidden_columns.contains(&column));
    let told = mapping.columns.iter().filter_map(|guess| Some((guess, guess.field?)));
    told.filter(|(guess, _)| hidden(guess.column))
        .map(|(guess, field)| Finding {
            column: Some(guess.column),
            heading: guess.heading.clone(),
            field: field.key().to_owned(),
            ..Finding::of_row(mapping.header_row.unwrap_or(1), code::COLUMN_HIDDEN)
        })
        .collect()
}

/// Reads a roster in which every field has a column of its own.
fn read_plain(grid: &Grid, mapping: &Mapping<RosterField>, context: &RosterContext<'_>) -> Roster {
    let columns = list_mapped(mapping);
    let (mut rows, skipped) = split_rows(grid, mapping, &columns, RosterField::Nip);
    let mut roster = Roster { skipped, ..Roster::default() };
    headings::take_numbered(&mut rows, &mut roster.skipped);
    let read = |row: &FieldRow<'_, RosterField>| read_nip(row.find_cell(RosterField::Nip), context.today);
    let nips: Vec<NipRead> = rows.iter().map(read).collect();
    let (rows, nips) = periods::take_passed(rows, nips, &mut roster.skipped);
    let twins = find_twins(&rows, &nips);
    let mut words = Words { pack: context.pack, ranks: HashMap::new(), position_kinds: HashMap::new() };
    let mut sources = Vec::new();
    for (place, (row, nip)) in rows.iter().zip(&nips).enumerate() {
        match twins.get(&place) {
            Some(twin @ Twin::Repeats(_)) => {
                let notice = row.finding(RosterField::Nip, code::SAME_ROW_TWICE);
                roster.notices.push(notice.with("rows", twin.describe()));
                roster.repeated.push(row.row.number);
                continue;
            }
            Some(twin @ Twin::Contradicts(_)) => {
                let refusal = row.finding(RosterField::Nip, code::NIP_TWICE);
                roster.refused.push(refusal.with("rows", twin.describe()));
            }
            None => {}
        }
        let mut reading = Reading {
            row,
            today: context.today,
            words: &mut words,
            refused: Vec::new(),
            notices: Vec::new(),
        };
        let person = reading.read_person(nip);
        row.refuse_valueless([code::CELL_ERROR, code::FORMULA_WITHOUT_VALUE], &mut reading.refused);
        let is_refused = !reading.refused.is_empty() || twins.contains_key(&place);
        roster.refused.append(&mut reading.refused);
        if let Some(person) = person.filter(|_| !is_refused) {
            roster.notices.append(&mut reading.notices);
            roster.people.push(person);
            sources.push(row);
        }
    }
    superiors::resolve(&mut roster.people, &sources, context.is_known, &mut roster.notices);
    headings::give_units(&mut roster.people, &roster.skipped, &mut roster.notices);
    tell_who(&rows, roster.refused.iter_mut().chain(&mut roster.notices));
    roster
}

/// Reads the sex as rosters write it; what is no such word says nothing.
fn find_sex(text: &str) -> Option<Sex> {
    match squeeze(text).as_str() {
        "l" | "lk" | "laki" | "lakilaki" | "pria" | "male" | "m" => Some(Sex::Male),
        "p" | "pr" | "perempuan" | "wanita" | "female" | "f" => Some(Sex::Female),
        _ => None,
    }
}

/// Puts the name of its row into each finding: a person knows people, not row numbers.
fn tell_who<'a>(rows: &[FieldRow<'_, RosterField>], findings: impl Iterator<Item = &'a mut Finding>) {
    let rows: HashMap<u32, _> = rows.iter().map(|row| (row.row.number, row)).collect();
    for finding in findings {
        let cell = rows.get(&finding.row).and_then(|row| row.find_cell(RosterField::Nama));
        finding.who = cell.map(|cell| quote(&split_name(&cell.text).name)).unwrap_or_default();
    }
}

/// What cells say, looked up once for each spelling: a roster repeats a few words thousands of times.
struct Words<'a> {
    pack: &'a ReferencePack,
    ranks: HashMap<String, Option<Rank>>,
    position_kinds: HashMap<String, Option<JenisJabatan>>,
}

impl Words<'_> {
    fn find_rank(&mut self, text: &str) -> Option<Rank> {
        if let Some(known) = self.ranks.get(text) {
            return *known;
        }
        let rank = Rank::parse(self.pack, text).ok();
        self.ranks.insert(text.to_owned(), rank);
        rank
    }

    fn guess_position_kind(&mut self, title: &str) -> Option<JenisJabatan> {
        if let Some(known) = self.position_kinds.get(title) {
            return *known;
        }
        let kind = find_kind_from_title(self.pack, title).map(|guess| guess.kind);
        self.position_kinds.insert(title.to_owned(), kind);
        kind
    }
}

/// One row while it is read: everything wrong with it is collected, so that a person repairs it once.
struct Reading<'a, 'w> {
    row: &'a FieldRow<'a, RosterField>,
    today: NaiveDate,
    words: &'a mut Words<'w>,
    refused: Vec<Refusal>,
    notices: Vec<Notice>,
}

impl Reading<'_, '_> {
    fn read_person(&mut self, nip: &NipRead) -> Option<RosterRow> {
        if self.row.had_control_characters() {
            self.notices.push(Finding::of_row(self.row.row.number, code::CONTROL_CHARACTERS_REMOVED));
        }
        match nip {
            Ok(read) => {
                for warning in &read.warnings {
                    let notice = self.row.finding(RosterField::Nip, code::NIP_UNUSUAL);
                    self.notices.push(notice.with("reason", warning.code()));
                }
            }
            Err(fault) => {
                let codes = [code::NIP_MISSING, code::NIP_DAMAGED, code::NIP_INVALID];
                self.refused.push(fault.describe(self.row.finding(RosterField::Nip, ""), codes));
            }
        }
        self.compare_sex(nip.as_ref().ok());
        let name = self.read_name(nip.as_ref().ok());
        let kind = self.read_kind(nip.as_ref().ok());
        let rank = self.read_rank(kind);
        let position = self.read_text(RosterField::Jabatan, MAX_TEXT_CHARS, code::TEXT_TOO_LONG);
        let position_kind = self.read_position_kind(position.as_deref());
        let unit = self.read_text(RosterField::UnitKerja, MAX_TEXT_CHARS, code::TEXT_TOO_LONG);
        let superior_typed = self.read_superior();
        Some(RosterRow {
            row: self.row.row.number,
            nip: nip.as_ref().ok()?.nip.clone(),
            name: name?,
            kind: kind?,
            rank,
            position,
            position_kind,
            unit,
            superior: None,
            superior_typed,
        })
    }

    fn read_text(&mut self, field: RosterField, limit: usize, too_long: &str) -> Option<String> {
        self.row.read_text(field, limit, too_long, &mut self.refused)
    }

    /// A digit that was typed wrongly makes somebody else of a person: where the list has a column of the sex, it tells.
    fn compare_sex(&mut self, nip: Option<&ReadNip>) {
        let text = self.row.text(RosterField::JenisKelamin).text;
        let (Some(nip), Some(sex)) = (nip, find_sex(&text)) else { return };
        if nip.parts.sex != sex {
            let refusal = self.row.finding(RosterField::Nip, code::NIP_SEX_DIFFERS);
            self.refused.push(refusal.with("sex", quote(&text)));
        }
    }

    /// The parts as the columns give them; titles inside the name are parted only where no column has titles. A date
    /// of birth in the same cell is compared with that in the NIP.
    fn read_name(&mut self, nip: Option<&ReadNip>) -> Option<PersonName> {
        let front = self.read_text(RosterField::GelarDepan, MAX_NAME_CHARS, code::NAME_TOO_LONG);
        let back = self.read_text(RosterField::GelarBelakang, MAX_NAME_CHARS, code::NAME_TOO_LONG);
        if !self.row.text(RosterField::Nama).text.chars().any(char::is_alphanumeric) {
            self.refused.push(self.row.finding(RosterField::Nama, code::NAME_MISSING));
            return None;
        }
        let raw = self.row.find_cell(RosterField::Nama).map(|cell| cell.text.as_str()).unwrap_or_default();
        let NameCell { name, born_on } = split_name(raw);
        let length = name.chars().count();
        if length > MAX_NAME_CHARS {
            let refusal = self.row.finding(RosterField::Nama, code::NAME_TOO_LONG);
            self.refused.push(refusal.with("length", length).with("limit", MAX_NAME_CHARS));
            return None;
        }
        for warning in nip.map(|nip| list_record_differences(&nip.parts, born_on, None)).unwrap_or_default() {
            let notice = self.row.finding(RosterField::Nip, code::NIP_UNUSUAL);
            self.notices.push(notice.with("reason", warning.code()));
        }
        Some(match (front, back) {
            (None, None) => PersonName::split(self.words.pack, &name),
            (front, back) => PersonName::new(&front.unwrap_or_default(), &name, &back.unwrap_or_default()),
        })
    }

    fn read_kind(&mut self, nip: Option<&ReadNip>) -> Option<Known<AsnKind>> {
        let by_nip = nip.map(|read| AsnKind::of_nip(read.parts.kind));
        let text = self.row.text(RosterField::JenisAsn).text;
        if text.is_empty() {
            return by_nip.map(|value| Known { value, is_guessed: true });
        }
        let Some(value) = AsnKind::find(&text) else {
            self.refused.push(self.row.finding(RosterField::JenisAsn, code::KIND_UNKNOWN));
            return None;
        };
        if let Some(by_nip) = by_nip.filter(|by_nip| *by_nip != value) {
            let notice = self.row.finding(RosterField::JenisAsn, code::KIND_CONTRADICTS_NIP);
            self.notices.push(notice.with("nip_kind", by_nip.code()));
        }
        Some(Known { value, is_guessed: false })
    }

    fn read_rank(&mut self, kind: Option<Known<AsnKind>>) -> Option<Rank> {
        let text = self.row.text(RosterField::Golongan).text;
        if text.is_empty() {
            return None;
        }
        let Some(rank) = self.words.find_rank(&text) else {
            self.refused.push(self.row.finding(RosterField::Golongan, code::RANK_UNKNOWN));
            return None;
        };
        if let Some(kind) = kind.filter(|kind| (kind.value == AsnKind::Pppk) != rank.is_pppk()) {
            let notice = self.row.finding(RosterField::Golongan, code::RANK_CONTRADICTS_KIND);
            self.notices.push(notice.with("kind", kind.value.code()));
        }
        Some(rank)
    }

    fn read_position_kind(&mut self, title: Option<&str>) -> Option<Known<JenisJabatan>> {
        let text = self.row.text(RosterField::JenisJabatan).text;
        if text.is_empty() {
            let guess = self.words.guess_position_kind(title?)?;
            return Some(Known { value: guess, is_guessed: true });
        }
        let (field, unknown) = (RosterField::JenisJabatan, code::POSITION_KIND_UNKNOWN);
        let stated = self.row.read_parsed::<JenisJabatan>(field, unknown, &mut self.refused);
        stated.map(|value| Known { value, is_guessed: false })
    }

    fn read_superior(&mut self) -> Option<Nip> {
        let text = self.row.text(RosterField::NipAtasan).text;
        if text.is_empty() {
            return None;
        }
        if !text.contains(|c: char| c.is_ascii_digit() || c == '#') {
            self.notices.push(self.row.finding(RosterField::NipAtasan, code::SUPERIOR_NOT_A_NIP));
            return None;
        }
        match read_nip(self.row.find_cell(RosterField::NipAtasan), self.today) {
            Ok(read) => Some(read.nip),
            Err(fault) => {
                let codes =
                    [code::SUPERIOR_NIP_INVALID, code::SUPERIOR_NIP_DAMAGED, code::SUPERIOR_NIP_INVALID];
                self.refused.push(fault.describe(self.row.finding(RosterField::NipAtasan, ""), codes));
                None
            }
        }
    }
}
