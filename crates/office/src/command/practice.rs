//! Mode Latihan: an office of invented people in a folder of its own beside the real one, and leaving it for good.
//!
//! Invariant: nothing here writes to or removes anything of the real office (`practice_comes_and_goes_and_the_real_office_is_untouched`).

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use serde::Serialize;
use tilik_store::beside;
use tilik_store::keys::Cost;
use ts_rs::TS;

use super::door::is_broken;
use super::{Desk, Nothing};
use crate::host::WithMarks;
use crate::job::Started;
use crate::screen::Workplace;
use crate::session::{HEAD_LOGIN, Summary};
use crate::{Failure, Host, Office, demo};

/// Invented people: enough for every screen, few enough to be made at once.
const PEOPLE: usize = 12;
/// No secret: it guards invented people. Nobody is asked for it.
const PASSPHRASE: &str = "latihan tanpa rahasia";

/// What leaving practice deletes.
#[derive(Debug, Serialize, TS)]
pub struct PracticeLook {
    /// How the office for practice stands.
    pub summary: Summary,
    /// The folder that is deleted.
    pub folder: PathBuf,
}

impl Desk {
    fn practice_root(&self) -> PathBuf {
        beside(&self.folder, "-latihan")
    }

    fn practice_host(&self) -> Arc<dyn Host> {
        WithMarks::at(&self.host, self.practice_root().join("marks"))
    }

    pub(super) fn has_practice(&self) -> bool {
        self.practice_root().is_dir()
    }

    /// Makes the office for practice where there is none. It is whole or not there: made beside its place and renamed.
    pub(super) fn prepare_practice(&self, _: Nothing) -> Result<Started<()>, Failure> {
        let (root, host) = (self.practice_root(), Arc::clone(&self.host));
        let partial = beside(&self.folder, "-latihan.tilik-partial");
        let gone = beside(&self.folder, "-latihan.tilik-gone");
        let practising = Arc::clone(&self.practising);
        Ok(self.jobs.start(move |_| {
            // Whoever asked twice finds it made.
            let _one_at_a_time = practising.lock().unwrap_or_else(PoisonError::into_inner);
            let failed = |error: &std::io::Error| Failure::of_file("store.io", &root, error);
            for left in [&partial, &gone] {
                if left.exists() {
                    fs::remove_dir_all(left).map_err(|error| failed(&error))?;
                }
            }
            if root.is_dir() {
                return Ok(());
            }
            let marks = WithMarks::at(&host, partial.join("marks"));
            let (mut office, _) =
                demo::make_demo(&partial.join("kantor"), PEOPLE, PASSPHRASE, Cost::Floor, marks)?;
            office.mark_practice()?;
            drop(office);
            tilik_store::rename(&partial, &root).map_err(|error| failed(&error))
        }))
    }

    pub(super) fn enter_practice(&self, _: Nothing) -> Result<Workplace, Failure> {
        let mut open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        self.end_session(&mut open);
        let folder = self.practice_root().join("kantor");
        let office = Office::open(&folder, HEAD_LOGIN, PASSPHRASE, self.practice_host())?;
        self.enter(&mut open, office)
    }

    fn is_practice_broken(&self) -> bool {
        let folder = self.practice_root().join("kantor");
        match Office::open(&folder, HEAD_LOGIN, PASSPHRASE, self.practice_host()) {
            Ok(_) => false,
            // Everything of it is gone but its folder.
            Err(failure) => is_broken(&failure) || !folder.is_dir(),
        }
    }

    pub(super) fn look_at_practice(&self, _: Nothing) -> Result<PracticeLook, Failure> {
        let summary = self.with(|office| office.summary())?;
        if !summary.is_practice {
            return Err(Failure::new("practice.not_open"));
        }
        Ok(PracticeLook { summary, folder: self.practice_root() })
    }

    /// Deletes the office for practice, which must be the one that is open, or broken: there is no other way out of one that opens no more.
    pub(super) fn leave_practice(&self, _: Nothing) -> Result<(), Failure> {
        let mut open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        let _one_at_a_time = self.practising.lock().unwrap_or_else(PoisonError::into_inner);
        let root = self.practice_root();
        let may_go = match open.as_ref() {
            Some(office) => {
                office.store().vault().folder().paths().root() == root.join("kantor")
                    && office.is_practice().unwrap_or_default()
            }
            None => root.is_dir() && self.is_practice_broken(),
        };
        if !may_go {
            return Err(Failure::new("practice.not_open"));
        }
        self.end_session(&mut open);
        let failed = |error: &std::io::Error| Failure::of_file("store.io", &root, error);
        // Out of its place at once; a kill in between leaves something that the next practice removes.
        let gone = beside(&self.folder, "-latihan.tilik-gone");
        if gone.exists() {
            fs::remove_dir_all(&gone).map_err(|error| failed(&error))?;
        }
        tilik_store::rename(&root, &gone).map_err(|error| failed(&error))?;
        fs::remove_dir_all(&gone).map_err(|error| failed(&error))
    }
}
