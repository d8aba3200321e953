//! Sheets of a period as PDF: all in one file, or one file a person.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_forms::dokumen_evaluasi::Stage;
use tilik_forms::{DokumenEvaluasi, EmptyFields, Moment, Options, Paper, Sheet, Warning, render};

use crate::job::Progress;
use crate::people::Person;
use crate::{Failure, Office};

/// What was printed.
#[derive(Debug, Clone, Serialize)]
pub struct PrintReport {
    /// Sheets asked for.
    pub asked: usize,
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
    /// Prints *Dokumen Evaluasi Kinerja Pegawai* of everybody who has an evaluation in the period.
    ///
    /// # Errors
    /// `print.nothing` when nobody has one; `print.file` for a place that cannot be written; those of the forms.
    pub fn print_dokumen(
        &self,
        period: Period,
        paper: Paper,
        target: Target<'_>,
        progress: &Progress,
    ) -> Result<PrintReport, Failure> {
        let sheets = self.list_dokumen(period)?;
        if sheets.is_empty() {
            return Err(Failure::new("print.nothing").with("period", period.to_string()));
        }
        let options = self.print_options(paper, &format!("Dokumen Evaluasi Kinerja Pegawai {period}"))?;
        let mut report = PrintReport {
            asked: sheets.len(),
            sheets: 0,
            pages: 0,
            drafts: sheets.iter().filter(|(_, sheet)| sheet.stage != Stage::Closed).count(),
            files: Vec::new(),
            replaced: Vec::new(),
        };
        match target {
            Target::File(path) => {
                let documents: Vec<_> = sheets.iter().map(|(_, sheet)| sheet.clone()).collect();
                let people: Vec<_> = sheets.iter().map(|(person, _)| person).collect();
                write_batch(&people, &documents, &options, path, progress, &mut report)?;
            }
            Target::Folder(folder) => {
                std::fs::create_dir_all(folder)
                    .map_err(|error| Failure::of_file("print.file", folder, &error))?;
                let total = sheets.len();
                for ((person, sheet), done) in sheets.iter().zip(1..) {
                    let path = folder.join(format!("dokumen-evaluasi_{period}_{}.pdf", person.nip));
                    let quiet = Progress::default();
                    write_batch(
                        &[person],
                        std::slice::from_ref(sheet),
                        &options,
                        &path,
                        &quiet,
                        &mut report,
                    )?;
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
            sheets: 1,
            pages: rendered.pages.iter().sum(),
            drafts: 0,
            files: vec![path.to_path_buf()],
            replaced: Vec::new(),
        })
    }

    fn print_options(&self, paper: Paper, title: &str) -> Result<Options, Failure> {
        Ok(Options {
            sheet: Sheet::portrait(paper),
            title: title.to_owned(),
            author: self.summary()?.name,
            made_at: Some(Moment(self.host().now().timestamp())),
            ..Options::default()
        })
    }
}

fn write_batch(
    people: &[&Person],
    documents: &[DokumenEvaluasi],
    options: &Options,
    path: &Path,
    progress: &Progress,
    report: &mut PrintReport,
) -> Result<(), Failure> {
    let rendered = render(documents, options, |step| progress.tell(step.done, step.total))?;
    write_whole(path, &rendered.bytes)?;
    for warning in &rendered.warnings {
        if let Warning::ReplacedCharacters { document, characters } = warning
            && let Some(person) = people.get(*document)
        {
            report.replaced.push((person.nip.clone(), characters.iter().collect()));
        }
    }
    report.sheets += rendered.pages.len();
    report.pages += rendered.pages.iter().sum::<usize>();
    report.files.push(path.to_path_buf());
    Ok(())
}

/// Refuses a place within the data folder of an office: a backup or a sheet must not take the place of its database.
///
/// # Errors
/// `file.inside_office`.
pub fn check_target(path: &Path) -> Result<(), Failure> {
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
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    check_target(path)?;
    let mut partial = path.as_os_str().to_owned();
    partial.push(".tilik-partial");
    let partial = PathBuf::from(partial);
    let written = std::fs::write(&partial, bytes)
        .and_then(|()| std::fs::File::options().write(true).open(&partial)?.sync_all())
        .and_then(|()| std::fs::rename(&partial, path));
    written.map_err(|error| {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(&partial);
        Failure::of_file("print.file", path, &error)
    })
}
