//! The use cases of the desktop application: what a person does, against a [`Host`].
//!
//! Must not know Tauri, a window, SQL or CBOR. A use case reads, decides with the pure rules of `appraisal`, and commits acts; the one list of commands
//! ([`command`]) is how the window and the tests reach it. The invariant a reader could break: roles and the dated assessor are checked here before
//! anything is written ([`session`]).

pub mod achievement;
pub mod announced;
pub mod archive;
mod arrival;
pub mod authenticity;
pub mod closing;
pub mod command;
pub mod demo;
pub mod draft;
pub mod evaluation;
pub mod evidence;
mod failure;
pub mod faults;
pub mod forwarding;
pub mod founding;
pub mod handover;
pub mod home;
mod host;
pub mod job;
pub mod objection;
pub mod pairing;
pub mod paper;
pub mod people;
pub mod place;
pub mod plan;
pub mod planning;
pub mod preference;
pub mod printer;
pub mod printing;
pub mod rating_file;
mod record;
pub mod recovery;
pub mod roster;
pub mod safekeeping;
mod scratch;
pub mod screen;
pub mod sending;
pub mod session;
pub mod settings;
pub mod sheet;
pub mod signed;
pub mod staff;
mod standing;
pub mod superior;
pub mod tray;
pub mod undo;
pub mod user;
pub mod versions;
pub mod wording;
pub mod words;

pub use failure::Failure;
pub use host::{Host, SystemHost};
pub use session::Office;

/// The words of the rules that answers of this crate speak in, for those who may import this crate alone.
pub mod appraisal {
    pub use tilik_appraisal::objection::DayUnit;
    pub use tilik_appraisal::order::{ClosingFinding, ClosingPlace, ClosingSeverity};
    pub use tilik_appraisal::period::Period;
    pub use tilik_appraisal::predicate::Predikat;
    pub use tilik_appraisal::rating::{CoreValue, OrganisationAchievement, Rating};
    pub use tilik_appraisal::skp::{Aspect, Indicator, PlannedResult, ResultKind, Skp, SkpCode};
    pub use tilik_appraisal::superiors::AssessorQuality;
}

/// The words of the journal, likewise.
pub mod journal {
    pub use tilik_journal::{RecordId, Role};
}

/// The words of files, likewise.
pub mod exchange {
    pub use tilik_exchange::finding::Finding;
}

/// The words of the store, likewise.
pub mod store {
    pub use tilik_store::keys::Cost;
}
