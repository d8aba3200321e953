//! Nobody overwrites what has two versions without having seen both: an ordinary save is refused and leads to *Ada dua versi*.
//!
//! Invariant: of a field that people enter, one of several versions is displaced by an act that was shown them and by no other
//! (`an_ordinary_save_does_not_choose_between_two_versions`).

use tilik_journal::catalogue::{
    FIRST_OFFICE_KIND, achievement, annex_line, behaviour_rating, evaluation, expectation, forwarded,
    indicator, objection, office, person, result, result_rating, scan, sheet, skp, superior, unit,
};
use tilik_journal::{Document, Field, Group};
use tilik_store::ledger::Act;

use super::name_of;
use crate::{Failure, Office};

/// The act whose screen showed all versions.
pub(super) const DECIDED: &str = "versions.decided";

impl Office {
    /// Refuses acts that would choose between versions which their screens did not show.
    ///
    /// # Errors
    /// The code of [`refuse`] with the field and, where it is about a person, NIP and name.
    pub(crate) fn check_undisputed(&self, acts: &[Act]) -> Result<(), Failure> {
        acts.iter()
            .filter(|act| act.word != DECIDED)
            .try_for_each(|act| self.check_groups_undisputed(&act.groups))
    }

    /// The same of what an act will write.
    ///
    /// # Errors
    /// As [`Self::check_undisputed`].
    pub(crate) fn check_groups_undisputed(&self, groups: &[Group]) -> Result<(), Failure> {
        for group in groups {
            let Some(refused) = refuse(group.kind) else { continue };
            let Some(document) = self.find(group.kind, group.record)? else { continue };
            let Some(field) = find_disputed(&document, group) else { continue };
            let mut refused = refused.with("field", name_of(group.kind, field));
            let person = self.find_whom(&document, 0)?.person.map(|id| self.find_person(id)).transpose()?;
            if let Some(person) = person.flatten() {
                refused = refused.with("nip", person.nip.as_str()).with("name", person.name.full());
            }
            return Err(refused);
        }
        Ok(())
    }
}

fn find_disputed(document: &Document, group: &Group) -> Option<u32> {
    group.fields.iter().map(|(field, _)| *field).find(|field| {
        !is_beside(group.kind, *field) && document.fields.get(field).is_some_and(Field::is_disputed)
    })
}

/// How it is said; none for what its own screen shows in both versions (sheets and scans) and for what controls the journal.
fn refuse(kind: u32) -> Option<Failure> {
    match kind {
        evaluation::KIND | result_rating::KIND | behaviour_rating::KIND => {
            Some(Failure::new("evaluation.disputed"))
        }
        achievement::KIND => Some(Failure::new("achievement.disputed")),
        person::KIND | superior::KIND => Some(Failure::new("person.disputed")),
        office::KIND | unit::KIND => Some(Failure::new("office.disputed")),
        objection::KIND => Some(Failure::new("objection.disputed")),
        skp::KIND | result::KIND | indicator::KIND | annex_line::KIND | expectation::KIND => {
            Some(Failure::new("plan.disputed"))
        }
        sheet::KIND | scan::KIND | forwarded::KIND | 0..FIRST_OFFICE_KIND => None,
        _ => None,
    }
}

/// What nobody enters for itself: it follows from something else, or says why the act was done that writes it.
pub(crate) fn is_beside(kind: u32, field: u32) -> bool {
    let fields: &[u32] = match kind {
        person::KIND => {
            &[person::REASON, person::LEADS_OFFICE, person::AWAITED_SUPERIOR, person::JOINED_INTO]
        }
        superior::KIND => &[superior::PERSON, superior::REASON],
        skp::KIND => &[skp::PERSON, skp::YEAR, skp::SEGMENT, skp::REASON, skp::ADDENDUM],
        result::KIND => &[result::SKP, result::ORDER],
        indicator::KIND => &[indicator::RESULT, indicator::ORDER],
        annex_line::KIND => &[annex_line::SKP, annex_line::LIST, annex_line::ORDER],
        expectation::KIND => &[expectation::SKP, expectation::CORE_VALUE],
        achievement::KIND => &[achievement::PERIOD, achievement::EXPLAINED_FINDINGS],
        evaluation::KIND => &[
            evaluation::PERSON,
            evaluation::PERIOD,
            evaluation::SEGMENT,
            evaluation::SKP,
            evaluation::ASSESSOR,
            evaluation::ON_BEHALF_REASON,
            evaluation::REASON,
            evaluation::REVISION,
            evaluation::CONTENT,
        ],
        result_rating::KIND => &[result_rating::EVALUATION, result_rating::RESULT],
        behaviour_rating::KIND => &[behaviour_rating::EVALUATION, behaviour_rating::CORE_VALUE],
        objection::KIND => {
            &[objection::EVALUATION, objection::PERSON, objection::PERIOD, objection::REVISION]
        }
        forwarded::KIND => {
            &[forwarded::PERSON, forwarded::PERIOD, forwarded::NIP, forwarded::FEED, forwarded::EVIDENCE]
        }
        _ => &[],
    };
    fields.contains(&field)
}
