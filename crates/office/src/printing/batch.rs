//! Sheets read from the office and rendered beside it: all in one file, in numbered files, or one file a person.
//!
//! Must not read the office. Invariant: a report counts what was counted again in the finished files, never what was asked for.

use std::ops::Range;
use std::path::{Path, PathBuf};

use tilik_forms::dokumen_evaluasi::Stage;
use tilik_forms::{Form, Options, Rendered, Warning, render, render_parts};

use super::{PrintReport, write_whole};
use crate::Failure;
use crate::job::Progress;
use crate::people::Person;
use crate::sheet::Print;

/// One sheet, filled.
pub(super) struct SheetInBatch {
    pub(super) nip: String,
    pub(super) name: String,
    pub(super) stage: Stage,
    pub(super) form: Box<dyn Form>,
}

impl SheetInBatch {
    pub(super) fn new(person: &Person, stage: Stage, form: Box<dyn Form>) -> Self {
        Self { nip: person.nip.clone(), name: person.name.full(), stage, form }
    }
}

/// Sheets read and ready to be rendered.
pub(crate) struct Batch {
    /// Whose, by NIP, as the forms.
    pub(super) people: Vec<String>,
    pub(super) forms: Vec<Box<dyn Form>>,
    pub(super) drafts: usize,
    pub(super) without_sheet: Vec<String>,
    pub(super) options: Options,
    pub(super) prints: Vec<Print>,
    /// What files of single people are called before the NIP.
    pub(super) name: String,
}

/// One file of a batch, with which of its prints are in it.
pub(crate) struct MadePart {
    pub(crate) bytes: Vec<u8>,
    pub(crate) prints: Vec<Print>,
}

impl Batch {
    /// All sheets in one file, whatever their number.
    pub(super) fn render_all(&self, progress: &Progress) -> Result<(Vec<u8>, PrintReport), Failure> {
        let mut report = self.report();
        let bytes = self.render(0..self.forms.len(), progress, &mut report)?;
        Ok((bytes, report))
    }

    /// All sheets in as few files as their number allows.
    pub(crate) fn render_parts(&self, progress: &Progress) -> Result<(Vec<MadePart>, PrintReport), Failure> {
        let (mut report, mut parts) = (self.report(), Vec::new());
        self.make_parts(progress, &mut report, |_, made| {
            parts.push(made);
            Ok(())
        })?;
        Ok((parts, report))
    }

    /// All sheets at a place; beyond one file's number in files that are numbered behind its name.
    pub(crate) fn write_parts(&self, path: &Path, progress: &Progress) -> Result<PrintReport, Failure> {
        let (mut report, mut files) = (self.report(), Vec::new());
        self.make_parts(progress, &mut report, |(number, of), made| {
            let path = if of == 1 { path.to_path_buf() } else { number_path(path, number, of) };
            write_whole(&path, &made.bytes)?;
            files.push(path);
            Ok(())
        })?;
        report.files = files;
        Ok(report)
    }

    /// One file a person, in a folder that is made when it is not there.
    pub(crate) fn write_each(&self, folder: &Path, progress: &Progress) -> Result<PrintReport, Failure> {
        let mut report = self.report();
        std::fs::create_dir_all(folder).map_err(|error| Failure::of_file("print.file", folder, &error))?;
        let total = self.people.len();
        for (at, nip) in self.people.iter().enumerate() {
            // Objections of one person to several closings are several sheets.
            let before = self.people.iter().take(at).filter(|other| *other == nip).count();
            let again = if before == 0 { String::new() } else { format!("_{}", before + 1) };
            let path = folder.join(format!("{}_{nip}{again}.pdf", self.name));
            let bytes = self.render(at..at + 1, &Progress::default(), &mut report)?;
            write_whole(&path, &bytes)?;
            report.files.push(path);
            if progress.tell(at + 1, total).is_break() {
                return Err(Failure::new("job.cancelled").with("done", at + 1).with("total", total));
            }
        }
        Ok(report)
    }

    fn make_parts(
        &self,
        progress: &Progress,
        report: &mut PrintReport,
        mut take: impl FnMut((usize, usize), MadePart) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let tell = |step: tilik_forms::Progress| progress.tell(step.done, step.total);
        render_parts(&self.forms, &self.options, tell, |part| {
            let some = part.first..part.first + part.rendered.pages.len();
            let people = self.people.get(some).unwrap_or_default();
            let prints = self.prints.iter().filter(|print| people.contains(&print.nip)).cloned().collect();
            Self::count(people, &part.rendered, report);
            take((part.number, part.of), MadePart { bytes: part.rendered.bytes, prints })
        })
    }

    fn report(&self) -> PrintReport {
        PrintReport {
            asked: self.forms.len() + self.without_sheet.len(),
            without_sheet: self.without_sheet.clone(),
            sheets: 0,
            pages: 0,
            drafts: self.drafts,
            files: Vec::new(),
            replaced: Vec::new(),
            prints: self.prints.clone(),
        }
    }

    /// Renders some of the sheets into one file, and adds to the report what is counted in that file.
    fn render(
        &self,
        some: Range<usize>,
        progress: &Progress,
        report: &mut PrintReport,
    ) -> Result<Vec<u8>, Failure> {
        let people = self.people.get(some.clone()).unwrap_or_default();
        let forms = self.forms.get(some).unwrap_or_default();
        let rendered = render(forms, &self.options, |step| progress.tell(step.done, step.total))?;
        Self::count(people, &rendered, report);
        Ok(rendered.bytes)
    }

    fn count(people: &[String], rendered: &Rendered, report: &mut PrintReport) {
        for warning in &rendered.warnings {
            if let Warning::ReplacedCharacters { document, characters } = warning
                && let Some(nip) = people.get(*document)
            {
                report.replaced.push((nip.clone(), characters.iter().collect()));
            }
        }
        report.sheets += rendered.counted.sheets;
        report.pages += rendered.counted.pages;
    }
}

/// `lembar.pdf` as `lembar_2-dari-20.pdf`.
fn number_path(path: &Path, number: usize, of: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}_{number}-dari-{of}.{extension}"))
}

#[cfg(test)]
mod tests {
    use tilik_forms::{DokumenEvaluasi, MOST_SHEETS};

    use super::*;

    #[test]
    fn one_sheet_more_than_a_file_holds_makes_two_files_with_all_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let count = MOST_SHEETS + 1;
        let form = || Box::new(DokumenEvaluasi::blank()) as Box<dyn Form>;
        let batch = Batch {
            people: (0..count).map(|number| format!("{number:018}")).collect(),
            forms: (0..count).map(|_| form()).collect(),
            drafts: 0,
            without_sheet: Vec::new(),
            options: Options::default(),
            prints: Vec::new(),
            name: "dokumen-evaluasi_2026-TW3".into(),
        };
        let report = batch.write_parts(&folder.path().join("semua.pdf"), &Progress::default()).unwrap();
        let names: Vec<_> =
            report.files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["semua_1-dari-2.pdf", "semua_2-dari-2.pdf"]);
        assert_eq!((report.asked, report.sheets), (count, count));
        let counted =
            report.files.iter().map(|path| tilik_forms::count(&std::fs::read(path).unwrap()).unwrap());
        let (sheets, pages) = counted.fold((0, 0), |(s, p), one| (s + one.sheets, p + one.pages));
        assert_eq!((sheets, pages), (report.sheets, report.pages));
    }
}
