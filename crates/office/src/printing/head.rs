//! Who headed the office when a period was closed: on the sheets of that period they sign, and the office does not judge them.
//!
//! Must not know forms. Invariant: who heads the office later changes no sheet of a period that was closed before (`a_past_period_keeps_its_head_whoever_heads_the_office_now`).

use tilik_appraisal::period::Period;
use tilik_journal::RecordId;
use tilik_journal::catalogue::{evaluation, office};
use tilik_store::ledger::EntryInfo;

use crate::evaluation::EvaluationState;
use crate::session::office_id;
use crate::standing::Standing;
use crate::superior::Superiors;
use crate::{Failure, Office};

impl Office {
    /// Who headed the office when most of a period was closed for the first time: neither what one laptop closed early nor what was opened again later makes another the
    /// head. Whoever somebody of the staff assessed then was named by mistake. Of what nobody closed: who heads it now.
    pub(super) fn find_head_at_closing<'a>(
        &self,
        period: Period,
        standings: impl Iterator<Item = &'a Standing>,
        superiors: &Superiors,
    ) -> Result<Option<RecordId>, Failure> {
        let now = self.find_head()?;
        let heads = self.list_heads()?;
        // Most offices have had one since they keep their work here: no closing has to be read.
        if heads.iter().all(|(_, head)| Some(*head) == now) {
            return Ok(now);
        }
        let mut closed_at = Vec::new();
        for own in standings.filter(|own| own.state == EvaluationState::Closed) {
            closed_at.extend(self.find_first_closing(own.id)?);
        }
        closed_at.sort_unstable();
        let Some(middle) = closed_at.get(closed_at.len() / 2) else { return Ok(now) };
        let since_then = heads.iter().rev().find(|(since, _)| since <= middle).or_else(|| heads.first());
        let then = since_then.map(|(_, head)| *head);
        let was_staff = |head: RecordId| superiors.find_staff_on(head, period.ends_on()).is_some();
        Ok(then.filter(|head| !was_staff(*head)).or(now))
    }

    /// Who headed the office, each with the moment since when, the oldest first.
    fn list_heads(&self) -> Result<Vec<(i64, RecordId)>, Failure> {
        let history = self.store().ledger()?.list_history(office::KIND, office_id())?;
        let head_of = |entry: &EntryInfo| {
            let written = entry.writes.iter().rev().find(|(field, _)| *field == office::HEAD);
            Some((entry.made_at, written?.1.as_record()?))
        };
        let counted = history.iter().filter(|entry| entry.held.is_none());
        let mut heads: Vec<_> = counted.filter_map(head_of).collect();
        heads.sort_by_key(|(since, _)| *since);
        Ok(heads)
    }

    fn find_first_closing(&self, evaluation: RecordId) -> Result<Option<i64>, Failure> {
        let history = self.store().ledger()?.list_history(evaluation::KIND, evaluation)?;
        let closings = history.iter().filter(|entry| {
            entry.held.is_none() && entry.writes.iter().any(|(field, _)| *field == evaluation::REVISION)
        });
        Ok(closings.map(|entry| entry.made_at).min())
    }
}
