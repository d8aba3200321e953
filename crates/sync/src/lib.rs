//! What laptop and province say to each other, what each lacks of the other's journal, and a run that may be cut anywhere (`docs/protocol.md`).
//!
//! Knows entries and where they stand, never what they are about; no clock, no files, no SQL. What it needs of a laptop's journal it asks of a [`Ledger`], what it
//! needs of a line of a [`Transport`]. Only the line is waited for: every decision is a plain function.
//!
//! The invariant a reader could break: a side keeps what it was told before it says the next word, and says again nothing that the other has confirmed, so that a run
//! that ends anywhere loses nothing and doubles nothing (`tests/kills.rs`, `tests/bad_line.rs`).

#[cfg(feature = "stick")]
pub mod bundle;
mod bytes;
pub mod code;
pub mod enrolment;
mod error;
#[cfg(feature = "stick")]
pub mod forwarding;
#[cfg(feature = "http")]
pub mod http;
mod ledger;
pub mod message;
pub mod packing;
pub mod pairing;
pub mod plan;
pub mod portion;
pub mod run;
pub mod says;
mod transport;
pub mod waiting;

pub use bytes::size_of;
pub use error::SyncError;
pub use ledger::{Epoch, Ledger, Wanted};
pub use message::{Message, Question, Standing};
pub use plan::{Cover, Plan, plan};
pub use portion::{Filling, Portion};
pub use run::{Outcome, Progress, Run, Settings, Step, drive};
pub use transport::{Answer, CONTENT_TYPE, LineError, Request, Transport, Waits};

/// Where an entry stands: its log, its number there, its hash.
pub type Name = tilik_journal::SeenRef;

/// The protocol that this release speaks.
pub const PROTOCOL: u32 = 1;
