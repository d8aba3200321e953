//! Commands about the staff: the list, the card, profiles by hand, leaving, and who assesses whom.

use serde::Deserialize;
use ts_rs::TS;

use super::{Desk, Year};
use crate::staff::{Leave, NipReading, Profile, ProfileChange, StaffCard, StaffTable};
use crate::superior::{Assigned, Assignments, Ending, SuperiorChange};
use crate::{Failure, Office};

/// A person by NIP.
#[derive(Debug, Deserialize, TS)]
pub struct OfNip {
    /// The NIP.
    pub nip: String,
}

/// A NIP while it is typed.
#[derive(Debug, Deserialize, TS)]
#[ts(optional_fields)]
pub struct TypedNip {
    /// What was typed.
    pub nip: String,
    /// Whose it may be: the person who is changed.
    pub except: Option<String>,
}

/// A person who comes back.
#[derive(Debug, Deserialize, TS)]
pub struct Returning {
    /// The NIP.
    pub nip: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Arguments of `staff.change_superior`.
#[derive(Debug, Deserialize, TS)]
pub struct ChangeSuperior {
    /// Whose card is answered.
    pub nip: String,
    /// The assignment as it shall be.
    pub change: SuperiorChange,
}

/// Arguments of `staff.withdraw_superior` and `staff.restore_superior`.
#[derive(Debug, Deserialize, TS)]
pub struct EndSuperior {
    /// Whose card is answered.
    pub nip: String,
    /// Which assignment, and why.
    pub change: Ending,
}

impl Desk {
    pub(super) fn get_staff_table(&self, of: Year) -> Result<StaffTable, Failure> {
        self.with(|office| office.staff_table(of.year))
    }

    pub(super) fn get_card(&self, of: OfNip) -> Result<StaffCard, Failure> {
        self.with(|office| office.staff_card(&of.nip))
    }

    pub(super) fn read_nip(&self, typed: TypedNip) -> Result<NipReading, Failure> {
        self.with(|office| office.read_nip(&typed.nip, typed.except.as_deref()))
    }

    pub(super) fn add_person(&self, profile: Profile) -> Result<StaffCard, Failure> {
        self.with(|office| {
            let nip = office.add_person(&profile)?;
            office.staff_card(&nip)
        })
    }

    pub(super) fn change_profile(&self, change: ProfileChange) -> Result<StaffCard, Failure> {
        self.with(|office| {
            let nip = office.change_profile(&change)?;
            office.staff_card(&nip)
        })
    }

    pub(super) fn leave_staff(&self, leave: Leave) -> Result<StaffCard, Failure> {
        self.then_card(&leave.nip, |office| office.leave_staff(&leave))
    }

    pub(super) fn return_to_staff(&self, of: Returning) -> Result<StaffCard, Failure> {
        self.then_card(&of.nip, |office| office.return_to_staff(&of.nip, &of.reason))
    }

    pub(super) fn set_head(&self, of: OfNip) -> Result<StaffCard, Failure> {
        self.then_card(&of.nip, |office| office.set_head(&of.nip))
    }

    pub(super) fn assign_superiors(&self, new: Assignments) -> Result<Assigned, Failure> {
        self.with(|office| office.assign_superiors(&new))
    }

    pub(super) fn change_superior(&self, of: ChangeSuperior) -> Result<StaffCard, Failure> {
        self.then_card(&of.nip, |office| office.change_superior(&of.change).map(drop))
    }

    pub(super) fn withdraw_superior(&self, of: EndSuperior) -> Result<StaffCard, Failure> {
        self.then_card(&of.nip, |office| office.withdraw_superior(&of.change).map(drop))
    }

    pub(super) fn restore_superior(&self, of: EndSuperior) -> Result<StaffCard, Failure> {
        self.then_card(&of.nip, |office| office.restore_superior(&of.change).map(drop))
    }

    fn then_card(
        &self,
        nip: &str,
        act: impl FnOnce(&mut Office) -> Result<(), Failure>,
    ) -> Result<StaffCard, Failure> {
        self.with(|office| {
            act(office)?;
            office.staff_card(nip)
        })
    }
}
