//! A staff list into the office: what is new, what differs, what is refused.
//!
//! The whole file is one transaction. Importing the same file again changes nothing; another file updates people by their NIP and never removes anybody.

mod choices;
mod planner;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use tilik_appraisal::nip::Nip;
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
use tilik_exchange::roster::corrections::{correct_cells, leave_out};
use tilik_exchange::roster::proposals::{Member, Proposal, propose_superiors};
use tilik_exchange::roster::{Roster, RosterContext, RosterRow, read_roster, spread_merged};
use tilik_exchange::texts::Language;
use tilik_exchange::workbook::{FileKind, SheetShape, Table, read_table};
use tilik_journal::catalogue::{person, unit};
use tilik_journal::{Document, Group, RecordId, Role};

use crate::job::{Progress, Stage};
use crate::safekeeping::{Occasion, WayBack};
pub use choices::{
    ACCEPT_ALL, ColumnChoice, Corrected, Correction, ImportChoices, OtherOffice, SamePerson, SamePersonChoice,
};
use choices::{find_other_office, find_same_people, rename_same};
use planner::Planner;

use crate::record;
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
    /// On the staff, with differences that a person decided not to take.
    Kept {
        /// By field name.
        fields: BTreeMap<String, (String, String)>,
    },
    /// Left this office: not imported unless taken back.
    Left,
    /// Left this office and comes back with this list.
    Returned,
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

/// How many rows are shown beside the columns.
const FIRST_ROWS: usize = 5;

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
    /// Cells that a person typed in place of what the file has, as far as the file has them.
    pub corrected: Vec<Corrected>,
    /// Why the list seems to be another office's, where it does.
    pub other_office: Option<OtherOffice>,
    /// Who of the list may be somebody on the staff under another NIP: a person says so, before anybody is doubled.
    pub same_people: Vec<SamePerson>,
    /// People of the list and others of the staff who will have no superior today.
    pub without_superior: Vec<String>,
    /// The copy that was made before; none where nothing was saved.
    pub way_back: Option<WayBack>,
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
        let (grid, corrected) = correct_cells(grid, &mapping, &choices.corrections)?;
        let as_ratings = propose::<RatingField>(&grid);
        if as_ratings.is_ok_and(|ratings| ratings.find_column(RatingField::ResultRating).is_some()) {
            return Err(Failure::new("roster.looks_like_ratings"));
        }
        let mut staff: HashMap<String, Document> = self
            .list(person::KIND)?
            .into_iter()
            .filter_map(|document| Some((document.text(person::NIP)?.to_owned(), document)))
            .collect();
        let was_on_staff: HashSet<String> = staff.keys().cloned().collect();
        rename_same(&mut staff, &choices.same_person);
        let left: HashMap<String, Document> = self
            .list_gone(person::KIND)?
            .into_iter()
            .filter_map(|document| Some((document.text(person::NIP)?.to_owned(), document)))
            .collect();
        let is_known = |nip: &Nip| staff.contains_key(nip.as_str());
        let context = RosterContext { pack: self.pack(), today: self.today(), is_known: &is_known };
        let (read, passed) = leave_out(grid.clone(), &mapping, &choices.left_out)?;
        let mut roster = read_roster(&read, &mapping, &context)?;
        roster.skipped.extend(passed);
        roster.skipped.sort_by_key(|row| row.row);
        let gone: Vec<PlannedRow> = take_left(&mut roster.people, &left, &choices.taken_back);
        let proposals = self.propose_superiors(&roster.people, &staff)?;
        accept_superiors(&mut roster.people, &proposals, &choices.accept_superiors);
        let mut planner = Planner::of(self, (&staff, &left), &roster.people, &mapping, assessed_since)?;
        planner.keep(&choices.kept);
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
        rows.extend(gone);
        rows.sort_by_key(|row| row.row);
        acts.extend(planner.plan_awaited(&links, &roster.people));
        acts.extend(planner.plan_head(&roster.people)?);
        let count = |matches: fn(&Change) -> bool| rows.iter().filter(|row| matches(&row.change)).count();
        let in_file: HashSet<_> = roster.people.iter().map(|row| row.nip.as_str()).collect();
        let mut not_in_file: Vec<_> =
            staff.keys().filter(|nip| !in_file.contains(nip.as_str())).cloned().collect();
        not_in_file.sort_unstable();
        let units: HashSet<RecordId> = self.list(unit::KIND)?.iter().map(|unit| unit.id).collect();
        let is_on_staff = |nip: &str| staff.contains_key(nip) || left.contains_key(nip);
        let is_known = |nip: &str| was_on_staff.contains(nip) || left.contains_key(nip);
        let same_people = find_same_people(&roster.people, &staff, is_known, &choices.same_person);
        let other_office = find_other_office(&roster.people, is_on_staff, &units, staff.len());
        let without_superior = planner.list_without(&roster.people, &links);
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
            updated: count(|change| matches!(change, Change::Updated { .. } | Change::Returned)),
            same: count(|change| matches!(change, Change::Same | Change::Kept { .. })),
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
            corrected,
            other_office,
            same_people,
            without_superior,
            way_back: None,
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

    /// Saves a planned import in one transaction, after a backup.
    ///
    /// # Errors
    /// `job.cancelled`, and those of saving; nothing is written then.
    pub fn apply_import(&mut self, plan: &ImportPlan, progress: &Progress) -> Result<ImportReport, Failure> {
        let mut way_back = None;
        if !plan.acts.is_empty() {
            way_back = Some(progress.during(Stage::Copying, || self.copy_before(Occasion::Import))?);
            let total = plan.report.rows.len();
            // One transaction: it can be stopped before, not within.
            if progress.tell(0, total).is_break() {
                return Err(Failure::new("job.cancelled").with("done", 0).with("total", total));
            }
            let acts = plan
                .acts
                .iter()
                .map(|groups| self.act("person.imported", groups.clone()))
                .collect::<Result<Vec<_>, _>>()?;
            self.save(acts)?;
        }
        Ok(ImportReport { is_saved: true, way_back, ..plan.report.clone() })
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

/// Takes people out of the list who left this office and are not taken back.
fn take_left(
    people: &mut Vec<RosterRow>,
    left: &HashMap<String, Document>,
    taken_back: &[String],
) -> Vec<PlannedRow> {
    let is_gone = |row: &RosterRow| {
        left.contains_key(row.nip.as_str()) && taken_back.iter().all(|nip| nip != row.nip.as_str())
    };
    let gone = people.iter().filter(|row| is_gone(row)).map(|row| PlannedRow {
        row: row.row,
        nip: row.nip.to_string(),
        name: row.name.full(),
        change: Change::Left,
    });
    let gone = gone.collect();
    people.retain(|row| !is_gone(row));
    gone
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
