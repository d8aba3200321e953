//! What was done last since the office was opened, with the values before, so that it can be undone.
//!
//! Undoing is a new act that writes the former values; nothing is taken out of the journal. Must not undo what is closed or fixed, nor what somebody changed since:
//! the act expects the versions that its own act left behind (`a_rating_is_undone_by_a_new_act`). Kept in memory alone and gone with the session. What creates people
//! or plans, marks a stage, controls the journal or is about the recovery sheets is not undone here: those have ways of their own. Invariant: only the very last act is
//! undone, so an act without a way back here ends what can be undone (`nothing_is_undone_behind_an_act_that_cannot_be`): a former value may not fit what it made.

use serde::Serialize;
use tilik_journal::catalogue::{
    FIRST_OFFICE_KIND, achievement, behaviour_rating, evaluation, find_kind, forwarded, objection, office,
    person, result_rating, scan, sheet, skp, superior,
};
use tilik_journal::document::Mark;
use tilik_journal::payload::MARK;
use tilik_journal::{Document, Group, RecordId, Value};
use tilik_store::StoreError;
use tilik_store::ledger::{Act, Expectation, Version};

use crate::{Failure, Office};

/// Steps kept. Nobody goes back further by pressing keys.
const MOST_STEPS: usize = 100;
/// Milliseconds within which typing on in the same fields is one step.
const ONE_SITTING: i64 = 30_000;
/// Records of one step. More is an import or a copy for many, which are looked at before and not after.
const MOST_RECORDS: usize = 200;
/// The same of papers, which are printed and ticked for a whole office at once.
const MOST_PAPERS: usize = 10_000;

/// What can be undone now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Undoable {
    /// Which step of this session it is, to be said when it is undone.
    pub step: u32,
    /// The word of the act: `evaluation.rated`.
    pub act: String,
    /// Whom it is about, with titles; none where it is about nobody or several.
    pub name: Option<String>,
    /// That person's NIP.
    pub nip: Option<String>,
    /// The period that it is about.
    pub period: Option<String>,
    /// Which lines of the office's settings, by the names of their fields; none where it is about something else.
    pub settings: Vec<&'static str>,
}

/// A record before an act of this session.
#[derive(Debug, Clone)]
struct Before {
    kind: u32,
    id: RecordId,
    /// The former values of what the act wrote, with [`Value::Null`] for none.
    fields: Vec<(u32, Value)>,
    version: Option<Version>,
    after: Option<Version>,
}

#[derive(Debug, Clone)]
struct Step {
    /// From 1, none twice in a session.
    number: u32,
    word: String,
    /// When it was saved last, by the laptop's clock, in milliseconds.
    at: i64,
    records: Vec<Before>,
}

/// The acts of a session that can be undone, the newest last.
#[derive(Debug, Default)]
pub(crate) struct History {
    steps: Vec<Step>,
    last_number: u32,
    /// Whether the last act was of the kind from which only a copy leads back.
    is_past_import: bool,
}

impl History {
    /// Typing goes on in the same fields: one step, back to before the first of them.
    fn push(&mut self, mut step: Step) {
        self.is_past_import = false;
        if let Some(last) = self.steps.last_mut()
            && last.word == step.word
            && (0..ONE_SITTING).contains(&(step.at - last.at))
            && last.records.len() == step.records.len()
            && last.records.iter().zip(&step.records).all(|(last, new)| {
                (last.kind, last.id) == (new.kind, new.id)
                    && last.after == new.version
                    && last
                        .fields
                        .iter()
                        .map(|(field, _)| field)
                        .eq(new.fields.iter().map(|(field, _)| field))
            })
        {
            for (last, new) in last.records.iter_mut().zip(step.records) {
                last.after = new.after;
            }
            last.at = step.at;
            return;
        }
        self.last_number += 1;
        step.number = self.last_number;
        self.steps.push(step);
        if self.steps.len() > MOST_STEPS {
            self.steps.remove(0);
        }
    }
}

impl Office {
    /// What the records of acts are before they are saved; none for acts that are not undone.
    pub(crate) fn prepare_undo(&self, acts: &[Act]) -> Result<Option<UndoStep>, Failure> {
        let [act] = acts else { return Ok(None) };
        let most = if act.word.starts_with("sheet.") { MOST_PAPERS } else { MOST_RECORDS };
        if act.groups.len() > most || matches!(act.word.as_str(), "person.imported" | "export.rebuilt") {
            return Ok(None);
        }
        let mut records = Vec::new();
        for group in &act.groups {
            let document = self.find(group.kind, group.record)?;
            let Some(fields) = list_former(group, document.as_ref()) else { return Ok(None) };
            let version = document.as_ref().map(Version::of);
            records.push(Before { kind: group.kind, id: group.record, fields, version, after: None });
        }
        let at = self.host().now().timestamp_millis();
        Ok(Some(UndoStep(Step { number: 0, word: act.word.clone(), at, records })))
    }

    /// Remembers what was saved just now. What cannot be undone hides everything before it.
    pub(crate) fn remember_undo(&mut self, step: Option<UndoStep>, is_import: bool) {
        let step = step.and_then(|UndoStep(mut step)| {
            let read = step.records.iter_mut().try_for_each(|record| {
                record.after = self.find(record.kind, record.id)?.as_ref().map(Version::of);
                Ok::<_, Failure>(())
            });
            // Without the versions nobody can tell whether something changed since; the act itself is saved.
            read.is_ok().then_some(step)
        });
        match step {
            Some(step) => self.history.push(step),
            None => {
                self.history.steps.clear();
                self.history.is_past_import = is_import;
            }
        }
    }

    /// What the next undoing would undo.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find_undoable(&self) -> Result<Option<Undoable>, Failure> {
        self.history.steps.last().map(|step| self.describe(step)).transpose()
    }

    /// Writes the former values of the last act of this session, as a new act. Answers what was undone. `shown` is the step that the person saw. A step that is refused,
    /// and what was done before it, is not offered again.
    ///
    /// # Errors
    /// `undo.nothing`, `undo.after_import`; `undo.closed` when a sheet was closed or a plan fixed since; `undo.changed` when somebody changed it since or `shown` is not the last
    /// act any more; those of saving.
    pub fn undo(&mut self, shown: u32) -> Result<Undoable, Failure> {
        let Some(step) = self.history.steps.last().cloned() else {
            if self.history.is_past_import {
                return Err(Failure::new("undo.after_import"));
            }
            return Err(Failure::new("undo.nothing"));
        };
        if step.number != shown {
            return Err(Failure::new("undo.changed"));
        }
        let undone = self.describe(&step)?;
        for record in &step.records {
            if self.is_ended(record.kind, record.id)? {
                self.history.steps.clear();
                return Err(Failure::new("undo.closed"));
            }
        }
        let groups = step
            .records
            .iter()
            .filter(|record| !record.fields.is_empty())
            .map(|record| Group { kind: record.kind, record: record.id, fields: record.fields.clone() })
            .collect();
        let mut act = self.act("act.undone", groups)?;
        act.expects = step
            .records
            .iter()
            .map(|record| Expectation { kind: record.kind, id: record.id, version: record.after.clone() })
            .collect();
        match self.store_mut().commit(vec![act]) {
            Ok(_) => {}
            Err(StoreError::Stale { .. }) => {
                self.history.steps.clear();
                return Err(Failure::new("undo.changed"));
            }
            Err(error) => return Err(error.into()),
        }
        self.history.steps.pop();
        // What was done before may be undone next: its records stand again as it left them.
        for record in &step.records {
            let now = self.find(record.kind, record.id)?.as_ref().map(Version::of);
            for earlier in self.history.steps.iter_mut().flat_map(|step| &mut step.records) {
                if (earlier.kind, earlier.id) == (record.kind, record.id) && earlier.after == record.version {
                    earlier.after.clone_from(&now);
                }
            }
        }
        Ok(undone)
    }

    /// Whether a record, or the sheet or plan that it belongs to, is closed or fixed.
    fn is_ended(&self, kind: u32, id: RecordId) -> Result<bool, Failure> {
        let Some(document) = self.find(kind, id)? else { return Ok(false) };
        if document.is(Mark::Closed) || document.is(Mark::Frozen) {
            return Ok(true);
        }
        match find_parent(kind, &document) {
            Some((kind, id)) => self.is_ended(kind, id),
            None => Ok(false),
        }
    }

    fn describe(&self, step: &Step) -> Result<Undoable, Failure> {
        let mut about = Vec::new();
        let mut period = None;
        for record in &step.records {
            let (mut kind, mut id) = (record.kind, record.id);
            while let Some(document) = self.find(kind, id)? {
                if let Some(field) = find_period_field(kind) {
                    period = document.text(field).map(str::to_owned);
                }
                match find_parent(kind, &document) {
                    Some(parent) => (kind, id) = parent,
                    None => break,
                }
            }
            if kind == person::KIND && !about.contains(&id) {
                about.push(id);
            }
        }
        let found = match about.as_slice() {
            [one] => self.find_person(*one)?,
            _ => None,
        };
        let (name, nip) = found.map(|person| (person.name.full(), person.nip)).unzip();
        let of_office = step.records.iter().filter(|record| record.kind == office::KIND);
        let settings = of_office.flat_map(|record| &record.fields);
        let settings =
            settings.filter_map(|(field, _)| Some(find_kind(office::KIND)?.find_field(*field)?.name));
        Ok(Undoable {
            step: step.number,
            act: step.word.clone(),
            name,
            nip,
            period,
            settings: settings.collect(),
        })
    }
}

/// A step that waits for its act to be saved.
pub(crate) struct UndoStep(Step);

/// Where a record says of which period it is.
fn find_period_field(kind: u32) -> Option<u32> {
    match kind {
        evaluation::KIND => Some(evaluation::PERIOD),
        achievement::KIND => Some(achievement::PERIOD),
        sheet::KIND => Some(sheet::PERIOD),
        objection::KIND => Some(objection::PERIOD),
        _ => None,
    }
}

/// What a record belongs to.
fn find_parent(kind: u32, document: &Document) -> Option<(u32, RecordId)> {
    use tilik_journal::catalogue::{annex_line, expectation, indicator, result};
    let (parent, field) = match kind {
        result_rating::KIND => (evaluation::KIND, result_rating::EVALUATION),
        behaviour_rating::KIND => (evaluation::KIND, behaviour_rating::EVALUATION),
        evaluation::KIND => (person::KIND, evaluation::PERSON),
        skp::KIND => (person::KIND, skp::PERSON),
        superior::KIND => (person::KIND, superior::PERSON),
        sheet::KIND => (person::KIND, sheet::PERSON),
        objection::KIND => (person::KIND, objection::PERSON),
        // Of an objection's scans nobody is named: the record does not say of which kind its paper is.
        scan::KIND => (sheet::KIND, scan::SUBJECT),
        result::KIND => (skp::KIND, result::SKP),
        annex_line::KIND => (skp::KIND, annex_line::SKP),
        expectation::KIND => (skp::KIND, expectation::SKP),
        indicator::KIND => (result::KIND, indicator::RESULT),
        _ => return None,
    };
    Some((parent, document.record(field)?))
}

/// The former values of what a group writes; none when its act is not one to be undone here.
fn list_former(group: &Group, document: Option<&Document>) -> Option<Vec<(u32, Value)>> {
    if matches!(group.kind, sheet::KIND | objection::KIND | scan::KIND) {
        return list_former_of_paper(group, document);
    }
    // What another office signed is kept or taken away, and brought again by its file.
    if group.kind == forwarded::KIND {
        return None;
    }
    if group.kind < FIRST_OFFICE_KIND || group.fields.iter().any(|(field, _)| *field == MARK) {
        return None;
    }
    // Which code opens the office, and whether it is the real one, is no field that somebody fills in.
    let ways_of_their_own =
        [office::PRACTICE, office::RECOVERY, office::RECOVERY_ON, office::RECOVERY_REASON];
    if group.kind == office::KIND && group.fields.iter().any(|(field, _)| ways_of_their_own.contains(field)) {
        return None;
    }
    // What had several versions is not brought back by writing nothing.
    let has_versions = |field| {
        document
            .and_then(|document| document.fields.get(field))
            .is_some_and(tilik_journal::Field::is_disputed)
    };
    if group.fields.iter().any(|(field, _)| has_versions(field)) {
        return None;
    }
    let is_gone = document.is_none_or(|document| document.is(Mark::Retracted));
    if is_gone
        && !matches!(
            group.kind,
            evaluation::KIND | result_rating::KIND | behaviour_rating::KIND | achievement::KIND
        )
    {
        return None;
    }
    // A sheet that is empty again is still the sheet of its person and period.
    let identity: &[u32] = match group.kind {
        evaluation::KIND => &[
            evaluation::PERSON,
            evaluation::PERIOD,
            evaluation::SEGMENT,
            evaluation::ASSESSOR,
            evaluation::SKP,
        ],
        result_rating::KIND => &[result_rating::EVALUATION, result_rating::RESULT],
        behaviour_rating::KIND => &[behaviour_rating::EVALUATION, behaviour_rating::CORE_VALUE],
        achievement::KIND => &[achievement::PERIOD],
        _ => &[],
    };
    Some(list_values(group, document, identity))
}

/// What a group is about to replace, but for the fields that say which record it is.
fn list_values(group: &Group, document: Option<&Document>, identity: &[u32]) -> Vec<(u32, Value)> {
    let former = |field| document.and_then(|document| document.value(field)).cloned().unwrap_or(Value::Null);
    let written = group.fields.iter().map(|(field, _)| *field);
    written.filter(|field| !identity.contains(field)).map(|field| (field, former(field))).collect()
}

/// A paper that was noted is withdrawn again, one that was withdrawn is put back; decisions are final.
fn list_former_of_paper(group: &Group, document: Option<&Document>) -> Option<Vec<(u32, Value)>> {
    let mark = |mark: Mark| (MARK, Value::Int(mark.number()));
    let marks: Vec<_> =
        group.fields.iter().filter(|(field, _)| *field == MARK).map(|(_, mark)| mark).collect();
    match marks.as_slice() {
        _ if document.is_none() => Some(vec![mark(Mark::Retracted)]),
        _ if document.is_some_and(|document| document.is(Mark::Retracted)) => {
            Some(list_values(group, document, &[MARK]).into_iter().chain([mark(Mark::Retracted)]).collect())
        }
        [] => Some(list_values(group, document, &[])),
        [one] if Mark::find(one) == Some(Mark::Retracted) => {
            Some(list_values(group, document, &[MARK]).into_iter().chain([mark(Mark::Restored)]).collect())
        }
        _ => None,
    }
}
