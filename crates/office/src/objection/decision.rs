//! The decision on an objection: by the assessor's superior, final; one that changes the ratings closes the evaluation again.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::compute_predicate;
use tilik_appraisal::rating::Rating;
use tilik_forms::dokumen_evaluasi::Objection;
use tilik_journal::catalogue::{evaluation, objection};
use tilik_journal::document::Mark;
use tilik_journal::{Document, RecordId, Role, Value};
use tilik_store::ledger::Act;
use ts_rs::TS;

use super::{HEARD_ON, ObjectionBlocks, ObjectionCard, ObjectionState, day};
use crate::closing::{long_date, superior_of};
use crate::evaluation::{Evaluation, EvaluationState};
use crate::people::Person;
use crate::record::{Writes, check_words, is_gone, text};
use crate::superior::Assessor;
use crate::words::{self, Language};
use crate::{Failure, Office};

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The evaluation stays as it is.
    Upheld,
    /// The evaluation gets other overall ratings.
    Changed,
}

impl Outcome {
    /// As the journal keeps it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Changed => "changed",
        }
    }
}

impl std::str::FromStr for Outcome {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        [Self::Upheld, Self::Changed].into_iter().find(|outcome| outcome.code() == code).ok_or(())
    }
}

/// A decision as it is written down.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(optional_fields)]
pub struct Decision {
    /// The person's NIP.
    pub nip: String,
    /// The period.
    pub period: Period,
    /// What is decided.
    pub outcome: Outcome,
    /// When.
    pub on: NaiveDate,
    /// By whom; left out: by the assessor's superior.
    pub by: Option<String>,
    /// The number of the letter; needed unless the user decides.
    pub number: Option<String>,
    /// The grounds.
    pub words: String,
    /// The new overall rating of results; left out: as it was.
    pub result_rating: Option<Rating>,
    /// The new overall rating of behaviour; left out: as it was.
    pub behaviour_rating: Option<Rating>,
}

/// Who decides an objection.
pub(super) struct Decider {
    /// With titles; empty where nobody is known.
    pub(super) name: String,
    /// The person, when on the staff.
    person: Option<RecordId>,
}

impl Office {
    /// The assessor's superior on the last day of a period.
    pub(super) fn find_decider(&self, person: &Person, period: Period) -> Result<Decider, Failure> {
        let frame = self.read_frame_of(person, period)?;
        let day = period.ends_on();
        let assessor = frame.superiors.find_on(person.id, day);
        let superior = assessor.and_then(|assessor| superior_of(&frame.superiors, assessor, day));
        Ok(match superior.map(|superior| &superior.assessor) {
            Some(Assessor::Person(id)) => Decider {
                name: self.find_person(*id)?.map(|found| found.name.full()).unwrap_or_default(),
                person: Some(*id),
            },
            Some(Assessor::External(external)) => Decider { name: external.name.clone(), person: None },
            None => Decider { name: String::new(), person: None },
        })
    }

    /// The head writes down any decision, an assessor those on evaluations of the assessors below.
    pub(super) fn check_decider(&self, decider: &Decider) -> Result<(), Failure> {
        let refused = || Failure::new("objection.not_the_decider").with("name", decider.name.as_str());
        match self.actor()?.role {
            Role::Kepala => Ok(()),
            Role::Penilai if decider.person.is_some() && decider.person == self.acts_as()? => Ok(()),
            Role::Penilai | Role::Operator | Role::Pegawai => Err(refused()),
        }
    }

    /// Writes down the decision on an objection; where it changes the ratings, the evaluation is closed again with them, all at once or not at all.
    ///
    /// # Errors
    /// `user.not_permitted`, `objection.none`, `objection.decided`, `objection.not_the_decider`, `objection.not_heard`, `objection.words_missing`, `objection.decider_missing`,
    /// `objection.number_missing`, `objection.before_filing`, `objection.nothing_changed`, `objection.closed_since`, `sheet.day_in_future`, and those of saving.
    pub fn decide_objection(&mut self, decision: &Decision) -> Result<ObjectionCard, Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let (person, now) = self.get_open_objection(&decision.nip, decision.period, None)?;
        let decider = self.find_decider(&person, decision.period)?;
        self.check_decider(&decider)?;
        let letter = self.read_letter(&now, &decider, decision)?;
        let found = self.evaluation(person.id, decision.period)?;
        check_closing(&found, &now, &decision.nip)?;
        let writes = Writes::to(objection::KIND, now.id)
            .set(objection::DECISION, decision.outcome.code())
            .set(objection::DECIDED_ON, decision.on.to_string())
            .set(objection::DECIDED_BY, letter.by.as_str())
            .set(objection::DECISION_NUMBER, letter.number.as_str())
            .set(objection::DECISION_WORDS, letter.words.as_str())
            .mark(Mark::Closed);
        let acts = match decision.outcome {
            Outcome::Upheld => vec![self.act("objection.decided", vec![writes.group()])?],
            Outcome::Changed => self.plan_change(&person, &found, &now, decision, &letter, writes)?,
        };
        self.save(acts)?;
        self.objection_card(&decision.nip, decision.period)
    }

    fn read_letter(&self, now: &Document, decider: &Decider, decision: &Decision) -> Result<Letter, Failure> {
        let refuse = |code: &str| Failure::new(code).with("nip", decision.nip.as_str());
        if ObjectionState::of(now) != ObjectionState::Heard {
            return Err(refuse("objection.not_heard"));
        }
        self.check_day(decision.on)?;
        let before = HEARD_ON.into_iter().chain([objection::FILED_ON]);
        if let Some(last) = before.filter_map(|field| day(now, field)).max()
            && decision.on < last
        {
            return Err(Failure::new("objection.before_filing").with("day", last.to_string()));
        }
        let words = check_words("words", &decision.words)?;
        if words.is_empty() {
            return Err(refuse("objection.words_missing"));
        }
        let by = match decision.by.as_deref().map(str::trim).filter(|by| !by.is_empty()) {
            Some(by) => check_words("by", by)?,
            None => decider.name.clone(),
        };
        if by.is_empty() {
            return Err(refuse("objection.decider_missing"));
        }
        let number = check_words("number", decision.number.as_deref().unwrap_or_default())?;
        // Whoever writes down another's decision names the paper that it comes from.
        let decides_in_person = decider.person.is_some() && decider.person == self.acts_as()?;
        if number.is_empty() && !decides_in_person {
            return Err(refuse("objection.number_missing").with("name", by));
        }
        Ok(Letter { on: decision.on, by, number, words })
    }

    /// The acts of a decision that changes the ratings: the decision with the opening, and the closing.
    fn plan_change(
        &self,
        person: &Person,
        found: &Evaluation,
        now: &Document,
        decision: &Decision,
        letter: &Letter,
        writes: Writes,
    ) -> Result<Vec<Act>, Failure> {
        let rated = self.rate_again(found, decision, letter)?;
        let writes = writes
            .set_some(objection::RESULT_RATING, rated.result_rating.map(Rating::code))
            .set_some(objection::BEHAVIOUR_RATING, rated.behaviour_rating.map(Rating::code));
        let frame = self.read_frame_of(person, decision.period)?;
        let plan = self.find_plan(person.id, i32::from(decision.period.year()))?;
        let blocks = self.prints_objections()?.then(|| self.write_blocks(now, decision.outcome, letter));
        let (revision, content) = self.write_content(&frame, person, &rated, plan.as_ref(), blocks)?;
        let opened = Writes::to(evaluation::KIND, found.id)
            .set(evaluation::REASON, letter.words.as_str())
            .mark(Mark::Reopened);
        let closed = Writes::to(evaluation::KIND, found.id)
            .set_some(evaluation::RESULT_RATING, rated.result_rating.map(Rating::code))
            .set_some(evaluation::BEHAVIOUR_RATING, rated.behaviour_rating.map(Rating::code))
            .set(evaluation::RESULT_REASON, rated.result_reason.as_str())
            .set(evaluation::BEHAVIOUR_REASON, rated.behaviour_reason.as_str())
            // What is decided now is said by the letter, not by the paper of the first decision.
            .set(evaluation::DECIDED_ON, Value::Null)
            .set(evaluation::SIGNED_PAPER, Value::Null)
            .set(evaluation::REVISION, revision)
            .set(evaluation::CONTENT, content)
            .mark(Mark::Closed);
        Ok(vec![
            self.act("objection.decided", vec![writes.group(), opened.group()])?,
            self.act("evaluation.closed", vec![closed.group()])?,
        ])
    }

    /// The evaluation with the ratings of a decision; its words are the reason of what departs from the details.
    fn rate_again(
        &self,
        found: &Evaluation,
        decision: &Decision,
        letter: &Letter,
    ) -> Result<Evaluation, Failure> {
        let mut rated = Evaluation { signed: None, ..found.clone() };
        for (new, rating, reason) in [
            (decision.result_rating, &mut rated.result_rating, &mut rated.result_reason),
            (decision.behaviour_rating, &mut rated.behaviour_rating, &mut rated.behaviour_reason),
        ] {
            if new.is_some() && new != *rating {
                *rating = new;
                letter.words.clone_into(reason);
            }
        }
        if (rated.result_rating, rated.behaviour_rating) == (found.result_rating, found.behaviour_rating) {
            return Err(Failure::new("objection.nothing_changed").with("nip", decision.nip.as_str()));
        }
        if let (Some(result), Some(behaviour)) = (rated.result_rating, rated.behaviour_rating) {
            let computed = compute_predicate(self.pack(), decision.period, result, behaviour)?;
            rated.predicate = Some(computed.value);
            rated.explanation = Some(computed.explanation);
        }
        Ok(rated)
    }

    /// What the objections of a period that changed nothing say, by evaluation and closing; nothing where the office prints no such blocks.
    pub(crate) fn list_upheld(
        &self,
        period: Period,
    ) -> Result<HashMap<(RecordId, i64), ObjectionBlocks>, Failure> {
        let mut said = HashMap::new();
        if !self.prints_objections()? {
            return Ok(said);
        }
        for document in self.list_where(objection::KIND, objection::PERIOD, period.to_string())? {
            let revision = document.value(objection::REVISION).and_then(Value::as_int);
            if let Some(about) = document.record(objection::EVALUATION).zip(revision)
                && let Some(blocks) = self.read_upheld(&document)
            {
                said.insert(about, blocks);
            }
        }
        Ok(said)
    }

    /// The same of the objection to one closing.
    pub(crate) fn find_upheld(
        &self,
        evaluation: RecordId,
        revision: i64,
    ) -> Result<Option<ObjectionBlocks>, Failure> {
        if !self.prints_objections()? {
            return Ok(None);
        }
        let filed = self.find(objection::KIND, RecordId::objection(evaluation, revision))?;
        Ok(filed.filter(|filed| !is_gone(filed)).and_then(|filed| self.read_upheld(&filed)))
    }

    fn read_upheld(&self, document: &Document) -> Option<ObjectionBlocks> {
        if ObjectionState::of(document) != ObjectionState::Upheld {
            return None;
        }
        let letter = Letter {
            on: day(document, objection::DECIDED_ON).unwrap_or_default(),
            by: text(document, objection::DECIDED_BY),
            number: text(document, objection::DECISION_NUMBER),
            words: text(document, objection::DECISION_WORDS),
        };
        let blocks = self.write_blocks(document, Outcome::Upheld, &letter);
        Some(ObjectionBlocks { blocks, kept: list_kept(document) })
    }

    fn write_blocks(&self, now: &Document, outcome: Outcome, letter: &Letter) -> Objection {
        let both = |first: String, second: String| match (first.is_empty(), second.is_empty()) {
            (false, false) => format!("{first}\n{second}"),
            (_, true) => first,
            (true, false) => second,
        };
        let say = |code: &str, facts: &[(&str, &str)]| {
            let facts: BTreeMap<_, _> =
                facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            // What is printed is Indonesian, whatever language the window speaks.
            words::render(code, &facts, Language::Indonesian)
        };
        let on = long_date(self.pack(), letter.on);
        let by = if letter.number.is_empty() {
            say("label.decided_by", &[("by", &letter.by), ("day", &on)])
        } else {
            say("label.decided_by_letter", &[("by", &letter.by), ("day", &on), ("number", &letter.number)])
        };
        let outcome = match outcome {
            Outcome::Upheld => say("label.upheld", &[]),
            Outcome::Changed => say("label.changed", &[]),
        };
        Objection {
            objection: both(text(now, objection::REASONS), text(now, objection::EMPLOYEE_WORDS)),
            explanation: text(now, objection::ASSESSOR_WORDS),
            decision: format!("{outcome} {}\n{by}", letter.words),
            ..Objection::default()
        }
    }
}

/// Refuses a decision about another closing than the one that stands: it would be final for what nobody objected to.
fn check_closing(found: &Evaluation, now: &Document, nip: &str) -> Result<(), Failure> {
    let objected = now.value(objection::REVISION).and_then(Value::as_int);
    if found.state != EvaluationState::Closed || Some(found.revision) != objected {
        return Err(Failure::new("objection.closed_since").with("nip", nip));
    }
    Ok(())
}

/// The values that are printed of an objection, each after its length as 4 bytes (`docs/seal.md`).
pub(crate) fn list_kept(document: &Document) -> Vec<u8> {
    let printed = [
        objection::REASONS,
        objection::EMPLOYEE_WORDS,
        objection::ASSESSOR_WORDS,
        objection::DECISION,
        objection::DECIDED_ON,
        objection::DECIDED_BY,
        objection::DECISION_NUMBER,
        objection::DECISION_WORDS,
    ];
    let mut kept = Vec::new();
    for value in printed.map(|field| text(document, field)) {
        kept.extend(u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes());
        kept.extend(value.as_bytes());
    }
    kept
}

/// A decision with what was left out put in.
struct Letter {
    on: NaiveDate,
    by: String,
    number: String,
    words: String,
}
