//! Commands about the preferences of this laptop; they ask for no open office.

use super::{Desk, Nothing};
use crate::Failure;
use crate::preference::Preferences;

impl Desk {
    #[expect(clippy::unnecessary_wraps, reason = "a handler of the list")]
    pub(super) fn look_at_preferences(&self, _: Nothing) -> Result<Preferences, Failure> {
        Ok(Preferences::read(self.host.as_ref()))
    }

    pub(super) fn set_preferences(&self, new: Preferences) -> Result<Preferences, Failure> {
        new.write(self.host.as_ref())?;
        Ok(new)
    }
}
