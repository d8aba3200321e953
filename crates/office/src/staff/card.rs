//! The card of a person: profile, who assesses from when to when, plans, evaluations, and the history from the journal.
//!
//! Must not decide anything. Invariant: nobody sees a predicate that the evaluation itself would not show.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::Predikat;
use tilik_journal::catalogue::{self, evaluation, forwarded, person, skp, superior, unit};
use tilik_journal::document::Mark;
use tilik_journal::payload::MARK;
use tilik_journal::{RecordId, Role, Value};
use tilik_store::ledger::{EntryInfo, Version};
use ts_rs::TS;

use super::{Leaving, Profile};
use crate::evaluation::EvaluationState;
use crate::people::Person;
use crate::plan::PlanState;
use crate::record::{is_gone, text};
use crate::superior::{AssessorSpan, Standing};
use crate::user::name_at;
use crate::{Failure, Office};

/// An evaluation on the card.
#[derive(Debug, Clone, Serialize, TS)]
pub struct EvaluationLine {
    /// The period.
    pub period: Period,
    /// Where it stands.
    pub state: EvaluationState,
    /// The predicate, when both overall ratings stand.
    pub predicate: Option<Predikat>,
    /// The closing's number; 0 before the first.
    pub revision: i64,
}

/// A plan on the card.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PlanLine {
    /// The year.
    pub year: i32,
    /// Where it stands.
    pub state: PlanState,
    /// How many results it has.
    pub results: usize,
    /// When it was agreed.
    pub agreed_on: Option<NaiveDate>,
    /// How many addenda it has.
    pub addenda: i64,
}

/// A field that changed, in words of people where it names a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HistoryChange {
    /// The field's name; `mark` for what was done to the whole record.
    pub field: String,
    /// Before; empty for nothing.
    pub before: String,
    /// After; empty for nothing.
    pub after: String,
}

/// One act on the person's records.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HistoryLine {
    /// The laptop's clock, milliseconds since 1970 UTC.
    pub at: i64,
    /// Who.
    pub who: String,
    /// What was done, as the act's word.
    pub act: String,
    /// Which kind of record: `person`, `superior`, `skp`, `evaluation`.
    pub about: String,
    /// The period or year of an evaluation or a plan; empty else.
    pub of: String,
    /// Why, where a reason was given.
    pub reason: String,
    /// What changed.
    pub changes: Vec<HistoryChange>,
}

/// Everything about one person.
#[derive(Debug, Clone, Serialize, TS)]
pub struct StaffCard {
    /// Who.
    pub person: Person,
    /// To be changed.
    pub profile: Profile,
    /// To be given back with a change.
    pub version: Version,
    /// Whether the person heads the office.
    pub is_head: bool,
    /// Set for somebody who left.
    pub left: Option<Leaving>,
    /// Whether the user may change the profile and the assessors.
    pub may_change: bool,
    /// The assignments as they were written, the newest first.
    pub standing: Vec<Standing>,
    /// Who really assesses, this year and the last: every day once.
    pub spans: Vec<AssessorSpan>,
    /// How many people the person assesses today.
    pub assesses: usize,
    /// Plans, the newest first.
    pub plans: Vec<PlanLine>,
    /// Evaluations that the user may see, the newest first.
    pub evaluations: Vec<EvaluationLine>,
    /// What was done, the newest first; none for whoever may not see it.
    pub history: Vec<HistoryLine>,
    /// The units of the office, to choose from.
    pub units: Vec<String>,
}

impl Office {
    /// The card of a person, also of somebody who left.
    ///
    /// # Errors
    /// `person.unknown`.
    pub fn staff_card(&self, nip: &str) -> Result<StaffCard, Failure> {
        let document = self.get_staff_document(nip)?;
        let id = document.id;
        let person = self.find_person(id)?.ok_or_else(|| Failure::new("person.unknown").with("nip", nip))?;
        let today = self.today();
        let superiors = self.list_superiors()?;
        let last = NaiveDate::from_ymd_opt(today.year(), 12, 31).unwrap_or(today);
        let standing = self.list_standing(id)?;
        // Years before the first assignment are nobody's gap.
        let new_year = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
        let year_before = NaiveDate::from_ymd_opt(today.year() - 1, 1, 1).unwrap_or(today);
        let began = standing.iter().map(|own| own.from).min().unwrap_or(new_year);
        let first = began.clamp(year_before, new_year);
        let actor = self.actor()?;
        let sees_history = matches!(actor.role, Role::Kepala | Role::Operator) || actor.person == Some(id);
        let mut units: Vec<String> =
            self.list(unit::KIND)?.iter().map(|unit| text(unit, unit::NAME)).collect();
        units.sort_by_key(|name| name.to_lowercase());
        let people = self.list_people()?;
        let assesses =
            people.iter().filter(|other| superiors.is_assessed_by(other.id, Some(id), today)).count();
        Ok(StaffCard {
            profile: Profile::of(&document, person.unit_name.clone()),
            version: Version::of(&document),
            is_head: self.find_head()? == Some(id),
            left: is_gone(&document).then(|| self.leaving_of(&document)),
            may_change: self.may_change_staff(),
            spans: superiors.list_spans(id, first, last),
            standing,
            assesses,
            plans: self.list_plan_lines(id)?,
            evaluations: self.list_evaluation_lines(id)?,
            history: if sees_history { self.list_person_history(id)? } else { Vec::new() },
            units,
            person,
        })
    }

    fn list_plan_lines(&self, person: RecordId) -> Result<Vec<PlanLine>, Failure> {
        let years: BTreeSet<i64> = self
            .list_where(skp::KIND, skp::PERSON, person)?
            .iter()
            .filter_map(|document| document.value(skp::YEAR)?.as_int())
            .collect();
        let mut lines = Vec::new();
        for year in years.into_iter().rev() {
            let plan =
                i32::try_from(year).ok().map(|year| self.find_plan(person, year)).transpose()?.flatten();
            lines.extend(plan.map(|plan| PlanLine {
                year: plan.year,
                state: plan.state,
                results: plan.skp.results.len(),
                agreed_on: plan.agreed_on,
                addenda: plan.addenda,
            }));
        }
        Ok(lines)
    }

    fn list_evaluation_lines(&self, person: RecordId) -> Result<Vec<EvaluationLine>, Failure> {
        let superiors = self.list_superiors()?;
        let mut lines = Vec::new();
        for document in self.list_where(evaluation::KIND, evaluation::PERSON, person)? {
            let Some(period) = document.text(evaluation::PERIOD).and_then(|text| text.parse::<Period>().ok())
            else {
                continue;
            };
            if !self.may_see(&superiors, person, period.ends_on())? {
                continue;
            }
            let found = self.evaluation(person, period)?;
            lines.push(EvaluationLine {
                period,
                state: found.state,
                predicate: found.predicate,
                revision: found.revision,
            });
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.period.ends_on()));
        Ok(lines)
    }

    /// What was done to a person's profile, assessors, plans and evaluations, the newest first. Ratings themselves are the evaluation's own matter.
    fn list_person_history(&self, person: RecordId) -> Result<Vec<HistoryLine>, Failure> {
        let mut names = Names::of(self);
        let mut lines = self.read_history(&mut names, person::KIND, person, "")?;
        let mut assignments = self.list_where(superior::KIND, superior::PERSON, person)?;
        let gone = self.list_gone(superior::KIND)?;
        assignments.extend(gone.into_iter().filter(|gone| gone.record(superior::PERSON) == Some(person)));
        for document in assignments {
            lines.extend(self.read_history(&mut names, superior::KIND, document.id, "")?);
        }
        for document in self.list_where(skp::KIND, skp::PERSON, person)? {
            let year = document.value(skp::YEAR).and_then(Value::as_int).unwrap_or_default().to_string();
            lines.extend(self.read_history(&mut names, skp::KIND, document.id, &year)?);
        }
        for document in self.list_where(evaluation::KIND, evaluation::PERSON, person)? {
            let period = text(&document, evaluation::PERIOD);
            let acts = self.read_history(&mut names, evaluation::KIND, document.id, &period)?;
            lines.extend(
                acts.into_iter()
                    .filter(|line| line.act != "evaluation.rated")
                    .map(|line| HistoryLine { changes: Vec::new(), ..line }),
            );
        }
        let mut kept = self.list_where(forwarded::KIND, forwarded::PERSON, person)?;
        let gone = self.list_gone(forwarded::KIND)?;
        kept.extend(gone.into_iter().filter(|gone| gone.record(forwarded::PERSON) == Some(person)));
        for document in kept {
            let period = text(&document, forwarded::PERIOD);
            let acts = self.read_history(&mut names, forwarded::KIND, document.id, &period)?;
            lines.extend(acts.into_iter().map(|line| HistoryLine { changes: Vec::new(), ..line }));
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.at));
        Ok(lines)
    }

    fn read_history(
        &self,
        names: &mut Names<'_>,
        kind: u32,
        id: RecordId,
        of: &str,
    ) -> Result<Vec<HistoryLine>, Failure> {
        let entries = self.store().ledger()?.list_history(kind, id)?;
        let about = catalogue::find_kind(kind).map_or("", |kind| kind.name);
        let mut before: HashMap<u32, String> = HashMap::new();
        let mut lines = Vec::new();
        for entry in entries.iter().filter(|entry| entry.held.is_none()) {
            let (reason, changes) = names.read_changes(kind, entry, &mut before)?;
            lines.push(HistoryLine {
                at: entry.made_at,
                who: names.name_user(RecordId(entry.actor.0), entry.made_at)?,
                act: entry.act.clone(),
                about: about.to_owned(),
                of: of.to_owned(),
                reason,
                changes,
            });
        }
        Ok(lines)
    }
}

/// Names of records, looked up once.
pub(crate) struct Names<'o> {
    office: &'o Office,
    known: HashMap<RecordId, String>,
    users: HashMap<RecordId, Vec<(i64, String)>>,
}

/// Fields that say nothing to people beside the others.
const LEFT_OUT: &[(u32, u32)] = &[
    (superior::KIND, superior::PERSON),
    (skp::KIND, skp::PERSON),
    (skp::KIND, skp::SEGMENT),
    (skp::KIND, skp::YEAR),
    (person::KIND, person::JOINED_INTO),
];

impl<'o> Names<'o> {
    pub(crate) fn of(office: &'o Office) -> Self {
        Self { office, known: HashMap::new(), users: HashMap::new() }
    }

    fn read_changes(
        &mut self,
        kind: u32,
        entry: &EntryInfo,
        before: &mut HashMap<u32, String>,
    ) -> Result<(String, Vec<HistoryChange>), Failure> {
        let mut reason = String::new();
        let mut changes = Vec::new();
        let spec = catalogue::find_kind(kind);
        for (field, value) in &entry.writes {
            let name = spec.and_then(|spec| spec.find_field(*field)).map_or("", |field| field.name);
            if name == "reason" {
                reason = value.as_text().unwrap_or_default().to_owned();
                continue;
            }
            let after = if *field == MARK {
                Mark::find(value).map(Mark::word).unwrap_or_default().to_owned()
            } else {
                self.show(value)?
            };
            let was = before.insert(*field, after.clone()).unwrap_or_default();
            if *field != MARK && (name.is_empty() || LEFT_OUT.contains(&(kind, *field)) || was == after) {
                continue;
            }
            let field = if *field == MARK { "mark" } else { name };
            changes.push(HistoryChange { field: field.to_owned(), before: was, after });
        }
        Ok((reason, changes))
    }

    fn show(&mut self, value: &Value) -> Result<String, Failure> {
        Ok(match value {
            Value::Null | Value::List(_) => String::new(),
            Value::Bool(is) => is.to_string(),
            Value::Int(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::Bytes(_) => match value.as_record() {
                Some(id) => self.name_record(id)?,
                None => String::new(),
            },
        })
    }

    fn name_record(&mut self, id: RecordId) -> Result<String, Failure> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let unit = self.office.find(unit::KIND, id)?.map(|document| text(&document, unit::NAME));
        let name = match unit {
            Some(name) => name,
            None => self.office.find_person(id)?.map(|person| person.name.full()).unwrap_or_default(),
        };
        self.known.insert(id, name.clone());
        Ok(name)
    }

    /// A user's name as it was when an entry was made.
    pub(crate) fn name_user(&mut self, id: RecordId, made_at: i64) -> Result<String, Failure> {
        if let Some(known) = self.users.get(&id) {
            return Ok(name_at(known, made_at));
        }
        let names = self.office.list_user_names(id)?;
        let name = name_at(&names, made_at);
        self.users.insert(id, names);
        Ok(name)
    }
}
