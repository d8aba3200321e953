//! Printed forms: form data -> page layout (plain data) -> PDF.
//!
//! This crate must not know appraisal rules, the store, the journal or the clock: form data are strings that are already formatted
//! as they shall stand on paper, and a few small enums. Data that were printed once can be printed again after decades, so form data
//! keep a version and are read tolerantly. Equal input gives equal bytes.
//!
//! The way through: a form such as [`dokumen_evaluasi`] describes blocks with the drawing kit in `composer`, [`flow`] and [`table`] stack blocks on
//! pages, [`paragraph`] and [`text`] break lines, [`layout`] is the outcome as plain data, `pdf` writes it (and alone names the PDF library),
//! [`batch`] does it for many people. [`registry`] lists all forms. Fixed words and the ways of agencies are reference data in
//! `assets/reference/forms/`.

pub mod angka_kredit;
pub mod batch;
pub mod behaviour;
pub mod code;
mod composer;
pub mod conventions;
pub mod curve;
pub mod dialog_kinerja;
pub mod dokumen_evaluasi;
mod error;
pub mod evaluasi_kinerja;
pub mod flow;
mod furniture;
mod hyphen;
mod identity;
pub mod imprint;
pub mod keberatan;
pub mod lampiran_skp;
pub mod laporan_bulanan;
pub mod layout;
pub mod lembar_ekspektasi;
pub mod letterhead;
pub mod matriks_peran_hasil;
mod organisation;
pub mod paper;
pub mod paragraph;
pub mod party;
mod pdf;
pub mod penetapan_predikat;
pub mod piagam;
pub mod picture;
pub mod recovery_sheet;
pub mod registry;
pub mod rekap_unit;
pub mod rencana_aksi;
mod rules;
pub mod serah_terima;
mod signature;
pub mod skp;
pub mod table;
pub mod tanda_terima;
pub mod text;
mod ties;
pub mod umpan_balik;
pub mod version;
pub mod words;
pub mod work;

pub use batch::{
    EmptyFields, Form, LaidOut, MOST_SHEETS, Options, Part, Progress, Rendered, render, render_parts,
};
pub use code::Code;
pub use conventions::Conventions;
pub use dokumen_evaluasi::DokumenEvaluasi;
pub use error::{FormsError, PictureFault, Warning};
pub use imprint::Imprint;
pub use letterhead::Letterhead;
pub use paper::{Margins, Orientation, Paper, Sheet};
pub use pdf::{Counted, Moment, count};
pub use picture::Picture;
pub use recovery_sheet::RecoverySheet;
pub use tanda_terima::TandaTerima;
