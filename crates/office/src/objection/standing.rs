//! How the objections to all closings of one evaluation stand together, and what that allows: of whom they are written down, and whether the evaluation may be opened again.
//!
//! Invariants: a decision is final, so that no reopening and no second objection leads behind it (`nothing_leads_behind_a_decision`); an objection that is open keeps
//! the closing that it is about (`an_open_objection_keeps_its_closing`), and no other (`an_objection_to_a_closing_that_was_overtaken_decides_nothing`); who is objected against writes nothing of it but the decision that a letter names
//! (`the_assessor_objected_against_writes_nothing_of_it`).

use tilik_appraisal::period::Period;
use tilik_journal::catalogue::objection;
use tilik_journal::{Document, RecordId};

use super::ObjectionState;
use crate::evaluation::{Evaluation, EvaluationState};
use crate::people::Person;
use crate::sheet::{KEEPERS, SheetForm};
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

    /// The objection to the closing in force, open or decided; else one that is open; else that to the newest closing that has one.
    pub(super) fn find_objection(
        &self,
        person: &Person,
        period: Period,
    ) -> Result<Option<Document>, Failure> {
        let evaluation = self.evaluation(person.id, period)?;
        let mut found = self.list_objections_to(evaluation.id, evaluation.revision)?;
        let closed = (evaluation.state == EvaluationState::Closed)
            .then(|| RecordId::objection(evaluation.id, evaluation.revision));
        let in_force = found.iter().position(|document| {
            Some(document.id) == closed && ObjectionState::of(document) != ObjectionState::Withdrawn
        });
        let open = || found.iter().position(|document| ObjectionState::of(document).is_open());
        let shown = in_force.or_else(open).unwrap_or_default();
        Ok((!found.is_empty()).then(|| found.swap_remove(shown)))
    }

    /// Of the evaluation that an objection is to: those that are open to closings that are not in force.
    pub(super) fn list_overtaken(&self, objection: &Document) -> Result<Vec<Document>, Failure> {
        let Some(evaluation) = objection.record(objection::EVALUATION) else { return Ok(Vec::new()) };
        let Some((newest, is_in_force)) = self.find_closing_number(evaluation)? else {
            return Ok(Vec::new());
        };
        let in_force = is_in_force.then(|| RecordId::objection(evaluation, newest));
        let mut found = self.list_objections_to(evaluation, newest)?;
        found.retain(|own| ObjectionState::of(own).is_open() && Some(own.id) != in_force);
        Ok(found)
    }

    /// Refuses what is said of an objection to another closing than the one that stands.
    pub(super) fn check_in_force(&self, objection: &Document, nip: &str) -> Result<(), Failure> {
        if self.list_overtaken(objection)?.iter().any(|old| old.id == objection.id) {
            return Err(Failure::new("objection.closed_since").with("nip", nip));
        }
        Ok(())
    }

    /// Refuses another objection where one was decided. One that is open to an older closing, written on another laptop meanwhile, is in nobody's way.
    pub(super) fn check_filing(&self, evaluation: &Evaluation, nip: &str) -> Result<(), Failure> {
        for document in self.list_objections_to(evaluation.id, evaluation.revision)? {
            if ObjectionState::of(&document).is_decided() {
                return Err(Failure::new("objection.decided").with("nip", nip));
            }
        }
        Ok(())
    }

    /// Refuses to open what was decided, or is objected to as it stands, again. Of two versions that stand apart neither is in force: to open them again is how they come together.
    pub(crate) fn check_reopening(&self, evaluation: &Evaluation, nip: &str) -> Result<(), Failure> {
        if evaluation.state != EvaluationState::Closed {
            return Ok(());
        }
        let to_this_closing = RecordId::objection(evaluation.id, evaluation.revision);
        for document in self.list_objections_to(evaluation.id, evaluation.revision)? {
            let failure = match ObjectionState::of(&document) {
                ObjectionState::Filed | ObjectionState::Heard if document.id == to_this_closing => {
                    Failure::new("objection.open")
                }
                ObjectionState::Upheld | ObjectionState::Changed => Failure::new("objection.decided"),
                ObjectionState::Filed | ObjectionState::Heard | ObjectionState::Withdrawn => continue,
            };
            return Err(failure.with("nip", nip));
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

    /// The same for whoever notes something of a paper of this form: what is signed of an objection is written down by the same.
    pub(crate) fn check_keeper_of_form(
        &self,
        form: SheetForm,
        person: RecordId,
        period: Period,
    ) -> Result<(), Failure> {
        match form {
            SheetForm::Keberatan | SheetForm::KeputusanKeberatan => self.check_keeper_of(person, period),
            SheetForm::Skp
            | SheetForm::LampiranSkp
            | SheetForm::EvaluasiKinerja
            | SheetForm::DokumenEvaluasi => Ok(()),
        }
    }
}
