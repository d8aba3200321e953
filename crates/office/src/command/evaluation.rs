//! Commands of evaluations: the organisation's achievement, ratings, the distribution, closings.

use serde::Deserialize;
use tilik_appraisal::distribution::DistributionReport;
use tilik_appraisal::period::Period;
use tilik_appraisal::rating::OrganisationAchievement;
use ts_rs::TS;

use super::{Desk, OfPeriod, OfPerson, WithReason};
use crate::Failure;
use crate::closing::{ClosingPreview, ClosingReport};
use crate::evaluation::RatingInput;
use crate::job::Started;
use crate::screen::{EvaluationRow, EvaluationSheet, PeriodStanding, RatingRow};

/// Arguments of `evaluation.close`.
#[derive(Debug, Deserialize, TS)]
pub struct Close {
    /// The person's NIP.
    pub nip: String,
    /// The period.
    pub period: Period,
    /// Why the head closes for another assessor.
    #[serde(default)]
    pub reason: String,
    /// The name of the sheet that was shown.
    pub seen: String,
}

/// Arguments of `achievement.enter`.
#[derive(Debug, Deserialize, TS)]
pub struct EnterAchievement {
    /// The period.
    pub period: Period,
    /// The level.
    pub level: OrganisationAchievement,
    /// The document that it comes from.
    #[serde(default)]
    pub note: String,
}

/// Arguments of `evaluation.explain_distribution`.
#[derive(Debug, Deserialize, TS)]
pub struct ExplainDistribution {
    /// The period.
    pub period: Period,
    /// Why.
    pub reason: String,
}

/// Arguments of `evaluation.rate`.
#[derive(Debug, Deserialize, TS)]
pub struct Rate {
    /// The person's NIP.
    pub nip: String,
    /// The period.
    pub period: Period,
    /// What is rated.
    pub input: RatingInput,
}

/// Some people in a period.
#[derive(Debug, Deserialize, TS)]
pub struct OfPeople {
    /// The period.
    pub period: Period,
    /// Their NIPs.
    pub nips: Vec<String>,
}

/// Arguments of `evaluation.start_closing`.
#[derive(Debug, Deserialize, TS)]
pub struct Closing {
    /// The period.
    pub period: Period,
    /// Why the head closes for other assessors.
    #[serde(default)]
    pub reason: String,
}

impl Desk {
    pub(super) fn list_evaluations(&self, of: OfPeriod) -> Result<Vec<EvaluationRow>, Failure> {
        self.with(|office| office.list_evaluation_rows(of.period))
    }

    pub(super) fn get_sheet(&self, of: OfPerson) -> Result<EvaluationSheet, Failure> {
        self.with(|office| office.evaluation_sheet(&of.nip, of.period))
    }

    pub(super) fn rate(&self, rate: Rate) -> Result<EvaluationSheet, Failure> {
        self.with(|office| {
            office.rate(&rate.nip, rate.period, &rate.input)?;
            office.evaluation_sheet(&rate.nip, rate.period)
        })
    }

    pub(super) fn close(&self, of: Close) -> Result<EvaluationSheet, Failure> {
        self.with(|office| {
            office.close(&of.nip, of.period, &of.reason, &of.seen)?;
            office.evaluation_sheet(&of.nip, of.period)
        })
    }

    pub(super) fn reopen(&self, of: WithReason) -> Result<EvaluationSheet, Failure> {
        self.with(|office| {
            office.reopen(&of.nip, of.period, &of.reason)?;
            office.evaluation_sheet(&of.nip, of.period)
        })
    }

    pub(super) fn get_distribution(&self, of: OfPeriod) -> Result<Option<DistributionReport>, Failure> {
        self.with(|office| office.look_at_distribution(of.period))
    }

    pub(super) fn explain_distribution(&self, why: ExplainDistribution) -> Result<(), Failure> {
        self.with(|office| office.explain_distribution(why.period, &why.reason))
    }

    pub(super) fn start_closing(&self, closing: Closing) -> Result<Started<ClosingReport>, Failure> {
        Ok(self.start(move |office, progress| {
            office.close_period(closing.period, &closing.reason, progress, |_| {})
        }))
    }

    pub(super) fn enter_achievement(&self, entered: EnterAchievement) -> Result<(), Failure> {
        self.with(|office| office.enter_achievement(entered.period, entered.level, &entered.note))
    }

    pub(super) fn get_standing(&self, of: OfPeriod) -> Result<PeriodStanding, Failure> {
        self.with(|office| office.period_standing(of.period))
    }

    pub(super) fn list_ratings(&self, of: OfPeriod) -> Result<Vec<RatingRow>, Failure> {
        self.with(|office| office.list_rating_rows(of.period))
    }

    pub(super) fn list_complete(&self, of: OfPeople) -> Result<Vec<String>, Failure> {
        self.with(|office| office.list_complete(of.period, &of.nips))
    }

    pub(super) fn preview_closing(&self, of: OfPeriod) -> Result<ClosingPreview, Failure> {
        self.with(|office| office.preview_closing(of.period))
    }
}
