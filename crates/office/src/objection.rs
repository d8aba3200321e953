//! Objections to an evaluation (*keberatan*, PP 30/2019 Pasal 59): filed within days of receipt, both sides heard, decided for good by the assessor's superior.
//!
//! Must not count days: that is the rule of `appraisal`. Invariants: a decision closes the objection and is never undone; one that changes the ratings opens the
//! evaluation and closes it again in the same transaction (`a_decision_that_changes_closes_again_at_once`); filing late is noted and never refused, because whether
//! it counts is not for a program to say.

mod decision;
mod standing;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_appraisal::objection::{DayUnit, ObjectionStep, plan_objection_due};
use tilik_appraisal::period::Period;
use tilik_appraisal::rating::Rating;
use tilik_journal::catalogue::{objection, office};
use tilik_journal::document::Mark;
use tilik_journal::{Document, RecordId, Value};
use tilik_store::ledger::Version;
use ts_rs::TS;

use crate::evaluation::EvaluationState;
use crate::people::Person;
use crate::record::{Writes, check_words, coded, is_gone, text};
use crate::sheet::SheetForm;
use crate::{Failure, Office};

pub(crate) use decision::list_kept;
pub use decision::{Decision, Outcome};

/// How far an objection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionState {
    /// Filed; not both sides are heard.
    Filed,
    /// Both sides are heard; the decision is awaited.
    Heard,
    /// Decided: the evaluation stays.
    Upheld,
    /// Decided: the evaluation was changed.
    Changed,
    /// Taken back by whoever filed it.
    Withdrawn,
}

/// Until when a person may object, and from when that is counted.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ObjectionWindow {
    /// Whose: name with titles.
    pub name: String,
    /// When the paper was received, or its receipt refused.
    pub received_on: NaiveDate,
    /// The last day.
    pub file_by: NaiveDate,
    /// Which days count.
    pub day_unit: DayUnit,
    /// Whether national holidays are known; where not, weekends alone are left out and the true last day may be later.
    pub has_holidays: bool,
    /// Whether the last day has passed.
    pub is_over: bool,
    /// Why the user may not write an objection down; none when allowed.
    pub keeping_refused: Option<Failure>,
}

/// An objection with everything beside it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ObjectionCard {
    /// The record; scans are attached to it.
    pub id: RecordId,
    /// Its version.
    pub version: Option<Version>,
    /// Whose: NIP, bare.
    pub nip: String,
    /// Whose: name with titles.
    pub name: String,
    /// To the evaluation of which period.
    pub period: Period,
    /// To which closing of it.
    pub revision: i64,
    /// How far it is.
    pub state: ObjectionState,
    /// Whether it is open and the closing that it is about is not the one in force: nothing is left to be done with it but to note that it was taken back.
    pub is_overtaken: bool,
    /// All that are so of this evaluation, the newest first.
    pub overtaken: Vec<OldObjection>,
    /// When the paper was received.
    pub received_on: Option<NaiveDate>,
    /// The last day for filing.
    pub file_by: Option<NaiveDate>,
    /// Which days were counted.
    pub day_unit: Option<DayUnit>,
    /// When it was filed.
    pub filed_on: Option<NaiveDate>,
    /// Whether that was after the last day.
    pub is_late: bool,
    /// Whether national holidays are known; where not, what is late by weekends alone may have been in time.
    pub has_holidays: bool,
    /// Why it came late, as whoever filed it says.
    pub late_reason: String,
    /// The reasons.
    pub reasons: String,
    /// The last day for the decision.
    pub decide_by: Option<NaiveDate>,
    /// What the assessor explains.
    pub assessor_words: String,
    /// When the assessor was heard.
    pub assessor_heard_on: Option<NaiveDate>,
    /// What the employee explains beyond the reasons.
    pub employee_words: String,
    /// When the employee was heard.
    pub employee_heard_on: Option<NaiveDate>,
    /// The name of whoever decides: the assessor's superior; empty where nobody is known.
    pub decider: String,
    /// Why the user may not correct it, hear the sides or note that it was taken back; none when allowed.
    pub keeping_refused: Option<Failure>,
    /// Why the user may not write down the decision; none when allowed.
    pub decision_refused: Option<Failure>,
    /// The decision.
    pub decision: Option<Outcome>,
    /// When it was made.
    pub decided_on: Option<NaiveDate>,
    /// By whom.
    pub decided_by: String,
    /// The number of the letter.
    pub decision_number: String,
    /// Its grounds.
    pub decision_words: String,
    /// The new overall rating of results.
    pub result_rating: Option<Rating>,
    /// The new overall rating of behaviour.
    pub behaviour_rating: Option<Rating>,
    /// Why it was taken back.
    pub withdrawn_reason: String,
    /// By a paper of which day.
    pub withdrawn_on: Option<NaiveDate>,
}

/// An open objection whose closing was overtaken, as when two laptops did not know of each other.
#[derive(Debug, Clone, Serialize, TS)]
pub struct OldObjection {
    /// To which closing.
    pub revision: i64,
    /// When it was filed.
    pub filed_on: Option<NaiveDate>,
    /// The reasons.
    pub reasons: String,
}

/// What somebody files.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Filing {
    /// The person's NIP.
    pub nip: String,
    /// The period.
    pub period: Period,
    /// When the letter came.
    pub filed_on: NaiveDate,
    /// The reasons, as the letter says them.
    pub reasons: String,
    /// Why it came late; may be empty.
    #[serde(default)]
    pub late_reason: String,
}

/// What a side explained; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[ts(optional_fields)]
pub struct Hearing {
    /// The words.
    pub words: Option<String>,
    /// When.
    pub on: Option<NaiveDate>,
}

/// What both sides explained.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Hearings {
    /// The person's NIP.
    pub nip: String,
    /// The period.
    pub period: Period,
    /// The assessor.
    #[serde(default)]
    pub assessor: Hearing,
    /// The employee.
    #[serde(default)]
    pub employee: Hearing,
}

/// That somebody takes an objection back.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(optional_fields)]
pub struct Withdrawal {
    /// The person's NIP.
    pub nip: String,
    /// The period.
    pub period: Period,
    /// The day on the paper that says so.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
    /// To which closing the objection is; left out: the one that [`Office::objection_card`] shows.
    pub revision: Option<i64>,
}

/// What is printed of an objection whose decision left a closing in force: blocks 6 to 8, beside what that closing kept.
pub(crate) struct ObjectionBlocks {
    pub(crate) blocks: tilik_forms::dokumen_evaluasi::Objection,
    /// What the journal holds of it, for the content's hash: the words around it may be worded otherwise by a later release.
    pub(crate) kept: Vec<u8>,
}

impl ObjectionState {
    pub(crate) fn of(document: &Document) -> Self {
        if is_gone(document) {
            return Self::Withdrawn;
        }
        match coded::<Outcome>(document, objection::DECISION).filter(|_| document.is(Mark::Closed)) {
            Some(Outcome::Upheld) => Self::Upheld,
            Some(Outcome::Changed) => Self::Changed,
            None if HEARD_ON.into_iter().all(|field| document.value(field).is_some()) => Self::Heard,
            None => Self::Filed,
        }
    }

    fn is_decided(self) -> bool {
        match self {
            Self::Upheld | Self::Changed => true,
            Self::Filed | Self::Heard | Self::Withdrawn => false,
        }
    }

    fn is_open(self) -> bool {
        match self {
            Self::Filed | Self::Heard => true,
            Self::Upheld | Self::Changed | Self::Withdrawn => false,
        }
    }
}

impl OldObjection {
    fn of(document: &Document) -> Self {
        Self {
            revision: document.value(objection::REVISION).and_then(Value::as_int).unwrap_or_default(),
            filed_on: day(document, objection::FILED_ON),
            reasons: text(document, objection::REASONS),
        }
    }
}

impl ObjectionCard {
    /// Whether it came late whatever holidays there were: what a program that does not know them counts is nothing to hold against anybody on paper.
    pub(crate) fn is_surely_late(&self) -> bool {
        self.is_late && (self.has_holidays || self.day_unit == Some(DayUnit::Calendar))
    }
}

impl Office {
    /// Until when a person may object to the evaluation of a period.
    ///
    /// # Errors
    /// `person.unknown`, `evaluation.not_yours`, `objection.not_received` while nobody noted the receipt, and those of reading.
    pub fn objection_window(&self, nip: &str, period: Period) -> Result<ObjectionWindow, Failure> {
        let person = self.get_seen_person(nip, period)?;
        let (papers, _) = self.list_valid_papers(period, SheetForm::DokumenEvaluasi)?;
        let received_on =
            papers.get(&person.id).and_then(|paper| paper.row.received_on.or(paper.row.refused_on));
        let received_on =
            received_on.ok_or_else(|| Failure::new("objection.not_received").with("nip", nip))?;
        let day_unit = self.objection_days()?;
        let file_by = self.plan_due(ObjectionStep::Filing, received_on, day_unit)?;
        Ok(ObjectionWindow {
            name: person.name.full(),
            received_on,
            file_by,
            day_unit,
            has_holidays: !list_holidays().is_empty(),
            is_over: self.today() > file_by,
            keeping_refused: self.check_keeper_of(person.id, period).err(),
        })
    }

    /// Which days count in this office.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn objection_days(&self) -> Result<DayUnit, Failure> {
        let own = self.office_record()?;
        let legal = self.pack().objection.newest().data.day_unit;
        Ok(coded(&own, office::OBJECTION_DAYS).unwrap_or(legal))
    }

    fn plan_due(&self, step: ObjectionStep, from: NaiveDate, unit: DayUnit) -> Result<NaiveDate, Failure> {
        Ok(plan_objection_due(self.pack(), step, from, Some(unit), &list_holidays())?.value)
    }

    /// Notes an objection, or corrects one that is not decided. Filing late is noted. Both sides are heard of what is written: after a change, and after an objection that was
    /// taken back, they are heard anew.
    ///
    /// # Errors
    /// `user.not_permitted`, `person.unknown`, `evaluation.not_yours`, `objection.own_rating`, `objection.not_closed`, `objection.not_received`, `objection.reasons_missing`, `objection.before_receipt`,
    /// `objection.decided`, `sheet.day_in_future`, `words.too_long`, and those of saving.
    pub fn file_objection(&mut self, filing: &Filing) -> Result<ObjectionCard, Failure> {
        let person = self.get_kept_person(&filing.nip, filing.period)?;
        let found = self.evaluation(person.id, filing.period)?;
        if found.state != EvaluationState::Closed {
            return Err(Failure::new("objection.not_closed").with("nip", filing.nip.as_str()));
        }
        let window = self.objection_window(&filing.nip, filing.period)?;
        let reasons = check_words("reasons", &filing.reasons)?;
        if reasons.is_empty() {
            return Err(Failure::new("objection.reasons_missing").with("nip", filing.nip.as_str()));
        }
        self.check_day(filing.filed_on)?;
        if filing.filed_on < window.received_on {
            return Err(Failure::new("objection.before_receipt").with("day", window.received_on.to_string()));
        }
        let id = RecordId::objection(found.id, found.revision);
        let now = self.find(objection::KIND, id)?;
        let now = now.as_ref();
        self.check_filing(&found, &filing.nip)?;
        let decide_by = self.plan_due(ObjectionStep::Decision, filing.filed_on, window.day_unit)?;
        let writes = Writes::to(objection::KIND, id)
            .change(now, objection::EVALUATION, found.id)
            .change(now, objection::PERSON, person.id)
            .change(now, objection::PERIOD, filing.period.to_string())
            .change(now, objection::REVISION, found.revision)
            .change(now, objection::RECEIVED_ON, window.received_on.to_string())
            .change(now, objection::DAY_UNIT, window.day_unit.code())
            .change(now, objection::FILE_BY, window.file_by.to_string())
            .change(now, objection::FILED_ON, filing.filed_on.to_string())
            .change(now, objection::REASONS, reasons.as_str())
            .change(now, objection::LATE_REASON, check_words("late_reason", &filing.late_reason)?)
            .change(now, objection::DECIDE_BY, decide_by.to_string());
        let (word, writes) = match now {
            Some(now) if is_gone(now) => ("objection.filed", begin_anew(now, writes)),
            Some(now)
                if text(now, objection::REASONS) != reasons
                    || day(now, objection::FILED_ON) != Some(filing.filed_on) =>
            {
                ("objection.corrected", empty(now, writes, &HEARD_ON))
            }
            Some(_) => ("objection.corrected", writes),
            None => ("objection.filed", writes),
        };
        self.save_writes(word, writes)?;
        self.objection_card(&filing.nip, filing.period)
    }

    /// Notes what the two sides explained.
    ///
    /// # Errors
    /// `user.not_permitted`, `objection.own_rating`, `objection.none`, `objection.decided`, `objection.closed_since`, `objection.before_filing`, `sheet.day_in_future`,
    /// `words.too_long`, and those of saving.
    pub fn hear_objection(&mut self, heard: &Hearings) -> Result<ObjectionCard, Failure> {
        self.get_kept_person(&heard.nip, heard.period)?;
        let (_, now) = self.get_open_objection(&heard.nip, heard.period, None)?;
        self.check_in_force(&now, &heard.nip)?;
        let filed_on = day(&now, objection::FILED_ON);
        let mut writes = Writes::to(objection::KIND, now.id);
        for (side, words, on) in [
            (&heard.assessor, objection::ASSESSOR_WORDS, objection::ASSESSOR_HEARD_ON),
            (&heard.employee, objection::EMPLOYEE_WORDS, objection::EMPLOYEE_HEARD_ON),
        ] {
            if let Some(day) = side.on {
                self.check_day(day)?;
                if let Some(filed_on) = filed_on.filter(|filed_on| day < *filed_on) {
                    return Err(Failure::new("objection.before_filing").with("day", filed_on.to_string()));
                }
            }
            let said = side.words.as_deref().map(|said| check_words("words", said)).transpose()?;
            writes = writes.change_some(Some(&now), words, said).change_some(
                Some(&now),
                on,
                side.on.map(|day| day.to_string()),
            );
        }
        self.save_writes("objection.heard", writes)?;
        self.objection_card(&heard.nip, heard.period)
    }

    /// Notes that whoever objected takes it back, by a paper of a day.
    ///
    /// # Errors
    /// `user.not_permitted`, `objection.own_rating`, `objection.none`, `objection.decided`, `objection.reasons_missing`, `objection.withdrawn_before_filing`,
    /// `sheet.day_in_future`, and those of saving.
    pub fn withdraw_objection(&mut self, withdrawal: &Withdrawal) -> Result<ObjectionCard, Failure> {
        let (nip, period) = (withdrawal.nip.as_str(), withdrawal.period);
        self.get_kept_person(nip, period)?;
        let (_, now) = self.get_open_objection(nip, period, withdrawal.revision)?;
        let reason = check_words("reason", &withdrawal.reason)?;
        if reason.is_empty() {
            return Err(Failure::new("objection.reasons_missing").with("nip", nip));
        }
        self.check_day(withdrawal.on)?;
        if let Some(filed_on) = day(&now, objection::FILED_ON).filter(|filed_on| withdrawal.on < *filed_on) {
            return Err(Failure::new("objection.withdrawn_before_filing").with("day", filed_on.to_string()));
        }
        let writes = Writes::to(objection::KIND, now.id)
            .set(objection::WITHDRAWN_REASON, reason)
            .set(objection::WITHDRAWN_ON, withdrawal.on.to_string())
            .mark(Mark::Retracted);
        self.save_writes("objection.withdrawn", writes)?;
        self.objection_card(nip, period)
    }

    /// The objection of a person to the evaluation of a period: the one to the closing in force, open or decided; else another that is open; else the newest.
    ///
    /// # Errors
    /// `person.unknown`, `evaluation.not_yours`, `objection.none`, and those of reading.
    pub fn objection_card(&self, nip: &str, period: Period) -> Result<ObjectionCard, Failure> {
        let person = self.get_seen_person(nip, period)?;
        let document = self
            .find_objection(&person, period)?
            .ok_or_else(|| Failure::new("objection.none").with("nip", nip))?;
        self.read_objection(&person, period, &document)
    }

    /// The objections of a period that the user may see, in walking order; those taken back are not among them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_objections(&self, period: Period) -> Result<Vec<ObjectionCard>, Failure> {
        let superiors = self.list_superiors()?;
        let mut cards = Vec::new();
        for document in self.list_where(objection::KIND, objection::PERIOD, period.to_string())? {
            let Some(id) = document.record(objection::PERSON) else { continue };
            if let Some(person) = self.find_person(id)?
                && self.may_see(&superiors, id, period.ends_on())?
            {
                cards.push((person.walking_order(), self.read_objection(&person, period, &document)?));
            }
        }
        cards.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(cards.into_iter().map(|(_, card)| card).collect())
    }

    fn get_seen_person(&self, nip: &str, period: Period) -> Result<Person, Failure> {
        let person = self.get_person_also_left(nip)?;
        if self.may_see(&self.list_superiors_of(person.id)?, person.id, period.ends_on())? {
            Ok(person)
        } else {
            Err(Failure::new("evaluation.not_yours").with("nip", nip))
        }
    }

    /// The same for whoever writes something of an objection of theirs.
    fn get_kept_person(&self, nip: &str, period: Period) -> Result<Person, Failure> {
        let person = self.get_seen_person(nip, period)?;
        self.check_keeper_of(person.id, period)?;
        Ok(person)
    }

    fn get_open_objection(
        &self,
        nip: &str,
        period: Period,
        revision: Option<i64>,
    ) -> Result<(Person, Document), Failure> {
        let person = self.get_seen_person(nip, period)?;
        let found = match revision {
            Some(revision) => {
                let evaluation = self.evaluation(person.id, period)?.id;
                self.find(objection::KIND, RecordId::objection(evaluation, revision))?
            }
            None => self.find_objection(&person, period)?,
        };
        let found = found
            .filter(|found| !is_gone(found))
            .ok_or_else(|| Failure::new("objection.none").with("nip", nip))?;
        if ObjectionState::of(&found).is_decided() {
            return Err(Failure::new("objection.decided").with("nip", nip));
        }
        Ok((person, found))
    }

    fn check_day(&self, day: NaiveDate) -> Result<(), Failure> {
        if day > self.today() {
            return Err(Failure::new("sheet.day_in_future").with("day", day.to_string()));
        }
        Ok(())
    }

    fn save_writes(&mut self, word: &str, writes: Writes) -> Result<(), Failure> {
        match writes.into_group() {
            Some(group) => {
                let act = self.act(word, vec![group])?;
                self.save(vec![act])
            }
            None => Ok(()),
        }
    }

    fn read_objection(
        &self,
        person: &Person,
        period: Period,
        document: &Document,
    ) -> Result<ObjectionCard, Failure> {
        let said = |field| text(document, field);
        let on = |field| day(document, field);
        let decider = self.find_decider(person, period)?;
        let overtaken = self.list_overtaken(document)?;
        let (filed_on, file_by) = (on(objection::FILED_ON), on(objection::FILE_BY));
        Ok(ObjectionCard {
            id: document.id,
            version: Some(Version::of(document)),
            nip: person.nip.clone(),
            name: person.name.full(),
            period,
            revision: document
                .value(objection::REVISION)
                .and_then(|value| value.as_int())
                .unwrap_or_default(),
            state: ObjectionState::of(document),
            is_overtaken: overtaken.iter().any(|old| old.id == document.id),
            overtaken: overtaken.iter().map(OldObjection::of).collect(),
            received_on: on(objection::RECEIVED_ON),
            file_by,
            day_unit: coded(document, objection::DAY_UNIT),
            filed_on,
            is_late: filed_on.zip(file_by).is_some_and(|(filed, last)| filed > last),
            has_holidays: !list_holidays().is_empty(),
            late_reason: said(objection::LATE_REASON),
            reasons: said(objection::REASONS),
            decide_by: on(objection::DECIDE_BY),
            assessor_words: said(objection::ASSESSOR_WORDS),
            assessor_heard_on: on(objection::ASSESSOR_HEARD_ON),
            employee_words: said(objection::EMPLOYEE_WORDS),
            employee_heard_on: on(objection::EMPLOYEE_HEARD_ON),
            keeping_refused: self.check_keeper_of(person.id, period).err(),
            decision_refused: self.check_decider(&decider).err(),
            decider: decider.name,
            decision: coded(document, objection::DECISION),
            decided_on: on(objection::DECIDED_ON),
            decided_by: said(objection::DECIDED_BY),
            decision_number: said(objection::DECISION_NUMBER),
            decision_words: said(objection::DECISION_WORDS),
            result_rating: coded(document, objection::RESULT_RATING),
            behaviour_rating: coded(document, objection::BEHAVIOUR_RATING),
            withdrawn_reason: said(objection::WITHDRAWN_REASON),
            withdrawn_on: on(objection::WITHDRAWN_ON),
        })
    }
}

const HEARD_ON: [u32; 2] = [objection::ASSESSOR_HEARD_ON, objection::EMPLOYEE_HEARD_ON];

/// What one side or the other said of an objection that was taken back is of that one alone.
fn begin_anew(now: &Document, writes: Writes) -> Writes {
    let said = [
        objection::ASSESSOR_WORDS,
        objection::EMPLOYEE_WORDS,
        objection::WITHDRAWN_REASON,
        objection::WITHDRAWN_ON,
    ];
    empty(now, empty(now, writes, &HEARD_ON), &said).mark(Mark::Restored)
}

fn empty(now: &Document, writes: Writes, fields: &[u32]) -> Writes {
    fields.iter().fold(writes, |writes, field| writes.change(Some(now), *field, Value::Null))
}

fn day(document: &Document, field: u32) -> Option<NaiveDate> {
    document.text(field).and_then(|text| text.parse().ok())
}

/// National holidays. The reference data of this release have none, and [`ObjectionWindow::has_holidays`] says so: a later last day never cuts a right short, an
/// earlier one that is told as such does not either, because late filings are noted.
fn list_holidays() -> BTreeSet<NaiveDate> {
    BTreeSet::new()
}
