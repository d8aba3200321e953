//! The lower half of the store on real encrypted files: keys, folder, database, backup, attachments, marks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop"
)]

mod attachments;
mod backups;
mod databases;
mod full_disk;
mod kills;
mod opening;
mod passwords;
mod rehearsal;
