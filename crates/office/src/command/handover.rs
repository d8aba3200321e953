//! Commands of handing the office over: what would go along, the sealed file with its minutes, and the end of what is left here.

use std::sync::{Arc, PoisonError};

use serde::{Deserialize, Serialize};
use tilik_journal::Role;
use tilik_store::backup;
use tilik_store::keys::Cost;
use ts_rs::TS;

use super::print::PaperName;
use super::{Desk, Nothing};
use crate::handover::{HandedOver, HandoverMade, Successor, Wiped, new_code};
use crate::job::{Stage, Started};
use crate::session::HEAD_LOGIN;
use crate::tray::FileId;
use crate::{Failure, Office};

/// How handing over stands on this laptop, for its head.
#[derive(Debug, Serialize, TS)]
pub struct HandoverState {
    /// What would go along; none where nobody can hand over.
    pub contents: Option<HandedOver>,
    /// Why nobody can.
    pub refusal: Option<Failure>,
    /// What this laptop shows to the one who handed over to it; only on a laptop of the head's that did not found the office.
    pub arrival: Option<String>,
}

/// To whom the office goes.
#[derive(Debug, Deserialize, TS)]
pub struct HandingOver {
    /// The name with its titles.
    pub name: String,
    /// The NIP as typed; empty where none is known.
    pub nip: String,
    /// The paper of the minutes.
    pub paper: PaperName,
}

/// What was made for the successor. The code is nowhere else: it is shown once.
#[derive(Serialize, TS)]
pub struct HandoverFiles {
    /// The sealed file, in the tray.
    pub file: FileId,
    /// The name to save it under.
    pub name: String,
    /// The minutes, in the tray.
    pub minutes: FileId,
    /// The name to save them under.
    pub minutes_name: String,
    /// The login that opens the file.
    pub login: String,
    /// The passphrase that opens the file.
    pub code: String,
    /// What the file is.
    pub made: HandoverMade,
}

/// What was typed to wipe the office.
#[derive(Debug, Deserialize, TS)]
pub struct Wiping {
    /// What the successor's laptop shows.
    pub code: String,
    /// The office's name, in full.
    pub name: String,
}

impl Desk {
    pub(super) fn look_at_handover(&self, _: Nothing) -> Result<HandoverState, Failure> {
        self.with(|office| {
            // Whoever came into an office by a file of it shows that he did.
            let arrival = match office.is_first_laptop()? {
                false if office.need_role(&[Role::Kepala]).is_ok() => Some(office.arrival_code()?),
                _ => None,
            };
            Ok(match office.plan_handover() {
                Ok(contents) => HandoverState { contents: Some(contents), refusal: None, arrival },
                Err(refusal) => HandoverState { contents: None, refusal: Some(refusal), arrival },
            })
        })
    }

    pub(super) fn start_handover(&self, to: HandingOver) -> Result<Started<HandoverFiles>, Failure> {
        let tray = Arc::clone(&self.tray);
        Ok(self.start(move |office, progress| {
            let code = new_code(office.host().as_ref());
            let successor =
                Successor { login: HEAD_LOGIN.into(), name: to.name, nip: to.nip, password: code.clone() };
            // Beside the marks, which are of this laptop and not in the folder; the next one replaces it.
            let place = office.host().marks().join("stick");
            std::fs::create_dir_all(&place).map_err(|error| Failure::of_file("store.io", &place, &error))?;
            let path = place.join(format!("serah-terima.{}", backup::EXTENSION));
            // The act of handing over is in the journal before the file is there: stopped between them it would say what never was, so this is not cancelled.
            let made = progress
                .during(Stage::HandingOver, || office.make_handover(&successor, &path, Cost::Calibrated))?;
            let minutes = progress
                .during(Stage::Minutes, || office.render_handover(&successor, &made, to.paper.paper()))?;
            let stem = format!("serah-terima-{}-{}", office.file_name()?, office.today());
            Ok(HandoverFiles {
                file: tray.put_place(path)?,
                name: format!("{stem}.{}", backup::EXTENSION),
                minutes: tray.put(minutes)?,
                minutes_name: format!("berita-acara-{stem}.pdf"),
                login: HEAD_LOGIN.into(),
                code,
                made,
            })
        }))
    }

    /// Nobody is at work in an office that is wiped: whatever else waited for it stops.
    pub(super) fn wipe_handed_over(&self, typed: Wiping) -> Result<Wiped, Failure> {
        let mut open = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        let was_open = open.is_some();
        let wiped = Office::wipe_handed_over(&mut open, &typed.code, &typed.name);
        if was_open && open.is_none() {
            self.end_session(&mut open);
        }
        wiped
    }
}
