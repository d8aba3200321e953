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
    /// Whether a person is the one who is at work.
    pub(crate) fn is_oneself(&self, person: RecordId) -> Result<bool, Failure> {
        Ok(self.acts_as()? == Some(person))
    }

    /// The paper for a decision about oneself.
    ///
    /// # Errors
    /// `own.paper_missing` without a paper that is named, `own.day_ahead`.
    pub(crate) fn check_paper(&self, signed: Option<&SignedPaper>) -> Result<SignedPaper, Failure> {
        let paper = signed.map(|signed| signed.paper.trim()).filter(|paper| !paper.is_empty());
        let (Some(signed), Some(paper)) = (signed, paper) else {
            return Err(Failure::new("own.paper_missing"));
        };
        if signed.decided_on > self.today() {
            return Err(Failure::new("own.day_ahead").with("day", signed.decided_on.to_string()));
        }
        Ok(SignedPaper { decided_on: signed.decided_on, paper: paper.to_owned() })
    }
}
