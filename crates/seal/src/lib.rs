//! The seal of a printed sheet: what the laptop that printed it claims about it, small enough for a QR of 22 mm, and what another laptop
//! can say of it without any connection.
//!
//! Pure: no clock, no chance, no files, and nothing of ours. It must not know what an evaluation is, nor how a picture is read. The bytes are
//! fixed in `docs/seal.md`; paper lives for decades, so a bit is never given a second meaning.
//!
//! The way through: [`Claim`] is the 32 bytes, [`Seal`] the claim with its signature as the text in the QR, [`typed`] what a scanner that types
//! made of that text, [`Register`] whose keys are known, [`judge`] the verdict.
//!
//! The invariant a reader could break: nothing but a claim that a registered key signed over exactly these bytes is ever
//! [`Verdict::Genuine`] (`tests/tampering.rs`).

mod base45;
mod claim;
mod error;
mod key;
pub mod modules;
pub mod register;
mod seal;
mod sheet;
pub mod typed;
pub mod verdict;

pub use claim::{CLAIM_SIZE, Claim};
pub use error::SealError;
pub use key::{KeyId, PublicKey, SIGNATURE_SIZE};
pub use modules::Modules;
pub use register::{Import, KeyList, KeyRecord, OfficeId, Register};
pub use seal::{Seal, TEXT_SIZE};
pub use sheet::{ContentHash, Nip, Part, Period, Predicate, SheetKind};
pub use verdict::{Known, Stated, Verdict, Version, judge};
