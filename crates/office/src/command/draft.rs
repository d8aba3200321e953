//! Commands about what was typed and not yet said.

use std::sync::PoisonError;

use serde::Deserialize;
use ts_rs::TS;

use super::Desk;
use crate::Failure;
use crate::draft::{Draft, Typing};

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
    /// Not by way of the office: a job may hold it.
    fn typing(&self) -> Result<Typing, Failure> {
        let typing = self.typing.lock().unwrap_or_else(PoisonError::into_inner);
        typing.clone().ok_or_else(|| Failure::new("office.not_open"))
    }

    pub(super) fn keep_drafts(&self, new: KeepDrafts) -> Result<(), Failure> {
        self.typing()?.keep(new.drafts)
    }

    pub(super) fn list_drafts(&self, from: DraftsFrom) -> Result<Vec<Draft>, Failure> {
        self.typing()?.list(&from.beginning)
    }

    pub(super) fn drop_drafts(&self, of: DropDrafts) -> Result<(), Failure> {
        self.typing()?.forget(&of.keys)
    }
}
