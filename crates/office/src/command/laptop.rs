//! Commands of the office's laptops: on the new one before there is an office, on the first one to let it in.

use std::sync::{Arc, PoisonError};

use serde::{Deserialize, Serialize};
use tilik_store::keys::Cost;
use tilik_sync::bundle::EXTENSION;
use ts_rs::TS;

use super::sending::{StickFile, make_stick_file, on_disk};
use super::sheet::OfFile;
use super::{Desk, Nothing};
use crate::job::Started;
use crate::pairing::{self, AnswerCard, Laptops, LetIn, NewLaptop, Waiting};
use crate::screen::Workplace;
use crate::tray::FileId;
use crate::{Failure, Office};

/// The request of a new laptop, to be carried to the first one.
#[derive(Debug, Serialize, TS)]
pub struct RequestFile {
    /// In the tray.
    pub file: FileId,
    /// The name to save it under.
    pub name: String,
}

/// The first laptop's answer and what opens this laptop.
#[derive(Deserialize, TS)]
pub struct OpenedAnswer {
    /// In the tray.
    pub file: FileId,
    /// The passphrase that was chosen when it asked.
    pub password: String,
}

/// Arguments of `sending.start_letting_in`.
#[derive(Deserialize, TS)]
pub struct LettingIn {
    /// The request, in the tray.
    pub file: FileId,
    /// Whom it is for.
    pub new: LetIn,
}

/// A laptop and its new name.
#[derive(Deserialize, TS)]
pub struct RenamedLaptop {
    /// Its key.
    pub key: String,
    /// The name.
    pub name: String,
}

/// A laptop that shall end, and why.
#[derive(Deserialize, TS)]
pub struct EndedLaptop {
    /// Its key.
    pub key: String,
    /// Why; may be empty.
    pub reason: String,
}

impl Desk {
    pub(super) fn ask_to_join(&self, new: NewLaptop) -> Result<Waiting, Failure> {
        let _open = self.need_nobody()?;
        pairing::ask_to_join(&self.folder, &new, Cost::Calibrated, &self.host)
    }

    pub(super) fn get_request(&self, _: Nothing) -> Result<RequestFile, Failure> {
        self.tray.open();
        let path = pairing::request_of(&self.folder);
        let waiting =
            pairing::find_waiting(&self.folder)?.ok_or_else(|| Failure::new("pairing.nobody_waits"))?;
        let name = format!("permintaan-{}.{EXTENSION}", tilik_sync::bundle::short_name(&waiting.name));
        Ok(RequestFile { file: self.tray.put_place(path)?, name })
    }

    pub(super) fn forget_waiting(&self, _: Nothing) -> Result<(), Failure> {
        let _open = self.need_nobody()?;
        pairing::forget_waiting(&self.folder)
    }

    pub(super) fn look_at_answer(&self, of: OpenedAnswer) -> Result<AnswerCard, Failure> {
        let _open = self.need_nobody()?;
        on_disk(&self.folder, &self.tray, of.file, |path| {
            pairing::look_at_answer(&self.folder, &of.password, path, &self.host)
        })
    }

    pub(super) fn join_office(&self, of: OpenedAnswer) -> Result<Workplace, Failure> {
        let mut open = self.need_nobody()?;
        let office = on_disk(&self.folder, &self.tray, of.file, |path| {
            pairing::join(&self.folder, (&of.password, Cost::Calibrated), path, &self.host)
        })?;
        self.enter(&mut open, office)
    }

    /// While no office is open, and none is opened meanwhile.
    fn need_nobody(&self) -> Result<std::sync::MutexGuard<'_, Option<Office>>, Failure> {
        let open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        if open.is_some() { Err(Failure::new("office.is_open")) } else { Ok(open) }
    }

    pub(super) fn list_laptops(&self, _: Nothing) -> Result<Laptops, Failure> {
        self.with(|office| office.list_laptops())
    }

    pub(super) fn look_at_request(&self, of: OfFile) -> Result<Waiting, Failure> {
        let bytes = self.tray.get(of.file)?;
        self.with(|office| office.look_at_request(&bytes))
    }

    pub(super) fn start_letting_in(&self, letting: LettingIn) -> Result<Started<StickFile>, Failure> {
        let (tray, request) = (Arc::clone(&self.tray), self.tray.get(letting.file)?);
        Ok(self.start(move |office, _| {
            make_stick_file(office, &tray, "jawaban", |office, path| {
                office.let_laptop_in(&request, &letting.new, path)
            })
        }))
    }

    pub(super) fn rename_laptop(&self, new: RenamedLaptop) -> Result<Laptops, Failure> {
        self.with(|office| {
            office.rename_laptop(&new.key, &new.name)?;
            office.list_laptops()
        })
    }

    pub(super) fn end_laptop(&self, ended: EndedLaptop) -> Result<Laptops, Failure> {
        self.with(|office| {
            office.end_laptop(&ended.key, &ended.reason)?;
            office.list_laptops()
        })
    }
}
