//! What a person decides about a staff list before it is imported, and whether the list seems to be another office's.
//!
//! Must not read cells. Invariant: everything is optional, and without a choice the proposal holds.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_exchange::grid::Column;
pub use tilik_exchange::roster::corrections::{Corrected, Correction};
use tilik_exchange::roster::{RosterField, RosterRow};
use tilik_journal::catalogue::person;
use tilik_journal::{Document, RecordId};

/// In the place of a NIP: all proposed superiors are accepted.
pub const ACCEPT_ALL: &str = "*";
/// Of a list that is this office's own at least one in this many is on the staff already, or works in one of its units.
const KNOWN_ONE_IN: usize = 5;
/// Fewer people say nothing about whose list it is.
const LEAST_PEOPLE: usize = 5;

/// What a person decides about a file before it is imported. Everything is optional: without a choice the proposal holds.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ts_rs::TS)]
#[serde(default)]
pub struct ImportChoices {
    /// The sheet; without it the visible one whose header proposes best.
    pub sheet: Option<String>,
    /// Columns whose field differs from the proposal.
    pub columns: Vec<ColumnChoice>,
    /// From when assessors hold who were not known before; without it the first of this year.
    pub assessed_since: Option<NaiveDate>,
    /// NIPs whose proposed superior is accepted; [`ACCEPT_ALL`] for everybody's.
    pub accept_superiors: Vec<String>,
    /// Cells as the person typed them in place of what the file has.
    pub corrections: Vec<Correction>,
    /// Rows that are not imported.
    pub left_out: Vec<u32>,
    /// NIPs of people on the staff whose data stay as they are, whatever the file says.
    pub kept: Vec<String>,
    /// NIPs of people who left and come back with this list.
    pub taken_back: Vec<String>,
    /// Whether somebody new of the list is somebody on the staff whose NIP was written otherwise.
    pub same_person: Vec<SamePersonChoice>,
}

impl ImportChoices {
    /// The proposal, with assessors from this day on.
    #[must_use]
    pub fn since(day: NaiveDate) -> Self {
        Self { assessed_since: Some(day), ..Self::default() }
    }
}

/// What a person answered to [`SamePerson`].
#[derive(Debug, Clone, Deserialize, Serialize, ts_rs::TS)]
pub struct SamePersonChoice {
    /// The NIP of the list.
    pub nip: String,
    /// The NIP on the staff.
    pub known_nip: String,
    /// Whether both are one person: the NIP of the list takes the place of the one on the staff.
    pub is_same: bool,
}

/// Somebody new of the list with the name and the day of birth of somebody on the staff whom the list does not name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct SamePerson {
    /// The row in the file.
    pub row: u32,
    /// The NIP of the list.
    pub nip: String,
    /// With titles, as the list has it.
    pub name: String,
    /// The NIP on the staff.
    pub known_nip: String,
    /// What was answered; none until then.
    pub is_same: Option<bool>,
}

/// Digits of a NIP that say the day of birth.
const BIRTH_DIGITS: usize = 8;

/// Gives those on the staff who are somebody of the list the NIP of the list.
pub(super) fn rename_same(staff: &mut HashMap<String, Document>, choices: &[SamePersonChoice]) {
    for choice in choices
        .iter()
        .filter(|choice| choice.is_same && !staff.contains_key(&choice.nip))
        .cloned()
        .collect::<Vec<_>>()
    {
        if let Some(document) = staff.remove(&choice.known_nip) {
            staff.insert(choice.nip, document);
        }
    }
}

/// Who of the list may be somebody on the staff under another NIP.
pub(super) fn find_same_people(
    people: &[RosterRow],
    staff: &HashMap<String, Document>,
    is_known: impl Fn(&str) -> bool,
    choices: &[SamePersonChoice],
) -> Vec<SamePerson> {
    let in_file: HashSet<&str> = people.iter().map(|row| row.nip.as_str()).collect();
    let fold = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let born = |nip: &str| nip.get(..BIRTH_DIGITS).unwrap_or_default().to_owned();
    let mut known: HashMap<(String, String), &str> = HashMap::new();
    for (nip, document) in staff {
        // Of those whose NIP the list has written anew the old one is remembered in the document.
        let now = document.text(person::NIP).unwrap_or(nip);
        if !in_file.contains(now) {
            known.insert((fold(document.text(person::NAME).unwrap_or_default()), born(now)), now);
        }
    }
    people
        .iter()
        .filter_map(|row| {
            let nip = row.nip.as_str();
            let known_nip = *known.get(&(fold(&row.name.name), born(nip)))?;
            if nip == known_nip || is_known(nip) {
                return None;
            }
            let answer = choices.iter().find(|choice| choice.nip == nip && choice.known_nip == known_nip);
            Some(SamePerson {
                row: row.row,
                nip: nip.to_owned(),
                name: row.name.full(),
                known_nip: known_nip.to_owned(),
                is_same: answer.map(|answer| answer.is_same),
            })
        })
        .collect()
}

/// What a column holds, against the proposal.
#[derive(Debug, Clone, Deserialize, Serialize, ts_rs::TS)]
pub struct ColumnChoice {
    /// The column.
    pub column: Column,
    /// Its field; `None` where it is not read.
    pub field: Option<RosterField>,
}

/// Why a list seems to be another office's: hardly anybody of it is known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct OtherOffice {
    /// People of the list.
    pub people: usize,
    /// How many of them are on the staff already.
    pub known_people: usize,
    /// Units that the list names.
    pub units: usize,
    /// How many of them this office has.
    pub known_units: usize,
    /// The first units of the list that this office does not have.
    pub unknown_units: Vec<String>,
}

/// Whether a list seems to be another office's. An office without a staff takes any.
pub(super) fn find_other_office(
    people: &[RosterRow],
    is_on_staff: impl Fn(&str) -> bool,
    units: &HashSet<RecordId>,
    staff: usize,
) -> Option<OtherOffice> {
    if staff == 0 || people.len() < LEAST_PEOPLE {
        return None;
    }
    let known_people = people.iter().filter(|row| is_on_staff(row.nip.as_str())).count();
    let mut named: Vec<(RecordId, &str)> = Vec::new();
    for name in people.iter().filter_map(|row| row.unit.as_deref()) {
        let id = RecordId::unit(name);
        if named.iter().all(|(known, _)| *known != id) {
            named.push((id, name));
        }
    }
    let known_units = named.iter().filter(|(id, _)| units.contains(id)).count();
    let is_own =
        known_people * KNOWN_ONE_IN >= people.len() || known_units * KNOWN_ONE_IN >= named.len().max(1);
    (!is_own).then(|| OtherOffice {
        people: people.len(),
        known_people,
        units: named.len(),
        known_units,
        unknown_units: named
            .iter()
            .filter(|(id, _)| !units.contains(id))
            .map(|(_, name)| (*name).to_owned())
            .take(3)
            .collect(),
    })
}
