//! What was joined without asking: entries that two laptops made about one person's sheet, plan or profile without seeing each other, and that do not contradict.
//!
//! Invariant: a function of the entries held, so that every laptop that holds them lists the same (`what_was_joined_without_asking_is_listed_on_both_laptops`); how far a
//! user has looked is of this laptop alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_journal::catalogue::{
    FIRST_OFFICE_KIND, annex_line, behaviour_rating, device, evaluation, expectation, indicator, person,
    result, result_rating, scan, sheet, skp, superior,
};
use tilik_journal::payload::MARK;
use tilik_journal::{Document, Position, RecordId, Role, UserId};
use tilik_store::ledger::ApartEntry;
use ts_rs::TS;

use super::{Origin, Shown, Subject, is_beside, name_of};
use crate::record::text;
use crate::{Failure, Office};

/// An entry that was joined with what another laptop wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MergedField {
    /// `kind.field`, by which the screen finds its words.
    pub name: String,
    /// What of several it is.
    pub about: Option<String>,
    /// What it says.
    pub shown: Shown,
    /// Where it comes from.
    pub origin: Origin,
}

/// What was joined about one person, or about the office.
#[derive(Debug, Clone, Serialize, TS)]
pub struct MergedOf {
    /// The person; empty for the office.
    pub name: String,
    /// The person's NIP.
    pub nip: Option<String>,
    /// The period, where it is about an evaluation.
    pub period: Option<Period>,
    /// The year, where it is about a plan.
    pub year: Option<i64>,
    /// The entries, the oldest first.
    pub fields: Vec<MergedField>,
}

/// What was joined since the user looked last.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Merged {
    /// Of how many entries.
    pub count: usize,
    /// One a person and period, the office last.
    pub of: Vec<MergedOf>,
    /// Laptops that wrote on from two copies of one folder, by name; empty for the office's first one.
    pub copied: Vec<String>,
    /// To be given back when it was looked at.
    #[ts(type = "number")]
    pub until: i64,
}

/// How far somebody has looked.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct LookedUntil {
    /// As the list said.
    #[ts(type = "number")]
    pub until: i64,
}

/// What people take for one thing: a sheet, a plan, a person.
type Root = (u32, RecordId);
/// Kind, record, field.
type FieldName = (u32, RecordId, u32);

/// What one side wrote about one thing.
#[derive(Default)]
struct Written {
    is_new: bool,
    /// Where each field was written last.
    fields: BTreeMap<FieldName, Position>,
}

impl Office {
    /// What was joined without asking since the user looked last.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_merged(&self) -> Result<Merged, Failure> {
        let ledger = self.store().ledger()?;
        let until = ledger.newest_entry()?;
        let since = ledger.looked_until(UserId(self.actor()?.id))?;
        let mut roots = HashMap::new();
        let mut joined: BTreeMap<Root, BTreeMap<FieldName, Position>> = BTreeMap::new();
        for apart in ledger.list_apart(since)? {
            let [ours, theirs] = &apart.sides;
            let (ours, theirs) = (self.read_side(ours, &mut roots)?, self.read_side(theirs, &mut roots)?);
            for (root, one) in &ours {
                let Some(other) = theirs.get(root).filter(|other| one.is_new || other.is_new) else {
                    continue;
                };
                let both = [(one, other), (other, one)];
                let alone = both.iter().flat_map(|(one, other)| {
                    one.fields.iter().filter(|(name, _)| !other.fields.contains_key(name))
                });
                joined.entry(*root).or_default().extend(alone.map(|(name, at)| (*name, *at)));
            }
        }
        let mut list: BTreeMap<Subject, Vec<(i64, MergedField)>> = BTreeMap::new();
        for fields in joined.into_values() {
            for ((kind, id, field), at) in fields {
                let Some(document) = self.find(kind, id)? else { continue };
                if let Some(joined) = self.read_joined(&document, field, at)? {
                    list.entry(self.find_whom(&document, 0)?).or_default().push(joined);
                }
            }
        }
        let mut of = Vec::new();
        for (subject, fields) in list {
            of.extend(self.read_merged(&subject, fields)?);
        }
        of.sort_by_key(|of| (of.name.is_empty(), of.name.clone()));
        let copied = self.list_copied(since)?;
        Ok(Merged { count: of.iter().map(|of| of.fields.len()).sum(), of, copied, until })
    }

    fn list_copied(&self, since: i64) -> Result<Vec<String>, Failure> {
        let ledger = self.store().ledger()?;
        let mut names = BTreeSet::new();
        for line in ledger.list_branches(since)? {
            let key = ledger.lines().find(line).map(|line| line.key).unwrap_or_default();
            let certified = self.find(device::KIND, RecordId::device(&key))?;
            names.insert(certified.map(|device| text(&device, device::NAME)).unwrap_or_default());
        }
        Ok(names.into_iter().collect())
    }

    /// Notes that the user has looked at what was joined, and answers what came since.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn note_merged(&mut self, looked: LookedUntil) -> Result<Merged, Failure> {
        let user = UserId(self.actor()?.id);
        self.store_mut().exchange()?.note_looked(user, looked.until)?;
        self.list_merged()
    }

    fn read_side(
        &self,
        entries: &[std::sync::Arc<ApartEntry>],
        roots: &mut HashMap<Root, Option<Root>>,
    ) -> Result<HashMap<Root, Written>, Failure> {
        let mut side: HashMap<Root, Written> = HashMap::new();
        for entry in entries {
            for group in &entry.payload.groups {
                let name = (group.kind, group.record);
                let root = match roots.get(&name) {
                    Some(root) => *root,
                    None => *roots.entry(name).or_insert(self.find_root(group.kind, group.record)?),
                };
                let Some(root) = root else { continue };
                let written = side.entry(root).or_default();
                written.is_new |= entry.is_new;
                let entered = group.fields.iter().map(|(field, _)| *field);
                for field in entered.filter(|field| *field != MARK && !is_beside(group.kind, *field)) {
                    written.fields.insert((group.kind, group.record, field), entry.position);
                }
            }
        }
        Ok(side)
    }

    /// What a record is a part of; none for what has a screen of its own that shows all of it, and for what controls the journal.
    fn find_root(&self, kind: u32, id: RecordId) -> Result<Option<Root>, Failure> {
        let above = |parent: u32, field: u32| -> Result<Option<Root>, Failure> {
            Ok(self.find(kind, id)?.and_then(|document| document.record(field)).map(|id| (parent, id)))
        };
        match kind {
            0..FIRST_OFFICE_KIND | sheet::KIND | scan::KIND => Ok(None),
            result_rating::KIND => above(evaluation::KIND, result_rating::EVALUATION),
            behaviour_rating::KIND => above(evaluation::KIND, behaviour_rating::EVALUATION),
            superior::KIND => above(person::KIND, superior::PERSON),
            result::KIND => above(skp::KIND, result::SKP),
            annex_line::KIND => above(skp::KIND, annex_line::SKP),
            expectation::KIND => above(skp::KIND, expectation::SKP),
            indicator::KIND => match above(result::KIND, indicator::RESULT)? {
                Some((kind, id)) => self.find_root(kind, id),
                None => Ok(None),
            },
            _ => Ok(Some((kind, id))),
        }
    }

    /// None for what is not in force: it was displaced since, came late, or has several versions and is listed as such.
    fn read_joined(
        &self,
        document: &Document,
        field: u32,
        at: Position,
    ) -> Result<Option<(i64, MergedField)>, Failure> {
        let stands = document.fields.get(&field).filter(|stands| !stands.is_disputed());
        let write = stands.and_then(|stands| stands.candidates.iter().find(|write| write.position == at));
        let Some(write) = write.filter(|_| self.may_see_kind(document.kind).unwrap_or(false)) else {
            return Ok(None);
        };
        let info = self.store().ledger()?.find_entry_at(at, document.kind, document.id)?;
        let origin = self.read_origins(document, &[at])?.into_iter().next();
        let (Some(info), Some(origin)) = (info, origin) else { return Ok(None) };
        let joined = MergedField {
            name: name_of(document.kind, field),
            about: self.find_about(document)?,
            shown: self.show_value(&write.value)?,
            origin: Origin { is_newest: false, ..origin },
        };
        Ok(Some((info.made_at, joined)))
    }

    fn read_merged(
        &self,
        subject: &Subject,
        mut fields: Vec<(i64, MergedField)>,
    ) -> Result<Option<MergedOf>, Failure> {
        let person = subject.person.map(|id| self.find_person(id)).transpose()?.flatten();
        let period: Option<Period> = subject.period.as_ref().and_then(|period| period.parse().ok());
        if self.actor()?.role == Role::Penilai
            && let (Some(person), Some(period)) = (&person, period)
            && !self.may_see(&self.list_superiors_of(person.id)?, person.id, period.ends_on())?
        {
            return Ok(None);
        }
        fields.sort_by_key(|(made_at, _)| *made_at);
        Ok(Some(MergedOf {
            name: person.as_ref().map(|person| person.name.full()).unwrap_or_default(),
            nip: person.map(|person| person.nip),
            period,
            year: subject.year,
            fields: fields.into_iter().map(|(_, field)| field).collect(),
        }))
    }
}
