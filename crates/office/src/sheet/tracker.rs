//! The tracker: of each person of a period, how far the paper is; and the papers that are void.
//!
//! Reads rows of the typed tables alone, no content of any closing: two thousand people are a few queries by index
//! (`two_thousand_people_are_a_few_queries`).

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_journal::catalogue::{evaluation, objection, scan, sheet};
use tilik_journal::document::Mark;
use tilik_journal::{Document, RecordId, Role, Value};
use tilik_store::ledger::Row;
use ts_rs::TS;

use super::force::{Noted, Subject, find_in_force, find_void_reason};
use super::{SheetForm, Signers};
use crate::objection::ObjectionState;
use crate::people::Person;
use crate::session::get_kind;
use crate::superior::Superiors;
use crate::{Failure, Office};

/// How far a paper is with its signatures; where it lies is another matter ([`PaperKept`]).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SheetState {
    /// *Belum dicetak*; also where the closing in force is newer than its print.
    #[default]
    NotPrinted,
    /// *Dicetak*, and not signed by everybody yet.
    Printed,
    /// *Ditandatangani* by everybody who signs this form.
    Signed,
    /// *Menolak menandatangani*; the sheet is in force all the same.
    Refused,
    /// *Tidak berlaku*.
    Void,
}

/// What is kept of a paper in the office, whoever signed it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaperKept {
    /// Nothing yet.
    #[default]
    NotYet,
    /// *Dipindai*.
    Scanned,
    /// *Diarsipkan*, scanned or not.
    Archived,
}

/// Why a paper is void.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VoidReason {
    /// The evaluation was opened again.
    Reopened,
    /// There is a later closing.
    ClosedAgain,
    /// The same closing was printed with another content since.
    PrintedAgain,
    /// What it was printed of says something else now.
    Changed,
    /// The objection was taken back.
    Withdrawn,
    /// Two versions stand apart from each other; neither is in force until somebody decides.
    Disputed,
}

/// One paper, or one person who has none yet.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct SheetRow {
    /// The sheet's record; none while it is not printed.
    pub sheet: Option<RecordId>,
    /// Whose: NIP, bare.
    pub nip: String,
    /// Whose: name with titles.
    pub name: String,
    /// The unit's name.
    pub unit_name: String,
    /// How far it is with its signatures.
    pub state: SheetState,
    /// What is kept of it.
    pub kept: PaperKept,
    /// Why it is void.
    pub void_reason: Option<VoidReason>,
    /// Whether an earlier print is void and this one is asked for in its place.
    pub needs_reprint: bool,
    /// The closing's number.
    pub revision: i64,
    /// Which print; none while it is not printed.
    pub number: Option<i64>,
    /// When it was printed.
    pub printed_on: Option<NaiveDate>,
    /// When the assessor signed.
    pub assessor_signed_on: Option<NaiveDate>,
    /// When the employee signed and received it; the days of objection begin here.
    pub received_on: Option<NaiveDate>,
    /// When the employee refused to sign.
    pub refused_on: Option<NaiveDate>,
    /// Who saw it.
    pub refusal_witness: String,
    /// What was said.
    pub refusal_words: String,
    /// When it went to the archive.
    pub archived_on: Option<NaiveDate>,
    /// Where it lies.
    pub archived_at: String,
    /// How many scans there are of it.
    pub scans: usize,
    /// How an objection to this closing stands.
    pub objection: Option<ObjectionState>,
    /// Whether two laptops noted different things of this paper, and somebody must decide.
    pub is_disputed: bool,
}

/// How many papers there are of each state, and of all of them how many are kept. Void ones are of nobody's number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct SheetCounts {
    /// What is closed, agreed, filed or decided.
    pub total: usize,
    /// Not printed.
    pub not_printed: usize,
    /// Printed and not signed by everybody.
    pub printed: usize,
    /// Signed.
    pub signed: usize,
    /// Refused.
    pub refused: usize,
    /// Scanned and not archived.
    pub scanned: usize,
    /// Archived.
    pub archived: usize,
    /// Void.
    pub void: usize,
}

/// The papers of a form for a period.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SheetTable {
    /// Of which period.
    pub period: Period,
    /// Of which form.
    pub form: SheetForm,
    /// Who signs it.
    pub signers: Signers,
    /// In walking order; a person's void papers behind the one in force.
    pub rows: Vec<SheetRow>,
    /// How many of each state, whatever was filtered.
    pub counts: SheetCounts,
    /// How many evaluations of the period are not closed, or plans not agreed, or objections not decided, and have no paper.
    pub not_closed: usize,
}

/// Whether a paper that was printed is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signature {
    /// By everybody.
    Given,
    /// The employee would not.
    Refused,
    /// Not by everybody yet.
    Awaited,
}

/// Where one paper stands, as the tables hold it.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    pub(crate) id: RecordId,
    pub(crate) person: RecordId,
    pub(crate) subject: RecordId,
    pub(crate) print: Noted,
    pub(crate) row: SheetRow,
}

const SHEET: [u32; 15] = [
    sheet::FORM,
    sheet::PERSON,
    sheet::SUBJECT,
    Noted::FIELDS[0],
    Noted::FIELDS[1],
    Noted::FIELDS[2],
    sheet::PRINTED_ON,
    sheet::ASSESSOR_SIGNED_ON,
    sheet::RECEIVED_ON,
    sheet::REFUSED_ON,
    sheet::REFUSAL_WITNESS,
    sheet::REFUSAL_WORDS,
    sheet::ARCHIVED_ON,
    sheet::ARCHIVED_AT,
    sheet::PERIOD,
];

impl Office {
    /// The papers of a form for a period that the user may see.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sheet_table(&self, period: Period, form: SheetForm) -> Result<SheetTable, Failure> {
        let period = form.period_of(period);
        let mut people: HashMap<RecordId, Person> =
            self.list_people()?.into_iter().map(|person| (person.id, person)).collect();
        // The head and the operator see everybody's: nobody has to be asked who assesses whom.
        let superiors = match self.actor()?.role {
            Role::Kepala | Role::Operator => Superiors::default(),
            Role::Penilai | Role::Pegawai => self.list_superiors()?,
        };
        let subjects = self.list_subjects(period, form)?;
        let mut papers = self.list_papers(period, form)?;
        let objections = self.list_objection_states(period)?;
        judge(&mut papers, &subjects, form);
        // Whether one of a subject's papers is in force.
        let mut in_force: HashMap<RecordId, bool> = HashMap::new();
        for paper in &papers {
            *in_force.entry(paper.subject).or_default() |= paper.row.state != SheetState::Void;
        }
        let mut rows = Vec::new();
        let mut not_closed = 0;
        for (id, subject) in &subjects {
            if !self.may_see(&superiors, subject.person, period.ends_on())? {
                continue;
            }
            // Nobody awaits anything of it.
            if subject.lapsed.is_some() {
                continue;
            }
            if !subject.is_settled {
                not_closed += 1;
                continue;
            }
            match in_force.get(id) {
                Some(true) => {}
                found => {
                    let needs_reprint = found.is_some();
                    let row = SheetRow { needs_reprint, revision: subject.revision, ..SheetRow::default() };
                    rows.push((subject.person, row));
                }
            }
        }
        for paper in papers {
            if self.may_see(&superiors, paper.person, period.ends_on())? {
                let objection = objections.get(&(paper.subject, paper.row.revision)).copied();
                rows.push((paper.person, SheetRow { objection, ..paper.row }));
            }
        }
        // Whoever has left the staff since still has papers.
        if rows.iter().any(|(id, _)| !people.contains_key(id)) {
            people.extend(self.list_left()?.into_iter().map(|person| (person.id, person)));
        }
        let mut named = Vec::with_capacity(rows.len());
        for (id, row) in rows {
            let Some(person) = people.get(&id) else { continue };
            let order = (person.walking_order(), row.state == SheetState::Void, row.number);
            named.push((
                order,
                SheetRow {
                    nip: person.nip.clone(),
                    name: person.name.full(),
                    unit_name: person.unit_name.clone(),
                    ..row
                },
            ));
        }
        named.sort_by(|(one, _), (other, _)| one.cmp(other));
        let rows: Vec<_> = named.into_iter().map(|(_, row)| row).collect();
        Ok(SheetTable { period, form, signers: form.signers(), counts: count(&rows), rows, not_closed })
    }

    /// What the form can be printed of.
    fn list_subjects(&self, period: Period, form: SheetForm) -> Result<Vec<(RecordId, Subject)>, Failure> {
        if !form.is_of_closing() {
            let living = self.list_living(period, form)?.into_iter();
            return Ok(living.map(|living| (living.id, Subject::of(&living))).collect());
        }
        let fields = [evaluation::PERSON, evaluation::REVISION];
        let of = Some((evaluation::PERIOD, Value::from(period.to_string())));
        let rows = self.list_rows(evaluation::KIND, of, &fields)?;
        rows.iter()
            .filter_map(|row| Some((row, row.record(0)?)))
            .map(|(row, person)| Ok((row.id, self.read_closing(row, person)?)))
            .collect()
    }

    /// What came late does not take a closing out of force; two closings apart do.
    fn read_closing(&self, row: &Row, person: RecordId) -> Result<Subject, Failure> {
        let is_disputed = row.is_disputed
            && self
                .find(evaluation::KIND, row.id)?
                .is_some_and(|found| found.stage.is_disputed() || found.value(evaluation::CONTENT).is_none());
        Ok(Subject {
            person,
            revision: row.int(1).unwrap_or_default(),
            is_settled: row.stage == Some(Mark::Closed),
            is_disputed,
            lapsed: None,
            content: None,
        })
    }

    /// Every paper of a form for a period, in force or not, with how far it is.
    pub(super) fn list_papers(&self, period: Period, form: SheetForm) -> Result<Vec<Paper>, Failure> {
        let value = Value::from(form.period_of(period).to_string());
        let owners = (get_kind(sheet::KIND)?, sheet::PERIOD, &value);
        let scans = get_kind(scan::KIND)?;
        let below = self.store().ledger()?.list_rows_below(scans, scan::SUBJECT, owners, &[scan::SUBJECT])?;
        let mut scanned: HashMap<RecordId, usize> = HashMap::new();
        for subject in below.iter().filter(|row| !row.is_retracted).filter_map(|row| row.record(0)) {
            *scanned.entry(subject).or_default() += 1;
        }
        let rows = self.list_rows(sheet::KIND, Some((sheet::PERIOD, value.clone())), &SHEET)?;
        let mut papers = Vec::new();
        for row in rows.iter().filter(|row| row.text(0) == Some(form.code())) {
            let (Some(person), Some(subject)) = (row.record(1), row.record(2)) else { continue };
            let mut paper = read_paper(row, scanned.get(&row.id).copied().unwrap_or_default());
            if row.is_disputed
                && let Some(document) = self.find(sheet::KIND, row.id)?
            {
                paper.printed_on = find_earliest(&document, sheet::PRINTED_ON);
            }
            paper.state = find_signature(&paper, form);
            paper.kept = find_kept(&paper);
            papers.push(Paper { id: row.id, person, subject, print: Noted::read(row, 3), row: paper });
        }
        Ok(papers)
    }

    /// Of each person the paper that is in force, and all that are void. Of two objections that stand, as two laptops may have it, the paper of that to the newest closing.
    pub(crate) fn list_valid_papers(
        &self,
        period: Period,
        form: SheetForm,
    ) -> Result<(HashMap<RecordId, Paper>, Vec<Paper>), Failure> {
        let mut papers = self.list_papers(period, form)?;
        judge(&mut papers, &self.list_subjects(period, form)?, form);
        let (void, mut valid): (Vec<_>, Vec<_>) =
            papers.into_iter().partition(|paper| paper.row.state == SheetState::Void);
        // The last of a person is the one that is kept.
        valid.sort_by_key(|paper| paper.row.revision);
        Ok((valid.into_iter().map(|paper| (paper.person, paper)).collect(), void))
    }

    /// How far the paper in force of each person is; whoever has none is not in it.
    pub(crate) fn list_signatures(
        &self,
        period: Period,
        form: SheetForm,
    ) -> Result<HashMap<RecordId, Signature>, Failure> {
        let (valid, _) = self.list_valid_papers(period, form)?;
        let signature_of = |paper: &Paper| match paper.row.state {
            SheetState::Signed => Signature::Given,
            SheetState::Refused => Signature::Refused,
            SheetState::NotPrinted | SheetState::Printed | SheetState::Void => Signature::Awaited,
        };
        Ok(valid.iter().map(|(person, paper)| (*person, signature_of(paper))).collect())
    }

    fn list_objection_states(
        &self,
        period: Period,
    ) -> Result<HashMap<(RecordId, i64), ObjectionState>, Failure> {
        let documents = self.list_where(objection::KIND, objection::PERIOD, period.to_string())?;
        let state_of = |document: &Document| {
            let revision = document.value(objection::REVISION)?.as_int()?;
            Some(((document.record(objection::EVALUATION)?, revision), ObjectionState::of(document)))
        };
        Ok(documents.iter().filter_map(state_of).collect())
    }
}

/// Takes the papers out of force that are not the print of their subject that is ([`find_in_force`]).
fn judge(papers: &mut [Paper], subjects: &[(RecordId, Subject)], form: SheetForm) {
    let subjects: HashMap<_, _> = subjects.iter().copied().collect();
    let mut prints: HashMap<RecordId, Vec<Noted>> = HashMap::new();
    for paper in papers.iter() {
        prints.entry(paper.subject).or_default().push(paper.print);
    }
    for paper in papers {
        let subject = subjects.get(&paper.subject);
        let own = prints.get(&paper.subject).map(Vec::as_slice).unwrap_or_default();
        let in_force = find_in_force(form, subject, own);
        paper.row.void_reason = find_void_reason(form, subject, &paper.print, in_force);
        if paper.row.void_reason.is_some() {
            paper.row.state = SheetState::Void;
        }
    }
}

fn day(row: &Row, at: usize) -> Option<NaiveDate> {
    row.text(at).and_then(|text| text.parse().ok())
}

fn read_paper(row: &Row, scans: usize) -> SheetRow {
    let words = |at| row.text(at).unwrap_or_default().to_owned();
    SheetRow {
        sheet: Some(row.id),
        revision: row.int(3).unwrap_or_default(),
        number: Some(row.int(4).unwrap_or(1)),
        printed_on: day(row, 6),
        assessor_signed_on: day(row, 7),
        received_on: day(row, 8),
        refused_on: day(row, 9),
        refusal_witness: words(10),
        refusal_words: words(11),
        archived_on: day(row, 12),
        archived_at: words(13),
        scans,
        is_disputed: row.is_disputed,
        ..SheetRow::default()
    }
}

/// Whether everybody who signs the form has signed this paper.
fn is_signed(paper: &SheetRow, form: SheetForm) -> bool {
    match form.signers() {
        Signers::Both => paper.assessor_signed_on.is_some() && paper.received_on.is_some(),
        Signers::Assessor => paper.assessor_signed_on.is_some(),
        Signers::Employee => paper.received_on.is_some(),
    }
}

fn find_signature(paper: &SheetRow, form: SheetForm) -> SheetState {
    if is_signed(paper, form) {
        SheetState::Signed
    } else if paper.refused_on.is_some() && paper.received_on.is_none() {
        SheetState::Refused
    } else {
        SheetState::Printed
    }
}

fn find_kept(paper: &SheetRow) -> PaperKept {
    match (paper.archived_on, paper.scans) {
        (Some(_), _) => PaperKept::Archived,
        (None, 0) => PaperKept::NotYet,
        (None, _) => PaperKept::Scanned,
    }
}

fn count(rows: &[SheetRow]) -> SheetCounts {
    let mut counts = SheetCounts::default();
    for row in rows {
        match row.state {
            SheetState::NotPrinted => counts.not_printed += 1,
            SheetState::Printed => counts.printed += 1,
            SheetState::Signed => counts.signed += 1,
            SheetState::Refused => counts.refused += 1,
            SheetState::Void => {
                counts.void += 1;
                continue;
            }
        }
        counts.total += 1;
        match row.kept {
            PaperKept::NotYet => {}
            PaperKept::Scanned => counts.scanned += 1,
            PaperKept::Archived => counts.archived += 1,
        }
    }
    counts
}

/// Two laptops that printed the same content on two days: it was printed on the first of them.
fn find_earliest(document: &Document, field: u32) -> Option<NaiveDate> {
    let candidates = &document.fields.get(&field)?.candidates;
    candidates.iter().filter_map(|candidate| candidate.value.as_text()?.parse().ok()).min()
}
