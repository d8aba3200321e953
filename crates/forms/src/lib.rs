//! Printed forms: form data -> page layout (plain data) -> PDF.
//!
//! This crate must not know appraisal rules, the store, the journal or the clock: form data are strings that are already formatted
//! as they shall stand on paper, and a few small enums. Data that were printed once can be printed again after decades, so form data
//! keep a version and are read tolerantly. Equal input gives equal bytes.
//!
//! The way through: [`dokumen_evaluasi`] turns form data into blocks, [`flow`] and [`table`] stack blocks on pages, [`text`] breaks lines,
//! [`layout`] is the outcome as plain data, `pdf` writes it (and alone names the PDF library), [`batch`] does it for many people.

pub mod batch;
pub mod dokumen_evaluasi;
mod error;
pub mod flow;
mod furniture;
pub mod layout;
pub mod paper;
mod pdf;
pub mod picture;
pub mod recovery_sheet;
mod rules;
pub mod table;
pub mod text;

pub use batch::{EmptyFields, Form, LaidOut, Options, Progress, Rendered, render};
pub use dokumen_evaluasi::DokumenEvaluasi;
pub use error::{FormsError, Warning};
pub use paper::{Margins, Orientation, Paper, Sheet};
pub use pdf::Moment;
pub use picture::Picture;
pub use recovery_sheet::RecoverySheet;
