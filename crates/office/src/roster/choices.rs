//! What a person decides about a staff list before it is imported, and whether the list seems to be another office's.
//!
//! Must not read cells. Invariant: everything is optional, and without a choice the proposal holds.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_exchange::grid::Column;
pub use tilik_exchange::roster::corrections::{Corrected, Correction};
use tilik_exchange::roster::{RosterField, RosterRow};
use tilik_journal::RecordId;

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
}

impl ImportChoices {
    /// The proposal, with assessors from this day on.
    #[must_use]
    pub fn since(day: NaiveDate) -> Self {
        Self { assessed_since: Some(day), ..Self::default() }
    }
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
