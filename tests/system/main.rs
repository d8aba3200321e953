//! The use cases on real encrypted files: two laptops that meet, folders that are copied, bytes that break, people who may not.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on shall stop")]

mod bit_flips;
mod copied_folders;
mod forwarding;
mod handover;
mod laptops;
mod lost_edits;
#[path = "../lost_edits/mod.rs"]
mod matrix;
mod opening;
mod pairing;
mod papers;
mod revoked_and_purged;
mod roles;
mod sending;
mod standings;
mod stick;
mod two_laptops;
mod two_versions;
