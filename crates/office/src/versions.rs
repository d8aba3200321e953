//! *Ada dua versi*: what was entered apart and differs, with who, where and when; choosing one of them; leaving what came late as it is.
//!
//! Invariants: nothing is decided but by an act that saw all versions (the act carries the version of the record that the screen showed), ratings are decided by the dated assessor
//! alone, and the version that was not chosen stays in the history (`a_chosen_version_counts_and_the_other_stays_in_the_history`).

mod closings;
mod decided;
mod guard;
mod merged;
mod shown;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::{Predikat, compute_predicate};
use tilik_appraisal::rating::Rating;
use tilik_journal::catalogue::{
    achievement, annex_line, behaviour_rating, device, evaluation, expectation, find_kind, forwarded,
    indicator, objection, person, result, result_rating, sheet, skp, superior, user,
};
use tilik_journal::document::{Candidate, Mark};
use tilik_journal::{Document, Position, RecordId, Role, Value};
use tilik_store::ledger::{Expectation, Version};
use ts_rs::TS;

pub use self::closings::{ChosenClosing, ClosingText, EndVersion, Ends};
pub use self::decided::DecidedField;
pub(crate) use self::guard::is_beside;
pub use self::merged::{LookedUntil, Merged, MergedField, MergedOf};
pub use self::shown::Shown;
use crate::evaluation::OnBehalf;
use crate::record::{Writes, text};
use crate::signed::SignedPaper;
use crate::{Failure, Office};

/// Where a version comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Origin {
    /// Who entered it.
    pub user: String,
    /// The laptop's name; empty for the office's first one.
    pub laptop: String,
    /// Whether it is this laptop.
    pub is_here: bool,
    /// Whether it has this laptop's key in another log: a copy of it, or itself before it was restored.
    pub is_copy: bool,
    /// By that laptop's clock.
    pub made_at: String,
    /// Whether no other version was entered later, as far as the clocks say.
    pub is_newest: bool,
}

/// One of several versions of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VersionChoice {
    /// What it says.
    pub shown: Shown,
    /// Where it comes from; several when they agree.
    pub origins: Vec<Origin>,
}

/// A field that has several versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VersionedField {
    /// The record's kind.
    pub kind: u32,
    /// The record.
    pub record: RecordId,
    /// The record as it was shown.
    pub version: Version,
    /// The field.
    pub field: u32,
    /// `kind.field`, by which the screen finds its words.
    pub name: String,
    /// What of several it is: one of the seven values, or the words of a result.
    pub about: Option<String>,
    /// At least two.
    pub choices: Vec<VersionChoice>,
}

/// Something that was entered after, or beside, the end of its record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LateWrite {
    /// The record's kind.
    pub kind: u32,
    /// The record.
    pub record: RecordId,
    /// The record as it was shown.
    pub version: Version,
    /// `kind.field`.
    pub name: String,
    /// What of several it is.
    pub about: Option<String>,
    /// What was entered.
    pub shown: Shown,
    /// Where it comes from.
    pub origin: Origin,
}

/// Everything about one person, or about the office, that has several versions.
#[derive(Debug, Clone, Serialize, TS)]
pub struct VersionsOf {
    /// The person; empty for the office.
    pub name: String,
    /// The person's NIP.
    pub nip: Option<String>,
    /// The period, where it is about an evaluation.
    pub period: Option<Period>,
    /// The year, where it is about a plan.
    pub year: Option<i64>,
    /// What differs.
    pub fields: Vec<VersionedField>,
    /// Ends apart from each other: two closings of one evaluation, of which none is in force.
    pub ends: Vec<Ends>,
    /// What came late.
    pub late: Vec<LateWrite>,
    /// Who decides, where it is not the user who is here.
    pub waits_for: Option<String>,
    /// Whether the head decides in the place of the dated assessor and says why.
    pub needs_reason: bool,
}

/// A version that was chosen.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Pick {
    /// The record's kind.
    pub kind: u32,
    /// The record.
    pub record: RecordId,
    /// The record as it was shown.
    pub version: Version,
    /// The field.
    pub field: u32,
    /// Which of its choices, from 0.
    pub choice: usize,
}

/// What was decided about one person or the office.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Deciding {
    /// The choices.
    pub picks: Vec<Pick>,
    /// Why the head decides in the place of the dated assessor.
    pub reason: Option<String>,
}

/// What was late and stays so.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Settling {
    /// The record's kind.
    pub kind: u32,
    /// The record.
    pub record: RecordId,
    /// The record as it was shown.
    pub version: Version,
}

/// What choices come to.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Consequence {
    /// The predicate then; none when a rating is still open, or it is about none.
    pub predicate: Option<Predikat>,
}

/// Whom a record is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Subject {
    person: Option<RecordId>,
    period: Option<String>,
    year: Option<i64>,
}

impl Office {
    /// What has several versions, one entry a person and period, the office last.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_versions(&self) -> Result<Vec<VersionsOf>, Failure> {
        let mut groups: BTreeMap<Subject, Vec<Document>> = BTreeMap::new();
        for document in self.store().ledger()?.list_disputed()? {
            groups.entry(self.find_whom(&document, 0)?).or_default().push(document);
        }
        let mut list = Vec::new();
        for (subject, documents) in groups {
            list.extend(self.read_group(&subject, &documents)?);
        }
        list.sort_by_key(|of| (of.name.is_empty(), of.name.clone()));
        Ok(list)
    }

    /// How many of them there are.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn count_versions(&self) -> Result<usize, Failure> {
        Ok(self.list_versions()?.len())
    }

    /// Ratings are nothing for an operator to see side by side.
    fn may_see_kind(&self, kind: u32) -> Result<bool, Failure> {
        Ok(match self.actor()?.role {
            Role::Kepala | Role::Penilai => true,
            Role::Operator => !is_rated(kind),
            Role::Pegawai => false,
        })
    }

    /// Whom a record is about, by the records that it belongs to.
    fn find_whom(&self, document: &Document, depth: u32) -> Result<Subject, Failure> {
        let above = |kind: u32, field: u32| -> Result<Subject, Failure> {
            let owner = document.record(field).map(|id| self.find(kind, id)).transpose()?.flatten();
            match owner {
                // A record names one above it, and no chain here is longer.
                Some(owner) if depth < 4 => self.find_whom(&owner, depth + 1),
                Some(_) | None => Ok(Subject::default()),
            }
        };
        let of_period = |person, period| Subject {
            person: document.record(person),
            period: document.text(period).map(str::to_owned),
            year: None,
        };
        match document.kind {
            person::KIND => Ok(Subject { person: Some(document.id), ..Subject::default() }),
            superior::KIND => Ok(Subject { person: document.record(superior::PERSON), ..Subject::default() }),
            evaluation::KIND => Ok(of_period(evaluation::PERSON, evaluation::PERIOD)),
            objection::KIND => Ok(of_period(objection::PERSON, objection::PERIOD)),
            forwarded::KIND => Ok(of_period(forwarded::PERSON, forwarded::PERIOD)),
            sheet::KIND => Ok(of_period(sheet::PERSON, sheet::PERIOD)),
            achievement::KIND => Ok(Subject {
                period: document.text(achievement::PERIOD).map(str::to_owned),
                ..Subject::default()
            }),
            skp::KIND => Ok(Subject {
                person: document.record(skp::PERSON),
                period: None,
                year: document.value(skp::YEAR).and_then(Value::as_int),
            }),
            result_rating::KIND => above(evaluation::KIND, result_rating::EVALUATION),
            behaviour_rating::KIND => above(evaluation::KIND, behaviour_rating::EVALUATION),
            result::KIND => above(skp::KIND, result::SKP),
            annex_line::KIND => above(skp::KIND, annex_line::SKP),
            expectation::KIND => above(skp::KIND, expectation::SKP),
            indicator::KIND => above(result::KIND, indicator::RESULT),
            _ => Ok(Subject::default()),
        }
    }

    fn read_group(&self, subject: &Subject, documents: &[Document]) -> Result<Option<VersionsOf>, Failure> {
        let person = subject.person.map(|id| self.find_person(id)).transpose()?.flatten();
        let period: Option<Period> = subject.period.as_ref().and_then(|period| period.parse().ok());
        let mut of = VersionsOf {
            name: person.as_ref().map(|person| person.name.full()).unwrap_or_default(),
            nip: person.as_ref().map(|person| person.nip.clone()),
            period,
            year: subject.year,
            fields: Vec::new(),
            ends: Vec::new(),
            late: Vec::new(),
            waits_for: None,
            needs_reason: false,
        };
        let (mut seen, mut hidden) = (Vec::new(), 0);
        for document in documents {
            if self.may_see_kind(document.kind)? { seen.push(document) } else { hidden += 1 }
        }
        for document in seen {
            of.fields.extend(self.read_fields(document)?);
            of.late.extend(self.read_late(document)?);
            of.ends.extend(self.read_ends(document)?);
        }
        let rates = documents.iter().any(|document| is_rated(document.kind));
        if hidden > 0 {
            // That something waits is no secret; what it says is.
            of.waits_for = (self.actor()?.role == Role::Operator).then(|| "user.not_permitted".to_owned());
        } else if let (true, Some(person), Some(period)) = (rates, &person, period) {
            let superiors = self.list_superiors_of(person.id)?;
            let signed = documents.iter().find_map(find_signed);
            let by = OnBehalf { reason: None, signed: signed.as_ref() };
            match self.check_assessor(&superiors, person, period, by) {
                Ok(_) => {}
                Err(refused) if refused.code == "evaluation.reason_missing" => of.needs_reason = true,
                // An assessor sees those whom somebody else rates no more than in the list of evaluations.
                Err(_) if self.actor()?.role == Role::Penilai => return Ok(None),
                Err(refused) => of.waits_for = Some(refused.code),
            }
        }
        let is_hidden = hidden > 0 && of.waits_for.is_some();
        let is_empty = of.fields.is_empty() && of.ends.is_empty() && of.late.is_empty() && !is_hidden;
        Ok((!is_empty).then_some(of))
    }

    fn read_fields(&self, document: &Document) -> Result<Vec<VersionedField>, Failure> {
        let mut fields = Vec::new();
        for (number, field) in &document.fields {
            if !field.is_disputed() || is_made_by_closing(document.kind, *number) {
                continue;
            }
            let places: Vec<_> = field.candidates.iter().map(|candidate| candidate.position).collect();
            let origins = self.read_origins(document, &places)?;
            let choices = group_candidates(&field.candidates, origins)
                .into_iter()
                .map(|(value, origins)| Ok(VersionChoice { shown: self.show_value(&value)?, origins }))
                .collect::<Result<Vec<_>, Failure>>()?;
            fields.push(VersionedField {
                kind: document.kind,
                record: document.id,
                version: Version::of(document),
                field: *number,
                name: name_of(document.kind, *number),
                about: self.find_about(document)?,
                choices,
            });
        }
        Ok(fields)
    }

    fn read_late(&self, document: &Document) -> Result<Vec<LateWrite>, Failure> {
        let mut late = Vec::new();
        for each in document.late.iter().filter(|late| !is_made_by_closing(document.kind, late.field)) {
            let origin = self.read_origins(document, &[each.write.position])?.into_iter().next();
            let Some(origin) = origin else { continue };
            late.push(LateWrite {
                kind: document.kind,
                record: document.id,
                version: Version::of(document),
                name: name_of(document.kind, each.field),
                about: self.find_about(document)?,
                shown: self.show_value(&each.write.value)?,
                origin,
            });
        }
        Ok(late)
    }

    /// Who, where and when, in the order of the places.
    fn read_origins(&self, document: &Document, places: &[Position]) -> Result<Vec<Origin>, Failure> {
        let ledger = self.store().ledger()?;
        let mut infos = Vec::new();
        for at in places {
            infos.extend(ledger.find_entry_at(*at, document.kind, document.id)?.map(|info| (*at, info)));
        }
        let newest = infos.iter().map(|(_, info)| info.made_at).max();
        let mut names: HashMap<RecordId, String> = HashMap::new();
        let mut origins = Vec::new();
        for (at, info) in infos {
            let id = RecordId(info.actor.0);
            if let Entry::Vacant(unknown) = names.entry(id) {
                let name = self.find(user::KIND, id)?.map(|user| text(&user, user::NAME));
                unknown.insert(name.unwrap_or_default());
            }
            let key = ledger.lines().find(at.line).map(|line| line.key).unwrap_or_default();
            let certified = self.find(device::KIND, RecordId::device(&key))?;
            origins.push(Origin {
                user: names.get(&id).cloned().unwrap_or_default(),
                laptop: certified.map(|device| text(&device, device::NAME)).unwrap_or_default(),
                is_here: key == ledger.device_key() && ledger.own_line() == Some(at.line),
                is_copy: key == ledger.device_key() && ledger.own_line() != Some(at.line),
                made_at: crate::sending::time_of(info.made_at),
                is_newest: Some(info.made_at) == newest,
            });
        }
        Ok(origins)
    }

    /// What choices would come to, as far as a predicate follows from them.
    ///
    /// # Errors
    /// Those of [`Self::decide_versions`] about the choices themselves.
    pub fn preview_versions(&self, deciding: &Deciding) -> Result<Consequence, Failure> {
        let mut predicate = None;
        for ((kind, id), picks) in by_record(&deciding.picks) {
            if kind != evaluation::KIND {
                continue;
            }
            let document = self.get_shown(kind, id, &picks)?;
            let mut ratings = HashMap::new();
            for field in [evaluation::RESULT_RATING, evaluation::BEHAVIOUR_RATING] {
                ratings.insert(field, document.text(field).map(str::to_owned));
            }
            for (field, value) in chosen_values(&document, &picks)? {
                if ratings.contains_key(&field) {
                    ratings.insert(field, value.as_text().map(str::to_owned));
                }
            }
            let rating = |field| ratings.get(&field)?.as_ref()?.parse::<Rating>().ok();
            let period = document.text(evaluation::PERIOD).and_then(|period| period.parse::<Period>().ok());
            if let (Some(period), Some(result), Some(behaviour)) =
                (period, rating(evaluation::RESULT_RATING), rating(evaluation::BEHAVIOUR_RATING))
            {
                predicate = Some(compute_predicate(self.pack(), period, result, behaviour)?.value);
            }
        }
        Ok(Consequence { predicate })
    }

    /// Writes the chosen versions, all or none.
    ///
    /// # Errors
    /// `versions.nothing`, `versions.changed`, `versions.closed`, those of the dated assessor, `store.stale`.
    pub fn decide_versions(&mut self, deciding: &Deciding) -> Result<(), Failure> {
        let (mut groups, mut expects) = (Vec::new(), Vec::new());
        for ((kind, id), picks) in by_record(&deciding.picks) {
            let document = self.get_shown(kind, id, &picks)?;
            if document.is_locked() {
                return Err(Failure::new("versions.closed"));
            }
            let on_behalf = self.check_chooser(&document, deciding.reason.as_deref())?;
            let mut writes = Writes::to(kind, id);
            for (field, value) in chosen_values(&document, &picks)? {
                writes = writes.set(field, value);
            }
            if kind == evaluation::KIND && !on_behalf.is_empty() {
                writes = writes.change(Some(&document), evaluation::ON_BEHALF_REASON, on_behalf);
            }
            groups.extend(writes.into_group());
            expects.push(Expectation { kind, id, version: Some(Version::of(&document)) });
        }
        if groups.is_empty() {
            return Err(Failure::new("versions.nothing"));
        }
        let mut act = self.act(guard::DECIDED, groups)?;
        act.expects = expects;
        self.save(vec![act])
    }

    /// Leaves what came late as it is: it stays in the history and is asked about no more.
    ///
    /// # Errors
    /// `versions.changed`, those of the dated assessor, `store.stale`.
    pub fn settle_versions(&mut self, settling: &Settling) -> Result<(), Failure> {
        let Settling { kind, record: id, version } = settling;
        let document = self.find(*kind, *id)?.ok_or_else(|| Failure::new("versions.changed"))?;
        if Version::of(&document) != *version {
            return Err(Failure::new("versions.changed"));
        }
        // Whoever leaves a late rating where it is decides nothing anew: no reason is asked for.
        self.check_chooser(&document, Some("-"))?;
        let mut act =
            self.act("versions.settled", vec![Writes::to(*kind, *id).mark(Mark::Settled).group()])?;
        act.expects = vec![Expectation { kind: *kind, id: *id, version: Some(version.clone()) }];
        self.save(vec![act])
    }

    /// Only the dated assessor decides about ratings. Answers why the head does in that place.
    fn check_chooser(&self, document: &Document, reason: Option<&str>) -> Result<String, Failure> {
        if !is_rated(document.kind) {
            self.need_role(&[Role::Kepala, Role::Penilai, Role::Operator])?;
            return Ok(String::new());
        }
        let subject = self.find_whom(document, 0)?;
        let person = subject.person.map(|id| self.find_person(id)).transpose()?.flatten();
        let period: Option<Period> = subject.period.and_then(|period| period.parse().ok());
        let (Some(person), Some(period)) = (person, period) else {
            return Err(Failure::new("versions.changed"));
        };
        let superiors = self.list_superiors_of(person.id)?;
        let own = RecordId::evaluation(person.id, &period.to_string(), 1);
        let signed = self.find(evaluation::KIND, own)?.as_ref().and_then(find_signed);
        let by = OnBehalf { reason, signed: signed.as_ref() };
        Ok(self.check_assessor(&superiors, &person, period, by)?.on_behalf_reason)
    }

    /// The record, when it still is as the screen showed it.
    fn get_shown(&self, kind: u32, id: RecordId, picks: &[&Pick]) -> Result<Document, Failure> {
        let document = self.find(kind, id)?.ok_or_else(|| Failure::new("versions.changed"))?;
        let now = Version::of(&document);
        if picks.iter().any(|pick| pick.version != now) {
            return Err(Failure::new("versions.changed"));
        }
        Ok(document)
    }
}

fn by_record(picks: &[Pick]) -> BTreeMap<(u32, RecordId), Vec<&Pick>> {
    let mut records: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for pick in picks {
        records.entry((pick.kind, pick.record)).or_default().push(pick);
    }
    records
}

/// The chosen values by field. A number that no choice has was shown to nobody.
fn chosen_values(document: &Document, picks: &[&Pick]) -> Result<Vec<(u32, Value)>, Failure> {
    picks
        .iter()
        .map(|pick| {
            let candidates = document.fields.get(&pick.field).map(|field| field.candidates.as_slice());
            let nowhere = candidates.unwrap_or_default().iter().map(|_| ()).collect();
            let groups = group_candidates(candidates.unwrap_or_default(), nowhere);
            let chosen = groups.into_iter().nth(pick.choice);
            chosen.map(|(value, _)| (pick.field, value)).ok_or_else(|| Failure::new("versions.changed"))
        })
        .collect()
}

/// The different values in the order of their first candidate, each with what goes with those who wrote it.
fn group_candidates<T>(candidates: &[Candidate], beside: Vec<T>) -> Vec<(Value, Vec<T>)> {
    let mut groups: Vec<(Value, Vec<T>)> = Vec::new();
    for (candidate, beside) in candidates.iter().zip(beside) {
        match groups.iter_mut().find(|(value, _)| *value == candidate.value) {
            Some((_, all)) => all.push(beside),
            None => groups.push((candidate.value.clone(), vec![beside])),
        }
    }
    groups
}

/// The paper by which an evaluation of the head was written down; of several the first, since each says what was signed.
fn find_signed(document: &Document) -> Option<SignedPaper> {
    let written = |field| document.fields.get(&field).filter(|_| document.kind == evaluation::KIND);
    let day = written(evaluation::DECIDED_ON)?.candidates.first()?.value.as_text()?;
    let paper = written(evaluation::SIGNED_PAPER)?.candidates.first()?.value.as_text()?;
    SignedPaper::of(Some(day), paper)
}

fn is_rated(kind: u32) -> bool {
    matches!(kind, evaluation::KIND | result_rating::KIND | behaviour_rating::KIND)
}

/// A closing writes these by itself: two closings are decided by opening again, not value by value.
fn is_made_by_closing(kind: u32, field: u32) -> bool {
    kind == evaluation::KIND && matches!(field, evaluation::CONTENT | evaluation::REVISION)
}

fn name_of(kind: u32, field: u32) -> String {
    let known = find_kind(kind).and_then(|kind| Some((kind.name, kind.find_field(field)?.name)));
    known.map_or_else(String::new, |(kind, field)| format!("{kind}.{field}"))
}
