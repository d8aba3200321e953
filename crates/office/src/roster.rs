//! A staff list into the office: what is new, what differs, what is refused.
//!
//! The whole file is one transaction. Importing the same file again changes nothing; another file updates people by their NIP and never removes anybody.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use tilik_appraisal::nip::Nip;
use tilik_appraisal::position::JenisJabatan;
use tilik_appraisal::superiors::AssessorQuality;
use tilik_exchange::cell_text::{clean, quote_short};
pub use tilik_exchange::finding::SkipReason;
use tilik_exchange::finding::{Notice, Refusal, SkippedRow};
pub use tilik_exchange::grid::Column;
use tilik_exchange::grid::Grid;
pub use tilik_exchange::header::Field;
use tilik_exchange::header::{ColumnGuess, Mapping, propose};
use tilik_exchange::ratings::RatingField;
use tilik_exchange::rejects::{reject_kind, write_rejects};
pub use tilik_exchange::roster::RosterField;
use tilik_exchange::roster::proposals::{Member, Proposal, propose_superiors};
use tilik_exchange::roster::{Roster, RosterContext, RosterRow, read_roster, spread_merged};
use tilik_exchange::texts::Language;
use tilik_exchange::workbook::{FileKind, SheetShape, Table, read_table};
use tilik_journal::catalogue::{office, person, unit};
use tilik_journal::{Document, Group, RecordId, Role, Value};

use crate::record::{self, Writes};
use crate::safekeeping::Occasion;
use crate::session::office_id;
use crate::superior::{Assessor, assignment_writes};
use crate::{Failure, Office};

/// What one row means for the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Not on the staff yet.
    New,
    /// On the staff, with differences: field, value now, value in the file.
    Updated {
        /// By field name.
        fields: BTreeMap<String, (String, String)>,
    },
    /// As it stands.
    Same,
}

/// One row of the plan.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct PlannedRow {
    /// The row in the file.
    pub row: u32,
    /// NIP, bare.
    pub nip: String,
    /// Name with titles.
    pub name: String,
    /// What it means.
    #[serde(flatten)]
    pub change: Change,
}

/// In the place of a NIP: all proposed superiors are accepted.
pub const ACCEPT_ALL: &str = "*";
/// How many rows are shown beside the columns.
const FIRST_ROWS: usize = 5;

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

/// The file as it was read: enough to show it and to change the mapping.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct FileShape {
    /// What it is, by its bytes.
    pub kind: FileKind,
    /// All its sheets; none for a CSV.
    pub sheets: Vec<SheetShape>,
    /// The sheet that was read.
    pub sheet: Option<String>,
    /// The last row of the header.
    pub header_row: Option<u32>,
    /// All columns with the fields that they were given.
    pub columns: Vec<ColumnGuess<RosterField>>,
    /// The first data rows, as displayed, long cells shortened.
    pub first_rows: Vec<Vec<String>>,
}

/// A superior whom the file does not name, proposed from position and unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct ProposedSuperior {
    /// Who has none.
    pub nip: String,
    /// Who it may be.
    pub superior_nip: String,
    /// Why, as a stable code.
    pub reason: String,
}

/// What an import does, or would do.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct ImportReport {
    /// Whether it was saved, or only looked at.
    pub is_saved: bool,
    /// The file as it was read.
    pub file: FileShape,
    /// People new on the staff.
    pub new: usize,
    /// People whose data change.
    pub updated: usize,
    /// People as they stand.
    pub same: usize,
    /// Rows refused.
    pub refused_rows: usize,
    /// Rows that hold no person, or one who stands in another row.
    pub skipped_rows: usize,
    /// Each row that a person may have been meant in, and why it was passed over.
    pub skipped: Vec<SkippedRow>,
    /// Every row that holds a person.
    pub rows: Vec<PlannedRow>,
    /// Why rows were refused: row, column, reason.
    pub refused: Vec<Refusal>,
    /// What a person should know.
    pub notices: Vec<Notice>,
    /// People on the staff who are not in the file; they stay.
    pub not_in_file: Vec<String>,
    /// Superiors for people for whom the file names none; set only where accepted.
    pub proposed_superiors: Vec<ProposedSuperior>,
}

/// Refused rows as a file of the kind that was imported.
pub struct Rejects {
    /// The file.
    pub bytes: Vec<u8>,
    /// The ending of its name.
    pub extension: &'static str,
}

/// A file read and compared with the staff, not yet saved.
pub struct ImportPlan {
    grid: Grid,
    mapping: Mapping<RosterField>,
    roster: Roster,
    /// What is to be written, one act for each row.
    acts: Vec<Vec<Group>>,
    /// The report, as a trial.
    pub report: ImportReport,
}

impl ImportPlan {
    /// The refused rows as a file to repair, if any were refused.
    ///
    /// # Errors
    /// `exchange.not_written` where that file cannot be put together.
    pub fn write_rejects(&self, language: Language) -> Result<Option<Rejects>, Failure> {
        let kind = reject_kind(self.report.file.kind);
        let beside = self.roster.list_headings_of_refused();
        let bytes = write_rejects(&self.grid, &self.mapping, &self.roster.refused, &beside, kind, language)?;
        Ok(bytes.map(|bytes| Rejects { bytes, extension: kind.extension() }))
    }
}

impl Office {
    /// Reads a staff list and compares it with the staff. Nothing is written. A list says who assesses now; whoever had no assessor before gets the
    /// one named from `assessed_since` on, so that the year's plan has one too.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of reading the file as a whole.
    pub fn plan_import(&self, bytes: &[u8], choices: &ImportChoices) -> Result<ImportPlan, Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        let assessed_since = self.assessed_since(choices.assessed_since);
        let decided: Vec<_> = choices.columns.iter().map(|choice| (choice.column, choice.field)).collect();
        let table = read_table::<RosterField>(bytes, choices.sheet.as_deref(), &decided)?;
        let Table { grid, mapping, kind, sheets } = table;
        let grid = spread_merged(grid, &mapping)?;
        let as_ratings = propose::<RatingField>(&grid);
        if as_ratings.is_ok_and(|ratings| ratings.find_column(RatingField::ResultRating).is_some()) {
            return Err(Failure::new("roster.looks_like_ratings"));
        }
        let staff: HashMap<String, Document> = self
            .list(person::KIND)?
            .into_iter()
            .filter_map(|document| Some((document.text(person::NIP)?.to_owned(), document)))
            .collect();
        let is_known = |nip: &Nip| staff.contains_key(nip.as_str());
        let context = RosterContext { pack: self.pack(), today: self.today(), is_known: &is_known };
        let mut roster = read_roster(&grid, &mapping, &context)?;
        let proposals = self.propose_superiors(&roster.people, &staff)?;
        accept_superiors(&mut roster.people, &proposals, &choices.accept_superiors);
        let mut planner = Planner::of(self, &staff, &roster.people, &mapping, assessed_since)?;
        let mut acts = Vec::new();
        let mut rows = Vec::new();
        let links = planner.plan_links(&roster.people);
        for row in &roster.people {
            let (change, groups) = planner.plan_row(row, &links);
            rows.push(PlannedRow { row: row.row, nip: row.nip.to_string(), name: row.name.full(), change });
            if !groups.is_empty() {
                acts.push(groups);
            }
        }
        acts.extend(planner.plan_awaited(&links, &roster.people));
        acts.extend(planner.plan_head(&roster.people)?);
        let count = |matches: fn(&Change) -> bool| rows.iter().filter(|row| matches(&row.change)).count();
        let in_file: HashSet<_> = roster.people.iter().map(|row| row.nip.as_str()).collect();
        let mut not_in_file: Vec<_> =
            staff.keys().filter(|nip| !in_file.contains(nip.as_str())).cloned().collect();
        not_in_file.sort_unstable();
        let file = FileShape {
            kind,
            sheets,
            sheet: grid.sheet().map(str::to_owned),
            header_row: mapping.header_row,
            columns: mapping.columns.clone(),
            first_rows: list_first_rows(&grid, &roster),
        };
        let report = ImportReport {
            is_saved: false,
            file,
            new: count(|change| *change == Change::New),
            updated: count(|change| matches!(change, Change::Updated { .. })),
            same: count(|change| *change == Change::Same),
            refused_rows: roster.count_refused_rows(),
            skipped_rows: count_skipped(&roster),
            skipped: list_skipped(&roster).cloned().collect(),
            rows,
            refused: roster.refused.clone(),
            notices: roster.notices.iter().cloned().chain(planner.notices).collect(),
            not_in_file,
            proposed_superiors: proposals
                .into_iter()
                .map(|proposal| ProposedSuperior {
                    nip: proposal.nip,
                    superior_nip: proposal.superior,
                    reason: proposal.reason.to_owned(),
                })
                .collect(),
        };
        Ok(ImportPlan { grid, mapping, roster, acts, report })
    }

    /// Superiors for people of the file for whom neither the file nor the office knows one.
    fn propose_superiors(
        &self,
        people: &[RosterRow],
        staff: &HashMap<String, Document>,
    ) -> Result<Vec<Proposal>, Failure> {
        let superiors = self.list_superiors()?;
        let today = self.today();
        let units: HashMap<RecordId, String> =
            self.list(unit::KIND)?.iter().map(|unit| (unit.id, record::text(unit, unit::NAME))).collect();
        let mut members: Vec<Member<'_>> = people
            .iter()
            .map(|row| Member {
                nip: row.nip.as_str(),
                position: row.position.as_deref().unwrap_or_default(),
                kind: row.position_kind.as_ref().map(|kind| kind.value),
                unit: row.unit.as_deref().unwrap_or_default(),
            })
            .collect();
        let in_file: HashSet<&str> = members.iter().map(|member| member.nip).collect();
        let others = staff.iter().filter(|(nip, _)| !in_file.contains(nip.as_str()));
        let others: Vec<Member<'_>> = others
            .map(|(nip, document)| Member {
                nip,
                position: document.text(person::POSITION).unwrap_or_default(),
                kind: record::coded(document, person::POSITION_KIND),
                unit: document.record(person::UNIT).and_then(|id| units.get(&id)).map_or("", |name| name),
            })
            .collect();
        members.extend(others);
        let without: HashSet<&str> = people
            .iter()
            .filter(|row| row.superior_typed.is_none())
            .map(|row| row.nip.as_str())
            .filter(|nip| {
                let id = staff.get(*nip).map(|document| document.id);
                id.is_none_or(|id| superiors.find_on(id, today).is_none())
            })
            .collect();
        let mut proposals = propose_superiors(&members);
        proposals.retain(|proposal| without.contains(proposal.nip.as_str()));
        Ok(proposals)
    }

    /// The day from which assessors hold who were not known before: the one asked for, else the first of this year.
    #[must_use]
    pub fn assessed_since(&self, asked: Option<NaiveDate>) -> NaiveDate {
        let today = self.today();
        asked.or_else(|| NaiveDate::from_ymd_opt(today.year(), 1, 1)).unwrap_or(today)
    }

    /// Saves a planned import in one transaction, after a backup when there is a staff already.
    ///
    /// # Errors
    /// Those of saving; nothing is written then.
    pub fn apply_import(&mut self, plan: &ImportPlan) -> Result<ImportReport, Failure> {
        if !plan.acts.is_empty() {
            if plan.report.updated > 0 {
                self.copy_before(Occasion::Import)?;
            }
            let acts = plan
                .acts
                .iter()
                .map(|groups| self.act("person.imported", groups.clone()))
                .collect::<Result<Vec<_>, _>>()?;
            self.save(acts)?;
        }
        Ok(ImportReport { is_saved: true, ..plan.report.clone() })
    }
}

/// Whom to link to which assessor, and from which day.
type Links = HashMap<RecordId, (RecordId, NaiveDate)>;

/// Compares rows with the staff and remembers what earlier rows have planned already.
struct Planner<'a> {
    office: &'a Office,
    staff: &'a HashMap<String, Document>,
    units: HashSet<RecordId>,
    unit_names: HashMap<RecordId, String>,
    superiors: crate::superior::Superiors,
    from: NaiveDate,
    notices: Vec<Notice>,
    in_file: HashSet<String>,
    /// Whether the file has columns of titles.
    has_titles: bool,
}

impl<'a> Planner<'a> {
    fn of(
        office: &'a Office,
        staff: &'a HashMap<String, Document>,
        people: &[RosterRow],
        mapping: &Mapping<RosterField>,
        from: NaiveDate,
    ) -> Result<Self, Failure> {
        let units = office.list(unit::KIND)?;
        Ok(Self {
            office,
            staff,
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
        self.staff.get(nip).map_or_else(|| RecordId::person(nip), |document| document.id)
    }

    /// From when somebody without an assessor today is assessed by whoever is named.
    fn first_day_of(&self, assessed: RecordId) -> NaiveDate {
        let vacant = self.superiors.find_vacancy(assessed, self.office.today());
        vacant.map_or(self.from, |vacant| vacant.max(self.from))
    }

    /// The assessors that the file names and that differ from today's, each with its first day; none that would close a circle.
    fn plan_links(&mut self, people: &[RosterRow]) -> Links {
        let today = self.office.today();
        let mut links = HashMap::new();
        let mut first_days = HashMap::new();
        let mut rows = HashMap::new();
        for row in people {
            let Some(assessor_nip) = &row.superior else { continue };
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

    fn plan_row(&mut self, row: &RosterRow, links: &Links) -> (Change, Vec<Group>) {
        let nip = row.nip.as_str();
        let now = self.staff.get(nip);
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
        let change = match now {
            None => Change::New,
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
    fn plan_awaited(&self, links: &Links, people: &[RosterRow]) -> Vec<Vec<Group>> {
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
    fn plan_head(&self, people: &[RosterRow]) -> Result<Option<Vec<Group>>, Failure> {
        if self.office.find_head()?.is_some() {
            return Ok(None);
        }
        let mut tops = people.iter().filter(|row| {
            row.superior.is_none()
                && row.superior_typed.is_none()
                && row.position_kind.as_ref().is_some_and(|kind| kind.value == JenisJabatan::JptPratama)
        });
        let (Some(head), None) = (tops.next(), tops.next()) else { return Ok(None) };
        let id = self.id_of(head.nip.as_str());
        Ok(Some(vec![
            Writes::to(office::KIND, office_id()).set(office::HEAD, id).group(),
            Writes::to(person::KIND, id).set(person::LEADS_OFFICE, true).group(),
        ]))
    }
}

/// Rows that a person may have meant for somebody; the heading is none.
fn list_skipped(roster: &Roster) -> impl Iterator<Item = &SkippedRow> {
    let headings = [SkipReason::Header, SkipReason::AboveHeader, SkipReason::ColumnNumbers];
    roster.skipped.iter().filter(move |row| !headings.contains(&row.reason))
}

fn count_skipped(roster: &Roster) -> usize {
    list_skipped(roster).count() + roster.repeated.len()
}

/// The first rows that hold people, read or refused, as the file shows them.
fn list_first_rows(grid: &Grid, roster: &Roster) -> Vec<Vec<String>> {
    let mut numbers: Vec<u32> = roster.people.iter().map(|person| person.row).take(FIRST_ROWS).collect();
    numbers.extend(roster.refused.iter().map(|refusal| refusal.row).take(FIRST_ROWS));
    numbers.sort_unstable();
    let rows = grid.rows().iter().filter(|row| numbers.contains(&row.number)).take(FIRST_ROWS);
    rows.map(|row| row.cells.iter().map(|cell| quote_short(&clean(&cell.text).text)).collect()).collect()
}

/// Sets the proposed superiors that were accepted.
fn accept_superiors(people: &mut [RosterRow], proposals: &[Proposal], accepted: &[String]) {
    let takes_all = accepted.iter().any(|nip| nip == ACCEPT_ALL);
    for proposal in proposals.iter().filter(|p| takes_all || accepted.contains(&p.nip)) {
        let superior = Nip::from_digits(&proposal.superior).ok();
        if let Some(person) = people.iter_mut().find(|person| person.nip.as_str() == proposal.nip) {
            person.superior = superior;
        }
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
