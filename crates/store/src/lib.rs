//! The encrypted SQLite file of an office: schema, migrations, projections, keys, backups.
//!
//! The lower half (everything below) knows folders, keys and bytes, and must not know what the journal is; the write path
//! stands on top of it. Whoever opens an office goes through [`vault::Vault`].

mod anchor;
pub mod attachment;
pub mod backup;
pub mod database;
pub mod draft;
mod durable_file;
pub mod error;
pub mod folder;
mod key_list;
pub mod keys;
pub mod ledger;
pub mod mark;
pub mod schema;
pub mod snapshot;
pub mod store;
pub mod surroundings;
pub mod throttle;
pub mod vault;
pub mod wipe;

pub use durable_file::{beside, rename, share_closed_file};
pub use error::StoreError;
pub use snapshot::Snapshot;
pub use store::{NewOffice, Store};
pub use surroundings::{Step, Surroundings};
pub use vault::Vault;
