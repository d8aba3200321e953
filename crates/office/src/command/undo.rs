//! Commands about undoing.

use serde::Deserialize;
use ts_rs::TS;

use super::{Desk, Nothing};
use crate::Failure;
use crate::undo::Undoable;

/// Arguments of `undo.apply`.
#[derive(Debug, Deserialize, TS)]
pub struct ShownStep {
    /// The step that the person sees and means.
    pub step: u32,
}

impl Desk {
    pub(super) fn look_at_undo(&self, _: Nothing) -> Result<Option<Undoable>, Failure> {
        self.with(|office| office.find_undoable())
    }

    pub(super) fn apply_undo(&self, shown: ShownStep) -> Result<Undoable, Failure> {
        self.with(|office| office.undo(shown.step))
    }
}
