//! Who changed what last in an office, so that two states of it can be told apart by people and days and not by counts alone.
//!
//! Must not know how a copy is opened. What is private to one user is not told. Invariant: an act that both states have is neither lost nor gained, whatever came in between
//! (`a_preview_tells_who_changed_what_last_and_whose_changes_would_be_lost`).

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use serde::Serialize;
use tilik_journal::catalogue::{self, evaluation, objection, person, result, sheet, skp, user};
use tilik_journal::{EntryHash, RecordId};
use tilik_store::ledger::{EntryInfo, Touched};
use ts_rs::TS;

use crate::staff::Names;
use crate::{Failure, Office};

/// So many people are named.
const MOST: usize = 5;

/// The newest change of an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LastChange {
    /// The laptop's clock, milliseconds since 1970 UTC.
    pub at: i64,
    /// Who, by the name of that time; empty where no user of the office did it.
    pub who: String,
}

/// Somebody whose profile, assessors, plans, evaluations or papers were changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EditedPerson {
    /// The name with its titles.
    pub name: String,
    /// When last: the laptop's clock, milliseconds since 1970 UTC.
    pub at: i64,
}

/// People with changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct EditedPeople {
    /// At most five, the last edited first.
    pub newest: Vec<EditedPerson>,
    /// How many there are in all.
    pub count: usize,
}

/// The acts of an office.
#[derive(Debug)]
pub(crate) struct Edits {
    acts: Vec<(EntryInfo, Touched)>,
}

impl Edits {
    pub(crate) fn of(office: &Office) -> Result<Self, Failure> {
        Ok(Self { acts: office.store().ledger()?.list_touches()? })
    }

    pub(crate) fn names(&self) -> BTreeSet<EntryHash> {
        self.acts.iter().map(|(entry, _)| entry.hash).collect()
    }

    /// The newest act by the laptops' clocks; of several of one moment the one that was taken in last.
    pub(crate) fn find_last(&self, office: &Office) -> Result<Option<LastChange>, Failure> {
        let Some((entry, _)) = self.acts.iter().max_by_key(|(entry, _)| entry.made_at) else {
            return Ok(None);
        };
        let who = Names::of(office).name_user(RecordId(entry.actor.0), entry.made_at)?;
        Ok(Some(LastChange { at: entry.made_at, who }))
    }

    /// Whose records were changed by acts that are not among these.
    pub(crate) fn list_people(
        &self,
        office: &Office,
        besides: &BTreeSet<EntryHash>,
    ) -> Result<EditedPeople, Failure> {
        let mut owners = Owners { office, known: HashMap::new() };
        let mut edited: HashMap<RecordId, i64> = HashMap::new();
        for (entry, records) in self.acts.iter().filter(|(entry, _)| !besides.contains(&entry.hash)) {
            for (kind, id) in records {
                if let Some(person) = owners.find(*kind, *id)? {
                    let at = edited.entry(person).or_insert(entry.made_at);
                    *at = entry.made_at.max(*at);
                }
            }
        }
        let mut people = Vec::new();
        for (id, at) in edited {
            if let Some(person) = office.find_person(id)? {
                people.push(EditedPerson { name: person.name.full(), at });
            }
        }
        people.sort_by(|one, other| (Reverse(one.at), &one.name).cmp(&(Reverse(other.at), &other.name)));
        let count = people.len();
        people.truncate(MOST);
        Ok(EditedPeople { newest: people, count })
    }
}

/// Whose a record is: looked up once.
struct Owners<'o> {
    office: &'o Office,
    known: HashMap<RecordId, Option<RecordId>>,
}

impl Owners<'_> {
    /// The person whom a record is about: itself, named by it, or by the plan or the evaluation it belongs to.
    fn find(&mut self, kind: u32, id: RecordId) -> Result<Option<RecordId>, Failure> {
        if kind == person::KIND {
            return Ok(Some(id));
        }
        if let Some(known) = self.known.get(&id) {
            return Ok(*known);
        }
        let mut found = None;
        // An account says who acts, and nothing of the person.
        if let Some(spec) = catalogue::find_kind(kind).filter(|_| kind != user::KIND) {
            for field in spec.fields {
                let owner_kinds: &[u32] = match field.name {
                    "person" => &[person::KIND],
                    "skp" => &[skp::KIND],
                    "evaluation" => &[evaluation::KIND],
                    "result" => &[result::KIND],
                    "subject" => &[sheet::KIND, objection::KIND],
                    _ => continue,
                };
                let row = self.office.store().ledger()?.find_row(spec, id, &[field.number])?;
                let Some(owner) = row.and_then(|row| row.record(0)) else { continue };
                for of in owner_kinds {
                    found = found.or(self.find(*of, owner)?);
                }
                if found.is_some() {
                    break;
                }
            }
        }
        self.known.insert(id, found);
        Ok(found)
    }
}
