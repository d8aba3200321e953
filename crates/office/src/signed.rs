//! What a user's own superior decided about the user: taken from the signed paper, with its day, or not at all.
//!
//! The assessor is the superior (`docs/glossary.md`), so nobody agrees an own plan or decides an own rating, the head of the office neither; where the superior is outside
//! of the office and no user here, the head writes down what was signed. Invariant: no agreement and no rating of the user's own is written without it; an own SKP
//! from a file is a draft until then (`nobody_agrees_an_own_plan_without_what_the_superior_signed`, `an_own_plan_from_a_file_is_a_draft_until_the_paper_is_named`,
//! `nobody_rates_oneself_and_the_head_writes_down_what_was_signed`).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_journal::RecordId;

use crate::{Failure, Office};

/// Room for the name of a paper, in characters.
pub(crate) const LONGEST_PAPER: usize = 500;

/// A paper on which a superior decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct SignedPaper {
    /// On which day.
    pub decided_on: NaiveDate,
    /// Which paper: its number, or where it is kept.
    pub paper: String,
}

impl SignedPaper {
    /// What was kept of one; none where anything of it is missing.
    pub(crate) fn of(day: Option<&str>, paper: &str) -> Option<Self> {
        let decided_on = day?.parse().ok()?;
        (!paper.is_empty()).then(|| Self { decided_on, paper: paper.to_owned() })
    }
}

impl Office {
    /// The people whom the user is or may be: while it is open whether the user is the listed head ([`Self::find_head_question`]), the listed head too, so that a NIP that was
    /// mistyped opens no way round the paper.
    pub(crate) fn list_oneself(&self) -> Result<Vec<RecordId>, Failure> {
        let listed = if self.find_head_question()?.is_some() { self.find_head()? } else { None };
        Ok(self.acts_as()?.into_iter().chain(listed).collect())
    }

    /// Whether a person is, or may be, the one who is at work.
    pub(crate) fn is_oneself(&self, person: RecordId) -> Result<bool, Failure> {
        Ok(self.list_oneself()?.contains(&person))
    }

    /// The paper for a decision about oneself that cannot be older than `first`.
    ///
    /// # Errors
    /// `own.paper_missing` without a paper that is named, `own.paper_too_long`, `own.day_ahead`, `own.day_too_early`.
    pub(crate) fn check_paper(
        &self,
        signed: Option<&SignedPaper>,
        first: NaiveDate,
    ) -> Result<SignedPaper, Failure> {
        let line = |paper: &str| paper.split_whitespace().collect::<Vec<_>>().join(" ");
        let paper = signed.map(|signed| line(&signed.paper)).filter(|paper| !paper.is_empty());
        let (Some(signed), Some(paper)) = (signed, paper) else {
            return Err(Failure::new("own.paper_missing"));
        };
        let letters = paper.chars().count();
        if letters > LONGEST_PAPER {
            let failure = Failure::new("own.paper_too_long");
            return Err(failure.with("letters", letters).with("limit", LONGEST_PAPER));
        }
        let day = signed.decided_on;
        if day > self.today() {
            return Err(Failure::new("own.day_ahead").with("day", day.to_string()));
        }
        if day < first {
            let failure = Failure::new("own.day_too_early");
            return Err(failure.with("day", day.to_string()).with("first", first.to_string()));
        }
        Ok(SignedPaper { decided_on: day, paper })
    }
}
