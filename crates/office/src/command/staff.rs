//! Commands about the staff: the list, the card, profiles by hand, leaving, and who assesses whom.

use serde::Deserialize;
use tilik_exchange::texts::Language;
use ts_rs::TS;

use super::{Desk, MadeFile, Year};
use crate::job::Started;
use crate::people::Person;
use crate::roster::{ImportChoices, ImportReport};
use crate::staff::{Leave, NipReading, Profile, ProfileChange, StaffCard, StaffTable};
use crate::superior::{Assigned, Assignments, Ending, SuperiorChange};
use crate::tray::FileId;
use crate::{Failure, Office};

/// Arguments of `staff.list`.
#[derive(Debug, Deserialize, TS)]
pub struct Search {
    /// What was typed; empty for all.
    #[serde(default)]
    pub query: String,
}

/// A staff list in the tray, and how it is read.
#[derive(Debug, Deserialize, TS)]
pub struct ImportFile {
    /// The file.
    pub file: FileId,
    /// How it is read; nothing chosen: as proposed.
    #[serde(default)]
    pub choices: ImportChoices,
}

/// Arguments of `staff.write_rejects`.
#[derive(Debug, Deserialize, TS)]
pub struct RejectsOf {
    /// The file that was read.
    pub file: FileId,
    /// How it was read.
    #[serde(default)]
    pub choices: ImportChoices,
    /// The language of the reasons.
    pub language: Language,
}

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
    pub(super) fn list_staff(&self, search: Search) -> Result<Vec<Person>, Failure> {
        self.with(|office| office.search_people(&search.query))
    }

    pub(super) fn plan_import(&self, from: ImportFile) -> Result<ImportReport, Failure> {
        let bytes = self.tray.get(from.file)?;
        self.with(|office| Ok(office.plan_import(&bytes, &from.choices)?.report))
    }

    pub(super) fn write_rejects(&self, of: RejectsOf) -> Result<Option<MadeFile>, Failure> {
        let bytes = self.tray.get(of.file)?;
        // Laid into the tray before the office can be locked.
        self.with(|office| match office.plan_import(&bytes, &of.choices)?.write_rejects(of.language)? {
            Some(rejects) => Ok(Some(MadeFile {
                file: self.tray.put(rejects.bytes)?,
                extension: rejects.extension.to_owned(),
            })),
            None => Ok(None),
        })
    }

    pub(super) fn start_import(&self, from: ImportFile) -> Result<Started<ImportReport>, Failure> {
        let bytes = self.tray.get(from.file)?;
        Ok(self.start(move |office, progress| {
            let plan = office.plan_import(&bytes, &from.choices)?;
            office.apply_import(&plan, progress)
        }))
    }

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
