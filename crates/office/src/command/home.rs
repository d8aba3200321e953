//! The command of the first screen.

use super::{Desk, OfPeriod};
use crate::Failure;
use crate::home::Home;

impl Desk {
    pub(super) fn look_home(&self, of: OfPeriod) -> Result<Home, Failure> {
        self.with(|office| office.home(of.period))
    }
}
