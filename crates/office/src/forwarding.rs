//! Closed evaluations that go to another office as evidence (transfer, promotion file), and those of other offices that are kept here (`docs/protocol.md`, *Evaluations for another office*).
//!
//! What is kept is the entry that closed the evaluation there, byte for byte, with what shows whose device signed it. Invariant: nothing is shown or printed of it but what that entry says, and it is
//! checked anew each time; what the giving office says beside it (its name, the person's) is shown as its word.

use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::Predikat;
use tilik_forms::Paper;
use tilik_forms::party::PersonNumber;
use tilik_journal::catalogue::{evaluation, forwarded};
use tilik_journal::document::Mark;
use tilik_journal::{Document, Entry, FeedId, RecordId, Role, Value};
use tilik_sync::Message as _;
use tilik_sync::forwarding::{Evidence, Forwarded, MOST_EVALUATIONS, gather_shown};
use tilik_sync::pairing::compute_number;
use ts_rs::TS;
use uuid::Uuid;

use crate::closing::{ClosedContent, read_content};
use crate::evaluation::EvaluationState;
use crate::handover::new_code;
use crate::job::Progress;
use crate::people::Person;
use crate::record::{Writes, check_words, is_gone, text};
use crate::recovery::read_signs;
use crate::sending::time_of;
use crate::{Failure, Host, Office};

/// A code for one file, that nobody chose: told to the other office on another way than the file goes.
#[must_use]
pub fn new_forwarding_code(host: &dyn Host) -> String {
    new_code(host)
}

/// A closed evaluation of this office that can be forwarded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Forwardable {
    /// Of which period.
    pub period: Period,
    /// Its predicate.
    pub predicate: Predikat,
    /// The closing's number, from 1.
    #[ts(type = "number")]
    pub revision: i64,
}

/// What is forwarded.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Forwarding {
    /// Whose.
    pub nip: String,
    /// Of which periods; at least one.
    pub periods: Vec<Period>,
    /// For what: a transfer, a promotion file.
    pub reason: String,
}

/// A file of another office, before anything of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ForwardedCard {
    /// The office that gives it, by its own word.
    pub office: String,
    /// That office's number, which it shows on its list of laptops.
    pub number: String,
    /// Whose evaluations.
    pub nip: String,
    /// The name with its titles, by that office's word.
    pub name: String,
    /// The name of the person here; none where nobody here has this NIP.
    pub known_as: Option<String>,
    /// For what.
    pub reason: String,
    /// When it was made, by that office's clock.
    pub made_at: String,
    /// The evaluations, the newest first.
    pub evaluations: Vec<ForwardedLine>,
}

/// An evaluation of another office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ForwardedLine {
    /// Of which period.
    pub period: Period,
    /// Its predicate.
    pub predicate: Predikat,
    /// Who is said to be evaluated, where that is another NIP than the file's.
    pub other_nip: Option<String>,
    /// The agency on its sheet.
    pub agency: String,
    /// Who evaluated.
    pub assessor: String,
    /// When it was closed, by that office's clock.
    pub closed_at: String,
    /// Whether it is kept here already.
    pub is_here: bool,
}

/// What taking such a file did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct ForwardedTaken {
    /// Evaluations kept now.
    pub new: usize,
    /// Those that were here already.
    pub here: usize,
}

/// An evaluation of another office that is kept here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KeptEvidence {
    /// The record.
    pub id: Uuid,
    /// Which office gave it, by its own word.
    pub office: String,
    /// That office's number.
    pub number: String,
    /// For what.
    pub reason: String,
    /// What it says; none when it is not what that office signed.
    pub says: Option<ForwardedLine>,
}

impl Office {
    /// Whether the user may forward, take and remove: the head, and not in the office for practice.
    ///
    /// # Errors
    /// `user.none`; when the file cannot be read.
    pub fn may_forward(&self) -> Result<bool, Failure> {
        Ok(self.actor()?.role == Role::Kepala && !self.is_practice()?)
    }

    /// The closed evaluations of a person that can be forwarded, the newest first. Those in dispute, or opened again, cannot.
    ///
    /// # Errors
    /// `user.not_permitted`, `person.unknown`.
    pub fn list_forwardable(&self, nip: &str) -> Result<Vec<Forwardable>, Failure> {
        let person = self.need_person_of(nip)?;
        let mut found = Vec::new();
        for (period, _) in self.list_closed_documents(person.id)? {
            let closed = self.evaluation(person.id, period)?;
            let Some(predicate) = closed.predicate else { continue };
            found.push(Forwardable { period, predicate, revision: closed.revision });
        }
        Ok(found)
    }

    /// Makes the file of some closed evaluations of a person, which opens with `code`.
    ///
    /// # Errors
    /// `user.not_permitted`, `forward.practice`, `person.unknown`, `forward.nothing`, `forward.too_many`, `forward.not_closed` with the period, `forward.no_reason`, `words.too_long`,
    /// `forward.not_shown` when the journal does not show whose the closing is.
    pub fn make_forwarded(&self, asked: &Forwarding, code: &str) -> Result<Vec<u8>, Failure> {
        let person = self.need_person_of(&asked.nip)?;
        if self.is_practice()? {
            return Err(Failure::new("forward.practice"));
        }
        let reason = read_reason(&asked.reason)?;
        if asked.periods.is_empty() {
            return Err(Failure::new("forward.nothing"));
        }
        if asked.periods.len() > MOST_EVALUATIONS {
            return Err(Failure::new("forward.too_many").with("most", MOST_EVALUATIONS));
        }
        let ledger = self.store().ledger()?;
        let (feed, device) = (ledger.feed()?, ledger.device_key());
        let entries = self.list_entries()?;
        let closed = self.list_closed_documents(person.id)?;
        let mut evaluations = Vec::new();
        for period in &asked.periods {
            let document = closed.iter().find(|(of, _)| of == period).map(|(_, document)| document);
            let document = document
                .ok_or_else(|| Failure::new("forward.not_closed").with("period", period.to_string()))?;
            let entry = self.find_closing_entry(document, &entries)?;
            let evidence = Evidence::gather(feed, entry, &entries);
            evaluations.push(evidence.ok_or_else(|| Failure::new("forward.not_shown"))?);
        }
        let shown = gather_shown(feed, &device, &entries);
        let file = Forwarded {
            office: self.summary()?.name,
            nip: person.nip.clone(),
            name: person.name.full(),
            reason,
            made_at: self.host().now().timestamp_millis(),
            device,
            shown: shown.ok_or_else(|| Failure::new("forward.not_shown"))?,
            evaluations,
        };
        Ok(file.to_file(&read_signs(code), |bytes| ledger.sign_apart(bytes))?)
    }

    /// What such a file brings. Nothing of it is kept.
    ///
    /// # Errors
    /// `user.not_permitted`, `forward.own_office`, `forward.content_unreadable`, `sync.not_forwarded`, `sync.forwarded_wrong_code`, `sync.forwarded_damaged`, `sync.forwarded_forged`.
    pub fn look_at_forwarded(&self, file: &[u8], code: &str) -> Result<ForwardedCard, Failure> {
        let file = self.read_forwarded(file, code)?;
        let person = self.find_person_also_left(&file.nip)?;
        let mut evaluations = Vec::new();
        for evidence in &file.evaluations {
            let line = read_line(evidence, &file.nip)?;
            let kept = match &person {
                Some(person) => self.find_kept(person.id, evidence)?.is_some_and(|kept| !is_gone(&kept)),
                None => false,
            };
            evaluations.push(ForwardedLine { is_here: kept, ..line });
        }
        evaluations.sort_by_key(|line| std::cmp::Reverse(line.period.ends_on()));
        Ok(ForwardedCard {
            number: file.evaluations.first().map(|first| compute_number(&first.feed.0)).unwrap_or_default(),
            office: file.office,
            nip: file.nip,
            name: file.name,
            known_as: person.map(|person| person.name.full()),
            reason: file.reason,
            made_at: time_of(file.made_at),
            evaluations,
        })
    }

    /// Keeps what such a file brings with the person of its NIP, all or nothing. What is here already is not kept twice.
    ///
    /// # Errors
    /// Those of [`Self::look_at_forwarded`], `forward.practice`, `forward.person_unknown` when nobody here has this NIP.
    pub fn take_forwarded(&mut self, file: &[u8], code: &str) -> Result<ForwardedTaken, Failure> {
        if self.is_practice()? {
            return Err(Failure::new("forward.practice"));
        }
        let file = self.read_forwarded(file, code)?;
        let person = self.find_person_also_left(&file.nip)?.ok_or_else(|| {
            Failure::new("forward.person_unknown")
                .with("nip", file.nip.as_str())
                .with("name", file.name.as_str())
        })?;
        let mut taken = ForwardedTaken { new: 0, here: 0 };
        let mut acts = Vec::new();
        for evidence in &file.evaluations {
            let line = read_line(evidence, &file.nip)?;
            let kept = self.find_kept(person.id, evidence)?;
            if kept.as_ref().is_some_and(|kept| !is_gone(kept)) {
                taken.here += 1;
                continue;
            }
            let writes = Writes::to(forwarded::KIND, RecordId::forwarded(person.id, &evidence.entry.hash()));
            let writes = match kept {
                // Somebody took it away and brings it again.
                Some(_) => writes.mark(Mark::Restored),
                None => writes
                    .set(forwarded::PERSON, person.id)
                    .set(forwarded::PERIOD, line.period.to_string())
                    .set(forwarded::NIP, file.nip.as_str())
                    .set(forwarded::OFFICE, file.office.as_str())
                    .set(forwarded::FEED, Value::Bytes(evidence.feed.0.to_vec()))
                    .set(forwarded::REASON, file.reason.as_str())
                    .set(forwarded::EVIDENCE, Value::Bytes(evidence.to_bytes())),
            };
            acts.push(self.act("forwarded.taken", vec![writes.group()])?);
            taken.new += 1;
        }
        self.save(acts)?;
        Ok(taken)
    }

    /// The evaluations of other offices that are kept with a person, the newest first; none for whoever may not see them.
    ///
    /// # Errors
    /// `person.unknown`; when the file cannot be read.
    pub fn list_kept_evidence(&self, nip: &str) -> Result<Vec<KeptEvidence>, Failure> {
        let person = self.get_person_also_left(nip)?;
        if !self.may_see_evidence(&person)? {
            return Ok(Vec::new());
        }
        let mut kept: Vec<_> = self
            .list_where(forwarded::KIND, forwarded::PERSON, person.id)?
            .iter()
            .map(|document| KeptEvidence {
                id: document.id.0,
                office: text(document, forwarded::OFFICE),
                number: find_feed(document).map(|feed| compute_number(&feed.0)).unwrap_or_default(),
                reason: text(document, forwarded::REASON),
                says: read_kept(document).and_then(|evidence| read_line(&evidence, &person.nip)).ok(),
            })
            .collect();
        kept.sort_by_key(|kept| std::cmp::Reverse(kept.says.as_ref().map(|says| says.period.ends_on())));
        Ok(kept)
    }

    /// Takes a kept evaluation of another office away again; it stays in the history and can be brought again.
    ///
    /// # Errors
    /// `user.not_permitted`, `forward.unknown`.
    pub fn remove_evidence(&mut self, id: Uuid) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        let kept = self.get_kept(id)?;
        let writes = Writes::to(forwarded::KIND, kept.id).mark(Mark::Retracted);
        let act = self.act("forwarded.removed", vec![writes.group()])?;
        self.save(vec![act])
    }

    /// The two sheets of a kept evaluation as PDF, as its closing kept them, said to be a copy.
    ///
    /// # Errors
    /// `user.not_permitted`, `forward.unknown`, `sync.forwarded_forged`, `sync.forwarded_damaged`, `forward.content_unreadable`, those of the forms.
    pub fn render_evidence(&self, id: Uuid, paper: Paper) -> Result<Vec<u8>, Failure> {
        let kept = self.get_kept(id)?;
        let person = kept.record(forwarded::PERSON).map(|person| self.find_person(person)).transpose()?;
        let person = person.flatten().ok_or_else(|| Failure::new("forward.unknown"))?;
        if !self.may_see_evidence(&person)? {
            let role = self.actor()?.role;
            return Err(Failure::new("user.not_permitted").with("role", role.word()));
        }
        let (period, content) = read_closing(&read_kept(&kept)?)?;
        let batch =
            self.read_forwarded_batch(&person, period, content, &text(&kept, forwarded::OFFICE), paper)?;
        Ok(batch.render_all(&Progress::default())?.0)
    }

    /// The person of a NIP, for the head alone.
    fn need_person_of(&self, nip: &str) -> Result<Person, Failure> {
        self.need_role(&[Role::Kepala])?;
        self.get_person_also_left(nip)
    }

    /// As with evaluations of one's own office: the head, the person's assessor today, and the person.
    fn may_see_evidence(&self, person: &Person) -> Result<bool, Failure> {
        let superiors = self.list_superiors_of(person.id)?;
        Ok(self.actor()?.role != Role::Operator && self.may_see(&superiors, person.id, self.today())?)
    }

    /// The evaluations of a person that are closed and not in dispute, the newest first.
    fn list_closed_documents(&self, person: RecordId) -> Result<Vec<(Period, Document)>, Failure> {
        let mut closed = Vec::new();
        for document in self.list_where(evaluation::KIND, evaluation::PERSON, person)? {
            let period: Option<Period> =
                document.text(evaluation::PERIOD).and_then(|period| period.parse().ok());
            let Some(period) = period.filter(|_| document.value(evaluation::CONTENT).is_some()) else {
                continue;
            };
            if self.evaluation(person, period)?.state == EvaluationState::Closed {
                closed.push((period, document));
            }
        }
        closed.sort_by_key(|(period, _)| std::cmp::Reverse(period.ends_on()));
        Ok(closed)
    }

    /// The entry whose content is in force.
    fn find_closing_entry<'a>(
        &self,
        document: &Document,
        entries: &'a [Entry],
    ) -> Result<&'a Entry, Failure> {
        let ledger = self.store().ledger()?;
        let written = document.fields.get(&evaluation::CONTENT).and_then(|field| field.candidates.first());
        let found = match written {
            Some(written) => ledger.find_entry_at(written.position, document.kind, document.id)?,
            None => None,
        };
        found
            .and_then(|found| entries.iter().find(|entry| entry.hash() == found.hash))
            .ok_or_else(|| Failure::new("forward.not_shown"))
    }

    fn read_forwarded(&self, file: &[u8], code: &str) -> Result<Forwarded, Failure> {
        self.need_role(&[Role::Kepala])?;
        let file = Forwarded::parse_file(file, &read_signs(code))?;
        let own = self.store().ledger()?.feed()?;
        if file.evaluations.iter().any(|evidence| evidence.feed == own) {
            return Err(Failure::new("forward.own_office"));
        }
        Ok(file)
    }

    fn find_kept(&self, person: RecordId, evidence: &Evidence) -> Result<Option<Document>, Failure> {
        self.find(forwarded::KIND, RecordId::forwarded(person, &evidence.entry.hash()))
    }

    fn get_kept(&self, id: Uuid) -> Result<Document, Failure> {
        let found = self.find(forwarded::KIND, RecordId(id))?.filter(|found| !is_gone(found));
        found.ok_or_else(|| Failure::new("forward.unknown"))
    }
}

fn read_reason(typed: &str) -> Result<String, Failure> {
    let reason = check_words("reason", typed)?;
    if reason.is_empty() { Err(Failure::new("forward.no_reason")) } else { Ok(reason) }
}

fn find_feed(document: &Document) -> Option<FeedId> {
    let bytes = document.value(forwarded::FEED)?.as_bytes()?;
    FeedId::try_from(bytes).ok()
}

/// What is kept, if it still is what the other office signed.
fn read_kept(document: &Document) -> Result<Evidence, Failure> {
    let bytes = document.value(forwarded::EVIDENCE).and_then(Value::as_bytes).unwrap_or_default();
    let evidence = Evidence::parse(bytes)?;
    evidence.check()?;
    Ok(evidence)
}

/// What a closing keeps, and of which period it is.
fn read_closing(evidence: &Evidence) -> Result<(Period, ClosedContent), Failure> {
    let unreadable = |reason: &str| Failure::new("forward.content_unreadable").with("reason", reason);
    let payload = evidence.entry.payload().and_then(|payload| payload.parse().ok()).unwrap_or_default();
    let content = payload
        .writes()
        .filter(|write| write.kind == evaluation::KIND && write.field == evaluation::CONTENT)
        .find_map(|write| write.value.as_text());
    let content = content.ok_or_else(|| unreadable("no closing"))?;
    let content = read_content(content).map_err(|_| unreadable("content"))?;
    let period = content.ratings.get("period").and_then(|period| period.as_str());
    let period = period.and_then(|period| period.parse().ok()).ok_or_else(|| unreadable("period"))?;
    Ok((period, content))
}

fn read_line(evidence: &Evidence, nip: &str) -> Result<ForwardedLine, Failure> {
    let (period, content) = read_closing(evidence)?;
    let sheet = content.dokumen_evaluasi;
    let own = match &sheet.employee.number {
        PersonNumber::Nip(printed) => printed.chars().filter(char::is_ascii_digit).collect(),
        PersonNumber::Nrp(_) | PersonNumber::None => String::new(),
    };
    Ok(ForwardedLine {
        period,
        predicate: content.predicate,
        other_nip: Some(own).filter(|own| own != nip),
        agency: sheet.agency,
        assessor: sheet.assessor.name,
        closed_at: time_of(evidence.entry.envelope().made_at),
        is_here: true,
    })
}
