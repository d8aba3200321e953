//! What this laptop knows of the sheet that a seal names: whose it is, which prints of it were noted, and which of them is in force.
//!
//! Must not judge a claim. Which print is in force is asked where the tracker asks it ([`find_in_force`]), so that the two never say different things of one paper.

use chrono::{DateTime, NaiveDate};
use tilik_appraisal::period::Period;
use tilik_journal::catalogue::{evaluation, sheet};
use tilik_journal::{RecordId, Value};
use tilik_seal::{Claim, Known, Version};

use super::verdict::{Unnoted, predikat_of, version_of};
use super::{evaluation_of, find_form, subject_of};
use crate::evaluation::EvaluationState;
use crate::people::Person;
use crate::sheet::{
    ContentHash, Noted, Print, SheetForm, Subject, VoidReason, find_in_force, hash_closing, name_print,
};
use crate::{Failure, Office};

/// What is known of the sheet that a claim names.
#[derive(Default)]
pub(super) struct Claimed {
    pub(super) person: Option<Person>,
    form: Option<SheetForm>,
    subject: Option<RecordId>,
    prints: Vec<Noted>,
    in_force: Option<Noted>,
    known: Option<Known>,
    /// Why no paper of the subject holds any more.
    pub(super) lapsed: Option<VoidReason>,
    /// Since when there is what the subject says now.
    since: Option<NaiveDate>,
}

impl Claimed {
    /// As the judge asks for it.
    pub(super) fn known(&self) -> Known {
        self.known.clone().unwrap_or(Known::Nothing)
    }

    /// The print that the claim speaks of, where it was noted.
    pub(super) fn find_paper(&self, claim: &Claim) -> Option<Noted> {
        let says_so = |print: &&Noted| print.content == Some(ContentHash(claim.content.0));
        let same = self.prints.iter().filter(says_so);
        if self.is_later(claim) {
            return None;
        }
        same.copied().max_by_key(|print| (number_of(print) == claim.print, print.number))
    }

    /// Whether another print has taken its place.
    pub(super) fn is_overtaken(&self, paper: &Noted) -> bool {
        self.in_force.is_none_or(|in_force| in_force.id != paper.id)
    }

    /// The print that the claim speaks of, to be noted.
    pub(super) fn make_print(&self, claim: &Claim) -> Option<Unnoted> {
        let (person, form, subject) = (self.person.as_ref()?, self.form?, self.subject?);
        let (content, number) = (ContentHash(claim.content.0), i64::from(claim.print));
        let print = Print {
            sheet: name_print(subject, form, content, number, &self.prints),
            form,
            nip: person.nip.clone(),
            name: person.name.full(),
            period: claim.period.to_string(),
            revision: i64::from(claim.revision),
            number,
            changes: Vec::new(),
            is_new: true,
            person: person.id,
            subject,
            content,
            predicate: claim.predicate.and_then(predikat_of),
        };
        Some(Unnoted { print, since: self.since })
    }

    /// Whether the claim is of a print after all that were noted.
    fn is_later(&self, claim: &Claim) -> bool {
        self.prints.iter().all(|print| claim.print > number_of(print))
    }
}

/// As a claim has room for it: the 15th print and any later one are one.
fn number_of(print: &Noted) -> u8 {
    u8::try_from(print.number.clamp(1, 15)).unwrap_or(15)
}

impl Office {
    /// What this laptop knows of the sheet that a claim names.
    pub(super) fn find_claimed(&self, claim: &Claim) -> Result<Claimed, Failure> {
        let person = self.find_person_also_left(&claim.nip.to_string())?;
        let form = find_form(claim.sheet);
        let mut claimed = Claimed { person, form, ..Claimed::default() };
        let (Some(person), Some(form)) = (claimed.person.as_ref().map(|person| person.id), form) else {
            return Ok(claimed);
        };
        let subject = subject_of(person, form, claim);
        let own = Some((sheet::SUBJECT, Value::from(subject)));
        let [revision, number, content] = Noted::FIELDS;
        let rows = self.list_rows(sheet::KIND, own, &[sheet::FORM, revision, number, content])?;
        let of_form = rows.iter().filter(|row| row.text(0) == Some(form.code()));
        claimed.subject = Some(subject);
        claimed.prints = of_form.map(|row| Noted::read(row, 1)).collect();
        if form.is_of_closing() {
            self.know_closing(&mut claimed, form, person, claim)?;
        } else {
            self.know_living(&mut claimed, form, person, claim)?;
        }
        Ok(claimed)
    }

    fn know_closing(
        &self,
        claimed: &mut Claimed,
        form: SheetForm,
        person: RecordId,
        claim: &Claim,
    ) -> Result<(), Failure> {
        let period: Period = claim.period.to_string().parse()?;
        let found = self.evaluation(person, period)?;
        let id = evaluation_of(person, claim);
        if found.id != id || found.state == EvaluationState::Empty {
            return Ok(());
        }
        let (Some(content), EvaluationState::Closed) = (&found.content, found.state) else {
            let versions = self.list_closings(id, form)?;
            claimed.known = Some(match found.state {
                EvaluationState::Disputed => Known::Disputed(versions),
                EvaluationState::Empty | EvaluationState::Draft | EvaluationState::Closed => {
                    Known::Open(versions)
                }
            });
            return Ok(());
        };
        claimed.since = self.find_day_of_closing(id, found.revision)?;
        let (revision, is_settled) = (found.revision, true);
        let subject =
            Subject { person, revision, is_settled, is_disputed: false, lapsed: None, content: None };
        claimed.in_force = find_in_force(form, Some(&subject), &claimed.prints);
        let plain = hash_closing(form, content, None);
        let now = hash_closing(form, content, self.find_upheld(id, found.revision)?.as_ref());
        let said = ContentHash(claim.content.0);
        let hash = match claimed.in_force.and_then(|print| print.content) {
            // Made after it and not noted.
            Some(_) if said == now && claimed.is_later(claim) => now,
            Some(noted) => noted,
            // Made before a decision that left the result as it was, and not noted.
            None if said == plain => plain,
            None => now,
        };
        claimed.known = Some(Known::InForce(version_of(found.revision, found.predicate, hash)));
        Ok(())
    }

    /// The same of a plan or an objection.
    fn know_living(
        &self,
        claimed: &mut Claimed,
        form: SheetForm,
        person: RecordId,
        claim: &Claim,
    ) -> Result<(), Failure> {
        let id = subject_of(person, form, claim);
        let Some(living) = self.find_living(form, person, claim.period.year(), id)? else { return Ok(()) };
        claimed.lapsed = living.lapsed;
        if !living.is_settled || living.is_disputed {
            let noted = |print: &Noted| Some(version_of(print.revision, None, print.content?));
            let mut printed: Vec<_> = claimed.prints.iter().filter_map(noted).collect();
            // It may have been printed before it lapsed, and not noted.
            printed.extend(living.lapsed.map(|_| version_of(living.revision, None, living.content)));
            let is_open = !living.is_disputed;
            claimed.known = Some(if is_open { Known::Open(printed) } else { Known::Disputed(printed) });
            return Ok(());
        }
        claimed.since = living.settled_on;
        claimed.in_force = find_in_force(form, Some(&Subject::of(&living)), &claimed.prints);
        // The print in force says what it said, also of a plan that was agreed again word for word.
        let noted = claimed.in_force.filter(|_| !claimed.is_later(claim));
        let revision = noted.map_or(living.revision, |print| print.revision);
        claimed.known = Some(Known::Living(version_of(revision, None, living.content)));
        Ok(())
    }

    /// The day on which a closing was written, by the clock of the laptop that wrote it.
    fn find_day_of_closing(&self, id: RecordId, revision: i64) -> Result<Option<NaiveDate>, Failure> {
        let history = self.store().ledger()?.list_history(evaluation::KIND, id)?;
        let closed = history.iter().filter(|entry| {
            let mut writes = entry.writes.iter();
            writes.any(|(field, value)| *field == evaluation::REVISION && value.as_int() == Some(revision))
        });
        let at = closed.map(|entry| entry.made_at).min().and_then(DateTime::from_timestamp_millis);
        Ok(at.map(|at| self.host().day_of(at)))
    }

    /// Every closing that this evaluation ever had, as its sheets claim them.
    fn list_closings(&self, id: RecordId, form: SheetForm) -> Result<Vec<Version>, Failure> {
        let mut versions = Vec::new();
        for entry in self.store().ledger()?.list_history(evaluation::KIND, id)? {
            let find = |field| entry.writes.iter().rev().find(|(number, _)| *number == field);
            let revision = find(evaluation::REVISION).and_then(|(_, value)| value.as_int());
            if let (None, Some(revision), Some((_, Value::Text(content)))) =
                (&entry.held, revision, find(evaluation::CONTENT))
            {
                let kept = serde_json::from_str::<serde_json::Value>(content).unwrap_or_default();
                let predicate = kept["predicate"].as_str().and_then(|code| code.parse().ok());
                versions.push(version_of(revision, predicate, hash_closing(form, content, None)));
            }
        }
        Ok(versions)
    }
}
