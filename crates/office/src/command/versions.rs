//! Commands of what has several versions.

use super::staff::OfNip;
use super::{Desk, Nothing};
use crate::Failure;
use crate::versions::{
    ChosenClosing, Consequence, DecidedField, Deciding, LookedUntil, Merged, Settling, VersionsOf,
};

impl Desk {
    pub(super) fn list_versions(&self, _: Nothing) -> Result<Vec<VersionsOf>, Failure> {
        self.with(|office| office.list_versions())
    }

    pub(super) fn preview_versions(&self, deciding: Deciding) -> Result<Consequence, Failure> {
        self.with(|office| office.preview_versions(&deciding))
    }

    pub(super) fn decide_versions(&self, deciding: Deciding) -> Result<Vec<VersionsOf>, Failure> {
        self.with(|office| {
            office.decide_versions(&deciding)?;
            office.list_versions()
        })
    }

    pub(super) fn settle_versions(&self, settling: Settling) -> Result<Vec<VersionsOf>, Failure> {
        self.with(|office| {
            office.settle_versions(&settling)?;
            office.list_versions()
        })
    }

    pub(super) fn choose_closing(&self, chosen: ChosenClosing) -> Result<Vec<VersionsOf>, Failure> {
        self.with(|office| {
            office.choose_closing(&chosen)?;
            office.list_versions()
        })
    }

    pub(super) fn list_decided(&self, of: OfNip) -> Result<Vec<DecidedField>, Failure> {
        self.with(|office| office.list_decided(&of.nip))
    }

    pub(super) fn list_merged(&self, _: Nothing) -> Result<Merged, Failure> {
        self.with(|office| office.list_merged())
    }

    pub(super) fn note_merged(&self, looked: LookedUntil) -> Result<Merged, Failure> {
        self.with(|office| office.note_merged(looked))
    }
}
