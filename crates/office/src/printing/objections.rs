//! Objections of a period as *Pernyataan Keberatan* and *Keputusan atas Keberatan*.
//!
//! Must not know how the sheets look. Who the people are and what the predicate was is taken from the closing that was objected to.

use std::collections::HashMap;

use tilik_appraisal::period::Period;
use tilik_forms::dokumen_evaluasi::{Person as PersonOnPaper, Signing, Stage};
use tilik_forms::keberatan::{Keberatan, KeputusanKeberatan, list_outcomes};
use tilik_forms::{DokumenEvaluasi, Form};
use tilik_journal::RecordId;
use tilik_journal::catalogue::office;

use super::batch::SheetInBatch;
use crate::closing::{ClosedContent, long_date};
use crate::objection::{ObjectionCard, Outcome};
use crate::record::text;
use crate::sheet::{Printable, SheetForm};
use crate::{Failure, Office};

impl Office {
    /// The objections of a period, or of those with these NIPs, in walking order; the decisions in the other form. One that lapsed is printed no more.
    pub(super) fn list_objection_sheets(
        &self,
        form: SheetForm,
        period: Period,
        nips: Option<&[String]>,
    ) -> Result<Vec<SheetInBatch>, Failure> {
        let place = text(&self.office_record()?, office::PLACE);
        let mut cards = self.list_objections(period)?;
        let living = self.list_printed_living(period, form)?;
        let living: HashMap<_, _> = living.into_values().map(|living| (living.id, living)).collect();
        cards
            .retain(|card| living.contains_key(&card.id) && nips.is_none_or(|nips| nips.contains(&card.nip)));
        let people = cards.iter().map(|card| self.get_person_also_left(&card.nip));
        let people = people.collect::<Result<Vec<_>, _>>()?;
        let settled = people
            .iter()
            .zip(&cards)
            .filter_map(|(person, card)| Some((person, Printable::of_living(form, *living.get(&card.id)?)?)));
        let prints = self.number_prints(period, form, settled.collect())?;
        let mut sheets = Vec::new();
        for (person, card) in people.iter().zip(cards) {
            let evaluation = RecordId::evaluation(person.id, &period.to_string(), 1);
            let before = self.read_closed_sheet(evaluation, card.revision)?;
            let is_decision = form == SheetForm::KeputusanKeberatan;
            // An objection stands when it was filed; a decision when it was made.
            let stage = if is_decision && card.decision.is_none() { Stage::Draft } else { Stage::Closed };
            let print = prints.iter().find(|print| print.subject == card.id);
            let imprint = self.fill_imprint(stage, print)?;
            let sheet: Box<dyn Form> = if is_decision {
                let after = match card.decision {
                    Some(Outcome::Changed) => {
                        self.read_closed_sheet(evaluation, card.revision + 1)?.predicate
                    }
                    Some(Outcome::Upheld) => before.predicate.clone(),
                    None => String::new(),
                };
                Box::new(KeputusanKeberatan { imprint, ..self.fill_decision(&card, &before, after, &place)? })
            } else {
                Box::new(Keberatan { imprint, ..self.fill_objection(&card, &before, &place) })
            };
            sheets.push(SheetInBatch::new(person, stage, sheet, print.cloned()));
        }
        Ok(sheets)
    }

    /// The sheet that a closing kept; an empty one where the closing was purged.
    fn read_closed_sheet(&self, evaluation: RecordId, revision: i64) -> Result<DokumenEvaluasi, Failure> {
        let Some(kept) = self.find_closing(evaluation, revision)? else {
            return Ok(DokumenEvaluasi::default());
        };
        let content: ClosedContent = serde_json::from_value(kept).map_err(|error| {
            Failure::new("evaluation.content_unreadable").with("reason", error.to_string())
        })?;
        Ok(content.dokumen_evaluasi)
    }

    fn fill_objection(&self, card: &ObjectionCard, before: &DokumenEvaluasi, place: &str) -> Keberatan {
        let on = |day: Option<_>| day.map(|day| long_date(self.pack(), day)).unwrap_or_default();
        Keberatan {
            employee: before.employee.clone(),
            assessor: before.assessor.clone(),
            superior: before.superior.clone(),
            period: self.name_period(card.period),
            predicate: before.predicate.clone(),
            received_on: on(card.received_on),
            reasons: card.reasons.clone(),
            is_late: card.is_surely_late(),
            is_lateness_unsure: card.is_late && !card.is_surely_late(),
            late_reason: card.late_reason.clone(),
            signing: sign_at(place, &on(card.filed_on)),
            ..Keberatan::default()
        }
    }

    fn fill_decision(
        &self,
        card: &ObjectionCard,
        before: &DokumenEvaluasi,
        predicate_after: String,
        place: &str,
    ) -> Result<KeputusanKeberatan, Failure> {
        let on = |day: Option<_>| day.map(|day| long_date(self.pack(), day)).unwrap_or_default();
        let [upheld, changed] = list_outcomes()?;
        let superior = if card.decided_by.is_empty() || card.decided_by == before.superior.name {
            before.superior.clone()
        } else {
            PersonOnPaper { name: card.decided_by.clone(), ..PersonOnPaper::default() }
        };
        let grounds = card.decision_words.lines().map(str::trim).filter(|line| !line.is_empty());
        Ok(KeputusanKeberatan {
            number: card.decision_number.clone(),
            employee: before.employee.clone(),
            assessor: before.assessor.clone(),
            superior,
            period: self.name_period(card.period),
            received_on: on(card.filed_on),
            objection: card.reasons.clone(),
            employee_heard: card.employee_words.clone(),
            assessor_heard: card.assessor_words.clone(),
            considerations: grounds.map(str::to_owned).collect(),
            decision: match card.decision {
                Some(Outcome::Upheld) => upheld.to_owned(),
                Some(Outcome::Changed) => changed.to_owned(),
                None => String::new(),
            },
            predicate_before: before.predicate.clone(),
            predicate_after,
            signing: sign_at(place, &on(card.decided_on)),
            ..KeputusanKeberatan::default()
        })
    }

    /// `TRIWULAN III 2026`.
    fn name_period(&self, period: Period) -> String {
        format!("{} {}", period.label(self.pack()), period.year())
    }
}

/// Place and day; dots to write on where one of them is not known.
fn sign_at(place: &str, day: &str) -> Signing {
    let is_known = !place.is_empty() && !day.is_empty();
    let place_and_date = if is_known { format!("{place}, {day}") } else { String::new() };
    Signing { place_and_date, title: String::new() }
}
