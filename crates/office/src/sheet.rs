//! Sheets that were printed of what is closed, agreed, filed or decided, and what became of the paper: signed, refused, scanned, archived.
//!
//! A sheet's record is named by its subject, its form and the hash of what it says, so that the same content printed again (the printer jammed) or by another
//! laptop is the same print, and another content is the next one, also one that was printed before another. Drafts are never among them. Which print is in force is not written down: it is the newest
//! one of the closing that is in force, or the newest of a plan or objection as long as it says the same ([`force`]), so that no laptop has to be told that its paper is void.

mod changes;
mod force;
mod living;
mod pages;
mod pile;
mod prints;
mod scans;
mod ticks;
mod tracker;

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tilik_journal::Role;
use ts_rs::TS;

pub use changes::SheetChange;
pub(crate) use force::{Noted, Subject, find_in_force};
pub(crate) use living::Living;
pub use pages::{LARGEST_SCAN, MOST_PILE_PAGES, PilePage, ReadScan, list_seals, read_pile, read_scan};
pub use pile::{FiledPage, LeftPage, PileReport};
pub use prints::Print;
pub(crate) use prints::{Printable, hash_closing, name_print};
pub use scans::{MOST_SCANS, ScanCard, ScanMedia, ScanPage};
pub use ticks::{NotTicked, Refusal, Signed, Ticked, Untick, Which};
pub(crate) use tracker::Signature;
pub use tracker::{PaperKept, SheetCounts, SheetRow, SheetState, SheetTable, VoidReason};

/// Who keeps the office's papers.
pub(crate) const KEEPERS: &[Role] = &[Role::Kepala, Role::Penilai, Role::Operator];

/// A form whose papers are followed. Codes and numbers are those of the seal in the QR and stand on paper: none is ever used anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SheetForm {
    /// *Sasaran kinerja pegawai*.
    Skp,
    /// *Lampiran SKP*.
    LampiranSkp,
    /// *Evaluasi kinerja pegawai*, the long form.
    EvaluasiKinerja,
    /// *Dokumen evaluasi kinerja pegawai*, the page that both sign.
    DokumenEvaluasi,
    /// *Pernyataan keberatan*.
    Keberatan,
    /// *Keputusan atas keberatan*.
    KeputusanKeberatan,
}

/// Who signs a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Signers {
    /// Employee and assessor.
    Both,
    /// The assessor, or whoever decides.
    Assessor,
    /// The employee.
    Employee,
}

impl Signers {
    pub(crate) fn has_assessor(self) -> bool {
        match self {
            Self::Both | Self::Assessor => true,
            Self::Employee => false,
        }
    }

    pub(crate) fn has_employee(self) -> bool {
        match self {
            Self::Both | Self::Employee => true,
            Self::Assessor => false,
        }
    }
}

impl SheetForm {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Skp,
        Self::LampiranSkp,
        Self::EvaluasiKinerja,
        Self::DokumenEvaluasi,
        Self::Keberatan,
        Self::KeputusanKeberatan,
    ];

    /// As the journal keeps it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Skp => "skp",
            Self::LampiranSkp => "lampiran_skp",
            Self::EvaluasiKinerja => "evaluasi_kinerja",
            Self::DokumenEvaluasi => "dokumen_evaluasi",
            Self::Keberatan => "keberatan",
            Self::KeputusanKeberatan => "keputusan_keberatan",
        }
    }

    /// The form with this code; one of a later release is none.
    #[must_use]
    pub fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }

    /// Its number on paper, 1 to 31.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Skp => 1,
            Self::LampiranSkp => 2,
            Self::EvaluasiKinerja => 7,
            Self::DokumenEvaluasi => 8,
            Self::Keberatan => 12,
            Self::KeputusanKeberatan => 13,
        }
    }

    /// Who signs it.
    #[must_use]
    pub fn signers(self) -> Signers {
        match self {
            Self::Skp | Self::LampiranSkp | Self::DokumenEvaluasi => Signers::Both,
            Self::EvaluasiKinerja | Self::KeputusanKeberatan => Signers::Assessor,
            Self::Keberatan => Signers::Employee,
        }
    }

    /// Whether it is printed from the closing of an evaluation.
    #[must_use]
    pub fn is_of_closing(self) -> bool {
        match self {
            Self::EvaluasiKinerja | Self::DokumenEvaluasi => true,
            Self::Skp | Self::LampiranSkp | Self::Keberatan | Self::KeputusanKeberatan => false,
        }
    }
}

/// What a sheet says, as 16 bytes: the beginning of SHA-256(`tilik sheet v1\n` ‖ number of the form, 1 byte ‖ content).
///
/// The content is what was kept, byte for byte, and never encoded again: an update of this program must not make another sheet of the same paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash(pub [u8; 16]);

impl ContentHash {
    /// By what a later print of the same content, after another one, is named: the first print's name is taken.
    #[must_use]
    pub(crate) fn of_print(self, number: i64) -> Self {
        let hasher = Sha256::new().chain_update(b"tilik print v1\n").chain_update(self.0);
        let digest: [u8; 32] = hasher.chain_update(number.to_be_bytes()).finalize().into();
        let mut hash = [0; 16];
        hash.copy_from_slice(&digest[..16]);
        Self(hash)
    }

    /// Of a content in parts.
    #[must_use]
    pub fn of(form: SheetForm, content: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new().chain_update(b"tilik sheet v1\n").chain_update([form.number()]);
        for part in content {
            hasher.update(part);
        }
        let digest: [u8; 32] = hasher.finalize().into();
        let mut hash = [0; 16];
        hash.copy_from_slice(&digest[..16]);
        Self(hash)
    }

    /// Of 16 bytes of a record.
    #[must_use]
    pub fn find(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Thirty-two lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(self) -> String {
        let mut text = String::with_capacity(32);
        for byte in self.0 {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart_by_code_and_number() {
        let mut numbers: Vec<_> = SheetForm::ALL.iter().map(|form| form.number()).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), SheetForm::ALL.len());
        for form in SheetForm::ALL {
            assert_eq!(SheetForm::find(form.code()), Some(form));
            assert_eq!(serde_json::to_value(form).unwrap(), form.code());
        }
        assert_eq!(SheetForm::find("rekap"), None);
    }

    #[test]
    fn the_hash_is_of_form_and_content_together() {
        let hash = ContentHash::of(SheetForm::DokumenEvaluasi, &[b"{}"]);
        assert_eq!(hash, ContentHash::of(SheetForm::DokumenEvaluasi, &[b"{", b"}"]));
        assert_ne!(hash, ContentHash::of(SheetForm::EvaluasiKinerja, &[b"{}"]));
        assert_eq!(ContentHash::find(&hash.0), Some(hash));
        assert_eq!(hash.to_hex().len(), 32);
    }
}
