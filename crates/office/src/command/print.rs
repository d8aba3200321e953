//! Commands that make sheets to be looked at, saved and printed, and note which were.

use std::path::Path;
use std::sync::{Arc, PoisonError};

use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use ts_rs::TS;

use super::Desk;
use crate::Failure;
use crate::job::Started;
use crate::printing::{PrintReport, Selection};
use crate::sheet::SheetForm;
use crate::tray::FileId;

/// Arguments of `print.start`.
#[derive(Debug, Deserialize, TS)]
pub struct Printing {
    /// Which form; left out: *Dokumen Evaluasi Kinerja Pegawai*.
    #[serde(default)]
    #[ts(optional)]
    pub form: Option<SheetForm>,
    /// The period; a plan's is any of its year.
    pub period: Period,
    /// Of whom; `null` for everybody who has such a sheet in the period.
    pub nips: Option<Vec<String>>,
    /// On which paper.
    pub paper: PaperName,
}

/// Sheets that were made.
#[derive(Debug, Serialize, TS)]
pub struct PrintedSheets {
    /// The PDF.
    pub file: FileId,
    /// What is in it.
    pub report: PrintReport,
}

/// A paper by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum PaperName {
    /// 210 × 297 mm.
    A4,
    /// 215 × 330 mm.
    F4,
}

impl PaperName {
    /// As the office's record keeps it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::F4 => "f4",
        }
    }

    /// The paper.
    #[must_use]
    pub fn paper(self) -> tilik_forms::Paper {
        match self {
            Self::A4 => tilik_forms::Paper::A4,
            Self::F4 => tilik_forms::Paper::F4,
        }
    }
}

impl Desk {
    /// Writes a file of the tray to a place that the person chose, and notes the sheets in it as printed.
    ///
    /// # Errors
    /// `tray.file_gone`, `file.inside_office`, `print.file`, and those of [`Self::note_made`].
    pub fn save(&self, file: FileId, path: &Path) -> Result<(), Failure> {
        self.tray.save(file, path)?;
        *self.saved.lock().unwrap_or_else(PoisonError::into_inner) = Some(path.to_path_buf());
        self.note_made(file).map(|_| ())
    }

    /// Notes that the sheets in a file of the tray are on their way to paper: saved, or sent to a printer. Answers how many prints are new; none for other
    /// files, and for a file that was noted before.
    ///
    /// # Errors
    /// `office.not_open`, and those of saving; asked again, it tries again.
    pub fn note_made(&self, file: FileId) -> Result<usize, Failure> {
        let unnoted = || self.unnoted.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(prints) = unnoted().get(&file).cloned() else { return Ok(0) };
        let new = self.with(|office| office.mark_printed(&prints))?;
        unnoted().remove(&file);
        Ok(new)
    }

    pub(super) fn start_printing(&self, printing: Printing) -> Result<Started<PrintedSheets>, Failure> {
        let (tray, unnoted) = (Arc::clone(&self.tray), Arc::clone(&self.unnoted));
        let selection = Selection {
            form: printing.form.unwrap_or(SheetForm::DokumenEvaluasi),
            period: printing.period,
            nips: printing.nips,
            paper: printing.paper.paper(),
        };
        Ok(self.start_beside(
            move |office| office.read_batch(&selection),
            |batch, progress| batch.render_all(progress),
            move |_, (bytes, report)| {
                let file = tray.put(bytes)?;
                let prints = report.prints.clone();
                unnoted.lock().unwrap_or_else(PoisonError::into_inner).insert(file, prints);
                Ok(PrintedSheets { file, report })
            },
        ))
    }
}
