//! Before the office: which one stands behind the door, founding it, coming back to it with the recovery sheets or with a backup.
//!
//! Invariant: what is typed here is kept in memory alone, and never a passphrase (`Typed`); a healthy office is never put aside
//! (`only_a_broken_office_makes_room_for_a_backup`).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::SystemTime;

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tilik_store::backup::put_back;
use tilik_store::folder::{Folder, Paths};
use tilik_store::keys::Cost;
use tilik_store::keys::recovery::{Sheet, check_half};
use tilik_store::{StoreError, beside, vault};
use ts_rs::TS;

use super::{Desk, Nothing};
use crate::archive::{self, BackupLook, BackupPreview, Opening};
use crate::founding::{FirstRun, read_nip};
use crate::pairing::{self, Waiting};
use crate::scratch::Scratch;
use crate::screen::Workplace;
use crate::session::Recovery;
use crate::tray::FileId;
use crate::{Failure, Office};

/// Below this, saving and daily backups are not sure any more.
const LEAST_SPACE: u64 = 1024 * 1024 * 1024;
/// No clock of a laptop on which this program was installed can stand before this year. Raised with each year's first release.
const BUILT_IN: i32 = 2026;

/// What is remembered at the door as long as the application runs.
#[derive(Default)]
pub(super) struct Front {
    /// What was typed in the first run, without passphrases.
    pub(super) typed: Value,
    /// The recovery code that was made last, until its sheets are kept or put off.
    pub(super) code: Option<Recovery>,
    /// Why the office could not be opened last, where that is its own fault.
    pub(super) broken: Option<Broken>,
}

/// An office that did not open, as its files were then.
pub(super) struct Broken {
    failure: Failure,
    files: Files,
}

/// Length and time of what an office opens with; nothing for a file that is not there.
type Files = [Option<(u64, SystemTime)>; 2];

impl Broken {
    /// The failure of an office that is broken; nothing for any other failure.
    pub(super) fn of(failure: &Failure, folder: &Path) -> Option<Self> {
        is_broken(failure).then(|| Self { failure: failure.clone(), files: look_at_files(folder) })
    }

    /// Nothing where the files are others by now: somebody repaired the office, and only opening tells whether it is whole.
    fn still(&self, folder: &Path) -> Option<&Failure> {
        (self.files == look_at_files(folder)).then_some(&self.failure)
    }
}

fn look_at_files(folder: &Path) -> Files {
    let paths = Paths::new(folder);
    [paths.keys(), paths.database()].map(|path| {
        let facts = fs::metadata(path).ok()?;
        Some((facts.len(), facts.modified().ok()?))
    })
}

/// What can be known of an office before anybody opens it.
#[derive(Debug, Serialize, TS)]
pub struct Door {
    /// The folder.
    pub folder: PathBuf,
    /// Whether an office is in it.
    pub has_office: bool,
    /// Who may come in, by login, as the folder says; proof of nothing.
    pub logins: Vec<String>,
    /// The laptop that waits to be let into an office, where there is none.
    pub waiting: Option<Waiting>,
    /// Whether one is open already: this one, or the one for practice.
    pub is_open: bool,
    /// Why the office cannot be opened, where that is known before a passphrase.
    pub trouble: Option<Failure>,
    /// Whether the office is broken in a way that a backup can be put in its place.
    pub may_replace: bool,
    /// Seconds that the next attempt will wait, after the wrong ones before it.
    pub wait_seconds: u64,
    /// What is wrong with the laptop itself: no room, a clock that cannot be right.
    pub warnings: Vec<Failure>,
    /// Whether there is an office for practice that was not left yet.
    pub has_practice: bool,
    /// What was typed in the first run.
    pub typed: Value,
}

/// Arguments of `door.keep_typed`.
#[derive(Deserialize, TS)]
pub struct Typed {
    /// As the screen understands it. A passphrase must not be in it.
    pub typed: Value,
}

/// A NIP as typed.
#[derive(Debug, Deserialize, TS)]
pub struct NipTyped {
    /// As typed.
    pub nip: String,
}

/// One half of the recovery code as typed.
#[derive(Deserialize, TS)]
pub struct TypedHalf {
    /// 1 for A, 2 for B.
    pub half: u8,
    /// As typed.
    pub text: String,
}

/// Arguments of `door.reset_password`.
#[derive(Deserialize, TS)]
pub struct NewPassword {
    /// Half A.
    pub first: String,
    /// Half B.
    pub second: String,
    /// Whose passphrase.
    pub login: String,
    /// The new one.
    pub password: String,
}

/// A backup in the tray.
#[derive(Debug, Deserialize, TS)]
pub struct BackupFile {
    /// The file.
    pub file: FileId,
}

/// A backup in the tray and what opens it.
#[derive(Deserialize, TS)]
pub struct OpenedBackup {
    /// The file.
    pub file: FileId,
    /// What opens it.
    pub opening: Opening,
}

/// Arguments of `door.restore`.
#[derive(Deserialize, TS)]
pub struct RestoreBackup {
    /// The file.
    pub file: FileId,
    /// What opens it.
    pub opening: Opening,
    /// After an opening with the recovery code: whose passphrase is made anew, and which one it becomes.
    pub reset: Option<Reset>,
}

/// A new passphrase for a user.
#[derive(Deserialize, TS)]
pub struct Reset {
    /// Whose.
    pub login: String,
    /// The new one.
    pub password: String,
}

/// Arguments of `office.open`.
#[derive(Debug, Deserialize, TS)]
#[ts(optional_fields)]
pub struct OpenOffice {
    /// The folder; left out: the one that the application was started with.
    pub folder: Option<PathBuf>,
    /// The login.
    pub login: String,
    /// The passphrase.
    pub password: String,
}

impl Desk {
    pub(super) fn open_office(&self, at: OpenOffice) -> Result<Workplace, Failure> {
        let mut open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        self.end_session(&mut open);
        let folder = at.folder.as_deref().unwrap_or(&self.folder);
        let opened = Office::open(folder, &at.login, &at.password, Arc::clone(&self.host));
        self.front().broken = opened.as_ref().err().and_then(|failure| Broken::of(failure, folder));
        self.enter(&mut open, opened?)
    }

    /// Lets the one who has opened an office in.
    pub(super) fn enter(&self, open: &mut Option<Office>, office: Office) -> Result<Workplace, Failure> {
        let workplace = office.workplace()?;
        *self.typing.lock().unwrap_or_else(PoisonError::into_inner) = office.typing().ok();
        self.tray.open();
        *open = Some(office);
        Ok(workplace)
    }

    pub(super) fn lock_office(&self, _: Nothing) -> Result<(), Failure> {
        // Work that holds the office stops at the next person.
        self.jobs.end_all();
        let mut open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        self.end_session(&mut open);
        Ok(())
    }

    /// Gives the folder's lock back, so that the same folder can be opened again.
    pub(super) fn end_session(&self, open: &mut Option<Office>) {
        *self.typing.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *open = None;
        self.session.fetch_add(1, Ordering::SeqCst);
        self.jobs.end_all();
        self.tray.close();
        self.unnoted.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.front().code = None;
        *self.saved.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(super) fn get_workplace(&self, _: Nothing) -> Result<Workplace, Failure> {
        self.with(|office| office.workplace())
    }

    pub(super) fn front(&self) -> MutexGuard<'_, Front> {
        self.front.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn look_at_door(&self, _: Nothing) -> Result<Door, Failure> {
        // Nobody opens the office meanwhile: looking at its lock would be in the way.
        let open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        let is_open = open.is_some();
        let (logins, trouble) = match Office::list_logins(&self.folder) {
            Ok(logins) => (logins, None),
            Err(failure) => (Some(Vec::new()), Some(failure)),
        };
        let trouble = trouble.or_else(|| if is_open { None } else { self.find_trouble() });
        let front = self.front();
        let broken = front.broken.as_ref().and_then(|broken| broken.still(&self.folder));
        Ok(Door {
            folder: self.folder.clone(),
            has_office: logins.is_some(),
            waiting: if logins.is_some() { None } else { pairing::find_waiting(&self.folder)? },
            logins: logins.unwrap_or_default(),
            is_open,
            may_replace: !is_open && trouble.as_ref().or(broken).is_some_and(is_broken),
            trouble,
            wait_seconds: vault::next_wait(&self.folder).as_secs(),
            warnings: self.list_warnings(),
            has_practice: self.has_practice(),
            typed: front.typed.clone(),
        })
    }

    /// Takes the folder for a moment: held by another process, not writable, without its database.
    fn find_trouble(&self) -> Option<Failure> {
        match Folder::open(&self.folder) {
            Ok(folder) if folder.paths().database().is_file() => None,
            Ok(_) => Some(StoreError::DatabaseMissing.into()),
            Err(StoreError::FolderMissing { .. }) => None,
            Err(StoreError::NotAnOfficeFolder { .. }) if is_without_content(&self.folder) => None,
            Err(error) => Some(error.into()),
        }
    }

    fn list_warnings(&self) -> Vec<Failure> {
        let mut warnings = Vec::new();
        if let Some(free) = self.host.free_space(&self.folder).filter(|free| *free < LEAST_SPACE) {
            warnings.push(
                Failure::new("door.disk_low")
                    .with("megabytes", free / 1024 / 1024)
                    .with("folder", self.folder.display().to_string()),
            );
        }
        let today = self.host.today();
        if today.year() < BUILT_IN {
            warnings
                .push(Failure::new("door.clock_early").with("year", today.year()).with("least", BUILT_IN));
        }
        warnings
    }

    pub(super) fn keep_typed(&self, new: Typed) -> Result<(), Failure> {
        self.front().typed = new.typed;
        Ok(())
    }

    /// The NIP, bare, where its structure is right.
    pub(super) fn check_nip(&self, typed: NipTyped) -> Result<String, Failure> {
        read_nip(&typed.nip, self.host.as_ref())
    }

    pub(super) fn found_office(&self, run: FirstRun) -> Result<Workplace, Failure> {
        let mut open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        self.end_session(&mut open);
        let (office, code) =
            Office::found_first(&self.folder, &run, Cost::Calibrated, Arc::clone(&self.host))?;
        let workplace = self.enter(&mut open, office)?;
        let mut front = self.front();
        front.code = Some(code);
        front.typed = Value::Null;
        Ok(workplace)
    }

    pub(super) fn check_half(&self, typed: TypedHalf) -> Result<(), Failure> {
        let sheet = if typed.half == 1 { Sheet::First } else { Sheet::Second };
        Ok(check_half(sheet, &typed.text)?)
    }

    pub(super) fn reset_password(&self, new: NewPassword) -> Result<Workplace, Failure> {
        let mut open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        self.end_session(&mut open);
        let office = self.open_anew((&new.first, &new.second), &new.login, &new.password)?;
        self.enter(&mut open, office)
    }

    /// Lets files into the tray while no office is open: a backup is to be looked at.
    pub(super) fn take_files(&self, _: Nothing) -> Result<(), Failure> {
        self.tray.open();
        Ok(())
    }

    /// The choice of a backup was left.
    pub(super) fn drop_files(&self, _: Nothing) -> Result<(), Failure> {
        let open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        if open.is_none() {
            self.tray.close();
        }
        Ok(())
    }

    pub(super) fn look_at_backup(&self, of: BackupFile) -> Result<BackupLook, Failure> {
        self.with_backup(of.file, |file, _| archive::look_at_backup(file))
    }

    pub(super) fn preview_backup(&self, of: OpenedBackup) -> Result<BackupPreview, Failure> {
        self.with_backup(of.file, |file, scratch| {
            archive::preview_backup(file, &of.opening, scratch, &self.host)
        })
    }

    pub(super) fn restore_backup(&self, of: RestoreBackup) -> Result<Workplace, Failure> {
        let mut open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        if open.is_some() {
            return Err(Failure::new("office.is_open"));
        }
        self.with_backup(of.file, |file, scratch| {
            // First elsewhere: nothing is put in place that would not open.
            archive::preview_backup(file, &of.opening, scratch, &self.host)?;
            let aside = self.make_room()?;
            archive::restore(file, &self.folder, &self.host)?;
            if let Some(aside) = aside {
                // Where it fails they are still in what was put aside.
                let _ = put_back::carry_backups(&aside, &self.folder, file);
            }
            Ok(())
        })?;
        self.front().broken = None;
        let office = match (&of.opening, &of.reset) {
            (Opening::Password { login, password }, _) => {
                Office::open(&self.folder, login, password, Arc::clone(&self.host))?
            }
            (Opening::Recovery { first, second }, Some(Reset { login, password })) => {
                self.open_anew((first, second), login, password)?
            }
            (Opening::Recovery { .. }, None) => return Err(Failure::new("office.not_open")),
        };
        self.enter(&mut open, office)
    }

    /// Opens with both halves of the recovery code, gives a user a new passphrase, and comes in with it.
    fn open_anew(
        &self,
        (first, second): (&str, &str),
        login: &str,
        password: &str,
    ) -> Result<Office, Failure> {
        let mut office = Office::open_with_recovery(&self.folder, first, second, Arc::clone(&self.host))?;
        office.reset_password(login, password, Cost::Calibrated)?;
        drop(office);
        Office::open(&self.folder, login, password, Arc::clone(&self.host))
    }

    /// Puts a broken office aside, wholly, so that a backup can take its place, and answers where. Nothing of it is deleted.
    fn make_room(&self) -> Result<Option<PathBuf>, Failure> {
        let broken = || self.front().broken.as_ref()?.still(&self.folder).cloned();
        let found = self.find_trouble().or_else(broken);
        let unreadable = Office::list_logins(&self.folder).err();
        if !found.or(unreadable).as_ref().is_some_and(is_broken) {
            return Ok(None);
        }
        let day = self.host.today();
        let place = (1_u32..)
            .map(|number| beside(&self.folder, &format!("-rusak-{day}-{number}")))
            .find(|place| !place.exists())
            .unwrap_or_else(|| beside(&self.folder, "-rusak"));
        tilik_store::rename(&self.folder, &place)
            .map_err(|error| Failure::of_file("store.io", &self.folder, &error))?;
        Ok(Some(place))
    }

    /// Reads a backup of the tray where it lies, or lays it on the disk for as long as it is read. It is encrypted, and so is whatever is made of it there.
    fn with_backup<T>(
        &self,
        file: FileId,
        work: impl FnOnce(&Path, &Path) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let _one_at_a_time = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let scratch = Scratch::beside(&self.folder, ".tilik-look")?;
        let path = match self.tray.place(file)? {
            // What lies in a folder that is put aside moves with it.
            Some(path) if is_within(&path, &self.folder) => scratch.share("arrived.tilikbackup", &path)?,
            Some(path) => path,
            None => scratch.lay("arrived.tilikbackup", &self.tray.get(file)?)?,
        };
        work(&path, &scratch.place("kantor"))
    }
}

/// Whether a backup in its place is what helps.
pub(super) fn is_broken(failure: &Failure) -> bool {
    [
        "store.keys_missing",
        "store.keys_damaged",
        "store.keys_tampered",
        "store.keys_do_not_fit",
        "store.database_missing",
        "store.database_damaged",
        "store.database_damaged_in_place",
    ]
    .contains(&failure.code.as_str())
}

fn is_within(path: &Path, folder: &Path) -> bool {
    matches!((path.canonicalize(), folder.canonicalize()), (Ok(path), Ok(folder)) if path.starts_with(&folder))
}

fn is_without_content(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}
