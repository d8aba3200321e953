//! The real program, run as a script runs it: the whole way from a staff list to signed sheets, bad input, and kills at random moments.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot go on shall stop, and says what it counted"
)]

mod imports;
mod journey;
mod kills;
mod laptop;
mod places;
mod printing;
mod refusals;
