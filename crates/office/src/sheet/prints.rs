//! Prints: which print of its content a sheet is that is being made, and writing down that it was made.
//!
//! A print is planned before its file is made, because the sheet itself says which one it is; it is written down when the file was saved or sent to a printer.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value as Json;
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::Predikat;
use tilik_journal::catalogue::{evaluation, sheet};
use tilik_journal::document::Mark;
use tilik_journal::{Group, RecordId, Value};
use tilik_store::ledger::Row;
use ts_rs::TS;

use super::changes::list_changes;
use super::force::find_newest;
use super::{ContentHash, KEEPERS, Living, Noted, SheetChange, SheetForm};
use crate::evaluation::{Evaluation, EvaluationState};
use crate::objection::ObjectionBlocks;
use crate::people::Person;
use crate::record::{Writes, is_gone};
use crate::{Failure, Office};

/// One sheet that is being made of something closed, agreed, filed or decided, and which print of it that is.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Print {
    /// The sheet's record.
    pub sheet: RecordId,
    /// Which form.
    pub form: SheetForm,
    /// Whose: NIP, bare.
    pub nip: String,
    /// Whose: name with titles.
    pub name: String,
    /// For which period; a plan's is its year.
    pub period: String,
    /// The closing's number; of a plan which agreement of it, of an objection the closing that it is about.
    pub revision: i64,
    /// Which print: 1 for the first content, 2 for the first that differs from it. The same content again is the same print.
    pub number: i64,
    /// What differs from the print before.
    pub changes: Vec<SheetChange>,
    /// Whether this content was not printed before.
    pub is_new: bool,
    #[serde(skip)]
    pub(crate) person: RecordId,
    #[serde(skip)]
    pub(crate) subject: RecordId,
    #[serde(skip)]
    pub(crate) content: ContentHash,
    #[serde(skip)]
    pub(crate) predicate: Option<Predikat>,
}

/// Something settled that a form is printed of.
pub(crate) struct Printable {
    person: RecordId,
    subject: RecordId,
    revision: i64,
    content: ContentHash,
    predicate: Option<Predikat>,
    source: Source,
}

/// Where a print comes from, to tell what changed since the one before.
enum Source {
    Closing { found: Box<Evaluation>, has_objection: bool },
    Living(SheetChange),
}

impl Printable {
    /// None of what is not settled, or stands in two versions.
    pub(crate) fn of_living(form: SheetForm, living: Living) -> Option<Self> {
        let change = match form {
            SheetForm::Keberatan | SheetForm::KeputusanKeberatan => SheetChange::Objection,
            SheetForm::Skp
            | SheetForm::LampiranSkp
            | SheetForm::EvaluasiKinerja
            | SheetForm::DokumenEvaluasi => SheetChange::Plan,
        };
        (living.is_settled && !living.is_disputed).then_some(Self {
            person: living.person,
            subject: living.id,
            revision: living.revision,
            content: living.content,
            predicate: None,
            source: Source::Living(change),
        })
    }
}

/// Columns of [`Office::list_prints_of`].
const FORM: usize = 0;
const SUBJECT: usize = 1;
const NOTED: usize = 2;
const COLUMNS: [u32; 5] = [sheet::FORM, sheet::SUBJECT, Noted::FIELDS[0], Noted::FIELDS[1], Noted::FIELDS[2]];

impl Office {
    /// Which prints these would be, in the order given; what is not settled is none.
    pub(crate) fn plan_prints(
        &self,
        period: Period,
        form: SheetForm,
        people: &[Person],
    ) -> Result<Vec<Print>, Failure> {
        let mut settled: HashMap<RecordId, Vec<Printable>> = HashMap::new();
        let printable = if form.is_of_closing() {
            self.list_closed(period, form, people)?
        } else {
            let living = self.list_printed_living(period, form)?.into_values();
            living.filter_map(|living| Printable::of_living(form, living)).collect()
        };
        for each in printable {
            settled.entry(each.person).or_default().push(each);
        }
        let mut ordered = Vec::new();
        for person in people {
            let own = settled.remove(&person.id).unwrap_or_default();
            ordered.extend(own.into_iter().map(|each| (person, each)));
        }
        self.number_prints(period, form, ordered)
    }

    /// Closed evaluations of people, as a form is printed of them.
    fn list_closed(
        &self,
        period: Period,
        form: SheetForm,
        people: &[Person],
    ) -> Result<Vec<Printable>, Failure> {
        let objections = self.list_upheld(period)?;
        let people: Vec<_> = people.iter().map(|person| person.id).collect();
        let closed = self
            .list_overall_of(period, Some(&people))?
            .into_iter()
            .filter(|found| found.state == EvaluationState::Closed && found.content.is_some());
        Ok(closed
            .map(|found| {
                let said = objections.get(&(found.id, found.revision));
                Printable {
                    person: found.person,
                    subject: found.id,
                    revision: found.revision,
                    content: hash_closing(form, found.content.as_deref().unwrap_or_default(), said),
                    predicate: found.predicate,
                    source: Source::Closing { has_objection: said.is_some(), found: Box::new(found) },
                }
            })
            .collect())
    }

    /// Which print each of these is, in the order given.
    pub(crate) fn number_prints(
        &self,
        period: Period,
        form: SheetForm,
        printable: Vec<(&Person, Printable)>,
    ) -> Result<Vec<Print>, Failure> {
        let period = form.period_of(period);
        let mut before: HashMap<RecordId, Vec<Noted>> = HashMap::new();
        for row in self.list_prints_of(period)? {
            if row.text(FORM) == Some(form.code())
                && let Some(subject) = row.record(SUBJECT)
            {
                before.entry(subject).or_default().push(Noted::read(&row, NOTED));
            }
        }
        let mut prints = Vec::with_capacity(printable.len());
        for (person, each) in printable {
            let own = before.get(&each.subject).map(Vec::as_slice).unwrap_or_default();
            let newest = find_newest(form, each.revision, own);
            let same = newest.filter(|newest| newest.content == Some(each.content));
            let last = own.iter().max_by_key(|print| print.number);
            let number = same.or(last.copied()).map_or(1, |print| print.number + i64::from(same.is_none()));
            let changes = match (same, last) {
                (Some(same), _) => self.read_changes(same.id)?,
                (None, Some(last)) => self.find_changes(&each.source, last.revision)?,
                (None, None) => Vec::new(),
            };
            let id = same
                .map_or_else(|| name_print(each.subject, form, each.content, number, own), |same| same.id);
            prints.push(Print {
                sheet: id,
                form,
                nip: person.nip.clone(),
                name: person.name.full(),
                period: period.to_string(),
                // The same print says what it said, also of a plan that was agreed again word for word.
                revision: same.map_or(each.revision, |same| same.revision),
                number,
                changes,
                is_new: same.is_none(),
                person: person.id,
                subject: each.subject,
                content: each.content,
                predicate: each.predicate,
            });
        }
        Ok(prints)
    }

    /// Which prints the sheets of these people are, as they would be made now.
    ///
    /// # Errors
    /// `person.unknown`, `evaluation.not_yours`, and when the file cannot be read.
    pub fn list_prints(
        &self,
        period: Period,
        form: SheetForm,
        nips: &[String],
    ) -> Result<Vec<Print>, Failure> {
        let mut people = Vec::with_capacity(nips.len());
        for nip in nips {
            let person = self.get_person_also_left(nip)?;
            if !self.may_see(&self.list_superiors_of(person.id)?, person.id, period.ends_on())? {
                return Err(Failure::new("evaluation.not_yours").with("nip", nip.as_str()));
            }
            people.push(person);
        }
        self.plan_prints(period, form, &people)
    }

    /// Every print of a period.
    fn list_prints_of(&self, period: Period) -> Result<Vec<Row>, Failure> {
        self.list_rows(sheet::KIND, Some((sheet::PERIOD, Value::from(period.to_string()))), &COLUMNS)
    }

    fn read_changes(&self, id: RecordId) -> Result<Vec<SheetChange>, Failure> {
        let document = self.find(sheet::KIND, id)?;
        let Some(Value::List(codes)) = document.as_ref().and_then(|document| document.value(sheet::CHANGES))
        else {
            return Ok(Vec::new());
        };
        Ok(codes.iter().filter_map(Value::as_text).filter_map(SheetChange::find).collect())
    }

    /// What differs between what is printed now and an earlier print: of a closing as the journal remembers it, of anything else as a whole.
    fn find_changes(&self, source: &Source, revision: i64) -> Result<Vec<SheetChange>, Failure> {
        let (found, has_objection) = match source {
            Source::Closing { found, has_objection } => (found, *has_objection),
            Source::Living(change) => return Ok(vec![*change]),
        };
        let old = self.find_closing(found.id, revision)?;
        let new = found.content.as_deref().and_then(|text| serde_json::from_str::<Json>(text).ok());
        let (Some(old), Some(mut new)) = (old, new) else { return Ok(Vec::new()) };
        if has_objection && let Some(blocks) = new.pointer_mut("/dokumen_evaluasi/objection") {
            *blocks = Json::Bool(true);
        }
        let changes = list_changes(&old, &new);
        // What is printed beside the closing is all that is left to differ.
        Ok(if changes.is_empty() { vec![SheetChange::Objection] } else { changes })
    }

    /// The content of an earlier closing; none when it was purged.
    pub(crate) fn find_closing(&self, id: RecordId, revision: i64) -> Result<Option<Json>, Failure> {
        let history = self.store().ledger()?.list_history(evaluation::KIND, id)?;
        for entry in history.iter().rev().filter(|entry| entry.held.is_none()) {
            let find = |field| entry.writes.iter().rev().find(|(number, _)| *number == field);
            let number = find(evaluation::REVISION).and_then(|(_, value)| value.as_int());
            if number == Some(revision)
                && let Some((_, Value::Text(text))) = find(evaluation::CONTENT)
            {
                return Ok(serde_json::from_str(text).ok());
            }
        }
        Ok(None)
    }

    /// Writes down that sheets were made, all in one act; those that were made before are the same prints. Answers how many are new.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of saving.
    pub fn mark_printed(&mut self, prints: &[Print]) -> Result<usize, Failure> {
        let today = self.today();
        self.mark_printed_on(prints.iter().map(|print| (print, today)))
    }

    /// The same for sheets of which it is known later that they were made.
    pub(crate) fn mark_printed_on<'a>(
        &mut self,
        prints: impl IntoIterator<Item = (&'a Print, NaiveDate)>,
    ) -> Result<usize, Failure> {
        self.need_role(KEEPERS)?;
        let mut groups: Vec<Group> = Vec::new();
        for (print, on) in prints {
            let now = self.find(sheet::KIND, print.sheet)?;
            let is_standing = now.as_ref().is_some_and(|now| !is_gone(now));
            if is_standing || groups.iter().any(|group| group.record == print.sheet) {
                continue;
            }
            let changes = print.changes.iter().map(|change| Value::from(change.code())).collect();
            let mut writes = Writes::to(sheet::KIND, print.sheet)
                .set(sheet::FORM, print.form.code())
                .set(sheet::PERSON, print.person)
                .set(sheet::PERIOD, print.period.as_str())
                .set(sheet::SUBJECT, print.subject)
                .set(sheet::CONTENT_HASH, Value::Bytes(print.content.0.to_vec()))
                .set(sheet::REVISION, print.revision)
                .set(sheet::NUMBER, print.number)
                .set(sheet::PRINTED_ON, on.to_string())
                .set(sheet::CHANGES, Value::List(changes))
                .set_some(sheet::PREDICATE, print.predicate.map(Predikat::code));
            if now.is_some() {
                writes = writes.mark(Mark::Restored);
            }
            groups.push(writes.group());
        }
        let count = groups.len();
        if count > 0 {
            let act = self.act("sheet.printed", groups)?;
            self.save(vec![act])?;
        }
        Ok(count)
    }
}

/// The record of a print that is not noted yet, beside those of its subject that are: a content that comes back after another one is a print of its own.
pub(crate) fn name_print(
    subject: RecordId,
    form: SheetForm,
    content: ContentHash,
    number: i64,
    noted: &[Noted],
) -> RecordId {
    let first = RecordId::sheet(subject, form.code(), &content.0);
    if noted.iter().all(|print| print.id != first) {
        return first;
    }
    RecordId::sheet(subject, form.code(), &content.of_print(number).0)
}

/// The hash of a closing as a form prints it. `beside`: what is printed beside it and not in it.
pub(crate) fn hash_closing(form: SheetForm, content: &str, beside: Option<&ObjectionBlocks>) -> ContentHash {
    match beside {
        Some(beside) => ContentHash::of(form, &[content.as_bytes(), b"\0", &beside.kept]),
        None => ContentHash::of(form, &[content.as_bytes()]),
    }
}
