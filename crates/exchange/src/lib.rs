//! Rosters, plans and ratings in and out: spreadsheets, CSV and the open export.
//!
//! Files become typed rows and rows become files. This crate must not know the store, SQL, the journal or the
//! office, does no I/O of its own and asks no clock: it takes bytes and today's date. Invariant: every row of a
//! file that is not empty is imported, refused with a reason, or counted as passed over; none vanishes.

pub mod cell_text;
pub mod code;
pub mod csv_text;
mod date_text;
pub mod error;
pub mod finding;
pub mod grid;
pub mod header;
mod nip_cell;
pub mod open_export;
pub mod plans;
pub mod ratings;
pub mod rejects;
pub mod roster;
mod rows;
pub mod table;
pub mod texts;
pub mod workbook;
