//! How the objections to all closings of one evaluation stand together, and what that allows: of whom they are written down, and whether the evaluation may be opened again.
//!
//! Invariants: a decision is final, so that no reopening and no second objection leads behind it (`nothing_leads_behind_a_decision`); an objection that is open keeps
//! the closing that it is about (`an_open_objection_keeps_its_closing`); who is objected against writes nothing of it but the decision that a letter names
//! (`the_assessor_objected_against_writes_nothing_of_it`).

use tilik_appraisal::period::Period;
use tilik_journal::catalogue::objection;
use tilik_journal::{Document, RecordId};

use super::ObjectionState;
use crate::evaluation::{Evaluation, EvaluationState};
use crate::people::Person;
use crate::sheet::KEEPERS;
use crate::{Failure, Office};

impl Office {
    /// The objections to an evaluation, those taken back included, with that to the newest closing first.
    pub(super) fn list_objections_to(
        &self,
        evaluation: RecordId,
        revision: i64,
    ) -> Result<Vec<Document>, Failure> {
        let mut found = Vec::new();
        for revision in (1..=revision).rev() {
            found.extend(self.find(objection::KIND, RecordId::objection(evaluation, revision))?);
        }
        Ok(found)
    }

    /// The objection that is open, else that to the newest closing that has one.
    pub(super) fn find_objection(
        &self,
        person: &Person,
        period: Period,
    ) -> Result<Option<Document>, Failure> {
        let evaluation = self.evaluation(person.id, period)?;
        let mut found = self.list_objections_to(evaluation.id, evaluation.revision)?;
        let open = found.iter().position(|document| ObjectionState::of(document).is_open());
        Ok((!found.is_empty()).then(|| found.swap_remove(open.unwrap_or_default())))
    }

    /// Refuses another objection where one was decided, or is open to another closing than that with this number.
    pub(super) fn check_filing(&self, evaluation: &Evaluation, nip: &str) -> Result<(), Failure> {
        for document in self.list_objections_to(evaluation.id, evaluation.revision)? {
            let state = ObjectionState::of(&document);
            if state.is_decided() {
                return Err(Failure::new("objection.decided").with("nip", nip));
            }
            if state.is_open() && document.id != RecordId::objection(evaluation.id, evaluation.revision) {
                return Err(Failure::new("objection.open").with("nip", nip));
            }
        }
        Ok(())
    }

    /// Refuses to open what was decided, or is objected to, again. Of two versions that stand apart neither is in force: to open them again is how they come together.
    pub(crate) fn check_reopening(&self, evaluation: &Evaluation, nip: &str) -> Result<(), Failure> {
        if evaluation.state != EvaluationState::Closed {
            return Ok(());
        }
        for document in self.list_objections_to(evaluation.id, evaluation.revision)? {
            let code = match ObjectionState::of(&document) {
                ObjectionState::Filed | ObjectionState::Heard => "objection.open",
                ObjectionState::Upheld | ObjectionState::Changed => "objection.decided",
                ObjectionState::Withdrawn => continue,
            };
            return Err(Failure::new(code).with("nip", nip));
        }
        Ok(())
    }

    /// Whoever keeps papers writes down objections, but for the assessor whose rating is objected to.
    pub(crate) fn check_keeper_of(&self, person: RecordId, period: Period) -> Result<(), Failure> {
        self.need_role(KEEPERS)?;
        let superiors = self.list_superiors_of(person)?;
        let day = period.ends_on();
        let is_assessor = [self.acts_as()?, self.actor()?.person]
            .into_iter()
            .any(|user| superiors.is_assessed_by(person, user, day));
        if is_assessor { Err(Failure::new("objection.own_rating")) } else { Ok(()) }
    }
}
