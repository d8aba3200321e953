//! Sheets of a period as PDF: all in one file, or one file a person.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_forms::dokumen_evaluasi::Stage;
use tilik_forms::{DokumenEvaluasi, EmptyFields, Moment, Options, Paper, Sheet, Warning, render};

use crate::job::Progress;
use crate::people::Person;
use crate::place::check_name;
use crate::sheet::{Print, SheetForm};
use crate::{Failure, Office};

/// What was printed.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct PrintReport {
    /// Sheets asked for: of these people, or of all who have an evaluation.
    pub asked: usize,
    /// NIPs that were asked for and have no sheet: unknown, not rated, or not the user's to see.
    pub without_sheet: Vec<String>,
    /// Sheets written.
    pub sheets: usize,
    /// Pages written.
    pub pages: usize,
    /// Sheets that carry RANCANGAN because they are not closed.
    pub drafts: usize,
    /// The files, in the order written.
    pub files: Vec<PathBuf>,
    /// Names whose sheet has characters that the font lacks: NIP and characters.
    pub replaced: Vec<(String, String)>,
    /// Which print of its content each closed sheet is; to be noted once the file was saved or sent to a printer ([`Office::mark_printed`]).
    pub prints: Vec<Print>,
}

/// Which sheets.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Of which period.
    pub period: Period,
    /// Of whom; `None` for everybody who has an evaluation in the period.
    pub nips: Option<Vec<String>>,
    /// On which paper.
    pub paper: Paper,
}

/// Where sheets go.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// All in one file.
    File(&'a Path),
    /// One file a person, in a folder that is made when it is not there.
    Folder(&'a Path),
}

impl Office {
    /// *Dokumen Evaluasi Kinerja Pegawai* as one file, in memory.
    ///
    /// # Errors
    /// `print.nothing` when nobody has an evaluation; those of the forms.
    pub fn render_dokumen(
        &self,
        selection: &Selection,
        progress: &Progress,
    ) -> Result<(Vec<u8>, PrintReport), Failure> {
        self.read_batch(selection)?.render_all(progress)
    }

    /// Prints *Dokumen Evaluasi Kinerja Pegawai* into files.
    ///
    /// # Errors
    /// `print.nothing` when nobody has an evaluation; `print.file` for a place that cannot be written; those of the forms.
    pub fn print_dokumen(
        &self,
        selection: &Selection,
        target: Target<'_>,
        progress: &Progress,
    ) -> Result<PrintReport, Failure> {
        let batch = self.read_batch(selection)?;
        let mut report = batch.report();
        match target {
            Target::File(path) => {
                let bytes = batch.render(&batch.sheets, progress, &mut report)?;
                write_whole(path, &bytes)?;
                report.files.push(path.to_path_buf());
            }
            Target::Folder(folder) => {
                std::fs::create_dir_all(folder)
                    .map_err(|error| Failure::of_file("print.file", folder, &error))?;
                let total = batch.sheets.len();
                for (sheet, done) in batch.sheets.iter().zip(1..) {
                    let (person, period) = (&sheet.0, selection.period);
                    let path = folder.join(format!("dokumen-evaluasi_{period}_{}.pdf", person.nip));
                    let quiet = Progress::default();
                    let bytes = batch.render(std::slice::from_ref(sheet), &quiet, &mut report)?;
                    write_whole(&path, &bytes)?;
                    report.files.push(path);
                    if progress.tell(done, total).is_break() {
                        return Err(Failure::new("job.cancelled").with("done", done).with("total", total));
                    }
                }
            }
        }
        Ok(report)
    }

    /// Prints one empty sheet to be filled by hand.
    ///
    /// # Errors
    /// `print.file`, and those of the forms.
    pub fn print_blank(&self, paper: Paper, path: &Path) -> Result<PrintReport, Failure> {
        let mut options = self.print_options(paper, "Dokumen Evaluasi Kinerja Pegawai")?;
        options.empty_fields = EmptyFields::Dotted;
        let rendered = render(&[DokumenEvaluasi::blank()], &options, |_| ControlFlow::Continue(()))?;
        write_whole(path, &rendered.bytes)?;
        Ok(PrintReport {
            asked: 1,
            without_sheet: Vec::new(),
            sheets: 1,
            pages: rendered.pages.iter().sum(),
            drafts: 0,
            files: vec![path.to_path_buf()],
            replaced: Vec::new(),
            prints: Vec::new(),
        })
    }

    pub(crate) fn read_batch(&self, selection: &Selection) -> Result<Batch, Failure> {
        let period = selection.period;
        let sheets = self.list_dokumen(period, selection.nips.as_deref())?;
        if sheets.is_empty() {
            return Err(Failure::new("print.nothing").with("period", period.to_string()));
        }
        let title = match sheets.as_slice() {
            [(person, _)] => format!("Dokumen Evaluasi Kinerja Pegawai {period} {}", person.name.full()),
            _ => format!("Dokumen Evaluasi Kinerja Pegawai {period}"),
        };
        let has_sheet = |nip: &String| sheets.iter().any(|(person, _)| person.nip == *nip);
        let without_sheet = selection.nips.iter().flatten().filter(|nip| !has_sheet(nip)).cloned().collect();
        let people: Vec<_> = sheets.iter().map(|(person, _)| person.clone()).collect();
        let prints = self.plan_prints(period, SheetForm::DokumenEvaluasi, &people)?;
        Ok(Batch { without_sheet, options: self.print_options(selection.paper, &title)?, sheets, prints })
    }

    fn print_options(&self, paper: Paper, title: &str) -> Result<Options, Failure> {
        let margins = self.paper_settings()?.margins;
        Ok(Options {
            sheet: Sheet { margins: margins.on_paper(), ..Sheet::portrait(paper) },
            is_practice: self.is_practice()?,
            title: title.to_owned(),
            author: self.summary()?.name,
            made_at: Some(Moment(self.host().now().timestamp())),
            ..Options::default()
        })
    }
}

/// Sheets read and ready to be rendered.
pub(crate) struct Batch {
    sheets: Vec<(Person, DokumenEvaluasi)>,
    without_sheet: Vec<String>,
    options: Options,
    prints: Vec<Print>,
}

impl Batch {
    /// All sheets in one file.
    pub(crate) fn render_all(&self, progress: &Progress) -> Result<(Vec<u8>, PrintReport), Failure> {
        let mut report = self.report();
        let bytes = self.render(&self.sheets, progress, &mut report)?;
        Ok((bytes, report))
    }

    fn report(&self) -> PrintReport {
        PrintReport {
            asked: self.sheets.len() + self.without_sheet.len(),
            without_sheet: self.without_sheet.clone(),
            sheets: 0,
            pages: 0,
            drafts: self.sheets.iter().filter(|(_, sheet)| sheet.stage != Stage::Closed).count(),
            files: Vec::new(),
            replaced: Vec::new(),
            prints: self.prints.clone(),
        }
    }

    /// Renders some of the sheets into one file and counts them in the report.
    fn render(
        &self,
        sheets: &[(Person, DokumenEvaluasi)],
        progress: &Progress,
        report: &mut PrintReport,
    ) -> Result<Vec<u8>, Failure> {
        let documents: Vec<_> = sheets.iter().map(|(_, sheet)| sheet.clone()).collect();
        let rendered = render(&documents, &self.options, |step| progress.tell(step.done, step.total))?;
        for warning in &rendered.warnings {
            if let Warning::ReplacedCharacters { document, characters } = warning
                && let Some((person, _)) = sheets.get(*document)
            {
                report.replaced.push((person.nip.clone(), characters.iter().collect()));
            }
        }
        report.sheets += rendered.pages.len();
        report.pages += rendered.pages.iter().sum::<usize>();
        Ok(rendered.bytes)
    }
}

/// Refuses a place within the data folder of an office: a backup or a sheet must not take the place of its database.
///
/// # Errors
/// `file.name_unusable`, `file.inside_office`.
pub fn check_target(path: &Path) -> Result<(), Failure> {
    check_name(path)?;
    let place = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let place = std::fs::canonicalize(&place)
        .or_else(|_| std::fs::canonicalize(place.parent().unwrap_or(&place)))
        .unwrap_or(place);
    if place.ancestors().any(|folder| folder.join("tilik.keys").exists()) {
        return Err(Failure::new("file.inside_office").with("path", path.display().to_string()));
    }
    Ok(())
}

/// Writes a file beside its place and renames it: at the place is the whole file or what was there before.
///
/// # Errors
/// `print.file`, and those of [`check_target`].
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    put_whole(path, |partial| std::fs::write(partial, bytes))
}

/// As [`write_whole`], with the bytes of another file, which are never all in memory.
#[expect(clippy::disallowed_methods, reason = "a backup is open nowhere")]
pub(crate) fn copy_whole(from: &Path, path: &Path) -> Result<(), Failure> {
    put_whole(path, |partial| std::fs::copy(from, partial).map(|_| ()))
}

fn put_whole(path: &Path, write: impl FnOnce(&Path) -> std::io::Result<()>) -> Result<(), Failure> {
    check_target(path)?;
    let mut partial = path.as_os_str().to_owned();
    partial.push(".tilik-partial");
    let partial = PathBuf::from(partial);
    let written = write(&partial)
        .and_then(|()| std::fs::File::options().write(true).open(&partial)?.sync_all())
        .and_then(|()| tilik_store::rename(&partial, path));
    written.map_err(|error| {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(&partial);
        Failure::of_file("print.file", path, &error)
    })
}
