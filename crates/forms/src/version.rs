//! The version of form data.

use serde::{Deserialize, Serialize};

use crate::error::FormsError;

/// Version of form data. The default is the newest that this release prints; older ones are read, newer ones refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version<const NEWEST: u16>(pub u16);

impl<const NEWEST: u16> Default for Version<NEWEST> {
    fn default() -> Self {
        Self(NEWEST)
    }
}

impl<const NEWEST: u16> Version<NEWEST> {
    /// Refuses data of a newer release.
    ///
    /// # Errors
    /// [`FormsError::NewerForm`].
    pub fn check(self) -> Result<(), FormsError> {
        if self.0 > NEWEST {
            return Err(FormsError::NewerForm { found: self.0, known: NEWEST });
        }
        Ok(())
    }
}
