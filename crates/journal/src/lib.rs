//! The journal of Tilik: entries, logs, what came before what, admission, merge, and the fold to record documents.
//!
//! Pure: no clock, no chance, no files, no SQL, and no rule of appraisal. Everything here is a function of entries, so that a laptop, the
//! province and a script reach the same documents from the same set. The bytes are fixed in `docs/journal.md`.
//!
//! The invariant a reader could break: nothing may depend on the order in which entries arrive beyond "parents first"
//! (`tests/convergence.rs` holds it).

pub mod admission;
pub mod authority;
pub mod catalogue;
pub mod cbor;
pub mod document;
pub mod entry;
mod error;
pub mod fold;
pub mod history;
pub mod id;
pub mod lineage;
pub mod payload;
pub mod role;
pub mod signatures;
pub mod upcast;
pub mod value;

pub use admission::{Admission, HeldReason, Verdict};
pub use document::{Document, Field, RecordState};
pub use entry::{Draft, Entry, Envelope, Opening, Retention, SeenRef, Signer};
pub use error::JournalError;
pub use history::History;
pub use id::{EntryHash, FeedId, LogId, RecordId, UserId};
pub use lineage::{Line, Lines, Position, View};
pub use payload::{Group, Payload, SaltedPayload, Write};
pub use role::Role;
pub use value::Value;
