//! Commands of the safety copies.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Desk, Nothing};
use crate::job::Started;
use crate::safekeeping::{CopyBegun, CopyCheck, Occasion, RestorePreview, SafeCopy, Safety, check_copy};
use crate::scratch::Scratch;
use crate::screen::Workplace;
use crate::tray::{FileId, Tray};
use crate::{Failure, Office};

/// A copy on this laptop.
#[derive(Debug, Deserialize, TS)]
pub struct OfCopy {
    /// Its number.
    pub counter: u64,
}

/// A copy to look into: one on this laptop, or a file of the tray.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CopySource {
    /// On this laptop.
    Kept {
        /// Its number.
        counter: u64,
    },
    /// Brought on a stick, and read where it lies when the tray knows its place.
    File {
        /// In the tray.
        file: FileId,
    },
}

/// Arguments of `backup.start_preview`.
#[derive(Deserialize, TS)]
pub struct LookInto {
    /// Which copy.
    pub source: CopySource,
    /// Who could come in when it was made.
    pub login: String,
    /// With the passphrase of that time.
    pub password: String,
}

/// Arguments of `backup.start_restore`.
#[derive(Deserialize, TS)]
pub struct PutBack {
    /// Which copy.
    pub source: CopySource,
    /// Who could come in when it was made.
    pub login: String,
    /// With the passphrase of that time.
    pub password: String,
    /// PULIHKAN.
    pub word: String,
}

/// A copy for a stick.
#[derive(Debug, Serialize, TS)]
pub struct StickCopy {
    /// In the tray.
    pub file: FileId,
    /// The name to save it under.
    pub name: String,
    /// How many scanned pages and emblems are not in it: they lay in a folder that is gone.
    pub left_out: usize,
}

impl Desk {
    pub(super) fn look_at_copies(&self, _: Nothing) -> Result<Safety, Failure> {
        self.with(|office| office.safety())
    }

    pub(super) fn list_copies(&self, _: Nothing) -> Result<Vec<SafeCopy>, Failure> {
        self.with(|office| office.list_copies())
    }

    pub(super) fn start_daily_copy(&self, _: Nothing) -> Result<Started<Option<SafeCopy>>, Failure> {
        Ok(self.start_beside(
            Office::begin_copy_of_the_day,
            |begun, _| begun.map(CopyBegun::write).transpose(),
            |office, made| made.map(|made| office.end_copy(&made)).transpose(),
        ))
    }

    pub(super) fn start_copy(&self, _: Nothing) -> Result<Started<SafeCopy>, Failure> {
        Ok(self.start_beside(
            |office| office.begin_copy(Occasion::Asked),
            |begun, _| begun.write(),
            |office, made| office.end_copy(&made),
        ))
    }

    pub(super) fn start_stick_copy(&self, _: Nothing) -> Result<Started<StickCopy>, Failure> {
        let tray = Arc::clone(&self.tray);
        Ok(self.start_beside(
            Office::begin_stick_copy,
            |begun, _| begun.write(),
            move |office, made| {
                let (path, left_out) = office.end_stick_copy(made)?;
                let name = format!("cadangan-{}.{}", office.today(), tilik_store::backup::EXTENSION);
                Ok(StickCopy { file: tray.put_place(path)?, name, left_out })
            },
        ))
    }

    pub(super) fn confirm_stick(&self, _: Nothing) -> Result<Safety, Failure> {
        let saved = self.saved();
        let is_copy =
            |path: &PathBuf| path.extension().is_some_and(|it| it == tilik_store::backup::EXTENSION);
        let saved = saved.filter(is_copy);
        self.with(|office| office.confirm_stick(saved.as_deref()))
    }

    pub(super) fn start_copy_check(&self, of: OfCopy) -> Result<Started<CopyCheck>, Failure> {
        let OfCopy { counter } = of;
        Ok(self.start_beside(
            move |office| Ok((office.get_copy(counter)?, office.store().begin_reading())),
            move |(path, _reader), _| check_copy(&path, counter),
            |office, check| office.note_check(&check).map(|()| check),
        ))
    }

    pub(super) fn start_restore_preview(&self, into: LookInto) -> Result<Started<RestorePreview>, Failure> {
        let tray = Arc::clone(&self.tray);
        Ok(self.start(move |office, _| {
            let copy = CopyOnDisk::find(office, &into.source, &tray)?;
            office.preview_restore(&copy.path, &into.login, &into.password)
        }))
    }

    /// The session goes on with what was put back: whoever asked has just shown the passphrase of that time. What else waited for the office does not run.
    pub(super) fn start_restore(&self, back: PutBack) -> Result<Started<Workplace>, Failure> {
        let (office, session) = (Arc::clone(&self.office), Arc::clone(&self.session));
        let (tray, typing, front) =
            (Arc::clone(&self.tray), Arc::clone(&self.typing), Arc::clone(&self.front));
        let started_in = session.load(Ordering::SeqCst);
        Ok(self.jobs.start(move |_| {
            let mut held = office.lock().unwrap_or_else(PoisonError::into_inner);
            if session.load(Ordering::SeqCst) != started_in {
                return Err(Failure::new("office.session_ended"));
            }
            let source = held.as_ref().ok_or_else(|| Failure::new("office.not_open"))?;
            let copy = CopyOnDisk::find(source, &back.source, &tray)?;
            let restored =
                Office::restore_over(&mut held, &copy.path, &back.login, &back.password, &back.word);
            if held.is_none() || restored.is_ok() {
                session.fetch_add(1, Ordering::SeqCst);
                tray.close();
                // It is of the office that was replaced, and opens the one that is there now no more.
                front.lock().unwrap_or_else(PoisonError::into_inner).code = None;
            }
            restored?;
            tray.open();
            let office = held.as_ref().ok_or_else(|| Failure::new("office.not_open"))?;
            *typing.lock().unwrap_or_else(PoisonError::into_inner) = office.typing().ok();
            office.workplace()
        }))
    }
}

/// A copy that lies on the disk, one of the tray for as long as this lives.
struct CopyOnDisk {
    path: PathBuf,
    _scratch: Option<Scratch>,
}

impl CopyOnDisk {
    fn find(office: &Office, source: &CopySource, tray: &Tray) -> Result<Self, Failure> {
        match source {
            CopySource::Kept { counter } => Ok(Self { path: office.get_copy(*counter)?, _scratch: None }),
            CopySource::File { file } => {
                if let Some(path) = tray.place(*file)? {
                    return Ok(Self { path, _scratch: None });
                }
                let bytes = tray.get(*file)?;
                let scratch =
                    Scratch::beside(office.store().vault().folder().paths().root(), ".tilik-masuk")?;
                Ok(Self { path: scratch.lay("arrived.tilikbackup", &bytes)?, _scratch: Some(scratch) })
            }
        }
    }
}
