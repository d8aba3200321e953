//! What tests of the whole share: a host that obeys, offices in temporary folders, the real program, files of fictional people;
//! and without all that (feature `office`) a laptop, a province and a line between them in memory.
//!
//! Must not decide what is right: it makes and runs, the tests judge. Everything that looks like chance comes from a seed, so a failure can be repeated.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

#[cfg(feature = "office")]
pub mod bench;
pub mod chance;
#[cfg(feature = "office")]
pub mod folder;
#[cfg(feature = "office")]
pub mod host;
pub mod laptop;
pub mod line;
#[cfg(feature = "office")]
pub mod office;
#[cfg(all(feature = "postgres", unix))]
pub mod postgres;
#[cfg(feature = "office")]
pub mod program;
pub mod province;
pub mod record;
#[cfg(all(feature = "postgres", unix))]
pub mod served;
pub mod shelf;
#[cfg(feature = "office")]
pub mod staff;

pub use chance::{Chance, chance_of};
#[cfg(feature = "office")]
pub use host::FakeHost;
pub use laptop::Laptop;
pub use line::{Faults, Line, block_on};
#[cfg(feature = "office")]
pub use office::TempOffice;
#[cfg(all(feature = "postgres", unix))]
pub use postgres::Postgres;
#[cfg(feature = "office")]
pub use program::{Answer, Tilikctl};
pub use province::Province;
#[cfg(all(feature = "postgres", unix))]
pub use served::Served;
pub use shelf::Shelf;
#[cfg(feature = "office")]
pub use staff::Staff;

/// The passphrase of every head in these tests.
pub const PASSWORD: &str = "kopi pagi di kantor";
/// Another one.
pub const OTHER_PASSWORD: &str = "teh sore di beranda";
