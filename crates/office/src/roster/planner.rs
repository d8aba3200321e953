//! What each row of a staff list means beside the staff as it stands: the decision, before anything is written.
//!
//! Must not read files. Invariant: what the file has no column for stays as it is, and who assessed before stays who assessed.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use tilik_appraisal::position::JenisJabatan;
use tilik_appraisal::superiors::AssessorQuality;
use tilik_exchange::finding::Notice;
use tilik_exchange::header::Mapping;
use tilik_exchange::roster::{RosterField, RosterRow};
use tilik_journal::catalogue::{office, person, unit};
use tilik_journal::document::Mark;
use tilik_journal::{Document, Group, RecordId, Value};

use super::Change;
use crate::record::{self, Writes};
use crate::session::office_id;
use crate::superior::{Assessor, Superiors, assignment_writes};
use crate::{Failure, Office};

/// Whom to link to which assessor, and from which day.
pub(super) type Links = HashMap<RecordId, (RecordId, NaiveDate)>;

/// Compares rows with the staff and remembers what earlier rows have planned already.
pub(super) struct Planner<'a> {
    office: &'a Office,
    staff: &'a HashMap<String, Document>,
    /// Who left; of them only those who come back are in the list.
    left: &'a HashMap<String, Document>,
    /// Whose data stay as they are.
    kept: HashSet<String>,
    units: HashSet<RecordId>,
    unit_names: HashMap<RecordId, String>,
    superiors: Superiors,
    from: NaiveDate,
    pub(super) notices: Vec<Notice>,
    in_file: HashSet<String>,
    /// Whether the file has columns of titles.
    has_titles: bool,
}

impl<'a> Planner<'a> {
    pub(super) fn of(
        office: &'a Office,
        (staff, left): (&'a HashMap<String, Document>, &'a HashMap<String, Document>),
        people: &[RosterRow],
        mapping: &Mapping<RosterField>,
        from: NaiveDate,
    ) -> Result<Self, Failure> {
        let units = office.list(unit::KIND)?;
        Ok(Self {
            office,
            staff,
            left,
            kept: HashSet::new(),
            units: units.iter().map(|unit| unit.id).collect(),
            unit_names: units.iter().map(|unit| (unit.id, record::text(unit, unit::NAME))).collect(),
            superiors: office.list_superiors()?,
            from,
            notices: Vec::new(),
            in_file: people.iter().map(|row| row.nip.to_string()).collect(),
            has_titles: [RosterField::GelarDepan, RosterField::GelarBelakang]
                .iter()
                .any(|field| mapping.find_column(*field).is_some()),
        })
    }

    /// Leaves the data of these people as they are.
    pub(super) fn keep(&mut self, nips: &[String]) {
        self.kept = nips.iter().cloned().collect();
    }

    /// Who has no assessor today and gets none: of the list, and of the staff whom it does not name.
    pub(super) fn list_without(&self, people: &[RosterRow], links: &Links) -> Vec<String> {
        let today = self.office.today();
        let is_without = |row: &&RosterRow| {
            let id = self.id_of(row.nip.as_str());
            !links.contains_key(&id) && self.superiors.find_on(id, today).is_none()
        };
        let is_other_without = |(nip, document): &(&String, &Document)| {
            !self.in_file.contains(*nip)
                && !links.contains_key(&document.id)
                && self.superiors.find_on(document.id, today).is_none()
        };
        let of_list = people.iter().filter(is_without).map(|row| row.nip.to_string());
        let mut others: Vec<_> =
            self.staff.iter().filter(is_other_without).map(|(nip, _)| nip.clone()).collect();
        others.sort_unstable();
        of_list.chain(others).collect()
    }

    /// NIP of an assessor on the staff, name of one outside.
    fn name_of(&self, assessor: &Assessor) -> String {
        match assessor {
            Assessor::Person(id) => self
                .staff
                .iter()
                .find(|(_, document)| document.id == *id)
                .map(|(nip, _)| nip.clone())
                .unwrap_or_default(),
            Assessor::External(external) => external.name.clone(),
        }
    }

    fn id_of(&self, nip: &str) -> RecordId {
        let known = self.staff.get(nip).or_else(|| self.left.get(nip));
        known.map_or_else(
            || {
                let derived = RecordId::person(nip);
                // Somebody whose NIP was corrected since keeps the record of the old one.
                let is_taken = self.staff.values().chain(self.left.values()).any(|one| one.id == derived);
                if is_taken { RecordId::person(&format!("{nip}/2")) } else { derived }
            },
            |document| document.id,
        )
    }

    /// From when somebody without an assessor today is assessed by whoever is named.
    fn first_day_of(&self, assessed: RecordId) -> NaiveDate {
        let vacant = self.superiors.find_vacancy(assessed, self.office.today());
        vacant.map_or(self.from, |vacant| vacant.max(self.from))
    }

    /// The assessors that the file names and that differ from today's, each with its first day; none that would close a circle.
    pub(super) fn plan_links(&mut self, people: &[RosterRow]) -> Links {
        let today = self.office.today();
        let mut links = HashMap::new();
        let mut first_days = HashMap::new();
        let mut rows = HashMap::new();
        for row in people {
            let Some(assessor_nip) = row.superior.as_ref().filter(|_| !self.kept.contains(row.nip.as_str()))
            else {
                continue;
            };
            let (id, assessor) = (self.id_of(row.nip.as_str()), self.id_of(assessor_nip.as_str()));
            // A PLT or PLH stands beside whom the list names, and is not displaced by it.
            let before =
                self.superiors.find_definitive_on(id, today).map(|superior| superior.assessor.clone());
            if before != Some(Assessor::Person(assessor)) {
                links.insert(id, assessor);
                first_days.insert(id, if before.is_some() { today } else { self.first_day_of(id) });
                rows.insert(id, row);
            }
        }
        // A superior whose own row was refused comes later, with the repaired file: the people who waited are linked then.
        let arriving: HashSet<_> = people.iter().map(|row| row.nip.as_str()).collect();
        for (nip, document) in self.staff {
            if let Some(awaited) =
                document.text(person::AWAITED_SUPERIOR).filter(|awaited| arriving.contains(awaited))
                && !links.contains_key(&document.id)
                && self.superiors.find_on(document.id, today).is_none()
                && !arriving.contains(nip.as_str())
            {
                links.insert(document.id, self.id_of(awaited));
                first_days.insert(document.id, self.first_day_of(document.id));
            }
        }
        for circle in self.superiors.list_circles_with(&links, today) {
            let nips: Vec<_> =
                circle.iter().filter_map(|id| rows.get(id)).map(|row| row.nip.to_string()).collect();
            for id in circle {
                if links.remove(&id).is_some()
                    && let Some(row) = rows.get(&id)
                {
                    self.notices.push(
                        Notice::of_row(row.row, "roster.superior_circle").with("circle", nips.join(" → ")),
                    );
                }
            }
        }
        links.into_iter().filter_map(|(id, assessor)| Some((id, (assessor, *first_days.get(&id)?)))).collect()
    }

    pub(super) fn plan_row(&mut self, row: &RosterRow, links: &Links) -> (Change, Vec<Group>) {
        let nip = row.nip.as_str();
        let back = self.left.get(nip);
        let now = self.staff.get(nip).or(back);
        let id = self.id_of(nip);
        let mut groups = Vec::new();
        let unit_id = match row.unit.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) => {
                let unit_id = RecordId::unit(name);
                if self.units.insert(unit_id) {
                    groups.push(Writes::to(unit::KIND, unit_id).set(unit::NAME, name).group());
                }
                Some(unit_id)
            }
            None => None,
        };
        let mut writes = Writes::to(person::KIND, id)
            .change(now, person::NIP, nip)
            .change(now, person::NAME, row.name.name.as_str())
            .change(now, person::EMPLOYMENT, row.kind.value.code());
        // What the file has no column for stays as it is. Titles may also stand in the name.
        if self.has_titles || !(row.name.front.is_empty() && row.name.back.is_empty()) {
            writes = writes.change(now, person::FRONT_TITLE, row.name.front.as_str()).change(
                now,
                person::BACK_TITLE,
                row.name.back.as_str(),
            );
        }
        if let Some(rank) = row.rank {
            writes = writes.change(now, person::RANK, rank.to_string());
        }
        if let Some(position) = &row.position {
            writes = writes.change(now, person::POSITION, position.as_str());
        }
        if let Some(kind) = &row.position_kind
            && !(kind.is_guessed && now.is_some_and(|now| now.value(person::POSITION_KIND).is_some()))
        {
            writes = writes.change(now, person::POSITION_KIND, kind.value.code());
        }
        if unit_id.is_some() {
            writes = writes.change(now, person::UNIT, unit_id);
        }
        if let Some(awaited) = self.find_awaited(row) {
            writes = writes.change(now, person::AWAITED_SUPERIOR, awaited);
        }
        let (mut writes, has_versions) = writes.leave_disputed(now);
        if has_versions {
            self.notices.push(Notice::of_row(row.row, "roster.disputed"));
        }
        if back.is_some() {
            writes = writes.mark(Mark::Restored).set(person::LEFT_ON, None::<String>);
        }
        let mut fields = now.map(|now| list_differences(now, &writes)).unwrap_or_default();
        if let Some(names) = fields.get_mut("unit") {
            let before = now.and_then(|now| now.record(person::UNIT));
            let name = before.and_then(|id| self.unit_names.get(&id)).cloned().unwrap_or_default();
            *names = (name, row.unit.clone().unwrap_or_default());
        }
        groups.extend(writes.into_group());
        if let Some((assessor, from)) = links.get(&id) {
            let assessor = Assessor::Person(*assessor);
            let writes = assignment_writes(id, &assessor, AssessorQuality::Definitive, *from, None);
            groups.push(writes.group());
            if now.is_some() {
                let assessor_nip = row.superior.as_ref().map(ToString::to_string).unwrap_or_default();
                let before = self.superiors.find_on(id, self.office.today());
                let before = before.map(|superior| self.name_of(&superior.assessor)).unwrap_or_default();
                fields.insert("superior".into(), (before, assessor_nip));
            }
        }
        if self.kept.contains(nip) && !fields.is_empty() {
            return (Change::Kept { fields }, Vec::new());
        }
        let change = match now {
            None => Change::New,
            Some(_) if back.is_some() => Change::Returned,
            Some(_) if groups.is_empty() => Change::Same,
            Some(_) => Change::Updated { fields },
        };
        (change, groups)
    }

    /// The superior whom the row names and who is neither in the file nor on the staff.
    fn find_awaited<'r>(&self, row: &'r RosterRow) -> Option<&'r str> {
        let typed = row.superior_typed.as_ref().filter(|_| row.superior.is_none())?;
        (!self.staff.contains_key(typed.as_str()) && !self.in_file.contains(typed.as_str()))
            .then(|| typed.as_str())
    }

    /// Links that people who waited for a superior get now, one act each.
    pub(super) fn plan_awaited(&self, links: &Links, people: &[RosterRow]) -> Vec<Vec<Group>> {
        let in_rows: HashSet<_> = people.iter().map(|row| self.id_of(row.nip.as_str())).collect();
        links
            .iter()
            .filter(|(id, _)| !in_rows.contains(id))
            .map(|(id, (assessor, from))| {
                let assessor = Assessor::Person(*assessor);
                vec![
                    assignment_writes(*id, &assessor, AssessorQuality::Definitive, *from, None).group(),
                    Writes::to(person::KIND, *id).set(person::AWAITED_SUPERIOR, None::<String>).group(),
                ]
            })
            .collect()
    }

    /// Who heads the office, where it is not known and the file leaves no doubt: the one high leader (JPT pratama) whom nobody on the list assesses.
    pub(super) fn plan_head(&self, people: &[RosterRow]) -> Result<Option<Vec<Group>>, Failure> {
        if self.office.find_head()?.is_some() {
            return Ok(None);
        }
        let mut tops = people.iter().filter(|row| {
            row.superior.is_none()
                && row.superior_typed.is_none()
                && row.position_kind.as_ref().is_some_and(|kind| kind.value == JenisJabatan::JptPratama)
        });
        let (Some(head), None) = (tops.next(), tops.next()) else { return Ok(None) };
        let of_office = Writes::to(office::KIND, office_id());
        self.office.plan_head(of_office, self.id_of(head.nip.as_str())).map(Some)
    }
}

fn list_differences(now: &Document, writes: &Writes) -> BTreeMap<String, (String, String)> {
    let show = |value: Option<&Value>| match value {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::Bool(is)) => is.to_string(),
        Some(Value::Bytes(_)) => "•".to_owned(),
        Some(Value::Null | Value::List(_)) | None => String::new(),
    };
    let kind = tilik_journal::catalogue::find_kind(person::KIND);
    writes
        .fields()
        .iter()
        .map(|(number, value)| {
            let name = kind.and_then(|kind| kind.find_field(*number)).map_or("", |field| field.name);
            (name.to_owned(), (show(now.value(*number)), show(Some(value))))
        })
        .collect()
}
