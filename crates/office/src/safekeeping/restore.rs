//! A copy in the place of the office: looked into beside it first, and the present state is among the copies before.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_journal::Role;
use tilik_store::backup::{self, BackupFacts, put_back};
use tilik_store::{StoreError, wipe};
use ts_rs::TS;

use super::kept::Kept;
use super::{Contents, EditedPeople, Edits, KeptChange, LastChange, Occasion};
use crate::host::WithMarks;
use crate::scratch::Scratch;
use crate::{Failure, Host, Office};

/// What has to be typed before a copy takes the place of the office.
pub const RESTORE_WORD: &str = "PULIHKAN";

/// What would be otherwise if a copy took the place of the office.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RestorePreview {
    /// When it was made.
    pub made_at: Option<String>,
    /// What is in the copy.
    pub then: Contents,
    /// What is in the office now.
    pub now: Contents,
    /// Who is on the staff now and not in the copy.
    pub lost_people: Vec<String>,
    /// Who is in the copy and not on the staff now.
    pub regained_people: Vec<String>,
    /// Who can come in now and could not then.
    pub lost_users: Vec<String>,
    /// Who could come in then and cannot now.
    pub regained_users: Vec<String>,
    /// Periods whose evaluations differ in number.
    pub periods: Vec<PeriodChange>,
    /// Plans and papers, then and now.
    pub kept: Vec<KeptChange>,
    /// The newest change in the copy.
    pub last_then: Option<LastChange>,
    /// The newest change in the office now.
    pub last_now: Option<LastChange>,
    /// Whose changes are in the office now and not in the copy.
    pub lost_edits: EditedPeople,
    /// Whose changes are in the copy and not in the office now.
    pub regained_edits: EditedPeople,
    /// Whether other recovery sheets open the copy than the office: those that were printed since stop working.
    pub has_other_sheets: bool,
}

/// A period then and now.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PeriodChange {
    /// The period.
    pub period: Period,
    /// Evaluations in the copy.
    pub rated_then: usize,
    /// Closed in the copy.
    pub closed_then: usize,
    /// Evaluations now.
    pub rated_now: usize,
    /// Closed now.
    pub closed_now: usize,
}

impl Office {
    /// What would be otherwise if a copy took the place of this office. It is opened beside the office, with the passphrase of its time, and nothing of it stays.
    ///
    /// # Errors
    /// `user.not_permitted`, `backup.other_office`, `store.backup_damaged`, `store.wrong_password`, and those of the disk.
    pub fn preview_restore(
        &self,
        file: &Path,
        login: &str,
        password: &str,
    ) -> Result<RestorePreview, Failure> {
        self.need_role(&[Role::Kepala])?;
        let facts = self.check_own(file)?;
        let root = self.store().vault().folder().paths().root();
        let edits = Edits::of(self)?;
        let own = edits.names();
        let (then, people_then, users_then, kept_then, sheets_then, edits_then) =
            look_into(file, root, login, password, self.host(), |office| {
                let sheets = office.store().vault().recovery_slot();
                let edits = Edits::of(office)?;
                let told = (edits.find_last(office)?, edits.list_people(office, &own)?, edits.names());
                Ok((
                    office.contents()?,
                    name_people(office)?,
                    name_users(office)?,
                    Kept::of(office)?,
                    sheets,
                    told,
                ))
            })?;
        let (last_then, regained_edits, names_then) = edits_then;
        let (now, people_now, users_now) = (self.contents()?, name_people(self)?, name_users(self)?);
        let without = |these: &BTreeMap<String, String>, those: &BTreeMap<String, String>| {
            these.iter().filter(|(key, _)| !those.contains_key(*key)).map(|(_, name)| name.clone()).collect()
        };
        Ok(RestorePreview {
            made_at: facts.made_at.map(|at| at.to_rfc3339()),
            lost_people: without(&people_now, &people_then),
            regained_people: without(&people_then, &people_now),
            lost_users: without(&users_now, &users_then),
            regained_users: without(&users_then, &users_now),
            periods: compare_periods(&then, &now),
            kept: Kept::of(self)?.compare(&kept_then),
            last_then,
            last_now: edits.find_last(self)?,
            lost_edits: edits.list_people(self, &names_then)?,
            regained_edits,
            has_other_sheets: sheets_then != self.store().vault().recovery_slot(),
            then,
            now,
        })
    }

    /// Puts a copy in the place of this office and opens it for a user of its time. The present state becomes the newest copy first. The laptop stays enrolled with the province as it is now: its
    /// key is the same, and what the province has comes back with the next sending.
    ///
    /// # Errors
    /// `backup.word_missing`, and those of [`Self::preview_restore`]: the office is then as it was, and closed when it failed at the last step.
    pub fn restore_over(
        held: &mut Option<Self>,
        file: &Path,
        login: &str,
        password: &str,
        word: &str,
    ) -> Result<(), Failure> {
        let office = held.as_ref().ok_or_else(|| Failure::new("office.not_open"))?;
        office.need_role(&[Role::Kepala])?;
        if word.trim().to_uppercase() != RESTORE_WORD {
            return Err(Failure::new("backup.word_missing").with("word", RESTORE_WORD));
        }
        office.check_own(file)?;
        let root = office.store().vault().folder().paths().root().to_path_buf();
        let host = Arc::clone(office.host());
        // That somebody can open it is known before it takes the place of what can be opened.
        look_into(file, &root, login, password, &host, |_| Ok(()))?;
        // Nothing is tidied up: the copy that is put back could be what goes.
        office.note_copy(&office.begin_copy(Occasion::Restore)?.write()?)?;
        let sheets = office.store().vault().recovery_slot();
        let province = office.store().ledger()?.find_province()?;
        *held = None;
        put_back::replace_office(file, &root, host.as_ref())?;
        let restored = held.insert(Self::open(&root, login, password, host)?);
        if let Some(province) = province {
            restored.store_mut().exchange()?.keep_province(&province)?;
        }
        if restored.store().vault().recovery_slot() != sheets {
            // The office is back whatever becomes of the reminder, and whoever came in may have had another role then.
            let _ = restored.doubt_recovery();
        }
        Ok(())
    }

    /// Whether a file is a whole copy of this office.
    fn check_own(&self, file: &Path) -> Result<BackupFacts, Failure> {
        let facts = backup::verify(file)?;
        if facts.folder_id != self.store().vault().folder_id() {
            return Err(Failure::new("backup.other_office"));
        }
        Ok(facts)
    }
}

fn name_people(office: &Office) -> Result<BTreeMap<String, String>, Failure> {
    Ok(office.list_people()?.into_iter().map(|person| (person.nip, person.name.full())).collect())
}

fn name_users(office: &Office) -> Result<BTreeMap<String, String>, Failure> {
    let users = office.list_users()?.into_iter().filter(|user| !user.login.is_empty());
    Ok(users.map(|user| (user.login.clone(), user.login)).collect())
}

fn compare_periods(then: &Contents, now: &Contents) -> Vec<PeriodChange> {
    let mut periods: Vec<Period> = then.periods.iter().chain(&now.periods).map(|row| row.period).collect();
    periods.sort_by_key(|period| (period.ends_on(), period.starts_on()));
    periods.dedup();
    let counts = |contents: &Contents, period| {
        let found = contents.periods.iter().find(|row| row.period == period);
        found.map_or((0, 0), |row| (row.rated, row.closed))
    };
    periods
        .into_iter()
        .map(|period| {
            let ((rated_then, closed_then), (rated_now, closed_now)) =
                (counts(then, period), counts(now, period));
            PeriodChange { period, rated_then, closed_then, rated_now, closed_now }
        })
        .filter(|row| (row.rated_then, row.closed_then) != (row.rated_now, row.closed_now))
        .collect()
}

/// Opens a copy in a folder of its own beside the office, which is removed again. Its marks are its own: to this laptop it was never opened.
pub(crate) fn look_into<T>(
    file: &Path,
    root: &Path,
    login: &str,
    password: &str,
    host: &Arc<dyn Host>,
    look: impl FnOnce(&Office) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let scratch = Scratch::beside(root, ".tilik-intip")?;
    let folder = scratch.place("kantor");
    let looker = WithMarks::at(host, scratch.place("marks"));
    backup::restore(file, &folder, host.as_ref())?;
    look(&Office::open(&folder, login, password, looker)?)
}

/// Ends a restore or a wiping that was interrupted, before anybody looks for the office.
///
/// # Errors
/// Of the file system.
pub(crate) fn settle(root: &Path) -> Result<(), StoreError> {
    wipe::settle(root)?;
    put_back::settle(root)
}
