//! Commands of the first screen.

use serde::Deserialize;
use tilik_appraisal::period::Period;
use tilik_journal::RecordId;
use ts_rs::TS;

use super::Desk;
use crate::Failure;
use crate::home::Home;

/// Arguments of `home.look`.
#[derive(Debug, Deserialize, TS)]
pub struct LookHome {
    /// The period, `2026-TW3`.
    pub period: Period,
    /// Whether the user rates in the shuffled order.
    #[serde(default)]
    pub is_shuffled: bool,
}

/// Arguments of `announced.read`.
#[derive(Debug, Deserialize, TS)]
pub struct OfNotice {
    /// Its record.
    pub notice: RecordId,
}

impl Desk {
    pub(super) fn look_home(&self, of: LookHome) -> Result<Home, Failure> {
        self.with(|office| office.home(of.period, of.is_shuffled))
    }

    pub(super) fn read_notice(&self, of: OfNotice) -> Result<(), Failure> {
        self.with(|office| office.read_notice(of.notice))
    }
}
