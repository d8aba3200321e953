//! The server of a province: it keeps every authentic entry that an enrolled device sends, numbers it, hands it out, and adds it up (`docs/protocol.md`).
//!
//! Processes of it hold nothing that another would need to know: what lasts is in PostgreSQL and the object store, what a laptop carries between two words is a sealed note. It
//! knows who may talk; which entries count is a function of the entries (`docs/journal.md`), which it works out after it has kept them.
//!
//! Must not know passphrases, private logs, or any laptop's file. The invariant a reader could break: an answer is given after what it says is on the disk, and whatever is asked
//! again is answered the same (`tests/`).

mod accounts;
mod attachment;
mod bundle;
pub mod config;
pub mod directory;
pub mod doors;
mod enrolment;
mod error;
mod guesses;
mod handout;
pub mod key;
pub mod ledger;
pub mod note;
mod pages;
pub mod projection;
pub mod province;
pub mod says;
pub mod schema;
mod staff;
mod sweep;

pub use config::Config;
pub use directory::Issued;
pub use error::{ProvinceError, Refusal};
pub use province::Province;
pub use staff::StaffRole;
