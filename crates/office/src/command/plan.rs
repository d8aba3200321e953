//! The commands of the screens of plans.

use chrono::NaiveDate;
use serde::Deserialize;
use tilik_appraisal::skp::Skp;
use ts_rs::TS;

use super::{Desk, OfYear, Year};
use crate::Failure;
use crate::job::{Stage, Started};
use crate::plan::{PlanCopies, PlanReport};
use crate::planning::{PlanCard, PlanReview, PlanTree};
use crate::safekeeping::Occasion;
use crate::signed::SignedPaper;
use crate::tray::FileId;

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
    /// On which day both agreed; today where none is given.
    #[serde(default)]
    pub agreed_on: Option<NaiveDate>,
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
    /// Whose plan.
    pub nip: String,
    /// The year.
    pub year: i32,
    /// As it is on the paper.
    pub skp: Skp,
}

/// A file of plans in the tray.
#[derive(Debug, Deserialize, TS)]
pub struct PlanFile {
    /// The file.
    pub file: FileId,
    /// Which sheet of a workbook is read, where several hold plans.
    #[serde(default)]
    pub sheet: Option<String>,
}

/// Arguments of `plan.copy`.
#[derive(Debug, Deserialize, TS)]
pub struct Copying {
    /// Whose plan.
    pub nip: String,
    /// To whom.
    pub to: Vec<String>,
    /// The year.
    pub year: i32,
}

/// Arguments of `plan.amend`.
#[derive(Debug, Deserialize, TS)]
pub struct Amending {
    /// Whose plan.
    pub nip: String,
    /// The year.
    pub year: i32,
    /// The plan as it shall be.
    pub skp: Skp,
    /// Why.
    pub reason: String,
    /// The name of the plan that was shown.
    pub seen: String,
    /// What the superior signed, for the user's own plan.
    #[serde(default)]
    pub signed: Option<SignedPaper>,
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
        self.with(|office| office.agree_plan(&of.nip, of.year, &of.seen, of.agreed_on, of.signed.as_ref()))
    }

    pub(super) fn reopen_plan(&self, of: ReopenPlan) -> Result<(), Failure> {
        self.with(|office| office.reopen_plan(&of.nip, of.year, &of.reason, &of.seen))
    }

    pub(super) fn review_plan(&self, of: ReviewPlan) -> Result<PlanReview, Failure> {
        self.with(|office| office.review_plan(&of.nip, of.year, &of.skp))
    }

    pub(super) fn start_plan_preview(&self, of: PlanFile) -> Result<Started<PlanReport>, Failure> {
        let bytes = self.tray.get(of.file)?;
        Ok(self.start(move |office, _| office.preview_plans(&bytes, of.sheet.as_deref())))
    }

    pub(super) fn start_plans(&self, from: PlanFile) -> Result<Started<PlanReport>, Failure> {
        let bytes = self.tray.get(from.file)?;
        Ok(self.start(move |office, progress| {
            progress.during(Stage::Copying, || office.copy_before(Occasion::Import))?;
            office.import_plans_of(&bytes, from.sheet.as_deref(), None)
        }))
    }

    pub(super) fn copy_plan(&self, copying: Copying) -> Result<PlanCopies, Failure> {
        self.with(|office| office.copy_plan(&copying.nip, &copying.to, copying.year))
    }

    pub(super) fn freeze_plans(&self, of: Year) -> Result<usize, Failure> {
        self.with(|office| office.freeze_plans(of.year))
    }

    pub(super) fn amend_plan(&self, new: Amending) -> Result<(), Failure> {
        self.with(|office| {
            office.amend_plan(&new.nip, new.year, &new.skp, &new.reason, &new.seen, new.signed.as_ref())
        })
    }
}
