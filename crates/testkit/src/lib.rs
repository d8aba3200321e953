//! What tests of the whole share: a host that obeys, offices in temporary folders, the real program, and files of fictional people.
//!
//! Must not decide what is right: it makes and runs, the tests judge. Everything that looks like chance comes from a seed, so a failure can be repeated.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

pub mod bench;
pub mod chance;
pub mod folder;
pub mod host;
pub mod office;
pub mod program;
pub mod staff;

pub use chance::Chance;
pub use host::FakeHost;
pub use office::TempOffice;
pub use program::{Answer, Tilikctl};
pub use staff::Staff;

/// The passphrase of every head in these tests.
pub const PASSWORD: &str = "kopi pagi di kantor";
/// Another one.
pub const OTHER_PASSWORD: &str = "teh sore di beranda";
