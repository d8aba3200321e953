//! The staff by hand: somebody is added, a profile is changed, somebody leaves or comes back; the list with what each still lacks, and the card of a
//! person.
//!
//! Must not read files. Invariants: a NIP belongs to one person, also among those who left; nobody is ever deleted, and whoever leaves stays in the
//! history and can come back as if nothing had happened.

mod card;
mod profile;

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_appraisal::nip::{Nip, NipKind, NipParts, NipWarning};
use tilik_journal::catalogue::{office, person, skp, unit};
use tilik_journal::document::Mark;
use tilik_journal::{Document, Group, RecordId, Role};
use tilik_store::ledger::{Expectation, Version};
use ts_rs::TS;

pub(crate) use card::Names;
pub use card::{EvaluationLine, HistoryChange, HistoryLine, PlanLine, StaffCard};
pub use profile::{Employment, Profile};

use crate::people::Person;
use crate::record::{Writes, is_gone, text};
use crate::session::office_id;
use crate::{Failure, Office};

/// Why somebody left this office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LeaveKind {
    /// To another office.
    Transfer,
    /// Retired.
    Retirement,
    /// The contract ended.
    ContractEnd,
    /// Died.
    Death,
    /// Dismissed, or at the own request.
    Resignation,
    /// Was never here: entered by mistake.
    Mistake,
}

impl LeaveKind {
    const ALL: [Self; 6] =
        [Self::Transfer, Self::Retirement, Self::ContractEnd, Self::Death, Self::Resignation, Self::Mistake];

    const fn code(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Retirement => "retirement",
            Self::ContractEnd => "contract_end",
            Self::Death => "death",
            Self::Resignation => "resignation",
            Self::Mistake => "mistake",
        }
    }
}

/// Somebody's last day here.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Leaving {
    /// The last day.
    pub on: Option<NaiveDate>,
    /// Why; none for those who do not keep the staff.
    pub kind: Option<LeaveKind>,
    /// In words: to where, by which letter; empty for the same.
    pub note: String,
}

/// Arguments of a leaving.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Leave {
    /// Who.
    pub nip: String,
    /// The last day here.
    pub on: NaiveDate,
    /// Why.
    pub kind: LeaveKind,
    /// In words: to where, by which letter.
    #[serde(default)]
    pub note: String,
}

/// Somebody in the list with what is still lacking.
#[derive(Debug, Clone, Serialize, TS)]
pub struct StaffRow {
    /// Who.
    #[serde(flatten)]
    pub person: Person,
    /// Who assesses today, with titles; none when nobody does.
    pub assessor: Option<String>,
    /// Whether there is a plan for the year.
    pub has_plan: bool,
}

/// Somebody who left.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LeftRow {
    /// Who.
    #[serde(flatten)]
    pub person: Person,
    /// When and why.
    pub left: Leaving,
}

/// Everybody, and everybody who left.
#[derive(Debug, Clone, Serialize, TS)]
pub struct StaffTable {
    /// The staff, by name without titles.
    pub rows: Vec<StaffRow>,
    /// Who left, the last first.
    pub left: Vec<LeftRow>,
    /// The units of the office, by name.
    pub units: Vec<String>,
    /// Whether the user may change the staff.
    pub may_change: bool,
}

/// What a NIP says, while it is typed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NipReading {
    /// Date of birth in the number.
    pub born_on: NaiveDate,
    /// PNS or PPPK, by the number.
    pub employment: Employment,
    /// Year of appointment.
    pub appointed: i32,
    /// Month of appointment of a PNS.
    pub month: Option<u8>,
    /// `male` or `female`, by the number.
    pub sex: tilik_appraisal::nip::Sex,
    /// What is unusual, as codes.
    pub warnings: Vec<NipWarning>,
    /// Who has this NIP already, with titles.
    pub taken_by: Option<String>,
}

/// A profile with what it was read from.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(optional_fields)]
pub struct ProfileChange {
    /// Whose, by the NIP until now.
    pub nip: String,
    /// The version that the card carried.
    pub version: Option<Version>,
    /// The profile as it shall be.
    pub profile: Profile,
    /// Why; needed when the NIP changes.
    #[serde(default)]
    pub reason: String,
}

impl Office {
    /// Everybody with what is lacking for a year, and who left.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn staff_table(&self, year: i32) -> Result<StaffTable, Failure> {
        let superiors = self.list_superiors()?;
        let today = self.today();
        let people = self.list_people()?;
        let planned: HashSet<RecordId> = self
            .list_where(skp::KIND, skp::YEAR, i64::from(year))?
            .iter()
            .filter_map(|document| document.record(skp::PERSON))
            .collect();
        let names: BTreeMap<RecordId, String> =
            people.iter().map(|person| (person.id, person.name.full())).collect();
        let rows = people
            .into_iter()
            .map(|person| StaffRow {
                assessor: superiors.find_on(person.id, today).map(|superior| match &superior.assessor {
                    crate::superior::Assessor::Person(id) => names.get(id).cloned().unwrap_or_default(),
                    crate::superior::Assessor::External(external) => external.name.clone(),
                }),
                has_plan: planned.contains(&person.id),
                person,
            })
            .collect();
        let mut left = Vec::new();
        for document in self.list_gone(person::KIND)? {
            if let Some(person) = self.find_person(document.id)? {
                left.push(LeftRow { person, left: self.leaving_of(&document) });
            }
        }
        left.sort_by(|a, b| b.left.on.cmp(&a.left.on).then_with(|| a.person.nip.cmp(&b.person.nip)));
        let mut units: Vec<String> =
            self.list(unit::KIND)?.iter().map(|document| text(document, unit::NAME)).collect();
        units.sort_by_key(|name| name.to_lowercase());
        Ok(StaffTable { rows, left, units, may_change: self.may_change_staff() })
    }

    /// The last day of somebody who left; why, for those alone who keep the staff: it may be a dismissal or a death.
    fn leaving_of(&self, document: &Document) -> Leaving {
        let left = read_leaving(document);
        if self.may_change_staff() { left } else { Leaving { kind: None, note: String::new(), ..left } }
    }

    pub(crate) fn may_change_staff(&self) -> bool {
        self.need_role(&[Role::Kepala, Role::Operator]).is_ok()
    }

    /// What a NIP says, and whose it is already but for one person.
    ///
    /// # Errors
    /// `person.nip_refused` with the reason.
    pub fn read_nip(&self, nip: &str, except: Option<&str>) -> Result<NipReading, Failure> {
        let read = Nip::parse(nip, self.today()).map_err(|error| refuse_nip(nip, error.code()))?;
        let NipParts { born_on, kind, sex, .. } = read.parts;
        let (employment, appointed, month) = match kind {
            NipKind::Pns { year, month } => (Employment::Pns, year, Some(month)),
            NipKind::Pppk { year, .. } => (Employment::Pppk, year, None),
        };
        let holder = self
            .find_person_also_left(read.nip.as_str())?
            .filter(|holder| Some(holder.nip.as_str()) != except);
        Ok(NipReading {
            born_on,
            employment,
            appointed,
            month,
            sex,
            warnings: read.warnings,
            taken_by: holder.map(|holder| holder.name.full()),
        })
    }

    /// The record of a NIP as people write it, also of somebody who left.
    fn get_staff_document(&self, nip: &str) -> Result<Document, Failure> {
        let read = Nip::from_digits(nip)?;
        let found = self.find_document_also_left(read.as_str())?;
        found.ok_or_else(|| Failure::new("person.unknown").with("nip", nip))
    }

    /// Takes somebody onto the staff by hand; answers the NIP.
    ///
    /// # Errors
    /// `user.not_permitted`; `person.refused` with what is wrong, by field.
    pub fn add_person(&mut self, profile: &Profile) -> Result<String, Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        let checked = profile.check(self, None)?;
        let id = self.free_id(&checked.nip)?;
        let act = self.act("person.added", self.profile_writes(id, None, &checked)?)?;
        self.save(vec![act])?;
        Ok(checked.nip)
    }

    /// The record of a new person: that of the NIP, unless somebody who had it before keeps it.
    fn free_id(&self, nip: &str) -> Result<RecordId, Failure> {
        let derived = RecordId::person(nip);
        Ok(match self.find(person::KIND, derived)? {
            Some(_) => RecordId::person(&format!("{nip}/2")),
            None => derived,
        })
    }

    /// Changes a profile; answers the NIP as it is then. What does not differ is not written.
    ///
    /// # Errors
    /// `user.not_permitted`, `person.unknown`, `person.left`, `person.reason_missing`, `store.stale`; `person.refused` with what is wrong, by field.
    pub fn change_profile(&mut self, change: &ProfileChange) -> Result<String, Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        let now = self.get_staff_document(&change.nip)?;
        if is_gone(&now) {
            return Err(Failure::new("person.left").with("nip", change.nip.as_str()));
        }
        let checked = change.profile.check(self, Some(&now))?;
        let reason = profile::check_note(&change.reason)?;
        if now.text(person::NIP) != Some(checked.nip.as_str()) && reason.is_empty() {
            return Err(Failure::new("person.reason_missing"));
        }
        let mut groups = self.profile_writes(now.id, Some(&now), &checked)?;
        if groups.is_empty() {
            return Ok(checked.nip);
        }
        if !reason.is_empty() {
            match groups.iter_mut().find(|group| group.kind == person::KIND) {
                Some(group) => group.fields.push((person::REASON, reason.into())),
                None => groups.push(Writes::to(person::KIND, now.id).set(person::REASON, reason).group()),
            }
        }
        let mut act = self.act("person.changed", groups)?;
        if let Some(version) = &change.version {
            act.expects =
                vec![Expectation { kind: person::KIND, id: now.id, version: Some(version.clone()) }];
        }
        self.save(vec![act])?;
        Ok(checked.nip)
    }

    fn profile_writes(
        &self,
        id: RecordId,
        now: Option<&Document>,
        profile: &Profile,
    ) -> Result<Vec<Group>, Failure> {
        let mut groups = Vec::new();
        let unit_id = (!profile.unit.is_empty()).then(|| RecordId::unit(&profile.unit));
        if let Some(unit_id) = unit_id
            && self.find(unit::KIND, unit_id)?.is_none_or(|document| is_gone(&document))
        {
            groups.push(Writes::to(unit::KIND, unit_id).set(unit::NAME, profile.unit.as_str()).group());
        }
        let some = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let writes = Writes::to(person::KIND, id)
            .change(now, person::NIP, profile.nip.as_str())
            .change(now, person::NAME, profile.name.as_str())
            .change(now, person::FRONT_TITLE, profile.front.as_str())
            .change(now, person::BACK_TITLE, profile.back.as_str())
            .change(now, person::EMPLOYMENT, profile.employment.code())
            .change(now, person::RANK, some(&profile.rank))
            .change(now, person::POSITION, profile.position.as_str())
            .change(now, person::POSITION_KIND, profile.position_kind.map(|kind| kind.code().to_owned()))
            .change(now, person::UNIT, unit_id)
            .change(now, person::JOINED_ON, day(profile.joined_on))
            .change(now, person::POSITION_SINCE, day(profile.position_since));
        groups.extend(writes.into_group());
        Ok(groups)
    }

    /// Somebody leaves: out of every list, in the history for good. Whom the person assessed has no assessor from the next day on.
    ///
    /// # Errors
    /// `user.not_permitted`, `person.unknown`, `person.left`, `person.leads_office`, `person.leaves_later`.
    pub fn leave_staff(&mut self, leave: &Leave) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        let now = self.get_staff_document(&leave.nip)?;
        if is_gone(&now) {
            return Err(Failure::new("person.left").with("nip", leave.nip.as_str()));
        }
        if self.find_head()? == Some(now.id) {
            return Err(Failure::new("person.leads_office"));
        }
        if leave.on > self.today() {
            return Err(Failure::new("person.leaves_later"));
        }
        let note = profile::check_note(&leave.note)?;
        let writes = Writes::to(person::KIND, now.id)
            .mark(Mark::Retracted)
            .set(person::LEFT_ON, leave.on.to_string())
            .set(person::LEFT_FOR, leave.kind.code())
            .set(person::REASON, note);
        let act = self.act("person.left", vec![writes.group()])?;
        self.save(vec![act])
    }

    /// Takes somebody back who left: as if nothing had happened.
    ///
    /// # Errors
    /// `user.not_permitted`, `person.unknown`, `person.not_left`.
    pub fn return_to_staff(&mut self, nip: &str, reason: &str) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        let now = self.get_staff_document(nip)?;
        if !is_gone(&now) {
            return Err(Failure::new("person.not_left").with("nip", nip));
        }
        let writes = Writes::to(person::KIND, now.id)
            .mark(Mark::Restored)
            .set(person::LEFT_ON, None::<String>)
            .set(person::LEFT_FOR, None::<String>)
            .set(person::REASON, profile::check_note(reason)?);
        let act = self.act("person.returned", vec![writes.group()])?;
        self.save(vec![act])
    }

    /// Says who heads the office. Only the head says so.
    ///
    /// # Errors
    /// `user.not_permitted`, `person.unknown`.
    pub fn set_head(&mut self, nip: &str) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        let new = self.get_person_by_nip(nip)?;
        let groups = self.plan_head(Writes::to(office::KIND, office_id()), new.id)?;
        if groups.is_empty() {
            return Ok(());
        }
        let act = self.act("office.head_set", groups)?;
        self.save(vec![act])
    }

    /// What is written of the office, with who heads it from now on, and of the people whom that concerns; nothing where all of it is so already.
    pub(crate) fn plan_head(&self, of_office: Writes, head: RecordId) -> Result<Vec<Group>, Failure> {
        let now = self.office_record()?;
        let before = now.record(office::HEAD).filter(|before| *before != head);
        let mut groups: Vec<_> =
            of_office.change(Some(&now), office::HEAD, head).into_group().into_iter().collect();
        for (id, leads) in before.map(|before| (before, false)).into_iter().chain([(head, true)]) {
            let now = self.find(person::KIND, id)?;
            // Nothing kept says no.
            if leads || now.as_ref().is_some_and(|now| now.value(person::LEADS_OFFICE).is_some()) {
                let writes = Writes::to(person::KIND, id).change(now.as_ref(), person::LEADS_OFFICE, leads);
                groups.extend(writes.into_group());
            }
        }
        Ok(groups)
    }
}

fn read_leaving(document: &Document) -> Leaving {
    let kind = document.text(person::LEFT_FOR).unwrap_or_default();
    Leaving {
        on: document.text(person::LEFT_ON).and_then(|day| day.parse().ok()),
        kind: LeaveKind::ALL.into_iter().find(|known| known.code() == kind),
        note: text(document, person::REASON),
    }
}

fn refuse_nip(value: &str, reason: &str) -> Failure {
    let value: String = value.chars().take(40).collect();
    Failure::new("person.nip_refused").with("value", value).with("reason", reason)
}
