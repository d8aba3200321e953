//! Commands that make sheets to be looked at, saved and printed, and note which were.

use std::path::Path;
use std::sync::{Arc, PoisonError};

use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_journal::RecordId;
use ts_rs::TS;

use super::{Desk, Nothing};
use crate::job::Started;
use crate::printing::{
    Batch, BlankForm, MadePart, PersonForm, PrintReport, PrintRow, Selection, UnitForm, UnitRow,
    UnitSelection, check_target, list_blank_forms,
};
use crate::sheet::{KEEPERS, SheetForm};
use crate::tray::FileId;
use crate::{Failure, Office};

/// Arguments of `print.start`.
#[derive(Debug, Deserialize, TS)]
pub struct Printing {
    /// Which forms, in the order in which those of a person follow each other; left out: *Dokumen Evaluasi Kinerja Pegawai*.
    #[serde(default = "usual_forms")]
    pub forms: Vec<PersonForm>,
    /// The period; a plan's is any of its year.
    pub period: Period,
    /// Of whom; `null` for everybody who has such a sheet in the period.
    pub nips: Option<Vec<String>>,
    /// Whether drafts are left out.
    #[serde(default)]
    pub only_final: bool,
    /// On which paper.
    pub paper: PaperName,
}

/// Arguments of `print.start_blank`.
#[derive(Debug, Deserialize, TS)]
pub struct PrintingBlank {
    /// A form of `print.blank_forms`.
    pub id: String,
    /// On which paper.
    pub paper: PaperName,
}

/// Arguments of `print.start_each`.
#[derive(Debug, Deserialize, TS)]
pub struct PrintingEach {
    /// Which sheets.
    pub printing: Printing,
    /// The place of a folder that the person chose, in the tray.
    pub folder: FileId,
}

/// Arguments of `print.people`.
#[derive(Debug, Deserialize, TS)]
pub struct OfPersonForms {
    /// The period.
    pub period: Period,
    /// The forms.
    pub forms: Vec<PersonForm>,
}

/// Arguments of `print.units`.
#[derive(Debug, Deserialize, TS)]
pub struct OfUnitForm {
    /// Which form.
    pub form: UnitForm,
    /// The period.
    pub period: Period,
}

/// Arguments of `print.start_units`.
#[derive(Debug, Deserialize, TS)]
pub struct PrintingUnits {
    /// Which form.
    pub form: UnitForm,
    /// The period; a rekap is of its year.
    pub period: Period,
    /// One sheet for each of these units; `null` for one of the whole office.
    pub units: Option<Vec<RecordId>>,
    /// On which paper.
    pub paper: PaperName,
}

/// Sheets that were made.
#[derive(Debug, Serialize, TS)]
pub struct PrintedSheets {
    /// The PDF, or the first of a batch that is too long for one.
    pub file: FileId,
    /// Those that follow it.
    pub more: Vec<FileId>,
    /// How many sheets are in each of them.
    pub sheets: Vec<usize>,
    /// What is in them together.
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
    /// Writes a file of the tray to a place that the person chose, and notes the sheets in it as printed. Answers why they could not be noted: the file is there all
    /// the same.
    ///
    /// # Errors
    /// `tray.file_gone`, `file.inside_office`, `print.file`.
    pub fn save(&self, file: FileId, path: &Path) -> Result<Option<Failure>, Failure> {
        self.tray.save(file, path)?;
        *self.saved.lock().unwrap_or_else(PoisonError::into_inner) = Some(path.to_path_buf());
        Ok(self.note_made(file).err())
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
        let selection = printing.selection();
        self.start_rendering(move |office| office.read_batch(&selection))
    }

    pub(super) fn start_printing_blank(&self, of: PrintingBlank) -> Result<Started<PrintedSheets>, Failure> {
        self.start_rendering(move |office| office.read_blank(&of.id, of.paper.paper()))
    }

    pub(super) fn start_printing_units(&self, of: PrintingUnits) -> Result<Started<PrintedSheets>, Failure> {
        let PrintingUnits { form, period, units, paper } = of;
        let selection = UnitSelection { form, period, units, paper: paper.paper() };
        self.start_rendering(move |office| office.read_unit_batch(&selection))
    }

    #[expect(clippy::unnecessary_wraps, reason = "a handler of the list")]
    fn start_rendering(
        &self,
        read: impl FnOnce(&Office) -> Result<Batch, Failure> + Send + 'static,
    ) -> Result<Started<PrintedSheets>, Failure> {
        let (tray, unnoted) = (Arc::clone(&self.tray), Arc::clone(&self.unnoted));
        Ok(self.start_beside(
            read,
            |batch, progress| batch.render_parts(progress),
            move |_, (parts, report)| {
                let mut files = Vec::with_capacity(parts.len());
                let counts = parts.iter().map(|part| part.sheets).collect();
                for MadePart { bytes, sheets: _, prints } in parts {
                    let file = tray.put(bytes)?;
                    unnoted.lock().unwrap_or_else(PoisonError::into_inner).insert(file, prints);
                    files.push(file);
                }
                let mut files = files.into_iter();
                let file = files.next().ok_or_else(|| Failure::new("tray.file_gone"))?;
                Ok(PrintedSheets { file, more: files.collect(), sheets: counts, report })
            },
        ))
    }

    /// One file a person into a folder; they are noted as printed once all are there.
    pub(super) fn start_printing_each(&self, of: PrintingEach) -> Result<Started<PrintReport>, Failure> {
        let folder = self.tray.place(of.folder)?.ok_or_else(|| Failure::new("tray.file_gone"))?;
        check_target(&folder)?;
        let selection = of.printing.selection();
        Ok(self.start_beside(
            move |office| {
                office.need_role(KEEPERS)?;
                office.read_batch(&selection)
            },
            move |batch, progress| Ok(batch.write_each(&folder, progress)),
            |office, written| office.note_written(written),
        ))
    }

    pub(super) fn list_printable(&self, of: OfPersonForms) -> Result<Vec<PrintRow>, Failure> {
        self.with(|office| office.list_printable(of.period, &of.forms))
    }

    pub(super) fn list_unit_sheets(&self, of: OfUnitForm) -> Result<Vec<UnitRow>, Failure> {
        self.with(|office| office.list_unit_sheets(of.period, of.form))
    }

    pub(super) fn list_blank_forms(&self, _: Nothing) -> Result<Vec<BlankForm>, Failure> {
        list_blank_forms()
    }
}

fn usual_forms() -> Vec<PersonForm> {
    vec![SheetForm::DokumenEvaluasi.into()]
}

impl Printing {
    fn selection(self) -> Selection {
        let Self { forms, period, nips, only_final, paper } = self;
        Selection { forms, period, nips, only_final, paper: paper.paper() }
    }
}
