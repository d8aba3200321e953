//! Commands about undoing.

use super::{Desk, Nothing};
use crate::Failure;
use crate::undo::Undoable;

impl Desk {
    pub(super) fn look_at_undo(&self, _: Nothing) -> Result<Option<Undoable>, Failure> {
        self.with(|office| office.find_undoable())
    }

    pub(super) fn apply_undo(&self, _: Nothing) -> Result<Undoable, Failure> {
        self.with(|office| office.undo())
    }
}
