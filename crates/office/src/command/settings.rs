//! Commands of *Pengaturan*: the office, its users.

use serde::Deserialize;
use tilik_store::keys::Cost;
use ts_rs::TS;
use uuid::Uuid;

use super::staff::OfNip;
use super::{Desk, Nothing, OfUser};
use crate::Failure;
use crate::safekeeping::Occasion;
use crate::screen::Workplace;
use crate::settings::{OfficeChange, OfficeSettings};
use crate::user::{HeadQuestion, Me, NewRole, NewUser, Removal, User};

/// Arguments of `user.change_password`.
#[derive(Deserialize, TS)]
pub struct ChangePassword {
    /// As it is.
    pub old: String,
    /// As it shall be.
    pub new: String,
}

/// Arguments of `user.set_password`.
#[derive(Deserialize, TS)]
pub struct SetPassword {
    /// Whose.
    pub login: String,
    /// As it shall be.
    pub new: String,
}

impl Desk {
    pub(super) fn add_user(&self, new: NewUser) -> Result<Uuid, Failure> {
        self.with(|office| office.add_user(&new, Cost::Calibrated))
    }

    pub(super) fn list_users(&self, _: Nothing) -> Result<Vec<User>, Failure> {
        self.with(|office| office.list_users())
    }

    pub(super) fn get_settings(&self, _: Nothing) -> Result<OfficeSettings, Failure> {
        self.with(|office| office.settings())
    }

    pub(super) fn change_settings(&self, change: OfficeChange) -> Result<OfficeSettings, Failure> {
        self.with(|office| office.change_settings(&change))
    }

    pub(super) fn get_me(&self, _: Nothing) -> Result<Me, Failure> {
        self.with(|office| office.me())
    }

    pub(super) fn get_head_question(&self, _: Nothing) -> Result<Option<HeadQuestion>, Failure> {
        self.with(|office| office.find_head_question())
    }

    pub(super) fn claim_head(&self, of: OfNip) -> Result<Workplace, Failure> {
        self.with(|office| {
            office.claim_head(&of.nip)?;
            office.workplace()
        })
    }

    pub(super) fn plan_user_removal(&self, of: OfUser) -> Result<Removal, Failure> {
        self.with(|office| office.plan_removal(&of.login))
    }

    pub(super) fn remove_user(&self, of: OfUser) -> Result<(), Failure> {
        self.with(|office| {
            // Whether it may be done is asked before the disk is.
            office.plan_removal(&of.login)?;
            office.copy_before(Occasion::Removal)?;
            office.remove_user(&of.login)
        })
    }

    pub(super) fn change_role(&self, new: NewRole) -> Result<(), Failure> {
        self.with(|office| office.change_role(&new))
    }

    pub(super) fn change_password(&self, change: ChangePassword) -> Result<(), Failure> {
        self.with(|office| office.change_password(&change.old, &change.new, Cost::Calibrated))
    }

    pub(super) fn set_password(&self, set: SetPassword) -> Result<(), Failure> {
        self.with(|office| office.set_password(&set.login, &set.new, Cost::Calibrated))
    }
}
