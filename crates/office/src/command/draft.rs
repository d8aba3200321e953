//! Commands about what was typed and not yet said.

use serde::Deserialize;
use ts_rs::TS;

use super::Desk;
use crate::Failure;
use crate::draft::Draft;

/// Arguments of `draft.keep`.
#[derive(Debug, Deserialize, TS)]
pub struct KeepDrafts {
    /// All or none of them.
    pub drafts: Vec<Draft>,
}

/// Arguments of `draft.list`.
#[derive(Debug, Deserialize, TS)]
pub struct DraftsFrom {
    /// With what their keys begin; empty for all.
    #[serde(default)]
    pub beginning: String,
}

/// Arguments of `draft.drop`.
#[derive(Debug, Deserialize, TS)]
pub struct DropDrafts {
    /// Which.
    pub keys: Vec<String>,
}

impl Desk {
    pub(super) fn keep_drafts(&self, new: KeepDrafts) -> Result<(), Failure> {
        self.with(|office| office.keep_drafts(new.drafts))
    }

    pub(super) fn list_drafts(&self, from: DraftsFrom) -> Result<Vec<Draft>, Failure> {
        self.with(|office| office.list_drafts(&from.beginning))
    }

    pub(super) fn drop_drafts(&self, of: DropDrafts) -> Result<(), Failure> {
        self.with(|office| office.drop_drafts(&of.keys))
    }
}
