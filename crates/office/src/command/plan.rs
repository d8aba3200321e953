//! The commands of the screens of plans.

use serde::Deserialize;
use tilik_appraisal::skp::Skp;
use ts_rs::TS;

use super::{Desk, OfYear, Year};
use crate::Failure;
use crate::planning::{PlanCard, PlanReview, PlanTree, review};
use crate::signed::SignedPaper;

/// Arguments of `plan.save`.
#[derive(Debug, Deserialize, TS)]
pub struct SavePlan {
    /// Whose plan.
    pub nip: String,
    /// The year.
    pub year: i32,
    /// As it is on the paper.
    pub skp: Skp,
    /// The name of the plan that was shown.
    pub seen: String,
}

/// Arguments of `plan.agree`.
#[derive(Debug, Deserialize, TS)]
pub struct AgreePlan {
    /// Whose plan.
    pub nip: String,
    /// The year.
    pub year: i32,
    /// The name of the plan that was shown.
    pub seen: String,
    /// What the superior signed, for the user's own plan.
    #[serde(default)]
    pub signed: Option<SignedPaper>,
}

/// Arguments of `plan.reopen`.
#[derive(Debug, Deserialize, TS)]
pub struct ReopenPlan {
    /// Whose plan.
    pub nip: String,
    /// The year.
    pub year: i32,
    /// Why.
    pub reason: String,
    /// The name of the plan that was shown.
    pub seen: String,
}

/// Arguments of `plan.review`.
#[derive(Debug, Deserialize, TS)]
pub struct ReviewPlan {
    /// As it is on the paper.
    pub skp: Skp,
}

impl Desk {
    pub(super) fn get_plan_tree(&self, of: Year) -> Result<PlanTree, Failure> {
        self.with(|office| office.plan_tree(of.year))
    }

    pub(super) fn get_plan_card(&self, of: OfYear) -> Result<PlanCard, Failure> {
        self.with(|office| office.plan_card(&of.nip, of.year))
    }

    pub(super) fn save_plan(&self, at: SavePlan) -> Result<PlanCard, Failure> {
        self.with(|office| office.save_plan(&at.nip, at.year, &at.skp, &at.seen))
    }

    pub(super) fn agree_plan(&self, of: AgreePlan) -> Result<(), Failure> {
        self.with(|office| office.agree_plan(&of.nip, of.year, &of.seen, of.signed.as_ref()))
    }

    pub(super) fn reopen_plan(&self, of: ReopenPlan) -> Result<(), Failure> {
        self.with(|office| office.reopen_plan(&of.nip, of.year, &of.reason, &of.seen))
    }

    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "every command has one shape")]
    pub(super) fn review_plan(&self, of: ReviewPlan) -> Result<PlanReview, Failure> {
        Ok(review(&of.skp))
    }
}
