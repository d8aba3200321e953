//! Commands of evaluations that go to another office as evidence, and of those that came from one.

use serde::{Deserialize, Serialize};
use tilik_sync::bundle::{EXTENSION, short_name};
use ts_rs::TS;
use uuid::Uuid;

use super::print::PaperName;
use super::{Desk, MadeFile, staff};
use crate::forwarding::{
    Forwardable, ForwardedCard, ForwardedTaken, Forwarding, KeptEvidence, new_forwarding_code,
};
use crate::tray::FileId;
use crate::{Failure, Office};

/// What of a person can go to another office, and what came from one.
#[derive(Debug, Serialize, TS)]
pub struct ForwardState {
    /// The closed evaluations of this office, the newest first; none for whoever may not forward them.
    pub forwardable: Vec<Forwardable>,
    /// Evaluations of other offices, the newest first.
    pub kept: Vec<KeptEvidence>,
    /// The number of this office, by which another knows its files.
    pub number: String,
    /// Whether the user may forward, take and remove.
    pub may_change: bool,
}

/// A file for another office. Its code is nowhere else: it is shown once.
#[derive(Serialize, TS)]
pub struct ForwardedFile {
    /// In the tray.
    pub file: FileId,
    /// The name to save it under.
    pub name: String,
    /// What opens it.
    pub code: String,
}

/// A file of another office, with what opens it.
#[derive(Deserialize, TS)]
pub struct OpenedForwarded {
    /// In the tray.
    pub file: FileId,
    /// As it was told.
    pub code: String,
}

/// A kept evaluation of another office.
#[derive(Debug, Deserialize, TS)]
pub struct OfEvidence {
    /// The record.
    pub id: Uuid,
}

/// A kept evaluation of another office, to be printed.
#[derive(Debug, Deserialize, TS)]
pub struct PrintingEvidence {
    /// The record.
    pub id: Uuid,
    /// On which paper.
    pub paper: PaperName,
}

impl Desk {
    pub(super) fn look_at_forwarding(&self, of: staff::OfNip) -> Result<ForwardState, Failure> {
        self.with(|office| {
            let may_change = office.may_forward()?;
            Ok(ForwardState {
                forwardable: if may_change { office.list_forwardable(&of.nip)? } else { Vec::new() },
                kept: office.list_kept_evidence(&of.nip)?,
                number: office.list_laptops()?.number,
                may_change,
            })
        })
    }

    pub(super) fn make_forwarded(&self, asked: Forwarding) -> Result<ForwardedFile, Failure> {
        self.with(|office| {
            let code = new_forwarding_code(office.host().as_ref());
            let bytes = office.make_forwarded(&asked, &code)?;
            let name = office.get_person_also_left(&asked.nip)?.name.full();
            let name = format!("penerusan-{}-{}.{EXTENSION}", short_name(&name), office.today());
            Ok(ForwardedFile { file: self.tray.put(bytes)?, name, code })
        })
    }

    pub(super) fn look_at_forwarded(&self, of: OpenedForwarded) -> Result<ForwardedCard, Failure> {
        let bytes = self.tray.get(of.file)?;
        self.with(|office| office.look_at_forwarded(&bytes, &of.code))
    }

    pub(super) fn take_forwarded(&self, of: OpenedForwarded) -> Result<ForwardedTaken, Failure> {
        let bytes = self.tray.get(of.file)?;
        self.with(|office| office.take_forwarded(&bytes, &of.code))
    }

    pub(super) fn remove_evidence(&self, of: OfEvidence) -> Result<(), Failure> {
        self.with(|office| office.remove_evidence(of.id))
    }

    pub(super) fn print_evidence(&self, of: PrintingEvidence) -> Result<MadeFile, Failure> {
        self.with(|office: &mut Office| {
            let bytes = office.render_evidence(of.id, of.paper.paper())?;
            Ok(MadeFile { file: self.tray.put(bytes)?, extension: "pdf".to_owned() })
        })
    }
}
